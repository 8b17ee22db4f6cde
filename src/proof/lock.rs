//! `folio.lock`: which bytes each file of evidence had when it was first seen or last accepted.
//!
//! A TOML file that is written by folio, sorted by file, one value a line, so that a change shows as a change of few
//! lines. It belongs under version control.

use super::digest::Digest;
use jiff::civil::Date;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::fmt::{self, Write as _};

/// Where it lies, from the site's root.
pub const FILE: &str = "folio.lock";

/// The version of the format.
const VERSION: u32 = 1;

/// The pinned files by their path in the site.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lock {
    pub pins: BTreeMap<String, Pin>,
}

/// How a file was when it was pinned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pin {
    pub digest: Digest,
    pub bytes: u64,
    /// Of a file that is one table.
    pub shape: Option<Shape>,
    pub pinned: Date,
}

/// The size and the names of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shape {
    pub rows: usize,
    pub columns: Vec<String>,
}

/// Why a text is no lock.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LockError {
    /// What is wrong, as a sentence without a full stop.
    pub message: String,
    /// From which byte to which.
    pub span: std::ops::Range<usize>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    version: u32,
    #[serde(default)]
    evidence: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    file: String,
    sha256: String,
    bytes: u64,
    rows: Option<usize>,
    columns: Option<Vec<String>>,
    pinned: String,
}

impl Lock {
    /// Reads a lock.
    ///
    /// # Errors
    /// When it is not as folio writes it.
    pub fn parse(text: &str) -> Result<Self, LockError> {
        let wrong = |message: String, span| LockError { message, span };
        let written: Written = toml::from_str(text).map_err(|error| {
            let message = error.message().lines().next().unwrap_or_default().trim_end_matches('.').to_owned();
            wrong(message, error.span().unwrap_or(0..0))
        })?;
        if written.version != VERSION {
            let message =
                format!("this lock has version {}, and this folio reads version {VERSION}", written.version);
            return Err(wrong(message, 0..0));
        }
        let mut lock = Self::default();
        for entry in written.evidence {
            // Looked for when something is wrong: a long lock would be searched once for each of its files.
            let place = |written: &str| {
                let at = text.find(written).unwrap_or(0);
                at..at + written.len()
            };
            let Some(digest) = Digest::parse(&entry.sha256) else {
                let message = format!("`{}` is no SHA-256 digest", entry.sha256);
                return Err(wrong(message, place(&entry.sha256)));
            };
            let Ok(pinned) = entry.pinned.parse::<Date>() else {
                return Err(wrong(format!("`{}` is no day", entry.pinned), place(&entry.pinned)));
            };
            let shape = entry.rows.zip(entry.columns).map(|(rows, columns)| Shape { rows, columns });
            let pin = Pin { digest, bytes: entry.bytes, shape, pinned };
            if lock.pins.insert(entry.file.clone(), pin).is_some() {
                return Err(wrong(format!("`{}` is pinned twice", entry.file), place(&entry.sha256)));
            }
        }
        Ok(lock)
    }
}

impl fmt::Display for Lock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "# The bytes of the evidence, as they were when each file was first seen or last accepted."
        )?;
        writeln!(f, "# folio writes this file; `folio pin` accepts changes. Keep it under version control.")?;
        writeln!(f, "version = {VERSION}")?;
        for (file, pin) in &self.pins {
            writeln!(f, "\n[[evidence]]\nfile = {}", quoted(file))?;
            writeln!(f, "sha256 = \"{}\"\nbytes = {}", pin.digest, pin.bytes)?;
            if let Some(shape) = &pin.shape {
                let columns: Vec<String> = shape.columns.iter().map(|column| quoted(column)).collect();
                writeln!(f, "rows = {}\ncolumns = [{}]", shape.rows, columns.join(", "))?;
            }
            writeln!(f, "pinned = \"{}\"", pin.pinned)?;
        }
        Ok(())
    }
}

/// A basic string of TOML.
fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for character in text.chars() {
        match character {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            control if control.is_control() => _ = write!(quoted, "\\u{:04X}", u32::from(control)),
            other => quoted.push(other),
        }
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn pin(columns: &[&str]) -> Pin {
        Pin {
            digest: Digest::of(b"abc"),
            bytes: 3,
            shape: Some(Shape { rows: 2, columns: columns.iter().map(|name| (*name).to_owned()).collect() }),
            pinned: Date::constant(2024, 10, 2),
        }
    }

    #[test]
    fn a_lock_is_sorted_and_reads_back_the_same() {
        let mut lock = Lock::default();
        lock.pins.insert("content/work/z.pdf".to_owned(), Pin { shape: None, ..pin(&[]) });
        lock.pins.insert("content/work/a \"b\".csv".to_owned(), pin(&["month", "Umsatz €\t\\"]));
        let text = lock.to_string();
        assert_eq!(Lock::parse(&text), Ok(lock));
        assert!(text.find("a \\\"b").unwrap() < text.find("z.pdf").unwrap());
        assert_eq!(Lock::parse(&Lock::default().to_string()), Ok(Lock::default()));
    }

    #[test]
    fn what_is_no_lock_is_told_at_its_place() {
        let good = |pin: &str| format!("version = 1\n[[evidence]]\nfile = \"a\"\nbytes = 3\n{pin}\n");
        for (text, part) in [
            ("version = 2\n".to_owned(), "version 2"),
            ("versoin = 1\n".to_owned(), "versoin"),
            ("version = 1\n<<<<<<< HEAD\n".to_owned(), ""),
            (good("sha256 = \"abc\"\npinned = \"2024-10-02\""), "no SHA-256"),
            (good(&format!("sha256 = \"{}\"\npinned = \"soon\"", Digest::of(b""))), "no day"),
        ] {
            let error = Lock::parse(&text).unwrap_err();
            assert!(error.message.contains(part), "{error:?}");
            assert!(text.get(error.span).is_some());
        }
    }

    proptest! {
        #[test]
        fn any_name_is_written_so_that_it_reads_back(file in any::<String>(), column in any::<String>()) {
            let lock = Lock { pins: BTreeMap::from([(file, pin(&[&column]))]) };
            prop_assert_eq!(Lock::parse(&lock.to_string()), Ok(lock));
        }

        #[test]
        fn no_text_makes_it_panic(text in any::<String>()) {
            let _ = Lock::parse(&text);
        }
    }
}
