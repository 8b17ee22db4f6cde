//! The command as one uses it: a site on disk, edits as programs make them, and what a browser would get.

use crate::site::{Site, files_in};
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::time::{Duration, Instant};

/// Longer than anything here takes on a slow machine: past it, something hangs.
const PATIENCE: Duration = Duration::from_mins(1);

/// A preview that runs.
struct Preview {
    site: Site,
    child: Child,
    /// Lines of what it says on standard output.
    said: Receiver<String>,
    /// `127.0.0.1:PORT`.
    authority: String,
    /// The path of the site on its host.
    base: String,
}

/// An answer, as text.
struct Answer {
    status: u16,
    head: String,
    body: String,
}

impl Preview {
    fn of(site: Site, options: &[&str]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_folio"))
            .args(["--format", "json", "watch"])
            .args(options)
            .current_dir(site.root())
            .env("SOURCE_DATE_EPOCH", "1736899200")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("folio starts");
        let (sender, said) = mpsc::channel();
        let lines = BufReader::new(child.stdout.take().expect("a pipe")).lines();
        std::thread::spawn(move || {
            for line in lines.map_while(Result::ok) {
                if sender.send(line).is_err() {
                    return;
                }
            }
        });
        let mut preview = Self { site, child, said, authority: String::new(), base: String::new() };
        let ready = preview.says("ready");
        let url = ready["url"].as_str().expect("an address").strip_prefix("http://").expect("it is http");
        let (authority, base) = url.split_once('/').expect("a path");
        (preview.authority, preview.base) = (authority.to_owned(), format!("/{base}"));
        preview
    }

    /// The next object of this type among what it says.
    #[track_caller]
    fn says(&mut self, wanted: &str) -> serde_json::Value {
        let start = Instant::now();
        let mut other = Vec::new();
        loop {
            let Ok(line) = self.said.recv_timeout(PATIENCE.saturating_sub(start.elapsed())) else {
                panic!("nothing of type {wanted}, but {other:#?}");
            };
            let value: serde_json::Value = serde_json::from_str(&line).expect("each line is JSON");
            if value["type"] == wanted {
                return value;
            }
            other.push(line);
        }
    }

    fn path(&self, path: &str) -> PathBuf {
        self.site.root().join(path)
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().expect("it lies in the site")).expect("its folder");
        fs::write(path, text).expect("the file");
    }

    fn get(&self, path: &str) -> Answer {
        let mut stream = TcpStream::connect(&self.authority).expect("it listens");
        let ask = format!("GET {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", self.authority);
        stream.write_all(ask.as_bytes()).expect("it reads");
        let mut said = Vec::new();
        stream.read_to_end(&mut said).expect("it answers");
        let said = String::from_utf8_lossy(&said).into_owned();
        let (head, body) = said.split_once("\r\n\r\n").expect("a head");
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).expect("a status");
        Answer { status, head: head.to_lowercase(), body: body.to_owned() }
    }

    /// Waits until an answer is as wanted.
    #[track_caller]
    fn until(&self, path: &str, wanted: impl Fn(&Answer) -> bool) -> Answer {
        let start = Instant::now();
        loop {
            let answer = self.get(path);
            if wanted(&answer) {
                return answer;
            }
            assert!(start.elapsed() < PATIENCE, "{path} stays at {}:\n{}", answer.status, answer.body);
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    #[track_caller]
    fn shows(&self, path: &str, words: &str) -> Answer {
        self.until(path, |answer| answer.status == 200 && answer.body.contains(words))
    }

    /// Whether everything that a build writes is what is served.
    #[track_caller]
    fn serves_what_a_build_writes(&self) {
        let output = self.site.around().join("built");
        let built = Command::new(env!("CARGO_BIN_EXE_folio"))
            .args(["--quiet", "build", "-o"])
            .arg(&output)
            .current_dir(self.site.root())
            .env("SOURCE_DATE_EPOCH", "1736899200")
            .status();
        assert!(built.expect("folio starts").success());
        let mut faults = Vec::new();
        for (name, bytes) in files_in(&output) {
            let path = format!("{}{}", self.base, name.strip_suffix("index.html").unwrap_or(&name));
            let answer = self.get(&path.replace(' ', "%20"));
            let (body, wanted) = (without_script(&answer.body), String::from_utf8_lossy(&bytes));
            if name != ".folio-owned" && (answer.status != 200 || body != wanted) {
                faults.push(format!(
                    "{name}: {} and {} bytes for {}",
                    answer.status,
                    body.len(),
                    wanted.len()
                ));
            }
        }
        assert!(faults.is_empty(), "{faults:#?}");
    }

    /// Ends it as Ctrl-C does.
    #[cfg(unix)]
    fn interrupt(&mut self) -> Option<i32> {
        let pid = self.child.id().to_string();
        assert!(Command::new("kill").args(["-INT", &pid]).status().expect("kill is there").success());
        let start = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().expect("it can be waited for") {
                return status.code();
            }
            assert!(start.elapsed() < PATIENCE, "it does not end");
            std::thread::sleep(Duration::from_millis(5));
        }
    }
}

