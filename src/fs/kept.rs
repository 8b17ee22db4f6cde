//! What earlier runs worked out, below `.folio/` in the site: a file for each key. It may be deleted at any time.
//!
//! A file is written whole or not at all and says what it should hold, so that two builds at once, a crash or a
//! worn disk cost time and never a wrong byte.

use super::{create_folders, names, read_capped, remove_file, write_new, write_pieces_atomic};
use ring::digest::{SHA256, digest};
use std::collections::HashSet;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

/// Stands at the start of each file; another version is another folder.
const MAGIC: &[u8; 16] = b"folio's memo, 1\n";
const FOLDER: &str = "memo-1";

/// Most bytes of one entry.
const MAX_ENTRY: u64 = 256 << 20;

/// How much is kept of what the last run did not need: a few thousand pictures.
pub(super) const MOST: u64 = 1 << 30;

#[derive(Debug)]
pub(super) struct Kept {
    /// `.folio`.
    own: PathBuf,
    used: Mutex<HashSet<[u8; 32]>>,
    grew: AtomicBool,
}

impl Kept {
    pub fn in_site(root: &Path) -> Self {
        Self { own: root.join(".folio"), used: Mutex::default(), grew: AtomicBool::new(false) }
    }

    pub fn get(&self, key: &[u8; 32]) -> Option<Vec<u8>> {
        let mut bytes = read_capped(&self.file(key), MAX_ENTRY).ok().flatten()?;
        let header = MAGIC.len() + 32;
        let content = bytes.get(header..)?;
        if !bytes.starts_with(MAGIC) || digest(&SHA256, content).as_ref() != &bytes[MAGIC.len()..header] {
            return None;
        }
        bytes.drain(..header);
        self.note(key);
        Some(bytes)
    }

    pub fn put(&self, key: &[u8; 32], bytes: &[u8]) -> bool {
        let file = self.file(key);
        let Some(folder) = file.parent() else { return false };
        if !folder.is_dir() && (create_folders(folder).is_err() || !self.hide()) {
            return false;
        }
        let written = write_pieces_atomic(&file, &[MAGIC, digest(&SHA256, bytes).as_ref(), bytes]).is_ok();
        if written {
            self.grew.store(true, Ordering::Relaxed);
            self.note(key);
        }
        written
    }

    /// Removes what this run did not need, the oldest first, while there is more than `most` bytes; and all that
    /// another version of folio left.
    pub fn tidy(&self, most: u64) {
        if !self.grew.swap(false, Ordering::Relaxed) {
            return;
        }
        for name in names(&self.own).unwrap_or_default() {
            let other = name.to_str().is_some_and(|name| name.starts_with("memo-") && name != FOLDER);
            if other {
                // What cannot be removed now is removed by a later run.
                _ = super::remove_own_tree(&self.own.join(name));
            }
        }
        let used = self.used.lock().unwrap_or_else(PoisonError::into_inner);
        let used: HashSet<PathBuf> = used.iter().map(|key| self.file(key)).collect();
        let mut total = 0;
        let mut unused = Vec::new();
        let folder = self.own.join(FOLDER);
        for start in names(&folder).unwrap_or_default() {
            let below = folder.join(start);
            for name in names(&below).unwrap_or_default() {
                let file = below.join(name);
                let Ok(found) = fs::symlink_metadata(&file) else { continue };
                total += found.len();
                if !used.contains(&file) {
                    unused.push((found.modified().ok(), file, found.len()));
                }
            }
        }
        unused.sort();
        for (_, file, len) in unused {
            if total <= most {
                break;
            }
            if remove_file(&file).is_ok() {
                total -= len;
            }
        }
    }

    fn note(&self, key: &[u8; 32]) {
        self.used.lock().unwrap_or_else(PoisonError::into_inner).insert(*key);
    }

    /// Keeps the folder out of version control, as it does of the site.
    fn hide(&self) -> bool {
        let ignore = self.own.join(".gitignore");
        ignore.is_file() || write_new(&ignore, b"*\n").is_ok() || ignore.is_file()
    }

    fn file(&self, key: &[u8; 32]) -> PathBuf {
        let mut name = String::with_capacity(64);
        for byte in key {
            // Writing to a string cannot fail.
            _ = write!(name, "{byte:02x}");
        }
        self.own.join(FOLDER).join(&name[..2]).join(&name[2..])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(byte: u8) -> [u8; 32] {
        [byte; 32]
    }

    #[test]
    fn what_was_kept_is_there_for_the_next_run_and_hidden_from_version_control() {
        let site = tempfile::tempdir().expect("a folder");
        assert_eq!(Kept::in_site(site.path()).get(&key(1)), None);
        assert!(!site.path().join(".folio").exists());
        assert!(Kept::in_site(site.path()).put(&key(1), b"one"));
        assert!(Kept::in_site(site.path()).put(&key(1), b"one"));
        assert_eq!(Kept::in_site(site.path()).get(&key(1)), Some(b"one".to_vec()));
        assert_eq!(fs::read(site.path().join(".folio/.gitignore")).expect("it is there"), b"*\n");
    }

    #[test]
    fn a_damaged_entry_is_as_good_as_none() {
        let site = tempfile::tempdir().expect("a folder");
        let kept = Kept::in_site(site.path());
        assert!(kept.put(&key(1), b"one"));
        let file = kept.file(&key(1));
        let whole = fs::read(&file).expect("it is there");
        for damaged in [&whole[..whole.len() - 1], &whole[..20], b"", &[whole.as_slice(), b"x"].concat()] {
            fs::write(&file, damaged).expect("it can be written");
            assert_eq!(kept.get(&key(1)), None);
        }
        assert!(kept.put(&key(1), b"one"));
        assert_eq!(kept.get(&key(1)), Some(b"one".to_vec()));
    }

    #[test]
    fn beyond_the_limit_goes_what_the_last_run_did_not_need() {
        let site = tempfile::tempdir().expect("a folder");
        let earlier = Kept::in_site(site.path());
        for byte in 1..=4 {
            assert!(earlier.put(&key(byte), &[byte; 100]));
        }
        let now = Kept::in_site(site.path());
        assert!(now.get(&key(2)).is_some() && now.put(&key(5), &[5; 100]));
        now.tidy(10_000);
        assert!((1..=5).all(|byte| earlier.get(&key(byte)).is_some()));
        assert!(now.put(&key(5), &[5; 100]));
        now.tidy(0);
        let left: Vec<u8> = (1..=5).filter(|byte| earlier.get(&key(*byte)).is_some()).collect();
        assert_eq!(left, [2, 5]);
    }

    #[test]
    fn what_another_version_left_goes() {
        let site = tempfile::tempdir().expect("a folder");
        let old = site.path().join(".folio/memo-0/ab");
        fs::create_dir_all(&old).expect("a folder");
        let kept = Kept::in_site(site.path());
        assert!(kept.put(&key(1), b"one"));
        kept.tidy(MOST);
        assert!(!old.exists() && kept.get(&key(1)).is_some());
    }

    #[cfg(unix)]
    #[test]
    fn where_nothing_can_be_written_nothing_is_kept() {
        let site = tempfile::tempdir().expect("a folder");
        fs::write(site.path().join(".folio"), b"in the way").expect("it can be written");
        let kept = Kept::in_site(site.path());
        assert!(!kept.put(&key(1), b"one"));
        assert_eq!(kept.get(&key(1)), None);
        kept.tidy(0);
    }
}
