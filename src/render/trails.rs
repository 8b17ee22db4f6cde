//! The way from the home page down to each page: `page.ancestors`.

use super::values::{map, text};
use super::{Parsed, Site};
use crate::route::{self, Role};
use crate::taxonomy::{Subject, Taxonomies};
use tera::Value;

/// The ways down to every section, made once and shared by the pages in it.
#[derive(Debug)]
pub struct Trails {
    home: Value,
    /// By section: from the home page to the section itself.
    sections: Vec<Value>,
    /// By section: from the home page to the section above it.
    above: Vec<Value>,
    /// By taxonomy: from the home page to its list.
    taxonomies: Vec<Value>,
}

impl Trails {
    pub fn new(site: &Site<'_>, parsed: &[Parsed]) -> Self {
        let sections = &site.routes.sections;
        let crumb = |title: &str, path: &str| map([("title", text(title)), ("path", text(path))]);
        let home = crumb(site.theme.library.strings.get("home").unwrap_or("Home"), "/");
        let crumbs: Vec<Value> = sections
            .iter()
            .map(|section| crumb(&site.section_title(section, parsed), section.url.as_str()))
            .collect();
        let way = |down_to: Option<usize>| {
            let parent = |number: &usize| sections[*number].parent;
            let mut way: Vec<Value> =
                std::iter::successors(down_to, parent).map(|number| crumbs[number].clone()).collect();
            way.push(home.clone());
            way.reverse();
            Value::from(way)
        };
        let strings = &site.theme.library.strings;
        let below_home = |crumb: Value| Value::from(vec![home.clone(), crumb]);
        let taxonomies = site.taxonomies.list.iter();
        let taxonomies = taxonomies.map(|one| below_home(crumb(&one.name(strings), one.url.as_str())));
        Self {
            taxonomies: taxonomies.collect(),
            sections: (0..sections.len()).map(|number| way(Some(number))).collect(),
            above: sections.iter().map(|section| way(section.parent)).collect(),
            home: way(None),
        }
    }

    /// `ancestors` of the page that lists a section.
    pub fn of_section(&self, number: usize) -> Value {
        self.above[number].clone()
    }

    /// `ancestors` of the page of a taxonomy or a term.
    pub fn of_subject(&self, subject: Subject, taxonomies: &Taxonomies) -> Value {
        match subject {
            Subject::Taxonomy(_) => self.home.clone(),
            Subject::Term(number) => self.taxonomies[taxonomies.terms[number].taxonomy].clone(),
        }
    }

    /// `ancestors` of a document.
    pub fn of_document(&self, site: &Site<'_>, parsed: &[Parsed], items: &[Value], index: usize) -> Value {
        let routes = site.routes;
        if matches!(route::role(&parsed[index].document.path), Role::Home | Role::NotFound) {
            return Value::from(Vec::<Value>::new());
        }
        if let Some(subject) = site.taxonomies.subject(index) {
            return self.of_subject(subject, site.taxonomies);
        }
        if let Some(number) = routes.lists[index] {
            return self.of_section(number);
        }
        let Some(number) = routes.section_of[index] else { return self.home.clone() };
        if routes.sections[number].taken_by == Some(index) {
            return self.of_section(number);
        }
        let Some(bundle) = routes.within[index] else { return self.sections[number].clone() };
        let mut way = self.sections[number].as_array().map(<[Value]>::to_vec).unwrap_or_default();
        let part = |key: &str| items[bundle].get_from_path(key).cloned().unwrap_or_else(|| text(""));
        way.push(map([("title", part("title")), ("path", part("path"))]));
        Value::from(way)
    }
}
