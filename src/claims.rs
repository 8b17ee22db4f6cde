//! What readers see of a metric: every displayed string, made once from the exact figures.
//!
//! Rules:
//!
//! * A figure is shown with the digits that were written, never with more or fewer.
//! * The absolute change is shown in percentage points for shares, else in the unit of the figures. Of two
//!   different units the coarser one is taken, with the digits of the figure written in it, as long as
//!   rounding there moves the change by no more than one in a hundred (`45 days` to `4 minutes`: −45 days);
//!   else the finer one (`2 h` to `90 min`: −30 min).
//! * The relative change has as many significant digits as the less precise of both figures, at most one more
//!   than the difference itself has, and two or three in any case. It is never rounded to −100 % while something
//!   is left. There is none from zero or from below zero.
//! * From bounds and ranges there is no exact change, so none is shown; the sentence still says which way it went
//!   when the figures leave no doubt.

mod change;
mod checked;
mod identity;
mod notes;
mod sentence;
#[cfg(test)]
mod tests;
mod words;

pub use change::{Direction, Extent, Judgement, change, direction, target_reached};
pub use checked::{CheckWords, ShownCalculation, ShownFile, ShownGit, ShownLink, ShownNear, ShownProof};
pub use identity::claim;
pub use notes::{LOOK_KEYS, NoteWords, ShownNote};
pub use sentence::as_sentence;
pub use words::{Words, fill, fill_into};

use crate::decimal::Decimal;
use crate::evidence::{Checked, Evidence};
use crate::model::metric::{Amount, Figure, Metric, Uncertainty};
use crate::path::Url;
use crate::period::Period;
use crate::proof::marks::Marks;
use crate::unit::{Kind, Unit};
use serde::Serialize;

/// A figure for readers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ShownFigure {
    /// The number alone, with a currency that stands before it: `71.4`, `€3.44`, `95–100`.
    pub number: String,
    /// The unit behind it, or nothing.
    pub unit: String,
    /// Bound, number and unit: `at least 5,000 users`.
    pub text: String,
    /// Its window, or nothing.
    pub period: String,
    /// The bound alone, or nothing.
    pub qualifier: String,
}

/// A change for readers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ShownChange {
    /// `−12.5 points`.
    pub absolute: String,
    /// `−17.5 %`, or nothing where there is none.
    pub relative: String,
    /// `up`, `down` or `same`.
    pub direction: &'static str,
    /// `better`, `worse` or `neutral`.
    pub judgement: &'static str,
}

/// A target for readers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ShownTarget {
    pub text: String,
    /// When it was set, or nothing.
    pub set: String,
    /// `None` when the figures leave it open.
    pub reached: Option<bool>,
}

/// What was checked, in a reader's words.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ShownCheck {
    pub sentence: String,
    pub detail: String,
    /// Whether a check did not come out: no build publishes such a figure.
    pub failed: bool,
}

/// One mark by its names for machines.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ShownMark {
    pub name: &'static str,
    pub state: &'static str,
}

/// Every displayed string of one metric, as themes receive it; absent texts are empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Shown {
    pub id: String,
    pub name: String,
    pub headline: bool,
    pub definition: String,
    pub baseline: Option<ShownFigure>,
    pub value: ShownFigure,
    /// That the window is the case study's, when the figure has none of its own.
    pub period_note: String,
    pub change: Option<ShownChange>,
    pub target: Option<ShownTarget>,
    pub uncertainty: String,
    pub population: String,
    pub counterfactual: String,
    pub why: String,
    pub check: ShownCheck,
    /// The data behind it; `None` where nothing but the author's word stands.
    pub proof: Option<ShownProof>,
    pub marks: Vec<ShownMark>,
    /// The metric in one sentence without a full stop.
    pub sentence: String,
}

/// The data behind a metric, and the evidence of the site that it is part of.
pub type Data<'a> = Option<(&'a Checked, &'a Evidence)>;

