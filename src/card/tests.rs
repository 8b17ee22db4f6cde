use super::*;
use crate::world::MemoryWorld;
use ring::digest::{SHA256, digest};

fn drawing(inside: &str) -> String {
    format!(
        r##"<svg xmlns="http://www.w3.org/2000/svg" width="1200" height="630"><rect width="1200" height="630" fill="#fbfaf6"/>{inside}</svg>"##
    )
}

fn wish(text: &str) -> Wish<'_> {
    Wish {
        text,
        face: Face::Serif,
        sizes: &[80.0, 60.0],
        width: 600.0,
        height: 200.0,
        leading: 1.1,
        spacing: 0.0,
    }
}

fn pixels(png: &[u8]) -> image::RgbImage {
    image::load_from_memory(png).unwrap().to_rgb8()
}

/// The width of what is not ground.
fn inked(png: &[u8]) -> u32 {
    let pixels = pixels(png);
    let ground = *pixels.get_pixel(0, 0);
    let columns = pixels.enumerate_pixels().filter(|(.., pixel)| **pixel != ground).map(|(x, ..)| x);
    let (least, most) = columns.fold((u32::MAX, 0), |(least, most), x| (least.min(x), most.max(x)));
    most.saturating_sub(least)
}

#[test]
fn a_drawing_gives_the_same_bytes_on_every_machine() {
    let text = r##"<text x="80" y="300" font-family="serif" font-size="90">Larkspur 58.9 %</text>
        <text x="80" y="400" font-family="sans-serif" font-size="40">Ελλάδα, Привет, Łódź, ‘fi’</text>
        <path d="M80 500L600 560" stroke="#8a2b1d" stroke-width="3"/><circle cx="600" cy="560" r="9" fill="#8a2b1d"/>"##;
    let card = Card::of(&drawing(text)).unwrap();
    let bytes = card.picture(&MemoryWorld::new()).unwrap();
    let digest = HEXLOWER.encode(digest(&SHA256, pixels(&bytes).as_raw()).as_ref());
    assert_eq!(
        (card.out().as_str(), digest.as_str()),
        ("cards/373d30398f86542f.png", "ddac41b6bc62f33a6ced8560d604d559cd834bdebb1272cf670d6f9dccbfc6e6")
    );
    assert!(bytes.len() < 40_000, "{} bytes", bytes.len());
}

#[test]
fn a_card_is_drawn_once() {
    let world = MemoryWorld::new();
    let card = Card::of(&drawing("")).unwrap();
    assert!(world.recall(card.key.bytes()).is_none());
    let bytes = card.picture(&world).unwrap();
    assert_eq!(world.recall(card.key.bytes()), Some(bytes));
    world.keep(card.key.bytes(), b"kept");
    assert_eq!(card.picture(&world).unwrap(), b"kept");
}

#[test]
fn a_letter_that_no_face_has_makes_no_card_and_a_sign_is_left_out() {
    for text in ["日本語", "العربية", "हिन्दी", "ไทย", "한국어", "Shop 日"] {
        assert_eq!(Card::of(&drawing(&format!("<text>{text}</text>"))), None, "{text}");
    }
    let with = Card::of(&drawing("<text y=\"99\">Launch 🎉\u{200d}!</text>")).unwrap();
    assert_eq!(with.drawing, Card::of(&drawing("<text y=\"99\">Launch !</text>")).unwrap().drawing);
    for text in ["Łódź", "Ελλάδα", "Привет", "Trần", "Zürich – 3 µs ≤ 4 €", "1\u{202f}234\u{a0}m²"]
    {
        assert!(Card::of(&drawing(&format!("<text>{text}</text>"))).is_some(), "{text}");
    }
}

#[test]
fn what_is_no_drawing_of_the_size_is_refused() {
    for text in
        ["", "words", "<svg", "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"600\" height=\"315\"/>"]
    {
        let card = Card::of(text).unwrap();
        let said = card.check().unwrap_err();
        assert_eq!(said.code, NOT_DRAWN, "{text}");
        assert_eq!(card.picture(&MemoryWorld::new()).unwrap_err().message, said.message);
    }
}

