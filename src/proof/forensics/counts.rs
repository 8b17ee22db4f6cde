//! Looks at whole numbers that are taken for counts.

use super::special::{self, Chance, chi_square_above, chi_square_below, float, float_of, scaled_bessel};
use super::{Note, Part, Pattern, Series};

/// From how many equal values on a run is one.
const SHORTEST_RUN: usize = 3;
/// From how many values on, and from which mean, the index of dispersion follows `χ²` well enough.
const FEWEST_FOR_DISPERSION: usize = 10;
const LEAST_MEAN_FOR_DISPERSION: i128 = 5;
/// From how many values on their last digits are looked at.
const FEWEST_FOR_DIGITS: usize = 100;
/// Below it, the last digit is a part of the size.
const SMALLEST_FOR_DIGITS: i128 = 100;
/// With thousands of values any distribution of sizes shows; this much of an effect (`√(χ²/n)`, Cohen's small) has to be there.
const LEAST_EFFECT: f64 = 0.1;

/// Counts that vary, with their sum; none where there are too few, or where they only say yes or no.
fn varied(series: &Series, fewest: usize) -> Option<(Vec<i128>, i128)> {
    let counts = if series.numbers.len() < fewest { return None } else { series.counts()? };
    let sum = counts.iter().try_fold(0_i128, |sum, count| sum.checked_add(*count))?;
    // Rows of 0 and 1 are no counts of independent events.
    counts.iter().any(|count| *count > 1).then_some((counts, sum))
}

/// The longest run of one value that is not zero. The outer `None`: this is no series of counts.
///
/// Of `n` independent Poisson counts of mean `m`, the one after another is equal to it with probability
/// `c = e^(−2m) I₀(2m)`, so `k` in a row are expected to begin at `(n − k + 1) c^(k−1)` places. Counts that vary more than Poisson
/// ones have a smaller `c`, so that the bound holds for them too. A note is left below 0.001.
#[must_use]
pub fn constant_run(series: &Series, of_steps: bool) -> Option<Option<Note>> {
    let (counts, sum) = varied(series, SHORTEST_RUN)?;
    let (mut begin, mut best) = (0, 0..0);
    for end in 1..=counts.len() {
        if end == counts.len() || counts[end] != counts[begin] {
            if counts[begin] != 0 && end - begin > best.len() {
                best = begin..end;
            }
            begin = end;
        }
    }
    if best.len() < SHORTEST_RUN {
        return Some(None);
    }
    let mean = float(sum) / float_of(counts.len());
    let places = special::ln(float_of(counts.len() - best.len() + 1));
    let chance = Chance { ln: places + float_of(best.len() - 1) * special::ln(scaled_bessel(2.0 * mean)) };
    Some(chance.is_rare().then(|| Note {
        pattern: if of_steps { Pattern::EqualSteps } else { Pattern::EqualValues },
        parts: vec![
            ("count", Part::count(best.len())),
            ("column", Part::Text(series.column.clone())),
            ("value", Part::number(counts[best.start], 0)),
        ],
        chance: Some(chance),
        rows: Some((best.start, best.end - usize::from(!of_steps))),
        place: String::new(),
    }))
}

/// Counts that lie closer together than independent ones do.
///
/// Fisher's index of dispersion `Σ(x − m)²/m` (Fisher, Thornton and Mackenzie 1922) follows `χ²` with `n − 1` degrees of freedom for
/// Poisson counts; a note is left where its lower tail is below 0.001. Looked at from ten values and a mean of five on.
#[must_use]
pub fn under_dispersion(series: &Series) -> Option<Option<Note>> {
    let (counts, sum) = varied(series, FEWEST_FOR_DISPERSION)?;
    let n = i128::try_from(counts.len()).ok()?;
    if sum < n.checked_mul(LEAST_MEAN_FOR_DISPERSION)? {
        return None;
    }
    let squares = counts.iter().try_fold(0_i128, |sum, count| sum.checked_add(count.checked_mul(*count)?))?;
    // The index is (n Σx² − (Σx)²) / Σx, exactly.
    let above = n.checked_mul(squares)?.checked_sub(sum.checked_mul(sum)?)?;
    let chance = chi_square_below(float(above) / float(sum), counts.len() - 1);
    Some(chance.is_rare().then(|| Note {
        pattern: Pattern::CloseTogether,
        parts: vec![("count", Part::count(counts.len())), ("column", Part::Text(series.column.clone()))],
        chance: Some(chance),
        rows: None,
        place: String::new(),
    }))
}

/// Last digits that are not spread evenly.
///
/// The last digits of counts of three digits and more, which vary by more than ten, are as good as uniform (Mosimann, Wiseman and
/// Edelman 1995); `χ²` with nine degrees of freedom, upper tail below 0.001, and an effect of 0.1 or more. Looked at from a
/// hundred such values on.
#[must_use]
pub fn terminal_digits(series: &Series) -> Option<Option<Note>> {
    if series.numbers.len() < FEWEST_FOR_DIGITS {
        return None;
    }
    let counts: Vec<i128> =
        series.counts()?.into_iter().filter(|count| *count >= SMALLEST_FOR_DIGITS).collect();
    if counts.len() < FEWEST_FOR_DIGITS || !varies(&counts)? {
        return None;
    }
    let mut times = [0_i128; 10];
    for count in &counts {
        times[usize::try_from(count % 10).ok()?] += 1;
    }
    let n = i128::try_from(counts.len()).ok()?;
    // Σ (t − n/10)² / (n/10) is (10 Σt² − n²) / n.
    let squares: i128 = times.iter().map(|times| times * times).sum();
    let statistic = float(10 * squares - n * n) / float(n);
    let chance = chi_square_above(statistic, 9);
    let is_large = (statistic / float(n)).sqrt() >= LEAST_EFFECT;
    let most = (0..10).max_by_key(|digit| (times[*digit], std::cmp::Reverse(*digit)))?;
    Some((chance.is_rare() && is_large).then(|| Note {
        pattern: Pattern::LastDigits,
        parts: vec![
            ("count", Part::count(counts.len())),
            ("column", Part::Text(series.column.clone())),
            ("digit", Part::count(most)),
            ("times", Part::number(times[most], 0)),
        ],
        chance: Some(chance),
        rows: None,
        place: String::new(),
    }))
}

/// Whether the standard deviation is ten or more.
fn varies(counts: &[i128]) -> Option<bool> {
    let n = i128::try_from(counts.len()).ok()?;
    let sum = counts.iter().try_fold(0_i128, |sum, count| sum.checked_add(*count))?;
    let squares = counts.iter().try_fold(0_i128, |sum, count| sum.checked_add(count.checked_mul(*count)?))?;
    let above = n.checked_mul(squares)?.checked_sub(sum.checked_mul(sum)?)?;
    Some(above >= n.checked_mul(n)?.checked_mul(100)?)
}
