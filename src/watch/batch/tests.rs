use super::*;
use proptest::prelude::*;
use std::cell::RefCell;
use std::path::Path;

fn path(text: &str) -> SitePath {
    SitePath::parse(text).expect("a path")
}

/// A disk on which a test says what lies where, a batch, and all that came out of it.
#[derive(Default)]
struct Scene {
    disk: RefCell<BTreeMap<SitePath, Found>>,
    batch: Batch,
    told: Vec<(u64, Changes)>,
    now: Moment,
}

impl Scene {
    fn with(files: &[&str]) -> Self {
        let scene = Self::default();
        for file in files {
            scene.disk.borrow_mut().insert(path(file), Found::File);
        }
        scene
    }

    /// At this millisecond something happens to a file; what is due before comes out before.
    fn at(&mut self, ms: u64, name: &str, notice: Notice, now: Found) -> &mut Self {
        self.until(ms);
        self.disk.borrow_mut().insert(path(name), now);
        self.batch.note(millis(ms), path(name), notice);
        self
    }

    /// Lets time pass.
    fn until(&mut self, ms: u64) -> &mut Self {
        let mut turns = 0;
        while let Some(due) = self.batch.due().filter(|due| *due <= millis(ms)) {
            turns += 1;
            assert!(turns < 10_000, "it never comes to rest: {:?}", self.batch);
            let disk = self.disk.borrow();
            let find = |path: &SitePath| disk.get(path).copied().unwrap_or(Found::Nothing);
            self.now = self.now.max(due);
            if let Some(changes) = self.batch.take(self.now, &find) {
                self.told.push((u64::try_from(self.now.as_millis()).expect("a short test"), changes));
            }
        }
        self.now = millis(ms);
        self
    }

    /// What came out: when, and which names.
    #[track_caller]
    fn tells(&mut self, wanted: &[(u64, &[&str])]) {
        self.until(100_000);
        let told: Vec<(u64, Vec<&str>)> = self
            .told
            .iter()
            .map(|(at, changes)| match changes {
                Changes::Paths(paths) => (*at, paths.iter().filter_map(|path| path.to_str()).collect()),
                Changes::All => (*at, vec!["*"]),
            })
            .collect();
        let wanted: Vec<(u64, Vec<&str>)> = wanted.iter().map(|(at, names)| (*at, names.to_vec())).collect();
        assert_eq!(told, wanted);
    }
}

use Found::{Empty, File, Folder, Nothing};
use Notice::{Created, Gone, Whole, Written};

#[test]
fn a_file_that_was_closed_is_told_of_two_milliseconds_later() {
    Scene::with(&["a.md"])
        .at(10, "a.md", Written, File)
        .at(11, "a.md", Whole, File)
        .tells(&[(13, &["a.md"])]);
}

#[test]
fn a_file_that_stays_open_is_told_of_all_the_same() {
    Scene::with(&["a.md"]).at(10, "a.md", Written, File).tells(&[(15, &["a.md"])]);
}

#[test]
fn a_file_that_is_emptied_before_it_is_written_is_never_seen_empty() {
    // As VS Code saves: it empties the file in place, and the bytes may take a while to come.
    Scene::with(&["a.md"])
        .at(10, "a.md", Written, Empty)
        .at(40, "a.md", Written, File)
        .at(41, "a.md", Whole, File)
        .tells(&[(43, &["a.md"])]);
}

#[test]
fn a_file_that_stays_empty_is_believed_in_the_end() {
    Scene::with(&["a.md"]).at(10, "a.md", Whole, Empty).tells(&[(92, &["a.md"])]);
}

#[test]
fn a_file_that_is_moved_away_before_it_is_written_anew_is_never_gone() {
    // As vim saves: the old one becomes the backup, a new one is written, and then the backup is removed.
    Scene::with(&["a.md"])
        .at(10, "a.md", Gone, Nothing)
        .at(50, "a.md", Created, Empty)
        .at(51, "a.md", Written, File)
        .at(53, "a.md", Whole, File)
        .tells(&[(55, &["a.md"])]);
}

#[test]
fn a_file_that_takes_the_place_of_another_is_told_of_at_once() {
    // As JetBrains and most tools save: a new file is written, and renamed over the old one.
    Scene::with(&["a.md"])
        .at(10, "a.md.tmp", Created, File)
        .at(11, "a.md.tmp", Whole, File)
        .at(20, "a.md.tmp", Gone, Nothing)
        .at(20, "a.md", Whole, File)
        .tells(&[(22, &["a.md", "a.md.tmp"])]);
}

#[test]
fn a_file_that_is_removed_is_gone_after_a_moment_and_one_that_was_here_for_a_moment_takes_none() {
    Scene::with(&["a.md"]).at(10, "a.md", Gone, Nothing).tells(&[(95, &["a.md"])]);
    // vim writes `4913` to learn whether it may.
    let mut scene = Scene::with(&["a.md"]);
    scene.at(10, "4913", Created, Empty).at(10, "4913", Gone, Nothing).at(11, "a.md", Whole, File);
    scene.until(13);
    assert_eq!(scene.told.len(), 1);
}

#[test]
fn a_new_file_settles_longer_and_a_new_folder_is_looked_into_twice() {
    Scene::default().at(10, "b.md", Created, File).at(11, "b.md", Whole, File).tells(&[(36, &["b.md"])]);
    Scene::default().at(10, "new", Created, Folder).tells(&[(35, &["new"]), (285, &["new"])]);
}

#[test]
fn a_stream_of_notices_starves_nobody() {
    let mut scene = Scene::with(&["a.md"]);
    for ms in 0..400 {
        scene.at(ms, "a.md", Written, File);
    }
    scene.until(1000);
    assert!(scene.told.len() >= 3, "{:?}", scene.told);
    assert!(scene.told[0].0 <= 101);
}

#[test]
fn a_flood_comes_as_few_batches() {
    let names: Vec<String> = (0..3000).map(|number| format!("content/{number}.md")).collect();
    let mut scene = Scene::default();
    for (number, name) in names.iter().enumerate() {
        scene.at(number as u64 / 3, name, Notice::Written, File);
    }
    scene.until(5000);
    assert!(scene.told.len() <= 3, "{} batches", scene.told.len());
}

#[test]
fn when_notices_were_lost_everything_is_looked_at() {
    let mut scene = Scene::with(&["a.md"]);
    scene.at(1, "a.md", Written, File);
    scene.batch.lose(millis(2));
    scene.tells(&[(62, &["*"])]);
}

proptest! {
    #[test]
    fn whatever_happens_the_last_state_of_every_file_is_told(
        events in prop::collection::vec((0_u64..40, 0_usize..5, 0_usize..4, 0_usize..4), 1..80),
    ) {
        let mut scene = Scene::default();
        let mut now = 0;
        let mut last = BTreeMap::new();
        for (wait, file, notice, found) in events {
            now += wait;
            let name = ["a.md", "b.md", "c", "d/e.md", "f.md~"][file];
            let notice = [Created, Written, Whole, Gone][notice];
            scene.at(now, name, notice, [Nothing, Empty, File, Folder][found]);
            last.insert(path(name), now);
        }
        scene.until(now + 10_000);
        prop_assert_eq!(scene.batch.due(), None);
        for (path, changed) in last {
            let told = scene.told.iter().any(|(at, changes)| {
                *at >= changed && matches!(changes, Changes::Paths(paths) if paths.contains(Path::new(path.as_str())))
            });
            prop_assert!(told, "{path} changed at {changed}, and was told {:?}", scene.told);
        }
    }
}
