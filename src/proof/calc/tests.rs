use super::*;
use crate::decimal::Ratio;
use crate::table::{Declared, Table};
use crate::unit::Unit;
use proptest::prelude::*;
use std::fmt::Write;

fn table(text: &str) -> Table {
    Table::read(text.as_bytes(), "a.csv", None, &Declared::default()).unwrap()
}

fn outcome(phrase: &str, csv: &str, unit: &str) -> Result<Outcome, CalcError> {
    run(&parse(phrase)?, &table(csv), &Unit::parse(unit).unwrap(), 2)
}

/// The result to four digits, without what it does not need.
fn result(phrase: &str, csv: &str) -> String {
    match outcome(phrase, csv, "") {
        Ok(outcome) => outcome.value.round(4).unwrap().to_string(),
        Err(error) => error.message,
    }
}

/// What is wrong, the part of the phrase, and the line of the file.
fn wrong(phrase: &str, csv: &str) -> (String, String, Option<usize>) {
    let error = outcome(phrase, csv, "").expect_err(phrase);
    assert!(!error.hint.is_empty() && !error.message.ends_with('.'), "{error:?}");
    let line = error.row.map(|row| table(csv).place(row));
    (error.message, phrase[error.span].to_owned(), line)
}

const SALES: &str = "\
date,shop,orders,visits,amount
2024-08-05,north,10,100,12.50
2024-08-20,south,20,150,7.25
2024-09-03,north,30,200,
2024-09-17,south,40,260,0.05
2024-10-01,north,50,240,100.00
";

#[test]
fn every_operation_gives_its_exact_value() {
    for (phrase, value) in [
        ("sum(amount) from a.csv", "119.8000"),
        ("count() from a.csv", "5.0000"),
        ("count(*) from a.csv where shop = north", "3.0000"),
        ("count(amount) from a.csv", "4.0000"),
        ("distinct(shop) from a.csv", "2.0000"),
        ("mean(amount) from a.csv", "29.9500"),
        ("min(amount) from a.csv", "0.0500"),
        ("max(orders) from a.csv", "50.0000"),
        ("median(orders) from a.csv", "30.0000"),
        ("median(amount) from a.csv", "9.8750"),
        ("quantile(orders, 0.95) from a.csv", "48.0000"),
        ("quantile(orders, 1) from a.csv", "50.0000"),
        ("first(orders) from a.csv order by date", "10.0000"),
        ("last(orders) from a.csv where shop = south order by date", "40.0000"),
        ("first(orders) from a.csv order by date desc", "50.0000"),
        ("only(orders) from a.csv where date = 2024-09-03", "30.0000"),
        ("ratio(orders, visits) from a.csv where date in 2024-09", "0.1522"),
        ("ratio(orders, count()) from a.csv", "30.0000"),
        ("delta(orders) from a.csv order by date", "40.0000"),
        ("growth(orders) from a.csv where shop = north order by date", "4.0000"),
        ("delta(visits, orders) from a.csv", "800.0000"),
        ("growth(visits, orders) from a.csv", "5.3333"),
    ] {
        assert_eq!(result(phrase, SALES), value, "{phrase}");
    }
    let share =
        |phrase: &str, unit: &str| outcome(phrase, SALES, unit).unwrap().value.round(2).unwrap().to_string();
    assert_eq!(share("ratio(orders, visits) from a.csv", "%"), "15.79");
    assert_eq!(share("ratio(orders, visits) from a.csv", "‰"), "157.89");
    assert_eq!(share("growth(orders) from a.csv order by date", "%"), "400.00");
    assert_eq!(share("mean(orders) from a.csv", "%"), "30.00");
}

