//! `folio check`: what a build says, and what a reader who doubts would ask next.

use crate::site::{Run, Site, files_in};
use serde_json::Value;

/// A case study that leaves nothing open but what `front` does.
fn site(front: &str) -> Site {
    site_with(front, "Text.")
}

fn site_with(front: &str, body: &str) -> Site {
    let whole = "share: led\ndisclosures: [{ party: Larkspur, relationship: paid }]";
    Site::new().file(
        "content/work/larkspur.md",
        format!("---\ntitle: A shorter checkout\n{whole}\n{front}\n---\n\n{body}\n"),
    )
}

/// The codes that a check gives, each with its severity, in their order.
fn codes(run: &Run) -> Vec<(String, String)> {
    let lines =
        run.stdout.lines().map(|line| serde_json::from_str::<Value>(line).expect("each line is JSON"));
    let of = |line: &Value, key: &str| line[key].as_str().map(str::to_owned);
    lines.filter_map(|line| of(&line, "code").zip(of(&line, "severity"))).collect()
}

fn advice(site: Site) -> Vec<String> {
    codes(&site.run(&["--format", "json", "check"])).into_iter().map(|(code, _)| code).collect()
}

/// A metric that lacks what a line takes away from it.
const METRIC: &str = "metrics:
  - name: Checkout abandonment
    id: abandonment
    baseline: 71.4 % in 2024-02
    value: 58.9 % in 2024-09
    definition: sessions that reach checkout and place no order";

