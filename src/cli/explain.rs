//! `folio explain`.

use super::Outcome;
use super::args::Format;
use super::json;
use super::style::{Look, Style};
use super::text::{paragraphs, width};
use crate::explain::{self, Explanation, Part};
use std::fmt::Write as _;

pub(super) fn run(one: Option<Explanation>, format: Format, look: Look) -> Outcome {
    let text = match (one, format) {
        (Some(one), Format::Json) => json::explanations([one]),
        (None, Format::Json) => json::explanations(explain::all()),
        // The other formats are for messages about a site.
        (Some(one), _) => whole(&one, look),
        (None, _) => list(explain::all(), look),
    };
    Outcome::text(text)
}

/// A line for each code.
fn list(all: impl Iterator<Item = Explanation>, look: Look) -> String {
    let all: Vec<Explanation> = all.collect();
    let widest = all.iter().map(|one| width(one.code)).max().unwrap_or_default();
    // Where a terminal is too narrow for two columns, the second begins a line of its own.
    let narrow = look.text_columns().is_some_and(|columns| columns < widest + 40);
    let mut shown = String::new();
    for one in &all {
        let code = look.paint(Style::Strong, one.code);
        let (gap, limit) = if narrow {
            ("\n    ".to_owned(), look.text_columns().map(|columns| columns - 4))
        } else {
            (" ".repeat(widest - width(one.code) + 2), None)
        };
        let summary = paragraphs(0, one.summary, limit).replace('\n', "\n    ");
        let _ = writeln!(shown, "{code}{gap}{summary}");
    }
    shown.push_str("\n`folio explain CODE` says why, and shows a mistake and its cure.\n");
    shown
}

fn whole(one: &Explanation, look: Look) -> String {
    let mut shown = format!("{}\n", look.paint(Style::Strong, one.code));
    let summary = format!("{}.", one.summary);
    for paragraph in std::iter::once(&*summary).chain(one.why.split("\n\n")) {
        let _ = writeln!(shown, "{}\n", paragraphs(0, paragraph, look.text_columns()));
    }
    for (title, text) in [("Mistake", one.mistake), ("Cure", one.cure)] {
        let _ = writeln!(shown, "{}", look.paint(Style::Strong, title));
        for part in explain::parts(text) {
            push_part(&mut shown, part, look);
        }
    }
    shown.truncate(shown.trim_end().len());
    shown.push('\n');
    shown
}

fn push_part(shown: &mut String, part: Part<'_>, look: Look) {
    match part {
        Part::Paragraph(text) => {
            let _ = writeln!(shown, "  {}\n", paragraphs(2, text, look.text_columns()));
        }
        Part::Block { label, text } => {
            let label = match label {
                "sh" => "in a shell",
                "text" => "",
                file => file,
            };
            if !label.is_empty() {
                let _ = writeln!(shown, "  {}", look.paint(Style::Frame, label));
            }
            for line in if text.is_empty() { "(empty)" } else { text }.lines() {
                shown.push_str(if line.is_empty() { "" } else { "    " });
                shown.push_str(line);
                shown.push('\n');
            }
            shown.push('\n');
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_explanation_says_why_and_shows_a_mistake_and_its_cure() {
        let one = explain::find("empty-file").unwrap();
        insta::assert_snapshot!(whole(&one, Look { colour: false, columns: Some(60) }), @r#"
        empty-file
        A page has no text at all.

        It becomes a page with nothing but a title made of its file
        name. Most often it was meant for later.

        Mistake
          content/talks.md
            (empty)

        Cure
          content/talks.md
            ---
            title: Talks
            ---

            None this year.
        "#);
    }

    #[test]
    fn the_list_fits_the_terminal() {
        for columns in [40, 60, 80, 100] {
            let look = Look { colour: false, columns: Some(columns) };
            for line in list(explain::all(), look).lines() {
                assert!(width(line) <= columns.max(92), "{line}");
            }
        }
    }

    #[test]
    fn every_explanation_fits_a_terminal_of_eighty_columns() {
        let look = Look { colour: false, columns: Some(80) };
        for one in explain::all() {
            for line in whole(&one, look).lines().filter(|line| !line.starts_with("    ")) {
                assert!(width(line) <= 80, "{line}");
            }
        }
    }
}
