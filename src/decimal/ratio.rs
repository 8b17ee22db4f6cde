//! Exact fractions.

use super::Decimal;
use super::digits::{power_of_ten, small_power_of_ten};
use serde::{Deserialize, Serialize};
use std::cmp::Ordering;

/// An exact rational number: reduced, the denominator positive, neither part `i128::MIN`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "(i128, i128)", into = "(i128, i128)")]
pub struct Ratio {
    numerator: i128,
    denominator: i128,
}

impl From<Ratio> for (i128, i128) {
    fn from(ratio: Ratio) -> Self {
        (ratio.numerator, ratio.denominator)
    }
}

impl TryFrom<(i128, i128)> for Ratio {
    type Error = &'static str;

    fn try_from((numerator, denominator): (i128, i128)) -> Result<Self, Self::Error> {
        Self::new(numerator, denominator).ok_or("no number")
    }
}

impl Ratio {
    pub const ZERO: Self = Self { numerator: 0, denominator: 1 };
    pub const ONE: Self = Self { numerator: 1, denominator: 1 };

    /// `None` for a denominator of zero, and for `i128::MIN`, which has no opposite.
    #[must_use]
    pub const fn new(numerator: i128, denominator: i128) -> Option<Self> {
        if denominator == 0 || numerator == i128::MIN || denominator == i128::MIN {
            return None;
        }
        let divisor = greatest_common_divisor(numerator, denominator);
        let sign = if denominator < 0 { -1 } else { 1 };
        let (numerator, denominator) = (sign * numerator, sign * denominator);
        Some(Self { numerator: divided(numerator, divisor), denominator: divided(denominator, divisor) })
    }

    #[must_use]
    pub const fn whole(value: i64) -> Self {
        Self { numerator: value as i128, denominator: 1 }
    }

    #[must_use]
    pub fn numerator(self) -> i128 {
        self.numerator
    }

    #[must_use]
    pub fn denominator(self) -> i128 {
        self.denominator
    }

    #[must_use]
    pub fn is_zero(self) -> bool {
        self.numerator == 0
    }

    #[must_use]
    pub fn is_negative(self) -> bool {
        self.numerator < 0
    }

    #[must_use]
    pub fn abs(self) -> Self {
        Self { numerator: self.numerator.abs(), ..self }
    }

    #[must_use]
    pub fn negated(self) -> Self {
        Self { numerator: -self.numerator, ..self }
    }

    #[must_use]
    pub fn checked_add(self, other: Self) -> Option<Self> {
        if self.denominator == other.denominator {
            return Self::new(self.numerator.checked_add(other.numerator)?, self.denominator);
        }
        // Only what the denominators do not share is multiplied, so that months of days stay small.
        let shared = greatest_common_divisor(self.denominator, other.denominator);
        let left = self.numerator.checked_mul(divided(other.denominator, shared))?;
        let right = other.numerator.checked_mul(divided(self.denominator, shared))?;
        Self::new(left.checked_add(right)?, self.denominator.checked_mul(divided(other.denominator, shared))?)
    }

    #[must_use]
    pub fn checked_sub(self, other: Self) -> Option<Self> {
        self.checked_add(other.negated())
    }

    #[must_use]
    pub fn checked_mul(self, other: Self) -> Option<Self> {
        if other == Self::ONE {
            return Some(self);
        }
        let left = Self::new(self.numerator, other.denominator)?;
        let right = Self::new(other.numerator, self.denominator)?;
        // Both are reduced, and crosswise too, so that their product is.
        Some(Self {
            numerator: left.numerator.checked_mul(right.numerator).filter(|product| *product != i128::MIN)?,
            denominator: left.denominator.checked_mul(right.denominator)?,
        })
    }

    /// `None` when `other` is zero.
    #[must_use]
    pub fn checked_div(self, other: Self) -> Option<Self> {
        if self == other && !self.is_zero() {
            return Some(Self::ONE);
        }
        let sign = match other.numerator.cmp(&0) {
            Ordering::Less => -1,
            Ordering::Equal => return None,
            Ordering::Greater => 1,
        };
        self.checked_mul(Self { numerator: sign * other.denominator, denominator: sign * other.numerator })
    }

    /// Rounded to `scale` digits after the point, half away from zero.
    #[must_use]
    pub fn round(self, scale: u32) -> Option<Decimal> {
        let mantissa = i128::try_from(self.rounded_size(scale)?).ok()?;
        Decimal::new(if self.is_negative() { -mantissa } else { mantissa }, scale)
    }

