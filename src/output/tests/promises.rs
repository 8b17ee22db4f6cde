//! What a build does to the output folder, and what it leaves alone.

use super::*;
use crate::path::SitePath;
use crate::world::{Entry, MemoryWorld};

#[test]
fn a_build_writes_what_is_new_keeps_what_is_equal_and_removes_what_is_gone() {
    let bench = Bench::new();
    assert_eq!(
        bench.built(&[("index.html", "one"), ("work/a/index.html", "a"), ("work/b/index.html", "b")]),
        (3, 0, 0)
    );
    assert_eq!(bench.built(&[("index.html", "two"), ("work/a/index.html", "a")]), (1, 1, 1));
    assert_eq!(fs::read_to_string(bench.at("index.html")).expect("text"), "two");
    let names: Vec<String> = bench.published().into_keys().collect();
    assert_eq!(names, ["index.html", "work", "work/a", "work/a/index.html"]);
    assert_eq!(bench.built(&[]), (0, 0, 2));
    assert!(bench.published().is_empty());
    assert!(bench.at(OWNED).is_file());
}

#[test]
fn nothing_is_left_beside_the_output_and_a_second_build_touches_no_file() {
    let bench = Bench::new();
    let files = [("index.html", "one"), ("a/b/c.txt", "c")];
    bench.built(&files);
    let stamp = |path: &str| fs::metadata(bench.at(path)).and_then(|found| found.modified()).expect("a time");
    let before = ["index.html", "a/b/c.txt", OWNED].map(stamp);
    std::thread::sleep(std::time::Duration::from_millis(20));
    assert_eq!(bench.built(&files), (0, 2, 0));
    assert_eq!(["index.html", "a/b/c.txt", OWNED].map(stamp), before);
    let beside: Vec<String> = bench.tree().into_keys().filter(|name| !name.starts_with("public/")).collect();
    assert_eq!(beside, ["content", "public"]);
}

#[test]
fn a_staging_that_is_dropped_changes_nothing_not_even_above_the_output() {
    let bench = Bench::new();
    let before = bench.tree();
    let staging = Staging::open(&bench.root().join("deep/er/public"), &bench.root()).expect("open");
    staging.put(&out_path("a/index.html"), b"x").expect("put");
    drop(staging);
    assert_eq!(bench.tree(), before);
}

#[test]
fn an_output_far_below_missing_folders_is_made() {
    let bench = Bench::new();
    let out = bench.root().join("deep/er/public");
    let staging = Staging::open(&out, &bench.root()).expect("open");
    staging.put(&out_path("a/index.html"), b"x").expect("put");
    staging.commit().expect("done");
    assert_eq!(fs::read(out.join("a/index.html")).expect("bytes"), b"x");
}

#[test]
fn an_empty_output_folder_stays_the_same_folder() {
    let bench = Bench::new();
    fs::create_dir(bench.out()).expect("a folder");
    let held = fs::canonicalize(bench.out()).expect("a folder");
    assert_eq!(bench.built(&[("index.html", "one"), ("a/b.html", "b")]), (2, 0, 0));
    assert!(held.join("a/b.html").is_file());
    assert_eq!(bench.built(&[("index.html", "one")]), (0, 1, 1));
    assert!(!bench.at("a").exists());
}

#[test]
fn a_file_that_folio_did_not_make_is_named_and_stays() {
    let bench = Bench::new();
    bench.write("about/index.html", "mine");
    bench.write("same.html", "same");
    let before = bench.tree();
    let errors = bench
        .build(&[("about/index.html", "folio"), ("same.html", "same"), ("z.html", "z")])
        .expect_err("refused");
    insta::assert_snapshot!(said_in(&bench, &errors), @r"
    output-not-ours: folio did not make `TEST/site/public/about/index.html` and would overwrite it (move it away, or choose another output folder with `-o`)
    ");
    assert_eq!(bench.tree(), before);
    // Equal bytes are in nobody's way, and stay the user's.
    assert_eq!(bench.built(&[("same.html", "same"), ("z.html", "z")]), (1, 1, 0));
    assert_eq!(bench.built(&[]), (0, 0, 1));
    assert!(bench.at("same.html").is_file());
}

#[test]
fn a_thousand_files_in_the_way_are_told_in_a_few_lines() {
    let bench = Bench::new();
    let names: Vec<String> = (0..1000).map(|n| format!("p/{n}.html")).collect();
    for name in &names {
        bench.write(name, "mine");
    }
    let files: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), "folio")).collect();
    let errors = bench.build(&files).expect_err("refused");
    assert_eq!(errors.len(), 21);
    assert_eq!(errors[20].message, "980 more files are in the way");
}

