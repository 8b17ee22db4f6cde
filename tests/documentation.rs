//! What the documentation shows is what happens.

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

/// The fenced blocks of a page: label, text, and what stands between it and the one before.
fn blocks(text: &str) -> Vec<(String, String, String)> {
    let mut blocks = Vec::new();
    let mut between = String::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        let Some(label) = line.strip_prefix("```") else {
            between.push_str(line.trim());
            continue;
        };
        let inside: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
        blocks.push((label.to_owned(), inside.join("\n"), std::mem::take(&mut between)));
    }
    blocks
}

fn small_jpeg() -> Vec<u8> {
    let mut out = std::io::Cursor::new(Vec::new());
    image::RgbImage::new(8, 6).write_to(&mut out, image::ImageFormat::Jpeg).expect("it can be written");
    out.into_inner()
}

#[test]
fn every_example_of_markdown_becomes_the_html_that_stands_below_it() {
    let blocks = blocks(&text("markdown.md"));
    let mut faults = Vec::new();
    let mut config = String::new();
    let mut count = 0;
    for (at, (label, body, _)) in blocks.iter().enumerate() {
        // Settings hold for the example that follows.
        if label == "yaml" {
            config.clone_from(body);
        }
        if label != "markdown" {
            continue;
        }
        count += 1;
        let run = Site::new()
            .config(&format!("title: A site\n{}\n", std::mem::take(&mut config)))
            .file("templates/page.html", "{{ page.content | safe }}")
            .file("content/about.md", "---\ntitle: About\n---\n## Team\n")
            .case("larkspur", "")
            .file("content/plan.pdf", "%PDF-")
            .file("content/harbour.jpg", small_jpeg())
            .file("content/before.jpg", small_jpeg())
            .file("content/after.jpg", small_jpeg())
            .file("content/here.md", format!("---\ntitle: Here\n---\n\n{body}\n"))
            .build()
            .exits(0);
        let made = run.text("here/index.html");
        match blocks.get(at + 1) {
            Some((label, html, between)) if label == "html" && between.is_empty() => {
                if *html != made.trim() {
                    faults.push(format!("{body}\n  is said to become {html}\n  and becomes {made}"));
                }
            }
            _ => faults.push(format!("no HTML stands right below {body}")),
        }
    }
    assert!(count > 10, "{count} examples");
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn settings_that_the_documentation_shows_build_without_a_word() {
    for name in ["markdown.md", "sections.md", "assets.md"] {
        for (label, body, _) in blocks(&text(name)) {
            if label == "yaml" {
                let run = Site::new().config(&format!("title: A site\n{body}\n")).build().exits(0);
                run.hides("warning").hides("unknown-key");
            }
        }
    }
}

#[test]
fn the_settings_of_sections_do_what_is_said_of_them() {
    let (_, settings, _) = blocks(&text("sections.md")).swap_remove(0);
    let mut site = Site::new()
        .config(&format!("title: A site\n{settings}\n"))
        .file("content/talks/new.md", "---\ntitle: New\ndate: 2024-02-01\n---\n")
        .file("content/talks/old.md", "---\ntitle: Old\ndate: 2020-02-01\n---\n")
        .file(
            "templates/section.html",
            "{{ section.title }}:{% for item in section.items %} {{ item.title }}{% endfor %}",
        )
        .file("templates/post.html", "post");
    for day in 1..=21 {
        site = site.file(
            &format!("content/journal/p{day}.md"),
            format!("---\ntitle: P{day}\ndate: 2024-05-{day:02}\n---\n"),
        );
    }
    site.build()
        .exits(0)
        .makes("2024/05/p7/index.html")
        .puts("journal/index.html", ": P21 P20 ")
        .is("journal/page/2/index.html", "Journal: P1")
        .is("talks/index.html", "Talks and papers: Old New")
        .is("talks/old/index.html", "post");
}

/// Rows of the table below a heading: the words between backticks of each of the first two cells.
fn rows(text: &str, heading: &str) -> Vec<[Vec<String>; 2]> {
    let part = text.split(&format!("\n## {heading}\n")).nth(1).expect("the heading is there");
    let part = part.split("\n## ").next().unwrap_or(part);
    let words = |cell: &str| cell.split('`').skip(1).step_by(2).map(str::to_owned).collect();
    part.lines()
        .filter(|line| line.starts_with("| "))
        .map(|row| row.split('|').skip(1).take(2).map(words).collect::<Vec<Vec<String>>>())
        .filter_map(|cells| cells.try_into().ok())
        .filter(|[first, _]: &[Vec<String>; 2]| !first.is_empty())
        .collect()
}

#[test]
fn each_token_of_a_permalink_becomes_what_the_documentation_says() {
    let made = [
        (":year", "2024"),
        (":month", "05"),
        (":day", "07"),
        (":section", "notes/deep"),
        (":slug", "short"),
        (":title", "a-long-title"),
        (":filename", "file"),
    ];
    let text = text("sections.md");
    let tokens: Vec<String> = rows(&text, "Permalinks").into_iter().flat_map(|[tokens, _]| tokens).collect();
    assert_eq!(tokens, made.map(|(token, _)| token));
    for (token, address) in made {
        Site::new()
            .config(&format!("title: A site\nsections: {{ notes: {{ permalink: \"/x/{token}/\" }} }}\n"))
            .file(
                "content/notes/deep/file.md",
                "---\ntitle: A Long, Title\nslug: short\ndate: 2024-05-07\n---\n",
            )
            .build()
            .exits(0)
            .makes(&format!("x/{address}/index.html"));
    }
}

#[test]
fn a_key_of_another_generator_is_answered_with_that_of_folio() {
    let table = rows(&text("sections.md"), "From other generators");
    assert!(table.len() > 6, "{table:?}");
    for [there, here] in table {
        let there: Vec<String> = there.into_iter().filter(|word| word != "_index.md").collect();
        for (at, key) in there.iter().enumerate() {
            let ours = here.get(at).unwrap_or(&here[0]);
            let value = if ours == "updated" { "2024-03-04" } else { "1" };
            let file = if here.len() > 1 { "content/notes/_index.md" } else { "content/notes/a.md" };
            let run = Site::new()
                .file("templates/page.html", "{{ page.updated }}")
                .file("content/notes/a.md", "---\ntitle: A\n---\n")
                .file(file, format!("---\ntitle: A\n{key}: {value}\n---\n"))
                .build()
                .exits(0);
            if key == "lastmod" {
                run.hides("warning").puts("notes/a/index.html", value);
            } else {
                run.shows(&format!("no key `{key}`")).shows(&format!("`{ours}`"));
            }
        }
    }
}

#[test]
fn what_is_said_not_to_be_shown_is_not() {
    let keys: Vec<String> =
        rows(&text("sections.md"), "What is not shown").into_iter().flat_map(|[keys, _]| keys).collect();
    assert_eq!(keys, ["draft: true", "date:", "unlisted: true", "aliases: [/old/place/, old.html]"]);
    let site = |key: &str| {
        Site::new()
            .config("title: A site\nbase_url: https://a.example\n")
            .file("content/notes/a.md", format!("---\ntitle: Hidden\n{key}\n---\n"))
            .file("content/notes/b.md", "---\ntitle: Shown\n---\n")
    };
    for (key, flag) in [("draft: true", "--drafts"), ("date: 2030-01-01", "--future")] {
        site(key).build().exits(0).lacks("notes/a/index.html").keeps_out("notes/index.html", "Hidden");
        site(key)
            .run(&["build", flag])
            .exits(0)
            .makes("notes/a/index.html")
            .puts("notes/index.html", "Hidden");
    }
    site("unlisted: true")
        .build()
        .exits(0)
        .puts("notes/a/index.html", "noindex")
        .keeps_out("notes/index.html", "Hidden")
        .keeps_out("sitemap.xml", "notes/a/");
    site("aliases: [/old/place/, old.html]")
        .build()
        .exits(0)
        .puts("old/place/index.html", "notes/a/")
        .puts("old.html", "notes/a/");
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
