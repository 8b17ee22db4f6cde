//! A curriculum vitae in the vocabulary of JSON Resume (<https://jsonresume.org/schema>, version 1.0.0): what a site
//! says of it in `data/resume.*`, and the file `resume.json`.

use super::json::Object;
use crate::model::case_study::CaseStudy;
use crate::model::{Document, Kind};
use crate::path::Url;
use crate::period::Period;
use crate::route::{Role, role};
use std::cmp::Reverse;

/// Figures of a case study that are shown, the leading ones first.
const RESULTS: usize = 3;

/// The case studies of a résumé, the latest first: those that happened, or where all are invented those.
pub fn cases(documents: &[&Document], urls: &[Url]) -> Vec<usize> {
    let listed = (0..documents.len()).filter(|index| {
        let document = documents[*index];
        document.kind == Kind::Case && role(&document.path) == Role::Single && !document.head.unlisted
    });
    let mut cases: Vec<usize> = listed.collect();
    let happened = |index: &usize| documents[*index].head.example.is_none();
    if cases.iter().any(happened) {
        cases.retain(happened);
    }
    let end = |index: usize| {
        let document = documents[index];
        let period = document.case.as_ref().and_then(|case| case.period);
        period.map(Period::last_day).or(document.head.date)
    };
    cases.sort_by_key(|index| (Reverse(end(*index)), urls[*index].clone()));
    cases
}

/// The places of the figures that a résumé shows of a case study.
pub fn results(case: &CaseStudy) -> Vec<usize> {
    let mut places: Vec<usize> = (0..case.metrics.len()).collect();
    places.sort_by_key(|place| !case.metrics[*place].headline);
    places.truncate(RESULTS);
    places
}

/// A kind of field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    Text,
    Texts,
}

/// A part of a curriculum and the fields of its entries, as the schema names them.
#[derive(Debug)]
pub struct Part {
    pub name: &'static str,
    pub fields: &'static [(&'static str, Shape)],
}

use Shape::{Text, Texts};

/// `basics`, and the two things inside it.
pub const BASICS: Part = Part {
    name: "basics",
    fields: &[
        ("name", Text),
        ("label", Text),
        ("image", Text),
        ("email", Text),
        ("phone", Text),
        ("url", Text),
        ("summary", Text),
    ],
};

pub const LOCATION: Part = Part {
    name: "location",
    fields: &[
        ("address", Text),
        ("postalCode", Text),
        ("city", Text),
        ("countryCode", Text),
        ("region", Text),
    ],
};

pub const PROFILES: Part =
    Part { name: "profiles", fields: &[("network", Text), ("username", Text), ("url", Text)] };

/// The lists, in the order of the schema.
pub const LISTS: [Part; 11] = [
    Part {
        name: "work",
        fields: &[
            ("name", Text),
            ("location", Text),
            ("description", Text),
            ("position", Text),
            ("url", Text),
            ("startDate", Text),
            ("endDate", Text),
            ("summary", Text),
            ("highlights", Texts),
        ],
    },
    Part {
        name: "volunteer",
        fields: &[
            ("organization", Text),
            ("position", Text),
            ("url", Text),
            ("startDate", Text),
            ("endDate", Text),
            ("summary", Text),
            ("highlights", Texts),
        ],
    },
    Part {
        name: "education",
        fields: &[
            ("institution", Text),
            ("url", Text),
            ("area", Text),
            ("studyType", Text),
            ("startDate", Text),
            ("endDate", Text),
            ("score", Text),
            ("courses", Texts),
        ],
    },
    Part { name: "awards", fields: &[("title", Text), ("date", Text), ("awarder", Text), ("summary", Text)] },
    Part { name: "certificates", fields: &[("name", Text), ("date", Text), ("url", Text), ("issuer", Text)] },
    Part {
        name: "publications",
        fields: &[
            ("name", Text),
            ("publisher", Text),
            ("releaseDate", Text),
            ("url", Text),
            ("summary", Text),
        ],
    },
    Part { name: "skills", fields: &[("name", Text), ("level", Text), ("keywords", Texts)] },
    Part { name: "languages", fields: &[("language", Text), ("fluency", Text)] },
    Part { name: "interests", fields: &[("name", Text), ("keywords", Texts)] },
    Part { name: "references", fields: &[("name", Text), ("reference", Text)] },
    Part {
        name: "projects",
        fields: &[
            ("name", Text),
            ("description", Text),
            ("highlights", Texts),
            ("keywords", Texts),
            ("startDate", Text),
            ("endDate", Text),
            ("url", Text),
            ("roles", Texts),
            ("entity", Text),
            ("type", Text),
        ],
    },
];

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Field {
    Text(String),
    Texts(Vec<String>),
}

/// An entry: its fields that are not empty, in the order of the schema.
pub type Entry = Vec<(&'static str, Field)>;

/// The text of a field; empty where there is none.
pub fn text<'a>(entry: &'a Entry, name: &str) -> &'a str {
    entry
        .iter()
        .find_map(|(known, field)| match field {
            Field::Text(text) if *known == name => Some(text.as_str()),
            _ => None,
        })
        .unwrap_or_default()
}

#[derive(Clone, Debug, Default)]
pub struct Resume {
    pub basics: Entry,
    pub location: Entry,
    pub profiles: Vec<Entry>,
    /// Beside [`LISTS`].
    pub lists: [Vec<Entry>; LISTS.len()],
    /// The absolute address of the file; empty while the site has none.
    pub canonical: String,
    /// A day; empty where nothing is dated.
    pub modified: String,
}

impl Resume {
    /// The entries of a list, by the name of the schema.
    pub fn list(&self, name: &str) -> &[Entry] {
        LISTS.iter().zip(&self.lists).find(|(part, _)| part.name == name).map_or(&[], |(_, list)| list)
    }

    pub fn list_mut(&mut self, name: &str) -> Option<&mut Vec<Entry>> {
        LISTS.iter().zip(&mut self.lists).find(|(part, _)| part.name == name).map(|(_, list)| list)
    }

    /// `resume.json`.
    pub fn to_json(&self) -> String {
        let mut out = String::with_capacity(4096);
        let mut root = Object::open(&mut out);
        root.text("$schema", "https://raw.githubusercontent.com/jsonresume/resume-schema/v1.0.0/schema.json");
        root.record("basics", |basics| {
            put(basics, &self.basics);
            if !self.location.is_empty() {
                basics.record("location", |location| put(location, &self.location));
            }
            basics.records("profiles", &self.profiles, put);
        });
        for (part, entries) in LISTS.iter().zip(&self.lists) {
            root.records(part.name, entries, put);
        }
        root.record("meta", |meta| {
            meta.text("canonical", &self.canonical).text("version", "v1.0.0");
            if !self.modified.is_empty() {
                meta.text("lastModified", &format!("{}T00:00:00", self.modified));
            }
        });
        root.close();
        out.push('\n');
        out
    }
}

fn put(object: &mut Object<'_>, entry: &Entry) {
    for (name, field) in entry {
        match field {
            Field::Text(text) => object.text(name, text),
            Field::Texts(texts) => object.texts(name, texts.iter().map(String::as_str)),
        };
    }
}
