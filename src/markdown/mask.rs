//! Finds component calls in the source and covers them before Markdown is parsed.
//!
//! Neither before nor after is the right time alone: only Markdown knows what is code, and Markdown would tear
//! a call apart (`<value of="x"/>` inside the braces is inline HTML to it, quotes may become typographic, a `|`
//! ends a table cell). So each call is first *covered* by a token of the same length, which leaves every
//! offset as it was. Where a token comes out of the parser as text, there is a call; wherever else it
//! comes out (code, raw HTML, an address, a title), the source is put back as it was written.
//!
//! Two kinds of token, both made of what the source is known not to contain:
//!
//! - a *word*: a Unicode noncharacter and letters. To Markdown that is a word, so emphasis around it works.
//! - a *block*, for a call that opens or closes a body on a line of its own: `<!Xabc>`, an HTML block of the
//!   kind that may interrupt a paragraph and ends on its own line. So bodies need no blank lines around them,
//!   share link references and footnotes with the page, and stay inside the list or quote they are in.
//!
//! A call that is broken is covered up to the next `}}` of its line. One without such an end is left as it is;
//! should it turn out to be text, it is an error too.

use super::call::{self, Call, Form, Mistake, Reading};
use super::{COMPONENT_CALL, Reports};
use crate::diag::Diagnostic;
use std::borrow::Cow;
use std::collections::BTreeSet;
use std::ops::Range;

/// A body with its calls covered.
#[derive(Debug)]
pub(super) struct Mask<'s> {
    /// As long as the source.
    pub text: Cow<'s, str>,
    source: &'s str,
    word: char,
    /// An ASCII letter.
    block: u8,
    pub calls: Vec<Covered>,
    /// Broken calls without an end: where they begin, and what is wrong.
    pub endless: Vec<(usize, Mistake)>,
}

/// What lies under a token.
#[derive(Debug)]
pub(super) struct Covered {
    pub kind: Kind,
    /// In the body.
    pub range: Range<usize>,
}

#[derive(Debug)]
pub(super) enum Kind {
    Call {
        call: Call,
        form: Form,
    },
    /// A call of a component that does not exist.
    Unknown {
        name: String,
    },
    /// A call after a backslash, which is covered too: text.
    Escaped,
    /// Begins like a call of a component that exists, and is none.
    Broken(Mistake),
}

impl Covered {
    /// What a call opens or closes, if it does.
    fn is_boundary(&self) -> bool {
        matches!(self.kind, Kind::Call { form: Form::Open | Form::Close, .. })
    }
}

/// A page with more calls than this is a mistake; the rest of them stays text.
const MOST_CALLS: usize = 100_000;
/// What comes before the number of a call in a block token.
const BLOCK: &str = "<!";

impl<'s> Mask<'s> {
    pub fn none(source: &'s str) -> Self {
        let (word, block) = ('\u{fdd0}', b'A');
        Self { text: Cow::Borrowed(source), source, word, block, calls: Vec::new(), endless: Vec::new() }
    }

    /// What the author wrote in this part of the body.
    pub fn source(&self, range: Range<usize>) -> &'s str {
        self.source.get(range).unwrap_or_default()
    }

    /// The call as its author wrote it.
    pub fn written(&self, index: usize) -> &'s str {
        self.calls.get(index).map_or("", |covered| &self.source[covered.range.clone()])
    }

    /// Whether a token lies in this part of the body.
    pub fn covers(&self, range: &Range<usize>) -> bool {
        let next = self.calls.partition_point(|covered| covered.range.end <= range.start);
        self.calls.get(next).is_some_and(|covered| covered.range.start < range.end)
    }

    /// The first token of either kind in `text`: where it stands, and the number of its call.
    pub fn find(&self, text: &str) -> Option<(Range<usize>, usize)> {
        if self.calls.is_empty() {
            return None;
        }
        let mut word = [0; 4];
        let word = self.word.encode_utf8(&mut word).as_bytes();
        let bytes = text.as_bytes();
        // One pass for both kinds: text with many of one and none of the other must not be searched again and again.
        let (start, letters) = bytes.iter().enumerate().find_map(|(at, byte)| match byte {
            b'<' => (bytes[at..].starts_with(BLOCK.as_bytes()) && bytes.get(at + 2) == Some(&self.block))
                .then_some((at, at + 3)),
            byte => (*byte == word[0] && bytes[at..].starts_with(word)).then_some((at, at + word.len())),
        })?;
        let index = number(text.get(letters..)?)?;
        let length = self.calls.get(index)?.range.len();
        (start + length <= text.len()).then_some((start..start + length, index))
    }

    /// `text` with every token replaced by what its author wrote.
    pub fn restore<'t>(&self, text: Cow<'t, str>) -> Cow<'t, str> {
        let Some(_) = self.find(&text) else { return text };
        let mut out = String::with_capacity(text.len());
        let mut rest = &*text;
        while let Some((range, index)) = self.find(rest) {
            out.push_str(&rest[..range.start]);
            out.push_str(self.written(index));
            rest = &rest[range.end..];
        }
        out.push_str(rest);
        Cow::Owned(out)
    }
}

