//! Where a page finds the feeds that follow it: those of the site and of the lists above it.

use super::values::{map, text};
use super::{Parsed, Site};
use crate::emit::plan::Of;
use crate::path::Url;
use std::collections::HashMap;
use tera::Value;

#[derive(Debug)]
pub struct FeedLinks {
    /// For a page that no list with feeds of its own covers.
    site: Value,
    /// By the path of such a list: the site's feeds, then its own.
    lists: HashMap<String, Value>,
}

impl FeedLinks {
    pub fn new(site: &Site<'_>, parsed: &[Parsed]) -> Self {
        let mut links = Self { site: Value::from(Vec::<Value>::new()), lists: HashMap::new() };
        let mut first = Vec::new();
        for feeds in &site.plan.feeds {
            let title = title(site, parsed, feeds.of);
            let entries = feeds.files().map(|(media_type, file)| {
                map([("type", text(media_type)), ("title", text(&title)), ("path", text(file.url.as_str()))])
            });
            if feeds.of == Of::Site {
                first = entries.to_vec();
                links.site = Value::from(first.clone());
            } else {
                let all = first.iter().cloned().chain(entries).collect::<Vec<_>>();
                links.lists.insert(feeds.page.as_str().to_owned(), Value::from(all));
            }
        }
        links
    }

    /// Whether the page at `url` is itself a list with feeds.
    pub fn has_own(&self, url: &Url) -> bool {
        self.lists.contains_key(url.as_str())
    }

    /// The feeds for the page at `url`.
    pub fn of(&self, url: &Url) -> &Value {
        let path = url.as_str();
        let mut folders = path.rmatch_indices('/').map(|(end, _)| &path[..=end]);
        folders.find_map(|folder| self.lists.get(folder)).unwrap_or(&self.site)
    }
}

/// What a feed is called.
pub fn title(site: &Site<'_>, parsed: &[Parsed], of: Of) -> String {
    let name = &site.config.title;
    match of {
        Of::Site => name.clone(),
        Of::Section(number) => {
            format!("{} – {name}", site.section_title(&site.routes.sections[number], parsed))
        }
        Of::Term(number) => format!("{} – {name}", site.taxonomies.terms[number].name),
    }
}
