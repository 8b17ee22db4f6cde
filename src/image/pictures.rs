//! The pictures that pages show: in which sizes each comes, where these are published, and what of all that an
//! earlier run has made already.
//!
//! A picture is made by the first page that shows it, so that the page can say what is wrong with it. Its bytes go
//! to the memo of the site at once: no more than a few decoded pictures are in memory at a time.

use super::encode::{self, Format, Pixels, Refusal};
use super::metadata;
use crate::diag::{Code, Diagnostic};
use crate::memo::Key;
use crate::model::site::ImageConfig;
use crate::path::{OutPath, SitePath, Url};
use crate::world::{Entry, World};
use data_encoding::HEXLOWER;
use rayon::prelude::*;
use ring::digest::{SHA256, digest};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap};
use std::io::Read;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, OnceLock, PoisonError};

pub const BROKEN: Code = Code("image-broken");
pub const TOO_LARGE: Code = Code("image-too-large");
pub const CMYK: Code = Code("image-cmyk");
pub const TELLS_PLACE: Code = Code("image-tells-place");
pub const SVG_SCRIPT: Code = Code("svg-script");
pub const NOT_MADE: Code = Code("image-not-made");

/// Most bytes of a file that is taken into memory.
const MAX_FILE: u64 = 256 << 20;

/// Enough of a file to know what it is and how large: a JPEG keeps its size behind its metadata.
const HEADER: u64 = 512 << 10;

/// A copy of the same size is worth a file of its own when it is smaller by this many bytes.
const LEAST_GAIN: usize = 1024;

/// What a browser that knows no newer format gets: the largest size up to this one.
const FALLBACK: u32 = 1440;

/// How a picture is shown.
#[derive(Clone, Debug)]
pub struct Look {
    /// Width and height in pixels, the way it is to be seen, when they are known.
    pub size: Option<(u32, u32)>,
    /// What every browser can show.
    pub src: Url,
    /// The same format in several widths.
    pub same: Vec<(Url, u32)>,
    /// WebP in several widths.
    pub webp: Vec<(Url, u32)>,
    made: Vec<Variant>,
    /// What is wrong with the file.
    said: Option<Diagnostic>,
}

/// A file that is made of a picture.
#[derive(Clone, Debug)]
pub struct Variant {
    from: SitePath,
    pub to: OutPath,
    format: Format,
    width: u32,
    height: u32,
    digest: [u8; 32],
    key: Key,
}

/// What making the sizes of a picture came to.
#[derive(Debug, Serialize, Deserialize)]
enum Record {
    /// Its size, and the files made of it.
    Made {
        width: u32,
        height: u32,
        files: Vec<(Format, u32, u32)>,
    },
    Refused(Refusal),
}

/// The URL path of a picture, and the widths that are wanted of it.
type Wish = (String, Arc<[u32]>);

/// The pictures of a site.
pub struct Images {
    world: Arc<dyn World>,
    /// None when pictures are published as they are.
    options: Option<ImageConfig>,
    /// By URL path.
    files: HashMap<String, (Entry, OutPath)>,
    looks: Mutex<HashMap<Wish, Arc<OnceLock<Look>>>>,
    /// What the memo had no room for.
    held: Mutex<HashMap<Key, Vec<u8>>>,
    /// What there is to say of files that are published, by file.
    said: Mutex<BTreeMap<SitePath, Diagnostic>>,
    room: Room,
    encoded: AtomicUsize,
}

impl std::fmt::Debug for Images {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Images").field("options", &self.options).finish_non_exhaustive()
    }
}

impl Images {
    /// Of the files that a site publishes as they are.
    pub fn new(world: Arc<dyn World>, options: Option<ImageConfig>, copies: &[(Entry, OutPath)]) -> Self {
        let pictures = copies.iter().filter(|(entry, _)| is_picture(&entry.path));
        let files = pictures.map(|(entry, out)| (format!("/{out}"), (entry.clone(), out.clone())));
        Self {
            world,
            options,
            files: files.collect(),
            looks: Mutex::default(),
            held: Mutex::default(),
            said: Mutex::default(),
            room: Room::new(encode::MAX_DECODED),
            encoded: AtomicUsize::new(0),
        }
    }

    pub fn options(&self) -> Option<&ImageConfig> {
        self.options.as_ref()
    }

