//! The order of a language's alphabet, after the Unicode collation algorithm with the tailorings of CLDR.

use icu_collator::options::CollatorOptions;
use icu_collator::preferences::CollationNumericOrdering;
use icu_collator::{CollatorBorrowed, CollatorPreferences};
use icu_locale_core::Locale;
use std::cmp::Ordering;
use std::fmt;

/// Sorts names as readers of one language look for them. Numbers within them count as numbers: 2 before 10.
pub struct Collation {
    /// `None` only if the data of the crate lacked a root collation, which it does not.
    collator: Option<CollatorBorrowed<'static>>,
}

impl Collation {
    /// The order of a language, given as a BCP 47 tag; the order of no language in particular if it is unknown.
    #[must_use]
    pub fn new(language: &str) -> Self {
        let locale = Locale::try_from_str(language).unwrap_or(Locale::UNKNOWN);
        let mut preferences = CollatorPreferences::from(&locale);
        preferences.numeric_ordering = Some(CollationNumericOrdering::True);
        Self { collator: CollatorBorrowed::try_new(preferences, CollatorOptions::default()).ok() }
    }

    /// Never equal for two texts that differ.
    #[must_use]
    pub fn compare(&self, one: &str, other: &str) -> Ordering {
        let by_language = self.collator.as_ref().map_or(Ordering::Equal, |order| order.compare(one, other));
        by_language.then_with(|| one.cmp(other))
    }
}

impl fmt::Debug for Collation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Collation").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sorted<'a>(language: &str, mut names: Vec<&'a str>) -> Vec<&'a str> {
        let order = Collation::new(language);
        names.sort_by(|one, other| order.compare(one, other));
        names
    }

    #[test]
    fn names_stand_where_readers_of_the_language_look_for_them() {
        assert_eq!(sorted("en", vec!["Zoo", "apple", "Apple", "Ärger"]), ["apple", "Apple", "Ärger", "Zoo"]);
        assert_eq!(sorted("sv", vec!["öl", "zon", "ål", "ask"]), ["ask", "zon", "ål", "öl"]);
        assert_eq!(sorted("de", vec!["Öl", "Zone", "Ohr"]), ["Ohr", "Öl", "Zone"]);
        assert_eq!(sorted("es", vec!["nube", "ñandú", "noche"]), ["noche", "nube", "ñandú"]);
        assert_eq!(sorted("zh-Hans", vec!["张", "安", "李"]), ["安", "李", "张"]);
        assert_eq!(sorted("not a language", vec!["b", "a"]), ["a", "b"]);
    }

    #[test]
    fn numbers_in_names_count_as_numbers() {
        assert_eq!(sorted("en", vec!["Python 10", "Python 2"]), ["Python 2", "Python 10"]);
    }
}
