//! Probabilities: the functions that looks need, from the four operations and square roots alone.
//!
//! `f64::exp` and `f64::ln` come from the mathematics library of the system, which may differ in the last bit from one to
//! the next; IEEE 754 leaves nothing open for `+ − × ÷ √`.

use serde::{Deserialize, Serialize};

/// How rare something is, by the natural logarithm of its probability: a run of 36 is far below the smallest `f64`.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd, Serialize, Deserialize)]
pub struct Chance {
    pub ln: f64,
}

/// From here on a look leaves a note.
const RARE: f64 = 0.001;

impl Chance {
    #[must_use]
    pub fn of(probability: f64) -> Self {
        Self { ln: ln(probability) }
    }

    #[must_use]
    pub fn is_rare(self) -> bool {
        self.ln < ln(RARE)
    }

    /// With two digits, such as `3.1e-07`: for machines.
    #[must_use]
    pub fn written(self) -> String {
        if self.ln == f64::NEG_INFINITY {
            return "0".to_owned();
        }
        let tens = self.ln / LN_10;
        let exponent = tens.floor();
        let mantissa = exp((tens - exponent) * LN_10);
        // Rounding up may fill the digits.
        let (mantissa, exponent) =
            if mantissa >= 9.95 { (1.0, exponent + 1.0) } else { (mantissa, exponent) };
        format!("{mantissa:.1}e{exponent:.0}")
    }
}

const LN_2: f64 = std::f64::consts::LN_2;
const LN_10: f64 = std::f64::consts::LN_10;
/// `ln 2` in two parts, the first with zeros at its end, so that multiples of it are exact.
const LN_2_HIGH: f64 = 0.693_147_180_369_123_8;
const LN_2_LOW: f64 = 1.908_214_929_270_587_7e-10;

/// A whole number as the nearest `f64`.
#[allow(clippy::cast_precision_loss)] // Sixteen digits are enough for a probability.
#[must_use]
pub fn float(whole: i128) -> f64 {
    whole as f64
}

/// A number of things as an `f64`.
#[allow(clippy::cast_precision_loss)] // As above.
#[must_use]
pub fn float_of(count: usize) -> f64 {
    count as f64
}

/// The natural logarithm.
#[must_use]
pub fn ln(x: f64) -> f64 {
    if x <= 0.0 {
        return if x == 0.0 { f64::NEG_INFINITY } else { f64::NAN };
    }
    if x < f64::MIN_POSITIVE {
        // Without an exponent of its own.
        return ln(x * 18_014_398_509_481_984.0) - 54.0 * LN_2;
    }
    let bits = x.to_bits();
    let mut exponent = f64::from(i32::try_from((bits >> 52) & 0x7ff).unwrap_or_default() - 1023);
    let mut mantissa = f64::from_bits((bits & 0x000f_ffff_ffff_ffff) | (1023 << 52));
    if mantissa > std::f64::consts::SQRT_2 {
        mantissa /= 2.0;
        exponent += 1.0;
    }
    // ln m = 2 artanh s, and s is small enough for a dozen terms.
    let s = (mantissa - 1.0) / (mantissa + 1.0);
    let square = s * s;
    let (mut power, mut sum, mut odd) = (s, 0.0, 1.0);
    for _ in 0..14 {
        sum += power / odd;
        power *= square;
        odd += 2.0;
    }
    exponent * LN_2_HIGH + (2.0 * sum + exponent * LN_2_LOW)
}

/// The exponential function.
#[must_use]
pub fn exp(x: f64) -> f64 {
    if x > 709.0 {
        return f64::INFINITY;
    }
    if x < -745.0 {
        return 0.0;
    }
    let twos = (x / LN_2).round();
    let rest = (x - twos * LN_2_HIGH) - twos * LN_2_LOW;
    let (mut term, mut sum, mut count) = (1.0, 1.0, 1.0);
    for _ in 0..18 {
        term *= rest / count;
        sum += term;
        count += 1.0;
    }
    let (half, other) = ((twos / 2.0).floor(), twos - (twos / 2.0).floor());
    sum * power_of_two(half) * power_of_two(other)
}

/// `2^n` for a whole `n` between −1022 and 1023.
fn power_of_two(n: f64) -> f64 {
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // Whole, and within the range.
    let exponent = (n + 1023.0) as u64;
    f64::from_bits(exponent << 52)
}

