//! A metric as a claim in its canonical form.

use crate::claim::{Claim, Statement, VERSION};
use crate::evidence::{Checked, Evidence};
use crate::model::metric::{Amount, Figure, Metric};
use crate::period::Period;

/// What is stated of a metric, whose figures without a window take that of their case study.
#[must_use]
pub fn claim(
    metric: &Metric,
    case_period: Option<Period>,
    checked: Option<&Checked>,
    evidence: &Evidence,
) -> Claim {
    let files = checked.map_or(&[][..], |checked| &checked.files);
    let mut digests: Vec<String> =
        files.iter().filter_map(|number| Some(evidence.files.get(*number)?.digest.to_string())).collect();
    digests.sort_unstable();
    digests.dedup();
    let calc = |written: &Option<Box<crate::source::Located<String>>>| {
        written.as_ref().map(|calc| calc.value.clone())
    };
    Claim {
        version: VERSION,
        id: metric.id.clone(),
        formerly: metric.formerly.clone(),
        name: metric.name.clone(),
        definition: metric.definition.clone(),
        value: statement(&metric.value, case_period),
        // The window of the case study is that of its results, not of what was before.
        baseline: metric.baseline.as_ref().map(|baseline| statement(baseline, None)),
        population: metric.population.clone(),
        uncertainty: metric.uncertainty.as_ref().map(|bounds| bounds.text.clone()),
        calc: calc(&metric.calc),
        baseline_calc: calc(&metric.baseline_calc),
        evidence: digests,
    }
}

fn statement(figure: &Figure, period: Option<Period>) -> Statement {
    let (bound, number, to) = match figure.amount {
        Amount::Exact(number) => ("exact", number, None),
        Amount::AtLeast(number) => ("at-least", number, None),
        Amount::AtMost(number) => ("at-most", number, None),
        Amount::Between(low, high) => ("between", low, Some(high)),
    };
    let unit = format!("{} {}", figure.unit.prefix, figure.unit.suffix);
    Statement {
        bound: bound.into(),
        number: number.to_string(),
        to: to.map(|high| high.to_string()),
        unit: unit.trim().to_owned(),
        period: figure.period.or(period).map(|period| period.to_string()),
    }
}
