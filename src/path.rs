//! Paths as types: where a file lies in the site, where it goes in the output, where a reader finds it.
//!
//! [`SitePath`] and [`OutPath`] are normalised when they are made and cannot leave the folder that they are
//! joined to; nothing else is ever joined to a root. What no file system or web server should be asked for
//! is refused here, once, in words for people.

pub mod address;
mod permalink;
mod slug;
mod url;

pub use permalink::{Permalink, PermalinkError, TOKENS, Token};
pub use slug::{path_segment, slug, term_slug};
pub use url::{Url, percent_decode};

use std::fmt;
use std::sync::Arc;
use unicode_normalization::UnicodeNormalization;

/// The longest name that the usual file systems take, in bytes.
const LONGEST_NAME: usize = 255;

/// Why a text is no path, in words for people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PathError {
    /// What is wrong, as a sentence without a full stop.
    pub message: String,
    /// What to write instead.
    pub hint: String,
}

impl PathError {
    fn new(message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { message: message.into(), hint: hint.into() }
    }
}

impl fmt::Display for PathError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.message, self.hint)
    }
}

impl std::error::Error for PathError {}

/// Between runs a path is kept as its text, which is looked at again when it comes back.
macro_rules! kept_as_text {
    ($($name:ident),*) => {$(
        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                Self::parse(<&str>::deserialize(deserializer)?).map_err(serde::de::Error::custom)
            }
        }
    )*};
}

kept_as_text!(SitePath, OutPath, Url);

/// A file or folder of the site: `/`-separated, relative to the site's root, without `.`, `..`, backslash,
/// NUL or an empty segment. The empty path is the root itself.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SitePath(Arc<str>);

impl SitePath {
    /// The site's root.
    #[must_use]
    pub fn root() -> Self {
        Self(Arc::from(""))
    }

    /// Reads a path as people write it: `./a`, `a//b` and `a/` mean `a`, `a/b` and `a`.
    ///
    /// # Errors
    /// When the path is absolute, climbs with `..`, or holds a backslash, a NUL or a drive letter.
    pub fn parse(text: &str) -> Result<Self, PathError> {
        refuse_foreign(text)?;
        let mut segments = Vec::new();
        for segment in text.split('/') {
            match segment {
                "" | "." => {}
                ".." => return Err(climbs(text)),
                name => segments.push(name),
            }
        }
        Self::from_segments(&segments)
    }

    fn from_segments(segments: &[&str]) -> Result<Self, PathError> {
        // Looked at once more: dropping a leading `./` must not bring a drive letter to the front.
        if segments.first().is_some_and(|first| has_drive_letter(first)) {
            return Err(drive_letter(segments[0]));
        }
        Ok(Self(Arc::from(segments.join("/"))))
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    #[must_use]
    pub fn is_root(&self) -> bool {
        self.0.is_empty()
    }

    /// The path of something below this one, which is taken as a folder.
    pub fn join(&self, below: &str) -> Result<Self, PathError> {
        let below = Self::parse(below)?;
        Ok(match (self.is_root(), below.is_root()) {
            (true, _) => below,
            (_, true) => self.clone(),
            _ => Self(Arc::from(format!("{self}/{below}"))),
        })
    }

    /// Follows a relative reference as a document in this folder would write it: `..` climbs, but never
    /// above the site's root. A leading `/` starts from the root.
    pub fn resolve(&self, reference: &str) -> Result<Self, PathError> {
        let (mut segments, rest) = match reference.strip_prefix('/') {
            Some(rest) => (Vec::new(), rest),
            None => (self.segments().collect(), reference),
        };
        if !rest.is_empty() {
            refuse_foreign(rest)?;
        }
        for segment in rest.split('/') {
            match segment {
                "" | "." => {}
                ".." => {
                    segments.pop().ok_or_else(|| {
                        PathError::new(
                            format!("`{}` leads out of the site", shown(reference)),
                            "put the file inside the site and write its path from there",
                        )
                    })?;
                }
                name => segments.push(name),
            }
        }
        Self::from_segments(&segments)
    }

    /// The folder that holds it; none for the root.
    #[must_use]
    pub fn parent(&self) -> Option<Self> {
        if self.is_root() {
            return None;
        }
        Some(self.0.rsplit_once('/').map_or_else(Self::root, |(parent, _)| Self(Arc::from(parent))))
    }

    /// The last segment; empty for the root.
    #[must_use]
    pub fn file_name(&self) -> &str {
        self.0.rsplit_once('/').map_or(&self.0, |(_, name)| name)
    }

    /// The file name without its extension.
    #[must_use]
    pub fn stem(&self) -> &str {
        split_extension(self.file_name()).0
    }

    /// What follows the last dot of the file name, as written; a leading dot begins no extension.
    #[must_use]
    pub fn extension(&self) -> Option<&str> {
        split_extension(self.file_name()).1
    }

    /// Whether this is `folder` or lies in it.
    #[must_use]
    pub fn starts_with(&self, folder: &SitePath) -> bool {
        self.strip_prefix(folder).is_some()
    }

    /// The path from `folder`; none when it does not lie there.
    #[must_use]
    pub fn strip_prefix(&self, folder: &SitePath) -> Option<SitePath> {
        if folder.is_root() {
            return Some(self.clone());
        }
        let rest = self.0.strip_prefix(folder.as_str())?;
        if rest.is_empty() {
            return Some(Self::root());
        }
        rest.strip_prefix('/').map(|rest| Self(Arc::from(rest)))
    }

    pub fn segments(&self) -> impl Iterator<Item = &str> {
        self.0.split('/').filter(|segment| !segment.is_empty())
    }
}

/// A file in the output folder: as [`SitePath`], and with no name that Windows, macOS or Linux refuses.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OutPath(Arc<str>);

impl OutPath {
    /// # Errors
    /// When the path is empty, absolute, climbs, or has a segment that some usual file system refuses.
    pub fn parse(text: &str) -> Result<Self, PathError> {
        Self::check(text)?;
        Ok(Self(Arc::from(text)))
    }

