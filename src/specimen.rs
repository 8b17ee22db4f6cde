//! Two sites to try a theme on: one that has everything once, and one that has next to nothing. They are made in
//! memory with the templates, themes, strings and data of the real site, and nothing is written.

mod audit;
mod preview;

pub use preview::preview;

use crate::build::{self, Options};
use crate::config;
use crate::diag::Diagnostic;
use crate::i18n;
use crate::model::site::Config;
use crate::path::SitePath;
use crate::source::{Located, Source, Span};
use crate::theme::catalog::{self, Keys, Listed};
use crate::theme::options::Shape;
use crate::world::{MemoryWorld, ReadError, Stamp, Stream, Walk, World};
use crate::yaml;
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The site with everything. A test holds the list to the folder.
const FULL: &[(&str, &str)] = &[
    ("folio.yaml", include_str!("specimen/full/folio.yaml")),
    ("content/about.md", include_str!("specimen/full/content/about.md")),
    ("content/index.md", include_str!("specimen/full/content/index.md")),
    ("content/journal/first.md", include_str!("specimen/full/content/journal/first.md")),
    ("content/journal/second.md", include_str!("specimen/full/content/journal/second.md")),
    ("content/notes/one.md", include_str!("specimen/full/content/notes/one.md")),
    ("content/notes/two.md", include_str!("specimen/full/content/notes/two.md")),
    ("content/people/ada-marsh.md", include_str!("specimen/full/content/people/ada-marsh.md")),
    ("content/portrait.svg", include_str!("specimen/full/content/portrait.svg")),
    ("content/skills/analytics.md", include_str!("specimen/full/content/skills/analytics.md")),
    ("content/work/_index.md", include_str!("specimen/full/content/work/_index.md")),
    ("content/work/everything.md", include_str!("specimen/full/content/work/everything.md")),
    ("content/work/invented.md", include_str!("specimen/full/content/work/invented.md")),
    ("content/work/only-a-title.md", include_str!("specimen/full/content/work/only-a-title.md")),
];

/// The site with next to nothing: one page of each kind with a title, no owner, no address.
const EMPTY: &[(&str, &str)] = &[
    ("folio.yaml", "title: A\n"),
    ("content/empty-page.md", "---\ntitle: A\n---\n"),
    ("content/journal/empty-post.md", "---\ntitle: A\n---\n"),
    ("content/work/empty-case.md", "---\ntitle: A\n---\n"),
];

/// Not even pages.
const BARE: &[(&str, &str)] = &[("folio.yaml", "title: A\n")];

/// Options of a theme are tried in all their words and truth values, one at a time, up to this many.
const MOST_VARIANTS: usize = 40;

/// What came of a check.
#[derive(Debug, Default)]
pub struct Checked {
    pub theme: String,
    pub diagnostics: Vec<Diagnostic>,
    pub languages: Vec<Language>,
    /// Templates that were looked at, components among them.
    pub templates: usize,
}

/// A language that a theme speaks, and what it leaves to English.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Language {
    pub tag: String,
    pub missing: Vec<String>,
    /// Keys in all.
    pub keys: usize,
}

/// Tries a theme. `site` is the configuration of the real site, whose options count when the theme is its own.
pub fn check(world: &Arc<dyn World>, site: &Config, theme: &str) -> Checked {
    let active = theme == site.theme.value;
    let mut named = site.theme.clone();
    theme.clone_into(&mut named.value);
    let parts = match catalog::parts(&**world, &named, &site.source) {
        Ok(parts) => parts,
        Err(diagnostics) => return Checked { theme: theme.to_owned(), diagnostics, ..Checked::default() },
    };
    let listed = catalog::list(&**world).into_iter().find(|listed| listed.name == theme);
    let mut own_options = site.theme_options.clone();
    if !active {
        own_options.clear();
    }
    let mut diagnostics = Vec::new();
    for (files, base_url) in [(FULL, true), (EMPTY, false), (BARE, false)] {
        diagnostics.extend(rehearse(world, site, theme, files, own_options.clone(), base_url));
    }
    for (name, value) in variants(listed.as_ref()) {
        let mut options = own_options.clone();
        options.retain(|(known, _)| known.value != name);
        options.push((Located::new(name, named.span), word(value, named.span)));
        diagnostics.extend(rehearse(world, site, theme, FULL, options, true));
    }
    let keys = catalog::keys(&**world, &named, &site.source);
    let options = listed.as_ref().map(|listed| listed.options.as_slice()).unwrap_or_default();
    diagnostics.extend(audit::Audit { world: &**world, parts: &parts, options, keys: &keys, active }.run());
    let languages = languages(&keys, &site.language);
    let templates = parts.iter().filter(|part| part.path.starts_with("templates/")).count();
    Checked { theme: theme.to_owned(), diagnostics: once(diagnostics), languages, templates }
}

