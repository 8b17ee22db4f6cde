//! People: each member of a team has a page with what they took part in, and with which part.

use crate::site::{Run, Site};

const SUMMARY: &str = "summary: In a line.";

fn person(site: Site, file: &str, front: &str) -> Site {
    site.file(&format!("content/people/{file}.md"), format!("---\n{front}\n---\n"))
}

fn team() -> Site {
    let site = person(Site::new(), "ada-marsh", "name: Ada Marsh\nheadline: Growth lead");
    person(site, "ben", "name: Ben Oduya\nheadline: Designer")
}

/// The text of a page's main part: no tags, one blank between words.
fn words(run: &Run, path: &str) -> String {
    let html = run.text(path);
    let main = html.split("<main").nth(1).unwrap_or(&html);
    let pieces = main.split('<').map(|piece| piece.split_once('>').map_or(piece, |(_, text)| text));
    pieces.collect::<Vec<_>>().join(" ").split_whitespace().collect::<Vec<_>>().join(" ")
}

#[track_caller]
fn reads(run: &Run, path: &str, wanted: &str) {
    let text = words(run, path);
    assert!(text.contains(wanted), "nowhere {wanted:?} in {path}:\n{text}");
}

const CHECKOUT: &str = "period: 2024-03/2024-09
outcome: success
people:
  - { person: ada-marsh, role: Growth lead, share: led }
  - { name: Ben Oduya, role: Design, share: contributed }
  - { name: Jane Roe, role: Client, consent: 2024-10-01 by e-mail }";

#[test]
fn a_person_has_a_page_of_what_they_took_part_in_and_with_which_part() {
    let run = team()
        .case("checkout", CHECKOUT)
        .case("signs", "period: 2023-05\noutcome: failure\nauthors: [ben]\nrole: Lettering\nshare: sole")
        .build()
        .exits(0)
        .hides("warning");
    let ben = "people/ben/index.html";
    reads(&run, ben, "Took part in 2 case studies, May 2023 – Sep 2024: 1 success, 1 failure.");
    reads(&run, ben, "Part: 1 alone, 1 contributed to.");
    reads(&run, ben, "Contributed. Design");
    reads(&run, ben, "Sole. Lettering");
    let html = run.text(ben);
    assert!(
        html.find("work/checkout").expect("it is listed") < html.find("work/signs").expect("it is listed")
    );
    reads(&run, "people/ada-marsh/index.html", "Led. Growth lead");
    reads(&run, "people/index.html", "Ada Marsh Growth lead 1 case study, the last Sep 2024");
}

#[test]
fn a_case_leads_to_the_pages_of_its_people_and_says_of_others_how_they_agreed() {
    let run = team().case("checkout", CHECKOUT).build().exits(0);
    let page = "work/checkout/index.html";
    let run = run.puts(page, "<a href=\"../../people/ada-marsh/\">Ada Marsh</a>, Growth lead. Led");
    let run = run.puts(page, "<a href=\"../../people/ben/\">Ben Oduya</a>, Design. Contributed");
    reads(&run, page, "Jane Roe, Client Named with consent: 2024-10-01 by e-mail");
}

#[test]
fn a_post_leads_to_its_authors_and_guests_need_no_page() {
    let run = team()
        .file(
            "content/journal/a.md",
            format!(
                "---\ntitle: A post\ndate: 2024-05-01\n{SUMMARY}\nauthors: [Ada Marsh, Grace Guest]\n---\n"
            ),
        )
        .file(
            "content/journal/b.md",
            format!("---\ntitle: B post\ndate: 2024-06-01\n{SUMMARY}\nauthor: ben\n---\n"),
        )
        .build()
        .exits(0)
        .hides("warning");
    let run = run.puts("journal/a/index.html", "rel=\"author\">Ada Marsh</a>, Grace Guest");
    reads(&run, "journal/index.html", "By Ben Oduya");
    reads(&run, "people/ada-marsh/index.html", "Written here 1 May 2024 A post");
    reads(&run, "people/ben/index.html", "Written here 1 Jun 2024 B post");
}

#[test]
fn somebody_who_is_not_there_is_a_warning_at_their_name() {
    team()
        .case("a", "people: [{ person: ada-march, role: Lead }, { person: nobody }, { name: Jane Roe }]")
        .case("b", "authors: [bem, grace, Ada Marsh]")
        .run(&["build", "--strict"])
        .exits(1)
        .says("person-unknown");
}

#[test]
fn without_people_authors_are_names_and_no_section_grows() {
    Site::new()
        .case("a", "authors: [ada]\npeople: [{ name: Jane Roe, consent: in person }]")
        .build()
        .exits(0)
        .hides("warning")
        .lacks("people")
        .puts("work/a/index.html", "ada");
}

#[test]
fn a_mistake_in_a_persons_page_is_shown() {
    person(
        Site::new(),
        "ada",
        "name: Ada\nsummary: A lead.\nlinks: [{ label: Code }, { label: Bad, url: \"javascript:alert(1)\" }]\nheadlin: Lead",
    )
    .case("a", "people: [{ role: Lead }, { person: ada, share: boss }]")
    .build()
    .exits(1)
    .says("person-wrong");
}

#[test]
fn unlisted_and_invented_cases_do_not_count_for_a_person() {
    let run = team()
        .case("checkout", CHECKOUT)
        .case("hidden", "authors: [ben]\noutcome: success\nunlisted: true")
        .case("invented", "authors: [ben]\noutcome: success\nexample: true")
        .build()
        .exits(0);
    let path = "people/ben/index.html";
    reads(&run, path, "Took part in 1 case study");
    reads(&run, path, "One invented example is not counted.");
    let html = run.text(path);
    assert!(!html.contains("work/hidden") && html.contains("work/invented"), "{html}");
}

#[test]
fn a_portrait_beside_the_persons_text_is_found_from_the_list_too() {
    let run = Site::new()
        .file("content/people/ada/index.md", "---\nname: Ada\nsummary: A lead.\nimage: portrait.png\n---\n")
        .file("content/people/ada/portrait.png", "not looked into")
        .build()
        .exits(0);
    run.puts("people/index.html", "src=\"ada/portrait.png\"")
        .puts("people/ada/index.html", "src=\"portrait.png\"");
}

#[test]
fn another_folder_may_hold_the_people_and_authors_may_be_a_taxonomy() {
    let run = Site::new()
        .config(
            "title: A site\ntaxonomies: [authors]\nsections: { team: { type: person, title: The team } }\n",
        )
        .file("content/team/ada.md", "---\nname: Ada\nsummary: A lead.\n---\n")
        .case("a", "authors: [Grace]\npeople: [{ person: ada, role: Lead }]")
        .build()
        .exits(0)
        .hides("warning");
    let run = run.puts("work/a/index.html", "href=\"../../team/ada/\"");
    run.puts("work/a/index.html", "href=\"../../authors/grace/\"")
        .puts("team/index.html", "<h1>The team</h1>");
}

#[test]
fn a_person_may_have_terms_as_any_page_has() {
    Site::new()
        .file("content/people/ada.md", "---\nname: Ada\nsummary: A lead.\nskills: [analytics]\n---\n")
        .file("content/people/bo.md", "---\nname: Bo\nsummary: A lead.\nskills: [analytics]\n---\n")
        .build()
        .exits(0)
        .puts("skills/analytics/index.html", "../../people/ada/");
}
