//! One state of a site in memory: its model, and the pages that were made from it so far.

use super::files::{self, Origin};
use super::machines::{self, Machines};
use super::model::Model;
use super::session::{Content, Served};
use super::tasks::Task;
use super::{Options, fails, ignore, output_folder, read_config};
use crate::asset;
use crate::diag::Diagnostic;
use crate::highlight::{Grammars, Memo};
use crate::path::{OutPath, Url};
use crate::render::crossings::{self, Crossing};
use crate::render::{Harvest, Page};
use crate::world::{Entry, World};
use rayon::prelude::*;
use std::collections::{BTreeSet, HashMap};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

/// A state of a site.
pub struct State {
    world: Option<Arc<dyn World>>,
    strict: bool,
    /// What is wrong with the site before its pages are made.
    found: Vec<Diagnostic>,
    /// None where a mistake leaves nothing to show.
    site: Option<Ready>,
    failed: AtomicBool,
    renders: AtomicU64,
    /// Of them, those that were made when this was no longer the present state.
    late: AtomicU64,
}

/// A site that can show pages.
struct Ready {
    model: Model,
    /// The pages, in the order in which a build makes them.
    tasks: Vec<(OutPath, Task)>,
    /// Each page's number among them.
    numbers: HashMap<OutPath, usize>,
    /// By that number, what was made.
    pages: Mutex<Vec<Option<Arc<Made>>>>,
    others: OnceLock<HashMap<OutPath, Origin>>,
    /// What can be said only when every page is made; it has been said then.
    whole: OnceLock<Vec<Diagnostic>>,
}

/// A page that was made.
struct Made {
    url: Url,
    bytes: Arc<[u8]>,
    digest: u64,
    parts: Box<str>,
    crossings: Vec<Crossing>,
    harvest: Arc<Harvest>,
    diagnostics: Vec<Diagnostic>,
}

impl std::fmt::Debug for State {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("State").field("found", &self.found).finish_non_exhaustive()
    }
}

impl State {
    /// Reads a site. `found` is what is wrong with its folder.
    pub fn read(
        world: Option<Arc<dyn World>>,
        options: &Options,
        highlighter: &Arc<Memo<Grammars>>,
        mut found: Vec<Diagnostic>,
    ) -> Self {
        let site = world.as_ref().and_then(|world| Ready::read(world, options, highlighter, &mut found));
        let strict = options.strict;
        Self {
            failed: AtomicBool::new(site.is_none() || fails(&found, strict)),
            world,
            strict,
            found,
            site,
            renders: AtomicU64::new(0),
            late: AtomicU64::new(0),
        }
    }

    pub fn world(&self) -> Option<&dyn World> {
        self.world.as_deref()
    }

    /// Whether a mistake is known that would keep a build from writing anything.
    pub fn has_failed(&self) -> bool {
        self.failed.load(Ordering::Relaxed)
    }

    /// Whether every page was made, so that all mistakes are known.
    pub fn is_whole(&self) -> bool {
        self.site.as_ref().is_some_and(|site| site.whole.get().is_some())
    }

    pub fn pages(&self) -> usize {
        self.site.as_ref().map_or(0, |site| site.tasks.len())
    }

    pub fn renders(&self) -> u64 {
        self.renders.load(Ordering::Relaxed)
    }

    pub fn late_renders(&self) -> u64 {
        self.late.load(Ordering::Relaxed)
    }

    /// What is known to be wrong.
    pub fn diagnostics(&self) -> Vec<Diagnostic> {
        let mut diagnostics = self.found.clone();
        if let Some(site) = &self.site {
            let pages = lock(&site.pages);
            diagnostics.extend(pages.iter().flatten().flat_map(|page| &page.diagnostics).cloned());
            drop(pages);
            match site.whole.get() {
                Some(found) => diagnostics.extend(found.iter().cloned()),
                None => diagnostics.extend(site.judge()),
            }
        }
        diagnostics
    }

