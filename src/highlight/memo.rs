//! Remembers what was highlighted: sites repeat themselves, and colours are the dearest part of a page.

use super::Highlighter;
use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};
use std::sync::{Arc, Mutex, PoisonError};

/// A highlighter that asks another one only once for the same text, while it lives.
#[derive(Debug)]
pub struct Memo<H> {
    inner: H,
    hasher: RandomState,
    shards: [Mutex<Shard>; SHARDS],
}

type Shard = HashMap<(Box<str>, Box<str>), Option<Arc<str>>>;

/// Threads rarely meet in one of them.
const SHARDS: usize = 16;

impl<H: Highlighter> Memo<H> {
    pub fn new(inner: H) -> Self {
        Self { inner, hasher: RandomState::new(), shards: std::array::from_fn(|_| Mutex::default()) }
    }
}

impl<H: Highlighter> Highlighter for Memo<H> {
    fn highlight(&self, language: &str, text: &str) -> Option<String> {
        let hash = self.hasher.hash_one((language, text));
        let shard = &self.shards[usize::try_from(hash % SHARDS as u64).unwrap_or_default()];
        let key = (Box::from(language), Box::from(text));
        if let Some(known) = shard.lock().unwrap_or_else(PoisonError::into_inner).get(&key) {
            return known.as_deref().map(str::to_owned);
        }
        // Two threads may do the same work at once; both come to the same result, and neither waits.
        let html = self.inner.highlight(language, text);
        let kept = html.as_deref().map(Arc::from);
        shard.lock().unwrap_or_else(PoisonError::into_inner).insert(key, kept);
        html
    }
}
