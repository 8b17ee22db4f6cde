//! Records → the values that templates receive (theme API, version 1). Every key is always there: an absent text
//! is empty, an absent list has no items, an absent record is `none`.

use super::markup;
use crate::chart::{Charts, Level, Series, Slope};
use crate::claims::{self, Shown, ShownChange, ShownCheck, ShownFigure, ShownMark, ShownProof, ShownTarget};
use crate::i18n::{self, Strings};
use crate::model::case_study::{CaseStudy, Outcome, Relationship, Share};
use crate::model::site::Config;
use crate::period::Words;
use crate::proof::marks::Marks;
use crate::theme::CODE_STYLES;
use crate::yaml;
use jiff::civil::Date;
use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};
use std::sync::LazyLock;
use tera::{Map, Value};

/// A record. Tera copies every map that it is given entry by entry, but takes the fields of something that
/// serialises as they come; values among them are not copied deeply.
#[allow(clippy::needless_pass_by_value)] // Callers write the entries out in place.
pub fn map<const N: usize>(entries: [(&'static str, Value); N]) -> Value {
    record(&entries)
}

/// A record of entries, each key once.
pub fn record(entries: &[(&'static str, Value)]) -> Value {
    Value::from_serializable(&Record(entries))
}

struct Record<'a>(&'a [(&'static str, Value)]);

impl Serialize for Record<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = serializer.serialize_struct("record", self.0.len())?;
        for (key, value) in self.0 {
            fields.serialize_field(key, value)?;
        }
        fields.end()
    }
}

pub fn text(text: &str) -> Value {
    Value::from(text)
}

/// YAML as templates see it under `extra`: a plain scalar that looks like a whole number or a truth value is one,
/// everything else keeps the text that was written.
pub fn extra(node: &yaml::Node) -> Value {
    match &node.value {
        yaml::Value::Null => Value::none(),
        yaml::Value::Scalar(scalar) => match (node.as_bool(), scalar.plain, scalar.text.parse::<i64>()) {
            (Some(flag), ..) => Value::from(flag),
            (None, true, Ok(number)) if number.to_string() == scalar.text => Value::from(number),
            _ => text(&scalar.text),
        },
        yaml::Value::List(nodes) => Value::from(nodes.iter().map(extra).collect::<Vec<_>>()),
        yaml::Value::Map(map) => entries(map.entries.iter().map(|(name, node)| (name.value.as_str(), node))),
    }
}

pub fn entries<'a>(entries: impl Iterator<Item = (&'a str, &'a yaml::Node)>) -> Value {
    let mut map = Map::new();
    for (key, node) in entries {
        map.insert(key.to_owned().into(), extra(node));
    }
    Value::from(map)
}

/// `site`, with its navigation as the page at `current` sees it.
/// `owner_image` is the path of the owner's picture.
pub fn site(
    config: &Config,
    owner_image: &str,
    navigation: Vec<Value>,
    search: &str,
    resume: &str,
    sources: &str,
    evidence: bool,
) -> Value {
    let owner = &config.owner;
    let has_code_theme = config.highlight.light.is_some() || config.highlight.dark.is_some();
    let code_styles = if has_code_theme { CODE_STYLES } else { "" };
    let links = owner.links.iter().map(|link| {
        map([("label", text(&link.label)), ("url", text(&link.url)), ("me", Value::from(link.me))])
    });
    map([
        ("title", text(&config.title)),
        ("tagline", text(&config.tagline)),
        ("language", text(&config.language)),
        ("direction", text(i18n::direction(&config.language))),
        ("locale", Value::from(i18n::locale(&config.language))),
        ("base_url", text(&config.base_url)),
        ("email", text(&owner.email)),
        ("contact", text(&config.contact)),
        (
            "owner",
            map([
                ("name", text(&owner.name)),
                ("headline", text(&owner.headline)),
                ("email", text(&owner.email)),
                ("location", text(&owner.location)),
                ("image", text(owner_image)),
                ("links", Value::from(links.collect::<Vec<_>>())),
            ]),
        ),
        ("code_styles", text(code_styles)),
        ("navigation", Value::from(navigation)),
        ("search", text(search)),
        ("resume", text(resume)),
        ("evidence", Value::from(evidence)),
        ("sources", text(sources)),
        ("extra", entries(config.extra.iter().map(|(key, node)| (key.as_str(), node)))),
    ])
}

/// A day as `2024-10-14`, or an empty text.
pub fn date(date: Option<Date>) -> Value {
    date.map_or_else(|| text(""), |date| Value::from(date.to_string()))
}

pub fn date_texts(date: Option<Date>, words: &Words) -> (Value, Value) {
    match date {
        Some(date) => (Value::from(date.to_string()), Value::from(words.date(date))),
        None => (text(""), text("")),
    }
}

/// A metric as templates receive it.
#[derive(Serialize)]
struct MetricRecord<'a> {
    id: &'a str,
    claim: &'a str,
    name: &'a str,
    headline: bool,
    definition: &'a str,
    baseline: Option<FigureRecord<'a>>,
    value: FigureRecord<'a>,
    period_note: &'a str,
    change: Option<ChangeRecord<'a>>,
    target: Option<&'a ShownTarget>,
    uncertainty: &'a str,
    population: &'a str,
    counterfactual: &'a str,
    why: &'a str,
    check: &'a ShownCheck,
    proof: Option<&'a ShownProof>,
    marks: &'a Value,
    sentence: &'a str,
    html: Value,
    slope: Option<&'a Slope>,
    series: Option<&'a Series>,
    level: Option<&'a Level>,
    question: &'a str,
}

/// A figure as templates receive it.
#[derive(Serialize)]
struct FigureRecord<'a> {
    number: &'a str,
    unit: &'a str,
    text: &'a str,
    period: &'a str,
    qualifier: &'a str,
    size: &'static str,
    html: Value,
}

impl<'a> FigureRecord<'a> {
    fn of(shown: &'a ShownFigure, uncertainty: &str) -> Self {
        let ShownFigure { number, unit, text, period, qualifier } = shown;
        let html = ready(|html| markup::push_figure(html, shown, uncertainty));
        Self { number, unit, text, period, qualifier, size: markup::size(shown), html }
    }
}

/// HTML that is written in place.
fn ready(write: impl FnOnce(&mut String)) -> Value {
    let mut html = String::with_capacity(192);
    write(&mut html);
    Value::safe_string(&html)
}

/// A change as templates receive it.
#[derive(Serialize)]
struct ChangeRecord<'a> {
    absolute: &'a str,
    relative: &'a str,
    direction: &'static str,
    judgement: &'static str,
    html: Value,
}

