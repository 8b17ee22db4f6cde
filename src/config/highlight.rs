//! `highlight: true`, `false` or a map of how code is coloured.

use super::BAD_CONFIG;
use crate::diag::{Diagnostic, Severity};
use crate::model::site::Highlight;
use crate::yaml::fields::Fields;

pub(super) fn decode(fields: &mut Fields<'_>) -> Highlight {
    let on = Highlight { on: true, ..Highlight::default() };
    let Some(node) = fields.take("highlight") else { return on };
    if let Some(on) = node.as_bool() {
        return Highlight { on, ..Highlight::default() };
    }
    let Some(map) = node.as_map() else {
        let message = format!("`highlight` wants `true`, `false` or a map, and this is {}", node.kind());
        let diagnostic = Diagnostic::error(BAD_CONFIG, message).at(fields.source, node.span);
        fields.report(
            diagnostic.hint("write `highlight: false` to show code plain, or `highlight: { dark: Nord }`"),
        );
        return on;
    };
    let mut inner = Fields::new(fields.source, map, node.span, "`highlight`", Severity::Error);
    let decoded = Highlight {
        light: inner.located("light"),
        dark: inner.located("dark"),
        line_numbers: inner.flag("line_numbers"),
        ..on
    };
    inner.finish();
    fields.diagnostics.append(&mut inner.diagnostics);
    decoded
}
