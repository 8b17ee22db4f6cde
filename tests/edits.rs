//! A site while it is written: hundreds of random edits, and after each what is served is what a clean build writes,
//! with no page rendered that did not have to be.
//!
//! `FOLIO_EDITS=5000` makes that many; `FOLIO_SEED=7` begins elsewhere.

use crate::session::bytes;
use crate::site::{Site, files_in};
use folio::build::{self, Changes, Options, Session};
use folio::diag::Diagnostic;
use folio::path::OutPath;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;
use std::sync::atomic::AtomicBool;

/// Numbers that look random and are the same in every run with one seed (splitmix64).
pub struct Dice(pub u64);

impl Dice {
    pub fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((mixed ^ (mixed >> 31)) % sides as u64).expect("it is below a usize")
    }

    fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.roll(from.len())]
    }
}

/// The documents that a site may have.
const DOCUMENTS: [&str; 19] = [
    "content/index.md",
    "content/about.md",
    "content/404.md",
    "content/about.de.md",
    "content/work/_index.md",
    "content/work/larkspur.md",
    "content/work/stow/index.md",
    "content/work/stow/annex.md",
    "content/work/birch.md",
    "content/work/alder.md",
    "content/work/old/elm.md",
    "content/journal/one.md",
    "content/journal/two.md",
    "content/journal/three.md",
    "content/people/jane.md",
    "content/people/bo/index.md",
    "content/skills/analytics.md",
    "content/notes/first.md",
    "content/notes/deep/second.md",
];

/// What their front matter may say. The first of each is left out.
const FIELDS: [(&str, &[&str]); 22] = [
    ("title", &["", "Larkspur", "A shorter way", "Zebra & <Söhne>", "[broken", "Alder"]),
    ("date", &["", "2024-01-02", "2024-10-14", "2023-05-05", "2022-12-31"]),
    (
        "summary",
        &["", "In short.", "It fell to {{<value of=\"stay\"/>}}.", "To {{<value of=\"larkspur.stay\"/>}}."],
    ),
    ("description", &["", "What happened."]),
    ("skills", &["", "[analytics]", "[analytics, writing]", "[Writing]", "[storage]"]),
    ("tags", &["", "[a]", "[a, b]"]),
    (
        "metrics",
        &[
            "",
            "[{ name: Stay, value: 58.9 % in 2024-09, baseline: 71.4 % in 2024-02 }]",
            "[{ name: Stay, value: 60 % in 2024-09 }, { name: Cost, value: 40 € }]",
            "[{ name: Cost, value: 41 €, headline: true }]",
            "[{ name: Cost, value: much }]",
            "[{ name: Orders, value: 61 orders in 2024-09, calc: only(orders) from funnel.csv where month = 2024-09 }]",
        ],
    ),
    ("draft", &["", "true", "false"]),
    ("unlisted", &["", "true"]),
    ("slug", &["", "elsewhere", "larkspur"]),
    ("aliases", &["", "[/old/]", "[/older/, /about/]"]),
    ("weight", &["", "1", "2"]),
    ("case", &["", "larkspur", "nowhere"]),
    ("authors", &["", "[jane]", "[Jo Guest]", "[jane, bo]"]),
    ("people", &["", "[{ person: jane, role: Lead }]", "[{ person: bo, share: led }]"]),
    ("template", &["", "wide", "missing"]),
    ("outcome", &["", "success", "failure"]),
    ("period", &["", "2024-03/2024-09", "2023"]),
    ("client", &["", "{ name: Larkspur, sector: retail }"]),
    ("example", &["", "true"]),
    ("image", &["", "/pic.png", "pic.png", "nowhere.png"]),
    ("extra", &["", "{ note: x }", "{ note: y }"]),
];

