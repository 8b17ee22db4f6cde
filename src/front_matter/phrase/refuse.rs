//! What people write that is no figure, and what each of them most likely meant.

use super::reader::{self, Bound, Form};
use super::{PhraseError, parse_figure, write_figure};
use crate::decimal::{Decimal, Ratio, measure};
use crate::period::{Period, Piece};
use crate::unit::{Kind, Unit};
use std::borrow::Cow;
use std::ops::Range;

const EXAMPLE: &str = "write a number with its unit and window, such as `58.9 % in 2024-09`";
const FACTS: &str = "write the number first, such as `40 hours`; what is no quantity goes under `facts`";

/// Most characters of a figure in one phrase.
pub(super) const MOST_CHARACTERS: usize = 160;

/// `0x10`, `12 %%`: what a program or a slip of the finger writes.
pub(super) fn is_mistyped(text: &str) -> bool {
    text.contains("%%") || text.starts_with("0x") || text.starts_with("0X")
}

/// Refuses what is no figure as a whole: nothing, quotation marks, words, placeholders, dates.
pub(super) fn whole(text: &str) -> Result<(), PhraseError> {
    let error = |message: String, hint: String| Err(PhraseError::new(0..text.len(), message, hint));
    let quoted = || format!("`{}`", text.escape_debug());
    if text.is_empty() {
        return error(
            "the figure is empty".to_owned(),
            format!("{EXAMPLE}, or leave the metric out for now"),
        );
    }
    if text.chars().count() > MOST_CHARACTERS {
        return error(
            "the figure is as long as a paragraph".to_owned(),
            format!("{EXAMPLE}, and the rest into `definition`"),
        );
    }
    if is_mistyped(text) {
        return error(
            format!("{} is no figure that people write", quoted()),
            format!("{EXAMPLE}; numbers are decimal, and a sign stands once"),
        );
    }
    if let Some(result) = quotation_marks(text) {
        return Err(result);
    }
    if !text.contains(|c: char| c.is_ascii_digit()) {
        if is_placeholder(text) {
            return Err(placeholder(text));
        }
        return error(format!("{} has no number", quoted()), FACTS.to_owned());
    }
    if let Some(window) = window_alone(text) {
        let hint = format!("write the number before it, such as `40 hours in {window}`");
        return error(format!("{} is a window of time and no number", quoted()), hint);
    }
    Ok(())
}

/// A window of these centuries and nothing else; a year alone may well be a number.
pub(super) fn window_alone(text: &str) -> Option<Period> {
    // Most figures are told from windows at a glance, which spares them the search for rewrites.
    let bare = || text.chars().all(|c| c.is_ascii_digit() || c.is_whitespace() || "-–—/.".contains(c));
    let worded = || text.starts_with(char::is_alphabetic) && opening(text).is_none();
    if text.len() < 6 || !names_year(text) || !(bare() || worded()) {
        return None;
    }
    match Period::parse(text) {
        Ok(Period::One(Piece::Year(_))) => None,
        Ok(period) => Some(period),
        Err(error) => error.rewrite.filter(|period| (1900..2100).contains(&period.first_day().year())),
    }
}

/// Whether four digits stand in a row, and no fifth: without them no text is meant as a window.
pub(super) fn names_year(text: &str) -> bool {
    text.as_bytes().split(|byte| !byte.is_ascii_digit()).any(|digits| digits.len() == 4)
}

fn quotation_marks(text: &str) -> Option<PhraseError> {
    let is_mark = |c: char| matches!(c, '"' | '“' | '”' | '„' | '‟' | '«' | '»' | '`');
    let is_outer = |c: char| is_mark(c) || matches!(c, '\'' | '‘' | '’' | '‚');
    let at = text.find(is_mark).or_else(|| text.starts_with(is_outer).then_some(0))?;
    let mark = text[at..].chars().next()?;
    let inner = text.replace(is_mark, "");
    let hint = match parse_figure(inner.trim().trim_matches(is_outer)) {
        Ok(figure) => format!("write `{}`", write_figure(&figure)),
        Err(error) => error.hint,
    };
    let span = at..at + mark.len_utf8();
    Some(PhraseError::new(span, format!("the quotation mark `{mark}` stands inside the figure"), hint))
}

