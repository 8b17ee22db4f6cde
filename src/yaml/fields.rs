//! Reads the keys of one map, collecting every mistake instead of stopping at the first.

use super::{Map, Node};
use crate::diag::{Code, Diagnostic, Severity, did_you_mean};
use crate::path::address::is_unsafe;
use crate::source::{Located, Source, Span};
use std::sync::Arc;

pub const UNKNOWN_KEY: Code = Code("unknown-key");
pub const WRONG_SHAPE: Code = Code("wrong-shape");
pub const MISSING_KEY: Code = Code("missing-key");
pub const UNSAFE_ADDRESS: Code = Code("unsafe-address");
pub const UNKNOWN_VALUE: Code = Code("unknown-value");

/// One map while it is decoded. Asking for a key makes it known; [`Fields::finish`] reports the others.
#[derive(Debug)]
pub struct Fields<'a> {
    pub source: &'a Arc<Source>,
    /// What the map is, for messages: `a metric`, `the front matter`.
    what: &'static str,
    /// Whether a wrong shape or an unknown key stops the build.
    severity: Severity,
    map: &'a Map,
    span: Span,
    taken: Vec<bool>,
    asked: Vec<&'a str>,
    /// Other words that people write for a key.
    synonyms: &'static [(&'static str, &'static str)],
    pub diagnostics: Vec<Diagnostic>,
}

impl<'a> Fields<'a> {
    pub fn new(
        source: &'a Arc<Source>,
        map: &'a Map,
        span: Span,
        what: &'static str,
        severity: Severity,
    ) -> Self {
        let taken = vec![false; map.entries.len()];
        Self {
            source,
            what,
            severity,
            map,
            span,
            taken,
            asked: Vec::new(),
            synonyms: &[],
            diagnostics: Vec::new(),
        }
    }

    /// Names the words that people write for a key of another name: the first of a pair means the second.
    pub fn also_called(&mut self, synonyms: &'static [(&'static str, &'static str)]) {
        self.synonyms = synonyms;
    }

    /// Tells the test that ties the schemas to the decoders what is asked for, and as what.
    #[cfg(test)]
    fn note(&self, key: &str, shape: &str) {
        asked::note(self.what, key, shape);
    }

    #[cfg(not(test))]
    #[expect(clippy::unused_self, reason = "only tests listen")]
    fn note(&self, _: &str, _: &str) {}

