//! What may have changed in the folder of a site.

use super::session::Changes;
use crate::path::SitePath;
use std::collections::BTreeSet;
use std::path::{MAIN_SEPARATOR, Path};

/// The files and folders of a site that may have changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Touched {
    All,
    Paths(BTreeSet<SitePath>),
}

impl Touched {
    /// What can be told from changes below `root`. What lies outside or has no name of a site's is no matter of it.
    pub fn of(changes: &Changes, root: &Path) -> Self {
        let Changes::Paths(paths) = changes else { return Self::All };
        let below = |path: &Path| {
            let path = path.strip_prefix(root).unwrap_or(path);
            SitePath::parse(&path.to_str()?.replace(MAIN_SEPARATOR, "/")).ok()
        };
        let paths: BTreeSet<SitePath> = paths.iter().filter_map(|path| below(path)).collect();
        if paths.iter().any(SitePath::is_root) { Self::All } else { Self::Paths(paths) }
    }

    /// Whether a file may have changed, by itself or with a folder above it.
    pub fn has(&self, path: &SitePath) -> bool {
        let Self::Paths(paths) = self else { return true };
        let above = std::iter::successors(path.parent(), SitePath::parent);
        !paths.is_empty() && (paths.contains(path) || above.into_iter().any(|folder| paths.contains(&folder)))
    }

    /// Whether something may have changed in one of these folders at the top of the site.
    pub fn is_in(&self, folders: &[&str]) -> bool {
        let Self::Paths(paths) = self else { return true };
        paths.iter().any(|path| path.segments().next().is_some_and(|first| folders.contains(&first)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(text: &str) -> SitePath {
        SitePath::parse(text).expect("a path")
    }

    #[test]
    fn a_folder_that_changed_changes_all_that_lies_in_it() {
        let root = Path::new("/site");
        let changes = Changes::Paths(["content/work".into(), "/site/data/team.yaml".into()].into());
        let touched = Touched::of(&changes, root);
        assert!(touched.has(&path("content/work/a/b.md")) && touched.has(&path("data/team.yaml")));
        assert!(!touched.has(&path("content/workshop.md")) && !touched.has(&path("content/about.md")));
        assert!(touched.is_in(&["static", "data"]) && !touched.is_in(&["templates"]));
        assert_eq!(Touched::of(&Changes::Paths(["/site".into()].into()), root), Touched::All);
        assert!(!Touched::Paths(BTreeSet::new()).has(&path("a")));
    }
}
