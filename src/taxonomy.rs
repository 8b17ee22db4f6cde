//! Terms: what pages have in common, and the pages that list them.

mod collect;
pub mod practice;
mod text;

pub use collect::{SPELLING, UNUSED, collect};
pub use text::{Place, place};

use crate::i18n::Strings;
use crate::model::site::TaxonomyConfig;
use crate::path::{Url, path_segment, term_slug};
use crate::source::Span;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// Every taxonomy of a site with its terms, in the order of `folio.yaml`.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Taxonomies {
    pub list: Vec<Taxonomy>,
    pub terms: Vec<Term>,
    /// By document.
    groups: Vec<Vec<Group>>,
    texts: HashMap<usize, Subject>,
}

/// A way to group pages.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Taxonomy {
    pub config: TaxonomyConfig,
    pub url: Url,
    /// The document that speaks about it.
    pub text: Option<usize>,
    /// The terms that have a page, in the order in which they are listed.
    pub terms: Vec<usize>,
}

/// What pages have in common.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Term {
    pub taxonomy: usize,
    /// As readers see it: of several spellings the commonest.
    pub name: String,
    /// The last part of its address.
    pub slug: String,
    pub url: Url,
    /// The document that speaks about it.
    pub text: Option<usize>,
    /// The listed documents that have it: case studies, then posts, then pages, the newest first.
    pub members: Vec<usize>,
    /// Where it stands first: the document and the place in it.
    pub first: Option<(usize, Span)>,
}

/// The terms of one document in one taxonomy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Group {
    pub taxonomy: usize,
    pub terms: Vec<usize>,
}

/// What a document below `content/<taxonomy>/` speaks about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Subject {
    Taxonomy(usize),
    Term(usize),
}

impl Taxonomy {
    /// What readers call it: by `folio.yaml`, else by the theme, else by its key.
    pub fn name(&self, strings: &Strings) -> String {
        if !self.config.title.is_empty() {
            return self.config.title.clone();
        }
        let word = strings.get(&format!("taxonomy_{}", self.config.key));
        word.map_or_else(|| heading(&self.config.key), str::to_owned)
    }

    pub fn has_page(&self) -> bool {
        self.text.is_some() || !self.terms.is_empty()
    }
}

impl Term {
    /// A term that only unlisted pages have would lead to them, so it has no page.
    pub fn has_page(&self) -> bool {
        self.text.is_some() || !self.members.is_empty()
    }
}

impl Taxonomies {
    /// The terms of a document, by taxonomy.
    pub fn groups(&self, document: usize) -> &[Group] {
        self.groups.get(document).map_or(&[], Vec::as_slice)
    }

    /// What a document speaks about, if that is a taxonomy or a term.
    pub fn subject(&self, document: usize) -> Option<Subject> {
        self.texts.get(&document).copied()
    }

    /// The address of the page that a document gives its text to.
    pub fn url_of_text(&self, document: usize) -> Option<&Url> {
        self.subject(document).map(|subject| match subject {
            Subject::Taxonomy(number) => &self.list[number].url,
            Subject::Term(number) => &self.terms[number].url,
        })
    }
}

/// Equal for spellings that mean one term, and the last part of its address.
fn slug(name: &str) -> String {
    let slug = term_slug(name);
    // A heart is a name, too.
    if slug.is_empty() { path_segment(name).to_lowercase() } else { slug }
}

/// A key as a heading: `skills` → `Skills`, `case_type` → `Case type`.
pub fn heading(key: &str) -> String {
    let words = key.replace(['_', '-'], " ");
    let mut chars = words.trim().chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}