fn is_placeholder(text: &str) -> bool {
    let lower = text.to_lowercase();
    let words = ["tbd", "tba", "tbc", "todo", "n/a", "na", "none", "unknown", "pending"];
    let bare = lower.trim_matches(|c: char| !c.is_alphanumeric());
    words.contains(&bare) || bare.is_empty() || bare.chars().all(|c| matches!(c, 'x' | '.' | ',' | '?'))
}

pub(super) fn placeholder(text: &str) -> PhraseError {
    let message = format!("`{}` is a placeholder", text.escape_debug());
    PhraseError::new(0..text.len(), message, "write the number, or leave the metric out until there is one")
}

/// Length of the rest of a placeholder behind a number: `0` is followed by `.XX`.
pub(super) fn placeholder_after(rest: &str) -> Option<usize> {
    let after_point = rest.strip_prefix('.').unwrap_or(rest);
    let length = after_point.bytes().take_while(|byte| matches!(byte, b'x' | b'X' | b'?' | b'#')).count();
    let least = if after_point.len() < rest.len() { 1 } else { 2 };
    (length >= least).then(|| rest.len() - after_point.len() + length)
}

/// Refuses `9min to 2min`, `from 9 to 2` and `9 → 2`: two figures in one.
pub(super) fn before_after(text: &str) -> Result<(), PhraseError> {
    if !text.contains(['>', '→', '➔', '⟶']) && !text.contains(" to ") {
        return Ok(());
    }
    for separator in ["→", "->", "=>", "➔", "⟶", " to ", ">>"] {
        let Some((before, after)) = text.split_once(separator) else {
            continue;
        };
        let before = before.trim();
        let before = before.strip_prefix("from ").or_else(|| before.strip_prefix("From ")).unwrap_or(before);
        let has_digit = |text: &str| text.contains(|c: char| c.is_ascii_digit());
        if !has_digit(before) || !has_digit(after) {
            continue;
        }
        let (Some(before), Some(after)) = (rewritten(before), rewritten(after.trim())) else {
            continue;
        };
        // `9 to 2 min` leaves the unit to the end.
        let unit = after.trim_start_matches(|c: char| !c.is_whitespace());
        let bare = before.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
        let before = if bare { format!("{before}{unit}") } else { before };
        let mut hint = format!("write `baseline: {before}` and `value: {after}`");
        if separator == " to " {
            hint.push_str("; a range is written with a dash, such as `95–97 %`");
        }
        return Err(PhraseError::new(
            0..text.len(),
            "this is the figure before and the figure after in one",
            hint,
        ));
    }
    Ok(())
}

/// The figure as it should be written, if `text` is one or nearly one.
fn rewritten(text: &str) -> Option<String> {
    match reader::read(text, Form::Half) {
        Ok(figure) => Some(write_figure(&figure)),
        Err(error) => {
            let (_, hint) = error.hint.split_once("write `")?;
            let (rewrite, _) = hint.split_once('`')?;
            parse_figure(rewrite).ok().map(|figure| write_figure(&figure))
        }
    }
}

/// A change where a figure should be: `-80%`, `+29%`, `40 % faster`.
pub(super) fn change(text: &str) -> PhraseError {
    let number = text.trim_start_matches(['+', '-', '\u{2212}', '–', ' ']);
    let number = &number[..measure(number)];
    let mut hint =
        "write the figures before and after as `baseline` and `value`, and folio works out the change"
            .to_owned();
    if text.starts_with(['-', '\u{2212}', '–']) && !number.is_empty() {
        hint = format!(
            "{hint}; if the figure itself is below zero, write it as a map: `{{ value: -{number}, unit: \"%\" }}`"
        );
    } else if text.starts_with('+') && !number.is_empty() {
        hint.push_str("; if it is no change, write it without the sign");
    }
    PhraseError::new(0..text.len(), format!("`{}` is a change and not a figure", text.escape_debug()), hint)
}

