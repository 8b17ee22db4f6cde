//! What was found out about a column, once somebody has asked.
//!
//! Ten calculations ask the same cells for their days; each cell is read by the first one.

use super::days::Days;
use super::numbers::Numbers;
use crate::period::Period;
use jiff::civil::Date;
use std::collections::HashSet;
use std::sync::OnceLock;

/// Most rows of a table whose windows are kept: 24 bytes each.
const MOST_KEPT: usize = 100_000;

/// Most different texts of a column that are told apart.
const MOST_DIFFERENT: usize = 1 << 17;

/// A window of time with its ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    pub period: Period,
    /// Its first and its last day as numbers such as 20240930, which come in the same order.
    pub first: i32,
    pub last: i32,
}

impl From<Period> for Window {
    fn from(period: Period) -> Self {
        let number =
            |day: Date| i32::from(day.year()) * 10_000 + i32::from(day.month()) * 100 + i32::from(day.day());
        Self { period, first: number(period.first_day()), last: number(period.last_day()) }
    }
}

/// What is known of one column.
#[derive(Clone, Debug, Default)]
pub struct Column {
    days: OnceLock<Days>,
    /// Or why nobody can tell.
    numbers: OnceLock<Result<Numbers, (String, String)>>,
    /// Of each row, once somebody has asked for it.
    windows: OnceLock<Box<[OnceLock<Option<Window>>]>>,
    different: OnceLock<Option<Box<[u32]>>>,
}

impl Column {
    pub fn days(&self, find: impl FnOnce() -> Days) -> Days {
        *self.days.get_or_init(find)
    }

    pub fn numbers(
        &self,
        find: impl FnOnce() -> Result<Numbers, (String, String)>,
    ) -> Result<Numbers, (String, String)> {
        self.numbers.get_or_init(find).clone()
    }

    /// The window of one of so many rows.
    pub fn window(
        &self,
        row: usize,
        rows: usize,
        read: impl FnOnce() -> Option<Period>,
    ) -> Option<Window> {
        let read = || read().map(Window::from);
        if rows > MOST_KEPT {
            return read();
        }
        let windows = self.windows.get_or_init(|| vec![OnceLock::new(); rows].into_boxed_slice());
        *windows[row].get_or_init(read)
    }

    pub fn different<'a>(&self, cells: impl Iterator<Item = &'a str>) -> Option<&[u32]> {
        self.different.get_or_init(|| different(cells)).as_deref()
    }
}

/// The first row of each different text, in the order of the texts.
fn different<'a>(cells: impl Iterator<Item = &'a str>) -> Option<Box<[u32]>> {
    let (mut seen, mut found) = (HashSet::new(), Vec::new());
    for (row, cell) in (0..).zip(cells) {
        if seen.insert(cell) {
            found.push((cell, row));
            (found.len() <= MOST_DIFFERENT).then_some(())?;
        }
    }
    found.sort_unstable();
    Some(found.into_iter().map(|(_, row)| row).collect())
}
