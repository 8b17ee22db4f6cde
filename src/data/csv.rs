//! CSV and TSV (RFC 4180) → a list of records by the names in the first row. Cells are texts.

use super::BAD_TABLE;
use crate::diag::Diagnostic;
use crate::source::{Source, Span};
use csv::{ErrorKind, ReaderBuilder, StringRecord};
use std::collections::HashMap;
use std::sync::Arc;
use tera::{Map, Value};

/// Mistakes of a table that are told: where rows are of the wrong length, they mostly all are.
const MOST_MISTAKES: usize = 20;

pub fn decode(source: &Arc<Source>, separator: u8) -> Result<Value, Vec<Diagnostic>> {
    let separator = written_separator(source.line(1), separator);
    let mut reader = ReaderBuilder::new().delimiter(separator).from_reader(source.text().as_bytes());
    let names = match reader.headers() {
        Ok(headers) => headers.clone(),
        Err(error) => return Err(vec![mistake(source, &error, 0)]),
    };
    let mut mistakes = doubtful_names(source, &names);
    let mut rows = Vec::new();
    for record in reader.records() {
        match record {
            Ok(record) => rows.push(row(&names, &record)),
            Err(error) if mistakes.len() < MOST_MISTAKES => {
                mistakes.push(mistake(source, &error, names.len()));
            }
            Err(_) => break,
        }
    }
    if mistakes.is_empty() { Ok(Value::from(rows)) } else { Err(mistakes) }
}

/// Where a comma stands inside numbers, spreadsheets part the cells of a CSV file by semicolons.
fn written_separator(first_line: &str, usual: u8) -> u8 {
    let by_semicolon = usual == b',' && !first_line.contains(',') && first_line.contains(';');
    if by_semicolon { b';' } else { usual }
}

fn row(names: &StringRecord, record: &StringRecord) -> Value {
    let cells =
        names.iter().zip(record).map(|(name, cell)| (name.trim().to_owned().into(), Value::from(cell)));
    Value::from(cells.collect::<Map>())
}

/// Columns without a name, and names that stand twice.
fn doubtful_names(source: &Arc<Source>, names: &StringRecord) -> Vec<Diagnostic> {
    let mut seen = HashMap::new();
    let mut mistakes = Vec::new();
    let first_line = Span::new(0, source.line(1).len());
    for (index, name) in names.iter().map(str::trim).enumerate() {
        let number = index + 1;
        let message = if name.is_empty() {
            format!("column {number} has no name in the first row")
        } else if let Some(before) = seen.insert(name, number) {
            format!("columns {before} and {number} are both called `{name}`")
        } else {
            continue;
        };
        mistakes.push(
            Diagnostic::error(BAD_TABLE, message)
                .at(source, first_line)
                .hint("give each column a name of its own in the first row"),
        );
    }
    mistakes
}

fn mistake(source: &Arc<Source>, error: &csv::Error, columns: usize) -> Diagnostic {
    let at = error.position().and_then(|position| usize::try_from(position.byte()).ok()).unwrap_or(0);
    let at = source.text().floor_char_boundary(at);
    let (message, hint) = match error.kind() {
        ErrorKind::UnequalLengths { len, .. } => (
            format!("this row has {len} cells, and the first row names {columns}"),
            "add or remove cells; a cell with the separator in it stands in quotes",
        ),
        _ => (format!("this is no table: {error}"), "mend it here"),
    };
    let end = source.text()[at..].find('\n').map_or(source.text().len(), |length| at + length);
    Diagnostic::error(BAD_TABLE, message).at(source, Span::new(at, end)).hint(hint)
}
