//! The bytes of pages that are kept in memory: those that were asked for last, up to a limit. A page whose bytes went
//! is made again when somebody asks for it.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

/// Most bytes that are kept.
const MOST: usize = 64 << 20;

/// The bytes of one page, until they have to go.
#[derive(Debug)]
pub struct Bytes {
    bytes: Mutex<Option<Arc<[u8]>>>,
    /// Asked for since the larder was last full.
    used: AtomicBool,
}

impl Bytes {
    pub fn get(&self) -> Option<Arc<[u8]>> {
        self.used.store(true, Ordering::Relaxed);
        lock(&self.bytes).clone()
    }
}

/// All bytes that are kept.
#[derive(Debug, Default)]
pub struct Larder {
    shelves: Mutex<Shelves>,
}

#[derive(Debug, Default)]
struct Shelves {
    total: usize,
    /// The oldest first, with their length.
    queue: VecDeque<(Weak<Bytes>, usize)>,
}

impl Larder {
    /// Keeps the bytes of a page; what was not asked for lately makes room.
    pub fn keep(&self, bytes: Arc<[u8]>) -> Arc<Bytes> {
        self.keep_within(bytes, MOST)
    }

    fn keep_within(&self, bytes: Arc<[u8]>, most: usize) -> Arc<Bytes> {
        let length = bytes.len();
        let kept = Arc::new(Bytes { bytes: Mutex::new(Some(bytes)), used: AtomicBool::new(false) });
        let mut shelves = lock(&self.shelves);
        shelves.total += length;
        shelves.queue.push_back((Arc::downgrade(&kept), length));
        // Each is passed over once at most, for `used` is taken back.
        let mut left = 2 * shelves.queue.len();
        while shelves.total > most && left > 0 {
            left -= 1;
            let Some((oldest, length)) = shelves.queue.pop_front() else { break };
            match oldest.upgrade() {
                Some(page) if page.used.swap(false, Ordering::Relaxed) => {
                    shelves.queue.push_back((oldest, length));
                    continue;
                }
                Some(page) => _ = lock(&page.bytes).take(),
                None => {}
            }
            shelves.total -= length;
        }
        kept
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_asked_for_lately_stays_and_the_oldest_goes() {
        let larder = Larder::default();
        let keep = |byte: u8| larder.keep_within([byte; 10].into(), 30);
        let pages: Vec<Arc<Bytes>> = (0..3).map(keep).collect();
        assert!(pages[0].get().is_some());
        let more = keep(3);
        let there = |page: &Arc<Bytes>| lock(&page.bytes).is_some();
        assert_eq!(pages.iter().map(there).collect::<Vec<_>>(), [true, false, true]);
        assert!(more.get().is_some());
        drop(pages);
        let last: Vec<Arc<Bytes>> = (4..6).map(keep).collect();
        assert!(last.iter().all(there) && there(&more));
        assert_eq!(lock(&larder.shelves).total, 30);
    }

    #[test]
    fn a_page_that_is_larger_than_the_larder_does_not_stay() {
        let larder = Larder::default();
        assert!(larder.keep_within([0; 100].into(), 30).get().is_none());
        assert_eq!(lock(&larder.shelves).total, 0);
    }
}
