//! Pictures on a page: sizes to choose from, the right side up, nothing of where they were taken.

use crate::site::{Run, Site, files_in};
use image::{ImageFormat, Rgb, RgbImage};
use std::io::Cursor;

/// Something that no format makes small, its top left corner red.
fn photo(width: u32, height: u32) -> RgbImage {
    let mut seed = 7_u32;
    RgbImage::from_fn(width, height, |x, y| {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let noise = u8::try_from(seed >> 26).unwrap_or_default();
        if x < width / 2 && y < height / 2 {
            Rgb([190 + noise, noise, noise])
        } else {
            Rgb([noise, noise, 190 + noise])
        }
    })
}

fn jpeg(width: u32, height: u32) -> Vec<u8> {
    let mut out = Cursor::new(Vec::new());
    photo(width, height).write_to(&mut out, ImageFormat::Jpeg).expect("it can be written");
    out.into_inner()
}

/// A JPEG that was taken with the camera on its side, and says where.
fn phone_photo(width: u32, height: u32) -> Vec<u8> {
    let mut exif = b"Exif\0\0MM\0*\0\0\0\x08\0\x02".to_vec();
    exif.extend([
        0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0, 0x88, 0x25, 0, 4, 0, 0, 0, 1, 0, 0, 0, 38, 0, 0, 0, 0,
    ]);
    exif.extend([0, 1, 0, 0x1b, 0, 2, 0, 0, 0, 9, 0, 0, 0, 56, 0, 0, 0, 0]);
    exif.extend(b"47N-SECRET");
    let plain = jpeg(width, height);
    let len = u16::try_from(exif.len() + 2).expect("it is short").to_be_bytes();
    [&plain[..2], &[0xff, 0xe1], &len, &exif, &plain[2..]].concat()
}

/// A site whose page shows `photo.jpg` beside it.
fn page(body: &str, photo: Vec<u8>) -> Site {
    Site::new()
        .config("title: A site\nimages: { widths: [40, 80, 120] }\n")
        .file("content/a/index.md", format!("---\ntitle: A\n---\n\n{body}\n"))
        .file("content/a/photo.jpg", photo)
}

/// The page without the digits in names.
fn html(run: &Run, path: &str) -> String {
    let text = run.text(path);
    let mut parts: Vec<&str> = text.split('.').collect();
    parts.retain(|part| part.len() != 10 || !part.bytes().all(|byte| byte.is_ascii_hexdigit()));
    parts.join(".")
}

#[test]
fn a_picture_in_the_text_comes_in_sizes_to_choose_from() {
    let run = page("![A *harbour*](photo.jpg \"At dawn\")\n\nMore, and ![again](photo.jpg).", jpeg(100, 60))
        .build()
        .exits(0);
    let html = html(&run, "a/index.html");
    let picture = "<picture><source type=\"image/webp\" srcset=\"photo-40.webp 40w, photo-80.webp 80w, photo-100.webp 100w\" \
                   sizes=\"(min-width: 50rem) 45rem, 100vw\"><img src=\"photo.jpg\" alt=\"again\" width=\"100\" height=\"60\" \
                   loading=\"lazy\" decoding=\"async\"></picture>";
    assert!(html.contains(picture), "{html}");
    assert!(
        html.contains("alt=\"A harbour\"") && run.text("a/index.html").matches("loading=").count() == 1,
        "{html}"
    );
    let made: Vec<String> = run.made().into_iter().filter(|name| name.starts_with("a/photo")).collect();
    assert_eq!(made.len(), 4, "{made:?}");
}

#[test]
fn a_photo_that_lies_on_its_side_is_turned_and_no_place_is_published() {
    let run = page("![Alt](photo.jpg)", phone_photo(200, 120)).build().exits(0);
    run_has(&run, "width=\"120\" height=\"200\"");
    for (name, bytes) in files_in(&run.output()) {
        assert!(!bytes.windows(10).any(|word| word == b"47N-SECRET"), "{name}");
        if name.contains(".webp") {
            assert!(!bytes.windows(4).any(|word| word == b"EXIF" || word == b"Exif"), "{name}");
            let made = image::load_from_memory(&bytes).expect("it decodes").into_rgb8();
            assert!((made.height() * 120).abs_diff(made.width() * 200) <= 120, "{name}");
            // What lay at the top left stands at the top right.
            let corner = made.get_pixel(made.width() - 9, 8);
            assert!(corner.0[0] > 150 && corner.0[2] < 110, "{name}: {corner:?}");
        }
    }
}

#[track_caller]
fn run_has(run: &Run, words: &str) {
    assert!(run.text("a/index.html").contains(words), "{}", run.text("a/index.html"));
}

