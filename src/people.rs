//! Who took part in what: the people whom pages name, and the pages of those who have one.

use crate::diag::{Code, Diagnostic, did_you_mean};
use crate::model::case_study::Share;
use crate::model::{Document, Kind};
use crate::path::term_slug;
use crate::source::Located;
use crate::taxonomy::practice::recency;
use serde::{Deserialize, Serialize};
use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};

pub const UNKNOWN: Code = Code("unknown-person");

/// The people of a site.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct People {
    /// By the document that is their page.
    persons: BTreeMap<usize, Person>,
    /// By document.
    credits: Vec<Credits>,
}

/// Someone with a page, and what they did, the newest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    pub parts: Vec<Part>,
    /// Posts and other pages that they wrote.
    pub writings: Vec<usize>,
}

/// What somebody did in a case study.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    pub document: usize,
    pub role: String,
    pub share: Option<Share>,
}

/// Whom a document names, and the document that is their page.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct Credits {
    authors: Vec<Author>,
    /// One for each entry of `people:`.
    people: Vec<Option<usize>>,
}

/// Someone who wrote a page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Author {
    /// As it was written: a name, or the name of a person's file.
    pub written: String,
    pub person: Option<usize>,
}

impl People {
    /// What is known of the person whose page a document is.
    pub fn person(&self, document: usize) -> Option<&Person> {
        self.persons.get(&document)
    }

    /// The people whose page says something of a document.
    pub fn behind(&self, document: usize) -> impl Iterator<Item = usize> {
        let persons = self.persons.iter();
        persons.filter_map(move |(index, person)| {
            let parts = person.parts.iter().map(|part| part.document);
            parts.chain(person.writings.iter().copied()).any(|other| other == document).then_some(*index)
        })
    }

    pub fn authors(&self, document: usize) -> &[Author] {
        self.credits.get(document).map_or(&[], |credits| &credits.authors)
    }

    /// For each entry of `people:`, the document that is their page.
    pub fn of_case(&self, document: usize) -> &[Option<usize>] {
        self.credits.get(document).map_or(&[], |credits| &credits.people)
    }
}

/// Finds the people of a site and what they took part in.
pub fn collect(documents: &[&Document]) -> (People, Vec<Diagnostic>) {
    let names = Names::of(documents);
    let mut people = People::default();
    let mut diagnostics = Vec::new();
    let persons = documents.iter().enumerate().filter(|(_, document)| document.kind == Kind::Person);
    people.persons = persons.map(|(index, _)| (index, Person::default())).collect();
    for document in documents {
        people.credits.push(names.credits(document, &mut diagnostics));
    }
    for (index, document) in documents.iter().enumerate().filter(|(_, document)| !document.head.unlisted) {
        let credits = &people.credits[index];
        for (person, part) in parts(index, document, credits) {
            if let Some(person) = people.persons.get_mut(&person) {
                match part {
                    Some(part) => person.parts.push(part),
                    None => person.writings.push(index),
                }
            }
        }
    }
    for person in people.persons.values_mut() {
        person.parts.sort_by_key(|part| (Reverse(recency(documents[part.document])), part.document));
        person.writings.sort_by_key(|index| (Reverse(recency(documents[*index])), *index));
    }
    (people, diagnostics)
}

/// Who takes part in a document, each person once: with what they did in a case study, or as the author of another
/// page.
fn parts(index: usize, document: &Document, credits: &Credits) -> Vec<(usize, Option<Part>)> {
    let mut parts: Vec<(usize, Option<Part>)> = Vec::new();
    let case = document.case.as_deref().filter(|_| document.kind == Kind::Case);
    let named = case.map_or(&[][..], |case| &case.people);
    for (named, person) in named.iter().zip(&credits.people) {
        let part = Part { document: index, role: named.role.clone(), share: named.share };
        parts.extend(person.map(|person| (person, Some(part))));
    }
    // The role and the share of a case are those of the one who wrote it.
    let alone = credits.authors.len() == 1;
    for person in credits.authors.iter().filter_map(|author| author.person) {
        let part = case.map(|case| Part {
            document: index,
            role: if alone { case.role.clone() } else { String::new() },
            share: case.share.filter(|_| alone),
        });
        parts.push((person, part));
    }
    let mut seen = std::collections::BTreeSet::new();
    parts.retain(|(person, _)| seen.insert(*person));
    parts
}

/// What the people with a page are called.
struct Names {
    /// By the slug of their file or of their name.
    by_slug: HashMap<String, usize>,
    /// For messages: the names of their files.
    files: Vec<String>,
}

impl Names {
    fn of(documents: &[&Document]) -> Self {
        let mut names = Self { by_slug: HashMap::new(), files: Vec::new() };
        let persons = documents.iter().enumerate().filter(|(_, document)| document.kind == Kind::Person);
        let persons: Vec<_> = persons.collect();
        for (index, document) in &persons {
            let file = file(document);
            names.by_slug.entry(term_slug(&file)).or_insert(*index);
            names.files.push(file);
        }
        // Two people of one name are told apart by their files.
        for (index, document) in &persons {
            if let Some(title) = &document.head.title {
                names.by_slug.entry(term_slug(&title.value)).or_insert(*index);
            }
        }
        names
    }

    fn find(&self, written: &str) -> Option<usize> {
        self.by_slug.get(&term_slug(written)).copied()
    }

    fn credits(&self, document: &Document, diagnostics: &mut Vec<Diagnostic>) -> Credits {
        let mut credits = Credits::default();
        for author in &document.head.authors {
            let person = self.find(&author.value);
            if person.is_none() && self.is_a_slip(&author.value) {
                diagnostics.push(self.unknown(document, author));
            }
            credits.authors.push(Author { written: author.value.clone(), person });
        }
        let people = document.case.iter().flat_map(|case| &case.people);
        credits.people = people
            .map(|named| match &named.person {
                Some(written) => {
                    let person = self.find(&written.value);
                    if person.is_none() {
                        diagnostics.push(self.unknown(document, written));
                    }
                    person
                }
                None => self.find(&named.name),
            })
            .collect();
        credits
    }

    /// Guests need no page; but what looks like the name of a file, or nearly like somebody here, is meant for one.
    fn is_a_slip(&self, written: &str) -> bool {
        !self.files.is_empty() && (term_slug(written) == *written || self.close(written).is_some())
    }

    fn close(&self, written: &str) -> Option<&str> {
        did_you_mean(&term_slug(written), self.files.iter().map(String::as_str))
    }

    fn unknown(&self, document: &Document, written: &Located<String>) -> Diagnostic {
        let message = format!("nobody of this site is called `{}`", written.value);
        let hint = match self.close(&written.value) {
            Some(close) => format!("did you mean `{close}`?"),
            None => format!("give them a page, as `content/people/{}.md`", term_slug(&written.value)),
        };
        Diagnostic::warning(UNKNOWN, message).at(&document.source, written.span).hint(hint)
    }
}

/// The word by which pages name a person: the name of the file, or of the folder of a bundle.
fn file(document: &Document) -> String {
    let folder = document.path.parent().filter(|_| document.path.stem() == "index");
    folder.map_or_else(|| document.path.stem().to_owned(), |folder| folder.file_name().to_owned())
}
