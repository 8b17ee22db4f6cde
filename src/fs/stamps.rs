//! What tells one state of a file from another without reading it.

use crate::path::SitePath;
use crate::world::Stamp;
use std::collections::BTreeMap;
use std::fs::{self, Metadata};
use std::io;
use std::path::Path;
use walkdir::WalkDir;

/// In so many nanoseconds a file may change twice and keep its stamp where times are whole seconds: the clocks of some file systems
/// go by two.
const COARSE: i128 = 2_000_000_000;

/// The same where times have parts of a second: such a clock is the kernel's, which ticks at least every ten milliseconds.
const FINE: i128 = 100_000_000;

impl Stamp {
    /// Of the file or folder of this name; a link is followed.
    pub fn of(path: &Path) -> io::Result<Self> {
        fs::metadata(path).map(|found| Self::from(&found))
    }

    /// Of the file of this name; none where something else lies there, such as a link.
    pub fn of_file(path: &Path) -> Option<Self> {
        fs::symlink_metadata(path).ok().filter(Metadata::is_file).map(|found| Self::from(&found))
    }

    pub fn has_size_of(&self, other: &Self) -> bool {
        self.len == other.len
    }

    /// Whether the file changed so short a time before `now`, or after it, that it may change again and keep its stamp. Times are
    /// nanoseconds since 1970.
    pub fn is_recent(&self, now: i128) -> bool {
        let [written, written_part, changed, changed_part] = self.times;
        [(written, written_part), (changed, changed_part)].into_iter().any(|(second, part)| {
            let margin = if part == 0 { COARSE } else { FINE };
            i128::from(second) * 1_000_000_000 + i128::from(part) >= now.saturating_sub(margin)
        })
    }
}

impl From<&Metadata> for Stamp {
    #[cfg(unix)]
    fn from(found: &Metadata) -> Self {
        use std::os::unix::fs::MetadataExt;
        let times = [found.mtime(), found.mtime_nsec(), found.ctime(), found.ctime_nsec()];
        Self { len: found.len(), times, number: found.ino() }
    }

    #[cfg(not(unix))]
    fn from(found: &Metadata) -> Self {
        let parts = |time: io::Result<_>| time.map_or([0, 0], crate::clock::since_epoch);
        let ([a, b], [c, d]) = (parts(found.modified()), parts(found.created()));
        Self { len: found.len(), times: [a, b, c, d], number: 0 }
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
            stamps.insert(path, Stamp::from(&found));
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
                stamps.insert(path, Stamp::from(&found));
            }
        }
    }
    stamps
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn how_long_a_change_is_recent_depends_on_the_clock_that_it_was_stamped_by() {
        let now = 1_000 * 1_000_000_000 + 50;
        for (times, is_recent) in [
            ([999, 950_000_000, 1, 1], true),
            ([1, 1, 999, 950_000_000], true),
            ([999, 899_000_000, 999, 899_000_000], false),
            ([999, 0, 1, 1], true),
            ([998, 0, 1, 1], false),
            ([2_000, 7, 1, 1], true),
            ([i64::MAX, 0, i64::MIN, 0], true),
        ] {
            assert_eq!(Stamp { len: 1, times, number: 1 }.is_recent(now), is_recent, "{times:?}");
        }
        assert!(Stamp { len: 1, times: [1, 1, 1, 1], number: 1 }.is_recent(i128::MIN));
    }
}
