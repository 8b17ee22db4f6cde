//! A published site at an address, on hosts that are plain, that meddle, and that mean harm.

use crate::site::{Site, files_in};
use crate::verify::shop;
use folio::verify::{Limits, Report, Result as Found, Web, verify};
use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::process::Command;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

/// What a host does with a path that it is asked for.
type Answer = dyn Fn(&str, &mut TcpStream) -> std::io::Result<()> + Send + Sync;

/// A host on this machine, until the test ends; its origin.
fn host(answer: Box<Answer>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = listener.local_addr().expect("it listens");
    let answer: Arc<Answer> = Arc::from(answer);
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let answer = Arc::clone(&answer);
            thread::spawn(move || serve(stream, &*answer));
        }
    });
    format!("http://{address}")
}

fn serve(mut stream: TcpStream, answer: &Answer) {
    let Ok(read) = stream.try_clone() else { return };
    let mut lines = BufReader::new(read).lines();
    while let Some(Ok(first)) = lines.next() {
        while lines.next().is_some_and(|line| line.is_ok_and(|line| !line.is_empty())) {}
        let path = first.split(' ').nth(1).unwrap_or("/").to_owned();
        if answer(&path, &mut stream).is_err() {
            return;
        }
    }
}

fn send(stream: &mut TcpStream, head: &str, body: &[u8]) -> std::io::Result<()> {
    write!(stream, "HTTP/1.1 {head}\r\nContent-Length: {}\r\n\r\n", body.len())?;
    stream.write_all(body)
}

/// The files of a built site by their paths below a folder of a host.
fn published(folder: &str) -> BTreeMap<String, Vec<u8>> {
    let run = shop().build().exits(0);
    let files = files_in(&run.output()).into_iter();
    files.map(|(name, bytes)| (format!("{folder}{name}"), bytes)).collect()
}

/// Serves files as plain hosts do.
fn plain(files: &BTreeMap<String, Vec<u8>>, path: &str, stream: &mut TcpStream) -> std::io::Result<()> {
    let name = if path.ends_with('/') { format!("{path}index.html") } else { path.to_owned() };
    match files.get(&name) {
        Some(bytes) => send(stream, "200 OK", bytes),
        None => send(stream, "404 Not Found", b"not here"),
    }
}

fn limits() -> Limits {
    Limits { allow_private: true, request: Duration::from_secs(20), ..Limits::default() }
}

fn look(address: &str, limits: Limits) -> Report {
    verify(&mut Web::new(address, limits).expect("an address"))
}

fn reasons(report: &Report) -> String {
    let site = report.checks.iter().flat_map(|check| &check.reasons);
    let claims = report.claims.iter().flat_map(|claim| claim.checks()).flat_map(|check| &check.reasons);
    site.chain(claims).cloned().collect::<Vec<_>>().join("\n")
}

#[test]
fn a_site_in_a_folder_of_a_plain_host_holds() {
    let files = published("/a/b/");
    let origin = host(Box::new(move |path, stream| plain(&files, path, stream)));
    let report = look(&format!("{origin}/a/b"), limits());
    assert!(!report.failed(), "{}", reasons(&report));
    assert_eq!(report.count(Found::Pass), 3);
    assert!(reasons(&report).contains("nobody can list what a host serves"));
    let run = Site::bare().run(&["verify", "--allow-private", &format!("{origin}/a/b/")]).exits(0);
    run.shows("5 claims: 3 recalculated, 2 the author’s own; nothing failed");
    let report = look(&format!("{origin}/a/"), limits());
    assert!(report.failed() && reasons(&report).contains("there is no proof/SHA256SUMS"));
}

#[test]
fn this_machine_is_not_asked_unless_one_says_so() {
    let files = published("/");
    let origin = host(Box::new(move |path, stream| plain(&files, path, stream)));
    Site::bare().run(&["verify", &origin]).exits(1).shows("`--allow-private` asks it all the same");
    Site::bare().run(&["verify", "https://ada.example/?x"]).exits(2);
}

