//! A site as a build finds it, for whoever has more to say of it than what keeps it from being built.

use super::model::Model;
use super::{Options, ignore, keep, make, output_folder, read_config, settle, show_lines};
use crate::diag::Diagnostic;
use crate::evidence::Evidence;
use crate::fs::DiskWorld;
use crate::markdown;
use crate::model::Document;
use crate::model::site::Config;
use crate::world::World;
use std::sync::Arc;

/// The documents of a site, read and decoded; their bodies are not parsed.
#[expect(missing_debug_implementations, reason = "a world has nothing to show of itself")]
pub struct Survey<'a> {
    pub world: &'a dyn World,
    pub config: &'a Config,
    pub documents: &'a [&'a Document],
    pub evidence: &'a Evidence,
    /// How bodies are read.
    pub markdown: markdown::Options<'a>,
}

/// All that a build would say, and what `look` has to say of the documents. No page is written.
pub fn survey(options: &Options, look: impl FnOnce(&Survey<'_>) -> Vec<Diagnostic>) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    run(options, look, &mut diagnostics);
    settle(&mut diagnostics, options.strict);
    diagnostics
}

fn run(
    options: &Options,
    look: impl FnOnce(&Survey<'_>) -> Vec<Diagnostic>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<()> {
    let world: Arc<dyn World> = Arc::new(keep(DiskWorld::new(&options.root), diagnostics)?);
    let config = Arc::new(read_config(&*world, options, diagnostics)?);
    let ignore = ignore(&config, &options.root, &output_folder(options, &config), diagnostics);
    let model = Model::read(&world, &config, &ignore, options, &Arc::default(), None, diagnostics)?;
    let documents: Vec<_> = model.ground.parsed.iter().map(|parsed| &*parsed.document).collect();
    let advice = model.ground.with(|site| {
        look(&Survey {
            world: site.world,
            config: site.config,
            documents: &documents,
            evidence: &site.evidence,
            markdown: site.markdown,
        })
    });
    diagnostics.extend(advice);
    make::make(model, options, None, Vec::new(), diagnostics);
    show_lines(diagnostics, &*world);
    Some(())
}
