//! Fills the holes of a parsed body: addresses, images, code and components.

mod code;
mod picture;

use crate::markdown::{Call, Doc, Fragment, Hole, escape};
use crate::source::Span;
use picture::Standing;

pub use picture::{Picture, Source};

/// Knows what a page needs to be finished. Spans are in the file of the page.
pub trait Filler {
    /// The final address for a link to `target`; not escaped.
    fn link(&mut self, target: &str, span: Span) -> String;

    /// More attributes for a link to `target`, such as ` rel="external"`: HTML that begins with a space.
    fn link_attributes(&mut self, target: &str) -> String {
        let _ = target;
        String::new()
    }

    /// The final address and the size of an image, or of another file that a page shows.
    fn image(&mut self, target: &str, span: Span) -> Picture;

    /// The inside of a `code` element, as HTML. `language` may be empty.
    fn code(&mut self, language: &str, text: &str, span: Span) -> String;

    /// A component as HTML. `body` is HTML that is safe already.
    fn component(&mut self, call: &Call, body: Option<String>) -> String;
}

/// The finished HTML of a body.
pub fn fill(doc: &Doc, filler: &mut dyn Filler) -> String {
    for (target, span) in &doc.fragments {
        // They stay as they are; the filler wants to know of them.
        let _ = filler.link(target, *span);
    }
    fill_fragment(&doc.body, filler)
}

/// The finished HTML of a part of a body, or of a text from `markdown::parse_plain`.
pub fn fill_fragment(fragment: &Fragment, filler: &mut dyn Filler) -> String {
    let mut filling = Filling { filler, out: String::with_capacity(fragment.text.len() * 5 / 4), images: 0 };
    filling.fragment(fragment);
    filling.out
}

struct Filling<'f> {
    filler: &'f mut dyn Filler,
    out: String,
    /// How many images came before.
    images: usize,
}

impl Filling<'_> {
    /// Fragments nest only as deep as components may.
    fn fragment(&mut self, fragment: &Fragment) {
        let mut copied = 0;
        for (at, hole) in &fragment.holes {
            self.out.push_str(&fragment.text[copied..*at]);
            copied = *at;
            self.hole(hole);
        }
        self.out.push_str(&fragment.text[copied..]);
    }

    fn hole(&mut self, hole: &Hole) {
        match hole {
            Hole::Link { target, span } => {
                let address = self.filler.link(target, *span);
                escape::push_address(&mut self.out, &address);
                self.out.push('"');
                self.out.push_str(&self.filler.link_attributes(target));
            }
            Hole::Address { target, span } => {
                let address = self.filler.link(target, *span);
                escape::push_address(&mut self.out, &address);
            }
            Hole::Image { target, title, alt, span } => self.image(target, title, alt, *span),
            Hole::Media { target, span } => {
                let picture = self.filler.image(target, *span);
                escape::push_address(&mut self.out, &picture.src);
            }
            Hole::Code { fence, text, label, span } => self.code(fence, text, label, *span),
            Hole::Component { call, block, body } => {
                let body = body.as_ref().map(|body| self.apart(body));
                let html = self.filler.component(call, body);
                self.component(&html, *block);
            }
            Hole::Html(html) => self.out.push_str(html),
            Hole::Title(heading) => self.fragment(heading),
        }
    }

    /// Fills `fragment` apart from what is written so far.
    fn apart(&mut self, fragment: &Fragment) -> String {
        let before = std::mem::take(&mut self.out);
        self.fragment(fragment);
        std::mem::replace(&mut self.out, before)
    }

    fn image(&mut self, target: &str, title: &str, alt: &Fragment, span: Span) {
        let alt = plain(&self.apart(alt));
        if target.is_empty() {
            self.out.push_str(&alt);
            return;
        }
        let picture = self.filler.image(target, span);
        // The first image is likely in sight at once.
        picture.push(&mut self.out, Standing { alt: &alt, title, lazy: self.images > 0 });
        self.images += 1;
    }

    /// In the place of a paragraph, what is no block becomes one.
    fn component(&mut self, html: &str, block: bool) {
        let html = html.trim();
        if block && !html.is_empty() && !begins_with_block(html) {
            self.out.push_str("<p>");
            self.out.push_str(html);
            self.out.push_str("</p>");
        } else {
            self.out.push_str(html);
        }
    }
}

fn begins_with_block(html: &str) -> bool {
    const INLINE: &[&str] = &[
        "a", "abbr", "b", "bdi", "bdo", "br", "button", "cite", "code", "data", "del", "dfn", "em", "i",
        "img", "input", "ins", "kbd", "label", "mark", "meter", "output", "picture", "progress", "q", "s",
        "samp", "small", "span", "strong", "sub", "sup", "svg", "time", "u", "var",
    ];
    let Some(tag) = html.strip_prefix('<') else { return false };
    let length = tag.find(|c: char| !c.is_ascii_alphanumeric() && c != '-').unwrap_or(tag.len());
    INLINE.binary_search(&&tag[..length]).is_err()
}

/// The text of HTML, fit for a quoted attribute: tags are dropped, entities stay.
fn plain(html: &str) -> String {
    if !html.contains(['<', '"']) {
        return html.to_owned();
    }
    let mut out = String::with_capacity(html.len());
    let (mut in_tag, mut quote) = (false, None);
    for c in html.chars() {
        match (in_tag, quote, c) {
            (false, _, '<') => in_tag = true,
            (false, _, '"') => out.push_str("&quot;"),
            (false, ..) => out.push(c),
            (true, Some(open), _) if open == c => quote = None,
            (true, None, '"' | '\'') => quote = Some(c),
            (true, None, '>') => in_tag = false,
            (true, ..) => {}
        }
    }
    out.trim().to_owned()
}

#[cfg(test)]
mod tests;
