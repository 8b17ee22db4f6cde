//! Diagnostics as people read them, on standard error.
//!
//! A folder of foreign content can give tens of thousands of warnings, so alike ones (one code, one message
//! but for quoted words and numbers) are shown in full three times and then counted. Errors are never
//! counted away: the first [`ERRORS_IN_FULL`] come with their source line, the rest on one line each.

use super::excerpt;
use super::style::{Look, Style};
use super::text;
use crate::diag::{Diagnostic, Severity};
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// Errors that are shown with their source line. Later ones take one line each.
pub const ERRORS_IN_FULL: usize = 200;
/// Warnings of one code and message pattern that are shown in full.
pub const WARNINGS_ALIKE: usize = 3;
/// Warnings of one code that are shown in full, whatever their words.
pub const WARNINGS_OF_A_CODE: usize = 12;

/// All diagnostics of a run: advice, warnings, then what was folded, then errors, so that what must be fixed stands
/// nearest to the prompt. Within each, the given order stays.
pub fn diagnostics(all: &[Diagnostic], quiet: bool, look: Look) -> String {
    let mut shown = String::new();
    if !quiet {
        warnings(&mut shown, all, Severity::Advice, look);
        warnings(&mut shown, all, Severity::Warning, look);
    }
    for (index, error) in all.iter().filter(|diagnostic| diagnostic.is_error()).enumerate() {
        if index < ERRORS_IN_FULL {
            push_block(&mut shown, &full(error, look));
        } else {
            if index == ERRORS_IN_FULL {
                shown.push('\n');
            }
            shown.push_str(&brief(error, look));
            shown.push('\n');
        }
    }
    shown
}

/// `2 errors, 3 warnings; nothing was written.`, or nothing when there is nothing to count.
pub fn summary(all: &[Diagnostic], wrote: bool, look: Look) -> String {
    let of = |severity| all.iter().filter(|diagnostic| diagnostic.severity == severity).count();
    let (errors, warnings, advice) = (of(Severity::Error), of(Severity::Warning), of(Severity::Advice));
    let mut parts = Vec::new();
    if errors > 0 {
        parts.push(look.paint(Style::Error, &text::count(errors, "error", "errors")));
    }
    if warnings > 0 {
        parts.push(look.paint(Style::Warning, &text::count(warnings, "warning", "warnings")));
    }
    if advice > 0 {
        parts.push(look.paint(Style::Note, &text::count(advice, "piece of advice", "pieces of advice")));
    }
    match (parts.is_empty(), wrote) {
        (true, _) => String::new(),
        (false, true) => format!("{}.\n", parts.join(", ")),
        (false, false) => format!("{}; nothing was written.\n", parts.join(", ")),
    }
}

/// Where to read on: for whoever sits at a terminal and has errors before them. Logs do without it.
pub fn way_on(all: &[Diagnostic], look: Look) -> String {
    let weightiest = all.iter().rev().min_by_key(|diagnostic| diagnostic.severity);
    match weightiest.filter(|diagnostic| diagnostic.severity != Severity::Warning) {
        Some(last) if look.columns.is_some() => {
            format!("`folio explain {}` says more.\n", last.code.0)
        }
        _ => String::new(),
    }
}

