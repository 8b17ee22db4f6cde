//! `silence:`, what an author answers to the advice of `folio check`.

use crate::diag::Diagnostic;
use crate::model::Silence;
use crate::yaml::fields::{Fields, MISSING_KEY};

const REASON: &str = "followers are what the client asked for";

pub fn decode(fields: &mut Fields<'_>) -> Vec<Silence> {
    let example = "code: vanity-metric, reason: …";
    fields.records("silence", "an entry of `silence`", example, |fields| {
        let code = fields.required("code", "vanity-metric");
        let metric = fields.located("metric").filter(|metric| !metric.value.is_empty());
        let reason = fields.required("reason", REASON);
        if reason.as_ref().is_some_and(|reason| reason.value.is_empty()) {
            let (source, span) = (fields.source, fields.value_span("reason"));
            let message = "an entry of `silence` says why, and this reason is empty";
            fields.report(
                Diagnostic::error(MISSING_KEY, message)
                    .at(source, span)
                    .hint(format!("write `reason: {REASON}`")),
            );
        }
        Some(Silence { code: code?, metric, reason: reason?.value })
    })
}