impl Drop for Preview {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn without_script(body: &str) -> String {
    let Some((before, rest)) = body.split_once("<script src=\"/_folio/live.js\"") else {
        return body.to_owned();
    };
    let (_, after) = rest.split_once("</script>").expect("it ends");
    format!("{before}{after}")
}

fn page(title: &str, text: &str) -> String {
    format!("---\ntitle: {title}\n---\n\n{text}\n")
}

fn site() -> Site {
    Site::new()
        .file("content/about.md", page("About", "The first text."))
        .case("larkspur", "metrics: [{ name: Orders, id: orders, value: 58 orders in 2024 }]")
        .file("static/film.mp4", vec![7; 70_000])
        .file("static/plain.css", "body { color: teal }")
}

#[test]
fn what_is_saved_is_served_and_nothing_is_written() {
    let mut preview = Preview::of(site(), &[]);
    preview.shows("/about/", "The first text.");
    preview.write("content/about.md", &page("About", "Another text."));
    let made = preview.says("remade");
    assert_eq!(made["changed"], serde_json::json!(["content/about.md"]));
    preview.shows("/about/", "Another text.");
    preview.serves_what_a_build_writes();
    assert!(!preview.path("public").exists());
}

#[test]
fn every_kind_of_file_is_followed() {
    let preview = Preview::of(site(), &[]);
    preview.write("content/new/page.md", &page("Brand new", "Here."));
    preview.shows("/new/page/", "Brand new");
    preview.write("folio.yaml", "title: Another title\n");
    preview.shows("/", "Another title");
    preview.write("templates/page.html", "<p>Own template: {{ page.title }}</p>");
    preview.shows("/about/", "Own template: About");
    preview.write("static/plain.css", "body { color: plum }");
    preview.shows("/plain.css", "plum");
    fs::rename(preview.path("content/about.md"), preview.path("content/me.md")).expect("it moves");
    preview.shows("/me/", "Own template: About");
    preview.until("/about/", |answer| answer.status == 404);
    fs::remove_file(preview.path("content/me.md")).expect("it was there");
    preview.until("/me/", |answer| answer.status == 404);
    preview.serves_what_a_build_writes();
}

#[test]
fn a_mistake_leaves_the_last_good_page_and_is_said_until_it_is_mended() {
    let mut preview = Preview::of(site(), &[]);
    preview.shows("/work/larkspur/", "58");
    let case = |value: &str| {
        format!(
            "---\ntitle: A case\nmetrics: [{{ name: Orders, id: orders, value: {value} }}]\n---\n\nText.\n"
        )
    };
    preview.write("content/work/larkspur.md", &case("\"0.XX\""));
    let mistake = preview.says("diagnostic");
    assert_eq!(mistake["file"], "content/work/larkspur.md");
    preview.shows("/work/larkspur/", "58");
    preview.write("content/work/larkspur.md", &case("61 orders in 2024"));
    preview.says("mended");
    preview.shows("/work/larkspur/", "61");
}

#[test]
fn what_lies_beside_the_folders_of_a_site_changes_nothing() {
    let mut preview = Preview::of(site(), &[]);
    preview.write("preview.log", "a line");
    preview.write("notes/today.md", "a note");
    std::thread::sleep(Duration::from_millis(200));
    preview.write("content/about.md", &page("About", "After the log."));
    assert_eq!(preview.says("remade")["changed"], serde_json::json!(["content/about.md"]));
}

#[test]
fn a_site_that_begins_with_a_mistake_is_shown_once_it_is_mended() {
    let mut preview = Preview::of(Site::new().file("content/a.md", "---\ntitle: [\n---\n"), &[]);
    preview.says("diagnostic");
    let answer = preview.get("/a/");
    assert!(answer.status == 404 && answer.body.contains("live.js"), "{}", answer.body);
    preview.write("content/a.md", &page("Mended", "Text."));
    preview.shows("/a/", "Mended");
}

#[test]
fn editors_save_as_they_like() {
    let preview = Preview::of(site(), &[]);
    let (file, text) =
        (preview.path("content/about.md"), |number: u32| page("About", &format!("Save {number}.")));
    let seen = |number: u32| {
        preview.shows("/about/", &format!("Save {number}."));
    };
    // vim: the old file becomes the backup, a new one is written, the backup goes.
    let backup = preview.path("content/about.md~");
    fs::write(preview.path("content/4913"), "").expect("a probe");
    fs::remove_file(preview.path("content/4913")).expect("it was there");
    fs::rename(&file, &backup).expect("a backup");
    fs::write(&file, text(1)).expect("the text");
    fs::remove_file(&backup).expect("it was there");
    seen(1);
    // JetBrains: a new file takes the old one's place, which goes aside for a moment.
    fs::write(preview.path("content/about.md___jb_tmp___"), text(2)).expect("the text");
    fs::rename(&file, preview.path("content/about.md___jb_old___")).expect("aside");
    fs::rename(preview.path("content/about.md___jb_tmp___"), &file).expect("in place");
    fs::remove_file(preview.path("content/about.md___jb_old___")).expect("it was there");
    seen(2);
    // VS Code: in place, emptied first.
    let mut open = fs::File::create(&file).expect("emptied");
    std::thread::sleep(Duration::from_millis(20));
    open.write_all(text(3).as_bytes()).expect("the text");
    drop(open);
    seen(3);
    // Emacs: a lock and an autosave beside it, and the old file as a backup.
    fs::write(preview.path("content/#about.md#"), "not saved").expect("an autosave");
    fs::write(preview.path("content/.#about.md"), "").expect("a lock");
    fs::copy(&file, &backup).expect("a backup");
    fs::write(&file, text(4)).expect("the text");
    seen(4);
    // A temporary file from another folder, renamed over it.
    let temporary = preview.path("outside.tmp");
    fs::write(&temporary, text(5)).expect("the text");
    fs::rename(&temporary, &file).expect("in place");
    seen(5);
    fs::remove_file(&backup).expect("it was there");
    fs::remove_file(preview.path("content/#about.md#")).expect("it was there");
    preview.serves_what_a_build_writes();
}

#[test]
fn folders_come_and_go() {
    let preview = Preview::of(site(), &[]);
    let (content, away) = (preview.path("content"), preview.site.around().join("away"));
    fs::rename(&content, &away).expect("it goes");
    preview.until("/about/", |answer| answer.status == 404);
    fs::rename(&away, &content).expect("it comes back");
    preview.shows("/about/", "The first text.");
    preview.write("content/about.md", &page("About", "Watched again."));
    preview.shows("/about/", "Watched again.");
    // A whole tree, faster than anyone could watch its folders.
    for number in 0..20 {
        preview
            .write(&format!("content/deep/er/{number}/page.md"), &page("Deep", &format!("Number {number}.")));
    }
    preview.shows("/deep/er/19/page/", "Number 19.");
    preview.write("content/deep/er/7/page.md", &page("Deep", "Seven again."));
    preview.shows("/deep/er/7/page/", "Seven again.");
    preview.serves_what_a_build_writes();
}

#[test]
fn a_line_names_what_was_saved_and_not_what_a_program_wrote_aside() {
    let mut preview = Preview::of(site(), &[]);
    let aside = preview.path("content/sedK3x9Qz");
    fs::write(&aside, page("About", "Edited in a stream.")).expect("the text");
    fs::rename(&aside, preview.path("content/about.md")).expect("in place");
    assert_eq!(preview.says("remade")["changed"], serde_json::json!(["content/about.md"]));
    preview.shows("/about/", "Edited in a stream.");
    fs::remove_file(preview.path("content/about.md")).expect("it was there");
    assert_eq!(preview.says("remade")["changed"], serde_json::json!(["content/about.md"]));
}

#[cfg(target_os = "linux")]
#[test]
fn a_rename_that_changes_case_alone_is_followed() {
    let preview = Preview::of(site(), &[]);
    fs::rename(preview.path("static/plain.css"), preview.path("static/PLAIN.css")).expect("it is renamed");
    preview.until("/PLAIN.css", |answer| answer.status == 200);
    preview.until("/plain.css", |answer| answer.status == 404);
}

#[test]
fn two_thousand_files_at_once_end_in_one_state() {
    let mut site = site();
    for number in 0..2_000 {
        site = site.file(&format!("content/many/{number}.md"), page("One of many", "Before."));
    }
    let preview = Preview::of(site, &[]);
    for number in 0..2_000 {
        preview
            .write(&format!("content/many/{number}.md"), &page("One of many", &format!("After {number}.")));
    }
    fs::remove_file(preview.path("content/many/0.md")).expect("it was there");
    for number in [1, 777, 1_999] {
        preview.shows(&format!("/many/{number}/"), &format!("After {number}."));
    }
    preview.until("/many/0/", |answer| answer.status == 404);
    preview.serves_what_a_build_writes();
}

#[test]
fn changes_are_looked_for_where_nobody_tells_of_them() {
    let preview = Preview::of(site(), &["--poll"]);
    preview.shows("/about/", "The first text.");
    preview.write("content/about.md", &page("About", "Seen by looking."));
    preview.shows("/about/", "Seen by looking.");
    preview.write("content/more/new.md", &page("New", "Text."));
    preview.shows("/more/new/", "New");
    fs::remove_file(preview.path("content/more/new.md")).expect("it was there");
    preview.until("/more/new/", |answer| answer.status == 404);
}

#[test]
fn a_site_below_a_folder_is_served_there_and_its_page_for_nothing_works() {
    let preview =
        Preview::of(site().config("title: A site\nbase_url: https://ada.example/some/folder\n"), &[]);
    assert_eq!(preview.base, "/some/folder/");
    let start = preview.get("/");
    assert!(start.status == 302 && start.head.contains("location: /some/folder/"), "{}", start.head);
    preview.serves_what_a_build_writes();
    let missing = preview.get("/some/folder/no/such/page/");
    assert_eq!(missing.status, 404);
    // Its links work at any depth: each leads to something that is there.
    let sheet = missing.body.split("rel=\"stylesheet\" href=\"").nth(1).expect("a style sheet");
    let sheet = sheet.split('"').next().expect("an address");
    assert!(sheet.starts_with("/some/folder/"), "{sheet}");
    assert_eq!(preview.get(sheet).status, 200);
}

#[test]
fn without_reload_the_bytes_are_those_of_a_build() {
    let preview = Preview::of(site(), &["--no-reload"]);
    assert!(!preview.get("/about/").body.contains("_folio"));
    assert_eq!(preview.get("/_folio/live.js").status, 404);
    preview.serves_what_a_build_writes();
}

#[test]
fn drafts_are_shown_when_they_are_asked_for() {
    let site = || site().file("content/soon.md", "---\ntitle: Soon\ndraft: true\n---\n");
    Preview::of(site(), &["--drafts"]).shows("/soon/", "Soon");
    assert_eq!(Preview::of(site(), &[]).get("/soon/").status, 404);
}

#[test]
fn a_port_that_is_taken_is_an_error_and_the_default_one_makes_way() {
    let first = Preview::of(site(), &[]);
    let (_, port) = first.authority.split_once(':').expect("a port");
    site().run(&["watch", "--port", port]).exits(1).shows("port-taken").shows("`--port N`");
    let second = Preview::of(site(), &[]);
    assert_ne!(first.authority, second.authority);
}

#[test]
fn a_wrong_option_is_told_before_anything_is_served() {
    site().run(&["watch", "--port", "0"]).exits(2);
    site().run(&["watch", "--port", "http"]).exits(2);
    site().run(&["watch", "--follow", "--no-reload"]).exits(2);
    site().run(&["watch", "--host", "192.0.2.1"]).exits(1).shows("address-not-usable");
    Site::bare().run(&["watch"]).exits(1).shows("no-site");
}

#[cfg(unix)]
#[test]
fn an_interruption_ends_it_well_whoever_listens() {
    let mut preview = Preview::of(site(), &[]);
    let mut listener = TcpStream::connect(&preview.authority).expect("it listens");
    listener
        .write_all(b"GET /_folio/events?path=/&tag=x HTTP/1.1\r\nHost: localhost\r\n\r\n")
        .expect("it reads");
    assert_eq!(preview.interrupt(), Some(0));
    assert!(!preview.path("public").exists());
}

#[test]
fn a_film_can_be_wound_to_any_place() {
    let preview = Preview::of(site(), &[]);
    let mut stream = TcpStream::connect(&preview.authority).expect("it listens");
    stream
        .write_all(
            b"GET /film.mp4 HTTP/1.1\r\nHost: localhost\r\nRange: bytes=60000-\r\nConnection: close\r\n\r\n",
        )
        .expect("it reads");
    let mut said = Vec::new();
    stream.read_to_end(&mut said).expect("it answers");
    let head = String::from_utf8_lossy(&said[..200]).to_lowercase();
    assert!(
        head.starts_with("http/1.1 206") && head.contains("content-range: bytes 60000-69999/70000"),
        "{head}"
    );
    assert!(said.ends_with(&[7; 10_000]));
}

#[test]
fn the_folder_of_the_site_may_be_away_for_a_while() {
    let preview = Preview::of(site(), &[]);
    let (root, away): (PathBuf, &Path) = (preview.site.root(), &preview.site.around().join("elsewhere"));
    fs::rename(&root, away).expect("it goes");
    std::thread::sleep(Duration::from_millis(300));
    fs::rename(away, &root).expect("it comes back");
    preview.write("content/about.md", &page("About", "Back again."));
    preview.shows("/about/", "Back again.");
}
