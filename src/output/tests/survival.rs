//! Foreign files in the output survive, whatever is built, and whatever the disk does meanwhile.

use super::*;
use proptest::prelude::*;
use std::collections::BTreeSet;

const PATHS: [&str; 12] = [
    "index.html",
    "a",
    "a/index.html",
    "a/b",
    "a/b/c.html",
    "b.html",
    "B.html",
    "c/d/e/f.html",
    "c/d",
    "c/x.txt",
    "d",
    "folio",
];

#[derive(Clone, Debug)]
enum Act {
    /// Builds these paths with these contents; after so many steps the disk is full, or the run dies.
    Build {
        files: BTreeMap<usize, usize>,
        room: Option<usize>,
        dies: bool,
    },
    File(usize, usize),
    Folder(usize),
    Link(usize),
    /// The user edits or deletes one of folio's files.
    Edit(usize),
    Delete(usize),
}

fn acts() -> impl Strategy<Value = Vec<Act>> {
    let path = 0..PATHS.len();
    let files = prop::collection::btree_map(path.clone(), 0..3_usize, 0..6);
    let build = (files, prop::option::weighted(0.4, 0..20_usize), any::<bool>())
        .prop_map(|(files, room, dies)| Act::Build { files, room, dies });
    let act = prop_oneof![
        4 => build,
        1 => (path.clone(), 0..3_usize).prop_map(|(path, text)| Act::File(path, text)),
        1 => path.clone().prop_map(Act::Folder),
        1 => path.clone().prop_map(Act::Link),
        1 => path.clone().prop_map(Act::Edit),
        1 => path.prop_map(Act::Delete),
    ];
    prop::collection::vec(act, 1..14)
}

fn above(path: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(path.rsplit_once('/'), |(above, _)| above.rsplit_once('/')).map(|(above, _)| above)
}

/// A bench and what the user has made in the output.
struct Model {
    bench: Bench,
    foreign: BTreeMap<String, Thing>,
    /// What folio has made; after a run that died, what it may have made.
    owned: BTreeSet<String>,
    /// Whether a run has died since the last one that was done.
    unsettled: bool,
}

impl Model {
    /// The user makes something where nothing is.
    fn make(&mut self, path: &str, thing: Thing) {
        let target = self.bench.at(path);
        let free = fs::symlink_metadata(&target).is_err()
            && above(path)
                .all(|above| fs::symlink_metadata(self.bench.at(above)).map_or(true, |found| found.is_dir()));
        // A file where folio's own was is an edit, for folio cannot tell.
        if !free || (matches!(thing, Thing::File(_)) && self.owned.contains(path)) {
            return;
        }
        let mut folders: Vec<&str> = above(path).collect();
        folders.reverse();
        fs::create_dir_all(self.bench.out()).expect("a folder");
        for folder in folders {
            if fs::create_dir(self.bench.at(folder)).is_ok() {
                self.foreign.insert(folder.to_owned(), Thing::Folder);
            }
        }
        match &thing {
            Thing::File(text) => fs::write(&target, text).expect("written"),
            Thing::Folder => fs::create_dir(&target).expect("made"),
            #[cfg(unix)]
            Thing::Link(to) => std::os::unix::fs::symlink(to, &target).expect("linked"),
            #[cfg(not(unix))]
            Thing::Link(_) => return,
        }
        self.foreign.insert(path.to_owned(), thing);
    }

    /// What a build must refuse, told without folio's own reasoning.
    fn clashes(&self, wanted: &BTreeMap<&str, String>) -> bool {
        wanted.iter().any(|(path, text)| {
            above(path).any(|above| {
                wanted.contains_key(above)
                    || self.foreign.get(above).is_some_and(|thing| *thing != Thing::Folder)
            }) || self.foreign.get(*path).is_some_and(|thing| *thing != Thing::File(text.clone()))
                || self.foreign.keys().any(|other| other.starts_with(&format!("{path}/")))
        })
    }

