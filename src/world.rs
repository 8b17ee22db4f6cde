//! The one door to files and time for everything between reading and writing.
//!
//! Rooms below ask a [`World`]; on a disk that is [`crate::fs::DiskWorld`], in tests a [`MemoryWorld`].

use crate::path::SitePath;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;
use std::hash::{DefaultHasher, Hasher};
use std::io::{Cursor, Read, Seek};
use std::sync::{Arc, Mutex, PoisonError};

/// Files and the day. Any number of threads may ask at once.
pub trait World: Send + Sync {
    /// All files below `dir`, sorted by path; empty when there is no such folder. `ignore` is asked once for
    /// each file and folder (true: a folder) and keeps it and what lies in it out. Files and folders whose
    /// name begins with a dot stay out, but for `.well-known`.
    fn walk(&self, dir: &SitePath, ignore: &dyn Fn(&SitePath, bool) -> bool) -> Walk;

    /// The bytes of a file of at most `cap` bytes.
    ///
    /// # Errors
    /// When there is no such file, when it is larger, or when it cannot be read.
    fn read(&self, path: &SitePath, cap: u64) -> Result<Vec<u8>, ReadError>;

    /// A file's bytes as a stream, for what is copied and may be too large for memory.
    fn open(&self, path: &SitePath) -> Result<Box<dyn Stream>, ReadError>;

    /// Whether a file or folder of this name can be reached.
    fn exists(&self, path: &SitePath) -> bool;

    /// What tells a file that can be read from itself with other bytes, without reading it. None where nothing can: it
    /// changed a moment ago, or nobody looked before.
    fn stamp(&self, path: &SitePath) -> Option<Stamp>;

    /// The day of this build.
    fn today(&self) -> Date;

    /// What this or an earlier run kept under a key; none when that is gone or damaged. Whoever asks can work it
    /// out again.
    fn recall(&self, key: &[u8; 32]) -> Option<Vec<u8>>;

    /// Keeps what was worked out for later runs. False when there is no room for it.
    fn keep(&self, key: &[u8; 32], bytes: &[u8]) -> bool;

    /// Lets go what has not been needed for long, at the end of a run.
    fn tidy(&self);
}

/// Equal while a file is as it was: its size, its times, and which file it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stamp {
    pub len: u64,
    /// Last written, and last changed in any way: whole seconds and nanoseconds of each.
    pub times: [i64; 4],
    pub number: u64,
}

/// The bytes of an open file, from any place in it.
pub trait Stream: Read + Seek + Send {}

impl<T: Read + Seek + Send> Stream for T {}

/// What a walk found.
#[derive(Clone, Debug, Default)]
pub struct Walk {
    pub files: Vec<Entry>,
    pub problems: Vec<WalkProblem>,
}

/// A file and its size in bytes.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Entry {
    pub path: SitePath,
    pub len: u64,
}

/// Something on the way that could not be walked.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct WalkProblem {
    /// Its path from the site's root; what is not UTF-8 in it is replaced.
    pub name: String,
    /// What is wrong, as a sentence without a full stop.
    pub message: String,
    pub hint: String,
}

/// Why a file could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReadError {
    NotFound,
    /// The file has `len` bytes and the reader takes `cap`.
    TooLarge {
        len: u64,
        cap: u64,
    },
    /// The system or folio's own policy does not allow it; says why.
    Denied(String),
    Other(String),
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotFound => f.write_str("there is no such file"),
            Self::TooLarge { len, cap } => {
                write!(f, "the file has {len} bytes, more than the {cap} that are read")
            }
            Self::Denied(why) | Self::Other(why) => f.write_str(why),
        }
    }
}

impl std::error::Error for ReadError {}

/// Whether a file or folder of this name stays out of a site: editors, version control and systems keep their
/// own things under a leading dot.
#[must_use]
pub fn is_hidden(name: &str) -> bool {
    name.starts_with('.') && name != ".well-known"
}

/// A site in memory.
#[derive(Clone, Debug)]
pub struct MemoryWorld {
    files: BTreeMap<SitePath, Vec<u8>>,
    denied: BTreeMap<SitePath, String>,
    problems: Vec<WalkProblem>,
    today: Date,
    kept: Arc<Mutex<BTreeMap<[u8; 32], Vec<u8>>>>,
}

impl Default for MemoryWorld {
    fn default() -> Self {
        Self::new()
    }
}

impl MemoryWorld {
    /// A site without files, on 1 January 2025.
    #[must_use]
    pub fn new() -> Self {
        Self {
            files: BTreeMap::new(),
            denied: BTreeMap::new(),
            problems: Vec::new(),
            today: Date::constant(2025, 1, 1),
            kept: Arc::default(),
        }
    }

