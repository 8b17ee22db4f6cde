//! A site before its pages are made: every document decoded, every address given, and what pages show of each
//! other worked out. From here on nothing but single pages is left to be made.

use super::gather::{Gathered, Reader, Reading, Texts, gather};
use super::outline::Outline;
use super::tasks::{Task, tasks};
use super::touched::Touched;
use super::{Options, proof};
use crate::asset::Assets;
use crate::data::Shelf;
use crate::diag::Diagnostic;
use crate::discover::Inventory;
use crate::emit;
use crate::evidence::{self, Evidence};
use crate::fs;
use crate::highlight::{Grammars, Memo};
use crate::i18n::Strings;
use crate::image::Images;
use crate::markdown::Abbreviations;
use crate::model::Document;
use crate::model::site::Config;
use crate::path::SitePath;
use crate::people::{self, People};
use crate::render::crossings::LeftOut;
use crate::render::{self, Parsed, Shared, Site};
use crate::route::{self, Others, Routes};
use crate::taxonomy::{self, Taxonomies};
use crate::theme::{self, Theme};
use crate::world::{Entry, World};
use crate::{claims, discover};
use std::collections::BTreeSet;
use std::sync::Arc;

/// What pages are made from.
#[derive(Clone)]
pub struct Model {
    pub ground: Ground,
    pub shared: Arc<Shared>,
    /// The pages, in the order in which a build makes them.
    pub tasks: Arc<[Task]>,
}

/// What a [`Site`] borrows from. Two states of a site share what is the same in both.
#[derive(Clone)]
pub struct Ground {
    pub world: Arc<dyn World>,
    pub config: Arc<Config>,
    inventory: Arc<Walked>,
    pub theme: Arc<Theme>,
    /// What is wrong with the theme.
    theme_told: Arc<[Diagnostic]>,
    pub parsed: Arc<[Parsed]>,
    /// Documents that are no pages of this site.
    pub left_out: Arc<[(SitePath, LeftOut)]>,
    pub taxonomies: Arc<Taxonomies>,
    pub routes: Arc<Routes>,
    plan: Arc<emit::Plan>,
    people: Arc<People>,
    components: Arc<BTreeSet<String>>,
    abbreviations: Arc<Option<Abbreviations>>,
    words: Arc<claims::Words>,
    highlighter: Arc<Memo<Grammars>>,
    pub evidence: Arc<Evidence>,
    /// The address of the page of all figures.
    proof: proof::Pages,
    pub images: Arc<Images>,
    pub assets: Arc<Assets>,
}

/// The files of a site.
#[derive(Default)]
struct Walked {
    inventory: Inventory,
    told: Vec<Diagnostic>,
}

impl Walked {
    /// Whether there was a file of this name, or one in a folder of this name.
    fn has(&self, path: &SitePath) -> bool {
        let Inventory { documents, files, statics, templates, themes, data } = &self.inventory;
        let entries = files.iter().chain(statics).chain(themes).chain(data).map(|entry| &entry.path);
        documents.iter().chain(templates).chain(entries).any(|known| known.starts_with(path))
    }
}

/// The folders whose files are all known.
const WALKED: [&str; 5] = ["content", "data", "static", "templates", "themes"];

/// What is known of a site from before, when it is read again.
pub struct Again<'a> {
    pub reading: &'a mut Reading,
    pub touched: &'a Touched,
    /// The last state of which there was one.
    pub last: Option<&'a Model>,
}

