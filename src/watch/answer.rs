//! From a request to its answer, without a socket: what is allowed, what the site has, which part of it.

use super::pages::Pages;
use super::range::{Part, part};
use super::router::{self, Asked, Malformed};
use super::{media, script};
use crate::build::{Content, Served};
use crate::net::Hosts;
use crate::path::{OutPath, Url};
use hyper::header::{self, HeaderMap, HeaderName, HeaderValue};
use hyper::{Method, Request, Response, StatusCode, Version};
use std::io::Read;
use std::ops::Range;
use std::sync::Arc;

/// The largest file whose HTML is read to put the script into it.
const LARGEST_PAGE: u64 = 32 << 20;

/// How the tag of a page that is not there begins.
pub const MISSING: &str = "missing";

/// How the preview answers.
#[derive(Clone, Debug)]
pub struct Manners {
    pub hosts: Hosts,
    /// The script goes into every page.
    pub live: bool,
}

/// What is sent below the headers.
#[derive(Debug)]
pub enum Payload {
    Nothing,
    Part(Content, Range<u64>),
    /// News, for as long as the browser listens.
    Events,
}

/// The answer to one request.
pub fn answer<B>(request: &Request<B>, manners: &Manners, pages: &dyn Pages) -> Response<Payload> {
    let response = refusal(request, manners).unwrap_or_else(|| {
        match router::route(request.uri().path(), &pages.base()) {
            Ok(asked) => found(request, manners, pages, asked),
            Err(Malformed) => plain(StatusCode::BAD_REQUEST, "This is no address of a site.\n"),
        }
    });
    finish(response, request.method() == Method::HEAD)
}

/// Why a request is not looked at; none when it is.
fn refusal<B>(request: &Request<B>, manners: &Manners) -> Option<Response<Payload>> {
    let text = |name: HeaderName| request.headers().get(name).map(HeaderValue::to_str);
    // An absolute address in the request line comes before the header (RFC 9112, section 3.2.2).
    let named = request.uri().authority().map(hyper::http::uri::Authority::as_str);
    let host = match (named, text(header::HOST)) {
        (Some(authority), _) => Some(authority),
        (None, Some(Ok(host))) => Some(host),
        (None, Some(Err(_))) => {
            return Some(plain(StatusCode::BAD_REQUEST, "The name of the host is no text.\n"));
        }
        (None, None) => None,
    };
    let several = request.headers().get_all(header::HOST).iter().count() > 1;
    match host {
        None => return Some(plain(StatusCode::BAD_REQUEST, "The request names no host.\n")),
        Some(_) if several => return Some(plain(StatusCode::BAD_REQUEST, "The request names two hosts.\n")),
        Some(host) if !manners.hosts.allow(host) => {
            return Some(plain(
                StatusCode::FORBIDDEN,
                "The preview does not answer under this name. Use localhost, an address in numbers, or the name \
                 that `folio watch --host NAME` gives it.\n",
            ));
        }
        Some(_) => {}
    }
    if let Some(origin) = text(header::ORIGIN)
        && !origin.is_ok_and(|origin| manners.hosts.allow_origin(origin))
    {
        return Some(plain(StatusCode::FORBIDDEN, "Pages of other sites may not ask the preview.\n"));
    }
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        let mut refused = plain(StatusCode::METHOD_NOT_ALLOWED, "The preview answers GET and HEAD.\n");
        refused.headers_mut().insert(header::ALLOW, HeaderValue::from_static("GET, HEAD"));
        return Some(refused);
    }
    None
}

fn found<B>(request: &Request<B>, manners: &Manners, pages: &dyn Pages, asked: Asked) -> Response<Payload> {
    match asked {
        Asked::Events if manners.live => events(request.method() == Method::HEAD),
        Asked::Script if manners.live => {
            whole(StatusCode::OK, bytes(script::TEXT.as_bytes()), "text/javascript; charset=utf-8")
        }
        Asked::Events | Asked::Script | Asked::Nothing => missing(manners, pages),
        Asked::Start => redirect(&pages.base(), None),
        Asked::File { path, folder } => match pages.get(&path) {
            Some(served) => send(request.headers(), manners, &path, served),
            None => match folder.filter(|folder| pages.get(&folder.to_out_path()).is_some()) {
                Some(folder) => {
                    let base = pages.base();
                    redirect(
                        &format!("{}{}", base.trim_end_matches('/'), folder.as_str()),
                        request.uri().query(),
                    )
                }
                None => missing(manners, pages),
            },
        },
    }
}

