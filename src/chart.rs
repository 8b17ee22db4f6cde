//! Charts: where points, bars and lines lie, as numbers only. A template draws them.
//!
//! A [`Slope`] leads from a baseline to a value, a [`Series`] has a bar or a point for each step of time, and a [`Level`]
//! is one value beside its target or within its bounds.
//!
//! The scale cannot mislead: it always contains zero and ends at the largest (and below zero at the smallest)
//! number drawn, so that heights stand in the ratio of the numbers. A fall by a sixth looks like a sixth, however
//! small the difference, and no axis is cut off to make it look larger. Bounds and ranges are no points, so
//! there is no chart of them. A step of time without rows is an empty place, and no line leads across it.

mod level;
mod series;

pub use level::Level;
pub use series::{Series, Step, steps};

use crate::claims::{Shown, ShownFigure, Words, fill, fill_into};
use crate::decimal::{Decimal, Ratio};
use crate::evidence::Checked;
use crate::model::metric::{Amount, Figure, Metric};
use serde::Serialize;

/// Every chart that there is of a metric.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Charts {
    pub slope: Option<Slope>,
    pub series: Option<Series>,
    pub level: Option<Level>,
}

/// The charts of a metric; `shown` is what readers see of it, `checked` what its data gave.
#[must_use]
pub fn draw(metric: &Metric, shown: &Shown, words: &Words, checked: Option<&Checked>) -> Charts {
    let slope = slope(metric, shown, words);
    let level = if slope.is_none() { level::level(metric, shown, words) } else { None };
    let value = checked.and_then(|checked| checked.value.as_ref());
    Charts { slope, series: value.and_then(|value| series::series(metric, &value.outcome, words)), level }
}

/// A slope from baseline to value. Heights are numbers from 0 (top) to 100 (bottom) with up to two decimals.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Slope {
    pub from_y: String,
    pub to_y: String,
    pub target_y: Option<String>,
    /// Of the uncertainty's lower bound.
    pub low_y: Option<String>,
    pub high_y: Option<String>,
    /// Where zero lies: at the bottom, unless something is below it.
    pub zero_y: String,
    /// The chart in words.
    pub label: String,
}

/// The slope of a metric with an exact baseline and an exact value; `shown` is what readers see of it.
#[must_use]
pub fn slope(metric: &Metric, shown: &Shown, words: &Words) -> Option<Slope> {
    let baseline = metric.baseline.as_ref()?;
    let from = point(baseline, &metric.value)?;
    let to = point(&metric.value, &metric.value)?;
    let target = metric.target.as_ref().and_then(|target| goal(&target.figure, &metric.value));
    let (low, high) = bounds(metric);
    let scale = Scale::of([Some(from), Some(to), target, low, high].into_iter().flatten());
    let optional = |number: Option<Ratio>| match number {
        Some(number) => scale.height(number).map(Some),
        None => Some(None),
    };
    Some(Slope {
        from_y: scale.height(from)?,
        to_y: scale.height(to)?,
        target_y: optional(target)?,
        low_y: optional(low)?,
        high_y: optional(high)?,
        zero_y: scale.height(Ratio::ZERO)?,
        label: label(metric, shown, words),
    })
}

#[derive(Clone, Copy, Debug)]
struct Scale {
    top: Ratio,
    bottom: Ratio,
}

impl Scale {
    /// The scale that holds zero and all of these.
    fn of(numbers: impl Iterator<Item = Ratio>) -> Self {
        let blank = Self { top: Ratio::ZERO, bottom: Ratio::ZERO };
        numbers.fold(blank, |scale, number| Self {
            top: scale.top.max(number),
            bottom: scale.bottom.min(number),
        })
    }

    fn height(self, number: Ratio) -> Option<String> {
        let span = self.top.checked_sub(self.bottom)?;
        // Also when everything is zero: zero lies at the bottom.
        if span.is_zero() || number == self.bottom {
            return Some("100".to_owned());
        }
        if number == self.top {
            return Some("0".to_owned());
        }
        let from_top = self.top.checked_sub(number)?.checked_div(span)?;
        hundredths(from_top)
    }

    /// The same from the other end: how far a number lies from the least.
    fn length(self, number: Ratio) -> Option<String> {
        Self { top: self.bottom.negated(), bottom: self.top.negated() }.height(number.negated())
    }
}

/// A share as a number from 0 to 100 with up to two decimals.
fn hundredths(share: Ratio) -> Option<String> {
    let number = share.checked_mul(Ratio::whole(100))?.round(2)?.to_string();
    // Two decimals are written, so nothing but them is cut off.
    Some(number.trim_end_matches('0').trim_end_matches('.').to_owned())
}

/// The bounds of the uncertainty.
fn bounds(metric: &Metric) -> (Option<Ratio>, Option<Ratio>) {
    let bounds = metric.uncertainty.as_ref();
    (bounds.map(|bounds| Ratio::from(bounds.low)), bounds.map(|bounds| Ratio::from(bounds.high)))
}

/// An exact figure in the unit of `value`.
fn point(figure: &Figure, value: &Figure) -> Option<Ratio> {
    match figure.amount {
        Amount::Exact(number) => in_unit_of(number, figure, value),
        _ => None,
    }
}