fn word(text: String, span: Span) -> yaml::Node {
    yaml::Node { value: yaml::Value::Scalar(yaml::Scalar { text, plain: true }), span }
}

/// Every word of every choice, and both truth values.
fn variants(listed: Option<&Listed>) -> Vec<(String, String)> {
    let settings = listed.map(|listed| listed.options.as_slice()).unwrap_or_default();
    let values = settings.iter().flat_map(|setting| {
        let words = match &setting.shape {
            Shape::Choice(words) => words.clone(),
            Shape::Flag => vec!["true".to_owned(), "false".to_owned()],
            _ => Vec::new(),
        };
        words.into_iter().map(|word| (setting.name.clone(), word))
    });
    values.take(MOST_VARIANTS).collect()
}

/// One of the sites, with the files of `world` that belong to a theme, and its configuration.
fn specimen(
    world: &Arc<dyn World>,
    site: &Config,
    theme: &str,
    files: &[(&str, &str)],
    options: Vec<(Located<String>, yaml::Node)>,
) -> Option<(Arc<dyn World>, Config)> {
    let text = files.iter().find(|(name, _)| *name == config::FILE).map_or("", |(_, text)| *text);
    let (specimen, _) = config::decode(&Source::new("a specimen", text));
    let mut specimen = specimen?;
    specimen.source = Arc::clone(&site.source);
    specimen.theme = site.theme.clone();
    theme.clone_into(&mut specimen.theme.value);
    specimen.theme_options = options;
    specimen.language.clone_from(&site.language);
    let content = files.iter().fold(MemoryWorld::new(), |world, (path, text)| world.file(path, *text));
    Some((Arc::new(Overlay { content, site: Arc::clone(world) }), specimen))
}

/// Makes one of the sites and gives what its pages say about the theme.
fn rehearse(
    world: &Arc<dyn World>,
    site: &Config,
    theme: &str,
    files: &[(&str, &str)],
    options: Vec<(Located<String>, yaml::Node)>,
    base_url: bool,
) -> Vec<Diagnostic> {
    let Some((overlay, mut specimen)) = specimen(world, site, theme, files, options) else {
        return Vec::new();
    };
    if !base_url {
        specimen.base_url.clear();
    }
    let build = Options { drafts: true, future: true, ..Options::default() };
    let mut found = build::rehearse(&overlay, &specimen, &build);
    // What the specimen's own text gives rise to is no matter of the theme.
    found.retain(|diagnostic| {
        let place = diagnostic.place.as_ref().map_or("", |place| place.source.name());
        diagnostic.is_error() || !place.starts_with("content/")
    });
    found
}

/// The content of the specimen before the templates, themes, strings, data and static files of the site.
struct Overlay {
    content: MemoryWorld,
    site: Arc<dyn World>,
}

impl Overlay {
    fn of(&self, path: &SitePath) -> &dyn World {
        match path.segments().next() {
            // A specimen may have some of its own.
            Some("templates" | "data") if self.content.exists(path) => &self.content,
            Some("templates" | "themes" | "i18n" | "data" | "static") => &*self.site,
            _ => &self.content,
        }
    }
}

