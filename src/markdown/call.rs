//! The grammar of a component call: `{{<name key="text" n=3 on=true/>}}`, `{{<name>}}` and `{{</name>}}`.
//!
//! Values are literals: texts, numbers, `true` and `false`, lists `["a", 2]` and maps `{key: "a"}`. As in a template,
//! a value may stand in braces: `n={3}`.

use super::COMPONENT_CALL;
use crate::diag::Diagnostic;
use crate::source::Span;
use std::ops::Range;

/// A call of a component.
#[derive(Clone, Debug, PartialEq)]
pub struct Call {
    pub name: String,
    pub args: Vec<Argument>,
    /// The call in the whole file; of one with a body, its opening line.
    pub span: Span,
}

/// One argument of a call.
#[derive(Clone, Debug, PartialEq)]
pub struct Argument {
    pub name: String,
    pub value: Arg,
    /// From the name to the end of the value, in the whole file.
    pub span: Span,
}

/// The value of an argument.
#[derive(Clone, Debug, PartialEq)]
pub enum Arg {
    Text(String),
    Integer(i64),
    /// Finite.
    Float(f64),
    Flag(bool),
    List(Vec<Arg>),
    /// Keys are unique, in the order in which they were written.
    Map(Vec<(String, Arg)>),
}

/// What a call does to the text after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// `{{<name/>}}`
    Whole,
    /// `{{<name>}}`
    Open,
    /// `{{</name>}}`
    Close,
}

/// What was read at a `{{<`.
#[derive(Debug, PartialEq)]
pub(super) enum Reading {
    /// A call and where it ends.
    Call { form: Form, call: Call, end: usize },
    /// It begins like a call of `name` and is none; the mistake with its place.
    Broken { name: String, mistake: Mistake },
    /// It is text.
    Text,
}

/// The longest call, in bytes: a bound for text that never closes what it opened.
const LONGEST: usize = 4096;
/// Lists and maps within one another.
const DEEPEST_VALUE: usize = 8;

/// The text from `start` to the end of its line, but not more than a call may be long.
pub(super) fn rest_of_line(text: &str, start: usize) -> &str {
    let bytes = text.as_bytes()[start..].iter().take(LONGEST);
    let length = bytes.take_while(|byte| !matches!(byte, b'\n' | b'\r')).count();
    let end = (start..=start + length).rev().find(|end| text.is_char_boundary(*end)).unwrap_or(start);
    &text[start..end]
}

/// Reads the call that begins at `start` of `text`, where `{{<` stands. Spans are shifted by `offset`.
pub(super) fn read(text: &str, start: usize, offset: usize) -> Reading {
    let text = &text[..start + rest_of_line(text, start).len()];
    let mut reader = Reader { text, at: start + 3, offset };
    let closes = reader.take('/');
    let name = reader.name().to_owned();
    if name.is_empty() {
        return Reading::Text;
    }
    match reader.rest_of_call(closes) {
        Ok((form, args)) => {
            let span = Span::new(start, reader.at).shift(offset);
            Reading::Call { form, call: Call { name, args, span }, end: reader.at }
        }
        Err(mistake) => Reading::Broken { name, mistake },
    }
}

struct Reader<'t> {
    /// The source up to the end of the line.
    text: &'t str,
    at: usize,
    offset: usize,
}

/// What is wrong with a call, and where in the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Mistake {
    pub at: Range<usize>,
    pub message: String,
    pub hint: &'static str,
}

impl Mistake {
    pub fn diagnostic(&self) -> Diagnostic {
        Diagnostic::error(COMPONENT_CALL, &*self.message).hint(self.hint)
    }
}

