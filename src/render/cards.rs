//! The social card of a page: its template gives a drawing.

use super::Site;
use crate::card::Card;
use crate::diag::Diagnostic;
use crate::emit;
use crate::path::Url;
use tera::Context;

const TEMPLATE: &str = "card.svg";

/// The card of a page of this kind, if it is to have one. `page` names it in messages.
pub fn card(
    site: &Site<'_>,
    kind: &str,
    context: &Context,
    page: &str,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Card> {
    if !site.plan.cards || kind == "404" || !site.theme.has_template(TEMPLATE) {
        return None;
    }
    match site.theme.render(TEMPLATE, context) {
        Ok(drawing) => Card::of(&drawing),
        Err(faults) => {
            diagnostics.extend(faults.into_iter().map(|mut fault| {
                fault.message = format!("{}, while the card of `{page}` is made", fault.message);
                fault
            }));
            None
        }
    }
}

/// Its address, for other hosts.
pub fn address(site: &Site<'_>, card: &Card) -> String {
    emit::absolute(site.config, &Url::of_out_path(card.out()))
}
