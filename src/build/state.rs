//! One state of a site in memory: what it is made from, and the pages that were made so far.

use super::cards;
use super::files::{self, Origin};
use super::gather::Reading;
use super::machines::{self, Machines};
use super::model::{Again, Model};
use super::pages::{Pages, Workshop, digest};
use super::proof;
use super::session::{Content, Served};
use super::touched::Touched;
use super::{Options, fails, ignore, output_folder, read_config};
use super::{bodies, heads};
use crate::asset;
use crate::clock;
use crate::diag::Diagnostic;
use crate::memo::Read;
use crate::path::{OutPath, Url};
use crate::proof::digest::Digest;
use crate::render::crossings;
use crate::world::{Entry, World};
use rayon::prelude::*;
use std::collections::{BTreeSet, HashMap};
use std::fmt::Write as _;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};

/// More documents than anybody edits at once: a site with so many changes is read again.
pub const MOST_EDITS: usize = 64;

/// A state of a site.
pub struct State {
    world: Option<Arc<dyn World>>,
    strict: bool,
    /// What is wrong with the site before its pages are made.
    found: Vec<Diagnostic>,
    /// None where a mistake leaves nothing to show.
    site: Option<Ready>,
    failed: AtomicBool,
}

/// A site that can show pages.
struct Ready {
    model: Model,
    pages: Pages,
    others: Arc<OnceLock<HashMap<OutPath, Origin>>>,
    /// What can be said only when every page is made; it has been said then.
    whole: OnceLock<Vec<Diagnostic>>,
}

impl std::fmt::Debug for State {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("State").field("found", &self.found).finish_non_exhaustive()
    }
}

impl State {
    /// Reads a site. `found` is what is wrong with its folder. Pages are taken over from the states `before`, the last
    /// of which comes first.
    pub fn read(
        world: Option<Arc<dyn World>>,
        options: &Options,
        workshop: &Arc<Workshop>,
        before: &[&Self],
        (reading, touched): (&mut Reading, &Touched),
        mut found: Vec<Diagnostic>,
    ) -> Self {
        let last = before.iter().find_map(|state| Some(&state.site.as_ref()?.model));
        // What was touched is what changed since the last state, and not since one before it.
        let last = last.filter(|_| before.first().is_some_and(|state| state.site.is_some()));
        let again = Again { reading, touched, last };
        let model = world.as_ref().and_then(|world| model(world, options, workshop, again, &mut found));
        let before: Vec<&Pages> =
            before.iter().filter_map(|state| Some(&state.site.as_ref()?.pages)).collect();
        let site = model.map(|model| Ready {
            pages: Pages::new(&model, workshop, &before),
            model,
            others: Arc::default(),
            whole: OnceLock::new(),
        });
        let failed = AtomicBool::new(site.is_none() || fails(&found, options.strict));
        Self { world, strict: options.strict, found, site, failed }
    }

    /// Whether all that is said to have changed is as it was.
    pub fn is_unmoved(&self, options: &Options, touched: &Touched) -> bool {
        let (Some(site), Touched::Paths(paths)) = (&self.site, touched) else { return false };
        paths.len() <= MOST_EDITS && paths.iter().all(|path| site.model.is_unmoved(path, options))
    }

