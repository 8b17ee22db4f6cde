//! What is made once for the whole site, for machines: feeds, sitemap, robots.txt.

use super::model::Model;
use crate::claims;
use crate::diag::Diagnostic;
use crate::emit::feed::{Entry, Feed};
use crate::emit::icons;
use crate::emit::plan::{Feeds, Of, Planned};
use crate::emit::search;
use crate::emit::sitemap::{self, Place};
use crate::emit::{absolute, changed, hosts, policy, security};
use crate::i18n;
use crate::model::Document;
use crate::path::{OutPath, Url};
use crate::render::{self, Harvest, Parsed, Shared, Site, feed_title};
use crate::route::{Role, role};
use crate::source::Source;
use std::borrow::Cow;
use std::sync::{Arc, OnceLock};
use tera::Value;

/// A file for machines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum File {
    Manifest,
    Redirects,
    Headers,
    SearchScript,
    SearchIndex,
    Resume,
    /// Of the feeds with this number.
    Atom(usize),
    Json(usize),
    /// Of a sitemap in parts, the one with this number.
    Sitemap(usize),
    Robots,
    Icon(icons::What),
}

/// What these files are made from.
pub struct Machines<'a> {
    site: &'a Site<'a>,
    shared: &'a Shared,
    parsed: &'a [Parsed],
    /// By document.
    harvests: &'a [Arc<Harvest>],
    /// By name, once one of its files was asked for.
    sitemap: OnceLock<Vec<(String, String)>>,
}

impl<'a> Machines<'a> {
    pub fn new(model: &'a Model, site: &'a Site<'a>, harvests: &'a [Arc<Harvest>]) -> Self {
        let (shared, parsed) = (&*model.shared, &*model.ground.parsed);
        Self { site, shared, parsed, harvests, sitemap: OnceLock::new() }
    }

    /// The files of the site that are folio's to write, each at its place.
    pub fn files(&self) -> Vec<(OutPath, File)> {
        let plan = self.site.plan;
        let mut files = Vec::new();
        let mut add = |planned: Option<&Planned>, file: File| {
            let ours = planned.filter(|planned| planned.ours);
            files.extend(ours.map(|planned| (planned.url.to_out_path(), file)));
        };
        add(plan.icons.manifest.as_ref(), File::Manifest);
        add(plan.redirects.as_ref(), File::Redirects);
        add(plan.headers.as_ref(), File::Headers);
        add(plan.search.as_ref().map(|search| &search.script), File::SearchScript);
        add(plan.search.as_ref().map(|search| &search.index), File::SearchIndex);
        add(plan.resume.as_ref().map(|resume| &resume.file), File::Resume);
        for (number, feeds) in plan.feeds.iter().enumerate() {
            add(Some(&feeds.atom), File::Atom(number));
            add(Some(&feeds.json), File::Json(number));
        }
        add(plan.robots.as_ref(), File::Robots);
        if plan.sitemap.as_ref().is_some_and(|sitemap| sitemap.ours) {
            let parts = self.sitemap().iter().enumerate();
            files.extend(
                parts.filter_map(|(number, (name, _))| {
                    Some((OutPath::parse(name).ok()?, File::Sitemap(number)))
                }),
            );
        }
        let icons = plan.icons.files();
        files.extend(icons.map(|(url, what)| (url.to_out_path(), File::Icon(what))));
        files
    }

