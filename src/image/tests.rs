use super::pictures::{BROKEN, CMYK, Images, Look, SVG_SCRIPT, TELLS_PLACE, TOO_LARGE};
use super::{metadata, size};
use crate::diag::Diagnostic;
use crate::model::site::ImageConfig;
use crate::path::{OutPath, SitePath};
use crate::world::{Entry, MemoryWorld, World};
use image::{DynamicImage, ImageBuffer, ImageEncoder, ImageFormat, Luma, Rgb, RgbImage, Rgba, RgbaImage};
use std::io::Cursor;
use std::sync::Arc;

const RED: Rgb<u8> = Rgb([220, 20, 20]);
const GREEN: Rgb<u8> = Rgb([20, 200, 20]);
const BLUE: Rgb<u8> = Rgb([20, 20, 220]);
const WHITE: Rgb<u8> = Rgb([240, 240, 240]);

/// Red and green above, blue and white below.
fn quarters(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, y| match (x < width / 2, y < height / 2) {
        (true, true) => RED,
        (false, true) => GREEN,
        (true, false) => BLUE,
        (false, false) => WHITE,
    })
}

/// Noise, so that no format makes it small.
fn photo(width: u32, height: u32) -> RgbImage {
    let mut seed = 1_u32;
    RgbImage::from_fn(width, height, |x, y| {
        seed ^= seed << 13;
        seed ^= seed >> 17;
        seed ^= seed << 5;
        let noise = u8::try_from(seed % 64).unwrap_or_default();
        Rgb([
            noise + u8::try_from(x % 128).unwrap_or_default(),
            noise + 60,
            u8::try_from(y % 190).unwrap_or_default() + noise,
        ])
    })
}

fn written(image: impl Into<DynamicImage>, format: ImageFormat) -> Vec<u8> {
    let mut out = Cursor::new(Vec::new());
    image.into().write_to(&mut out, format).expect("it can be written");
    out.into_inner()
}

/// An Exif record: how the pixels lie, and where the photo was taken.
fn exif(orientation: u8) -> Vec<u8> {
    let mut exif = b"Exif\0\0II*\0\x08\0\0\0\x02\0".to_vec();
    exif.extend([0x12, 0x01, 3, 0, 1, 0, 0, 0, orientation, 0, 0, 0]);
    exif.extend([0x25, 0x88, 4, 0, 1, 0, 0, 0, 38, 0, 0, 0]);
    exif.extend([0, 0, 0, 0]);
    // The directory of the place: one text.
    exif.extend([1, 0, 0x1b, 0, 2, 0, 12, 0, 0, 0, 56, 0, 0, 0, 0, 0, 0, 0]);
    exif.extend(b"47.1N8.5E-XY");
    exif
}

/// A JPEG as a phone writes it.
fn phone_photo(image: RgbImage, orientation: u8) -> Vec<u8> {
    let plain = written(image, ImageFormat::Jpeg);
    let exif = exif(orientation);
    let mut out = plain[..2].to_vec();
    out.extend([0xff, 0xe1]);
    out.extend(u16::try_from(exif.len() + 2).expect("it is short").to_be_bytes());
    out.extend(exif);
    out.extend(b"\xff\xfe\0\x10taken by Jane!");
    out.extend(&plain[2..]);
    out.extend(b"a film of two seconds, with its own 47.1N8.5E-XY");
    out
}

fn options() -> ImageConfig {
    ImageConfig { widths: [48, 96, 144].into(), ..ImageConfig::default() }
}

struct Bench {
    world: Arc<MemoryWorld>,
    images: Images,
}

/// Pictures below `content/a/`, published below `/a/`.
fn bench(files: &[(&str, Vec<u8>)], options: Option<ImageConfig>) -> Bench {
    let path = |name: &str| format!("content/a/{name}");
    let world = files
        .iter()
        .fold(MemoryWorld::new(), |world, (name, bytes)| world.file(&path(name), bytes.as_slice()));
    let world = Arc::new(world);
    let copies: Vec<(Entry, OutPath)> = files
        .iter()
        .map(|(name, bytes)| {
            let path = SitePath::parse(&path(name)).expect("a path");
            let out = OutPath::parse(&format!("a/{name}")).expect("a path");
            (Entry { path, len: bytes.len() as u64 }, out)
        })
        .collect();
    let images = Images::new(Arc::clone(&world) as Arc<dyn World>, options, &copies);
    Bench { world, images }
}

