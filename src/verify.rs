//! A stranger's check of a published site, from its bytes alone.
//!
//! Nothing that built the site is asked. What is published (`proof/SHA256SUMS`, `proof/manifest.json`, the files of
//! evidence, the pages) is held against itself: bytes against sums, claims against their digests, figures against
//! what the published data give, notes on the data against the looks that are taken at them again, pages against the strings that the manifest says they show, and words against what
//! was found out. So a byte that was changed shows, and so does a figure that its data do not give. Whoever rewrites
//! everything together, consistently, shows only against a copy of the sums that somebody else kept.
//!
//! Everything that is read is hostile: paths stay inside the site, sizes are bounded, and nothing is written.

mod arithmetic;
mod claims;
mod displayed;
mod files;
mod looks;
mod manifest;
mod marks;
mod place;
mod report;
mod summary;
mod web;

pub use place::{Disk, Lack, Place};
pub use report::{Check, ClaimReport, Report, Result};
pub use summary::{SCHEMA, summary};
pub use web::{Limits, Web};

use files::Reader;

/// The folder of a site by which it can be checked.
const FOLDER: &str = "proof";

/// Checks a site.
pub fn verify(place: &mut dyn Place) -> Report {
    let mut report = Report::default();
    let mut reader = Reader::new(place);
    let Some(sums) = files::sums(&mut reader, &mut report) else { return report };
    let manifest = manifest::read(&mut reader, &sums, &mut report);
    if let Some(manifest) = &manifest {
        report.claims = claims::begin(manifest);
        manifest::evidence(&mut reader, &sums, manifest, &mut report);
        let rows = arithmetic::check(&mut reader, &sums, manifest, &mut report.claims);
        looks::check(manifest, &rows, &mut report.claims);
        displayed::check(manifest, &mut report.claims);
    }
    let pages = files::check(&mut reader, &sums, &mut report);
    if let Some(manifest) = &manifest {
        claims::shown(manifest, &pages, &mut report);
        marks::check(manifest, &mut report.claims);
    }
    report
}
