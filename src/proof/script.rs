//! `proof/verify.js`: what recalculates a figure in the reader's browser.

use std::sync::LazyLock;

/// The script as it is written, with its comments.
pub const SOURCE: &str = include_str!("verify.js");

/// The script as it is published: without comments and the white space that only people need.
pub fn published() -> &'static str {
    static PUBLISHED: LazyLock<String> = LazyLock::new(|| squeezed(SOURCE));
    &PUBLISHED
}

/// What may lose the white space beside it.
const SIGNS: &[u8] = b"{}()[],;:?=<>!&|*%";

/// Takes comments, indents and spaces beside signs out of a script. Texts, templates and regular expressions stay as they
/// are, and so does every end of a line that could end a statement.
fn squeezed(source: &str) -> String {
    let bytes = source.as_bytes();
    let mut out: Vec<u8> = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let byte = bytes[at];
        let last = out.last().copied().unwrap_or(b'\n');
        if bytes[at..].starts_with(b"//") {
            at += memchr::memchr(b'\n', &bytes[at..]).unwrap_or(bytes.len() - at);
        } else if bytes[at..].starts_with(b"/**") {
            at += memchr::memmem::find(&bytes[at..], b"*/").map_or(bytes.len() - at, |end| end + 2);
        } else if matches!(byte, b'"' | b'\'' | b'`') {
            let end = literal(&bytes[at..], byte);
            out.extend(&bytes[at..at + end]);
            at += end;
        } else if byte == b'/' && (SIGNS.contains(&last) && !matches!(last, b')' | b']' | b'}')) {
            let end = expression(&bytes[at..]);
            out.extend(&bytes[at..at + end]);
            at += end;
        } else if byte.is_ascii_whitespace() {
            let end =
                bytes[at..].iter().position(|byte| !byte.is_ascii_whitespace()).unwrap_or(bytes.len() - at);
            let line = bytes[at..at + end].contains(&b'\n');
            let next = bytes.get(at + end).copied().unwrap_or(b'\n');
            let opens = matches!(last, b'{' | b'(' | b'[' | b',' | b';' | b'\n');
            if line && !opens {
                out.push(b'\n');
            } else if !line && !SIGNS.contains(&last) && !SIGNS.contains(&next) {
                out.push(b' ');
            }
            at += end;
        } else {
            out.push(byte);
            at += 1;
        }
    }
    // What went in is UTF-8, and only whole ASCII characters were left out.
    String::from_utf8(out).unwrap_or_default()
}

/// The length of a text or template from its opening mark.
fn literal(bytes: &[u8], mark: u8) -> usize {
    let mut at = 1;
    while at < bytes.len() {
        match bytes[at] {
            b'\\' => at += 2,
            b'$' if mark == b'`' && bytes.get(at + 1) == Some(&b'{') => at += hole(&bytes[at..]),
            byte if byte == mark => return at + 1,
            _ => at += 1,
        }
    }
    bytes.len()
}

/// The length of an expression in a template, from its dollar sign.
fn hole(bytes: &[u8]) -> usize {
    let (mut at, mut depth) = (2, 1);
    while at < bytes.len() && depth > 0 {
        match bytes[at] {
            b'{' => depth += 1,
            b'}' => depth -= 1,
            mark @ (b'"' | b'\'' | b'`') => {
                at += literal(&bytes[at..], mark);
                continue;
            }
            _ => {}
        }
        at += 1;
    }
    at
}

/// The length of a regular expression from its slash.
fn expression(bytes: &[u8]) -> usize {
    let (mut at, mut class) = (1, false);
    while at < bytes.len() {
        match bytes[at] {
            b'\\' => at += 1,
            b'[' => class = true,
            b']' => class = false,
            b'/' if !class => return at + 1,
            _ => {}
        }
        at += 1;
    }
    bytes.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_people_need_is_taken_out() {
        assert_eq!(squeezed("// one\nconst a = 1;\n  b ( 2 )\n"), "const a=1;b(2)\n");
        assert_eq!(squeezed("a = \"x = y // z\";"), "a=\"x = y // z\";");
        assert_eq!(
            squeezed("a = `x = ${b ? `${ c } = d` : \"}\"} = e` + 1"),
            "a=`x = ${b ? `${ c } = d` : \"}\"} = e` + 1"
        );
        assert_eq!(squeezed("x(/ [ /\"] = \\/ /g, 1 / 2 / 3)"), "x(/ [ /\"] = \\/ /g,1 / 2 / 3)");
        assert_eq!(squeezed("a = b\n  ? c\n  : d;\nlet e\nf()"), "a=b\n?c\n:d;let e\nf()");
    }

    #[test]
    fn the_published_script_is_small() {
        assert!(published().len() < 15_000, "{} bytes", published().len());
        assert!(!published().contains("//"), "a comment is left");
    }
}
