//! What a site says to machines: feeds, sitemap, structured data, and what stands in the head of a page.

use crate::site::{Run, Site};
use quick_xml::Reader;
use quick_xml::events::Event;
use serde_json::Value;
use std::collections::BTreeSet;

const ADA: &str = "title: Ada Marsh
tagline: Shops that sell more
base_url: https://ada.example/x
language: en-GB
owner:
  name: Ada Marsh
  headline: I mend checkouts
  links: [{ label: Code, url: 'https://code.example/ada', me: true }, { label: A shop, url: 'https://shop.example' }]
";

fn post(title: &str, front: &str) -> String {
    format!("---\ntitle: {title}\n{front}\n---\n\nFirst words of the text.\n")
}

/// Two posts, a case study that was corrected, an undated one, and what nobody is to find.
fn ada(config: &str) -> Site {
    Site::new()
        .config(&format!("{ADA}{config}"))
        .file("content/journal/older.md", post("Older & <b>bold</b> ]]>", "date: 2024-01-05\ntags: [Chai & milk]"))
        .file("content/journal/newer.md", post("مرحبا 🎈", "date: 2024-03-01\nupdated: 2024-04-01"))
        .file("content/journal/hidden.md", post("Hidden", "date: 2024-05-01\nunlisted: true"))
        .case("larkspur", "date: 2024-02-01\nsummary: It fell.\nmetrics: [{ name: Orders, value: 58 orders in 2024 }]\ncorrections: [{ date: 2024-11-02, metric: orders, was: 57 orders, now: 58 orders, reason: late orders }]")
        .case("undated", "summary: No day is known.")
        .file("content/about.md", post("About", ""))
}

/// An element of an XML document: its path from the root, its attributes, the text in it.
#[derive(Debug)]
struct Element {
    path: String,
    attributes: Vec<(String, String)>,
    text: String,
}

/// Every element of a document that has to be well-formed.
#[track_caller]
fn elements(xml: &str) -> Vec<Element> {
    let mut reader = Reader::from_str(xml);
    reader.config_mut().check_end_names = true;
    let (mut open, mut found): (Vec<usize>, Vec<Element>) = (Vec::new(), Vec::new());
    loop {
        let event = reader.read_event().unwrap_or_else(|error| panic!("{error} in:\n{xml}"));
        match event {
            Event::Eof => break,
            Event::Start(ref tag) | Event::Empty(ref tag) => {
                let above = open.last().map(|index| found[*index].path.clone() + "/").unwrap_or_default();
                let name = tag.name().as_ref().to_owned();
                let attributes = tag.attributes().map(|attribute| {
                    let attribute = attribute.expect("an attribute");
                    let value =
                        quick_xml::escape::unescape(&attribute.value).expect("known entities").into_owned();
                    (attribute.key.as_ref().to_owned(), value)
                });
                found.push(Element {
                    path: above + &name,
                    attributes: attributes.collect(),
                    text: String::new(),
                });
                if matches!(event, Event::Start(_)) {
                    open.push(found.len() - 1);
                }
            }
            Event::End(_) => _ = open.pop().expect("an open element"),
            Event::Text(text) => {
                if let Some(index) = open.last() {
                    found[*index].text.push_str(&text);
                }
            }
            Event::GeneralRef(reference) => {
                let text = quick_xml::escape::unescape(&format!("&{};", &*reference))
                    .expect("a known entity")
                    .into_owned();
                found[*open.last().expect("inside an element")].text.push_str(&text);
            }
            _ => {}
        }
    }
    assert!(open.is_empty(), "an element is left open in:\n{xml}");
    found
}

fn texts<'a>(elements: &'a [Element], path: &str) -> Vec<&'a str> {
    elements.iter().filter(|element| element.path == path).map(|element| element.text.as_str()).collect()
}

fn attribute<'a>(element: &'a Element, name: &str) -> &'a str {
    element.attributes.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value)
}

fn is_rfc_3339(text: &str) -> bool {
    let shape = "dddd-dd-ddTdd:dd:ddZ";
    text.len() == shape.len()
        && text.chars().zip(shape.chars()).all(|(c, s)| if s == 'd' { c.is_ascii_digit() } else { c == s })
}

