//! The keys that every kind of document has.

use super::{Conventions, silence};
use crate::config::{BAD_PERMALINK, list_settings, page_permalink};
use crate::diag::{Code, Diagnostic};
use crate::model::Head;
use crate::model::site::ListSettings;
use crate::path::{Permalink, SitePath};
use crate::period;
use crate::source::Located;
use crate::yaml::fields::Fields;
use jiff::civil::Date;

pub const BAD_DATE: Code = Code("date");
pub const BAD_SLUG: Code = Code("slug");

/// What other generators call the keys of a page.
const SYNONYMS: [(&str, &str); 33] = [
    ("cover", "image"),
    ("featured_image", "image"),
    ("header-img", "image"),
    ("thumbnail", "image"),
    ("created", "date"),
    ("pubdate", "date"),
    ("publishdate", "date"),
    ("publish_date", "date"),
    ("published", "draft"),
    ("hidden", "unlisted"),
    ("noindex", "unlisted"),
    ("private", "unlisted"),
    ("path", "permalink"),
    ("url", "permalink"),
    ("abstract", "summary"),
    ("excerpt", "summary"),
    ("subtitle", "summary"),
    ("redirect_from", "aliases"),
    ("redirects", "aliases"),
    ("categories", "tags"),
    ("category", "tags"),
    ("keywords", "tags"),
    ("layout", "template"),
    ("last_modified_at", "updated"),
    ("last_updated", "updated"),
    ("lastupdated", "updated"),
    ("modified", "updated"),
    ("nav_order", "weight"),
    ("order", "weight"),
    ("sidebar_position", "weight"),
    ("paginate", "page_size"),
    ("paginate_by", "page_size"),
    ("sort_by", "order"),
];

pub fn decode<'a>(fields: &mut Fields<'a>, path: &SitePath, conventions: Conventions<'a>) -> Head {
    fields.also_called(&SYNONYMS);
    let title = fields.located("title").filter(|title| !title.value.is_empty());
    let updated = date(fields, "updated");
    let lastmod = date(fields, "lastmod");
    let mut head = Head {
        title,
        summary: fields.located("summary").filter(|summary| !summary.value.is_empty()),
        description: fields.text("description"),
        date: date(fields, "date"),
        updated: updated.or(lastmod),
        slug: slug(fields),
        permalink: if is_section(path) { no_permalink(fields) } else { page_permalink(fields) },
        aliases: fields.texts("aliases"),
        weight: fields.integer("weight"),
        template: fields.located("template"),
        draft: fields.strict_flag("draft"),
        unlisted: fields.flag("unlisted"),
        example: fields.flag("example").then(|| fields.span_of("example")),
        image: fields.located_address("image"),
        language: None,
        list: if is_section(path) { list_settings(fields) } else { ListSettings::default() },
        case: fields.located("case"),
        authors: authors(fields, conventions),
        terms: Vec::new(),
        silence: silence::decode(fields),
        extra: Vec::new(),
    };
    for taxonomy in conventions.taxonomies {
        let terms = fields.texts(&taxonomy.key);
        if !terms.is_empty() {
            head.terms.push((taxonomy.key.clone(), terms));
        }
    }
    let extra = fields.entries("extra", "{ key: value }");
    head.extra = extra.iter().map(|(name, node)| (name.value.clone(), node.clone())).collect();
    head
}

/// Whether this is the page of a section; `content/_index.md` is the home page.
fn is_section(path: &SitePath) -> bool {
    path.stem() == "_index" && path.segments().count() > 2
}

/// The pages of a section have a pattern, and the section itself has a folder.
fn no_permalink(fields: &mut Fields<'_>) -> Option<Located<Permalink>> {
    if fields.take("permalink").is_some() {
        let span = fields.span_of("permalink");
        let message = "the page of a section has no permalink";
        let diagnostic = Diagnostic::warning(BAD_PERMALINK, message).at(fields.source, span);
        fields.report(diagnostic.hint(
            "write `slug:` for the address of the whole folder; the pattern for its pages goes into folio.yaml, \
             under `sections:`",
        ));
    }
    None
}

/// Who wrote the page, unless the site's own taxonomy has that key.
fn authors<'a>(fields: &mut Fields<'a>, conventions: Conventions<'a>) -> Vec<Located<String>> {
    let keys = ["authors", "author"].into_iter();
    let free = keys.filter(|key| conventions.taxonomies.iter().all(|taxonomy| taxonomy.key != *key));
    free.flat_map(|key| fields.texts(key)).collect()
}

/// A date at a key. One that is none is an error everywhere: silently undated pages end up in the wrong order.
pub fn date<'a>(fields: &mut Fields<'a>, key: &'a str) -> Option<Date> {
    let written = fields.located(key).filter(|date| !date.value.is_empty())?;
    match period::parse_date(&written.value) {
        Ok(date) => Some(date),
        Err(error) => {
            let source = fields.source;
            fields
                .report(Diagnostic::error(BAD_DATE, error.message).at(source, written.span).hint(error.hint));
            None
        }
    }
}

/// A slug is one segment of a path and never leads anywhere else.
fn slug(fields: &mut Fields<'_>) -> Option<Located<String>> {
    let written = fields.located("slug").filter(|slug| !slug.value.is_empty())?;
    let refusal = match SitePath::parse(&written.value) {
        Err(error) => Some((error.message, error.hint)),
        Ok(path) if path.segments().count() != 1 => Some((
            format!("the slug `{}` is more than one segment", written.value),
            "write one segment, and move the file to change its folder".to_owned(),
        )),
        Ok(_) => crate::path::OutPath::parse(&written.value).err().map(|error| (error.message, error.hint)),
    };
    match refusal {
        None => Some(written),
        Some((message, hint)) => {
            let source = fields.source;
            fields.report(Diagnostic::error(BAD_SLUG, message).at(source, written.span).hint(hint));
            None
        }
    }
}
