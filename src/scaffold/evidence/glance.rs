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
    /// What an author should know before any figure rests on it, each in a sentence or two.
    pub notes: Vec<String>,
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
        let total = Total::of(table);
        let rows = table.len() - usize::from(total.is_some());
        let columns: Vec<Column> =
            (0..table.columns().len()).map(|index| column(table, index, rows)).collect();
        let suggestion = suggest(table, &columns, rows, total.as_ref(), file);
        let notes = notes(table, &columns, total.as_ref());
        Self { rows: table.len(), people: about_people(table), notes, columns, suggestion }
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
        format!("`calc: {}` gives {}", self.calc, self.value)
    }
}

/// The last row of a table, where it is the total of the others: `Summe | 1215 | 15622.75`.
struct Total {
    /// The column that says so, and the word.
    column: String,
    word: String,
}

/// Words for a total in the languages of folio's themes and some others, in small letters.
const TOTALS: [&str; 20] = [
    "total",
    "totals",
    "grand total",
    "sum",
    "overall",
    "summe",
    "gesamt",
    "gesamtsumme",
    "gesamtergebnis",
    "insgesamt",
    "ergebnis",
    "somme",
    "ensemble",
    "total général",
    "suma",
    "total general",
    "totale",
    "totaal",
    "المجموع",
    "الإجمالي",
];

impl Total {
    fn of(table: &Table) -> Option<Self> {
        let row = table.len().checked_sub(1).filter(|row| *row > 0)?;
        let is_total =
            |cell: &str| TOTALS.contains(&cell.trim_end_matches([':', ' ']).to_lowercase().as_str());
        let column = (0..table.columns().len()).find(|column| is_total(table.cell(row, *column)))?;
        // Where the word stands among others of its kind, it is a value like them.
        let alone = table.cells(column).filter(|cell| is_total(cell)).count() == 1;
        alone.then(|| Self {
            column: table.columns()[column].clone(),
            word: table.cell(row, column).to_owned(),
        })
    }
}

/// Days as a spreadsheet counts them, from 1 January 2000 to 31 December 2099.
const SERIALS: std::ops::RangeInclusive<i64> = 36_526..=73_050;

/// Whether a column of whole numbers is one of days that lost their form: its name says so, and its numbers may be such.
fn holds_serials(table: &Table, column: &Column) -> bool {
    let name = column.name.to_lowercase();
    let named = ["date", "day", "datum", "tag", "jour", "fecha", "día", "data", "تاريخ"];
    let is_named = name.split(|c: char| !c.is_alphabetic()).any(|word| named.contains(&word));
    let Some(index) = table.columns().iter().position(|known| *known == column.name) else { return false };
    let serial = |cell: &str| cell.parse::<i64>().is_ok_and(|number| SERIALS.contains(&number));
    is_named && column.kind == "number" && table.cells(index).filter(|cell| !cell.is_empty()).all(serial)
}

fn notes(table: &Table, columns: &[Column], total: Option<&Total>) -> Vec<String> {
    let mut notes = Vec::new();
    let nameless = columns.iter().filter(|column| column.name.is_empty()).count();
    let words = |cell: &str| cell.chars().all(|c| !c.is_ascii_digit());
    let mut first = (0..columns.len()).filter(|_| !table.is_empty()).map(|column| table.cell(0, column));
    if nameless > 0 && table.len() > 1 && first.all(words) {
        notes.push(
            "the names of the columns stand in two rows. Give each column one name in one row, and add the file again"
                .to_owned(),
        );
    } else if nameless > 0 {
        let what =
            if nameless == 1 { "1 column has no name" } else { &format!("{nameless} columns have no name") };
        notes.push(format!("{what}. If the names stand in another row, say which in the entry: `header: 4`"));
    }
    if let Some(Total { column, word }) = total {
        notes.push(format!(
            "the last row looks like a total (`{word}` in `{column}`), which a sum would count twice"
        ));
    }
    for column in columns.iter().filter(|column| holds_serials(table, column)) {
        let day = column.first.parse::<i64>().ok().and_then(|number| {
            let start = jiff::civil::date(1899, 12, 30);
            start.checked_add(jiff::Span::new().try_days(number).ok()?).ok()
        });
        let day = day.map_or_else(String::new, |day| format!(" ({} is {day})", column.first));
        notes.push(format!(
            "`{}` holds days as a spreadsheet counts them{day}. Format that column as a date there, save, and add the file again",
            column.name
        ));
    }
    notes
}

fn column(table: &Table, index: usize, rows: usize) -> Column {
    let cells = || table.cells(index).take(rows);
    let filled = || cells().filter(|cell| !cell.is_empty());
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
        blanks: rows - filled().count(),
        first: any.unwrap_or_default().chars().take(40).collect(),
        days: span
            .filter(|_| kind == "day")
            .and_then(|(first, last)| Period::interval(Piece::Day(first), Piece::Day(last))),
    }
}

/// The sum of the first column of numbers in the last month for which it has some.
fn suggest(
    table: &Table,
    columns: &[Column],
    rows: usize,
    total: Option<&Total>,
    file: &str,
) -> Option<Suggestion> {
    let named = |column: &&Column| table.column(&column.name).is_ok();
    let is_key = |name: &str| {
        let name = name.to_lowercase();
        name == "id" || name.ends_with("_id") || name.ends_with(" id") || name == "year"
    };
    let is_amount =
        |column: &&Column| column.kind == "number" && !is_key(&column.name) && !holds_serials(table, column);
    let number = columns.iter().filter(named).find(is_amount)?;
    let day = columns.iter().filter(named).find(|column| column.kind == "day");
    let window = day.and_then(|day| last_month(table, rows, &number.name, &day.name));
    let mut conditions = Vec::new();
    if let Some(Total { column, word }) = total {
        conditions.push(format!("{} != \"{}\"", quoted(column), word.replace('"', "\"\"")));
    }
    if let (Some(day), Some(window)) = (day, window) {
        conditions.push(format!("{} in {window}", quoted(&day.name)));
    }
    let mut calc = format!("sum({}) from {}", quoted(&number.name), quoted(file));
    if !conditions.is_empty() {
        // Writing to a string cannot fail.
        _ = write!(calc, " where {}", conditions.join(" and "));
    }
    let value = run(&parse(&calc).ok()?, table, &Unit::none(), 0).ok()?.value;
    let digits = (0..=6).find(|digits| value.is_exact_at(*digits)).unwrap_or(2);
    let rounded = value.round(digits).filter(|_| value != Ratio::ZERO)?;
    let period = window.map_or_else(String::new, |window| format!(" in {window}"));
    Some(Suggestion { name: number.name.clone(), value: format!("{rounded}{period}"), calc })
}

/// The last month in which a column has a number.
fn last_month(table: &Table, rows: usize, number: &str, day: &str) -> Option<Piece> {
    let (number, day) = (table.column(number).ok()?, table.column(day).ok()?);
    let days = table.days(day);
    let filled = (0..rows).filter(|row| !table.cell(*row, number).is_empty());
    let last = filled.filter_map(|row| days.read(table.cell(row, day))).map(Period::last_day).max()?;
    Some(Piece::Month { year: last.year(), month: last.month() })
}

/// A name as a calculation writes it.
fn quoted(name: &str) -> String {
    let plain = name.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '/' | '#'));
    if plain && !name.is_empty() { name.to_owned() } else { format!("\"{}\"", name.replace('"', "\"\"")) }
}