/// What a stock validator of Atom asks of a feed (RFC 4287, section 4.1), and some good manners.
#[track_caller]
fn assert_atom(run: &Run, path: &str) -> Vec<Element> {
    let elements = elements(&run.text(path));
    let root = &elements[0];
    assert_eq!(attribute(root, "xmlns"), "http://www.w3.org/2005/Atom");
    for name in ["id", "title", "updated", "author/name", "generator"] {
        assert_eq!(texts(&elements, &format!("feed/{name}")).len(), 1, "feed/{name}");
    }
    let links: Vec<_> = elements.iter().filter(|element| element.path == "feed/link").collect();
    let of = |rel: &str| links.iter().find(|link| attribute(link, "rel") == rel).expect(rel);
    assert_eq!(attribute(of("self"), "href"), format!("https://ada.example/x/{path}"));
    assert_eq!(attribute(of("self"), "type"), "application/atom+xml");
    assert!(attribute(of("alternate"), "href").starts_with("https://ada.example/x/"));
    let entries = texts(&elements, "feed/entry").len();
    assert!(entries > 0, "{path} has no entries");
    for name in ["id", "title", "updated", "summary"] {
        assert_eq!(texts(&elements, &format!("feed/entry/{name}")).len(), entries, "entry/{name}");
    }
    let ids = texts(&elements, "feed/entry/id");
    assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), entries, "an id stands twice: {ids:?}");
    assert!(ids.iter().all(|id| id.starts_with("https://")));
    let dates = ["feed/updated", "feed/entry/updated", "feed/entry/published"];
    for date in dates.iter().flat_map(|path| texts(&elements, path)) {
        assert!(is_rfc_3339(date), "{date}");
    }
    let newest = texts(&elements, "feed/entry/updated").into_iter().max().map(str::to_owned);
    assert_eq!(texts(&elements, "feed/updated").first().map(|date| (*date).to_owned()), newest);
    for entry in elements.iter().filter(|element| element.path == "feed/entry/link") {
        assert!(attribute(entry, "href").starts_with("https://"));
    }
    elements
}

/// The required members of JSON Feed 1.1, and their kinds.
#[track_caller]
fn assert_json_feed(run: &Run, path: &str) -> Value {
    let feed: Value = serde_json::from_str(&run.text(path)).expect("it is JSON");
    assert_eq!(feed["version"], "https://jsonfeed.org/version/1.1");
    assert_eq!(feed["feed_url"], format!("https://ada.example/x/{path}"));
    assert!(feed["title"].is_string() && feed["home_page_url"].is_string() && feed["language"].is_string());
    assert!(feed["authors"][0]["name"].is_string());
    let items = feed["items"].as_array().expect("a list of items");
    assert!(!items.is_empty());
    for item in items {
        assert!(item["id"].as_str().is_some_and(|id| id.starts_with("https://")), "{item}");
        assert!(item["content_html"].is_string() || item["content_text"].is_string(), "{item}");
        assert!(item["date_modified"].as_str().is_some_and(is_rfc_3339), "{item}");
        assert!(item.get("tags").is_none_or(Value::is_array), "{item}");
    }
    feed
}

/// The nodes of a page's structured data.
#[track_caller]
fn graph(run: &Run, path: &str) -> Vec<Value> {
    let html = run.text(path);
    let (_, rest) = html.split_once("<script type=\"application/ld+json\">").expect("structured data");
    let (data, _) = rest.split_once("</script>").expect("its end");
    let data: Value = serde_json::from_str(data).expect("it is JSON");
    assert_eq!(data["@context"], "https://schema.org");
    data["@graph"].as_array().expect("a graph").clone()
}

#[track_caller]
fn node<'a>(graph: &'a [Value], kind: &str) -> &'a Value {
    graph.iter().find(|node| node["@type"] == kind).unwrap_or_else(|| panic!("no {kind} in {graph:#?}"))
}

#[test]
fn feeds_hold_to_the_rules_of_atom_and_of_json_feed() {
    let run = ada("").build().exits(0);
    for list in ["", "journal/", "work/"] {
        assert_atom(&run, &format!("{list}feed.xml"));
        assert_json_feed(&run, &format!("{list}feed.json"));
    }
    run.lacks("about/feed.xml");
}

