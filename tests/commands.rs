//! The commands as a person types them.

use crate::site::{Run, Site, files_in};

#[test]
fn init_makes_a_site_that_builds_without_a_warning() {
    let run = Site::bare().run(&["init", "--name", "Ada Example"]).exits(0).says("init");
    let run = run
        .site
        .build()
        .exits(0)
        .hides("warning")
        .makes("index.html")
        .makes("work/index.html")
        .makes("404.html");
    let home = run.text("index.html");
    assert!(home.contains("Ada Example"), "{home}");
    let cases =
        run.made().iter().filter(|path| path.starts_with("work/") && path.matches('/').count() == 2).count();
    assert_eq!(cases, 2, "{:#?}", run.made());
    run.puts("work/index.html", "Author’s own figure.");
}

#[test]
fn strict_refuses_invented_cases_unless_the_site_may_show_them() {
    let run = Site::bare().run(&["init"]).exits(0);
    let run = run.site.run(&["build", "--strict"]).exits(1).says("strict-examples").writes_nothing();
    let config = std::fs::read_to_string(run.site.root().join("folio.yaml")).expect("init made it");
    run.site.config(&format!("{config}\nexamples: true\n")).run(&["build", "--strict"]).exits(0);
}

#[test]
fn init_makes_the_folder_that_it_is_told() {
    let run = Site::bare().run(&["init", "my portfolio"]).exits(0);
    assert!(run.site.root().join("my portfolio/folio.yaml").is_file());
    run.site.run(&["--root", "my portfolio", "build"]).exits(0);
}

#[test]
fn init_never_overwrites_a_file() {
    let site = Site::new().file("content/index.md", "# Mine\n");
    let before = files_in(&site.root());
    let run = site.run(&["init"]).says("init-in-a-site");
    for (name, bytes) in before {
        assert_eq!(std::fs::read(run.site.root().join(&name)).expect("it is still there"), bytes, "{name}");
    }
    let run =
        Site::bare().file("content/work/mine.md", "mine").file("content/index.md", "mine").run(&["init"]);
    assert_eq!(
        std::fs::read_to_string(run.site.root().join("content/index.md")).expect("still there"),
        "mine"
    );
}

fn new(args: &[&str]) -> Run {
    Site::new().run(&[&["new"], args].concat())
}

#[test]
fn what_new_makes_is_on_the_site_at_the_next_build() {
    let run = new(&["case", "A shorter checkout"]).exits(0).says("new-case");
    let file = std::fs::read_to_string(run.site.root().join("content/work/a-shorter-checkout.md"))
        .expect("it was made");
    insta::with_settings!({ snapshot_path => "said", prepend_module_to_snapshot => false, omit_expression => true },
        { insta::assert_snapshot!("new-case-file", file) });
    let run = run.site.run(&["new", "post", "Week one"]).exits(0).shows("content/journal/");
    let run = run.site.run(&["new", "page", "About me"]).exits(0).shows("content/about-me.md");
    run.site
        .build()
        .exits(0)
        .says("build-after-new")
        .makes("work/a-shorter-checkout/index.html")
        .makes("about-me/index.html")
        .puts("work/index.html", "A shorter checkout")
        .puts("journal/index.html", "Week one");
}

#[test]
fn new_with_full_shows_every_field_and_builds() {
    let run = new(&["case", "Everything", "--full"]).exits(0);
    let file =
        std::fs::read_to_string(run.site.root().join("content/work/everything.md")).expect("it was made");
    for field in [
        "metrics",
        "baseline",
        "target",
        "uncertainty",
        "evidence",
        "quotes",
        "people",
        "disclosures",
        "corrections",
    ] {
        assert!(file.contains(field), "no {field} in:\n{file}");
    }
    run.site.build().exits(0).makes("work/everything/index.html");
}

#[test]
fn new_never_overwrites_a_file() {
    let run = new(&["page", "About"]).exits(0);
    let site = run.site.file("content/about.md", "mine");
    let run = site.run(&["new", "page", "About"]).exits(1).says("new-twice");
    assert_eq!(
        std::fs::read_to_string(run.site.root().join("content/about.md")).expect("still there"),
        "mine"
    );
}

#[test]
fn new_takes_a_title_in_any_script_and_of_any_shape() {
    for title in [
        "Ein Größenvergleich",
        "日本語",
        "../../x",
        "\"quoted\": yes",
        "a/b\\c",
        "# - [x] {y}",
        "con",
        "true",
        "1e3",
    ] {
        let run = new(&["case", title]).exits(0);
        run.site.build().exits(0);
    }
    new(&["case", "!!!"]).says("new-without-a-letter");
    new(&["case", ""]).says("new-without-a-title");
    new(&["case", "tab\there"]).exits(2);
}

#[test]
fn new_outside_a_site_says_so() {
    Site::bare().run(&["new", "case", "X"]).exits(1).says("new-outside");
}

#[test]
fn build_finds_the_site_from_a_folder_inside_it() {
    let site = Site::new().file("content/work/deep/a.md", "# A\n");
    let inside = site.root().join("content/work/deep");
    site.run_in(&inside, &["build"]).exits(0).makes("work/deep/a/index.html");
}

