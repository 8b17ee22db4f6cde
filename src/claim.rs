//! One claim in its canonical form: what an author states, apart from where and in which words a page shows it.
//!
//! The members are fixed here. The address of the site, the slug of the page, and every word around the figure are left
//! out, so that a page can move and be written anew without the claim becoming another. The form is JSON as RFC 8785
//! has it; numbers are texts, for their digits count.

mod writer;

use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::borrow::Cow;
use std::collections::BTreeMap;
use writer::Writer;

/// The version of the form.
pub const VERSION: u32 = 1;

/// Bytes that most records take.
const USUAL: usize = 512;

/// What is stated of one metric.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Claim<'a> {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub baseline: Option<Statement<'a>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub baseline_calc: Option<Cow<'a, str>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub calc: Option<Cow<'a, str>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub definition: Option<Cow<'a, str>>,
    /// SHA-256 of each file behind it, sorted.
    pub evidence: Vec<String>,
    /// Ids that it had before.
    #[serde(default, skip_serializing_if = "<[String]>::is_empty")]
    pub formerly: Cow<'a, [String]>,
    pub id: Cow<'a, str>,
    pub name: Cow<'a, str>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub population: Option<Cow<'a, str>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub uncertainty: Option<Cow<'a, str>>,
    pub value: Statement<'a>,
    pub version: u32,
}

/// How much of what, and when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Statement<'a> {
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
    #[serde(default, skip_serializing_if = "str::is_empty")]
    pub unit: Cow<'a, str>,
}

impl Claim<'_> {
    /// The claim as canonical JSON.
    #[must_use]
    pub fn canonical(&self) -> String {
        canonical(self)
    }
}

/// The canonical form (RFC 8785) of a record whose fields are declared in the order of their names, all the way down, and
/// whose numbers are whole. Every build with debug assertions, and so every test, holds it against a canonicalizer; one that
/// sorts and knows all numbers took a quarter of a build with evidence.
#[must_use]
pub fn canonical(record: &impl Serialize) -> String {
    let mut json = Vec::with_capacity(USUAL);
    push_canonical(&mut json, record);
    // It is JSON.
    String::from_utf8(json).unwrap_or_default()
}

/// Appends the canonical form of such a record.
pub fn push_canonical(bytes: &mut Vec<u8>, record: &impl Serialize) {
    let start = bytes.len();
    let written = record.serialize(Writer::new(bytes));
    debug_assert!(
        written.is_err() || is_canonical(&bytes[start..]),
        "{}",
        String::from_utf8_lossy(&bytes[start..])
    );
    if written.is_err() {
        bytes.truncate(start);
    }
}

/// Canonical JSON that was written already, as a part of a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Json<'a>(pub Cow<'a, str>);

impl Serialize for Json<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_newtype_struct(writer::WRITTEN, &*self.0)
    }
}

impl<'de> Deserialize<'de> for Json<'_> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // Whoever wrote it may have known other forms.
        let read = serde_json::Value::deserialize(deserializer)?;
        serde_json_canonicalizer::to_string(&read)
            .map(|json| Self(Cow::Owned(json)))
            .map_err(D::Error::custom)
    }
}

/// Whether the canonicalizer has nothing to change.
fn is_canonical(json: &[u8]) -> bool {
    let read: Option<serde_json::Value> = serde_json::from_slice(json).ok();
    read.and_then(|value| serde_json_canonicalizer::to_vec(&value).ok())
        .is_some_and(|canonical| canonical == json)
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
    use serde_json::json;

    /// What `serde_json` writes of texts and whole numbers is canonical, where members come in their order.
    #[test]
    fn texts_and_numbers_are_as_the_rfc_has_them() {
        let every: String = ('\0'..='\u{2ff}').chain(['\u{2028}', '\u{ffff}', '😀']).collect();
        for length in 0..every.chars().count() {
            let text: String = every.chars().skip(length).take(1 + length % 40).collect();
            assert_eq!(canonical(&text), serde_json::to_string(&text).expect("a text"));
        }
        let most = 1_u64 << 53;
        let numbers = json!({"a": [0, 7, 10, -1, 4_294_967_296_u64, most], "b": [null, true, {}, []], "c\n": {"d": "\"\\"}});
        assert_eq!(canonical(&numbers), numbers.to_string());
        assert_eq!(canonical(&json!(most + 1)), "");
        assert_eq!(canonical(&json!(0.5)), "");
    }

    #[test]
    fn what_was_written_already_stays_as_it_is() {
        let written = Json("{\"a\":[1,\"\\n\"]}".into());
        assert_eq!(canonical(&vec![&written, &written]), "[{\"a\":[1,\"\\n\"]},{\"a\":[1,\"\\n\"]}]");
        assert_eq!(serde_json::from_str::<Json<'_>>(&written.0).expect("it is JSON"), written);
    }

    #[test]
    fn the_canonical_form_is_sorted_and_leaves_out_what_is_not_said() {
        let value = Statement {
            bound: Cow::Borrowed("exact"),
            number: "58.90".to_owned(),
            to: None,
            unit: "%".into(),
            period: Some("2024-09".to_owned()),
        };
        let claim = Claim {
            version: VERSION,
            id: "abandonment".into(),
            formerly: Cow::default(),
            name: "Checkout “abandonment”".into(),
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
