//! What the last run with the same options asked, said and wrote. While the site would answer the same and the output
//! lies there as it was written, there is nothing to do, and nothing is read to know it.
//!
//! A record is true for good: these stamps gave those files. So it does not matter which of two runs at once wrote it
//! last, and a run that fails leaves the one of the last that did not.

use super::make::Kept;
use super::{DEFAULT_OUTPUT, Made, Options};
use crate::config;
use crate::diag::{Code, Diagnostic, Severity};
use crate::discover::is_document;
use crate::front_matter::{MAX_BYTES, decode_text};
use crate::fs::{self, DiskWorld, Notes, Stamp};
use crate::memo::Key;
use crate::model::site::Config;
use crate::path::{OutPath, SitePath};
use crate::source::{Place, Source, Span};
use crate::world::World;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::hash::{DefaultHasher, Hasher};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// More text of files with something to say about them than is worth keeping.
const MOST_TEXT: usize = 4 << 20;

#[derive(Debug, Serialize, Deserialize)]
pub struct Record {
    day: String,
    asked: Notes,
    /// As `folio.yaml` names the output folder.
    folder: String,
    /// The files of the output by their path in it.
    output: Vec<(String, Stamp)>,
    made: Made,
    said: Vec<Said>,
    texts: Vec<Text>,
    /// Digests of what was kept to go on from; that of another run is none of this one's.
    outline: u64,
    leaves: u64,
}

/// What is known of the last run.
pub enum Recalled {
    /// A run now would come to the same.
    Same(Made, Vec<Diagnostic>),
    /// These files have changed since, and no name has come or gone.
    Changed(Box<Last>, Vec<SitePath>),
    /// More has changed than that.
    Other(Box<Last>),
}

/// The last run, and where it is kept.
#[derive(Debug)]
pub struct Last {
    record: Record,
    options: Options,
}

/// A diagnostic.
#[derive(Debug, Serialize, Deserialize)]
struct Said {
    code: String,
    severity: Severity,
    message: String,
    hint: Option<String>,
    place: Option<At>,
    related: Vec<(At, String)>,
}

/// A place in one of the texts.
#[derive(Debug, Serialize, Deserialize)]
struct At {
    text: usize,
    start: usize,
    end: usize,
}

#[derive(Debug, Serialize, Deserialize)]
enum Text {
    Whole(String, String),
    /// A file of the site, to be read when it is to be shown.
    File(String, u64),
}

/// What came of the last run, when a run now would come to the same, or to the same but for what is in a few files.
pub fn recall(world: &DiskWorld, options: &Options) -> Option<Recalled> {
    let key = key("run", options)?;
    let mut record: Record = postcard::from_bytes(&world.recall(key.bytes())?).ok()?;
    let is_of_today = record.day == world.today().to_string();
    let held = if is_of_today { record.asked.hold(world.root()) } else { None };
    let last = |record| Box::new(Last { record, options: options.clone() });
    let Some(held) = held else { return Some(Recalled::Other(last(record))) };
    if !held.changed.is_empty() {
        return Some(Recalled::Changed(last(record), held.changed));
    }
    let folder = folder(options, &record.folder);
    let said = if record.lies_in(&folder) { record.told(world) } else { None };
    let Some(said) = said else { return Some(Recalled::Other(last(record))) };
    if held.renewed
        && let Ok(bytes) = postcard::to_stdvec(&record)
    {
        // It stays as it is where it cannot be written.
        _ = world.keep(key.bytes(), &bytes);
    }
    Some(Recalled::Same(Made { output: folder, ..record.made }, said))
}

impl Last {
    /// Where its output lies.
    pub fn folder(&self) -> PathBuf {
        folder(&self.options, &self.record.folder)
    }

    /// Whether the output is as it was written.
    pub fn lies(&self) -> bool {
        self.record.lies_in(&self.folder())
    }

    /// The files of its output by their path in it, as it left them.
    pub fn output(self) -> Vec<(String, Stamp)> {
        self.record.output
    }

