//! Images that stand alone: figures with captions, and galleries.
//!
//! An image alone in its paragraph with a title becomes a figure, the title its caption. A paragraph or a list of
//! nothing but images becomes a gallery of figures. Each image may be a link.

use super::stream::{self, Frame, Node, What};
use super::{Options, Reports};
use crate::path::address::has_scheme;
use pulldown_cmark::{CowStr, Event, Tag, TagEnd};
use std::ops::Range;

/// Puts frames around the images that stand alone.
pub(super) fn frame(nodes: &mut Vec<Node>, options: &Options, reports: &Reports) {
    let is_image = |node: &Node| matches!(node.event(), Some(Event::Start(Tag::Image { .. })));
    if !options.extensions || !nodes.iter().any(is_image) {
        return;
    }
    let mut out = Vec::with_capacity(nodes.len() + 16);
    let mut rest = std::mem::take(nodes).into_iter();
    while !rest.as_slice().is_empty() {
        match group(rest.as_slice()).filter(|group| group.is_framed(rest.as_slice())) {
            Some(group) => {
                group.write(rest.as_slice(), &mut out, options, reports);
                rest.nth(group.end - 1);
            }
            None => out.extend(rest.next()),
        }
    }
    *nodes = out;
}

/// A block of nothing but images.
struct Group {
    /// Each with the link around it.
    images: Vec<Range<usize>>,
    /// Where what follows the block begins.
    end: usize,
}

/// The block with which `nodes` begin, when it is of nothing but images.
fn group(nodes: &[Node]) -> Option<Group> {
    let mut group = Group { images: Vec::new(), end: 0 };
    match nodes.first()?.event()? {
        Event::Start(Tag::Paragraph) => {
            group.end = images(nodes, 1, &mut group.images)?;
            is_end(nodes, group.end, TagEnd::Paragraph).then_some(())?;
        }
        Event::Start(Tag::List(_)) => {
            let mut at = 1;
            while matches!(nodes.get(at)?.event()?, Event::Start(Tag::Item)) {
                let loose = matches!(nodes.get(at + 1)?.event()?, Event::Start(Tag::Paragraph));
                let before = group.images.len();
                at = images(nodes, at + 1 + usize::from(loose), &mut group.images)?;
                if loose {
                    is_end(nodes, at, TagEnd::Paragraph).then_some(())?;
                    at += 1;
                }
                (is_end(nodes, at, TagEnd::Item) && group.images.len() == before + 1).then_some(())?;
                at += 1;
            }
            matches!(nodes.get(at)?.event()?, Event::End(TagEnd::List(_))).then_some(())?;
            // A list of one is a list still.
            (group.images.len() > 1).then_some(())?;
            group.end = at;
        }
        _ => return None,
    }
    group.end += 1;
    Some(group)
}

fn is_end(nodes: &[Node], at: usize, end: TagEnd) -> bool {
    matches!(nodes.get(at).and_then(Node::event), Some(Event::End(found)) if *found == end)
}

/// Reads images and space from `at` on; returns where something else begins.
fn images(nodes: &[Node], mut at: usize, images: &mut Vec<Range<usize>>) -> Option<usize> {
    loop {
        match nodes.get(at)?.event() {
            Some(Event::SoftBreak | Event::HardBreak) => at += 1,
            Some(Event::Text(text)) if text.trim().is_empty() => at += 1,
            Some(Event::Start(Tag::Image { .. } | Tag::Link { .. })) => {
                let end = image(nodes, at)?;
                images.push(at..end);
                at = end;
            }
            _ => return (!images.is_empty()).then_some(at),
        }
    }
}

/// Where the image that begins at `at` ends, with the link around it.
fn image(nodes: &[Node], at: usize) -> Option<usize> {
    let linked = matches!(nodes[at].event(), Some(Event::Start(Tag::Link { .. })));
    let mut end = at + usize::from(linked);
    let mut depth = 0;
    loop {
        match nodes.get(end)?.event() {
            Some(Event::Start(Tag::Image { .. })) => depth += 1,
            Some(Event::End(TagEnd::Image)) => depth -= 1,
            _ if depth == 0 => return None,
            _ => {}
        }
        end += 1;
        if depth == 0 {
            break;
        }
    }
    if linked {
        is_end(nodes, end, TagEnd::Link).then_some(())?;
        end += 1;
    }
    Some(end)
}

impl Group {
    /// One image needs a caption to be a figure. A row of images from elsewhere is a row of badges, no gallery.
    fn is_framed(&self, nodes: &[Node]) -> bool {
        let mut images = self.images.iter().flat_map(|image| &nodes[image.clone()]).filter_map(|node| {
            match node.event() {
                Some(Event::Start(Tag::Image { dest_url, title, .. })) => Some((dest_url, title)),
                _ => None,
            }
        });
        if self.images.len() == 1 {
            return images.next().is_some_and(|(_, title)| !title.trim().is_empty());
        }
        images.all(|(address, _)| !has_scheme(address) && !address.starts_with("//"))
    }

    fn write<'t>(&self, block: &[Node<'t>], out: &mut Vec<Node<'t>>, options: &Options, reports: &Reports) {
        let range = block.first().map(|node| node.range.clone()).unwrap_or_default();
        let edge = |frame| Node { what: What::Frame(frame), range: range.clone() };
        let is_gallery = self.images.len() > 1;
        out.extend(is_gallery.then(|| edge(Frame::GalleryStart)));
        for image in &self.images {
            out.push(edge(Frame::FigureStart));
            let start = out.len();
            out.extend_from_slice(&block[image.clone()]);
            let title = out[start..].iter_mut().find_map(take_title);
            if let Some(title) = title.filter(|title| !title.trim().is_empty()) {
                out.push(edge(Frame::CaptionStart));
                out.append(&mut stream::inline(title.trim(), &block[image.start].range, options, reports));
                out.push(edge(Frame::CaptionEnd));
            }
            out.push(edge(Frame::FigureEnd));
        }
        out.extend(is_gallery.then(|| edge(Frame::GalleryEnd)));
    }
}

/// The title of an image, which becomes a caption and so need not be told twice.
fn take_title<'t>(node: &mut Node<'t>) -> Option<CowStr<'t>> {
    match &mut node.what {
        What::Markdown(Event::Start(Tag::Image { title, .. })) => {
            Some(std::mem::replace(title, CowStr::Borrowed("")))
        }
        _ => None,
    }
}