/// What their bodies may hold.
const BODIES: [&str; 14] = [
    "Plain text.\n",
    "Other text, and more of it.\n",
    "# A heading\n\nText below it.\n",
    "See [it](../work/larkspur.md) and [this](/about/).\n",
    "See [the second](../journal/two.md#part), [gone](gone.md), [a file](plan.pdf).\n",
    "## Part\n\nText.\n\n## Other {#other}\n\nSee [above](#part).\n",
    "![A picture](/pic.png)\n\n![Another](pic.png)\n",
    "It was {{<value of=\"larkspur.stay\"/>}} then.\n",
    "{{<metric of=\"stay\"/>}}\n",
    "{{<note text=\"well\"/>}} and {{<unknown/>}}\n",
    "```rust\nfn main() {}\n```\n\n```nolanguage\nx\n```\n",
    "The beginning with [a link](../about.md).\n\n<!-- more -->\n\nThe rest.\n",
    "Formulas and <b>raw</b> <script>html</script>.[^1]\n\n[^1]: A note.\n",
    "",
];

const HOME: &str = "{% extends \"home.html\" %}{% block main %}{{ super() }}<link href=\"{{ asset(path='css/site.css') }}\">\
     {% for page in pages(section='work', order='title') %}{{ page.title }}{% endfor %}\
     {% for term in terms(taxonomy='skills') %}{{ term.name }} {{ term.count }}{% endfor %}\
     {{ data(path='team') }}{% endblock %}";

/// Every other file, and what it may hold; nothing: it is not there.
const FILES: [(&str, &[Option<&str>]); 21] = [
    (
        "folio.yaml",
        &[
            Some("title: A site\nbase_url: https://ada.example/p\n"),
            Some(
                "title: A site\ntagline: New\nbase_url: https://ada.example/p\nsections: { work: { page_size: 2 } }\n",
            ),
            Some(
                "title: A site\nsections: { work: { order: title } }\nfeeds: { full: true, limit: 3 }\nbase_url: https://ada.example\n",
            ),
            Some("title: Other\nnavigation: [{ label: Work, url: /work/ }]\n"),
            Some("title: A site\nlanguage: de\ntheme: mine\nbase_url: https://ada.example/p\n"),
            Some("title: [broken\n"),
            Some("title: A site\nbase_url: https://ada.example/p\nignore: [notes]\nlinks: error\n"),
            None,
        ],
    ),
    ("themes/mine/theme.yaml", &[Some("name: mine\nextends: base\n")]),
    ("themes/mine/templates/page.html", &[None, Some("{{ page.title }}{{ page.content | safe }}")]),
    (
        "templates/page.html",
        &[
            None,
            None,
            Some("{% extends \"page.html\" %}{% block main %}<i>mine</i>{{ super() }}{% endblock %}"),
            Some("{{ page.title"),
        ],
    ),
    (
        "templates/case.html",
        &[
            None,
            None,
            Some("<p>{{ page.title }} {{ page.contents | length }}</p>{{ page.content | safe }}"),
            Some("{{ page.nothing.here }}"),
        ],
    ),
    ("templates/wide.html", &[None, Some("wide {{ page.title }} {{ page.content | safe }}")]),
    ("templates/home.html", &[None, Some(HOME)]),
    (
        "templates/components/note.html",
        &[
            None,
            Some("{% component note(text: string) %}<b>{{ text }}</b>{% endcomponent note %}"),
            Some(
                "{% component note(text: string) %}<u>{{ text }}{{ image(src='/pic.png').src }}</u>{% endcomponent note %}",
            ),
        ],
    ),
    ("data/team.yaml", &[Some("- Ada\n"), Some("- Ada\n- Bo\n"), Some("- [broken\n"), None]),
    (
        "static/css/site.css",
        &[Some("@import 'part.css';\nb { background: url(../pic.png) }\n"), Some("b { color: red }\n"), None],
    ),
    (
        "static/css/part.css",
        &[Some("i { color: blue }\n"), Some("i { color: green }\n"), Some("i { color: "), None],
    ),
    ("static/pic.png", &[Some("small"), Some("large"), Some("no picture"), None]),
    ("content/work/stow/pic.png", &[Some("large"), Some("small"), None]),
    (
        "content/work/funnel.csv",
        &[
            Some("month,orders\n2024-09,61\n"),
            Some("month,orders\n2024-08,60\n2024-09,61\n"),
            Some("month,orders\n2024-09,62\n"),
            None,
        ],
    ),
    ("content/work/plan.pdf", &[None, Some("a plan"), Some("another")]),
    ("content/notes/index.html", &[None, Some("<p>mine</p>")]),
    ("static/cv.txt", &[Some("a life"), Some("another life"), None]),
    ("static/favicon.svg", &[None, Some("<svg viewBox=\"0 0 1 1\"></svg>")]),
    ("static/.well-known/security.txt", &[None, Some("Contact: mailto:a@b.example\n")]),
    ("i18n/en.yaml", &[None, Some("home: Start\n"), Some("home: [broken\n")]),
    ("notes.txt", &[None, Some("no part of the site")]),
];

