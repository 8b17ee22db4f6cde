//! A stranger's check: what holds passes, and whatever was changed is noticed.

use crate::site::{Run, Site, files_in};
use serde_json::Value;
use std::fs;
use std::path::Path;
use std::process::Command;

/// Rows of a shop; the figures of the site below follow from them.
const ORDERS: &str = "month,shop,visits,orders\n2024-02,north,1200,84\n2024-02,south,800,44\n2024-09,north,1500,138\n2024-09,south,900,78\n2024-09,east,,\n";

/// The same trade as a shop in another country exports it.
const TAKINGS: &str = "Tag;Umsatz\n01.09.2024;1.234,50 €\n02.09.2024;0,75 €\n";

/// A site of three case studies: recalculated figures, published and linked ones, and an author's own.
pub fn shop() -> Site {
    Site::new()
        .config("title: A shop\nbase_url: https://shop.example/site/\n")
        .file("content/work/orders.csv", ORDERS)
        .file("content/work/takings.csv", TAKINGS)
        .file("content/work/letter.txt", "Dear Ada, well done.\n")
        .file(
            "content/work/checkout.md",
            "---\ntitle: A shorter checkout\nsummary: Conversion rose from {{<value of=\"conversion.baseline\"/>}} to {{<value of=\"conversion\"/>}}, by {{<change of=\"conversion\"/>}}.\n\
             date: 2024-10-01\nperiod: 2024-02/2024-09\nmetrics:\n  - name: Conversion\n    headline: true\n    baseline: 6.4 % in 2024-02\n    value: 9.00 % in 2024-09\n    better: higher\n    target: 8 %\n\
             \x20   calc: ratio(orders, visits) from orders.csv where month = 2024-09\n    baseline_calc: ratio(orders, visits) from orders.csv where month = 2024-02\n\
             \x20 - name: Orders\n    baseline: 100 in 2024-02\n    value: at least 200 in 2024-09\n    calc: sum(orders) from orders.csv where month in 2024-09\n\
             \x20 - name: Takings\n    value: €1235.25 in 2024-09\n    calc: sum(Umsatz) from takings.csv\n---\n\nMore in {{<metric of=\"orders\"/>}} and {{<chart of=\"conversion\"/>}}\n",
        )
        .file(
            "content/work/letters.md",
            "---\ntitle: Letters\ndate: 2024-09-01\nskills: [writing]\nmetrics:\n  - { name: Letters, id: letters, value: 12 in 2024, evidence: [letter.txt] }\n  - { name: Praise, id: praise, value: 3 notes in 2024, why: the notes are private }\n---\n\nText.\n",
        )
        .file("content/about.md", "---\ntitle: About\n---\n\nA page without figures.\n")
}

fn copy(from: &Path, to: &Path) {
    for (name, bytes) in files_in(from) {
        let path = to.join(name);
        fs::create_dir_all(path.parent().expect("it has one")).expect("a folder");
        fs::write(path, bytes).expect("a file");
    }
}

fn verify(folder: &Path, more: &[&str]) -> (i32, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_folio"));
    command.arg("verify").args(more).arg(folder).env("SOURCE_DATE_EPOCH", "1736899200").env("NO_COLOR", "1");
    let output = command.output().expect("folio starts");
    let said =
        String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    assert!(!said.contains("panicked"), "{said}");
    (output.status.code().unwrap_or(-1), said)
}

fn summary(folder: &Path) -> (i32, Value) {
    let (code, said) = verify(folder, &["--format", "json"]);
    (code, serde_json::from_str(&said).unwrap_or_else(|error| panic!("{error}: {said}")))
}

fn built() -> Run {
    shop().build().exits(0)
}

#[test]
fn a_sign_on_a_page_from_right_to_left_stays_with_its_number_and_holds() {
    let run = Site::new()
        .config("title: A\nlanguage: ar\n")
        .file("content/work/days.csv", "day,change\n1,-10\n2,-20.5\n")
        .file(
            "content/work/a.md",
            "---\ntitle: A\nperiod: 2023\nmetrics:\n  - { name: Change, baseline: -90 C in 2022, value: -30.5 C in 2023, calc: sum(change) from days.csv }\n---\n",
        )
        .build()
        .exits(0);
    let run = run
        .puts("work/a/index.html", "\u{2066}−30.5\u{2069}")
        .puts("work/a/index.html", "\u{2066}+59.5\u{2069}");
    let (code, said) = verify(&run.output(), &[]);
    assert!(code == 0 && said.contains("Change: −30.5"), "{said}");
}

