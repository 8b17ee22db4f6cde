//! The strings of a theme in the language of the site, and how that language sorts and counts.

mod collate;
mod plural;

pub use collate::Collation;
pub use plural::Plural;

use std::collections::{BTreeMap, HashMap};
use std::hash::{Hash, Hasher};

/// The language that every theme has.
pub const FALLBACK: &str = "en";

/// Strings by key. What a theme or a language leaves out falls back to the theme that it builds on, then to
/// English.
#[derive(Clone, Debug, Default)]
pub struct Strings {
    // Looked up dozens of times a page, and listed only for a message.
    strings: HashMap<String, String>,
    counted: HashMap<String, Counted>,
}

/// A string that stands beside a number, in the forms of the language that it was written in.
#[derive(Clone, Debug, Hash)]
pub struct Counted {
    pub language: String,
    pub forms: BTreeMap<Plural, String>,
}

impl Hash for Strings {
    fn hash<H: Hasher>(&self, state: &mut H) {
        let mut strings: Vec<_> = self.strings.iter().collect();
        strings.sort_unstable();
        let mut counted: Vec<_> = self.counted.iter().collect();
        counted.sort_unstable_by_key(|(key, _)| *key);
        (strings, counted).hash(state);
    }
}

impl Strings {
    /// Lays strings over those that are there: call with the weakest first.
    pub fn lay(&mut self, strings: impl IntoIterator<Item = (String, String)>) {
        for (key, text) in strings {
            self.counted.remove(&key);
            self.strings.insert(key, text);
        }
    }

    /// As [`Strings::lay`], for strings that have a form for each kind of number.
    pub fn lay_counted(&mut self, strings: impl IntoIterator<Item = (String, Counted)>) {
        for (key, counted) in strings {
            self.strings.remove(&key);
            self.counted.insert(key, counted);
        }
    }

    pub fn get(&self, key: &str) -> Option<&str> {
        self.strings.get(key).map(String::as_str)
    }

    /// The form that stands beside `number`. One that its language would have and nobody wrote is `other`.
    pub fn counted(&self, key: &str, number: usize) -> Option<&str> {
        let Counted { language, forms } = self.counted.get(key)?;
        let form = forms.get(&Plural::of(number, language)).or_else(|| forms.get(&Plural::Other));
        form.map(String::as_str)
    }

    /// All keys, sorted.
    pub fn keys(&self) -> Vec<&str> {
        let mut keys: Vec<&str> =
            self.strings.keys().chain(self.counted.keys()).map(String::as_str).collect();
        keys.sort_unstable();
        keys
    }
}

/// The files to read for a language, the weakest first: `en`, `zh`, `zh-Hans` for `zh-Hans-CN`.
pub fn candidates(language: &str) -> Vec<String> {
    let mut names = vec![FALLBACK.to_owned()];
    let mut name = String::new();
    for part in language.split('-') {
        if !name.is_empty() {
            name.push('-');
        }
        name.push_str(part);
        if name != FALLBACK {
            names.push(name.clone());
        }
    }
    names
}

/// The language and region of a tag as Open Graph writes them, `en_GB`; empty without a region.
pub fn locale(language: &str) -> String {
    let mut parts = language.split('-');
    let first = parts.next().unwrap_or_default().to_lowercase();
    let is_region = |part: &&str| part.len() == 2 && part.chars().all(|c| c.is_ascii_alphabetic());
    parts.find(is_region).map_or_else(String::new, |region| format!("{first}_{}", region.to_uppercase()))
}

/// The direction of a language's script, by its tag.
pub fn direction(language: &str) -> &'static str {
    const RTL: [&str; 10] = ["ar", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"];
    let mut parts = language.split('-');
    let first = parts.next().unwrap_or_default().to_lowercase();
    match parts.find(|part| part.len() == 4) {
        Some(script) if ["arab", "hebr", "thaa"].contains(&script.to_lowercase().as_str()) => "rtl",
        None if RTL.contains(&first.as_str()) => "rtl",
        _ => "ltr",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_language_falls_back_to_its_wider_ones_and_to_english() {
        assert_eq!(candidates("zh-Hans-CN"), ["en", "zh", "zh-Hans", "zh-Hans-CN"]);
        assert_eq!(candidates("en-GB"), ["en", "en-GB"]);
    }

    #[test]
    fn a_number_finds_its_form_in_the_language_that_was_written() {
        let mut strings = Strings::default();
        let counted = |language: &str, forms: &[(Plural, &str)]| Counted {
            language: language.to_owned(),
            forms: forms.iter().map(|(form, text)| (*form, (*text).to_owned())).collect(),
        };
        strings.lay_counted([(
            "pages".to_owned(),
            counted("en", &[(Plural::One, "page"), (Plural::Other, "pages")]),
        )]);
        // Russian says `one` with 21, but these words are English.
        assert_eq!(strings.counted("pages", 21), Some("pages"));
        strings.lay_counted([(
            "pages".to_owned(),
            counted("ru", &[(Plural::One, "страница"), (Plural::Other, "страниц")]),
        )]);
        assert_eq!(strings.counted("pages", 21), Some("страница"));
        assert_eq!(strings.counted("pages", 3), Some("страниц"), "the form that is missing");
        assert_eq!(strings.counted("nothing", 1), None);
        strings.lay([("pages".to_owned(), "Seiten".to_owned())]);
        assert_eq!((strings.counted("pages", 1), strings.get("pages")), (None, Some("Seiten")));
    }

    #[test]
    fn a_locale_has_a_region() {
        assert_eq!(locale("en-gb"), "en_GB");
        assert_eq!(locale("zh-Hans-CN"), "zh_CN");
        assert_eq!(locale("en"), "");
    }

    #[test]
    fn direction_follows_the_script() {
        assert_eq!(direction("fa"), "rtl");
        assert_eq!(direction("az-Arab"), "rtl");
        assert_eq!(direction("ar-Latn"), "ltr");
        assert_eq!(direction("de"), "ltr");
    }
}
