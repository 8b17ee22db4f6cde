//! One metric and the figures in it.

use super::Shape::{Either, Flag, Period, Phrase, Record, Text, Texts, Word};
use super::{Level, Shape, key};

/// A figure is a phrase or a map.
const FIGURE: Shape = Either(&[
    Phrase,
    Record(&Level::closed(
        "a figure",
        &[
            key("value", Phrase, "The number. What is written is its precision.").like("58.9").required(),
            key("unit", Text, "The unit.").like("%"),
            key("period", Period, "The window of time that the number is about.").like("2024-09"),
        ],
    )),
]);

const TARGET: Shape = Either(&[
    Phrase,
    Record(&Level::closed(
        "a target",
        &[
            key("value", Phrase, "What was aimed at.").like("60 %").required(),
            key("unit", Text, "The unit, where it does not stand behind the number.").like("%").instead(),
            key("set", Period, "When the target was set.").like("2024-02"),
        ],
    )),
]);

pub(super) const METRIC: Level = Level::closed(
    "a metric",
    &[
        key("name", Text, "What is measured, as readers say it.").like("Checkout abandonment").required(),
        key(
            "value",
            FIGURE,
            "The result: exact number, unit and window in one phrase. What is written is the precision.",
        )
        .like("58.9 % in 2024-09")
        .required(),
        key("baseline", FIGURE, "The figure before. Change and direction are worked out from it.")
            .like("71.4 % in 2024-02"),
        key(
            "better",
            Word(&[("higher", "more is better"), ("lower", "less is better")]),
            "Which direction is good. Without it the change is not judged.",
        ),
        key(
            "id",
            Text,
            "The name by which text and evidence speak of this metric. Without it, it is made of the name.",
        )
        .like("abandonment"),
        key("headline", Flag, "Whether it is the one that lists, cards and the home page show.").like("true"),
        key("definition", Text, "What exactly is counted, and what is not.")
            .like("sessions that reach checkout and place no order, all devices"),
        key("target", TARGET, "What was aimed at, and since when.").like("60 %"),
        key("unit", Text, "The unit of value and baseline, where it does not stand behind the numbers.")
            .like("%")
            .instead(),
        key("period", Period, "The window of the value, where it does not stand in its phrase.")
            .like("2024-09")
            .instead(),
        key("calc", Text, "How the value follows from a file beside the page, in one line.")
            .like("ratio(abandoned, checkouts) from funnel.csv where month = 2024-09"),
        key("baseline_calc", Text, "The same for the baseline.")
            .like("ratio(abandoned, checkouts) from funnel.csv where month = 2024-02"),
        key("uncertainty", Text, "How far the value may be off.").like("58.1 – 59.7 at 95 %"),
        key("population", Text, "Who or what was counted, and what was left out.")
            .like("48210 sessions, two outage days excluded"),
        key("counterfactual", Text, "What would have happened anyway.")
            .like("the market was flat over the same months"),
        key("why", Text, "Why there is no published data.").like("the client keeps its sales data to itself"),
        key("evidence", Texts, "Files beside the page that the figure rests on.").like("funnel.csv"),
        key("formerly", Texts, "Ids that this metric had before, so that it stays the same claim.")
            .like("drop-off"),
    ],
);
