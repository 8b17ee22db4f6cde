//! What folio may touch in the output folder: what it wrote, and nothing else.

use crate::site::{Run, Site, files_in};
use std::fs;
use std::process::Command;

fn site() -> Site {
    Site::new()
        .file("content/a.md", "---\ntitle: A\n---\n\nWords.\n")
        .file("content/b.md", "---\ntitle: B\n---\n")
}

/// Builds once more, in the same folder.
fn again(run: Run) -> Run {
    run.site.build()
}

#[test]
fn a_folder_that_is_not_for_output_is_refused() {
    let site = site();
    fs::create_dir(site.around().join("home")).expect("a home");
    fs::write(site.root().join("a-file"), "mine").expect("a file");
    let home = site.around().join("home").display().to_string();
    let mut run = site.run(&["build"]).exits(0);
    for (name, folder) in [
        ("the-site", "."),
        ("above", ".."),
        ("the-root", "/"),
        ("home", home.as_str()),
        ("content", "content"),
        ("in-content", "content/deep/down"),
        ("a-file", "a-file"),
        ("under-a-file", "a-file/x"),
    ] {
        let before = files_in(&run.site.root());
        run = run.site.run(&["build", "-o", folder]).exits(1).says(&format!("output-{name}"));
        assert!(before == files_in(&run.site.root()), "-o {folder} changed the site");
    }
}

#[test]
fn the_output_folder_of_folio_yaml_is_checked_in_the_same_way() {
    site().config("title: A\noutput: content\n").build().exits(1).says("output-in-the-config");
    site().config("title: A\noutput: ../elsewhere\n").build().exits(1).says("output-above-in-the-config");
}

#[test]
fn a_foreign_file_at_a_planned_path_is_an_error_and_stays() {
    let run = site().file("public/a/index.html", "mine").build().exits(1).says("foreign-file-in-the-way");
    assert_eq!(run.made(), ["a/index.html"]);
    assert_eq!(run.text("a/index.html"), "mine");
}

#[test]
fn a_foreign_folder_at_a_planned_path_is_an_error_and_stays() {
    let run = site().file("public/a/index.html/x", "mine").build().exits(1).says("foreign-folder-in-the-way");
    assert_eq!(run.made(), ["a/index.html/x"]);
}

#[cfg(unix)]
#[test]
fn a_link_in_the_output_folder_is_not_followed() {
    let site = site();
    fs::create_dir(site.around().join("elsewhere")).expect("a folder");
    fs::create_dir(site.root().join("public")).expect("a folder");
    let run = site.link("public/a", "../../elsewhere").build();
    assert!(files_in(&run.site.around().join("elsewhere")).is_empty(), "folio wrote through a link");
    run.exits(1).says("link-in-the-way");
}

#[test]
fn foreign_files_survive_every_build() {
    let run =
        site().file("public/CNAME", "a.example").file("public/deep/down/mine.txt", "mine").build().exits(0);
    let run = again(run).exits(0).makes("CNAME").makes("deep/down/mine.txt").makes("a/index.html");
    let run = run.site.without("content/b.md").build().exits(0);
    run.makes("CNAME").makes("deep/down/mine.txt").lacks("b/index.html").lacks("b");
}

#[test]
fn what_is_no_longer_wanted_goes_and_so_does_its_folder() {
    let run = site().build().exits(0).makes("b/index.html");
    run.site.without("content/b.md").build().exits(0).lacks("b").makes("a/index.html");
}

#[test]
fn a_file_put_into_a_folder_that_goes_keeps_it_alive() {
    let run = site().build().exits(0);
    let run = run.site.file("public/b/mine.txt", "mine").without("content/b.md").build().exits(0);
    run.lacks("b/index.html").makes("b/mine.txt");
}

