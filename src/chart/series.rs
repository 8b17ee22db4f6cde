//! A calculation repeated for each step of time.

use super::{Scale, goal, hundredths};
use crate::claims::{Words, fill};
use crate::decimal::{Decimal, Ratio};
use crate::model::metric::{Amount, Figure, Metric};
use crate::period::{Period, Piece};
use crate::proof::calc::{MOST_STEPS, Outcome};
use serde::Serialize;
use std::collections::HashMap;
use std::fmt::Write;

/// Bars where each step has an amount, else a line. Paths lie in a square of 100 by 100.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Series {
    /// `bars` or `line`.
    pub kind: &'static str,
    /// All bars, or the line with its breaks.
    pub path: String,
    /// Points that no line leads to.
    pub dots: String,
    /// The places on the line of zero of steps without rows.
    pub gaps: String,
    pub zero_y: String,
    pub target_y: Option<String>,
    /// From where to where the scale reaches.
    pub scale: String,
    /// The first and the last step.
    pub first: String,
    pub last: String,
    /// The chart in words.
    pub label: String,
    /// The chart as a table.
    pub steps: Vec<Step>,
    /// Whether the table is long.
    pub is_long: bool,
}

/// A step of time and what the calculation gives for it, or nothing where it has no rows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Step {
    pub period: String,
    pub text: String,
}

/// A table of more rows than these fills a page.
const LONG: usize = 36;

/// How much of its place a bar fills, in tenths.
const FILLED: i64 = 7;

/// Every step of a chart with its exact value, if it has rows, and what is shown of it; empty where there is no chart.
#[must_use]
pub fn steps(metric: &Metric, outcome: &Outcome, words: &Words) -> Vec<(Period, Option<Ratio>, Step)> {
    let texts = Texts { figure: &metric.value, words };
    let steps = places(outcome).into_iter().flatten();
    steps.filter_map(|place| Some((Period::One(place.0), place.1, texts.step(&place)?))).collect()
}

/// All steps from the first to the last, each with its value if it has rows. None where fewer than two have.
fn places(outcome: &Outcome) -> Option<Vec<(Piece, Option<Ratio>)>> {
    let known: HashMap<Piece, Ratio> = outcome
        .series
        .iter()
        .filter_map(|(period, value)| match period {
            Period::One(piece) => Some((*piece, *value)),
            Period::Interval(..) => None,
        })
        .collect();
    let mut pieces = outcome.series.iter().filter_map(|(period, _)| match period {
        Period::One(piece) => Some(piece),
        Period::Interval(..) => None,
    });
    let first = pieces.next()?;
    let last = pieces.next_back()?;
    let all = std::iter::successors(Some(*first), |piece| piece.after()).take(MOST_STEPS);
    let mut places: Vec<(Piece, Option<Ratio>)> = Vec::new();
    for piece in all {
        places.push((piece, known.get(&piece).copied()));
        if piece == *last {
            break;
        }
    }
    Some(places)
}

/// The chart of a calculation that was repeated for two steps or more.
pub(super) fn series(metric: &Metric, outcome: &Outcome, words: &Words) -> Option<Series> {
    let places = places(outcome)?;
    let ((first, _), (last, _)) = (places.first()?, places.last()?);
    // The target of a sum is none of its parts.
    let target = metric.target.as_ref().filter(|_| !outcome.is_amount);
    let line = target.and_then(|target| goal(&target.figure, &metric.value));
    let scale = Scale::of(known_values(&places).chain(line));
    let texts = Texts { figure: &metric.value, words };
    let drawing = Drawing { scale, count: i64::try_from(places.len()).ok()? };
    let values: Vec<Option<Ratio>> = places.iter().map(|(_, value)| *value).collect();
    let (path, dots) =
        if outcome.is_amount { (drawing.bars(&values)?, String::new()) } else { drawing.line(&values)? };
    Some(Series {
        kind: if outcome.is_amount { "bars" } else { "line" },
        path,
        dots,
        gaps: drawing.gaps(&values)?,
        zero_y: scale.height(Ratio::ZERO)?,
        target_y: line.map_or(Some(None), |line| scale.height(line).map(Some))?,
        scale: texts.scale(scale)?,
        first: words.dates.period(Period::One(*first)),
        last: words.dates.period(Period::One(*last)),
        label: texts.label(target.map(|target| &target.figure), &places)?,
        steps: places.iter().map(|place| texts.step(place)).collect::<Option<_>>()?,
        is_long: places.len() > LONG,
    })
}