    /// The file behind an address of the site, when it is a picture.
    pub fn file(&self, url: &str) -> Option<&SitePath> {
        self.files.get(url).map(|(entry, _)| &entry.path)
    }

    /// How the picture at an address of the site is shown; in these widths, or else in those of `folio.yaml`.
    /// None when no picture lies there.
    pub fn look(&self, url: &str, widths: Option<&[u32]>) -> Option<Look> {
        let (entry, out) = self.files.get(url)?;
        let widths: Arc<[u32]> = match (widths, &self.options) {
            (_, None) => Arc::default(),
            (Some(widths), _) => widths.into(),
            (None, Some(options)) => Arc::clone(&options.widths),
        };
        let cell = Arc::clone(lock(&self.looks).entry((url.to_owned(), Arc::clone(&widths))).or_default());
        // Nothing in here waits for the pool of the build: a thread that waits would take up another page.
        Some(cell.get_or_init(|| self.take_look(entry, out, &widths)).clone())
    }

    /// Makes several pictures at once, for a page that shows them all.
    pub fn prepare(&self, urls: &[String]) {
        urls.par_iter().for_each(|url| _ = self.look(url, None));
    }

    /// What is to be written for the pictures that pages have asked for so far, sorted.
    pub fn made(&self) -> Vec<Variant> {
        let looks: Vec<Arc<OnceLock<Look>>> = lock(&self.looks).values().cloned().collect();
        let variants = looks.iter().filter_map(|look| look.get()).flat_map(|look| &look.made);
        // Two sets of widths may have one in common.
        let by_path: BTreeMap<&OutPath, &Variant> = variants.map(|variant| (&variant.to, variant)).collect();
        by_path.into_values().cloned().collect()
    }

