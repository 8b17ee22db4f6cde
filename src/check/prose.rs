//! Figures in running text: shares, multiples, sums of money and large numbers that are typed where they could be bound to a metric.
//!
//! Years, dates, versions, ordinals, addresses and the numbers of lists are no figures.

use crate::decimal::Decimal;
use std::ops::Range;

/// A figure in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Typed {
    pub kind: Kind,
    pub number: Decimal,
    /// In the text, sign and unit with it.
    pub range: Range<usize>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Percent,
    /// `12.5 points`: a difference of shares.
    Points,
    /// `3×`.
    Multiple,
    Money,
    /// `48,210`, `2M`.
    Large,
}

const MONEY: [char; 6] = ['$', '€', '£', '¥', '₹', '₩'];

/// Words behind a number that make it larger.
const SCALES: [(&str, u32); 13] = [
    ("thousand", 3),
    ("million", 6),
    ("millions", 6),
    ("millionen", 6),
    ("millones", 6),
    ("billion", 9),
    ("bn", 9),
    ("mio", 6),
    ("mn", 6),
    ("k", 3),
    ("K", 3),
    ("M", 6),
    ("B", 9),
];

/// The figures of a text, in their order.
#[must_use]
pub fn figures(text: &str) -> Vec<Typed> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(offset) = text[at..].find(|c: char| c.is_ascii_digit()) {
        let start = at + offset;
        let end = start + number_length(&text[start..]);
        at = end;
        if let Some(typed) = figure(text, start..end) {
            at = at.max(typed.range.end);
            found.push(typed);
        } else {
            // The rest of a word with digits in it.
            at += text[at..].find(|c: char| !c.is_alphanumeric()).unwrap_or(text.len() - at);
        }
    }
    found
}

/// Digits with what may stand between them, such as `48,210` and `12.5`.
fn number_length(text: &str) -> usize {
    let mut end = 0;
    let mut characters = text.char_indices().peekable();
    while let Some((at, c)) = characters.next() {
        let is_gap = matches!(c, '.' | ',' | '\'' | '’' | '\u{202f}' | '\u{a0}');
        let goes_on = is_gap && characters.peek().is_some_and(|(_, next)| next.is_ascii_digit());
        if !c.is_ascii_digit() && !goes_on {
            break;
        }
        end = at + c.len_utf8();
    }
    end
}