/// The bytes of a file of this content: `small` and `large` are pictures.
fn file_bytes(content: &str) -> Vec<u8> {
    let (width, height) = match content {
        "small" => (40, 20),
        "large" => (600, 30),
        _ => return content.as_bytes().to_vec(),
    };
    let mut png = std::io::Cursor::new(Vec::new());
    let part = |number: u32| u8::try_from(number % 251).expect("it is small");
    let picture = image::RgbImage::from_fn(width, height, |x, y| image::Rgb([part(x), part(y * 7), 9]));
    picture.write_to(&mut png, image::ImageFormat::Png).expect("it fits into memory");
    png.into_inner()
}

/// A document: which of its fields it has, and which body.
#[derive(Clone, Default)]
struct Document {
    fields: [usize; FIELDS.len()],
    body: usize,
    words: usize,
}

impl Document {
    fn text(&self) -> String {
        let mut text = String::new();
        for ((key, values), chosen) in FIELDS.iter().zip(self.fields).filter(|(_, chosen)| *chosen > 0) {
            _ = writeln!(text, "{key}: {}", values[chosen]);
        }
        let head = if text.is_empty() { String::new() } else { format!("---\n{text}---\n\n") };
        format!("{head}{}\nWords {}.\n", BODIES[self.body], self.words)
    }
}

/// What an edit may make stale.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// No more than so many pages.
    Pages(u64),
    Anything,
}

/// A site on the disk that is edited at random.
pub struct Writer {
    dice: Dice,
    pub site: Site,
    session: Session,
    documents: BTreeMap<&'static str, Document>,
    files: BTreeMap<&'static str, usize>,
    /// What the last build that went well wrote.
    good: BTreeMap<String, Vec<u8>>,
    log: Vec<String>,
}

impl Writer {
    pub fn new(seed: u64) -> Self {
        let mut dice = Dice(seed);
        let mut site = Site::bare();
        let mut documents = BTreeMap::new();
        for path in DOCUMENTS {
            // What most sites say, and nothing that is wrong.
            let mut document = Document { body: dice.roll(7), ..Document::default() };
            for (field, most) in [(0, 4), (1, 5), (4, 5), (5, 3), (12, 2)] {
                document.fields[field] = dice.roll(most);
            }
            document.fields[6] = usize::from(path.starts_with("content/work/"));
            site = site.file(path, document.text());
            documents.insert(path, document);
        }
        let mut files = BTreeMap::new();
        for (path, contents) in FILES {
            files.insert(path, 0);
            if let Some(content) = contents[0] {
                site = site.file(path, file_bytes(content));
            }
        }
        let session = Session::open(&Options { root: site.root(), ..Options::default() });
        Self { dice, site, session, documents, files, good: BTreeMap::new(), log: Vec::new() }
    }

    /// Makes one edit on the disk: what changed, and what it may make stale.
    pub fn edit(&mut self) -> (BTreeSet<PathBuf>, Reach) {
        match self.dice.roll(20) {
            0..5 => self.edit_words(),
            5..13 => self.edit_document(),
            13..18 => self.edit_file(),
            18 => self.move_folder(),
            _ => self.touch(),
        }
    }