/// Letters that a number is written in, always three of them.
const LETTERS: &[u8; 52] = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

fn letters(index: usize) -> [u8; 3] {
    [LETTERS[index / (52 * 52) % 52], LETTERS[index / 52 % 52], LETTERS[index % 52]]
}

fn number(text: &str) -> Option<usize> {
    text.as_bytes().get(..3)?.iter().try_fold(0, |sum, byte| {
        let digit = LETTERS.iter().position(|letter| letter == byte)?;
        Some(sum * 52 + digit)
    })
}

/// Covers the calls in `source`. Without `components`, or without a call, nothing is copied.
pub(super) fn cover<'s>(
    source: &'s str,
    components: Option<&BTreeSet<String>>,
    reports: &mut Reports,
) -> Mask<'s> {
    let mut mask = Mask::none(source);
    let Some(components) = components else { return mask };
    let Some(first) = next_braces(source, 0) else { return mask };
    let Some((word, block)) = absent(source) else {
        let message = "the text uses up the characters that folio marks component calls with";
        reports.add(
            &(first..first + 3),
            Diagnostic::error(COMPONENT_CALL, message).hint("remove the characters U+FDD0 to U+FDEF"),
        );
        return mask;
    };
    (mask.word, mask.block) = (word, block);
    find_calls(&mut mask, first, components, reports);
    if !mask.calls.is_empty() {
        mask.text = Cow::Owned(covered(&mask));
    }
    mask
}

/// Where the next `{{<` is. Looking for one character first is several times as fast.
fn next_braces(source: &str, from: usize) -> Option<usize> {
    let mut at = from;
    while let Some(found) = source[at..].find('{') {
        at += found;
        if source[at..].starts_with("{{<") {
            return Some(at);
        }
        at += 1;
    }
    None
}

/// A noncharacter and a letter that can begin tokens, since the source has no such thing.
fn absent(source: &str) -> Option<(char, u8)> {
    let word = ('\u{fdd0}'..='\u{fdef}').find(|c| !source.contains(*c))?;
    let bytes = source.as_bytes();
    let opens = source.match_indices('<').filter(|(at, _)| bytes.get(at + 1) == Some(&b'!'));
    let taken: BTreeSet<u8> = opens.filter_map(|(at, _)| bytes.get(at + BLOCK.len()).copied()).collect();
    let block = LETTERS.iter().copied().find(|letter| !taken.contains(letter))?;
    Some((word, block))
}

fn find_calls(mask: &mut Mask, first: usize, components: &BTreeSet<String>, reports: &mut Reports) {
    let source = mask.source;
    let mut at = first;
    while let Some(start) = next_braces(source, at) {
        at = start + 3;
        // A backslash before the braces escapes them, as it does everywhere in Markdown.
        let backslashes = source[..start].bytes().rev().take_while(|byte| *byte == b'\\').count();
        let escaped = backslashes % 2 == 1;
        let (kind, range) = match call::read(source, start, reports.offset) {
            Reading::Call { end, .. } if escaped => (Kind::Escaped, start - 1..end),
            Reading::Call { form, call, end } if components.contains(&call.name) => {
                (Kind::Call { call, form }, start..end)
            }
            Reading::Call { call, end, .. } => (Kind::Unknown { name: call.name }, start..end),
            Reading::Broken { name, mistake } if !escaped && components.contains(&name) => {
                let Some(length) = call::rest_of_line(source, start).find("}}") else {
                    mask.endless.push((start, mistake));
                    continue;
                };
                (Kind::Broken(mistake), start..start + length + 2)
            }
            Reading::Broken { .. } | Reading::Text => continue,
        };
        if mask.calls.len() == MOST_CALLS {
            let message = format!("the page has more than {MOST_CALLS} component calls");
            reports.add(&range, Diagnostic::error(COMPONENT_CALL, message));
            return;
        }
        at = range.end;
        mask.calls.push(Covered { kind, range });
    }
}

