//! The pages of terms and of taxonomies, and what other pages show of them.

use super::pages::{ListPage, list_page};
use super::paginator::paginator;
use super::practice::{counted, record, said};
use super::values::{map, text};
use super::{Page, Parsed, Shared, Site};
use crate::claims::fill;
use crate::memo::Read;
use crate::taxonomy::practice::{Practice, practice};
use crate::taxonomy::{Subject, Term};
use crate::theme::functions::note;
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use tera::{Context, Value};

/// What pages share of the terms.
#[derive(Debug, Default)]
pub struct Terms {
    /// By term: its entry on the page of its taxonomy.
    entries: Vec<Value>,
    practices: Vec<Practice>,
}

impl Terms {
    pub fn new(site: &Site<'_>, parsed: &[Parsed], items: &[Value]) -> Self {
        let terms = &site.taxonomies.terms;
        let practices: Vec<Practice> = terms
            .par_iter()
            .map(|term| {
                practice(term.members.iter().map(|member| &*parsed[*member].document), &site.evidence)
            })
            .collect();
        let entries = (0..terms.len()).map(|number| entry(site, number, &practices[number], items)).collect();
        Self { entries, practices }
    }

    /// Entries that nobody may look at, of so many terms.
    pub fn unknown(terms: usize) -> Self {
        Self { entries: vec![Value::none(); terms], practices: Vec::new() }
    }

    /// The same after the items of these documents were made again, which have the terms that they had.
    pub fn renewed(&self, site: &Site<'_>, parsed: &[Parsed], items: &[Value], edited: &[usize]) -> Self {
        let (mut entries, mut practices) = (self.entries.clone(), self.practices.clone());
        let groups = edited.iter().flat_map(|index| site.taxonomies.groups(*index));
        let texts = edited.iter().filter_map(|index| match site.taxonomies.subject(*index)? {
            Subject::Term(number) => Some(number),
            Subject::Taxonomy(_) => None,
        });
        let terms: BTreeSet<usize> = groups.flat_map(|group| &group.terms).copied().chain(texts).collect();
        for number in terms {
            let members = site.taxonomies.terms[number].members.iter();
            practices[number] = practice(members.map(|member| &*parsed[*member].document), &site.evidence);
            entries[number] = entry(site, number, &practices[number], items);
        }
        Self { entries, practices }
    }

    /// The entry of a term on the page of its taxonomy.
    pub fn entry(&self, term: usize) -> &Value {
        &self.entries[term]
    }

    /// What the case studies of a term come to.
    pub fn practice(&self, term: usize) -> &Practice {
        &self.practices[term]
    }

    /// The entries of each taxonomy, by its key.
    pub fn by_taxonomy(&self, site: &Site<'_>) -> BTreeMap<String, Vec<Value>> {
        let taxonomies = site.taxonomies.list.iter().map(|taxonomy| {
            let entries = taxonomy.terms.iter().map(|term| self.entries[*term].clone());
            (taxonomy.config.key.clone(), entries.collect())
        });
        taxonomies.collect()
    }
}

/// By term: what a page that has it shows. Made once, and shared by all of them.
pub fn lights(site: &Site<'_>) -> Vec<Value> {
    let terms = site.taxonomies.terms.iter();
    let light = |term: &Term| {
        map([
            ("taxonomy", text(&site.taxonomies.list[term.taxonomy].config.key)),
            ("name", text(&term.name)),
            ("slug", text(&term.slug)),
            ("path", text(if term.has_page() { term.url.as_str() } else { "" })),
            ("count", Value::from(term.members.len())),
        ])
    };
    terms.map(light).collect()
}

/// `terms` of a page: its terms by taxonomy.
pub fn groups(site: &Site<'_>, lights: &[Value], document: usize) -> Value {
    let groups = site.taxonomies.groups(document).iter().map(|group| {
        let taxonomy = &site.taxonomies.list[group.taxonomy];
        let terms = group.terms.iter().map(|term| lights[*term].clone());
        map([
            ("taxonomy", text(&taxonomy.config.key)),
            ("name", Value::from(taxonomy.name(&site.theme.library.strings))),
            ("path", text(if taxonomy.has_page() { taxonomy.url.as_str() } else { "" })),
            ("terms", Value::from(terms.collect::<Vec<_>>())),
        ])
    });
    Value::from(groups.collect::<Vec<_>>())
}

/// The first terms of a page in a line.
pub fn terms_text(site: &Site<'_>, document: usize) -> String {
    let terms = site.taxonomies.groups(document).iter().flat_map(|group| &group.terms);
    let names: Vec<&str> = terms.take(4).map(|term| site.taxonomies.terms[*term].name.as_str()).collect();
    names.join(site.theme.library.strings.get("list_comma").unwrap_or(", "))
}

