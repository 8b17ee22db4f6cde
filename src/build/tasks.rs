//! The pages of a site, and how one of them is made.

use super::model::Model;
use crate::path::Url;
use crate::render::{self, List, Page, Parsed, Shared, Site, Sources};
use crate::route::{self, Role};

/// One page to make.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Task {
    /// Lists come first: the largest of them takes longest. A section, and a page of its list.
    Section(usize, usize),
    /// A term, and a page of its list.
    Term(usize, usize),
    Taxonomy(usize),
    /// A page of a list of figures.
    Sources(List, usize),
    Home,
    NotFound,
    Search,
    Recalculate,
    Resume,
    Document(usize),
}

pub fn tasks(parsed: &[Parsed], site: &Site<'_>, shared: &Shared) -> Vec<Task> {
    let (routes, taxonomies) = (site.routes, site.taxonomies);
    let mut tasks = Vec::with_capacity(parsed.len() + routes.sections.len());
    for (number, section) in routes.sections.iter().enumerate() {
        // A document makes the first page itself.
        let first = if section.index.is_some() || !section.is_shown() { 2 } else { 1 };
        tasks.extend((first..=section.pages.total()).map(|page| Task::Section(number, page)));
    }
    for (number, term) in taxonomies.terms.iter().enumerate().filter(|(_, term)| term.has_page()) {
        let first = if term.text.is_some() { 2 } else { 1 };
        tasks.extend((first..=routes.term_pages[number].total()).map(|page| Task::Term(number, page)));
    }
    tasks.extend(routes.taxonomy_lists.iter().map(|number| Task::Taxonomy(*number)));
    for (list, pages) in shared.sources.iter().flat_map(Sources::lists) {
        tasks.extend((1..=pages.total()).map(|page| Task::Sources(list, page)));
    }
    let has = |wanted: Role| parsed.iter().any(|parsed| route::role(&parsed.document.path) == wanted);
    if !has(Role::Home) {
        tasks.push(Task::Home);
    }
    if !has(Role::NotFound) {
        tasks.push(Task::NotFound);
    }
    if site.recalculate.is_some() {
        tasks.push(Task::Recalculate);
    }
    if site.plan.search.as_ref().is_some_and(|search| search.page.ours) {
        tasks.push(Task::Search);
    }
    if site.plan.resume.as_ref().is_some_and(|resume| resume.page.ours) {
        tasks.push(Task::Resume);
    }
    let (lists, singles): (Vec<_>, Vec<_>) =
        (0..parsed.len()).partition(|index| route::role(&parsed[*index].document.path) == Role::Section);
    tasks.extend(lists.into_iter().chain(singles).map(Task::Document));
    tasks
}

impl Task {
    /// Where the page lies.
    pub fn url(self, site: &Site<'_>) -> Url {
        match self {
            Self::Section(number, page) => site.routes.sections[number].pages.url(page),
            Self::Term(number, page) => site.routes.term_pages[number].url(page),
            Self::Taxonomy(number) => site.taxonomies.list[number].url.clone(),
            Self::Sources(list, page) => render::sources_url(site, list, page),
            Self::Home => Url::root(),
            Self::NotFound => Url::parse("/404.html").unwrap_or_else(|_| Url::root()),
            Self::Search => Url::parse("/search/").unwrap_or_else(|_| Url::root()),
            Self::Recalculate => site.recalculate.clone().unwrap_or_else(Url::root),
            Self::Resume => Url::parse("/resume/").unwrap_or_else(|_| Url::root()),
            Self::Document(index) => site.routes.urls[index].clone(),
        }
    }

    /// Makes the page. `url` is where it lies.
    pub fn make(self, site: &Site<'_>, model: &Model, url: &Url) -> Page {
        let (shared, parsed) = (&model.shared, &*model.ground.parsed);
        match self {
            Self::Section(number, page) => render::section(site, shared, parsed, number, page),
            Self::Term(number, page) => render::term(site, shared, parsed, number, page),
            Self::Taxonomy(number) => render::taxonomy(site, shared, parsed, number),
            Self::Sources(list, page) => render::sources(site, shared, parsed, url, (list, page)),
            Self::Home => render::home(site, shared),
            Self::NotFound => render::not_found(site, shared, url),
            Self::Recalculate => render::recalculate(site, shared, url),
            Self::Search => render::search(site, shared, url),
            Self::Resume => render::resume(site, shared, parsed, url),
            Self::Document(index) => render::document(site, shared, parsed, index),
        }
    }
}
