//! `folio check`.

use super::Outcome;
use super::build::duration;
use super::style::Look;
use super::text::count;
use crate::build::Options;
use crate::check::{self, Report};
use crate::net::fetch::Limits;
use std::path::{Component, Path};

pub(super) fn run(options: &Options, external: Option<Limits>, here: &Path, look: Look) -> Outcome {
    let Report { diagnostics, documents, metrics, elapsed } = check::check(options, external);
    let looked = format!(
        "looked at {} with {} in {}",
        count(documents, "document", "documents"),
        count(metrics, "result", "results"),
        duration(elapsed),
    );
    let nothing = if diagnostics.is_empty() { "; there is nothing to say" } else { "" };
    let said = look.row("Done", &(looked + nothing));
    let below = below(&options.root, here);
    Outcome { diagnostics, elapsed, said, below, looked: true, ..Outcome::default() }
}

/// The site's folder as seen from here; empty where it is this one, or does not lie in it.
pub(super) fn below(root: &Path, here: &Path) -> String {
    let inside = if root.is_absolute() { root.strip_prefix(here).ok() } else { Some(root) };
    let parts = inside.into_iter().flat_map(Path::components);
    let mut below = String::new();
    for part in parts {
        match part {
            Component::Normal(name) => {
                below.push_str(&name.to_string_lossy());
                below.push('/');
            }
            Component::CurDir => {}
            _ => return String::new(),
        }
    }
    below
}
