use super::*;
use std::collections::BTreeMap;
use std::io::Cursor;

/// A site of these files, below this folder of its host.
struct Shelf(BTreeMap<&'static str, &'static str>, &'static str);

impl Pages for Shelf {
    fn get(&self, path: &OutPath) -> Option<Served> {
        let text = *self.0.get(path.as_str())?;
        let content = if text.starts_with("stream") {
            Content::Stream(Box::new(Cursor::new(text)), text.len() as u64)
        } else {
            bytes(text.as_bytes())
        };
        Some(Served { content, digest: text.len() as u64 })
    }

    fn base(&self) -> String {
        self.1.to_owned()
    }
}

fn shelf() -> Shelf {
    let files = [
        ("index.html", "<body>home</body>"),
        ("404.html", "<body>none such</body>"),
        ("work/a/index.html", "<body>a case</body>"),
        ("style.css", "body{}"),
        ("film.mp4", "stream 0123456789"),
        ("old.html", "stream <body></body>"),
        ("ü b/index.html", "<body>ü</body>"),
    ];
    Shelf(files.into_iter().collect(), "/")
}

fn manners(live: bool) -> Manners {
    Manners { hosts: Hosts::with("127.0.0.1"), live }
}

fn request(line: &str, headers: &[(&str, &str)]) -> Request<()> {
    let (method, path) = line.split_once(' ').expect("a method and a path");
    let mut request = Request::builder().method(method).uri(path);
    if !headers.iter().any(|(name, _)| *name == "host") {
        request = request.header("host", "localhost:3654");
    }
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    request.body(()).expect("a request")
}

fn ask(line: &str, headers: &[(&str, &str)]) -> Response<Payload> {
    answer(&request(line, headers), &manners(true), &shelf())
}

fn text(response: &mut Response<Payload>) -> String {
    let Payload::Part(content, range) = response.body_mut() else { return String::new() };
    let mut all = Vec::new();
    match content {
        Content::Bytes(bytes) => all.extend_from_slice(bytes),
        Content::Stream(stream, _) => {
            stream.rewind().expect("it lies in memory");
            stream.read_to_end(&mut all).expect("it can be read");
        }
    }
    let place = |at: u64| usize::try_from(at).expect("a small file");
    String::from_utf8_lossy(&all[place(range.start)..place(range.end)]).into_owned()
}

fn header<'a>(response: &'a Response<Payload>, name: &str) -> &'a str {
    response.headers().get(name).map_or("", |value| value.to_str().expect("text"))
}

#[test]
fn a_page_comes_with_its_type_a_tag_and_the_script() {
    let mut page = ask("GET /work/a/", &[]);
    assert_eq!(page.status(), 200);
    assert_eq!(
        text(&mut page),
        "<body>a case<script src=\"/_folio/live.js\" data-tag=\"0000000000000013\"></script></body>"
    );
    assert_eq!(header(&page, "content-type"), "text/html; charset=utf-8");
    let length = text(&mut page).len().to_string();
    assert_eq!(header(&page, "content-length"), length);
    assert_eq!(header(&page, "cache-control"), "no-cache");
    assert_eq!(header(&page, "x-content-type-options"), "nosniff");
    assert!(page.headers().keys().all(|name| !name.as_str().starts_with("access-control")));
    let mut again = ask("GET /work/a/", &[("if-none-match", header(&page, "etag"))]);
    assert_eq!((again.status().as_u16(), text(&mut again)), (304, String::new()));
    assert_eq!(ask("GET /work/a/", &[("if-none-match", "\"other\"")]).status(), 200);
    assert_eq!(text(&mut ask("GET /style.css", &[])), "body{}");
    assert!(text(&mut ask("GET /old.html", &[])).contains("live.js"));
}

#[test]
fn without_reload_every_byte_is_the_builds() {
    let quiet = |line| answer(&request(line, &[]), &manners(false), &shelf());
    assert_eq!(text(&mut quiet("GET /")), "<body>home</body>");
    assert_ne!(header(&quiet("GET /"), "etag"), header(&ask("GET /", &[]), "etag"));
    assert_eq!(quiet("GET /_folio/live.js").status(), 404);
    assert_eq!(quiet("GET /_folio/events").status(), 404);
}

#[test]
fn a_folder_without_its_slash_leads_to_it_and_a_site_below_a_folder_begins_there() {
    let moved = ask("GET /work/a?q=1", &[]);
    assert_eq!((moved.status().as_u16(), header(&moved, "location")), (302, "/work/a/?q=1"));
    assert_eq!(header(&ask("GET /%C3%BC%20b", &[]), "location"), "/%C3%BC%20b/");
    let below = Shelf(shelf().0, "/some/folder/");
    let ask = |path| answer(&request(path, &[]), &manners(false), &below);
    assert_eq!(header(&ask("GET /"), "location"), "/some/folder/");
    assert_eq!(header(&ask("GET /some/folder"), "location"), "/some/folder/");
    assert_eq!(header(&ask("GET /some/folder/work/a"), "location"), "/some/folder/work/a/");
    assert_eq!(text(&mut ask("GET /some/folder/")), "<body>home</body>");
    assert_eq!(ask("GET /style.css").status(), 404);
}

