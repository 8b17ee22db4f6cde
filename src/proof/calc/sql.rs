//! A calculation for SQLite: over the table as CSV, where every cell is a text, and in whole numbers only, so that
//! `sqlite3` gives the same figure at its written digits as the exact fraction does.
//!
//! A text such as `58.9` becomes the whole number 589 by moving its digits to one scale. The last step divides once
//! and rounds half away from zero: `n / d`, and one more when the rest is at least half of `d`.

use super::conditions::Ready;
use super::run::{Key, Used};
use super::values::Values;
use super::{Calc, Op};
use crate::decimal::Ratio;
use crate::table::{Form, Mark, Numbers, Table};
use std::collections::BTreeSet;
use std::fmt::Write;

/// Digits of which every number fits into 64 bits.
const MOST_DIGITS: u32 = 18;

/// A calculation that was carried out.
pub struct Query<'a> {
    pub calc: &'a Calc,
    pub table: &'a Table,
    pub conditions: &'a [Ready<'a>],
    pub used: &'a Used<'a>,
    pub share: Ratio,
    pub digits: u32,
}

/// The name of a column.
pub fn column(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

fn text(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// That a column is, or is not, one of some texts.
pub fn texts(found: &[&str], not: bool) -> String {
    let list: Vec<String> = found.iter().map(|found| text(found)).collect();
    match (&list[..], not) {
        ([one], false) => format!("= {one}"),
        ([one], true) => format!("<> {one}"),
        (_, false) => format!("IN ({})", list.join(", ")),
        (_, true) => format!("NOT IN ({})", list.join(", ")),
    }
}

/// A column of numbers as whole ones on a scale.
pub struct Scaled {
    /// The text of a number with a point and nothing else between its digits.
    plain: String,
    pub scale: u32,
    /// Most digits before the point.
    whole: u32,
}

impl Scaled {
    /// Looks at the cells that will be read. `None` where one is written with an exponent or is too large.
    pub fn of<'a>(cells: impl Iterator<Item = &'a str>, numbers: Numbers, name: &str) -> Option<Self> {
        let (mut scale, mut whole) = (0, 1);
        let mut strange: BTreeSet<char> = BTreeSet::new();
        let point = if numbers.mark == Mark::Point { '.' } else { ',' };
        for cell in cells {
            let number = numbers.read(cell)?;
            (scale, whole) = (scale.max(number.scale()), whole.max(number.whole_digits()));
            strange.extend(cell.chars().filter(|c| !c.is_ascii_digit() && *c != '-' && *c != point));
        }
        if strange.contains(&'e') || strange.contains(&'E') || whole + scale > MOST_DIGITS {
            return None;
        }
        let mut plain = name.to_owned();
        for character in strange {
            let by = if character == '\u{2212}' { "-" } else { "" };
            plain = format!("replace({plain}, {}, '{by}')", text(&character.to_string()));
        }
        if point == ',' {
            plain = format!("replace({plain}, ',', '.')");
        }
        Some(Self { plain, scale, whole })
    }

    /// Whether each number fits on a scale.
    pub fn fits(&self, scale: u32) -> bool {
        self.whole + scale <= MOST_DIGITS
    }

    /// The whole number on a scale at least as fine as its own.
    pub fn at(&self, scale: u32) -> String {
        let Self { plain, .. } = self;
        if scale == 0 {
            return format!("CAST({plain} AS INTEGER)");
        }
        let zeros = "0".repeat(scale as usize);
        format!(
            "CAST(substr({plain}, 1, instr({plain} || '.', '.') - 1) || substr(substr({plain}, \
             instr({plain} || '.', '.') + 1) || '{zeros}', 1, {scale}) AS INTEGER)"
        )
    }
}

/// A fraction of whole numbers in SQL, with the largest sizes that both can have.
struct Fraction {
    above: String,
    below: String,
    sizes: [i128; 2],
}

pub fn write(query: &Query<'_>) -> Option<String> {
    let Query { calc, used, .. } = query;
    // SQLite takes names that differ by capitals alone for one.
    let lower: Vec<String> = query.table.columns().iter().map(|name| name.to_lowercase()).collect();
    let mut where_clause: Vec<String> = query.conditions.iter().map(Ready::sql).collect::<Option<_>>()?;
    let mut columns = Vec::new();
    let mut take = |name: &str, values: &Values, alias: &str| {
        (lower.iter().filter(|known| **known == name.to_lowercase()).count() == 1).then_some(())?;
        let column = column(name);
        where_clause.push(format!("{column} <> ''"));
        if values.numbers.is_empty() {
            columns.push(format!("{column} AS {alias}"));
            return Some(());
        }
        let index = query.table.column(name).ok()?;
        let cells = used.rows.iter().map(|row| query.table.cell(*row, index));
        let scaled = Scaled::of(cells, query.table.numbers(index).ok()?, &column)?;
        scaled.fits(values.scale).then_some(())?;
        columns.push(format!("{} AS {alias}", scaled.at(values.scale)));
        Some(())
    };
    let (first, second) = calc.op.columns();
    if let Some(one) = first {
        // What is only counted stays the text that it is.
        let texts = Values::default();
        let is_counted = matches!(calc.op, Op::Count(_) | Op::Distinct(_));
        take(&one.text, if is_counted { &texts } else { &used.first }, "a")?;
    }
    if let Some(other) = second {
        take(&other.text, &used.second, "b")?;
    }
    let fraction = fraction(query)?;
    if fraction.sizes.iter().any(|size| i64::try_from(*size).is_err()) {
        return None;
    }
    if matches!(calc.op, Op::First(_) | Op::Last(_) | Op::Delta(_, None) | Op::Growth(_, None)) {
        columns.push(format!("{} AS place", order(query)?));
    }
    if columns.is_empty() {
        columns.push("1 AS a".to_owned());
    }
    let mut sql = format!("WITH used AS (\n  SELECT {}\n  FROM data", columns.join(",\n    "));
    if !where_clause.is_empty() {
        _ = write!(sql, "\n  WHERE {}", where_clause.join("\n    AND "));
    }
    _ = write!(
        sql,
        "\n), figure AS (\n  SELECT {} AS n,\n    {} AS d\n)\n{}",
        fraction.above,
        fraction.below,
        last(query.digits)
    );
    Some(sql)
}

/// The last step: divides, rounds, and writes the digits.
fn last(digits: u32) -> String {
    let rounded = "abs(n) / abs(d) + (abs(n) % abs(d) >= abs(d) - abs(n) % abs(d))";
    let negative = "CASE WHEN (n < 0) <> (d < 0) AND r > 0 THEN '-' ELSE '' END";
    let written = if digits == 0 {
        format!("{negative} || r")
    } else {
        let power = format!("1{}", "0".repeat(digits as usize));
        format!("{negative} || (r / {power}) || '.' || substr('{power}' || (r % {power}), -{digits})")
    };
    format!("SELECT {written} AS value\nFROM (SELECT n, d, {rounded} AS r FROM figure);")
}

/// The value times `10^digits` as a fraction of whole numbers.
fn fraction(query: &Query<'_>) -> Option<Fraction> {
    let Query { calc, used, share, digits, .. } = query;
    let (scale, digits) = (used.first.scale, *digits);
    let (size, largest) = (used.first.size()?, used.first.largest()?);
    let count = i128::try_from(used.rows.len()).ok()?;
    let plain = |above: &str, size: i128| Fraction::of(above, size, "1", 1, Ratio::ONE, digits, scale);
    let first = "(SELECT a FROM used ORDER BY place LIMIT 1)";
    let last = "(SELECT a FROM used ORDER BY place DESC LIMIT 1)";
    // From the later to the earlier where the order is turned round.
    let (first, last) = if used.descending { (last, first) } else { (first, last) };
    match &calc.op {
        Op::Count(_) => Fraction::of("(SELECT COUNT(*) FROM used)", count, "1", 1, Ratio::ONE, digits, 0),
        Op::Distinct(_) => {
            Fraction::of("(SELECT COUNT(DISTINCT a) FROM used)", count, "1", 1, Ratio::ONE, digits, 0)
        }
        Op::Sum(_) => plain("(SELECT SUM(a) FROM used)", size),
        Op::Mean(_) => Fraction::of(
            "(SELECT SUM(a) FROM used)",
            size,
            "(SELECT COUNT(*) FROM used)",
            count,
            Ratio::ONE,
            digits,
            scale,
        ),
        Op::Min(_) => plain("(SELECT MIN(a) FROM used)", largest),
        Op::Max(_) | Op::Only(_) => plain("(SELECT MAX(a) FROM used)", largest),
        Op::First(_) => plain(first, largest),
        Op::Last(_) => plain(last, largest),
        Op::Quantile(_, place) => {
            let place = Ratio::from(*place);
            let (up, down) = (place.numerator(), place.denominator());
            let steps = format!("(SELECT (COUNT(*) - 1) * {up} FROM used)");
            let at = |offset: String| format!("(SELECT a FROM used ORDER BY a LIMIT 1 OFFSET {offset})");
            let low = at(format!("{steps} / {down}"));
            let high = at(format!("({steps} + {}) / {down}", down - 1));
            let above = format!("({low} * ({down} - {steps} % {down}) + {high} * ({steps} % {down}))");
            let size = largest.checked_mul(down)?.checked_mul(2)?.max(count.checked_mul(down)?);
            Fraction::of(&above, size, &down.to_string(), down, Ratio::ONE, digits, scale)
        }
        Op::Ratio(_, None) => Fraction::of(
            "(SELECT SUM(a) FROM used)",
            size,
            "(SELECT COUNT(*) FROM used)",
            count,
            *share,
            digits,
            scale,
        ),
        Op::Ratio(_, Some(_)) => {
            let below = used.second.size()?;
            Fraction::between(
                ["(SELECT SUM(a) FROM used)", "(SELECT SUM(b) FROM used)"],
                [size, below],
                *share,
                digits,
                [scale, used.second.scale],
            )
        }
        Op::Delta(_, other) | Op::Growth(_, other) => {
            let (to, from, scales) = match other {
                Some(_) => {
                    let (one, two) = (scale, used.second.scale);
                    let common = one.max(two);
                    let by = |scale: u32| format!(" * 1{}", "0".repeat((common - scale) as usize));
                    (
                        format!("(SELECT SUM(a){} FROM used)", by(one)),
                        format!("(SELECT SUM(b){} FROM used)", by(two)),
                        common,
                    )
                }
                None => (last.to_owned(), first.to_owned(), scale),
            };
            let up =
                |values: &Values| values.size()?.checked_mul(10_i128.checked_pow(scales - values.scale)?);
            let size = up(&used.first)?.checked_add(up(&used.second)?)?.checked_mul(2)?;
            let grown = format!("({to} - {from})");
            match &calc.op {
                Op::Growth(..) => {
                    Fraction::between([&grown, &from], [size, size], *share, digits, [scales, scales])
                }
                _ => Fraction::of(&grown, size, "1", 1, Ratio::ONE, digits, scales),
            }
        }
    }
}

impl Fraction {
    /// `above × 10^-scale / below × share × 10^digits`.
    fn of(
        above: &str,
        size: i128,
        below: &str,
        below_size: i128,
        share: Ratio,
        digits: u32,
        scale: u32,
    ) -> Option<Self> {
        Self::between([above, below], [size, below_size], share, digits, [scale, 0])
    }

    /// The same of two numbers that are both on a scale.
    fn between(
        parts: [&str; 2],
        sizes: [i128; 2],
        share: Ratio,
        digits: u32,
        scales: [u32; 2],
    ) -> Option<Self> {
        let (up, down) = (digits + scales[1], scales[0]);
        let power = |exponent: u32| 10_i128.checked_pow(exponent);
        let factors = [
            share.numerator().checked_mul(power(up.saturating_sub(down))?)?,
            share.denominator().checked_mul(power(down.saturating_sub(up))?)?,
        ];
        let times = |index: usize| {
            let (part, factor) = (parts[index], factors[index]);
            if factor == 1 {
                part.to_owned()
            } else if part == "1" {
                factor.to_string()
            } else {
                format!("{part} * {factor}")
            }
        };
        Some(Self {
            above: times(0),
            below: times(1),
            sizes: [sizes[0].checked_mul(factors[0])?, sizes[1].checked_mul(factors[1])?],
        })
    }
}

/// What rows are ordered by, in SQL.
fn order(query: &Query<'_>) -> Option<String> {
    let name = &query.calc.order.as_ref()?.column.text;
    let index = query.table.column(name).ok()?;
    let column = column(name);
    let cells = || query.used.rows.iter().map(|row| query.table.cell(*row, index));
    if matches!(query.used.keys.first(), Some(Key::Number(_))) {
        let scaled = Scaled::of(cells(), query.table.numbers(index).ok()?, &column)?;
        return Some(scaled.at(scaled.scale));
    }
    // Texts are in the order of days when they are all written alike, from the year down.
    let length = cells().next()?.len();
    let ordered =
        |cell: &str| cell.len() == length && length <= 10 && crate::period::Period::strict(cell).is_some();
    (query.table.days(index).form != Form::Other && cells().all(|cell| cell.len() == length)
        || cells().all(ordered))
    .then_some(column)
}
