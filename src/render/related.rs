//! Pages that have terms in common: `page.related`.
//!
//! Looked up from the terms of one page, so that the work does not grow with the square of the site: a term that
//! many pages carry leads only to those nearest in date.

use super::Parsed;
use crate::model::Kind;
use crate::taxonomy::Taxonomies;
use serde::{Deserialize, Serialize};
use std::cell::RefCell;
use std::cmp::Reverse;

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
    /// By place: its terms. Each kind of page has numbers of its own for them.
    terms: Groups,
    /// By term: the places of its documents.
    places: Groups,
    /// By term: how much it counts for.
    weights: Vec<u32>,
    /// Documents with terms, the newest first, those of a day by their path. Where one stands here is its place.
    by_date: Vec<usize>,
    /// By document: its place.
    place: Vec<Option<u32>>,
}

/// Lists of numbers, one behind the other in memory.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Groups {
    ends: Vec<u32>,
    numbers: Vec<u32>,
}

impl Groups {
    fn of<'a>(lists: impl Iterator<Item = &'a Vec<u32>>) -> Self {
        let mut groups = Self::default();
        for list in lists {
            groups.numbers.extend_from_slice(list);
            groups.ends.push(number(groups.numbers.len()));
        }
        groups
    }

    fn get(&self, index: u32) -> &[u32] {
        let index = index as usize;
        let start = index.checked_sub(1).map_or(0, |before| self.ends[before] as usize);
        &self.numbers[start..self.ends[index] as usize]
    }
}

/// A site has fewer pages and terms than four thousand million.
fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

thread_local! {
    /// By term: what it counts for while the pages that share it are weighed. All zero in between.
    static WEIGHED: RefCell<Vec<u32>> = const { RefCell::new(Vec::new()) };
}

impl Related {
    pub fn new(parsed: &[Parsed], taxonomies: &Taxonomies) -> Self {
        let document = |index: usize| &parsed[index].document;
        let listed = |index: &usize| !document(*index).head.unlisted && !taxonomies.groups(*index).is_empty();
        let mut by_date: Vec<usize> = (0..parsed.len()).filter(listed).collect();
        by_date.sort_by_key(|index| (Reverse(document(*index).head.date), &document(*index).path));
        let mut place = vec![None; parsed.len()];
        let mut terms = Vec::with_capacity(by_date.len());
        let mut places = vec![Vec::new(); taxonomies.terms.len() * KINDS];
        let mut pages = [0; KINDS];
        for (at, index) in by_date.iter().enumerate() {
            let kind = document(*index).kind as usize;
            pages[kind] += 1;
            place[*index] = Some(number(at));
            let of = taxonomies.groups(*index).iter().flat_map(|group| &group.terms);
            let of: Vec<u32> = of.map(|term| number(term * KINDS + kind)).collect();
            for term in &of {
                places[*term as usize].push(number(at));
            }
            terms.push(of);
        }
        // A term counts for one more each time that half as many pages carry it.
        let weight = |(term, places): (usize, &Vec<u32>)| {
            1 + (pages[term % KINDS] / places.len().max(1)).checked_ilog2().unwrap_or(0)
        };
        let weights = places.iter().enumerate().map(weight).collect();
        Self { terms: Groups::of(terms.iter()), places: Groups::of(places.iter()), weights, by_date, place }
    }

    /// The pages that share most with a page, those with rarer terms in common first, then the newest.
    pub fn to(&self, index: usize) -> Vec<usize> {
        let Some(own) = self.place[index] else { return Vec::new() };
        let terms = self.terms.get(own);
        let mut candidates: Vec<u32> = Vec::with_capacity(terms.len() * (2 * NEAR + 1));
        for term in terms {
            candidates.extend_from_slice(self.near(*term, own));
        }
        candidates.sort_unstable();
        candidates.dedup();
        // The best so far in their order; candidates come the newest first, so that one that shares as much as
        // another goes behind it.
        let mut best: Vec<(u32, u32)> = Vec::with_capacity(MOST + 1);
        WEIGHED.with_borrow_mut(|weighed| {
            weighed.resize(self.weights.len(), 0);
            for term in terms {
                weighed[*term as usize] = self.weights[*term as usize];
            }
            for place in candidates.into_iter().filter(|place| *place != own) {
                let shared = self.terms.get(place).iter().map(|term| weighed[*term as usize]).sum();
                let at = best.iter().position(|(other, _)| *other < shared).unwrap_or(best.len());
                if at < MOST {
                    best.truncate(MOST - 1);
                    best.insert(at, (shared, place));
                }
            }
            for term in terms {
                weighed[*term as usize] = 0;
            }
        });
        best.into_iter().map(|(_, place)| self.by_date[place as usize]).collect()
    }

    /// The pages of a term, of a common one those around a place.
    fn near(&self, term: u32, place: u32) -> &[u32] {
        let places = self.places.get(term);
        if places.len() <= RARE {
            return places;
        }
        let at = places.partition_point(|other| *other < place);
        &places[at.saturating_sub(NEAR)..(at + 1 + NEAR).min(places.len())]
    }
}
