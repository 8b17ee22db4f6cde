//! The pages that list folders, and the order of a list.

use super::addresses::Addresses;
use super::folders::{Folders, ancestors, below_content, last, parent};
use super::pages::Pages;
use super::registry::Registry;
use super::{Role, Routes, SECTION, role, section_kind};
use crate::diag::{Diagnostic, did_you_mean};
use crate::i18n::Collation;
use crate::model::site::{Config, Order, OrderBy};
use crate::model::{Document, Kind};
use crate::path::Url;
use crate::source::Span;
use crate::world::Entry;
use serde::{Deserialize, Serialize};
use std::cmp::Ordering;
use std::collections::{BTreeMap, HashMap, HashSet};

/// A folder of documents and the page that lists them.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Section {
    /// Below `content/`: `work`, `notes/2024`.
    pub folder: String,
    pub url: Url,
    pub kind: Kind,
    pub order: Order,
    /// Whether it has a feed of its own, where the site says so.
    pub feed: Option<bool>,
    /// The `_index.md` of the folder, as an index into the documents.
    pub index: Option<usize>,
    /// A page that has the address of the list (`notes.md` beside `notes/`), so that no list is made.
    pub taken_by: Option<usize>,
    /// Whether an `index.html` of the author's lies in the folder and stands for the list, which nobody asked for.
    pub has_file: bool,
    /// Documents that it lists, in its order.
    pub members: Vec<usize>,
    /// The section above, as an index into the sections.
    pub parent: Option<usize>,
    /// Sections directly below that it lists, in their order.
    pub children: Vec<usize>,
    /// How its list is split: the children first, then the members.
    pub pages: Pages,
}

impl Section {
    /// Whether its list is shown: not where something of the author's has its address.
    pub fn is_shown(&self) -> bool {
        self.taken_by.is_none() && !self.has_file
    }
}

/// Finds the sections, sorts them and gives each the pages of its list.
pub fn assign<'a>(
    folders: &'a Folders<'a>,
    addresses: &mut Addresses<'a>,
    files: &[Entry],
    config: &Config,
    routes: &mut Routes,
    registry: &mut Registry,
) {
    let documents = folders.documents;
    let indices: HashSet<&str> =
        files.iter().filter_map(|entry| below_content(&entry.path).strip_suffix("/index.html")).collect();
    let by_url: HashMap<Url, usize> = routes.urls.iter().cloned().zip(0..).collect();
    let sorter = Sorter { documents, alphabet: Collation::new(&config.language) };
    routes.section_of = vec![None; documents.len()];
    routes.lists = vec![None; documents.len()];
    routes.position = vec![None; documents.len()];
    let mut sections = find(folders, addresses, config);
    for (number, section) in sections.iter_mut().enumerate() {
        for member in &section.members {
            routes.section_of[*member] = Some(number);
        }
        section.members.retain(|member| !documents[*member].head.unlisted);
        sorter.sort(&mut section.members, section.order);
        for (position, member) in section.members.iter().enumerate() {
            routes.position[*member] = Some(position);
        }
        if let Some(index) = section.index {
            routes.lists[index] = Some(number);
        } else {
            section.taken_by = by_url.get(&section.url).copied();
            section.has_file = indices.contains(section.folder.as_str());
        }
    }
    nest(&mut sections, &sorter);
    for section in &mut sections {
        let size = folders.list_setting(&section.folder, |list| list.page_size).unwrap_or(0);
        let count = section.children.len() + section.members.len();
        let size = if section.is_shown() { size } else { 0 };
        let pages = Pages::new(section.url.clone(), size, count);
        claim(section, &pages, routes, registry);
        section.pages = pages;
    }
    misspelt(&sections, config, registry);
    misnamed(folders, registry);
    routes.sections = sections;
}

/// Takes the addresses of a list. That of `_index.md` is taken already.
fn claim(section: &Section, pages: &Pages, routes: &mut Routes, registry: &mut Registry) {
    let list = format!("the list of `content/{}`", section.folder);
    for number in 1..=pages.total() {
        let url = pages.url(number);
        match number {
            1 if section.index.is_some() || !section.is_shown() => {}
            1 => registry.claim(&url.to_out_path(), None, &list),
            _ => registry.claim(&url.to_out_path(), None, &format!("page {number} of {list}")),
        }
        routes.publish(&url, None);
    }
}

/// Every folder that holds documents, and every folder above one.
fn find<'a>(folders: &'a Folders<'a>, addresses: &mut Addresses<'a>, config: &Config) -> Vec<Section> {
    let mut found: BTreeMap<&'a str, Section> = BTreeMap::new();
    for (number, document) in folders.documents.iter().enumerate() {
        let listing = folders.listing(&document.path);
        let is_subject = folders.taxonomies.subject(number).is_some();
        if is_subject || matches!(role(&document.path), Role::Home | Role::NotFound) {
            continue;
        }
        for folder in ancestors(listing) {
            if found.contains_key(folder) {
                break;
            }
            let url = Url::parse(addresses.folder(folder)).unwrap_or_else(|_| Url::root());
            found.insert(folder, section(folder, url, folders, config));
        }
        if let Some(section) = found.get_mut(listing)
            && role(&document.path) == Role::Single
        {
            section.members.push(number);
        }
    }
    found.into_values().collect()
}

