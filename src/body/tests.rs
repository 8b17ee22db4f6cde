use super::*;
use crate::diag::Diagnostic;
use crate::markdown::{Arg, Html, Options, parse, parse_plain};
use crate::source::Source;
use std::collections::BTreeSet;

/// Fills every hole with something that shows it.
#[derive(Default)]
struct Show;

impl Filler for Show {
    fn link(&mut self, target: &str, _: Span) -> String {
        format!("→{target}").replace('→', "/to/")
    }

    fn image(&mut self, target: &str, _: Span) -> Picture {
        Picture { src: format!("/img/{target}"), size: Some((4, 3)), ..Picture::default() }
    }

    fn code(&mut self, language: &str, text: &str, _: Span) -> String {
        format!("[{language}]{}", escape::text(text))
    }

    fn component(&mut self, call: &Call, body: Option<String>) -> String {
        let args: Vec<String> = call
            .args
            .iter()
            .map(|argument| match &argument.value {
                Arg::Text(text) => format!("{}={text}", argument.name),
                other => format!("{}={other:?}", argument.name),
            })
            .collect();
        match (call.name.as_str(), body) {
            ("value", _) => format!("<data>{}</data>", args.join(",")),
            (name, Some(body)) => format!("<div class=\"{name}\">{body}</div>"),
            (name, None) => format!("<figure>{name}</figure>"),
        }
    }
}

fn components() -> BTreeSet<String> {
    ["value", "chart", "box", "wide"].map(str::to_owned).into()
}

fn render_as(html: Html, text: &str) -> (String, Vec<Diagnostic>) {
    let source = Source::new("a.md", text);
    let components = components();
    let options = Options { html, components: Some(&components), ..Options::default() };
    let (doc, diagnostics) = parse(&source, Span::new(0, text.len()), &options);
    (fill(&doc, &mut Show), diagnostics)
}

fn render(text: &str) -> String {
    let (html, diagnostics) = render_as(Html::Filtered, text);
    assert!(diagnostics.is_empty(), "{diagnostics:?}");
    html
}

/// The messages with the line and column they point at.
fn messages(text: &str) -> Vec<String> {
    let (_, diagnostics) = render_as(Html::Filtered, text);
    diagnostics
        .iter()
        .map(|diagnostic| {
            let (line, column) = diagnostic.place.as_ref().map_or((0, 0), crate::source::Place::line_column);
            format!("{line}:{column} {}", diagnostic.message)
        })
        .collect()
}

#[test]
fn links_and_images_are_filled_in() {
    assert_eq!(
        render("[a](b \"t\") ![c *d*](e.png \"f\")\n\n![g](h.png)"),
        "<p><a href=\"/to/b\" title=\"t\">a</a> <img src=\"/img/e.png\" alt=\"c d\" title=\"f\" width=\"4\" height=\"3\"></p>\n\
         <p><img src=\"/img/h.png\" alt=\"g\" width=\"4\" height=\"3\" loading=\"lazy\" decoding=\"async\"></p>\n"
    );
}

#[test]
fn code_is_filled_in_and_its_language_told() {
    assert_eq!(
        render("```rust,ignore\na<b\n```\n"),
        "<pre class=\"code\" data-lang=\"rust\"><code>[rust]a&lt;b\n</code></pre>\n"
    );
    assert_eq!(render("    x\n"), "<pre class=\"code\"><code>[]x\n</code></pre>\n");
}

#[test]
fn a_call_in_text_becomes_a_component() {
    assert_eq!(
        render("Fell to **{{<value of=\"a\"/>}}**px, [{{<value of=\"b\"/>}}](c).\n"),
        "<p>Fell to <strong><data>of=a</data></strong>px, <a href=\"/to/c\"><data>of=b</data></a>.</p>\n"
    );
    assert_eq!(
        render("| a |\n|---|\n| {{<value of=\"x|y\"/>}} |\n").matches("<data>of=x|y</data>").count(),
        1
    );
}

