//! The same facts for programs: newline-delimited JSON on standard output.
//!
//! One object per diagnostic, every member always present (`null` where there is nothing to say):
//!
//! ```json
//! {"type":"diagnostic","code":"metric-value","severity":"error","message":"…","file":"content/work/a.md",
//!  "line":12,"column":10,"end_line":12,"end_column":16,"source_line":"  value: 58,9 %","hint":"…",
//!  "related":[{"message":"…","file":"…","line":3,"column":1,"end_line":3,"end_column":6}]}
//! ```
//!
//! Lines and columns count from one, columns are characters, and the end is exclusive. `severity` is
//! `error`, `warning` or, from `folio check`, `advice`. `source_line` is left out of lines longer than [`LONGEST_LINE`] bytes.
//! Nothing is folded or capped; `--quiet` leaves out the warnings. The last object sums up:
//!
//! ```json
//! {"type":"summary","errors":0,"warnings":3,"advice":0,"created":[],"elapsed_ms":38,
//!  "made":{"output":"public","pages":14,"cases":4,"posts":3,"other":7,"metrics":9,"files":31,"written":31,
//!          "unchanged":0,"removed":0,"drafts_left_out":0,"future_left_out":0,"has_base_url":true}}
//! ```
//!
//! `folio explain` gives an object for each code instead, its members in Markdown:
//!
//! ```json
//! {"type":"explanation","code":"empty-file","summary":"…","why":"…","mistake":"…","cure":"…"}
//! ```
//!
//! `folio theme list` gives an object for each theme (`place` is `folio` or `site`), and `folio theme check` one for
//! each language with the keys of the strings that it leaves to English:
//!
//! ```json
//! {"type":"theme","name":"broadsheet","description":"…","extends":"base","place":"folio","active":true,
//!  "options":[{"name":"accent","takes":"one of oxblood, …","default":"oxblood","help":"…"}]}
//! {"type":"language","language":"de","missing":[]}
//! ```
//!
//! `folio watch` gives these while it runs, and diagnostics as they are found:
//!
//! ```json
//! {"type":"ready","url":"http://127.0.0.1:3654/","pages":14,"elapsed_ms":38}
//! {"type":"remade","changed":["content/work/a.md"],"pages":2,"elapsed_ms":6}
//! {"type":"mended"}
//! ```
//!
//! `made` is `null` when nothing was built; `created` lists what `init` and `new` wrote. Members may be
//! added later; none changes its meaning within a major version.

use super::style::Style;
use super::text;
use crate::build::Made;
use crate::diag::{Diagnostic, Severity};
use crate::explain::Explanation;
use crate::path::SitePath;
use crate::source::Place;
use crate::specimen::Language;
use crate::theme::catalog::Listed;
use serde::Serialize;
use std::fmt::Write as _;
use std::path::PathBuf;
use std::time::Duration;

/// Bytes of a source line that is still quoted.
pub const LONGEST_LINE: usize = 2_000;

#[derive(Serialize)]
struct Finding<'a> {
    r#type: &'static str,
    code: &'static str,
    severity: &'static str,
    message: &'a str,
    file: Option<&'a str>,
    line: Option<usize>,
    column: Option<usize>,
    end_line: Option<usize>,
    end_column: Option<usize>,
    source_line: Option<&'a str>,
    hint: Option<&'a str>,
    related: Vec<Related<'a>>,
}

#[derive(Serialize)]
struct Related<'a> {
    message: &'a str,
    file: &'a str,
    line: usize,
    column: usize,
    end_line: usize,
    end_column: usize,
}

#[derive(Serialize)]
struct Explained {
    r#type: &'static str,
    code: &'static str,
    summary: &'static str,
    why: &'static str,
    mistake: &'static str,
    cure: &'static str,
}

#[derive(Serialize)]
struct Theme<'a> {
    r#type: &'static str,
    name: &'a str,
    description: &'a str,
    extends: Option<&'a str>,
    place: &'static str,
    active: bool,
    options: Vec<ThemeOption<'a>>,
}

#[derive(Serialize)]
struct ThemeOption<'a> {
    name: &'a str,
    takes: String,
    default: &'a tera::Value,
    help: &'a str,
}

#[derive(Serialize)]
struct Spoken<'a> {
    r#type: &'static str,
    language: &'a str,
    missing: &'a [String],
}

#[derive(Serialize)]
struct Summary<'a> {
    r#type: &'static str,
    errors: usize,
    warnings: usize,
    advice: usize,
    created: Vec<String>,
    elapsed_ms: u128,
    made: Option<Site<'a>>,
}

#[derive(Serialize)]
struct Site<'a> {
    output: std::borrow::Cow<'a, str>,
    pages: usize,
    cases: usize,
    posts: usize,
    other: usize,
    metrics: usize,
    files: usize,
    written: usize,
    unchanged: usize,
    removed: usize,
    drafts_left_out: usize,
    future_left_out: usize,
    has_base_url: bool,
}

/// All diagnostics of a run, one object a line.
pub fn diagnostics(all: &[Diagnostic], quiet: bool) -> String {
    let mut lines = String::new();
    for diagnostic in all.iter().filter(|diagnostic| !quiet || diagnostic.is_error()) {
        push_line(&mut lines, &finding(diagnostic));
    }
    lines
}

