//! What a photo says beyond its pixels: which side is up, and often where, when and by which device it was taken.
//!
//! [`clean`] takes all of it out of a file without touching a pixel. What a viewer needs stays: colour profile,
//! resolution, animation, and which side is up.

/// The kinds of file whose metadata folio knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Jpeg,
    Png,
    Webp,
}

/// What the first bytes of a file say that it is.
pub fn kind(bytes: &[u8]) -> Option<Kind> {
    match bytes {
        [0xff, 0xd8, 0xff, ..] => Some(Kind::Jpeg),
        [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => Some(Kind::Png),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some(Kind::Webp),
        _ => None,
    }
}

/// The same picture without what it says beyond its pixels. None when there is nothing to take out, and when the
/// file is none of the kinds or not whole.
pub fn clean(bytes: &[u8]) -> Option<Vec<u8>> {
    let (parts, whole) = parts(bytes)?;
    if !whole {
        return None;
    }
    let turned = orientation(bytes);
    let mut out = Vec::with_capacity(bytes.len());
    match kind(bytes)? {
        Kind::Jpeg => {
            out.extend([0xff, 0xd8]);
            let mut parts = parts.into_iter().filter(|part| part.stays).peekable();
            // JFIF comes first (its specification, page 5).
            out.extend(parts.next_if(|part| part.name == [0xff, 0xe0]).into_iter().flat_map(|part| part.all));
            if let Some(turned) = turned {
                let exif = [b"Exif\0\0", &exif(turned)[..]].concat();
                out.extend([0xff, 0xe1]);
                out.extend(u16::try_from(exif.len() + 2).ok()?.to_be_bytes());
                out.extend(exif);
            }
            parts.for_each(|part| out.extend(part.all));
        }
        Kind::Png => {
            out.extend(&bytes[..8]);
            let mut turned = turned;
            for part in parts.iter().filter(|part| part.stays) {
                if part.name == b"IDAT"
                    && let Some(turned) = turned.take()
                {
                    out.extend(png_chunk(*b"eXIf", &exif(turned)));
                }
                out.extend(part.all);
            }
        }
        Kind::Webp => {
            out.extend(&bytes[..12]);
            for part in parts.iter().filter(|part| part.stays) {
                let start = out.len() + 8;
                out.extend(part.all);
                if part.name == b"VP8X" {
                    // Bits 2 and 3 say that XMP and Exif follow.
                    let flags = out.get_mut(start)?;
                    *flags = *flags & !0x0c | if turned.is_some() { 0x08 } else { 0 };
                }
            }
            if let Some(turned) = turned {
                let exif = exif(turned);
                out.extend(*b"EXIF");
                out.extend(u32::try_from(exif.len()).ok()?.to_le_bytes());
                out.extend(exif);
            }
            let len = u32::try_from(out.len() - 8).ok()?;
            out[4..8].copy_from_slice(&len.to_le_bytes());
        }
    }
    (out != bytes).then_some(out)
}

/// How the pixels lie, as Exif numbers it: 2 to 8, and none when the first row is the top.
pub fn orientation(bytes: &[u8]) -> Option<u8> {
    let tiff = exif_of(bytes)?;
    let value = Tiff::read(tiff)?.tag(0x0112)?;
    u8::try_from(value).ok().filter(|value| (2..=8).contains(value))
}

/// Whether a file says where the photo was taken.
pub fn tells_place(bytes: &[u8]) -> bool {
    let gps = exif_of(bytes).and_then(Tiff::read).and_then(|tiff| tiff.tag(0x8825)).is_some();
    let xmp = |part: &Part<'_>| {
        let named = matches!(part.name, [0xff, 0xe1] | b"iTXt" | b"XMP ");
        named && part.all.windows(b"GPSLatitude".len()).any(|word| word == b"GPSLatitude")
    };
    gps || parts(bytes).is_some_and(|(parts, _)| parts.iter().any(xmp))
}

/// Whether the file comes to its end. A JPEG that was cut off decodes to half a picture without a word.
pub fn is_whole(bytes: &[u8]) -> bool {
    parts(bytes).is_none_or(|(_, whole)| whole)
}

/// Whether a file moves: such a file is never made smaller.
pub fn is_animated(bytes: &[u8]) -> bool {
    let moves = |part: &Part<'_>| matches!(part.name, b"acTL" | b"ANIM" | b"ANMF");
    parts(bytes).is_some_and(|(parts, _)| parts.iter().any(moves))
}

