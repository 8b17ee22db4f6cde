//! A finished body read again: as plain text for the search index, and with absolute addresses for feeds.

use crate::path::address::has_scheme;

/// Elements whose content is no running text.
const NO_TEXT: &[&str] = &["math", "pre", "script", "style", "svg", "template"];

/// Elements that mean nothing, or do nothing, outside the site's own pages.
const NOT_IN_FEEDS: &[&str] =
    &["button", "dialog", "form", "input", "script", "select", "style", "svg", "template", "textarea"];

/// Elements without an end tag (HTML, section 13.1.2).
const VOID: &[&str] =
    &["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"];

/// Elements inside a line: where they begin and end, no word does.
const INLINE: &[&str] = &[
    "a", "abbr", "b", "bdi", "bdo", "cite", "code", "data", "del", "dfn", "em", "i", "ins", "kbd", "mark",
    "q", "s", "samp", "small", "span", "strong", "sub", "sup", "time", "u", "var", "wbr",
];

/// A piece of HTML.
enum Piece<'a> {
    Text(&'a str),
    /// Whole, with its angle brackets.
    Tag {
        name: &'a str,
        whole: &'a str,
        closing: bool,
    },
    /// A comment, a declaration or what is left of a tag that does not end.
    Other,
}

/// Takes HTML apart, one piece after the other. Whatever it is fed, the pieces together are the text.
fn pieces(html: &str) -> impl Iterator<Item = Piece<'_>> {
    let mut rest = html;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let end = match memchr::memchr(b'<', rest.as_bytes()) {
            Some(0) if begins_tag(rest) => tag_end(rest),
            Some(0) => 1,
            Some(at) => at,
            None => rest.len(),
        };
        let (piece, after) = rest.split_at(end);
        rest = after;
        if !begins_tag(piece) {
            return Some(Piece::Text(piece));
        }
        let inside = piece[1..].trim_start_matches('/');
        let length = inside.find(|c: char| !c.is_ascii_alphanumeric() && c != '-').unwrap_or(inside.len());
        let name = &inside[..length];
        if name.starts_with(|c: char| c.is_ascii_alphabetic()) && piece.ends_with('>') {
            return Some(Piece::Tag { name, whole: piece, closing: piece.starts_with("</") });
        }
        Some(Piece::Other)
    })
}

/// Whether a `<` at the start opens a tag, and is not one that stands for itself (HTML, section 13.2.5.6).
fn begins_tag(html: &str) -> bool {
    matches!(html.as_bytes(), [b'<', b'a'..=b'z' | b'A'..=b'Z' | b'/' | b'!' | b'?', ..])
}

/// Where the tag or comment at the start of `html` ends.
fn tag_end(html: &str) -> usize {
    if html.starts_with("<!--") {
        return html.find("-->").map_or(html.len(), |at| at + 3);
    }
    let bytes = html.as_bytes();
    let mut at = 0;
    // From quote to quote: a `>` between two is a part of a value.
    while let Some(found) = memchr::memchr3(b'>', b'"', b'\'', &bytes[at..]) {
        at += found + 1;
        if bytes[at - 1] == b'>' {
            return at;
        }
        match memchr::memchr(bytes[at - 1], &bytes[at..]) {
            Some(closing) => at += closing + 1,
            None => break,
        }
    }
    html.len()
}

/// Pieces without the elements of `names` and what is in them.
fn without<'a>(
    pieces: impl Iterator<Item = Piece<'a>>,
    names: &'static [&'static str],
) -> impl Iterator<Item = Piece<'a>> {
    let mut inside: Option<(&str, usize)> = None;
    pieces.filter(move |piece| {
        let Piece::Tag { name, whole, closing } = piece else { return inside.is_none() };
        match &mut inside {
            Some((open, depth)) if name.eq_ignore_ascii_case(open) => {
                if *closing {
                    *depth -= 1;
                } else if !whole.ends_with("/>") {
                    *depth += 1;
                }
                if *depth == 0 {
                    inside = None;
                }
                false
            }
            Some(_) => false,
            None => match names.iter().find(|known| name.eq_ignore_ascii_case(known)) {
                Some(known) => {
                    if !closing && !VOID.contains(known) && !whole.ends_with("/>") {
                        inside = Some((known, 1));
                    }
                    false
                }
                None => true,
            },
        }
    })
}

/// The anchor that a heading carries for its own address.
fn is_anchor(whole: &str) -> bool {
    whole.starts_with("<a class=\"anchor\"")
}

/// The beginning of the running text: at most `most` bytes, cut between words. Reads no further than it must.
pub fn beginning(html: &str, most: usize) -> String {
    let mut text = String::with_capacity(most + 64);
    let mut in_anchor = false;
    for piece in without(pieces(html), NO_TEXT) {
        match piece {
            Piece::Text(_) if in_anchor => {}
            Piece::Text(raw) => push_words(&mut text, raw),
            Piece::Tag { name, whole, closing } => {
                if name.eq_ignore_ascii_case("a") {
                    in_anchor = !closing && is_anchor(whole);
                }
                let inline = INLINE.iter().any(|known| name.eq_ignore_ascii_case(known));
                if !inline && !text.is_empty() && !text.ends_with(' ') {
                    text.push(' ');
                }
            }
            Piece::Other => {}
        }
        if text.len() > most {
            break;
        }
    }
    cut(&mut text, most);
    text
}

