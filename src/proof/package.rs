//! `proof/datapackage.json`: the evidence as a Frictionless data package (specs.frictionlessdata.io, version 1).

use super::digest::Digest;
use crate::path::slug;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};

#[derive(Debug, Serialize)]
pub struct Package {
    name: &'static str,
    profile: &'static str,
    resources: Vec<Resource>,
}

/// One file of the package.
#[derive(Debug, Serialize)]
pub struct Resource {
    name: String,
    /// `table`, with a schema, or `file`.
    #[serde(rename = "type")]
    kind: &'static str,
    path: String,
    format: String,
    bytes: u64,
    hash: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    encoding: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    schema: Option<Schema>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    sources: Vec<Source>,
}

/// Where a file comes from, as its author says.
#[derive(Clone, Debug, Serialize)]
pub struct Source {
    pub title: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub path: String,
}

#[derive(Debug, Serialize)]
struct Schema {
    fields: Vec<Field>,
}

/// A column and what its cells are: `integer`, `number`, `date` or `string`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Field {
    pub name: String,
    #[serde(rename = "type", deserialize_with = "kind")]
    pub kind: Kind,
}

/// One of few words; under its own name serde would take it for a part of what it reads.
pub type Kind = &'static str;

fn kind<'de, D: Deserializer<'de>>(deserializer: D) -> Result<&'static str, D::Error> {
    let read = <&str>::deserialize(deserializer)?;
    let known = ["integer", "number", "date", "string"].into_iter().find(|known| *known == read);
    known.ok_or_else(|| D::Error::custom("no kind of cells"))
}

impl Resource {
    /// A file at a path from the package. `fields`: of a file that is plain CSV.
    #[must_use]
    pub fn new(path: &str, digest: &Digest, bytes: u64, fields: Option<&[Field]>) -> Self {
        let file = path.rsplit('/').next().unwrap_or(path);
        let (stem, ending) = file.rsplit_once('.').unwrap_or((file, ""));
        let digest = digest.to_string();
        Self {
            // Two files may have one name, and none has the digest of another.
            name: format!("{}-{}", slug(stem), &digest[..12]).trim_start_matches('-').to_owned(),
            kind: if fields.is_some() { "table" } else { "file" },
            path: path.to_owned(),
            format: ending.to_lowercase(),
            bytes,
            hash: format!("sha256:{digest}"),
            encoding: fields.map(|_| "utf-8"),
            schema: fields.map(|fields| Schema { fields: fields.to_vec() }),
            sources: Vec::new(),
        }
    }

    /// With what is said of where it comes from.
    #[must_use]
    pub fn with(self, sources: Vec<Source>) -> Self {
        Self { sources, ..self }
    }
}

impl Package {
    #[must_use]
    pub fn new(resources: Vec<Resource>) -> Self {
        Self { name: "evidence", profile: "data-package", resources }
    }

    /// The package as JSON, for people to read too.
    #[must_use]
    pub fn to_json(&self) -> String {
        // Only a map with keys that are no texts, or a number that is none, cannot be written.
        serde_json::to_string_pretty(self).unwrap_or_default() + "\n"
    }
}
