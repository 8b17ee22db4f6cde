//! `folio schema`.

use super::Outcome;
use super::style::Look;
use super::text::{count, visible};
use crate::editor;
use crate::scaffold::write_failed;
use crate::schema::{Site, Subject};
use std::path::Path;

pub(super) fn print(subject: Subject) -> Outcome {
    Outcome::text(subject.text(&Site::default()))
}

/// Puts the schemas where the line of a file leads an editor to.
pub(super) fn write(root: &Path, look: Look) -> Outcome {
    match editor::write(root) {
        Err((path, error)) => Outcome::failed(vec![write_failed(&path, &error)]),
        Ok(created) => {
            let folder = root.strip_prefix(".").unwrap_or(root).join(editor::FOLDER);
            let folder = visible(&folder.display().to_string());
            let made = match created.len() {
                0 => format!("nothing: the schemas in {folder} are up to date"),
                some => format!("{} in {folder}", count(some, "schema", "schemas")),
            };
            let first = editor::line(Subject::Config, 0);
            let said = look.row("Made", &made)
                + &look.row("Next", &format!("begin folio.yaml with the line {first}"));
            Outcome { created, said, ..Outcome::default() }
        }
    }
}