    /// The state after edits that leave every page its place; none where there was more.
    pub fn with_edits(&self, options: &Options, reading: &mut Reading, touched: &Touched) -> Option<Self> {
        let (site, Touched::Paths(paths)) = (self.site.as_ref()?, touched) else { return None };
        if paths.is_empty()
            || paths.len() > MOST_EDITS
            || clock::today().ok()? != site.model.ground.world.today()
        {
            return None;
        }
        let mut found = self.found.clone();
        let (mut in_body, mut in_head) = (Vec::new(), Vec::new());
        let mut parsed = site.model.ground.parsed.to_vec();
        for path in paths {
            let index = parsed.binary_search_by(|parsed| parsed.document.path.cmp(path)).ok()?;
            let read = site.model.ground.read_by(options, |reader| reader.read(path, None));
            let source = read.source.clone()?;
            if source.fingerprint() == parsed[index].document.source.fingerprint() {
                continue;
            }
            if let Some(now) = bodies::replaced(&parsed[index], &read) {
                parsed[index] = now;
                in_body.push(index);
            } else {
                let said = (found.as_slice(), reading.told(path));
                parsed[index] = heads::replaced(&site.model.ground, index, &read, said)?;
                in_head.push(index);
            }
            bodies::retell(&mut found, reading.told(path), &read.told, &source);
            reading.learn(path, read);
        }
        let (model, pages) = if in_head.is_empty() {
            let model = site.model.with_bodies(parsed.into());
            let pages = site.pages.with_bodies(&model, &in_body);
            (model, pages)
        } else {
            let model = site.model.with_items(parsed.into(), &in_head)?;
            in_body.append(&mut in_head);
            let pages = site.pages.with_items(&model, &in_body);
            (model, pages)
        };
        let made = pages.made();
        let mut told = made.iter().flatten().map(|page| &page.diagnostics);
        let failed = fails(&found, self.strict) || told.any(|told| fails(told, self.strict));
        let site = Ready { model, pages, others: Arc::clone(&site.others), whole: OnceLock::new() };
        Some(Self {
            world: self.world.clone(),
            strict: self.strict,
            found,
            site: Some(site),
            failed: AtomicBool::new(failed),
        })
    }

