//! Where pages go, and where they must not.

use crate::site::Site;

#[test]
fn a_slug_that_leads_elsewhere_is_refused() {
    let slugs = [
        "../x",
        "/etc/x",
        "a\\b",
        "\"a\\0b\"",
        "con",
        "CON.txt",
        ".",
        "..",
        "a/../b",
        "\"\"",
        "lpt1",
        "\"a\\nb\"",
        "'a:b'",
        "x.",
        "~",
    ];
    let site = slugs.iter().enumerate().fold(Site::new(), |site, (number, slug)| {
        site.file(&format!("content/{number:02}.md"), format!("---\ntitle: A\nslug: {slug}\n---\n"))
    });
    site.build().exits(1).says("slugs").writes_nothing();
}

#[test]
fn an_alias_that_leads_elsewhere_is_left_out_with_a_warning() {
    Site::new()
        .file("content/a.md", "---\ntitle: A\naliases: [../x, /ok/, old.html, 'a\\b', con/x, 'https://example.com/x', '/a?b', '//x']\n---\n")
        .build()
        .exits(0)
        .says("aliases")
        .makes("ok/index.html")
        .makes("old.html")
        .lacks("con");
}

#[test]
fn two_pages_at_one_address_are_refused() {
    Site::new()
        .file("content/work/one.md", "---\ntitle: One\nslug: same\n---\n")
        .file("content/work/two.md", "---\ntitle: Two\nslug: same\n---\n")
        .build()
        .exits(1)
        .says("one-address")
        .writes_nothing();
    Site::new()
        .file("content/a.md", "---\ntitle: One\n---\n")
        .file("content/a/index.md", "---\ntitle: Two\n---\n")
        .build()
        .exits(1)
        .says("one-address-by-folder")
        .writes_nothing();
}

#[test]
fn two_addresses_that_differ_in_case_only_are_one() {
    Site::new()
        .file("content/one.md", "---\ntitle: One\nslug: Same\n---\n")
        .file("content/two.md", "---\ntitle: Two\nslug: same\n---\n")
        .build()
        .exits(1)
        .says("one-address-by-case")
        .writes_nothing();
}

#[test]
fn two_addresses_that_differ_in_unicode_form_only_are_one() {
    Site::new()
        .file("content/one.md", "---\ntitle: One\nslug: \"caf\\u00e9\"\n---\n")
        .file("content/two.md", "---\ntitle: Two\nslug: \"cafe\\u0301\"\n---\n")
        .build()
        .exits(1)
        .says("one-address-by-form")
        .writes_nothing();
}

#[test]
fn an_alias_that_meets_a_page_gives_way_with_a_warning() {
    Site::new()
        .file("content/a.md", "---\ntitle: The page\n---\n\nHere.\n")
        .file("content/b.md", "---\ntitle: B\naliases: [/a/, /old/]\n---\n")
        .build()
        .exits(0)
        .says("alias-meets-page")
        .puts("a/index.html", "Here.")
        .puts("old/index.html", "../b/");
}

#[test]
fn a_file_beside_the_text_that_meets_a_page_is_refused() {
    Site::new()
        .file("content/a.md", "---\ntitle: A\n---\n")
        .file("content/a/index.html", "<p>mine</p>")
        .build()
        .exits(1)
        .says("file-meets-page")
        .writes_nothing();
}

#[test]
fn names_in_any_script_and_with_blanks_keep_their_words() {
    Site::new()
        .file("content/日本語.md", "---\ntitle: J\n---\n")
        .file("content/Two words.md", "---\ntitle: T\n---\n\n[j](日本語.md)\n")
        .file("content/100%.md", "---\ntitle: P\n---\n")
        .file("content/#1.md", "---\ntitle: N\n---\n")
        .build()
        .exits(0)
        .makes("日本語/index.html")
        .puts("Two-words/index.html", "href=\"../%E6%97%A5%E6%9C%AC%E8%AA%9E/\"")
        .makes("100/index.html")
        .makes("1/index.html");
}

