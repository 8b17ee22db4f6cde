//! The print of what pages read: a number that changes when what was read does. Two states of a site in which all
//! that a page read has the same print make the same page.

use super::aim::{Aim, Place};
use super::items;
use super::pages::neighbours;
use super::people;
use super::practice::record;
use super::reads::around;
use super::{Parsed, Shared, Site};
use crate::memo::Read;
use crate::path::{SitePath, Url};
use crate::route::{self, Pages, Role, Section};
use crate::taxonomy::Subject;
use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Arc, OnceLock};
use tera::Value;

/// What is remembered of the prints of one state of a site.
#[derive(Debug)]
pub struct Prints {
    constants: OnceLock<u64>,
    templates: OnceLock<u64>,
    /// By document.
    items: Vec<OnceLock<u64>>,
    documents: Arc<OnceLock<HashMap<Url, usize>>>,
    terms: Arc<OnceLock<HashMap<Url, usize>>>,
}

impl Prints {
    pub fn new(documents: usize) -> Self {
        Self {
            constants: OnceLock::new(),
            templates: OnceLock::new(),
            items: vec![OnceLock::new(); documents],
            documents: Arc::default(),
            terms: Arc::default(),
        }
    }
}

/// A state of a site, as its reads are looked up.
pub struct Book<'a> {
    pub site: &'a Site<'a>,
    pub shared: &'a Shared,
    pub parsed: &'a [Parsed],
    pub prints: &'a Prints,
}

impl Prints {
    /// The prints of a state with the same addresses and constants. `same`: the item of a document is what it was.
    #[must_use]
    pub fn with_items(&self, same: impl Fn(usize) -> bool) -> Self {
        let items = self.items.iter().enumerate();
        let kept = |(index, print): (usize, &OnceLock<u64>)| {
            if same(index) { print.clone() } else { OnceLock::new() }
        };
        Self {
            constants: self.constants.clone(),
            templates: self.templates.clone(),
            items: items.map(kept).collect(),
            documents: Arc::clone(&self.documents),
            terms: Arc::clone(&self.terms),
        }
    }
}

impl std::fmt::Debug for Book<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Book").field("site", self.site).finish_non_exhaustive()
    }
}

