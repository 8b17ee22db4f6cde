//! The rooms of `src/` keep to their layers: the table of the design, held against the code.
//!
//! Code under `#[cfg(test)]` is free: a room's own tests may look at what higher rooms make of it.

pub mod house;
mod rules;

use house::House;
use rules::{Rules, faults};

/// The rooms, lowest layer first. A room imports from rows above its own and from its left in its own row.
const LAYERS: &[&[&str]] = &[
    // 0 words
    &["source", "path", "decimal", "unit", "period", "diag"],
    // 1 edge
    &["clock", "world", "fs", "git", "net"],
    // 2 records
    &["yaml", "memo", "table", "claim", "model"],
    // 3 proof
    &["proof"],
    // 4 parse
    &["config", "discover", "data", "front_matter", "markdown", "schema"],
    // 5 site
    &["i18n", "evidence", "claims", "taxonomy", "people", "route"],
    // 6 render
    &["highlight", "asset", "image", "chart", "card", "emit", "theme", "body", "render"],
    // 7 output
    &["output"],
    // 8 build
    &["build"],
    // 9 run
    &["check", "explain", "editor", "scaffold", "specimen", "verify", "watch"],
    // 10 face
    &["cli", "main"],
];

const RULES: Rules<'static> = Rules {
    layers: LAYERS,
    // What checks a claim must not lean on what makes the page that shows it.
    narrow: &[
        ("proof", &["source", "path", "decimal", "unit", "period", "diag", "table", "claim"]),
        // A stranger's check must not lean on what built the site.
        (
            "verify",
            &[
                "source", "path", "decimal", "unit", "period", "diag", "clock", "world", "fs", "net",
                "table", "claim", "proof",
            ],
        ),
    ],
    only_in: &[
        ("std::fs", &["fs"]),
        ("walkdir", &["fs"]),
        ("std::time::SystemTime", &["clock"]),
        ("std::net", &["net"]),
        ("tokio", &["watch"]),
        ("hyper", &["watch"]),
        ("ureq", &["net"]),
        ("std::process", &["fs", "git", "cli", "main"]),
        ("std::env", &["clock", "fs", "output", "cli", "main"]),
        ("std::io::stdin", &["cli", "main"]),
        ("std::io::stdout", &["cli", "main"]),
        ("std::io::stderr", &["cli", "main"]),
    ],
    methods_only_in: &[
        ("canonicalize", &["fs"]),
        ("read_dir", &["fs"]),
        ("read_link", &["fs"]),
        ("symlink_metadata", &["fs"]),
        ("try_exists", &["fs"]),
        ("is_symlink", &["fs"]),
    ],
    macros_only_in: &[
        ("print", &["cli", "main"]),
        ("println", &["cli", "main"]),
        ("eprint", &["cli", "main"]),
        ("eprintln", &["cli", "main"]),
        ("dbg", &[]),
    ],
};

#[test]
fn every_room_imports_only_from_lower_layers_or_from_its_left() {
    let house = House::on_disk(concat!(env!("CARGO_MANIFEST_DIR"), "/src"));
    let faults = faults(&house, &RULES);
    assert!(faults.is_empty(), "the house is out of order:\n{}", faults.join("\n"));
}

/// The text of a file that is not there.
const GONE: &str = "gone";

/// What the rules say of a house of three rooms: `low` in layer 0, `left` and `right` in layer 1.
fn faults_of(files: &[(&str, &str)]) -> Vec<String> {
    let rules = Rules {
        layers: &[&["low"], &["left", "right"]],
        narrow: &[("right", &["low"])],
        only_in: &[("std::fs", &["left"]), ("walkdir", &["left"])],
        methods_only_in: &[("read_dir", &["left"])],
        macros_only_in: &[("println", &["left"])],
    };
    let mut all = vec![
        ("lib.rs", "pub mod low; pub mod left; pub mod right;"),
        ("low.rs", "pub struct Word;"),
        ("left.rs", "use crate::low::Word;"),
        ("right/mod.rs", "mod inner;"),
        ("right/inner.rs", "use crate::low;"),
    ];
    for (path, text) in files {
        match all.iter_mut().find(|(known, _)| known == path) {
            Some(file) => file.1 = text,
            None => all.push((path, text)),
        }
    }
    all.retain(|(_, text)| *text != GONE);
    faults(&House::of(&all), &rules)
}

/// One fault, at this file and line, that names this.
#[track_caller]
fn assert_fault(files: &[(&str, &str)], place: &str, words: &str) {
    let faults = faults_of(files);
    assert_eq!(faults.len(), 1, "{faults:#?}");
    assert!(faults[0].starts_with(place) && faults[0].contains(words), "{faults:#?}");
}

#[test]
fn a_house_in_order_has_no_faults() {
    assert_eq!(faults_of(&[]), Vec::<String>::new());
}

