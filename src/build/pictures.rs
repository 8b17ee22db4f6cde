//! Stages pictures: the files that authors made, and the smaller copies of them that pages show.

use crate::diag::Diagnostic;
use crate::image::Images;
use crate::output::Staging;
use crate::path::OutPath;
use crate::render::Site;
use crate::world::Entry;
use rayon::prelude::*;

/// Copies a file that is published as it is, or as much of a picture as is nobody's secret.
pub fn copy(site: &Site<'_>, entry: &Entry, out: &OutPath, staging: &Staging) -> Result<(), Diagnostic> {
    match site.images.published(entry) {
        Some(bytes) => staging.put(out, &bytes),
        None => staging.copy(site.world, entry, out),
    }
}

/// Writes what was made for the pages.
pub fn stage(images: &Images, staging: &Staging) -> Vec<Diagnostic> {
    let made = images.made();
    let put = |variant: &crate::image::Variant| {
        images.bytes(variant).and_then(|bytes| staging.put(&variant.to, &bytes)).err()
    };
    let mut found: Vec<Diagnostic> = made.par_iter().filter_map(put).collect();
    found.extend(images.take_diagnostics());
    found
}
