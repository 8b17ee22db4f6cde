//! Names that become segments of a path.

use super::{is_device_name, is_refused_in_output};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The longest slug, in bytes: room for an extension within the 255 bytes of a file name.
const LONGEST_SLUG: usize = 200;
const LONGEST_SEGMENT: usize = 240;

/// A heading, a term or a title as a path segment: lower case, letters and digits of any script, `-` for
/// whatever lies between them. Empty when the text has neither letter nor digit.
#[must_use]
pub fn slug(text: &str) -> String {
    if text.is_ascii() {
        return ascii_slug(text);
    }
    let mut slug = String::with_capacity(text.len());
    for c in text.nfc().flat_map(char::to_lowercase) {
        // A mark belongs to the letter before it: without its virama a Hindi word falls apart.
        let kept = c.is_alphanumeric() || (is_combining_mark(c) && !slug.is_empty() && !slug.ends_with('-'));
        if kept {
            slug.push(c);
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    let slug: String = slug.nfc().collect();
    let slug = shortened(&slug, LONGEST_SLUG).trim_end_matches('-');
    off_device(slug.to_owned())
}

/// What [`slug`] makes of a text that is already in normal form, without looking anything up.
fn ascii_slug(text: &str) -> String {
    let mut slug = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_ascii_alphanumeric() {
            slug.push(c.to_ascii_lowercase());
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    slug.truncate(LONGEST_SLUG);
    slug.truncate(slug.trim_end_matches('-').len());
    off_device(slug)
}

/// As [`slug`], but keeps apart what differs only by `+` and `#`: C, C++ and C# are three skills.
#[must_use]
pub fn term_slug(name: &str) -> String {
    let mut spelt = String::with_capacity(name.len());
    for c in name.chars() {
        match c {
            '+' => spelt.push_str("-plus-"),
            '#' => spelt.push_str("-sharp-"),
            c => spelt.push(c),
        }
    }
    slug(&spelt)
}

/// A file name as a path segment: case and script stay; white space and what an output path or a URL does not
/// take become a single `-`. Never empty, `.` or `..`.
#[must_use]
pub fn path_segment(name: &str) -> String {
    let segment = if name.is_ascii() {
        joined(name.chars())
    } else {
        // What dropped out may have stood between two characters that compose.
        joined(name.nfc().filter(|c| !is_invisible(*c))).nfc().collect()
    };
    let segment = shortened(segment.trim_matches('-'), LONGEST_SEGMENT);
    let segment = segment.trim_end_matches(['.', '-']);
    if segment.is_empty() { "untitled".to_owned() } else { off_device(segment.to_owned()) }
}

/// The characters, with a single `-` for each run of those that do not belong into a segment.
fn joined(characters: impl Iterator<Item = char>) -> String {
    let mut segment = String::with_capacity(64);
    for c in characters {
        let replaced = c.is_whitespace() || is_refused_in_output(c) || matches!(c, '#' | '%' | '-');
        if !replaced {
            segment.push(c);
        } else if !segment.ends_with('-') {
            segment.push('-');
        }
    }
    segment
}

fn shortened(text: &str, limit: usize) -> &str {
    &text[..text.floor_char_boundary(limit)]
}

fn off_device(mut segment: String) -> String {
    if is_device_name(&segment) {
        let end_of_base = segment.find('.').unwrap_or(segment.len());
        segment.insert(end_of_base, '-');
    }
    segment
}

/// Characters without ink that only turn or glue text: two names must not differ by them alone.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}
