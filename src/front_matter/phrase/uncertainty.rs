//! Uncertainty: two bounds and how sure the author is of them. `58.1 – 59.7 at 95 %`.

use super::{PhraseError, parse_figure};
use crate::decimal::{Decimal, Ratio};
use crate::model::metric::{Amount, Figure, Uncertainty};
use crate::unit::{Kind, Unit};

const EXAMPLE: &str = "write both bounds and the level, such as `58.1 – 59.7 at 95 %`";

/// Reads bounds in the unit of `value`, and the level if one is given. A `value` helps to rewrite `± 0.8`.
pub fn parse_uncertainty(text: &str, value: Option<&Figure>) -> Result<Uncertainty, PhraseError> {
    let start = text.len() - text.trim_start().len();
    let trimmed = text.trim();
    let whole = start..start + trimmed.len();
    if trimmed.is_empty() {
        return Err(PhraseError::new(whole, "the uncertainty is empty", EXAMPLE));
    }
    let (bounds, level) = match trimmed.rsplit_once(" at ") {
        Some((bounds, level)) => (bounds.trim_end(), Some(level)),
        None => (trimmed, None),
    };
    if let Some(margin) = ["±", "+/-", "+-"].iter().find_map(|sign| bounds.strip_prefix(sign)) {
        let hint = margin_hint(margin.trim(), level, value).unwrap_or_else(|| EXAMPLE.to_owned());
        return Err(PhraseError::new(whole, "a margin says less than its bounds", hint));
    }
    let figure = parse_figure(bounds).map_err(|error| {
        let hint = if error.hint.contains("write `") { error.hint.clone() } else { EXAMPLE.to_owned() };
        PhraseError { hint, ..error }.shifted(start)
    })?;
    let Amount::Between(low, high) = figure.amount else {
        return Err(PhraseError::new(whole, "the uncertainty has one bound where two belong", EXAMPLE));
    };
    if let Some(value) = value
        && figure.unit != Unit::none()
        && figure.unit.kind != value.unit.kind
    {
        let message =
            format!("the bounds are in {} and the value is in {}", figure.unit.name(), value.unit.name());
        return Err(PhraseError::new(whole, message, "write the bounds in the unit of the value"));
    }
    let level = level.map(|text| parse_level(text).ok_or(text)).transpose().map_err(|text| {
        let at = start + trimmed.len() - text.len();
        let message = format!("`{text}` is no level between 0 and 100 %");
        PhraseError::new(at..start + trimmed.len(), message, EXAMPLE)
    })?;
    Ok(Uncertainty { low, high, level, text: trimmed.to_owned() })
}

/// Whether the value lies between its own bounds.
pub fn check_uncertainty(uncertainty: &Uncertainty, value: &Figure) -> Result<(), PhraseError> {
    let inside = match value.amount {
        Amount::Exact(number) => {
            uncertainty.low.compare(number).is_le() && number.compare(uncertainty.high).is_le()
        }
        _ => true,
    };
    if inside {
        return Ok(());
    }
    let span = 0..uncertainty.text.len();
    let message = format!("the value does not lie between {} and {}", uncertainty.low, uncertainty.high);
    Err(PhraseError::new(span, message, "write the bounds around the value, in its unit"))
}

fn parse_level(text: &str) -> Option<Decimal> {
    let figure = parse_figure(text).ok()?;
    let Amount::Exact(level) = figure.amount else {
        return None;
    };
    let per_cent =
        figure.unit == Unit::none() || (figure.unit.kind == Kind::Percent && figure.unit.of.is_empty());
    let inside = level.compare(Decimal::ZERO).is_gt() && level.compare(Decimal::from(100)).is_lt();
    (per_cent && inside && figure.period.is_none()).then_some(level)
}

/// The bounds that a margin stands for.
fn margin_hint(margin: &str, level: Option<&str>, value: Option<&Figure>) -> Option<String> {
    let (Amount::Exact(margin), Amount::Exact(value)) = (parse_figure(margin).ok()?.amount, value?.amount)
    else {
        return None;
    };
    let (low, high) = (value.checked_sub(margin)?, value.checked_add(margin)?);
    debug_assert!(Ratio::from(low) <= Ratio::from(high));
    let level = level.map_or_else(String::new, |level| format!(" at {level}"));
    Some(format!("write the bounds: `{low} – {high}{level}`"))
}
