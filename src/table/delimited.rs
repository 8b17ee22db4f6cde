//! CSV and its kin (RFC 4180), read leniently where only one reading is possible and refused where not.

use super::rows::{Rows, Shape, header};
use super::{Counted, Declared, Table, TableError};
use memchr::{memchr, memchr_iter, memchr2, memchr3};

/// What may stand between cells.
const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// How much of a file decides what stands between its cells.
const SAMPLE_BYTES: usize = 64 << 10;
const SAMPLE_ROWS: usize = 200;

pub fn read(text: &str, usual: u8, declared: &Declared) -> Result<Table, TableError> {
    let (delimiter, sample) = match declared.delimiter {
        Some(declared) => (declared, sample(text, declared)),
        None => sniff(text, usual),
    };
    let first = match declared.header {
        Some(line) => First::Line(line),
        None => match header(&sample) {
            Some(index) => First::Row(index),
            None => {
                return Err(TableError::new(
                    "there is no table in this file",
                    "its first line names the columns",
                ));
            }
        },
    };
    let mut rows = Rows::new(Counted::Lines, delimiter);
    rows.reserve(text.len());
    let mut records = Records::new(text, delimiter);
    let mut record = Record::default();
    let (mut index, mut named) = (0, false);
    while records.next(&mut record)? {
        if record.odd {
            rows.not_plain();
        }
        if named {
            rows.take(record.line, record.cells(), || {
                text[record.start..].lines().next().unwrap_or_default()
            })?;
        } else if first.is(index, record.line) {
            rows.name(record.cells());
            named = true;
        } else {
            rows.not_plain();
        }
        index += 1;
    }
    let mut table = rows.finish()?;
    table.decimal = declared.decimal;
    Ok(table)
}

/// Which record names the columns.
enum First {
    Row(usize),
    Line(usize),
}

impl First {
    fn is(&self, index: usize, line: usize) -> bool {
        match *self {
            Self::Row(wanted) => index == wanted,
            Self::Line(wanted) => line >= wanted,
        }
    }
}

/// The part of a text that decides.
fn head(text: &str) -> &str {
    &text[..text.floor_char_boundary(SAMPLE_BYTES)]
}

fn sample(text: &str, delimiter: u8) -> Vec<Shape> {
    let mut records = Records::new(head(text), delimiter);
    let mut record = Record::default();
    let mut shapes = Vec::new();
    while shapes.len() < SAMPLE_ROWS && records.next(&mut record).unwrap_or(false) {
        shapes.push(Shape::of(record.cells()));
    }
    // The last record may have been cut.
    if text.len() > SAMPLE_BYTES && shapes.len() > 1 && shapes.len() < SAMPLE_ROWS {
        shapes.pop();
    }
    shapes
}

/// The delimiter by which the most rows have as many cells as the row that names the columns, and the sample by it.
fn sniff(text: &str, usual: u8) -> (u8, Vec<Shape>) {
    let score = |delimiter: u8, shapes: &[Shape]| {
        let width = shapes[header(shapes)?].cells;
        let rows = || shapes.iter().filter(|shape| shape.filled > 0 && !shape.remark);
        let fitting = rows().filter(|shape| shape.cells == width).count();
        (width > 1).then_some((fitting * 1000 / rows().count().max(1), delimiter == usual, fitting, width))
    };
    // What does not occur parts nothing.
    let there = |delimiter: &u8| memchr(*delimiter, head(text).as_bytes()).is_some();
    let scored = DELIMITERS.into_iter().filter(there).filter_map(|delimiter| {
        let shapes = sample(text, delimiter);
        Some((score(delimiter, &shapes)?, delimiter, shapes))
    });
    let best = scored.max_by_key(|(score, ..)| *score);
    best.map_or_else(|| (usual, sample(text, usual)), |(_, delimiter, shapes)| (delimiter, shapes))
}

/// One record; its cells without quotes.
#[derive(Clone, Debug, Default)]
struct Record<'a> {
    /// The line itself, where no cell of it has a quotation mark.
    plain: Option<&'a str>,
    /// The cells, one behind the other, of a record that has any.
    text: String,
    ends: Vec<usize>,
    /// The line on which it begins, from one.
    line: usize,
    /// Where it begins in the file's text.
    start: usize,
    /// Written as not every reader of CSV takes it: spaces around quotes, or lines that end in a carriage return.
    odd: bool,
}

impl Record<'_> {
    fn cells(&self) -> impl Iterator<Item = &str> + Clone {
        // In the line itself a delimiter stands between two cells.
        let (text, gap) = self.plain.map_or((self.text.as_str(), 0), |line| (line, 1));
        self.ends.iter().enumerate().map(move |(index, end)| {
            let start = if index == 0 { 0 } else { self.ends[index - 1] + gap };
            &text[start..*end]
        })
    }
}

