//! Quotation marks as a language sets them.
//!
//! The parser turns straight quotes into English ones; here they become those of the page's language. Where they
//! differ follows the delimiters of the Unicode CLDR; Dutch, whose first choice there is the single quote, keeps what
//! its author typed: double stays double.

use pulldown_cmark::Event;
use std::ops::Range;

/// Quotation marks: an outer pair for `"`, an inner pair for `'`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quotes {
    outer: (&'static str, &'static str),
    inner: (&'static str, &'static str),
}

const fn quotes(outer: (&'static str, &'static str), inner: (&'static str, &'static str)) -> Quotes {
    Quotes { outer, inner }
}

const ENGLISH: Quotes = quotes(("“", "”"), ("‘", "’"));
const LOW: Quotes = quotes(("„", "“"), ("‚", "‘"));
const SWISS: Quotes = quotes(("«", "»"), ("‹", "›"));
const ROMANCE: Quotes = quotes(("«", "»"), ("“", "”"));
const SLAVIC: Quotes = quotes(("«", "»"), ("„", "“"));
const NORDIC: Quotes = quotes(("”", "”"), ("’", "’"));
const CORNERS: Quotes = quotes(("「", "」"), ("『", "』"));

impl Quotes {
    /// Those of a language, by its BCP 47 tag: of `de-CH`, else of `de`, else English ones.
    pub fn of_language(tag: &str) -> Self {
        let mut tag = tag.to_ascii_lowercase();
        loop {
            if let Some(known) = known(&tag) {
                return known;
            }
            match tag.rfind('-') {
                Some(end) => tag.truncate(end),
                None => return ENGLISH,
            }
        }
    }
}

fn known(tag: &str) -> Option<Quotes> {
    Some(match tag {
        "de" | "cs" | "is" | "sk" | "sl" => LOW,
        "de-ch" | "de-li" | "fa" | "gsw" | "it-ch" => SWISS,
        // A space that does not break stands inside French marks.
        "fr" => quotes(("«\u{a0}", "\u{a0}»"), ("“", "”")),
        "fr-ch" => quotes(("«\u{202f}", "\u{202f}»"), ("‹\u{202f}", "\u{202f}›")),
        "ca" | "el" | "es" | "it" | "pt-pt" | "sq" => ROMANCE,
        "es-419" | "es-mx" | "es-us" => ENGLISH,
        "be" | "ru" | "uk" => SLAVIC,
        "nb" | "nn" | "no" => quotes(("«", "»"), ("‘", "’")),
        "fi" | "he" | "sv" => NORDIC,
        "bg" | "mk" => quotes(("„", "“"), ("‘", "’")),
        "et" | "ka" => quotes(("„", "“"), ("«", "»")),
        "lt" => quotes(("„", "“"), ("„", "“")),
        "bs" | "sr" => quotes(("„", "”"), ("‘", "’")),
        "hr" => quotes(("„", "”"), ("‚", "’")),
        "pl" | "ro" => quotes(("„", "”"), ("«", "»")),
        "hu" => quotes(("„", "”"), ("»", "«")),
        "hy" => quotes(("«", "»"), ("«", "»")),
        "ar" => quotes(("”", "“"), ("’", "‘")),
        "ja" | "yue" | "zh-hant" | "zh-hk" | "zh-mo" | "zh-tw" => CORNERS,
        _ => return None,
    })
}

/// Tells closing single quotes from apostrophes: the parser writes both as `’`.
pub(super) struct Pairing {
    quotes: Quotes,
    /// Whether a single quote is open.
    open: bool,
}

impl Pairing {
    pub fn new(quotes: Quotes) -> Self {
        Self { quotes, open: false }
    }

    /// Puts the marks of the language into `event`, which came from `range` of `text`.
    pub fn set(&mut self, event: &mut Event, range: &Range<usize>, text: &str) {
        let Event::Text(mark) = event else { return };
        // An author's own “ is longer than the straight quote of which the parser made one.
        if range.len() != 1 || !matches!(text.as_bytes()[range.start], b'"' | b'\'') {
            return;
        }
        let set = match &**mark {
            "“" => self.quotes.outer.0,
            "”" => self.quotes.outer.1,
            "‘" => {
                self.open = true;
                self.quotes.inner.0
            }
            "’" if self.open && closes(range, text) => {
                self.open = false;
                self.quotes.inner.1
            }
            _ => return,
        };
        *mark = set.into();
    }
}

/// By the rule of the parser: after something, and before nothing that goes on.
fn closes(range: &Range<usize>, text: &str) -> bool {
    let before = text[..range.start].chars().next_back();
    let after = text[range.end..].chars().next();
    before.is_some_and(|c| !c.is_whitespace()) && after.is_none_or(|c| !c.is_alphanumeric())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_language_falls_back_to_its_wider_one_and_then_to_english() {
        assert_eq!(Quotes::of_language("de-AT"), LOW);
        assert_eq!(Quotes::of_language("de-CH"), SWISS);
        assert_eq!(Quotes::of_language("zh-Hant-TW"), CORNERS);
        assert_eq!(Quotes::of_language("zh-Hans"), ENGLISH);
        assert_eq!(Quotes::of_language("tlh"), ENGLISH);
    }
}
