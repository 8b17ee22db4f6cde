//! One claim in its canonical form: what an author states, apart from where and in which words a page shows it.
//!
//! The members are fixed here. The address of the site, the slug of the page, and every word around the figure are left
//! out, so that a page can move and be written anew without the claim becoming another. The form is JSON as RFC 8785
//! has it; numbers are texts, for their digits count.

use serde::{Deserialize, Serialize, Serializer};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// The version of the form.
pub const VERSION: u32 = 1;

/// What is stated of one metric.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Claim {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub baseline: Option<Statement>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub baseline_calc: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub calc: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub definition: Option<String>,
    /// SHA-256 of each file behind it, sorted.
    pub evidence: Vec<String>,
    /// Ids that it had before.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub formerly: Vec<String>,
    pub id: String,
    pub name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub population: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub uncertainty: Option<String>,
    pub value: Statement,
    pub version: u32,
}

/// How much of what, and when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Statement {
    /// `exact`, `at-least`, `at-most` or `between`.
    pub bound: Cow<'static, str>,
    /// As it was written, with a point.
    pub number: String,
    /// As front matter writes it: `2024-09`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub period: Option<String>,
    /// The upper end of a range.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub unit: String,
}

impl Claim {
    /// The claim as canonical JSON.
    #[must_use]
    pub fn canonical(&self) -> String {
        canonical(self)
    }
}

/// The canonical form (RFC 8785) of a record whose fields are declared in the order of their names, all the way down, and
/// whose numbers are whole: what serde writes is that form already, in an eighth of the time. Every build with debug
/// assertions, and so every test, holds both against each other.
#[must_use]
pub fn canonical(record: &impl Serialize) -> String {
    // Only a map with keys that are no texts, or a number that is none, has no such form.
    let json = serde_json::to_string(record).unwrap_or_default();
    debug_assert_eq!(json, serde_json_canonicalizer::to_string(record).unwrap_or_default());
    json
}

/// Appends the canonical form of such a record.
pub fn push_canonical(bytes: &mut Vec<u8>, record: &impl Serialize) {
    let start = bytes.len();
    if serde_json::to_writer(&mut *bytes, record).is_err() {
        bytes.truncate(start);
    }
    debug_assert_eq!(bytes[start..], *serde_json_canonicalizer::to_vec(record).unwrap_or_default());
}

/// Writes a map with its keys in the order of RFC 8785, which compares UTF-16 code units.
pub fn in_canonical_order<S: Serializer, V: Serialize>(
    map: &BTreeMap<String, V>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let mut entries: Vec<(&String, &V)> = map.iter().collect();
    entries.sort_by(|(one, _), (other, _)| one.encode_utf16().cmp(other.encode_utf16()));
    serializer.collect_map(entries)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_canonical_form_is_sorted_and_leaves_out_what_is_not_said() {
        let value = Statement {
            bound: Cow::Borrowed("exact"),
            number: "58.90".to_owned(),
            to: None,
            unit: "%".to_owned(),
            period: Some("2024-09".to_owned()),
        };
        let claim = Claim {
            version: VERSION,
            id: "abandonment".to_owned(),
            formerly: Vec::new(),
            name: "Checkout “abandonment”".to_owned(),
            definition: None,
            baseline: None,
            value,
            population: None,
            uncertainty: None,
            calc: None,
            baseline_calc: None,
            evidence: Vec::new(),
        };
        assert_eq!(
            claim.canonical(),
            "{\"evidence\":[],\"id\":\"abandonment\",\"name\":\"Checkout “abandonment”\",\"value\":{\"bound\":\"exact\",\
             \"number\":\"58.90\",\"period\":\"2024-09\",\"unit\":\"%\"},\"version\":1}"
        );
    }
}
