//! A figure is held against its data, and the page says what was checked.

use crate::site::{Run, Site};
use folio::proof::digest::Digest;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const FUNNEL: &str =
    "month,abandoned,checkouts\n2024-02,714,1000\n2024-08,640,1000\n2024-09,589,1000\n2024-10,,1000\n";

const BOTH: &str = "\
metrics:
  - name: Checkout abandonment
    baseline: 71.4 % in 2024-02
    value: 58.9 % in 2024-09
    calc: ratio(abandoned, checkouts) from funnel.csv where month = 2024-09
    baseline_calc: ratio(abandoned, checkouts) from funnel.csv where month = 2024-02";

fn site(front: &str, funnel: &str) -> Site {
    Site::new().case("larkspur", front).file("content/work/funnel.csv", funnel)
}

/// One metric with a calculation over the funnel.
fn with(value: &str, calc: &str) -> Site {
    site(&format!("metrics:\n  - name: Checkout abandonment\n    value: {value}\n    calc: {calc}"), FUNNEL)
}

fn published(bytes: &str, name: &str) -> String {
    format!("proof/evidence/{}/{name}", Digest::of(bytes.as_bytes()))
}

const PAGE: &str = "work/larkspur/index.html";

#[test]
fn a_figure_is_recalculated_from_its_file_and_the_page_shows_how() {
    let run = site(BOTH, FUNNEL).build().exits(0).hides("warning");
    let file = published(FUNNEL, "funnel.csv");
    let run = run
        .is(&file, FUNNEL)
        .puts(PAGE, "Recalculated from the author’s file.")
        .puts(
            PAGE,
            "<code dir=\"ltr\">ratio(abandoned, checkouts) from funnel.csv where month = 2024-09</code>",
        )
        .puts(PAGE, "Rows used: 1 of 4. Left out by the conditions: 3. Blank: 0.")
        .puts(PAGE, &format!("<a href=\"../../{file}\">funnel.csv</a>"))
        .puts(PAGE, ".import --csv funnel.csv data")
        .puts(PAGE, "WHERE &quot;month&quot; = &#39;2024-09&#39;")
        .puts(PAGE, "Whether the file tells the truth was not checked.")
        .puts("index.html", "Recalculated from the author’s file.")
        .keeps_out(PAGE, "Author’s own figure.");
    // The site no longer says that nothing was checked.
    let run = run.puts("index.html", "Every other figure is its author’s own.");
    let lock = fs::read_to_string(run.site.root().join("folio.lock")).expect("it was pinned");
    assert!(
        lock.contains(
            "rows = 4\ncolumns = [\"month\", \"abandoned\", \"checkouts\"]\npinned = \"2025-01-15\""
        )
    );
    run.site.run(&["build", "--locked"]).exits(0).shows("nothing had changed");
}

#[test]
fn windows_near_by_are_shown_where_they_would_give_another_figure() {
    let run =
        with("58.9 %", "ratio(abandoned, checkouts) from funnel.csv where month in 2024-09").build().exits(0);
    run.puts(PAGE, "Aug 2024: 64.0\u{a0}%").keeps_out(PAGE, "Oct 2024: ");
    let flat = "month,abandoned,checkouts\n2024-08,1,2\n2024-09,1,2\n2024-10,1,2\n";
    let front = "metrics:\n  - { name: A, value: 50 %, calc: 'ratio(abandoned, checkouts) from funnel.csv where month in 2024-09' }";
    site(front, flat).build().exits(0).puts(PAGE, "Recalculated").keeps_out(PAGE, "Aug 2024");
}

#[test]
fn a_figure_that_its_data_do_not_give_is_an_error_with_both_values() {
    with("57.9 % in 2024-09", "ratio(abandoned, checkouts) from funnel.csv where month = 2024-09")
        .build()
        .exits(1)
        .writes_nothing()
        .says("figure-differs");
    let bound =
        |value: &str| with(value, "sum(abandoned) from funnel.csv where month in 2024-08/2024-09").build();
    bound("at least 1229 orders").exits(0);
    bound("at least 1230 orders")
        .exits(1)
        .shows("the data give 1229.00 orders, and the figure says at least 1230 orders");
    bound("1200–1229 orders").exits(0);
}

#[test]
fn a_mistake_in_a_calculation_is_shown_at_its_place() {
    with("58.9 %", "ratio(abandonned, checkouts) from funnel.csv")
        .build()
        .exits(1)
        .says("calculation-column");
    with("\"58.9 %\"", "\"sum(abandoned) form funnel.csv\"").build().exits(1).shows("larkspur.md:6:27");
    let text = FUNNEL.replace("714", "n/a");
    let front = "metrics:\n  - { name: A, value: 1, calc: sum(abandoned) from funnel.csv }";
    site(front, &text).build().exits(1).says("calculation-row");
    with("58.9 %", "sum(abandoned) from funel.csv").build().exits(1).shows("did you mean `funnel.csv`?");
    with("58.9 %", "sum(abandoned) from visits.csv")
        .build()
        .exits(1)
        .shows("content/work/visits.csv")
        .shows("evidence/visits.csv");
    site(BOTH, "month,abandoned,checkouts\n2024-02,714\n").build().exits(1).says("evidence-table");
}

