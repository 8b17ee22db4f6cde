//! A phrase → a [`Calc`], or the part of it that is wrong.

use super::{By, Calc, CalcError, Comparison, Condition, Literal, Name, Op, Order, Step, Test};
use crate::decimal::Decimal;
use crate::diag::did_you_mean;
use crate::period::Period;
use crate::table::Format;
use std::borrow::Cow;
use std::fmt::Display;
use std::ops::Range;

const OPS: [&str; 14] = [
    "sum", "count", "distinct", "mean", "min", "max", "median", "quantile", "first", "last", "only", "ratio",
    "delta", "growth",
];

const EXAMPLE: &str = "write it as `sum(orders) from orders.csv where month = 2024-09`";

/// What people write for the name of an operation.
const SYNONYMS: [(&str, &str); 8] = [
    ("average", "mean"),
    ("avg", "mean"),
    ("total", "sum"),
    ("minimum", "min"),
    ("maximum", "max"),
    ("percentile", "quantile"),
    ("unique", "distinct"),
    ("share", "ratio"),
];

/// Reads a calculation.
///
/// # Errors
/// The first part that is not in the grammar.
pub fn parse(text: &str) -> Result<Calc, CalcError> {
    let tokens = tokens(text)?;
    let mut parser = Parser { tokens: &tokens, at: 0, end: text.trim_end().len() };
    let op = parser.op()?;
    parser.keyword("from", "the file comes behind `from`", "write `from orders.csv`")?;
    let (file, sheet) = parser.file()?;
    let mut calc = Calc { op, file, sheet, conditions: Vec::new(), order: None, by: None };
    if parser.takes("where") {
        // Most have one, and a vector that grows makes room for four.
        calc.conditions.reserve_exact(1);
        calc.conditions.push(parser.condition()?);
        while parser.takes("and") {
            calc.conditions.push(parser.condition()?);
        }
    }
    if parser.takes("order") {
        parser.keyword("by", "`order` wants `by` behind it", "write `order by date`")?;
        let column = parser.column("order by date")?;
        let descending = parser.takes("desc") || parser.takes("descending");
        let _ = !descending && parser.takes("asc");
        calc.order = Some(Order { column, descending });
    }
    calc.by = parser.by()?;
    if let Some(token) = parser.peek() {
        let message = format!("`{}` does not belong here", token.written());
        let hint = if token.is("or") {
            "conditions are joined by `and`; several values of a column are `column in (one, two)`"
        } else if token.is("where") || token.is("order") || token.is("and") {
            "the order is `from … where … and … order by … by month`"
        } else {
            "a name of several words stands in quotes: `sum(\"Total users\") from …`"
        };
        return Err(CalcError::new(&token.span, message, hint));
    }
    check_order(&calc)?;
    Ok(calc)
}

/// `first`, `last` and their kin say in which order.
fn check_order(calc: &Calc) -> Result<(), CalcError> {
    let (name, column) = match &calc.op {
        Op::First(column) => ("first", column),
        Op::Last(column) => ("last", column),
        Op::Delta(column, None) => ("delta", column),
        Op::Growth(column, None) => ("growth", column),
        _ => return Ok(()),
    };
    if calc.order.is_some() {
        return Ok(());
    }
    let message = format!("`{name}({})` needs an order: which row comes first?", column.text);
    Err(CalcError::new(&column.span, message, "add `order by date`, with the column that tells the order"))
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Kind {
    Word,
    Quoted,
    /// A sign, as it is meant: `(`, `)`, `,`, `=`, `!=`, `<`, `<=`, `>`, `>=`.
    Sign(&'static str),
}

#[derive(Clone, Debug)]
struct Token<'t> {
    kind: Kind,
    text: Cow<'t, str>,
    span: Range<usize>,
}

impl Token<'_> {
    fn is(&self, keyword: &str) -> bool {
        self.kind == Kind::Word && self.text.eq_ignore_ascii_case(keyword)
    }

    fn written(&self) -> &str {
        match self.kind {
            Kind::Sign(sign) => sign,
            _ => &self.text,
        }
    }
}

