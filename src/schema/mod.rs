//! What may be written in `folio.yaml`, in front matter and in `theme.yaml`, as JSON Schemas for editors.
//!
//! Each key is one line in the tables beside this file. A test holds the tables to the decoders: it decodes
//! documents made of the tables' own examples and compares what was asked for with what is written here, key
//! by key, word by word. So a key that a decoder learns is a key that has to be described here:
//!
//! ```text
//! key("expires", Date, "The day from which the page is gone.").like("2025-01-31"),
//! ```
//!
//! The dialect is draft-07, the newest that yaml-language-server reads.

mod config;
mod json;
mod metric;
mod page;
mod site;
#[cfg(test)]
mod tests;
mod theme;

use serde_json::Value;

pub use site::{Site, Takes, ThemeOption};

/// What a schema is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    /// `folio.yaml`.
    Config,
    /// The front matter of a case study.
    Case,
    /// The front matter of a post or page.
    Page,
    /// The front matter of a person's page.
    Person,
    /// `theme.yaml`.
    Theme,
}

impl Subject {
    pub const ALL: [Self; 5] = [Self::Config, Self::Case, Self::Page, Self::Person, Self::Theme];

    /// The name of the schema, which is also the stem of its file.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Config => "config",
            Self::Case => "case",
            Self::Page => "page",
            Self::Person => "person",
            Self::Theme => "theme",
        }
    }

    /// The schema as the text of a JSON file, with what one site adds to it.
    #[must_use]
    pub fn text(self, site: &Site) -> String {
        let mut schema = match self {
            Self::Config => json::document("folio.yaml", "Settings of the whole site.", &config::SITE),
            Self::Case => json::document("A case study", "Front matter of a case study.", &page::CASE),
            Self::Page => page_or_post(),
            Self::Person => json::document("A person", "Front matter of a person's page.", &page::PERSON),
            Self::Theme => {
                json::document("theme.yaml", "What a theme is called and lets a site set.", &theme::THEME)
            }
        };
        site.add_to(self, &mut schema);
        // Strings, numbers and lists of them: serde_json has no reason to refuse.
        let mut text = serde_json::to_string_pretty(&schema).unwrap_or_default();
        text.push('\n');
        text
    }
}

/// A page that states results takes all that a case study takes.
fn page_or_post() -> Value {
    let mut schema = json::document("A page", "Front matter of a post or page.", &page::PAGE);
    schema["if"] = serde_json::json!({ "required": ["metrics"] });
    schema["then"] = json::level(&page::CASE);
    schema
}

/// One map: its keys, and whether it may have others.
#[derive(Debug)]
struct Level {
    /// What its decoder calls it in messages; the tie between the two.
    what: &'static str,
    keys: &'static [Key],
    /// Other keys are the author's own: they reach templates.
    open: bool,
    /// At least one of these stands there.
    any_of: &'static [&'static str],
}

#[derive(Clone, Copy, Debug)]
struct Key {
    name: &'static str,
    shape: Shape,
    /// What hover shows: one or two sentences.
    about: &'static str,
    /// A value that fits, as it is written.
    example: &'static str,
    required: bool,
    /// Says the same as another key of its map, so that only one of them is written.
    #[cfg_attr(not(test), expect(dead_code, reason = "for the documents that tests make of the tables"))]
    instead: bool,
}

/// What a value looks like.
#[derive(Clone, Copy, Debug)]
enum Shape {
    /// Any scalar but a truth value: `title: 2024` is a title too.
    Text,
    /// A day, perhaps with a time.
    Date,
    /// Day, month, quarter, year, or an interval of two.
    Period,
    /// A figure in one phrase.
    Phrase,
    Flag,
    Integer,
    /// One of some words, each with what it says.
    Word(&'static [(&'static str, &'static str)]),
    /// A text or a list of them.
    Texts,
    Record(&'static Level),
    /// A list of maps; one map counts as a list of one.
    Records(&'static Level),
    /// A map whose keys are names of the author's own.
    MapOf(&'static Level),
    Map,
    Either(&'static [Shape]),
    Anything,
}

impl Level {
    /// A map that has these keys and no others.
    const fn closed(what: &'static str, keys: &'static [Key]) -> Self {
        Self { what, keys, open: false, any_of: &[] }
    }

    const fn open(what: &'static str, keys: &'static [Key]) -> Self {
        Self { what, keys, open: true, any_of: &[] }
    }

    const fn with_any_of(self, any_of: &'static [&'static str]) -> Self {
        Self { any_of, ..self }
    }
}

const fn key(name: &'static str, shape: Shape, about: &'static str) -> Key {
    Key { name, shape, about, example: "", required: false, instead: false }
}

impl Key {
    const fn like(self, example: &'static str) -> Self {
        Self { example, ..self }
    }

    const fn required(self) -> Self {
        Self { required: true, ..self }
    }

    const fn instead(self) -> Self {
        Self { instead: true, ..self }
    }
}

/// The keys of two tables, one after the other.
const fn joined<const N: usize>(first: &[Key], second: &[Key]) -> [Key; N] {
    let mut all = [first[0]; N];
    let mut at = 0;
    while at < N {
        all[at] = if at < first.len() { first[at] } else { second[at - first.len()] };
        at += 1;
    }
    all
}
