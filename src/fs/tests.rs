use super::*;
use crate::path::SitePath;
use crate::world::{ReadError, Walk, World};

fn site(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (path, text) in files {
        let path = folder.path().join(path);
        create_folders(path.parent().expect("a parent")).expect("folders");
        write_new(&path, text.as_bytes()).expect("a file");
    }
    folder
}

fn world(folder: &tempfile::TempDir) -> DiskWorld {
    DiskWorld::new(folder.path()).expect("a site")
}

fn path(text: &str) -> SitePath {
    SitePath::parse(text).expect("a path")
}

fn shown(walk: &Walk) -> Vec<String> {
    let files = walk.files.iter().map(|file| format!("{} {}", file.path, file.len));
    files
        .chain(walk.problems.iter().map(|problem| format!("! {}: {}", problem.name, problem.message)))
        .collect()
}

#[test]
fn a_walk_is_sorted_by_path_and_leaves_hidden_things_out() {
    let site = site(&[
        ("content/b/z.md", "zz"),
        ("content/b.md", "b"),
        ("content/a.md", ""),
        ("content/.git/config", ""),
        ("content/.well-known/x.txt", "x"),
        ("content/skipped/y.md", ""),
        ("other/q.md", ""),
    ]);
    let walk =
        world(&site).walk(&path("content"), &|path, folder| folder && path.as_str() == "content/skipped");
    assert_eq!(
        shown(&walk),
        ["content/.well-known/x.txt 1", "content/a.md 0", "content/b.md 1", "content/b/z.md 2"]
    );
    assert_eq!(shown(&world(&site).walk(&path("static"), &|_, _| false)), [""; 0]);
    let file = world(&site).walk(&path("content/a.md"), &|_, _| false);
    assert_eq!(shown(&file), ["! content/a.md: this is no folder"]);
}

#[cfg(unix)]
mod links {
    use super::*;
    use std::os::unix::ffi::OsStrExt;
    use std::os::unix::fs::symlink;

    #[test]
    fn a_link_inside_the_site_is_followed_and_one_out_of_it_is_a_problem() {
        let outside = site(&[("secret.md", "secret")]);
        let site = site(&[("content/a.md", "a"), ("shared/s.md", "ss"), (".git/config", "token")]);
        let at = |name: &str| site.path().join(name);
        symlink("../shared", at("content/shared")).expect("a link");
        symlink("a.md", at("content/again.md")).expect("a link");
        symlink(outside.path(), at("content/out")).expect("a link");
        symlink(outside.path().join("secret.md"), at("content/out.md")).expect("a link");
        symlink("../.git", at("content/git")).expect("a link");
        symlink("nowhere", at("content/broken.md")).expect("a link");
        let world = world(&site);
        assert_eq!(
            shown(&world.walk(&path("content"), &|_, _| false)),
            [
                "content/a.md 1",
                "content/again.md 1",
                "content/shared/s.md 2",
                "! content/broken.md: this link leads nowhere",
                "! content/git: this link leads into a hidden folder",
                "! content/out: this link leads out of the site",
                "! content/out.md: this link leads out of the site",
            ]
        );
        assert_eq!(world.read(&path("content/shared/s.md"), 9), Ok(b"ss".to_vec()));
        let denied = Err(ReadError::Denied("a link leads out of the site".to_owned()));
        assert_eq!(world.read(&path("content/out.md"), 9), denied);
        assert_eq!(world.read(&path("content/out/secret.md"), 9), denied);
        assert!(world.open(&path("content/out/secret.md")).is_err());
        assert!(!world.exists(&path("content/out.md")) && world.exists(&path("content/again.md")));
    }

    #[test]
    fn links_in_a_circle_end_and_are_named() {
        let site = site(&[("content/a/x.md", ""), ("content/b/y.md", "")]);
        let at = |name: &str| site.path().join(name);
        symlink("..", at("content/a/up")).expect("a link");
        symlink("../..", at("content/a/top")).expect("a link");
        symlink("../b", at("content/a/b")).expect("a link");
        symlink("../a", at("content/b/a")).expect("a link");
        symlink("self", at("content/self")).expect("a link");
        assert_eq!(
            shown(&world(&site).walk(&path("content"), &|_, _| false)),
            [
                "content/a/b/y.md 0",
                "content/a/x.md 0",
                "content/b/a/x.md 0",
                "content/b/y.md 0",
                "! content/a/b/a: this link leads back to a folder that it lies in",
                "! content/a/top: this link leads back to a folder that it lies in",
                "! content/a/up: this link leads back to a folder that it lies in",
                "! content/b/a/b: this link leads back to a folder that it lies in",
                "! content/b/a/top: this link leads back to a folder that it lies in",
                "! content/b/a/up: this link leads back to a folder that it lies in",
                "! content/self: this link leads in a circle or cannot be followed",
            ]
        );
    }

