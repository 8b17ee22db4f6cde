//! A figure as it is stated, held against what was calculated.

use crate::decimal::{Decimal, Ratio};

/// How much is stated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stated {
    Exact(Decimal),
    AtLeast(Decimal),
    AtMost(Decimal),
    /// The first is the lower; both belong to it.
    Between(Decimal, Decimal),
}

impl Stated {
    /// Whether the result of a calculation bears the figure out: an exact one when it is the same at the written
    /// digits, a bound when it is satisfied.
    #[must_use]
    pub fn is_given_by(self, value: Ratio) -> bool {
        match self {
            Self::Exact(stated) => value.round(stated.scale()) == Some(stated),
            Self::AtLeast(bound) => value >= Ratio::from(bound),
            Self::AtMost(bound) => value <= Ratio::from(bound),
            Self::Between(low, high) => value >= Ratio::from(low) && value <= Ratio::from(high),
        }
    }

    /// Digits after the point, as written.
    #[must_use]
    pub fn digits(self) -> u32 {
        match self {
            Self::Exact(stated) | Self::AtLeast(stated) | Self::AtMost(stated) => stated.scale(),
            Self::Between(low, high) => low.scale().max(high.scale()),
        }
    }
}
