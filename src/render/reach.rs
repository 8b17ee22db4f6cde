//! What templates reach through functions beyond the items of pages: all listed pages, the words of the language,
//! Markdown.

use super::terms::Terms;
use super::words::{markdown_options, words_of_markdown};
use super::{Parsed, Site};
use crate::body::{Filler, Picture, fill};
use crate::markdown::{self, Call, escape};
use crate::model::site::Config;
use crate::route::{self, Role};
use crate::source::{Source, Span};
use crate::theme::functions::{Library, link};
use std::collections::BTreeSet;
use std::sync::Arc;
use tera::Value;

/// Hands all of it to the functions of the theme.
pub fn offer(site: &Site<'_>, parsed: &[Parsed], items: &[Value], terms: &Terms) {
    let library = &site.theme.library;
    let listed = parsed.iter().zip(items).filter(|(parsed, _)| {
        route::role(&parsed.document.path) == Role::Single && !parsed.document.head.unlisted
    });
    // Set once per build; a second build makes a library of its own.
    let _ = library.listed.set(listed.map(|(_, item)| item.clone()).collect());
    let _ = library.terms.set(terms.by_taxonomy(site));
    let _ = library.words.set(Arc::clone(&site.words));
    let config = site.config.clone();
    let _ = library.markdown.set(Box::new(move |library, text| markdown(&config, library, text)));
}

/// Markdown that stands in data or in a template, as HTML. Its links are those of the page that shows it.
fn markdown(config: &Config, library: &Library, text: &str) -> Result<String, String> {
    let words = words_of_markdown(&library.strings);
    let components = BTreeSet::new();
    let options = markdown::Options {
        anchors: false,
        components: None,
        ..markdown_options(config, &components, &words, None)
    };
    let source = Source::new("markdown", text);
    let (doc, found) = markdown::parse(&source, Span::new(0, source.text().len()), &options);
    match found.into_iter().find(crate::diag::Diagnostic::is_error) {
        Some(mistake) => Err(format!("in this Markdown, {}", mistake.message)),
        None => Ok(fill(&doc, &mut Plain)),
    }
}

/// Links and images as paths of the site; code as it is.
struct Plain;

impl Filler for Plain {
    fn link(&mut self, target: &str, _: Span) -> String {
        link(target)
    }

    fn image(&mut self, target: &str, _: Span) -> Picture {
        Picture { src: link(target), ..Picture::default() }
    }

    fn code(&mut self, _: &str, text: &str, _: Span) -> String {
        escape::text(text)
    }

    fn component(&mut self, _: &Call, _: Option<String>) -> String {
        String::new()
    }
}
