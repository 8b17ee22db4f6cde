//! Colours, and how well one is read on another.

use std::fmt;

/// A colour in sRGB, opaque unless it says otherwise.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Colour {
    parts: [u8; 3],
    alpha: u8,
}

/// What WCAG 2.2 asks of text, in success criterion 1.4.3.
const READABLE: f64 = 4.5;

impl Colour {
    pub const WHITE: Self = Self { parts: [255; 3], alpha: 255 };
    pub const BLACK: Self = Self { parts: [0; 3], alpha: 255 };

    /// Over an opaque colour.
    pub fn over(self, ground: Self) -> Self {
        mix(self, ground, u32::from(self.alpha), 255)
    }

    /// This with so many hundredths, and the rest of `ground`.
    pub fn mixed(self, ground: Self, hundredths: u8) -> Self {
        mix(self, ground, u32::from(hundredths), 100)
    }

    /// Relative luminance as WCAG 2.2 defines it, from 0 to 1.
    fn luminance(self) -> f64 {
        let linear = self.parts.map(|part| {
            let part = f64::from(part) / 255.0;
            if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
        });
        0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    }

    /// Contrast ratio as WCAG 2.2 defines it, from 1 to 21.
    pub fn contrast(self, other: Self) -> f64 {
        let (a, b) = (self.luminance(), other.luminance());
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    /// Whether white is read better on it than black.
    pub fn is_dark(self) -> bool {
        self.contrast(Self::WHITE) > self.contrast(Self::BLACK)
    }

    /// This colour, moved towards white or black as little as it takes to be read on all of `grounds`.
    pub fn readable_on(self, grounds: &[Self]) -> Self {
        let dark = grounds.first().is_some_and(|ground| ground.is_dark());
        let end = if dark { Self::WHITE } else { Self::BLACK };
        let worst = |colour: Self| {
            grounds.iter().map(|ground| colour.contrast(*ground)).fold(f64::INFINITY, f64::min)
        };
        (0..=100).map(|step| end.mixed(self, step)).find(|colour| worst(*colour) >= READABLE).unwrap_or(end)
    }

    #[cfg(test)]
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6)?;
        let part = |at: usize| u8::from_str_radix(&digits[at..at + 2], 16).ok();
        Some(Self { parts: [part(0)?, part(2)?, part(4)?], alpha: 255 })
    }
}

/// `share` of `all` parts of `a`, the rest of `b`.
fn mix(a: Colour, b: Colour, share: u32, all: u32) -> Colour {
    let part = |index: usize| {
        let (a, b) = (u32::from(a.parts[index]), u32::from(b.parts[index]));
        u8::try_from((a * share + b * (all - share) + all / 2) / all).unwrap_or(u8::MAX)
    };
    Colour { parts: [part(0), part(1), part(2)], alpha: 255 }
}

impl From<syntect::highlighting::Color> for Colour {
    fn from(colour: syntect::highlighting::Color) -> Self {
        Self { parts: [colour.r, colour.g, colour.b], alpha: colour.a }
    }
}

impl fmt::Display for Colour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [r, g, b] = self.parts;
        write!(f, "#{r:02x}{g:02x}{b:02x}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contrast_is_that_of_wcag() {
        let contrast = |a: &str, b: &str| Colour::parse(a).unwrap().contrast(Colour::parse(b).unwrap());
        assert!((contrast("#000000", "#ffffff") - 21.0).abs() < 0.001);
        // The grey that WebAIM's contrast checker names as the lightest that passes on white.
        assert!(contrast("#767676", "#ffffff") > 4.5 && contrast("#777777", "#ffffff") < 4.5);
    }

    #[test]
    fn a_faint_colour_is_moved_only_as_far_as_it_must() {
        let (faint, paper) = (Colour::parse("#93a1a1").unwrap(), Colour::parse("#fdf6e3").unwrap());
        let readable = faint.readable_on(&[paper]);
        assert!((READABLE..READABLE + 0.2).contains(&readable.contrast(paper)));
        assert_eq!(Colour::BLACK.readable_on(&[paper]), Colour::BLACK);
    }
}
