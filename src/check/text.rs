//! What stands in the body of a page: figures that are bound to nothing, images without words, headings out of order.

use super::advice::Advice;
use super::prose::{Kind, Typed, figures};
use crate::decimal::Decimal;
use crate::diag::Code;
use crate::markdown::{Outline, Passage};
use crate::model::case_study::CaseStudy;
use crate::model::metric::{Amount, Figure, Metric};
use crate::model::{self, Document};
use crate::source::Span;
use crate::unit;

/// A figure that is typed where it could be bound.
pub const UNBOUND: Code = Code("unbound-figure");
/// A difference of shares that is written as a share.
pub const POINTS: Code = Code("percent-or-points");
pub const NO_ALT: Code = Code("no-alt");
pub const HEADING_ORDER: Code = Code("heading-order");

/// So many figures of one text are told of by themselves.
const SHOWN: usize = 5;

pub fn look<'a>(document: &'a Document, outline: &Outline, advice: &mut Advice<'a>) {
    for image in outline.images.iter().filter(|image| image.alt.trim().is_empty()) {
        let message = format!("`{}` has no words for those who do not see it", image.target);
        let hint = "write what it shows: `![The desk, before and after](desk.jpg)`; an ornament is silenced with a reason";
        advice.give(NO_ALT, image.span, message, hint);
    }
    headings(outline, advice);
    if document.kind == model::Kind::Case
        && let Some(case) = document.case.as_deref()
    {
        let summary = document.head.summary.as_ref().and_then(passage_of);
        let passages: Vec<&Passage> = summary.iter().chain(&outline.passages).collect();
        typed(case, &passages, advice);
    }
}

/// A text of the front matter that stands there as it is.
fn passage_of(text: &crate::source::Located<String>) -> Option<Passage> {
    let is_plain = text.span.end - text.span.start == text.value.len();
    // Calls are bound already.
    (is_plain && !text.value.contains("{{")).then(|| Passage::at(&text.value, text.span.start))
}

fn headings(outline: &Outline, advice: &mut Advice<'_>) {
    // A page may begin at any level: the first one is shown below its title.
    let Some((first, _)) = outline.headings.first() else { return };
    let mut above = *first;
    for (level, span) in &outline.headings {
        if *level > above + 1 {
            let message = format!("this heading is {} levels below the one before it", level - above);
            let hint = format!(
                "write `{} …`, which is how it is shown: who hears a page finds their way by its levels",
                "#".repeat(usize::from(above) + 1)
            );
            advice.give(HEADING_ORDER, *span, message, hint);
        }
        above = *level;
    }
}

fn typed<'a>(case: &'a CaseStudy, passages: &[&Passage], advice: &mut Advice<'a>) {
    let mut found: Vec<(Span, Typed, String)> = Vec::new();
    for passage in passages {
        let figures = figures(&passage.text);
        for (place, typed) in figures.iter().enumerate() {
            let span = passage.span(&typed.range);
            if let Some((message, hint)) = points(case, &passage.text, &figures, place) {
                advice.give(POINTS, span, message, hint);
                continue;
            }
            // A hundred per cent is a manner of speaking.
            let is_all =
                typed.kind == Kind::Percent && typed.number == Decimal::new(100, 0).unwrap_or(Decimal::ZERO);
            if !is_all && typed.kind != Kind::Points {
                found.push((span, typed.clone(), passage.text[typed.range.clone()].to_owned()));
            }
        }
    }
    if case.metrics.is_empty() {
        let Some((span, _, first)) = found.first() else { return };
        let others = if found.len() > 1 {
            format!(" and {} more figures stand", found.len() - 1)
        } else {
            " stands".to_owned()
        };
        let message = format!("`{first}`{others} in the text, and the case has no metrics to check");
        let hint = "state each result under `metrics:` with its value and window, and bind it: `{{<value of=\"…\"/>}}`";
        advice.give(UNBOUND, *span, message, hint);
        return;
    }
    let more = found.len().saturating_sub(SHOWN);
    for (place, (span, typed, shown)) in found.iter().take(SHOWN).enumerate() {
        let (message, hint) = match case.metrics.iter().find_map(|metric| bound(metric, typed)) {
            Some(call) => (
                format!("`{shown}` is typed, and the case has it as a metric"),
                format!("write `{call}`, so that both stay the same"),
            ),
            None => (
                format!(
                    "`{shown}` stands in the text and belongs to no metric, so nothing says what it counts, when, or from which data"
                ),
                "make it a metric and bind it with `{{<value of=\"…\"/>}}`, or say it without a number"
                    .to_owned(),
            ),
        };
        let message = if more > 0 && place + 1 == SHOWN {
            format!("{message}; {more} more like it follow")
        } else {
            message
        };
        advice.give(UNBOUND, *span, message, hint);
    }
}