impl<'a> ChangeRecord<'a> {
    fn of(shown: &'a ShownChange) -> Self {
        let ShownChange { absolute, relative, direction, judgement } = shown;
        let html = ready(|html| markup::push_change(html, shown));
        Self { absolute, relative, direction, judgement, html }
    }
}

/// A metric. Marks come from `proof`; nothing here can set one.
/// `title` is that of its page.
pub fn metric(shown: &Shown, question: &str, charts: &Charts, words: &claims::Words, claim: &str) -> Value {
    Value::from_serializable(&MetricRecord {
        id: &shown.id,
        claim,
        name: &shown.name,
        headline: shown.headline,
        definition: &shown.definition,
        baseline: shown.baseline.as_ref().map(|baseline| FigureRecord::of(baseline, "")),
        value: FigureRecord::of(&shown.value, &shown.uncertainty),
        period_note: &shown.period_note,
        change: shown.change.as_ref().map(ChangeRecord::of),
        target: shown.target.as_ref(),
        uncertainty: &shown.uncertainty,
        population: &shown.population,
        counterfactual: &shown.counterfactual,
        why: &shown.why,
        check: &shown.check,
        proof: shown.proof.as_ref(),
        marks: &marks(&shown.marks),
        sentence: &shown.sentence,
        html: ready(|html| markup::push_line(html, shown, words)),
        slope: charts.slope.as_ref(),
        series: charts.series.as_ref(),
        level: charts.level.as_ref(),
        question,
    })
}

