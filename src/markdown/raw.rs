//! Raw HTML in the text: what is in it, and making it fit to be filtered.
//!
//! The filter itself (`filter`) is ammonia. What happens here is for the author's sake: saying what will be
//! left out, and keeping one forgotten end tag from swallowing the rest of the page.

use super::stream::{Node, What};
use super::{Html, RAW_HTML, Reports, filter};
use crate::diag::Diagnostic;
use pulldown_cmark::{CowStr, Event};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

#[derive(Debug, Default)]
pub(super) struct RawHtml {
    pub found: bool,
    /// The ids that it uses.
    pub ids: BTreeSet<String>,
    /// Its links to parts of its own page, and where they stand.
    pub fragments: Vec<(String, Range<usize>)>,
}

/// Elements whose content is not HTML, or not of the page: left open, they would swallow what follows.
const SWALLOWING: &[&str] = &[
    "iframe", "noembed", "noframes", "noscript", "script", "select", "style", "template", "textarea",
    "title", "xmp",
];
/// Elements that show code.
const CODE: &[&str] = &["code", "kbd", "pre", "samp"];
/// Elements whose end tag may be left out, and those that have none.
const CLOSE_THEMSELVES: &[&str] = &[
    "area", "base", "br", "col", "colgroup", "dd", "dt", "embed", "hr", "img", "input", "li", "link", "meta",
    "optgroup", "option", "p", "param", "rb", "rp", "rt", "rtc", "source", "tbody", "td", "tfoot", "th",
    "thead", "tr", "track", "wbr",
];
/// Open elements that a page may pile up. A parser's work grows with the square of it.
const DEEPEST: usize = 200;

/// Looks at all raw HTML. When it is going to be filtered, says what will not pass.
pub(super) fn prepare(nodes: &mut [Node], html: Html, reports: &mut Reports) -> RawHtml {
    let mut survey = Survey::default();
    let mut index = 0;
    while index < nodes.len() {
        match nodes[index].event() {
            Some(Event::Html(_)) => {
                let is_html = |node: &&Node| matches!(node.event(), Some(Event::Html(_)));
                let length = nodes[index..].iter().take_while(is_html).count();
                survey.block(&mut nodes[index..index + length], html);
                index += length - 1;
            }
            Some(Event::InlineHtml(_)) => survey.inline(&mut nodes[index], html),
            _ => {}
        }
        index += 1;
    }
    if html == Html::Filtered {
        survey.report(nodes, reports);
    }
    RawHtml { found: survey.found, ids: survey.ids, fragments: survey.fragments }
}

#[derive(Default)]
struct Survey {
    found: bool,
    ids: BTreeSet<String>,
    fragments: Vec<(String, Range<usize>)>,
    /// What the filter will not let pass, and where the first of it is.
    left_out: BTreeSet<String>,
    first: Option<Range<usize>>,
    /// How often each element is open.
    open: BTreeMap<String, usize>,
    depth: usize,
    too_deep: Option<Range<usize>>,
}

impl Survey {
    /// The lines of one HTML block.
    fn block(&mut self, lines: &mut [Node], html: Html) {
        let mut text = String::new();
        let mut places = Vec::with_capacity(lines.len());
        for line in lines.iter() {
            places.push((text.len(), line.range.clone()));
            text.push_str(html_of(line));
        }
        let scan = scan(&text);
        for tag in &scan.tags {
            let line = places.partition_point(|(start, _)| *start <= tag.at) - 1;
            self.tag(tag, &places[line].1);
        }
        self.found |= !lines.is_empty();
        if html == Html::Trusted {
            return;
        }
        if scan.tags.iter().any(|tag| tag.name == "plaintext") {
            // Nothing ends this element; the block goes, and the page stays.
            for line in lines {
                set_html(line, String::new());
            }
        } else if let Some(last) = lines.last_mut()
            && !scan.missing_end.is_empty()
        {
            let closed = format!("{}{}\n", html_of(last), scan.missing_end);
            set_html(last, closed);
        }
    }

    /// One tag or comment in running text.
    fn inline(&mut self, node: &mut Node, html: Html) {
        self.found = true;
        let range = node.range.clone();
        let scan = scan(html_of(node));
        for tag in &scan.tags {
            self.tag(tag, &range);
        }
        let swallows = |tag: &Tag| SWALLOWING.contains(&&*tag.name) || tag.name == "plaintext";
        if html == Html::Filtered && scan.tags.iter().any(swallows) {
            set_html(node, String::new());
        }
    }

