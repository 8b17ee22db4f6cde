//! A metric as a claim in its canonical form.

use crate::claim::{Claim, Statement, VERSION};
use crate::evidence::{Checked, Evidence};
use crate::model::metric::{Amount, Figure, Metric};
use crate::period::Period;
use crate::source::Located;
use std::borrow::Cow;

/// What is stated of a metric, whose figures without a window take that of their case study.
#[must_use]
pub fn claim<'a>(
    metric: &'a Metric,
    case_period: Option<Period>,
    checked: Option<&Checked>,
    evidence: &Evidence,
) -> Claim<'a> {
    let files = checked.map_or(&[][..], |checked| &checked.files);
    let mut digests: Vec<String> =
        files.iter().filter_map(|number| Some(evidence.files.get(*number)?.digest.to_string())).collect();
    digests.sort_unstable();
    digests.dedup();
    let calc = |written: &'a Option<Box<Located<String>>>| {
        written.as_ref().map(|calc| Cow::Borrowed(calc.value.as_str()))
    };
    let text = |text: &'a Option<String>| text.as_deref().map(Cow::Borrowed);
    Claim {
        version: VERSION,
        id: Cow::Borrowed(&metric.id),
        formerly: Cow::Borrowed(&metric.formerly),
        name: Cow::Borrowed(&metric.name),
        definition: text(&metric.definition),
        value: statement(&metric.value, case_period),
        // The window of the case study is that of its results, not of what was before.
        baseline: metric.baseline.as_ref().map(|baseline| statement(baseline, None)),
        population: text(&metric.population),
        uncertainty: metric.uncertainty.as_ref().map(|bounds| Cow::Borrowed(bounds.text.as_str())),
        calc: calc(&metric.calc),
        baseline_calc: calc(&metric.baseline_calc),
        evidence: digests,
    }
}

fn statement(figure: &Figure, period: Option<Period>) -> Statement<'_> {
    let (bound, number, to) = match figure.amount {
        Amount::Exact(number) => ("exact", number, None),
        Amount::AtLeast(number) => ("at-least", number, None),
        Amount::AtMost(number) => ("at-most", number, None),
        Amount::Between(low, high) => ("between", low, Some(high)),
    };
    let unit = match (figure.unit.prefix.as_str(), figure.unit.suffix.as_str()) {
        ("", unit) | (unit, "") => Cow::Borrowed(unit.trim()),
        (prefix, suffix) => Cow::Owned(format!("{prefix} {suffix}").trim().to_owned()),
    };
    Statement {
        bound: bound.into(),
        number: number.to_string(),
        to: to.map(|high| high.to_string()),
        unit,
        period: figure.period.or(period).map(|period| period.to_string()),
    }
}
