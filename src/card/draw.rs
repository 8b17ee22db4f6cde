//! From a drawing to the bytes of a PNG.

use super::{SIZE, faces};
use resvg::tiny_skia::{Color, Pixmap, Transform};
use resvg::usvg::{FontResolver, ImageHrefResolver, Options, Tree};
use std::collections::HashMap;

/// Most colours that a PNG with a palette can have.
const MOST_COLOURS: usize = 256;

/// Reads a drawing, with its text as outlines.
pub fn read(drawing: &str) -> Result<Tree, String> {
    let options = Options {
        font_family: "serif".to_owned(),
        fontdb: faces::database(),
        font_resolver: FontResolver {
            select_font: FontResolver::default_font_selector(),
            select_fallback: Box::new(|letter, used, _| faces::other(letter, used)),
        },
        // A drawing reads no files.
        image_href_resolver: ImageHrefResolver {
            resolve_data: ImageHrefResolver::default_data_resolver(),
            resolve_string: Box::new(|_, _| None),
        },
        ..Options::default()
    };
    let tree = Tree::from_str(drawing, &options).map_err(|error| error.to_string())?;
    let (width, height) = (tree.size().width(), tree.size().height());
    // In pixels, which are whole.
    let wanted = [SIZE.0, SIZE.1].map(|edge| f64::from(edge).to_string());
    if [width.to_string(), height.to_string()] == wanted {
        Ok(tree)
    } else {
        Err(format!("it is {width} by {height} pixels large"))
    }
}

/// Draws it on white.
pub fn png(drawing: &str) -> Result<Vec<u8>, String> {
    let tree = read(drawing)?;
    let mut pixels = Pixmap::new(SIZE.0, SIZE.1).ok_or("there is no room for its pixels")?;
    pixels.fill(Color::WHITE);
    resvg::render(&tree, Transform::identity(), &mut pixels.as_mut());
    encode(pixels.data()).map_err(|error| error.to_string())
}

/// Few colours make a picture with a palette, a third of the size.
fn encode(pixels: &[u8]) -> Result<Vec<u8>, png::EncodingError> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, SIZE.0, SIZE.1);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_compression(png::Compression::Balanced);
    let data = match indexed(pixels) {
        Some((palette, data)) => {
            encoder.set_color(png::ColorType::Indexed);
            encoder.set_palette(palette);
            encoder.set_filter(png::Filter::NoFilter);
            data
        }
        None => {
            encoder.set_color(png::ColorType::Rgb);
            encoder.set_filter(png::Filter::Adaptive);
            // The ground is white, so that every pixel is opaque.
            pixels.chunks_exact(4).flat_map(|pixel| &pixel[..3]).copied().collect()
        }
    };
    let mut writer = encoder.write_header()?;
    writer.write_image_data(&data)?;
    writer.finish()?;
    Ok(bytes)
}

/// The colours in the order in which they appear, and for each pixel the number of its own. None with too many.
fn indexed(pixels: &[u8]) -> Option<(Vec<u8>, Vec<u8>)> {
    let mut numbers: HashMap<[u8; 3], u8> = HashMap::new();
    let mut palette = Vec::new();
    let mut data = Vec::with_capacity(pixels.len() / 4);
    let mut last = None;
    for pixel in pixels.chunks_exact(4) {
        let colour = [pixel[0], pixel[1], pixel[2]];
        let number = match last {
            Some((known, number)) if known == colour => number,
            _ => match numbers.get(&colour) {
                Some(number) => *number,
                None => {
                    if numbers.len() == MOST_COLOURS {
                        return None;
                    }
                    let number = u8::try_from(numbers.len()).ok()?;
                    numbers.insert(colour, number);
                    palette.extend(colour);
                    number
                }
            },
        };
        last = Some((colour, number));
        data.push(number);
    }
    Some((palette, data))
}
