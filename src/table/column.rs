//! What was found out about a column, once somebody has asked.
//!
//! Ten calculations ask the same cells for their days; the first one reads them.

use super::days::Days;
use super::numbers::Numbers;
use crate::period::Period;
use jiff::civil::Date;
use std::sync::OnceLock;

/// Most rows of a table whose windows are kept: 20 bytes each.
const MOST_KEPT: usize = 100_000;

/// Most different texts of a column that are told apart.
const MOST_DIFFERENT: usize = 1 << 17;

/// From how many texts on those that are there already are looked for.
const MANY: usize = 4096;

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
    /// Of each row; none where they are not kept.
    windows: OnceLock<Option<Box<[Option<Window>]>>>,
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

    /// The windows of so many cells, if `read` can read all of them that are not blank.
    pub fn windows<'a>(
        &self,
        rows: usize,
        cells: impl Iterator<Item = &'a str>,
        read: impl Fn(&str) -> Option<Period>,
    ) -> Option<&[Option<Window>]> {
        let window = |cell: &str| {
            if cell.is_empty() { Some(None) } else { Some(Some(Window::from(read(cell)?))) }
        };
        let find = || if rows > MOST_KEPT { None } else { cells.map(window).collect() };
        self.windows.get_or_init(find).as_deref()
    }

    pub fn different<'a>(&self, cells: impl Iterator<Item = &'a str>) -> Option<&[u32]> {
        self.different.get_or_init(|| different(cells)).as_deref()
    }
}

/// The first row of each different text, in the order of the texts.
fn different<'a>(cells: impl Iterator<Item = &'a str>) -> Option<Box<[u32]>> {
    let (mut found, mut room) = (Vec::new(), MANY);
    for one in cells.zip(0..) {
        if found.len() == room {
            only_first(&mut found);
            (found.len() <= MOST_DIFFERENT).then_some(())?;
            room = MANY.max(found.len() * 2);
        }
        found.push(one);
    }
    only_first(&mut found);
    (found.len() <= MOST_DIFFERENT).then(|| found.into_iter().map(|(_, row)| row).collect())
}

/// Sorts texts, and keeps the first row of each.
fn only_first(found: &mut Vec<(&str, u32)>) {
    found.sort_unstable();
    found.dedup_by_key(|(text, _)| *text);
}
