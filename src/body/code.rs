//! A block of code: its frame, and its lines where they are told apart.

use super::Filling;
use crate::highlight;
use crate::markdown::{Fence, escape};
use crate::source::Span;
use std::borrow::Cow;
use std::fmt::Write;

/// Characters that fit beside each other on the narrowest screen, 320 pixels wide.
const NARROWEST: usize = 32;

impl Filling<'_> {
    /// `label` names the block where it needs a name of its own.
    pub(super) fn code(&mut self, fence: &Fence, text: &str, label: &str, span: Span) {
        let titled = !fence.title.is_empty();
        if titled {
            self.out.push_str("<figure class=\"code-block\">\n<figcaption>");
            escape::push_text(&mut self.out, &fence.title);
            self.out.push_str("</figcaption>\n");
        }
        self.out.push_str(if fence.numbered {
            "<pre class=\"code numbered\""
        } else {
            "<pre class=\"code\""
        });
        if !fence.language.is_empty() {
            self.out.push_str(" data-lang=\"");
            escape::push_attribute(&mut self.out, &fence.language);
            self.out.push('"');
        }
        if text.lines().any(|line| line.len() > NARROWEST && line.chars().count() > NARROWEST) {
            // What may scroll can be scrolled with the keyboard; the script takes this back where all of it fits.
            self.out.push_str(" tabindex=\"0\" role=\"group\" aria-label=\"");
            escape::push_attribute(&mut self.out, if titled { &fence.title } else { label });
            self.out.push('"');
        }
        self.out.push_str("><code>");
        if fence.by_line() {
            self.lines(fence, text, span);
        } else {
            let html = self.filler.code(&fence.language, text, span);
            self.out.push_str(&html);
        }
        self.out.push_str("</code></pre>");
        if titled {
            self.out.push_str("\n</figure>");
        }
    }

    fn lines(&mut self, fence: &Fence, text: &str, span: Span) {
        let (signs, text) = if fence.diff { without_signs(text) } else { (Vec::new(), text.into()) };
        let html = self.filler.code(&fence.language, &text, span);
        let lines = highlight::split_lines(&html);
        let width = (fence.start + lines.len().saturating_sub(1)).to_string().len();
        for (index, line) in lines.iter().enumerate().filter(|(index, _)| !fence.hidden.contains(index + 1)) {
            let sign = signs.get(index).copied().unwrap_or_default();
            let marked = fence.marked.contains(index + 1);
            let element = match sign {
                "+" => "ins",
                "-" => "del",
                _ if marked => "mark",
                _ => "span",
            };
            let _ = write!(self.out, "<{element} class=\"line{}\"", if marked { " marked" } else { "" });
            if fence.numbered {
                // An attribute is neither copied with the text nor read aloud with it.
                let _ = write!(self.out, " data-n=\"{:>width$}\"", fence.start + index);
            }
            // The line end stands inside: an element that is shown as a line has one of its own.
            let _ = write!(self.out, ">{sign}{line}\n</{element}>");
        }
    }
}

/// The `+`, `-` or space that each line of `text` begins with, and the text without them.
fn without_signs(text: &str) -> (Vec<&str>, Cow<'_, str>) {
    let (signs, lines): (Vec<_>, Vec<_>) = text
        .split_inclusive('\n')
        .map(|line| line.split_at(usize::from(line.starts_with(['+', '-', ' ']))))
        .unzip();
    (signs, lines.concat().into())
}
