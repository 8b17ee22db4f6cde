//! What day it is.
#![allow(clippy::disallowed_methods)] // The one place that asks the system for the time.

use crate::diag::{Code, Diagnostic};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use std::time::SystemTime;

const BAD_EPOCH: Code = Code("bad-source-date-epoch");

/// The day in UTC: of `SOURCE_DATE_EPOCH` when that is set (<https://reproducible-builds.org/specs/source-date-epoch/>),
/// else of the system's clock. So a build does not depend on the time zone of its machine.
pub fn today() -> Result<Date, Diagnostic> {
    match std::env::var_os("SOURCE_DATE_EPOCH") {
        Some(epoch) => of_epoch(&epoch.to_string_lossy()),
        None => of_system(SystemTime::now()),
    }
}

/// The second in UTC, as RFC 3339 writes it: of `SOURCE_DATE_EPOCH` when that is set, else of the system's clock.
pub fn now() -> Result<String, Diagnostic> {
    let second = match std::env::var_os("SOURCE_DATE_EPOCH") {
        Some(epoch) => timestamp(&epoch.to_string_lossy())?,
        None => Timestamp::try_from(SystemTime::now()).unwrap_or(Timestamp::UNIX_EPOCH),
    };
    Ok(second.to_zoned(TimeZone::UTC).strftime("%Y-%m-%dT%H:%M:%SZ").to_string())
}

/// The time of day here and now, for people who look at a terminal: `14:02:11`. Nothing that folio writes has it.
#[must_use]
pub fn time_of_day() -> String {
    let now = Timestamp::try_from(SystemTime::now()).unwrap_or(Timestamp::UNIX_EPOCH);
    now.to_zoned(TimeZone::system()).strftime("%H:%M:%S").to_string()
}

/// Nanoseconds since 1970 by the system's clock, for telling what has changed just now. Nothing that folio writes has them.
#[must_use]
pub fn nanoseconds() -> i128 {
    Timestamp::try_from(SystemTime::now()).map_or(i128::MIN, Timestamp::as_nanosecond)
}

/// Seconds and nanoseconds of a time that a file system gave.
#[cfg(not(unix))]
pub fn since_epoch(time: SystemTime) -> [i64; 2] {
    let since = time.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    [since.as_secs().cast_signed(), i64::from(since.subsec_nanos())]
}

fn of_epoch(epoch: &str) -> Result<Date, Diagnostic> {
    timestamp(epoch).map(day)
}

fn timestamp(epoch: &str) -> Result<Timestamp, Diagnostic> {
    let seconds = epoch.parse().ok().filter(|seconds| *seconds >= 0);
    let timestamp = seconds.and_then(|seconds: i64| Timestamp::from_second(seconds).ok());
    timestamp.ok_or_else(|| {
        Diagnostic::error(BAD_EPOCH, format!("SOURCE_DATE_EPOCH is `{}`, which is no time", epoch.escape_debug()))
            .hint("set it to whole seconds since 1 January 1970, such as the output of `git log -1 --format=%ct`, or unset it")
    })
}

fn of_system(now: SystemTime) -> Result<Date, Diagnostic> {
    Timestamp::try_from(now).map(day).map_err(|error| {
        Diagnostic::error(BAD_EPOCH, format!("the system's clock shows no time: {error}"))
            .hint("set the clock, or SOURCE_DATE_EPOCH to the seconds since 1 January 1970")
    })
}

fn day(timestamp: Timestamp) -> Date {
    timestamp.to_zoned(TimeZone::UTC).date()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_day_is_the_one_of_the_epoch_in_utc() {
        assert_eq!(of_epoch("0").ok(), Some(Date::constant(1970, 1, 1)));
        assert_eq!(of_epoch("1735689599").ok(), Some(Date::constant(2024, 12, 31)));
        assert_eq!(of_epoch("1735689600").ok(), Some(Date::constant(2025, 1, 1)));
    }

    #[test]
    fn an_epoch_that_is_no_time_is_refused_with_the_way_out() {
        for epoch in ["", "yesterday", "-1", "1e9", "99999999999999999999", "9999999999999"] {
            let error = of_epoch(epoch).expect_err(epoch);
            assert!(error.message.contains(epoch) && error.hint.is_some(), "{}", error.message);
        }
    }

    #[test]
    fn without_an_epoch_the_systems_clock_counts() {
        let noon = SystemTime::UNIX_EPOCH + std::time::Duration::from_hours(36);
        assert_eq!(of_system(noon).ok(), Some(Date::constant(1970, 1, 2)));
    }
}