#[test]
fn what_a_build_has_written_holds() {
    let run = built();
    let (code, said) = summary(&run.output());
    assert_eq!(code, 0, "{said:#}");
    assert_eq!(said["verificationResult"], "PASSED", "{said:#}");
    assert_eq!(said["timeVerified"], "2025-01-15T00:00:00Z");
    assert_eq!(said["counts"]["pass"], 3, "{said:#}");
    assert_eq!(said["counts"]["notChecked"], 2, "{said:#}");
    for claim in said["claims"].as_array().expect("claims") {
        assert!(claim["places"].as_u64().expect("a number") >= 3, "{claim:#}");
        for check in claim["checks"].as_array().expect("checks") {
            let left = check["result"] == "not-checked";
            let own = claim["result"] == "not-checked"
                && ["arithmetic", "evidence", "forensics"]
                    .contains(&check["check"].as_str().expect("a name"));
            assert!(!left || own, "{claim:#}");
        }
    }
}

#[test]
fn people_are_told_what_holds_and_what_nobody_can_check() {
    let run = built();
    let shown = run.output().display().to_string();
    let said = run.site.run(&["verify", &shown]).exits(0);
    said.shows("Pass  Manifest: canonical JSON of version 1, 5 claims\nPass  Evidence: 4 files in the manifest and the data package\n")
        .shows("Left  Letters: 12\n      work/letters/#figure-letters\n      no calculation: the file is published, and what it says was not recalculated\n")
        .shows("Pass  Orders: at least 200\n      work/checkout/#figure-orders\n      the baseline is the author’s own figure\n")
        .shows("Done  5 claims: 3 recalculated, 2 the author’s own; nothing failed\n")
        .shows("shows only against a copy of the sums that somebody else kept");
}

#[test]
fn a_site_that_publishes_no_proof_is_told_so_and_does_not_pass() {
    let run = Site::new().case("plain", "metrics: [{ name: Visits, value: 12 }]").build().exits(0);
    let shown = run.output().display().to_string();
    run.site.run(&["verify", &shown]).exits(1).shows("publishes nothing by which it could be checked");
}

#[test]
fn a_wrong_command_line_is_no_verdict() {
    Site::new().run(&["verify", "nowhere"]).exits(2);
    Site::new().run(&["verify"]).exits(2);
    Site::new().run(&["verify", ".", "--format", "sarif"]).exits(2);
}

#[test]
fn a_summary_is_what_its_schema_says() {
    let schema: Value = serde_json::from_str(folio::verify::SCHEMA).expect("it is JSON");
    let run = built();
    let (_, said) = summary(&run.output());
    assert_eq!(faults(&schema, &said, "summary"), Vec::<String>::new());
    fs::write(run.output().join("index.html"), "").expect("a file");
    let (code, said) = summary(&run.output());
    assert_eq!(code, 1);
    assert_eq!(faults(&schema, &said, "summary"), Vec::<String>::new());
}

/// What a value has that its schema does not: the few keywords that the schema uses.
fn faults(schema: &Value, value: &Value, at: &str) -> Vec<String> {
    let mut found = Vec::new();
    if let Some(allowed) = schema["enum"].as_array()
        && !allowed.contains(value)
    {
        found.push(format!("{at}: {value}"));
    }
    let fits = match schema["type"].as_str() {
        Some("object") => value.is_object(),
        Some("array") => value.is_array(),
        Some("string") => value.is_string(),
        Some("integer") => value.is_u64(),
        _ => true,
    };
    if !fits {
        found.push(format!("{at}: {value} is no {}", schema["type"]));
    }
    if let Some(members) = value.as_object() {
        for name in schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str) {
            if !members.contains_key(name) {
                found.push(format!("{at}: no {name}"));
            }
        }
        for (name, member) in members {
            match schema["properties"].get(name) {
                Some(schema) => found.extend(faults(schema, member, &format!("{at}.{name}"))),
                None => found.push(format!("{at}: {name} is unknown")),
            }
        }
    }
    for (index, item) in value.as_array().into_iter().flatten().enumerate() {
        found.extend(faults(&schema["items"], item, &format!("{at}[{index}]")));
    }
    found
}

