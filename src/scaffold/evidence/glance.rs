//! What a table holds, at a glance, and a calculation that it bears.

use crate::decimal::Ratio;
use crate::evidence::about_people;
use crate::period::{Period, Piece};
use crate::proof::calc::{parse, run};
use crate::table::{Form, Table};
use crate::unit::Unit;
use std::fmt::Write as _;

/// A table at a glance.
#[derive(Debug)]
pub struct Glance {
    pub rows: usize,
    pub columns: Vec<Column>,
    /// Columns that may tell of people.
    pub people: Vec<String>,
    pub suggestion: Option<Suggestion>,
}

#[derive(Debug)]
pub struct Column {
    pub name: String,
    /// `number`, `day` or `text`.
    pub kind: &'static str,
    pub blanks: usize,
    /// The first value that is no blank.
    pub first: String,
    /// From the first to the last day, of a column of days.
    pub days: Option<Period>,
}

/// A figure that the table gives, to begin with.
#[derive(Debug)]
pub struct Suggestion {
    name: String,
    value: String,
    calc: String,
}

impl Glance {
    pub(super) fn of(table: &Table, file: &str) -> Self {
        let columns: Vec<Column> = (0..table.columns().len()).map(|index| column(table, index)).collect();
        let suggestion = suggest(table, &columns, file);
        Self { rows: table.len(), people: about_people(table), columns, suggestion }
    }
}

impl Suggestion {
    /// As a comment of front matter.
    pub(super) fn to_yaml(&self) -> String {
        let Self { name, value, calc } = self;
        format!(
            "# A result to edit. It belongs under `metrics:`, and the data give this value now.\n#  - name: {name}\n#    value: {value}\n#    calc: {calc}\n"
        )
    }

    /// The calculation and what it gives.
    #[must_use]
    pub fn to_line(&self) -> String {
        format!("{} gives {}", self.calc, self.value)
    }
}

fn column(table: &Table, index: usize) -> Column {
    let filled = || table.cells(index).filter(|cell| !cell.is_empty());
    let days = table.days(index);
    let windows = || filled().map(|cell| days.read(cell));
    let number = table.numbers(index).is_ok_and(|numbers| filled().all(|cell| numbers.read(cell).is_some()));
    // A number of four or six digits may be a year or a month; of eight it is a day.
    let dated = days.form != Form::Other || (!number && windows().all(|window| window.is_some()));
    let any = filled().next();
    let kind = match any {
        Some(_) if dated => "day",
        Some(_) if number => "number",
        _ => "text",
    };
    let ends = || windows().flatten();
    let span = ends().map(Period::first_day).min().zip(ends().map(Period::last_day).max());
    Column {
        name: table.columns()[index].clone(),
        kind,
        blanks: table.len() - filled().count(),
        first: any.unwrap_or_default().chars().take(40).collect(),
        days: span
            .filter(|_| kind == "day")
            .and_then(|(first, last)| Period::interval(Piece::Day(first), Piece::Day(last))),
    }
}

/// The sum of the first column of numbers in the last month that the table has.
fn suggest(table: &Table, columns: &[Column], file: &str) -> Option<Suggestion> {
    let named = |column: &&Column| table.column(&column.name).is_ok();
    let is_key = |name: &str| {
        let name = name.to_lowercase();
        name == "id" || name.ends_with("_id") || name.ends_with(" id") || name == "year"
    };
    let number =
        columns.iter().filter(named).find(|column| column.kind == "number" && !is_key(&column.name))?;
    let day = columns.iter().filter(named).find(|column| column.kind == "day");
    let window = day.and_then(|day| day.days).map(|days| {
        let last = days.last_day();
        Piece::Month { year: last.year(), month: last.month() }
    });
    let mut calc = format!("sum({}) from {}", quoted(&number.name), quoted(file));
    if let (Some(day), Some(window)) = (day, window) {
        // Writing to a string cannot fail.
        _ = write!(calc, " where {} in {window}", quoted(&day.name));
    }
    let value = run(&parse(&calc).ok()?, table, &Unit::none(), 0).ok()?.value;
    let digits = (0..=6).find(|digits| value.is_exact_at(*digits)).unwrap_or(2);
    let rounded = value.round(digits).filter(|_| value != Ratio::ZERO)?;
    let period = window.map_or_else(String::new, |window| format!(" in {window}"));
    Some(Suggestion { name: number.name.clone(), value: format!("{rounded}{period}"), calc })
}

/// A name as a calculation writes it.
fn quoted(name: &str) -> String {
    let plain = name.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '/' | '#'));
    if plain && !name.is_empty() { name.to_owned() } else { format!("\"{}\"", name.replace('"', "\"\"")) }
}
