//! Figures and rows of lists come ready-made as long as folio's own components are in their place, and records hold less as
//! long as no template is the site's own. Neither may be seen: with components of its own, which are copies of folio's, a
//! site gets everything the long way, and the same bytes.

use crate::site::{Site, files_in};
use std::collections::BTreeMap;
use std::path::Path;

/// Signs that HTML escapes, in every text that a figure or a row shows.
const SIGNS: &str = r#"
title: 'A "case" & <more> ''x'''
summary: Less & less <b>"now"</b>
date: 2024-10-14
example: true
outcome: mixed
skills: ["R&D", 'quo"tes', plain, four, five]
metrics:
  - { name: 'Waiting "time" & <wait>', id: wait, headline: true, baseline: 45 days in 2024-02, value: 4 minutes in 2024-09, better: lower, definition: 'from "a" to <b> & c' }
  - { name: Alone, value: 12 }
  - { name: Bound, id: bound, baseline: 3 %, value: at least 5 % }
  - { name: Money, id: money, baseline: -€3.44 in 2024, value: "€1234567.89 in 2025", uncertainty: 1230000 – 1240000 at 95 % }
  - { name: Same, id: same, baseline: 5 cases a month, value: 5 cases a month, why: It is "hers" & his }
  - { name: From below, id: below, baseline: -4 °C, value: 12 °C, uncertainty: 11 – 13 }
"#;

fn site() -> Site {
    let target = "metrics:\n  - { name: A, baseline: 4 %, value: 9 %, target: { value: 8 %, set: 2024-02 }, population: 9 & more }\n  - { name: B, value: 3 }";
    let calls = "{{<metric of=\"wait\"/>}}\n\n{{<chart of=\"money\"/>}}\n\n{{<value of=\"bound\"/>}} {{<change of=\"wait\"/>}} {{<value of=\"target.a\"/>}}";
    Site::new()
        .config("title: A \"site\" & more\ntagline: Told <here>\nbase_url: https://ada.example/x/\nlanguage: de-AT\nexamples: true\nowner: { name: \"Ada & Co\", email: a&b@ada.example }\n")
        .file("content/work/signs.md", format!("---{SIGNS}---\n\n{calls}\n"))
        .case("target", target)
        .case("period", "period: 2024-03/2024-09\nskills: [plain]\nmetrics:\n  - { name: A, baseline: 4 %, value: 9 % }")
        .case("nothing", "outcome: failure\nskills: [\"R&D\"]")
        .file("content/journal/post.md", "---\ntitle: Post & \"more\"\ndate: 2024-11-02\n---\n\nText.\n")
        .file("content/people/ada.md", "---\nname: Ada\n---\n\nText.\n")
        .file("content/index.md", "---\ntitle: Home\ndescription: \"Said & 'done'\"\n---\n")
}

