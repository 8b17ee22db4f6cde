//! What a body says in short: its first paragraph, and how long it is.

use super::mask::Mask;
use super::plain;
use super::stream::{self, Node, What};
use pulldown_cmark::{Event, Tag, TagEnd};

#[derive(Debug, Default)]
pub(super) struct Summary {
    pub excerpt: String,
    pub words: usize,
}

pub(super) fn of(nodes: &[Node], mask: &Mask) -> Summary {
    Summary { excerpt: first_paragraph(nodes, mask), words: count(nodes) }
}

/// The plain text of the first paragraph that has any, outside quotes, lists and footnotes.
fn first_paragraph(nodes: &[Node], mask: &Mask) -> String {
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

fn count(nodes: &[Node]) -> usize {
    let mut counter = Counter::default();
    let mut in_code = false;
    for node in nodes {
        match &node.what {
            What::Markdown(Event::Text(text) | Event::Code(text)) if !in_code => counter.text(text),
            What::Call { .. } | What::Formula(_) => counter.text("1"),
            What::Markdown(Event::Start(tag)) => {
                in_code |= matches!(tag, Tag::CodeBlock(_));
                counter.in_word &= stream::is_inline(tag);
            }
            What::Markdown(Event::End(TagEnd::CodeBlock)) => in_code = false,
            What::Markdown(
                Event::SoftBreak | Event::HardBreak | Event::Rule | Event::End(TagEnd::TableCell),
            )
            | What::Heading(_)
            | What::TaskItem
            | What::Frame(_) => counter.in_word = false,
            _ => {}
        }
    }
    counter.words
}

/// Counts words across pieces of text. A word has a letter or a digit and ends at a space.
#[derive(Default)]
struct Counter {
    words: usize,
    in_word: bool,
}

impl Counter {
    fn text(&mut self, text: &str) {
        let mut rest = text;
        while !rest.is_empty() {
            let bytes = rest.as_bytes();
            // What ends too early goes on with NUL, which is neither letter nor space.
            let eight = bytes.first_chunk().copied().unwrap_or_else(|| {
                let mut padded = [0; 8];
                padded[..bytes.len()].copy_from_slice(bytes);
                padded
            });
            let eight = u64::from_le_bytes(eight);
            if eight & HIGH == 0 {
                self.eight(eight);
                rest = rest.get(8..).unwrap_or_default();
            } else if let Some(c) = rest.chars().next() {
                self.character(c);
                rest = &rest[c.len_utf8()..];
            }
        }
    }

    /// Eight ASCII characters at once, the first in the lowest byte; most text is made of these.
    fn eight(&mut self, eight: u64) {
        // The highest bit of each byte tells whether the byte lies in a range: no sum reaches the next byte.
        let at_least = |bytes: u64, least: u8| (bytes + EACH * u64::from(0x80 - least)) & HIGH;
        let within = |bytes, from, to: u8| at_least(bytes, from) & !at_least(bytes, to + 1);
        let letters = within(eight | (EACH * 0x20), b'a', b'z') | within(eight, b'0', b'9');
        let spaces = within(eight, b'\t', b'\r') | within(eight, b' ', b' ');
        // Between spaces all bits are set, so that a letter there, or a word that began before, carries a bit
        // into the lowest one of the next space: each such bit is a word that ended.
        let gaps = (spaces >> 7) * 0xff;
        let (sum, over) = (!gaps).overflowing_add(letters);
        let (sum, again) = sum.overflowing_add(u64::from(self.in_word));
        // The highest byte of this product is the sum of all bytes.
        let ended = (sum & gaps & EACH).wrapping_mul(EACH).to_be_bytes()[0];
        let in_word = over || again;
        // A word counts when it begins.
        self.words = self.words + usize::from(ended) + usize::from(in_word) - usize::from(self.in_word);
        self.in_word = in_word;
    }

    fn character(&mut self, c: char) {
        if is_ideograph(c) {
            self.words += 1;
            self.in_word = false;
        } else if c.is_alphanumeric() {
            self.words += usize::from(!self.in_word);
            self.in_word = true;
        } else if c.is_whitespace() {
            self.in_word = false;
        }
    }
}

/// One in each byte.
const EACH: u64 = 0x0101_0101_0101_0101;
/// The highest bit of each byte.
const HIGH: u64 = EACH << 7;

/// Characters of scripts that set no spaces between words.
fn is_ideograph(c: char) -> bool {
    matches!(c,
        '\u{3005}'..='\u{3007}' | '\u{3040}'..='\u{30ff}' | '\u{31f0}'..='\u{31ff}' | '\u{3400}'..='\u{4dbf}'
        | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{ff66}'..='\u{ff9f}' | '\u{20000}'..='\u{3ffff}')
        && c.is_alphanumeric()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> usize {
        let mut counter = Counter::default();
        counter.text(text);
        counter.words
    }

    #[test]
    fn words_are_counted_in_any_script() {
        assert_eq!(words("It's a well-known 12.5 % – yes!"), 5);
        assert_eq!(words("日本語で3つの単語。"), 9);
        assert_eq!(words("한국어 단어 셋"), 3);
        assert_eq!(words("… — !"), 0);
    }

    #[test]
    fn words_are_counted_eight_characters_at_a_time_as_one_by_one() {
        // Every ASCII character at every place of eight, within a word, between words and beside one.
        for byte in 0..128 {
            for place in 0..8 {
                for around in ["aaaaaaaaaaaaaaaa", "                ", "a b-c  .d,e f--g", "-- 7_ .. zZ@[`{/"]
                {
                    let mut text = around.to_owned().into_bytes();
                    text[place] = byte;
                    text[place + 8] = byte;
                    let text = String::from_utf8(text).expect("ASCII");
                    for after in [false, true] {
                        let mut at_once = Counter { words: 1, in_word: after };
                        at_once.text(&text);
                        let mut one_by_one = Counter { words: 1, in_word: after };
                        text.chars().for_each(|c| one_by_one.character(c));
                        assert_eq!(
                            (at_once.words, at_once.in_word),
                            (one_by_one.words, one_by_one.in_word),
                            "{text:?} {after}"
                        );
                    }
                }
            }
        }
    }
}
