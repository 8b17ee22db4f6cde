//! Displayed strings against the claim that they show: the same digits, whatever the language writes between them.

use super::arithmetic::stated;
use super::report::{Check, ClaimReport};
use crate::claim::Statement;
use crate::decimal::{Decimal, Ratio};
use crate::period::Period;
use crate::proof::calc::Stated;
use crate::proof::manifest::{Displayed, Entry, Manifest};

/// Most digits that a relative change is shown with.
const MOST_DIGITS: u32 = 6;

pub fn check(manifest: &Manifest, claims: &mut [ClaimReport]) {
    for (entry, claim) in manifest.claims.iter().zip(claims) {
        of_entry(entry, &mut claim.displayed);
    }
}

fn of_entry(entry: &Entry, check: &mut Check) {
    let Displayed { name, value, period, baseline, sentence, line, .. } = &entry.displayed;
    let claim = &entry.claim;
    if *name != claim.name {
        check.fail(format!("it is shown as “{name}” and claimed as “{}”", claim.name));
    }
    figure("value", value, Some(&claim.value), check);
    figure("baseline", baseline, claim.baseline.as_ref(), check);
    if !period.is_empty() || claim.value.period.is_some() {
        window(period, claim.value.period.as_deref(), check);
    }
    if !sentence.contains(name.as_str()) || !sentence.contains(value.as_str()) {
        check.fail(format!("its sentence does not say it: “{sentence}”"));
    }
    if !line.ends_with(value.as_str()) {
        check.fail(format!("its line does not end in its value: “{line}”"));
    }
    change(entry, check);
}

fn figure(what: &str, shown: &str, figure: Option<&Statement>, check: &mut Check) {
    let Some(figure) = figure else {
        if !shown.is_empty() {
            check.fail(format!("a {what} is shown, “{shown}”, and none is claimed"));
        }
        return;
    };
    let same = match stated(figure) {
        None => false,
        Some(Stated::Exact(one) | Stated::AtLeast(one) | Stated::AtMost(one)) => {
            shows(shown, &[one], &figure.unit)
        }
        Some(Stated::Between(low, high)) => shows(shown, &[low, high], &figure.unit),
    };
    if !same {
        check.fail(format!("the {what} is shown as “{shown}” and claimed as {}", figure.number));
    }
}

/// The year in which a window ends stands in what is shown of it.
fn window(shown: &str, claimed: Option<&str>, check: &mut Check) {
    let year = claimed.and_then(Period::strict).map(|period| period.last_day().year().to_string());
    if year.is_none_or(|year| !shown.contains(&year)) {
        let claimed = claimed.unwrap_or("none");
        check.fail(format!("its window is shown as “{shown}” and claimed as {}", claimed.escape_debug()));
    }
}

/// The change is that from baseline to value, where both are exact and of one unit.
fn change(entry: &Entry, check: &mut Check) {
    let Displayed { change, difference, .. } = &entry.displayed;
    let Some(baseline) = &entry.claim.baseline else {
        if !change.is_empty() {
            check.fail(format!("a change is shown, “{change}”, and there is no baseline"));
        }
        return;
    };
    let value = &entry.claim.value;
    let (Some(Stated::Exact(before)), Some(Stated::Exact(after))) = (stated(baseline), stated(value)) else {
        if !change.is_empty() {
            check.fail(format!("a change is shown, “{change}”, from figures that are not exact"));
        }
        return;
    };
    if change.is_empty() || baseline.unit != value.unit {
        return;
    }
    let Some(exact) = Ratio::from(after).checked_sub(Ratio::from(before)) else { return };
    let rest = change.strip_prefix(difference.as_str()).unwrap_or_default();
    let digits = before.scale().max(after.scale());
    let absolute = exact.round(digits).is_some_and(|amount| shows(difference, &[amount], &value.unit));
    let relative =
        exact.checked_mul(Ratio::whole(100)).and_then(|exact| exact.checked_div(Ratio::from(before)));
    let is_relative = |shown: &str| {
        let rounded = (0..=MOST_DIGITS).filter_map(|digits| relative?.round(digits));
        rounded.into_iter().any(|rounded| shows(shown, &[rounded], "%"))
    };
    let fits =
        if rest.is_empty() { absolute || is_relative(difference) } else { absolute && is_relative(rest) };
    if !fits {
        check.fail(format!(
            "the change is shown as “{change}”, and is not that from {} to {}",
            baseline.number, value.number
        ));
    }
}

