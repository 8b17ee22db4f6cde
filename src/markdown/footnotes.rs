//! Footnotes: numbered in the order of their first reference and gathered at the end of the page.

use super::headings::Ids;
use super::stream::{Node, What};
use super::{FOOTNOTE, Reports};
use crate::diag::Diagnostic;
use pulldown_cmark::{Event, Tag, TagEnd};
use std::collections::VecDeque;
use std::collections::btree_map::{BTreeMap, Entry};
use std::ops::Range;

struct Note<'t> {
    inside: Vec<Node<'t>>,
    range: Range<usize>,
    number: usize,
    references: usize,
}

/// Ids of definitions and references: `fn-1`, `fnref-1`, `fnref-1-2`. `text` is that of the body.
pub(super) fn gather(nodes: &mut Vec<Node>, text: &str, ids: &mut Ids, reports: &mut Reports) {
    report_undefined(nodes, text, reports);
    let is_definition = |node: &Node| matches!(node.event(), Some(Event::Start(Tag::FootnoteDefinition(_))));
    if !nodes.iter().any(is_definition) {
        return;
    }
    let mut definitions = take_definitions(nodes, reports);
    let order = count_references(nodes, &mut definitions);
    for (label, note) in definitions.iter().filter(|(_, note)| note.number == 0) {
        let message = format!("nothing refers to the footnote `{label}`");
        let hint = format!("it is left out: refer to it with `[^{label}]`, or remove it");
        reports.add(&note.range, Diagnostic::warning(FOOTNOTE, message).hint(hint));
    }
    if order.is_empty() {
        return;
    }
    for note in definitions.values().filter(|note| note.number > 0) {
        // Generated ids of headings give way to these.
        ids.claim(&note_id(note.number));
        for occurrence in 1..=note.references {
            ids.claim(&reference_id(note.number, occurrence));
        }
    }
    append(nodes, order, definitions);
}

/// A reference to a note that is not there is text to the parser.
fn report_undefined(nodes: &[Node], text: &str, reports: &mut Reports) {
    let mut places = memchr::memmem::find_iter(text.as_bytes(), "[^").peekable();
    if places.peek().is_none() {
        return;
    }
    let mut verbatim = 0_usize;
    let mut texts: Vec<Range<usize>> = Vec::new();
    for node in nodes {
        match node.event() {
            Some(Event::Start(Tag::CodeBlock(_) | Tag::Image { .. })) => verbatim += 1,
            Some(Event::End(TagEnd::CodeBlock | TagEnd::Image)) => verbatim = verbatim.saturating_sub(1),
            Some(Event::Text(_)) if verbatim == 0 => texts.push(node.range.clone()),
            _ => {}
        }
    }
    texts.sort_unstable_by_key(|text| text.start);
    for start in places {
        let next = texts.partition_point(|text| text.start <= start);
        let is_text = next.checked_sub(1).is_some_and(|text| texts[text].contains(&start));
        let label = text[start + 2..].split([']', '\n', '[']).next().unwrap_or_default();
        let end = start + 2 + label.len();
        let is_label = label.chars().all(|c| c.is_alphanumeric() || "-_".contains(c)) && !label.is_empty();
        // `[^a-z]` is a pattern.
        let is_pattern = label.len() == 3 && label.as_bytes()[1] == b'-';
        if is_text && is_label && !is_pattern && text[end..].starts_with(']') {
            let message = format!("nothing defines the footnote `{label}`");
            let hint = format!("add a line `[^{label}]: …`; if this is no footnote, write `\\[^{label}]`");
            reports.add(&(start..end + 1), Diagnostic::warning(FOOTNOTE, message).hint(hint));
        }
    }
}

pub(super) fn note_id(number: usize) -> String {
    format!("fn-{number}")
}

pub(super) fn reference_id(number: usize, occurrence: usize) -> String {
    if occurrence == 1 { format!("fnref-{number}") } else { format!("fnref-{number}-{occurrence}") }
}

