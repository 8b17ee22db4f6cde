//! The icons of a site, from one or two images: a drawing (SVG) is published as it is, and from pixels are made
//! the sizes that browsers and telephones ask for. And the web manifest that lists them.

use super::json::Object;
use super::plan::{Planned, reserve};
use crate::diag::{Code, Diagnostic};
use crate::model::site::Config;
use crate::path::{SitePath, Url};
use crate::route::Routes;
use crate::source::Located;
use crate::world::World;
use image::imageops::FilterType;
use image::{DynamicImage, ImageFormat, Rgba, RgbaImage};
use std::io::Cursor;

pub const ICON: Code = Code("icon");

/// Most bytes of an image from which icons are made.
const LARGEST: u64 = 32 << 20;

/// What is made of pixels: file and edge. Browsers ask for the first by name, iOS for the second; the manifest
/// wants the last two.
const SIZES: [(&str, u32); 4] =
    [("favicon.ico", 32), ("apple-touch-icon.png", 180), ("icon-192.png", 192), ("icon-512.png", 512)];

/// What a file of icons holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    Drawing,
    Pixels(u32),
}

/// `<link rel="…" type="…" sizes="…" href="…">`; `sizes` may be empty.
#[derive(Clone, Debug)]
pub struct Link {
    pub rel: &'static str,
    pub media_type: &'static str,
    pub sizes: String,
    pub url: Url,
}

#[derive(Debug, Default)]
pub struct Icons {
    drawing: Option<Vec<u8>>,
    pixels: Option<DynamicImage>,
    files: Vec<(Planned, What)>,
    pub links: Vec<Link>,
    pub manifest: Option<Planned>,
}

/// Reads the images that `icon:` names and decides what is made of them. Without `icon:`, pages link to the icons
/// that the site or its theme has under the usual names.
pub fn plan(world: &dyn World, config: &Config, routes: &mut Routes) -> (Icons, Vec<Diagnostic>) {
    let mut icons = Icons::default();
    let mut found = Vec::new();
    for written in &config.emit.icons {
        if let Err(diagnostic) = icons.read(world, written) {
            found.push(diagnostic.at(&config.source, written.span));
        }
    }
    if icons.drawing.is_some() {
        icons.publish(routes, "favicon.svg", What::Drawing);
    }
    if let Some(edge) = icons.pixels.as_ref().map(|image| image.width().min(image.height())) {
        for (name, size) in SIZES.into_iter().filter(|(_, size)| *size <= edge) {
            icons.publish(routes, name, What::Pixels(size));
        }
        if let Some(written) = config.emit.icons.first().filter(|_| edge < 512) {
            let message =
                format!("the image of the icons is {edge} pixels wide or high, and is never enlarged");
            let hint = "give one of 512 by 512 pixels or more; until then the larger icons are left out";
            found.push(Diagnostic::warning(ICON, message).at(&config.source, written.span).hint(hint));
        }
    }
    let usual = [
        ("favicon.svg", What::Drawing),
        ("icon.svg", What::Drawing),
        ("favicon.ico", What::Pixels(32)),
        ("apple-touch-icon.png", What::Pixels(180)),
    ];
    for (name, what) in usual {
        let chosen = config.emit.icons.is_empty()
            || icons.files.iter().any(|(file, _)| file.url.as_str()[1..] == *name);
        let url = Url::parse(&format!("/{name}")).ok().filter(|url| chosen && routes.target(url).is_some());
        icons.links.extend(url.map(|url| link(url, what)));
    }
    if !icons.links.is_empty() {
        icons.manifest = reserve(routes, "/manifest.webmanifest");
    }
    (icons, found)
}

fn link(url: Url, what: What) -> Link {
    let sizes = |edge: u32| format!("{edge}x{edge}");
    match what {
        What::Drawing => Link { rel: "icon", media_type: "image/svg+xml", sizes: "any".to_owned(), url },
        What::Pixels(32) => Link { rel: "icon", media_type: "image/x-icon", sizes: sizes(32), url },
        What::Pixels(edge) => {
            Link { rel: "apple-touch-icon", media_type: "image/png", sizes: sizes(edge), url }
        }
    }
}

