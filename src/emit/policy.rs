//! The content security policy of the pages (<https://www.w3.org/TR/CSP3/>): a page loads what its own site
//! serves, and what `csp: { allow }` lets in.

use crate::model::site::Config;
use std::collections::BTreeMap;

/// Nothing from anywhere, then the site's own files, kind by kind. No inline script or style runs.
const STRICT: [(&str, &str); 10] = [
    ("base-uri", "'none'"),
    ("connect-src", "'self'"),
    ("default-src", "'none'"),
    ("font-src", "'self'"),
    ("form-action", "'self'"),
    ("img-src", "'self' data:"),
    ("manifest-src", "'self'"),
    ("media-src", "'self'"),
    ("script-src", "'self'"),
    ("style-src", "'self'"),
];

/// What an origin may give that stands alone: things to look at, and none that run in the page.
const SHOWN: [&str; 3] = ["frame-src", "img-src", "media-src"];

/// The policy that a page carries itself; empty unless the site asks for it, since its own templates may hold
/// scripts and styles that would stop working without a word.
pub fn of_page<'a>(config: &'a Config, origins: impl IntoIterator<Item = &'a str>) -> String {
    if config.emit.policy.on == Some(true) { policy(config, origins) } else { String::new() }
}

/// The policy for a host that sends it with every page; empty where the site does not want it, or trusts raw HTML,
/// which may hold anything, and does not ask for it.
pub fn of_host<'a>(config: &'a Config, origins: impl IntoIterator<Item = &'a str>) -> String {
    let on = config.emit.policy.on.unwrap_or(!config.markdown.trusted_html);
    if on { policy(config, origins) } else { String::new() }
}

/// The policy for pages that show images of these other origins.
fn policy<'a>(config: &'a Config, origins: impl IntoIterator<Item = &'a str>) -> String {
    let mut directives: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (name, sources) in STRICT {
        directives.insert(name, sources.split(' ').collect());
    }
    let mut add = |name: &'a str, source: &'a str| {
        let sources = directives.entry(name).or_default();
        // `'none'` beside another source would be ignored.
        sources.retain(|known| *known != "'none'" && *known != source);
        sources.push(source);
    };
    for entry in &config.emit.policy.allow {
        match entry.split_once(' ') {
            Some((name, sources)) => sources.split_whitespace().for_each(|source| add(name, source)),
            None => SHOWN.into_iter().for_each(|name| add(name, entry)),
        }
    }
    for origin in origins {
        add("img-src", origin);
    }
    let written = directives.iter().map(|(name, sources)| format!("{name} {}", sources.join(" ")));
    written.collect::<Vec<_>>().join("; ")
}

/// The origin of an address on another host, where it has one that a policy can name.
pub fn origin(address: &str) -> Option<String> {
    let (scheme, rest) = address.split_once("//")?;
    let scheme = if scheme.is_empty() { "https:" } else { scheme };
    let host = rest.split(['/', '?', '#']).next()?;
    let plain = host.chars().all(|c| c.is_ascii_alphanumeric() || "-.:[]".contains(c));
    (matches!(scheme, "https:" | "http:") && plain && !host.is_empty()).then(|| format!("{scheme}//{host}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_is_a_scheme_and_a_host_and_nothing_that_leaves_the_directive() {
        assert_eq!(origin("https://a.example:8080/b?c").as_deref(), Some("https://a.example:8080"));
        assert_eq!(origin("//a.example/b").as_deref(), Some("https://a.example"));
        for address in [
            "https://a.example; script-src *",
            "https://a b/",
            "data:image/png;base64,//",
            "/a//b",
            "https://",
        ] {
            assert_eq!(origin(address), None, "{address}");
        }
    }
}
