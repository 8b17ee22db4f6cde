//! `folio evidence add`.

use super::Outcome;
use super::style::Look;
use super::text::{count, visible};
use crate::clock;
use crate::discover::{self, Ignore};
use crate::fs::DiskWorld;
use crate::scaffold::{self, Added, Adding, GitOrigin, Glance};
use crate::{build, diag::Diagnostic};
use std::fmt::Write;
use std::path::Path;

/// Columns that are shown of a table.
const MOST_COLUMNS: usize = 40;

pub(super) fn add(root: &Path, adding: &Adding<'_>, look: Look) -> Outcome {
    match added(root, adding) {
        Err(diagnostics) => Outcome::failed(diagnostics),
        Ok(added) => {
            let created = if added.copied { vec![root.join(added.file.as_str())] } else { Vec::new() };
            Outcome { created, said: lines(&added, look), ..Outcome::default() }
        }
    }
}

fn added(root: &Path, adding: &Adding<'_>) -> Result<Added, Vec<Diagnostic>> {
    let one = |diagnostic| vec![diagnostic];
    let world = DiskWorld::new(root).map_err(one)?;
    let config = build::configuration(&world)?;
    let (inventory, _) = discover::discover(&world, &Ignore::nothing());
    let today = clock::today().map_err(one)?;
    scaffold::add_evidence(root, &config, &inventory.documents, adding, today)
}

fn lines(added: &Added, look: Look) -> String {
    let mut said = String::new();
    if let Some(glance) = &added.glance {
        said += &table(glance, look);
    }
    for note in added.glance.iter().flat_map(|glance| &glance.notes) {
        said += &look.row("Note", &visible(note));
    }
    if added.copied {
        said += &look.row("Made", &visible(added.file.as_str()));
    }
    said += &look.row("Done", &format!("it is evidence in {}", visible(added.case.as_str())));
    if let Some(GitOrigin { place, is_pushed }) = &added.git {
        let short = place.commit.get(..12).unwrap_or(&place.commit);
        said +=
            &look.row("Git ", &visible(&format!("{} in commit {short} of {}", place.path, place.repository)));
        if !is_pushed {
            said += &look
                .row("Note", "no branch of a remote has this commit yet: others get it when it is pushed");
        }
    }
    if added.glance.is_none() {
        said += &look.row("Note", "it is published as it is; no figure can be calculated from it");
        if let Some(better) = better_format(added.file.file_name()) {
            said += &look.row("Note", better);
        }
        said += &look.row("Next", "tie it to a result: its id under `supports:` in the entry");
    }
    let suggestion = added.glance.as_ref().and_then(|glance| glance.suggestion.as_ref());
    if let Some(suggestion) = suggestion {
        let line = visible(&suggestion.to_line());
        said += &look.row("Next", &format!("put a calculation below a result: {line}"));
    }
    said
}

/// What to save a file as that holds a table in a form that folio does not read.
fn better_format(name: &str) -> Option<&'static str> {
    let (_, ending) = name.rsplit_once('.')?;
    match ending.to_ascii_lowercase().as_str() {
        "xls" | "xlsb" | "xlt" | "numbers" | "gsheet" | "parquet" | "sav" | "dta" | "mdb" => {
            Some("to calculate with it, save it as .xlsx or .csv and add that")
        }
        _ => None,
    }
}

/// The columns, one a line.
fn table(glance: &Glance, look: Look) -> String {
    let (rows, columns) =
        (count(glance.rows, "row", "rows"), count(glance.columns.len(), "column", "columns"));
    let mut said = look.row("Read", &format!("{rows}, {columns}"));
    let width = glance.columns.iter().take(MOST_COLUMNS).map(|column| column.name.chars().count()).max();
    let width = width.unwrap_or_default().min(32);
    for column in glance.columns.iter().take(MOST_COLUMNS) {
        let blanks = match column.blanks {
            0 => String::new(),
            blanks => format!(", {blanks} blank"),
        };
        let shown = match column.days {
            Some(days) => days.to_string(),
            None => format!("such as {}", column.first),
        };
        // Writing to a string cannot fail.
        _ = writeln!(
            said,
            "      {:width$}  {:6}  {}",
            visible(&column.name),
            column.kind,
            visible(&(shown + &blanks))
        );
    }
    if glance.columns.len() > MOST_COLUMNS {
        _ = writeln!(said, "      and {} more", glance.columns.len() - MOST_COLUMNS);
    }
    if !glance.people.is_empty() {
        let people = glance.people.join(", ");
        let words = "Leave such columns out, or say `personal:` in the entry";
        said += &look.row("Note", &format!("may tell of people: {}. {words}", visible(&people)));
    }
    said
}
