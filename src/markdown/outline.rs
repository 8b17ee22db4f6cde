//! What stands where in a body, for whoever has advice on its text: running text, headings, images and links.

use super::stream::{self, Node, What};
use super::{Mask, Options, Reports, components, mask, printable};
use crate::source::{Source, Span};
use pulldown_cmark::{Event, Tag, TagEnd};
use std::sync::Arc;

/// What a body holds, in its order. Spans are in the whole file.
#[derive(Clone, Debug, Default)]
pub struct Outline {
    /// Paragraphs, headings and items. Code, quotes, tables and raw HTML are not among them.
    pub passages: Vec<Passage>,
    pub headings: Vec<(u8, Span)>,
    pub images: Vec<Picture>,
    pub links: Vec<(String, Span)>,
}

/// An image as it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    pub target: String,
    /// What stands in its place for those who do not see it.
    pub alt: String,
    pub span: Span,
}

/// Running text without its markup. Where code or a component stood, there is [`GAP`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Passage {
    pub text: String,
    /// Where pieces of the text begin: in it, and in the file.
    pieces: Vec<(usize, usize)>,
}

/// In the place of what is no text.
pub const GAP: char = '\u{fffc}';

impl Passage {
    /// A text that stands in the file as it is, from a place on.
    #[must_use]
    pub fn at(text: &str, start: usize) -> Self {
        Self { text: text.to_owned(), pieces: vec![(0, start)] }
    }

    /// A part of the text as a place in the file.
    #[must_use]
    pub fn span(&self, part: &std::ops::Range<usize>) -> Span {
        let place = |at: usize| {
            let piece = self.pieces.iter().rev().find(|(begin, _)| *begin <= at);
            piece.map_or(0, |(begin, start)| start + at - begin)
        };
        // The end belongs to the piece of the last byte.
        let start = place(part.start);
        Span::new(start, place(part.end.saturating_sub(1).max(part.start)).max(start) + 1)
    }

    fn push(&mut self, text: &str, start: usize) {
        self.pieces.push((self.text.len(), start));
        self.text.push_str(text);
    }

    fn push_gap(&mut self, start: usize) {
        self.pieces.push((self.text.len(), start));
        self.text.push(GAP);
    }
}

/// Looks through the part of `source` that `body` covers.
#[must_use]
pub fn outline(source: &Arc<Source>, body: Span, options: &Options) -> Outline {
    let mut unheard = Reports { source, offset: body.start, list: Vec::new() };
    let text = &*printable(source.text().get(body.range()).unwrap_or_default(), &mut unheard);
    let mask: Mask<'_> = mask::cover(text, options.components, &mut unheard);
    let mut nodes = stream::collect(&mask.text, options, &mut unheard);
    components::place(&mut nodes, &mask, options, &mut unheard);
    let mut reader = Reader { text, offset: body.start, ..Reader::default() };
    for node in &nodes {
        reader.node(node);
    }
    reader.close();
    reader.found
}

#[derive(Default)]
struct Reader<'t> {
    text: &'t str,
    offset: usize,
    found: Outline,
    passage: Passage,
    /// Quotes, tables and code blocks around.
    apart: usize,
    /// Images around, the innermost last.
    images: Vec<Picture>,
    /// The text of a link that is its own address.
    in_address: bool,
}

impl Reader<'_> {
    fn close(&mut self) {
        let passage = std::mem::take(&mut self.passage);
        if passage.text.contains(|c: char| c != GAP && !c.is_whitespace()) {
            self.found.passages.push(passage);
        }
    }

    fn node(&mut self, node: &Node<'_>) {
        let span = Span::new(node.range.start, node.range.end).shift(self.offset);
        match &node.what {
            What::Markdown(Event::Start(tag)) => self.open(tag, span),
            What::Markdown(Event::End(tag)) => self.end(*tag),
            What::Markdown(Event::Text(text)) => self.running(text, node),
            What::Markdown(Event::SoftBreak | Event::HardBreak) if self.apart == 0 => {
                self.passage.push(" ", span.start);
            }
            What::Markdown(Event::Code(_) | Event::InlineHtml(_)) | What::Call { .. } | What::Formula(_)
                if self.apart == 0 =>
            {
                self.passage.push_gap(span.start);
            }
            _ => {}
        }
    }

    fn open(&mut self, tag: &Tag<'_>, span: Span) {
        match tag {
            Tag::Link { dest_url, .. } => {
                self.found.links.push((dest_url.to_string(), span));
                let shown = self.text.get(span.start - self.offset..span.end - self.offset);
                self.in_address = shown.is_some_and(|shown| !shown.starts_with('['));
            }
            Tag::Image { dest_url, .. } => {
                self.images.push(Picture { target: dest_url.to_string(), alt: String::new(), span });
            }
            Tag::BlockQuote(_) | Tag::CodeBlock(_) | Tag::HtmlBlock | Tag::Table(_) => self.apart += 1,
            Tag::Heading { level, .. } => {
                self.close();
                self.found.headings.push((*level as u8, span));
            }
            tag if !stream::is_inline(tag) => self.close(),
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Link => self.in_address = false,
            TagEnd::Image => self.found.images.extend(self.images.pop()),
            TagEnd::BlockQuote(_) | TagEnd::CodeBlock | TagEnd::HtmlBlock | TagEnd::Table => {
                self.apart = self.apart.saturating_sub(1);
            }
            TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough => {}
            _ => self.close(),
        }
    }

    fn running(&mut self, text: &str, node: &Node<'_>) {
        if let Some(image) = self.images.last_mut() {
            image.alt.push_str(text);
        } else if self.apart == 0 && !self.in_address {
            // As it is written: quotation marks that were made typographic have other bytes.
            let written = self.text.get(node.range.clone()).unwrap_or(text);
            self.passage.push(written, node.range.start + self.offset);
        }
    }
}
