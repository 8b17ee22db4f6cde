//! `.folio-owned`: what folio made in an output folder.
//!
//! A text that people can read and version control can merge or break; broken, it owns nothing:
//!
//! ```text
//! folio-owned 1
//! folio made these files and may overwrite or delete them. Leave this list to folio.
//! index.html
//! work/
//! work/index.html
//! ?new/
//! ?512 new/index.html
//! *5
//! ```
//!
//! One path a line; a folder ends with `/`. `?` marks what a build was about to make when this was written: such a
//! file counts when it is there with the size in bytes that is named. The last line is the number of lines
//! between. None of `?`, `*` and line ends can stand in an output path.

use crate::path::OutPath;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

/// The name of the list in the output folder.
pub const OWNED: &str = ".folio-owned";

const HEADER: &str = "folio-owned 1";
const WORDS: &str = "folio made these files and may overwrite or delete them. Leave this list to folio.";

/// What folio made in an output folder.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Owned {
    pub files: BTreeSet<OutPath>,
    /// Folders that folio made: they go when folio's last file in them goes and nothing else is there.
    pub folders: BTreeSet<OutPath>,
    /// Files that a build was about to make, with their sizes.
    pub pending: BTreeMap<OutPath, u64>,
    /// Folders that a build was about to make.
    pub pending_folders: BTreeSet<OutPath>,
}

impl Owned {
    /// # Errors
    /// Says what is wrong with a list that is not whole.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut lines = text.split_terminator('\n');
        match lines.next() {
            Some(HEADER) if lines.next() == Some(WORDS) => {}
            Some(other) if other.starts_with("folio-owned ") && other != HEADER => {
                return Err(format!("it is of another version of folio: `{}`", other.escape_debug()));
            }
            _ => return Err("its first lines are not as folio writes them".to_owned()),
        }
        let mut owned = Self::default();
        let mut count = 0;
        let mut ended = false;
        for line in lines {
            if ended {
                return Err("something follows its last line".to_owned());
            }
            if let Some(total) = line.strip_prefix('*') {
                ended = total == count.to_string();
                if !ended {
                    return Err("lines of it are missing".to_owned());
                }
                continue;
            }
            count += 1;
            let added = owned.add(line);
            added
                .ok_or_else(|| format!("its line {} names no file: `{}`", count + 2, line.escape_debug()))?;
        }
        // A list cut after a line end looks whole but for this.
        if ended && text.ends_with('\n') { Ok(owned) } else { Err("its end is missing".to_owned()) }
    }

    fn add(&mut self, line: &str) -> Option<()> {
        if let Some(folder) = line.strip_suffix('/') {
            match folder.strip_prefix('?') {
                Some(folder) => self.pending_folders.insert(OutPath::parse(folder).ok()?),
                None => self.folders.insert(OutPath::parse(folder).ok()?),
            };
        } else if let Some(pending) = line.strip_prefix('?') {
            let (len, path) = pending.split_once(' ')?;
            self.pending.insert(OutPath::parse(path).ok()?, len.parse().ok()?);
        } else {
            self.files.insert(OutPath::parse(line).ok()?);
        }
        Some(())
    }

    #[must_use]
    pub fn print(&self) -> String {
        let mut text = format!("{HEADER}\n{WORDS}\n");
        for path in &self.files {
            text.push_str(path.as_str());
            text.push('\n');
        }
        for path in &self.folders {
            text.push_str(path.as_str());
            text.push_str("/\n");
        }
        for path in &self.pending_folders {
            // Writing to a string cannot fail.
            _ = writeln!(text, "?{path}/");
        }
        for (path, len) in &self.pending {
            _ = writeln!(text, "?{len} {path}");
        }
        let lines = [self.files.len(), self.folders.len(), self.pending.len(), self.pending_folders.len()];
        _ = writeln!(text, "*{}", lines.iter().sum::<usize>());
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn path(text: &str) -> OutPath {
        OutPath::parse(text).expect("a path")
    }

    fn some() -> Owned {
        Owned {
            files: ["index.html", "work/a b.html", "# x", "end 3"].map(path).into(),
            folders: [path("work")].into(),
            pending: [(path("new/x.html"), 12)].into(),
            pending_folders: [path("new")].into(),
        }
    }

    #[test]
    fn a_list_comes_back_as_it_was_written() {
        assert_eq!(Owned::parse(&some().print()), Ok(some()));
        assert_eq!(Owned::parse(&Owned::default().print()), Ok(Owned::default()));
    }

    #[test]
    fn a_damaged_list_owns_nothing_and_says_why() {
        let whole = some().print();
        let damaged = [
            (String::new(), "first lines"),
            ("folio-owned 2\n".to_owned(), "another version"),
            (whole.replace("work/a b.html\n", ""), "lines of it are missing"),
            (whole.replace("index.html", "<<<<<<< HEAD"), "names no file"),
            (whole.replace("index.html", "../index.html"), "names no file"),
            (whole.replace("?12 ", "?x "), "names no file"),
            (whole.clone() + "more\n", "follows its last line"),
        ];
        for (text, why) in damaged {
            let said = Owned::parse(&text).expect_err(&text);
            assert!(said.contains(why), "{said}");
        }
        for end in 0..whole.len() {
            assert!(Owned::parse(&whole[..end]).is_err(), "cut at {end}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn any_text_is_read_without_a_panic(text in any::<String>(), at in 0..80usize) {
            _ = Owned::parse(&text);
            let mut mixed = some().print();
            let at = mixed.floor_char_boundary(at);
            mixed.insert_str(at, &text);
            if let Ok(owned) = Owned::parse(&mixed) {
                prop_assert_eq!(Owned::parse(&owned.print()), Ok(owned));
            }
        }
    }
}
