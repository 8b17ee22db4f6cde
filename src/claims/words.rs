//! The words and patterns of one language for figures. Patterns name their parts in braces.

use super::checked::CheckWords;
use super::notes::NoteWords;
use crate::decimal::Marks;
use crate::period;

/// Everything that [`super::show`] needs to speak a language; the default is English.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Words {
    pub numbers: Marks,
    pub dates: period::Words,
    /// Between a number and its unit: a no-break space.
    pub unit_gap: String,
    pub at_least: String,
    pub at_most: String,
    /// A change of shares: `{number}`.
    pub points: String,
    /// `{low}`, `{high}`.
    pub bounds: String,
    /// `{low}`, `{high}`, `{level}`.
    pub bounds_at_level: String,
    /// `{name}`, `{baseline}`, `{value}`; so are the next three.
    pub fell: String,
    pub rose: String,
    /// When the figures leave open which way it went.
    pub went: String,
    /// `{name}`, `{value}`.
    pub stayed: String,
    /// `{name}`, `{value}`: there is no baseline.
    pub alone: String,
    /// That a figure without a window has that of its case study.
    pub window_of_case: String,
    /// That nothing but the author bears the figure out.
    pub own_figure: String,
    pub check: CheckWords,
    pub notes: NoteWords,
    /// Between the parts of a list.
    pub list_comma: String,
    /// The sign between a baseline and its result, and the word for who cannot see it.
    pub arrow: String,
    pub to: String,
    /// A chart in words: `{baseline}`, `{value}`.
    pub chart: String,
    /// A figure with its window: `{figure}`, `{period}`.
    pub figure_in_period: String,
    /// What a chart adds: `{target}`.
    pub chart_target: String,
    /// What a chart adds: `{bounds}`.
    pub chart_bounds: String,
    /// A chart of steps of time in words: `{first}`, `{last}`, `{least}`, `{most}`, each with its step.
    pub chart_series: String,
    /// What it adds: `{count}` steps have no rows.
    pub chart_gaps: String,
}

impl Default for Words {
    fn default() -> Self {
        let text = str::to_owned;
        Self {
            numbers: Marks::default(),
            dates: period::Words::default(),
            unit_gap: text("\u{a0}"),
            at_least: text("at least"),
            at_most: text("at most"),
            points: text("{number} points"),
            bounds: text("{low} – {high}"),
            bounds_at_level: text("{low} – {high} at {level}"),
            fell: text("{name} fell from {baseline} to {value}"),
            rose: text("{name} rose from {baseline} to {value}"),
            went: text("{name} went from {baseline} to {value}"),
            stayed: text("{name} stayed at {value}"),
            alone: text("{name}: {value}"),
            window_of_case: text("Window of the whole case study."),
            own_figure: text("Author’s own figure."),
            check: CheckWords::default(),
            notes: NoteWords::default(),
            list_comma: text(", "),
            arrow: text("→"),
            to: text("to"),
            chart: text("From {baseline} to {value}"),
            figure_in_period: text("{figure} ({period})"),
            chart_target: text("; the target was {target}"),
            chart_bounds: text("; uncertainty {bounds}"),
            chart_series: text("From {first} to {last}; least {least}, most {most}"),
            chart_gaps: text("; steps without rows: {count}"),
        }
    }
}

/// Puts values into a pattern in one pass, so that a name with braces in it stays as it is.
#[must_use]
pub fn fill(pattern: &str, values: &[(&str, &str)]) -> String {
    let length: usize = values.iter().map(|(_, value)| value.len()).sum();
    let mut filled = String::with_capacity(pattern.len() + length);
    fill_into(&mut filled, pattern, values);
    filled
}

/// Appends what [`fill`] gives.
pub fn fill_into(filled: &mut String, pattern: &str, values: &[(&str, &str)]) {
    period::fill_with(filled, pattern, |part, filled| {
        let known = values.iter().find(|(name, _)| *name == part);
        filled.push_str(known.map_or("", |(_, value)| value));
        known.is_some()
    });
}
