//! The address of every document and folder: its place in `content/`, unless a `slug:` or a `permalink:` moves it.

use super::folders::{Folders, below_content, last, parent};
use super::{BAD_NAME, Role, role};
use crate::config::BAD_PERMALINK;
use crate::diag::Diagnostic;
use crate::model::site::Config;
use crate::model::{Document, Kind};
use crate::path::{PathError, Permalink, SitePath, Token, Url, path_segment, slug};
use crate::period;
use crate::source::{Located, Source, Span};
use std::collections::HashMap;
use std::sync::Arc;

/// Works out addresses, those of folders once.
#[derive(Debug)]
pub struct Addresses<'a> {
    folders: &'a Folders<'a>,
    config: &'a Config,
    /// By folder: the path of its address, with a slash at both ends.
    known: HashMap<&'a str, String>,
    pub diagnostics: Vec<Diagnostic>,
}

impl<'a> Addresses<'a> {
    pub fn new(folders: &'a Folders<'a>, config: &'a Config) -> Self {
        Self { folders, config, known: HashMap::new(), diagnostics: Vec::new() }
    }

    /// The address of a document. What makes a bad one is reported, and the page stays at its place.
    pub fn document(&mut self, number: usize) -> Url {
        if let Some(url) = self.folders.taxonomies.url_of_text(number) {
            return url.clone();
        }
        let document = self.folders.documents[number];
        if let Some(url) = self.by_permalink(document) {
            return url;
        }
        let slug = document.head.slug.as_ref().map(|slug| slug.value.clone());
        let url = match &document.head.language {
            Some(language) => self.translation(document, language),
            None => self.by_place(&document.path, slug.or_else(|| dated_name(document).map(path_segment))),
        };
        url.unwrap_or_else(|error| {
            // Names come through `path_segment`, which keeps nothing that an output path refuses.
            self.diagnostics.push(
                Diagnostic::error(BAD_NAME, format!("this file has no address: {}", error.message))
                    .in_file(document.path.as_str())
                    .hint("rename it, or give it a `slug:`"),
            );
            Url::root()
        })
    }

    /// `/notes/first/` for `content/notes/first.md` and for `content/notes/first/index.md`.
    pub fn by_place(&mut self, path: &'a SitePath, name: Option<String>) -> Result<Url, PathError> {
        let folder = parent(below_content(path));
        match role(path) {
            Role::Home => return Ok(Url::root()),
            Role::NotFound => return Url::parse("/404.html"),
            Role::Section => return Url::parse(self.folder(folder)),
            Role::Single => {}
        }
        let (above, own) =
            if path.stem() == "index" { (parent(folder), last(folder)) } else { (folder, path.stem()) };
        let name = name.unwrap_or_else(|| path_segment(own));
        Url::parse(&format!("{}{name}/", self.folder(above)))
    }

    /// Below the page that it translates.
    fn translation(&mut self, document: &'a Document, language: &str) -> Result<Url, PathError> {
        let stem = document.path.stem();
        let name = stem.get(..stem.len() - language.len() - 1).unwrap_or(stem);
        let original = document.path.parent().and_then(|folder| folder.join(&format!("{name}.md")).ok());
        let documents = self.folders.documents;
        let original =
            original.and_then(|path| documents.binary_search_by(|document| document.path.cmp(&path)).ok());
        let above = match original {
            Some(number) => as_folder(&self.quietly(number)),
            None => self.folder(parent(below_content(&document.path))).to_owned(),
        };
        Url::parse(&format!("{above}{}/", path_segment(language)))
    }

    /// The address of another document, which reports itself what is wrong with it.
    fn quietly(&mut self, number: usize) -> Url {
        let reported = self.diagnostics.len();
        let url = self.document(number);
        self.diagnostics.truncate(reported);
        url
    }

    /// The path at which all lies that a folder holds: that of its bundle or section, else its own.
    pub fn folder(&mut self, folder: &'a str) -> &str {
        if !self.known.contains_key(folder) {
            let path = self.find_folder(folder);
            self.known.insert(folder, path);
        }
        &self.known[folder]
    }

