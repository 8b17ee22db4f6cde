//! The line of a source that a message points at, cut to the terminal's width, with carets under the span.
//!
//! annotate-snippets was tried first. It takes the column from the excerpt that it is given, so a line of
//! two megabytes could only be passed whole; it lets C1 controls through, and never breaks a sentence.

use super::style::{Look, Style};
use super::text;
use crate::source::Place;

/// `  --> file:line:col`, and under it the source line if the text is known.
pub fn place(place: &Place, look: Look, mark: Style) -> String {
    let (line, column) = place.line_column();
    let known = !place.source.text().is_empty();
    let number = line.to_string();
    let gutter = if known { number.len() } else { 1 };
    let name = text::visible(place.source.name());
    let mut shown = format!("{:gutter$}{} {name}:{line}:{column}\n", "", look.paint(Style::Frame, "-->"));
    if !known {
        return shown;
    }
    let bar = look.paint(Style::Frame, "|");
    let cut = Cut::new(place, line, look.excerpt_columns().saturating_sub(gutter + 3));
    let number = look.paint(Style::Frame, &number);
    let rows = [
        format!("{:gutter$} {bar}", ""),
        format!("{number} {bar} {}", cut.line),
        format!("{:gutter$} {bar} {:indent$}{}", "", "", look.paint(mark, &cut.carets), indent = cut.indent),
    ];
    for row in rows {
        shown.push_str(row.trim_end());
        shown.push('\n');
    }
    shown
}

const ELLIPSIS: &str = "…";

/// One line of an excerpt and what stands under it.
struct Cut {
    line: String,
    /// Columns before the first caret.
    indent: usize,
    carets: String,
}

impl Cut {
    fn new(place: &Place, line: usize, columns: usize) -> Self {
        let text = place.source.line(line);
        // The line lacks a byte order mark and its line end, so offsets are found from where it lies.
        let skipped = place.source.text()[place.source.line_start(line)..].find(text).unwrap_or(0);
        let from = place.source.line_start(line) + skipped;
        let start = floor(text, place.span.start.saturating_sub(from));
        let end = floor(text, place.span.end.saturating_sub(from)).max(start);
        let goes_on = place.span.end > from + text.len() + 2;

        let (before, before_is_cut) = tail(&text[..start], columns);
        let (after_start, after_is_cut) = head(&text[start..], columns);
        let marked_end = (end - start).min(after_start.len());
        let marked = text::visible(&after_start[..marked_end]);
        let after = text::visible(&after_start[marked_end..]);
        fit(&Pieces { before, before_is_cut, marked, after, after_is_cut, goes_on }, columns)
    }
}

/// A line in three parts around its span, already visible and no longer than a few screens.
struct Pieces {
    before: String,
    before_is_cut: bool,
    marked: String,
    after: String,
    after_is_cut: bool,
    goes_on: bool,
}

/// Cuts the parts to `columns`, the marked one last.
fn fit(pieces: &Pieces, columns: usize) -> Cut {
    let widths = [&pieces.before, &pieces.marked, &pieces.after].map(|part| text::width(part));
    let whole = !pieces.before_is_cut && !pieces.after_is_cut && widths.iter().sum::<usize>() <= columns;
    let (before, marked, after) = if whole {
        (pieces.before.clone(), pieces.marked.clone(), pieces.after.clone())
    } else {
        let room = columns.saturating_sub(2);
        let marked = keep_start(&pieces.marked, room.saturating_sub(widths[0].min(room / 3)));
        let rest = room - text::width(&marked);
        // What stands before the span gets two thirds of the rest, or all that the end leaves.
        let for_before = (rest * 2 / 3).max(rest.saturating_sub(widths[2]));
        let mut before = keep_end(&pieces.before, for_before);
        let mut after = keep_start(&pieces.after, rest - text::width(&before));
        if marked.len() < pieces.marked.len() {
            after.clear();
        }
        let after_was_cut =
            marked.len() < pieces.marked.len() || after.len() < pieces.after.len() || pieces.after_is_cut;
        if before.len() < pieces.before.len() || pieces.before_is_cut {
            before.insert_str(0, ELLIPSIS);
        }
        if after_was_cut {
            after.push_str(ELLIPSIS);
        }
        (before, marked, after)
    };
    let mut carets = "^".repeat(text::width(&marked).max(1));
    if pieces.goes_on {
        carets.push_str(ELLIPSIS);
    }
    Cut { indent: text::width(&before), line: before + &marked + &after, carets }
}

/// The greatest boundary between characters that is not after `offset`.
fn floor(text: &str, offset: usize) -> usize {
    text.floor_char_boundary(offset.min(text.len()))
}

/// The end of a long text, made visible: no more bytes than `columns` can ever show. True if it was cut.
fn tail(text: &str, columns: usize) -> (String, bool) {
    let from = text.ceil_char_boundary(text.len().saturating_sub(columns * 4));
    (text::visible(&text[from..]), from > 0)
}

/// The start of a long text, no more bytes than `columns` can ever show. True if it was cut.
fn head(text: &str, columns: usize) -> (&str, bool) {
    let to = floor(text, columns * 8);
    (&text[..to], to < text.len())
}

/// As much from the start of a visible text as fits.
fn keep_start(shown: &str, columns: usize) -> String {
    let mut kept = String::new();
    let mut used = 0;
    for character in shown.chars() {
        used += text::width(character.encode_utf8(&mut [0; 4]));
        if used > columns {
            break;
        }
        kept.push(character);
    }
    kept
}

/// As much from the end of a visible text as fits.
fn keep_end(shown: &str, columns: usize) -> String {
    let mut used = 0;
    let mut from = shown.len();
    for (index, character) in shown.char_indices().rev() {
        used += text::width(character.encode_utf8(&mut [0; 4]));
        if used > columns {
            break;
        }
        from = index;
    }
    shown[from..].to_owned()
}
