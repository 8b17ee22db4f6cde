//! The keys of a case study.

use super::{evidence, head::date, metric};
use crate::diag::{Code, Diagnostic};
use crate::model::case_study::{
    CaseStudy, Client, Correction, Disclosure, Explanation, Fact, Outcome, Person, Question, Quote,
    Relationship, Share,
};
use crate::period::Period;
use crate::yaml::fields::Fields;
use std::collections::HashMap;

pub const BAD_PERIOD: Code = Code("period");
pub const UNKNOWN_METRIC: Code = Code("unknown-metric");
pub const DUPLICATE_METRIC: Code = Code("duplicate-metric");

const SHARES: [(&str, Share); 4] = [
    ("sole", Share::Sole),
    ("led", Share::Led),
    ("contributed", Share::Contributed),
    ("observed", Share::Observed),
];
const OUTCOMES: [(&str, Outcome); 4] = [
    ("success", Outcome::Success),
    ("mixed", Outcome::Mixed),
    ("failure", Outcome::Failure),
    ("ongoing", Outcome::Ongoing),
];
const RELATIONSHIPS: [(&str, Relationship); 8] = [
    ("employed", Relationship::Employed),
    ("paid", Relationship::Paid),
    ("pro-bono", Relationship::ProBono),
    ("equity", Relationship::Equity),
    ("affiliate", Relationship::Affiliate),
    ("gift", Relationship::Gift),
    ("family", Relationship::Family),
    ("none", Relationship::None),
];

pub fn decode(fields: &mut Fields<'_>) -> CaseStudy {
    let case = CaseStudy {
        period: case_period(fields),
        client: client(fields),
        role: fields.text("role"),
        share: fields.word("share", &SHARES),
        outcome: fields.word("outcome", &OUTCOMES),
        metrics: fields.records("metrics", "a metric", "name: …, value: 58.9 % in 2024-09", metric::decode),
        evidence: fields.records("evidence", "an entry of `evidence`", "file: funnel.csv", evidence::decode),
        facts: fields.records("facts", "a fact", "label: …, value: …", |fields| {
            let label = fields.required("label", "Accessibility");
            let value = fields.required("value", "WCAG 2.2 AA");
            let evidence = fields.text("evidence");
            Some(Fact { label: label?.value, value: value?.value, evidence })
        }),
        quotes: fields.records("quotes", "a quote", "text: \"…\", by: Jane Roe", quote),
        people: fields.records("people", "a person", "name: Jane Roe, consent: 2024-10-01 by e-mail", person),
        disclosures: fields.records(
            "disclosures",
            "a disclosure",
            "party: …, relationship: paid",
            disclosure,
        ),
        corrections: fields.records(
            "corrections",
            "a correction",
            "date: 2024-11-02, was: …, now: …",
            correction,
        ),
        questions: fields.records("questions", "a question", "date: 2024-11-01, text: \"…\"", question),
        explanations: fields.records("explanations", "an explanation", "finding: …, text: …", |fields| {
            let finding = fields.required("finding", "constant-run");
            let metric = fields.text("metric");
            let text = fields.required("text", "the export interpolates between weekly counts");
            let span = fields.value_span("finding");
            Some(Explanation { finding: finding?.value, metric, text: text?.value, span })
        }),
    };
    unique_ids(fields, &case);
    known_ids(fields, &case);
    case
}

fn case_period(fields: &mut Fields<'_>) -> Option<Period> {
    let written = fields.located("period").filter(|period| !period.value.is_empty())?;
    match Period::parse(&written.value) {
        Ok(period) => Some(period),
        Err(error) => {
            let source = fields.source;
            fields.report(
                Diagnostic::error(BAD_PERIOD, error.message).at(source, written.span).hint(error.hint),
            );
            None
        }
    }
}

/// Someone who took part. Whoever has a page on this site needs no name here.
fn person(fields: &mut Fields<'_>) -> Option<Person> {
    let person = fields.located("person").filter(|person| !person.value.is_empty());
    let name = match person {
        Some(_) => fields.text("name"),
        None => fields.required("name", "Jane Roe").map(|name| name.value).unwrap_or_default(),
    };
    let (role, consent) = (fields.text("role"), fields.text("consent"));
    let share = fields.word("share", &SHARES);
    (person.is_some() || !name.is_empty()).then_some(Person {
        person,
        name,
        role,
        share,
        consent,
        span: fields.span(),
    })
}

