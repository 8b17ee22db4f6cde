//! The search page, and the index that it loads. What a visitor makes of both is in `tests/browser/search.test.mjs`.

use crate::site::{Run, Site};
use serde_json::{Value, json};

/// The pages of the index.
#[track_caller]
fn pages(run: &Run) -> Vec<Value> {
    let index: Value = serde_json::from_str(&run.text("search.json")).expect("it is JSON");
    assert_eq!(index["version"], 1);
    assert_eq!(index["fields"], json!(["path", "title", "terms", "summary", "headings", "text"]));
    index["pages"].as_array().expect("a list").clone()
}

#[test]
fn the_index_knows_what_a_page_is_called_its_terms_its_headings_and_its_text() {
    let run = Site::new()
        .file(
            "content/journal/Größe.md",
            "---\ntitle: A <b>bold</b> title\nsummary: In short.\ntags: [Tea, Coffee]\n---\n\n## First\n\nSome *words* & `code`.\n\n```\nnot this\n```\n",
        )
        .build()
        .exits(0);
    let page = json!([
        "journal/Gr%C3%B6%C3%9Fe/",
        "A <b>bold</b> title",
        ["Tea", "Coffee"],
        "In short.",
        ["First"],
        "First Some words & code."
    ]);
    assert_eq!(pages(&run), [page]);
}

#[test]
fn a_case_study_is_found_by_its_result() {
    let run = Site::new()
        .case("a", "metrics: [{ name: Checkout abandonment, baseline: 71 % in 2023, value: 58 % in 2024 }]")
        .build()
        .exits(0);
    let summary = pages(&run)[0][3].as_str().map(str::to_owned).unwrap_or_default();
    assert!(summary.contains("Checkout abandonment fell from 71"), "{summary}");
}

#[test]
fn what_nobody_is_to_find_is_not_in_the_index() {
    let run = Site::new()
        .file("content/seen.md", "---\ntitle: Seen\n---\n")
        .file("content/hidden.md", "---\ntitle: Hidden\nunlisted: true\n---\n")
        .file("content/draft.md", "---\ntitle: Draft\ndraft: true\n---\n")
        .file("content/404.md", "---\ntitle: Lost\n---\n")
        .run(&["build", "--drafts"])
        .exits(0);
    let titles: Vec<Value> = pages(&run).iter().map(|page| page[1].clone()).collect();
    assert_eq!(titles, ["Seen"]);
}

#[test]
fn the_search_page_works_without_its_script_and_under_any_path() {
    let run = Site::new().file("content/about.md", "---\ntitle: About\n---\n").build().exits(0);
    run.puts("search/index.html", "<form class=\"search\" role=\"search\" action=\"./\" hidden data-index=\"../search.json\" data-root=\"../\"")
        .puts("search/index.html", "<a href=\"../about/\">About</a>")
        .puts("search/index.html", "<script src=\"../search.js\" defer></script>")
        .puts("search/index.html", "<meta name=\"robots\" content=\"noindex\">")
        .puts("about/index.html", "<a href=\"../search/\">Search</a>")
        .keeps_out("search.js", "innerHTML")
        .keeps_out("search.js", "eval");
}

#[test]
fn a_site_without_search_has_no_trace_of_it() {
    let run = Site::new()
        .config("title: A site\nsearch: false\n")
        .file("content/about.md", "---\ntitle: About\n---\n")
        .build()
        .exits(0)
        .lacks("search")
        .lacks("search.js")
        .lacks("search.json");
    run.keeps_out("about/index.html", "search");
    Site::new()
        .config("title: A\nsearch: maybe\n")
        .build()
        .exits(1)
        .shows("`search` wants `true` or `false`");
}

#[test]
fn a_search_page_of_the_sites_own_takes_the_place_of_folios() {
    let own = |front: &str| {
        Site::new()
            .file("content/search.md", format!("---\ntitle: Look here\n{front}\n---\n\nMine.\n"))
            .build()
            .exits(0)
    };
    own("").puts("search/index.html", "Mine.").makes("search.json");
    own("template: search").puts("search/index.html", "data-index=").puts("search/index.html", "Look here");
}

#[test]
fn feeds_carry_whole_texts_where_the_site_says_so() {
    let site = |feeds: &str| {
        Site::new()
            .config(&format!("title: A\nbase_url: https://a.example/x\n{feeds}"))
            .file("content/work/b.md", "---\ntitle: B\n---\n")
            .file("content/journal/pic.png", "")
            .file("content/journal/a.md", "---\ntitle: A\ndate: 2024-01-01\n---\n\nFirst words.\n\n## Part\n\nSee [b](../work/b.md) and [here](#part).[^1] ![P](pic.png)\n\n[^1]: A note.\n")
            .build()
            .exits(0)
    };
    let run = site("feeds: { full: true }\n");
    for path in ["feed.json", "journal/feed.json"] {
        let feed: Value = serde_json::from_str(&run.text(path)).expect("it is JSON");
        let html = feed["items"][0]["content_html"].as_str().expect("the whole text").to_owned();
        for part in [
            "<p>First words.</p>",
            "href=\"https://a.example/x/work/b/\"",
            "href=\"https://a.example/x/journal/a/#part\"",
            "src=\"https://a.example/x/journal/pic.png\"",
        ] {
            assert!(html.contains(part), "nowhere {part} in {html}");
        }
        for part in ["href=\"#", "href=\"..", "class=", "anchor"] {
            assert!(!html.contains(part), "{part} in {html}");
        }
    }
    run.puts("feed.xml", "<content type=\"html\">&lt;p&gt;First words.");
    site("").keeps_out("feed.xml", "<content").keeps_out("feed.json", "content_html");
}
