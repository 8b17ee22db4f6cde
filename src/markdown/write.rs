//! Writes the finished list of nodes as HTML with holes.

use super::fence::{self, Info};
use super::mask::{Covered, Kind, Mask};
use super::stream::{Frame, HeadingStart, Node, What};
use super::{
    CODE_OPTION, Fragment, Hole, Options, Reports, UNSAFE_ADDRESS, alerts, escape, footnotes, more, tasks,
};
use crate::diag::Diagnostic;
use crate::path::address;
use crate::source::Span;
use pulldown_cmark::{Alignment, CodeBlockKind, Event, LinkType, Tag, TagEnd};
use std::fmt::Write;
use std::ops::Range;

pub(super) fn write(nodes: &[Node], mask: &Mask, options: &Options, reports: &mut Reports) -> Fragment {
    let mut writer = Writer {
        mask,
        options,
        out: Fragment { text: String::with_capacity(mask.text.len() * 5 / 4), holes: Vec::new() },
        outer: Vec::new(),
        code: None,
        table: Table::default(),
        headings: Vec::new(),
        images: 0,
        offset: reports.offset,
    };
    for node in nodes {
        writer.node(node, reports);
    }
    // Every start has its end, so nothing is left in `outer`; if it were, it would still not be lost.
    while !writer.outer.is_empty() {
        writer.leave();
    }
    writer.out
}

/// What a fragment that is being written is for.
enum Purpose {
    Component { index: usize, block: bool },
    Title,
    Alt { target: String, title: String, range: Range<usize> },
}

#[derive(Default)]
struct Table {
    alignments: Vec<Alignment>,
    column: usize,
    in_head: bool,
    has_body: bool,
}

struct Code {
    info: Info,
    text: String,
    range: Range<usize>,
}

struct Writer<'w, 's> {
    mask: &'w Mask<'s>,
    options: &'w Options<'w>,
    out: Fragment,
    /// The fragments around `out`, and what `out` is for in each.
    outer: Vec<(Fragment, Purpose)>,
    code: Option<Code>,
    table: Table,
    /// Ids of the open headings, and whether each is the title.
    headings: Vec<(String, bool)>,
    /// Images within the alternative text that is being written.
    images: usize,
    /// Where the body starts in its file.
    offset: usize,
}

impl Writer<'_, '_> {
    fn push(&mut self, html: &str) {
        self.out.text.push_str(html);
    }

    /// Begins a block on a line of its own.
    fn line(&mut self, html: &str) {
        let at_start = match self.out.holes.last() {
            Some((at, hole)) if *at == self.out.text.len() => matches!(hole, Hole::Title(_)),
            _ => self.out.text.is_empty() || self.out.text.ends_with('\n'),
        };
        if !at_start {
            self.out.text.push('\n');
        }
        self.out.text.push_str(html);
    }

    /// Begins a fragment that is to fill a hole of the current one.
    fn enter(&mut self, purpose: Purpose) {
        self.outer.push((std::mem::take(&mut self.out), purpose));
    }

    fn leave(&mut self) {
        let Some((outer, purpose)) = self.outer.pop() else { return };
        let inner = std::mem::replace(&mut self.out, outer);
        match purpose {
            Purpose::Component { index, block } => {
                self.component(index, block, Some(inner));
                if block {
                    self.push("\n");
                }
            }
            Purpose::Title => self.out.open(Hole::Title(inner)),
            Purpose::Alt { target, title, range } => {
                let span = Span::new(range.start, range.end).shift(self.offset);
                self.out.open(Hole::Image { target, title, alt: inner, span });
            }
        }
    }

    fn in_alt(&self) -> bool {
        matches!(self.outer.last(), Some((_, Purpose::Alt { .. })))
    }

    fn component(&mut self, index: usize, block: bool, body: Option<Fragment>) {
        if let Some(Covered { kind: Kind::Call { call, .. }, .. }) = self.mask.calls.get(index) {
            self.out.open(Hole::Component { call: call.clone(), block, body });
        }
    }

