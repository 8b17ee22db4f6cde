//! How often each look leaves a note on data without any pattern. It takes a minute and asserts what docs/forensics.md promises:
//!
//! ```sh
//! cargo test --release --lib false_alarms -- --ignored --nocapture
//! ```

use super::special::{float, float_of, ln_gamma};
use super::*;
use std::fmt::Write;

/// `SplitMix64` (Steele, Lea and Flood 2014).
struct Chances(u64);

impl Chances {
    fn unit(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        // Never zero: it is asked for its logarithm.
        (float(i128::from((bits ^ (bits >> 31)) >> 11)) + 0.5) / 9_007_199_254_740_992.0
    }

    /// A Poisson count: products of chances below ten, else transformed rejection (PTRS, Hörmann 1993).
    fn poisson(&mut self, mean: f64) -> i128 {
        if mean < 10.0 {
            let (limit, mut product, mut count) = ((-mean).exp(), self.unit(), 0);
            while product > limit {
                product *= self.unit();
                count += 1;
            }
            return count;
        }
        let wide = 0.931 + 2.53 * mean.sqrt();
        let slope = -0.059 + 0.02483 * wide;
        let inverse = 1.1239 + 1.1328 / (wide - 3.4);
        loop {
            let place = self.unit() - 0.5;
            let height = self.unit();
            let edge = 0.5 - place.abs();
            let count = ((2.0 * slope / edge + wide) * place + mean + 0.43).floor();
            #[allow(clippy::cast_possible_truncation)] // Whole already.
            let whole = count as i128;
            if edge >= 0.07 && height <= 0.9277 - 3.6224 / (wide - 2.0) {
                return whole;
            }
            if count < 0.0 || (edge < 0.013 && height > edge) {
                continue;
            }
            let left = height.ln() + inverse.ln() - (slope / (edge * edge) + wide).ln();
            if left <= count * mean.ln() - mean - ln_gamma(count + 1.0) {
                return whole;
            }
        }
    }
}

/// A kind of data without any pattern that a look is for.
struct Data {
    name: &'static str,
    draw: fn(&mut Chances, usize) -> Vec<i128>,
}

const DATA: [Data; 7] = [
    Data { name: "Poisson, mean 5", draw: |chances, n| (0..n).map(|_| chances.poisson(5.0)).collect() },
    Data { name: "Poisson, mean 50", draw: |chances, n| (0..n).map(|_| chances.poisson(50.0)).collect() },
    Data {
        name: "Poisson, mean 1,000",
        draw: |chances, n| (0..n).map(|_| chances.poisson(1000.0)).collect(),
    },
    Data {
        name: "twice as varied, mean 300",
        // A mean that varies itself, evenly between 270 and 330.
        draw: |chances, n| {
            (0..n)
                .map(|_| {
                    let mean = 270.0 + 60.0 * chances.unit();
                    chances.poisson(mean)
                })
                .collect()
        },
    },
    Data {
        name: "weeks: 400 a day, 150 on Sundays",
        draw: |chances, n| {
            (0..n).map(|day| chances.poisson(if day % 7 == 6 { 150.0 } else { 400.0 })).collect()
        },
    },
    Data {
        name: "growth from 100 to 1,000",
        draw: |chances, n| {
            (0..n).map(|day| chances.poisson(100.0 + 900.0 * float_of(day) / float_of(n))).collect()
        },
    },
    Data { name: "seldom: mean 0.3", draw: |chances, n| (0..n).map(|_| chances.poisson(0.3)).collect() },
];

const TIMES: usize = 4000;

type Taken = fn(&Series) -> Option<Option<Note>>;

#[test]
#[ignore = "a simulation of a minute"]
fn false_alarms_are_rare() {
    let looks: [(&str, Taken); 4] = [
        ("constant-run", |series| constant_run(series, false)),
        ("under-dispersion", under_dispersion),
        ("terminal-digits", terminal_digits),
        ("repeated-block", repeated_block),
    ];
    let mut chances = Chances(20_261_129);
    for n in [12, 36, 365] {
        for data in &DATA {
            let mut line = format!("n = {n:3}  {:34}", data.name);
            let (mut taken, mut noted) = ([0; 4], [0; 4]);
            for _ in 0..TIMES {
                let series =
                    Series { column: String::new(), scale: 0, numbers: (data.draw)(&mut chances, n) };
                for (place, (_, look)) in looks.iter().enumerate() {
                    if let Some(note) = look(&series) {
                        taken[place] += 1;
                        noted[place] += usize::from(note.is_some());
                    }
                }
            }
            for (place, (name, _)) in looks.iter().enumerate() {
                let rate = if taken[place] == 0 {
                    "–".to_owned()
                } else {
                    format!("{}/{}", noted[place], taken[place])
                };
                _ = write!(line, "  {name} {rate:>9}");
                // A little above one in a thousand, as a χ² is only nearly one.
                assert!(noted[place] * 250 <= taken[place].max(TIMES / 4), "{line}");
            }
            println!("{line}");
        }
    }
    let mut uneven = 0;
    for _ in 0..TIMES {
        let arm = |name: &str, units| Arm { column: "variant".to_owned(), name: name.to_owned(), units };
        let first = chances.poisson(2000.0);
        let second = chances.poisson(2000.0);
        uneven += usize::from(sample_ratio(&arm("a", first), &arm("b", second)).flatten().is_some());
    }
    let mut off = 0;
    for _ in 0..TIMES / 4 {
        let sizes = (0..500).map(|_| {
            #[allow(clippy::cast_possible_truncation)] // The whole part is what is wanted.
            let size = (10.0 * 10_f64.powf(4.0 * chances.unit())) as i128;
            size
        });
        let series = Series { column: String::new(), scale: 0, numbers: sizes.collect() };
        off += usize::from(benford(&series).flatten().is_some());
    }
    println!("sample-ratio {uneven}/{TIMES}  benford {off}/{}", TIMES / 4);
    assert!(uneven * 250 <= TIMES && off * 250 <= TIMES / 4);
}