fn metric_without(key: &str) -> String {
    let lines = METRIC.lines().filter(|line| !line.trim_start().starts_with(key));
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn a_case_study_that_leaves_nothing_open_gets_no_advice() {
    let run = site(METRIC).run(&["check", "--strict"]).exits(0).writes_nothing();
    assert_eq!(run.stderr, "");
    run.shows("looked at 1 document with 1 result");
}

#[test]
fn advice_shows_the_line_what_is_weak_and_what_to_write() {
    site(&metric_without("baseline")).run(&["check"]).exits(0).says("check-advice").writes_nothing();
}

#[test]
fn advice_lets_a_check_pass_and_strict_does_not() {
    let run = site(&metric_without("baseline")).run(&["check"]).exits(0);
    let run = run.site.run(&["check", "--strict"]).exits(1).shows("error[no-baseline]");
    run.site.build().exits(0).hides("no-baseline");
}

#[test]
fn a_check_says_all_that_a_build_says() {
    let broken =
        site_with(METRIC, "[away](gone.md)").file("content/a.md", "---\ntitle: A\ndate: never\n---\n");
    let run = broken.run(&["--format", "json", "check"]).exits(1).writes_nothing();
    assert_eq!(codes(&run), codes(&run.site.run(&["--format", "json", "build"]).exits(1)));
}

#[test]
fn a_check_leaves_the_site_as_it_is() {
    let site = site(METRIC).file("content/work/funnel.csv", "a,b\n1,2\n");
    let before = files_in(&site.root());
    let run = site.run(&["check"]).exits(0);
    assert_eq!(files_in(&run.site.root()), before);
}

#[test]
fn each_thing_that_a_metric_leaves_open_is_told() {
    assert_eq!(advice(site(&metric_without("baseline"))), ["no-baseline"]);
    assert_eq!(advice(site(&metric_without("definition"))), ["no-denominator"]);
    let of_sessions = metric_without("definition").replace("58.9 %", "58.9 % of sessions");
    assert_eq!(advice(site(&of_sessions)), ["no-definition"]);
    let late = format!("{METRIC}\n    target: {{ value: 60 %, set: 2024-10 }}");
    assert_eq!(advice(site(&late)), ["target-set-late"]);
    let early = late.replace("set: 2024-10", "set: 2024-09");
    assert!(advice(site(&early)).is_empty());
    let aimed = metric_without("baseline") + "\n    target: 60 %";
    assert!(advice(site(&aimed)).is_empty());
}

#[test]
fn attention_alone_is_told_and_attention_beside_an_outcome_is_not() {
    let views = METRIC.replace("Checkout abandonment", "Profile views");
    assert_eq!(advice(site(&views)), ["vanity-metric"]);
    let counted = METRIC.replace("58.9 %", "1200 followers").replace("71.4 %", "800 followers");
    assert_eq!(advice(site(&counted)), ["vanity-metric"]);
    let beside = METRIC.trim_start_matches("metrics:\n").replace("abandonment", "orders");
    assert!(advice(site(&format!("{views}\n{beside}"))).is_empty());
    // Words that only begin alike.
    assert!(advice(site(&METRIC.replace("Checkout abandonment", "Likelihood of review"))).is_empty());
}

#[test]
fn who_paid_and_whose_work_it_was_is_asked_of_case_studies_alone() {
    let bare = Site::new().case("a", "").file("content/about.md", "---\ntitle: A\n---\n");
    assert_eq!(advice(bare), ["no-disclosure", "no-share"]);
}

#[test]
fn whoever_is_named_or_quoted_has_agreed_or_can_be_looked_up() {
    let people = "people: [{ name: Jane Roe }, { name: Ada, consent: by e-mail }]";
    let quotes = "quotes: [{ text: Good., by: Jane Roe }, { text: Good., by: Ada, url: https://a.example }]";
    let run = site(&format!("{people}\n{quotes}")).run(&["--format", "json", "check"]).exits(1);
    let error = |code: &str| (code.to_owned(), "error".to_owned());
    assert_eq!(codes(&run), [error("no-consent"), error("no-source")]);
    run.site.build().exits(0);
}

#[test]
fn advice_is_silenced_in_its_file_with_a_reason() {
    let weak = metric_without("baseline");
    let silence = |entry: &str| format!("{weak}\nsilence: [{entry}]");
    assert!(advice(site(&silence("{ code: no-baseline, reason: a count }"))).is_empty());
    let of_metric = "{ code: no-baseline, metric: abandonment, reason: a count }";
    assert!(advice(site(&silence(of_metric))).is_empty());
    let of_another = "{ code: no-baseline, metric: orders, reason: a count }";
    assert_eq!(advice(site(&silence(of_another))), ["no-baseline", "silence-unused"]);
    assert_eq!(advice(site(&silence("{ code: no-share, reason: x }"))), ["no-baseline", "silence-unused"]);
    let consent = "people: [{ name: Jane Roe }]\nsilence: [{ code: no-consent, reason: her public office }]";
    assert!(advice(site(consent)).is_empty());
}

#[test]
fn a_silence_without_a_reason_or_of_an_unknown_code_is_a_mistake() {
    let silence = |entry: &str| site(&format!("{}\nsilence: [{entry}]", metric_without("baseline")));
    for entry in
        ["{ code: no-baseline, reason: \"\" }", "{ code: no-baseline, reason: }", "{ code: no-baseline }"]
    {
        silence(entry).build().exits(1).shows("missing-key").shows("reason");
    }
    silence("{ code: broken-link, reason: x }").run(&["check"]).exits(1).shows("cannot be silenced");
    silence("{ code: no-baselin, reason: x }").run(&["check"]).exits(1).shows("did you mean `no-baseline`?");
}

#[test]
fn sarif_has_a_rule_for_each_result_and_places_in_the_repository() {
    let site = site(&metric_without("baseline")).file("content/a.md", "---\ntitle: A\ndate: never\n---\n");
    let around = site.around().to_owned();
    let run = site.run_in(&around, &["--root", "site", "--format", "sarif", "check"]).exits(1);
    let document: Value = serde_json::from_str(&run.stdout).expect("it is JSON");
    let sarif = &document["runs"][0];
    let results = sarif["results"].as_array().expect("results");
    let levels: Vec<&str> = results.iter().filter_map(|result| result["level"].as_str()).collect();
    assert_eq!(levels, ["error", "note"]);
    for result in results {
        let index = usize::try_from(result["ruleIndex"].as_u64().expect("an index")).expect("it is small");
        assert_eq!(result["ruleId"], sarif["tool"]["driver"]["rules"][index]["id"]);
    }
    let place = &results[1]["locations"][0]["physicalLocation"];
    assert_eq!(place["artifactLocation"]["uri"], "site/content/work/larkspur.md");
    assert_eq!((&place["region"]["startLine"], &place["region"]["startColumn"]), (&6.into(), &11.into()));
    assert_eq!(run.stderr, "");
}

#[test]
fn github_gets_an_annotation_for_each_message() {
    let run = site(&metric_without("baseline")).run(&["--format", "github", "check"]).exits(0);
    let line =
        "::notice file=content/work/larkspur.md,line=6,endLine=6,col=11,endColumn=30,title=no-baseline::";
    assert!(run.stdout.starts_with(line), "{}", run.stdout);
    assert_eq!(run.stdout.lines().count(), 1);
}