impl Model {
    /// Reads a site and works it out. None where a mistake leaves nothing to show: no theme.
    pub fn read(
        world: &Arc<dyn World>,
        config: &Arc<Config>,
        ignore: &discover::Ignore,
        options: &Options,
        highlighter: &Arc<Memo<Grammars>>,
        again: Option<Again<'_>>,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Option<Self> {
        let (reading, touched, last) = match again {
            Some(Again { reading, touched, last }) => (Some(reading), touched, last),
            None => (None, &Touched::All, None),
        };
        // What the config says decides on everything.
        let last = last.map(|last| &last.ground).filter(|last| {
            last.config.source.text() == config.source.text() && last.world.today() == world.today()
        });
        let colours: Vec<SitePath> = theme::code_files(config).collect();
        let tops = colours.iter().filter_map(|file| file.segments().next());
        let of_theme: Vec<&str> = tops.chain(["templates", "themes", "i18n"]).collect();
        let theme = || match last.filter(|_| !touched.is_in(&of_theme)) {
            Some(last) => (Some(last.theme.renewed()), Arc::clone(&last.theme_told)),
            None => {
                let (theme, told) = theme::load(&**world, config);
                (theme, told.into())
            }
        };
        let (inventory, (theme, told)) = rayon::join(|| walk(&**world, ignore, touched, last), theme);
        diagnostics.extend(inventory.told.iter().cloned());
        diagnostics.extend(told.iter().cloned());
        if let Some(theme) =
            theme.as_ref().filter(|theme| theme.calls("data") || emit::has_curriculum(&**world))
        {
            let known = last.filter(|_| !touched.is_in(&["data"]));
            let shelf = known.and_then(|last| last.theme.library.data.get().cloned());
            let shelf = shelf.unwrap_or_else(|| Arc::new(Shelf::read(&**world, &inventory.inventory.data)));
            // Set once: another model has a library of its own.
            let _ = theme.library.data.set(shelf);
        }
        let again = reading.map(|reading| (reading, touched));
        let gathered = gather(&**world, config, &inventory.inventory, options, theme, again, diagnostics)?;
        let from = From { world, config, options, highlighter, inventory, told, touched, last };
        let ground = Ground::new(from, gathered, diagnostics);
        let (shared, mut found, tasks) = ground.with(|site| {
            let (shared, found) = render::prepare(site, &ground.parsed);
            let tasks = tasks(&ground.parsed, site, &shared);
            (shared, found, tasks)
        });
        diagnostics.append(&mut found);
        Some(Self { ground, shared: Arc::new(shared), tasks: tasks.into() })
    }

    /// Whether a file that is said to have changed is as it was: a document with the same text, or a name that the site
    /// had no file of and has none of now, as editors make for a moment.
    pub fn is_unmoved(&self, path: &SitePath, options: &Options) -> bool {
        let ground = &self.ground;
        if let Ok(index) = ground.parsed.binary_search_by(|parsed| parsed.document.path.cmp(path)) {
            let now = ground.read_by(options, |reader| reader.source(path));
            let last = ground.parsed[index].document.source.fingerprint();
            return now.is_ok_and(|now| now.fingerprint() == last);
        }
        let is_walked = path.segments().next().is_some_and(|folder| WALKED.contains(&folder));
        is_walked && path.segments().count() > 1 && !ground.inventory.has(path) && !ground.world.exists(path)
    }

    /// The same site, in which these documents show something else of themselves at the places that they had. None where
    /// that gives rise to something to say.
    pub fn with_items(&self, parsed: Arc<[Parsed]>, edited: &[usize]) -> Option<Self> {
        let ground = self.ground.with_parsed(parsed);
        let shared = ground.with(|site| render::renew(site, &self.shared, &ground.parsed, edited))?;
        Some(Self { ground, shared: Arc::new(shared), tasks: Arc::clone(&self.tasks) })
    }

    /// The same site, in which documents have other bodies that nothing but their own pages shows.
    pub fn with_bodies(&self, parsed: Arc<[Parsed]>) -> Self {
        Self { ground: Ground { parsed, ..self.ground.clone() }, ..self.clone() }
    }
}

/// The files of a site, which are those of the last state where nothing was touched but documents that are there still.
fn walk(
    world: &dyn World,
    ignore: &discover::Ignore,
    touched: &Touched,
    last: Option<&Ground>,
) -> Arc<Walked> {
    if let (Some(last), Touched::Paths(paths)) = (last, touched) {
        let documents = &last.inventory.inventory.documents;
        let is_there = |path: &SitePath| documents.binary_search(path).is_ok() && world.open(path).is_ok();
        if paths.iter().all(is_there) {
            return Arc::clone(&last.inventory);
        }
    }
    let (inventory, told) = discover::discover(world, ignore);
    Arc::new(Walked { inventory, told })
}

/// What a model is made from, besides its documents.
struct From<'a> {
    world: &'a Arc<dyn World>,
    config: &'a Arc<Config>,
    options: &'a Options,
    highlighter: &'a Arc<Memo<Grammars>>,
    inventory: Arc<Walked>,
    told: Arc<[Diagnostic]>,
    touched: &'a Touched,
    last: Option<&'a Ground>,
}

