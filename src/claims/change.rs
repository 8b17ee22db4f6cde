//! From one figure to another: how far, which way, and whether that is good.

use crate::decimal::{Decimal, Ratio};
use crate::model::metric::{Amount, Better, Figure, Metric};
use crate::unit::{Kind, Unit};
use std::cmp::Ordering;

/// Which way a figure went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    Up,
    Down,
    Same,
}

impl Direction {
    /// The name for themes.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Up => "up",
            Self::Down => "down",
            Self::Same => "same",
        }
    }
}

impl From<Ordering> for Direction {
    /// How the later compares to the earlier.
    fn from(order: Ordering) -> Self {
        match order {
            Ordering::Less => Self::Down,
            Ordering::Equal => Self::Same,
            Ordering::Greater => Self::Up,
        }
    }
}

/// Whether a change is good. Without `better:` nobody knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Judgement {
    Better,
    Worse,
    Neutral,
}

impl Judgement {
    #[must_use]
    pub fn of(direction: Direction, better: Option<Better>) -> Self {
        match (direction, better) {
            (Direction::Up, Some(Better::Higher)) | (Direction::Down, Some(Better::Lower)) => Self::Better,
            (Direction::Up, Some(Better::Lower)) | (Direction::Down, Some(Better::Higher)) => Self::Worse,
            _ => Self::Neutral,
        }
    }

    /// The name for themes.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Better => "better",
            Self::Worse => "worse",
            Self::Neutral => "neutral",
        }
    }
}

/// How far it is from one exact figure to another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Extent {
    /// The absolute change in `unit`, rounded for display.
    pub amount: Decimal,
    pub unit: Unit,
    /// Whether a share changed, so that the change counts percentage points.
    pub in_points: bool,
    /// The relative change in per cent, rounded for display.
    pub relative: Option<Decimal>,
    /// The absolute change, exactly.
    pub exact: Ratio,
}

impl Extent {
    #[must_use]
    pub fn direction(&self) -> Direction {
        self.exact.cmp(&Ratio::ZERO).into()
    }
}

/// The change between two exact figures of one kind.
#[must_use]
pub fn change(from: &Figure, to: &Figure) -> Option<Extent> {
    let (Amount::Exact(before), Amount::Exact(after)) = (from.amount, to.amount) else {
        return None;
    };
    let factor = from.unit.conversion(&to.unit).ok()?;
    let before_ratio = Ratio::from(before).checked_mul(factor)?;
    let exact = Ratio::from(after).checked_sub(before_ratio)?;
    let (amount, unit) = if factor == Ratio::ONE {
        let amount = exact.round(before.scale().max(after.scale()))?;
        (amount, unit_for(amount, (before, &from.unit), (after, &to.unit)))
    } else {
        absolute(exact, factor, (before, &from.unit), (after, &to.unit))?
    };
    let in_points =
        unit.kind == Kind::Percent && from.unit.factor == to.unit.factor && unit.factor == Ratio::ONE;
    Some(Extent {
        amount,
        unit,
        in_points,
        relative: relative(before, before_ratio, after, exact, amount),
        exact,
    })
}

/// Of two spellings of one unit that of the figure which is one exactly as the change is: `1 day`, `2 days`.
fn unit_for(amount: Decimal, from: (Decimal, &Unit), to: (Decimal, &Unit)) -> Unit {
    let is_one = |number: Decimal| number.abs().compare(Decimal::from(1)).is_eq();
    let fits = |(number, _): &(Decimal, &Unit)| is_one(*number) == is_one(amount);
    let chosen = if !fits(&to) && fits(&from) { from.1 } else { to.1 };
    chosen.clone()
}

/// The change between figures in different units, where `exact` is in the unit of `to` and `factor` says how
/// many of these make one of the other.
fn absolute(
    exact: Ratio,
    factor: Ratio,
    from: (Decimal, &Unit),
    to: (Decimal, &Unit),
) -> Option<(Decimal, Unit)> {
    let in_from = exact.checked_div(factor)?;
    let from_is_coarser = factor > Ratio::ONE;
    let (coarse, fine) = if from_is_coarser {
        ((in_from, from.0.scale(), from.1), (exact, to.0.scale(), to.1))
    } else {
        ((exact, to.0.scale(), to.1), (in_from, from.0.scale(), from.1))
    };
    let rounded = coarse.0.round(coarse.1)?;
    let moved = Ratio::from(rounded).checked_sub(coarse.0)?.abs();
    let allowed = coarse.0.abs().checked_div(Ratio::whole(100))?;
    if moved <= allowed {
        return Some((rounded, coarse.2.clone()));
    }
    Some((fine.0.round(fine.1)?, fine.2.clone()))
}

