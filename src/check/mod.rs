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
mod data;
mod external;
mod metrics;
mod prose;
mod text;

use crate::build::{self, Options, Survey};
use crate::diag::{Code, Diagnostic};
use crate::markdown::{Outline, outline};
use crate::model::Document;
use crate::net::fetch::Limits;
use crate::render::bodies;
use crate::source::{Source, Span};
use advice::Advice;
use external::Link;
use rayon::prelude::*;
use std::sync::Arc;
use std::time::{Duration, Instant};

pub use advice::{SILENCE, UNUSED_SILENCE};
pub use case::{NO_CONSENT, NO_DISCLOSURE, NO_METHOD, NO_SHARE, NO_SOURCE};
pub use data::{
    BENFORD, CONSTANT_RUN, EXPLANATION, GAPS, GRIM, REPEATED_BLOCK, SAMPLE_RATIO, STALE, TERMINAL_DIGITS,
    UNDER_DISPERSION, UNUSED_EXPLANATION, WINDOW,
};
pub use external::DEAD;
pub use metrics::{NO_BASELINE, NO_DEFINITION, NO_DENOMINATOR, TARGET_SET_LATE, VANITY};
pub use text::{HEADING_ORDER, NO_ALT, POINTS, UNBOUND};

/// What can be silenced.
pub const CODES: &[Code] = &[
    BENFORD,
    CONSTANT_RUN,
    DEAD,
    GAPS,
    GRIM,
    HEADING_ORDER,
    NO_ALT,
    NO_BASELINE,
    NO_CONSENT,
    NO_DEFINITION,
    NO_DENOMINATOR,
    NO_DISCLOSURE,
    NO_METHOD,
    NO_SHARE,
    NO_SOURCE,
    POINTS,
    REPEATED_BLOCK,
    SAMPLE_RATIO,
    STALE,
    TARGET_SET_LATE,
    TERMINAL_DIGITS,
    UNBOUND,
    UNDER_DISPERSION,
    UNUSED_EXPLANATION,
    VANITY,
    WINDOW,
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

/// Looks through the site in `options.root`. No page is written. With limits, links to other hosts are tried too.
#[must_use]
pub fn check(options: &Options, external: Option<Limits>) -> Report {
    let start = Instant::now();
    let mut report = Report::default();
    report.diagnostics = build::survey(options, |site| {
        report.documents = site.documents.len();
        let cases = site.documents.iter().filter_map(|document| document.case.as_deref());
        report.metrics = cases.map(|case| case.metrics.len()).sum();
        look(site, external)
    });
    report.elapsed = start.elapsed();
    report
}

fn look(site: &Survey<'_>, external: Option<Limits>) -> Vec<Diagnostic> {
    let looked: Vec<(Advice<'_>, Vec<Link>)> = site
        .documents
        .par_iter()
        .map(|document| {
            let mut advice = Advice::new(document);
            if let Some(case) = document.case.as_deref() {
                case::look(document, case, &mut advice);
                metrics::look(case, &mut advice);
                data::look(document, case, site.evidence, site.world.today(), &mut advice);
            }
            let mut links = Vec::new();
            // A file that changed meanwhile is told of by the build.
            if let Ok(source) = bodies::source(document, site.world) {
                let outline = outline(&source, document.body, &site.markdown);
                text::look(document, &outline, &mut advice);
                if external.is_some() {
                    links = links_of(document, &source, &outline, &site.config.base_url);
                }
            }
            (advice, links)
        })
        .collect();
    let (mut advice, links): (Vec<_>, Vec<_>) = looked.into_iter().unzip();
    if let Some(limits) = external {
        for (link, diagnostic) in external::dead(links.into_iter().flatten().collect(), site.world, limits) {
            let place =
                site.documents.iter().position(|document| document.path.as_str() == link.source.name());
            if let Some(advice) = place.and_then(|place| advice.get_mut(place)) {
                advice.add(diagnostic);
            }
        }
    }
    let silent = if external.is_none() { Some(DEAD) } else { None };
    advice.into_iter().flat_map(|advice| advice.unsilenced(silent)).collect()
}

/// Every address of another host that a document names.
fn links_of(document: &Document, source: &Arc<Source>, outline: &Outline, base_url: &str) -> Vec<Link> {
    let mut links: Vec<(String, Span)> = outline.links.clone();
    if let Some(case) = document.case.as_deref() {
        let client = case.client.iter().map(|client| &client.url);
        let quotes = case.quotes.iter().map(|quote| &quote.url);
        let evidence = case.evidence.iter().flat_map(|entry| [&entry.url, &entry.archived]);
        let front = &source.text()[..document.body.start.min(source.text().len())];
        for url in client.chain(quotes).chain(evidence).filter(|url| !url.is_empty()) {
            let at = front.find(url.as_str()).unwrap_or_default();
            links.push((url.clone(), Span::new(at, at + url.len())));
        }
    }
    links.retain(|(url, _)| external::is_elsewhere(url, base_url));
    links.into_iter().map(|(url, span)| Link { url, source: Arc::clone(source), span }).collect()
}
