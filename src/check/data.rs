//! What the data behind a figure ask: patterns that a careful reader would ask about, and evidence older than what it is to show.

use super::advice::Advice;
use crate::claims::Words;
use crate::diag::{Code, did_you_mean};
use crate::evidence::{Checked, Evidence, of_share};
use crate::model::Document;
use crate::model::case_study::{CaseStudy, Outcome};
use crate::model::metric::Metric;
use crate::period::Period;
use crate::proof::calc;
use crate::proof::forensics::{Look, Note};
use jiff::civil::Date;

pub const CONSTANT_RUN: Code = Code("constant-run");
pub const UNDER_DISPERSION: Code = Code("under-dispersion");
pub const TERMINAL_DIGITS: Code = Code("terminal-digits");
pub const REPEATED_BLOCK: Code = Code("repeated-block");
pub const GRIM: Code = Code("grim");
pub const SAMPLE_RATIO: Code = Code("sample-ratio");
pub const WINDOW: Code = Code("window-mismatch");
pub const GAPS: Code = Code("date-gaps");
pub const BENFORD: Code = Code("benford");
/// Data that were taken before the window of their figure was over.
pub const STALE: Code = Code("stale-evidence");
/// An entry of `explanations` that names no finding.
pub const EXPLANATION: Code = Code("explanation");
/// An entry of `explanations` for what was not found.
pub const UNUSED_EXPLANATION: Code = Code("explanation-unused");

/// After so many years without a newer figure, work that goes on has gone on without being measured.
const STALE_YEARS: i16 = 2;

pub fn look<'a>(
    document: &'a Document,
    case: &'a CaseStudy,
    evidence: &Evidence,
    today: Date,
    advice: &mut Advice<'a>,
) {
    let words = Words::default();
    let mut found: Vec<(Look, &str)> = Vec::new();
    for (index, metric) in case.metrics.iter().enumerate() {
        let checked = evidence.metric(&document.path, index);
        for (look, note, explained) in notes(metric, checked, case) {
            found.push((look, &metric.id));
            if !explained {
                tell(metric, look, &note, &words, advice);
            }
        }
        stale(case, metric, checked, evidence, today, advice);
    }
    for explanation in &case.explanations {
        let Some(look) = Look::ALL.into_iter().find(|look| look.name() == explanation.finding) else {
            unknown(&explanation.finding, explanation.span, advice);
            continue;
        };
        let is_used = found.iter().any(|(found, metric)| {
            *found == look && (explanation.metric.is_empty() || explanation.metric == *metric)
        });
        if !is_used {
            let message = format!("nothing here was found that `{}` explains", look.name());
            let hint = "take the entry out, or correct its `metric:`";
            advice.give(UNUSED_EXPLANATION, explanation.span, message, hint);
        }
    }
}

/// What is to be noted of a metric, and whether its author has explained it.
fn notes(metric: &Metric, checked: Option<&Checked>, case: &CaseStudy) -> Vec<(Look, Box<Note>, bool)> {
    let Some(checked) = checked.filter(|checked| checked.has_data()) else {
        let ran = of_share(metric);
        let explained = |look: Look| {
            case.explanations
                .iter()
                .any(|one| one.finding == look.name() && (one.metric.is_empty() || one.metric == metric.id))
        };
        return ran.and_then(|ran| Some((ran.look, ran.note?, explained(ran.look)))).into_iter().collect();
    };
    let noted = checked
        .examined
        .iter()
        .filter_map(|one| Some((one.ran.look, one.ran.note.clone()?, one.explanation.is_some())));
    noted.collect()
}

fn code(look: Look) -> Code {
    match look {
        Look::ConstantRun => CONSTANT_RUN,
        Look::UnderDispersion => UNDER_DISPERSION,
        Look::TerminalDigits => TERMINAL_DIGITS,
        Look::RepeatedBlock => REPEATED_BLOCK,
        Look::Grim => GRIM,
        Look::SampleRatio => SAMPLE_RATIO,
        Look::Window => WINDOW,
        Look::Gaps => GAPS,
        Look::Benford => BENFORD,
    }
}

fn tell<'a>(metric: &'a Metric, look: Look, note: &Note, words: &Words, advice: &mut Advice<'a>) {
    let text = words.note(note);
    let place = if note.place.is_empty() { String::new() } else { format!(" ({})", note.place) };
    let message = format!("`{}`{place}: {}", metric.name, text.trim_end_matches('.'));
    let hint = format!(
        "look at the rows; where there is an ordinary cause, tell readers: `explanations: [{{ finding: {}, metric: {}, text: … }}]`",
        look.name(),
        metric.id
    );
    let span = metric.calc.as_ref().map_or(metric.span, |calc| calc.span);
    advice.on(&metric.id, code(look), span, message, hint);
}

fn unknown(written: &str, span: crate::source::Span, advice: &mut Advice<'_>) {
    let names = Look::ALL.map(Look::name);
    let hint = match did_you_mean(written, names) {
        Some(close) => format!("did you mean `{close}`?"),
        None => format!("the findings are {}", names.join(", ")),
    };
    advice.refuse(EXPLANATION, span, format!("no look at the data is called `{written}`"), hint);
}

fn stale<'a>(
    case: &'a CaseStudy,
    metric: &'a Metric,
    checked: Option<&Checked>,
    evidence: &Evidence,
    today: Date,
    advice: &mut Advice<'a>,
) {
    let Some(window) = metric.value.period else { return };
    let files =
        checked.iter().flat_map(|checked| &checked.files).filter_map(|number| evidence.files.get(*number));
    let names: Vec<&str> = files.map(|file| file.path.file_name()).collect();
    let is_behind = |entry: &&crate::model::case_study::Evidence| {
        let name = entry.file.rsplit('/').next().unwrap_or_default();
        (!name.is_empty() && names.contains(&name)) || entry.supports.contains(&metric.id)
    };
    let whole = of_whole_window(metric);
    for entry in case.evidence.iter().filter(is_behind) {
        let Some(taken) = entry.obtained.max(entry.captured) else { continue };
        // What was counted within its window may be a state of that day.
        let is_stale = taken < window.first_day() || whole.is_some_and(|whole| taken < whole.last_day());
        if !is_stale {
            continue;
        }
        let what = if entry.file.is_empty() { &entry.url } else { &entry.file };
        let of = whole.unwrap_or(window);
        let message = format!(
            "`{what}` was taken on {taken}, and `{}` is of {of}, which was not over then",
            metric.name
        );
        let hint = "take the data again, or name the window that they cover";
        advice.on(&metric.id, STALE, entry.span, message, hint);
        return;
    }
    let goes_on = case.outcome == Some(Outcome::Ongoing);
    if goes_on && today.year() - window.last_day().year() > STALE_YEARS {
        let message = format!("this work goes on, and `{}` was measured last in {window}", metric.name);
        let hint = "measure again, or say how it ended: `outcome: success`, `mixed` or `failure`";
        advice.on(&metric.id, STALE, metric.span, message, hint);
    }
}

/// The window that a calculation takes whole.
fn of_whole_window(metric: &Metric) -> Option<Period> {
    let calc = calc::parse(&metric.calc.as_ref()?.value).ok()?;
    calc.conditions.iter().find_map(|condition| match &condition.test {
        calc::Test::During(window) => Some(*window),
        _ => None,
    })
}
