//! What changed in a file since it was pinned.
//!
//! The lock holds a digest and a size. How the rows were is kept beside what other work leaves for later runs, as a
//! number for each row, of all files together; where that was cleared away, the number of rows has to do.

use crate::memo::Key;
use crate::proof::digest::Digest;
use crate::proof::lock::{Lock, Pin, Shape};
use crate::table::Table;
use crate::world::World;
use std::collections::BTreeMap;

/// Most rows of a file, and of all of them, whose numbers are kept: eight bytes each.
const MOST_ROWS: usize = 200_000;
const MOST_ROWS_OF_ALL: usize = 2_000_000;

/// The shape of a table as a lock pins it.
pub fn shape(table: &Table) -> Shape {
    Shape { rows: table.len(), columns: table.columns().to_vec() }
}

/// How the rows of files were: a number for each row, by the digest of the file.
#[derive(Debug, Default)]
pub struct Notes {
    rows: BTreeMap<[u8; 32], Vec<u64>>,
    /// How many they are.
    total: usize,
}

fn key() -> Key {
    Key::new("rows of evidence, 2", &[])
}

impl Notes {
    /// What earlier runs kept.
    pub fn recall(world: &dyn World) -> Self {
        let kept = world.recall(key().bytes());
        let rows: Option<BTreeMap<[u8; 32], Vec<u64>>> =
            kept.and_then(|bytes| postcard::from_bytes(&bytes).ok());
        let rows = rows.unwrap_or_default();
        Self { total: rows.values().map(Vec::len).sum(), rows }
    }

    /// Whether this file, with so many rows to be numbered, is one that they should know and do not.
    pub fn lack(&self, digest: &Digest, rows: usize) -> bool {
        rows > 0 && self.total + rows <= MOST_ROWS_OF_ALL && !self.rows.contains_key(digest.bytes())
    }

    /// The rows of a table that are not known yet.
    pub fn new_rows(&self, digest: &Digest, table: &Table) -> Option<Vec<u64>> {
        let is_new = numbered(table) == table.len() && !self.rows.contains_key(digest.bytes());
        is_new.then(|| numbers(table))
    }

    /// Keeps what is new for the day on which it changes, and lets go what no pin of these locks names.
    pub fn keep(mut self, world: &dyn World, new: Vec<(Digest, Vec<u64>)>, locks: [&Lock; 2]) {
        if new.is_empty() {
            return;
        }
        self.rows.extend(new.into_iter().map(|(digest, rows)| (*digest.bytes(), rows)));
        let pinned: std::collections::BTreeSet<&[u8; 32]> =
            locks.iter().flat_map(|lock| lock.pins.values()).map(|pin| pin.digest.bytes()).collect();
        let mut room = MOST_ROWS_OF_ALL;
        self.rows.retain(|digest, rows| {
            let fits = pinned.contains(digest) && rows.len() <= room;
            room -= if fits { rows.len() } else { 0 };
            fits
        });
        if let Ok(bytes) = postcard::to_stdvec(&self.rows) {
            world.keep(key().bytes(), &bytes);
        }
    }
}

/// How many rows of a table get a number: all, or none where they are too many.
pub fn numbered(table: &Table) -> usize {
    if table.len() <= MOST_ROWS { table.len() } else { 0 }
}

/// A number for each row, which tells it from others well enough for a message (FNV-1a).
fn numbers(table: &Table) -> Vec<u64> {
    let step = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    let number = |row: usize| {
        (0..table.columns().len()).fold(0xcbf2_9ce4_8422_2325, |hash, column| {
            // No byte of a text ends a cell.
            step(table.cell(row, column).bytes().fold(hash, step), 0xff)
        })
    };
    (0..table.len()).map(number).collect()
}

/// What is different now, in words.
pub fn describe(notes: &Notes, pin: &Pin, bytes: u64, table: Option<&Table>) -> String {
    let Some(table) = table else {
        return format!("it has {bytes} bytes, and had {} when it was pinned", pin.bytes);
    };
    let mut parts = Vec::new();
    if let Some(shape) = &pin.shape {
        let missing = |of: &[String], from: &[String]| {
            of.iter()
                .filter(|name| !from.contains(name))
                .map(|name| format!("`{name}`"))
                .collect::<Vec<_>>()
                .join(", ")
        };
        let gone = missing(&shape.columns, table.columns());
        let new = missing(table.columns(), &shape.columns);
        if !gone.is_empty() {
            parts.push(format!("without column {gone}"));
        }
        if !new.is_empty() {
            parts.push(format!("with column {new}"));
        }
    }
    match notes.rows.get(pin.digest.bytes()) {
        Some(before) => parts.extend(rows(before, table)),
        None => {
            if let Some(shape) = &pin.shape {
                parts.push(format!("{} now, {} then", counted(table.len(), "row"), shape.rows));
            }
        }
    }
    if parts.is_empty() {
        return "its rows are the same, and are written in another way".to_owned();
    }
    parts.join("; ")
}

fn counted(count: usize, what: &str) -> String {
    if count == 1 { format!("1 {what}") } else { format!("{count} {what}s") }
}

/// Rows that were added, removed and altered. A row that went where another came is one that was altered.
fn rows(before: &[u64], table: &Table) -> Vec<String> {
    let now = numbers(table);
    let mut balance: BTreeMap<u64, isize> = BTreeMap::new();
    for number in before {
        *balance.entry(*number).or_default() -= 1;
    }
    for number in &now {
        *balance.entry(*number).or_default() += 1;
    }
    let came: usize = balance.values().filter(|count| **count > 0).map(|count| count.unsigned_abs()).sum();
    let went: usize = balance.values().filter(|count| **count < 0).map(|count| count.unsigned_abs()).sum();
    let altered = came.min(went);
    let first = now.iter().position(|number| balance.get(number).is_some_and(|count| *count > 0));
    let at = first.map_or_else(String::new, |row| format!(", the first on {}", table.place_text(row)));
    let mut parts: Vec<String> =
        [(came - altered, "added"), (went - altered, "removed"), (altered, "altered")]
            .into_iter()
            .filter(|(count, _)| *count > 0)
            .map(|(count, what)| format!("{} {what}", counted(count, "row")))
            .collect();
    if parts.is_empty() && before != now {
        parts.push("the rows are in another order".to_owned());
    }
    if let Some(last) = parts.last_mut() {
        last.push_str(&at);
    }
    parts
}
