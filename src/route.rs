//! Where everything goes: page → URL → file in the output, and what meets there.

use crate::diag::{Code, Diagnostic};
use crate::model::site::{Config, Order};
use crate::model::{Document, Kind};
use crate::path::{OutPath, SitePath, Url, path_segment};
use crate::source::{Source, Span};
use crate::world::Entry;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

pub const SAME_URL: Code = Code("same-url");
pub const FILE_AND_FOLDER: Code = Code("file-and-folder");
pub const BAD_ALIAS: Code = Code("alias");
pub const BAD_NAME: Code = Code("file-name");

pub const CONTENT: &str = "content";

/// What a file below `content/` is, by its place alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// `content/index.md`: the home page.
    Home,
    /// `content/404.md`: what a host shows for an address that leads nowhere.
    NotFound,
    /// `_index.md`: the page of its folder.
    Section,
    Single,
}

pub fn role(path: &SitePath) -> Role {
    let stem = path.stem();
    let depth = path.segments().count();
    match (depth, stem) {
        (2, "index" | "_index") => Role::Home,
        (2, "404") => Role::NotFound,
        (_, "_index") => Role::Section,
        _ => Role::Single,
    }
}

/// The kind of a document, from the section that it lies in.
pub fn kind(path: &SitePath, config: &Config) -> Kind {
    if role(path) != Role::Single {
        return Kind::Page;
    }
    let folder = folder_of(path);
    section_kind(&folder, config)
}

/// The type that `folio.yaml` gives a folder or the nearest one above it.
fn section_kind(folder: &str, config: &Config) -> Kind {
    let mut name = folder;
    while !name.is_empty() {
        if let Some(kind) = config.sections.get(name).and_then(|section| section.kind) {
            return kind;
        }
        name = name.rsplit_once('/').map_or("", |(parent, _)| parent);
    }
    match folder.split('/').next() {
        Some("work") => Kind::Case,
        Some("journal") => Kind::Post,
        _ => Kind::Page,
    }
}

/// The folder of a document below `content/`; that of a bundle (`a/index.md`) is the one that holds the bundle.
fn folder_of(path: &SitePath) -> String {
    let mut segments: Vec<_> = path.segments().skip(1).collect();
    segments.pop();
    if path.stem() == "index" {
        segments.pop();
    }
    segments.join("/")
}

/// A folder of documents and the page that lists them.
#[derive(Clone, Debug)]
pub struct Section {
    /// Below `content/`: `work`, `notes/2024`.
    pub folder: String,
    pub url: Url,
    pub kind: Kind,
    pub order: Order,
    /// The `_index.md` of the folder, as an index into the documents.
    pub index: Option<usize>,
    /// Documents, in the order of the section.
    pub members: Vec<usize>,
    /// Sections directly below, as indices into the sections.
    pub children: Vec<usize>,
}

/// The addresses of a site.
#[derive(Debug, Default)]
pub struct Routes {
    /// By document, in the order of the documents.
    pub urls: Vec<Url>,
    pub sections: Vec<Section>,
    /// By document: the section that lists it.
    pub section_of: Vec<Option<usize>>,
    /// By document: its place among the members of that section.
    pub position: Vec<usize>,
    /// Aliases that lead to a document.
    pub aliases: Vec<(Url, usize)>,
    /// Files that are copied as they are: where from, where to.
    pub copies: Vec<(Entry, OutPath)>,
    by_source: HashMap<SitePath, Url>,
    /// By URL path without its closing slash.
    targets: HashMap<String, Target>,
    files: HashMap<SitePath, OutPath>,
}

/// Something that is published.
#[derive(Clone, Debug)]
pub struct Target {
    pub url: Url,
    /// The file that is copied there, when it is one.
    pub file: Option<SitePath>,
}

impl Routes {
    /// The URL of a Markdown file.
    pub fn of_source(&self, path: &SitePath) -> Option<&Url> {
        self.by_source.get(path)
    }

    /// Where a file that is no document is published.
    pub fn of_file(&self, path: &SitePath) -> Option<&OutPath> {
        self.files.get(path)
    }

    /// Whether something is published at a URL, written with or without its closing slash.
    pub fn target(&self, url: &Url) -> Option<&Target> {
        let path = url.as_str();
        let folder = path.strip_suffix("index.html").filter(|rest| rest.ends_with('/')).unwrap_or(path);
        self.targets.get(folder.trim_end_matches('/'))
    }