    fn edit_words(&mut self) -> (BTreeSet<PathBuf>, Reach) {
        let path = *self.dice.pick(&DOCUMENTS);
        let Some(document) = self.documents.get_mut(path) else { return self.edit_document() };
        document.words += 1;
        // Other pages show the first words of one without a summary.
        let has_others_before = ![6, 8, 10, 13].contains(&document.body);
        let reach = if has_others_before { Reach::Pages(1) } else { Reach::Anything };
        self.log.push(format!("other words in {path}"));
        self.write_document(path);
        ([path.into()].into(), reach)
    }

    fn edit_document(&mut self) -> (BTreeSet<PathBuf>, Reach) {
        let path = *self.dice.pick(&DOCUMENTS);
        let missing = !self.documents.contains_key(path);
        if !missing && self.dice.roll(10) == 0 {
            self.documents.remove(path);
            fs::remove_file(self.site.root().join(path)).expect("it was there");
            self.log.push(format!("remove {path}"));
            return ([path.into()].into(), Reach::Anything);
        }
        let document = self.documents.entry(path).or_default();
        if self.dice.roll(4) == 0 {
            document.body = self.dice.roll(BODIES.len());
            self.log.push(format!("body {} of {path}", document.body));
        } else {
            let field = self.dice.roll(FIELDS.len());
            // Half of the time what was there goes, so that sites are not full of everything.
            let chosen = if self.dice.roll(2) == 0 { 0 } else { self.dice.roll(FIELDS[field].1.len()) };
            document.fields[field] = chosen;
            self.log.push(format!("{}: {} in {path}", FIELDS[field].0, FIELDS[field].1[chosen]));
        }
        self.write_document(path);
        ([path.into()].into(), Reach::Anything)
    }

    fn edit_file(&mut self) -> (BTreeSet<PathBuf>, Reach) {
        let (path, contents) = *self.dice.pick(&FILES);
        // What is broken is mended soon.
        let chosen = if self.dice.roll(2) == 0 { 0 } else { self.dice.roll(contents.len()) };
        self.files.insert(path, chosen);
        self.log.push(format!("content {chosen} of {path}"));
        self.write(path, contents[chosen].map(file_bytes));
        let reach = match path {
            "notes.txt" => Reach::Pages(0),
            _ => Reach::Anything,
        };
        ([path.into()].into(), reach)
    }

    /// A folder of documents goes or comes back under its name.
    fn move_folder(&mut self) -> (BTreeSet<PathBuf>, Reach) {
        let folder = *self.dice.pick(&["content/work/stow", "content/journal", "content"]);
        let (from, away) = (self.site.root().join(folder), self.site.around().join("away"));
        self.log.push(format!("{folder} goes and comes back"));
        if from.exists() {
            fs::rename(&from, &away).expect("it can be moved");
            self.session.update(&Changes::Paths([folder.into()].into()));
            self.session.get(&OutPath::parse("about/index.html").expect("a path"));
            fs::rename(&away, &from).expect("it can be moved back");
        }
        // The page that was looked at meanwhile, and again.
        ([folder.into()].into(), Reach::Pages(2))
    }

    /// A file is saved as it was.
    fn touch(&mut self) -> (BTreeSet<PathBuf>, Reach) {
        let path = *self.dice.pick(&DOCUMENTS);
        self.log.push(format!("save {path} as it was"));
        if self.documents.contains_key(path) {
            self.write_document(path);
        }
        ([path.into()].into(), Reach::Pages(0))
    }

    fn write_document(&self, path: &str) {
        self.write(path, Some(self.documents[path].text().into_bytes()));
    }

    fn write(&self, path: &str, bytes: Option<Vec<u8>>) {
        let full = self.site.root().join(path);
        match bytes {
            Some(bytes) => {
                fs::create_dir_all(full.parent().expect("it lies in the site")).expect("its folder");
                fs::write(full, bytes).expect("the file");
            }
            None => _ = fs::remove_file(full),
        }
    }