/// Longer ones first.
const SIGNS: [(&str, &str); 15] = [
    ("!=", "!="),
    ("<>", "!="),
    ("≠", "!="),
    ("==", "="),
    ("<=", "<="),
    ("=<", "<="),
    ("≤", "<="),
    (">=", ">="),
    ("≥", ">="),
    ("=", "="),
    ("<", "<"),
    (">", ">"),
    ("(", "("),
    (")", ")"),
    (",", ","),
];

const QUOTES: [(char, char); 5] = [('"', '"'), ('\'', '\''), ('“', '”'), ('„', '“'), ('‘', '’')];

fn tokens(text: &str) -> Result<Vec<Token<'_>>, CalcError> {
    let mut tokens = Vec::with_capacity(16);
    let mut at = 0;
    while let Some(first) = text[at..].chars().next() {
        let rest = &text[at..];
        if first.is_whitespace() {
            at += first.len_utf8();
        } else if first.is_ascii_alphanumeric() {
            // Most of a phrase are words.
            let length = rest.find(ends_word).unwrap_or(rest.len());
            tokens.push(word(rest, length, at));
            at += length;
        } else if let Some((sign, meant)) = SIGNS.iter().find(|(sign, _)| rest.starts_with(sign)) {
            let span = at..at + sign.len();
            at = span.end;
            tokens.push(Token { kind: Kind::Sign(meant), text: Cow::Borrowed(""), span });
        } else if let Some((_, close)) = QUOTES.iter().find(|(open, _)| *open == first) {
            let (inner, length) = quoted(rest, first, *close).ok_or_else(|| {
                let message = "this quotation mark is never closed";
                CalcError::new(&(at..text.len()), message, format!("close it with `{close}`"))
            })?;
            tokens.push(Token { kind: Kind::Quoted, text: Cow::Owned(inner), span: at..at + length });
            at += length;
        } else {
            // A sign that is none, such as a lone `!`, is a word of its own.
            let length = match rest.find(ends_word) {
                Some(0) => first.len_utf8(),
                Some(length) => length,
                None => rest.len(),
            };
            tokens.push(word(rest, length, at));
            at += length;
        }
    }
    Ok(tokens)
}

fn ends_word(c: char) -> bool {
    c.is_whitespace() || matches!(c, '(' | ')' | ',' | '=' | '<' | '>' | '≠' | '≤' | '≥' | '"' | '!')
}

/// The word of so many bytes at the beginning of `rest`, which stands at `at`.
fn word(rest: &str, length: usize, at: usize) -> Token<'_> {
    Token { kind: Kind::Word, text: Cow::Borrowed(&rest[..length]), span: at..at + length }
}

/// What stands between quotation marks, where two closing ones are one of the text, and the length of it all.
fn quoted(text: &str, open: char, close: char) -> Option<(String, usize)> {
    let mut inner = String::new();
    let mut characters = text.char_indices().skip(1).peekable();
    while let Some((at, character)) = characters.next() {
        if character != close {
            inner.push(character);
        } else if open == close && characters.peek().is_some_and(|(_, next)| *next == close) {
            inner.push(close);
            characters.next();
        } else {
            return Some((inner, at + close.len_utf8()));
        }
    }
    None
}

struct Parser<'a> {
    tokens: &'a [Token<'a>],
    at: usize,
    /// Where the phrase ends, for what is missing there.
    end: usize,
}

impl<'a> Parser<'a> {
    fn peek(&self) -> Option<&'a Token<'a>> {
        self.tokens.get(self.at)
    }

    fn here(&self) -> Range<usize> {
        self.peek().map_or(self.end..self.end, |token| token.span.clone())
    }

    fn error(&self, message: impl Into<String>, hint: impl Into<String>) -> CalcError {
        CalcError::new(&self.here(), message, hint)
    }

    fn takes(&mut self, keyword: &str) -> bool {
        let found = self.peek().is_some_and(|token| token.is(keyword));
        self.at += usize::from(found);
        found
    }

    fn takes_sign(&mut self, sign: &'static str) -> bool {
        let found = self.peek().is_some_and(|token| token.kind == Kind::Sign(sign));
        self.at += usize::from(found);
        found
    }

    fn keyword(&mut self, keyword: &str, message: &str, hint: &str) -> Result<(), CalcError> {
        if self.takes(keyword) { Ok(()) } else { Err(self.error(message, hint)) }
    }

