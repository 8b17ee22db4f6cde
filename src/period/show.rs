//! Days and windows for readers.

use super::{Period, Piece};
use jiff::civil::Date;
use std::fmt::Write as _;

/// How a language writes dates. Patterns name their parts in braces.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Words {
    /// Short month names, January first.
    pub months: [String; 12],
    /// With `{day}`, `{month}`, `{year}`.
    pub day: String,
    /// A day whose month is said elsewhere: `{day}`.
    pub day_alone: String,
    /// A day whose year is said elsewhere: `{day}`, `{month}`.
    pub day_of_month: String,
    /// With `{month}`, `{year}`.
    pub month: String,
    /// With `{quarter}`, `{year}`.
    pub quarter: String,
    /// A quarter whose year is said elsewhere: `{quarter}`.
    pub quarter_of_year: String,
    /// With `{first}`, `{last}`.
    pub interval: String,
}

impl Default for Words {
    fn default() -> Self {
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
        Self {
            months: months.map(str::to_owned),
            day: "{day} {month} {year}".to_owned(),
            day_alone: "{day}".to_owned(),
            day_of_month: "{day} {month}".to_owned(),
            month: "{month} {year}".to_owned(),
            quarter: "Q{quarter} {year}".to_owned(),
            quarter_of_year: "Q{quarter}".to_owned(),
            interval: "{first} – {last}".to_owned(),
        }
    }
}

impl Words {
    /// A day for readers: `14 Oct 2024`.
    #[must_use]
    pub fn date(&self, day: Date) -> String {
        self.piece(Piece::Day(day))
    }

    /// A window for readers: `Feb 2024`, `Mar – Sep 2024`, `Q3 2024`.
    #[must_use]
    pub fn period(&self, period: Period) -> String {
        let mut shown = String::with_capacity(24);
        match period {
            Period::Interval(first, last) if first != last => {
                fill_with(&mut shown, &self.interval, |part, shown| {
                    match part {
                        "first" => self.begin(shown, first, last),
                        "last" => self.put(shown, last),
                        _ => return false,
                    }
                    true
                });
            }
            Period::One(piece) | Period::Interval(piece, _) => self.put(&mut shown, piece),
        }
        shown
    }

    fn month_name(&self, month: i8) -> &str {
        let index = usize::try_from(month - 1).unwrap_or(0);
        self.months.get(index).map_or("", String::as_str)
    }

    fn piece(&self, piece: Piece) -> String {
        let mut shown = String::with_capacity(16);
        self.put(&mut shown, piece);
        shown
    }

    fn put(&self, shown: &mut String, piece: Piece) {
        let pattern = match piece {
            Piece::Day(_) => self.day.as_str(),
            Piece::Month { .. } => &self.month,
            Piece::Quarter { .. } => &self.quarter,
            Piece::Year(_) => "{year}",
        };
        self.fill(shown, pattern, piece, Some(piece.year()));
    }

    fn fill(&self, shown: &mut String, pattern: &str, piece: Piece, year: Option<i16>) {
        fill_with(shown, pattern, |part, shown| {
            // Writing to a string cannot fail.
            _ = match (part, piece) {
                ("year", _) => match year {
                    Some(year) => write!(shown, "{year}"),
                    None => return false,
                },
                ("day", Piece::Day(day)) => write!(shown, "{}", day.day()),
                ("month", Piece::Day(day)) => shown.write_str(self.month_name(day.month())),
                ("month", Piece::Month { month, .. }) => shown.write_str(self.month_name(month)),
                ("quarter", Piece::Quarter { quarter, .. }) => write!(shown, "{quarter}"),
                _ => return false,
            };
            true
        });
    }

    /// The beginning of an interval, without its year where the end says the same one.
    fn begin(&self, shown: &mut String, first: Piece, last: Piece) {
        let pattern = match (first, last) {
            _ if first.year() != last.year() => return self.put(shown, first),
            (Piece::Day(first), Piece::Day(last)) if first.month() == last.month() => self.day_alone.as_str(),
            (Piece::Day(_), Piece::Day(_)) => self.day_of_month.as_str(),
            (Piece::Month { .. }, Piece::Month { .. }) => "{month}",
            (Piece::Quarter { .. }, Piece::Quarter { .. }) => &self.quarter_of_year,
            _ => return self.put(shown, first),
        };
        self.fill(shown, pattern, first, None);
    }
}

/// Appends a pattern whose parts in braces `put` appends, in one pass: what it appends is not looked at again.
/// Where it knows no part of that name it gives `false`, and the braces stay as they are.
pub fn fill_with(filled: &mut String, pattern: &str, mut put: impl FnMut(&str, &mut String) -> bool) {
    let mut rest = pattern;
    // Patterns are short: a search by bytes is done before one by blocks has begun.
    let find = |text: &str, brace: u8| text.bytes().position(|byte| byte == brace);
    while let Some(open) = find(rest, b'{') {
        filled.push_str(&rest[..open]);
        rest = &rest[open..];
        if let Some(close) = find(rest, b'}').filter(|close| put(&rest[1..*close], filled)) {
            rest = &rest[close + 1..];
        } else {
            filled.push('{');
            rest = &rest[1..];
        }
    }
    filled.push_str(rest);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn readers_get_names_and_no_year_twice() {
        for (written, shown) in [
            ("2024-02", "Feb 2024"),
            ("2024-10-14", "14 Oct 2024"),
            ("2024-Q3", "Q3 2024"),
            ("2024", "2024"),
            ("2024-03/2024-09", "Mar – Sep 2024"),
            ("2023-11/2024-02", "Nov 2023 – Feb 2024"),
            ("2024-10-03/2024-10-14", "3 – 14 Oct 2024"),
            ("2024-03-03/2024-10-14", "3 Mar – 14 Oct 2024"),
            ("2024-Q1/2024-Q3", "Q1 – Q3 2024"),
            ("2019/2021", "2019 – 2021"),
            ("2023/2024-02", "2023 – Feb 2024"),
            ("2024-02/2024-02", "Feb 2024"),
        ] {
            assert_eq!(Words::default().period(Period::parse(written).unwrap()), shown);
        }
    }
}
