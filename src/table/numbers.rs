//! How the numbers of a column are written, decided once for the whole column.
//!
//! Accepted are digits with a point or a comma for the decimals, groups of three (parted by the other mark, a
//! space or an apostrophe), a sign, an exponent, and one sign of per cent or money that the whole column has.
//! `1,234` alone can be two numbers: what decides are other cells of the column (`0,5` or `12,345.6`), then what
//! the author declares, then the separator between cells; if that leaves it open, it is an error.

use crate::decimal::Decimal;

/// What stands between a whole and its fraction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Mark {
    Point,
    Comma,
}

impl Mark {
    /// As it is declared.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Point => "point",
            Self::Comma => "comma",
        }
    }

    fn as_char(self) -> char {
        match self {
            Self::Point => '.',
            Self::Comma => ',',
        }
    }

    /// What parts groups of digits beside it.
    fn other(self) -> char {
        match self {
            Self::Point => ',',
            Self::Comma => '.',
        }
    }
}

/// Signs of money that may stand beside a number.
const MONEY: [char; 6] = ['$', '€', '£', '¥', '₹', '₩'];

/// Spaces and apostrophes between groups of digits.
const GAPS: [char; 5] = [' ', '\u{a0}', '\u{202f}', '\'', '’'];

/// How the numbers of one column are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Numbers {
    pub mark: Mark,
    /// The sign that its numbers have: `%`, or one of money.
    pub sign: Option<char>,
}

impl Numbers {
    /// Looks at the cells of a column. Cells that are no numbers do not matter here.
    pub(super) fn of<'a>(
        cells: impl Iterator<Item = &'a str>,
        declared: Option<Mark>,
        delimiter: u8,
    ) -> Result<Self, (String, String)> {
        let mut sign = None;
        let mut signed = false;
        let mut doubtful = None;
        let mut decided = declared;
        for cell in cells.filter(|cell| !cell.is_empty()) {
            if !signed {
                (sign, signed) = (unsigned(cell).1, true);
            }
            if decided.is_some() {
                break;
            }
            if !cell.contains(['.', ',']) {
                continue;
            }
            let reads = |mark| Self { mark, sign }.read(cell).is_some();
            match (reads(Mark::Point), reads(Mark::Comma)) {
                (true, false) => decided = Some(Mark::Point),
                (false, true) => decided = Some(Mark::Comma),
                (true, true) => doubtful = doubtful.or(Some(cell)),
                (false, false) => {}
            }
        }
        let usual = match (doubtful, delimiter) {
            // Where commas part the cells, points mark the decimals; where semicolons do, commas.
            (None, _) | (_, b',') => Some(Mark::Point),
            (Some(cell), b';') if cell.contains(',') => Some(Mark::Comma),
            (Some(cell), b'\t' | b'|') if cell.contains('.') => Some(Mark::Point),
            _ => None,
        };
        match decided.or(usual) {
            Some(mark) => Ok(Self { mark, sign }),
            None => {
                let cell = doubtful.unwrap_or_default();
                let message = format!("the numbers of this column can be read in two ways: `{cell}`");
                Err((message, "declare `decimal: point` or `decimal: comma` for this file".to_owned()))
            }
        }
    }

    /// The number of a cell, without its sign of per cent or money.
    #[must_use]
    pub fn read(self, cell: &str) -> Option<Decimal> {
        if let Some(number) = simple(cell).filter(|_| self.sign.is_none() && self.mark == Mark::Point) {
            return Some(number);
        }
        let (text, sign) = unsigned(cell);
        if sign != self.sign {
            return None;
        }
        let (negative, text) = match text.strip_prefix(['-', '\u{2212}']) {
            Some(rest) => (true, rest),
            None => (false, text.strip_prefix('+').unwrap_or(text)),
        };
        let (digits, exponent) = match text.split_once(['e', 'E']) {
            Some((digits, exponent)) => (digits, exponent.parse::<i32>().ok()?),
            None => (text, 0),
        };
        let (whole, fraction) = digits.split_once(self.mark.as_char()).unwrap_or((digits, ""));
        let mut mantissa: i128 = 0;
        let mut count = 0;
        self.each_digit(whole, |digit| push(&mut mantissa, digit, &mut count))?;
        let whole_digits = count;
        for byte in fraction.bytes() {
            byte.is_ascii_digit().then_some(())?;
            push(&mut mantissa, byte - b'0', &mut count)?;
        }
        if count == 0 || (whole_digits == 0 && fraction.is_empty()) {
            return None;
        }
        let scale = u32::try_from(fraction.len()).ok()?;
        let number = Decimal::new(if negative { -mantissa } else { mantissa }, scale)?;
        match exponent {
            0 => Some(number),
            1.. => number.scaled_up(exponent.unsigned_abs()),
            _ => Decimal::new(number.mantissa(), scale.checked_add(exponent.unsigned_abs())?),
        }
    }

    /// Hands on the digits before the mark; groups have three, the first one to three and no zero in front.
    fn each_digit(self, whole: &str, mut put: impl FnMut(u8) -> Option<()>) -> Option<()> {
        let parted = |character: char| character == self.mark.other() || GAPS.contains(&character);
        if !whole.contains(parted) {
            for byte in whole.bytes() {
                byte.is_ascii_digit().then_some(())?;
                put(byte - b'0')?;
            }
            return Some(());
        }
        let gap = whole.chars().find(|character| parted(*character))?;
        for (index, group) in whole.split(gap).enumerate() {
            let fits = if index == 0 { (1..=3).contains(&group.len()) } else { group.len() == 3 };
            let zero = index == 0 && group.starts_with('0');
            (fits && !zero && group.bytes().all(|byte| byte.is_ascii_digit())).then_some(())?;
            group.bytes().try_for_each(|byte| put(byte - b'0'))?;
        }
        Some(())
    }
}