#[test]
fn a_call_in_code_stays_as_it_was_written() {
    let call = "{{<value of=\"a\"/>}}";
    let shown = "{{&lt;value of=\"a\"/&gt;}}";
    assert_eq!(
        render(&format!("`{call}` and `` {call} ``")),
        format!("<p><code>{shown}</code> and <code>{shown}</code></p>\n")
    );
    assert_eq!(
        render(&format!("~~~\n{call}\n{{{{<box>}}}}\n~~~\n\n    {call}\n")),
        format!(
            "<pre class=\"code\"><code>[]{shown}\n{{{{&lt;box&gt;}}}}\n</code></pre>\n<pre class=\"code\"><code>[]{shown}\n</code></pre>\n"
        )
    );
}

#[test]
fn a_call_after_a_backslash_is_text() {
    assert_eq!(
        render("\\{{<value of=\"a\"/>}} `\\{{<value/>}}`"),
        "<p>{{&lt;value of=\"a\"/&gt;}} <code>\\{{&lt;value/&gt;}}</code></p>\n"
    );
}

#[test]
fn a_call_works_in_the_text_of_raw_html_and_not_in_its_tags_or_code() {
    assert_eq!(
        render("<p title=\"{{<value/>}}\">a {{<value of=\"x\"/>}} <!-- {{<value/>}} --></p>\n"),
        "<p title=\"{{&lt;value/&gt;}}\">a <data>of=x</data> </p>\n"
    );
    assert_eq!(render("<p>{{<value/>}} {{<value/>}}%</p>\n"), "<p><data></data> <data></data>%</p>\n");
    assert_eq!(render("<pre>{{<value/>}}</pre>\n"), "<pre>{{&lt;value/&gt;}}</pre>\n");
    assert_eq!(
        render("<div>\n{{<box>}}\n<b>x</b>\n{{</box>}}\n</div>\n"),
        "<div>\n<div class=\"box\">\n<b>x</b>\n</div>\n\n</div>\n"
    );
}

#[test]
fn a_call_in_an_address_a_title_or_raw_html_is_no_call() {
    assert_eq!(
        render("[a](</{{<value/>}}> \"{{<value/>}}\")"),
        "<p><a href=\"/to//%7B%7B%3Cvalue/%3E%7D%7D\" title=\"{{&lt;value/&gt;}}\">a</a></p>\n"
    );
    assert_eq!(
        render_as(Html::Trusted, "<i title='{{<value/>}}'>x</i>").0,
        "<p><i title='{{<value/>}}'>x</i></p>\n"
    );
}

#[test]
fn a_call_alone_in_a_paragraph_is_a_block() {
    assert_eq!(render("a\n\n{{<chart/>}}\n\nb"), "<p>a</p>\n<figure>chart</figure>\n<p>b</p>\n");
    assert_eq!(render("{{<value/>}}\n{{<chart/>}}\n"), "<p><data></data></p>\n<figure>chart</figure>\n");
}

#[test]
fn a_body_is_markdown_that_shares_links_and_notes_with_the_page() {
    assert_eq!(
        render("before\n{{<box>}}\nText **bold** [x][l].\n- a\n{{</box>}}\nafter\n\n[l]: /y\n"),
        "<p>before</p>\n<div class=\"box\"><p>Text <strong>bold</strong> <a href=\"/to//y\">x</a>.</p>\n<ul>\n<li>a</li>\n</ul>\n</div>\n<p>after</p>\n"
    );
    assert_eq!(
        render("> {{<box>}}\n> {{<wide>}}\n> a\n> {{</wide>}}\n> {{</box>}}\n"),
        "<blockquote>\n<div class=\"box\"><div class=\"wide\"><p>a</p>\n</div>\n</div>\n</blockquote>\n"
    );
}

