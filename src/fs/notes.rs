//! What a run asked of the folder of a site, so that a later run can tell whether it would be answered the same
//! without reading anything.
//!
//! A stamp is taken before a file is read: what changes later shows. A file that changed in the very moments before may
//! change again without its stamp showing it, so of such a one a digest of what was read is noted too. A folder that was walked
//! shows by its own stamp that no name came or went.

use super::{Stamp, names};
use crate::clock;
use crate::path::SitePath;
use crate::world::is_hidden;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::fs;
use std::hash::{DefaultHasher, Hasher};
use std::path::Path;
use std::sync::{PoisonError, RwLock};

/// What is known of a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Note {
    /// A file as it was before it was read.
    File(Stamp, Fresh),
    /// A folder, whose names are those of the notes below it.
    Folder(Stamp, Fresh),
    /// It lies in a folder that was walked, and is no part of the site.
    LeftOut,
    /// Whether it is there was all that was asked.
    There,
    Absent,
}

/// Whether a stamp can tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Fresh {
    No,
    /// It need not: only the name and the size were seen.
    Unread,
    /// Only together with a digest of what was read.
    Read(u64),
    /// It cannot: nobody knows what was read.
    Unknown,
}

/// Takes notes while a site is read.
#[derive(Debug)]
pub(super) struct Notebook {
    /// When it began: what changed just before has a stamp that cannot tell.
    began: i128,
    notes: RwLock<HashMap<SitePath, Note>>,
}

impl Notebook {
    pub fn new() -> Self {
        Self { began: clock::nanoseconds(), notes: RwLock::default() }
    }

    fn fresh(&self, stamp: &Stamp) -> Fresh {
        if stamp.is_recent(self.began) { Fresh::Unread } else { Fresh::No }
    }

    /// A file that a walk came upon. The first stamp counts: all that was read was read after it.
    pub fn file(&self, path: &SitePath, stamp: Stamp) {
        self.put(path, Note::File(stamp, self.fresh(&stamp)));
    }

    pub fn folder(&self, path: &SitePath, stamp: Stamp) {
        self.put(path, Note::Folder(stamp, self.fresh(&stamp)));
    }

    pub fn left_out(&self, path: &SitePath) {
        self.put(path, Note::LeftOut);
    }

    pub fn absent(&self, path: &SitePath) {
        self.put(path, Note::Absent);
    }

    fn put(&self, path: &SitePath, note: Note) {
        let mut notes = self.notes.write().unwrap_or_else(PoisonError::into_inner);
        match notes.get_mut(path) {
            // A later walk may take in what an earlier one left out.
            Some(known @ (Note::LeftOut | Note::There)) => *known = note,
            Some(_) => {}
            None => _ = notes.insert(path.clone(), note),
        }
    }

    /// Before a file is read.
    pub fn asked(&self, path: &SitePath, real: &Path) {
        if matches!(self.get(path), None | Some(Note::LeftOut | Note::There)) {
            match fs::metadata(real) {
                Ok(found) if found.is_file() => self.file(path, Stamp::from(&found)),
                Ok(_) => self.there(path),
                Err(_) => self.absent(path),
            }
        }
        if matches!(self.get(path), Some(Note::File(_, Fresh::Unread))) {
            self.set(path, Fresh::Unknown);
        }
    }

    /// Before a file is read, or not: the stamp that was noted, where it can tell.
    pub fn stamp(&self, path: &SitePath, real: &Path) -> Option<Stamp> {
        self.asked(path, real);
        match self.get(path)? {
            Note::File(stamp, Fresh::No) => Some(stamp),
            _ => None,
        }
    }

    /// A name that is there.
    pub fn there(&self, path: &SitePath) {
        if self.get(path).is_none() {
            self.put(path, Note::There);
        }
    }

    /// Whether this run came upon a file of this name. One that leads out of the site is refused when it is read.
    pub fn has_met(&self, path: &SitePath) -> bool {
        matches!(self.get(path), Some(Note::File(..)))
    }

    /// Whether a digest of what is read of a file has to be noted.
    pub fn wants(&self, path: &SitePath) -> bool {
        matches!(self.get(path), Some(Note::File(_, Fresh::Unknown)))
    }

    /// After a file was read.
    pub fn read(&self, path: &SitePath, bytes: &[u8]) {
        if self.wants(path) {
            self.set(path, Fresh::Read(digest(bytes)));
        }
    }

    /// Of a file that the run has written: it is asked for what it holds now.
    pub fn wrote(&self, path: &SitePath, real: &Path, bytes: &[u8]) {
        if let Ok(stamp) = Stamp::of(real) {
            let note = Note::File(stamp, Fresh::Read(digest(bytes)));
            self.notes.write().unwrap_or_else(PoisonError::into_inner).insert(path.clone(), note);
        }
    }

