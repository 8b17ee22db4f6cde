//! Pictures: how large they are, and the smaller copies that fit a reader's screen.

mod encode;
pub mod metadata;
mod pictures;
#[cfg(test)]
mod tests;

pub use pictures::{Images, Look, Variant};

/// Width and height in CSS pixels, the way the picture is to be seen. `None` for what is no image or says no size.
pub fn size(bytes: &[u8]) -> Option<(u32, u32)> {
    if let Ok(size) = imagesize::blob_size(bytes) {
        let width = u32::try_from(size.width).ok()?;
        let height = u32::try_from(size.height).ok()?;
        // Photos of these orientations lie on their side.
        let on_side = metadata::orientation(bytes).is_some_and(|orientation| orientation >= 5);
        let (width, height) = if on_side { (height, width) } else { (width, height) };
        return (width > 0 && height > 0).then_some((width, height));
    }
    let text = std::str::from_utf8(&bytes[..bytes.len().min(4096)]).or_else(|error| {
        // The cut may have split a character.
        std::str::from_utf8(&bytes[..error.valid_up_to()])
    });
    svg_size(text.ok()?)
}

/// The size of an SVG: its `width` and `height` in pixels, else the size of its `viewBox`.
fn svg_size(text: &str) -> Option<(u32, u32)> {
    let start = text.find("<svg")?;
    let tag = &text[start..];
    let tag = &tag[..tag.find('>')?];
    let pixels = |name: &str| {
        let value = attribute(tag, name)?;
        let number = value.strip_suffix("px").unwrap_or(value);
        whole(number.trim().parse().ok()?)
    };
    if let (Some(width), Some(height)) = (pixels("width"), pixels("height")) {
        return Some((width, height));
    }
    let numbers: Vec<f64> = attribute(tag, "viewBox")?
        .split([' ', ',', '\n', '\t'])
        .filter(|part| !part.is_empty())
        .map_while(|part| part.parse().ok())
        .collect();
    match numbers[..] {
        [_, _, width, height] => Some((whole(width)?, whole(height)?)),
        _ => None,
    }
}

fn whole(number: f64) -> Option<u32> {
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // Checked to lie in range.
    (number.is_finite() && (0.5..65_536.0).contains(&number)).then(|| number.round() as u32)
}

fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    for quote in ['"', '\''] {
        let opening = format!("{name}={quote}");
        let found = tag.match_indices(&opening).find(|(index, _)| tag[..*index].ends_with([' ', '\n', '\t']));
        if let Some((index, _)) = found {
            let value = &tag[index + opening.len()..];
            return value.find(quote).map(|end| &value[..end]);
        }
    }
    None
}
