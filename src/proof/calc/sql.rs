//! A calculation for SQLite: over the table as CSV, where every cell is a text, and in whole numbers only, so that
//! `sqlite3` gives the same figure at its written digits as the exact fraction does.
//!
//! A text such as `58.9` becomes the whole number 589 by moving its digits to one scale. The last step divides once
//! and rounds half away from zero: `n / d`, and one more when the rest is at least half of `d`.

use super::conditions::Ready;
use super::run::{Key, Used};
use super::values::Values;
use super::{Calc, Op};
use crate::decimal::{Decimal, Ratio};
use crate::table::{Form, Mark, Numbers, Table};
use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fmt::Write;

/// Digits of which every number fits into 64 bits.
const MOST_DIGITS: u32 = 18;

/// Bytes that hold most calculations.
const USUAL: usize = 512;

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
    let mut quoted = String::with_capacity(name.len() + 2);
    put_quoted(&mut quoted, name, '"');
    quoted
}

/// Puts a text between marks, which stand twice inside of it.
fn put_quoted(sql: &mut String, text: &str, mark: char) {
    sql.push(mark);
    for (index, part) in text.split(mark).enumerate() {
        if index > 0 {
            sql.extend([mark, mark]);
        }
        sql.push_str(part);
    }
    sql.push(mark);
}

/// Puts that a column is, or is not, one of some texts.
pub fn put_texts(sql: &mut String, found: &[&str], not: bool) {
    if let [one] = found {
        sql.push_str(if not { "<> " } else { "= " });
        put_quoted(sql, one, '\'');
        return;
    }
    sql.push_str(if not { "NOT IN (" } else { "IN (" });
    for (index, text) in found.iter().enumerate() {
        sql.push_str(if index > 0 { ", " } else { "" });
        put_quoted(sql, text, '\'');
    }
    sql.push(')');
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
    pub fn of<'a>(
        cells: impl Iterator<Item = &'a str> + Clone,
        numbers: Numbers,
        name: &str,
    ) -> Option<Self> {
        let (mut scale, mut whole) = (0, 1);
        for cell in cells.clone() {
            let number = numbers.read(cell)?;
            (scale, whole) = (scale.max(number.scale()), whole.max(number.whole_digits()));
        }
        Self::with(cells, numbers, name, [scale, whole])
    }

    /// The same of cells whose numbers were read already.
    fn of_values<'a>(
        cells: impl Iterator<Item = &'a str>,
        values: &Values,
        numbers: Numbers,
        name: &str,
    ) -> Option<Self> {
        let largest = Decimal::new(values.largest()?, values.scale)?;
        Self::with(cells, numbers, name, [values.scale, largest.whole_digits()])
    }

    fn with<'a>(
        cells: impl Iterator<Item = &'a str>,
        numbers: Numbers,
        name: &str,
        [scale, whole]: [u32; 2],
    ) -> Option<Self> {
        let point = if numbers.mark == Mark::Point { '.' } else { ',' };
        let plain = |c: char| c.is_ascii_digit() || c == '-' || c == point;
        let mut strange: BTreeSet<char> = BTreeSet::new();
        for cell in cells.filter(|cell| !cell.chars().all(plain)) {
            strange.extend(cell.chars().filter(|c| !plain(*c)));
        }
        if strange.contains(&'e') || strange.contains(&'E') || whole + scale > MOST_DIGITS {
            return None;
        }
        let mut plain = name.to_owned();
        for character in strange {
            let by = if character == '\u{2212}' { "-" } else { "" };
            let mut text = String::new();
            put_quoted(&mut text, character.encode_utf8(&mut [0; 4]), '\'');
            plain = format!("replace({plain}, {text}, '{by}')");
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

    /// Puts the whole number on a scale at least as fine as its own.
    pub fn put(&self, sql: &mut String, scale: u32) {
        let Self { plain, .. } = self;
        sql.push_str("CAST(");
        if scale == 0 {
            sql.push_str(plain);
        } else {
            _ = write!(
                sql,
                "substr({plain}, 1, instr({plain} || '.', '.') - 1) || substr(substr({plain}, \
                 instr({plain} || '.', '.') + 1) || '{}', 1, {scale})",
                zeros(scale)
            );
        }
        sql.push_str(" AS INTEGER)");
    }
}

/// So many zeros, of which there are never more than a number has digits.
fn zeros(count: u32) -> &'static str {
    const ZEROS: &str = "00000000000000000000000000000000000000";
    ZEROS.get(..count as usize).unwrap_or(ZEROS)
}