    /// The same for pages that ask for these pictures and no others, each with its widths; and what is wrong with
    /// them.
    pub fn asked<'n>(
        &self,
        wishes: impl IntoIterator<Item = (&'n str, Option<&'n [u32]>)>,
    ) -> (Vec<Variant>, Vec<Diagnostic>) {
        let mut made = BTreeMap::new();
        let mut said = BTreeMap::new();
        for (url, widths) in wishes {
            let (Some(look), Some(path)) = (self.look(url, widths), self.file(url)) else { continue };
            made.extend(look.made.into_iter().map(|variant| (variant.to.clone(), variant)));
            said.extend(look.said.map(|diagnostic| (path.clone(), diagnostic)));
        }
        (made.into_values().collect(), said.into_values().collect())
    }

    /// The bytes of what was made. They are made again when the memo has lost them.
    pub fn bytes(&self, variant: &Variant) -> Result<Vec<u8>, Diagnostic> {
        if let Some(bytes) = self.world.recall(variant.key.bytes()) {
            return Ok(bytes);
        }
        if let Some(bytes) = lock(&self.held).get(&variant.key) {
            return Ok(bytes.clone());
        }
        let again = || -> Result<Vec<u8>, String> {
            let bytes = self.world.read(&variant.from, MAX_FILE).map_err(|error| error.to_string())?;
            if digest(&SHA256, &bytes).as_ref() != variant.digest {
                return Err("it changed while the site was built".to_owned());
            }
            let (format, _) = encode::format_of(&bytes).ok_or("it is no picture any more")?;
            let cost = encode::cost(&bytes, format).map_err(|refusal| format!("{refusal:?}"))?;
            let _room = self.room.take(cost);
            let pixels = encode::decode(&bytes, format).map_err(|refusal| format!("{refusal:?}"))?;
            self.encode(&pixels, variant)
        };
        again().map_err(|why| {
            Diagnostic::error(NOT_MADE, format!("a smaller copy of this image cannot be made: {why}"))
                .in_file(variant.from.as_str())
                .hint("build again")
        })
    }

    /// The bytes of a file that is published as it is, when these are not quite the bytes of the file: what it
    /// says beyond its pixels is taken out of a picture in `content/`.
    pub fn published(&self, entry: &Entry) -> Option<Vec<u8>> {
        let extension = entry.path.extension().unwrap_or_default().to_ascii_lowercase();
        let svg = match extension.as_str() {
            "jpg" | "jpeg" | "jpe" | "jfif" | "png" | "apng" | "webp" => false,
            "svg" => true,
            _ => return None,
        };
        let in_content = entry.path.as_str().starts_with("content/");
        let bytes = self.world.read(&entry.path, MAX_FILE).ok()?;
        if svg {
            if in_content && runs_script(&bytes) {
                self.say(&entry.path, Diagnostic::warning(SVG_SCRIPT, "this drawing holds a script").hint(
                    "a browser runs it when somebody opens the file itself: remove it, or move the file to `static/`",
                ));
            }
            return None;
        }
        if in_content
            && self.options.is_some()
            && let Some(clean) = metadata::clean(&bytes)
        {
            return Some(clean);
        }
        if metadata::tells_place(&bytes) {
            let message = "this photo says where it was taken, and is published as it is";
            self.say(&entry.path, Diagnostic::warning(TELLS_PLACE, message).hint(
                "remove the place from the file, or put the photo beside the page that shows it: there folio removes it",
            ));
        }
        None
    }

    /// What was wrong with the pictures that were asked for, each file once.
    pub fn said_of_shown(&self) -> Vec<Diagnostic> {
        let looks: Vec<(String, Arc<OnceLock<Look>>)> =
            lock(&self.looks).iter().map(|((url, _), look)| (url.clone(), Arc::clone(look))).collect();
        let said = looks.into_iter().filter_map(|(url, look)| Some((url, look.get()?.said.clone()?)));
        said.collect::<BTreeMap<_, _>>().into_values().collect()
    }

    /// What was wrong with the files that were [published](Images::published) as they are, each once.
    pub fn said_of_published(&self) -> Vec<Diagnostic> {
        lock(&self.said).values().cloned().collect()
    }

    /// How many files were encoded, and not found in the memo.
    pub fn encoded(&self) -> usize {
        self.encoded.load(Ordering::Relaxed)
    }

    fn say(&self, path: &SitePath, diagnostic: Diagnostic) {
        lock(&self.said).entry(path.clone()).or_insert_with(|| diagnostic.in_file(path.as_str()));
    }

    fn take_look(&self, entry: &Entry, out: &OutPath, widths: &[u32]) -> Look {
        let src = Url::of_out_path(out);
        let plain = |size| Look {
            size,
            src: src.clone(),
            same: Vec::new(),
            webp: Vec::new(),
            made: Vec::new(),
            said: None,
        };
        let Ok(mut stream) = self.world.open(&entry.path) else { return plain(None) };
        let mut bytes = Vec::new();
        if stream.by_ref().take(HEADER).read_to_end(&mut bytes).is_err() {
            return plain(None);
        }
        let size = super::size(&bytes);
        let (Some(options), Some((from, source))) = (&self.options, encode::format_of(&bytes)) else {
            return plain(size);
        };
        if entry.len > MAX_FILE || stream.take(MAX_FILE).read_to_end(&mut bytes).is_err() {
            return plain(size);
        }
        if metadata::is_animated(&bytes) {
            return plain(size);
        }
        // SHA-256 has as many bytes.
        let digest = digest(&SHA256, &bytes).as_ref().try_into().unwrap_or_default();
        let file = Picture { path: &entry.path, out, bytes: &bytes, digest, from, source, widths, options };
        match self.record(&file) {
            Record::Made { width, height, files } => file.look((width, height), &files, src),
            Record::Refused(refusal) => {
                Look { said: Some(said(&refusal).in_file(entry.path.as_str())), ..plain(size) }
            }
        }
    }

    /// What an earlier run found out of the picture, else what comes of making it now.
    fn record(&self, file: &Picture<'_>) -> Record {
        let widths: Vec<u8> = file.widths.iter().flat_map(|width| width.to_le_bytes()).collect();
        let options = [file.options.quality, u8::from(file.options.webp)];
        let key = Key::new("picture", &[encode::VERSION, &file.digest, &widths, &options]);
        let known = self.world.recall(key.bytes()).and_then(|bytes| serde_json::from_slice(&bytes).ok());
        if let Some(record) = known {
            return record;
        }
        let record = self.make(file).unwrap_or_else(Record::Refused);
        if let Ok(bytes) = serde_json::to_vec(&record) {
            self.world.keep(key.bytes(), &bytes);
        }
        record
    }

    fn make(&self, file: &Picture<'_>) -> Result<Record, Refusal> {
        // Beside the picture itself there is a turned or a smaller one.
        let _room = self.room.take(2 * encode::cost(file.bytes, file.from)?);
        let pixels = encode::decode(file.bytes, file.from)?;
        let (width, height) = pixels.size();
        let files = plan((width, height), file.source, file.options, file.widths);
        let mut lengths = Vec::new();
        for (format, width, height) in &files {
            let variant = file.variant(*format, *width, *height);
            let variant = variant.ok_or_else(|| Refusal::Broken("its name is too long".to_owned()))?;
            lengths.push(self.encode(&pixels, &variant).map_err(Refusal::Broken)?.len());
        }
        // A file that is small and well made already is not made better.
        let alone = files.len() == 1 && files[0].1 == width && lengths[0] + LEAST_GAIN > file.bytes.len();
        Ok(Record::Made { width, height, files: if alone { Vec::new() } else { files } })
    }

    fn encode(&self, pixels: &Pixels, variant: &Variant) -> Result<Vec<u8>, String> {
        self.encoded.fetch_add(1, Ordering::Relaxed);
        let options = self.options.as_ref().ok_or("pictures are published as they are")?;
        let bytes =
            pixels.resized(variant.width, variant.height)?.encoded(variant.format, options.quality)?;
        if !self.world.keep(variant.key.bytes(), &bytes) {
            lock(&self.held).insert(variant.key, bytes.clone());
        }
        Ok(bytes)
    }
}

