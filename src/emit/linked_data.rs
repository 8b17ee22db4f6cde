//! Structured data for search engines: JSON-LD in the vocabulary of schema.org, one graph a page.
//!
//! It repeats what the page says and claims nothing beyond: figures stay out until something can be said of how
//! they were checked.

use super::json::Object;
use crate::model::site::{Config, Owner};
use crate::path::Url;

/// What holds for the whole site.
#[derive(Clone, Debug, Default)]
pub struct LinkedData {
    /// Absolute, without a slash at its end. Empty: nothing has an address, so nothing has an `@id`.
    base: String,
    language: String,
    title: String,
    tagline: String,
    owner: Owner,
    /// What an invented case is called.
    example: String,
    /// The ids of site and owner.
    website: String,
    own: String,
    /// What comes before the page itself on every page but the home page.
    front: String,
}

/// A page in plain text, as its template receives it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Page<'a> {
    pub kind: &'a str,
    /// From the site's root.
    pub path: &'a str,
    /// Absolute; empty while the site has no address.
    pub url: &'a str,
    pub title: &'a str,
    pub description: &'a str,
    pub language: &'a str,
    pub published: &'a str,
    pub modified: &'a str,
    /// Absolute, or empty.
    pub image: &'a str,
    pub example: bool,
    pub terms: &'a [&'a str],
    /// The way down to it from the home page: title, and path from the site's root.
    pub ancestors: &'a [(&'a str, &'a str)],
}

impl LinkedData {
    pub fn new(config: &Config, example: &str) -> Self {
        let base = &config.base_url;
        let id = |name| if base.is_empty() { String::new() } else { format!("{base}/#{name}") };
        let mut data = Self {
            base: base.clone(),
            language: config.language.clone(),
            title: config.title.clone(),
            tagline: config.tagline.clone(),
            owner: config.owner.clone(),
            example: example.to_owned(),
            website: id("website"),
            own: id("owner"),
            front: String::new(),
        };
        data.front = data.front(false);
        data
    }

    /// The graph up to the page itself: the site and its owner, on the home page whole.
    fn front(&self, whole: bool) -> String {
        let mut front = String::with_capacity(1024);
        let mut document = Object::open(&mut front);
        document.text("@context", "https://schema.org");
        let graph = document.key("@graph");
        graph.push('[');
        self.push_site(graph);
        if !self.owner.name.is_empty() {
            graph.push(',');
            let mut person = Object::open(graph);
            self.put_owner(&mut person, whole);
            person.close();
        }
        graph.push(',');
        front
    }

    /// The graph of a page, fit to stand in a `script` element. Empty for what is no page of its own.
    pub fn graph(&self, page: &Page<'_>) -> String {
        let kind = match page.kind {
            "404" | "search" | "sources" | "recalculate" => return String::new(),
            "home" | "person" if self.is_profile(page) => "ProfilePage",
            "case" => "Article",
            "post" => "BlogPosting",
            "section" | "taxonomy" | "term" => "CollectionPage",
            _ => "WebPage",
        };
        let mut graph = if page.kind == "home" { self.front(true) } else { self.front.clone() };
        graph.reserve(1024);
        self.push_page(&mut graph, page, kind);
        self.push_breadcrumbs(&mut graph, page);
        graph.push_str("]}");
        graph
    }

    fn is_profile(&self, page: &Page<'_>) -> bool {
        page.kind == "person" || !self.owner.name.is_empty()
    }

    fn address(&self, path: &str) -> String {
        match (self.base.is_empty(), path.starts_with('/') && !path.starts_with("//")) {
            (false, true) => self.base.clone() + path,
            _ if path.starts_with("https://") || path.starts_with("http://") => path.to_owned(),
            _ => String::new(),
        }
    }

    fn push_site(&self, graph: &mut String) {
        let mut site = Object::open(graph);
        site.text("@type", "WebSite").text("@id", &self.website);
        site.text("name", &self.title).text("description", &self.tagline);
        site.text("url", &self.address("/")).text("inLanguage", &self.language);
        if !self.owner.name.is_empty() {
            site.record("publisher", |owner| self.refer_to_owner(owner));
        }
        site.close();
    }

    /// The owner: whole on the home page, elsewhere by name.
    fn put_owner(&self, person: &mut Object<'_>, whole: bool) {
        let owner = &self.owner;
        person.text("@type", "Person").text("@id", &self.own);
        person.text("name", &owner.name).text("url", &self.address("/"));
        if whole {
            person.text("description", &owner.headline).text("email", &owner.email);
            person
                .text("address", &owner.location)
                .text("image", &self.address(owner.image.as_ref().map_or("", |image| &image.value)));
            let own = owner.links.iter().filter(|link| link.me && link.url.starts_with("http"));
            person.texts("sameAs", own.map(|link| link.url.as_str()));
        }
    }

    /// Names the owner by id, or in full where there are no ids.
    fn refer_to_owner(&self, person: &mut Object<'_>) {
        if self.base.is_empty() {
            person.text("@type", "Person").text("name", &self.owner.name);
        } else {
            person.text("@id", &self.own);
        }
    }

    fn push_page(&self, graph: &mut String, page: &Page<'_>, kind: &str) {
        let article = matches!(page.kind, "case" | "post");
        let mut node = Object::open(graph);
        node.text("@type", kind);
        if !page.url.is_empty() {
            node.text("@id", &format!("{}#page", page.url)).text("url", page.url);
        }
        node.text(if article { "headline" } else { "name" }, page.title);
        node.text("description", page.description).text("inLanguage", page.language);
        node.text("datePublished", page.published).text("dateModified", page.modified);
        node.text("image", page.image);
        if page.example {
            node.text("genre", &self.example);
        }
        node.texts("keywords", page.terms.iter().copied());
        if !self.base.is_empty() {
            node.record("isPartOf", |site| _ = site.text("@id", &self.website));
        }
        match page.kind {
            "home" if !self.owner.name.is_empty() => {
                node.record("mainEntity", |owner| self.refer_to_owner(owner));
            }
            "person" => {
                node.record("mainEntity", |person| {
                    person.text("@type", "Person").text("name", page.title).text("url", page.url);
                });
            }
            _ if article && !self.owner.name.is_empty() => {
                node.record("author", |owner| self.refer_to_owner(owner));
            }
            _ => {}
        }
        node.close();
    }

    /// The way from the home page down to a page. It consists of addresses, so a site without one has none.
    fn push_breadcrumbs(&self, graph: &mut String, page: &Page<'_>) {
        if page.url.is_empty() || page.path == "/" {
            return;
        }
        let address = |path: &str| Url::parse(path).map(|url| self.base.clone() + &url.encoded());
        let above = page.ancestors.iter().filter_map(|(title, path)| Some((*title, address(path).ok()?)));
        let way: Vec<(&str, String)> = above.chain([(page.title, page.url.to_owned())]).collect();
        graph.push(',');
        let mut list = Object::open(graph);
        list.text("@type", "BreadcrumbList").text("@id", &format!("{}#breadcrumbs", page.url));
        list.records("itemListElement", way.iter().enumerate(), |item, (index, (title, url))| {
            item.text("@type", "ListItem");
            item.key("position").push_str(&(index + 1).to_string());
            item.text("name", title).text("item", url);
        });
        list.close();
    }
}
