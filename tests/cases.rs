//! Golden folders: `tests/cases/<name>/site` is a site, `expected` beside it is exactly what folio makes of it,
//! `said.txt` what it says. Files of the theme stay out, and so do the digits in their names: they are not about the case.
//! `make bless` writes both anew.

use crate::site::{Site, files_in};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

const REPOSITORY: &str = env!("CARGO_MANIFEST_DIR");

#[test]
fn every_golden_site_comes_out_as_expected() {
    let cases = Path::new(REPOSITORY).join("tests/cases");
    let mut names: Vec<_> = fs::read_dir(&cases)
        .expect("tests/cases is there")
        .map(|entry| entry.expect("it can be listed").file_name().into_string().expect("names are UTF-8"))
        .collect();
    names.sort();
    assert!(!names.is_empty(), "no case in {}", cases.display());
    let faults: Vec<String> = names.iter().flat_map(|name| faults_of(name, &cases.join(name))).collect();
    assert!(faults.is_empty(), "{}\n`make bless` takes it as it is.", faults.join("\n"));
}

fn faults_of(name: &str, case: &Path) -> Vec<String> {
    let run = Site::copy_of(&case.join("site")).build();
    let theme = theme_files();
    let fingerprints = fingerprints(&run.made(), &theme);
    let mut made: BTreeMap<String, Vec<u8>> = files_in(&run.output())
        .into_iter()
        .filter(|(path, _)| path != ".folio-owned")
        .filter(|(path, _)| !theme.contains(path) && !fingerprints.contains_key(path))
        .map(|(path, bytes)| (format!("expected/{path}"), without(&fingerprints, bytes)))
        .collect();
    made.insert("said.txt".into(), run.said().into_bytes());
    // folio's own script is the same on every site.
    made.remove("expected/search.js");
    if std::env::var_os("FOLIO_UPDATE").is_some() {
        bless(case, &made);
    }
    let mut expected: BTreeMap<String, Vec<u8>> = files_in(&case.join("expected"))
        .into_iter()
        .map(|(path, bytes)| (format!("expected/{path}"), bytes))
        .collect();
    expected.insert("said.txt".into(), fs::read(case.join("said.txt")).unwrap_or_default());
    differences(&expected, &made).into_iter().map(|fault| format!("{name}/{fault}")).collect()
}

/// The names that the themes of folio publish.
fn theme_files() -> BTreeSet<String> {
    let themes = Path::new(REPOSITORY).join("themes");
    let names = files_in(&themes).into_iter();
    names.filter_map(|(path, _)| Some(path.split_once("/static/")?.1.to_owned())).collect()
}

/// Each fingerprinted file of a theme and its name without the digits: `broadsheet.[fingerprint].css`.
fn fingerprints(made: &[String], theme: &BTreeSet<String>) -> BTreeMap<String, String> {
    let plain = |path: &str| {
        let (rest, extension) = path.rsplit_once('.')?;
        let (name, digits) = rest.rsplit_once('.')?;
        let digits = digits.len() == 10 && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
        (digits && theme.contains(&format!("{name}.{extension}")))
            .then(|| (path.to_owned(), format!("{name}.[fingerprint].{extension}")))
    };
    made.iter().filter_map(|path| plain(path)).collect()
}

/// A change of a theme's style is no change of what a page says.
fn without(fingerprints: &BTreeMap<String, String>, bytes: Vec<u8>) -> Vec<u8> {
    match String::from_utf8(bytes) {
        Ok(text) => {
            fingerprints.iter().fold(text, |text, (name, plain)| text.replace(name, plain)).into_bytes()
        }
        Err(error) => error.into_bytes(),
    }
}

fn bless(case: &Path, made: &BTreeMap<String, Vec<u8>>) {
    for (path, _) in files_in(&case.join("expected")) {
        fs::remove_file(case.join("expected").join(path)).expect("it can be removed");
    }
    for (path, bytes) in made {
        let path = case.join(path);
        fs::create_dir_all(path.parent().expect("it lies in the case")).expect("its folder");
        fs::write(path, bytes).expect("it can be written");
    }
}

/// Each file that is missing, too many, or other than expected, with the first line that differs.
fn differences(expected: &BTreeMap<String, Vec<u8>>, made: &BTreeMap<String, Vec<u8>>) -> Vec<String> {
    let mut faults = Vec::new();
    for (path, wanted) in expected {
        match made.get(path) {
            None => faults.push(format!("{path} was not made")),
            Some(bytes) if bytes != wanted => faults.push(first_difference(path, wanted, bytes)),
            Some(_) => {}
        }
    }
    let unexpected = made.keys().filter(|path| !expected.contains_key(*path));
    faults.extend(unexpected.map(|path| format!("{path} was not expected")));
    faults
}

fn first_difference(path: &str, wanted: &[u8], made: &[u8]) -> String {
    let (wanted, made) = (String::from_utf8_lossy(wanted), String::from_utf8_lossy(made));
    let (mut wanted, mut made) = (wanted.split('\n'), made.split('\n'));
    for number in 1.. {
        let (old, new) = (wanted.next(), made.next());
        if old != new {
            let show = |line: Option<&str>| line.map_or("(the end)".to_owned(), |line| format!("{line:?}"));
            return format!("{path}:{number}\n  expected {}\n  made     {}", show(old), show(new));
        }
        if old.is_none() {
            break;
        }
    }
    format!("{path} differs in bytes that are no text")
}

#[test]
fn a_golden_folder_notices_each_kind_of_difference() {
    let files = |list: &[(&str, &str)]| {
        list.iter()
            .map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec()))
            .collect::<BTreeMap<_, _>>()
    };
    let expected = files(&[("a", "one\ntwo\n"), ("b", "same"), ("c", "gone")]);
    let made = files(&[("a", "one\ntoo\n"), ("b", "same"), ("d", "new")]);
    assert_eq!(
        differences(&expected, &made),
        ["a:2\n  expected \"two\"\n  made     \"too\"", "c was not made", "d was not expected"]
    );
}
