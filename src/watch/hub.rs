//! The browsers that listen, and what they are told: server-sent events (HTML, section 9.2).
//!
//! | event | data |
//! |---|---|
//! | `page` | the new tag of the page that this browser shows, as a JSON text |
//! | `assets` | paths of style sheets and images that have other bytes under the same name, as a JSON list |
//! | `mistakes` | what the terminal says of each, or nothing: a JSON list |
//! | `go` | the path of the page to show, as a JSON text |

use super::answer::tag_of;
use super::pages::Pages;
use http_body_util::channel::{Channel, Sender};
use hyper::body::{Bytes, Frame};
use serde::Serialize;
use std::collections::BTreeMap;
use std::io;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Events that a browser may leave unread. One that leaves more is let go, and asks again when it wakes.
const BACKLOG: usize = 64;

/// Browsers that may listen at once.
const MOST: usize = 400;

/// News as a body.
pub type News = Channel<Bytes, io::Error>;

/// All browsers that listen.
#[derive(Debug)]
pub struct Hub {
    inner: Mutex<Inner>,
}

impl Default for Hub {
    fn default() -> Self {
        let none: [(); 0] = [];
        Self { inner: Mutex::new(Inner { clients: Vec::new(), mistakes: event("mistakes", &none) }) }
    }
}

#[derive(Debug)]
struct Inner {
    /// In the order in which they came.
    clients: Vec<Client>,
    /// The last `mistakes` event, for those who come later.
    mistakes: String,
}

struct Client {
    /// The path of its page, as the browser has it.
    path: String,
    /// The state of the page that it shows.
    tag: String,
    sender: Sender<Bytes, io::Error>,
}

impl std::fmt::Debug for Client {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} at {}", self.path, self.tag)
    }
}

impl Client {
    /// False when nobody listens any more.
    fn tell(&mut self, event: &str) -> bool {
        self.sender.try_send(Frame::data(Bytes::copy_from_slice(event.as_bytes()))).is_ok()
    }
}

impl Hub {
    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes in a browser that shows the page at `path` in the state `tag`. It hears at once what it missed.
    pub fn join(&self, path: &str, tag: &str, pages: &dyn Pages) -> News {
        let (sender, news) = Channel::new(BACKLOG);
        let mut client = Client { path: path.to_owned(), tag: tag.to_owned(), sender };
        let mut inner = self.lock();
        // After a restart browsers should be back before one looks.
        client.tell("retry: 300\n\n");
        client.tell(&inner.mistakes);
        inner.clients.retain_mut(|known| known.sender.capacity() > 0);
        if inner.clients.len() >= MOST {
            inner.clients.remove(0);
        }
        inner.clients.push(client);
        drop(inner);
        self.tell_of_pages(&[path.to_owned()], pages);
        news
    }

    /// The paths of the pages that are open, the one that was opened last first.
    pub fn paths(&self) -> Vec<String> {
        let mut paths: Vec<String> = Vec::new();
        for client in self.lock().clients.iter().rev() {
            if !paths.contains(&client.path) {
                paths.push(client.path.clone());
            }
        }
        paths
    }

    /// Tells each browser on one of these paths whose page is another one now. Returns how many were told.
    pub fn tell_of_pages(&self, paths: &[String], pages: &dyn Pages) -> usize {
        // A page may take a while to make; nobody waits for it meanwhile.
        let tags: BTreeMap<&str, String> =
            paths.iter().map(|path| (path.as_str(), tag_of(path, pages))).collect();
        let mut told = 0;
        self.lock().clients.retain_mut(|client| {
            let Some(tag) = tags.get(client.path.as_str()).filter(|tag| **tag != client.tag) else {
                return true;
            };
            client.tag.clone_from(tag);
            told += 1;
            client.tell(&event("page", tag))
        });
        told
    }

    /// Tells all browsers that these files have other bytes.
    pub fn tell_of_assets(&self, paths: &[String]) {
        if !paths.is_empty() {
            self.tell_all(&event("assets", paths));
        }
    }

    /// Tells all browsers what is wrong, and remembers it for those who come later.
    pub fn tell_of_mistakes<T: Serialize>(&self, mistakes: &[T]) {
        let news = event("mistakes", mistakes);
        self.lock().mistakes.clone_from(&news);
        self.tell_all(&news);
    }

    /// Sends the browser that came last to a page, unless some browser shows that one already.
    pub fn lead_to(&self, path: &str) {
        let mut inner = self.lock();
        if inner.clients.iter().any(|client| client.path == path) {
            return;
        }
        if let Some(last) = inner.clients.last_mut() {
            last.tell(&event("go", path));
        }
    }

    /// A line that means nothing: it shows who is gone.
    pub fn keep_alive(&self) {
        self.tell_all(":\n\n");
    }

    fn tell_all(&self, event: &str) {
        self.lock().clients.retain_mut(|client| client.tell(event));
    }

    /// How many listen.
    pub fn listeners(&self) -> usize {
        self.lock().clients.len()
    }
}

/// One event. JSON has no line ends, which would end it.
fn event<T: Serialize + ?Sized>(name: &str, data: &T) -> String {
    // Texts and lists of them: serde_json has no reason to refuse.
    let data = serde_json::to_string(data).unwrap_or_else(|_| "null".to_owned());
    format!("event: {name}\ndata: {data}\n\n")
}
