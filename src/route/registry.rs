//! Every name in the output folder and who wants it.

use super::{FILE_AND_FOLDER, SAME_URL};
use crate::diag::Diagnostic;
use crate::path::OutPath;
use crate::source::{Source, Span};
use std::collections::BTreeMap;
use std::sync::Arc;
use unicode_normalization::UnicodeNormalization;

/// One name and who wants it.
#[derive(Debug)]
struct Claim {
    path: OutPath,
    place: Option<(Arc<Source>, Span)>,
    what: String,
}

/// The names that are taken, and what was wrong with those that came second.
#[derive(Debug, Default)]
pub struct Registry {
    by_key: BTreeMap<String, Claim>,
    pub diagnostics: Vec<Diagnostic>,
}

impl Registry {
    /// Takes a name in the output. Two that the usual file systems take for one are one.
    pub fn claim(&mut self, path: &OutPath, place: Option<(Arc<Source>, Span)>, what: &str) {
        let key = path.collision_key();
        let Some(first) = self.by_key.get(&key) else {
            self.by_key.insert(key, Claim { path: path.clone(), place, what: what.to_owned() });
            return;
        };
        let difference = if first.path == *path {
            format!("two things want the address of `{path}`: {} and {what}", first.what)
        } else {
            format!("`{}` and `{path}` are one file on many systems: {} and {what}", first.path, first.what)
        };
        // Names that look the same on a screen.
        let alike = first.what != what && first.what.nfc().eq(what.nfc());
        let how = if alike { "; the names differ in how an accent is encoded" } else { "" };
        let mut diagnostic = Diagnostic::error(SAME_URL, difference + how);
        match (&place, &first.place) {
            (Some((source, span)), Some((other, there))) => {
                diagnostic = diagnostic.at(source, *span).related(other, *there, "this one has it first");
            }
            (Some((source, span)), None) | (None, Some((source, span))) => {
                diagnostic = diagnostic.at(source, *span);
            }
            (None, None) => diagnostic = diagnostic.in_file(what.trim_matches('`')),
        }
        self.diagnostics.push(diagnostic.hint("give one of them another `slug:`, or rename or move it"));
    }

    pub fn meets(&self, path: &OutPath) -> Option<&str> {
        if let Some(claim) = self.by_key.get(&path.collision_key()) {
            return Some(&claim.what);
        }
        let key = path.collision_key();
        let folder = format!("{key}/");
        let below =
            self.by_key.range(folder.clone()..).next().filter(|(other, _)| other.starts_with(&folder));
        let above = ancestors(&key).find_map(|ancestor| self.by_key.get(ancestor));
        below.map(|(_, claim)| claim).or(above).map(|claim| claim.what.as_str())
    }

    /// Takes a name for something that gives way to whatever has it already.
    pub fn claim_if_free(&mut self, path: &OutPath, what: &str) {
        let claim = || Claim { path: path.clone(), place: None, what: what.to_owned() };
        self.by_key.entry(path.collision_key()).or_insert_with(claim);
    }

    /// A name cannot be a file and a folder.
    pub fn files_against_folders(&mut self) {
        for (key, claim) in &self.by_key {
            let Some(file) = ancestors(key).find_map(|ancestor| self.by_key.get(ancestor)) else { continue };
            let message = format!(
                "`{}` would have to be a file for {} and a folder for {}",
                file.path, file.what, claim.what
            );
            let mut diagnostic = Diagnostic::error(FILE_AND_FOLDER, message);
            diagnostic = match claim.place.as_ref().or(file.place.as_ref()) {
                Some((source, span)) => diagnostic.at(source, *span),
                None => diagnostic.in_file(file.what.trim_matches('`')),
            };
            self.diagnostics.push(diagnostic.hint("rename or move one of them"));
        }
    }
}

fn ancestors(key: &str) -> impl Iterator<Item = &str> {
    key.char_indices().filter(|(_, c)| *c == '/').map(|(index, _)| &key[..index])
}