#[test]
fn conditions_compare_texts_numbers_and_windows() {
    for (condition, rows) in [
        ("shop = north", 3),
        ("shop = \"north\"", 3),
        ("shop != north", 2),
        ("shop in (north, south)", 5),
        ("shop in (“south”)", 2),
        ("orders = 30.0", 1),
        ("orders = \"30.0\"", 0),
        ("orders > 30", 2),
        ("orders >= 30", 3),
        ("orders < 30", 2),
        ("orders between 20 and 40", 3),
        ("amount < 1", 1),
        ("amount != 7.25", 4),
        ("amount = \"\"", 1),
        ("amount != \"\"", 4),
        ("date in 2024-09", 2),
        ("date in 2024-08-20/2024-09-03", 2),
        ("date in 2024-Q3 and shop = south", 2),
        ("date > 2024-08", 3),
        ("date >= 2024-09", 3),
        ("date < 2024-09", 2),
        ("date <= 2024-09", 4),
        ("date between 2024-08-06 and 2024-09", 3),
        ("date > 2023", 5),
    ] {
        let phrase = format!("count() from a.csv where {condition}");
        assert_eq!(result(&phrase, SALES), format!("{rows}.0000"), "{condition}");
    }
    let months = "month,n\nSep 2024,1\n2024-10,2\n";
    assert_eq!(result("sum(n) from a.csv where month = 2024-09", months), "1.0000");
    assert_eq!(result("sum(n) from a.csv where n > 1.5", months), "2.0000");
    assert_eq!(result("sum(n) from a.csv where year > 2019", "year,n\n2019,1\n2020,2\n"), "2.0000");
}

#[test]
fn rows_that_are_used_left_out_and_blank_are_counted() {
    let outcome = outcome("ratio(amount, visits) from a.csv where date in 2024-09", SALES, "").unwrap();
    assert_eq!((outcome.rows, outcome.used, outcome.left_out, outcome.blanks), (5, 1, 3, 1));
    // Of a row with a blank neither number counts.
    assert_eq!(outcome.value, Ratio::new(5, 26000).unwrap());
}

#[test]
fn a_calculation_can_be_repeated_by_month() {
    let series = |phrase: &str| {
        let outcome = outcome(phrase, SALES, "").unwrap();
        let step = |(period, value): &(crate::period::Period, Ratio)| {
            format!("{period} {}", value.round(0).unwrap())
        };
        outcome.series.iter().map(step).collect::<Vec<_>>()
    };
    assert_eq!(series("sum(orders) from a.csv by month of date"), ["2024-08 30", "2024-09 70", "2024-10 50"]);
    assert_eq!(series("sum(orders) from a.csv where date in 2024-Q3 by quarter"), ["2024-Q3 100"]);
    assert_eq!(series("last(orders) from a.csv order by date by year"), ["2024 50"]);
    assert_eq!(wrong("sum(orders) from a.csv by month", SALES).1, "by month");
    assert_eq!(wrong("sum(orders) from a.csv by month of shop", SALES).2, Some(2));
}

