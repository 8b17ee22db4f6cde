//! Carries a plan out, with every step taken back when one of them fails.

use super::owned::{OWNED, Owned};
use super::plan::{Found, Plan, plan};
use super::staging::{Staging, State, Wanted, failed};
use super::{NOT_WRITTEN, Summary};
use crate::diag::Diagnostic;
use crate::fs::{self, Kind, Stamp};
use crate::path::OutPath;
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::PoisonError;

/// How to take a step back.
#[derive(Debug)]
enum Undo {
    /// Give it its old name again; what has come there meanwhile goes.
    Rename {
        now: PathBuf,
        before: PathBuf,
    },
    MakeFolder(PathBuf),
}

/// Steps that can be taken back.
#[derive(Debug)]
pub(super) struct Steps {
    undo: Vec<Undo>,
    /// Where files go that leave the output.
    old: PathBuf,
    aside: usize,
    /// How many steps work before the disk is full.
    #[cfg(test)]
    pub(super) room: Option<usize>,
}

impl Steps {
    pub(super) fn new(old: PathBuf) -> Self {
        Self {
            undo: Vec::new(),
            old,
            aside: 0,
            #[cfg(test)]
            room: super::tests::ROOM.get(),
        }
    }

    /// Stands where the disk may refuse, so that tests can have it refuse at each step.
    #[cfg_attr(not(test), allow(clippy::unused_self, clippy::unnecessary_wraps))]
    fn step(&mut self) -> io::Result<()> {
        #[cfg(test)]
        if let Some(room) = &mut self.room {
            *room = room.checked_sub(1).ok_or(io::Error::from(io::ErrorKind::StorageFull))?;
        }
        Ok(())
    }

    /// Gives `from` a name that nothing has.
    fn place(&mut self, from: &Path, to: &Path) -> io::Result<()> {
        self.step()?;
        if fs::look(to)?.is_some() {
            return Err(io::Error::other("something came there while folio was building"));
        }
        fs::rename(from, to)?;
        self.undo.push(Undo::Rename { now: to.to_owned(), before: from.to_owned() });
        Ok(())
    }

    /// Puts `from` in the place of a file of folio: readers see the old bytes or the new ones.
    pub(super) fn replace(&mut self, from: &Path, file: &Path) -> io::Result<()> {
        self.step()?;
        let aside = self.next_aside();
        if fs::link(file, &aside).is_err() {
            // No second names on this file system: for a moment there is no file.
            fs::rename(file, &aside)?;
            self.undo.push(Undo::Rename { now: aside, before: file.to_owned() });
            return fs::rename(from, file);
        }
        fs::rename(from, file)?;
        self.undo.push(Undo::Rename { now: aside, before: file.to_owned() });
        Ok(())
    }

    /// Takes a file of folio out of the output.
    fn take_out(&mut self, file: &Path) -> io::Result<()> {
        self.step()?;
        let aside = self.next_aside();
        fs::rename(file, &aside)?;
        self.undo.push(Undo::Rename { now: aside, before: file.to_owned() });
        Ok(())
    }

    fn next_aside(&mut self) -> PathBuf {
        self.aside += 1;
        self.old.join(self.aside.to_string())
    }

    /// False when something lies in the folder, which then stays.
    fn remove_folder(&mut self, folder: &Path) -> io::Result<bool> {
        self.step()?;
        let removed = fs::remove_empty_folder(folder)?;
        if removed {
            self.undo.push(Undo::MakeFolder(folder.to_owned()));
        }
        Ok(removed)
    }

    fn write(&mut self, file: &Path, text: &str) -> io::Result<()> {
        self.step()?;
        fs::write_new(file, text.as_bytes()).map(|_| ())
    }

    /// Takes all steps back, the last one first; the error is the first that could not be.
    pub(super) fn take_back(&mut self) -> io::Result<()> {
        let mut result = Ok(());
        for undo in std::mem::take(&mut self.undo).into_iter().rev() {
            let back = match undo {
                Undo::Rename { now, before } => fs::rename(&now, &before),
                Undo::MakeFolder(folder) => fs::create_folder(&folder),
            };
            result = result.and(back);
        }
        result
    }
}