/// Numbers that look random and are the same in every run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).expect("31 bits") % sides
    }
}

/// Makes the sums what the files now are, as whoever changes both would.
fn sum_again(folder: &Path) {
    let mut files = files_in(folder);
    files.retain(|(name, _)| name != "proof/SHA256SUMS" && name != ".folio-owned");
    files.sort();
    let line =
        |(name, bytes): &(String, Vec<u8>)| format!("{}  {name}\n", folio::proof::digest::Digest::of(bytes));
    let lines: String = files.iter().map(line).collect();
    fs::write(folder.join("proof/SHA256SUMS"), lines).expect("the sums");
}

/// Verifies in this process: hundreds of times.
fn holds(folder: &Path) -> folio::verify::Report {
    let mut disk = folio::verify::Disk::new(folder).expect("a folder");
    folio::verify::verify(&mut disk)
}

#[test]
fn sums_made_again_for_unchanged_files_hold() {
    let run = built();
    sum_again(&run.output());
    assert!(!holds(&run.output()).failed());
}

#[test]
fn a_byte_that_is_flipped_anywhere_is_noticed() {
    let run = built();
    let folder = run.output();
    let files: Vec<_> = files_in(&folder)
        .into_iter()
        .filter(|(name, bytes)| name != ".folio-owned" && !bytes.is_empty())
        .collect();
    let mut dice = Dice(20_241_129);
    // Every file once, then others as the dice fall.
    let chosen = (0..files.len()).chain((0..160).map(|_| dice.roll(files.len())).collect::<Vec<_>>());
    let mut dice = Dice(7);
    for index in chosen {
        let (name, bytes) = &files[index];
        let (at, bit) = (dice.roll(bytes.len()), dice.roll(8));
        let mut changed = bytes.clone();
        changed[at] ^= 1 << bit;
        fs::write(folder.join(name), &changed).expect("a file");
        assert!(holds(&folder).failed(), "bit {bit} of byte {at} of {name}");
        fs::write(folder.join(name), bytes).expect("a file");
    }
    assert!(!holds(&folder).failed());
}

#[test]
fn files_that_are_swapped_gone_or_new_are_noticed() {
    let run = built();
    let folder = run.output();
    let files: Vec<_> = files_in(&folder).into_iter().filter(|(name, _)| name != ".folio-owned").collect();
    let mut dice = Dice(11);
    for _ in 0..60 {
        let (one, two) = (&files[dice.roll(files.len())], &files[dice.roll(files.len())]);
        if one.1 == two.1 {
            continue;
        }
        fs::write(folder.join(&one.0), &two.1).expect("a file");
        fs::write(folder.join(&two.0), &one.1).expect("a file");
        assert!(holds(&folder).failed(), "{} and {}", one.0, two.0);
        fs::write(folder.join(&one.0), &one.1).expect("a file");
        fs::write(folder.join(&two.0), &two.1).expect("a file");
    }
    for (name, bytes) in &files {
        fs::remove_file(folder.join(name)).expect("it was there");
        assert!(holds(&folder).failed(), "without {name}");
        fs::write(folder.join(name), bytes).expect("a file");
        let more = format!("{name}.more");
        fs::write(folder.join(&more), "x").expect("a file");
        assert!(holds(&folder).failed(), "with {more}");
        fs::remove_file(folder.join(more)).expect("it was there");
    }
    assert!(!holds(&folder).failed());
}