    /// The size of `self × 10^scale` as a whole number.
    fn rounded_size(self, scale: u32) -> Option<u128> {
        let size = self.numerator.unsigned_abs();
        let denominator = self.denominator.unsigned_abs();
        if let (Ok(size), Ok(denominator)) = (u64::try_from(size), u64::try_from(denominator))
            && let Some(scaled) = small_power_of_ten(scale).and_then(|power| size.checked_mul(power))
        {
            let (whole, rest) = (scaled / denominator, scaled % denominator);
            return Some(u128::from(whole) + u128::from(rest >= denominator - rest));
        }
        let mut mantissa = size / denominator;
        let mut rest = size % denominator;
        // Long division, for `rest × 10^scale` at once could be too large where each step is not.
        for _ in 0..scale {
            rest = rest.checked_mul(10)?;
            mantissa = mantissa.checked_mul(10)?.checked_add(rest / denominator)?;
            rest %= denominator;
        }
        if rest >= denominator - rest {
            mantissa = mantissa.checked_add(1)?;
        }
        Some(mantissa)
    }

    /// Rounds as [`Ratio::round`] and says whether nothing was lost.
    #[must_use]
    pub fn is_exact_at(self, scale: u32) -> bool {
        self.round(scale).is_some_and(|rounded| Self::from(rounded) == self)
    }
}

impl From<Decimal> for Ratio {
    fn from(number: Decimal) -> Self {
        if number.scale() == 0 {
            return Self { numerator: number.mantissa(), denominator: 1 };
        }
        let numerator = number.mantissa();
        // A decimal has fewer digits after its point than the table has powers.
        let denominator = power_of_ten(number.scale()).unwrap_or(1);
        let divisor = greatest_common_divisor(numerator, denominator);
        Self { numerator: divided(numerator, divisor), denominator: divided(denominator, divisor) }
    }
}

impl Ord for Ratio {
    /// Compares whole parts, then the rests turned upside down, so that no product can overflow.
    fn cmp(&self, other: &Self) -> Ordering {
        let small = |number: i128| i64::try_from(number).map(i128::from);
        if let (Ok(one), Ok(of_one), Ok(two), Ok(of_two)) =
            (small(self.numerator), small(self.denominator), small(other.numerator), small(other.denominator))
        {
            return (one * of_two).cmp(&(two * of_one));
        }
        let (mut a, mut b) = (*self, *other);
        loop {
            let (whole_a, whole_b) =
                (a.numerator.div_euclid(a.denominator), b.numerator.div_euclid(b.denominator));
            let (rest_a, rest_b) =
                (a.numerator.rem_euclid(a.denominator), b.numerator.rem_euclid(b.denominator));
            match (whole_a.cmp(&whole_b), rest_a, rest_b) {
                (Ordering::Equal, 0, 0) => return Ordering::Equal,
                (Ordering::Equal, 0, _) => return Ordering::Less,
                (Ordering::Equal, _, 0) => return Ordering::Greater,
                (Ordering::Equal, _, _) => {
                    // x < y exactly when 1/y < 1/x, for rests between zero and one.
                    let turned_a = Self { numerator: b.denominator, denominator: rest_b };
                    let turned_b = Self { numerator: a.denominator, denominator: rest_a };
                    (a, b) = (turned_a, turned_b);
                }
                (order, _, _) => return order,
            }
        }
    }
}

