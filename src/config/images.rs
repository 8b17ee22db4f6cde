//! `images:` of `folio.yaml`: the smaller copies of pictures.

use super::BAD_CONFIG;
use crate::diag::{Diagnostic, did_you_mean};
use crate::model::site::ImageConfig;
use crate::source::Span;
use crate::yaml::fields::Fields;
use std::ops::RangeInclusive;

/// A side of a WebP has 14 bits.
const WIDTHS: RangeInclusive<u32> = 16..=16_383;
const QUALITY: RangeInclusive<i64> = 1..=100;

/// `images: false` publishes pictures as they are; a map sets what it names.
pub fn images(fields: &mut Fields<'_>) -> Option<ImageConfig> {
    if let Some(on) = fields.take("images").and_then(crate::yaml::Node::as_bool) {
        return on.then(ImageConfig::default);
    }
    Some(fields.record("images", "`images`", "quality: 80", decode).unwrap_or_default())
}

fn decode(fields: &mut Fields<'_>) -> ImageConfig {
    let mut config = ImageConfig::default();
    if fields.has("widths") {
        config.widths = widths(fields).into();
    }
    if fields.has("formats") {
        config.webp = webp(fields);
    }
    if let Some(quality) = fields.integer("quality") {
        match u8::try_from(quality).ok().filter(|_| QUALITY.contains(&quality)) {
            Some(quality) => config.quality = quality,
            None => {
                let (message, span) = (format!("`quality` is {quality}"), fields.span_of("quality"));
                refuse(fields, message, span, "write a number from 1 to 100: 80 is usual");
            }
        }
    }
    if let Some(sizes) = fields.located("sizes").filter(|sizes| !sizes.value.is_empty()) {
        config.sizes = sizes.value;
    }
    config
}

fn widths(fields: &mut Fields<'_>) -> Vec<u32> {
    let mut widths = Vec::new();
    for written in fields.texts("widths") {
        match written.value.parse().ok().filter(|width| WIDTHS.contains(width)) {
            Some(width) => widths.push(width),
            None => {
                let message = format!("`{}` is no width of a picture", written.value);
                refuse(fields, message, written.span, "write whole pixels, as `[480, 960, 1440]`");
            }
        }
    }
    widths.sort_unstable();
    widths.dedup();
    widths
}

fn webp(fields: &mut Fields<'_>) -> bool {
    let mut webp = false;
    for written in fields.texts("formats") {
        match written.value.to_ascii_lowercase().as_str() {
            "webp" => webp = true,
            other => {
                let message = format!("folio makes no pictures of the format `{other}`");
                let hint = match did_you_mean(other, ["webp"]) {
                    Some(word) => format!("did you mean `{word}`?"),
                    None => "write `formats: [webp]`, or `formats: []` for the format of each file alone"
                        .to_owned(),
                };
                refuse(fields, message, written.span, &hint);
            }
        }
    }
    webp
}

fn refuse(fields: &mut Fields<'_>, message: String, span: Span, hint: &str) {
    let diagnostic = Diagnostic::error(BAD_CONFIG, message).at(fields.source, span).hint(hint);
    fields.report(diagnostic);
}
