//! Social cards: the picture that other sites show beside a link to a page, made of a drawing (SVG).
//!
//! A card is named by its drawing, so its address is known before a pixel is set, and what an earlier run has drawn is not
//! drawn again. Its letters come from faces inside folio and never from the machine: a drawing gives the same bytes everywhere.

mod draw;
mod faces;
#[cfg(test)]
mod tests;

pub use faces::{Face, Fitted, Wish, fit};

use crate::diag::{Code, Diagnostic};
use crate::memo::Key;
use crate::path::OutPath;
use crate::world::World;
use data_encoding::HEXLOWER;
use std::sync::Arc;

pub const NOT_DRAWN: Code = Code("card-not-drawn");

/// What Open Graph and its readers ask for, in pixels.
pub const SIZE: (u32, u32) = (1200, 630);

/// Another one when the same drawing would give other pixels: a face or the renderer has changed.
const VERSION: &[u8] = b"1";

/// The card of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Card {
    drawing: Arc<str>,
    key: Key,
    out: OutPath,
}

impl Card {
    /// The card of a drawing. None where the faces lack one of its letters: a card is whole, or there is none. Signs
    /// that they lack, such as a pictogram, are left out.
    #[must_use]
    pub fn of(drawing: &str) -> Option<Self> {
        let drawing = faces::drawable(drawing)?;
        let key = Key::new("card", &[VERSION, drawing.as_bytes()]);
        let out = OutPath::parse(&format!("cards/{}.png", &HEXLOWER.encode(key.bytes())[..16])).ok()?;
        Some(Self { drawing: drawing.into(), key, out })
    }

    pub fn out(&self) -> &OutPath {
        &self.out
    }

    /// The picture, as PNG: drawn now unless an earlier run kept it.
    ///
    /// # Errors
    /// When the drawing is none.
    pub fn picture(&self, world: &dyn World) -> Result<Vec<u8>, Diagnostic> {
        if let Some(bytes) = world.recall(self.key.bytes()) {
            return Ok(bytes);
        }
        let bytes = draw::png(&self.drawing).map_err(|why| not_drawn(&why))?;
        world.keep(self.key.bytes(), &bytes);
        Ok(bytes)
    }

    /// What drawing it would say.
    ///
    /// # Errors
    /// When the drawing is none.
    pub fn check(&self) -> Result<(), Diagnostic> {
        draw::read(&self.drawing).map(drop).map_err(|why| not_drawn(&why))
    }
}

fn not_drawn(why: &str) -> Diagnostic {
    Diagnostic::error(NOT_DRAWN, format!("what `card.svg` gives is no drawing: {why}"))
        .in_file("templates/card.svg")
        .hint(format!(
            "write an SVG of {} by {} pixels; without `cards: true` in folio.yaml there are none",
            SIZE.0, SIZE.1
        ))
}
