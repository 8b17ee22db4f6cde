//! A list that is split over several pages: which entries each holds, and where it lies.

use crate::path::Url;
use serde::{Deserialize, Serialize};
use std::ops::Range;

/// Most pages of which a page names every one; beyond that it names its neighbours and both ends.
const ALL_NAMED: usize = 9;

/// How a list is split. Its first page has the address of the list itself.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Pages {
    first: Url,
    size: usize,
    count: usize,
}

impl Pages {
    /// A list of `count` entries at `first`, `size` of them a page; a size of 0 keeps them together.
    pub fn new(first: Url, size: usize, count: usize) -> Self {
        Self { first, size, count }
    }

    /// How many entries the whole list has.
    pub fn count(&self) -> usize {
        self.count
    }

    /// How many entries a page has at most.
    pub fn size(&self) -> usize {
        self.size
    }

    /// How many pages there are. Even an empty list has one.
    pub fn total(&self) -> usize {
        if self.size == 0 { 1 } else { self.count.div_ceil(self.size).max(1) }
    }

    /// The address of a page, counted from 1: `/journal/`, `/journal/page/2/`.
    pub fn url(&self, number: usize) -> Url {
        if number <= 1 {
            return self.first.clone();
        }
        // The address of a list is a folder, and what follows is plain.
        Url::parse(&format!("{}page/{number}/", self.first.as_str())).unwrap_or_else(|_| self.first.clone())
    }

    /// The entries of a page, as a range of the whole list.
    pub fn range(&self, number: usize) -> Range<usize> {
        if self.size == 0 {
            return 0..self.count;
        }
        let start = (number.saturating_sub(1) * self.size).min(self.count);
        start..(start + self.size).min(self.count)
    }

    /// The pages that a page links to, in order. A list of a thousand pages does not name a thousand on each:
    /// both ends, and two on either side of `number`.
    pub fn named(&self, number: usize) -> Vec<usize> {
        let total = self.total();
        if total <= ALL_NAMED {
            return (1..=total).collect();
        }
        let near = number.saturating_sub(2).max(1)..=(number + 2).min(total);
        let mut named: Vec<usize> = Vec::with_capacity(ALL_NAMED);
        for next in std::iter::once(1).chain(near).chain([total]) {
            let last = named.last().copied().unwrap_or(0);
            if next == last + 2 {
                // A gap of one page is no shorter than its number.
                named.push(last + 1);
            }
            if next > last {
                named.push(next);
            }
        }
        named
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pages(size: usize, count: usize) -> Pages {
        Pages::new(Url::parse("/journal/").expect("an address"), size, count)
    }

    #[test]
    fn every_entry_is_on_one_page_and_their_order_stays() {
        for (size, count) in [(0, 0), (0, 7), (1, 5), (3, 7), (3, 9), (3, 0), (10, 3)] {
            let pages = pages(size, count);
            let entries: Vec<usize> = (1..=pages.total()).flat_map(|number| pages.range(number)).collect();
            assert_eq!(entries, (0..count).collect::<Vec<_>>(), "{count} entries by {size}");
        }
        assert_eq!(pages(3, 7).total(), 3);
        assert_eq!(pages(3, 0).total(), 1);
    }

    #[test]
    fn the_first_page_has_the_address_of_the_list() {
        let pages = pages(2, 6);
        assert_eq!(pages.url(1).as_str(), "/journal/");
        assert_eq!(pages.url(3).as_str(), "/journal/page/3/");
    }

    #[test]
    fn a_page_of_a_long_list_names_its_neighbours_and_both_ends() {
        assert_eq!(pages(1, 9).named(5), (1..=9).collect::<Vec<_>>());
        let long = pages(1, 1000);
        assert_eq!(long.named(1), [1, 2, 3, 1000]);
        assert_eq!(long.named(4), [1, 2, 3, 4, 5, 6, 1000]);
        assert_eq!(long.named(5), [1, 2, 3, 4, 5, 6, 7, 1000]);
        assert_eq!(long.named(500), [1, 498, 499, 500, 501, 502, 1000]);
        assert_eq!(long.named(996), [1, 994, 995, 996, 997, 998, 999, 1000]);
        assert_eq!(long.named(1000), [1, 998, 999, 1000]);
        for number in 1..=1000 {
            let named = long.named(number);
            assert!(named.is_sorted_by(|a, b| a < b) && named.contains(&number), "{named:?}");
        }
    }
}
