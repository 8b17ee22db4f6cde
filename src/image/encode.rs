//! One picture → the same picture in other sizes and formats. Nothing of its metadata comes along but the colour
//! profile, and pixels lie the way they are to be seen.

use super::metadata::{self, Kind};
use fast_image_resize::{FilterType, ResizeAlg, ResizeOptions, Resizer};
use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::{self, PngEncoder};
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageEncoder, ImageFormat, ImageReader, Limits};
use std::io::Cursor;

/// Changes with every change of what comes out here, and so makes every picture anew.
pub const VERSION: &[u8] = b"1: libwebp 1.3, image 0.25, fast_image_resize 6.1 lanczos3";

/// Most bytes of a decoded picture: 133 megapixels of a photo. A file of some kB can claim any size.
pub const MAX_DECODED: u64 = 400_000_000;

/// WebP has 14 bits for a side.
const MAX_WEBP: u32 = 16_383;

/// What a picture is written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
pub enum Format {
    Webp,
    Jpeg,
    Png,
}

impl Format {
    pub fn extension(self) -> &'static str {
        match self {
            Self::Webp => "webp",
            Self::Jpeg => "jpg",
            Self::Png => "png",
        }
    }

    /// Whether the format has room for a picture of this size.
    pub fn fits(self, width: u32, height: u32) -> bool {
        self != Self::Webp || width.max(height) <= MAX_WEBP
    }
}

/// The format of a file that can be made smaller, as its browsers will have to be served.
pub fn format_of(bytes: &[u8]) -> Option<(ImageFormat, Format)> {
    match metadata::kind(bytes) {
        Some(Kind::Jpeg) => Some((ImageFormat::Jpeg, Format::Jpeg)),
        Some(Kind::Png) => Some((ImageFormat::Png, Format::Png)),
        Some(Kind::Webp) => Some((ImageFormat::WebP, Format::Webp)),
        None if bytes.starts_with(b"BM") => Some((ImageFormat::Bmp, Format::Png)),
        None => None,
    }
}

/// Why a picture stays as it is.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum Refusal {
    /// It cannot be decoded; says why.
    Broken(String),
    /// It has so many pixels: width and height.
    TooLarge(u32, u32),
    /// Its colours are inks, which mean nothing without the profile of a press.
    Cmyk,
}

/// A decoded picture, the way it is to be seen.
pub struct Pixels {
    image: DynamicImage,
    profile: Option<Vec<u8>>,
    /// Its file kept every pixel.
    exact: bool,
}

impl std::fmt::Debug for Pixels {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Pixels").field("size", &self.size()).finish_non_exhaustive()
    }
}

/// What decoding a file will take in memory, in bytes; known from its header.
pub fn cost(bytes: &[u8], format: ImageFormat) -> Result<u64, Refusal> {
    if metadata::is_cmyk(bytes) {
        return Err(Refusal::Cmyk);
    }
    let decoder = decoder(bytes, format)?;
    let (width, height) = decoder.dimensions();
    let total = decoder.total_bytes();
    if total > MAX_DECODED { Err(Refusal::TooLarge(width, height)) } else { Ok(total) }
}

fn decoder(bytes: &[u8], format: ImageFormat) -> Result<impl ImageDecoder, Refusal> {
    let mut limits = Limits::default();
    limits.max_alloc = Some(2 * MAX_DECODED);
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    reader.limits(limits);
    reader.into_decoder().map_err(|error| Refusal::Broken(words(&error)))
}

pub fn decode(bytes: &[u8], format: ImageFormat) -> Result<Pixels, Refusal> {
    if !metadata::is_whole(bytes) {
        return Err(Refusal::Broken("the file ends in the middle".to_owned()));
    }
    let mut decoder = decoder(bytes, format)?;
    let profile = decoder.icc_profile().ok().flatten().filter(|profile| is_of_use(profile));
    let image = DynamicImage::from_decoder(decoder).map_err(|error| Refusal::Broken(words(&error)))?;
    // Eight bits a channel, and alpha only where something shows through.
    let alpha = image.color().has_alpha();
    let mut image = if alpha { DynamicImage::from(image.into_rgba8()) } else { image.into_rgb8().into() };
    if let Some(pixels) = image.as_rgba8()
        && pixels.pixels().all(|pixel| pixel.0[3] == u8::MAX)
    {
        image = image.into_rgb8().into();
    }
    if let Some(orientation) = metadata::orientation(bytes).and_then(Orientation::from_exif) {
        image.apply_orientation(orientation);
    }
    let exact =
        format != ImageFormat::Jpeg && (format != ImageFormat::WebP || metadata::is_lossless_webp(bytes));
    Ok(Pixels { image, profile, exact })
}

/// Whether a colour profile says something of the pixels that come out: they are RGB, and sRGB is what a browser
/// takes a picture without a profile for.
fn is_of_use(profile: &[u8]) -> bool {
    // The colour space of the data (ICC.1, section 7.2.1).
    let rgb = profile.get(16..20) == Some(b"RGB ");
    let named = |name: &[u8]| profile.windows(name.len()).any(|word| word == name);
    rgb && !(profile.len() <= 4096 && (named(b"sRGB") || named(b"s\0R\0G\0B")))
}

