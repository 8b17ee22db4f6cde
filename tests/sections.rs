//! Folders are sections: their lists, the addresses of their pages, and the way from one to the next.

use crate::site::Site;

/// A site with a journal of `count` posts, the newest first: the post of the highest number.
fn journal(config: &str, count: usize) -> Site {
    (1..=count).fold(Site::bare().config(config), |site, number| {
        let front = format!("---\ntitle: Post {number}\ndate: 2024-01-{number:02}\nsummary: Words.\n---\n");
        site.file(&format!("content/journal/post-{number}.md"), front)
    })
}

const PAGED: &str =
    "title: A site\nbase_url: https://example.org/sub\nsections: { journal: { page_size: 2 } }\n";

#[test]
fn a_list_is_split_into_pages_and_each_leads_to_its_neighbours() {
    let run = journal(PAGED, 5).build().exits(0);
    let run = run
        .puts("journal/index.html", "<title>Journal – A site</title>")
        .puts("journal/index.html", "href=\"post-5/\"")
        .puts("journal/index.html", "href=\"post-4/\"")
        .keeps_out("journal/index.html", "post-3/")
        .keeps_out("journal/index.html", "rel=\"prev\"")
        .puts("journal/index.html", "<link rel=\"next\" href=\"page/2/\">")
        .puts("journal/page/2/index.html", "<title>Journal – page 2 of 3 – A site</title>")
        .puts(
            "journal/page/2/index.html",
            "rel=\"canonical\" href=\"https://example.org/sub/journal/page/2/\"",
        )
        .puts("journal/page/2/index.html", "<link rel=\"prev\" href=\"../../\">")
        .puts("journal/page/2/index.html", "<link rel=\"next\" href=\"../3/\">")
        .puts("journal/page/2/index.html", "href=\"../../post-3/\"")
        .puts(
            "journal/page/2/index.html",
            "href=\"./\" aria-label=\"page 2 of 3\" aria-current=\"page\">2</a>",
        )
        .puts("journal/page/3/index.html", "href=\"../../post-1/\"")
        .keeps_out("journal/page/3/index.html", "rel=\"next\"");
    run.lacks("journal/page/1").lacks("journal/page/4");
}

#[test]
fn a_list_that_fits_on_one_page_says_nothing_of_pages() {
    let run = journal(PAGED, 2).build().exits(0);
    run.lacks("journal/page").keeps_out("journal/index.html", "paginator");
    let run = journal("title: A site\nsections: { journal: { page_size: 0 } }\n", 12).build().exits(0);
    run.lacks("journal/page").puts("journal/index.html", "href=\"post-1/\"");
}

#[test]
fn the_text_of_a_section_stands_on_the_first_page_of_its_list_alone() {
    journal(PAGED, 3)
        .file("content/journal/_index.md", "---\ntitle: Notes\nsummary: A deck.\n---\n\nThe text.\n")
        .build()
        .exits(0)
        .puts("journal/index.html", "The text.")
        .puts("journal/index.html", "A deck.")
        .puts("journal/page/2/index.html", "<title>Notes – page 2 of 2 – A site</title>")
        .puts("journal/page/2/index.html", "href=\"../../post-1/\"")
        .keeps_out("journal/page/2/index.html", "The text.")
        .keeps_out("journal/page/2/index.html", "<p class=\"deck\">");
}

#[test]
fn a_page_that_lies_where_a_list_goes_on_is_refused() {
    journal(PAGED, 3)
        .file("content/journal/page/2.md", "---\ntitle: Mine\n---\n")
        .build()
        .exits(1)
        .says("page-of-a-list-meets-a-page")
        .writes_nothing();
}

#[test]
fn what_is_in_no_list_takes_no_place_on_a_page() {
    let site = journal(PAGED, 2)
        .file("content/journal/hidden.md", "---\ntitle: Hidden\ndate: 2024-02-01\nunlisted: true\n---\n");
    site.build().exits(0).makes("journal/hidden/index.html").lacks("journal/page");
}

#[test]
fn a_page_size_below_nothing_is_refused() {
    let site = journal("title: A site\nsections: { journal: { page_size: -1 } }\n", 1);
    site.build().exits(1).says("page-size").writes_nothing();
}

#[test]
fn every_folder_on_the_way_to_a_page_has_a_list() {
    Site::new()
        .file("content/notes/2024/spring/a.md", "---\ntitle: Deep\n---\n")
        .file("content/notes/2024/_index.md", "---\ntitle: That year\n---\n")
        .build()
        .exits(0)
        .puts("notes/index.html", "<a href=\"2024/\">That year</a>")
        .puts("notes/2024/index.html", "<a href=\"spring/\">Spring</a>")
        .puts("notes/2024/spring/index.html", "<a href=\"a/\">Deep</a>");
}

