//! Where folio never writes.

use super::*;

#[test]
fn an_output_folder_that_must_not_be_touched_is_refused() {
    let bench = Bench::new();
    let root = bench.root();
    for folder in ["themes/mine", ".git/x", "other", "static"] {
        fs::create_dir_all(root.join(folder)).expect("folders");
    }
    fs::write(root.join("file"), "x").expect("written");
    fs::write(root.join("other/folio.yaml"), "title: x").expect("written");
    let before = bench.tree();
    let refused = [
        ".",
        "..",
        "content",
        "content/",
        "content/out",
        "nowhere/../content",
        "themes",
        "themes/mine/x",
        "templates",
        "static/out",
        "data",
        ".folio/x",
        ".git/x",
        "file",
        "file/x",
        "other",
        "/",
        "/nonexistent/..",
    ];
    let mut errors = Vec::new();
    for out in refused {
        errors.push(Staging::open(&root.join(out), &root).map(|_| out).expect_err("refused"));
    }
    insta::assert_snapshot!(said_in(&bench, &errors), @r"
    output-folder-refused: the output folder `TEST/site/.` is the site itself (choose a folder of its own for the output, such as `public`)
    output-folder-refused: the output folder `TEST/site/..` holds the site (choose a folder of its own for the output, such as `public`)
    output-folder-refused: the output folder `TEST/site/content` lies in the site's own `content` (choose a folder of its own for the output, such as `public`)
    output-folder-refused: the output folder `TEST/site/content/` lies in the site's own `content` (choose a folder of its own for the output, such as `public`)
    output-folder-refused: the output folder `TEST/site/content/out` lies in the site's own `content` (choose a folder of its own for the output, such as `public`)
    output-folder-refused: the output folder `TEST/site/nowhere/../content` lies in the site's own `content` (choose a folder of its own for the output, such as `public`)
    output-folder-refused: the output folder `TEST/site/themes` lies in the site's own `themes` (choose a folder of its own for the output, such as `public`)
    output-folder-refused: the output folder `TEST/site/themes/mine/x` lies in the site's own `themes` (choose a folder of its own for the output, such as `public`)
    output-folder-refused: the output folder `TEST/site/templates` lies in the site's own `templates` (choose a folder of its own for the output, such as `public`)
    output-folder-refused: the output folder `TEST/site/static/out` lies in the site's own `static` (choose a folder of its own for the output, such as `public`)
    output-folder-refused: the output folder `TEST/site/data` lies in the site's own `data` (choose a folder of its own for the output, such as `public`)
    output-folder-refused: the output folder `TEST/site/.folio/x` lies in the site's own `.folio` (choose a folder of its own for the output, such as `public`)
    output-folder-refused: the output folder `TEST/site/.git/x` lies in a repository's own folder (choose a folder of its own for the output, such as `public`)
    output-folder-refused: the output folder `TEST/site/file` is a file (move the file away, or choose another folder)
    output-folder-refused: the output folder `TEST/site/file/x` lies below `TEST/site/file`, which is a file (choose a folder of its own for the output, such as `public`)
    output-folder-refused: the output folder `TEST/site/other` holds a folio.yaml, so it is the source of a site (choose a folder of its own for the output, such as `public`)
    output-folder-refused: the output folder `/` is the top of the disk (choose a folder of its own for the output, such as `public`)
    output-folder-refused: the output folder `/nonexistent/..` is the top of the disk (choose a folder of its own for the output, such as `public`)
    ");
    assert_eq!(bench.tree(), before);
    for out in ["public", "docs", "content-of-mine", ".folio/preview", "../public", "other/public"] {
        assert!(Staging::open(&root.join(out), &root).is_ok(), "{out}");
    }
    assert_eq!(bench.tree(), before);
}

#[test]
fn a_home_folder_and_what_holds_it_are_refused() {
    let bench = Bench::new();
    let home = crate::fs::home().expect("a home");
    for out in home.ancestors() {
        assert!(Staging::open(out, &bench.root()).is_err(), "{}", out.display());
    }
}

#[cfg(unix)]
#[test]
fn a_link_does_not_hide_what_it_leads_to() {
    use std::os::unix::fs::symlink;
    let bench = Bench::new();
    let root = bench.root();
    let shared = bench.folder.path().join("shared");
    fs::create_dir(&shared).expect("a folder");
    symlink(&shared, root.join("static")).expect("a link");
    symlink(&root, bench.folder.path().join("also-site")).expect("a link");
    symlink("content", root.join("public")).expect("a link");
    symlink("gone", root.join("dangling")).expect("a link");
    for out in
        ["public", "public/x", "dangling", "../shared", "../shared/x", "../also-site", "../also-site/content"]
    {
        assert!(Staging::open(&root.join(out), &root).is_err(), "{out}");
    }
    assert!(Staging::open(&bench.folder.path().join("also-site/out"), &root).is_ok());
}

#[test]
fn a_site_that_publishes_a_folio_yaml_builds_again() {
    let bench = Bench::new();
    bench.built(&[("folio.yaml", "title: an example")]);
    assert_eq!(bench.built(&[("folio.yaml", "title: an example")]), (0, 1, 0));
}
