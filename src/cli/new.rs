//! `folio new`.

use super::Outcome;
use super::style::{Look, Style};
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
            let said = format!(
                "{}  {}\n{}  fill it in, then folio build\n",
                look.paint(Style::Strong, "Made"),
                visible(&path.display().to_string()),
                look.paint(Style::Strong, "Next"),
            );
            Outcome { created: vec![root.join(path)], said, ..Outcome::default() }
        }
    }
}
