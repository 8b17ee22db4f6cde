//! Languages in file names. Other generators make a site in several languages of `post.md` and `post.es.md`; folio
//! makes one in one language, so such a file becomes a page of its own, below the page that it translates.

use super::LANGUAGE;
use crate::diag::Diagnostic;
use crate::model::Document;
use crate::path::SitePath;
use crate::source::Span;
use std::collections::{BTreeMap, HashSet};

/// The languages that have a tag of two letters (ISO 639-1).
const LANGUAGES: &str = "aa ab ae af ak am an ar as av ay az ba be bg bi bm bn bo br bs ca ce ch co cr cs cu cv cy \
    da de dv dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii \
    ik io is it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr \
    ms mt my na nb nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl \
    sm sn so sq sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh \
    zu";

/// `about.pt-BR` → `about` and `pt-BR`.
pub fn split(stem: &str) -> Option<(&str, &str)> {
    let (name, tag) = stem.rsplit_once('.').filter(|(name, _)| !name.is_empty())?;
    let mut parts = tag.split(['-', '_']);
    let language = parts.next().filter(|part| part.len() == 2)?.to_ascii_lowercase();
    let known = LANGUAGES.split_ascii_whitespace().any(|known| known == language);
    let fits =
        |part: &str| (2..=4).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric());
    (known && parts.clone().count() <= 2 && parts.all(fits)).then_some((name, tag))
}

/// The documents that translate another, by their number, with their language. They are kept out of lists, where they
/// would stand beside it.
pub fn find(documents: &[&Document], site_language: &str) -> (Vec<(usize, String)>, Vec<Diagnostic>) {
    let found: Vec<(usize, String)> = {
        let originals: HashSet<&str> =
            documents.iter().map(|document| without_extension(&document.path)).collect();
        let tag = |document: &Document| {
            let (name, tag) = split(document.path.stem())?;
            let original = without_extension(&document.path).strip_suffix(tag)?.strip_suffix('.')?;
            (matches!(name, "index" | "_index") || originals.contains(original))
                .then(|| tag.replace('_', "-"))
        };
        documents.iter().enumerate().filter_map(|(number, document)| Some((number, tag(document)?))).collect()
    };
    let mut by_tag: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    for (number, tag) in &found {
        by_tag.entry(tag.clone()).or_insert((*number, 0)).1 += 1;
    }
    let warnings = by_tag.into_iter().map(|(tag, (first, count))| {
        let others = match count {
            1 => "becomes a page of its own".to_owned(),
            2 => "and one more file of its ending become pages of their own".to_owned(),
            _ => format!("and {} more files of its ending become pages of their own", count - 1),
        };
        let name = documents[first].path.file_name();
        let message = format!("a site has one language: `{name}` {others}, in no list");
        let hint = if tag.eq_ignore_ascii_case(site_language) {
            format!("take `.{tag}` out of the name: that is the language of the whole site")
        } else {
            format!("make a site of its own for `{tag}`, or write the name without a dot before `{tag}` for a page like any other")
        };
        Diagnostic::warning(LANGUAGE, message).at(&documents[first].source, Span::at(0)).hint(hint)
    });
    let warnings = warnings.collect();
    (found, warnings)
}

fn without_extension(path: &SitePath) -> &str {
    let name = path.as_str();
    path.extension().map_or(name, |extension| &name[..name.len() - extension.len() - 1])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_language_is_told_from_any_other_ending() {
        assert_eq!(split("about.es"), Some(("about", "es")));
        assert_eq!(split("a.b.pt-BR"), Some(("a.b", "pt-BR")));
        assert_eq!(split("_index.zh_Hans_CN"), Some(("_index", "zh_Hans_CN")));
        for stem in ["about", ".es", "v1.2", "release.xy", "notes.eng", "a.es-", "a.es-1"] {
            assert_eq!(split(stem), None, "{stem}");
        }
    }
}
