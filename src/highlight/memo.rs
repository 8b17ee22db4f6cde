//! Remembers what was highlighted: sites repeat themselves, and colours are the dearest part of a page.

use super::{Colours, Highlighter};
use crate::memo::Key;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// A highlighter that asks another one at most twice for the same text, while it lives and no two threads ask at once.
///
/// Most code stands on one page only, so the first time only a digest is kept; ten thousand pages of code would
/// not fit into memory beside everything else.
#[derive(Debug)]
pub struct Memo<H> {
    inner: H,
    shards: [Mutex<Shard>; SHARDS],
}

/// `None`: seen once.
type Shard = HashMap<Key, Option<Colours>>;

/// Threads rarely meet in one of them.
const SHARDS: usize = 16;

impl<H: Highlighter> Memo<H> {
    pub fn new(inner: H) -> Self {
        Self { inner, shards: std::array::from_fn(|_| Mutex::default()) }
    }
}

impl<H: Highlighter + Default> Default for Memo<H> {
    fn default() -> Self {
        Self::new(H::default())
    }
}

impl<H: Highlighter> Highlighter for Memo<H> {
    fn highlight(&self, language: &str, text: &str) -> Colours {
        let key = Key::new("highlight", &[language.as_bytes(), text.as_bytes()]);
        let shard = &self.shards[usize::from(key.bytes()[0]) % SHARDS];
        let lock = || shard.lock().unwrap_or_else(PoisonError::into_inner);
        let seen = match lock().get(&key) {
            Some(Some(known)) => return known.clone(),
            Some(None) => true,
            None => false,
        };
        // Two threads may do the same work at once; both come to the same result, and neither waits.
        let colours = self.inner.highlight(language, text);
        lock().insert(key, seen.then(|| colours.clone()));
        colours
    }
}
