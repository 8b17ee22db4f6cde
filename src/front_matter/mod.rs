//! The bytes of one Markdown file → a [`Document`], with every mistake of its front matter at once.

mod case_study;
mod evidence;
mod head;
mod metric;
mod person;
pub mod phrase;
mod silence;
pub mod split;

pub use evidence::BAD_GIT;

use crate::diag::{Code, Diagnostic, Severity};
use crate::model::site::TaxonomyConfig;
use crate::model::{Document, Head, Kind};
use crate::path::SitePath;
use crate::period;
use crate::source::{Source, Span};
use crate::yaml::{self, fields::Fields};
use jiff::civil::Date;
use std::sync::Arc;

pub const NOT_UTF8: Code = Code("not-utf8");
pub const NOT_A_MAP: Code = Code("front-matter-not-a-map");

/// Most bytes of one Markdown file.
pub const MAX_BYTES: u64 = 16 << 20;

/// The text of a file, or why it is none.
pub fn decode_text(name: &str, bytes: Vec<u8>) -> Result<Arc<Source>, Diagnostic> {
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        return Err(Diagnostic::error(NOT_UTF8, "this file is UTF-16, and folio reads UTF-8")
            .in_file(name)
            .hint("save it as UTF-8"));
    }
    String::from_utf8(bytes).map(|text| Source::new(name, text)).map_err(|error| {
        let valid = error.utf8_error().valid_up_to();
        let byte = error.as_bytes()[valid];
        let source = Source::new(name, String::from_utf8_lossy(error.as_bytes()));
        // Replacement characters come only behind the valid part, so the offset still fits.
        Diagnostic::error(NOT_UTF8, format!("the byte 0x{byte:02x} here is not UTF-8"))
            .at(&source, Span::new(valid, valid + '\u{fffd}'.len_utf8()))
            .hint("save the file as UTF-8; it may be Latin-1 or Windows-1252")
    })
}

/// What the decoder needs to know of the site.
#[derive(Clone, Copy, Debug)]
pub struct Conventions<'a> {
    pub taxonomies: &'a [TaxonomyConfig],
}

/// Decodes one file. `None` when its front matter cannot be told from its body or is no map.
pub fn decode(
    path: &SitePath,
    source: &Arc<Source>,
    kind: Kind,
    conventions: Conventions<'_>,
) -> (Option<Document>, Vec<Diagnostic>) {
    let (split, mut diagnostics) = split::split(source);
    let Some(split) = split else { return (None, diagnostics) };
    let document = |head: Head, case, profile| Document {
        path: path.clone(),
        source: Arc::clone(source),
        body: split.body,
        kind,
        head: Head { date: head.date.or_else(|| date_of_name(path, kind)), ..head },
        case,
        profile,
    };
    let Some(span) = split.yaml else {
        let case = (kind == Kind::Case).then(Box::default);
        let profile = (kind == Kind::Person).then(Box::default);
        return (Some(document(Head::default(), case, profile)), diagnostics);
    };
    let (node, mut found) = yaml::parse(source, span);
    diagnostics.append(&mut found);
    let Some(node) = node else { return (None, diagnostics) };
    let empty = yaml::Map::default();
    let map = match node.as_map() {
        Some(map) => map,
        None if node.is_null() => &empty,
        None => {
            let message = format!("front matter is a map of keys and values, and this is {}", node.kind());
            diagnostics.push(Diagnostic::error(NOT_A_MAP, message).at(source, node.span).hint(
                "write `title: …`; if the line above is meant as a rule, leave a blank line before it",
            ));
            return (None, diagnostics);
        }
    };
    let what = "the front matter";
    let mut fields = Fields::new(source, map, Span::at(span.start), what, Severity::Warning);
    let mut head = head::decode(&mut fields, path, conventions);
    let states_results = kind == Kind::Case || map.get("metrics").is_some_and(|node| !node.is_null());
    let case = states_results.then(|| Box::new(case_study::decode(&mut fields)));
    let profile = (kind == Kind::Person).then(|| {
        let (name, profile) = person::decode(&mut fields);
        head.title = name.or(head.title.take());
        Box::new(profile)
    });
    fields.finish();
    diagnostics.append(&mut fields.diagnostics);
    head.extra.extend(fields.rest());
    (Some(document(head, case, profile)), diagnostics)
}

/// A post may be dated by its name alone: `2024-10-14-first.md`.
fn date_of_name(path: &SitePath, kind: Kind) -> Option<Date> {
    let folder = path.parent().filter(|_| path.stem() == "index");
    let name = folder.as_ref().map_or(path.stem(), SitePath::file_name);
    period::leading_date(name).filter(|_| kind == Kind::Post).map(|(date, _)| date)
}
