//! The abbreviations of a site: the first use on a page says what it stands for.
//!
//! Once is enough for a reader and for one who listens (WCAG 2.2, technique H28), and more would be noise. Code,
//! headings, addresses and what stands in for an image are left alone.

use super::stream::{Node, What};
use aho_corasick::{AhoCorasick, MatchKind};
use pulldown_cmark::{Event, Tag, TagEnd};

/// What is abbreviated, ready to be found.
#[derive(Debug)]
pub struct Abbreviations {
    finder: AhoCorasick,
    meanings: Vec<String>,
}

/// An abbreviation in the text.
#[derive(Clone, Debug)]
pub(super) struct Abbreviation {
    pub short: String,
    pub meaning: String,
}

impl Abbreviations {
    /// From pairs of an abbreviation and what it stands for; nothing for none.
    pub fn new(known: &[(String, String)]) -> Option<Self> {
        if known.is_empty() {
            return None;
        }
        let shorts = known.iter().map(|(short, _)| short);
        // What cannot be built is larger than any list of abbreviations.
        let finder = AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(shorts).ok()?;
        Some(Self { finder, meanings: known.iter().map(|(_, long)| long.clone()).collect() })
    }
}

/// Elements of raw HTML whose text is not running text.
const VERBATIM: &[&str] = &["abbr", "code", "kbd", "pre", "samp", "var"];

/// Marks the first use of each abbreviation as a whole word.
pub(super) fn mark(nodes: &mut Vec<Node>, known: Option<&Abbreviations>) {
    let Some(known) = known else { return };
    let mut marking = Marking { known, seen: vec![false; known.meanings.len()], closed: 0, verbatim: 0 };
    for node in std::mem::take(nodes) {
        marking.node(node, nodes);
    }
}

struct Marking<'k> {
    known: &'k Abbreviations,
    seen: Vec<bool>,
    /// Headings, code blocks and images that are open.
    closed: usize,
    /// Raw elements that are open and show their text as it is.
    verbatim: usize,
}

impl Marking<'_> {
    fn node<'t>(&mut self, node: Node<'t>, out: &mut Vec<Node<'t>>) {
        match &node.what {
            What::Heading(_) | What::Markdown(Event::Start(Tag::CodeBlock(_) | Tag::Image { .. })) => {
                self.closed += 1;
            }
            What::Markdown(Event::End(TagEnd::Heading(_) | TagEnd::CodeBlock | TagEnd::Image)) => {
                self.closed = self.closed.saturating_sub(1);
            }
            What::Markdown(Event::InlineHtml(html)) => self.raw(html),
            What::Markdown(Event::Text(text)) if self.closed == 0 && self.verbatim == 0 => {
                return self.text(text, &node, out);
            }
            _ => {}
        }
        out.push(node);
    }

    fn raw(&mut self, html: &str) {
        let name = html.trim_start_matches(['<', '/']);
        let length = name.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(name.len());
        if VERBATIM.contains(&name[..length].to_ascii_lowercase().as_str()) {
            self.verbatim =
                if html.starts_with("</") { self.verbatim.saturating_sub(1) } else { self.verbatim + 1 };
        }
    }

    fn text<'t>(&mut self, text: &str, node: &Node<'t>, out: &mut Vec<Node<'t>>) {
        let mut copied = 0;
        for found in self.known.finder.find_iter(text) {
            let index = found.pattern().as_usize();
            let before = text[..found.start()].chars().next_back();
            let after = text[found.end()..].chars().next();
            let is_word = [before, after].iter().flatten().all(|c| !c.is_alphanumeric());
            if !is_word || std::mem::replace(&mut self.seen[index], true) {
                continue;
            }
            push_text(&text[copied..found.start()], node, out);
            let short = text[found.range()].to_owned();
            let meaning = self.known.meanings[index].clone();
            let what = What::Abbreviation(Box::new(Abbreviation { short, meaning }));
            out.push(Node { what, range: node.range.clone() });
            copied = found.end();
        }
        if copied == 0 {
            out.push(node.clone());
        } else {
            push_text(&text[copied..], node, out);
        }
    }
}

fn push_text<'t>(text: &str, node: &Node<'t>, out: &mut Vec<Node<'t>>) {
    if !text.is_empty() {
        out.push(Node::new(Event::Text(text.to_owned().into()), node.range.clone()));
    }
}