impl PartialOrd for Ratio {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// At least one, and for two zeros one too, so that dividing by it is always possible.
#[expect(clippy::cast_possible_truncation, reason = "both were compared with the largest")]
const fn greatest_common_divisor(a: i128, b: i128) -> i128 {
    let (mut a, mut b) = (a.unsigned_abs(), b.unsigned_abs());
    while b != 0 {
        if a <= SMALL && b <= SMALL {
            return small_divisor(a as u64, b as u64) as i128;
        }
        (a, b) = (b, a % b);
    }
    if a == 0 { 1 } else { a.cast_signed() }
}

const SMALL: u128 = u64::MAX as u128;

/// The greatest common divisor by halving (J. Stein, 1967), for `b` above zero: no division.
const fn small_divisor(a: u64, b: u64) -> u64 {
    if a == 0 {
        return b;
    }
    let shared = (a | b).trailing_zeros();
    let mut a = a >> a.trailing_zeros();
    let mut b = b >> b.trailing_zeros();
    while a != b {
        if a == 1 || b == 1 {
            return 1 << shared;
        }
        let less = if a < b { a } else { b };
        let distance = a.abs_diff(b);
        a = less;
        b = distance >> distance.trailing_zeros();
    }
    a << shared
}

/// The quotient of a division without a rest.
#[expect(clippy::cast_possible_truncation, reason = "both were compared with the largest")]
const fn divided(number: i128, divisor: i128) -> i128 {
    let (size, parts) = (number.unsigned_abs(), divisor.unsigned_abs());
    if divisor == 1 {
        number
    } else if size <= SMALL && parts <= SMALL && divisor > 0 {
        let quotient = (size as u64 / parts as u64) as i128;
        if number < 0 { -quotient } else { quotient }
    } else {
        number / divisor
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn ratio(numerator: i128, denominator: i128) -> Ratio {
        Ratio::new(numerator, denominator).unwrap()
    }

    #[test]
    fn halves_are_rounded_away_from_zero() {
        assert_eq!(ratio(1, 2).round(0).unwrap().to_string(), "1");
        assert_eq!(ratio(-1, 2).round(0).unwrap().to_string(), "-1");
        assert_eq!(ratio(-125, 100).round(1).unwrap().to_string(), "-1.3");
        assert_eq!(ratio(2, 3).round(4).unwrap().to_string(), "0.6667");
        assert_eq!(ratio(49, 100).round(0).unwrap().to_string(), "0");
        assert_eq!(ratio(999, 1000).round(2).unwrap().to_string(), "1.00");
    }

    #[test]
    fn what_does_not_fit_is_none() {
        assert_eq!(Ratio::new(1, 0), None);
        assert_eq!(Ratio::new(i128::MIN, 1), None);
        assert_eq!(ratio(i128::MAX, 1).checked_add(Ratio::ONE), None);
        assert_eq!(ratio(i128::MAX, 1).checked_mul(ratio(2, 1)), None);
        assert_eq!(ratio(1, 3).checked_div(Ratio::ZERO), None);
        assert_eq!(ratio(i128::MAX, 1).round(0), None);
        assert_eq!(ratio(1, 3).round(60), None);
    }

    #[test]
    fn fractions_too_large_to_multiply_are_still_compared() {
        let (a, b) = (ratio(i128::MAX, i128::MAX - 1), ratio(i128::MAX - 1, i128::MAX - 2));
        assert_eq!(a.cmp(&b), Ordering::Less);
        assert_eq!(ratio(-1, 3).cmp(&ratio(-1, 2)), Ordering::Greater);
    }

    fn any_ratio() -> impl Strategy<Value = Ratio> {
        (any::<i64>(), 1..=i64::MAX).prop_map(|(a, b)| ratio(a.into(), b.into()))
    }

    fn small_ratio() -> impl Strategy<Value = Ratio> {
        (any::<i16>(), 1..=i16::MAX).prop_map(|(a, b)| ratio(a.into(), b.into()))
    }

    proptest! {
        #[test]
        fn sums_and_products_obey_the_laws(a in small_ratio(), b in small_ratio(), c in small_ratio()) {
            let add = |a: Ratio, b: Ratio| a.checked_add(b).unwrap();
            let mul = |a: Ratio, b: Ratio| a.checked_mul(b).unwrap();
            prop_assert_eq!(add(a, b), add(b, a));
            prop_assert_eq!(mul(a, b), mul(b, a));
            prop_assert_eq!(add(add(a, b), c), add(a, add(b, c)));
            prop_assert_eq!(mul(a, add(b, c)), add(mul(a, b), mul(a, c)));
            prop_assert_eq!(a.checked_sub(a).unwrap(), Ratio::ZERO);
            if !b.is_zero() {
                prop_assert_eq!(mul(a.checked_div(b).unwrap(), b), a);
            }
        }

        #[test]
        fn order_is_that_of_cross_products(a in any_ratio(), b in any_ratio()) {
            let left = a.numerator() * b.denominator();
            let right = b.numerator() * a.denominator();
            prop_assert_eq!(a.cmp(&b), left.cmp(&right));
        }

        #[test]
        fn rounding_moves_by_half_a_step_at_most(a in small_ratio(), scale in 0_u32..6) {
            let rounded = Ratio::from(a.round(scale).unwrap());
            let step = ratio(1, 2 * 10_i128.pow(scale));
            prop_assert!(rounded.checked_sub(a).unwrap().abs() <= step);
        }

        #[test]
        fn no_numbers_make_it_panic(a in any::<i128>(), b in any::<i128>(), c in any::<i128>(), scale in 0_u32..50) {
            if let (Some(x), Some(y)) = (Ratio::new(a, b), Ratio::new(b, c)) {
                let _ = (x.checked_add(y), x.checked_sub(y), x.checked_mul(y), x.checked_div(y), x.cmp(&y));
                let _ = x.round(scale);
            }
        }
    }
}
