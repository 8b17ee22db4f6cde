//! Old HTML as today's. What passes the filter may be twenty years old, `<center>` and `align`, and browsers still
//! show it, but it is no valid page any more. Each is written as what took its place.
//!
//! Works on what the filter wrote: well-formed tags in lower case, attributes in double quotes.

use std::borrow::Cow;

/// Elements that hold a picture or a film, whose size in pixels is part of HTML.
const SIZED: [&str; 3] = ["img", "source", "video"];

/// `html` without elements and attributes that HTML has dropped.
pub(super) fn renew(html: &str) -> String {
    let mut out = String::with_capacity(html.len() + html.len() / 16);
    let mut rest = html;
    while let Some(start) = rest.find('<') {
        out.push_str(&rest[..start]);
        rest = &rest[start..];
        let length = end_of_tag(rest);
        let (tag, after) = rest.split_at(length);
        match tag.strip_prefix("</").and_then(|tag| tag.strip_suffix('>')) {
            Some(name) => out.extend(["</", element(name), ">"]),
            None => start_tag(&mut out, tag),
        }
        rest = after;
    }
    out.push_str(rest);
    out
}

fn end_of_tag(html: &str) -> usize {
    let mut quoted = false;
    let end = html.bytes().position(|byte| {
        quoted ^= byte == b'"';
        byte == b'>' && !quoted
    });
    end.map_or(html.len(), |end| end + 1)
}

/// The element of today with the meaning of an old one.
fn element(name: &str) -> &str {
    match name {
        "center" => "div",
        "strike" => "s",
        "tt" => "code",
        name => name,
    }
}

fn start_tag(out: &mut String, tag: &str) {
    let inside = tag.strip_prefix('<').unwrap_or(tag);
    let inside = inside.strip_suffix('>').unwrap_or(inside);
    let length = inside.find(' ').unwrap_or(inside.len());
    let (name, mut rest) = inside.split_at(length);
    let mut attributes: Vec<(&str, Cow<'_, str>)> = Vec::new();
    while let Some((attribute, after)) = rest.trim_start().split_once("=\"") {
        let Some((value, after)) = after.split_once('"') else { break };
        attributes.push((attribute, Cow::Borrowed(value)));
        rest = after;
    }
    renew_attributes(name, &mut attributes);
    out.extend(["<", element(name)]);
    for (attribute, value) in &attributes {
        out.extend([" ", attribute, "=\"", value, "\""]);
    }
    out.push('>');
}

fn renew_attributes(name: &str, attributes: &mut Vec<(&str, Cow<'_, str>)>) {
    let has = |attributes: &[(&str, Cow<'_, str>)], wanted: &str| {
        attributes.iter().any(|(attribute, _)| *attribute == wanted)
    };
    let mut aligned = (name == "center").then_some("center");
    attributes.retain_mut(|(attribute, value)| match *attribute {
        "align" => {
            let known = ["left", "right", "center", "justify"];
            aligned = known.into_iter().find(|side| value.eq_ignore_ascii_case(side)).or(aligned);
            false
        }
        "width" | "height" => {
            let pixels = value.strip_suffix("px").unwrap_or(value).trim();
            let is_size = SIZED.contains(&name) && pixels.parse::<u16>().is_ok_and(|size| size > 0);
            if is_size && pixels.len() != value.len() {
                *value = Cow::Owned(pixels.to_owned());
            }
            is_size
        }
        _ => true,
    });
    if name == "a" {
        let has_id = has(attributes, "id");
        attributes.retain_mut(|(attribute, _)| {
            let old = *attribute == "name";
            if old && !has_id {
                *attribute = "id";
            }
            !old || !has_id
        });
    }
    if name == "img" && !has(attributes, "alt") {
        attributes.push(("alt", Cow::Borrowed("")));
    }
    if let Some(side) = aligned {
        match attributes.iter_mut().find(|(attribute, _)| *attribute == "class") {
            Some((_, classes)) => *classes = Cow::Owned(format!("{classes} align-{side}")),
            None => attributes.push(("class", Cow::Owned(format!("align-{side}")))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::renew;

    #[test]
    fn old_elements_and_attributes_become_those_of_today() {
        for (old, new) in [
            ("<center>a</center>", "<div class=\"align-center\">a</div>"),
            ("<tt>a</tt> <strike>b</strike>", "<code>a</code> <s>b</s>"),
            ("<p align=\"CENTER\" class=\"x\">a</p>", "<p class=\"x align-center\">a</p>"),
            ("<td width=\"30\" align=\"middle\">a</td>", "<td>a</td>"),
            ("<a name=\"x\"></a><a name=\"x\" id=\"y\"></a>", "<a id=\"x\"></a><a id=\"y\"></a>"),
            ("<img src=\"a\" width=\"50%\" height=\"40px\">", "<img src=\"a\" height=\"40\" alt=\"\">"),
        ] {
            assert_eq!(renew(old), new);
        }
    }

    #[test]
    fn the_rest_stays_as_it_is() {
        let html = "<p title=\"a > b\">1 &lt; 2 <img src=\"a\" alt=\"b\" width=\"3\"> <br> ü</p>\n";
        assert_eq!(renew(html), html);
        for broken in ["<", "<a", "<a b", "<a b=\"", "</", "<>"] {
            let _ = renew(broken);
        }
    }
}
