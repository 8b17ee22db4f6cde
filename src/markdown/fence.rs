//! The info string of a code block: which language it is in, and how it is to be shown.
//!
//! folio's spelling is `rust {title="src/main.rs" lines="3-5,9" linenos start=10}`. What Zola (`rust,linenos,hl_lines=3-5 8`),
//! Hugo (`go {linenos=true,hl_lines=[2,"4-6"],linenostart=5}`) and others (`js {1,4-6}`, `{.rust .numberLines}`) write
//! means the same here. What is not understood is told and changes nothing.

use crate::diag::did_you_mean;
use std::ops::Range;

/// How a code block is to be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fence {
    /// As it was written; empty: none was named.
    pub language: String,
    /// Stands above the code, such as the name of its file.
    pub title: String,
    pub marked: Lines,
    pub hidden: Lines,
    pub numbered: bool,
    /// The number of the first line.
    pub start: usize,
    /// Each line begins with `+`, `-` or a space, and code of the language comes after that.
    pub diff: bool,
}

impl Default for Fence {
    fn default() -> Self {
        Self {
            language: String::new(),
            title: String::new(),
            marked: Lines::default(),
            hidden: Lines::default(),
            numbered: false,
            start: 1,
            diff: false,
        }
    }
}

impl Fence {
    /// Whether lines are told apart.
    #[must_use]
    pub fn by_line(&self) -> bool {
        self.numbered || self.diff || !self.marked.is_empty() || !self.hidden.is_empty()
    }
}

/// Lines of a block, counted from one whatever numbers are shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lines(Vec<(usize, usize)>);

impl Lines {
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    #[must_use]
    pub fn contains(&self, line: usize) -> bool {
        self.0.iter().any(|(first, last)| (*first..=*last).contains(&line))
    }

    fn last(&self) -> usize {
        self.0.iter().map(|(_, last)| *last).max().unwrap_or(0)
    }

    /// Adds `3`, `3-5` or several of them; `false` where it is neither.
    fn add(&mut self, text: &str) -> bool {
        let parts = text.split([',', ' ', '\t', ';']).map(|part| part.trim_matches(['"', '\'', '[', ']']));
        let mut all = true;
        for part in parts.filter(|part| !part.is_empty()) {
            let (first, last) = part.split_once('-').unwrap_or((part, part));
            match (first.trim().parse(), last.trim().parse()) {
                (Ok(first), Ok(last)) if 0 < first && first <= last => self.0.push((first, last)),
                _ => all = false,
            }
        }
        all
    }
}

/// What an info string says.
#[derive(Debug, Default)]
pub(super) struct Info {
    pub fence: Fence,
    /// Whether lines get numbers, where that is said.
    pub numbers: Option<bool>,
    pub mistakes: Vec<Mistake>,
    /// Where lines are named, for a block that turns out to have fewer.
    lines_at: Range<usize>,
}

/// What is wrong with an info string, and where in it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Mistake {
    pub at: Range<usize>,
    pub message: String,
    pub hint: String,
}

impl Info {
    /// What is wrong with this for a block of so many lines.
    pub fn mistake_for(&self, lines: usize) -> Option<Mistake> {
        let last = self.fence.marked.last().max(self.fence.hidden.last());
        (last > lines).then(|| Mistake {
            at: self.lines_at.clone(),
            message: format!("there is no line {last} in this code"),
            hint: format!("lines are counted from 1 to {lines} here, whatever numbers are shown"),
        })
    }
}

/// What can be said of a block.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Key {
    Title,
    Lines,
    Numbers,
    NoNumbers,
    Start,
    Diff,
    Hide,
    /// It means something to another tool and nothing to a reader.
    Nothing,
}