    /// Compares what is served with what a clean build writes.
    fn check(&mut self) {
        let output = self.site.around().join("clean");
        let _ = fs::remove_dir_all(&output);
        let options = Options {
            root: self.site.root(),
            output: Some(output.clone()),
            no_memo: true,
            ..Options::default()
        };
        let report = build::build(&options);
        // Some page is looked at before all is made.
        let first: Vec<OutPath> = self.good.keys().filter_map(|path| OutPath::parse(path).ok()).collect();
        if !first.is_empty() {
            let path = self.dice.pick(&first).clone();
            self.session.get(&path);
        }
        self.session.catch_up(&first[..first.len().min(2)], &AtomicBool::new(false));
        assert_eq!(said(&self.session.diagnostics()), said(&report.diagnostics), "what is said");
        if report.made.is_some() {
            self.good = files_in(&output).into_iter().collect();
            self.good.remove(".folio-owned");
        }
        let served = self.session.out_paths();
        let served: Vec<&str> = served.iter().map(OutPath::as_str).collect();
        assert_eq!(served, self.good.keys().collect::<Vec<_>>(), "the files that are served");
        for (path, content) in &self.good {
            let found = self.session.get(&OutPath::parse(path).expect("a path")).map(bytes);
            let is_same = found.as_ref() == Some(content);
            // A file that is copied is served as it lies there, and while a mistake stands no older copy is kept.
            let copied = report.made.is_none() && !is_page(path);
            assert!(
                is_same || copied,
                "{path} is\n{:?}\nand not\n{}",
                found.as_deref().map(text),
                text(content)
            );
        }
    }

    pub fn last_edits(&self) -> &[String] {
        &self.log[self.log.len().saturating_sub(12)..]
    }

    fn step(&mut self) {
        let before = self.session.renders();
        let was_good = self.session.diagnostics().iter().all(|diagnostic| !diagnostic.is_error());
        let (paths, reach) = self.edit();
        let changes = if self.dice.roll(12) == 0 { Changes::All } else { Changes::Paths(paths) };
        self.session.update(&changes);
        self.check();
        let renders = self.session.renders() - before;
        let most = match reach {
            Reach::Pages(most) => most,
            Reach::Anything => u64::MAX,
        };
        assert!(!was_good || renders <= most, "{renders} pages were rendered");
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn is_page(path: &str) -> bool {
    path.rsplit('.').next() == Some("html")
}

/// Messages with their places, as far as they do not speak of the output folder.
pub fn said(diagnostics: &[Diagnostic]) -> Vec<String> {
    let said = diagnostics.iter().map(|diagnostic| {
        let place = diagnostic.place.as_ref();
        let place = place.map(|place| {
            (
                place.source.name().to_owned(),
                place.line_column(),
                place.source.line(place.line_column().0).to_owned(),
            )
        });
        format!("{:?} {} {place:?}", diagnostic.severity, diagnostic.message)
    });
    said.collect()
}

pub fn number(name: &str, otherwise: u64) -> u64 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(otherwise)
}

#[test]
fn after_any_edit_a_session_serves_what_a_clean_build_writes() {
    let (seed, edits) = (number("FOLIO_SEED", 20_261_124), number("FOLIO_EDITS", 150));
    let mut writer = Writer::new(seed);
    writer.check();
    for edit in 0..edits {
        let step = std::panic::AssertUnwindSafe(|| writer.step());
        if let Err(why) = std::panic::catch_unwind(step) {
            eprintln!("seed {seed}, edit {edit}; the last edits were {:#?}", writer.last_edits());
            std::panic::resume_unwind(why);
        }
    }
    let pages = writer.good.keys().filter(|path| is_page(path)).count() as u64;
    let (renders, all) = (writer.session.renders(), pages * edits);
    eprintln!("{edits} edits on {pages} pages: {renders} renders of {all}");
    assert!(renders < all / 3, "{renders} renders of {all}");
}
