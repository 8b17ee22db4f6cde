//! What the components of a theme and of a site take, for text that calls them.
//!
//! A component says most of it itself: `{% component video(src: string, caption: string = "") {"files": ["src"]} %}`.
//! The map at its end, its metadata, names the arguments that are addresses: `links` lead to a page or anywhere,
//! `files` are files of this site. Their paths are written as in Markdown, and the component receives addresses.

use super::fault::Sources;
use std::collections::BTreeMap;
use tera::{ComponentArg, ComponentInfo, Tera, Value};

/// A component that text may call.
#[derive(Debug)]
pub struct Component {
    /// Sorted by name.
    pub args: Vec<ComponentArg>,
    /// It takes arguments of any other name, too.
    pub takes_any: bool,
    /// Its template shows what stands between the ends of a call.
    pub takes_body: bool,
    links: Vec<String>,
    files: Vec<String>,
}

/// What an argument is an address of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Address {
    Link,
    File,
}

impl Component {
    pub fn address(&self, argument: &str) -> Option<Address> {
        let among = |names: &[String]| names.iter().any(|name| name == argument);
        if among(&self.files) { Some(Address::File) } else { among(&self.links).then_some(Address::Link) }
    }
}

/// The components that text may call, by name. One with a dot in its name is for templates alone.
pub(super) fn of_content(tera: &Tera, sources: &Sources, prefixes: &[String]) -> BTreeMap<String, Component> {
    let names = tera.get_component_names().filter(|name| !name.contains('.'));
    let infos = names.filter_map(|name| tera.get_component_definition(name));
    infos.map(|info| (info.name().to_owned(), component(&info, sources, prefixes))).collect()
}

fn component(info: &ComponentInfo, sources: &Sources, prefixes: &[String]) -> Component {
    let list = |key: &str| info.metadata().get(key).map(texts).unwrap_or_default();
    let definition = definition(info.name(), sources, prefixes);
    Component {
        args: info.args().to_vec(),
        takes_any: info.rest_param().is_some(),
        // Where it cannot be found, a body is taken rather than refused.
        takes_body: definition.is_none_or(|template| has_word(template, "body")),
        links: list("links"),
        files: list("files"),
    }
}

/// A text, or a list of texts.
fn texts(value: &Value) -> Vec<String> {
    let one = value.as_str().map(|text| vec![text.to_owned()]);
    one.or_else(|| {
        value
            .as_array()
            .map(|items| items.iter().filter_map(|item| item.as_str().map(str::to_owned)).collect())
    })
    .unwrap_or_default()
}

/// The template text of a component: that of the strongest theme, as Tera chooses it.
fn definition<'s>(name: &str, sources: &'s Sources, prefixes: &[String]) -> Option<&'s str> {
    let found = sources.iter().filter_map(|(path, source)| Some((path, defined_in(source.text(), name)?)));
    let strength = |path: &str| prefixes.iter().position(|prefix| path.starts_with(prefix.as_str()));
    found.min_by_key(|(path, _)| strength(path)).map(|(_, text)| text)
}

/// From `{% component name(` to the tag that ends it.
fn defined_in<'s>(template: &'s str, name: &str) -> Option<&'s str> {
    const TAG: &str = "component";
    template.match_indices(TAG).find_map(|(at, _)| {
        let before = template[..at].trim_end();
        let inside = template[at + TAG.len()..].trim_start().strip_prefix(name)?;
        let opens = before.ends_with("{%") || before.ends_with("{%-");
        (opens && inside.trim_start().starts_with('('))
            .then(|| &inside[..inside.find("endcomponent").unwrap_or(inside.len())])
    })
}

fn has_word(template: &str, word: &str) -> bool {
    let is_name = |c: char| c.is_alphanumeric() || c == '_';
    template.match_indices(word).any(|(at, _)| {
        !template[..at].ends_with(is_name) && !template[at + word.len()..].starts_with(is_name)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_is_taken_where_the_template_shows_it() {
        let template = "{# component a() #}{%- component a(x: string = \"\") -%}{{ bodys }}{% endcomponent a %}\
                        {% component ab() %}{{ body }}{% endcomponent %}";
        assert_eq!(defined_in(template, "a").map(|text| has_word(text, "body")), Some(false));
        assert_eq!(defined_in(template, "ab").map(|text| has_word(text, "body")), Some(true));
        assert_eq!(defined_in(template, "b"), None);
    }
}