#[test]
fn files_beside_the_text_are_published_and_dot_files_are_not() {
    Site::new()
        .file("content/work/a/index.md", "---\ntitle: A\n---\n\n![A dot](dot.png)\n")
        .file("content/work/a/dot.png", PNG)
        .file("content/work/a/.secret", "no")
        .file("content/.git/config", "no")
        .file("static/robots.txt", "User-agent: *\n")
        .file("static/.well-known/x.txt", "x")
        .build()
        .exits(0)
        .makes("work/a/dot.png")
        .makes("robots.txt")
        .makes(".well-known/x.txt")
        .lacks("work/a/.secret")
        .lacks(".git/config")
        .puts("work/a/index.html", "width=\"1\" height=\"1\"");
}

/// One grey dot.
const PNG: &[u8] = b"\x89\x50\x4e\x47\x0d\x0a\x1a\x0a\x00\x00\x00\x0d\x49\x48\x44\x52\x00\x00\x00\x01\x00\x00\x00\x01\x08\x00\x00\x00\
    \x00\x3a\x7e\x9b\x55\x00\x00\x00\x0a\x49\x44\x41\x54\x78\xda\x63\x68\x00\x00\x00\x82\x00\x81\xda\x45\x08\x3b\x00\
    \x00\x00\x00\x49\x45\x4e\x44\xae\x42\x60\x82";

#[cfg(unix)]
mod links {
    use super::*;

    #[test]
    fn a_loop_of_links_is_refused() {
        Site::new()
            .file("content/a.md", "---\ntitle: A\n---\n")
            .link("content/loop", ".")
            .link("content/one", "two")
            .link("content/two", "one")
            .build()
            .exits(1)
            .says("link-loops")
            .writes_nothing();
    }

    #[test]
    fn a_link_out_of_the_site_is_refused() {
        let site = Site::new().file("content/a.md", "---\ntitle: A\n---\n");
        std::fs::write(site.around().join("secret.md"), "# Secret\n").expect("a file beside the site");
        site.link("content/out.md", "../../secret.md")
            .link("content/etc", "/etc")
            .link("static/up", "../..")
            .build()
            .exits(1)
            .says("links-out")
            .writes_nothing();
    }

    #[test]
    fn a_link_to_nothing_is_refused() {
        Site::new()
            .file("content/a.md", "---\ntitle: A\n---\n")
            .link("content/gone.md", "no-such-file.md")
            .build()
            .exits(1)
            .says("a-link-to-nothing")
            .writes_nothing();
    }

    #[test]
    fn a_link_inside_the_site_is_followed() {
        Site::new()
            .file("content/a.md", "---\ntitle: A\n---\n")
            .file("shared/x.txt", "x")
            .link("content/files", "../shared")
            .build()
            .exits(0)
            .makes("files/x.txt");
    }

    #[test]
    fn an_unreadable_file_is_named() {
        use std::os::unix::fs::PermissionsExt as _;
        let site = Site::new().file("content/a.md", "---\ntitle: A\n---\n").file("content/b.md", "# B\n");
        let locked = site.root().join("content/b.md");
        std::fs::set_permissions(&locked, std::fs::Permissions::from_mode(0o000)).expect("the file is ours");
        // To root every file is readable, as long as root has that power.
        let command = if std::fs::read(&locked).is_ok() {
            let mut command = std::process::Command::new("setpriv");
            command.args([
                "--bounding-set=-dac_override,-dac_read_search",
                "--inh-caps=-dac_override,-dac_read_search",
            ]);
            command.args([env!("CARGO_BIN_EXE_folio"), "build"]);
            command
        } else {
            let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_folio"));
            command.arg("build");
            command
        };
        site.execute(command).exits(1).says("unreadable").writes_nothing();
    }

    #[test]
    fn a_pipe_among_the_files_does_not_stop_the_build() {
        let site = Site::new().file("content/a.md", "---\ntitle: A\n---\n");
        let pipe = site.root().join("content/pipe.md");
        let made = std::process::Command::new("mkfifo").arg(&pipe).status().expect("mkfifo runs");
        assert!(made.success());
        site.build().says("a-pipe");
    }
}