/// Names without dashes, underlines and upper case, folio's own first.
const KEYS: &[(&str, Key)] = &[
    ("title", Key::Title),
    ("lines", Key::Lines),
    ("linenos", Key::Numbers),
    ("start", Key::Start),
    ("diff", Key::Diff),
    ("hide", Key::Hide),
    ("caption", Key::Title),
    ("file", Key::Title),
    ("filename", Key::Title),
    ("name", Key::Title),
    ("emphasizelines", Key::Lines),
    ("highlight", Key::Lines),
    ("hl", Key::Lines),
    ("hllines", Key::Lines),
    ("mark", Key::Lines),
    ("linenumbers", Key::Numbers),
    ("numberlines", Key::Numbers),
    ("showlinenumbers", Key::Numbers),
    ("nolinenos", Key::NoNumbers),
    ("nolinenumbers", Key::NoNumbers),
    ("linenostart", Key::Start),
    ("firstnumber", Key::Start),
    ("startfrom", Key::Start),
    ("startline", Key::Start),
    ("hidelines", Key::Hide),
    // What rustdoc and mdBook run, and what Zola, Hugo and Nextra add that folio always has or never needs.
    ("anchorlinenos", Key::Nothing),
    ("compilefail", Key::Nothing),
    ("copy", Key::Nothing),
    ("editable", Key::Nothing),
    ("ignore", Key::Nothing),
    ("lineanchors", Key::Nothing),
    ("mdbookrunnable", Key::Nothing),
    ("norun", Key::Nothing),
    ("noplayground", Key::Nothing),
    ("noplaypen", Key::Nothing),
    ("shouldpanic", Key::Nothing),
    ("testharness", Key::Nothing),
];
/// No file has more lines.
const LAST_NUMBER: usize = 1_000_000_000;
/// As many of them as a hint names.
const OWN: usize = 6;

/// Reads an info string.
pub(super) fn read(info: &str) -> Info {
    let mut reader = Reader { text: info, at: 0, out: Info::default(), foreign: false, last: None };
    reader.language();
    while let Some((at, key, value)) = reader.option() {
        reader.apply(at, &key, value);
    }
    reader.out
}

struct Reader<'t> {
    text: &'t str,
    at: usize,
    out: Info,
    /// The language stands in braces, as in Pandoc and R Markdown, whose options are many and not folio's.
    foreign: bool,
    /// The option that was read before.
    last: Option<Key>,
}

