//! What a case study says of those who took part: who paid, whose work it was, and whether they agreed to be named.

use super::advice::Advice;
use crate::diag::Code;
use crate::model::case_study::CaseStudy;
use crate::model::{Document, Kind};
use crate::source::Span;

pub const NO_DISCLOSURE: Code = Code("no-disclosure");
pub const NO_SHARE: Code = Code("no-share");
/// Nothing says by which method it was done.
pub const NO_METHOD: Code = Code("no-method");
/// A person who is named without a word on whether they agreed.
pub const NO_CONSENT: Code = Code("no-consent");
/// Words of somebody else that nobody can look up.
pub const NO_SOURCE: Code = Code("no-source");

pub fn look<'a>(document: &'a Document, case: &'a CaseStudy, advice: &mut Advice<'a>) {
    if document.kind == Kind::Case {
        let title = document.head.title.as_ref().map_or(Span::at(0), |title| title.span);
        if case.disclosures.is_empty() {
            let message = "nothing says who paid for this work, and the page tells readers so";
            let hint = "add `disclosures: [{ party: …, relationship: paid }]`; where there is no tie, `relationship: none`";
            advice.give(NO_DISCLOSURE, title, message, hint);
        }
        if case.share.is_none() {
            let message = "nothing says how much of this work was yours";
            advice.give(NO_SHARE, title, message, "add `share:` with sole, led, contributed or observed");
        }
        let names_methods =
            document.head.terms.iter().any(|(key, terms)| key == "methods" && !terms.is_empty());
        if !names_methods && !case.metrics.is_empty() {
            let message = "nothing says by which method these results came about";
            advice.give(
                NO_METHOD,
                title,
                message,
                "add `methods: [A/B testing]`, or what it was in your words",
            );
        }
    }
    for person in &case.people {
        if person.person.is_none() && person.consent.is_empty() {
            let message = format!("`{}` is named, and nothing says that they agreed", person.name);
            let hint = "ask them, then add `consent: 2024-10-01 by e-mail`";
            advice.refuse(NO_CONSENT, person.span, message, hint);
        }
    }
    for quote in &case.quotes {
        if quote.url.is_empty() && quote.consent.is_empty() {
            let message = format!("nobody can look up what `{}` is said to have said", quote.by);
            let hint = "add `url:` where the words stand in public, or `consent: 2024-10-01 by e-mail`";
            advice.refuse(NO_SOURCE, quote.span, message, hint);
        }
    }
}