#[test]
fn pages_that_a_host_has_made_smaller_are_told_apart_as_long_as_every_figure_is_as_it_was() {
    let files = Arc::new(published("/"));
    let meddling = |change: fn(String) -> String| {
        let files = Arc::clone(&files);
        host(Box::new(move |path, stream| {
            let name = if path.ends_with('/') { format!("{path}index.html") } else { path.to_owned() };
            match files.get(&name) {
                Some(bytes) if name.rsplit('.').next() == Some("html") => {
                    let page = String::from_utf8(bytes.clone()).expect("a page");
                    send(stream, "200 OK", change(page).as_bytes())
                }
                _ => plain(&files, path, stream),
            }
        }))
    };
    let report = look(
        &meddling(|page| {
            page.replace("</p>", "")
                .replace("</td>", "")
                .replace('\n', " ")
                .replace("</body>", "<script>0</script></body>")
        }),
        limits(),
    );
    assert!(!report.failed(), "{}", reasons(&report));
    assert!(report.altered.iter().any(|name| name == "work/checkout/index.html"), "{:?}", report.altered);
    assert!(
        report.altered.iter().all(|name| name.rsplit('.').next() == Some("html")),
        "{:?}",
        report.altered
    );
    let report = look(&meddling(|page| page.replace("9.00", "9.90")), limits());
    assert!(report.failed() && reasons(&report).contains("shows “9.90 %"), "{}", reasons(&report));
    let report = look(&meddling(|page| page.replace("data-claim", "data-other")), limits());
    assert!(
        report.failed() && reasons(&report).contains("was altered and does not show it any more"),
        "{}",
        reasons(&report)
    );
}

#[test]
fn data_that_a_host_has_touched_is_a_fail() {
    let mut files = published("/");
    let name = files.keys().find(|name| name.contains("orders.csv")).expect("it is there").clone();
    files.insert(name, b"month,shop,visits,orders\n2024-09,a,1,1\n".to_vec());
    files.insert("/feed.json".to_owned(), b"{}".to_vec());
    let origin = host(Box::new(move |path, stream| plain(&files, path, stream)));
    let report = look(&origin, limits());
    let reasons = reasons(&report);
    assert!(
        report.failed() && reasons.contains("orders.csv has other bytes than its sum names"),
        "{reasons}"
    );
    assert!(reasons.contains("feed.json has other bytes than its sum names"), "{reasons}");
}

#[test]
fn redirects_are_followed_on_the_same_host_and_nowhere_else() {
    let files = Arc::new(published("/site/"));
    let own = Arc::clone(&files);
    let origin = host(Box::new(move |path, stream| match path.strip_prefix("/old/") {
        Some(rest) => send(stream, &format!("301 Moved\r\nLocation: /site/{rest}"), b""),
        None => plain(&own, path, stream),
    }));
    let report = look(&format!("{origin}/old/"), limits());
    assert!(!report.failed(), "{}", reasons(&report));
    for (location, words) in [
        (
            "http://169.254.169.254/latest",
            "is sent on to another host, http://169.254.169.254, which is not asked",
        ),
        ("//bob.example/", "what is no address of this site"),
        ("again", "sends from one address to the next"),
    ] {
        let origin =
            host(Box::new(move |_, stream| send(stream, &format!("302 Found\r\nLocation: {location}"), b"")));
        let report = look(&origin, limits());
        assert!(report.failed() && reasons(&report).contains(words), "{location}: {}", reasons(&report));
    }
}

