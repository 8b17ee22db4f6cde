//! A site kept in memory while it is written: a preview asks for its files, and tells what has changed.

use super::gather::Reading;
use super::model::Model;
use super::pages::Workshop;
use super::state::State;
use super::touched::Touched;
use super::{Options, keep, settle, show_lines};
use crate::diag::Diagnostic;
use crate::fs::DiskWorld;
use crate::path::{OutPath, SitePath};
use crate::world::{Stream, World};
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// A site and what its pages came to, as of the last update.
///
/// Pages are made when they are asked for. While there is a mistake anywhere, what is served is the last state
/// that a build would have made; the mistakes are in [`Session::diagnostics`].
#[derive(Debug)]
pub struct Session {
    options: Options,
    present: State,
    /// The last state before `present` in which everything was made and nothing was wrong; right after the start, one in
    /// which nothing is known to be wrong.
    good: Option<State>,
    workshop: Arc<Workshop>,
    /// What is known of the documents.
    reading: Reading,
}

/// What may have changed in the folder of the site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Changes {
    /// Files and folders, by their path from the site's folder or in full.
    Paths(BTreeSet<PathBuf>),
    /// Nobody knows: everything is looked at again.
    All,
}

/// What an update came to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Update {
    /// Files of the site that changed, or may have; none where all is as it was.
    pub changed: Vec<SitePath>,
    /// Pages of the site.
    pub pages: usize,
    /// Pages that have to be made again before they are served.
    pub stale: usize,
    /// A mistake is known already, so that the last good state is served.
    pub failed: bool,
}

/// A file of the site as a browser gets it.
#[derive(Debug)]
pub struct Served {
    pub content: Content,
    /// Tells whether the content is still the same.
    pub digest: u64,
}

/// The bytes of a file that is served.
pub enum Content {
    Bytes(Arc<[u8]>),
    /// A file of the author's, which may be too large for memory, and its length.
    Stream(Box<dyn Stream>, u64),
}

impl Content {
    /// Its length in bytes.
    #[must_use]
    pub fn size(&self) -> u64 {
        match self {
            Self::Bytes(bytes) => bytes.len() as u64,
            Self::Stream(_, length) => *length,
        }
    }
}

impl std::fmt::Debug for Content {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Bytes(bytes) => write!(f, "{} bytes", bytes.len()),
            Self::Stream(_, length) => write!(f, "a stream of {length} bytes"),
        }
    }
}

impl Session {
    /// Reads a site. Mistakes are in [`Session::diagnostics`], and the session lives on.
    #[must_use]
    pub fn open(options: &Options) -> Self {
        let (workshop, mut reading) = (Arc::default(), Reading::default());
        let present = read(options, &workshop, &[], &mut reading, &Touched::All);
        Self { options: options.clone(), present, good: None, workshop, reading }
    }

    /// Takes in what may have changed.
    pub fn update(&mut self, changes: &Changes) -> Update {
        let touched = Touched::of(changes, &self.options.root);
        if self.present.is_unmoved(&self.options, &touched) {
            let failed = self.present.has_failed();
            return Update { pages: self.present.pages(), failed, ..Update::default() };
        }
        let next = self.present.with_edits(&self.options, &mut self.reading, &touched).unwrap_or_else(|| {
            let before: Vec<&State> = std::iter::once(&self.present).chain(&self.good).collect();
            read(&self.options, &self.workshop, &before, &mut self.reading, &touched)
        });
        let last = std::mem::replace(&mut self.present, next);
        // A state of which not all is known is better than nothing. It gives way to one of which all is: a file may have
        // been half written in those between.
        if !last.has_failed() && (last.is_whole() || self.good.is_none()) {
            self.good = Some(last);
        }
        let files = match touched {
            Touched::All => Vec::new(),
            Touched::Paths(paths) => paths.into_iter().collect(),
        };
        Update {
            changed: files,
            pages: self.present.pages(),
            stale: self.present.stale(),
            failed: self.present.has_failed(),
        }
    }

    /// What an address serves. None: there is no such file, or nothing good to show yet.
    pub fn get(&self, path: &OutPath) -> Option<Served> {
        if !self.present.has_failed() {
            let served = self.present.get(path);
            // Its own page may have told of a mistake.
            if !self.present.has_failed() {
                return served;
            }
        }
        self.good.as_ref()?.get(path)
    }

    /// The mistakes and warnings that are known of the present state, as a build would tell them. All of them are
    /// known when [`Session::catch_up`] has made every page.
    #[must_use]
    pub fn diagnostics(&self) -> Vec<Diagnostic> {
        let mut diagnostics = self.present.diagnostics();
        if let Some(world) = self.present.world() {
            show_lines(&mut diagnostics, world);
        }
        settle(&mut diagnostics, self.options.strict);
        diagnostics
    }

    /// Makes the pages that are stale, these first, until all are made or `stop` says so; the number of pages made.
    pub fn catch_up(&self, first: &[OutPath], stop: &AtomicBool) -> usize {
        let before = self.renders();
        self.present.catch_up(first, &|| stop.load(Ordering::Relaxed));
        usize::try_from(self.renders() - before).unwrap_or_default()
    }

    /// Everything that a build would write, sorted: what [`Session::get`] serves when all is made.
    #[must_use]
    pub fn out_paths(&self) -> Vec<OutPath> {
        let served = if self.present.has_failed() { self.good.as_ref() } else { Some(&self.present) };
        served.map(State::out_paths).unwrap_or_default()
    }

    /// Pages of the site.
    #[must_use]
    pub fn pages(&self) -> usize {
        self.present.pages()
    }

    pub(super) fn options(&self) -> &Options {
        &self.options
    }

    /// What the pages that are served are made from.
    pub(super) fn model(&self) -> Option<&Model> {
        self.present.model().or_else(|| self.good.as_ref()?.model())
    }

    /// How many pages were rendered since the session was opened.
    #[must_use]
    pub fn renders(&self) -> u64 {
        self.workshop.renders()
    }
}

fn read(
    options: &Options,
    workshop: &Arc<Workshop>,
    before: &[&State],
    reading: &mut Reading,
    touched: &Touched,
) -> State {
    let mut found = Vec::new();
    let world =
        keep(DiskWorld::new(&options.root), &mut found).map(|world| Arc::new(world) as Arc<dyn World>);
    State::read(world, options, workshop, before, (reading, touched), found)
}
