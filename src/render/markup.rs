//! HTML that is ready when a template asks for it: the parts of figures, and where folio's own components are in their
//! place, whole figures and rows of lists. A page has many figures and a list many rows, and a template that puts one
//! together takes several times as long. A test holds what is made here to what the components write.

mod behind;
mod drawing;
mod rows;

pub use behind::Behind;
pub use rows::{Claims, Row, claims, row};

use crate::chart::Charts;
use crate::claims::{self, Shown, ShownChange, ShownFigure};
use crate::markdown::escape;

/// From this many characters on a number or a unit is set smaller.
const LONGER: usize = 8;
/// And from this many on smaller still.
const LONGEST: usize = 13;

/// How a number is set: a word for style sheets, or nothing.
pub fn size(shown: &ShownFigure) -> &'static str {
    match shown.number.chars().count() {
        LONGEST.. => "longest",
        LONGER.. => "longer",
        _ => "",
    }
}

fn push(html: &mut String, before: &str, text: &str, after: &str) {
    html.push_str(before);
    escape::push_attribute(html, text);
    html.push_str(after);
}

/// The parts of a figure, each in an element of its own.
pub fn push_figure(html: &mut String, shown: &ShownFigure, uncertainty: &str) {
    let mut part = |before: &str, text: &str, after: &str| {
        if !text.is_empty() {
            html.push_str(before);
            escape::push_text(html, text);
            html.push_str(after);
        }
    };
    part("<span class=\"qualifier\">", &shown.qualifier, "</span> ");
    part("<span class=\"number\">", &shown.number, "</span>");
    let is_wordy = shown.unit.chars().nth(LONGER - 1).is_some();
    part(
        if is_wordy { " <span class=\"unit wordy\">" } else { " <span class=\"unit\">" },
        &shown.unit,
        "</span>",
    );
    part(" <small>", &shown.period, "</small>");
    part(" <small>", uncertainty, "</small>");
}

/// The absolute change, else the relative one, and the other beside it.
pub fn push_change(html: &mut String, shown: &ShownChange) {
    let ShownChange { absolute, relative, .. } = shown;
    let (first, second) = if absolute.is_empty() { (relative, absolute) } else { (absolute, relative) };
    html.push_str("<strong>");
    escape::push_text(html, first);
    html.push_str("</strong>");
    if !second.is_empty() {
        html.push_str(" <small>");
        escape::push_text(html, second);
        html.push_str("</small>");
    }
}

/// Baseline to result in one line; the unit once where both share it.
pub fn push_line(html: &mut String, shown: &Shown, words: &claims::Words) {
    if let Some(before) = claims::before_result(shown) {
        escape::push_text(html, &before);
        html.push_str(" <span class=\"arrow\" aria-hidden=\"true\">");
        escape::push_text(html, &words.arrow);
        html.push_str("</span><span class=\"visually-hidden\">");
        escape::push_text(html, &words.to);
        html.push_str("</span> ");
    }
    html.push_str("<strong>");
    escape::push_text(html, &shown.value.text);
    html.push_str("</strong>");
}

/// Where readers may question a figure, and what the link is called.
#[derive(Clone, Copy, Debug)]
pub struct Question<'a> {
    pub href: &'a str,
    pub label: &'a str,
}

/// A result as the component `case.figure` writes it.
pub fn push_result(
    html: &mut String,
    shown: &Shown,
    charts: &Charts,
    claim: &str,
    question: Option<Question<'_>>,
    behind: &mut Behind<'_>,
) {
    let (slope, series) = (charts.slope.as_ref(), charts.series.as_ref());
    let has_drawing = slope.is_some() || (shown.baseline.is_none() && series.is_some());
    html.push_str("<figure class=\"metric");
    html.push_str(if shown.headline { " leading" } else { "" });
    html.push_str(if shown.check.failed { " fail\"" } else { "\"" });
    push(html, " id=\"figure-", &shown.id, "\"");
    push(html, " data-claim=\"", claim, "\">\n  <figcaption>\n");
    push(html, "    <h3 class=\"name\" data-shows=\"name\">", &shown.name, "</h3>");
    if !shown.definition.is_empty() {
        push(html, "\n    <p class=\"definition\">", &shown.definition, "</p>");
    }
    html.push_str("\n  </figcaption>\n  <div class=\"figures");
    html.push_str(if shown.baseline.is_none() { " single" } else { "" });
    html.push_str(if has_drawing { "\">" } else { " flat\">" });
    let figure = |html: &mut String, name: &str, shows: &str, figure: &ShownFigure, uncertainty: &str| {
        let size = size(figure);
        let gap = if size.is_empty() { "" } else { " " };
        for part in ["\n    <p class=\"", name, gap, size, "\" data-shows=\"", shows, "\">"] {
            html.push_str(part);
        }
        push_figure(html, figure, uncertainty);
        html.push_str("</p>");
    };
    if let Some(before) = &shown.baseline {
        figure(html, "before", "baseline baseline_period", before, "");
    }
    match (slope, series) {
        (Some(slope), _) => drawing::push_slope(html, slope),
        (None, Some(series)) if shown.baseline.is_none() => drawing::push_series(html, series),
        _ => {}
    }
    figure(html, "after", "value period uncertainty", &shown.value, &shown.uncertainty);
    if let Some(change) = &shown.change {
        push(html, "\n    <p class=\"change ", change.judgement, "\" data-shows=\"change\">");
        push_change(html, change);
        html.push_str("</p>");
    }
    push(
        html,
        "\n  </div>\n  <p class=\"check\"><span data-shows=\"check\">",
        &shown.check.sentence,
        "</span>",
    );
    if !shown.period_note.is_empty() {
        push(html, " ", &shown.period_note, "");
    }
    if let Some(Question { href, label }) = question {
        push(html, " <a href=\"", href, "\">");
        push(html, "", label, "</a>");
    }
    html.push_str("</p>");
    behind.push(html, shown, series);
    html.push_str("\n</figure>");
}
