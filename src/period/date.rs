//! Dates of front matter: a day, with or without a time and a zone.

use super::rewrite;
use jiff::civil::Date;
use std::fmt;

/// Why a text is no date.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DateError {
    /// What is wrong, as a sentence without a full stop.
    pub message: String,
    /// What to write instead.
    pub hint: String,
    /// The day that was most likely meant.
    pub rewrite: Option<Date>,
}

impl fmt::Display for DateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}. {}", self.message, self.hint)
    }
}

impl std::error::Error for DateError {}

/// Reads `2024-10-14`, `2017-2-5`, `2023-09-01 20:00`, `2023-09-01 16:08:01 -0800` and RFC 3339 times.
///
/// The day is taken as written; time and zone must be well-formed and change nothing.
pub fn parse_date(text: &str) -> Result<Date, DateError> {
    let text = text.trim();
    let length = text.bytes().take_while(|byte| byte.is_ascii_digit() || *byte == b'-').count();
    let (day, rest) = text.split_at(length);
    let Some(date) = plain_day(day) else {
        return Err(explain(text));
    };
    if is_time(rest) {
        return Ok(date);
    }
    Err(DateError {
        message: format!(
            "`{}` does not end as a date does: `{}`",
            text.escape_debug(),
            rest.trim().escape_debug()
        ),
        hint: format!("write `{date}`, or with a time `{date}T20:00:00+05:30`"),
        rewrite: Some(date),
    })
}

/// The day that a file's name begins with, and the rest of the name: `2024-10-14-first` is `first` of that day.
#[must_use]
pub fn leading_date(name: &str) -> Option<(Date, &str)> {
    let (day, rest) = name.split_at_checked("2024-10-14".len())?;
    let rest = rest.strip_prefix(['-', '_', ' ']).filter(|rest| !rest.is_empty())?;
    Some((plain_day(day)?, rest))
}

/// Year of four digits, month and day of one or two.
fn plain_day(text: &str) -> Option<Date> {
    let mut parts = text.split('-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    let short = |part: &str| (1..=2).contains(&part.len());
    if parts.next().is_some() || year.len() != 4 || !short(month) || !short(day) {
        return None;
    }
    Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
}

/// What may follow a day: nothing, or a time of day and perhaps a zone.
fn is_time(rest: &str) -> bool {
    if rest.is_empty() {
        return true;
    }
    let Some(rest) = rest.strip_prefix(['T', 't']).or_else(|| rest.strip_prefix(' ').map(str::trim_start))
    else {
        return false;
    };
    let length = rest.bytes().take_while(|byte| byte.is_ascii_digit() || matches!(byte, b':' | b'.')).count();
    let (clock, zone) = rest.split_at(length);
    is_clock(clock) && is_zone(zone.trim_start())
}

/// `20:00`, `20:00:00` or `20:00:00.123`.
fn is_clock(text: &str) -> bool {
    let parts: Vec<&str> = text.split(':').collect();
    let below = |part: &str, limit: u8| {
        (1..=2).contains(&part.len()) && part.parse::<u8>().is_ok_and(|value| value < limit)
    };
    let seconds = |part: &str| {
        let (whole, fraction) = part.split_once('.').unwrap_or((part, "0"));
        // A leap second is written 60.
        below(whole, 61) && !fraction.is_empty() && fraction.bytes().all(|byte| byte.is_ascii_digit())
    };
    match parts.as_slice() {
        [hours, minutes] => below(hours, 24) && below(minutes, 60),
        [hours, minutes, second] => below(hours, 24) && below(minutes, 60) && seconds(second),
        _ => false,
    }
}

/// Nothing, `Z`, `UTC`, `+05:30`, `+0530` or `+05`; a zone's short name such as `PST`.
fn is_zone(text: &str) -> bool {
    if let Some(offset) = text.strip_prefix(['+', '-', '\u{2212}']) {
        let (hours, minutes) = match (offset.split_once(':'), offset.len()) {
            (Some(parts), _) => parts,
            (None, 4) if offset.is_ascii() => offset.split_at(2),
            (None, 2) => (offset, "00"),
            _ => return false,
        };
        let below =
            |part: &str, limit: u8| part.len() == 2 && part.parse::<u8>().is_ok_and(|value| value < limit);
        return below(hours, 24) && below(minutes, 60);
    }
    text.is_empty()
        || matches!(text, "Z" | "z")
        || ((2..=5).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_uppercase()))
}

fn explain(text: &str) -> DateError {
    let quoted = format!("`{}`", text.escape_debug());
    let error = |message: String, hint: String, rewrite| DateError { message, hint, rewrite };
    if text.is_empty() {
        return error(
            "the date is empty".to_owned(),
            "write it as `2024-10-14`, or leave the key out".to_owned(),
            None,
        );
    }
    if let Some(date) = rewrite::day_meant(text) {
        return error(format!("{quoted} is no date that folio reads"), format!("write `{date}`"), Some(date));
    }
    if let Some((message, hint)) = rewrite::impossible_date(text) {
        return error(message, hint, None);
    }
    let Some(period) = rewrite::meant(text) else {
        let hint = "write year, month and day as `2024-10-14`, or leave the key out while there is no date";
        return error(format!("{quoted} is no date"), hint.to_owned(), None);
    };
    let first = period.first_day();
    error(format!("{quoted} names no day"), format!("write the day too, such as `{first}`"), Some(first))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> String {
        parse_date(text).map_or_else(|error| error.to_string(), |date| date.to_string())
    }

    #[test]
    fn the_day_is_taken_as_written_whatever_the_clock_and_zone_say() {
        for text in [
            "2024-10-14",
            " 2024-10-14 ",
            "2024-10-14T23:59:59-08:00",
            "2024-10-14T00:00:00Z",
            "2024-10-14t00:00:00.123z",
            "2024-10-14 16:08:01 -0800",
            "2024-10-14  16:08:01",
            "2024-10-14 20:00",
            "2024-10-14 8:00",
            "2024-10-14 16:08:01 +08:00",
            "2024-10-14 16:08:01 UTC",
        ] {
            assert_eq!(date(text), "2024-10-14", "{text}");
        }
        assert_eq!(date("2017-2-5"), "2017-02-05");
    }

    #[test]
    fn what_is_no_date_is_refused_with_the_rewrite() {
        for (text, hint) in [
            ("2018-110-15", "write year, month and day"),
            ("2024-02-30", "write a day from `2024-02-01` to `2024-02-29`"),
            ("Juin 2025", "write the day too, such as `2025-06-01`"),
            ("2026-03", "write the day too, such as `2026-03-01`"),
            ("2023-09-01T20:00:00Z+5:30", "write `2023-09-01`, or with a time"),
            ("2016-08-08 (optional)", "write `2016-08-08`"),
            ("2023-09-01T25:00:00Z", "write `2023-09-01`"),
            ("2023-01-29 18:30:22 2023 -0800", "write `2023-01-29`"),
            ("YYYY-MM-DD", "write year, month and day"),
            ("2026-03-XX", "write year, month and day"),
            ("July 2, 2020", "write `2020-07-02`"),
            ("2 July 2020", "write `2020-07-02`"),
            ("2020/07/02", "write `2020-07-02`"),
            ("TBD", "leave the key out"),
            ("{{ .Date }}", "leave the key out"),
            ("", "leave the key out"),
        ] {
            let error = parse_date(text).unwrap_err();
            assert!(error.hint.contains(hint), "{text}: {error}");
        }
    }
}
