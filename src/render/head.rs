//! What the head of a page tells machines, as the tags that say it. The same few lines stand on every page, and a
//! template that writes them one by one takes several times as long.

use super::Site;
use super::frame::Frame;
use super::values::map;
use crate::card;
use crate::markdown::escape;
use crate::path::Url;
use crate::theme::functions::link;
use tera::value::Key;
use tera::{Context, Map, Value};

/// Adds `head`, and what stands above and below the page at `url`, to its context, which holds `page` already. Addresses
/// are those of the page being rendered; `rooted`: they are no relative ones.
pub fn add(context: &mut Context, site: &Site<'_>, frame: &Frame, url: &Url, rooted: bool) {
    frame.add_bars(context, site, url, rooted);
    let Some(page) = context.get("page").and_then(Value::as_map) else { return };
    let social = social(site, page);
    let linked_data = site.theme.library.linked_data(page);
    let linked_data = match linked_data.as_str() {
        "" => linked_data,
        data => ["\n<script type=\"application/ld+json\">", data, "</script>"].concat(),
    };
    let Links { feeds, icons } = frame.links(url, rooted);
    let head = map([
        ("feeds", feeds),
        ("social", Value::safe_string(&social)),
        ("linked_data", Value::safe_string(&linked_data)),
        ("icons", icons),
    ]);
    context.insert_value("head", head);
}

fn text<'v>(record: &'v Map, key: &'static str) -> &'v str {
    record.get(&Key::Str(key)).and_then(Value::as_str).unwrap_or_default()
}

/// The `link` elements of a page.
#[derive(Clone, Debug)]
pub struct Links {
    feeds: Value,
    icons: Value,
}

impl Links {
    /// As the page being rendered has to write them.
    pub fn new(feeds: &Value, icons: &Value) -> Self {
        let html = |records, rel| Value::safe_string(&links(records, rel));
        Self { feeds: html(feeds, "alternate"), icons: html(icons, "") }
    }
}

/// A `link` element for each record, of one kind or each of its own.
fn links(records: &Value, rel: &str) -> String {
    let mut html = String::new();
    for record in records.as_array().unwrap_or_default().iter().filter_map(Value::as_map) {
        let mut put = |before: &str, value: &str| {
            if !value.is_empty() {
                html.push_str(before);
                escape::push_attribute(&mut html, value);
                html.push('"');
            }
        };
        put("\n<link rel=\"", if rel.is_empty() { text(record, "rel") } else { rel });
        put(" type=\"", text(record, "type"));
        put(" sizes=\"", text(record, "sizes"));
        put(" title=\"", text(record, "title"));
        put(" href=\"", &link(text(record, "path")));
        html.push('>');
    }
    html
}

/// What the card of a page says, in words.
fn said_by_card(page: &Map) -> String {
    let headline = page.get(&Key::Str("headline")).and_then(Value::as_map);
    match (text(page, "title"), headline.map_or("", |metric| text(metric, "sentence"))) {
        (title, "") => title.to_owned(),
        (title, sentence) => format!("{title}. {sentence}."),
    }
}

/// The tags of Open Graph and of Twitter.
fn social(site: &Site<'_>, page: &Map) -> String {
    let kind = text(page, "kind");
    if kind == "404" {
        return String::new();
    }
    let config = site.config;
    let is_article = matches!(kind, "case" | "post");
    let is_profile = kind == "person" || kind == "home" && !config.owner.name.is_empty();
    let described = text(page, "description");
    let image = text(page, "social_image");
    let mut html = String::with_capacity(1024);
    let mut put = |property: &str, value: &str| {
        if !value.is_empty() {
            for part in ["\n<meta property=\"", property, "\" content=\""] {
                html.push_str(part);
            }
            escape::push_attribute(&mut html, value);
            html.push_str("\">");
        }
    };
    put("og:title", text(page, "title"));
    put(
        "og:type",
        if is_article {
            "article"
        } else if is_profile {
            "profile"
        } else {
            "website"
        },
    );
    put("og:site_name", &config.title);
    put("og:description", if described.is_empty() { &config.tagline } else { described });
    put("og:url", text(page, "canonical"));
    put("og:locale", &crate::i18n::locale(&config.language));
    if is_article && !text(page, "date").is_empty() {
        put("article:published_time", text(page, "date"));
        put("article:modified_time", text(page, "modified"));
    }
    put("og:image", image);
    if page.get(&Key::Str("card")).and_then(Value::as_bool) == Some(true) {
        put("og:image:width", &card::SIZE.0.to_string());
        put("og:image:height", &card::SIZE.1.to_string());
        put("og:image:alt", &said_by_card(page));
    }
    html.push_str("\n<meta name=\"twitter:card\" content=\"summary");
    html.push_str(if image.is_empty() { "\">" } else { "_large_image\">" });
    html
}
