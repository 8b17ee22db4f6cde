//! Alerts: quotes that begin with `[!NOTE]` and the like.

use super::{Words, escape};
use pulldown_cmark::BlockQuoteKind;

/// Appends the start of an alert and its title; `</aside>` ends it.
pub(super) fn push_start(out: &mut String, kind: BlockQuoteKind, words: &Words) {
    let (class, title) = match kind {
        BlockQuoteKind::Note => ("note", words.note),
        BlockQuoteKind::Tip => ("tip", words.tip),
        BlockQuoteKind::Important => ("important", words.important),
        BlockQuoteKind::Warning => ("warning", words.warning),
        BlockQuoteKind::Caution => ("caution", words.caution),
    };
    out.push_str("<aside class=\"alert ");
    out.push_str(class);
    out.push_str("\" role=\"note\">\n<p class=\"alert-title\">");
    escape::push_text(out, title);
    out.push_str("</p>\n");
}
