//! Bytes → text. UTF-8 and UTF-16 are recognised; what is neither is taken for windows-1252, the usual encoding of
//! spreadsheets in western Europe and America, unless something else is declared.

use super::TableError;
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use std::borrow::Cow;

/// The text and the name of its encoding. A byte order mark is no text.
pub fn decode<'a>(bytes: &'a [u8], declared: &str) -> Result<(Cow<'a, str>, &'static str), TableError> {
    refuse_archives(bytes)?;
    let (encoding, mark) = match Encoding::for_bom(bytes) {
        Some(found) => found,
        None if !declared.is_empty() => (named(declared)?, 0),
        None => (guess(bytes), 0),
    };
    let Some(text) = encoding.decode_without_bom_handling_and_without_replacement(&bytes[mark..]) else {
        let message = format!("not all bytes of this file are {}", encoding.name());
        return Err(TableError::new(message, "save it as UTF-8, or declare its `encoding:`"));
    };
    if text.contains('\0') {
        return Err(TableError::new("this file is no text", "export it as CSV in UTF-8"));
    }
    // In windows-1252 these stand for nothing that people write: it is another encoding.
    if encoding == WINDOWS_1252
        && declared.is_empty()
        && text.contains(|c| ('\u{80}'..='\u{9f}').contains(&c))
    {
        return Err(TableError::new(
            "the encoding of this file cannot be told",
            "save it as UTF-8, or declare it: `encoding: iso-8859-7`",
        ));
    }
    Ok((text, encoding.name()))
}

fn named(label: &str) -> Result<&'static Encoding, TableError> {
    Encoding::for_label(label.as_bytes()).ok_or_else(|| {
        let message = format!("no encoding is called `{label}`");
        TableError::new(message, "write a name such as `utf-8`, `utf-16le`, `windows-1252` or `iso-8859-7`")
    })
}

fn guess(bytes: &[u8]) -> &'static Encoding {
    let sample = &bytes[..bytes.len().min(2048) & !1];
    let zeros = |first: usize| sample.iter().skip(first).step_by(2).filter(|byte| **byte == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    let many = sample.len() / 4;
    if odd > many.max(even) {
        UTF_16LE
    } else if even > many.max(odd) {
        UTF_16BE
    } else if std::str::from_utf8(bytes).is_ok() {
        UTF_8
    } else {
        WINDOWS_1252
    }
}

/// Packed tables and other files that begin with a signature.
fn refuse_archives(bytes: &[u8]) -> Result<(), TableError> {
    let known: [(&[u8], &str, &str); 5] = [
        (b"PK\x03\x04", "a zip archive", "unpack it; a workbook of Excel ends in `.xlsx`"),
        (b"\x1f\x8b", "a gzip archive", "unpack it"),
        (b"\xd0\xcf\x11\xe0", "a workbook of an old Excel", "save it as `.xlsx` or as CSV"),
        (b"PAR1", "a Parquet file", "export it as CSV"),
        (b"%PDF", "a PDF", "export the table as CSV; a PDF can be kept as evidence, and not calculated with"),
    ];
    match known.into_iter().find(|(signature, ..)| bytes.starts_with(signature)) {
        Some((_, what, hint)) => {
            Err(TableError::new(format!("this is {what} and no table in plain text"), hint))
        }
        None => Ok(()),
    }
}
