//! A run in which nothing but the bodies of a few documents has changed since the last one, which is what writing mostly
//! is. Their pages are made, with the lines of site-wide files that speak of them; everything else lies there already.
//!
//! Whatever is in doubt is left to a build of everything: this gives none, and nothing has changed.

use super::gather::Outcome;
use super::leaves::{Leaves, Left};
use super::model::Ground;
use super::outline::{self, Outline};
use super::record::Last;
use super::state::MOST_EDITS;
use super::{Made, Options, machines, proof, read_config};
use crate::card::Card;
use crate::diag::Diagnostic;
use crate::discover::is_document;
use crate::emit::search;
use crate::evidence;
use crate::fs::DiskWorld;
use crate::model::Document;
use crate::output::Patch;
use crate::path::{OutPath, SitePath, Url};
use crate::render::part::{self, Known, Ties};
use crate::render::{self, Page, Parsed, Shared, Site, crossings};
use crate::world::World;
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::Arc;

/// More documents than this are more work one by one than all together.
const MOST_KNOWN: usize = 1024;

/// Each time, what a page has read is known a little better.
const MOST_ROUNDS: usize = 4;

/// What the run came to, what it has to say, and how many pages were rendered.
pub fn run(
    options: &Options,
    last: &mut Last,
    changed: &[SitePath],
) -> Option<(Made, Vec<Diagnostic>, usize)> {
    let is_plain = |path: &SitePath| is_document(path) && !last.speaks_of(path);
    if changed.len() > MOST_EDITS || !changed.iter().all(is_plain) {
        return None;
    }
    let disk = Arc::new(DiskWorld::new(&options.root).ok()?.noting());
    let patch = Patch::open(&last.folder(), &options.root)?;
    // From here on nobody else writes there.
    if !last.lies() {
        return None;
    }
    let (outline, leaves) = last.kept(&disk)?;
    let mut leaves: Leaves = postcard::from_bytes(&leaves).ok()?;
    let draft = Draft::new(&disk, options, Outline::from(&outline)?, changed)?;
    let pages = draft.pages()?;
    let files = pages.files(&patch, &leaves)?;
    let leaves = if pages.renew(&mut leaves)? { Some(postcard::to_stdvec(&leaves).ok()?) } else { None };
    let stamps = patch.commit(&files)?;
    let (made, said) = last.go_on(&disk, changed, stamps, leaves)?;
    Some((made, said, changed.len()))
}

/// A site of which no more is known yet than its outline and which bodies are other ones.
struct Draft<'a> {
    options: &'a Options,
    outline: Outline,
    ground: Ground,
    ties: Ties,
    edited: Vec<usize>,
}

impl<'a> Draft<'a> {
    fn new(
        disk: &Arc<DiskWorld>,
        options: &'a Options,
        mut outline: Outline,
        changed: &[SitePath],
    ) -> Option<Self> {
        let edited: Option<Vec<usize>> = changed.iter().map(|path| outline.find(path)).collect();
        let edited = edited?;
        if !edited.iter().all(|index| outline.sketches[*index].keeps_to_itself()) {
            return None;
        }
        let world: Arc<dyn World> = Arc::clone(disk) as _;
        let config = read_config(&*world, options, &mut Vec::new())?;
        let ground = outline::ground(&world, config, &mut outline)?;
        let alone = |site: &Site<'_>, index: &usize| {
            part::lists_nothing(site, &ground.parsed[*index].document, *index)
        };
        if !ground.with(|site| edited.iter().all(|index| alone(site, index))) {
            return None;
        }
        let ties = Ties {
            stories: Arc::new(std::mem::take(&mut outline.stories)),
            related: Arc::new(std::mem::take(&mut outline.related)),
        };
        Some(Self { options, outline, ground, ties, edited })
    }

    /// Makes the pages, of as many other documents as they turn out to read.
    fn pages(&self) -> Option<Pages> {
        let mut known = Known::default();
        self.ground.with(|site| {
            for index in &self.edited {
                known.add(part::known_for(site, &self.ties, *index));
            }
        });
        for _ in 0..MOST_ROUNDS {
            let ground = self.with_known(&known)?;
            let (shared, pages, more) = ground.with(|site| {
                let (shared, mut more) = part::fill(site, &self.ties, &ground.parsed, &known);
                let make = |index: &usize| render::document(site, &shared, &ground.parsed, *index);
                let pages: Vec<Page> = self.edited.par_iter().map(make).collect();
                for (index, page) in self.edited.iter().zip(&pages) {
                    let of = (&*ground.parsed, *index);
                    more.add(part::known_for_reads(site, &shared, of, &page.reads)?);
                }
                Some((shared, pages, more))
            })?;
            if known.has(&more) {
                return Some(Pages { ground, shared, edited: self.edited.clone(), pages });
            }
            known.add(more);
        }
        None
    }

    /// The site with all of these documents.
    fn with_known(&self, known: &Known) -> Option<Ground> {
        // One that has data behind it tells templates that there is such a thing on this site.
        let documents: BTreeSet<usize> =
            known.documents.iter().copied().chain(self.outline.evidence).collect();
        let documents: Vec<usize> = documents.into_iter().collect();
        if documents.len() > MOST_KNOWN {
            return None;
        }
        let mut parsed = self.ground.parsed.to_vec();
        let read = |index: &usize| {
            let sketch = &self.outline.sketches[*index];
            let known = self.ground.read_by(self.options, |reader| reader.read(&sketch.path, None));
            // What there is to say of the others was said by the run before.
            if self.edited.contains(index) && !known.told.is_empty() {
                return None;
            }
            match known.outcome {
                Outcome::Parsed(now) => Some((*index, sketch.of_site(*now)?)),
                Outcome::Broken(_) | Outcome::LeftOut(..) => None,
            }
        };
        let read: Option<Vec<(usize, Parsed)>> = documents.par_iter().map(read).collect();
        for (index, now) in read? {
            parsed[index] = now;
        }
        let mut ground = self.ground.with_parsed(parsed.into());
        if self.outline.evidence.is_some() {
            let documents: Vec<&Document> =
                documents.iter().map(|index| &*ground.parsed[*index].document).collect();
            // What is kept of all evidence is more to read than the few files of these.
            let (evidence, found) =
                evidence::examine(&*ground.world, &documents, self.options.evidence, None);
            if found.iter().any(Diagnostic::is_error) {
                return None;
            }
            ground.evidence = Arc::new(evidence);
        }
        Some(ground)
    }
}

