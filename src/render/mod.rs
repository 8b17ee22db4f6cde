//! One page → its bytes. Everything a template cannot reach through a function is in its context.

mod aim;
mod bars;
pub mod bodies;
mod cards;
pub mod component;
pub mod crossings;
mod diagrams;
mod feeds;
mod frame;
mod harvest;
mod head;
mod items;
pub mod links;
mod markup;
mod navigation;
mod pages;
mod paginator;
pub mod part;
mod people;
mod pictures;
mod practice;
pub mod prints;
mod reach;
mod reads;
mod related;
mod renew;
mod resume;
mod sources;
mod stories;
mod terms;
mod trails;
mod values;
mod words;

pub use feeds::title as feed_title;
pub use harvest::Harvest;
pub use items::prepare;
pub use pages::{base_path, document, home, not_found, recalculate, redirect, search, section};
pub use related::Related;
pub use renew::renew;
pub use resume::{RESUME_DATA, resume, resume_json};
pub use sources::{List, Sources, sources, sources_url};
pub use stories::Stories;
pub use terms::{taxonomy, term};
pub use words::{markdown_options, markdown_words, words};

use crate::claims;
use crate::diag::Diagnostic;
use crate::emit;
use crate::evidence::Evidence;
use crate::highlight::Highlighter;
use crate::image::Images;
use crate::markdown::{self, Doc};
use crate::memo::Recorder;
use crate::model::Document;
use crate::model::site::Config;
use crate::path::Url;
use crate::people::People;
use crate::route::Routes;
use crate::taxonomy::Taxonomies;
use crate::theme::Theme;
use crate::world::World;
use crossings::Crossing;
use frame::Frame;
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;
use stories::Names;
use tera::Value;
use terms::Terms;
use trails::Trails;

/// A document and what is known of it before its page is made.
#[derive(Clone, Debug)]
pub struct Parsed {
    pub document: Arc<Document>,
    /// Its body, where that had to be looked into already.
    pub doc: Option<Arc<Doc>>,
    /// From the front matter, else the first heading, else the name of the file.
    pub title: String,
    /// Tells its front matter from what it was in another state of the site.
    pub head: u64,
}

/// Everything that a page may depend on, built once and shared by all threads.
pub struct Site<'a> {
    pub world: &'a dyn World,
    pub config: &'a Config,
    pub theme: &'a Theme,
    pub routes: &'a Routes,
    pub taxonomies: &'a Taxonomies,
    /// The files for machines.
    pub plan: &'a emit::Plan,
    pub people: &'a People,
    /// How bodies are read.
    pub markdown: markdown::Options<'a>,
    pub highlighter: &'a dyn Highlighter,
    pub words: Arc<claims::Words>,
    pub evidence: Arc<Evidence>,
    /// The address of the page of all figures; none where no figure has data behind it, or the site has its own there.
    pub sources: Option<Url>,
    /// The address of the page on which a reader's browser calculates; none where nothing was calculated, or as above.
    pub recalculate: Option<Url>,
    pub images: &'a Images,
}

/// A finished page.
#[derive(Debug, Default)]
pub struct Page {
    pub html: String,
    /// What of it goes into files of the whole site.
    pub harvest: Harvest,
    /// What it read beyond itself: it is made again when one of these changes.
    pub reads: Recorder,
    pub diagnostics: Vec<Diagnostic>,
    /// Links that can be judged only when every page is made.
    pub crossings: Vec<Crossing>,
}

impl std::fmt::Debug for Site<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Site").field("title", &self.config.title).finish_non_exhaustive()
    }
}

/// What the pages share, worked out before the first of them: items, sections, metrics.
#[derive(Debug)]
pub struct Shared {
    /// By document: its light value for lists.
    pub items: Vec<Value>,
    pub stories: Arc<Stories>,
    /// By section: its listed items.
    pub sections: Vec<Vec<Value>>,
    pub terms: Terms,
    pub sources: Option<Sources>,
    pub trails: Arc<Trails>,
    pub related: Arc<Related>,
    /// What every page receives.
    pub frame: Arc<Frame>,
    /// For the home page: outcomes, work, journal, quotes.
    pub home: Home,
    /// The case studies by what people call them.
    names: Arc<Names>,
    /// The documents by the paths of their addresses.
    numbers: Arc<HashMap<String, usize>>,
    /// Documents whose item was made again since the last state of which this is a renewal, sorted.
    pub renewed: Vec<usize>,
    /// Documents whose item shows figures of others.
    borrowers: BTreeSet<usize>,
}

#[derive(Debug, Default)]
pub struct Home {
    pub outcomes: Vec<Value>,
    pub work: Vec<Value>,
    pub journal: Vec<Value>,
    pub quotes: Vec<Value>,
}
