//! The files that Netlify and Cloudflare Pages read: `_redirects` and `_headers`. Both read the same forms, but
//! for two differences in redirects.

use super::feed::{ATOM_TYPE, JSON_TYPE};
use crate::model::emit::Host;
use crate::path::Url;
use std::fmt::Write as _;

/// A page at an old address stands there as a file too, for every other host.
pub fn redirects<'a>(host: Host, pairs: impl Iterator<Item = (&'a Url, &'a Url)>) -> String {
    let mut out = String::new();
    for (from, to) in pairs {
        let (from, to) = (from.encoded(), to.encoded());
        _ = match (host, from.strip_suffix('/').filter(|bare| !bare.is_empty())) {
            // Netlify serves a file before it follows a rule, unless the rule insists; and takes both spellings
            // of a folder for one.
            (Host::Netlify, _) => writeln!(out, "{from} {to} 301!"),
            (_, Some(bare)) => writeln!(out, "{bare} {to} 301\n{from} {to} 301"),
            (_, None) => writeln!(out, "{from} {to} 301"),
        };
    }
    out
}

/// Headers for all pages, and the media types of the feeds that a host cannot guess.
pub fn headers<'a>(policy: &str, feeds: impl Iterator<Item = (&'a Url, &'a Url)>) -> String {
    let mut out = String::from("/*\n");
    if !policy.is_empty() {
        // Only a header can say who may frame the site.
        _ = writeln!(out, "  Content-Security-Policy: {policy}; frame-ancestors 'self'");
    }
    out.push_str("  Referrer-Policy: strict-origin-when-cross-origin\n  X-Content-Type-Options: nosniff\n");
    for (atom, json) in feeds {
        _ = writeln!(out, "{}\n  Content-Type: {ATOM_TYPE}; charset=utf-8", atom.encoded());
        _ = writeln!(out, "{}\n  Content-Type: {JSON_TYPE}; charset=utf-8", json.encoded());
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_host_gets_redirects_in_its_own_form() {
        let url = |path| Url::parse(path).expect("an address");
        let (old, file, new) = (url("/old place/"), url("/old.html"), url("/work/ü/"));
        let pairs = || [(&old, &new), (&file, &new)].into_iter();
        assert_eq!(
            redirects(Host::Netlify, pairs()),
            "/old%20place/ /work/%C3%BC/ 301!\n/old.html /work/%C3%BC/ 301!\n"
        );
        assert_eq!(
            redirects(Host::Cloudflare, pairs()),
            "/old%20place /work/%C3%BC/ 301\n/old%20place/ /work/%C3%BC/ 301\n/old.html /work/%C3%BC/ 301\n"
        );
    }
}
