//! The letters of cards: two faces for Latin, each with one for Greek and Cyrillic, and how much room a text takes in them.
//!
//! `faces/OFL.txt` says whose they are, `scripts/card-faces` makes them.

use resvg::usvg::fontdb::{Database, ID, Source};
use skrifa::charmap::Charmap;
use skrifa::instance::{LocationRef, Size};
use skrifa::metrics::GlyphMetrics;
use skrifa::{FontRef, MetadataProvider};
use std::sync::{Arc, LazyLock};

const FILES: [&[u8]; 4] = [
    include_bytes!("faces/serif.ttf"),
    include_bytes!("faces/serif-east.ttf"),
    include_bytes!("faces/sans.ttf"),
    include_bytes!("faces/sans-east.ttf"),
];

/// What SVG calls `serif` and `sans-serif`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Face {
    Serif,
    Sans,
}

/// A text and the room that there is for it. Lengths are pixels.
#[derive(Clone, Copy, Debug)]
pub struct Wish<'a> {
    pub text: &'a str,
    pub face: Face,
    /// Sizes of letters that will do, the best first.
    pub sizes: &'a [f64],
    pub width: f64,
    pub height: f64,
    /// From line to line, as a multiple of the size.
    pub leading: f64,
    /// Between letters, as a multiple of the size.
    pub spacing: f64,
}

/// A text in lines that fit.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Fitted {
    pub size: f64,
    pub lines: Vec<String>,
    /// Of the longest line.
    pub width: f64,
    /// There was no room for all of it: the last line ends with `…`.
    pub is_cut: bool,
}

/// A face as it measures letters.
struct Ruler {
    letters: Charmap<'static>,
    advances: GlyphMetrics<'static>,
    /// Units of the face in a size of one.
    units: f64,
}

static RULERS: LazyLock<Vec<Ruler>> = LazyLock::new(|| {
    let faces = FILES.into_iter().filter_map(|bytes| FontRef::new(bytes).ok());
    let ruler = |face: FontRef<'static>| Ruler {
        letters: face.charmap(),
        advances: face.glyph_metrics(Size::unscaled(), LocationRef::default()),
        units: f64::from(face.metrics(Size::unscaled(), LocationRef::default()).units_per_em),
    };
    faces.map(ruler).collect()
});

static DATABASE: LazyLock<(Arc<Database>, Vec<ID>)> = LazyLock::new(|| {
    let mut database = Database::new();
    let mut ids = Vec::new();
    for bytes in FILES {
        ids.extend(database.load_font_source(Source::Binary(Arc::new(bytes))));
    }
    database.set_serif_family("Folio Serif");
    database.set_sans_serif_family("Folio Sans");
    (Arc::new(database), ids)
});

/// The faces, for drawing.
pub fn database() -> Arc<Database> {
    Arc::clone(&DATABASE.0)
}

/// Another face that has a letter: beside the one that was asked for stands its own.
pub fn other(letter: char, used: &[ID]) -> Option<ID> {
    let ids = &DATABASE.1;
    let first = used.first().and_then(|id| ids.iter().position(|known| known == id)).unwrap_or(0);
    let order = [first ^ 1, first ^ 2, first ^ 3];
    let found = order.into_iter().find(|at| RULERS.get(*at).is_some_and(|ruler| ruler.has(letter)))?;
    ids.get(found).copied().filter(|id| !used.contains(id))
}

impl Ruler {
    fn has(&self, letter: char) -> bool {
        self.letters.map(letter).is_some()
    }

    fn advance(&self, letter: char) -> Option<f64> {
        let glyph = self.letters.map(letter)?;
        Some(f64::from(self.advances.advance_width(glyph).unwrap_or_default()) / self.units)
    }
}

impl Face {
    /// The width of a letter at a size of one. One that no face has takes no room.
    fn advance(self, letter: char) -> f64 {
        let first = match self {
            Self::Serif => 0,
            Self::Sans => 2,
        };
        let order = [first, first ^ 1, first ^ 2, first ^ 3];
        order.into_iter().find_map(|at| RULERS.get(at)?.advance(letter)).unwrap_or_default()
    }

    /// The width of a text at a size of one. Kerning, which mostly draws letters together, is left out.
    fn width(self, text: &str, spacing: f64) -> f64 {
        text.chars().map(|letter| self.advance(letter) + spacing).sum()
    }
}