    /// Whether it had something to say of a document.
    pub fn speaks_of(&self, document: &SitePath) -> bool {
        let is_it = |text: &Text| match text {
            Text::Whole(name, _) | Text::File(name, _) => name == document.as_str(),
        };
        self.record.texts.iter().any(is_it)
    }

    /// The outline of the site and what its pages left.
    pub fn kept(&self, world: &DiskWorld) -> Option<(Vec<u8>, Vec<u8>)> {
        let get = |what: &str, print: u64| {
            let bytes = world.recall(key(what, &self.options)?.bytes())?;
            (digest(&bytes) == print).then_some(bytes)
        };
        Some((get("outline", self.record.outline)?, get("leaves", self.record.leaves)?))
    }

    /// Keeps what the run came to that went on from it: these documents were read again, and these files of the output
    /// have other stamps. `leaves`: what the pages left, where that is something else now.
    pub fn go_on(
        &mut self,
        world: &DiskWorld,
        changed: &[SitePath],
        output: Vec<(OutPath, Stamp)>,
        leaves: Option<Vec<u8>>,
    ) -> Option<(Made, Vec<Diagnostic>)> {
        let written = output.len();
        for (path, stamp) in output {
            let at = self.record.output.iter_mut().find(|(name, _)| *name == *path.as_str())?;
            at.1 = stamp;
        }
        let said = self.record.told(world)?;
        self.record.asked.amend(world.notes(), changed);
        let made = Made { output: self.folder(), ..self.record.made.clone() };
        // Where nothing can be kept, the next run has more to do.
        _ = self.keep(world, leaves);
        Some((Made { written, unchanged: made.files.saturating_sub(written), ..made }, said))
    }

    fn keep(&mut self, world: &DiskWorld, leaves: Option<Vec<u8>>) -> Option<()> {
        if let Some(leaves) = leaves {
            self.record.leaves = digest(&leaves);
            world.keep(key("leaves", &self.options)?.bytes(), &leaves).then_some(())?;
        }
        let bytes = postcard::to_stdvec(&self.record).ok()?;
        world.keep(key("run", &self.options)?.bytes(), &bytes).then_some(())
    }
}

/// Keeps what came of this run for the next one. `output`: the files as they lie there now.
pub fn keep(
    world: &DiskWorld,
    options: &Options,
    config: &Config,
    (made, output): (&Made, Vec<(String, Option<Stamp>)>),
    kept: Option<&Kept>,
    diagnostics: &[Diagnostic],
) -> Option<()> {
    let mut book = Book::default();
    let said = diagnostics.iter().map(|diagnostic| book.said(diagnostic)).collect();
    let record = Record {
        day: world.today().to_string(),
        asked: world.notes(),
        folder: config.output.as_ref().map_or(DEFAULT_OUTPUT, |output| output.value.as_str()).to_owned(),
        // A file that is gone already would make no good record.
        output: output.into_iter().map(|(name, stamp)| Some((name, stamp?))).collect::<Option<_>>()?,
        made: Made { written: 0, removed: 0, unchanged: made.files, ..made.clone() },
        said,
        texts: book.texts()?,
        outline: kept.map_or(0, |kept| digest(&kept.outline)),
        leaves: kept.map_or(0, |kept| digest(&kept.leaves)),
    };
    let put = |what: &str, bytes: &[u8]| world.keep(key(what, options)?.bytes(), bytes).then_some(());
    if let Some(kept) = kept {
        put("outline", &kept.outline)?;
        put("leaves", &kept.leaves)?;
    }
    put("run", &postcard::to_stdvec(&record).ok()?)
}

/// Tells what was kept by one run from what another has put in its place.
fn digest(bytes: &[u8]) -> u64 {
    let mut hasher = DefaultHasher::new();
    hasher.write(bytes);
    hasher.finish()
}

