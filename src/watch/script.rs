//! The script that follows changes in the browser, and how it comes into a page.

use super::router::SCRIPT;

/// What `/_folio/live.js` answers.
pub const TEXT: &str = include_str!("live.js");

/// The page with the one element that folio adds. `tag` tells the script which state of the page it stands in.
pub fn add_to(html: &[u8], tag: &str) -> Vec<u8> {
    let element = format!("<script src=\"{SCRIPT}\" data-tag=\"{tag}\"></script>");
    let at = end_of_body(html).unwrap_or(html.len());
    let mut page = Vec::with_capacity(html.len() + element.len());
    page.extend_from_slice(&html[..at]);
    page.extend_from_slice(element.as_bytes());
    page.extend_from_slice(&html[at..]);
    page
}

/// Where the last `</body` begins.
fn end_of_body(html: &[u8]) -> Option<usize> {
    memchr::memrchr_iter(b'<', html)
        .find(|at| html[at + 1..].get(..5).is_some_and(|tag| tag.eq_ignore_ascii_case(b"/body")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn added(html: &str) -> String {
        String::from_utf8(add_to(html.as_bytes(), "t1")).expect("it is UTF-8")
    }

    #[test]
    fn the_script_stands_at_the_end_of_the_body_and_nothing_else_changes() {
        let element = "<script src=\"/_folio/live.js\" data-tag=\"t1\"></script>";
        for (before, after) in [
            ("<body><p>a</p>\n", "</body>\n</html>\n"),
            ("<BODY>", "</BODY>"),
            ("<pre>&lt;/body></pre><!-- </body> -->", "</body >"),
            ("", ""),
            ("<p>no body<", ""),
            ("é</bod", ""),
        ] {
            assert_eq!(added(&format!("{before}{after}")), format!("{before}{element}{after}"));
        }
    }
}
