//! Claims as a page shows them, read back out of its HTML.
//!
//! `data-claim` on an element names the claim that it shows, by the address of its figure from the root of the site;
//! `data-shows` on it or below it names the displayed strings that stand there, one behind the other:
//!
//! ```html
//! <figure data-claim="work/larkspur/#figure-abandonment">
//!   <h3 data-shows="name">Checkout abandonment</h3>
//!   <p data-shows="value period uncertainty"><span>58.9</span> <span>%</span> <small>Sep 2024</small></p>
//! ```
//!
//! A host may have minified the page, so end tags may be missing and attributes bare. What a browser does not show
//! (comments, scripts, templates, hidden elements) is not there.

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{
    BufferQueue, CharacterTokens, EndTag, StartTag, Tag, TagToken, Token, TokenSink, TokenSinkResult,
    Tokenizer, TokenizerOpts,
};
use std::cell::RefCell;

/// One place of a page that shows a claim.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// The claim, by the address of its figure.
    pub claim: String,
    /// The id of the element.
    pub id: String,
    pub shown: Vec<Shown>,
}

/// Displayed strings as they stand in a page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shown {
    /// Their names, one behind the other, separated by a space.
    pub what: String,
    pub text: String,
}

/// Most elements that are open at once; what is deeper is of no page that people read.
const DEEPEST: usize = 2_000;

/// Every place of a page that shows a claim, in the order of the page.
#[must_use]
pub fn places(html: &str) -> Vec<Place> {
    let tokenizer = Tokenizer::new(Sink::default(), TokenizerOpts::default());
    let input = BufferQueue::default();
    input.push_back(StrTendril::from_slice(html));
    // A sink without a handle for scripts never stops the tokenizer.
    let _ = tokenizer.feed(&input);
    tokenizer.end();
    tokenizer.sink.0.into_inner().places
}

#[derive(Default)]
struct Sink(RefCell<Reading>);

/// What has been read so far.
#[derive(Default)]
struct Reading {
    places: Vec<Place>,
    open: Vec<Open>,
    /// Open elements that no browser shows.
    unseen: usize,
}

/// An element that is open.
struct Open {
    name: String,
    /// The place that it begins.
    place: Option<usize>,
    /// The place and number of the strings that it shows.
    shows: Option<(usize, usize)>,
    unseen: bool,
}

impl TokenSink for Sink {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        let mut reading = self.0.borrow_mut();
        match token {
            CharacterTokens(text) => reading.text(&text),
            TagToken(tag) if tag.kind == StartTag => {
                let raw = raw(&tag.name);
                reading.start(&tag);
                return raw.map_or(TokenSinkResult::Continue, TokenSinkResult::RawData);
            }
            TagToken(tag) if tag.kind == EndTag => reading.end(&tag.name),
            _ => {}
        }
        TokenSinkResult::Continue
    }
}

/// Elements whose text is no markup.
fn raw(name: &str) -> Option<RawKind> {
    match name {
        "script" => Some(RawKind::ScriptData),
        "style" | "xmp" | "iframe" | "noembed" | "noframes" => Some(RawKind::Rawtext),
        "textarea" | "title" => Some(RawKind::Rcdata),
        _ => None,
    }
}

const EMPTY: [&str; 13] =
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"];

/// Elements before which an open paragraph ends (HTML, 4.4.1).
const BLOCKS: [&str; 38] = [
    "address",
    "article",
    "aside",
    "blockquote",
    "center",
    "details",
    "dialog",
    "dir",
    "div",
    "dl",
    "dd",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hgroup",
    "hr",
    "li",
    "main",
    "menu",
    "nav",
    "ol",
    "p",
    "pre",
    "search",
    "section",
    "table",
    "ul",
    "summary",
];

/// What an element ends when it begins, and the elements that shelter it.
fn ends(name: &str) -> (&'static [&'static str], &'static [&'static str]) {
    match name {
        "li" => (&["li"], &["ul", "ol", "menu"]),
        "dt" | "dd" => (&["dt", "dd"], &["dl"]),
        "tr" => (&["tr"], &["table"]),
        "td" | "th" => (&["td", "th"], &["tr", "table"]),
        "tbody" | "tfoot" | "thead" => (&["tbody", "tfoot", "thead", "caption", "colgroup"], &["table"]),
        "option" => (&["option"], &["select", "datalist"]),
        _ => (&[], &[]),
    }
}

impl Reading {
    fn text(&mut self, text: &str) {
        if self.unseen > 0 {
            return;
        }
        for open in &self.open {
            if let Some((place, number)) = open.shows {
                self.places[place].shown[number].text.push_str(text);
            }
        }
    }

