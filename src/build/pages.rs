//! The pages of one state of a site: made when they are asked for, and taken over from earlier states as long as
//! nothing that they read has changed.

use super::larder::{Bytes, Larder};
use super::model::Model;
use super::tasks::Task;
use crate::diag::Diagnostic;
use crate::highlight::{Grammars, Memo};
use crate::memo::{Ledger, Read};
use crate::path::{OutPath, Url};
use crate::render::crossings::{self, Crossing};
use crate::render::prints::{Book, Prints};
use crate::render::{Harvest, Page, Site};
use rayon::prelude::*;
use std::collections::{HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// What all states of a session share.
#[derive(Debug, Default)]
pub struct Workshop {
    pub highlighter: Arc<Memo<Grammars>>,
    ledger: Mutex<Ledger>,
    larder: Larder,
    renders: AtomicU64,
}

impl Workshop {
    /// How many pages were rendered so far.
    pub fn renders(&self) -> u64 {
        self.renders.load(Ordering::Relaxed)
    }
}

/// The pages of a state.
pub struct Pages {
    workshop: Arc<Workshop>,
    /// In the order in which a build makes them.
    tasks: Arc<[(OutPath, Task)]>,
    /// The place of each among them: its number.
    numbers: Arc<HashMap<OutPath, usize>>,
    /// By number: what was made, or has proved to hold still.
    made: Mutex<Vec<Option<Arc<Made>>>>,
    /// By number: what was made in an earlier state.
    earlier: Vec<Option<Arc<Made>>>,
    prints: Arc<Prints>,
    /// By the number of a read, its print in this state; 0 where nobody has asked.
    known: Mutex<Vec<u64>>,
}

/// A page that was made.
pub struct Made {
    pub url: Url,
    bytes: Arc<Bytes>,
    pub digest: u64,
    pub parts: Box<str>,
    pub crossings: Vec<Crossing>,
    pub harvest: Arc<Harvest>,
    pub diagnostics: Vec<Diagnostic>,
    /// What decided on how much was harvested.
    harvested: u64,
    /// Who made it: the list of a section gives way to its `_index.md`.
    maker: u64,
    /// What was read, by number, and its print.
    reads: Box<[(u32, u64)]>,
}

impl Pages {
    /// The pages of a model. What was made in the states `before` is taken over where it holds.
    pub fn new(model: &Model, workshop: &Arc<Workshop>, before: &[&Self]) -> Self {
        let tasks: Arc<[(OutPath, Task)]> = model.ground.with(|site| {
            let tasks = model.tasks.iter();
            tasks.map(|task| (task.url(site).to_out_path(), *task)).collect()
        });
        let earlier = |(path, _): &(OutPath, Task)| before.iter().find_map(|pages| pages.last_made(path));
        Self {
            workshop: Arc::clone(workshop),
            numbers: Arc::new(tasks.iter().map(|(path, _)| path.clone()).zip(0..).collect()),
            made: Mutex::new(vec![None; tasks.len()]),
            earlier: tasks.iter().map(earlier).collect(),
            tasks,
            prints: Arc::new(Prints::new(model.ground.parsed.len())),
            known: Mutex::default(),
        }
    }

    /// The pages of the same site in which these documents have other bodies: only their own pages are to be made.
    pub fn with_bodies(&self, model: &Model, changed: &[usize]) -> Self {
        let (mut made, mut known) = (self.made(), lock(&self.known).clone());
        let mut earlier = self.earlier.clone();
        for index in changed {
            let out = model.ground.routes.urls[*index].to_out_path();
            if let Some(number) = self.number(&out) {
                made[number] = None;
                earlier[number] = None;
            }
            let text = Read::Document(model.ground.parsed[*index].document.path.clone());
            let number = lock(&self.workshop.ledger).known(&text);
            if let Some(print) = number.and_then(|number| known.get_mut(number as usize)) {
                *print = 0;
            }
        }
        Self {
            workshop: Arc::clone(&self.workshop),
            tasks: Arc::clone(&self.tasks),
            numbers: Arc::clone(&self.numbers),
            made: Mutex::new(made),
            earlier,
            prints: Arc::clone(&self.prints),
            known: Mutex::new(known),
        }
    }

    /// The pages of the same site, in which these documents are edited and each is where it was.
    pub fn with_items(&self, model: &Model, edited: &[usize]) -> Self {
        let mut known = lock(&self.known).clone();
        let (parsed, renewed) = (&model.ground.parsed, &model.shared.renewed);
        let urls: HashSet<&Url> = renewed.iter().map(|index| &model.ground.routes.urls[*index]).collect();
        {
            let ledger = lock(&self.workshop.ledger);
            for (number, print) in known.iter_mut().enumerate() {
                let stays = match ledger.reads().get(number).map(|read| &**read) {
                    Some(Read::Document(path) | Read::Head(path)) => {
                        !edited.iter().any(|index| parsed[*index].document.path == *path)
                    }
                    Some(Read::Item(url)) => !urls.contains(url),
                    Some(
                        Read::Constants
                        | Read::Templates
                        | Read::Frame(_)
                        | Read::Around(_)
                        | Read::Asset(_)
                        | Read::Data(_)
                        | Read::Image(..)
                        | Read::Link(..),
                    ) => true,
                    _ => false,
                };
                if !stays {
                    *print = 0;
                }
            }
        }
        let made = self.made();
        let earlier =
            made.iter().zip(&self.earlier).map(|(made, earlier)| made.clone().or_else(|| earlier.clone()));
        Self {
            workshop: Arc::clone(&self.workshop),
            tasks: Arc::clone(&self.tasks),
            numbers: Arc::clone(&self.numbers),
            earlier: earlier.collect(),
            made: Mutex::new(vec![None; self.tasks.len()]),
            prints: Arc::new(self.prints.with_items(|index| renewed.binary_search(&index).is_err())),
            known: Mutex::new(known),
        }
    }

    /// How many pages would have to be made if all were asked for now.
    pub fn stale(&self, model: &Model) -> usize {
        let made = self.made();
        model.ground.with(|site| {
            let book = self.book(site, model);
            let is_stale = |number: &usize| {
                let earlier = self.earlier[*number].as_ref();
                made[*number].is_none() && !earlier.is_some_and(|made| self.holds(&book, *number, made))
            };
            (0..self.len()).into_par_iter().filter(is_stale).count()
        })
    }

    pub fn len(&self) -> usize {
        self.tasks.len()
    }

    pub fn number(&self, path: &OutPath) -> Option<usize> {
        self.numbers.get(path).copied()
    }

    pub fn paths(&self) -> impl Iterator<Item = &OutPath> {
        self.tasks.iter().map(|(path, _)| path)
    }

    /// What was made so far, by number.
    pub fn made(&self) -> Vec<Option<Arc<Made>>> {
        lock(&self.made).clone()
    }

    /// A page, made now unless it is there.
    pub fn page(&self, model: &Model, number: usize) -> Arc<Made> {
        if let Some(page) = &lock(&self.made)[number] {
            return Arc::clone(page);
        }
        let page = model.ground.with(|site| {
            let book = self.book(site, model);
            let earlier = self.earlier[number].as_ref().filter(|made| self.holds(&book, number, made));
            earlier.cloned().unwrap_or_else(|| Arc::new(self.make(&book, model, number).0))
        });
        lock(&self.made)[number] = Some(Arc::clone(&page));
        page
    }

    /// The bytes of a page, which is made again when they have left memory.
    pub fn bytes(&self, model: &Model, number: usize) -> Arc<[u8]> {
        let page = self.page(model, number);
        if let Some(bytes) = page.bytes.get() {
            return bytes;
        }
        let (page, bytes) = model.ground.with(|site| self.make(&self.book(site, model), model, number));
        lock(&self.made)[number] = Some(Arc::new(page));
        bytes
    }

    /// By document, what its page left for the files of the whole site. All pages are made; one that left too much
    /// or too little, because the site has grown, is made again.
    pub fn harvests(&self, model: &Model) -> Vec<Arc<Harvest>> {
        let nothing: Arc<Harvest> = Arc::default();
        let mut harvests = vec![nothing; model.ground.parsed.len()];
        model.ground.with(|site| {
            for (number, (_, task)) in self.tasks.iter().enumerate() {
                let Task::Document(index) = *task else { continue };
                let mut page = self.page(model, number);
                if page.harvested != share_of(site, index) {
                    page = Arc::new(self.make(&self.book(site, model), model, number).0);
                    lock(&self.made)[number] = Some(Arc::clone(&page));
                }
                harvests[index] = Arc::clone(&page.harvest);
            }
        });
        harvests
    }

    /// What the pages that are made have read, each once.
    pub fn reads(&self) -> Vec<Arc<Read>> {
        let made = self.made();
        let ledger = lock(&self.workshop.ledger);
        let mut seen = Vec::new();
        let mut reads = Vec::new();
        for (number, _) in made.iter().flatten().flat_map(|page| &page.reads) {
            let at = *number as usize;
            if seen.len() <= at {
                seen.resize(at + 1, false);
            }
            if !std::mem::replace(&mut seen[at], true) {
                reads.extend(ledger.read(*number));
            }
        }
        reads
    }

    fn last_made(&self, path: &OutPath) -> Option<Arc<Made>> {
        let number = self.number(path)?;
        lock(&self.made)[number].clone().or_else(|| self.earlier[number].clone())
    }

    fn book<'a>(&'a self, site: &'a Site<'a>, model: &'a Model) -> Book<'a> {
        Book { site, shared: &model.shared, parsed: &model.ground.parsed, prints: &self.prints }
    }

    /// Makes a page, whose bytes may leave memory at any time.
    fn make(&self, book: &Book<'_>, model: &Model, number: usize) -> (Made, Arc<[u8]>) {
        self.workshop.renders.fetch_add(1, Ordering::Relaxed);
        let task = self.tasks[number].1;
        let url = task.url(book.site);
        let Page { html, harvest, diagnostics, crossings, reads } = task.make(book.site, model, &url);
        let numbers: Vec<u32> = {
            let mut ledger = lock(&self.workshop.ledger);
            reads.reads().map(|read| ledger.number(read)).collect()
        };
        let parts = crossings::parts(&html);
        let bytes: Arc<[u8]> = html.into_bytes().into();
        let made = Made {
            parts,
            digest: digest(&bytes),
            bytes: self.workshop.larder.keep(Arc::clone(&bytes)),
            harvest: Arc::new(harvest),
            harvested: if let Task::Document(index) = task { share_of(book.site, index) } else { 0 },
            reads: numbers.into_iter().map(|read| (read, self.print(book, read))).collect(),
            maker: maker(book, task),
            url,
            crossings,
            diagnostics,
        };
        (made, bytes)
    }

    /// Whether a page of an earlier state would be made the same now. One that could not even read its text would not.
    fn holds(&self, book: &Book<'_>, number: usize, made: &Made) -> bool {
        !made.reads.is_empty()
            && made.maker == maker(book, self.tasks[number].1)
            && made.reads.iter().all(|(read, print)| self.print(book, *read) == *print)
    }

    fn print(&self, book: &Book<'_>, number: u32) -> u64 {
        let at = number as usize;
        if let Some(print) = lock(&self.known).get(at).filter(|print| **print != 0) {
            return *print;
        }
        let read = lock(&self.workshop.ledger).read(number);
        // What is not there has the print 0, which is worked out again each time.
        let print = read.map_or(0, |read| book.print(&read));
        let mut known = lock(&self.known);
        if known.len() <= at {
            known.resize(at + 1, 0);
        }
        known[at] = print;
        print
    }
}

/// Tells one maker of the page at an address from another.
fn maker(book: &Book<'_>, task: Task) -> u64 {
    let document = match task {
        Task::Document(index) => Some(&book.parsed[index].document.path),
        _ => None,
    };
    let mut hasher = DefaultHasher::new();
    (std::mem::discriminant(&task), document).hash(&mut hasher);
    hasher.finish()
}

/// What decides on how much a page leaves for the files of the whole site.
fn share_of(site: &Site<'_>, document: usize) -> u64 {
    let mut hasher = DefaultHasher::new();
    let search = site.plan.search.as_ref().map(|search| search.share);
    (search, site.plan.whole.contains(&document)).hash(&mut hasher);
    hasher.finish()
}

/// Tells bytes apart while a session lives.
pub fn digest(bytes: &[u8]) -> u64 {
    let mut hasher = DefaultHasher::new();
    bytes.hash(&mut hasher);
    hasher.finish()
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
