//! What the sentence beside a figure says was checked, in each language that folio speaks.
//!
//! Whoever checks a site must not take its own word for what its words mean. So the sentences are those of folio's own
//! translations, and a sentence that is none of them says nothing that could be held against the marks.

use super::forensics::{Note, Part, Pattern};

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

/// The sentences of a file of strings.
fn sentences(strings: &str) -> impl Iterator<Item = (&str, Says)> {
    lines(strings).filter_map(|(key, words)| {
        let (_, says) = KEYS.into_iter().find(|(known, _)| *known == key)?;
        Some((words, says)).filter(|(words, _)| !words.is_empty())
    })
}

/// The strings of a file, which has each on a line of its own.
fn lines(strings: &str) -> impl Iterator<Item = (&str, &str)> {
    strings.lines().filter_map(|line| {
        let (key, words) = line.split_once(": ")?;
        let words = words.trim();
        let quoted = words.strip_prefix('"').and_then(|words| words.strip_suffix('"'));
        Some((key, quoted.unwrap_or(words)))
    })
}

/// Most bytes of a number or a window in a sentence.
const LONGEST_PART: usize = 120;

/// Whether a text tells this note and nothing else, in one of folio's languages; `is` knows numbers and windows in the writing of any
/// language. None where it is none of folio's sentences, so that nobody can say what it tells.
#[must_use]
pub fn tells(text: &str, note: &Note, is: impl Fn(&str, &Part) -> bool) -> Option<bool> {
    let patterns = |wanted: Pattern| {
        LANGUAGES.iter().filter_map(move |strings| {
            let (_, words) = lines(strings).find(|(key, _)| *key == wanted.key())?;
            Some(pieces(words))
        })
    };
    if patterns(note.pattern).any(|pieces| fits(&pieces, text, note, &is)) {
        return Some(true);
    }
    let known = Pattern::ALL.into_iter().flat_map(patterns).any(|pieces| resembles(&pieces, text));
    known.then_some(false)
}

/// A sentence in pieces: words, and the names of what is put between them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Piece<'a> {
    Words(&'a str),
    Name(&'a str),
}

fn pieces(pattern: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = pattern;
    while let Some((words, behind)) = rest.split_once('{') {
        let Some((name, behind)) = behind.split_once('}') else { break };
        pieces.push(Piece::Words(words));
        pieces.push(Piece::Name(name));
        rest = behind;
    }
    pieces.push(Piece::Words(rest));
    pieces.retain(|piece| *piece != Piece::Words(""));
    pieces
}

/// Whether a text is a pattern with these parts.
fn fits(pieces: &[Piece<'_>], text: &str, note: &Note, is: &impl Fn(&str, &Part) -> bool) -> bool {
    let Some((piece, behind)) = pieces.split_first() else { return text.is_empty() };
    match piece {
        Piece::Words(words) => text.strip_prefix(words).is_some_and(|rest| fits(behind, rest, note, is)),
        Piece::Name(name) => {
            let Some((_, part)) = note.parts.iter().find(|(known, _)| known == name) else { return false };
            if let Part::Text(part) = part {
                return text.strip_prefix(part.as_str()).is_some_and(|rest| fits(behind, rest, note, is));
            }
            let ends = text.char_indices().map(|(at, _)| at).chain([text.len()]);
            ends.take_while(|end| *end <= LONGEST_PART)
                .any(|end| is(&text[..end], part) && fits(behind, &text[end..], note, is))
        }
    }
}

/// Whether a text has the words of a pattern in their order, whatever stands between them.
fn resembles(pieces: &[Piece<'_>], text: &str) -> bool {
    let mut rest = text;
    let mut begins = true;
    for piece in pieces {
        let Piece::Words(words) = piece else {
            begins = false;
            continue;
        };
        let Some(at) = rest.find(words).filter(|at| !begins || *at == 0) else { return false };
        rest = &rest[at + words.len()..];
    }
    rest.is_empty() || matches!(pieces.last(), Some(Piece::Name(_)))
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
    fn a_note_is_told_by_its_sentence_in_any_language_and_by_no_other() {
        let note = |count: &str| Note {
            pattern: Pattern::EqualValues,
            parts: vec![
                ("count", Part::Text(count.to_owned())),
                ("column", Part::Text("a {b}".to_owned())),
                ("value", Part::Number(crate::decimal::Decimal::parse("768").expect("a number"))),
            ],
            chance: None,
            rows: None,
            place: String::new(),
        };
        let is = |text: &str, part: &Part| matches!(part, Part::Number(number) if number.to_string() == text);
        for strings in LANGUAGES {
            let names: Vec<_> = Pattern::ALL
                .map(|pattern| lines(strings).find(|(key, _)| *key == pattern.key()).expect("it is there"))
                .into_iter()
                .collect();
            for (key, words) in &names {
                let apart = pieces(words).windows(2).all(|two| two[0] != two[1] || two.is_empty());
                assert!(apart && resembles(&pieces(words), words), "{key}");
            }
            let text = names[0].1.replace("{count}", "36").replace("{value}", "768");
            let text = text.replace("{column}", "a {b}");
            assert_eq!(tells(&text, &note("36"), is), Some(true), "{text}");
            assert_eq!(tells(&text, &note("35"), is), Some(false), "{text}");
            assert_eq!(tells(&text.replace("768", "769"), &note("36"), is), Some(false), "{text}");
            assert_eq!(tells(names[10].1, &note("36"), is), Some(false), "{}", names[10].1);
            assert_eq!(tells(&format!("{text} And more."), &note("36"), is), None);
        }
        assert_eq!(tells("All is well.", &note("36"), is), None);
    }

    #[test]
    fn another_sentence_says_nothing() {
        for other in ["", "Certified.", "Recalculated", "Recalculated from the author’s files."] {
            assert_eq!(said(other), None, "{other}");
        }
    }
}
