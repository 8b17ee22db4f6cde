//! Every operation and condition once more, in the plainest way: rows as records, conditions as closures, fractions of
//! whole numbers that are reduced after each step. It shares no line with what it is held against.

use super::Dice;
use folio::decimal::Ratio;
use folio::proof::calc::{Outcome, parse, run};
use folio::table::{Declared, Table};
use folio::unit::Unit;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

/// A fraction in lowest terms, its denominator above zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Fraction(i128, i128);

impl Fraction {
    fn new(above: i128, below: i128) -> Self {
        let (mut a, mut b) = (above.abs(), below.abs());
        while b != 0 {
            (a, b) = (b, a % b);
        }
        let sign = if below < 0 { -1 } else { 1 };
        Self(sign * above / a.max(1), sign * below / a.max(1))
    }

    fn plus(self, other: Self) -> Self {
        Self::new(self.0 * other.1 + other.0 * self.1, self.1 * other.1)
    }

    fn minus(self, other: Self) -> Self {
        self.plus(Self(-other.0, other.1))
    }

    fn times(self, other: Self) -> Self {
        Self::new(self.0 * other.0, self.1 * other.1)
    }

    /// None where the divisor is zero.
    fn through(self, other: Self) -> Option<Self> {
        (other.0 != 0).then(|| Self::new(self.0 * other.1, self.1 * other.0))
    }

    fn less(self, other: Self) -> bool {
        self.0 * other.1 < other.0 * self.1
    }

    /// With so many digits behind the point, half away from zero.
    fn written(self, digits: u32) -> String {
        let power = 10_i128.pow(digits);
        let (twice, below) = (2 * self.0.abs() * power, self.1);
        let whole = (twice + below) / (2 * below);
        let sign = if self.0 < 0 && whole > 0 { "-" } else { "" };
        if digits == 0 {
            return format!("{sign}{whole}");
        }
        format!("{sign}{}.{:0width$}", whole / power, whole % power, width = digits as usize)
    }
}

/// A row as it was rolled.
#[derive(Clone, Debug)]
struct Row {
    /// Month and day of 2024.
    day: (i128, i128),
    shop: &'static str,
    a: Option<Fraction>,
    b: Option<Fraction>,
}

/// A table with its rows, and the same as CSV.
fn table(dice: &mut Dice) -> (Vec<Row>, String) {
    let mut csv = "day,shop,a,b\n".to_owned();
    let mut rows = Vec::new();
    for _ in 0..=dice.roll(25) {
        let day = (1 + dice.roll(12), 1 + dice.roll(28));
        let shop = ["north", "south", "east", ""][dice.roll(4)];
        let (mut a, mut b) = (None, None);
        let (mut a_text, mut b_text) = (String::new(), String::new());
        if dice.roll(8) != 0 {
            let (digits, power) = [(0, 1), (1, 10), (2, 100), (3, 1000)][dice.roll(4)];
            let number = i128::try_from(dice.roll(200_000)).expect("small") - 60_000;
            let number = if dice.roll(12) == 0 { 0 } else { number };
            let sign = if number < 0 { "-" } else { "" };
            let (whole, rest) = (number.abs() / power, number.abs() % power);
            a_text =
                if digits == 0 { format!("{sign}{whole}") } else { format!("{sign}{whole}.{rest:0digits$}") };
            a = Some(Fraction::new(number, power));
        }
        if dice.roll(8) != 0 {
            let number = i128::try_from(dice.roll(60)).expect("small") - 5;
            b_text = number.to_string();
            b = Some(Fraction(number, 1));
        }
        _ = writeln!(csv, "2024-{:02}-{:02},{shop},{a_text},{b_text}", day.0, day.1);
        let whole = |number: usize| i128::try_from(number).expect("small");
        rows.push(Row { day: (whole(day.0), whole(day.1)), shop, a, b });
    }
    (rows, csv)
}