fn known_values(places: &[(Piece, Option<Ratio>)]) -> impl Iterator<Item = Ratio> {
    places.iter().filter_map(|(_, value)| *value)
}

/// What is said of the numbers.
struct Texts<'a> {
    figure: &'a Figure,
    words: &'a Words,
}

impl Texts<'_> {
    /// With the digits of the figure.
    fn round(&self, value: Ratio) -> Option<Decimal> {
        let digits = match self.figure.amount {
            Amount::Exact(number) | Amount::AtLeast(number) | Amount::AtMost(number) => number.scale(),
            Amount::Between(low, high) => low.scale().max(high.scale()),
        };
        value.round(digits)
    }

    fn say(&self, amount: Amount) -> String {
        self.words.figure(&Figure { amount, unit: self.figure.unit.clone(), period: None }).text
    }

    fn number(&self, value: Ratio) -> Option<String> {
        Some(self.say(Amount::Exact(self.round(value)?)))
    }

    fn scale(&self, scale: Scale) -> Option<String> {
        // Zero needs no decimals.
        let end = |value: Ratio| if value.is_zero() { Some(Decimal::ZERO) } else { self.round(value) };
        Some(self.say(Amount::Between(end(scale.bottom)?, end(scale.top)?)))
    }

    fn step(&self, (piece, value): &(Piece, Option<Ratio>)) -> Option<Step> {
        let text = value.map_or_else(|| Some(String::new()), |value| self.number(value))?;
        Some(Step { period: self.words.dates.period(Period::One(*piece)), text })
    }

    fn label(&self, target: Option<&Figure>, places: &[(Piece, Option<Ratio>)]) -> Option<String> {
        let said = |(piece, value): (Piece, Ratio)| {
            let (figure, period) = (self.number(value)?, self.words.dates.period(Period::One(piece)));
            Some(fill(&self.words.figure_in_period, &[("figure", &figure), ("period", &period)]))
        };
        let mut known = places.iter().filter_map(|(piece, value)| Some((*piece, (*value)?)));
        // Of several that are the same the first is named.
        let parts = [
            ("first", said(known.clone().next()?)?),
            ("last", said(known.clone().next_back()?)?),
            ("least", said(known.clone().min_by_key(|(_, value)| *value)?)?),
            ("most", said(known.clone().rev().max_by_key(|(_, value)| *value)?)?),
        ];
        let parts: Vec<(&str, &str)> = parts.iter().map(|(name, text)| (*name, text.as_str())).collect();
        let mut label = fill(&self.words.chart_series, &parts);
        if let Some(target) = target {
            label += &fill(&self.words.chart_target, &[("target", &self.words.figure(target).text)]);
        }
        let gaps = places.len() - known.by_ref().count();
        if gaps > 0 {
            label += &fill(&self.words.chart_gaps, &[("count", &gaps.to_string())]);
        }
        Some(label)
    }
}

struct Drawing {
    scale: Scale,
    count: i64,
}

impl Drawing {
    /// A place across the chart, in tenths of a step.
    fn across(&self, tenths: i64) -> Option<String> {
        hundredths(Ratio::whole(tenths).checked_div(Ratio::whole(10 * self.count))?)
    }

    fn bars(&self, values: &[Option<Ratio>]) -> Option<String> {
        let (mut path, zero) = (String::with_capacity(24 * values.len()), self.scale.height(Ratio::ZERO)?);
        let edge = (10 - FILLED) / 2;
        for (index, value) in (0_i64..).zip(values) {
            let Some(value) = value.filter(|value| !value.is_zero()) else { continue };
            let (left, right) = (self.across(10 * index + edge)?, self.across(10 * index + edge + FILLED)?);
            let height = self.scale.height(value)?;
            write!(path, "M{left} {zero}V{height}H{right}V{zero}z").ok()?;
        }
        Some(path)
    }

