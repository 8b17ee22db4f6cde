//! Reads a phrase from left to right, remembering the first slip, and writes the figure that was meant.

use super::{PhraseError, refuse, write_figure};
use crate::decimal::{Decimal, measure, with_decimal_comma};
use crate::model::metric::{Amount, Figure};
use crate::period::{Period, lacks_year};
use crate::unit::{Kind, Unit};
use std::ops::Range;

/// Where the phrase stands: a minus before a share means something else in a map.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    Phrase,
    Map,
    /// One side of `9 min to 2 min`.
    Half,
}

/// Something understood but not accepted.
#[derive(Debug)]
struct Slip {
    span: Range<usize>,
    message: String,
    /// Said after the rewrite.
    advice: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Bound {
    None,
    Least,
    Most,
}

#[derive(Debug)]
struct Reader<'a> {
    text: &'a str,
    at: usize,
    end: usize,
    slip: Option<Slip>,
}

/// One number with what belongs to it.
#[derive(Debug)]
struct Number {
    value: Decimal,
    sign: Option<Range<usize>>,
    plus_sign: bool,
    prefix: String,
}

pub(super) fn read(text: &str, form: Form) -> Result<Figure, PhraseError> {
    let start = text.len() - text.trim_start().len();
    let end = start + text.trim().len();
    let mut reader = Reader { text, at: start, end, slip: None };
    refuse::whole(reader.rest()).map_err(|error| error.shifted(start))?;
    let figure = reader.figure(form)?;
    match reader.slip {
        None => Ok(figure),
        Some(slip) => {
            let rewrite = write_figure(&figure);
            let hint = format!("write `{rewrite}`{}", slip.advice);
            Err(PhraseError::new(slip.span, slip.message, hint))
        }
    }
}

