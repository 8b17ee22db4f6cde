//! `sections:` of `folio.yaml`, and what `_index.md` may say of its section.

use super::{BAD_CONFIG, permalink};
use crate::diag::{Diagnostic, Severity};
use crate::model::Kind;
use crate::model::site::{ListSettings, Order, OrderBy, SectionConfig};
use crate::yaml::fields::Fields;
use std::collections::BTreeMap;

/// A date begins with the newest, since that is what people look for; everything else with the first.
const ORDERS: [(&str, Order); 9] = [
    ("date", Order::NEWEST_FIRST),
    ("weight", Order::BY_WEIGHT),
    ("title", Order { by: OrderBy::Title, descending: false }),
    ("date asc", Order { by: OrderBy::Date, descending: false }),
    ("date desc", Order::NEWEST_FIRST),
    ("weight asc", Order::BY_WEIGHT),
    ("weight desc", Order { by: OrderBy::Weight, descending: true }),
    ("title asc", Order { by: OrderBy::Title, descending: false }),
    ("title desc", Order { by: OrderBy::Title, descending: true }),
];

pub fn sections(fields: &mut Fields<'_>) -> BTreeMap<String, SectionConfig> {
    let mut sections = BTreeMap::new();
    for (name, node) in fields.entries("sections", "{ notes: { type: post } }") {
        let Some(section) = node.as_map() else {
            let message = format!("the section `{}` wants a map, and this is {}", name.value, node.kind());
            fields.report(
                Diagnostic::error(BAD_CONFIG, message)
                    .at(fields.source, node.span)
                    .hint(format!("write `{}: {{ type: post }}`", name.value)),
            );
            continue;
        };
        let mut inner = Fields::new(fields.source, section, node.span, "a section", Severity::Error);
        let kinds =
            [("case", Kind::Case), ("post", Kind::Post), ("page", Kind::Page), ("person", Kind::Person)];
        let config = SectionConfig {
            span: name.span,
            kind: inner.word("type", &kinds),
            permalink: permalink(&mut inner),
            list: list_settings(&mut inner),
            title: inner.text("title"),
        };
        inner.finish();
        fields.diagnostics.append(&mut inner.diagnostics);
        sections.insert(name.value.trim_matches('/').to_owned(), config);
    }
    sections
}

/// How a section is listed.
pub fn list_settings(fields: &mut Fields<'_>) -> ListSettings {
    let order = fields.word("order", &ORDERS);
    let page_size = page_size(fields);
    let feed = fields.has("feed");
    let wanted = fields.flag("feed");
    ListSettings { order, page_size, feed: feed.then_some(wanted) }
}

/// How many entries a page of a list has; 0 keeps them together.
pub fn page_size(fields: &mut Fields<'_>) -> Option<usize> {
    let number = fields.integer("page_size")?;
    let size = usize::try_from(number).ok();
    if size.is_none() {
        let message = format!("a page of a list cannot have {number} entries");
        let diagnostic =
            Diagnostic::error(BAD_CONFIG, message).at(fields.source, fields.value_span("page_size"));
        fields
            .report(diagnostic.hint("write `page_size: 20`, or `page_size: 0` to keep the list on one page"));
    }
    size
}
