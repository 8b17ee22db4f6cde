//! What no rendering shows: names in branches that were not taken, and files that nothing uses. It reads the texts of
//! templates.

use crate::diag::{Code, Diagnostic, did_you_mean};
use crate::front_matter::MAX_BYTES;
use crate::path::SitePath;
use crate::source::{Source, Span};
use crate::theme::advice::definitions;
use crate::theme::catalog::{Keys, Part};
use crate::theme::options::{BAD_OPTION, Setting};
use crate::theme::strings::BAD_STRING;
use crate::world::World;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// A template of the site that takes the place of nothing and that nothing asks for.
pub const UNUSED: Code = Code("template-unused");
/// An option that no template reads.
pub const UNUSED_OPTION: Code = Code("theme-option-unused");

pub struct Audit<'a> {
    pub world: &'a dyn World,
    /// The files of the theme and of those below it.
    pub parts: &'a [Part],
    pub options: &'a [Setting],
    pub keys: &'a Keys,
    /// Whether this is the theme of the site, so that its templates belong to it.
    pub active: bool,
}

impl Audit<'_> {
    pub fn run(&self) -> Vec<Diagnostic> {
        let own = if self.active { self.own_templates() } else { Vec::new() };
        let texts = self.parts.iter().filter(|part| part.path.starts_with("templates/")).filter_map(|part| {
            let text = String::from_utf8(part.bytes.clone()).ok()?;
            Some(Source::new(format!("themes/{}/{}", part.from, part.path), text))
        });
        let texts: Vec<Arc<Source>> = texts.chain(own.iter().cloned()).collect();
        let mut diagnostics = Vec::new();
        for source in &texts {
            self.options_of(source, &mut diagnostics);
            self.strings_of(source, &mut diagnostics);
        }
        self.unread_options(&texts, &mut diagnostics);
        self.stray_keys(&mut diagnostics);
        let asked = self.asked_for(&texts);
        diagnostics.extend(own.iter().filter_map(|source| self.unused(source, &texts, &asked)));
        diagnostics
    }

    fn own_templates(&self) -> Vec<Arc<Source>> {
        let Ok(folder) = SitePath::parse("templates") else { return Vec::new() };
        let files = self.world.walk(&folder, &|_, _| false).files;
        let texts = files.iter().filter_map(|entry| {
            let text = String::from_utf8(self.world.read(&entry.path, MAX_BYTES).ok()?).ok()?;
            Some(Source::new(entry.path.as_str(), text))
        });
        texts.collect()
    }

    /// Options that no theme declares.
    fn options_of(&self, source: &Arc<Source>, diagnostics: &mut Vec<Diagnostic>) {
        for (at, name) in names_behind(source.text(), "theme.options.") {
            if self.options.iter().any(|setting| setting.name == name) {
                continue;
            }
            let known = self.options.iter().map(|setting| setting.name.as_str());
            let hint = match did_you_mean(name, known) {
                Some(close) => format!("did you mean `{close}`?"),
                None => format!("declare `{name}` under `options:` in theme.yaml"),
            };
            diagnostics.push(
                Diagnostic::warning(BAD_OPTION, format!("no theme has the option `{name}`"))
                    .at(source, Span::new(at, at + name.len()))
                    .hint(hint),
            );
        }
    }

    /// Strings that are asked for by name and that no theme has.
    fn strings_of(&self, source: &Arc<Source>, diagnostics: &mut Vec<Diagnostic>) {
        for (at, key) in keys_asked_for(source.text()) {
            let english = self.keys.get("en");
            if english.is_some_and(|keys| keys.contains_key(key)) {
                continue;
            }
            let known = english.into_iter().flat_map(BTreeMap::keys).map(String::as_str);
            let hint = match did_you_mean(key, known) {
                Some(close) => format!("did you mean `{close}`?"),
                None => format!("write `{key}: …` in `i18n/en.yaml` of the theme"),
            };
            diagnostics.push(
                Diagnostic::error(BAD_STRING, format!("no theme has the string `{key}`"))
                    .at(source, Span::new(at, at + key.len()))
                    .hint(hint),
            );
        }
    }

    fn unread_options(&self, texts: &[Arc<Source>], diagnostics: &mut Vec<Diagnostic>) {
        for setting in self.options {
            // A template may also take the options as a whole, and read one of those.
            let read = texts.iter().any(|source| {
                names_behind(source.text(), ".").any(|(_, name)| name == setting.name)
                    || [format!("[\"{}\"]", setting.name), format!("key=\"{}\"", setting.name)]
                        .iter()
                        .any(|lookup| source.text().contains(lookup))
            });
            if !read {
                let message = format!("no template reads the option `{}`", setting.name);
                diagnostics.push(
                    Diagnostic::warning(UNUSED_OPTION, message)
                        .in_file(&setting.declared_in)
                        .hint("read it as `theme.options.…`, or take it out of theme.yaml"),
                );
            }
        }
    }

    /// Strings in another language that English does not have: most likely a slip in the key.
    fn stray_keys(&self, diagnostics: &mut Vec<Diagnostic>) {
        let Some(english) = self.keys.get("en") else { return };
        for (tag, keys) in self.keys.iter().filter(|(tag, _)| *tag != "en") {
            for (key, file) in keys.iter().filter(|(key, _)| !english.contains_key(*key)) {
                let hint = match did_you_mean(key, english.keys().map(String::as_str)) {
                    Some(close) => format!("did you mean `{close}`?"),
                    None => {
                        "write it in `i18n/en.yaml` too: every other language falls back to that".to_owned()
                    }
                };
                let message = format!("the string `{key}` is there in `{tag}` and not in English");
                diagnostics.push(Diagnostic::warning(BAD_STRING, message).in_file(file).hint(hint));
            }
        }
    }

    /// Templates that others extend or include, or that a page of the site names.
    fn asked_for(&self, texts: &[Arc<Source>]) -> BTreeSet<String> {
        let mut asked = BTreeSet::new();
        for source in texts {
            for tag in ["extends", "include"] {
                let names =
                    definitions(source.text(), tag).map(|(_, name)| name.trim_matches(['"', '\'', '`']));
                asked.extend(names.map(str::to_owned));
            }
        }
        let Ok(content) = SitePath::parse("content") else { return asked };
        for entry in self.world.walk(&content, &|_, _| false).files {
            if entry.path.extension() != Some("md") {
                continue;
            }
            let Ok(bytes) = self.world.read(&entry.path, MAX_BYTES) else { continue };
            let text = String::from_utf8_lossy(&bytes);
            let named = text.lines().skip(1).take_while(|line| *line != "---");
            for name in named.filter_map(|line| line.strip_prefix("template:")) {
                let name = name.trim().trim_matches(['"', '\'']);
                asked.insert(if name.contains('.') { name.to_owned() } else { format!("{name}.html") });
            }
        }
        asked
    }

    fn unused(
        &self,
        source: &Arc<Source>,
        texts: &[Arc<Source>],
        asked: &BTreeSet<String>,
    ) -> Option<Diagnostic> {
        let name = source.name();
        let short = name.strip_prefix("templates/").unwrap_or(name);
        let overrides = |path: &str| self.parts.iter().any(|part| part.path == path);
        if overrides(name) || asked.contains(short) || asked.contains(name) {
            return None;
        }
        let components: Vec<&str> = definitions(source.text(), "component").map(|(_, name)| name).collect();
        if !components.is_empty() {
            // Text may call a component whose name has no dot.
            let called = |component: &str| {
                !component.contains('.')
                    || texts.iter().any(|other| {
                        let text = other.text();
                        text.contains(&format!("<{component} ")) || text.contains(&format!("<{component}/"))
                    })
                    || self.parts.iter().any(|part| {
                        let text = std::str::from_utf8(&part.bytes).unwrap_or_default();
                        definitions(text, "component").any(|(_, known)| known == component)
                    })
            };
            if components.into_iter().any(called) {
                return None;
            }
        }
        let theirs: Vec<&str> =
            self.parts.iter().filter_map(|part| part.path.strip_prefix("templates/")).collect();
        let hint = match did_you_mean(short, theirs.iter().copied()) {
            Some(close) => format!("did you mean `templates/{close}`?"),
            None => "remove it, or name it in a page: `template: …`".to_owned(),
        };
        Some(
            Diagnostic::warning(UNUSED, "this template takes the place of none, and nothing asks for it")
                .in_file(name)
                .hint(hint),
        )
    }
}

