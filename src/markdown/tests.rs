//! What must hold for every text whatsoever.

use super::*;
use crate::body::{self, Filler, Picture};
use proptest::prelude::*;
use std::time::{Duration, Instant};

/// Fills holes with marks that no test text contains.
struct Marks;

impl Filler for Marks {
    fn link(&mut self, target: &str, _: Span) -> String {
        target.to_owned()
    }

    fn image(&mut self, target: &str, _: Span) -> Picture {
        Picture { src: target.to_owned(), size: Some((1, 1)), ..Picture::default() }
    }

    fn code(&mut self, _: &str, text: &str, _: Span) -> String {
        escape::text(text)
    }

    fn component(&mut self, call: &Call, body: Option<String>) -> String {
        format!("<section data-component=\"{}\">{}</section>", call.name, body.unwrap_or_default())
    }
}

fn read(text: &str, html: Html) -> (Doc, String, Vec<Diagnostic>) {
    let source = Source::new("a.md", text);
    let components = ["value", "box"].map(str::to_owned).into();
    let options = Options {
        html,
        components: Some(&components),
        math: text.len().is_multiple_of(3),
        quotes: text.len().is_multiple_of(2).then(|| Quotes::of_language("fr")),
        ..Options::default()
    };
    let (doc, diagnostics) = parse(&source, Span::new(0, text.len()), &options);
    let filled = body::fill(&doc, &mut Marks);
    for diagnostic in &diagnostics {
        let place = diagnostic.place.as_ref().expect("every message has a place");
        assert!(source.text().get(place.span.range()).is_some(), "{:?} is a place in {text:?}", place.span);
    }
    (doc, filled, diagnostics)
}

/// Pieces that Markdown, raw HTML and calls are made of.
const FRAGMENTS: &[&str] = &[
    "a",
    "é",
    "日本",
    " ",
    "  ",
    "\n",
    "\n\n",
    "\r\n",
    "\t",
    "    ",
    "\\",
    "*",
    "**",
    "_",
    "`",
    "```",
    "~~~",
    "~~",
    "# ",
    "## ",
    "===\n",
    "---\n",
    "> ",
    ">",
    "- ",
    "1. ",
    "[",
    "]",
    "](",
    ")",
    "![",
    "[^1]",
    "[^1]: ",
    "[x]: /y\n",
    "- [ ] ",
    "- [x] ",
    "|",
    "|--|--|\n",
    "<",
    ">",
    "<b>",
    "</b>",
    "<div>",
    "</div>",
    "<!--",
    "-->",
    "<script>",
    "</script>",
    "<style>",
    "<a href=\"",
    "\"",
    "'",
    "<img src=",
    "javascript:",
    "&#106;",
    "&amp;",
    "<table>",
    "<td>",
    "<p",
    "<!A",
    "<![CDATA[",
    "<?",
    "[!NOTE]",
    "{#id .c}",
    "{{<value/>}}",
    "{{<value of=\"x\"/>}}",
    "{{<value",
    "{{<box>}}",
    "{{</box>}}",
    "\n{{<box>}}\n",
    "\n{{</box>}}\n",
    "{{<other/>}}",
    "/>}}",
    "}}",
    "{{",
    "\u{fdd0}",
    "\u{0}",
    "\u{feff}",
    "...",
    "--",
    "<plaintext>",
    "<svg>",
    "<template>",
    "<select>",
    " onclick=x",
    " style='y'",
    "<iframe>",
    "<details>",
    "<summary>",
    "$",
    "$$",
    "```math\n",
    "\\frac",
    "\\text{",
    "\\left(",
    "{",
    "}",
    "^",
    "\n: ",
    "![a](b \"c\")",
    "![a](b)\n",
];

fn fragment() -> impl Strategy<Value = &'static str> {
    prop::sample::select(FRAGMENTS)
}

/// Whether no tag of `html`, which is well-formed, is or does something that can run.
fn is_harmless(html: &str) -> bool {
    let elements = ["script", "iframe", "style", "svg", "plaintext", "template", "select", "textarea"];
    tags(&html.to_lowercase()).iter().all(|(tag, names)| {
        !elements.iter().any(|element| tag.starts_with(element))
            && !["href=\"javascript", "src=\"javascript"].iter().any(|address| tag.contains(address))
            && ![" onclick=", " style="].iter().any(|attribute| names.contains(attribute))
    })
}

