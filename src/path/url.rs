//! Where a reader finds a page.

use super::{OutPath, PathError, shown};
use std::fmt::Write as _;
use std::sync::Arc;

/// A path from the site's own top, as readers see it: begins with `/`, a folder ends with `/`. It is kept
/// decoded, carries no query and no fragment, and always has a place in the output.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Url(Arc<str>);

impl Url {
    /// The site's home: `/`.
    #[must_use]
    pub fn root() -> Self {
        Self("/".into())
    }

    /// The URL of a file in the output: `/style.css`.
    #[must_use]
    pub fn of_out_path(path: &OutPath) -> Self {
        Self(format!("/{path}").into())
    }

    /// Reads a decoded path: a `%` is a per cent sign.
    ///
    /// # Errors
    /// When it does not begin with `/` or its file in the output would be no [`OutPath`].
    pub fn parse(text: &str) -> Result<Self, PathError> {
        check(text)?;
        Ok(Self(Arc::from(text)))
    }

    /// Reads a path as it stands in a link, with `%20` for a space.
    ///
    /// # Errors
    /// As [`Url::parse`], and when the decoded bytes are not UTF-8.
    pub fn decode(encoded: &str) -> Result<Self, PathError> {
        let decoded = percent_decode(encoded).ok_or_else(|| {
            PathError::new(
                format!("`{}` does not decode to UTF-8", shown(encoded)),
                "write the path plainly, or encode its UTF-8 bytes",
            )
        })?;
        Self::parse(&decoded)
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    #[must_use]
    pub fn is_folder(&self) -> bool {
        self.0.ends_with('/')
    }

    /// The file that a web server sends for it: of a folder, its `index.html`.
    #[must_use]
    pub fn to_out_path(&self) -> OutPath {
        let path = &self.0[1..];
        if self.is_folder() || path.is_empty() {
            OutPath(Arc::from(format!("{path}index.html")))
        } else {
            OutPath(Arc::from(path))
        }
    }

    /// The path as it stands in a link (RFC 3986, section 3.3).
    #[must_use]
    pub fn encoded(&self) -> String {
        percent_encode(&self.0)
    }

    /// The shortest reference from the document `from` to this one (RFC 3986, section 4.2), encoded. It works
    /// wherever the site is mounted. A folder seen from itself is `./`.
    #[must_use]
    pub fn relative_from(&self, from: &Url) -> String {
        relative(&from.0, &self.0)
    }

    /// The folder in which a page lies that is a folder itself: links to what lies elsewhere are the same from all in it.
    #[must_use]
    pub fn folder(&self) -> Option<&str> {
        let path = self.0.strip_suffix('/')?;
        path.rfind('/').map(|end| &path[..=end])
    }

    /// The reference from this document to a path of the site, as [`Url::relative_from`] gives it; none when the text
    /// is no [`Url`].
    #[must_use]
    pub fn reference_to(&self, path: &str) -> Option<String> {
        check(path).is_ok().then(|| relative(&self.0, path))
    }
}

fn check(text: &str) -> Result<(), PathError> {
    let Some(rest) = text.strip_prefix('/') else {
        return Err(PathError::new(
            format!("`{}` does not begin with a slash", shown(text)),
            format!("write `/{}`", shown(text)),
        ));
    };
    let folder = rest.strip_suffix('/').unwrap_or(rest);
    if rest == "/" {
        OutPath::check(rest)
    } else if !folder.is_empty() {
        OutPath::check(folder)
    } else {
        Ok(())
    }
}

/// Both are whole paths from the top.
fn relative(from: &str, to: &str) -> String {
    let folders = |path: &str| path.rfind('/').map_or(0, |end| end + 1);
    let here = &from.as_bytes()[..folders(from)];
    let there = &to.as_bytes()[..folders(to)];
    // Up to the last folder that both are in, and its slash.
    let same = here.iter().zip(there).take_while(|(a, b)| a == b).count();
    let common = memchr::memrchr(b'/', &here[..same]).map_or(0, |at| at + 1);
    let up = memchr::memchr_iter(b'/', &here[common..]).count();
    let down = &to[common..];
    let mut relative = String::with_capacity(3 * up + down.len() + 8);
    for _ in 0..up {
        relative.push_str("../");
    }
    percent_encode_into(&mut relative, down);
    // `a:b` alone would be a scheme, and the empty reference is the document with its query.
    if up == 0 && (relative.is_empty() || relative.split('/').next().is_some_and(|first| first.contains(':')))
    {
        relative.insert_str(0, "./");
    }
    relative
}

impl From<&OutPath> for Url {
    fn from(path: &OutPath) -> Self {
        let path = path.as_str();
        let folder = match path.strip_suffix("index.html") {
            Some(folder) if folder.is_empty() || folder.ends_with('/') => folder,
            _ => path,
        };
        Self(Arc::from(format!("/{folder}")))
    }
}

fn percent_encode(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    percent_encode_into(&mut encoded, text);
    encoded
}

fn percent_encode_into(encoded: &mut String, text: &str) {
    if text.bytes().all(|byte| PLAIN[usize::from(byte)]) {
        return encoded.push_str(text);
    }
    for byte in text.bytes() {
        if PLAIN[usize::from(byte)] {
            encoded.push(char::from(byte));
        } else {
            // Writing to a string cannot fail.
            _ = write!(encoded, "%{byte:02X}");
        }
    }
}

/// What RFC 3986 lets stand in a path, but for `'`, which ends an attribute in hand-written templates.
#[allow(clippy::cast_possible_truncation)] // The loop ends at 255.
const PLAIN: [bool; 256] = {
    let marks = b"-._~/!$&()*+,;=:@";
    let mut plain = [false; 256];
    let mut byte = 0_u8;
    while byte.is_ascii() {
        plain[byte as usize] = byte.is_ascii_alphanumeric();
        byte += 1;
    }
    let mut mark = 0;
    while mark < marks.len() {
        plain[marks[mark] as usize] = true;
        mark += 1;
    }
    plain
};

/// A text as it stands in an address, decoded; none when the bytes are not UTF-8. A `%` that two hexadecimal digits
/// do not follow stands for itself, as browsers have it.
#[must_use]
pub fn percent_decode(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, tail)) = rest.split_first() {
        let hex = |at: usize| tail.get(at).and_then(|digit| char::from(*digit).to_digit(16));
        if let (b'%', Some(high), Some(low)) = (first, hex(0), hex(1)) {
            bytes.push(u8::try_from(high * 16 + low).ok()?);
            rest = &tail[2..];
        } else {
            bytes.push(*first);
            rest = tail;
        }
    }
    String::from_utf8(bytes).ok()
}
