//! Which looks are taken at the data behind a figure, and what its author says of what they find.

use super::{Checked, Examined};
use crate::model::case_study::CaseStudy;
use crate::model::metric::{Amount, Figure, Metric};
use crate::proof::calc::{Calc, Sample};
use crate::proof::forensics::{self, Look, Note, Question, Ran};
use crate::table::Table;
use crate::unit::Kind;

/// The looks at the rows of a calculation.
pub fn of_calculation(
    calc: &Calc,
    sample: &Sample,
    figure: &Figure,
    table: &Table,
    benford: bool,
) -> Vec<Ran> {
    let mut ran = forensics::examine(Question { calc, sample, window: figure.period, benford });
    place(&mut ran, table, &calc.file.text);
    ran
}

/// The looks at a table that nothing is calculated from.
pub fn of_cited(table: &Table, name: &str) -> Vec<Ran> {
    let mut ran = Sample::cited(table).map(|sample| forensics::examine_cited(&sample)).unwrap_or_default();
    place(&mut ran, table, name);
    ran
}

/// Says in words where the rows stand that a note is about.
fn place(ran: &mut [Ran], table: &Table, name: &str) {
    for note in ran.iter_mut().filter_map(|ran| ran.note.as_mut()) {
        if let Some((first, last)) = note.rows {
            let (first, last) = (table.place_text(first), table.place_text(last));
            note.place = format!("{first} to {last} of {name}");
        }
    }
}

/// A share of a number of things that the author names, such as `population: 48 sessions`, as GRIM sees it.
#[must_use]
pub fn of_share(metric: &Metric) -> Option<Ran> {
    let figure = &metric.value;
    let Amount::Exact(share) = figure.amount else { return None };
    if figure.unit.kind != Kind::Percent || figure.unit.factor != crate::decimal::Ratio::ONE {
        return None;
    }
    let n = only_count(metric.population.as_deref()?)?;
    let note = forensics::grim(share, n)?;
    Some(Ran { look: Look::Grim, column: String::new(), note })
}

/// The one whole number in a text; none where there are several, or another.
fn only_count(text: &str) -> Option<u64> {
    let words = text.split_whitespace().map(|word| word.trim_matches(|c: char| c.is_ascii_punctuation()));
    let mut numbers = words.filter(|word| word.contains(|c: char| c.is_ascii_digit()));
    let only = numbers.next().filter(|_| numbers.next().is_none())?;
    let groups: Vec<&str> = only.split([',', '\'', '’']).collect();
    let is_grouped =
        groups.len() == 1 || (groups[0].len() < 4 && groups[1..].iter().all(|group| group.len() == 3));
    is_grouped.then(|| groups.concat().parse().ok())?
}

/// Puts together what was looked for behind one metric, with the words of its author.
pub fn gather(checked: &mut Checked, cited: &[Ran], metric: &Metric, case: &CaseStudy) {
    let mut examined = Vec::new();
    let mut add = |of, ran: &[Ran]| examined.extend(ran.iter().map(|ran| Examined::new(of, ran.clone())));
    let arms = [&checked.value, &checked.baseline].map(|one| one.as_ref().and_then(|one| one.arm.as_ref()));
    for (of, one) in [("value", &checked.value), ("baseline", &checked.baseline)] {
        add(of, one.as_ref().map_or(&[][..], |one| &one.looks));
    }
    // One table behind both figures is looked at twice; what it has to say is said once.
    if let [Some(one), Some(other)] = arms
        && let Some(note) = forensics::sample_ratio(other, one)
    {
        add("both", &[Ran { look: Look::SampleRatio, column: one.column.clone(), note }]);
    }
    add("file", cited);
    add("value", of_share(metric).as_slice());
    let mut told: Vec<(Look, Note)> = Vec::new();
    for one in &mut examined {
        let Some(note) = &one.ran.note else { continue };
        let key = (one.ran.look, note.clone());
        if told.contains(&key) {
            one.ran.note = None;
            continue;
        }
        one.explanation = explanation(case, &metric.id, one.ran.look);
        told.push(key);
    }
    checked.examined = examined;
}

fn explanation(case: &CaseStudy, metric: &str, look: Look) -> Option<String> {
    let fits = |explanation: &&crate::model::case_study::Explanation| {
        explanation.finding == look.name() && (explanation.metric.is_empty() || explanation.metric == metric)
    };
    case.explanations.iter().find(fits).map(|explanation| explanation.text.clone())
}

impl Examined {
    fn new(of: &'static str, ran: Ran) -> Self {
        Self { of, ran, explanation: None }
    }
}
