//! Which template a template extends when it names itself: the one that it takes the place of.
//!
//! `{% extends "page.html" %}` in `templates/page.html` of a site means the `page.html` of its theme, and in a theme
//! that of the theme below. Tera would find the same template again. So the name in the tag is changed, in what Tera
//! gets, to that of a bridge: a template that does nothing but extend the right one. The new name has as many bytes
//! as the old one, so that every place in a message stays true.

use super::fault::Sources;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// Name and text of a template for Tera.
type Text<'s> = (Cow<'s, str>, Cow<'s, str>);

/// The templates as Tera gets them, and the bridges. `prefixes` are where templates lie, the strongest first.
pub fn arrange<'s>(sources: &'s Sources, prefixes: &[String]) -> (Vec<Text<'s>>, Vec<Text<'s>>) {
    let mut texts = Vec::with_capacity(sources.len());
    let mut bridges: BTreeMap<String, String> = BTreeMap::new();
    for (name, source) in sources {
        let text = source.text();
        let Some((range, below)) = beneath(name, text, sources, prefixes) else {
            texts.push((Cow::Borrowed(name.as_str()), Cow::Borrowed(text)));
            continue;
        };
        match bridge_to(&below, &text[range.clone()], &mut bridges) {
            Some(bridge) => {
                let text = [&text[..range.start], &bridge, &text[range.end..]].concat();
                texts.push((Cow::Borrowed(name.as_str()), Cow::Owned(text)));
            }
            None => texts.push((Cow::Borrowed(name.as_str()), Cow::Borrowed(text))),
        }
    }
    let bridges = bridges.into_iter().map(|(name, below)| {
        let text = format!("{{% extends \"{below}\" %}}");
        (Cow::Owned(name), Cow::Owned(text))
    });
    (texts, bridges.collect())
}

/// Where a template names itself as its parent, and the full name of the one that it means.
fn beneath(
    name: &str,
    text: &str,
    sources: &Sources,
    prefixes: &[String],
) -> Option<(std::ops::Range<usize>, String)> {
    let range = parent(text)?;
    let layer = prefixes.iter().position(|prefix| name.starts_with(prefix.as_str()))?;
    let short = &name[prefixes[layer].len()..];
    if &text[range.clone()] != short {
        return None;
    }
    let below = prefixes[layer + 1..].iter().map(|prefix| format!("{prefix}{short}"));
    let below = below.into_iter().find(|below| sources.contains_key(below))?;
    Some((range, below))
}

/// The bytes of the name in `{% extends "name" %}`, which stands before all but comments.
pub fn parent(text: &str) -> Option<std::ops::Range<usize>> {
    let mut at = 0;
    loop {
        at += text[at..].len() - text[at..].trim_start().len();
        let rest = &text[at..];
        if rest.starts_with("{#") {
            at += rest.find("#}")? + 2;
            continue;
        }
        let tag = rest.strip_prefix("{%")?;
        let tag = tag.strip_prefix('-').unwrap_or(tag).trim_start();
        let tag = tag.strip_prefix("extends")?.trim_start();
        let quote = tag.chars().next().filter(|quote| "\"'`".contains(*quote))?;
        let start = text.len() - tag.len() + 1;
        let length = text[start..].find(quote)?;
        return Some(start..start + length);
    }
}

/// A name of as many bytes that no file has: its first character gives way to control characters.
fn bridge_to(below: &str, name: &str, bridges: &mut BTreeMap<String, String>) -> Option<String> {
    let first = name.chars().next()?.len_utf8();
    let candidates = ('\u{1}'..='\u{1f}').filter(|mark| !mark.is_whitespace());
    for mark in candidates {
        let bridge = String::from(mark).repeat(first) + &name[first..];
        match bridges.get(&bridge) {
            Some(known) if known != below => {}
            _ => {
                bridges.insert(bridge.clone(), below.to_owned());
                return Some(bridge);
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_parent_stands_behind_comments_alone() {
        let name = |text: &'static str| parent(text).map(|range| &text[range]);
        assert_eq!(name("{% extends \"a.html\" %}"), Some("a.html"));
        assert_eq!(name("{#- why -#}\n {%- extends 'a.html' -%}"), Some("a.html"));
        assert_eq!(name("x {% extends \"a.html\" %}"), None);
        assert_eq!(name("{% block x %}{% endblock %}"), None);
        for text in ["", "{#", "{% extends", "{% extends \"", "{% extends a %}"] {
            assert_eq!(name(text), None, "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn no_text_is_too_odd_to_be_looked_into(text in "(\\{%|%\\}|\\{#|#\\}|extends|block|component|\"|'| |-|ü|a|\n){0,30}") {
            let _ = parent(&text).map(|range| text[range].len());
            for tag in ["extends", "block", "component"] {
                for (at, name) in crate::theme::advice::definitions(&text, tag) {
                    assert_eq!(&text[at..at + name.len()], name);
                }
            }
        }
    }
}