/// Changes one text in a file, makes the sums what the files are, and wants it to be noticed.
#[track_caller]
fn noticed(folder: &Path, name: &str, from: &str, to: &str) {
    let text = fs::read_to_string(folder.join(name)).expect(name);
    assert!(text.contains(from), "nowhere {from:?} in {name}:\n{text}");
    fs::write(folder.join(name), text.replacen(from, to, 1)).expect("a file");
    sum_again(folder);
    let report = holds(folder);
    assert!(report.failed(), "{name}: {from:?} became {to:?}");
    fs::write(folder.join(name), text).expect("a file");
    sum_again(folder);
}

#[test]
fn a_figure_or_a_word_that_is_changed_in_a_page_is_noticed_though_its_sum_was_made_again() {
    let run = built();
    let folder = run.output();
    let (case, own) = ("work/checkout/index.html", "work/letters/index.html");
    noticed(
        &folder,
        case,
        "data-shows=\"value period uncertainty\"><span class=\"number\">9.00",
        "data-shows=\"value period uncertainty\"><span class=\"number\">9.90",
    );
    noticed(&folder, case, "<span class=\"number\">6.4</span>", "<span class=\"number\">4.4</span>");
    noticed(&folder, case, "data-shows=\"value\">9.00", "data-shows=\"value\">19.00");
    noticed(&folder, case, "data-shows=\"difference\">+2.60", "data-shows=\"difference\">+3.60");
    noticed(&folder, case, "data-shows=\"name\">Orders", "data-shows=\"name\">Sales");
    noticed(&folder, case, "Recalculated from the author’s file.</span>", "Confirmed by an auditor.</span>");
    noticed(&folder, own, "Author’s own figure. The notes", "Recalculated from the author’s file. The notes");
    noticed(&folder, own, "Data published, not recalculated.", "Recalculated.");
    noticed(&folder, "index.html", "9.00", "9.90");
    noticed(&folder, "work/index.html", "9.00", "9.90");
    noticed(&folder, "proof/index.html", "1,235.25", "1,335.25");
    noticed(&folder, "skills/writing/index.html", "<strong>12</strong>", "<strong>21</strong>");
    noticed(
        &folder,
        case,
        "data-claim=\"work/checkout/#figure-orders\"",
        "data-claim=\"work/checkout/#figure-sales\"",
    );
    assert!(!holds(&folder).failed());
}

#[test]
fn a_manifest_that_is_changed_with_its_sum_is_noticed() {
    let run = built();
    let folder = run.output();
    let manifest = "proof/manifest.json";
    for (from, to) in [
        ("\"rounded\":\"9.00\"", "\"rounded\":\"9.01\""),
        ("\"numerator\":\"9\"", "\"numerator\":\"8\""),
        ("\"denominator\":\"1\"", "\"denominator\":\"3\""),
        ("\"used\":2", "\"used\":3"),
        ("\"blanks\":1", "\"blanks\":0"),
        ("\"left_out\":", "\"left_out\":1"),
        ("\"reproduced\":\"unchecked\"", "\"reproduced\":\"pass\""),
        ("\"attested\":\"unchecked\"", "\"attested\":\"pass\""),
        ("\"archived\":\"unchecked\"", "\"archived\":\"pass\""),
        ("\"stated\":\"pass\"", "\"stated\":\"fail\""),
        ("\"number\":\"9.00\"", "\"number\":\"9.90\""),
        ("\"bound\":\"at-least\"", "\"bound\":\"exact\""),
        ("\"period\":\"2024-09\"", "\"period\":\"2023-09\""),
        ("\"value\":\"9.00\u{a0}%\"", "\"value\":\"9.90\u{a0}%\""),
        ("\"check\":\"Author’s own figure. The", "\"check\":\"Recalculated from the author’s file. The"),
        ("\"example\":false", "\"example\":\"no\""),
        ("where month = 2024-09", "where month = 2024-02"),
        ("\"version\":1}", "\"version\":2}"),
        ("\"limits\":\"folio checks bytes", "\"limits\":\"folio checks truth, bytes"),
        ("\"anchor\":\"figure-orders\"", "\"anchor\":\"figure-order\""),
        ("\"page\":\"work/letters/\"", "\"page\":\"work/letter/\""),
        ("{\"$schema\"", "{ \"$schema\""),
        ("\"decimal\":", "\"decimals\":"),
        ("SELECT SUM", "SELECT  SUM"),
        ("\"plan\":{", "\"plan\":{ "),
    ] {
        if fs::read_to_string(folder.join(manifest)).expect("it is there").contains(from) {
            noticed(&folder, manifest, from, to);
        } else {
            assert!(from.contains("decimal"), "{from} is not in the manifest");
        }
    }
    assert!(!holds(&folder).failed());
}