#[test]
fn a_page_at_the_address_of_a_folder_stays_what_it_is() {
    Site::new()
        .file("content/work/big.md", "---\ntitle: The big one\nsummary: S.\n---\n\nIts own words.\n")
        .file("content/work/big/method.md", "---\ntitle: How\nsummary: S.\n---\n")
        .build()
        .exits(0)
        .puts("work/big/index.html", "Its own words.")
        .puts("work/index.html", "href=\"big/\">The big one")
        .makes("work/big/method/index.html");
}

#[test]
fn a_list_follows_its_order() {
    let order = |order: &str, front: [&str; 3]| {
        let config = format!("title: A site\nsections: {{ notes: {{ order: {order} }} }}\n");
        let run = front.iter().zip(["one", "two", "three"]).fold(
            Site::bare().config(&config),
            |site, (front, name)| {
                site.file(&format!("content/notes/{name}.md"), format!("---\nsummary: S.\n{front}\n---\n"))
            },
        );
        let list = run.build().exits(0).text("notes/index.html");
        let mut names = ["one", "two", "three"];
        names.sort_by_key(|name| list.find(&format!("href=\"{name}/\"")).expect("it is listed"));
        names.join(" ")
    };
    let dates = ["title: A\ndate: 2024-02-01", "title: B\ndate: 2024-03-01", "title: C\ndate: 2024-01-01"];
    assert_eq!(order("date", dates), "two one three");
    assert_eq!(order("date desc", dates), "two one three");
    assert_eq!(order("date asc", dates), "three one two");
    let undated = ["title: A", "title: B\ndate: 2024-03-01", "title: C\ndate: 2024-01-01"];
    assert_eq!(order("date", undated), "two three one");
    assert_eq!(order("date asc", undated), "three two one");
    let titles = ["title: zebra", "title: Éclair", "title: Apple"];
    assert_eq!(order("title", titles), "three two one");
    assert_eq!(order("title desc", titles), "one two three");
    let weights = ["title: A\nweight: 20", "title: B", "title: C\nweight: -3"];
    assert_eq!(order("weight", weights), "three one two");
    assert_eq!(order("weight desc", weights), "one three two");
}

#[test]
fn what_the_page_of_a_section_says_comes_before_folio_yaml_and_holds_below() {
    let config = "title: A site\nsections: { notes: { type: post, page_size: 5, order: title } }\n";
    let note =
        |number: usize| format!("---\ntitle: Note {number}\ndate: 2024-01-0{number}\nsummary: S.\n---\n");
    let site = (1..=4).fold(Site::bare().config(config), |site, number| {
        site.file(&format!("content/notes/deep/{number}.md"), note(number))
            .file(&format!("content/notes/{number}.md"), note(number))
    });
    site.file("content/notes/_index.md", "---\ntitle: N\npage_size: 3\norder: date asc\n---\n")
        .build()
        .exits(0)
        .puts("notes/page/2/index.html", "Note 4")
        .puts("notes/deep/index.html", "Note 1")
        .puts("notes/deep/page/2/index.html", "Note 4");
}

#[test]
fn a_setting_of_a_section_that_is_none_is_refused() {
    Site::bare()
        .config("title: A site\nsections:\n  jurnal: { order: dat }\n  notes: { page_size: many, permalnk: /x/, feed: perhaps }\n  work: { permalink: '/:yaer/:slug/' }\n  talks: { permalink: ':slug' }\n")
        .file("content/journal/a.md", "---\ntitle: A\nsummary: S.\n---\n")
        .build()
        .exits(1)
        .says("section-settings")
        .writes_nothing();
}

