//! Numbers that are exactly what was written.
//!
//! A [`Decimal`] keeps its digits: `58.90` has two after the point and is shown with two, because what is
//! written is the precision. Arithmetic happens in [`Ratio`]s, which are exact, and is rounded once, at the
//! end, half away from zero. Nothing here overflows: what does not fit is `None`.

mod digits;
mod foreign;
mod ratio;

pub use foreign::{NumberError, measure, with_decimal_comma};
pub use ratio::Ratio;

use digits::Digits;
use serde::{Deserialize, Serialize};
use std::cmp::Ordering;
use std::fmt;

/// Most digits that a written number may have, before and after the point together.
pub const MOST_DIGITS: u32 = 30;

/// An exact decimal number, `mantissa × 10^-scale`, with its written digits.
///
/// Equality is that of the writing: `58.90` differs from `58.9`. [`Decimal::compare`] compares values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "(i128, u32)", into = "(i128, u32)")]
pub struct Decimal {
    mantissa: i128,
    scale: u32,
}

impl Decimal {
    pub const ZERO: Self = Self { mantissa: 0, scale: 0 };
    pub const HALF: Self = Self { mantissa: 5, scale: 1 };

    /// `None` when the number has more than [`MOST_DIGITS`] digits or as many after the point.
    #[must_use]
    pub fn new(mantissa: i128, scale: u32) -> Option<Self> {
        const LIMIT: i128 = 10_i128.pow(MOST_DIGITS);
        let fits = mantissa > -LIMIT && mantissa < LIMIT && scale < MOST_DIGITS;
        fits.then_some(Self { mantissa, scale })
    }

    /// Reads `58.90`, `-12` or `−12`: digits 0 to 9, a point, no grouping, no needless zero in front.
    ///
    /// Every other spelling is refused with the rewrite, for `1,234` is one number in London and another in
    /// Paris, and a portfolio is read in both.
    pub fn parse(text: &str) -> Result<Self, NumberError> {
        Self::strict(text).ok_or_else(|| foreign::explain(text))
    }

    /// As [`Decimal::parse`] without a word about what is wrong.
    #[must_use]
    pub fn strict(text: &str) -> Option<Self> {
        plain(text)
    }

    #[must_use]
    pub fn mantissa(self) -> i128 {
        self.mantissa
    }

    /// Digits after the point, as written.
    #[must_use]
    pub fn scale(self) -> u32 {
        self.scale
    }

    #[must_use]
    pub fn is_zero(self) -> bool {
        self.mantissa == 0
    }

    #[must_use]
    pub fn is_negative(self) -> bool {
        self.mantissa < 0
    }

    #[must_use]
    pub fn abs(self) -> Self {
        Self { mantissa: self.mantissa.abs(), scale: self.scale }
    }

    #[must_use]
    pub fn negated(self) -> Self {
        Self { mantissa: -self.mantissa, scale: self.scale }
    }

    /// Digits from the first that is not zero to the last written: `0.0120` has three, `310` has three.
    /// Zero has none.
    #[must_use]
    pub fn significant_digits(self) -> u32 {
        digits_of(self.mantissa)
    }

    /// Digits before the point, at least one.
    #[must_use]
    pub fn whole_digits(self) -> u32 {
        digits_of(self.mantissa).saturating_sub(self.scale).max(1)
    }

    /// The value moved by `places` powers of ten, with no digit lost: `1.2` by six is `1200000`.
    #[must_use]
    pub fn scaled_up(self, places: u32) -> Option<Self> {
        if places <= self.scale {
            return Self::new(self.mantissa, self.scale - places);
        }
        let factor = digits::power_of_ten(places - self.scale)?;
        Self::new(self.mantissa.checked_mul(factor)?, 0)
    }

    #[must_use]
    pub fn checked_add(self, other: Self) -> Option<Self> {
        let scale = self.scale.max(other.scale);
        Self::new(self.at_scale(scale)?.checked_add(other.at_scale(scale)?)?, scale)
    }

    #[must_use]
    pub fn checked_sub(self, other: Self) -> Option<Self> {
        self.checked_add(other.negated())
    }

    fn at_scale(self, scale: u32) -> Option<i128> {
        let factor = digits::power_of_ten(scale.checked_sub(self.scale)?)?;
        self.mantissa.checked_mul(factor)
    }

    /// Compares values: `58.90` and `58.9` are equal here.
    #[must_use]
    pub fn compare(self, other: Self) -> Ordering {
        if self.scale == other.scale {
            return self.mantissa.cmp(&other.mantissa);
        }
        Ratio::from(self).cmp(&Ratio::from(other))
    }

