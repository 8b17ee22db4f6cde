//! The picture that other sites show beside a link to a page.

use crate::site::{Run, Site};
use std::collections::BTreeSet;

const CASE: &str = "---\ntitle: A shorter checkout\nmetrics: [{ name: Abandonment, baseline: 71.4 % in 2024-02, value: 58.9 % in 2024-09 }]\n---\n";

fn site(config: &str) -> Site {
    Site::bare()
        .config(&format!("title: Ada Marsh\n{config}"))
        .file("content/index.md", "---\ntitle: Work with results\n---\n")
        .file("content/about.md", "---\ntitle: About\n---\n")
        .file("content/work/checkout.md", CASE)
}

const ADDRESS: &str = "base_url: https://ada.example/p\ncards: true\n";

/// The picture that a page names for links to it.
fn named(run: &Run, page: &str) -> Option<String> {
    let text = run.text(page);
    let (_, rest) = text.split_once("<meta property=\"og:image\" content=\"")?;
    rest.split('"').next().map(str::to_owned)
}

fn cards(run: &Run) -> BTreeSet<String> {
    run.made().into_iter().filter(|name| name.starts_with("cards/")).collect()
}

#[test]
fn every_page_with_a_text_has_a_card_of_the_size_that_is_asked_for() {
    let run = site(ADDRESS).build().exits(0);
    let named: Vec<_> =
        ["index.html", "work/checkout/index.html"].map(|page| named(&run, page).expect("a card")).into();
    assert_ne!(named[0], named[1]);
    for url in &named {
        let path = url.strip_prefix("https://ada.example/p/").expect("an absolute address");
        let bytes = std::fs::read(run.output().join(path)).expect("the card is there");
        assert_eq!(image::load_from_memory(&bytes).expect("a picture").to_rgb8().dimensions(), (1200, 630));
    }
    assert_eq!(cards(&run).len(), 3);
    run.puts("work/checkout/index.html", "summary_large_image")
        .puts("work/checkout/index.html", "<meta property=\"og:image:width\" content=\"1200\">")
        .keeps_out("404.html", "og:image");
}

#[test]
fn a_home_page_that_nobody_wrote_has_a_card_too() {
    let run = Site::bare()
        .config(&format!("title: Ada Marsh\n{ADDRESS}"))
        .file("content/work/checkout.md", CASE)
        .build();
    assert!(named(&run, "index.html").is_some());
    assert_eq!(cards(&run).len(), 2);
}

#[test]
fn a_site_says_whether_it_has_cards() {
    let address = "base_url: https://ada.example/p\n";
    assert_eq!(cards(&site(ADDRESS).build().exits(0)).len(), 3);
    for config in [address, "cards: true\n", "base_url: https://ada.example/p\ncards: false\n"] {
        assert_eq!(cards(&site(config).build().exits(0)).len(), 0, "{config}");
    }
    site(&format!("{address}cards: some\n")).build().exits(1).shows("`cards` wants `true` or `false`");
}

fn picture() -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    image::RgbImage::new(40, 30).write_to(&mut bytes, image::ImageFormat::Png).expect("it is in memory");
    bytes.into_inner()
}

#[test]
fn a_picture_of_the_page_comes_before_a_card() {
    let run = site(ADDRESS)
        .file("content/work/own.png", picture())
        .file("content/work/checkout.md", CASE.replace("metrics", "image: own.png\nmetrics"))
        .build()
        .exits(0);
    assert_eq!(
        named(&run, "work/checkout/index.html").as_deref(),
        Some("https://ada.example/p/work/own.png")
    );
    assert_eq!(cards(&run).len(), 2);
}

#[test]
fn a_page_with_a_letter_that_the_faces_lack_has_no_card() {
    let run =
        site(ADDRESS).file("content/work/checkout.md", CASE.replace("A shorter", "短い")).build().exits(0);
    assert_eq!(named(&run, "work/checkout/index.html"), None);
    run.keeps_out("work/checkout/index.html", "summary_large_image");
}

#[test]
fn what_authors_write_is_text_on_a_card() {
    let odd = "<script>&\"'</svg>]]>{{ x }}";
    let run = site(ADDRESS)
        .file(
            "content/work/checkout.md",
            CASE.replace("A shorter checkout", &format!("'{}'", odd.replace('\'', "''"))),
        )
        .build()
        .exits(0);
    assert!(named(&run, "work/checkout/index.html").is_some());
}

#[test]
fn a_second_build_draws_no_card_and_a_changed_figure_a_new_one() {
    let run = site(ADDRESS).build().exits(0);
    let before = cards(&run);
    let kept = run.site.root().join(".folio");
    assert!(kept.is_dir(), "what was drawn is kept");
    let run = run.site.build().exits(0);
    assert_eq!(cards(&run), before);
    let run = run.site.file("content/work/checkout.md", CASE.replace("58.9", "57.9")).build().exits(0);
    assert_eq!(cards(&run).difference(&before).count(), 1);
    assert_eq!(cards(&run).len(), 3, "the old card is gone");
}

#[test]
fn a_template_of_the_site_draws_its_cards() {
    let svg = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"1200\" height=\"630\"><rect width=\"1200\" height=\"630\" fill=\"#123456\"/></svg>";
    let run = site(ADDRESS).file("templates/card.svg", svg).build().exits(0);
    let [card] = cards(&run).into_iter().collect::<Vec<_>>().try_into().expect("one for all that are alike");
    let bytes = std::fs::read(run.output().join(card)).expect("it is there");
    let pixel = *image::load_from_memory(&bytes).expect("a picture").to_rgb8().get_pixel(600, 300);
    assert_eq!(pixel, image::Rgb([0x12, 0x34, 0x56]));
    site(ADDRESS)
        .file("templates/card.svg", "{{ pgae }}")
        .build()
        .exits(1)
        .shows("while the card of")
        .writes_nothing();
    let small = svg.replace("1200", "600");
    site(ADDRESS).file("templates/card.svg", &small).build().exits(1).says("card-not-drawn").writes_nothing();
    site(ADDRESS).file("templates/card.svg", small).run(&["check"]).exits(1).shows("card-not-drawn");
}