    fn set(&self, path: &SitePath, now: Fresh) {
        let mut notes = self.notes.write().unwrap_or_else(PoisonError::into_inner);
        if let Some(Note::File(_, fresh)) = notes.get_mut(path) {
            *fresh = now;
        }
    }

    fn get(&self, path: &SitePath) -> Option<Note> {
        self.notes.read().unwrap_or_else(PoisonError::into_inner).get(path).copied()
    }

    /// All that was noted.
    pub fn notes(&self) -> Notes {
        let notes = self.notes.read().unwrap_or_else(PoisonError::into_inner);
        let mut notes: Vec<(String, Note)> =
            notes.iter().map(|(path, note)| (path.as_str().to_owned(), *note)).collect();
        notes.sort_unstable_by(|(one, _), (other, _)| one.cmp(other));
        Notes(notes)
    }
}

/// What a run asked, by path, sorted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notes(Vec<(String, Note)>);

impl Notes {
    /// What the folder `root` would answer now; none where other names are there. Where it took a look into a file to
    /// tell, the notes have its new stamp from now on.
    pub fn hold(&mut self, root: &Path) -> Option<Held> {
        let began = clock::nanoseconds();
        let check = |(name, note): &(String, Note)| self.check(root, name, note, began);
        let found: Option<Vec<Answer>> = self.0.par_iter().with_min_len(64).map(check).collect();
        let mut held = Held::default();
        for ((name, note), answer) in self.0.iter_mut().zip(found?) {
            match answer {
                Answer::Same(now) => {
                    held.renewed |= *note != now;
                    *note = now;
                }
                Answer::Other => held.changed.extend(SitePath::parse(name)),
            }
        }
        Some(held)
    }

    /// Takes over what a later run has noted: of these files that changed, and of all that was not asked before.
    pub fn amend(&mut self, later: Self, changed: &[SitePath]) {
        for (name, note) in later.0 {
            match self.0.binary_search_by(|(known, _)| known.cmp(&name)) {
                Ok(at) if changed.iter().any(|path| path.as_str() == name) => self.0[at].1 = note,
                Ok(_) => {}
                Err(at) => self.0.insert(at, (name, note)),
            }
        }
    }

    /// What a name stands for now; none where a file or a folder came or went.
    fn check(&self, root: &Path, name: &str, note: &Note, began: i128) -> Option<Answer> {
        let real = root.join(SitePath::parse(name).ok()?.as_str());
        let is = |same: bool| same.then_some(Answer::Same(*note));
        match note {
            Note::LeftOut => is(true),
            Note::There => is(fs::metadata(&real).is_ok()),
            Note::Absent => is(fs::metadata(&real).is_err()),
            Note::File(stamp, fresh) => {
                let now = fs::metadata(&real).ok().filter(fs::Metadata::is_file)?;
                let now = Stamp::from(&now);
                let same = match fresh {
                    Fresh::No if now != *stamp => false,
                    Fresh::No => return is(true),
                    Fresh::Unread => now.has_size_of(stamp),
                    Fresh::Read(then) => digest(&fs::read(&real).ok()?) == *then,
                    Fresh::Unknown => false,
                };
                let fresh = if now.is_recent(began) { *fresh } else { Fresh::No };
                Some(if same { Answer::Same(Note::File(now, fresh)) } else { Answer::Other })
            }
            Note::Folder(stamp, fresh) => {
                let now = fs::metadata(&real).ok().filter(fs::Metadata::is_dir)?;
                let now = Stamp::from(&now);
                if now == *stamp && *fresh == Fresh::No {
                    return is(true);
                }
                self.names_are_same(name, &real).then(|| {
                    let fresh = if now.is_recent(began) { Fresh::Unread } else { Fresh::No };
                    Answer::Same(Note::Folder(now, fresh))
                })
            }
        }
    }

    /// Whether a folder holds the names that it held.
    fn names_are_same(&self, folder: &str, real: &Path) -> bool {
        let below = format!("{folder}/");
        let start = self.0.partition_point(|(name, _)| name.as_str() < below.as_str());
        let known = self.0[start..].iter().map_while(|(name, note)| Some((name.strip_prefix(&below)?, note)));
        let mut known: Vec<&str> = known
            .filter(|(name, note)| !name.contains('/') && **note != Note::Absent && !is_hidden(name))
            .map(|(name, _)| name)
            .collect();
        known.sort_unstable();
        let Ok(now) = names(real) else { return false };
        let shown = now.iter().filter(|name| !is_hidden(&name.to_string_lossy()));
        shown.eq(known)
    }
}

