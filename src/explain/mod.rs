//! Every kind of diagnostic in a few words: why folio says it, a mistake that raises it, and the cure.
//!
//! One Markdown file for each code lies beside this one, named after it:
//!
//! ```text
//! # What is wrong, in one line
//!
//! Why it is said.
//!
//! ## Mistake
//!
//! A fenced block for each file, its path behind the fence; `sh` is what is typed, `folio build` if nothing is.
//!
//! ## Cure
//!
//! The same, laid over the mistake. Without `sh`, what was typed before is typed again.
//! ```
//!
//! A test holds the files to the codes in the source, and makes each mistake and each cure. A `text` block says
//! in words what cannot be shown.

use crate::diag::did_you_mean;

/// Code and text, in the order of the codes.
static TEXTS: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/explanations.rs"));

/// What is said about one code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Explanation {
    pub code: &'static str,
    /// One line, without a full stop.
    pub summary: &'static str,
    pub why: &'static str,
    /// Markdown.
    pub mistake: &'static str,
    /// Markdown.
    pub cure: &'static str,
}

/// A piece of an explanation, as it is laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part<'a> {
    Paragraph(&'a str),
    /// A fenced block: what stands behind its fence, and its lines.
    Block {
        label: &'a str,
        text: &'a str,
    },
}

/// All explanations, in the order of their codes.
pub fn all() -> impl Iterator<Item = Explanation> {
    TEXTS.iter().map(|(code, text)| Explanation::read(code, text))
}

/// The explanation of a code, which may be written as a message shows it: `error[broken-link]`.
///
/// # Errors
/// Words for people, when there is no such code.
pub fn find(written: &str) -> Result<Explanation, String> {
    let inner = written.trim().trim_end_matches([':', ']']);
    let code = inner.rsplit_once('[').map_or(inner, |(_, code)| code).to_lowercase();
    all().find(|explanation| explanation.code == code).ok_or_else(|| {
        match did_you_mean(&code, TEXTS.iter().map(|(code, _)| *code)) {
            Some(close) => format!("no message has this code; did you mean `{close}`?"),
            None => "no message has this code; `folio explain` lists them all".to_owned(),
        }
    })
}

impl Explanation {
    fn read(code: &'static str, text: &'static str) -> Self {
        let (text, cure) = text.split_once("\n## Cure\n").unwrap_or((text, ""));
        let (text, mistake) = text.split_once("\n## Mistake\n").unwrap_or((text, ""));
        let (summary, why) = text.split_once('\n').unwrap_or((text, ""));
        let summary = summary.trim_start_matches('#').trim();
        Self { code, summary, why: why.trim(), mistake: mistake.trim(), cure: cure.trim() }
    }
}

/// Takes Markdown of paragraphs and fenced blocks apart.
pub fn parts(markdown: &str) -> Vec<Part<'_>> {
    let mut parts = Vec::new();
    let mut rest = markdown;
    loop {
        rest = rest.trim_start_matches('\n');
        if rest.is_empty() {
            return parts;
        }
        let fence = &rest[..rest.len() - rest.trim_start_matches('`').len()];
        if fence.len() < 3 {
            let (paragraph, below) = rest.split_once("\n\n").unwrap_or((rest, ""));
            parts.push(Part::Paragraph(paragraph.trim_end()));
            rest = below;
            continue;
        }
        let (label, below) = rest[fence.len()..].split_once('\n').unwrap_or((&rest[fence.len()..], ""));
        // The closing fence may come at once: an empty file.
        let end = if below.starts_with(fence) {
            0
        } else {
            below.find(&format!("\n{fence}")).map_or(below.len(), |end| end + 1)
        };
        parts.push(Part::Block { label: label.trim(), text: &below[..end] });
        rest = below[end..].split_once('\n').map_or("", |(_, below)| below);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_found_as_a_message_shows_it() {
        for written in ["broken-link", "error[broken-link]", "warning[Broken-Link]:", " [broken-link] "] {
            assert_eq!(find(written).map(|found| found.code), Ok("broken-link"), "{written}");
        }
    }

    #[test]
    fn a_code_that_is_none_is_answered_with_the_closest() {
        assert_eq!(find("brokn-link").unwrap_err(), "no message has this code; did you mean `broken-link`?");
        assert!(find("E0308").unwrap_err().contains("lists them all"));
        assert!(find("").is_err());
    }

    #[test]
    fn every_explanation_is_whole() {
        for one in all() {
            let Explanation { code, summary, why, mistake, cure } = one;
            assert!([summary, why, mistake, cure].iter().all(|part| !part.is_empty()), "{code}: {one:?}");
            assert!(summary.chars().count() <= 72 && !summary.ends_with('.'), "{code}: {summary}");
            assert!(why.ends_with('.'), "{code}: {why}");
            for part in parts(mistake).into_iter().chain(parts(cure)) {
                assert!(matches!(part, Part::Block { label, .. } if !label.is_empty()), "{code}: {part:?}");
            }
        }
    }

    #[test]
    fn paragraphs_and_blocks_are_told_apart() {
        let text =
            "One\nline.\n\nTwo.\n\n````a.md\n```rust\nx\n```\n\ny\n````\n```b.md\n```\n\n```sh\nfolio build";
        assert_eq!(
            parts(text),
            [
                Part::Paragraph("One\nline."),
                Part::Paragraph("Two."),
                Part::Block { label: "a.md", text: "```rust\nx\n```\n\ny\n" },
                Part::Block { label: "b.md", text: "" },
                Part::Block { label: "sh", text: "folio build" },
            ]
        );
        assert_eq!(parts("\n"), []);
    }
}
