//! Patterns in data that independent counts rarely show, and what a figure says that its rows do not.
//!
//! Each look is a small pure function over the numbers that a calculation used. What it finds is no verdict: caps,
//! interpolation, quotas and rounding make the same patterns. It is a question that a careful reader would ask, put to
//! the author first. Nothing here changes a mark.
//!
//! A look that would be one in a thousand by chance, or rarer, leaves a note. The arithmetic is made of the four operations and
//! square roots ([`special`]), which IEEE 754 defines to the last bit, so that the same data give the same notes on every
//! machine. How often each fires on data without any pattern is
//! measured by the test `false_alarms_are_rare`.

mod benford;
mod blocks;
mod counts;
mod days;
mod figure;
mod grim;
pub mod special;
mod split;

pub use benford::benford;
pub use blocks::repeated_block;
pub use counts::{constant_run, terminal_digits, under_dispersion};
pub use days::{gaps, window};
pub use figure::{Side, Taken, of_cited, of_rows, of_share, together};
pub use grim::{Rounding, grim, is_grim};
pub use split::{Arm, arm, sample_ratio};

use super::calc::{Calc, Dated, Op, Sample, Test as Condition};
use crate::decimal::Decimal;
use crate::period::Period;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};

/// What can be looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Look {
    ConstantRun,
    UnderDispersion,
    TerminalDigits,
    RepeatedBlock,
    Grim,
    SampleRatio,
    Window,
    Gaps,
    Benford,
}

impl Look {
    pub const ALL: [Self; 9] = [
        Self::ConstantRun,
        Self::UnderDispersion,
        Self::TerminalDigits,
        Self::RepeatedBlock,
        Self::Grim,
        Self::SampleRatio,
        Self::Window,
        Self::Gaps,
        Self::Benford,
    ];

    /// The name for machines and for `explanations:`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::ConstantRun => "constant-run",
            Self::UnderDispersion => "under-dispersion",
            Self::TerminalDigits => "terminal-digits",
            Self::RepeatedBlock => "repeated-block",
            Self::Grim => "grim",
            Self::SampleRatio => "sample-ratio",
            Self::Window => "window-mismatch",
            Self::Gaps => "date-gaps",
            Self::Benford => "benford",
        }
    }
}

/// A look that was taken.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Ran {
    pub look: Look,
    /// The column that was looked at; empty where it was the figure itself.
    pub column: String,
    /// What is to be noted; boxed, since that is mostly nothing.
    pub note: Option<Box<Note>>,
}

impl Ran {
    fn new(look: Look, column: &str, note: Option<Note>) -> Self {
        Self { look, column: column.to_owned(), note: note.map(Box::new) }
    }
}

/// What a look found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Note {
    /// Which sentence tells of it.
    pub pattern: Pattern,
    /// What goes into that sentence.
    #[serde(deserialize_with = "parts")]
    pub parts: Vec<(&'static str, Part)>,
    /// How rare it is among data without any pattern, where that can be said.
    pub chance: Option<special::Chance>,
    /// The first and the last row of the table that it is about.
    pub rows: Option<(usize, usize)>,
    /// The same in words, where somebody has the table: `line 2 to line 37 of followers.csv`.
    pub place: String,
}

/// The names of what goes into sentences.
const PARTS: [&str; 14] = [
    "above",
    "below",
    "column",
    "count",
    "count_first",
    "count_second",
    "digit",
    "first",
    "last",
    "second",
    "times",
    "value",
    "values",
    "window",
];

fn parts<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<(&'static str, Part)>, D::Error> {
    let known = |(name, part)| Some((PARTS.into_iter().find(|known| *known == name)?, part));
    let read = Vec::<(&str, Part)>::deserialize(deserializer)?;
    let parts: Option<_> = read.into_iter().map(known).collect();
    parts.ok_or_else(|| D::Error::custom("a part of no sentence"))
}

/// The sentences.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Pattern {
    /// `{count}`, `{column}`, `{value}`.
    EqualValues,
    /// The same of the steps between values.
    EqualSteps,
    /// `{count}`, `{column}`.
    CloseTogether,
    /// `{count}`, `{column}`, `{digit}`, `{times}`.
    LastDigits,
    /// `{count}`, `{column}`, `{values}`.
    TwiceTheSame,
    /// `{value}`, `{count}`, `{below}`, `{above}`.
    NoSuchShare,
    /// `{first}`, `{second}`, `{count_first}`, `{count_second}`.
    UnevenSplit,
    /// `{count}`, `{window}`.
    OutsideWindow,
    /// `{first}`, `{last}`, `{window}`.
    ShortOfWindow,
    /// `{count}`, `{first}`, `{last}`.
    MissingSteps,
    /// `{count}`, `{column}`.
    FirstDigits,
}

impl Pattern {
    pub const ALL: [Self; 11] = [
        Self::EqualValues,
        Self::EqualSteps,
        Self::CloseTogether,
        Self::LastDigits,
        Self::TwiceTheSame,
        Self::NoSuchShare,
        Self::UnevenSplit,
        Self::OutsideWindow,
        Self::ShortOfWindow,
        Self::MissingSteps,
        Self::FirstDigits,
    ];
}

/// Something that a reader's language writes in its own way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Part {
    Text(String),
    Number(Decimal),
    Window(Period),
}

impl Pattern {
    /// The key of its sentence among the strings of a theme.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::EqualValues => "note_equal_values",
            Self::EqualSteps => "note_equal_steps",
            Self::CloseTogether => "note_close_together",
            Self::LastDigits => "note_last_digits",
            Self::TwiceTheSame => "note_twice_the_same",
            Self::NoSuchShare => "note_no_such_share",
            Self::UnevenSplit => "note_uneven_split",
            Self::OutsideWindow => "note_outside_window",
            Self::ShortOfWindow => "note_short_of_window",
            Self::MissingSteps => "note_missing_steps",
            Self::FirstDigits => "note_first_digits",
        }
    }
}

