//! What is kept of a finished page for the files that are made once for the whole site, when the page itself has
//! left memory.

use super::Site;
use crate::card::Card;
use crate::emit::{absolute, html, search};
use crate::markdown::Doc;
use crate::path::Url;
use std::collections::BTreeSet;

#[derive(Clone, Debug, Default)]
pub struct Harvest {
    /// The image for shared links and feeds, absolute; empty when there is none.
    pub image: String,
    /// The picture that folio draws for links to the page.
    pub card: Option<Card>,
    /// Other hosts whose images it shows.
    pub origins: BTreeSet<String>,
    /// For the search index.
    pub headings: Vec<String>,
    pub text: String,
    /// The body as a feed carries it; empty unless one does.
    pub content: String,
}

impl Harvest {
    pub fn of(site: &Site<'_>, document: usize, url: &Url, doc: &Doc, body: &str) -> Self {
        let mut harvest = Self::default();
        if let Some(search) = &site.plan.search {
            let headings = doc.contents.iter().filter(|heading| !heading.is_title);
            let left;
            (harvest.headings, left) =
                search::headings(headings.map(|heading| heading.text.as_str()), search.share);
            harvest.text = html::beginning(body, left);
        }
        if site.plan.whole.contains(&document) {
            harvest.content = html::for_feed(body, &absolute(site.config, url));
        }
        harvest
    }
}