#[test]
fn a_file_that_is_no_plain_csv_needs_a_table_beside_it() {
    let run = built();
    let folder = run.output();
    let manifest = folder.join("proof/manifest.json");
    let text = fs::read_to_string(&manifest).expect("it is there");
    let start = text.find("\"table\":").expect("a calculation over an extract");
    let end = start + text[start..].find(',').expect("another member") + 1;
    fs::write(&manifest, text[..start].to_owned() + &text[end..]).expect("a file");
    sum_again(&folder);
    let (code, said) = verify(&folder, &[]);
    assert!(code == 1 && said.contains("is no plain CSV, and the same as one is not published"), "{said}");
}

#[test]
fn evidence_that_is_changed_or_swapped_with_its_sum_is_noticed() {
    let run = built();
    let folder = run.output();
    let files = files_in(&folder.join("proof/evidence"));
    assert_eq!(files.len(), 4, "three files and an extract");
    for (name, bytes) in &files {
        let path = folder.join("proof/evidence").join(name);
        let text = String::from_utf8(bytes.clone()).expect("text");
        for changed in [text.replacen('1', "2", 1), text.replacen('\n', "\n\n", 1), text.clone() + "x"] {
            if changed == text {
                continue;
            }
            fs::write(&path, &changed).expect("a file");
            sum_again(&folder);
            assert!(holds(&folder).failed(), "{name}: {changed}");
        }
        fs::write(&path, bytes).expect("a file");
    }
    sum_again(&folder);
    noticed(&folder, "proof/datapackage.json", "\"bytes\": ", "\"bytes\": 1");
    noticed(&folder, "proof/datapackage.json", "sha256:", "sha256:0");
    assert!(!holds(&folder).failed());
}

#[test]
fn a_figure_that_is_changed_everywhere_at_once_is_not_what_its_data_give() {
    let run = built();
    let folder = run.output();
    // The value of the second claim, in every page, feed and file, with all digests made again.
    let manifest = fs::read_to_string(folder.join("proof/manifest.json")).expect("it is there");
    let mut manifest: folio::proof::manifest::Manifest = serde_json::from_str(&manifest).expect("a manifest");
    let entry = manifest.claims.iter_mut().find(|entry| entry.claim.id == "conversion").expect("it is there");
    entry.claim.value.number = "9.90".to_owned();
    entry.digest = folio::proof::digest::Digest::of(entry.claim.canonical().as_bytes()).to_string();
    let text = manifest.canonical().replace("9.00", "9.90");
    for (name, bytes) in files_in(&folder) {
        if name.rsplit('.').next() == Some("html") {
            let page = String::from_utf8(bytes).expect("text").replace("9.00", "9.90");
            fs::write(folder.join(name), page).expect("a file");
        }
    }
    fs::write(folder.join("proof/manifest.json"), text).expect("a file");
    sum_again(&folder);
    let report = holds(&folder);
    let claim =
        report.claims.iter().find(|claim| claim.claim.ends_with("#figure-conversion")).expect("it is there");
    assert!(claim.arithmetic.failed(), "{claim:#?}");
    assert!(claim.arithmetic.reasons[0].contains("the data give 9.00"), "{claim:#?}");
}