/// Appends text with its entities resolved and each run of white space as one blank.
fn push_words(out: &mut String, raw: &str) {
    let mut rest = raw;
    loop {
        // Whole words at once, as far as they are ASCII.
        let word = rest.bytes().take_while(|byte| matches!(byte, b'!'..=b'%' | b'\''..=b'~')).count();
        out.push_str(&rest[..word]);
        rest = &rest[word..];
        let Some(c) = rest.chars().next() else { break };
        let (c, length) = if c == '&' { entity(rest).unwrap_or((c, 1)) } else { (c, c.len_utf8()) };
        rest = &rest[length..];
        if !c.is_whitespace() {
            out.push(c);
        } else if !out.is_empty() && !out.ends_with(' ') {
            out.push(' ');
        }
    }
}

/// The character of the entity at the start of `text`, and how long it is. Only what folio itself writes, and
/// numbers.
fn entity(text: &str) -> Option<(char, usize)> {
    let end = text.bytes().take(12).position(|byte| byte == b';')?;
    let name = &text[1..end];
    let c = match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "nbsp" => '\u{a0}',
        _ => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hexadecimal) => u32::from_str_radix(hexadecimal, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(code)?
        }
    };
    Some((c, end + 1))
}

/// Cuts a text to `most` bytes between words; in a script without blanks, between characters.
fn cut(text: &mut String, most: usize) {
    if text.len() > most {
        let mut end = most;
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        let word = text[..end].rfind(' ').filter(|at| *at > end / 2);
        text.truncate(word.unwrap_or(end));
    }
    text.truncate(text.trim_end().len());
}

/// The body of the page at `page`, an absolute address, as a feed carries it: every address absolute, nothing that
/// needs the site's style sheets or scripts.
pub fn for_feed(html: &str, page: &str) -> String {
    let mut out = String::with_capacity(html.len() + html.len() / 8);
    let mut in_anchor = false;
    for piece in without(pieces(html), NOT_IN_FEEDS) {
        match piece {
            Piece::Tag { name, whole, closing } if name.eq_ignore_ascii_case("a") => {
                let ends_anchor = in_anchor && closing;
                in_anchor = !closing && is_anchor(whole);
                if !in_anchor && !ends_anchor {
                    push_tag(&mut out, whole, page);
                }
            }
            Piece::Tag { whole, closing: false, .. } => push_tag(&mut out, whole, page),
            Piece::Tag { whole, .. } => out.push_str(whole),
            Piece::Text(text) if !in_anchor => out.push_str(text),
            Piece::Text(_) | Piece::Other => {}
        }
    }
    out.truncate(out.trim_end().len());
    out
}

/// Appends a tag with its addresses made absolute, without what only the site's own pages understand.
fn push_tag(out: &mut String, whole: &str, page: &str) {
    let mut rest = whole;
    while let Some(at) = rest.find(['"', '\'']) {
        let (before, from_quote) = rest.split_at(at);
        let quote = &from_quote[..1];
        let Some(end) = from_quote[1..].find(quote) else { break };
        let value = &from_quote[1..=end];
        let name_start = before.rfind(|c: char| c.is_ascii_whitespace()).map_or(0, |at| at + 1);
        let name = before[name_start..].trim_end_matches(['=', ' ']).to_ascii_lowercase();
        match name.as_str() {
            "class" | "style" => out.push_str(before[..name_start].trim_end()),
            _ if name.starts_with("on") || name.starts_with("data-") => {
                out.push_str(before[..name_start].trim_end());
            }
            _ => {
                out.push_str(before);
                out.push_str(quote);
                match name.as_str() {
                    "href" | "src" | "poster" | "cite" => out.push_str(&absolute(value, page)),
                    "srcset" => out.push_str(&absolute_set(value, page)),
                    _ => out.push_str(value),
                }
                out.push_str(quote);
            }
        }
        rest = &from_quote[end + 2..];
    }
    out.push_str(rest);
}

/// Each address of a `srcset` with its width or density.
fn absolute_set(value: &str, page: &str) -> String {
    let candidates = value.split(", ").map(|candidate| {
        let (address, size) = candidate.trim().split_once(' ').unwrap_or((candidate.trim(), ""));
        format!("{} {size}", absolute(address, page)).trim_end().to_owned()
    });
    candidates.collect::<Vec<_>>().join(", ")
}

