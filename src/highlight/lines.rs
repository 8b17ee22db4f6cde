//! Highlighted code, line by line.

/// The lines of `html` without their ends, each whole in itself: an element that goes on in the next line is
/// closed at the end of one and opened again in the other. `html` comes from a highlighter, whose elements are `span`
/// and never nest.
#[must_use]
pub fn split_lines(html: &str) -> Vec<String> {
    let mut lines = Vec::new();
    let mut open = "";
    for text in html.split_inclusive('\n') {
        let text = text.strip_suffix('\n').unwrap_or(text);
        let mut line = String::with_capacity(text.len() + open.len());
        if !text.is_empty() {
            line.push_str(open);
            line.push_str(text);
        }
        if let Some(start) = text.rfind('<') {
            // Text has no `<` of its own, so this is the last tag.
            let tag = &text[start..=start + text[start..].find('>').unwrap_or(0)];
            open = if tag.starts_with("</") { "" } else { tag };
        }
        if !open.is_empty() && !text.is_empty() {
            line.push_str("</span>");
        }
        lines.push(line);
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_element_over_several_lines_is_one_in_each() {
        assert_eq!(
            split_lines("a <span class=\"c\">b\n\nc &lt;</span> <span class=\"s\">d</span>\ne"),
            [
                "a <span class=\"c\">b</span>",
                "",
                "<span class=\"c\">c &lt;</span> <span class=\"s\">d</span>",
                "e",
            ]
        );
        assert_eq!(split_lines("a\n"), ["a"]);
        assert_eq!(split_lines(""), [""; 0]);
    }
}
