//! `proof/manifest.json`: every claim of a site with what was checked of it, for whoever checks it again.
//!
//! Canonical JSON (RFC 8785), so that the same site has the same bytes. Its schema lies beside it.

use super::git::Place;
use crate::claim::{Claim, Json, canonical, in_canonical_order, push_canonical};
use crate::table::{Declared, Mark, Table};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// The version of the format. A member that readers may pass over is added within a version, and the schema that lies beside the
/// manifest has it; where a member goes or comes to mean something else, the version is another.
pub const VERSION: u32 = 1;

/// The JSON Schema of the manifest (draft-07).
pub const SCHEMA: &str = include_str!("manifest.schema.json");

/// What folio checks and what it cannot.
pub const LIMITS: &str = "folio checks bytes, arithmetic, dates and signatures. It does not know whether the source told the truth.";

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    #[serde(rename = "$schema")]
    pub schema: Cow<'static, str>,
    pub claims: Vec<Entry<'static>>,
    pub evidence: Vec<Bytes>,
    pub generator: Generator,
    pub limits: Cow<'static, str>,
    pub version: u32,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Generator {
    pub name: Cow<'static, str>,
    pub version: Cow<'static, str>,
}

/// A claim, where it stands, and what was checked of it. Paths are from the root of the site.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry<'a> {
    /// The id of its element on that page.
    pub anchor: String,
    pub calculations: Vec<Calculation<'a>>,
    /// The window of the value is that of its case study: the figure names none of its own.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub case_window: bool,
    pub claim: Claim<'a>,
    /// SHA-256 of the claim's canonical form.
    pub digest: String,
    /// What readers see, in the language of the site.
    pub displayed: Displayed,
    /// The published files behind it.
    pub evidence: Vec<Cow<'a, str>>,
    /// The page says that it is invented.
    pub example: bool,
    /// What was looked for in the data behind it; nothing of it changes a mark.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub forensics: Vec<Look<'a>>,
    /// Addresses behind it. Nothing about them was checked.
    pub links: Vec<Cow<'a, str>>,
    /// Each mark with `pass`, `fail` or `unchecked`.
    pub marks: BTreeMap<Cow<'static, str>, Cow<'static, str>>,
    pub page: String,
}

/// A look at the data behind a figure (`docs/forensics.md`).
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Look<'a> {
    /// How rare what was found is by chance, with two digits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub chance: Option<String>,
    pub column: Cow<'a, str>,
    /// The author's words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub explanation: Option<String>,
    /// What readers see of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// `value`, `baseline`, `both`, or `file` where nothing was calculated.
    pub of: Cow<'static, str>,
    /// `note` or `quiet`.
    pub state: Cow<'static, str>,
    pub test: Cow<'static, str>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Displayed {
    pub baseline: String,
    pub baseline_period: String,
    /// Absolute and relative.
    pub change: String,
    pub check: String,
    /// The change in one number.
    pub difference: String,
    /// Baseline to result in one line.
    pub line: String,
    pub name: String,
    pub period: String,
    pub sentence: String,
    pub target: String,
    pub uncertainty: String,
    pub value: String,
}

/// A calculation that gave its figure.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Calculation<'a> {
    pub blanks: usize,
    /// By column: how its cells are written in the table, where that is not as JSON and ISO 8601 have it.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty", serialize_with = "in_canonical_order")]
    pub columns: BTreeMap<String, Column>,
    pub denominator: String,
    pub digits: u32,
    /// The published file.
    pub file: Cow<'a, str>,
    pub left_out: usize,
    /// The exact result, in the unit of the figure.
    pub numerator: String,
    /// `value` or `baseline`.
    pub of: Cow<'static, str>,
    pub phrase: Cow<'a, str>,
    /// The same for `verify.js`: a [`crate::proof::calc::Plan`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plan: Option<Json<'a>>,
    /// What the author declares of the file, where its bytes do not tell.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reading: Option<Reading>,
    /// The result at the digits of the figure, and how many of them stand behind the point.
    pub rounded: String,
    pub rows: usize,
    /// The steps of its chart, as the page shows them in a table too.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub series: Vec<Step>,
    /// By what a share is multiplied: `1`, `100` or `1000`.
    pub share: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sql: Option<Cow<'a, str>>,
    /// The CSV that was calculated with, where the file is not that itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub table: Option<Cow<'a, str>>,
    pub used: usize,
}

/// How a file is to be read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reading {
    /// `point` or `comma`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decimal: Option<Cow<'static, str>>,
    /// The sign between cells.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delimiter: Option<char>,
    /// A name of the Encoding Standard.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub encoding: String,
    /// The line that names the columns.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub header: Option<usize>,
}