    fn start(&mut self, tag: &Tag) {
        let name: &str = &tag.name;
        if BLOCKS.contains(&name) {
            self.close(&["p"], &["button", "table", "object", "svg", "math"]);
        }
        let (ended, shelter) = ends(name);
        if !ended.is_empty() {
            self.close(ended, shelter);
        }
        let attribute = |name: &str| {
            tag.attrs
                .iter()
                .find(|attribute| &*attribute.name.local == name)
                .map(|found| found.value.to_string())
        };
        let unseen = attribute("hidden").is_some()
            || matches!(name, "script" | "style" | "template" | "title" | "noscript" | "textarea");
        let place = attribute("data-claim").filter(|_| !unseen && self.unseen == 0).map(|claim| {
            let id = attribute("id").unwrap_or_default();
            self.places.push(Place { claim, id, shown: Vec::new() });
            self.places.len() - 1
        });
        let around = place.or_else(|| self.open.iter().rev().find_map(|open| open.place));
        let shows = attribute("data-shows").filter(|_| !unseen && self.unseen == 0).zip(around).map(
            |(what, place)| {
                self.places[place].shown.push(Shown { what, text: String::new() });
                (place, self.places[place].shown.len() - 1)
            },
        );
        if EMPTY.contains(&name) || tag.self_closing || self.open.len() >= DEEPEST {
            return;
        }
        self.unseen += usize::from(unseen);
        self.open.push(Open { name: name.to_owned(), place, shows, unseen });
    }

    fn end(&mut self, name: &str) {
        if let Some(at) = self.open.iter().rposition(|open| open.name == name) {
            self.cut(at);
        }
    }

    /// Ends the innermost of some elements, unless it stands around one that shelters.
    fn close(&mut self, names: &[&str], shelter: &[&str]) {
        let stop = self.open.iter().rposition(|open| shelter.contains(&open.name.as_str()));
        let found = self.open.iter().rposition(|open| names.contains(&open.name.as_str()));
        if let Some(at) = found.filter(|at| stop.is_none_or(|stop| *at > stop)) {
            self.cut(at);
        }
    }

    fn cut(&mut self, at: usize) {
        let gone = self.open.drain(at..).filter(|open| open.unseen).count();
        self.unseen -= gone;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn shown(html: &str) -> Vec<(String, String, String)> {
        let places = places(html).into_iter();
        let parts = |place: Place| {
            let claim = place.claim;
            place.shown.into_iter().map(move |shown| {
                let words: Vec<&str> = shown.text.split_whitespace().collect();
                (claim.clone(), shown.what, words.join(" "))
            })
        };
        places.flat_map(parts).collect()
    }

    fn one(html: &str) -> String {
        let mut all = shown(html);
        assert_eq!(all.len(), 1, "{html}: {all:?}");
        all.remove(0).2
    }

    #[test]
    fn the_text_of_a_string_is_what_a_browser_shows_of_it() {
        assert_eq!(
            one("<b data-claim=a data-shows=value><i>58.9</i> <!-- 1 -->%<script>2</script>&lt;</b>3"),
            "58.9 %<"
        );
        assert_eq!(one("<b data-claim='a'><i data-shows=\"value\">1<b hidden>2</b></i>3</b>"), "1");
        assert_eq!(one("<b data-claim=a data-shows=value>1&nbsp;%&#x2212;2<template>3</template>"), "1 %−2");
        assert_eq!(shown("<b data-shows=value>1</b>"), []);
        assert_eq!(
            shown(
                "<!-- <b data-claim=a data-shows=value>1</b> --><div hidden><b data-claim=a data-shows=value>1</b>"
            ),
            []
        );
    }

    #[test]
    fn a_page_whose_end_tags_are_left_out_reads_the_same() {
        assert_eq!(one("<figure data-claim=a><p data-shows=value>1 %<p>2<div>3</div></figure>"), "1 %");
        assert_eq!(one("<table><tr data-claim=a><td data-shows=line>1<td>2<tr><td>3</table>"), "1");
        assert_eq!(one("<ul><li data-claim=a data-shows=line>1<li>2</ul>"), "1");
        assert_eq!(one("<dl><div data-claim=a><dt>x<dd data-shows=value>1<dt>2</div></dl>"), "1");
    }

    #[test]
    fn what_stands_inside_another_claim_belongs_to_its_own() {
        let html = "<tr data-claim=a><td data-shows=name>A <b data-claim=b data-shows=value>1</b></td></tr>";
        let wanted = [("a", "name", "A 1"), ("b", "value", "1")];
        let wanted = wanted.map(|(claim, what, text)| (claim.to_owned(), what.to_owned(), text.to_owned()));
        assert_eq!(shown(html), wanted);
    }

    proptest! {
        #[test]
        fn no_page_makes_it_panic(html in "(<(/?)(b|p|td|tr|li|script|template|svg|svg/)( hidden| data-claim=a| data-shows=b)*>|x|&amp|<!--|-->){0,40}") {
            let _ = places(&html);
        }
    }
}
