//! Folders of documents, the pages that list them, and the order of a list.

use super::pages::Pages;
use super::registry::Registry;
use super::{Role, Routes, folder_of, role, section_kind};
use crate::model::site::{Config, Order};
use crate::model::{Document, Kind};
use crate::path::{Url, path_segment};
use crate::taxonomy::Taxonomies;
use std::collections::{BTreeMap, HashSet};

/// A folder of documents and the page that lists them.
#[derive(Clone, Debug)]
pub struct Section {
    /// Below `content/`: `work`, `notes/2024`.
    pub folder: String,
    pub url: Url,
    pub kind: Kind,
    pub order: Order,
    /// The `_index.md` of the folder, as an index into the documents.
    pub index: Option<usize>,
    /// Documents that it lists, in its order.
    pub members: Vec<usize>,
    /// Sections directly below, as indices into the sections.
    pub children: Vec<usize>,
    /// How its list is split: the children first, then the members.
    pub pages: Pages,
}

/// Finds the sections and gives each the pages of its list.
pub fn assign(
    documents: &[&Document],
    taxonomies: &Taxonomies,
    config: &Config,
    routes: &mut Routes,
    registry: &mut Registry,
) {
    find(documents, taxonomies, config, routes);
    let mut addresses = Vec::new();
    for section in &mut routes.sections {
        let size = config.sections.get(&section.folder).map_or(0, |section| section.page_size);
        let pages = Pages::new(section.url.clone(), size, section.children.len() + section.members.len());
        let list = format!("the list of `content/{}`", section.folder);
        if section.index.is_none() {
            registry.claim(&section.url.to_out_path(), None, &list);
        }
        for number in 2..=pages.total() {
            let url = pages.url(number);
            registry.claim(&url.to_out_path(), None, &format!("page {number} of {list}"));
            addresses.push(url);
        }
        section.pages = pages;
    }
    for url in &addresses {
        routes.publish(url, None);
    }
}

fn find(documents: &[&Document], taxonomies: &Taxonomies, config: &Config, routes: &mut Routes) {
    let mut folders: BTreeMap<String, Section> = BTreeMap::new();
    let bundles: HashSet<String> = documents
        .iter()
        .filter(|document| document.path.stem() == "index" && role(&document.path) == Role::Single)
        .filter_map(|document| document.path.parent()?.as_str().strip_prefix("content/").map(str::to_owned))
        .collect();
    for (index, document) in documents.iter().enumerate() {
        match role(&document.path) {
            Role::Home | Role::NotFound => {}
            // It gives its text to the page of a term or of a taxonomy.
            _ if taxonomies.subject(index).is_some() => {}
            Role::Section => {
                let folder: Vec<_> = document.path.segments().skip(1).collect();
                let folder = folder[..folder.len() - 1].join("/");
                let url = routes.urls[index].clone();
                let section = folders.entry(folder.clone()).or_insert_with(|| section(&folder, config));
                section.index = Some(index);
                section.url = url;
            }
            Role::Single => {
                let mut folder = folder_of(&document.path);
                // A bundle's other documents belong to the section that holds the bundle.
                while !folder.is_empty() && bundles.contains(&folder) {
                    folder = folder.rsplit_once('/').map_or(String::new(), |(parent, _)| parent.to_owned());
                }
                if !folder.is_empty() {
                    let section = folders.entry(folder.clone()).or_insert_with(|| section(&folder, config));
                    section.members.push(index);
                }
            }
        }
    }
    let taken = |section: &Section| section.index.is_none() && routes.target(&section.url).is_some();
    let mut list: Vec<Section> = folders.into_values().filter(|section| !taken(section)).collect();
    let parents: Vec<Option<usize>> = list
        .iter()
        .map(|section| {
            let (parent, _) = section.folder.rsplit_once('/')?;
            list.binary_search_by(|other| other.folder.as_str().cmp(parent)).ok()
        })
        .collect();
    for (index, parent) in parents.into_iter().enumerate() {
        if let Some(parent) = parent {
            list[parent].children.push(index);
        }
    }
    routes.section_of = vec![None; documents.len()];
    routes.position = vec![None; documents.len()];
    for (number, section) in list.iter_mut().enumerate() {
        for member in &section.members {
            routes.section_of[*member] = Some(number);
        }
        section.members.retain(|member| !documents[*member].head.unlisted);
        sort(&mut section.members, section.order, documents);
        for (position, member) in section.members.iter().enumerate() {
            routes.position[*member] = Some(position);
        }
        routes.publish(&section.url, None);
    }
    routes.sections = list;
}

fn section(folder: &str, config: &Config) -> Section {
    let kind = section_kind(folder, config);
    let order = config.sections.get(folder).and_then(|section| section.order);
    let segments: Vec<_> = folder.split('/').map(path_segment).collect();
    let url = Url::parse(&format!("/{}/", segments.join("/"))).unwrap_or_else(|_| Url::root());
    Section {
        folder: folder.to_owned(),
        pages: Pages::new(url.clone(), 0, 0),
        url,
        kind,
        order: order.unwrap_or(if kind == Kind::Page { Order::Weight } else { Order::Date }),
        index: None,
        members: Vec::new(),
        children: Vec::new(),
    }
}

fn sort(members: &mut [usize], order: Order, documents: &[&Document]) {
    let title = |index: usize| {
        let document = &documents[index];
        document
            .head
            .title
            .as_ref()
            .map_or_else(|| document.path.stem().to_owned(), |title| title.value.clone())
    };
    let weight = |index: usize| documents[index].head.weight.unwrap_or(i64::MAX);
    match order {
        // A weight lifts a page above the dates; then the newest comes first, and pages without a date last.
        Order::Date => members.sort_by_cached_key(|index| {
            (weight(*index), std::cmp::Reverse(documents[*index].head.date), documents[*index].path.clone())
        }),
        Order::Weight => members
            .sort_by_cached_key(|index| (weight(*index), title(*index), documents[*index].path.clone())),
        Order::Title => members.sort_by_cached_key(|index| (title(*index), documents[*index].path.clone())),
    }
}
