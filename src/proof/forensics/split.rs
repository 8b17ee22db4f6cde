//! Groups of an experiment that are not as large as they were meant to be.

use super::special::{chi_square_above, float};
use super::{Note, Part, Pattern};
use crate::proof::calc::{Calc, Op, Outcome, Sample, Test};
use serde::{Deserialize, Serialize};

/// Columns that tell the groups of an experiment apart.
const COLUMNS: [&str; 10] = [
    "variant",
    "variation",
    "group",
    "arm",
    "bucket",
    "treatment",
    "test_group",
    "experiment_group",
    "gruppe",
    "variante",
];

/// Fewer cannot tell an even split from another.
const FEWEST: i128 = 20;

/// One group of an experiment: how many were in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Arm {
    pub column: String,
    pub name: String,
    pub units: i128,
}

/// The group that a calculation takes its rows from, where its conditions name one: the sum of what it divides by, or its rows.
#[must_use]
pub fn arm(calc: &Calc, sample: &Sample, outcome: &Outcome) -> Option<Arm> {
    let mut named = calc.conditions.iter().filter_map(|condition| match &condition.test {
        Test::OneOf(literals) if literals.len() == 1 => {
            let column = condition.column.text.to_lowercase();
            COLUMNS.contains(&column.as_str()).then(|| (column, literals[0].text.clone()))
        }
        _ => None,
    });
    let (column, name) = named.next()?;
    let units = match &calc.op {
        Op::Ratio(_, Some(_)) => {
            let divisor = sample.columns.get(1)?;
            let sum = divisor.numbers.iter().try_fold(0_i128, |sum, number| sum.checked_add(*number))?;
            let unit = 10_i128.checked_pow(divisor.scale)?;
            (sum % unit == 0 && sum > 0).then_some(sum / unit)?
        }
        Op::Ratio(_, None) | Op::Mean(_) | Op::Quantile(..) => i128::try_from(outcome.used).ok()?,
        _ => return None,
    };
    Some(Arm { column, name, units })
}

/// Whether two groups differ more in size than an even split does: sample-ratio mismatch (Fabijan et al. 2019), `χ²` with one degree
/// of freedom, upper tail below 0.001.
#[must_use]
pub fn sample_ratio(one: &Arm, other: &Arm) -> Option<Option<Note>> {
    let total = one.units.checked_add(other.units)?;
    if one.column != other.column || one.name == other.name || total < FEWEST {
        return None;
    }
    let off = one.units.checked_sub(other.units)?;
    let chance = chi_square_above(float(off.checked_mul(off)?) / float(total), 1);
    Some(chance.is_rare().then(|| Note {
        pattern: Pattern::UnevenSplit,
        parts: vec![
            ("first", Part::Text(one.name.clone())),
            ("second", Part::Text(other.name.clone())),
            ("count_first", Part::number(one.units, 0)),
            ("count_second", Part::number(other.units, 0)),
        ],
        chance: Some(chance),
        rows: None,
        place: String::new(),
    }))
}