#[test]
fn what_is_wrong_in_a_phrase_is_told_at_its_place() {
    for (phrase, part, words) in [
        ("", "", "the calculation is missing"),
        ("summ(orders) from a.csv", "summ", "no calculation `summ`"),
        ("average(orders) from a.csv", "average", "no calculation `average`"),
        ("sum orders from a.csv", "orders", "a `(` is missing"),
        ("sum() from a.csv", ")", "the name of a column is missing"),
        ("sum(Total users) from a.csv", "users", "a `)` is missing"),
        ("sum(orders", "", "a `)` is missing"),
        ("sum(orders) of a.csv", "of", "`from`"),
        ("sum(orders) from", "", "the name of a file"),
        ("sum(orders, visits) from a.csv", "sum(orders, visits", "`sum` is of one column"),
        ("ratio(orders) from a.csv", ")", "two columns"),
        ("quantile(orders) from a.csv", ")", "which quantile"),
        ("quantile(orders, 95) from a.csv", "95", "from 0 to 1"),
        ("first(orders) from a.csv", "orders", "needs an order"),
        ("growth(orders) from a.csv", "orders", "needs an order"),
        ("sum(orders) from a.csv where", "", "the name of a column"),
        ("sum(orders) from a.csv where shop", "", "what about `shop`"),
        ("sum(orders) from a.csv where shop =", "", "a value is missing"),
        ("sum(orders) from a.csv where date in September", "September", "names no year"),
        ("sum(orders) from a.csv where orders between 1", "", "two values"),
        (
            "sum(orders) from a.csv where orders between 1 and 2024-09",
            "1 and 2024-09",
            "a number and a window",
        ),
        ("sum(orders) from a.csv where shop > north", "north", "neither a number nor"),
        ("sum(orders) from a.csv where shop = north or shop = south", "or", "does not belong here"),
        ("sum(orders) from a.csv where shop = \"north", "\"north", "never closed"),
        ("sum(orders) from a.csv order date", "date", "`by`"),
        ("sum(orders) from a.csv by week", "week", "by what"),
        ("sum(order) from a.csv", "order", "no column `order`"),
        ("sum(orders) from a.csv where shp = x", "shp", "no column `shp`"),
    ] {
        let (message, at, _) = wrong(phrase, SALES);
        assert!(message.contains(words), "{phrase}: {message}");
        assert_eq!(at, part, "{phrase}");
    }
}

#[test]
fn what_the_rows_do_not_bear_is_told_with_its_line() {
    let csv = "day,n,m\n2024-09-01,1,0\n2024-09-02,n/a,0\nTotal,1,0\n2024-09-01,3,0\n";
    for (phrase, words, line) in [
        ("sum(n) from a.csv", "`n/a` in `n` is no number", Some(3)),
        ("sum(n) from a.csv where day in 2024-09", "`Total` in `day` is no day", Some(4)),
        ("sum(m) from a.csv where n > 1", "`n/a` in `n` is no number", Some(3)),
        ("sum(n) from a.csv where day = 2024-10", "no row satisfies", None),
        ("ratio(m, m) from a.csv", "divide by zero", None),
        ("only(m) from a.csv where day = 2024-09-01", "2 satisfy", None),
        ("first(n) from a.csv where day = 2024-09-01 order by day", "two rows come first", Some(5)),
        ("first(m) from a.csv order by day", "`Total` in `day` has no place", Some(4)),
        ("sum(n) from a.csv where day in 2024-09-01 and m > 0", "no row satisfies", None),
    ] {
        let csv = if phrase.contains("in 2024-09-01") {
            csv.replace("Total", "2024-09-09")
        } else {
            csv.to_owned()
        };
        let (message, _, at) = wrong(phrase, &csv);
        assert!(message.contains(words), "{phrase}: {message}");
        assert_eq!(at, line, "{phrase}");
    }
    assert!(wrong("sum(d) from a.csv where d in 2024-09-10", "d\n2024-09\n").0.contains("partly"));
    assert!(
        wrong(
            "sum(n) from a.csv",
            &format!("n,x\n{},\n{},\n", "9".repeat(30), "0.".to_owned() + &"1".repeat(29))
        )
        .0
        .contains("too large")
    );
    assert!(wrong("growth(n) from a.csv order by d", "d,n\n2023,-5\n2024,5\n").0.contains("less than zero"));
    assert!(wrong("sum(n) from a.csv where d in 2024", "d,n\n03/04/2024,1\n").0.contains("can be two days"));
}

#[test]
fn a_figure_is_borne_out_at_its_written_digits() {
    let exact = |text: &str| Stated::Exact(Decimal::parse(text).unwrap());
    let value = Ratio::new(12345, 1000).unwrap();
    assert!(
        exact("12").is_given_by(value)
            && exact("12.3").is_given_by(value)
            && exact("12.35").is_given_by(value)
    );
    assert!(!exact("12.34").is_given_by(value) && !exact("12.340").is_given_by(value));
    assert!(exact("-12.35").is_given_by(value.negated()));
    let number = |text: &str| Decimal::parse(text).unwrap();
    assert!(
        Stated::AtLeast(number("12.345")).is_given_by(value)
            && !Stated::AtLeast(number("12.35")).is_given_by(value)
    );
    assert!(
        Stated::AtMost(number("12.345")).is_given_by(value)
            && !Stated::AtMost(number("12.3")).is_given_by(value)
    );
    assert!(Stated::Between(number("12"), number("13")).is_given_by(value));
}

