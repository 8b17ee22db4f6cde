//! `folio.yaml`, decoded: everything that holds for the whole site.

use super::Kind;
use super::emit::Emit;
use crate::path::{Permalink, SitePath};
use crate::source::{Located, Source, Span};
use crate::yaml;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::Arc;

#[derive(Clone, Debug)]
pub struct Config {
    pub source: Arc<Source>,
    pub title: String,
    pub tagline: String,
    /// Absolute, without a slash at its end; empty when none is given.
    pub base_url: String,
    /// A BCP 47 tag.
    pub language: String,
    pub owner: Owner,
    pub contact: String,
    pub navigation: Vec<NavigationEntry>,
    pub theme: Located<String>,
    pub theme_options: Vec<(Located<String>, yaml::Node)>,
    pub sections: BTreeMap<String, SectionConfig>,
    pub taxonomies: Vec<TaxonomyConfig>,
    pub markdown: MarkdownConfig,
    pub highlight: Highlight,
    pub assets: AssetConfig,
    /// None: pictures are published as they are.
    pub images: Option<ImageConfig>,
    /// A broken internal link is an error, not a warning.
    pub links_are_errors: bool,
    pub emit: Emit,
    pub output: Option<Located<SitePath>>,
    pub ignore: Vec<Located<String>>,
    /// The site may show invented cases even under `--strict`.
    pub examples: bool,
    pub extra: Vec<(String, yaml::Node)>,
}

impl Config {
    /// How readers reach the owner: an address of mail or of the web, if one is said.
    pub fn way_to_ask(&self) -> Option<&str> {
        [self.contact.as_str(), self.owner.email.as_str()].into_iter().find(|way| !way.is_empty())
    }
}

#[derive(Clone, Debug, Default)]
pub struct Owner {
    pub name: String,
    pub headline: String,
    pub email: String,
    pub location: String,
    pub image: Option<Located<String>>,
    pub links: Vec<OwnerLink>,
}

#[derive(Clone, Debug, Default)]
pub struct OwnerLink {
    pub label: String,
    pub url: String,
    /// The page behind the address is the owner's own (`rel="me"`).
    pub me: bool,
}

#[derive(Clone, Debug)]
pub struct NavigationEntry {
    pub label: String,
    pub url: Located<String>,
}

/// What `folio.yaml` says of a section.
#[derive(Clone, Debug, Default)]
pub struct SectionConfig {
    /// Where its name is written.
    pub span: Span,
    pub kind: Option<Kind>,
    /// The addresses of its pages.
    pub permalink: Option<Located<Permalink>>,
    pub list: ListSettings,
    pub title: String,
}

/// A way to group pages by what they have in common.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaxonomyConfig {
    /// Its key in front matter, its folder below `content/`, and its address: `skills`.
    pub key: String,
    /// What readers call it; empty when the theme's word or the key itself will do.
    pub title: String,
    pub order: TermOrder,
    /// Entries on a page of a term's list; 0 keeps them together.
    pub page_size: usize,
    /// Each term has a feed.
    pub feed: bool,
}

/// In which order a taxonomy lists its terms.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum TermOrder {
    /// By the alphabet of the site's language.
    #[default]
    Name,
    /// The most used first.
    Count,
}

/// What `folio.yaml` and, before it, `_index.md` may say of the list of a section.
#[derive(Clone, Debug, Default)]
pub struct ListSettings {
    pub order: Option<Order>,
    /// Entries on a page of the list; 0 keeps them together.
    pub page_size: Option<usize>,
    /// Whether the section has feeds of its own; unless it says so, one of case studies or posts has.
    pub feed: Option<bool>,
}

/// The order of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Order {
    pub by: OrderBy,
    pub descending: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum OrderBy {
    Date,
    Weight,
    Title,
}

impl Order {
    pub const NEWEST_FIRST: Self = Self { by: OrderBy::Date, descending: true };
    pub const BY_WEIGHT: Self = Self { by: OrderBy::Weight, descending: false };
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AssetConfig {
    /// Style sheets are made as short as they can be.
    pub minify: bool,
}

impl Default for AssetConfig {
    fn default() -> Self {
        Self { minify: true }
    }
}

/// The smaller copies of pictures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImageConfig {
    /// In pixels, the smallest first.
    pub widths: Arc<[u32]>,
    pub webp: bool,
    /// From 1 to 100.
    pub quality: u8,
    /// How wide a picture of the text is shown (`sizes` of HTML).
    pub sizes: String,
}

impl Default for ImageConfig {
    fn default() -> Self {
        Self {
            widths: [480, 960, 1440, 1920].into(),
            webp: true,
            quality: 80,
            sizes: "(min-width: 50rem) 45rem, 100vw".to_owned(),
        }
    }
}

/// How code is coloured.
#[derive(Clone, Debug, Default)]
pub struct Highlight {
    pub on: bool,
    /// Names of colour themes, for light screens and for dark ones, instead of the colours of the site's theme.
    pub light: Option<Located<String>>,
    pub dark: Option<Located<String>>,
    pub line_numbers: bool,
}

#[derive(Clone, Debug, Default)]
pub struct MarkdownConfig {
    /// Raw HTML is kept as written instead of filtered.
    pub trusted_html: bool,
    pub smart: bool,
    pub math: bool,
    pub external_links: ExternalLinks,
    /// What is abbreviated, and what it stands for.
    pub abbreviations: Vec<(String, String)>,
}

/// What links to other sites say of themselves.
#[derive(Clone, Debug, Default)]
pub struct ExternalLinks {
    /// Link types with a space between them: `external noopener`.
    pub rel: String,
    /// The window in which they open: `_blank`.
    pub target: String,
}
