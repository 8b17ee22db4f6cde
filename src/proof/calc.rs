//! Calculations: one line in a closed grammar over one table, with exact arithmetic.
//!
//! ```text
//! calc      = op "from" file [ "where" condition { "and" condition } ] [ "order by" column [ "desc" ] ]
//!             [ "by" ( "day" | "month" | "quarter" | "year" ) [ "of" column ] ]
//! op        = "count()" | name "(" column [ "," column | number ] ")"
//! condition = column ( "=" | "!=" | "<" | "<=" | ">" | ">=" ) value
//!           | column "in" ( "(" value { "," value } ")" | window )
//!           | column "between" value "and" value
//! ```
//!
//! Nothing is rounded on the way. The result is a fraction, and is rounded once, half away from zero, to the
//! digits of the figure that it is held against. A blank cell is skipped and counted; whatever else is no number in
//! a column of numbers stops the calculation with its row.

mod conditions;
mod figure;
mod nearby;
mod parse;
mod plan;
mod run;
mod sample;
mod sql;
#[cfg(test)]
mod tests;
mod values;

pub use figure::Stated;
pub use parse::parse;
pub use plan::{Plan, plan};
pub use run::{MOST_STEPS, Outcome, near, run, run_and_show, sample, share_in};
pub use sample::{Dated, Sample};

use crate::decimal::Decimal;
use crate::period::Period;
use crate::table::Others;
use std::ops::Range;

/// A calculation as it was written. Spans are bytes of the phrase.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Calc {
    pub op: Op,
    /// The file, as it was written, without the sheet.
    pub file: Name,
    pub sheet: Option<String>,
    pub conditions: Vec<Condition>,
    pub order: Option<Order>,
    pub by: Option<By>,
}

impl Calc {
    /// Every column that it reads, each once.
    #[must_use]
    pub fn columns(&self) -> Vec<&str> {
        let (first, second) = self.op.columns();
        let named = first.into_iter().chain(second).chain(self.conditions.iter().map(|one| &one.column));
        let named = named.chain(self.order.iter().map(|order| &order.column));
        let named = named.chain(self.by.iter().filter_map(|by| by.column.as_ref()));
        let mut columns: Vec<&str> = Vec::new();
        for name in named {
            if !columns.contains(&name.text.as_str()) {
                columns.push(&name.text);
            }
        }
        columns
    }
}

/// A name and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    pub text: String,
    pub span: Range<usize>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Op {
    Sum(Name),
    /// Rows, or filled cells of a column.
    Count(Option<Name>),
    Distinct(Name),
    Mean(Name),
    Min(Name),
    Max(Name),
    /// By type 7 of Hyndman and Fan (1996), as R, NumPy and spreadsheets do; the median is that of one half.
    Quantile(Name, Decimal),
    First(Name),
    Last(Name),
    /// Of exactly one row.
    Only(Name),
    /// Sum through sum; without a second column, through the number of rows.
    Ratio(Name, Option<Name>),
    /// Last less first in an order, or sum less sum.
    Delta(Name, Option<Name>),
    /// The same as a share of what it began with.
    Growth(Name, Option<Name>),
}

impl Op {
    /// Whether it gives an amount, which the steps of a series have each for themselves, rather than a level.
    #[must_use]
    pub fn is_amount(&self) -> bool {
        matches!(self, Self::Sum(_) | Self::Count(_) | Self::Distinct(_) | Self::Delta(..))
    }

    /// The columns that it reads, in the order in which they are written.
    fn columns(&self) -> (Option<&Name>, Option<&Name>) {
        match self {
            Self::Count(column) => (column.as_ref(), None),
            Self::Ratio(one, other) | Self::Delta(one, other) | Self::Growth(one, other) => {
                (Some(one), other.as_ref())
            }
            Self::Sum(one)
            | Self::Distinct(one)
            | Self::Mean(one)
            | Self::Min(one)
            | Self::Max(one)
            | Self::Quantile(one, _)
            | Self::First(one)
            | Self::Last(one)
            | Self::Only(one) => (Some(one), None),
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Condition {
    pub column: Name,
    pub test: Test,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Test {
    /// Equal to one of these.
    OneOf(Vec<Literal>),
    Not(Literal),
    During(Period),
    Compare(Comparison, Literal),
    /// Both ends belong to it.
    Between(Literal, Literal),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    Less,
    AtMost,
    More,
    AtLeast,
}

/// A value in a condition. What stands in quotes is a text and nothing else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Literal {
    pub text: String,
    pub span: Range<usize>,
    pub quoted: bool,
}

impl Literal {
    /// As a number, if it can be one.
    #[must_use]
    pub fn number(&self) -> Option<Decimal> {
        if self.quoted { None } else { Decimal::strict(&self.text) }
    }

    /// As a window of time, if it can be one.
    #[must_use]
    pub fn window(&self) -> Option<Period> {
        if self.quoted { None } else { Period::strict(&self.text) }
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Order {
    pub column: Name,
    pub descending: bool,
}

/// How a calculation is repeated for a chart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct By {
    pub step: Step,
    pub column: Option<Name>,
    pub span: Range<usize>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    Day,
    Month,
    Quarter,
    Year,
}

/// Why a phrase is no calculation, or why it cannot be carried out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CalcError {
    /// The part of the phrase that it is about.
    pub span: Range<usize>,
    /// What is wrong, as a sentence without a full stop.
    pub message: String,
    pub hint: String,
    /// The row of the table that it is about, from zero.
    pub row: Option<usize>,
    /// Rows with the same fault.
    pub others: Others,
}

impl CalcError {
    fn new(span: &Range<usize>, message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self {
            span: span.clone(),
            message: message.into(),
            hint: hint.into(),
            row: None,
            others: Others::default(),
        }
    }

    fn in_row(self, row: usize) -> Self {
        Self { row: Some(row), ..self }
    }
}