    /// The line, and the points that stand alone.
    fn line(&self, values: &[Option<Ratio>]) -> Option<(String, String)> {
        let (mut path, mut dots) = (String::new(), String::new());
        for (index, value) in values.iter().enumerate() {
            let Some(value) = *value else { continue };
            let has =
                |index: Option<usize>| index.and_then(|index| values.get(index)).is_some_and(Option::is_some);
            let (before, after) = (has(index.checked_sub(1)), has(Some(index + 1)));
            let (x, y) = (self.across(10 * i64::try_from(index).ok()? + 5)?, self.scale.height(value)?);
            match (before, after) {
                (true, _) => write!(path, "L{x} {y}").ok()?,
                (false, true) => write!(path, "M{x} {y}").ok()?,
                (false, false) => write!(dots, "M{x} {y}h.01").ok()?,
            }
        }
        Some((path, dots))
    }

    fn gaps(&self, values: &[Option<Ratio>]) -> Option<String> {
        let (mut path, zero) = (String::new(), self.scale.height(Ratio::ZERO)?);
        for (index, _) in (0_i64..).zip(values).filter(|(_, value)| value.is_none()) {
            let (left, right) = (self.across(10 * index)?, self.across(10 * index + 10)?);
            write!(path, "M{left} {zero}H{right}").ok()?;
        }
        Some(path)
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::metric;
    use super::*;
    use crate::front_matter::phrase::parse_target;
    use crate::proof::calc::{parse, run};
    use crate::table::{Declared, Table};

    const SALES: &str = "month,orders,visits\n2024-01,40,100\n2024-02,80,100\n2024-04,20,100\n";

    fn drawn(calc: &str, value: &str, target: Option<&str>) -> Option<Series> {
        let table = Table::read(SALES.as_bytes(), "a.csv", None, &Declared::default()).unwrap();
        let mut metric = metric("0", value);
        metric.target = target.map(|target| Box::new(parse_target(target).unwrap()));
        let outcome = run(&parse(calc).unwrap(), &table, &metric.value.unit, 0).unwrap();
        series(&metric, &outcome, &Words::default())
    }

    #[test]
    fn bars_stand_on_zero_and_a_step_without_rows_is_an_empty_place() {
        let series = drawn("sum(orders) from a.csv by month of month", "140 orders", None).unwrap();
        assert_eq!(series.kind, "bars");
        assert_eq!(series.path, "M2.5 100V50H20V100zM27.5 100V0H45V100zM77.5 100V75H95V100z");
        assert_eq!((series.gaps.as_str(), series.dots.as_str()), ("M50 100H75", ""));
        let steps: Vec<&str> = series.steps.iter().map(|step| step.text.as_str()).collect();
        assert_eq!(steps.join("|").replace('\u{a0}', " "), "40 orders|80 orders||20 orders");
        assert_eq!(
            series.label.replace('\u{a0}', " "),
            "From 40 orders (Jan 2024) to 20 orders (Apr 2024); least 20 orders (Apr 2024), most 80 orders (Feb 2024); \
             steps without rows: 1"
        );
    }

    #[test]
    fn shares_have_a_line_that_breaks_where_a_step_has_no_rows() {
        let series =
            drawn("ratio(orders, visits) from a.csv by month of month", "47 %", Some("100 %")).unwrap();
        assert_eq!(series.kind, "line");
        assert_eq!(series.path, "M12.5 60L37.5 20");
        assert_eq!(series.dots, "M87.5 80h.01");
        assert_eq!(series.target_y.as_deref(), Some("0"));
        assert_eq!(series.scale.replace('\u{a0}', " "), "0–100 %");
    }

    #[test]
    fn the_target_of_a_sum_is_no_target_of_its_parts() {
        let series =
            drawn("sum(orders) from a.csv by month of month", "140 orders", Some("100 orders")).unwrap();
        assert_eq!(series.target_y, None);
        assert!(!series.label.contains("target"));
    }

    #[test]
    fn one_step_is_no_series() {
        assert_eq!(
            drawn("sum(orders) from a.csv where month = 2024-01 by month of month", "40 orders", None),
            None
        );
        assert_eq!(drawn("sum(orders) from a.csv", "140 orders", None), None);
    }
}
