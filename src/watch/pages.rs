//! What the server needs of a site: the file at a path of the output, now.

use crate::build::{Served, Session};
use crate::path::OutPath;
use std::sync::{PoisonError, RwLock};

/// A site that can be asked for its files from any thread.
pub trait Pages: Send + Sync {
    /// The file at this path, made now if need be; none when the site has none there.
    fn get(&self, path: &OutPath) -> Option<Served>;

    /// Where the site's top lies on its host: `/`, or `/folder/` as in `base_url`, decoded.
    fn base(&self) -> String;
}

impl Pages for RwLock<Session> {
    fn get(&self, path: &OutPath) -> Option<Served> {
        self.read().unwrap_or_else(PoisonError::into_inner).get(path)
    }

    fn base(&self) -> String {
        self.read().unwrap_or_else(PoisonError::into_inner).base_path()
    }
}
