//! Numbers on one scale, summed and compared as whole ones.

use crate::decimal::{Decimal, Ratio};

/// Numbers as whole multiples of `10^-scale`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Values {
    pub scale: u32,
    pub numbers: Vec<i128>,
}

impl Values {
    /// Adds a number; `None` when it does not fit beside the others.
    pub fn push(&mut self, number: Decimal) -> Option<()> {
        if number.scale() == self.scale {
            self.numbers.push(number.mantissa());
            return Some(());
        }
        if number.scale() > self.scale {
            let factor = 10_i128.checked_pow(number.scale() - self.scale)?;
            for known in &mut self.numbers {
                *known = known.checked_mul(factor)?;
            }
            self.scale = number.scale();
        }
        let factor = 10_i128.checked_pow(self.scale - number.scale())?;
        self.numbers.push(number.mantissa().checked_mul(factor)?);
        Some(())
    }

    pub fn sum(&self) -> Option<i128> {
        self.numbers.iter().try_fold(0_i128, |sum, number| sum.checked_add(*number))
    }

    /// The sum of all sizes, which no sum of some of them exceeds.
    pub fn size(&self) -> Option<i128> {
        self.numbers.iter().try_fold(0_i128, |sum, number| sum.checked_add(number.checked_abs()?))
    }

    /// The largest size of one of them.
    pub fn largest(&self) -> Option<i128> {
        self.numbers.iter().try_fold(0_i128, |largest, number| Some(largest.max(number.checked_abs()?)))
    }

    /// A whole number on this scale as what it is worth.
    pub fn worth(&self, number: i128) -> Option<Ratio> {
        Ratio::new(number, 10_i128.checked_pow(self.scale)?)
    }
}
