//! Which files for machines a site will have, decided before the first page is made.

use super::feed::{ATOM_TYPE, JSON_TYPE};
use super::icons::{self, Icons};
use super::short::{self, Short};
use super::{changed, resume as curriculum, search};
use crate::diag::Diagnostic;
use crate::model::emit::Host;
use crate::model::site::Config;
use crate::model::{Document, Kind};
use crate::path::{SitePath, Url};
use crate::route::{Role, Routes, role};
use crate::taxonomy::Taxonomies;
use crate::world::World;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::cmp::Reverse;
use std::collections::BTreeSet;

/// A file at an address of the site.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Planned {
    pub url: Url,
    /// False: the site has a file of its own there, which wins.
    pub ours: bool,
}

/// What a feed follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Of {
    Site,
    /// A section, by its number.
    Section(usize),
    /// A term, by its number.
    Term(usize),
}

/// The two feeds of one list.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Feeds {
    pub of: Of,
    /// The page of the list.
    pub page: Url,
    pub atom: Planned,
    pub json: Planned,
    /// Documents, newest first.
    pub entries: Vec<usize>,
    /// Corrections in any document that the list has, newest first: the document, and its place among those of it.
    pub corrections: Vec<(usize, usize)>,
}

impl Feeds {
    /// Each with its media type.
    pub fn files(&self) -> [(&'static str, &Planned); 2] {
        [(ATOM_TYPE, &self.atom), (JSON_TYPE, &self.json)]
    }
}

/// The search page and what it loads.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Search {
    /// Not ours: a page of the site lies there, and `template: search` makes it the search page.
    pub page: Planned,
    pub script: Planned,
    pub index: Planned,
    /// Bytes of headings and running text that each page brings to the index.
    pub share: usize,
}

/// The résumé.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Resume {
    /// Not ours: a page of the site lies there, and `template: resume` makes it the résumé.
    pub page: Planned,
    /// `resume.json`.
    pub file: Planned,
    /// Addresses for paper; none while the site has no address itself.
    pub short: Vec<Short>,
}

#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Plan {
    /// The site's own come first.
    pub feeds: Vec<Feeds>,
    /// Documents whose whole text a feed carries.
    pub whole: BTreeSet<usize>,
    pub search: Option<Search>,
    pub resume: Option<Resume>,
    /// Made of images, which are read again in each run.
    #[serde(skip)]
    pub icons: Icons,
    pub redirects: Option<Planned>,
    pub headers: Option<Planned>,
    pub sitemap: Option<Planned>,
    pub robots: Option<Planned>,
    /// Pages have a social card, unless they name a picture of their own.
    pub cards: bool,
}

/// Decides, and gives each file its address in `routes`, so that links to it are no broken ones.
pub fn plan(
    world: &dyn World,
    config: &Config,
    documents: &[&Document],
    taxonomies: &Taxonomies,
    routes: &mut Routes,
) -> (Plan, Vec<Diagnostic>) {
    // Whoever shows a card asks for it by an absolute address.
    let cards = config.emit.cards && !config.base_url.is_empty();
    let mut plan = Plan { cards, ..Plan::default() };
    let found;
    (plan.icons, found) = icons::plan(world, config, routes);
    if config.emit.host != Host::Plain {
        plan.redirects = reserve(routes, "/_redirects").filter(|_| !routes.aliases.is_empty());
        plan.headers = reserve(routes, "/_headers");
    }
    if config.emit.search {
        plan.search = search(documents.len(), routes);
    }
    if has_resume(world, config, documents) {
        plan.resume = resume(routes);
    }
    if config.base_url.is_empty() {
        // All of these consist of absolute addresses.
        return (plan, found);
    }
    if let Some(resume) = &mut plan.resume {
        let cases = curriculum::cases(documents, &routes.urls);
        resume.short = short::plan(documents, &cases, routes);
    }
    if config.emit.feeds.on {
        plan.feeds = feeds(config, documents, taxonomies, routes)
            .into_iter()
            .filter_map(|Followed { of, page, entries, corrections }| {
                let atom = reserve(routes, &format!("{}feed.xml", page.as_str()))?;
                let json = reserve(routes, &format!("{}feed.json", page.as_str()))?;
                Some(Feeds { of, page, atom, json, entries, corrections })
            })
            .collect();
        if config.emit.feeds.full {
            // There may be thousands of terms, and whole texts in all of their feeds would be the site over again.
            let lists = plan.feeds.iter().filter(|feeds| !matches!(feeds.of, Of::Term(_)));
            plan.whole = lists.flat_map(|feeds| feeds.entries.iter().copied()).collect();
        }
    }
    plan.sitemap = reserve(routes, "/sitemap.xml");
    plan.robots = reserve(routes, "/robots.txt");
    (plan, found)
}

fn search(pages: usize, routes: &mut Routes) -> Option<Search> {
    Some(Search {
        page: reserve(routes, "/search/")?,
        script: reserve(routes, "/search.js")?,
        index: reserve(routes, "/search.json")?,
        share: search::share(pages),
    })
}

