//! From the raw bytes of a request's path to what it asks for. There is no file system behind it: a path is looked
//! up in the map of what a build would write, or it is nothing.

use crate::path::{OutPath, Url};

/// Where the browser's script listens for news.
pub const EVENTS: &str = "/_folio/events";
/// The browser's script.
pub const SCRIPT: &str = "/_folio/live.js";

/// What a path asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Asked {
    Events,
    Script,
    /// A file of the site, and the same as a folder when the path did not end as one.
    File {
        path: OutPath,
        folder: Option<Url>,
    },
    /// The site begins there.
    Start,
    Nothing,
}

/// A path that no browser sends for a link of a site: it climbs, or hides a separator, or is no text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Malformed;

/// What `path` asks for on a site whose top lies at `base`: `/`, or `/folder/` as in `base_url`.
pub fn route(path: &str, base: &str) -> Result<Asked, Malformed> {
    match path {
        EVENTS => return Ok(Asked::Events),
        SCRIPT => return Ok(Asked::Script),
        _ => {}
    }
    let decoded = decode(path)?;
    let Some(below) = decoded.strip_prefix(base) else {
        let start = decoded == "/" || base.strip_suffix('/') == Some(&*decoded);
        return Ok(if start { Asked::Start } else { Asked::Nothing });
    };
    let Ok(url) = Url::parse(&format!("/{below}")) else { return Ok(Asked::Nothing) };
    let folder = if url.is_folder() { None } else { Url::parse(&format!("/{below}/")).ok() };
    Ok(Asked::File { path: url.to_out_path(), folder })
}

/// Decodes each segment by itself, so that what is encoded cannot become a separator.
fn decode(path: &str) -> Result<String, Malformed> {
    let Some(rest) = path.strip_prefix('/') else { return Err(Malformed) };
    let mut decoded = String::with_capacity(path.len());
    for segment in rest.split('/') {
        let segment = crate::path::percent_decode(segment).ok_or(Malformed)?;
        if matches!(&*segment, "." | "..") || segment.contains(['/', '\\', '\0']) {
            return Err(Malformed);
        }
        decoded.push('/');
        decoded.push_str(&segment);
    }
    Ok(decoded)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn file(path: &str, base: &str) -> String {
        match route(path, base) {
            Ok(Asked::File { path, .. }) => path.as_str().to_owned(),
            other => format!("{other:?}"),
        }
    }

    #[test]
    fn a_path_leads_to_the_file_that_a_host_would_send() {
        assert_eq!(file("/", "/"), "index.html");
        assert_eq!(file("/work/a/", "/"), "work/a/index.html");
        assert_eq!(file("/work/a/photo%20one.jpg", "/"), "work/a/photo one.jpg");
        assert_eq!(file("/caf%C3%A9/", "/"), "café/index.html");
        assert_eq!(file("/a%zz", "/"), "a%zz");
        assert_eq!(file("/some/folder/a.css", "/some/folder/"), "a.css");
        let Ok(Asked::File { folder, .. }) = route("/work", "/") else { panic!() };
        assert_eq!(folder.map(|url| url.as_str().to_owned()).as_deref(), Some("/work/"));
    }

    #[test]
    fn a_site_below_a_folder_begins_there() {
        for path in ["/", "/some/folder"] {
            assert_eq!(route(path, "/some/folder/"), Ok(Asked::Start), "{path}");
        }
        assert_eq!(route("/some", "/some/folder/"), Ok(Asked::Nothing));
        assert_eq!(route("/some/folders/", "/some/folder/"), Ok(Asked::Nothing));
    }

    #[test]
    fn what_climbs_or_hides_a_separator_is_refused() {
        for path in [
            "/..",
            "/../x",
            "/a/../b",
            "/%2e%2e/x",
            "/.%2E/x",
            "/%2e/",
            "/./a",
            "/a%2fb",
            "/a%2Fb",
            "/a%5cb",
            "/a\\b",
            "/%00",
            "/a%00.html",
            "/%ff",
            "/%c0%af",
            "*",
            "a",
            "",
        ] {
            assert_eq!(route(path, "/"), Err(Malformed), "{path}");
        }
        for path in ["//", "/a//b", "/con", "/a:b", "/a?", "/nul.txt", "/%252e%252e/x%3f", "/a%0Ab"] {
            assert_eq!(route(path, "/"), Ok(Asked::Nothing), "{path}");
        }
        assert_eq!(file("/%252e%252e/x", "/"), "%2e%2e/x");
    }

    proptest! {
        #[test]
        fn whatever_is_asked_for_lies_in_the_site(path in "[/.%a-f0-9\\\\A-F\u{0}é:]{0,24}", base in "/([a-c]{1,2}/)?") {
            if let Ok(Asked::File { path: out, .. }) = route(&path, &base) {
                prop_assert!(out.segments().all(|segment| !segment.is_empty() && segment != ".." && segment != "."));
            }
        }
    }
}