    /// The node at a key, unless it is empty. An empty value is as good as none.
    pub fn take(&mut self, key: &'a str) -> Option<&'a Node> {
        self.note(key, "anything");
        self.asked.push(key);
        let index = self.map.entries.iter().position(|(name, _)| name.value == key)?;
        self.taken[index] = true;
        let node = &self.map.entries[index].1;
        (!node.is_null()).then_some(node)
    }

    pub fn span(&self) -> Span {
        self.span
    }

    /// Whether a key stands here with a value.
    pub fn has(&self, key: &str) -> bool {
        self.map.get(key).is_some_and(|node| !node.is_null())
    }

    /// Where a key is written, or else the whole map.
    pub fn span_of(&self, key: &str) -> Span {
        self.map.entries.iter().find(|(name, _)| name.value == key).map_or(self.span, |(name, _)| name.span)
    }

    /// Where the value of a key is written, or else the whole map.
    pub fn value_span(&self, key: &str) -> Span {
        self.map.get(key).map_or(self.span, |node| node.span)
    }

    pub fn report(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    /// Says that a value has another shape than its key wants; where that is only a warning, it goes to `extra`.
    pub fn refuse(&mut self, key: &str, node: &Node, wanted: &str, example: &str) {
        let message = format!("`{key}` wants {wanted}, and this is {}", node.kind());
        let mut diagnostic = match self.severity {
            Severity::Error => Diagnostic::error(WRONG_SHAPE, message),
            Severity::Warning | Severity::Advice => Diagnostic::warning(WRONG_SHAPE, message),
        };
        diagnostic = diagnostic.at(self.source, node.span);
        self.diagnostics.push(match self.severity {
            Severity::Error => diagnostic.hint(format!("write `{key}: {example}`")),
            Severity::Warning | Severity::Advice => {
                diagnostic.hint(format!("write `{key}: {example}`; until then it is kept under `extra`"))
            }
        });
        if self.severity == Severity::Warning
            && let Some(index) = self.map.entries.iter().position(|(name, _)| name.value == key)
        {
            self.taken[index] = false;
        }
    }

    pub fn located(&mut self, key: &'a str) -> Option<Located<String>> {
        self.note(key, "text");
        let node = self.take(key)?;
        match node.as_text() {
            Some(text) => Some(Located::new(text.trim().to_owned(), node.span)),
            None => {
                self.refuse(key, node, "a text", "…");
                None
            }
        }
    }

    /// A text, or an empty one.
    pub fn text(&mut self, key: &'a str) -> String {
        self.located(key).map(|located| located.value).unwrap_or_default()
    }

    /// An address, or an empty text. One that would run code in the page is refused: front matter is no code.
    pub fn address(&mut self, key: &'a str) -> String {
        self.located_address(key).map(|written| written.value).unwrap_or_default()
    }

    /// An address and where it stands; as [`Fields::address`].
    pub fn located_address(&mut self, key: &'a str) -> Option<Located<String>> {
        let written = self.located(key).filter(|written| !written.value.is_empty())?;
        if !is_unsafe(&written.value, key == "image") {
            return Some(written);
        }
        let message = format!("`{key}` would run code in the reader's browser");
        self.diagnostics.push(
            Diagnostic::error(UNSAFE_ADDRESS, message)
                .at(self.source, written.span)
                .hint("write an address that begins with `https://` or `mailto:`, or a path of this site"),
        );
        None
    }

    /// A text that the record cannot do without.
    pub fn required(&mut self, key: &'a str, example: &str) -> Option<Located<String>> {
        let present = self.has(key);
        // Nothing can stand in for what has to be there.
        let severity = std::mem::replace(&mut self.severity, Severity::Error);
        let text = self.located(key);
        self.severity = severity;
        if !present {
            let message = self.needs(key);
            self.diagnostics.push(
                Diagnostic::error(MISSING_KEY, message)
                    .at(self.source, self.span)
                    .hint(format!("add `{key}: {example}`")),
            );
        }
        text
    }

    pub fn flag(&mut self, key: &'a str) -> bool {
        self.note(key, "flag");
        let Some(node) = self.take(key) else { return false };
        node.as_bool().unwrap_or_else(|| {
            self.refuse(key, node, "`true` or `false`", "true");
            false
        })
    }

    /// A flag whose slip must not pass for `false`: a page that may be a draft stays at home.
    pub fn strict_flag(&mut self, key: &'a str) -> bool {
        self.note(key, "flag");
        let Some(node) = self.take(key) else { return false };
        let written = node.as_bool().or_else(|| node.as_text().and_then(|text| text.parse().ok()));
        written.unwrap_or_else(|| {
            let message = format!("`{key}` wants `true` or `false`, and this is {}", node.kind());
            self.diagnostics.push(
                Diagnostic::error(WRONG_SHAPE, message)
                    .at(self.source, node.span)
                    .hint(format!("write `{key}: true`")),
            );
            true
        })
    }

    pub fn integer(&mut self, key: &'a str) -> Option<i64> {
        self.note(key, "integer");
        let node = self.take(key)?;
        let number = node.as_text().and_then(|text| text.trim().parse().ok());
        if number.is_none() {
            self.refuse(key, node, "a whole number", "10");
        }
        number
    }

    /// A word out of a closed list.
    pub fn word<T: Copy>(&mut self, key: &'a str, words: &[(&'static str, T)]) -> Option<T> {
        #[cfg(test)]
        self.note(key, &words.iter().map(|(word, _)| *word).collect::<Vec<_>>().join("|"));
        let node = self.take(key)?;
        let Some(text) = node.as_text() else {
            self.refuse(key, node, "one word", words[0].0);
            return None;
        };
        if let Some((_, value)) = words.iter().find(|(word, _)| word.eq_ignore_ascii_case(text.trim())) {
            return Some(*value);
        }
        let known: Vec<_> = words.iter().map(|(word, _)| *word).collect();
        let hint = match did_you_mean(text, known.iter().copied()) {
            Some(word) => format!("did you mean `{word}`? The words are {}", list(&known)),
            None => format!("write one of {}", list(&known)),
        };
        let message = format!("`{key}` does not know the word `{}`", shorten(text));
        self.diagnostics.push(match self.severity {
            Severity::Error => {
                Diagnostic::error(UNKNOWN_VALUE, message).at(self.source, node.span).hint(hint)
            }
            Severity::Warning | Severity::Advice => {
                Diagnostic::warning(UNKNOWN_VALUE, message).at(self.source, node.span).hint(hint)
            }
        });
        None
    }

