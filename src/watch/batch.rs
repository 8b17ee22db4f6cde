//! From single notices of the file system to batches of changes that belong together. No thread and no clock: time
//! is an argument, and whoever holds a batch asks the disk.
//!
//! Programs save in many ways: in place, emptying the file first (VS Code); into a new file that takes the old
//! one's name (the IDEs of `JetBrains`, most tools); by moving the old file away first (vim). In each there is a moment in which
//! the file is empty or not there, and nobody must see it.

use crate::build::Changes;
use crate::path::SitePath;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::time::Duration;

/// Time since the watch began.
pub type Moment = Duration;

const fn millis(number: u64) -> Duration {
    Duration::from_millis(number)
}

/// Quiet after a file was closed or has taken its name: it is whole.
const WHOLE: Duration = millis(2);
/// Quiet after anything else.
const QUIET: Duration = millis(5);
/// Quiet while there is a file that was not there before: it may be about to take another one's name.
const NEW: Duration = millis(25);
/// Quiet once so many files have changed that a program is at work: `git checkout` of a branch.
const FLOOD: Duration = millis(60);
/// Files that make a flood.
const MANY: usize = 64;
/// How long a stream of notices can put a batch off.
const STARVED: Duration = millis(100);
/// As much for each file, but no longer than this in all.
const STARVED_FLOOD: Duration = millis(3000);
/// How long a file may be empty, or gone without a successor, before it is believed.
const DOUBTFUL: Duration = millis(80);
/// When a new folder is looked into once more: files may have come into it before it was watched.
const SECOND_LOOK: Duration = millis(250);
/// Beyond so many files, names are not worth keeping: everything is looked at.
const EVERYTHING: usize = 50_000;

/// What the file system says of one path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Notice {
    /// There is something new of this name.
    Created,
    /// Its bytes or what is known of it changed.
    Written,
    /// Whoever wrote it is done, or it came here whole under another name.
    Whole,
    /// It is removed or goes under another name.
    Gone,
}

/// What lies at a path now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found {
    Nothing,
    /// A file without a byte.
    Empty,
    File,
    Folder,
}

/// What a batch knows of a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Seen {
    /// It was there before the batch.
    Old,
    /// It came with the batch.
    New,
    /// It came with the batch and went again: nothing is amiss when it is not there.
    Passing,
}

/// Notices that wait until things are quiet.
#[derive(Clone, Debug, Default)]
pub struct Batch {
    paths: BTreeMap<SitePath, Seen>,
    /// How many of them are [`Seen::New`].
    new: usize,
    lost: bool,
    first: Option<Moment>,
    /// When it is quiet, if no other notice comes.
    settled: Moment,
    /// Until when what looks doubtful is waited for, once it was seen.
    doubted_until: Option<Moment>,
    /// It was looked at since the last notice, and looked doubtful.
    waits: bool,
    /// New folders, and when they are looked into again.
    again: BTreeMap<SitePath, Moment>,
}

impl Batch {
    /// Takes in what the file system said of a path.
    pub fn note(&mut self, now: Moment, path: SitePath, notice: Notice) {
        if self.paths.len() >= EVERYTHING {
            return self.lose(now);
        }
        let before = self.paths.get(&path).copied();
        let after = match (before, notice) {
            (None, Notice::Created) | (Some(Seen::Passing), Notice::Created | Notice::Whole) => Seen::New,
            (Some(Seen::New), Notice::Gone) => Seen::Passing,
            (known, _) => known.unwrap_or(Seen::Old),
        };
        self.paths.insert(path, after);
        self.new += usize::from(after == Seen::New);
        self.new -= usize::from(before == Some(Seen::New));
        self.first.get_or_insert(now);
        self.waits = false;
        let quiet = match notice {
            _ if self.paths.len() >= MANY => FLOOD,
            _ if self.new > 0 => NEW,
            Notice::Whole => WHOLE,
            _ => QUIET,
        };
        self.settled = now + quiet;
    }

    /// Notices were lost: everything may have changed.
    pub fn lose(&mut self, now: Moment) {
        self.lost = true;
        self.paths.clear();
        self.again.clear();
        self.new = 0;
        self.waits = false;
        self.first.get_or_insert(now);
        self.settled = now + FLOOD;
    }

    /// When [`Batch::take`] has something to say; none while there is nothing to wait for.
    pub fn due(&self) -> Option<Moment> {
        let again = self.again.values().min().copied();
        again.into_iter().chain(self.batch_due()).min()
    }

    fn batch_due(&self) -> Option<Moment> {
        let first = self.first?;
        Some(match self.doubted_until {
            // The next notice will tell; without one, doubt ends.
            Some(until) if self.waits => until,
            _ => self.settled.min(self.limit(first)),
        })
    }

    fn limit(&self, first: Moment) -> Moment {
        let files = u32::try_from(self.paths.len()).unwrap_or(u32::MAX);
        first + if self.lost { STARVED_FLOOD } else { (STARVED + millis(1) * files).min(STARVED_FLOOD) }
    }

    /// The changes, if it is time for them. `find` looks at the disk.
    pub fn take(&mut self, now: Moment, find: &dyn Fn(&SitePath) -> Found) -> Option<Changes> {
        let looked: Vec<SitePath> =
            self.again.iter().filter(|(_, at)| **at <= now).map(|(path, _)| path.clone()).collect();
        for path in &looked {
            self.again.remove(path);
        }
        let ready = self.batch_due().is_some_and(|due| due <= now);
        if ready && !self.lost && self.doubts(now, find) {
            // What was looked at again belongs to what is waited for.
            for path in looked {
                self.paths.entry(path).or_insert(Seen::Old);
            }
            return None;
        }
        let mut paths: BTreeSet<SitePath> = looked.into_iter().collect();
        if ready {
            let batch = std::mem::take(self);
            self.again = batch.again;
            if batch.lost {
                return Some(Changes::All);
            }
            for (path, seen) in batch.paths {
                if seen == Seen::New && find(&path) == Found::Folder {
                    self.again.insert(path.clone(), now + SECOND_LOOK);
                }
                paths.insert(path);
            }
        }
        let paths: BTreeSet<PathBuf> = paths.iter().map(|path| PathBuf::from(path.as_str())).collect();
        (!paths.is_empty()).then_some(Changes::Paths(paths))
    }

    /// Whether something looks as if a program had not finished. A flood is taken as it is: what follows it comes
    /// with the next batch.
    fn doubts(&mut self, now: Moment, find: &dyn Fn(&SitePath) -> Found) -> bool {
        if self.paths.len() >= MANY {
            return false;
        }
        let doubtful = self.paths.iter().any(|(path, seen)| match find(path) {
            Found::Empty => true,
            Found::Nothing => *seen == Seen::Old,
            Found::File | Found::Folder => false,
        });
        if !doubtful {
            return false;
        }
        let until = *self.doubted_until.get_or_insert(now + DOUBTFUL);
        self.waits = now < until;
        self.waits
    }
}

#[cfg(test)]
mod tests;