impl Reading {
    /// None where nothing is declared.
    #[must_use]
    pub fn of(declared: &Declared) -> Option<Self> {
        (*declared != Declared::default()).then(|| Self {
            encoding: declared.encoding.clone(),
            delimiter: declared.delimiter.map(char::from),
            decimal: declared.decimal.map(|mark| Cow::Borrowed(mark.name())),
            header: declared.header,
        })
    }

    /// The same for whoever reads the table; none when it says what nobody can declare.
    #[must_use]
    pub fn declared(&self) -> Option<Declared> {
        let decimal = match self.decimal.as_deref() {
            None => None,
            Some(name) => Some([Mark::Point, Mark::Comma].into_iter().find(|mark| mark.name() == name)?),
        };
        let delimiter = match self.delimiter {
            None => None,
            Some(delimiter) => Some(u8::try_from(delimiter).ok().filter(u8::is_ascii)?),
        };
        Some(Declared { encoding: self.encoding.clone(), delimiter, decimal, header: self.header })
    }
}

/// How the cells of a column are written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Column {
    /// `comma`, where that marks the decimals.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decimal: Option<Cow<'static, str>>,
    /// What stands first in days with slashes: `day` or `month`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first: Option<Cow<'static, str>>,
    /// The sign of money or per cent beside its numbers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sign: Option<char>,
}

impl Column {
    /// How a column of a table is written; none where that is as JSON and ISO 8601 have it, or there is no such column.
    #[must_use]
    pub fn of(table: &Table, name: &str) -> Option<Self> {
        let column = table.column(name).ok()?;
        let numbers = table.numbers(column).ok();
        let comma = numbers.is_some_and(|numbers| numbers.mark == Mark::Comma);
        let (decimal, sign) =
            (comma.then_some(Cow::Borrowed("comma")), numbers.and_then(|numbers| numbers.sign));
        let first = table.days(column).first().map(Cow::Borrowed);
        (decimal.is_some() || sign.is_some() || first.is_some()).then_some(Self { decimal, first, sign })
    }
}

/// A step of a chart.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub denominator: Option<String>,
    pub displayed: Shown,
    /// The exact result; none of a step without rows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub numerator: Option<String>,
    /// As front matter writes it: `2024-09`.
    pub period: String,
}

/// What readers see of a step.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Shown {
    pub period: String,
    /// Empty where there are no rows.
    pub value: String,
}

/// A published file.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bytes {
    pub bytes: u64,
    /// Where the same bytes lie in git, as the author says; `blob` was worked out from them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub git: Option<Place>,
    pub path: String,
    /// How it is to be read, where no calculation says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reading: Option<Reading>,
    pub sha256: String,
    /// What its author says of where it comes from. It was not checked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<Source>,
}

/// Where a file comes from, in the author's words.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub by: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub captured: Option<String>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub how: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub obtained: Option<String>,
    /// The address that it is a copy of.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub url: String,
}

impl Manifest {
    #[must_use]
    pub fn new(version: &'static str, claims: Vec<Entry<'static>>, evidence: Vec<Bytes>) -> Self {
        Self {
            schema: Cow::Borrowed("manifest.schema.json"),
            version: VERSION,
            generator: Generator { name: Cow::Borrowed("folio"), version: Cow::Borrowed(version) },
            limits: Cow::Borrowed(LIMITS),
            claims,
            evidence,
        }
    }

    /// The manifest as canonical JSON.
    #[must_use]
    pub fn canonical(&self) -> String {
        canonical(self)
    }

    /// The manifest without claims, as what stands before them and what behind. [`push_part`] writes what comes between.
    #[must_use]
    pub fn around_claims(self) -> (String, String) {
        const NONE: &str = "\"claims\":[]";
        let mut before = canonical(&Self { claims: Vec::new(), ..self });
        // Nothing that a site says stands before it.
        let at = before.find(NONE).map_or(0, |at| at + NONE.len() - 1);
        let behind = before.split_off(at);
        (before, behind)
    }
}

/// Appends claims as canonical JSON with a comma before each: a part of a manifest.
pub fn push_part(bytes: &mut Vec<u8>, claims: &[Entry<'_>]) {
    let start = bytes.len();
    push_canonical(bytes, &claims);
    // What brackets part from nothing, commas part from what stands before.
    match bytes.get_mut(start) {
        Some(bracket) if !claims.is_empty() => {
            *bracket = b',';
            bytes.pop();
        }
        _ => bytes.truncate(start),
    }
}