    fn sign(&mut self, sign: &'static str) -> Result<(), CalcError> {
        if self.takes_sign(sign) {
            return Ok(());
        }
        let hint = match self.peek().map(|token| &token.kind) {
            Some(Kind::Word) => "a name of several words stands in quotes: `\"Total users\"`",
            _ => EXAMPLE,
        };
        Err(self.error(format!("here a `{sign}` is missing"), hint))
    }

    /// A word or a quoted text.
    fn name(&mut self) -> Option<Name> {
        let token = self.peek().filter(|token| !matches!(token.kind, Kind::Sign(_)))?;
        self.at += 1;
        Some(Name { text: token.text.to_string(), span: token.span.clone() })
    }

    fn column(&mut self, example: impl Display) -> Result<Name, CalcError> {
        self.name()
            .ok_or_else(|| self.error("the name of a column is missing here", format!("write `{example}`")))
    }

    fn op(&mut self) -> Result<Op, CalcError> {
        let start = self.at;
        let Some(name) = self.name() else {
            return Err(self.error("the calculation is missing", EXAMPLE));
        };
        let op = name.text.to_lowercase();
        if !OPS.contains(&op.as_str()) {
            let meant = SYNONYMS.iter().find(|(word, _)| *word == op).map(|(_, meant)| *meant);
            let hint = match meant.or_else(|| did_you_mean(&op, OPS)) {
                Some(close) => format!("did you mean `{close}`?"),
                None => format!("the calculations are {}", OPS.join(", ")),
            };
            return Err(CalcError::new(&name.span, format!("there is no calculation `{}`", name.text), hint));
        }
        self.sign("(")?;
        if op == "count" {
            let column = if self.takes("*") { None } else { self.name() };
            self.sign(")")?;
            return Ok(Op::Count(column));
        }
        let column = self.column(format_args!("{op}(orders)"))?;
        let more = self.takes_sign(",");
        let op = match op.as_str() {
            "quantile" => {
                if !more {
                    return Err(self.error("which quantile?", "write `quantile(seconds, 0.95)`"));
                }
                let share = self.share()?;
                self.sign(")")?;
                return Ok(Op::Quantile(column, share));
            }
            "ratio" => {
                if !more {
                    let hint = "write `ratio(abandoned, checkouts)`, or `ratio(converted, count())`";
                    return Err(self.error("a ratio is of two columns", hint));
                }
                Op::Ratio(column, self.counted()?)
            }
            "delta" | "growth" => {
                let other = if more { Some(self.column(format_args!("{op}(after, before)"))?) } else { None };
                if op == "delta" { Op::Delta(column, other) } else { Op::Growth(column, other) }
            }
            _ if more => {
                let span = self.tokens[start].span.start..self.here().end;
                let hint = format!(
                    "write `{op}({})`; of two columns there are ratio, delta and growth",
                    column.text
                );
                return Err(CalcError::new(&span, format!("`{op}` is of one column"), hint));
            }
            "sum" => Op::Sum(column),
            "distinct" => Op::Distinct(column),
            "mean" => Op::Mean(column),
            "min" => Op::Min(column),
            "max" => Op::Max(column),
            "median" => Op::Quantile(column, Decimal::HALF),
            "first" => Op::First(column),
            "last" => Op::Last(column),
            _ => Op::Only(column),
        };
        self.sign(")")?;
        Ok(op)
    }

    /// The second part of a ratio: a column, or `count()`.
    fn counted(&mut self) -> Result<Option<Name>, CalcError> {
        let name = self.column("ratio(abandoned, checkouts)")?;
        if !name.text.eq_ignore_ascii_case("count") || !self.takes_sign("(") {
            return Ok(Some(name));
        }
        let _ = self.takes("*");
        self.sign(")")?;
        Ok(None)
    }

    /// A number from 0 to 1.
    fn share(&mut self) -> Result<Decimal, CalcError> {
        let error = |parser: &Self| {
            parser.error("a quantile is a number from 0 to 1", "write `quantile(seconds, 0.95)`")
        };
        let at = self.at;
        let name = self.name().ok_or_else(|| error(self))?;
        let share = Decimal::parse(&name.text).ok().filter(|share| {
            !share.is_negative() && share.compare(Decimal::from(1)).is_le() && share.scale() <= 6
        });
        share.ok_or_else(|| {
            self.at = at;
            error(self)
        })
    }