/// A case study with all that can stand behind a figure.
const BEHIND: &str = r#"
title: Data & "more"
date: 2024-10-14
period: 2024
evidence:
  - { file: 'it''s a & b.csv', obtained: 2024-10-02, by: me, how: 'GA4 <Explore> & "export"', personal: none }
  - { file: semicolons.csv, decimal: comma }
  - file: commit.csv
    by: Jane & Co
    git: { repository: "https://git.example/a&b/numbers", commit: 3f2a91c07be1d5a64c0fe8a1b2c9d7e6f5041382, path: "exports/a & b.csv" }
  - { url: "https://ada.example/?a=1&b=2", archived: "https://archive.example/<x>", captured: 2024-10-02, supports: [linked, cited] }
  - { url: https://ada.example/copied, file: note.txt, captured: 2024-10-03, supports: [cited] }
explanations:
  - { finding: constant-run, metric: constant, text: 'capped at "5" & <more>' }
metrics:
  - { name: 'Both & <ends>', id: both, headline: true, baseline: 10 in 2024-01, value: 21 in 2024-02, target: { value: 20, set: 2023-12 }, population: 'all & "some"', counterfactual: <none>, calc: 'sum(n) from "it''s a & b.csv" where month = 2024-02', baseline_calc: 'sum(n) from "it''s a & b.csv" where month = 2024-01' }
  - { name: Steps, id: steps, value: 66, calc: 'sum(n) from "it''s a & b.csv" where month in 2024 by month' }
  - { name: Level, id: level, baseline: 9, value: 35, target: 40, calc: 'last(n) from "it''s a & b.csv" order by month by month' }
  - { name: Line, id: line, value: 22, target: { value: 30, set: 2024-01-01 }, calc: 'mean(n) from "it''s a & b.csv" by month of month' }
  - { name: Semicolons, id: semicolons, value: 4.5, calc: sum(n) from semicolons.csv where day in 2024-01 }
  - { name: From git, id: git, value: 7, calc: sum(n) from commit.csv, evidence: [semicolons.csv] }
  - { name: Constant, id: constant, value: 45000, calc: sum(n) from constant.csv }
  - { name: Constant too, id: constant-too, value: 5000, calc: mean(n) from constant.csv }
  - { name: Linked, id: linked, value: 3 }
  - { name: Cited, id: cited, value: 3, evidence: [commit.csv] }
  - { name: Own, id: own, value: 3, why: it is confidential }
"#;

/// A site whose figures have data behind them.
fn with_data() -> Site {
    let constant = (1..=9).fold("day,n\n".to_owned(), |rows, day| format!("{rows}2024-01-0{day},5000\n"));
    Site::new()
        .config("title: Data & more\nlanguage: en\ncontact: a&b@ada.example\nbase_url: https://ada.example/x/\n")
        .file("content/work/R&D+ä.md", format!("---{BEHIND}permalink: \"/work/r&d+50%/\"\n---\n\n{{{{<chart of=\"steps\"/>}}}} {{{{<metric of=\"both\"/>}}}}\n"))
        .file("content/work/it's a & b.csv", "month,n\n2024-01,10\n2024-02,21\n2024-04,35\n")
        .file("content/work/semicolons.csv", "day;n\n01/01/2024;1,5\n31/01/2024;3\n29/02/2024;2,25\n")
        .file("content/work/commit.csv", "n\n3\n4\n")
        .file("content/work/note.txt", "A note & more.\n")
        .file("content/work/constant.csv", constant)
        .case("plain", "metrics:\n  - { name: A, baseline: 4 %, value: 9 % }")
}

/// What a site publishes, as it is and with components of its own that are those of folio.
fn both(site: Site) -> [BTreeMap<String, Vec<u8>>; 2] {
    let published = |run: &crate::site::Run| files_in(&run.output()).into_iter().collect();
    let run = site.build().exits(0);
    let short = published(&run);
    let base = Path::new(env!("CARGO_MANIFEST_DIR")).join("themes/base");
    let own = ["templates/components/case.figure.html", "templates/components/list.work.html"];
    let site = own.into_iter().fold(run.site, |site, name| {
        let text = std::fs::read_to_string(base.join(name)).expect("folio's own");
        site.file(name, text)
    });
    [short, published(&site.build().exits(0))]
}

#[track_caller]
fn assert_same(name: &str, site: Site) {
    let [short, long] = both(site);
    assert!(short.len() > 5, "{name} was built");
    assert_eq!(short.keys().collect::<Vec<_>>(), long.keys().collect::<Vec<_>>(), "{name}");
    for (path, bytes) in &short {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        if bytes != &long[path] {
            let (short, long) = (text(bytes), text(&long[path]));
            let line = short.lines().zip(long.lines()).find(|(one, two)| one != two);
            panic!(
                "{name}: {path} differs:\n{}",
                line.map_or(String::new(), |(one, two)| format!("{one}\n{two}"))
            );
        }
    }
}

#[test]
fn what_comes_ready_made_is_what_the_components_write() {
    assert_same("signs", site());
    assert_same("data", with_data());
    let page = with_data().build().exits(0).text("work/r&d+50%/index.html");
    for part in [
        "note-on-data",
        "data-shows=\"explanation-1\"",
        "series bars small",
        "series line small",
        "class=\"gap\"",
        "class=\"dot\"",
        "class=\"target\"",
        "class=\"steps\"",
        "<br><a",
        "git clone",
        "archive.example",
        "; <a href=\"../../proof/evidence/",
        "data-shows=\"target\"",
        "2024: 21; ",
    ] {
        assert!(page.contains(part), "{part}");
    }
    assert_same(
        "data in Arabic",
        with_data().config("title: Data\nlanguage: ar\ncontact: https://ada.example/?a&b\n"),
    );
    let repository = Path::new(env!("CARGO_MANIFEST_DIR"));
    for name in ["metrics", "portfolio", "markdown"] {
        assert_same(name, Site::copy_of(&repository.join("tests/cases").join(name).join("site")));
    }
    assert_same("init", Site::bare().run(&["init"]).exits(0).site);
}

#[test]
fn a_component_of_the_sites_own_is_shown_in_the_place_of_what_comes_ready_made() {
    let component = |name: &str, arguments: &str, text: &str| {
        let text = format!("{{% component {name}({arguments}) %}}{text}{{% endcomponent {name} %}}");
        site().file(&format!("templates/components/{name}.html"), text)
    };
    let page = "work/period/index.html";
    let behind = |name: &str, arguments: &str| {
        let text = format!("{{% component {name}({arguments}) %}}[OWN]{{% endcomponent {name} %}}");
        with_data().file("templates/components/own.html", text)
    };
    for (name, arguments) in [
        ("case.notes", "notes"),
        ("case.check", "m"),
        ("case.file", "file"),
        ("case.steps", "series"),
        ("case.series", "series, small: bool = false"),
        ("case.particulars", "m"),
    ] {
        let built = behind(name, arguments).build().exits(0);
        assert!(built.text("work/r&d+50%/index.html").matches("[OWN]").count() > 1, "{name}");
    }
    for (site, at) in [
        (component("case.figure", "m, inline: bool = false", "[OWN {{ m.value.text }}]"), page),
        (component("case.slope", "slope", "[OWN {{ slope.to_y }}]"), page),
        (
            component(
                "list.work",
                "items, label",
                "[OWN {% for item in items %}{% if item.headline %}{{ item.headline.value.text }}{% endif %}{% endfor %}]",
            ),
            "work/index.html",
        ),
    ] {
        assert!(site.build().exits(0).text(at).contains("[OWN "));
    }
    let all = site()
        .file("templates/case.html", "{% for m in page.case.metrics %}{{ m.value.number }};{% endfor %}");
    assert_eq!(all.build().exits(0).text(page), "9;");
}
