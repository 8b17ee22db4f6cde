//! What changed in a file since it was pinned.
//!
//! The lock holds a digest and a size. How the rows were is kept beside what other work leaves for later runs, as a
//! hash for each row; where that was cleared away, the number of rows has to do.

use crate::memo::Key;
use crate::proof::digest::Digest;
use crate::proof::lock::{Pin, Shape};
use crate::table::Table;
use crate::world::World;
use std::collections::BTreeMap;

/// The shape of a table as a lock pins it.
pub fn shape(table: &Table) -> Shape {
    Shape { rows: table.len(), columns: table.columns().to_vec() }
}

fn key(digest: &Digest) -> Key {
    Key::new("rows of evidence, 1", &[digest.bytes()])
}

fn hashes(table: &Table) -> Vec<u64> {
    let hash = |row: usize| {
        let digest = Digest::of(table.line_of(row).as_bytes());
        let (first, _) = digest.bytes().split_at(8);
        first.iter().fold(0, |hash, byte| hash << 8 | u64::from(*byte))
    };
    (0..table.len()).map(hash).collect()
}

/// Keeps how the rows are, for the day on which they change.
pub fn remember(world: &dyn World, digest: &Digest, table: &Table) {
    if world.recall(key(digest).bytes()).is_none() {
        let bytes: Vec<u8> = hashes(table).into_iter().flat_map(u64::to_le_bytes).collect();
        world.keep(key(digest).bytes(), &bytes);
    }
}

/// What is different now, in words.
pub fn describe(world: &dyn World, pin: &Pin, bytes: u64, table: Option<&Table>) -> String {
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
    match world.recall(key(&pin.digest).bytes()) {
        Some(kept) if kept.len() % 8 == 0 => parts.extend(rows(&kept, table)),
        _ => {
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
fn rows(kept: &[u8], table: &Table) -> Vec<String> {
    let (words, _) = kept.as_chunks::<8>();
    let before: Vec<u64> = words.iter().map(|word| u64::from_le_bytes(*word)).collect();
    let now = hashes(table);
    let mut balance: BTreeMap<u64, isize> = BTreeMap::new();
    for hash in &before {
        *balance.entry(*hash).or_default() -= 1;
    }
    for hash in &now {
        *balance.entry(*hash).or_default() += 1;
    }
    let came: usize = balance.values().filter(|count| **count > 0).map(|count| count.unsigned_abs()).sum();
    let went: usize = balance.values().filter(|count| **count < 0).map(|count| count.unsigned_abs()).sum();
    let altered = came.min(went);
    let first = now.iter().position(|hash| balance.get(hash).is_some_and(|count| *count > 0));
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
