//! Addresses that would run code, in every disguise and at every place where an address can stand.

use super::*;

/// What browsers, parsers of entities and eyes skip.
const JUNK: &[&str] = &[
    "",
    "",
    "",
    "\t",
    "\u{1}",
    "\u{ad}",
    "\u{200b}",
    "&Tab;",
    "&NewLine;",
    "&#9;",
    "&#x0A;",
    "&#13",
    "&#0;",
    "&#x200B;",
    "&zwnj;",
];

/// One letter, plain, in the other case, or as an entity.
fn letter(c: char) -> impl Strategy<Value = String> {
    let written = vec![
        c.to_string(),
        c.to_ascii_uppercase().to_string(),
        format!("&#{};", u32::from(c)),
        format!("&#x{:X};", u32::from(c)),
        format!("&#0000{}", u32::from(c)),
    ];
    (prop::sample::select(JUNK), prop::sample::select(written))
        .prop_map(|(junk, letter)| format!("{junk}{letter}"))
}

fn address() -> impl Strategy<Value = String> {
    let scheme = prop::sample::select(vec!["javascript", "vbscript", "data"]);
    let colon = prop::sample::select(vec![":", "&colon;", "&#58;", "&#x3a;", "&#x3A"]);
    let rest = prop::sample::select(vec!["alert(1)", "text/html,x", "//x.example/%0aalert(1)"]);
    let before = prop::sample::select(vec!["", " ", "\u{1} ", "&#32;", "&nbsp;", "\u{feff}"]);
    (before, scheme, colon, rest).prop_flat_map(|(before, scheme, colon, rest)| {
        let letters: Vec<_> = scheme.chars().map(letter).collect();
        letters.prop_map(move |letters| format!("{before}{}{colon}{rest}", letters.concat()))
    })
}

/// Where an address can stand; `@` is the address.
const PLACES: &[&str] = &[
    "[a](<@>)",
    "[a](@)",
    "![a](<@>)",
    "![a](@ \"t\")",
    "[a][r]\n\n[r]: <@>\n",
    "<@>",
    "![a](b \"[c](<@>)\")",
    "[![a](@)](@)",
    "## A {href=@ src=@ style=@}",
    "<a href=\"@\">a</a>",
    "<a href='@'>a</a>",
    "<a href=@>a</a>",
    "<a\nHREF =\"@\" ping=\"@\">a</a>",
    "<img src=\"@\">",
    "<img srcset=\"@ 1x, @ 2x\">",
    "<img src=a lowsrc=\"@\" dynsrc=\"@\" usemap=\"@\" longdesc=\"@\">",
    "<picture><source srcset=\"@\"><img src=\"@\"></picture>",
    "<video src=\"@\" poster=\"@\"></video><audio src=\"@\"></audio><track src=\"@\">",
    "<svg><a xlink:href=\"@\"><circle/></a><use href=\"@\"/><image href=\"@\"/><animate values=\"@\" attributeName=href></svg>",
    "<math href=\"@\"><maction actiontype=statusline xlink:href=\"@\">a</maction></math>",
    "<form action=\"@\"><button formaction=\"@\">a</button><input type=image src=\"@\"></form>",
    "<base href=\"@\"><link rel=stylesheet href=\"@\">",
    "<meta http-equiv=refresh content=\"0;url=@\">",
    "<iframe src=\"@\" srcdoc=\"<a href='@'>\"></iframe><object data=\"@\"></object><embed src=\"@\">",
    "<p style=\"background:url('@')\">a</p>",
    "<blockquote cite=\"@\">a</blockquote><q cite=\"@\">b</q><ins cite=\"@\">c</ins><del cite=\"@\">d</del>",
    "<body background=\"@\"><table background=\"@\"><tr><td background=\"@\">a</table>",
    "<details open ontoggle=\"@\"><summary>a</summary></details>",
    "| [a](<@>) |\n|---|\n| <a href=\"@\">b</a> |",
    "a[^1]\n\n[^1]: [b](<@>)\n",
    "a\n: [b](<@>)\n",
];

/// Attributes in which a browser follows, fetches or runs what stands there, of those that may stand in a page.
const ADDRESSES: &[&str] = &["href", "src", "srcset", "poster", "cite"];
/// Attributes that must not stand in a page at all.
const REFUSED: &[&str] = &[
    "action",
    "background",
    "content",
    "data",
    "dynsrc",
    "formaction",
    "longdesc",
    "lowsrc",
    "ping",
    "srcdoc",
    "style",
    "usemap",
    "values",
    "xlink:href",
];

/// Name and value of every attribute in `html`, which is well-formed.
fn attributes(html: &str) -> Vec<(String, String)> {
    let mut attributes = Vec::new();
    for (tag, _) in tags(html) {
        let mut rest = tag.split_once(char::is_whitespace).map_or("", |(_, rest)| rest);
        while let Some((name, after)) = rest.split_once("=\"") {
            let (value, after) = after.split_once('"').unwrap_or((after, ""));
            let name = name.split_whitespace().next_back().unwrap_or_default();
            attributes.push((name.to_owned(), value.to_owned()));
            rest = after;
        }
    }
    attributes
}

/// Whether a browser would run what stands in an attribute: it skips control characters and spaces before a
/// scheme, and tabs and line ends within (the URL Standard, section 4.4).
fn runs(name: &str, value: &str) -> bool {
    let value = value.replace("&#39;", "'").replace("&quot;", "\"").replace("&amp;", "&");
    let start = value.trim_start_matches(|c: char| c <= ' ');
    let start: String = start.chars().filter(|c| !matches!(c, '\t' | '\n' | '\r')).take(24).collect();
    let start = start.to_lowercase();
    ["javascript:", "vbscript:"].iter().any(|scheme| start.starts_with(scheme))
        || (start.starts_with("data:")
            && !(matches!(name, "src" | "srcset") && start.starts_with("data:image/")))
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_disguised_address_is_followed_fetched_or_run(address in address(), place in prop::sample::select(PLACES)) {
        let (_, html, _) = read(&place.replace('@', &address), Html::Filtered);
        prop_assert!(is_harmless(&html), "{}", html);
        for (name, value) in attributes(&html) {
            prop_assert!(!REFUSED.contains(&&*name) && !name.starts_with("on"), "{} in {}", name, html);
            prop_assert!(!ADDRESSES.contains(&&*name) || !runs(&name, &value), "{}={:?} in {}", name, value, html);
        }
    }
}

#[test]
fn what_runs_is_known_when_it_is_seen() {
    assert!(
        runs("href", "\u{1} java\tscript:x")
            && runs("href", "data:image/png,")
            && runs("src", "data:text/html,")
    );
    assert!(
        !runs("src", "data:image/png,") && !runs("href", "/javascript:") && !runs("href", "%6Aavascript:x")
    );
    let html = "<a href=\"b\" title='c'>d</a><img  src=\"e\">";
    assert_eq!(attributes(html), [("href".into(), "b".into()), ("src".into(), "e".into())]);
}