pub(super) fn commit(mut staging: Staging) -> Result<Summary, Vec<Diagnostic>> {
    let wanted = std::mem::take(staging.wanted.get_mut().unwrap_or_else(PoisonError::into_inner));
    // Sorted lists become maps at once, where ten thousand single entries would each look for their place.
    let mut found = Vec::with_capacity(wanted.len());
    let mut lens = Vec::with_capacity(wanted.len());
    let mut stamps = Vec::with_capacity(wanted.len());
    for (path, wanted) in wanted {
        let Wanted { found: what, len, staged } = wanted;
        // A file that is renamed by itself gets another stamp.
        stamps.push((path.clone(), staged.filter(|_| staging.state == State::Missing)));
        let what = match what {
            Found::Folder { .. } => Found::Folder { foreign: first_foreign(&staging, &path) },
            what => what,
        };
        lens.push((path.clone(), len));
        found.push((path, what));
    }
    let found: BTreeMap<OutPath, Found> = found.into_iter().collect();
    let lens: BTreeMap<OutPath, u64> = lens.into_iter().collect();
    let plan = plan(&staging.owned, &found, &staging.shown);
    let mut warnings = std::mem::take(&mut staging.warnings);
    if staging.is_full() {
        warnings.push(failed(&staging.shown, &io::ErrorKind::StorageFull.into()));
        return Err(warnings);
    }
    if !plan.refuse.is_empty() {
        warnings.extend(plan.refuse);
        return Err(warnings);
    }
    let mut change = Change {
        steps: Steps::new(staging.old_folder()),
        staging: &staging,
        plan: &plan,
        lens: &lens,
        at: OWNED.to_owned(),
        removed: 0,
    };
    let done = change.run();
    if let Err(error) = done {
        #[cfg(test)]
        if super::tests::DIES.get() {
            drop(change);
            staging.keep = true;
            return Err(warnings);
        }
        let mut diagnostic = failed(&format!("{}/{}", staging.shown, change.at), &error);
        if let Err(error) = change.steps.take_back() {
            let message = format!("the output could not be put back as it was: {}", fs::explain(&error).0);
            let place = staging.old_folder();
            staging.keep = true;
            warnings.push(Diagnostic::error(NOT_WRITTEN, message).hint(format!(
                "what is missing lies in `{}`; building again makes it anew",
                place.display()
            )));
        } else {
            diagnostic.message.push_str("; the output is as it was");
        }
        warnings.push(diagnostic);
        return Err(warnings);
    }
    let removed = change.removed;
    staging.committed = true;
    Ok(Summary {
        stamps: stamped(&staging.out, stamps),
        written: plan.create.len() + plan.replace.len(),
        unchanged: plan.keep.len(),
        removed,
        warnings,
    })
}

/// The stamps of all files of the output, and of the list of them. Those that are there hold.
fn stamped(out: &Path, files: Vec<(OutPath, Option<Stamp>)>) -> Vec<(String, Option<Stamp>)> {
    let look = |name: &str| Stamp::of_file(&out.join(name));
    let mut stamps: Vec<(String, Option<Stamp>)> = files
        .into_par_iter()
        .map(|(path, stamp)| (path.as_str().to_owned(), stamp.or_else(|| look(path.as_str()))))
        .collect();
    stamps.push((OWNED.to_owned(), look(OWNED)));
    stamps
}

/// The first thing in a folder of the output that folio did not make.
fn first_foreign(staging: &Staging, folder: &OutPath) -> Option<String> {
    let Ok(names) = fs::names(&staging.out.join(folder.as_str())) else {
        return Some(folder.to_string());
    };
    names.iter().find_map(|name| {
        let Some(path) = name.to_str().and_then(|name| folder.join(name).ok()) else {
            return Some(format!("{folder}/{}", name.to_string_lossy()));
        };
        match fs::look(&staging.out.join(path.as_str())) {
            Ok(Some(Kind::File { .. })) if staging.owned.files.contains(&path) => None,
            Ok(Some(Kind::Folder)) if staging.owned.folders.contains(&path) => first_foreign(staging, &path),
            _ => Some(path.to_string()),
        }
    })
}

/// One plan on its way into one output folder.
struct Change<'a> {
    staging: &'a Staging,
    plan: &'a Plan,
    lens: &'a BTreeMap<OutPath, u64>,
    steps: Steps,
    /// The path at hand, for the message when the disk refuses.
    at: String,
    removed: usize,
}