#[test]
fn an_edited_file_of_folio_is_folios_still() {
    let bench = Bench::new();
    bench.built(&[("a.html", "a"), ("b.html", "b")]);
    bench.write("a.html", "edited");
    bench.write("b.html", "edited");
    assert_eq!(bench.built(&[("a.html", "a")]), (1, 0, 1));
    assert_eq!(
        bench.published(),
        std::collections::BTreeMap::from([("a.html".to_owned(), Thing::File("a".to_owned()))])
    );
}

#[test]
fn a_file_becomes_a_folder_and_a_folder_a_file() {
    let bench = Bench::new();
    bench.built(&[("a", "file"), ("b/x/y.html", "deep")]);
    assert_eq!(bench.built(&[("a/index.html", "now below"), ("b", "now a file")]), (2, 0, 2));
    let names: Vec<String> = bench.published().into_keys().collect();
    assert_eq!(names, ["a", "a/index.html", "b"]);
    bench.write("a/mine.txt", "mine");
    let errors = bench.build(&[("a", "again a file")]).expect_err("refused");
    assert!(errors[0].message.ends_with("is a folder that holds `a/mine.txt`"), "{}", errors[0].message);
}

#[test]
fn a_page_renamed_by_case_alone_gets_its_new_name() {
    let bench = Bench::new();
    bench.built(&[("Work/index.html", "x")]);
    assert_eq!(bench.built(&[("work/index.html", "x")]), (1, 0, 1));
    let names: Vec<String> = bench.published().into_keys().collect();
    assert_eq!(names, ["work", "work/index.html"]);
}