fn entry(site: &Site<'_>, number: usize, practice: &Practice, items: &[Value]) -> Value {
    let term = &site.taxonomies.terms[number];
    let strings = &site.theme.library.strings;
    let summary = term.text.and_then(|index| items[index].get_from_path("summary").cloned());
    let members = term.members.len();
    let unit = match (practice.cases, practice.examples) {
        (0, examples) if examples > 0 && examples == members => "examples_count",
        (cases, examples) if cases > 0 && cases + examples == members => "case_studies",
        _ => "pages_count",
    };
    let count = counted(strings, unit, members);
    let line = match practice.last.map(|piece| said(site, piece)) {
        Some(last) => {
            let pattern = strings.get("term_last_used").unwrap_or("{count}");
            fill(pattern, &[("count", &count), ("last", &last)])
        }
        None => count,
    };
    map([
        ("name", text(&term.name)),
        ("slug", text(&term.slug)),
        ("path", text(term.url.as_str())),
        ("count", Value::from(members)),
        ("cases", Value::from(practice.cases)),
        ("text", Value::from(line)),
        ("summary", summary.unwrap_or_else(|| Value::safe_string(""))),
    ])
}

/// A page of a term that no document makes: of a term without a text any, else the second and those after it.
pub fn term(site: &Site<'_>, shared: &Shared, parsed: &[Parsed], number: usize, page: usize) -> Page {
    let term = &site.taxonomies.terms[number];
    let url = site.routes.term_pages[number].url(page);
    let ancestors = shared.trails.of_subject(Subject::Term(number), site.taxonomies);
    let list = ListPage { kind: "term", title: &term.name, text: term.text, url: &url, ancestors };
    list_page(site, shared, parsed, list, |context| {
        context_of(context, site, shared, parsed, Subject::Term(number), page);
    })
}

/// The page of a taxonomy without a text.
pub fn taxonomy(site: &Site<'_>, shared: &Shared, parsed: &[Parsed], number: usize) -> Page {
    let taxonomy = &site.taxonomies.list[number];
    let title = taxonomy.name(&site.theme.library.strings);
    let ancestors = shared.trails.of_subject(Subject::Taxonomy(number), site.taxonomies);
    let list = ListPage { kind: "taxonomy", title: &title, text: None, url: &taxonomy.url, ancestors };
    list_page(site, shared, parsed, list, |context| {
        context_of(context, site, shared, parsed, Subject::Taxonomy(number), 1);
    })
}

/// `taxonomy`, or `term` with the items of one page and `paginator`.
pub fn context_of(
    context: &mut Context,
    site: &Site<'_>,
    shared: &Shared,
    parsed: &[Parsed],
    subject: Subject,
    page: usize,
) {
    match subject {
        Subject::Taxonomy(number) => {
            note(Read::Terms(site.taxonomies.list[number].config.key.clone()));
            context.insert_value("taxonomy", taxonomy_value(site, shared, number));
        }
        Subject::Term(number) => {
            let pages = &site.routes.term_pages[number];
            note(Read::Term(site.taxonomies.terms[number].url.clone(), page));
            let members = &site.taxonomies.terms[number].members[pages.range(page)];
            context.insert_value("term", term_value(site, shared, parsed, number, members));
            context.insert_value("paginator", paginator(pages, page, &site.theme.library.strings));
        }
    }
}

fn taxonomy_value(site: &Site<'_>, shared: &Shared, number: usize) -> Value {
    let taxonomy = &site.taxonomies.list[number];
    let terms = taxonomy.terms.iter().map(|term| shared.terms.entries[*term].clone());
    map([
        ("key", text(&taxonomy.config.key)),
        ("name", Value::from(taxonomy.name(&site.theme.library.strings))),
        ("path", text(taxonomy.url.as_str())),
        ("terms", Value::from(terms.collect::<Vec<_>>())),
    ])
}

fn term_value(
    site: &Site<'_>,
    shared: &Shared,
    parsed: &[Parsed],
    number: usize,
    members: &[usize],
) -> Value {
    let term = &site.taxonomies.terms[number];
    let taxonomy = &site.taxonomies.list[term.taxonomy];
    let item = |member: &usize| shared.items[*member].clone();
    let kind = |member: &usize| parsed[*member].document.kind;
    let lists = members.chunk_by(|one, other| kind(one) == kind(other)).map(|members| {
        let items = Value::from(members.iter().map(item).collect::<Vec<_>>());
        map([("type", text(kind(&members[0]).name())), ("items", items)])
    });
    map([
        ("taxonomy", text(&taxonomy.config.key)),
        ("taxonomy_name", Value::from(taxonomy.name(&site.theme.library.strings))),
        ("taxonomy_path", text(taxonomy.url.as_str())),
        ("name", text(&term.name)),
        ("slug", text(&term.slug)),
        ("path", text(term.url.as_str())),
        ("count", Value::from(term.members.len())),
        ("items", Value::from(members.iter().map(item).collect::<Vec<_>>())),
        ("lists", Value::from(lists.collect::<Vec<_>>())),
        ("record", record(site, &shared.terms.practices[number], "practice_used")),
    ])
}