/// A picture that can be made smaller.
struct Picture<'a> {
    path: &'a SitePath,
    out: &'a OutPath,
    bytes: &'a [u8],
    digest: [u8; 32],
    from: image::ImageFormat,
    /// What a browser that knows no newer format gets.
    source: Format,
    widths: &'a [u32],
    options: &'a ImageConfig,
}

impl Picture<'_> {
    /// `photo-960.0123456789.webp`, beside the picture. None when the name is too long for a file.
    fn variant(&self, format: Format, width: u32, height: u32) -> Option<Variant> {
        let parameters = [self.options.quality];
        let inputs: [&[u8]; 5] =
            [encode::VERSION, &self.digest, format.extension().as_bytes(), &width.to_le_bytes(), &parameters];
        let key = Key::new("picture in a size", &inputs);
        let path = self.out.as_str();
        let start = path.rfind('/').map_or(0, |slash| slash + 1);
        let stem = path[start..].rfind('.').filter(|dot| *dot > 0).map_or(path, |dot| &path[..start + dot]);
        let digits = &HEXLOWER.encode(key.bytes())[..10];
        let to = OutPath::parse(&format!("{stem}-{width}.{digits}.{}", format.extension())).ok()?;
        Some(Variant { from: self.path.clone(), to, format, width, height, digest: self.digest, key })
    }

    fn look(&self, size: (u32, u32), files: &[(Format, u32, u32)], src: Url) -> Look {
        let made: Vec<Variant> = files
            .iter()
            .filter_map(|(format, width, height)| self.variant(*format, *width, *height))
            .collect();
        let of = |wanted: Format| {
            let variants = made.iter().filter(move |variant| variant.format == wanted);
            variants.map(|variant| (Url::of_out_path(&variant.to), variant.width)).collect::<Vec<_>>()
        };
        let webp = if self.source == Format::Webp { Vec::new() } else { of(Format::Webp) };
        let mut same = of(self.source);
        // A file that is no larger than a page may want is itself the largest of its sizes.
        let most = self.widths.last().copied().unwrap_or_default();
        let fallback = same.iter().rev().find(|(_, width)| *width <= FALLBACK).or(same.first()).cloned();
        let src = if size.0 > most
            && let Some((url, _)) = fallback
        {
            url
        } else {
            if !same.is_empty() {
                same.push((src.clone(), size.0));
            }
            src
        };
        // One size is no choice.
        if same.len() < 2 {
            same.clear();
        }
        Look { size: Some(size), src, same, webp, made, said: None }
    }
}