impl Pixels {
    pub fn size(&self) -> (u32, u32) {
        (self.image.width(), self.image.height())
    }

    /// The same picture, smaller.
    pub fn resized(&self, width: u32, height: u32) -> Result<Pixels, String> {
        if self.size() == (width, height) {
            return Ok(Pixels {
                image: self.image.clone(),
                profile: self.profile.clone(),
                exact: self.exact,
            });
        }
        let mut image = DynamicImage::new(width, height, self.image.color());
        let options = ResizeOptions::new().resize_alg(ResizeAlg::Convolution(FilterType::Lanczos3));
        let done = Resizer::new().resize(&self.image, &mut image, &options);
        done.map_err(|error| error.to_string())?;
        Ok(Pixels { image, profile: self.profile.clone(), exact: self.exact })
    }

    /// The bytes of a file. `quality` is from 1 to 100.
    pub fn encoded(&self, format: Format, quality: u8) -> Result<Vec<u8>, String> {
        match format {
            Format::Webp => self.webp(quality),
            Format::Jpeg => {
                let mut out = Vec::new();
                let mut encoder = JpegEncoder::new_with_quality(&mut out, quality);
                if let Some(profile) = &self.profile {
                    // A profile that the format has no room for is left out.
                    let _ = encoder.set_icc_profile(profile.clone());
                }
                encoder.encode_image(&self.image).map_err(|error| words(&error))?;
                Ok(out)
            }
            Format::Png => {
                let mut out = Vec::new();
                let (effort, filter) = (png::CompressionType::Default, png::FilterType::Adaptive);
                let mut encoder = PngEncoder::new_with_quality(&mut out, effort, filter);
                if let Some(profile) = &self.profile {
                    let _ = encoder.set_icc_profile(profile.clone());
                }
                self.image.write_with_encoder(encoder).map_err(|error| words(&error))?;
                Ok(out)
            }
        }
    }

    /// Lossy from what is lossy already. What kept every pixel, a screenshot or a drawing, keeps them, unless that
    /// takes more than twice the bytes: then it is a photo that came in a drawing's file.
    fn webp(&self, quality: u8) -> Result<Vec<u8>, String> {
        let lossy = self.webp_as(false, f32::from(quality))?;
        if !self.exact {
            return Ok(lossy);
        }
        let lossless = self.webp_as(true, 75.0)?;
        Ok(if lossless.len() > 2 * lossy.len() { lossy } else { lossless })
    }

    fn webp_as(&self, lossless: bool, quality: f32) -> Result<Vec<u8>, String> {
        let (width, height) = self.size();
        let bytes = self.image.as_bytes();
        let encoder = if self.image.color().has_alpha() {
            webp::Encoder::from_rgba(bytes, width, height)
        } else {
            webp::Encoder::from_rgb(bytes, width, height)
        };
        let file = encoder.encode_simple(lossless, quality).map_err(|error| format!("WebP: {error:?}"))?;
        match &self.profile {
            Some(profile) => with_profile(&file, profile, self.size(), self.image.color().has_alpha()),
            None => Ok(file.to_vec()),
        }
    }
}

/// A WebP file with a colour profile (RFC 9649, section 2.7).
fn with_profile(
    file: &[u8],
    profile: &[u8],
    (width, height): (u32, u32),
    alpha: bool,
) -> Result<Vec<u8>, String> {
    let too_long = |_| "WebP: the file is too large".to_owned();
    let mut header = [0; 10];
    let rest = match file.get(12..) {
        // The encoder writes the extended header itself where alpha stands apart.
        Some([b'V', b'P', b'8', b'X', _, _, _, _, rest @ ..]) if rest.len() >= 10 => {
            header.copy_from_slice(&rest[..10]);
            &rest[10..]
        }
        Some(rest) => {
            header[0] = if alpha { 0x10 } else { 0 };
            header[4..7].copy_from_slice(&(width - 1).to_le_bytes()[..3]);
            header[7..].copy_from_slice(&(height - 1).to_le_bytes()[..3]);
            rest
        }
        None => return Err("WebP: the encoder made nothing".to_owned()),
    };
    header[0] |= 0x20;
    let mut out = b"RIFF\0\0\0\0WEBPVP8X\x0a\0\0\0".to_vec();
    out.extend(header);
    out.extend(*b"ICCP");
    out.extend(u32::try_from(profile.len()).map_err(too_long)?.to_le_bytes());
    out.extend(profile);
    out.extend(vec![0; profile.len() % 2]);
    out.extend(rest);
    let len = u32::try_from(out.len() - 8).map_err(too_long)?;
    out[4..8].copy_from_slice(&len.to_le_bytes());
    Ok(out)
}

/// What a decoder says, as the second half of a sentence.
fn words(error: &dyn std::fmt::Display) -> String {
    error.to_string().trim_end_matches('.').replace('\n', " ")
}
