//! A calculation as a program without a parser carries it out: over the table as plain CSV, by the marks of each column
//! and the texts of each condition. `proof/verify.js` works from it in the reader's browser.
//!
//! What `=` and `!=` stand for is told as texts of the column, as the query for SQLite has it; days are compared as
//! texts of one form. Where that would be too long or could not be told, there is no plan, and nobody recalculates by one.

use super::conditions::{Ready, find};
use super::run::share_in;
use super::{Calc, CalcError, Name, Op};
use crate::decimal::Ratio;
use crate::period::{Period, Piece};
use crate::table::{Form, Numbers, Table};
use crate::unit::Unit;
use serde::Serialize;
use std::borrow::Cow;

/// What to do with which rows.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Plan<'a> {
    /// The columns that it reads; a row with a blank in one of them is skipped.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub columns: Vec<Column<'a>>,
    /// As a calculation names it; `median` is the quantile of one half.
    pub op: Cow<'static, str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub order: Option<Order<'a>>,
    /// Of a quantile: from 0 to 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub share: Option<String>,
    /// By what a ratio or a growth is multiplied.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub times: Option<String>,
    /// Every one has to hold.
    #[serde(rename = "where", skip_serializing_if = "Vec::is_empty")]
    pub conditions: Vec<Where<'a>>,
}

/// A column that is read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Column<'a> {
    pub name: Cow<'a, str>,
    /// None where its cells are only counted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub numbers: Option<Written>,
}

/// How the numbers of a column are written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Written {
    /// `point` or `comma`.
    pub mark: Cow<'static, str>,
    /// The sign of per cent or money that each has.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub sign: String,
}

/// A condition: a cell is one of some texts, or lies between two ends. A blank cell does not.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Where<'a> {
    /// `from` itself does not belong to it.
    #[serde(skip_serializing_if = "is_false")]
    pub above: bool,
    /// `to` itself does not belong to it.
    #[serde(skip_serializing_if = "is_false")]
    pub below: bool,
    pub column: Cow<'a, str>,
    /// The form of its days: `iso`, `slashes` or `digits`; or `month`, and then its ends are months too.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub days: Option<Cow<'static, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// It is none of them.
    #[serde(skip_serializing_if = "is_false")]
    pub not: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub numbers: Option<Written>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub texts: Option<Vec<Cow<'a, str>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
}

/// What rows are ordered by: as numbers where all of them are, else as days.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Order<'a> {
    pub column: Cow<'a, str>,
    /// `iso`, `slashes`, `digits`, `month` or `quarter`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub days: Option<Cow<'static, str>>,
    #[serde(skip_serializing_if = "is_false")]
    pub descending: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub numbers: Option<Written>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands it on so")]
fn is_false(flag: &bool) -> bool {
    !flag
}

impl From<Numbers> for Written {
    fn from(numbers: Numbers) -> Self {
        let sign = numbers.sign.map(String::from).unwrap_or_default();
        Self { mark: Cow::Borrowed(numbers.mark.name()), sign }
    }
}

/// The plan of a calculation over a table, whether or not it can be carried out there.
///
/// # Errors
/// When the table has not what the calculation names.
pub fn plan<'a>(calc: &'a Calc, table: &'a Table, unit: &Unit) -> Result<Option<Plan<'a>>, CalcError> {
    let conditions: Vec<Ready<'_>> = calc
        .conditions
        .iter()
        .map(|condition| Ready::new(table, &condition.column, &condition.test))
        .collect::<Result<_, _>>()?;
    with(calc, table, &conditions, share_in(unit))
}

pub(super) fn with<'a>(
    calc: &'a Calc,
    table: &Table,
    conditions: &[Ready<'a>],
    times: Ratio,
) -> Result<Option<Plan<'a>>, CalcError> {
    let counted = matches!(calc.op, Op::Count(_) | Op::Distinct(_));
    let (first, second) = calc.op.columns();
    let mut columns = Vec::with_capacity(2);
    for name in first.into_iter().chain(second) {
        columns.push(column(table, name, counted)?);
    }
    let conditions: Option<Vec<Where<'_>>> = conditions.iter().map(Ready::plan).collect();
    let Some(conditions) = conditions else { return Ok(None) };
    let order = match &calc.order {
        Some(order) if needs_order(&calc.op) => match ordered(table, &order.column, order.descending)? {
            Some(order) => Some(order),
            None => return Ok(None),
        },
        _ => None,
    };
    let scaled = matches!(calc.op, Op::Ratio(..) | Op::Growth(..)) && times != Ratio::ONE;
    // A unit such as per mille has a whole factor; another could not be told in one number.
    if scaled && times.denominator() != 1 {
        return Ok(None);
    }
    Ok(Some(Plan {
        op: Cow::Borrowed(op(&calc.op)),
        columns,
        share: if let Op::Quantile(_, share) = &calc.op { Some(share.to_string()) } else { None },
        times: scaled.then(|| times.numerator().to_string()),
        conditions,
        order,
    }))
}

fn needs_order(op: &Op) -> bool {
    matches!(op, Op::First(_) | Op::Last(_) | Op::Delta(_, None) | Op::Growth(_, None))
}

fn op(op: &Op) -> &'static str {
    match op {
        Op::Sum(_) => "sum",
        Op::Count(_) => "count",
        Op::Distinct(_) => "distinct",
        Op::Mean(_) => "mean",
        Op::Min(_) => "min",
        Op::Max(_) => "max",
        Op::Quantile(..) => "quantile",
        Op::First(_) => "first",
        Op::Last(_) => "last",
        Op::Only(_) => "only",
        Op::Ratio(..) => "ratio",
        Op::Delta(..) => "delta",
        Op::Growth(..) => "growth",
    }
}

fn column<'a>(table: &Table, name: &'a Name, counted: bool) -> Result<Column<'a>, CalcError> {
    let at = find(table, name)?;
    let numbers = if counted { None } else { Some(super::conditions::numbers(table, name, at)?.into()) };
    Ok(Column { name: Cow::Borrowed(&name.text), numbers })
}

fn ordered<'a>(table: &Table, name: &'a Name, descending: bool) -> Result<Option<Order<'a>>, CalcError> {
    let at = find(table, name)?;
    let numbers = table.numbers(at).ok().map(Written::from);
    let days = form(table, at);
    let known = numbers.is_some() || days.is_some();
    Ok(known.then(|| Order {
        column: Cow::Borrowed(&name.text),
        numbers,
        days: days.map(Cow::Borrowed),
        descending,
    }))
}

/// The form that all days of a column have, if it is one whose texts come in the order of time.
fn form(table: &Table, column: usize) -> Option<&'static str> {
    if let Some(form) = name_of(table.days(column).form) {
        return Some(form);
    }
    let mut cells = table.cells(column).filter(|cell| !cell.is_empty()).peekable();
    let is_quarter = |cell| matches!(Period::strict(cell), Some(Period::One(Piece::Quarter { .. })));
    (cells.peek().is_some() && cells.all(is_quarter)).then_some("quarter")
}

pub(super) fn name_of(form: Form) -> Option<&'static str> {
    match form {
        Form::Iso => Some("iso"),
        Form::Slashes => Some("slashes"),
        Form::Digits => Some("digits"),
        Form::Month => Some("month"),
        Form::Other => None,
    }
}