    /// A file of the site; pages are made when they are asked for.
    pub fn get(&self, path: &OutPath) -> Option<Served> {
        let site = self.site.as_ref()?;
        if let Some(number) = site.numbers.get(path) {
            let page = self.page(site, *number);
            let failed = page.diagnostics.iter().any(Diagnostic::is_error);
            return (!failed)
                .then(|| Served { content: Content::Bytes(Arc::clone(&page.bytes)), digest: page.digest });
        }
        match site.others().get(path) {
            Some(Origin::Machine(file)) => {
                self.make_all(site);
                // A mistake in a page that it is made of is known only now.
                (!self.has_failed()).then(|| served(site.with_machines(|machines| machines.bytes(*file))))
            }
            Some(origin) => site.other(origin),
            None => site.asset(path),
        }
    }

    /// Makes what is not made yet, these pages first; stops when told.
    pub fn catch_up(&self, first: &[OutPath], stop: &(dyn Fn() -> bool + Sync)) -> usize {
        let Some(site) = &self.site else { return 0 };
        let before = self.renders();
        for number in first.iter().filter_map(|path| site.numbers.get(path)) {
            if !stop() {
                self.page(site, *number);
            }
        }
        let left = AtomicUsize::new(0);
        (0..site.tasks.len()).into_par_iter().for_each(|number| {
            if stop() {
                left.fetch_add(1, Ordering::Relaxed);
            } else {
                self.page(site, number);
            }
        });
        if left.into_inner() == 0 {
            let found = site.whole.get_or_init(|| site.conclude());
            if fails(found, self.strict) {
                self.failed.store(true, Ordering::Relaxed);
            }
        }
        usize::try_from(self.renders() - before).unwrap_or_default()
    }

    /// Every file that a build would write.
    pub fn out_paths(&self) -> Vec<OutPath> {
        let Some(site) = &self.site else { return Vec::new() };
        self.make_all(site);
        let mut paths: BTreeSet<OutPath> = site.numbers.keys().cloned().collect();
        let others = site.others().iter().filter(|(_, origin)| site.is_published(origin));
        paths.extend(others.map(|(path, _)| path.clone()));
        paths.extend(site.model.ground.assets.published().map(|(path, _)| path.clone()));
        paths.extend(site.model.ground.images.made().into_iter().map(|variant| variant.to));
        paths.into_iter().collect()
    }

    fn make_all(&self, site: &Ready) {
        if site.whole.get().is_none() {
            self.catch_up(&[], &|| false);
        }
    }

    /// A page, from memory or made now.
    fn page(&self, site: &Ready, number: usize) -> Arc<Made> {
        if let Some(page) = &lock(&site.pages)[number] {
            return Arc::clone(page);
        }
        self.renders.fetch_add(1, Ordering::Relaxed);
        if self.is_whole() {
            self.late.fetch_add(1, Ordering::Relaxed);
        }
        let page = Arc::new(site.make(site.tasks[number].1));
        if fails(&page.diagnostics, self.strict) {
            self.failed.store(true, Ordering::Relaxed);
        }
        lock(&site.pages)[number] = Some(Arc::clone(&page));
        page
    }
}

impl Ready {
    fn read(
        world: &Arc<dyn World>,
        options: &Options,
        highlighter: &Arc<Memo<Grammars>>,
        found: &mut Vec<Diagnostic>,
    ) -> Option<Self> {
        let config = Arc::new(read_config(&**world, options, found)?);
        let output = output_folder(options, &config);
        let ignore = ignore(&config, &options.root, &output, found);
        let model = Model::read(world, &config, &ignore, options, highlighter, found)?;
        let tasks: Vec<(OutPath, Task)> = model.ground.with(|site| {
            let tasks = model.tasks.iter();
            tasks.map(|task| (task.url(site).to_out_path(), *task)).collect()
        });
        Some(Self {
            model,
            numbers: tasks.iter().map(|(path, _)| path.clone()).zip(0..).collect(),
            pages: Mutex::new(vec![None; tasks.len()]),
            tasks,
            others: OnceLock::new(),
            whole: OnceLock::new(),
        })
    }

    fn make(&self, task: Task) -> Made {
        self.model.ground.with(|site| {
            let url = task.url(site);
            let Page { html, harvest, diagnostics, crossings, .. } = task.make(site, &self.model, &url);
            Made {
                parts: crossings::parts(&html),
                digest: digest(html.as_bytes()),
                bytes: html.into_bytes().into(),
                harvest: Arc::new(harvest),
                url,
                crossings,
                diagnostics,
            }
        })
    }

