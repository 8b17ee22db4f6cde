//! What is taken from the memo is what an examination would find out.

use super::{Counting, case};
use crate::diag::Diagnostic;
use crate::evidence::{Evidence, File, Mode, examine, memo};
use crate::model::Document;
use crate::proof::lock::{self, Lock};
use crate::world::{MemoryWorld, Stamp, World};
use proptest::prelude::*;
use std::sync::Arc;

const PROGRAM: Option<Stamp> = Some(Stamp { len: 1, times: [0; 4], number: 1 });

/// All that came of an examination but the bytes that stayed in memory.
fn shown((evidence, found): &(Evidence, Vec<Diagnostic>), documents: &[&Document]) -> String {
    let cases: Vec<_> = documents.iter().map(|document| evidence.of(&document.path)).collect();
    let files: Vec<File> = evidence.files.iter().map(|file| File { kept: None, ..file.clone() }).collect();
    format!(
        "{found:#?}\n{cases:#?}\n{files:#?}\n{:#?}\n{:#?} {}",
        evidence.lock, evidence.changes, evidence.lock_is_new
    )
}

fn counting(world: &MemoryWorld) -> Counting {
    Counting { world: world.clone(), ..Counting::default() }
}

/// Figures of every kind: over windows and by month, from a sheet's like, from shares, of an experiment; and files that
/// are cited.
const METRICS: [&str; 9] = [
    "{ name: A, value: 8, calc: sum(n) from a.csv where month in 2024-01/2024-03 }",
    "{ name: A, value: 8 in 2024-01/2024-03, calc: sum(n) from a.csv where month in 2024-01/2024-03 by month }",
    "{ name: A, value: 9, calc: sum(n) from a.csv }",
    "{ name: A, value: 8.00, calc: sum(n) from a.csv where month in 2024-01/2024-03 }",
    "{ name: A, value: at least 5, baseline: 2, calc: sum(n) from a.csv, baseline_calc: only(n) from a.csv where month = 2024-01 }",
    "{ name: A, value: 40 %, calc: 'ratio(n, of) from /evidence/b.json where group = new' }",
    "{ name: A, value: 2, calc: distinct(group) from /evidence/b.json }",
    "{ name: A, value: 50, calc: last(k) from c.csv order by day }",
    "{ name: A, value: 3, evidence: [a.csv, c.csv] }",
];

/// What their author says of the files.
const DECLARED: [&str; 8] = [
    "",
    "evidence: [{ file: a.csv, how: Exported, supports: [a] }]",
    "evidence: [{ file: a.csv, benford: true }, { file: c.csv, personal: none, by: me }]",
    "evidence: [{ file: c.csv, personal: consented, delimiter: comma }]",
    "evidence: [{ file: a.csv, header: 2 }]",
    "evidence: [{ file: c.csv, decimal: comma, encoding: windows-1252 }]",
    "evidence: [{ file: a.csv, git: { repository: 'https://git.example/x', commit: 3f2a91c07be1d5a64c0fe8a1b2c9d7e6f5041382, path: a.csv } }]",
    "evidence: [{ file: a.csv, git: { repository: 'https://git.example/x', commit: 3f2a91c07be1d5a64c0fe8a1b2c9d7e6f5041382, path: a.csv, blob: 3f2a91c07be1d5a64c0fe8a1b2c9d7e6f5041382 } }]",
];

fn texts(file: usize) -> [String; 3] {
    let days = |last: &str| {
        let rows = (1..=28).map(|day| format!("2024-02-{day:02},50,x\n"));
        format!("day,k,note\n{}2024-03-01,{last}\n", rows.collect::<String>())
    };
    match file {
        0 => [
            "month,n\n2024-01,2\n2024-02,3\n2024-03,3\n2024-04,1\n".to_owned(),
            "month,n\n2024-01,2\n2024-02,\n2024-03,6\n".to_owned(),
            "month,n\n2024-01,two\n".to_owned(),
        ],
        1 => [
            r#"[{"group":"new","n":4,"of":10},{"group":"old","n":5,"of":90}]"#.to_owned(),
            r#"[{"group":"new","n":40,"of":100},{"group":"old","n":5,"of":9}]"#.to_owned(),
            "[".to_owned(),
        ],
        _ => [days("50,x"), days("50,ada@example.org"), days("51,x")],
    }
}

const FILES: [&str; 3] = ["content/work/a.csv", "evidence/b.json", "content/work/c.csv"];

/// A site while it is written.
#[derive(Clone, Debug)]
struct Draft {
    metrics: [usize; 2],
    declared: [usize; 2],
    files: [usize; 3],
    lock: Lock,
    mode: Mode,
}

impl Draft {
    fn edit(&mut self, (what, how): (usize, usize)) {
        match what {
            0 | 1 => self.metrics[what] = how % METRICS.len(),
            2 | 3 => self.declared[what - 2] = how % DECLARED.len(),
            4..=6 => self.files[what - 4] = how % 3,
            7 => self.mode = [Mode::Build, Mode::Locked, Mode::Pin][how % 3],
            8 => _ = self.lock.pins.pop_first(),
            _ => self.lock = Lock::default(),
        }
    }