    /// How many pages have to be made again.
    pub fn stale(&self) -> usize {
        self.site.as_ref().map_or(0, |site| site.pages.stale(&site.model))
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

    pub fn model(&self) -> Option<&Model> {
        self.site.as_ref().map(|site| &site.model)
    }

    pub fn pages(&self) -> usize {
        self.site.as_ref().map_or(0, |site| site.pages.len())
    }

    /// What is known to be wrong.
    pub fn diagnostics(&self) -> Vec<Diagnostic> {
        let mut diagnostics = self.found.clone();
        if let Some(site) = &self.site {
            let made = site.pages.made();
            diagnostics.extend(made.iter().flatten().flat_map(|page| &page.diagnostics).cloned());
            // Links, among others, are judged when every page is made.
            diagnostics.extend(site.whole.get().into_iter().flatten().cloned());
        }
        diagnostics
    }

    /// A file of the site; pages are made when they are asked for.
    pub fn get(&self, path: &OutPath) -> Option<Served> {
        let site = self.site.as_ref()?;
        if let Some(number) = site.pages.number(path) {
            self.make(site, number);
            let page = site.pages.page(&site.model, number);
            let failed = page.diagnostics.iter().any(Diagnostic::is_error);
            return (!failed).then(|| Served {
                content: Content::Bytes(site.pages.bytes(&site.model, number)),
                digest: page.digest,
            });
        }
        match site.others().get(path) {
            Some(Origin::Machine(file)) => {
                self.make_all(site);
                // A mistake in a page that it is made of is known only now.
                (!self.has_failed()).then(|| served(&*site.machine(*file)))
            }
            Some(Origin::Sums) => {
                self.make_all(site);
                (!self.has_failed()).then(|| self.sums(path)).flatten()
            }
            Some(origin) => site.other(origin),
            None => site.asset(path),
        }
    }

    /// Makes what is not made yet, these pages first; stops when told.
    pub fn catch_up(&self, first: &[OutPath], stop: &(dyn Fn() -> bool + Sync)) {
        let Some(site) = &self.site else { return };
        for number in first.iter().filter_map(|path| site.pages.number(path)) {
            if !stop() {
                self.make(site, number);
            }
        }
        let left = AtomicUsize::new(0);
        (0..site.pages.len()).into_par_iter().for_each(|number| {
            if stop() {
                left.fetch_add(1, Ordering::Relaxed);
            } else {
                self.make(site, number);
            }
        });
        if left.into_inner() == 0 {
            let found = site.whole.get_or_init(|| site.conclude());
            self.note_failure(found);
        }
    }

    /// Every file that a build would write.
    pub fn out_paths(&self) -> Vec<OutPath> {
        let Some(site) = &self.site else { return Vec::new() };
        self.make_all(site);
        let reads = site.pages.reads();
        let asked = site.model.ground.assets.asked(assets(&reads));
        let mut paths: BTreeSet<OutPath> = site.pages.paths().cloned().collect();
        let others = site.others().iter().filter(|(_, origin)| match origin {
            Origin::Theme(name) => !asked.moved.contains(name.as_str()),
            _ => true,
        });
        paths.extend(others.map(|(path, _)| path.clone()));
        paths.extend(asked.published.keys().map(|path| (*path).clone()));
        let (pictures, _) = site.model.ground.images.asked(pictures(&reads));
        paths.extend(pictures.into_iter().map(|variant| variant.to));
        let made = site.pages.made();
        let cards = made.iter().flatten().filter_map(|page| page.harvest.card.as_ref());
        paths.extend(cards.map(|card| card.out().clone()));
        paths.into_iter().collect()
    }

    /// The digests of all files but this one, as `sha256sum` writes them.
    fn sums(&self, own: &OutPath) -> Option<Served> {
        let mut text = String::new();
        for path in self.out_paths().iter().filter(|path| *path != own) {
            let digest = match self.get(path)?.content {
                Content::Bytes(bytes) => Digest::of(&bytes),
                Content::Stream(mut stream, _) => {
                    let mut bytes = Vec::new();
                    stream.read_to_end(&mut bytes).ok()?;
                    Digest::of(&bytes)
                }
            };
            // Writing to a string cannot fail.
            _ = writeln!(text, "{digest}  {path}");
        }
        Some(served(text.as_bytes()))
    }

    fn make_all(&self, site: &Ready) {
        if site.whole.get().is_none() {
            self.catch_up(&[], &|| false);
        }
    }

    fn make(&self, site: &Ready, number: usize) {
        let page = site.pages.page(&site.model, number);
        self.note_failure(&page.diagnostics);
    }

    fn note_failure(&self, found: &[Diagnostic]) {
        if fails(found, self.strict) {
            self.failed.store(true, Ordering::Relaxed);
        }
    }
}

/// The files of the theme and of `static/` among reads.
fn assets(reads: &[Arc<Read>]) -> impl Iterator<Item = &str> {
    // A picture that is none of the site's may be such a file.
    reads.iter().filter_map(|read| match &**read {
        Read::Asset(name) => Some(name.as_str()),
        _ => None,
    })
}

/// The pictures among reads, each with the widths that were asked for.
fn pictures(reads: &[Arc<Read>]) -> impl Iterator<Item = (&str, Option<&[u32]>)> {
    reads.iter().filter_map(|read| match &**read {
        Read::Image(url, widths) => Some((url.as_str(), widths.as_deref())),
        _ => None,
    })
}

fn model(
    world: &Arc<dyn World>,
    options: &Options,
    workshop: &Workshop,
    again: Again<'_>,
    found: &mut Vec<Diagnostic>,
) -> Option<Model> {
    let config = Arc::new(read_config(&**world, options, found)?);
    let output = output_folder(options, &config);
    let ignore = ignore(&config, &options.root, &output, found);
    Model::read(world, &config, &ignore, options, &workshop.highlighter, Some(again), found)
}

impl Ready {
    /// What there is to say of links between the pages that are made.
    fn judge(&self) -> Vec<Diagnostic> {
        let made = self.pages.made();
        let made = || made.iter().flatten();
        let parts: Vec<(Url, Box<str>)> = made().map(|page| (page.url.clone(), page.parts.clone())).collect();
        let links = made().flat_map(|page| &page.crossings).cloned().collect();
        let ground = &self.model.ground;
        ground.with(|site| crossings::judge(site, &ground.parsed, &ground.left_out, &parts, links))
    }

