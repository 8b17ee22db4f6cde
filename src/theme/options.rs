//! What a site may set of its theme: options with a shape and a default, inherited through `extends`.

use super::manifest::{BAD_MANIFEST, Manifest};
use crate::diag::{Code, Diagnostic, did_you_mean};
use crate::path::address::is_unsafe;
use crate::source::{Located, Source};
use crate::yaml::{Node, fields::Fields};
use lightningcss::traits::Parse as _;
use lightningcss::values::color::CssColor;
use std::collections::BTreeMap;
use std::sync::Arc;
use tera::{Map, Value};

pub const BAD_OPTION: Code = Code("theme-option");

/// An option as a `theme.yaml` declares it, or sets another default for.
#[derive(Clone, Debug)]
pub struct Entry {
    pub name: Located<String>,
    /// `None` where the theme below has the option, and this one only another default.
    pub shape: Option<Shape>,
    pub default: Option<Node>,
    pub help: String,
    /// Keys that its type does not read.
    pub strays: Vec<Located<&'static str>>,
}

/// An option that a site may set under `theme_options`.
#[derive(Clone, Debug)]
pub struct Setting {
    pub name: String,
    pub shape: Shape,
    pub default: Value,
    pub help: String,
    /// The `theme.yaml` that declares it.
    pub declared_in: String,
}

/// What an option takes.
#[derive(Clone, Debug, PartialEq)]
pub enum Shape {
    Text,
    Flag,
    /// One of these words.
    Choice(Vec<String>),
    /// A number from the first to the second, where these are given.
    Number(Option<f64>, Option<f64>),
    /// A colour as CSS writes it.
    Colour,
    /// A list of texts.
    List,
    /// An address, or a path of the site.
    Path,
}

const TYPES: [(&str, u8); 8] = [
    ("text", 0),
    ("flag", 1),
    ("choice", 2),
    ("number", 3),
    ("colour", 4),
    ("color", 4),
    ("list", 5),
    ("path", 6),
];

impl Shape {
    /// The shape that an entry declares. `None` when it is written wrongly, `Some(None)` when it is left to the
    /// theme below.
    #[allow(clippy::option_option, reason = "not written and written wrongly are two things here")]
    pub fn decode(fields: &mut Fields<'_>, name: &Located<String>) -> Option<Option<Self>> {
        let written = fields.has("type");
        let kind = fields.word("type", &TYPES);
        let values: Vec<_> = fields.texts("values").into_iter().map(|value| value.value).collect();
        let (min, max) = (limit(fields, "min"), limit(fields, "max"));
        match kind {
            None if written => None,
            None => Some(None),
            Some(1) => Some(Some(Self::Flag)),
            Some(2) if values.is_empty() => {
                let message = format!("the choice `{}` has nothing to choose from", name.value);
                refuse(fields, "type", message, "write `values: [one, two]`");
                None
            }
            Some(2) => Some(Some(Self::Choice(values))),
            Some(3) => Some(Some(Self::Number(min, max))),
            Some(4) => Some(Some(Self::Colour)),
            Some(5) => Some(Some(Self::List)),
            Some(6) => Some(Some(Self::Path)),
            Some(_) => Some(Some(Self::Text)),
        }
    }

