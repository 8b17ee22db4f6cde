//! Definition lists, headings, figures, galleries, quotation marks, footnotes.

use super::*;
use crate::markdown::Quotes;

fn smart(language: &str, text: &str) -> String {
    let source = Source::new("a.md", text);
    let options = Options { quotes: Some(Quotes::of_language(language)), ..Options::default() };
    let (doc, diagnostics) = parse(&source, Span::new(0, text.len()), &options);
    assert!(diagnostics.is_empty(), "{diagnostics:?}");
    fill(&doc, &mut Show)
}

/// Without what makes it long: the link of each heading to itself.
fn without_anchors(html: &str) -> String {
    let mut parts = html.split(" <a class=\"anchor\"");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, part| text + part.split_once("</a>").map_or(part, |(_, after)| after))
}

#[test]
fn a_definition_list_has_terms_and_definitions() {
    assert_eq!(
        render(
            "Lead time\n: From order to *delivery*.\n: In working days.\n\nScrap\n: What is thrown away.\n"
        ),
        "<dl>\n<dt>Lead time</dt>\n<dd>From order to <em>delivery</em>.</dd>\n<dd>In working days.</dd>\n\
         <dt>Scrap</dt>\n<dd>What is thrown away.</dd>\n</dl>\n"
    );
}

#[test]
fn a_heading_has_the_id_classes_and_harmless_attributes_of_its_author() {
    let text = "## Ergebnis {#result .big lang=de dir=\"ltr\" CLASS=wide}\n";
    let heading = "<h2 id=\"result\" class=\"big wide\" lang=\"de\" dir=\"ltr\">Ergebnis</h2>\n";
    assert_eq!(without_anchors(&render(text)), heading);
    assert_eq!(
        without_anchors(&render_as(Html::Filtered, &format!("{text}<b>x</b>\n")).0),
        format!("{heading}<p><b>x</b></p>\n")
    );
}

#[test]
fn a_heading_loses_attributes_that_could_harm_and_says_so() {
    let text = "## A {onclick=hacked() style=x data-x=1 b\"=2 lang=de lang=fr}\n";
    assert_eq!(without_anchors(&render_as(Html::Filtered, text).0), "<h2 id=\"a\" lang=\"de\">A</h2>\n");
    assert_eq!(messages(text).len(), 4);
    assert_eq!(messages(text)[0], "1:1 a heading cannot have the attribute `onclick`; it was left out");
    assert!(render_as(Html::Trusted, "## A {data-x=1}\n").0.contains("<h2 id=\"a\" data-x=\"1\">"));
}

