//! Digits to numbers and back. Most numbers of a site fit into 64 bits, where division is many times as fast as
//! in 128.

use super::{Decimal, MOST_DIGITS};

/// Powers of ten that fit.
const POWERS: [i128; 39] = {
    let mut powers = [1; 39];
    let mut exponent = 1;
    while exponent < powers.len() {
        powers[exponent] = powers[exponent - 1] * 10;
        exponent += 1;
    }
    powers
};

/// Powers of ten that fit into 64 bits.
const SMALL_POWERS: [u64; 20] = {
    let mut powers = [1; 20];
    let mut exponent = 1;
    while exponent < powers.len() {
        powers[exponent] = powers[exponent - 1] * 10;
        exponent += 1;
    }
    powers
};

pub(super) fn power_of_ten(exponent: u32) -> Option<i128> {
    POWERS.get(exponent as usize).copied()
}

pub(super) fn small_power_of_ten(exponent: u32) -> Option<u64> {
    SMALL_POWERS.get(exponent as usize).copied()
}

/// Most digits of which every number fits into 64 bits.
const SMALL_DIGITS: usize = 19;

/// Reads `(0 | [1-9][0-9]*) ("." [0-9]+)?` from the start of `text`, with its length in bytes.
pub(super) fn read(text: &str) -> Option<(Decimal, usize)> {
    let bytes = text.as_bytes();
    let digits_from = |from: usize| bytes[from..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    let whole = digits_from(0);
    if whole == 0 || (whole > 1 && bytes[0] == b'0') {
        return None;
    }
    let fraction = if bytes.get(whole) == Some(&b'.') { digits_from(whole + 1) } else { 0 };
    let length = if fraction == 0 { whole } else { whole + 1 + fraction };
    if whole + fraction > MOST_DIGITS as usize {
        return None;
    }
    let digits = bytes[..length].iter().filter(|byte| **byte != b'.').map(|byte| byte - b'0');
    let mantissa = if whole + fraction <= SMALL_DIGITS {
        i128::from(digits.fold(0_u64, |number, digit| number * 10 + u64::from(digit)))
    } else {
        digits.fold(0_i128, |number, digit| number * 10 + i128::from(digit))
    };
    Decimal::new(mantissa, u32::try_from(fraction).ok()?).map(|number| (number, length))
}

/// Room for the digits of every `u128`, and so for those of every [`Decimal`] with a zero before its point.
const ROOM: usize = 40;

/// Written digits, at least one of them before the point.
#[derive(Debug)]
pub(super) struct Digits {
    bytes: [u8; ROOM],
    start: usize,
    point: usize,
}

impl Digits {
    /// The digits of `mantissa × 10^-scale`, for a scale below [`MOST_DIGITS`].
    pub(super) fn of(mantissa: u128, scale: u32) -> Self {
        const CHUNK: u128 = SMALL_POWERS[SMALL_DIGITS] as u128;
        let mut digits = Self { bytes: [b'0'; ROOM], start: ROOM, point: ROOM - scale as usize };
        let mut rest = mantissa;
        while u64::try_from(rest).is_err() {
            let end = digits.start;
            digits.put(u64::try_from(rest % CHUNK).unwrap_or_default());
            // What is left stands before a full chunk, zeros and all.
            digits.start = end - SMALL_DIGITS;
            rest /= CHUNK;
        }
        digits.put(u64::try_from(rest).unwrap_or_default());
        digits.start = digits.start.min(digits.point - 1);
        digits
    }

    fn put(&mut self, mut number: u64) {
        while number > 0 {
            self.start -= 1;
            self.bytes[self.start] += u8::try_from(number % 10).unwrap_or_default();
            number /= 10;
        }
    }

    /// The digits before the point and those behind it.
    pub(super) fn parts(&self) -> (&str, &str) {
        let text = |bytes| std::str::from_utf8(bytes).unwrap_or_default();
        (text(&self.bytes[self.start..self.point]), text(&self.bytes[self.point..]))
    }
}
