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
