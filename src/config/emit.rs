//! `feeds`, `search`, `icon`, `csp`, `host` and `cards`.

use super::BAD_CONFIG;
use crate::diag::Diagnostic;
use crate::model::emit::{Emit, Feeds, Host, Policy};
use crate::source::Located;
use crate::yaml::Node;
use crate::yaml::fields::Fields;

/// More entries make a feed that readers fetch in full, again and again.
const MOST_ENTRIES: i64 = 1000;

/// The directives of a policy that a site may widen (Content Security Policy Level 3, section 6).
const DIRECTIVES: [&str; 13] = [
    "child-src",
    "connect-src",
    "default-src",
    "font-src",
    "form-action",
    "frame-src",
    "img-src",
    "manifest-src",
    "media-src",
    "object-src",
    "script-src",
    "style-src",
    "worker-src",
];

pub fn decode(fields: &mut Fields<'_>) -> Emit {
    let hosts = [("plain", Host::Plain), ("netlify", Host::Netlify), ("cloudflare", Host::Cloudflare)];
    Emit {
        feeds: feeds(fields),
        search: switch(fields, "search").unwrap_or(true),
        resume: switch(fields, "resume"),
        icons: fields.texts("icon"),
        policy: policy(fields),
        host: fields.word("host", &hosts).unwrap_or_default(),
        cards: switch(fields, "cards").unwrap_or(false),
    }
}

/// `true` or `false`, where it is written; anything else is an error.
pub fn switch<'a>(fields: &mut Fields<'a>, key: &'a str) -> Option<bool> {
    let node = fields.take(key)?;
    let on = node.as_bool();
    if on.is_none() {
        let message = format!("`{key}` wants `true` or `false`, and this is {}", node.kind());
        refuse(fields, node, message, &format!("write `{key}: false` to turn it off"));
    }
    on
}

fn refuse(fields: &mut Fields<'_>, node: &Node, message: String, hint: &str) {
    let source = fields.source;
    fields.report(Diagnostic::error(BAD_CONFIG, message).at(source, node.span).hint(hint));
}

/// `feeds: false`, or a map of settings.
fn feeds(fields: &mut Fields<'_>) -> Feeds {
    let Some(node) = fields.take("feeds") else { return Feeds::default() };
    if let Some(on) = node.as_bool() {
        return Feeds { on, ..Feeds::default() };
    }
    if node.as_map().is_none() {
        let message = format!("`feeds` wants a map or `false`, and this is {}", node.kind());
        refuse(fields, node, message, "write `feeds: { limit: 20, full: false }`");
        return Feeds::default();
    }
    let read = fields.record("feeds", "`feeds`", "limit: 20, full: false", |inner| {
        let span = inner.span_of("limit");
        let limit = inner.integer("limit").unwrap_or(20);
        let source = inner.source;
        if !(1..=MOST_ENTRIES).contains(&limit) {
            inner.report(
                Diagnostic::error(BAD_CONFIG, format!("a feed of {limit} entries is none"))
                    .at(source, span)
                    .hint(format!("write a number from 1 to {MOST_ENTRIES}, or `feeds: false`")),
            );
        }
        let limit = usize::try_from(limit.clamp(1, MOST_ENTRIES)).unwrap_or(20);
        Feeds { on: true, limit, full: inner.flag("full") }
    });
    read.unwrap_or_default()
}

/// `csp: false`, `csp: true`, or what the policy lets in beyond the site's own files.
fn policy(fields: &mut Fields<'_>) -> Policy {
    let Some(node) = fields.take("csp") else { return Policy::default() };
    if let Some(on) = node.as_bool() {
        return Policy { on: Some(on), allow: Vec::new() };
    }
    if node.as_map().is_none() {
        let message = format!("`csp` wants a map or `false`, and this is {}", node.kind());
        refuse(fields, node, message, "write `csp: { allow: [https://media.example] }`");
        return Policy::default();
    }
    let allow = fields.record("csp", "`csp`", "allow: [https://media.example]", |inner| {
        let written = inner.texts("allow");
        let (good, bad): (Vec<_>, Vec<_>) = written.into_iter().partition(|entry| is_allowance(&entry.value));
        for entry in bad {
            let source = inner.source;
            inner.report(not_an_allowance(&entry).at(source, entry.span));
        }
        good.into_iter().map(|entry| entry.value).collect()
    });
    Policy { on: Some(true), allow: allow.unwrap_or_default() }
}

/// An origin alone, or a directive and its sources; nothing that would end the directive or the header.
fn is_allowance(text: &str) -> bool {
    if text.chars().any(|c| !c.is_ascii_graphic() && c != ' ') || text.contains([';', ',', '"', '<', '>']) {
        return false;
    }
    let mut words = text.split_whitespace();
    match (words.next(), words.next()) {
        (Some(directive), Some(_)) => DIRECTIVES.binary_search(&directive).is_ok(),
        (Some(origin), None) => origin.starts_with("https://") || origin.starts_with("http://"),
        _ => false,
    }
}

fn not_an_allowance(entry: &Located<String>) -> Diagnostic {
    Diagnostic::error(BAD_CONFIG, format!("`{}` is nothing that a policy can allow", entry.value)).hint(
        "write an origin, as `https://media.example`, or a directive with its sources, as \
         `script-src https://count.example`",
    )
}
