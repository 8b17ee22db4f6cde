//! JSON → values. A key that stands twice is refused: every silent choice between two loses something.

use super::{DUPLICATE_KEY, SYNTAX};
use crate::diag::Diagnostic;
use crate::source::{Source, Span};
use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use std::fmt;
use std::sync::Arc;
use tera::value::Key;
use tera::{Map, Value};

/// How a key that stands twice is told from other mistakes of `serde_json`, which knows only texts.
const TWICE: &str = "the key stands twice: ";

pub fn decode(source: &Arc<Source>) -> Result<Value, Diagnostic> {
    serde_json::from_str::<Any>(source.text()).map(|any| any.0).map_err(|error| {
        let at = source.line_start(error.line().max(1)) + error.column().saturating_sub(1);
        let at = source.text().floor_char_boundary(at);
        let message = error.to_string();
        // The place stands beside the message already.
        let message = message.split(" at line ").next().unwrap_or_default();
        match message.strip_prefix(TWICE) {
            Some(key) => Diagnostic::error(DUPLICATE_KEY, format!("the key `{key}` stands twice"))
                .hint("remove one, or give it another name"),
            None => Diagnostic::error(SYNTAX, format!("this is no JSON: {message}"))
                .hint("mend it here; JSON has no comments and no comma behind the last entry"),
        }
        .at(source, Span::at(at))
    })
}

struct Any(Value);

impl<'de> Deserialize<'de> for Any {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(AnyVisitor)
    }
}

struct AnyVisitor;

impl<'de> Visitor<'de> for AnyVisitor {
    type Value = Any;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_bool<E>(self, flag: bool) -> Result<Any, E> {
        Ok(Any(Value::from(flag)))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Any, E> {
        Ok(Any(Value::from(number)))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Any, E> {
        Ok(Any(Value::from(number)))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Any, E> {
        Ok(Any(Value::from(number)))
    }

    fn visit_str<E>(self, text: &str) -> Result<Any, E> {
        Ok(Any(Value::from(text)))
    }

    fn visit_unit<E>(self) -> Result<Any, E> {
        Ok(Any(Value::none()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Any, A::Error> {
        let mut list = Vec::new();
        while let Some(Any(item)) = items.next_element()? {
            list.push(item);
        }
        Ok(Any(Value::from(list)))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Any, A::Error> {
        let mut map = Map::new();
        while let Some(key) = entries.next_key::<String>()? {
            if map.contains_key(&Key::Str(&key)) {
                return Err(A::Error::custom(format!("{TWICE}{key}")));
            }
            let Any(value) = entries.next_value()?;
            map.insert(key.into(), value);
        }
        Ok(Any(Value::from(map)))
    }
}
