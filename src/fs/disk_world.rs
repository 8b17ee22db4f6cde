//! A site in a folder of the disk.

use super::kept::{self, Kept};
use super::notes::{Notebook, Notes};
use super::{Kind, Stamp, explain, look, open_plain, read_open};
use crate::clock;
use crate::diag::{Code, Diagnostic};
use crate::path::SitePath;
use crate::world::{Entry, ReadError, Stream, Walk, WalkProblem, World, is_hidden};
use jiff::civil::Date;
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Cursor};
use std::path::{Path, PathBuf};
use std::sync::{PoisonError, RwLock};
use walkdir::WalkDir;

const BAD_ROOT: Code = Code("site-not-readable");

/// More files than a site has, and more links: only folders that link to each other in a lattice get there.
const MOST_FILES: usize = 1_000_000;
const MOST_LINKS: usize = 10_000;

/// A larger file that has just changed is not read for the sake of the next run, which makes the site again instead.
const MOST_NOTED: u64 = 16 << 20;

/// The files below one folder, and the day. Links are followed inside the folder and never out of it.
#[derive(Debug)]
pub struct DiskWorld {
    root: PathBuf,
    today: Date,
    /// Folders that are known to lie inside, so that each is resolved once.
    inside: RwLock<BTreeMap<SitePath, bool>>,
    kept: Kept,
    /// Of a run that a later one may want to know about.
    notebook: Option<Notebook>,
    /// Nothing that an earlier run kept is taken.
    forgets: bool,
}

impl DiskWorld {
    /// # Errors
    /// When the folder is not there, or `SOURCE_DATE_EPOCH` is no time.
    pub fn new(root: impl AsRef<Path>) -> Result<Self, Diagnostic> {
        let root = root.as_ref();
        let today = clock::today()?;
        let failed = |why: &str| {
            Diagnostic::error(BAD_ROOT, format!("the site `{}` cannot be read: {why}", root.display()))
                .hint("name the folder that holds folio.yaml")
        };
        let resolved = fs::canonicalize(root).map_err(|error| failed(&explain(&error).0))?;
        if !resolved.is_dir() {
            return Err(failed("it is no folder"));
        }
        Ok(Self {
            kept: Kept::in_site(&resolved),
            root: resolved,
            today,
            inside: RwLock::default(),
            notebook: None,
            forgets: false,
        })
    }

    /// The same folder, where what is asked of it is noted.
    #[must_use]
    pub fn noting(self) -> Self {
        Self { notebook: Some(Notebook::new()), ..self }
    }

    /// The same folder, as if no run had been before.
    #[must_use]
    pub fn forgetting(self, forgets: bool) -> Self {
        Self { forgets, ..self }
    }

    /// What was asked so far.
    #[must_use]
    pub fn notes(&self) -> Notes {
        self.notebook.as_ref().map(Notebook::notes).unwrap_or_default()
    }

    /// The site's folder, with links resolved.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Notes that this run itself has written a file.
    pub fn wrote(&self, path: &SitePath, bytes: &[u8]) {
        self.note(|notebook| notebook.wrote(path, &self.real(path), bytes));
    }

    fn note(&self, take: impl FnOnce(&Notebook)) {
        if let Some(notebook) = &self.notebook {
            take(notebook);
        }
    }

    /// One of the two crossings between a site path and the disk; the other is [`Walker::site_path`].
    fn real(&self, path: &SitePath) -> PathBuf {
        if path.is_root() { self.root.clone() } else { self.root.join(path.as_str()) }
    }

    /// Why what a link leads to may not be read; none when it may.
    fn refuse_target(&self, target: &Path) -> Option<(&'static str, &'static str)> {
        let Ok(below) = target.strip_prefix(&self.root) else {
            return Some((
                "this link leads out of the site",
                "put a copy of the file inside the site in place of the link",
            ));
        };
        let hidden = below.iter().any(|name| is_hidden(&name.to_string_lossy()));
        hidden.then_some((
            "this link leads into a hidden folder",
            "link to a file that the site may publish, or copy it",
        ))
    }

    /// Whether the folder's real place is inside the site.
    fn folder_inside(&self, folder: &SitePath) -> bool {
        if folder.is_root() {
            return true;
        }
        if let Some(known) = self.inside.read().unwrap_or_else(PoisonError::into_inner).get(folder) {
            return *known;
        }
        let inside = fs::canonicalize(self.real(folder)).is_ok_and(|real| real.starts_with(&self.root));
        self.inside.write().unwrap_or_else(PoisonError::into_inner).insert(folder.clone(), inside);
        inside
    }

    /// The file and its size, when it is a regular file inside the site.
    fn open_file(&self, path: &SitePath) -> Result<(File, u64), ReadError> {
        let is_inside = || path.parent().is_none_or(|folder| self.folder_inside(&folder));
        if let Some(plain) = open_plain(&self.real(path)).filter(|_| is_inside()) {
            return Ok(plain);
        }
        let file = File::open(self.file(path)?).map_err(|error| read_error(&error))?;
        let len = file.metadata().map_err(|error| read_error(&error))?.len();
        Ok((file, len))
    }