#[test]
fn a_permalink_gives_the_pages_of_a_section_their_addresses() {
    let config = "title: A site\nsections:\n  journal: { permalink: '/:year/:month/:day/:slug/' }\n  notes: { permalink: '/:section/:title.html' }\n";
    Site::bare()
        .config(config)
        .file(
            "content/journal/First one.md",
            "---\ntitle: F\nsummary: S.\ndate: 2024-05-07\n---\n\n[note](../notes/a.md)\n",
        )
        .file("content/journal/b.md", "---\ntitle: B\nsummary: S.\ndate: 2024-05-08\nslug: other\n---\n")
        .file(
            "content/notes/a.md",
            "---\ntitle: The Äpfel & pears\nsummary: S.\n---\n\n[post](../journal/b.md)\n",
        )
        .file("content/notes/deep/a.md", "---\ntitle: Nested\nsummary: S.\n---\n")
        .build()
        .exits(0)
        .puts("2024/05/07/First-one/index.html", "href=\"../../../../notes/the-%C3%A4pfel-pears.html\"")
        .puts("notes/the-äpfel-pears.html", "href=\"../2024/05/08/other/\"")
        .makes("notes/deep/nested.html")
        .puts("journal/index.html", "href=\"../2024/05/08/other/\"")
        .lacks("journal/b");
}

#[test]
fn a_page_without_the_date_that_its_address_wants_is_refused() {
    Site::bare()
        .config("title: A site\nsections: { journal: { permalink: '/:year/:slug/' } }\n")
        .file("content/journal/a.md", "---\ntitle: A\nsummary: S.\n---\n")
        .build()
        .exits(1)
        .says("permalink-without-a-date")
        .writes_nothing();
}

#[test]
fn two_pages_of_one_permalink_are_refused() {
    Site::bare()
        .config("title: A site\nsections: { journal: { permalink: '/:year/' } }\n")
        .file("content/journal/a.md", "---\ntitle: A\nsummary: S.\ndate: 2024-01-01\n---\n")
        .file("content/journal/b.md", "---\ntitle: B\nsummary: S.\ndate: 2024-02-01\n---\n")
        .build()
        .exits(1)
        .says("one-permalink")
        .writes_nothing();
}

#[test]
fn the_files_of_a_bundle_and_the_pages_in_it_move_with_it() {
    Site::bare()
        .config("title: A site\nsections: { journal: { permalink: '/:year/:slug/' } }\n")
        .file(
            "content/journal/trip/index.md",
            "---\ntitle: Trip\nsummary: S.\ndate: 2024-05-07\n---\n\n![](map.png) [more](more.md) [csv](data/legs.csv)\n",
        )
        .file("content/journal/trip/map.png", "x")
        .file("content/journal/trip/data/legs.csv", "a\n")
        .file("content/journal/trip/more.md", "---\ntitle: More\nsummary: S.\n---\n\n[map](map.png) [up](index.md)\n")
        .build()
        .exits(0)
        .hides("warning")
        .puts("2024/trip/index.html", "src=\"map.png\"")
        .puts("2024/trip/index.html", "href=\"more/\"")
        .puts("2024/trip/index.html", "href=\"data/legs.csv\"")
        .makes("2024/trip/map.png")
        .makes("2024/trip/data/legs.csv")
        .puts("2024/trip/more/index.html", "href=\"../map.png\"")
        .puts("2024/trip/more/index.html", "href=\"../\"")
        .puts("journal/index.html", "href=\"../2024/trip/more/\"");
}

#[test]
fn a_slug_moves_a_bundle_or_a_section_with_all_that_lies_in_it() {
    Site::new()
        .file("content/notes/_index.md", "---\ntitle: Notes\nslug: notebook\n---\n")
        .file("content/notes/a.md", "---\ntitle: A\nsummary: S.\n---\n\n[b](deep/b/index.md) ![](pic.png)\n")
        .file("content/notes/pic.png", "x")
        .file("content/notes/deep/b/index.md", "---\ntitle: B\nsummary: S.\nslug: bee\n---\n\n![](in.png)\n")
        .file("content/notes/deep/b/in.png", "x")
        .build()
        .exits(0)
        .hides("warning")
        .puts("notebook/a/index.html", "href=\"../deep/bee/\"")
        .puts("notebook/a/index.html", "src=\"../pic.png\"")
        .puts("notebook/deep/bee/index.html", "src=\"in.png\"")
        .makes("notebook/deep/bee/in.png")
        .makes("notebook/deep/index.html")
        .lacks("notes");
}

#[test]
fn a_page_may_name_its_own_address() {
    Site::new()
        .file("content/a.md", "---\ntitle: A\npermalink: /old/place.html\n---\n")
        .file(
            "content/journal/b.md",
            "---\ntitle: B\nsummary: S.\ndate: 2024-05-07\npermalink: /:year/:slug/\n---\n",
        )
        .build()
        .exits(0)
        .makes("old/place.html")
        .makes("2024/b/index.html");
    Site::new()
        .file("content/a.md", "---\ntitle: A\npermalink: pretty\n---\n")
        .file("content/e.md", "---\ntitle: E\npermalink: e/\n---\n")
        .file("content/b.md", "---\ntitle: B\nurl: /b.html\n---\n")
        .file("content/c.md", "---\ntitle: C\npermalink: /:categories/:title/\n---\n")
        .file("content/d/_index.md", "---\ntitle: D\npermalink: /e/\n---\n")
        .build()
        .exits(1)
        .says("own-permalink");
}