    fn publish(&mut self, url: &Url, file: Option<SitePath>) {
        let key = url.as_str().trim_end_matches('/').to_owned();
        self.targets.entry(key).or_insert_with(|| Target { url: url.clone(), file });
    }
}

/// One name in the output folder and who wants it.
struct Claim {
    path: OutPath,
    place: Option<(Arc<Source>, Span)>,
    what: String,
}

struct Registry {
    by_key: BTreeMap<String, Claim>,
    diagnostics: Vec<Diagnostic>,
}

/// What besides documents is published.
#[derive(Debug)]
pub struct Others<'a> {
    /// Files below `content/` that are no documents.
    pub files: &'a [Entry],
    /// Files below `static/`.
    pub statics: &'a [Entry],
    /// Names that the theme publishes; the site's own files come before them.
    pub theme: Vec<String>,
    /// Documents that could not be decoded or are drafts: a link to them is no broken link.
    pub held_back: &'a [SitePath],
}

/// Gives every document, section and file its place, and reports all that meet.
pub fn assign(documents: &[&Document], others: &Others<'_>, config: &Config) -> (Routes, Vec<Diagnostic>) {
    let mut registry = Registry { by_key: BTreeMap::new(), diagnostics: Vec::new() };
    let mut routes = Routes::default();
    for document in documents {
        let url = document_url(document, &mut registry.diagnostics);
        let span = document.head.slug.as_ref().map_or(Span::at(0), |slug| slug.span);
        let place = Some((Arc::clone(&document.source), span));
        registry.claim(&url.to_out_path(), place, &format!("`{}`", document.path));
        routes.by_source.insert(document.path.clone(), url.clone());
        routes.publish(&url, None);
        routes.urls.push(url);
    }
    for path in others.held_back {
        if let Some(url) = url_of(path, None) {
            routes.by_source.insert(path.clone(), url);
        }
    }
    sections(documents, config, &mut routes);
    for section in routes.sections.iter().filter(|section| section.index.is_none()) {
        registry.claim(
            &section.url.to_out_path(),
            None,
            &format!("the list of `content/{}`", section.folder),
        );
    }
    copy(others, &mut routes, &mut registry);
    registry.files_against_folders();
    aliases(documents, &mut routes, &mut registry);
    (routes, registry.diagnostics)
}

fn document_url(document: &Document, diagnostics: &mut Vec<Diagnostic>) -> Url {
    let slug = document.head.slug.as_ref().map(|slug| slug.value.as_str());
    url_of(&document.path, slug).unwrap_or_else(|| {
        // Names come through `path_segment`, which keeps nothing that an output path refuses.
        diagnostics.push(
            Diagnostic::error(BAD_NAME, "this file's name cannot be an address")
                .in_file(document.path.as_str())
                .hint("rename it, or give it a `slug:`"),
        );
        Url::root()
    })
}

/// `/notes/first/` for `content/notes/first.md` and for `content/notes/first/index.md`.
fn url_of(path: &SitePath, slug: Option<&str>) -> Option<Url> {
    let mut segments: Vec<String> = path.segments().skip(1).map(path_segment).collect();
    segments.pop()?;
    match role(path) {
        Role::Home => return Some(Url::root()),
        Role::NotFound => return Url::parse("/404.html").ok(),
        Role::Section => {}
        Role::Single if path.stem() == "index" => {}
        Role::Single => segments.push(path_segment(path.stem())),
    }
    if let (Some(slug), Some(last)) = (slug, segments.last_mut()) {
        slug.clone_into(last);
    }
    Url::parse(&format!("/{}/", segments.join("/"))).ok()
}

