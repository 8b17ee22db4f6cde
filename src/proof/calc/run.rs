//! Carries a calculation out.

use super::conditions::{Ready, find, numbers};
use super::nearby::nearby;
use super::plan::{self, Plan};
use super::sample::Sample;
use super::sql::{self, Query};
use super::values::Values;
use super::{Calc, CalcError, Name, Op, Step};
use crate::claim::canonical;
use crate::decimal::{Decimal, Ratio};
use crate::period::{Period, Piece};
use crate::table::Table;
use crate::unit::{Kind, Unit};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::ops::Range;

/// From how many steps of time on a chart is no picture any more.
pub const MOST_STEPS: usize = 400;

/// What a calculation gives.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    /// Exactly, in the unit of the figure.
    pub value: Ratio,
    /// Rows of the table.
    pub rows: usize,
    /// Rows that the value comes from.
    pub used: usize,
    /// Rows that do not satisfy the conditions.
    pub left_out: usize,
    /// Rows that satisfy them and have a blank where a number is wanted.
    pub blanks: usize,
    /// The same for each step of time, for a chart.
    pub series: Vec<(Period, Ratio)>,
    /// Whether each step has an amount of its own, and not a level.
    pub is_amount: bool,
    /// The calculation for SQLite, over the table as CSV; it gives the value at `digits`. `None` where that has no
    /// whole numbers of 64 bits for it.
    pub sql: Option<Box<str>>,
    /// The calculation for who has no parser, as canonical JSON of a [`Plan`]; `None` where that could not be told.
    pub plan: Option<Box<str>>,
}

/// Calculates with the rows of `table`. A share is given in `unit`. `digits` are those after the point of the figure.
///
/// # Errors
/// With the part of the phrase, and the row where there is one.
pub fn run(calc: &Calc, table: &Table, unit: &Unit, digits: u32) -> Result<Outcome, CalcError> {
    carry_out(calc, table, unit, digits).map(|(outcome, _)| outcome)
}

/// The same, and what it worked with.
///
/// # Errors
/// As there.
pub fn run_and_show(
    calc: &Calc,
    table: &Table,
    unit: &Unit,
    digits: u32,
) -> Result<(Outcome, Sample), CalcError> {
    carry_out(calc, table, unit, digits).map(|(outcome, used)| (outcome, Sample::of(calc, table, used)))
}

/// What [`run`] works with and nothing else.
///
/// # Errors
/// As there, but for the operation itself.
pub fn sample(calc: &Calc, table: &Table) -> Result<Sample, CalcError> {
    let conditions = conditions(calc, table)?;
    let (used, _) = Columns::new(calc, table)?.used(&conditions)?;
    Ok(Sample::of(calc, table, used))
}

fn carry_out<'a>(
    calc: &'a Calc,
    table: &'a Table,
    unit: &Unit,
    digits: u32,
) -> Result<(Outcome, Used<'a>), CalcError> {
    let conditions = conditions(calc, table)?;
    let columns = Columns::new(calc, table)?;
    let (used, count) = columns.used(&conditions)?;
    let share = share_in(unit);
    let value = value(calc, &used, share)?;
    let series = columns.series(calc, &used, share)?;
    let plan: Option<Plan<'_>> = plan::with(calc, table, &conditions, share)?;
    let sql = sql::write(&Query { calc, table, conditions: &conditions, used: &used, share, digits });
    let outcome = Outcome {
        value,
        rows: table.len(),
        used: used.rows.len(),
        left_out: table.len() - count,
        blanks: count - used.rows.len(),
        series,
        is_amount: calc.op.is_amount(),
        sql,
        plan: plan.map(|plan| canonical(&plan).into()),
    };
    Ok((outcome, used))
}