impl Book<'_> {
    /// The print of a read. What is not there has one, too.
    pub fn print(&self, read: &Read) -> u64 {
        match read {
            Read::Constants => *self.prints.constants.get_or_init(|| self.constants()),
            Read::Templates => *self.prints.templates.get_or_init(|| self.site.theme.print()),
            Read::Document(path) => self.document(path, |parsed| parsed.document.source.fingerprint()),
            Read::Head(path) => self.document(path, |parsed| parsed.head),
            Read::Frame(url) => self.shared.frame.print(url),
            Read::Item(url) => self.found(url).map_or(0, |index| self.item(index)),
            Read::Around(url) => self.found(url).map_or(0, |index| self.around(index)),
            Read::Person(url) => self
                .found(url)
                .map_or(0, |index| of_value(&people::full(self.site, self.shared, self.parsed, index))),
            Read::List(folder, page) => self.section(folder).map_or(0, |number| self.list(number, *page)),
            Read::Term(url, page) => self.term(url, *page),
            Read::Terms(key) => self.terms(key),
            Read::Sources(list, page) => self.sources(list, *page),
            Read::Home => self.home(),
            Read::Resume => of_value(&super::resume::content(self.site, self.shared, self.parsed)),
            Read::Section(folder) => self.listed(folder),
            Read::Metrics(name) => self.metrics(name),
            Read::Asset(name) => self.asset(name),
            Read::Data(name) => self.data(name),
            Read::Image(url, widths) => self.image(url, widths.as_deref()),
            Read::Link(path, target) => self.link(path, target),
        }
    }

    fn found(&self, url: &Url) -> Option<usize> {
        let index = || self.site.routes.urls.iter().cloned().zip(0..).collect();
        self.prints.documents.get_or_init(index).get(url).copied()
    }

    fn by_path(&self, path: &SitePath) -> Option<usize> {
        self.parsed.binary_search_by(|parsed| parsed.document.path.cmp(path)).ok()
    }

    fn section(&self, folder: &str) -> Option<usize> {
        self.site.routes.sections.iter().position(|section| section.folder == folder)
    }

    fn constants(&self) -> u64 {
        let (config, theme) = (self.site.config, self.site.theme);
        of(|state| {
            config.source.text().hash(state);
            config.base_url.hash(state);
            theme.name.hash(state);
            put(&theme.options, state);
            theme.library.strings.hash(state);
        })
    }

    fn document(&self, path: &SitePath, text: impl FnOnce(&Parsed) -> u64) -> u64 {
        let Some(index) = self.by_path(path) else { return 0 };
        let parsed = &self.parsed[index];
        let head = &parsed.document.head;
        // What a file in another language is called decides on these two.
        of(|state| {
            (text(parsed), head.unlisted, &head.language).hash(state);
            // What stands behind its figures lies in other files.
            if !self.site.evidence.of(path).is_empty() {
                let metrics = items::metrics(
                    &parsed.document,
                    &self.site.routes.urls[index],
                    &self.site.words,
                    &self.site.evidence,
                );
                for (_, value) in &metrics {
                    put(value, state);
                }
            }
            let facts = parsed.document.case.iter().flat_map(|case| &case.facts);
            for fact in facts.filter(|fact| !fact.evidence.is_empty()) {
                let file = self.site.evidence.file(path, &fact.evidence);
                file.map(|file| &file.out).hash(state);
            }
        })
    }

    fn item(&self, index: usize) -> u64 {
        *self.prints.items[index].get_or_init(|| of_value(&self.shared.items[index]))
    }

    fn around(&self, index: usize) -> u64 {
        let Site { routes, taxonomies, .. } = self.site;
        let url = |index: &usize| routes.urls[*index].as_str();
        of(|state| {
            self.parsed[index].document.path.hash(state);
            routes.lists[index].map(|number| &routes.sections[number].folder).hash(state);
            match taxonomies.subject(index) {
                None => 0_u8.hash(state),
                Some(Subject::Taxonomy(number)) => (1_u8, &taxonomies.list[number].url).hash(state),
                Some(Subject::Term(number)) => (2_u8, &taxonomies.terms[number].url).hash(state),
            }
            neighbours(routes, index).map(|other| other.map(|other| url(&other))).hash(state);
            self.shared.stories.posts[index].len().hash(state);
            self.shared.stories.case[index].is_some().hash(state);
            self.site.people.of_case(index).iter().for_each(|person| person.is_some().hash(state));
            around(self.site, &self.shared.stories, &self.shared.related.to(index), index)
                .iter()
                .map(url)
                .for_each(|url| url.hash(state));
            put(&self.shared.trails.of_document(self.site, self.parsed, &self.shared.items, index), state);
        })
    }

    /// A page of the list of a section.
    fn list(&self, number: usize, page: usize) -> u64 {
        let section = &self.site.routes.sections[number];
        of(|state| {
            self.site.section_title(section, self.parsed).hash(state);
            (section.kind.name(), section.is_shown()).hash(state);
            put_pages(&section.pages, page, state);
            put(&self.shared.trails.of_section(number), state);
            section.pages.range(page).for_each(|at| self.entry(number, section, at).hash(state));
        })
    }

    /// The print of an entry in the list of a section: the sections below it, then its documents.
    fn entry(&self, number: usize, section: &Section, at: usize) -> u64 {
        let below = section.children.len();
        match section.children.get(at) {
            None => self.item(section.members[at - below]),
            Some(child) => match self.site.routes.sections[*child].index {
                Some(index) => self.item(index),
                None => of_value(&self.shared.sections[number][at]),
            },
        }
    }

    fn term(&self, url: &Url, page: usize) -> u64 {
        let taxonomies = self.site.taxonomies;
        let index = || taxonomies.terms.iter().map(|term| term.url.clone()).zip(0..).collect();
        let Some(number) = self.prints.terms.get_or_init(index).get(url).copied() else { return 0 };
        let term = &taxonomies.terms[number];
        let pages = &self.site.routes.term_pages[number];
        of(|state| {
            (term.taxonomy, &term.name, &term.slug, term.members.len()).hash(state);
            self.subject(Subject::Term(number), state);
            put_pages(pages, page, state);
            put(&record(self.site, self.shared.terms.practice(number), "practice_used"), state);
            for member in &term.members[pages.range(page)] {
                (self.parsed[*member].document.kind.name(), self.item(*member)).hash(state);
            }
        })
    }

    fn terms(&self, key: &str) -> u64 {
        let list = &self.site.taxonomies.list;
        let Some(number) = list.iter().position(|one| one.config.key == key) else { return 0 };
        of(|state| {
            list[number].url.hash(state);
            self.subject(Subject::Taxonomy(number), state);
            list[number].terms.iter().for_each(|term| put(self.shared.terms.entry(*term), state));
        })
    }

    fn subject(&self, subject: Subject, state: &mut impl Hasher) {
        put(&self.shared.trails.of_subject(subject, self.site.taxonomies), state);
    }

    /// A page of a list of figures.
    fn sources(&self, list: &str, page: usize) -> u64 {
        let list = super::sources::List::named(list);
        let entries = super::sources::entries(self.site, self.shared, self.parsed, list, page);
        of(|state| entries.iter().for_each(|(_, value)| put(value, state)))
    }

    fn home(&self) -> u64 {
        let home = &self.shared.home;
        of(|state| {
            for list in [&home.outcomes, &home.work, &home.journal, &home.quotes] {
                put_list(list, state);
            }
        })
    }

    /// All that a section lists, or the whole site.
    fn listed(&self, folder: &str) -> u64 {
        if folder != "*" {
            let Some(number) = self.section(folder) else { return 0 };
            let section = &self.site.routes.sections[number];
            let entries = 0..section.children.len() + section.members.len();
            return of(|state| entries.for_each(|at| self.entry(number, section, at).hash(state)));
        }
        let listed = self.parsed.iter().enumerate().filter(|(_, parsed)| {
            route::role(&parsed.document.path) == Role::Single && !parsed.document.head.unlisted
        });
        of(|state| listed.for_each(|(index, _)| self.item(index).hash(state)))
    }

    fn metrics(&self, name: &str) -> u64 {
        let cases = self.site.theme.library.cases.get();
        let Some((path, metrics)) = cases.and_then(|cases| cases(name)) else { return 0 };
        of(|state| {
            path.hash(state);
            for (id, value) in &metrics {
                id.hash(state);
                put(value, state);
            }
        })
    }

    fn asset(&self, name: &str) -> u64 {
        let assets = self.site.theme.library.assets.get();
        of(|state| assets.map(|assets| assets.address(name)).hash(state))
    }

    fn data(&self, name: &str) -> u64 {
        let Some(files) = self.site.theme.library.data.get() else { return 0 };
        of(|state| match files.get(name) {
            Ok((known, value)) => {
                known.hash(state);
                put(&value, state);
            }
            Err(missing) => missing.hash(state),
        })
    }

    fn image(&self, url: &str, widths: Option<&[u32]>) -> u64 {
        match self.site.images.look(url, widths) {
            Some(look) => of(|state| (look.size, &look.src, &look.same, &look.webp).hash(state)),
            // A template may show any other file as a picture.
            None => self.asset(url.trim_start_matches('/')),
        }
    }

    fn link(&self, document: &SitePath, target: &str) -> u64 {
        let Some(index) = self.by_path(document) else { return 0 };
        let routes = self.site.routes;
        let place = Place { site: self.site, document, url: &routes.urls[index] };
        of(|state| match place.aim(target) {
            Aim::Elsewhere => 0_u8.hash(state),
            Aim::Nowhere => 1_u8.hash(state),
            Aim::Here { url, .. } => {
                let is_file = routes.target(&url).is_some_and(|target| target.file.is_some());
                (2_u8, &url, is_file).hash(state);
            }
        })
    }
}

