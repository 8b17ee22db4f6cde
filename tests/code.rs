//! Code in text: options of a block, however another generator spells them, and what a page with code brings along.

use crate::site::Site;

fn page(text: &str) -> Site {
    Site::new().file("content/a.md", format!("---\ntitle: A\n---\n\n{text}\n"))
}

#[test]
fn a_block_has_a_title_numbers_and_marked_lines() {
    page("```rust {title=\"src/<main>.rs\" lines=\"2\" linenos start=9}\n/* a\nb */ fn c() {}\n```")
        .build()
        .exits(0)
        .puts(
            "a/index.html",
            "<figure class=\"code-block\">\n<figcaption>src/&lt;main&gt;.rs</figcaption>\n\
             <pre class=\"code numbered\" data-lang=\"rust\"><code>\
             <span class=\"line\" data-n=\" 9\"><span class=\"c\">/* a</span>\n</span>\
             <mark class=\"line marked\" data-n=\"10\"><span class=\"c\">b */</span> <span class=\"k\">fn</span> \
             <span class=\"f\">c</span><span class=\"p\">() {}</span>\n</mark></code></pre>\n</figure>",
        );
}

#[test]
fn a_diff_keeps_the_colours_of_its_language() {
    page("```rust {diff}\n let a = 1;\n-let b = 2;\n+let b = 3;\n@@\n```")
        .build()
        .exits(0)
        .puts("a/index.html", "<span class=\"line\"> <span class=\"k\">let</span> a")
        .puts("a/index.html", "<del class=\"line\">-<span class=\"k\">let</span> b")
        .puts("a/index.html", "<ins class=\"line\">+<span class=\"k\">let</span> b");
    page("```diff\n-a\n+b\n```")
        .build()
        .exits(0)
        .puts("a/index.html", "<span class=\"d\">-a</span>\n<span class=\"i\">+b</span>");
}

#[test]
fn hidden_lines_count_and_are_not_shown() {
    page("```rust,linenos,hide_lines=1\nuse a;\nfn b() {}\n```")
        .build()
        .exits(0)
        .keeps_out("a/index.html", "use")
        .puts("a/index.html", "data-n=\"2\"");
}

#[test]
fn numbers_of_the_whole_site_are_those_of_code_in_a_language() {
    page("```rust\na\n```\n\n```rust {linenos=false}\nb\n```\n\n```\nc\n```")
        .config("title: T\nhighlight: { line_numbers: true }\n")
        .build()
        .exits(0)
        .puts("a/index.html", "<span class=\"line\" data-n=\"1\">a\n</span>")
        .puts("a/index.html", "<code>b\n</code>")
        .puts("a/index.html", "<code>c\n</code>");
}

#[test]
fn what_a_block_cannot_do_is_shown_where_it_is_asked_for() {
    page("- ```rust {lnes=3}\n  a\n  ```\n\n> ~~~ js  {lines=\"2-9\" start=x}\n> b\n> ~~~\n\n```js app&#46;js\nc\n```")
        .build()
        .exits(0)
        .says("code-options")
        .puts("a/index.html", "<code>a\n</code>")
        .puts("a/index.html", "<span class=\"line\">b\n</span>")
        .puts("a/index.html", "<code>c\n</code>");
}

#[test]
fn only_what_may_not_fit_is_a_stop_for_the_keyboard() {
    let long = "x".repeat(33);
    page(&format!("```text\n{long}\n```\n\n```text {{title=\"a.txt\"}}\n{long}\n```\n\n```text\nshort\n```"))
        .build()
        .exits(0)
        .puts(
            "a/index.html",
            "<pre class=\"code\" data-lang=\"text\" tabindex=\"0\" role=\"group\" aria-label=\"Code\">",
        )
        .puts("a/index.html", "aria-label=\"a.txt\">")
        .puts("a/index.html", "<pre class=\"code\" data-lang=\"text\"><code>short");
}

#[test]
fn only_a_page_with_code_loads_its_script() {
    page("    code")
        .file("content/b.md", "---\ntitle: B\n---\n\nSome `code` in a line.\n")
        .build()
        .exits(0)
        .puts("a/index.html", "<script src=\"../code.")
        .puts("a/index.html", ".js\" defer data-copy=\"Copy\" data-copied=\"Copied\"")
        .keeps_out("b/index.html", "/code.")
        .keeps_out("index.html", "\"code.");
}