impl<'a> Reader<'a> {
    fn rest(&self) -> &'a str {
        &self.text[self.at..self.end]
    }

    fn skip_space(&mut self) {
        self.at = self.end - self.rest().trim_start().len();
    }

    fn slip(&mut self, span: Range<usize>, message: impl Into<String>, advice: impl Into<String>) {
        if self.slip.is_none() {
            self.slip = Some(Slip { span, message: message.into(), advice: advice.into() });
        }
    }

    fn figure(&mut self, form: Form) -> Result<Figure, PhraseError> {
        let start = self.at;
        let period = self.period()?;
        if form != Form::Half {
            refuse::before_after(self.rest()).map_err(|error| error.shifted(start))?;
        }
        if let Some(error) = refuse::compound_duration(self.rest()) {
            return Err(error.shifted(start));
        }
        let (mut bound, between) = self.bound();
        let first = self.number()?;
        bound = self.plus(start, bound);
        let second = self.second(first.value, between)?;
        if second.is_some() {
            bound = self.plus(start, bound);
        }
        let unit_start = self.at;
        let unit = self.unit(&first, second.as_ref(), &mut bound)?;
        self.signs(&first, &unit, form)?;
        refuse::change_or_comparison(&unit, unit_start..self.end)?;
        let amount = self.amount(start, bound, &first, second.as_ref())?;
        Ok(Figure { amount, unit, period })
    }

    /// Takes `in 2024-09` off the end.
    fn period(&mut self) -> Result<Option<Period>, PhraseError> {
        let Some((from, word, window)) = refuse::window_words(self.rest()) else {
            return Ok(None);
        };
        let (from, window) = (self.at + from, self.at + window.start..self.at + window.end);
        let text = &self.text[window.clone()];
        let read = Period::parse(text);
        let readable = read.as_ref().map_or_else(|error| error.rewrite.is_some(), |_| true);
        // `in 30 days` is meant as a window too; `by 40 %` is not, and `5 in 7` is a part of a whole.
        let numbered = text.starts_with(|c: char| c.is_ascii_digit()) && measure(text) < text.len();
        let looks_like_one = readable || (word == "in" && (numbered || lacks_year(text)));
        if !looks_like_one {
            return Ok(None);
        }
        if !matches!(word, "in" | "im" | "en" | "em" | "nel" | "w" | "on" | "during" | "(" | ",") {
            let message = format!("`{}` is an open window", &self.text[from..self.end]);
            let hint = "write the window that the figure covers, first and last month: `in 2024-03/2024-09`";
            return Err(PhraseError::new(from..self.end, message, hint));
        }
        let period = match read {
            Ok(period) => period,
            Err(error) => {
                let Some(meant) = error.rewrite else {
                    return Err(PhraseError::new(window, error.message, error.hint));
                };
                self.slip(window, error.message, "");
                meant
            }
        };
        if word != "in" {
            self.slip(from..self.end, "a window is introduced by `in`", "");
        }
        self.end = self.at + self.text[self.at..from].trim_end().len();
        Ok(Some(period))
    }

    /// Takes a bound or a vague word off the start; says too whether it was `between`.
    fn bound(&mut self) -> (Bound, bool) {
        let Some(opening) = refuse::opening(self.rest()) else {
            return (Bound::None, false);
        };
        let span = self.at..self.at + opening.length;
        self.at += opening.length;
        self.skip_space();
        if let Some(message) = opening.slip {
            self.slip(span, message, opening.advice);
        }
        (opening.bound, opening.between)
    }

    fn number(&mut self) -> Result<Number, PhraseError> {
        let mut sign = self.sign();
        let prefix = self.currency();
        if sign.is_none() {
            sign = self.sign();
        }
        let length = measure(self.rest());
        if length == 0 {
            return Err(refuse::no_number_here(self.rest()).shifted(self.at));
        }
        let span = self.at..self.at + length;
        if let Some(end) = refuse::placeholder_after(&self.rest()[length..]) {
            let error = refuse::placeholder(&self.text[span.start..span.end + end]);
            return Err(error.shifted(span.start));
        }
        let mut value = match Decimal::parse(&self.text[span.clone()]) {
            Ok(value) => value,
            Err(error) => {
                let Some(meant) = error.rewrite else {
                    return Err(PhraseError::new(span, error.message, error.hint));
                };
                let other = with_decimal_comma(&self.text[span.clone()]).map_or_else(String::new, |other| {
                    format!("; if the comma marks the decimals, the number is `{other}`")
                });
                self.slip(span.clone(), error.message, other);
                meant
            }
        };
        self.at = span.end;
        value = self.magnitude(value, span.start, !prefix.is_empty())?;
        let plus_sign = sign.clone().is_some_and(|sign| &self.text[sign] == "+");
        if sign.is_some() && !plus_sign {
            value = value.negated();
        }
        Ok(Number { value, sign, plus_sign, prefix })
    }

    fn sign(&mut self) -> Option<Range<usize>> {
        let sign = self.rest().chars().next().filter(|c| matches!(c, '+' | '-' | '\u{2212}' | '–'))?;
        let span = self.at..self.at + sign.len_utf8();
        self.at = span.end;
        self.skip_space();
        Some(span)
    }

    /// Takes a currency off that stands before its number.
    fn currency(&mut self) -> String {
        let ends =
            |c: char| c.is_ascii_digit() || c.is_whitespace() || matches!(c, '-' | '+' | '\u{2212}' | '.');
        let length = self.rest().find(ends).unwrap_or(self.rest().len());
        let sign = &self.rest()[..length];
        if !Unit::is_currency(sign) {
            return String::new();
        }
        self.at += length;
        self.skip_space();
        sign.to_owned()
    }

    /// Takes `k`, `M` or `million` off: shortened numbers are written out.
    fn magnitude(&mut self, value: Decimal, start: usize, money: bool) -> Result<Decimal, PhraseError> {
        let rest = self.rest();
        let word_start = rest.len() - rest.trim_start().len();
        let word = &rest[word_start..];
        let length = word.find(|c: char| !c.is_alphabetic()).unwrap_or(word.len());
        let followed = word[length..].starts_with(|c: char| c.is_ascii_digit());
        let billions = word.starts_with("B ") && refuse::counts_billions(&word[2..]);
        let Some(power) = refuse::magnitude(&word[..length], money || billions).filter(|_| !followed) else {
            return Ok(value);
        };
        // `Mio.` is short for a word.
        let point = usize::from(length > 1 && word[length..].starts_with('.'));
        let span = start..self.at + word_start + length + point;
        let message = format!("`{}` shortens its number", &self.text[span.clone()]);
        let Some(long) = value.scaled_up(power) else {
            return Err(PhraseError::new(span, message, "write the number out, with at most 30 digits"));
        };
        self.at = span.end;
        self.slip(span, message, "");
        Ok(long)
    }

    /// Takes a plus behind a number off: `10+`.
    fn plus(&mut self, start: usize, bound: Bound) -> Bound {
        let rest = self.rest();
        let Some(after) = rest.strip_prefix('+') else {
            return bound;
        };
        if !(after.is_empty()
            || after.starts_with(|c: char| c.is_whitespace() || c.is_alphabetic() || c == '%'))
        {
            return bound;
        }
        let span = start..self.at + 1;
        let message = format!("`{}` is a bound", &self.text[span.clone()]);
        self.at += 1;
        self.slip(span, message, "");
        Bound::Least
    }

    /// Takes the second number of a range off, with the unit that may be repeated before the dash.
    fn second(&mut self, first: Decimal, between: bool) -> Result<Option<Number>, PhraseError> {
        let rest = self.rest();
        if let Some(error) = refuse::part_of(first, rest) {
            return Err(error.shifted(self.at));
        }
        let Some(dash) = refuse::range_dash(rest, between) else {
            return Ok(None);
        };
        let unit = rest[..dash.start].trim().to_owned();
        self.at += dash.end;
        self.skip_space();
        let second = self.number()?;
        // `95 % – 97 %` repeats its unit; `95 % – 97` leaves it to the first.
        if !unit.is_empty() {
            let own = self.rest().trim_start();
            if own.is_empty() || !own.starts_with(&unit) {
                let span = self.at..self.end;
                let hint = "write the unit once, behind both numbers: `95–97 %`";
                return Err(PhraseError::new(span, "the two ends of the range have different units", hint));
            }
        }
        Ok(Some(second))
    }

    fn unit(
        &mut self,
        first: &Number,
        second: Option<&Number>,
        bound: &mut Bound,
    ) -> Result<Unit, PhraseError> {
        self.skip_space();
        let mut text = self.rest();
        if let Some(without) = text.strip_suffix('+') {
            let span = self.at..self.end;
            self.slip(span, "a plus at the end makes a bound of the figure", "");
            *bound = Bound::Least;
            text = without.trim_end();
        }
        // `min.` is `min`.
        if let Some(without) = text.strip_suffix('.')
            && Unit::parse(without).is_ok_and(|unit| unit.is_known())
        {
            text = without;
        }
        let span = self.at..self.at + text.len();
        if let Some(second) = second
            && !second.prefix.is_empty()
            && second.prefix != first.prefix
        {
            let hint = "write the currency once, before both numbers: `€5–10`";
            return Err(PhraseError::new(span, "the two ends of the range have different currencies", hint));
        }
        let read = Unit::parse_around(&first.prefix, text);
        let twice = !first.prefix.is_empty()
            && Unit::parse(text).is_ok_and(|unit| matches!(unit.kind, Kind::Currency(_)));
        if twice {
            let hint = format!("write only `{}` before it, or only `{text}` behind it", first.prefix);
            return Err(PhraseError::new(span, "the currency stands before and behind the number", hint));
        }
        read.or_else(|error| {
            let rewritten = error.rewrite.as_deref().and_then(|rewrite| {
                let rest = text.split_whitespace().skip(1).collect::<Vec<_>>().join(" ");
                Unit::parse(&format!("{rewrite} {rest}")).ok()
            });
            let Some(unit) = rewritten else {
                return Err(PhraseError::new(span.clone(), error.message, error.hint));
            };
            let other =
                error.hint.split_once(", or ").map_or_else(String::new, |(_, other)| format!(", or {other}"));
            self.slip(span.clone(), error.message, other);
            Ok(unit)
        })
    }

    /// A plus is always a change; a minus before a share is one too, unless it stands in a map.
    fn signs(&self, first: &Number, unit: &Unit, form: Form) -> Result<(), PhraseError> {
        let Some(sign) = &first.sign else {
            return Ok(());
        };
        let share = matches!(unit.kind, Kind::Percent | Kind::Times);
        if first.plus_sign || (share && form != Form::Map) {
            let span = sign.start..self.end;
            return Err(refuse::change(&self.text[span.clone()]).shifted(span.start));
        }
        Ok(())
    }

    fn amount(
        &self,
        start: usize,
        bound: Bound,
        first: &Number,
        second: Option<&Number>,
    ) -> Result<Amount, PhraseError> {
        let span = start..self.end;
        let first = first.value;
        let Some(second) = second.map(|second| second.value) else {
            return Ok(match bound {
                Bound::None => Amount::Exact(first),
                Bound::Least => Amount::AtLeast(first),
                Bound::Most => Amount::AtMost(first),
            });
        };
        if bound != Bound::None {
            let hint =
                format!("write the range alone, `{first}–{second}`, or one bound alone, `at least {first}`");
            return Err(PhraseError::new(span, "a range cannot have a bound too", hint));
        }
        match first.compare(second) {
            std::cmp::Ordering::Less => Ok(Amount::Between(first, second)),
            std::cmp::Ordering::Equal => Err(PhraseError::new(
                span,
                "both ends of the range are equal",
                format!("write `{first}` alone"),
            )),
            std::cmp::Ordering::Greater => {
                let hint = format!(
                    "write the lower end first: `{second}–{first}`. If it went from {first} to {second}, write \
                     `baseline: {first}` and `value: {second}`"
                );
                Err(PhraseError::new(span, "the range runs backwards", hint))
            }
        }
    }
}