    /// The file, and the sheet behind a `#`.
    fn file(&mut self) -> Result<(Name, Option<String>), CalcError> {
        let Some(mut name) = self.name() else {
            return Err(self.error("the name of a file is missing here", "write `from orders.csv`"));
        };
        let sheet = name
            .text
            .rsplit_once('#')
            .filter(|(file, sheet)| !sheet.is_empty() && Format::of(file).is_some_and(Format::is_sheet));
        let Some((file, sheet)) = sheet.map(|(file, sheet)| (file.to_owned(), sheet.to_owned())) else {
            return Ok((name, None));
        };
        name.text = file;
        Ok((name, Some(sheet)))
    }

    fn literal(&mut self) -> Result<Literal, CalcError> {
        let quoted = self.peek().is_some_and(|token| token.kind == Kind::Quoted);
        let Some(name) = self.name() else {
            return Err(self
                .error("a value is missing here", "write a number, a word, a window, or a text in quotes"));
        };
        Ok(Literal { text: name.text, span: name.span, quoted })
    }

    fn condition(&mut self) -> Result<Condition, CalcError> {
        let column = self.column("where month = 2024-09")?;
        let comparisons = [
            ("<", Comparison::Less),
            ("<=", Comparison::AtMost),
            (">", Comparison::More),
            (">=", Comparison::AtLeast),
        ];
        let test = if self.takes_sign("=") {
            Test::OneOf(vec![self.literal()?])
        } else if self.takes_sign("!=") {
            Test::Not(self.literal()?)
        } else if let Some((_, comparison)) = comparisons.into_iter().find(|(sign, _)| self.takes_sign(sign))
        {
            let literal = self.literal()?;
            ordered(&literal)?;
            Test::Compare(comparison, literal)
        } else if self.takes("between") {
            let first = self.literal()?;
            self.keyword("and", "`between` wants two values", "write `between 10 and 20`")?;
            let last = self.literal()?;
            ordered(&first)?;
            ordered(&last)?;
            if first.number().is_some() != last.number().is_some() {
                let message = "the two ends are a number and a window";
                return Err(CalcError::new(
                    &(first.span.start..last.span.end),
                    message,
                    "write two of one kind",
                ));
            }
            Test::Between(first, last)
        } else if self.takes("in") {
            self.membership()?
        } else {
            let hint = "write `=`, `!=`, `<`, `>`, `in` or `between` behind the column; a name of several words stands in quotes";
            return Err(self.error(format!("what about `{}`?", column.text), hint));
        };
        Ok(Condition { column, test })
    }

    /// What stands behind `in`: values in parentheses, or a window.
    fn membership(&mut self) -> Result<Test, CalcError> {
        if self.takes_sign("(") {
            let mut values = vec![self.literal()?];
            while self.takes_sign(",") {
                values.push(self.literal()?);
            }
            self.sign(")")?;
            return Ok(Test::OneOf(values));
        }
        let literal = self.literal()?;
        match Period::parse(&literal.text) {
            Ok(period) => Ok(Test::During(period)),
            Err(error) => {
                let hint = format!("{}; several values stand in parentheses: `in (one, two)`", error.hint);
                Err(CalcError::new(&literal.span, error.message, hint))
            }
        }
    }

    fn by(&mut self) -> Result<Option<By>, CalcError> {
        let start = self.here().start;
        if !self.takes("by") {
            return Ok(None);
        }
        let steps =
            [("day", Step::Day), ("month", Step::Month), ("quarter", Step::Quarter), ("year", Step::Year)];
        let Some((_, step)) = steps.into_iter().find(|(word, _)| self.takes(word)) else {
            return Err(self.error("by what?", "write `by day`, `by month`, `by quarter` or `by year`"));
        };
        let column = if self.takes("of") { Some(self.column("by month of date")?) } else { None };
        let end = self.tokens[self.at - 1].span.end;
        Ok(Some(By { step, column, span: start..end }))
    }
}

/// What can be less or more: a number or a window.
fn ordered(literal: &Literal) -> Result<(), CalcError> {
    if literal.number().is_some() || literal.window().is_some() {
        return Ok(());
    }
    let message = format!("`{}` is neither a number nor a window of time", literal.text);
    Err(CalcError::new(&literal.span, message, "write a number such as `100`, or a window such as `2024-09`"))
}
