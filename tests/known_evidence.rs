//! Evidence that is as it was is taken from what earlier runs found out, without a look into it; and nothing that is
//! written or said changes with that.
//!
//! `FOLIO_RUNS=500` makes that many random edits between runs; `FOLIO_SEED=7` begins elsewhere.

use crate::edits::{Dice, number};
use crate::site::{Site, files_in};
use folio::build::{self, Options, Report};
use folio::evidence;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::time::Duration;

/// What changed later than this before a run may change again without its stamp showing it.
const UNTIL_OLD: Duration = Duration::from_secs(3);

fn options(root: &Path) -> Options {
    Options { root: root.to_owned(), ..Options::default() }
}

/// Every document and file, and what it may hold; nothing: it is not there.
const FILES: [(&str, &[Option<&str>]); 8] = [
    (
        "folio.yaml",
        &[
            Some("title: A site\nbase_url: https://ada.example\n"),
            Some("title: Other\nbase_url: https://ada.example\n"),
            Some("title: A site\nlanguage: de\nbase_url: https://ada.example\noutput: made\n"),
        ],
    ),
    (
        "content/work/one.md",
        &[
            Some(
                "---\ntitle: One\nmetrics:\n  - { name: Orders, value: 61, calc: only(n) from a.csv where month = 2024-09 }\n---\n\nText.\n",
            ),
            Some(
                "---\ntitle: One\nmetrics:\n  - { name: Orders, value: 61.0 orders in 2024-09, calc: only(n) from a.csv where month = 2024-09 }\n---\n\nText.\n",
            ),
            Some(
                "---\ntitle: First\nmetrics:\n  - { name: Orders, value: 121, baseline: 60, calc: sum(n) from a.csv by month, baseline_calc: first(n) from a.csv order by month }\n---\n\nText.\n",
            ),
            Some(
                "---\ntitle: One\nmetrics:\n  - { name: Orders, value: 62, calc: only(n) from a.csv where month = 2024-09 }\n---\n\nText.\n",
            ),
            Some("---\ntitle: One\n---\n\nNo figure.\n"),
        ],
    ),
    (
        "content/work/two.md",
        &[
            Some(
                "---\ntitle: Two\nmetrics:\n  - { name: Share, value: 40 %, calc: 'ratio(n, of) from shared.json where group = new' }\n---\n\nText.\n",
            ),
            Some(
                "---\ntitle: Two\nmetrics:\n  - { name: Share, value: 40 %, calc: 'ratio(n, of) from shared.json where group = new' }\n  - { name: Orders, value: 60, calc: min(n) from a.csv }\nevidence:\n  - { file: a.csv, how: Exported, by: me }\n---\n\nText.\n",
            ),
            Some(
                "---\ntitle: Two\nmetrics:\n  - { name: Share, value: 2, evidence: [shared.json, a.csv] }\nevidence:\n  - { file: a.csv, header: 1 }\n---\n\nText.\n",
            ),
            Some(
                "---\ntitle: Two\ndraft: true\nmetrics:\n  - { name: Share, value: 3, evidence: [shared.json] }\n---\n\nText.\n",
            ),
        ],
    ),
    (
        "content/about.md",
        &[Some("---\ntitle: About\n---\n\nWords.\n"), Some("---\ntitle: About\n---\n\nMore.\n"), None],
    ),
    (
        "content/work/a.csv",
        &[
            Some("month,n\n2024-08,60\n2024-09,61\n"),
            Some("month,n\n2024-08,60\n2024-09,62\n"),
            Some("month;n\n2024-08;60\n2024-09;61\n"),
            None,
        ],
    ),
    (
        "evidence/shared.json",
        &[
            Some("[{\"group\":\"new\",\"n\":4,\"of\":10},{\"group\":\"old\",\"n\":5,\"of\":90}]"),
            Some("[{\"group\":\"new\",\"n\":40,\"of\":100}]"),
        ],
    ),
    ("folio.lock", &[None]),
    ("templates/page.html", &[None, Some("{{ page.title }}{{ page.content | safe }}")]),
];