/// What a calculation over one window of time gives over the windows near by; those over which it cannot be carried out are
/// left out.
#[must_use]
pub fn near(calc: &Calc, table: &Table, unit: &Unit) -> Vec<(Period, Ratio)> {
    let neighbours = nearby(calc);
    let (Ok(mut conditions), Ok(columns)) = (conditions(calc, table), Columns::new(calc, table)) else {
        return Vec::new();
    };
    let share = share_in(unit);
    let mut found = Vec::with_capacity(neighbours.len());
    found.extend(neighbours.iter().filter_map(|near| {
        let name = &calc.conditions[near.condition].column;
        conditions[near.condition] = Ready::new(table, name, &near.test).ok()?;
        let used = columns.take(columns.matching(&conditions).ok()?).ok()?;
        (!used.rows.is_empty() || columns.may_be_empty()).then_some(())?;
        Some((near.window, value(calc, &used, share).ok()?))
    }));
    found
}

fn conditions<'a>(calc: &'a Calc, table: &'a Table) -> Result<Vec<Ready<'a>>, CalcError> {
    calc.conditions.iter().map(|condition| Ready::new(table, &condition.column, &condition.test)).collect()
}

/// By what a share is multiplied in this unit: a hundred for per cent, a thousand for per mille.
#[must_use]
pub fn share_in(unit: &Unit) -> Ratio {
    match unit.kind {
        Kind::Percent => Ratio::whole(100).checked_div(unit.factor).unwrap_or(Ratio::ONE),
        _ => Ratio::ONE,
    }
}

fn nothing(calc: &Calc, columns: &Columns<'_>, table: &Table, matching: usize) -> CalcError {
    let span = calc.conditions.first().map_or(&calc.file.span, |condition| &condition.column.span);
    let (message, hint) = if table.is_empty() {
        ("there are no rows in this file".to_owned(), "export it again".to_owned())
    } else if matching > 0 {
        let name = columns.first.map_or("", |(name, _)| &name.text);
        let message = format!("every cell of `{name}` in these rows is blank");
        (message, "take another column, or other rows".to_owned())
    } else {
        let seen: Vec<String> = calc
            .conditions
            .iter()
            .filter_map(|condition| {
                let column = table.column(&condition.column.text).ok()?;
                let mut texts: Vec<&str> = Vec::new();
                for cell in table.cells(column) {
                    if texts.len() < 4 && !texts.contains(&cell) {
                        texts.push(cell);
                    }
                }
                Some(format!("`{}` begins with {}", condition.column.text, texts.join(", ")))
            })
            .collect();
        ("no row satisfies the conditions".to_owned(), seen.join("; "))
    };
    CalcError::new(span, message, hint)
}

/// The columns that a calculation works with.
struct Columns<'a> {
    table: &'a Table,
    calc: &'a Calc,
    first: Option<(&'a Name, usize)>,
    second: Option<(&'a Name, usize)>,
    order: Option<(&'a Name, usize)>,
}

/// What the rows of a calculation hold.
pub struct Used<'a> {
    pub rows: Vec<usize>,
    /// The numbers of both columns, row by row, where they are numbers.
    pub first: Values,
    pub second: Values,
    /// The texts of the first column, where they are only counted.
    pub texts: Vec<&'a str>,
    /// What the rows are ordered by.
    pub keys: Vec<Key>,
    pub descending: bool,
    table: &'a Table,
    span: Range<usize>,
}

/// What rows are ordered by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Key {
    Number(Ratio),
    Day(Date, Date),
}

impl<'a> Columns<'a> {
    fn new(calc: &'a Calc, table: &'a Table) -> Result<Self, CalcError> {
        let located = |name: &'a Name| find(table, name).map(|column| (name, column));
        let (first, second) = calc.op.columns();
        Ok(Self {
            table,
            calc,
            first: first.map(located).transpose()?,
            second: second.map(located).transpose()?,
            order: calc.order.as_ref().map(|order| located(&order.column)).transpose()?,
        })
    }

