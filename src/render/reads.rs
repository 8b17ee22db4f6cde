//! What a page takes from the site into its context, noted before it is rendered. What it reaches through functions
//! and links is noted there.

use super::pages::neighbours;
use super::{Parsed, Shared, Site, Stories};
use crate::memo::Read;
use crate::path::Url;
use crate::theme::functions::note;

/// Of any page at this address.
pub fn of_page(url: &Url) {
    note(Read::Constants);
    note(Read::Templates);
    note(Read::Frame(url.clone()));
}

/// Of the page of a document, with its text.
pub fn of_document(site: &Site<'_>, shared: &Shared, parsed: &[Parsed], index: usize, related: &[usize]) {
    note(Read::Document(parsed[index].document.path.clone()));
    of_head(site, shared, parsed, index, related);
}

/// Of a page with the front matter of a document. [`Read::Around`] says which pages these are, and the items what is shown of them.
pub fn of_head(site: &Site<'_>, shared: &Shared, parsed: &[Parsed], index: usize, related: &[usize]) {
    let url = &site.routes.urls[index];
    of_page(url);
    note(Read::Head(parsed[index].document.path.clone()));
    note(Read::Around(url.clone()));
    let shown = std::iter::once(index).chain(around(site, &shared.stories, related, index));
    shown.for_each(|other| note(Read::Item(site.routes.urls[other].clone())));
    if site.people.person(index).is_some() {
        note(Read::Person(url.clone()));
    }
}

/// The documents of which the page of a document shows something besides those that it lists, in a fixed order;
/// `related` are those that share terms with it.
pub fn around(site: &Site<'_>, stories: &Stories, related: &[usize], index: usize) -> Vec<usize> {
    let mut around: Vec<usize> = neighbours(site.routes, index).into_iter().flatten().collect();
    around.extend(related);
    around.extend(&stories.posts[index]);
    around.extend(stories.case[index]);
    around.extend(site.people.of_case(index).iter().flatten());
    around
}
