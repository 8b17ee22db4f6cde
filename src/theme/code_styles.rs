//! The style sheet for code in the colours of an editor's theme, where `folio.yaml` names one.

use crate::asset::Static;
use crate::diag::{Code, Diagnostic, did_you_mean};
use crate::highlight::styles;
use crate::model::site::Config;
use crate::path::SitePath;
use crate::source::Located;
use crate::world::World;
use std::borrow::Cow;

/// A colour theme that does not exist.
pub const CODE_THEME: Code = Code("code-theme");

/// The name under which it is published.
pub const CODE_STYLES: &str = "highlight.css";

/// Most bytes of a theme's file.
const MAX_FILE: u64 = 1 << 20;

/// `None` where code has the colours of the site's theme, or none.
pub(super) fn make(world: &dyn World, config: &Config, diagnostics: &mut Vec<Diagnostic>) -> Option<Static> {
    let mut rules = |theme: &Option<Located<String>>| {
        let theme = theme.as_ref()?;
        let read = if is_file(&theme.value) { of_file(world, &theme.value) } else { of_name(&theme.value) };
        let fault = match read {
            Ok(rules) => return Some(rules),
            Err(fault) => fault,
        };
        diagnostics.push(fault.at(&config.source, theme.span));
        None
    };
    let (light, dark) = (rules(&config.highlight.light), rules(&config.highlight.dark));
    let css = styles::sheet(light, dark);
    (!css.is_empty())
        .then(|| Static::Embedded { path: CODE_STYLES.to_owned(), bytes: Cow::Owned(css.into_bytes()) })
}

/// The files of the site that code has its colours from.
pub fn files(config: &Config) -> impl Iterator<Item = SitePath> {
    let themes = config.highlight.light.iter().chain(&config.highlight.dark);
    themes.filter(|theme| is_file(&theme.value)).filter_map(|theme| SitePath::parse(&theme.value).ok())
}

fn is_file(theme: &str) -> bool {
    theme.rsplit_once('.').is_some_and(|(_, ending)| ending.eq_ignore_ascii_case("tmTheme"))
}

fn of_name(name: &str) -> Result<String, Diagnostic> {
    styles::of_name(name).ok_or_else(|| {
        let names = styles::theme_names();
        let hint = match did_you_mean(name, names.iter().copied()) {
            Some(close) => format!("did you mean `{close}`?"),
            None => format!("the themes are {}; a `.tmTheme` of your own works too", names.join(", ")),
        };
        Diagnostic::error(CODE_THEME, format!("there is no colour theme `{name}`")).hint(hint)
    })
}

fn of_file(world: &dyn World, name: &str) -> Result<String, Diagnostic> {
    let fault = |why: String, hint: &str| {
        Diagnostic::error(CODE_THEME, format!("the colour theme `{name}` cannot be read: {why}")).hint(hint)
    };
    let path = SitePath::parse(name).map_err(|error| fault(error.message, &error.hint))?;
    let bytes = world.read(&path, MAX_FILE).map_err(|error| {
        fault(error.to_string(), "write the path of the file from the folder that `folio.yaml` lies in")
    })?;
    styles::of_file(&bytes)
        .map_err(|why| fault(why, "save it as a `.tmTheme` in XML, as Sublime Text and TextMate have it"))
}
