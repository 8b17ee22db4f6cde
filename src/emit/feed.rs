//! Feeds: Atom (RFC 4287) and JSON Feed 1.1 (<https://www.jsonfeed.org/version/1.1/>) of one list of entries.

use super::json::Object;
use super::{timestamp, xml};
use jiff::civil::Date;
use std::borrow::Cow;

pub const ATOM_TYPE: &str = "application/atom+xml";
pub const JSON_TYPE: &str = "application/feed+json";

/// A list of pages, newest first. All addresses are absolute.
#[derive(Debug)]
pub struct Feed<'a> {
    pub title: &'a str,
    pub subtitle: &'a str,
    pub language: &'a str,
    /// The page that shows the same list; it is the feed's id, since it never moves without the feed.
    pub page: &'a str,
    pub atom: &'a str,
    pub json: &'a str,
    pub author: &'a str,
    pub author_url: &'a str,
    pub icon: &'a str,
    pub entries: Vec<Entry<'a>>,
}

#[derive(Clone, Debug)]
pub struct Entry<'a> {
    /// What it is known by for good.
    pub id: String,
    pub url: String,
    pub title: Cow<'a, str>,
    /// Plain text.
    pub summary: Cow<'a, str>,
    /// HTML whose addresses are absolute; empty: the entry is its summary.
    pub content: &'a str,
    pub published: Option<Date>,
    pub updated: Date,
    pub terms: Vec<&'a str>,
    pub image: String,
}

impl Feed<'_> {
    fn updated(&self) -> Option<Date> {
        self.entries.iter().map(|entry| entry.updated).max()
    }

    /// The Atom document.
    pub fn to_atom(&self) -> String {
        let mut out = String::from("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n");
        let frame =
            [("xmlns", "http://www.w3.org/2005/Atom"), ("xml:lang", self.language), ("xml:base", self.page)];
        xml::push_open(&mut out, 0, "feed", &frame);
        out.push_str(">\n");
        let element = |out: &mut String, name, text: &str| {
            if !text.is_empty() {
                xml::push_element(out, 1, name, &[], text);
            }
        };
        element(&mut out, "id", self.page);
        element(&mut out, "title", self.title);
        element(&mut out, "subtitle", self.subtitle);
        // A feed without entries is never made; the oldest date keeps even that one valid.
        element(&mut out, "updated", &self.updated().map_or("1970-01-01T00:00:00Z".to_owned(), timestamp));
        xml::push_empty(&mut out, 1, "link", &[("rel", "self"), ("type", ATOM_TYPE), ("href", self.atom)]);
        xml::push_empty(
            &mut out,
            1,
            "link",
            &[("rel", "alternate"), ("type", "text/html"), ("href", self.page)],
        );
        out.push_str("  <author>\n");
        xml::push_element(&mut out, 2, "name", &[], self.author);
        xml::push_element(&mut out, 2, "uri", &[], self.author_url);
        out.push_str("  </author>\n");
        element(&mut out, "icon", self.icon);
        let version = [("version", env!("CARGO_PKG_VERSION"))];
        xml::push_element(&mut out, 1, "generator", &version, "folio");
        for entry in &self.entries {
            entry.push_atom(&mut out);
        }
        out.push_str("</feed>\n");
        out
    }

    /// The JSON document.
    pub fn to_json(&self) -> String {
        let mut out = String::new();
        let mut feed = Object::open(&mut out);
        feed.text("version", "https://jsonfeed.org/version/1.1");
        feed.text("title", self.title).text("description", self.subtitle);
        feed.text("home_page_url", self.page).text("feed_url", self.json).text("icon", self.icon);
        feed.text("language", self.language);
        feed.records("authors", [()], |author, ()| {
            author.text("name", self.author).text("url", self.author_url);
        });
        // A reader expects the list even when it is empty.
        feed.key("items").push_str("[\n");
        for (index, entry) in self.entries.iter().enumerate() {
            if index > 0 {
                out.push_str(",\n");
            }
            entry.push_json(&mut out);
        }
        out.push_str("\n]}\n");
        out
    }
}

impl Entry<'_> {
    fn push_atom(&self, out: &mut String) {
        out.push_str("  <entry>\n");
        xml::push_element(out, 2, "id", &[], &self.id);
        xml::push_element(out, 2, "title", &[], &self.title);
        let link = [("rel", "alternate"), ("type", "text/html"), ("href", self.url.as_str())];
        xml::push_empty(out, 2, "link", &link);
        if let Some(date) = self.published {
            xml::push_element(out, 2, "published", &[], &timestamp(date));
        }
        xml::push_element(out, 2, "updated", &[], &timestamp(self.updated));
        for term in &self.terms {
            xml::push_empty(out, 2, "category", &[("term", term)]);
        }
        if !self.summary.is_empty() {
            xml::push_element(out, 2, "summary", &[], &self.summary);
        }
        if !self.content.is_empty() {
            xml::push_element(out, 2, "content", &[("type", "html")], self.content);
        }
        out.push_str("  </entry>\n");
    }

    fn push_json(&self, out: &mut String) {
        let mut item = Object::open(out);
        item.text("id", &self.id).text("url", &self.url).text("title", &self.title);
        item.text("summary", &self.summary);
        if self.content.is_empty() {
            // One of the two contents has to be there.
            let text = if self.summary.is_empty() { &self.title } else { &self.summary };
            super::json::push_string(item.key("content_text"), text);
        } else {
            item.text("content_html", self.content);
        }
        item.text("image", &self.image);
        item.text("date_published", &self.published.map_or_else(String::new, timestamp));
        item.text("date_modified", &timestamp(self.updated));
        item.texts("tags", self.terms.iter().copied());
        item.close();
    }
}
