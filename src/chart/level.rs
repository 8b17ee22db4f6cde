//! One value on a scale from zero, with its target and its bounds.

use super::{Scale, add_marks, bounds, goal, in_period, point};
use crate::claims::{Shown, Words};
use crate::decimal::Ratio;
use crate::model::metric::Metric;
use serde::Serialize;

/// A bar from zero to the value. Places are numbers from 0 (the least) to 100 with up to two decimals.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Level {
    pub zero_x: String,
    pub value_x: String,
    pub target_x: Option<String>,
    /// Of the uncertainty's lower bound.
    pub low_x: Option<String>,
    pub high_x: Option<String>,
    /// The chart in words.
    pub label: String,
}

/// The level of an exact value with a target or bounds; of a value alone a bar says nothing.
pub(super) fn level(metric: &Metric, shown: &Shown, words: &Words) -> Option<Level> {
    let target = metric.target.as_ref().and_then(|target| goal(&target.figure, &metric.value));
    let (low, high) = bounds(metric);
    if target.is_none() && low.is_none() {
        return None;
    }
    let value = point(&metric.value, &metric.value)?;
    let scale = Scale::of([Some(value), target, low, high].into_iter().flatten());
    let optional = |number: Option<Ratio>| match number {
        Some(number) => scale.length(number).map(Some),
        None => Some(None),
    };
    let mut label = in_period(&shown.value, metric.value.period.is_some(), words);
    add_marks(&mut label, metric, shown, words);
    Some(Level {
        zero_x: scale.length(Ratio::ZERO)?,
        value_x: scale.length(value)?,
        target_x: optional(target)?,
        low_x: optional(low)?,
        high_x: optional(high)?,
        label,
    })
}

#[cfg(test)]
mod tests {
    use super::super::tests::metric;
    use super::*;
    use crate::front_matter::phrase::{parse_target, parse_uncertainty};

    fn drawn(value: &str, target: Option<&str>, bounds: Option<&str>) -> Option<Level> {
        let mut metric = metric("0", value);
        metric.baseline = None;
        metric.target = target.map(|target| Box::new(parse_target(target).unwrap()));
        metric.uncertainty = bounds.map(|bounds| Box::new(parse_uncertainty(bounds, None).unwrap()));
        let words = Words::default();
        level(&metric, &crate::claims::show(&metric, None, &words, None), &words)
    }

    #[test]
    fn a_level_begins_at_zero_and_ends_where_its_number_does() {
        let level = drawn("50 %", Some("at least 80 %"), Some("40 – 100")).unwrap();
        assert_eq!((level.zero_x.as_str(), level.value_x.as_str()), ("0", "50"));
        assert_eq!((level.target_x.as_deref(), level.low_x.as_deref()), (Some("80"), Some("40")));
        assert_eq!(level.high_x.as_deref(), Some("100"));
        assert!(level.label.contains("the target was at least 80"), "{}", level.label);
        let below = drawn("-10 °C", Some("30 °C"), None).unwrap();
        assert_eq!((below.zero_x.as_str(), below.value_x.as_str()), ("25", "0"));
    }

    #[test]
    fn a_value_alone_and_a_bound_have_no_level() {
        assert_eq!(drawn("50 %", None, None), None);
        assert_eq!(drawn("at least 50 %", Some("60 %"), None), None);
    }
}