    fn node(&mut self, node: &Node, reports: &mut Reports) {
        if self.in_alt() {
            return self.alt(node);
        }
        match node.what {
            What::Markdown(ref event) => self.event(event, &node.range, reports),
            What::Call { index, block } => {
                if block {
                    self.line("");
                }
                self.component(index, block, None);
                if block {
                    self.push("\n");
                }
            }
            What::CallStart { index, block } => {
                if block {
                    self.line("");
                }
                self.enter(Purpose::Component { index, block });
            }
            What::CallEnd => self.leave(),
            What::Heading(ref start) => self.heading(start),
            What::TaskItem => self.line("<li class=\"task\">"),
            What::Formula(ref formula) => self.out.open(Hole::Html(formula.html.clone())),
            What::Abbreviation(ref abbreviation) => {
                self.push("<abbr title=\"");
                escape::push_attribute(&mut self.out.text, &abbreviation.meaning);
                self.push("\">");
                escape::push_text(&mut self.out.text, &abbreviation.short);
                self.push("</abbr>");
            }
            What::More => {
                self.line("<span class=\"more\" id=\"");
                self.push(more::ANCHOR);
                self.push("\"></span>\n");
            }
            What::Frame(frame) => self.frame(frame),
            What::NoteReference { number, occurrence } => self.note_reference(number, occurrence),
            What::NotesStart => {
                self.line("<section class=\"footnotes\" role=\"doc-endnotes\" aria-label=\"");
                escape::push_attribute(&mut self.out.text, self.options.words.footnotes);
                self.push("\">\n<ol>\n");
            }
            What::NoteStart { number } => {
                self.line("<li id=\"");
                self.push(&footnotes::note_id(number));
                self.push("\">\n");
            }
            What::NoteReturn { number, references } => self.note_return(number, references),
            What::NoteEnd => self.push("</li>\n"),
            What::NotesEnd => self.push("</ol>\n</section>\n"),
        }
    }

    /// What stands in the square brackets of an image is its text alone.
    fn alt(&mut self, node: &Node) {
        let out = &mut self.out.text;
        match node.what {
            What::Markdown(Event::Text(ref text) | Event::Code(ref text)) => {
                escape::push_attribute(out, text);
            }
            What::Markdown(Event::SoftBreak | Event::HardBreak) => out.push(' '),
            What::Formula(ref formula) => escape::push_attribute(out, &formula.tex),
            What::Call { index, .. } => self.component(index, false, None),
            What::Markdown(Event::Start(Tag::Image { .. })) => self.images += 1,
            What::Markdown(Event::End(TagEnd::Image)) => match self.images.checked_sub(1) {
                Some(images) => self.images = images,
                None => self.leave(),
            },
            _ => {}
        }
    }

    fn frame(&mut self, frame: Frame) {
        match frame {
            Frame::GalleryStart => self.line("<div class=\"gallery\">\n"),
            Frame::FigureStart => self.line("<figure>"),
            Frame::CaptionStart => self.push("\n<figcaption>"),
            Frame::CaptionEnd => self.push("</figcaption>\n"),
            Frame::FigureEnd => self.push("</figure>\n"),
            Frame::GalleryEnd => self.push("</div>\n"),
        }
    }

    fn event(&mut self, event: &Event, range: &Range<usize>, reports: &mut Reports) {
        match event {
            Event::Start(tag) => self.start(tag, range, reports),
            Event::End(tag) => self.end(*tag, reports),
            Event::Text(text) => match &mut self.code {
                Some(code) => code.text.push_str(text),
                None => escape::push_text(&mut self.out.text, text),
            },
            // A formula that is left over has a mistake.
            Event::Code(text) | Event::InlineMath(text) | Event::DisplayMath(text) => {
                self.push("<code>");
                escape::push_text(&mut self.out.text, text);
                self.push("</code>");
            }
            Event::Html(html) | Event::InlineHtml(html) => self.push(html),
            Event::SoftBreak => self.push("\n"),
            Event::HardBreak => self.push("<br>\n"),
            Event::Rule => self.line("<hr>\n"),
            Event::TaskListMarker(done) => {
                self.out.open(Hole::Html(tasks::check_box(*done, self.options.words)));
            }
            // A reference to a note that is not there was text to the parser.
            Event::FootnoteReference(text) => escape::push_text(&mut self.out.text, text),
        }
    }