#[test]
fn the_name_of_a_post_may_give_its_day() {
    Site::new()
        .file("content/journal/2024-05-07-first.md", "---\ntitle: F\nsummary: S.\n---\n")
        .file("content/journal/2024-05-08-second/index.md", "---\ntitle: S\nsummary: S.\n---\n")
        .file("content/journal/2024-05-09.md", "---\ntitle: D\nsummary: S.\ndate: 2024-05-09\n---\n")
        .file("content/about/2024-05-07-first.md", "---\ntitle: P\nsummary: S.\n---\n")
        .build()
        .exits(0)
        .puts("journal/first/index.html", "datetime=\"2024-05-07\"")
        .puts("journal/second/index.html", "datetime=\"2024-05-08\"")
        .makes("journal/2024-05-09/index.html")
        .makes("about/2024-05-07-first/index.html");
}

#[test]
fn a_language_in_a_file_name_gives_a_page_of_its_own_and_a_word_about_it() {
    Site::new()
        .file("content/index.md", "---\ntitle: Home\n---\n")
        .file("content/index.es.md", "---\ntitle: Inicio\n---\n")
        .file("content/about.md", "---\ntitle: About\n---\n")
        .file("content/about.es.md", "---\ntitle: Sobre\n---\n")
        .file("content/about.pt-br.md", "---\ntitle: Sobre\n---\n")
        .file("content/journal/_index.es.md", "---\ntitle: Diario\n---\n")
        .file("content/journal/a.en.md", "---\ntitle: A\nsummary: S.\n---\n")
        .file("content/work/b/index.md", "---\ntitle: B\nsummary: S.\n---\n")
        .file("content/work/b/index.es.md", "---\ntitle: Be\nsummary: S.\n---\n")
        .file("content/v1.2.md", "---\ntitle: Version\n---\n")
        .build()
        .exits(0)
        .says("language-in-name")
        .puts("es/index.html", "Inicio")
        .puts("about/es/index.html", "<html lang=\"es\"")
        .puts("about/pt-br/index.html", "<html lang=\"pt-br\"")
        .puts("journal/es/index.html", "Diario")
        .makes("journal/a.en/index.html")
        .puts("work/b/es/index.html", "Be")
        .keeps_out("work/index.html", "Be<")
        .makes("v1.2/index.html");
}

#[test]
fn what_lies_beside_a_draft_stays_at_home_with_it() {
    let site = || {
        Site::new()
            .file("content/work/secret/index.md", "---\ntitle: S\nsummary: S.\ndraft: true\n---\n")
            .file("content/work/secret/raw/clients.csv", "a\n")
            .file("content/work/later/index.md", "---\ntitle: L\nsummary: S.\ndate: 2030-01-01\n---\n")
            .file("content/work/later/plan.csv", "a\n")
            .file("content/work/open.csv", "a\n")
    };
    site().build().exits(0).lacks("work/secret").lacks("work/later").makes("work/open.csv");
    site()
        .run(&["build", "--drafts", "--future"])
        .exits(0)
        .makes("work/secret/raw/clients.csv")
        .makes("work/later/plan.csv");
}

#[test]
fn an_unlisted_page_is_made_and_nothing_leads_to_it() {
    let run = Site::new()
        .case("open", "summary: S.\nskills: [x]\ndate: 2024-01-01")
        .case("secret", "summary: S.\nskills: [x]\ndate: 2024-02-01\nunlisted: true")
        .case("other", "summary: S.\nskills: [x]\ndate: 2024-03-01")
        .file("content/journal/a.md", "---\ntitle: A\nsummary: S.\ncase: secret\ndate: 2024-01-01\n---\n")
        .file("content/journal/b.md", "---\ntitle: B\nsummary: S.\ncase: open\nunlisted: true\n---\n")
        .file("content/hidden/_index.md", "---\ntitle: Hidden\nunlisted: true\n---\n")
        .file("content/hidden/c.md", "---\ntitle: C\nsummary: S.\n---\n")
        .file("content/alone.md", "---\ntitle: Alone\nunlisted: true\n---\n")
        .build()
        .exits(0);
    for page in run.made().iter().filter(|page| page.strip_suffix(".html").is_some()) {
        for (hidden, path) in [
            ("work/secret/", "work/secret/"),
            ("journal/b/", "journal/b/"),
            ("hidden/", "hidden/"),
            ("alone/", "alone/"),
        ] {
            let text = run.text(page);
            let link = format!("{}\"", path.rsplit('/').nth(1).expect("a name").to_owned() + "/");
            assert!(page.starts_with(hidden) || !text.contains(&link), "{page} leads to {hidden}:\n{text}");
        }
    }
    run.puts("work/secret/index.html", "<meta name=\"robots\" content=\"noindex\">")
        .puts("work/secret/index.html", "journal/a/")
        .puts("journal/b/index.html", "work/open/")
        .keeps_out("work/open/index.html", "noindex")
        .puts("work/open/index.html", "href=\"../other/\"");
}

