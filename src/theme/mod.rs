//! Themes: how a page looks. A theme is templates, static files, strings and a manifest; a site overrides any
//! single template by a file of the same name in its own `templates/`.

pub mod advice;
pub mod catalog;
mod code_styles;
pub mod components;
pub mod embedded;
pub mod fault;
mod fold;
pub mod functions;
mod lineage;
mod load;
pub mod manifest;
pub mod options;
pub mod pictures;
pub mod relink;
pub mod strings;

use crate::asset::Static;
use crate::diag::Diagnostic;
use components::Component;
use fault::Sources;
use functions::Library;
use std::collections::{BTreeMap, BTreeSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;
use tera::{Context, Tera, Value};

pub use code_styles::{CODE_STYLES, files as code_files};
pub use load::load;

/// Which of folio's own templates are in their place. What they show of a page can be made in one go, and what none of
/// them shows need not be made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stock {
    /// The component of a figure and those within it.
    pub figures: bool,
    /// The component of the list of case studies.
    pub rows: bool,
    /// All of them: no theme and no template is the site's own.
    pub whole: bool,
}

/// A theme ready to render.
#[derive(Debug)]
pub struct Theme {
    pub name: String,
    pub options: Value,
    /// By path in the output, the strongest theme's file where two have the same.
    pub statics: Arc<BTreeMap<String, Static>>,
    pub library: Arc<Library>,
    pub stock: Stock,
    /// Those that text may call.
    components: Arc<BTreeMap<String, Component>>,
    tera: Tera,
    sources: Arc<Sources>,
}

impl Theme {
    pub fn has_template(&self, name: &str) -> bool {
        self.tera.contains_template(name)
    }

    /// Whether the only template of this name is that of folio's base.
    pub fn is_of_base(&self, name: &str) -> bool {
        let folders = self.sources.keys().filter_map(|path| path.strip_suffix(name));
        folders
            .filter(|folder| folder.ends_with("templates/"))
            .all(|folder| folder == "themes/base/templates/")
    }

    /// The same theme for another state of the site.
    #[must_use]
    pub fn renewed(&self) -> Self {
        let library = Arc::new(Library {
            strings: Arc::clone(&self.library.strings),
            base_url: self.library.base_url.clone(),
            ..Library::default()
        });
        let mut tera = self.tera.clone();
        functions::register(&mut tera, &library);
        Self {
            name: self.name.clone(),
            options: self.options.clone(),
            statics: Arc::clone(&self.statics),
            library,
            stock: self.stock,
            components: Arc::clone(&self.components),
            tera,
            sources: Arc::clone(&self.sources),
        }
    }

    /// Tells the templates from those of another state of the site.
    pub fn print(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        for (name, source) in &*self.sources {
            (name, source.text()).hash(&mut hasher);
        }
        hasher.finish()
    }

    /// Whether a template may call a function. Looks at the texts alone, so it rather says yes once too often.
    pub fn calls(&self, function: &str) -> bool {
        self.sources.values().any(|source| {
            let text = source.text();
            let mut ends = text.match_indices(function).map(|(at, _)| at + function.len());
            ends.any(|end| text[end..].trim_start().starts_with('('))
        })
    }

    /// The names of the components that text may call.
    pub fn content_components(&self) -> BTreeSet<String> {
        self.components.keys().cloned().collect()
    }

    /// A component that text may call.
    pub fn component(&self, name: &str) -> Option<&Component> {
        self.components.get(name)
    }

    /// Renders a page's template.
    pub fn render(&self, template: &str, context: &Context) -> Result<String, Vec<Diagnostic>> {
        self.tera.render(template, context).map_err(|error| fault::diagnostics(&error, &self.sources))
    }

    /// Renders a component that was called in content. `around` holds what it may take without being given it.
    pub fn render_component(
        &self,
        name: &str,
        arguments: &Context,
        around: &Context,
        body: Option<&str>,
    ) -> Result<String, Vec<Diagnostic>> {
        self.tera
            .render_component_with_implicits(name, arguments, around, body, true)
            .map_err(|error| fault::diagnostics(&error, &self.sources))
    }
}