    /// What a file holds.
    pub fn bytes(&self, file: File) -> Cow<'static, [u8]> {
        let (site, plan) = (self.site, self.site.plan);
        let text = match file {
            File::SearchScript => return Cow::Borrowed(search::SCRIPT.as_bytes()),
            File::Icon(what) => return Cow::Owned(plan.icons.bytes(what).unwrap_or_default()),
            File::Manifest => plan.icons.manifest(site.config, i18n::direction(&site.config.language)),
            File::Redirects => {
                let routes = site.routes;
                let pairs = routes.aliases.iter().map(|(from, index)| (from, &routes.urls[*index]));
                hosts::redirects(site.config.emit.host, pairs)
            }
            File::Headers => self.headers(),
            File::SearchIndex => self.index(),
            File::Resume => render::resume_json(site, self.shared, self.parsed),
            File::Atom(number) => self.feed(&plan.feeds[number], false),
            File::Json(number) => self.feed(&plan.feeds[number], true),
            File::Sitemap(number) => {
                self.sitemap().get(number).map(|(_, text)| text.clone()).unwrap_or_default()
            }
            File::Robots => {
                format!("User-agent: *\nAllow: /\n\nSitemap: {}/sitemap.xml\n", site.config.base_url)
            }
        };
        Cow::Owned(text.into_bytes())
    }

    fn sitemap(&self) -> &[(String, String)] {
        let make = || sitemap::files(&places(self.site, self.parsed), &self.site.config.base_url);
        self.sitemap.get_or_init(make)
    }

    fn headers(&self) -> String {
        let site = self.site;
        let origins = self.harvests.iter().flat_map(|harvest| &harvest.origins).map(String::as_str);
        let feeds = site.plan.feeds.iter().map(|feeds| (&feeds.atom.url, &feeds.json.url));
        hosts::headers(&policy::of_host(site.config, origins), feeds)
    }

    /// A feed as JSON, or else as Atom.
    fn feed(&self, feeds: &Feeds, as_json: bool) -> String {
        let Self { site, shared, parsed, harvests, .. } = self;
        let config = site.config;
        let title = feed_title(site, parsed, feeds.of);
        let address = |url: &Url| absolute(config, url);
        let (page, atom, json) = (address(&feeds.page), address(&feeds.atom.url), address(&feeds.json.url));
        let home = address(&Url::root());
        let owner = if config.owner.name.is_empty() { &config.title } else { &config.owner.name };
        let whole = !matches!(feeds.of, Of::Term(_));
        let entries = feeds.entries.iter().filter_map(|index| {
            let document = &parsed[*index].document;
            let updated = changed(document)?;
            let url = address(&site.routes.urls[*index]);
            Some(Entry {
                id: url.clone(),
                url,
                title: parsed[*index].title.as_str().into(),
                summary: description(shared, *index).into(),
                content: if whole { &harvests[*index].content } else { "" },
                published: document.head.date,
                updated,
                terms: document
                    .head
                    .terms
                    .iter()
                    .flat_map(|(_, terms)| terms)
                    .map(|term| term.value.as_str())
                    .collect(),
                image: harvests[*index].image.clone(),
            })
        });
        let corrections =
            feeds.corrections.iter().filter_map(|(index, place)| self.correction(*index, *place));
        let mut entries: Vec<Entry<'_>> = entries.chain(corrections).collect();
        // The newest first, whatever it is.
        entries.sort_by_key(|entry| std::cmp::Reverse(entry.published.unwrap_or(entry.updated)));
        entries.truncate(config.emit.feeds.limit);
        let feed = Feed {
            title: &title,
            subtitle: if feeds.of == Of::Site { &config.tagline } else { "" },
            language: &config.language,
            page: &page,
            atom: &atom,
            json: &json,
            author: owner,
            author_url: &home,
            icon: "",
            entries,
        };
        if as_json { feed.to_json() } else { feed.to_atom() }
    }

    /// A correction as an entry of its own: readers of a feed do not see what changes in one that they have read.
    fn correction(&self, index: usize, place: usize) -> Option<Entry<'_>> {
        let site = self.site;
        let document = &self.parsed[index].document;
        let case = document.case.as_deref()?;
        let correction = case.corrections.get(place)?;
        let word = |key| site.theme.library.strings.get(key).unwrap_or_default();
        let metric = correction
            .metric
            .as_ref()
            .and_then(|id| case.metrics.iter().find(|metric| metric.id == id.value));
        let name = metric.map_or(self.parsed[index].title.as_str(), |metric| metric.name.as_str());
        let parts = [("name", name), ("was", correction.was.as_str()), ("now", correction.now.as_str())];
        let figure = match (correction.was.is_empty(), correction.now.is_empty()) {
            (false, false) => claims::fill(word("correction_figure"), &parts),
            (true, false) => claims::fill(word("correction_now"), &parts),
            (false, true) => claims::fill(word("correction_was"), &parts),
            (true, true) => String::new(),
        };
        let by = if correction.reported_by.is_empty() {
            String::new()
        } else {
            format!("{} {}.", word("reported_by"), correction.reported_by)
        };
        let reason = claims::as_sentence(&correction.reason);
        let said = [figure.as_str(), &reason, &by].into_iter().filter(|part| !part.is_empty());
        let page = absolute(site.config, &site.routes.urls[index]);
        Some(Entry {
            // Corrections are only ever added to, so its number stays.
            id: format!("{page}#correction-{}", place + 1),
            url: format!("{page}#case-corrections"),
            title: claims::fill(word("correction_of"), &[("title", &self.parsed[index].title)]).into(),
            summary: said.collect::<Vec<_>>().join(" ").into(),
            content: "",
            published: Some(correction.date),
            updated: correction.date,
            terms: Vec::new(),
            image: String::new(),
        })
    }

    /// The search index: every page that readers are to find, in the order of their files.
    fn index(&self) -> String {
        let Self { site, shared, parsed, harvests, .. } = self;
        let found = (0..parsed.len()).filter(|index| is_to_be_found(&parsed[*index].document));
        let entries = found.map(|index| entry(site, shared, parsed, index, &harvests[index]));
        search::index(&entries.collect::<Vec<_>>())
    }
}