    fn build(&mut self, files: &BTreeMap<usize, usize>, room: Option<usize>, dies: bool) {
        let wanted: BTreeMap<&str, String> =
            files.iter().map(|(path, text)| (PATHS[*path], format!("text {text}"))).collect();
        let files: Vec<(&str, &str)> = wanted.iter().map(|(path, text)| (*path, text.as_str())).collect();
        let mut before = self.bench.tree();
        // What a dead run left is cleared by the next one, whatever becomes of that.
        before.retain(|name, _| !name.starts_with(".public.folio-staging"));
        ROOM.set(room);
        DIES.set(dies);
        let result = self.bench.build(&files);
        ROOM.set(None);
        DIES.set(false);
        match result {
            Ok(_) => {
                assert!(!self.clashes(&wanted), "a clash was not refused");
                self.owned = wanted
                    .keys()
                    .filter(|path| !self.foreign.contains_key(**path))
                    .map(|path| (*path).to_owned())
                    .collect();
                self.unsettled = false;
                self.check_built(&wanted);
            }
            Err(errors) => {
                let clash = self.clashes(&wanted);
                assert!(clash || room.is_some(), "refused without a reason: {}", said(&errors));
                if clash || !dies {
                    assert_eq!(self.bench.tree(), before);
                } else {
                    self.unsettled = true;
                    self.owned.extend(wanted.keys().map(|path| (*path).to_owned()));
                }
            }
        }
        let now = if self.bench.out().exists() { self.bench.published() } else { BTreeMap::new() };
        for (path, thing) in &self.foreign {
            assert_eq!(now.get(path), Some(thing), "{path} did not survive");
        }
    }

    /// The output holds what is wanted, what is the user's, and the folders of both.
    fn check_built(&self, wanted: &BTreeMap<&str, String>) {
        let mut expected = self.foreign.clone();
        for (path, text) in wanted {
            expected.insert((*path).to_owned(), Thing::File(text.clone()));
        }
        let folders: BTreeSet<String> =
            expected.keys().flat_map(|path| above(path).map(str::to_owned).collect::<Vec<_>>()).collect();
        for folder in folders {
            expected.entry(folder).or_insert(Thing::Folder);
        }
        assert_eq!(self.bench.published(), expected);
        let beside = tree(&self.bench.root());
        assert!(!beside.contains_key(".public.folio-staging"), "the staging folder is still there");
    }

    fn act(&mut self, act: &Act) {
        match act {
            Act::Build { files, room, dies } => self.build(files, *room, *dies),
            Act::File(path, text) => self.make(PATHS[*path], Thing::File(format!("text {text}"))),
            Act::Folder(path) => self.make(PATHS[*path], Thing::Folder),
            Act::Link(path) => self.make(PATHS[*path], Thing::Link(PathBuf::from("index.html"))),
            Act::Edit(path) | Act::Delete(path) => {
                let name = PATHS[*path];
                let target = self.bench.at(name);
                // What a run made before it died counts as it was made alone, else for the user's.
                let ours = !self.unsettled && self.owned.contains(name) && !self.foreign.contains_key(name);
                if ours && fs::symlink_metadata(&target).is_ok_and(|found| found.is_file()) {
                    match act {
                        Act::Edit(_) => fs::write(&target, "edited by hand").expect("written"),
                        _ => fs::remove_file(&target).expect("removed"),
                    }
                }
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn foreign_things_survive_every_sequence_of_builds_full_disks_and_deaths(acts in acts()) {
        let mut model = Model { bench: Bench::new(), foreign: BTreeMap::new(), owned: BTreeSet::new(), unsettled: false };
        for act in &acts {
            model.act(act);
        }
        // And after all that an ordinary build still works.
        model.build(&BTreeMap::from([(5, 0)]), None, false);
    }
}

#[test]
fn a_disk_that_fills_at_any_step_leaves_the_output_as_it_was() {
    for filled in [true, false] {
        let mut steps = 0;
        loop {
            let bench = Bench::new();
            if filled {
                bench.built(&[("same", "s"), ("changed", "1"), ("gone/x/y", "g"), ("turned", "file")]);
                bench.write("gone/mine", "mine");
            } else {
                fs::create_dir(bench.out()).expect("a folder");
            }
            let before = bench.tree();
            ROOM.set(Some(steps));
            let result =
                bench.build(&[("same", "s"), ("changed", "2"), ("new/a/b", "n"), ("turned/index.html", "t")]);
            ROOM.set(None);
            let Err(errors) = result else { break };
            assert_eq!(bench.tree(), before, "after {steps} steps");
            assert!(
                errors[0].message.ends_with("the disk is full; the output is as it was"),
                "{}",
                said(&errors)
            );
            steps += 1;
        }
        assert!(steps > 3, "only {steps} steps could fail");
    }
}
