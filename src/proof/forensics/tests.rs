//! What is looked for is found, and what only resembles it is not.

use super::*;
use crate::proof::calc::{parse, sample};
use crate::table::{Declared, Table};
use std::fmt::Write;

fn series(numbers: &[i128]) -> Series {
    Series { column: "followers".to_owned(), scale: 0, numbers: numbers.to_vec() }
}

fn decimal(text: &str) -> Decimal {
    Decimal::parse(text).expect("a number")
}

/// A number that looks random and is the same every time (Knuth's linear congruential generator of MMIX).
struct Dice(u64);

impl Dice {
    fn unit(&mut self) -> f64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        special::float(i128::from(self.0 >> 11)) / 9_007_199_254_740_992.0
    }

    fn below(&mut self, end: i128) -> i128 {
        #[allow(clippy::cast_possible_truncation)] // The whole part is what is wanted.
        let whole = (self.unit() * special::float(end)) as i128;
        whole
    }
}

#[test]
fn thirty_six_equal_days_are_noted_and_three_of_a_small_count_are_not() {
    let note = constant_run(&series(&[768; 36]), false).expect("counts").expect("a note");
    assert_eq!(note.pattern, Pattern::EqualValues);
    assert_eq!(note.parts[0], ("count", Part::count(36)));
    assert_eq!(note.parts[2], ("value", Part::number(768, 0)));
    // c = 0.010180 for a mean of 768; to the 35th power.
    assert_eq!(note.chance.expect("a chance").written(), "1.9e-70");
    assert_eq!(constant_run(&series(&[2, 3, 3, 3, 1, 0, 2, 4]), false), Some(None));
    // Three equal counts of thousands are rare; three zeros are nothing.
    assert!(constant_run(&series(&[7001, 7345, 7345, 7345, 7345, 6980]), false).expect("counts").is_some());
    assert_eq!(constant_run(&series(&[500, 0, 0, 0, 0, 0, 0, 480]), false), Some(None));
}

#[test]
fn what_are_no_counts_is_not_taken_for_some() {
    let decimals = Series { scale: 2, ..series(&[123, 123, 123, 123]) };
    assert_eq!(constant_run(&decimals, false), None);
    assert_eq!(constant_run(&series(&[-3, -3, -3, 5]), false), None);
    assert_eq!(constant_run(&series(&[1; 50]), false), None, "rows of yes and no");
    assert_eq!(constant_run(&series(&[9, 9]), false), None, "too few");
    // 768.00 is a whole number.
    let whole = Series { scale: 2, ..series(&[76_800; 36]) };
    assert!(constant_run(&whole, false).expect("counts").is_some());
}

#[test]
fn numbers_that_keep_too_close_together_are_noted_without_a_run() {
    let close: Vec<i128> = (0..30).map(|day| 500 + [2, -1, 0, 1, -2][day % 5]).collect();
    let note = under_dispersion(&series(&close)).expect("counts").expect("a note");
    assert_eq!(note.pattern, Pattern::CloseTogether);
    let apart: Vec<i128> = (0..30).map(|day| 500 + [25, -31, 8, 14, -19, 40, -7][day % 7]).collect();
    assert_eq!(under_dispersion(&series(&apart)), Some(None));
    assert_eq!(under_dispersion(&series(&[2; 30])), None, "the mean is too small");
    assert_eq!(under_dispersion(&series(&[500; 9])), None, "too few");
}

#[test]
fn last_digits_that_were_rounded_are_noted_and_others_are_not() {
    let mut dice = Dice(1);
    let rounded: Vec<i128> = (0..150).map(|_| (200 + dice.below(800)) / 5 * 5).collect();
    let note = terminal_digits(&series(&rounded)).expect("enough").expect("a note");
    assert_eq!(note.pattern, Pattern::LastDigits);
    let free: Vec<i128> = (0..5000).map(|_| 200 + dice.below(800)).collect();
    assert_eq!(terminal_digits(&series(&free)), Some(None));
    assert_eq!(terminal_digits(&series(&rounded[..99])), None, "too few");
    let narrow: Vec<i128> = (0..200).map(|_| 500 + dice.below(6)).collect();
    assert_eq!(terminal_digits(&series(&narrow)), None, "the last digit is a part of the size");
}

