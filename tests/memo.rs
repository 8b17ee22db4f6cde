//! What a run leaves for the next one in `.folio/` saves work and never changes what is made or said.
//!
//! `FOLIO_RUNS=2000` makes that many random edits between runs; `FOLIO_SEED=7` begins elsewhere.

use crate::edits::{Dice, Writer, number, said};
use crate::site::{Site, files_in};
use folio::build::{self, Options, Report};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

fn options(site: &Site) -> Options {
    Options { root: site.root(), ..Options::default() }
}

/// A few pages, one of which has something to be warned about.
fn a_site() -> Site {
    Site::bare()
        .config("title: A site\nbase_url: https://ada.example\n")
        .file("content/index.md", "---\ntitle: Home\n---\n\nWords.\n")
        .file("content/about.md", "---\ntitle: About\n---\n\nSee [it](gone.md).\n")
        .file(
            "content/work/one.md",
            "---\ntitle: One\nmetrics: [{ name: Stay, value: 58.9 % in 2024-09 }]\n---\n\nText.\n",
        )
        .file("content/notes/.gitkeep", "")
        .file("static/cv.txt", "a life")
}

/// Builds, and holds what came of it against a build that takes nothing over.
#[track_caller]
pub fn run(site: &Site, options: &Options) -> Report {
    let report = build::build(options);
    let clean = clean(site, options);
    assert_eq!(said(&report.diagnostics), said(&clean.diagnostics), "what is said");
    assert_eq!(report.made.is_some(), clean.made.is_some());
    if let Some(made) = &report.made {
        let expected = clean.made.as_ref().map(|made| files_of(&made.output)).unwrap_or_default();
        let found = files_of(&made.output);
        assert_eq!(found.keys().collect::<Vec<_>>(), expected.keys().collect::<Vec<_>>(), "the files");
        for (path, bytes) in found {
            let (found, expected) =
                (String::from_utf8_lossy(&bytes), String::from_utf8_lossy(&expected[&path]));
            assert!(
                bytes == *expected.as_bytes() || found == expected,
                "{path} is\n{found}\nand not\n{expected}"
            );
        }
    }
    report
}

fn clean(site: &Site, options: &Options) -> Report {
    let output = site.around().join("clean");
    let _ = fs::remove_dir_all(&output);
    build::build(&Options { output: Some(output), no_memo: true, ..options.clone() })
}

fn files_of(output: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files: BTreeMap<String, Vec<u8>> = files_in(output).into_iter().collect();
    files.remove(".folio-owned");
    files
}

/// Everything that runs have kept.
fn kept(site: &Site) -> Vec<PathBuf> {
    let folder = site.root().join(".folio/memo-1");
    if !folder.exists() {
        return Vec::new();
    }
    files_in(&folder).into_iter().map(|(name, _)| folder.join(name)).collect()
}

/// Rewrites a file in place: the same size and the same time of writing.
fn rewrite(path: &Path, text: &str) {
    let before = fs::metadata(path).expect("it is there");
    assert_eq!(before.len(), text.len() as u64);
    fs::write(path, text).expect("it can be written");
    let file = fs::File::options().write(true).open(path).expect("it can be opened");
    file.set_modified(before.modified().expect("a time")).expect("it can be set");
}

#[test]
fn a_second_run_renders_nothing_and_says_the_same() {
    let site = a_site();
    let first = run(&site, &options(&site));
    let second = run(&site, &options(&site));
    assert!(first.rendered > 0 && !first.diagnostics.is_empty());
    assert_eq!(second.rendered, 0);
    assert_eq!(said(&second.diagnostics), said(&first.diagnostics));
    let (first, second) = (first.made.expect("made"), second.made.expect("made"));
    assert_eq!((second.written, second.removed, second.unchanged), (0, 0, first.files));
    assert_eq!((second.pages, second.cases, second.metrics), (first.pages, first.cases, first.metrics));
    site.run(&["build"]).exits(0).shows("nothing had changed").shows("`gone.md`").shows("See [it](gone.md).");
}

#[test]
fn a_file_that_is_edited_within_the_second_of_the_last_run_is_read_again() {
    let site = a_site();
    let page = site.root().join("content/index.md");
    for word in ["Other", "Again", "Third", "Words"] {
        rewrite(&page, &format!("---\ntitle: Home\n---\n\n{word}.\n"));
        assert!(run(&site, &options(&site)).rendered > 0, "{word}");
        assert_eq!(run(&site, &options(&site)).rendered, 0);
    }
}