impl<'t> Reader<'t> {
    fn rest(&self) -> &'t str {
        &self.text[self.at..]
    }

    fn take_while(&mut self, wanted: impl Fn(char) -> bool) -> &'t str {
        let rest = self.rest();
        let length = rest.find(|c| !wanted(c)).unwrap_or(rest.len());
        self.at += length;
        &rest[..length]
    }

    fn language(&mut self) {
        self.take_while(char::is_whitespace);
        let start = self.at;
        if self.rest().starts_with('{') {
            self.take_while(|c| c == '{' || c.is_whitespace());
            let word = self.take_while(|c| !c.is_whitespace() && !",{}=".contains(c));
            let is_option = self.rest().starts_with('=') || range(word);
            self.foreign = !is_option;
            if is_option {
                self.at = start;
            } else {
                word.trim_start_matches('.').clone_into(&mut self.out.fence.language);
            }
            return;
        }
        // `ts:line-numbers` and `jsx:title=…` name a language and then something else.
        let word = self.take_while(|c| !c.is_whitespace() && !",{:".contains(c));
        word.clone_into(&mut self.out.fence.language);
    }

    /// The next option: where it is, its name and its value.
    fn option(&mut self) -> Option<(Range<usize>, String, Option<String>)> {
        self.take_while(|c| c.is_whitespace() || ",{}:".contains(c));
        let start = self.at;
        let key = self.take_while(|c| !c.is_whitespace() && !",{}=:".contains(c)).to_owned();
        let assigned = self.rest().starts_with('=');
        if key.is_empty() && !assigned {
            return None;
        }
        let value = assigned.then(|| {
            self.at += 1;
            self.value()
        });
        Some((start..self.at, key, value))
    }

    fn value(&mut self) -> String {
        let close = match self.rest().chars().next() {
            Some(quote @ ('"' | '\'')) => quote,
            Some('[') => ']',
            _ => return self.take_while(|c| !c.is_whitespace() && !",{}".contains(c)).to_owned(),
        };
        self.at += 1;
        let value = self.take_while(|c| c != close);
        // What is never closed goes to the end.
        self.at = (self.at + 1).min(self.text.len());
        value.to_owned()
    }

    fn apply(&mut self, at: Range<usize>, name: &str, value: Option<String>) {
        // `hl_lines=3-5 8` goes on, and `{1,4-6}` says nothing but lines.
        if value.is_none() && range(name) {
            let hidden = self.last == Some(Key::Hide);
            self.last = Some(if hidden { Key::Hide } else { Key::Lines });
            return self.lines(at, name, hidden);
        }
        let plain = name.trim_start_matches('.').replace(['-', '_'], "").to_lowercase();
        let key = KEYS.iter().find(|(known, _)| *known == plain).map(|(_, key)| *key);
        self.last = key;
        match (key, value) {
            (Some(Key::Title), Some(title)) => self.out.fence.title = title,
            (Some(Key::Lines), Some(lines)) => self.lines(at, &lines, false),
            (Some(Key::Hide), Some(lines)) => self.lines(at, &lines, true),
            (Some(Key::Numbers), None) => self.out.numbers = Some(true),
            (Some(Key::NoNumbers), None) => self.out.numbers = Some(false),
            (Some(Key::Numbers), Some(said)) => match &*said.to_lowercase() {
                "true" | "table" | "inline" | "1" => self.out.numbers = Some(true),
                "false" | "0" => self.out.numbers = Some(false),
                _ => self.mistake(
                    at,
                    format!("`{name}` wants true or false, and not `{said}`"),
                    "write `linenos`",
                ),
            },
            (Some(Key::Start), Some(said)) => match said.parse() {
                Ok(start) if start <= LAST_NUMBER => self.out.fence.start = start,
                _ => {
                    self.mistake(
                        at,
                        format!("`{name}` wants a number, and not `{said}`"),
                        "write `start=10`",
                    );
                }
            },
            (Some(Key::Diff), None) => self.out.fence.diff = true,
            (Some(Key::Nothing), _) => {}
            (Some(Key::Title), None) => self.wants(at, name, "title=\"…\""),
            (Some(Key::Lines), None) => self.wants(at, name, "lines=\"3-5,9\""),
            (Some(Key::Hide), None) => self.wants(at, name, "hide=\"1-2\""),
            (Some(Key::Start), None) => self.wants(at, name, "start=10"),
            (Some(Key::Diff | Key::NoNumbers), Some(_)) => {
                self.mistake(at, format!("`{name}` takes no value"), &format!("write `{name}`"));
            }
            (None, _) if self.foreign || plain.starts_with("edition20") || plain.starts_with("ignore") => {}
            (None, _) => self.unknown(at, name),
        }
    }

    fn lines(&mut self, at: Range<usize>, text: &str, hidden: bool) {
        let fence = &mut self.out.fence;
        let lines = if hidden { &mut fence.hidden } else { &mut fence.marked };
        let understood = lines.add(text);
        self.out.lines_at = at.clone();
        if !understood {
            let message = format!("`{text}` names no lines");
            self.mistake(at, message, "count from 1 and write `lines=\"3-5,9\"`");
        }
    }

    fn wants(&mut self, at: Range<usize>, name: &str, example: &str) {
        self.mistake(at, format!("`{name}` has no value"), &format!("write `{example}`"));
    }

    fn unknown(&mut self, at: Range<usize>, name: &str) {
        let own = || KEYS[..OWN].iter().map(|(name, _)| *name);
        let hint = match did_you_mean(name, own()) {
            Some(close) => format!("did you mean `{close}`?"),
            None => format!("the options are {}", own().collect::<Vec<_>>().join(", ")),
        };
        self.mistake(at, format!("a code block has no option `{name}`"), &hint);
    }

    fn mistake(&mut self, at: Range<usize>, message: String, hint: &str) {
        self.out.mistakes.push(Mistake { at, message, hint: hint.to_owned() });
    }
}

