//! The themes that a site can choose from, and the files that make one up.

use super::lineage;
use super::load::{File, Layer, find, layers};
use super::options::{self, Setting};
use super::{embedded, manifest::Manifest, strings};
use crate::diag::Diagnostic;
use crate::i18n::Strings;
use crate::path::SitePath;
use crate::source::{Located, Source, Span};
use crate::world::World;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Most bytes of a file of a theme that is copied.
const MAX_BYTES: u64 = 64 << 20;

/// A theme with all that it inherits.
#[derive(Clone, Debug)]
pub struct Listed {
    pub name: String,
    pub description: String,
    pub extends: Option<String>,
    /// Whether it lies in the site's `themes/` and not inside folio.
    pub in_site: bool,
    /// Its own options and those of the themes below.
    pub options: Vec<Setting>,
    /// What is wrong with its manifest or those below.
    pub diagnostics: Vec<Diagnostic>,
}

/// All themes, by name.
pub fn list(world: &dyn World) -> Vec<Listed> {
    let mut names: BTreeSet<String> = embedded::names().into_iter().map(str::to_owned).collect();
    let own = own_names(world);
    names.extend(own.iter().cloned());
    names.into_iter().map(|name| describe(world, &name, own.contains(&name))).collect()
}

fn own_names(world: &dyn World) -> BTreeSet<String> {
    let Ok(folder) = SitePath::parse("themes") else { return BTreeSet::new() };
    let files = world.walk(&folder, &|_, _| false).files;
    let names = files
        .iter()
        .filter_map(|entry| entry.path.as_str().strip_prefix("themes/")?.strip_suffix("/theme.yaml"));
    names.filter(|name| !name.contains('/')).map(str::to_owned).collect()
}

fn describe(world: &dyn World, name: &str, in_site: bool) -> Listed {
    let mut diagnostics = Vec::new();
    let layers = layers(world, &named(name), &Source::new("themes", ""), &mut diagnostics);
    let (options, mut found) = options::inherit(layers.iter().map(|layer| &layer.manifest));
    diagnostics.append(&mut found);
    let first: Option<&Manifest> = layers.first().map(|layer| &layer.manifest);
    Listed {
        name: name.to_owned(),
        description: first.map(|manifest| manifest.description.clone()).unwrap_or_default(),
        extends: first.and_then(|manifest| Some(manifest.extends.as_ref()?.value.clone())),
        in_site,
        options,
        diagnostics,
    }
}

fn named(name: &str) -> Located<String> {
    Located::new(name.to_owned(), Span::at(0))
}

/// A file of a theme as a site can take it over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// Below the theme: `templates/page.html`.
    pub path: String,
    /// The theme of the chain that it comes from.
    pub from: String,
    pub bytes: Vec<u8>,
}

/// Every file that a site can override, of a theme and of those below it, by path; the strongest where two have one.
pub fn parts(
    world: &dyn World,
    theme: &Located<String>,
    source: &Arc<Source>,
) -> Result<Vec<Part>, Vec<Diagnostic>> {
    let mut diagnostics = Vec::new();
    let layers = layers(world, theme, source, &mut diagnostics);
    if layers.is_empty() {
        return Err(diagnostics);
    }
    let mut parts: BTreeMap<String, Part> = BTreeMap::new();
    for (index, layer) in layers.iter().enumerate().rev() {
        for (path, file) in &layer.files {
            let Some(short) = path.strip_prefix(&format!("themes/{}/", layer.name)) else { continue };
            if !["templates/", "static/", "i18n/"].iter().any(|folder| short.starts_with(folder)) {
                continue;
            }
            let bytes = read(world, file)?;
            let bytes = detached(short, bytes, &layers[index + 1..]);
            parts.insert(short.to_owned(), Part { path: short.to_owned(), from: layer.name.clone(), bytes });
        }
    }
    Ok(parts.into_values().collect())
}

/// The keys of the strings by language, each with the file that has it.
pub type Keys = BTreeMap<String, BTreeMap<String, String>>;

/// The keys that a theme, those below it and the site's own `i18n/` have in each language.
pub fn keys(world: &dyn World, theme: &Located<String>, source: &Arc<Source>) -> Keys {
    let mut files: Vec<(String, File)> = Vec::new();
    for layer in layers(world, theme, source, &mut Vec::new()) {
        files.extend(layer.files);
    }
    if let Ok(folder) = SitePath::parse("i18n") {
        let own = world.walk(&folder, &|_, _| false).files;
        files.extend(own.into_iter().map(|entry| (entry.path.as_str().to_owned(), File::InSite(entry))));
    }
    let mut keys = Keys::new();
    for (path, file) in &files {
        let tag = path.rsplit_once("i18n/").and_then(|(_, name)| name.strip_suffix(".yaml"));
        let Some(tag) = tag.filter(|tag| !tag.contains('/')) else { continue };
        let Ok(text) = read(world, file).map(|bytes| String::from_utf8_lossy(&bytes).into_owned()) else {
            continue;
        };
        let mut strings = Strings::default();
        // Mistakes in them are told when the theme is loaded.
        strings::lay(&mut strings, tag, &Source::new(path.clone(), text), &mut Vec::new());
        let here = strings.keys().into_iter().map(|key| (key.to_owned(), path.clone()));
        keys.entry(tag.to_owned()).or_default().extend(here);
    }
    keys
}

/// The files of one theme alone, with its manifest, by path below it.
pub fn own_parts(world: &dyn World, theme: &str) -> Result<Vec<Part>, Vec<Diagnostic>> {
    let prefix = format!("themes/{theme}/");
    let mut parts = Vec::new();
    for (path, file) in find(world, theme).unwrap_or_default() {
        let Some(short) = path.strip_prefix(&prefix) else { continue };
        parts.push(Part { path: short.to_owned(), from: theme.to_owned(), bytes: read(world, &file)? });
    }
    Ok(parts)
}

fn read(world: &dyn World, file: &File) -> Result<Vec<u8>, Vec<Diagnostic>> {
    match file {
        File::Embedded(bytes) => Ok(bytes.to_vec()),
        File::InSite(entry) => world.read(&entry.path, MAX_BYTES).map_err(|error| {
            let message = format!("this file of a theme cannot be read: {error}");
            vec![
                Diagnostic::error(super::load::UNREADABLE, message)
                    .in_file(entry.path.as_str())
                    .hint("check that it is a file that you may read"),
            ]
        }),
    }
}

/// A template that extends its own name means the one below it. In another folder it would mean itself as it was, so
/// there it names the one below in full.
fn detached(short: &str, bytes: Vec<u8>, below: &[Layer]) -> Vec<u8> {
    let Some(name) = short.strip_prefix("templates/") else { return bytes };
    let Ok(text) = std::str::from_utf8(&bytes) else { return bytes };
    let Some(range) = lineage::parent(text).filter(|range| &text[range.clone()] == name) else {
        return bytes;
    };
    let paths = below.iter().map(|layer| format!("themes/{}/{short}", layer.name));
    let parent = paths.zip(below).find(|(path, layer)| layer.files.iter().any(|(known, _)| known == path));
    match parent {
        Some((parent, _)) => [&text[..range.start], &parent, &text[range.end..]].concat().into_bytes(),
        None => bytes,
    }
}