    /// Keys of an entry that this shape does not read.
    pub fn strays(&self, fields: &Fields<'_>) -> Vec<Located<&'static str>> {
        let own: &[&str] = match self {
            Self::Choice(_) => &["values"],
            Self::Number(..) => &["min", "max"],
            _ => &[],
        };
        let strays = ["values", "min", "max"].into_iter().filter(|key| fields.has(key) && !own.contains(key));
        strays.map(|key| Located::new(key, fields.span_of(key))).collect()
    }

    /// The value of a node, or what it should have been.
    pub fn read(&self, node: &Node) -> Result<Value, String> {
        let text = node.as_text();
        match self {
            Self::Flag => node.as_bool().map(Value::from),
            Self::Text => text.map(Value::from),
            Self::Choice(choices) => {
                text.filter(|text| choices.iter().any(|choice| choice == text)).map(Value::from)
            }
            Self::Number(min, max) => text.and_then(|text| number(text, *min, *max)),
            Self::Colour => text.filter(|text| CssColor::parse_string(text).is_ok()).map(Value::from),
            Self::List => list(node),
            Self::Path => text.filter(|text| is_path(text)).map(Value::from),
        }
        .ok_or_else(|| self.wanted())
    }

    /// What the option takes, in a few words.
    pub fn wanted(&self) -> String {
        match self {
            Self::Flag => "`true` or `false`".to_owned(),
            Self::Text => "a text".to_owned(),
            Self::Choice(choices) => format!("one of {}", choices.join(", ")),
            Self::Number(None, None) => "a number".to_owned(),
            Self::Number(Some(min), None) => format!("a number of at least {min}"),
            Self::Number(None, Some(max)) => format!("a number of at most {max}"),
            Self::Number(Some(min), Some(max)) => format!("a number from {min} to {max}"),
            Self::Colour => "a colour as CSS writes it, such as `\"#1b3a57\"` or `teal`".to_owned(),
            Self::List => "a list of texts".to_owned(),
            Self::Path => "a path of the site such as `/logo.svg`, or an address".to_owned(),
        }
    }
}

fn limit(fields: &mut Fields<'_>, key: &'static str) -> Option<f64> {
    let node = fields.take(key)?;
    let number = node.as_text().and_then(|text| text.parse::<f64>().ok()).filter(|number| number.is_finite());
    if number.is_none() {
        refuse(fields, key, format!("`{key}` wants a number"), &format!("write `{key}: 10`"));
    }
    number
}

fn refuse(fields: &mut Fields<'_>, key: &str, message: String, hint: &str) {
    let (source, span) = (fields.source, fields.span_of(key));
    fields.report(Diagnostic::error(BAD_MANIFEST, message).at(source, span).hint(hint));
}

fn number(text: &str, min: Option<f64>, max: Option<f64>) -> Option<Value> {
    let number = text.trim().parse::<f64>().ok().filter(|number| number.is_finite())?;
    if min.is_some_and(|min| number < min) || max.is_some_and(|max| number > max) {
        return None;
    }
    Some(text.trim().parse::<i64>().map_or_else(|_| Value::from(number), Value::from))
}

fn list(node: &Node) -> Option<Value> {
    let texts: Option<Vec<Value>> =
        node.as_list()?.iter().map(|node| node.as_text().map(Value::from)).collect();
    texts.map(Value::from)
}

fn is_path(text: &str) -> bool {
    !is_unsafe(text, true)
        && !text.contains(|c: char| c.is_whitespace() || c.is_control() || "<>\"".contains(c))
}

/// The options of a chain of themes, the strongest first, by name.
pub fn inherit<'a>(
    manifests: impl DoubleEndedIterator<Item = &'a Manifest>,
) -> (Vec<Setting>, Vec<Diagnostic>) {
    let mut settings: BTreeMap<String, Setting> = BTreeMap::new();
    let mut diagnostics = Vec::new();
    for manifest in manifests.rev() {
        for entry in &manifest.options {
            let below = settings.get(&entry.name.value);
            for stray in &entry.strays {
                let message = format!("an option of this type has no `{}`", stray.value);
                let hint = "`values` belongs to a choice, `min` and `max` to a number: remove it";
                diagnostics.push(
                    Diagnostic::error(BAD_MANIFEST, message).at(&manifest.source, stray.span).hint(hint),
                );
            }
            match settle_entry(manifest, entry, below) {
                Ok(setting) => _ = settings.insert(setting.name.clone(), setting),
                Err(diagnostic) => diagnostics.push(*diagnostic),
            }
        }
    }
    (settings.into_values().collect(), diagnostics)
}