    /// The rows that a value comes from, and how many satisfy the conditions.
    fn used(&self, conditions: &[Ready<'_>]) -> Result<(Used<'a>, usize), CalcError> {
        let matching = self.matching(conditions)?;
        let count = matching.len();
        let used = self.take(matching)?;
        if used.rows.is_empty() && !self.may_be_empty() {
            return Err(nothing(self.calc, self, self.table, count));
        }
        Ok((used, count))
    }

    /// Whether no rows give a value too.
    fn may_be_empty(&self) -> bool {
        matches!(self.calc.op, Op::Count(_) | Op::Distinct(_))
    }

    /// The rows that satisfy the conditions.
    fn matching(&self, conditions: &[Ready<'_>]) -> Result<Vec<usize>, CalcError> {
        let mut matching = Vec::new();
        'rows: for row in 0..self.table.len() {
            for condition in conditions {
                if !condition.holds(row)? {
                    continue 'rows;
                }
            }
            matching.push(row);
        }
        Ok(matching)
    }

    /// Of the rows that satisfy the conditions those without a blank, and what they hold.
    fn take(&self, matching: Vec<usize>) -> Result<Used<'a>, CalcError> {
        let table = self.table;
        let mut used = Used {
            rows: matching,
            first: Values::default(),
            second: Values::default(),
            texts: Vec::new(),
            keys: Vec::new(),
            descending: self.calc.order.as_ref().is_some_and(|order| order.descending),
            table,
            span: self.order.or(self.first).map_or(0..0, |(name, _)| name.span.clone()),
        };
        let filled = |column: Option<(&Name, usize)>, row: usize| {
            column.is_none_or(|(_, column)| !table.is_blank(row, column))
        };
        // A row counts when none of its numbers is blank: sums of different rows would not make a ratio.
        used.rows.retain(|row| filled(self.first, *row) && filled(self.second, *row));
        match (&self.calc.op, self.first) {
            (Op::Count(_) | Op::Distinct(_), Some((_, column))) => {
                used.texts = used.rows.iter().map(|row| table.cell(*row, column)).collect();
            }
            (_, Some(first)) => {
                used.first = self.values(first, &used.rows)?;
                if let Some(second) = self.second {
                    used.second = self.values(second, &used.rows)?;
                }
            }
            (_, None) => {}
        }
        if let Some((name, column)) = self.order {
            used.keys = keys(table, name, column, &used.rows)?;
        }
        Ok(used)
    }

    fn values(&self, (name, column): (&Name, usize), rows: &[usize]) -> Result<Values, CalcError> {
        let format = numbers(self.table, name, column)?;
        let mut values = Values { scale: 0, numbers: Vec::with_capacity(rows.len()) };
        let mut wrong: Option<CalcError> = None;
        for row in rows {
            let cell = self.table.cell(*row, column);
            let Some(number) = format.read(cell) else {
                if let Some(first) = &mut wrong {
                    first.others.add(|| self.table.place_text(*row));
                    continue;
                }
                let message = format!("`{cell}` in `{}` is no number", name.text);
                let hint = format!("leave such rows out: `where {} != \"{cell}\"`", name.text);
                wrong = Some(CalcError::new(&name.span, message, hint).in_row(*row));
                continue;
            };
            values.push(number).ok_or_else(|| overflow(&name.span).in_row(*row))?;
        }
        wrong.map_or(Ok(values), Err)
    }

    /// The calculation for each step of time.
    fn series(&self, calc: &Calc, used: &Used<'a>, share: Ratio) -> Result<Vec<(Period, Ratio)>, CalcError> {
        let Some(by) = &calc.by else { return Ok(Vec::new()) };
        let dated = calc.conditions.iter().find(|condition| matches!(condition.test, super::Test::During(_)));
        let Some(name) = by
            .column
            .as_ref()
            .or(self.order.map(|(name, _)| name))
            .or(dated.map(|condition| &condition.column))
        else {
            let message = "nothing says which column holds the days";
            return Err(CalcError::new(&by.span, message, "write `by month of date`"));
        };
        let column = find(self.table, name)?;
        let days = self.table.days(column);
        let mut steps: BTreeMap<Date, (Piece, Vec<usize>)> = BTreeMap::new();
        for row in &used.rows {
            let cell = self.table.cell(*row, column);
            let piece = days.read(cell).and_then(|period| step(by.step, period));
            let Some(piece) = piece else {
                let message = format!("`{cell}` in `{}` is of no one step of time", name.text);
                return Err(
                    CalcError::new(&by.span, message, "group by a step that each row lies in").in_row(*row)
                );
            };
            steps.entry(piece.first_day()).or_insert_with(|| (piece, Vec::new())).1.push(*row);
        }
        let ends = steps.values().next().zip(steps.values().next_back());
        if ends.is_some_and(|((first, _), (last, _))| !is_near(*first, *last)) {
            let message = format!("a chart has at most {MOST_STEPS} steps, and these rows reach further");
            return Err(CalcError::new(&by.span, message, "group by a longer step, or take fewer rows"));
        }
        steps
            .into_values()
            .map(|(piece, rows)| Ok((Period::One(piece), value(calc, &self.take(rows)?, share)?)))
            .collect()
    }
}

