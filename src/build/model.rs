//! A site before its pages are made: every document decoded, every address given, and what pages show of each
//! other worked out. From here on nothing but single pages is left to be made.

use super::gather::Gathered;
use super::tasks::{Task, tasks};
use super::{Options, proof};
use crate::asset::Assets;
use crate::diag::Diagnostic;
use crate::discover::Inventory;
use crate::emit;
use crate::evidence::Evidence;
use crate::highlight::{Grammars, Memo};
use crate::i18n::Strings;
use crate::image::Images;
use crate::markdown::Abbreviations;
use crate::model::Document;
use crate::model::site::Config;
use crate::path::{SitePath, Url};
use crate::people::{self, People};
use crate::render::crossings::LeftOut;
use crate::render::{self, Parsed, Shared, Site};
use crate::route::{self, Others, Routes};
use crate::taxonomy::{self, Taxonomies};
use crate::theme::Theme;
use crate::world::World;
use crate::{claims, discover};
use std::collections::BTreeSet;
use std::sync::Arc;

/// What pages are made from.
pub struct Model {
    pub ground: Ground,
    pub shared: Shared,
    /// The pages, in the order in which a build makes them.
    pub tasks: Vec<Task>,
}

/// What a [`Site`] borrows from.
pub struct Ground {
    pub world: Arc<dyn World>,
    pub config: Arc<Config>,
    pub theme: Theme,
    pub parsed: Arc<[Parsed]>,
    /// Documents that are no pages of this site.
    pub left_out: Vec<(SitePath, LeftOut)>,
    pub taxonomies: Taxonomies,
    pub routes: Routes,
    plan: emit::Plan,
    people: People,
    components: BTreeSet<String>,
    abbreviations: Option<Abbreviations>,
    words: Arc<claims::Words>,
    highlighter: Arc<Memo<Grammars>>,
    pub evidence: Arc<Evidence>,
    /// The address of the page of all figures.
    sources: Option<Url>,
    pub images: Arc<Images>,
    pub assets: Arc<Assets>,
}

impl Model {
    pub fn new(
        world: &Arc<dyn World>,
        config: &Arc<Config>,
        inventory: &Inventory,
        gathered: Gathered,
        options: &Options,
        highlighter: &Arc<Memo<Grammars>>,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Self {
        let ground = Ground::new(world, config, inventory, gathered, options, highlighter, diagnostics);
        let (shared, mut found, tasks) = ground.with(|site| {
            let (shared, found) = render::prepare(site, &ground.parsed);
            let tasks = tasks(&ground.parsed, site, &shared);
            (shared, found, tasks)
        });
        diagnostics.append(&mut found);
        Self { ground, shared, tasks }
    }

    /// Reads a site and works it out. None where a mistake leaves nothing to show: no theme.
    pub fn read(
        world: &Arc<dyn World>,
        config: &Arc<Config>,
        ignore: &discover::Ignore,
        options: &Options,
        highlighter: &Arc<Memo<Grammars>>,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Option<Self> {
        let (inventory, mut found) = discover::discover(&**world, ignore);
        diagnostics.append(&mut found);
        let gathered = super::gather::gather(&**world, config, &inventory, options, diagnostics)?;
        Some(Self::new(world, config, &inventory, gathered, options, highlighter, diagnostics))
    }
}

impl Ground {
    fn new(
        world: &Arc<dyn World>,
        config: &Arc<Config>,
        inventory: &Inventory,
        gathered: Gathered,
        options: &Options,
        highlighter: &Arc<Memo<Grammars>>,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Self {
        let Gathered { theme, components, mut parsed, broken, left_out } = gathered;
        let taxonomies = taxonomies(&mut parsed, config, &theme.library.strings, diagnostics);
        let parsed: Arc<[Parsed]> = parsed.into();
        let documents: Vec<&Document> = parsed.iter().map(|parsed| &parsed.document).collect();
        let absent: Vec<SitePath> = left_out.iter().map(|(path, _)| path.clone()).collect();
        let others = Others {
            files: &inventory.files,
            statics: &inventory.statics,
            theme: theme.statics.keys().cloned().collect(),
            broken: &broken,
            left_out: &absent,
        };
        let (mut routes, mut found) = route::assign(&documents, &taxonomies, &others, config);
        diagnostics.append(&mut found);
        let (plan, mut found) = emit::plan(&**world, config, &documents, &taxonomies, &mut routes);
        diagnostics.append(&mut found);
        let (people, mut found) = people::collect(&documents);
        diagnostics.append(&mut found);
        let (evidence, sources) = proof::examine(&**world, &documents, options, &mut routes, diagnostics);
        drop(documents);
        // Set once: another model has a theme of its own.
        let minify = config.assets.minify;
        let assets = || Arc::new(Assets::new(Arc::clone(world), &theme.statics, &inventory.statics, minify));
        let assets = Arc::clone(theme.library.assets.get_or_init(assets));
        let images = || Arc::new(Images::new(Arc::clone(world), config.images.clone(), &routes.copies));
        let images = Arc::clone(theme.library.images.get_or_init(images));
        Self {
            world: Arc::clone(world),
            config: Arc::clone(config),
            words: Arc::new(render::words(&theme.library.strings)),
            abbreviations: Abbreviations::new(&config.markdown.abbreviations),
            highlighter: Arc::clone(highlighter),
            theme,
            parsed,
            left_out,
            taxonomies,
            routes,
            plan,
            people,
            components,
            evidence,
            sources,
            images,
            assets,
        }
    }

    /// Does `work` with the site as pages see it.
    pub fn with<T>(&self, work: impl FnOnce(&Site<'_>) -> T) -> T {
        let words = render::markdown_words(&self.theme);
        let abbreviations = self.abbreviations.as_ref();
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
            sources: self.sources.clone(),
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
    let documents: Vec<&Document> = parsed.iter().map(|parsed| &parsed.document).collect();
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
