//! A run in which nothing but bodies has changed makes their pages and no others, and comes to what a build of
//! everything comes to.

use crate::memo::run;
use crate::site::Site;
use folio::build::{self, Options};
use std::collections::BTreeSet;
use std::fs;

fn options(site: &Site) -> Options {
    Options { root: site.root(), ..Options::default() }
}

/// A site in which pages show each other: neighbours, related pages, stories, people, figures of others, evidence.
fn a_site() -> Site {
    let metric = "{ name: Orders, value: 61 orders in 2024-09, calc: only(orders) from funnel.csv where month = 2024-09 }";
    let mut site = Site::bare()
        .config("title: A site\nbase_url: https://ada.example\nowner: { name: Ada }\n")
        .file("content/index.md", "---\ntitle: Home\n---\n\nWords.\n")
        .file("content/about.md", "---\ntitle: About\nsummary: Who I am.\n---\n\nSee [one](work/one.md).\n")
        .file("content/people/jane.md", "---\ntitle: Jane\nheadline: Lead\nsummary: A person.\n---\n\nText.\n")
        .file("content/work/funnel.csv", "month,orders\n2024-09,61\n")
        .file("content/work/three/index.md", "---\ntitle: Three\nsummary: It was {{<value of=\"one.stay\"/>}}.\ndate: 2024-02-01\nskills: [analytics]\n---\n\nThird.\n")
        .file("content/work/three/annex.md", "---\ntitle: Annex\nsummary: More of it.\n---\n\nAn annex.\n")
        .file("content/work/two.md", format!("---\ntitle: Two\nsummary: Second.\ndate: 2024-05-01\nskills: [analytics]\nmetrics: [{metric}]\n---\n\n## Part\n\nText.\n"))
        .file("content/code.md", "---\ntitle: Code\nsummary: Some.\n---\n\n```rust\nfn main() {}\n```\n")
        .file("static/cv.txt", "a life");
    for (number, name) in ["one", "four", "five"].into_iter().enumerate() {
        let text = format!(
            "---\ntitle: Case {name}\nsummary: In short.\ndate: 2024-0{}-01\nskills: [analytics, writing]\nauthors: [jane]\n\
             people: [{{ person: jane, role: Lead }}]\n\
             metrics: [{{ name: Stay, value: 58.9 % in 2024-09, baseline: 71.4 % in 2024-02 }}]\n---\n\nText of {name}.\n",
            number + 1
        );
        site = site.file(&format!("content/work/{name}.md"), text);
    }
    for number in 1..5 {
        site = site.file(
            &format!("content/journal/post-{number}.md"),
            format!("---\ntitle: Post {number}\nsummary: News.\ndate: 2024-03-0{number}\ncase: one\n---\n\nText.\n"),
        );
    }
    site
}

/// Puts another body below the front matter of a document.
fn write_body(site: &Site, path: &str, body: &str) {
    let path = site.root().join(path);
    let text = fs::read_to_string(&path).expect("it is there");
    let end = text.rfind("\n---\n").expect("front matter") + 5;
    fs::write(&path, format!("{}\n{body}\n", &text[..end])).expect("it can be written");
}

#[test]
fn another_body_makes_its_page_again_and_no_other() {
    let site = a_site();
    run(&site, &options(&site));
    let bodies = [
        ("content/work/one.md", "Other words."),
        ("content/work/one.md", "It links to [two](two.md#part), `code` and {{<metric of=\"stay\"/>}}."),
        (
            "content/work/two.md",
            "## Part\n\nMore, with {{<value of=\"orders\"/>}} and {{<value of=\"four.stay\"/>}}.",
        ),
        ("content/work/three/index.md", "Another third."),
        ("content/work/three/annex.md", "Another annex, see [about](/about/)."),
        ("content/journal/post-2.md", "Other news.\n\n## A heading\n\nWith [itself](#a-heading)."),
        ("content/journal/post-2.md", "## A heading\n\n```rust\nfn main() {}\n```"),
        ("content/about.md", "Nothing any more."),
    ];
    for (path, body) in bodies {
        write_body(&site, path, body);
        let report = run(&site, &options(&site));
        assert_eq!(report.rendered, 1, "{path}: {body}");
        assert!(report.made.is_some_and(|made| made.written > 0 && made.removed == 0));
        assert_eq!(run(&site, &options(&site)).rendered, 0, "{path}: {body}");
    }
    write_body(&site, "content/work/one.md", "Both of");
    write_body(&site, "content/journal/post-1.md", "them.");
    assert_eq!(run(&site, &options(&site)).rendered, 2);
}

