//! One metric. A figure is a phrase (`58.9 % in 2024-09`) or a map (`{ value: 58.9, unit: "%", period: 2024-09 }`);
//! a metric may also carry `unit` and `period` beside its `value`.

use super::phrase::{self, Part, PhraseError};
use crate::diag::{Code, Diagnostic};
use crate::model::metric::{Better, Figure, Metric, Target, Uncertainty};
use crate::path::slug;
use crate::period::Period;
use crate::source::{Located, Span};
use crate::yaml::{Node, Scalar, Value, fields::Fields};
use std::ops::Range;

pub const BAD_FIGURE: Code = Code("figure");
pub const BAD_ID: Code = Code("metric-id");
pub const NOT_COMPARABLE: Code = Code("units-differ");

/// What stands beside a figure and holds for it too.
#[derive(Clone, Copy, Default)]
struct Beside<'a> {
    unit: Option<&'a Node>,
    period: Option<&'a Node>,
}

/// What other formats call the keys of a metric.
const SYNONYMS: [(&str, &str); 12] = [
    ("label", "name"),
    ("title", "name"),
    ("metric", "name"),
    ("result", "value"),
    ("after", "value"),
    ("number", "value"),
    ("before", "baseline"),
    ("from", "baseline"),
    ("description", "definition"),
    ("goal", "target"),
    ("direction", "better"),
    ("window", "period"),
];

pub fn decode(fields: &mut Fields<'_>) -> Option<Metric> {
    fields.also_called(&SYNONYMS);
    let name = fields.required("name", "Checkout abandonment");
    let id = id(fields, name.as_ref());
    let unit = fields.take("unit");
    let period = fields.take("period");
    let value_node = fields.take("value");
    if value_node.is_none() {
        fields.required("value", "58.9 % in 2024-09");
    }
    let value = value_node.and_then(|node| figure(fields, "value", node, Beside { unit, period }));
    let baseline_node = fields.take("baseline");
    let baseline =
        baseline_node.and_then(|node| figure(fields, "baseline", node, Beside { unit, period: None }));
    let target_node = fields.take("target");
    let target = target_node.and_then(|node| target(fields, node, unit)).map(Box::new);
    let uncertainty = uncertainty(fields, value.as_ref()).map(Box::new);
    let optional = |text: String| (!text.is_empty()).then_some(text);
    let headline = fields.flag("headline");
    let better = fields.word("better", &[("higher", Better::Higher), ("lower", Better::Lower)]);
    let definition = optional(fields.text("definition"));
    let calc = calculation(fields, "calc");
    let baseline_calc = calculation(fields, "baseline_calc");
    let population = optional(fields.text("population"));
    let counterfactual = optional(fields.text("counterfactual"));
    let why = optional(fields.text("why"));
    let texts = |texts: Vec<Located<String>>| texts.into_iter().map(|text| text.value).collect::<Vec<_>>();
    let formerly = texts(fields.texts("formerly"));
    let evidence = fields.texts("evidence");
    let (name, value) = (name?, value?);
    let compared =
        [(baseline.as_ref(), baseline_node), (target.as_ref().map(|target| &target.figure), target_node)];
    for (figure, node) in compared {
        if let (Some(figure), Some(node)) = (figure, node)
            && let Err(error) = phrase::check_comparable(figure, &value)
        {
            let source = fields.source;
            fields.report(
                Diagnostic::error(NOT_COMPARABLE, error.message).at(source, node.span).hint(error.hint),
            );
            return None;
        }
    }
    Some(Metric {
        id: id.unwrap_or_else(|| slug(&name.value)),
        span: name.span,
        name: name.value,
        headline,
        baseline,
        value,
        better,
        definition,
        target,
        calc,
        baseline_calc,
        uncertainty,
        population,
        counterfactual,
        why,
        formerly,
        evidence,
    })
}

/// An id is what text writes in `{{<value of="…"/>}}`: a slug.
fn id(fields: &mut Fields<'_>, name: Option<&Located<String>>) -> Option<String> {
    let Some(id) = fields.located("id") else {
        let name = name?;
        if slug(&name.value).is_empty() {
            let source = fields.source;
            fields.report(
                Diagnostic::error(BAD_ID, "no id can be made of this name")
                    .at(source, name.span)
                    .hint("add `id: abandonment`"),
            );
        }
        return None;
    };
    let made = slug(&id.value);
    if made == id.value && !made.is_empty() {
        return Some(id.value);
    }
    let hint =
        if made.is_empty() { "write letters and digits".to_owned() } else { format!("write `id: {made}`") };
    let source = fields.source;
    fields
        .report(Diagnostic::error(BAD_ID, format!("`{}` is no id", id.value)).at(source, id.span).hint(hint));
    Some(made)
}

