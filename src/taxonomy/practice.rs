//! What the case studies behind a term or a person come to: counted, never rated.

use crate::evidence::Evidence;
use crate::model::case_study::{CaseStudy, Outcome};
use crate::model::{Document, Kind};
use crate::period::{Period, Piece};
use crate::proof::marks::{Mark, Marks, State};
use jiff::civil::Date;
use std::collections::BTreeSet;

/// Case studies, added up. Invented ones count for nothing but their number.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Practice {
    pub cases: usize,
    /// Invented case studies.
    pub examples: usize,
    /// Clients of different names.
    pub clients: usize,
    /// The window from the beginning of the first case to the end of the last.
    pub first: Option<Piece>,
    pub last: Option<Piece>,
    /// In the order of [`Outcome::ALL`].
    pub outcomes: [usize; Outcome::ALL.len()],
    pub tally: Tally,
}

/// Figures by what was checked of them. A figure counts once under each mark that it has.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    pub figures: usize,
    /// Figures that nothing but their author bears out.
    pub own: usize,
    /// Figures of which a check failed.
    pub failed: usize,
    /// In the order of [`Mark::ALL`].
    pub passed: [usize; Mark::ALL.len()],
}

/// Adds up the case studies among some documents.
pub fn practice<'a>(documents: impl IntoIterator<Item = &'a Document>, evidence: &Evidence) -> Practice {
    let mut practice = Practice::default();
    let mut clients = BTreeSet::new();
    for document in documents {
        let Some(case) = document.case.as_deref().filter(|_| document.kind == Kind::Case) else {
            continue;
        };
        if document.head.example.is_some() {
            practice.examples += 1;
            continue;
        }
        practice.cases += 1;
        if let Some(client) = case.client.as_ref().filter(|client| !client.name.is_empty()) {
            clients.insert(client.name.to_lowercase());
        }
        if let Some(outcome) = case.outcome {
            practice.outcomes[outcome as usize] += 1;
        }
        for (first, last) in windows(case, document.head.date) {
            practice.widen(first, last);
        }
        practice.tally.add(document, case, evidence);
    }
    practice.clients = clients.len();
    practice
}

impl Practice {
    fn widen(&mut self, first: Piece, last: Piece) {
        if self.first.is_none_or(|known| first.first_day() < known.first_day()) {
            self.first = Some(first);
        }
        if self.last.is_none_or(|known| last.last_day() > known.last_day()) {
            self.last = Some(last);
        }
    }
}

impl Tally {
    fn add(&mut self, document: &Document, case: &CaseStudy, evidence: &Evidence) {
        let checked = evidence.of(&document.path);
        for index in 0..case.metrics.len() {
            let marks = checked.get(index).map_or_else(Marks::stated, |checked| checked.marks);
            self.figures += 1;
            self.failed += usize::from(marks.has_failed());
            let mut others = marks.iter().filter(|(mark, _)| *mark != Mark::Stated);
            self.own += usize::from(others.all(|(_, state)| state == State::Unchecked));
            for (count, (_, state)) in self.passed.iter_mut().zip(marks.iter()) {
                *count += usize::from(state == State::Pass);
            }
        }
    }
}

/// The day that places a document among others: its date, else the end of its period.
pub fn recency(document: &Document) -> Option<Date> {
    let period = || document.case.as_ref().and_then(|case| case.period).map(Period::last_day);
    document.head.date.or_else(period)
}

/// When a case happened: in its period, else in the windows of its figures, else in the month of its date.
fn windows(case: &CaseStudy, date: Option<Date>) -> Vec<(Piece, Piece)> {
    let ends = |period: Period| match period {
        Period::One(piece) => (piece, piece),
        Period::Interval(first, last) => (first, last),
    };
    if let Some(period) = case.period {
        return vec![ends(period)];
    }
    let figures: Vec<_> = case.metrics.iter().filter_map(|metric| metric.value.period).map(ends).collect();
    if !figures.is_empty() {
        return figures;
    }
    let month = date.map(|date| Piece::Month { year: date.year(), month: date.month() });
    month.map(|month| (month, month)).into_iter().collect()
}