/// Data that ask something: a run of one number, in rows that are calculated with and in rows that are cited as another country
/// writes them, and a share that no count gives.
fn questions() -> Site {
    let days = |first: &str, mark: &str, rest: &str| {
        let line = |day: u32| format!("2024-06-{day:02}{mark}768{rest}\n");
        format!("{first}\n{}", (1..=20).map(line).collect::<String>())
    };
    // Numbers of four sizes, all of which begin with a 9.
    let sizes = (0..400_u32).map(|n| 9 * 10_u32.pow(n % 4) + (n * 7) % 10_u32.pow(n % 4));
    let sizes = sizes.map(|size| size.to_string()).collect::<Vec<_>>().join("\n");
    let front = "title: Larkspur\ndate: 2024-10-01\nperiod: 2024-06\nevidence:\n\
        \x20 - { file: cited.csv, delimiter: semicolon, decimal: comma, supports: [takings] }\n\
        \x20 - { file: sizes.csv, benford: true }\nmetrics:\n\
        \x20 - { name: Orders, value: 15360 orders in 2024-06, calc: sum(orders) from orders.csv }\n\
        \x20 - { name: Takings, value: 15370 orders }\n\
        \x20 - { name: Busy days, id: busy, value: 20, calc: count() from orders.csv where orders > 10 }\n\
        \x20 - { name: Content, value: 51.3 %, population: 30 guests, evidence: letter.txt }\n\
        \x20 - name: Conversion\n    baseline: 10.0 %\n    value: 12.5 %\n\
        \x20   calc: ratio(orders, visits) from arms.csv where variant = b\n\
        \x20   baseline_calc: ratio(orders, visits) from arms.csv where variant = a\n\
        \x20 - { name: Sizes, value: 9999, calc: max(size) from sizes.csv }\n\
        explanations: [{ finding: constant-run, metric: orders, text: the shop takes 768 a day }]";
    Site::new()
        .config("title: A shop\nbase_url: https://shop.example/site/\n")
        .file("content/work/orders.csv", days("day,orders", ",", ""))
        .file("content/work/cited.csv", days("day;orders;price", ";", ";2,5"))
        .file("content/work/arms.csv", "variant,visits,orders\na,5000,500\nb,4000,500\n")
        .file("content/work/sizes.csv", format!("size\n{sizes}\n9999\n"))
        .file("content/work/letter.txt", "Dear Ada, well done.\n")
        .file("content/work/larkspur.md", format!("---\n{front}\n---\n\nText.\n"))
}

/// What the looks at the data behind a claim came to.
fn forensics<'a>(report: &'a folio::verify::Report, id: &str) -> &'a folio::verify::Check {
    let claim = report.claims.iter().find(|claim| claim.claim.ends_with(&format!("#figure-{id}")));
    &claim.expect("it is there").forensics
}

fn manifest_of(folder: &Path) -> folio::proof::manifest::Manifest {
    let text = fs::read_to_string(folder.join("proof/manifest.json")).expect("it is there");
    serde_json::from_str(&text).expect("a manifest")
}

#[test]
fn looks_at_the_data_are_taken_again_and_agree() {
    let run = questions().build().exits(0);
    let report = holds(&run.output());
    assert!(!report.failed(), "{report:#?}");
    for (id, note) in [
        ("orders", "4 looks taken again, 2 notes"),
        ("takings", "4 looks taken again, 1 note"),
        ("busy", "0 looks taken again, 0 notes"),
        ("content", "1 look taken again, 1 note"),
        ("conversion", "1 look taken again, 1 note"),
        ("sizes", "5 looks taken again, 1 note"),
    ] {
        let check = forensics(&report, id);
        assert_eq!((check.result.name(), &*check.note), ("pass", note), "{id}: {check:#?}");
    }
    let german = questions().file("folio.yaml", "title: Laden\nbase_url: https://a.example/\nlanguage: de\n");
    let report = holds(&german.build().exits(0).output());
    assert!(!report.failed() && forensics(&report, "orders").reasons.is_empty(), "{report:#?}");
}

#[test]
fn a_note_that_a_site_words_itself_is_not_vouched_for() {
    let words = "note_equal_values: \"Nothing to see: {count}, {column}, {value}.\"\n";
    let report = holds(&questions().file("i18n/en.yaml", words).build().exits(0).output());
    assert!(!report.failed(), "{report:#?}");
    let check = forensics(&report, "orders");
    assert!(check.reasons[0].contains("is worded by the site itself"), "{check:#?}");
}

