//! Publishes the evidence, and pins it when the site was written.

use crate::diag::{Code, Diagnostic};
use crate::evidence::{self, Evidence, Mode};
use crate::fs;
use crate::model::Document;
use crate::output::Staging;
use crate::path::{OutPath, Url};
use crate::proof::lock;
use crate::route::Routes;
use crate::world::World;
use rayon::prelude::*;
use std::collections::HashSet;
use std::path::Path;
use std::sync::Arc;

const NOT_WRITTEN: Code = Code("lock-not-written");

/// Examines the evidence and keeps its addresses.
pub fn examine(
    world: &dyn World,
    documents: &[&Document],
    mode: Mode,
    routes: &mut Routes,
    diagnostics: &mut Vec<Diagnostic>,
) -> Arc<Evidence> {
    let (evidence, mut found) = evidence::examine(world, documents, mode);
    diagnostics.append(&mut found);
    let files = evidence.files.iter();
    let outs = files
        .flat_map(|file| [&file.out].into_iter().chain(file.extracts.iter().map(|extract| &extract.out)));
    for out in outs {
        routes.reserve(&Url::of_out_path(out));
    }
    Arc::new(evidence)
}

/// Stages the bytes that were checked.
pub fn stage(evidence: &Evidence, world: &dyn World, staging: &Staging) -> Vec<Diagnostic> {
    // Two files with the same bytes and name are one.
    let mut outs: HashSet<&OutPath> = HashSet::new();
    let files: Vec<_> = evidence.files.iter().filter(|file| outs.insert(&file.out)).collect();
    let extracts = evidence.files.iter().flat_map(|file| &file.extracts);
    let extracts: Vec<_> = extracts.filter(|extract| outs.insert(&extract.out)).collect();
    let files = files
        .par_iter()
        .filter_map(|file| file.read(world).and_then(|bytes| staging.put(&file.out, &bytes)).err());
    let mut found: Vec<Diagnostic> = files.collect();
    found.extend(
        extracts.iter().filter_map(|extract| staging.put(&extract.out, extract.text.as_bytes()).err()),
    );
    found
}

/// Writes the lock, where a file was seen for the first time.
pub fn pin(evidence: &Evidence, root: &Path) -> Result<(), Diagnostic> {
    if !evidence.lock_is_new {
        return Ok(());
    }
    fs::write_atomic(&root.join(lock::FILE), evidence.lock.to_string().as_bytes()).map_err(|error| {
        let (message, hint) = fs::explain(&error);
        Diagnostic::error(NOT_WRITTEN, format!("the evidence could not be pinned: {message}"))
            .in_file(lock::FILE)
            .hint(hint)
    })
}
