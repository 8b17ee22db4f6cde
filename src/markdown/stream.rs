//! The events of pulldown-cmark as a list that transforms can work on.

use super::{NESTING, Options, Reports};
use crate::diag::Diagnostic;
use pulldown_cmark::{Event, Options as Syntax, Parser};
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
    pub is_title: bool,
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
            | Syntax::ENABLE_GFM;
    }
    syntax.set(Syntax::ENABLE_SMART_PUNCTUATION, options.smart);
    syntax
}

/// Parses `text`. What is nested too deeply keeps its text and loses its elements.
pub(super) fn collect<'t>(text: &'t str, options: &Options, reports: &mut Reports) -> Vec<Node<'t>> {
    let mut nodes = Vec::with_capacity(text.len() / 12);
    let (mut depth, mut left_out) = (0, 0);
    for (event, range) in Parser::new_ext(text, syntax(options)).into_offset_iter() {
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
        nodes.push(Node::new(event, range));
    }
    nodes
}
