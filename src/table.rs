//! Evidence as a table: rows and columns of texts, each row with its place in the file.
//!
//! CSV and TSV (RFC 4180, with what spreadsheets and analytics tools make of it), JSON records, NDJSON, and
//! sheets of XLSX and ODS. A cell keeps its text without the white space around it; what is a number or a day is
//! decided when a calculation asks for one ([`Numbers`], [`Days`]). Nothing is guessed in silence: where two
//! readings are possible, the file is refused with what to declare.

mod column;
mod days;
mod delimited;
mod encoding;
mod extract;
mod json;
mod kinds;
mod numbers;
mod rows;
mod sheet;
#[cfg(test)]
mod tests;

pub use column::Window;
pub use days::{Days, Form};
pub use numbers::{Mark, Numbers};

use crate::diag::did_you_mean;
use column::Column;
use std::borrow::Cow;

/// Most bytes of one file.
pub const MAX_BYTES: u64 = 256 << 20;

/// Most cells of one table: some 200 MB of memory.
const MOST_CELLS: usize = 50_000_000;

/// The endings of names that are tables, for messages.
pub const ENDINGS: &str = "`.csv`, `.tsv`, `.json`, `.ndjson`, `.xlsx` or `.ods`";

/// What an author declares of a file that cannot be told from its bytes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Declared {
    /// A label of the Encoding Standard: `windows-1252`, `iso-8859-7`.
    pub encoding: String,
    /// What stands between cells.
    pub delimiter: Option<u8>,
    /// What stands between a whole and its fraction.
    pub decimal: Option<Mark>,
    /// The line, or the row of a sheet, that names the columns, from one.
    pub header: Option<usize>,
}

/// What kind of table the name of a file promises.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// With the byte that usually separates cells.
    Delimited(u8),
    Json,
    Ndjson,
    Xlsx,
    Ods,
}

impl Format {
    /// By the ending of the name; `None` is a file that is kept and cannot be calculated with.
    #[must_use]
    pub fn of(name: &str) -> Option<Self> {
        let (_, ending) = name.rsplit_once('.')?;
        Some(match ending.to_ascii_lowercase().as_str() {
            "csv" | "txt" => Self::Delimited(b','),
            "tsv" | "tab" => Self::Delimited(b'\t'),
            "json" => Self::Json,
            "ndjson" | "jsonl" => Self::Ndjson,
            "xlsx" | "xlsm" => Self::Xlsx,
            "ods" => Self::Ods,
            _ => return None,
        })
    }

    #[must_use]
    pub fn is_sheet(self) -> bool {
        matches!(self, Self::Xlsx | Self::Ods)
    }
}

/// Why a file is no table: what is wrong, what to do, and where in the file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TableError {
    /// What is wrong, as a sentence without a full stop.
    pub message: String,
    pub hint: String,
    /// The line, from one, and its text.
    pub at: Option<(usize, String)>,
    /// The sheets of which one has to be named.
    pub sheets: Vec<String>,
}

impl TableError {
    fn new(message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { message: message.into(), hint: hint.into(), at: None, sheets: Vec::new() }
    }

    fn at(mut self, line: usize, text: &str) -> Self {
        self.at = Some((line, text.chars().take(200).collect()));
        self
    }
}

/// What the number beside a row counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counted {
    Lines,
    /// Records of JSON, from one.
    Records,
    /// Rows of a sheet, as the spreadsheet numbers them.
    Rows,
}

impl Counted {
    /// A place in words: `line 14`.
    fn place_text(self, place: usize) -> String {
        let what = match self {
            Self::Lines => "line",
            Self::Records => "record",
            Self::Rows => "row",
        };
        format!("{what} {place}")
    }
}

/// Places of a table that have the same fault as the one that a message is about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Others {
    named: Vec<String>,
    more: usize,
}

impl Others {
    /// Besides the one that a message is about.
    const NAMED: usize = 4;

    pub fn add(&mut self, place: impl FnOnce() -> String) {
        if self.named.len() < Self::NAMED {
            self.named.push(place());
        } else {
            self.more += 1;
        }
    }

