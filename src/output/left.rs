//! What the last build left in the output folder, so that nothing of it has to be opened again.

use crate::fs::{self, Stamp};
use crate::path::OutPath;
use crate::proof::digest::Digest;
use std::collections::HashMap;
use std::path::Path;

/// The list of a site with a million files; what is larger is none.
const LARGEST_LIST: u64 = 256 * 1024 * 1024;

/// Files by their path in the output: the stamp of each when the build was done, and the digest of what it held.
#[derive(Debug, Default)]
pub struct Left(HashMap<String, (Stamp, Digest)>);

impl Left {
    /// Of files with these stamps in the folder `out`. What they held is told by one of them, the sums of all others.
    pub fn read(out: &Path, files: Vec<(String, Stamp)>, sums: &OutPath) -> Self {
        let mut stamps: HashMap<String, Stamp> = files.into_iter().collect();
        let list = out.join(sums.as_str());
        let stamp = stamps.get(sums.as_str()).copied();
        if stamp.is_none() || Stamp::of_file(&list) != stamp {
            return Self::default();
        }
        let bytes = fs::read_capped(&list, LARGEST_LIST).ok().flatten().unwrap_or_default();
        let known = |line: &str| {
            let (digest, path) = line.split_once("  ")?;
            Some((path.to_owned(), (stamps.remove(path)?, Digest::parse(digest)?)))
        };
        Self(String::from_utf8_lossy(&bytes).lines().filter_map(known).collect())
    }

    /// Whether the file at `target` is still what was left there, and that is what has this digest.
    pub fn holds(&self, path: &OutPath, digest: &Digest, target: &Path) -> bool {
        let left = self.0.get(path.as_str()).filter(|(_, left)| left == digest);
        left.is_some_and(|(stamp, _)| Stamp::of_file(target) == Some(*stamp))
    }
}