    /// The same site with one more file.
    ///
    /// # Panics
    /// When `path` is no site path: only tests and fuzzers write them by hand.
    #[must_use]
    pub fn file(mut self, path: &str, bytes: impl Into<Vec<u8>>) -> Self {
        self.files.insert(site_path(path), bytes.into());
        self
    }

    /// A file that is there and cannot be read.
    #[must_use]
    pub fn denied(mut self, path: &str, why: &str) -> Self {
        self.denied.insert(site_path(path), why.to_owned());
        self.file(path, "")
    }

    /// Something that the walk of its folder stumbles on.
    #[must_use]
    pub fn problem(mut self, name: &str, message: &str, hint: &str) -> Self {
        self.problems.push(WalkProblem {
            name: name.to_owned(),
            message: message.to_owned(),
            hint: hint.to_owned(),
        });
        self
    }

    #[must_use]
    pub fn on(mut self, today: Date) -> Self {
        self.today = today;
        self
    }

    fn get(&self, path: &SitePath) -> Result<&Vec<u8>, ReadError> {
        if let Some(why) = self.denied.get(path) {
            return Err(ReadError::Denied(why.clone()));
        }
        self.files.get(path).ok_or(ReadError::NotFound)
    }
}

fn site_path(text: &str) -> SitePath {
    SitePath::parse(text).unwrap_or_else(|error| panic!("{error}"))
}

impl World for MemoryWorld {
    fn walk(&self, dir: &SitePath, ignore: &dyn Fn(&SitePath, bool) -> bool) -> Walk {
        let kept = |path: &SitePath| {
            let Some(below) = path.strip_prefix(dir) else { return false };
            let mut reached = dir.clone();
            let mut segments = below.segments().peekable();
            while let Some(segment) = segments.next() {
                let Ok(next) = reached.join(segment) else { return false };
                reached = next;
                if is_hidden(segment) || ignore(&reached, segments.peek().is_some()) {
                    return false;
                }
            }
            !below.is_root()
        };
        let files = self.files.iter().filter(|(path, _)| kept(path));
        let below =
            |name: &str| dir.is_root() || name.strip_prefix(dir.as_str()).is_some_and(|r| r.starts_with('/'));
        Walk {
            files: files.map(|(path, bytes)| Entry { path: path.clone(), len: bytes.len() as u64 }).collect(),
            problems: self.problems.iter().filter(|problem| below(&problem.name)).cloned().collect(),
        }
    }

    fn read(&self, path: &SitePath, cap: u64) -> Result<Vec<u8>, ReadError> {
        let bytes = self.get(path)?;
        let len = bytes.len() as u64;
        if len > cap { Err(ReadError::TooLarge { len, cap }) } else { Ok(bytes.clone()) }
    }

    fn open(&self, path: &SitePath) -> Result<Box<dyn Stream>, ReadError> {
        Ok(Box::new(Cursor::new(self.get(path)?.clone())))
    }

    fn exists(&self, path: &SitePath) -> bool {
        self.files.keys().any(|file| file.starts_with(path))
    }

    /// Nothing here has times: a digest of the bytes stands for them.
    fn stamp(&self, path: &SitePath) -> Option<Stamp> {
        let bytes = self.get(path).ok()?;
        let mut hasher = DefaultHasher::new();
        hasher.write(bytes);
        Some(Stamp { len: bytes.len() as u64, times: [0; 4], number: hasher.finish() })
    }

    fn today(&self) -> Date {
        self.today
    }

    fn recall(&self, key: &[u8; 32]) -> Option<Vec<u8>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).get(key).cloned()
    }

    fn keep(&self, key: &[u8; 32], bytes: &[u8]) -> bool {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).insert(*key, bytes.to_vec());
        true
    }

    fn tidy(&self) {}
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_site_in_memory_is_walked_as_one_on_disk() {
        let world = MemoryWorld::new()
            .file("content/b.md", "b")
            .file("content/a/x.md", "xx")
            .file("content/.git/config", "")
            .file("content/.well-known/security.txt", "")
            .file("content/old/y.md", "")
            .file("contents.md", "");
        let content = site_path("content");
        let walk = world.walk(&content, &|path, folder| folder && path.file_name() == "old");
        let names: Vec<&str> = walk.files.iter().map(|entry| entry.path.as_str()).collect();
        assert_eq!(names, ["content/.well-known/security.txt", "content/a/x.md", "content/b.md"]);
        assert_eq!(walk.files[1].len, 2);
        assert_eq!(world.read(&site_path("content/a/x.md"), 1), Err(ReadError::TooLarge { len: 2, cap: 1 }));
        assert!(world.exists(&content) && !world.exists(&site_path("conten")));
    }
}
