//! The tables as JSON Schema, draft-07. Nothing refers to anything else, so every editor reads it.

use super::{Key, Level, Shape};
use serde_json::{Map, Value, json};
use std::fmt::Write as _;

/// A whole schema file.
pub(super) fn document(title: &str, about: &str, top: &Level) -> Value {
    let mut schema = level(top);
    schema["$schema"] = "http://json-schema.org/draft-07/schema#".into();
    schema["title"] = title.into();
    schema["description"] = about.into();
    schema
}

pub(super) fn level(level: &Level) -> Value {
    let properties: Map<String, Value> =
        level.keys.iter().map(|key| (key.name.to_owned(), property(key))).collect();
    let mut schema = json!({ "title": level.what.replace('`', ""), "type": "object", "properties": properties, "additionalProperties": level.open });
    let required: Vec<&str> = level.keys.iter().filter(|key| key.required).map(|key| key.name).collect();
    if !required.is_empty() {
        schema["required"] = required.into();
    }
    if !level.any_of.is_empty() {
        schema["anyOf"] = level.any_of.iter().map(|name| json!({ "required": [name] })).collect();
    }
    schema
}

pub(super) fn property(key: &Key) -> Value {
    let mut schema = shape(&key.shape);
    let mut about = key.about.to_owned();
    if let Shape::Word(words) = key.shape {
        about.push('\n');
        for (word, says) in words.iter().filter(|(_, says)| !says.is_empty()) {
            let _ = write!(about, "\n- `{word}`: {says}");
        }
    }
    describe(&mut schema, &about);
    if !key.example.is_empty() {
        schema["examples"] = json!([example(key, &key.shape)]);
    } else if let Shape::Records(inner) = key.shape {
        // Not `examples`: yaml-language-server 1.25 would write `[object Object]`.
        schema["defaultSnippets"] = json!([{ "label": inner.what, "body": [smallest(inner)] }]);
    }
    schema
}

/// Words for hover. Editors that know Markdown are given it as such, where it makes a difference.
pub(super) fn describe(schema: &mut Value, about: &str) {
    schema["description"] = about.into();
    if about.contains(['`', '\n']) {
        schema["markdownDescription"] = about.into();
    }
}

/// A record with what it cannot do without, as a snippet: an editor writes it out for whoever takes the key, and
/// goes from value to value.
fn smallest(level: &Level) -> Value {
    let needed = level.keys.iter().filter(|key| key.required || level.any_of.first() == Some(&key.name));
    let values = needed.enumerate().map(|(index, key)| {
        let stop = index + 1;
        let value = match key.shape {
            Shape::Word(words) => {
                let words: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
                format!("${{{stop}|{}|}}", words.join(","))
            }
            _ => format!("${{{stop}:{}}}", key.example),
        };
        (key.name.to_owned(), value.into())
    });
    values.collect::<Map<_, _>>().into()
}

pub(super) fn shape(shape: &Shape) -> Value {
    match shape {
        Shape::Text => json!({ "type": ["string", "number"] }),
        Shape::Date => json!({ "type": "string", "pattern": r"^\s*[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}" }),
        Shape::Period => json!({ "type": ["string", "integer"], "pattern": r"^\s*[0-9]{4}" }),
        Shape::Phrase => json!({ "type": ["string", "number"], "pattern": "[0-9]" }),
        Shape::Flag => json!({ "type": "boolean" }),
        Shape::Integer => json!({ "type": "integer" }),
        Shape::Word(words) => {
            let words: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
            json!({ "type": "string", "enum": words })
        }
        Shape::Texts => either(&[
            json!({ "type": "array", "items": self::shape(&Shape::Text) }),
            self::shape(&Shape::Text),
        ]),
        Shape::Record(inner) => level(inner),
        Shape::Records(inner) => either(&[json!({ "type": "array", "items": level(inner) }), level(inner)]),
        Shape::MapOf(inner) => json!({ "type": "object", "additionalProperties": level(inner) }),
        Shape::Map => json!({ "type": "object" }),
        Shape::Either(shapes) => either(&shapes.iter().map(self::shape).collect::<Vec<_>>()),
        Shape::Anything => json!({}),
    }
}

fn either(schemas: &[Value]) -> Value {
    json!({ "anyOf": schemas })
}

/// The example as the value that YAML makes of it, where a value of this shape stands.
pub(super) fn example(key: &Key, shape: &Shape) -> Value {
    let text = key.example;
    let alone = || text.into();
    match shape {
        Shape::Either(shapes) => example(key, &shapes[0]),
        Shape::Texts => text.split(", ").collect(),
        Shape::Integer | Shape::Flag | Shape::Phrase | Shape::Period | Shape::Anything => {
            serde_json::from_str(text).unwrap_or_else(|_| alone())
        }
        _ => alone(),
    }
}
