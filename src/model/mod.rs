//! The records of a site as plain data: what an author wrote, decoded, without behaviour.

pub mod case_study;
pub mod emit;
pub mod metric;
pub mod person;
pub mod site;

use crate::path::{Permalink, SitePath};
use crate::source::{Located, Source, Span};
use crate::yaml;
use case_study::CaseStudy;
use jiff::civil::Date;
use person::Profile;
use serde::{Deserialize, Serialize};
use site::ListSettings;
use std::sync::Arc;

/// What a document is, which decides its template and where it is listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Kind {
    Case,
    Post,
    Page,
    /// Someone with a page of their own.
    Person,
}

impl Kind {
    pub fn name(self) -> &'static str {
        match self {
            Self::Case => "case",
            Self::Post => "post",
            Self::Page => "page",
            Self::Person => "person",
        }
    }
}

/// One Markdown file: its front matter, decoded, and where its body lies.
#[derive(Clone, Debug)]
pub struct Document {
    pub path: SitePath,
    pub source: Arc<Source>,
    /// The Markdown below the front matter.
    pub body: Span,
    pub kind: Kind,
    pub head: Head,
    /// Present for case studies, and for any page that states metrics.
    pub case: Option<Box<CaseStudy>>,
    /// Present for people.
    pub profile: Option<Box<Profile>>,
}

/// The front matter that every kind of document has.
#[derive(Clone, Debug, Default)]
pub struct Head {
    pub title: Option<Located<String>>,
    pub summary: Option<Located<String>>,
    pub description: String,
    pub date: Option<Date>,
    pub updated: Option<Date>,
    pub slug: Option<Located<String>>,
    /// The address of this page alone, in the form of a pattern.
    pub permalink: Option<Located<Permalink>>,
    pub aliases: Vec<Located<String>>,
    pub weight: Option<i64>,
    pub template: Option<Located<String>>,
    pub draft: bool,
    pub unlisted: bool,
    /// An invented case, which the page says in a banner: where it says so.
    pub example: Option<Span>,
    pub image: Option<Located<String>>,
    /// The language in the name of the file (`about.es.md`), where that translates another.
    pub language: Option<String>,
    /// Of `_index.md`: how its section is listed.
    pub list: ListSettings,
    /// For a post: the case study whose story it belongs to, by its slug or its path.
    pub case: Option<Located<String>>,
    /// Who wrote it: names, or the names of people's files.
    pub authors: Vec<Located<String>>,
    /// Terms by taxonomy, in the order of the site's taxonomies.
    pub terms: Vec<(String, Vec<Located<String>>)>,
    /// Advice that its author does not take.
    pub silence: Vec<Silence>,
    /// `extra:` and every key that folio does not know, as written.
    pub extra: Vec<(String, yaml::Node)>,
}

/// Advice of `folio check` that an author has read and does not take, and why.
#[derive(Clone, Debug)]
pub struct Silence {
    pub code: Located<String>,
    /// The id of the one metric that it is about.
    pub metric: Option<Located<String>>,
    pub reason: String,
}
