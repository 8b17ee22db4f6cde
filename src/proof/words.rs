//! What the sentence beside a figure says was checked, in each language that folio speaks.
//!
//! Whoever checks a site must not take its own word for what its words mean. So the sentences are those of folio's own
//! translations, and a sentence that is none of them says nothing that could be held against the marks.

/// What a sentence says of a figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Says {
    Own,
    LinkOnly,
    Published,
    /// The baseline alone.
    Baseline,
    /// The result, and not its baseline.
    Value,
    Recalculated,
    Failed,
}

const KEYS: [(&str, Says); 9] = [
    ("own_figure", Says::Own),
    ("check_link_only", Says::LinkOnly),
    ("check_link_archived", Says::LinkOnly),
    ("check_copied", Says::Published),
    ("check_published", Says::Published),
    ("check_baseline_recalculated", Says::Baseline),
    ("check_value_recalculated", Says::Value),
    ("check_recalculated", Says::Recalculated),
    ("check_failed", Says::Failed),
];

/// The strings of the skeleton of all themes.
const LANGUAGES: [&str; 5] = [
    include_str!("../../themes/base/i18n/ar.yaml"),
    include_str!("../../themes/base/i18n/de.yaml"),
    include_str!("../../themes/base/i18n/en.yaml"),
    include_str!("../../themes/base/i18n/es.yaml"),
    include_str!("../../themes/base/i18n/fr.yaml"),
];

/// What a sentence says, by its beginning; behind it the author may have given a reason. None where it is none of
/// folio's own sentences.
#[must_use]
pub fn said(sentence: &str) -> Option<Says> {
    let mut best: Option<(usize, Says)> = None;
    for (words, says) in LANGUAGES.iter().flat_map(|strings| sentences(strings)) {
        let Some(rest) = sentence.strip_prefix(words) else { continue };
        let whole = rest.is_empty() || rest.starts_with(' ');
        if whole && best.is_none_or(|(length, _)| words.len() > length) {
            best = Some((words.len(), says));
        }
    }
    best.map(|(_, says)| says)
}

/// The sentences of a file of strings, which has each on a line of its own.
fn sentences(strings: &str) -> impl Iterator<Item = (&str, Says)> {
    strings.lines().filter_map(|line| {
        let (key, words) = line.split_once(": ")?;
        let (_, says) = KEYS.into_iter().find(|(known, _)| *known == key)?;
        let words = words.trim();
        let quoted = words.strip_prefix('"').and_then(|words| words.strip_suffix('"'));
        Some((quoted.unwrap_or(words), says)).filter(|(words, _)| !words.is_empty())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    #[test]
    fn every_language_has_every_sentence_and_each_says_one_thing() {
        let mut known: BTreeMap<&str, Says> = BTreeMap::new();
        for strings in LANGUAGES {
            let found: Vec<_> = sentences(strings).collect();
            assert_eq!(found.len(), KEYS.len(), "{found:?}");
            for (words, says) in found {
                assert_eq!(*known.entry(words).or_insert(says), says, "{words}");
                assert_eq!(said(words), Some(says), "{words}");
                assert_eq!(
                    said(&format!("{words} The client keeps its data to itself.")),
                    Some(says),
                    "{words}"
                );
            }
        }
    }

    #[test]
    fn another_sentence_says_nothing() {
        for other in ["", "Certified.", "Recalculated", "Recalculated from the author’s files."] {
            assert_eq!(said(other), None, "{other}");
        }
    }
}
