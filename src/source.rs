//! A file's text and places in it.
//!
//! Offsets are bytes from the start of the file as it lies on disk (a byte order mark counts), so that a
//! [`Span`] found by any parser can be shown without translation. Lines and columns are for people: both
//! count from one, and a column is a character, not a byte.

pub mod swar;

use serde::{Deserialize, Serialize};
use std::ops::Range;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

/// A range of bytes in one source, end exclusive.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Span {
    pub start: usize,
    pub end: usize,
}

impl Span {
    #[must_use]
    pub fn new(start: usize, end: usize) -> Self {
        Self { start, end: end.max(start) }
    }

    /// An empty span before the byte at `offset`.
    #[must_use]
    pub fn at(offset: usize) -> Self {
        Self { start: offset, end: offset }
    }

    /// The same span in a text that begins `offset` bytes earlier.
    #[must_use]
    pub fn shift(self, offset: usize) -> Self {
        Self { start: self.start + offset, end: self.end + offset }
    }

    #[must_use]
    pub fn range(self) -> Range<usize> {
        self.start..self.end
    }

    /// The smallest span that covers both.
    #[must_use]
    pub fn join(self, other: Self) -> Self {
        Self { start: self.start.min(other.start), end: self.end.max(other.end) }
    }
}

impl From<Range<usize>> for Span {
    fn from(range: Range<usize>) -> Self {
        Self::new(range.start, range.end)
    }
}

/// A value and where it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Located<T> {
    pub value: T,
    pub span: Span,
}

impl<T> Located<T> {
    pub fn new(value: T, span: Span) -> Self {
        Self { value, span }
    }

    pub fn map<U>(self, f: impl FnOnce(T) -> U) -> Located<U> {
        Located { value: f(self.value), span: self.span }
    }
}

/// One file: its name, as a path from the site's root with `/`, and its text.
#[derive(Debug)]
pub struct Source {
    name: String,
    text: String,
    line_starts: OnceLock<Vec<usize>>,
    /// Of the text that was let go.
    fingerprint: Option<u64>,
    /// The whole, for whoever needs the text that was let go next.
    whole: Mutex<Option<Arc<Source>>>,
}

impl Source {
    pub fn new(name: impl Into<String>, text: impl Into<String>) -> Arc<Self> {
        Arc::new(Self {
            name: name.into(),
            text: text.into(),
            line_starts: OnceLock::new(),
            fingerprint: None,
            whole: Mutex::default(),
        })
    }

    /// The same file without its text, which a large site cannot keep of every page. With `until_taken` it stays for
    /// the first who [takes](Self::take) it; else it is read again, and [`Source::is_the_text_of`] tells whether it is
    /// still the same.
    #[must_use]
    pub fn released(self: &Arc<Self>, until_taken: bool) -> Arc<Self> {
        Arc::new(Self {
            name: self.name.clone(),
            text: String::new(),
            line_starts: OnceLock::new(),
            fingerprint: Some(fingerprint(&self.text)),
            whole: Mutex::new(until_taken.then(|| Arc::clone(self))),
        })
    }

