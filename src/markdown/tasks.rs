//! Task lists: items that begin with `[ ]` or `[x]`.

use super::stream::{Node, What};
use super::{Words, escape};
use pulldown_cmark::{Event, Tag};

/// Tells items with a check box from the others, for style sheets.
pub(super) fn mark(nodes: &mut [Node]) {
    for index in 1..nodes.len() {
        if !matches!(nodes[index].event(), Some(Event::TaskListMarker(_))) {
            continue;
        }
        // The box is the first thing in its item, or in the item's first paragraph.
        let item = nodes[..index]
            .iter()
            .rposition(|node| !matches!(node.event(), Some(Event::Start(Tag::Paragraph))));
        if let Some(item) = item.filter(|item| matches!(nodes[*item].event(), Some(Event::Start(Tag::Item))))
        {
            nodes[item].what = What::TaskItem;
        }
    }
}

/// A check box that shows a state and cannot change it.
pub(super) fn check_box(done: bool, words: &Words) -> String {
    let mut out = String::from("<input type=\"checkbox\" disabled ");
    out.push_str(if done { "checked aria-label=\"" } else { "aria-label=\"" });
    escape::push_attribute(&mut out, if done { words.done } else { words.to_do });
    out.push_str("\"> ");
    out
}
