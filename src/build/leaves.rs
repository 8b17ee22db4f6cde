//! What is kept between runs of what the pages left behind, as far as another body may change it.

use crate::memo::{Read, Recorder};
use crate::path::Url;
use crate::render::Harvest;
use crate::render::crossings::Crossing;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::hash::{DefaultHasher, Hash, Hasher};

#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Leaves {
    /// Of the page of each document.
    marks: Vec<Mark>,
    /// The files that pages have asked for, such as pictures, by what tells each from others, and how many pages have.
    files: Vec<(u64, u32)>,
    #[serde(skip)]
    numbers: HashMap<u64, u32>,
    /// Parts of pages to which a page leads, or has led.
    parts: BTreeMap<Url, BTreeSet<String>>,
}

/// What a page gave rise to besides itself.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Mark {
    /// The files that it has asked for, by their number.
    asked: Vec<u32>,
    told: u64,
}

/// What a page gives rise to besides itself: other files, and what stands in them.
#[derive(Debug, Default)]
pub struct Left {
    /// The files that it asks for.
    asked: BTreeSet<u64>,
    /// Tells what feeds and hosts are told of it.
    told: u64,
}

impl Left {
    pub fn of(reads: &Recorder, harvest: &Harvest) -> Self {
        let print = |read: &Read| {
            let mut hasher = DefaultHasher::new();
            read.hash(&mut hasher);
            hasher.finish()
        };
        let files = |read: &&Read| matches!(read, Read::Asset(_) | Read::Data(_) | Read::Image(..));
        let mut told = DefaultHasher::new();
        (&harvest.image, &harvest.origins, &harvest.content).hash(&mut told);
        Self { asked: reads.reads().filter(files).map(print).collect(), told: told.finish() }
    }
}

impl Leaves {
    pub fn new(documents: usize) -> Self {
        Self { marks: vec![Mark::default(); documents], ..Self::default() }
    }

    /// Takes down what a page gave rise to. `document`: whose page it is.
    pub fn add(&mut self, document: Option<usize>, left: &Left) {
        let mut asked = Vec::with_capacity(left.asked.len());
        for print in &left.asked {
            // More pages and files than this do not fit into memory.
            let next = u32::try_from(self.files.len()).unwrap_or(u32::MAX);
            let number = *self.numbers.entry(*print).or_insert(next);
            if number == next {
                self.files.push((*print, 0));
            }
            self.files[number as usize].1 += 1;
            asked.push(number);
        }
        if let Some(index) = document {
            self.marks[index] = Mark { asked, told: left.told };
        }
    }

    /// Takes down what the page of a document gives rise to with another body; true where that is something else. None
    /// where a file comes or goes with it, or says something else of it.
    pub fn renew(&mut self, document: usize, left: &Left) -> Option<bool> {
        let mark = self.marks.get(document).filter(|mark| mark.told == left.told)?;
        let print = |number: &u32| Some((self.files.get(*number as usize)?.0, *number));
        let had: Option<BTreeMap<u64, u32>> = mark.asked.iter().map(print).collect();
        let had = had?;
        if had.keys().eq(&left.asked) {
            return Some(false);
        }
        let mut asked = Vec::with_capacity(left.asked.len());
        for (print, number) in &had {
            if left.asked.contains(print) {
                asked.push(*number);
                continue;
            }
            let others = &mut self.files.get_mut(*number as usize)?.1;
            *others = others.checked_sub(1).filter(|others| *others > 0)?;
        }
        for new in left.asked.iter().filter(|print| !had.contains_key(print)) {
            let number = self.files.iter().position(|(print, _)| print == new)?;
            self.files[number].1 += 1;
            asked.push(u32::try_from(number).ok()?);
        }
        self.marks[document].asked = asked;
        Some(true)
    }

    /// Takes down to which part of a page a link leads; true where that was not known.
    pub fn link(&mut self, crossing: &Crossing) -> bool {
        let Some((url, part)) = crossing.part() else { return false };
        if self.parts.get(url).is_some_and(|parts| parts.contains(part)) {
            return false;
        }
        self.parts.entry(url.clone()).or_default().insert(part.to_owned())
    }

    /// The parts of a page to which links lead.
    pub fn parts(&self, url: &Url) -> impl Iterator<Item = &str> {
        self.parts.get(url).into_iter().flatten().map(String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn left(files: &[&str]) -> Left {
        let mut reads = Recorder::default();
        for file in files {
            reads.note(Read::Asset((*file).to_owned()));
        }
        Left::of(&reads, &Harvest::default())
    }

    #[test]
    fn a_file_that_another_page_asks_for_may_come_and_go_on_a_page_and_no_other() {
        let mut leaves = Leaves::new(2);
        leaves.add(Some(0), &left(&["a", "b"]));
        leaves.add(Some(1), &left(&["b"]));
        leaves.add(None, &left(&["c"]));
        let bytes = postcard::to_stdvec(&leaves).expect("it can be kept");
        let again = || postcard::from_bytes::<Leaves>(&bytes).expect("it comes back");
        assert_eq!(again().renew(0, &left(&["a", "b"])), Some(false));
        assert_eq!(again().renew(0, &left(&["a"])), Some(true));
        assert_eq!(again().renew(0, &left(&["a", "b", "c"])), Some(true));
        assert_eq!(again().renew(0, &left(&["b"])), None);
        assert_eq!(again().renew(1, &left(&["b", "d"])), None);
        let mut leaves = again();
        assert_eq!(leaves.renew(0, &left(&["a"])), Some(true));
        assert_eq!(leaves.renew(1, &left(&[])), None);
        let told = Left { told: 1, ..left(&["b"]) };
        assert_eq!(again().renew(1, &told), None);
    }
}
