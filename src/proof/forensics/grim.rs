//! Means and shares that no whole numbers give.

use super::{Note, Part, Pattern};
use crate::decimal::{Decimal, Ratio};

/// How the half between two numbers may have been rounded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rounding {
    /// Either way, as nobody knows who rounded: what both refuse is refused.
    Either,
    Up,
    Down,
}

/// Whether a mean, at the digits that it is written with, can be that of `n` groups of `items` whole numbers; `times` is 100 for a
/// share in per cent.
///
/// The GRIM test (Brown and Heathers 2017): the mean is a multiple of `1/(n × items)`, and few of these round to it. `None` where it says
/// nothing, since every number of so few digits is near such a multiple: from `n × items ≥ 10^digits` on.
#[must_use]
pub fn is_grim(mean: Decimal, n: u64, items: u64, times: u64, rounding: Rounding) -> Option<bool> {
    let granules = i128::from(n).checked_mul(i128::from(items))?;
    let digits = 10_i128.checked_pow(mean.scale())?.checked_mul(i128::from(times))?;
    if granules == 0 || granules >= digits {
        return None;
    }
    let (below, above) = neighbours(mean, granules, times)?;
    let fits = |share: Ratio| rounds_to(share, mean, rounding);
    Some(fits(below)? || fits(above)?)
}

/// The multiples of `times / granules` around a number.
fn neighbours(mean: Decimal, granules: i128, times: u64) -> Option<(Ratio, Ratio)> {
    let step = Ratio::new(i128::from(times), granules)?;
    let place = Ratio::from(mean).checked_div(step)?;
    let whole = place.numerator().div_euclid(place.denominator());
    let at = |whole: i128| Ratio::new(whole, 1)?.checked_mul(step);
    Some((at(whole)?, at(whole.checked_add(1)?)?))
}

/// Whether a number rounds to another at its digits: it lies no more than half a digit away, and where it is just that, the
/// rounding goes there.
fn rounds_to(exact: Ratio, written: Decimal, rounding: Rounding) -> Option<bool> {
    let off = exact.checked_sub(Ratio::from(written))?;
    let half = Ratio::new(1, 10_i128.checked_pow(written.scale())?.checked_mul(2)?)?;
    let zero = Ratio::new(0, 1)?;
    let size = if off < zero { zero.checked_sub(off)? } else { off };
    Some(match size.cmp(&half) {
        std::cmp::Ordering::Less => true,
        std::cmp::Ordering::Greater => false,
        // What lies below was rounded up, what lies above down.
        std::cmp::Ordering::Equal => match rounding {
            Rounding::Either => true,
            Rounding::Up => off < zero,
            Rounding::Down => off > zero,
        },
    })
}

/// A share in per cent of `n` whole things.
#[must_use]
pub fn grim(share: Decimal, n: u64) -> Option<Option<Note>> {
    if is_grim(share, n, 1, 100, Rounding::Either)? {
        return Some(None);
    }
    let (below, above) = neighbours(share, i128::from(n), 100)?;
    let shown = |near: Ratio| near.round(share.scale()).map(Part::Number);
    Some(Some(Note {
        pattern: Pattern::NoSuchShare,
        parts: vec![
            ("value", Part::Number(share)),
            ("count", Part::number(i128::from(n), 0)),
            ("below", shown(below)?),
            ("above", shown(above)?),
        ],
        chance: None,
        rows: None,
        place: String::new(),
    }))
}
