//! Puts component calls where their tokens came out of the parser (see `mask`).

use super::call::Form;
use super::mask::{Covered, Kind, Mask};
use super::stream::{Node, What};
use super::{COMPONENT_CALL, Options, Reports, escape, plain, raw};
use crate::diag::Diagnostic;
use pulldown_cmark::{CodeBlockKind, CowStr, Event, LinkType, Tag, TagEnd};
use std::borrow::Cow;
use std::ops::Range;

/// Components within bodies of components.
const DEEPEST: usize = 16;

/// Replaces tokens: in text by calls, elsewhere by what was written.
pub(super) fn place<'t>(
    nodes: &mut Vec<Node<'t>>,
    mask: &Mask<'t>,
    options: &Options,
    reports: &mut Reports,
) {
    report_endless(nodes, mask, reports);
    if mask.calls.is_empty() {
        return;
    }
    let mut placing = Placing {
        mask,
        options,
        out: Vec::with_capacity(nodes.len()),
        open: Vec::new(),
        depth: 0,
        verbatim: 0,
    };
    let mut rest = std::mem::take(nodes).into_iter();
    while let Some(node) = rest.next() {
        if matches!(node.event(), Some(Event::Start(Tag::HtmlBlock))) {
            let lines =
                rest.by_ref().take_while(|node| !matches!(node.event(), Some(Event::End(TagEnd::HtmlBlock))));
            placing.html_block(lines.collect(), reports);
        } else {
            placing.node(node, reports);
        }
    }
    while let Some(open) = placing.open.pop() {
        placing.never_closed(&open, reports);
    }
    *nodes = placing.out;
    unwrap_paragraphs(nodes);
}

/// What begins like a call and does not end is a mistake, but only in text.
fn report_endless(nodes: &[Node], mask: &Mask, reports: &mut Reports) {
    if mask.endless.is_empty() {
        return;
    }
    let mut in_code = false;
    let mut texts = Vec::new();
    for node in nodes {
        match node.event() {
            Some(Event::Start(Tag::CodeBlock(_))) => in_code = true,
            Some(Event::End(TagEnd::CodeBlock)) => in_code = false,
            Some(Event::Text(_)) if !in_code => texts.push(&node.range),
            _ => {}
        }
    }
    for (start, mistake) in &mask.endless {
        let next = texts.partition_point(|text| text.start <= *start);
        if next.checked_sub(1).is_some_and(|text| texts[text].contains(start)) {
            reports.add(&mistake.at, mistake.diagnostic());
        }
    }
}

/// A component whose body is being read.
struct Open {
    /// Its call stands on a line of its own, and its body is paragraphs; else the body is text within a line.
    block: bool,
    /// Where in `out` it starts.
    at: usize,
    index: usize,
    name: String,
    range: Range<usize>,
    /// How many elements were open around it.
    depth: usize,
}

struct Placing<'m, 't> {
    mask: &'m Mask<'t>,
    options: &'m Options<'m>,
    out: Vec<Node<'t>>,
    open: Vec<Open>,
    depth: usize,
    /// How many elements are open whose text is shown as written: code and automatic links.
    verbatim: usize,
}

