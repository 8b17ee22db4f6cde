//! Composed sentences.

use super::ShownFigure;
use super::change::{Direction, direction};
use super::words::{Words, fill};
use crate::model::metric::Metric;
use crate::proof::marks::Marks;

/// The metric in one sentence without a full stop.
pub(super) fn metric(
    metric: &Metric,
    before: Option<&ShownFigure>,
    value: &ShownFigure,
    words: &Words,
) -> String {
    let value = value.text.as_str();
    let name = ("name", metric.name.as_str());
    let (Some(baseline), Some(before)) = (&metric.baseline, before) else {
        return fill(&words.alone, &[name, ("value", value)]);
    };
    let before = before.text.as_str();
    let pattern = match direction(baseline, &metric.value) {
        Some(Direction::Up) => &words.rose,
        Some(Direction::Down) => &words.fell,
        Some(Direction::Same) => &words.stayed,
        // Bounds that are the same leave the change open, but the words need not differ.
        None if before == value => &words.stayed,
        None => &words.went,
    };
    fill(pattern, &[name, ("baseline", before), ("value", value)])
}

/// What was checked. Only the author's word can stand behind a figure yet; fails will come first.
pub(super) fn check(marks: Marks, why: Option<&str>, words: &Words) -> String {
    debug_assert!(!marks.has_failed());
    match why.map(str::trim).filter(|why| !why.is_empty()) {
        Some(why) => format!("{} {}", words.own_figure, as_sentence(why)),
        None => words.own_figure.clone(),
    }
}

/// With a capital and a full stop. `iPhone` keeps its letter: only a word all in small letters is raised.
fn as_sentence(text: &str) -> String {
    let first_word = text.split_whitespace().next().unwrap_or("");
    let mut characters = text.chars();
    let first = characters.next();
    let small = first_word.chars().all(|character| !character.is_uppercase() && !character.is_ascii_digit());
    let mut sentence = match first {
        Some(first) if small => first.to_uppercase().chain(characters).collect(),
        _ => text.to_owned(),
    };
    let closing = |character: char| matches!(character, '"' | '\'' | '”' | '’' | ')' | '»');
    if !sentence.trim_end_matches(closing).ends_with(['.', '!', '?', '…', '。', '！', '？', '।', '۔'])
    {
        sentence.push('.');
    }
    sentence
}
