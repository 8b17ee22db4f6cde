//! Words that are the same on every page stand in the templates that Tera gets, in the place of the call that asks for them: a page
//! has a dozen, and each call costs as much as a hundred words. A comment fills up the room of the call, so that every place
//! in a message stays true; where the words need more room than the call, it stays.

use crate::i18n::Strings;
use crate::markdown::escape;
use std::borrow::Cow;

const OPENS: &str = "{{ t(key=\"";
const CLOSES: &str = "\") }}";
/// The shortest comment.
const COMMENT: &str = "{##}";

/// A template with its plain `{{ t(key="…") }}` resolved. Its output is HTML.
pub fn fold<'t>(text: &'t str, strings: &Strings) -> Cow<'t, str> {
    // What stands between these is no template.
    if text.contains("endraw") {
        return Cow::Borrowed(text);
    }
    let mut folded = String::new();
    let mut copied = 0;
    let mut at = 0;
    while let Some(found) = text[at..].find('{') {
        at += found;
        let rest = &text[at..];
        if let Some((length, words)) = call(rest, strings) {
            folded.push_str(&text[copied..at]);
            folded.push_str(&words);
            at += length;
            copied = at;
        } else {
            at += tag(rest);
        }
    }
    if copied == 0 {
        return Cow::Borrowed(text);
    }
    folded.push_str(&text[copied..]);
    Cow::Owned(folded)
}

/// The length of the call at the start of `text`, and as many bytes to stand in its place.
fn call(text: &str, strings: &Strings) -> Option<(usize, String)> {
    let rest = text.strip_prefix(OPENS)?;
    let key = &rest[..rest.find(|c: char| !(c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_'))?];
    let length = OPENS.len() + key.len() + CLOSES.len();
    let words = strings.get(key).filter(|words| !words.contains('{') && words.trim() == *words)?;
    rest[key.len()..].starts_with(CLOSES).then_some(())?;
    let mut put = String::with_capacity(length);
    escape::push_attribute(&mut put, words);
    match length.checked_sub(put.len())? {
        0 => {}
        room => {
            let blanks = room.checked_sub(COMMENT.len())?;
            put.push_str("{#");
            put.extend(std::iter::repeat_n(' ', blanks));
            put.push_str("#}");
        }
    }
    Some((length, put))
}

/// How long the tag or comment at the start of `text` is; of a lone brace its own length.
fn tag(text: &str) -> usize {
    let end = match text.as_bytes().get(1) {
        Some(b'#') => return text.find("#}").map_or(text.len(), |end| end + 2),
        Some(b'{') => "}}",
        Some(b'%') => "%}",
        _ => return 1,
    };
    let mut quote = None;
    for (at, c) in text.char_indices().skip(2) {
        match quote {
            Some(open) if c == open => quote = None,
            None if matches!(c, '"' | '\'' | '`') => quote = Some(c),
            None if text[at..].starts_with(end) => return at + 2,
            Some(_) | None => {}
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn strings() -> Strings {
        let mut strings = Strings::default();
        let pairs = [
            ("who", "R&D"),
            ("long", "more than fits into the call"),
            ("hello", "Hello {name}"),
            ("exactly_so", "a text of as many bytes!!"),
        ];
        strings.lay(pairs.map(|(key, text)| (key.to_owned(), text.to_owned())));
        strings
    }

    #[test]
    fn words_stand_in_the_place_of_their_call_and_take_as_much_room() {
        let folded = |text| fold(text, &strings()).into_owned();
        assert_eq!(folded("<b>{{ t(key=\"who\") }}</b>\n"), "<b>R&amp;D{#       #}</b>\n");
        assert_eq!(folded("x{{ t(key=\"exactly_so\") }}"), "xa text of as many bytes!!");
    }

    #[test]
    fn what_is_no_plain_call_of_a_plain_string_stays() {
        for text in [
            "{{ t(key=\"long\") }}",
            "{{ t(key=\"hello\") }}",
            "{{ t(key=\"hello\", name=1) }}",
            "{{ t(key=\"unknown\") }}",
            "{{ t(key=\"who\") | upper }}",
            "{{- t(key=\"who\") -}}",
            "{# {{ t(key=\"who\") }} #}",
            "{% if '{{ t(key=\"who\") }}' %}{% endif %}",
            "{% raw %}{{ t(key=\"who\") }}{% endraw %}",
            "{",
            "{{",
            "{#",
            "{% \"",
            "ü{ü",
        ] {
            assert_eq!(fold(text, &strings()), text);
        }
    }

    proptest::proptest! {
        #[test]
        fn places_stay_whatever_the_text(text in "(\\{\\{ t\\(key=\"who\"\\) \\}\\}|\\{\\{|\\}\\}|\\{%|%\\}|\\{#|#\\}|\"|'| |-|ü|a|\n){0,20}") {
            let folded = fold(&text, &strings()).into_owned();
            assert_eq!(folded.len(), text.len());
            assert_eq!(folded.lines().count(), text.lines().count());
        }
    }
}