/// The pages of the documents that were edited.
#[allow(clippy::struct_field_names, reason = "what else would pages be called")]
struct Pages {
    ground: Ground,
    shared: Shared,
    edited: Vec<usize>,
    pages: Vec<Page>,
}

impl Pages {
    /// Takes down what the pages leave behind; true where that is something else than before. None where files come or go
    /// with it.
    fn renew(&self, leaves: &mut Leaves) -> Option<bool> {
        let mut is_new = false;
        for (index, page) in self.edited.iter().zip(&self.pages) {
            is_new |= leaves.renew(*index, &Left::of(&page.reads, &page.harvest))?;
            for crossing in &page.crossings {
                is_new |= leaves.link(crossing);
            }
        }
        Some(is_new)
    }

    /// Every file of the output with other bytes than it has; none where the pages change more than what lines of
    /// site-wide files say of them.
    fn files(&self, patch: &Patch, leaves: &Leaves) -> Option<Vec<(OutPath, Vec<u8>)>> {
        let mut files: BTreeMap<OutPath, Vec<u8>> = BTreeMap::new();
        let mut parts: BTreeMap<&Url, HashSet<String>> = BTreeMap::new();
        for (index, page) in self.edited.iter().zip(&self.pages) {
            if !page.diagnostics.is_empty() {
                return None;
            }
            let url = &self.ground.routes.urls[*index];
            let out = url.to_out_path();
            let before = String::from_utf8(patch.read(&out)?).ok()?;
            let (had, has) = (names(&before), names(&page.html));
            // Somewhere is a link that leads nowhere now, or did: what is said of it may name any other part.
            if had != has && leaves.parts(url).any(|part| !had.contains(part) || !has.contains(part)) {
                return None;
            }
            // Another card takes the place of one that other pages may share.
            let shows = |card: &Card| before.contains(card.out().as_str());
            if !page.harvest.card.as_ref().is_none_or(shows) {
                return None;
            }
            parts.insert(url, has);
            if before != page.html {
                files.insert(out, page.html.clone().into_bytes());
            }
        }
        for crossing in self.pages.iter().flat_map(|page| &page.crossings) {
            let (url, part) = crossing.part()?;
            let is_there = match parts.get(url) {
                Some(parts) => parts.contains(part),
                None => {
                    let html = String::from_utf8(patch.read(&url.to_out_path())?).ok()?;
                    names(&html).contains(part)
                }
            };
            is_there.then_some(())?;
        }
        self.ground.with(|site| {
            let index = site.plan.search.as_ref().map(|search| &search.index).filter(|index| index.ours);
            if let Some(out) = index.map(|index| index.url.to_out_path()) {
                let before = String::from_utf8(patch.read(&out)?).ok()?;
                let mut text = before.clone();
                for (index, page) in self.edited.iter().zip(&self.pages) {
                    if machines::is_to_be_found(&self.ground.parsed[*index].document) {
                        let parsed = &self.ground.parsed;
                        let entry = machines::entry(site, &self.shared, parsed, *index, &page.harvest);
                        text = search::replaced(&text, &entry)?;
                    }
                }
                if text != before {
                    files.insert(out, text.into_bytes());
                }
            }
            if let Some(out) = proof::sums(site).filter(|_| !files.is_empty()) {
                let sums = String::from_utf8(patch.read(&out)?).ok()?;
                let sums = proof::summed_again(&sums, &files)?;
                files.insert(out, sums.into_bytes());
            }
            Some(())
        })?;
        Some(files.into_iter().collect())
    }
}

/// The names of the parts of a page.
fn names(html: &str) -> HashSet<String> {
    crossings::parts(html).lines().map(str::to_owned).collect()
}
