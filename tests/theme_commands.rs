//! `folio theme`: what there is, what one can take over, and whether it holds together.

use crate::site::Site;
use std::fs;

fn site() -> Site {
    Site::new().file("content/a.md", "---\ntitle: A\n---\n\nWords.\n")
}

const MINE: &str = "name: mine\napi: 1\nextends: broadsheet\ndescription: Ours.\noptions:\n  accent: { default: moss }\n  \
                    measure: { type: number, min: 40, max: 90, default: 66, help: Characters in a line. }\n";

#[test]
fn list_shows_every_theme_with_its_options_and_which_is_active() {
    Site::bare().run(&["theme", "list"]).exits(0).says("theme-list-nowhere");
    Site::bare()
        .config("title: A\ntheme: mine\n")
        .file("themes/mine/theme.yaml", MINE)
        .run(&["theme", "list"])
        .exits(0)
        .says("theme-list");
    let run = Site::new().run(&["theme", "list", "--format", "json"]).exits(0);
    let first: serde_json::Value = serde_json::from_str(run.stdout.lines().nth(1).unwrap()).unwrap();
    assert_eq!(first["name"], "broadsheet");
    assert_eq!(first["active"], true);
    assert_eq!(first["options"][0]["default"], "oxblood");
}

#[test]
fn a_manifest_with_a_mistake_is_shown_by_list_too() {
    site()
        .file("themes/mine/theme.yaml", "name: mine\n")
        .run(&["theme", "list"])
        .exits(1)
        .shows("theme-manifest");
}

#[test]
fn eject_copies_a_file_to_where_it_takes_the_place_of_the_themes() {
    let run =
        site().run(&["theme", "eject", "page.html", "case.figure", "i18n/en.yaml"]).exits(0).says("eject");
    let root = run.site.root();
    for path in ["templates/page.html", "templates/components/case.figure.html", "i18n/en.yaml"] {
        assert!(root.join(path).is_file(), "{path}");
    }
    let before = run.site.build().exits(0);
    let html = before.text("a/index.html");
    let page = root.join("templates/page.html");
    let text = fs::read_to_string(&page).unwrap();
    fs::write(&page, text.replace("<article class=\"page\">", "<article class=\"page mine\">")).unwrap();
    let after = before.site.build().exits(0);
    assert_eq!(after.text("a/index.html"), html.replace("class=\"page\"", "class=\"page mine\""));
}

#[test]
fn eject_never_overwrites_and_names_what_it_does_not_know() {
    let run = site().run(&["theme", "eject", "page.html"]).exits(0);
    let root = run.site.root();
    run.site.run(&["theme", "eject", "home.html", "page.html"]).exits(1).says("eject-in-the-way");
    assert!(!root.join("templates/home.html").exists(), "all or nothing");
    site()
        .run(&["theme", "eject", "pgae.html", "case.figur", "nothing"])
        .exits(1)
        .shows("the theme has no file `pgae.html`")
        .shows("did you mean `page.html`?")
        .shows("did you mean `case.figure`?")
        .shows("its pages are 404.html, base.html,");
    site().run(&["theme", "eject"]).exits(2);
    site().run(&["theme", "eject", "page.html", "--theme", "x"]).exits(2);
}

#[test]
fn a_whole_theme_becomes_one_of_the_sites_own_and_looks_the_same() {
    let before = site().build().exits(0);
    let html = before.text("a/index.html");
    let run = before.site.run(&["theme", "eject", "--theme", "mine"]).exits(0).says("eject-theme");
    let after = run.site.config("title: A site\ntheme: mine\n").build().exits(0);
    assert_eq!(after.text("a/index.html"), html);
    let root = after.site.root();
    assert!(fs::read_to_string(root.join("themes/mine/theme.yaml")).unwrap().contains("name: mine\n"));
    after.site.run(&["theme", "eject", "--theme", "mine"]).exits(1).shows("cannot be called");
    site().run(&["theme", "eject", "--theme", "../x"]).exits(1).shows("no name for a theme");
}

#[test]
fn a_template_that_extends_its_own_name_still_extends_the_one_below_after_it_is_ejected() {
    let run = site()
        .config("title: S\ntheme: mine\n")
        .file("themes/mine/theme.yaml", "name: mine\napi: 1\nextends: base\n")
        .file(
            "themes/mine/templates/page.html",
            "{% extends \"page.html\" %}{% block title %}x{{ super() }}{% endblock title %}",
        )
        .run(&["theme", "eject", "page.html"])
        .exits(0);
    run.site.build().exits(0).puts("a/index.html", "<title>xA – S</title>");
}

#[test]
fn the_themes_inside_folio_pass_their_own_check() {
    for name in ["base", "broadsheet"] {
        site().run(&["theme", "check", name]).exits(0).shows("nothing is wrong with it");
    }
}

