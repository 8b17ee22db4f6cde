//! A calculation for SQLite: over the table as CSV, where every cell is a text, and in whole numbers only, so that
//! `sqlite3` gives the same figure at its written digits as the exact fraction does.
//!
//! A text such as `58.9` becomes the whole number 589. The last step divides once and rounds half away from zero; where nothing
//! is negative that is `(2 * n + d) / (2 * d)`, and where nothing is divided there is no such step. People read these
//! queries, so each says as little as its numbers allow.

use super::conditions::Ready;
use super::run::{Key, Used};
use super::values::Values;
use super::{Calc, Name, Op};
use crate::decimal::{Decimal, Ratio};
use crate::table::{Form, Mark, Numbers, Table};
use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fmt::Write;

/// Digits of which every number fits into 64 bits.
const MOST_DIGITS: u32 = 18;

/// Digits of which every number with a point, times a power of ten in floating point, is nearest to its whole number: with
/// 14 digits both steps together are off by less than a thirtieth.
const MOST_IN_FLOATING_POINT: u32 = 14;

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
        } else if self.whole + scale <= MOST_IN_FLOATING_POINT {
            sql.extend(["round(", plain, " * 1", zeros(scale), ")"]);
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

pub fn write(query: &Query<'_>) -> Option<Box<str>> {
    let fraction = fraction(query)?;
    if fraction.sizes.iter().any(|size| i64::try_from(*size).is_err()) {
        return None;
    }
    let cells = cells(query)?;
    let mut sql = String::with_capacity(USUAL);
    let is_whole = fraction.is_exact() && query.digits == 0;
    match fraction.rows {
        Rows::Together | Rows::End { .. } | Rows::Place { .. } => {
            let indent = if is_whole { "" } else { "  " };
            let name = if is_whole { "value" } else { "n" };
            sql.push_str(if is_whole { "SELECT " } else { "WITH figure AS (\n  SELECT " });
            fraction.put(&mut sql, &cells, name);
            put_rows(&mut sql, query, &cells, indent)?;
            match fraction.rows {
                Rows::End { is_last } => {
                    sql.extend(["\n", indent, "ORDER BY "]);
                    put_order(&mut sql, query)?;
                    sql.push_str(if is_last { " DESC LIMIT 1" } else { " LIMIT 1" });
                }
                Rows::Place { offset } => {
                    _ = write!(sql, "\n{indent}ORDER BY {name} LIMIT 1 OFFSET {offset}");
                }
                _ => {}
            }
        }
        Rows::Used { in_order } => {
            sql.push_str("WITH used AS (\n  SELECT ");
            cells[0].as_ref()?.put(&mut sql);
            sql.push_str(" AS a");
            if in_order {
                sql.push_str(",\n    ");
                put_order(&mut sql, query)?;
                sql.push_str(" AS place");
            }
            put_rows(&mut sql, query, &cells, "  ")?;
            sql.push_str(if is_whole { "\n)\nSELECT " } else { "\n), figure AS (\n  SELECT " });
            fraction.put(&mut sql, &cells, if is_whole { "value" } else { "n" });
        }
    }
    if is_whole {
        sql.push(';');
    } else {
        sql.push_str("\n)\n");
        fraction.put_last(&mut sql, query);
    }
    Some(sql.into())
}

/// What is read of a row.
struct Cell {
    column: String,
    /// As whole numbers on a scale; none where its texts are counted.
    numbers: Option<(Scaled, u32)>,
}

impl Cell {
    fn put(&self, sql: &mut String) {
        match &self.numbers {
            Some((scaled, scale)) => scaled.put(sql, *scale),
            None => sql.push_str(&self.column),
        }
    }
}

/// The columns that a calculation reads. `None` where SQLite has no whole numbers of 64 bits for one.
fn cells(query: &Query<'_>) -> Option<[Option<Cell>; 2]> {
    let Query { calc, table, used, .. } = query;
    let cell = |name: Option<&Name>, values: &Values| {
        let Some(name) = name else { return Some(None) };
        is_only(table, &name.text).then_some(())?;
        let column = column(&name.text);
        if values.numbers.is_empty() || matches!(calc.op, Op::Count(_) | Op::Distinct(_)) {
            return Some(Some(Cell { column, numbers: None }));
        }
        let index = table.column(&name.text).ok()?;
        let cells = used.rows.iter().map(|row| table.cell(*row, index));
        let scaled = Scaled::of_values(cells, values, table.numbers(index).ok()?, &column)?;
        scaled.fits(values.scale).then_some(Some(Cell { column, numbers: Some((scaled, values.scale)) }))
    };
    let (first, second) = calc.op.columns();
    Some([cell(first, &used.first)?, cell(second, &used.second)?])
}

/// Puts which rows it is over: those that satisfy the conditions and have no blank in a column that is read.
fn put_rows(sql: &mut String, query: &Query<'_>, cells: &[Option<Cell>; 2], indent: &str) -> Option<()> {
    sql.extend(["\n", indent, "FROM data"]);
    let mut joint = "WHERE ";
    for condition in query.conditions {
        sql.extend(["\n", indent, std::mem::replace(&mut joint, "  AND ")]);
        condition.put_sql(sql)?;
    }
    for cell in cells.iter().flatten() {
        sql.extend(["\n", indent, std::mem::replace(&mut joint, "  AND "), &cell.column, " <> ''"]);
    }
    Some(())
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

/// Over which rows a fraction is.
enum Rows {
    /// Over all of them at once.
    Together,
    /// The number of the one that comes first or last.
    End { is_last: bool },
    /// The number behind so many smaller ones.
    Place { offset: i128 },
    /// Over a table `used`, several times; where the order counts, that has a column for it.
    Used { in_order: bool },
}

/// A whole number that rows give.
enum Part {
    Whole(i128),
    /// How many rows there are.
    Count,
    /// The number of the row itself.
    Itself,
    /// What a function gives of the first column: the text before its argument.
    Of(&'static str),
    /// The sum of the first or the second column, with so many zeros behind it.
    Sum(usize, u32),
    /// The sum of the first column less that of the second, with so many zeros behind each.
    Difference([u32; 2]),
    /// Of `used`.
    Text(Cow<'static, str>),
}

impl Part {
    fn put(&self, sql: &mut String, cells: &[Option<Cell>; 2], factor: i128) {
        let cell = |sql: &mut String, index: usize| {
            if let Some(cell) = &cells[index] {
                cell.put(sql);
            }
        };
        let sum = |sql: &mut String, index: usize, zeros: &str| {
            sql.push_str("SUM(");
            cell(sql, index);
            sql.push(')');
            if !zeros.is_empty() {
                sql.extend([" * 1", zeros]);
            }
        };
        match self {
            Self::Whole(number) => {
                // Both fit, since their product was weighed.
                _ = write!(sql, "{}", number * factor);
                return;
            }
            Self::Count => sql.push_str("COUNT(*)"),
            Self::Itself => cell(sql, 0),
            Self::Of(function) => {
                sql.push_str(function);
                cell(sql, 0);
                sql.push(')');
            }
            Self::Sum(index, more) => sum(sql, *index, zeros(*more)),
            Self::Difference(more) => {
                sql.push_str(if factor == 1 { "" } else { "(" });
                sum(sql, 0, zeros(more[0]));
                sql.push_str(" - ");
                sum(sql, 1, zeros(more[1]));
                sql.push_str(if factor == 1 { "" } else { ")" });
            }
            Self::Text(text) => sql.push_str(text),
        }
        if factor != 1 {
            _ = write!(sql, " * {factor}");
        }
    }
}

const FIRST: &str = "(SELECT a FROM used ORDER BY place LIMIT 1)";
const LAST: &str = "(SELECT a FROM used ORDER BY place DESC LIMIT 1)";

/// A fraction of whole numbers in SQL, with the largest sizes that both can have.
struct Fraction {
    rows: Rows,
    /// Above and below the line.
    parts: [Part; 2],
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
    let whole = |rows: Rows, above: Part, size: i128, scale: u32| {
        Fraction::of(rows, [above, Part::Whole(1)], [size, 1], Ratio::ONE, digits, [scale, 0])
    };
    let together = |above: Part, size: i128| whole(Rows::Together, above, size, scale);
    let end = |is_last: bool| whole(Rows::End { is_last }, Part::Itself, largest, scale);
    let sum = || Part::Sum(0, 0);
    // From the later to the earlier where the order is turned round.
    let (first, last) = if used.descending { (LAST, FIRST) } else { (FIRST, LAST) };
    match &calc.op {
        Op::Count(_) => whole(Rows::Together, Part::Count, count, 0),
        Op::Distinct(_) => whole(Rows::Together, Part::Of("COUNT(DISTINCT "), count, 0),
        Op::Sum(_) => together(sum(), size),
        Op::Min(_) => together(Part::Of("MIN("), largest),
        Op::Max(_) | Op::Only(_) => together(Part::Of("MAX("), largest),
        Op::First(_) => end(used.descending),
        Op::Last(_) => end(!used.descending),
        Op::Mean(_) => {
            let parts = [sum(), Part::Count];
            Fraction::of(Rows::Together, parts, [size, count], Ratio::ONE, digits, [scale, 0])
        }
        Op::Ratio(_, None) => {
            let parts = [sum(), Part::Count];
            Fraction::of(Rows::Together, parts, [size, count], *share, digits, [scale, 0])
        }
        Op::Ratio(_, Some(_)) => {
            let (sizes, scales) = ([size, used.second.size()?], [scale, used.second.scale]);
            Fraction::of(Rows::Together, [sum(), Part::Sum(1, 0)], sizes, *share, digits, scales)
        }
        Op::Quantile(_, place) => {
            let place = Ratio::from(*place);
            let (steps, down) = ((count - 1).checked_mul(place.numerator())?, place.denominator());
            let (offset, rest) = (steps / down, steps % down);
            if rest == 0 {
                return whole(Rows::Place { offset }, Part::Itself, largest, scale);
            }
            // In a straight line between the two that it lies between.
            let mut above = String::new();
            for (offset, weight) in [(offset, down - rest), (offset + 1, rest)] {
                above.push_str(if above.is_empty() { "(" } else { " + " });
                _ = write!(above, "(SELECT a FROM used ORDER BY a LIMIT 1 OFFSET {offset})");
                if weight != 1 {
                    _ = write!(above, " * {weight}");
                }
            }
            above.push(')');
            let parts = [Part::Text(above.into()), Part::Whole(down)];
            let sizes = [largest.checked_mul(down)?, down];
            Fraction::of(Rows::Used { in_order: false }, parts, sizes, Ratio::ONE, digits, [scale, 0])
        }
        Op::Delta(_, None) | Op::Growth(_, None) => {
            let grown = Part::Text(format!("({last} - {first})").into());
            let (rows, size) = (Rows::Used { in_order: true }, largest.checked_mul(2)?);
            match &calc.op {
                Op::Growth(..) => {
                    let parts = [grown, Part::Text(first.into())];
                    Fraction::of(rows, parts, [size; 2], *share, digits, [scale; 2])
                }
                _ => whole(rows, grown, size, scale),
            }
        }
        Op::Delta(_, Some(_)) | Op::Growth(_, Some(_)) => {
            let common = scale.max(used.second.scale);
            let more = [common - scale, common - used.second.scale];
            let up = |size: i128, more: u32| size.checked_mul(10_i128.checked_pow(more)?);
            let size = up(size, more[0])?.checked_add(up(used.second.size()?, more[1])?)?.checked_mul(2)?;
            let grown = Part::Difference(more);
            match &calc.op {
                Op::Growth(..) => {
                    let parts = [grown, Part::Sum(1, more[1])];
                    Fraction::of(Rows::Together, parts, [size; 2], *share, digits, [common; 2])
                }
                _ => whole(Rows::Together, grown, size, common),
            }
        }
    }
}

impl Fraction {
    /// `above × 10^-scale / (below × 10^-scale) × share × 10^digits`, with a scale for each.
    fn of(
        rows: Rows,
        parts: [Part; 2],
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
        Some(Self { rows, parts, factors, sizes })
    }

    /// Whether nothing is divided.
    fn is_exact(&self) -> bool {
        matches!(self.parts[1], Part::Whole(1)) && self.factors[1] == 1
    }

    /// Puts what stands above the line under a name, and what stands below it as `d`, if there is a line.
    fn put(&self, sql: &mut String, cells: &[Option<Cell>; 2], name: &str) {
        self.parts[0].put(sql, cells, self.factors[0]);
        sql.extend([" AS ", name]);
        if !self.is_exact() {
            sql.push_str(",\n    ");
            self.parts[1].put(sql, cells, self.factors[1]);
            sql.push_str(" AS d");
        }
    }

    /// Whether neither part can be negative, and twice both fit.
    fn is_plain(&self, query: &Query<'_>) -> bool {
        let numbers = |values: &Values| values.numbers.iter().all(|number| *number >= 0);
        let twice = self.sizes[0].checked_mul(2).and_then(|size| size.checked_add(self.sizes[1]));
        let fits = twice.is_some_and(|size| i64::try_from(size.max(self.sizes[1] * 2)).is_ok());
        let falls = matches!(query.calc.op, Op::Delta(..) | Op::Growth(..));
        fits && !falls && numbers(&query.used.first) && numbers(&query.used.second)
    }

    /// Puts the last step: divides, rounds, and writes the digits.
    fn put_last(&self, sql: &mut String, query: &Query<'_>) {
        const ROUNDED: &str = "(2 * n + d) / (2 * d)";
        let digits = query.digits;
        sql.push_str("SELECT ");
        match (self.is_exact(), self.is_plain(query)) {
            (true, true) => put_digits(sql, "n", digits),
            (true, false) => {
                sql.push_str("CASE WHEN n < 0 THEN '-' ELSE '' END || ");
                put_digits(sql, "abs(n)", digits);
            }
            (false, true) if digits == 0 => sql.push_str(ROUNDED),
            (false, true) => {
                put_digits(sql, "r", digits);
                sql.extend([" AS value\nFROM (SELECT ", ROUNDED, " AS r FROM figure);"]);
                return;
            }
            (false, false) => {
                sql.push_str("CASE WHEN (n < 0) <> (d < 0) AND r > 0 THEN '-' ELSE '' END || ");
                put_digits(sql, "r", digits);
                sql.push_str(
                    " AS value\nFROM (SELECT n, d, abs(n) / abs(d) + (abs(n) % abs(d) >= abs(d) - abs(n) % abs(d)) AS r \
                     FROM figure);",
                );
                return;
            }
        }
        sql.push_str(" AS value FROM figure;");
    }
}

/// Puts a whole number with so many of its digits behind a point.
fn put_digits(sql: &mut String, number: &str, digits: u32) {
    let zeros = zeros(digits);
    _ = match digits {
        0 => return sql.push_str(number),
        1 => write!(sql, "printf('%d.%d', {number} / 10, {number} % 10)"),
        _ => write!(sql, "printf('%d.%0{digits}d', {number} / 1{zeros}, {number} % 1{zeros})"),
    };
}

/// Puts what rows are ordered by.
fn put_order(sql: &mut String, query: &Query<'_>) -> Option<()> {
    let name = &query.calc.order.as_ref()?.column.text;
    let index = query.table.column(name).ok()?;
    // By the name of a result alone, SQLite would take that.
    let is_result = ["n", "value"].iter().any(|result| name.eq_ignore_ascii_case(result));
    let column = format!("{}{}", if is_result { "data." } else { "" }, column(name));
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
