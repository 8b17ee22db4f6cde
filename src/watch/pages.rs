//! What the server needs of a site: the file at a path of the output, now.

use crate::path::OutPath;
use std::fmt;
use std::io::{self, Read};
use std::sync::Arc;

/// A site that can be asked for its files from any thread.
pub trait Pages: Send + Sync {
    /// The file at this path, made now if need be; none when the site has none there.
    fn get(&self, path: &OutPath) -> Option<Served>;

    /// Where the site's top lies on its host: `/`, or `/folder/` as in `base_url`, decoded.
    fn base(&self) -> String;
}

/// A file to send.
#[derive(Clone, Debug)]
pub struct Served {
    pub content: Content,
    /// Another one for other bytes: letters, digits and `-`.
    pub tag: String,
}

/// The bytes of a file.
#[derive(Clone)]
pub enum Content {
    Bytes(Arc<[u8]>),
    /// A file that may be too large for memory: opens a stream that begins at an offset.
    Stream {
        len: u64,
        open: Arc<Open>,
    },
}

/// Opens a file at an offset.
pub type Open = dyn Fn(u64) -> io::Result<Box<dyn Read + Send>> + Send + Sync;

impl Content {
    pub fn size(&self) -> u64 {
        match self {
            Self::Bytes(bytes) => bytes.len() as u64,
            Self::Stream { len, .. } => *len,
        }
    }
}

impl fmt::Debug for Content {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Content of {} bytes", self.size())
    }
}
