//! The events of pulldown-cmark as a list that transforms can work on.

use super::abbreviations::Abbreviation;
use super::math::Formula;
use super::quotes::Pairing;
use super::references::Undefined;
use super::{NESTING, Options, Reports};
use crate::diag::Diagnostic;
use pulldown_cmark::{Event, Options as Syntax, Parser, Tag, TagEnd};
use std::ops::Range;

/// One step of a document, and where in the body it comes from.
#[derive(Clone, Debug)]
pub(super) struct Node<'t> {
    pub what: What<'t>,
    pub range: Range<usize>,
}

/// What Markdown knows, and what the transforms make of it. Numbers of calls are those of the mask.
#[derive(Clone, Debug)]
pub(super) enum What<'t> {
    Markdown(Event<'t>),
    /// A call without a body; `block`: in the place of a paragraph.
    Call {
        index: usize,
        block: bool,
    },
    /// A call with a body begins; ended by `CallEnd`.
    CallStart {
        index: usize,
        block: bool,
    },
    CallEnd,
    /// Replaces the start of a heading; `title`: it names the page.
    Heading(Box<HeadingStart>),
    /// A list item with a check box.
    TaskItem,
    Formula(Box<Formula>),
    Abbreviation(Box<Abbreviation>),
    /// The end of what lists show of the text.
    More,
    /// What stands around images: figures and galleries.
    Frame(Frame),
    NoteReference {
        number: usize,
        occurrence: usize,
    },
    NotesStart,
    NoteStart {
        number: usize,
    },
    /// Ways back to the text, one for each reference.
    NoteReturn {
        number: usize,
        references: usize,
    },
    NoteEnd,
    NotesEnd,
}

#[derive(Clone, Debug)]
pub(super) struct HeadingStart {
    pub level: u8,
    pub id: String,
    pub classes: Vec<String>,
    /// Names, each once, and values.
    pub attributes: Vec<(String, String)>,
    pub is_title: bool,
}

/// The edges of what stands around images.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Frame {
    GalleryStart,
    FigureStart,
    CaptionStart,
    CaptionEnd,
    FigureEnd,
    GalleryEnd,
}

impl<'t> Node<'t> {
    pub fn new(event: Event<'t>, range: Range<usize>) -> Self {
        Self { what: What::Markdown(event), range }
    }

    /// The event, where no transform has replaced it.
    pub fn event(&self) -> Option<&Event<'t>> {
        match &self.what {
            What::Markdown(event) => Some(event),
            _ => None,
        }
    }
}

/// Whether the element is a part of running text.
pub(super) fn is_inline(tag: &Tag) -> bool {
    matches!(tag, Tag::Emphasis | Tag::Strong | Tag::Strikethrough | Tag::Link { .. } | Tag::Image { .. })
}

/// Elements within elements that are still written. Browsers stop at 512; nobody reads a tenth of that.
const DEEPEST: usize = 100;

fn syntax(options: &Options) -> Syntax {
    let mut syntax = Syntax::empty();
    if options.extensions {
        syntax |= Syntax::ENABLE_TABLES
            | Syntax::ENABLE_FOOTNOTES
            | Syntax::ENABLE_STRIKETHROUGH
            | Syntax::ENABLE_TASKLISTS
            | Syntax::ENABLE_HEADING_ATTRIBUTES
            | Syntax::ENABLE_DEFINITION_LIST
            | Syntax::ENABLE_GFM;
    }
    syntax.set(Syntax::ENABLE_MATH, options.math);
    syntax.set(Syntax::ENABLE_SMART_PUNCTUATION, options.quotes.is_some());
    syntax
}

/// Parses `text`. What is nested too deeply keeps its text and loses its elements.
pub(super) fn collect<'t>(text: &'t str, options: &Options, reports: &mut Reports) -> Vec<Node<'t>> {
    let mut nodes = Vec::with_capacity(text.len() / 12);
    let (mut depth, mut left_out) = (0, 0);
    let mut undefined = Undefined::default();
    let mut pairing = options.quotes.map(Pairing::new);
    let note = |link| undefined.note(text, link);
    let mut parser =
        Parser::new_with_broken_link_callback(text, syntax(options), Some(note)).into_offset_iter();
    for (mut event, range) in parser.by_ref() {
        match event {
            Event::Start(_) if depth == DEEPEST => {
                if left_out == 0 && !reports.list.iter().any(|report| report.code == NESTING) {
                    let message = format!("this is nested more than {DEEPEST} levels deep");
                    let hint = "what is deeper is shown as if it were not nested";
                    reports.add(&range, Diagnostic::warning(NESTING, message).hint(hint));
                }
                left_out += 1;
                continue;
            }
            Event::Start(_) => depth += 1,
            Event::End(_) if left_out > 0 => {
                left_out -= 1;
                continue;
            }
            Event::End(_) => depth -= 1,
            _ => {}
        }
        if let Some(pairing) = &mut pairing {
            pairing.set(&mut event, &range, text);
        }
        nodes.push(Node::new(event, range));
    }
    let defined: Vec<String> =
        parser.reference_definitions().iter().map(|(label, _)| label.to_owned()).collect();
    drop(parser);
    undefined.report(text, &defined, reports);
    nodes
}

/// Parses `text`, which does not stand in the body as such but came from `range` of it, as running text. What is more
/// than a paragraph to Markdown stays as it is, and so does HTML.
pub(super) fn inline(
    text: &str,
    range: &Range<usize>,
    options: &Options,
    reports: &Reports,
) -> Vec<Node<'static>> {
    // Places in it are not places in the body.
    let mut unheard = Reports { source: reports.source, offset: 0, list: Vec::new() };
    let nodes = collect(text, options, &mut unheard);
    let is_block = |node: &Node| matches!(node.event(), Some(Event::Start(tag)) if !is_inline(tag));
    let is_paragraph = matches!(nodes.first().and_then(Node::event), Some(Event::Start(Tag::Paragraph)))
        && !nodes.iter().skip(1).any(is_block);
    if !is_paragraph {
        return vec![Node::new(Event::Text(text.to_owned().into()), range.clone())];
    }
    let inside = nodes.into_iter().filter_map(|node| match node.what {
        What::Markdown(Event::Start(Tag::Paragraph) | Event::End(TagEnd::Paragraph)) => None,
        What::Markdown(Event::InlineHtml(html)) => Some(Event::Text(html).into_static()),
        What::Markdown(event) => Some(event.into_static()),
        _ => None,
    });
    inside.map(|event| Node::new(event, range.clone())).collect()
}