#[test]
fn a_page_names_the_way_down_to_it() {
    Site::new()
        .file(
            "templates/page.html",
            "{% for one in page.ancestors %}{{ one.title }}={{ one.path }};{% endfor %}",
        )
        .file(
            "templates/section.html",
            "{% for one in page.ancestors %}{{ one.title }}={{ one.path }};{% endfor %}",
        )
        .file("content/index.md", "---\ntitle: Home\ntemplate: page\n---\n")
        .file("content/about.md", "---\ntitle: About\n---\n")
        .file("content/notes/2024/_index.md", "---\ntitle: That year\n---\n")
        .file("content/notes/2024/a.md", "---\ntitle: A\n---\n")
        .file("content/notes/2024/b/index.md", "---\ntitle: B\n---\n")
        .file("content/notes/2024/b/more.md", "---\ntitle: More\n---\n")
        .build()
        .exits(0)
        .is("index.html", "")
        .is("about/index.html", "Home=/;")
        .is("notes/index.html", "Home=/;")
        .is("notes/2024/index.html", "Home=/;Notes=/notes/;")
        .is("notes/2024/a/index.html", "Home=/;Notes=/notes/;That year=/notes/2024/;")
        .is("notes/2024/b/index.html", "Home=/;Notes=/notes/;That year=/notes/2024/;")
        .is("notes/2024/b/more/index.html", "Home=/;Notes=/notes/;That year=/notes/2024/;B=/notes/2024/b/;");
}

#[test]
fn a_nested_page_shows_the_way_down_to_it() {
    Site::new()
        .file("content/notes/2024/a.md", "---\ntitle: A\n---\n")
        .file("content/notes/b.md", "---\ntitle: B\n---\n")
        .build()
        .exits(0)
        .puts("notes/2024/a/index.html", "<nav class=\"breadcrumb\"")
        .puts("notes/2024/a/index.html", "<li><a href=\"../../\">Notes</a></li>")
        .keeps_out("notes/b/index.html", "breadcrumb");
}

#[test]
fn related_cases_share_rare_terms_first_and_then_the_newest_come() {
    let site = Site::new()
        .file("templates/case.html", "{% for item in page.related %}{{ item.path }} {% endfor %}")
        .case("own", "summary: S.\nskills: [common, Rare]\ntools: [GA4]\ndate: 2024-01-01")
        .case("rare", "summary: S.\nskills: [rare]\ndate: 2020-01-01")
        .case("two", "summary: S.\nskills: [common]\ntools: [ga4]\ndate: 2021-01-01")
        .case("none", "summary: S.\nskills: [another]")
        .case("hidden", "summary: S.\nskills: [rare, common]\nunlisted: true")
        .case("other-group", "summary: S.\ntags: [rare]")
        .file("content/journal/post.md", "---\ntitle: P\nsummary: S.\nskills: [rare, common]\n---\n");
    (1..=6)
        .fold(site, |site, day| {
            site.case(
                &format!("common-{day}"),
                &format!("summary: S.\nskills: [common]\ndate: 2024-02-0{day}"),
            )
        })
        .build()
        .exits(0)
        .is("work/own/index.html", "/work/two/ /work/rare/ /work/common-6/ /work/common-5/ ")
        .is("work/none/index.html", "")
        .is("work/hidden/index.html", "");
}