#[test]
fn a_block_that_occurs_twice_is_noted_with_its_length() {
    let mut dice = Dice(7);
    let mut numbers: Vec<i128> = (0..60).map(|_| 1000 + dice.below(900)).collect();
    assert_eq!(repeated_block(&series(&numbers)), Some(None));
    let copied = numbers[5..11].to_vec();
    numbers.splice(40..46, copied);
    let note = repeated_block(&series(&numbers)).expect("enough").expect("a note");
    assert_eq!((note.parts[0].clone(), note.rows), (("count", Part::count(6)), Some((5, 45))));
    // A week of opening hours, over and over, uses few values.
    let week: Vec<i128> = (0..70).map(|day| [8, 8, 8, 8, 10, 4, 0][day % 7]).collect();
    assert_eq!(repeated_block(&series(&week)), Some(None));
    assert_eq!(repeated_block(&series(&[5; 40])), Some(None), "one value is a matter for the constant run");
}

#[test]
fn a_share_that_no_count_gives_is_noted() {
    // 7 of 20 are 35 %; nothing of 20 comes to 33.3 %.
    let note = grim(decimal("33.3"), 20).expect("it says something").expect("a note");
    assert_eq!(
        note.parts[2..],
        [("below", Part::Number(decimal("30.0"))), ("above", Part::Number(decimal("35.0")))]
    );
    assert_eq!(grim(decimal("35.0"), 20), Some(None));
    assert_eq!(grim(decimal("33.3"), 48_210), None, "every share is near");
    assert_eq!(grim(decimal("33"), 120), None);
}

#[test]
fn grim_judges_means_as_brown_and_heathers_do() {
    // Their own: a mean of 5.19 of 28 people cannot be; our own beside it.
    for (mean, n, items, expected) in [
        ("5.19", 28, 1, Some(false)),
        ("5.18", 28, 1, Some(true)),
        ("3.45", 20, 1, Some(true)),
        ("3.47", 20, 1, Some(false)),
        ("3.47", 20, 5, None),
        ("2.57", 7, 1, Some(true)),
        ("2.58", 7, 1, Some(false)),
        ("2.125", 8, 1, Some(true)),
        ("2.126", 8, 1, Some(false)),
        ("0.33", 3, 1, Some(true)),
        ("4.2", 12, 1, None),
    ] {
        assert_eq!(
            is_grim(decimal(mean), n, items, 1, Rounding::Either),
            expected,
            "{mean} of {n} × {items}"
        );
    }
    // 2.125 may have been written either way; who rounds one way only has one of them.
    for (mean, up, down) in [("2.13", true, false), ("2.12", false, true)] {
        assert_eq!(is_grim(decimal(mean), 8, 1, 1, Rounding::Either), Some(true));
        assert_eq!(is_grim(decimal(mean), 8, 1, 1, Rounding::Up), Some(up), "{mean}");
        assert_eq!(is_grim(decimal(mean), 8, 1, 1, Rounding::Down), Some(down), "{mean}");
    }
}

#[test]
fn grim_agrees_with_counting_every_sum() {
    for n in 1..60_i128 {
        for hundredths in 0..400_i128 {
            let mean = Decimal::new(hundredths, 2).expect("small");
            // Half a hundredth, times 200 n: no fractions are left.
            let fits = (0..=5 * n).any(|sum| (200 * sum - 2 * hundredths * n).abs() <= n);
            let judged = is_grim(mean, u64::try_from(n).expect("small"), 1, 1, Rounding::Either);
            assert_eq!(judged, Some(fits), "{mean} of {n}");
        }
    }
}