#[test]
fn names_of_files_sheets_and_columns_may_stand_in_quotes() {
    let calc =
        parse("sum(\"Total \"\"new\"\" users\") from 'my report.xlsx#Sales 2024' where \"a b\" = 1").unwrap();
    assert_eq!(calc.op, Op::Sum(Name { text: "Total \"new\" users".to_owned(), span: 4..25 }));
    assert_eq!((calc.file.text.as_str(), calc.sheet.as_deref()), ("my report.xlsx", Some("Sales 2024")));
    let calc = parse("sum(a) from data/a#b.csv").unwrap();
    assert_eq!((calc.file.text.as_str(), calc.sheet), ("data/a#b.csv", None));
}

#[test]
fn neighbours_are_the_window_before_the_one_after_and_a_longer_one() {
    let windows = |phrase: &str| {
        nearby::nearby(&parse(phrase).unwrap()).iter().map(|near| near.window.to_string()).collect::<Vec<_>>()
    };
    assert_eq!(windows("sum(n) from a.csv where d in 2024-12"), ["2024-11", "2025-01", "2024-12/2025-01"]);
    assert_eq!(windows("sum(n) from a.csv where d = 2024-Q4"), ["2024-Q3", "2025-Q1", "2024-Q4/2025-Q1"]);
    assert_eq!(
        windows("sum(n) from a.csv where d in 2024-03/2024-09"),
        ["2024-02/2024-08", "2024-04/2024-10", "2024-03/2024-10"]
    );
    assert_eq!(windows("sum(n) from a.csv where year = 2024"), [""; 0]);
    assert_eq!(windows("sum(n) from a.csv where d in 2024 and e in 2023"), [""; 0]);
    let values = |phrase: &str, csv: &str| {
        let near = near(&parse(phrase).unwrap(), &table(csv), &Unit::none()).into_iter();
        near.map(|(window, value)| (window.to_string(), value)).collect::<Vec<_>>()
    };
    let some = |window: &str, value: i64| (window.to_owned(), Ratio::whole(value));
    // There are no rows of 2024-10.
    assert_eq!(
        values("sum(n) from a.csv where d = 2024-09 by month of d", "d,n\n2024-08,3\n2024-09,4\n"),
        [some("2024-08", 3), some("2024-09/2024-10", 4)]
    );
    assert_eq!(
        values("count() from a.csv where g = x and d in 2024-09", "d,g\n2024-08,x\n2024-09,x\n2024-10,y\n"),
        [some("2024-08", 1), some("2024-10", 0), some("2024-09/2024-10", 1)]
    );
}

/// A fraction that is never reduced: slow, small, and another way than the one that is tested.
#[derive(Clone, Copy, Debug)]
struct Naive(i128, i128);

impl Naive {
    /// `12.5` as 125 tenths.
    fn read(cell: &str) -> Self {
        let (whole, fraction) = cell.split_once('.').unwrap_or((cell, ""));
        Self(
            format!("{whole}{fraction}").parse().unwrap(),
            10_i128.pow(u32::try_from(fraction.len()).unwrap()),
        )
    }

    fn plus(self, other: Self) -> Self {
        Self(self.0 * other.1 + other.0 * self.1, self.1 * other.1)
    }

    fn same(self, ratio: Ratio) -> bool {
        self.0 * ratio.denominator() == ratio.numerator() * self.1
    }
}

