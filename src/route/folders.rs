//! What the folders below `content/` are: sections, or the folder of one page with its files (a bundle).

use super::{Role, role};
use crate::model::Document;
use crate::model::site::{Config, ListSettings, SectionConfig};
use crate::path::SitePath;
use crate::taxonomy::Taxonomies;
use std::collections::HashMap;

/// The folders of a site, by their path below `content/`.
#[derive(Debug)]
pub struct Folders<'a> {
    pub documents: &'a [&'a Document],
    pub taxonomies: &'a Taxonomies,
    config: &'a Config,
    /// Folders of one page: their `index.md`.
    bundles: HashMap<&'a str, usize>,
    /// Sections with a page of their own: their `_index.md`.
    indexes: HashMap<&'a str, usize>,
}

impl<'a> Folders<'a> {
    pub fn new(documents: &'a [&'a Document], taxonomies: &'a Taxonomies, config: &'a Config) -> Self {
        let (bundles, indexes) = (HashMap::new(), HashMap::new());
        let mut folders = Self { documents, taxonomies, config, bundles, indexes };
        for (number, document) in documents.iter().enumerate() {
            let folder = parent(below_content(&document.path));
            match role(&document.path) {
                // It gives its text to the page of a term or of a taxonomy.
                Role::Section if taxonomies.subject(number).is_some() => {}
                Role::Section => _ = folders.indexes.insert(folder, number),
                Role::Single if document.path.stem() == "index" => _ = folders.bundles.insert(folder, number),
                _ => {}
            }
        }
        folders
    }

    /// The `index.md` that has this folder to itself.
    pub fn bundle(&self, folder: &str) -> Option<usize> {
        self.bundles.get(folder).copied()
    }

    /// The `_index.md` of this folder.
    pub fn index(&self, folder: &str) -> Option<usize> {
        self.indexes.get(folder).copied()
    }

    /// The folder that lists a document: the one it lies in, and for all that belongs to a bundle the one that
    /// holds the bundle. Empty at the top.
    pub fn listing(&self, path: &'a SitePath) -> &'a str {
        let folder = parent(below_content(path));
        let outermost = ancestors(folder).filter(|above| self.bundles.contains_key(above)).last();
        outermost.map_or(folder, parent)
    }

    /// The page of the innermost bundle around this folder, or of the folder itself.
    pub fn bundle_around(&self, folder: &'a str) -> Option<usize> {
        ancestors(folder).find_map(|above| self.bundle(above))
    }

    /// The page of the innermost bundle that a document lies in, when it is another page.
    pub fn around(&self, path: &'a SitePath) -> Option<usize> {
        let folder = parent(below_content(path));
        self.bundle_around(if path.stem() == "index" { parent(folder) } else { folder })
    }

    /// What the nearest of a folder and those above it says of lists, `_index.md` before `folio.yaml`.
    pub fn list_setting<T>(&self, folder: &str, get: impl Fn(&ListSettings) -> Option<T>) -> Option<T> {
        ancestors(folder).find_map(|folder| {
            let index = self.index(folder).and_then(|index| get(&self.documents[index].head.list));
            index.or_else(|| get(&self.config.sections.get(folder)?.list))
        })
    }

    /// The same for what only `folio.yaml` can say.
    pub fn setting<T>(&self, folder: &str, get: impl Fn(&'a SectionConfig) -> Option<T>) -> Option<T> {
        setting(self.config, folder, get)
    }

    /// Whether a section has a feed of its own, where it says so itself: those above it speak for themselves.
    pub fn feed(&self, folder: &str) -> Option<bool> {
        let index = self.index(folder).and_then(|index| self.documents[index].head.list.feed);
        index.or_else(|| self.config.sections.get(folder)?.list.feed)
    }
}

/// What `folio.yaml` says of a folder, or of the nearest one above it of which it says anything.
pub fn setting<'a, T>(
    config: &'a Config,
    folder: &str,
    get: impl Fn(&'a SectionConfig) -> Option<T>,
) -> Option<T> {
    ancestors(folder).find_map(|folder| get(config.sections.get(folder)?))
}

/// A folder and those above it, the innermost first; none for the top.
pub fn ancestors(folder: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(folder), |folder| Some(parent(folder))).take_while(|folder| !folder.is_empty())
}

/// The folder that holds a file or folder; empty at the top.
pub fn parent(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(parent, _)| parent)
}

/// The name of a folder or file.
pub fn last(path: &str) -> &str {
    path.rsplit_once('/').map_or(path, |(_, name)| name)
}

/// A path of `content/`, seen from there.
pub fn below_content(path: &SitePath) -> &str {
    path.as_str().split_once('/').map_or("", |(_, below)| below)
}
