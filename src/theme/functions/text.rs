//! Filters on texts, `markdown(…)` and `data(…)`.

use super::arguments::only;
use super::{Library, link, note};
use crate::data::Missing;
use crate::memo::Read;
use crate::path::address::is_unsafe;
use crate::path::{self, Url};
use std::sync::Arc;
use tera::{Error, Kwargs, State, Tera, TeraResult, Value};

/// How a message ends whose cause is told at its own place.
pub const TOLD_THERE: &str = ", which is told there";

pub fn register(tera: &mut Tera, library: &Arc<Library>) {
    tera.register_filter("link", |target: &str, _: Kwargs, _: &State<'_>| link(target));
    tera.register_filter("slug", |text: &str, _: Kwargs, _: &State<'_>| path::slug(text));
    tera.register_filter("json", |value: &Value, _: Kwargs, _: &State<'_>| json(value));
    let shared = Arc::clone(library);
    tera.register_filter("absolute", move |target: &str, _: Kwargs, _: &State<'_>| {
        absolute(&shared.base_url, target)
    });
    let shared = Arc::clone(library);
    tera.register_function("markdown", move |arguments: Kwargs, _: &State<'_>| {
        only(&arguments, "markdown", &["text", "inline"])?;
        markdown(&shared, arguments.must_get("text")?, arguments.get("inline")?.unwrap_or(false))
    });
    let shared = Arc::clone(library);
    tera.register_function("data", move |arguments: Kwargs, _: &State<'_>| {
        only(&arguments, "data", &["path"])?;
        data(&shared, arguments.must_get("path")?)
    });
}

/// The address for another host to use: a path of this site behind `base_url`. Empty when the site has none; what
/// is no path of this site stays as it is.
fn absolute(base_url: &str, target: &str) -> String {
    if is_unsafe(target, true) {
        return String::new();
    }
    let path_end = target.find(['?', '#']).unwrap_or(target.len());
    let (path, rest) = target.split_at(path_end);
    match Url::parse(path) {
        Ok(url) if path.starts_with('/') && !path.starts_with("//") => match base_url {
            "" => String::new(),
            base => base.to_owned() + &url.encoded() + rest,
        },
        _ => target.to_owned(),
    }
}

/// JSON that can stand in a `script` element: no text in it ends the element or begins a comment.
fn json(value: &Value) -> TeraResult<Value> {
    let json =
        serde_json::to_string(value).map_err(|error| Error::message(format!("this is no JSON: {error}")))?;
    let mut safe = String::with_capacity(json.len() + 16);
    for character in json.chars() {
        match character {
            '<' => safe.push_str("\\u003c"),
            '>' => safe.push_str("\\u003e"),
            '&' => safe.push_str("\\u0026"),
            '\u{2028}' => safe.push_str("\\u2028"),
            '\u{2029}' => safe.push_str("\\u2029"),
            other => safe.push(other),
        }
    }
    Ok(Value::safe_string(&safe))
}

/// Markdown as HTML, read as bodies are but for components.
fn markdown(library: &Library, text: &str, inline: bool) -> TeraResult<Value> {
    let Some(markdown) = library.markdown.get() else { return Ok(Value::from(text)) };
    let html = markdown(library, text).map_err(Error::message)?;
    let html = html.trim();
    let inside = html.strip_prefix("<p>").and_then(|html| html.strip_suffix("</p>"));
    match inside {
        Some(inside) if inline && !inside.contains("<p>") => Ok(Value::safe_string(inside)),
        _ if inline && !html.is_empty() => {
            Err(Error::message("this Markdown is more than one paragraph, which `inline=true` cannot be"))
        }
        _ => Ok(Value::safe_string(html)),
    }
}

/// A file of `data/`.
fn data(library: &Library, name: &str) -> TeraResult<Value> {
    note(Read::Data(name.to_owned()));
    let missing = match library.data.get() {
        Some(shelf) => match shelf.get(name) {
            Ok((_, value)) => return Ok(value),
            Err(missing) => missing,
        },
        None => Missing::Unknown { hint: format!("the site has no data yet: make `data/{name}`") },
    };
    Err(Error::message(match missing {
        Missing::Unknown { hint } => format!("`data/` has no file `{name}`; {hint}"),
        Missing::Broken { path } => format!("`{path}` has a mistake{TOLD_THERE}"),
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_cannot_end_its_script() {
        let value = Value::from("</script><!-- & \u{2028}");
        let json = json(&value).unwrap();
        assert_eq!(json.as_str(), Some("\"\\u003c/script\\u003e\\u003c!-- \\u0026 \\u2028\""));
        assert!(json.is_safe());
        assert_eq!(serde_json::from_str::<String>(json.as_str().unwrap()).unwrap(), value.as_str().unwrap());
    }

    #[test]
    fn an_absolute_address_needs_a_base() {
        let base = "https://ada.example/p";
        assert_eq!(absolute(base, "/work/ä/?x#y"), "https://ada.example/p/work/%C3%A4/?x#y");
        assert_eq!(absolute("", "/work/"), "");
        for other in ["https://x.example/", "//x.example/", "mailto:a@b.example", "#part", ""] {
            assert_eq!(absolute(base, other), other);
        }
    }
}