impl Bench {
    fn look(&self, name: &str) -> Look {
        self.images.look(&format!("/a/{name}"), None).expect("it is a picture")
    }

    /// Name (without the digits) and bytes of all that is made.
    fn made(&self) -> Vec<(String, Vec<u8>)> {
        let named = |variant| {
            let bytes = self.images.bytes(variant).expect("it can be made");
            let mut parts: Vec<&str> = variant.to.as_str().split('.').collect();
            assert_eq!(parts[parts.len() - 2].len(), 10, "{}", variant.to);
            parts.remove(parts.len() - 2);
            (parts.join("."), bytes)
        };
        self.images.made().iter().map(named).collect()
    }

    fn names(&self) -> Vec<String> {
        self.made().into_iter().map(|(name, _)| name).collect()
    }

    fn published(&self, name: &str) -> Option<Vec<u8>> {
        let path = SitePath::parse(&format!("content/a/{name}")).expect("a path");
        let len = self.world.read(&path, u64::MAX).expect("it is there").len() as u64;
        self.images.published(&Entry { path, len })
    }

    fn said(&self) -> Vec<(String, &'static str)> {
        let shown = |diagnostic: Diagnostic| {
            (diagnostic.place.expect("a place").source.name().to_owned(), diagnostic.code.0)
        };
        [self.images.said_of_shown(), self.images.said_of_published()]
            .concat()
            .into_iter()
            .map(shown)
            .collect()
    }
}

fn close(a: Rgb<u8>, b: Rgb<u8>) -> bool {
    a.0.iter().zip(b.0).all(|(a, b)| a.abs_diff(b) < 40)
}

fn corners(bytes: &[u8]) -> [Rgb<u8>; 4] {
    let image = image::load_from_memory(bytes).expect("it decodes").into_rgb8();
    let (right, bottom) = (image.width() - 9, image.height() - 9);
    [(8, 8), (right, 8), (8, bottom), (right, bottom)].map(|(x, y)| *image.get_pixel(x, y))
}

fn holds(bytes: &[u8], word: &[u8]) -> bool {
    bytes.windows(word.len()).any(|part| part == word)
}

#[test]
fn a_photo_comes_in_several_widths_and_never_larger_than_it_is() {
    let bench = bench(&[("p.jpg", written(photo(100, 50), ImageFormat::Jpeg))], Some(options()));
    let look = bench.look("p.jpg");
    assert_eq!((look.size, look.src.as_str()), (Some((100, 50)), "/a/p.jpg"));
    // 96 is so near to 100 that one of the two is enough.
    assert_eq!(look.webp.iter().map(|(_, width)| *width).collect::<Vec<_>>(), [48, 100]);
    assert_eq!(bench.names(), ["a/p-100.webp", "a/p-48.webp"]);
    for (name, bytes) in bench.made() {
        let expected = if name == "a/p-48.webp" { (48, 24) } else { (100, 50) };
        assert_eq!(size(&bytes), Some(expected), "{name}");
    }
    assert_eq!(bench.said(), []);
}

#[test]
fn a_large_photo_has_a_smaller_one_for_browsers_that_know_no_webp() {
    let bench =
        bench(&[("p.jpg", written(photo(2000, 30), ImageFormat::Jpeg))], Some(ImageConfig::default()));
    let look = bench.look("p.jpg");
    assert!(
        look.src.as_str().starts_with("/a/p-1440.") && look.src.as_str().contains(".jpg"),
        "{:?}",
        look.src
    );
    let webp = ["a/p-1440.webp", "a/p-1920.webp", "a/p-480.webp", "a/p-960.webp"];
    assert_eq!(bench.names(), [&["a/p-1440.jpg"], webp.as_slice()].concat());
    assert!(look.same.is_empty());
}

#[test]
fn without_webp_the_sizes_are_of_the_files_own_format() {
    let only = ImageConfig { webp: false, ..options() };
    let small = bench(&[("p.jpg", written(photo(100, 50), ImageFormat::Jpeg))], Some(only.clone()));
    let look = small.look("p.jpg");
    assert_eq!(look.same.iter().map(|(_, width)| *width).collect::<Vec<_>>(), [48, 100]);
    assert_eq!((look.src.as_str(), look.same[1].0.as_str()), ("/a/p.jpg", "/a/p.jpg"));
    assert_eq!(small.names(), ["a/p-48.jpg"]);
    let large = bench(&[("p.png", written(photo(200, 20), ImageFormat::Png))], Some(only));
    let look = large.look("p.png");
    assert_eq!(look.same.iter().map(|(_, width)| *width).collect::<Vec<_>>(), [48, 96, 144]);
    assert_eq!(large.names(), ["a/p-144.png", "a/p-48.png", "a/p-96.png"]);
}