/// Refuses units that tell of a change (`% faster`) or a comparison (`% vs manual work`).
pub(super) fn change_or_comparison(unit: &Unit, span: Range<usize>) -> Result<(), PhraseError> {
    const CHANGES: &[&str] = &[
        "faster",
        "slower",
        "more",
        "less",
        "fewer",
        "better",
        "worse",
        "higher",
        "lower",
        "cheaper",
        "quicker",
        "increase",
        "decrease",
        "reduction",
        "improvement",
        "growth",
        "gain",
        "uplift",
        "lift",
        "drop",
        "rise",
        "up",
        "down",
        "off",
        "saved",
        "saving",
        "savings",
        "yoy",
        "increased",
        "reduced",
        "decreased",
    ];
    let any_of = |known: &[&str], word: &str| {
        let lower = if word.is_ascii() { Cow::Borrowed(word) } else { Cow::Owned(word.to_lowercase()) };
        known.iter().any(|known| lower.eq_ignore_ascii_case(known))
    };
    let words = || unit.suffix.split_whitespace();
    let share = matches!(unit.kind, Kind::Percent | Kind::Times | Kind::Points);
    if share && words().any(|word| any_of(CHANGES, word.trim_end_matches('.'))) {
        return Err(PhraseError { span, ..change(&unit.suffix) });
    }
    if words().any(|word| any_of(&["vs", "vs.", "versus", "than", "compared"], word)) {
        let hint = "write what it is held against as `baseline` if it is a number, else into `definition`";
        return Err(PhraseError::new(span, format!("`{}` is a comparison", unit.suffix), hint));
    }
    Ok(())
}

/// What stands where the number should be.
pub(super) fn no_number_here(text: &str) -> PhraseError {
    let word = text.split_whitespace().next().unwrap_or("");
    let lower = word.to_lowercase();
    let verbs =
        ["increas", "decreas", "reduc", "improv", "grew", "fell", "cut", "up", "down", "sav", "doubl"];
    if verbs.iter().any(|verb| lower.starts_with(verb)) {
        return PhraseError { span: 0..text.len(), ..change(text) };
    }
    if word.is_empty() {
        return PhraseError::new(0..text.len(), "the number is missing", EXAMPLE);
    }
    let message = format!("`{}` stands where the number should be", word.escape_debug());
    PhraseError::new(0..word.len(), message, FACTS)
}

/// How a phrase opens: its bound, or a word that is understood but refused.
pub(super) struct Opening {
    pub(super) length: usize,
    pub(super) bound: Bound,
    pub(super) between: bool,
    pub(super) slip: Option<String>,
    pub(super) advice: String,
}

pub(super) fn opening(text: &str) -> Option<Opening> {
    const LEAST: &[&str] =
        &[">=", "≥", ">", "more than", "over", "above", "no less than", "minimum", "min.", "from"];
    const MOST: &[&str] = &[
        "<=",
        "≤",
        "<",
        "less than",
        "fewer than",
        "under",
        "below",
        "up to",
        "no more than",
        "maximum",
        "max.",
    ];
    const VAGUE: &[&str] = &[
        "~",
        "≈",
        "about",
        "around",
        "approximately",
        "approx.",
        "approx",
        "circa",
        "ca.",
        "ca",
        "c.",
        "almost",
        "nearly",
        "roughly",
        "some",
    ];
    if text.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let found = |words: &[&str]| words.iter().find_map(|word| opens_with(text, word));
    let refused = |length: usize| Some(format!("`{}` is no way to open a figure", text[..length].trim()));
    let make = |length, bound, slip| Opening { length, bound, between: false, slip, advice: String::new() };
    if let Some(length) = found(&["at least"]) {
        return Some(make(length, Bound::Least, None));
    }
    if let Some(length) = found(&["at most"]) {
        return Some(make(length, Bound::Most, None));
    }
    if let Some(length) = found(&["between"]) {
        return Some(Opening { between: true, ..make(length, Bound::None, refused(length)) });
    }
    if let Some(length) = found(LEAST) {
        return Some(make(length, Bound::Least, refused(length)));
    }
    if let Some(length) = found(MOST) {
        return Some(make(length, Bound::Most, refused(length)));
    }
    let length = found(VAGUE)?;
    let advice = " if that was measured, or the range that it lies in, such as `38–42 %`".to_owned();
    Some(Opening { advice, ..make(length, Bound::None, refused(length)) })
}

