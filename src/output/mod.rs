//! The output folder: what folio owns in it, and how a build changes it all at once or not at all.
//!
//! A build opens a [`Staging`] beside the folder and [puts](Staging::put) its files there from any thread;
//! what already lies in the output with the same bytes is not written again. [`Staging::commit`] plans the
//! change as a pure diff ([`plan`]) and carries it out with renames that it can take back. What folio made
//! stands in `.folio-owned` ([`Owned`]); nothing else is ever overwritten or deleted.

mod commit;
mod folder;
mod left;
mod owned;
mod patch;
mod plan;
mod staging;
#[cfg(test)]
mod tests;

pub use folder::refuse;
pub use owned::{OWNED, Owned};
pub use patch::Patch;
pub use plan::{Found, Plan, plan};
pub use staging::Staging;

use crate::diag::{Code, Diagnostic};
use crate::fs::Stamp;

const REFUSED: Code = Code("output-folder-refused");
const IN_THE_WAY: Code = Code("output-not-ours");
const NOT_WRITTEN: Code = Code("output-not-written");
const OWNED_DAMAGED: Code = Code("output-ownership-unknown");
const CLASH: Code = Code("output-path-twice");

/// What a build changed.
#[derive(Clone, Debug, Default)]
pub struct Summary {
    /// Files that are new or have new bytes.
    pub written: usize,
    /// Files that already had the right bytes.
    pub unchanged: usize,
    /// Files of an earlier build that are no longer wanted.
    pub removed: usize,
    /// All files by their path from the output folder, folio's list of them among them, as they lie there now.
    pub stamps: Vec<(String, Option<Stamp>)>,
    pub warnings: Vec<Diagnostic>,
}
