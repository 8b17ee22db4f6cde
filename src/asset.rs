//! Files that templates ask for: style sheets joined with what they import, scripts without white space, and every
//! file under a name that changes with its bytes, so that a browser may keep it for good.
//!
//! A file is read when the first page asks for it and published once; what nobody asks for keeps its own name.

mod script;
mod style;
#[cfg(test)]
mod tests;

use crate::diag::{Code, Diagnostic};
use crate::path::{OutPath, Url};
use crate::source::{Source, Span};
use crate::world::{Entry, World};
use data_encoding::{BASE64, HEXLOWER};
use ring::digest::{Context, SHA256, SHA384, digest};
use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::io::Read;
use std::sync::{Arc, OnceLock};

pub const STYLE: Code = Code("style-sheet");
pub const STYLE_UNKNOWN: Code = Code("style-not-understood");
pub const STYLE_FILE: Code = Code("style-file-missing");
pub const SCRIPT_UNKNOWN: Code = Code("script-not-understood");
pub const REMOTE_STYLE: Code = Code("style-asks-other-host");

/// Most bytes of one style sheet or script.
const MAX_TEXT: u64 = 8 << 20;

/// Hexadecimal digits of the digest in a name: 40 bits, since nobody gains by making two of a site's files meet.
const DIGITS: usize = 10;

/// A static file of a theme or of the site.
#[derive(Clone, Debug)]
pub enum Static {
    /// Inside folio, at this path from its own root, or made when the theme was loaded.
    Embedded {
        path: String,
        bytes: Cow<'static, [u8]>,
    },
    InSite(Entry),
}

impl Static {
    fn path(&self) -> &str {
        match self {
            Self::Embedded { path, .. } => path,
            Self::InSite(entry) => entry.path.as_str(),
        }
    }
}

/// The static files of a site and its theme, as templates ask for them.
pub struct Assets {
    world: Arc<dyn World>,
    minify: bool,
    files: BTreeMap<String, File>,
}

struct File {
    origin: Static,
    text: OnceLock<Result<Arc<Source>, String>>,
    plain: OnceLock<Result<Asset, String>>,
    made: OnceLock<Made>,
}

/// A style sheet or a script that a page asked for.
struct Made {
    asset: Result<Asset, String>,
    /// What it was made of, which is published as a part of it.
    imported: BTreeSet<String>,
    /// What it shows.
    shown: BTreeSet<String>,
    diagnostics: Vec<Diagnostic>,
}

/// A file under the name that it is published by.
#[derive(Debug)]
struct Asset {
    out: OutPath,
    url: Url,
    /// `None` when it is published as it is.
    bytes: Option<Vec<u8>>,
    integrity: OnceLock<Result<String, String>>,
}

/// What is to be written for a file that was asked for.
#[derive(Debug)]
pub enum Content<'a> {
    Bytes(&'a [u8]),
    Copy(&'a Entry),
}

impl fmt::Debug for Assets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Assets").field("files", &self.files.keys()).finish_non_exhaustive()
    }
}

impl Assets {
    /// Of the theme's files and the site's own, which come before them; each by its path from the site's root.
    pub fn new(
        world: Arc<dyn World>,
        theme: &BTreeMap<String, Static>,
        statics: &[Entry],
        minify: bool,
    ) -> Self {
        let of_theme = theme.iter().map(|(name, origin)| (name.clone(), origin.clone()));
        let own = statics.iter().filter_map(|entry| {
            let name = entry.path.as_str().strip_prefix("static/")?;
            Some((name.to_owned(), Static::InSite(entry.clone())))
        });
        let file =
            |origin| File { origin, text: OnceLock::new(), plain: OnceLock::new(), made: OnceLock::new() };
        Self {
            world,
            minify,
            files: of_theme.chain(own).map(|(name, origin)| (name, file(origin))).collect(),
        }
    }

    /// The address of a file, from the site's root. A style sheet is joined with what it imports, a script minified.
    ///
    /// # Errors
    /// When there is no such file, or it cannot be read: says so as a sentence without a full stop.
    pub fn address(&self, name: &str) -> Result<&Url, String> {
        self.asset(name).map(|asset| &asset.url)
    }

    /// What a browser holds the file to (W3C Subresource Integrity): `sha384-…`.
    ///
    /// # Errors
    /// As [`Assets::address`].
    pub fn integrity(&self, name: &str) -> Result<&str, String> {
        let asset = self.asset(name)?;
        let integrity = asset.integrity.get_or_init(|| {
            let mut hasher = Context::new(&SHA384);
            match &asset.bytes {
                Some(bytes) => hasher.update(bytes),
                None => self.stream(&self.files[name], |bytes| hasher.update(bytes))?,
            }
            Ok(format!("sha384-{}", BASE64.encode(hasher.finish().as_ref())))
        });
        integrity.as_deref().map_err(Clone::clone)
    }