/// Length of `word` at the start of `text`, in any case, if it ends there.
fn opens_with(text: &str, word: &str) -> Option<usize> {
    let start = text.get(..word.len())?;
    let after = &text[word.len()..];
    let ends =
        !word.ends_with(|c: char| c.is_alphabetic() || c == '.') || after.starts_with(char::is_whitespace);
    (start.eq_ignore_ascii_case(word) && ends).then_some(word.len())
}

/// Powers of ten that people write as letters or words. `B` and `m` are millions of money only: else they are
/// bytes and metres.
pub(super) fn magnitude(word: &str, money: bool) -> Option<u32> {
    const WORDS: &[(&str, u32)] = &[
        ("thousand", 3),
        ("thousands", 3),
        ("tsd", 3),
        ("lakh", 5),
        ("lakhs", 5),
        ("mn", 6),
        ("mio", 6),
        ("million", 6),
        ("millions", 6),
        ("crore", 7),
        ("crores", 7),
        ("bn", 9),
        ("mrd", 9),
        ("billion", 9),
        ("billions", 9),
        ("trillion", 12),
        ("trillions", 12),
    ];
    Some(match word {
        "k" | "K" => 3,
        "M" => 6,
        "m" if money => 6,
        "B" | "b" if money => 9,
        _ => {
            let lower = if word.is_ascii() { Cow::Borrowed(word) } else { Cow::Owned(word.to_lowercase()) };
            WORDS.iter().find(|(known, _)| lower.eq_ignore_ascii_case(known))?.1
        }
    })
}

/// Words before a window. Only the first is right; those up to `during` mean the same.
const WINDOW_WORDS: &[&str] =
    &["in", "im", "en", "em", "nel", "w", "on", "during", "since", "by", "until", "till", "after", "before"];

/// Whether a word behind a number may be something else than a part of its unit: it may introduce a window, or
/// make a rank of the number.
pub(super) fn is_doubtful(word: &str) -> bool {
    let known = WINDOW_WORDS.iter().chain(&RANKS);
    known.into_iter().any(|known| word.eq_ignore_ascii_case(known))
}

/// The endings of ordinals.
const RANKS: [&str; 4] = ["st", "nd", "rd", "th"];

/// Where a window is introduced: the start of its word, the word, and the window's place.
pub(super) fn window_words(text: &str) -> Option<(usize, &'static str, Range<usize>)> {
    if let Some(open) = text.strip_suffix(')').and_then(|inner| inner.rfind('(')).filter(|open| *open > 0) {
        return Some((open, "(", open + 1..text.len() - 1));
    }
    // From the right, for a noun may have an `in` of its own: `tickets in the backlog in 2024`.
    let mut after = text.len();
    for word in text.split_whitespace().rev() {
        let start = text[..after].rfind(word)?;
        let window = after..text.len();
        let known = WINDOW_WORDS.iter().find(|known| word.eq_ignore_ascii_case(known));
        if let Some(known) = known.filter(|_| start > 0 && !window.is_empty()) {
            return Some((start, known, window));
        }
        after = start;
    }
    let comma = text.rfind(", ")?;
    Some((comma, ",", comma + 2..text.len()))
}

/// Whether the word behind `B` says that billions are counted: `2B users`, but not `2 B per row`.
pub(super) fn counts_billions(after: &str) -> bool {
    let word = after.split_whitespace().next().unwrap_or("").to_lowercase();
    word.starts_with(char::is_alphabetic)
        && !["per", "a", "an", "each", "in", "on", "of", "to", "and", "since", "during"]
            .contains(&word.as_str())
}

