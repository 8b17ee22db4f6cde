//! Where an address leads that an author wrote: to a source file, a file beside it, or an address of the site.

use super::Site;
use crate::path::address::has_scheme;
use crate::path::{SitePath, Url};
use crate::route;

/// Where an address leads.
pub enum Aim {
    /// Nothing of this site: another host, another scheme, a part of this page.
    Elsewhere,
    /// An address of this site and the file behind it, when that is copied.
    Here {
        url: Url,
        rest: String,
    },
    Nowhere,
}

/// A document, from which addresses are seen.
pub struct Place<'a> {
    pub site: &'a Site<'a>,
    pub document: &'a SitePath,
    /// Where its page lies.
    pub url: &'a Url,
}

impl Place<'_> {
    /// Where an address leads that is written here.
    pub fn aim(&self, target: &str) -> Aim {
        let target = target.trim();
        if target.is_empty()
            || target.starts_with(['#', '?'])
            || target.starts_with("//")
            || has_scheme(target)
        {
            return Aim::Elsewhere;
        }
        let path_end = target.find(['?', '#']).unwrap_or(target.len());
        let (path, rest) = target.split_at(path_end);
        let decoded = percent_decode(path);
        let found = match decoded.strip_prefix('/') {
            Some(below) => self.seen_from_root(below),
            None => self.seen_from_file(&decoded).or_else(|| self.seen_from_page(&decoded)),
        };
        match found {
            Some(url) => Aim::Here { url, rest: rest.to_owned() },
            None => Aim::Nowhere,
        }
    }

    fn seen_from_root(&self, below: &str) -> Option<Url> {
        let routes = self.site.routes;
        let content = SitePath::parse(route::CONTENT).ok()?;
        if let Some(url) = content.resolve(below).ok().and_then(|path| routes.of_source(&path)) {
            return Some(url.clone());
        }
        self.published(&Url::parse(&format!("/{below}")).ok()?)
    }

    /// Relative to the file in which it stands.
    fn seen_from_file(&self, path: &str) -> Option<Url> {
        let routes = self.site.routes;
        let folder = self.document.parent()?;
        let path = folder.resolve(path).ok()?;
        if let Some(out) = routes.of_file(&path) {
            return Some(Url::of_out_path(out));
        }
        if let Some(url) = routes.of_source(&path) {
            return Some(url.clone());
        }
        let name = path.as_str();
        let candidates = [format!("{name}.md"), format!("{name}/index.md"), format!("{name}/_index.md")];
        let url = candidates.iter().find_map(|name| routes.of_source(&SitePath::parse(name).ok()?));
        let section = || {
            let below = name.strip_prefix("content/")?;
            routes.sections.iter().find(|section| section.folder == below).map(|section| &section.url)
        };
        url.or_else(section).cloned()
    }

    /// Relative to the address at which the page is published.
    fn seen_from_page(&self, path: &str) -> Option<Url> {
        let base = self.url.as_str().trim_start_matches('/');
        let folder = SitePath::parse(base.rsplit_once('/').map_or("", |(folder, _)| folder)).ok()?;
        let below = folder.resolve(path).ok()?;
        self.published(&Url::parse(&format!("/{below}")).ok()?)
    }

    fn published(&self, url: &Url) -> Option<Url> {
        self.site.routes.target(url).map(|target| target.url.clone())
    }
}

/// Decodes `%20`; what does not decode to UTF-8 stays as it is.
pub fn percent_decode(text: &str) -> String {
    if !text.contains('%') {
        return text.to_owned();
    }
    let bytes = text.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut index = 0;
    while index < bytes.len() {
        let pair = text.get(index + 1..index + 3).filter(|_| bytes[index] == b'%');
        match pair.and_then(|pair| u8::from_str_radix(pair, 16).ok()) {
            Some(byte) => {
                decoded.push(byte);
                index += 3;
            }
            None => {
                decoded.push(bytes[index]);
                index += 1;
            }
        }
    }
    String::from_utf8(decoded).unwrap_or_else(|_| text.to_owned())
}