/// `3` or `3-5`.
fn range(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_digit()) && word.chars().all(|c| c.is_ascii_digit() || c == '-')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fence(info: &str) -> (Fence, Option<bool>) {
        let info = read(info);
        assert_eq!(info.mistakes, []);
        (info.fence, info.numbers)
    }

    fn mistakes(info: &str) -> Vec<String> {
        let read = read(info);
        read.mistakes
            .iter()
            .map(|mistake| format!("{}: {}", &info[mistake.at.clone()], mistake.message))
            .collect()
    }

    #[test]
    fn every_spelling_of_lines_and_numbers_means_the_same() {
        for info in [
            "rust {title=\"a b.rs\" lines=\"3-5,8\" linenos start=10}",
            "rust,linenos,hl_lines=3-5 8,linenostart=10,name='a b.rs'",
            "rust {linenos=true,hl_lines=[\"3-5\",8],linenostart=10,title=\"a b.rs\"}",
            "rust {linenos=table, hl_lines=[3-5, 8], lineNoStart=10, filename=\"a b.rs\"}",
            "rust title=\"a b.rs\" {3-5,8} showLineNumbers start=10",
            "rust{3-5,8}:line-numbers {start=10 file=\"a b.rs\"}",
            "{.rust .numberLines startFrom=\"10\" mark=\"3-5 8\" caption=\"a b.rs\"}",
        ] {
            let (fence, numbers) = fence(info);
            assert_eq!(
                (&*fence.language, &*fence.title, fence.start, numbers),
                ("rust", "a b.rs", 10, Some(true)),
                "{info}"
            );
            assert_eq!(
                (1..=9).filter(|line| fence.marked.contains(*line)).collect::<Vec<_>>(),
                [3, 4, 5, 8],
                "{info}"
            );
        }
        assert_eq!(fence("rust {linenos=false}").1, Some(false));
        assert!(fence("rust {diff}").0.diff);
        assert!(fence("rust,hide_lines=1-2 4").0.hidden.contains(4));
    }

    #[test]
    fn a_language_alone_is_a_language() {
        for (info, language) in [
            ("", ""),
            ("c++", "c++"),
            ("rust,ignore,edition2021,should_panic", "rust"),
            ("{r, echo=FALSE, fig.width=4}", "r"),
            ("{python}", "python"),
            ("{linenos=true}", ""),
            ("text copy", "text"),
        ] {
            assert_eq!(fence(info).0.language, language, "{info}");
        }
    }

    #[test]
    fn what_is_not_understood_is_told_at_its_place() {
        assert_eq!(mistakes("rust {lnes=3}"), ["lnes=3: a code block has no option `lnes`"]);
        assert_eq!(mistakes("js app.js"), ["app.js: a code block has no option `app.js`"]);
        assert_eq!(mistakes("rust lines=5-3"), ["lines=5-3: `5-3` names no lines"]);
        assert_eq!(mistakes("rust lines=0"), ["lines=0: `0` names no lines"]);
        assert_eq!(
            mistakes("rust start=a title"),
            ["start=a: `start` wants a number, and not `a`", "title: `title` has no value"]
        );
        assert_eq!(mistakes("rust diff=1"), ["diff=1: `diff` takes no value"]);
        assert_eq!(
            mistakes("rust linenos=maybe"),
            ["linenos=maybe: `linenos` wants true or false, and not `maybe`"]
        );
        assert_eq!(mistakes("rust =x"), ["=x: a code block has no option ``"]);
        let info = read("rust lines=2-9");
        assert_eq!(info.mistake_for(9), None);
        assert_eq!(info.mistake_for(3).map(|mistake| mistake.at), Some(5..14));
    }

    proptest::proptest! {
        #[test]
        fn no_info_string_panics(info in "[a-c{}=\"' ,:.\\[\\]0-9é-]{0,24}") {
            let read = read(&info);
            for mistake in read.mistakes {
                assert!(info.get(mistake.at).is_some());
            }
        }
    }
}