    /// The number for a reader, with groups, the language's marks and U+2212 as its minus.
    #[must_use]
    pub fn show(self, marks: &Marks) -> String {
        let mut shown = String::with_capacity(16);
        self.show_into(&mut shown, marks);
        shown
    }

    /// Appends what [`Decimal::show`] gives.
    pub fn show_into(self, shown: &mut String, marks: &Marks) {
        if self.is_negative() {
            let [before, after] = marks.around_signed;
            shown.push_str(before);
            shown.push('\u{2212}');
            self.show_size_into(shown, marks);
            shown.push_str(after);
        } else {
            self.show_size_into(shown, marks);
        }
    }

    fn show_size_into(self, shown: &mut String, marks: &Marks) {
        let written = Digits::of(self.mantissa.unsigned_abs(), self.scale);
        let (whole, fraction) = written.parts();
        if whole.len() < marks.group_from {
            shown.push_str(whole);
        } else {
            // The first group has one to three digits.
            let (first, mut rest) = whole.split_at((whole.len() + 2) % 3 + 1);
            shown.push_str(first);
            while let Some((group, others)) = rest.split_at_checked(3) {
                shown.push_str(&marks.group);
                shown.push_str(group);
                rest = others;
            }
        }
        if !fraction.is_empty() {
            shown.push_str(&marks.point);
            shown.push_str(fraction);
        }
    }

    /// As [`Decimal::show`], with a plus before what is more than zero: for changes.
    #[must_use]
    pub fn show_signed(self, marks: &Marks) -> String {
        let mut shown = String::with_capacity(16);
        if self.mantissa <= 0 {
            self.show_into(&mut shown, marks);
            return shown;
        }
        let [before, after] = marks.around_signed;
        shown.push_str(before);
        shown.push('+');
        self.show_size_into(&mut shown, marks);
        shown.push_str(after);
        shown
    }
}

/// How a language writes numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Marks {
    /// Between the whole and its fraction.
    pub point: String,
    /// Between groups of three digits.
    pub group: String,
    /// The least number of whole digits that are grouped: four in English, five in Spanish.
    pub group_from: usize,
    /// Around a number with a sign: marks that are not seen, and without which the sign goes to the other end of its number
    /// where the text runs from right to left.
    pub around_signed: [&'static str; 2],
}

impl Default for Marks {
    fn default() -> Self {
        Self { point: ".".to_owned(), group: ",".to_owned(), group_from: 4, around_signed: ["", ""] }
    }
}

impl From<Decimal> for (i128, u32) {
    fn from(number: Decimal) -> Self {
        (number.mantissa, number.scale)
    }
}

impl TryFrom<(i128, u32)> for Decimal {
    type Error = &'static str;

    fn try_from((mantissa, scale): (i128, u32)) -> Result<Self, Self::Error> {
        Self::new(mantissa, scale).ok_or("more digits than a number has")
    }
}

impl fmt::Display for Decimal {
    /// The number as [`Decimal::parse`] reads it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let written = Digits::of(self.mantissa.unsigned_abs(), self.scale);
        let (whole, fraction) = written.parts();
        if self.mantissa < 0 {
            f.write_str("-")?;
        }
        f.write_str(whole)?;
        if !fraction.is_empty() {
            f.write_str(".")?;
            f.write_str(fraction)?;
        }
        Ok(())
    }
}

impl From<u32> for Decimal {
    fn from(value: u32) -> Self {
        Self { mantissa: i128::from(value), scale: 0 }
    }
}

fn digits_of(mantissa: i128) -> u32 {
    let size = mantissa.unsigned_abs();
    let log = u64::try_from(size).map_or_else(|_| size.checked_ilog10(), u64::checked_ilog10);
    log.map_or(0, |log| log + 1)
}

/// The strict grammar: `[-−]? (0 | [1-9][0-9]*) ("." [0-9]+)?`.
fn plain(text: &str) -> Option<Decimal> {
    let body = text.strip_prefix(['-', '\u{2212}']).unwrap_or(text);
    let (number, length) = digits::read(body)?;
    if length < body.len() {
        return None;
    }
    Some(if body.len() < text.len() { number.negated() } else { number })
}

