//! Diagnostics as SARIF 2.1.0 (OASIS), which code hosts and editors read.

use super::json::LONGEST_LINE;
use crate::diag::{Diagnostic, Severity};
use crate::explain;
use crate::source::Place;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::fmt::Write as _;

const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// One document with one run. `below` stands before the names of files.
pub fn document(all: &[Diagnostic], below: &str, quiet: bool) -> String {
    let shown = || all.iter().filter(|diagnostic| !quiet || diagnostic.is_error());
    let codes: BTreeSet<&str> = shown().map(|diagnostic| diagnostic.code.0).collect();
    let rules: Vec<Value> = codes.iter().map(|code| rule(code)).collect();
    let index = |code: &str| codes.iter().position(|known| *known == code);
    let results: Vec<Value> =
        shown().map(|diagnostic| result(diagnostic, index(diagnostic.code.0), below)).collect();
    let document = json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "folio",
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": rules,
            } },
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    });
    // Strings, numbers and lists of them: serde_json has no reason to refuse.
    let mut text = serde_json::to_string_pretty(&document).unwrap_or_default();
    text.push('\n');
    text
}

fn rule(code: &str) -> Value {
    match explain::find(code) {
        Ok(one) => json!({
            "id": code,
            "shortDescription": { "text": one.summary },
            "fullDescription": { "text": one.why },
        }),
        Err(_) => json!({ "id": code }),
    }
}

fn result(diagnostic: &Diagnostic, rule: Option<usize>, below: &str) -> Value {
    let level = match diagnostic.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Advice => "note",
    };
    let hint = diagnostic.hint.as_ref().map(|hint| format!("\n{hint}")).unwrap_or_default();
    let mut result = json!({
        "ruleId": diagnostic.code.0,
        "level": level,
        "message": { "text": format!("{}{hint}", diagnostic.message) },
    });
    if let Some(rule) = rule {
        result["ruleIndex"] = json!(rule);
    }
    if let Some(place) = &diagnostic.place {
        result["locations"] = json!([{ "physicalLocation": location(place, below) }]);
    }
    if !diagnostic.related.is_empty() {
        let related = diagnostic.related.iter().map(|(place, words)| {
            json!({ "physicalLocation": location(place, below), "message": { "text": words } })
        });
        result["relatedLocations"] = related.collect();
    }
    result
}

fn location(place: &Place, below: &str) -> Value {
    let (line, column) = place.line_column();
    let (end_line, end_column) = place.source.line_column(place.span.end);
    let mut region =
        json!({ "startLine": line, "startColumn": column, "endLine": end_line, "endColumn": end_column });
    let text = place.source.line(line);
    if !place.source.text().is_empty() && text.len() <= LONGEST_LINE {
        region["snippet"] = json!({ "text": text });
    }
    let uri = format!("{below}{}", place.source.name());
    json!({ "artifactLocation": { "uri": encoded(&uri), "uriBaseId": "%SRCROOT%" }, "region": region })
}

/// A path as a relative reference of RFC 3986.
fn encoded(path: &str) -> String {
    let mut uri = String::with_capacity(path.len());
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            uri.push(char::from(byte));
        } else {
            let _ = write!(uri, "%{byte:02X}");
        }
    }
    uri
}
