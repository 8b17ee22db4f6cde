//! XML 1.0, written so that it is well-formed whatever the text.

/// Appends `text` for use between tags or in a quoted attribute. What XML 1.0 (section 2.2) has no place for,
/// such as most control characters, becomes U+FFFD.
pub fn push_text(out: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            // A reader would turn it into a line feed.
            '\r' => out.push_str("&#13;"),
            '\t' | '\n' => out.push(c),
            '\0'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => out.push('\u{fffd}'),
            _ => out.push(c),
        }
    }
}

/// Appends `<name a="…">text</name>` on a line of its own.
pub fn push_element(out: &mut String, indent: usize, name: &str, attributes: &[(&str, &str)], text: &str) {
    push_open(out, indent, name, attributes);
    out.push('>');
    push_text(out, text);
    out.push_str("</");
    out.push_str(name);
    out.push_str(">\n");
}

/// Appends `<name a="…"/>` on a line of its own.
pub fn push_empty(out: &mut String, indent: usize, name: &str, attributes: &[(&str, &str)]) {
    push_open(out, indent, name, attributes);
    out.push_str("/>\n");
}

/// Appends `<name a="…"`: the caller closes the tag.
pub fn push_open(out: &mut String, indent: usize, name: &str, attributes: &[(&str, &str)]) {
    out.extend(std::iter::repeat_n("  ", indent));
    out.push('<');
    out.push_str(name);
    for (key, value) in attributes {
        out.push(' ');
        out.push_str(key);
        out.push_str("=\"");
        push_text(out, value);
        out.push('"');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_breaks_the_document() {
        let mut out = String::new();
        push_element(&mut out, 0, "title", &[("a", "\"<&>\"")], "]]> \u{0}\u{8} & <b> \u{ffff} مرحبا 🎈");
        assert_eq!(
            out,
            "<title a=\"&quot;&lt;&amp;&gt;&quot;\">]]&gt; \u{fffd}\u{fffd} &amp; &lt;b&gt; \u{fffd} مرحبا 🎈</title>\n"
        );
    }
}