pub fn write(query: &Query<'_>) -> Option<String> {
    let Query { calc, table, used, .. } = query;
    let fraction = fraction(query)?;
    if fraction.sizes.iter().any(|size| i64::try_from(*size).is_err()) {
        return None;
    }
    let (first, second) = calc.op.columns();
    let read = [first.map(|name| (name, &used.first, "a")), second.map(|name| (name, &used.second, "b"))];
    let mut names = Vec::with_capacity(2);
    let mut sql = String::with_capacity(USUAL);
    sql.push_str("WITH used AS (\n  SELECT ");
    for (name, values, alias) in read.into_iter().flatten() {
        is_only(table, &name.text).then_some(())?;
        let column = column(&name.text);
        sql.push_str(if names.is_empty() { "" } else { ",\n    " });
        // What is only counted stays the text that it is.
        if values.numbers.is_empty() || matches!(calc.op, Op::Count(_) | Op::Distinct(_)) {
            sql.push_str(&column);
        } else {
            let index = table.column(&name.text).ok()?;
            let cells = used.rows.iter().map(|row| table.cell(*row, index));
            let scaled = Scaled::of_values(cells, values, table.numbers(index).ok()?, &column)?;
            scaled.fits(values.scale).then_some(())?;
            scaled.put(&mut sql, values.scale);
        }
        sql.extend([" AS ", alias]);
        names.push(column);
    }
    if matches!(calc.op, Op::First(_) | Op::Last(_) | Op::Delta(_, None) | Op::Growth(_, None)) {
        sql.push_str(",\n    ");
        put_order(&mut sql, query)?;
        sql.push_str(" AS place");
    }
    sql.push_str(if names.is_empty() { "1 AS a\n  FROM data" } else { "\n  FROM data" });
    let mut joint = "\n  WHERE ";
    for condition in query.conditions {
        sql.push_str(std::mem::replace(&mut joint, "\n    AND "));
        condition.put_sql(&mut sql)?;
    }
    for column in names {
        sql.push_str(std::mem::replace(&mut joint, "\n    AND "));
        sql.extend([&column, " <> ''"]);
    }
    sql.push_str("\n), figure AS (\n  SELECT ");
    fraction.put(&mut sql, 0);
    sql.push_str(" AS n,\n    ");
    fraction.put(&mut sql, 1);
    sql.push_str(" AS d\n)\n");
    put_last(&mut sql, query.digits);
    Some(sql)
}

/// Whether no other column has this name in SQLite, which takes names that differ by capitals alone for one.
fn is_only(table: &Table, name: &str) -> bool {
    let same = |known: &&String| {
        if known.is_ascii() && name.is_ascii() {
            known.eq_ignore_ascii_case(name)
        } else {
            known.to_lowercase() == name.to_lowercase()
        }
    };
    table.columns().iter().filter(same).count() == 1
}

/// The last step: divides, rounds, and writes the digits.
fn put_last(sql: &mut String, digits: u32) {
    sql.push_str("SELECT CASE WHEN (n < 0) <> (d < 0) AND r > 0 THEN '-' ELSE '' END || ");
    if digits == 0 {
        sql.push('r');
    } else {
        let zeros = zeros(digits);
        _ = write!(sql, "(r / 1{zeros}) || '.' || substr('1{zeros}' || (r % 1{zeros}), -{digits})");
    }
    sql.push_str(
        " AS value\nFROM (SELECT n, d, abs(n) / abs(d) + (abs(n) % abs(d) >= abs(d) - abs(n) % abs(d)) AS r \
         FROM figure);",
    );
}

const COUNT: &str = "(SELECT COUNT(*) FROM used)";
const SUM: &str = "(SELECT SUM(a) FROM used)";
const FIRST: &str = "(SELECT a FROM used ORDER BY place LIMIT 1)";
const LAST: &str = "(SELECT a FROM used ORDER BY place DESC LIMIT 1)";

