//! The pictures for links to pages, drawn when every page is made.

use super::pages::Made;
use crate::card::Card;
use crate::diag::Diagnostic;
use crate::output::Staging;
use crate::path::OutPath;
use crate::world::World;
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Each once: pages that say the same share one. A mistake in the template is one in every card, and told once.
fn each<'a>(
    cards: impl Iterator<Item = &'a Card>,
    work: impl Fn(&Card) -> Option<Diagnostic> + Sync,
) -> Vec<Diagnostic> {
    let cards: BTreeMap<&OutPath, &Card> = cards.map(|card| (card.out(), card)).collect();
    let said: Vec<Diagnostic> =
        cards.into_values().collect::<Vec<_>>().into_par_iter().with_max_len(1).filter_map(&work).collect();
    let mut told: Vec<Diagnostic> = Vec::new();
    for one in said {
        if !told.iter().any(|other| other.message == one.message) {
            told.push(one);
        }
    }
    told
}

/// Draws and stages them.
pub fn stage<'a>(
    cards: impl Iterator<Item = &'a Card>,
    world: &dyn World,
    staging: &Staging,
) -> Vec<Diagnostic> {
    each(cards, |card| card.picture(world).and_then(|bytes| staging.put(card.out(), &bytes)).err())
}

/// What drawing them would say.
pub fn unstaged<'a>(cards: impl Iterator<Item = &'a Card>) -> Vec<Diagnostic> {
    each(cards, |card| card.check().err())
}

/// The card at an address, among those of the pages that are made.
pub fn at(made: &[Option<Arc<Made>>], path: &OutPath) -> Option<Card> {
    let cards = made.iter().flatten().filter_map(|page| page.harvest.card.as_ref());
    cards.into_iter().find(|card| card.out() == path).cloned()
}