/// Explanations, one object a line.
pub fn explanations(all: impl IntoIterator<Item = Explanation>) -> String {
    let mut lines = String::new();
    for Explanation { code, summary, why, mistake, cure } in all {
        push_line(&mut lines, &Explained { r#type: "explanation", code, summary, why, mistake, cure });
    }
    lines
}

/// The last line.
pub fn summary(all: &[Diagnostic], made: Option<&Made>, created: &[PathBuf], elapsed: Duration) -> String {
    let of = |severity| all.iter().filter(|diagnostic| diagnostic.severity == severity).count();
    let (errors, warnings, advice) = (of(Severity::Error), of(Severity::Warning), of(Severity::Advice));
    let made = made.map(|made| Site {
        output: made.output.to_string_lossy(),
        pages: made.pages,
        cases: made.cases,
        posts: made.posts,
        other: made.other,
        metrics: made.metrics,
        files: made.files,
        written: made.written,
        unchanged: made.unchanged,
        removed: made.removed,
        drafts_left_out: made.drafts_left_out,
        future_left_out: made.future_left_out,
        has_base_url: made.has_base_url,
    });
    let created = created.iter().map(|path| path.to_string_lossy().into_owned()).collect();
    let elapsed_ms = elapsed.as_millis();
    let mut line = String::new();
    push_line(&mut line, &Summary { r#type: "summary", errors, warnings, advice, created, elapsed_ms, made });
    line
}

fn finding(diagnostic: &Diagnostic) -> Finding<'_> {
    let place = diagnostic.place.as_ref();
    let start = place.map(Place::line_column);
    let end = place.map(end);
    let source_line = place.zip(start).and_then(|(place, (line, _))| {
        let known = !place.source.text().is_empty();
        Some(place.source.line(line)).filter(|text| known && text.len() <= LONGEST_LINE)
    });
    Finding {
        r#type: "diagnostic",
        code: diagnostic.code.0,
        severity: Style::of(diagnostic.severity).1,
        message: &diagnostic.message,
        file: place.map(|place| place.source.name()),
        line: start.map(|(line, _)| line),
        column: start.map(|(_, column)| column),
        end_line: end.map(|(line, _)| line),
        end_column: end.map(|(_, column)| column),
        source_line,
        hint: diagnostic.hint.as_deref(),
        related: diagnostic.related.iter().map(|(place, words)| related(place, words)).collect(),
    }
}

fn related<'a>(place: &'a Place, message: &'a str) -> Related<'a> {
    let (line, column) = place.line_column();
    let (end_line, end_column) = end(place);
    Related { message, file: place.source.name(), line, column, end_line, end_column }
}

fn end(place: &Place) -> (usize, usize) {
    place.source.line_column(place.span.end)
}

/// A theme, for `folio theme list`.
pub fn theme(listed: &Listed, active: bool) -> String {
    let options = listed.options.iter().map(|setting| ThemeOption {
        name: &setting.name,
        takes: setting.shape.wanted(),
        default: &setting.default,
        help: &setting.help,
    });
    let mut line = String::new();
    push_line(
        &mut line,
        &Theme {
            r#type: "theme",
            name: &listed.name,
            description: &listed.description,
            extends: listed.extends.as_deref(),
            place: if listed.in_site { "site" } else { "folio" },
            active,
            options: options.collect(),
        },
    );
    line
}

/// What a language leaves to English, for `folio theme check`.
pub fn language(language: &Language) -> String {
    let mut line = String::new();
    push_line(&mut line, &Spoken { r#type: "language", language: &language.tag, missing: &language.missing });
    line
}

#[derive(Serialize)]
struct Ready<'a> {
    r#type: &'static str,
    url: &'a str,
    pages: usize,
    elapsed_ms: u128,
}

#[derive(Serialize)]
struct Remade<'a> {
    r#type: &'static str,
    changed: Vec<&'a str>,
    pages: usize,
    elapsed_ms: u128,
}

#[derive(Serialize)]
struct Mended {
    r#type: &'static str,
}

/// The preview can be looked at.
pub fn ready(url: &str, pages: usize, elapsed: Duration) -> String {
    let mut line = String::new();
    push_line(&mut line, &Ready { r#type: "ready", url, pages, elapsed_ms: elapsed.as_millis() });
    line
}

/// The preview has taken changes in.
pub fn remade(changed: &[SitePath], pages: usize, elapsed: Duration) -> String {
    let changed = changed.iter().map(SitePath::as_str).collect();
    let mut line = String::new();
    push_line(&mut line, &Remade { r#type: "remade", changed, pages, elapsed_ms: elapsed.as_millis() });
    line
}

/// The last mistake of the preview is gone.
pub fn mended() -> String {
    let mut line = String::new();
    push_line(&mut line, &Mended { r#type: "mended" });
    line
}

/// JSON escapes C0 controls by itself; the rest of what a terminal could obey is escaped here, since
/// somebody will look at this without a program in between.
fn push_line(lines: &mut String, object: &impl Serialize) {
    // Strings, numbers and lists of them: serde_json has no reason to refuse.
    let Ok(json) = serde_json::to_string(object) else { return };
    for character in json.chars() {
        if character == '\u{7f}' || text::deceives(character) {
            for unit in character.encode_utf16(&mut [0; 2]) {
                let _ = write!(lines, "\\u{unit:04x}");
            }
        } else {
            lines.push(character);
        }
    }
    lines.push('\n');
}