#[test]
fn a_host_that_never_ends_is_given_up() {
    let start = Instant::now();
    let slow = Limits { request: Duration::from_millis(600), whole: Duration::from_secs(3), ..limits() };
    // One byte after the other, for ever.
    let drip = host(Box::new(|_, stream| {
        write!(stream, "HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n")?;
        loop {
            stream.write_all(b"a")?;
            thread::sleep(Duration::from_millis(20));
        }
    }));
    let report = look(&drip, slow);
    assert!(report.failed() && reasons(&report).contains("it took too long"), "{}", reasons(&report));
    // The sums arrive, and then nothing more.
    let files = published("/");
    let sums = files["/proof/SHA256SUMS"].clone();
    let origin = host(Box::new(move |path, stream| {
        if path == "/proof/SHA256SUMS" {
            return send(stream, "200 OK", &sums);
        }
        thread::sleep(Duration::from_mins(1));
        Ok(())
    }));
    let report = look(&origin, slow);
    assert!(
        report.failed() && reasons(&report).contains("the host has stopped answering"),
        "{}",
        reasons(&report)
    );
    // Each file is there, and each takes its time.
    let origin = host(Box::new(move |path, stream| {
        thread::sleep(Duration::from_millis(250));
        plain(&files, path, stream)
    }));
    let report = look(&origin, slow);
    assert!(
        report.failed() && reasons(&report).contains("the site took more than 3 seconds"),
        "{}",
        reasons(&report)
    );
    assert!(start.elapsed() < Duration::from_secs(40), "{:?}", start.elapsed());
}

#[test]
fn a_host_that_sends_without_measure_is_cut_off() {
    let small = Limits { file: 1 << 20, total: 4 << 20, ..limits() };
    let endless = host(Box::new(|_, stream| {
        write!(stream, "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n")?;
        loop {
            stream.write_all(&[b'a'; 4096])?;
        }
    }));
    let report = look(&endless, small);
    assert!(report.failed() && reasons(&report).contains("has more than 1 MB"), "{}", reasons(&report));
    // A few bytes that become very many.
    let packed = Command::new("sh")
        .args(["-c", "head -c 300000000 /dev/zero | gzip -9"])
        .output()
        .expect("gzip")
        .stdout;
    assert!(packed.len() < 1 << 20);
    let bomb = host(Box::new(move |_, stream| send(stream, "200 OK\r\nContent-Encoding: gzip", &packed)));
    let report = look(&bomb, small);
    assert!(report.failed() && reasons(&report).contains("has more than 1 MB"), "{}", reasons(&report));
    // Small files without end.
    let line = |number: usize| format!("{:064x}  file-{number:06}.txt\n", 0);
    let sums: String = (0..5_000).map(line).collect();
    let many = host(Box::new(move |path, stream| match path {
        "/proof/SHA256SUMS" => send(stream, "200 OK", sums.as_bytes()),
        _ => send(stream, "200 OK", &[b'a'; 100_000]),
    }));
    let report = look(&many, small);
    assert!(
        report.failed() && reasons(&report).contains("the site has more than 4 MB"),
        "{}",
        reasons(&report)
    );
    assert!(report.checks.iter().all(|check| check.reasons.len() <= 200), "reasons are bounded too");
}

#[test]
fn a_host_that_answers_nonsense_is_a_fail_and_no_panic() {
    for answer in [
        "",
        "\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nab",
        "HTTP/1.1 999 x\r\n\r\n",
        "\u{0}\u{1}",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    ] {
        let origin = host(Box::new(move |_, stream| {
            stream.write_all(answer.as_bytes())?;
            Err(std::io::ErrorKind::ConnectionAborted.into())
        }));
        assert!(look(&origin, limits()).failed(), "{answer:?}");
    }
    // Sums that climb out, and a manifest that is none.
    let sums = format!("{}  ../../etc/passwd\n{}  proof/manifest.json\n", "0".repeat(64), "1".repeat(64));
    let origin = host(Box::new(move |path, stream| match path {
        "/proof/SHA256SUMS" => send(stream, "200 OK", sums.as_bytes()),
        path if path.contains("passwd") => panic!("it was asked for {path}"),
        _ => send(stream, "200 OK", b"[[[["),
    }));
    let report = look(&origin, limits());
    assert!(
        report.failed() && reasons(&report).contains("is no digest with the path of a file"),
        "{}",
        reasons(&report)
    );
}