/// `ln Γ(x)` for `x > 0`: Stirling's series from 15 on (Abramowitz and Stegun 6.1.41), the recurrence below.
#[must_use]
pub fn ln_gamma(x: f64) -> f64 {
    let (mut x, mut product) = (x, 1.0);
    while x < 15.0 {
        product *= x;
        x += 1.0;
    }
    let square = 1.0 / (x * x);
    let series = (1.0 / 12.0
        - square * (1.0 / 360.0 - square * (1.0 / 1260.0 - square * (1.0 / 1680.0 - square / 1188.0))))
        / x;
    let half_ln_two_pi = 0.918_938_533_204_672_7;
    (x - 0.5) * ln(x) - x + half_ln_two_pi + series - ln(product)
}

/// The logarithms of the incomplete gamma functions `P(a, x)` and `Q(a, x)`, `a > 0`, `x ≥ 0`: the series below `a + 1`, the
/// continued fraction above (Abramowitz and Stegun 6.5.29 and 6.5.31, by Lentz's method).
fn ln_gammas(a: f64, x: f64) -> (f64, f64) {
    if x <= 0.0 {
        return (f64::NEG_INFINITY, 0.0);
    }
    let front = a * ln(x) - x - ln_gamma(a);
    let other = |ln_one: f64| ln((1.0 - exp(ln_one)).max(0.0));
    if x < a + 1.0 {
        let lower = (front + ln(series(a, x))).min(0.0);
        (lower, other(lower))
    } else {
        let upper = (front + ln(fraction(a, x))).min(0.0);
        (other(upper), upper)
    }
}

fn series(a: f64, x: f64) -> f64 {
    let (mut term, mut sum, mut n) = (1.0 / a, 1.0 / a, a);
    while term > sum * 1e-17 {
        n += 1.0;
        term *= x / n;
        sum += term;
    }
    sum
}

fn fraction(a: f64, x: f64) -> f64 {
    // What would divide by zero is taken for something very small.
    let apart = |number: f64| if number.abs() < 1e-300 { 1e-300 } else { number };
    let mut below = x + 1.0 - a;
    let (mut upper, mut lower) = (1e300, 1.0 / below);
    let (mut value, mut count) = (lower, 1.0);
    while count < 1e6 {
        let above = -count * (count - a);
        below += 2.0;
        lower = 1.0 / apart(above * lower + below);
        upper = apart(below + above / upper);
        let step = lower * upper;
        value *= step;
        if (step - 1.0).abs() < 1e-15 {
            break;
        }
        count += 1.0;
    }
    value
}

/// The chance that `χ²` with `degrees` of freedom is at most `x`.
#[must_use]
pub fn chi_square_below(x: f64, degrees: usize) -> Chance {
    Chance { ln: ln_gammas(float_of(degrees) / 2.0, x / 2.0).0 }
}

/// The chance that `χ²` with `degrees` of freedom is at least `x`.
#[must_use]
pub fn chi_square_above(x: f64, degrees: usize) -> Chance {
    Chance { ln: ln_gammas(float_of(degrees) / 2.0, x / 2.0).1 }
}

