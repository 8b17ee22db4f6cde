//! What to write instead, for each mistake that Tera finds. Its messages are texts, so they are taken apart here.

use super::fault::{Sources, sentence};
use super::functions::{FILTERS, FUNCTIONS};
use crate::diag::did_you_mean;

/// Functions and filters that come with Tera 2.
const TERA_FUNCTIONS: [&str; 2] = ["range", "throw"];
const TERA_FILTERS: [&str; 37] = [
    "abs",
    "capitalize",
    "default",
    "escape",
    "escape_html",
    "escape_xml",
    "first",
    "float",
    "get",
    "group_by",
    "indent",
    "int",
    "join",
    "keys",
    "last",
    "length",
    "lower",
    "newlines_to_br",
    "nth",
    "pairs",
    "pluralize",
    "replace",
    "reverse",
    "round",
    "safe",
    "sort",
    "split",
    "str",
    "title",
    "trim",
    "trim_end",
    "trim_start",
    "truncate",
    "unique",
    "upper",
    "values",
    "wordcount",
];
const TERA_TESTS: [&str; 17] = [
    "array",
    "bool",
    "containing",
    "defined",
    "divisible_by",
    "ending_with",
    "even",
    "float",
    "integer",
    "iterable",
    "map",
    "none",
    "number",
    "odd",
    "starting_with",
    "string",
    "undefined",
];

/// What is said when nothing better is known.
pub const MEND: &str = "mend the template here";

/// A message without what belongs into its hint, and the hint.
pub fn on(message: &str, sources: &Sources) -> (String, String) {
    // What Tera lists as choices is the hint: `Field `x` is not defined. Available fields: a, b`.
    for (marker, what) in [
        (". Available fields: ", "the fields are"),
        (". Available variables: ", "the variables are"),
        (". Possible argument(s) are: ", "its arguments are"),
    ] {
        if let Some((head, list)) = message.split_once(marker) {
            let list = list.replace('`', "");
            let known: Vec<&str> = list.trim_end_matches('.').split(", ").collect();
            let name = quoted(head).unwrap_or_default();
            return (sentence(head), choose(name, &known, what));
        }
    }
    // The functions of folio say what to write instead behind a semicolon.
    if let Some((head, advice)) = message.split_once("; ") {
        return (sentence(head), advice.to_owned());
    }
    let message = sentence(message);
    let hint = hint(&message, sources);
    (message, hint)
}

fn hint(message: &str, sources: &Sources) -> String {
    let name = quoted(message).unwrap_or_default();
    let with = |own: &[&'static str], tera: &[&'static str]| {
        let mut known = [own, tera].concat();
        known.sort_unstable();
        known
    };
    let defined = |tag: &str| {
        let texts = sources.values().map(|source| source.text());
        let mut names: Vec<&str> =
            texts.flat_map(|text| definitions(text, tag).map(|(_, name)| name)).collect();
        // The one that is meant has another name.
        names.retain(|known| *known != name);
        names.sort_unstable();
        names.dedup();
        names
    };
    match message {
        _ if message.starts_with("Unknown function") => {
            choose(name, &with(&FUNCTIONS, &TERA_FUNCTIONS), "the functions are")
        }
        _ if message.starts_with("Unknown filter") => {
            choose(name, &with(&FILTERS, &TERA_FILTERS), "the filters are")
        }
        _ if message.starts_with("Unknown test") => choose(name, &TERA_TESTS, "the tests are"),
        _ if message.starts_with("Unknown component") => match did_you_mean(name, defined("component")) {
            Some(close) => format!("did you mean `{close}`?"),
            None => {
                "write a component of this name under `templates/components/`, or mend the name".to_owned()
            }
        },
        _ if message.starts_with("Block ") => choose(name, &defined("block"), "the blocks are"),
        _ if message.starts_with("Unknown template") => {
            "write the template's path below `templates/`".to_owned()
        }
        _ if message.starts_with("Found `.`") => {
            "what a function gives has a name before it has fields: `{% set x = … %}`, then `{{ x.field }}`"
                .to_owned()
        }
        _ if message.contains("missing") && message.starts_with("Argument ") => {
            format!("give it: `{name}={{…}}`")
        }
        _ if message.contains("not defined") || message.contains("undefined") => {
            "check the name against the theme API in the documentation, or give a default: \
             `{{ name | default(value=\"\") }}`"
                .to_owned()
        }
        _ => MEND.to_owned(),
    }
}

fn choose(name: &str, known: &[&str], what: &str) -> String {
    match did_you_mean(name, known.iter().copied()) {
        Some(close) => format!("did you mean `{close}`?"),
        None => format!("{what} {}", known.join(", ")),
    }
}

/// What stands between the first two backquotes.
fn quoted(message: &str) -> Option<&str> {
    message.split('`').nth(1)
}

/// The names in `{% block name %}` or `{% component name(…) %}`, with their places.
pub fn definitions<'t>(text: &'t str, tag: &str) -> impl Iterator<Item = (usize, &'t str)> {
    let starts = text.match_indices(tag).map(|(at, tag)| (at, at + tag.len()));
    let names = starts.filter_map(|(at, end)| {
        let before = text[..at].trim_end();
        let opens = before.ends_with("{%") || before.ends_with("{%-");
        let rest = &text[end..];
        let name = rest.trim_start();
        let length = name.find(|c: char| c.is_whitespace() || "(%-{".contains(c)).unwrap_or(name.len());
        let start = end + (rest.len() - name.len());
        (opens && length > 0 && name.len() < rest.len()).then(|| (start, &name[..length]))
    });
    names.collect::<Vec<_>>().into_iter()
}
