//! `<!-- more -->` on a line of its own: what stands before it is the beginning of the text, for lists.

use super::stream::{HeadingStart, Node, What};
use pulldown_cmark::{Event, Tag, TagEnd};

/// The id of the place at which a reader of the beginning goes on.
pub(super) const ANCHOR: &str = "continue-reading";

/// Whether `text` may hold the marker: it is looked for in the source alone, code included.
pub fn may_have_marker(text: &str) -> bool {
    memchr::memmem::find_iter(text.as_bytes(), "<!--")
        .any(|at| text[at..].split_once("-->").is_some_and(|(comment, _)| is_marker(comment, "")))
}

fn is_marker(comment: &str, end: &str) -> bool {
    let inside = comment.trim().strip_prefix("<!--").and_then(|rest| rest.strip_suffix(end));
    inside.is_some_and(|inside| inside.trim().eq_ignore_ascii_case("more"))
}

/// Replaces the first marker that stands in no list, quote or component; false when there is none.
pub(super) fn mark(nodes: &mut Vec<Node>) -> bool {
    let mut depth = 0_usize;
    let mut found = None;
    for (index, node) in nodes.iter().enumerate() {
        match &node.what {
            What::Markdown(Event::Start(Tag::HtmlBlock)) if depth == 0 && is_marked(&nodes[index..]) => {
                found = Some(index);
                break;
            }
            What::CallStart { .. } | What::Markdown(Event::Start(_)) => depth += 1,
            What::CallEnd | What::Markdown(Event::End(_)) => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    let Some(at) = found else { return false };
    let range = nodes[at].range.clone();
    nodes.splice(at..at + 3, [Node { what: What::More, range }]);
    true
}

/// Whether `nodes` begin with an HTML block that is the marker alone.
fn is_marked(nodes: &[Node]) -> bool {
    matches!(nodes.get(1).and_then(Node::event), Some(Event::Html(html)) if is_marker(html.trim_end(), "-->"))
        && matches!(nodes.get(2).and_then(Node::event), Some(Event::End(TagEnd::HtmlBlock)))
}

/// What stands before the marker, for other pages: without the page's title, without the names of its parts, which
/// are those of one page, and without numbers of notes, which stand at its end.
pub(super) fn beginning<'t>(nodes: &[Node<'t>]) -> Option<Vec<Node<'t>>> {
    let end = nodes.iter().position(|node| matches!(node.what, What::More))?;
    let mut beginning = Vec::with_capacity(end);
    let mut in_title = false;
    for node in &nodes[..end] {
        match &node.what {
            What::NoteReference { .. } => {}
            What::Heading(start) if start.is_title => in_title = true,
            What::Markdown(Event::End(TagEnd::Heading(_))) if in_title => in_title = false,
            _ if in_title => {}
            What::Heading(start) => {
                let start = HeadingStart { id: String::new(), ..(**start).clone() };
                beginning.push(Node { what: What::Heading(Box::new(start)), range: node.range.clone() });
            }
            _ => beginning.push(node.clone()),
        }
    }
    Some(beginning)
}