#[test]
fn what_is_not_there_is_answered_by_the_sites_own_page() {
    let mut missing = ask("GET /nowhere/", &[]);
    assert_eq!(missing.status(), 404);
    assert!(text(&mut missing).starts_with("<body>none such<script"), "{}", text(&mut missing));
    assert_eq!(ask("GET /404.html", &[]).status(), 200);
    let mut bare = answer(&request("GET /x", &[]), &manners(true), &Shelf(BTreeMap::new(), "/"));
    assert_eq!(bare.status(), 404);
    assert!(text(&mut bare).contains("There is no page") && text(&mut bare).contains("missing-none"));
    for path in ["/../etc/passwd", "/%2e%2e/x", "/a%2fb", "/%00"] {
        assert_eq!(ask(&format!("GET {path}"), &[]).status(), 400, "{path}");
    }
}

#[test]
fn the_tag_that_browsers_are_told_is_the_one_in_the_page() {
    for path in ["/", "/work/a/", "/nowhere/", "/404.html"] {
        let mut page = ask(&format!("GET {path}"), &[]);
        let tag = tag_of(path, &shelf());
        assert!(
            text(&mut page).contains(&format!("data-tag=\"{tag}\"")),
            "{path}: {tag} in {}",
            text(&mut page)
        );
    }
}

#[test]
fn players_get_the_part_that_they_ask_for() {
    let mut part = ask("GET /film.mp4", &[("range", "bytes=7-9")]);
    assert_eq!((part.status().as_u16(), &*text(&mut part)), (206, "012"));
    assert_eq!(header(&part, "content-range"), "bytes 7-9/17");
    assert_eq!((header(&part, "content-length"), header(&part, "accept-ranges")), ("3", "bytes"));
    let beyond = ask("GET /film.mp4", &[("range", "bytes=99-")]);
    assert_eq!((beyond.status().as_u16(), header(&beyond, "content-range")), (416, "bytes */17"));
    let stale = ask("GET /film.mp4", &[("range", "bytes=0-1"), ("if-range", "\"other\"")]);
    assert_eq!(stale.status(), 200);
    let fresh = ask("GET /film.mp4", &[("range", "bytes=0-1"), ("if-range", "\"0000000000000011\"")]);
    assert_eq!(fresh.status(), 206);
    assert_eq!(ask("GET /film.mp4", &[("range", "bytes=0-1,3-4")]).status(), 200);
}

#[test]
fn a_head_says_what_a_get_would_and_nothing_else_is_answered() {
    let head = ask("HEAD /work/a/", &[]);
    assert_eq!(header(&head, "content-length"), header(&ask("GET /work/a/", &[]), "content-length"));
    assert!(matches!(head.body(), Payload::Nothing));
    assert!(matches!(ask("GET /_folio/events", &[]).body(), Payload::Events));
    assert!(matches!(ask("HEAD /_folio/events", &[]).body(), Payload::Nothing));
    for method in ["POST", "PUT", "DELETE", "OPTIONS", "TRACE", "PROPFIND"] {
        let refused = ask(&format!("{method} /"), &[]);
        assert_eq!((refused.status().as_u16(), header(&refused, "allow")), (405, "GET, HEAD"), "{method}");
    }
}

#[test]
fn another_host_or_origin_is_refused_whatever_it_asks() {
    for path in ["/", "/_folio/events", "/_folio/live.js", "/nowhere", "/.."] {
        let line = format!("GET {path}");
        assert_eq!(ask(&line, &[("host", "ada.example:3654")]).status(), 403, "{path}");
        assert_eq!(ask(&line, &[("origin", "https://ada.example")]).status(), 403, "{path}");
        assert_eq!(ask(&line, &[("origin", "null")]).status(), 403, "{path}");
    }
    assert_eq!(ask("GET /", &[("origin", "http://localhost:3654")]).status(), 200);
    assert_eq!(ask("GET http://ada.example/", &[]).status(), 403);
    let mut nameless = request("GET /", &[]);
    nameless.headers_mut().remove("host");
    assert_eq!(answer(&nameless, &manners(true), &shelf()).status(), 400);
    nameless.headers_mut().append("host", HeaderValue::from_static("localhost"));
    nameless.headers_mut().append("host", HeaderValue::from_static("ada.example"));
    assert_eq!(answer(&nameless, &manners(true), &shelf()).status(), 400);
}
