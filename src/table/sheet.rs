//! Sheets of XLSX and ODS. What a cell holds is taken, not how it is formatted: 58.9 % is 0.589 there.
//!
//! A spreadsheet keeps numbers in binary; each is written with the fewest digits that mean the same, as the
//! spreadsheet itself shows it. Days become `2024-09-30`.

use super::rows::{Rows, Shape, header};
use super::{Counted, Declared, MOST_CELLS, Table, TableError};
use calamine::{Data, DataRef, ExcelDateTime, Ods, Reader, SheetVisible, Xlsx};
use std::fmt;
use std::io::Cursor;

/// Most bytes of a workbook, which is packed.
const MOST_BYTES: usize = 64 << 20;

/// Rows in which the names of the columns are looked for.
const SAMPLE_ROWS: usize = 200;

/// The filled cells of one row of a sheet, by column, and the number of the row.
type Row = (usize, Vec<(usize, String)>);

pub fn xlsx(bytes: &[u8], sheet: Option<&str>, declared: &Declared) -> Result<Table, TableError> {
    check_size(bytes)?;
    let mut book = Xlsx::new(Cursor::new(bytes)).map_err(|error| unreadable(&error))?;
    let names = visible(&book);
    choose(&names, sheet, declared, |name| {
        let mut cells = book.worksheet_cells_reader(name).map_err(|error| unreadable(&error))?;
        let mut rows: Vec<Row> = Vec::new();
        let mut count = 0;
        while let Some(cell) = cells.next_cell().map_err(|error| unreadable(&error))? {
            let (row, column) = cell.get_position();
            count += 1;
            if count > MOST_CELLS {
                return Err(TableError::new(
                    "this sheet has too many cells",
                    "publish the rows that the figures need",
                ));
            }
            let text = match cell.get_value() {
                DataRef::Int(number) => number.to_string(),
                DataRef::Float(number) => number.to_string(),
                DataRef::String(text) => text.clone(),
                DataRef::SharedString(text) => (*text).to_owned(),
                DataRef::Bool(flag) => flag.to_string(),
                DataRef::DateTime(time) => moment(*time),
                DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => day_of(text),
                DataRef::Error(error) => error.to_string(),
                DataRef::Empty => String::new(),
            };
            put(&mut rows, row as usize + 1, column as usize, text);
        }
        Ok(rows)
    })
}

pub fn ods(bytes: &[u8], sheet: Option<&str>, declared: &Declared) -> Result<Table, TableError> {
    check_size(bytes)?;
    let mut book = Ods::new(Cursor::new(bytes)).map_err(|error| unreadable(&error))?;
    let names = visible(&book);
    choose(&names, sheet, declared, |name| {
        let range = book.worksheet_range(name).map_err(|error| unreadable(&error))?;
        let (top, left) = range.start().unwrap_or_default();
        let mut rows: Vec<Row> = Vec::new();
        for (row, column, cell) in range.used_cells() {
            let text = match cell {
                Data::Int(number) => number.to_string(),
                Data::Float(number) => number.to_string(),
                Data::String(text) => text.clone(),
                Data::Bool(flag) => flag.to_string(),
                Data::DateTime(time) => moment(*time),
                Data::DateTimeIso(text) | Data::DurationIso(text) => day_of(text),
                Data::Error(error) => error.to_string(),
                Data::Empty => String::new(),
            };
            put(&mut rows, row + top as usize + 1, column + left as usize, text);
        }
        Ok(rows)
    })
}

fn check_size(bytes: &[u8]) -> Result<(), TableError> {
    if bytes.len() <= MOST_BYTES {
        return Ok(());
    }
    Err(TableError::new(
        format!("this workbook has more than {} MB", MOST_BYTES >> 20),
        "export the sheet as CSV, with the rows and columns that the figures need",
    ))
}

fn unreadable(error: &dyn fmt::Display) -> TableError {
    TableError::new(
        format!("this workbook cannot be read: {error}"),
        "save it again, or export the sheet as CSV",
    )
}

