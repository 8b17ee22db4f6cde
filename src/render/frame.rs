//! What every page receives: `site` with its navigation, `theme` and `generator`. Made once and shared.

use super::bars::Bars;
use super::feeds::FeedLinks;
use super::head::Links;
use super::pictures;
use super::prints::of_value;
use super::values::{self, map, text};
use super::{Parsed, Site};
use crate::emit;
use crate::path::Url;
use crate::path::address::has_scheme;
use crate::route::{self, Role, Section};
use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{PoisonError, RwLock};
use tera::{Context, Value};

/// Most entries of a navigation that nobody wrote: a site with more needs `navigation:`.
const NAVIGATION: usize = 7;

/// The constants of a site for its templates.
#[derive(Debug)]
pub struct Frame {
    links: Vec<Link>,
    /// `site` as a page outside the navigation sees it, then as the pages of each entry do.
    sites: Vec<Value>,
    theme: Value,
    generator: Value,
    feeds: FeedLinks,
    icons: Value,
    policy: Value,
    bars: Bars,
    /// By folder: the links in the heads of its pages.
    made: RwLock<HashMap<String, Links>>,
}

/// An entry of the navigation.
#[derive(Clone, Debug)]
struct Link {
    label: String,
    /// A path of this site, or an address.
    target: String,
}

impl Link {
    fn is_external(&self) -> bool {
        has_scheme(&self.target) || self.target.starts_with("//")
    }

    fn covers(&self, url: &Url) -> bool {
        self.target != "/" && !self.is_external() && url.as_str().starts_with(&self.target)
    }
}

impl Frame {
    pub fn new(site: &Site<'_>, parsed: &[Parsed]) -> Self {
        let links = links(site, parsed);
        let search = site.plan.search.as_ref().map_or("", |search| search.page.url.as_str());
        let resume = site.plan.resume.as_ref().map_or("", |resume| resume.page.url.as_str());
        let (owner_image, _) = pictures::owner(site);
        let sites = (0..=links.len()).map(|current| {
            let entries = links.iter().enumerate().map(|(index, link)| {
                map([
                    ("label", text(&link.label)),
                    ("path", text(&link.target)),
                    ("external", Value::from(link.is_external())),
                    ("current", Value::from(index + 1 == current)),
                ])
            });
            values::site(
                site.config,
                &owner_image,
                entries.collect(),
                search,
                resume,
                site.sources.as_ref().map_or("", Url::as_str),
                !site.evidence.is_empty(),
            )
        });
        Self {
            sites: sites.collect(),
            bars: Bars::new(site, links.iter().map(|link| link.target.clone())),
            links,
            feeds: FeedLinks::new(site, parsed),
            icons: icons(site),
            policy: Value::from(emit::policy::of_page(site.config, [])),
            made: RwLock::default(),
            theme: map([("name", text(&site.theme.name)), ("options", site.theme.options.clone())]),
            generator: map([("name", text("folio")), ("version", text(env!("CARGO_PKG_VERSION")))]),
        }
    }

    /// Which of [`Frame::sites`] the page at `url` sees.
    fn current(&self, url: &Url) -> usize {
        let covering = self.links.iter().enumerate().filter(|(_, link)| link.covers(url));
        covering.max_by_key(|(_, link)| link.target.len()).map_or(0, |(index, _)| index + 1)
    }

    /// Tells what the page at `url` gets from what it would get in another state of the site.
    pub fn print(&self, url: &Url) -> u64 {
        let parts =
            [&self.sites[self.current(url)], &self.theme, &self.icons, &self.policy, self.feeds.of(url)];
        let mut hasher = DefaultHasher::new();
        parts.map(of_value).hash(&mut hasher);
        hasher.finish()
    }

