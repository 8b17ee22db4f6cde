//! Which rows satisfy the conditions, and the same conditions in SQL.
//!
//! A blank cell is different from every value and satisfies no other condition. A cell equals a value when the
//! texts are the same, or the numbers, or the windows: `2024-09` equals `Sep 2024`.

use super::plan::{Where, name_of};
use super::sql::{Scaled, column as quoted, put_texts};
use super::{CalcError, Comparison, Literal, Name, Test};
use crate::decimal::Decimal;
use crate::table::{Form, Numbers, Table, Window};
use jiff::civil::Date;
use std::borrow::Cow;
use std::cell::OnceCell;
use std::cmp::Ordering;
use std::fmt::Write;

/// Most texts that a list in SQL names.
const MOST_TEXTS: usize = 40;

/// The same of a plan, which nobody reads: the days of a year.
const MOST_OF_PLAN: usize = 400;

/// Most different texts of a column that are looked at for such a list.
const MOST_OTHERS: usize = 100_000;

/// A condition with its column found, ready to be asked of each row.
pub struct Ready<'a> {
    table: &'a Table,
    name: &'a Name,
    column: usize,
    wanted: Wanted<'a>,
    /// Of all rows, where the table keeps them and the condition is about them.
    windows: Option<&'a [Option<Window>]>,
    /// The texts that SQL and a plan name, once one of them has asked.
    texts: OnceCell<Option<Vec<&'a str>>>,
}

enum Wanted<'a> {
    Same(Vec<Value<'a>>, Option<Numbers>),
    Other(Value<'a>, Option<Numbers>),
    Within(Window),
    /// Numbers from the first to the second; the flags say whether an end belongs to it.
    Between(Numbers, Option<(Decimal, bool)>, Option<(Decimal, bool)>),
    /// Windows after the first and before the second; an inclusive end may be touched.
    Dated(Option<(Window, bool)>, Option<(Window, bool)>),
}

/// A literal with what it can mean.
struct Value<'a> {
    literal: &'a Literal,
    number: Option<Decimal>,
    window: Option<Window>,
}

/// The column of a name.
pub fn find(table: &Table, name: &Name) -> Result<usize, CalcError> {
    table.column(&name.text).map_err(|(message, hint)| CalcError::new(&name.span, message, hint))
}

/// How the numbers of a column are written.
pub fn numbers(table: &Table, name: &Name, column: usize) -> Result<Numbers, CalcError> {
    table.numbers(column).map_err(|(message, hint)| CalcError::new(&name.span, message, hint))
}