impl<'t> Placing<'_, 't> {
    /// Raw HTML, of which a block token is one kind. Calls in the text of other HTML work too, but not in its
    /// tags, comments and code.
    fn html_block(&mut self, lines: Vec<Node<'t>>, reports: &mut Reports) {
        let mut html = String::new();
        for line in &lines {
            if let Some(Event::Html(line)) = line.event() {
                html.push_str(line);
            }
        }
        let range = match (lines.first(), lines.last()) {
            (Some(first), Some(last)) => first.range.start..last.range.end,
            _ => 0..0,
        };
        let start = Node::new(Event::Start(Tag::HtmlBlock), range.clone());
        let end = Node::new(Event::End(TagEnd::HtmlBlock), range.clone());
        let Some((first, _)) = self.mask.find(&html) else {
            self.out.push(start);
            self.out.extend(lines);
            self.out.push(end);
            return;
        };
        // What begins with a call is a block if the call is one.
        let is_block = !html[..first.start].trim().is_empty();
        self.out.extend(is_block.then_some(start));
        self.html_with_calls(&html, &range, reports);
        self.out.extend(is_block.then_some(end));
    }

    fn html_with_calls(&mut self, html: &str, range: &Range<usize>, reports: &mut Reports) {
        let parts = raw::parts(html);
        let (mut written, mut at) = (String::new(), 0);
        while let Some((token, index)) = self.mask.find(&html[at..]) {
            let token = token.start + at..token.end + at;
            written.push_str(&html[at..token.start]);
            at = token.end;
            let within = |ranges: &[Range<usize>]| ranges.iter().any(|range| range.contains(&token.start));
            if within(&parts.markup) {
                written.push_str(self.mask.written(index));
            } else if within(&parts.code) {
                escape::push_text(&mut written, self.mask.written(index));
            } else {
                self.push_html(&mut written, range);
                self.token(index, html[token].starts_with('<'), reports);
            }
        }
        written.push_str(&html[at..]);
        self.push_html(&mut written, range);
    }

    /// A part of an HTML block. Space within a line stays; around lines it has no meaning.
    fn push_html(&mut self, html: &mut String, range: &Range<usize>) {
        let html = std::mem::take(html);
        if !html.trim().is_empty() {
            self.out.push(Node::new(Event::Html(html.into()), range.clone()));
        } else if !html.contains(['\n', '\r']) {
            self.push_text(&html, range);
        }
    }

    /// What came out as text. `alone`: on a line of its own.
    fn token(&mut self, index: usize, alone: bool, reports: &mut Reports) {
        let mask = self.mask;
        let Some(Covered { kind, range }) = mask.calls.get(index) else { return };
        match kind {
            Kind::Call { form: Form::Whole, .. } => {
                self.out.push(Node { what: What::Call { index, block: false }, range: range.clone() });
            }
            Kind::Call { call, form: Form::Open } => self.open(index, &call.name, alone, range, reports),
            Kind::Call { call, .. } => self.close(&call.name, alone, range, reports),
            Kind::Unknown { name } => {
                reports.add(range, plain::unknown(name, self.options));
                self.push_text(mask.written(index), range);
            }
            // Without its backslash.
            Kind::Escaped => self.push_text(&mask.written(index)[1..], range),
            Kind::Broken(mistake) => reports.add(&mistake.at, mistake.diagnostic()),
        }
    }

    fn open(&mut self, index: usize, name: &str, block: bool, range: &Range<usize>, reports: &mut Reports) {
        if self.open.len() == DEEPEST {
            let message = format!("components are nested more than {DEEPEST} levels deep");
            return reports.add(range, Diagnostic::error(COMPONENT_CALL, message));
        }
        self.open.push(Open {
            block,
            at: self.out.len(),
            name: name.to_owned(),
            index,
            depth: self.depth,
            range: range.clone(),
        });
        self.out.push(Node { what: What::CallStart { index, block }, range: range.clone() });
    }

    /// Ends the body of the innermost call that this can be the end of.
    fn close(&mut self, name: &str, block: bool, range: &Range<usize>, reports: &mut Reports) {
        let fits = |open: &Open| open.name == name && open.depth == self.depth && open.block == block;
        let Some(matching) = self.open.iter().rposition(fits) else {
            let message = format!("there is no `{{{{<{name}>}}}}` here to close");
            let hint = if self.open.iter().any(|open| open.name == name && open.block) && !block {
                "a body that begins on a line of its own ends on one"
            } else {
                "a body begins and ends in the same list item, quote or stretch of text"
            };
            return reports.add(range, Diagnostic::error(COMPONENT_CALL, message).hint(hint));
        };
        while self.open.len() > matching + 1
            && let Some(open) = self.open.pop()
        {
            self.never_closed(&open, reports);
        }
        self.open.pop();
        self.out.push(Node { what: What::CallEnd, range: range.clone() });
    }

    fn never_closed(&mut self, open: &Open, reports: &mut Reports) {
        let name = &open.name;
        let message = format!("the component `{name}` is never closed");
        let place = if open.block {
            "on a line of its own"
        } else {
            "in the same paragraph, or give both ends lines of their own"
        };
        let hint = format!("end its body with `{{{{</{name}>}}}}` {place}, or write `/>}}}}` if it has none");
        reports.add(&open.range, Diagnostic::error(COMPONENT_CALL, message).hint(hint));
        // It becomes a call without a body, so that what is written stays balanced.
        self.out[open.at].what = What::Call { index: open.index, block: open.block };
    }

    fn node(&mut self, mut node: Node<'t>, reports: &mut Reports) {
        let covers = self.mask.covers(&node.range);
        let What::Markdown(event) = &mut node.what else { return self.out.push(node) };
        match event {
            Event::Start(tag) => {
                self.depth += 1;
                self.verbatim += usize::from(is_verbatim(tag) || self.verbatim > 0);
                self.restore_tag(tag);
            }
            Event::End(_) => {
                self.depth = self.depth.saturating_sub(1);
                self.verbatim = self.verbatim.saturating_sub(1);
                while self.open.last().is_some_and(|open| open.depth > self.depth) {
                    if let Some(open) = self.open.pop() {
                        self.never_closed(&open, reports);
                    }
                }
            }
            // Only an address or a title can come from elsewhere than the place of its event.
            Event::Text(_) | Event::Code(_) | Event::InlineHtml(_) if !covers => {}
            Event::Text(text) if self.verbatim == 0 => {
                let text = std::mem::replace(text, CowStr::Borrowed(""));
                return self.text(text, node.range, reports);
            }
            Event::InlineHtml(html) => {
                if let Some((_, index)) = self.mask.find(html).filter(|(range, _)| *range == (0..html.len()))
                {
                    return self.token(index, false, reports);
                }
                self.restore(html);
            }
            Event::Text(text)
            | Event::Code(text)
            | Event::InlineMath(text)
            | Event::DisplayMath(text)
            | Event::Html(text)
            | Event::FootnoteReference(text) => {
                self.restore(text);
            }
            _ => {}
        }
        self.out.push(node);
    }

    /// Splits text at its tokens.
    fn text(&mut self, text: CowStr<'t>, range: Range<usize>, reports: &mut Reports) {
        if self.mask.find(&text).is_none() {
            self.out.push(Node::new(Event::Text(text), range));
            return;
        }
        let mut rest = &*text;
        while let Some((token, index)) = self.mask.find(rest) {
            self.push_text(&rest[..token.start], &range);
            self.token(index, false, reports);
            rest = &rest[token.end..];
        }
        self.push_text(rest, &range);
    }

    fn push_text(&mut self, text: &str, range: &Range<usize>) {
        if !text.is_empty() {
            self.out.push(Node::new(Event::Text(text.to_owned().into()), range.clone()));
        }
    }

    fn restore(&self, text: &mut CowStr<'t>) {
        if let Cow::Owned(restored) = self.mask.restore(Cow::Borrowed(&**text)) {
            *text = restored.into();
        }
    }

    fn restore_tag(&self, tag: &mut Tag<'t>) {
        match tag {
            Tag::Link { dest_url, title, .. } | Tag::Image { dest_url, title, .. } => {
                self.restore(dest_url);
                self.restore(title);
            }
            Tag::CodeBlock(CodeBlockKind::Fenced(info)) => self.restore(info),
            Tag::FootnoteDefinition(label) => self.restore(label),
            Tag::Heading { id, classes, .. } => {
                id.iter_mut().chain(classes).for_each(|text| self.restore(text));
            }
            _ => {}
        }
    }
}

