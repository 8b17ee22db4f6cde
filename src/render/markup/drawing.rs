//! Drawings beside figures, as folio's own components make them.

use super::push;
use crate::chart::{Series, Slope};

/// A slope as the component `case.slope` draws it.
pub fn push_slope(html: &mut String, slope: &Slope) {
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

/// A series as the component `case.series` draws it beside a figure.
pub fn push_series(html: &mut String, series: &Series) {
    push(html, "\n    <svg class=\"series ", series.kind, " small\" role=\"img\"");
    push(
        html,
        " aria-label=\"",
        &series.label,
        "\" viewBox=\"0 0 100 100\" preserveAspectRatio=\"none\" width=\"220\" height=\"90\" fill=\"none\" stroke=\"currentColor\">",
    );
    if series.kind == "bars" {
        push(
            html,
            "\n  <path class=\"bar\" fill=\"currentColor\" stroke=\"none\" d=\"",
            &series.path,
            "\"/>",
        );
    } else {
        push(
            html,
            "\n  <path class=\"line\" vector-effect=\"non-scaling-stroke\" stroke-width=\"1.6\" stroke-linejoin=\"round\" d=\"",
            &series.path,
            "\"/>",
        );
        if !series.dots.is_empty() {
            push(
                html,
                "<path class=\"dot\" vector-effect=\"non-scaling-stroke\" stroke-width=\"6\" stroke-linecap=\"round\" d=\"",
                &series.dots,
                "\"/>",
            );
        }
    }
    push(
        html,
        "\n  <path class=\"zero\" vector-effect=\"non-scaling-stroke\" d=\"M0 ",
        &series.zero_y,
        "H100\"/>",
    );
    if !series.gaps.is_empty() {
        push(
            html,
            "<path class=\"gap\" vector-effect=\"non-scaling-stroke\" stroke=\"Canvas\" stroke-width=\"3\" stroke-dasharray=\"3 3\" d=\"",
            &series.gaps,
            "\"/>",
        );
    }
    if let Some(target) = &series.target_y {
        push(
            html,
            "<path class=\"target\" vector-effect=\"non-scaling-stroke\" stroke-dasharray=\"4 4\" d=\"M0 ",
            target,
            "H100\"/>",
        );
    }
    html.push_str("\n</svg>");
}
