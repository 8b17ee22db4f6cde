//! `markdown:` of `folio.yaml`: how texts are read.

use super::BAD_CONFIG;
use crate::diag::Diagnostic;
use crate::model::site::{ExternalLinks, MarkdownConfig};
use crate::source::Located;
use crate::yaml::fields::Fields;

pub(super) fn decode(fields: &mut Fields<'_>) -> MarkdownConfig {
    MarkdownConfig {
        trusted_html: fields.word("html", &[("filtered", false), ("trusted", true)]).unwrap_or(false),
        smart: fields.flag("smart"),
        math: fields.flag("math"),
        external_links: fields
            .record("external_links", "`external_links`", "rel: external noopener", external_links)
            .unwrap_or_default(),
        abbreviations: abbreviations(fields),
    }
}

fn external_links(fields: &mut Fields<'_>) -> ExternalLinks {
    let rel = fields.texts("rel");
    ExternalLinks {
        rel: words(fields, "rel", &rel).join(" "),
        target: fields.located("target").map_or_else(String::new, |target| {
            words(fields, "target", &[target]).into_iter().next().unwrap_or_default()
        }),
    }
}

/// Link types and names of windows: words of letters, digits, `-` and `_`.
fn words(fields: &mut Fields<'_>, key: &str, written: &[Located<String>]) -> Vec<String> {
    let mut words = Vec::new();
    for text in written {
        for word in text.value.split_whitespace() {
            if word.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte)) {
                words.push(word.to_owned());
                continue;
            }
            let message = format!("`{word}` cannot be a word of `{key}`");
            let hint = "write words such as `external`, `noopener`, `nofollow`; for `target`, `_blank`";
            let diagnostic = Diagnostic::error(BAD_CONFIG, message).at(fields.source, text.span).hint(hint);
            fields.report(diagnostic);
        }
    }
    words
}

/// What is abbreviated, and what it stands for.
fn abbreviations(fields: &mut Fields<'_>) -> Vec<(String, String)> {
    let mut known = Vec::new();
    for (short, node) in fields.entries("abbreviations", "{ HTML: HyperText Markup Language }") {
        let long = node.as_text().map(str::trim).filter(|long| !long.is_empty());
        match long.filter(|_| !short.value.trim().is_empty()) {
            Some(long) => known.push((short.value.trim().to_owned(), long.to_owned())),
            None => {
                let message =
                    format!("the abbreviation `{}` wants the words that it stands for", short.value);
                fields.report(
                    Diagnostic::error(BAD_CONFIG, message)
                        .at(fields.source, short.span)
                        .hint(format!("write `{}: …`", short.value)),
                );
            }
        }
    }
    known
}
