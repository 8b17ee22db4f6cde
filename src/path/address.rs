//! Addresses as authors write them: of this site or of any other.

/// Whether following `address` could run code in the page: `javascript:` and its kin, however disguised.
///
/// Browsers skip control characters and spaces before a scheme and tabs and line ends inside one; this skips
/// all of them, and invisible characters too, everywhere. Entities are gone by now: Markdown has resolved them.
#[must_use]
pub fn is_unsafe(address: &str, image: bool) -> bool {
    let mut visible = address
        .chars()
        .filter(|c| !c.is_whitespace() && !c.is_control() && !matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fffd}'))
        .map(|c| c.to_ascii_lowercase());
    let mut scheme = String::new();
    loop {
        match visible.next() {
            Some(':') => break,
            Some(c) if scheme.len() < 12 && (c.is_ascii_alphanumeric() || "+-.".contains(c)) => {
                scheme.push(c);
            }
            _ => return false,
        }
    }
    match scheme.as_str() {
        "javascript" | "vbscript" | "livescript" | "mocha" => true,
        "data" => !(image && "image/".chars().all(|c| visible.next() == Some(c))),
        _ => false,
    }
}

/// Whether an address names its scheme (RFC 3986, section 3.1), so that it leads out of this site.
#[must_use]
pub fn has_scheme(address: &str) -> bool {
    let Some((scheme, _)) = address.split_once(':') else { return false };
    scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn disguises_do_not_help() {
        for address in [
            "javascript:alert(1)",
            "JaVaScRiPt:alert(1)",
            " \u{1}java\tscript\n:alert(1)",
            "java\u{200b}script:x",
            "vbscript:x",
            "data:text/html,<script>",
        ] {
            assert!(is_unsafe(address, false), "{address:?}");
            assert!(is_unsafe(address, true), "{address:?}");
        }
    }

    #[test]
    fn ordinary_addresses_pass() {
        for address in [
            "",
            "/a",
            "a:b",
            "https://x.example/javascript:",
            "?q=javascript:",
            "#data:",
            "mailto:a@b.example",
        ] {
            assert!(!is_unsafe(address, false), "{address:?}");
        }
        assert!(!is_unsafe("data:image/png;base64,AAAA", true));
        assert!(is_unsafe("data:image/png;base64,AAAA", false));
    }
}