    /// What pages have asked for so far: where it goes, and what it holds.
    pub fn published(&self) -> impl Iterator<Item = (&OutPath, Content<'_>)> {
        self.files.values().flat_map(|file| {
            let made = file.made.get().map(|made| &made.asset);
            let assets = made.into_iter().chain(file.plain.get()).filter_map(|asset| asset.as_ref().ok());
            assets.map(|asset| (&asset.out, asset.content(file)))
        })
    }

    /// Whether a file is published under another name, or as a part of another, so that the theme's own copy of
    /// it would lie there for nobody.
    pub fn has_moved(&self, name: &str) -> bool {
        let asked = |file: &File| file.plain.get().is_some() || file.made.get().is_some();
        let mut made = self.files.values().filter_map(|file| file.made.get());
        self.files.get(name).is_some_and(asked) || made.any(|made| made.imported.contains(name))
    }

    /// Mistakes in the files that were asked for.
    pub fn diagnostics(&self) -> Vec<Diagnostic> {
        let made = self.files.values().filter_map(|file| file.made.get());
        made.flat_map(|made| &made.diagnostics).cloned().collect()
    }

    /// The same of pages that ask for these files and no others.
    pub fn asked<'n>(&self, names: impl IntoIterator<Item = &'n str>) -> Asked<'_> {
        let mut asked = Asked::default();
        for name in names {
            let Some((name, file)) = self.files.get_key_value(name) else { continue };
            asked.moved.insert(name);
            let Some(made) = self.made(name, file) else {
                asked.publish(file, self.plain(name, file).ok());
                continue;
            };
            asked.publish(file, made.asset.as_ref().ok());
            asked.moved.extend(made.imported.iter().map(String::as_str));
            asked.diagnostics.extend(made.diagnostics.iter().cloned());
            for (name, file) in made.shown.iter().filter_map(|name| self.files.get_key_value(name)) {
                asked.moved.insert(name);
                asked.publish(file, self.plain(name, file).ok());
            }
        }
        asked
    }

    fn asset(&self, name: &str) -> Result<&Asset, String> {
        let file = self.files.get(name).ok_or_else(|| self.unknown(name))?;
        match self.made(name, file) {
            Some(made) => made.asset.as_ref().map_err(Clone::clone),
            None => self.plain(name, file),
        }
    }

    /// A style sheet or a script as it is published, which is as its author wrote it when it has a mistake; none of
    /// what is never touched.
    fn made<'a>(&self, name: &str, file: &'a File) -> Option<&'a Made> {
        let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
        match ending.as_deref() {
            Some("css") => Some(file.made.get_or_init(|| self.style(name, file))),
            Some("js" | "mjs") if self.minify => Some(file.made.get_or_init(|| self.script(name, file))),
            _ => None,
        }
    }

    fn style(&self, name: &str, file: &File) -> Made {
        let watched = Watched { assets: self, shown: RefCell::default() };
        let (style, diagnostics) = style::compile(name, &watched, self.minify);
        let shown = watched.shown.into_inner();
        match style {
            Some(style::Style { css, imported }) => {
                Made { asset: Ok(Asset::of_text(name, css)), imported, shown, diagnostics }
            }
            None => Made { asset: self.digest(name, file), imported: BTreeSet::new(), shown, diagnostics },
        }
    }

    fn script(&self, name: &str, file: &File) -> Made {
        let (code, said) = match self.text(name) {
            Ok(source) => script::minify(source),
            // Whatever it is, a browser may know it.
            Err(_) => (None, None),
        };
        let asset = code.map_or_else(|| self.digest(name, file), |code| Ok(Asset::of_text(name, code)));
        let (imported, shown) = (BTreeSet::new(), BTreeSet::new());
        Made { asset, imported, shown, diagnostics: said.into_iter().collect() }
    }

    /// A file as it is.
    fn plain<'a>(&self, name: &str, file: &'a File) -> Result<&'a Asset, String> {
        file.plain.get_or_init(|| self.digest(name, file)).as_ref().map_err(Clone::clone)
    }

    fn digest(&self, name: &str, file: &File) -> Result<Asset, String> {
        let mut hasher = Context::new(&SHA256);
        self.stream(file, |bytes| hasher.update(bytes))?;
        Ok(Asset::new(name, hasher.finish().as_ref(), None))
    }

    fn stream(&self, file: &File, mut take: impl FnMut(&[u8])) -> Result<(), String> {
        match &file.origin {
            Static::Embedded { bytes, .. } => take(bytes),
            Static::InSite(entry) => {
                let mut stream = self.world.open(&entry.path).map_err(|error| unreadable(file, &error))?;
                let mut buffer = vec![0; 64 * 1024];
                loop {
                    match stream.read(&mut buffer).map_err(|error| unreadable(file, &error))? {
                        0 => break,
                        count => take(&buffer[..count]),
                    }
                }
            }
        }
        Ok(())
    }

    fn unknown(&self, name: &str) -> String {
        let close = crate::diag::did_you_mean(name, self.files.keys().map(String::as_str));
        let hint = close.map(|close| format!("; did you mean `{close}`?")).unwrap_or_default();
        format!("no theme and no `static/` has the file `{name}`{hint}")
    }
}

