//! `theme.yaml`.

use super::Shape::{Anything, Integer, MapOf, Text, Texts, Word};
use super::{Level, key};

pub(super) const THEME: Level = Level::closed(
    "`theme.yaml`",
    &[
        key("name", Text, "What the theme is called.").like("mine").required(),
        key("api", Integer, "The version of the theme API that its templates speak.").like("1").required(),
        key("extends", Text, "The theme that this one builds on.").like("base"),
        key("description", Text, "The theme in one sentence.").like("Ink on paper."),
        key("options", MapOf(&OPTION), "What a site may set under `theme_options`."),
    ],
);

const OPTION: Level = Level::closed(
    "an option",
    &[
        key(
            "type",
            Word(&[
                ("text", "any text"),
                ("flag", "`true` or `false`"),
                ("choice", "one of `values`"),
                ("number", "a number, from `min` to `max` where these are given"),
                ("colour", "a colour as CSS writes it"),
                ("color", "the same"),
                ("list", "a list of texts"),
                ("path", "a path of the site, or an address"),
            ]),
            "What its value is. An option of the theme below needs none, to get another default.",
        )
        .like("choice"),
        key("values", Texts, "The words of a choice.").like("oxblood, cobalt"),
        key("min", Text, "The least that a number may be.").like("40"),
        key("max", Text, "The most that a number may be.").like("90"),
        key("default", Anything, "The value while the site sets none.").like("oxblood"),
        key("help", Text, "What it does, for whoever sets it.").like("The one colour besides ink."),
    ],
);
