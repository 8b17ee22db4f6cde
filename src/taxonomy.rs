//! Terms: what pages have in common.

use crate::model::Document;
use crate::path::term_slug;
use std::collections::HashSet;

/// The terms of one page in one taxonomy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// The taxonomy's key: `skills`.
    pub taxonomy: String,
    pub terms: Vec<Term>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    /// As the author wrote it.
    pub name: String,
    /// Equal for spellings that mean one term.
    pub slug: String,
}

/// The terms of a page by taxonomy, each term once.
pub fn groups(document: &Document) -> Vec<Group> {
    let groups = document.head.terms.iter().map(|(taxonomy, written)| {
        let mut seen = HashSet::with_capacity(written.len());
        let terms =
            written.iter().map(|name| Term { name: name.value.clone(), slug: term_slug(&name.value) });
        let terms = terms.filter(|term| seen.insert(term.slug.clone())).collect();
        Group { taxonomy: taxonomy.clone(), terms }
    });
    groups.collect()
}

/// A key as a heading: `skills` → `Skills`, `case_type` → `Case type`.
pub fn heading(key: &str) -> String {
    let words = key.replace(['_', '-'], " ");
    let mut chars = words.trim().chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}
