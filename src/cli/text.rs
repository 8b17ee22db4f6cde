//! Foreign text made fit for a terminal: no control character reaches it, and its width is known.

use unicode_width::UnicodeWidthStr;

/// Appends `text` so that nothing in it can move the cursor, change colours or reorder the line.
///
/// Control characters become their pictures (`␛`), tabs four spaces; what has no picture (C1 controls,
/// bidirectional overrides, invisible spaces) becomes `�`. Line ends become `␊`, see [`paragraphs`].
pub fn push_visible(into: &mut String, text: &str) {
    for character in text.chars() {
        match character {
            '\t' => into.push_str("    "),
            '\0'..='\u{1f}' => into.push(char::from_u32(0x2400 + u32::from(character)).unwrap_or('\u{fffd}')),
            '\u{7f}' => into.push('\u{2421}'),
            other if deceives(other) => into.push('\u{fffd}'),
            other => into.push(other),
        }
    }
}

/// Whether a character that is no C0 control can deceive: C1 controls, line separators, bidirectional
/// controls (CVE-2021-42574) and spaces without width. Joiners are left: scripts and emoji need them.
pub fn deceives(character: char) -> bool {
    matches!(character,
        '\u{80}'..='\u{9f}' | '\u{61c}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}'
        | '\u{2060}' | '\u{2066}'..='\u{2069}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// [`push_visible`] as a new string.
pub fn visible(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    push_visible(&mut shown, text);
    shown
}

/// Columns that an already visible text takes.
pub fn width(shown: &str) -> usize {
    shown.width()
}

/// Lays out a message behind `label`, which takes `label_width` columns: its own line ends are kept, and a
/// line that is longer than `limit` is broken between words. Lines after the first stand under the text.
pub fn paragraphs(label_width: usize, text: &str, limit: Option<usize>) -> String {
    let indent = label_width.min(12);
    let mut laid = String::with_capacity(text.len());
    let mut column = label_width;
    for (number, line) in text.trim_end().lines().enumerate() {
        if number > 0 {
            laid.push('\n');
            laid.extend(std::iter::repeat_n(' ', indent));
            column = indent;
        }
        let line = visible(line);
        let Some(limit) = limit else {
            laid.push_str(&line);
            continue;
        };
        // The blanks at the start are kept: hints show pieces of YAML.
        let body = line.trim_start_matches(' ');
        let lead = line.len() - body.len();
        laid.extend(std::iter::repeat_n(' ', lead));
        column += lead;
        for (index, word) in body.split(' ').enumerate() {
            let wide = width(word);
            if index > 0 && column + 1 + wide > limit && wide > 0 {
                laid.push('\n');
                laid.extend(std::iter::repeat_n(' ', indent));
                column = indent;
            } else if index > 0 {
                laid.push(' ');
                column += 1;
            }
            laid.push_str(word);
            column += wide;
        }
    }
    laid
}

/// A count with its noun: `1 page`, `5,406 pages`.
pub fn count(number: usize, one: &str, many: &str) -> String {
    format!("{} {}", thousands(number), if number == 1 { one } else { many })
}

/// A number with commas between its thousands.
pub fn thousands(number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_moves_a_cursor_or_reorders_a_line_comes_through() {
        assert_eq!(visible("a\u{1b}[31mb\u{9b}c\rd\u{7f}\u{202e}e\tf"), "a␛[31mb�c␍d␡�e    f");
        assert_eq!(visible("日本語 👩\u{200d}💻 é"), "日本語 👩\u{200d}💻 é");
        for code in (0..0xa0).filter_map(char::from_u32) {
            assert!(!visible(&code.to_string()).contains(char::is_control), "{code:?}");
        }
    }

    #[test]
    fn words_wrap_under_the_text_and_own_line_ends_stay() {
        let laid = paragraphs(6, "one two three four\n  value: 5", Some(20));
        assert_eq!(laid, "one two three\n      four\n        value: 5");
        assert_eq!(paragraphs(6, "one two three four", None), "one two three four");
    }

    #[test]
    fn thousands_are_set_apart() {
        assert_eq!(thousands(0), "0");
        assert_eq!(thousands(999), "999");
        assert_eq!(thousands(5406), "5,406");
        assert_eq!(thousands(1_234_567), "1,234,567");
        assert_eq!(count(1, "page", "pages"), "1 page");
    }
}