    fn find_folder(&mut self, folder: &'a str) -> String {
        if folder.is_empty() {
            return "/".to_owned();
        }
        if let Some(bundle) = self.folders.bundle(folder) {
            return as_folder(&self.quietly(bundle));
        }
        let slug =
            self.folders.index(folder).and_then(|index| self.folders.documents[index].head.slug.as_ref());
        let name = slug.map_or_else(|| path_segment(last(folder)), |slug| slug.value.clone());
        format!("{}{name}/", self.folder(parent(folder)))
    }

    fn by_permalink(&mut self, document: &'a Document) -> Option<Url> {
        if role(&document.path) != Role::Single {
            return None;
        }
        let folder = parent(below_content(&document.path));
        let is_bundle = document.path.stem() == "index";
        let listing = if is_bundle { parent(folder) } else { folder };
        let (pattern, source) = match &document.head.permalink {
            Some(own) => (own, &document.source),
            // What lies in a bundle moves with it.
            None if self.folders.bundle_around(listing).is_some() || document.head.language.is_some() => {
                return None;
            }
            None => {
                let pattern = self.folders.setting(listing, |section| section.permalink.as_ref())?;
                (pattern, &self.config.source)
            }
        };
        let section = self.folder(listing).trim_matches('/').to_owned();
        let name = if is_bundle { last(folder) } else { document.path.stem() };
        match fill(&pattern.value, document, name, &section) {
            Ok(url) => Some(url),
            Err((message, hint)) => {
                self.diagnostics.push(refusal(document, pattern, source, message, hint));
                None
            }
        }
    }
}

/// The name of a post without the day that it begins with.
fn dated_name(document: &Document) -> Option<&str> {
    let folder = (document.path.stem() == "index").then(|| parent(below_content(&document.path)));
    let name = folder.map_or(document.path.stem(), last);
    period::leading_date(name).filter(|_| document.kind == Kind::Post).map(|(_, name)| name)
}

fn fill(
    pattern: &Permalink,
    document: &Document,
    name: &str,
    section: &str,
) -> Result<Url, (String, String)> {
    let head = &document.head;
    let on_date = |token: &Token| matches!(token, Token::Year | Token::Month | Token::Day);
    if head.date.is_none() && pattern.tokens().any(|token| on_date(&token)) {
        let message = "the address of this page is made of its date, and it has none".to_owned();
        return Err((message, "add `date: 2025-01-31` with its own day".to_owned()));
    }
    let file = path_segment(dated_name(document).unwrap_or(name));
    let filled = pattern.fill(|token| match token {
        Token::Year => head.date.map(|date| format!("{:04}", date.year())),
        Token::Month => head.date.map(|date| format!("{:02}", date.month())),
        Token::Day => head.date.map(|date| format!("{:02}", date.day())),
        Token::Section => Some(section.to_owned()),
        Token::Slug => Some(head.slug.as_ref().map_or_else(|| file.clone(), |slug| slug.value.clone())),
        Token::Title => head
            .title
            .as_ref()
            .map(|title| slug(&title.value))
            .filter(|title| !title.is_empty())
            .or(Some(file.clone())),
        Token::Filename => Some(file.clone()),
    });
    filled.map_err(|error| (format!("this page can have no such address: {}", error.message), error.hint))
}

fn refusal(
    document: &Document,
    pattern: &Located<Permalink>,
    source: &Arc<Source>,
    message: String,
    hint: String,
) -> Diagnostic {
    let diagnostic = Diagnostic::error(BAD_PERMALINK, message).hint(hint);
    if Arc::ptr_eq(source, &document.source) {
        return diagnostic.at(source, pattern.span);
    }
    diagnostic.at(&document.source, Span::at(0)).related(source, pattern.span, "this is the pattern")
}

/// `/2024/first/` for itself and for `/2024/first.html`.
fn as_folder(url: &Url) -> String {
    let path = url.as_str();
    format!("{}/", path.strip_suffix(".html").unwrap_or(path).trim_end_matches('/'))
}
