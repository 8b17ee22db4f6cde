//! Where a site lies: a folder, or an address.

use crate::fs::{self, Kind};
use crate::path::OutPath;
use std::collections::BTreeMap;
use std::fmt;
use std::io::Read;
use std::path::{Path, PathBuf};

/// Most files of a site.
const MOST_FILES: usize = 2_000_000;

/// Folders within folders.
const DEEPEST: usize = 64;

/// Why a file cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lack {
    Missing,
    /// More bytes than this.
    TooLarge(u64),
    /// Another reason, as the end of a sentence that begins with the name of the file.
    Refused(String),
}

impl fmt::Display for Lack {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing => f.write_str("is missing"),
            Self::TooLarge(bytes) => {
                write!(f, "has more than {} MB, which is more than is read", bytes >> 20)
            }
            Self::Refused(words) => f.write_str(words),
        }
    }
}

/// A site to be read.
pub trait Place {
    /// Whether a host stands between the bytes that were published and those that arrive.
    fn is_served(&self) -> bool;

    /// Every file by its path, and what is no file with what it is; none where nobody can list them.
    fn list(&self) -> Option<&BTreeMap<String, Found>>;

    /// Opens a file for a reader that takes at most `cap` bytes.
    fn open(&mut self, path: &OutPath, cap: u64) -> Result<Box<dyn Read + '_>, Lack>;

    /// What a stream that broke off has to say, if it was opened here.
    fn broke(&self, error: &std::io::Error) -> Lack {
        Lack::Refused(format!("cannot be read to its end: {error}"))
    }
}

/// What lies at a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found {
    File,
    /// It is not followed.
    Link,
    /// A pipe, a socket, a device: it is not opened.
    Other,
    /// A name that no site made with folio has.
    Unreadable,
}

/// A folder.
#[derive(Debug)]
pub struct Disk {
    root: PathBuf,
    files: BTreeMap<String, Found>,
}

impl Disk {
    /// Looks at what lies in a folder. Links are not followed, and nothing is opened.
    ///
    /// # Errors
    /// When the folder cannot be listed, or holds more than any site has.
    pub fn new(root: &Path) -> std::io::Result<Self> {
        let mut disk = Self { root: root.to_owned(), files: BTreeMap::new() };
        disk.walk(root, "", 0)?;
        Ok(disk)
    }

    fn walk(&mut self, folder: &Path, below: &str, depth: usize) -> std::io::Result<()> {
        for name in fs::names(folder)? {
            let path = folder.join(&name);
            let (shown, is_text) = match name.to_str() {
                Some(name) => (format!("{below}{name}"), true),
                None => (format!("{below}{}", name.to_string_lossy()), false),
            };
            let found = match fs::look(&path)? {
                None => continue,
                Some(Kind::Folder) if is_text && depth < DEEPEST => {
                    self.walk(&path, &format!("{shown}/"), depth + 1)?;
                    continue;
                }
                Some(Kind::Link) => Found::Link,
                Some(Kind::Other) => Found::Other,
                Some(Kind::File { .. }) if is_text => Found::File,
                Some(_) => Found::Unreadable,
            };
            self.files.insert(shown, found);
            if self.files.len() > MOST_FILES {
                return Err(std::io::Error::other(format!("it has more than {MOST_FILES} files")));
            }
        }
        Ok(())
    }
}

impl Place for Disk {
    fn is_served(&self) -> bool {
        false
    }

    fn list(&self) -> Option<&BTreeMap<String, Found>> {
        Some(&self.files)
    }

    fn open(&mut self, path: &OutPath, cap: u64) -> Result<Box<dyn Read + '_>, Lack> {
        match self.files.get(path.as_str()) {
            Some(Found::File) => {}
            None => return Err(Lack::Missing),
            Some(Found::Link) => return Err(Lack::Refused("is a link, which is not followed".to_owned())),
            Some(_) => return Err(Lack::Refused("is no file".to_owned())),
        }
        match fs::open_capped(&self.root.join(path.as_str()), cap) {
            Ok(Some(stream)) => Ok(stream),
            Ok(None) => Err(Lack::TooLarge(cap)),
            Err(error) => Err(Lack::Refused(format!("cannot be read: {}", fs::explain(&error).0))),
        }
    }
}
