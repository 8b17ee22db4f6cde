//! Figures and rows of lists come ready-made as long as folio's own components are in their place, and records hold less as
//! long as no template is the site's own. Neither may be seen: with one template of its own, which nothing uses, a
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

/// What a site publishes, as it is and with a template of its own that nothing uses.
fn both(site: Site) -> [BTreeMap<String, Vec<u8>>; 2] {
    let published = |run: &crate::site::Run| files_in(&run.output()).into_iter().collect();
    let run = site.build();
    let short = published(&run);
    let run = run.site.file("templates/nobody.html", "{{ page.title }}").build();
    [short, published(&run)]
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
