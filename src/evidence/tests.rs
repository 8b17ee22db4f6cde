mod memo;

use super::*;
use crate::front_matter::{Conventions, decode};
use crate::model::Kind;
use crate::table::{Declared, Table};
use crate::world::{MemoryWorld, Stamp, Stream, Walk};
use jiff::civil::Date;
use std::sync::atomic::{AtomicUsize, Ordering};

/// A world that counts what is read of it.
#[derive(Default)]
struct Counting {
    world: MemoryWorld,
    reads: AtomicUsize,
    /// No stamp can tell here.
    is_blind: bool,
}

impl World for Counting {
    fn walk(&self, dir: &SitePath, ignore: &dyn Fn(&SitePath, bool) -> bool) -> Walk {
        self.world.walk(dir, ignore)
    }

    fn read(&self, path: &SitePath, cap: u64) -> Result<Vec<u8>, ReadError> {
        if path.as_str() != lock::FILE {
            self.reads.fetch_add(1, Ordering::Relaxed);
        }
        self.world.read(path, cap)
    }

    fn open(&self, path: &SitePath) -> Result<Box<dyn Stream>, ReadError> {
        self.world.open(path)
    }

    fn exists(&self, path: &SitePath) -> bool {
        self.world.exists(path)
    }

    fn stamp(&self, path: &SitePath) -> Option<Stamp> {
        self.world.stamp(path).filter(|_| !self.is_blind)
    }

    fn today(&self) -> Date {
        self.world.today()
    }

    fn recall(&self, key: &[u8; 32]) -> Option<Vec<u8>> {
        self.world.recall(key)
    }

    fn keep(&self, key: &[u8; 32], bytes: &[u8]) -> bool {
        self.world.keep(key, bytes)
    }

    fn tidy(&self) {}
}

fn case(name: &str, front: &str) -> Document {
    let path = SitePath::parse(&format!("content/work/{name}.md")).unwrap();
    let source = Source::new(path.as_str(), format!("---\ntitle: A\n{front}\n---\n"));
    let (document, found) = decode(&path, &source, Kind::Case, Conventions { taxonomies: &[] });
    assert!(found.is_empty(), "{found:?}");
    document.unwrap()
}

#[test]
fn a_file_is_read_once_however_many_figures_rest_on_it() {
    let front = "metrics:\n  - { name: A, value: 3, calc: sum(n) from /evidence/a.csv }\n  - { name: B, value: 2, calc: count() from a.csv }";
    let (one, two) = (case("one", front), case("two", front));
    let world = MemoryWorld::new().file("evidence/a.csv", "n\n1\n2\n");
    let world = Counting { world, ..Counting::default() };
    let (evidence, found) = examine(&world, &[&one, &two], Mode::Build, None);
    assert!(found.is_empty(), "{found:?}");
    assert_eq!(evidence.of(&two.path).len(), 2);
    let bytes = evidence.files[0].read(&world).unwrap();
    assert_eq!((&bytes[..], world.reads.into_inner()), (&b"n\n1\n2\n"[..], 1));
}

#[test]
fn a_site_without_evidence_reads_nothing() {
    let world = Counting::default();
    let (evidence, found) =
        examine(&world, &[&case("one", "metrics: [{ name: A, value: 3 }]")], Mode::Locked, None);
    assert!(evidence.is_empty() && !evidence.lock_is_new && found.is_empty());
    assert_eq!(world.reads.into_inner(), 0);
}

#[test]
fn marks_say_what_was_checked_and_nothing_else() {
    let front = "metrics:\n  - { name: A, value: 3, calc: sum(n) from a.csv }\n  - { name: B, value: 2, evidence: [a.csv] }\n  - { name: C, value: 1 }\nevidence:\n  - { url: 'https://a.example', supports: [c] }";
    let one = case("one", front);
    let world = MemoryWorld::new().file("content/work/a.csv", "n\n1\n2\n");
    let (evidence, _) = examine(&world, &[&one], Mode::Build, None);
    let states = |index: usize| {
        let marks = evidence.metric(&one.path, index).unwrap().marks;
        marks
            .iter()
            .map(|(mark, state)| format!("{} {}", mark.name(), state.name()))
            .collect::<Vec<_>>()
            .join(", ")
    };
    assert_eq!(
        states(0),
        "stated pass, sourced pass, archived unchecked, reproduced pass, attested unchecked"
    );
    assert_eq!(
        states(1),
        "stated pass, sourced pass, archived unchecked, reproduced unchecked, attested unchecked"
    );
    assert_eq!(
        states(2),
        "stated pass, sourced unchecked, archived unchecked, reproduced unchecked, attested unchecked"
    );
    let wrong = case("two", "metrics: [{ name: A, value: 4, calc: sum(n) from a.csv }]");
    let (evidence, found) = examine(&world, &[&wrong], Mode::Build, None);
    assert_eq!(found[0].code, DIFFERS);
    assert!(evidence.metric(&wrong.path, 0).unwrap().marks.has_failed());
}

#[test]
fn what_changed_in_a_file_is_told_by_rows() {
    let one = case("one", "metrics: [{ name: A, value: 3, evidence: [a.csv] }]");
    let with = |text: &str, lock: &Lock, world: MemoryWorld| {
        let world = world.file("content/work/a.csv", text).file(lock::FILE, lock.to_string());
        let (evidence, found) = examine(&world, &[&one], Mode::Pin, None);
        assert!(found.is_empty(), "{found:?}");
        (evidence.changes.iter().map(|(_, words)| words.clone()).collect::<String>(), evidence.lock, world)
    };
    let (words, lock, world) = with("d,n\nx,1\ny,2\nz,3\n", &Lock::default(), MemoryWorld::new());
    assert_eq!(words, NEW);
    for (text, words) in [
        ("d,n\nx,1\ny,2\nz,3\n", ""),
        ("d,n\nx,1\ny,2\nz,3\nw,4\n", "1 row added, the first on line 5"),
        ("d,n\nx,1\nz,3\n", "1 row removed"),
        ("d,n\nx,1\ny,9\nz,3\n", "1 row altered, the first on line 3"),
        ("d,n\nz,3\ny,2\nx,1\n", "the rows are in another order"),
        ("d;n\nx;1\ny;2\nz;3\n", "its rows are the same, and are written in another way"),
        ("d,m\nx,1\ny,2\nz,3\n", "without column `n`; with column `m`"),
    ] {
        assert_eq!(with(text, &lock, world.clone()).0, words, "{text}");
    }
    // Where the rows were not kept, their number has to do.
    assert_eq!(with("d,n\nx,1\n", &lock, MemoryWorld::new()).0, "1 row now, 3 then");
}

#[test]
fn columns_that_may_tell_of_people_are_found_by_name_and_by_content() {
    let columns = |text: &str| {
        let table = Table::read(text.as_bytes(), "a.csv", None, &Declared::default()).unwrap();
        personal::columns(&table).join(" ")
    };
    assert_eq!(
        columns("E-Mail,First Name,user_ip,campaign name,month\n,,,,\na,b,c,d,e\n"),
        "E-Mail First Name user_ip"
    );
    assert_eq!(columns("who,note\nada@example.org,mail me @ noon\n"), "who");
    assert_eq!(columns("handle,ship,description\n@ada,x,y\n"), "");
}
