//! What a text becomes on a site: links and anchors that hold, attributes of links, figures.

use crate::site::Site;

/// Two pages with parts.
fn two_pages() -> Site {
    Site::new()
        .file(
            "content/work/lark.md",
            "---\ntitle: Lark\n---\n\n## What we did\n\nWords.\n\n<b id=\"raw\">x</b>\n",
        )
        .file("content/about.md", "---\ntitle: About\n---\n\n## Me\n")
}

fn says_of(text: &str) -> String {
    two_pages().file("content/a.md", format!("---\ntitle: A\n---\n\n{text}\n")).build().exits(0).said()
}

#[test]
fn links_to_parts_that_are_there_are_fine() {
    let text = "## One\n\n[a](#one) [b](#top) [c](#) [d](work/lark.md#what-we-did) [e](/work/lark/#raw) [f](about.md#:~:text=x)\n\
                <a href=\"#one\">g</a> [h](#%6Fne) [i](https://x.example/#gone) [j](#main-content)";
    let said = says_of(text);
    assert!(!said.contains("warning"), "{said}");
}

#[test]
fn a_link_to_a_part_that_is_not_there_is_shown_with_its_place_and_the_closest_part() {
    two_pages()
        .file(
            "content/a.md",
            "---\ntitle: A\n---\n\n## One\n\n[a](#won) and [b](work/lark.md#what-we-di)\n\n[c](about.md#zzzzzz)\n\n<a href=\"#raww\">d</a>\n",
        )
        .run(&["build", "--strict"])
        .exits(1)
        .says("broken-anchors");
}

#[test]
fn a_broken_anchor_is_an_error_where_links_are() {
    two_pages()
        .config("title: A site\nlinks: error\n")
        .file("content/a.md", "---\ntitle: A\n---\n\n[a](work/lark.md#gone)\n")
        .build()
        .exits(1)
        .shows("the page `/work/lark/` has no part `#gone`")
        .writes_nothing();
}

#[test]
fn a_broken_link_is_shown_with_the_page_that_may_be_meant() {
    two_pages()
        .file("content/journal/draft.md", "---\ntitle: Draft\ndraft: true\n---\n")
        .file("content/journal/later.md", "---\ntitle: Later\ndate: 2999-01-01\n---\n")
        .file("notes.txt", "n")
        .file("content/work/plan.pdf", "p")
        .file(
            "content/a.md",
            "---\ntitle: A\n---\n\n[moved](lark.md)\n[slip](work/larc.md)\n[root](/lark/)\n[draft](journal/draft.md)\n\
             [later](journal/later.md)\n[out](../../elsewhere.md)\n[file](../notes.txt)\n[none](qqqqqqqq.md)\n\n![image](plan.pfd)\n",
        )
        .run(&["build", "--strict"])
        .exits(1)
        .says("broken-links");
}

#[test]
fn links_to_other_sites_say_what_the_config_wants_and_own_links_do_not() {
    let config = "title: A site\nbase_url: https://me.example/x\nmarkdown: { external_links: { rel: [external, noopener], target: _blank } }\n";
    let run = two_pages()
        .config(config)
        .file(
            "content/a.md",
            "---\ntitle: A\n---\n\n[a](https://other.example) [b](https://me.example/x/about/) [c](about.md) [d](mailto:a@b.example) [e](//cdn.example/y) [f](https://me.example/xy)\n",
        )
        .build()
        .exits(0);
    let html = run.text("a/index.html");
    for (address, external) in [
        ("https://other.example", true),
        ("https://me.example/x/about/", false),
        ("../about/", false),
        ("mailto:a@b.example", false),
        ("//cdn.example/y", true),
        ("https://me.example/xy", true),
    ] {
        let link = format!(
            "<a href=\"{address}\"{}>",
            if external { " rel=\"external noopener\" target=\"_blank\"" } else { "" }
        );
        assert!(html.contains(&link), "no {link}");
    }
}

#[test]
fn an_attribute_for_links_that_is_no_word_is_refused() {
    two_pages()
        .config("title: A site\nmarkdown: { external_links: { rel: 'a\"b' } }\n")
        .build()
        .exits(1)
        .shows("cannot be a word of `rel`");
}

#[test]
fn smart_quotes_follow_the_language_of_the_site() {
    two_pages()
        .config("title: A site\nlanguage: de\nmarkdown: { smart: true }\n")
        .file("content/a.md", "---\ntitle: A\n---\n\n\"Ja\", so geht's.\n")
        .build()
        .exits(0)
        .puts("a/index.html", "<p>„Ja“, so geht’s.</p>");
}

