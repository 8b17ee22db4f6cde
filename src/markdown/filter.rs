//! Filters a page whose author wrote raw HTML.
//!
//! The whole page goes through ammonia at once, for an element may begin in one HTML block and end in another.
//! What folio fills in later must neither be harmed nor be forged, so each hole is a token while that happens:
//! a marker and the hole's number. The marker is a digest of the source, which no source can contain, however
//! it spells it (an entity, mixed case), for that would change the digest.

use super::{Fragment, Hole, Reports, renew};
use crate::path::address;
use crate::source::Span;
use ammonia::{Builder, UrlRelative};
use ring::digest::{SHA256, digest};
use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::fmt::Write;

/// What authors may write themselves, and what folio writes for them.
const ELEMENTS: &[&str] = &[
    "a",
    "abbr",
    "address",
    "article",
    "aside",
    "audio",
    "b",
    "bdi",
    "bdo",
    "blockquote",
    "br",
    "caption",
    "center",
    "cite",
    "code",
    "col",
    "colgroup",
    "data",
    "dd",
    "del",
    "details",
    "dfn",
    "div",
    "dl",
    "dt",
    "em",
    "figcaption",
    "figure",
    "footer",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hgroup",
    "hr",
    "i",
    "img",
    "ins",
    "kbd",
    "li",
    "main",
    "mark",
    "nav",
    "ol",
    "p",
    "picture",
    "pre",
    "q",
    "rp",
    "rt",
    "ruby",
    "s",
    "samp",
    "section",
    "small",
    "source",
    "span",
    "strike",
    "strong",
    "sub",
    "summary",
    "sup",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "time",
    "tr",
    "track",
    "tt",
    "u",
    "ul",
    "var",
    "video",
    "wbr",
];

/// Attributes of every element.
const EVERYWHERE: &[&str] = &[
    "align",
    "aria-describedby",
    "aria-hidden",
    "aria-label",
    "aria-labelledby",
    "class",
    "dir",
    "height",
    "id",
    "lang",
    "role",
    "title",
    "translate",
    "width",
];

/// Attributes of some elements.
const ATTRIBUTES: &[(&str, &[&str])] = &[
    ("a", &["href", "hreflang", "name", "rel", "target"]),
    ("audio", &["controls", "loop", "muted", "preload", "src"]),
    ("blockquote", &["cite"]),
    ("col", &["span"]),
    ("colgroup", &["span"]),
    ("data", &["value"]),
    ("del", &["cite", "datetime"]),
    ("details", &["name", "open"]),
    ("img", &["alt", "decoding", "loading", "sizes", "src", "srcset"]),
    ("ins", &["cite", "datetime"]),
    ("li", &["value"]),
    ("ol", &["reversed", "start", "type"]),
    ("pre", &["data-lang"]),
    ("q", &["cite"]),
    ("source", &["media", "sizes", "src", "srcset", "type"]),
    ("td", &["colspan", "headers", "rowspan"]),
    ("th", &["abbr", "colspan", "headers", "rowspan", "scope"]),
    ("time", &["datetime"]),
    ("track", &["default", "kind", "label", "src", "srclang"]),
    ("video", &["controls", "loop", "muted", "playsinline", "poster", "preload", "src"]),
];

/// Whether the element passes.
pub(super) fn allows(name: &str) -> bool {
    ELEMENTS.binary_search(&name).is_ok()
}

/// Whether every element may have the attribute.
pub(super) fn allows_attribute(name: &str) -> bool {
    EVERYWHERE.binary_search(&name).is_ok()
}

/// Filters `body` and every part of it that holds raw HTML; `source` is what it was made from.
pub(super) fn clean(body: &mut Fragment, source: &str, reports: &Reports) {
    let mut marker = String::from("folio");
    for byte in digest(&SHA256, source.as_bytes()).as_ref().iter().take(20) {
        // Writing to a string cannot fail.
        let _ = write!(marker, "{byte:02x}");
    }
    let cleaner = Cleaner { builder: builder(&marker), marker, source, reports };
    cleaner.clean(body);
}

struct Cleaner<'c> {
    builder: Builder<'static>,
    marker: String,
    source: &'c str,
    reports: &'c Reports<'c>,
}

