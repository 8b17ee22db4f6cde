//! The pictures of a page: how each is shown, and all of them made at once.

use super::Site;
use super::aim::Aim;
use super::links::{BROKEN_IMAGE, PageFiller, shorten};
use crate::body::{Picture, Source};
use crate::diag::Diagnostic;
use crate::markdown::{Doc, Fragment, Hole};
use crate::memo::Read;
use crate::path::Url;
use crate::path::address::has_scheme;
use crate::source::Span;
use crate::theme::functions::{link, note};
use crate::theme::pictures::{WEBP, is_a_choice, srcset};

/// The picture at an address of the site; `rest` is what follows the path: a query or a part.
pub fn picture(site: &Site<'_>, url: &Url, rest: &str) -> Picture {
    note(Read::Image(url.as_str().to_owned(), None));
    let plain = || Picture { src: link(&(url.as_str().to_owned() + rest)), ..Picture::default() };
    let Some(look) = site.images.look(url.as_str(), None) else { return plain() };
    let choice = is_a_choice(&look) && rest.is_empty();
    if !choice {
        return Picture { size: look.size, ..plain() };
    }
    let sizes = site.images.options().map_or("", |options| &options.sizes);
    let webp = (!look.webp.is_empty()).then(|| Source { kind: WEBP, srcset: srcset(&look.webp) });
    Picture {
        src: link(look.src.as_str()),
        size: look.size,
        srcset: srcset(&look.same),
        sizes: sizes.to_owned(),
        sources: webp.into_iter().collect(),
    }
}

/// Makes the pictures of a page before it is rendered: one after the other would keep a single thread busy with
/// a gallery.
pub fn prepare(filler: &PageFiller<'_>, doc: &Doc) {
    let mut urls = Vec::new();
    collect(filler, &doc.body, &mut urls);
    if urls.len() > 1 {
        filler.site.images.prepare(&urls);
    }
}

fn collect(filler: &PageFiller<'_>, fragment: &Fragment, urls: &mut Vec<String>) {
    for (_, hole) in &fragment.holes {
        match hole {
            Hole::Image { target, .. } => {
                if let Aim::Here { url, rest } = filler.aim(target)
                    && rest.is_empty()
                {
                    urls.push(url.as_str().to_owned());
                }
            }
            Hole::Component { body: Some(body), .. } => collect(filler, body, urls),
            _ => {}
        }
    }
}

impl PageFiller<'_> {
    /// The address of the picture that a page names for itself, from the site's root; empty when it is nowhere.
    pub fn own_picture(&mut self, target: &str, span: Span) -> String {
        match self.aim(target) {
            Aim::Here { url, rest } => url.as_str().to_owned() + &rest,
            Aim::Elsewhere => {
                self.remote(target, span);
                target.to_owned()
            }
            Aim::Nowhere => {
                let message = format!("no file of this site lies at `{}`", shorten(target));
                let diagnostic = if self.site.config.links_are_errors {
                    Diagnostic::error(BROKEN_IMAGE, message)
                } else {
                    Diagnostic::warning(BROKEN_IMAGE, message)
                };
                let hint =
                    "put the file beside this one, or into `static/` and write its path with a leading slash";
                self.diagnostics.push(diagnostic.at(&self.source, span).hint(hint));
                String::new()
            }
        }
    }
}

/// The address of the owner's picture, from the site's root, and what is wrong with it.
pub fn owner(site: &Site<'_>) -> (String, Option<Diagnostic>) {
    let Some(written) = &site.config.owner.image else { return (String::new(), None) };
    if has_scheme(&written.value) {
        return (written.value.clone(), None);
    }
    let found = Url::decode(&written.value).ok().and_then(|url| site.routes.target(&url));
    match found {
        Some(target) => (target.url.as_str().to_owned(), None),
        None => {
            let message = format!("no file of this site lies at `{}`", written.value);
            let diagnostic = Diagnostic::warning(BROKEN_IMAGE, message)
                .at(&site.config.source, written.span)
                .hint("put the picture into `static/`, and write its path from there with a leading slash");
            (String::new(), Some(diagnostic))
        }
    }
}
