//! The strings of a theme as the words for figures, dates and windows. A theme that leaves one out gets English.

use crate::claims::{CheckWords, LOOK_KEYS, NoteWords, Words};
use crate::decimal::Marks;
use crate::i18n::{Strings, direction};
use crate::markdown;
use crate::model::site::Config;
use crate::period;
use crate::proof::forensics::Pattern;
use crate::theme::Theme;
use std::collections::BTreeSet;

/// The words of a theme, for a site in a language.
pub fn words(strings: &Strings, language: &str) -> Words {
    let english = Words::default();
    let word = |key: &str, fallback: String| strings.get(key).map_or(fallback, str::to_owned);
    Words {
        numbers: marks(strings, language, english.numbers),
        dates: dates(strings, english.dates),
        unit_gap: word("unit_gap", english.unit_gap),
        at_least: word("at_least", english.at_least),
        at_most: word("at_most", english.at_most),
        points: word("points", english.points),
        bounds: word("bounds", english.bounds),
        bounds_at_level: word("bounds_at_level", english.bounds_at_level),
        fell: word("fell", english.fell),
        rose: word("rose", english.rose),
        went: word("went", english.went),
        stayed: word("stayed", english.stayed),
        alone: word("alone", english.alone),
        window_of_case: word("window_of_case", english.window_of_case),
        own_figure: word("own_figure", english.own_figure),
        check: checks(strings, english.check),
        notes: notes(strings, english.notes),
        list_comma: word("list_comma", english.list_comma),
        arrow: word("arrow", english.arrow),
        to: word("to", english.to),
        chart: word("chart", english.chart),
        figure_in_period: word("figure_in_period", english.figure_in_period),
        chart_target: word("chart_target", english.chart_target),
        chart_bounds: word("chart_bounds", english.chart_bounds),
        chart_series: word("chart_series", english.chart_series),
        chart_gaps: word("chart_gaps", english.chart_gaps),
    }
}

fn checks(strings: &Strings, english: CheckWords) -> CheckWords {
    let word = |key: &str, fallback: String| strings.get(key).map_or(fallback, str::to_owned);
    CheckWords {
        failed: word("check_failed", english.failed),
        recalculated: word("check_recalculated", english.recalculated),
        value_recalculated: word("check_value_recalculated", english.value_recalculated),
        baseline_recalculated: word("check_baseline_recalculated", english.baseline_recalculated),
        published: word("check_published", english.published),
        link_only: word("check_link_only", english.link_only),
        copied: word("check_copied", english.copied),
        link_archived: word("check_link_archived", english.link_archived),
        copy: word("check_copy", english.copy),
        copy_since: word("check_copy_since", english.copy_since),
        archived: word("check_archived_by", english.archived),
        archived_since: word("check_archived_by_since", english.archived_since),
        obtained: word("check_obtained", english.obtained),
        obtained_by: word("check_obtained_by", english.obtained_by),
        obtained_by_on: word("check_obtained_by_on", english.obtained_by_on),
        author: word("check_author", english.author),
        git: word("check_git", english.git),
        of_value: word("check_of_value", english.of_value),
        of_baseline: word("check_of_baseline", english.of_baseline),
        rows: word("check_rows", english.rows),
        size: word("check_size", english.size),
        limit: word("check_limit", english.limit),
        kept: word("check_kept", english.kept),
    }
}

fn notes(strings: &Strings, english: NoteWords) -> NoteWords {
    let lay = |texts: &mut [String], keys: &[&str]| {
        for (text, key) in texts.iter_mut().zip(keys) {
            if let Some(word) = strings.get(key) {
                word.clone_into(text);
            }
        }
    };
    let mut words = english;
    lay(&mut words.patterns, &Pattern::ALL.map(Pattern::key));
    lay(&mut words.looks, &LOOK_KEYS);
    lay(std::slice::from_mut(&mut words.looked), &["look_looked"]);
    lay(std::slice::from_mut(&mut words.unexplained), &["note_unexplained"]);
    words
}

fn dates(strings: &Strings, english: period::Words) -> period::Words {
    let word = |key: &str, fallback: String| strings.get(key).map_or(fallback, str::to_owned);
    let mut months = english.months;
    for (index, month) in months.iter_mut().enumerate() {
        if let Some(name) = strings.get(&format!("month_{}", index + 1)) {
            name.clone_into(month);
        }
    }
    period::Words {
        months,
        day: word("date_day", english.day),
        day_alone: word("date_day_alone", english.day_alone),
        day_of_month: word("date_day_of_month", english.day_of_month),
        month: word("date_month", english.month),
        quarter: word("date_quarter", english.quarter),
        quarter_of_year: word("date_quarter_of_year", english.quarter_of_year),
        interval: word("date_interval", english.interval),
    }
}

fn marks(strings: &Strings, language: &str, english: Marks) -> Marks {
    Marks {
        point: strings.get("number_point").map_or(english.point, str::to_owned),
        group: strings.get("number_group").map_or(english.group, str::to_owned),
        group_from: strings
            .get("number_group_from")
            .and_then(|text| text.parse().ok())
            .unwrap_or(english.group_from),
        around_signed: match direction(language) {
            "rtl" => ["\u{2066}", "\u{2069}"],
            _ => english.around_signed,
        },
    }
}

/// The words of Markdown in the language of the theme.
pub fn markdown_words(theme: &Theme) -> markdown::Words<'_> {
    words_of_markdown(&theme.library.strings)
}

pub fn words_of_markdown(strings: &Strings) -> markdown::Words<'_> {
    let english = markdown::Words::ENGLISH;
    let word = |key, fallback| strings.get(key).unwrap_or(fallback);
    markdown::Words {
        note: word("alert_note", english.note),
        tip: word("alert_tip", english.tip),
        important: word("alert_important", english.important),
        warning: word("alert_warning", english.warning),
        caution: word("alert_caution", english.caution),
        footnotes: word("footnotes", english.footnotes),
        back_to_text: word("back_to_text", english.back_to_text),
        link_to_section: word("link_to_section", english.link_to_section),
        done: word("task_done", english.done),
        to_do: word("task_to_do", english.to_do),
        code: word("code", english.code),
    }
}

/// How the bodies of a site are read.
pub fn markdown_options<'a>(
    config: &Config,
    components: &'a BTreeSet<String>,
    words: &'a markdown::Words<'a>,
    abbreviations: Option<&'a markdown::Abbreviations>,
) -> markdown::Options<'a> {
    markdown::Options {
        html: if config.markdown.trusted_html { markdown::Html::Trusted } else { markdown::Html::Filtered },
        components: Some(components),
        abbreviations,
        math: config.markdown.math,
        quotes: config.markdown.smart.then(|| markdown::Quotes::of_language(&config.language)),
        line_numbers: config.highlight.line_numbers,
        words,
        ..markdown::Options::default()
    }
}
