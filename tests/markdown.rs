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
        .build()
        .exits(0)
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
        .build()
        .exits(0)
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
