//! What was found in one document, but for what its author has answered.

use super::CODES;
use crate::diag::{Code, Diagnostic, did_you_mean};
use crate::model::{Document, Silence};
use crate::source::Span;

/// An entry of `silence` that names no advice.
pub const SILENCE: Code = Code("silence");
/// An entry of `silence` without any advice to answer.
pub const UNUSED_SILENCE: Code = Code("silence-unused");

pub struct Advice<'a> {
    document: &'a Document,
    found: Vec<Found<'a>>,
}

struct Found<'a> {
    /// The id of the metric that it is about.
    metric: Option<&'a str>,
    diagnostic: Diagnostic,
}

impl<'a> Advice<'a> {
    pub fn new(document: &'a Document) -> Self {
        Self { document, found: Vec::new() }
    }

    /// About the document as a whole. `span` is in its file.
    pub fn give(&mut self, code: Code, span: Span, message: impl Into<String>, hint: impl Into<String>) {
        self.push(None, span, Diagnostic::advice(code, message).hint(hint));
    }

    /// About one metric.
    pub fn on(
        &mut self,
        metric: &'a str,
        code: Code,
        span: Span,
        message: impl Into<String>,
        hint: impl Into<String>,
    ) {
        self.push(Some(metric), span, Diagnostic::advice(code, message).hint(hint));
    }

    /// What must not be published as it is.
    pub fn refuse(&mut self, code: Code, span: Span, message: impl Into<String>, hint: impl Into<String>) {
        self.push(None, span, Diagnostic::error(code, message).hint(hint));
    }

    /// What was found elsewhere.
    pub fn add(&mut self, diagnostic: Diagnostic) {
        self.found.push(Found { metric: None, diagnostic });
    }

    fn push(&mut self, metric: Option<&'a str>, span: Span, diagnostic: Diagnostic) {
        self.found.push(Found { metric, diagnostic: diagnostic.at(&self.document.source, span) });
    }

    /// What no entry of `silence` answers, and what is wrong with these entries.
    ///
    /// Entries for a code that was not looked for, as `silent` says, are left alone.
    pub fn unsilenced(self, silent: Option<Code>) -> Vec<Diagnostic> {
        let Self { document, mut found } = self;
        let mut of_entries = Vec::new();
        let mut answered = vec![false; found.len()];
        for entry in &document.head.silence {
            if !CODES.iter().any(|code| code.0 == entry.code.value) {
                of_entries.push(unknown(document, entry));
                continue;
            }
            let mut used = false;
            for (found, answered) in found.iter().zip(&mut answered) {
                if answers(entry, found) {
                    (used, *answered) = (true, true);
                }
            }
            if !used && silent.is_none_or(|code| code.0 != entry.code.value) {
                of_entries.push(unused(document, entry));
            }
        }
        let mut answered = answered.into_iter();
        found.retain(|_| !answered.next().unwrap_or_default());
        of_entries.extend(found.into_iter().map(|found| found.diagnostic));
        of_entries
    }
}

fn answers(entry: &Silence, found: &Found<'_>) -> bool {
    let of_metric = entry.metric.as_ref().is_none_or(|metric| found.metric == Some(metric.value.as_str()));
    found.diagnostic.code.0 == entry.code.value && of_metric
}

fn unknown(document: &Document, entry: &Silence) -> Diagnostic {
    let written = &entry.code.value;
    let hint = match did_you_mean(written, CODES.iter().map(|code| code.0)) {
        Some(close) => format!("did you mean `{close}`?"),
        None => {
            "write the code as it stands in the brackets of the advice; what a build says cannot be silenced"
                .to_owned()
        }
    };
    Diagnostic::error(SILENCE, format!("no advice has the code `{written}`"))
        .at(&document.source, entry.code.span)
        .hint(hint)
}

fn unused(document: &Document, entry: &Silence) -> Diagnostic {
    let code = &entry.code.value;
    let message = match &entry.metric {
        Some(metric) => format!("there is no `{code}` here on the metric `{}` to silence", metric.value),
        None => format!("there is no `{code}` here to silence"),
    };
    Diagnostic::advice(UNUSED_SILENCE, message)
        .at(&document.source, entry.code.span)
        .hint("take the entry out")
}