impl Part {
    fn count(count: usize) -> Self {
        Self::Number(Decimal::new(i128::try_from(count).unwrap_or(i128::MAX), 0).unwrap_or(Decimal::ZERO))
    }

    fn number(mantissa: i128, scale: u32) -> Self {
        Self::Number(Decimal::new(mantissa, scale).unwrap_or(Decimal::ZERO))
    }
}

/// A column of numbers, in the order of time where there is one, else of the file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Series {
    pub column: String,
    /// The numbers are whole multiples of `10^-scale`.
    pub scale: u32,
    pub numbers: Vec<i128>,
}

impl Series {
    /// The numbers as counts: whole and not negative.
    fn counts(&self) -> Option<Vec<i128>> {
        if self.numbers.iter().any(|number| *number < 0) {
            return None;
        }
        if self.scale == 0 {
            return Some(self.numbers.clone());
        }
        let unit = 10_i128.checked_pow(self.scale)?;
        self.numbers.iter().map(|number| (number % unit == 0).then_some(number / unit)).collect()
    }

    /// The steps from each number to the next.
    fn steps(&self) -> Option<Self> {
        let steps = self.numbers.windows(2).map(|pair| pair[1].checked_sub(pair[0]));
        Some(Self { column: self.column.clone(), scale: self.scale, numbers: steps.collect::<Option<_>>()? })
    }
}

/// What is looked at, and what its author says of it.
#[derive(Clone, Copy, Debug)]
pub struct Question<'a> {
    pub calc: &'a Calc,
    pub sample: &'a Sample,
    /// The window that the figure itself names.
    pub window: Option<Period>,
    /// Whether its author has asked for a look at first digits.
    pub benford: bool,
}

/// Takes every look that the data of a calculation allow.
#[must_use]
pub fn examine(question: Question<'_>) -> Vec<Ran> {
    let Question { calc, sample, window: stated, benford } = question;
    let mut ran = Vec::new();
    let is_level = matches!(calc.op, Op::First(_) | Op::Last(_) | Op::Delta(_, None) | Op::Growth(_, None));
    for series in &sample.columns {
        of_series(series, is_level, benford, &mut ran);
    }
    for found in ran.iter_mut().filter_map(|ran| ran.note.as_mut()) {
        found.rows = found.rows.map(|(first, last)| (sample.row(first), sample.row(last)));
    }
    ran.extend(stated.and_then(|stated| examine_window(calc, sample, stated)));
    if let Some(dated) = &sample.days
        && has_all_days(calc, dated)
        && let Some(note) = gaps(&dated.windows)
    {
        ran.push(Ran::new(Look::Gaps, &dated.column, note));
    }
    ran
}

/// The look at the days of the rows beside the window that a figure names.
fn examine_window(calc: &Calc, sample: &Sample, stated: Period) -> Option<Ran> {
    let dated = sample.days.as_ref()?;
    let begins_before = matches!(calc.op, Op::Delta(_, None) | Op::Growth(_, None));
    let is_whole_amount = matches!(calc.op, Op::Sum(_) | Op::Count(_)) && has_all_days(calc, dated);
    let note = window(&dated.windows, stated, begins_before, is_whole_amount);
    Some(Ran::new(Look::Window, &dated.column, note))
}

/// Rows that were chosen by something else than their day may leave days out.
fn has_all_days(calc: &Calc, dated: &Dated) -> bool {
    let by_days = |condition: &super::calc::Condition| {
        condition.column.text == dated.column
            && !matches!(condition.test, Condition::OneOf(_) | Condition::Not(_))
    };
    calc.conditions.iter().all(by_days)
}

/// The looks at columns that nothing was calculated from, in a table that has one row for each step of time.
#[must_use]
pub fn examine_cited(sample: &Sample) -> Vec<Ran> {
    let mut ran = Vec::new();
    for series in &sample.columns {
        of_series(series, false, false, &mut ran);
    }
    for found in ran.iter_mut().filter_map(|ran| ran.note.as_mut()) {
        found.rows = found.rows.map(|(first, last)| (sample.row(first), sample.row(last)));
    }
    if let Some(dated) = &sample.days
        && let Some(note) = gaps(&dated.windows)
    {
        ran.push(Ran::new(Look::Gaps, &dated.column, note));
    }
    ran
}

fn of_series(series: &Series, is_level: bool, by_first_digits: bool, ran: &mut Vec<Ran>) {
    let mut add = |look, note| ran.push(Ran::new(look, &series.column, note));
    let steps = if is_level { series.steps() } else { None };
    let looked_at = steps.as_ref().unwrap_or(series);
    let mut runs = false;
    if let Some(note) = constant_run(looked_at, is_level) {
        runs = note.is_some();
        add(Look::ConstantRun, note);
    }
    // A constant run makes the numbers lie close together; that is said once.
    if !runs && let Some(note) = under_dispersion(looked_at) {
        add(Look::UnderDispersion, note);
    }
    if let Some(note) = terminal_digits(series) {
        add(Look::TerminalDigits, note);
    }
    if let Some(note) = repeated_block(series) {
        add(Look::RepeatedBlock, note);
    }
    if by_first_digits && let Some(note) = benford(series) {
        add(Look::Benford, note);
    }
}

#[cfg(test)]
mod simulation;
#[cfg(test)]
mod tests;