/// Every displayed string of `metric`, whose figures without a window take that of their case study.
#[must_use]
pub fn show(metric: &Metric, case_period: Option<Period>, words: &Words, data: Data<'_>) -> Shown {
    let mut shown = show_briefly(metric, case_period, words, data);
    shown.proof = data.and_then(|(checked, evidence)| words.proof(checked, metric, evidence));
    shown
}

/// The same without the data behind it.
#[must_use]
pub fn show_briefly(metric: &Metric, case_period: Option<Period>, words: &Words, data: Data<'_>) -> Shown {
    // Every page has several, and each is large: it is filled in where it lies.
    let mut shown = show_in_a_line(metric, case_period, words, data);
    shown.sentence = sentence::metric(metric, shown.baseline.as_ref(), &shown.value, words);
    shown.change = metric.baseline.as_ref().and_then(|baseline| words.change(baseline, metric));
    shown.target = metric.target.as_ref().map(|target| ShownTarget {
        text: words.figure(&target.figure).text,
        set: target.set.map_or_else(String::new, |set| words.dates.period(set)),
        reached: target_reached(metric),
    });
    shown.uncertainty =
        metric.uncertainty.as_ref().map_or_else(String::new, |bounds| words.uncertainty(bounds));
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    shown.definition = text(&metric.definition);
    shown.population = text(&metric.population);
    shown.counterfactual = text(&metric.counterfactual);
    shown.why = text(&metric.why);
    shown
}

/// As much of it as a line has room for: its name, what it was and is, and what was checked.
#[must_use]
pub fn show_in_a_line(metric: &Metric, case_period: Option<Period>, words: &Words, data: Data<'_>) -> Shown {
    let marks = data.map_or_else(Marks::stated, |(checked, _)| checked.marks);
    let mut value = words.figure(&metric.value);
    let inherited = case_period.filter(|_| metric.value.period.is_none());
    if let Some(period) = inherited {
        value.period = words.dates.period(period);
    }
    Shown {
        id: metric.id.clone(),
        name: metric.name.clone(),
        headline: metric.headline,
        baseline: metric.baseline.as_ref().map(|baseline| words.figure(baseline)),
        period_note: inherited.map_or_else(String::new, |_| words.window_of_case.clone()),
        check: ShownCheck {
            sentence: sentence::check(metric, data.map(|(checked, _)| checked), words),
            detail: String::new(),
            failed: marks.has_failed(),
        },
        marks: marks
            .iter()
            .map(|(mark, state)| ShownMark { name: mark.name(), state: state.name() })
            .collect(),
        value,
        ..Shown::default()
    }
}

/// Where a metric of a page is shown in full, from the root of the site: by this, everything that shows a part of it
/// names it.
#[must_use]
pub fn address(page: &Url, id: &str) -> String {
    format!("{}#figure-{id}", page.encoded().trim_start_matches('/'))
}

/// The baseline as it stands before its result in one line: the unit once, where both share it.
#[must_use]
pub fn before_result(shown: &Shown) -> Option<String> {
    let before = shown.baseline.as_ref()?;
    // A currency or a joined sign stands with each number.
    let shares_unit = before.unit == shown.value.unit && !shown.value.text.starts_with(&before.unit);
    Some(match (shares_unit, before.qualifier.as_str()) {
        (false, _) => before.text.clone(),
        (true, "") => before.number.clone(),
        (true, qualifier) => format!("{qualifier} {}", before.number),
    })
}

impl Words {
    /// Baseline to result as the text of one line, with what is read out for the arrow.
    #[must_use]
    pub fn line(&self, shown: &Shown) -> String {
        let value = &shown.value.text;
        match before_result(shown) {
            Some(before) => format!("{before} {}{} {value}", self.arrow, self.to),
            None => value.clone(),
        }
    }