#[test]
fn what_stands_before_the_marker_is_shown_in_lists_with_links_that_hold_there() {
    let post = "---\ntitle: Long\ndescription: In short.\n---\n\n## First\n\nOne *two* [three](../about.md) [four](#first)[^n] ![dot](dot.png)\n\n\
                <!-- more -->\n\nThe rest.\n\n[^n]: A note.\n";
    let run = two_pages()
        .file("content/journal/long.md", post)
        .file("content/journal/dot.png", include_bytes!("cases/markdown/site/content/deep/dot.png"))
        .build()
        .exits(0);
    let list = run.text("journal/index.html");
    for part in [
        "<h2>First</h2>",
        "<p>One <em>two</em> <a href=\"../about/\">three</a> <a href=\"long/#first\">four</a> <img src=\"dot.png\" alt=\"dot\" width=\"3\" height=\"2\"></p>",
        "<a href=\"long/#continue-reading\">Continue reading<span class=\"visually-hidden\">: Long</span></a>",
    ] {
        assert!(list.contains(part), "no {part} in {list}");
    }
    assert!(!list.contains("The rest") && !list.contains("footnote"), "{list}");
    let page = run.text("journal/long/index.html");
    assert!(
        page.contains("<span class=\"more\" id=\"continue-reading\"></span>\n<p>The rest.</p>"),
        "{page}"
    );
    assert_eq!(page.matches("One <em>two</em>").count(), 1);
}

#[test]
fn a_summary_comes_before_what_stands_before_the_marker() {
    two_pages()
        .file(
            "content/journal/a.md",
            "---\ntitle: A\nsummary: In short.\n---\n\nOne.\n\n<!-- more -->\n\nTwo.\n",
        )
        .build()
        .exits(0)
        .puts("journal/index.html", "<p>In short.</p>")
        .keeps_out("journal/index.html", "One.");
}

#[test]
fn a_marker_in_a_quote_a_list_or_code_cuts_nothing() {
    for text in ["> One.\n>\n> <!-- more -->\n", "- One.\n\n  <!-- more -->\n", "```\n<!-- more -->\n```\n"] {
        let run = two_pages()
            .file("content/journal/a.md", format!("---\ntitle: A\ndescription: D\n---\n\n{text}\nTwo.\n"))
            .build()
            .exits(0);
        assert!(!run.text("journal/a/index.html").contains("continue-reading"), "{text}");
        assert!(!run.text("journal/index.html").contains("continue-reading"), "{text}");
    }
}

#[test]
fn the_first_use_of_an_abbreviation_says_what_it_stands_for() {
    let config = "title: A site\nmarkdown: { abbreviations: { CO: carbon monoxide, CO2: 'carbon \"dioxide\"', API: application programming interface } }\n";
    two_pages()
        .config(config)
        .file("content/a.md", "---\ntitle: A\n---\n\n## The API\n\n`API` [API](about.md#me \"API\"), APIs and API. CO2, not CO!\n\n<kbd>CO</kbd>\n")
        .build()
        .exits(0)
        .puts("a/index.html", "<h2 id=\"the-api\">The API ")
        .puts(
            "a/index.html",
            "<code>API</code> <a href=\"../about/#me\" title=\"API\"><abbr title=\"application programming interface\">API</abbr></a>, APIs and API. \
             <abbr title=\"carbon &quot;dioxide&quot;\">CO2</abbr>, not <abbr title=\"carbon monoxide\">CO</abbr>!",
        )
        .puts("a/index.html", "<kbd>CO</kbd>");
    two_pages()
        .config("title: A site\nmarkdown: { abbreviations: { API: [] } }\n")
        .build()
        .exits(1)
        .shows("the abbreviation `API` wants the words that it stands for");
}

#[test]
fn a_minute_holds_as_many_chinese_signs_as_people_read() {
    let template = ("templates/page.html", "{{ page.words }} words, {{ page.minutes }} min");
    let minutes = |text: &str| {
        let text = format!("---\ntitle: A\n---\n\n{text}\n\n```\nnot words of a text\n```\n");
        two_pages()
            .file(template.0, template.1)
            .file("content/a.md", text)
            .build()
            .exits(0)
            .text("a/index.html")
    };
    assert_eq!(minutes(&"word ".repeat(476)), "476 words, 2 min");
    assert_eq!(minutes(&"字".repeat(1_000)), "1000 words, 2 min");
    assert_eq!(minutes("![not read](/about/)"), "0 words, 1 min");
}

#[test]
fn a_diagram_stays_code_and_the_way_out_is_said() {
    two_pages()
        .file("content/a.md", "---\ntitle: A\n---\n\n```mermaid\ngraph LR; A-->B\n```\n")
        .build()
        .exits(0)
        .shows("folio draws no diagrams: draw it with its own tool")
        .puts("a/index.html", "graph LR; A--&gt;B");
}
