//! Same input, same bytes: whatever the threads, the zone, the locale and the folder.

use crate::site::{Site, files_in};
use std::process::Command;

fn demo() -> Site {
    Site::bare().run(&["init"]).exits(0).site
}

fn bytes_with(site: Site, vars: &[(&str, &str)]) -> Vec<(String, Vec<u8>)> {
    let mut command = Command::new("env");
    command.args(vars.iter().map(|(name, value)| format!("{name}={value}")));
    command.args([env!("CARGO_BIN_EXE_folio"), "build"]);
    let run = site.execute(command).exits(0);
    files_in(&run.output())
}

#[test]
fn threads_zone_locale_and_folder_leave_no_trace() {
    let plain = bytes_with(demo(), &[]);
    assert!(plain.len() > 5);
    for vars in [
        &[("RAYON_NUM_THREADS", "1")][..],
        &[("RAYON_NUM_THREADS", "7")],
        &[("TZ", "Pacific/Kiritimati"), ("LC_ALL", "de_DE.UTF-8"), ("LANG", "tr_TR")],
    ] {
        let other = bytes_with(demo(), vars);
        let names =
            |files: &[(String, Vec<u8>)]| files.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>();
        assert_eq!(names(&plain), names(&other), "{vars:?}");
        for ((name, one), (_, two)) in plain.iter().zip(&other) {
            assert!(one == two, "{name} differs with {vars:?}");
        }
    }
}

#[test]
fn the_place_of_the_site_is_in_none_of_its_files() {
    let run = demo().build().exits(0);
    let place = run.site.around().display().to_string();
    for (name, bytes) in files_in(&run.output()) {
        assert!(!String::from_utf8_lossy(&bytes).contains(&place), "{name} names {place}");
    }
}
