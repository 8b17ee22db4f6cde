//! `image(src=…)`: a picture of the site, as templates write it.

use super::functions::{Library, link, note};
use crate::image::Look;
use crate::memo::Read;
use crate::path::Url;
use crate::path::address::has_scheme;
use serde::Serialize;
use tera::{Error, TeraResult, Value};

/// A picture as templates receive it. Addresses are as the page writes them.
#[derive(Debug, Default, Serialize)]
struct Picture {
    src: String,
    width: Option<u32>,
    height: Option<u32>,
    sources: Vec<Source>,
    srcset: String,
    sizes: String,
}

#[derive(Debug, Serialize)]
struct Source {
    r#type: &'static str,
    srcset: String,
}

/// The picture at a path from the site's root, in widths and `sizes` of the template's choice. Empty ones are as
/// good as none.
pub fn image(
    library: &Library,
    src: &str,
    widths: Option<Vec<u32>>,
    sizes: Option<&str>,
) -> TeraResult<Value> {
    if src.is_empty() || src.starts_with("//") || has_scheme(src) {
        return Ok(Value::from_serializable(&Picture { src: link(src), ..Picture::default() }));
    }
    let (path, rest) = src.split_at(src.find(['?', '#']).unwrap_or(src.len()));
    let path = format!("/{}", path.trim_start_matches('/'));
    let widths = widths.filter(|widths| !widths.is_empty()).map(|mut widths| {
        widths.retain(|width| *width > 0);
        widths.sort_unstable();
        widths.dedup();
        widths
    });
    note(Read::Image(path.clone(), widths.clone()));
    let images = library.images.get();
    let Some(look) = images.and_then(|images| images.look(&path, widths.as_deref())) else {
        let asset = library.assets.get().map(|assets| assets.address(path.trim_start_matches('/')));
        return match asset {
            Some(Ok(url)) => {
                Ok(Value::from_serializable(&Picture { src: link(url.as_str()), ..Picture::default() }))
            }
            _ => Err(Error::message(format!("no image of this site lies at `{path}`"))),
        };
    };
    let usual = images.and_then(|images| images.options()).map_or("", |options| &options.sizes);
    let webp = srcset(&look.webp);
    let picture = Picture {
        src: link(&(look.src.as_str().to_owned() + rest)),
        width: look.size.map(|(width, _)| width),
        height: look.size.map(|(_, height)| height),
        sizes: if is_a_choice(&look) {
            sizes.filter(|sizes| !sizes.is_empty()).unwrap_or(usual).to_owned()
        } else {
            String::new()
        },
        sources: if webp.is_empty() { Vec::new() } else { vec![Source { r#type: WEBP, srcset: webp }] },
        srcset: srcset(&look.same),
    };
    Ok(Value::from_serializable(&picture))
}

/// The media type of [`Look::webp`].
pub const WEBP: &str = "image/webp";

pub fn is_a_choice(look: &Look) -> bool {
    !look.webp.is_empty() || !look.same.is_empty()
}

/// `a-480.webp 480w, a-960.webp 960w`, each address as the page being rendered has to write it.
pub fn srcset(files: &[(Url, u32)]) -> String {
    let entries: Vec<String> =
        files.iter().map(|(url, width)| format!("{} {width}w", link(url.as_str()))).collect();
    entries.join(", ")
}
