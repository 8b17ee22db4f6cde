//! Tera's errors → diagnostics at the line of the template.

use crate::diag::{Code, Diagnostic};
use crate::source::{Source, Span};
use std::collections::BTreeMap;
use std::sync::Arc;
use tera::{Error, ErrorKind, ReportError};

pub const SYNTAX: Code = Code("template-syntax");
pub const RENDER: Code = Code("template-render");
pub const MISSING: Code = Code("template-missing");

/// Template sources by name, which is their path in the site.
pub type Sources = BTreeMap<String, Arc<Source>>;

/// What went wrong in one template error; a load can report several.
pub fn diagnostics(error: &Error, sources: &Sources) -> Vec<Diagnostic> {
    match error.kind() {
        ErrorKind::SyntaxError(report) => vec![at_report(SYNTAX, report, sources)],
        ErrorKind::RenderingError(report) => vec![at_report(RENDER, report, sources)],
        ErrorKind::CircularExtend { tpl, .. } => vec![circle(tpl, "extends", sources)],
        ErrorKind::CircularInclude { tpl, .. } => vec![circle(tpl, "include", sources)],
        ErrorKind::MissingParent { current, parent } => {
            let message = format!("no template is called `{parent}`");
            let hint = format!("the templates are: {}", short_list(sources));
            vec![at_tag(Diagnostic::error(MISSING, message), current, "extends", sources).hint(hint)]
        }
        ErrorKind::TemplateNotFound(name) => {
            let message = format!("no template is called `{name}`");
            let hint = format!("the templates are: {}", short_list(sources));
            vec![Diagnostic::error(MISSING, message).hint(hint)]
        }
        ErrorKind::Msg(text) if text.contains("--> ") => from_reports(text, sources),
        kind => vec![Diagnostic::error(RENDER, sentence(&kind.to_string()))],
    }
}

fn at_report(code: Code, report: &ReportError, sources: &Sources) -> Diagnostic {
    let message = sentence(report.message());
    let hint = hint_for(&message);
    let diagnostic = Diagnostic::error(code, message);
    let span = Span::from(report.span().range.clone());
    match sources.get(report.filename()) {
        Some(source) => diagnostic.at(source, clamp(source, span)).hint(hint),
        None => diagnostic.in_file(report.filename()).hint(hint),
    }
}

fn clamp(source: &Source, span: Span) -> Span {
    let end = source.text().len();
    Span::new(span.start.min(end), span.end.min(end))
}

fn circle(template: &str, tag: &str, sources: &Sources) -> Diagnostic {
    let message = format!("this template comes back to itself through `{tag}`");
    at_tag(Diagnostic::error(SYNTAX, message), template, tag, sources)
        .hint(format!("remove one `{{% {tag} … %}}` of the circle"))
}

/// Points at the first tag of a kind in a template.
fn at_tag(diagnostic: Diagnostic, template: &str, tag: &str, sources: &Sources) -> Diagnostic {
    let Some(source) = sources.get(template) else { return diagnostic.in_file(template) };
    let text = source.text();
    let start = text.match_indices(tag).map(|(index, _)| index).find(|index| {
        let before = text[..*index].trim_end();
        before.ends_with("{%") || before.ends_with("{%-")
    });
    let start = start.unwrap_or(0);
    diagnostic.at(source, Span::new(start, (start + tag.len()).min(text.len())))
}

/// When references do not resolve, Tera gives the finished reports of all of them as one text:
/// `error: …` followed by `--> file:line:column`. They are taken apart again.
fn from_reports(text: &str, sources: &Sources) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    let mut message = "";
    for line in text.lines() {
        if let Some(rest) = line.strip_prefix("error: ") {
            message = rest;
        } else if let Some((_, place)) = line.split_once("--> ") {
            let mut parts = place.rsplitn(3, ':');
            let column: usize = parts.next().and_then(|part| part.trim().parse().ok()).unwrap_or(1);
            let number: usize = parts.next().and_then(|part| part.parse().ok()).unwrap_or(1);
            let name = parts.next().unwrap_or_default();
            let message = sentence(message);
            let hint = hint_for(&message);
            let diagnostic = Diagnostic::error(SYNTAX, message).hint(hint);
            diagnostics.push(match sources.get(name) {
                Some(source) => {
                    let line = source.line(number);
                    let skip: usize = line.chars().take(column - 1).map(char::len_utf8).sum();
                    diagnostic.at(source, Span::at(source.line_start(number) + skip))
                }
                None => diagnostic.in_file(name),
            });
        }
    }
    diagnostics
}

fn short_list(sources: &Sources) -> String {
    let mut names: Vec<_> = sources
        .keys()
        .filter_map(|name| name.rsplit_once("templates/").map(|(_, name)| name))
        .filter(|name| !name.starts_with("components/"))
        .collect();
    names.sort_unstable();
    names.dedup();
    names.join(", ")
}

fn sentence(message: &str) -> String {
    message.trim().trim_end_matches('.').to_owned()
}

fn hint_for(message: &str) -> String {
    let lower = message.to_lowercase();
    let hint = if lower.contains("unknown component") {
        "write a component of this name under `templates/components/`, or mend the name"
    } else if lower.contains("unknown filter")
        || lower.contains("unknown function")
        || lower.contains("unknown test")
    {
        "the functions are asset, metric, page, pages and t; the filter is link; Tera's own are in its documentation"
    } else if lower.contains("unknown template") {
        "write the template's path below `templates/`"
    } else if lower.contains("not defined")
        || lower.contains("undefined")
        || lower.contains("not found in context")
    {
        "check the name against the theme API in the documentation, or give a default: `{{ name | default(value=\"\") }}`"
    } else {
        "mend the template here"
    };
    hint.to_owned()
}
