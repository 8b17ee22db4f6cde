//! What pages share, as far as the pages of a few documents need it. Of all other documents no more is known than their
//! place and what they are called.
//!
//! What a page read decides: one that has read more than is known of here is no page of the site.

use super::frame::Frame;
use super::items::{item, offer, offer_cases};
use super::reads::around;
use super::related::Related;
use super::stories::{Names, Stories};
use super::terms::{Terms, lights};
use super::trails::Trails;
use super::{Home, Parsed, Shared, Site};
use crate::memo::{Read, Recorder};
use crate::model::Document;
use crate::route::{self, Role};
use std::collections::BTreeSet;
use std::sync::Arc;
use tera::Value;

/// Documents of which all is known, and the light items that are made of some of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Known {
    pub documents: BTreeSet<usize>,
    pub items: BTreeSet<usize>,
    /// What people call the case studies whose figures others show.
    pub names: bool,
}

impl Known {
    /// Whether all of this is known.
    pub fn has(&self, other: &Self) -> bool {
        self.documents.is_superset(&other.documents)
            && self.items.is_superset(&other.items)
            && (self.names || !other.names)
    }

    /// Takes in what is known besides.
    pub fn add(&mut self, mut other: Self) {
        self.documents.append(&mut other.documents);
        self.items.append(&mut other.items);
        self.names |= other.names;
    }

    /// Takes in the light item of a document, and what that is made from.
    fn item(&mut self, site: &Site<'_>, index: usize) {
        self.items.insert(index);
        self.documents.insert(index);
        // Lists say of somebody how much of their work is here.
        let parts =
            site.people.person(index).into_iter().flat_map(|person| &person.parts).map(|part| part.document);
        self.documents.extend(parts);
    }
}

/// Which pages show which, before anything of a document is known but its place.
#[derive(Debug)]
pub struct Ties {
    pub stories: Arc<Stories>,
    pub related: Arc<Related>,
}

/// Whether the page of a document lists no others: what a list shows is known of a whole site alone.
pub fn lists_nothing(site: &Site<'_>, document: &Document, index: usize) -> bool {
    route::role(&document.path) == Role::Single
        && site.routes.lists[index].is_none()
        && site.taxonomies.subject(index).is_none()
        && site.people.person(index).is_none()
}

/// What has to be known for the page of a document, as far as that can be told before it is made.
pub fn known_for(site: &Site<'_>, ties: &Ties, index: usize) -> Known {
    let mut known = Known::default();
    let shown = around(site, &ties.stories, &ties.related.to(index), index)
        .into_iter()
        .chain(site.routes.within[index]);
    std::iter::once(index).chain(shown).for_each(|other| known.item(site, other));
    known
}

/// Makes the light items of what is known, and hands them to the functions of the theme, whose library is new. Gives what
/// has to be known besides.
pub fn fill(site: &Site<'_>, ties: &Ties, parsed: &Arc<[Parsed]>, known: &Known) -> (Shared, Known) {
    let is_case = |document: &Document| document.case.is_some();
    let names = if known.names { Arc::new(Names::new(site, parsed, is_case)) } else { Arc::default() };
    offer_cases(site, parsed, &names);
    let lights = lights(site);
    let mut made = vec![Value::none(); parsed.len()];
    let mut more = Known::default();
    for index in &known.items {
        let item = item(site, parsed, *index, &lights);
        made[*index] = item.value;
        more.names |= !item.borrowed.is_empty();
        more.documents.extend(item.borrowed.iter().filter_map(|name| names.find(name).ok()));
    }
    let paths = site.routes.urls.iter().map(|url| url.as_str().to_owned());
    let shared = Shared {
        items: made,
        stories: Arc::clone(&ties.stories),
        sections: Vec::new(),
        terms: Terms::unknown(site.taxonomies.terms.len()),
        sources: None,
        trails: Arc::new(Trails::new(site, parsed)),
        related: Arc::clone(&ties.related),
        frame: Arc::new(Frame::new(site, parsed)),
        home: Home::default(),
        names,
        numbers: Arc::new(paths.zip(0..).collect()),
        renewed: Vec::new(),
        borrowers: BTreeSet::new(),
    };
    offer(site, parsed, &shared);
    (shared, more)
}

/// What has to be known for what the page of a document has read; none where that is more than a few documents.
pub fn known_for_reads(
    site: &Site<'_>,
    shared: &Shared,
    (parsed, index): (&[Parsed], usize),
    reads: &Recorder,
) -> Option<Known> {
    let mut known = Known::default();
    let (path, url) = (&parsed[index].document.path, &site.routes.urls[index]);
    for read in reads.reads() {
        match read {
            Read::Constants
            | Read::Templates
            | Read::Frame(_)
            | Read::Asset(_)
            | Read::Data(_)
            | Read::Image(..)
            | Read::Link(..) => {}
            Read::Document(other) | Read::Head(other) if other == path => {}
            Read::Around(other) if other == url => {}
            Read::Item(other) => {
                if let Some(index) = shared.numbers.get(other.as_str()) {
                    known.item(site, *index);
                }
            }
            Read::Metrics(name) => {
                known.names = true;
                known.documents.extend(shared.names.find(name).ok());
            }
            _ => return None,
        }
    }
    Some(known)
}
