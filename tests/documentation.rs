//! What the documentation of themes and data shows is what happens.

use crate::site::Site;
use folio::theme::functions::{FILTERS, FUNCTIONS};
use std::collections::BTreeSet;
use std::fs;

const TEAM: &str =
    "- { name: Ada Marsh, role: Analyst, hours: 36.5 }\n- { name: Grace Moss, role: Engineer, hours: 40 }\n";

/// The site of the examples.
fn site() -> Site {
    let case = |title: &str, front: &str| format!("---\ntitle: {title}\n{front}\n---\n");
    Site::new()
        .file("content/about.md", "---\ntitle: About\n---\n")
        .file("content/here.md", "---\ntitle: Here\n---\n")
        .file(
            "content/work/night-buses.md",
            case(
                "Night buses",
                "date: 2024-02-01\noutcome: failure\nskills: [Analysis, Planning]\nmetrics: [{ name: Waiting time, id: wait, value: 14 minutes }]",
            ),
        )
        .file("content/work/old.md", case("Old", "date: 2020-02-01\noutcome: failure\nskills: [Analysis]"))
        .file("data/team.yaml", TEAM)
        .file("data/talks/2024.json", "{ \"list\": [{ \"title\": \"Numbers\" }, { \"title\": \"More\" }] }")
        .file("i18n/en.yaml", "greeting: Hello {name}\nfiles: { one: One file, other: \"{count} files\" }\n")
}

fn text(name: &str) -> String {
    fs::read_to_string(format!("{}/docs/{name}", env!("CARGO_MANIFEST_DIR")))
        .expect("it is part of the documentation")
}

/// Templates and what they write, where a page shows both.
fn examples(text: &str) -> Vec<(String, Option<String>)> {
    let mut examples = Vec::new();
    let mut rest = text;
    while let Some((_, after)) = rest.split_once("```jinja\n") {
        let (template, after) = after.split_once("```").expect("a fence ends");
        let written =
            after.trim_start().strip_prefix("```html\n").map(|html| html.split("```").next().unwrap_or(html));
        examples.push((template.trim().to_owned(), written.map(|html| html.trim().to_owned())));
        rest = after;
    }
    examples
}

#[test]
fn every_example_of_a_template_writes_what_stands_below_it() {
    let mut faults = Vec::new();
    for name in ["themes.md", "data.md", "cards.md"] {
        for (template, written) in examples(&text(name)) {
            let run = site().file("templates/page.html", &template).build().exits(0);
            let made = run.text("here/index.html").trim().replace('\u{a0}', " ");
            if let Some(written) = written.filter(|written| *written != made) {
                faults.push(format!("{name}: {template}\n  is said to write {written}\n  and writes {made}"));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn every_function_and_filter_has_an_example() {
    let templates: Vec<String> = ["themes.md", "data.md", "cards.md"]
        .iter()
        .flat_map(|name| examples(&text(name)))
        .map(|(template, _)| template)
        .collect();
    let shown = |call: &str| templates.iter().any(|template| template.contains(call));
    for name in FUNCTIONS {
        assert!(shown(&format!("{name}(")), "docs/themes.md, data.md and cards.md show no `{name}(…)`");
    }
    for name in FILTERS {
        assert!(shown(&format!("| {name}")), "docs/themes.md shows no `| {name}`");
    }
}

#[test]
fn every_function_and_filter_that_is_registered_is_in_the_list_that_messages_show() {
    let folder = format!("{}/src/theme", env!("CARGO_MANIFEST_DIR"));
    let files = crate::site::files_in(std::path::Path::new(&folder));
    let code: String = files.iter().map(|(_, bytes)| String::from_utf8_lossy(bytes)).collect();
    for (call, list, name) in [
        ("register_function(\"", &FUNCTIONS[..], "FUNCTIONS"),
        ("register_filter(\"", &FILTERS[..], "FILTERS"),
    ] {
        let registered: BTreeSet<&str> =
            code.split(call).skip(1).filter_map(|rest| rest.split('"').next()).collect();
        let listed: BTreeSet<&str> = list.iter().copied().collect();
        assert_eq!(registered, listed, "{name} in src/theme/functions.rs, and docs/themes.md with it");
    }
}

/// The keys in the first column of the table behind `<!-- keys: what -->`.
fn documented(what: &str) -> BTreeSet<String> {
    let text = text("themes.md");
    let table = text.split(&format!("<!-- keys: {what} -->\n")).nth(1).expect("the table is marked");
    let rows = table.lines().skip(2).take_while(|line| line.starts_with('|'));
    let cells = rows.filter_map(|row| row.split('|').nth(1).map(str::to_owned)).collect::<Vec<_>>();
    cells.iter().flat_map(|cell| cell.split('`').skip(1).step_by(2).map(str::to_owned)).collect()
}

#[test]
fn the_keys_that_the_documentation_lists_are_the_keys_that_templates_receive() {
    let dump = "{% for key in site | keys %}{{ key }} {% endfor %};{% for key in page | keys %}{{ key }} {% endfor %};\
                {% for item in pages(section=\"work\", limit=1) %}{% for key in item | keys %}{{ key }} {% endfor %}{% endfor %}";
    let run = ["page", "case", "section", "home", "404", "term", "taxonomy"]
        .iter()
        .fold(site(), |site, name| site.file(&format!("templates/{name}.html"), dump))
        .build()
        .exits(0);
    let (site, item) = (documented("site"), documented("item"));
    let page: BTreeSet<String> = documented("page").union(&item).cloned().collect();
    for path in [
        "here/index.html",
        "work/old/index.html",
        "work/index.html",
        "index.html",
        "404.html",
        "skills/analysis/index.html",
        "skills/index.html",
    ] {
        let made = run.text(path);
        let made: Vec<BTreeSet<String>> =
            made.split(';').map(|part| part.split_whitespace().map(str::to_owned).collect()).collect();
        for (what, documented, made) in
            [("site", &site, &made[0]), ("page", &page, &made[1]), ("item", &item, &made[2])]
        {
            let lacks: Vec<_> = made.difference(documented).collect();
            let invents: Vec<_> = documented.difference(made).collect();
            assert!(
                lacks.is_empty() && invents.is_empty(),
                "{path}: the table of `{what}` in docs/themes.md lacks {lacks:?} and has {invents:?} too much"
            );
        }
    }
}

/// Names between backticks in the column of folio, but for what is no name of a test.
fn named_tests(table: &str) -> Vec<&str> {
    let cells = table.lines().filter(|line| line.starts_with("| ")).filter_map(|line| line.split('|').nth(2));
    let names = cells.flat_map(|cell| cell.split('`').skip(1).step_by(2));
    names.filter(|name| name.contains('_')).collect()
}

#[test]
fn every_mark_in_the_table_of_features_names_a_test_that_is_there() {
    let repository = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let sources = ["src", "tests"].map(|folder| crate::site::files_in(&repository.join(folder)));
    let code: Vec<String> = sources
        .into_iter()
        .flatten()
        .filter(|(name, _)| name.rsplit('.').next() == Some("rs"))
        .map(|(_, bytes)| String::from_utf8(bytes).expect("code is UTF-8"))
        .collect();
    let table = text("features.md");
    let named = named_tests(&table);
    assert!(named.len() > 30, "{} tests are named", named.len());
    let is_there = |name: &&str| {
        let head = format!("#[test]\nfn {name}()");
        code.iter().any(|text| text.contains(&head))
    };
    let missing: Vec<&str> = named.into_iter().filter(|name| !is_there(name)).collect();
    assert!(missing.is_empty(), "docs/features.md names tests that are not there: {missing:?}");
}
