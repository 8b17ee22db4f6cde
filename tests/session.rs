//! A site in memory while it is written serves what a build would write, and nothing else.

use crate::site::Site;
use folio::build::{self, Changes, Content, Options, Served, Session};
use folio::path::OutPath;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Read;
use std::path::PathBuf;
use std::sync::atomic::AtomicBool;

/// A site in a folder, and a session over it.
struct Desk {
    site: Site,
    session: Session,
}

impl Desk {
    fn open(site: Site) -> Self {
        let session = Session::open(&Options { root: site.root(), ..Options::default() });
        Self { site, session }
    }

    /// Writes a file and tells the session.
    fn write(&mut self, path: &str, text: &str) -> build::Update {
        let file = self.site.root().join(path);
        fs::create_dir_all(file.parent().expect("it lies in the site")).expect("its folder");
        fs::write(file, text).expect("the file");
        self.session.update(&Changes::Paths(BTreeSet::from([PathBuf::from(path)])))
    }

    fn remove(&mut self, path: &str) -> build::Update {
        let full = self.site.root().join(path);
        let removed = if full.is_dir() { fs::remove_dir_all(full) } else { fs::remove_file(full) };
        removed.expect("it was there");
        self.session.update(&Changes::Paths(BTreeSet::from([PathBuf::from(path)])))
    }

    fn catch_up(&self) -> usize {
        self.session.catch_up(&[], &AtomicBool::new(false))
    }

    #[track_caller]
    fn text(&self, path: &str) -> String {
        let served = self.session.get(&OutPath::parse(path).expect("a path"));
        let served = served.unwrap_or_else(|| panic!("nothing at {path}: {:?}", self.said()));
        String::from_utf8(bytes(served)).expect("it is UTF-8")
    }

    fn has(&self, path: &str) -> bool {
        self.session.get(&OutPath::parse(path).expect("a path")).is_some()
    }

    fn said(&self) -> Vec<String> {
        self.session.diagnostics().into_iter().map(|diagnostic| diagnostic.message).collect()
    }

    /// Everything that is served is what a build writes now.
    #[track_caller]
    fn equals_a_build(&self) {
        let output = self.site.around().join("clean");
        let _ = fs::remove_dir_all(&output);
        let options = Options {
            root: self.site.root(),
            output: Some(output.clone()),
            no_memo: true,
            ..Options::default()
        };
        let report = build::build(&options);
        assert!(report.made.is_some(), "{:?}", report.diagnostics);
        let mut built: BTreeMap<String, Vec<u8>> = crate::site::files_in(&output).into_iter().collect();
        built.remove(".folio-owned");
        self.catch_up();
        let served: Vec<String> =
            self.session.out_paths().iter().map(|path| path.as_str().to_owned()).collect();
        let names: Vec<&String> = built.keys().collect();
        assert_eq!(served.iter().collect::<Vec<_>>(), names);
        for (name, content) in &built {
            let found = self.session.get(&OutPath::parse(name).expect("a path")).map(bytes);
            let found = found.unwrap_or_else(|| panic!("nothing at {name}"));
            let shown = String::from_utf8_lossy;
            assert!(found == *content, "{name} is\n{}\nand not\n{}", shown(&found), shown(content));
        }
    }
}

pub fn bytes(served: Served) -> Vec<u8> {
    match served.content {
        Content::Bytes(bytes) => bytes.to_vec(),
        Content::Stream(mut stream, length) => {
            let mut bytes = Vec::new();
            stream.read_to_end(&mut bytes).expect("it can be read");
            assert_eq!(bytes.len() as u64, length);
            bytes
        }
    }
}

fn a_site() -> Site {
    Site::new()
        .config("title: A site\nbase_url: https://ada.example/p\n")
        .case("larkspur", "metrics:\n  - { name: Abandonment, value: 58.9 % in 2024-09, baseline: 71.4 % in 2024-02 }\nskills: [analytics]\ndate: 2024-10-14")
        .file("content/work/stow/index.md", "---\ntitle: Stow\ndate: 2024-03-01\nskills: [analytics, storage]\n---\n\nSee [it](../larkspur.md) and [the plan](plan.pdf).\n")
        .file("content/work/stow/plan.pdf", "a plan")
        .file("content/journal/one.md", "---\ntitle: One\ndate: 2024-05-01\ncase: larkspur\naliases: [/old/]\n---\n\nText.\n")
        .file("content/about.md", "# About\n\nText.\n")
        .file("static/cv.txt", "a life")
        .file("data/team.yaml", "- Ada\n")
}