#[test]
fn what_was_not_recalculated_is_the_author_s_own_figure() {
    let value = BOTH.lines().filter(|line| !line.contains("baseline_calc")).collect::<Vec<_>>().join("\n");
    site(&value, FUNNEL)
        .build()
        .exits(0)
        .puts(PAGE, "Result recalculated from the author’s file; the baseline is the author’s own figure.");
    let baseline = BOTH.lines().filter(|line| !line.contains("    calc:")).collect::<Vec<_>>().join("\n");
    site(&baseline, FUNNEL)
        .build()
        .exits(0)
        .puts(PAGE, "Baseline recalculated from the author’s file; the result is the author’s own figure.");
    let orphan = "metrics:\n  - { name: A, value: 1, baseline_calc: sum(abandoned) from funnel.csv }";
    site(orphan, FUNNEL).build().exits(1).shows("the metric has none");
}

#[test]
fn a_file_that_cannot_be_calculated_with_is_published_and_the_page_says_so() {
    let front = "metrics:\n  - { name: A, value: 12, evidence: [audit.pdf] }\n  - { name: B, value: 13 }";
    let run = site(front, FUNNEL).file("content/work/audit.pdf", "%PDF-1.4").build().exits(0);
    run.makes(&published("%PDF-1.4", "audit.pdf"))
        .puts(PAGE, "Author’s own figure. Data published, not recalculated.")
        .puts(PAGE, "What it says was not checked.")
        .puts_once(PAGE, "<details class=\"detail proof\">");
    let front = "metrics:\n  - { name: A, value: 12 }\nevidence:\n  - { url: https://larkspur.example/news, archived: https://archive.example/1, supports: [a] }";
    site(front, FUNNEL)
        .build()
        .exits(0)
        .puts(PAGE, "Author’s own figure; link, and a copy elsewhere as the author says.")
        .puts(PAGE, "<a href=\"https://archive.example/1\">")
        .lacks("proof");
}

#[test]
fn a_table_that_is_no_plain_csv_is_published_as_one_too() {
    let export = "# Bericht\nMonat;Umsatz\n2024-08;1.234,50 €\n2024-09;2.000,25 €\n";
    let front = "metrics:\n  - { name: Umsatz, value: €3234.75, calc: sum(Umsatz) from umsatz.csv }";
    let csv = "Monat,Umsatz\n2024-08,\"1.234,50 €\"\n2024-09,\"2.000,25 €\"\n";
    Site::new()
        .case("larkspur", front)
        .file("content/work/umsatz.csv", export)
        .build()
        .exits(0)
        .is(&published(export, "umsatz.csv"), export)
        .is(&published(csv, "umsatz.csv"), csv)
        .puts(PAGE, "as plain CSV");
    let records = r#"[{"shop": "north", "n": 2}, {"shop": "south", "n": 3}]"#;
    let front = "metrics:\n  - { name: A, value: 5, calc: sum(n) from a.json }";
    Site::new()
        .case("larkspur", front)
        .file("content/work/a.json", records)
        .build()
        .exits(0)
        .makes(&published("shop,n\nnorth,2\nsouth,3\n", "a.csv"));
}

#[test]
fn case_studies_share_files_of_the_evidence_folder() {
    let front = "metrics:\n  - { name: A, value: 4000, calc: sum(checkouts) from funnel.csv }";
    let run = Site::new()
        .case("larkspur", front)
        .case("other", front)
        .file("evidence/funnel.csv", FUNNEL)
        .build()
        .exits(0);
    run.puts("work/other/index.html", "Recalculated")
        .makes(&published(FUNNEL, "funnel.csv"))
        .lacks("work/funnel.csv");
}

#[test]
fn evidence_that_changed_is_an_error_until_it_is_pinned_again() {
    let run = site(BOTH, FUNNEL).build().exits(0);
    let changed = FUNNEL.replace("640", "641") + "2024-11,500,1000\n2024-12,480,1000\n";
    let run = run.site.file("content/work/funnel.csv", &changed).build().exits(1).says("evidence-changed");
    let run = run.site.run(&["pin", "--check"]).exits(1).shows("1 row altered");
    let run = run.site.run(&["pin"]).exits(0).says("pin");
    let run = run.site.run(&["pin", "--check"]).exits(0);
    run.site
        .build()
        .exits(0)
        .makes(&published(&changed, "funnel.csv"))
        .lacks(&published(FUNNEL, "funnel.csv"));
}