/// The files to make of a picture. Never larger than it is, and no two nearly of one size.
fn plan(
    (width, height): (u32, u32),
    source: Format,
    options: &ImageConfig,
    widths: &[u32],
) -> Vec<(Format, u32, u32)> {
    let most = widths.last().copied().unwrap_or(width);
    let near = |wanted: u32| u64::from(wanted) * 10 > u64::from(width) * 9;
    let mut smaller: Vec<u32> = widths.iter().copied().filter(|wanted| *wanted < width).collect();
    if width <= most {
        smaller.retain(|wanted| !near(*wanted));
    }
    let with_size = |format: Format, wanted: u32| {
        let tall = (u64::from(height) * u64::from(wanted) + u64::from(width) / 2) / u64::from(width);
        let tall = u32::try_from(tall).unwrap_or(u32::MAX).max(1);
        format.fits(wanted, tall).then_some((format, wanted, tall))
    };
    let mut files = Vec::new();
    if options.webp && source != Format::Webp {
        let own = (width <= most).then_some(width);
        files.extend(smaller.iter().copied().chain(own).filter_map(|wanted| with_size(Format::Webp, wanted)));
        // Whoever knows no WebP gets one size.
        let fallback = smaller.iter().rev().find(|wanted| **wanted <= FALLBACK).or(smaller.first());
        let fallback = fallback.filter(|_| width > most);
        files.extend(fallback.and_then(|wanted| with_size(source, *wanted)));
    } else {
        files.extend(smaller.iter().filter_map(|wanted| with_size(source, *wanted)));
    }
    files
}

fn said(refusal: &Refusal) -> Diagnostic {
    match refusal {
        Refusal::Broken(why) => Diagnostic::warning(BROKEN, format!("this image cannot be read: {why}"))
            .hint("it is published as it is; open it in an image editor and save it again"),
        Refusal::TooLarge(width, height) => {
            let message =
                format!("this image has {width} × {height} pixels, more than folio takes into memory");
            Diagnostic::warning(TOO_LARGE, message)
                .hint("it is published as it is; save a smaller copy of it")
        }
        Refusal::Cmyk => Diagnostic::warning(
            CMYK,
            "the colours of this image are inks (CMYK), so no smaller copies are made",
        )
        .hint("it is published as it is; save it as RGB for the screen"),
    }
}

/// Whether pages show files of this name.
fn is_picture(path: &SitePath) -> bool {
    const KNOWN: [&str; 14] = [
        "apng", "avif", "bmp", "gif", "ico", "jfif", "jpe", "jpeg", "jpg", "png", "svg", "tif", "tiff",
        "webp",
    ];
    path.extension().is_some_and(|extension| KNOWN.iter().any(|known| extension.eq_ignore_ascii_case(known)))
}

/// Whether an SVG has something in it that a browser runs when the file is opened by itself.
fn runs_script(bytes: &[u8]) -> bool {
    let text = String::from_utf8_lossy(bytes).to_ascii_lowercase();
    // A tag and the text behind it; what stands behind the last `>` is text.
    let handles = |piece: &str| {
        let mut words = piece.rsplit_once('>').map_or(piece, |(tag, _)| tag).split_whitespace().peekable();
        while let Some(word) = words.next() {
            let rest =
                word.strip_prefix("on").map(|rest| rest.trim_start_matches(|c: char| c.is_ascii_lowercase()));
            let next = words.peek().copied().unwrap_or_default();
            if rest.is_some_and(|rest| if rest.is_empty() { next } else { rest }.starts_with('=')) {
                return true;
            }
        }
        false
    };
    text.contains("<script") || text.contains("javascript:") || text.split('<').any(handles)
}

/// How many bytes of decoded pictures may be in memory at a time.
struct Room {
    all: u64,
    free: Mutex<u64>,
    freed: Condvar,
}

/// A part of the room, until it is dropped.
struct Taken<'a> {
    room: &'a Room,
    bytes: u64,
}

impl Room {
    fn new(all: u64) -> Self {
        Self { all, free: Mutex::new(all), freed: Condvar::new() }
    }

    /// Waits until there is room; what wants more than there is takes all of it.
    fn take(&self, bytes: u64) -> Taken<'_> {
        let bytes = bytes.min(self.all);
        let mut free = lock(&self.free);
        while *free < bytes {
            free = self.freed.wait(free).unwrap_or_else(PoisonError::into_inner);
        }
        *free -= bytes;
        Taken { room: self, bytes }
    }
}

impl Drop for Taken<'_> {
    fn drop(&mut self) {
        *lock(&self.room.free) += self.bytes;
        self.room.freed.notify_all();
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