/// Where the line of a target lies: a bound is drawn where it begins.
fn goal(target: &Figure, value: &Figure) -> Option<Ratio> {
    match target.amount {
        Amount::Exact(number) | Amount::AtLeast(number) | Amount::AtMost(number) => {
            in_unit_of(number, target, value)
        }
        Amount::Between(..) => None,
    }
}

fn in_unit_of(number: Decimal, figure: &Figure, value: &Figure) -> Option<Ratio> {
    Ratio::from(number).checked_mul(figure.unit.conversion(&value.unit).ok()?)
}

fn label(metric: &Metric, shown: &Shown, words: &Words) -> String {
    let own = metric.value.period.is_some();
    let before =
        shown.baseline.as_ref().map_or_else(String::new, |baseline| in_period(baseline, true, words));
    // A window that is only the case study's is said beside the figure, not in the chart.
    let after = in_period(&shown.value, own, words);
    let mut label = String::with_capacity(96);
    fill_into(&mut label, &words.chart, &[("baseline", &before), ("value", &after)]);
    add_marks(&mut label, metric, shown, words);
    label
}

/// Says where target and bounds lie.
fn add_marks(label: &mut String, metric: &Metric, shown: &Shown, words: &Words) {
    if let Some(target) = &shown.target {
        fill_into(label, &words.chart_target, &[("target", &target.text)]);
    }
    if metric.uncertainty.is_some() {
        fill_into(label, &words.chart_bounds, &[("bounds", &shown.uncertainty)]);
    }
}

fn in_period(figure: &ShownFigure, own_period: bool, words: &Words) -> String {
    if figure.period.is_empty() || !own_period {
        return figure.text.clone();
    }
    fill(&words.figure_in_period, &[("figure", &figure.text), ("period", &figure.period)])
}

#[cfg(test)]
pub mod tests {
    use super::*;
    use crate::front_matter::phrase::{parse_figure, parse_target, parse_uncertainty};
    use crate::source::Span;
    use proptest::prelude::*;

    fn drawn(metric: &Metric) -> Option<Slope> {
        let words = Words::default();
        slope(metric, &crate::claims::show(metric, None, &words, None), &words)
    }

    pub fn metric(baseline: &str, value: &str) -> Metric {
        Metric {
            id: "it".to_owned(),
            name: "It".to_owned(),
            span: Span::at(0),
            headline: false,
            baseline: Some(parse_figure(baseline).unwrap()),
            value: parse_figure(value).unwrap(),
            better: None,
            definition: None,
            target: None,
            calc: None,
            baseline_calc: None,
            uncertainty: None,
            population: None,
            counterfactual: None,
            why: None,
            formerly: Vec::new(),
            evidence: Vec::new(),
        }
    }

    fn ends(baseline: &str, value: &str) -> Option<(String, String, String)> {
        let slope = drawn(&metric(baseline, value))?;
        Some((slope.from_y, slope.to_y, slope.zero_y))
    }

    #[test]
    fn heights_stand_in_the_ratio_of_the_numbers() {
        assert_eq!(ends("80 %", "40 %"), Some(["0", "50", "100"].map(str::to_owned).into()));
        assert_eq!(ends("71.4 %", "58.9 %"), Some(["0", "17.51", "100"].map(str::to_owned).into()));
        assert_eq!(ends("1 h", "15 min"), Some(["0", "75", "100"].map(str::to_owned).into()));
        assert_eq!(ends("-10 °C", "10 °C"), Some(["100", "0", "50"].map(str::to_owned).into()));
        assert_eq!(ends("-5 °C", "-10 °C"), Some(["50", "100", "0"].map(str::to_owned).into()));
        assert_eq!(ends("0 bugs", "0 bugs"), Some(["100", "100", "100"].map(str::to_owned).into()));
    }

    #[test]
    fn bounds_and_ranges_have_no_chart() {
        assert_eq!(ends("80 %", "at most 40 %"), None);
        assert_eq!(ends("80–90 %", "40 %"), None);
    }

    #[test]
    fn a_chart_is_said_in_words_too() {
        let mut metric = metric("71.4 % in 2024-02", "58.9 % in 2024-09");
        metric.target = Some(Box::new(parse_target("60 %").unwrap()));
        metric.uncertainty = Some(Box::new(parse_uncertainty("58.1 – 59.7 at 95 %", None).unwrap()));
        let slope = drawn(&metric).unwrap();
        assert_eq!(
            slope.label.replace('\u{a0}', " "),
            "From 71.4 % (Feb 2024) to 58.9 % (Sep 2024); the target was 60 %; uncertainty 58.1 – 59.7 at 95 %"
        );
        assert_eq!(slope.target_y.as_deref(), Some("15.97"));
        assert_eq!(slope.low_y.as_deref(), Some("18.63"));
        assert_eq!(slope.high_y.as_deref(), Some("16.39"));
    }

    proptest! {
        #[test]
        fn everything_lies_inside_and_more_is_never_lower(a in -100_000_i32..100_000, b in -100_000_i32..100_000) {
            let (from, to, zero) = ends(&format!("{a} °C"), &format!("{b} °C")).unwrap();
            let number = |text: &str| Decimal::parse(text).unwrap();
            for height in [&from, &to, &zero] {
                prop_assert!(number(height).compare(Decimal::ZERO).is_ge());
                prop_assert!(number(height).compare(Decimal::from(100)).is_le());
            }
            if a > b {
                prop_assert!(number(&from).compare(number(&to)).is_le());
            }
        }
    }
}