#[test]
fn an_import_from_a_higher_layer_is_found_however_it_is_spelled() {
    for text in [
        "use crate::left::Thing;",
        "use crate::{left, low};",
        "use crate::left as l;",
        "use crate::left::{self, *};",
        "use super::left;",
        "use {super::left::Thing};",
        "pub use crate::left::Thing;",
        "fn f() -> crate::left::Thing { todo() }",
        "fn f() { super::left::go::<u8>() }",
        "fn f() { go::<crate::left::Thing>() }",
        "impl crate::left::Trait for u8 {}",
        "fn f() { let crate::left::Thing { .. } = g(); }",
        "fn f() { format!(\"{}\", crate::left::NAME); }",
        "macro_rules! m { () => { $crate::left::go() } }",
        "macro_rules! m { () => { use $crate::{low::Word, left::Thing}; } }",
        "fn f() { crate::left::shout!(); }",
        "mod inner { use super::super::left; }",
        "mod inner { fn f() { super::super::left::go() } }",
        "#[derive(Debug)] struct S(#[serde(with = \"x\")] crate::left::Thing);",
        "use folio::left;",
    ] {
        assert_fault(&[("low.rs", text)], "low.rs:1", "`left`");
    }
}

#[test]
fn an_import_from_the_right_in_the_same_layer_is_found() {
    assert_fault(&[("left.rs", "\n\nuse crate::right::Thing;")], "left.rs:3", "`right`");
}

#[test]
fn a_room_is_held_to_its_narrow_list_even_where_the_layers_would_allow_more() {
    assert_fault(&[("right/inner.rs", "use crate::left;")], "right/inner.rs:1", "`left`");
    assert_fault(&[("right/inner.rs", "use super::super::left;")], "right/inner.rs:1", "`left`");
}

#[test]
fn a_path_inside_the_own_room_is_no_import() {
    let inner = "use super::Sibling; use crate::right::inner; use self::deep::Thing; mod deep { use super::super::x; }";
    assert_eq!(faults_of(&[("right/inner.rs", inner)]), Vec::<String>::new());
}

#[test]
fn what_hides_an_import_is_a_fault_of_its_own() {
    assert_fault(&[("low.rs", "use crate::*;")], "low.rs:1", "glob");
    assert_fault(&[("low.rs", "use super::*;")], "low.rs:1", "glob");
    assert_fault(&[("low.rs", "use crate as root;")], "low.rs:1", "renames");
    assert_fault(&[("low.rs", "use crate::Word;")], "low.rs:1", "`Word`");
    assert_fault(&[("low.rs", "#[path = \"x.rs\"] mod x;")], "low.rs:1", "#[path]");
}

#[test]
fn tests_of_a_room_may_look_up() {
    let text = "#[cfg(test)] mod tests { use crate::left::Thing; fn f() { println!(); std::fs::read(); } }";
    assert_eq!(faults_of(&[("low.rs", text)]), Vec::<String>::new());
    let outside = [("low.rs", "#[cfg(test)] mod tests;"), ("low/tests.rs", "use crate::left::Thing;")];
    assert_eq!(faults_of(&outside), Vec::<String>::new());
    assert_fault(&[("low.rs", "#[cfg(unix)] mod tests { use crate::left; }")], "low.rs:1", "`left`");
}

#[test]
fn a_room_that_the_table_does_not_know_is_found_and_so_is_one_that_is_gone() {
    let lib = ("lib.rs", "pub mod low; pub mod left; pub mod right; pub mod shed;");
    assert_fault(&[lib, ("shed.rs", "")], "lib.rs:1", "`shed`");
    assert_fault(&[("lib.rs", "pub mod low; pub mod right;"), ("left.rs", GONE)], "the table", "`left`");
}

#[test]
fn a_module_without_its_file_is_found_and_so_is_a_file_without_its_module() {
    assert_fault(&[("low.rs", "mod gone;")], "low.rs:1", "`gone`");
    assert_fault(&[("right/lost.rs", "")], "right/lost.rs:1", "no `mod`");
}

#[test]
fn the_file_system_is_touched_in_its_own_room_only() {
    for text in [
        "use std::fs;",
        "use std::{fs, io};",
        "use std::fs::{read, write as put};",
        "use std::*;",
        "use std::fs as disk;",
        "use walkdir::WalkDir;",
        "fn f() { ::std::fs::read(x) }",
        "fn f() { vec![std::fs::read(x)] }",
        "fn f() { let _: walkdir::Error = g(); }",
    ] {
        assert_fault(&[("low.rs", text)], "low.rs:1", "`low`");
        assert_eq!(faults_of(&[("left.rs", text)]), Vec::<String>::new());
    }
    assert_fault(&[("low.rs", "fn f(x: &Path) { x.read_dir() }")], "low.rs:1", "read_dir");
}

#[test]
fn words_go_to_the_terminal_from_the_face_only() {
    assert_fault(&[("low.rs", "fn f() { println!(\"x\") }")], "low.rs:1", "println!");
    assert_fault(&[("low.rs", "fn f() { std::println!(\"x\") }")], "low.rs:1", "println!");
    assert_fault(&[("low.rs", "fn f() { vec![{ println!(\"x\"); 1 }] }")], "low.rs:1", "println!");
    assert_eq!(faults_of(&[("left.rs", "fn f() { println!(\"x\") }")]), Vec::<String>::new());
}