/// Changes looks of a claim in the manifest, and pages with them, and wants it to be found out.
#[track_caller]
fn found_out(folder: &Path, id: &str, words: &str, change: impl Fn(&mut Vec<folio::proof::manifest::Look>)) {
    let kept = files_in(folder);
    let mut manifest = manifest_of(folder);
    let entry = manifest.claims.iter_mut().find(|entry| entry.claim.id == id).expect("it is there");
    change(&mut entry.forensics);
    fs::write(folder.join("proof/manifest.json"), manifest.canonical()).expect("a file");
    // Whoever hides something leaves nothing of it on the page.
    let page = folder.join("work/larkspur/index.html");
    let html = fs::read_to_string(&page).expect("a page");
    let hidden: Vec<&str> = html.lines().filter(|line| !line.contains("note-on-data")).collect();
    fs::write(&page, hidden.join("\n")).expect("a page");
    sum_again(folder);
    let report = holds(folder);
    let check = forensics(&report, id);
    assert!(check.failed(), "{check:#?}");
    assert!(check.reasons.iter().any(|reason| reason.contains(words)), "{check:#?}");
    for (name, bytes) in kept {
        fs::write(folder.join(name), bytes).expect("a file");
    }
}

#[test]
fn a_note_that_the_manifest_hides_or_invents_is_noticed() {
    let run = questions().build().exits(0);
    let folder = run.output();
    let quiet = |look: &mut folio::proof::manifest::Look| {
        (look.state, look.note, look.chance, look.explanation) = ("quiet".into(), None, None, None);
    };
    for (id, look) in [
        ("orders", "`constant-run` at orders (value)"),
        ("takings", "`constant-run` at orders (file)"),
        ("content", "`grim` (value)"),
        ("conversion", "`sample-ratio` at variant (both)"),
    ] {
        let hides = format!("the data give a note, {look}, that the manifest hides");
        let has_note = |look: &folio::proof::manifest::Look| look.note.is_some();
        found_out(&folder, id, &hides, |looks| {
            looks.iter_mut().filter(|look| has_note(look)).for_each(quiet);
        });
        found_out(&folder, id, &hides, |looks| looks.retain(|look| !has_note(look)));
        found_out(&folder, id, &hides, |looks| looks.truncate(0));
    }
    let claims = manifest_of(&folder).claims;
    let other = &claims.iter().find(|entry| entry.claim.id == "content").expect("it is there").forensics;
    // Nobody else knows that it was asked for; where it is told of, it is held against the data.
    found_out(&folder, "sizes", "a note, `benford` at size (value), that the manifest hides", |looks| {
        looks.iter_mut().filter(|look| look.test == "benford").for_each(quiet);
    });
    let invents = "the manifest has a note, `repeated-block` at orders (value), that the data do not give";
    found_out(&folder, "orders", invents, |looks| {
        let note = looks[0].note.clone();
        let look = looks.iter_mut().find(|look| look.test == "repeated-block").expect("it is there");
        (look.state, look.note) = ("note".into(), note);
    });
    found_out(&folder, "orders", "that these data do not bear", |looks| {
        let more = folio::proof::manifest::Look { column: "visits".into(), ..looks[1].clone() };
        looks.push(more);
    });
    found_out(
        &folder,
        "orders",
        "leaves out a look at the data, `repeated-block` at orders (value)",
        |looks| {
            looks.retain(|look| look.test != "repeated-block");
        },
    );
    found_out(
        &folder,
        "orders",
        "a note, `window-mismatch` at day (value), that the manifest hides",
        |looks| {
            looks.retain(|look| look.test != "window-mismatch");
        },
    );
    found_out(&folder, "busy", "the manifest has a note, `grim` (value)", |looks| {
        looks.extend(other.clone());
    });
    found_out(&folder, "orders", "the chance of `constant-run`", |looks| {
        looks[0].chance = Some("0.0009".to_owned());
    });
    for (from, to) in
        [("20 consecutive", "3 consecutive"), ("768", "678"), ("values of orders", "values of visits")]
    {
        found_out(&folder, "orders", "does not tell what the data give", |looks| {
            let note = looks[0].note.as_mut().expect("a note");
            assert!(note.contains(from), "{note}");
            *note = note.replace(from, to);
        });
    }
    assert!(!holds(&folder).failed());
}