/// As much of a metric as folio's own templates show of it in lists of other pages.
pub fn headline(shown: &Shown, line: &str, claim: &str) -> Value {
    map([
        ("claim", text(claim)),
        ("html", Value::safe_string(line)),
        ("name", text(&shown.name)),
        ("sentence", text(&shown.sentence)),
        ("check", map([("sentence", text(&shown.check.sentence))])),
        ("value", map([("period", text(&shown.value.period))])),
    ])
}

/// The marks of a figure. Most figures have the same ones, which share one value.
fn marks(shown: &[ShownMark]) -> Value {
    static STATED: LazyLock<(Vec<(&str, &str)>, Value)> = LazyLock::new(|| {
        let names: Vec<_> = Marks::stated().iter().map(|(mark, state)| (mark.name(), state.name())).collect();
        let value = list(names.iter().copied());
        (names, value)
    });
    let names = shown.iter().map(|mark| (mark.name, mark.state));
    if names.clone().eq(STATED.0.iter().copied()) { STATED.1.clone() } else { list(names) }
}

fn list<'a>(marks: impl Iterator<Item = (&'a str, &'a str)>) -> Value {
    let marks = marks.map(|(name, state)| map([("name", text(name)), ("state", text(state))]));
    Value::from(marks.collect::<Vec<_>>())
}

/// A word that readers see, by its key; a theme without it shows the machine's word.
fn word(strings: &Strings, key: &str, fallback: &str) -> String {
    strings.get(key).unwrap_or(fallback).to_owned()
}

pub fn share(share: Option<Share>, strings: &Strings) -> (&'static str, String) {
    let name = match share {
        None => return ("", String::new()),
        Some(Share::Sole) => "sole",
        Some(Share::Led) => "led",
        Some(Share::Contributed) => "contributed",
        Some(Share::Observed) => "observed",
    };
    (name, word(strings, &format!("share_{name}"), name))
}

pub fn outcome(outcome: Option<Outcome>, strings: &Strings) -> (&'static str, String) {
    let name = match outcome {
        None => return ("", String::new()),
        Some(Outcome::Success) => "success",
        Some(Outcome::Mixed) => "mixed",
        Some(Outcome::Failure) => "failure",
        Some(Outcome::Ongoing) => "ongoing",
    };
    (name, word(strings, &format!("outcome_{name}"), name))
}

fn relationship(relationship: Relationship, strings: &Strings) -> (&'static str, String) {
    let name = match relationship {
        Relationship::Employed => "employed",
        Relationship::Paid => "paid",
        Relationship::ProBono => "pro-bono",
        Relationship::Equity => "equity",
        Relationship::Affiliate => "affiliate",
        Relationship::Gift => "gift",
        Relationship::Family => "family",
        Relationship::None => "none",
    };
    (name, word(strings, &format!("relationship_{}", name.replace('-', "_")), name))
}