/// A file of the site: whole, a part of it, or the word that the browser has it already.
fn send(headers: &HeaderMap, manners: &Manners, path: &OutPath, served: Served) -> Response<Payload> {
    let media_type = media::of(path);
    let tag = tag(&served);
    let (content, scripted) = with_script(manners, media_type, &tag, served.content);
    // With its script a page is another file than without.
    let tag = format!("\"{tag}{}\"", if scripted { "-live" } else { "" });
    let text = |name: HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    if text(header::IF_NONE_MATCH).is_some_and(|known| has(known, &tag)) {
        return tagged(bare(StatusCode::NOT_MODIFIED), &tag);
    }
    let len = content.size();
    // A part of another state would not fit to what the browser has.
    let wanted = text(header::RANGE).filter(|_| text(header::IF_RANGE).is_none_or(|known| known == tag));
    let mut response = match wanted.map_or(Part::Whole, |range| part(range, len)) {
        Part::Whole => whole(StatusCode::OK, content, media_type),
        Part::Bytes(range) => {
            let told = format!("bytes {}-{}/{len}", range.start, range.end - 1);
            let mut partial = ranged(StatusCode::PARTIAL_CONTENT, content, range, media_type);
            insert(partial.headers_mut(), header::CONTENT_RANGE, &told);
            partial
        }
        Part::Beyond => {
            let mut beyond = bare(StatusCode::RANGE_NOT_SATISFIABLE);
            insert(beyond.headers_mut(), header::CONTENT_RANGE, &format!("bytes */{len}"));
            beyond
        }
    };
    response.headers_mut().insert(header::ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    tagged(response, &tag)
}

/// A page with its script; false for what gets none.
fn with_script(manners: &Manners, media_type: &str, tag: &str, content: Content) -> (Content, bool) {
    if !manners.live || !media::is_page(media_type) {
        return (content, false);
    }
    match content {
        Content::Bytes(html) => (bytes(&script::add_to(&html, tag)), true),
        Content::Stream(mut stream, length) if length <= LARGEST_PAGE => {
            let mut html = Vec::new();
            match stream.read_to_end(&mut html) {
                Ok(_) => (bytes(&script::add_to(&html, tag)), true),
                Err(_) => (Content::Stream(stream, length), false),
            }
        }
        whole @ Content::Stream(..) => (whole, false),
    }
}

/// The site's own page for what is not there, under the status that says so.
fn missing(manners: &Manners, pages: &dyn Pages) -> Response<Payload> {
    const HTML: &str = "text/html; charset=utf-8";
    const NONE: &str = "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Not there</title>\
        <body><p>There is no page at this address.</p></body></html>\n";
    let own = pages.get(&not_found_path());
    let tag = missing_tag(own.as_ref());
    let content = own.map_or_else(|| bytes(NONE.as_bytes()), |own| own.content);
    let (content, _) = with_script(manners, HTML, &tag, content);
    whole(StatusCode::NOT_FOUND, content, HTML)
}

/// The tag of what an address shows, as the script knows it: of the page, or of the one that says there is none.
pub fn tag_of(path: &str, pages: &dyn Pages) -> String {
    let served = out_path(path, &pages.base()).and_then(|path| pages.get(&path));
    served.map_or_else(|| missing_tag(pages.get(&not_found_path()).as_ref()), |served| tag(&served))
}

/// The file that a path asks for; none when it asks for no file.
pub fn out_path(path: &str, base: &str) -> Option<OutPath> {
    match router::route(path, base) {
        Ok(Asked::File { path, .. }) => Some(path),
        _ => None,
    }
}

fn tag(served: &Served) -> String {
    format!("{:016x}", served.digest)
}

fn missing_tag(own: Option<&Served>) -> String {
    format!("{MISSING}-{}", own.map_or_else(|| "none".to_owned(), tag))
}

fn not_found_path() -> OutPath {
    Url::parse("/404.html").unwrap_or_else(|_| Url::root()).to_out_path()
}

fn events(head: bool) -> Response<Payload> {
    let mut response = Response::new(if head { Payload::Nothing } else { Payload::Events });
    insert(response.headers_mut(), header::CONTENT_TYPE, "text/event-stream; charset=utf-8");
    response
}

/// For now only: what lies there may be another thing after the next edit.
fn redirect(to: &str, query: Option<&str>) -> Response<Payload> {
    let encoded = Url::parse(to).map_or_else(|_| to.to_owned(), |url| url.encoded());
    let mut response = bare(StatusCode::FOUND);
    let target = query.map_or_else(|| encoded.clone(), |query| format!("{encoded}?{query}"));
    insert(response.headers_mut(), header::LOCATION, &target);
    response
}

fn plain(status: StatusCode, words: &str) -> Response<Payload> {
    whole(status, bytes(words.as_bytes()), "text/plain; charset=utf-8")
}

fn bytes(bytes: &[u8]) -> Content {
    Content::Bytes(Arc::from(bytes))
}

fn bare(status: StatusCode) -> Response<Payload> {
    let mut response = Response::new(Payload::Nothing);
    *response.status_mut() = status;
    response
}

fn whole(status: StatusCode, content: Content, media_type: &str) -> Response<Payload> {
    let range = 0..content.size();
    ranged(status, content, range, media_type)
}

fn ranged(status: StatusCode, content: Content, range: Range<u64>, media_type: &str) -> Response<Payload> {
    let length = range.end - range.start;
    let mut response = Response::new(Payload::Part(content, range));
    *response.status_mut() = status;
    insert(response.headers_mut(), header::CONTENT_TYPE, media_type);
    response.headers_mut().insert(header::CONTENT_LENGTH, HeaderValue::from(length));
    response
}

fn tagged(mut response: Response<Payload>, tag: &str) -> Response<Payload> {
    insert(response.headers_mut(), header::ETAG, tag);
    response
}

/// Whether a list of tags holds this one (RFC 9110, section 13.1.2).
fn has(list: &str, tag: &str) -> bool {
    list.trim() == "*" || list.split(',').any(|known| known.trim().trim_start_matches("W/") == tag)
}

/// A value that no header can hold is left out: it came from an address.
fn insert(headers: &mut HeaderMap, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        headers.insert(name, value);
    }
}

/// What every answer says, whatever came of the request.
fn finish(mut response: Response<Payload>, head: bool) -> Response<Payload> {
    *response.version_mut() = Version::HTTP_11;
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    // No page of another site shows or runs what lies here.
    headers.insert(
        HeaderName::from_static("cross-origin-resource-policy"),
        HeaderValue::from_static("same-origin"),
    );
    if head {
        *response.body_mut() = Payload::Nothing;
    }
    response
}

#[cfg(test)]
mod tests;
