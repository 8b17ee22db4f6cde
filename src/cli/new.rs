//! `folio new`.

use super::Outcome;
use super::style::Look;
use super::text::visible;
use crate::clock;
use crate::model::Kind;
use crate::scaffold::{self, Title};
use std::path::Path;

pub(super) fn run(root: &Path, kind: Kind, title: &Title, full: bool, look: Look) -> Outcome {
    let made = clock::today()
        .map_err(|diagnostic| vec![diagnostic])
        .and_then(|today| scaffold::new(root, kind, title, full, today));
    match made {
        Err(diagnostics) => Outcome::failed(diagnostics),
        Ok(path) => {
            let said = look.row("Made", &visible(&path.display().to_string()))
                + &look.row("Next", "fill it in; folio watch --open shows it while you write");
            Outcome { created: vec![root.join(path)], said, ..Outcome::default() }
        }
    }
}
