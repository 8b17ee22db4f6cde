//! One table of calculations, `tests/recalculation/cases.json`, which folio and `verify.js` must agree on, case by case.
//!
//! What is known by hand is written there by hand. The rest is drawn here: folio writes what it gives (`FOLIO_UPDATE=1`),
//! and the script, a second implementation with whole numbers of any size, has to come to the same in
//! `tests/browser/recalculation.test.mjs`, and to refuse what folio refuses.

use folio::decimal::Decimal;
use folio::proof::calc::{Stated, parse, plan, run};
use folio::table::{Declared, Table};
use folio::unit::Unit;
use serde::{Deserialize, Serialize};
use std::fmt::Write as _;

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/recalculation/cases.json");

/// How many cases are drawn.
const DRAWN: usize = 420;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    by_hand: Option<String>,
    csv: String,
    phrase: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    unit: String,
    figure: Figure,
    /// None where the calculation is refused.
    result: Option<Outcome>,
    /// None where there is none for a browser.
    plan: Option<serde_json::Value>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Figure {
    bound: String,
    number: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    to: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Outcome {
    value: String,
    rounded: String,
    holds: bool,
    rows: usize,
    used: usize,
    left_out: usize,
    blanks: usize,
}

impl Figure {
    fn stated(&self) -> Stated {
        let read = |text: &str| Decimal::parse(text).expect(text);
        let number = read(&self.number);
        match self.bound.as_str() {
            "exact" => Stated::Exact(number),
            "at-least" => Stated::AtLeast(number),
            "at-most" => Stated::AtMost(number),
            _ => Stated::Between(number, read(self.to.as_deref().expect("two ends"))),
        }
    }
}

/// What folio makes of a case.
fn worked_out(case: &Case) -> Case {
    let table = Table::read(case.csv.as_bytes(), "a.csv", None, &Declared::default());
    let table = table.unwrap_or_else(|error| panic!("{}: {}", case.csv, error.message));
    assert!(table.is_plain_csv(), "{}", case.csv);
    let calc = parse(&case.phrase).expect(&case.phrase);
    let unit = Unit::parse(&case.unit).expect(&case.unit);
    let stated = case.figure.stated();
    let result = run(&calc, &table, &unit, stated.digits()).ok().map(|outcome| Outcome {
        value: format!("{}/{}", outcome.value.numerator(), outcome.value.denominator()),
        rounded: outcome.value.round(stated.digits()).map_or_else(String::new, |value| value.to_string()),
        holds: stated.is_given_by(outcome.value),
        rows: outcome.rows,
        used: outcome.used,
        left_out: outcome.left_out,
        blanks: outcome.blanks,
    });
    let plan = plan(&calc, &table, &unit).ok().flatten();
    let plan = plan.map(|plan| serde_json::to_value(plan).expect("a plan is JSON"));
    Case { result, plan, ..case.clone() }
}

/// Numbers that look random and are the same in every run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).expect("31 bits") % sides
    }

    fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[self.roll(from.len())]
    }
}

fn csv(dice: &mut Dice) -> String {
    let mut csv = "day,month,stamp,shop,a,b,share,money,odd\n".to_owned();
    for _ in 0..=dice.roll(9) {
        let (month, day) = (1 + dice.roll(12), 1 + dice.roll(28));
        let sign = dice.pick(&["", "", "", "-"]);
        let fraction = dice.pick(&["", ".5", ".05", ".125", ".999", ".25"]);
        let a =
            if dice.roll(8) == 0 { String::new() } else { format!("{sign}{}{fraction}", dice.roll(3000)) };
        let b = if dice.roll(9) == 0 { String::new() } else { dice.roll(40).to_string() };
        let shop = dice.pick(&["north", "south", "\"a, \"\"b\"\"\"", "Łódź", ""]);
        let money = format!("\"${},{:03}.{:02}\"", 1 + dice.roll(90), dice.roll(1000), dice.roll(100));
        let odd = dice.pick(&["1", "2", "3", "4", "x", "2.50"]);
        let _ = writeln!(
            csv,
            "2024-{month:02}-{day:02},2024-{month:02},2024/{month:02}/{day:02} 0{}:30,{shop},{a},{b},{}.{}%,{money},{odd}",
            dice.roll(10),
            dice.roll(100),
            dice.roll(10),
        );
    }
    csv
}