#[test]
fn a_build_with_errors_changes_nothing() {
    let run = site().build().exits(0);
    let before = files_in(&run.output());
    let run =
        run.site.file("content/a.md", "---\ntitle: [A\n---\n").file("content/c.md", "# C\n").build().exits(1);
    assert!(before == files_in(&run.output()), "the output changed");
    let left: Vec<_> = fs::read_dir(run.site.root())
        .expect("it can be listed")
        .map(|entry| entry.expect("an entry").file_name())
        .collect();
    assert!(!left.iter().any(|name| name.to_string_lossy().contains("stag")), "{left:?}");
}

#[test]
fn a_second_build_of_the_same_writes_nothing() {
    let run = site().build().exits(0);
    let times = |run: &Run| -> Vec<_> {
        let files = files_in(&run.output());
        files
            .iter()
            .map(|(name, _)| {
                fs::metadata(run.output().join(name)).expect("it is there").modified().expect("a time")
            })
            .collect()
    };
    let before = times(&run);
    std::thread::sleep(std::time::Duration::from_millis(20));
    let run = again(run).exits(0).says("nothing-to-write");
    let fresh = times(&run).iter().zip(&before).filter(|(new, old)| new != old).count();
    // The manifest may be written anew.
    assert!(fresh <= 1, "{fresh} files were written again");
}

#[test]
fn a_file_that_was_changed_by_hand_is_put_right() {
    let run = site().build().exits(0);
    let before = run.text("a/index.html");
    fs::write(run.output().join("a/index.html"), "changed by hand").expect("it can be written");
    let run = again(run).exits(0);
    assert_eq!(run.text("a/index.html"), before);
}

/// A disk that takes no more than a few kilobytes of a file: to the program, a full one.
#[cfg(unix)]
#[test]
fn a_full_disk_is_told_and_nothing_is_lost() {
    let run = site().build().exits(0);
    let before = files_in(&run.output());
    let mut site = run.site;
    for number in 0..40 {
        site = site.file(
            &format!("content/{number}.md"),
            format!("---\ntitle: T\n---\n\n{}\n", "Many words. ".repeat(4000)),
        );
    }
    let mut command = Command::new("sh");
    command.args(["-c", "ulimit -f 16; trap '' XFSZ; exec \"$0\" build", env!("CARGO_BIN_EXE_folio")]);
    let run = site.execute(command).exits(1).says("full-disk");
    assert!(before == files_in(&run.output()), "the output changed");
    let run = again(run).exits(0);
    run.makes("39/index.html").makes("a/index.html");
}

#[cfg(unix)]
#[test]
fn an_output_folder_that_cannot_be_written_is_told() {
    use std::os::unix::fs::PermissionsExt as _;
    let run = site().build().exits(0);
    let before = files_in(&run.output());
    let site = run.site.file("content/c.md", "# C\n");
    let public = site.root().join("public");
    let mode = |mode| {
        for folder in [site.root(), public.clone()] {
            fs::set_permissions(folder, fs::Permissions::from_mode(mode)).expect("the folder is ours");
        }
    };
    mode(0o555);
    let root = site.root();
    let mut command = Command::new(env!("CARGO_BIN_EXE_folio"));
    if fs::write(public.join("probe"), "").is_ok() {
        fs::remove_file(public.join("probe")).expect("it was just made");
        command = Command::new("setpriv");
        command.args([
            "--bounding-set=-dac_override,-dac_read_search",
            "--inh-caps=-dac_override,-dac_read_search",
        ]);
        command.arg(env!("CARGO_BIN_EXE_folio"));
    }
    command.arg("build");
    mode(0o555);
    let run = site.execute(command);
    for folder in [root, public] {
        fs::set_permissions(folder, fs::Permissions::from_mode(0o755)).expect("the folder is ours");
    }
    let run = run.exits(1).says("read-only");
    assert!(before == files_in(&run.output()), "the output changed");
}