/// `e^(−x) I₀(x)`, the scaled modified Bessel function: its series below 30 (Abramowitz and Stegun 9.6.12), the asymptotic one
/// above (9.7.1). With `x = 2m` it is the chance that two independent Poisson counts of mean `m` are equal.
#[must_use]
pub fn scaled_bessel(x: f64) -> f64 {
    if x < 30.0 {
        let quarter = x * x / 4.0;
        let (mut term, mut sum, mut k) = (1.0, 1.0, 1.0);
        while term > sum * 1e-17 {
            term *= quarter / (k * k);
            sum += term;
            k += 1.0;
        }
        return sum * exp(-x);
    }
    let (mut term, mut sum, mut k) = (1.0, 1.0, 1.0);
    while k < 40.0 {
        let odd = 2.0 * k - 1.0;
        let next = term * odd * odd / (8.0 * k * x);
        if next < sum * 1e-17 || next > term {
            break;
        }
        term = next;
        sum += term;
        k += 1.0;
    }
    sum / (2.0 * std::f64::consts::PI * x).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(found: f64, expected: f64, relative: f64) {
        let off = (found - expected).abs();
        assert!(off <= relative * expected.abs(), "{found} is not {expected}");
    }

    #[test]
    fn logarithm_and_exponential_agree_with_those_of_the_system_to_the_last_digits() {
        let mut x = 1e-300;
        while x < 1e300 {
            near(ln(x), x.ln(), 4e-16);
            x *= 1.37;
        }
        near(ln(1e-310), -713.801_378_828_154, 1e-14);
        let mut x: f64 = -744.0;
        while x < 709.0 {
            if x.exp() > 1e-300 {
                near(exp(x), x.exp(), 4e-15);
            }
            x += 0.173;
        }
        assert_eq!((ln(0.0), exp(-800.0), ln(1.0), exp(0.0)), (f64::NEG_INFINITY, 0.0, 0.0, 1.0));
    }

    #[test]
    fn the_gamma_function_gives_factorials_and_the_root_of_pi() {
        near(exp(ln_gamma(0.5)), 1.772_453_850_905_516, 1e-14);
        let mut factorial = 1.0;
        for n in 1..20 {
            near(exp(ln_gamma(f64::from(n))), factorial, 1e-13);
            factorial *= f64::from(n);
        }
    }

    /// Critical values of the chi-square distribution, NIST/SEMATECH e-Handbook of Statistical Methods, 1.3.6.7.4.
    #[test]
    fn the_distribution_of_chi_square_is_that_of_the_published_table() {
        for (degrees, below, above) in [
            (2, 0.002, 13.816),
            (5, 0.210, 20.515),
            (9, 1.152, 27.877),
            (10, 1.479, 29.588),
            (20, 5.921, 45.315),
            (50, 24.674, 86.661),
            (100, 61.918, 149.449),
        ] {
            // The table has three decimals; two degrees have 0.002 for 0.00200100.
            near(exp(chi_square_below(below, degrees).ln), 0.001, if degrees == 2 { 0.002 } else { 0.004 });
            near(exp(chi_square_above(above, degrees).ln), 0.001, 0.0006);
        }
        near(exp(chi_square_above(10.828, 1).ln), 0.001, 0.0006);
        near(exp(chi_square_above(3.841, 1).ln), 0.05, 0.0006);
        assert!(!chi_square_above(27.8, 9).is_rare() && chi_square_above(27.9, 9).is_rare());
        assert!(chi_square_below(0.0, 35).is_rare());
    }

    /// Abramowitz and Stegun, table 9.8, and the definition at large arguments.
    #[test]
    fn the_scaled_bessel_function_is_that_of_the_published_table() {
        for (x, expected) in [
            (0.0, 1.0),
            (1.0, 0.465_759_607_7),
            (2.0, 0.308_508_322_5),
            (5.0, 0.183_540_812_6),
            (10.0, 0.127_833_337_2),
            (20.0, 0.089_780_311_9),
        ] {
            near(scaled_bessel(x), expected, 1e-9);
        }
        // Both series meet where one takes over from the other.
        near(scaled_bessel(29.999_999_999), scaled_bessel(30.0), 1e-10);
        near(
            scaled_bessel(1536.0),
            1.0 / (2.0 * std::f64::consts::PI * 1536.0).sqrt() * (1.0 + 1.0 / (8.0 * 1536.0)),
            1e-7,
        );
    }

    #[test]
    fn a_chance_is_written_with_two_digits_however_small_it_is() {
        assert_eq!(Chance::of(0.000_31).written(), "3.1e-4");
        assert_eq!(Chance::of(0.000_999).written(), "1.0e-3");
        assert_eq!(Chance { ln: -35.0 * 4.585 }.written(), "2.0e-70");
        assert_eq!(Chance { ln: -5000.0 }.written(), "3.4e-2172");
        assert_eq!(Chance { ln: f64::NEG_INFINITY }.written(), "0");
        assert!(Chance::of(0.000_99).is_rare() && !Chance::of(0.001_01).is_rare());
    }

    #[test]
    fn no_look_asks_the_mathematics_of_the_system() {
        let rooms = [
            include_str!("benford.rs"),
            include_str!("blocks.rs"),
            include_str!("counts.rs"),
            include_str!("days.rs"),
            include_str!("grim.rs"),
            include_str!("split.rs"),
            include_str!("special.rs").split("#[cfg(test)]").next().unwrap_or_default(),
        ];
        for asked in
            ["ln", "exp", "log10", "log2", "powf", "powi", "exp_m1", "ln_1p", "sin", "cos", "mul_add"]
        {
            assert!(rooms.iter().all(|room| !room.contains(&format!(".{asked}("))), "{asked}");
        }
    }
}
