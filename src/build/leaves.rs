//! What is kept between runs of what the pages left behind, as far as another body may change it.

use crate::memo::{Read, Recorder};
use crate::path::Url;
use crate::render::Harvest;
use crate::render::crossings::Crossing;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::hash::{DefaultHasher, Hash, Hasher};

#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Leaves {
    /// By document.
    pub marks: Vec<Mark>,
    /// Parts of pages to which a page leads, or has led.
    parts: BTreeMap<Url, BTreeSet<String>>,
}

/// What the page of a document gave rise to besides itself: other files, and what stands in them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    /// Of the files that it has asked for: pictures, assets, data.
    asked: u64,
    /// Of what feeds and hosts are told of it.
    told: u64,
}

impl Mark {
    pub fn new(reads: &Recorder, harvest: &Harvest) -> Self {
        let mut asked = DefaultHasher::new();
        let files =
            reads.reads().filter(|read| matches!(read, Read::Asset(_) | Read::Data(_) | Read::Image(..)));
        files.for_each(|read| read.hash(&mut asked));
        let mut told = DefaultHasher::new();
        (&harvest.image, &harvest.origins, &harvest.content).hash(&mut told);
        Self { asked: asked.finish(), told: told.finish() }
    }
}

impl Leaves {
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
