//! Reads and parses every document, in parallel, each for itself. A session remembers what came of each.

use super::touched::Touched;
use super::{EXAMPLE, Options, unreadable};
use crate::diag::{Code, Diagnostic};
use crate::discover::Inventory;
use crate::front_matter::{self, Conventions};
use crate::markdown;
use crate::model::Document;
use crate::model::site::Config;
use crate::path::SitePath;
use crate::render::crossings::LeftOut;
use crate::render::{self, Parsed, bodies};
use crate::route::{self, Role, translations};
use crate::source::{Source, Span};
use crate::taxonomy::{self, heading};
use crate::theme::Theme;
use crate::world::World;
use rayon::prelude::*;
use std::collections::{BTreeSet, HashMap};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Documents that one thread reads before it asks whether another has nothing to do.
const AT_ONCE: usize = 32;

pub const NO_TITLE: Code = Code("no-title");

/// The documents of a site and the theme that will show them.
pub struct Gathered {
    pub theme: Theme,
    /// The components that text may call.
    pub components: BTreeSet<String>,
    pub parsed: Vec<Parsed>,
    /// Documents with a mistake that hides what they are.
    pub broken: Vec<SitePath>,
    /// Documents that are no pages of this build.
    pub left_out: Vec<(SitePath, LeftOut)>,
}

/// What came of a document.
#[derive(Clone, Debug)]
pub enum Outcome {
    Parsed(Box<Parsed>),
    Broken(SitePath),
    LeftOut(SitePath, LeftOut),
}

/// What is known of documents from the last time that they were read.
#[derive(Debug, Default)]
pub struct Reading {
    /// Of what decoding depends on besides the document.
    basis: u64,
    known: HashMap<SitePath, Known>,
}

/// A document that was read.
#[derive(Clone, Debug)]
pub struct Known {
    /// Of its text, in a session; none where that could not be read.
    text: Option<u64>,
    /// Its text, when it was read just now.
    pub source: Option<Arc<Source>>,
    pub outcome: Outcome,
    pub told: Vec<Diagnostic>,
}

impl Reading {
    /// What was said of a document.
    pub fn told(&self, path: &SitePath) -> &[Diagnostic] {
        self.known.get(path).map(|known| known.told.as_slice()).unwrap_or_default()
    }

    /// Takes a document down that was read outside of [`gather`].
    pub fn learn(&mut self, path: &SitePath, known: Known) {
        self.known.insert(path.clone(), Known { source: None, ..known });
    }

    fn settle(&mut self, basis: u64, documents: &[SitePath]) {
        if self.basis != basis {
            self.known.clear();
            self.basis = basis;
        }
        if self.known.len() > documents.len() {
            self.known.retain(|path, _| documents.binary_search(path).is_ok());
        }
    }
}

