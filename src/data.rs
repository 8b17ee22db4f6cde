//! The site's `data/` folder: YAML, JSON, TOML, CSV and TSV as values for templates.
//!
//! A file is read before the first page is made and decoded when a template first asks for it, once, and shared by
//! all pages. Its mistakes are told at their place in it.
//!
//! Whole numbers, fractions, truth values and nothing keep their kind; dates and everything else are texts. CSV
//! knows no kinds: each cell is the text that was written.

mod csv;
mod json;
mod toml;
mod yaml;

use crate::diag::{Code, Diagnostic, did_you_mean};
use crate::path::SitePath;
use crate::source::Source;
use crate::world::{Entry, World};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, OnceLock};
use tera::Value;

pub const UNREADABLE: Code = Code("data-unreadable");
pub const SYNTAX: Code = Code("data-syntax");
pub const DUPLICATE_KEY: Code = Code("data-duplicate-key");
pub const BAD_TABLE: Code = Code("data-table");

/// Where data lies, from the site's root.
pub const FOLDER: &str = "data";

/// Most bytes of one file; YAML has a smaller limit of its own.
pub const MAX_BYTES: u64 = 16 << 20;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Format {
    Yaml,
    Json,
    Toml,
    /// With the byte that separates cells.
    Table(u8),
}

/// The endings of names that are data, for messages.
const ENDINGS: &str = "`.yaml`, `.yml`, `.json`, `.toml`, `.csv` or `.tsv`";

impl Format {
    fn of(path: &SitePath) -> Option<Self> {
        match path.extension()?.to_ascii_lowercase().as_str() {
            "yaml" | "yml" => Some(Self::Yaml),
            "json" => Some(Self::Json),
            "toml" => Some(Self::Toml),
            "csv" => Some(Self::Table(b',')),
            "tsv" => Some(Self::Table(b'\t')),
            _ => None,
        }
    }
}

/// The data of a site by its path below `data/`.
#[derive(Debug, Default)]
pub struct Shelf {
    files: BTreeMap<String, File>,
    /// Files below `data/` that are no data.
    others: Vec<String>,
}

#[derive(Debug)]
struct File {
    path: SitePath,
    format: Format,
    /// What was read; taken when it is decoded.
    bytes: Mutex<Option<Result<Vec<u8>, Diagnostic>>>,
    decoded: OnceLock<Result<Value, Vec<Diagnostic>>>,
}

/// Why there is no data of a name.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Missing {
    /// No file has the name; what to write instead.
    Unknown { hint: String },
    /// The file has mistakes of its own, which [`Shelf::mistakes`] tells.
    Broken { path: String },
}

impl Shelf {
    /// Reads the files of `data/`.
    pub fn read(world: &dyn World, entries: &[Entry]) -> Self {
        let mut shelf = Self::default();
        for entry in entries {
            let Some(name) = entry.path.as_str().strip_prefix("data/") else { continue };
            let Some(format) = Format::of(&entry.path) else {
                shelf.others.push(name.to_owned());
                continue;
            };
            let bytes = world.read(&entry.path, MAX_BYTES).map_err(|error| {
                Diagnostic::error(UNREADABLE, format!("this data cannot be read: {error}"))
                    .in_file(entry.path.as_str())
                    .hint("a file of data has at most 16 MB, and you have to be allowed to read it")
            });
            let file = File {
                path: entry.path.clone(),
                format,
                bytes: Mutex::new(Some(bytes)),
                decoded: OnceLock::new(),
            };
            shelf.files.insert(name.to_owned(), file);
        }
        shelf
    }

    /// The data of a file, named by its path below `data/`, with or without its ending. Gives the full name too.
    pub fn get(&self, name: &str) -> Result<(&str, Value), Missing> {
        let (name, file) = self.find(name)?;
        match file.value() {
            Ok(value) => Ok((name, value.clone())),
            Err(_) => Err(Missing::Broken { path: file.path.to_string() }),
        }
    }

    fn find(&self, name: &str) -> Result<(&str, &File), Missing> {
        let name = name.strip_prefix("data/").unwrap_or(name);
        if let Some((known, file)) = self.files.get_key_value(name) {
            return Ok((known, file));
        }
        let stem = |known: &str| known.rsplit_once('.').is_some_and(|(stem, _)| stem == name);
        let mut fitting = self.files.iter().filter(|(known, _)| stem(known));
        match (fitting.next(), fitting.next()) {
            (Some((known, file)), None) => Ok((known, file)),
            (Some((first, _)), Some((second, _))) => {
                Err(Missing::Unknown { hint: format!("write `{first}` or `{second}`") })
            }
            (None, _) => Err(Missing::Unknown { hint: self.hint(name) }),
        }
    }

    fn hint(&self, name: &str) -> String {
        if self.others.iter().any(|other| other == name) {
            return format!("data is a file that ends in {ENDINGS}");
        }
        match did_you_mean(name, self.files.keys().map(String::as_str)) {
            Some(close) => format!("did you mean `{close}`?"),
            None if self.files.is_empty() => {
                format!("the site has no data yet: make `data/{name}` with an ending of {ENDINGS}")
            }
            None => {
                let names: Vec<&str> = self.files.keys().map(String::as_str).take(20).collect();
                format!("there is {}", names.join(", "))
            }
        }
    }

    /// The mistakes in files that a template asked for, each once.
    pub fn mistakes(&self) -> Vec<Diagnostic> {
        let failed = self.files.values().filter_map(|file| file.decoded.get()?.as_ref().err());
        failed.flatten().cloned().collect()
    }
}

impl File {
    fn value(&self) -> &Result<Value, Vec<Diagnostic>> {
        self.decoded.get_or_init(|| {
            // A lock is poisoned by a panic alone, and nothing panics while it is held.
            let bytes = self.bytes.lock().ok().and_then(|mut bytes| bytes.take());
            let bytes = bytes.unwrap_or(Ok(Vec::new())).map_err(|unreadable| vec![unreadable])?;
            let source = text(&self.path, bytes).map_err(|mistake| vec![mistake])?;
            match self.format {
                Format::Yaml => yaml::decode(&source),
                Format::Json => json::decode(&source).map_err(|mistake| vec![mistake]),
                Format::Toml => toml::decode(&source).map_err(|mistake| vec![mistake]),
                Format::Table(separator) => csv::decode(&source, separator),
            }
        })
    }
}

/// The text of a file, which is UTF-8. A byte order mark is dropped: it is no data.
fn text(path: &SitePath, bytes: Vec<u8>) -> Result<Arc<Source>, Diagnostic> {
    let bytes = match bytes.strip_prefix(b"\xef\xbb\xbf") {
        Some(rest) => rest.to_vec(),
        None => bytes,
    };
    String::from_utf8(bytes).map(|text| Source::new(path.as_str(), text)).map_err(|error| {
        let good =
            String::from_utf8_lossy(&error.as_bytes()[..error.utf8_error().valid_up_to()]).into_owned();
        let at = good.len();
        Diagnostic::error(UNREADABLE, "this data is not UTF-8 from here on")
            .at(&Source::new(path.as_str(), good), crate::source::Span::at(at))
            .hint("save the file as UTF-8")
    })
}

#[cfg(test)]
mod tests;
