use super::*;
use crate::world::MemoryWorld;

fn entry(path: &str) -> Entry {
    Entry { path: crate::path::SitePath::parse(path).expect("a path"), len: 0 }
}

fn assets(files: &[(&str, &[u8])]) -> Assets {
    let world = files.iter().fold(MemoryWorld::new(), |world, (path, bytes)| world.file(path, *bytes));
    let statics: Vec<Entry> = files.iter().map(|(path, _)| entry(path)).collect();
    Assets::new(Arc::new(world), &BTreeMap::new(), &statics, true)
}

fn text_of(assets: &Assets, name: &str) -> String {
    let url = assets.address(name).expect("it is there").as_str().to_owned();
    let (_, content) = assets.published().find(|(out, _)| url == format!("/{out}")).expect("it is published");
    match content {
        Content::Bytes(bytes) => String::from_utf8(bytes.to_vec()).expect("UTF-8"),
        Content::Copy(entry) => panic!("{} is copied", entry.path),
    }
}

/// Each message with its place.
fn said(assets: &Assets) -> Vec<String> {
    let shown = |diagnostic: Diagnostic| {
        let place = diagnostic.place.expect("a place");
        let (line, column) = place.line_column();
        format!("{}:{line}:{column} {}: {}", place.source.name(), diagnostic.code.0, diagnostic.message)
    };
    assets.diagnostics().into_iter().map(shown).collect()
}

#[test]
fn a_name_changes_with_the_bytes_and_keeps_its_folder_and_ending() {
    assert_eq!(fingerprinted("css/main.css", &[0x12, 0xab, 0, 0, 0, 9]), "css/main.12ab000000.css");
    assert_eq!(fingerprinted("a.b/icon", &[255; 6]), "a.b/icon.ffffffffff");
    assert_eq!(fingerprinted(".well-known/x.min.js", &[0; 6]), ".well-known/x.min.0000000000.js");
    let one = assets(&[("static/x.js", b"a()")]);
    let other = assets(&[("static/x.js", b"b()")]);
    assert_ne!(one.address("x.js"), other.address("x.js"));
    assert_eq!(one.address("x.js"), assets(&[("static/x.js", b"a()")]).address("x.js"));
}

#[test]
fn a_style_sheet_is_joined_with_what_it_imports_in_the_order_of_css() {
    let assets = assets(&[
        ("static/main.css", b"@layer reset, own; @import 'parts/a.css' layer(reset); @import url(parts/b.css) print;\nmain { color: red }"),
        ("static/parts/a.css", b"@import '/c.css' supports(display: grid); a { color: blue }"),
        ("static/parts/b.css", b"b { color: green }"),
        ("static/c.css", b"c { color: teal }"),
    ]);
    assert_eq!(
        text_of(&assets, "main.css"),
        "@layer reset{@supports (display:grid){c{color:teal}}a{color:#00f}}@layer own;@media print{b{color:green}}main{color:red}"
    );
    assert_eq!(said(&assets), [""; 0]);
    assert!(assets.has_moved("parts/b.css") && assets.has_moved("main.css") && !assets.has_moved("d.css"));
}

#[test]
fn nesting_is_lowered_and_what_else_is_new_stays() {
    let assets =
        assets(&[("static/x.css", b".a { &:hover { color: oklch(70% 0.1 120) } @media print { top: 0 } }")]);
    assert_eq!(text_of(&assets, "x.css"), ".a:hover{color:oklch(70% .1 120)}@media print{.a{top:0}}");
}