/// Whether one step is so soon after another that both fit into a chart.
fn is_near(first: Piece, last: Piece) -> bool {
    std::iter::successors(Some(first), |piece| piece.after()).take(MOST_STEPS).any(|piece| piece == last)
}

/// The step of time that a window lies in.
fn step(step: Step, period: Period) -> Option<Piece> {
    let (first, last) = (period.first_day(), period.last_day());
    let year = first.year();
    let piece = match step {
        Step::Day => Piece::Day(first),
        Step::Month => Piece::Month { year, month: first.month() },
        Step::Quarter => Piece::Quarter { year, quarter: (first.month() + 2) / 3 },
        Step::Year => Piece::Year(year),
    };
    (last <= piece.last_day()).then_some(piece)
}

fn keys(table: &Table, name: &Name, column: usize, rows: &[usize]) -> Result<Vec<Key>, CalcError> {
    let (numbers, days) = (table.numbers(column).ok(), table.days(column));
    let number =
        |cell| numbers.and_then(|numbers| numbers.read(cell)).map(|number| Key::Number(number.into()));
    let day = |cell| days.read(cell).map(|period: Period| Key::Day(period.first_day(), period.last_day()));
    // `2024` and `20240930` are numbers too, and come in the same order as such.
    let all_numbers = rows.iter().all(|row| number(table.cell(*row, column)).is_some());
    let key = |row: &usize| {
        let cell = table.cell(*row, column);
        let key = if all_numbers { number(cell) } else { day(cell) };
        key.ok_or_else(|| {
            let what = if cell.is_empty() { "a blank cell".to_owned() } else { format!("`{cell}`") };
            let message = format!("{what} in `{}` has no place in an order of days or numbers", name.text);
            let hint = format!("leave such rows out: `where {} != \"{cell}\"`", name.text);
            CalcError::new(&name.span, message, hint).in_row(*row)
        })
    };
    rows.iter().map(key).collect()
}

fn overflow(span: &Range<usize>) -> CalcError {
    let message = "these numbers are too large or have too many digits to be calculated with exactly";
    CalcError::new(span, message, "round them in the file, and say so in `how:`")
}

/// The result of the operation.
fn value(calc: &Calc, used: &Used<'_>, share: Ratio) -> Result<Ratio, CalcError> {
    let too_large = || overflow(&used.span);
    let values = &used.first;
    let count = Ratio::whole(i64::try_from(used.rows.len()).unwrap_or(i64::MAX));
    let sum = |values: &Values| values.sum().and_then(|sum| values.worth(sum)).ok_or_else(too_large);
    let worth = |number: Option<i128>| number.and_then(|number| values.worth(number)).ok_or_else(too_large);
    match &calc.op {
        Op::Count(_) => Ok(count),
        Op::Distinct(_) => {
            let mut texts = used.texts.clone();
            texts.sort_unstable();
            texts.dedup();
            Ok(Ratio::whole(i64::try_from(texts.len()).unwrap_or(i64::MAX)))
        }
        Op::Sum(_) => sum(values),
        Op::Mean(_) => sum(values)?.checked_div(count).ok_or_else(too_large),
        Op::Min(_) => worth(values.numbers.iter().min().copied()),
        Op::Max(_) => worth(values.numbers.iter().max().copied()),
        Op::Quantile(_, share) => quantile(values, *share).ok_or_else(too_large),
        Op::First(_) => worth(Some(values.numbers[used.end(false)?])),
        Op::Last(_) => worth(Some(values.numbers[used.end(true)?])),
        Op::Only(name) => match used.rows[..] {
            [_] => worth(values.numbers.first().copied()),
            _ => Err(several(name, used)),
        },
        Op::Ratio(one, other) => {
            let through = if other.is_some() { sum(&used.second)? } else { count };
            let name = other.as_ref().unwrap_or(one);
            divide(sum(values)?, through, share, name, "the ratio")
        }
        Op::Delta(_, Some(_)) => sum(values)?.checked_sub(sum(&used.second)?).ok_or_else(too_large),
        Op::Growth(_, Some(before)) => {
            let base = sum(&used.second)?;
            let grown = sum(values)?.checked_sub(base).ok_or_else(too_large)?;
            divide(grown, base, share, before, "growth")
        }
        Op::Delta(_, None) | Op::Growth(_, None) => {
            let (first, last) = (values.numbers[used.end(false)?], values.numbers[used.end(true)?]);
            let grown = worth(last.checked_sub(first))?;
            match &calc.op {
                Op::Growth(name, _) => divide(grown, worth(Some(first))?, share, name, "growth"),
                _ => Ok(grown),
            }
        }
    }
}

