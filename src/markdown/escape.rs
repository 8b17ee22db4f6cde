//! Text into HTML.

use crate::source::swar;

/// Appends `text` for use between tags: `&`, `<` and `>` are escaped.
pub fn push_text(out: &mut String, text: &str) {
    let mut copied = 0;
    for at in memchr::memchr3_iter(b'&', b'<', b'>', text.as_bytes()) {
        push_part(out, text, copied, at);
        copied = at + 1;
    }
    out.push_str(&text[copied..]);
}

/// Appends `text` for use in a quoted attribute.
pub fn push_attribute(out: &mut String, text: &str) {
    // `<` and `>` differ in one bit, and so do `&` and `'`.
    let marks = |word| swar::equal(word, b'<', 2) | swar::equal(word, b'&', 1) | swar::equal(word, b'"', 0);
    let mut copied = 0;
    swar::each(text.as_bytes(), marks, |at| {
        push_part(out, text, copied, at);
        copied = at + 1;
    });
    out.push_str(&text[copied..]);
}

/// `text` for use between tags.
#[must_use]
pub fn text(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    push_text(&mut out, text);
    out
}

/// Appends a part of `text`, and the character behind it escaped.
fn push_part(out: &mut String, text: &str, start: usize, end: usize) {
    out.push_str(&text[start..end]);
    out.push_str(match text.as_bytes()[end] {
        b'&' => "&amp;",
        b'<' => "&lt;",
        b'>' => "&gt;",
        b'"' => "&quot;",
        _ => "&#39;",
    });
}

/// Appends an address for use in a quoted `href` or `src`: what may not stand in a URL is percent-encoded,
/// and what is percent-encoded already stays (the rule of `CommonMark`'s reference implementations). A `%` that
/// encodes nothing and a second `#` are no parts of a URL either.
pub fn push_address(out: &mut String, address: &str) {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    let bytes = address.as_bytes();
    let encodes =
        |at: usize| bytes.get(at + 1..at + 3).is_some_and(|pair| pair.iter().all(u8::is_ascii_hexdigit));
    let (mut copied, mut in_fragment) = (0, false);
    for (index, byte) in address.bytes().enumerate() {
        let stays = match byte {
            b'%' => encodes(index),
            b'#' => !std::mem::replace(&mut in_fragment, true),
            byte => byte.is_ascii_alphanumeric() || b"-_.+!*(),@?=;:/$~".contains(&byte),
        };
        if stays {
            continue;
        }
        // Inside a character there is nothing to copy, and no place to cut the text at.
        if copied < index {
            out.push_str(&address[copied..index]);
        }
        copied = index + 1;
        match byte {
            b'&' => out.push_str("&amp;"),
            b'\'' => out.push_str("&#39;"),
            _ => {
                out.push('%');
                out.push(char::from(HEX[usize::from(byte >> 4)]));
                out.push(char::from(HEX[usize::from(byte & 15)]));
            }
        }
    }
    out.push_str(&address[copied..]);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_encoded_once() {
        let mut out = String::new();
        push_address(&mut out, "/ä b?x=1&y=\"<%20'");
        assert_eq!(out, "/%C3%A4%20b?x=1&amp;y=%22%3C%20&#39;");
        out.clear();
        push_address(&mut out, "a%b%2#c##d%41%");
        assert_eq!(out, "a%25b%252#c%23%23d%41%25");
    }

    proptest::proptest! {
        #[test]
        fn every_sign_is_escaped_wherever_it_stands(text in "[a-zä&<>\"' ]{0,70}") {
            let mut out = "x".to_owned();
            push_attribute(&mut out, &text);
            let naive = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
            let naive = naive.replace('"', "&quot;").replace('\'', "&#39;");
            assert_eq!(out, format!("x{naive}"));
        }
    }

    #[test]
    fn an_attribute_cannot_be_left() {
        let mut out = String::new();
        push_attribute(&mut out, "\"><b a='");
        assert_eq!(out, "&quot;&gt;&lt;b a=&#39;");
    }
}