#[test]
fn a_page_is_made_of_the_text_that_was_read_also_while_its_author_saves_another() {
    let mut desk = Desk::open(
        Site::new().file("content/work/a.md", "---\ntitle: A\nsummary: Short.\n---\n\nThe first text.\n"),
    );
    let file = desk.site.root().join("content/work/a.md");
    let second = "---\ntitle: A\nsummary: Short.\n---\n\nThe second text.\n";
    fs::write(&file, "").expect("it is cut off");
    assert!(desk.text("work/a/index.html").contains("The first text."));
    assert!(desk.said().is_empty(), "{:?}", desk.said());
    desk.write("content/work/a.md", second);
    assert!(desk.text("work/a/index.html").contains("The second text."));
}

#[test]
fn everything_that_a_session_serves_is_what_a_build_writes() {
    let desk = Desk::open(a_site());
    desk.equals_a_build();
    assert!(!desk.site.root().join("public").exists());
}

#[test]
fn a_page_is_made_when_it_is_asked_for_and_once() {
    let desk = Desk::open(a_site());
    assert_eq!(desk.session.renders(), 0);
    assert!(desk.text("about/index.html").contains("<h1"));
    desk.text("about/index.html");
    assert_eq!(desk.session.renders(), 1);
    assert!(!desk.has("nowhere/index.html"));
    assert_eq!(desk.session.renders(), 1);
}

#[test]
fn an_edit_of_a_body_makes_one_page_again_and_what_is_said_of_it_moves_along() {
    let mut desk =
        Desk::open(a_site().file("content/notes/a.md", "# A note\n\nFirst.\n\nSee [it](gone.md).\n"));
    desk.catch_up();
    let before = desk.session.renders();
    let update = desk.write("content/notes/a.md", "# A note\n\nFirst.\n\nMore.\n\nSee [it](gone.md).\n");
    assert_eq!((update.stale, update.changed.len()), (1, 1));
    assert_eq!(desk.catch_up(), 1);
    assert_eq!(desk.session.renders(), before + 1);
    let diagnostics = desk.session.diagnostics();
    let gone = diagnostics.iter().find(|one| one.message.contains("gone.md")).expect("it is said");
    assert_eq!(gone.place.as_ref().map(|place| place.line_column().0), Some(7));
    desk.equals_a_build();
    assert_eq!(
        desk.write("content/notes/a.md", "# A note\n\nFirst.\n\nMore.\n\nSee [it](gone.md).\n").stale,
        0
    );
}

#[test]
fn what_an_editor_makes_for_a_moment_and_a_save_of_the_same_text_change_nothing() {
    let mut desk = Desk::open(a_site());
    desk.catch_up();
    let text = fs::read_to_string(desk.site.root().join("content/about.md")).expect("it is there");
    let update = desk.write("content/about.md", &text);
    assert!(update.changed.is_empty() && update.stale == 0, "{update:?}");
    let gone = Changes::Paths(["content/4913".into(), "static/x.swp".into()].into());
    assert!(desk.session.update(&gone).changed.is_empty());
    assert_eq!(desk.catch_up(), 0);
    assert!(!desk.write("content/4913.md", "---\ntitle: Another\n---\n\nText.\n").changed.is_empty());
    assert!(desk.has("4913/index.html"));
    assert!(!desk.remove("content/work").changed.is_empty());
    assert!(!desk.has("work/larkspur/index.html"));
    desk.equals_a_build();
}

#[test]
fn an_edit_of_a_figure_or_a_title_makes_the_pages_again_that_show_it() {
    let mut site = a_site();
    for number in 0..30 {
        let day = number + 1;
        let text = format!("---\ntitle: Note {number}\ndate: 2023-01-{day:02}\n---\n\nText.\n");
        site = site.file(&format!("content/journal/note-{number}.md"), text);
    }
    let mut desk = Desk::open(site);
    desk.catch_up();
    let case = |title: &str, value: &str| {
        format!(
            "---\ntitle: {title}\nmetrics:\n  - {{ name: Abandonment, value: {value} in 2024-09, baseline: 71.4 % in 2024-02 }}\n\
             skills: [analytics]\ndate: 2024-10-14\n---\n\nText.\n"
        )
    };
    for (title, value, shown) in [
        ("A case", "57.9 %", "57.9"),
        ("Another title", "57.9 %", "Another title"),
        ("A title", "3 %", "3\u{a0}%"),
    ] {
        let update = desk.write("content/work/larkspur.md", &case(title, value));
        assert!((1..10).contains(&update.stale), "{update:?}");
        assert!(desk.text("work/index.html").contains(shown));
        assert!(desk.text("skills/analytics/index.html").contains(title));
        assert_eq!(desk.catch_up() + 2, update.stale);
        desk.equals_a_build();
    }
}

