//! Renders every page in parallel into the staging folder, and changes the output over when all have succeeded.

use super::cards;
use super::leaves::{self, Leaves};
use super::machines::{self, File, Machines};
use super::model::Model;
use super::tasks::Task;
use super::{Made, Options, fails, files, outline, proof};
use crate::diag::Diagnostic;
use crate::fs::Stamp;
use crate::model::Kind;
use crate::output::Staging;
use crate::path::{OutPath, Url};
use crate::render::crossings::{self, Crossing, LeftOut};
use crate::render::{Harvest, Page, Parsed, Site};
use rayon::prelude::*;
use std::path::Path;
use std::sync::Arc;

/// What a build left on the disk.
#[derive(Debug)]
pub struct Left {
    pub made: Made,
    /// The files of the output as they lie there now; none where the next run has something else to say than this one.
    pub stamps: Option<Vec<(String, Option<Stamp>)>>,
    /// What `folio.lock` says from now on, where it is another one.
    pub lock: Option<String>,
    /// What a run may go on from in which only bodies have changed.
    pub kept: Option<Kept>,
}

/// An outline of the site and what its pages left, as bytes.
#[derive(Debug)]
pub struct Kept {
    pub outline: Vec<u8>,
    pub leaves: Vec<u8>,
}

/// So few pages go to one thread at once that none is left waiting for the last ones of another.
const AT_ONCE: usize = 16;

