//! What a site says to machines: feeds, sitemap, structured data, search index, icons, files for hosts.
//!
//! Each format takes light records and gives text. [`plan()`] decides, before the first page is made, which of
//! these files there will be, so that pages can link to them and a file of the site's own always wins.

pub mod feed;
pub mod hosts;
pub mod html;
pub mod icons;
pub mod json;
pub mod linked_data;
pub mod plan;
pub mod policy;
pub mod resume;
pub mod search;
pub mod security;
pub mod short;
pub mod sitemap;
pub mod xml;

pub use plan::{Plan, Planned, has_curriculum, plan};

use crate::model::Document;
use crate::model::site::Config;
use crate::path::Url;
use jiff::civil::Date;

/// The absolute address of something that lies on this site; empty while the site has no address.
pub fn absolute(config: &Config, url: &Url) -> String {
    if config.base_url.is_empty() { String::new() } else { config.base_url.clone() + &url.encoded() }
}

/// When a page was last changed, as far as it says: it was written, updated or corrected.
pub fn changed(document: &Document) -> Option<Date> {
    let corrections = document.case.iter().flat_map(|case| &case.corrections);
    let corrected = corrections.map(|correction| correction.date).max();
    document.head.date.max(document.head.updated).max(corrected)
}

/// The start of a day in UTC, as RFC 3339 has it.
fn timestamp(date: Date) -> String {
    format!("{date}T00:00:00Z")
}