impl<'t> Reader<'t> {
    fn rest(&self) -> &'t str {
        &self.text[self.at..]
    }

    fn take(&mut self, wanted: char) -> bool {
        let found = self.rest().starts_with(wanted);
        if found {
            self.at += wanted.len_utf8();
        }
        found
    }

    fn take_while(&mut self, wanted: impl Fn(char) -> bool) -> &'t str {
        let rest = self.rest();
        let length = rest.find(|c| !wanted(c)).unwrap_or(rest.len());
        self.at += length;
        &rest[..length]
    }

    fn name(&mut self) -> &'t str {
        if self.rest().starts_with(|c: char| c.is_ascii_alphabetic() || c == '_') {
            self.take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.'))
        } else {
            ""
        }
    }

    /// A mistake at the character that comes next.
    fn mistake(&self, message: impl Into<String>, hint: &'static str) -> Mistake {
        let length = self.rest().chars().next().map_or(0, char::len_utf8);
        Mistake { at: self.at..self.at + length, message: message.into(), hint }
    }

    fn rest_of_call(&mut self, closes: bool) -> Result<(Form, Vec<Argument>), Mistake> {
        let mut args: Vec<Argument> = Vec::new();
        loop {
            let spaced = !self.take_while(|c| c == ' ' || c == '\t').is_empty();
            for (end, form) in [("/>}}", Form::Whole), (">}}", Form::Open)] {
                if self.rest().starts_with(end) && !(closes && form == Form::Whole) {
                    self.at += end.len();
                    return Ok((if closes { Form::Close } else { form }, args));
                }
            }
            if closes {
                return Err(self.mistake("a closing call takes no arguments", "write it as `{{</name>}}`"));
            }
            if self.rest().is_empty() {
                return Err(self.mistake("the call does not end on its line", "end it with `/>}}`"));
            }
            if !spaced {
                return Err(
                    self.mistake("this does not belong in a call", "write it as `{{<name key=\"value\"/>}}`")
                );
            }
            let argument = self.argument()?;
            if args.iter().any(|earlier| earlier.name == argument.name) {
                let start = argument.span.start - self.offset;
                let message = format!("the argument `{}` is given twice", argument.name);
                return Err(Mistake { at: start..self.at, message, hint: "keep one of the two" });
            }
            args.push(argument);
        }
    }

    fn argument(&mut self) -> Result<Argument, Mistake> {
        let start = self.at;
        let name = self.name();
        if name.is_empty() {
            return Err(self.mistake(
                "this is no name of an argument",
                "arguments are written `key=\"value\"`, and a call ends with `/>}}`",
            ));
        }
        if !self.take('=') {
            return Err(self.mistake(
                format!("the argument `{name}` has no value"),
                "arguments are written `key=\"value\"`, without spaces around the `=`",
            ));
        }
        let value = self.value(0)?;
        Ok(Argument { name: name.to_owned(), value, span: Span::new(start, self.at).shift(self.offset) })
    }

    fn value(&mut self, depth: usize) -> Result<Arg, Mistake> {
        if depth > DEEPEST_VALUE {
            let message = format!("lists and maps are nested more than {DEEPEST_VALUE} levels deep");
            return Err(self.mistake(message, "write it flatter"));
        }
        match self.rest().chars().next() {
            Some(quote @ ('"' | '\'')) => self.quoted(quote).map(Arg::Text),
            Some('“' | '”' | '„' | '‘' | '’' | '«') => {
                Err(self
                    .mistake("typographic quotes do not enclose a value", "use straight quotes: `\"value\"`"))
            }
            Some('[') => self.list(depth),
            Some('{') => self.braces(depth),
            _ => self.word(),
        }
    }

    /// A number, `true` or `false`.
    fn word(&mut self) -> Result<Arg, Mistake> {
        let start = self.at;
        let word = self.take_while(|c| !c.is_whitespace() && !"/>\"'[]{},:".contains(c));
        let value = match word {
            "true" => Some(Arg::Flag(true)),
            "false" => Some(Arg::Flag(false)),
            _ => number(word),
        };
        value.ok_or_else(|| Mistake {
            at: start..self.at.max(start + 1).min(self.text.len()),
            message: if word.is_empty() {
                "a value is missing".to_owned()
            } else {
                format!("`{word}` is no value")
            },
            hint: "a value is a text in quotes, a number, true or false, a list `[1, 2]` or a map `{key: 1}`",
        })
    }

    fn spaces(&mut self) {
        self.take_while(|c| c == ' ' || c == '\t');
    }

    fn list(&mut self, depth: usize) -> Result<Arg, Mistake> {
        self.take('[');
        let mut items = Vec::new();
        loop {
            self.spaces();
            if self.take(']') {
                return Ok(Arg::List(items));
            }
            items.push(self.value(depth + 1)?);
            self.spaces();
            if !self.take(',') && !self.rest().starts_with(']') {
                return Err(self.mistake("this list is never closed", "close it with `]` on the same line"));
            }
        }
    }

    /// A map, or a value in braces.
    fn braces(&mut self, depth: usize) -> Result<Arg, Mistake> {
        const CLOSE: &str = "close it with `}` on the same line";
        self.take('{');
        let mut entries: Vec<(String, Arg)> = Vec::new();
        loop {
            self.spaces();
            if self.take('}') {
                return Ok(Arg::Map(entries));
            }
            let start = self.at;
            let Some(key) = self.key() else {
                self.at = start;
                if !entries.is_empty() {
                    return Err(self.mistake("this is no key of a map", "write it as `{key: \"value\"}`"));
                }
                let value = self.value(depth + 1)?;
                self.spaces();
                return if self.take('}') {
                    Ok(value)
                } else {
                    Err(self.mistake("these braces are never closed", CLOSE))
                };
            };
            if entries.iter().any(|(earlier, _)| *earlier == key) {
                let message = format!("the key `{key}` stands twice in one map");
                return Err(Mistake { at: start..self.at, message, hint: "keep one of the two" });
            }
            self.spaces();
            let value = self.value(depth + 1)?;
            entries.push((key, value));
            self.spaces();
            if !self.take(',') && !self.rest().starts_with('}') {
                return Err(self.mistake("this map is never closed", CLOSE));
            }
        }
    }

    /// A name or a text in quotes, and the colon behind it.
    fn key(&mut self) -> Option<String> {
        let key = match self.rest().chars().next()? {
            quote @ ('"' | '\'') => self.quoted(quote).ok()?,
            _ => self.name().to_owned(),
        };
        self.spaces();
        (!key.is_empty() && self.take(':')).then_some(key)
    }

    fn quoted(&mut self, quote: char) -> Result<String, Mistake> {
        let start = self.at;
        self.at += 1;
        let mut value = String::new();
        let mut chars = self.rest().char_indices();
        while let Some((index, c)) = chars.next() {
            match c {
                '\\' => match chars.next() {
                    Some((_, escaped @ ('\\' | '"' | '\''))) => value.push(escaped),
                    Some((_, other)) => value.extend(['\\', other]),
                    None => break,
                },
                c if c == quote => {
                    self.at += index + 1;
                    return Ok(value);
                }
                c => value.push(c),
            }
        }
        Err(Mistake {
            at: start..start + 1,
            message: "this quote is never closed".to_owned(),
            hint: "close it on the same line",
        })
    }
}