#[test]
fn whatever_a_run_depends_on_is_noticed() {
    let site = a_site();
    let options = options(&site);
    run(&site, &options);
    let at = |path: &str| site.root().join(path);
    let write = |path: &str, text: &str| {
        fs::create_dir_all(at(path).parent().expect("a folder")).expect("its folder");
        fs::write(at(path), text).expect("it can be written");
    };
    let edits: [(&str, &dyn Fn()); 12] = [
        ("a new page", &|| write("content/notes/new.md", "---\ntitle: New\n---\n")),
        ("a page that goes", &|| fs::remove_file(at("content/notes/new.md")).expect("it was there")),
        ("a static file", &|| write("static/cv.txt", "other")),
        ("a new static file", &|| write("static/more/x.txt", "x")),
        ("a template of its own", &|| write("templates/page.html", "{{ page.title }}")),
        ("a word of the language", &|| write("i18n/en.yaml", "home: Start\n")),
        ("the configuration", &|| write("folio.yaml", "title: Other\n")),
        ("a file that a link led nowhere for", &|| write("content/gone.md", "---\ntitle: Gone\n---\n")),
        ("a page in the output", &|| write("public/about/index.html", "mine")),
        ("a file that is gone from the output", &|| fs::remove_file(at("public/cv.txt")).expect("there")),
        ("a folder that moves", &|| fs::rename(at("content/work"), at("content/works")).expect("moved")),
        ("the list of the output", &|| fs::remove_file(at("public/.folio-owned")).expect("there")),
    ];
    for (what, edit) in edits {
        assert_eq!(build::build(&options).rendered, 0, "before {what}");
        edit();
        let report = build::build(&options);
        assert!(report.rendered > 0, "{what} goes unnoticed");
        run(&site, &options);
    }
    write("content/notes/.index.md.swp", "an editor's own");
    assert_eq!(run(&site, &options).rendered, 0);
}

#[test]
fn a_run_after_one_that_has_pinned_evidence_has_nothing_to_do() {
    let metric = "{ name: Orders, value: 61 orders in 2024-09, calc: only(orders) from funnel.csv where month = 2024-09 }";
    let site = Site::new().case("one", &format!("metrics: [{metric}]"));
    let site = site.file("content/work/funnel.csv", "month,orders\n2024-09,61\n");
    assert!(build::build(&options(&site)).rendered > 0 && site.root().join("folio.lock").exists());
    assert_eq!(run(&site, &options(&site)).rendered, 0);
    fs::remove_file(site.root().join("folio.lock")).expect("it was there");
    assert!(run(&site, &options(&site)).rendered > 0);
}

#[test]
fn other_options_are_another_run() {
    let site =
        a_site().file("content/notes/secret.md", "---\ntitle: Secret\ndraft: true\nunlisted: true\n---\n");
    let plain = options(&site);
    let elsewhere = Some(site.around().join("elsewhere"));
    let others = [
        Options { drafts: true, ..plain.clone() },
        Options { future: true, ..plain.clone() },
        Options { strict: true, ..plain.clone() },
        Options { base_url: Some("https://bo.example".into()), ..plain.clone() },
        Options { output: elsewhere, ..plain.clone() },
        Options { no_memo: true, ..plain.clone() },
    ];
    run(&site, &plain);
    for other in others {
        assert_eq!(run(&site, &plain).rendered, 0);
        let report = run(&site, &other);
        assert!(report.rendered > 0, "{other:?}");
        if other.drafts {
            // The draft that was made there is no part of the plain site.
            assert!(site.root().join("public/notes/secret/index.html").exists());
            assert!(run(&site, &plain).rendered > 0);
        }
        run(&site, &plain);
    }
    assert_eq!(run(&site, &plain).rendered, 0);
}

#[test]
fn another_day_is_another_run() {
    let site = a_site().file("content/journal/a.md", "---\ntitle: Later\ndate: 2025-02-01\n---\n");
    let on = |site: Site, day: &str| {
        let mut command = std::process::Command::new("env");
        command.arg(format!("SOURCE_DATE_EPOCH={day}")).arg(env!("CARGO_BIN_EXE_folio")).arg("build");
        site.execute(command).exits(0)
    };
    let january = on(site, "1736899200").lacks("journal/a/index.html");
    let again = on(january.site, "1736899200").shows("nothing had changed");
    let march = on(again.site, "1740787200").makes("journal/a/index.html");
    on(march.site, "1736899200").lacks("journal/a/index.html");
}

