//! The server by itself, over sockets: whatever arrives, it answers the next one.

use folio::build::{Content, Served};
use folio::net::{self, Hosts};
use folio::path::OutPath;
use folio::watch::{Hub, Manners, Pages, Server, State};
use std::collections::BTreeMap;
use std::io::{Cursor, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// Longer than any answer takes on a slow machine.
const PATIENCE: Duration = Duration::from_secs(30);

/// The tag of a page is its length here.
const HOME: &str = "0000000000000011";
const A: &str = "000000000000000e";

/// A site in memory that a test can change.
#[derive(Default)]
struct Shelf(Mutex<BTreeMap<String, Vec<u8>>>);

impl Shelf {
    fn put(&self, path: &str, text: impl Into<Vec<u8>>) {
        self.0.lock().expect("no test panics here").insert(path.to_owned(), text.into());
    }
}

impl Pages for Shelf {
    fn get(&self, path: &OutPath) -> Option<Served> {
        let bytes = self.0.lock().expect("no test panics here").get(path.as_str())?.clone();
        let digest = bytes.len() as u64;
        let content = match path.extension() {
            Some("mp4") => Content::Stream(Box::new(Cursor::new(bytes)), digest),
            _ => Content::Bytes(bytes.into()),
        };
        Some(Served { content, digest })
    }

    fn base(&self) -> String {
        "/".to_owned()
    }
}

struct Host {
    shelf: Arc<Shelf>,
    hub: Arc<Hub>,
    address: SocketAddr,
    _server: Server,
}

fn start() -> Host {
    let shelf = Arc::new(Shelf::default());
    shelf.put("index.html", "<body>home</body>");
    shelf.put("a/index.html", "<body>a</body>");
    let listener = net::listen("127.0.0.1", Some(0)).expect("a free port");
    let address = listener.socket.local_addr().expect("it listens");
    let hub = Arc::new(Hub::default());
    let state = State {
        pages: Arc::clone(&shelf) as Arc<dyn Pages>,
        hub: Arc::clone(&hub),
        manners: Arc::new(Manners { hosts: Hosts::with("127.0.0.1"), live: true }),
    };
    let server = Server::start(listener, state, None).expect("it starts");
    Host { shelf, hub, address, _server: server }
}

impl Host {
    fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(self.address).expect("the server listens");
        stream.set_read_timeout(Some(PATIENCE)).expect("a limit");
        stream
    }

    /// What comes back for these bytes, until the server closes the connection.
    fn send(&self, bytes: &[u8]) -> String {
        let mut stream = self.connect();
        // The server may close before all is sent: then it has said enough.
        let _ = stream.write_all(bytes);
        // An end without a whole request is the end of the matter; behind one it would mean that nobody listens.
        if !bytes.windows(17).any(|part| part == b"Connection: close") {
            let _ = stream.shutdown(std::net::Shutdown::Write);
        }
        let mut said = Vec::new();
        let _ = stream.read_to_end(&mut said);
        String::from_utf8_lossy(&said).into_owned()
    }

    fn get(&self, path: &str) -> String {
        self.send(format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").as_bytes())
    }

    #[track_caller]
    fn lives(&self) {
        let page = self.get("/");
        assert!(page.starts_with("HTTP/1.1 200") && page.contains("home"), "{page}");
    }

    /// A browser that listens at the page `path`, which it shows in the state `tag`.
    fn listen(&self, path: &str, tag: &str) -> Listener {
        let mut stream = self.connect();
        let ask = format!("GET /_folio/events?path={path}&tag={tag} HTTP/1.1\r\nHost: localhost\r\n\r\n");
        stream.write_all(ask.as_bytes()).expect("the server reads");
        let mut listener = Listener { stream, heard: String::new() };
        listener.hears("event: mistakes\n");
        listener
    }
}

struct Listener {
    stream: TcpStream,
    heard: String,
}

impl Listener {
    /// Waits until these words were said, and forgets what came up to them.
    #[track_caller]
    fn hears(&mut self, words: &str) {
        let start = Instant::now();
        let mut piece = [0; 4096];
        while !self.heard.contains(words) {
            assert!(start.elapsed() < PATIENCE, "nowhere {words:?} in {:?}", self.heard);
            let count = self.stream.read(&mut piece).expect("the server still speaks");
            assert!(count > 0, "the server closed after {:?}", self.heard);
            self.heard.push_str(&String::from_utf8_lossy(&piece[..count]));
        }
        let end = self.heard.find(words).map_or(0, |at| at + words.len());
        self.heard.drain(..end);
    }

    /// What was said since, after waiting a moment for more.
    fn rest(&mut self) -> String {
        self.stream.set_read_timeout(Some(Duration::from_millis(200))).expect("a limit");
        let mut piece = [0; 4096];
        while let Ok(count @ 1..) = self.stream.read(&mut piece) {
            self.heard.push_str(&String::from_utf8_lossy(&piece[..count]));
        }
        std::mem::take(&mut self.heard)
    }
}

#[test]
fn hostile_bytes_are_refused_and_the_server_lives_on() {
    let host = start();
    let request = |line: &[u8]| [line, b"\r\nHost: localhost\r\nConnection: close\r\n\r\n"].concat();
    let long = [b"GET /".as_slice(), &vec![b'a'; 100_000], b" HTTP/1.1"].concat();
    let many =
        [b"GET / HTTP/1.1\r\nHost: localhost".as_slice(), &b"\r\nX: y".repeat(500), b"\r\n\r\n"].concat();
    let large =
        [b"GET / HTTP/1.1\r\nHost: localhost\r\nX: ".as_slice(), &vec![b'y'; 100_000], b"\r\n\r\n"].concat();
    for bytes in [
        request(b"GET /../../etc/passwd HTTP/1.1"),
        request(b"GET /%2e%2e/%2e%2e/etc/passwd HTTP/1.1"),
        request(b"GET /a%2f..%2f..%2fetc HTTP/1.1"),
        request(b"GET /a\\..\\b HTTP/1.1"),
        request(b"GET /a%5c..%5cb HTTP/1.1"),
        request(b"GET /%00 HTTP/1.1"),
        request(b"GET /\0 HTTP/1.1"),
        request(b"GET /\xff\xfe HTTP/1.1"),
        request(b"GET /%ff HTTP/1.1"),
        request(b"GET /a b HTTP/1.1"),
        request(b"GET  HTTP/1.1"),
        request(b"GET http://[::1/ HTTP/1.1"),
        request(b"GET * HTTP/1.1"),
        request(b"CONNECT ada.example:443 HTTP/1.1"),
        request(b"G\x00T / HTTP/1.1"),
        request(b"GET / HTTP/9.9"),
        long,
        many,
        large,
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03".to_vec(),
        b"\r\n\r\n\r\n\r\n\r\n".to_vec(),
        b"GET / HTTP/1.1\r\nConnection: close\r\n\r\n".to_vec(),
        b"GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n".to_vec(),
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_vec(),
    ] {
        let said = host.send(&bytes);
        let status = said.get(9..10).unwrap_or("closed");
        assert!(
            matches!(status, "4" | "closed"),
            "{:?}: {said}",
            String::from_utf8_lossy(&bytes[..40.min(bytes.len())])
        );
        host.lives();
    }
}

#[test]
fn too_large_a_head_is_told_so() {
    let host = start();
    let large =
        [b"GET / HTTP/1.1\r\nHost: localhost\r\nX: ".as_slice(), &vec![b'y'; 30_000], b"\r\n\r\n"].concat();
    assert!(host.send(&large).starts_with("HTTP/1.1 431"));
}

#[test]
fn clients_that_say_nothing_keep_nobody_waiting() {
    let host = start();
    let silent: Vec<TcpStream> = (0..200)
        .map(|number| {
            let mut stream = host.connect();
            if number % 2 == 0 {
                stream.write_all(b"GET / HT").expect("it is read");
            }
            stream
        })
        .collect();
    host.lives();
    drop(silent);
}

#[test]
fn one_connection_carries_many_requests() {
    let host = start();
    let mut stream = host.connect();
    for _ in 0..3 {
        stream.write_all(b"GET /a/ HTTP/1.1\r\nHost: localhost\r\n\r\n").expect("it is open");
        let mut said = String::new();
        let mut piece = [0; 4096];
        while !said.contains("</body>") {
            let count = stream.read(&mut piece).expect("an answer");
            assert!(count > 0, "closed after {said}");
            said.push_str(&String::from_utf8_lossy(&piece[..count]));
        }
        assert!(said.starts_with("HTTP/1.1 200 OK"), "{said}");
    }
}

#[test]
fn a_film_is_sent_in_pieces_and_parts_of_it_too() {
    let host = start();
    let film: Vec<u8> = (0..300_000_u32).map(|number| (number % 251) as u8 + 1).collect();
    host.shelf.put("film.mp4", film.clone());
    let ask = |range: &str| {
        let mut stream = host.connect();
        let ask = format!("GET /film.mp4 HTTP/1.1\r\nHost: localhost\r\n{range}Connection: close\r\n\r\n");
        stream.write_all(ask.as_bytes()).expect("it is read");
        let mut said = Vec::new();
        stream.read_to_end(&mut said).expect("an answer");
        let body = said.windows(4).position(|four| four == b"\r\n\r\n").expect("a head") + 4;
        (String::from_utf8_lossy(&said[..body]).to_lowercase(), said[body..].to_vec())
    };
    let (head, body) = ask("");
    assert!(head.starts_with("http/1.1 200") && head.contains("content-length: 300000"), "{head}");
    assert!(head.contains("content-type: video/mp4"), "{head}");
    assert!(body == film);
    let (head, body) = ask("Range: bytes=100000-299998\r\n");
    assert!(
        head.starts_with("http/1.1 206") && head.contains("content-range: bytes 100000-299998/300000"),
        "{head}"
    );
    assert!(body == film[100_000..299_999]);
}

#[test]
fn browsers_hear_of_their_own_page_and_of_no_other() {
    let host = start();
    let tag = HOME;
    let (mut home, mut a) = (host.listen("/", tag), host.listen("/a/", A));
    host.shelf.put("index.html", "<body>home, sweet</body>");
    assert_eq!(host.hub.tell_of_pages(&host.hub.paths(), &*host.shelf), 1);
    home.hears("event: page\ndata: \"0000000000000018\"\n\n");
    host.hub.tell_of_assets(&["/style.css".to_owned()]);
    for browser in [&mut home, &mut a] {
        browser.hears("event: assets\ndata: [\"/style.css\"]\n\n");
    }
    assert_eq!(host.hub.tell_of_pages(&host.hub.paths(), &*host.shelf), 0);
    assert!(!a.rest().contains("event"));
}

#[test]
fn a_browser_that_comes_late_hears_what_it_missed() {
    let host = start();
    host.hub.tell_of_mistakes(&["content/a.md:1:1"]);
    let mut late = host.listen("/a/", "an-earlier-state");
    late.hears("data: [\"content/a.md:1:1\"]\n\n");
    late.hears("event: page\ndata: \"000000000000000e\"\n\n");
    host.hub.tell_of_mistakes::<String>(&[]);
    late.hears("event: mistakes\ndata: []\n\n");
    host.listen("/a/", A).hears("data: []\n\n");
}

#[test]
fn the_browser_that_came_last_is_led_to_a_page_that_none_shows() {
    let host = start();
    let (mut first, mut last) = (host.listen("/", HOME), host.listen("/a/", A));
    host.hub.lead_to("/");
    host.hub.lead_to("/b/");
    last.hears("event: go\ndata: \"/b/\"\n\n");
    assert!(!first.rest().contains("event") && !last.rest().contains("event"));
}

#[test]
fn browsers_that_went_away_are_forgotten_and_hundreds_may_listen() {
    let host = start();
    let many: Vec<Listener> = (0..150).map(|_| host.listen("/", HOME)).collect();
    assert_eq!(host.hub.listeners(), 150);
    host.lives();
    drop(many);
    let start = Instant::now();
    while host.hub.listeners() > 0 {
        assert!(start.elapsed() < PATIENCE, "{} are left", host.hub.listeners());
        host.hub.keep_alive();
        std::thread::sleep(Duration::from_millis(10));
    }
}