fn sections(documents: &[&Document], config: &Config, routes: &mut Routes) {
    let mut folders: BTreeMap<String, Section> = BTreeMap::new();
    let bundles: HashSet<String> = documents
        .iter()
        .filter(|document| document.path.stem() == "index" && role(&document.path) == Role::Single)
        .filter_map(|document| document.path.parent()?.as_str().strip_prefix("content/").map(str::to_owned))
        .collect();
    for (index, document) in documents.iter().enumerate() {
        match role(&document.path) {
            Role::Home | Role::NotFound => {}
            Role::Section => {
                let folder: Vec<_> = document.path.segments().skip(1).collect();
                let folder = folder[..folder.len() - 1].join("/");
                let url = routes.urls[index].clone();
                let section = folders.entry(folder.clone()).or_insert_with(|| section(&folder, config));
                section.index = Some(index);
                section.url = url;
            }
            Role::Single => {
                let mut folder = folder_of(&document.path);
                // A bundle's other documents belong to the section that holds the bundle.
                while !folder.is_empty() && bundles.contains(&folder) {
                    folder = folder.rsplit_once('/').map_or(String::new(), |(parent, _)| parent.to_owned());
                }
                if !folder.is_empty() {
                    let section = folders.entry(folder.clone()).or_insert_with(|| section(&folder, config));
                    section.members.push(index);
                }
            }
        }
    }
    let taken = |section: &Section| section.index.is_none() && routes.target(&section.url).is_some();
    let mut list: Vec<Section> = folders.into_values().filter(|section| !taken(section)).collect();
    let parents: Vec<Option<usize>> = list
        .iter()
        .map(|section| {
            let (parent, _) = section.folder.rsplit_once('/')?;
            list.binary_search_by(|other| other.folder.as_str().cmp(parent)).ok()
        })
        .collect();
    for (index, parent) in parents.into_iter().enumerate() {
        if let Some(parent) = parent {
            list[parent].children.push(index);
        }
    }
    routes.section_of = vec![None; documents.len()];
    routes.position = vec![0; documents.len()];
    for (number, section) in list.iter_mut().enumerate() {
        sort(&mut section.members, section.order, documents);
        for (position, member) in section.members.iter().enumerate() {
            routes.section_of[*member] = Some(number);
            routes.position[*member] = position;
        }
        routes.publish(&section.url, None);
    }
    routes.sections = list;
}

fn section(folder: &str, config: &Config) -> Section {
    let kind = section_kind(folder, config);
    let order = config.sections.get(folder).and_then(|section| section.order);
    let segments: Vec<_> = folder.split('/').map(path_segment).collect();
    Section {
        folder: folder.to_owned(),
        url: Url::parse(&format!("/{}/", segments.join("/"))).unwrap_or_else(|_| Url::root()),
        kind,
        order: order.unwrap_or(if kind == Kind::Page { Order::Weight } else { Order::Date }),
        index: None,
        members: Vec::new(),
        children: Vec::new(),
    }
}

fn sort(members: &mut [usize], order: Order, documents: &[&Document]) {
    let title = |index: usize| {
        let document = &documents[index];
        document
            .head
            .title
            .as_ref()
            .map_or_else(|| document.path.stem().to_owned(), |title| title.value.clone())
    };
    let weight = |index: usize| documents[index].head.weight.unwrap_or(i64::MAX);
    match order {
        // A weight lifts a page above the dates; then the newest comes first, and pages without a date last.
        Order::Date => members.sort_by_cached_key(|index| {
            (weight(*index), std::cmp::Reverse(documents[*index].head.date), documents[*index].path.clone())
        }),
        Order::Weight => members
            .sort_by_cached_key(|index| (weight(*index), title(*index), documents[*index].path.clone())),
        Order::Title => members.sort_by_cached_key(|index| (title(*index), documents[*index].path.clone())),
    }
}

fn copy(others: &Others<'_>, routes: &mut Routes, registry: &mut Registry) {
    for (files, own) in [(others.files, false), (others.statics, true)] {
        for entry in files {
            let path = &entry.path;
            // Below `static/` a name is an address that somebody chose; below `content/` it follows the pages.
            let segments: Vec<String> = path
                .segments()
                .skip(1)
                .map(|segment| if own { segment.to_owned() } else { path_segment(segment) })
                .collect();
            match OutPath::parse(&segments.join("/")) {
                Ok(out) => {
                    registry.claim(&out, None, &format!("`{path}`"));
                    routes.publish(&Url::of_out_path(&out), Some(path.clone()));
                    routes.files.insert(path.clone(), out.clone());
                    routes.copies.push((entry.clone(), out));
                }
                Err(error) => registry.diagnostics.push(
                    Diagnostic::error(BAD_NAME, format!("this file cannot be published: {}", error.message))
                        .in_file(path.as_str())
                        .hint(error.hint),
                ),
            }
        }
    }
    for name in &others.theme {
        let Ok(out) = OutPath::parse(name) else { continue };
        routes.publish(&Url::of_out_path(&out), None);
        registry.by_key.entry(out.collision_key()).or_insert_with(|| Claim {
            path: out.clone(),
            place: None,
            what: "a file of the theme".to_owned(),
        });
    }
}