#[test]
fn an_anchor_is_unique_and_stays_when_another_heading_comes() {
    let ids = |text: &str| {
        let source = Source::new("a.md", text);
        let (doc, _) = parse(&source, Span::new(0, text.len()), &Options::default());
        doc.contents.into_iter().map(|heading| heading.id).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(ids("# A\n# A\n# A 1\n# a\n"), "a a-2 a-1 a-3");
    assert_eq!(ids("# A\n# A 1\n"), "a a-1");
    assert_eq!(ids("# Größe\n# 大きさ\n# حجم\n# आकार\n"), "größe 大きさ حجم आकार");
    assert_eq!(ids("# 🚀\n# 🎉\n# ?!\n"), "u1f680 u1f389 u3f-21");
    // What an author chose comes first, wherever it stands.
    assert_eq!(ids("# Part\n# Other {#part}\n"), "part-1 part");
    assert_eq!(ids("# Part\n\n<b id=\"part\">x</b>\n"), "part-1");
    assert_eq!(ids("# fn 1\n\nx[^1]\n\n[^1]: y\n"), "fn-1-1");
}

#[test]
fn an_image_alone_with_a_title_is_a_figure_and_its_caption_is_markdown() {
    assert_eq!(
        render("![A harbour](h.png \"The *old* harbour, [plan](p.pdf)\")\n"),
        "<figure><img src=\"/img/h.png\" alt=\"A harbour\" width=\"4\" height=\"3\">\n\
         <figcaption>The <em>old</em> harbour, <a href=\"/to/p.pdf\">plan</a></figcaption>\n</figure>\n"
    );
    assert_eq!(
        render("[![A](a.png \"# 5 < 6 <b>\")](b)\n"),
        "<figure><a href=\"/to/b\"><img src=\"/img/a.png\" alt=\"A\" width=\"4\" height=\"3\"></a>\n\
         <figcaption># 5 &lt; 6 &lt;b&gt;</figcaption>\n</figure>\n"
    );
    assert_eq!(
        render("![A](a.png)\n"),
        "<p><img src=\"/img/a.png\" alt=\"A\" width=\"4\" height=\"3\"></p>\n"
    );
}

#[test]
fn several_images_alone_are_a_gallery() {
    let gallery = "<div class=\"gallery\">\n<figure><img src=\"/img/a.png\" alt=\"A\" width=\"4\" height=\"3\"></figure>\n\
                   <figure><img src=\"/img/b.png\" alt=\"B\" width=\"4\" height=\"3\" loading=\"lazy\" decoding=\"async\">\n\
                   <figcaption>Second</figcaption>\n</figure>\n</div>\n";
    assert_eq!(render("![A](a.png)\n![B](b.png \"Second\")\n"), gallery);
    assert_eq!(render("- ![A](a.png)\n- ![B](b.png \"Second\")\n"), gallery);
    assert_eq!(render("1. ![A](a.png)\n\n2. ![B](b.png \"Second\")\n"), gallery);
    for no_gallery in [
        "![A](a.png) and ![B](b.png)",
        "- ![A](a.png)",
        "- ![A](a.png)\n- b",
        "- ![A](a.png) ![B](b.png)\n- c",
    ] {
        assert!(!render(no_gallery).contains("gallery"), "{no_gallery}");
    }
    let badges = "[![A](https://x.example/a.svg)](a) ![B](https://x.example/b.svg)\n";
    assert!(!render(badges).contains("gallery"));
}

#[test]
fn quotation_marks_are_those_of_the_language() {
    let text = "\"Say 'yes'\", it's --- \"fine\" ... 'so'\n";
    assert_eq!(smart("en", text), "<p>“Say ‘yes’”, it’s — “fine” … ‘so’</p>\n");
    assert_eq!(smart("de", "\"Sag 'ja'\", so geht's.\n"), "<p>„Sag ‚ja‘“, so geht’s.</p>\n");
    assert_eq!(
        smart("fr", "\"Dis 'oui'\", c'est l'heure.\n"),
        "<p>«\u{a0}Dis “oui”\u{a0}», c’est l’heure.</p>\n"
    );
    assert_eq!(smart("ja", "\"引用\"\n"), "<p>「引用」</p>\n");
    assert_eq!(smart("de", "`\"code\"` “Own” \\\"\n"), "<p><code>\"code\"</code> “Own” \"</p>\n");
    assert_eq!(render("\"as typed\" -- ...\n"), "<p>\"as typed\" -- ...</p>\n");
}

#[test]
fn a_footnote_is_found_from_each_of_its_references_and_back() {
    let html = render("a[^n] b[^n] c[^o]\n\n[^n]: N, see[^p]\n[^o]: O\n[^p]: P\n");
    for part in [
        "a<sup class=\"footnote-ref\"><a href=\"#fn-1\" id=\"fnref-1\" role=\"doc-noteref\">1</a></sup>",
        "b<sup class=\"footnote-ref\"><a href=\"#fn-1\" id=\"fnref-1-2\" role=\"doc-noteref\">1</a></sup>",
        "<li id=\"fn-1\">\n<p>N, see<sup class=\"footnote-ref\"><a href=\"#fn-3\" id=\"fnref-3\"",
        "href=\"#fnref-1-2\"",
        "<li id=\"fn-2\">\n<p>O",
    ] {
        assert!(html.contains(part), "{part} in {html}");
    }
}

#[test]
fn a_footnote_that_is_missing_or_unused_is_named_with_its_place() {
    assert_eq!(messages("a\n\nb[^gone] c\n"), ["3:2 nothing defines the footnote `gone`"]);
    assert_eq!(messages("a\n\n[^n]: b\n"), ["3:1 nothing refers to the footnote `n`"]);
    // A pattern is no footnote, and neither is what stands in code.
    assert_eq!(messages("`[^a]` and [^a-z] and [^ x]\n\n    [^code]\n"), Vec::<String>::new());
}

#[test]
fn a_link_to_a_missing_definition_is_named_and_other_brackets_are_not() {
    let text = "See [the plan][plna].\n\n[plan]: /plan/\n";
    assert_eq!(messages(text), ["1:5 this link is text, since nothing defines `plna`"]);
    let (_, diagnostics) = render_as(Html::Filtered, text);
    assert_eq!(diagnostics[0].hint.as_deref(), Some("did you mean `plan`?"));
    let fine = "[alone] [ ] [x][y] rows[here][there] [a-z][0-9] [ok][plan] [plan][] `[a b][c d]`\n\n\
                - [x] [todo]\n\n[plan]: /plan/\n";
    assert_eq!(messages(fine), Vec::<String>::new());
}
