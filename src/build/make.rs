//! Renders every page in parallel into the staging folder, and changes the output over when all have succeeded.

use super::gather::Gathered;
use super::{Made, Options, fails, machines, pictures, proof};
use crate::asset::{Assets, Content, Static};
use crate::diag::Diagnostic;
use crate::discover::Inventory;
use crate::emit;
use crate::highlight::{Grammars, Memo};
use crate::i18n::Strings;
use crate::image::Images;
use crate::markdown::Abbreviations;
use crate::model::site::Config;
use crate::model::{Document, Kind};
use crate::output::Staging;
use crate::path::{OutPath, SitePath, Url};
use crate::people;
use crate::render::crossings::{self, Crossing, LeftOut};
use crate::render::{self, Harvest, Page, Parsed, Shared, Site};
use crate::route::{self, Others, Role, Routes};
use crate::taxonomy::{self, Taxonomies};
use crate::world::World;
use rayon::prelude::*;
use std::path::Path;
use std::sync::Arc;

/// One page to make.
#[derive(Clone, Copy, Debug)]
enum Task {
    /// Lists come first: the largest of them takes longest. A section, and a page of its list.
    Section(usize, usize),
    /// A term, and a page of its list.
    Term(usize, usize),
    Taxonomy(usize),
    Home,
    NotFound,
    Search,
    Document(usize),
}

