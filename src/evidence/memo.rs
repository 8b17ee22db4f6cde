//! What was found out about files, kept for later runs: of the same bytes and the same questions it is the same.
//!
//! Only of a file that there is nothing to say about. An entry is true for good, so nothing has to be let go when a site
//! changes: it holds where the file and what is asked of it are what they were.

use super::wanted::{Of, WantedFile};
use super::{Calculated, File};
use crate::memo::Key;
use crate::model::case_study::Evidence as Declared;
use crate::model::metric::Figure;
use crate::path::SitePath;
use crate::proof::digest::Digest;
use crate::proof::forensics::Ran;
use crate::proof::lock::{Lock, Pin};
use crate::proof::package::Field;
use crate::world::{Stamp, World};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;

/// Most bytes of all that is kept; what is beyond is found out again.
const MOST_BYTES: usize = 64 << 20;

/// The same of the tables of a file that are no plain CSV.
const MOST_EXTRACTED: usize = 1 << 20;

/// What the findings of a calculation take, more or less.
const USUAL: usize = 512;

pub(super) fn key() -> Key {
    Key::new("evidence, 1", &[])
}

/// What earlier runs of a program found out.
#[derive(Debug, Default)]
pub struct Memo {
    /// None where nothing is to be kept.
    program: Option<Stamp>,
    entries: BTreeMap<SitePath, Entry>,
    /// All that was kept, and where in it the findings begin.
    bytes: Vec<u8>,
    start: usize,
}

/// Of which file and which questions something is known.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    question: [u8; 32],
    pub digest: Digest,
    pub bytes: u64,
    /// Of the file before it was read, where that could tell.
    pub stamp: Option<Stamp>,
    /// Where its findings are.
    place: Range<usize>,
}

/// What goes into the memo.
#[derive(Debug)]
pub struct Learned {
    entry: Entry,
    /// None where the memo holds them already.
    findings: Option<Vec<u8>>,
}

/// What came of a file, without what those say who ask about it.
#[derive(Debug, Serialize, Deserialize)]
pub struct Findings<'a> {
    /// How many rows have numbers in the notes.
    pub rows: usize,
    /// What git calls the bytes; empty where nobody asks.
    pub blob: Cow<'a, str>,
    pub fields: Option<Cow<'a, [Field]>>,
    /// Its tables that are no plain CSV.
    pub extracts: Vec<Extracted<'a>>,
    pub looks: Cow<'a, [Ran]>,
    /// As they were asked for.
    pub calculated: Vec<Cow<'a, Calculated>>,
}

/// A table as plain CSV.
#[derive(Debug, Serialize, Deserialize)]
pub struct Extracted<'a> {
    pub sheet: Option<Cow<'a, str>>,
    pub text: Cow<'a, str>,
    pub fields: Cow<'a, [Field]>,
}

impl Memo {
    /// What this program has kept.
    pub fn recall(world: &dyn World, program: Option<Stamp>) -> Self {
        let bytes = program.and_then(|_| world.recall(key().bytes())).unwrap_or_default();
        let read = postcard::take_from_bytes::<(Stamp, BTreeMap<SitePath, Entry>)>(&bytes).ok();
        let (entries, start) = match read {
            Some(((by, entries), rest)) if Some(by) == program => (entries, bytes.len() - rest.len()),
            _ => (BTreeMap::new(), bytes.len()),
        };
        Self { program, entries, bytes, start }
    }

    #[cfg(test)]
    pub fn paths(&self) -> Vec<SitePath> {
        self.entries.keys().cloned().collect()
    }