/// Labels differ neither by case nor by the kind of spaces in them.
fn key(label: &str) -> String {
    label.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

fn take_definitions<'t>(nodes: &mut Vec<Node<'t>>, reports: &mut Reports) -> BTreeMap<String, Note<'t>> {
    let mut definitions: BTreeMap<String, Note> = BTreeMap::new();
    let mut kept = Vec::with_capacity(nodes.len());
    let mut current: Option<(String, Note)> = None;
    for node in nodes.drain(..) {
        match (node.event(), &mut current) {
            (Some(Event::Start(Tag::FootnoteDefinition(label))), None) => {
                let note = Note { inside: Vec::new(), range: node.range.clone(), number: 0, references: 0 };
                current = Some((key(label), note));
            }
            (Some(Event::End(TagEnd::FootnoteDefinition)), Some(_)) => {
                let Some((label, note)) = current.take() else { continue };
                match definitions.entry(label) {
                    Entry::Vacant(entry) => {
                        entry.insert(note);
                    }
                    Entry::Occupied(entry) => {
                        let message = format!("the footnote `{}` is defined twice", entry.key());
                        let diagnostic = Diagnostic::warning(FOOTNOTE, message).hint("the first one counts");
                        reports.add(&note.range, diagnostic);
                    }
                }
            }
            (_, Some((_, note))) => note.inside.push(node),
            (_, None) => kept.push(node),
        }
    }
    *nodes = kept;
    definitions
}

/// Numbers references, first those in the text, then those in the notes that are reached from there.
fn count_references(nodes: &mut [Node], definitions: &mut BTreeMap<String, Note>) -> Vec<String> {
    let mut order = Vec::new();
    let mut reached = VecDeque::new();
    refer(nodes, definitions, &mut order, &mut reached);
    while let Some(label) = reached.pop_front() {
        let Some(note) = definitions.get_mut(&label) else { continue };
        let mut inside = std::mem::take(&mut note.inside);
        refer(&mut inside, definitions, &mut order, &mut reached);
        if let Some(note) = definitions.get_mut(&label) {
            note.inside = inside;
        }
    }
    order
}

fn refer(
    nodes: &mut [Node],
    definitions: &mut BTreeMap<String, Note>,
    order: &mut Vec<String>,
    reached: &mut VecDeque<String>,
) {
    // An image shows only text, which has no room for a link to a note.
    let mut images = 0;
    for node in nodes {
        match node.event() {
            Some(Event::Start(Tag::Image { .. })) => images += 1,
            Some(Event::End(TagEnd::Image)) => images -= 1,
            _ => {}
        }
        let Some(Event::FootnoteReference(label)) = node.event().filter(|_| images == 0) else { continue };
        let label = key(label);
        let Some(note) = definitions.get_mut(&label) else { continue };
        if note.number == 0 {
            order.push(label.clone());
            note.number = order.len();
            reached.push_back(label);
        }
        note.references += 1;
        node.what = What::NoteReference { number: note.number, occurrence: note.references };
    }
}

fn append<'t>(nodes: &mut Vec<Node<'t>>, order: Vec<String>, mut definitions: BTreeMap<String, Note<'t>>) {
    let end = nodes.last().map_or(0, |node| node.range.end);
    let push = |nodes: &mut Vec<Node<'t>>, what| nodes.push(Node { what, range: end..end });
    push(nodes, What::NotesStart);
    for label in order {
        let Some(note) = definitions.remove(&label) else { continue };
        push(nodes, What::NoteStart { number: note.number });
        let back = What::NoteReturn { number: note.number, references: note.references };
        let back = Node { what: back, range: note.range };
        let mut inside = note.inside;
        // The way back stands in the last line of the note.
        match inside.last().and_then(Node::event) {
            Some(Event::End(TagEnd::Paragraph)) => inside.insert(inside.len() - 1, back),
            _ => inside.push(back),
        }
        nodes.append(&mut inside);
        push(nodes, What::NoteEnd);
    }
    push(nodes, What::NotesEnd);
}
