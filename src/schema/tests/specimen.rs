//! Documents made of the examples in the tables.

use super::super::{Key, Level, Shape, json::example};
use serde_json::{Map, Value};

/// A document with every key. Where a key may be written in several ways, `number` chooses one.
pub fn specimen(level: &Level, number: usize) -> Value {
    let keys = level.keys.iter().filter(|key| !key.instead);
    let entries: Map<String, Value> =
        keys.filter_map(|key| Some((key.name.to_owned(), value(key, &key.shape, number)?))).collect();
    entries.into()
}

fn value(key: &Key, shape: &Shape, number: usize) -> Option<Value> {
    let list = |value: Value| if number.is_multiple_of(2) { Value::from(vec![value]) } else { value };
    Some(match shape {
        Shape::Either(shapes) => return value(key, &shapes[number % shapes.len()], number / shapes.len()),
        Shape::Record(inner) => specimen(inner, number),
        Shape::Records(inner) => list(specimen(inner, number)),
        Shape::MapOf(inner) => {
            [("one".to_owned(), specimen(inner, number))].into_iter().collect::<Map<_, _>>().into()
        }
        Shape::Map => Map::new().into(),
        Shape::Flag => number.is_multiple_of(2).into(),
        Shape::Word(words) if key.example.is_empty() => words[number % words.len()].0.into(),
        Shape::Texts if number % 2 == 1 => key.example.split(", ").next()?.into(),
        _ if key.example.is_empty() => return None,
        _ => example(key, shape),
    })
}

/// A value in a document: where it is, and what the tables say of it.
pub struct Place {
    pub pointer: String,
    pub key: &'static Key,
    pub level: &'static Level,
}

pub fn places(level: &'static Level, document: &Value) -> Vec<Place> {
    let mut found = Vec::new();
    collect(level, document, "", &mut found);
    found
}

fn collect(level: &'static Level, value: &Value, pointer: &str, found: &mut Vec<Place>) {
    for key in level.keys {
        let Some(value) = value.get(key.name) else { continue };
        let pointer = format!("{pointer}/{}", key.name);
        within(&key.shape, value, &pointer, found);
        found.push(Place { pointer, key, level });
    }
}

fn within(shape: &'static Shape, value: &Value, pointer: &str, found: &mut Vec<Place>) {
    match shape {
        Shape::Records(inner) if value.is_array() => {
            collect(inner, &value[0], &format!("{pointer}/0"), found);
        }
        Shape::Record(inner) | Shape::Records(inner) => collect(inner, value, pointer, found),
        Shape::MapOf(inner) => collect(inner, &value["one"], &format!("{pointer}/one"), found),
        Shape::Either(shapes) if value.is_object() => {
            shapes.iter().for_each(|shape| within(shape, value, pointer, found));
        }
        _ => {}
    }
}