/// A text without the signs that no face has; none where a letter or a digit is among these.
pub fn drawable(text: &str) -> Option<String> {
    let mut kept = String::with_capacity(text.len());
    for letter in text.chars() {
        let known = letter.is_ascii() || RULERS.iter().any(|ruler| ruler.has(letter));
        if known {
            kept.push(letter);
        } else if letter.is_alphanumeric() {
            return None;
        }
    }
    Some(kept)
}

/// Sets a text in the largest of the sizes in which it fits, in lines of about one length. Words that are longer than a
/// line are parted if it fits in none as they are, and what does not fit even so is cut.
#[must_use]
pub fn fit(wish: &Wish<'_>) -> Fitted {
    let words: Vec<&str> = wish.text.split_whitespace().collect();
    let mut last = Fitted::default();
    let sizes = wish.sizes.iter().copied().filter(|size| *size > 0.0);
    for (parts, size) in sizes.clone().map(|size| (false, size)).chain(sizes.map(|size| (true, size))) {
        let most = lines_in(wish.height / (size * wish.leading));
        let room = wish.width / size;
        let set = |narrow: f64| {
            let pieces = words.iter().flat_map(|word| {
                let is_long = parts && most > 1 && wish.face.width(word, wish.spacing) > room;
                if is_long { parted(word, wish, narrow) } else { vec![(*word).to_owned()] }
            });
            broken(pieces, wish, narrow)
        };
        let lines = set(room);
        let fits =
            lines.len() <= most && lines.iter().all(|line| wish.face.width(line, wish.spacing) <= room);
        if fits {
            // The narrowest lines of this number leave no word alone in the last.
            let (mut low, mut high) = (0.0, room);
            for _ in 0..12 {
                let middle = f64::midpoint(low, high);
                let narrow = set(middle);
                let longest = widest(&narrow, wish);
                if narrow.len() == lines.len() && longest <= middle { high = middle } else { low = middle }
            }
            return fitted(set(high), size, wish, false);
        }
        last = fitted(cut(&lines, most, wish, room), size, wish, true);
    }
    last
}

/// Whole lines that fit, one at least.
fn lines_in(height: f64) -> usize {
    (1..=20_u8).rev().find(|lines| f64::from(*lines) <= height + 1e-9).unwrap_or(1).into()
}

fn fitted(lines: Vec<String>, size: f64, wish: &Wish<'_>, is_cut: bool) -> Fitted {
    Fitted { width: widest(&lines, wish) * size, size, lines, is_cut }
}

fn widest(lines: &[String], wish: &Wish<'_>) -> f64 {
    lines.iter().map(|line| wish.face.width(line, wish.spacing)).fold(0.0, f64::max)
}

/// A word in pieces that each fill a line, with a hyphen but at the end.
fn parted(word: &str, wish: &Wish<'_>, room: f64) -> Vec<String> {
    let mut pieces = vec![String::new()];
    for letter in word.chars() {
        match pieces.last_mut() {
            Some(piece)
                if piece.is_empty()
                    || wish.face.width(&format!("{piece}{letter}-"), wish.spacing) <= room =>
            {
                piece.push(letter);
            }
            _ => pieces.push(letter.to_string()),
        }
    }
    let last = pieces.len() - 1;
    for piece in &mut pieces[..last] {
        piece.push('-');
    }
    pieces
}

/// As many words on a line as fit; a word that is longer than a line stands alone.
fn broken(words: impl Iterator<Item = String>, wish: &Wish<'_>, room: f64) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in words {
        match lines.last_mut() {
            Some(line) if wish.face.width(&format!("{line} {word}"), wish.spacing) <= room => {
                line.push(' ');
                line.push_str(&word);
            }
            _ => lines.push(word),
        }
    }
    lines
}

/// The first lines, each as far as it fits, with a mark where something is missing.
fn cut(lines: &[String], most: usize, wish: &Wish<'_>, room: f64) -> Vec<String> {
    let mut kept = Vec::new();
    for (at, line) in lines.iter().take(most).enumerate() {
        let goes_on = at + 1 == most && lines.len() > most;
        if !goes_on && wish.face.width(line, wish.spacing) <= room {
            kept.push(line.clone());
            continue;
        }
        let mut line = line.clone();
        while !line.is_empty() && wish.face.width(&format!("{line}…"), wish.spacing) > room {
            line.pop();
        }
        kept.push(format!("{}…", line.trim_end_matches([' ', ',', '.', ';', ':', '–', '-'])));
        if wish.face.width(&lines[at], wish.spacing) > room {
            // The rest of a word that is too long is lost, and so is what follows it.
            break;
        }
    }
    kept
}