/// The sheets that a reader of the workbook sees.
fn visible<'a, B: Reader<Cursor<&'a [u8]>>>(book: &B) -> Vec<String> {
    let sheets = book.sheets_metadata().iter().filter(|sheet| sheet.visible == SheetVisible::Visible);
    sheets.map(|sheet| sheet.name.clone()).collect()
}

/// Adds a filled cell behind those that came before.
fn put(rows: &mut Vec<Row>, row: usize, column: usize, text: String) {
    if text.trim().is_empty() {
        return;
    }
    match rows.last_mut() {
        Some((last, cells)) if *last == row => cells.push((column, text)),
        _ => rows.push((row, vec![(column, text)])),
    }
}

/// The sheet that was asked for; without a name, the only one that holds anything.
fn choose(
    names: &[String],
    asked: Option<&str>,
    declared: &Declared,
    mut read: impl FnMut(&str) -> Result<Vec<Row>, TableError>,
) -> Result<Table, TableError> {
    let list = || names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    if let Some(asked) = asked {
        let Some(name) = names.iter().find(|name| *name == asked) else {
            return Err(TableError::new(
                format!("there is no sheet `{asked}`"),
                format!("the sheets are {}", list()),
            ));
        };
        return table(read(name)?, declared);
    }
    let mut filled = Vec::new();
    for name in names {
        let rows = read(name)?;
        if !rows.is_empty() {
            filled.push((name, rows));
        }
        if filled.len() > 1 {
            let message = format!("this workbook has several sheets: {}", list());
            let hint = format!("write which one behind the name of the file, such as `#{}`", filled[0].0);
            return Err(TableError { sheets: names.to_vec(), ..TableError::new(message, hint) });
        }
    }
    match filled.pop() {
        Some((_, rows)) => table(rows, declared),
        None => Err(TableError::new("there is nothing in this workbook", "save it again with its table")),
    }
}

fn table(mut rows: Vec<Row>, declared: &Declared) -> Result<Table, TableError> {
    rows.sort_by_key(|(row, _)| *row);
    let columns = || rows.iter().flat_map(|(_, cells)| cells.iter().map(|(column, _)| *column));
    let left = columns().min().unwrap_or_default();
    let width = columns().max().map_or(0, |last| last + 1 - left);
    if rows.len().saturating_mul(width) > MOST_CELLS {
        return Err(TableError::new("this sheet has too many cells", "export the table as CSV"));
    }
    let mut line = vec![""; width];
    let shapes: Vec<Shape> = rows
        .iter()
        .take(SAMPLE_ROWS)
        .map(|(_, cells)| {
            spread(&mut line, cells, left);
            Shape { cells: width, ..Shape::of(line.iter().copied()) }
        })
        .collect();
    let first = match declared.header {
        Some(wanted) => rows.iter().position(|(row, _)| *row >= wanted),
        None => header(&shapes),
    };
    let Some(first) = first else {
        return Err(TableError::new("there is no table in this sheet", "its first row names the columns"));
    };
    let mut taken = Rows::new(Counted::Rows, b',');
    spread(&mut line, &rows[first].1, left);
    taken.name(line.iter().copied());
    for (row, cells) in &rows[first + 1..] {
        spread(&mut line, cells, left);
        taken.take(*row, line.iter().copied(), || "")?;
    }
    taken.finish()
}

/// Lays the filled cells of a row out over all columns.
fn spread<'a>(line: &mut [&'a str], cells: &'a [(usize, String)], left: usize) {
    line.fill("");
    for (column, text) in cells {
        line[column - left] = text;
    }
}

/// A day as ISO 8601 writes it, with the time of day unless it is midnight; a length of time in days.
fn moment(time: ExcelDateTime) -> String {
    if time.is_duration() {
        return time.as_f64().to_string();
    }
    let (year, month, day, hour, minute, second, _) = time.to_ymd_hms_milli();
    let date = format!("{year:04}-{month:02}-{day:02}");
    if (hour, minute, second) == (0, 0, 0) {
        date
    } else {
        format!("{date}T{hour:02}:{minute:02}:{second:02}")
    }
}

/// `2024-09-30T00:00:00` is a day.
fn day_of(text: &str) -> String {
    text.strip_suffix("T00:00:00").unwrap_or(text).to_owned()
}
