//! Ids of headings and the list of contents.

use super::mask::Mask;
use super::stream::{HeadingStart, Node, What};
use super::{HEADING_ID, Heading, Options, Reports, plain};
use crate::diag::Diagnostic;
use crate::path::slug;
use pulldown_cmark::{Event, Tag, TagEnd};
use std::collections::{BTreeMap, BTreeSet};

/// The ids that a page uses.
#[derive(Debug)]
pub(super) struct Ids {
    taken: BTreeSet<String>,
    /// The last number that each wanted id was given.
    counts: BTreeMap<String, usize>,
}

impl Ids {
    /// Those in `taken` stand in raw HTML.
    pub fn new(taken: BTreeSet<String>) -> Self {
        Self { taken, counts: BTreeMap::new() }
    }

    /// Takes an id that its author chose; false when it was taken.
    pub fn claim(&mut self, id: &str) -> bool {
        self.taken.insert(id.to_owned())
    }

    /// Takes `wanted`, or the first of `wanted-1`, `wanted-2`, … that is free: what other generators do too,
    /// so that links from elsewhere keep working.
    pub fn make(&mut self, wanted: &str) -> String {
        if self.taken.insert(wanted.to_owned()) {
            return wanted.to_owned();
        }
        let count = self.counts.entry(wanted.to_owned()).or_default();
        loop {
            *count += 1;
            let id = format!("{wanted}-{count}");
            if self.taken.insert(id.clone()) {
                return id;
            }
        }
    }
}

/// Gives every heading its id, and returns the contents and the title of the page.
pub(super) fn number(
    nodes: &mut [Node],
    mask: &Mask,
    options: &Options,
    ids: &mut Ids,
    reports: &mut Reports,
) -> (Vec<Heading>, Option<String>) {
    claim_explicit(nodes, ids, reports);
    let mut contents = Vec::new();
    let mut title = None;
    let mut outline = Outline::default();
    let (mut depth, mut components) = (0_usize, 0_usize);
    for index in 0..nodes.len() {
        match nodes[index].event() {
            Some(Event::Start(Tag::Heading { .. })) => {
                let end = end_of(nodes, index);
                let mut text = String::new();
                plain::push_text(&mut text, &nodes[index..end], mask);
                let mut start = start_of(&nodes[index], &text, options, ids);
                if options.anchors {
                    start.level = outline.level(start.level);
                }
                let text = text.trim();
                if depth == 0 && !text.is_empty() {
                    start.is_title = title.is_none() && start.level == 1 && components == 0;
                    contents.push(Heading {
                        level: start.level,
                        id: start.id.clone(),
                        text: text.to_owned(),
                        span: reports.span(&nodes[index].range),
                        is_title: start.is_title,
                    });
                }
                if start.is_title {
                    title = Some(text.to_owned());
                }
                nodes[index].what = What::Heading(Box::new(start));
                depth += 1;
            }
            Some(Event::Start(_)) => depth += 1,
            Some(Event::End(_)) => depth = depth.saturating_sub(1),
            _ => {}
        }
        // A heading in the body of a component is one of the page, but not the page's title.
        match nodes[index].what {
            What::CallStart { .. } => components += 1,
            What::CallEnd => components = components.saturating_sub(1),
            What::NotesStart => depth += 1,
            _ => {}
        }
    }
    (contents, title)
}

/// The headings that the next one may stand under. Those who listen to a page go from heading to heading by level
/// (WCAG 2.2, technique G141), so no level is skipped: under a title, a first `###` is a heading of level two.
#[derive(Debug, Default)]
struct Outline {
    /// Levels as they were written, each deeper than the one before; the page's title, level one, is not among them.
    open: Vec<u8>,
}

impl Outline {
    /// The level at which a heading is shown.
    fn level(&mut self, written: u8) -> u8 {
        while self.open.last().is_some_and(|open| *open >= written) {
            self.open.pop();
        }
        if written == 1 {
            return 1;
        }
        self.open.push(written);
        1 + u8::try_from(self.open.len()).unwrap_or(5)
    }
}

fn end_of(nodes: &[Node], start: usize) -> usize {
    let is_end = |node: &Node| matches!(node.event(), Some(Event::End(TagEnd::Heading(_))));
    nodes[start..].iter().position(is_end).map_or(nodes.len(), |length| start + length)
}

fn explicit_id<'n>(node: &'n Node) -> Option<&'n str> {
    match node.event() {
        Some(Event::Start(Tag::Heading { id: Some(id), .. })) if !id.is_empty() => Some(id),
        _ => None,
    }
}

/// Ids that authors chose come first, wherever they stand: a generated one gives way.
fn claim_explicit(nodes: &[Node], ids: &mut Ids, reports: &mut Reports) {
    for node in nodes {
        if let Some(id) = explicit_id(node)
            && !ids.claim(id)
        {
            let message = format!("the id `{id}` stands twice on this page");
            reports.add(
                &node.range,
                Diagnostic::warning(HEADING_ID, message).hint("links lead to the first; change one"),
            );
        }
    }
}

fn start_of(node: &Node, text: &str, options: &Options, ids: &mut Ids) -> HeadingStart {
    let Some(Event::Start(Tag::Heading { level, classes, .. })) = node.event() else {
        return HeadingStart { level: 1, id: String::new(), classes: Vec::new(), is_title: false };
    };
    let id = match explicit_id(node) {
        Some(id) => id.to_owned(),
        None if options.anchors => {
            let wanted = slug(text);
            ids.make(if wanted.is_empty() { "section" } else { &wanted })
        }
        None => String::new(),
    };
    let classes = classes.iter().map(ToString::to_string).collect();
    HeadingStart { level: *level as u8, id, classes, is_title: false }
}

#[cfg(test)]
mod tests {
    use super::Outline;

    fn shown(written: &[u8]) -> Vec<u8> {
        let mut outline = Outline::default();
        written.iter().map(|level| outline.level(*level)).collect()
    }

    #[test]
    fn no_level_is_skipped_and_siblings_stay_siblings() {
        assert_eq!(shown(&[2, 3, 3, 2, 4, 4, 3, 6]), [2, 3, 3, 2, 3, 3, 3, 4]);
        assert_eq!(shown(&[3, 3, 4, 2]), [2, 2, 3, 2]);
        assert_eq!(shown(&[1, 2, 4, 1, 3]), [1, 2, 3, 1, 2]);
    }

    #[test]
    fn what_skips_nothing_stays_as_it_was_written() {
        assert_eq!(shown(&[2, 3, 4, 5, 6, 3, 2]), [2, 3, 4, 5, 6, 3, 2]);
    }
}