    fn tag(&mut self, tag: &Tag, range: &Range<usize>) {
        if tag.closes {
            if let Some(count) = self.open.get_mut(&tag.name).filter(|count| **count > 0) {
                *count -= 1;
                self.depth -= 1;
            }
            return;
        }
        if !CLOSE_THEMSELVES.contains(&&*tag.name) {
            *self.open.entry(tag.name.clone()).or_default() += 1;
            self.depth += 1;
            if self.depth > DEEPEST && self.too_deep.is_none() {
                self.too_deep = Some(range.clone());
            }
        }
        let mut left_out = Vec::new();
        if !filter::allows(&tag.name) {
            left_out.push(format!("<{}>", tag.name));
        }
        for (name, value) in &tag.attributes {
            let is_id = name == "id" || (name == "name" && tag.name == "a");
            if is_id && !value.is_empty() {
                self.ids.insert(value.clone());
            }
            // An entity in it would have to be resolved first; nobody writes one there.
            if name == "href" && tag.name == "a" && value.starts_with('#') && !value.contains('&') {
                self.fragments.push((value.clone(), range.clone()));
            }
            if name == "style" || name.starts_with("on") {
                left_out.push(format!("{name}=\"…\""));
            }
        }
        if !left_out.is_empty() {
            self.first.get_or_insert_with(|| range.clone());
            self.left_out.extend(left_out);
        }
    }

    fn report(&mut self, nodes: &mut [Node], reports: &mut Reports) {
        let hint = "to keep raw HTML as it is written, set `markdown: { html: trusted }` in folio.yaml";
        if let Some(range) = &self.too_deep {
            for node in nodes
                .iter_mut()
                .filter(|node| matches!(node.event(), Some(Event::Html(_) | Event::InlineHtml(_))))
            {
                set_html(node, String::new());
            }
            let message =
                format!("raw HTML is nested more than {DEEPEST} levels deep; all of it was left out");
            reports.add(range, Diagnostic::warning(RAW_HTML, message).hint(hint));
        } else if let Some(range) = &self.first {
            const SHOWN: usize = 8;
            let mut names: Vec<&str> = self.left_out.iter().take(SHOWN).map(String::as_str).collect();
            if self.left_out.len() > SHOWN {
                names.push("…");
            }
            let message = format!("raw HTML that could harm readers was left out: {}", names.join(", "));
            reports.add(range, Diagnostic::warning(RAW_HTML, message).hint(hint));
        }
    }
}

fn html_of<'n>(node: &'n Node) -> &'n str {
    match node.event() {
        Some(Event::Html(html) | Event::InlineHtml(html)) => html,
        _ => "",
    }
}

fn set_html(node: &mut Node, text: String) {
    if let What::Markdown(Event::Html(html) | Event::InlineHtml(html)) = &mut node.what {
        *html = CowStr::from(text);
    }
}

/// One tag in HTML.
#[derive(Debug, PartialEq, Eq)]
struct Tag {
    at: usize,
    end: usize,
    name: String,
    closes: bool,
    attributes: Vec<(String, String)>,
}

#[derive(Debug, Default)]
struct Scan {
    tags: Vec<Tag>,
    comments: Vec<Range<usize>>,
    /// What would end the comment or the swallowing elements that are still open.
    missing_end: String,
}

/// What the parts of some HTML are that are not running text.
#[derive(Debug, Default)]
pub(super) struct Parts {
    /// Tags, comments, scripts.
    pub markup: Vec<Range<usize>>,
    /// What is shown as code.
    pub code: Vec<Range<usize>>,
}

pub(super) fn parts(html: &str) -> Parts {
    let scan = scan(html);
    let mut parts = Parts { markup: scan.comments, code: Vec::new() };
    let mut open: Option<&Tag> = None;
    for tag in &scan.tags {
        parts.markup.push(tag.at..tag.end);
        match open {
            None if !tag.closes && is_verbatim(&tag.name) => open = Some(tag),
            Some(start) if tag.closes && tag.name == start.name => {
                parts.verbatim(start, tag.at);
                open = None;
            }
            _ => {}
        }
    }
    if let Some(start) = open {
        parts.verbatim(start, html.len());
    }
    parts
}

fn is_verbatim(name: &str) -> bool {
    CODE.contains(&name) || SWALLOWING.contains(&name)
}

impl Parts {
    /// The inside of an element whose text is taken as it is.
    fn verbatim(&mut self, start: &Tag, end: usize) {
        let list = if CODE.contains(&&*start.name) { &mut self.code } else { &mut self.markup };
        list.push(start.end..end);
    }
}

