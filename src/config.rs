//! `folio.yaml` → [`Config`].

mod emit;
mod highlight;
mod images;
mod markdown;
mod permalink;
mod sections;
mod taxonomies;

pub use permalink::{BAD_PERMALINK, page_permalink, permalink};
pub use sections::list_settings;
use sections::page_size;

use crate::diag::{Code, Diagnostic, Severity};
use crate::model::site::{AssetConfig, Config, NavigationEntry, Owner, OwnerLink};
use crate::path::SitePath;
use crate::path::address::has_scheme;
use crate::source::{Located, Source, Span};
use crate::yaml::fields::Fields;
use crate::yaml::{self, Node};
use std::sync::Arc;

pub const BAD_BASE_URL: Code = Code("config-base-url");
pub const BAD_CONFIG: Code = Code("config");

/// The name of the one config file.
pub const FILE: &str = "folio.yaml";
pub const DEFAULT_THEME: &str = "broadsheet";

/// Decodes the config file. A config is there whenever the file is YAML with a map at its top.
pub fn decode(source: &Arc<Source>) -> (Option<Config>, Vec<Diagnostic>) {
    let text = source.text();
    let start = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let (node, mut diagnostics) = yaml::parse(source, Span::new(start, text.len()));
    let Some(node) = node else { return (None, diagnostics) };
    let empty = yaml::Map::default();
    let map = match node.as_map() {
        Some(map) => map,
        None if node.is_null() => &empty,
        None => {
            let message = format!("{FILE} wants a map of settings, and this is {}", node.kind());
            diagnostics
                .push(Diagnostic::error(BAD_CONFIG, message).at(source, node.span).hint("write `title: …`"));
            return (None, diagnostics);
        }
    };
    let mut fields = Fields::new(source, map, Span::at(start), FILE, Severity::Warning);
    let config = site(source, &mut fields);
    fields.finish();
    diagnostics.append(&mut fields.diagnostics);
    let extra = fields.rest();
    let config = Config { extra: config.extra.into_iter().chain(extra).collect(), ..config };
    (Some(config), diagnostics)
}

fn site(source: &Arc<Source>, fields: &mut Fields<'_>) -> Config {
    let title = fields.required("title", "The name of the site").map(|title| title.value).unwrap_or_default();
    let owner = fields.record("owner", "`owner`", "name: Ada Marsh", owner).unwrap_or_default();
    let theme = fields.located("theme");
    let taxonomies = taxonomies::decode(fields);
    let links_are_errors = fields.word("links", &[("warn", false), ("error", true)]).unwrap_or(false);
    let highlight = highlight::decode(fields);
    let assets = fields.record("assets", "`assets`", "minify: true", assets).unwrap_or_default();
    let images = images::images(fields);
    Config {
        source: Arc::clone(source),
        title,
        tagline: fields.text("tagline"),
        base_url: base_url(fields),
        language: language(fields),
        owner,
        contact: fields.text("contact"),
        navigation: navigation(fields),
        theme: theme.unwrap_or_else(|| Located::new(DEFAULT_THEME.to_owned(), Span::at(0))),
        theme_options: options(fields),
        sections: sections::sections(fields),
        taxonomies,
        markdown: fields
            .record("markdown", "`markdown`", "html: filtered", markdown::decode)
            .unwrap_or_default(),
        highlight,
        assets,
        images,
        links_are_errors,
        emit: emit::decode(fields),
        output: output(fields),
        ignore: fields.texts("ignore"),
        examples: fields.flag("examples"),
        extra: fields
            .entries("extra", "{ key: value }")
            .iter()
            .map(|(name, node)| (name.value.clone(), node.clone()))
            .collect(),
    }
}

fn owner(fields: &mut Fields<'_>) -> Owner {
    Owner {
        name: fields.text("name"),
        headline: fields.text("headline"),
        email: fields.text("email"),
        location: fields.text("location"),
        image: fields.located_address("image").map(|image| image.map(from_root)),
        links: fields.records("links", "a link of `owner`", "label: Code, url: https://…", |fields| {
            let label = fields.required("label", "Code");
            let url = fields.required("url", "https://…");
            let me = fields.flag("me");
            Some(OwnerLink { label: label?.value, url: url?.value, me })
        }),
    }
}

/// The owner belongs to no folder: `ada.jpg` is `/ada.jpg`.
fn from_root(address: String) -> String {
    if has_scheme(&address) || address.starts_with('/') { address } else { format!("/{address}") }
}

fn navigation(fields: &mut Fields<'_>) -> Vec<NavigationEntry> {
    fields.records("navigation", "an entry of `navigation`", "label: Work, url: /work/", |fields| {
        let label = fields.required("label", "Work");
        let url = fields.required("url", "/work/");
        Some(NavigationEntry { label: label?.value, url: url? })
    })
}

fn options(fields: &mut Fields<'_>) -> Vec<(Located<String>, Node)> {
    fields.entries("theme_options", "{ accent: cobalt }").to_vec()
}

fn assets(fields: &mut Fields<'_>) -> AssetConfig {
    AssetConfig { minify: !fields.has("minify") || fields.flag("minify") }
}

fn base_url(fields: &mut Fields<'_>) -> String {
    let Some(written) = fields.located("base_url") else { return String::new() };
    match check_base_url(&written.value) {
        Ok(url) => url,
        Err((message, hint)) => {
            let source = fields.source;
            fields.report(Diagnostic::error(BAD_BASE_URL, message).at(source, written.span).hint(hint));
            String::new()
        }
    }
}

/// An absolute address without query or fragment, its last slash removed.
pub fn check_base_url(text: &str) -> Result<String, (String, String)> {
    if text.is_empty() {
        return Ok(String::new());
    }
    let hint = || "write it as `https://example.org` or `https://example.org/portfolio`".to_owned();
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    let Some(rest) = rest else {
        return Err((format!("`{text}` is no absolute address"), hint()));
    };
    let host = rest.split('/').next().unwrap_or_default();
    if host.is_empty() || text.chars().any(|c| c.is_whitespace() || c.is_control() || "?#\"'<>\\".contains(c))
    {
        return Err((format!("`{text}` cannot be the address of a site"), hint()));
    }
    Ok(text.trim_end_matches('/').to_owned())
}

/// A BCP 47 tag, checked for its shape alone.
fn language(fields: &mut Fields<'_>) -> String {
    let Some(written) = fields.located("language") else { return "en".to_owned() };
    let fits = written
        .value
        .split('-')
        .all(|part| (1..=8).contains(&part.len()) && part.chars().all(|c| c.is_ascii_alphanumeric()));
    if fits {
        return written.value;
    }
    let source = fields.source;
    fields.report(
        Diagnostic::error(BAD_CONFIG, format!("`{}` is no language tag", written.value))
            .at(source, written.span)
            .hint("write a BCP 47 tag: `en`, `de-AT`, `zh-Hans`"),
    );
    "en".to_owned()
}

fn output(fields: &mut Fields<'_>) -> Option<Located<SitePath>> {
    let written = fields.located("output")?;
    match SitePath::parse(&written.value) {
        Ok(path) => Some(Located::new(path, written.span)),
        Err(error) => {
            let source = fields.source;
            fields.report(
                Diagnostic::error(
                    BAD_CONFIG,
                    format!("`output` names no folder of this site: {}", error.message),
                )
                .at(source, written.span)
                .hint(
                    "write a folder below the site, as `public`; for another place use `folio build -o DIR`",
                ),
            );
            None
        }
    }
}