#[test]
fn a_post_names_its_case_by_the_last_part_of_its_address_or_by_its_path() {
    let post = |number: usize, case: &str| {
        format!("---\ntitle: Post {number}\nsummary: S.\ndate: 2024-01-0{number}\ncase: {case}\n---\n")
    };
    Site::bare()
        .config("title: A site\nsections: { labs: { type: case } }\n")
        .case("same", "summary: S.")
        .file("content/labs/same.md", "---\ntitle: Lab\nsummary: S.\n---\n")
        .file("content/labs/only/index.md", "---\ntitle: Only\nsummary: S.\n---\n")
        .file("content/journal/1.md", post(1, "same"))
        .file("content/journal/2.md", post(2, "labs/same"))
        .file("content/journal/3.md", post(3, "only"))
        .file("content/journal/4.md", post(4, "/labs/only/"))
        .file("content/journal/5.md", post(5, "content/work/same.md"))
        .file("content/journal/6.md", post(6, "onyl"))
        .build()
        .exits(0)
        .says("case-of-a-post")
        .puts("labs/same/index.html", "Post 2")
        .puts("labs/only/index.html", "Post 3")
        .puts("labs/only/index.html", "Post 4")
        .puts("work/same/index.html", "Post 5")
        .keeps_out("work/same/index.html", "Post 1")
        .keeps_out("labs/same/index.html", "Post 1");
}

#[test]
fn an_alias_is_a_path_of_this_site() {
    Site::new()
        .file(
            "content/a.md",
            "---\ntitle: A\naliases: ['/a#part', '/caf%C3%A9/', old.htm, /old.php, 'https://ada.example/x/', /a/, /twice/]\n---\n",
        )
        .file("content/b.md", "---\ntitle: B\naliases: [/twice/]\n---\n")
        .build()
        .exits(0)
        .says("alias-is-no-path")
        .puts("café/index.html", "url=../a/\"")
        .puts("old.htm", "url=a/\"")
        .puts("old.php/index.html", "url=../a/\"")
        .puts("twice/index.html", "url=../a/\"");
}

#[test]
fn an_index_that_keeps_a_folder_out_of_every_list_is_told() {
    let site = |index: &str| {
        Site::new()
            .file(&format!("content/notes/{index}"), "---\ntitle: Notes\n---\n")
            .file("content/notes/a.md", "---\ntitle: A\n---\n")
            .file("content/notes/b.md", "---\ntitle: B\n---\n")
    };
    site("index.md").build().exits(0).says("index-for-a-section");
    site("_index.md").build().exits(0).hides("warning").puts("notes/index.html", "href=\"a/\"");
}

#[test]
fn structured_data_follows_the_sections_and_not_the_address() {
    Site::bare()
        .config("title: A site\nbase_url: https://ada.example\nsections: { journal: { permalink: '/:year/:slug/' } }\n")
        .file("content/journal/a.md", "---\ntitle: A\nsummary: S.\ndate: 2024-05-07\n---\n")
        .build()
        .exits(0)
        .puts("2024/a/index.html", "\"name\":\"Journal\",\"item\":\"https://ada.example/journal/\"");
}

#[test]
fn an_index_html_of_the_authors_stands_for_the_list_of_its_folder() {
    Site::new()
        .file("content/old/index.html", "<p>By hand.</p>")
        .file("content/old/posts/a.md", "---\ntitle: A\n---\n\nText.\n")
        .build()
        .exits(0)
        .puts("old/index.html", "By hand.")
        .puts("old/posts/index.html", "A");
}

#[test]
fn an_entry_of_the_navigation_that_leads_nowhere_is_told_with_the_nearest_address() {
    let site = |more: &str| {
        let entries = "navigation:\n  - { label: Work, url: /wrk/ }\n  - { label: Skills, url: skills }\n  - { label: CV, url: /resume/ }\n  - { label: Code, url: \"https://code.example/\" }\n";
        Site::new()
            .config(&format!("title: A\nowner: {{ name: Ada }}\n{entries}{more}"))
            .case("a", "skills: [tea]")
            .build()
    };
    site("")
        .exits(0)
        .shows("`Work` of the navigation leads to nothing: `/wrk/`")
        .shows("--> folio.yaml:4:25")
        .shows("did you mean `/work/`?")
        .shows("1 warning");
    site("links: error\n").exits(1).shows("`Work` of the navigation leads to nothing");
}

#[test]
fn a_list_of_case_studies_has_its_terms_as_links() {
    let run = Site::new().case("a", "skills: [tea]").case("b", "skills: [tea, cake]").build().exits(0);
    run.puts("work/index.html", "<a href=\"../skills/\">Skills</a>")
        .puts("work/index.html", "<li><a href=\"../skills/tea/\">tea</a> <span class=\"num\">2</span></li>");
}
