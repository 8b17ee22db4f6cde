//! An edit of front matter that gives no page another place: a figure, a title, a summary. Everything that addresses,
//! lists, terms, people and feeds are made from is as it was.

use super::gather::{Known, Outcome};
use super::model::Ground;
use crate::diag::Diagnostic;
use crate::emit;
use crate::model::Document;
use crate::model::case_study::CaseStudy;
use crate::model::site::OrderBy;
use crate::render::Parsed;
use crate::route::{Role, role};
use crate::source::Located;

/// The document as it is now; none where the edit may change more than what is shown of it. `found` is what was said of
/// the site, `before` what the document gave rise to itself.
pub fn replaced(
    ground: &Ground,
    index: usize,
    read: &Known,
    (found, before): (&[Diagnostic], &[Diagnostic]),
) -> Option<Parsed> {
    let last = &ground.parsed[index];
    let Outcome::Parsed(now) = &read.outcome else { return None };
    let is_plain = |document: &Document| {
        document.profile.is_none() && document.head.language.is_none() && !has_evidence(document)
    };
    let same = is_plain(&now.document)
        && is_plain(&last.document)
        && ground.evidence.of(&last.document.path).is_empty()
        && (now.title == last.title || !title_decides(ground, index))
        && structure(&now.document) == structure(&last.document)
        && !is_spoken_of(&last.document, found, before);
    same.then(|| (**now).clone())
}

/// Whether the title of a document decides on more than what is shown of it: on the order of lists, on navigation, on
/// the ways down to other pages.
fn title_decides(ground: &Ground, index: usize) -> bool {
    let path = &ground.parsed[index].document.path;
    let by_date = ground.routes.sections.iter().all(|section| section.order.by == OrderBy::Date);
    !by_date
        || role(path) != Role::Single
        || path.segments().count() < 3
        || path.stem() == "index"
        || ground.taxonomies.subject(index).is_some()
}

fn has_evidence(document: &Document) -> bool {
    document.case.as_ref().is_some_and(|case| {
        let mut metrics = case.metrics.iter();
        !case.evidence.is_empty()
            || case.facts.iter().any(|fact| !fact.evidence.is_empty())
            || metrics.any(|metric| {
                metric.calc.is_some() || metric.baseline_calc.is_some() || !metric.evidence.is_empty()
            })
    })
}

/// All that places a document among others, in words, without the places where it is written.
fn structure(document: &Document) -> String {
    let head = &document.head;
    let texts = |list: &[Located<String>]| list.iter().map(|text| text.value.clone()).collect::<Vec<_>>();
    let terms: Vec<_> = head.terms.iter().map(|(key, terms)| (key, texts(terms))).collect();
    let one = |text: &Option<Located<String>>| text.as_ref().map(|text| text.value.clone());
    format!(
        "{:?}",
        (
            (document.kind, head.date, emit::changed(document), head.weight, head.draft, head.unlisted),
            (one(&head.slug), head.permalink.as_ref().map(|pattern| &pattern.value), texts(&head.aliases)),
            (head.example.is_some(), &head.list, one(&head.case), texts(&head.authors), terms),
            document.case.as_deref().map(case),
        )
    )
}

fn case(case: &CaseStudy) -> String {
    let sector = case.client.as_ref().and_then(|client| client.sector.as_ref());
    let people = case.people.iter().map(|person| {
        (person.person.as_ref().map(|person| &person.value), &person.name, &person.role, person.share)
    });
    let people: Vec<_> = people.collect();
    // Short addresses are made of these.
    let metrics = case.metrics.iter().map(|metric| (&metric.id, &metric.formerly, metric.headline));
    let metrics: Vec<_> = metrics.collect();
    format!(
        "{:?}",
        (metrics, case.period, &case.role, case.share, sector.map(|sector| &sector.value), people)
    )
}

/// Whether something that was said of the site points into a document, besides what the document itself gives rise to:
/// its place would not be true any more.
fn is_spoken_of(document: &Document, found: &[Diagnostic], before: &[Diagnostic]) -> bool {
    let name = document.path.as_str();
    let span = |diagnostic: &Diagnostic| diagnostic.place.as_ref().map(|place| place.span);
    found.iter().any(|known| {
        let points = known.place.iter().chain(known.related.iter().map(|(place, _)| place));
        let own = |one: &Diagnostic| {
            one.code == known.code && span(one) == span(known) && one.message == known.message
        };
        points.into_iter().any(|place| place.source.name() == name) && !before.iter().any(own)
    })
}
