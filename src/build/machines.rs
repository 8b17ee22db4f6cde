//! Stages what is made once for the whole site, for machines: feeds, sitemap, robots.txt.

use crate::diag::Diagnostic;
use crate::emit::feed::{Entry, Feed};
use crate::emit::plan::{Feeds, Of, Planned};
use crate::emit::search;
use crate::emit::sitemap::{self, Place};
use crate::emit::{absolute, changed, hosts, policy, security};
use crate::i18n;
use crate::model::Document;
use crate::output::Staging;
use crate::path::Url;
use crate::render::{Harvest, Parsed, Shared, Site, feed_title};
use crate::route::{Role, role};
use crate::source::Source;
use tera::Value;

pub fn stage(
    site: &Site<'_>,
    shared: &Shared,
    parsed: &[Parsed],
    harvests: &[Harvest],
    staging: &Staging,
) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let routes = site.routes;
    let pairs = routes.aliases.iter().map(|(from, index)| (from, &routes.urls[*index]));
    let mut put = |file: &Planned, text: String| {
        if file.ours {
            found.extend(staging.put(&file.url.to_out_path(), text.as_bytes()).err());
        }
    };
    if let Some(file) = &site.plan.icons.manifest {
        let direction = i18n::direction(&site.config.language);
        put(file, site.plan.icons.manifest(site.config, direction));
    }
    if let Some(file) = &site.plan.redirects {
        put(file, hosts::redirects(site.config.emit.host, pairs));
    }
    if let Some(file) = &site.plan.headers {
        let origins = harvests.iter().flat_map(|harvest| &harvest.origins).map(String::as_str);
        let feeds = site.plan.feeds.iter().map(|feeds| (&feeds.atom.url, &feeds.json.url));
        put(file, hosts::headers(&policy::of_host(site.config, origins), feeds));
    }
    if let Some(search) = &site.plan.search {
        put(&search.script, search::SCRIPT.to_owned());
        put(&search.index, index(site, shared, parsed, harvests));
    }
    for feeds in &site.plan.feeds {
        let (atom, json) = feed(site, shared, parsed, harvests, feeds);
        put(&feeds.atom, atom);
        put(&feeds.json, json);
    }
    if let Some(file) = &site.plan.sitemap {
        for (name, text) in sitemap::files(&places(site, parsed), &site.config.base_url) {
            let Ok(url) = Url::parse(&format!("/{name}")) else { continue };
            put(&Planned { url, ours: file.ours }, text);
        }
    }
    if let Some(file) = &site.plan.robots {
        put(file, format!("User-agent: *\nAllow: /\n\nSitemap: {}/sitemap.xml\n", site.config.base_url));
    }
    for (url, bytes) in site.plan.icons.files() {
        found.extend(staging.put(&url.to_out_path(), &bytes).err());
    }
    found.extend(security_txt(site));
    found
}

/// What is wrong with the site's own `security.txt`.
fn security_txt(site: &Site<'_>) -> Vec<Diagnostic> {
    let places = site.routes.copies.iter().filter(|(_, out)| security::PLACES.contains(&out.as_str()));
    let texts = places.filter_map(|(entry, _)| {
        let bytes = site.world.read(&entry.path, security::LARGEST).ok()?;
        Some(Source::new(entry.path.as_str(), String::from_utf8(bytes).ok()?))
    });
    texts.flat_map(|source| security::check(&source, site.world.today())).collect()
}

/// The two documents of a feed.
fn feed(
    site: &Site<'_>,
    shared: &Shared,
    parsed: &[Parsed],
    harvests: &[Harvest],
    feeds: &Feeds,
) -> (String, String) {
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
        Some(Entry {
            url: address(&site.routes.urls[*index]),
            title: &parsed[*index].title,
            summary: description(shared, *index),
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
        entries: entries.collect(),
    };
    (feed.to_atom(), feed.to_json())
}

/// The search index: every page that readers are to find, in the order of their files.
fn index(site: &Site<'_>, shared: &Shared, parsed: &[Parsed], harvests: &[Harvest]) -> String {
    let entries = (0..parsed.len()).filter(|index| is_to_be_found(&parsed[*index].document)).map(|index| {
        let groups = site.taxonomies.groups(index).iter().flat_map(|group| &group.terms);
        search::Entry {
            path: site.routes.urls[index].encoded()[1..].to_owned(),
            title: &parsed[index].title,
            terms: groups.map(|term| site.taxonomies.terms[*term].name.as_str()).collect(),
            summary: description(shared, index),
            headings: &harvests[index].headings,
            text: &harvests[index].text,
        }
    });
    search::index(&entries.collect::<Vec<_>>())
}

fn description(shared: &Shared, index: usize) -> &str {
    shared.items[index].get_from_path("description").and_then(Value::as_str).unwrap_or_default()
}

/// Not so: the page for wrong addresses, drafts that were asked for, and what the site keeps out of its lists.
fn is_to_be_found(document: &Document) -> bool {
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
