//! Every code that folio can say is explained, and every explanation is tried.

use crate::architecture::house::House;
use crate::site::{Run, Site};
use folio::explain::{self, Explanation, Part};
use std::collections::BTreeSet;
use std::process::Command;

/// What no site can show: it takes a moment between two reads, a broken disk, another program, or a mistake of
/// folio's own.
const NOT_SHOWN: [&str; 12] = [
    "address-not-usable",
    "dead-link",
    "file-changed",
    "files-not-watched",
    "image-not-made",
    "lock-not-written",
    "no-config",
    "output-not-written",
    "output-path-twice",
    "port-taken",
    "site-not-readable",
    "write-failed",
];

#[test]
fn every_code_has_an_explanation_and_every_explanation_a_code() {
    let house = House::on_disk(concat!(env!("CARGO_MANIFEST_DIR"), "/src"));
    let explained: BTreeSet<&str> = explain::all().map(|one| one.code).collect();
    let mut faults: Vec<String> = house
        .codes
        .iter()
        .filter(|(code, _)| !explained.contains(code.as_str()))
        .map(|(code, place)| format!("{place}: write src/explain/{code}.md, as src/explain/mod.rs describes"))
        .collect();
    let declared: BTreeSet<&str> = house.codes.iter().map(|(code, _)| code.as_str()).collect();
    let dead = explained.difference(&declared).map(|code| format!("src/explain/{code}.md: no such code"));
    faults.extend(dead);
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert!(declared.len() > 50, "the codes are not found: {declared:?}");
}

/// The blocks of a mistake or cure: files with their text, and what is typed.
struct Example<'a> {
    files: Vec<(&'a str, &'a str)>,
    typed: Option<&'a str>,
    in_words: bool,
}

fn example(markdown: &str) -> Example<'_> {
    let mut example = Example { files: Vec::new(), typed: None, in_words: false };
    for part in explain::parts(markdown) {
        match part {
            Part::Block { label: "text", .. } | Part::Paragraph(_) => example.in_words = true,
            Part::Block { label: "sh", text } => example.typed = Some(text),
            Part::Block { label, text } => example.files.push((label, text)),
        }
    }
    example
}

/// Lays the files out and runs what is typed, with a `folio` that answers in JSON.
fn run(mut site: Site, example: &Example<'_>, typed: &str) -> Run {
    for (path, text) in &example.files {
        site = site.file(path, text);
    }
    let mut command = Command::new("sh");
    let script = format!("folio() {{ \"{}\" --format json \"$@\"; }}\n{typed}", env!("CARGO_BIN_EXE_folio"));
    command.args(["-c", &script]);
    site.execute(command)
}

fn codes(run: &Run) -> BTreeSet<String> {
    run.stdout
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).expect("each line is JSON"))
        .filter_map(|line| line["code"].as_str().map(str::to_owned))
        .collect()
}

/// What is wrong with an explanation: a mistake that does not raise its code alone, a cure that raises anything.
fn fault(one: &Explanation) -> Option<String> {
    let (mistake, cure) = (example(one.mistake), example(one.cure));
    if mistake.in_words {
        return None;
    }
    let typed = mistake.typed.unwrap_or("folio build");
    let first = run(Site::new(), &mistake, typed);
    if codes(&first) != BTreeSet::from([one.code.to_owned()]) {
        return Some(format!("{}: the mistake says\n{}{}", one.code, first.stdout, first.stderr));
    }
    let second = run(first.site, &cure, cure.typed.unwrap_or(typed));
    let quiet =
        codes(&second).is_empty() && second.stdout.contains("\"summary\"") && second.stderr.is_empty();
    (!quiet).then(|| format!("{}: the cure says\n{}{}", one.code, second.stdout, second.stderr))
}

#[cfg(unix)]
#[test]
fn every_mistake_raises_its_code_alone_and_its_cure_raises_nothing() {
    let all: Vec<Explanation> = explain::all().collect();
    let faults: Vec<String> = std::thread::scope(|scope| {
        let runs: Vec<_> = all
            .chunks(all.len().div_ceil(4))
            .map(|some| scope.spawn(|| some.iter().filter_map(fault).collect::<Vec<_>>()))
            .collect();
        runs.into_iter().flat_map(|run| run.join().expect("no test panics")).collect()
    });
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn only_what_no_site_can_show_is_explained_in_words_alone() {
    let told: Vec<&str> =
        explain::all().filter(|one| example(one.mistake).in_words).map(|one| one.code).collect();
    assert_eq!(told, NOT_SHOWN);
}

#[test]
fn explain_says_why_and_shows_a_mistake_and_its_cure() {
    Site::bare().run(&["explain", "broken-link"]).exits(0).says("explain");
    Site::bare().run(&["explain", "error[broken-link]"]).exits(0).shows("../work/larkspur.md");
    Site::bare().run(&["explain", "brokn-link"]).exits(2).shows("did you mean `broken-link`?");
}

#[test]
fn explain_without_a_code_lists_them_all() {
    let run = Site::bare().run(&["explain"]).exits(0);
    for one in explain::all() {
        assert!(run.stdout.contains(one.code) && run.stdout.contains(one.summary), "{}", one.code);
    }
}

#[test]
fn explanations_come_as_json_too() {
    let run = Site::bare().run(&["--format", "json", "explain"]).exits(0);
    assert_eq!(run.stdout.lines().count(), explain::all().count());
    let run = Site::bare().run(&["--format", "json", "explain", "slug"]).exits(0);
    let one: serde_json::Value = serde_json::from_str(&run.stdout).expect("one object");
    assert_eq!((&one["type"], &one["code"]), (&"explanation".into(), &"slug".into()));
    assert!(one["cure"].as_str().is_some_and(|cure| cure.contains("slug: checkout")));
}

#[test]
fn completions_are_written_for_every_shell() {
    for (shell, words) in [
        ("bash", "complete -F _folio"),
        ("zsh", "#compdef folio"),
        ("fish", "complete -c folio"),
        ("powershell", "Register-ArgumentCompleter"),
        ("elvish", "edit:completion:arg-completer[folio]"),
    ] {
        let run = Site::bare().run(&["completions", shell]).exits(0).shows(words).shows("base-url");
        assert_eq!(run.stderr, "");
    }
    Site::bare().run(&["completions", "tcsh"]).exits(2);
    Site::bare().run(&["completions", "--help"]).exits(0).shows("folio completions fish >");
}

#[test]
fn the_manual_is_printed_or_written_page_by_page() {
    Site::bare().run(&["man"]).exits(0).shows(".TH FOLIO 1").shows("folio\\-build(1)");
    Site::bare().run(&["man", "new"]).exits(0).shows("folio new case \"A shorter checkout\"");
    Site::bare().run(&["man", "nwe"]).exits(2).shows("did you mean `folio-new`?");
    Site::bare().run(&["man", "new", "--out", "x"]).exits(2);
    let run = Site::bare().run(&["man", "--out", "share/man1"]).exits(0).says("man");
    for name in ["folio", "folio-build", "folio-explain"] {
        assert!(run.site.root().join(format!("share/man1/{name}.1")).is_file(), "{name}");
    }
    run.site.run(&["man", "--out", "share/man1"]).exits(0);
    Site::bare().file("taken", "").run(&["man", "--out", "taken"]).exits(1).shows("write-failed");
}