#[test]
fn a_photo_is_turned_the_way_it_was_held_and_says_nothing_of_where() {
    for (orientation, expected) in [
        (1, [RED, GREEN, BLUE, WHITE]),
        (3, [WHITE, BLUE, GREEN, RED]),
        (6, [BLUE, RED, WHITE, GREEN]),
        (8, [GREEN, WHITE, RED, BLUE]),
        (5, [RED, BLUE, GREEN, WHITE]),
    ] {
        let file = phone_photo(quarters(160, 80), orientation);
        assert!(metadata::tells_place(&file));
        let bench = bench(&[("p.jpg", file)], Some(options()));
        let shown = if orientation >= 5 { (80, 160) } else { (160, 80) };
        assert_eq!(bench.look("p.jpg").size, Some(shown), "orientation {orientation}");
        let original = bench.published("p.jpg").expect("it was cleaned");
        for (name, bytes) in bench.made() {
            for (found, expected) in corners(&bytes).into_iter().zip(expected) {
                assert!(
                    close(found, expected),
                    "orientation {orientation}, {name}: {found:?} for {expected:?}"
                );
            }
            for word in [b"Exif".as_slice(), b"EXIF", b"47.1N", b"Jane"] {
                assert!(!holds(&bytes, word), "orientation {orientation}, {name} holds {word:?}");
            }
        }
        // The file itself keeps its pixels as they are, and with them which side is up.
        for word in [b"47.1N".as_slice(), b"Jane", b"a film"] {
            assert!(!holds(&original, word), "orientation {orientation}: the file holds {word:?}");
        }
        assert!(!metadata::tells_place(&original));
        assert_eq!(metadata::orientation(&original), (orientation > 1).then_some(orientation));
        assert_eq!(holds(&original, b"Exif"), orientation > 1);
        let pixels = |bytes: &[u8]| image::load_from_memory(bytes).expect("it decodes").into_rgb8();
        assert_eq!(pixels(&original), pixels(&phone_photo(quarters(160, 80), orientation)));
        assert_eq!(bench.said(), []);
    }
}

#[test]
fn metadata_goes_from_a_png_and_a_webp_too() {
    let mut png = written(quarters(64, 32), ImageFormat::Png);
    let at = png.windows(4).position(|name| name == b"IDAT").expect("pixels") - 4;
    // The check sums are not looked at by what removes the chunks.
    let text = [b"\0\0\0\x0btEXt".as_slice(), b"Place\x0047.1N", b"\0\0\0\0"].concat();
    png.splice(at..at, text);
    png.extend(b"behind the end");
    let clean = metadata::clean(&png).expect("there was something to remove");
    assert!(!holds(&clean, b"47.1N") && !holds(&clean, b"behind"));
    assert_eq!(clean, written(quarters(64, 32), ImageFormat::Png));
    assert_eq!(metadata::clean(&clean), None);

    let plain = written(quarters(64, 32), ImageFormat::WebP);
    let exif = &exif(6)[6..];
    let mut webp = b"RIFF\0\0\0\0WEBPVP8X\x0a\0\0\0\x08\0\0\0\x3f\0\0\x1f\0\0".to_vec();
    webp.extend(&plain[12..]);
    webp.extend(b"EXIF");
    webp.extend(u32::try_from(exif.len()).expect("short").to_le_bytes());
    webp.extend(exif);
    let len = u32::try_from(webp.len() - 8).expect("short").to_le_bytes();
    webp[4..8].copy_from_slice(&len);
    assert!(metadata::tells_place(&webp));
    let clean = metadata::clean(&webp).expect("there was something to remove");
    assert!(!holds(&clean, b"47.1N") && !metadata::tells_place(&clean));
    assert_eq!(metadata::orientation(&clean), Some(6));
    assert_eq!(corners(&clean), corners(&plain));
}

