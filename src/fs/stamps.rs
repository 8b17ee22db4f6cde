//! What tells one state of a file from another without reading it.

use crate::path::SitePath;
use std::collections::BTreeMap;
use std::fs::{self, Metadata};
use std::path::Path;
use walkdir::WalkDir;

/// Equal while a file is as it was: its size, its times, and which file it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stamp {
    len: u64,
    times: Times,
}

#[cfg(unix)]
type Times = [i64; 5];

#[cfg(unix)]
fn times(found: &Metadata) -> Times {
    use std::os::unix::fs::MetadataExt;
    [found.mtime(), found.mtime_nsec(), found.ctime(), found.ctime_nsec(), found.ino().cast_signed()]
}

#[cfg(not(unix))]
type Times = String;

#[cfg(not(unix))]
fn times(found: &Metadata) -> Times {
    format!("{:?}", found.modified())
}

impl Stamp {
    fn of(found: &Metadata) -> Self {
        Self { len: found.len(), times: times(found) }
    }
}

/// Whether a link stays in the folder `root`: one that leads out is not followed.
fn leads_inside(root: &Path, link: &Path) -> bool {
    fs::canonicalize(link).is_ok_and(|target| target.starts_with(root))
}

/// The stamps of the files in the folder `root` and in these of its folders, with all that lies in those. `holds`
/// says which files and folders count. What cannot be looked at is left out.
pub fn stamps<'a>(
    root: &Path,
    folders: impl Iterator<Item = &'a str>,
    holds: &dyn Fn(&SitePath) -> bool,
) -> BTreeMap<SitePath, Stamp> {
    let mut stamps = BTreeMap::new();
    let own = fs::read_dir(root).into_iter().flatten().filter_map(Result::ok);
    for entry in own {
        let found = fs::metadata(entry.path());
        let path = entry.file_name().to_str().and_then(|name| SitePath::parse(name).ok());
        if let (Ok(found), Some(path)) = (found, path)
            && found.is_file()
            && holds(&path)
        {
            stamps.insert(path, Stamp::of(&found));
        }
    }
    let path_of = |path: &Path| {
        let below = path.strip_prefix(root).ok()?.to_str()?;
        SitePath::parse(&below.replace(std::path::MAIN_SEPARATOR, "/")).ok()
    };
    for folder in folders {
        let entries = WalkDir::new(root.join(folder)).follow_links(true).into_iter();
        let entries = entries.filter_entry(|entry| {
            path_of(entry.path()).is_some_and(|path| holds(&path))
                && (!entry.path_is_symlink() || leads_inside(root, entry.path()))
        });
        for entry in entries.filter_map(Result::ok).filter(|entry| entry.file_type().is_file()) {
            if let (Ok(found), Some(path)) = (entry.metadata(), path_of(entry.path())) {
                stamps.insert(path, Stamp::of(&found));
            }
        }
    }
    stamps
}
