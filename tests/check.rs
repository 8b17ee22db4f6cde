//! `folio check`: what a build says, and what a reader who doubts would ask next.

use crate::site::{Run, Site, files_in};
use serde_json::Value;

/// A case study that leaves nothing open but what `front` does.
fn site(front: &str) -> Site {
    site_with(front, "Text.")
}

fn site_with(front: &str, body: &str) -> Site {
    let whole = "share: led\nmethods: [A/B testing]\ndisclosures: [{ party: Larkspur, relationship: paid }]";
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
    assert_eq!((&place["region"]["startLine"], &place["region"]["startColumn"]), (&7.into(), &11.into()));
    assert_eq!(run.stderr, "");
}

#[test]
fn github_gets_an_annotation_for_each_message() {
    let run = site(&metric_without("baseline")).run(&["--format", "github", "check"]).exits(0);
    let line =
        "::notice file=content/work/larkspur.md,line=7,endLine=7,col=11,endColumn=30,title=no-baseline::";
    assert!(run.stdout.starts_with(line), "{}", run.stdout);
    assert_eq!(run.stdout.lines().count(), 1);
}

/// A case study over a file of data.
fn with_data(front: &str, csv: &str) -> Site {
    site(front).file("content/work/orders.csv", csv)
}

fn rows(values: impl IntoIterator<Item = usize>) -> String {
    let rows = values.into_iter().enumerate().map(|(day, value)| format!("{},{value}\n", day + 1));
    format!("day,orders\n{}", rows.collect::<String>())
}

fn orders(value: usize) -> String {
    format!(
        "metrics:\n  - {{ name: Orders, value: {value} orders, target: 9 orders, calc: sum(orders) from orders.csv }}"
    )
}

#[test]
fn a_constant_run_is_told_to_its_author_with_its_place_and_ordinary_causes() {
    let run = with_data(&orders(768 * 36), &rows([768; 36])).run(&["check"]).exits(0).writes_nothing();
    let run = run
        .shows("advice[constant-run]")
        .shows("36 consecutive values of orders equal 768")
        .shows("line 2 to line 37");
    run.shows("caps, interpolation").shows("finding: constant-run").hides("fake");
}

#[test]
fn an_explanation_is_shown_to_readers_and_ends_the_advice() {
    let bare = with_data(&orders(768 * 36), &rows([768; 36])).build().exits(0);
    let page = bare.text("work/larkspur/index.html");
    assert!(page.contains("Note on the data.") && page.contains("No explanation given."), "{page}");
    assert!(
        page.contains(
            "36 consecutive values of orders equal 768. Under independent counts this is very rare."
        )
    );
    assert!(page.contains("Recalculated from the author’s file."), "no mark changes");
    let words = "explanations: [{ finding: constant-run, metric: orders, text: the shop takes 768 a day }]";
    let said = with_data(&format!("{}\n{words}", orders(768 * 36)), &rows([768; 36]));
    let run = said.run(&["check", "--strict"]).exits(0);
    let page = run.site.build().exits(0).text("work/larkspur/index.html");
    assert!(
        page.contains(">the shop takes 768 a day</q>") && !page.contains("No explanation given."),
        "{page}"
    );
}

#[test]
fn what_was_looked_for_stands_folded_on_the_page_and_in_the_manifest() {
    let values = [41, 38, 55, 47, 29, 60, 33, 51, 44, 39, 48, 36];
    let run = with_data(&orders(values.iter().sum()), &rows(values)).build().exits(0);
    let page = run.text("work/larkspur/index.html");
    assert!(page.contains(
        "Looked for in the data: runs of one value, values closer together than counts, repeated blocks."
    ));
    assert!(!page.contains("Note on the data."));
    let manifest: Value = serde_json::from_str(&run.text("proof/manifest.json")).expect("JSON");
    let looks = manifest["claims"][0]["forensics"].as_array().expect("a list").clone();
    let tests: Vec<_> = looks.iter().map(|look| (look["test"].as_str(), look["state"].as_str())).collect();
    let quiet = |test| (Some(test), Some("quiet"));
    assert_eq!(tests, [quiet("constant-run"), quiet("under-dispersion"), quiet("repeated-block")]);
}

#[test]
fn a_cited_table_is_looked_at_as_one_that_is_calculated_with() {
    let days = (1..=20).map(|day| format!("2024-06-{day:02},768")).collect::<Vec<_>>().join("\n");
    let front = "metrics:\n  - { name: Orders, value: 15360 orders, target: 9 orders, definition: paid, evidence: orders.csv }";
    let found = advice(with_data(front, &format!("date,orders\n{days}")));
    assert_eq!(found, ["constant-run"]);
}

