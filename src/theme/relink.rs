//! HTML that was made for every page, with its links as one page has to write them.

use super::functions::link;
use crate::path::Url;

/// Attributes that hold an address, or several.
const ADDRESSES: [&str; 5] = ["href=\"/", "src=\"/", "srcset=\"/", "poster=\"/", "cite=\"/"];

/// `html`, whose links are paths from the site's root, as the page being rendered has to write it.
pub fn relink(html: &str) -> String {
    let mut places: Vec<usize> = Vec::new();
    for needle in ADDRESSES {
        let found = memchr::memmem::find_iter(html.as_bytes(), needle);
        places.extend(found.filter(|at| tag_around(html, *at).is_some()).map(|at| at + needle.len() - 1));
    }
    places.sort_unstable();
    let mut out = String::with_capacity(html.len() + 64);
    let mut copied = 0;
    for start in places {
        let length = html[start..].find('"').unwrap_or(html.len() - start);
        out.push_str(&html[copied..start]);
        for (index, candidate) in html[start..start + length].split(", ").enumerate() {
            let (address, rest) = candidate.split_at(candidate.find(' ').unwrap_or(candidate.len()));
            out.extend([if index == 0 { "" } else { ", " }, &decoded(address), rest]);
        }
        copied = start + length;
    }
    out.push_str(&html[copied..]);
    out
}

/// An address as it stands in HTML, from the site's root, as a link of the page being rendered.
fn decoded(address: &str) -> String {
    // `link` takes a decoded path and writes an encoded one.
    let end = address.find(['?', '#']).unwrap_or(address.len());
    let (path, rest) = address.split_at(end);
    let path = path.replace("&amp;", "&").replace("&#39;", "'");
    match Url::decode(&path) {
        Ok(url) => escaped(&link(url.as_str())) + rest,
        Err(_) => address.to_owned(),
    }
}

fn escaped(address: &str) -> String {
    address.replace('&', "&amp;").replace('\'', "&#39;")
}

/// The tag in which an attribute begins at `at`, up to there. Text holds no `<`, and no attribute's value a quote.
pub fn tag_around(html: &str, at: usize) -> Option<&str> {
    let before = html.get(..at)?;
    before.ends_with(|c: char| c.is_ascii_whitespace()).then_some(())?;
    let start = memchr::memrchr2(b'<', b'>', before.as_bytes())?;
    let tag = &before[start..];
    (tag.starts_with('<') && memchr::memchr_iter(b'"', tag.as_bytes()).count().is_multiple_of(2))
        .then_some(tag)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::theme::functions::{Linking, no_metrics, rendering};

    #[test]
    fn addresses_in_tags_become_those_of_the_page_and_text_stays() {
        let html = "<a href=\"/work/b%C3%A4r/#x\">href=\"/a\"</a> <a href=\"//x.example/\">y</a> \
                    <img src=\"/i.png\" srcset=\"/i.png 1x, /j.png 2x\" alt=\"/\"> <a href=\"https://z.example/\">z</a>";
        let url = Url::parse("/journal/").expect("a path");
        let (html, _) = rendering(&url, Linking::Relative, no_metrics(), || relink(html));
        assert_eq!(
            html,
            "<a href=\"../work/b%C3%A4r/#x\">href=\"/a\"</a> <a href=\"//x.example/\">y</a> \
             <img src=\"../i.png\" srcset=\"../i.png 1x, ../j.png 2x\" alt=\"/\"> <a href=\"https://z.example/\">z</a>"
        );
    }
}
