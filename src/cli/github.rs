//! Diagnostics as commands that GitHub turns into annotations of a pull request: `::error file=…,line=…::…`.
//!
//! The format is that of "Workflow commands for GitHub Actions"; its escapes are those of `@actions/core`.

use super::text::visible;
use crate::diag::{Diagnostic, Severity};
use std::fmt::Write as _;

/// One line for each diagnostic. `below` stands before the names of files.
pub fn annotations(all: &[Diagnostic], below: &str, quiet: bool) -> String {
    let mut lines = String::new();
    for diagnostic in all.iter().filter(|diagnostic| !quiet || diagnostic.is_error()) {
        let level = match diagnostic.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Advice => "notice",
        };
        let mut properties = Vec::new();
        if let Some(place) = &diagnostic.place {
            let (line, column) = place.line_column();
            let (end_line, end_column) = place.source.line_column(place.span.end);
            properties.push(format!("file={}", property(&format!("{below}{}", place.source.name()))));
            properties.push(format!("line={line},endLine={end_line}"));
            // GitHub takes columns only within a line, and counts the last one in.
            if line == end_line {
                properties
                    .push(format!("col={column},endColumn={}", column.max(end_column.saturating_sub(1))));
            }
        }
        properties.push(format!("title={}", property(diagnostic.code.0)));
        let hint = diagnostic.hint.as_ref().map(|hint| format!("\n{hint}")).unwrap_or_default();
        let words = data(&format!("{}{hint}", diagnostic.message));
        let _ = writeln!(lines, "::{level} {}::{words}", properties.join(","));
    }
    lines
}

fn data(text: &str) -> String {
    let lines: Vec<String> = text.lines().map(|line| visible(line).replace('%', "%25")).collect();
    lines.join("%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::Code;
    use crate::source::{Source, Span};

    #[test]
    fn what_github_reads_as_its_own_is_escaped() {
        let source = Source::new("content/a,b:c.md", "one\n100 %\n");
        let advice = Diagnostic::advice(Code("no-baseline"), "100 % of\nwhat")
            .at(&source, Span::new(4, 7))
            .hint("say it");
        assert_eq!(
            annotations(&[advice], "site/", false),
            "::notice file=site/content/a%2Cb%3Ac.md,line=2,endLine=2,col=1,endColumn=3,title=no-baseline::100 %25 of%0Awhat%0Asay it\n"
        );
    }
}
