//! The index that the search page loads: what pages are called and how they begin, small enough for a telephone.

use super::json::{push_string, push_strings};
use rayon::prelude::*;

/// What finds words in the index.
pub const SCRIPT: &str = include_str!("search.js");

/// Bytes of headings and running text in the whole index. A small site is searched word by word; a large one by its
/// titles, summaries and terms, its headings, and how each text begins.
const TEXT: usize = 512 * 1024;
/// The same for one page, at least and at most.
const LEAST: usize = 120;
const MOST: usize = 8 * 1024;

/// Lines that one thread writes at once.
const AT_ONCE: usize = 512;

/// A page as the index knows it, in plain text.
#[derive(Clone, Debug, Default)]
pub struct Entry<'a> {
    /// From the site's root, encoded, without its first slash.
    pub path: String,
    pub title: &'a str,
    pub terms: Vec<&'a str>,
    pub summary: &'a str,
    pub headings: &'a [String],
    pub text: &'a str,
}

/// How many bytes of headings and running text each of so many pages brings to the index.
pub fn share(pages: usize) -> usize {
    (TEXT / pages.max(1)).clamp(LEAST, MOST)
}

/// The first headings, as many as go into a page's share, and what they leave of it.
pub fn headings<'a>(all: impl Iterator<Item = &'a str>, share: usize) -> (Vec<String>, usize) {
    let mut left = share;
    let fit = all.take_while(|heading| {
        let fits = heading.len() <= left;
        left = left.saturating_sub(heading.len());
        fits
    });
    let headings = fit.map(str::to_owned).collect();
    (headings, left)
}

/// The index as JSON: the names of the fields, then a list for each page, one a line.
pub fn index(entries: &[Entry<'_>]) -> String {
    let lines = |entries: &[Entry<'_>]| {
        let mut out = String::with_capacity(entries.len() * 512);
        for entry in entries {
            out.push_str(if out.is_empty() { "\n" } else { ",\n" });
            push_entry(&mut out, entry);
        }
        out
    };
    let parts: Vec<String> = entries.par_chunks(AT_ONCE).map(lines).collect();
    let fields = "[\"path\",\"title\",\"terms\",\"summary\",\"headings\",\"text\"]";
    let start = format!("{{\"version\":1,\"fields\":{fields},\"pages\":[");
    [start.as_str(), &parts.join(","), "\n]}\n"].concat()
}

/// A page as a line, without its end.
fn push_entry(out: &mut String, entry: &Entry<'_>) {
    out.push('[');
    push_string(out, &entry.path);
    out.push(',');
    push_string(out, entry.title);
    out.push(',');
    push_strings(out, entry.terms.iter().copied());
    out.push(',');
    push_string(out, entry.summary);
    out.push(',');
    push_strings(out, entry.headings.iter().map(String::as_str));
    out.push(',');
    // A summary that was taken from the text would stand there twice.
    let text = entry.text.strip_prefix(entry.summary.trim_end_matches('…')).unwrap_or(entry.text);
    push_string(out, text.trim_start());
    out.push(']');
}

/// The same index with another line for a page that it has; none where it has none, or is no such index.
pub fn replaced(index: &str, entry: &Entry<'_>) -> Option<String> {
    let mut start = String::from("\n[");
    push_string(&mut start, &entry.path);
    start.push(',');
    // A line ends nowhere but between two pages: within a string it is escaped.
    let at = memchr::memmem::find(index.as_bytes(), start.as_bytes())? + 1;
    let end = at + index[at..].find('\n')?;
    let end = if index[..end].ends_with(',') { end - 1 } else { end };
    let mut out = String::with_capacity(index.len() + 512);
    out.push_str(&index[..at]);
    push_entry(&mut out, entry);
    out.push_str(&index[end..]);
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_of_all_pages_together_stays_small() {
        assert_eq!(share(0), MOST);
        assert_eq!(share(10), MOST);
        assert_eq!(share(1_000), TEXT / 1_000);
        assert_eq!(share(100_000), LEAST);
    }

    #[test]
    fn a_page_of_the_index_is_replaced_and_all_others_stay() {
        let entry = |path: &str, text| Entry { path: path.to_owned(), title: "A", text, ..Entry::default() };
        let before = [entry("a/", "one\n[\"b/\","), entry("b/", "two"), entry("b/c/", "three")];
        for changed in 0..3 {
            let mut after = before.clone();
            after[changed].text = "other";
            assert_eq!(replaced(&index(&before), &after[changed]), Some(index(&after)));
        }
        assert_eq!(replaced(&index(&before), &entry("c/", "x")), None);
        assert_eq!(replaced("", &before[0]), None);
    }

    #[test]
    fn a_summary_that_begins_the_text_is_not_said_twice() {
        let entry =
            Entry {
                title: "A", summary: "First words…", text: "First words and more.", ..Entry::default()
            };
        let index: serde_json::Value =
            serde_json::from_str(&index(&[entry.clone(), entry])).expect("it is JSON");
        assert_eq!(index["pages"][1], serde_json::json!(["", "A", [], "First words…", [], "and more."]));
    }
}
