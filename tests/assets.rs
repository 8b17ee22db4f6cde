//! Style sheets, scripts and other files of `static/`: what a page asks for comes under a name of its own.

use crate::site::Site;

/// A site with one page, whose template is this.
fn page(template: &str) -> Site {
    Site::new().file("content/a/b.md", "---\ntitle: A\n---\n").file("templates/page.html", template)
}

/// The one published file whose name begins and ends so, with a fingerprint between.
fn named(made: &[String], start: &str, end: &str) -> String {
    let fits = |name: &&String| {
        name.strip_prefix(start)
            .and_then(|rest| rest.strip_suffix(end))
            .is_some_and(|digits| digits.len() == 10)
    };
    let names: Vec<_> = made.iter().filter(fits).collect();
    assert_eq!(names.len(), 1, "{start}…{end} in {made:#?}");
    names[0].clone()
}

#[test]
fn a_file_that_a_template_asks_for_comes_under_a_name_that_changes_with_its_bytes() {
    let build = |css: &str| {
        page("{{ asset(path=\"css/mine.css\") }} {{ asset(path=\"/app.js\") }} {{ integrity(path=\"app.js\") }}")
            .file("static/css/mine.css", css)
            .file("static/app.js", "let a = 1\nlet b = 2\n")
            .build()
            .exits(0)
    };
    let run = build("a {\n  color: red;\n}\n");
    let made = run.made();
    let (css, script) = (named(&made, "css/mine.", ".css"), named(&made, "app.", ".js"));
    assert_eq!(run.text(&script), "let a=1;let b=2;");
    assert_eq!(run.text(&css), "a{color:red}");
    // What stands in `static/` keeps its address too: a page of one's own may lead there.
    let run = run.puts("css/mine.css", "a {\n  color: red;\n}\n").makes("app.js");
    let run = run.puts("a/b/index.html", &format!("../../{css} ../../{script} sha384-"));
    let again = build("a { color: red }");
    assert_eq!(again.text("a/b/index.html"), run.text("a/b/index.html"));
    assert_ne!(build("a { color: blue }").text("a/b/index.html"), run.text("a/b/index.html"));
}

#[test]
fn of_a_theme_only_the_asked_for_copy_is_published_and_what_nobody_asks_for_keeps_its_name() {
    let link = "<link href=\"{{ asset(path=\"mine.css\") }}\">";
    let run = Site::bare()
        .config("title: A\ntheme: mine\n")
        .file("content/a.md", "---\ntitle: A\n---\n")
        .file("themes/mine/theme.yaml", "name: mine\napi: 1\nextends: base\n")
        .file("themes/mine/templates/page.html", link)
        .file("themes/mine/templates/home.html", link)
        .file("themes/mine/templates/404.html", link)
        .file("themes/mine/static/mine.css", "@import 'part.css'; b { background: url(dot.svg) }")
        .file("themes/mine/static/part.css", "a { top: 0 }")
        .file("themes/mine/static/dot.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>")
        .file("themes/mine/static/robots.txt", "User-agent: *\n")
        .build()
        .exits(0)
        .lacks("mine.css")
        .lacks("part.css")
        .lacks("dot.svg")
        .makes("robots.txt");
    let made = run.made();
    let (css, dot) = (named(&made, "mine.", ".css"), named(&made, "dot.", ".svg"));
    run.puts(&css, &format!("a{{top:0}}b{{background:url({dot})}}")).puts("a/index.html", &css);
}

#[test]
fn a_mistake_in_a_style_sheet_is_shown_in_it() {
    page("{{ asset(path=\"x.css\") }}")
        .file("static/x.css", "a {\n  background: url(img/gone.png);\n}\n@import 'late.css';\nb { c }\n")
        .build()
        .exits(1)
        .says("style-sheet-mistakes")
        .writes_nothing();
}

#[test]
fn a_style_sheet_that_asks_another_host_is_a_warning() {
    page("{{ asset(path=\"x.css\") }}")
        .file("static/x.css", "@import url(https://fonts.example/css?family=X);\na { top: 0 }\n")
        .build()
        .exits(0)
        .says("style-sheet-asks-another-host");
}

#[test]
fn a_file_that_is_not_there_stops_the_build_at_the_template() {
    page("{{ asset(path=\"stlye.css\") }}")
        .file("static/style.css", "")
        .build()
        .exits(1)
        .shows("did you mean `style.css`?")
        .writes_nothing();
}

#[test]
fn without_minify_a_style_sheet_stays_readable() {
    let run = page("{{ asset(path=\"x.css\") }}")
        .config("title: A site\nassets: { minify: false }\n")
        .file("static/x.css", "a {\n  color: red;\n}\n")
        .build()
        .exits(0);
    let css = named(&run.made(), "x.", ".css");
    run.puts(&css, "a {\n  color: red;\n}\n");
}

#[test]
fn a_script_is_minified_and_one_that_cannot_be_read_is_published_as_it_is_written() {
    let site = || {
        page("{{ asset(path=\"x.js\") }} {{ asset(path=\"broken.js\") }} {{ integrity(path=\"x.js\") }}")
            .file("static/x.js", "/*! Licence */\n// words\nlet re = /a  b/g\n;[1].map(f)\n")
            .file("static/broken.js", "let a = 1\nif (a { b() }\n")
    };
    let run = site().build().exits(0).says("script-mistake");
    let (script, broken) = (named(&run.made(), "x.", ".js"), named(&run.made(), "broken.", ".js"));
    let run = run.is(&broken, "let a = 1\nif (a { b() }\n").makes("x.js");
    let made = run.text(&script);
    assert_eq!(made, "/*! Licence */\nlet re=/a  b/g;[1].map(f);");
    let run = site().config("title: A site\nassets: { minify: false }\n").build().exits(0);
    let plain = named(&run.made(), "x.", ".js");
    assert_ne!(plain, script);
    run.is(&plain, "/*! Licence */\n// words\nlet re = /a  b/g\n;[1].map(f)\n").hides("broken.js");
}

#[test]
fn what_nobody_asks_for_is_copied_byte_for_byte() {
    Site::new()
        .file("content/a.md", "---\ntitle: A\n---\n")
        .file("static/old/page.css", "a {  broken: } }")
        .build()
        .exits(0)
        .puts("old/page.css", "a {  broken: } }");
}
