//! Pages that have terms in common: `page.related`.
//!
//! Looked up from the terms of one page, so that the work does not grow with the square of the site: a term that
//! many pages carry leads only to those nearest in date.

use super::Parsed;
use crate::taxonomy::Taxonomies;
use std::cmp::Reverse;

/// Most related pages of one page.
const MOST: usize = 4;
/// Up to this many pages of a term are all looked at.
const RARE: usize = 64;
/// Of a term of more pages, this many on either side.
const NEAR: usize = 16;
/// Case studies, posts and pages, each related among themselves.
const KINDS: usize = 3;

/// Which pages share terms. Only listed pages of one kind are related to each other.
#[derive(Debug, Default)]
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
        let mut candidates: Vec<usize> =
            terms.iter().flat_map(|term| self.near(*term, own)).copied().collect();
        candidates.sort_unstable();
        candidates.dedup();
        let mut scored: Vec<(Reverse<u32>, usize)> = candidates
            .into_iter()
            .filter(|place| *place != own)
            .map(|place| (Reverse(self.shared(terms, &self.terms[self.by_date[place]])), place))
            .collect();
        scored.sort_unstable();
        scored.into_iter().take(MOST).map(|(_, place)| self.by_date[place]).collect()
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
        a.iter().filter(|term| b.binary_search(term).is_ok()).map(|term| self.weights[*term]).sum()
    }
}