fn phrase(dice: &mut Dice) -> String {
    let op = dice.pick(&[
        "sum(a)",
        "sum(money)",
        "count()",
        "count(a)",
        "count(shop)",
        "distinct(shop)",
        "distinct(month)",
        "mean(a)",
        "mean(share)",
        "min(a)",
        "max(money)",
        "median(a)",
        "quantile(a, 0.95)",
        "quantile(b, 0.333)",
        "ratio(a, b)",
        "ratio(b, a)",
        "ratio(b, count())",
        "delta(a, b)",
        "growth(a, b)",
        "growth(b, a)",
        "first(a)",
        "last(b)",
        "delta(a)",
        "growth(b)",
        "only(a)",
        "sum(odd)",
        "mean(odd)",
    ]);
    let ordered = ["first(a)", "last(b)", "delta(a)", "growth(b)"].contains(&op);
    let conditions = [
        "shop = north",
        "shop != south",
        "shop in (north, Łódź)",
        "shop = \"a, \"\"b\"\"\"",
        "shop != \"\"",
        "month = 2024-03",
        "month in 2024-Q2",
        "month in (2024-01, 2024-02, 2024-03)",
        "day in 2024-03/2024-09",
        "day > 2024-06",
        "day <= 2024-06-15",
        "stamp in 2024-05",
        "stamp >= 2024-04-10",
        "a > 10.5",
        "a <= 99.125",
        "a between -500 and 1500",
        "b != 7",
        "b = 12",
        "b < 20",
        "share < 50",
        "money >= 1000.5",
        "odd != x",
    ];
    let mut phrase = format!("{op} from a.csv");
    for word in ["where", "and"].into_iter().take(dice.roll(3)) {
        let _ = write!(phrase, " {word} {}", dice.pick(&conditions));
    }
    if ordered {
        phrase.push_str(dice.pick(&[
            " order by day",
            " order by a",
            " order by month desc",
            " order by stamp",
            " order by b",
        ]));
    }
    phrase
}

fn drawn() -> Vec<Case> {
    let mut dice = Dice(20_241_129);
    let draw = |_| {
        let (csv, phrase) = (csv(&mut dice), phrase(&mut dice));
        let unit = dice.pick(&["", "", "%", "‰"]).to_owned();
        let zeros = "0".repeat(dice.roll(4));
        let point = if zeros.is_empty() { "" } else { "." };
        let number = format!("{}{point}{zeros}", dice.roll(60));
        let bound = dice.pick(&["exact", "exact", "exact", "at-least", "at-most", "between"]).to_owned();
        let to = (bound == "between").then(|| format!("{}{point}{zeros}", 60 + dice.roll(900)));
        let case = Case {
            by_hand: None,
            csv,
            phrase,
            unit,
            figure: Figure { bound, number, to },
            result: None,
            plan: None,
        };
        let mut case = worked_out(&case);
        // Most figures are the right ones.
        if case.figure.bound == "exact"
            && dice.roll(5) > 0
            && let Some(result) = &mut case.result
            && !result.rounded.is_empty()
        {
            case.figure.number.clone_from(&result.rounded);
            result.holds = true;
        }
        case
    };
    (0..DRAWN).map(draw).collect()
}

#[test]
fn folio_gives_what_the_shared_table_of_calculations_has() {
    let text = std::fs::read_to_string(FILE).expect("the table is part of the tests");
    let known: Vec<Case> = serde_json::from_str(&text).expect("it is JSON");
    let by_hand = known.iter().filter(|case| case.by_hand.is_some());
    if std::env::var_os("FOLIO_UPDATE").is_some() {
        // What is known by hand stays, but for the plan, which nobody writes by hand.
        let by_hand = by_hand.map(|case| Case { plan: worked_out(case).plan, ..case.clone() });
        let lines: Vec<String> =
            by_hand.chain(drawn()).map(|case| serde_json::to_string(&case).expect("it has a form")).collect();
        std::fs::write(FILE, format!("[\n{}\n]\n", lines.join(",\n"))).expect("it can be written");
        return;
    }
    for case in by_hand.clone() {
        assert_eq!(worked_out(case), *case);
    }
    let rest: Vec<&Case> = known.iter().filter(|case| case.by_hand.is_none()).collect();
    let drawn = drawn();
    assert_eq!(rest.len(), drawn.len());
    for (known, drawn) in rest.into_iter().zip(&drawn) {
        assert_eq!(
            known, drawn,
            "FOLIO_UPDATE=1 takes it over; run tests/browser/recalculation.test.mjs then"
        );
    }
    let refused = known.iter().filter(|case| case.result.is_none()).count();
    let unplanned = known.iter().filter(|case| case.result.is_some() && case.plan.is_none()).count();
    assert!(
        by_hand.count() >= 40 && refused >= 50 && unplanned <= 5,
        "{refused} refused, {unplanned} without a plan"
    );
}