    fn start(&mut self, tag: &Tag, range: &Range<usize>, reports: &mut Reports) {
        match tag {
            Tag::Paragraph => self.line("<p>"),
            Tag::BlockQuote(None) => self.line("<blockquote>\n"),
            Tag::BlockQuote(Some(kind)) => {
                self.line("");
                alerts::push_start(&mut self.out.text, *kind, self.options.words);
            }
            Tag::HtmlBlock => self.line(""),
            Tag::CodeBlock(kind) => self.code = Some(self.code_start(kind, range, reports)),
            Tag::List(None) => self.line("<ul>\n"),
            Tag::List(Some(1)) => self.line("<ol>\n"),
            Tag::List(Some(first)) => {
                self.line("<ol start=\"");
                let _ = write!(self.out.text, "{first}\">");
                self.push("\n");
            }
            Tag::Item => self.line("<li>"),
            Tag::DefinitionList => self.line("<dl>\n"),
            Tag::DefinitionListTitle => self.line("<dt>"),
            Tag::DefinitionListDefinition => self.line("<dd>"),
            Tag::Table(alignments) => {
                self.table = Table { alignments: alignments.clone(), ..Table::default() };
                self.line("<table>\n");
            }
            Tag::TableHead => {
                self.table.in_head = true;
                self.table.column = 0;
                self.push("<thead>\n<tr>");
            }
            Tag::TableRow => {
                if !std::mem::replace(&mut self.table.has_body, true) {
                    self.push("<tbody>\n");
                }
                self.table.column = 0;
                self.push("<tr>");
            }
            Tag::TableCell => self.cell(),
            Tag::Emphasis => self.push("<em>"),
            Tag::Strong => self.push("<strong>"),
            Tag::Strikethrough => self.push("<del>"),
            Tag::Link { link_type, dest_url, title, .. } => {
                let target = match link_type {
                    LinkType::Email => format!("mailto:{dest_url}"),
                    _ => dest_url.to_string(),
                };
                self.link(target, title, range, reports);
            }
            Tag::Image { dest_url, title, .. } => {
                let mut target = dest_url.to_string();
                if address::is_unsafe(&target, true) {
                    report_unsafe(range, reports);
                    target.clear();
                }
                self.images = 0;
                self.enter(Purpose::Alt { target, title: title.to_string(), range: range.clone() });
            }
            // Headings and notes were replaced by transforms; nothing else is enabled.
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd, reports: &mut Reports) {
        match tag {
            TagEnd::Paragraph => self.push("</p>\n"),
            TagEnd::Heading(level) => self.heading_end(level as u8),
            TagEnd::BlockQuote(None) => self.line("</blockquote>\n"),
            TagEnd::BlockQuote(Some(_)) => self.line("</aside>\n"),
            TagEnd::CodeBlock => self.code_end(reports),
            TagEnd::List(true) => self.line("</ol>\n"),
            TagEnd::List(false) => self.line("</ul>\n"),
            TagEnd::Item => self.push("</li>\n"),
            TagEnd::DefinitionList => self.line("</dl>\n"),
            TagEnd::DefinitionListTitle => self.push("</dt>\n"),
            TagEnd::DefinitionListDefinition => self.push("</dd>\n"),
            TagEnd::Table => {
                self.push(if self.table.has_body { "</tbody>\n</table>\n" } else { "</table>\n" });
            }
            TagEnd::TableHead => {
                self.table.in_head = false;
                self.push("</tr>\n</thead>\n");
            }
            TagEnd::TableRow => self.push("</tr>\n"),
            TagEnd::TableCell => {
                self.push(if self.table.in_head { "</th>" } else { "</td>" });
                self.table.column += 1;
            }
            TagEnd::Emphasis => self.push("</em>"),
            TagEnd::Strong => self.push("</strong>"),
            TagEnd::Strikethrough => self.push("</del>"),
            TagEnd::Link => self.push("</a>"),
            _ => {}
        }
    }

    fn cell(&mut self) {
        let side = match self.table.alignments.get(self.table.column) {
            Some(Alignment::Left) => " class=\"align-left\"",
            Some(Alignment::Center) => " class=\"align-center\"",
            Some(Alignment::Right) => " class=\"align-right\"",
            _ => "",
        };
        self.push(if self.table.in_head { "<th scope=\"col\"" } else { "<td" });
        self.push(side);
        self.push(">");
    }

    fn link(&mut self, target: String, title: &str, range: &Range<usize>, reports: &mut Reports) {
        if address::is_unsafe(&target, false) {
            report_unsafe(range, reports);
            return self.push("<a>");
        }
        self.push("<a href=\"");
        self.out.open(Hole::Link { target, span: reports.span(range) });
        if !title.is_empty() {
            self.push(" title=\"");
            escape::push_attribute(&mut self.out.text, title);
            self.push("\"");
        }
        self.push(">");
    }

    fn heading(&mut self, start: &HeadingStart) {
        self.line("");
        if start.is_title {
            self.enter(Purpose::Title);
        }
        let _ = write!(self.out.text, "<h{}", start.level);
        if !start.id.is_empty() {
            self.push(" id=\"");
            escape::push_attribute(&mut self.out.text, &start.id);
            self.push("\"");
        }
        if !start.classes.is_empty() {
            self.push(" class=\"");
            escape::push_attribute(&mut self.out.text, &start.classes.join(" "));
            self.push("\"");
        }
        for (name, value) in &start.attributes {
            let _ = write!(self.out.text, " {name}=\"");
            escape::push_attribute(&mut self.out.text, value);
            self.push("\"");
        }
        self.push(">");
        self.headings.push((start.id.clone(), start.is_title));
    }

    fn heading_end(&mut self, level: u8) {
        let (id, is_title) = self.headings.pop().unwrap_or_default();
        if self.options.anchors && !id.is_empty() && !is_title {
            self.push(" <a class=\"anchor\" href=\"#");
            escape::push_address(&mut self.out.text, &id);
            self.push("\" aria-label=\"");
            escape::push_attribute(&mut self.out.text, self.options.words.link_to_section);
            self.push("\">#</a>");
        }
        let _ = write!(self.out.text, "</h{level}>");
        self.push("\n");
        if is_title {
            self.leave();
        }
    }

    fn code_start(&self, kind: &CodeBlockKind, range: &Range<usize>, reports: &mut Reports) -> Code {
        let mut code = Code { info: Info::default(), text: String::new(), range: range.clone() };
        if let CodeBlockKind::Fenced(info) = kind {
            code.info = fence::read(info);
            let fence = &mut code.info.fence;
            fence.numbered =
                code.info.numbers.unwrap_or(self.options.line_numbers && !fence.language.is_empty());
            for mistake in std::mem::take(&mut code.info.mistakes) {
                self.code_mistake(mistake, info, range, reports);
            }
        }
        code
    }

    /// Points at the mistake where the info string stands as it was read, else at all of it.
    fn code_mistake(&self, mistake: fence::Mistake, info: &str, range: &Range<usize>, reports: &mut Reports) {
        let line = self.mask.source(range.clone()).lines().next().unwrap_or_default();
        let marks = line.len() - line.trim_start().trim_start_matches(['`', '~']).len();
        let place = match line[marks..].find(info) {
            Some(start) if !info.is_empty() => {
                let start = range.start + marks + start;
                start + mistake.at.start..start + mistake.at.end
            }
            _ => range.start..range.start + line.len(),
        };
        reports.add(&place, Diagnostic::warning(CODE_OPTION, mistake.message).hint(mistake.hint));
    }

    fn code_end(&mut self, reports: &mut Reports) {
        let Some(Code { info, text, range }) = self.code.take() else { return };
        if let Some(mistake) = info.mistake_for(text.lines().count()) {
            let line = self.mask.source(range.clone()).lines().next().unwrap_or_default();
            let written = line.trim_start().trim_start_matches(['`', '~']).trim().to_owned();
            self.code_mistake(mistake, &written, &range, reports);
        }
        self.line("");
        let span = Span::new(range.start, range.end).shift(self.offset);
        let label = self.options.words.code.to_owned();
        self.out.open(Hole::Code { fence: info.fence, text, label, span });
        self.push("\n");
    }

    fn note_reference(&mut self, number: usize, occurrence: usize) {
        let (note, reference) = (footnotes::note_id(number), footnotes::reference_id(number, occurrence));
        let _ = write!(
            self.out.text,
            "<sup class=\"footnote-ref\"><a href=\"#{note}\" id=\"{reference}\" role=\"doc-noteref\">{number}</a></sup>"
        );
    }

    fn note_return(&mut self, number: usize, references: usize) {
        for occurrence in 1..=references {
            let reference = footnotes::reference_id(number, occurrence);
            let _ = write!(
                self.out.text,
                " <a class=\"footnote-back\" href=\"#{reference}\" role=\"doc-backlink\" aria-label=\""
            );
            escape::push_attribute(&mut self.out.text, self.options.words.back_to_text);
            self.push("\">↩");
            if occurrence > 1 {
                let _ = write!(self.out.text, "<sup>{occurrence}</sup>");
            }
            self.push("</a>");
        }
    }
}

fn report_unsafe(range: &Range<usize>, reports: &mut Reports) {
    let message = "the address of this would run code when it is followed; it was left out";
    let hint = "link to an address with `https:`, `mailto:` or another scheme that leads somewhere";
    reports.add(range, Diagnostic::warning(UNSAFE_ADDRESS, message).hint(hint));
}
