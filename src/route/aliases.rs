//! Old addresses that lead to a page.

use super::registry::Registry;
use super::{BAD_ALIAS, Routes};
use crate::diag::Diagnostic;
use crate::model::Document;
use crate::path::Url;
use crate::path::address::has_scheme;
use std::sync::Arc;

/// Gives every alias its place. One that meets something that is published gives way.
pub fn assign(documents: &[&Document], routes: &mut Routes, registry: &mut Registry) {
    for (index, document) in documents.iter().enumerate() {
        for alias in &document.head.aliases {
            let url = match address(&alias.value) {
                Ok(url) => url,
                Err((message, hint)) => {
                    let warning = Diagnostic::warning(BAD_ALIAS, message).at(&document.source, alias.span);
                    registry.diagnostics.push(warning.hint(hint));
                    continue;
                }
            };
            let out = url.to_out_path();
            if let Some(other) = registry.meets(&out) {
                registry.diagnostics.push(
                    Diagnostic::warning(
                        BAD_ALIAS,
                        format!("the alias `{}` meets {other}, which stays", alias.value),
                    )
                    .at(&document.source, alias.span)
                    .hint("remove the alias"),
                );
                continue;
            }
            let place = Some((Arc::clone(&document.source), alias.span));
            registry.claim(&out, place, &format!("an alias of `{}`", document.path));
            routes.publish(&url, None);
            routes.aliases.push((url, index));
        }
    }
}

/// The address that an alias names: a path seen from the top of the site, as it is or as links write it.
fn address(alias: &str) -> Result<Url, (String, String)> {
    if has_scheme(alias) {
        let path =
            alias.split_once("://").and_then(|(_, rest)| rest.split_once('/')).map_or("", |(_, path)| path);
        let message = format!("the alias `{alias}` names a host, and folio makes pages of this site alone");
        return Err((message, format!("write its path: `/{path}`")));
    }
    if let Some(end) = alias.find(['?', '#']) {
        let message = format!("the alias `{alias}` is more than a path: no page can lie behind `?` or `#`");
        return Err((message, format!("write `{}`", &alias[..end])));
    }
    let written = alias.trim_start_matches('/');
    let is_file = [".html", ".htm"].iter().any(|end| written.to_lowercase().ends_with(end));
    let end = if is_file || written.ends_with('/') || written.is_empty() { "" } else { "/" };
    Url::decode(&format!("/{written}{end}"))
        .map_err(|error| (format!("this alias cannot be an address: {}", error.message), error.hint))
}