    fn documents(&self) -> Vec<Document> {
        let front = |index: usize| {
            let (metric, declared) = (METRICS[self.metrics[index]], DECLARED[self.declared[index]]);
            format!("metrics: [{metric}]\n{declared}")
        };
        vec![case("one", &front(0)), case("two", &front(1))]
    }

    fn world(&self, world: &MemoryWorld) -> MemoryWorld {
        let with =
            |world: MemoryWorld, file: usize| world.file(FILES[file], texts(file)[self.files[file]].as_str());
        (0..3).fold(world.clone(), with).file(lock::FILE, self.lock.to_string())
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn after_any_edits_it_is_the_same_as_without(
        edits in prop::collection::vec(((0..10usize, 0..72usize), any::<bool>(), any::<bool>()), 1..24),
    ) {
        let kept = MemoryWorld::new();
        let mut draft = Draft {
            metrics: [0, 5],
            declared: [0, 0],
            files: [0; 3],
            lock: Lock::default(),
            mode: Mode::Build,
        };
        for (edit, is_blind, is_pinned) in edits {
            draft.edit(edit);
            let world = draft.world(&kept);
            let documents = draft.documents();
            let documents: Vec<&Document> = documents.iter().collect();
            let fresh = examine(&world, &documents, draft.mode, None);
            let world = Counting { is_blind, ..counting(&world) };
            let known = examine(&world, &documents, draft.mode, PROGRAM);
            prop_assert_eq!(shown(&known, &documents), shown(&fresh, &documents));
            for file in &known.0.files {
                let bytes = file.read(&world).map_err(|said| said.message);
                prop_assert_eq!(bytes, fresh_bytes(&fresh.0, file, &world));
            }
            if is_pinned && !known.1.iter().any(Diagnostic::is_error) {
                draft.lock = known.0.lock;
            }
        }
    }

    #[test]
    fn bytes_of_any_kind_cost_time_and_no_more(edits in prop::collection::vec((any::<usize>(), any::<u8>()), 1..6), cut in any::<usize>()) {
        let (world, documents) = pinned();
        let documents: Vec<&Document> = documents.iter().collect();
        let key = memo::key();
        let mut bytes = world.recall(key.bytes()).expect("it was kept");
        for (at, byte) in edits {
            let at = at % bytes.len();
            bytes[at] = byte;
        }
        if cut % 3 == 0 {
            bytes.truncate(cut % bytes.len());
        }
        world.keep(key.bytes(), &bytes);
        _ = shown(&examine(&world, &documents, Mode::Build, PROGRAM), &documents);
    }
}

fn fresh_bytes(fresh: &Evidence, file: &File, world: &dyn World) -> Result<Arc<[u8]>, String> {
    let same = fresh.at(&file.path).expect("it is there, too");
    same.read(world).map_err(|said| said.message)
}

/// A site whose evidence is pinned and known.
fn pinned() -> (MemoryWorld, Vec<Document>) {
    let draft =
        Draft { metrics: [1, 5], declared: [6, 3], files: [0; 3], lock: Lock::default(), mode: Mode::Build };
    let (world, documents) = (draft.world(&MemoryWorld::new()), draft.documents());
    let borrowed: Vec<&Document> = documents.iter().collect();
    let (evidence, found) = examine(&world, &borrowed, Mode::Build, PROGRAM);
    assert!(found.is_empty() && evidence.files.len() == 3, "{found:?}");
    (world.file(lock::FILE, evidence.lock.to_string()), documents)
}

#[test]
fn evidence_that_is_as_it_was_is_not_read() {
    let (world, documents) = pinned();
    let documents: Vec<&Document> = documents.iter().collect();
    let reads = |world: Counting, program| {
        let known = examine(&world, &documents, Mode::Locked, program);
        assert_eq!(
            shown(&known, &documents),
            shown(&examine(&world.world, &documents, Mode::Locked, None), &documents)
        );
        world.reads.into_inner()
    };
    assert_eq!(reads(counting(&world), PROGRAM), 0);
    assert_eq!(reads(counting(&world.clone().file(FILES[0], "month,n\n")), PROGRAM), 1);
    // Where a stamp cannot tell, a file is read, and its digest does.
    assert_eq!(reads(Counting { is_blind: true, ..counting(&world) }, PROGRAM), 3);
    // Another program may find out something else.
    let other = PROGRAM.map(|program| Stamp { number: 2, ..program });
    assert_eq!(reads(counting(&world), other), 3);
    assert_eq!(reads(counting(&world), other), 0);
}

#[test]
fn what_is_not_pinned_any_more_goes_when_something_new_is_kept() {
    let (world, documents) = pinned();
    let known = |world: &MemoryWorld| memo::Memo::recall(world, PROGRAM).paths();
    assert_eq!(known(&world).len(), 3);
    let one = case("one", "metrics: [{ name: A, value: 9, calc: sum(n) from a.csv }]");
    _ = examine(&world, &[&one], Mode::Build, PROGRAM);
    assert_eq!(known(&world).len(), 3, "they are pinned");
    let without = world.clone().file(lock::FILE, Lock::default().to_string());
    _ = examine(&without, &[&one], Mode::Build, PROGRAM);
    assert_eq!(known(&world), [documents[0].path.parent().expect("a folder").join("a.csv").expect("a path")]);
}
