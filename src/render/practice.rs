//! What case studies come to, in a reader's words: one sentence that counts and does not rate.

use super::Site;
use super::values::{map, text};
use crate::claims::fill;
use crate::i18n::Strings;
use crate::model::case_study::Outcome;
use crate::period::{Period, Piece};
use crate::proof::marks::Mark;
use crate::taxonomy::practice::{Practice, Tally};
use tera::Value;

/// The record of a term or a person. `opening` is the string that takes `{cases}`.
pub fn record(site: &Site<'_>, practice: &Practice, opening: &str) -> Value {
    let strings = &site.theme.library.strings;
    let ended = outcomes(practice, strings);
    let outcomes = ended.iter().map(|(name, count, words)| {
        map([("name", text(name)), ("count", Value::from(*count)), ("text", text(words))])
    });
    let tally = &practice.tally;
    let marks = Mark::ALL.into_iter().zip(tally.passed);
    let marks =
        marks.map(|(mark, passed)| map([("name", text(mark.name())), ("passed", Value::from(passed))]));
    map([
        ("cases", Value::from(practice.cases)),
        ("examples", Value::from(practice.examples)),
        ("clients", Value::from(practice.clients)),
        ("first", Value::from(practice.first.map(|piece| piece.first_day().to_string()).unwrap_or_default())),
        ("last", Value::from(practice.last.map(|piece| piece.last_day().to_string()).unwrap_or_default())),
        ("last_text", Value::from(practice.last.map(|piece| said(site, piece)).unwrap_or_default())),
        ("outcomes", Value::from(outcomes.collect::<Vec<_>>())),
        ("results", Value::from(tally.figures)),
        ("failed", Value::from(tally.failed)),
        ("marks", Value::from(marks.collect::<Vec<_>>())),
        ("sentence", Value::from(sentence(site, practice, &ended, opening))),
        ("check", Value::from(check(strings, tally))),
        ("note", Value::from(note(strings, practice))),
    ])
}

/// A piece of time by itself.
pub fn said(site: &Site<'_>, piece: Piece) -> String {
    site.words.dates.period(Period::One(piece))
}

/// The form of a string that fits a number, with the number in it.
pub fn counted(strings: &Strings, key: &str, count: usize) -> String {
    let number = count.to_string();
    strings.counted(key, count).map_or_else(|| number.clone(), |form| fill(form, &[("count", &number)]))
}

/// How many ended in one way: its name for machines, the number, and both in words.
type Ended = (&'static str, usize, String);

fn outcomes(practice: &Practice, strings: &Strings) -> Vec<Ended> {
    let outcomes = Outcome::ALL.into_iter().zip(practice.outcomes).filter(|(_, count)| *count > 0);
    let ended = outcomes.map(|(outcome, count)| {
        let (name, _) = super::values::outcome(Some(outcome), strings);
        (name, count, counted(strings, &format!("outcomes_{name}"), count))
    });
    ended.collect()
}

/// "Used in 7 case studies for 4 clients, Mar 2019 – Sep 2024: 5 successes, 1 failure." Nothing where nothing real
/// can be counted.
fn sentence(site: &Site<'_>, practice: &Practice, ended: &[Ended], opening: &str) -> String {
    if practice.cases == 0 {
        return String::new();
    }
    let strings = &site.theme.library.strings;
    let pattern = |key: &str, values: &[(&str, &str)]| fill(strings.get(key).unwrap_or_default(), values);
    let mut cases = counted(strings, "case_studies", practice.cases);
    // Of a single case, the client stands beside it.
    if practice.cases > 1 && practice.clients > 0 {
        let clients = counted(strings, "clients", practice.clients);
        cases = pattern("practice_for_clients", &[("cases", &cases), ("clients", &clients)]);
    }
    let mut said = pattern(opening, &[("cases", &cases)]);
    let window = practice.first.zip(practice.last).and_then(|(first, last)| Period::interval(first, last));
    if let Some(window) = window {
        let window = site.words.dates.period(window);
        said = pattern("practice_window", &[("practice", &said), ("window", &window)]);
    }
    let outcomes: Vec<&str> = ended.iter().map(|(_, _, words)| words.as_str()).collect();
    if !outcomes.is_empty() {
        let outcomes = listed(strings, &outcomes);
        said = pattern("practice_outcomes", &[("practice", &said), ("outcomes", &outcomes)]);
    }
    pattern("practice_end", &[("practice", &said)])
}

/// What was checked of the results: a fail first, then what others bear out, then what was recalculated.
fn check(strings: &Strings, tally: &Tally) -> String {
    if tally.figures == 0 {
        return String::new();
    }
    if tally.own == tally.figures {
        return counted(strings, "tally_own", tally.figures);
    }
    let order = [Mark::Attested, Mark::Reproduced, Mark::Archived, Mark::Sourced];
    let passed =
        order.into_iter().map(|mark| (format!("tally_{}", mark.name()), tally.passed[mark as usize]));
    let all = std::iter::once(("tally_failed".to_owned(), tally.failed)).chain(passed);
    let parts: Vec<String> = all
        .chain([("tally_rest".to_owned(), tally.own)])
        .filter(|(_, count)| *count > 0)
        .map(|(key, count)| counted(strings, &key, count))
        .collect();
    let results = counted(strings, "results_count", tally.figures);
    fill(
        strings.get("tally").unwrap_or_default(),
        &[("results", &results), ("marks", &listed(strings, &parts))],
    )
}

/// What was left out of the count.
fn note(strings: &Strings, practice: &Practice) -> String {
    match (practice.cases, practice.examples) {
        (_, 0) => String::new(),
        (0, examples) => counted(strings, "practice_invented", examples),
        (_, examples) => counted(strings, "practice_not_counted", examples),
    }
}

pub fn listed<T: AsRef<str>>(strings: &Strings, parts: &[T]) -> String {
    let parts: Vec<&str> = parts.iter().map(AsRef::as_ref).collect();
    parts.join(strings.get("list_comma").unwrap_or(", "))
}