#[test]
fn pinning_says_what_is_new_and_what_nothing_rests_on_any_more() {
    let run = site(BOTH, FUNNEL).run(&["build", "--locked"]).exits(1).shows("not-pinned").writes_nothing();
    let run = run.site.run(&["pin", "--check"]).exits(1).shows("this file is not pinned");
    let run = run.site.run(&["pin"]).exits(0).shows("content/work/funnel.csv: new");
    let run = run.site.run(&["build", "--locked"]).exits(0);
    run.site
        .case("larkspur", "")
        .run(&["pin"])
        .exits(0)
        .shows("no figure rests on it any more")
        .shows("0 files");
}

#[test]
fn a_column_that_may_tell_of_people_is_not_published_unasked() {
    let text = FUNNEL.replace("month", "e_mail");
    let front = "metrics:\n  - { name: A, value: 4000, calc: sum(checkouts) from funnel.csv }";
    site(front, &text).build().exits(1).shows("evidence-personal").shows("`e_mail`").writes_nothing();
    let said = format!("{front}\nevidence:\n  - {{ file: funnel.csv, personal: none }}");
    site(&said, &text).build().exits(0);
    let mails = "who,n\nada@example.org,1\n";
    site("metrics:\n  - { name: A, value: 1, calc: sum(n) from funnel.csv }", mails)
        .build()
        .exits(1)
        .shows("`who`");
}

#[test]
fn a_site_without_evidence_has_no_lock_and_says_that_nothing_was_checked() {
    let run = Site::new().case("larkspur", "metrics:\n  - { name: A, value: 12 }").build().exits(0);
    assert!(!run.site.root().join("folio.lock").exists());
    run.lacks("proof")
        .puts(PAGE, "Author’s own figure.")
        .puts(PAGE, "Nothing here has been checked against data.");
}

#[test]
fn recalculated_figures_are_counted_on_the_page_of_a_skill() {
    let front = format!("skills: [analytics]\n{BOTH}");
    let run: Run = site(&front, FUNNEL).build().exits(0);
    run.puts("skills/analytics/index.html", "1 recalculated from the author’s file");
}

/// The manifest is its own canonical form.
fn is_canonical(run: &Run) {
    let text = run.text("proof/manifest.json");
    let manifest: serde_json::Value = serde_json::from_str(&text).expect("it is JSON");
    assert_eq!(serde_json_canonicalizer::to_string(&manifest).expect("it has one"), text);
}

#[test]
fn every_figure_and_file_is_on_the_page_of_sources_and_in_the_manifest() {
    let other = "metrics:\n  - { name: Orders, value: 12 }\nexample: true";
    let run = site(BOTH, FUNNEL)
        .case("other", other)
        .case("quiet", "unlisted: true\nmetrics: [{ name: Q, value: 1 }]");
    let run = run.build().exits(0);
    let run = run
        .puts("proof/index.html", "<a href=\"../work/larkspur/#figure-checkout-abandonment\">")
        .puts("proof/index.html", "Recalculated from the author’s file.")
        .puts("proof/index.html", "Author’s own figure.")
        .puts("proof/index.html", &published(FUNNEL, "funnel.csv")["proof/".len()..])
        .keeps_out("proof/index.html", "work/quiet")
        .puts("index.html", "<a href=\"proof/\">Sources and checks</a>");
    let text = run.text("proof/manifest.json");
    let manifest: serde_json::Value = serde_json::from_str(&text).expect("it is JSON");
    is_canonical(&run);
    let claims = manifest["claims"].as_array().expect("a list");
    assert_eq!(claims.len(), 3);
    let one = &claims[0];
    assert_eq!(
        (&one["page"], &one["anchor"]),
        (&"work/larkspur/".into(), &"figure-checkout-abandonment".into())
    );
    assert_eq!(one["displayed"]["value"], "58.9\u{a0}%");
    assert_eq!(
        (&one["marks"]["reproduced"], &one["marks"]["attested"]),
        (&"pass".into(), &"unchecked".into())
    );
    let calculation = &one["calculations"][0];
    assert_eq!((&calculation["numerator"], &calculation["denominator"]), (&"589".into(), &"10".into()));
    assert_eq!(calculation["file"], published(FUNNEL, "funnel.csv").as_str());
    // The file is plain CSV itself.
    assert_eq!(calculation["table"], serde_json::Value::Null);
    let claim = serde_json_canonicalizer::to_string(&one["claim"]).expect("it has one");
    assert_eq!(one["digest"], Digest::of(claim.as_bytes()).to_string().as_str());
    assert_eq!((&claims[1]["page"], &claims[1]["example"]), (&"work/other/".into(), &true.into()));
    run.makes("proof/manifest.schema.json");
}