    /// The message, and behind it where else the fault is.
    #[must_use]
    pub fn behind(&self, message: String) -> String {
        if self.named.is_empty() {
            return message;
        }
        let more = if self.more == 0 { String::new() } else { format!(" and {} more", self.more) };
        format!("{message}; the same in {}{more}", self.named.join(", "))
    }
}

/// A table in memory: some bytes more than its text.
#[derive(Clone, Debug)]
pub struct Table {
    columns: Vec<String>,
    /// All cells, one behind the other, row by row.
    text: String,
    /// Where each cell ends in the text.
    ends: Vec<u32>,
    /// The line, record or row of each row.
    places: Vec<u32>,
    counted: Counted,
    /// What stands between cells; a comma where that is not the file's own way.
    delimiter: u8,
    decimal: Option<Mark>,
    plain: bool,
    encoding: &'static str,
    /// What is known of each column.
    known: Vec<Column>,
}

impl Table {
    /// Reads the table of a file. `sheet` is the name of a sheet, for a file that has such.
    pub fn read(
        bytes: &[u8],
        name: &str,
        sheet: Option<&str>,
        declared: &Declared,
    ) -> Result<Self, TableError> {
        let Some(format) = Format::of(name) else {
            return Err(TableError::new(
                "folio reads no table from a file of this kind",
                format!("a calculation wants a file that ends in {ENDINGS}"),
            ));
        };
        if let Some(sheet) = sheet.filter(|_| !format.is_sheet()) {
            let hint = "leave the `#` and the name behind it out";
            return Err(TableError::new(format!("only a spreadsheet has sheets such as `{sheet}`"), hint));
        }
        if bytes.is_empty() {
            return Err(TableError::new("this file is empty", "export it again"));
        }
        match format {
            Format::Delimited(usual) => {
                let (text, encoding) = encoding::decode(bytes, &declared.encoding)?;
                let mut table = delimited::read(&text, usual, declared)?;
                table.plain &= encoding == "UTF-8";
                table.encoding = encoding;
                Ok(table)
            }
            Format::Json | Format::Ndjson => {
                let (text, encoding) = encoding::decode(bytes, &declared.encoding)?;
                let records = if format == Format::Json { json::records(&text) } else { json::lines(&text) };
                Ok(Self { encoding, decimal: declared.decimal, ..records? })
            }
            Format::Xlsx => sheet::xlsx(bytes, sheet, declared),
            Format::Ods => sheet::ods(bytes, sheet, declared),
        }
    }

    /// The names of the columns; one may be empty, and two may be the same.
    #[must_use]
    pub fn columns(&self) -> &[String] {
        &self.columns
    }

    /// The number of a column, from zero.
    ///
    /// # Errors
    /// When no column or more than one has the name: what is wrong, and what to write.
    pub fn column(&self, name: &str) -> Result<usize, (String, String)> {
        let mut called = self.columns.iter().enumerate().filter(|(_, known)| *known == name);
        match (called.next(), called.next()) {
            (Some((index, _)), None) => return Ok(index),
            (Some((first, _)), Some((second, _))) => {
                let message = format!("columns {} and {} are both called `{name}`", first + 1, second + 1);
                return Err((message, "give each of them a name of its own in the file".to_owned()));
            }
            (None, _) => {}
        }
        let message = format!("there is no column `{name}`");
        let mut nearly = self.columns.iter().filter(|known| known.eq_ignore_ascii_case(name));
        if let (Some(known), None) = (nearly.next(), nearly.next()) {
            return Err((message, format!("write it as it stands there: `{known}`")));
        }
        let known = || self.columns.iter().map(String::as_str).filter(|known| !known.is_empty());
        let hint = match did_you_mean(name, known()) {
            Some(close) => format!("did you mean `{close}`?"),
            None => {
                let some: Vec<String> = known().take(12).map(|name| format!("`{name}`")).collect();
                let more = if known().count() > some.len() { " and more" } else { "" };
                format!("the columns are {}{more}", some.join(", "))
            }
        };
        Err((message, hint))
    }