/// Finds tags the way browsers do, as far as messages need it.
fn scan(html: &str) -> Scan {
    let mut scan = Scan::default();
    let mut at = 0;
    while let Some(found) = html[at..].find('<') {
        let start = at + found;
        let rest = &html[start..];
        if let Some(comment) = rest.strip_prefix("<!--") {
            if let Some(end) = comment.find("-->") {
                at = start + 4 + end + 3;
                scan.comments.push(start..at);
            } else {
                scan.comments.push(start..html.len());
                scan.missing_end.push_str("-->");
                return scan;
            }
            continue;
        }
        let Some(tag) = tag(html, start) else {
            at = start + 1;
            continue;
        };
        let end = tag.end;
        at = end;
        if !tag.closes && SWALLOWING.contains(&&*tag.name) {
            if let Some(length) = find_end(&html[end..], &tag.name) {
                at = end + length;
            } else {
                scan.missing_end = format!("</{}>", tag.name);
                scan.tags.push(tag);
                return scan;
            }
        }
        scan.tags.push(tag);
    }
    scan
}

/// Where in `html` the end tag of `name` begins.
fn find_end(html: &str, name: &str) -> Option<usize> {
    html.match_indices("</").map(|(at, _)| at).find(|at| {
        html.as_bytes()
            .get(at + 2..at + 2 + name.len())
            .is_some_and(|found| found.eq_ignore_ascii_case(name.as_bytes()))
    })
}

fn tag(html: &str, start: usize) -> Option<Tag> {
    let rest = &html[start + 1..];
    let closes = rest.starts_with('/');
    let rest = rest.strip_prefix('/').unwrap_or(rest);
    if !rest.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return None;
    }
    let ends_name = |c: char| c.is_whitespace() || c == '/' || c == '>';
    let length = rest.find(ends_name).unwrap_or(rest.len());
    let name = rest[..length].to_ascii_lowercase();
    let mut rest = &rest[length..];
    let mut attributes = Vec::new();
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '/');
        if rest.is_empty() || rest.starts_with('>') {
            break;
        }
        // An `=` where a name should begin is a part of it.
        let first = rest.chars().next().map_or(0, char::len_utf8);
        let ends = |c: char| ends_name(c) || c == '=';
        let length = rest[first..].find(ends).map_or(rest.len(), |length| first + length);
        let attribute = rest[..length].to_ascii_lowercase();
        rest = rest[length..].trim_start();
        let value = match rest.strip_prefix('=') {
            Some(after) => attribute_value(after.trim_start(), &mut rest),
            None => "",
        };
        attributes.push((attribute, value.to_owned()));
    }
    let end = html.len() - rest.len() + usize::from(rest.starts_with('>'));
    Some(Tag { at: start, end, name, closes, attributes })
}

/// The value that `text` begins with; `rest` becomes what follows it.
fn attribute_value<'h>(text: &'h str, rest: &mut &'h str) -> &'h str {
    for quote in ['"', '\''] {
        if let Some(inside) = text.strip_prefix(quote) {
            let (value, after) = inside.split_once(quote).unwrap_or((inside, ""));
            *rest = after;
            return value;
        }
    }
    let length = text.find(|c: char| c.is_whitespace() || c == '>').unwrap_or(text.len());
    *rest = &text[length..];
    &text[..length]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(html: &str) -> Vec<String> {
        scan(html)
            .tags
            .into_iter()
            .map(|tag| if tag.closes { format!("/{}", tag.name) } else { tag.name })
            .collect()
    }

    #[test]
    fn tags_are_found_where_a_browser_finds_them() {
        assert_eq!(names("<DIV a=1><br/>x < y</div>"), ["div", "br", "/div"]);
        assert_eq!(names("<a title='<b>' href=\">\"><i>"), ["a", "i"]);
        assert_eq!(names("<!-- <b> --><i>"), ["i"]);
        assert_eq!(names("<script>'<b>'</script><i>"), ["script", "/script", "i"]);
        assert_eq!(names("<é><1><"), Vec::<String>::new());
    }

    #[test]
    fn attributes_are_read_with_every_kind_of_quote() {
        let scan = scan("<a id=x class = \"y z\" ONCLICK='a>b' checked/>");
        let attributes: Vec<_> =
            scan.tags[0].attributes.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
        assert_eq!(attributes, [("id", "x"), ("class", "y z"), ("onclick", "a>b"), ("checked", "")]);
    }

    #[test]
    fn what_is_left_open_is_told() {
        assert_eq!(scan("<div><!-- x").missing_end, "-->");
        assert_eq!(scan("<div><style>p {}").missing_end, "</style>");
        assert_eq!(scan("<div>").missing_end, "");
    }
}