    /// What a build says when all pages are made.
    fn conclude(&self) -> Vec<Diagnostic> {
        let ground = &self.model.ground;
        let mut found = self.judge();
        found.extend(ground.theme.library.data.get().iter().flat_map(|data| data.mistakes()));
        let reads = self.pages.reads();
        found.extend(ground.assets.asked(assets(&reads)).diagnostics);
        found.extend(ground.images.asked(pictures(&reads)).1);
        found.extend(ground.with(|site| files::unstaged(site, &self.model)));
        let made = self.pages.made();
        found.extend(cards::unstaged(made.iter().flatten().filter_map(|page| page.harvest.card.as_ref())));
        found
    }

    fn others(&self) -> &HashMap<OutPath, Origin> {
        self.others.get_or_init(|| self.model.ground.with(|site| files::origins(site, &self.model)))
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
            Origin::Theme(name) => match ground.theme.statics.get(name)? {
                asset::Static::Embedded { bytes, .. } => Some(served(&**bytes)),
                asset::Static::InSite(entry) => self.copy(entry),
            },
            Origin::Evidence(number, extract) => {
                let file = ground.evidence.files.get(*number)?;
                match extract {
                    None => Some(served(file.read(&*ground.world).ok()?)),
                    Some(extract) => Some(served(file.extracts.get(*extract)?.text.as_bytes())),
                }
            }
            Origin::Alias(alias) => {
                let html = ground.with(|site| files::redirect(site, &self.model, *alias));
                Some(served(html.into_bytes()))
            }
            Origin::Short(short) => {
                let html = ground.with(|site| files::shortcut(site, &self.model, short));
                Some(served(html.into_bytes()))
            }
            Origin::Proof(file) => {
                let text = ground.with(|site| proof::text(site, &ground.parsed, *file));
                Some(served(text.as_bytes()))
            }
            Origin::Machine(file) => Some(served(&*self.machine(*file))),
            // They are made of what the state serves.
            Origin::Sums => None,
        }
    }

    /// A file that some page has asked for, or a size of a picture. An earlier page may have asked for it: a browser
    /// that still shows that page gets it.
    fn asset(&self, path: &OutPath) -> Option<Served> {
        let ground = &self.model.ground;
        if let Some((_, content)) = ground.assets.published().find(|(out, _)| *out == path) {
            return match content {
                asset::Content::Bytes(bytes) => Some(served(bytes)),
                asset::Content::Copy(entry) => self.copy(entry),
            };
        }
        if let Some(variant) = ground.images.made().into_iter().find(|variant| variant.to == *path) {
            return ground.images.bytes(&variant).ok().map(served);
        }
        let card = cards::at(&self.pages.made(), path)?;
        card.picture(&*ground.world).ok().map(served)
    }

    /// A file of the author's as it lies there.
    fn copy(&self, entry: &Entry) -> Option<Served> {
        let mut stream = self.model.ground.world.open(&entry.path).ok()?;
        let length = stream.seek(std::io::SeekFrom::End(0)).ok()?;
        stream.rewind().ok()?;
        Some(Served { content: Content::Stream(stream, length), digest: length })
    }

    /// A file for machines. All pages are made.
    fn machine(&self, file: machines::File) -> std::borrow::Cow<'static, [u8]> {
        let harvests = self.pages.harvests(&self.model);
        self.model.ground.with(|site| Machines::new(&self.model, site, &harvests).bytes(file))
    }
}

fn served(bytes: impl Into<Arc<[u8]>>) -> Served {
    let bytes: Arc<[u8]> = bytes.into();
    Served { digest: digest(&bytes), content: Content::Bytes(bytes) }
}
