//! The colours of folio's words. Every style is said by words as well, so nothing is lost without colour.

use super::text::paragraphs;
use crate::diag::Severity;

/// What a piece of text is, and thereby how it looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    Error,
    Warning,
    Note,
    Help,
    /// Line numbers and rules.
    Frame,
    /// The message itself and the labels of the three calm lines.
    Strong,
}

impl Style {
    /// The style of a severity, and its word.
    pub fn of(severity: Severity) -> (Self, &'static str) {
        match severity {
            Severity::Error => (Self::Error, "error"),
            Severity::Warning => (Self::Warning, "warning"),
            Severity::Advice => (Self::Note, "advice"),
        }
    }

    const ALL: [Self; 6] = [Self::Error, Self::Warning, Self::Note, Self::Help, Self::Frame, Self::Strong];

    /// For style sheets.
    pub fn name(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Note => "note",
            Self::Help => "help",
            Self::Frame => "frame",
            Self::Strong => "strong",
        }
    }

    /// SGR parameters of ECMA-48.
    fn parameters(self) -> &'static str {
        match self {
            Self::Error => "1;91",
            Self::Warning => "1;33",
            Self::Note => "1;92",
            Self::Help => "1;96",
            Self::Frame => "94",
            Self::Strong => "1",
        }
    }
}

/// Takes painted text apart again: each piece with its style, if it has one.
pub fn runs(painted: &str) -> Vec<(Option<Style>, &str)> {
    let mut runs = Vec::new();
    for (number, piece) in painted.split('\u{1b}').enumerate() {
        // Foreign text has no escapes: what begins with one is a style of folio's.
        let (style, text) = match piece.split_once('m').filter(|_| number > 0) {
            Some((parameters, text)) => {
                let parameters = parameters.trim_start_matches('[');
                (Style::ALL.into_iter().find(|style| style.parameters() == parameters), text)
            }
            None => (None, piece),
        };
        if !text.is_empty() {
            runs.push((style, text));
        }
    }
    runs
}

/// How text may look on one stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Look {
    pub colour: bool,
    /// Columns of the terminal; none for a file or pipe, where lines are never broken, so that a search in
    /// a log finds whole messages.
    pub columns: Option<usize>,
}

impl Look {
    /// No colour and no line breaks.
    pub const PLAIN: Self = Self { colour: false, columns: None };

    pub fn paint(self, style: Style, text: &str) -> String {
        if self.colour && !text.is_empty() {
            format!("\u{1b}[{}m{text}\u{1b}[0m", style.parameters())
        } else {
            text.to_owned()
        }
    }

    /// A calm line of what came of a command: a word of four letters, two blanks, and what it says, broken at the
    /// width of the terminal under its first word.
    pub fn row(self, label: &str, words: &str) -> String {
        let laid = paragraphs(6, words, self.text_columns());
        format!("{}  {laid}\n", self.paint(Style::Strong, &format!("{label:4}")))
    }

    /// Columns that an excerpt of a source may take.
    pub fn excerpt_columns(self) -> usize {
        self.columns.map_or(100, |columns| columns.clamp(40, 140))
    }

    /// Columns at which sentences are broken.
    pub fn text_columns(self) -> Option<usize> {
        self.columns.map(|columns| columns.clamp(40, 100))
    }
}
