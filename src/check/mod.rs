//! `folio check`: all that a build would say, and advice on what a reader who doubts would ask next.
//!
//! Advice is not about what is wrong but about what is weak: a figure that nothing is compared with, a share of
//! nobody knows what. Each rule is a function over one document; an author who has read its advice and does not take
//! it says why, in the file:
//!
//! ```yaml
//! silence:
//!   - { code: vanity-metric, reason: followers are what the client asked for }
//! ```

mod advice;
mod case;
mod metrics;

use crate::build::{self, Options, Survey};
use crate::diag::{Code, Diagnostic};
use advice::Advice;
use std::time::{Duration, Instant};

pub use advice::{SILENCE, UNUSED_SILENCE};
pub use case::{NO_CONSENT, NO_DISCLOSURE, NO_SHARE, NO_SOURCE};
pub use metrics::{NO_BASELINE, NO_DEFINITION, NO_DENOMINATOR, TARGET_SET_LATE, VANITY};

/// What can be silenced.
pub const CODES: &[Code] = &[
    NO_BASELINE,
    NO_CONSENT,
    NO_DEFINITION,
    NO_DENOMINATOR,
    NO_DISCLOSURE,
    NO_SHARE,
    NO_SOURCE,
    TARGET_SET_LATE,
    VANITY,
];

/// What came of a check.
#[derive(Debug, Default)]
pub struct Report {
    /// Sorted by file and place.
    pub diagnostics: Vec<Diagnostic>,
    pub documents: usize,
    pub metrics: usize,
    pub elapsed: Duration,
}

/// Looks through the site in `options.root`. No page is written.
#[must_use]
pub fn check(options: &Options) -> Report {
    let start = Instant::now();
    let mut report = Report::default();
    report.diagnostics = build::survey(options, |site| {
        report.documents = site.documents.len();
        let cases = site.documents.iter().filter_map(|document| document.case.as_deref());
        report.metrics = cases.map(|case| case.metrics.len()).sum();
        look(site)
    });
    report.elapsed = start.elapsed();
    report
}

fn look(site: &Survey<'_>) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    for document in site.documents {
        let mut advice = Advice::new(document);
        if let Some(case) = document.case.as_deref() {
            case::look(document, case, &mut advice);
            metrics::look(case, &mut advice);
        }
        diagnostics.extend(advice.unsilenced());
    }
    diagnostics
}
