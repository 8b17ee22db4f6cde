//! What a body says in short: its first paragraph.

use super::mask::Mask;
use super::plain;
use super::stream::{Node, What};
use pulldown_cmark::{Event, Tag, TagEnd};

/// The plain text of the first paragraph that has any, outside quotes, lists and footnotes.
pub(super) fn first_paragraph(nodes: &[Node], mask: &Mask) -> String {
    let (mut depth, mut start) = (0_usize, None);
    for (index, node) in nodes.iter().enumerate() {
        match &node.what {
            What::Markdown(Event::Start(tag)) => {
                if depth == 0 && matches!(tag, Tag::Paragraph) {
                    start = Some(index);
                }
                depth += 1;
            }
            What::Heading(_) | What::TaskItem => depth += 1,
            What::Markdown(Event::End(end)) => {
                depth = depth.saturating_sub(1);
                if *end == TagEnd::Paragraph && depth == 0 {
                    let text = paragraph(&nodes[start.take().unwrap_or(index)..index], mask);
                    if !text.is_empty() {
                        return text;
                    }
                }
            }
            What::NotesStart => break,
            _ => {}
        }
    }
    String::new()
}

fn paragraph(nodes: &[Node], mask: &Mask) -> String {
    let mut text = String::new();
    // What an image shows instead of itself is no part of the running text.
    let mut images = 0;
    for node in nodes {
        match node.event() {
            Some(Event::Start(Tag::Image { .. })) => images += 1,
            Some(Event::End(TagEnd::Image)) => images -= 1,
            _ if images == 0 => plain::push_text(&mut text, std::slice::from_ref(node), mask),
            _ => {}
        }
    }
    text.trim().to_owned()
}
