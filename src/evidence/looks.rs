//! What an author says of what the looks at the data behind a figure have found.

use super::{Checked, Examined};
use crate::model::case_study::{CaseStudy, Explanation};
use crate::model::metric::{Amount, Metric};
use crate::proof::forensics::{self, Look, Ran, Side};

/// A share of a number of things that the author names, as GRIM sees it.
#[must_use]
pub fn of_share(metric: &Metric) -> Option<Ran> {
    let figure = &metric.value;
    let Amount::Exact(share) = figure.amount else { return None };
    forensics::of_share(share, &figure.unit, metric.population.as_deref()?)
}

/// Puts together what was looked for behind one metric, with the words of its author.
pub fn gather(checked: &mut Checked, cited: Vec<Ran>, metric: &Metric, case: &CaseStudy) {
    if !checked.has_data() {
        return;
    }
    let [value, baseline] = [&mut checked.value, &mut checked.baseline].map(|one| {
        one.as_mut().map_or_else(Side::default, |one| Side {
            looks: std::mem::take(&mut one.looks),
            arm: one.arm.as_ref(),
        })
    });
    let taken = forensics::together(value, baseline, cited, of_share(metric)).into_iter();
    let examined = taken.map(|taken| Examined {
        of: taken.of,
        explanation: taken.ran.note.as_ref().and_then(|_| explanation(case, &metric.id, taken.ran.look)),
        ran: taken.ran,
    });
    checked.examined = examined.collect();
}

fn explanation(case: &CaseStudy, metric: &str, look: Look) -> Option<String> {
    let fits = |explanation: &&Explanation| {
        explanation.finding == look.name() && (explanation.metric.is_empty() || explanation.metric == metric)
    };
    case.explanations.iter().find(fits).map(|explanation| explanation.text.clone())
}