impl Cleaner<'_> {
    fn clean(&self, fragment: &mut Fragment) {
        for (_, hole) in &mut fragment.holes {
            match hole {
                Hole::Component { body: Some(body), .. } | Hole::Title(body) => self.clean(body),
                _ => {}
            }
        }
        let marked = self.mark(fragment);
        let cleaned = renew::renew(&self.builder.clean(&marked).to_string());
        let holes = std::mem::take(&mut fragment.holes);
        *fragment = self.unmark(&cleaned, &holes);
    }

    /// The text with tokens in its holes.
    fn mark(&self, fragment: &Fragment) -> String {
        let mut out = String::with_capacity(fragment.text.len() + fragment.holes.len() * 56);
        let mut copied = 0;
        for (index, (at, hole)) in fragment.holes.iter().enumerate() {
            out.push_str(&fragment.text[copied..*at]);
            copied = *at;
            let _ = write!(out, "{}n{index}z", self.marker);
            if matches!(hole, Hole::Link { .. }) {
                out.push('"');
            }
        }
        out.push_str(&fragment.text[copied..]);
        out
    }

    /// Opens holes where the tokens are.
    fn unmark(&self, cleaned: &str, holes: &[(usize, Hole)]) -> Fragment {
        let mut out =
            Fragment { text: String::with_capacity(cleaned.len()), holes: Vec::with_capacity(holes.len()) };
        let mut parts = cleaned.split(self.marker.as_str());
        out.text.push_str(parts.next().unwrap_or_default());
        for part in parts {
            let (token, mut rest) = part.split_once('z').unwrap_or(("", part));
            if let Some(hole) = self.hole(token, holes) {
                if matches!(hole, Hole::Link { .. }) {
                    rest = rest.strip_prefix('"').unwrap_or(rest);
                }
                out.open(hole);
            }
            out.text.push_str(rest);
        }
        out
    }

    fn hole(&self, token: &str, holes: &[(usize, Hole)]) -> Option<Hole> {
        let kind = token.chars().next()?;
        let rest = &token[kind.len_utf8()..];
        if kind == 'n' {
            return holes.get(rest.parse::<usize>().ok()?).map(|(_, hole)| hole.clone());
        }
        let target = from_hex(rest)?;
        let span = self.place(&target);
        Some(if kind == 'l' { Hole::Address { target, span } } else { Hole::Media { target, span } })
    }

    /// Where an address in raw HTML stands: its first occurrence, which entities in it may hide.
    fn place(&self, target: &str) -> Span {
        let at = self.source.find(target).unwrap_or(0);
        let length = if self.source[at..].starts_with(target) { target.len() } else { 0 };
        self.reports.span(&(at..at + length))
    }
}

fn builder(marker: &str) -> Builder<'static> {
    let mut builder = Builder::empty();
    let attributes: HashMap<&str, HashSet<&str>> =
        ATTRIBUTES.iter().map(|(element, names)| (*element, names.iter().copied().collect())).collect();
    let marker = marker.to_owned();
    builder
        .tags(ELEMENTS.iter().copied().collect())
        .clean_content_tags(["script", "style"].into())
        .generic_attributes(EVERYWHERE.iter().copied().collect())
        .tag_attributes(attributes)
        // Schemes are judged below, with a look at the attribute; unknown ones are harmless.
        .url_schemes(["http", "https", "mailto", "tel", "sms", "ftp", "geo", "xmpp", "matrix", "data"].into())
        .url_relative(UrlRelative::PassThrough)
        .link_rel(None)
        .strip_comments(true)
        .attribute_filter(move |element, attribute, value| open_address(&marker, element, attribute, value));
    builder
}

/// Turns the addresses that authors wrote into raw HTML into tokens.
fn open_address<'v>(marker: &str, element: &str, attribute: &str, value: &'v str) -> Option<Cow<'v, str>> {
    let kind = match (element, attribute) {
        ("a", "href") => 'l',
        (_, "src" | "poster" | "srcset") => 'm',
        (_, "cite") => return (!address::is_unsafe(value, false)).then_some(Cow::Borrowed(value)),
        _ => return Some(Cow::Borrowed(value)),
    };
    if value.starts_with(marker) || value.starts_with('#') {
        return Some(Cow::Borrowed(value));
    }
    if attribute != "srcset" {
        let unsafe_address = address::is_unsafe(value, element == "img");
        return (!unsafe_address).then(|| Cow::Owned(token(marker, kind, value)));
    }
    // Candidates are an address and perhaps a width or density, separated by commas.
    let mut out = String::new();
    for candidate in value.split(", ").flat_map(|part| part.split(",\n")) {
        let mut words = candidate.split_whitespace();
        let Some(url) = words.next().filter(|url| !address::is_unsafe(url, true)) else { continue };
        out.push_str(if out.is_empty() { "" } else { ", " });
        out.push_str(&token(marker, kind, url.trim_end_matches(',')));
        words.for_each(|word| out.extend([" ", word]));
    }
    Some(Cow::Owned(out))
}

fn token(marker: &str, kind: char, value: &str) -> String {
    let mut token = format!("{marker}{kind}");
    for byte in value.trim().bytes() {
        let _ = write!(token, "{byte:02x}");
    }
    token.push('z');
    token
}

fn from_hex(text: &str) -> Option<String> {
    let digits: Option<Vec<u8>> =
        text.chars().map(|c| c.to_digit(16).and_then(|digit| u8::try_from(digit).ok())).collect();
    let bytes = digits?.chunks_exact(2).map(|pair| pair[0] * 16 + pair[1]).collect();
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lists_are_sorted_for_their_searches() {
        assert!(ELEMENTS.is_sorted() && EVERYWHERE.is_sorted());
        assert!(allows("details") && !allows("iframe") && !allows("script") && !allows("form"));
    }
}
