//! The grammar of a component call: `{{<name key="text" n=3 on=true/>}}`, `{{<name>}}` and `{{</name>}}`.

use super::COMPONENT_CALL;
use crate::diag::Diagnostic;
use crate::source::Span;
use std::ops::Range;

/// A call of a component.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    pub name: String,
    pub args: Vec<Argument>,
    /// The call in the whole file; of one with a body, its opening line.
    pub span: Span,
}

/// One argument of a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Argument {
    pub name: String,
    pub value: Arg,
    /// From the name to the end of the value, in the whole file.
    pub span: Span,
}

/// The value of an argument.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Arg {
    Text(String),
    Integer(i64),
    Flag(bool),
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
#[derive(Debug, PartialEq, Eq)]
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
        let value = self.value()?;
        Ok(Argument { name: name.to_owned(), value, span: Span::new(start, self.at).shift(self.offset) })
    }

    fn value(&mut self) -> Result<Arg, Mistake> {
        let start = self.at;
        match self.rest().chars().next() {
            Some(quote @ ('"' | '\'')) => return self.quoted(quote),
            Some('“' | '”' | '„' | '‘' | '’' | '«') => {
                return Err(self.mistake(
                    "typographic quotes do not enclose a value",
                    "use straight quotes: `\"value\"`",
                ));
            }
            _ => {}
        }
        let word =
            self.take_while(|c| !c.is_whitespace() && !matches!(c, '/' | '>' | '"' | '\'' | '{' | '}'));
        let value = match word {
            "true" => Some(Arg::Flag(true)),
            "false" => Some(Arg::Flag(false)),
            _ => word.parse().ok().map(Arg::Integer),
        };
        value.ok_or_else(|| Mistake {
            at: start..self.at.max(start + 1).min(self.text.len()),
            message: if word.is_empty() {
                "a value is missing".to_owned()
            } else {
                format!("`{word}` is no value")
            },
            hint: "a value is a text in quotes, a whole number, true or false",
        })
    }

    fn quoted(&mut self, quote: char) -> Result<Arg, Mistake> {
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
                    return Ok(Arg::Text(value));
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
    }
}
