//! HTML that is ready when a template asks for it: the parts of figures, and where folio's own components are in their
//! place, whole figures and rows of lists. A page has many figures and a list many rows, and a template that puts one
//! together takes several times as long. A test holds what is made here to what the components write.

use crate::chart::Slope;
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

/// Whether [`push_result`] writes all that `case.figure` would: the figures and no more.
pub fn is_plain(shown: &Shown, has_series: bool) -> bool {
    let more = [&shown.population, &shown.counterfactual];
    shown.proof.is_none() && shown.target.is_none() && !has_series && more.iter().all(|text| text.is_empty())
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
    slope: Option<&Slope>,
    claim: &str,
    question: Option<Question<'_>>,
) {
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
    html.push_str(if slope.is_none() { " flat\">" } else { "\">" });
    let mut figure =
        |name: &str, shows: &str, figure: &ShownFigure, uncertainty: &str, slope: Option<&Slope>| {
            let size = size(figure);
            let gap = if size.is_empty() { "" } else { " " };
            for part in ["\n    <p class=\"", name, gap, size, "\" data-shows=\"", shows, "\">"] {
                html.push_str(part);
            }
            push_figure(html, figure, uncertainty);
            html.push_str("</p>");
            if let Some(slope) = slope {
                push_slope(html, slope);
            }
        };
    if let Some(before) = &shown.baseline {
        figure("before", "baseline baseline_period", before, "", slope);
    }
    figure("after", "value period uncertainty", &shown.value, &shown.uncertainty, None);
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
    html.push_str("</p>\n</figure>");
}

/// A slope as the component `case.slope` draws it.
fn push_slope(html: &mut String, slope: &Slope) {
    const LINE: &str =
        "<path class=\"line\" vector-effect=\"non-scaling-stroke\" stroke-width=\"1.6\" d=\"M2 ";
    const FROM: &str =
        "\n  <path class=\"from\" vector-effect=\"non-scaling-stroke\" stroke-width=\"9\" d=\"M2 ";
    const HOLLOW: &str = "\n  <path class=\"hollow\" vector-effect=\"non-scaling-stroke\" stroke=\"Canvas\" stroke-width=\"5.5\" d=\"M2 ";
    const TO: &str =
        "\n  <path class=\"to\" vector-effect=\"non-scaling-stroke\" stroke-width=\"10\" d=\"M98 ";
    let Slope { from_y: from, to_y: to, .. } = slope;
    push(html, "\n    <svg class=\"slope\" role=\"img\" aria-label=\"", &slope.label, "\"");
    html.push_str(" viewBox=\"0 0 100 100\" preserveAspectRatio=\"none\" width=\"220\" height=\"90\" fill=\"none\" stroke=\"currentColor\" stroke-linecap=\"round\">");
    push(
        html,
        "\n  <path class=\"zero\" vector-effect=\"non-scaling-stroke\" d=\"M0 ",
        &slope.zero_y,
        "H100\"/>",
    );
    if let Some(target) = &slope.target_y {
        push(
            html,
            "<path class=\"target\" vector-effect=\"non-scaling-stroke\" stroke-dasharray=\"1 4\" d=\"M0 ",
            target,
            "H100\"/>",
        );
    }
    if let (Some(low), Some(high)) = (&slope.low_y, &slope.high_y) {
        push(
            html,
            "<path class=\"band\" vector-effect=\"non-scaling-stroke\" stroke-width=\"2\" d=\"M98 ",
            low,
            "V",
        );
        push(html, "", high, "\"/>");
    }
    for part in [LINE, from, "L98 ", to, "\"/>", FROM, from, "h.01\"/>", HOLLOW, from, "h.01\"/>", TO, to] {
        html.push_str(part);
    }
    html.push_str("h.01\"/>\n</svg>");
}

/// What the list of case studies shows of one of them, all in plain text but for the line of its result.
#[derive(Clone, Copy, Debug, Default)]
pub struct Row<'a> {
    pub title: &'a str,
    /// What an invented case is called; empty for any other.
    pub example: &'a str,
    pub terms: &'a str,
    /// The name of the leading metric, and its line as HTML.
    pub result: Option<(&'a str, &'a str)>,
    /// In words, where the list says it.
    pub outcome: &'a str,
    /// Whether it is said beside a result too.
    pub says_outcome: bool,
    pub window: &'a str,
    pub checked: &'a str,
}

/// A row as the component `list.work` writes it, from behind the address of the case study.
pub fn row(row: &Row<'_>) -> String {
    let mut html = String::with_capacity(512);
    push(&mut html, "", row.title, "</a> <small>");
    if !row.example.is_empty() {
        push(&mut html, "<span class=\"example\">", row.example, "");
        html.push_str(if row.terms.is_empty() { "</span> " } else { " ·</span> " });
    }
    push(&mut html, "", row.terms, "</small></th>\n  <td class=\"result\">");
    match row.result {
        Some((name, line)) => {
            for part in ["<span class=\"num\" data-shows=\"line\">", line, "</span> <small class=\"what\">"] {
                html.push_str(part);
            }
            push(&mut html, "", name, "");
            if row.says_outcome {
                push(&mut html, ". ", row.outcome, "");
            }
            html.push_str("</small>");
        }
        None => push(&mut html, "<span class=\"nofigure\">", row.outcome, "</span>"),
    }
    if !row.window.is_empty() {
        push(&mut html, " <small class=\"narrow\">", row.window, "</small>");
    }
    push(&mut html, " <small class=\"narrow\" data-shows=\"check\">", row.checked, "</small></td>");
    push(&mut html, "\n  <td class=\"wide\">", row.window, "</td>");
    push(&mut html, "\n  <td class=\"wide\" data-shows=\"check\">", row.checked, "</td>\n</tr>");
    html
}