/// What the search index has of a page.
pub fn entry<'a>(
    site: &'a Site<'_>,
    shared: &'a Shared,
    parsed: &'a [Parsed],
    index: usize,
    harvest: &'a Harvest,
) -> search::Entry<'a> {
    let groups = site.taxonomies.groups(index).iter().flat_map(|group| &group.terms);
    search::Entry {
        path: site.routes.urls[index].encoded()[1..].to_owned(),
        title: &parsed[index].title,
        terms: groups.map(|term| site.taxonomies.terms[*term].name.as_str()).collect(),
        summary: description(shared, index),
        headings: &harvest.headings,
        text: &harvest.text,
    }
}

fn description(shared: &Shared, index: usize) -> &str {
    shared.items[index].get_from_path("description").and_then(Value::as_str).unwrap_or_default()
}

/// Not so: the page for wrong addresses, drafts that were asked for, and what the site keeps out of its lists.
pub fn is_to_be_found(document: &Document) -> bool {
    role(&document.path) != Role::NotFound && !document.head.unlisted && !document.head.draft
}

/// Every page that readers are to find, by address.
fn places(site: &Site<'_>, parsed: &[Parsed]) -> Vec<Place> {
    let routes = site.routes;
    let newest = |members: &mut dyn Iterator<Item = usize>| {
        members
            .filter(|index| !parsed[*index].document.head.unlisted)
            .filter_map(|index| changed(&parsed[index].document))
            .max()
    };
    let mut places: Vec<(&Url, Option<jiff::civil::Date>)> =
        Vec::with_capacity(parsed.len() + routes.sections.len() + 1);
    let mut has_home = false;
    for (index, parsed) in parsed.iter().enumerate() {
        let document = &parsed.document;
        let role = role(&document.path);
        has_home |= role == Role::Home;
        if role != Role::NotFound && !document.head.unlisted && !document.head.draft {
            places.push((&routes.urls[index], changed(document)));
        }
    }
    places.extend(site.sources.as_ref().map(|url| (url, None)));
    let resume = site.plan.resume.as_ref().filter(|resume| resume.page.ours);
    places.extend(resume.map(|resume| (&resume.page.url, None)));
    let root = Url::root();
    if !has_home {
        places.push((&root, newest(&mut (0..parsed.len()))));
    }
    for section in routes.sections.iter().filter(|section| section.index.is_none()) {
        places.push((&section.url, newest(&mut section.members.iter().copied())));
    }
    let taxonomies = site.taxonomies;
    for term in taxonomies.terms.iter().filter(|term| term.has_page() && term.text.is_none()) {
        places.push((&term.url, newest(&mut term.members.iter().copied())));
    }
    places.extend(routes.taxonomy_lists.iter().map(|number| (&taxonomies.list[*number].url, None)));
    places.sort_by_key(|(url, _)| *url);
    places.into_iter().map(|(url, changed)| Place { url: absolute(site.config, url), changed }).collect()
}

/// What is wrong with the site's own `security.txt`.
pub fn security_txt(site: &Site<'_>) -> Vec<Diagnostic> {
    let places = site.routes.copies.iter().filter(|(_, out)| security::PLACES.contains(&out.as_str()));
    let texts = places.filter_map(|(entry, _)| {
        let bytes = site.world.read(&entry.path, security::LARGEST).ok()?;
        Some(Source::new(entry.path.as_str(), String::from_utf8(bytes).ok()?))
    });
    texts.flat_map(|source| security::check(&source, site.world.today())).collect()
}