/// `page.case`.
pub fn case(
    case: &CaseStudy,
    (metrics, figures): (Vec<Value>, &str),
    journal: Vec<Value>,
    people: Value,
    strings: &Strings,
    words: &Words,
    file: impl Fn(&str) -> Value,
) -> Value {
    let client = case.client.clone().unwrap_or_default();
    let sector = client.sector.as_ref().map_or("", |sector| &sector.value);
    let (share_name, share_text) = share(case.share, strings);
    let (outcome_name, outcome_text) = outcome(case.outcome, strings);
    let facts = case.facts.iter().map(|fact| {
        map([
            ("label", text(&fact.label)),
            ("value", text(&fact.value)),
            ("evidence", text(&fact.evidence)),
            ("file", if fact.evidence.is_empty() { Value::none() } else { file(&fact.evidence) }),
        ])
    });
    let quotes = case.quotes.iter().map(|quote| {
        map([
            ("text", text(&quote.text)),
            ("by", text(&quote.by)),
            ("role", text(&quote.role)),
            ("url", text(&quote.url)),
            ("consent", text(&quote.consent)),
        ])
    });
    map([
        ("client", map([("name", text(&client.name)), ("url", text(&client.url)), ("sector", text(sector))])),
        ("client_text", text(&client.name)),
        ("role", text(&case.role)),
        ("share", text(share_name)),
        ("share_text", Value::from(share_text)),
        ("outcome", text(outcome_name)),
        ("outcome_text", Value::from(outcome_text)),
        ("metrics", Value::from(metrics)),
        ("figures", Value::safe_string(figures)),
        ("facts", Value::from(facts.collect::<Vec<_>>())),
        ("quotes", Value::from(quotes.collect::<Vec<_>>())),
        ("people", people),
        ("disclosures", Value::from(disclosures(case, strings))),
        ("disclosure_text", Value::from(disclosure_text(case, strings))),
        ("corrections", Value::from(corrections(case, words))),
        ("questions", Value::from(questions(case, words))),
        ("explanations", Value::from(explanations(case))),
        ("journal", Value::from(journal)),
    ])
}

fn disclosures(case: &CaseStudy, strings: &Strings) -> Vec<Value> {
    let values = case.disclosures.iter().map(|disclosure| {
        let (name, words) = relationship(disclosure.relationship, strings);
        map([
            ("party", text(&disclosure.party)),
            ("relationship", text(name)),
            ("relationship_text", Value::from(words)),
            ("statement", text(&disclosure.statement)),
        ])
    });
    values.collect()
}

/// Who paid, in a line. Silence is said too.
fn disclosure_text(case: &CaseStudy, strings: &Strings) -> String {
    if case.disclosures.is_empty() {
        return word(strings, "undisclosed", "The author has not said who paid.");
    }
    let lines = case.disclosures.iter().map(|disclosure| {
        if !disclosure.statement.is_empty() {
            return disclosure.statement.clone();
        }
        let (_, words) = relationship(disclosure.relationship, strings);
        if disclosure.party.is_empty() { words } else { format!("{words}: {}", disclosure.party) }
    });
    lines.collect::<Vec<_>>().join("; ")
}

pub(super) fn corrections(case: &CaseStudy, words: &Words) -> Vec<Value> {
    let values = case.corrections.iter().map(|correction| {
        let (date, date_text) = date_texts(Some(correction.date), words);
        map([
            ("date", date),
            ("date_text", date_text),
            ("metric", text(correction.metric.as_ref().map_or("", |metric| &metric.value))),
            ("was", text(&correction.was)),
            ("now", text(&correction.now)),
            ("reason", text(&correction.reason)),
            ("reported_by", text(&correction.reported_by)),
        ])
    });
    values.collect()
}

fn questions(case: &CaseStudy, words: &Words) -> Vec<Value> {
    let values = case.questions.iter().map(|question| {
        let (date, date_text) = date_texts(Some(question.date), words);
        map([
            ("date", date),
            ("date_text", date_text),
            ("by", text(&question.by)),
            ("text", text(&question.text)),
            ("answer", text(&question.answer)),
        ])
    });
    values.collect()
}

fn explanations(case: &CaseStudy) -> Vec<Value> {
    let values = case.explanations.iter().map(|explanation| {
        map([
            ("finding", text(&explanation.finding)),
            ("metric", text(&explanation.metric)),
            ("text", text(&explanation.text)),
        ])
    });
    values.collect()
}
