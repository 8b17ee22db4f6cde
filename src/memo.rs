//! Keys of work that was done, and the reads that a piece of work depends on.
//!
//! Nothing is invalidated by hand. Whatever a template reaches beyond its own page goes through a function that
//! notes the read here; a page has to be made again exactly when something that it read has changed. The store
//! that keeps results between runs comes with `watch`; this version makes everything anew and keeps the record.

use sha2::{Digest, Sha256};
use std::collections::BTreeSet;

/// What one render read beyond its own page.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Read {
    /// The light item of a page, by its URL path.
    Item(String),
    /// The items that a section lists, in their order; `*` is the whole site.
    Section(String),
    /// The metrics of a page, by its URL path.
    Metrics(String),
    /// Which pages are related to a page, by its URL path.
    Related(String),
    /// A file of the theme or of `static/`, by its name.
    Asset(String),
    /// The terms of a taxonomy, by its key.
    Terms(String),
    /// A file of `data/`, by the name that the template wrote.
    Data(String),
    /// The strings of the theme.
    Strings,
    /// The size of an image, by its path in the site.
    Image(String),
    /// The address of a source file, or that there is none.
    Route(String),
}

/// Collects the reads of one render.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Recorder {
    reads: BTreeSet<Read>,
}

impl Recorder {
    pub fn note(&mut self, read: Read) {
        self.reads.insert(read);
    }

    pub fn reads(&self) -> impl Iterator<Item = &Read> {
        self.reads.iter()
    }
}

/// The identity of a piece of work: a digest over everything that decides its result.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key([u8; 32]);

impl Key {
    /// A key from the kind of work and its inputs. Each input is framed by its length, so that moving bytes from
    /// one to the next gives another key.
    pub fn new(work: &str, inputs: &[&[u8]]) -> Self {
        let mut hasher = Sha256::new();
        for part in std::iter::once(work.as_bytes()).chain(inputs.iter().copied()) {
            hasher.update((part.len() as u64).to_le_bytes());
            hasher.update(part);
        }
        Self(hasher.finalize().into())
    }

    pub fn bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_tells_apart_where_one_input_ends() {
        assert_ne!(Key::new("page", &[b"ab", b"c"]), Key::new("page", &[b"a", b"bc"]));
        assert_ne!(Key::new("page", &[b"a"]), Key::new("code", &[b"a"]));
        assert_eq!(Key::new("page", &[b"a"]), Key::new("page", &[b"a"]));
    }
}
