//! YAML → values, with the places of the located tree.

use crate::diag::Diagnostic;
use crate::source::{Source, Span};
use crate::yaml::{self, Node};
use std::sync::Arc;
use tera::{Map, Value};

pub fn decode(source: &Arc<Source>) -> Result<Value, Vec<Diagnostic>> {
    let (node, diagnostics) = yaml::parse(source, Span::new(0, source.text().len()));
    match node {
        Some(node) if diagnostics.is_empty() => Ok(value(&node)),
        _ => Err(diagnostics),
    }
}

fn value(node: &Node) -> Value {
    match &node.value {
        yaml::Value::Null => Value::none(),
        yaml::Value::Scalar(scalar) => match node.as_bool() {
            Some(flag) => Value::from(flag),
            None if scalar.plain => plain(&scalar.text),
            None => Value::from(scalar.text.as_str()),
        },
        yaml::Value::List(nodes) => Value::from(nodes.iter().map(value).collect::<Vec<_>>()),
        yaml::Value::Map(map) => {
            let entries = map.entries.iter().map(|(key, node)| (key.value.clone().into(), value(node)));
            Value::from(entries.collect::<Map>())
        }
    }
}

/// A number when it is written as one in JSON. `007`, `1_000` and `0x1F` stay texts: a code is no quantity.
fn plain(text: &str) -> Value {
    if !is_number(text) {
        return Value::from(text);
    }
    if let Ok(whole) = text.parse::<i64>() {
        return Value::from(whole);
    }
    match text.parse::<f64>() {
        Ok(number) if number.is_finite() => Value::from(number),
        _ => Value::from(text),
    }
}

/// The grammar of RFC 8259, section 6.
fn is_number(text: &str) -> bool {
    let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
    let mut rest = text.strip_prefix('-').unwrap_or(text);
    let whole = digits(rest);
    if whole == 0 || (whole > 1 && rest.starts_with('0')) {
        return false;
    }
    rest = &rest[whole..];
    if let Some(fraction) = rest.strip_prefix('.') {
        let length = digits(fraction);
        if length == 0 {
            return false;
        }
        rest = &fraction[length..];
    }
    if let Some(exponent) = rest.strip_prefix(['e', 'E']) {
        let exponent = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
        return !exponent.is_empty() && digits(exponent) == exponent.len();
    }
    rest.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_what_json_takes_for_one() {
        for text in ["0", "-1", "12.50", "1e3", "1.5E-3"] {
            assert!(is_number(text), "{text}");
        }
        for text in ["", "-", "007", "+1", "1.", ".5", "1e", "0x1F", "1_000", "1,5", "2024-10-14", "1.2.3"] {
            assert!(!is_number(text), "{text}");
        }
    }
}
