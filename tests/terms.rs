//! Terms: every skill, tool or tag has a page, which says what its case studies come to and rates nobody.

use crate::site::{Run, Site};

const CHECKOUT: &str = "client: { name: Larkspur, sector: retail }
period: 2024-03/2024-09
outcome: success
skills: [conversion, analytics]
metrics: [{ name: Abandonment, baseline: 71.4 % in 2024-02, value: 58.9 % in 2024-09 }]";

const TIMETABLE: &str = "client: Sund Ferries
period: 2019-03
outcome: failure
skills: [analytics]
metrics: [{ name: Missed ferries, value: 12 a week }, { name: Calls, value: 40 a day }]";

/// The text of a page's main part: no tags, one blank between words.
fn words(run: &Run, path: &str) -> String {
    let html = run.text(path);
    let main = html.split("<main").nth(1).unwrap_or(&html);
    let mut text = String::new();
    let mut inside = true;
    for character in main.chars() {
        match character {
            '<' => inside = true,
            '>' => {
                inside = false;
                text.push(' ');
            }
            _ if inside => {}
            '\u{a0}' | '\n' => text.push(' '),
            _ => text.push(character),
        }
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[track_caller]
fn reads(run: &Run, path: &str, wanted: &str) {
    let text = words(run, path);
    assert!(text.contains(wanted), "nowhere {wanted:?} in {path}:\n{text}");
}

fn tagged(site: Site, name: &str, front: &str) -> Site {
    site.file(
        &format!("content/journal/{name}.md"),
        format!("---\ntitle: Post {name}\n{front}\n---\n\nText.\n"),
    )
}

#[test]
fn a_term_has_a_page_of_its_pages_and_every_mention_leads_to_it() {
    let site = Site::new().case("larkspur", CHECKOUT).case("sund", TIMETABLE);
    let mut run = tagged(site, "a", "date: 2024-05-01\nskills: [analytics]").build().exits(0);
    for page in ["work/larkspur/index.html", "work/sund/index.html", "journal/a/index.html"] {
        run = run.puts(page, "<a href=\"../../skills/analytics/\">analytics</a>");
    }
    let run = run.puts("work/larkspur/index.html", "<dt><a href=\"../../skills/\">Skills</a></dt>");
    let run = run.puts("skills/analytics/index.html", "href=\"../../work/larkspur/\"");
    let run = run.puts("skills/analytics/index.html", "href=\"../../journal/a/\"");
    let run = run.keeps_out("skills/conversion/index.html", "work/sund");
    reads(&run, "skills/index.html", "analytics 3 pages, last used Sep 2024");
    reads(&run, "skills/index.html", "conversion 1 case study, last used Sep 2024");
}

#[test]
fn a_skill_is_counted_and_not_rated() {
    let run = Site::new().case("larkspur", CHECKOUT).case("sund", TIMETABLE).build().exits(0);
    let path = "skills/analytics/index.html";
    reads(
        &run,
        path,
        "Used in 2 case studies for 2 clients, Mar 2019 – Sep 2024: 1 success, 1 failure. \
         3 results, all the author’s own figures.",
    );
    reads(&run, "skills/conversion/index.html", "Used in 1 case study, Mar – Sep 2024: 1 success.");
    let text = words(&run, path);
    for claim in ["confirmed", "verified", "recalculated", "published", "%%", "expert", "advanced"] {
        assert!(!text.to_lowercase().contains(claim), "{path} says {claim:?}:\n{text}");
    }
    // The newest case comes first.
    let html = run.text(path);
    assert!(
        html.find("work/larkspur").expect("it is listed") < html.find("work/sund").expect("it is listed")
    );
}

#[test]
fn an_invented_case_counts_for_nothing() {
    let run = Site::new()
        .config("title: A site\nexamples: true\n")
        .case("real", TIMETABLE)
        .case("larkspur", &format!("{CHECKOUT}\nexample: true"))
        .build()
        .exits(0);
    reads(&run, "skills/analytics/index.html", "Used in 1 case study, Mar 2019: 1 failure.");
    reads(&run, "skills/analytics/index.html", "One invented example is not counted.");
    reads(&run, "skills/conversion/index.html", "One invented example uses it.");
    let text = words(&run, "skills/conversion/index.html");
    assert!(!text.contains("Used in") && !text.contains("success"), "{text}");
    reads(&run, "skills/index.html", "conversion 1 invented example");
}

#[test]
fn spellings_of_one_term_come_together_under_the_commonest() {
    let mut site = Site::new();
    for (name, tag) in [("a", "seo"), ("b", "SEO"), ("c", "SEO"), ("d", "Café"), ("e", "Cafe\u{301}")] {
        site = tagged(site, name, &format!("date: 2024-05-01\ntags: [{tag}]"));
    }
    let run = site.build().exits(0).says("term-spelling");
    let run = run.makes("tags/seo/index.html").makes("tags/café/index.html");
    reads(&run, "tags/index.html", "SEO 3 pages");
    let run = run.puts("journal/a/index.html", ">SEO</a>");
    assert_eq!(run.made().iter().filter(|name| name.starts_with("tags/")).count(), 3, "{:?}", run.made());
}

#[test]
fn the_title_of_its_text_settles_how_a_term_is_spelt() {
    let site = tagged(Site::new(), "a", "date: 2024-05-01\ntags: [seo]");
    let site = tagged(site, "b", "date: 2024-05-01\ntags: [SEO]");
    let run = site
        .file("content/tags/seo.md", "---\ntitle: Seo\nsummary: Being found.\n---\n")
        .build()
        .exits(0)
        .hides("warning");
    run.puts("journal/b/index.html", ">Seo</a>");
}

#[test]
fn terms_of_any_script_have_pages_of_their_own() {
    let names = ["аналитика", "数据分析", "تحليل", "🚀", "C", "C++", "C#", "A/B testing", "Node.js"];
    let front = format!("date: 2024-05-01\nskills: [\"{}\"]", names.join("\", \""));
    let run = tagged(Site::new(), "a", &front).build().exits(0).hides("warning");
    let slugs =
        ["аналитика", "数据分析", "تحليل", "🚀", "c", "c-plus-plus", "c-sharp", "a-b-testing", "node-js"];
    for (name, slug) in names.iter().zip(slugs) {
        reads(&run, &format!("skills/{slug}/index.html"), name);
    }
}

#[test]
fn a_term_may_have_a_text_of_its_own() {
    let run = Site::new()
        .case("larkspur", CHECKOUT)
        .case("sund", TIMETABLE)
        .file(
            "content/skills/analytics.md",
            "---\ntitle: Reading numbers\nsummary: What they say.\n---\n\nBody **here**.\n",
        )
        .file("content/skills/conversion/index.md", "Without front matter, by [a link](../analytics.md).\n")
        .file("content/skills/_index.md", "---\ntitle: What I can do\n---\n\nComputed, not claimed.\n")
        .build()
        .exits(0)
        .hides("warning");
    let path = "skills/analytics/index.html";
    let run = run.puts(path, "<h1>Reading numbers</h1>").puts(path, "Body <strong>here</strong>.");
    reads(&run, path, "Used in 2 case studies");
    let run = run.puts("skills/conversion/index.html", "<h1>conversion</h1>");
    let run = run.puts("skills/conversion/index.html", "<a href=\"../analytics/\">a link</a>");
    let run = run.puts("skills/index.html", "<h1>What I can do</h1>");
    reads(&run, "skills/index.html", "Computed, not claimed.");
    reads(&run, "skills/index.html", "analytics What they say. 2 case studies");
    run.keeps_out("index.html", "What I can do");
}

#[test]
fn a_text_for_a_term_that_no_page_has_is_shown_with_a_warning() {
    let run = Site::new()
        .case("larkspur", CHECKOUT)
        .file("content/skills/analytic.md", "---\ntitle: Numbers\nsummary: Typed in a hurry.\n---\n")
        .file("content/skills/juggling.md", "---\ntitle: Juggling\nsummary: Three balls.\n---\n")
        .build()
        .exits(0)
        .says("term-unused");
    reads(&run, "skills/juggling/index.html", "No page of this site has it yet.");
    reads(&run, "skills/index.html", "Juggling Three balls. 0 pages");
}

#[test]
fn a_text_whose_file_has_another_name_is_found_by_its_title() {
    Site::new()
        .case("larkspur", CHECKOUT)
        .file("content/skills/01.md", "---\ntitle: Analytics\nslug: numbers\nsummary: What they say.\n---\n")
        .build()
        .exits(0)
        .hides("warning")
        .puts("work/larkspur/index.html", "<a href=\"../../skills/numbers/\">Analytics</a>")
        .lacks("skills/analytics/index.html");
}

#[test]
fn what_meets_the_page_of_a_term_is_reported_where_both_stand() {
    Site::new()
        .config("title: A site\nsections: { skills: { type: page } }\n")
        .case("larkspur", CHECKOUT)
        .file("content/skills/analytics.md", "---\ntitle: A page\nsummary: Of its own.\n---\n")
        .build()
        .exits(1)
        .says("term-meets-page")
        .writes_nothing();
}

#[test]
fn a_page_at_the_address_of_a_list_of_terms_stands_for_it() {
    Site::new()
        .case("larkspur", CHECKOUT)
        .file("content/skills.md", "---\ntitle: My skills\nsummary: In my words.\n---\n\nMine.\n")
        .build()
        .exits(0)
        .hides("warning")
        .puts("skills/index.html", "Mine.")
        .makes("skills/analytics/index.html");
}

#[test]
fn nothing_is_made_of_taxonomies_without_terms_and_of_terms_on_unlisted_pages() {
    let run = Site::new()
        .case("larkspur", &format!("{CHECKOUT}\nunlisted: true"))
        .case("sund", "skills: [analytics]")
        .build()
        .exits(0);
    let run = run.lacks("tags").lacks("tools").lacks("skills/conversion").lacks("sectors");
    reads(&run, "skills/index.html", "analytics 1 case study");
    // It says what it is about all the same.
    run.puts("work/larkspur/index.html", "<dd>conversion</dd>");
}

#[test]
fn the_sector_of_a_client_is_a_term_of_the_sectors() {
    let run = Site::new().case("larkspur", CHECKOUT).build().exits(0);
    run.puts("work/larkspur/index.html", "<a href=\"../../sectors/retail/\">retail</a>")
        .makes("sectors/retail/index.html");
}

#[test]
fn a_site_names_its_own_taxonomies() {
    let config = "title: A site
taxonomies:
  case_type: { title: Kinds of case, order: count, page_size: 2 }
  tags:
";
    let mut site = Site::new().config(config);
    for (name, kind) in
        [("a", "audit"), ("b", "Zwischenstand"), ("c", "Zwischenstand"), ("d", "Zwischenstand")]
    {
        site = tagged(site, name, &format!("date: 2024-05-0{}\ncase_type: {kind}\nskills: [x]", name.len()));
    }
    let run = site.build().exits(0).shows("skills");
    let run = run.lacks("skills");
    reads(&run, "case_type/index.html", "Kinds of case Zwischenstand 3 pages audit 1 page");
    let run = run.puts("case_type/zwischenstand/index.html", "href=\"page/2/\"");
    let run = run.puts("case_type/zwischenstand/page/2/index.html", "Post d");
    run.keeps_out("case_type/zwischenstand/page/2/index.html", "Post b");
}

#[test]
fn mistakes_in_taxonomies_are_shown() {
    Site::new()
        .config(
            "title: A site\ntaxonomies: { title: , a/b: , tags: x, skills: { ordr: name, order: size } }\n",
        )
        .build()
        .exits(1)
        .says("taxonomies-wrong");
    Site::new()
        .config("title: A site\ntaxonomies: []\n")
        .case("a", "skills: [x]")
        .build()
        .exits(0)
        .lacks("skills");
}

#[test]
fn terms_stand_in_the_order_of_the_sites_language() {
    let front = "date: 2024-05-01\ntags: [Zebra, öl, apfel, Ofen]";
    for (language, order) in [("de", "apfel Ofen öl Zebra"), ("sv", "apfel Ofen Zebra öl")] {
        let site = Site::new().config(&format!("title: A site\nlanguage: {language}\n"));
        let run = tagged(site, "a", front).build().exits(0);
        let text = words(&run, "tags/index.html").replace(" 1 page", "").replace(" 1 Seite", "");
        assert!(text.contains(order), "{text}");
    }
}
