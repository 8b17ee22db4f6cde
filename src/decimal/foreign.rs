//! Numbers in other spellings: what they most likely mean, and what to write instead.

use super::{Decimal, plain};
use std::fmt;

/// Why a text is no number here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NumberError {
    /// What is wrong, as a sentence without a full stop.
    pub message: String,
    /// What to write instead.
    pub hint: String,
    /// The number that was most likely meant.
    pub rewrite: Option<Decimal>,
}

impl fmt::Display for NumberError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}. {}", self.message, self.hint)
    }
}

impl std::error::Error for NumberError {}

/// Length in bytes of the number, in any spelling, at the start of `text`: digits with points, commas,
/// apostrophes, underscores and grouping spaces between them, and an exponent. No sign.
#[must_use]
pub fn measure(text: &str) -> usize {
    let mut end = 0;
    for (index, character) in text.char_indices() {
        let rest = &text[index + character.len_utf8()..];
        let next_is_digit = rest.starts_with(|next: char| next.is_ascii_digit());
        let belongs = match character {
            '0'..='9' => true,
            '.' => next_is_digit || (end > 0 && !rest.starts_with('.') && ends_here(rest)),
            ',' | '\'' | '’' | '_' => end > 0 && next_is_digit,
            'e' | 'E' => end > 0 && is_exponent(rest),
            '-' | '+' => end > 0 && text[..end].ends_with(['e', 'E']) && next_is_digit,
            _ if character.is_whitespace() => is_grouped(&text[..end]) && starts_with_group(rest),
            _ => false,
        };
        if !belongs {
            break;
        }
        end = index + character.len_utf8();
    }
    end
}

fn ends_here(rest: &str) -> bool {
    rest.is_empty() || rest.starts_with(char::is_whitespace)
}

fn is_exponent(rest: &str) -> bool {
    let digits = rest.strip_prefix(['-', '+']).unwrap_or(rest);
    let count = digits.bytes().take_while(u8::is_ascii_digit).count();
    count > 0 && !digits[count..].starts_with(char::is_alphabetic)
}

/// Whether `before` can go on with a group of three: its own last group has one to three digits.
fn is_grouped(before: &str) -> bool {
    let digits = before.chars().rev().take_while(char::is_ascii_digit).count();
    let first = before.len() == digits;
    !before.contains(['.', ',']) && if first { (1..=3).contains(&digits) } else { digits == 3 }
}

fn starts_with_group(rest: &str) -> bool {
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    digits == 3
}

/// Why `text` is not in the strict grammar, with the number that it most likely means.
pub(super) fn explain(text: &str) -> NumberError {
    if text.trim().is_empty() {
        return error("the number is missing", "write it with digits, such as `58.9`", None);
    }
    let signless = text.trim().trim_start_matches(['-', '+', '\u{2212}']);
    if !signless.starts_with(|c: char| c.is_ascii_digit() || c == '.') || measure(signless) != signless.len()
    {
        let message = format!("`{}` is no number", text.escape_debug());
        return error(&message, "write it with the digits 0 to 9 and a point, such as `58.9`", None);
    }
    let Some(number) = meant(text.trim()) else {
        let message =
            format!("`{}` has more digits than a figure can have, or groups that do not add up", text.trim());
        return error(&message, "write up to 30 digits, with a point and nothing else between them", None);
    };
    let message =
        format!("`{}` is a spelling of a number that not every reader takes the same way", text.trim());
    let hint = match with_decimal_comma(signless) {
        Some(other) => format!("write `{number}`, or `{other}` if the comma marks the decimals"),
        None => format!("write `{number}`"),
    };
    error(&message, &hint, Some(number))
}

fn error(message: &str, hint: &str, rewrite: Option<Decimal>) -> NumberError {
    NumberError { message: message.to_owned(), hint: hint.to_owned(), rewrite }
}

/// `48,600` may be 48.600: one comma before three digits can be read in both ways.
#[must_use]
pub fn with_decimal_comma(text: &str) -> Option<Decimal> {
    let (whole, fraction) = text.split_once(',')?;
    let plain_parts = fraction.len() == 3 && fraction.bytes().all(|byte| byte.is_ascii_digit());
    if plain_parts { plain(&format!("{whole}.{fraction}")) } else { None }
}

/// The number most likely meant by a text of digits, separators and an exponent.
fn meant(text: &str) -> Option<Decimal> {
    let negative = text.starts_with(['-', '\u{2212}']);
    let text = text.trim_start_matches(['-', '+', '\u{2212}']);
    let (digits, exponent) = match text.split_once(['e', 'E']) {
        Some((digits, exponent)) => (digits, exponent.trim_start_matches('+').parse::<i32>().ok()?),
        None => (text, 0),
    };
    let number = with_exponent(plain(&ungrouped(digits)?)?, exponent)?;
    Some(if negative { number.negated() } else { number })
}

fn with_exponent(number: Decimal, exponent: i32) -> Option<Decimal> {
    if exponent >= 0 {
        return number.scaled_up(exponent.unsigned_abs());
    }
    Decimal::new(number.mantissa(), number.scale().checked_add(exponent.unsigned_abs())?)
}

/// The digits with a point for the decimals and nothing between groups.
fn ungrouped(digits: &str) -> Option<String> {
    let is_mark = |character: char| matches!(character, '.' | ',');
    let marks: Vec<(usize, char)> = digits.char_indices().filter(|(_, c)| is_mark(*c)).collect();
    let last = marks.last().copied();
    let decimal_at = match (marks.as_slice(), last) {
        // Two kinds of marks: the last one is the decimal mark.
        ([.., (_, before), (at, mark)], _) if before != mark => Some(*at),
        // One comma before three digits, with no other sign of grouping, is an English group.
        ([(at, ',')], _) if digits.len() - at == 4 && *at <= 3 && !digits.starts_with('0') => None,
        ([(at, _)], _) => Some(*at),
        // The same mark twice can only be grouping.
        _ => None,
    };
    let split = decimal_at.unwrap_or(digits.len());
    let mut written = groups(&digits[..split])?;
    let fraction = digits.get(split + 1..).unwrap_or("");
    if !fraction.is_empty() {
        if !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        written.push('.');
        written.push_str(fraction);
    }
    Some(written)
}

/// Whole digits without their separators; every group but the first must have three digits.
fn groups(whole: &str) -> Option<String> {
    let parts: Vec<&str> = whole.split(|character: char| !character.is_ascii_digit()).collect();
    let (first, others) = parts.split_first()?;
    if others.iter().any(|part| part.len() != 3) || (!others.is_empty() && first.is_empty()) {
        return None;
    }
    let joined = parts.concat();
    let trimmed = joined.trim_start_matches('0');
    Some(if trimmed.is_empty() { "0".to_owned() } else { trimmed.to_owned() })
}
