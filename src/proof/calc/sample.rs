//! The numbers and days that a calculation worked with, for whoever looks at them again.

use super::run::{Key, Used};
use super::{Calc, Test};
use crate::period::Period;
use crate::proof::forensics::Series;
use crate::table::{Form, Table};

/// Columns that hold the day of a row, where neither the order nor a condition tells.
const DAYS: [&str; 12] =
    ["date", "day", "month", "week", "datum", "tag", "monat", "fecha", "mes", "jour", "mois", "timestamp"];

/// Columns of a table that was only cited: more are no series that anybody cites.
const MOST_CITED: usize = 12;
const MOST_ROWS_CITED: usize = 100_000;

/// What a calculation used, in the order of time where there is one, else of its `order by`, else of the file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sample {
    /// The columns of numbers that it read.
    pub columns: Vec<Series>,
    pub days: Option<Dated>,
    /// The rows of the table.
    rows: Vec<usize>,
}

/// The window of each row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Dated {
    pub column: String,
    pub windows: Vec<Period>,
}

impl Sample {
    /// The row of the table that a place of the sample is.
    #[must_use]
    pub fn row(&self, place: usize) -> usize {
        self.rows.get(place).or(self.rows.last()).copied().unwrap_or_default()
    }

    pub(super) fn of(calc: &Calc, table: &Table, used: Used<'_>) -> Self {
        let Used { rows, first, second, keys, .. } = used;
        let names = calc.op.columns();
        let series = |name: Option<&super::Name>, values: super::values::Values| {
            (values.numbers.len() == rows.len() && !values.numbers.is_empty()).then(|| Series {
                column: name.map_or_else(String::new, |name| name.text.clone()),
                scale: values.scale,
                numbers: values.numbers,
            })
        };
        let columns = [series(names.0, first), series(names.1, second)];
        let mut sample =
            Self { columns: columns.into_iter().flatten().collect(), days: dated(calc, table, &rows), rows };
        sample.sort(&keys);
        sample
    }

    /// The columns of numbers of a table that has one row for each step of time; none for another.
    #[must_use]
    pub fn cited(table: &Table) -> Option<Self> {
        if table.len() > MOST_ROWS_CITED {
            return None;
        }
        let rows: Vec<usize> = (0..table.len()).collect();
        let column = by_name(table)?;
        let windows = windows(table, column, &rows)?;
        let numbers = (0..table.columns().len()).filter(|other| *other != column).filter_map(|other| {
            let format = table.numbers(other).ok()?;
            let mut values = super::values::Values::default();
            for cell in table.cells(other) {
                values.push(format.read(cell)?)?;
            }
            let column = table.columns()[other].clone();
            Some(Series { column, scale: values.scale, numbers: values.numbers })
        });
        let columns = numbers.take(MOST_CITED).collect();
        let mut sample =
            Self { columns, days: Some(Dated { column: table.columns()[column].clone(), windows }), rows };
        sample.sort(&[]);
        let is_series = sample.days.as_ref().is_some_and(|dated| {
            dated.windows.windows(2).all(|pair| pair[0].first_day() < pair[1].first_day())
        });
        is_series.then_some(sample)
    }

    fn sort(&mut self, keys: &[Key]) {
        let mut order: Vec<usize> = (0..self.rows.len()).collect();
        if let Some(dated) = &self.days {
            order.sort_by_key(|place| dated.windows[*place].first_day());
        } else if keys.len() == order.len() {
            order.sort_by_key(|place| keys[*place]);
        } else {
            return;
        }
        if order.windows(2).all(|pair| pair[0] < pair[1]) {
            return;
        }
        self.rows = order.iter().map(|place| self.rows[*place]).collect();
        for series in &mut self.columns {
            series.numbers = order.iter().map(|place| series.numbers[*place]).collect();
        }
        if let Some(dated) = &mut self.days {
            dated.windows = order.iter().map(|place| dated.windows[*place]).collect();
        }
    }
}

/// The days of the rows: by the column that the calculation orders or groups by or chooses windows of, else by a usual name.
fn dated(calc: &Calc, table: &Table, rows: &[usize]) -> Option<Dated> {
    let of_order = calc.order.as_ref().map(|order| &order.column);
    let of_steps = calc.by.as_ref().and_then(|by| by.column.as_ref());
    let of_window = calc.conditions.iter().find(|condition| matches!(condition.test, Test::During(_)));
    let named = of_steps.or(of_order).or(of_window.map(|condition| &condition.column));
    let column = match named {
        Some(name) => table.column(&name.text).ok()?,
        None => by_name(table)?,
    };
    Some(Dated { column: table.columns()[column].clone(), windows: windows(table, column, rows)? })
}

fn by_name(table: &Table) -> Option<usize> {
    let is_usual = |name: &String| DAYS.contains(&name.to_lowercase().as_str());
    let column = table.columns().iter().position(is_usual)?;
    // Numbers such as 1 to 36 are no days.
    let first = (0..table.len()).map(|row| table.cell(row, column)).find(|cell| !cell.is_empty())?;
    (table.days(column).form != Form::Other || Period::strict(first).is_some_and(|_| first.contains('-')))
        .then_some(column)
}

fn windows(table: &Table, column: usize, rows: &[usize]) -> Option<Vec<Period>> {
    rows.iter().map(|row| Some(table.window(*row, column)?.period)).collect()
}
