//! Languages of diagrams: folio draws none, and says so with the way out.

/// What people fence to have it drawn, and not to show its source.
const LANGUAGES: [&str; 8] = ["bob", "d2", "ditaa", "goat", "mermaid", "pikchr", "plantuml", "svgbob"];

/// What to do about a fence of this language.
pub fn hint(language: &str) -> Option<&'static str> {
    LANGUAGES.contains(&language.to_ascii_lowercase().as_str()).then_some(
        "folio draws no diagrams: draw it with its own tool, put the SVG beside this file and show it as \
         `![what it shows](flow.svg)`; to show the source, write `text`",
    )
}
