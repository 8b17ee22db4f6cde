//! What a metric leaves open: compared with what, of whom, counted how, and aimed at since when.

use super::advice::Advice;
use crate::diag::Code;
use crate::model::case_study::CaseStudy;
use crate::model::metric::Metric;
use crate::proof::calc::{self, Op};
use crate::unit::Kind;

pub const NO_BASELINE: Code = Code("no-baseline");
pub const NO_DEFINITION: Code = Code("no-definition");
pub const NO_DENOMINATOR: Code = Code("no-denominator");
pub const TARGET_SET_LATE: Code = Code("target-set-late");
/// Attention is counted, and nothing that came of it.
pub const VANITY: Code = Code("vanity-metric");

pub fn look<'a>(case: &'a CaseStudy, advice: &mut Advice<'a>) {
    for metric in &case.metrics {
        baseline(metric, advice);
        definition(metric, advice);
        target(case, metric, advice);
    }
    vanity(case, advice);
}

fn baseline<'a>(metric: &'a Metric, advice: &mut Advice<'a>) {
    // A target or what would have happened anyway is something to compare with, and growth is compared already.
    let compared = metric.baseline.is_some()
        || metric.target.is_some()
        || metric.counterfactual.is_some()
        || grows(metric);
    if !compared {
        let message = format!("`{}` is compared with nothing", metric.name);
        let hint = "add `baseline:` with the figure before, or `target:` with what was aimed at";
        advice.on(&metric.id, NO_BASELINE, metric.span, message, hint);
    }
}

/// Whether the figure is worked out as a change.
fn grows(metric: &Metric) -> bool {
    let calc = metric.calc.as_ref().and_then(|written| calc::parse(&written.value).ok());
    calc.is_some_and(|calc| matches!(calc.op, Op::Delta(..) | Op::Growth(..)))
}

fn definition<'a>(metric: &'a Metric, advice: &mut Advice<'a>) {
    if metric.definition.is_some() || metric.calc.is_some() {
        return;
    }
    let unit = &metric.value.unit;
    if unit.kind == Kind::Percent && unit.of.is_empty() && metric.population.is_none() {
        let message = format!("`{}` is a share, and nothing says of what", metric.name);
        let hint = "write `58.9 % of sessions`, or add `population:` or `definition:`";
        advice.on(&metric.id, NO_DENOMINATOR, metric.span, message, hint);
    } else {
        let message = format!("nothing says what exactly `{}` counts", metric.name);
        let hint = "add `definition:` with what is counted, and what is not";
        advice.on(&metric.id, NO_DEFINITION, metric.span, message, hint);
    }
}

fn target<'a>(case: &CaseStudy, metric: &'a Metric, advice: &mut Advice<'a>) {
    let set = metric.target.as_ref().and_then(|target| target.set);
    let (Some(set), Some(window)) = (set, metric.value.period.or(case.period)) else { return };
    if set.first_day() > window.first_day() {
        let message =
            format!("the target was set in {set}, when the window of the result, {window}, had begun");
        let hint =
            "a target says something when it comes first: give the one that stood before, or leave it out";
        advice.on(&metric.id, TARGET_SET_LATE, metric.span, message, hint);
    }
}

/// What people do without it being of use to anybody yet, in the words of several languages.
const ATTENTION: &[&str] = &[
    "follower",
    "followers",
    "impression",
    "impressions",
    "like",
    "likes",
    "pageview",
    "pageviews",
    "reach",
    "retweet",
    "retweets",
    "view",
    "views",
    "abonnés",
    "aufrufe",
    "impresiones",
    "reichweite",
    "seguidores",
    "visualizaciones",
    "visualizações",
    "vues",
];

fn vanity<'a>(case: &'a CaseStudy, advice: &mut Advice<'a>) {
    let Some(first) = case.metrics.first().filter(|_| case.metrics.iter().all(is_attention)) else { return };
    let message =
        format!("`{}` counts attention, and no metric beside it says what came of that", first.name);
    let hint = "add what people did then: orders, sign-ups, replies, hours saved";
    advice.on(&first.id, VANITY, first.span, message, hint);
}

fn is_attention(metric: &Metric) -> bool {
    let counted = match &metric.value.unit.kind {
        Kind::Count(noun) => noun,
        _ => "",
    };
    let words = metric.name.split(|c: char| !c.is_alphanumeric()).chain(counted.split(' '));
    words.map(str::to_lowercase).any(|word| ATTENTION.contains(&word.as_str()))
}
