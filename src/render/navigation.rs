//! Entries of `navigation` in `folio.yaml` that lead nowhere.

use super::Site;
use super::aim::{Aim, Place};
use super::links::BROKEN_LINK;
use crate::diag::{Diagnostic, did_you_mean};
use crate::path::{SitePath, Url};
use crate::route::CONTENT;

/// What leads to nothing that the site publishes. Links of the frame stand on every page, so that they are told here,
/// once.
pub fn check(site: &Site<'_>) -> Vec<Diagnostic> {
    let (root, Ok(home)) = (Url::root(), SitePath::parse(&format!("{CONTENT}/index.md"))) else {
        return Vec::new();
    };
    let place = Place { site, document: &home, url: &root };
    let entries = site.config.navigation.iter();
    let broken = entries.filter(|entry| matches!(place.aim(&entry.url.value), Aim::Nowhere));
    broken
        .map(|entry| {
            let written = &entry.url.value;
            let message = format!("`{}` of the navigation leads to nothing: `{written}`", entry.label);
            let diagnostic = if site.config.links_are_errors {
                Diagnostic::error(BROKEN_LINK, message)
            } else {
                Diagnostic::warning(BROKEN_LINK, message)
            };
            diagnostic.at(&site.config.source, entry.url.span).hint(hint(site, written))
        })
        .collect()
}

fn hint(site: &Site<'_>, written: &str) -> String {
    let path = &written[..written.find(['?', '#']).unwrap_or(written.len())];
    let pages = site.routes.urls.iter().chain(site.routes.sections.iter().map(|section| &section.url));
    let lists = site.routes.taxonomy_lists.iter().map(|number| &site.taxonomies.list[*number].url);
    match did_you_mean(path, pages.chain(lists).map(Url::as_str)) {
        Some(close) => format!("did you mean `{close}`?"),
        None => {
            "write the address of a page of this site from its root, as `/work/`, or a whole URL".to_owned()
        }
    }
}