#[test]
fn a_body_within_a_line_is_text() {
    assert_eq!(
        render("a {{<box>}}b *c* {{<value of=\"d\"/>}}{{</box>}} e {{<wide>}}{{</wide>}}\n"),
        "<p>a <div class=\"box\">b <em>c</em> <data>of=d</data></div> e <div class=\"wide\"></div></p>\n"
    );
    assert_eq!(
        render("# {{<box>}}a{{</box>}}\n\n| b |\n|---|\n| {{<box>}}c{{</box>}} |\n")
            .matches("<div class=\"box\">")
            .count(),
        2
    );
    // Alone on their lines they are blocks.
    assert_eq!(
        render("{{<box>}}a\n{{<box>}}b{{</box>}}{{</box>}}\n{{<chart/>}}\n"),
        "<div class=\"box\">a\n<div class=\"box\">b</div></div>\n<figure>chart</figure>\n"
    );
}

#[test]
fn mistakes_in_calls_are_told_at_their_place() {
    assert_eq!(messages("a {{<value of=x/>}}"), ["1:15 `x` is no value"]);
    assert_eq!(messages("`{{<value of=x/>}}`\n\n    {{<value of=x/>}}\n"), Vec::<String>::new());
    assert_eq!(messages("{{<box>}}\n\na"), ["1:1 the component `box` is never closed"]);
    assert_eq!(messages("- {{<box>}}\n- {{</box>}}\n").len(), 2);
    assert_eq!(messages("a {{<value of=\"x\"\nb"), ["1:18 the call does not end on its line"]);
    assert_eq!(messages("a {{<box>}} b"), ["1:3 the component `box` is never closed"]);
    assert_eq!(
        messages("{{<box>}}\na {{</box>}}\n"),
        ["2:3 there is no `{{<box>}}` here to close", "1:1 the component `box` is never closed"]
    );
    assert_eq!(
        messages("a {{<box>}}b *c {{</box>}}d*\n"),
        ["1:17 there is no `{{<box>}}` here to close", "1:3 the component `box` is never closed"]
    );
    assert_eq!(messages("<div>\n{{<box>}}\n<p>\n"), ["2:1 the component `box` is never closed"]);
    assert_eq!(messages("{{</box>}}"), ["1:1 there is no `{{<box>}}` here to close"]);
    assert_eq!(
        messages("{{<box>}}\n{{<wide>}}\na\n\n{{</box>}}\n"),
        ["2:1 the component `wide` is never closed"]
    );
}

#[test]
fn an_unknown_component_stays_text_with_a_warning() {
    let (html, diagnostics) = render_as(Html::Filtered, "a {{<vlaue of=\"x\"/>}} b");
    assert_eq!(html, "<p>a {{&lt;vlaue of=\"x\"/&gt;}} b</p>\n");
    assert_eq!(diagnostics.len(), 1);
    assert!(diagnostics[0].hint.as_ref().unwrap().contains("did you mean `value`?"));
    assert_eq!(
        render("{{ x }} {% y %} {{< figure src=\"a\" >}} {{% z %}}"),
        "<p>{{ x }} {% y %} {{&lt; figure src=\"a\" &gt;}} {{% z %}}</p>\n"
    );
}

#[test]
fn headings_get_ids_that_are_unique_and_stable() {
    let html = render("## Über uns\n\n## Über uns\n\n## 結果 {#r .big}\n\n### R\n\n## ?\n");
    let ids: Vec<&str> = html.split(" id=\"").skip(1).filter_map(|part| part.split('"').next()).collect();
    assert_eq!(ids, ["über-uns", "über-uns-1", "r", "r-1", "u3f"]);
    assert!(html.contains("<h2 id=\"r\" class=\"big\">結果 <a class=\"anchor\" href=\"#r\" aria-label=\"Link to this section\">#</a></h2>"));
}

#[test]
fn the_title_can_be_taken_out() {
    let source = Source::new("a.md", "intro\n\n# The *title*\n\n## Next\n\n# Another\n");
    let (mut doc, _) = parse(&source, Span::new(0, source.text().len()), &Options::default());
    assert_eq!(doc.title.as_deref(), Some("The title"));
    assert_eq!(doc.excerpt, "intro");
    assert!(fill(&doc, &mut Show).contains("<h1 id=\"the-title\">The <em>title</em></h1>"));
    doc.remove_title_heading();
    let html = fill(&doc, &mut Show);
    assert!(!html.contains("the-title") && html.contains("Another"));
    assert_eq!(
        doc.contents.iter().map(|heading| heading.text.as_str()).collect::<Vec<_>>(),
        ["Next", "Another"]
    );
}