#[test]
fn a_claim_stays_the_same_when_its_page_moves_and_is_written_anew() {
    let digest = |run: &Run| {
        let manifest: serde_json::Value =
            serde_json::from_str(&run.text("proof/manifest.json")).expect("JSON");
        manifest["claims"][0]["digest"].as_str().expect("a text").to_owned()
    };
    let run = site(BOTH, FUNNEL).build().exits(0);
    let before = digest(&run);
    let moved = format!("slug: elsewhere\nsummary: Other words\n{BOTH}");
    let run = run.site.case("larkspur", &moved).run(&["build", "--base-url", "https://ada.example"]).exits(0);
    assert_eq!(digest(&run), before);
    let run = run.site.case("larkspur", &BOTH.replace("58.9 %", "58.90 %")).build().exits(0);
    assert_ne!(digest(&run), before, "what is written is the precision");
}

#[test]
fn the_sums_hold_for_every_published_file_but_themselves() {
    let run = site(BOTH, FUNNEL)
        .file("static/logo.txt", "A logo")
        .file("content/work/big.bin", vec![7; 70_000])
        .build()
        .exits(0);
    let holds = |run: &Run| {
        let sums = run.text("proof/SHA256SUMS");
        let summed: Vec<(&str, &str)> = sums.lines().filter_map(|line| line.split_once("  ")).collect();
        let published: Vec<(String, String)> = crate::site::files_in(&run.output())
            .into_iter()
            .filter(|(name, _)| name != "proof/SHA256SUMS" && name != ".folio-owned")
            .map(|(name, bytes)| (Digest::of(&bytes).to_string(), name))
            .collect();
        let mut published: Vec<(&str, &str)> =
            published.iter().map(|(sum, name)| (sum.as_str(), name.as_str())).collect();
        published.sort_by_key(|(_, name)| *name);
        let mut sorted = summed.clone();
        sorted.sort_by_key(|(_, name)| *name);
        assert_eq!(sorted, published);
    };
    holds(&run);
    // What was not written again is summed all the same.
    holds(&run.site.build().exits(0));
}

#[test]
fn the_evidence_is_a_data_package() {
    let run = site(BOTH, FUNNEL).build().exits(0);
    let package: serde_json::Value = serde_json::from_str(&run.text("proof/datapackage.json")).expect("JSON");
    let resource = &package["resources"][0];
    let path = format!("proof/{}", resource["path"].as_str().expect("a text"));
    assert_eq!(run.text(&path), FUNNEL);
    assert_eq!(resource["hash"], format!("sha256:{}", Digest::of(FUNNEL.as_bytes())).as_str());
    let kinds: Vec<_> =
        resource["schema"]["fields"].as_array().expect("a list").iter().map(|field| &field["type"]).collect();
    assert_eq!(kinds, ["string", "integer", "integer"]);
}

const EXPORT: &str = "month,mail,orders\n2024-08,a@example.org,30\n2024-09,,12\n2024-09,b@example.org,30\n";

#[test]
fn adding_evidence_shows_its_columns_and_writes_its_entry_with_a_calculation_to_edit() {
    let text = "---\ntitle: A case\nmetrics:\n  - { name: A, value: 1 }\n---\n\nText.\n";
    let run = Site::new().file("content/work/larkspur.md", text).file("downloads/orders.csv", EXPORT);
    let run = run.run(&["evidence", "add", "downloads/orders.csv"]).exits(0).says("evidence-add");
    let root = run.site.root();
    let read = |path: &str| fs::read_to_string(root.join(path)).expect("it is there");
    assert_eq!(read("content/work/orders.csv"), EXPORT);
    let written = read("content/work/larkspur.md");
    assert!(
        written.starts_with("---\ntitle: A case\nmetrics:\n  - { name: A, value: 1 }\n# A result to edit.")
    );
    assert!(written.contains("#    value: 42 in 2024-09\n#    calc: sum(orders) from orders.csv where month in 2024-09\nevidence:\n  - file: orders.csv\n"));
    assert!(written.contains("because of: mail"));
    // What was suggested is right, once it is no comment any more.
    let asked = "metrics:\n  - { name: A, value: 42 in 2024-09, calc: sum(orders) from orders.csv where month in 2024-09 }\nevidence: [{ file: orders.csv, personal: consented }]";
    run.site.case("larkspur", asked).build().exits(0).puts(PAGE, "Recalculated");
}

