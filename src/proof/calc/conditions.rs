//! Which rows satisfy the conditions, and the same conditions in SQL.
//!
//! A blank cell is different from every value and satisfies no other condition. A cell equals a value when the
//! texts are the same, or the numbers, or the windows: `2024-09` equals `Sep 2024`.

use super::plan::{Where, name_of};
use super::sql::{Scaled, column as quoted, texts};
use super::{CalcError, Comparison, Condition, Literal, Name, Test};
use crate::decimal::Decimal;
use crate::period::Period;
use crate::table::{Days, Form, Numbers, Table};
use std::cmp::Ordering;
use std::collections::{BTreeSet, HashSet};

/// Most texts that a list in SQL names.
const MOST_TEXTS: usize = 40;

/// The same of a plan, which nobody reads: the days of a year.
const MOST_OF_PLAN: usize = 400;

/// Most different texts of a column that are looked at for such a list.
const MOST_OTHERS: usize = 100_000;

/// A condition with its column found, ready to be asked of each row.
pub struct Ready<'a> {
    table: &'a Table,
    condition: &'a Condition,
    column: usize,
    wanted: Wanted<'a>,
}

enum Wanted<'a> {
    Same(Vec<Value<'a>>, Option<Numbers>),
    Other(Value<'a>, Option<Numbers>),
    Within(Days, Period),
    /// Numbers from the first to the second; the flags say whether an end belongs to it.
    Between(Numbers, Option<(Decimal, bool)>, Option<(Decimal, bool)>),
    /// Windows after the first and before the second; an inclusive end may be touched.
    Dated(Days, Option<(Period, bool)>, Option<(Period, bool)>),
}

/// A literal with what it can mean.
struct Value<'a> {
    literal: &'a Literal,
    number: Option<Decimal>,
    window: Option<Period>,
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
    pub fn new(table: &'a Table, condition: &'a Condition) -> Result<Self, CalcError> {
        let column = find(table, &condition.column)?;
        let value =
            |literal: &'a Literal| Value { literal, number: literal.number(), window: literal.window() };
        // Where a value is no number, it does not matter how numbers are written.
        let loose = |values: &[Value<'_>]| {
            let any = values.iter().any(|value| value.number.is_some());
            if any { table.numbers(column).ok() } else { None }
        };
        let wanted = match &condition.test {
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
            Test::During(period) => Wanted::Within(table.days(column), *period),
            Test::Compare(comparison, literal) => {
                let inclusive = matches!(comparison, Comparison::AtMost | Comparison::AtLeast);
                let upper = matches!(comparison, Comparison::Less | Comparison::AtMost);
                range(
                    table,
                    condition,
                    column,
                    [(!upper).then_some(literal), upper.then_some(literal)],
                    inclusive,
                )?
            }
            Test::Between(first, last) => range(table, condition, column, [Some(first), Some(last)], true)?,
        };
        Ok(Self { table, condition, column, wanted })
    }

    /// Whether a row satisfies the condition.
    pub fn holds(&self, row: usize) -> Result<bool, CalcError> {
        let cell = self.table.cell(row, self.column);
        if cell.is_empty() {
            let blank = |value: &Value<'_>| value.literal.text.is_empty();
            return Ok(match &self.wanted {
                Wanted::Same(values, ..) => values.iter().any(blank),
                Wanted::Other(value, ..) => !blank(value),
                _ => false,
            });
        }
        match &self.wanted {
            Wanted::Same(values, numbers) => Ok(values.iter().any(|value| self.is(value, cell, *numbers))),
            Wanted::Other(value, numbers) => Ok(!self.is(value, cell, *numbers)),
            Wanted::Within(days, window) => {
                let (first, last) = self.day(*days, cell, row)?;
                let inside = window.first_day() <= first && last <= window.last_day();
                if !inside && first <= window.last_day() && window.first_day() <= last {
                    let message = format!("`{cell}` lies partly in {window} and partly outside");
                    let hint = "take a window that begins and ends where rows do";
                    return Err(CalcError::new(&self.condition.column.span, message, hint).in_row(row));
                }
                Ok(inside)
            }
            Wanted::Between(numbers, low, high) => {
                let Some(number) = numbers.read(cell) else { return Err(self.no_number(cell, row)) };
                let fits = |bound: &Option<(Decimal, bool)>, wrong: Ordering| {
                    bound.is_none_or(|(bound, inclusive)| match number.compare(bound) {
                        Ordering::Equal => inclusive,
                        order => order != wrong,
                    })
                };
                Ok(fits(low, Ordering::Less) && fits(high, Ordering::Greater))
            }
            Wanted::Dated(days, low, high) => {
                let (first, last) = self.day(*days, cell, row)?;
                Ok(low.is_none_or(
                    |(low, inclusive)| {
                        if inclusive { first >= low.first_day() } else { first > low.last_day() }
                    },
                ) && high.is_none_or(|(high, inclusive)| {
                    if inclusive { last <= high.last_day() } else { last < high.first_day() }
                }))
            }
        }
    }

    /// Whether a cell is a value: as text, as number or as window. A year alone is a number first.
    fn is(&self, value: &Value<'_>, cell: &str, numbers: Option<Numbers>) -> bool {
        if cell == value.literal.text {
            return true;
        }
        if let Some(number) = value.number {
            let read = numbers.and_then(|numbers| numbers.read(cell));
            return read.is_some_and(|read| read.compare(number).is_eq());
        }
        let Some(window) = value.window else { return false };
        let read = self.table.days(self.column).read(cell);
        read.is_some_and(|read| {
            (read.first_day(), read.last_day()) == (window.first_day(), window.last_day())
        })
    }

    fn day(
        &self,
        days: Days,
        cell: &str,
        row: usize,
    ) -> Result<(jiff::civil::Date, jiff::civil::Date), CalcError> {
        if let Some(period) = days.read(cell) {
            return Ok((period.first_day(), period.last_day()));
        }
        let name = &self.condition.column;
        let (message, hint) = if days.is_ambiguous(cell) {
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
        let name = &self.condition.column;
        let message = format!("`{cell}` in `{}` is no number", name.text);
        let hint = format!("leave such rows out: `where {} != \"{cell}\"`", name.text);
        CalcError::new(&name.span, message, hint).in_row(row)
    }

    /// The condition in SQL over the table as text; `None` where that would be too long or too clever.
    pub fn sql(&self) -> Option<String> {
        let name = quoted(&self.condition.column.text);
        Some(match &self.wanted {
            Wanted::Same(values, ..) => {
                let mut found = self.satisfying(MOST_TEXTS)?;
                if found.is_empty() {
                    found.extend(values.iter().map(|value| value.literal.text.as_str()));
                }
                format!("{name} {}", texts(&found, false))
            }
            Wanted::Other(value, numbers) => {
                let equal = self.table.cells(self.column).filter(|cell| self.is(value, cell, *numbers));
                let mut found: BTreeSet<&str> = equal.collect();
                found.insert(&value.literal.text);
                (found.len() <= MOST_TEXTS).then_some(())?;
                format!("{name} {}", texts(&found, true))
            }
            Wanted::Within(days, window) if days.form != Form::Other => {
                let (first, last) = (window.first_day(), window.last_day());
                format!("{} BETWEEN '{first}' AND '{last}'", day(&name, days.form))
            }
            Wanted::Dated(days, low, high) if days.form != Form::Other => {
                let day = day(&name, days.form);
                let low = low.map(|(low, inclusive)| {
                    if inclusive {
                        format!("{day} >= '{}'", low.first_day())
                    } else {
                        format!("{day} > '{}'", low.last_day())
                    }
                });
                let high = high.map(|(high, inclusive)| {
                    if inclusive {
                        format!("{day} <= '{}'", high.last_day())
                    } else {
                        format!("{day} < '{}'", high.first_day())
                    }
                });
                all(&name, [low, high])
            }
            Wanted::Within(..) | Wanted::Dated(..) => {
                format!("{name} {}", texts(&self.satisfying(MOST_TEXTS)?, false))
            }
            Wanted::Between(numbers, low, high) => {
                let cells = self.table.cells(self.column).filter(|cell| !cell.is_empty());
                let scaled = Scaled::of(cells, *numbers, &name)?;
                let bound = |bound: &Option<(Decimal, bool)>, sign: &str| {
                    let Some((bound, inclusive)) = *bound else { return Some(None) };
                    let scale = scaled.scale.max(bound.scale());
                    let whole = bound.scaled_up(scale)?.mantissa();
                    (scaled.fits(scale) && i64::try_from(whole).is_ok()).then_some(())?;
                    let equal = if inclusive { "=" } else { "" };
                    Some(Some(format!("{} {sign}{equal} {whole}", scaled.at(scale))))
                };
                all(&name, [bound(low, ">")?, bound(high, "<")?])
            }
        })
    }

    /// The condition for who has no parser; `None` where that would be too long or could not be told.
    pub fn plan(&self) -> Option<Where> {
        let column = self.condition.column.text.clone();
        let texts = |found: BTreeSet<&str>, not: bool| {
            let texts = found.into_iter().map(str::to_owned).collect();
            Where { column: column.clone(), texts: Some(texts), not, ..Where::default() }
        };
        let between = |from: Option<String>, to: Option<String>| Where {
            column: column.clone(),
            from,
            to,
            ..Where::default()
        };
        Some(match &self.wanted {
            Wanted::Other(value, numbers) => {
                let equal = self.table.cells(self.column).filter(|cell| self.is(value, cell, *numbers));
                let mut found: BTreeSet<&str> = equal.collect();
                found.insert(&value.literal.text);
                (found.len() <= MOST_OF_PLAN).then_some(())?;
                texts(found, true)
            }
            Wanted::Within(days, window) if days.form != Form::Other => {
                let bound = |day: jiff::civil::Date| Some(day.to_string());
                Where {
                    days: name_of(days.form).map(Into::into),
                    ..between(bound(window.first_day()), bound(window.last_day()))
                }
            }
            Wanted::Dated(days, low, high) if days.form != Form::Other => {
                // The day after a window, and the one before, belong where its own days do not.
                let low = match low {
                    Some((low, true)) => Some(low.first_day()),
                    Some((low, false)) => Some(low.last_day().tomorrow().ok()?),
                    None => None,
                };
                let high = match high {
                    Some((high, true)) => Some(high.last_day()),
                    Some((high, false)) => Some(high.first_day().yesterday().ok()?),
                    None => None,
                };
                let bound = |day: Option<jiff::civil::Date>| day.map(|day| day.to_string());
                Where { days: name_of(days.form).map(Into::into), ..between(bound(low), bound(high)) }
            }
            Wanted::Same(..) | Wanted::Within(..) | Wanted::Dated(..) => {
                texts(self.satisfying(MOST_OF_PLAN)?, false)
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

    /// The different texts of the column that satisfy the condition.
    fn satisfying(&self, most: usize) -> Option<BTreeSet<&str>> {
        let (mut found, mut others) = (BTreeSet::new(), HashSet::new());
        for row in 0..self.table.len() {
            let cell = self.table.cell(row, self.column);
            if found.contains(cell) || others.contains(cell) {
                continue;
            }
            if self.holds(row).ok()? {
                found.insert(cell);
            } else {
                others.insert(cell);
            }
            (found.len() <= most && others.len() <= MOST_OTHERS).then_some(())?;
        }
        Some(found)
    }
}

/// What lies between two ends, which are both numbers or both windows.
fn range<'a>(
    table: &Table,
    condition: &Condition,
    column: usize,
    ends: [Option<&Literal>; 2],
    inclusive: bool,
) -> Result<Wanted<'a>, CalcError> {
    // `> 2023` is a number in a column of numbers and a year in a column of days.
    let days = table.days(column);
    let years = ends.iter().flatten().all(|literal| literal.window().is_some());
    let dated = years && {
        let numbers = ends.iter().flatten().all(|literal| literal.number().is_some());
        !numbers
            || table.cells(column).find(|cell| !cell.is_empty()).is_some_and(|cell| {
                table.numbers(column).map_or(true, |numbers| numbers.read(cell).is_none())
            })
    };
    if dated {
        let [low, high] = ends.map(|end| end.and_then(Literal::window).map(|window| (window, inclusive)));
        return Ok(Wanted::Dated(days, low, high));
    }
    let numbers = numbers(table, &condition.column, column)?;
    let [low, high] = ends.map(|end| end.and_then(Literal::number).map(|number| (number, inclusive)));
    Ok(Wanted::Between(numbers, low, high))
}

/// The first ten characters of a day as ISO 8601 writes it.
fn day(name: &str, form: Form) -> String {
    match form {
        Form::Slashes => format!("replace(substr({name}, 1, 10), '/', '-')"),
        Form::Digits => {
            format!("substr({name}, 1, 4) || '-' || substr({name}, 5, 2) || '-' || substr({name}, 7)")
        }
        Form::Iso | Form::Other => format!("substr({name}, 1, 10)"),
    }
}

fn all(name: &str, bounds: [Option<String>; 2]) -> String {
    let bounds: Vec<String> = [Some(format!("{name} <> ''"))].into_iter().chain(bounds).flatten().collect();
    bounds.join(" AND ")
}