fn naive(op: &str, cells: &[(&str, &str)]) -> Option<Naive> {
    let filled: Vec<&str> = cells.iter().map(|(a, _)| *a).filter(|a| !a.is_empty()).collect();
    let mut numbers: Vec<Naive> = filled.iter().map(|cell| Naive::read(cell)).collect();
    let count = i128::try_from(numbers.len()).unwrap();
    let sum = numbers.iter().fold(Naive(0, 1), |sum, number| {
        // Kept small by hand: each cell has at most two digits after the point.
        let sum = sum.plus(*number);
        Naive(sum.0 * 100 / sum.1, 100)
    });
    numbers.sort_by(|a, b| (a.0 * b.1).cmp(&(b.0 * a.1)));
    Some(match op {
        "count(a)" => Naive(count, 1),
        "sum(a)" => sum,
        _ if numbers.is_empty() => return None,
        "mean(a)" => Naive(sum.0, sum.1 * count),
        "min(a)" => numbers[0],
        "max(a)" => numbers[numbers.len() - 1],
        "quantile(a, 0.25)" => {
            let (low, rest) = ((numbers.len() - 1) / 4, i128::try_from((numbers.len() - 1) % 4).unwrap());
            let (below, above) = (numbers[low], numbers[(low + 1).min(numbers.len() - 1)]);
            Naive(below.0 * (4 - rest), below.1 * 4).plus(Naive(above.0 * rest, above.1 * 4))
        }
        _ => {
            let both = cells.iter().filter(|(a, b)| !a.is_empty() && !b.is_empty());
            let (a, b) = both.fold((0, 0), |(x, y), (a, b)| {
                let scaled = |cell| Naive::read(cell).0 * 100 / Naive::read(cell).1;
                (x + scaled(a), y + scaled(b))
            });
            if b == 0 {
                return None;
            }
            Naive(a, b)
        }
    })
}

proptest! {
    #[test]
    fn random_tables_agree_with_a_second_way_to_calculate(
        rows in proptest::collection::vec(("(|-?[0-9]{1,4}|-?[0-9]{1,3}\\.[0-9]{1,2})", "(|[0-9]{1,3})", 0_usize..3), 1..30),
        op in prop::sample::select(vec!["count(a)", "sum(a)", "mean(a)", "min(a)", "max(a)", "quantile(a, 0.25)", "ratio(a, b)"]),
    ) {
        let groups = ["x", "y", "z"];
        let mut csv = "g,a,b\n".to_owned();
        for (a, b, group) in &rows {
            _ = writeln!(csv, "{},{a},{b}", groups[*group]);
        }
        let cells: Vec<(&str, &str)> =
            rows.iter().filter(|(_, _, group)| *group != 1).map(|(a, b, _)| (a.as_str(), b.as_str())).collect();
        let ours = outcome(&format!("{op} from a.csv where g != y"), &csv, "");
        let wanted = if cells.iter().all(|(a, _)| a.is_empty()) && op != "count(a)" { None } else { naive(op, &cells) };
        match (&ours, wanted) {
            (Ok(ours), Some(wanted)) => prop_assert!(wanted.same(ours.value), "{csv}{op}: {ours:?} {wanted:?}"),
            (Err(_), None) => {}
            _ => prop_assert!(false, "{csv}{op}: {ours:?} {wanted:?}"),
        }
    }

    #[test]
    fn no_phrase_makes_it_panic(text in any::<String>(), close in "[a-z(), =<>!\"'#%0-9.-]{0,60}") {
        let table = table(SALES);
        for phrase in [text, close.clone(), format!("sum(orders) from a.csv where {close}"), format!("ratio({close}) from a.csv order by date by month")] {
            match parse(&phrase) {
                Ok(calc) => {
                    let outcome = run(&calc, &table, &Unit::none(), 2);
                    prop_assert!(outcome.is_ok() || !outcome.unwrap_err().hint.is_empty());
                    let _ = near(&calc, &table, &Unit::none());
                }
                Err(error) => prop_assert!(phrase.get(error.span.clone()).is_some(), "{phrase:?} {error:?}"),
            }
        }
    }
}