    /// A figure for readers.
    #[must_use]
    pub fn figure(&self, figure: &Figure) -> ShownFigure {
        let mut number = String::with_capacity(24);
        let mut put = |amount| self.put_money(&mut number, &figure.unit, "", amount);
        let qualifier = match figure.amount {
            Amount::Exact(amount) => {
                put(amount);
                ""
            }
            Amount::AtLeast(amount) => {
                put(amount);
                &self.at_least
            }
            Amount::AtMost(amount) => {
                put(amount);
                &self.at_most
            }
            Amount::Between(low, high) => {
                put(low);
                // Beside signs the dash of a range needs room.
                number.push_str(if low.is_negative() || high.is_negative() { " – " } else { "–" });
                self.put_money(&mut number, &figure.unit, "", high);
                ""
            }
        };
        let unit = figure.unit.suffix.clone();
        let mut text = String::with_capacity(qualifier.len() + number.len() + unit.len() + 4);
        text.push_str(qualifier);
        if !qualifier.is_empty() {
            text.push(' ');
        }
        text.push_str(&number);
        text.push_str(self.gap_before(&figure.unit));
        text.push_str(&unit);
        let period = figure.period.map_or_else(String::new, |period| self.dates.period(period));
        ShownFigure { number, unit, text, period, qualifier: qualifier.to_owned() }
    }

    /// An exact number with its unit.
    fn exactly(&self, number: Decimal, unit: &Unit) -> String {
        let mut shown = String::with_capacity(24);
        self.put_money(&mut shown, unit, "", number);
        shown.push_str(self.gap_before(unit));
        shown.push_str(&unit.suffix);
        shown
    }

    /// Appends a number with its sign and the currency before it; `plus` stands before what is not negative.
    fn put_money(&self, shown: &mut String, unit: &Unit, plus: &str, number: Decimal) {
        let sign = if number.is_negative() { "\u{2212}" } else { plus };
        let [before, after] = if sign.is_empty() { ["", ""] } else { self.numbers.around_signed };
        shown.push_str(before);
        shown.push_str(sign);
        shown.push_str(&unit.prefix);
        if unit.prefix.ends_with(char::is_alphabetic) {
            shown.push_str(&self.unit_gap);
        }
        number.abs().show_into(shown, &self.numbers);
        shown.push_str(after);
    }

    /// What stands between a number and the unit behind it.
    fn gap_before(&self, unit: &Unit) -> &str {
        if unit.is_joined() { "" } else { &self.unit_gap }
    }

    /// Both bounds, and the level if there is one: `58.1 – 59.7 at 95 %`.
    #[must_use]
    pub fn uncertainty(&self, bounds: &Uncertainty) -> String {
        let (low, high) = (bounds.low.show(&self.numbers), bounds.high.show(&self.numbers));
        match bounds.level {
            Some(level) => {
                let level = format!("{}{}%", level.show(&self.numbers), self.unit_gap);
                words::fill(&self.bounds_at_level, &[("low", &low), ("high", &high), ("level", &level)])
            }
            None => words::fill(&self.bounds, &[("low", &low), ("high", &high)]),
        }
    }

    fn change(&self, baseline: &Figure, metric: &Metric) -> Option<ShownChange> {
        let change = change(baseline, &metric.value)?;
        let direction = change.direction();
        let Extent { amount, unit, .. } = &change;
        let mut absolute = String::with_capacity(24);
        let plus = if amount.mantissa() > 0 { "+" } else { "" };
        self.put_money(&mut absolute, unit, plus, *amount);
        // A difference between shares is no share: 12.5 points, not 12.5 %.
        if unit.kind == Kind::Percent && change.in_points {
            absolute = words::fill(&self.points, &[("number", &absolute)]);
        } else {
            absolute.push_str(self.gap_before(unit));
            absolute.push_str(&unit.suffix);
        }
        let percent = |number: Decimal| {
            let mut shown = number.show_signed(&self.numbers);
            shown.push_str(&self.unit_gap);
            shown.push('%');
            shown
        };
        Some(ShownChange {
            absolute,
            relative: change.relative.map_or_else(String::new, percent),
            direction: direction.name(),
            judgement: Judgement::of(direction, metric.better).name(),
        })
    }
}
