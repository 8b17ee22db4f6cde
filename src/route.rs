//! Where everything goes: page → URL → file in the output, and what meets there.

mod addresses;
mod aliases;
mod folders;
mod kept;
mod pages;
mod registry;
mod sections;
mod terms;
pub mod translations;

pub use kept::Rest;
pub use pages::Pages;
pub use sections::Section;

use crate::diag::{Code, Diagnostic};
use crate::model::site::Config;
use crate::model::{Document, Kind};
use crate::path::{OutPath, SitePath, Url, path_segment};
use crate::source::Span;
use crate::taxonomy::Taxonomies;
use crate::world::Entry;
use addresses::Addresses;
use folders::Folders;
use registry::Registry;
use serde::{Deserialize, Serialize};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

pub const SAME_URL: Code = Code("same-url");
pub const FILE_AND_FOLDER: Code = Code("file-and-folder");
pub const BAD_ALIAS: Code = Code("alias");
pub const BAD_NAME: Code = Code("file-name");
pub const LANGUAGE: Code = Code("language-in-name");
pub const SECTION: Code = Code("section");

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
    let is_section = translations::split(path.stem()).is_some_and(|(name, _)| name == "_index");
    if role(path) != Role::Single || is_section {
        return Kind::Page;
    }
    let folder = folders::parent(folders::below_content(path));
    let folder = if path.stem() == "index" { folders::parent(folder) } else { folder };
    section_kind(folder, config)
}

/// The type that `folio.yaml` gives a folder or the nearest one above it.
fn section_kind(folder: &str, config: &Config) -> Kind {
    folders::setting(config, folder, |section| section.kind).unwrap_or(match folder.split('/').next() {
        Some("work") => Kind::Case,
        Some("journal") => Kind::Post,
        Some("people") => Kind::Person,
        _ => Kind::Page,
    })
}

/// The addresses of a site.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Routes {
    /// By document, in the order of the documents.
    pub urls: Vec<Url>,
    pub sections: Vec<Section>,
    /// By document: the section in which it lies.
    pub section_of: Vec<Option<usize>>,
    /// By document: the section whose `_index.md` it is.
    pub lists: Vec<Option<usize>>,
    /// By document: the page of the bundle that it lies in, when it is not that page itself.
    pub within: Vec<Option<usize>>,
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
    #[serde(skip)]
    by_source: HashMap<SitePath, Url>,
    /// By URL path without its closing slash.
    #[serde(skip)]
    targets: HashMap<String, Target>,
    #[serde(skip)]
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
    /// Documents that could not be decoded: a link to them is no broken link.
    pub broken: &'a [SitePath],
    /// Drafts and pages of a later day. Files in their bundles stay at home with them.
    pub left_out: &'a [SitePath],
}

/// Gives every document, section, term and file its place, and reports all that meet.
pub fn assign<'a>(
    documents: &'a [&'a Document],
    taxonomies: &'a Taxonomies,
    others: &Others<'a>,
    config: &'a Config,
) -> (Routes, Vec<Diagnostic>) {
    let mut registry = Registry::default();
    let mut routes = Routes {
        urls: Vec::with_capacity(documents.len()),
        within: Vec::with_capacity(documents.len()),
        by_source: HashMap::with_capacity(documents.len() + others.broken.len()),
        targets: HashMap::with_capacity(documents.len() + taxonomies.terms.len() + others.files.len()),
        ..Routes::default()
    };
    let folders = Folders::new(documents, taxonomies, config);
    let mut addresses = Addresses::new(&folders, config);
    for (number, document) in documents.iter().enumerate() {
        let url = addresses.document(number);
        let head = &document.head;
        let slug = head.slug.as_ref().map(|slug| slug.span);
        let span = head.permalink.as_ref().map(|permalink| permalink.span).or(slug).unwrap_or(Span::at(0));
        let place = Some((Arc::clone(&document.source), span));
        registry.claim(&url.to_out_path(), place, &format!("`{}`", document.path));
        routes.by_source.insert(document.path.clone(), url.clone());
        routes.publish(&url, None);
        routes.urls.push(url);
        routes.within.push(folders.around(&document.path));
    }
    for path in others.broken {
        if let Ok(url) = addresses.by_place(path, None) {
            routes.by_source.insert(path.clone(), url);
        }
    }
    sections::assign(&folders, &mut addresses, others.files, config, &mut routes, &mut registry);
    terms::assign(documents, taxonomies, &mut routes, &mut registry);
    copy(others, &mut addresses, &mut routes, &mut registry);
    registry.files_against_folders();
    aliases::assign(documents, &mut routes, &mut registry);
    registry.diagnostics.append(&mut addresses.diagnostics);
    (routes, registry.diagnostics)
}

/// Gives what is copied its place: below `static/` a name is an address that somebody chose, below `content/` it
/// follows the pages.
fn copy<'a>(
    others: &Others<'a>,
    addresses: &mut Addresses<'a>,
    routes: &mut Routes,
    registry: &mut Registry,
) {
    let bundles = others.left_out.iter().filter(|path| path.stem() == "index");
    let at_home: HashSet<&str> = bundles.map(|path| folders::parent(folders::below_content(path))).collect();
    let mut beside = Vec::with_capacity(others.files.len());
    for entry in others.files {
        let folder = folders::parent(folders::below_content(&entry.path));
        if !folders::ancestors(folder).any(|above| at_home.contains(above)) {
            let name = path_segment(entry.path.file_name());
            beside.push((entry, format!("{}{name}", &addresses.folder(folder)[1..])));
        }
    }
    let statics = others.statics.iter().map(|entry| (entry, folders::below_content(&entry.path).to_owned()));
    for (entry, name) in beside.into_iter().chain(statics) {
        let path = &entry.path;
        match OutPath::parse(&name) {
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
    for name in &others.theme {
        let Ok(out) = OutPath::parse(name) else { continue };
        routes.publish(&Url::of_out_path(&out), None);
        registry.claim_if_free(&out, "a file of the theme");
    }
}
