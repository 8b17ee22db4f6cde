//! The queries that pages print, given to SQLite itself: it has to come to the same figures.

mod naive;

use folio::proof::calc::{parse, run};
use folio::table::{Declared, Table};
use folio::unit::Unit;
use std::fmt::Write as _;
use std::io::Write as _;
use std::process::{Command, Stdio};

/// Numbers that look random and are the same in every run (PCG, the multiplier of Knuth's MMIX).
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).expect("31 bits") % sides
    }

    fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[self.roll(from.len())]
    }

    fn number(&mut self) -> String {
        let sign = self.pick(&["", "", "-"]);
        let fraction = ["", ".5", ".05", ".125", ".999"][self.roll(5)];
        format!("{sign}{}{fraction}", self.roll(2000))
    }
}

fn table(dice: &mut Dice) -> String {
    let mut csv = "day,shop,a,b,share,\"money, in all\",stamp,date,long,month\n".to_owned();
    for _ in 0..=dice.roll(25) {
        let day = format!("2024-{:02}-{:02}", 1 + dice.roll(12), 1 + dice.roll(28));
        let shop = dice.pick(&["north", "south", "it's", "\"a, \"\"b\"\"\"", ""]);
        let a = if dice.roll(8) == 0 { String::new() } else { dice.number() };
        let b = if dice.roll(8) == 0 { String::new() } else { dice.roll(500).to_string() };
        let share = format!("{}.{}%", dice.roll(100), dice.roll(10));
        let money = format!("\"${},{:03}.{:02}\"", 1 + dice.roll(900), dice.roll(1000), dice.roll(100));
        let (stamp, date) =
            (format!("{} 0{}:30", day.replace('-', "/"), dice.roll(10)), day.replace('-', ""));
        // As many digits as floating point is trusted with, and more.
        let long = format!(
            "{}{:05}.{:0width$}",
            dice.roll(9999),
            dice.roll(99_999),
            dice.roll(9999),
            width = 5 + dice.roll(2)
        );
        let _ = writeln!(csv, "{day},{shop},{a},{b},{share},{money},{stamp},{date},{long},{}", &day[..7]);
    }
    csv
}

fn phrase(dice: &mut Dice) -> String {
    let op = dice.pick(&[
        "sum(a)",
        "count()",
        "count(a)",
        "distinct(shop)",
        "mean(a)",
        "min(a)",
        "max(a)",
        "median(a)",
        "quantile(a, 0.95)",
        "quantile(b, 0.333)",
        "ratio(a, b)",
        "ratio(b, count())",
        "delta(a, b)",
        "growth(a, b)",
        "first(a)",
        "last(b)",
        "delta(a)",
        "growth(b)",
        "only(a)",
        "sum(\"money, in all\")",
        "mean(share)",
        "sum(long)",
        "max(long)",
    ]);
    let mut phrase = format!("{op} from a.csv");
    let conditions = [
        "shop = north",
        "shop != south",
        "shop in (north, \"it's\")",
        "shop = \"a, \"\"b\"\"\"",
        "day in 2024-Q2",
        "day in 2024-03/2024-09",
        "month in 2024-03/2024-09",
        "month > 2024-04",
        "month <= 2024-Q3",
        "day > 2024-06",
        "stamp in 2024-05",
        "date in 2024-Q3",
        "date < 2024-10",
        "stamp >= 2024-04-10",
        "month in 2024-Q2",
        "month < 2024-08",
        "month >= 2024-04-10",
        "day <= 2024-06-15",
        "a > 10.5",
        "a <= 99.125",
        "a between -500 and 500",
        "b != 7",
        "b = 12",
        "shop != \"\"",
        "share < 50",
        "\"money, in all\" >= 1000.5",
    ];
    for (index, word) in ["where", "and"].into_iter().take(dice.roll(3)).enumerate() {
        let half = conditions.len() / 2;
        let _ = write!(phrase, " {word} {}", conditions[index * half + dice.roll(half)]);
    }
    if ["first(a)", "last(b)", "delta(a)", "growth(b)"].contains(&op) {
        phrase.push_str(dice.pick(&[" order by day", " order by a", " order by day desc"]));
    }
    phrase
}