#[test]
fn a_second_file_goes_below_the_first_and_a_list_in_one_line_is_left_alone() {
    let block = "evidence:\n    - file: a.csv\n      how: \"x\"\n\noutcome: success";
    let run = Site::new()
        .case("larkspur", block)
        .file("content/work/a.csv", "n\n1\n")
        .file("content/work/b.csv", "n\n2\n");
    let run = run.run(&["evidence", "add", "content/work/b.csv"]).exits(0);
    let written = fs::read_to_string(run.site.root().join("content/work/larkspur.md")).expect("it is there");
    assert!(
        written.contains("      how: \"x\"\n    - file: b.csv\n      obtained: 2025-01-15\n"),
        "{written}"
    );
    let run = run.site.build().exits(0);
    let run = run.site.case("larkspur", "evidence: [{ file: a.csv }]").run(&[
        "evidence",
        "add",
        "content/work/b.csv",
    ]);
    let run = run.exits(1).shows("written in one line").shows("  - file: b.csv");
    let written = fs::read_to_string(run.site.root().join("content/work/larkspur.md")).expect("it is there");
    assert!(!written.contains("b.csv"));
}

#[test]
fn of_several_case_studies_one_has_to_be_named_unless_the_file_lies_beside_one() {
    let two = || {
        Site::new()
            .file("content/work/one/index.md", "---\ntitle: One\n---\n")
            .case("two", "")
            .file("a.csv", "n\n1\n")
    };
    two().run(&["evidence", "add", "a.csv"]).exits(1).shows("`--case`").shows("`one`, `two`");
    two().run(&["evidence", "add", "a.csv", "--case", "tow"]).exits(1).shows("did you mean `two`");
    let run = two().run(&["evidence", "add", "a.csv", "--case", "one"]).exits(0);
    assert!(run.site.root().join("content/work/one/a.csv").is_file());
    let run = run
        .site
        .file("content/work/one/b.pdf", "%PDF")
        .run(&["evidence", "add", "content/work/one/b.pdf"])
        .exits(0);
    let run =
        run.site.file("content/work/one/a.csv", "n\n2\n").run(&["evidence", "add", "a.csv", "--case", "one"]);
    run.exits(1).shows("is another file");
    two().run(&["evidence", "add", "gone.csv", "--case", "one"]).exits(1).shows("cannot be read");
}

const YEAR: &str = "month,orders,visits\n2024-01,40,100\n2024-02,80,100\n2024-04,20,100\n";

/// A metric of a year of orders, and its chart in the text.
fn charted(metric: &str) -> Run {
    let front = format!("metrics:\n  - name: Orders\n    {metric}");
    let page = format!("---\ntitle: Larkspur\n{front}\n---\n\n{{{{<chart of=\"orders\"/>}}}}\n");
    Site::new().file("content/work/larkspur.md", &page).file("content/work/a.csv", YEAR).build().exits(0)
}

#[test]
fn a_calculation_by_month_is_drawn_and_stands_as_a_table_too() {
    charted("value: 140 orders\n    calc: sum(orders) from a.csv by month of month")
        .puts(PAGE, "<path class=\"bar\"")
        .puts(PAGE, "M2.5 100V50H20V100z")
        .puts(PAGE, "M50 100H75")
        .puts(PAGE, "steps without rows: 1")
        .puts(PAGE, "<tr><th scope=\"row\">Feb 2024</th><td>80\u{a0}orders</td></tr>")
        .puts(PAGE, "<tr><th scope=\"row\">Mar 2024</th><td>no rows</td></tr>");
    charted("value: 47 %\n    calc: ratio(orders, visits) from a.csv by month of month")
        .puts(PAGE, "class=\"series line\"")
        .keeps_out(PAGE, "<path class=\"bar\"");
}

#[test]
fn a_chart_of_one_value_shows_its_target_and_its_bounds() {
    charted("value: 50 %\n    target: 80 %\n    uncertainty: 40 – 60")
        .puts(PAGE, "class=\"level\"")
        .puts(PAGE, "M0 30H62.5V70H0z")
        .puts(PAGE, "<tr><th scope=\"row\">Uncertainty</th><td>40 – 60</td></tr>");
}

#[test]
fn steps_that_reach_too_far_for_a_chart_are_an_error() {
    let far = "day,orders\n2020-01-01,1\n2024-01-01,2\n";
    let front =
        "metrics:\n  - name: Orders\n    value: 3\n    calc: sum(orders) from funnel.csv by day of day";
    site(front, far).build().exits(1).says("calculation-steps");
}

#[test]
fn the_page_of_sources_has_a_list_for_each_mark_a_place_for_each_figure_and_the_corrections() {
    let other = "metrics:\n  - { name: Orders, value: 12 }\ncorrections:\n  - { date: 2024-11-02, metric: orders, was: '11', now: '12', reason: one came late }";
    let run = site(BOTH, FUNNEL).case("other", other).build().exits(0);
    run.puts("proof/index.html", "<a href=\"reproduced/\">Recalculated</a> <small>1</small>")
        .puts("proof/index.html", "<a href=\"own/\">Author’s own figure</a> <small>1</small>")
        .puts("proof/index.html", "<a href=\"./\" aria-current=\"page\">All</a> <small>2</small>")
        .puts("proof/index.html", "<tr id=\"work-larkspur.checkout-abandonment\" ")
        .puts("proof/index.html", "<a href=\"#work-other\">")
        .puts("proof/index.html", "<del class=\"num\">11</del> <ins class=\"num\">12</ins>. One came late.")
        .puts("proof/reproduced/index.html", "../../work/larkspur/#figure-checkout-abandonment")
        .keeps_out("proof/reproduced/index.html", "work/other")
        .puts("proof/own/index.html", "work/other")
        .keeps_out("proof/own/index.html", "work/larkspur");
}