#[test]
fn a_body_that_shows_elsewhere_is_a_matter_of_the_whole_site() {
    let site = a_site();
    run(&site, &options(&site));
    let bodies = [
        ("a link that leads nowhere", "content/about.md", "See [it](gone.md)."),
        ("that goes, too", "content/about.md", "See [it](work/two.md#part)."),
        ("a part that others lead to", "content/work/two.md", "No part."),
        ("it comes back", "content/work/two.md", "## Part"),
        ("a page that lists others", "content/index.md", "Other words."),
    ];
    for (what, path, body) in bodies {
        write_body(&site, path, body);
        let report = run(&site, &options(&site));
        assert!(report.rendered != 1, "{what}");
    }
    fs::write(site.root().join("content/about.md"), "# About\n\nFirst words.\n").expect("it can be written");
    run(&site, &options(&site));
    fs::write(site.root().join("content/about.md"), "# About\n\nOther words.\n").expect("it can be written");
    assert!(run(&site, &options(&site)).rendered > 1);
}

#[test]
fn when_a_mistake_is_mended_the_last_run_without_one_is_gone_on_from() {
    let site = a_site();
    run(&site, &options(&site));
    write_body(&site, "content/about.md", "{{<metric of=\"nothing\"/>}}");
    assert!(run(&site, &options(&site)).made.is_none());
    write_body(&site, "content/about.md", "Well.");
    assert_eq!(run(&site, &options(&site)).rendered, 1);
}

#[test]
fn front_matter_and_other_files_that_change_with_a_body_are_not_overlooked() {
    let site = a_site();
    run(&site, &options(&site));
    let edits: [(&str, &str); 5] = [
        ("content/about.md", "---\ntitle: Another\nsummary: Who I am.\n---\n\nText.\n"),
        ("content/new.md", "---\ntitle: New\nsummary: New.\n---\n\nText.\n"),
        ("static/cv.txt", "another life"),
        ("folio.yaml", "title: Other\nbase_url: https://ada.example\nowner: { name: Ada }\n"),
        ("content/work/funnel.csv", "month,orders\n2024-08,1\n2024-09,61\n"),
    ];
    for (number, (path, text)) in edits.into_iter().enumerate() {
        fs::write(site.root().join(path), text).expect("it can be written");
        write_body(&site, "content/work/one.md", &format!("Round {number}."));
        if path.ends_with("csv") {
            fs::remove_file(site.root().join("folio.lock")).expect("it was there");
        }
        assert!(run(&site, &options(&site)).rendered > 1, "{path}");
    }
}

#[test]
fn a_page_in_the_output_that_is_no_longer_as_it_was_written_is_made_again() {
    let site = a_site();
    run(&site, &options(&site));
    fs::write(site.root().join("public/about/index.html"), "mine").expect("it can be written");
    write_body(&site, "content/work/one.md", "Other words.");
    assert!(run(&site, &options(&site)).rendered > 1);
    fs::remove_dir_all(site.root().join("public/work")).expect("it is there");
    write_body(&site, "content/work/one.md", "Again other words.");
    assert!(run(&site, &options(&site)).rendered > 1);
    assert!(build::build(&options(&site)).made.is_some());
}

#[test]
fn another_body_keeps_the_card_of_its_page_and_another_title_makes_another() {
    let site = Site::bare()
        .config("title: A site\nbase_url: https://ada.example\ncards: true\n")
        .file("content/index.md", "---\ntitle: Home\n---\n")
        .file(
            "content/work/one.md",
            "---\ntitle: One\nsummary: In short.\nmetrics: [{ name: Orders, value: 61 orders }]\n---\n\nText.\n",
        );
    let cards = |site: &Site| {
        let names = fs::read_dir(site.root().join("public/cards")).expect("it has cards");
        names.map(|entry| entry.expect("a name").file_name()).collect::<BTreeSet<_>>()
    };
    run(&site, &options(&site));
    let before = cards(&site);
    assert_eq!(before.len(), 2);
    write_body(&site, "content/work/one.md", "Other words.");
    assert_eq!(run(&site, &options(&site)).rendered, 1);
    assert_eq!(cards(&site), before);
    let path = site.root().join("content/work/one.md");
    let text = fs::read_to_string(&path).expect("it is there").replace("title: One", "title: Another");
    fs::write(&path, text).expect("it can be written");
    run(&site, &options(&site));
    assert_eq!(cards(&site).difference(&before).count(), 1);
    assert_eq!(cards(&site).len(), 2);
}