type Condition = (&'static str, fn(&Row) -> bool);

const fn tenths(number: i128) -> Fraction {
    Fraction(number, 10)
}

const CONDITIONS: [Condition; 16] = [
    ("shop = north", |row| row.shop == "north"),
    ("shop != south", |row| row.shop != "south"),
    ("shop in (north, east)", |row| matches!(row.shop, "north" | "east")),
    ("shop != \"\"", |row| !row.shop.is_empty()),
    ("shop = \"\"", |row| row.shop.is_empty()),
    ("day in 2024-Q2", |row| (4..=6).contains(&row.day.0)),
    ("day in 2024-03/2024-09", |row| (3..=9).contains(&row.day.0)),
    ("day > 2024-06", |row| row.day.0 > 6),
    ("day >= 2024-06", |row| row.day.0 >= 6),
    ("day < 2024-Q3", |row| row.day.0 < 7),
    ("day <= 2024-06-15", |row| row.day <= (6, 15)),
    ("day between 2024-02 and 2024-05-10", |row| row.day.0 >= 2 && row.day <= (5, 10)),
    ("a > 10.5", |row| row.a.is_some_and(|a| tenths(105).less(a))),
    ("a <= 99", |row| row.a.is_some_and(|a| !Fraction(99, 1).less(a))),
    ("a between -20 and 60.5", |row| {
        row.a.is_some_and(|a| !a.less(Fraction(-20, 1)) && !tenths(605).less(a))
    }),
    ("b != 7", |row| row.b != Some(Fraction(7, 1))),
];

const OPERATIONS: [&str; 20] = [
    "sum(a)",
    "count()",
    "count(a)",
    "distinct(shop)",
    "mean(a)",
    "min(a)",
    "max(b)",
    "median(a)",
    "quantile(a, 0.95)",
    "quantile(b, 0.125)",
    "quantile(a, 1)",
    "ratio(a, b)",
    "ratio(b, count())",
    "delta(a, b)",
    "growth(a, b)",
    "only(a)",
    "first(a)",
    "last(b)",
    "delta(a)",
    "growth(b)",
];

/// What a second way makes of it: the value, if there is one, and how many rows it comes from.
fn naive(
    operation: &str,
    order: Option<(bool, bool)>,
    rows: &[&Row],
    share: i128,
) -> (Option<Fraction>, usize) {
    let a = |row: &&&Row| row.a.is_some();
    let b = |row: &&&Row| row.b.is_some();
    let used: Vec<&&Row> = match operation {
        "count()" => rows.iter().collect(),
        "distinct(shop)" => rows.iter().filter(|row| !row.shop.is_empty()).collect(),
        "ratio(a, b)" | "delta(a, b)" | "growth(a, b)" => rows.iter().filter(a).filter(b).collect(),
        "max(b)" | "quantile(b, 0.125)" | "ratio(b, count())" | "last(b)" | "growth(b)" => {
            rows.iter().filter(b).collect()
        }
        _ => rows.iter().filter(a).collect(),
    };
    let count = used.len();
    let total = |of: fn(&Row) -> Option<Fraction>| {
        used.iter().filter_map(|row| of(row)).fold(Fraction(0, 1), Fraction::plus)
    };
    let sum = |b: bool| if b { total(|row| row.b) } else { total(|row| row.a) };
    let number = Fraction(i128::try_from(count).expect("small"), 1);
    if matches!(operation, "count()" | "count(a)") {
        return (Some(number), count);
    }
    if operation == "distinct(shop)" {
        let shops: BTreeSet<&str> = used.iter().map(|row| row.shop).collect();
        return (Some(Fraction(i128::try_from(shops.len()).expect("small"), 1)), count);
    }
    if count == 0 {
        return (None, 0);
    }
    let share = Fraction(share, 1);
    let of_b =
        ["max(b)", "quantile(b, 0.125)", "ratio(b, count())", "last(b)", "growth(b)"].contains(&operation);
    let cell = |row: &Row| if of_b { row.b } else { row.a }.expect("it is filled");
    let mut sorted: Vec<Fraction> = used.iter().map(|row| cell(row)).collect();
    sorted.sort_by_key(|number| number.0 * (1000 / number.1));
    let quantile = |above: i128, below: i128| {
        let place = Fraction::new(i128::try_from(count - 1).expect("small") * above, below);
        let low = usize::try_from(place.0 / place.1).expect("small");
        let rest = place.minus(Fraction(i128::try_from(low).expect("small"), 1));
        let (one, other) = (sorted[low], sorted[(low + 1).min(count - 1)]);
        one.plus(other.minus(one).times(rest))
    };
    // Growth from nothing or from less says nothing.
    let growth = |to: Fraction, from: Fraction| {
        if from.0 < 0 { None } else { Some(to.minus(from).through(from)?.times(share)) }
    };
    let value = match operation {
        "sum(a)" => Some(sum(false)),
        "mean(a)" => sum(false).through(number),
        "min(a)" => sorted.first().copied(),
        "max(b)" => sorted.last().copied(),
        "median(a)" => Some(quantile(1, 2)),
        "quantile(a, 0.95)" => Some(quantile(19, 20)),
        "quantile(b, 0.125)" => Some(quantile(1, 8)),
        "quantile(a, 1)" => Some(quantile(1, 1)),
        "ratio(a, b)" => sum(false).through(sum(true)).map(|ratio| ratio.times(share)),
        "ratio(b, count())" => sum(true).through(number).map(|ratio| ratio.times(share)),
        "delta(a, b)" => Some(sum(false).minus(sum(true))),
        "growth(a, b)" => growth(sum(false), sum(true)),
        "only(a)" => (count == 1).then(|| cell(used[0])),
        _ => {
            let (by_a, descending) = order.expect("these have an order");
            if by_a && used.iter().any(|row| row.a.is_none()) {
                return (None, count);
            }
            let key = |row: &Row| match (by_a, row.a) {
                (true, Some(a)) => a.0 * (1000 / a.1),
                _ => row.day.0 * 100 + row.day.1,
            };
            // The one end and the other; several rows there have to hold the same.
            let end = |last: bool| {
                let keys = used.iter().map(|row| key(row));
                let at = if last == descending { keys.min() } else { keys.max() }?;
                let mut there = used.iter().filter(|row| key(row) == at).map(|row| cell(row));
                let one = there.next()?;
                there.all(|other| other == one).then_some(one)
            };
            match operation {
                "first(a)" => end(false),
                "last(b)" => end(true),
                "delta(a)" => end(true).zip(end(false)).map(|(to, from)| to.minus(from)),
                _ => end(true).zip(end(false)).and_then(|(to, from)| growth(to, from)),
            }
        }
    };
    (value, count)
}

fn is(ratio: Ratio, fraction: Fraction) -> bool {
    Fraction::new(ratio.numerator(), ratio.denominator()) == fraction
}

#[test]
fn thousands_of_random_calculations_equal_a_second_way_to_calculate() {
    let mut dice = Dice(19_840_704);
    let (mut values, mut refused) = (0, 0);
    for _ in 0..6000 {
        let (rows, csv) = table(&mut dice);
        let operation = OPERATIONS[dice.roll(OPERATIONS.len())];
        let mut phrase = format!("{operation} from a.csv");
        let mut matching: Vec<&Row> = rows.iter().collect();
        for (index, word) in ["where", "and", "and"].into_iter().take(dice.roll(4)).enumerate() {
            let (text, holds) = CONDITIONS[(dice.roll(CONDITIONS.len()) + index) % CONDITIONS.len()];
            _ = write!(phrase, " {word} {text}");
            matching.retain(|row| holds(row));
        }
        let ordered = ["first(a)", "last(b)", "delta(a)", "growth(b)"].contains(&operation);
        let order = ordered.then(|| (dice.roll(3) == 0, dice.roll(2) == 0));
        if let Some((by_a, descending)) = order {
            _ = write!(
                phrase,
                " order by {}{}",
                if by_a { "a" } else { "day" },
                if descending { " desc" } else { "" }
            );
        }
        let monthly = !ordered && dice.roll(4) == 0;
        if monthly {
            phrase.push_str(" by month of day");
        }
        let (unit, share) = [("", 1), ("%", 100), ("‰", 1000)][dice.roll(3)];
        let digits = u32::try_from(dice.roll(5)).expect("small");
        let table = Table::read(csv.as_bytes(), "a.csv", None, &Declared::default()).expect(&csv);
        let ours = run(&parse(&phrase).expect(&phrase), &table, &Unit::parse(unit).expect(unit), digits);
        let mut months: BTreeMap<i128, Vec<&Row>> = BTreeMap::new();
        for row in &matching {
            months.entry(row.day.0).or_default().push(row);
        }
        let (value, used) = naive(operation, order, &matching, share);
        // A month whose rows give nothing stops the whole calculation, unless all its cells are blank.
        let steps: Vec<(Option<Fraction>, usize)> = months
            .values()
            .map(|rows| naive(operation, order, rows, share))
            .filter(|(_, used)| *used > 0)
            .collect();
        let is_refused = value.is_none() || (monthly && steps.iter().any(|(value, _)| value.is_none()));
        match ours {
            Err(error) => {
                assert!(is_refused, "{phrase} {unit}\n{csv}{error:?}\n{value:?}");
                refused += 1;
            }
            Ok(Outcome { value: ours, used: count, left_out, blanks, series, .. }) => {
                let wanted =
                    value.filter(|_| !is_refused).unwrap_or_else(|| panic!("{phrase}\n{csv}{ours:?}"));
                assert!(is(ours, wanted), "{phrase} {unit}\n{csv}{ours:?} and not {wanted:?}");
                assert_eq!(
                    ours.round(digits).expect("it fits").to_string(),
                    wanted.written(digits),
                    "{phrase}\n{csv}"
                );
                let counts = (used, rows.len() - matching.len(), matching.len() - used);
                assert_eq!((count, left_out, blanks), counts, "{phrase}\n{csv}");
                if monthly {
                    let same = series
                        .iter()
                        .zip(&steps)
                        .all(|((_, ours), (step, _))| is(*ours, step.expect("it is one")));
                    assert!(
                        series.len() == steps.len() && same,
                        "{phrase}\n{csv}{series:?} and not {steps:?}"
                    );
                }
                values += 1;
            }
        }
    }
    assert!(values > 3500 && refused > 300, "{values} values, {refused} refused");
}