/// Reads the documents of a site. `again` is what is known of them, and what may have changed since.
pub fn gather(
    world: &dyn World,
    config: &Config,
    inventory: &Inventory,
    options: &Options,
    theme: Option<Theme>,
    again: Option<(&mut Reading, &Touched)>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Gathered> {
    let components = theme.as_ref().map(Theme::content_components).unwrap_or_default();
    let words = theme.as_ref().map_or(markdown::Words::ENGLISH, render::markdown_words);
    let abbreviations = markdown::Abbreviations::new(&config.markdown.abbreviations);
    let markdown = render::markdown_options(config, &components, &words, abbreviations.as_ref());
    let texts = if again.is_some() { Texts::Stay } else { Texts::Go(Room::default()) };
    let reader = Reader { world, config, options, markdown, texts };
    let outcomes: Vec<(Outcome, Vec<Diagnostic>)> = match again {
        None => {
            let read = |path: &SitePath| {
                let Known { outcome, told, .. } = reader.read(path, None);
                (outcome, told)
            };
            inventory.documents.par_iter().with_max_len(AT_ONCE).map(read).collect()
        }
        Some((reading, touched)) => {
            reading.settle(basis(world, config, theme.as_ref(), &components), &inventory.documents);
            reread(&reader, &inventory.documents, reading, touched)
        }
    };
    let mut gathered = Gathered {
        // Without a theme there is nothing to render; the mistakes of the documents are collected all the same.
        theme: match theme {
            Some(theme) => theme,
            None => {
                diagnostics.extend(outcomes.into_iter().flat_map(|(_, told)| told));
                return None;
            }
        },
        components: components.clone(),
        parsed: Vec::with_capacity(outcomes.len()),
        broken: Vec::new(),
        left_out: Vec::new(),
    };
    for (outcome, mut told) in outcomes {
        diagnostics.append(&mut told);
        match outcome {
            Outcome::Parsed(parsed) => gathered.parsed.push(*parsed),
            Outcome::Broken(path) => gathered.broken.push(path),
            Outcome::LeftOut(path, why) => gathered.left_out.push((path, why)),
        }
    }
    diagnostics.extend(translate(&mut gathered.parsed, config));
    Some(gathered)
}

/// Keeps documents that translate another out of lists.
fn translate(parsed: &mut [Parsed], config: &Config) -> Vec<Diagnostic> {
    let documents: Vec<&Document> = parsed.iter().map(|parsed| &*parsed.document).collect();
    let (found, warnings) = translations::find(&documents, &config.language);
    for (number, language) in found {
        mark(&mut parsed[number], language);
    }
    warnings
}

/// Marks a document as a translation.
pub fn mark(parsed: &mut Parsed, language: String) {
    let document = Arc::make_mut(&mut parsed.document);
    document.head.unlisted = true;
    document.head.language = Some(language);
}

fn reread(
    reader: &Reader<'_>,
    documents: &[SitePath],
    reading: &mut Reading,
    touched: &Touched,
) -> Vec<(Outcome, Vec<Diagnostic>)> {
    let known = &reading.known;
    let read = |path: &SitePath| match known.get(path) {
        Some(known) if !touched.has(path) => (known.outcome.clone(), known.told.clone(), None),
        known => {
            let now = reader.read(path, known);
            (now.outcome.clone(), now.told.clone(), Some(now))
        }
    };
    let read: Vec<_> = documents.par_iter().with_max_len(AT_ONCE).map(read).collect();
    let mut outcomes = Vec::with_capacity(read.len());
    for (path, (outcome, told, fresh)) in documents.iter().zip(read) {
        if let Some(fresh) = fresh {
            reading.learn(path, fresh);
        }
        outcomes.push((outcome, told));
    }
    outcomes
}

/// Tells what decoding depends on, besides the document itself.
fn basis(world: &dyn World, config: &Config, theme: Option<&Theme>, components: &BTreeSet<String>) -> u64 {
    let mut hasher = DefaultHasher::new();
    let kinds: Vec<_> = config.sections.iter().map(|(folder, section)| (folder, section.kind)).collect();
    format!("{:?} {:?} {kinds:?}", config.taxonomies, config.markdown).hash(&mut hasher);
    (&config.title, &config.language, config.examples, config.highlight.line_numbers).hash(&mut hasher);
    (world.today(), components, theme.is_some()).hash(&mut hasher);
    theme.map(|theme| &theme.library.strings).hash(&mut hasher);
    hasher.finish()
}

/// How the documents of a site are read.
pub struct Reader<'a> {
    pub world: &'a dyn World,
    pub config: &'a Config,
    pub options: &'a Options,
    pub markdown: markdown::Options<'a>,
    pub texts: Texts,
}

/// How long the texts of documents stay in memory.
#[derive(Debug)]
pub enum Texts {
    /// A page of a session is made of the text that the session has read, also when its author is just saving another.
    Stay,
    /// A build makes each page once. As many texts as there is room for wait for that; the others are read again.
    Go(Room),
}

/// Room in memory for texts, in bytes.
#[derive(Debug)]
pub struct Room(AtomicUsize);

impl Room {
    /// What half of ten thousand pages take, more or less: with all of them a build would take a tenth more memory.
    const MOST: usize = 24 << 20;

    fn take(&self, bytes: usize) -> bool {
        let left = |left: usize| left.checked_sub(bytes);
        self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, left).is_ok()
    }
}

impl Default for Room {
    fn default() -> Self {
        Self(AtomicUsize::new(Self::MOST))
    }
}

