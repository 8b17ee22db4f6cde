//! The style sheet for code in the colours of an editor's theme, where `folio.yaml` names one.

use crate::asset::Static;
use crate::diag::{Code, Diagnostic, did_you_mean};
use crate::highlight::styles;
use crate::model::site::Config;
use std::borrow::Cow;

/// A colour theme that does not exist.
pub const CODE_THEME: Code = Code("code-theme");

/// The name under which it is published.
pub const CODE_STYLES: &str = "highlight.css";

/// `None` where code has the colours of the site's theme, or none.
pub(super) fn make(config: &Config, diagnostics: &mut Vec<Diagnostic>) -> Option<Static> {
    let highlight = &config.highlight;
    for theme in highlight.light.iter().chain(&highlight.dark).filter(|theme| !styles::is_theme(&theme.value))
    {
        let names = styles::theme_names();
        let hint = match did_you_mean(&theme.value, names.iter().copied()) {
            Some(close) => format!("did you mean `{close}`?"),
            None => format!("the themes are {}", names.join(", ")),
        };
        let message = format!("there is no colour theme `{}`", theme.value);
        diagnostics.push(Diagnostic::error(CODE_THEME, message).at(&config.source, theme.span).hint(hint));
    }
    let name =
        |theme: &Option<_>| theme.as_ref().map(|theme: &crate::source::Located<String>| theme.value.clone());
    let css = styles::sheet(name(&highlight.light).as_deref(), name(&highlight.dark).as_deref());
    (!css.is_empty())
        .then(|| Static::Embedded { path: CODE_STYLES.to_owned(), bytes: Cow::Owned(css.into_bytes()) })
}
