//! What pages share after an edit that gives no page another place: a figure, a title, a summary. Addresses, lists
//! and their order are kept; the items of what was edited are made again.

use super::items::{home, item, offer, offer_cases, sections};
use super::sources::Sources;
use super::terms::lights;
use super::{Parsed, Shared, Site};
use std::collections::BTreeSet;
use std::sync::Arc;

/// What pages share now; none where there is something to say of an item, which the state before knows nothing of.
/// The theme of `site` has a new library.
pub fn renew(site: &Site<'_>, last: &Shared, parsed: &Arc<[Parsed]>, edited: &[usize]) -> Option<Shared> {
    offer_cases(site, parsed, &last.names);
    let lights = lights(site);
    let people = edited.iter().flat_map(|index| site.people.behind(*index));
    let again: BTreeSet<usize> =
        edited.iter().copied().chain(people).chain(last.borrowers.iter().copied()).collect();
    let (mut items, mut borrowers) = (last.items.clone(), last.borrowers.clone());
    for index in again.iter().copied() {
        let made = item(site, parsed, index, &lights);
        if !made.told.is_empty() {
            return None;
        }
        items[index] = made.value;
        if made.borrowed.is_empty() {
            borrowers.remove(&index)
        } else {
            borrowers.insert(index)
        };
    }
    let sources = Sources::new(site, parsed);
    let pages = |sources: &Option<Sources>| {
        let lists = sources.iter().flat_map(Sources::lists);
        lists.map(|(list, pages)| (list, pages.total())).collect::<Vec<_>>()
    };
    if pages(&sources) != pages(&last.sources) {
        return None;
    }
    let renewed: Vec<usize> = again.into_iter().collect();
    let shared = Shared {
        stories: Arc::clone(&last.stories),
        sections: sections(site, parsed, &items),
        trails: Arc::clone(&last.trails),
        related: Arc::clone(&last.related),
        home: home(site, parsed, &items),
        frame: Arc::clone(&last.frame),
        terms: last.terms.renewed(site, parsed, &items, &renewed),
        sources,
        numbers: Arc::clone(&last.numbers),
        names: Arc::clone(&last.names),
        items,
        renewed,
        borrowers,
    };
    offer(site, parsed, &shared);
    Some(shared)
}