    /// The file's place on the disk, when it is a regular file inside the site.
    fn file(&self, path: &SitePath) -> Result<PathBuf, ReadError> {
        let real = self.real(path);
        let kind = look(&real).map_err(|error| read_error(&error))?.ok_or(ReadError::NotFound)?;
        let outside = || ReadError::Denied("a link leads out of the site".to_owned());
        if !path.parent().is_none_or(|folder| self.folder_inside(&folder)) {
            return Err(outside());
        }
        match kind {
            Kind::File { .. } => Ok(real),
            Kind::Link => {
                let target = fs::canonicalize(&real).map_err(|error| read_error(&error))?;
                if !target.starts_with(&self.root) {
                    return Err(outside());
                }
                // Opening a pipe would wait for ever.
                if target.is_file() { Ok(target) } else { Err(no_file()) }
            }
            Kind::Folder | Kind::Other => Err(no_file()),
        }
    }
}

fn no_file() -> ReadError {
    ReadError::Other("this is no file".to_owned())
}

fn read_error(error: &io::Error) -> ReadError {
    match error.kind() {
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => ReadError::NotFound,
        io::ErrorKind::PermissionDenied => ReadError::Denied(explain(error).0),
        _ => ReadError::Other(explain(error).0),
    }
}

impl World for DiskWorld {
    fn walk(&self, dir: &SitePath, ignore: &dyn Fn(&SitePath, bool) -> bool) -> Walk {
        let mut walker =
            Walker { world: self, start: self.real(dir), dir, links: 0, full: false, walk: Walk::default() };
        walker.run(ignore);
        walker.walk.files.sort();
        walker.walk.problems.sort();
        walker.walk
    }

    fn read(&self, path: &SitePath, cap: u64) -> Result<Vec<u8>, ReadError> {
        self.note(|notebook| notebook.asked(path, &self.real(path)));
        let (file, len) = self.open_file(path)?;
        let bytes = read_open(file, len, cap).map_err(|error| read_error(&error))?;
        self.note(|notebook| bytes.iter().for_each(|bytes| notebook.read(path, bytes)));
        // What says nothing of its size, and what grows while it is read, is larger than it said.
        bytes.ok_or(ReadError::TooLarge { len: len.max(cap.saturating_add(1)), cap })
    }

    fn open(&self, path: &SitePath) -> Result<Box<dyn Stream>, ReadError> {
        self.note(|notebook| notebook.asked(path, &self.real(path)));
        if self.notebook.as_ref().is_some_and(|notebook| notebook.wants(path))
            && let Ok(bytes) = self.read(path, MOST_NOTED)
        {
            return Ok(Box::new(Cursor::new(bytes)));
        }
        Ok(Box::new(self.open_file(path)?.0))
    }

    fn exists(&self, path: &SitePath) -> bool {
        if self.notebook.as_ref().is_some_and(|notebook| notebook.has_met(path)) {
            return true;
        }
        let is_there = fs::canonicalize(self.real(path)).is_ok_and(|real| real.starts_with(&self.root));
        self.note(|notebook| if is_there { notebook.there(path) } else { notebook.absent(path) });
        is_there
    }

    fn stamp(&self, path: &SitePath) -> Option<Stamp> {
        self.notebook.as_ref()?.stamp(path, &self.real(path))
    }

    fn today(&self) -> Date {
        self.today
    }

    fn recall(&self, key: &[u8; 32]) -> Option<Vec<u8>> {
        if self.forgets { None } else { self.kept.get(key) }
    }

    fn keep(&self, key: &[u8; 32], bytes: &[u8]) -> bool {
        self.kept.put(key, bytes)
    }

    fn tidy(&self) {
        self.kept.tidy(kept::MOST);
    }
}

/// One walk under way.
struct Walker<'a> {
    world: &'a DiskWorld,
    start: PathBuf,
    dir: &'a SitePath,
    links: usize,
    full: bool,
    walk: Walk,
}

