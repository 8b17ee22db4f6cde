//! The same values, one after another, in two places.

use super::special::{self, Chance, float, float_of};
use super::{Note, Part, Pattern, Series};
use std::collections::HashMap;

/// How many values make a block.
const BLOCK: usize = 4;
/// Two blocks that do not overlap, and something around them.
const FEWEST: usize = 12;

/// The longest block of four values or more that occurs twice without overlapping.
///
/// Of all pairs of rows a share `q` has equal values, so two blocks of four are equal by chance with `q⁴`, and there are about
/// `(n−4)(n−7)/2` pairs of them. `q` is taken from the values themselves: where few values occur, blocks repeat. A block of one
/// value alone is a matter for the constant run. A note is left below 0.001.
#[must_use]
pub fn repeated_block(series: &Series) -> Option<Option<Note>> {
    let numbers = &series.numbers;
    if numbers.len() < FEWEST {
        return None;
    }
    if !may_repeat(numbers) {
        return Some(None);
    }
    let Some((first, second, length)) = longest(numbers) else { return Some(None) };
    let pairs = float_of(numbers.len() - BLOCK) * float_of(numbers.len() - 2 * BLOCK + 1) / 2.0;
    let chance = Chance { ln: special::ln(pairs) + float_of(BLOCK) * special::ln(equal_pairs(numbers)) };
    let shown =
        numbers[first..first + BLOCK].iter().map(|number| match Part::number(*number, series.scale) {
            Part::Number(number) => number.to_string(),
            _ => String::new(),
        });
    Some(chance.is_rare().then(|| Note {
        pattern: Pattern::TwiceTheSame,
        parts: vec![
            ("count", Part::count(length)),
            ("column", Part::Text(series.column.clone())),
            ("values", Part::Text(shown.collect::<Vec<_>>().join(", "))),
        ],
        chance: Some(chance),
        rows: Some((first, second + length - 1)),
        place: String::new(),
    }))
}

/// Whether so many numbers occur more than once as two equal blocks have.
fn may_repeat(numbers: &[i128]) -> bool {
    let mut sorted = numbers.to_vec();
    sorted.sort_unstable();
    let equal = sorted.chunk_by(|a, b| a == b).map(<[i128]>::len).filter(|same| *same > 1);
    equal.sum::<usize>() >= 2 * BLOCK
}

/// Where the longest repeated block begins, where it begins again, and its length. The first of several.
fn longest(numbers: &[i128]) -> Option<(usize, usize, usize)> {
    let mut seen: HashMap<&[i128], usize> = HashMap::new();
    let mut best: Option<(usize, usize, usize)> = None;
    let mut begin = 0;
    for (second, block) in numbers.windows(BLOCK).enumerate().skip(BLOCK) {
        while begin + BLOCK <= second {
            seen.entry(&numbers[begin..begin + BLOCK]).or_insert(begin);
            begin += 1;
        }
        if block.iter().all(|number| *number == block[0]) {
            continue;
        }
        let Some(first) = seen.get(block).copied() else { continue };
        // A block inside of a longer one that was found already says nothing more.
        if best.is_some_and(|(one, other, length)| other - one == second - first && second < other + length) {
            continue;
        }
        let length =
            numbers[second..].iter().zip(&numbers[first..second]).take_while(|(a, b)| a == b).count();
        if best.is_none_or(|(.., longest)| length > longest) {
            best = Some((first, second, length));
        }
    }
    best
}

/// The share of pairs of numbers that are equal.
fn equal_pairs(numbers: &[i128]) -> f64 {
    let mut sorted = numbers.to_vec();
    sorted.sort_unstable();
    let equal: i128 = sorted
        .chunk_by(|a, b| a == b)
        .map(|same| i128::try_from(same.len()).unwrap_or(i128::MAX))
        .map(|count| count * (count - 1))
        .sum();
    float(equal) / (float_of(numbers.len()) * float_of(numbers.len() - 1))
}