#[test]
fn a_second_run_finds_what_the_first_has_made() {
    let files = [("p.jpg", written(photo(100, 50), ImageFormat::Jpeg))];
    let first = bench(&files, Some(options()));
    first.look("p.jpg");
    let made = first.made();
    assert_eq!(first.images.encoded(), 2);
    let copies = [(
        Entry { path: SitePath::parse("content/a/p.jpg").expect("a path"), len: files[0].1.len() as u64 },
        OutPath::parse("a/p.jpg").expect("a path"),
    )];
    let again = |options| {
        let world = Arc::clone(&first.world) as Arc<dyn World>;
        let images = Images::new(world, Some(options), &copies);
        Bench { world: Arc::clone(&first.world), images }
    };
    let second = again(options());
    second.look("p.jpg");
    assert_eq!((second.made(), second.images.encoded()), (made.clone(), 0));
    // Another quality is another picture.
    let other = again(ImageConfig { quality: 40, ..options() });
    other.look("p.jpg");
    assert_ne!(other.made(), made);
    assert_eq!(other.images.encoded(), 2);
    // What the memo has lost is made again, to the same bytes.
    let lost = bench(&files, Some(options()));
    let variants = first.images.made();
    assert_eq!(
        variants.iter().map(|variant| lost.images.bytes(variant).ok()).collect::<Vec<_>>(),
        made.into_iter().map(|(_, bytes)| Some(bytes)).collect::<Vec<_>>()
    );
}

#[test]
fn what_shows_through_still_does() {
    let image = RgbaImage::from_fn(100, 40, |x, _| Rgba([200, 30, 30, if x < 50 { 0 } else { 255 }]));
    let bench = bench(&[("p.png", written(image, ImageFormat::Png))], Some(options()));
    assert_eq!(bench.look("p.png").webp.len(), 2);
    for (name, bytes) in bench.made() {
        let made = image::load_from_memory(&bytes).expect("it decodes");
        assert!(made.color().has_alpha(), "{name}");
        let made = made.into_rgba8();
        assert_eq!(made.get_pixel(3, 3).0[3], 0, "{name}");
        let last = made.get_pixel(made.width() - 3, 3).0;
        // No dark seam: what is seen keeps its colour.
        assert!(last[3] == 255 && last[0] > 190, "{name}: {last:?}");
    }
}

#[test]
fn a_drawing_keeps_its_pixels_and_a_photo_in_a_png_becomes_one() {
    let drawing =
        RgbImage::from_fn(140, 60, |x, y| if (x / 7 + y / 11) % 3 == 0 { Rgb([3, 90, 200]) } else { WHITE });
    let bench = bench(
        &[
            ("d.png", written(drawing.clone(), ImageFormat::Png)),
            ("p.png", written(photo(140, 60), ImageFormat::Png)),
        ],
        Some(options()),
    );
    bench.look("d.png");
    bench.look("p.png");
    let made = bench.made();
    let exact = |name: &str| {
        let (_, bytes) = made.iter().find(|(known, _)| known == name).expect("it was made");
        metadata::is_lossless_webp(bytes)
    };
    assert!(exact("a/d-140.webp") && !exact("a/p-140.webp"));
    let (_, bytes) = made.iter().find(|(name, _)| name == "a/d-140.webp").expect("it was made");
    assert_eq!(image::load_from_memory(bytes).expect("it decodes").into_rgb8(), drawing);
}

#[test]
fn sixteen_bits_grey_and_one_pixel_come_through() {
    let deep: ImageBuffer<Rgb<u16>, Vec<u16>> = ImageBuffer::from_fn(60, 30, |x, y| {
        Rgb([u16::try_from(x * 1009).unwrap_or(0), u16::try_from(y * 2000).unwrap_or(0), 30_000])
    });
    let grey: ImageBuffer<Luma<u8>, Vec<u8>> =
        ImageBuffer::from_fn(60, 30, |x, y| Luma([u8::try_from((x * y) % 251).unwrap_or(0)]));
    let bench = bench(
        &[
            ("deep.png", written(deep, ImageFormat::Png)),
            ("grey.jpg", written(grey, ImageFormat::Jpeg)),
            ("dot.png", written(RgbImage::new(1, 1), ImageFormat::Png)),
        ],
        Some(options()),
    );
    assert_eq!(bench.look("deep.png").webp.len(), 2);
    assert_eq!(bench.look("grey.jpg").webp.len(), 2);
    let dot = bench.look("dot.png");
    assert_eq!((dot.size, dot.src.as_str()), (Some((1, 1)), "/a/dot.png"));
    assert!(bench.made().iter().all(|(_, bytes)| image::load_from_memory(bytes).is_ok()));
    assert_eq!(bench.said(), []);
}