/// The absolute form of a reference on the page at `page` (RFC 3986, section 5.2).
pub fn absolute(reference: &str, page: &str) -> String {
    let authority = page.find("://").map_or(0, |at| at + 3);
    let path_start = page[authority..].find('/').map_or(page.len(), |at| authority + at);
    if reference.is_empty() || reference.starts_with('#') {
        return page.to_owned() + reference;
    }
    if has_scheme(reference) {
        return reference.to_owned();
    }
    if reference.starts_with("//") {
        return page[..authority].trim_end_matches("//").to_owned() + reference;
    }
    if reference.starts_with('/') {
        return page[..path_start].to_owned() + reference;
    }
    if reference.starts_with('?') {
        return page.to_owned() + reference;
    }
    let end = reference.find(['?', '#']).unwrap_or(reference.len());
    let (path, rest) = reference.split_at(end);
    let folder_end = page.rfind('/').filter(|at| *at >= path_start).unwrap_or(page.len());
    let mut segments: Vec<&str> = page[path_start..folder_end].split('/').filter(|s| !s.is_empty()).collect();
    let mut parts = path.split('/').peekable();
    let mut folder = false;
    while let Some(part) = parts.next() {
        folder = false;
        match part {
            "." => folder = true,
            ".." => {
                segments.pop();
                folder = true;
            }
            "" if parts.peek().is_none() => folder = true,
            name => segments.push(name),
        }
    }
    let mut out = page[..path_start].to_owned();
    for segment in &segments {
        out.push('/');
        out.push_str(segment);
    }
    if folder || segments.is_empty() {
        out.push('/');
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "https://ada.example/x/journal/a/";

    #[test]
    fn a_reference_becomes_what_a_browser_makes_of_it() {
        for (reference, wanted) in [
            ("../../work/b/", "https://ada.example/x/work/b/"),
            ("photo%20one.jpg", "https://ada.example/x/journal/a/photo%20one.jpg"),
            ("./", "https://ada.example/x/journal/a/"),
            ("../", "https://ada.example/x/journal/"),
            ("../../../../../up", "https://ada.example/up"),
            ("#part", "https://ada.example/x/journal/a/#part"),
            ("?q=1", "https://ada.example/x/journal/a/?q=1"),
            ("b/?q=../c#d", "https://ada.example/x/journal/a/b/?q=../c#d"),
            ("/top/", "https://ada.example/top/"),
            ("//other.example/x", "https://other.example/x"),
            ("mailto:a@b.example", "mailto:a@b.example"),
            ("https://other.example/", "https://other.example/"),
        ] {
            assert_eq!(absolute(reference, PAGE), wanted, "{reference}");
        }
    }

    #[test]
    fn a_body_for_a_feed_has_absolute_addresses_and_nothing_of_the_page_around_it() {
        let html = "<h2 id=\"a\">A <a class=\"anchor\" href=\"#a\" aria-label=\"Link\">#</a></h2>\
            <p class=\"x\">See <a href='../b/' title=\"it's\">b</a>.<script>let a = '<p>';</script></p>\
            <figure><svg viewBox=\"0 0 1 1\"><svg/><path d=\"M0\"/><svg></svg></svg><figcaption>Orders</figcaption></figure>\
            <img src=\"p.jpg\" srcset=\"p-1.jpg 480w, p-2.jpg 960w\" alt=\"a > b\">\
            <input type=\"checkbox\" disabled> Done <!-- not said -->";
        assert_eq!(
            for_feed(html, PAGE),
            "<h2 id=\"a\">A </h2>\
            <p>See <a href='https://ada.example/x/journal/b/' title=\"it's\">b</a>.</p>\
            <figure><figcaption>Orders</figcaption></figure>\
            <img src=\"https://ada.example/x/journal/a/p.jpg\" srcset=\"https://ada.example/x/journal/a/p-1.jpg 480w, \
            https://ada.example/x/journal/a/p-2.jpg 960w\" alt=\"a > b\"> Done"
        );
    }

    #[test]
    fn the_beginning_of_a_text_is_cut_between_words_and_leaves_out_code_and_drawings() {
        let html = "<h2>One <a class=\"anchor\" href=\"#one\">#</a></h2>\n<p>T<em>w</em>o &amp; &#x1F388;&nbsp;three</p>\
            <pre><code>let x;</code></pre><svg><title>No</title></svg><p>four five</p>";
        assert_eq!(beginning(html, 1000), "One Two & 🎈 three four five");
        assert_eq!(beginning(html, 12), "One Two &");
        assert_eq!(beginning("<p>日本語の文章</p>", 10), "日本語");
        assert_eq!(beginning("", 10), "");
    }

    #[test]
    fn whatever_the_html_nothing_fails() {
        for html in [
            "<",
            "<a",
            "<a href=\"",
            "</",
            "<svg>",
            "</svg>",
            "a & b &#xffffffff; &;",
            "<!--",
            "<!-- --> <3 </3",
        ] {
            let _ = (beginning(html, 3), for_feed(html, PAGE), for_feed(html, "x"));
        }
        assert_eq!(for_feed("1 <3 & \"2\"", PAGE), "1 <3 & \"2\"");
    }
}
