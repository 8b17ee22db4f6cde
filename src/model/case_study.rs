//! A case study: what was done, for whom, with which results, and everything that a reader needs to doubt it.

use super::metric::Metric;
use crate::period::Period;
use crate::source::{Located, Span};
use crate::table::Declared;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, Default)]
pub struct CaseStudy {
    pub period: Option<Period>,
    pub client: Option<Client>,
    pub role: String,
    pub share: Option<Share>,
    pub outcome: Option<Outcome>,
    pub metrics: Vec<Metric>,
    pub evidence: Vec<Evidence>,
    pub facts: Vec<Fact>,
    pub quotes: Vec<Quote>,
    pub people: Vec<Person>,
    pub disclosures: Vec<Disclosure>,
    pub corrections: Vec<Correction>,
    pub questions: Vec<Question>,
    pub explanations: Vec<Explanation>,
}

#[derive(Clone, Debug, Default)]
pub struct Client {
    pub name: String,
    pub url: String,
    /// A term of the taxonomy `sectors`.
    pub sector: Option<Located<String>>,
}

/// How much of the work was the author's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Share {
    Sole,
    Led,
    Contributed,
    Observed,
}

impl Share {
    pub const ALL: [Self; 4] = [Self::Sole, Self::Led, Self::Contributed, Self::Observed];
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    Success,
    Mixed,
    Failure,
    Ongoing,
}

impl Outcome {
    pub const ALL: [Self; 4] = [Self::Success, Self::Mixed, Self::Failure, Self::Ongoing];
}

/// A file or an address that stands behind figures, as it was given.
#[derive(Clone, Debug, Default)]
pub struct Evidence {
    pub file: String,
    pub url: String,
    pub archived: String,
    pub captured: Option<Date>,
    pub obtained: Option<Date>,
    pub by: String,
    pub how: String,
    pub personal: String,
    pub supports: Vec<String>,
    /// Its author asks for a look at first digits.
    pub benford: bool,
    /// How the file is to be read, where its bytes do not tell.
    pub table: Declared,
    pub git: Option<Box<GitPlace>>,
    pub span: Span,
}

/// Where the bytes of a file lie in a git repository too.
#[derive(Clone, Debug, Default)]
pub struct GitPlace {
    pub repository: String,
    /// Its whole name, in small hexadecimal digits.
    pub commit: String,
    pub path: String,
    /// The name that git gives to the bytes; empty where the author does not say.
    pub blob: String,
    pub span: Span,
}

/// A result that is no quantity.
#[derive(Clone, Debug, Default)]
pub struct Fact {
    pub label: String,
    pub value: String,
    pub evidence: String,
}

#[derive(Clone, Debug, Default)]
pub struct Quote {
    pub text: String,
    pub by: String,
    pub role: String,
    pub url: String,
    pub consent: String,
    pub span: Span,
}

#[derive(Clone, Debug, Default)]
pub struct Person {
    /// The name of their file, for someone with a page on this site.
    pub person: Option<Located<String>>,
    /// Empty for someone with a page, which says it.
    pub name: String,
    pub role: String,
    pub share: Option<Share>,
    pub consent: String,
    pub span: Span,
}

#[derive(Clone, Debug)]
pub struct Disclosure {
    pub party: String,
    pub relationship: Relationship,
    pub statement: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relationship {
    Employed,
    Paid,
    ProBono,
    Equity,
    Affiliate,
    Gift,
    Family,
    None,
}

#[derive(Clone, Debug)]
pub struct Correction {
    pub date: Date,
    /// The id of the metric, when it touches one.
    pub metric: Option<Located<String>>,
    pub was: String,
    pub now: String,
    pub reason: String,
    pub reported_by: String,
}

#[derive(Clone, Debug)]
pub struct Question {
    pub date: Date,
    pub by: String,
    pub text: String,
    /// Empty: not answered yet.
    pub answer: String,
}

#[derive(Clone, Debug, Default)]
pub struct Explanation {
    pub finding: String,
    /// Empty: of any metric.
    pub metric: String,
    pub text: String,
    pub span: Span,
}