fn write(root: &Path, path: &str, text: Option<&str>) {
    let path = root.join(path);
    match text {
        Some(text) => {
            fs::create_dir_all(path.parent().expect("a folder")).expect("its folder");
            fs::write(path, text).expect("it can be written");
        }
        None => _ = fs::remove_file(path),
    }
}

fn a_site() -> Site {
    let site = Site::bare();
    for (path, texts) in FILES {
        write(&site.root(), path, texts[0]);
    }
    site
}

/// Builds, and holds what came of it against a build of the same files where no run has been before.
fn run(site: &Site, options: &Options) -> Report {
    let copy = site.around().join("copy");
    let _ = fs::remove_dir_all(&copy);
    for (name, bytes) in files_in(&site.root()) {
        if !["public/", "made/", ".folio/"].iter().any(|folder| name.starts_with(folder)) {
            let path = copy.join(name);
            fs::create_dir_all(path.parent().expect("a folder")).expect("its folder");
            fs::write(path, bytes).expect("it can be written");
        }
    }
    let report = build::build(options);
    let clean = build::build(&Options { root: copy.clone(), ..options.clone() });
    let codes = |report: &Report| {
        let said = report.diagnostics.iter().map(|said| {
            let place = said.place.as_ref().map(|place| (place.source.name().to_owned(), place.span));
            // How the rows of a pinned file were is for those to tell who saw it.
            let words = said.message.split(" has changed since ").next().map(str::to_owned);
            (said.code, place, words)
        });
        said.collect::<Vec<_>>()
    };
    assert_eq!(codes(&report), codes(&clean));
    assert_eq!(report.made.is_some(), clean.made.is_some());
    if let (Some(made), Some(clean)) = (&report.made, &clean.made) {
        let (found, expected) = (files_of(&made.output), files_of(&clean.output));
        assert_eq!(found.keys().collect::<Vec<_>>(), expected.keys().collect::<Vec<_>>(), "the files");
        for (path, bytes) in found {
            assert!(bytes == expected[&path], "{path} is {}", String::from_utf8_lossy(&bytes));
        }
        let lock = |root: &Path| fs::read(root.join("folio.lock")).ok();
        assert_eq!(lock(&options.root), lock(&copy));
    }
    report
}

fn files_of(output: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files: BTreeMap<String, Vec<u8>> = files_in(output).into_iter().collect();
    files.remove(".folio-owned");
    files
}

/// Somebody changes a file of the output, or what earlier runs have kept.
fn meddle(folder: &Path, dice: &mut Dice) {
    if !folder.exists() {
        return;
    }
    let files = files_in(folder);
    let telling = |name: &str| name.contains("evidence/") || name.contains(".csv") || name.contains("SHA256");
    let telling: Vec<_> = files.iter().filter(|(name, _)| telling(name)).collect();
    let files: Vec<_> = if telling.is_empty() { files.iter().collect() } else { telling };
    let Some((name, bytes)) = files.get(dice.roll(files.len().max(1))) else { return };
    let mut bytes = bytes.clone();
    if dice.roll(4) == 0 || bytes.is_empty() {
        return fs::remove_file(folder.join(name)).expect("it was there");
    }
    let at = dice.roll(bytes.len());
    bytes[at] ^= 1;
    fs::write(folder.join(name), bytes).expect("it can be written");
}

#[test]
fn after_any_edit_what_is_written_and_said_is_that_of_a_first_build() {
    let (seed, runs) = (number("FOLIO_SEED", 20_261_130), number("FOLIO_RUNS", 40));
    let site = a_site();
    let root = site.root();
    std::thread::sleep(UNTIL_OLD);
    let mut dice = Dice(seed);
    let mut made = 0;
    for number in 0..runs {
        let mut edits = Vec::new();
        for _ in 0..dice.roll(3) {
            let (path, texts) = FILES[dice.roll(FILES.len())];
            let text = texts[dice.roll(texts.len())];
            write(&root, path, text);
            edits.push((path, text));
        }
        match dice.roll(8) {
            0 => meddle(&root.join("public"), &mut dice),
            1 => meddle(&root.join("made"), &mut dice),
            2 => meddle(&root.join(".folio"), &mut dice),
            3 => _ = build::pin(&options(&root), true),
            _ => {}
        }
        let evidence = if dice.roll(5) == 0 { evidence::Mode::Locked } else { evidence::Mode::Build };
        let options = Options { drafts: dice.roll(5) == 0, evidence, ..options(&root) };
        let step = std::panic::AssertUnwindSafe(|| run(&site, &options));
        let report = std::panic::catch_unwind(step).unwrap_or_else(|why| {
            eprintln!("seed {seed}, run {number}; the last edits were {edits:#?}");
            std::panic::resume_unwind(why)
        });
        made += usize::from(report.made.is_some());
        if report.made.is_none() && dice.roll(2) == 0 {
            // Mistakes do not stay for long.
            for (path, texts) in FILES {
                write(&root, path, texts[0]);
            }
        }
    }
    assert!(made > 0);
}

