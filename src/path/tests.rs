use super::*;
use proptest::prelude::*;
use std::path::{Component, Path};

fn stays_inside(relative: &str) -> bool {
    // As Windows would read it too: nothing but plain names, whatever separates them.
    let path = Path::new(relative);
    path.components().all(|part| matches!(part, Component::Normal(_)))
        && Path::new("/root").join(path).starts_with("/root")
        && !relative.contains(['\\', '\0'])
        && !has_drive_letter(relative)
}

/// Text that is likely to hurt.
fn nasty() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("..".to_owned()),
        Just(".".to_owned()),
        Just("/".to_owned()),
        Just("//".to_owned()),
        Just("\\".to_owned()),
        Just("\0".to_owned()),
        Just("C:".to_owned()),
        Just("con".to_owned()),
        Just("NUL.txt".to_owned()),
        Just(" ".to_owned()),
        Just("%2e%2e%2f".to_owned()),
        Just("\u{202e}".to_owned()),
        Just("-".to_owned()),
        "[a-zA-Z]{1,3}",
        "\\PC{0,4}",
        any::<String>(),
    ];
    prop::collection::vec(piece, 0..8).prop_map(|pieces| pieces.concat())
}

fn plain_url() -> impl Strategy<Value = Url> {
    let segment = prop_oneof![
        prop::sample::select(vec!["a", "b", "work", "x y", "a:b c", "100% #1", "é", "index.html", "..a"])
            .prop_map(str::to_owned),
        // No letter behind m, so that no device of Windows comes out: `prn` is refused, and rightly.
        "[a-m:]{1,3}".prop_map(|text| text.replace(':', "+")),
    ]
    .prop_map(|text| text.replace(':', ";"));
    (prop::collection::vec(segment, 0..5), any::<bool>()).prop_map(|(segments, folder)| {
        let mut text = format!("/{}", segments.join("/"));
        if folder && text != "/" {
            text.push('/');
        }
        Url::parse(&text).expect("a plain URL")
    })
}

/// RFC 3986, section 5.2, for a reference that is a path alone.
fn resolve(base: &str, reference: &str) -> String {
    if reference.starts_with('/') {
        return reference.to_owned();
    }
    let merged = format!("{}/{reference}", base.rsplit_once('/').expect("an absolute base").0);
    let mut output: Vec<&str> = Vec::new();
    let segments: Vec<&str> = merged.split('/').skip(1).collect();
    for (index, segment) in segments.iter().enumerate() {
        let last = index + 1 == segments.len();
        match *segment {
            "." | ".." => {
                if *segment == ".." {
                    output.pop();
                }
                if last {
                    output.push("");
                }
            }
            name => output.push(name),
        }
    }
    format!("/{}", output.join("/"))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: ProptestConfig::default().cases.max(1500), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_text_makes_a_site_path_that_leaves_the_site(text in nasty(), below in nasty()) {
        if let Ok(path) = SitePath::parse(&text) {
            prop_assert!(path.is_root() || stays_inside(path.as_str()), "{path:?}");
            for reached in [path.join(&below), path.resolve(&below)].into_iter().flatten() {
                prop_assert!(reached.is_root() || stays_inside(reached.as_str()), "{reached:?}");
                prop_assert_eq!(SitePath::parse(reached.as_str()), Ok(reached));
            }
        }
    }

    #[test]
    fn no_text_makes_an_output_path_that_leaves_the_output(text in nasty(), below in nasty()) {
        if let Ok(path) = OutPath::parse(&text) {
            prop_assert!(stays_inside(path.as_str()), "{path:?}");
            if let Ok(joined) = path.join(&below) {
                prop_assert!(stays_inside(joined.as_str()), "{joined:?}");
            }
        }
    }

    #[test]
    fn every_slug_and_segment_is_one_name_that_the_output_takes(text in nasty()) {
        for name in [slug(&text), term_slug(&text), path_segment(&text)] {
            prop_assert!(!name.contains('/'));
            prop_assert!(name.is_empty() || OutPath::parse(&name).is_ok(), "{name:?} from {text:?}");
        }
        prop_assert_eq!(slug(&slug(&text)), slug(&text));
        prop_assert_eq!(path_segment(&path_segment(&text)), path_segment(&text));
        prop_assert!(!path_segment(&text).is_empty());
        prop_assert_eq!(slug(&text).is_empty(), !text.chars().any(char::is_alphanumeric));
        let page = Url::parse(&format!("/{}/", path_segment(&text)));
        prop_assert!(page.is_ok());
    }

    #[test]
    fn a_url_comes_back_from_its_encoded_form(text in nasty()) {
        if let Ok(url) = Url::parse(&format!("/{text}")) {
            prop_assert_eq!(&Url::decode(&url.encoded()).expect("encoded"), &url);
            prop_assert!(url.encoded().is_ascii());
            prop_assert!(OutPath::parse(url.to_out_path().as_str()).is_ok(), "{url:?}");
            prop_assert_eq!(Url::from(&url.to_out_path()).to_out_path(), url.to_out_path());
        }
    }

    #[test]
    fn a_relative_reference_leads_back_to_its_url(to in plain_url(), from in plain_url()) {
        let reference = to.relative_from(&from);
        prop_assert_eq!(resolve(&from.encoded(), &reference), to.encoded(), "by {}", reference);
    }

    #[test]
    fn paths_that_differ_by_case_or_unicode_form_collide(name in "\\PC{1,12}") {
        // A capital can turn a mark into a letter of its own, so case is changed where marks stand in their order.
        let (composed, apart): (String, String) = (name.nfc().collect(), name.nfd().collect());
        let forms = [apart.to_uppercase(), apart.to_lowercase(), composed, apart];
        // The dotless i has no lower-case partner that leads back to it.
        prop_assume!(!name.contains('ı'));
        for form in forms {
            prop_assert_eq!(collision_key(&form), collision_key(&name), "{}", form);
        }
    }
}