/// A fraction of whole numbers in SQL, with the largest sizes that both can have.
struct Fraction {
    /// Above and below the line.
    parts: [Cow<'static, str>; 2],
    /// By what each is multiplied.
    factors: [i128; 2],
    sizes: [i128; 2],
}

/// The value times `10^digits` as a fraction of whole numbers.
fn fraction(query: &Query<'_>) -> Option<Fraction> {
    let Query { calc, used, share, digits, .. } = query;
    let (scale, digits) = (used.first.scale, *digits);
    let (size, largest) = (used.first.size()?, used.first.largest()?);
    let count = i128::try_from(used.rows.len()).ok()?;
    let plain =
        |above: &'static str, size: i128| Fraction::of(above, size, "1", 1, Ratio::ONE, digits, scale);
    // From the later to the earlier where the order is turned round.
    let (first, last) = if used.descending { (LAST, FIRST) } else { (FIRST, LAST) };
    match &calc.op {
        Op::Count(_) => Fraction::of(COUNT, count, "1", 1, Ratio::ONE, digits, 0),
        Op::Distinct(_) => {
            Fraction::of("(SELECT COUNT(DISTINCT a) FROM used)", count, "1", 1, Ratio::ONE, digits, 0)
        }
        Op::Sum(_) => plain(SUM, size),
        Op::Mean(_) => Fraction::of(SUM, size, COUNT, count, Ratio::ONE, digits, scale),
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
            Fraction::of(above, size, down.to_string(), down, Ratio::ONE, digits, scale)
        }
        Op::Ratio(_, None) => Fraction::of(SUM, size, COUNT, count, *share, digits, scale),
        Op::Ratio(_, Some(_)) => {
            let parts = [SUM.into(), "(SELECT SUM(b) FROM used)".into()];
            let (sizes, scales) = ([size, used.second.size()?], [scale, used.second.scale]);
            Fraction::between(parts, sizes, *share, digits, scales)
        }
        Op::Delta(_, other) | Op::Growth(_, other) => {
            let (to, from, scales) = match other {
                Some(_) => {
                    let (one, two) = (scale, used.second.scale);
                    let common = one.max(two);
                    let by = |scale: u32| format!(" * 1{}", zeros(common - scale));
                    (
                        Cow::Owned(format!("(SELECT SUM(a){} FROM used)", by(one))),
                        Cow::Owned(format!("(SELECT SUM(b){} FROM used)", by(two))),
                        common,
                    )
                }
                None => (last.into(), first.into(), scale),
            };
            let up =
                |values: &Values| values.size()?.checked_mul(10_i128.checked_pow(scales - values.scale)?);
            let size = up(&used.first)?.checked_add(up(&used.second)?)?.checked_mul(2)?;
            let grown = format!("({to} - {from})");
            match &calc.op {
                Op::Growth(..) => {
                    Fraction::between([grown.into(), from], [size; 2], *share, digits, [scales; 2])
                }
                _ => Fraction::of(grown, size, "1", 1, Ratio::ONE, digits, scales),
            }
        }
    }
}

impl Fraction {
    /// `above × 10^-scale / below × share × 10^digits`.
    fn of(
        above: impl Into<Cow<'static, str>>,
        size: i128,
        below: impl Into<Cow<'static, str>>,
        below_size: i128,
        share: Ratio,
        digits: u32,
        scale: u32,
    ) -> Option<Self> {
        Self::between([above.into(), below.into()], [size, below_size], share, digits, [scale, 0])
    }

    /// The same of two numbers that are both on a scale.
    fn between(
        parts: [Cow<'static, str>; 2],
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
        let sizes = [sizes[0].checked_mul(factors[0])?, sizes[1].checked_mul(factors[1])?];
        Some(Self { parts, factors, sizes })
    }

    /// Puts what stands above the line, or below it.
    fn put(&self, sql: &mut String, index: usize) {
        let (part, factor) = (&*self.parts[index], self.factors[index]);
        if factor == 1 {
            sql.push_str(part);
        } else if part == "1" {
            _ = write!(sql, "{factor}");
        } else {
            _ = write!(sql, "{part} * {factor}");
        }
    }
}

/// Puts what rows are ordered by.
fn put_order(sql: &mut String, query: &Query<'_>) -> Option<()> {
    let name = &query.calc.order.as_ref()?.column.text;
    let index = query.table.column(name).ok()?;
    let column = column(name);
    let cells = || query.used.rows.iter().map(|row| query.table.cell(*row, index));
    if matches!(query.used.keys.first(), Some(Key::Number(_))) {
        let scaled = Scaled::of(cells(), query.table.numbers(index).ok()?, &column)?;
        scaled.put(sql, scaled.scale);
        return Some(());
    }
    // Texts are in the order of days when they are all written alike, from the year down.
    let length = cells().next()?.len();
    let ordered =
        |cell: &str| cell.len() == length && length <= 10 && crate::period::Period::strict(cell).is_some();
    let in_order = query.table.days(index).form != Form::Other && cells().all(|cell| cell.len() == length)
        || cells().all(ordered);
    in_order.then(|| sql.push_str(&column))
}