impl Walker<'_> {
    fn run(&mut self, ignore: &dyn Fn(&SitePath, bool) -> bool) {
        match look(&self.start) {
            Ok(None) => return self.world.note(|notebook| notebook.absent(self.dir)),
            Ok(Some(Kind::Folder)) => {}
            Ok(Some(Kind::Link)) => {
                let start = self.start.clone();
                if !self.may_follow(&start) {
                    return;
                }
            }
            _ => {
                let start = self.start.clone();
                return self.problem(&start, "this is no folder", "give the file another name");
            }
        }
        // Only a link can make a loop, and walkdir compares what links lead to with the folders above them.
        let mut entries = WalkDir::new(&self.start).follow_links(true).into_iter();
        while let Some(entry) = entries.next() {
            match entry {
                Ok(entry) if entry.depth() == 0 => self.note_folder(self.dir, &entry),
                Ok(entry) => {
                    let folder = entry.file_type().is_dir();
                    if !self.enter(&entry, ignore) && folder {
                        entries.skip_current_dir();
                    }
                }
                Err(error) => self.failed(&error, ignore),
            }
            if self.full || self.walk.files.len() > MOST_FILES {
                let start = self.start.clone();
                return self.problem(
                    &start,
                    "the links in this folder lead to more files than a site has",
                    "remove links between its folders",
                );
            }
        }
    }

    /// Takes one file or folder in; false when it stays out.
    fn enter(&mut self, entry: &walkdir::DirEntry, ignore: &dyn Fn(&SitePath, bool) -> bool) -> bool {
        if is_hidden(&entry.file_name().to_string_lossy()) {
            return false;
        }
        let folder = entry.file_type().is_dir();
        let Some(path) = self.site_path(entry.path()) else { return false };
        if ignore(&path, folder) || (entry.path_is_symlink() && !self.may_follow(entry.path())) {
            self.world.note(|notebook| notebook.left_out(&path));
            return false;
        }
        if folder {
            self.note_folder(&path, entry);
            return true;
        }
        if !entry.file_type().is_file() {
            self.problem(entry.path(), "this is neither a file nor a folder", "remove it from the site");
            return false;
        }
        match entry.metadata() {
            Ok(found) => {
                self.world.note(|notebook| notebook.file(&path, Stamp::from(&found)));
                self.walk.files.push(Entry { path, len: found.len() });
            }
            Err(error) => self.failed(&error, ignore),
        }
        true
    }

    /// Its names are read after this, or have changed in this very moment.
    fn note_folder(&self, path: &SitePath, entry: &walkdir::DirEntry) {
        self.world.note(|notebook| match entry.metadata() {
            Ok(found) => notebook.folder(path, Stamp::from(&found)),
            Err(_) => notebook.there(path),
        });
    }

    fn may_follow(&mut self, link: &Path) -> bool {
        self.links += 1;
        self.full = self.links > MOST_LINKS;
        let refused = match fs::canonicalize(link) {
            Ok(target) => {
                let above = link.parent().and_then(|folder| fs::canonicalize(folder).ok());
                if target.is_dir() && above.is_some_and(|above| above.starts_with(&target)) {
                    Some(LOOP)
                } else {
                    self.world.refuse_target(&target)
                }
            }
            Err(error) => Some(broken(&error)),
        };
        if let Some((message, hint)) = refused {
            self.problem(link, message, hint);
        }
        refused.is_none() && !self.full
    }

    fn failed(&mut self, error: &walkdir::Error, ignore: &dyn Fn(&SitePath, bool) -> bool) {
        let path = error.path().unwrap_or(&self.start).to_owned();
        if path.file_name().is_some_and(|name| is_hidden(&name.to_string_lossy())) {
            return;
        }
        // What would have been left out may also be broken.
        let known = path.strip_prefix(&self.start).ok().and_then(Path::to_str);
        let known = known.and_then(|below| self.dir.join(below).ok());
        if known.is_some_and(|path| ignore(&path, false) || ignore(&path, true)) {
            return;
        }
        let link = matches!(look(&path), Ok(Some(Kind::Link)));
        match error.io_error() {
            _ if error.loop_ancestor().is_some() => self.problem(&path, LOOP.0, LOOP.1),
            Some(error) if link => {
                let (message, hint) = broken(error);
                self.problem(&path, message, hint);
            }
            Some(error) => {
                let message = format!("this cannot be read: {}", explain(error).0);
                self.problem(
                    &path,
                    &message,
                    "give yourself the permission to read it, or list it under `ignore`",
                );
            }
            None => self.problem(&path, "this cannot be read", "list it under `ignore`"),
        }
    }

    /// The other crossing between the disk and site paths.
    fn site_path(&mut self, path: &Path) -> Option<SitePath> {
        let below = path.strip_prefix(&self.start).ok()?;
        let Some(below) = below.to_str() else {
            self.problem(path, "this name is not UTF-8", "rename it");
            return None;
        };
        #[cfg(windows)]
        let below = &below.replace('\\', "/");
        match self.dir.join(below) {
            Ok(path) => Some(path),
            Err(error) => {
                self.problem(path, &error.message, "rename it");
                None
            }
        }
    }

    fn problem(&mut self, path: &Path, message: &str, hint: &str) {
        let below = path.strip_prefix(&self.world.root).unwrap_or(path);
        self.walk.problems.push(WalkProblem {
            name: below.to_string_lossy().into_owned(),
            message: message.to_owned(),
            hint: hint.to_owned(),
        });
    }
}

const LOOP: (&str, &str) =
    ("this link leads back to a folder that it lies in", "remove the link, or list it under `ignore`");

fn broken(error: &io::Error) -> (&'static str, &'static str) {
    match error.kind() {
        io::ErrorKind::NotFound => ("this link leads nowhere", "repair the link or remove it"),
        // The kind of a link to itself has no stable name yet.
        _ => ("this link leads in a circle or cannot be followed", "repair the link or remove it"),
    }
}