#[test]
fn every_bad_row_is_told_of_at_once() {
    let rows = |bad: &str| format!("month,abandoned,checkouts\n2024-09,589,1000\n{}", bad.repeat(7));
    let front = "metrics:\n  - name: A\n    value: 589\n    calc: sum(abandoned) from funnel.csv";
    let words = |said: String| said.split_whitespace().collect::<Vec<_>>().join(" ");
    let text = words(site(front, &rows("2024-10,n/a,1000\n")).build().exits(1).said());
    assert!(
        text.contains("(line 3 of `funnel.csv`); the same in line 4, line 5, line 6, line 7 and 2 more"),
        "{text}"
    );
    let ragged = words(site(front, &rows("2024-10,1\n")).build().exits(1).said());
    assert!(ragged.contains("the same in line 4, line 5, line 6, line 7 and 2 more"), "{ragged}");
}

#[test]
fn a_fact_leads_to_its_published_file() {
    let front = "facts:\n  - { label: Accessibility, value: WCAG 2.2 AA, evidence: audit.pdf }\n  - { label: Size, value: small }";
    let pdf = "%PDF-1.4 of an audit";
    let site = Site::new().case("larkspur", front).file("content/work/audit.pdf", pdf);
    let file = published(pdf, "audit.pdf");
    site.build()
        .exits(0)
        .is(&file, pdf)
        .puts(PAGE, &format!("<dd><a href=\"../../{file}\">WCAG 2.2 AA</a></dd>"))
        .puts(PAGE, "<dd>small</dd>");
}