/// The call for a figure that a metric has.
fn bound(metric: &Metric, typed: &Typed) -> Option<String> {
    let is = |figure: &Figure| match figure.amount {
        Amount::Exact(number) | Amount::AtLeast(number) | Amount::AtMost(number) => {
            let is_share = figure.unit.kind == unit::Kind::Percent;
            number.compare(typed.number).is_eq() && is_share == (typed.kind == Kind::Percent)
        }
        Amount::Between(..) => false,
    };
    let id = &metric.id;
    if is(&metric.value) {
        return Some(format!("{{{{<value of=\"{id}\"/>}}}}"));
    }
    if metric.baseline.as_ref().is_some_and(is) {
        return Some(format!("{{{{<value of=\"{id}.baseline\"/>}}}}"));
    }
    metric
        .target
        .as_ref()
        .filter(|target| is(&target.figure))
        .map(|_| format!("{{{{<value of=\"{id}.target\"/>}}}}"))
}

/// A share that is the difference of two others, of which one speaks in points.
fn points(case: &CaseStudy, text: &str, figures: &[Typed], place: usize) -> Option<(String, String)> {
    let typed = &figures[place];
    if typed.kind != Kind::Percent {
        return None;
    }
    let said = said_pair(text, figures, place);
    let stated = case.metrics.iter().filter_map(pair);
    let (before, after) = said.into_iter().chain(stated).find(|(before, after)| {
        let difference = after.checked_sub(*before).map(Decimal::abs);
        let is_side = |side: &Decimal| side.compare(typed.number).is_eq();
        difference.is_some_and(|difference| difference.compare(typed.number).is_eq())
            && !is_side(before)
            && !is_side(after)
            && !before.is_zero()
            && !is_relative(*before, *after, typed.number)
    })?;
    let message = format!(
        "from {before} % to {after} % is a change of {} points, not of {} %",
        typed.number, typed.number
    );
    let hint = match relative(before, after) {
        Some(relative) => format!(
            "write `{} points`, or `{relative} %` for the change as a share of what it was",
            typed.number
        ),
        None => format!("write `{} points`", typed.number),
    };
    Some((message, hint))
}

/// The two shares before this one, where the sentence says from which to which: `from 12 % to 15 %, a rise of 3 %`.
fn said_pair(text: &str, figures: &[Typed], place: usize) -> Option<(Decimal, Decimal)> {
    let [before, after] = figures.get(place.checked_sub(2)?..place)? else { return None };
    let are_shares = before.kind == Kind::Percent && after.kind == Kind::Percent;
    let between = text[before.range.end..after.range.start].trim();
    let behind = &text[after.range.end..figures[place].range.start];
    let leads = matches!(between, "to" | "auf" | "bis" | "à" | "a" | "→");
    (are_shares && leads && !behind.contains(['.', ';', '\u{fffc}']) && behind.len() < 60)
        .then_some((before.number, after.number))
}

/// Both shares of a metric.
fn pair(metric: &Metric) -> Option<(Decimal, Decimal)> {
    let share = |figure: &Figure| match figure.amount {
        Amount::Exact(number) if figure.unit.kind == unit::Kind::Percent => Some(number),
        _ => None,
    };
    Some((share(metric.baseline.as_ref()?)?, share(&metric.value)?))
}

/// The change as a share of what it was, in whole per cent.
fn relative(before: Decimal, after: Decimal) -> Option<Decimal> {
    let change = crate::decimal::Ratio::from(after.checked_sub(before)?.abs());
    let hundred = crate::decimal::Ratio::whole(100);
    change.checked_div(before.into())?.checked_mul(hundred)?.round(0)
}

fn is_relative(before: Decimal, after: Decimal, number: Decimal) -> bool {
    relative(before, after).is_some_and(|relative| relative.compare(number).is_eq())
}
