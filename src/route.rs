//! Where everything goes: page → URL → file in the output, and what meets there.

mod aliases;
mod pages;
mod registry;
mod sections;
mod terms;

pub use pages::Pages;
pub use sections::Section;

use crate::diag::{Code, Diagnostic};
use crate::model::site::Config;
use crate::model::{Document, Kind};
use crate::path::{OutPath, SitePath, Url, path_segment};
use crate::source::Span;
use crate::taxonomy::Taxonomies;
use crate::world::Entry;
use registry::Registry;
use std::collections::HashMap;
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

/// The addresses of a site.
#[derive(Debug, Default)]
pub struct Routes {
    /// By document, in the order of the documents.
    pub urls: Vec<Url>,
    pub sections: Vec<Section>,
    /// By document: the section in which it lies.
    pub section_of: Vec<Option<usize>>,
    /// By document: its place among the members of that section, unless it is in no list.
    pub position: Vec<Option<usize>>,
    /// By term: the pages of its list.
    pub term_pages: Vec<Pages>,
    /// Taxonomies whose list no document and no section stands for.
    pub taxonomy_lists: Vec<usize>,
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

    /// Keeps an address for a file that folio adds. False: something lies there already, which wins.
    pub fn reserve(&mut self, url: &Url) -> bool {
        let free = self.target(url).is_none();
        self.publish(url, None);
        free
    }

    fn publish(&mut self, url: &Url, file: Option<SitePath>) {
        let key = url.as_str().trim_end_matches('/').to_owned();
        self.targets.entry(key).or_insert_with(|| Target { url: url.clone(), file });
    }
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

/// Gives every document, section, term and file its place, and reports all that meet.
pub fn assign(
    documents: &[&Document],
    taxonomies: &Taxonomies,
    others: &Others<'_>,
    config: &Config,
) -> (Routes, Vec<Diagnostic>) {
    let mut registry = Registry::default();
    let mut routes = Routes::default();
    for (index, document) in documents.iter().enumerate() {
        let url = match taxonomies.url_of_text(index) {
            Some(url) => url.clone(),
            None => document_url(document, &mut registry.diagnostics),
        };
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
    sections::assign(documents, taxonomies, config, &mut routes, &mut registry);
    terms::assign(documents, taxonomies, &mut routes, &mut registry);
    copy(others, &mut routes, &mut registry);
    registry.files_against_folders();
    aliases::assign(documents, &mut routes, &mut registry);
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
        registry.claim_if_free(&out, "a file of the theme");
    }
}
