//! Pages that have terms in common: `page.related`.
//!
//! Looked up from the terms of one page, so that the work does not grow with the square of the site: a term that
//! many pages carry leads only to those nearest in date.

use super::Parsed;
use crate::model::Kind;
use crate::taxonomy::Taxonomies;
use serde::{Deserialize, Serialize};
use std::cmp::{Ordering, Reverse};

/// Most related pages of one page.
const MOST: usize = 4;
/// Up to this many pages of a term are all looked at.
const RARE: usize = 64;
/// Of a term of more pages, this many on either side.
const NEAR: usize = 16;
/// Case studies, posts, pages and people, each related among themselves.
const KINDS: usize = Kind::Person as usize + 1;

/// Which pages share terms. Only listed pages of one kind are related to each other.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Related {
    /// By document: its terms, sorted. Each kind of page has numbers of its own for them.
    terms: Vec<Vec<usize>>,
    /// By term: its documents, by their place in `by_date`.
    places: Vec<Vec<usize>>,
    /// By term: how much it counts for.
    weights: Vec<u32>,
    /// Documents with terms, the newest first, those of a day by their path.
    by_date: Vec<usize>,
    /// By document: its place among them.
    place: Vec<Option<usize>>,
}

impl Related {
    pub fn new(parsed: &[Parsed], taxonomies: &Taxonomies) -> Self {
        let document = |index: usize| &parsed[index].document;
        let listed = |index: &usize| !document(*index).head.unlisted && !taxonomies.groups(*index).is_empty();
        let mut by_date: Vec<usize> = (0..parsed.len()).filter(listed).collect();
        by_date.sort_by_key(|index| (Reverse(document(*index).head.date), &document(*index).path));
        let mut related = Self {
            terms: vec![Vec::new(); parsed.len()],
            places: vec![Vec::new(); taxonomies.terms.len() * KINDS],
            place: vec![None; parsed.len()],
            ..Self::default()
        };
        let mut pages = [0; KINDS];
        for (place, index) in by_date.iter().enumerate() {
            let kind = document(*index).kind as usize;
            pages[kind] += 1;
            related.place[*index] = Some(place);
            for term in taxonomies.groups(*index).iter().flat_map(|group| &group.terms) {
                related.terms[*index].push(term * KINDS + kind);
                related.places[term * KINDS + kind].push(place);
            }
            related.terms[*index].sort_unstable();
        }
        // A term counts for one more each time that half as many pages carry it.
        let weight = |(term, places): (usize, &Vec<usize>)| {
            1 + (pages[term % KINDS] / places.len().max(1)).checked_ilog2().unwrap_or(0)
        };
        related.weights = related.places.iter().enumerate().map(weight).collect();
        related.by_date = by_date;
        related
    }

    /// The pages that share most with a page, those with rarer terms in common first, then the newest.
    pub fn to(&self, index: usize) -> Vec<usize> {
        let Some(own) = self.place[index] else { return Vec::new() };
        let terms = &self.terms[index];
        let mut candidates: Vec<usize> = Vec::with_capacity(terms.len() * (2 * NEAR + 1));
        for term in terms {
            candidates.extend_from_slice(self.near(*term, own));
        }
        candidates.sort_unstable();
        candidates.dedup();
        // The best so far in their order; candidates come the newest first, so that one that shares as much as
        // another goes behind it.
        let mut best: Vec<(u32, usize)> = Vec::with_capacity(MOST + 1);
        for place in candidates.into_iter().filter(|place| *place != own) {
            let shared = self.shared(terms, &self.terms[self.by_date[place]]);
            let at = best.iter().position(|(other, _)| *other < shared).unwrap_or(best.len());
            if at < MOST {
                best.truncate(MOST - 1);
                best.insert(at, (shared, place));
            }
        }
        best.into_iter().map(|(_, place)| self.by_date[place]).collect()
    }

    /// The pages of a term, of a common one those around a place.
    fn near(&self, term: usize, place: usize) -> &[usize] {
        let places = &self.places[term];
        if places.len() <= RARE {
            return places;
        }
        let at = places.partition_point(|other| *other < place);
        &places[at.saturating_sub(NEAR)..(at + 1 + NEAR).min(places.len())]
    }

    /// What two sorted lists of terms have in common, by weight.
    fn shared(&self, a: &[usize], b: &[usize]) -> u32 {
        let (mut a, mut b) = (a.iter().peekable(), b.iter().peekable());
        let mut shared = 0;
        while let (Some(one), Some(other)) = (a.peek(), b.peek()) {
            match one.cmp(other) {
                Ordering::Less => _ = a.next(),
                Ordering::Greater => _ = b.next(),
                Ordering::Equal => {
                    shared += self.weights[**one];
                    _ = (a.next(), b.next());
                }
            }
        }
        shared
    }
}
