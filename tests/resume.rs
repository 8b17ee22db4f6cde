//! The résumé: results of the case studies, and what `data/resume.*` says beside them.

use crate::site::{Run, Site};
use serde_json::{Value, json};

const OWNER: &str = "title: A site\nbase_url: https://a.example\nowner: { name: Ada Marsh, headline: Growth lead, email: ada@a.example, location: Leeds }\n";
const RESULT: &str = "period: 2024-03/2024-09\nrole: Growth lead\nskills: [conversion]\nmetrics: [{ name: Checkout abandonment, baseline: 71.4 % in 2024-02, value: 58.9 % in 2024-09 }]";

fn site() -> Site {
    Site::new().config(OWNER).case("a", RESULT)
}

#[track_caller]
fn json(run: &Run) -> Value {
    serde_json::from_str(&run.text("resume.json")).expect("it is JSON")
}

#[test]
fn a_resume_states_every_result_with_its_number_what_was_checked_and_the_way_to_it() {
    let run = site().build().exits(0);
    run.puts("resume/index.html", "<h1>Ada Marsh</h1>")
        .puts(
            "resume/index.html",
            "data-shows=\"sentence\">Checkout abandonment fell from 71.4\u{a0}% to 58.9\u{a0}%</span>.",
        )
        .puts("resume/index.html", "href=\"../work/a/#figure-checkout-abandonment\">Author’s own figure.</a>")
        .puts("resume/index.html", "<span class=\"paper\">a.example/p/")
        .puts("resume/index.html", "mailto:ada@a.example")
        .puts("index.html", "<a href=\"resume/\">CV</a>")
        .puts("sitemap.xml", "https://a.example/resume/");
}

/// The short addresses on the page, and where each leads.
fn shorts(run: &Run) -> Vec<(String, String)> {
    let folders = run.made().into_iter().filter_map(|path| {
        let code = path.strip_prefix("p/")?.strip_suffix("/index.html")?.to_owned();
        let page = run.text(&path);
        let target = page.split("url=").nth(1)?.split('"').next()?.to_owned();
        Some((code, target))
    });
    folders.collect()
}

#[test]
fn on_paper_a_result_has_a_short_address_which_leads_to_its_figure_and_a_code_for_a_camera() {
    let run = site().build().exits(0);
    let all = shorts(&run);
    let [(code, target)] = all.as_slice() else { panic!("{all:?}") };
    assert_eq!(target, "../../work/a/#figure-checkout-abandonment");
    run.puts("resume/index.html", &format!("<span class=\"paper\">a.example/p/{code}</span>"))
        .puts(
            "resume/index.html",
            &format!("aria-label=\"https://a.example/p/{code}/\" viewBox=\"0 0 25 25\""),
        )
        .puts(&format!("p/{code}/index.html"), "<meta name=\"robots\" content=\"noindex\">")
        .keeps_out("sitemap.xml", "/p/");
}

#[test]
fn without_an_address_of_the_site_there_are_no_short_ones() {
    let bare = OWNER.replace("base_url: https://a.example\n", "");
    let run = Site::new().config(&bare).case("a", RESULT).build().exits(0);
    assert_eq!(shorts(&run), []);
    run.keeps_out("resume/index.html", "class=\"paper\"").keeps_out("resume/index.html", "<svg class=\"qr\"");
}

#[test]
fn a_short_address_outlives_another_address_of_its_page_and_another_id_of_its_metric() {
    let code = |site: Site| shorts(&site.build().exits(0));
    let before = code(Site::new().config(OWNER).case("a", RESULT));
    let moved =
        RESULT.replace("name: Checkout", "id: left, formerly: [checkout-abandonment], name: Checkout");
    let after = code(Site::new().config(OWNER).case("b", &format!("aliases: [/work/a/]\n{moved}")));
    let old = after.iter().find(|(code, _)| *code == before[0].0).expect("the old one still leads somewhere");
    assert_eq!(old.1, "../../work/b/#figure-left");
    assert_eq!(after.len(), 4, "old and new address with old and new id: {after:?}");
}

#[test]
fn a_page_of_the_sites_own_at_a_short_address_stays() {
    let [(code, _)] = shorts(&site().build().exits(0)).try_into().expect("one");
    let own = "---\ntitle: Mine\n---\n\nMine.\n";
    let run = site().file(&format!("content/p/{code}.md"), own).build().exits(0);
    run.puts(&format!("p/{code}/index.html"), "Mine.").keeps_out("resume/index.html", &format!("p/{code}<"));
}