#[test]
fn footnotes_are_numbered_by_their_first_reference_and_lead_back() {
    let html = render("a[^x] b[^y] c[^x]\n\n[^y]: Y\n\n[^x]: X, see[^z]\n\n[^z]: Z\n");
    assert_eq!(html.matches("<li id=\"fn-").count(), 3);
    assert!(html.contains(
        "a<sup class=\"footnote-ref\"><a href=\"#fn-1\" id=\"fnref-1\" role=\"doc-noteref\">1</a></sup> b"
    ));
    assert!(html.contains("id=\"fnref-1-2\""));
    assert!(html.contains("<li id=\"fn-1\">\n<p>X, see<sup"));
    assert!(html.contains("href=\"#fnref-1-2\""));
    assert!(html.ends_with("</li>\n</ol>\n</section>\n"));
    assert_eq!(messages("a\n\n[^x]: X\n"), ["3:1 nothing refers to the footnote `x`"]);
}

#[test]
fn alerts_tables_and_tasks_are_written_for_style_sheets_and_screen_readers() {
    assert_eq!(
        render("> [!WARNING]\n> a\n"),
        "<aside class=\"alert warning\" role=\"note\">\n<p class=\"alert-title\">Warning</p>\n<p>a</p>\n</aside>\n"
    );
    assert_eq!(
        render("| a | b |\n|:--|--:|\n| c | ~~d~~ |\n"),
        "<table>\n<thead>\n<tr><th scope=\"col\" class=\"align-left\">a</th><th scope=\"col\" class=\"align-right\">b</th></tr>\n</thead>\n\
         <tbody>\n<tr><td class=\"align-left\">c</td><td class=\"align-right\"><del>d</del></td></tr>\n</tbody>\n</table>\n"
    );
    assert_eq!(
        render("- [x] a\n- [ ] b\n"),
        "<ul>\n<li class=\"task\"><input type=\"checkbox\" disabled checked aria-label=\"Done\"> a</li>\n\
         <li class=\"task\"><input type=\"checkbox\" disabled aria-label=\"To do\"> b</li>\n</ul>\n"
    );
}

#[test]
fn addresses_that_run_code_are_left_out_even_of_trusted_pages() {
    for text in
        ["[a](javascript:x)", "[a](<java&#x73;cript:x>)", "<javascript:x>", "[a][b]\n\n[b]: JAVASCRIPT:x"]
    {
        let (html, diagnostics) = render_as(Html::Trusted, text);
        assert!(html.starts_with("<p><a>"), "{html}");
        assert_eq!(diagnostics.len(), 1, "{text}");
    }
    assert_eq!(render_as(Html::Trusted, "![a](data:text/html,x)").0, "<p>a</p>\n");
}

#[test]
fn a_summary_may_call_components() {
    let source = Source::new("a.md", "summary: From {{<value of=\"a\"/>}} & {{<vlaue/>}} *up*");
    let components = components();
    let options = Options { components: Some(&components), ..Options::default() };
    let text = &source.text()[9..];
    let (fragment, diagnostics) = parse_plain(&source, Span::new(9, source.text().len()), text, &options);
    assert_eq!(fill_fragment(&fragment, &mut Show), "From <data>of=a</data> &amp; {{&lt;vlaue/&gt;}} *up*");
    assert_eq!(diagnostics[0].place.as_ref().unwrap().line_column(), (1, 37));
}

#[test]
fn the_text_of_a_component_fits_into_an_attribute() {
    assert_eq!(
        render("![At {{<value of=\"a>b\"/>}}](c.png)"),
        "<p><img src=\"/img/c.png\" alt=\"At of=a>b\" width=\"4\" height=\"3\"></p>\n"
    );
    assert_eq!(plain("<a title=\">\">x</a> \"y\" &amp;"), "x &quot;y&quot; &amp;");
}

mod blocks;
mod formulas;
mod raw_html;
