//! What is promised about the output folder, tried on real folders.
#![allow(clippy::disallowed_methods)] // A test looks at the disk with other eyes than folio.

mod promises;
mod refusals;
mod survival;

use super::{OWNED, Staging, Summary};
use crate::diag::Diagnostic;
use crate::path::OutPath;
use std::cell::Cell;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

thread_local! {
    /// How many steps of a commit on this thread work before the disk is full.
    pub(super) static ROOM: Cell<Option<usize>> = const { Cell::new(None) };
    /// Whether the run then dies on the spot, without taking anything back.
    pub(super) static DIES: Cell<bool> = const { Cell::new(false) };
}

/// A site with an output folder that does not exist yet.
struct Bench {
    folder: tempfile::TempDir,
}

impl Bench {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        fs::create_dir_all(folder.path().join("site/content")).expect("folders");
        Self { folder }
    }

    fn root(&self) -> PathBuf {
        self.folder.path().join("site")
    }

    fn out(&self) -> PathBuf {
        self.root().join("public")
    }

    fn at(&self, path: &str) -> PathBuf {
        self.out().join(path)
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.at(path);
        fs::create_dir_all(path.parent().expect("a parent")).expect("folders");
        fs::write(path, text).expect("written");
    }

    fn open(&self) -> Result<Staging, Diagnostic> {
        Staging::open(&self.out(), &self.root())
    }

    fn build(&self, files: &[(&str, &str)]) -> Result<Summary, Vec<Diagnostic>> {
        let staging = self.open().map_err(|error| vec![error])?;
        for (path, text) in files {
            staging.put(&out_path(path), text.as_bytes()).map_err(|error| vec![error])?;
        }
        staging.commit()
    }

    /// As (written, unchanged, removed).
    fn built(&self, files: &[(&str, &str)]) -> (usize, usize, usize) {
        let done = self.build(files).unwrap_or_else(|errors| panic!("{}", said(&errors)));
        (done.written, done.unchanged, done.removed)
    }

    /// Everything in the site, the output folder and what may lie beside it included.
    fn tree(&self) -> BTreeMap<String, Thing> {
        tree(&self.root())
    }

    fn published(&self) -> BTreeMap<String, Thing> {
        let mut things = tree(&self.out());
        things.remove(OWNED);
        things
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Thing {
    File(String),
    Folder,
    Link(PathBuf),
}

fn tree(folder: &Path) -> BTreeMap<String, Thing> {
    fn gather(folder: &Path, prefix: &str, things: &mut BTreeMap<String, Thing>) {
        for entry in fs::read_dir(folder).expect("a folder") {
            let entry = entry.expect("an entry");
            let path = entry.path();
            let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
            let kind = entry.file_type().expect("a kind");
            let thing = if kind.is_symlink() {
                Thing::Link(fs::read_link(&path).expect("a link"))
            } else if kind.is_dir() {
                gather(&path, &format!("{name}/"), things);
                Thing::Folder
            } else {
                Thing::File(fs::read_to_string(&path).expect("text"))
            };
            things.insert(name, thing);
        }
    }
    let mut things = BTreeMap::new();
    gather(folder, "", &mut things);
    things
}

fn out_path(text: &str) -> OutPath {
    OutPath::parse(text).expect("an output path")
}

/// Diagnostics as lines, without the folder of this run.
fn said(diagnostics: &[Diagnostic]) -> String {
    let line = |diagnostic: &Diagnostic| {
        let hint = diagnostic.hint.as_deref().unwrap_or_default();
        format!("{}: {} ({hint})", diagnostic.code.0, diagnostic.message)
    };
    diagnostics.iter().map(line).collect::<Vec<_>>().join("\n")
}

fn said_in(bench: &Bench, diagnostics: &[Diagnostic]) -> String {
    let folder = bench.folder.path();
    let resolved = fs::canonicalize(folder).expect("a folder");
    said(diagnostics)
        .replace(&*resolved.to_string_lossy(), "TEST")
        .replace(&*folder.to_string_lossy(), "TEST")
}