/// The files of a site and of its output that were opened while something was done.
#[cfg(target_os = "linux")]
mod opened {
    use notify::event::{AccessKind, EventKind};
    use notify::{Event, RecursiveMode, Watcher};
    use std::collections::BTreeSet;
    use std::fs;
    use std::path::Path;
    use std::sync::mpsc;
    use std::time::Duration;

    pub fn while_done(root: &Path, work: impl FnOnce()) -> BTreeSet<String> {
        let (send, events) = mpsc::channel();
        let mut watcher = notify::recommended_watcher(move |event: notify::Result<Event>| {
            let _ = send.send(event.expect("an event"));
        })
        .expect("a watcher");
        for folder in ["content", "evidence", "public"].map(|name| root.join(name)) {
            if folder.exists() {
                watcher.watch(&folder, RecursiveMode::Recursive).expect("it is watched");
            }
        }
        work();
        // Events come in their order.
        let end = root.join("content/.end");
        fs::write(&end, "").expect("it can be written");
        let mut opened = BTreeSet::new();
        loop {
            let event = events.recv_timeout(Duration::from_secs(20)).expect("the end comes");
            if event.paths.contains(&end) {
                break;
            }
            if let EventKind::Access(AccessKind::Open(_)) = event.kind {
                let names = event.paths.iter().filter_map(|path| path.strip_prefix(root).ok()?.to_str());
                opened.extend(names.map(str::to_owned));
            }
        }
        fs::remove_file(end).expect("it was there");
        opened
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_build_of_everything_opens_no_evidence_that_is_as_it_was() {
    let site = a_site();
    let root = site.root();
    std::thread::sleep(UNTIL_OLD);
    let opened = |edits: &[(&str, &str)]| {
        for (path, text) in edits {
            write(&root, path, Some(text));
        }
        let mut rendered = 0;
        let opened = opened::while_done(&root, || rendered = build::build(&options(&root)).rendered);
        assert!(rendered > 2, "{edits:?}");
        run(&site, &options(&root));
        let is_evidence = |name: &String| name.ends_with("/a.csv") || name.ends_with("/shared.json");
        opened.into_iter().filter(is_evidence).collect::<Vec<_>>()
    };
    assert_eq!(opened(&[]), ["content/work/a.csv", "evidence/shared.json"]);
    let case = FILES[1].1[1].expect("a text").replace("One", "Another");
    let nothing: [&str; 0] = [];
    assert_eq!(opened(&[("folio.yaml", "title: Other\nbase_url: https://ada.example\n")]), nothing);
    assert_eq!(opened(&[("content/work/two.md", FILES[2].1[1].expect("a text"))]), ["content/work/a.csv"]);
    assert_eq!(opened(&[("content/work/two.md", &case.replace("Orders", "Sales"))]), ["content/work/a.csv"]);
    assert_eq!(opened(&[("templates/page.html", "{{ page.title }}")]), nothing);
    // Written anew, it is read; what was made of it is not.
    assert_eq!(opened(&[("content/work/a.csv", FILES[4].1[0].expect("a text"))]), ["content/work/a.csv"]);
    // What lies in the output is trusted as long as nobody touches it.
    assert_eq!(
        opened(&[("public/work/a.csv", FILES[4].1[1].expect("a text"))]),
        ["content/work/a.csv", "public/work/a.csv"]
    );
}