    /// What [`OutPath::parse`] refuses, without making one.
    fn check(text: &str) -> Result<(), PathError> {
        if is_plain(text) {
            return Ok(());
        }
        if text.is_empty() {
            return Err(PathError::new("an empty path names no file", "write a name such as `about.html`"));
        }
        refuse_foreign(text)?;
        text.split('/').try_for_each(|segment| check_out_segment(segment, text))
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The path of something below this one, which is taken as a folder.
    pub fn join(&self, below: &str) -> Result<Self, PathError> {
        let below = Self::parse(below)?;
        Ok(Self(Arc::from(format!("{self}/{below}"))))
    }

    /// The folder that holds it; none when that is the output folder itself.
    #[must_use]
    pub fn parent(&self) -> Option<Self> {
        self.0.rsplit_once('/').map(|(parent, _)| Self(Arc::from(parent)))
    }

    #[must_use]
    pub fn file_name(&self) -> &str {
        self.0.rsplit_once('/').map_or(&self.0, |(_, name)| name)
    }

    #[must_use]
    pub fn extension(&self) -> Option<&str> {
        split_extension(self.file_name()).1
    }

    pub fn segments(&self) -> impl Iterator<Item = &str> {
        self.0.split('/')
    }

    /// Equal for two paths that one of the usual file systems takes for one: those that differ only by case
    /// or by Unicode form. After Unicode 16, definition D145 (canonical caseless matching).
    #[must_use]
    pub fn collision_key(&self) -> String {
        collision_key(&self.0)
    }
}

fn collision_key(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let folded: String = text.nfd().flat_map(fold_case).collect();
    let again: String = folded.nfd().flat_map(fold_case).collect();
    again.nfc().collect()
}

/// Full case folding of one character. The standard library has no folding table; lower, upper, lower comes
/// to the same, but for the dotless ı, which the default folding keeps apart from i.
fn fold_case(c: char) -> impl Iterator<Item = char> {
    let keep = (c == 'ı').then_some(c);
    let fold = (c != 'ı').then_some(c).into_iter();
    keep.into_iter()
        .chain(fold.flat_map(char::to_lowercase).flat_map(char::to_uppercase).flat_map(char::to_lowercase))
}

macro_rules! path_text {
    ($($path:ty),*) => {$(
        impl fmt::Display for $path {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl fmt::Debug for $path {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{:?}", self.as_str())
            }
        }
    )*};
}
path_text!(SitePath, OutPath, Url);

/// The text as a message shows it: on one line, without control characters, and not endless.
fn shown(text: &str) -> String {
    let mut shown: String = text.chars().take(80).flat_map(show_char).collect();
    if text.chars().nth(80).is_some() {
        shown.push('…');
    }
    shown
}

fn show_char(c: char) -> impl Iterator<Item = char> {
    let escaped = c.is_control().then(|| c.escape_default());
    let plain = (!c.is_control()).then_some(c);
    escaped.into_iter().flatten().chain(plain)
}

fn split_extension(name: &str) -> (&str, Option<&str>) {
    match name.rsplit_once('.') {
        Some((stem, extension)) if !stem.is_empty() && !extension.is_empty() => (stem, Some(extension)),
        _ => (name, None),
    }
}

fn climbs(text: &str) -> PathError {
    PathError::new(
        format!("`{}` climbs out with `..`", shown(text)),
        "write the path from the top, without `..`",
    )
}

fn has_drive_letter(text: &str) -> bool {
    matches!(text.as_bytes(), [letter, b':', ..] if letter.is_ascii_alphabetic())
}

fn drive_letter(text: &str) -> PathError {
    PathError::new(
        format!("`{}` begins like a drive letter", shown(text)),
        "write a relative path without a colon after its first letter",
    )
}

/// What neither kind of path may hold.
fn refuse_foreign(text: &str) -> Result<(), PathError> {
    if text.contains('\0') {
        return Err(PathError::new(
            format!("`{}` holds a NUL character", shown(text)),
            "take the NUL character out",
        ));
    }
    if text.contains('\\') {
        return Err(PathError::new(
            format!("`{}` holds a backslash", shown(text)),
            format!("write it with `/`: `{}`", shown(&text.replace('\\', "/"))),
        ));
    }
    if text.starts_with('/') {
        let relative = text.trim_start_matches('/');
        let hint = if relative.is_empty() {
            "write a relative path".to_owned()
        } else {
            format!("write it without the leading slash: `{}`", shown(relative))
        };
        return Err(PathError::new(format!("`{}` is an absolute path", shown(text)), hint));
    }
    if has_drive_letter(text) {
        return Err(drive_letter(text));
    }
    Ok(())
}

/// Whether a path is of the kind that nearly all are: letters, digits, hyphens and underscores between single
/// slashes. Every file system takes it.
fn is_plain(path: &str) -> bool {
    let mut start = 0;
    for (at, byte) in path.bytes().chain([b'/']).enumerate() {
        if byte == b'/' {
            let segment = &path[start..at];
            let fits = (1..=LONGEST_NAME).contains(&segment.len());
            // Those of plain characters are `con`, `prn`, `aux`, `nul`, `com1` and the like.
            let may_be_device = segment.len() < 5 && segment.starts_with(|c| "cpanlCPANL".contains(c));
            if !fits || (may_be_device && is_device_name(segment)) {
                return false;
            }
            start = at + 1;
        } else if !(byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_')) {
            return false;
        }
    }
    true
}

fn check_out_segment(segment: &str, whole: &str) -> Result<(), PathError> {
    match segment {
        "" => {
            return Err(PathError::new(
                format!("`{}` has an empty part between its slashes", shown(whole)),
                "write one `/` between two names and none at the end",
            ));
        }
        "." => {
            return Err(PathError::new(
                format!("`{}` has a part that is only a dot", shown(whole)),
                "leave the dot and its slash out",
            ));
        }
        ".." => return Err(climbs(whole)),
        _ => {}
    }
    if let Some(bad) = segment.chars().find(|c| is_refused_in_output(*c)) {
        let name: String = show_char(bad).collect();
        return Err(PathError::new(
            format!("`{}` holds `{name}`, which not every file system takes", shown(segment)),
            format!("write `{}`, say", shown(&path_segment(segment))),
        ));
    }
    if segment.ends_with(['.', ' ']) {
        return Err(PathError::new(
            format!("`{}` ends with a dot or a space, which Windows drops", shown(segment)),
            format!("write `{}`", shown(&path_segment(segment))),
        ));
    }
    if is_device_name(segment) {
        return Err(PathError::new(
            format!("`{}` is the name of a device on Windows", shown(segment)),
            "choose another name, a longer one for example",
        ));
    }
    if segment.len() > LONGEST_NAME {
        return Err(PathError::new(
            format!("`{}` is {} bytes long", shown(segment), segment.len()),
            format!("shorten the name to {LONGEST_NAME} bytes at most"),
        ));
    }
    Ok(())
}

fn is_refused_in_output(c: char) -> bool {
    c.is_control() || matches!(c, '<' | '>' | ':' | '"' | '|' | '?' | '*' | '/' | '\\')
}

/// Names that Windows gives to devices, whatever extension follows (`NUL.txt` too).
/// From "Naming Files, Paths, and Namespaces" in the Win32 documentation.
fn is_device_name(segment: &str) -> bool {
    let base = segment.split('.').next().unwrap_or(segment).trim_end();
    if ["con", "prn", "aux", "nul", "conin$", "conout$", "clock$"]
        .iter()
        .any(|device| base.eq_ignore_ascii_case(device))
    {
        return true;
    }
    let numbered = base
        .split_at_checked(3)
        .filter(|(kind, _)| kind.eq_ignore_ascii_case("com") || kind.eq_ignore_ascii_case("lpt"));
    numbered.is_some_and(|(_, digit)| {
        let mut digits = digit.chars();
        matches!((digits.next(), digits.next()), (Some('0'..='9' | '¹' | '²' | '³'), None))
    })
}

#[cfg(test)]
mod tests;
