//! The body of a document, parsed. A body is parsed when its page is rendered and dropped with it, so that a site
//! of ten thousand pages never holds ten thousand bodies; only a page that says nothing of itself in its front
//! matter is parsed before, for its title and its first words.

use crate::diag::{Code, Diagnostic};
use crate::front_matter::{MAX_BYTES, decode_text};
use crate::markdown::{self, Doc, Options};
use crate::model::Document;
use crate::source::Source;
use crate::world::World;
use std::sync::Arc;

pub const CHANGED: Code = Code("file-changed");

/// Parses the body of a document. A first heading that only repeats the title is taken out, since the page shows
/// the title itself.
pub fn read(document: &Document, source: &Arc<Source>, options: &Options<'_>) -> (Doc, Vec<Diagnostic>) {
    let (mut doc, diagnostics) = markdown::parse(source, document.body, options);
    let same = |a: &str, b: &str| a.split_whitespace().eq(b.split_whitespace());
    if let (Some(title), Some(first)) = (&document.head.title, &doc.title)
        && same(first, &title.value)
    {
        doc.remove_title_heading();
    }
    (doc, diagnostics)
}

/// The source of a document with its text, which is read again where it was let go.
pub fn source(document: &Document, world: &dyn World) -> Result<Arc<Source>, Diagnostic> {
    if !document.source.is_released() {
        return Ok(Arc::clone(&document.source));
    }
    if let Some(source) = document.source.take() {
        return Ok(source);
    }
    let again = world.read(&document.path, MAX_BYTES).ok();
    let again = again.and_then(|bytes| decode_text(document.path.as_str(), bytes).ok());
    again.filter(|source| source.is_the_text_of(&document.source)).ok_or_else(|| {
        Diagnostic::error(CHANGED, "this file changed while the site was built")
            .in_file(document.path.as_str())
            .hint("build again")
    })
}

/// Whether other pages can speak of this one without a look into its body. `source` has its text.
pub fn speaks_for_itself(document: &Document, source: &Source) -> bool {
    let head = &document.head;
    let states = document.case.as_ref().is_some_and(|case| !case.metrics.is_empty());
    if head.title.is_none() {
        return false;
    }
    let says = !head.description.is_empty() || states;
    let body = || source.text().get(document.body.range()).unwrap_or_default();
    head.summary.is_some() || (says && !markdown::may_have_marker(body()))
}
