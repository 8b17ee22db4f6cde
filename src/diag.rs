//! What folio has to say about a site: a diagnostic is data until the face shows it.

use crate::source::{Place, Source, Span};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// The stable name of a kind of diagnostic, in kebab case. Each room declares its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Code(pub &'static str);

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Severity {
    /// The build writes nothing.
    Error,
    /// The build goes on; `--strict` makes it an error.
    Warning,
    /// Nothing is wrong; a reader who doubts would ask. Only `folio check` gives it, and `--strict` makes it an error.
    Advice,
}

/// One message: what is wrong, where, and what to write instead.
#[derive(Clone, Debug)]
pub struct Diagnostic {
    pub code: Code,
    pub severity: Severity,
    /// What is wrong, as a sentence without a full stop.
    pub message: String,
    /// Where it is wrong. Only what has no file at all, such as a full disk, has no place.
    pub place: Option<Place>,
    /// What to write instead.
    pub hint: Option<String>,
    /// Other places that take part, each with a few words.
    pub related: Vec<(Place, String)>,
}

impl Diagnostic {
    pub fn error(code: Code, message: impl Into<String>) -> Self {
        Self::new(code, Severity::Error, message.into())
    }

    pub fn warning(code: Code, message: impl Into<String>) -> Self {
        Self::new(code, Severity::Warning, message.into())
    }

    pub fn advice(code: Code, message: impl Into<String>) -> Self {
        Self::new(code, Severity::Advice, message.into())
    }

    fn new(code: Code, severity: Severity, message: String) -> Self {
        Self { code, severity, message, place: None, hint: None, related: Vec::new() }
    }

    #[must_use]
    pub fn at(mut self, source: &Arc<Source>, span: Span) -> Self {
        self.place = Some(Place::new(source, span));
        self
    }

    /// Points at the first line of a file whose text is unknown or says nothing.
    #[must_use]
    pub fn in_file(mut self, name: &str) -> Self {
        self.place = Some(Place::new(&Source::new(name, ""), Span::at(0)));
        self
    }

    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    #[must_use]
    pub fn related(mut self, source: &Arc<Source>, span: Span, words: impl Into<String>) -> Self {
        self.related.push((Place::new(source, span), words.into()));
        self
    }

    #[must_use]
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }

    /// Orders diagnostics as a reader meets them: by file, then by position, errors before warnings.
    #[must_use]
    pub fn sort_key(&self) -> (String, usize, Severity, &'static str, &str) {
        let (file, start) = match &self.place {
            Some(place) => (place.source.name().to_owned(), place.span.start),
            None => (String::new(), 0),
        };
        (file, start, self.severity, self.code.0, &self.message)
    }
}

/// The closest of `known` to `word`, when it is close enough to be a slip of the pen.
pub fn did_you_mean<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let limit = match word.chars().count() {
        0..=2 => return None,
        3..=5 => 1,
        6..=9 => 2,
        _ => 3,
    };
    known
        .into_iter()
        .map(|candidate| (strsim::osa_distance(&word.to_lowercase(), &candidate.to_lowercase()), candidate))
        .filter(|(distance, _)| *distance <= limit)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_pen_is_recognised_and_another_word_is_not() {
        let known = ["baseline", "value", "period"];
        assert_eq!(did_you_mean("basline", known), Some("baseline"));
        assert_eq!(did_you_mean("vaule", known), Some("value"));
        assert_eq!(did_you_mean("colour", known), None);
        assert_eq!(did_you_mean("pe", known), None);
    }
}
