//! What the last run with the same options asked, said and wrote. While the site would answer the same and the output
//! lies there as it was written, there is nothing to do, and nothing is read to know it.
//!
//! A record is true for good: these stamps gave those files. So it does not matter which of two runs at once wrote it
//! last, and a run that fails leaves the one of the last that did not.

use super::{DEFAULT_OUTPUT, Made, Options};
use crate::config;
use crate::diag::{Code, Diagnostic, Severity};
use crate::discover::is_document;
use crate::front_matter::{MAX_BYTES, decode_text};
use crate::fs::{self, DiskWorld, Notes, Stamp};
use crate::memo::Key;
use crate::model::site::Config;
use crate::path::SitePath;
use crate::source::{Place, Source, Span};
use crate::world::World;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
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

/// What came of the last run, when a run now would come to the same.
pub fn recall(world: &DiskWorld, options: &Options) -> Option<(Made, Vec<Diagnostic>)> {
    let key = key(options)?;
    let mut record: Record = postcard::from_bytes(&world.recall(key.bytes())?).ok()?;
    if record.day != world.today().to_string() {
        return None;
    }
    let folder = folder(options, &record.folder);
    let lies = |(name, stamp): &(String, Stamp)| Stamp::of_file(&folder.join(name)) == Some(*stamp);
    if !record.output.par_iter().with_min_len(64).all(lies) {
        return None;
    }
    let renewed = record.asked.hold(world.root())?;
    let said = record.told(world)?;
    if renewed && let Ok(bytes) = postcard::to_stdvec(&record) {
        // It stays as it is where it cannot be written.
        _ = world.keep(key.bytes(), &bytes);
    }
    Some((Made { output: folder, ..record.made }, said))
}

/// Keeps what came of this run for the next one. `output`: the files as they lie there now.
pub fn keep(
    world: &DiskWorld,
    options: &Options,
    config: &Config,
    (made, output): (&Made, Vec<(String, Option<Stamp>)>),
    diagnostics: &[Diagnostic],
) -> Option<()> {
    let key = key(options)?;
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
    };
    world.keep(key.bytes(), &postcard::to_stdvec(&record).ok()?).then_some(())
}

/// Tells runs apart that would come to something else in the same site on the same day.
fn key(options: &Options) -> Option<Key> {
    let Options { root: _, output, base_url, drafts, future, strict, evidence, no_memo: _ } = options;
    let output = output.as_ref().map(|output| fs::resolve(output)).transpose().ok()?;
    let program = postcard::to_stdvec(&fs::program()?).ok()?;
    let asked = format!("{output:?} {base_url:?} {drafts} {future} {strict} {evidence:?}");
    Some(Key::new("run", &[env!("CARGO_PKG_VERSION").as_bytes(), &program, asked.as_bytes()]))
}

fn folder(options: &Options, configured: &str) -> PathBuf {
    options.output.clone().unwrap_or_else(|| options.root.join(Path::new(configured)))
}

impl Record {
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