impl World for Overlay {
    fn walk(&self, dir: &SitePath, ignore: &dyn Fn(&SitePath, bool) -> bool) -> Walk {
        if !matches!(dir.as_str(), "templates" | "data") {
            return self.of(dir).walk(dir, ignore);
        }
        let (mut both, site) = (self.content.walk(dir, ignore), self.site.walk(dir, ignore));
        both.problems.extend(site.problems);
        both.files.extend(site.files);
        both.files.sort_by(|a, b| a.path.cmp(&b.path));
        both.files.dedup_by(|a, b| a.path == b.path);
        both
    }

    fn read(&self, path: &SitePath, cap: u64) -> Result<Vec<u8>, ReadError> {
        self.of(path).read(path, cap)
    }

    fn open(&self, path: &SitePath) -> Result<Box<dyn Stream>, ReadError> {
        self.of(path).open(path)
    }

    fn exists(&self, path: &SitePath) -> bool {
        self.of(path).exists(path)
    }

    fn stamp(&self, path: &SitePath) -> Option<Stamp> {
        self.of(path).stamp(path)
    }

    fn today(&self) -> Date {
        self.content.today()
    }

    fn recall(&self, key: &[u8; 32]) -> Option<Vec<u8>> {
        self.content.recall(key)
    }

    fn keep(&self, key: &[u8; 32], bytes: &[u8]) -> bool {
        self.content.keep(key, bytes)
    }

    fn tidy(&self) {}
}

/// What each language but English leaves out, that of the site among them. A language falls back to its wider one.
fn languages(keys: &Keys, of_site: &str) -> Vec<Language> {
    let none = BTreeMap::new();
    let english = keys.get(i18n::FALLBACK).unwrap_or(&none);
    let spoken = i18n::candidates(of_site).iter().any(|tag| tag != i18n::FALLBACK && keys.contains_key(tag));
    let foreign = of_site.split('-').next() != Some(i18n::FALLBACK);
    let unspoken = (foreign && !spoken).then(|| of_site.to_owned());
    let tags = keys.keys().filter(|tag| *tag != i18n::FALLBACK).cloned().chain(unspoken);
    let others = tags.map(|tag| {
        let wider = i18n::candidates(&tag).into_iter().filter(|tag| tag != i18n::FALLBACK);
        let known: BTreeSet<&String> =
            wider.filter_map(|tag| keys.get(&tag)).flat_map(BTreeMap::keys).collect();
        let missing = english.keys().filter(|key| !known.contains(key)).cloned().collect();
        Language { tag, missing, keys: english.len() }
    });
    let first = Language { tag: i18n::FALLBACK.to_owned(), missing: Vec::new(), keys: english.len() };
    std::iter::once(first).chain(others).collect()
}

/// Each message once: several pages come upon the same line.
fn once(mut diagnostics: Vec<Diagnostic>) -> Vec<Diagnostic> {
    diagnostics.sort_by_cached_key(|diagnostic| {
        let (file, start, severity, code, message) = diagnostic.sort_key();
        (file, start, severity, code, message.to_owned())
    });
    let mut seen = BTreeSet::new();
    diagnostics.retain(|diagnostic| {
        let (file, start, _, code, message) = diagnostic.sort_key();
        // The page that is named behind a mistake is not what tells it from another.
        let message = message.split(", while `").next().unwrap_or(message);
        seen.insert((file, start, code, message.to_owned()))
    });
    diagnostics
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_of_the_specimens_is_in_its_list() {
        same_files("full", FULL);
        same_files("states", preview::STATES);
    }

    fn same_files(folder: &str, listed: &[(&str, &str)]) {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/specimen").join(folder);
        let mut there: Vec<String> = walkdir::WalkDir::new(&folder)
            .into_iter()
            .map(Result::unwrap)
            .filter(|entry| entry.file_type().is_file())
            .map(|entry| entry.path().strip_prefix(&folder).unwrap().display().to_string().replace('\\', "/"))
            .collect();
        there.sort();
        let mut listed: Vec<&str> = listed.iter().map(|(path, _)| *path).collect();
        listed.sort_unstable();
        assert_eq!(there, listed);
    }
}