#[test]
fn a_url_leads_from_the_published_sheet_to_the_fingerprinted_file() {
    let assets = assets(&[
        (
            "static/css/main.css",
            b"@import 'deep/fonts.css';a{background:url(\"../img/a b.svg#x\")}b{--i:url('/img/a%20b.svg')}",
        ),
        (
            "static/css/deep/fonts.css",
            b"@font-face{font-family:F;src:url(../../f.woff2?v=1) format('woff2')}",
        ),
        ("static/img/a b.svg", b"<svg/>"),
        ("static/f.woff2", b"font"),
    ]);
    let css = text_of(&assets, "css/main.css");
    assert_eq!(said(&assets), [""; 0]);
    let svg = fingerprinted("a%20b.svg", digest(&SHA256, b"<svg/>").as_ref());
    let font = fingerprinted("f.woff2", digest(&SHA256, b"font").as_ref());
    for wanted in
        [format!("url(../img/{svg}#x)"), format!("url(../img/{svg})"), format!("url(../{font}?v=1)")]
    {
        assert!(css.contains(&wanted), "no {wanted} in {css}");
    }
    let copied =
        |content| if let Content::Copy(entry) = content { Some(entry.path.to_string()) } else { None };
    let copied: Vec<String> = assets.published().filter_map(|(_, content)| copied(content)).collect();
    assert_eq!(copied, ["static/f.woff2", "static/img/a b.svg"]);
}

#[test]
fn mistakes_are_shown_in_their_file_at_their_line_and_column() {
    let assets = assets(&[
        ("static/x.css", "/* ä */ @import 'gone.css';\n@import '//cdn.example/y.css';\n@import 'z.css';\n".as_bytes()),
        ("static/z.css", b"a { color: red }\n  b { background: url(no.png) }\nc { src: url(https://f.example/f.woff) }\n}\n"),
    ]);
    assert_eq!(
        text_of(&assets, "x.css"),
        "@import \"//cdn.example/y.css\";a{color:red}b{background:url(no.png)}c{src:url(https://f.example/f.woff)}"
    );
    assert_eq!(
        said(&assets),
        [
            "static/x.css:1:9 style-file-missing: no theme and no `static/` has the file `gone.css`",
            "static/x.css:2:1 style-asks-other-host: every visitor's browser will ask `cdn.example` for this",
            "static/z.css:5:1 style-not-understood: folio does not know this as CSS: unexpected end of input",
            "static/z.css:2:19 style-file-missing: no theme and no `static/` has the file `no.png`",
            "static/z.css:3:10 style-asks-other-host: every visitor's browser will ask `f.example` for this",
        ]
    );
}

#[test]
fn sheets_that_import_each_other_are_a_mistake_and_no_endless_loop() {
    let assets = assets(&[
        ("static/a.css", b"@import 'b.css';a{top:0}"),
        ("static/b.css", b"@import 'a.css';b{top:0}"),
    ]);
    assert_eq!(text_of(&assets, "a.css"), "b,a{top:0}");
    assert_eq!(
        said(&assets),
        ["static/b.css:1:1 style-sheet: `a.css` is imported by what it imports itself"]
    );
}

#[test]
fn what_is_no_text_is_published_as_it_is_and_said() {
    let assets = assets(&[("static/a.css", b"a{\xff}")]);
    assert!(assets.address("a.css").is_ok());
    let said = said(&assets);
    assert!(said.len() == 1 && said[0].contains("is not UTF-8"), "{said:?}");
}

#[test]
fn a_file_that_is_not_there_is_named_with_its_nearest_kin() {
    let error = assets(&[("static/style.css", b"")]).address("styel.css").expect_err("it is not there");
    assert_eq!(error, "no theme and no `static/` has the file `styel.css`; did you mean `style.css`?");
}

#[test]
fn integrity_is_that_of_the_published_bytes() {
    let assets =
        assets(&[("static/x.txt", b"alert('Hello, world.');"), ("static/y.css", b" a { top : 0 } ")]);
    // The example of the W3C recommendation.
    assert_eq!(
        assets.integrity("x.txt").expect("it is there"),
        "sha384-H8BRh8j48O9oYatfu5AZzq6A9RINhZO5H16dQZngK7T62em8MUt1FLm52t+eX6xO"
    );
    let css = text_of(&assets, "y.css");
    assert_eq!(css, "a{top:0}");
    let expected = format!("sha384-{}", BASE64.encode(digest(&SHA384, css.as_bytes()).as_ref()));
    assert_eq!(assets.integrity("y.css"), Ok(expected.as_str()));
}