impl<'a> Ready<'a> {
    pub fn new(table: &'a Table, name: &'a Name, test: &'a Test) -> Result<Self, CalcError> {
        let column = find(table, name)?;
        let value = |literal: &'a Literal| Value {
            literal,
            number: literal.number(),
            window: literal.window().map(Window::from),
        };
        // Where a value is no number, it does not matter how numbers are written.
        let loose = |values: &[Value<'_>]| {
            let any = values.iter().any(|value| value.number.is_some());
            if any { table.numbers(column).ok() } else { None }
        };
        let wanted = match test {
            Test::OneOf(literals) => {
                let values: Vec<_> = literals.iter().map(value).collect();
                let numbers = loose(&values);
                Wanted::Same(values, numbers)
            }
            Test::Not(literal) => {
                let value = value(literal);
                let numbers = loose(std::slice::from_ref(&value));
                Wanted::Other(value, numbers)
            }
            Test::During(period) => Wanted::Within((*period).into()),
            Test::Compare(comparison, literal) => {
                let inclusive = matches!(comparison, Comparison::AtMost | Comparison::AtLeast);
                let upper = matches!(comparison, Comparison::Less | Comparison::AtMost);
                let ends = [(!upper).then_some(literal), upper.then_some(literal)];
                range(table, name, column, ends, inclusive)?
            }
            Test::Between(first, last) => range(table, name, column, [Some(first), Some(last)], true)?,
        };
        let dated = matches!(wanted, Wanted::Within(_) | Wanted::Dated(..));
        let windows = if dated { table.windows(column) } else { None };
        Ok(Self { table, name, column, wanted, windows, texts: OnceCell::new() })
    }

    /// Whether a row satisfies the condition.
    pub fn holds(&self, row: usize) -> Result<bool, CalcError> {
        match &self.wanted {
            Wanted::Same(values, numbers) => Ok(values.iter().any(|value| self.is(value, row, *numbers))),
            Wanted::Other(value, numbers) => Ok(!self.is(value, row, *numbers)),
            Wanted::Within(window) => match self.window(row) {
                Some(cell) if window.first <= cell.first && cell.last <= window.last => Ok(true),
                Some(cell) if cell.first <= window.last && window.first <= cell.last => {
                    Err(self.partly(window, row))
                }
                Some(_) => Ok(false),
                None => self.no_window(row),
            },
            Wanted::Between(numbers, low, high) => {
                let cell = self.table.cell(row, self.column);
                if cell.is_empty() {
                    return Ok(false);
                }
                let Some(number) = numbers.read(cell) else { return Err(self.no_number(cell, row)) };
                let fits = |bound: &Option<(Decimal, bool)>, wrong: Ordering| {
                    bound.is_none_or(|(bound, inclusive)| match number.compare(bound) {
                        Ordering::Equal => inclusive,
                        order => order != wrong,
                    })
                };
                Ok(fits(low, Ordering::Less) && fits(high, Ordering::Greater))
            }
            Wanted::Dated(low, high) => {
                let Some(Window { first, last, .. }) = self.window(row) else { return self.no_window(row) };
                let after = |(low, inclusive): (Window, bool)| {
                    if inclusive { first >= low.first } else { first > low.last }
                };
                let before = |(high, inclusive): (Window, bool)| {
                    if inclusive { last <= high.last } else { last < high.first }
                };
                Ok(low.is_none_or(after) && high.is_none_or(before))
            }
        }
    }

    /// Whether a cell is a value: as text, as number or as window. A year alone is a number first.
    fn is(&self, value: &Value<'_>, row: usize, numbers: Option<Numbers>) -> bool {
        let cell = self.table.cell(row, self.column);
        if cell == value.literal.text || cell.is_empty() {
            return cell == value.literal.text;
        }
        if let Some(number) = value.number {
            let read = numbers.and_then(|numbers| numbers.read(cell));
            return read.is_some_and(|read| read.compare(number).is_eq());
        }
        let Some(window) = value.window else { return false };
        let read = self.table.window(row, self.column);
        read.is_some_and(|read| (read.first, read.last) == (window.first, window.last))
    }

    fn partly(&self, window: &Window, row: usize) -> CalcError {
        let cell = self.table.cell(row, self.column);
        let message = format!("`{cell}` lies partly in {} and partly outside", window.period);
        let hint = "take a window that begins and ends where rows do";
        CalcError::new(&self.name.span, message, hint).in_row(row)
    }

    fn window(&self, row: usize) -> Option<Window> {
        self.windows.map_or_else(|| self.table.window(row, self.column), |windows| windows[row])
    }

    /// A blank cell is of no window; another has to be of one.
    fn no_window(&self, row: usize) -> Result<bool, CalcError> {
        let (name, cell) = (self.name, self.table.cell(row, self.column));
        if cell.is_empty() {
            return Ok(false);
        }
        let (message, hint) = if self.table.days(self.column).is_ambiguous(cell) {
            (
                format!("`{cell}` in `{}` can be two days", name.text),
                "write days as `2024-09-30` in the file".to_owned(),
            )
        } else {
            (
                format!("`{cell}` in `{}` is no day and no window", name.text),
                format!("leave such rows out: `where {} != \"{cell}\"`, or name rows by `=`", name.text),
            )
        };
        Err(CalcError::new(&name.span, message, hint).in_row(row))
    }

    fn no_number(&self, cell: &str, row: usize) -> CalcError {
        let name = self.name;
        let message = format!("`{cell}` in `{}` is no number", name.text);
        let hint = format!("leave such rows out: `where {} != \"{cell}\"`", name.text);
        CalcError::new(&name.span, message, hint).in_row(row)
    }

    /// Puts the condition in SQL over the table as text; `None` where that would be too long or too clever.
    pub fn put_sql(&self, sql: &mut String) -> Option<()> {
        let name = quoted(&self.name.text);
        match &self.wanted {
            Wanted::Within(window) if self.form() != Form::Other => {
                let (day, form) = (day(&name, self.form()), self.form());
                let (first, last) = (window.period.first_day(), window.period.last_day());
                let (first, last) = (bound(first, form), bound(last, form));
                if first == last {
                    sql.extend([&day, " = '", &first, "'"]);
                } else {
                    sql.extend([&day, " BETWEEN '", &first, "' AND '", &last, "'"]);
                }
            }
            Wanted::Dated(low, high) if self.form() != Form::Other => {
                let (day, form) = (day(&name, self.form()), self.form());
                sql.extend([&name, " <> ''"]);
                if let Some((Window { period, .. }, inclusive)) = low {
                    let (sign, end) =
                        if *inclusive { (">=", period.first_day()) } else { (">", period.last_day()) };
                    sql.extend([" AND ", &day, " ", sign, " '", &bound(end, form), "'"]);
                }
                if let Some((Window { period, .. }, inclusive)) = high {
                    let (sign, end) =
                        if *inclusive { ("<=", period.last_day()) } else { ("<", period.first_day()) };
                    sql.extend([" AND ", &day, " ", sign, " '", &bound(end, form), "'"]);
                }
            }
            Wanted::Between(numbers, low, high) => {
                let cells = self.table.cells(self.column).filter(|cell| !cell.is_empty());
                let scaled = Scaled::of(cells, *numbers, &name)?;
                sql.extend([&name, " <> ''"]);
                for (bound, sign) in [(low, " >"), (high, " <")] {
                    let Some((bound, inclusive)) = bound else { continue };
                    let scale = scaled.scale.max(bound.scale());
                    let whole = bound.scaled_up(scale)?.mantissa();
                    (scaled.fits(scale) && i64::try_from(whole).is_ok()).then_some(())?;
                    sql.push_str(" AND ");
                    scaled.put(sql, scale);
                    sql.extend([sign, if *inclusive { "= " } else { " " }]);
                    _ = write!(sql, "{whole}");
                }
            }
            Wanted::Same(..) | Wanted::Other(..) | Wanted::Within(..) | Wanted::Dated(..) => {
                let found = self.texts(MOST_TEXTS)?;
                sql.extend([&name, " "]);
                match &self.wanted {
                    // Where no text is equal to them, the values themselves have to do.
                    Wanted::Same(values, ..) if found.is_empty() => {
                        let mut named: Vec<&str> = values.iter().map(|value| &*value.literal.text).collect();
                        named.sort_unstable();
                        named.dedup();
                        put_texts(sql, &named, false);
                    }
                    wanted => put_texts(sql, found, matches!(wanted, Wanted::Other(..))),
                }
            }
        }
        Some(())
    }

    /// The condition for who has no parser; `None` where that would be too long or could not be told.
    pub fn plan(&self) -> Option<Where<'a>> {
        let name: &'a Name = self.name;
        let column = || Cow::Borrowed(name.text.as_str());
        let texts = |found: &[&'a str], not: bool| {
            let texts = found.iter().map(|text| Cow::Borrowed(*text)).collect();
            Where { column: column(), texts: Some(texts), not, ..Where::default() }
        };
        let between = |from: Option<String>, to: Option<String>| Where {
            column: column(),
            from,
            to,
            ..Where::default()
        };
        let days = || name_of(self.form()).map(Into::into);
        Some(match &self.wanted {
            Wanted::Other(..) => texts(self.texts(MOST_OF_PLAN)?, true),
            Wanted::Within(window) if self.form() != Form::Other => {
                let end = |day: Date| Some(bound(day, self.form()));
                let ends = (window.period.first_day(), window.period.last_day());
                Where { days: days(), ..between(end(ends.0), end(ends.1)) }
            }
            Wanted::Dated(low, high) if self.form() != Form::Other => {
                // The day after a window, and the one before, belong where its own days do not.
                let low = match low {
                    Some((low, true)) => Some(low.period.first_day()),
                    Some((low, false)) => Some(low.period.last_day().tomorrow().ok()?),
                    None => None,
                };
                let high = match high {
                    Some((high, true)) => Some(high.period.last_day()),
                    Some((high, false)) => Some(high.period.first_day().yesterday().ok()?),
                    None => None,
                };
                let end = |day: Option<Date>| day.map(|day| bound(day, self.form()));
                Where { days: days(), ..between(end(low), end(high)) }
            }
            Wanted::Same(..) | Wanted::Within(..) | Wanted::Dated(..) => {
                texts(self.texts(MOST_OF_PLAN)?, false)
            }
            Wanted::Between(numbers, low, high) => {
                let bound = |bound: &Option<(Decimal, bool)>| bound.map(|(bound, _)| bound.to_string());
                let open = |bound: &Option<(Decimal, bool)>| bound.is_some_and(|(_, inclusive)| !inclusive);
                Where {
                    numbers: Some((*numbers).into()),
                    above: open(low),
                    below: open(high),
                    ..between(bound(low), bound(high))
                }
            }
        })
    }

    /// The form of the days of the column; months have one for windows of whole months alone.
    fn form(&self) -> Form {
        let form = self.table.days(self.column).form;
        let is_whole = |window: &Window| {
            let (first, last) = (window.period.first_day(), window.period.last_day());
            first.day() == 1 && last.day() == last.days_in_month()
        };
        let is_apt = match &self.wanted {
            Wanted::Within(window) => is_whole(window),
            Wanted::Dated(low, high) => [low, high].into_iter().flatten().all(|(end, _)| is_whole(end)),
            _ => true,
        };
        if form == Form::Month && !is_apt { Form::Other } else { form }
    }

    /// The different texts of the column that the condition lets in, or, where it is a `!=`, those that it leaves out; in
    /// their order. `None` where they are more than `most`.
    fn texts(&self, most: usize) -> Option<&[&'a str]> {
        let found = self.texts.get_or_init(|| match &self.wanted {
            Wanted::Other(value, numbers) => self.equal(value, *numbers),
            _ => self.satisfying(),
        });
        found.as_deref().filter(|found| found.len() <= most)
    }

    /// The different texts of the column that satisfy the condition.
    fn satisfying(&self) -> Option<Vec<&'a str>> {
        let (mut found, mut others) = (Vec::new(), 0);
        for row in self.table.different(self.column)? {
            let row = *row as usize;
            if self.holds(row).ok()? {
                found.push(self.table.cell(row, self.column));
            } else {
                others += 1;
            }
            (found.len() <= MOST_OF_PLAN && others <= MOST_OTHERS).then_some(())?;
        }
        Some(found)
    }

    /// The value and the different texts of the column that are equal to it.
    fn equal(&self, value: &Value<'a>, numbers: Option<Numbers>) -> Option<Vec<&'a str>> {
        let is_equal = |row: &usize| self.is(value, *row, numbers);
        let rows: Vec<usize> = match self.table.different(self.column) {
            Some(rows) => rows.iter().map(|row| *row as usize).filter(is_equal).collect(),
            None => (0..self.table.len()).filter(is_equal).collect(),
        };
        let mut found: Vec<&str> = rows.into_iter().map(|row| self.table.cell(row, self.column)).collect();
        found.push(&value.literal.text);
        found.sort_unstable();
        found.dedup();
        (found.len() <= MOST_OF_PLAN).then_some(found)
    }
}

