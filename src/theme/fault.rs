//! Tera's errors → diagnostics at the line of the template.

use super::functions::TOLD_THERE;
use super::{advice, lineage};
use crate::diag::{Code, Diagnostic};
use crate::source::{Place, Source, Span};
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
        // The mistake in the data is reported itself, and is enough to stop the build.
        ErrorKind::RenderingError(report) if report.message().ends_with(TOLD_THERE) => Vec::new(),
        ErrorKind::RenderingError(report) => {
            let mut diagnostic = at_report(RENDER, report, sources);
            diagnostic.related = callers(&error.to_string(), sources);
            vec![diagnostic]
        }
        ErrorKind::CircularExtend { tpl, .. } if extends_itself(tpl, sources) => {
            let message = "no theme below has a template of this name to extend";
            vec![
                at_tag(Diagnostic::error(SYNTAX, message), tpl, "extends", sources)
                    .hint(format!("extend another one: {}", short_list(sources))),
            ]
        }
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
        ErrorKind::Msg(text) if text.contains(" is defined in both ") => vec![twice(text, sources)],
        kind => vec![Diagnostic::error(RENDER, sentence(&kind.to_string()))],
    }
}

fn at_report(code: Code, report: &ReportError, sources: &Sources) -> Diagnostic {
    let (message, hint) = advice::on(report.message(), sources);
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

/// Whether a template names itself as its parent, by its path below `templates/`.
fn extends_itself(template: &str, sources: &Sources) -> bool {
    let text = sources.get(template).map_or("", |source| source.text());
    let short = template.rsplit_once("templates/").map_or(template, |(_, short)| short);
    lineage::parent(text).is_some_and(|range| &text[range] == short)
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
            let (name, number, column) = place_of(place);
            let (message, hint) = advice::on(message, sources);
            let diagnostic = Diagnostic::error(SYNTAX, message).hint(hint);
            diagnostics.push(match sources.get(name) {
                Some(source) => diagnostic.at(source, Span::at(offset(source, number, column))),
                None => diagnostic.in_file(name),
            });
        }
    }
    diagnostics
}

/// `file:line:column`, as Tera writes it.
fn place_of(text: &str) -> (&str, usize, usize) {
    let mut parts = text.rsplitn(3, ':');
    let column = parts.next().and_then(|part| part.trim().parse().ok()).unwrap_or(1);
    let line = parts.next().and_then(|part| part.parse().ok()).unwrap_or(1);
    (parts.next().unwrap_or_default(), line, column)
}

fn offset(source: &Source, line: usize, column: usize) -> usize {
    let skip: usize = source.line(line).chars().take(column.saturating_sub(1)).map(char::len_utf8).sum();
    source.line_start(line) + skip
}

/// Where the components and includes around a mistake were called, the innermost first. Tera tells it in the text
/// of its report alone.
fn callers(report: &str, sources: &Sources) -> Vec<(Place, String)> {
    let places = report.lines().filter_map(|line| line.strip_prefix("note: called from "));
    let places = places.filter_map(|place| {
        let (name, line, column) = place_of(place);
        let source = sources.get(name)?;
        Some((Place::new(source, Span::at(offset(source, line, column))), "called from here".to_owned()))
    });
    places.collect()
}

/// Two files of one folder define a component. Tera says in a text which, between backquotes.
fn twice(text: &str, sources: &Sources) -> Diagnostic {
    let mut names = text.split('`').skip(1).step_by(2);
    let mut next = || names.next().unwrap_or_default();
    let (component, first, second) = (next(), next(), next());
    let diagnostic = Diagnostic::error(SYNTAX, format!("the component `{component}` is defined twice"))
        .hint("remove one, or give it another name");
    let find = |name: &str| {
        let source = sources.get(name)?;
        let at = advice::definitions(source.text(), "component").find(|(_, known)| *known == component)?.0;
        Some((source, Span::new(at, at + component.len())))
    };
    match (find(first), find(second)) {
        (Some((one, before)), Some((two, span))) => {
            diagnostic.at(two, span).related(one, before, "it is defined here too")
        }
        _ => diagnostic.in_file(second),
    }
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

pub(super) fn sentence(message: &str) -> String {
    message.trim().trim_end_matches('.').to_owned()
}
