//! `theme.yaml`: what a theme is called, which version of the theme API it speaks, what it builds on, and what
//! a site may set.

use super::options::{Entry, Shape};
use crate::diag::{Code, Diagnostic, Severity};
use crate::source::{Located, Source, Span};
use crate::yaml::{self, Node, fields::Fields};
use std::sync::Arc;

pub const BAD_MANIFEST: Code = Code("theme-manifest");

/// The version of what templates receive and may call.
pub const API: i64 = 1;

#[derive(Clone, Debug)]
pub struct Manifest {
    pub source: Arc<Source>,
    pub description: String,
    pub extends: Option<Located<String>>,
    /// In the order of the file.
    pub options: Vec<Entry>,
}

pub fn decode(source: &Arc<Source>) -> (Manifest, Vec<Diagnostic>) {
    let nothing = Manifest {
        source: Arc::clone(source),
        description: String::new(),
        extends: None,
        options: Vec::new(),
    };
    let (node, mut diagnostics) = yaml::parse(source, Span::new(0, source.text().len()));
    let Some(map) = node.as_ref().and_then(Node::as_map) else {
        if diagnostics.is_empty() {
            let hint = "write `name: …`, `api: 1` and, to build on another theme, `extends: base`";
            diagnostics.push(
                Diagnostic::error(BAD_MANIFEST, "this manifest is no map").at(source, Span::at(0)).hint(hint),
            );
        }
        return (nothing, diagnostics);
    };
    let mut fields = Fields::new(source, map, Span::at(0), "`theme.yaml`", Severity::Error);
    fields.required("name", "mine");
    api(&mut fields);
    let extends = fields.located("extends");
    let description = fields.text("description");
    let entries = fields.entries("options", "{ accent: { type: colour, default: \"#06c\" } }");
    let options = entries.iter().filter_map(|(name, node)| option(&mut fields, name, node)).collect();
    fields.finish();
    diagnostics.append(&mut fields.diagnostics);
    (Manifest { description, extends, options, ..nothing }, diagnostics)
}

fn api(fields: &mut Fields<'_>) {
    let (message, hint) = match fields.integer("api") {
        Some(API) => return,
        Some(other) if other > API => (
            format!("this theme speaks version {other} of the theme API, and this folio version {API}"),
            "take a newer folio, or an older version of the theme".to_owned(),
        ),
        Some(other) => (
            format!(
                "this theme speaks version {other} of the theme API, which never was; this folio speaks {API}"
            ),
            format!("write `api: {API}`"),
        ),
        None => (
            "this theme does not say which version of the theme API it speaks".to_owned(),
            format!("write `api: {API}`"),
        ),
    };
    let span = fields.span_of("api");
    let source = fields.source;
    fields.report(Diagnostic::error(BAD_MANIFEST, message).at(source, span).hint(hint));
}

fn option(outer: &mut Fields<'_>, name: &Located<String>, node: &Node) -> Option<Entry> {
    let source = outer.source;
    let Some(map) = node.as_map() else {
        outer.report(
            Diagnostic::error(BAD_MANIFEST, format!("the option `{}` wants a map", name.value))
                .at(source, node.span)
                .hint("write `{ type: choice, values: [a, b], default: a, help: … }`"),
        );
        return None;
    };
    let mut fields = Fields::new(source, map, node.span, "an option", Severity::Error);
    let shape = Shape::decode(&mut fields, name);
    let help = fields.text("help");
    let default = fields.take("default").cloned();
    fields.finish();
    outer.diagnostics.append(&mut fields.diagnostics);
    let shape = shape?;
    let strays = shape.as_ref().map(|shape| shape.strays(&fields)).unwrap_or_default();
    Some(Entry { name: name.clone(), shape, default, help, strays })
}
