//! How much a text is to read, in words and in minutes.

use super::stream::{self, Node, What};
use pulldown_cmark::{Event, Tag, TagEnd};

/// How much there is to read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Reading {
    /// Between spaces.
    spaced: usize,
    /// Chinese characters and Japanese signs.
    signs: usize,
    /// Letters of scripts that set no space between words: Thai, Lao, Khmer, Burmese.
    unspaced: usize,
}

/// Words in a minute: the mean of silent reading of English non-fiction (Brysbaert 2019, a review of 190 studies).
const WORDS_A_MINUTE: usize = 238;
/// Chinese and Japanese signs in a minute, as Hugo and Medium count.
const SIGNS_A_MINUTE: usize = 500;
/// Letters that count as a word where no space tells: the standard word of typing tests.
const LETTERS_A_WORD: usize = 5;

impl Reading {
    /// Words of running text; a Chinese or Japanese sign counts as one.
    pub fn words(self) -> usize {
        self.spaced + self.signs + self.unspaced.div_ceil(LETTERS_A_WORD)
    }

    /// Full minutes, and at least one.
    pub fn minutes(self) -> usize {
        let words = self.spaced + self.unspaced.div_ceil(LETTERS_A_WORD);
        let seconds = (words * 60).div_ceil(WORDS_A_MINUTE) + (self.signs * 60).div_ceil(SIGNS_A_MINUTE);
        seconds.div_ceil(60).max(1)
    }
}

/// Counts what is read: no code blocks, and not what stands in for an image.
pub(super) fn count(nodes: &[Node]) -> Reading {
    let mut counter = Counter::default();
    let (mut in_code, mut images) = (false, 0_usize);
    for node in nodes {
        match &node.what {
            What::Markdown(Event::Start(Tag::Image { .. })) => images += 1,
            What::Markdown(Event::End(TagEnd::Image)) => images = images.saturating_sub(1),
            What::Markdown(Event::Text(text) | Event::Code(text)) if !in_code && images == 0 => {
                counter.text(text);
            }
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
    counter.read
}

/// Counts words across pieces of text. A word has a letter or a digit and ends at a space.
#[derive(Default)]
struct Counter {
    read: Reading,
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
        self.read.spaced =
            self.read.spaced + usize::from(ended) + usize::from(in_word) - usize::from(self.in_word);
        self.in_word = in_word;
    }

    fn character(&mut self, c: char) {
        if is_sign(c) {
            self.read.signs += 1;
            self.in_word = false;
        } else if is_unspaced(c) {
            self.read.unspaced += usize::from(c.is_alphanumeric());
            self.in_word = false;
        } else if c.is_alphanumeric() {
            self.read.spaced += usize::from(!self.in_word);
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

/// Chinese characters and Japanese signs.
fn is_sign(c: char) -> bool {
    matches!(c,
        '\u{3005}'..='\u{3007}' | '\u{3040}'..='\u{30ff}' | '\u{31f0}'..='\u{31ff}' | '\u{3400}'..='\u{4dbf}'
        | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{ff66}'..='\u{ff9f}' | '\u{20000}'..='\u{3ffff}')
        && c.is_alphanumeric()
}

/// Thai, Lao, Burmese, Khmer and the Tai scripts.
fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{1950}'..='\u{19ff}'
        | '\u{1a20}'..='\u{1aaf}' | '\u{a9e0}'..='\u{a9ff}' | '\u{aa60}'..='\u{aadf}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> usize {
        let mut counter = Counter::default();
        counter.text(text);
        counter.read.words()
    }

    #[test]
    fn words_are_counted_in_any_script() {
        assert_eq!(words("It's a well-known 12.5 % – yes!"), 5);
        assert_eq!(words("日本語で3つの単語。"), 9);
        assert_eq!(words("한국어 단어 셋"), 3);
        assert_eq!(words("… — !"), 0);
        // ภาษาไทยไม่เว้นวรรค: "Thai sets no spaces", five words of 16 letters and marks.
        assert_eq!(words("ภาษาไทยไม่เว้นวรรค"), 4);
        assert_eq!(words("Wir 使う folio ที่นี่ 3×"), 6);
    }

    #[test]
    fn a_minute_of_signs_is_more_signs_than_a_minute_of_words_has_words() {
        let minutes = |text: &str, count| {
            let mut counter = Counter::default();
            counter.text(&text.repeat(count));
            counter.read.minutes()
        };
        assert_eq!((minutes("word ", 0), minutes("word ", 238), minutes("word ", 239)), (1, 1, 2));
        assert_eq!((minutes("字", 500), minutes("字", 501), minutes("字", 5_000)), (1, 2, 10));
        assert_eq!(minutes("word 字 ", 238), 2);
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
                        let mut at_once =
                            Counter { read: Reading { spaced: 1, ..Reading::default() }, in_word: after };
                        at_once.text(&text);
                        let mut one_by_one =
                            Counter { read: Reading { spaced: 1, ..Reading::default() }, in_word: after };
                        text.chars().for_each(|c| one_by_one.character(c));
                        assert_eq!(
                            (at_once.read, at_once.in_word),
                            (one_by_one.read, one_by_one.in_word),
                            "{text:?} {after}"
                        );
                    }
                }
            }
        }
    }
}
