//! `proof/manifest.json`: every claim of a site with what was checked of it, for whoever checks it again.
//!
//! Canonical JSON (RFC 8785), so that the same site has the same bytes. Its schema lies beside it.

use crate::claim::Claim;
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
    /// The result at the digits of the figure.
    pub rounded: String,
    pub rows: usize,
    pub used: usize,
    pub left_out: usize,
    pub blanks: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sql: Option<String>,
}

/// A published file.
#[derive(Clone, Debug, Serialize)]
pub struct Bytes {
    pub path: String,
    pub sha256: String,
    pub bytes: u64,
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