#[test]
fn two_files_for_one_place_are_refused() {
    let bench = Bench::new();
    let twice = bench.build(&[("a.html", "1"), ("a.html", "2")]).expect_err("refused");
    let nested = bench.build(&[("a", "1"), ("a/b", "2"), (".folio-OWNED", "3")]).expect_err("refused");
    insta::assert_snapshot!(said_in(&bench, &[twice, nested].concat()), @r"
    output-path-twice: two things are to be written to `TEST/site/public/a.html` (give one of the two another path)
    output-path-twice: `.folio-OWNED` is where folio keeps its own list (give the file another name)
    output-path-twice: `a` is to be a file, and `a/b` needs it to be a folder (give one of the two another path)
    ");
    assert!(!bench.out().exists());
}

#[test]
fn a_damaged_list_is_said_and_then_nothing_is_overwritten_or_deleted() {
    let bench = Bench::new();
    bench.built(&[("a.html", "a"), ("b.html", "b")]);
    let list = fs::read_to_string(bench.at(OWNED)).expect("a list");
    bench.write(OWNED, &list.replace("a.html", "<<<<<<< HEAD"));
    let done = bench.build(&[("a.html", "a")]).expect("done");
    assert_eq!((done.written, done.unchanged, done.removed), (0, 1, 0));
    insta::assert_snapshot!(said_in(&bench, &done.warnings), @r"
    output-ownership-unknown: the list of folio's own files cannot be used: its line 3 names no file: `<<<<<<< HEAD` (folio takes everything in the folder for yours and deletes nothing; empty the folder to start afresh)
    ");
    assert!(bench.at("b.html").is_file());
    assert!(bench.build(&[("a.html", "new")]).is_err());
}

#[test]
fn a_list_cannot_reach_out_of_the_output_or_through_a_link() {
    let bench = Bench::new();
    let outside = bench.folder.path().join("outside");
    fs::create_dir(&outside).expect("a folder");
    fs::write(outside.join("x.html"), "mine").expect("written");
    bench.built(&[("a/x.html", "x")]);
    fs::remove_file(bench.at("a/x.html")).expect("removed");
    fs::remove_dir(bench.at("a")).expect("removed");
    #[cfg(unix)]
    std::os::unix::fs::symlink(&outside, bench.at("a")).expect("a link");
    let before = bench.tree();
    assert!(bench.build(&[("a/x.html", "new")]).is_err());
    assert_eq!(bench.tree(), before);
    assert_eq!(bench.built(&[("b.html", "b")]), (1, 0, 0));
    assert_eq!(fs::read_to_string(outside.join("x.html")).expect("text"), "mine");
}

#[cfg(unix)]
#[test]
fn an_output_folder_that_is_a_link_is_written_where_it_leads() {
    let bench = Bench::new();
    let real = bench.folder.path().join("www");
    fs::create_dir(&real).expect("a folder");
    std::os::unix::fs::symlink(&real, bench.out()).expect("a link");
    assert_eq!(bench.built(&[("index.html", "x")]), (1, 0, 0));
    assert!(real.join("index.html").is_file() && bench.out().is_symlink());
    let beside = fs::read_dir(bench.folder.path()).expect("a folder").count();
    assert_eq!(beside, 2);
}

#[test]
fn a_path_that_the_disk_refuses_leaves_everything_as_it_was() {
    let bench = Bench::new();
    bench.built(&[("index.html", "old")]);
    let before = bench.tree();
    let staging = bench.open().expect("open");
    staging.put(&out_path("index.html"), b"new").expect("put");
    let too_long = vec!["x".repeat(250); 20].join("/");
    let error = staging.put(&out_path(&too_long), b"y").expect_err("refused");
    assert!(error.message.contains("the name is too long"), "{}", error.message);
    drop(staging);
    assert_eq!(bench.tree(), before);
}

#[test]
fn two_builds_at_once_are_refused_and_a_dead_ones_rest_is_cleared() {
    let bench = Bench::new();
    let first = bench.open().expect("open");
    let error = bench.open().expect_err("busy");
    assert!(error.message.contains("another folio is writing"), "{}", error.message);
    first.put(&out_path("left/behind.html"), b"x").expect("put");
    let rest = bench.root().join(".public.folio-staging/new/left/behind.html");
    assert!(rest.is_file());
    drop(first);
    assert!(!rest.exists());
    // A run that died left its marker and its files, and holds no lock.
    fs::create_dir_all(rest.parent().expect("a folder")).expect("folders");
    fs::write(&rest, "x").expect("written");
    fs::write(bench.root().join(".public.folio-staging/folio-staging.lock"), "").expect("written");
    assert_eq!(bench.built(&[("index.html", "x")]), (1, 0, 0));
    assert!(!bench.at("left").exists() && !rest.exists());
}

#[test]
fn a_folder_of_the_users_with_the_name_of_the_staging_folder_is_not_touched() {
    let bench = Bench::new();
    fs::create_dir_all(bench.root().join(".public.folio-staging/new")).expect("folders");
    let before = bench.tree();
    let errors = bench.build(&[("index.html", "x")]).expect_err("refused");
    assert!(errors[0].message.contains("folio did not make"), "{}", errors[0].message);
    assert_eq!(bench.tree(), before);
}

#[test]
fn files_come_from_many_threads() {
    let bench = Bench::new();
    bench.built(&[("7/page.html", "page 7"), ("old.html", "old")]);
    let staging = bench.open().expect("open");
    std::thread::scope(|scope| {
        for thread in 0..4 {
            let staging = &staging;
            scope.spawn(move || {
                for page in (thread..200).step_by(4) {
                    let path = out_path(&format!("{}/page.html", page % 40 + page / 40 * 100));
                    staging.put(&path, format!("page {page}").as_bytes()).expect("put");
                }
            });
        }
    });
    let done = staging.commit().expect("done");
    assert_eq!((done.written, done.unchanged, done.removed), (199, 1, 1));
}

#[test]
fn files_of_the_site_are_copied_and_equal_ones_are_not() {
    let bench = Bench::new();
    let copy = |bytes: Vec<u8>, listed: u64| {
        let world = MemoryWorld::new().file("static/video.bin", bytes);
        let entry = Entry { path: SitePath::parse("static/video.bin").expect("a path"), len: listed };
        let staging = bench.open().expect("open");
        staging.copy(&world, &entry, &out_path("media/video.bin")).expect("copied");
        let done = staging.commit().expect("done");
        (done.written, done.unchanged)
    };
    let big: Vec<u8> = (0..300_000_u32).map(|n| (n % 251) as u8).collect();
    assert_eq!(copy(big.clone(), 300_000), (1, 0));
    assert_eq!(copy(big.clone(), 300_000), (0, 1));
    let mut changed = big;
    changed[299_999] ^= 1;
    assert_eq!(copy(changed.clone(), 300_000), (1, 0));
    assert_eq!(fs::read(bench.at("media/video.bin")).expect("bytes"), changed);
    assert_eq!(copy(b"short".to_vec(), 300_000), (1, 0));
    assert_eq!(fs::read(bench.at("media/video.bin")).expect("bytes"), b"short");
}