fn settle_entry(
    manifest: &Manifest,
    entry: &Entry,
    below: Option<&Setting>,
) -> Result<Setting, Box<Diagnostic>> {
    let name = &entry.name.value;
    let fail = |span, message: String, hint: String| {
        Box::new(Diagnostic::error(BAD_MANIFEST, message).at(&manifest.source, span).hint(hint))
    };
    let Some(shape) = entry.shape.as_ref().or(below.map(|below| &below.shape)) else {
        let message = format!("the option `{name}` has no `type`, and no theme below has it");
        return Err(fail(entry.name.span, message, "write `type: text`".to_owned()));
    };
    let Some(default) = &entry.default else {
        let message = format!("the option `{name}` has no `default`");
        return Err(fail(entry.name.span, message, format!("write `default: …` with {}", shape.wanted())));
    };
    let value = shape.read(default).map_err(|wanted| {
        let message = format!("the default of `{name}` is not {wanted}");
        fail(default.span, message, format!("write {wanted}"))
    })?;
    let help = match below {
        Some(below) if entry.help.is_empty() => below.help.clone(),
        _ => entry.help.clone(),
    };
    let declared_in = match below {
        Some(below) if entry.shape.is_none() => below.declared_in.clone(),
        _ => manifest.source.name().to_owned(),
    };
    Ok(Setting { name: name.clone(), shape: shape.clone(), default: value, help, declared_in })
}

/// A default as one would write it: `#` begins a comment in YAML unless it stands in quotes.
fn in_yaml(value: &Value) -> String {
    match value.as_str() {
        Some(text) if !text.chars().all(|c| c.is_alphanumeric() || "-_./".contains(c)) => format!("{text:?}"),
        _ => value.to_string(),
    }
}