#[test]
fn groups_that_were_meant_to_be_alike_and_are_not_are_noted() {
    let arm = |name: &str, units| Arm { column: "variant".to_owned(), name: name.to_owned(), units };
    assert!(sample_ratio(&arm("a", 5210), &arm("b", 4790)).expect("two groups").is_some());
    assert_eq!(sample_ratio(&arm("a", 5050), &arm("b", 4950)), Some(None));
    assert_eq!(sample_ratio(&arm("a", 5210), &arm("a", 4790)), None, "the same group");
    assert_eq!(sample_ratio(&arm("a", 9), &arm("b", 1)), None, "too few");
}

fn windows(texts: &[&str]) -> Vec<Period> {
    texts.iter().map(|text| Period::strict(text).expect("a window")).collect()
}

#[test]
fn rows_that_are_not_of_the_window_are_noted() {
    let stated = Period::strict("2024-09").expect("a window");
    let rows = windows(&["2024-08-31", "2024-09-01", "2024-09-30"]);
    let note = window(&rows, stated, false, false).expect("a note");
    assert_eq!((note.pattern, &note.parts[0]), (Pattern::OutsideWindow, &("count", Part::count(1))));
    assert_eq!(window(&rows, stated, true, false), None, "a change begins with the state before");
    assert_eq!(window(&rows[1..], stated, false, true), None);
}

#[test]
fn an_amount_whose_rows_end_early_is_noted_and_one_of_single_days_is_not() {
    let stated = Period::strict("2024").expect("a window");
    let months = |last: i16| (1..=last).map(|month| format!("2024-{month:02}")).collect::<Vec<_>>();
    let rows = |last| windows(&months(last).iter().map(String::as_str).collect::<Vec<_>>());
    assert_eq!(window(&rows(10), stated, false, true).map(|note| note.pattern), Some(Pattern::ShortOfWindow));
    assert_eq!(window(&rows(12), stated, false, true), None);
    assert_eq!(window(&rows(10), stated, false, false), None, "a mean may be of some months");
    assert_eq!(window(&windows(&["2024-02-03", "2024-05-20", "2024-06-01"]), stated, false, true), None);
}

#[test]
fn steps_that_are_missing_from_a_regular_series_are_noted() {
    let days: Vec<String> =
        (1..=30).filter(|day| ![12, 13].contains(day)).map(|day| format!("2024-06-{day:02}")).collect();
    let days = windows(&days.iter().map(String::as_str).collect::<Vec<_>>());
    let note = gaps(&days).expect("regular").expect("a note");
    assert_eq!(note.parts[0], ("count", Part::count(2)));
    assert_eq!(note.parts[1], ("first", Part::Window(Period::strict("2024-06-11").expect("a day"))));
    assert_eq!(gaps(&days[..11]), Some(None));
    assert_eq!(gaps(&days[..9]), None, "too few");
    let working: Vec<String> =
        (1..=30).filter(|day| ![1, 2].contains(&(day % 7))).map(|day| format!("2024-06-{day:02}")).collect();
    let mut working = windows(&working.iter().map(String::as_str).collect::<Vec<_>>());
    assert_eq!(gaps(&working), Some(None), "weekends are no gaps");
    working.remove(8);
    assert_eq!(gaps(&working), Some(None), "nor is a holiday");
    let seldom = windows(&[
        "2024-01-03",
        "2024-01-04",
        "2024-01-09",
        "2024-01-30",
        "2024-02-02",
        "2024-02-20",
        "2024-03-01",
        "2024-03-02",
        "2024-03-22",
        "2024-04-01",
        "2024-04-13",
    ]);
    assert_eq!(gaps(&seldom), None, "nothing regular");
}

#[test]
fn first_digits_are_looked_at_over_three_orders_of_magnitude() {
    let mut dice = Dice(3);
    let grown: Vec<i128> = (0..600)
        .map(|_| {
            #[allow(clippy::cast_possible_truncation)] // The whole part is what is wanted.
            let whole = special::exp(dice.unit() * special::ln(10_000.0) + special::ln(10.0)) as i128;
            whole
        })
        .collect();
    assert_eq!(benford(&series(&grown)), Some(None));
    let even: Vec<i128> = (0..600).map(|place| if place < 2 { 7 } else { 10 + dice.below(89_990) }).collect();
    assert!(benford(&series(&even)).expect("enough").is_some());
    assert_eq!(benford(&series(&grown[..299])), None);
}