/// What lies between two ends, which are both numbers or both windows.
fn range<'a>(
    table: &Table,
    name: &Name,
    column: usize,
    ends: [Option<&Literal>; 2],
    inclusive: bool,
) -> Result<Wanted<'a>, CalcError> {
    // `> 2023` is a number in a column of numbers and a year in a column of days.
    let years = ends.iter().flatten().all(|literal| literal.window().is_some());
    let dated = years && {
        let numbers = ends.iter().flatten().all(|literal| literal.number().is_some());
        !numbers
            || table.cells(column).find(|cell| !cell.is_empty()).is_some_and(|cell| {
                table.numbers(column).map_or(true, |numbers| numbers.read(cell).is_none())
            })
    };
    if dated {
        let window = |end: &Literal| end.window().map(|window| (window.into(), inclusive));
        let [low, high] = ends.map(|end| end.and_then(window));
        return Ok(Wanted::Dated(low, high));
    }
    let numbers = numbers(table, name, column)?;
    let [low, high] = ends.map(|end| end.and_then(Literal::number).map(|number| (number, inclusive)));
    Ok(Wanted::Between(numbers, low, high))
}

/// The first ten characters of a day as ISO 8601 writes it, or a month.
fn day(name: &str, form: Form) -> String {
    match form {
        Form::Slashes => format!("replace(substr({name}, 1, 10), '/', '-')"),
        Form::Digits => {
            format!("substr({name}, 1, 4) || '-' || substr({name}, 5, 2) || '-' || substr({name}, 7)")
        }
        Form::Month => name.to_owned(),
        Form::Iso | Form::Other => format!("substr({name}, 1, 10)"),
    }
}

/// What a day is compared with in SQL and in a plan: a day, or its month in a column of months.
fn bound(day: Date, form: Form) -> String {
    match form {
        Form::Month => format!("{:04}-{:02}", day.year(), day.month()),
        _ => day.to_string(),
    }
}