fn aliases(documents: &[&Document], routes: &mut Routes, registry: &mut Registry) {
    for (index, document) in documents.iter().enumerate() {
        for alias in &document.head.aliases {
            let written = alias.value.trim_start_matches('/');
            let looks_like_file = written.to_lowercase().ends_with(".html");
            let path = if looks_like_file || written.ends_with('/') || written.is_empty() {
                format!("/{written}")
            } else {
                format!("/{written}/")
            };
            let url = match Url::parse(&path) {
                Ok(url) => url,
                Err(error) => {
                    registry.diagnostics.push(
                        Diagnostic::warning(
                            BAD_ALIAS,
                            format!("this alias cannot be an address: {}", error.message),
                        )
                        .at(&document.source, alias.span)
                        .hint(error.hint),
                    );
                    continue;
                }
            };
            let out = url.to_out_path();
            if let Some(other) = registry.meets(&out) {
                registry.diagnostics.push(
                    Diagnostic::warning(
                        BAD_ALIAS,
                        format!("the alias `{}` meets {other}, which stays", alias.value),
                    )
                    .at(&document.source, alias.span)
                    .hint("remove the alias"),
                );
                continue;
            }
            registry.claim(&out, Some((Arc::clone(&document.source), alias.span)), "an alias");
            routes.publish(&url, None);
            routes.aliases.push((url, index));
        }
    }
}

impl Registry {
    /// Takes a name in the output. Two that the usual file systems take for one are one.
    fn claim(&mut self, path: &OutPath, place: Option<(Arc<Source>, Span)>, what: &str) {
        let key = path.collision_key();
        let Some(first) = self.by_key.get(&key) else {
            self.by_key.insert(key, Claim { path: path.clone(), place, what: what.to_owned() });
            return;
        };
        let difference = if first.path == *path {
            format!("two things want the address of `{path}`: {} and {what}", first.what)
        } else {
            format!("`{}` and `{path}` are one file on many systems: {} and {what}", first.path, first.what)
        };
        let mut diagnostic = Diagnostic::error(SAME_URL, difference);
        match (&place, &first.place) {
            (Some((source, span)), Some((other, there))) => {
                diagnostic = diagnostic.at(source, *span).related(other, *there, "this one has it first");
            }
            (Some((source, span)), None) | (None, Some((source, span))) => {
                diagnostic = diagnostic.at(source, *span);
            }
            (None, None) => diagnostic = diagnostic.in_file(what.trim_matches('`')),
        }
        self.diagnostics.push(diagnostic.hint("give one of them another `slug:`, or rename or move it"));
    }

    fn meets(&self, path: &OutPath) -> Option<&str> {
        if let Some(claim) = self.by_key.get(&path.collision_key()) {
            return Some(&claim.what);
        }
        let key = path.collision_key();
        let folder = format!("{key}/");
        let below =
            self.by_key.range(folder.clone()..).next().filter(|(other, _)| other.starts_with(&folder));
        let above = ancestors(&key).find_map(|ancestor| self.by_key.get(ancestor));
        below.map(|(_, claim)| claim).or(above).map(|claim| claim.what.as_str())
    }

    /// A name cannot be a file and a folder.
    fn files_against_folders(&mut self) {
        for (key, claim) in &self.by_key {
            let Some(file) = ancestors(key).find_map(|ancestor| self.by_key.get(ancestor)) else { continue };
            let message = format!(
                "`{}` would have to be a file for {} and a folder for {}",
                file.path, file.what, claim.what
            );
            let mut diagnostic = Diagnostic::error(FILE_AND_FOLDER, message);
            diagnostic = match claim.place.as_ref().or(file.place.as_ref()) {
                Some((source, span)) => diagnostic.at(source, *span),
                None => diagnostic.in_file(file.what.trim_matches('`')),
            };
            self.diagnostics.push(diagnostic.hint("rename or move one of them"));
        }
    }
}

fn ancestors(key: &str) -> impl Iterator<Item = &str> {
    key.char_indices().filter(|(_, c)| *c == '/').map(|(index, _)| &key[..index])
}