#[test]
fn build_says_in_three_calm_lines_what_it_made() {
    let run = Site::new()
        .config("title: A site\nbase_url: https://a.example\n")
        .file("content/a.md", "---\ntitle: A\n---\n")
        .file("content/work/c.md", "---\ntitle: C\nmetrics: [{ name: N, value: 3 % in 2024 }]\n---\n")
        .build()
        .exits(0)
        .says("build");
    assert_eq!(format!("{}{}", run.stdout, run.stderr).lines().count(), 3);
}

#[test]
fn drafts_and_pages_of_the_future_are_left_out_and_counted() {
    let site = || {
        Site::new()
            .file("content/a.md", "---\ntitle: A\n---\n")
            .file("content/draft.md", "---\ntitle: D\ndraft: true\n---\n")
            .file("content/journal/future.md", "---\ntitle: F\ndate: 2025-01-16\n---\n")
            .file("content/journal/today.md", "---\ntitle: T\ndate: 2025-01-15\n---\n")
    };
    site()
        .build()
        .exits(0)
        .says("left-out")
        .lacks("draft")
        .lacks("journal/future")
        .makes("journal/today/index.html");
    site().run(&["build", "--drafts"]).exits(0).makes("draft/index.html").lacks("journal/future");
    site().run(&["build", "--future"]).exits(0).lacks("draft").makes("journal/future/index.html");
}

#[test]
fn an_unlisted_page_is_built_and_named_nowhere() {
    Site::new()
        .file("content/work/a.md", "---\ntitle: Seen\n---\n")
        .file("content/work/b.md", "---\ntitle: Unseen\nunlisted: true\n---\n")
        .build()
        .exits(0)
        .makes("work/b/index.html")
        .puts("work/index.html", "Seen")
        .keeps_out("work/index.html", "Unseen")
        .keeps_out("index.html", "Unseen");
}

#[test]
fn the_base_url_of_the_command_line_wins() {
    let site = Site::bare()
        .config("title: A\nbase_url: https://old.example\n")
        .file("content/a.md", "---\ntitle: A\n---\n");
    site.run(&["build", "--base-url", "https://new.example/sub/"])
        .exits(0)
        .puts("a/index.html", "https://new.example/sub/a/")
        .keeps_out("a/index.html", "old.example");
    Site::new().run(&["build", "--base-url", "new.example"]).says("base-url-without-scheme");
}

#[test]
fn another_output_folder_is_taken_from_where_one_stands() {
    let run = Site::new().file("content/a.md", "# A\n").run(&["build", "-o", "../elsewhere"]).exits(0);
    assert!(run.site.around().join("elsewhere/a/index.html").is_file());
}

#[test]
fn programs_get_a_line_of_json_for_each_message() {
    let run = Site::new()
        .file("content/a.md", "---\ntitle: A\ndate: never\nmetrcs: 1\n---\n")
        .run(&["--format", "json", "build"])
        .exits(1);
    assert_eq!(run.stderr, "");
    let lines: Vec<serde_json::Value> =
        run.stdout.lines().map(|line| serde_json::from_str(line).expect("each line is JSON")).collect();
    let error = lines.iter().find(|line| line["severity"] == "error").expect("an error");
    assert_eq!(
        (&error["file"], &error["line"], &error["column"]),
        (&"content/a.md".into(), &3.into(), &7.into())
    );
    assert!(error["message"].is_string() && error["hint"].is_string());
    assert_eq!(lines.last().expect("a summary")["errors"], 1);
}

#[test]
fn quiet_says_nothing_but_errors() {
    let run = Site::new().file("content/a.md", "Words.\n").run(&["--quiet", "build"]).exits(0);
    assert_eq!((run.stdout.as_str(), run.stderr.as_str()), ("", ""));
    Site::new()
        .file("content/a.md", "---\ntitle: A\ndate: never\n---\n")
        .run(&["-q", "build"])
        .exits(1)
        .shows("content/a.md:3:7");
}

#[test]
fn colour_comes_when_it_is_asked_for() {
    let site = || Site::new().file("content/a.md", "---\ntitle: A\ndate: never\n---\n");
    site().run(&["--color", "always", "build"]).exits(1).shows("\u{1b}[");
    site().run(&["--color", "never", "build"]).exits(1).hides("\u{1b}[");
    site().build().exits(1).hides("\u{1b}[");
}

#[test]
fn wrong_usage_exits_with_two() {
    for args in [
        &["bild"][..],
        &["build", "--no-such"],
        &["new"],
        &["new", "case"],
        &["new", "thing", "X"],
        &[],
        &["--format", "xml", "build"],
    ] {
        Site::new().run(args).exits(2);
    }
    Site::new().run(&["bild"]).exits(2).says("usage");
    Site::new().run(&["--help"]).exits(0).says("help");
    Site::new().run(&["--version"]).exits(0).shows(concat!("folio ", env!("CARGO_PKG_VERSION")));
    Site::bare().run(&["--root", "no-such-folder", "build"]).says("root-gone");
}

#[test]
fn a_closed_pipe_ends_quietly() {
    let mut command = std::process::Command::new("sh");
    command.args([
        "-c",
        "\"$0\" --help | true; \"$0\" --format json build | true",
        env!("CARGO_BIN_EXE_folio"),
    ]);
    let site = Site::new().file("content/a.md", "Words.\n");
    let run = site.execute(command).exits(0);
    assert_eq!(run.stderr, "");
}