fn push(mantissa: &mut i128, digit: u8, count: &mut u32) -> Option<()> {
    *mantissa = mantissa.checked_mul(10)?.checked_add(i128::from(digit))?;
    *count += 1;
    Some(())
}

/// Digits with at most one point and a minus: nearly every number of every file.
fn simple(cell: &str) -> Option<Decimal> {
    let bytes = cell.as_bytes();
    let (negative, digits) = match bytes {
        [b'-', rest @ ..] => (true, rest),
        _ => (false, bytes),
    };
    if digits.is_empty() || digits.len() > 18 {
        return None;
    }
    let (mut mantissa, mut point) = (0_i64, None);
    for (index, byte) in digits.iter().enumerate() {
        match byte {
            b'0'..=b'9' => mantissa = mantissa * 10 + i64::from(byte - b'0'),
            b'.' if point.is_none() => point = Some(index),
            _ => return None,
        }
    }
    let scale = point.map_or(0, |at| digits.len() - at - 1);
    if digits.len() == 1 && point.is_some() {
        return None;
    }
    Decimal::new(i128::from(if negative { -mantissa } else { mantissa }), u32::try_from(scale).ok()?)
}

/// A number without the sign of per cent or money beside it, and that sign.
fn unsigned(cell: &str) -> (&str, Option<char>) {
    let blank = |character: char| character.is_whitespace() || GAPS.contains(&character);
    if let Some(rest) = cell.strip_suffix('%') {
        return (rest.trim_end_matches(blank), Some('%'));
    }
    let before = cell.chars().next().filter(|first| MONEY.contains(first));
    if let Some(sign) = before {
        return (cell[sign.len_utf8()..].trim_start_matches(blank), Some(sign));
    }
    match cell.chars().next_back().filter(|last| MONEY.contains(last)) {
        Some(sign) => (cell[..cell.len() - sign.len_utf8()].trim_end_matches(blank), Some(sign)),
        None => (cell, None),
    }
}