#[test]
fn a_file_that_is_cut_off_is_named_and_stays_as_it_is() {
    let cut = |format| {
        let mut bytes = written(photo(90, 60), format);
        bytes.truncate(bytes.len() / 2);
        bytes
    };
    let files = [
        ("a.jpg", cut(ImageFormat::Jpeg)),
        ("b.png", cut(ImageFormat::Png)),
        ("c.webp", cut(ImageFormat::WebP)),
    ];
    let bench = bench(&files, Some(options()));
    for (name, _) in &files {
        let look = bench.look(name);
        assert_eq!((look.size, look.src.as_str()), (Some((90, 60)), format!("/a/{name}").as_str()));
        assert!(look.webp.is_empty() && look.same.is_empty());
        assert_eq!(bench.published(name), None);
    }
    assert_eq!(bench.names(), [""; 0]);
    let place = |name: &str| format!("content/a/{name}");
    assert_eq!(
        bench.said(),
        [(place("a.jpg"), BROKEN.0), (place("b.png"), BROKEN.0), (place("c.webp"), BROKEN.0)]
    );
}

#[test]
fn a_small_file_that_claims_to_be_vast_is_not_believed() {
    let mut out = Vec::new();
    let encoder = image::codecs::png::PngEncoder::new(&mut out);
    encoder.write_image(&[0; 3], 1, 1, image::ExtendedColorType::Rgb8).expect("it can be written");
    // Width and height, and the check sum of the header.
    out[16..24].copy_from_slice(&[0, 0, 0xc3, 0x50, 0, 0, 0xc3, 0x50]);
    let sum = metadata::crc(&out[12..29]).to_be_bytes();
    out[29..33].copy_from_slice(&sum);
    let bench = bench(&[("bomb.png", out)], Some(options()));
    assert_eq!(bench.look("bomb.png").size, Some((50_000, 50_000)));
    assert_eq!(bench.said(), [("content/a/bomb.png".to_owned(), TOO_LARGE.0)]);
}

#[test]
fn what_moves_what_is_drawn_and_what_is_unknown_is_left_alone() {
    let gif = b"GIF89a\x0a\x00\x05\x00\x80\x00\x00\0\0\0\xff\xff\xff!\xf9\x04\0\x0a\0\0\0,\0\0\0\0\x0a\0\x05\0\0\x02\x05\x84\x8f\xa9\xcb\x0b\0;".to_vec();
    let mut apng = written(quarters(90, 40), ImageFormat::Png);
    let at = apng.windows(4).position(|name| name == b"IDAT").expect("pixels") - 4;
    let control = [b"acTL".as_slice(), &[0, 0, 0, 1, 0, 0, 0, 0]].concat();
    let chunk = [&[0, 0, 0, 8], control.as_slice(), &metadata::crc(&control).to_be_bytes()].concat();
    apng.splice(at..at, chunk);
    let svg = b"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"30\" height=\"20\"/>".to_vec();
    let bench = bench(
        &[("m.gif", gif), ("m.png", apng), ("d.svg", svg), ("x.avif", b"??".to_vec())],
        Some(options()),
    );
    assert_eq!(bench.look("m.gif").size, Some((10, 5)));
    assert_eq!(bench.look("m.png").size, Some((90, 40)));
    assert_eq!(bench.look("d.svg").size, Some((30, 20)));
    assert_eq!(bench.look("x.avif").size, None);
    assert_eq!(bench.names(), [""; 0]);
    for name in ["m.gif", "m.png", "d.svg", "x.avif"] {
        assert_eq!(bench.published(name), None, "{name}");
    }
    assert_eq!(bench.said(), []);
}

#[test]
fn a_drawing_with_a_script_is_named() {
    let quiet = b"<svg><title>only the session one=1</title><a href=\"#x\" fill=\"none\"/></svg>".to_vec();
    let bench = bench(
        &[
            ("a.svg", b"<svg><SCRIPT>x()</SCRIPT></svg>".to_vec()),
            ("b.svg", b"<svg\n onload = \"x()\"/>".to_vec()),
            ("c.svg", b"<svg><a href=\"JavaScript:x()\"/></svg>".to_vec()),
            ("d.svg", quiet),
        ],
        Some(options()),
    );
    for name in ["a.svg", "b.svg", "c.svg", "d.svg"] {
        assert_eq!(bench.published(name), None);
    }
    let place = |name: &str| (format!("content/a/{name}"), SVG_SCRIPT.0);
    assert_eq!(bench.said(), [place("a.svg"), place("b.svg"), place("c.svg")]);
}

