//! Ids of headings and the list of contents.

use super::mask::Mask;
use super::stream::{HeadingStart, Node, What};
use super::{HEADING_ATTRIBUTE, HEADING_ID, Heading, Html, Options, Reports, filter, plain};
use crate::diag::Diagnostic;
use crate::path::slug;
use pulldown_cmark::{CowStr, Event, HeadingLevel, Tag, TagEnd};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

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

    /// Takes the first of `wanted-1`, `wanted-2`, … that is free: what other generators do too, so that links
    /// from elsewhere keep working.
    fn number(&mut self, wanted: &str) -> String {
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
    let mut texts = texts(nodes, mask).into_iter();
    let mut starts = starts(nodes, texts.as_slice(), options, ids, reports).into_iter();
    let mut contents = Vec::new();
    let mut title = None;
    let mut outline = Outline::default();
    let mut shown = None;
    let (mut depth, mut components) = (0_usize, 0_usize);
    for node in nodes {
        match node.event() {
            Some(Event::Start(Tag::Heading { .. })) => {
                let (Some((_, text)), Some(mut start)) = (texts.next(), starts.next()) else { break };
                if options.anchors {
                    start.level = outline.level(start.level);
                }
                if depth == 0 && !text.is_empty() {
                    start.is_title = title.is_none() && start.level == 1 && components == 0;
                    contents.push(Heading {
                        level: start.level,
                        id: start.id.clone(),
                        text: text.clone(),
                        span: reports.span(&node.range),
                        is_title: start.is_title,
                    });
                }
                if start.is_title {
                    title = Some(text);
                }
                shown = HeadingLevel::try_from(usize::from(start.level)).ok();
                node.what = What::Heading(Box::new(start));
                depth += 1;
            }
            Some(Event::End(TagEnd::Heading(written))) => {
                let level = shown.take().unwrap_or(*written);
                node.what = What::Markdown(Event::End(TagEnd::Heading(level)));
                depth = depth.saturating_sub(1);
            }
            Some(Event::Start(_)) => depth += 1,
            Some(Event::End(_)) => depth = depth.saturating_sub(1),
            _ => {}
        }
        // A heading in the body of a component is one of the page, but not the page's title.
        match node.what {
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

/// The place and the text of each heading.
fn texts(nodes: &[Node], mask: &Mask) -> Vec<(usize, String)> {
    let is_start = |node: &Node| matches!(node.event(), Some(Event::Start(Tag::Heading { .. })));
    let is_end = |node: &Node| matches!(node.event(), Some(Event::End(TagEnd::Heading(_))));
    let headings = nodes.iter().enumerate().filter(|(_, node)| is_start(node)).map(|(start, _)| {
        let length = nodes[start..].iter().position(is_end).unwrap_or(nodes.len() - start);
        let mut text = String::new();
        plain::push_text(&mut text, &nodes[start..start + length], mask);
        (start, text.trim().to_owned())
    });
    headings.collect()
}

/// What each heading begins with. Ids that authors chose come first, wherever they stand; then every heading whose
/// own words are free gets these; only then are repetitions numbered. So a heading that is added or removed changes
/// no id but those of headings that say the same.
fn starts(
    nodes: &[Node],
    texts: &[(usize, String)],
    options: &Options,
    ids: &mut Ids,
    reports: &mut Reports,
) -> Vec<HeadingStart> {
    let mut starts: Vec<HeadingStart> =
        texts.iter().map(|(at, _)| written(&nodes[*at], options, reports)).collect();
    for (start, (at, _)) in starts.iter().zip(texts) {
        if !start.id.is_empty() && !ids.claim(&start.id) {
            let message = format!("the id `{}` stands twice on this page", start.id);
            reports.add(
                &nodes[*at].range,
                Diagnostic::warning(HEADING_ID, message).hint("links lead to the first; change one"),
            );
        }
    }
    if !options.anchors {
        return starts;
    }
    let mut repeated = Vec::new();
    for (index, start) in starts.iter_mut().enumerate().filter(|(_, start)| start.id.is_empty()) {
        let wanted = wanted(&texts[index].1);
        if ids.claim(&wanted) {
            start.id = wanted;
        } else {
            repeated.push((index, wanted));
        }
    }
    for (index, wanted) in repeated {
        starts[index].id = ids.number(&wanted);
    }
    starts
}

/// The id that a heading gets by its words. One without letters is told by its signs, so that another such heading
/// does not change it.
fn wanted(text: &str) -> String {
    const SIGNS: usize = 8;
    let mut id = slug(text);
    if id.is_empty() {
        for c in text.chars().filter(|c| !c.is_whitespace()).take(SIGNS) {
            id.push_str(if id.is_empty() { "u" } else { "-" });
            // Writing to a string cannot fail.
            let _ = write!(id, "{:x}", u32::from(c));
        }
    }
    if id.is_empty() { "section".to_owned() } else { id }
}

/// What the author wrote in braces: `{#id .class name=value}`.
fn written(node: &Node, options: &Options, reports: &mut Reports) -> HeadingStart {
    let mut start = HeadingStart {
        level: 1,
        id: String::new(),
        classes: Vec::new(),
        attributes: Vec::new(),
        is_title: false,
    };
    let Some(Event::Start(Tag::Heading { level, id, classes, attrs })) = node.event() else { return start };
    start.level = *level as u8;
    id.as_deref().unwrap_or_default().clone_into(&mut start.id);
    start.classes = classes.iter().map(ToString::to_string).collect();
    for (name, value) in attrs {
        attribute(&mut start, name, value.as_deref().unwrap_or_default(), node, options, reports);
    }
    start
}

fn attribute(
    start: &mut HeadingStart,
    name: &CowStr,
    value: &str,
    node: &Node,
    options: &Options,
    reports: &mut Reports,
) {
    let name = name.to_ascii_lowercase();
    let unquoted = ['"', '\''].iter().find_map(|quote| value.strip_prefix(*quote)?.strip_suffix(*quote));
    let value = unquoted.unwrap_or(value);
    let is_name = name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.:".contains(&byte));
    match name.as_str() {
        "id" if start.id.is_empty() => value.clone_into(&mut start.id),
        "class" => start.classes.push(value.to_owned()),
        _ if start.attributes.iter().any(|(known, _)| *known == name) || name == "id" => {}
        _ if is_name && (options.html == Html::Trusted || filter::allows_attribute(&name)) => {
            start.attributes.push((name, value.to_owned()));
        }
        _ => {
            let message = format!("a heading cannot have the attribute `{name}`; it was left out");
            let hint = "known are `#id`, `.class`, `lang`, `dir`, `title`, `role`, `translate` and some of `aria-`; \
                        values have no spaces";
            reports.add(&node.range, Diagnostic::warning(HEADING_ATTRIBUTE, message).hint(hint));
        }
    }
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