/// `client: Larkspur` is the short spelling of `client: { name: Larkspur }`.
fn client(fields: &mut Fields<'_>) -> Option<Client> {
    let node = fields.take("client")?;
    if let Some(name) = node.as_text() {
        return Some(Client { name: name.to_owned(), ..Client::default() });
    }
    fields.record("client", "`client`", "name: Larkspur Outfitters", |fields| Client {
        name: fields.text("name"),
        url: fields.address("url"),
        sector: fields.located("sector").filter(|sector| !sector.value.is_empty()),
    })
}

fn quote(fields: &mut Fields<'_>) -> Option<Quote> {
    let text = fields.required("text", "\"They found the leak in a week.\"");
    let by = fields.required("by", "Jane Roe");
    let (role, url, consent) = (fields.text("role"), fields.address("url"), fields.text("consent"));
    Some(Quote { text: text?.value, by: by?.value, role, url, consent, span: fields.span() })
}

fn disclosure(fields: &mut Fields<'_>) -> Option<Disclosure> {
    let party = fields.text("party");
    let relationship = fields.word("relationship", &RELATIONSHIPS);
    let missing = relationship.is_none() && !fields.has("relationship");
    if missing {
        fields.required("relationship", "paid");
    }
    let statement = fields.text("statement");
    Some(Disclosure { party, relationship: relationship?, statement })
}

fn correction(fields: &mut Fields<'_>) -> Option<Correction> {
    if !fields.has("date") {
        fields.required("date", "2024-11-02");
    }
    let date = date(fields, "date");
    let metric = fields.located("metric");
    let was = fields.text("was");
    let now = fields.text("now");
    let reason = fields.required("reason", "late orders counted");
    let reported_by = fields.text("reported_by");
    Some(Correction { date: date?, metric, was, now, reason: reason?.value, reported_by })
}

fn question(fields: &mut Fields<'_>) -> Option<Question> {
    if !fields.has("date") {
        fields.required("date", "2024-11-01");
    }
    let date = date(fields, "date");
    let by = fields.text("by");
    let text = fields.required("text", "\"Does this count late orders?\"");
    let answer = fields.text("answer");
    Some(Question { date: date?, by, text: text?.value, answer })
}

fn unique_ids(fields: &mut Fields<'_>, case: &CaseStudy) {
    let mut seen = HashMap::new();
    for metric in &case.metrics {
        if let Some(first) = seen.insert(metric.id.as_str(), metric.span) {
            let source = fields.source;
            fields.report(
                Diagnostic::error(DUPLICATE_METRIC, format!("two metrics have the id `{}`", metric.id))
                    .at(source, metric.span)
                    .related(source, first, "this one has it first")
                    .hint("give one of them an `id:` of its own"),
            );
        }
    }
    let headlines: Vec<_> = case.metrics.iter().filter(|metric| metric.headline).collect();
    if let [first, second, ..] = headlines[..] {
        let source = fields.source;
        fields.report(
            Diagnostic::error(DUPLICATE_METRIC, "two metrics are marked `headline: true`")
                .at(source, second.span)
                .related(source, first.span, "this one is marked first")
                .hint("keep it on the one that lists and the home page show"),
        );
    }
}

fn known_ids(fields: &mut Fields<'_>, case: &CaseStudy) {
    for correction in &case.corrections {
        let Some(id) = &correction.metric else { continue };
        let known: Vec<_> = case.metrics.iter().map(|metric| metric.id.as_str()).collect();
        if known.contains(&id.value.as_str()) {
            continue;
        }
        let hint = match crate::diag::did_you_mean(&id.value, known.iter().copied()) {
            Some(close) => format!("did you mean `{close}`?"),
            None => format!("the metrics here are: {}", known.join(", ")),
        };
        let source = fields.source;
        fields.report(
            Diagnostic::error(UNKNOWN_METRIC, format!("this page has no metric `{}`", id.value))
                .at(source, id.span)
                .hint(hint),
        );
    }
}