#[test]
fn turned_off_pictures_are_published_as_they_are_and_still_have_a_size() {
    let file = phone_photo(quarters(160, 80), 6);
    let bench = bench(&[("p.jpg", file)], None);
    let look = bench.look("p.jpg");
    assert_eq!((look.size, look.src.as_str()), (Some((80, 160)), "/a/p.jpg"));
    assert_eq!((bench.names().len(), bench.published("p.jpg")), (0, None));
    assert_eq!(bench.said(), [("content/a/p.jpg".to_owned(), TELLS_PLACE.0)]);
}

#[test]
fn inks_are_left_to_browsers() {
    // Start, a frame of 8 × 8 with four components, an empty scan, end: as much as folio looks at.
    let mut jpeg = vec![0xff, 0xd8, 0xff, 0xc0, 0, 20, 8, 0, 8, 0, 8, 4];
    for component in 1..=4 {
        jpeg.extend([component, 0x11, 0]);
    }
    jpeg.extend([0xff, 0xda, 0, 14, 4, 1, 0, 2, 0, 3, 0, 4, 0, 0, 63, 0, 0x55, 0xff, 0xd9]);
    let bench = bench(&[("ink.jpg", jpeg)], Some(options()));
    assert!(bench.look("ink.jpg").webp.is_empty());
    assert_eq!(bench.said(), [("content/a/ink.jpg".to_owned(), CMYK.0)]);
}

#[test]
fn a_colour_profile_comes_along_unless_it_is_the_one_that_browsers_assume() {
    let mut profile = vec![0; 300];
    profile[16..20].copy_from_slice(b"RGB ");
    profile[100..110].copy_from_slice(b"Display P3");
    let with = |profile: Vec<u8>| {
        let mut out = Vec::new();
        let mut encoder = image::codecs::jpeg::JpegEncoder::new_with_quality(&mut out, 90);
        encoder.set_icc_profile(profile).expect("it has room");
        encoder.encode_image(&photo(200, 90)).expect("it can be written");
        out
    };
    let mut common = profile.clone();
    common[100..110].copy_from_slice(b"sRGB IEC61");
    let mut press = profile.clone();
    press[16..20].copy_from_slice(b"CMYK");
    let bench =
        bench(&[("p3.jpg", with(profile)), ("s.jpg", with(common)), ("k.jpg", with(press))], Some(options()));
    for name in ["p3.jpg", "s.jpg", "k.jpg"] {
        bench.look(name);
    }
    for (name, bytes) in bench.made() {
        assert!(image::load_from_memory(&bytes).is_ok(), "{name}");
        assert_eq!(holds(&bytes, b"Display P3"), name.starts_with("a/p3"), "{name}");
        assert!(!holds(&bytes, b"sRGB IEC61") && !holds(&bytes, b"CMYK"), "{name}");
    }
}

#[test]
fn a_svg_has_the_size_of_its_attributes_or_its_view_box() {
    assert_eq!(size(b"<svg xmlns=\"x\" width=\"120px\" height='40'/>"), Some((120, 40)));
    assert_eq!(size(b"<?xml version=\"1.0\"?><svg viewBox=\"0 0 300 150.4\"></svg>"), Some((300, 150)));
    assert_eq!(size(b"<svg width=\"100%\" height=\"100%\"></svg>"), None);
    assert_eq!(size(b"hello"), None);
    assert_eq!(size(b""), None);
}

#[test]
fn a_gif_has_the_size_of_its_header() {
    assert_eq!(size(b"GIF89a\x0a\x00\x05\x00\x80\x00\x00"), Some((10, 5)));
}

proptest::proptest! {
    /// Whatever a file holds behind its first bytes.
    #[test]
    fn no_bytes_make_it_panic(start in 0..5_usize, rest in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..400)) {
        let starts: [&[u8]; 5] = [b"\xff\xd8\xff\xe1", b"\x89PNG\r\n\x1a\n", b"RIFF\xff\0\0\0WEBP", b"BM", b"<svg"];
        let bytes = [starts[start], &rest].concat();
        let _ = (metadata::clean(&bytes), metadata::tells_place(&bytes), metadata::orientation(&bytes), metadata::is_whole(&bytes));
        let bench = bench(&[("x.png", bytes)], Some(options()));
        bench.look("x.png");
        bench.published("x.png");
    }
}