impl Reader<'_> {
    /// Reads a document. Where it still is what it was, what is known of it holds.
    pub fn read(&self, path: &SitePath, before: Option<&Known>) -> Known {
        let source = match self.source(path) {
            Ok(source) => source,
            Err(mistake) => {
                let outcome = Outcome::Broken(path.clone());
                return Known { text: None, source: None, outcome, told: vec![mistake] };
            }
        };
        let text = matches!(self.texts, Texts::Stay).then(|| source.fingerprint());
        if let Some(before) = before.filter(|before| text.is_some() && before.text == text) {
            return before.clone();
        }
        let (outcome, told) = document(self, path, &source);
        Known { text, source: Some(source), outcome, told }
    }

    /// The text of a document as it lies there now.
    pub fn source(&self, path: &SitePath) -> Result<Arc<Source>, Diagnostic> {
        let bytes =
            self.world.read(path, front_matter::MAX_BYTES).map_err(|error| unreadable(path, &error))?;
        front_matter::decode_text(path.as_str(), bytes)
    }
}

fn document(reader: &Reader<'_>, path: &SitePath, source: &Arc<Source>) -> (Outcome, Vec<Diagnostic>) {
    let Reader { world, config, options, markdown, texts } = reader;
    let conventions = Conventions { taxonomies: &config.taxonomies };
    let (document, mut diagnostics) =
        front_matter::decode(path, source, route::kind(path, config), conventions);
    let Some(document) = document else { return (Outcome::Broken(path.clone()), diagnostics) };
    if document.head.draft && !options.drafts {
        // Mistakes in a page that nobody will see can wait.
        diagnostics.retain(Diagnostic::is_error);
        return (Outcome::LeftOut(path.clone(), LeftOut::Draft), diagnostics);
    }
    if document.head.date.is_some_and(|date| date > world.today()) && !options.future {
        return (Outcome::LeftOut(path.clone(), LeftOut::Future), diagnostics);
    }
    if let Some(span) = document.head.example
        && options.strict
        && !config.examples
    {
        diagnostics.push(
            Diagnostic::error(
                EXAMPLE,
                "this case is invented, and `--strict` does not publish invented cases",
            )
            .at(source, span)
            .hint("replace it by a real one, or write `examples: true` in folio.yaml"),
        );
    }
    let head = source.fingerprint_of(Span::new(0, document.body.start));
    if bodies::speaks_for_itself(&document, source) {
        let title = document.head.title.as_ref().map(|title| title.value.clone()).unwrap_or_default();
        let source = match texts {
            Texts::Stay => Arc::clone(source),
            Texts::Go(room) => source.released(room.take(source.text().len())),
        };
        let document = Arc::new(Document { source, ..document });
        return (Outcome::Parsed(Box::new(Parsed { document, doc: None, title, head })), diagnostics);
    }
    let (mut doc, mut found) = bodies::read(&document, source, markdown);
    diagnostics.append(&mut found);
    let title = title(&document, &mut doc, config, &mut diagnostics);
    (
        Outcome::Parsed(Box::new(Parsed {
            document: Arc::new(document),
            doc: Some(Arc::new(doc)),
            title,
            head,
        })),
        diagnostics,
    )
}

/// From the front matter, else the first heading, else the name of the file.
fn title(
    document: &Document,
    doc: &mut markdown::Doc,
    config: &Config,
    diagnostics: &mut Vec<Diagnostic>,
) -> String {
    if let Some(title) = &document.head.title {
        return title.value.clone();
    }
    let role = route::role(&document.path);
    let (title, from) = match doc.title.clone().filter(|title| !title.trim().is_empty()) {
        Some(title) => {
            doc.remove_title_heading();
            (title, "its first heading")
        }
        None if role == Role::Home => return config.title.clone(),
        // It will be called as the term is.
        None if taxonomy::place(&document.path, config).is_some() => return String::new(),
        None => {
            let bundle = matches!(document.path.stem(), "index" | "_index");
            let folder = document.path.parent().filter(|_| bundle);
            let name = folder.as_ref().map_or_else(|| document.path.stem(), SitePath::file_name);
            (heading(name), if bundle { "its folder's name" } else { "its file's name" })
        }
    };
    // Of an empty file it was said already that a title is missing.
    let empty = document.source.text().trim_start_matches('\u{feff}').trim().is_empty();
    if role != Role::Home && !empty {
        diagnostics.push(
            Diagnostic::warning(NO_TITLE, format!("this page has no title, so {from} is shown"))
                .at(&document.source, Span::at(0))
                .hint(format!(
                    "begin the file with front matter: `title: {title}` between two lines of `---`"
                )),
        );
    }
    title
}
