//! The same calculation one window earlier, one later, and over a longer one: a figure that only this window gives
//! should be seen to do so.

use super::{Calc, Literal, Test};
use crate::period::{Period, Piece};

/// A neighbour of a calculation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Near {
    pub window: Period,
    /// The condition that is another there, by its number.
    pub condition: usize,
    /// What it wants instead.
    pub test: Test,
}

/// The neighbours of a calculation that is over one window of time; none of another.
pub fn nearby(calc: &Calc) -> Vec<Near> {
    let mut windows = calc.conditions.iter().enumerate().filter_map(|(index, condition)| {
        Some((
            index,
            match &condition.test {
                Test::During(window) => *window,
                Test::OneOf(literals) => match &literals[..] {
                    // A year alone may be a number.
                    [literal] => literal.window().filter(|_| literal.number().is_none())?,
                    _ => return None,
                },
                _ => return None,
            },
        ))
    });
    let (Some((index, window)), None) = (windows.next(), windows.next()) else { return Vec::new() };
    let with = |window: Period, same: bool| {
        let test = match &calc.conditions[index].test {
            Test::OneOf(literals) if same => {
                let (text, span) = (window.to_string(), literals[0].span.clone());
                Test::OneOf(vec![Literal { text, span, quoted: false }])
            }
            _ => Test::During(window),
        };
        Near { window, condition: index, test }
    };
    let (first, last) = match window {
        Period::One(piece) => (piece, piece),
        Period::Interval(first, last) => (first, last),
    };
    let span = |first: Option<Piece>, last: Option<Piece>| {
        let (first, last) = (first?, last?);
        if first == last { Some(Period::One(first)) } else { Period::interval(first, last) }
    };
    let shifted = [span(first.before(), last.before()), span(first.after(), last.after())];
    let longer = span(Some(first), last.after());
    let shifted = shifted.into_iter().flatten().map(|window| with(window, true));
    shifted.chain(longer.map(|window| with(window, false))).collect()
}