/// The number of the strict grammar, without a sign, at the start of `text`, and its length in bytes.
#[must_use]
pub fn read_plain(text: &str) -> Option<(Decimal, usize)> {
    digits::read(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn decimal(text: &str) -> Decimal {
        Decimal::parse(text).unwrap()
    }

    fn rewrite(text: &str) -> String {
        let error = Decimal::parse(text).unwrap_err();
        assert!(!error.message.is_empty() && !error.hint.is_empty());
        error.rewrite.map_or_else(|| "none".to_owned(), |number| number.to_string())
    }

    #[test]
    fn the_written_digits_are_kept() {
        assert_eq!(decimal("58.90").to_string(), "58.90");
        assert_eq!(decimal("58.90").scale(), 2);
        assert_ne!(decimal("58.90"), decimal("58.9"));
        assert_eq!(decimal("58.90").compare(decimal("58.9")), Ordering::Equal);
        assert_eq!(decimal("-0.05").to_string(), "-0.05");
        assert_eq!(decimal("−12.5"), decimal("-12.5"));
    }

    #[test]
    fn foreign_and_ambiguous_spellings_are_refused_with_the_rewrite() {
        assert_eq!(rewrite("1,234.5"), "1234.5");
        assert_eq!(rewrite("1 234,5"), "1234.5");
        assert_eq!(rewrite("1\u{202f}234,5"), "1234.5");
        assert_eq!(rewrite("1.234.567"), "1234567");
        assert_eq!(rewrite("1.234,56"), "1234.56");
        assert_eq!(rewrite("48,600"), "48600");
        assert_eq!(rewrite("58,9"), "58.9");
        assert_eq!(rewrite("1'234"), "1234");
        assert_eq!(rewrite("1_000"), "1000");
        assert_eq!(rewrite("007"), "7");
        assert_eq!(rewrite(".5"), "0.5");
        assert_eq!(rewrite("5."), "5");
        assert_eq!(rewrite("+5"), "5");
        assert_eq!(rewrite("1e6"), "1000000");
        assert_eq!(rewrite("1.5e-3"), "0.0015");
        assert_eq!(rewrite("٤٢"), "none");
        assert_eq!(rewrite("0.XX"), "none");
        assert_eq!(rewrite(""), "none");
        assert_eq!(rewrite(&"9".repeat(31)), "none");
        assert_eq!(rewrite("1e999999999999"), "none");
    }

    #[test]
    fn a_reader_gets_groups_and_a_true_minus() {
        let english = Marks::default();
        let german = Marks { point: ",".to_owned(), group: ".".to_owned(), ..Marks::default() };
        assert_eq!(decimal("48210").show(&english), "48,210");
        assert_eq!(decimal("-1234567.50").show(&english), "−1,234,567.50");
        assert_eq!(decimal("1234.5").show(&german), "1.234,5");
        assert_eq!(decimal("999").show(&english), "999");
        assert_eq!(decimal("12.5").show_signed(&english), "+12.5");
        assert_eq!(decimal("0.0").show_signed(&english), "0.0");
        let arabic = Marks { around_signed: ["\u{2066}", "\u{2069}"], ..Marks::default() };
        assert_eq!(decimal("-24").show(&arabic), "\u{2066}−24\u{2069}");
        assert_eq!(decimal("17.5").show_signed(&arabic), "\u{2066}+17.5\u{2069}");
        assert_eq!(decimal("24").show(&arabic), "24");
    }

    #[test]
    fn digits_are_counted_from_the_first_that_is_not_zero() {
        assert_eq!(decimal("0.0120").significant_digits(), 3);
        assert_eq!(decimal("310").significant_digits(), 3);
        assert_eq!(decimal("0.00").significant_digits(), 0);
        assert_eq!(decimal("0.5").whole_digits(), 1);
    }

    fn any_decimal() -> impl Strategy<Value = Decimal> {
        (-999_999_999_999_999_999_i128..=999_999_999_999_999_999, 0_u32..12)
            .prop_map(|(mantissa, scale)| Decimal::new(mantissa, scale).unwrap())
    }

    proptest! {
        #[test]
        fn what_is_displayed_reads_back_the_same(number in any_decimal()) {
            prop_assert_eq!(decimal(&number.to_string()), number);
        }

        #[test]
        fn adding_and_taking_away_again_changes_no_value(a in any_decimal(), b in any_decimal()) {
            let back = a.checked_add(b).unwrap().checked_sub(b).unwrap();
            prop_assert_eq!(back.compare(a), Ordering::Equal);
        }

        #[test]
        fn a_rewrite_is_itself_accepted(text in "[-+]?[0-9]{0,4}([.,' _][0-9]{1,4}){0,4}(e-?[0-9]{1,3})?") {
            if let Err(NumberError { rewrite: Some(number), .. }) = Decimal::parse(&text) {
                prop_assert_eq!(decimal(&number.to_string()), number);
            }
        }

        #[test]
        fn no_text_makes_it_panic(text in any::<String>()) {
            let _ = Decimal::parse(&text);
            let _ = measure(&text);
        }
    }
}
