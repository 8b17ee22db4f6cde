//! Figures as a reader meets them, in the theme that comes with folio.

use crate::site::{Run, Site};

const CHECKOUT: &str = "date: 2024-10-14
metrics:
  - name: Checkout abandonment
    id: abandonment
    headline: true
    baseline: 71.4 % in 2024-02
    value: 58.9 % in 2024-09
    better: lower
    target: { value: 60 %, set: 2024-02 }
    uncertainty: 58.1 – 59.7 at 95 %";

/// The text of a page as a reader sees it: no tags, no entities, one blank between words.
fn words(run: &Run, path: &str) -> String {
    let html = run.text(path);
    let main = html.split("<main").nth(1).unwrap_or(&html);
    let mut text = String::new();
    let mut inside = false;
    for character in main.split_once('>').map_or(main, |(_, rest)| rest).chars() {
        match character {
            '<' => inside = true,
            '>' => inside = false,
            _ if inside => {}
            '\u{a0}' | '\u{202f}' | '\n' => text.push(' '),
            _ => text.push(character),
        }
        if character == '>' {
            text.push(' ');
        }
    }
    let text = text.replace("&amp;", "&").replace("&#x27;", "'").replace("&#160;", " ");
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[track_caller]
fn reads(run: &Run, path: &str, wanted: &str) {
    let text = words(run, path);
    assert!(text.contains(wanted), "nowhere {wanted:?} in {path}:\n{text}");
}

#[test]
fn a_figure_stands_on_the_case_study_the_work_index_and_the_home_page_with_what_was_checked() {
    let run = Site::new().case("larkspur", CHECKOUT).build().exits(0);
    for path in ["work/larkspur/index.html", "work/index.html", "index.html"] {
        reads(&run, path, "Author’s own figure.");
        reads(&run, path, "58.9 %");
        reads(&run, path, "71.4");
    }
    reads(&run, "index.html", "Checkout abandonment fell from 71.4 % to 58.9 %");
}

#[test]
fn a_change_is_told_in_points_and_in_per_cent_with_its_window_target_and_uncertainty() {
    let run = Site::new().case("larkspur", CHECKOUT).build().exits(0);
    for words in ["−12.5 points", "−17.5 %", "Feb 2024", "Sep 2024", "60 %", "58.1 – 59.7"] {
        reads(&run, "work/larkspur/index.html", words);
    }
}

#[test]
fn a_figure_without_a_window_takes_that_of_the_case_study_and_says_so() {
    let front = "period: 2024-03/2024-09\nmetrics: [{ name: Orders, value: 5000 orders }]";
    let run = Site::new().case("a", front).build().exits(0);
    reads(&run, "work/a/index.html", "Window of the whole case study.");
}

#[test]
fn nothing_claims_a_check_that_did_not_run() {
    let run = Site::new().case("larkspur", CHECKOUT).build().exits(0);
    for path in ["work/larkspur/index.html", "work/index.html", "index.html"] {
        let text = words(&run, path);
        for claim in ["Recalculated", "Confirmed by", "Data published", "verified", "Verified"] {
            assert!(!text.contains(claim), "{path} says {claim:?}:\n{text}");
        }
    }
}

#[test]
fn who_paid_is_said_or_said_to_be_unsaid() {
    let run = Site::new()
        .case("silent", "date: 2024-01-01")
        .case(
            "open",
            "disclosures: [{ party: Larkspur, relationship: paid, statement: \"Paid engagement, 2024\" }]",
        )
        .build()
        .exits(0);
    reads(&run, "work/silent/index.html", "The author has not said who paid.");
    reads(&run, "work/open/index.html", "Paid engagement, 2024");
}

#[test]
fn an_invented_case_says_so_on_its_page() {
    let run = Site::new().case("a", "example: true").build().exits(0);
    let text = words(&run, "work/a/index.html").to_lowercase();
    assert!(text.contains("example") || text.contains("invented"), "{text}");
}

#[test]
fn words_of_others_questions_and_corrections_are_shown() {
    let front = "metrics: [{ name: Orders, value: 58 orders in 2024 }]
quotes: [{ text: They found the leak., by: Jane Roe, role: Head of shop, url: https://larkspur.example/news, consent: 2024-10-01 by e-mail }]
corrections: [{ date: 2024-11-02, metric: orders, was: 57 orders, now: 58 orders, reason: late orders counted, reported_by: a reader }]
questions: [{ date: 2024-11-01, by: a reader, text: Does this count late orders?, answer: It did not. }, { date: 2024-11-03, by: another, text: And returns? }]
facts: [{ label: Accessibility, value: WCAG 2.2 AA }]";
    let run = Site::new().case("a", front).build().exits(0);
    for words in [
        "They found the leak.",
        "Jane Roe",
        "Late orders counted",
        "57 orders",
        "Does this count late orders?",
        "It did not.",
        "And returns?",
        "WCAG 2.2 AA",
    ] {
        reads(&run, "work/a/index.html", words);
    }
}

#[test]
fn figures_in_the_text_are_bound_to_the_front_matter() {
    let front = format!(
        "{CHECKOUT}\nsummary: From {{{{<value of=\"abandonment.baseline\"/>}}}} to {{{{<value of=\"abandonment\"/>}}}}."
    );
    let run = Site::new()
        .case("a", &front)
        .file("content/about.md", "---\ntitle: About\n---\n\nOnce {{<value of=\"a.abandonment\"/>}}.\n")
        .build()
        .exits(0);
    reads(&run, "work/a/index.html", "From 71.4 % to 58.9 %");
    reads(&run, "about/index.html", "Once 58.9 %");
    assert!(
        run.text("work/a/index.html").contains("content=\"From 71.4"),
        "the description has no bare words"
    );
}

#[test]
fn hostile_text_in_every_field_is_escaped() {
    let evil = "<script>alert(1)</script>\\\"'><img src=x onerror=alert(2)>";
    let front = format!(
        "summary: \"{evil}\"\nrole: \"{evil}\"\nclient: {{ name: \"{evil}\", url: \"javascript:alert(3)\" }}\nskills: [\"{evil}\"]\nmetrics: [{{ name: \"{evil}\", id: m, value: 3 % in 2024, definition: \"{evil}\", why: \"{evil}\" }}]\nquotes: [{{ text: \"{evil}\", by: \"{evil}\", url: \"javascript:alert(4)\", consent: 2024-01-01 by mail }}]\nfacts: [{{ label: \"{evil}\", value: \"{evil}\" }}]\ndisclosures: [{{ party: \"{evil}\", relationship: paid, statement: \"{evil}\" }}]"
    );
    let site = Site::bare()
        .config(&format!("title: \"{evil}\"\ntagline: \"{evil}\"\nowner: {{ name: \"{evil}\" }}\n"));
    let run = site.case("a", &front).build();
    if run.made().is_empty() {
        // Refusing an address that runs a script is as good as leaving it out.
        run.exits(1).shows("javascript:");
        return;
    }
    for path in ["work/a/index.html", "work/index.html", "index.html"] {
        let html = run.text(path);
        for bad in ["<script>alert", "<img src=x", "\"javascript:"] {
            assert!(!html.contains(bad), "{path} holds {bad:?}:\n{html}");
        }
    }
}

#[test]
fn code_is_highlighted_with_short_classes_and_without_them_when_the_site_says_so() {
    let page = "---\ntitle: A\n---\n\n```rust\nfn main() { /* hi */ }\n```\n";
    let run = Site::new().file("content/a.md", page).build().exits(0);
    let html = run.text("a/index.html");
    assert!(
        html.contains("<pre class=\"code\" data-lang=\"rust\"") && html.contains("<span class=\"k\">"),
        "{html}"
    );
    Site::bare()
        .config("title: A\nhighlight: false\n")
        .file("content/a.md", page)
        .build()
        .exits(0)
        .keeps_out("a/index.html", "<span class=\"k\">")
        .puts("a/index.html", "fn main() { /* hi */ }");
}