#[test]
fn a_path_says_why_it_is_refused_and_what_to_write() {
    let said = |text: &str| OutPath::parse(text).expect_err("refused").to_string();
    insta::assert_snapshot!(
        ["../x", "/etc/passwd", "a\\b", "a\0b", "con", "Aux.html", "a/./b", "a//b", "C:x", "what?", "end.", "", "lpt¹.md"]
            .map(said)
            .join("\n"),
        @r"
    `../x` climbs out with `..` (write the path from the top, without `..`)
    `/etc/passwd` is an absolute path (write it without the leading slash: `etc/passwd`)
    `a\b` holds a backslash (write it with `/`: `a/b`)
    `a\u{0}b` holds a NUL character (take the NUL character out)
    `con` is the name of a device on Windows (choose another name, a longer one for example)
    `Aux.html` is the name of a device on Windows (choose another name, a longer one for example)
    `a/./b` has a part that is only a dot (leave the dot and its slash out)
    `a//b` has an empty part between its slashes (write one `/` between two names and none at the end)
    `C:x` begins like a drive letter (write a relative path without a colon after its first letter)
    `what?` holds `?`, which not every file system takes (write `what`, say)
    `end.` ends with a dot or a space, which Windows drops (write `end`)
    an empty path names no file (write a name such as `about.html`)
    `lpt¹.md` is the name of a device on Windows (choose another name, a longer one for example)
    "
    );
    assert!(OutPath::parse(&"é".repeat(128)).expect_err("refused").message.contains("256 bytes"));
    assert!(OutPath::parse("console/common/.well-known/com10").is_ok());
}