/// The relative change in per cent of what it was before, with as many digits as the figures bear.
fn relative(
    before: Decimal,
    before_ratio: Ratio,
    after: Decimal,
    exact: Ratio,
    amount: Decimal,
) -> Option<Decimal> {
    // From zero there is none, and through zero it says nothing that a reader could picture.
    if before_ratio.is_zero() || before_ratio.is_negative() || after.is_negative() {
        return None;
    }
    let percent = exact.checked_div(before_ratio)?.checked_mul(Ratio::whole(100))?;
    if percent.is_zero() {
        return Some(Decimal::ZERO);
    }
    let everything = Decimal::from(100).negated();
    if percent == Ratio::from(everything) {
        return Some(everything);
    }
    let borne = before.significant_digits().min(after.significant_digits());
    let digits = borne.min(amount.significant_digits() + 1).clamp(2, 3);
    let mut rounded = round_to(percent, digits)?;
    // Something is left, so it is not all gone: -99.99 % and not -100 %.
    while rounded.compare(everything).is_eq() && rounded.scale() < 12 {
        rounded = percent.round(rounded.scale() + 1)?;
    }
    Some(rounded)
}

/// Rounded to the fewest digits after the point of which so many are significant, at most 20.
fn round_to(number: Ratio, digits: u32) -> Option<Decimal> {
    let mut rounded = number.round(0)?;
    while rounded.significant_digits() < digits && rounded.scale() < 20 {
        rounded = number.round(rounded.scale() + 1)?;
    }
    Some(rounded)
}

/// The lowest and the highest that a figure can be; `None` is no bound.
type Reach = (Option<Ratio>, Option<Ratio>);

fn reach(figure: &Figure, unit: &Unit) -> Option<Reach> {
    let factor = figure.unit.conversion(unit).ok()?;
    let convert = |number: Decimal| Ratio::from(number).checked_mul(factor);
    Some(match figure.amount {
        Amount::Exact(number) => {
            let number = convert(number)?;
            (Some(number), Some(number))
        }
        Amount::AtLeast(number) => (Some(convert(number)?), None),
        Amount::AtMost(number) => (None, Some(convert(number)?)),
        Amount::Between(low, high) => (Some(convert(low)?), Some(convert(high)?)),
    })
}

/// Which way it went, when bounds and ranges leave no doubt.
#[must_use]
pub fn direction(from: &Figure, to: &Figure) -> Option<Direction> {
    let (before, after) = (reach(from, &to.unit)?, reach(to, &to.unit)?);
    if let (Amount::Exact(_), Amount::Exact(_)) = (from.amount, to.amount) {
        return Some(after.0.cmp(&before.0).into());
    }
    let above = |low: Option<Ratio>, high: Option<Ratio>| matches!((low, high), (Some(low), Some(high)) if low > high);
    if above(after.0, before.1) {
        return Some(Direction::Up);
    }
    above(before.0, after.1).then_some(Direction::Down)
}

/// Whether the value has reached its target, when that can be said.
///
/// Which side counts as reached is said by `better:`, else by the target's own bound, else by the side of the
/// baseline on which the target lies.
#[must_use]
pub fn target_reached(metric: &Metric) -> Option<bool> {
    let target = &metric.target.as_ref()?.figure;
    let wanted = wanted(metric, target)?;
    let goal = match target.amount {
        Amount::Exact(number) | Amount::AtLeast(number) | Amount::AtMost(number) => number,
        Amount::Between(low, high) => match wanted {
            Better::Higher => low,
            Better::Lower => high,
        },
    };
    let goal = Ratio::from(goal).checked_mul(target.unit.conversion(&metric.value.unit).ok()?)?;
    let (low, high) = reach(&metric.value, &metric.value.unit)?;
    match wanted {
        Better::Higher if low.is_some_and(|low| low >= goal) => Some(true),
        Better::Higher if high.is_some_and(|high| high < goal) => Some(false),
        Better::Lower if high.is_some_and(|high| high <= goal) => Some(true),
        Better::Lower if low.is_some_and(|low| low > goal) => Some(false),
        _ => None,
    }
}

fn wanted(metric: &Metric, target: &Figure) -> Option<Better> {
    if let Some(better) = metric.better {
        return Some(better);
    }
    match target.amount {
        Amount::AtLeast(_) => return Some(Better::Higher),
        Amount::AtMost(_) => return Some(Better::Lower),
        _ => {}
    }
    match direction(metric.baseline.as_ref()?, target)? {
        Direction::Up => Some(Better::Higher),
        Direction::Down => Some(Better::Lower),
        Direction::Same => None,
    }
}