impl Icons {
    fn read(&mut self, world: &dyn World, written: &Located<String>) -> Result<(), Diagnostic> {
        let name = written.value.trim_start_matches('/');
        let fail = |message: String, hint: &str| Err(Diagnostic::error(ICON, message).hint(hint));
        let places = [name.to_owned(), format!("static/{name}"), format!("content/{name}")];
        let place = places.iter().filter_map(|place| SitePath::parse(place).ok());
        let bytes =
            place.filter(|place| world.exists(place)).find_map(|place| world.read(&place, LARGEST).ok());
        let Some(bytes) = bytes else {
            let message = format!("no image of at most 32 MB lies at `{}`", written.value);
            return fail(
                message,
                "write its path from the site's folder or from `static/`, as `icon: icon.png`",
            );
        };
        let is_drawing = name.rsplit('.').next().is_some_and(|end| end.eq_ignore_ascii_case("svg"));
        if is_drawing {
            if crate::image::size(&bytes).is_none() && !String::from_utf8_lossy(&bytes).contains("<svg") {
                return fail(format!("`{}` is no SVG", written.value), "export the drawing again as SVG");
            }
            self.drawing = Some(bytes);
            return Ok(());
        }
        match image::load_from_memory(&bytes) {
            Ok(image) => {
                self.pixels = Some(image);
                Ok(())
            }
            Err(error) => fail(
                format!("`{}` cannot be read as an image: {error}", written.value),
                "give a PNG, JPEG or WebP of 512 by 512 pixels or more, or an SVG",
            ),
        }
    }

    fn publish(&mut self, routes: &mut Routes, name: &str, what: What) {
        self.files.extend(reserve(routes, &format!("/{name}")).map(|file| (file, what)));
    }

    /// The files that are folio's to write.
    pub fn files(&self) -> impl Iterator<Item = (&Url, What)> {
        self.files.iter().filter(|(file, _)| file.ours).map(|(file, what)| (&file.url, *what))
    }

    /// The bytes of one of them.
    pub fn bytes(&self, what: What) -> Option<Vec<u8>> {
        let What::Pixels(edge) = what else { return self.drawing.clone() };
        let format = if edge == 32 { ImageFormat::Ico } else { ImageFormat::Png };
        let mut bytes = Cursor::new(Vec::new());
        let square = square(self.pixels.as_ref()?, edge, edge == 180);
        // Writing pixels that are in memory to memory does not fail.
        DynamicImage::from(square).write_to(&mut bytes, format).ok()?;
        Some(bytes.into_inner())
    }

    /// The web manifest (<https://www.w3.org/TR/appmanifest/>). Its addresses are relative to itself, so that it
    /// works under any path.
    pub fn manifest(&self, config: &Config, direction: &str) -> String {
        let mut out = String::new();
        let mut manifest = Object::open(&mut out);
        manifest.text("name", &config.title).text("description", &config.tagline);
        if config.title.chars().count() <= 12 {
            manifest.text("short_name", &config.title);
        }
        manifest.text("lang", &config.language).text("dir", direction);
        manifest.text("start_url", "./").text("scope", "./").text("display", "browser");
        let made = self.files.iter().map(|(file, what)| (file.url.clone(), *what));
        let linked = self.links.iter().filter(|link| link.media_type == "image/svg+xml");
        let drawing = linked.map(|link| (link.url.clone(), What::Drawing));
        let mut listed: Vec<(Url, What)> =
            drawing.chain(made.filter(|(_, what)| matches!(what, What::Pixels(192 | 512)))).collect();
        listed.dedup_by(|(a, _), (b, _)| a == b);
        manifest.records("icons", listed, |icon, (url, what)| {
            icon.text("src", &url.encoded()[1..]);
            match what {
                What::Drawing => icon.text("sizes", "any").text("type", "image/svg+xml"),
                What::Pixels(edge) => icon.text("sizes", &format!("{edge}x{edge}")).text("type", "image/png"),
            };
        });
        manifest.close();
        out.push('\n');
        out
    }
}

/// The image in a square of this edge, whole and in its middle. What is left over stays clear; where a clear
/// ground would be shown black, it is white.
fn square(image: &DynamicImage, edge: u32, opaque: bool) -> RgbaImage {
    let ground = if opaque { Rgba([255, 255, 255, 255]) } else { Rgba([0, 0, 0, 0]) };
    let mut square = RgbaImage::from_pixel(edge, edge, ground);
    let small = image.resize(edge, edge, FilterType::Lanczos3).to_rgba8();
    let (x, y) = ((edge - small.width()) / 2, (edge - small.height()) / 2);
    image::imageops::overlay(&mut square, &small, i64::from(x), i64::from(y));
    square
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_image_that_is_no_square_stands_whole_in_the_middle_of_one() {
        let wide = DynamicImage::from(RgbaImage::from_pixel(600, 300, Rgba([9, 9, 9, 255])));
        let square = square(&wide, 180, true);
        assert_eq!(square.dimensions(), (180, 180));
        assert_eq!(square.get_pixel(90, 10), &Rgba([255, 255, 255, 255]));
        assert_eq!(square.get_pixel(90, 90), &Rgba([9, 9, 9, 255]));
    }
}