/// Without an output folder, pages are rendered for what they have to say.
pub fn make(
    world: &Arc<dyn World>,
    config: &Config,
    inventory: &Inventory,
    gathered: Gathered,
    options: &Options,
    output: Option<&Path>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Made> {
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
    let evidence = proof::examine(&**world, &documents, options.evidence, &mut routes, diagnostics);
    let markdown_words = render::markdown_words(&theme);
    let minify = config.assets.minify;
    // Set once: a second build has a theme of its own.
    let assets = || Assets::new(Arc::clone(world), &theme.statics, &inventory.statics, minify);
    let assets = theme.library.assets.get_or_init(assets);
    let images = || Images::new(Arc::clone(world), config.images.clone(), &routes.copies);
    let images = theme.library.images.get_or_init(images);
    let abbreviations = Abbreviations::new(&config.markdown.abbreviations);
    let site = Site {
        world: &**world,
        config,
        theme: &theme,
        routes: &routes,
        taxonomies: &taxonomies,
        plan: &plan,
        people: &people,
        markdown: render::markdown_options(config, &components, &markdown_words, abbreviations.as_ref()),
        highlighter: &Memo::new(Grammars::new()),
        words: Arc::new(render::words(&theme.library.strings)),
        evidence: Arc::clone(&evidence),
        images,
    };
    let (shared, mut found) = render::prepare(&site, &parsed);
    diagnostics.append(&mut found);

    let staging = output.and_then(|output| staging(output, options, diagnostics));
    let tasks = tasks(&parsed, &site);
    let done: Vec<Done> =
        tasks.par_iter().map(|task| page(&site, &shared, &parsed, *task, staging.as_ref())).collect();
    let mut harvests = vec![Harvest::default(); parsed.len()];
    let (mut pages, mut links) = (Vec::with_capacity(done.len()), Vec::new());
    for (task, mut page) in tasks.iter().zip(done) {
        diagnostics.append(&mut page.diagnostics);
        links.append(&mut page.crossings);
        pages.push((page.url, page.parts));
        if let Task::Document(index) = task {
            harvests[*index] = page.harvest;
        }
    }
    diagnostics.extend(crossings::judge(&site, &parsed, &left_out, &pages, links));
    diagnostics.extend(theme.library.data.get().iter().flat_map(|data| data.mistakes()));
    diagnostics.extend(assets.take_diagnostics().into_iter().chain(images.take_diagnostics()));
    let staging = staging?;
    if fails(diagnostics, options.strict) {
        return None;
    }
    diagnostics.extend(files(&site, &parsed, &routes, assets, &staging));
    diagnostics.extend(machines::stage(&site, &shared, &parsed, &harvests, &staging));
    if fails(diagnostics, options.strict) {
        return None;
    }
    let (cases, posts, metrics) =
        (of_kind(&parsed, Kind::Case), of_kind(&parsed, Kind::Post), metrics(&parsed));
    // Freeing a large site takes a while, and nobody waits for it.
    std::thread::spawn(move || drop((shared, parsed, routes, theme)));
    match staging.commit() {
        Ok(summary) => {
            let pages = tasks.len();
            let count = |wanted| left_out.iter().filter(|(_, why)| *why == wanted).count();
            let made = Made {
                pages,
                cases,
                posts,
                other: pages - cases - posts,
                metrics,
                files: summary.written + summary.unchanged,
                written: summary.written,
                unchanged: summary.unchanged,
                removed: summary.removed,
                drafts_left_out: count(LeftOut::Draft),
                future_left_out: count(LeftOut::Future),
                has_base_url: !config.base_url.is_empty(),
                output: output?.to_owned(),
            };
            diagnostics.extend(summary.warnings);
            diagnostics.extend(proof::pin(&evidence, &options.root).err());
            Some(made)
        }
        Err(mut found) => {
            diagnostics.append(&mut found);
            None
        }
    }
}

/// The staging folder. With a mistake on record nothing will be published: then there is none, and pages are rendered
/// for what else they have to say.
fn staging(output: &Path, options: &Options, diagnostics: &mut Vec<Diagnostic>) -> Option<Staging> {
    let staging = Staging::open(output, &options.root);
    let staging = staging.map_err(|diagnostic| diagnostics.push(diagnostic)).ok()?;
    (!fails(diagnostics, options.strict)).then_some(staging)
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

fn tasks(parsed: &[Parsed], site: &Site<'_>) -> Vec<Task> {
    let (routes, taxonomies) = (site.routes, site.taxonomies);
    let mut tasks = Vec::with_capacity(parsed.len() + routes.sections.len());
    for (number, section) in routes.sections.iter().enumerate() {
        // A document makes the first page itself.
        let first = if section.index.is_some() || !section.is_shown() { 2 } else { 1 };
        tasks.extend((first..=section.pages.total()).map(|page| Task::Section(number, page)));
    }
    for (number, term) in taxonomies.terms.iter().enumerate().filter(|(_, term)| term.has_page()) {
        let first = if term.text.is_some() { 2 } else { 1 };
        tasks.extend((first..=routes.term_pages[number].total()).map(|page| Task::Term(number, page)));
    }
    tasks.extend(routes.taxonomy_lists.iter().map(|number| Task::Taxonomy(*number)));
    let has = |wanted: Role| parsed.iter().any(|parsed| route::role(&parsed.document.path) == wanted);
    if !has(Role::Home) {
        tasks.push(Task::Home);
    }
    if !has(Role::NotFound) {
        tasks.push(Task::NotFound);
    }
    if site.plan.search.as_ref().is_some_and(|search| search.page.ours) {
        tasks.push(Task::Search);
    }
    let (lists, singles): (Vec<_>, Vec<_>) =
        (0..parsed.len()).partition(|index| route::role(&parsed[*index].document.path) == Role::Section);
    tasks.extend(lists.into_iter().chain(singles).map(Task::Document));
    tasks
}

/// What is left of a page when it is made.
struct Done {
    url: Url,
    parts: Box<str>,
    crossings: Vec<Crossing>,
    harvest: Harvest,
    diagnostics: Vec<Diagnostic>,
}

/// Makes one page and stages it.
fn page(site: &Site<'_>, shared: &Shared, parsed: &[Parsed], task: Task, staging: Option<&Staging>) -> Done {
    let (url, page) = match task {
        Task::Section(number, page) => {
            let url = site.routes.sections[number].pages.url(page);
            (url, render::section(site, shared, parsed, number, page))
        }
        Task::Term(number, page) => {
            (site.routes.term_pages[number].url(page), render::term(site, shared, parsed, number, page))
        }
        Task::Taxonomy(number) => {
            (site.taxonomies.list[number].url.clone(), render::taxonomy(site, shared, parsed, number))
        }
        Task::Home => (Url::root(), render::home(site, shared)),
        Task::NotFound => {
            let url = not_found_url();
            let page = render::not_found(site, shared, &url);
            (url, page)
        }
        Task::Search => {
            let url = Url::parse("/search/").unwrap_or_else(|_| Url::root());
            let page = render::search(site, shared, &url);
            (url, page)
        }
        Task::Document(index) => {
            (site.routes.urls[index].clone(), render::document(site, shared, parsed, index))
        }
    };
    let Page { html, harvest, mut diagnostics, crossings, .. } = page;
    if let Some(staging) = staging
        && !diagnostics.iter().any(Diagnostic::is_error)
    {
        diagnostics.extend(staging.put(&url.to_out_path(), html.as_bytes()).err());
    }
    Done { url, parts: crossings::parts(&html), crossings, harvest, diagnostics }
}

fn not_found_url() -> Url {
    Url::parse("/404.html").unwrap_or_else(|_| Url::root())
}

/// Stages what is no page: files beside pages, static files, redirects.
fn files(
    site: &Site<'_>,
    parsed: &[Parsed],
    routes: &Routes,
    assets: &Assets,
    staging: &Staging,
) -> Vec<Diagnostic> {
    let mut found: Vec<Diagnostic> = routes
        .copies
        .par_iter()
        .filter_map(|(entry, out)| pictures::copy(site, entry, out, staging).err())
        .collect();
    found.extend(pictures::stage(site.images, staging));
    let own: std::collections::BTreeSet<&str> = routes.copies.iter().map(|(_, out)| out.as_str()).collect();
    for (name, file) in &site.theme.statics {
        let Ok(out) = OutPath::parse(name) else { continue };
        // A site replaces a theme's file by one of the same name in `static/`.
        if own.contains(out.as_str()) || assets.has_moved(name) {
            continue;
        }
        let done = match file {
            Static::Embedded { bytes, .. } => staging.put(&out, bytes),
            Static::InSite(entry) => staging.copy(site.world, entry, &out),
        };
        found.extend(done.err());
    }
    for (out, content) in assets.published() {
        let done = match content {
            Content::Bytes(bytes) => staging.put(out, bytes),
            Content::Copy(entry) => staging.copy(site.world, entry, out),
        };
        found.extend(done.err());
    }
    found.extend(proof::stage(&site.evidence, site.world, staging));
    for (from, index) in &routes.aliases {
        let html = render::redirect(site, from, &routes.urls[*index], &parsed[*index].title);
        found.extend(staging.put(&from.to_out_path(), html.as_bytes()).err());
    }
    found
}

fn of_kind(parsed: &[Parsed], kind: Kind) -> usize {
    parsed.iter().filter(|parsed| parsed.document.kind == kind).count()
}

fn metrics(parsed: &[Parsed]) -> usize {
    parsed.iter().filter_map(|parsed| parsed.document.case.as_ref()).map(|case| case.metrics.len()).sum()
}
