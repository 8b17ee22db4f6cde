//! The YAML that people mostly write, read line by line: keys, scalars on one line, lists of them, records below
//! each other. A text with anything else in it is left to the full parser, which would make the same tree: a
//! property test holds the two together. Front matter read this way costs a quarter of the instructions that the
//! parser takes for it, and those were an eighth of all in a build of case studies with five metrics each.

use super::{Map, Node, Scalar, Value};
use crate::source::{Located, Span};

/// Longer texts are rare, and are data rather than front matter.
const LONGEST: usize = 32 * 1024;
/// Entries of a map, each of which is compared with those before it.
const MOST_ENTRIES: usize = 64;
const DEEPEST: usize = 8;

/// The tree of `text`, whose first byte is at `base` in its file; `None` when it has something that only the full
/// parser knows.
pub(super) fn read(text: &str, base: usize) -> Option<Node> {
    if text.len() > LONGEST || !has_only_known_characters(text) {
        return None;
    }
    let lines = lines(text)?;
    let mut reader = Reader { text, base, lines, at: 0 };
    let node = reader.block(0, DEEPEST)?;
    (reader.at == reader.lines.len()).then_some(node)
}

/// No tabs, no other controls, no line ends but `\n`; and none of the characters that YAML forbids or takes for a
/// break, all of which begin with one of two bytes or with E2 80.
#[allow(clippy::needless_bitwise_bool)] // A branch would keep it from being one vector.
fn has_only_known_characters(text: &str) -> bool {
    let strange = |block: &[u8]| {
        let strange = |byte: u8| (byte < b' ') & (byte != b'\n') | matches!(byte, 0x7f | 0xc2 | 0xef);
        block.iter().fold(false, |found, byte| found | strange(*byte))
    };
    // Most text has nothing that begins with the byte of these two.
    let has_break =
        || memchr::memchr(0xe2, text.as_bytes()).is_some() && text.contains(['\u{2028}', '\u{2029}']);
    !text.as_bytes().chunks(64).any(strange) && !has_break()
}

/// A line that says something: where it begins behind its indentation, and where it ends before trailing spaces.
#[derive(Clone, Copy)]
struct Line {
    indent: usize,
    start: usize,
    end: usize,
}

/// `None` when one of them is a comment, which belongs to the span of what it follows.
fn lines(text: &str) -> Option<Vec<Line>> {
    let mut lines = Vec::with_capacity(text.len() / 24);
    let mut start = 0;
    for line in text.split('\n') {
        let said = line.trim_start_matches(' ');
        let indent = line.len() - said.len();
        let kept = said.trim_end_matches(' ').len();
        if said.starts_with('#') {
            return None;
        }
        if kept > 0 {
            lines.push(Line { indent, start: start + indent, end: start + indent + kept });
        }
        start += line.len() + 1;
    }
    Some(lines)
}

struct Reader<'t> {
    text: &'t str,
    base: usize,
    lines: Vec<Line>,
    /// The line that comes next.
    at: usize,
}

impl<'t> Reader<'t> {
    /// The next line, when it stands at this indentation.
    fn line(&self, indent: usize) -> Option<Line> {
        self.lines.get(self.at).copied().filter(|line| line.indent == indent)
    }