#[test]
fn a_note_or_an_explanation_that_a_page_changes_or_hides_is_noticed() {
    let run = questions().build().exits(0);
    let (folder, page) = (run.output(), "work/larkspur/index.html");
    noticed(&folder, page, "20 consecutive values of orders", "3 consecutive values of orders");
    noticed(&folder, page, "the shop takes 768 a day", "nobody knows");
    noticed(&folder, page, "<span data-shows=\"note-1\">", "<span>");
    noticed(&folder, page, "<q data-shows=\"explanation-1\">", "<q>");
    noticed(&folder, page, "<p class=\"check note-on-data\">", "<p class=\"check note-on-data\" hidden>");
    noticed(&folder, page, "data-shows=\"note-1\"", "data-shows=\"note-2\"");
    assert!(!holds(&folder).failed());
}

#[cfg(unix)]
#[test]
fn what_is_no_file_is_neither_followed_nor_opened() {
    let run = built();
    let folder = run.output();
    let secret = run.site.around().join("secret.html");
    fs::write(&secret, "secret").expect("a file");
    let page = folder.join("about/index.html");
    let bytes = fs::read(&page).expect("it is there");
    fs::remove_file(&page).expect("it was there");
    std::os::unix::fs::symlink(&secret, &page).expect("a link");
    let (code, said) = verify(&folder, &[]);
    assert_eq!(code, 1);
    assert!(said.contains("is a link, which is not followed"), "{said}");
    fs::remove_file(&page).expect("it was there");
    let made = Command::new("mkfifo").arg(&page).status().expect("mkfifo");
    assert!(made.success());
    let (code, said) = verify(&folder, &[]);
    assert_eq!(code, 1);
    assert!(said.contains("about/index.html is no file"), "{said}");
    fs::remove_file(&page).expect("it was there");
    fs::write(&page, bytes).expect("a file");
    std::os::unix::fs::symlink("/", folder.join("root")).expect("a link");
    let (code, said) = verify(&folder, &[]);
    assert_eq!(code, 1);
    assert!(said.contains("root is a link, and no sum names it"), "{said}");
}

#[test]
fn a_manifest_that_is_too_large_and_sums_that_climb_are_refused() {
    let run = built();
    let folder = run.output();
    let sums = fs::read_to_string(folder.join("proof/SHA256SUMS")).expect("it is there");
    let climbing = format!("{}  ../secret\n{sums}", "0".repeat(64));
    fs::write(folder.join("proof/SHA256SUMS"), climbing).expect("a file");
    let (code, said) = verify(&folder, &[]);
    assert_eq!(code, 1);
    assert!(said.contains("line 1 of proof/SHA256SUMS is no digest with the path of a file"), "{said}");
    fs::write(folder.join("proof/SHA256SUMS"), &sums).expect("a file");
    let large = fs::File::create(folder.join("proof/manifest.json")).expect("a file");
    large.set_len(101 << 20).expect("a sparse file");
    let (code, said) = verify(&folder, &[]);
    assert_eq!(code, 1);
    assert!(said.contains("proof/manifest.json has more than 96 MB"), "{said}");
    fs::write(folder.join("proof/manifest.json"), "[".repeat(1 << 20)).expect("a file");
    let (code, said) = verify(&folder, &[]);
    assert_eq!(code, 1);
    assert!(said.contains("is no manifest"), "{said}");
}

#[test]
fn the_demo_holds() {
    let repository = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut site = Site::bare();
    for folder in ["content", "evidence", "static", "data", "templates", "i18n"] {
        copy(&repository.join(folder), &site.root().join(folder));
    }
    for name in ["folio.yaml", "folio.lock"] {
        site = site.file(name, fs::read(repository.join(name)).expect(name));
    }
    let run = site.build().exits(0);
    let (code, said) = summary(&run.output());
    assert_eq!(code, 0, "{said:#}");
    assert!(said["counts"]["pass"].as_u64().expect("a number") >= 5, "{said:#}");
    assert_eq!(said["altered"], Value::Array(Vec::new()));
}