fn table(csv: &str) -> Table {
    Table::read(csv.as_bytes(), "a.csv", None, &Declared::default()).expect("a table")
}

fn looks(phrase: &str, csv: &str, stated: Option<&str>) -> Vec<(Look, bool)> {
    let table = table(csv);
    let calc = parse(phrase).expect("a calculation");
    let sample = sample(&calc, &table).expect("rows");
    let stated = stated.map(|text| Period::strict(text).expect("a window"));
    let ran = examine(Question { calc: &calc, sample: &sample, window: stated, benford: false });
    ran.into_iter().map(|ran| (ran.look, ran.note.is_some())).collect()
}

#[test]
fn a_level_is_looked_at_by_its_steps_and_in_the_order_of_time() {
    let mut csv = String::from("date,followers\n");
    for day in (1..=30).rev() {
        _ = writeln!(csv, "2024-06-{day:02},{}", 10_000 + 768 * day);
    }
    let found = looks("delta(followers) from a.csv order by date", &csv, None);
    assert_eq!(found[0], (Look::ConstantRun, true));
    assert!(!found.iter().any(|(look, _)| *look == Look::UnderDispersion), "said once");
    // The levels themselves are all different.
    assert_eq!(looks("max(followers) from a.csv", &csv, None)[0], (Look::ConstantRun, false));
}

#[test]
fn rows_chosen_by_something_else_than_their_day_are_not_asked_for_days() {
    let mut csv = String::from("date,channel,orders\n");
    for day in 1..=30 {
        _ = writeln!(
            csv,
            "2024-06-{day:02},{},{}",
            if day % 9 == 0 { "mail" } else { "web" },
            40 + day * 7 % 13
        );
    }
    let asked = |phrase| looks(phrase, &csv, Some("2024-06"));
    assert!(asked("sum(orders) from a.csv").contains(&(Look::Gaps, false)));
    assert!(!asked("sum(orders) from a.csv where channel = web").iter().any(|(look, _)| *look == Look::Gaps));
    assert!(asked("sum(orders) from a.csv").contains(&(Look::Window, false)));
}

#[test]
fn a_cited_table_is_a_series_only_with_a_row_for_each_step() {
    let mut csv = String::from("day,orders,price\n");
    for day in 1..=12 {
        _ = writeln!(csv, "2024-06-{day:02},768,{}.5", day * 3 % 7);
    }
    let ran = examine_cited(&Sample::cited(&table(&csv)).expect("a series"));
    assert!(
        ran.iter().any(|ran| ran.look == Look::ConstantRun && ran.column == "orders" && ran.note.is_some())
    );
    assert_eq!(Sample::cited(&table("day,orders\n2024-06-01,3\n2024-06-01,4\n")), None);
    assert_eq!(Sample::cited(&table("name,orders\na,3\nb,4\n")), None);
    assert_eq!(Sample::cited(&table("day,orders\n1,3\n2,4\n")), None);
}

#[test]
fn whatever_goes_into_a_sentence_comes_back_from_where_it_was_kept() {
    let english = include_str!("../../../themes/base/i18n/en.yaml");
    for pattern in Pattern::ALL {
        let key = format!("{}:", pattern.key());
        let sentence = english.lines().find(|line| line.starts_with(&key)).expect("a sentence");
        let names = sentence.split('{').skip(1).map(|rest| rest.split('}').next().expect("a name"));
        let parts = names.map(|name| (name, Part::count(1))).collect();
        let note = Note { pattern, parts, chance: None, rows: Some((1, 2)), place: String::new() };
        let kept = postcard::to_stdvec(&note).expect("it can be kept");
        assert_eq!(postcard::from_bytes(&kept), Ok(note));
    }
}