#[test]
fn a_list_of_owned_files_that_was_tampered_with_deletes_nothing() {
    for line in [
        "../content/a.md",
        "../../secret",
        "/etc/hostname",
        "con",
        "a/../../content/a.md",
        "?6 ../../secret",
        "mine.txt ",
    ] {
        let run = site().build().exits(0);
        fs::write(run.site.around().join("secret"), "secret").expect("a file beside the site");
        // The last line counts those before it: a list that names more is whole.
        let list = run.text(".folio-owned");
        let (lines, count) = list.trim_end().rsplit_once("\n*").expect("it ends with a count");
        let count: usize = count.parse().expect("a number");
        let list = format!("{lines}\n{line}\n*{}\n", count + 1);
        let site = run.site.file("public/.folio-owned", list).file("public/mine.txt", "mine");
        let run = site.without("content/b.md").build();
        assert!(run.site.root().join("content/a.md").is_file(), "{line}");
        assert!(run.site.around().join("secret").is_file(), "{line}");
        run.shows("output-ownership-unknown").makes("mine.txt").makes("a/index.html").makes("b/index.html");
    }
}

#[test]
fn a_list_of_owned_files_that_is_none_makes_every_file_foreign() {
    let run = site().build().exits(0);
    let run = run.site.file("public/.folio-owned", b"\xff\xfe\0").build().exits(0);
    let run =
        run.says("ownership-unknown").site.file("public/.folio-owned", "").without("content/b.md").build();
    run.makes("b/index.html").makes("a/index.html");
}

#[cfg(unix)]
#[test]
fn a_link_in_the_place_of_a_file_is_replaced_or_refused_but_never_written_through() {
    let run = site().build().exits(0);
    let secret = run.site.around().join("secret");
    fs::write(&secret, "secret").expect("a file beside the site");
    let site = run.site.without("public/a/index.html").link("public/a/index.html", "../../../secret");
    let run = site.build();
    assert_eq!(fs::read_to_string(&secret).expect("it is still there"), "secret");
    run.says("link-in-the-place-of-a-file");
}

#[cfg(unix)]
#[test]
fn an_output_folder_that_is_a_link_to_the_content_is_refused() {
    let run = site().link("public", "content").build().exits(1).says("output-a-link-to-content");
    assert_eq!(files_in(&run.site.root().join("content")).len(), 2);
}

#[test]
fn a_foreign_folder_where_folio_stages_is_refused_and_stays() {
    let run = site().file(".public.folio-staging/mine.txt", "mine").build().exits(1).says("staging-in-use");
    assert!(run.site.root().join(".public.folio-staging/mine.txt").is_file());
}

mod properties {
    use super::*;
    use proptest::prelude::*;

    /// What lies in the output folder, and what the site publishes: names from a small set, so that they meet.
    fn names() -> impl Strategy<Value = Vec<(usize, usize)>> {
        prop::collection::vec((0..6usize, 0..6usize), 0..6)
    }

    const FOLDERS: [&str; 6] = ["", "a/", "b/", "a/b/", "work/", "deep/er/"];
    const FILES: [&str; 6] = ["x.txt", "index.html", "y.html", "data.csv", "z", "a.txt"];

    proptest! {
        #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn foreign_files_in_the_output_survive_whatever_the_site_publishes(foreign in names(), first in names(), second in names()) {
            let place = |(folder, file): &(usize, usize)| format!("{}{}", FOLDERS[*folder], FILES[*file]);
            let mut site = Site::new();
            for path in foreign.iter().map(place) {
                site = site.file(&format!("public/{path}"), format!("foreign {path}"));
            }
            for wanted in [&first, &second] {
                let _ = fs::remove_dir_all(site.root().join("static"));
                for path in wanted.iter().map(place) {
                    site = site.file(&format!("static/{path}"), "ours");
                }
                let run = site.build();
                for path in foreign.iter().map(place) {
                    prop_assert_eq!(run.text(&path), format!("foreign {path}"));
                }
                site = run.site;
            }
        }
    }
}