impl Ground {
    fn new(from: From<'_>, gathered: Gathered, diagnostics: &mut Vec<Diagnostic>) -> Self {
        let From { world, config, options, highlighter, inventory: walked, told, touched, last } = from;
        let inventory = &walked.inventory;
        let Gathered { theme, components, mut parsed, broken, left_out } = gathered;
        let taxonomies = taxonomies(&mut parsed, config, &theme.library.strings, diagnostics);
        let parsed: Arc<[Parsed]> = parsed.into();
        let documents: Vec<&Document> = parsed.iter().map(|parsed| &*parsed.document).collect();
        let absent: Vec<SitePath> = left_out.iter().map(|(path, _)| path.clone()).collect();
        let others = Others {
            files: &inventory.files,
            statics: &inventory.statics,
            theme: theme.statics.keys().cloned().collect(),
            broken: &broken,
            left_out: &absent,
        };
        // What stands behind the figures is looked at meanwhile.
        let ((mut routes, plan, people, found), (evidence, looked)) = rayon::join(
            || {
                let (mut routes, mut found) = route::assign(&documents, &taxonomies, &others, config);
                let (plan, mut more) = emit::plan(&**world, config, &documents, &taxonomies, &mut routes);
                found.append(&mut more);
                let (people, mut more) = people::collect(&documents);
                found.append(&mut more);
                (routes, plan, people, found)
            },
            || evidence::examine(&**world, &documents, options.evidence, fs::program()),
        );
        diagnostics.extend(found.into_iter().chain(looked));
        let pages_of_proof = proof::places(&evidence, &mut routes);
        drop(documents);
        // What was worked out of files holds as long as nobody touched them.
        let same_theme = last.filter(|last| Arc::ptr_eq(&last.theme.statics, &theme.statics));
        let known = same_theme.filter(|_| !touched.is_in(&["static"]));
        let assets = known.map_or_else(
            || {
                let statics = &inventory.statics;
                Arc::new(Assets::new(Arc::clone(world), &theme.statics, statics, config.assets.minify))
            },
            |last| Arc::clone(&last.assets),
        );
        let is_same = |last: &&Ground| {
            last.routes.copies == routes.copies
                && !routes.copies.iter().any(|(entry, _)| touched.has(&entry.path))
        };
        let images = last.filter(is_same).map_or_else(
            || Arc::new(Images::new(Arc::clone(world), config.images.clone(), &routes.copies)),
            |last| Arc::clone(&last.images),
        );
        // Set once: another model has a library of its own.
        let _ = theme.library.assets.set(Arc::clone(&assets));
        let _ = theme.library.images.set(Arc::clone(&images));
        Self {
            world: Arc::clone(world),
            config: Arc::clone(config),
            words: Arc::new(render::words(&theme.library.strings, &config.language)),
            abbreviations: Arc::new(Abbreviations::new(&config.markdown.abbreviations)),
            highlighter: Arc::clone(highlighter),
            inventory: walked,
            theme: Arc::new(theme),
            theme_told: told,
            parsed,
            left_out: left_out.into(),
            taxonomies: Arc::new(taxonomies),
            routes: Arc::new(routes),
            plan: Arc::new(plan),
            people: Arc::new(people),
            components: Arc::new(components),
            evidence: Arc::new(evidence),
            proof: pages_of_proof,
            images,
            assets,
        }
    }