#[test]
fn code_stays_whole_where_raw_html_is_filtered() {
    page("<div>raw</div>\n\n```rust {linenos lines=1 title=\"a\"}\nlet a_long_line = \"of more than thirty-two characters\";\n```")
        .build()
        .exits(0)
        .puts("a/index.html", "<figure class=\"code-block\">\n<figcaption>a</figcaption>\n<pre class=\"code numbered\" data-lang=\"rust\" tabindex=\"0\" role=\"group\" aria-label=\"a\"><code><mark class=\"line marked\" data-n=\"1\">");
}

#[test]
fn code_has_the_colours_of_the_themes_that_a_site_names() {
    let run = page("```rust\nfn a() {}\n```")
        .file("content/b.md", "---\ntitle: B\n---\n\nText.\n")
        .config("title: T\nhighlight: { light: github, dark: Solarized (dark) }\n")
        .build()
        .exits(0)
        .puts("a/index.html", "<link rel=\"stylesheet\" href=\"../highlight")
        .keeps_out("b/index.html", "highlight");
    let name = run.made().into_iter().find(|name| name.starts_with("highlight")).expect("the style sheet");
    run.puts(&name, "prefers-color-scheme:light").puts(&name, "#002b36");
    page("```rust\na\n```")
        .build()
        .exits(0)
        .keeps_out("a/index.html", "highlight.css")
        .lacks("highlight.css");
}

#[test]
fn a_colour_theme_that_does_not_exist_is_refused() {
    page("Text.")
        .config("title: T\nhighlight:\n  light: githab\n  dark: something else\n")
        .build()
        .exits(1)
        .says("code-theme")
        .writes_nothing();
}

/// A theme as editors have them: strings are of one colour.
fn tm_theme(strings: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE plist PUBLIC \"-//Apple//DTD PLIST 1.0//EN\" \"http://www.apple.com/DTDs/PropertyList-1.0.dtd\">\n\
         <plist version=\"1.0\"><dict><key>name</key><string>Mine</string><key>settings</key><array>\n\
         <dict><key>settings</key><dict><key>background</key><string>#101010</string><key>foreground</key><string>#eeeeee</string></dict></dict>\n\
         <dict><key>scope</key><string>string</string><key>settings</key><dict><key>foreground</key><string>{strings}</string><key>fontStyle</key><string>italic</string></dict></dict>\n\
         </array></dict></plist>\n"
    )
}

#[test]
fn a_theme_of_ones_own_colours_code() {
    let run = page("```rust\nlet a = \"b\";\n```")
        .config("title: T\nhighlight: { dark: colours/mine.tmTheme }\n")
        .file("colours/mine.tmTheme", tm_theme("#ffcc00"))
        .build()
        .exits(0);
    let name = run.made().into_iter().find(|name| name.starts_with("highlight")).expect("the style sheet");
    let run = run
        .puts(&name, "@media screen{pre.code{color:#eee;color-scheme:dark;background:#101010}")
        .puts(&name, "pre.code code :is(.r,.s){color:#fc0;font-style:italic}");
    // Another run finds that it has changed.
    let run = run.site.file("colours/mine.tmTheme", tm_theme("#00ccff")).build().exits(0);
    let name = run.made().into_iter().find(|name| name.starts_with("highlight")).expect("the style sheet");
    run.puts(&name, "color:#0cf");
}

#[test]
fn a_theme_of_ones_own_that_cannot_be_read_is_named() {
    page("Text.")
        .config("title: T\nhighlight:\n  light: colours/gone.tmTheme\n  dark: colours/broken.tmTheme\n")
        .file("colours/broken.tmTheme", "<plist><dict><key>name</key>")
        .build()
        .exits(1)
        .says("code-theme-file")
        .writes_nothing();
    page("Text.")
        .config("title: T\nhighlight: { dark: ../x.tmTheme }\n")
        .build()
        .exits(1)
        .shows("climbs out");
}

#[test]
fn a_style_sheet_of_the_site_takes_the_place_of_the_one_that_is_made() {
    page("```rust\na\n```")
        .config("title: T\nhighlight: { dark: Nord }\n")
        .file("static/highlight.css", "pre.code{color:red}\n")
        .build()
        .exits(0)
        .puts("highlight.css", "red");
}
