//! First digits.

use super::special::{chi_square_above, float, float_of, ln};
use super::{Note, Part, Pattern, Series};

const FEWEST: usize = 300;

/// First digits that do not follow Benford's law, `log₁₀(1 + 1/d)` (Benford 1938): `χ²` with eight degrees of freedom, upper tail below
/// 0.001, and an effect of 0.1 or more.
///
/// Many honest data do not follow it, so it is looked at only when the author asks, from 300 values over three orders of magnitude
/// on.
#[must_use]
pub fn benford(series: &Series) -> Option<Option<Note>> {
    let sizes: Vec<i128> = series
        .numbers
        .iter()
        .filter(|number| **number != 0)
        .map(|number| number.checked_abs())
        .collect::<Option<_>>()?;
    let (least, most) = (sizes.iter().min()?, sizes.iter().max()?);
    if sizes.len() < FEWEST || *most < least.checked_mul(1000)? {
        return None;
    }
    let mut times = [0_i128; 10];
    for size in &sizes {
        let mut first = *size;
        while first >= 10 {
            first /= 10;
        }
        times[usize::try_from(first).ok()?] += 1;
    }
    let n = float_of(sizes.len());
    let statistic: f64 = (1..10_u8)
        .map(|digit| {
            let expected = n * ln(1.0 + 1.0 / f64::from(digit)) / ln(10.0);
            let off = float(times[usize::from(digit)]) - expected;
            off * off / expected
        })
        .sum();
    let chance = chi_square_above(statistic, 8);
    Some((chance.is_rare() && (statistic / n).sqrt() >= 0.1).then(|| Note {
        pattern: Pattern::FirstDigits,
        parts: vec![("count", Part::count(sizes.len())), ("column", Part::Text(series.column.clone()))],
        chance: Some(chance),
        rows: None,
        place: String::new(),
    }))
}
