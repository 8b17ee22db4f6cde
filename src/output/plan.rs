//! The pure diff between what an output folder holds and what a build wants there.

use super::owned::{OWNED, Owned};
use super::{CLASH, IN_THE_WAY};
use crate::diag::Diagnostic;
use crate::path::OutPath;
use std::collections::{BTreeMap, HashSet};

/// What lies at a wanted path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    Nothing,
    /// A file with the wanted bytes.
    Same,
    /// A file with other bytes.
    Different,
    /// One of folio's files under a name that this file system takes for the same.
    Alias(OutPath),
    /// A folder, and the first thing in it that folio did not make.
    Folder {
        foreign: Option<String>,
    },
    /// A link, a pipe or a device.
    Special,
    /// Nothing can lie there, for this, which is no folder, lies above it.
    Below {
        above: OutPath,
        file: bool,
    },
}

/// What a build changes, each list sorted.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    pub create: Vec<OutPath>,
    pub replace: Vec<OutPath>,
    pub keep: Vec<OutPath>,
    /// Files of folio that nothing wants any more.
    pub remove: Vec<OutPath>,
    /// Why nothing may be changed.
    pub refuse: Vec<Diagnostic>,
}

/// How many things in the way are named one by one.
const NAMED: usize = 20;

/// Compares. `folder` is the output folder as the user wrote it, for the messages.
pub fn plan(owned: &Owned, wanted: &BTreeMap<OutPath, Found>, folder: &str) -> Plan {
    let mut plan = Plan::default();
    for (path, found) in wanted {
        let ours = owned.files.contains(path);
        let gone = |other: &OutPath| owned.files.contains(other) && !wanted.contains_key(other);
        let in_the_way = match found {
            Found::Same => {
                plan.keep.push(path.clone());
                None
            }
            Found::Different if ours => {
                plan.replace.push(path.clone());
                None
            }
            Found::Different => Some(format!("folio did not make `{folder}/{path}` and would overwrite it")),
            Found::Special => {
                Some(format!("`{folder}/{path}` is a link or a device, which folio does not write through"))
            }
            Found::Folder { foreign: Some(thing) } => {
                Some(format!("`{folder}/{path}` is to be a file, and is a folder that holds `{thing}`"))
            }
            Found::Folder { foreign: None } if !owned.folders.contains(path) => {
                Some(format!("`{folder}/{path}` is to be a file, and is a folder that folio did not make"))
            }
            Found::Below { above, file } if !(*file && gone(above)) => {
                Some(format!("`{folder}/{path}` has no place: `{above}` is no folder of the output"))
            }
            Found::Alias(other) if !gone(other) => {
                Some(format!("`{folder}/{path}` and `{folder}/{other}` are one file here"))
            }
            Found::Nothing | Found::Folder { .. } | Found::Below { .. } | Found::Alias(_) => {
                plan.create.push(path.clone());
                None
            }
        };
        plan.refuse.extend(in_the_way.map(|message| {
            Diagnostic::error(IN_THE_WAY, message)
                .in_file(&format!("{folder}/{path}"))
                .hint("move it away, or choose another output folder with `-o`")
        }));
    }
    plan.remove = owned.files.iter().filter(|path| !wanted.contains_key(*path)).cloned().collect();
    shorten(&mut plan.refuse, folder);
    plan.refuse.extend(clashes(wanted, folder));
    plan
}

/// A page for each of ten thousand files in the way would say less than twenty and a number.
fn shorten(refuse: &mut Vec<Diagnostic>, folder: &str) {
    if refuse.len() > NAMED {
        let more = refuse.len() - NAMED;
        refuse.truncate(NAMED);
        refuse.push(
            Diagnostic::error(IN_THE_WAY, format!("{more} more files are in the way"))
                .in_file(&format!("{folder}/"))
                .hint("empty the folder if an earlier build made them, or choose another with `-o`"),
        );
    }
}

/// Wanted paths that cannot stand side by side on any file system.
fn clashes(wanted: &BTreeMap<OutPath, Found>, folder: &str) -> Vec<Diagnostic> {
    let mut clashes = Vec::new();
    let files: HashSet<&str> = wanted.keys().map(OutPath::as_str).collect();
    for path in wanted.keys() {
        // A list in a folder is another file.
        if !path.as_str().contains('/') && path.collision_key() == OWNED {
            clashes.push(
                Diagnostic::error(CLASH, format!("`{path}` is where folio keeps its own list"))
                    .in_file(&format!("{folder}/{path}"))
                    .hint("give the file another name"),
            );
        }
        let mut folders = path.as_str().rmatch_indices('/').map(|(end, _)| &path.as_str()[..end]);
        let above = folders.find(|folder| files.contains(folder));
        if let Some(above) = above {
            clashes.push(
                Diagnostic::error(
                    CLASH,
                    format!("`{above}` is to be a file, and `{path}` needs it to be a folder"),
                )
                .in_file(&format!("{folder}/{path}"))
                .hint("give one of the two another path"),
            );
        }
    }
    clashes
}
