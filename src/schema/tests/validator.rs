//! As much of JSON Schema as the schemas use. A keyword that is not known here is a fault: it would go unchecked.

use serde_json::Value;

pub fn faults(schema: &Value, value: &Value) -> Vec<String> {
    let mut faults = Vec::new();
    check(schema, value, "", &mut faults);
    faults
}

fn is_valid(schema: &Value, value: &Value) -> bool {
    faults(schema, value).is_empty()
}

fn check(schema: &Value, value: &Value, at: &str, faults: &mut Vec<String>) {
    let Some(keywords) = schema.as_object() else { return };
    for (keyword, rule) in keywords {
        let holds = match keyword.as_str() {
            "$schema"
            | "title"
            | "description"
            | "markdownDescription"
            | "examples"
            | "defaultSnippets"
            | "then" => true,
            "type" => match rule.as_array() {
                Some(kinds) => kinds.iter().any(|kind| is_a(kind, value)),
                None => is_a(rule, value),
            },
            "minimum" => {
                value.as_f64().is_none_or(|number| rule.as_f64().is_some_and(|least| number >= least))
            }
            "maximum" => value.as_f64().is_none_or(|number| rule.as_f64().is_some_and(|most| number <= most)),
            "enum" => list(rule).contains(value),
            "pattern" => value.as_str().is_none_or(|text| matches(rule, text)),
            "anyOf" => list(rule).iter().any(|one| is_valid(one, value)),
            "required" => value.as_object().is_none_or(|map| list(rule).iter().all(|key| has(map, key))),
            "if" => !is_valid(rule, value) || is_valid(&schema["then"], value),
            "items" => {
                for (index, item) in list(value).iter().enumerate() {
                    check(rule, item, &format!("{at}/{index}"), faults);
                }
                true
            }
            "properties" => {
                for (name, rule) in rule.as_object().into_iter().flatten() {
                    if let Some(value) = value.get(name) {
                        check(rule, value, &format!("{at}/{name}"), faults);
                    }
                }
                true
            }
            "additionalProperties" => {
                let known = schema.get("properties").and_then(Value::as_object);
                let others = value.as_object().into_iter().flatten();
                others.filter(|(name, _)| known.is_none_or(|known| !known.contains_key(*name))).all(
                    |(_, value)| match rule.as_bool() {
                        Some(allowed) => allowed,
                        None => is_valid(rule, value),
                    },
                )
            }
            other => panic!("the validator does not know `{other}`"),
        };
        if !holds {
            faults.push(format!("{at}: {keyword}"));
        }
    }
}

fn has(map: &serde_json::Map<String, Value>, key: &Value) -> bool {
    key.as_str().is_some_and(|key| map.contains_key(key))
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn is_a(kind: &Value, value: &Value) -> bool {
    match kind.as_str() {
        Some("string") => value.is_string(),
        Some("number") => value.is_number(),
        Some("integer") => value.is_i64() || value.is_u64(),
        Some("boolean") => value.is_boolean(),
        Some("array") => value.is_array(),
        Some("object") => value.is_object(),
        other => panic!("the validator does not know the type {other:?}"),
    }
}

/// The three patterns of the schemas, by hand.
fn matches(pattern: &Value, text: &str) -> bool {
    let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
    let year = digits(text.trim_start()) >= 4;
    match pattern.as_str() {
        Some("[0-9]") => text.contains(|c: char| c.is_ascii_digit()),
        Some(r"^\s*[0-9]{4}") => year,
        Some(r"^\s*[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}") => {
            let parts: Vec<&str> = text.trim_start().splitn(3, '-').collect();
            parts.len() == 3 && year && digits(parts[0]) == 4 && digits(parts[1]) > 0 && digits(parts[2]) > 0
        }
        other => panic!("the validator does not know the pattern {other:?}"),
    }
}
