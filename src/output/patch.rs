//! A few files of an output folder that is known to lie as its last build left it get other bytes: all of them, or none.

use super::commit::Steps;
use super::staging::{Staging, State};
use crate::fs::{self, Stamp};
use crate::path::OutPath;
use std::io;
use std::path::Path;

/// An output folder that nobody else builds into meanwhile.
#[derive(Debug)]
pub struct Patch {
    staging: Staging,
}

impl Patch {
    /// None where a build has to say why it cannot write there.
    pub fn open(out: &Path, root: &Path) -> Option<Self> {
        let staging = Staging::begin(out, root).ok().filter(|staging| staging.state == State::Filled)?;
        Some(Self { staging })
    }

    /// The bytes of a file that lies there.
    pub fn read(&self, path: &OutPath) -> Option<Vec<u8>> {
        fs::read_capped(&self.staging.out.join(path.as_str()), u64::MAX).ok().flatten()
    }

    /// Gives files that lie there these bytes; their stamps from now on. None where the disk refuses: then all is as it
    /// was, and a build has to say why.
    pub fn commit(mut self, files: &[(OutPath, Vec<u8>)]) -> Option<Vec<(OutPath, Stamp)>> {
        let mut steps = Steps::new(self.staging.old_folder());
        let done = self.replace(&mut steps, files);
        if done.is_none() && steps.take_back().is_err() {
            // What is missing is made again by the build that follows.
            self.staging.keep = true;
        }
        self.staging.committed = true;
        done
    }

    fn replace(&self, steps: &mut Steps, files: &[(OutPath, Vec<u8>)]) -> Option<Vec<(OutPath, Stamp)>> {
        let write = |(path, bytes): &(OutPath, Vec<u8>)| -> io::Result<()> {
            fs::write_new(&self.staging.staged(path)?, bytes).map(|_| ())
        };
        files.iter().try_for_each(write).ok()?;
        for (path, _) in files {
            let staged = self.staging.new_folder().join(path.as_str());
            steps.replace(&staged, &self.staging.out.join(path.as_str())).ok()?;
        }
        let stamp = |(path, _): &(OutPath, Vec<u8>)| {
            Some((path.clone(), Stamp::of_file(&self.staging.out.join(path.as_str()))?))
        };
        files.iter().map(stamp).collect()
    }
}