/// What pages come to that ask for some files.
#[derive(Debug, Default)]
pub struct Asked<'a> {
    /// What is to be written for them: where it goes, and what it holds.
    pub published: BTreeMap<&'a OutPath, Content<'a>>,
    /// Files of which the theme's own copy would lie there for nobody.
    pub moved: BTreeSet<&'a str>,
    pub diagnostics: Vec<Diagnostic>,
}

impl<'a> Asked<'a> {
    fn publish(&mut self, file: &'a File, asset: Option<&'a Asset>) {
        self.published.extend(asset.map(|asset| (&asset.out, asset.content(file))));
    }
}

/// The files as one style sheet sees them, and what of them it shows.
struct Watched<'a> {
    assets: &'a Assets,
    shown: RefCell<BTreeSet<String>>,
}

impl style::Shelf for Watched<'_> {
    fn text(&self, name: &str) -> Result<&Arc<Source>, String> {
        self.assets.text(name)
    }

    fn address(&self, name: &str) -> Result<&Url, String> {
        let file = self.assets.files.get(name).ok_or_else(|| self.assets.unknown(name))?;
        self.shown.borrow_mut().insert(name.to_owned());
        self.assets.plain(name, file).map(|asset| &asset.url)
    }
}

impl Assets {
    fn text(&self, name: &str) -> Result<&Arc<Source>, String> {
        let file = self.files.get(name).ok_or_else(|| self.unknown(name))?;
        let text = file.text.get_or_init(|| {
            let bytes = match &file.origin {
                Static::Embedded { bytes, .. } => bytes.to_vec(),
                Static::InSite(entry) => {
                    self.world.read(&entry.path, MAX_TEXT).map_err(|error| error.to_string())?
                }
            };
            let text = String::from_utf8(bytes).map_err(|_| "it is not UTF-8".to_owned())?;
            Ok(Source::new(file.origin.path(), text))
        });
        text.as_ref().map_err(|why| unreadable(file, why))
    }
}

impl Asset {
    fn content<'a>(&'a self, file: &'a File) -> Content<'a> {
        match (&self.bytes, &file.origin) {
            (Some(bytes), _) => Content::Bytes(bytes),
            (None, Static::Embedded { bytes, .. }) => Content::Bytes(bytes),
            (None, Static::InSite(entry)) => Content::Copy(entry),
        }
    }

    fn of_text(name: &str, text: String) -> Self {
        Self::new(name, digest(&SHA256, text.as_bytes()).as_ref(), Some(text.into_bytes()))
    }

    fn new(name: &str, digest: &[u8], bytes: Option<Vec<u8>>) -> Self {
        let named = fingerprinted(name, digest);
        // A file whose own name is no path of the output is an error of its own.
        let out = OutPath::parse(&named).or_else(|_| OutPath::parse(&HEXLOWER.encode(digest)));
        let out = out.expect("hexadecimal digits are a path");
        Self { url: Url::of_out_path(&out), out, bytes, integrity: OnceLock::new() }
    }
}

/// `css/main.css` → `css/main.0123456789.css`.
pub fn fingerprinted(name: &str, digest: &[u8]) -> String {
    let mut digits = HEXLOWER.encode(digest);
    digits.truncate(DIGITS);
    let start = name.rfind('/').map_or(0, |slash| slash + 1);
    match name[start..].rfind('.').filter(|dot| *dot > 0) {
        Some(dot) => format!("{}.{digits}{}", &name[..start + dot], &name[start + dot..]),
        None => format!("{name}.{digits}"),
    }
}

fn unreadable(file: &File, why: &dyn fmt::Display) -> String {
    format!("the file `{}` cannot be read: {why}", file.origin.path())
}

/// Points into a file by line (from one) and column (from one, in UTF-16 units, as CSS parsers count).
fn place(diagnostic: Diagnostic, source: &Arc<Source>, line: u32, column: u32) -> Diagnostic {
    let number = usize::try_from(line).unwrap_or(1).max(1);
    let mut units = usize::try_from(column).unwrap_or(1).saturating_sub(1);
    let before = source.line(number).chars().take_while(|c| {
        let fits = units > 0;
        units = units.saturating_sub(c.len_utf16());
        fits
    });
    let offset = source.line_start(number) + before.map(char::len_utf8).sum::<usize>();
    diagnostic.at(source, Span::at(offset))
}
