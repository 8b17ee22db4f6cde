//! Where the front matter of a Markdown file ends and its body begins.
//!
//! Front matter stands between two lines of `---` (or a closing `...`) at the very top. A byte order mark, every
//! kind of line end and blank lines before the fence are read; what only resembles front matter is not guessed.

use crate::diag::{Code, Diagnostic};
use crate::source::{Source, Span};
use std::sync::Arc;

pub const UNTERMINATED: Code = Code("front-matter-unterminated");
pub const NOT_YAML: Code = Code("front-matter-not-yaml");
pub const NOT_FIRST: Code = Code("front-matter-not-first");
pub const EMPTY_FILE: Code = Code("empty-file");

/// The two parts of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Split {
    /// The YAML between the fences.
    pub yaml: Option<Span>,
    pub body: Span,
}

/// Finds the two parts. `None` when the file says that it has front matter which cannot be told from the body.
pub fn split(source: &Arc<Source>) -> (Option<Split>, Vec<Diagnostic>) {
    let text = source.text();
    let whole = Span::new(bom(text), text.len());
    let plain = Some(Split { yaml: None, body: whole });
    let mut lines = Lines { text, at: whole.start };
    let Some(first) = lines.by_ref().find(|line| !text[line.range()].trim().is_empty()) else {
        let diagnostic = Diagnostic::warning(EMPTY_FILE, "this file is empty")
            .at(source, Span::at(whole.start))
            .hint("write a title between two lines of `---`, and text below; or set `draft: true`");
        return (plain, vec![diagnostic]);
    };
    let opening = &text[first.range()];
    if opening.trim_end() == "+++" {
        return (None, vec![toml(source, first)]);
    }
    if !is_fence(opening) {
        let diagnostics = late_front_matter(source, lines).into_iter().collect();
        return (plain, diagnostics);
    }
    let mut diagnostics = Vec::new();
    if first.start > whole.start {
        diagnostics.push(
            Diagnostic::warning(NOT_FIRST, "there are blank lines before the front matter")
                .at(source, first)
                .hint("remove the lines above `---`; other tools read no front matter here"),
        );
    }
    let yaml_start = lines.at;
    let closing = lines.by_ref().find(|line| {
        let line = &text[line.range()];
        is_fence(line) || line.trim_end() == "..."
    });
    let Some(closing) = closing else {
        diagnostics.push(
            Diagnostic::error(UNTERMINATED, "the front matter that begins here never ends")
                .at(source, first)
                .hint("write a line of `---` after the last key"),
        );
        return (None, diagnostics);
    };
    let split =
        Split { yaml: Some(Span::new(yaml_start, closing.start)), body: Span::new(lines.at, text.len()) };
    (Some(split), diagnostics)
}

fn bom(text: &str) -> usize {
    if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 }
}

/// Exactly three dashes: four are a thematic break.
fn is_fence(line: &str) -> bool {
    line.trim_end() == "---"
}

fn toml(source: &Arc<Source>, fence: Span) -> Diagnostic {
    Diagnostic::error(NOT_YAML, "this front matter is TOML, and folio reads YAML")
        .at(source, fence)
        .hint("put it between lines of `---` and write `title: …` for `title = \"…\"`")
}

/// Front matter that something else was put before: it would be shown to readers as text.
fn late_front_matter(source: &Arc<Source>, mut lines: Lines<'_>) -> Option<Diagnostic> {
    let text = source.text();
    let fence = lines.by_ref().take(20).find(|line| is_fence(&text[line.range()]))?;
    let next = lines.by_ref().next()?;
    let (key, _) = text[next.range()].split_once(':')?;
    let is_key = !key.is_empty() && key.chars().all(|c| c.is_alphanumeric() || "_-.".contains(c));
    let closed = lines.take(200).any(|line| is_fence(&text[line.range()]));
    (is_key && closed).then(|| {
        Diagnostic::warning(
            NOT_FIRST,
            "this looks like front matter, but text stands before it, so it is read as text",
        )
        .at(source, fence)
        .hint("move the block to the top of the file")
    })
}

/// The spans of lines, without their ends. `at` is where the next line begins.
struct Lines<'a> {
    text: &'a str,
    at: usize,
}

impl Iterator for Lines<'_> {
    type Item = Span;

    fn next(&mut self) -> Option<Span> {
        let rest = &self.text[self.at..];
        if rest.is_empty() {
            return None;
        }
        let ends = |byte: &u8| matches!(byte, b'\n' | b'\r');
        let length = rest.bytes().position(|byte| ends(&byte)).unwrap_or(rest.len());
        let end = match &rest.as_bytes()[length..] {
            [b'\r', b'\n', ..] => 2,
            [] => 0,
            _ => 1,
        };
        let line = Span::new(self.at, self.at + length);
        self.at += length + end;
        Some(line)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(text: &str) -> Option<(Option<String>, String)> {
        let source = Source::new("a.md", text);
        let (split, _) = split(&source);
        split.map(|split| {
            (split.yaml.map(|span| text[span.range()].to_owned()), text[split.body.range()].to_owned())
        })
    }

    fn codes(text: &str) -> Vec<&'static str> {
        split(&Source::new("a.md", text)).1.iter().map(|diagnostic| diagnostic.code.0).collect()
    }

    #[test]
    fn front_matter_is_found_behind_every_kind_of_line_end() {
        for text in
            ["---\na: 1\n---\nb", "---\r\na: 1\r\n---\r\nb", "---\ra: 1\r---\rb", "\u{feff}---\na: 1\n...\nb"]
        {
            let (yaml, body) = parts(text).expect("parts");
            assert_eq!(yaml.as_deref().map(str::trim), Some("a: 1"), "{text:?}");
            assert_eq!(body, "b");
        }
    }

    #[test]
    fn blank_lines_before_the_fence_are_read_with_a_warning() {
        assert_eq!(parts("\n\n---\na: 1\n---\n"), Some((Some("a: 1\n".to_owned()), String::new())));
        assert_eq!(codes("\n\n---\na: 1\n---\n"), ["front-matter-not-first"]);
    }

    #[test]
    fn what_is_no_front_matter_is_text() {
        assert_eq!(parts("----\nhello"), Some((None, "----\nhello".to_owned())));
        assert_eq!(parts("hello"), Some((None, "hello".to_owned())));
        assert_eq!(codes(""), ["empty-file"]);
        assert_eq!(codes("note\n---\ntitle: a\n---\n"), ["front-matter-not-first"]);
    }

    #[test]
    fn an_open_fence_and_toml_are_refused() {
        assert_eq!(parts("---\na: 1\n"), None);
        assert_eq!(codes("---\na: 1\n"), ["front-matter-unterminated"]);
        assert_eq!(parts("+++\na = 1\n+++\n"), None);
    }
}
