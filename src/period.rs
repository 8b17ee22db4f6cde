//! Days and windows of time, as front matter writes them and as readers see them.
//!
//! A window is a day, a month, a quarter, a year, or an interval between two of them; both ends belong to
//! it. Dates are civil: a post of 14 October is of 14 October everywhere, so clocks and zones are read past.

mod date;
mod kept;
mod rewrite;
mod show;

pub use date::{DateError, leading_date, parse_date};
pub use rewrite::lacks_year;
pub use show::{Words, fill_with};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::fmt;

/// One stretch of the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "kept::Numbers", into = "kept::Numbers")]
pub enum Piece {
    Day(Date),
    Month { year: i16, month: i8 },
    Quarter { year: i16, quarter: i8 },
    Year(i16),
}

/// The window of a figure or a case study.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "kept::Pieces", into = "kept::Pieces")]
pub enum Period {
    One(Piece),
    /// From the first day of the first piece to the last day of the last.
    Interval(Piece, Piece),
}

/// Why a text is no window.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PeriodError {
    /// What is wrong, as a sentence without a full stop.
    pub message: String,
    /// What to write instead.
    pub hint: String,
    /// The window that was most likely meant.
    pub rewrite: Option<Period>,
}

impl fmt::Display for PeriodError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}. {}", self.message, self.hint)
    }
}

impl std::error::Error for PeriodError {}

impl Piece {
    #[must_use]
    pub fn first_day(self) -> Date {
        let made = match self {
            Self::Day(day) => return day,
            Self::Month { year, month } => Date::new(year, month, 1),
            Self::Quarter { year, quarter } => Date::new(year, quarter * 3 - 2, 1),
            Self::Year(year) => Date::new(year, 1, 1),
        };
        // Pieces out of the calendar cannot be parsed; one made by hand falls back to the calendar's end.
        made.unwrap_or(Date::MAX)
    }

    #[must_use]
    pub fn last_day(self) -> Date {
        match self {
            Self::Day(day) => day,
            Self::Month { .. } => self.first_day().last_of_month(),
            Self::Quarter { year, quarter } => Self::Month { year, month: quarter * 3 }.last_day(),
            Self::Year(year) => Self::Month { year, month: 12 }.last_day(),
        }
    }

    #[must_use]
    pub fn year(self) -> i16 {
        self.first_day().year()
    }

    /// The stretch of the same length that follows; none at the end of the calendar.
    #[must_use]
    pub fn after(self) -> Option<Self> {
        self.beside(self.last_day().tomorrow().ok()?)
    }

    /// The stretch of the same length that comes before.
    #[must_use]
    pub fn before(self) -> Option<Self> {
        self.beside(self.first_day().yesterday().ok()?)
    }

    /// The stretch of the same length that a day lies in.
    #[must_use]
    pub fn beside(self, day: Date) -> Option<Self> {
        let (year, month) = (day.year(), day.month());
        (year > 0).then_some(match self {
            Self::Day(_) => Self::Day(day),
            Self::Month { .. } => Self::Month { year, month },
            Self::Quarter { .. } => Self::Quarter { year, quarter: (month + 2) / 3 },
            Self::Year(_) => Self::Year(year),
        })
    }

    /// Reads `2024-10-14`, `2024-10`, `2024-Q4` or `2024`.
    fn parse(text: &str) -> Option<Self> {
        let (year, rest) = text.split_at_checked(4)?;
        let year = number(year, 4)?;
        let month =
            |month: &str| i8::try_from(number(month, 2)?).ok().filter(|month| (1..=12).contains(month));
        match rest.as_bytes() {
            [] => Some(Self::Year(year)),
            [b'-', b'Q' | b'q', quarter @ b'1'..=b'4'] => {
                Some(Self::Quarter { year, quarter: i8::try_from(quarter - b'0').ok()? })
            }
            [b'-', _, _] => Some(Self::Month { year, month: month(&rest[1..])? }),
            [b'-', _, _, b'-', _, _] => {
                let (month, day) = rest[1..].split_once('-')?;
                let (month, day) = (number(month, 2)?, number(day, 2)?);
                Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok().map(Self::Day)
            }
            _ => None,
        }
    }
}

/// A number of exactly `digits` digits, at most four.
fn number(text: &str, digits: usize) -> Option<i16> {
    let plain = text.len() == digits && text.bytes().all(|byte| byte.is_ascii_digit());
    let value = || text.bytes().fold(0, |number, digit| number * 10 + i16::from(digit - b'0'));
    plain.then(value)
}

impl Period {
    /// Reads `2024-09`, `2024-Q3`, `2024`, `2024-10-14`, or an interval of them: `2024-03/2024-09`.
    pub fn parse(text: &str) -> Result<Self, PeriodError> {
        let text = text.trim();
        Self::strict(text).ok_or_else(|| rewrite::explain(text))
    }

    /// As [`Period::parse`] without a word about what is wrong.
    #[must_use]
    pub fn strict(text: &str) -> Option<Self> {
        let Some(slash) = text.bytes().position(|byte| byte == b'/') else {
            return Piece::parse(text).map(Self::One);
        };
        let (first, last) = (&text[..slash], &text[slash + 1..]);
        Self::interval(Piece::parse(first.trim_end())?, Piece::parse(last.trim_start())?)
    }

    /// An interval, if it does not run backwards.
    #[must_use]
    pub fn interval(first: Piece, last: Piece) -> Option<Self> {
        let forwards = first.first_day() <= last.last_day() && first.last_day() <= last.last_day();
        forwards.then_some(Self::Interval(first, last))
    }