#[test]
fn a_feed_shows_dated_pages_the_newest_first_and_no_unlisted_one() {
    let run = ada("").build().exits(0);
    let elements = assert_atom(&run, "feed.xml");
    assert_eq!(
        texts(&elements, "feed/entry/title"),
        ["Correction: A case", "مرحبا 🎈", "A case", "Older & <b>bold</b> ]]>"]
    );
    let feed = assert_json_feed(&run, "journal/feed.json");
    let titles: Vec<_> = feed["items"].as_array().into_iter().flatten().map(|item| &item["title"]).collect();
    assert_eq!(titles, ["مرحبا 🎈", "Older & <b>bold</b> ]]>"]);
    assert_eq!(feed["items"][1]["tags"][0], "Chai & milk");
}

#[test]
fn a_correction_and_an_update_count_as_a_change() {
    let run = ada("").build().exits(0);
    let elements = assert_atom(&run, "feed.xml");
    assert_eq!(
        texts(&elements, "feed/entry/updated"),
        ["2024-11-02T00:00:00Z", "2024-04-01T00:00:00Z", "2024-11-02T00:00:00Z", "2024-01-05T00:00:00Z"]
    );
    run.puts("work/larkspur/index.html", "property=\"article:modified_time\" content=\"2024-11-02\"")
        .puts("sitemap.xml", "/work/larkspur/</loc><lastmod>2024-11-02</lastmod>");
}

#[test]
fn whatever_stands_in_a_title_the_feed_stays_well_formed() {
    let run = ada("")
        .file(
            "content/journal/evil.md",
            "---\ntitle: \"]]> \\u0008 </title> \\u2028 &amp;\"\ndate: 2024-06-01\n---\n\nX.\n",
        )
        .build()
        .exits(0);
    let elements = assert_atom(&run, "feed.xml");
    assert_eq!(texts(&elements, "feed/entry/title")[1], "]]> \u{fffd} </title> \u{2028} &amp;");
    let graph = graph(&run, "journal/evil/index.html");
    assert_eq!(node(&graph, "BlogPosting")["headline"], "]]> \u{8} </title> \u{2028} &amp;");
}

#[test]
fn pages_link_to_the_feeds_of_the_site_and_of_their_section() {
    let run = ada("").build().exits(0);
    run.puts(
        "index.html",
        "<link rel=\"alternate\" type=\"application/atom+xml\" title=\"Ada Marsh\" href=\"feed.xml\">",
    )
    .puts("journal/newer/index.html", "title=\"Ada Marsh\" href=\"../../feed.xml\">")
    .puts("journal/newer/index.html", "title=\"Journal – Ada Marsh\" href=\"../feed.json\">")
    .keeps_out("about/index.html", "journal/feed");
}

#[test]
fn the_terms_of_a_taxonomy_have_feeds_where_it_asks_for_them() {
    let run = ada("taxonomies: { tags: { feed: true }, skills: {} }\n")
        .file("content/journal/both.md", post("Both", "date: 2024-06-01\ntags: [Chai & milk]\nskills: [Tea]"))
        .build()
        .exits(0)
        .lacks("skills/tea/feed.xml");
    let elements = assert_atom(&run, "tags/chai-milk/feed.xml");
    assert_eq!(texts(&elements, "feed/entry/title"), ["Both", "Older & <b>bold</b> ]]>"]);
    assert_eq!(texts(&elements, "feed/title"), ["Chai & milk – Ada Marsh"]);
    run.puts("tags/chai-milk/index.html", "href=\"feed.xml\"").puts("sitemap.xml", "/tags/chai-milk/</loc>");
}

#[test]
fn the_site_chooses_how_long_feeds_are_and_which_lists_have_them() {
    let run = ada("feeds: { limit: 1 }\nsections: { journal: { feed: false }, notes: { feed: true } }\n")
        .file("content/notes/a.md", post("A note", "date: 2023-01-01"))
        .build()
        .exits(0)
        .lacks("journal/feed.xml")
        .makes("work/feed.xml");
    assert_eq!(assert_json_feed(&run, "feed.json")["items"].as_array().map(Vec::len), Some(1));
    assert_json_feed(&run, "notes/feed.json");
    ada("feeds: false\n")
        .build()
        .exits(0)
        .lacks("feed.xml")
        .keeps_out("index.html", "feed.xml")
        .makes("sitemap.xml");
    ada("feeds: { limit: 0 }\n").build().exits(1).shows("a feed of 0 entries is none").writes_nothing();
}

