//! Rows on their way into a [`Table`]: which row names the columns, what is left out, what is of the wrong length.
//!
//! Exports of analytics tools begin with lines about themselves, and spreadsheets with a title. So:
//!
//! * A line that begins with `#` and has not as many cells as the table is a comment, wherever it stands.
//! * Above the names of the columns, rows with at most one filled cell are left out, if the table has more columns; and so
//!   are those with at most half as many as most rows have, if a full row of words follows.
//! * A row without any filled cell is left out everywhere.
//!
//! Everything else counts, and a row that is too short or too long is an error.

use super::column::Column;
use super::{Counted, MOST_CELLS, Others, Table, TableError};

/// What a row looks like before anything is known of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(clippy::struct_excessive_bools, reason = "four looks at one row, each of its own")]
pub struct Shape {
    pub cells: usize,
    pub filled: usize,
    /// Begins with `#`.
    pub hash: bool,
    /// Begins as a comment does: `# words`, `#---`, `##`.
    pub remark: bool,
    /// Has a filled cell that does not begin as a number does.
    pub words: bool,
    /// Has one that does.
    pub numbers: bool,
}

impl Shape {
    pub fn of<'a>(cells: impl Iterator<Item = &'a str>) -> Self {
        let mut shape =
            Self { cells: 0, filled: 0, hash: false, remark: false, words: false, numbers: false };
        for cell in cells {
            let cell = trimmed(cell);
            if shape.cells == 0
                && let Some(rest) = cell.strip_prefix('#')
            {
                shape.hash = true;
                shape.remark = rest.starts_with([' ', '-', '#', '=', '\t', '!']);
            }
            shape.cells += 1;
            shape.filled += usize::from(!cell.is_empty());
            let number = |first: char| first.is_ascii_digit() || matches!(first, '-' | '+' | '.' | '−');
            let begins_as_number = cell.starts_with(number);
            shape.words |= !cell.is_empty() && !begins_as_number;
            shape.numbers |= begins_as_number;
        }
        shape
    }
}

/// The text of a cell without the white space around it, which seldom has any.
fn trimmed(cell: &str) -> &str {
    match cell.as_bytes() {
        [] => cell,
        [first, .., last] if first.is_ascii_graphic() && last.is_ascii_graphic() => cell,
        _ => cell.trim(),
    }
}

/// Which of the first rows names the columns.
pub fn header(sample: &[Shape]) -> Option<usize> {
    let wide = sample.iter().any(|shape| shape.filled > 1 && !shape.remark);
    let names = |index: usize| {
        let shape = sample[index];
        let next = sample[index + 1..].iter().find(|next| next.filled > 0 && !next.hash);
        let comment = shape.remark || (shape.hash && next.is_some_and(|next| next.cells != shape.cells));
        shape.filled > 0 && !comment
    };
    let usual = usual(sample);
    let mut candidates =
        (0..sample.len()).filter(|index| names(*index) && !is_about_the_file(sample, *index, usual));
    let first = candidates.next()?;
    if sample[first].filled > 1 || !wide {
        return Some(first);
    }
    // Below a title, names are words: `1,5` under `value` is a number whose comma is in the way.
    let below = candidates.find(|index| sample[*index].filled > 1);
    below.filter(|index| sample[*index].words).or(Some(first))
}

/// How many filled cells most rows have: the median.
fn usual(sample: &[Shape]) -> usize {
    let mut filled: Vec<usize> =
        sample.iter().map(|shape| shape.filled).filter(|filled| *filled > 0).collect();
    filled.sort_unstable();
    filled.get(filled.len() / 2).copied().unwrap_or_default()
}

/// Whether a row of some cells says something of the file, such as `Created | 2024-10-02`: it has at most half as many
/// filled cells as most rows, and below it, before any row with numbers that is as full as most, one of words alone is.
fn is_about_the_file(sample: &[Shape], index: usize, usual: usize) -> bool {
    let shape = sample[index];
    shape.filled > 1
        && shape.filled * 2 <= usual
        && sample[index + 1..]
            .iter()
            .find(|next| next.filled >= usual)
            .is_some_and(|next| next.words && !next.numbers)
}

/// Takes the rows of a table one by one.
#[derive(Debug)]
pub struct Rows {
    table: Table,
    named: bool,
    bad: Bad,
}