fn figure(text: &str, digits: Range<usize>) -> Option<Typed> {
    let (before, after) = (&text[..digits.start], &text[digits.end..]);
    let sign = before.chars().next_back();
    let money = sign.filter(|sign| MONEY.contains(sign));
    let start = money.map_or(digits.start, |sign| digits.start - sign.len_utf8());
    let around = text[..start].chars().next_back();
    // `v1.2`, `2024-05-01`, `#12`, `10/12`, `:8080`, `a_1` are names.
    if around.is_some_and(|c| c.is_alphanumeric() || "-/#_:@.&=".contains(c)) && !is_minus(text, start) {
        return None;
    }
    let (number, grouped) = number(&text[digits.clone()])?;
    let rest = after.trim_start_matches([' ', '\u{a0}', '\u{202f}']);
    let gap = after.len() - rest.len();
    let ends = |kind, number, behind: usize| Some(Typed { kind, number, range: start..digits.end + behind });
    if rest.starts_with('%') {
        return ends(share(rest, 1), number, gap + 1);
    }
    let word: &str = rest.split(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
    let lower = word.to_lowercase();
    match lower.as_str() {
        "percent" | "prozent" => return ends(share(rest, word.len()), number, gap + word.len()),
        "per" if rest[3..].trim_start().starts_with("cent") => {
            let length = rest.find("cent").unwrap_or(3) + 4;
            return ends(share(rest, length), number, gap + length);
        }
        "points" | "pp" | "percentage" => return ends(Kind::Points, number, gap + word.len()),
        _ => {}
    }
    let multiple = after.chars().next().filter(|c| matches!(c, 'x' | '×' | 'X'));
    if let Some(sign) = multiple {
        let behind = after[sign.len_utf8()..].chars().next();
        return if behind.is_some_and(char::is_alphanumeric) || money.is_some() {
            None
        } else {
            ends(Kind::Multiple, number, sign.len_utf8())
        };
    }
    let scale = SCALES.iter().find(|(name, _)| *name == word || (name.len() > 2 && *name == lower));
    // `5 k` is no thing; `5 M` neither.
    let scale = scale.filter(|(name, _)| gap == 0 || name.len() > 1);
    if let Some((_, zeros)) = scale {
        let kind = if money.is_some() { Kind::Money } else { Kind::Large };
        return ends(kind, number.scaled_up(*zeros)?, gap + word.len());
    }
    // What is joined to letters, a hyphen and a digit, or a slash is a name, a size or a date.
    if after.starts_with(|c: char| c.is_alphabetic() || c == '/' || c == '_') {
        return None;
    }
    let is_large = number.compare(Decimal::new(1000, 0)?).is_ge();
    if money.is_some() {
        return if is_large { ends(Kind::Money, number, 0) } else { None };
    }
    // Without a mark between thousands it may be a year, an address or a size.
    let counts = gap == 1 && !word.is_empty();
    if is_large && grouped && counts { ends(Kind::Large, number, 0) } else { None }
}

/// `5 % points` is a difference.
fn share(rest: &str, length: usize) -> Kind {
    let next = rest[length..].trim_start().split(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
    if matches!(next, "points" | "point" | "pp") { Kind::Points } else { Kind::Percent }
}

/// A sign before a number that begins a word.
fn is_minus(text: &str, start: usize) -> bool {
    let before = &text[..start];
    before.ends_with('-') && !before[..before.len() - 1].ends_with(|c: char| !c.is_whitespace() && c != '(')
}

/// What digits say, and whether marks part their thousands.
fn number(written: &str) -> Option<(Decimal, bool)> {
    let groups: Vec<&str> = written.split([',', '\'', '’', '\u{202f}', '\u{a0}']).collect();
    let (whole, fraction) =
        groups[groups.len() - 1].split_once('.').unwrap_or((groups[groups.len() - 1], ""));
    let is_grouped = groups.len() > 1
        && (1..=3).contains(&groups[0].len())
        && groups[1..groups.len() - 1].iter().all(|group| group.len() == 3)
        && whole.len() == 3;
    if fraction.contains('.') {
        // A version, or thousands in the manner of other languages.
        return None;
    }
    if is_grouped || groups.len() == 1 {
        let plain = groups.concat();
        return Decimal::parse(&plain).ok().map(|number| (number, is_grouped));
    }
    // `12,5`: a decimal comma.
    let [whole, part] = groups[..] else { return None };
    Decimal::parse(&format!("{whole}.{part}")).ok().map(|number| (number, false))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<(Kind, String, &str)> {
        figures(text)
            .into_iter()
            .map(|typed| (typed.kind, typed.number.to_string(), &text[typed.range]))
            .collect()
    }

    #[test]
    fn shares_multiples_money_and_large_numbers_are_figures() {
        for (text, kind, number, shown) in [
            ("It fell by 35 % then.", Kind::Percent, "35", "35 %"),
            ("It fell by 12.5%.", Kind::Percent, "12.5", "12.5%"),
            ("um 12,5 Prozent", Kind::Percent, "12.5", "12,5 Prozent"),
            ("a 20 per cent rise", Kind::Percent, "20", "20 per cent"),
            ("(-80%)", Kind::Percent, "80", "80%"),
            ("up 3.2 percentage points", Kind::Points, "3.2", "3.2 percentage"),
            ("up 3 % points", Kind::Points, "3", "3 %"),
            ("2.5x faster", Kind::Multiple, "2.5", "2.5x"),
            ("3× as fast", Kind::Multiple, "3", "3×"),
            ("saved €1,250 a month", Kind::Money, "1250", "€1,250"),
            ("raised $2M in", Kind::Money, "2000000", "$2M"),
            ("1.4 million readers", Kind::Large, "1400000", "1.4 million"),
            ("48,210 sessions", Kind::Large, "48210", "48,210"),
            ("10k users", Kind::Large, "10000", "10k"),
        ] {
            assert_eq!(found(text), [(kind, number.to_owned(), shown)], "{text}");
        }
        assert_eq!(found("from 12 % to 15 %").len(), 2);
    }

    #[test]
    fn years_dates_versions_ordinals_sizes_and_names_are_none() {
        for text in [
            "In 2024 and 1998",
            "2024-05-01",
            "on 3 May 2024",
            "10/12/2023",
            "version 1.2.3",
            "v2",
            "Rust 1.85",
            "the 3rd",
            "1920x1080",
            "4x4",
            "24/7",
            "port 8080",
            "at :8080",
            "issue #1200",
            "H2O",
            "covid19",
            "B2B",
            "top 10",
            "step 4 of 9",
            "14 people",
            "5 k",
            "A4",
            "ISO 9001",
            "1.000.000",
            "40 M",
            "a $5 coffee",
            "2.0.1 % of",
            "100m",
            "12px",
            "1,2,3",
            "https://a.example/?p=1,200",
            "file_1,200 x",
            "10–12 weeks",
            "RFC 4287",
            "ABC-1,200 parts",
        ] {
            assert_eq!(found(text), [], "{text}");
        }
    }

    #[test]
    fn any_text_is_read_through() {
        for text in [
            "1",
            "1,",
            "%",
            "9 ",
            "1.",
            "é1%",
            "1é%",
            "\u{fffc}5 %",
            "5\u{a0}%",
            "٣ %",
            "1,23,456 x",
            "9999999999999999999999999999999999999999999 %",
        ] {
            let _ = found(text);
        }
        assert_eq!(found("\u{fffc} 5\u{a0}%")[0].1, "5");
    }
}
