//! `taxonomies:`: a list of keys, or a map from each to its settings.

use super::BAD_CONFIG;
use crate::diag::{Diagnostic, Severity};
use crate::model::site::{TaxonomyConfig, TermOrder};
use crate::source::{Located, Span};
use crate::yaml::Node;
use crate::yaml::fields::Fields;

const DEFAULT: [&str; 5] = ["skills", "methods", "tools", "sectors", "tags"];

/// Entries on a page of a term's list: whole lists of a portfolio, and no page of megabytes on a large site.
const PAGE_SIZE: usize = 100;

/// Keys of front matter that mean something else already.
const TAKEN: [&str; 35] = [
    "aliases",
    "case",
    "client",
    "corrections",
    "date",
    "description",
    "disclosures",
    "draft",
    "evidence",
    "example",
    "explanations",
    "extra",
    "facts",
    "feed",
    "image",
    "lastmod",
    "metrics",
    "order",
    "outcome",
    "page_size",
    "people",
    "period",
    "permalink",
    "questions",
    "quotes",
    "role",
    "share",
    "silence",
    "slug",
    "summary",
    "template",
    "title",
    "unlisted",
    "updated",
    "weight",
];

pub fn decode(fields: &mut Fields<'_>) -> Vec<TaxonomyConfig> {
    let mut taxonomies: Vec<TaxonomyConfig> = Vec::new();
    let Some(node) = fields.take("taxonomies") else {
        return DEFAULT.map(|key| plain(key.to_owned())).into();
    };
    if let Some(map) = node.as_map() {
        for (key, settings) in &map.entries {
            if is_usable(fields, &taxonomies, key) {
                taxonomies.push(configured(fields, key, settings));
            }
        }
        return taxonomies;
    }
    for key in fields.texts("taxonomies") {
        if is_usable(fields, &taxonomies, &key) {
            taxonomies.push(plain(key.value));
        }
    }
    taxonomies
}

fn plain(key: String) -> TaxonomyConfig {
    let (order, page_size) = (TermOrder::default(), PAGE_SIZE);
    TaxonomyConfig { key, title: String::new(), order, page_size, feed: false }
}

fn configured(fields: &mut Fields<'_>, key: &Located<String>, settings: &Node) -> TaxonomyConfig {
    let plain = plain(key.value.clone());
    if settings.is_null() {
        return plain;
    }
    let Some(map) = settings.as_map() else {
        let message = format!("the taxonomy `{}` wants a map, and this is {}", key.value, settings.kind());
        refuse(fields, settings.span, message, format!("write `{}: {{ title: … }}`", key.value));
        return plain;
    };
    let mut inner = Fields::new(fields.source, map, settings.span, "a taxonomy", Severity::Error);
    let orders = [("name", TermOrder::Name), ("count", TermOrder::Count)];
    let config = TaxonomyConfig {
        title: inner.text("title"),
        order: inner.word("order", &orders).unwrap_or_default(),
        page_size: super::page_size(&mut inner).unwrap_or(PAGE_SIZE),
        feed: inner.flag("feed"),
        ..plain
    };
    inner.finish();
    fields.diagnostics.append(&mut inner.diagnostics);
    config
}

/// A key is one segment of an address, stands once, and means nothing else in front matter.
fn is_usable(fields: &mut Fields<'_>, known: &[TaxonomyConfig], key: &Located<String>) -> bool {
    let name = key.value.as_str();
    let (message, hint) = if TAKEN.contains(&name) {
        let message = format!("`{name}` cannot be a taxonomy: front matter has a key of that name already");
        (message, format!("choose another, as `{name}_tags`"))
    } else if known.iter().any(|other| other.key == name) {
        (format!("the taxonomy `{name}` stands here twice"), "remove one of them".to_owned())
    } else if name.is_empty() || crate::path::path_segment(name) != name {
        let message = format!("`{name}` cannot be a taxonomy: its name is part of an address");
        (message, "write one word of letters and digits, as `skills` or `case_type`".to_owned())
    } else {
        return true;
    };
    refuse(fields, key.span, message, hint);
    false
}

fn refuse(fields: &mut Fields<'_>, span: Span, message: String, hint: String) {
    let source = fields.source;
    fields.report(Diagnostic::error(BAD_CONFIG, message).at(source, span).hint(hint));
}
