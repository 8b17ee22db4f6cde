//! Marks and the words for them against what was found out: none says more than was checked.

use super::report::{Check, ClaimReport, Result};
use crate::proof::manifest::{Entry, Manifest};
use crate::proof::marks::{Mark, State};
use crate::proof::words::{Says, said};

pub fn check(manifest: &Manifest, claims: &mut [ClaimReport]) {
    for (entry, claim) in manifest.claims.iter().zip(claims) {
        let mut check = Check::new("marks");
        marks(entry, claim, &mut check);
        words(entry, claim, &mut check);
        check.pass();
        claim.marks = check;
    }
}

fn marks(entry: &Entry, claim: &ClaimReport, check: &mut Check) {
    for mark in Mark::ALL {
        let state = entry.marks.get(mark.name()).map(|state| &**state);
        let is = |wanted: State| state == Some(wanted.name());
        let held = match mark {
            Mark::Stated => is(State::Pass) && claim.identity.result == Result::Pass,
            Mark::Sourced if is(State::Pass) => claim.evidence.result == Result::Pass,
            Mark::Reproduced if is(State::Pass) => {
                claim.arithmetic.result == Result::Pass
                    && entry.calculations.iter().any(|one| one.of == "value")
            }
            // Nothing that a site publishes today bears these out.
            Mark::Archived | Mark::Attested => is(State::Unchecked),
            _ => is(State::Fail) || is(State::Unchecked),
        };
        if !held {
            let state = state.unwrap_or("missing").escape_debug();
            check.fail(format!(
                "the mark “{}” is {state}, and what is published does not bear it out",
                mark.name()
            ));
        }
    }
    if entry.marks.len() != Mark::ALL.len() {
        check.fail("it has marks that nobody knows");
    }
}

/// The sentence beside the figure.
fn words(entry: &Entry, claim: &ClaimReport, check: &mut Check) {
    let sentence = &entry.displayed.check;
    let Some(says) = said(sentence) else {
        return check
            .leave(format!("“{sentence}” is worded by the site itself; folio cannot say what it claims"));
    };
    let calculated = |of: &str| {
        claim.arithmetic.result == Result::Pass && entry.calculations.iter().any(|one| one.of == of)
    };
    let (value, baseline) = (calculated("value"), calculated("baseline"));
    let failed = entry.marks.values().any(|state| *state == State::Fail.name());
    let held = match says {
        Says::Own => !failed,
        Says::LinkOnly => !failed && !entry.links.is_empty(),
        Says::Published => !failed && claim.evidence.result == Result::Pass,
        Says::Baseline => !failed && baseline,
        Says::Value => !failed && value,
        Says::Recalculated => !failed && value && (baseline || entry.claim.baseline.is_none()),
        Says::Failed => failed,
    };
    if !held {
        check.fail(format!("its words claim more than was found: “{sentence}”"));
    }
}