/// Warnings, or advice.
fn warnings(shown: &mut String, all: &[Diagnostic], severity: Severity, look: Look) {
    let mut alike: BTreeMap<(&str, String), usize> = BTreeMap::new();
    let mut in_full: BTreeMap<&str, usize> = BTreeMap::new();
    let mut folded: BTreeMap<&str, BTreeMap<String, usize>> = BTreeMap::new();
    for warning in all.iter().filter(|diagnostic| diagnostic.severity == severity) {
        let code = warning.code.0;
        let pattern = pattern(&warning.message);
        let seen = alike.entry((code, pattern.clone())).or_default();
        let of_code = in_full.entry(code).or_default();
        if *seen < WARNINGS_ALIKE && *of_code < WARNINGS_OF_A_CODE {
            *seen += 1;
            *of_code += 1;
            push_block(shown, &full(warning, look));
        } else {
            *folded.entry(code).or_default().entry(pattern).or_default() += 1;
        }
    }
    if folded.is_empty() {
        return;
    }
    let (style, word) = Style::of(severity);
    shown.push('\n');
    for (code, patterns) in &folded {
        let label = format!("… and {} more", text::thousands(patterns.values().sum()));
        let head = look.paint(style, &format!("{word}[{code}]"));
        let like = match patterns.iter().next() {
            Some((pattern, _)) if patterns.len() == 1 => format!(" like this: {}", text::visible(pattern)),
            _ => format!(" of {} kinds", text::thousands(patterns.len())),
        };
        let _ = writeln!(shown, "{head}: {label}{like}");
    }
    shown.push_str("`--format json` lists them all.\n");
}

/// A blank line stands between two blocks.
fn push_block(shown: &mut String, block: &str) {
    if !shown.is_empty() {
        shown.push('\n');
    }
    shown.push_str(block);
}

/// A diagnostic with its source line, related places and hint.
pub fn full(diagnostic: &Diagnostic, look: Look) -> String {
    let (style, word) = Style::of(diagnostic.severity);
    let label = format!("{word}[{}]", diagnostic.code.0);
    let message = text::paragraphs(text::width(&label) + 2, &diagnostic.message, look.text_columns());
    let mut shown = format!("{}: {}\n", look.paint(style, &label), look.paint(Style::Strong, &message));
    if let Some(place) = &diagnostic.place {
        shown.push_str(&excerpt::place(place, look, style));
    }
    for (place, words) in &diagnostic.related {
        push_labelled(&mut shown, Style::Note, "note", words, look);
        shown.push_str(&excerpt::place(place, look, Style::Note));
    }
    if let Some(hint) = &diagnostic.hint {
        push_labelled(&mut shown, Style::Help, "help", hint, look);
    }
    shown
}

/// A diagnostic on one line, as editors and `grep` read it.
fn brief(diagnostic: &Diagnostic, look: Look) -> String {
    let (style, word) = Style::of(diagnostic.severity);
    let label = look.paint(style, &format!("{word}[{}]", diagnostic.code.0));
    let place = diagnostic.place.as_ref().map_or_else(String::new, |place| {
        let (line, column) = place.line_column();
        format!("{}:{line}:{column}: ", text::visible(place.source.name()))
    });
    format!("{place}{label}: {}", text::visible(&diagnostic.message))
}

fn push_labelled(shown: &mut String, style: Style, label: &str, words: &str, look: Look) {
    let laid = text::paragraphs(label.len() + 2, words, look.text_columns());
    let _ = writeln!(shown, "{}: {laid}", look.paint(style, label));
}

/// A message without what differs from place to place: quoted words become `…`, runs of digits `0`.
fn pattern(message: &str) -> String {
    let mut kept = String::with_capacity(message.len());
    let mut closing = None;
    let mut after_digit = false;
    let mut previous = ' ';
    for character in message.chars() {
        let digit = character.is_ascii_digit();
        match (closing, character) {
            (Some(quote), _) if character == quote => {
                closing = None;
                kept.push('…');
                kept.push(character);
            }
            (Some(_), _) => {}
            (None, '`' | '"' | '“' | '‘' | '«') => {
                closing = Some(match character {
                    '“' => '”',
                    '‘' => '’',
                    '«' => '»',
                    same => same,
                });
                kept.push(character);
            }
            (None, '\'') if !previous.is_alphanumeric() => {
                closing = Some('\'');
                kept.push(character);
            }
            (None, _) if digit => {
                if !after_digit {
                    kept.push('0');
                }
            }
            (None, _) => kept.push(character),
        }
        after_digit = digit;
        previous = character;
    }
    kept
}