    /// How many rows there are below the names.
    #[must_use]
    pub fn len(&self) -> usize {
        self.places.len()
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    /// The text of a cell; a blank one is empty.
    #[must_use]
    pub fn cell(&self, row: usize, column: usize) -> &str {
        let (start, end) = self.ends_of(row, column);
        &self.text[start..end]
    }

    /// Whether a cell is blank.
    #[must_use]
    pub fn is_blank(&self, row: usize, column: usize) -> bool {
        let (start, end) = self.ends_of(row, column);
        start == end
    }

    /// Where a cell begins in the text, and where it ends.
    fn ends_of(&self, row: usize, column: usize) -> (usize, usize) {
        let index = row * self.columns.len() + column;
        let start = if index == 0 { 0 } else { self.ends[index - 1] as usize };
        (start, self.ends[index] as usize)
    }

    /// The cells of a column, from the first row to the last.
    pub fn cells(&self, column: usize) -> impl Iterator<Item = &str> + Clone {
        (0..self.len()).map(move |row| self.cell(row, column))
    }

    /// The texts of the first rows, all cells one behind the other.
    #[must_use]
    pub fn text_of_first(&self, rows: usize) -> &str {
        let cells = rows.min(self.len()) * self.columns.len();
        let end = cells.checked_sub(1).map_or(0, |last| self.ends[last] as usize);
        &self.text[..end]
    }

    /// Where a row stands: its line, record or row of the sheet.
    #[must_use]
    pub fn place(&self, row: usize) -> usize {
        self.places[row] as usize
    }

    /// The place of a row in words: `line 14`.
    #[must_use]
    pub fn place_text(&self, row: usize) -> String {
        self.counted.place_text(self.place(row))
    }

    #[must_use]
    pub fn counted(&self) -> Counted {
        self.counted
    }

    /// How the numbers of a column are written.
    ///
    /// # Errors
    /// When they can be read in two ways: what is wrong, and what to declare.
    pub fn numbers(&self, column: usize) -> Result<Numbers, (String, String)> {
        self.known[column].numbers(|| Numbers::of(self.cells(column), self.decimal, self.delimiter))
    }

    /// How the days of a column are written.
    #[must_use]
    pub fn days(&self, column: usize) -> Days {
        self.known[column].days(|| Days::of(self.cells(column)))
    }

    /// The day, month, quarter or year that a cell names, as [`Days::read`] has it; none of a blank one.
    #[must_use]
    pub fn window(&self, row: usize, column: usize) -> Option<Window> {
        if let Some(windows) = self.windows(column) {
            return windows[row];
        }
        let cell = self.cell(row, column);
        if cell.is_empty() { None } else { self.days(column).read(cell).map(Window::from) }
    }

    /// The same of all rows; none where a cell names no window, or where there are very many rows.
    #[must_use]
    pub fn windows(&self, column: usize) -> Option<&[Option<Window>]> {
        self.known[column].windows(self.len(), self.cells(column), |cell| self.days(column).read(cell))
    }

    /// A row for each different text of a column, in the order of the texts; none where there are very many of them.
    #[must_use]
    pub fn different(&self, column: usize) -> Option<&[u32]> {
        self.known[column].different(self.cells(column))
    }

    /// What the cells of a column are: `integer`, `number`, `date` or `string`.
    #[must_use]
    pub fn kind(&self, column: usize) -> &'static str {
        kinds::kind(self.cells(column))
    }

    /// The encoding that the text was read in.
    #[must_use]
    pub fn encoding(&self) -> &'static str {
        self.encoding
    }

    /// Whether any reader of CSV gets these very cells from the file itself: UTF-8 with commas, the names in the
    /// first line, and nothing that had to be left out or trimmed. Otherwise [`Table::to_csv`] is what to hand on.
    #[must_use]
    pub fn is_plain_csv(&self) -> bool {
        self.plain && self.counted == Counted::Lines && self.delimiter == b','
    }

    /// The table as plain CSV: UTF-8, commas, lines that end in a line feed.
    #[must_use]
    pub fn to_csv(&self) -> String {
        extract::csv(self)
    }

    /// The same without some of its columns.
    #[must_use]
    pub fn to_csv_without(&self, columns: &[usize]) -> String {
        extract::csv_of(self, |column| !columns.contains(&column))
    }

    /// A row as one line of CSV, for messages.
    #[must_use]
    pub fn line_of(&self, row: usize) -> Cow<'_, str> {
        extract::line(self, row)
    }
}