/// Without an output folder, pages are rendered for what they have to say. `left`: what the last build has left there.
pub fn make(
    model: Model,
    options: &Options,
    output: Option<&Path>,
    left: Vec<(String, Stamp)>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Left> {
    let staging = output.and_then(|output| staging(output, options, &model, left, diagnostics));
    let mut leaves = Leaves::default();
    let publishes = staging.is_some();
    let (outline, staged) = rayon::join(
        || if publishes { outline::kept(&model) } else { None },
        || model.ground.with(|site| stage(&model, site, options, staging, &mut leaves, diagnostics)),
    );
    let evidence = Arc::clone(&model.ground.evidence);
    let made = Made {
        output: output.map(Path::to_owned).unwrap_or_default(),
        has_base_url: !model.ground.config.base_url.is_empty(),
        ..counted(&model)
    };
    // Freeing a large site takes a while, and nobody waits for it.
    std::thread::spawn(move || drop(model));
    let staged = staged?;
    let (committed, leaves) = rayon::join(|| staged.commit(), || postcard::to_stdvec(&leaves).ok());
    let kept = outline.zip(leaves).map(|(outline, leaves)| Kept { outline, leaves });
    match committed {
        Ok(summary) => {
            let stamps = summary.warnings.is_empty().then_some(summary.stamps);
            diagnostics.extend(summary.warnings);
            let lock = proof::pin(&evidence, &options.root);
            let lock = lock.unwrap_or_else(|diagnostic| {
                diagnostics.push(diagnostic);
                None
            });
            std::thread::spawn(move || drop(evidence));
            let made = Made {
                files: summary.written + summary.unchanged,
                written: summary.written,
                unchanged: summary.unchanged,
                removed: summary.removed,
                ..made
            };
            Some(Left { made, stamps, lock, kept })
        }
        Err(mut found) => {
            diagnostics.append(&mut found);
            None
        }
    }
}

/// The staging folder. With a mistake on record nothing will be published: then there is none, and pages are rendered
/// for what else they have to say.
fn staging(
    output: &Path,
    options: &Options,
    model: &Model,
    left: Vec<(String, Stamp)>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Staging> {
    let staging = Staging::open(output, &options.root);
    let staging = staging.map_err(|diagnostic| diagnostics.push(diagnostic)).ok()?;
    let staging = match model.ground.with(proof::sums) {
        Some(sums) => staging.with_sums().after(left, &sums),
        None => staging,
    };
    (!fails(diagnostics, options.strict)).then_some(staging)
}

/// Renders all pages, and stages them and all other files. None when something stops the build.
fn stage(
    model: &Model,
    site: &Site<'_>,
    options: &Options,
    staging: Option<Staging>,
    leaves: &mut Leaves,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Staging> {
    let (ground, parsed) = (&model.ground, &*model.ground.parsed);
    let tasks = model.tasks.par_iter().with_max_len(AT_ONCE);
    // Files of evidence ask the system for folders, one after the other; pages ask for processors.
    let (done, mut found): (Vec<Done>, _) = rayon::join(
        || tasks.map(|task| page(site, model, *task, staging.as_ref())).collect(),
        || staging.as_ref().map_or_else(Vec::new, |staging| proof::stage_evidence(site, staging)),
    );
    diagnostics.append(&mut found);
    let nothing: Arc<Harvest> = Arc::default();
    let mut harvests = vec![nothing; parsed.len()];
    *leaves = Leaves::new(parsed.len());
    let (mut pages, mut links, mut drawn) = (Vec::with_capacity(done.len()), Vec::new(), Vec::new());
    for (task, mut page) in model.tasks.iter().zip(done) {
        diagnostics.append(&mut page.diagnostics);
        page.crossings.iter().for_each(|crossing| _ = leaves.link(crossing));
        links.append(&mut page.crossings);
        leaves.add(if let Task::Document(index) = task { Some(*index) } else { None }, &page.left);
        pages.push((page.url, page.parts));
        drawn.extend(page.harvest.card.take());
        if let Task::Document(index) = task {
            harvests[*index] = Arc::new(page.harvest);
        }
    }
    diagnostics.extend(crossings::judge(site, parsed, &ground.left_out, &pages, links));
    diagnostics.extend(ground.theme.library.data.get().iter().flat_map(|data| data.mistakes()));
    diagnostics.extend(ground.assets.diagnostics());
    diagnostics.extend(ground.images.said_of_shown());
    let Some(staging) = staging else {
        diagnostics.extend(files::unstaged(site, model));
        diagnostics.extend(cards::unstaged(drawn.iter()));
        return None;
    };
    if fails(diagnostics, options.strict) {
        return None;
    }
    diagnostics.extend(cards::stage(drawn.iter(), site.world, &staging));
    let machines = Machines::new(model, site, &harvests);
    let (files, mut found) = rayon::join(|| machines.files(), || files::stage(site, model, &staging));
    diagnostics.append(&mut found);
    let put = |(path, file): (OutPath, File)| staging.put(&path, &machines.bytes(file)).err();
    diagnostics.par_extend(files.into_par_iter().with_max_len(1).filter_map(put));
    diagnostics.extend(machines::security_txt(site));
    diagnostics.extend(proof::stage_files(site, parsed, &staging));
    (!fails(diagnostics, options.strict)).then_some(staging)
}

/// What is left of a page when it is made.
struct Done {
    url: Url,
    parts: Box<str>,
    crossings: Vec<Crossing>,
    harvest: Harvest,
    left: leaves::Left,
    diagnostics: Vec<Diagnostic>,
}

/// Makes one page and stages it.
fn page(site: &Site<'_>, model: &Model, task: Task, staging: Option<&Staging>) -> Done {
    let url = task.url(site);
    let Page { html, harvest, reads, mut diagnostics, crossings } = task.make(site, model, &url);
    if let Some(staging) = staging
        && !diagnostics.iter().any(Diagnostic::is_error)
    {
        diagnostics.extend(staging.put(&url.to_out_path(), html.as_bytes()).err());
    }
    let left = leaves::Left::of(&reads, &harvest);
    Done { url, parts: crossings::parts(&html), crossings, harvest, left, diagnostics }
}

/// What can be counted before anything is written.
fn counted(model: &Model) -> Made {
    let parsed = &*model.ground.parsed;
    let of_kind = |kind| parsed.iter().filter(|parsed: &&Parsed| parsed.document.kind == kind).count();
    let left_out = |wanted| model.ground.left_out.iter().filter(|(_, why)| *why == wanted).count();
    let (pages, cases, posts) = (model.tasks.len(), of_kind(Kind::Case), of_kind(Kind::Post));
    let metrics = parsed.iter().filter_map(|parsed| parsed.document.case.as_ref());
    Made {
        pages,
        cases,
        posts,
        other: pages - cases - posts,
        metrics: metrics.map(|case| case.metrics.len()).sum(),
        drafts_left_out: left_out(LeftOut::Draft),
        future_left_out: left_out(LeftOut::Future),
        ..Made::default()
    }
}