#[test]
fn a_damaged_memo_is_noticed_and_made_anew() {
    let site = a_site();
    let options = options(&site);
    run(&site, &options);
    let mut dice = Dice(number("FOLIO_SEED", 11));
    for round in 0..24 {
        for path in kept(&site) {
            let mut bytes = fs::read(&path).expect("it is there");
            match round % 4 {
                0 => bytes.truncate(dice.roll(bytes.len())),
                1 => bytes.push(7),
                2 => bytes.clear(),
                _ => {
                    let at = dice.roll(bytes.len());
                    bytes[at] ^= 1 << dice.roll(8);
                }
            }
            fs::write(&path, bytes).expect("it can be written");
        }
        assert!(run(&site, &options).rendered > 0, "round {round}");
        assert_eq!(run(&site, &options).rendered, 0, "round {round}");
    }
    fs::remove_dir_all(site.root().join(".folio")).expect("it may be deleted");
    assert!(run(&site, &options).rendered > 0);
}

#[test]
fn where_nothing_can_be_kept_a_site_is_built_all_the_same() {
    let site = a_site().file(".folio", "in the way");
    assert!(run(&site, &options(&site)).rendered > 0);
    assert!(run(&site, &options(&site)).rendered > 0);
}

#[test]
fn two_runs_at_once_leave_a_memo_that_is_true() {
    let site = a_site();
    let options = options(&site);
    for round in 0..6 {
        fs::write(site.root().join("content/index.md"), format!("---\ntitle: Home\n---\n\nRound {round}.\n"))
            .expect("it can be written");
        let start = |output: &str| {
            let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_folio"));
            command.args(["build", "-o", output]).current_dir(site.root());
            command.env("SOURCE_DATE_EPOCH", "1736899200");
            command.stdout(std::process::Stdio::null()).stderr(std::process::Stdio::null());
            command.spawn().expect("folio starts")
        };
        let runs = [start("public"), start("other"), start("public")];
        let codes = runs.map(|mut run| run.wait().expect("it ends").code());
        assert!(codes.contains(&Some(0)), "{codes:?}");
        run(&site, &options);
    }
}

/// Bytes of what is kept change, or some of it goes.
fn harm(site: &Site, dice: &mut Dice) {
    for path in kept(site) {
        let mut bytes = fs::read(&path).expect("it is there");
        match dice.roll(4) {
            0 => fs::remove_file(&path).expect("it was there"),
            1 => fs::write(&path, &bytes[..dice.roll(bytes.len())]).expect("it can be written"),
            2 => {
                let at = dice.roll(bytes.len());
                bytes[at] ^= 0x20;
                fs::write(&path, bytes).expect("it can be written");
            }
            _ => {}
        }
    }
}

#[test]
fn after_any_edit_between_runs_what_is_written_and_said_is_that_of_a_clean_build() {
    let (seed, runs) = (number("FOLIO_SEED", 20_261_125), number("FOLIO_RUNS", 60));
    let mut writer = Writer::new(seed);
    let mut dice = Dice(seed ^ 0x5eed);
    let (mut last, mut known) = (None, false);
    for number in 0..runs {
        let edits = dice.roll(3);
        for _ in 0..edits {
            writer.edit();
        }
        let harmed = dice.roll(10) == 0;
        if harmed {
            harm(&writer.site, &mut dice);
        }
        let options = Options { drafts: dice.roll(6) == 0, ..options(&writer.site) };
        let same = last.replace(options.drafts) == Some(options.drafts);
        let step = std::panic::AssertUnwindSafe(|| run(&writer.site, &options));
        let report = std::panic::catch_unwind(step).unwrap_or_else(|why| {
            eprintln!("seed {seed}, run {number}; the last edits were {:#?}", writer.last_edits());
            std::panic::resume_unwind(why)
        });
        if edits == 0 && same && known && !harmed {
            assert_eq!(report.rendered, 0, "run {number}");
        }
        known = report.made.is_some();
    }
}
