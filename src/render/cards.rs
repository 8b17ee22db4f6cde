//! The social card of a page: its template gives a drawing.

use super::Site;
use super::items::whole_headline;
use crate::card::Card;
use crate::diag::Diagnostic;
use crate::emit;
use crate::model::Document;
use crate::path::Url;
use tera::{Context, Value};

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

/// The card of the page of a document. It shows more of the leading figure than lists do.
pub fn of_document(
    site: &Site<'_>,
    document: &Document,
    url: &Url,
    kind: &str,
    context: &Context,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Card> {
    let name = document.path.as_str();
    let whole = if site.plan.cards { whole_headline(site, document, url) } else { None };
    let (Some(figure), Some(page)) = (whole, context.get("page").and_then(Value::as_map)) else {
        return card(site, kind, context, name, diagnostics);
    };
    let (mut page, mut context) = (page.clone(), context.clone());
    page.insert("headline".into(), figure);
    context.insert_value("page", Value::from(page));
    card(site, kind, &context, name, diagnostics)
}

/// Its address, for other hosts.
pub fn address(site: &Site<'_>, card: &Card) -> String {
    emit::absolute(site.config, &Url::of_out_path(card.out()))
}