/// Tells runs apart that would come to something else in the same site on the same day.
fn key(what: &str, options: &Options) -> Option<Key> {
    let Options { root: _, output, base_url, drafts, future, strict, evidence, no_memo: _ } = options;
    let output = output.as_ref().map(|output| fs::resolve(output)).transpose().ok()?;
    let program = postcard::to_stdvec(&fs::program()?).ok()?;
    let asked = format!("{output:?} {base_url:?} {drafts} {future} {strict} {evidence:?}");
    Some(Key::new(what, &[env!("CARGO_PKG_VERSION").as_bytes(), &program, asked.as_bytes()]))
}

fn folder(options: &Options, configured: &str) -> PathBuf {
    options.output.clone().unwrap_or_else(|| options.root.join(Path::new(configured)))
}

impl Record {
    fn lies_in(&self, folder: &Path) -> bool {
        let lies = |(name, stamp): &(String, Stamp)| Stamp::of_file(&folder.join(name)) == Some(*stamp);
        self.output.par_iter().with_min_len(64).all(lies)
    }

    /// The diagnostics; none where a text that they show is another by now.
    fn told(&self, world: &DiskWorld) -> Option<Vec<Diagnostic>> {
        let texts: Option<Vec<Arc<Source>>> = self.texts.par_iter().map(|text| text.source(world)).collect();
        let texts = texts?;
        self.said.iter().map(|said| said.told(&texts)).collect()
    }
}

impl Said {
    fn told(&self, texts: &[Arc<Source>]) -> Option<Diagnostic> {
        let place = |at: &At| Some(Place::new(texts.get(at.text)?, Span::new(at.start, at.end)));
        let related = self.related.iter().map(|(at, words)| Some((place(at)?, words.clone())));
        Some(Diagnostic {
            // A few short names, once in a run.
            code: Code(self.code.clone().leak()),
            severity: self.severity,
            message: self.message.clone(),
            place: match &self.place {
                Some(at) => Some(place(at)?),
                None => None,
            },
            hint: self.hint.clone(),
            related: related.collect::<Option<_>>()?,
        })
    }
}

impl Text {
    fn source(&self, world: &DiskWorld) -> Option<Arc<Source>> {
        match self {
            Self::Whole(name, text) => Some(Source::new(name, text)),
            Self::File(name, fingerprint) => {
                let bytes = world.read(&SitePath::parse(name).ok()?, MAX_BYTES).ok()?;
                decode_text(name, bytes).ok().filter(|source| source.fingerprint() == *fingerprint)
            }
        }
    }
}

/// Collects the texts that diagnostics show, each once.
#[derive(Default)]
struct Book {
    known: HashMap<(String, u64), usize>,
    sources: Vec<Arc<Source>>,
}

impl Book {
    fn said(&mut self, diagnostic: &Diagnostic) -> Said {
        Said {
            code: diagnostic.code.0.to_owned(),
            severity: diagnostic.severity,
            message: diagnostic.message.clone(),
            hint: diagnostic.hint.clone(),
            place: diagnostic.place.as_ref().map(|place| self.at(place)),
            related: diagnostic
                .related
                .iter()
                .map(|(place, words)| (self.at(place), words.clone()))
                .collect(),
        }
    }

    fn at(&mut self, place: &Place) -> At {
        let source = &place.source;
        let next = self.sources.len();
        let text = *self.known.entry((source.name().to_owned(), source.fingerprint())).or_insert(next);
        if text == next {
            self.sources.push(Arc::clone(source));
        }
        At { text, start: place.span.start, end: place.span.end }
    }

    /// None where they are too much to keep.
    fn texts(self) -> Option<Vec<Text>> {
        let mut room = MOST_TEXT;
        let text = |source: Arc<Source>| {
            let name = source.name().to_owned();
            let is_read_again =
                name == config::FILE || SitePath::parse(&name).is_ok_and(|path| is_document(&path));
            if is_read_again && !source.text().is_empty() {
                return Some(Text::File(name, source.fingerprint()));
            }
            room = room.checked_sub(source.text().len())?;
            Some(Text::Whole(name, source.text().to_owned()))
        };
        self.sources.into_iter().map(text).collect()
    }
}
