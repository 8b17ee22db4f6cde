//! Windows of time as they are kept between runs: as numbers, which are looked at again when they come back.

use super::{Period, Piece};
use jiff::civil::Date;

/// The year, the month and the day, each zero where a piece has none; a quarter is a month below zero.
pub type Numbers = (i16, i8, i8);

/// One piece, or the first and the last.
pub type Pieces = (Piece, Option<Piece>);

impl From<Piece> for Numbers {
    fn from(piece: Piece) -> Self {
        match piece {
            Piece::Day(day) => (day.year(), day.month(), day.day()),
            Piece::Month { year, month } => (year, month, 0),
            Piece::Quarter { year, quarter } => (year, -quarter, 0),
            Piece::Year(year) => (year, 0, 0),
        }
    }
}

impl TryFrom<Numbers> for Piece {
    type Error = &'static str;

    fn try_from((year, month, day): Numbers) -> Result<Self, Self::Error> {
        match (month, day) {
            (0, 0) => Ok(Self::Year(year)),
            (1..=12, 0) => Ok(Self::Month { year, month }),
            (-4..=-1, 0) => Ok(Self::Quarter { year, quarter: -month }),
            _ => Date::new(year, month, day).map(Self::Day).map_err(|_| "no day"),
        }
    }
}

impl From<Period> for Pieces {
    fn from(period: Period) -> Self {
        match period {
            Period::One(piece) => (piece, None),
            Period::Interval(first, last) => (first, Some(last)),
        }
    }
}

impl TryFrom<Pieces> for Period {
    type Error = &'static str;

    fn try_from((first, last): Pieces) -> Result<Self, Self::Error> {
        match last {
            None => Ok(Self::One(first)),
            Some(last) => Self::interval(first, last).ok_or("a window that ends before it begins"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn a_window_comes_back_as_it_was_kept(pieces in prop::collection::vec((0..4, 1..=9999i16, 1..=12i8, 1..=28i8), 2)) {
            let piece = |(kind, year, month, day): (i32, i16, i8, i8)| match kind {
                0 => Piece::Day(Date::new(year, month, day).expect("a day")),
                1 => Piece::Month { year, month },
                2 => Piece::Quarter { year, quarter: (month + 2) / 3 },
                _ => Piece::Year(year),
            };
            let (first, last) = (piece(pieces[0]), piece(pieces[1]));
            for period in [Some(Period::One(first)), Period::interval(first, last)].into_iter().flatten() {
                let bytes = postcard::to_stdvec(&period).expect("it can be kept");
                prop_assert_eq!(postcard::from_bytes::<Period>(&bytes), Ok(period));
            }
        }

        #[test]
        fn whatever_comes_back_has_a_first_and_a_last_day(bytes in any::<Vec<u8>>()) {
            if let Ok(period) = postcard::from_bytes::<Period>(&bytes) {
                prop_assert!(period.first_day() <= period.last_day());
                _ = period.to_string();
            }
        }
    }
}
