//! TOML → values. Dates and times are texts, as they were written.

use super::SYNTAX;
use crate::diag::Diagnostic;
use crate::source::{Source, Span};
use std::sync::Arc;
use tera::{Map, Value};
use toml::Table;

pub fn decode(source: &Arc<Source>) -> Result<Value, Diagnostic> {
    source.text().parse::<Table>().map(table).map_err(|error| {
        let text = source.text();
        let span = error.span().unwrap_or_default();
        let (start, end) = (text.floor_char_boundary(span.start), text.floor_char_boundary(span.end));
        Diagnostic::error(SYNTAX, format!("this is no TOML: {}", error.message()))
            .at(source, Span::new(start, end.max(start)))
            .hint("mend it here, or keep the data as YAML or JSON")
    })
}

fn table(table: Table) -> Value {
    Value::from(table.into_iter().map(|(key, entry)| (key.into(), value(entry))).collect::<Map>())
}

fn value(entry: toml::Value) -> Value {
    match entry {
        toml::Value::String(text) => Value::from(text),
        toml::Value::Integer(number) => Value::from(number),
        toml::Value::Float(number) => Value::from(number),
        toml::Value::Boolean(flag) => Value::from(flag),
        toml::Value::Datetime(date) => Value::from(date.to_string()),
        toml::Value::Array(items) => Value::from(items.into_iter().map(value).collect::<Vec<_>>()),
        toml::Value::Table(entries) => table(entries),
    }
}
