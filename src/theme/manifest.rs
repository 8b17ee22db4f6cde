//! `theme.yaml`: what a theme is called, which version of the theme API it speaks, what it builds on, and what
//! a site may set.

use crate::diag::{Code, Diagnostic, Severity, did_you_mean};
use crate::source::{Located, Source, Span};
use crate::yaml::{self, Node, fields::Fields};
use std::sync::Arc;
use tera::{Map, Value};

pub const BAD_MANIFEST: Code = Code("theme-manifest");
pub const BAD_OPTION: Code = Code("theme-option");

/// The version of what templates receive and may call.
pub const API: i64 = 1;

#[derive(Clone, Debug, Default)]
pub struct Manifest {
    pub extends: Option<Located<String>>,
    pub options: Vec<Setting>,
}

/// An option that a site may set under `theme_options`.
#[derive(Clone, Debug)]
pub struct Setting {
    pub name: String,
    pub shape: Shape,
    pub default: Value,
}

#[derive(Clone, Debug)]
pub enum Shape {
    Text,
    Flag,
    Choice(Vec<String>),
}

pub fn decode(source: &Arc<Source>) -> (Manifest, Vec<Diagnostic>) {
    let (node, mut diagnostics) = yaml::parse(source, Span::new(0, source.text().len()));
    let Some(map) = node.as_ref().and_then(Node::as_map) else {
        if diagnostics.is_empty() {
            let hint = "write `name: …`, `api: 1` and, to build on another theme, `extends: base`";
            diagnostics.push(
                Diagnostic::error(BAD_MANIFEST, "this manifest is no map").at(source, Span::at(0)).hint(hint),
            );
        }
        return (Manifest::default(), diagnostics);
    };
    let mut fields = Fields::new(source, map, Span::at(0), "`theme.yaml`", Severity::Error);
    fields.required("name", "mine");
    let api = fields.integer("api");
    if api != Some(API) {
        let message = match api {
            Some(other) => {
                format!("this theme speaks version {other} of the theme API, and this folio version {API}")
            }
            None => "this theme does not say which version of the theme API it speaks".to_owned(),
        };
        let span = fields.span_of("api");
        fields.report(
            Diagnostic::error(BAD_MANIFEST, message).at(source, span).hint(format!("write `api: {API}`")),
        );
    }
    let extends = fields.located("extends");
    fields.text("description");
    let options = fields.entries("options", "{ accent: { type: text } }");
    let options = options.iter().filter_map(|(name, node)| setting(&mut fields, name, node)).collect();
    fields.finish();
    diagnostics.append(&mut fields.diagnostics);
    (Manifest { extends, options }, diagnostics)
}

fn setting(outer: &mut Fields<'_>, name: &Located<String>, node: &Node) -> Option<Setting> {
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
    let kind = fields.word("type", &[("text", 0), ("flag", 1), ("choice", 2)]);
    fields.text("help");
    let values: Vec<_> = fields.texts("values").into_iter().map(|value| value.value).collect();
    let (shape, default) = match kind {
        Some(1) => (Shape::Flag, Value::from(fields.flag("default"))),
        Some(2) => (Shape::Choice(values), Value::from(fields.text("default"))),
        _ => (Shape::Text, Value::from(fields.text("default"))),
    };
    fields.finish();
    outer.diagnostics.append(&mut fields.diagnostics);
    Some(Setting { name: name.value.clone(), shape, default })
}

/// The values of all options: what the site wrote, checked, over the defaults.
pub fn settle(
    settings: &[Setting],
    written: &[(Located<String>, Node)],
    source: &Arc<Source>,
) -> (Value, Vec<Diagnostic>) {
    let mut values = Map::new();
    let mut diagnostics = Vec::new();
    for setting in settings {
        values.insert(setting.name.clone().into(), setting.default.clone());
    }
    for (name, node) in written {
        let Some(setting) = settings.iter().find(|setting| setting.name == name.value) else {
            let known: Vec<_> = settings.iter().map(|setting| setting.name.as_str()).collect();
            let hint = match did_you_mean(&name.value, known.iter().copied()) {
                Some(close) => format!("did you mean `{close}`?"),
                None if known.is_empty() => "this theme has no options: remove it".to_owned(),
                None => format!("its options are: {}", known.join(", ")),
            };
            let message = format!("the theme has no option `{}`", name.value);
            diagnostics.push(Diagnostic::error(BAD_OPTION, message).at(source, name.span).hint(hint));
            continue;
        };
        match value(setting, node) {
            Ok(value) => {
                values.insert(setting.name.clone().into(), value);
            }
            Err(wanted) => {
                let message = format!("the option `{}` wants {wanted}", name.value);
                let hint = format!(
                    "write `{}: {}`, which is the default, or one that fits",
                    name.value, setting.default
                );
                diagnostics.push(Diagnostic::error(BAD_OPTION, message).at(source, node.span).hint(hint));
            }
        }
    }
    (Value::from(values), diagnostics)
}

fn value(setting: &Setting, node: &Node) -> Result<Value, String> {
    match &setting.shape {
        Shape::Flag => node.as_bool().map(Value::from).ok_or_else(|| "`true` or `false`".to_owned()),
        Shape::Text => node.as_text().map(Value::from).ok_or_else(|| "a text".to_owned()),
        Shape::Choice(choices) => match node.as_text() {
            Some(text) if choices.iter().any(|choice| choice == text) => Ok(Value::from(text)),
            _ => Err(format!("one of {}", choices.join(", "))),
        },
    }
}