fn figure(fields: &mut Fields<'_>, key: &'static str, node: &Node, beside: Beside<'_>) -> Option<Figure> {
    match &node.value {
        Value::Scalar(Scalar { text, .. }) if beside.unit.is_none() && beside.period.is_none() => {
            phrase::parse_figure(text).map_err(|error| refuse(fields, node, &error)).ok()
        }
        Value::Scalar(_) => parts(fields, node, beside),
        Value::Map(map) => {
            let mut inner =
                Fields::new(fields.source, map, node.span, "a figure", crate::diag::Severity::Error);
            let number = inner.take("value");
            let unit = inner.take("unit").or(beside.unit);
            let period = inner.take("period").or(beside.period);
            inner.finish();
            fields.diagnostics.append(&mut inner.diagnostics);
            match number {
                Some(number) => parts(fields, number, Beside { unit, period }),
                None => {
                    let source = fields.source;
                    fields.report(
                        Diagnostic::error(BAD_FIGURE, format!("the map of `{key}` has no `value`"))
                            .at(source, node.span)
                            .hint(format!("write `{key}: {{ value: 58.9, unit: \"%\", period: 2024-09 }}`")),
                    );
                    None
                }
            }
        }
        Value::List(_) | Value::Null => {
            let source = fields.source;
            fields.report(
                Diagnostic::error(
                    BAD_FIGURE,
                    format!("`{key}` wants one figure, and this is {}", node.kind()),
                )
                .at(source, node.span)
                .hint(format!("write `{key}: 58.9 % in 2024-09`, and a metric of its own for each figure")),
            );
            None
        }
    }
}

fn parts(fields: &mut Fields<'_>, number: &Node, beside: Beside<'_>) -> Option<Figure> {
    for (key, node, example) in [("unit", beside.unit, "\"%\""), ("period", beside.period, "2024-09")] {
        if let Some(node) = node.filter(|node| node.as_text().is_none()) {
            fields.refuse(key, node, "a text", example);
            return None;
        }
    }
    let text = |node: Option<&Node>| node.and_then(Node::as_text).map(str::to_owned);
    let (unit, period) = (text(beside.unit), text(beside.period));
    let written = number.as_text().unwrap_or_default();
    match phrase::parse_parts(written, unit.as_deref(), period.as_deref()) {
        Ok(figure) => Some(figure),
        Err(error) => {
            let node = match error.part {
                Part::Number => Some(number),
                Part::Unit => beside.unit,
                Part::Period => beside.period,
            };
            refuse(fields, node.unwrap_or(number), &error.error);
            None
        }
    }
}

/// A phrase, or a map with `value`, `unit` and when the target was `set`.
fn target(fields: &mut Fields<'_>, node: &Node, unit: Option<&Node>) -> Option<Target> {
    let Some(map) = node.as_map() else {
        let figure = figure(fields, "target", node, Beside { unit, period: None })?;
        return Some(Target { figure, set: None });
    };
    let mut inner = Fields::new(fields.source, map, node.span, "a target", crate::diag::Severity::Error);
    let number = inner.take("value");
    if number.is_none() {
        inner.required("value", "60 %");
    }
    let unit = inner.take("unit").or(unit);
    let set = inner.located("set").and_then(|set| match Period::parse(&set.value) {
        Ok(period) => Some(period),
        Err(error) => {
            let source = inner.source;
            inner.report(
                Diagnostic::error(super::case_study::BAD_PERIOD, error.message)
                    .at(source, set.span)
                    .hint(error.hint),
            );
            None
        }
    });
    inner.finish();
    fields.diagnostics.append(&mut inner.diagnostics);
    let figure = figure(fields, "value", number?, Beside { unit, period: None })?;
    Some(Target { figure, set })
}

fn uncertainty(fields: &mut Fields<'_>, value: Option<&Figure>) -> Option<Uncertainty> {
    let node = fields.take("uncertainty")?;
    let text = node.as_text().unwrap_or_default();
    let read = phrase::parse_uncertainty(text, value).and_then(|uncertainty| match value {
        Some(value) => phrase::check_uncertainty(&uncertainty, value).map(|()| uncertainty),
        None => Ok(uncertainty),
    });
    read.map_err(|error| refuse(fields, node, &error)).ok()
}

/// A calculation, with the place of its very text where that stands in the file as it is.
fn calculation<'a>(fields: &mut Fields<'a>, key: &'a str) -> Option<Box<Located<String>>> {
    let mut written = fields.located(key).filter(|written| !written.value.is_empty())?;
    let file = fields.source.text().get(written.span.range()).unwrap_or_default();
    if let Some(offset) = file.find(&written.value) {
        written.span = Span::new(0, written.value.len()).shift(written.span.start + offset);
    }
    Some(Box::new(written))
}

/// Reports what is wrong in a phrase at its place in the file.
fn refuse(fields: &mut Fields<'_>, node: &Node, error: &PhraseError) {
    let span = within(fields.source.text(), node, &error.span);
    let source = fields.source;
    fields.report(
        Diagnostic::error(BAD_FIGURE, error.message.clone()).at(source, span).hint(error.hint.clone()),
    );
}

/// A part of a scalar's text as a place in the file: exact when the scalar stands there as it is, else all of it.
fn within(file: &str, node: &Node, part: &Range<usize>) -> Span {
    let text = node.as_text().unwrap_or_default();
    let written = file.get(node.span.range()).unwrap_or_default();
    match written.find(text).filter(|_| !text.is_empty()) {
        Some(offset) => Span::from(part.clone()).shift(node.span.start + offset),
        None => node.span,
    }
}
