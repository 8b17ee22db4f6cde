//! Figures as people write them: number, unit and window in one phrase.
//!
//! ```text
//! figure = [ "at least" | "at most" ] number [ "–" number ] [ unit ] [ "in" window ]
//! ```
//!
//! A currency may stand before its number. The reader understands far more than it accepts, so that a
//! refusal can say what to write: `10k+ users` is refused with `at least 10000 users`.
//!
//! A sign before a share (`-80%`) is refused because it is a change and not a result: the page needs the
//! figure before and the figure after, and works out the change itself. In map form, where the number stands
//! alone, a minus is taken at its word.

mod reader;
mod refuse;
mod strict;
#[cfg(test)]
mod tests;
mod uncertainty;

pub use uncertainty::{check_uncertainty, parse_uncertainty};

use crate::model::metric::{Amount, Figure, Target};
use crate::period::Period;
use crate::unit::{Unit, UnitError};
use std::fmt;
use std::ops::Range;

/// Why a phrase is no figure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PhraseError {
    /// The part that is wrong, in bytes of the phrase.
    pub span: Range<usize>,
    /// What is wrong, as a sentence without a full stop.
    pub message: String,
    /// What to write instead.
    pub hint: String,
}

impl fmt::Display for PhraseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}. {}", self.message, self.hint)
    }
}

impl std::error::Error for PhraseError {}

impl PhraseError {
    fn new(span: Range<usize>, message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { span, message: message.into(), hint: hint.into() }
    }

    /// The same error in a text in which the phrase begins at `offset`.
    fn shifted(mut self, offset: usize) -> Self {
        self.span = self.span.start + offset..self.span.end + offset;
        self
    }
}

/// Which entry of a figure's map is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    Number,
    Unit,
    Period,
}

/// Why a map is no figure: the entry, and what is wrong in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartError {
    pub part: Part,
    pub error: PhraseError,
}

/// Reads a figure from one phrase: `58.9 % in 2024-09`, `€3.44`, `at least 5000 users`, `95–100 ms`.
pub fn parse_figure(text: &str) -> Result<Figure, PhraseError> {
    read(text, reader::Form::Phrase)
}

/// Most figures are written well, so the one who explains what is wrong is only asked about the others.
fn read(text: &str, form: reader::Form) -> Result<Figure, PhraseError> {
    strict::read(text, form).map_or_else(|| reader::read(text, form), Ok)
}

/// Reads a figure from the entries of a map. Unit and window may also stand in the number's own phrase.
pub fn parse_parts(number: &str, unit: Option<&str>, period: Option<&str>) -> Result<Figure, PartError> {
    let fail = |part| move |error| PartError { part, error };
    let mut figure = read(number, reader::Form::Map).map_err(fail(Part::Number))?;
    if let Some(text) = unit {
        let unit =
            Unit::parse(text).map_err(|error| PhraseError::new(0..text.len(), error.message, error.hint));
        let unit = unit.map_err(fail(Part::Unit))?;
        let currency_before =
            !figure.unit.prefix.is_empty() && figure.unit.suffix.is_empty() && !unit.is_known();
        if figure.unit != Unit::none() && !currency_before {
            let message =
                format!("the unit stands in two places: {} and {}", figure.unit.name(), unit.name());
            let hint = "write it once: behind the number, or as `unit`";
            return Err(fail(Part::Unit)(PhraseError::new(0..text.len(), message, hint)));
        }
        figure.unit = if currency_before {
            Unit::parse_around(&figure.unit.prefix, text).map_err(|error| {
                fail(Part::Unit)(PhraseError::new(0..text.len(), error.message, error.hint))
            })?
        } else {
            unit
        };
    }
    if let Some(text) = period {
        let whole = 0..text.len();
        if figure.period.is_some() {
            let hint = "write it once: behind the number, or as `period`";
            let error = PhraseError::new(whole, "the window stands in two places", hint);
            return Err(fail(Part::Period)(error));
        }
        let period = Period::parse(text).map_err(|error| PhraseError::new(whole, error.message, error.hint));
        figure.period = Some(period.map_err(fail(Part::Period))?);
    }
    Ok(figure)
}

/// Reads a target: a figure whose setting nobody dated. `60 %`.
pub fn parse_target(text: &str) -> Result<Target, PhraseError> {
    Ok(Target { figure: parse_figure(text)?, set: None })
}

/// Whether `figure` (a baseline or a target) can be held against `value`: both measure the same thing.
pub fn check_comparable(figure: &Figure, value: &Figure) -> Result<(), UnitError> {
    figure.unit.conversion(&value.unit).map(|_| ()).map_err(|error| {
        let (bare, full) = match (figure.unit == Unit::none(), value.unit == Unit::none()) {
            (true, false) => (figure, value),
            (false, true) => (value, figure),
            _ => return error,
        };
        let rewrite = write_figure(&Figure { unit: full.unit.clone(), ..bare.clone() });
        UnitError { hint: format!("write the unit behind both numbers, such as `{rewrite}`"), ..error }
    })
}

/// The figure as [`parse_figure`] reads it.
#[must_use]
pub fn write_figure(figure: &Figure) -> String {
    let unit = &figure.unit;
    // `€3.44`, but `USD 3.44`.
    let gap = if unit.prefix.ends_with(char::is_alphabetic) { " " } else { "" };
    let number = match figure.amount {
        Amount::Exact(number) => format!("{}{gap}{number}", unit.prefix),
        Amount::AtLeast(number) => format!("at least {}{gap}{number}", unit.prefix),
        Amount::AtMost(number) => format!("at most {}{gap}{number}", unit.prefix),
        Amount::Between(low, high) => format!("{}{gap}{low}–{high}", unit.prefix),
    };
    let space = if unit.is_joined() { "" } else { " " };
    let period = figure.period.map_or_else(String::new, |period| format!(" in {period}"));
    format!("{number}{space}{}{period}", unit.suffix)
}
