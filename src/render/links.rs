//! Where the links and images of a page lead. Authors write a link as they see their files: a path to another
//! source file, to a file beside it, or an address of the site. Each becomes an address of the output.

use super::aim::{Aim, Place};
use super::crossings::Crossing;
use super::{Site, diagrams, pictures};
use crate::body;
use crate::diag::{Code, Diagnostic};
use crate::emit;
use crate::highlight::Colours;
use crate::markdown::Call;
use crate::memo::Read;
use crate::model::Document;
use crate::path::Url;
use crate::source::{Source, Span};
use crate::theme::functions::{link, note};
use std::collections::BTreeSet;
use std::sync::Arc;
use tera::Context;

pub const BROKEN_LINK: Code = Code("broken-link");
pub const BROKEN_ANCHOR: Code = Code("broken-anchor");
pub const REMOTE_IMAGE: Code = Code("remote-image");
pub const BROKEN_IMAGE: Code = Code("broken-image");
pub const UNKNOWN_LANGUAGE: Code = Code("unknown-language");
/// Code that is too long for colours.
pub const CODE_TOO_LONG: Code = Code("code-too-long");

/// Finishes the body of one page.
#[derive(Debug)]
pub struct PageFiller<'a> {
    pub site: &'a Site<'a>,
    pub document: &'a Document,
    /// The file of the document, with its text.
    pub source: Arc<Source>,
    pub url: &'a Url,
    /// What components may take from around them, as `@page`.
    pub around: &'a Context,
    /// Whether there was a block of code.
    pub has_code: bool,
    pub diagnostics: Vec<Diagnostic>,
    /// Other hosts whose images the page shows.
    pub origins: BTreeSet<String>,
    /// Links that can be judged only when every page is made.
    pub crossings: Vec<Crossing>,
    /// What is filled is shown on other pages.
    pub abroad: bool,
}

impl<'a> PageFiller<'a> {
    pub fn new(
        site: &'a Site<'a>,
        document: &'a Document,
        source: Arc<Source>,
        url: &'a Url,
        around: &'a Context,
    ) -> Self {
        Self {
            site,
            document,
            source,
            url,
            around,
            has_code: false,
            origins: BTreeSet::new(),
            diagnostics: Vec::new(),
            crossings: Vec::new(),
            abroad: false,
        }
    }

    pub(super) fn aim(&self, target: &str) -> Aim {
        let aim = Place { site: self.site, document: &self.document.path, url: self.url }.aim(target);
        if !matches!(aim, Aim::Elsewhere) {
            note(Read::Link(self.document.path.clone(), target.to_owned()));
        }
        aim
    }

    /// The absolute address of an image of this site or another; empty when it is nowhere or the site has no address.
    pub fn absolute_image(&self, target: &str) -> String {
        let written = || target.starts_with("https://") || target.starts_with("http://");
        match self.aim(target) {
            Aim::Elsewhere if written() => target.to_owned(),
            Aim::Here { url, .. } => emit::absolute(self.site.config, &url),
            Aim::Elsewhere | Aim::Nowhere => String::new(),
        }
    }

    /// Takes down where a link leads when that is a part of a page.
    fn cross(&mut self, target: &str, span: Span, url: &Url, rest: &str) {
        if let Some((_, fragment)) = rest.split_once('#') {
            self.crossings.extend(Crossing::to_part(self.document, span, target, url, fragment));
        }
    }

    fn is_external(&self, target: &str) -> bool {
        let target = target.trim();
        let base = self.site.config.base_url.as_str();
        let own = !base.is_empty()
            && target
                .strip_prefix(base)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?', '#']));
        let web = ["http:", "https:"]
            .iter()
            .any(|scheme| target.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme)));
        !own && (web || target.starts_with("//"))
    }

    /// A picture on another host tells that host of every reader.
    pub(super) fn remote(&mut self, target: &str, span: Span) {
        let Some((_, rest)) = target.split_once("//").filter(|(scheme, _)| !scheme.contains('/')) else {
            return;
        };
        self.origins.extend(emit::policy::origin(target));
        let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
        let message = format!("every visitor's browser will ask `{}` for this image", shorten(host));
        self.diagnostics.push(
            Diagnostic::warning(REMOTE_IMAGE, message)
                .at(&self.source, span)
                .hint("put a copy beside this file and show that"),
        );
    }
}

impl body::Filler for PageFiller<'_> {
    fn link(&mut self, target: &str, span: Span) -> String {
        match self.aim(target) {
            Aim::Elsewhere => {
                if target.starts_with('#') {
                    self.cross(target, span, self.url, target);
                    if self.abroad {
                        return link(&(self.url.as_str().to_owned() + target));
                    }
                }
                target.to_owned()
            }
            Aim::Here { url, rest } => {
                if self.site.routes.target(&url).is_none_or(|target| target.file.is_none()) {
                    self.cross(target, span, &url, &rest);
                }
                link(&(url.as_str().to_owned() + &rest))
            }
            Aim::Nowhere => {
                self.crossings.push(Crossing::to_nowhere(self.document, span, target, false));
                link(target)
            }
        }
    }

    fn link_attributes(&mut self, target: &str) -> String {
        let external = &self.site.config.markdown.external_links;
        let mut attributes = String::new();
        if self.is_external(target) {
            for (name, value) in [("rel", &external.rel), ("target", &external.target)] {
                if !value.is_empty() {
                    // Only words come through the config.
                    attributes.extend([" ", name, "=\"", value, "\""]);
                }
            }
        }
        attributes
    }

    fn image(&mut self, target: &str, span: Span) -> body::Picture {
        match self.aim(target) {
            Aim::Elsewhere => {
                self.remote(target, span);
                body::Picture { src: target.to_owned(), ..body::Picture::default() }
            }
            Aim::Here { url, rest, .. } => pictures::picture(self.site, &url, &rest),
            Aim::Nowhere => {
                self.crossings.push(Crossing::to_nowhere(self.document, span, target, true));
                body::Picture { src: link(target), ..body::Picture::default() }
            }
        }
    }

    fn code(&mut self, language: &str, text: &str, span: Span) -> String {
        self.has_code = true;
        if language.is_empty() || !self.site.config.highlight.on {
            return crate::markdown::escape::text(text);
        }
        let (code, message, hint) = match self.site.highlighter.highlight(language, text) {
            Colours::Html(html) => return html,
            Colours::Unknown => {
                let message = format!("no grammar knows the language `{}`", shorten(language));
                let plain = "the code is shown plain; write `text` to say that this is meant";
                (UNKNOWN_LANGUAGE, message, diagrams::hint(language).unwrap_or(plain))
            }
            Colours::TooMuch => {
                let message = "this code is too long for colours and is shown plain".to_owned();
                (CODE_TOO_LONG, message, "show the part that matters, break its long lines, or write `text`")
            }
        };
        self.diagnostics.push(Diagnostic::warning(code, message).at(&self.source, span).hint(hint));
        crate::markdown::escape::text(text)
    }

    fn component(&mut self, call: &Call, body: Option<String>) -> String {
        self.call(call, body.as_deref())
    }
}

pub(super) fn shorten(text: &str) -> String {
    if text.chars().count() <= 80 {
        return text.to_owned();
    }
    text.chars().take(79).chain(['…']).collect()
}
