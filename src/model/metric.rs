//! A metric: one result, as its author states it.

use crate::decimal::Decimal;
use crate::period::Period;
use crate::source::{Located, Span};
use crate::unit::Unit;

/// How much.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Amount {
    Exact(Decimal),
    AtLeast(Decimal),
    AtMost(Decimal),
    /// The first is the lower; both belong to it.
    Between(Decimal, Decimal),
}

/// How much of what, and when.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Figure {
    pub amount: Amount,
    pub unit: Unit,
    /// Its window; without one it takes that of its case study.
    pub period: Option<Period>,
}

/// Which way is good.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Better {
    Higher,
    Lower,
}

/// What was aimed at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    pub figure: Figure,
    /// When it was set.
    pub set: Option<Period>,
}

/// Between what bounds the value lies, in the unit of the value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Uncertainty {
    pub low: Decimal,
    pub high: Decimal,
    /// In per cent, between 0 and 100.
    pub level: Option<Decimal>,
    /// As the author wrote it.
    pub text: String,
}

/// One result of a case study. Texts are as written; what is absent is `None`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Metric {
    /// By which text and other pages call it; the slug of its name if the author gave none.
    pub id: String,
    pub name: String,
    /// Where the name stands.
    pub span: Span,
    /// The one for lists, cards and the home page.
    pub headline: bool,
    pub baseline: Option<Figure>,
    pub value: Figure,
    /// Without it no change is called good or bad.
    pub better: Option<Better>,
    pub definition: Option<String>,
    /// Boxed, as the next: most metrics have none, and a site may have fifty thousand metrics.
    pub target: Option<Box<Target>>,
    /// How the value is calculated from the evidence. The span is as long as the text where this stands in the file
    /// as it is; else it is that of the whole scalar.
    pub calc: Option<Box<Located<String>>>,
    pub baseline_calc: Option<Box<Located<String>>>,
    pub uncertainty: Option<Box<Uncertainty>>,
    pub population: Option<String>,
    pub counterfactual: Option<String>,
    /// Why there is no published data.
    pub why: Option<String>,
    /// Ids that it had before.
    pub formerly: Vec<String>,
    /// Files that bear it out, beside those that its calculations name.
    pub evidence: Vec<Located<String>>,
}
