//! Markdown to a [`Doc`]: HTML with holes for what only the site knows.
//!
//! The way of a body through this folder:
//!
//! 1. `mask` finds component calls in the source and covers them, so that Markdown takes each for a word or a block;
//! 2. `stream` collects the events of pulldown-cmark;
//! 3. the transforms work on that list, one file each: `components`, `figures`, `math`, `more`, `raw`,
//!    `footnotes`, `headings`, `tasks`, `excerpt`, `reading`, `abbreviations`;
//! 4. `write` turns the list into a [`Fragment`], and `filter` cleans it when its author wrote raw HTML;
//!    `renew` writes old HTML as today's.
//!
//! Links, images, code and components are left open as [`Hole`]s, which `body` fills once addresses are known.

mod abbreviations;
mod alerts;
mod call;
mod components;
pub mod escape;
mod excerpt;
mod fence;
mod figures;
mod filter;
mod footnotes;
mod headings;
mod mask;
mod math;
mod more;
mod outline;
mod plain;
mod quotes;
mod raw;
mod reading;
mod references;
mod renew;
mod stream;
mod tasks;
mod write;

pub use abbreviations::Abbreviations;
pub use call::{Arg, Argument, Call};
pub use fence::{Fence, Lines};
pub use math::FORMULA;
pub use more::may_have_marker;
pub use outline::{GAP, Outline, Passage, Picture, outline};
pub use plain::parse_plain;
pub use quotes::Quotes;
pub use reading::Reading;
pub use references::UNDEFINED_REFERENCE;

use crate::diag::{Code, Diagnostic};
use crate::source::{Source, Span};
use mask::Mask;
use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::Arc;
use stream::Node;

/// A component call that cannot be understood or does not match up.
pub const COMPONENT_CALL: Code = Code("component-call");
/// Text that looks like a call of a component that does not exist.
pub const UNKNOWN_COMPONENT: Code = Code("unknown-component");
/// Raw HTML that was left out.
pub const RAW_HTML: Code = Code("raw-html");
/// Markdown that is nested deeper than a page can be.
pub const NESTING: Code = Code("markdown-nesting");
/// A footnote that nothing refers to, or that is defined twice.
pub const FOOTNOTE: Code = Code("footnote");
/// Two headings with one id.
pub const HEADING_ID: Code = Code("heading-id");
/// An attribute that a heading cannot have.
pub const HEADING_ATTRIBUTE: Code = Code("heading-attribute");
/// A link or an image whose address would run code.
pub const UNSAFE_ADDRESS: Code = Code("unsafe-address");

/// An option of a code block that is not understood.
pub const CODE_OPTION: Code = Code("code-option");
/// A character that HTML does not let stand on a page.
pub const CONTROL_CHARACTER: Code = Code("control-character");

/// What becomes of raw HTML.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Html {
    /// Only harmless elements and attributes stay.
    #[default]
    Filtered,
    /// It stays as it was written.
    Trusted,
}

/// How a body is read.
#[derive(Clone, Copy, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "they are settings, each of which stands for itself")]
pub struct Options<'a> {
    pub html: Html,
    /// Headings get ids and a link to themselves.
    pub anchors: bool,
    /// The names of the components that may be called; `None`: calls are text.
    pub components: Option<&'a BTreeSet<String>>,
    /// Tables, footnotes, strikethrough, task lists, definition lists, alerts, heading attributes, figures and
    /// galleries.
    pub extensions: bool,
    /// What is to be marked as an abbreviation.
    pub abbreviations: Option<&'a Abbreviations>,
    /// `$…$`, `$$…$$` and fences of `math` are formulas.
    pub math: bool,
    /// Straight quotes, `--` and `...` become typographic ones, the quotes these.
    pub quotes: Option<Quotes>,
    /// Code of a language has line numbers unless it says otherwise.
    pub line_numbers: bool,
    pub words: &'a Words<'a>,
}

impl Default for Options<'_> {
    fn default() -> Self {
        Self {
            html: Html::Filtered,
            anchors: true,
            components: None,
            extensions: true,
            abbreviations: None,
            math: false,
            quotes: None,
            line_numbers: false,
            words: &Words::ENGLISH,
        }
    }
}