/// The print of a value of templates.
pub fn of_value(value: &Value) -> u64 {
    of(|state| put(value, state))
}

/// What `put` feeds to a hasher, as one number; never the one for what is not there.
fn of(put: impl FnOnce(&mut DefaultHasher)) -> u64 {
    let mut hasher = DefaultHasher::new();
    put(&mut hasher);
    hasher.finish().max(1)
}

/// Feeds a value of templates to a hasher: its kind, its length, and what it holds.
fn put(value: &Value, state: &mut impl Hasher) {
    if let Some(text) = value.as_str() {
        (1_u8, value.is_safe(), text).hash(state);
    } else if let Some(map) = value.as_map() {
        (2_u8, map.len()).hash(state);
        for (key, value) in map {
            key.hash(state);
            put(value, state);
        }
    } else if let Some(list) = value.as_array() {
        3_u8.hash(state);
        put_list(list, state);
    } else if let Some(flag) = value.as_bool() {
        (4_u8, flag).hash(state);
    } else if let Some(number) = value.as_i128() {
        (5_u8, number).hash(state);
    } else if let Some(number) = value.as_f64() {
        (6_u8, number.to_bits()).hash(state);
    } else {
        (7_u8, value.is_none()).hash(state);
    }
}

fn put_list(list: &[Value], state: &mut impl Hasher) {
    list.len().hash(state);
    for value in list {
        put(value, state);
    }
}

/// Feeds which page of a list one is among which.
fn put_pages(pages: &Pages, page: usize, state: &mut impl Hasher) {
    (pages.url(1), pages.total(), pages.count(), pages.size(), page).hash(state);
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn print(value: &serde_json::Value) -> u64 {
        of_value(&Value::from_serializable(value))
    }

    #[test]
    fn values_that_a_template_shows_differently_have_different_prints() {
        let values = [
            json!(null),
            json!(true),
            json!(1),
            json!(1.5),
            json!("1"),
            json!(""),
            json!([]),
            json!({}),
            json!(["a", "b"]),
            json!(["ab"]),
            json!([["a"], "b"]),
            json!({ "a": "b" }),
            json!({ "a": ["b"] }),
            json!({ "ab": "" }),
        ];
        let prints: std::collections::BTreeSet<u64> = values.iter().map(print).collect();
        assert_eq!(prints.len(), values.len());
        assert_ne!(of_value(&Value::from("<b>")), of_value(&Value::safe_string("<b>")));
        assert_eq!(print(&values[11]), print(&json!({ "a": "b" })));
    }
}
