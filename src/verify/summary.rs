//! A report for programs, in the shape of a verification summary: who verified what, when, by which policy, with
//! which result.

use super::report::{Check, ClaimReport, Report, Result};
use serde::Serialize;

/// The JSON Schema of a summary (draft-07).
pub const SCHEMA: &str = include_str!("summary.schema.json");

/// The version of the policy: of what is checked.
const POLICY: u32 = 1;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Summary<'a> {
    r#type: &'static str,
    verifier: Verifier,
    time_verified: &'a str,
    resource_uri: &'a str,
    policy: Policy,
    input_attestations: Vec<Input<'a>>,
    verification_result: &'static str,
    /// What no check of bytes and arithmetic reaches.
    limits: &'static str,
    counts: Counts,
    checks: Vec<Checked<'a>>,
    altered: &'a [String],
    claims: Vec<Claim<'a>>,
}

#[derive(Serialize)]
struct Verifier {
    id: &'static str,
    version: &'static str,
}

#[derive(Serialize)]
struct Policy {
    id: &'static str,
    version: u32,
}

#[derive(Serialize)]
struct Input<'a> {
    path: &'static str,
    sha256: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Counts {
    files: usize,
    claims: usize,
    pass: usize,
    fail: usize,
    not_checked: usize,
}

#[derive(Serialize)]
struct Checked<'a> {
    check: &'static str,
    result: &'static str,
    #[serde(skip_serializing_if = "str::is_empty")]
    note: &'a str,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    reasons: &'a [String],
    #[serde(rename = "moreReasons", skip_serializing_if = "is_zero")]
    more: usize,
}

#[derive(Serialize)]
struct Claim<'a> {
    #[serde(rename = "claim")]
    address: &'a str,
    name: &'a str,
    value: &'a str,
    sha256: &'a str,
    result: &'static str,
    places: usize,
    checks: Vec<Checked<'a>>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands it on so")]
fn is_zero(number: &usize) -> bool {
    *number == 0
}

/// The report as JSON on one line.
#[must_use]
pub fn summary(report: &Report, resource: &str, time: &str) -> String {
    let inputs = [("proof/SHA256SUMS", &report.sums), ("proof/manifest.json", &report.manifest)];
    let inputs =
        inputs.into_iter().filter_map(|(path, digest)| Some(Input { path, sha256: digest.as_deref()? }));
    let summary = Summary {
        r#type: "verification-summary",
        verifier: Verifier { id: "folio", version: env!("CARGO_PKG_VERSION") },
        time_verified: time,
        resource_uri: resource,
        policy: Policy { id: "folio-verify", version: POLICY },
        input_attestations: inputs.collect(),
        verification_result: if report.failed() { "FAILED" } else { "PASSED" },
        limits: crate::proof::manifest::LIMITS,
        counts: Counts {
            files: report.files,
            claims: report.claims.len(),
            pass: report.count(Result::Pass),
            fail: report.count(Result::Fail),
            not_checked: report.count(Result::NotChecked),
        },
        checks: report.checks.iter().map(checked).collect(),
        altered: &report.altered,
        claims: report.claims.iter().map(claim).collect(),
    };
    // Strings, numbers and lists of them: serde_json has no reason to refuse.
    serde_json::to_string(&summary).unwrap_or_default() + "\n"
}

fn checked(check: &Check) -> Checked<'_> {
    let Check { name, result, note, reasons, more } = check;
    Checked { check: name, result: result.name(), note, reasons, more: *more }
}

fn claim(report: &ClaimReport) -> Claim<'_> {
    Claim {
        address: &report.claim,
        name: &report.name,
        value: &report.value,
        sha256: &report.digest,
        result: report.result().name(),
        places: report.places,
        checks: report.checks().into_iter().map(checked).collect(),
    }
}
