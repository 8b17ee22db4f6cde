//! What is odd but clear is read, with a warning where the author should know.

use crate::site::Site;

#[test]
fn an_empty_file_is_a_page_named_after_its_file() {
    Site::new()
        .file("content/empty.md", "")
        .build()
        .exits(0)
        .says("an-empty-file")
        .puts("empty/index.html", "<h1>Empty</h1>");
}

#[test]
fn a_page_without_front_matter_takes_its_first_heading_for_a_title() {
    Site::new()
        .file("content/bare.md", "# A heading\n\nWords.\n")
        .build()
        .exits(0)
        .says("no-front-matter")
        .puts("bare/index.html", "A heading</h1>")
        .puts("bare/index.html", "Words.");
}

#[test]
fn a_page_with_neither_takes_its_file_name() {
    Site::new()
        .file("content/how-we-work.md", "Only words.\n")
        .build()
        .exits(0)
        .says("neither-front-matter-nor-heading")
        .puts("how-we-work/index.html", "<h1>How we work</h1>");
}

#[test]
fn an_empty_front_matter_is_none() {
    Site::new()
        .file("content/a.md", "---\n---\n\n# Alone\n")
        .build()
        .exits(0)
        .puts("a/index.html", "Alone</h1>");
}

#[test]
fn blank_lines_before_the_fence_are_forgiven() {
    Site::new()
        .file("content/a.md", "\n \n---\ntitle: After a blank\n---\n\nWords.\n")
        .build()
        .exits(0)
        .says("blank-before-the-fence")
        .puts("a/index.html", "<h1>After a blank</h1>")
        .keeps_out("a/index.html", "title:");
}

#[test]
fn a_byte_order_mark_is_no_part_of_the_text() {
    Site::new()
        .file("content/a.md", "\u{feff}---\ntitle: Marked\n---\n\nWords.\n")
        .file("content/b.md", "\u{feff}# Marked, too\n")
        .build()
        .exits(0)
        .says("byte-order-mark")
        .puts("a/index.html", "<h1>Marked</h1>")
        .keeps_out("a/index.html", "\u{feff}")
        .puts("b/index.html", "Marked, too</h1>")
        .keeps_out("b/index.html", "\u{feff}");
}

#[test]
fn lines_may_end_as_windows_ends_them() {
    Site::new()
        .file(
            "content/a.md",
            "---\r\ntitle: From Windows\r\nsummary: |\r\n  One line.\r\n---\r\n\r\nWords.\r\n\r\nMore.\r\n",
        )
        .build()
        .exits(0)
        .says("windows-line-ends")
        .puts("a/index.html", "<h1>From Windows</h1>")
        .puts("a/index.html", "<p>More.</p>");
}

#[test]
fn three_dots_close_the_front_matter() {
    Site::new()
        .file("content/a.md", "---\ntitle: Dotted\n...\n\nWords.\n")
        .build()
        .exits(0)
        .says("three-dots")
        .puts("a/index.html", "<h1>Dotted</h1>")
        .puts("a/index.html", "<p>Words.</p>");
}

#[test]
fn an_unknown_key_is_kept_and_its_neighbour_is_suggested() {
    Site::new()
        .file("content/a.md", "---\ntitle: A\nsumary: Words.\nheader-img: x.jpg\nmood: calm\n---\n")
        .build()
        .exits(0)
        .says("an-unknown-key");
}

#[test]
fn what_only_looks_like_a_component_stays_text() {
    Site::new()
        .file(
            "content/a.md",
            "---\ntitle: A\n---\n\n{{<vlaue of=\"x\"/>}} and {{ site.title }} and {% raw %}.\n\n    {{<value of=\"x\"/>}}\n\n`{{<value of=\"x\"/>}}`\n",
        )
        .build()
        .exits(0)
        .says("only-looks-like-a-component")
        .puts("a/index.html", "{{ site.title }} and {% raw %}");
}

#[test]
fn a_link_that_leads_nowhere_is_a_warning_and_with_strict_an_error() {
    let site = || {
        Site::new()
            .file(
                "content/a.md",
                "---\ntitle: A\n---\n\n[gone](gone.md), [there](b.md), [far](https://example.com/)\n",
            )
            .file("content/b.md", "---\ntitle: B\n---\n\n[place](a.md#no-such-place) ![none](none.png)\n")
    };
    site().build().exits(0).says("a-broken-link").puts("a/index.html", "href=\"../b/\"");
    site().run(&["build", "--strict"]).exits(1).says("a-broken-link-strict").writes_nothing();
}

#[test]
fn html_is_filtered_unless_the_site_trusts_it() {
    let page = "---\ntitle: A\n---\n\n<script>alert(1)</script>\n\n<p onclick=\"x()\">Kept <b>bold</b>.</p>\n\n[x](javascript:alert(1))\n";
    Site::new()
        .file("content/a.md", page)
        .build()
        .exits(0)
        .keeps_out("a/index.html", "alert(1)")
        .keeps_out("a/index.html", "onclick")
        .puts("a/index.html", "Kept <b>bold</b>.");
    Site::bare()
        .config("title: A site\nmarkdown: { html: trusted }\n")
        .file("content/a.md", page)
        .build()
        .exits(0)
        .puts("a/index.html", "<script>alert(1)</script>")
        .puts("a/index.html", "onclick=\"x()\"");
}
