//! All looks at what stands behind one figure: the rows of its calculations, the tables that it cites, the figure itself.

use super::{Arm, Look, Note, Question, Ran, examine, examine_cited, grim, sample_ratio};
use crate::decimal::{Decimal, Ratio};
use crate::proof::calc::Sample;
use crate::table::Table;
use crate::unit::{Kind, Unit};

/// A look, and what it was taken at.
#[derive(Clone, Debug, PartialEq)]
pub struct Taken {
    /// `value`, `baseline`, `both`, or `file` where nothing was calculated.
    pub of: &'static str,
    pub ran: Ran,
}

/// The looks at the rows of one calculation.
#[derive(Clone, Debug, Default)]
pub struct Side<'a> {
    pub looks: Vec<Ran>,
    /// The group of an experiment that the rows are of.
    pub arm: Option<&'a Arm>,
}

/// The looks at the rows of a calculation over the table of a file of this name.
#[must_use]
pub fn of_rows(question: Question<'_>, table: &Table, name: &str) -> Vec<Ran> {
    let mut ran = examine(question);
    place(&mut ran, table, name);
    ran
}

/// The looks at a table that nothing is calculated from.
#[must_use]
pub fn of_cited(table: &Table, name: &str) -> Vec<Ran> {
    let mut ran = Sample::cited(table).map(|sample| examine_cited(&sample)).unwrap_or_default();
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
pub fn of_share(share: Decimal, unit: &Unit, population: &str) -> Option<Ran> {
    if unit.kind != Kind::Percent || unit.factor != Ratio::ONE {
        return None;
    }
    let note = grim(share, only_count(population)?)?;
    Some(Ran::new(Look::Grim, "", note))
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

/// Puts together what was looked for. One table behind both figures is looked at twice; what it has to say is said once.
#[must_use]
pub fn together(value: Side<'_>, baseline: Side<'_>, cited: Vec<Ran>, share: Option<Ran>) -> Vec<Taken> {
    let both = value.arm.zip(baseline.arm).and_then(|(one, other)| {
        sample_ratio(other, one).map(|note| Ran::new(Look::SampleRatio, &one.column, note))
    });
    let mut taken = Vec::with_capacity(value.looks.len() + baseline.looks.len() + cited.len() + 2);
    let mut add = |of, ran: Vec<Ran>| taken.extend(ran.into_iter().map(|ran| Taken { of, ran }));
    add("value", value.looks);
    add("baseline", baseline.looks);
    taken.extend(both.map(|ran| Taken { of: "both", ran }));
    taken.extend(cited.into_iter().map(|ran| Taken { of: "file", ran }));
    taken.extend(share.map(|ran| Taken { of: "value", ran }));
    let mut told: Vec<(Look, Box<Note>)> = Vec::new();
    for Taken { ran, .. } in &mut taken {
        let Some(note) = &ran.note else { continue };
        let key = (ran.look, note.clone());
        if told.contains(&key) {
            ran.note = None;
        } else {
            told.push(key);
        }
    }
    taken
}