/// Whether a text shows these numbers and, but for digits of its unit, no other.
pub(super) fn shows(text: &str, numbers: &[Decimal], unit: &str) -> bool {
    let found = runs(text);
    let digits_of_unit = runs(unit).len();
    found.len() == numbers.len() + digits_of_unit
        && numbers.iter().zip(&found).all(|(number, run)| run.is(*number))
        || digits_of_unit > 0 && found.iter().zip(numbers).all(|(run, number)| run.is(*number))
}

/// Digits with what stands between them.
struct Run {
    digits: String,
    /// Digits behind each mark, from the last mark to the first.
    groups: Vec<usize>,
    negative: bool,
}

impl Run {
    /// Whether it is this number in some language.
    fn is(&self, number: Decimal) -> bool {
        let plain = number.abs().to_string();
        let digits: String = plain.chars().filter(char::is_ascii_digit).collect();
        let scale = number.scale() as usize;
        let groups = if scale > 0 { self.groups.split_first() } else { Some((&0, self.groups.as_slice())) };
        let Some((fraction, groups)) = groups else { return false };
        let grouped = groups.iter().all(|group| *group == 3);
        self.digits == digits && *fraction == scale && grouped && self.negative == number.is_negative()
    }
}

fn runs(text: &str) -> Vec<Run> {
    let characters: Vec<char> = text.chars().collect();
    let digit = |at: usize| characters.get(at).is_some_and(char::is_ascii_digit);
    let mut runs: Vec<Run> = Vec::new();
    let (mut at, mut negative) = (0, false);
    while at < characters.len() {
        let character = characters[at];
        if !character.is_ascii_digit() {
            // Between a minus and its number may stand a currency.
            negative = match character {
                '\u{2212}' | '-' => !at.checked_sub(1).is_some_and(digit),
                _ => negative,
            };
            at += 1;
            continue;
        }
        let (mut digits, mut groups, mut length) = (String::new(), Vec::new(), 0);
        loop {
            if digit(at) {
                digits.push(characters[at]);
                length += 1;
                at += 1;
                continue;
            }
            let mark = characters.get(at).copied().unwrap_or(' ');
            let three = digit(at + 1) && digit(at + 2) && digit(at + 3) && !digit(at + 4);
            let joins = match mark {
                '.' | ',' | '٫' | '٬' => digit(at + 1),
                ' ' | '\u{a0}' | '\u{202f}' | '\'' | '’' => three,
                _ => false,
            };
            if !joins {
                break;
            }
            if !groups.is_empty() || length > 0 {
                groups.push(length);
            }
            (length, at) = (0, at + 1);
        }
        // The digits before the first mark are of any number.
        let mut behind: Vec<usize> = groups.into_iter().skip(1).collect();
        if digits.len() > length {
            behind.push(length);
        }
        behind.reverse();
        runs.push(Run { digits, groups: behind, negative });
        negative = false;
    }
    runs
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is(text: &str, number: &str) -> bool {
        shows(text, &[Decimal::parse(number).expect("a number")], "")
    }

    #[test]
    fn a_number_is_recognised_in_the_writing_of_any_language() {
        for (text, number) in [
            ("58.90 %", "58.90"),
            ("58,9 %", "58.9"),
            ("1,234,567.5", "1234567.5"),
            ("1.234.567,5", "1234567.5"),
            ("1 234,5", "1234.5"),
            ("48\u{202f}210 visites", "48210"),
            ("€3.44", "3.44"),
            ("−€3.44", "-3.44"),
            ("+12.5 points", "12.5"),
            ("at least 5,000 users", "5000"),
            ("0", "0"),
            ("0.005", "0.005"),
        ] {
            assert!(is(text, number), "{text} is {number}");
        }
    }

    #[test]
    fn another_number_is_none_of_its_writings() {
        for (text, number) in [
            ("58.91 %", "58.90"),
            ("5.89 %", "58.9"),
            ("589 %", "58.9"),
            ("58.9 %", "589"),
            ("58.9 %", "58.90"),
            ("−58.9 %", "58.9"),
            ("58.9 %", "-58.9"),
            ("58.9 %, or 60", "58.9"),
            ("", "58.9"),
            ("12,34", "1234"),
        ] {
            assert!(!is(text, number), "{text} is not {number}");
        }
    }

    #[test]
    fn a_unit_may_have_digits_of_its_own() {
        let number = Decimal::parse("12").expect("a number");
        assert!(shows("12 m2", &[number], "m2"));
        assert!(!shows("13 m2", &[number], "m2"));
    }
}