/// `of 134`, `/ 5` or `requests / 10` behind a number, or an ordinal.
pub(super) fn part_of(first: Decimal, rest: &str) -> Option<PhraseError> {
    if let Some(ending) = RANKS.iter().find(|ending| rest.split_whitespace().next() == Some(**ending))
        && rest.starts_with(ending)
    {
        let hint = "write the number alone, and in `definition` what it is the rank in";
        return Some(PhraseError::new(0..ending.len(), "a figure is a number, and this is a rank", hint));
    }
    let trimmed = rest.trim_start();
    let opened =
        ["out of ", "of ", "in ", "von ", "de ", "sur "].iter().find_map(|word| trimmed.strip_prefix(word));
    let after = opened.or_else(|| rest.split_once('/').map(|(_, after)| after))?.trim_start();
    let length = measure(after);
    // A year behind `in` is a window, which has been taken off before.
    if length == 0 {
        return None;
    }
    let whole = Decimal::parse(&after[..length]).or_else(|error| error.rewrite.ok_or(())).ok()?;
    let mut hint = format!(
        "write the number alone, with what it counts: `{first}` and a noun; the whole goes to `population: {whole}`"
    );
    let share = Ratio::from(first).checked_div(Ratio::from(whole))?.checked_mul(Ratio::whole(100));
    if let Some(share) = share.filter(|share| *share <= Ratio::whole(100)) {
        let scale = u32::from(!share.is_exact_at(0));
        let share = share.round(scale)?;
        hint = format!("{hint}; or write the share, with the digits that you stand behind: `{share} %`");
    }
    let end = rest.len() - after.len() + length;
    Some(PhraseError::new(0..end, "a figure is one number, and this is a part of a whole", hint))
}

/// The dash of a range, with a second number behind it. Before it may stand a unit that folio knows.
pub(super) fn range_dash(rest: &str, between: bool) -> Option<Range<usize>> {
    let dashes = ["–", "—", "-", "\u{2212}", "‑", "…", ".."];
    let words = [" and ", " bis "];
    let separators = dashes.iter().chain(words.iter().filter(|_| between));
    let first = separators
        .filter_map(|dash| rest.find(dash).map(|at| at..at + dash.len()))
        .min_by_key(|dash| dash.start)?;
    let before = rest[..first.start].trim();
    let unit_or_nothing = before.is_empty() || Unit::parse(before).is_ok_and(|unit| unit.is_known());
    let after = rest[first.end..].trim_start().trim_start_matches(['-', '\u{2212}']);
    let amount = after.trim_start_matches(|c: char| !c.is_ascii_digit() && !c.is_whitespace());
    let sign = after[..after.len() - amount.len()].trim_end_matches('.');
    let number =
        amount.starts_with(|c: char| c.is_ascii_digit()) && (sign.is_empty() || Unit::is_currency(sign));
    (unit_or_nothing && number).then_some(first)
}

/// Refuses `2 h 30 min` with the whole in its smallest unit.
pub(super) fn compound_duration(text: &str) -> Option<PhraseError> {
    let mut rest = text;
    let mut parts: Vec<(Ratio, Unit)> = Vec::new();
    while !rest.is_empty() {
        let length = rest.bytes().take_while(u8::is_ascii_digit).count();
        if length == 0 {
            return None;
        }
        let number = Decimal::parse(&rest[..length]).ok()?;
        rest = rest[length..].trim_start();
        let length = rest.find(|c: char| !c.is_alphabetic()).unwrap_or(rest.len());
        // Beside hours an `m` is minutes, and so is a last number without a unit.
        let name = match (&rest[..length], parts.is_empty()) {
            ("m" | "", false) => "min",
            (name, _) => name,
        };
        let unit = Unit::parse(name).ok().filter(|unit| unit.kind == Kind::Time)?;
        parts.push((Ratio::from(number), unit));
        rest = rest[length..].trim_start_matches([' ', ',', '\u{a0}']);
    }
    if parts.len() < 2 {
        return None;
    }
    let (_, smallest) = parts.iter().min_by_key(|(_, unit)| unit.factor)?;
    let total = parts.iter().try_fold(Ratio::ZERO, |total, (number, unit)| {
        total.checked_add(number.checked_mul(unit.conversion(smallest).ok()?)?)
    })?;
    let hint = format!("write it as one number: `{} {}`", total.round(0)?, smallest.suffix);
    Some(PhraseError::new(0..text.len(), "this is one length of time in two numbers", hint))
}
