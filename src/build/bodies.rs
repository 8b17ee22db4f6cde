//! An edit of nothing but a body, which is what writing mostly is: no other page shows it, so that all but its own page
//! is as it was.

use super::gather::{Known, Outcome, mark};
use crate::diag::Diagnostic;
use crate::render::Parsed;
use crate::source::Source;
use std::sync::Arc;

/// The document with its new body; none where more than its own page shows a difference.
pub fn replaced(last: &Parsed, read: &Known) -> Option<Parsed> {
    let Outcome::Parsed(now) = &read.outcome else { return None };
    let mut now = (**now).clone();
    let same_head = now.head == last.head && now.document.body.start == last.document.body.start;
    // A text about a term is called like the term.
    if now.title.is_empty() {
        now.title.clone_from(&last.title);
    }
    let same_beginning = match (&now.doc, &last.doc) {
        (None, None) => true,
        (Some(now), Some(last)) => {
            now.excerpt == last.excerpt && now.beginning.is_none() && last.beginning.is_none()
        }
        _ => false,
    };
    if !same_head || now.title != last.title || !same_beginning {
        return None;
    }
    if let Some(language) = &last.document.head.language {
        mark(&mut now, language.clone());
    }
    Some(now)
}

/// Brings what was said of the site up to date: what the document gave rise to `before` gives way to what there is to
/// say of it now, and what else points into its front matter points into the new text.
pub fn retell(found: &mut Vec<Diagnostic>, before: &[Diagnostic], told: &[Diagnostic], source: &Arc<Source>) {
    let span = |diagnostic: &Diagnostic| diagnostic.place.as_ref().map(|place| place.span);
    let is_of = |diagnostic: &Diagnostic| {
        diagnostic.place.as_ref().is_some_and(|place| place.source.name() == source.name())
    };
    let same = |one: &Diagnostic, other: &Diagnostic| {
        one.code == other.code && span(one) == span(other) && one.message == other.message
    };
    found.retain(|known| !is_of(known) || !before.iter().any(|before| same(known, before)));
    found.extend(told.iter().cloned());
    for diagnostic in found {
        let related = diagnostic.related.iter_mut().map(|(place, _)| place);
        for place in diagnostic.place.iter_mut().chain(related) {
            if place.source.name() == source.name() {
                place.source = Arc::clone(source);
            }
        }
    }
}