/// The values of all options: what the site wrote, checked, over the defaults.
pub fn settle(
    settings: &[Setting],
    written: &[(Located<String>, Node)],
    source: &Arc<Source>,
) -> (Value, Vec<Diagnostic>) {
    let mut diagnostics = Vec::new();
    let defaults = settings.iter().map(|setting| (setting.name.clone().into(), setting.default.clone()));
    let mut values: Map = defaults.collect();
    for (name, node) in written {
        let Some(setting) = settings.iter().find(|setting| setting.name == name.value) else {
            let known: Vec<_> = settings.iter().map(|setting| setting.name.as_str()).collect();
            let hint = match did_you_mean(&name.value, known.iter().copied()) {
                Some(close) => format!("did you mean `{close}`?"),
                None if known.is_empty() => "this theme has no options: remove it".to_owned(),
                None => format!("its options are: {}", known.join(", ")),
            };
            let message = format!("the theme has no option `{}`", name.value);
            diagnostics.push(Diagnostic::error(BAD_OPTION, message).at(source, name.span).hint(hint));
            continue;
        };
        match setting.shape.read(node) {
            Ok(value) => _ = values.insert(setting.name.clone().into(), value),
            Err(wanted) => {
                let message = format!("the option `{}` wants {wanted}", name.value);
                let hint = match setting.default.as_str() {
                    Some("") => "leave it out for none, or write one that fits".to_owned(),
                    _ => {
                        let default = in_yaml(&setting.default);
                        format!("write `{}: {default}`, which is the default, or one that fits", name.value)
                    }
                };
                diagnostics.push(Diagnostic::error(BAD_OPTION, message).at(source, node.span).hint(hint));
            }
        }
    }
    (Value::from(values), diagnostics)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Span;
    use crate::theme::manifest;
    use crate::yaml;

    fn manifest(text: &str) -> (Manifest, Vec<String>) {
        let source = Source::new("theme.yaml", format!("name: x\napi: 1\noptions:\n{text}"));
        let (manifest, found) = manifest::decode(&source);
        (manifest, found.iter().map(said).collect())
    }

    fn said(diagnostic: &Diagnostic) -> String {
        let (line, column) = diagnostic.place.as_ref().unwrap().line_column();
        format!("{line}:{column} {}", diagnostic.message)
    }

    fn shape(declaration: &str) -> Shape {
        let (manifest, said) = manifest(&format!("  o: {{ {declaration} }}\n"));
        assert_eq!(said, [""; 0]);
        manifest.options[0].shape.clone().unwrap()
    }

    #[track_caller]
    fn takes(declaration: &str, good: &[&str], bad: &[&str]) {
        let shape = shape(declaration);
        for (text, fits) in good.iter().map(|text| (text, true)).chain(bad.iter().map(|text| (text, false))) {
            let source = Source::new("folio.yaml", *text);
            let (node, _) = yaml::parse(&source, Span::new(0, text.len()));
            assert_eq!(shape.read(&node.unwrap()).is_ok(), fits, "{declaration}: {text}");
        }
    }

    #[test]
    fn each_type_takes_what_it_says() {
        takes("type: flag", &["true", "false"], &["yes", "1", "[true]"]);
        takes("type: text", &["a", "1", "''"], &["[a]", "{ a: b }"]);
        takes("type: choice, values: [a, b]", &["a", "b"], &["c", "A", "[a]"]);
        takes("type: number", &["1", "-2.5", "1e3"], &["a", "1px", "[1]", "NaN", "inf"]);
        takes("type: number, min: 40, max: 120", &["40", "72.5", "120"], &["39.9", "121"]);
        takes(
            "type: colour",
            &[
                "'#1b3a57'",
                "'#fff'",
                "'#ffffff80'",
                "teal",
                "rgb(0 0 0 / 50%)",
                "oklch(60% 0.1 240)",
                "transparent",
            ],
            &["'#12'", "tael", "red; color: blue", "url(x)", "''", "12", "red}"],
        );
        takes("type: list", &["[]", "[a, b]"], &["a", "[[a]]", "[{ a: b }]"]);
        takes(
            "type: path",
            &["/logo.svg", "https://x.example/a.png", "''"],
            &["'javascript:alert(1)'", "a b", "'\"><script>'"],
        );
    }

    #[test]
    fn a_declaration_that_contradicts_itself_is_told_at_its_place() {
        let said = |text: &str| {
            let (manifest, mut said) = manifest(text);
            said.extend(inherit([&manifest].into_iter()).1.iter().map(self::said));
            said
        };
        assert_eq!(said("  o: { type: flag }\n"), ["4:3 the option `o` has no `default`"]);
        assert_eq!(
            said("  o: { default: a }\n"),
            ["4:3 the option `o` has no `type`, and no theme below has it"]
        );
        assert_eq!(
            said("  o: { type: number, max: 3, default: 4 }\n"),
            ["4:39 the default of `o` is not a number of at most 3"]
        );
        assert_eq!(
            said("  o: { type: choice, default: a }\n"),
            ["4:8 the choice `o` has nothing to choose from"]
        );
        assert_eq!(
            said("  o: { type: text, min: 3, default: a }\n"),
            ["4:20 an option of this type has no `min`"]
        );
        assert_eq!(said("  o: { type: fleg, default: a }\n"), ["4:14 `type` does not know the word `fleg`"]);
    }

    #[test]
    fn an_option_is_inherited_and_may_get_another_default() {
        let (base, _) = manifest(
            "  accent: { type: choice, values: [a, b], default: a, help: Ink }\n  x: { type: flag, default: true }\n",
        );
        let (child, said) = manifest("  accent: { default: b }\n");
        assert_eq!(said, [""; 0]);
        let (settings, found) = inherit([&child, &base].into_iter());
        assert!(found.is_empty());
        let shown: Vec<_> = settings.iter().map(|s| format!("{}={} {}", s.name, s.default, s.help)).collect();
        assert_eq!(shown, ["accent=b Ink", "x=true "]);
        let (wrong, _) = manifest("  accent: { default: c }\n");
        let (_, found) = inherit([&wrong, &base].into_iter());
        assert_eq!(found[0].message, "the default of `accent` is not one of a, b");
    }
}