/// How the answers to what a run asked are now.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Held {
    /// Some notes have another stamp.
    pub renewed: bool,
    /// Files that hold something else, or may.
    pub changed: Vec<SitePath>,
}

/// What a name stands for now.
enum Answer {
    /// What it stood for, and how that can be told next time.
    Same(Note),
    /// Another file, or one with other bytes.
    Other,
}

fn digest(bytes: &[u8]) -> u64 {
    let mut hasher = DefaultHasher::new();
    hasher.write(bytes);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fs::DiskWorld;
    use crate::world::World;
    use std::time::Duration;

    fn path(text: &str) -> SitePath {
        SitePath::parse(text).expect("a path")
    }

    /// A site that was read, and its notes.
    fn read(root: &Path) -> Notes {
        let world = DiskWorld::new(root).expect("a site").noting();
        let walk = world.walk(&path("content"), &|path, _| path.file_name() == "left-out.md");
        for entry in walk.files {
            world.read(&entry.path, 100).expect("it can be read");
        }
        assert!(!world.exists(&path("i18n/de.yaml")) && world.exists(&path("content/left-out.md")));
        assert!(world.read(&path("folio.lock"), 100).is_err());
        world.read(&path("folio.yaml"), 100).expect("it can be read");
        world.notes()
    }

    fn a_site() -> tempfile::TempDir {
        let site = tempfile::tempdir().expect("a folder");
        fs::create_dir_all(site.path().join("content/work")).expect("folders");
        for name in ["folio.yaml", "content/a.md", "content/work/b.md", "content/left-out.md"] {
            fs::write(site.path().join(name), name).expect("a file");
        }
        site
    }

    #[test]
    fn what_could_change_without_its_stamp_is_looked_into_until_it_is_old() {
        let site = a_site();
        let mut notes = read(site.path());
        assert!(notes.0.iter().any(|(_, note)| matches!(note, Note::File(_, Fresh::Read(_)))));
        std::thread::sleep(Duration::from_secs(3));
        assert_eq!(notes.hold(site.path()), Some(Held { renewed: true, changed: Vec::new() }));
        assert!(notes.0.iter().all(|(_, note)| !matches!(note, Note::File(_, fresh) if *fresh != Fresh::No)));
        // From now on nothing is read: a stamp that is another one is all that it takes.
        assert_eq!(notes.hold(site.path()), Some(Held::default()));
        assert_eq!(read(site.path()), notes);
        fs::write(site.path().join("content/a.md"), "content/a.md").expect("it can be written");
        let held = notes.hold(site.path()).expect("the same names");
        assert_eq!(held.changed, [path("content/a.md")]);
        let later = read(site.path());
        notes.amend(later, &held.changed);
        assert!(notes.hold(site.path()).is_some_and(|held| held.changed.is_empty()));
    }

    #[test]
    fn every_name_that_comes_or_goes_is_noticed() {
        let site = a_site();
        let at = |name: &str| site.path().join(name);
        let write = |name: &str| fs::write(at(name), name).expect("it can be written");
        fs::create_dir_all(at("i18n")).expect("a folder");
        let ways: [(&str, &dyn Fn(), bool); 8] = [
            ("a new page", &|| write("content/c.md"), false),
            ("a page that goes", &|| fs::remove_file(at("content/c.md")).expect("there"), false),
            ("a folder", &|| fs::create_dir(at("content/new")).expect("made"), false),
            ("a file that was asked for in vain", &|| write("folio.lock"), false),
            ("another one", &|| write("i18n/de.yaml"), false),
            ("a swap file", &|| write("content/.a.md.swp"), true),
            ("what is left out", &|| write("content/left-out.md"), true),
            ("a file nobody asked for", &|| write("notes.txt"), true),
        ];
        for (what, change, holds) in ways {
            for name in ["folio.lock", "i18n/de.yaml"] {
                let _ = fs::remove_file(at(name));
            }
            let mut notes = read(site.path());
            change();
            assert_eq!(notes.hold(site.path()).is_some(), holds, "{what}");
        }
    }

    #[test]
    #[cfg(unix)]
    fn a_link_that_leads_elsewhere_is_noticed() {
        let site = a_site();
        let link = site.path().join("content/link.md");
        for name in ["one", "two"] {
            fs::write(site.path().join(name), name).expect("a file");
        }
        std::os::unix::fs::symlink("../one", &link).expect("a link");
        let mut notes = read(site.path());
        assert!(notes.hold(site.path()).is_some());
        fs::remove_file(&link).expect("it was there");
        std::os::unix::fs::symlink("../two", &link).expect("a link");
        assert_eq!(notes.hold(site.path()).expect("the same names").changed, [path("content/link.md")]);
    }
}
