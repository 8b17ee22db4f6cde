//! Reads what is written as it should be, at a glance. It gives up at the first doubt, and what it reads the
//! understanding [`super::reader`] reads the same: a test holds both against each other.

use super::reader::{Bound, Form};
use super::refuse;
use crate::decimal::{Decimal, read_plain};
use crate::model::metric::{Amount, Figure};
use crate::period::Period;
use crate::unit::{Kind, Unit};

/// A figure in the commonest spellings, or nothing.
pub(super) fn read(text: &str, form: Form) -> Option<Figure> {
    let text = text.trim();
    if text.len() > refuse::MOST_CHARACTERS
        || refuse::window_alone(text).is_some()
        || refuse::is_mistyped(text)
    {
        return None;
    }
    let (rest, period) = period(text);
    let (bound, rest) = bound(rest);
    let (prefix, rest) = currency(rest)?;
    let first = number(rest)?;
    let second = match first.rest.trim_start_matches(' ').strip_prefix(['–', '-']) {
        Some(after) => Some(number(after.trim_start_matches(' '))?),
        None => None,
    };
    let rest = second.as_ref().unwrap_or(&first).rest;
    if !is_plain_unit(rest, prefix) {
        return None;
    }
    let unit = Unit::parse_around(prefix, rest).ok()?;
    let signed_share = first.minus && matches!(unit.kind, Kind::Percent | Kind::Times) && form != Form::Map;
    if signed_share || refuse::change_or_comparison(&unit, 0..0).is_err() {
        return None;
    }
    let amount = match (bound, second) {
        (Bound::None, None) => Amount::Exact(first.value),
        (Bound::Least, None) => Amount::AtLeast(first.value),
        (Bound::Most, None) => Amount::AtMost(first.value),
        (Bound::None, Some(second)) if first.value.compare(second.value).is_lt() => {
            Amount::Between(first.value, second.value)
        }
        _ => return None,
    };
    Some(Figure { amount, unit, period })
}

/// Takes `in 2024-09` off the end.
fn period(text: &str) -> (&str, Option<Period>) {
    let last_words = text.rsplit_once(' ').and_then(|(before, window)| {
        let figure = before.trim_end_matches(' ').strip_suffix(" in")?;
        Some((figure.trim_end_matches(' '), Some(Period::strict(window)?)))
    });
    last_words.unwrap_or((text, None))
}

fn bound(text: &str) -> (Bound, &str) {
    let opened = |word| text.strip_prefix(word).map(|rest: &str| rest.trim_start_matches(' '));
    if let Some(rest) = opened("at least ") {
        return (Bound::Least, rest);
    }
    opened("at most ").map_or((Bound::None, text), |rest| (Bound::Most, rest))
}

/// A currency before its number, or nothing; `None` when something else stands there.
fn currency(text: &str) -> Option<(&str, &str)> {
    let end = text.find(|c: char| c.is_ascii_digit() || matches!(c, ' ' | '-' | '\u{2212}'))?;
    match text.split_at(end) {
        ("", rest) => Some(("", rest)),
        (sign, rest) => Unit::is_currency(sign).then(|| (sign, rest.trim_start_matches(' '))),
    }
}

/// A number and what follows it.
struct Number<'a> {
    value: Decimal,
    minus: bool,
    rest: &'a str,
}

fn number(text: &str) -> Option<Number<'_>> {
    let digits = text.strip_prefix(['-', '\u{2212}']).unwrap_or(text);
    let minus = digits.len() < text.len();
    let (value, length) = read_plain(digits)?;
    let rest = &digits[length..];
    // Other spellings of a number, and placeholders such as `1xx`.
    let goes_on = rest.starts_with(['.', ',', '\'', '’', '_']);
    let placeholder = matches!(rest.as_bytes(), [b'x' | b'X', b'x' | b'X', ..]);
    let value = if minus { value.negated() } else { value };
    (!goes_on && !placeholder).then_some(Number { value, minus, rest })
}

/// Whether what follows the number can only be a unit: words without digits, of which none introduces a
/// window, makes a rank of the number or shortens it, or is a second currency.
fn is_plain_unit(text: &str, prefix: &str) -> bool {
    let text = text.trim_start_matches(' ');
    if matches!(text, "" | "%") {
        return true;
    }
    let signs = |c: char| matches!(c, ' ' | '%' | '/' | '-' | '€' | '£' | '¥' | '₹' | '×' | '‰' | '★' | '°');
    if !text.chars().all(|c| c.is_alphabetic() || signs(c)) {
        return false;
    }
    let letters = &text[..text.find(|c: char| !c.is_alphabetic()).unwrap_or(text.len())];
    let money = !prefix.is_empty();
    if refuse::magnitude(letters, money || letters == "B").is_some() {
        return false;
    }
    let name = text.split([' ', '/']).next().unwrap_or_default();
    let second_currency = money && Unit::is_currency(name);
    !second_currency && !text.split(' ').any(refuse::is_doubtful)
}