#[test]
fn an_explanation_of_nothing_is_told() {
    let explained = |finding: &str| {
        format!("{METRIC}\nexplanations: [{{ finding: {finding}, metric: abandonment, text: x }}]")
    };
    assert_eq!(advice(site(&explained("constant-run"))), ["explanation-unused"]);
    site(&explained("constant-rum")).run(&["check"]).exits(1).shows("did you mean `constant-run`?");
}

#[test]
fn figures_in_the_text_are_to_be_bound_and_years_versions_and_code_are_none() {
    let said = |body: &str| advice(site_with(METRIC, body));
    assert_eq!(said("It fell by 40 % then."), ["unbound-figure"]);
    assert_eq!(said("It saved **€12,500** a year, or `12 %`."), ["unbound-figure"]);
    for body in [
        "In 2024, on 3 May 2024, with Rust 1.85, in week 36, for 14 people.",
        "1. First\n2. Second\n\n```\n40 %\n```\n\n`40 %`",
        "It is at {{<value of=\"abandonment\"/>}} now.",
        "> We saw 40 % less.",
        "<https://a.example/40%25/>",
        "That is 12.5 points.",
    ] {
        assert_eq!(said(body), [""; 0], "{body}");
    }
    let run = site_with(METRIC, "It is at 58.9 % now.").run(&["check"]).exits(0);
    run.shows("write `{{<value of=\"abandonment\"/>}}`");
}

#[test]
fn many_typed_figures_are_told_of_a_few_times() {
    let body = (1..30).map(|n| format!("It rose by {n} %.")).collect::<Vec<_>>().join("\n\n");
    let run = site_with(METRIC, &body).run(&["check"]).exits(0).shows("24 more like it follow");
    assert_eq!(codes(&run.site.run(&["--format", "json", "check"])).len(), 5);
    // Without a single metric there is one thing to say.
    assert_eq!(advice(site_with("", &body)), ["unbound-figure"]);
}

#[test]
fn a_difference_of_shares_is_not_called_a_share() {
    let said = |body: &str| advice(site_with(METRIC, body));
    assert_eq!(said("That is 12.5 % less."), ["percent-or-points"]);
    assert_eq!(said("That is 12.5 percentage points less."), [""; 0]);
    assert!(said("It rose from 12 % to 15 %, a rise of 3 %.").contains(&"percent-or-points".to_owned()));
    assert!(!said("It rose from 12 % to 15 %, a rise of 25 %.").contains(&"percent-or-points".to_owned()));
}

#[test]
fn images_headings_and_methods_are_looked_at() {
    let page = |body: &str| {
        Site::new()
            .file("content/a.md", format!("---\ntitle: A\n---\n\n{body}\n"))
            .file("content/a.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>")
    };
    assert_eq!(advice(page("![](a.svg)")), ["no-alt"]);
    assert_eq!(advice(page("![A line](a.svg)")), [""; 0]);
    assert_eq!(advice(page("## B\n\n#### C\n\n##### D")), ["heading-order"]);
    assert_eq!(advice(page("## B\n\n### C\n\n## D")), [""; 0]);
    let without = Site::new()
        .case("a", &format!("share: led\ndisclosures: [{{ party: L, relationship: paid }}]\n{METRIC}"));
    assert_eq!(advice(without), ["no-method"]);
}

#[test]
fn evidence_that_was_taken_too_early_is_told() {
    let of = |obtained: &str, condition: &str| {
        let figure = orders(3)
            .replace("3 orders", "3 orders in 2024-09")
            .replace("orders.csv", &format!("orders.csv{condition}"));
        let front = format!("{figure}\nevidence: [{{ file: orders.csv, obtained: {obtained} }}]");
        advice(with_data(&front, "date,orders\n2024-09-06,1\n2024-09-13,2\n"))
    };
    assert_eq!(of("2024-08-31", ""), ["stale-evidence"]);
    assert_eq!(of("2024-09-15", ""), [""; 0], "a state of that day");
    assert_eq!(of("2024-09-15", " where date in 2024-09"), ["stale-evidence"]);
    assert_eq!(of("2024-10-01", " where date in 2024-09"), [""; 0]);
}

/// A host on this machine: what it answers by path, and how often it was asked.
struct Host {
    address: String,
    asked: std::sync::Arc<std::sync::Mutex<Vec<String>>>,
}

fn host() -> Host {
    use std::io::{Read, Write};
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = format!("http://{}", listener.local_addr().expect("it listens"));
    let asked = std::sync::Arc::new(std::sync::Mutex::new(Vec::new()));
    let heard = std::sync::Arc::clone(&asked);
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.expect("a call");
            let mut bytes = [0; 4096];
            let length = stream.read(&mut bytes).unwrap_or_default();
            let text = String::from_utf8_lossy(&bytes[..length]).into_owned();
            let line = text.lines().next().unwrap_or_default().to_owned();
            let status = match line.split(' ').collect::<Vec<_>>()[..] {
                [_, "/gone", _] => "404 Not Found",
                [_, "/members", _] => "403 Forbidden",
                ["HEAD", "/shy", _] => "405 Method Not Allowed",
                _ => "200 OK",
            };
            assert!(text.to_lowercase().contains("user-agent: folio/"), "{text}");
            heard.lock().expect("no panic").push(line);
            let _ = write!(stream, "HTTP/1.1 {status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        }
    });
    Host { address, asked }
}