/// The tags of `html` without their brackets; then once more without what stands in quotes.
fn tags(html: &str) -> Vec<(String, String)> {
    let mut tags = Vec::new();
    for part in html.split('<').skip(1) {
        let (mut tag, mut names, mut quoted) = (String::new(), String::new(), false);
        for c in part.chars() {
            quoted ^= c == '"';
            if c == '>' && !quoted {
                break;
            }
            tag.push(c);
            names.extend((!quoted).then_some(c));
        }
        tags.push((tag, names));
    }
    tags
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_text_makes_it_panic(text in any::<String>()) {
        read(&text, Html::Filtered);
        read(&text, Html::Trusted);
    }

    #[test]
    fn no_mixture_of_markdown_makes_it_panic_and_filtered_pages_are_harmless(parts in prop::collection::vec(fragment(), 0..40)) {
        let text = parts.concat();
        read(&text, Html::Trusted);
        let (_, html, _) = read(&text, Html::Filtered);
        prop_assert!(is_harmless(&html), "{}", html);
    }

    #[test]
    fn offsets_are_those_of_the_file(parts in prop::collection::vec(fragment(), 0..20)) {
        let before = "---\ntitle: ä\n---\n";
        let body = parts.concat();
        let source = Source::new("a.md", format!("{before}{body}"));
        let components = ["value", "box"].map(str::to_owned).into();
        let options = Options { components: Some(&components), ..Options::default() };
        let span = Span::new(before.len(), source.text().len());
        let (doc, diagnostics) = parse(&source, span, &options);
        let alone_source = Source::new("a.md", body.as_str());
        let (alone, expected) = parse(&alone_source, Span::new(0, body.len()), &options);
        prop_assert_eq!(diagnostics.len(), expected.len());
        for (diagnostic, expected) in diagnostics.iter().zip(&expected) {
            let (got, expected) = (diagnostic.place.as_ref().map(|p| p.span), expected.place.as_ref().map(|p| p.span.shift(before.len())));
            prop_assert_eq!(got, expected);
        }
        for ((_, hole), (_, expected)) in doc.body.holes.iter().zip(&alone.body.holes) {
            if let (Hole::Image { span, .. }, Hole::Image { span: expected, .. })
                | (Hole::Code { span, .. }, Hole::Code { span: expected, .. })
                | (Hole::Link { span, .. }, Hole::Link { span: expected, .. }) = (hole, expected)
            {
                prop_assert_eq!(*span, expected.shift(before.len()));
            }
            if let (Hole::Component { call, .. }, Hole::Component { call: expected, .. }) = (hole, expected) {
                prop_assert_eq!(call.span, expected.span.shift(before.len()));
                prop_assert!(source.text()[call.span.range()].starts_with("{{<"));
            }
        }
    }
}

#[test]
fn a_text_made_to_take_long_does_not() {
    let bombs = [
        ">".repeat(100_000),
        "[".repeat(100_000),
        "*".repeat(100_000),
        "* ".repeat(50_000),
        "*a ".repeat(50_000),
        "_*".repeat(50_000),
        "![[]()".repeat(20_000),
        "[a](".repeat(30_000),
        "`".repeat(100_000),
        (1..400).map(|n| "`".repeat(n) + " ").collect(),
        "<".repeat(100_000),
        "<!--".repeat(30_000),
        "<b>".repeat(30_000),
        "<b id=x><p>\n\n".repeat(5_000),
        "<table>".repeat(10_000),
        "# a\n".repeat(20_000),
        "[^1]".repeat(20_000) + "\n\n[^1]: x\n",
        "{{<value/>}}".repeat(10_000),
        "{{<value/>}}\n\n".repeat(10_000),
        "{{<box>}}\n".repeat(10_000),
        "{{</box>}}\n".repeat(10_000),
        "{{<value of=x\n".repeat(10_000),
        "<p>{{<value/>}}".repeat(3_000),
        "|a".repeat(20_000) + "\n" + &"|-".repeat(20_000) + "\n",
        "a\u{300}".repeat(50_000),
        "$".repeat(100_000),
        "$a$".repeat(10_000),
        "$a ".repeat(30_000) + "$",
        format!("${}$", "{".repeat(100_000)),
        format!("${}$", "\\sqrt".repeat(10_000)),
        "![a](b)\n".repeat(10_000),
        "- ![a](b)\n".repeat(10_000) + "- c\n",
        "a\n: b\n".repeat(10_000),
        "[a b][c d] ".repeat(10_000),
        "[^ab] ".repeat(10_000),
    ];
    for text in bombs {
        let start = Instant::now();
        let (_, html, _) = read(&text, Html::Filtered);
        let shown: String = text.chars().take(12).collect();
        println!("{:>6} ms, {:>9} bytes: {shown:?}", start.elapsed().as_millis(), html.len());
        // What grows with the square of its length takes minutes; a busy machine is no reason to fail.
        assert!(start.elapsed() < Duration::from_mins(1), "{shown:?} took {:?}", start.elapsed());
    }
}

#[test]
fn what_is_nested_too_deeply_keeps_its_text() {
    let (_, html, diagnostics) = read(&(">".repeat(1_000) + " text"), Html::Filtered);
    assert!(html.contains("text"));
    assert_eq!(html.matches("<blockquote>").count(), html.matches("</blockquote>").count());
    assert_eq!(diagnostics.iter().map(|diagnostic| diagnostic.code).collect::<Vec<_>>(), [NESTING]);
}

#[test]
fn a_control_character_is_told_and_shown_as_a_space_of_its_length() {
    let (_, html, diagnostics) = read("a\u{8}b \u{85}c\n\n`d\u{1b}`", Html::Filtered);
    assert_eq!(html, "<p>a b   c</p>\n<p><code>d </code></p>\n");
    assert_eq!(diagnostics.len(), 1);
    assert!(diagnostics[0].message.contains("U+0008") && diagnostics[0].message.contains("2 more"));
    let (_, html, diagnostics) = read("\u{a0}é\t\u{c}", Html::Filtered);
    assert!(html.contains("\u{a0}é") && diagnostics.is_empty());
}

mod disguises;

#[test]
fn a_heading_ends_at_the_level_at_which_it_is_shown() {
    let (_, html, _) = read("### a\n\n##### b\n", Html::Filtered);
    let tags = ["<h2 ", "</h2>", "<h3 ", "</h3>"].map(|tag| html.matches(tag).count());
    assert_eq!((tags, html.matches("<h").count()), ([1, 1, 1, 1], 2), "{html}");
}