    #[must_use]
    pub fn first_day(self) -> Date {
        match self {
            Self::One(piece) | Self::Interval(piece, _) => piece.first_day(),
        }
    }

    #[must_use]
    pub fn last_day(self) -> Date {
        match self {
            Self::One(piece) | Self::Interval(_, piece) => piece.last_day(),
        }
    }

    #[must_use]
    pub fn contains(self, day: Date) -> bool {
        self.first_day() <= day && day <= self.last_day()
    }
}

impl fmt::Display for Piece {
    /// The piece as front matter writes it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Day(day) => write!(f, "{day}"),
            Self::Month { year, month } => write!(f, "{year:04}-{month:02}"),
            Self::Quarter { year, quarter } => write!(f, "{year:04}-Q{quarter}"),
            Self::Year(year) => write!(f, "{year:04}"),
        }
    }
}

impl fmt::Display for Period {
    /// The window as front matter writes it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::One(piece) => piece.fmt(f),
            Self::Interval(first, last) => write!(f, "{first}/{last}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn period(text: &str) -> Period {
        Period::parse(text).unwrap()
    }

    fn rewrite(text: &str) -> String {
        let error = Period::parse(text).unwrap_err();
        assert!(!error.message.is_empty() && !error.hint.is_empty());
        if let Some(rewrite) = error.rewrite {
            assert!(error.hint.contains(&rewrite.to_string()), "{text}: {}", error.hint);
        }
        error.rewrite.map_or_else(|| "none".to_owned(), |period| period.to_string())
    }

    #[test]
    fn windows_begin_on_their_first_day_and_end_on_their_last() {
        let ends = |text: &str| {
            let period = period(text);
            (period.first_day().to_string(), period.last_day().to_string())
        };
        let days = |first: &str, last: &str| (first.to_owned(), last.to_owned());
        assert_eq!(ends("2024-02"), days("2024-02-01", "2024-02-29"));
        assert_eq!(ends("2024-Q3"), days("2024-07-01", "2024-09-30"));
        assert_eq!(ends("2024"), days("2024-01-01", "2024-12-31"));
        assert_eq!(ends("2024-10-14"), days("2024-10-14", "2024-10-14"));
        assert_eq!(ends("2024-03/2024-09"), days("2024-03-01", "2024-09-30"));
        assert_eq!(ends("2023/2024-Q1"), days("2023-01-01", "2024-03-31"));
        assert!(period("2024-Q3").contains(period("2024-08-31").first_day()));
    }

    #[test]
    fn other_spellings_are_refused_with_the_rewrite() {
        for (written, meant) in [
            ("Juin 2025", "2025-06"),
            ("2016–20", "2016/2020"),
            ("2016-20", "2016/2020"),
            ("2019-2021", "2019/2021"),
            ("2019 – 2021", "2019/2021"),
            ("2019 to 2021", "2019/2021"),
            ("March 2024", "2024-03"),
            ("Mar. 2024", "2024-03"),
            ("2024 März", "2024-03"),
            ("03/2024", "2024-03"),
            ("3.2024", "2024-03"),
            ("2024/03", "2024-03"),
            ("2024-3", "2024-03"),
            ("2024/25", "2024/2025"),
            ("Q3 2024", "2024-Q3"),
            ("2024Q3", "2024-Q3"),
            ("2024-H1", "2024-01/2024-06"),
            ("2024-03–2024-09", "2024-03/2024-09"),
            ("March 2024 – September 2024", "2024-03/2024-09"),
            ("Mar – Sep 2024", "2024-03/2024-09"),
            ("14.10.2024", "2024-10-14"),
            ("October 14, 2024", "2024-10-14"),
            ("14 octobre 2024", "2024-10-14"),
            ("2018-110-15", "none"),
            ("2024-13", "none"),
            ("2024-00", "none"),
            ("2023-02-29", "none"),
            ("03/04/2024", "none"),
            ("2022 - present", "none"),
            ("2024-09/2024-03", "none"),
            ("2024-Q5", "none"),
            ("Ongoing", "none"),
            ("July", "none"),
            ("Q3", "none"),
            ("YYYY-MM", "none"),
            ("", "none"),
        ] {
            assert_eq!(rewrite(written), meant, "{written}");
        }
    }

    fn any_piece() -> impl Strategy<Value = Piece> {
        prop_oneof![
            (1900_i16..2100, 1_i8..=12, 1_i8..=28)
                .prop_map(|(y, m, d)| Piece::Day(Date::new(y, m, d).unwrap())),
            (1900_i16..2100, 1_i8..=12).prop_map(|(year, month)| Piece::Month { year, month }),
            (1900_i16..2100, 1_i8..=4).prop_map(|(year, quarter)| Piece::Quarter { year, quarter }),
            (1900_i16..2100).prop_map(Piece::Year),
        ]
    }

    proptest! {
        #[test]
        fn what_is_displayed_reads_back_the_same(first in any_piece(), last in any_piece()) {
            prop_assert_eq!(period(&first.to_string()), Period::One(first));
            if let Some(interval) = Period::interval(first, last) {
                prop_assert_eq!(period(&interval.to_string()), interval);
            }
        }

        #[test]
        fn no_text_makes_it_panic(text in any::<String>(), close in "[0-9QqH./–, a-zé-]{0,24}") {
            for text in [text, close] {
                if let Ok(period) = Period::parse(&text) {
                    prop_assert!(period.first_day() <= period.last_day());
                }
                let _ = parse_date(&text);
            }
        }
    }
}