impl Change<'_> {
    fn run(&mut self) -> io::Result<()> {
        let mut needed: BTreeSet<OutPath> = BTreeSet::new();
        for path in self.lens.keys() {
            // Above a folder that is known, all are.
            _ = above(path).all(|folder| needed.insert(folder));
        }
        if self.staging.state == State::Missing {
            return self.place_whole(needed);
        }
        let plan = self.plan;
        let mut owned = self.staging.owned.clone();
        self.announce(&owned, &needed)?;
        for path in &plan.remove {
            self.at = path.to_string();
            self.remove(path)?;
            owned.files.remove(path);
        }
        // Deepest first: what is below a folder sorts after it.
        for folder in self.staging.owned.folders.iter().rev().filter(|folder| !needed.contains(*folder)) {
            self.at = folder.to_string();
            if self.remove_folder(folder)? {
                owned.folders.remove(folder);
            }
        }
        self.create(&mut owned)?;
        for path in &plan.replace {
            self.at = path.to_string();
            let staged = self.staging.new_folder().join(path.as_str());
            self.steps.replace(&staged, &self.staging.out.join(path.as_str()))?;
        }
        owned.files.extend(plan.create.iter().cloned());
        if owned != self.staging.owned || !self.staging.listed {
            self.list("final", &owned)?;
        }
        Ok(())
    }

    /// There is no output folder: the staged tree becomes it.
    fn place_whole(&mut self, needed: BTreeSet<OutPath>) -> io::Result<()> {
        let new = self.staging.new_folder();
        let owned = Owned { files: self.lens.keys().cloned().collect(), folders: needed, ..Owned::default() };
        self.steps.write(&new.join(OWNED), &owned.print())?;
        self.at.clear();
        self.steps.place(&new, &self.staging.out)
    }

    /// Says in the output what is about to be made, so that a run that dies half-way leaves no orphans.
    fn announce(&mut self, owned: &Owned, needed: &BTreeSet<OutPath>) -> io::Result<()> {
        if self.plan.create.is_empty() {
            return Ok(());
        }
        let mut pending = owned.clone();
        for folder in needed {
            // Where a file of folio is, a folder may be to come.
            if fs::look(&self.staging.out.join(folder.as_str()))? != Some(Kind::Folder) {
                pending.pending_folders.insert(folder.clone());
            }
        }
        let len = |path: &OutPath| self.lens.get(path).copied().unwrap_or(0);
        pending.pending = self.plan.create.iter().map(|path| (path.clone(), len(path))).collect();
        self.list("pending", &pending)
    }

    /// Puts a list into the output.
    fn list(&mut self, name: &str, owned: &Owned) -> io::Result<()> {
        OWNED.clone_into(&mut self.at);
        let (from, to) = (self.staging.list_file(name), self.staging.out.join(OWNED));
        self.steps.write(&from, &owned.print())?;
        if fs::look(&to)?.is_some() { self.steps.replace(&from, &to) } else { self.steps.place(&from, &to) }
    }

    fn remove(&mut self, path: &OutPath) -> io::Result<()> {
        let target = self.staging.out.join(path.as_str());
        // What lies there now and is no plain file, or behind a link, folio did not make.
        if self.staging.is_reachable(path)? && matches!(fs::look(&target)?, Some(Kind::File { .. })) {
            self.steps.take_out(&target)?;
            self.removed += 1;
        }
        Ok(())
    }

    /// Whether the folder is no longer there, or no longer folio's.
    fn remove_folder(&mut self, folder: &OutPath) -> io::Result<bool> {
        let target = self.staging.out.join(folder.as_str());
        if !self.staging.is_reachable(folder)? || !matches!(fs::look(&target)?, Some(Kind::Folder)) {
            return Ok(true);
        }
        self.steps.remove_folder(&target)
    }

    /// Brings new files in. Where a folder is missing it comes with all that waits in it, in one step: nobody
    /// finds it empty, and ten thousand files take few steps.
    fn create(&mut self, owned: &mut Owned) -> io::Result<()> {
        let (new, out) = (self.staging.new_folder(), &self.staging.out);
        let mut there: BTreeSet<OutPath> = BTreeSet::new();
        let mut brought: BTreeSet<OutPath> = BTreeSet::new();
        for path in &self.plan.create {
            let mut folders: Vec<OutPath> = above(path).collect();
            folders.reverse();
            let mut top = path;
            for folder in &folders {
                if !there.contains(folder) {
                    if brought.contains(folder) || fs::look(&out.join(folder.as_str()))?.is_none() {
                        top = folder;
                        break;
                    }
                    there.insert(folder.clone());
                }
            }
            if top == path || !brought.contains(top) {
                self.at = top.to_string();
                self.steps.place(&new.join(top.as_str()), &out.join(top.as_str()))?;
            }
            if top != path {
                let from_top = folders.iter().filter(|folder| folder.as_str().len() >= top.as_str().len());
                owned.folders.extend(from_top.cloned());
                brought.insert(top.clone());
            }
        }
        Ok(())
    }
}

/// The folders above a path, inside the output.
fn above(path: &OutPath) -> impl Iterator<Item = OutPath> + use<> {
    std::iter::successors(path.parent(), OutPath::parent)
}