/// Rows that have more or fewer cells than there are columns.
#[derive(Debug, Default)]
struct Bad {
    first: Option<TableError>,
    others: Others,
}

impl Rows {
    pub fn new(counted: Counted, delimiter: u8) -> Self {
        let table = Table {
            columns: Vec::new(),
            text: String::new(),
            ends: Vec::new(),
            places: Vec::new(),
            counted,
            delimiter,
            decimal: None,
            plain: true,
            encoding: "UTF-8",
            known: Vec::new(),
        };
        Self { table, named: false, bad: Bad::default() }
    }

    /// Makes room for so many bytes of text.
    pub fn reserve(&mut self, bytes: usize) {
        self.table.text.reserve_exact(bytes);
    }

    /// What was found is not what the file holds in every reader's eyes.
    pub fn not_plain(&mut self) {
        self.table.plain = false;
    }

    pub fn name<'a>(&mut self, names: impl Iterator<Item = &'a str>) {
        for name in names {
            let trimmed = name.trim();
            self.table.plain &= trimmed.len() == name.len() && !trimmed.is_empty();
            self.table.columns.push(trimmed.to_owned());
            self.table.known.push(Column::default());
        }
        self.named = true;
    }

    /// Takes one row, which stands at `place`. `line` is its text, for a message.
    pub fn take<'a>(
        &mut self,
        place: usize,
        cells: impl Iterator<Item = &'a str> + Clone,
        line: impl Fn() -> &'a str,
    ) -> Result<(), TableError> {
        let width = self.table.columns.len();
        let (text_before, ends_before) = (self.table.text.len(), self.table.ends.len());
        let (mut count, mut filled) = (0, 0);
        for cell in cells.clone() {
            let trimmed = trimmed(cell);
            if count < width {
                self.table.text.push_str(trimmed);
                self.table.plain &= trimmed.len() == cell.len();
                self.table.ends.push(u32::try_from(self.table.text.len()).map_err(|_| too_large())?);
            }
            // Cells behind the last column are as good as not there, if they are blank.
            count += usize::from(count < width || !trimmed.is_empty());
            filled += usize::from(!trimmed.is_empty());
        }
        let forget = |table: &mut Table| {
            table.text.truncate(text_before);
            table.ends.truncate(ends_before);
            table.plain = false;
        };
        if filled == 0 || (count < width && Shape::of(cells).hash) {
            forget(&mut self.table);
            return Ok(());
        }
        if count != width {
            forget(&mut self.table);
            // One mistake of a program that exports is seldom alone.
            match &self.bad.first {
                None => self.bad.first = Some(ragged(count, width, place, line(), self.table.counted)),
                Some(_) => self.bad.others.add(|| self.table.counted.place_text(place)),
            }
            return Ok(());
        }
        if self.table.ends.len() > MOST_CELLS {
            return Err(too_large());
        }
        self.table.places.push(u32::try_from(place).map_err(|_| too_large())?);
        Ok(())
    }

    pub fn finish(self) -> Result<Table, TableError> {
        if !self.named {
            return Err(TableError::new(
                "there is no table in this file",
                "its first line names the columns",
            ));
        }
        match self.bad.first {
            None => Ok(self.table),
            Some(error) => Err(TableError { message: self.bad.others.behind(error.message), ..error }),
        }
    }
}

fn ragged(count: usize, width: usize, place: usize, line: &str, counted: Counted) -> TableError {
    let cells = if count == 1 { "1 cell" } else { &format!("{count} cells") };
    let (row, columns) = (if counted == Counted::Lines { "line" } else { "row" }, columns(width));
    let message = format!("{row} {place} has {cells}, and the table has {columns}");
    let hint = if count > width {
        "a cell with the separator in it stands in quotes; a second table belongs into a file of its own"
    } else {
        "add what is missing; a line about the file, or a total below the table, begins with `#`"
    };
    TableError::new(message, hint).at(place, line)
}

fn columns(width: usize) -> String {
    if width == 1 { "1 column".to_owned() } else { format!("{width} columns") }
}

fn too_large() -> TableError {
    TableError::new(
        format!("this table has more than {MOST_CELLS} cells"),
        "publish the rows and columns that the figures need",
    )
}
