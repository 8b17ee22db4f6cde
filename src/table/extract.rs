//! A table as plain CSV.

use super::Table;
use std::borrow::Cow;

pub fn csv(table: &Table) -> String {
    csv_of(table, |_| true)
}

/// The columns that are wanted.
pub fn csv_of(table: &Table, wanted: impl Fn(usize) -> bool) -> String {
    let mut csv = String::with_capacity(table.text.len() + table.ends.len() + 64);
    let columns: Vec<usize> = (0..table.columns.len()).filter(|column| wanted(*column)).collect();
    let single = columns.len() == 1;
    put_line(&mut csv, columns.iter().map(|column| table.columns[*column].as_str()), single);
    for row in 0..table.len() {
        put_line(&mut csv, columns.iter().map(|column| table.cell(row, *column)), single);
    }
    csv
}

pub fn line(table: &Table, row: usize) -> Cow<'_, str> {
    let mut line = String::new();
    put_line(&mut line, (0..table.columns.len()).map(|column| table.cell(row, column)), false);
    line.pop();
    Cow::Owned(line)
}

fn put_line<'a>(csv: &mut String, cells: impl Iterator<Item = &'a str>, single: bool) {
    for (index, cell) in cells.enumerate() {
        if index > 0 {
            csv.push(',');
        }
        put_cell(csv, cell, single);
    }
    csv.push('\n');
}

/// A blank cell that is alone on its line stands in quotes, for an empty line is no row.
fn put_cell(csv: &mut String, cell: &str, single: bool) {
    let quoted = cell.contains(['"', ',', '\n', '\r']) || (single && cell.is_empty());
    if !quoted {
        csv.push_str(cell);
        return;
    }
    csv.push('"');
    csv.push_str(&cell.replace('"', "\"\""));
    csv.push('"');
}