#[test]
fn data_brings_work_and_education_in_the_words_of_json_resume() {
    let data = "work:\n  - { name: Larkspur, position: Lead, startDate: 2022-03-01, highlights: [Hired four] }\n  - { name: Tern, position: Analyst, startDate: 2018-05, endDate: 2022-02 }\neducation: [{ institution: Leeds, area: Statistics, studyType: MSc, endDate: 2016, courses: [Sampling] }]\nlanguages: [{ language: German, fluency: Fluent }]\n";
    let run = site().file("data/resume.yaml", data).build().exits(0);
    let run = run
        .puts("resume/index.html", "Mar 2022 – now")
        .puts("resume/index.html", "May 2018 – Feb 2022")
        .puts("resume/index.html", "<li>Hired four</li>")
        .puts("resume/index.html", "<h3>Statistics</h3>")
        .puts("resume/index.html", "German (Fluent)");
    let resume = json(&run);
    assert_eq!(
        resume["work"][0],
        json!({ "name": "Larkspur", "position": "Lead", "startDate": "2022-03-01", "highlights": ["Hired four"] })
    );
    assert_eq!(resume["education"][0]["institution"], "Leeds");
}

#[test]
fn positions_that_follow_each_other_at_one_employer_stand_under_its_name() {
    let data = "work:\n  - { name: Tern, position: Lead, startDate: 2022 }\n  - { name: Tern, position: Analyst, startDate: 2020, endDate: 2022 }\n  - { name: Larkspur, position: Clerk, startDate: 2018, endDate: 2020 }\n";
    let run = site().file("data/resume.yaml", data).build().exits(0);
    let page = run.text("resume/index.html");
    assert_eq!(page.matches("<p class=\"place\">Tern</p>").count(), 1);
    assert_eq!(page.matches("<section class=\"job at-place\">").count(), 2);
    // Whoever hears the page hears of each where it was.
    assert_eq!(page.matches("<span class=\"visually-hidden\">, Tern</span>").count(), 2);
    assert!(page.contains("<p class=\"source\"><span>Larkspur</span>"), "one alone stays as it was");
}

#[test]
fn resume_json_has_the_owner_the_terms_and_each_case_study_as_a_project() {
    let resume = json(&site().build().exits(0));
    assert_eq!(
        resume["basics"],
        json!({ "name": "Ada Marsh", "label": "Growth lead", "email": "ada@a.example", "url": "https://a.example/", "location": { "city": "Leeds" } })
    );
    assert_eq!(resume["skills"], json!([{ "name": "Skills", "keywords": ["conversion"] }]));
    let project = &resume["projects"][0];
    assert_eq!(project["startDate"], "2024-03-01");
    assert_eq!(project["endDate"], "2024-09-30");
    assert_eq!(project["url"], "https://a.example/work/a/");
    let highlight = "Checkout abandonment fell from 71.4\u{a0}% to 58.9\u{a0}%. Author’s own figure.";
    assert_eq!(project["highlights"], json!([highlight]));
    assert_eq!(resume["meta"]["canonical"], "https://a.example/resume.json");
}

#[test]
fn an_invented_case_is_on_no_resume_that_has_a_real_one() {
    let run =
        site().case("b", "example: true\nclient: { name: Nobody }\nskills: [juggling]").build().exits(0);
    run.keeps_out("resume/index.html", "Nobody").keeps_out("resume/index.html", "juggling");
    let only = Site::new().config(OWNER).case("b", "example: true").build().exits(0);
    only.puts("resume/index.html", "Invented example");
}

#[test]
fn without_an_owner_or_where_the_site_says_so_there_is_no_resume() {
    Site::new().case("a", RESULT).build().exits(0).lacks("resume").lacks("resume.json");
    let off = Site::new().config(&format!("{OWNER}resume: false\n")).case("a", RESULT).build().exits(0);
    off.lacks("resume").lacks("resume.json").keeps_out("index.html", "CV");
    let on = Site::new().config("title: A\nresume: true\n").build().exits(0);
    on.puts("resume/index.html", "<h1>A</h1>");
}

#[test]
fn a_page_of_the_sites_own_takes_the_place_of_the_resume_or_puts_its_words_into_it() {
    let own = |front: &str| {
        let text = format!("---\ntitle: My life\n{front}\n---\n\nMine.\n");
        site().file("content/resume.md", text).build().exits(0)
    };
    own("").puts("resume/index.html", "Mine.").keeps_out("resume/index.html", "58.9");
    own("template: resume").puts("resume/index.html", "Mine.").puts("resume/index.html", "58.9");
}

#[test]
fn what_json_resume_does_not_know_is_told_with_the_nearest_word() {
    let data = "work: [{ name: Tern, possition: Analyst }]\neducaton: []\nbasics: Ada\nlanguages: German\n";
    site()
        .file("data/resume.yaml", data)
        .build()
        .exits(0)
        .shows("JSON Resume knows no `work[0].possition`")
        .shows("did you mean `position`?")
        .shows("did you mean `education`?")
        .shows("`basics` is no map")
        .shows("`languages` is no list");
}