    /// The whole of what was let go, once.
    #[must_use]
    pub fn take(&self) -> Option<Arc<Self>> {
        self.whole.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    #[must_use]
    pub fn is_released(&self) -> bool {
        self.fingerprint.is_some()
    }

    /// Tells the text from others of this file, within one run. That of a text that was let go is still known.
    #[must_use]
    pub fn fingerprint(&self) -> u64 {
        self.fingerprint.unwrap_or_else(|| fingerprint(&self.text))
    }

    /// The same of a part of the text, which is still there.
    #[must_use]
    pub fn fingerprint_of(&self, span: Span) -> u64 {
        fingerprint(self.text.get(span.range()).unwrap_or_default())
    }

    /// Whether this is the source of which `released` is what was kept.
    #[must_use]
    pub fn is_the_text_of(&self, released: &Self) -> bool {
        released.fingerprint == Some(fingerprint(&self.text))
    }

    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    fn line_starts(&self) -> &[usize] {
        self.line_starts.get_or_init(|| {
            let bytes = self.text.as_bytes();
            let mut starts = vec![0];
            for (index, byte) in bytes.iter().enumerate() {
                // A lone CR ends a line too: files saved by old Macs still turn up.
                if *byte == b'\n' || (*byte == b'\r' && bytes.get(index + 1) != Some(&b'\n')) {
                    starts.push(index + 1);
                }
            }
            starts
        })
    }

    /// Line and column of a byte offset, both from one. An offset past the end is the end.
    #[must_use]
    pub fn line_column(&self, offset: usize) -> (usize, usize) {
        let mut offset = offset.min(self.text.len());
        while !self.text.is_char_boundary(offset) {
            offset -= 1;
        }
        let starts = self.line_starts();
        let line = starts.partition_point(|start| *start <= offset);
        let start = starts[line - 1];
        let before = &self.text[start..offset];
        let column = before.trim_start_matches('\u{feff}').chars().count() + 1;
        (line, column)
    }

    /// The text of a line (from one), without its line end or byte order mark.
    #[must_use]
    pub fn line(&self, number: usize) -> &str {
        let starts = self.line_starts();
        let Some(start) = number.checked_sub(1).and_then(|index| starts.get(index)) else {
            return "";
        };
        let end = starts.get(number).copied().unwrap_or(self.text.len());
        self.text[*start..end].trim_end_matches(['\n', '\r']).trim_start_matches('\u{feff}')
    }

    /// Byte offset of the first byte of a line (from one).
    #[must_use]
    pub fn line_start(&self, number: usize) -> usize {
        let starts = self.line_starts();
        starts.get(number.saturating_sub(1)).copied().unwrap_or(self.text.len())
    }
}

/// Tells a text from what it was a moment ago, within one run: no identity for anything else.
///
/// Eight bytes at a time by the multiplication of FNV-1a; nobody gains by making two texts collide.
fn fingerprint(text: &str) -> u64 {
    const PRIME: u64 = 0x0000_0100_0000_01b3;
    let (words, rest) = text.as_bytes().as_chunks::<8>();
    let words = words.iter().map(|word| u64::from_le_bytes(*word));
    let rest = rest.iter().map(|byte| u64::from(*byte));
    let mix = |hash: u64, part: u64| (hash ^ part).wrapping_mul(PRIME).rotate_left(23);
    words.chain(rest).fold(text.len() as u64 ^ 0xcbf2_9ce4_8422_2325, mix)
}

/// A span in a source: what a message points at.
#[derive(Clone, Debug)]
pub struct Place {
    pub source: Arc<Source>,
    pub span: Span,
}

impl Place {
    #[must_use]
    pub fn new(source: &Arc<Source>, span: Span) -> Self {
        Self { source: Arc::clone(source), span }
    }

    /// Line and column of the span's start, both from one.
    #[must_use]
    pub fn line_column(&self) -> (usize, usize) {
        self.source.line_column(self.span.start)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_end_at_every_kind_of_line_end() {
        let source = Source::new("a.md", "one\r\ntwo\rthree\nfour");
        assert_eq!(source.line_column(0), (1, 1));
        assert_eq!(source.line_column(5), (2, 1));
        assert_eq!(source.line_column(9), (3, 1));
        assert_eq!(source.line_column(17), (4, 3));
        assert_eq!(source.line(2), "two");
        assert_eq!(source.line(4), "four");
    }

    #[test]
    fn a_column_counts_characters_and_not_the_byte_order_mark() {
        let source = Source::new("a.md", "\u{feff}äöx");
        assert_eq!(source.line_column("\u{feff}äö".len()), (1, 3));
        assert_eq!(source.line_column(999), (1, 4));
        assert_eq!(source.line(1), "äöx");
    }
}