    fn words(&self, line: Line) -> &'t str {
        &self.text[line.start..line.end]
    }

    fn span(&self, start: usize, end: usize) -> Span {
        Span::new(self.base + start, self.base + end)
    }

    /// A list or a map whose entries all stand at this indentation.
    fn block(&mut self, indent: usize, deeper: usize) -> Option<Node> {
        let first = self.line(indent)?;
        let deeper = deeper.checked_sub(1)?;
        let value = if self.words(first).starts_with("- ") {
            Value::List(self.list(indent, deeper)?)
        } else {
            Value::Map(self.map(indent, deeper)?)
        };
        // What is indented between two levels goes on with a scalar, or is a mistake.
        if self.lines.get(self.at).is_some_and(|next| next.indent > indent) {
            return None;
        }
        let end = self.lines[self.at - 1].end;
        Some(Node { value, span: self.span(first.start, end) })
    }

    fn list(&mut self, indent: usize, deeper: usize) -> Option<Vec<Node>> {
        let mut nodes = Vec::new();
        while let Some(line) = self.line(indent) {
            let Some(item) = self.words(line).strip_prefix("- ") else { break };
            let start = line.end - item.trim_start_matches(' ').len();
            let item = Line { indent: indent + start - line.start, start, end: line.end };
            nodes.push(match key(self.words(item)) {
                Some(_) => {
                    // A record that begins behind the dash: its first line is indented as those that follow.
                    self.lines[self.at] = item;
                    self.block(item.indent, deeper)?
                }
                None => {
                    self.at += 1;
                    self.value(item)?
                }
            });
        }
        Some(nodes)
    }

    fn map(&mut self, indent: usize, deeper: usize) -> Option<Map> {
        let mut map = Map::default();
        while let Some(line) = self.line(indent) {
            let words = self.words(line);
            if words.starts_with("- ") {
                break;
            }
            let key = key(words)?;
            if map.entries.len() == MOST_ENTRIES || map.get(key).is_some() {
                return None;
            }
            self.at += 1;
            let after = words[key.len() + 1..].trim_start_matches(' ');
            let node = if after.is_empty() {
                let next = self.lines.get(self.at)?;
                // A list may stand as far to the left as the key that it belongs to.
                let below =
                    next.indent > indent || self.words(*next).starts_with("- ") && next.indent == indent;
                if !below {
                    return None;
                }
                let is_flush = next.indent == indent;
                let mut node = self.block(next.indent, deeper)?;
                if let (true, Value::List(nodes)) = (is_flush, &node.value) {
                    // The full parser lets such a list begin with its first item, not with the dash.
                    node.span = Span::new(nodes[0].span.start, node.span.end);
                }
                node
            } else {
                self.value(Line { start: line.end - after.len(), ..line })?
            };
            let name = Located::new(key.to_owned(), self.span(line.start, line.start + key.len()));
            map.entries.push((name, node));
        }
        Some(map)
    }

    /// A value on one line: a scalar or a list of scalars.
    fn value(&self, line: Line) -> Option<Node> {
        let words = self.words(line);
        let Some(inside) = words.strip_prefix('[') else { return self.scalar(line, false) };
        let inside = inside.strip_suffix(']')?;
        let mut nodes = Vec::new();
        let mut start = line.start + 1;
        // A comma or a bracket within quotes leaves a quote open, which no scalar has.
        for item in inside.split(',') {
            let trimmed = item.trim_matches(' ');
            let leading = item.len() - item.trim_start_matches(' ').len();
            let begin = start + leading;
            nodes.push(self.scalar(Line { indent: 0, start: begin, end: begin + trimmed.len() }, true)?);
            start += item.len() + 1;
        }
        Some(Node { value: Value::List(nodes), span: self.span(line.start, line.end) })
    }

    fn scalar(&self, line: Line, in_list: bool) -> Option<Node> {
        let words = self.words(line);
        let node = |value| Some(Node { value, span: self.span(line.start, line.end) });
        let first = words.bytes().next()?;
        if matches!(first, b'"' | b'\'') {
            let quote = char::from(first);
            let text = words[1..].strip_suffix(quote)?;
            let is_simple = !text.contains([quote, '\\']);
            return is_simple
                .then(|| Scalar { text: text.to_owned(), plain: false })
                .map(Value::Scalar)
                .and_then(node);
        }
        let begins = first.is_ascii_alphanumeric()
            || first >= 0x80
            || matches!(first, b'(' | b'+' | b'/' | b'.' | b'<' | b'$' | b'_');
        let ends_well = !words.contains(": ") && !words.ends_with(':') && !words.contains(" #");
        let fits = !in_list || !words.contains([':', '[', ']', '{', '}', '"', '\'', '#']);
        if !(begins && ends_well && fits) {
            return None;
        }
        match words {
            "null" | "Null" | "NULL" => node(Value::Null),
            _ => node(Value::Scalar(Scalar { text: words.to_owned(), plain: true })),
        }
    }
}

/// The key with which a line begins: a word of letters, digits, `_`, `-` and `.`, followed by a colon that a space
/// or the end follows.
fn key(words: &str) -> Option<&str> {
    let length = words
        .bytes()
        .take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.'))
        .count();
    let key = &words[..length];
    let after = words[length..].strip_prefix(':')?;
    let begins = key.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_');
    let is_key = begins && !matches!(key, "null" | "Null" | "NULL");
    (is_key && (after.is_empty() || after.starts_with(' '))).then_some(key)
}