fn is_verbatim(tag: &Tag) -> bool {
    matches!(
        tag,
        Tag::CodeBlock(_)
            | Tag::HtmlBlock
            | Tag::Link { link_type: LinkType::Autolink | LinkType::Email, .. }
    )
}

/// A paragraph of nothing but calls on lines of their own is no paragraph: each call is a block.
fn unwrap_paragraphs(nodes: &mut Vec<Node>) {
    let mut start = None;
    let mut keep = vec![true; nodes.len()];
    for index in 0..nodes.len() {
        match &nodes[index].what {
            What::Markdown(Event::Start(Tag::Paragraph)) => start = Some(index),
            What::Markdown(Event::End(TagEnd::Paragraph)) => {
                let Some(start) = start.take().filter(|start| only_calls(&nodes[start + 1..index])) else {
                    continue;
                };
                let mut depth = 0_usize;
                for (node, keep) in nodes[start..=index].iter_mut().zip(&mut keep[start..=index]) {
                    match &mut node.what {
                        What::Call { block, .. } if depth == 0 => *block = true,
                        What::CallStart { block, .. } => {
                            *block |= depth == 0;
                            depth += 1;
                        }
                        What::CallEnd => depth = depth.saturating_sub(1),
                        _ => *keep = depth > 0,
                    }
                }
            }
            _ => {}
        }
    }
    let mut keep = keep.into_iter();
    nodes.retain(|_| keep.next().unwrap_or(true));
}

/// Calls, each with the body that it may have, and a line break between every two.
fn only_calls(nodes: &[Node]) -> bool {
    let (mut depth, mut call_comes_next) = (0_usize, true);
    for node in nodes {
        match node.what {
            What::CallEnd => depth = depth.saturating_sub(1),
            What::CallStart { .. } if depth > 0 => depth += 1,
            _ if depth > 0 => {}
            What::Call { .. } | What::CallStart { .. } if call_comes_next => {
                depth = usize::from(matches!(node.what, What::CallStart { .. }));
                call_comes_next = false;
            }
            What::Markdown(Event::SoftBreak | Event::HardBreak) if !call_comes_next => call_comes_next = true,
            _ => return false,
        }
    }
    !call_comes_next
}
