//! Links to definitions that are not there: `[text][missing]`.
//!
//! To Markdown that is text, and brackets in text mean many things. So only the full form is a slip, and only
//! where nothing says otherwise: not `[this]` alone, not `rows[i][j]`, not `[a-z][0-9]`.

use super::Reports;
use crate::diag::{Code, Diagnostic, did_you_mean};
use pulldown_cmark::{BrokenLink, CowStr, LinkType};
use std::ops::Range;

/// A link to a definition that is not there.
pub const UNDEFINED_REFERENCE: Code = Code("undefined-reference");

#[derive(Debug, Default)]
pub(super) struct Undefined {
    found: Vec<(Range<usize>, String)>,
}

impl Undefined {
    /// Takes down what looks like a slip, and leaves all of it text.
    pub fn note<'t>(&mut self, text: &str, link: BrokenLink<'t>) -> Option<(CowStr<'t>, CowStr<'t>)> {
        let form = matches!(link.link_type, LinkType::Reference | LinkType::Collapsed);
        let written = text.get(link.span.clone()).filter(|_| form)?;
        let shown = written.trim_start_matches('!').strip_prefix('[')?.split("][").next()?;
        let before = text[..link.span.start].chars().next_back();
        let goes_on = before.is_some_and(|c| c.is_alphanumeric() || "]).\"'`\\".contains(c));
        let says = |text: &str| text.chars().filter(|c| c.is_alphabetic()).count() > 1;
        let is_pattern = |text: &str| text.len() == 3 && text.as_bytes()[1] == b'-';
        if !goes_on
            && says(shown)
            && says(&link.reference)
            && !shown.starts_with('^')
            && !is_pattern(shown)
            && !is_pattern(&link.reference)
        {
            self.found.push((link.span, link.reference.into_string()));
        }
        None
    }

    pub fn report(self, text: &str, defined: &[String], reports: &mut Reports) {
        for (range, label) in self.found {
            // What stands there may be a component call, which `components` judges.
            if text[range.clone()].contains(|c: char| ('\u{fdd0}'..='\u{fdef}').contains(&c)) {
                continue;
            }
            let label = label.split_whitespace().collect::<Vec<_>>().join(" ");
            let hint = match did_you_mean(&label, defined.iter().map(String::as_str)) {
                Some(close) => format!("did you mean `{close}`?"),
                None => format!(
                    "add a line `[{label}]: https://…`; if this is no link, put a backslash before its brackets"
                ),
            };
            let message = format!("this link is text, since nothing defines `{label}`");
            reports.add(&range, Diagnostic::warning(UNDEFINED_REFERENCE, message).hint(hint));
        }
    }
}