/// Runs git in a folder, with nothing of the user's own settings.
fn git(folder: &Path, arguments: &[&str]) -> String {
    let mut command = Command::new("git");
    command.arg("-C").arg(folder).args(["-c", "user.name=Ada", "-c", "user.email=ada@larkspur.example"]);
    command.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1");
    let output = command.args(arguments).output().expect("git runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("it is UTF-8").trim().to_owned()
}

/// A site, and beside it a clone whose first commit has the funnel at `exports/funnel.csv`.
fn beside_a_clone() -> (Site, PathBuf, String) {
    let site = Site::new().file("content/work/larkspur.md", "---\ntitle: A case\n---\n\nText.\n");
    let clone = site.around().join("numbers");
    fs::create_dir_all(clone.join("exports")).expect("a folder");
    fs::write(clone.join("exports/funnel.csv"), FUNNEL).expect("a file");
    git(&clone, &["init", "--quiet", "--initial-branch=main"]);
    git(&clone, &["add", "."]);
    git(&clone, &["commit", "--quiet", "--message=First"]);
    let commit = git(&clone, &["rev-parse", "HEAD"]);
    (site, clone, commit)
}

#[test]
fn evidence_may_be_what_a_commit_holds_and_the_page_says_how_a_stranger_gets_the_same_bytes() {
    let (site, clone, commit) = beside_a_clone();
    let add: &[&str] = &["evidence", "add", "../numbers/exports/funnel.csv", "--git"];
    let run = site.run(add).exits(1).shows("has no remote").shows("--repository");
    git(&clone, &["remote", "add", "origin", "https://ada:secret@git.example/larkspur/numbers.git"]);
    // What the commit holds counts, and not what lies there now.
    fs::write(clone.join("exports/funnel.csv"), "month\n").expect("a file");
    let run = run.site.run(add).exits(0).shows("no branch of a remote has this commit yet");
    assert_eq!(fs::read_to_string(run.site.root().join("content/work/funnel.csv")).expect("a copy"), FUNNEL);
    let written = fs::read_to_string(run.site.root().join("content/work/larkspur.md")).expect("it is there");
    let blob = git(&clone, &["rev-parse", "HEAD:exports/funnel.csv"]);
    let entry = format!(
        "  git:\n      repository: \"https://git.example/larkspur/numbers.git\"\n      commit: \"{commit}\"\n      path: exports/funnel.csv\n      blob: \"{blob}\"\n"
    );
    assert!(written.contains(&entry) && !written.contains("secret"), "{written}");
    let front = format!(
        "metrics:\n  - {{ name: A, value: 4, calc: count() from funnel.csv }}\nevidence:\n  - file: funnel.csv\n    how: GA4, Explore\n    by: me\n    obtained: 2024-10-02\n  {entry}"
    );
    let run = run.site.case("larkspur", &front).build().exits(0).hides("warning");
    let commands = format!(
        "git clone --no-checkout https://git.example/larkspur/numbers.git repository\ngit -C repository show {commit}:exports/funnel.csv | sha256sum"
    );
    let run = run
        .puts(PAGE, &commands)
        .puts("proof/index.html", &commands)
        .puts(PAGE, "In git, as the author says")
        .puts(PAGE, &format!("Git’s name of these bytes is {blob}."))
        .puts(PAGE, "GA4, Explore. Obtained by the author on 2 Oct 2024.")
        .puts("proof/manifest.json", &format!("\"git\":{{\"blob\":\"{blob}\",\"commit\":\"{commit}\""))
        .puts("proof/datapackage.json", "\"title\": \"GA4, Explore\"");
    is_canonical(&run);
    // What a stranger types gives the digest that the page shows, once the repository can be reached.
    let typed = commands
        .replace("https://git.example/larkspur/numbers.git", &clone.display().to_string())
        .replace(" repository\n", " repository 2>/dev/null\n");
    let shell =
        Command::new("sh").arg("-c").arg(typed).current_dir(run.site.around()).output().expect("a shell");
    let printed = String::from_utf8(shell.stdout).expect("it is UTF-8");
    assert!(printed.starts_with(&Digest::of(FUNNEL.as_bytes()).to_string()), "{printed}");
}

#[test]
fn bytes_that_are_not_those_of_the_commit_are_an_error() {
    let place = "{ repository: https://git.example/numbers, commit: 3f2a91c07be1d5a64c0fe8a1b2c9d7e6f5041382, path: a.csv, blob: ce013625030ba8dba906f756967f9e9ca394464a }";
    let front = |place: &str| format!("evidence:\n  - file: funnel.csv\n    git: {place}");
    let run = site(&front(place), FUNNEL).build().exits(1).says("evidence-git");
    let run = run.writes_nothing();
    let wrong =
        "{ repository: https://ada:secret@git.example/numbers, commit: main, path: ../a.csv, blob: '12' }";
    let run = run.site.case("larkspur", &front(wrong)).build().exits(1).says("evidence-git-faults");
    run.site
        .case("larkspur", "evidence: [{ url: 'https://a.example', git: { commit: main } }]")
        .build()
        .exits(1);
}

#[test]
fn a_revision_or_a_file_that_git_does_not_have_is_told() {
    let (site, clone, _) = beside_a_clone();
    git(&clone, &["remote", "add", "origin", "git@git.example:larkspur/numbers.git"]);
    let add = |file: &'static str, git: &'static str| ["evidence", "add", file, git];
    let run = site.run(&add("../numbers/exports/funnel.csv", "--git=v9")).exits(1).shows("no commit `v9`");
    let run = run
        .site
        .run(&add("../numbers/exports/new.csv", "--git"))
        .exits(1)
        .shows("has no file `exports/new.csv`");
    let run = run.site.file("downloads/a.csv", "n\n1\n").run(&add("downloads/a.csv", "--git"));
    let run = run.exits(1).shows("is in no git repository");
    // A file that is gone from the folder is still in the commit.
    fs::remove_file(clone.join("exports/funnel.csv")).expect("it was there");
    run.site
        .run(&add("../numbers/exports/funnel.csv", "--git=main"))
        .exits(0)
        .shows("https://git.example/larkspur/numbers.git");
}

#[test]
fn a_copy_of_an_address_is_the_author_s_and_one_elsewhere_is_as_the_author_says() {
    let front = "\
metrics:
  - { name: A, value: 12 }
  - { name: B, value: 13 }
  - { name: C, value: 4, calc: count() from funnel.csv }
evidence:
  - { file: news.html, url: https://larkspur.example/news, captured: 2024-10-02, supports: [a] }
  - { url: https://larkspur.example/b, archived: https://www.archive.example/1, captured: 2024-10-03, supports: [b] }
  - { file: funnel.csv, url: https://larkspur.example/open-data }";
    let html = "<p>Twelve.</p>";
    let run = site(front, FUNNEL).file("content/work/news.html", html).build().exits(0).hides("warning");
    let copy = published(html, "news.html");
    run.puts(PAGE, "Author’s own figure; copy kept by the author.")
        .puts(PAGE, &format!("<a href=\"../../{copy}\">copy kept by the author since 2 Oct 2024</a>"))
        .puts(PAGE, "Author’s own figure; link, and a copy elsewhere as the author says.")
        .puts(PAGE, "<a href=\"https://www.archive.example/1\">copy kept by archive.example since 3 Oct 2024, as the author says</a>")
        // What a file is a copy of stands behind whatever is calculated from it.
        .puts(PAGE, "<a href=\"https://larkspur.example/open-data\">")
        .puts(PAGE, "copy kept by the author</a>")
        .puts("proof/manifest.json", "\"source\":{\"captured\":\"2024-10-02\",\"url\":\"https://larkspur.example/news\"}")
        .puts("proof/manifest.json", "\"archived\":\"unchecked\"");
}

/// A site with one case study, `file` beside it, and what `folio evidence add` says of that.
fn adding(name: &str, bytes: impl AsRef<[u8]>, more: &[&str]) -> Run {
    let path = format!("downloads/{name}");
    let site = Site::new().file("content/work/larkspur.md", "---\ntitle: A case\n---\n\nText.\n");
    site.file(&path, bytes).run(&[&["evidence", "add", &path], more].concat())
}

#[test]
fn a_total_below_a_table_is_told_of_and_left_out_of_what_is_suggested() {
    let export = "Shop export;;\nDatum;Bestellungen;Umsatz\n28.08.2024;12;1.234,50\n28.09.2024;14;2.000,00\nGesamt;26;3.234,50\n";
    let run = adding("export.csv", export, &[])
        .exits(0)
        .shows("the last row looks like a total (`Gesamt` in `Datum`)");
    let run = run.shows("sum(Bestellungen) from export.csv where Datum != \"Gesamt\" and Datum in 2024-09` gives 14 in 2024-09");
    let asked = "metrics:\n  - { name: A, value: 14 in 2024-09, calc: 'sum(Bestellungen) from export.csv where Datum != \"Gesamt\" and Datum in 2024-09' }";
    run.site.case("larkspur", asked).build().exits(0).puts(PAGE, "Recalculated");
}

#[test]
fn what_is_suggested_is_of_the_last_month_that_has_numbers_and_of_no_days() {
    let run = adding("a.csv", "month,orders\n2024-09,12\n2024-10,\n", &[]).exits(0);
    run.shows("sum(orders) from a.csv where month in 2024-09` gives 12 in 2024-09");
    let run = adding("b.csv", "Date,Visits\n45536,100\n45537,101\n", &[]).exits(0);
    run.shows("`Date` holds days as a spreadsheet counts them (45536 is 2024-09-01)")
        .shows("sum(Visits) from b.csv` gives 201");
}

#[test]
fn names_of_columns_in_two_rows_are_told_of() {
    let two = "Channel,2024-08,,2024-09,\n,Sessions,Orders,Sessions,Orders\nOrganic,1000,30,1200,41\n";
    adding("traffic.csv", two, &[]).exits(0).shows("the names of the columns stand in two rows");
    adding("a.csv", "a,,c\n1,2,3\n", &[]).exits(0).shows("1 column has no name").shows("`header: 4`");
}

#[test]
fn a_file_that_is_no_table_is_kept_and_the_command_says_what_that_means() {
    let run = adding("audit.pdf", "%PDF-1.4", &[]).exits(0).shows("no figure can be calculated from it");
    run.shows("`supports:`").hides(".xlsx");
    adding("old.xls", "\u{1}", &[]).exits(0).shows("save it as .xlsx or .csv");
}

#[test]
fn a_table_that_cannot_be_read_is_refused_at_its_line() {
    let run = adding("a.csv", "month,orders\n2024-09,12\n2024-10\n", &[]).exits(1);
    run.shows("line 3 has 1 cell").shows("downloads/a.csv:3:1");
    let run = adding("a.json", "[\n  { 'month': 1 }\n]\n", &[]).exits(1);
    run.shows("downloads/a.json:2:1").shows("mend it here");
    let run = adding("b.json", "[\n  [1, 2]\n]\n", &[]).exits(1);
    run.shows("downloads/b.json:2:1").shows("each record flat");
}

#[test]
fn columns_that_must_not_be_published_stay_where_they_are() {
    let people = "month;E-Mail;Umsatz\n2024-08;a@example.org;1.234,50\n2024-09;b@example.org;1,5\n";
    let run = adding("orders.csv", people, &["--without", "E-Mail"]).exits(0).hides("may tell of people");
    let root = run.site.root();
    let copy = fs::read_to_string(root.join("content/work/orders.csv")).expect("a copy");
    assert_eq!(copy, "month,Umsatz\n2024-08,\"1.234,50\"\n2024-09,\"1,5\"\n");
    let written = fs::read_to_string(root.join("content/work/larkspur.md")).expect("it is there");
    assert!(written.contains("  decimal: comma\n    personal: redacted\n"), "{written}");
    let run = run.site.build().exits(0);
    assert!(run.made().iter().all(|path| !run.text(path).contains("example.org")));
    adding("orders.csv", people, &["--without", "mail"]).exits(1).shows("there is no column `mail`");
    adding("a.pdf", "%PDF", &["--without", "mail"]).exits(1).shows("is no table");
    adding("a.csv", "n\n1\n", &["--without", "n"]).exits(1).shows("nothing would be left");
}