#[test]
fn check_finds_what_no_page_of_the_site_shows() {
    let run = site()
        .config("title: A site\ntheme: mine\n")
        .file(
            "themes/mine/theme.yaml",
            "name: mine\napi: 1\nextends: base\noptions:\n  tone: { type: choice, values: [dry, warm], default: dry }\n  \
             idle: { type: flag, default: false }\n",
        )
        .file("themes/mine/i18n/xx.yaml", "home: Hom\nhoem: Slip\n")
        .file(
            "themes/mine/templates/case.html",
            "{% extends \"case.html\" %}{% block after_prose %}{{ page.case.quote }}{% endblock after_prose %}",
        )
        .file("themes/mine/templates/post.html", "{% if theme.options.tone == \"warm\" %}{{ page.titel }}{% endif %}")
        .file(
            "themes/mine/templates/page.html",
            "{% if page.draft %}{{ theme.options.tonn }}{{ t(key=\"hom\") }}{% endif %}",
        )
        .file("templates/pgae.html", "never asked for")
        .file("templates/wide.html", "asked for")
        .file("content/w.md", "---\ntitle: W\ntemplate: wide\n---\n")
        .run(&["theme", "check"])
        .exits(1)
        .shows("Field `quote` is not defined, while `content/work/empty-case.md` is rendered")
        .shows("themes/mine/templates/case.html:1:62")
        .shows("did you mean `quotes`?");
    // Only with an option that the site did not set.
    let run = run.shows("Field `titel` is not defined").shows("themes/mine/templates/post.html:1:46");
    // In branches that were never taken.
    let run = run.shows("no theme has the option `tonn`").shows("did you mean `tone`?");
    let run = run.shows("no theme has the string `hom`").shows("did you mean `home`?");
    let run = run.shows("no template reads the option `idle`").shows("themes/mine/theme.yaml");
    let run = run.shows("this template takes the place of none").shows("did you mean `templates/page.html`?");
    let run = run.hides("templates/wide.html");
    let run =
        run.shows("the string `hoem` is there in `xx` and not in English").shows("themes/mine/i18n/xx.yaml");
    run.shows("xx: all but ").shows("3 errors, 4 warnings");
}

#[test]
fn check_says_what_a_language_leaves_to_english() {
    let run =
        site().file("i18n/eo.yaml", "home: Hejmo\n").run(&["theme", "check", "--format", "json"]).exits(0);
    let lines = run.stdout.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap());
    let esperanto = lines.into_iter().find(|line| line["language"] == "eo").unwrap();
    let missing: Vec<&str> =
        esperanto["missing"].as_array().unwrap().iter().map(|key| key.as_str().unwrap()).collect();
    assert!(missing.contains(&"work") && !missing.contains(&"home"));
}

#[test]
fn check_says_that_a_theme_does_not_speak_the_language_of_the_site() {
    site()
        .config("title: A\nlanguage: pl\n")
        .run(&["theme", "check"])
        .exits(0)
        .shows("Says  pl: all but ")
        .shows("de: ");
    site().config("title: A\nlanguage: de-AT\n").run(&["theme", "check"]).exits(0).hides("de-AT: all but");
}

#[test]
fn preview_makes_a_site_of_every_component_in_every_state_and_touches_nothing_of_the_sites_own() {
    let run = site()
        .file("folio.lock", "kept as it is\n")
        .file(
            "templates/components/case.kicker.html",
            "{% component case.kicker(page) %}<p>mine</p>{% endcomponent %}",
        )
        .run(&["theme", "preview", "-o", "shown"])
        .exits(0)
        .hides("warning");
    let root = run.site.root();
    let read = |path: &str| fs::read_to_string(root.join("shown").join(path)).unwrap();
    let states = read("states/index.html");
    for words in ["does not give this figure", "Recalculated from", "link only", "at least", "figure-zero"] {
        assert!(states.contains(words), "{words}");
    }
    assert_eq!(read("work/forty/index.html").matches("class=\"metric").count(), 40);
    assert!(read("work/everything/ar/index.html").contains("dir=\"rtl\""));
    assert!(read("work/long-words/index.html").contains("<p>mine</p>"));
    assert!(read("resume/index.html").contains("Mar 2022 – now"));
    assert_eq!(fs::read_to_string(root.join("folio.lock")).unwrap(), "kept as it is\n");
    assert!(!root.join("public").exists());
}

#[test]
fn preview_goes_where_its_help_says_and_stays_there_after_a_build() {
    let run = site().run(&["theme", "preview"]).exits(0);
    let shown = run.site.root().join(".folio/preview/states/index.html");
    assert!(shown.exists());
    let run = run.site.run(&["build"]).exits(0);
    assert!(run.site.root().join(".folio/preview/states/index.html").exists());
}
