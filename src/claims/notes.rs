//! What was found in the data behind a figure, for readers.

use super::Words;
use super::words::fill;
use crate::evidence::{Checked, Examined};
use crate::proof::forensics::{Look, Note, Part, Pattern};
use serde::Serialize;

/// The words for what was looked for and found. Patterns name their parts in braces.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoteWords {
    /// In the order of [`Pattern::ALL`].
    pub patterns: [String; Pattern::ALL.len()],
    /// What each look is for, in the order of [`Look::ALL`].
    pub looks: [String; Look::ALL.len()],
    /// `{looks}`.
    pub looked: String,
    /// The author has said nothing of it.
    pub unexplained: String,
}

impl Default for NoteWords {
    fn default() -> Self {
        Self {
            patterns: [
                "{count} consecutive values of {column} equal {value}. Under independent counts this is very rare. Ordinary causes: caps, interpolation, scheduled imports.",
                "{count} consecutive increments of {column} equal {value}. Under independent counts this is very rare. Ordinary causes: caps, interpolation, scheduled imports.",
                "The {count} values of {column} lie closer together than independent counts would. Ordinary causes: quotas, smoothing, a fixed capacity.",
                "Of {count} values of {column}, {times} end in {digit}; evenly spread, a tenth would. Ordinary causes: rounding, estimates, prices.",
                "{count} consecutive values of {column} occur twice, beginning with {values}. Ordinary causes: a fixed schedule, rows that were exported twice.",
                "No share of {count} rounds to {value} %: the nearest are {below} % and {above} %. Ordinary causes: weights, another total, missing answers.",
                "The groups {first} and {second} have {count_first} and {count_second}. From an even split this is very rare. Ordinary causes: an uneven split by design, filtered robots, a redirect that loses visits.",
                "Rows outside of {window}, which the figure names: {count}. Ordinary causes: another time zone, a condition that was left out.",
                "The rows reach from {first} to {last}, and the figure names {window}. Ordinary causes: recording began late, an export before the end.",
                "Steps missing from an otherwise regular series: {count}, the first between {first} and {last}. Ordinary causes: closed days, an outage, an export without empty rows.",
                "The first digits of {count} values of {column} do not follow Benford’s law. Ordinary causes: limits, fixed prices, numbers of one size.",
            ]
            .map(str::to_owned),
            looks: [
                "runs of one value",
                "values closer together than counts",
                "last digits",
                "repeated blocks",
                "shares that no count gives",
                "groups of uneven size",
                "rows outside of the window",
                "gaps in dates",
                "first digits",
            ]
            .map(str::to_owned),
            looked: "Looked for in the data: {looks}.".to_owned(),
            unexplained: "No explanation given.".to_owned(),
        }
    }
}

/// The key of each look.
pub const LOOK_KEYS: [&str; Look::ALL.len()] = [
    "look_constant_run",
    "look_under_dispersion",
    "look_terminal_digits",
    "look_repeated_block",
    "look_grim",
    "look_sample_ratio",
    "look_window",
    "look_gaps",
    "look_benford",
];

/// A note on the data, as themes receive it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ShownNote {
    /// The name by which `explanations:` call it.
    pub finding: &'static str,
    pub text: String,
    /// The author's words, or that there are none.
    pub explanation: String,
    pub explained: bool,
}

impl Words {
    /// A note in the language of the reader.
    #[must_use]
    pub fn note(&self, note: &Note) -> String {
        let parts: Vec<(&str, String)> =
            note.parts.iter().map(|(name, part)| (*name, self.part(part))).collect();
        let parts: Vec<(&str, &str)> = parts.iter().map(|(name, part)| (*name, part.as_str())).collect();
        fill(&self.notes.patterns[note.pattern as usize], &parts)
    }

    fn part(&self, part: &Part) -> String {
        match part {
            Part::Text(text) => text.clone(),
            Part::Number(number) => number.show(&self.numbers),
            Part::Window(window) => self.dates.period(*window),
        }
    }

    pub(super) fn shown_notes(&self, checked: &Checked) -> Vec<ShownNote> {
        let shown = |one: &Examined| {
            let note = one.ran.note.as_ref()?;
            Some(ShownNote {
                finding: one.ran.look.name(),
                text: self.note(note),
                explanation: one.explanation.clone().unwrap_or_else(|| self.notes.unexplained.clone()),
                explained: one.explanation.is_some(),
            })
        };
        checked.examined.iter().filter_map(shown).collect()
    }

    /// All that was looked for, each once; empty where nothing was.
    pub(super) fn looked(&self, checked: &Checked) -> String {
        let mut looks: Vec<Look> = checked.examined.iter().map(|one| one.ran.look).collect();
        looks.sort_unstable();
        looks.dedup();
        if looks.is_empty() {
            return String::new();
        }
        let names: Vec<&str> = looks.iter().map(|look| self.notes.looks[*look as usize].as_str()).collect();
        fill(&self.notes.looked, &[("looks", &names.join(&self.list_comma))])
    }
}