    /// What there is to say of links between the pages that are made.
    fn judge(&self) -> Vec<Diagnostic> {
        let pages = lock(&self.pages);
        let made: Vec<&Arc<Made>> = pages.iter().flatten().collect();
        let parts: Vec<(Url, Box<str>)> =
            made.iter().map(|page| (page.url.clone(), page.parts.clone())).collect();
        let links = made.iter().flat_map(|page| &page.crossings).cloned().collect();
        let ground = &self.model.ground;
        ground.with(|site| crossings::judge(site, &ground.parsed, &ground.left_out, &parts, links))
    }

    /// What a build says when all pages are made.
    fn conclude(&self) -> Vec<Diagnostic> {
        let ground = &self.model.ground;
        let mut found = self.judge();
        found.extend(ground.theme.library.data.get().iter().flat_map(|data| data.mistakes()));
        found.extend(ground.assets.take_diagnostics());
        // Pictures tell of more when they are published.
        ground.routes.copies.par_iter().for_each(|(entry, _)| _ = ground.images.published(entry));
        found.extend(ground.images.take_diagnostics());
        found.extend(ground.with(machines::security_txt));
        found
    }

    fn others(&self) -> &HashMap<OutPath, Origin> {
        self.others.get_or_init(|| self.model.ground.with(|site| files::origins(site, &self.model)))
    }

    fn is_published(&self, origin: &Origin) -> bool {
        !matches!(origin, Origin::Theme(name) if self.model.ground.assets.has_moved(name))
    }

    fn other(&self, origin: &Origin) -> Option<Served> {
        let ground = &self.model.ground;
        match origin {
            Origin::Copy(index) => {
                let entry = &ground.routes.copies[*index].0;
                match ground.images.published(entry) {
                    Some(bytes) => Some(served(bytes)),
                    None => self.copy(entry),
                }
            }
            Origin::Theme(name) if ground.assets.has_moved(name) => None,
            Origin::Theme(name) => match ground.theme.statics.get(name)? {
                asset::Static::Embedded { bytes, .. } => Some(served(&**bytes)),
                asset::Static::InSite(entry) => self.copy(entry),
            },
            Origin::Alias(alias) => {
                let html = ground.with(|site| files::redirect(site, &self.model, *alias));
                Some(served(html.into_bytes()))
            }
            Origin::Machine(_) => None,
        }
    }

    /// A file that pages have asked for, or a size of a picture.
    fn asset(&self, path: &OutPath) -> Option<Served> {
        let ground = &self.model.ground;
        if let Some((_, content)) = ground.assets.published().find(|(out, _)| *out == path) {
            return match content {
                asset::Content::Bytes(bytes) => Some(served(bytes)),
                asset::Content::Copy(entry) => self.copy(entry),
            };
        }
        let variant = ground.images.made().into_iter().find(|variant| variant.to == *path)?;
        ground.images.bytes(&variant).ok().map(served)
    }

    /// A file of the author's as it lies there.
    fn copy(&self, entry: &Entry) -> Option<Served> {
        let mut stream = self.model.ground.world.open(&entry.path).ok()?;
        let length = stream.seek(std::io::SeekFrom::End(0)).ok()?;
        stream.rewind().ok()?;
        Some(Served { content: Content::Stream(stream, length), digest: length })
    }

    fn with_machines<T>(&self, work: impl FnOnce(&Machines<'_>) -> T) -> T {
        let parsed = &*self.model.ground.parsed;
        let nothing: Arc<Harvest> = Arc::default();
        let mut harvests = vec![nothing; parsed.len()];
        for ((_, task), page) in self.tasks.iter().zip(&*lock(&self.pages)) {
            if let (Task::Document(index), Some(page)) = (task, page) {
                harvests[*index] = Arc::clone(&page.harvest);
            }
        }
        let (shared, harvests) = (&self.model.shared, harvests.as_slice());
        self.model.ground.with(|site| work(&Machines { site, shared, parsed, harvests }))
    }
}

fn served(bytes: impl Into<Arc<[u8]>>) -> Served {
    let bytes: Arc<[u8]> = bytes.into();
    Served { digest: digest(&bytes), content: Content::Bytes(bytes) }
}

/// Tells bytes apart while a session lives.
fn digest(bytes: &[u8]) -> u64 {
    let mut hasher = DefaultHasher::new();
    bytes.hash(&mut hasher);
    hasher.finish()
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
