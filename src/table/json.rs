//! JSON records and NDJSON. A number keeps its digits, a record may leave columns out, and what is nested is
//! refused: it is no cell.

use super::rows::Rows;
use super::{Counted, Table, TableError};
use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;
use std::collections::HashMap;
use std::fmt;

/// One record: its keys and values in their order.
struct Record<'a>(Vec<(String, &'a RawValue)>);

/// An array of records, or a map with one such array in it.
enum Document<'a> {
    Records(Vec<Record<'a>>),
    Other,
}

pub fn records(text: &str) -> Result<Table, TableError> {
    let document = serde_json::from_str(text).map_err(|error| mistake(&error, text, 0))?;
    let Document::Records(records) = document else {
        return Err(TableError::new("this JSON is no list of records", RECORDS));
    };
    table(records.into_iter().enumerate().map(|(index, record)| (index + 1, record)), Counted::Records)
}

/// What to write instead of other JSON.
const RECORDS: &str = "write `[{ \"month\": \"2024-09\", \"orders\": 12 }, …]`, each record flat";

pub fn lines(text: &str) -> Result<Table, TableError> {
    let mut records = Vec::new();
    for (index, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let record = serde_json::from_str(line).map_err(|error| mistake(&error, line, index))?;
        records.push((index + 1, record));
    }
    table(records.into_iter(), Counted::Lines).map(|table| Table { plain: false, ..table })
}

fn mistake(error: &serde_json::Error, text: &str, lines_before: usize) -> TableError {
    let line = text.lines().nth(error.line().saturating_sub(1)).unwrap_or_default();
    let words = error.to_string();
    let words = words.split(" at line ").next().unwrap_or_default();
    let message = format!("this is no list of records in JSON: {words}");
    // What is well-formed and no list of records is mended by writing it in another form.
    let hint = if error.is_data() { RECORDS } else { "mend it here, or export it again" };
    TableError::new(message, hint).at(error.line().max(1) + lines_before, line)
}

fn table<'a>(
    records: impl Iterator<Item = (usize, Record<'a>)>,
    counted: Counted,
) -> Result<Table, TableError> {
    let records: Vec<_> = records.collect();
    let mut columns: Vec<&str> = Vec::new();
    let mut known: HashMap<&str, usize> = HashMap::new();
    for (_, record) in &records {
        for (key, _) in &record.0 {
            known.entry(key).or_insert_with(|| {
                columns.push(key);
                columns.len() - 1
            });
        }
    }
    if columns.is_empty() {
        return Err(TableError::new("there are no records in this file", "export it again"));
    }
    let mut rows = Rows::new(counted, b',');
    rows.name(columns.iter().copied());
    let mut cells = vec![String::new(); columns.len()];
    for (place, record) in &records {
        cells.iter_mut().for_each(String::clear);
        let mut seen = vec![false; columns.len()];
        for (key, value) in &record.0 {
            let column = known[key.as_str()];
            if std::mem::replace(&mut seen[column], true) {
                let message = format!("record {place} has the key `{key}` twice");
                return Err(TableError::new(message, "keep one of them"));
            }
            cells[column] = cell(value, key, *place)?;
        }
        rows.take(*place, cells.iter().map(String::as_str), || "")?;
    }
    rows.finish()
}

/// A value as a cell: the text of a string, the digits of a number, nothing for null.
fn cell(value: &RawValue, key: &str, place: usize) -> Result<String, TableError> {
    let raw = value.get();
    match raw.as_bytes().first() {
        Some(b'"') => serde_json::from_str(raw).map_err(|error| mistake(&error, raw, 0)),
        Some(b'n') => Ok(String::new()),
        Some(b'{' | b'[') => Err(TableError::new(
            format!("record {place} nests values under `{key}`"),
            "a cell is a text, a number, true, false or null: write the records flat",
        )),
        _ => Ok(raw.to_owned()),
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Record<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Keys;
        impl<'de> Visitor<'de> for Keys {
            type Value = Record<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a record `{ \"month\": …, \"orders\": … }`")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut entries = Vec::new();
                while let Some(entry) = map.next_entry()? {
                    entries.push(entry);
                }
                Ok(Record(entries))
            }
        }
        deserializer.deserialize_map(Keys)
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Document<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Either;
        impl<'de> Visitor<'de> for Either {
            type Value = Document<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a list of records")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
                let mut records = Vec::new();
                while let Some(record) = list.next_element()? {
                    records.push(record);
                }
                Ok(Document::Records(records))
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                // `{ "data": [ … ], "total": 12 }`, as interfaces answer.
                let mut found = Document::Other;
                let mut lists = 0;
                while let Some((_, value)) = map.next_entry::<String, &RawValue>()? {
                    if value.get().starts_with('[')
                        && let Ok(records) = serde_json::from_str::<Vec<Record<'de>>>(value.get())
                    {
                        lists += 1;
                        found = Document::Records(records);
                    }
                }
                Ok(if lists == 1 { found } else { Document::Other })
            }
        }
        deserializer.deserialize_any(Either)
    }
}