/// `3`, `-3` or `0.5`; not `1e9999`, which is no number that could be kept.
fn number(word: &str) -> Option<Arg> {
    if !word.trim_start_matches(['+', '-']).starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    if word.contains(['.', 'e', 'E']) {
        return word.parse().ok().filter(|number: &f64| number.is_finite()).map(Arg::Float);
    }
    word.parse().ok().map(Arg::Integer)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mistake(text: &str) -> (Range<usize>, String) {
        match read(text, 0, 0) {
            Reading::Broken { mistake, .. } => (mistake.at, mistake.message),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn arguments_are_texts_numbers_and_flags() {
        let text = r#"ab{{<value of="a \"b\"" other='c' n=-3 on=true/>}}"#;
        let Reading::Call { form, call, end } = read(text, 2, 10) else { panic!("no call") };
        assert_eq!((form, call.name.as_str(), end), (Form::Whole, "value", text.len()));
        assert_eq!(call.span, Span::new(12, 10 + text.len()));
        let values: Vec<_> = call.args.iter().map(|a| (a.name.as_str(), a.value.clone())).collect();
        assert_eq!(
            values,
            [
                ("of", Arg::Text("a \"b\"".to_owned())),
                ("other", Arg::Text("c".to_owned())),
                ("n", Arg::Integer(-3)),
                ("on", Arg::Flag(true)),
            ]
        );
        assert_eq!(&text[call.args[2].span.start - 10..call.args[2].span.end - 10], "n=-3");
    }

    fn value(text: &str) -> Arg {
        match read(&format!("{{{{<v a={text}/>}}}}"), 0, 0) {
            Reading::Call { mut call, .. } => call.args.remove(0).value,
            other => panic!("{text}: {other:?}"),
        }
    }

    #[test]
    fn numbers_lists_and_maps_are_values() {
        let text = |text: &str| Arg::Text(text.to_owned());
        assert_eq!(value("-1.5"), Arg::Float(-1.5));
        assert_eq!(value("{3}"), Arg::Integer(3));
        assert_eq!(value("[]"), Arg::List(vec![]));
        assert_eq!(value("{}"), Arg::Map(vec![]));
        assert_eq!(
            value(r#"["a", 2, [true],]"#),
            Arg::List(vec![text("a"), Arg::Integer(2), Arg::List(vec![Arg::Flag(true)])])
        );
        let map = Arg::Map(vec![("b".into(), text("c: d")), ("e f".into(), Arg::Float(0.5))]);
        assert_eq!(value(r#"{b: "c: d", "e f": 0.5}"#), map);
        assert_eq!(value(r#"{ {b: "c: d", 'e f': 0.5} }"#), map);
        assert_eq!(value(r#"{["a"]}"#), Arg::List(vec![text("a")]));
    }

    #[test]
    fn other_template_languages_are_text() {
        for text in ["{{< figure >}}", "{{<%x%>}}", "{{<", "{{<1/>}}"] {
            assert_eq!(read(text, 0, 0), Reading::Text, "{text}");
        }
    }

    #[test]
    fn a_mistake_is_told_at_its_place() {
        assert_eq!(mistake("{{<v of=x/>}}").0, 8..9);
        assert_eq!(mistake("{{<v of=“x”/>}}").0, 8..11);
        assert_eq!(mistake("{{<v of=\"x/>}}").0, 8..9);
        assert_eq!(mistake("{{<v a=1 a=2/>}}").0, 9..12);
        assert_eq!(mistake("{{<v\n/>}}").1, "the call does not end on its line");
        assert_eq!(mistake("{{<v a/>}}").1, "the argument `a` has no value");
        assert_eq!(mistake("{{<v of=").1, "a value is missing");
        assert_eq!(mistake("{{<v a=1e999/>}}").1, "`1e999` is no value");
        assert_eq!(mistake("{{<v a=[1 2]/>}}"), (10..11, "this list is never closed".to_owned()));
        assert_eq!(mistake("{{<v a={b: 1/>}}").1, "this map is never closed");
        assert_eq!(mistake("{{<v a={1/>}}").1, "these braces are never closed");
        assert_eq!(
            mistake("{{<v a={b: 1, b: 2}/>}}"),
            (14..16, "the key `b` stands twice in one map".to_owned())
        );
        assert_eq!(mistake("{{<v a={b: 1, 2}/>}}").1, "this is no key of a map");
        assert!(mistake(&format!("{{{{<v a={}/>}}}}", "[".repeat(2000))).1.contains("nested"));
    }
}
