//! What a site says to browsers and hosts: icons, the policy of its pages, redirects, `security.txt`.

use crate::site::{Run, Site};
use image::{ImageFormat, Rgba, RgbaImage};
use std::io::Cursor;

/// A square PNG.
fn png(edge: u32) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    RgbaImage::from_pixel(edge, edge, Rgba([138, 43, 29, 255]))
        .write_to(&mut bytes, ImageFormat::Png)
        .expect("an image in memory");
    bytes.into_inner()
}

#[track_caller]
fn size(run: &Run, path: &str) -> (u32, u32) {
    let bytes = std::fs::read(run.output().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"));
    image::load_from_memory(&bytes).map(|image| (image.width(), image.height())).expect(path)
}

fn manifest(run: &Run) -> serde_json::Value {
    serde_json::from_str(&run.text("manifest.webmanifest")).expect("it is JSON")
}

/// The policy that a page carries.
#[track_caller]
fn policy(run: &Run, path: &str) -> String {
    let html = run.text(path);
    let (_, rest) = html.split_once("http-equiv=\"Content-Security-Policy\" content=\"").expect("a policy");
    rest.split_once('"')
        .map(|(policy, _)| policy.replace("&#x27;", "'").replace("&#39;", "'"))
        .unwrap_or_default()
}

#[test]
fn one_image_gives_every_icon_that_browsers_ask_for() {
    let run = Site::new()
        .config("title: A site\nicon: logo.png\n")
        .file("logo.png", png(600))
        .file("content/about.md", "---\ntitle: About\n---\n")
        .build()
        .exits(0);
    for (path, edge) in
        [("favicon.ico", 32), ("apple-touch-icon.png", 180), ("icon-192.png", 192), ("icon-512.png", 512)]
    {
        assert_eq!(size(&run, path), (edge, edge), "{path}");
    }
    let icons = manifest(&run)["icons"].clone();
    assert_eq!(icons[0]["src"], "icon-192.png");
    assert_eq!(icons[1]["sizes"], "512x512");
    assert_eq!(manifest(&run)["start_url"], "./");
    run.puts("about/index.html", "<link rel=\"icon\" type=\"image/x-icon\" sizes=\"32x32\" href=\"../favicon.ico\">")
        .puts("about/index.html", "<link rel=\"apple-touch-icon\" type=\"image/png\" sizes=\"180x180\" href=\"../apple-touch-icon.png\">")
        .puts("about/index.html", "<link rel=\"manifest\" type=\"application/manifest+json\" href=\"../manifest.webmanifest\">")
        .keeps_out("about/index.html", "icon.svg");
}

#[test]
fn a_drawing_is_published_as_it_is_and_may_stand_beside_an_image() {
    let svg = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 8 8\"><path d=\"M0 0h8v8z\"/></svg>";
    let run = Site::new()
        .config("title: A site\nicon: [mark.svg, mark.png]\n")
        .file("static/mark.svg", svg)
        .file("static/mark.png", png(512))
        .build()
        .exits(0);
    assert_eq!(run.text("favicon.svg"), svg);
    assert_eq!(manifest(&run)["icons"].as_array().map(Vec::len), Some(3));
    run.puts("index.html", "<link rel=\"icon\" type=\"image/svg+xml\" sizes=\"any\" href=\"favicon.svg\">")
        .makes("icon-512.png");
}

#[test]
fn without_a_word_pages_link_to_the_icons_that_are_there() {
    let run = Site::new().build().exits(0);
    run.puts("index.html", "type=\"image/svg+xml\" sizes=\"any\" href=\"icon.svg\"")
        .keeps_out("index.html", "favicon.ico");
    let run = Site::new().file("static/favicon.ico", png(32)).build().exits(0);
    run.puts("index.html", "type=\"image/x-icon\" sizes=\"32x32\" href=\"favicon.ico\"");
}

#[test]
fn an_icon_of_the_sites_own_wins_and_one_that_cannot_be_used_is_said() {
    let own = png(32);
    let run = Site::new()
        .config("title: A site\nicon: logo.png\n")
        .file("logo.png", png(512))
        .file("static/favicon.ico", &own)
        .build()
        .exits(0);
    assert_eq!(std::fs::read(run.output().join("favicon.ico")).expect("it is there"), own);
    let with = |icon: &[u8]| Site::new().config("title: A site\nicon: logo.png\n").file("logo.png", icon);
    with(b"no image").build().exits(1).shows("cannot be read as an image").writes_nothing();
    with(&png(200))
        .build()
        .exits(0)
        .shows("never enlarged")
        .makes("apple-touch-icon.png")
        .lacks("icon-512.png");
    Site::new().config("title: A\nicon: gone.png\n").build().exits(1).shows("lies at `gone.png`");
}

#[test]
fn a_page_loads_what_its_own_site_serves_and_nothing_else() {
    let run = Site::new()
        .config("title: A\ncsp: true\n")
        .file("content/a.md", "---\ntitle: A\n---\n")
        .build()
        .exits(0);
    for path in ["index.html", "a/index.html", "404.html", "search/index.html"] {
        let policy = policy(&run, path);
        for part in ["default-src 'none'", "script-src 'self'", "style-src 'self'", "base-uri 'none'"] {
            assert!(policy.split("; ").any(|directive| directive == part), "{part} in {policy}");
        }
        assert!(!policy.contains("unsafe"), "{policy}");
    }
}

#[test]
fn the_policy_lets_in_what_the_site_allows_and_the_images_that_a_page_shows() {
    let run = Site::new()
        .config("title: A\ncsp: { allow: ['https://video.example', \"script-src https://count.example 'wasm-unsafe-eval'\"] }\n")
        .file("content/a.md", "---\ntitle: A\n---\n\n![x](https://pictures.example/a.png)\n")
        .build()
        .exits(0);
    let everywhere = policy(&run, "index.html");
    for part in [
        "frame-src https://video.example",
        "img-src 'self' data: https://video.example",
        "media-src 'self' https://video.example",
        "script-src 'self' https://count.example 'wasm-unsafe-eval'",
    ] {
        assert!(everywhere.split("; ").any(|directive| directive == part), "{part} in {everywhere}");
    }
    assert!(
        policy(&run, "a/index.html")
            .contains("img-src 'self' data: https://video.example https://pictures.example")
    );
}

#[test]
fn pages_carry_a_policy_where_the_site_asks_and_a_host_is_told_unless_it_declines_or_trusts_raw_html() {
    let site = |config: &str| {
        let config = format!("title: A\nhost: netlify\n{config}\n");
        Site::new().config(&config).build().exits(0).puts("_headers", "nosniff")
    };
    site("").keeps_out("index.html", "Content-Security-Policy").puts("_headers", "script-src 'self'");
    site("csp: true").puts("index.html", "Content-Security-Policy").puts("_headers", "script-src 'self'");
    for config in ["csp: false", "markdown: { html: trusted }"] {
        site(config)
            .keeps_out("index.html", "Content-Security-Policy")
            .keeps_out("_headers", "Content-Security-Policy");
    }
    site("csp: true\nmarkdown: { html: trusted }").puts("_headers", "script-src 'self'");
}

#[test]
fn what_a_policy_cannot_allow_is_an_error() {
    for allow in ["'https://a.example; script-src *'", "script-src", "sript-src https://a.example", "'*'"] {
        let site = Site::new().config(&format!("title: A\ncsp: {{ allow: [{allow}] }}\n"));
        site.build().exits(1).shows("nothing that a policy can allow");
    }
}

#[test]
fn a_host_gets_its_own_files_where_the_site_names_it() {
    let site = |host: &str| {
        Site::new()
            .config(&format!("title: A\nbase_url: https://a.example\nhost: {host}\n"))
            .file("content/journal/a.md", "---\ntitle: A\ndate: 2024-01-01\naliases: [/old/]\n---\n\n![x](https://pictures.example/a.png)\n")
            .build()
            .exits(0)
            .makes("old/index.html")
    };
    let run = site("netlify").puts("_redirects", "/old/ /journal/a/ 301!\n");
    run.puts("_headers", "/*\n  Content-Security-Policy: base-uri 'none';")
        .puts("_headers", "img-src 'self' data: https://pictures.example;")
        .puts("_headers", "frame-ancestors 'self'\n")
        .puts("_headers", "/feed.xml\n  Content-Type: application/atom+xml; charset=utf-8\n");
    site("cloudflare").puts("_redirects", "/old /journal/a/ 301\n/old/ /journal/a/ 301\n");
    site("plain").lacks("_redirects").lacks("_headers");
    Site::new()
        .config("title: A\nhost: netlify\n")
        .file("static/_headers", "mine")
        .build()
        .exits(0)
        .puts("_headers", "mine")
        .lacks("_redirects");
}

#[test]
fn humans_txt_is_published_and_security_txt_is_looked_at() {
    let with = |text: &str| {
        Site::new()
            .file("static/humans.txt", "Ada")
            .file("static/.well-known/security.txt", text)
            .build()
            .exits(0)
    };
    let run = with("Contact: mailto:a@a.example\nExpires: 2025-12-01T00:00:00Z\n");
    run.hides("warning").puts("humans.txt", "Ada").makes(".well-known/security.txt");
    with("Contact: mailto:a@a.example\nExpires: 2024-12-01T00:00:00Z\n")
        .shows("warning[security-txt]")
        .shows("no longer holds");
}
