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
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// What to do with which rows.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    /// The columns that it reads; a row with a blank in one of them is skipped.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub columns: Vec<Column>,
    /// As a calculation names it; `median` is the quantile of one half.
    pub op: Cow<'static, str>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order: Option<Order>,
    /// Of a quantile: from 0 to 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub share: Option<String>,
    /// By what a ratio or a growth is multiplied.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub times: Option<String>,
    /// Every one has to hold.
    #[serde(default, rename = "where", skip_serializing_if = "Vec::is_empty")]
    pub conditions: Vec<Where>,
}

/// A column that is read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Column {
    pub name: String,
    /// None where its cells are only counted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub numbers: Option<Written>,
}

/// How the numbers of a column are written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Written {
    /// `point` or `comma`.
    pub mark: Cow<'static, str>,
    /// The sign of per cent or money that each has.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub sign: String,
}

/// A condition: a cell is one of some texts, or lies between two ends. A blank cell does not.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Where {
    /// `from` itself does not belong to it.
    #[serde(default, skip_serializing_if = "is_false")]
    pub above: bool,
    /// `to` itself does not belong to it.
    #[serde(default, skip_serializing_if = "is_false")]
    pub below: bool,
    pub column: String,
    /// The form of its days: `iso`, `slashes` or `digits`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub days: Option<Cow<'static, str>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// It is none of them.
    #[serde(default, skip_serializing_if = "is_false")]
    pub not: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub numbers: Option<Written>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub texts: Option<Vec<String>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
}

/// What rows are ordered by: as numbers where all of them are, else as days.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Order {
    pub column: String,
    /// `iso`, `slashes`, `digits`, `month` or `quarter`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub days: Option<Cow<'static, str>>,
    #[serde(default, skip_serializing_if = "is_false")]
    pub descending: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
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
pub fn plan(calc: &Calc, table: &Table, unit: &Unit) -> Result<Option<Plan>, CalcError> {
    let conditions: Vec<Ready<'_>> = calc
        .conditions
        .iter()
        .map(|condition| Ready::new(table, &condition.column, &condition.test))
        .collect::<Result<_, _>>()?;
    with(calc, table, &conditions, share_in(unit))
}

pub(super) fn with(
    calc: &Calc,
    table: &Table,
    conditions: &[Ready<'_>],
    times: Ratio,
) -> Result<Option<Plan>, CalcError> {
    let counted = matches!(calc.op, Op::Count(_) | Op::Distinct(_));
    let (first, second) = calc.op.columns();
    let mut columns = Vec::new();
    for name in first.into_iter().chain(second) {
        columns.push(column(table, name, counted)?);
    }
    let conditions: Option<Vec<Where>> = conditions.iter().map(Ready::plan).collect();
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

fn column(table: &Table, name: &Name, counted: bool) -> Result<Column, CalcError> {
    let at = find(table, name)?;
    if counted {
        return Ok(Column { name: name.text.clone(), numbers: None });
    }
    let numbers = super::conditions::numbers(table, name, at)?;
    Ok(Column { name: name.text.clone(), numbers: Some(numbers.into()) })
}

fn ordered(table: &Table, name: &Name, descending: bool) -> Result<Option<Order>, CalcError> {
    let at = find(table, name)?;
    let numbers = table.numbers(at).ok().map(Written::from);
    let days = form(table, at);
    let known = numbers.is_some() || days.is_some();
    Ok(known.then(|| Order { column: name.text.clone(), numbers, days: days.map(Cow::Borrowed), descending }))
}

/// The form that all days of a column have, if it is one whose texts come in the order of time.
fn form(table: &Table, column: usize) -> Option<&'static str> {
    if let Some(form) = name_of(table.days(column).form) {
        return Some(form);
    }
    let mut forms =
        table.cells(column).filter(|cell| !cell.is_empty()).map(|cell| match Period::strict(cell) {
            Some(Period::One(Piece::Month { .. })) if cell.len() == 7 => Some("month"),
            Some(Period::One(Piece::Quarter { .. })) => Some("quarter"),
            _ => None,
        });
    let first = forms.next()??;
    forms.all(|form| form == Some(first)).then_some(first)
}

pub(super) fn name_of(form: Form) -> Option<&'static str> {
    match form {
        Form::Iso => Some("iso"),
        Form::Slashes => Some("slashes"),
        Form::Digits => Some("digits"),
        Form::Other => None,
    }
}

/// A plan as the text of its JSON, for formats that do not name their fields: they could not tell which are left out.
pub(super) mod as_json {
    use super::Plan;
    use serde::de::Error as _;
    use serde::ser::Error as _;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    #[expect(clippy::ref_option, reason = "serde hands it on so")]
    pub fn serialize<S: Serializer>(plan: &Option<Plan>, serializer: S) -> Result<S::Ok, S::Error> {
        let text = plan.as_ref().map(serde_json::to_string).transpose();
        text.map_err(S::Error::custom)?.serialize(serializer)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Plan>, D::Error> {
        let text = Option::<&str>::deserialize(deserializer)?;
        text.map(serde_json::from_str).transpose().map_err(D::Error::custom)
    }
}