#[test]
fn a_drawing_reads_no_files() {
    let file = r#"<image href="/etc/hostname" width="600" height="600"/><image href="src/card/tests.png" width="9" height="9"/>"#;
    let bytes = Card::of(&drawing(file)).unwrap().picture(&MemoryWorld::new()).unwrap();
    assert_eq!(inked(&bytes), 0);
}

#[test]
fn a_text_is_set_as_large_as_it_fits_in_lines_of_one_length() {
    let short = fit(&wish("Checkout"));
    assert_eq!((short.size, short.lines.len(), short.is_cut), (80.0, 1, false));
    let text = "A shorter checkout";
    let long = fit(&wish(text));
    assert_eq!((long.size, long.lines.len(), long.lines.join(" ").as_str()), (80.0, 2, text));
    assert!(long.width <= 600.0);
    // With room for more, a smaller size is not taken.
    let wide = fit(&Wish { width: 1000.0, ..wish(text) });
    assert_eq!((wide.size, wide.lines.len()), (80.0, 1));
}

#[test]
fn a_word_is_parted_only_where_no_size_has_room_for_it() {
    let word = "Donaudampfschifffahrt";
    assert_eq!(fit(&Wish { width: 700.0, ..wish(word) }).lines, [word]);
    let longer = fit(&wish(&format!("Eine {word}sgesellschaft")));
    assert!(longer.lines.len() > 1 && !longer.is_cut && longer.width <= 600.0, "{longer:?}");
    assert_eq!(longer.lines.join("").replace('-', ""), format!("Eine{word}sgesellschaft"));
    // A line alone has nowhere to go on.
    let line = fit(&Wish { height: 60.0, ..wish(&word.repeat(2)) });
    assert!(line.is_cut && !line.lines[0].contains('-'), "{line:?}");
}

#[test]
fn a_text_without_end_is_cut_and_says_so() {
    let cut = fit(&wish(&"word ".repeat(90)));
    assert!(cut.is_cut && cut.lines.len() == 3 && cut.lines[2].ends_with("word…"), "{cut:?}");
    let word = fit(&wish(&"Donaudampfschifffahrt".repeat(9)));
    assert!(word.is_cut && word.lines.len() == 3 && word.lines[2].ends_with('…'), "{word:?}");
    for fitted in [cut, word] {
        assert!(fitted.width <= 600.0, "{fitted:?}");
    }
    assert_eq!(fit(&wish("  ")).lines, Vec::<String>::new());
    assert_eq!(fit(&Wish { sizes: &[], ..wish("A") }), Fitted::default());
}

#[test]
fn a_text_is_as_wide_as_it_was_measured() {
    for (text, face, name) in [
        ("Abandonment 71.4 %", Face::Serif, "serif"),
        ("Author’s own figure.", Face::Sans, "sans-serif"),
        ("Ελλάδα Привет", Face::Serif, "serif"),
    ] {
        let fitted = fit(&Wish { face, sizes: &[60.0], width: 1100.0, ..wish(text) });
        let text = format!(r#"<text x="40" y="200" font-family="{name}" font-size="60">{text}</text>"#);
        let inked =
            f64::from(inked(&Card::of(&drawing(&text)).unwrap().picture(&MemoryWorld::new()).unwrap()));
        assert!(
            (fitted.width - 24.0..=fitted.width + 6.0).contains(&inked),
            "{text}: {inked} of {}",
            fitted.width
        );
    }
}

proptest::proptest! {
    #[test]
    fn no_text_makes_a_card_fail(text in "\\PC{0,80}") {
        let fitted = fit(&wish(&text));
        proptest::prop_assert!(fitted.lines.len() <= 3);
        let escaped = text.replace('&', "&amp;").replace('<', "&lt;");
        if let Some(card) = Card::of(&drawing(&format!("<text y=\"50\">{escaped}</text>"))) {
            proptest::prop_assert!(card.check().is_ok());
        }
    }
}