fn covered(mask: &Mask) -> String {
    let mut text = String::with_capacity(mask.source.len());
    for (index, covered) in mask.calls.iter().enumerate() {
        text.push_str(&mask.source[text.len()..covered.range.start]);
        let end = covered.range.end;
        let on_own_line = covered.is_boundary() && alone(mask.source, &covered.range);
        if on_own_line {
            text.push_str(BLOCK);
            text.push(char::from(mask.block));
        } else {
            text.push(mask.word);
        }
        text.extend(letters(index).map(char::from));
        // The shortest are `{{<a}}`, as long as a word and its number, and `{{<a>}}`, as long as a block token.
        let last = usize::from(on_own_line);
        text.extend(std::iter::repeat_n('x', (end - last).saturating_sub(text.len())));
        text.extend(on_own_line.then_some('>'));
    }
    text.push_str(&mask.source[text.len()..]);
    text
}

/// Whether nothing but space and the marks of quotes and lists shares the line with `range`.
fn alone(source: &str, range: &Range<usize>) -> bool {
    // Marks are few; a long line is not searched once for each call in it.
    const LONGEST: usize = 256;
    let is_end = |byte: &u8| matches!(byte, b'\n' | b'\r');
    let bytes = source.as_bytes();
    let length = bytes[..range.start].iter().rev().take(LONGEST).take_while(|byte| !is_end(byte)).count();
    let before = source.get(range.start - length..range.start).filter(|_| length < LONGEST);
    let after = bytes[range.end..].iter().find(|byte| !matches!(byte, b' ' | b'\t'));
    let is_mark = |word: &str| {
        let number = word.trim_end_matches(['.', ')']);
        word.bytes().all(|byte| b">-+*".contains(&byte))
            || (number.len() + 1 == word.len() && number.bytes().all(|byte| byte.is_ascii_digit()))
    };
    after.is_none_or(is_end) && before.is_some_and(|before| before.split_whitespace().all(is_mark))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Source;

    fn known() -> BTreeSet<String> {
        ["value", "note", "a"].map(str::to_owned).into()
    }

    fn check(text: &str) -> Vec<Kind> {
        let source = Source::new("a.md", text);
        let mut reports = Reports { source: &source, offset: 0, list: Vec::new() };
        let mask = cover(text, Some(&known()), &mut reports);
        assert_eq!(mask.text.len(), text.len(), "tokens are as long as what they cover");
        assert_eq!(mask.restore(mask.text.clone()), text, "what was covered can be put back");
        mask.calls.into_iter().map(|covered| covered.kind).collect()
    }

    #[test]
    fn tokens_keep_every_offset_and_can_be_put_back() {
        assert_eq!(check("a {{<value of=\"x\"/>}} b").len(), 1);
        assert_eq!(check("{{<a>}}\n{{</a>}}").len(), 2);
        assert_eq!(check("x{{<a>}}y{{<a/>}}z").len(), 2);
        assert_eq!(check("{{<a/>}}{{<other/>}}{{<a/>}}").len(), 3);
        assert_eq!(check("\u{fdd0} <!A> {{<a/>}}").len(), 1);
        assert_eq!(check("{{<a}} {{<a x}} {{<a").len(), 2);
    }

    #[test]
    fn an_escaped_call_is_text() {
        assert!(matches!(check("\\{{<a/>}}")[..], [Kind::Escaped]));
        assert!(matches!(check("\\\\{{<a/>}}")[..], [Kind::Call { .. }]));
    }

    #[test]
    fn numbers_survive_three_letters() {
        for index in [0, 1, 51, 52, 2703, 2704, MOST_CALLS] {
            let text: String = letters(index).map(char::from).iter().collect();
            assert_eq!(number(&text), Some(index));
        }
    }
}