    /// What everything about a file depends on besides its bytes; none where nothing is kept. `figures`: those of its
    /// calculations.
    pub fn question<'a>(
        &self,
        wanted: &WantedFile,
        declared: Option<&Declared>,
        figure: impl Fn(Of) -> Option<&'a Figure>,
    ) -> Option<Key> {
        self.program?;
        let declared = declared.map(|entry| {
            let git = entry.git.as_ref().map(|place| (place.commit.len(), &place.blob));
            (&entry.table, entry.benford, entry.personal.is_empty(), git)
        });
        let asked = wanted.calcs.iter().map(|asked| (&asked.phrase, figure(asked.of)));
        Some(Key::of("what is asked of a file", &(&wanted.path, declared, asked.collect::<Vec<_>>())))
    }

    /// What is known of the bytes that a file was pinned with.
    pub fn find(&self, path: &SitePath, question: &Key, pin: &Pin) -> Option<&Entry> {
        let entry = self.entries.get(path)?;
        (entry.question == *question.bytes() && entry.digest == pin.digest).then_some(entry)
    }

    pub fn findings(&self, entry: &Entry) -> Option<Findings<'_>> {
        postcard::from_bytes(self.bytes_of(entry)?).ok()
    }

    fn bytes_of(&self, entry: &Entry) -> Option<&[u8]> {
        self.bytes.get(self.start..)?.get(entry.place.clone())
    }

    /// Keeps what is new, and lets go the files that are not pinned any more.
    pub fn keep(&self, world: &dyn World, new: &[(SitePath, Learned)], lock: &Lock) {
        let Some(program) = self.program.filter(|_| !new.is_empty()) else { return };
        let known = self.entries.iter().filter(|(path, _)| lock.pins.contains_key(path.as_str()));
        let known = known.filter_map(|(path, entry)| Some((path, (entry, self.bytes_of(entry)?))));
        let mut all: BTreeMap<&SitePath, (&Entry, &[u8])> = known.collect();
        for (path, Learned { entry, findings }) in new {
            let known = all.get(path).map(|(_, findings)| *findings);
            if let Some(findings) = findings.as_deref().or(known) {
                all.insert(path, (entry, findings));
            }
        }
        let mut room = MOST_BYTES;
        all.retain(|_, (_, findings)| match room.checked_sub(findings.len()) {
            Some(left) => {
                room = left;
                true
            }
            None => false,
        });
        let mut end = 0;
        let placed = |(path, (entry, findings)): (&&SitePath, &(&Entry, &[u8]))| {
            let start = end;
            end += findings.len();
            ((*path).clone(), Entry { place: start..end, ..(*entry).clone() })
        };
        let entries: BTreeMap<SitePath, Entry> = all.iter().map(placed).collect();
        // Where there was no room for what is new, all is as it was.
        if entries == self.entries {
            return;
        }
        let head = Vec::with_capacity(end + entries.len() * 256);
        if let Ok(mut bytes) = postcard::to_extend(&(program, entries), head) {
            for (_, findings) in all.values() {
                bytes.extend_from_slice(findings);
            }
            world.keep(key().bytes(), &bytes);
        }
    }
}

impl Entry {
    /// The same, of a file that was found to have its bytes and has another stamp.
    pub fn with(&self, stamp: Stamp) -> Learned {
        Learned { entry: Self { stamp: Some(stamp), ..self.clone() }, findings: None }
    }
}

impl Learned {
    /// None where it is too much to keep.
    pub fn of(
        question: &Key,
        stamp: Option<Stamp>,
        rows: usize,
        file: &File,
        calculated: &[(Of, Box<Calculated>)],
    ) -> Option<Self> {
        let extracted: usize = file.extracts.iter().map(|extract| extract.text.len()).sum();
        let extracts = file.extracts.iter().map(|extract| Extracted {
            sheet: extract.sheet.as_deref().map(Cow::Borrowed),
            text: Cow::Borrowed(&extract.text),
            fields: Cow::Borrowed(&extract.fields),
        });
        let git = file.origin.as_ref().and_then(|origin| origin.git.as_ref());
        let findings = Findings {
            rows,
            blob: Cow::Borrowed(git.map_or("", |place| &place.blob)),
            fields: file.fields.as_deref().map(Cow::Borrowed),
            extracts: extracts.collect(),
            looks: Cow::Borrowed(&file.looks),
            calculated: calculated.iter().map(|(_, calculated)| Cow::Borrowed(&**calculated)).collect(),
        };
        let findings = (extracted <= MOST_EXTRACTED).then(|| {
            postcard::to_extend(&findings, Vec::with_capacity(extracted + USUAL * (calculated.len() + 1)))
                .ok()
        })??;
        let entry =
            Entry { question: *question.bytes(), digest: file.digest, bytes: file.bytes, stamp, place: 0..0 };
        Some(Self { entry, findings: Some(findings) })
    }
}