    /// The items of a list; a single value counts as a list of one.
    pub fn list(&mut self, key: &'a str) -> Vec<&'a Node> {
        match self.take(key) {
            None => Vec::new(),
            Some(node) => match node.as_list() {
                Some(nodes) => nodes.iter().filter(|node| !node.is_null()).collect(),
                None => vec![node],
            },
        }
    }

    /// A list of texts; a single text counts as a list of one.
    pub fn texts(&mut self, key: &'a str) -> Vec<Located<String>> {
        self.note(key, "texts");
        let mut texts = Vec::new();
        for node in self.list(key) {
            match node.as_text().map(str::trim) {
                Some("") => {}
                Some(text) => texts.push(Located::new(text.to_owned(), node.span)),
                None => self.refuse(key, node, "a list of texts", "[one, two]"),
            }
        }
        texts
    }

    /// The entries of a map whose keys are names of the author's own.
    pub fn entries(&mut self, key: &'a str, example: &str) -> &'a [(Located<String>, Node)] {
        self.note(key, "map");
        let Some(node) = self.take(key) else { return &[] };
        if let Some(map) = node.as_map() {
            return &map.entries;
        }
        self.refuse(key, node, "a map", example);
        &[]
    }

    /// A list of maps, each with what its decoder made of it.
    pub fn records<T>(
        &mut self,
        key: &'a str,
        what: &'static str,
        example: &str,
        mut decode: impl FnMut(&mut Fields<'a>) -> Option<T>,
    ) -> Vec<T> {
        self.note(key, "records");
        let mut records = Vec::new();
        for node in self.list(key) {
            let Some(map) = node.as_map() else {
                let message = format!("`{key}` wants a list of maps, and this is {}", node.kind());
                self.diagnostics.push(
                    Diagnostic::error(WRONG_SHAPE, message)
                        .at(self.source, node.span)
                        .hint(format!("write `- {{ {example} }}`")),
                );
                continue;
            };
            // Inside a record a slip is an error even where an unknown key of the page is not.
            let mut fields = Fields::new(self.source, map, node.span, what, Severity::Error);
            let record = decode(&mut fields);
            let is_listed = self.map.get(key).is_some_and(|whole| whole.as_list().is_some());
            if !is_listed && fields.knows_nothing() {
                let message = format!("`{key}` wants a list, and this is a map");
                let hint = format!("begin each entry with a dash: `- {{ {example} }}`");
                self.diagnostics
                    .push(Diagnostic::error(WRONG_SHAPE, message).at(self.source, node.span).hint(hint));
                continue;
            }
            fields.finish();
            self.diagnostics.append(&mut fields.diagnostics);
            records.extend(record);
        }
        // Records stay for the whole build.
        records.shrink_to_fit();
        records
    }

    /// A map of its own under a key.
    pub fn record<T>(
        &mut self,
        key: &'a str,
        what: &'static str,
        example: &str,
        decode: impl FnOnce(&mut Fields<'a>) -> T,
    ) -> Option<T> {
        self.note(key, "record");
        let node = self.take(key)?;
        let Some(map) = node.as_map() else {
            self.refuse(key, node, "a map", &format!("{{ {example} }}"));
            return None;
        };
        let mut fields = Fields::new(self.source, map, node.span, what, self.severity);
        let record = decode(&mut fields);
        fields.finish();
        self.diagnostics.append(&mut fields.diagnostics);
        Some(record)
    }

    /// Whether no key here is one that was asked for, or close to one.
    fn knows_nothing(&self) -> bool {
        let strange = |key: &str| {
            let is_synonym = self.synonyms.iter().any(|(word, _)| key.eq_ignore_ascii_case(word));
            !is_synonym
                && !self.asked.contains(&key)
                && did_you_mean(key, self.asked.iter().copied()).is_none()
        };
        !self.map.entries.is_empty() && self.map.entries.iter().all(|(name, _)| strange(&name.value))
    }

    /// Reports the keys that nobody asked for.
    pub fn finish(&mut self) {
        for (index, (name, _)) in self.map.entries.iter().enumerate() {
            if self.taken[index] || self.asked.contains(&name.value.as_str()) {
                continue;
            }
            let message = format!("{} has no key `{}`", self.what, shorten(&name.value));
            let synonym = self.synonyms.iter().find(|(word, _)| name.value.eq_ignore_ascii_case(word));
            let close = synonym
                .map(|(_, key)| *key)
                .filter(|key| self.asked.contains(key) && !self.has(key))
                .or_else(|| did_you_mean(&name.value, self.asked.iter().copied()));
            let (diagnostic, otherwise) = match self.severity {
                Severity::Error => (Diagnostic::error(UNKNOWN_KEY, message), {
                    let mut known = self.asked.clone();
                    known.sort_unstable();
                    known.dedup();
                    format!("the keys are {}", list(&known))
                }),
                Severity::Warning | Severity::Advice => (
                    Diagnostic::warning(UNKNOWN_KEY, message),
                    "it is kept for templates under `extra`; move it there to say that it is meant"
                        .to_owned(),
                ),
            };
            let hint = match (close, self.cut_by_a_comma(index)) {
                (Some(key), _) => {
                    // One slip, one message: the key that it was meant for is not missing.
                    let needs = self.needs(key);
                    self.diagnostics.retain(|said| said.code != MISSING_KEY || said.message != needs);
                    format!("did you mean `{key}`?")
                }
                (None, Some(hint)) => hint,
                (None, None) => otherwise,
            };
            self.diagnostics.push(diagnostic.at(self.source, name.span).hint(hint));
        }
    }

    fn needs(&self, key: &str) -> String {
        format!("{} needs `{key}`", self.what)
    }

    /// What to write when a decimal comma within braces has made a key of a fraction: `{ value: 58,9 % }`.
    fn cut_by_a_comma(&self, index: usize) -> Option<String> {
        let (name, value) = &self.map.entries[index];
        let (key, before) = &self.map.entries[index.checked_sub(1)?];
        let whole = before.as_text().filter(|text| text.ends_with(|last: char| last.is_ascii_digit()))?;
        let is_fraction = value.is_null() && name.value.starts_with(|first: char| first.is_ascii_digit());
        let written = format!("`{}: {}.{}`", key.value, shorten(whole), shorten(&name.value));
        is_fraction.then(|| format!("within braces a comma ends a value: write {written} with a point"))
    }

    /// The entries that no decoder took, for `extra`.
    pub fn rest(&self) -> Vec<(String, Node)> {
        let entries = self.map.entries.iter().enumerate();
        entries
            .filter(|(index, _)| !self.taken[*index])
            .map(|(_, (name, node))| (name.value.clone(), node.clone()))
            .collect()
    }
}

fn list(words: &[&str]) -> String {
    let quoted: Vec<_> = words.iter().map(|word| format!("`{word}`")).collect();
    quoted.join(", ")
}

/// A text short enough for a message.
fn shorten(text: &str) -> String {
    if text.chars().count() <= 40 {
        return text.to_owned();
    }
    text.chars().take(39).chain(['…']).collect()
}

/// What the decoders of this thread asked for.
#[cfg(test)]
pub mod asked {
    use std::cell::RefCell;
    use std::collections::{BTreeMap, BTreeSet};

    /// By what the map is called and by key: the shapes in which it was asked for.
    pub type Asked = BTreeMap<&'static str, BTreeMap<String, BTreeSet<String>>>;

    thread_local! {
        static ASKED: RefCell<Asked> = RefCell::default();
    }

    pub(super) fn note(what: &'static str, key: &str, shape: &str) {
        ASKED.with_borrow_mut(|asked| {
            asked.entry(what).or_default().entry(key.to_owned()).or_default().insert(shape.to_owned())
        });
    }

    /// All of it since the last call.
    pub fn take() -> Asked {
        ASKED.take()
    }
}
