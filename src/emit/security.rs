//! `security.txt` (RFC 9116), which a site brings itself: whether it says what it has to, and still holds.

use crate::diag::{Code, Diagnostic};
use crate::source::{Source, Span};
use jiff::civil::Date;
use std::sync::Arc;

pub const SECURITY_TXT: Code = Code("security-txt");

/// Where it lies in the output (section 3); the second place is the older one.
pub const PLACES: [&str; 2] = [".well-known/security.txt", "security.txt"];

/// Most bytes of the file that are read.
pub const LARGEST: u64 = 64 << 10;

/// What is wrong with the file on this day.
pub fn check(source: &Arc<Source>, today: Date) -> Vec<Diagnostic> {
    let (mut contacts, mut expires) = (0, Vec::new());
    let mut found = Vec::new();
    let warn = |message: &str, span: Span, hint: &str| {
        Diagnostic::warning(SECURITY_TXT, message).at(source, span).hint(hint)
    };
    let mut start = 0;
    for line in source.text().split_inclusive('\n') {
        let span = Span::new(start, start + line.trim_end().len());
        start += line.len();
        let Some((name, value)) = line.split_once(':') else { continue };
        let value = value.trim();
        match name.trim().to_ascii_lowercase().as_str() {
            "contact" => {
                contacts += 1;
                let known = ["https://", "mailto:", "tel:"].iter().any(|scheme| value.starts_with(scheme));
                if !known {
                    let hint = "begin it with `https://`, `mailto:` or `tel:`";
                    found.push(warn("this contact is no address that one can follow", span, hint));
                }
            }
            "expires" => expires.push((value, span)),
            _ => {}
        }
    }
    if contacts == 0 {
        let hint = "add a line such as `Contact: mailto:you@example.org`";
        found.push(warn("this file names no contact", Span::at(0), hint));
    }
    let fresh = "write a day within the next year, as `Expires: 2030-01-31T00:00:00Z`";
    match expires[..] {
        [] => found.push(warn("this file does not say until when it holds", Span::at(0), fresh)),
        [(value, span)] => match day(value) {
            None => found.push(warn("this is no date and time as RFC 3339 has it", span, fresh)),
            Some(day) if day <= today => {
                found.push(warn("this file no longer holds: readers will not trust it", span, fresh));
            }
            Some(_) => {}
        },
        [_, (_, second), ..] => {
            found.push(warn("this file says twice until when it holds", second, "keep one `Expires:`"));
        }
    }
    found
}

/// The day of `2030-01-31T00:00:00Z`.
fn day(value: &str) -> Option<Date> {
    let (day, time) = value.split_once(['T', 't'])?;
    let zoned = time.ends_with(['Z', 'z']) || time.contains(['+', '-']);
    (zoned && time.len() >= 9).then(|| day.parse().ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults(text: &str) -> Vec<String> {
        let source = Source::new("static/.well-known/security.txt", text);
        check(&source, Date::constant(2025, 1, 15)).into_iter().map(|fault| fault.message).collect()
    }

    #[test]
    fn a_file_that_holds_passes() {
        let text = "# Hello\nContact: mailto:a@b.example\nContact: https://b.example/security\nExpires: 2025-06-30T22:00:00+02:00\nPreferred-Languages: en\n";
        assert_eq!(faults(text), Vec::<String>::new());
    }

    #[test]
    fn what_is_missing_expired_or_twice_is_said() {
        for (text, wanted) in [
            ("Expires: 2025-06-30T22:00:00Z\n", "names no contact"),
            ("Contact: a@b.example\nExpires: 2025-06-30T22:00:00Z", "no address"),
            ("Contact: tel:+1\n", "until when"),
            ("Contact: tel:+1\nExpires: 2025-01-15T00:00:00Z", "no longer holds"),
            ("Contact: tel:+1\nExpires: next year", "no date"),
            ("Contact: tel:+1\nExpires: 2025-06-30T22:00:00Z\nExpires: 2025-07-30T22:00:00Z", "twice"),
        ] {
            let faults = faults(text);
            assert!(faults.len() == 1 && faults[0].contains(wanted), "{text}: {faults:?}");
        }
        assert_eq!(faults("").len(), 2);
    }
}
