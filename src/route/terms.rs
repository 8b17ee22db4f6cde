//! The pages of taxonomies and terms.

use super::Routes;
use super::pages::Pages;
use super::registry::Registry;
use crate::model::Document;
use crate::taxonomy::Taxonomies;
use std::sync::Arc;

/// Gives every term and every taxonomy its pages. Those that have a text of their own got the first with it.
pub fn assign(
    documents: &[&Document],
    taxonomies: &Taxonomies,
    routes: &mut Routes,
    registry: &mut Registry,
) {
    for term in &taxonomies.terms {
        let taxonomy = &taxonomies.list[term.taxonomy].config;
        let pages = Pages::new(term.url.clone(), taxonomy.page_size, term.members.len());
        if term.has_page() {
            let place = term.first.map(|(index, span)| (Arc::clone(&documents[index].source), span));
            let what = format!("the page of `{}` among the `{}`", term.name, taxonomy.key);
            let first = if term.text.is_some() { 2 } else { 1 };
            for number in first..=pages.total() {
                let url = pages.url(number);
                registry.claim(&url.to_out_path(), place.clone(), &what);
                routes.publish(&url, None);
            }
        }
        routes.term_pages.push(pages);
    }
    for (number, taxonomy) in taxonomies.list.iter().enumerate() {
        // A page or a section at that address stands for the list.
        if taxonomy.has_page() && taxonomy.text.is_none() && routes.target(&taxonomy.url).is_none() {
            registry.claim(
                &taxonomy.url.to_out_path(),
                None,
                &format!("the list of `{}`", taxonomy.config.key),
            );
            routes.publish(&taxonomy.url, None);
            routes.taxonomy_lists.push(number);
        }
    }
}