/// Whether a WebP keeps every pixel exactly.
pub fn is_lossless_webp(bytes: &[u8]) -> bool {
    kind(bytes) == Some(Kind::Webp)
        && parts(bytes).is_some_and(|(parts, _)| parts.iter().any(|part| part.name == b"VP8L"))
}

/// Whether the colours of a JPEG are inks.
pub fn is_cmyk(bytes: &[u8]) -> bool {
    // The number of components stands behind length, precision, height and width (ITU-T T.81, B.2.2).
    let inks = |part: &Part<'_>| matches!(part.name, [0xff, 0xc0..=0xc2]) && part.all.get(9) == Some(&4);
    kind(bytes) == Some(Kind::Jpeg) && parts(bytes).is_some_and(|(parts, _)| parts.iter().any(inks))
}

/// A segment or chunk of a file.
struct Part<'a> {
    /// A JPEG marker, or the four letters of a chunk.
    name: &'a [u8],
    all: &'a [u8],
    /// Where its content begins in `all`.
    content: usize,
    stays: bool,
}

/// A file taken apart, and whether its end was reached. None when it is none of the kinds.
fn parts(bytes: &[u8]) -> Option<(Vec<Part<'_>>, bool)> {
    Some(match kind(bytes)? {
        Kind::Jpeg => jpeg(bytes),
        Kind::Png => png(bytes),
        Kind::Webp => webp(bytes),
    })
}

/// ITU-T T.81, annex B.
fn jpeg(bytes: &[u8]) -> (Vec<Part<'_>>, bool) {
    let mut parts = Vec::new();
    let mut at = 2;
    loop {
        let Some([0xff, marker]) = bytes.get(at..at + 2) else { return (parts, false) };
        let name = &bytes[at..at + 2];
        match marker {
            // Fill.
            0xff => {
                at += 1;
                continue;
            }
            0xd9 => {
                parts.push(Part { name, all: name, content: 2, stays: true });
                return (parts, true);
            }
            _ => {}
        }
        let Some([high, low]) = bytes.get(at + 2..at + 4) else { return (parts, false) };
        let mut end = at + 2 + usize::from(u16::from_be_bytes([*high, *low]));
        if *marker == 0xda {
            // The coded picture: up to a marker that is neither a stuffed byte nor a restart.
            loop {
                let Some(found) = bytes.get(end..).and_then(|rest| memchr::memchr(0xff, rest)) else {
                    return (parts, false);
                };
                end += found;
                match bytes.get(end + 1) {
                    Some(0x00 | 0xd0..=0xd7) => end += 2,
                    Some(0xff) => end += 1,
                    Some(_) => break,
                    None => return (parts, false),
                }
            }
        }
        let Some(all) = bytes.get(at..end) else { return (parts, false) };
        let content = &all[4.min(all.len())..];
        let stays = match marker {
            0xe2 => content.starts_with(b"ICC_PROFILE\0"),
            0xe0 => content.starts_with(b"JFIF\0"),
            0xee => content.starts_with(b"Adobe"),
            0xe1..=0xef | 0xfe => false,
            _ => true,
        };
        parts.push(Part { name, all, content: 4, stays });
        at = end.max(at + 2);
    }
}

/// What a viewer needs of a PNG (third edition): picture, transparency, colours, resolution, animation.
const PNG_STAYS: [&[u8; 4]; 18] = [
    b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"cHRM", b"gAMA", b"iCCP", b"sBIT", b"sRGB", b"cICP",
    b"mDCV", b"cLLI", b"bKGD", b"pHYs", b"acTL", b"fcTL", b"fdAT",
];

fn png(bytes: &[u8]) -> (Vec<Part<'_>>, bool) {
    let mut parts = Vec::new();
    let mut at = 8;
    while let Some([a, b, c, d]) = bytes.get(at..at + 4) {
        let len = u32::from_be_bytes([*a, *b, *c, *d]) as usize;
        let Some(all) = at.checked_add(len).and_then(|end| bytes.get(at..end.checked_add(12)?)) else {
            break;
        };
        let name = &all[4..8];
        let stays = PNG_STAYS.iter().any(|known| *known == name);
        parts.push(Part { name, all, content: 8, stays });
        if name == b"IEND" {
            return (parts, true);
        }
        at += all.len();
    }
    (parts, false)
}