/// Walks through the records of a text.
struct Records<'a> {
    text: &'a str,
    delimiter: u8,
    at: usize,
    line: usize,
}

/// What ends a cell.
#[derive(PartialEq, Eq)]
enum End {
    Cell,
    Record,
}

impl<'a> Records<'a> {
    fn new(text: &'a str, delimiter: u8) -> Self {
        Self { text, delimiter, at: 0, line: 1 }
    }

    /// Reads the next record; false at the end.
    fn next(&mut self, record: &mut Record<'a>) -> Result<bool, TableError> {
        record.plain = None;
        record.text.clear();
        record.ends.clear();
        (record.line, record.start, record.odd) = (self.line, self.at, false);
        if self.at >= self.text.len() {
            return Ok(false);
        }
        let rest = &self.text[self.at..];
        let line = &rest[..memchr2(b'\n', b'\r', rest.as_bytes()).unwrap_or(rest.len())];
        if memchr(b'"', line.as_bytes()).is_none() {
            record.plain = Some(line);
            record.ends.extend(memchr_iter(self.delimiter, line.as_bytes()));
            record.ends.push(line.len());
            self.at += line.len();
            self.step();
            record.odd = self.text.as_bytes()[..self.at].ends_with(b"\r");
            return Ok(true);
        }
        loop {
            let rest = &self.text.as_bytes()[self.at..];
            let blanks = rest.iter().take_while(|byte| **byte == b' ').count();
            let end = if rest.get(blanks) == Some(&b'"') {
                self.at += blanks;
                record.odd |= blanks > 0;
                self.quoted(record)?
            } else {
                self.bare(record)
            };
            record.ends.push(record.text.len());
            if end == End::Record {
                record.odd |= self.text[..self.at].ends_with('\r');
                return Ok(true);
            }
        }
    }

    /// A cell without quotes around it; quotes inside it are its own.
    fn bare(&mut self, record: &mut Record<'_>) -> End {
        let rest = &self.text[self.at..];
        let length = memchr3(self.delimiter, b'\n', b'\r', rest.as_bytes()).unwrap_or(rest.len());
        record.text.push_str(&rest[..length]);
        self.at += length;
        self.step()
    }

    /// A cell in quotes, from its opening quote.
    fn quoted(&mut self, record: &mut Record<'_>) -> Result<End, TableError> {
        let opened = self.line;
        self.at += 1;
        loop {
            let rest = &self.text[self.at..];
            let Some(length) = memchr(b'"', rest.as_bytes()) else {
                let line = self.text[record.start..].lines().next().unwrap_or_default();
                return Err(TableError::new(
                    format!("the quotation mark that opens a cell on line {opened} is never closed"),
                    "close it, or write it twice if it belongs to the text",
                )
                .at(opened, line));
            };
            record.text.push_str(&rest[..length]);
            self.line += line_ends(&rest[..length]);
            self.at += length + 1;
            if !self.text[self.at..].starts_with('"') {
                break;
            }
            record.text.push('"');
            self.at += 1;
        }
        let rest = &self.text[self.at..];
        let blanks = rest.len() - rest.trim_start_matches(' ').len();
        record.odd |= blanks > 0;
        self.at += blanks;
        let next = self.text.as_bytes().get(self.at);
        if next.is_none_or(|byte| matches!(*byte, b'\n' | b'\r') || *byte == self.delimiter) {
            return Ok(self.step());
        }
        let line = self.text[record.start..].lines().next().unwrap_or_default();
        Err(TableError::new(
            format!("text stands behind the closing quotation mark of a cell on line {}", self.line),
            "write a quotation mark twice if it belongs to the text",
        )
        .at(self.line, line))
    }

    /// Steps over what ends a cell.
    fn step(&mut self) -> End {
        let bytes = &self.text.as_bytes()[self.at..];
        let (length, end) = match bytes {
            [b'\r', b'\n', ..] => (2, End::Record),
            [b'\r' | b'\n', ..] => (1, End::Record),
            [_, ..] => (1, End::Cell),
            [] => (0, End::Record),
        };
        self.at += length;
        self.line += usize::from(end == End::Record);
        end
    }
}

/// Line ends inside a quoted cell: `\n`, `\r\n`, or `\r` alone.
fn line_ends(text: &str) -> usize {
    let bytes = text.as_bytes();
    let lone = memchr_iter(b'\r', bytes).filter(|at| bytes.get(at + 1) != Some(&b'\n')).count();
    memchr_iter(b'\n', bytes).count() + lone
}