/// The words that the output of Markdown itself needs, in the language of the page.
#[derive(Clone, Copy, Debug)]
pub struct Words<'a> {
    pub note: &'a str,
    pub tip: &'a str,
    pub important: &'a str,
    pub warning: &'a str,
    pub caution: &'a str,
    pub footnotes: &'a str,
    pub back_to_text: &'a str,
    pub link_to_section: &'a str,
    pub done: &'a str,
    pub to_do: &'a str,
    pub code: &'a str,
}

impl Words<'static> {
    pub const ENGLISH: Self = Self {
        note: "Note",
        tip: "Tip",
        important: "Important",
        warning: "Warning",
        caution: "Caution",
        footnotes: "Footnotes",
        back_to_text: "Back to the text",
        link_to_section: "Link to this section",
        done: "Done",
        to_do: "To do",
        code: "Code",
    };
}

/// A parsed body.
#[derive(Clone, Debug, Default)]
pub struct Doc {
    pub body: Fragment,
    /// Headings outside quotes, lists and footnotes, in the order of the page.
    pub contents: Vec<Heading>,
    /// Text of the first heading of level one; component calls stand in it as they were written.
    pub title: Option<String>,
    /// Plain text of the first paragraph; component calls stand in it as they were written.
    pub excerpt: String,
    /// What stands before `<!-- more -->`, for other pages.
    pub beginning: Option<Fragment>,
    /// How much there is to read.
    pub reading: Reading,
    pub has_raw_html: bool,
    /// Links in raw HTML to parts of this page, which are holes nowhere, and where they stand.
    pub fragments: Vec<(String, Span)>,
}

impl Doc {
    /// Takes the heading that gave [`Doc::title`] out of the body and of the contents: for a page that shows
    /// its title elsewhere.
    pub fn remove_title_heading(&mut self) {
        self.body.holes.retain(|(_, hole)| !matches!(hole, Hole::Title(_)));
        self.contents.retain(|heading| !heading.is_title);
    }
}

/// One entry of the list of contents.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heading {
    /// From 1 to 6.
    pub level: u8,
    /// Unique on the page; empty when anchors are off and the author gave none.
    pub id: String,
    /// Plain text; component calls stand in it as they were written.
    pub text: String,
    /// Where the heading is.
    pub span: Span,
    /// Whether this is the heading behind [`Doc::title`].
    pub is_title: bool,
}

/// HTML with holes.
#[derive(Clone, Debug, Default)]
pub struct Fragment {
    pub text: String,
    /// What goes in at which byte of `text`, in ascending order.
    pub holes: Vec<(usize, Hole)>,
}

impl Fragment {
    pub(crate) fn open(&mut self, hole: Hole) {
        self.holes.push((self.text.len(), hole));
    }
}

/// What a page is not known well enough for when its body is parsed. Spans are in the whole file.
#[derive(Clone, Debug)]
pub enum Hole {
    /// The value of an `href` attribute; the hole stands after its opening quote and writes the closing one.
    Link { target: String, span: Span },
    /// The value of an `href` attribute that its author wrote in raw HTML, attributes and all.
    Address { target: String, span: Span },
    /// A whole `img` element.
    Image { target: String, title: String, alt: Fragment, span: Span },
    /// The value of a `src` or `srcset` attribute, or a part of it.
    Media { target: String, span: Span },
    /// A block of code; `label` is for one that needs a name of its own.
    Code { fence: Fence, text: String, label: String, span: Span },
    /// A component, perhaps with a body. `block`: it stands where a paragraph would.
    Component { call: Call, block: bool, body: Option<Fragment> },
    /// HTML that is finished, and that authors could not write themselves where raw HTML is filtered.
    Html(String),
    /// The heading that gives the page its title.
    Title(Fragment),
}

