//! Composed sentences.

use super::ShownFigure;
use super::change::{Direction, direction};
use super::words::{Words, fill};
use crate::evidence::Checked;
use crate::model::metric::Metric;

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

/// What was checked, a fail first. A figure that its data do not give stops the build; one sees it only while others
/// are looked for.
pub(super) fn check(metric: &Metric, checked: Option<&Checked>, words: &Words) -> String {
    let sentence =
        checked.and_then(|checked| words.check.sentence(checked, metric)).unwrap_or(&words.own_figure);
    match metric.why.as_deref().map(str::trim).filter(|why| !why.is_empty()) {
        Some(why) => format!("{sentence} {}", as_sentence(why)),
        None => sentence.to_owned(),
    }
}

/// With a capital and a full stop. `iPhone` keeps its letter: only a word all in small letters is raised.
#[must_use]
pub fn as_sentence(text: &str) -> String {
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