/// What SQLite prints for a script; `None` where there is no SQLite.
fn sqlite(script: &str) -> Option<String> {
    let mut child = Command::new("sqlite3")
        .args(["-batch", ":memory:"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .ok()?;
    let mut input = child.stdin.take().expect("it was piped");
    let text = script.to_owned();
    let writer = std::thread::spawn(move || input.write_all(text.as_bytes()));
    let output = child.wait_with_output().expect("it ends");
    writer.join().expect("no panic").expect("it reads all of it");
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    Some(String::from_utf8(output.stdout).expect("it is UTF-8"))
}

#[test]
fn sqlite_comes_to_the_same_figures_by_the_queries_that_are_printed() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut dice = Dice(20_240_930);
    let (mut script, mut wanted, mut without) = (String::new(), Vec::new(), 0);
    for case in 0..3600 {
        let (csv, phrase) = (table(&mut dice), phrase(&mut dice));
        let (unit, digits) = (dice.pick(&["", "%", "‰"]), u32::try_from(dice.roll(4)).expect("small"));
        let table = Table::read(csv.as_bytes(), "a.csv", None, &Declared::default()).expect(&csv);
        let calc = parse(&phrase).expect(&phrase);
        let Ok(outcome) = run(&calc, &table, &Unit::parse(unit).expect(unit), digits) else { continue };
        let Some(sql) = outcome.sql else {
            without += 1;
            continue;
        };
        let file = folder.path().join(format!("{case}.csv"));
        std::fs::write(&file, if dice.roll(2) == 0 { csv.clone() } else { table.to_csv() }).expect("a file");
        let _ = writeln!(script, "DROP TABLE IF EXISTS data;\n.import --csv {} data\n{sql}", file.display());
        let value = outcome.value.round(digits).expect("it fits").to_string();
        // Zero has no sign.
        wanted.push((value, phrase, sql, csv));
    }
    assert!(wanted.len() >= 2000 && without < 50, "{} queries, {without} without", wanted.len());
    let Some(said) = sqlite(&script) else { return };
    let said: Vec<&str> = said.lines().collect();
    assert_eq!(said.len(), wanted.len());
    for ((value, phrase, sql, csv), said) in wanted.iter().zip(said) {
        assert_eq!(said, value, "{phrase}\n{sql}\n{csv}");
    }
}

/// Holds a calculation over a table, and SQLite's over the same as CSV, against a figure.
fn both_give(wanted: &str, phrase: &str, digits: u32, table: &Table) {
    let outcome = run(&parse(phrase).expect(phrase), table, &Unit::none(), digits).expect(phrase);
    assert_eq!(outcome.value.round(digits).expect("it fits").to_string(), wanted, "{phrase}");
    let sql = outcome.sql.expect(phrase);
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("a.csv");
    std::fs::write(&file, table.to_csv()).expect("a file");
    let Some(said) = sqlite(&format!(".import --csv {} data\n{sql}\n", file.display())) else { return };
    assert_eq!(said.trim(), wanted, "{phrase}\n{sql}");
}

#[test]
fn sqlite_is_not_misled_by_columns_that_are_called_as_results_are() {
    let csv = "n,value,Figure,a\n3,1,2024-01,10\n1,3,2024-03,20\n2,2,2024-02,40\n";
    let table = Table::read(csv.as_bytes(), "a.csv", None, &Declared::default()).expect("a table");
    for (phrase, digits, wanted) in [
        ("last(a) from a.csv order by n", 0, "10"),
        ("last(a) from a.csv order by value", 0, "20"),
        ("first(a) from a.csv order by value desc", 2, "20.00"),
        ("delta(a) from a.csv order by n", 0, "-10"),
        ("median(value) from a.csv", 0, "2"),
        ("quantile(n, 0) from a.csv", 0, "1"),
        ("last(a) from a.csv order by Figure", 1, "20.0"),
        ("median(n) from a.csv where value > 1", 1, "1.5"),
        ("sum(n) from a.csv where value in (1, 2)", 0, "5"),
    ] {
        both_give(wanted, phrase, digits, &table);
    }
    let days = "value,n\n2024-01,9\n2024-03,5\n2024-02,7\n";
    let table = Table::read(days.as_bytes(), "a.csv", None, &Declared::default()).expect("a table");
    both_give("5", "last(n) from a.csv order by value", 0, &table);
}

#[test]
fn sqlite_reads_numbers_of_other_countries_from_the_extract() {
    let export = "# Umsatz\nTag;Betrag;Anteil\n01.09.2024;1.234,50 €;12,5 %\n02.09.2024;0,75 €;−7,5 %\n";
    let table = Table::read(export.as_bytes(), "a.csv", None, &Declared::default()).expect("a table");
    for (phrase, digits, wanted) in [
        ("sum(Betrag) from a.csv", 2, "1235.25"),
        ("mean(Anteil) from a.csv", 1, "2.5"),
        ("sum(Betrag) from a.csv where Tag = 2024-09-02", 1, "0.8"),
        ("count() from a.csv where Tag in 2024-09", 0, "2"),
        ("first(Betrag) from a.csv where Anteil > 0 order by Anteil", 0, "1235"),
    ] {
        both_give(wanted, phrase, digits, &table);
    }
}

#[test]
fn queries_are_short_and_the_documentation_shows_one() {
    let csv = "month,abandoned,checkouts,minutes\n2024-08,7,9,1.5\n2024-09,3,4,2.25\n2024-10,-1,3,0.5\n";
    let table = Table::read(csv.as_bytes(), "funnel.csv", None, &Declared::default()).expect("a table");
    let query = |phrase: &str, unit: &str, digits: u32| {
        let calc = parse(phrase).expect(phrase);
        let outcome = run(&calc, &table, &Unit::parse(unit).expect(unit), digits).expect(phrase);
        outcome.sql.expect(phrase).into_string()
    };
    let documented = query("ratio(abandoned, checkouts) from funnel.csv where month = 2024-09", "%", 1);
    let documentation = include_str!("../docs/evidence.md");
    assert!(documentation.contains(&format!("```sql\n{documented}\n```")), "{documented}");
    assert_eq!(
        query("sum(checkouts) from funnel.csv where month in 2024-Q3", "", 0),
        "SELECT SUM(CAST(\"checkouts\" AS INTEGER)) AS value\nFROM data\n\
         WHERE \"month\" BETWEEN '2024-07' AND '2024-09'\n  AND \"checkouts\" <> '';"
    );
    assert_eq!(
        query("last(minutes) from funnel.csv where month <= 2024-09 order by month", "", 2),
        "WITH figure AS (\n  SELECT CAST(round(\"minutes\" * 100) AS INTEGER) AS n\n  FROM data\n  \
         WHERE \"month\" <> '' AND \"month\" <= '2024-09'\n    AND \"minutes\" <> ''\n  \
         ORDER BY \"month\" DESC LIMIT 1\n)\nSELECT printf('%d.%02d', n / 100, n % 100) AS value FROM figure;"
    );
    // Signs and halves are seen to where there may be some.
    assert!(query("sum(abandoned) from funnel.csv", "", 1).contains("CASE WHEN n < 0"));
    assert!(query("ratio(abandoned, checkouts) from funnel.csv", "%", 1).contains("abs(d)"));
}