#[test]
fn without_an_address_nothing_that_needs_one_is_made_and_one_line_says_so() {
    let run = Site::new().file("content/journal/a.md", post("A", "date: 2024-01-01")).build().exits(0);
    run.shows("without base_url")
        .lacks("feed.xml")
        .lacks("sitemap.xml")
        .lacks("robots.txt")
        .keeps_out("journal/a/index.html", "rel=\"alternate\"")
        .keeps_out("journal/a/index.html", "og:url")
        .keeps_out("journal/a/index.html", "@id");
    ada("").build().exits(0).hides("without base_url");
    Site::new().run(&["build", "--strict"]).exits(0);
}

#[test]
fn the_sitemap_lists_every_page_once_and_leaves_out_what_nobody_is_to_find() {
    let run = ada("")
        .file("content/draft.md", post("Draft", "draft: true"))
        .file("content/404.md", post("Lost", ""))
        .file("content/über uns.md", post("Über", "aliases: [/old/]"))
        .build()
        .exits(0);
    let elements = elements(&run.text("sitemap.xml"));
    assert_eq!(attribute(&elements[0], "xmlns"), "http://www.sitemaps.org/schemas/sitemap/0.9");
    let wanted = [
        "",
        "about/",
        "journal/",
        "journal/newer/",
        "journal/older/",
        "resume/",
        "tags/",
        "tags/chai-milk/",
        "work/",
        "work/larkspur/",
        "work/undated/",
        "%C3%BCber-uns/",
    ];
    let wanted: Vec<String> = wanted.iter().map(|path| format!("https://ada.example/x/{path}")).collect();
    assert_eq!(texts(&elements, "urlset/url/loc"), wanted);
    for url in elements.iter().filter(|element| element.path.starts_with("urlset/url/")) {
        let known = ["urlset/url/loc", "urlset/url/lastmod"].contains(&url.path.as_str());
        assert!(known && url.attributes.is_empty(), "{url:?}");
    }
    run.puts("robots.txt", "Sitemap: https://ada.example/x/sitemap.xml\n");
}

#[test]
fn what_the_site_brings_itself_wins() {
    let run = ada("")
        .file("static/robots.txt", "User-agent: *\nDisallow: /\n")
        .file("static/feed.xml", "<mine/>")
        .file("content/about.md", "---\ntitle: About\n---\n\n[Feed](/feed.xml), [other](/journal/feed.json), [map](/sitemap.xml).\n")
        .run(&["build", "--strict"])
        .exits(0);
    assert_eq!(run.text("robots.txt"), "User-agent: *\nDisallow: /\n");
    assert_eq!(run.text("feed.xml"), "<mine/>");
    run.puts("about/index.html", "href=\"../feed.xml\"")
        .puts("index.html", "href=\"feed.xml\"")
        .makes("feed.json");
}

#[test]
fn a_page_says_what_it_is_to_those_who_share_it() {
    let run = ada("")
        .file("static/a b.jpg", "not looked at")
        .file(
            "content/journal/seen.md",
            post("Seen", "date: 2024-06-01\nimage: '/a b.jpg'\nsummary: Said \"so\"."),
        )
        .build()
        .exits(0);
    let path = "journal/seen/index.html";
    for tag in [
        "<link rel=\"canonical\" href=\"https://ada.example/x/journal/seen/\">",
        "<meta property=\"og:title\" content=\"Seen\">",
        "<meta property=\"og:type\" content=\"article\">",
        "<meta property=\"og:site_name\" content=\"Ada Marsh\">",
        "<meta property=\"og:description\" content=\"Said &quot;so&quot;.\">",
        "<meta property=\"og:url\" content=\"https://ada.example/x/journal/seen/\">",
        "<meta property=\"og:locale\" content=\"en_GB\">",
        "<meta property=\"og:image\" content=\"https://ada.example/x/a%20b.jpg\">",
        "<meta property=\"article:published_time\" content=\"2024-06-01\">",
        "<meta name=\"twitter:card\" content=\"summary_large_image\">",
    ] {
        run.puts_once(path, tag);
    }
    run.puts("index.html", "<meta property=\"og:type\" content=\"profile\">")
        .puts("about/index.html", "<meta property=\"og:type\" content=\"website\">")
        .puts("about/index.html", "<meta name=\"twitter:card\" content=\"summary\">")
        .keeps_out("404.html", "og:");
}

