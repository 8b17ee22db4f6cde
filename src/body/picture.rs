//! A picture as HTML: one file, or several to choose from.

use crate::markdown::escape;
use std::fmt::Write;

/// Where an image is, how large, and in which other sizes and formats it comes. Addresses are not escaped.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Picture {
    pub src: String,
    /// Width and height in pixels, when they are known: then the page does not jump while it loads.
    pub size: Option<(u32, u32)>,
    /// `a-480.jpg 480w, a.jpg 900w`; empty when there is no choice.
    pub srcset: String,
    /// How wide the picture is shown, for a choice among widths (`sizes` of HTML).
    pub sizes: String,
    /// The same in other formats, the best first.
    pub sources: Vec<Source>,
}

/// One more format of a picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// A media type: `image/webp`.
    pub kind: &'static str,
    pub srcset: String,
}

/// How a picture stands on its page.
#[derive(Clone, Copy, Debug)]
pub struct Standing<'a> {
    /// HTML, fit for a quoted attribute.
    pub alt: &'a str,
    /// Not escaped.
    pub title: &'a str,
    /// It is likely out of sight at first.
    pub lazy: bool,
}

impl Picture {
    pub fn push(&self, out: &mut String, standing: Standing<'_>) {
        for source in &self.sources {
            out.push_str(if std::ptr::eq(source, &raw const self.sources[0]) { "<picture>" } else { "" });
            out.push_str("<source type=\"");
            out.push_str(source.kind);
            out.push('"');
            self.push_choice(out, &source.srcset);
            out.push('>');
        }
        out.push_str("<img src=\"");
        escape::push_address(out, &self.src);
        out.push('"');
        if !self.srcset.is_empty() {
            self.push_choice(out, &self.srcset);
        }
        out.push_str(" alt=\"");
        out.push_str(standing.alt);
        out.push('"');
        if !standing.title.is_empty() {
            out.push_str(" title=\"");
            escape::push_attribute(out, standing.title);
            out.push('"');
        }
        if let Some((width, height)) = self.size {
            // Writing to a string cannot fail.
            _ = write!(out, " width=\"{width}\" height=\"{height}\"");
            // One without a size would move the text when it comes.
            if standing.lazy {
                out.push_str(" loading=\"lazy\" decoding=\"async\"");
            }
        }
        out.push_str(if self.sources.is_empty() { ">" } else { "></picture>" });
    }

    fn push_choice(&self, out: &mut String, srcset: &str) {
        out.push_str(" srcset=\"");
        escape::push_attribute(out, srcset);
        out.push_str("\" sizes=\"");
        escape::push_attribute(out, &self.sizes);
        out.push('"');
    }
}