/// Reads the part of `source` that `body` covers.
///
/// It always returns a document; the diagnostics say what in it is not as its author meant it.
pub fn parse(source: &Arc<Source>, body: Span, options: &Options) -> (Doc, Vec<Diagnostic>) {
    let mut reports = Reports { source, offset: body.start, list: Vec::new() };
    let text = &*printable(source.text().get(body.range()).unwrap_or_default(), &mut reports);
    let mask = mask::cover(text, options.components, &mut reports);
    let mut nodes = stream::collect(&mask.text, options, &mut reports);
    components::place(&mut nodes, &mask, options, &mut reports);
    figures::frame(&mut nodes, options, &reports);
    math::set(&mut nodes, text, options, &mut reports);
    let is_cut = more::mark(&mut nodes);
    let raw_html = raw::prepare(&mut nodes, options.html, &mut reports);
    let mut ids = headings::Ids::new(raw_html.ids);
    if is_cut {
        ids.claim(more::ANCHOR);
    }
    footnotes::gather(&mut nodes, text, &mut ids, &mut reports);
    let (contents, title) = headings::number(&mut nodes, &mask, options, &mut ids, &mut reports);
    tasks::mark(&mut nodes);
    let excerpt = excerpt::first_paragraph(&nodes, &mask);
    let reading = reading::count(&nodes);
    abbreviations::mark(&mut nodes, options.abbreviations);
    let mut beginning = is_cut.then(|| beginning(&nodes, &mask, options, &reports)).flatten();
    let mut body = write::write(&nodes, &mask, options, &mut reports);
    if raw_html.found && options.html == Html::Filtered {
        filter::clean(&mut body, text, &reports);
        if let Some(beginning) = &mut beginning {
            filter::clean(beginning, text, &reports);
        }
    }
    let fragments =
        raw_html.fragments.into_iter().map(|(target, range)| (target, reports.span(&range))).collect();
    let doc =
        Doc { body, contents, title, excerpt, beginning, reading, has_raw_html: raw_html.found, fragments };
    (doc, reports.list)
}

/// `text` with spaces for the control characters that HTML forbids (WHATWG HTML, 13.2.3.5): they come out of a
/// terminal or a PDF unseen, and a page that holds one is not valid. Every offset stays.
#[allow(clippy::needless_bitwise_bool)] // A branch would keep it from being one vector.
fn printable<'t>(text: &'t str, reports: &mut Reports) -> Cow<'t, str> {
    // `CommonMark` itself has a rule for U+0000.
    let low = |byte: u8| matches!(byte, 0x01..=0x08 | 0x0b | 0x0e..=0x1f | 0x7f);
    let forbidden = |c: char| u8::try_from(c).is_ok_and(|byte| low(byte) || (0x80..=0x9f).contains(&byte));
    // Nearly every text has none. Bytes are looked at in blocks without a way out, which makes them one vector.
    let suspicious =
        |block: &[u8]| block.iter().fold(false, |found, byte| found | low(*byte) | (*byte == 0xc2));
    if !text.as_bytes().chunks(64).any(suspicious) {
        return Cow::Borrowed(text);
    }
    let Some((at, first)) = text.char_indices().find(|(_, c)| forbidden(*c)) else {
        return Cow::Borrowed(text);
    };
    let count = text.chars().filter(|c| forbidden(*c)).count();
    let more = if count > 1 { format!(", and {} more in this text", count - 1) } else { String::new() };
    let message =
        format!("the control character U+{:04X} stands here{more}; a space is shown", u32::from(first));
    let hint = "delete it; many editors show it when they are asked to show invisible characters";
    reports.add(&(at..at + first.len_utf8()), Diagnostic::warning(CONTROL_CHARACTER, message).hint(hint));
    Cow::Owned(text.chars().fold(String::with_capacity(text.len()), |mut kept, c| {
        if forbidden(c) {
            kept.extend(std::iter::repeat_n(' ', c.len_utf8()));
        } else {
            kept.push(c);
        }
        kept
    }))
}

/// The beginning of the text as a fragment of its own. What there is to say of it is said of the whole text.
fn beginning(nodes: &[Node], mask: &Mask, options: &Options, reports: &Reports) -> Option<Fragment> {
    let nodes = more::beginning(nodes)?;
    let mut unheard = Reports { source: reports.source, offset: reports.offset, list: Vec::new() };
    Some(write::write(&nodes, mask, options, &mut unheard))
}

/// Where the stages of this room leave what they have to say. Ranges are in the body.
struct Reports<'s> {
    source: &'s Arc<Source>,
    /// Where the body starts in its file.
    offset: usize,
    list: Vec<Diagnostic>,
}

impl Reports<'_> {
    fn span(&self, range: &std::ops::Range<usize>) -> Span {
        Span::new(range.start, range.end).shift(self.offset)
    }

    fn add(&mut self, range: &std::ops::Range<usize>, diagnostic: Diagnostic) {
        let span = self.span(range);
        self.list.push(diagnostic.at(self.source, span));
    }
}

#[cfg(test)]
mod tests;