#[test]
fn a_site_path_is_normalised_but_never_climbs() {
    assert_eq!(SitePath::parse("./content//work/").expect("fine").as_str(), "content/work");
    assert!(SitePath::parse("").expect("fine").is_root());
    assert!(SitePath::parse("content/../../etc").is_err());
    assert!(SitePath::parse("./c:/windows").is_err());
    let work = SitePath::parse("content/work").expect("fine");
    assert_eq!(work.resolve("../about.md").expect("fine").as_str(), "content/about.md");
    assert_eq!(work.resolve("/static/x.png").expect("fine").as_str(), "static/x.png");
    assert!(work.resolve("../../../x").expect_err("out").message.contains("leads out of the site"));
    assert_eq!(work.parent().and_then(|p| p.parent()), Some(SitePath::root()));
    assert_eq!(SitePath::root().parent(), None);
}

#[test]
fn a_site_path_knows_its_parts() {
    let path = SitePath::parse("content/work/data.tar.GZ").expect("fine");
    assert_eq!((path.stem(), path.extension()), ("data.tar", Some("GZ")));
    assert_eq!(SitePath::parse("content/.hidden").expect("fine").extension(), None);
    let content = SitePath::parse("content").expect("fine");
    assert!(path.starts_with(&content) && content.starts_with(&content));
    assert!(!SitePath::parse("contents/x").expect("fine").starts_with(&content));
    assert_eq!(path.strip_prefix(&content).expect("below").as_str(), "work/data.tar.GZ");
}

#[test]
fn a_url_knows_its_file_and_its_way_from_another_page() {
    let url = |text: &str| Url::parse(text).expect("a URL");
    assert_eq!(url("/").to_out_path().as_str(), "index.html");
    assert_eq!(url("/a/b/").to_out_path().as_str(), "a/b/index.html");
    assert_eq!(url("/x.html").to_out_path().as_str(), "x.html");
    assert_eq!(url("/work/x/").relative_from(&url("/about/")), "../work/x/");
    assert_eq!(url("/work/x/").relative_from(&url("/work/x/")), "./");
    assert_eq!(url("/").relative_from(&url("/work/x/")), "../../");
    assert_eq!(url("/a b/ü.png").relative_from(&url("/")), "a%20b/%C3%BC.png");
    assert_eq!(url("/x.html").relative_from(&url("/x.html")), "x.html");
    assert_eq!(Url::decode("/a%20b/100%").expect("a URL").as_str(), "/a b/100%");
    assert!(Url::decode("/%ff/").is_err());
    for refused in ["", "a/", "//", "//host/x", "/a//", "/../x", "/a/../b", "/%2e%2e/x", "/a?b"] {
        assert!(Url::decode(refused).is_err(), "{refused}");
    }
}

#[test]
fn a_slug_keeps_every_script_and_says_nothing_else() {
    assert_eq!(slug("A/B testing — what’s next?"), "a-b-testing-what-s-next");
    assert_eq!(slug("हिन्दी में"), "हिन्दी-में");
    assert_eq!(slug("Ünïcode e\u{301}t\u{e9}"), "ünïcode-été");
    assert_eq!(slug("日本語 2024"), "日本語-2024");
    assert_eq!(slug("—!?"), "");
    assert_eq!(slug("CON"), "con-");
    assert_eq!(["C", "C++", "C#"].map(term_slug), ["c", "c-plus-plus", "c-sharp"]);
}

#[test]
fn a_file_name_stays_itself_as_far_as_urls_allow() {
    assert_eq!(path_segment("2016-01-01-Hello_World"), "2016-01-01-Hello_World");
    assert_eq!(path_segment("My  file #3 (50%)?"), "My-file-3-(50-)");
    assert_eq!(path_segment("Ответ"), "Ответ");
    assert_eq!(path_segment("..."), "untitled");
    assert_eq!(path_segment("nul.tar"), "nul-.tar");
}

#[test]
fn collision_keys_meet_where_file_systems_do() {
    let key = |text: &str| OutPath::parse(text).expect("a path").collision_key();
    assert_eq!(key("Work/STRASSE.html"), key("work/straße.html"));
    assert_eq!(key("e\u{301}.html"), key("É.html"));
    assert_eq!(key("ΣΑΣ"), key("σας"));
    assert_ne!(key("kıl"), key("kil"));
    assert_ne!(key("a"), key("b"));
}
