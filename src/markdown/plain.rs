//! Text without Markdown: the plain text of a piece of a document, and plain text that calls components.

use super::call::Form;
use super::mask::{self, Kind, Mask};
use super::stream::{Node, What};
use super::{COMPONENT_CALL, Fragment, Hole, Options, Reports, UNKNOWN_COMPONENT, escape};
use crate::diag::{Diagnostic, did_you_mean};
use crate::source::{Source, Span};
use pulldown_cmark::Event;
use std::sync::Arc;

/// Appends the plain text of `nodes`: calls as they were written, line breaks as spaces.
pub(super) fn push_text(out: &mut String, nodes: &[Node], mask: &Mask) {
    for node in nodes {
        match &node.what {
            What::Markdown(Event::Text(text) | Event::Code(text)) => out.push_str(text),
            What::Markdown(Event::SoftBreak | Event::HardBreak) => out.push(' '),
            What::Formula(formula) => out.push_str(&formula.tex),
            What::Call { index, .. } => out.push_str(mask.written(*index)),
            _ => {}
        }
    }
}

/// Reads `text` that is no Markdown but may call components, such as a summary. It was written at `span` of
/// `source`; when it stands there word for word, messages point into it, else at all of it.
pub fn parse_plain(
    source: &Arc<Source>,
    span: Span,
    text: &str,
    options: &Options,
) -> (Fragment, Vec<Diagnostic>) {
    let written = source.text().get(span.range()).unwrap_or_default();
    let offset = written.find(text).map(|at| span.start + at);
    let mut reports = Reports { source, offset: offset.unwrap_or(0), list: Vec::new() };
    let mask = mask::cover(text, options.components, &mut reports);
    let mut fragment = Fragment::default();
    let mut at = 0;
    for (_, mistake) in &mask.endless {
        reports.add(&mistake.at, mistake.diagnostic());
    }
    for covered in &mask.calls {
        let before = &text[at..covered.range.start];
        match &covered.kind {
            Kind::Call { call, form: Form::Whole } => {
                escape::push_text(&mut fragment.text, before);
                let mut call = call.clone();
                if offset.is_none() {
                    call.span = span;
                    call.args.iter_mut().for_each(|argument| argument.span = span);
                }
                fragment.open(Hole::Component { call, block: false, body: None });
                at = covered.range.end;
            }
            Kind::Call { call, .. } => {
                let message = format!("the component `{}` cannot have a body here", call.name);
                reports.add(
                    &covered.range,
                    Diagnostic::error(COMPONENT_CALL, message).hint("end the call with `/>}}`"),
                );
            }
            Kind::Unknown { name } => reports.add(&covered.range, unknown(name, options)),
            Kind::Escaped => {
                escape::push_text(&mut fragment.text, before);
                at = covered.range.start + 1;
            }
            Kind::Broken(mistake) => reports.add(&mistake.at, mistake.diagnostic()),
        }
    }
    escape::push_text(&mut fragment.text, &text[at..]);
    let mut list = reports.list;
    if offset.is_none() {
        list = list.into_iter().map(|diagnostic| diagnostic.at(source, span)).collect();
    }
    (fragment, list)
}

/// A call of what does not exist stays text.
pub(super) fn unknown(name: &str, options: &Options) -> Diagnostic {
    let known = options.components.into_iter().flatten().map(String::as_str);
    let hint = match did_you_mean(name, known) {
        Some(close) => format!("did you mean `{close}`? or, to show it as text, write `\\{{{{<`"),
        None => "it is shown as text; to say that this is meant, write `\\{{<` or put it in code".to_owned(),
    };
    Diagnostic::warning(UNKNOWN_COMPONENT, format!("there is no component `{name}`")).hint(hint)
}