    /// The links in the head of the page at `url`, which is being rendered. They are the same for all pages that lie side
    /// by side and have no feeds of their own. `rooted`: they are no relative ones.
    pub fn links(&self, url: &Url, rooted: bool) -> Links {
        let links = || Links::new(self.feeds.of(url), &self.icons);
        let Some(folder) = url.folder().filter(|_| !rooted && !self.feeds.has_own(url)) else {
            return links();
        };
        if let Some(made) = self.made.read().unwrap_or_else(PoisonError::into_inner).get(folder) {
            return made.clone();
        }
        let made = links();
        self.made.write().unwrap_or_else(PoisonError::into_inner).insert(folder.to_owned(), made.clone());
        made
    }

    /// Adds `bars` to the context of the page at `url`, which holds `page` already. `rooted`: its links are no relative ones.
    pub fn add_bars(&self, context: &mut Context, site: &Site<'_>, url: &Url, rooted: bool) {
        let bars = if rooted { Value::none() } else { self.bars.of(site, url, self.current(url), context) };
        context.insert_value("bars", bars);
    }

    /// The context of the page at `url`, to which it adds itself.
    pub fn context(&self, url: &Url) -> Context {
        let current = self.current(url);
        let mut context = Context::new();
        context.insert_value("site", self.sites[current].clone());
        context.insert_value("theme", self.theme.clone());
        context.insert_value("generator", self.generator.clone());
        // A list that is split puts its own in place of it.
        context.insert_value("paginator", Value::none());
        context.insert_value("feeds", self.feeds.of(url).clone());
        context.insert_value("icons", self.icons.clone());
        context.insert_value("policy", self.policy.clone());
        context
    }
}

/// `icons`: what goes into a `link` element for each, and for the manifest.
fn icons(site: &Site<'_>) -> Value {
    let link = |rel, media_type, sizes: &str, url: &Url| {
        map([
            ("rel", text(rel)),
            ("type", text(media_type)),
            ("sizes", text(sizes)),
            ("path", text(url.as_str())),
        ])
    };
    let icons = &site.plan.icons;
    let links = icons.links.iter().map(|icon| link(icon.rel, icon.media_type, &icon.sizes, &icon.url));
    let manifest = icons.manifest.iter();
    let manifest = manifest.map(|file| link("manifest", "application/manifest+json", "", &file.url));
    Value::from(links.chain(manifest).collect::<Vec<_>>())
}

/// The entries of `folio.yaml`; without them the sections at the top, results first, and then the pages there.
fn links(site: &Site<'_>, parsed: &[Parsed]) -> Vec<Link> {
    let written = site.config.navigation.iter();
    let written: Vec<_> =
        written.map(|entry| Link { label: entry.label.clone(), target: entry.url.value.clone() }).collect();
    if !written.is_empty() {
        return written;
    }
    let mut sections: Vec<_> =
        site.routes.sections.iter().filter(|section| is_entry(section, parsed)).collect();
    sections.sort_by_key(|section| (section.kind, section.folder.clone()));
    let sections = sections.into_iter().map(|section| Link {
        label: site.section_title(section, parsed),
        target: section.url.as_str().to_owned(),
    });
    let mut pages: Vec<usize> = (0..parsed.len())
        .filter(|index| {
            let document = &parsed[*index].document;
            let at_top = document.path.segments().count() == 2 && route::role(&document.path) == Role::Single;
            at_top && !document.head.unlisted
        })
        .collect();
    pages.sort_by_key(|index| {
        (parsed[*index].document.head.weight.unwrap_or(i64::MAX), parsed[*index].document.path.clone())
    });
    let pages = pages.into_iter().map(|index| Link {
        label: parsed[index].title.clone(),
        target: site.routes.urls[index].as_str().to_owned(),
    });
    sections.chain(pages).take(NAVIGATION).collect()
}

/// Whether a section stands in a navigation that nobody wrote. A page at its address stands there itself.
fn is_entry(section: &Section, parsed: &[Parsed]) -> bool {
    let unlisted = section.index.is_some_and(|index| parsed[index].document.head.unlisted);
    !section.folder.contains('/') && section.taken_by.is_none() && !unlisted
}