#[test]
fn an_edit_is_served_and_so_are_the_lists_that_show_it() {
    let mut desk = Desk::open(a_site());
    desk.catch_up();
    let update = desk.write("content/journal/one.md", "---\ntitle: Two\ndate: 2024-05-01\n---\n\nOther.\n");
    assert!(!update.failed);
    assert!(desk.text("journal/one/index.html").contains("Other."));
    assert!(desk.text("journal/index.html").contains("Two"));
    assert!(desk.text("feed.xml").contains("Two"));
    desk.equals_a_build();
    desk.remove("content/journal/one.md");
    assert!(!desk.has("journal/one/index.html"));
    desk.equals_a_build();
}

#[test]
fn with_a_mistake_the_last_good_state_is_served_until_it_is_mended() {
    let mut desk = Desk::open(a_site());
    desk.catch_up();
    let good = desk.text("about/index.html");
    let update = desk.write("content/about.md", "---\ntitle: [\n---\n\nNew.\n");
    assert!(update.failed);
    assert_eq!(desk.text("about/index.html"), good);
    assert!(!desk.said().is_empty());
    // A second mistake elsewhere does not make the first broken state a good one.
    desk.write("content/journal/one.md", "---\ndate: soon\n---\n");
    assert_eq!(desk.text("about/index.html"), good);
    assert!(desk.has("journal/one/index.html"));
    desk.write("content/journal/one.md", "---\ntitle: One\n---\n\nText.\n");
    desk.write("content/about.md", "# About\n\nNew.\n");
    assert!(desk.text("about/index.html").contains("New."));
    assert_eq!(desk.said(), ["this page has no title, so its first heading is shown"]);
    desk.equals_a_build();
}

#[test]
fn a_mistake_that_only_shows_when_a_page_is_made_keeps_the_last_good_state_too() {
    let mut desk = Desk::open(a_site().file("templates/page.html", "{{ page.title }}"));
    desk.catch_up();
    assert_eq!(desk.text("about/index.html"), "About");
    assert!(!desk.write("templates/page.html", "{{ page.nothing.here }}").failed);
    assert_eq!(desk.text("about/index.html"), "About");
    assert!(desk.said()[1].contains("`nothing` is not defined"), "{:?}", desk.said());
    desk.write("templates/page.html", "{{ page.title }}!");
    assert_eq!(desk.text("about/index.html"), "About!");
}

#[test]
fn a_site_whose_config_and_content_vanish_and_come_back_is_served_all_along() {
    let mut desk = Desk::open(a_site());
    desk.catch_up();
    let config = fs::read_to_string(desk.site.root().join("folio.yaml")).expect("it is there");
    assert!(desk.remove("folio.yaml").failed);
    assert_eq!(desk.said(), ["there is no folio.yaml here"]);
    assert!(desk.has("index.html"));
    desk.write("folio.yaml", &config);
    assert_eq!(desk.said(), ["this page has no title, so its first heading is shown"]);
    let (content, away) = (desk.site.root().join("content"), desk.site.around().join("away"));
    fs::rename(&content, &away).expect("it can be moved");
    desk.session.update(&Changes::Paths(BTreeSet::from([PathBuf::from("content")])));
    assert!(!desk.has("about/index.html"));
    fs::rename(&away, &content).expect("it can be moved back");
    desk.session.update(&Changes::All);
    assert!(desk.has("about/index.html"));
    desk.equals_a_build();
}

#[test]
fn cards_follow_the_pen() {
    let case = |value: &str, body: &str| {
        format!("---\ntitle: One\nmetrics: [{{ name: Orders, value: {value} }}]\n---\n\n{body}\n")
    };
    let mut desk = Desk::open(
        Site::bare()
            .config("title: A site\nbase_url: https://ada.example\ncards: true\n")
            .file("content/index.md", "---\ntitle: Home\n---\n")
            .file("content/work/one.md", case("61 orders", "Words.")),
    );
    desk.catch_up();
    desk.equals_a_build();
    for (value, body) in [("61 orders", "Other words."), ("62 orders", "Other words.")] {
        desk.write("content/work/one.md", &case(value, body));
        desk.catch_up();
        desk.equals_a_build();
    }
}

#[test]
fn a_theme_for_code_that_is_edited_is_read_anew() {
    let theme = |ink: &str| {
        format!(
            "<plist version=\"1.0\"><dict><key>settings</key><array><dict><key>settings</key><dict>\
             <key>background</key><string>#101010</string><key>foreground</key><string>{ink}</string></dict></dict></array></dict></plist>"
        )
    };
    let site = Site::new()
        .config("title: T\nhighlight: { dark: colours/mine.tmTheme }\n")
        .file("content/a.md", "---\ntitle: A\n---\n\n```rust\na\n```\n")
        .file("colours/mine.tmTheme", theme("#eeeeee"));
    let mut desk = Desk::open(site);
    desk.equals_a_build();
    let before = desk.text("a/index.html");
    desk.write("colours/mine.tmTheme", &theme("#dddddd"));
    assert_ne!(desk.text("a/index.html"), before);
    desk.equals_a_build();
}
