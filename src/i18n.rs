//! The strings of a theme in the language of the site.

use std::collections::HashMap;

/// The language that every theme has.
pub const FALLBACK: &str = "en";

/// Strings by key. What a theme or a language leaves out falls back to the theme that it builds on, then to
/// English.
#[derive(Clone, Debug, Default)]
pub struct Strings {
    // Looked up dozens of times a page, and listed only for a message.
    strings: HashMap<String, String>,
}

impl Strings {
    /// Lays strings over those that are there: call with the weakest first.
    pub fn lay(&mut self, strings: impl IntoIterator<Item = (String, String)>) {
        self.strings.extend(strings);
    }

    pub fn get(&self, key: &str) -> Option<&str> {
        self.strings.get(key).map(String::as_str)
    }

    /// All keys, sorted.
    pub fn keys(&self) -> Vec<&str> {
        let mut keys: Vec<&str> = self.strings.keys().map(String::as_str).collect();
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
    fn direction_follows_the_script() {
        assert_eq!(direction("fa"), "rtl");
        assert_eq!(direction("az-Arab"), "rtl");
        assert_eq!(direction("ar-Latn"), "ltr");
        assert_eq!(direction("de"), "ltr");
    }
}