#[test]
fn links_to_other_hosts_are_tried_when_asked_and_answers_are_kept() {
    let Host { address, asked } = host();
    let body = format!(
        "[a]({address}/fine) [b]({address}/gone) [c]({address}/members) [d]({address}/shy) [e]({address}/fine#part) [f](https://larkspur.example/x)"
    );
    let site = site_with(METRIC, &body);
    let run = site.run(&["--format", "json", "check"]).exits(0);
    assert!(codes(&run).is_empty() && asked.lock().expect("no panic").is_empty(), "nobody is asked unasked");
    let outside = ["--format", "json", "check", "--external", "--allow-private"];
    let run = run.site.run(&outside).exits(0);
    assert_eq!(codes(&run), [("dead-link".to_owned(), "advice".to_owned())]);
    assert!(run.stdout.contains("/gone"), "{}", run.stdout);
    let first = asked.lock().expect("no panic").clone();
    assert_eq!(first.iter().filter(|line| line.contains("/fine")).count(), 1, "each once: {first:?}");
    assert!(
        first.contains(&"GET /shy HTTP/1.1".to_owned()) && !first.contains(&"GET /fine HTTP/1.1".to_owned()),
        "{first:?}"
    );
    // What was refused may be let in tomorrow; the rest is known.
    let run = run.site.run(&outside).exits(0);
    assert_eq!(codes(&run).len(), 1);
    let again = asked.lock().expect("no panic")[first.len()..].to_vec();
    assert!(again.iter().all(|line| line.contains("/members")), "{again:?}");
}

#[test]
fn hosts_of_private_networks_are_not_asked_and_not_called_dead() {
    let Host { address, asked } = host();
    let run = site_with(METRIC, &format!("[a]({address}/gone)"))
        .run(&["--format", "json", "check", "--external"])
        .exits(0);
    assert!(codes(&run).is_empty() && asked.lock().expect("no panic").is_empty());
}

#[test]
fn a_dead_link_is_silenced_without_being_looked_for() {
    let silent = format!("{METRIC}\nsilence: [{{ code: dead-link, reason: the shop has closed }}]");
    assert!(advice(site(&silent)).is_empty());
}

/// What SARIF 2.1.0 (OASIS, sections 3.13 to 3.30) demands of the parts that folio writes.
#[test]
fn sarif_holds_to_the_rules_of_its_standard() {
    let site = site(&metric_without("baseline")).file("content/ä b.md", "---\ntitle: A\ndate: never\n---\n");
    let run = site.run(&["--format", "sarif", "check"]).exits(1);
    let document: Value = serde_json::from_str(&run.stdout).expect("it is JSON");
    assert_eq!(document["version"], "2.1.0");
    assert!(document["$schema"].as_str().is_some_and(|schema| schema.ends_with("sarif-schema-2.1.0.json")));
    let run = &document["runs"][0];
    assert!(run["tool"]["driver"]["name"].is_string());
    let rules = run["tool"]["driver"]["rules"].as_array().expect("rules");
    let mut ids: Vec<_> = rules.iter().filter_map(|rule| rule["id"].as_str()).collect();
    assert_eq!(ids.len(), rules.len());
    ids.dedup();
    assert_eq!(ids.len(), rules.len(), "each rule once");
    for rule in rules {
        assert!(rule["shortDescription"]["text"].is_string() && rule["fullDescription"]["text"].is_string());
    }
    for result in run["results"].as_array().expect("results") {
        assert!(["none", "note", "warning", "error"].contains(&result["level"].as_str().expect("a level")));
        assert!(result["message"]["text"].as_str().is_some_and(|text| !text.is_empty()));
        for location in result["locations"].as_array().expect("locations") {
            let place = &location["physicalLocation"];
            let uri = place["artifactLocation"]["uri"].as_str().expect("an address");
            assert!(!uri.starts_with('/') && uri.is_ascii() && !uri.contains([' ', '\\']), "{uri}");
            let region = &place["region"];
            let number = |key: &str| region[key].as_u64().filter(|number| *number > 0).expect("from one on");
            let (start, end) =
                ((number("startLine"), number("startColumn")), (number("endLine"), number("endColumn")));
            assert!(start <= end, "{region}");
        }
    }
}

#[test]
fn nothing_is_left_open_in_folio_s_own_pages() {
    let run = Site::new().run(&["--root", env!("CARGO_MANIFEST_DIR"), "check", "--strict"]).exits(0);
    assert_eq!(run.stderr, "");
}
