//! `proof/manifest.json`: every claim of a site with what was checked of it, for whoever checks it again.
//!
//! Canonical JSON (RFC 8785), so that the same site has the same bytes. Its schema lies beside it.

use super::git::Place;
use crate::claim::Claim;
use crate::table::{Declared, Mark};
use serde::Serialize;
use std::collections::BTreeMap;

/// The version of the format; another one is another schema.
pub const VERSION: u32 = 1;

/// The JSON Schema of the manifest (draft-07).
pub const SCHEMA: &str = include_str!("manifest.schema.json");

/// What folio checks and what it cannot.
pub const LIMITS: &str = "folio checks bytes, arithmetic, dates and signatures. It does not know whether the source told the truth.";

#[derive(Clone, Debug, Serialize)]
pub struct Manifest {
    #[serde(rename = "$schema")]
    pub schema: &'static str,
    pub version: u32,
    pub generator: Generator,
    pub limits: &'static str,
    pub claims: Vec<Entry>,
    pub evidence: Vec<Bytes>,
}

#[derive(Clone, Debug, Serialize)]
pub struct Generator {
    pub name: &'static str,
    pub version: &'static str,
}

/// A claim, where it stands, and what was checked of it. Paths are from the root of the site.
#[derive(Clone, Debug, Serialize)]
pub struct Entry {
    pub page: String,
    /// The id of its element on that page.
    pub anchor: String,
    /// The page says that it is invented.
    pub example: bool,
    pub claim: Claim,
    /// SHA-256 of the claim's canonical form.
    pub digest: String,
    /// What readers see, in the language of the site.
    pub displayed: Displayed,
    /// Each mark with `pass`, `fail` or `unchecked`.
    pub marks: BTreeMap<&'static str, &'static str>,
    /// The published files behind it.
    pub evidence: Vec<String>,
    /// Addresses behind it. Nothing about them was checked.
    pub links: Vec<String>,
    pub calculations: Vec<Calculation>,
}

#[derive(Clone, Debug, Serialize)]
pub struct Displayed {
    pub name: String,
    pub value: String,
    pub period: String,
    pub baseline: String,
    pub change: String,
    pub sentence: String,
    pub check: String,
}

/// A calculation that gave its figure.
#[derive(Clone, Debug, Serialize)]
pub struct Calculation {
    /// `value` or `baseline`.
    pub of: &'static str,
    pub phrase: String,
    /// The published file, and the CSV that was calculated with, which may be the same.
    pub file: String,
    pub table: String,
    /// The exact result, in the unit of the figure.
    pub numerator: String,
    pub denominator: String,
    /// The result at the digits of the figure, and how many of them stand behind the point.
    pub rounded: String,
    pub digits: u32,
    /// By what a share is multiplied: `1`, `100` or `1000`.
    pub share: String,
    pub rows: usize,
    pub used: usize,
    pub left_out: usize,
    pub blanks: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sql: Option<String>,
    /// What the author declares of the file, where its bytes do not tell.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reading: Option<Reading>,
    /// By column: how its cells are written in the table, where that is not as JSON and ISO 8601 have it.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub columns: BTreeMap<String, Column>,
    /// The steps of its chart, as the page shows them in a table too.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub series: Vec<Step>,
}

/// How a file is to be read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Reading {
    /// A name of the Encoding Standard.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub encoding: String,
    /// The sign between cells.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub delimiter: Option<char>,
    /// `point` or `comma`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decimal: Option<&'static str>,
    /// The line that names the columns.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub header: Option<usize>,
}

impl Reading {
    /// None where nothing is declared.
    #[must_use]
    pub fn of(declared: &Declared) -> Option<Self> {
        (*declared != Declared::default()).then(|| Self {
            encoding: declared.encoding.clone(),
            delimiter: declared.delimiter.map(char::from),
            decimal: declared.decimal.map(|mark| if mark == Mark::Comma { "comma" } else { "point" }),
            header: declared.header,
        })
    }
}

/// How the cells of a column are written.
#[derive(Clone, Debug, Serialize)]
pub struct Column {
    /// `comma`, where that marks the decimals.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decimal: Option<&'static str>,
    /// The sign of money or per cent beside its numbers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sign: Option<char>,
    /// What stands first in days with slashes: `day` or `month`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first: Option<&'static str>,
}

/// A step of a chart.
#[derive(Clone, Debug, Serialize)]
pub struct Step {
    /// As front matter writes it: `2024-09`.
    pub period: String,
    /// The exact result; none of a step without rows.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub numerator: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub denominator: Option<String>,
    pub displayed: Shown,
}

/// What readers see of a step.
#[derive(Clone, Debug, Serialize)]
pub struct Shown {
    pub period: String,
    /// Empty where there are no rows.
    pub value: String,
}

/// A published file.
#[derive(Clone, Debug, Serialize)]
pub struct Bytes {
    pub path: String,
    pub sha256: String,
    pub bytes: u64,
    /// What its author says of where it comes from. It was not checked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<Source>,
    /// Where the same bytes lie in git, as the author says; `blob` was worked out from them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub git: Option<Place>,
}

/// Where a file comes from, in the author's words.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Source {
    /// The address that it is a copy of.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub url: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub captured: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub obtained: Option<String>,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub by: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub how: String,
}

impl Manifest {
    #[must_use]
    pub fn new(version: &'static str, claims: Vec<Entry>, evidence: Vec<Bytes>) -> Self {
        Self {
            schema: "manifest.schema.json",
            version: VERSION,
            generator: Generator { name: "folio", version },
            limits: LIMITS,
            claims,
            evidence,
        }
    }

    /// The manifest as canonical JSON.
    #[must_use]
    pub fn canonical(&self) -> String {
        // Only a map with keys that are no texts, or a number that is none, has no such form.
        serde_json_canonicalizer::to_string(self).unwrap_or_default()
    }
}
