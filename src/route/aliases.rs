//! Old addresses that lead to a page.

use super::registry::Registry;
use super::{BAD_ALIAS, Routes};
use crate::diag::Diagnostic;
use crate::model::Document;
use crate::path::Url;
use std::sync::Arc;

/// Gives every alias its place. One that meets something that is published gives way.
pub fn assign(documents: &[&Document], routes: &mut Routes, registry: &mut Registry) {
    for (index, document) in documents.iter().enumerate() {
        for alias in &document.head.aliases {
            let written = alias.value.trim_start_matches('/');
            let looks_like_file = written.to_lowercase().ends_with(".html");
            let path = if looks_like_file || written.ends_with('/') || written.is_empty() {
                format!("/{written}")
            } else {
                format!("/{written}/")
            };
            let url = match Url::parse(&path) {
                Ok(url) => url,
                Err(error) => {
                    registry.diagnostics.push(
                        Diagnostic::warning(
                            BAD_ALIAS,
                            format!("this alias cannot be an address: {}", error.message),
                        )
                        .at(&document.source, alias.span)
                        .hint(error.hint),
                    );
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
            registry.claim(&out, Some((Arc::clone(&document.source), alias.span)), "an alias");
            routes.publish(&url, None);
            routes.aliases.push((url, index));
        }
    }
}
