//! `permalink:` of a section or a page.

use crate::diag::{Code, Diagnostic, did_you_mean};
use crate::path::{Permalink, PermalinkError, TOKENS};
use crate::source::Located;
use crate::yaml::fields::Fields;

pub const BAD_PERMALINK: Code = Code("permalink");

/// What other generators call a token.
const SYNONYMS: [(&str, &str); 14] = [
    ("basename", "filename"),
    ("categories", "section"),
    ("category", "section"),
    ("collection", "section"),
    ("contentbasename", "filename"),
    ("i_day", "day"),
    ("i_month", "month"),
    ("name", "filename"),
    ("path", "section"),
    ("sections", "section"),
    ("short_year", "year"),
    ("slugorcontentbasename", "slug"),
    ("slugorfilename", "slug"),
    ("stem", "filename"),
];

/// `permalink:` of a page. Jekyll has words for it, such as `pretty` and `false`; with one of these the page stays at
/// its place.
pub fn page_permalink(fields: &mut Fields<'_>) -> Option<Located<Permalink>> {
    let written = fields.located("permalink").filter(|written| !written.value.is_empty())?;
    if written.value.contains('/') {
        return permalink(fields);
    }
    let message = format!("`permalink: {}` is no address, so the page stays at its place", written.value);
    let source = fields.source;
    let warning = Diagnostic::warning(BAD_PERMALINK, message).at(source, written.span);
    fields.report(warning.hint("write `permalink: /some/place/`, or leave it out"));
    None
}

/// The pattern at `permalink:`, unless it is none.
pub fn permalink(fields: &mut Fields<'_>) -> Option<Located<Permalink>> {
    let written = fields.located("permalink").filter(|pattern| !pattern.value.is_empty())?;
    let (message, hint) = match Permalink::parse(&written.value) {
        Ok(pattern) => return Some(Located::new(pattern, written.span)),
        Err(PermalinkError::Path(error)) => (error.message, error.hint),
        Err(PermalinkError::UnknownToken(name)) => unknown(&name),
    };
    let source = fields.source;
    fields.report(Diagnostic::error(BAD_PERMALINK, message).at(source, written.span).hint(hint));
    None
}

fn unknown(name: &str) -> (String, String) {
    if name.is_empty() {
        let hint = "write a name after it, as `:slug`, or take it out: an address holds no colon";
        return ("a colon begins the name of a token, and here is none".to_owned(), hint.to_owned());
    }
    let known = || TOKENS.iter().map(|(name, _)| *name);
    let synonym = SYNONYMS.iter().find(|(word, _)| *word == name).map(|(_, token)| *token);
    let hint = match synonym.or_else(|| did_you_mean(name, known())) {
        Some(token) => format!("did you mean `:{token}`?"),
        None => format!(
            "the tokens are {}",
            known().map(|name| format!("`:{name}`")).collect::<Vec<_>>().join(", ")
        ),
    };
    (format!("a permalink knows no `:{name}`"), hint)
}