#[test]
fn what_nobody_is_to_find_tells_search_engines_so() {
    let mut run = ada("").build().exits(0);
    for path in ["journal/hidden/index.html", "404.html"] {
        run =
            run.puts(path, "<meta name=\"robots\" content=\"noindex\">").keeps_out(path, "rel=\"canonical\"");
    }
    run.keeps_out("journal/newer/index.html", "noindex");
}

#[test]
fn structured_data_names_site_owner_page_and_the_way_to_it() {
    let run = ada("").build().exits(0);
    let home = graph(&run, "index.html");
    assert_eq!(node(&home, "WebSite")["@id"], "https://ada.example/x/#website");
    assert_eq!(node(&home, "Person")["sameAs"], serde_json::json!(["https://code.example/ada"]));
    assert_eq!(node(&home, "ProfilePage")["mainEntity"]["@id"], "https://ada.example/x/#owner");
    let case = graph(&run, "work/larkspur/index.html");
    let article = node(&case, "Article");
    assert_eq!(article["headline"], "A case");
    assert_eq!(article["dateModified"], "2024-11-02");
    assert_eq!(article["author"]["@id"], node(&case, "Person")["@id"]);
    let way: Vec<_> = node(&case, "BreadcrumbList")["itemListElement"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|step| (step["position"].as_u64(), step["item"].as_str()))
        .collect();
    assert_eq!(
        way,
        [
            (Some(1), Some("https://ada.example/x/")),
            (Some(2), Some("https://ada.example/x/work/")),
            (Some(3), Some("https://ada.example/x/work/larkspur/")),
        ]
    );
    node(&graph(&run, "journal/newer/index.html"), "BlogPosting");
    node(&graph(&run, "journal/index.html"), "CollectionPage");
    node(&graph(&run, "about/index.html"), "WebPage");
    run.keeps_out("404.html", "ld+json");
}

#[test]
fn structured_data_claims_no_figure_and_marks_what_is_invented() {
    let run = ada("examples: true\n")
        .case("made-up", "example: true\nmetrics: [{ name: Orders, value: 58 orders in 2024 }]")
        .build()
        .exits(0);
    let case = graph(&run, "work/made-up/index.html");
    assert_eq!(node(&case, "Article")["genre"], "Invented example");
    for kind in ["Dataset", "Observation", "Review", "Rating", "ClaimReview"] {
        assert!(!case.iter().any(|node| node["@type"] == kind), "{kind}");
    }
}

#[test]
fn a_correction_is_an_entry_of_its_own_in_both_feeds() {
    let run = ada("").build().exits(0);
    for path in ["feed.xml", "work/feed.xml"] {
        let atom = assert_atom(&run, path);
        assert_eq!(texts(&atom, "feed/entry/title")[0], "Correction: A case", "{path}");
        assert_eq!(texts(&atom, "feed/entry/id")[0], "https://ada.example/x/work/larkspur/#correction-1");
        assert_eq!(
            texts(&atom, "feed/entry/summary")[0],
            "Orders: was 57 orders, now 58 orders. Late orders."
        );
        assert_eq!(texts(&atom, "feed/entry/updated")[0], "2024-11-02T00:00:00Z");
    }
    let json = assert_json_feed(&run, "feed.json");
    let item = &json["items"][0];
    assert_eq!(item["url"], "https://ada.example/x/work/larkspur/#case-corrections");
    assert_eq!(item["content_text"], "Orders: was 57 orders, now 58 orders. Late orders.");
    // Nobody follows what is kept out of the lists.
    let hidden = ada("").file(
        "content/work/hidden.md",
        post(
            "Hidden case",
            "date: 2024-01-01\nunlisted: true\ncorrections: [{ date: 2024-12-01, reason: secret }]",
        ),
    );
    hidden.build().exits(0).keeps_out("feed.xml", "secret");
}