/// Whether there is a résumé: as the site says, else where somebody has case studies or a curriculum.
fn has_resume(world: &dyn World, config: &Config, documents: &[&Document]) -> bool {
    config.emit.resume.unwrap_or_else(|| {
        let is_case = |document: &&Document| {
            document.kind == Kind::Case && role(&document.path) == Role::Single && !document.head.unlisted
        };
        let has_owner = !config.owner.name.is_empty();
        (has_owner && documents.iter().any(is_case)) || has_curriculum(world)
    })
}

/// Whether the site has a `data/resume` in one of the formats of data.
pub fn has_curriculum(world: &dyn World) -> bool {
    ["yaml", "yml", "json", "toml"]
        .iter()
        .any(|ending| SitePath::parse(&format!("data/resume.{ending}")).is_ok_and(|path| world.exists(&path)))
}

fn resume(routes: &mut Routes) -> Option<Resume> {
    let (page, file) = (reserve(routes, "/resume/")?, reserve(routes, "/resume.json")?);
    Some(Resume { page, file, short: Vec::new() })
}

pub(super) fn reserve(routes: &mut Routes, path: &str) -> Option<Planned> {
    let url = Url::parse(path).ok()?;
    let ours = routes.reserve(&url);
    Some(Planned { url, ours })
}

/// What a feed follows, and what it has to tell.
struct Followed {
    of: Of,
    page: Url,
    entries: Vec<usize>,
    corrections: Vec<(usize, usize)>,
}

/// The lists that have feeds: the site, its sections of posts and case studies, and the terms of taxonomies that
/// ask for them. A list without a dated page has none, for every entry of a feed needs a date.
fn feeds(
    config: &Config,
    documents: &[&Document],
    taxonomies: &Taxonomies,
    routes: &Routes,
) -> Vec<Followed> {
    let limit = config.emit.feeds.limit;
    let all = (0..documents.len()).filter(|index| {
        matches!(documents[*index].kind, Kind::Case | Kind::Post)
            && role(&documents[*index].path) == Role::Single
    });
    let follow = |of, page: &Url, members: Vec<usize>| Followed {
        of,
        page: page.clone(),
        entries: newest(documents, members.iter().copied(), limit),
        corrections: corrected(documents, &members, limit),
    };
    let site = follow(Of::Site, &Url::root(), all.collect());
    let sections = routes.sections.iter().enumerate().filter_map(|(number, section)| {
        if !section.feed.unwrap_or(matches!(section.kind, Kind::Case | Kind::Post)) {
            return None;
        }
        Some(follow(Of::Section(number), &section.url, members(routes, number)))
    });
    let terms =
        taxonomies.terms.iter().enumerate().filter(|(_, term)| taxonomies.list[term.taxonomy].config.feed);
    let terms = terms.map(|(number, term)| follow(Of::Term(number), &term.url, term.members.clone()));
    std::iter::once(site)
        .chain(sections)
        .chain(terms)
        .filter(|followed| !followed.entries.is_empty())
        .collect()
}

/// The documents of a section and of those below it.
fn members(routes: &Routes, number: usize) -> Vec<usize> {
    let folder = routes.sections[number].folder.as_str();
    let is_below =
        |other: &str| other.strip_prefix(folder).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    let below = routes.sections.iter().filter(|section| is_below(&section.folder));
    below.flat_map(|section| &section.members).copied().collect()
}

/// The corrections in these documents, newest first, at most `limit`.
fn corrected(documents: &[&Document], indices: &[usize], limit: usize) -> Vec<(usize, usize)> {
    let listed =
        indices.iter().filter(|index| !documents[**index].head.unlisted && !documents[**index].head.draft);
    let all = listed.flat_map(|index| {
        let corrections = documents[*index].case.iter().flat_map(|case| &case.corrections);
        corrections.enumerate().map(|(place, correction)| (Reverse(correction.date), *index, place))
    });
    let mut all: Vec<_> = all.collect();
    all.sort_unstable_by(|a, b| {
        a.0.cmp(&b.0).then_with(|| documents[a.1].path.cmp(&documents[b.1].path)).then(a.2.cmp(&b.2))
    });
    all.dedup();
    all.into_iter().take(limit).map(|(_, index, place)| (index, place)).collect()
}

/// The dated and listed ones among `indices`, newest first, at most `limit`.
fn newest(documents: &[&Document], indices: impl Iterator<Item = usize>, limit: usize) -> Vec<usize> {
    let dated = |index: usize| -> Option<(Reverse<Date>, usize)> {
        let document = documents[index];
        let date = document.head.date.or_else(|| changed(document))?;
        (!document.head.unlisted).then_some((Reverse(date), index))
    };
    let mut found: Vec<_> = indices.filter_map(dated).collect();
    found.sort_unstable_by(|(a_date, a), (b_date, b)| {
        a_date.cmp(b_date).then_with(|| documents[*a].path.cmp(&documents[*b].path))
    });
    found.truncate(limit);
    found.into_iter().map(|(_, index)| index).collect()
}