fn divide(number: Ratio, by: Ratio, share: Ratio, name: &Name, what: &str) -> Result<Ratio, CalcError> {
    if by.is_zero() {
        let message = format!("{what} would divide by zero: `{}` comes to 0", name.text);
        return Err(CalcError::new(&name.span, message, "take rows in which it is more"));
    }
    if by.is_negative() && what == "growth" {
        let message = format!("growth from less than zero says nothing: `{}` begins below it", name.text);
        return Err(CalcError::new(
            &name.span,
            message,
            "state the two figures, or their difference by `delta`",
        ));
    }
    number.checked_div(by).and_then(|ratio| ratio.checked_mul(share)).ok_or_else(|| overflow(&name.span))
}

fn several(name: &Name, used: &Used<'_>) -> CalcError {
    let places: Vec<String> = used.rows.iter().take(3).map(|row| used.table.place_text(*row)).collect();
    let message =
        format!("`only({})` is of one row, and {} satisfy the conditions", name.text, used.rows.len());
    let hint = format!(
        "add a condition: there are {}{}",
        places.join(", "),
        if used.rows.len() > 3 { " and more" } else { "" }
    );
    CalcError::new(&name.span, message, hint)
}

/// Type 7 of Hyndman and Fan (1996): with the numbers in order from zero, the one at `(n − 1) × share`, in a
/// straight line between the two that it lies between.
fn quantile(values: &Values, share: Decimal) -> Option<Ratio> {
    let mut ordered = values.numbers.clone();
    ordered.sort_unstable();
    let place = Ratio::from(share).checked_mul(Ratio::whole(i64::try_from(ordered.len() - 1).ok()?))?;
    let low = place.numerator() / place.denominator();
    let rest = place.checked_sub(Ratio::new(low, 1)?)?;
    let low = usize::try_from(low).ok()?;
    let (below, above) = (ordered[low], ordered[(low + 1).min(ordered.len() - 1)]);
    let way = values.worth(above.checked_sub(below)?)?.checked_mul(rest)?;
    values.worth(below)?.checked_add(way)
}

impl Used<'_> {
    /// The row that comes first or last: its place among the rows that are used.
    fn end(&self, last: bool) -> Result<usize, CalcError> {
        let forwards = last == self.descending;
        let ends = |a: &usize, b: &usize| {
            let order = self.keys[*a].cmp(&self.keys[*b]);
            if forwards { order } else { order.reverse() }
        };
        let end = (0..self.keys.len()).min_by(ends).unwrap_or_default();
        let other = (0..self.keys.len()).find(|index| {
            self.keys[*index] == self.keys[end] && self.first.numbers[*index] != self.first.numbers[end]
        });
        let Some(other) = other else { return Ok(end) };
        let (one, two) = (self.rows[end.min(other)], self.rows[end.max(other)]);
        let message = format!(
            "two rows come {}, and they differ: {} and {}",
            if last { "last" } else { "first" },
            self.table.place_text(one),
            self.table.place_text(two)
        );
        Err(CalcError::new(
            &self.span,
            message,
            "add a condition that leaves one of them, or order by another column",
        )
        .in_row(two))
    }
}