/// RFC 9649, section 2.
fn webp(bytes: &[u8]) -> (Vec<Part<'_>>, bool) {
    let mut parts = Vec::new();
    let declared = bytes.get(4..8).and_then(|len| Some(u32::from_le_bytes(len.try_into().ok()?) as usize));
    let end = declared.and_then(|len| len.checked_add(8)).unwrap_or(usize::MAX);
    let mut at = 12;
    while let Some([a, b, c, d]) = bytes.get(at + 4..at + 8).filter(|_| at < end) {
        let len = u32::from_le_bytes([*a, *b, *c, *d]) as usize;
        let padded = len.saturating_add(len % 2);
        let Some(all) = at.checked_add(8).and_then(|start| bytes.get(at..start.checked_add(padded)?)) else {
            return (parts, false);
        };
        let name = &all[..4];
        let stays = matches!(name, b"VP8X" | b"ICCP" | b"ANIM" | b"ANMF" | b"ALPH" | b"VP8 " | b"VP8L");
        parts.push(Part { name, all, content: 8, stays });
        at += all.len();
    }
    (parts, at >= end)
}

/// The Exif record of a file, from its TIFF header on.
fn exif_of(bytes: &[u8]) -> Option<&[u8]> {
    let (parts, _) = parts(bytes)?;
    parts.into_iter().find_map(|part| {
        let content = part.all.get(part.content..)?;
        match part.name {
            [0xff, 0xe1] => content.strip_prefix(b"Exif\0\0"),
            b"eXIf" => Some(content),
            // Some writers put JPEG's prefix into a WebP too.
            b"EXIF" => Some(content.strip_prefix(b"Exif\0\0").unwrap_or(content)),
            _ => None,
        }
    })
}

/// The first directory of an Exif record (CIPA DC-008, section 4.5).
struct Tiff<'a> {
    bytes: &'a [u8],
    little: bool,
    first: usize,
}

impl<'a> Tiff<'a> {
    fn read(bytes: &'a [u8]) -> Option<Self> {
        let little = match bytes.get(..4)? {
            b"II*\0" => true,
            b"MM\0*" => false,
            _ => return None,
        };
        let mut tiff = Self { bytes, little, first: 0 };
        tiff.first = tiff.long(4)? as usize;
        Some(tiff)
    }

    fn short(&self, at: usize) -> Option<u16> {
        let pair: [u8; 2] = self.bytes.get(at..at.checked_add(2)?)?.try_into().ok()?;
        Some(if self.little { u16::from_le_bytes(pair) } else { u16::from_be_bytes(pair) })
    }

    fn long(&self, at: usize) -> Option<u32> {
        let four: [u8; 4] = self.bytes.get(at..at.checked_add(4)?)?.try_into().ok()?;
        Some(if self.little { u32::from_le_bytes(four) } else { u32::from_be_bytes(four) })
    }

    /// The first number of a tag.
    fn tag(&self, tag: u16) -> Option<u32> {
        let count = self.short(self.first)?;
        (0..usize::from(count)).find_map(|index| {
            let at = self.first.checked_add(2 + index * 12)?;
            if self.short(at)? != tag {
                return None;
            }
            // A short stands at the start of the four bytes of a value.
            if self.short(at + 2)? == 3 { self.short(at + 8).map(u32::from) } else { self.long(at + 8) }
        })
    }
}

/// An Exif record that says nothing but how the pixels lie.
fn exif(orientation: u8) -> Vec<u8> {
    let mut exif = b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0".to_vec();
    exif.extend([orientation, 0, 0, 0, 0, 0, 0]);
    exif
}

fn png_chunk(name: [u8; 4], content: &[u8]) -> Vec<u8> {
    let mut chunk = u32::try_from(content.len()).unwrap_or_default().to_be_bytes().to_vec();
    chunk.extend(name);
    chunk.extend(content);
    let crc = crc(&chunk[4..]);
    chunk.extend(crc.to_be_bytes());
    chunk
}

/// The check sum of PNG (third edition, section 5.5).
pub(super) fn crc(bytes: &[u8]) -> u32 {
    let step = |crc: u32, _| if crc & 1 == 1 { 0xedb8_8320 ^ (crc >> 1) } else { crc >> 1 };
    !bytes.iter().fold(u32::MAX, |crc, byte| (0..8).fold(crc ^ u32::from(*byte), step))
}
