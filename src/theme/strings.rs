//! The strings of a theme, of what it builds on and of the site, in one language.

use super::load::{Layer, read, read_site};
use crate::diag::{Code, Diagnostic, did_you_mean};
use crate::i18n::{self, Counted, Plural, Strings};
use crate::path::SitePath;
use crate::source::{Located, Source, Span};
use crate::world::World;
use crate::yaml;
use std::collections::BTreeMap;
use std::sync::Arc;

pub const BAD_STRING: Code = Code("theme-string");

/// The strings for a language, from the weakest to the strongest: English before the language, and within each the
/// base theme before what builds on it, and the `i18n/` folder of the site last.
pub(super) fn strings(
    world: &dyn World,
    layers: &[Layer],
    language: &str,
    diagnostics: &mut Vec<Diagnostic>,
) -> Strings {
    let mut strings = Strings::default();
    for candidate in i18n::candidates(language) {
        for layer in layers.iter().rev() {
            let path = format!("themes/{}/i18n/{candidate}.yaml", layer.name);
            if let Some(text) = read(world, &layer.files, &path, diagnostics) {
                lay(&mut strings, &candidate, &Source::new(path, text), diagnostics);
            }
        }
        let own = SitePath::parse(&format!("i18n/{candidate}.yaml")).ok().filter(|path| world.exists(path));
        if let Some(path) = own
            && let Some(text) = read_site(world, &path, diagnostics)
        {
            lay(&mut strings, &candidate, &Source::new(path.as_str(), text), diagnostics);
        }
    }
    strings
}

/// Lays the strings of one file, which is in this language.
pub fn lay(strings: &mut Strings, language: &str, source: &Arc<Source>, diagnostics: &mut Vec<Diagnostic>) {
    let (node, mut found) = yaml::parse(source, Span::new(0, source.text().len()));
    diagnostics.append(&mut found);
    let Some(node) = node.filter(|node| !node.is_null()) else { return };
    let Some(map) = node.as_map() else {
        let message = format!("strings are a map from key to text, and this is {}", node.kind());
        diagnostics.push(wrong(source, node.span, message).hint("write `home: Start`"));
        return;
    };
    for (key, node) in &map.entries {
        let name = key.value.clone();
        match &node.value {
            yaml::Value::Null => strings.lay([(name, String::new())]),
            yaml::Value::Scalar(scalar) => strings.lay([(name, scalar.text.clone())]),
            yaml::Value::Map(written) => {
                if let Some(forms) = forms(source, key, written, diagnostics) {
                    strings.lay_counted([(name, Counted { language: language.to_owned(), forms })]);
                }
            }
            yaml::Value::List(_) => {
                let message = format!("the string `{name}` is a text, and this is a list");
                diagnostics.push(wrong(source, node.span, message).hint(format!("write `{name}: …`")));
            }
        }
    }
}

/// `{ one: …, other: … }`.
fn forms(
    source: &Arc<Source>,
    key: &Located<String>,
    written: &yaml::Map,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<BTreeMap<Plural, String>> {
    let names = Plural::ALL.map(Plural::name);
    let mut forms = BTreeMap::new();
    let before = diagnostics.len();
    for (name, node) in &written.entries {
        let form = Plural::ALL.into_iter().find(|form| form.name() == name.value);
        match (form, node.as_text()) {
            (Some(form), Some(text)) => _ = forms.insert(form, text.to_owned()),
            (Some(form), None) => {
                let message = format!("the form `{}` of `{}` is a text", form.name(), key.value);
                diagnostics
                    .push(wrong(source, node.span, message).hint(format!("write `{}: …`", form.name())));
            }
            (None, _) => {
                let message = format!("the string `{}` has no form `{}`", key.value, name.value);
                let hint = match did_you_mean(&name.value, names) {
                    Some(close) => format!("did you mean `{close}`?"),
                    None => format!("the forms are {}", names.join(", ")),
                };
                diagnostics.push(wrong(source, name.span, message).hint(hint));
            }
        }
    }
    if !written.entries.iter().any(|(form, _)| form.value == Plural::Other.name()) {
        let message = format!("the string `{}` has forms but not `other`, which fits any number", key.value);
        diagnostics.push(wrong(source, key.span, message).hint("write `other: …` beside the others"));
    }
    (diagnostics.len() == before).then_some(forms)
}

fn wrong(source: &Arc<Source>, span: Span, message: String) -> Diagnostic {
    Diagnostic::error(BAD_STRING, message).at(source, span)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::theme::embedded;

    /// Texts by key, or by key and form.
    fn texts(tag: &str) -> BTreeMap<String, String> {
        let path = format!("themes/base/i18n/{tag}.yaml");
        let (_, bytes) = embedded::files("base").find(|(name, _)| *name == path).unwrap();
        let source = Source::new(path, String::from_utf8(bytes.to_vec()).unwrap());
        let mut strings = Strings::default();
        let mut diagnostics = Vec::new();
        lay(&mut strings, tag, &source, &mut diagnostics);
        assert!(diagnostics.is_empty(), "{tag}: {diagnostics:?}");
        let mut texts = BTreeMap::new();
        for key in strings.keys() {
            match strings.get(key) {
                Some(text) => _ = texts.insert(key.to_owned(), text.to_owned()),
                None => {
                    for number in [0, 1, 2, 3, 11, 100, 1_000_000] {
                        let form = strings.counted(key, number).unwrap();
                        texts.insert(format!("{key} {number}"), form.to_owned());
                    }
                }
            }
        }
        texts
    }

    fn braces(text: &str) -> Vec<&str> {
        let mut names: Vec<&str> =
            text.split('{').skip(1).filter_map(|rest| Some(rest.split_once('}')?.0)).collect();
        names.sort_unstable();
        names
    }

    #[test]
    fn every_language_of_base_says_all_that_english_does_and_has_no_key_of_its_own() {
        let english = texts("en");
        for tag in ["ar", "de", "es", "fr"] {
            let texts = texts(tag);
            let missing: Vec<&String> = english.keys().filter(|key| !texts.contains_key(*key)).collect();
            assert!(missing.is_empty(), "{tag} lacks {missing:?}");
            for (key, text) in texts {
                let original = english.get(&key).unwrap_or_else(|| panic!("{tag}: English has no `{key}`"));
                let is_form = key.contains(' ');
                let same = braces(&text) == braces(original);
                // A form for none, one or two may say its number in words.
                let in_words = is_form && (braces(&text).is_empty() || braces(original).is_empty());
                assert!(same || in_words, "{tag}: `{key}` is `{text}`, and English `{original}`");
                assert_eq!(text.is_empty(), original.is_empty(), "{tag}: {key}");
            }
        }
    }
}