    /// A site of which an earlier run has worked out the addresses, lists and terms. `parsed` is all that is known of its
    /// documents so far. None where its theme cannot be loaded.
    pub fn recalled(
        world: &Arc<dyn World>,
        config: Config,
        outline: &mut Outline,
        parsed: Arc<[Parsed]>,
    ) -> Option<Self> {
        let (theme, _) = theme::load(&**world, &config);
        let theme = theme?;
        if theme.calls("data") || emit::has_curriculum(&**world) {
            let _ = theme.library.data.set(Arc::new(Shelf::read(&**world, &outline.data)));
        }
        let mut routes = std::mem::take(&mut outline.routes);
        let mut plan = std::mem::take(&mut outline.plan);
        (plan.icons, _) = emit::icons::plan(&**world, &config, &mut routes);
        let minify = config.assets.minify;
        let assets = Assets::new(Arc::clone(world), &theme.statics, &outline.statics, minify);
        let images = Images::new(Arc::clone(world), config.images.clone(), &routes.copies);
        let ground = Self {
            world: Arc::clone(world),
            words: Arc::new(render::words(&theme.library.strings, &config.language)),
            abbreviations: Arc::new(Abbreviations::new(&config.markdown.abbreviations)),
            components: Arc::new(theme.content_components()),
            config: Arc::new(config),
            inventory: Arc::default(),
            theme: Arc::new(theme),
            theme_told: Arc::default(),
            parsed,
            left_out: Arc::default(),
            taxonomies: Arc::new(std::mem::take(&mut outline.taxonomies)),
            routes: Arc::new(routes),
            plan: Arc::new(plan),
            people: Arc::new(std::mem::take(&mut outline.people)),
            highlighter: Arc::default(),
            evidence: Arc::default(),
            proof: std::mem::take(&mut outline.proof),
            images: Arc::new(images),
            assets: Arc::new(assets),
        };
        Some(ground)
    }

    /// The same site, of whose documents more is known. What its templates ask for is theirs to be given.
    #[must_use]
    pub fn with_parsed(&self, parsed: Arc<[Parsed]>) -> Self {
        let theme = self.theme.renewed();
        let _ = theme.library.assets.set(Arc::clone(&self.assets));
        let _ = theme.library.images.set(Arc::clone(&self.images));
        if let Some(shelf) = self.theme.library.data.get() {
            let _ = theme.library.data.set(Arc::clone(shelf));
        }
        Self { theme: Arc::new(theme), parsed, ..self.clone() }
    }

    /// The files of the site below `static/` and below `data/`.
    pub fn statics_and_data(&self) -> (&[Entry], &[Entry]) {
        (&self.inventory.inventory.statics, &self.inventory.inventory.data)
    }

    /// The files for machines, the people of the site, and the pages by which readers check it.
    pub fn planned(&self) -> (&emit::Plan, &People, &proof::Pages) {
        (&self.plan, &self.people, &self.proof)
    }

    /// How the documents of this state are read.
    pub fn read_by<T>(&self, options: &Options, work: impl FnOnce(&Reader<'_>) -> T) -> T {
        self.with(|site| {
            let Site { world, config, markdown, .. } = *site;
            work(&Reader { world, config, options, markdown, texts: Texts::Stay })
        })
    }

    /// Does `work` with the site as pages see it.
    pub fn with<T>(&self, work: impl FnOnce(&Site<'_>) -> T) -> T {
        let words = render::markdown_words(&self.theme);
        let abbreviations = (*self.abbreviations).as_ref();
        work(&Site {
            world: &*self.world,
            config: &self.config,
            theme: &self.theme,
            routes: &self.routes,
            taxonomies: &self.taxonomies,
            plan: &self.plan,
            people: &self.people,
            markdown: render::markdown_options(&self.config, &self.components, &words, abbreviations),
            highlighter: &*self.highlighter,
            words: Arc::clone(&self.words),
            evidence: Arc::clone(&self.evidence),
            sources: self.proof.sources.clone(),
            recalculate: self.proof.recalculate.clone(),
            images: &self.images,
        })
    }
}

/// The terms of the site. A text for a term or a taxonomy that does not say its title is called like what it is
/// about.
fn taxonomies(
    parsed: &mut [Parsed],
    config: &Config,
    strings: &Strings,
    diagnostics: &mut Vec<Diagnostic>,
) -> Taxonomies {
    let documents: Vec<&Document> = parsed.iter().map(|parsed| &*parsed.document).collect();
    let (taxonomies, mut found) = taxonomy::collect(&documents, config);
    diagnostics.append(&mut found);
    let terms = taxonomies.terms.iter().map(|term| (term.text, term.name.clone()));
    let lists = taxonomies.list.iter().map(|taxonomy| (taxonomy.text, taxonomy.name(strings)));
    for (text, name) in terms.chain(lists) {
        if let Some(parsed) = text.map(|index| &mut parsed[index]).filter(|text| text.title.is_empty()) {
            parsed.title = name;
        }
    }
    taxonomies
}
