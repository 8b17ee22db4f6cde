//! What one site adds to the schemas: its own taxonomies, the themes that it has and the options of the one it uses.

use super::json::{self, property};
use super::{Shape, Subject, key};
use serde_json::{Value, json};

#[derive(Clone, Debug, Default)]
pub struct Site {
    /// Their keys in front matter.
    pub taxonomies: Vec<String>,
    /// The names of all themes to choose from.
    pub themes: Vec<String>,
    /// What the theme lets the site set.
    pub options: Vec<ThemeOption>,
}

#[derive(Clone, Debug)]
pub struct ThemeOption {
    pub name: String,
    pub about: String,
    /// The value while the site sets none, as it is written.
    pub default: String,
    pub takes: Takes,
}

/// What an option takes.
#[derive(Clone, Debug)]
pub enum Takes {
    Text,
    Flag,
    Choice(Vec<String>),
    /// From the first to the second, where they are given.
    Number(Option<f64>, Option<f64>),
    Texts,
}

impl Site {
    pub(super) fn add_to(&self, subject: Subject, schema: &mut Value) {
        match subject {
            Subject::Case | Subject::Page | Subject::Person => self.add_taxonomies(schema),
            Subject::Config => self.add_theme(schema),
            Subject::Theme => {}
        }
    }

    fn add_taxonomies(&self, schema: &mut Value) {
        for name in &self.taxonomies {
            let known = schema["properties"].get(name).is_some();
            if !known {
                schema["properties"][name] = property(&key("", Shape::Texts, "A taxonomy of this site."));
            }
        }
    }

    fn add_theme(&self, schema: &mut Value) {
        if !self.themes.is_empty() {
            schema["properties"]["theme"]["examples"] = json!(self.themes);
        }
        if self.options.is_empty() {
            return;
        }
        let options = &mut schema["properties"]["theme_options"];
        options["properties"] = self
            .options
            .iter()
            .map(|one| (one.name.clone(), one.schema()))
            .collect::<serde_json::Map<_, _>>()
            .into();
        options["additionalProperties"] = false.into();
    }
}

impl ThemeOption {
    fn schema(&self) -> Value {
        let mut schema = match &self.takes {
            Takes::Text => json::shape(&Shape::Text),
            Takes::Flag => json::shape(&Shape::Flag),
            Takes::Texts => json::shape(&Shape::Texts),
            Takes::Choice(words) => json!({ "type": "string", "enum": words }),
            Takes::Number(min, max) => {
                let mut schema = json!({ "type": "number" });
                for (keyword, limit) in [("minimum", min), ("maximum", max)] {
                    if let Some(limit) = limit {
                        schema[keyword] = json!(limit);
                    }
                }
                schema
            }
        };
        json::describe(&mut schema, format!("{}\n\nWithout it: `{}`.", self.about, self.default).trim());
        schema
    }
}