    #[test]
    fn a_lattice_of_links_does_not_hang_the_walk() {
        let site = site(&[("content/30/x.md", "")]);
        for level in 0..30 {
            let folder = site.path().join(format!("content/{level}"));
            create_folder(&folder).expect("a folder");
            for name in ["left", "right"] {
                symlink(format!("../{}", level + 1), folder.join(name)).expect("a link");
            }
        }
        let walk = world(&site).walk(&path("content"), &|_, _| false);
        assert!(walk.problems.iter().any(|problem| problem.message.contains("more files than a site has")));
    }

    #[test]
    fn a_name_that_is_not_utf8_or_no_path_is_a_problem_and_so_is_a_pipe() {
        let site = site(&[("content/a.md", "")]);
        let name = std::ffi::OsStr::from_bytes(b"bad\xff.md");
        write_new(&site.path().join("content").join(name), b"").expect("a file");
        write_new(&site.path().join("content/back\\slash.md"), b"").expect("a file");
        let socket = std::os::unix::net::UnixListener::bind(site.path().join("content/socket"));
        assert!(socket.is_ok());
        let world = world(&site);
        assert_eq!(
            shown(&world.walk(&path("content"), &|_, _| false)),
            [
                "content/a.md 0",
                "! content/back\\slash.md: `back\\slash.md` holds a backslash",
                "! content/bad\u{fffd}.md: this name is not UTF-8",
                "! content/socket: this is neither a file nor a folder",
            ]
        );
        assert!(matches!(world.read(&path("content/socket"), 9), Err(ReadError::Other(_))));
    }

    #[test]
    fn a_path_resolves_through_links_and_keeps_what_is_not_there_yet() {
        let site = site(&[("real/x", "")]);
        let root = resolve(site.path()).expect("resolved");
        symlink("real", site.path().join("link")).expect("a link");
        symlink("gone", site.path().join("dangling")).expect("a link");
        assert_eq!(
            resolve(&site.path().join("link/new/deep")).expect("resolved"),
            root.join("real/new/deep")
        );
        assert_eq!(resolve(&site.path().join("link/../x")).expect("resolved"), root.join("x"));
        assert_eq!(resolve(&site.path().join("no/../link/x")).expect("resolved"), root.join("real/x"));
        assert!(resolve(&site.path().join("dangling/x")).is_err());
    }
}

#[test]
fn a_read_is_capped() {
    let site = site(&[("a.md", "12345")]);
    let world = world(&site);
    assert_eq!(world.read(&path("a.md"), 5), Ok(b"12345".to_vec()));
    assert_eq!(world.read(&path("a.md"), 4), Err(ReadError::TooLarge { len: 5, cap: 4 }));
    assert_eq!(world.read(&path("b.md"), 4), Err(ReadError::NotFound));
    assert_eq!(world.read(&path("a.md/b"), 4), Err(ReadError::NotFound));
    assert!(matches!(world.read(&SitePath::root(), 4), Err(ReadError::Other(_))));
}

#[test]
fn a_folder_that_is_not_there_is_no_site() {
    let site = site(&[("a.md", "")]);
    let error = DiskWorld::new(site.path().join("none")).expect_err("no site");
    assert!(error.message.contains("there is no such file or folder") && error.hint.is_some());
    assert!(DiskWorld::new(site.path().join("a.md")).is_err());
}

#[test]
fn an_atomic_write_replaces_the_whole_file_and_leaves_nothing_beside_it() {
    let site = site(&[("a", "old and longer")]);
    write_atomic(&site.path().join("a"), b"new").expect("written");
    write_atomic(&site.path().join("b"), b"made").expect("written");
    assert!(holds(&site.path().join("a"), b"new").expect("read"));
    assert_eq!(names(site.path()).expect("names"), ["a", "b"]);
    assert!(write_new(&site.path().join("a"), b"").is_err());
    assert!(write_atomic(&site.path().join("no/folder"), b"").is_err());
}

#[test]
fn files_are_compared_to_their_last_byte() {
    let site = site(&[("a", "abc"), ("empty", "")]);
    let at = |name: &str| site.path().join(name);
    let long = vec![7; 200_000];
    write_new(&at("long"), &long).expect("written");
    assert!(holds(&at("long"), &long).expect("read") && !holds(&at("long"), &long[1..]).expect("read"));
    assert!(holds(&at("empty"), b"").expect("read") && !holds(&at("a"), b"").expect("read"));
    assert!(!holds(&at("a"), b"abcd").expect("read"));
    assert!(holds(&at("a"), b"abc").expect("read") && !holds(&at("a"), b"abd").expect("read"));
    let streamed = |bytes: &[u8]| holds_stream(&at("long"), &mut &*bytes).expect("read");
    assert!(streamed(&long) && !streamed(&long[1..]) && !streamed(&[&long[..], b"x"].concat()));
}

#[test]
fn a_lock_keeps_others_out_until_it_is_dropped() {
    let site = site(&[]);
    let path = site.path().join("lock");
    let held = Lock::take(&path).expect("locked").expect("free");
    assert!(Lock::take(&path).expect("asked").is_none());
    drop(held);
    assert!(Lock::take(&path).expect("asked").is_some());
}