/// The names that follow a prefix, with their places.
fn names_behind<'t>(text: &'t str, prefix: &str) -> impl Iterator<Item = (usize, &'t str)> {
    let starts: Vec<usize> = text.match_indices(prefix).map(|(at, prefix)| at + prefix.len()).collect();
    starts.into_iter().filter_map(|start| {
        let rest = &text[start..];
        let length = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
        (length > 0).then(|| (start, &rest[..length]))
    })
}

/// The keys in `t(key="…")` that are written out.
fn keys_asked_for(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.match_indices("t(").filter_map(|(at, call)| {
        if text[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_') {
            return None;
        }
        let rest = &text[at + call.len()..];
        let argument = rest.trim_start().strip_prefix("key")?.trim_start().strip_prefix('=')?.trim_start();
        let quote = argument.chars().next().filter(|quote| "\"'`".contains(*quote))?;
        let key = &argument[1..];
        let end = key.find(quote)?;
        // What is joined to something else is only the beginning of a key.
        let whole = key[end + 1..].trim_start().starts_with([',', ')']);
        let start = text.len() - key.len();
        whole.then(|| (start, &key[..end]))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_found_where_it_is_written_out() {
        let text = "{{ t(key=\"home\") }} {{ t( key = 'a', count=1) }} {{ t(key=\"share_\" ~ x) }} {{ cut(key=\"no\") }} {{ t(key=x) }}";
        let keys: Vec<&str> = keys_asked_for(text).map(|(_, key)| key).collect();
        assert_eq!(keys, ["home", "a"]);
        let (at, _) = keys_asked_for(text).next().unwrap();
        assert_eq!(&text[at..at + 4], "home");
    }

    #[test]
    fn names_are_read_to_their_end() {
        let names: Vec<_> =
            names_behind("theme.options.a-b theme.options. theme.options.ü_1", "theme.options.").collect();
        assert_eq!(names.iter().map(|(_, name)| *name).collect::<Vec<_>>(), ["a", "ü_1"]);
    }
}