#[test]
fn two_builds_with_and_without_the_memo_come_to_the_same_bytes() {
    let build = |site: Site| {
        let run = site.build().exits(0);
        (files_in(&run.output()), run.site)
    };
    let (first, site) = build(page("![Alt](photo.jpg)", jpeg(200, 120)));
    assert!(site.root().join(".folio/.gitignore").is_file());
    let (second, site) = build(site);
    std::fs::remove_dir_all(site.root().join(".folio")).expect("the memo may go at any time");
    std::fs::remove_dir_all(site.root().join("public")).expect("the output was there");
    let (third, _) = build(site);
    assert_eq!(first.len(), second.len());
    assert!(first == second && second == third);
}

#[test]
fn a_site_without_pictures_keeps_no_more_than_what_the_run_came_to() {
    let run = Site::new().file("content/a.md", "---\ntitle: A\n---\n\nWords.\n").build().exits(0);
    let kept = files_in(&run.site.root().join(".folio/memo-1"));
    // The run itself, an outline of the site, and what its pages left behind.
    assert_eq!(kept.len(), 3);
}

#[test]
fn a_broken_picture_is_named_and_published_as_it_is() {
    let mut cut = jpeg(100, 60);
    cut.truncate(cut.len() / 2);
    let run = page("![Alt](photo.jpg)", cut.clone()).build().exits(0).says("broken-picture");
    run_has(&run, "<img src=\"photo.jpg\" alt=\"Alt\" width=\"100\" height=\"60\">");
    assert_eq!(std::fs::read(run.output().join("a/photo.jpg")).expect("it was copied"), cut);
}

#[test]
fn turned_off_a_picture_is_one_file() {
    let run =
        page("![Alt](photo.jpg)", jpeg(100, 60)).config("title: A site\nimages: false\n").build().exits(0);
    run_has(&run, "<p><img src=\"photo.jpg\" alt=\"Alt\" width=\"100\" height=\"60\"></p>");
    assert_eq!(run.made().iter().filter(|name| name.contains("photo")).count(), 1);
}

#[test]
fn a_photo_in_static_keeps_its_bytes_and_a_place_in_it_is_named() {
    let photo = phone_photo(100, 60);
    let run = Site::new().file("static/photo.jpg", &photo).build().exits(0).says("photo-tells-place");
    assert_eq!(std::fs::read(run.output().join("photo.jpg")).expect("it was copied"), photo);
}

#[test]
fn settings_that_cannot_be_are_refused_at_their_place() {
    Site::bare()
        .config(
            "title: A\nimages:\n  widths: [480, wide]\n  formats: [wbep, avif]\n  quality: 400\n  sise: 3\n",
        )
        .build()
        .says("images-settings")
        .exits(1);
}

#[test]
fn a_template_gets_a_picture_in_the_widths_that_it_wants() {
    let run = page("Words.", jpeg(200, 120))
        .file(
            "templates/page.html",
            "{{ <page.picture src={page.image} alt=\"A\" widths={[50]} sizes=\"50px\" /> }}",
        )
        .file("content/a/index.md", "---\ntitle: A\nimage: photo.jpg\n---\n")
        .build()
        .exits(0);
    let expected = "<picture><source type=\"image/webp\" srcset=\"photo-50.webp 50w\" sizes=\"50px\"><img src=\"photo-50.jpg\" \
                    alt=\"A\" width=\"200\" height=\"120\" loading=\"lazy\" decoding=\"async\"></picture>";
    assert_eq!(html(&run, "a/index.html").trim(), expected);
}

#[test]
fn a_page_and_an_owner_whose_picture_is_not_there_are_named() {
    Site::new()
        .config("title: A site\nowner: { name: Ada, image: /portrait.jpg }\n")
        .file("content/a.md", "---\ntitle: A\nimage: gone.jpg\n---\n")
        .build()
        .exits(0)
        .says("pictures-that-are-not-there");
}

#[test]
fn the_owners_picture_is_found_in_static_and_comes_in_two_sizes() {
    let run = Site::new()
        .config("title: A site\nowner: { name: Ada, image: me.jpg }\n")
        .file("static/me.jpg", jpeg(400, 400))
        .build()
        .exits(0);
    let made: Vec<String> = run.made().into_iter().filter(|name| name.starts_with("me-")).collect();
    assert_eq!(made.iter().filter(|name| name.contains(".webp")).count(), 2, "{made:?}");
}

#[test]
fn a_page_that_shows_many_pictures_shows_each() {
    let mut site = page("", jpeg(60, 40));
    let mut body = "---\ntitle: A\n---\n\n".to_owned();
    for number in 0..12 {
        site = site.file(&format!("content/a/{number}.jpg"), jpeg(60 + number, 40));
        body.extend(["![", &number.to_string(), "](", &number.to_string(), ".jpg)\n\n"]);
    }
    let run = site.file("content/a/index.md", body).build().exits(0);
    assert_eq!(run.text("a/index.html").matches("<picture>").count(), 12);
}
