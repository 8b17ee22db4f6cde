//! Keys of work that was done, and the reads that a piece of work depends on.
//!
//! Nothing is invalidated by hand. Whatever a page takes from beyond itself is noted here as a [`Read`]; each read
//! has a print, a number that changes with what it gives. A page has to be made again exactly when the print of
//! something that it read has changed. A [`Ledger`] gives reads small numbers, so that ten thousand pages can be
//! asked in a moment.

use crate::path::{SitePath, Url};
use ring::digest::{Context, SHA256};
use std::collections::{BTreeSet, HashMap};
use std::hash::{Hash, Hasher};
use std::sync::Arc;

/// What one render read beyond its own page.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Read {
    /// What holds for every page: `folio.yaml`, the words of the language, the options of the theme.
    Constants,
    /// The templates of the theme and of the site.
    Templates,
    /// The text of a document.
    Document(SitePath),
    /// The front matter of a document.
    Head(SitePath),
    /// What the page at this address gets of the frame of the site: navigation, feeds, icons.
    Frame(Url),
    /// The light item of a page.
    Item(Url),
    /// Which pages stand around the one at this address: before and after it, above it, related to it, in its story.
    Around(Url),
    /// What a person's page says of their work.
    Person(Url),
    /// A page of the list of a section, by its folder and number.
    List(String, usize),
    /// A page of the list of a term, by the address of its first page and its number.
    Term(Url, usize),
    /// The terms of a taxonomy, by its key.
    Terms(String),
    /// A page of a list of figures: what they have in common, and its number.
    Sources(&'static str, usize),
    /// What the home page shows of the site.
    Home,
    /// The résumé of the owner.
    Resume,
    /// The items that a section lists, in their order; `*` is the whole site.
    Section(String),
    /// The metrics of a page, by the name that the template wrote.
    Metrics(String),
    /// A file of the theme or of `static/`, by its name.
    Asset(String),
    /// A file of `data/`, by the name that the template wrote.
    Data(String),
    /// How the picture at an address is shown, in the widths that a template asked for.
    Image(String, Option<Vec<u32>>),
    /// Where a link leads that was written in this document.
    Link(SitePath, String),
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

/// Numbers for reads, from zero on; each read has one for good.
#[derive(Debug, Default)]
pub struct Ledger {
    numbers: HashMap<Arc<Read>, u32>,
    reads: Vec<Arc<Read>>,
}

impl Ledger {
    /// The number of a read.
    pub fn number(&mut self, read: &Read) -> u32 {
        if let Some(number) = self.numbers.get(read) {
            return *number;
        }
        // Four thousand million reads do not fit into memory.
        let number = u32::try_from(self.reads.len()).unwrap_or(u32::MAX);
        let read = Arc::new(read.clone());
        self.numbers.insert(Arc::clone(&read), number);
        self.reads.push(read);
        number
    }

    /// The number of a read, if it has one already.
    pub fn known(&self, read: &Read) -> Option<u32> {
        self.numbers.get(read).copied()
    }

    /// All reads, by number.
    pub fn reads(&self) -> &[Arc<Read>] {
        &self.reads
    }

    pub fn read(&self, number: u32) -> Option<Arc<Read>> {
        self.reads.get(usize::try_from(number).ok()?).cloned()
    }
}

/// The identity of a piece of work: a digest over everything that decides its result.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key([u8; 32]);

impl Key {
    /// A key from the kind of work and its inputs. Each input is framed by its length, so that moving bytes from
    /// one to the next gives another key.
    pub fn new(work: &str, inputs: &[&[u8]]) -> Self {
        let mut hasher = Context::new(&SHA256);
        for part in std::iter::once(work.as_bytes()).chain(inputs.iter().copied()) {
            hasher.update(&(part.len() as u64).to_le_bytes());
            hasher.update(part);
        }
        // SHA-256 has as many bytes.
        Self(hasher.finish().as_ref().try_into().unwrap_or_default())
    }

    /// A key from the kind of work and a value that decides it. It holds within one program: how values are hashed
    /// may be another thing in the next.
    pub fn of(work: &str, input: &impl Hash) -> Self {
        let mut hashed = Hashed::default();
        input.hash(&mut hashed);
        Self::new(work, &[&hashed.0])
    }

    pub fn bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

/// All that a value gives to a hasher.
#[derive(Default)]
struct Hashed(Vec<u8>);

impl Hasher for Hashed {
    fn write(&mut self, bytes: &[u8]) {
        self.0.extend_from_slice(bytes);
    }

    /// Nobody asks for it.
    fn finish(&self) -> u64 {
        self.0.len() as u64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_read_keeps_its_number() {
        let mut ledger = Ledger::default();
        let (home, strings) = (Read::Home, Read::Data("team".to_owned()));
        assert_eq!([ledger.number(&home), ledger.number(&strings), ledger.number(&home)], [0, 1, 0]);
        assert_eq!(ledger.read(1).as_deref(), Some(&strings));
        assert_eq!(ledger.read(2), None);
    }

    #[test]
    fn a_key_tells_apart_where_one_input_ends() {
        assert_ne!(Key::new("page", &[b"ab", b"c"]), Key::new("page", &[b"a", b"bc"]));
        assert_ne!(Key::new("page", &[b"a"]), Key::new("code", &[b"a"]));
        assert_eq!(Key::new("page", &[b"a"]), Key::new("page", &[b"a"]));
    }
}