fn section(folder: &str, url: Url, folders: &Folders<'_>, config: &Config) -> Section {
    let kind = section_kind(folder, config);
    let usual = match kind {
        Kind::Case | Kind::Post => Order::NEWEST_FIRST,
        Kind::Page | Kind::Person => Order::BY_WEIGHT,
    };
    Section {
        folder: folder.to_owned(),
        pages: Pages::new(url.clone(), 0, 0),
        url,
        kind,
        order: folders.list_setting(folder, |list| list.order).unwrap_or(usual),
        feed: folders.feed(folder),
        index: folders.index(folder),
        taken_by: None,
        has_file: false,
        members: Vec::new(),
        parent: None,
        children: Vec::new(),
    }
}

/// Ties every section to the one above it.
fn nest<'a>(sections: &mut [Section], sorter: &Sorter<'a>) {
    let mut children = vec![Vec::new(); sections.len()];
    for number in 0..sections.len() {
        let above = parent(&sections[number].folder);
        let above = sections.binary_search_by(|other| other.folder.as_str().cmp(above)).ok();
        sections[number].parent = above;
        let unlisted = sections[number].index.is_some_and(|index| sorter.documents[index].head.unlisted);
        if let Some(above) = above
            && !unlisted
            && sections[number].taken_by.is_none()
        {
            children[above].push(number);
        }
    }
    let index = |number: usize| sections[number].index.map(|index| sorter.documents[index]);
    let order = |a: &usize, b: &usize| {
        let (one, other) = (index(*a), index(*b));
        let weights = (one.map_or(i64::MAX, weight), other.map_or(i64::MAX, weight));
        let named = |number: usize, page: Option<&'a Document>| match page {
            Some(page) => title(page),
            None => last(&sections[number].folder),
        };
        let by_title = || sorter.alphabet.compare(named(*a, one), named(*b, other));
        weights.0.cmp(&weights.1).then_with(by_title).then(a.cmp(b))
    };
    for children in &mut children {
        children.sort_by(order);
    }
    for (section, children) in sections.iter_mut().zip(children) {
        section.children = children;
    }
}

/// A section of `folio.yaml` that no folder has, when one has nearly its name.
fn misspelt(sections: &[Section], config: &Config, registry: &mut Registry) {
    let known = || sections.iter().map(|section| section.folder.as_str());
    for (name, section) in &config.sections {
        if known().any(|folder| folder == name) {
            continue;
        }
        let free = known().filter(|folder| !config.sections.contains_key(*folder));
        if let Some(close) = did_you_mean(name, free) {
            let message = format!("there is no folder `content/{name}`");
            let diagnostic = Diagnostic::warning(SECTION, message).at(&config.source, section.span);
            registry.diagnostics.push(diagnostic.hint(format!("did you mean `{close}`?")));
        }
    }
}

/// An `index.md` at the top that keeps the pages beside it out of every list, where `_index.md` is likely meant.
fn misnamed(folders: &Folders<'_>, registry: &mut Registry) {
    let mut beside: BTreeMap<usize, usize> = BTreeMap::new();
    for document in folders.documents.iter().filter(|document| document.head.language.is_none()) {
        let folder = parent(below_content(&document.path));
        if document.path.stem() != "index"
            && !folder.contains('/')
            && let Some(bundle) = folders.bundle(folder)
        {
            *beside.entry(bundle).or_default() += 1;
        }
    }
    for (bundle, count) in beside.into_iter().filter(|(_, count)| *count > 1) {
        let index = folders.documents[bundle];
        let folder = parent(index.path.as_str());
        let message = format!(
            "`index.md` makes `{folder}` the folder of one page, so {count} more in it are in no list"
        );
        let warning = Diagnostic::warning(SECTION, message).at(&index.source, Span::at(0));
        registry.diagnostics.push(warning.hint("rename it `_index.md` to make it the page that lists them"));
    }
}

/// Sorts lists as readers of the site's language look for things.
struct Sorter<'a> {
    documents: &'a [&'a Document],
    alphabet: Collation,
}

impl Sorter<'_> {
    /// Sorts a list. What its order says nothing about is settled by title and path, so that it is the same
    /// everywhere.
    fn sort(&self, members: &mut [usize], order: Order) {
        members.sort_by(|a, b| {
            let (a, b) = (self.documents[*a], self.documents[*b]);
            let by_order = match order.by {
                // A weight lifts a page above the dates.
                OrderBy::Date => weight(a)
                    .cmp(&weight(b))
                    .then_with(|| last_without(a.head.date, b.head.date, order.descending)),
                OrderBy::Weight => last_without(a.head.weight, b.head.weight, order.descending),
                OrderBy::Title if order.descending => self.by_title(b, a),
                OrderBy::Title => self.by_title(a, b),
            };
            let by_title = || if order.by == OrderBy::Date { Ordering::Equal } else { self.by_title(a, b) };
            by_order.then_with(by_title).then_with(|| a.path.cmp(&b.path))
        });
    }

    fn by_title(&self, a: &Document, b: &Document) -> Ordering {
        self.alphabet.compare(title(a), title(b))
    }
}

fn weight(document: &Document) -> i64 {
    document.head.weight.unwrap_or(i64::MAX)
}

fn title(document: &Document) -> &str {
    document.head.title.as_ref().map_or(document.path.stem(), |title| &title.value)
}

/// Orders what may be absent; what is absent comes last in either direction.
fn last_without<T: Ord>(a: Option<T>, b: Option<T>, descending: bool) -> Ordering {
    match (a, b) {
        (Some(a), Some(b)) if descending => b.cmp(&a),
        (Some(a), Some(b)) => a.cmp(&b),
        (a, b) => a.is_none().cmp(&b.is_none()),
    }
}
