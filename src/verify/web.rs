//! A site at an address. Everything that a host sends has a bound, in bytes and in time; nothing is asked of another
//! host, and nothing is kept on the disk.

use super::place::{Found, Lack, Place};
use crate::net::fetch::{self, Answer, Client, Refused};
use crate::path::{OutPath, Url};
use std::collections::BTreeMap;
use std::io::{Cursor, Read};
use std::time::{Duration, Instant};

/// Redirects that are followed for one file.
const MOST_REDIRECTS: usize = 4;

/// Files in a row for which nobody answers, before nobody is asked any more.
const MOST_SILENCES: usize = 3;

/// How much a site may take.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Bytes of one file, decompressed.
    pub file: u64,
    /// Bytes of all files.
    pub total: u64,
    /// Until one file has arrived.
    pub request: Duration,
    /// Until all have.
    pub whole: Duration,
    /// Whether addresses of this machine and of private networks are asked too.
    pub allow_private: bool,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            file: 256 << 20,
            total: 1 << 30,
            request: Duration::from_mins(1),
            whole: Duration::from_mins(15),
            allow_private: false,
        }
    }
}

/// A site at an address.
#[derive(Debug)]
pub struct Web {
    client: Client,
    /// `https://host:port`.
    origin: String,
    /// The folder of the site, with a slash at both ends.
    folder: String,
    limits: Limits,
    left: u64,
    since: Instant,
    silences: usize,
}

impl Web {
    /// # Errors
    /// When it is no address of a site: why not, and what to write.
    pub fn new(address: &str, limits: Limits) -> Result<Self, String> {
        let (origin, path) = split(address)?;
        let path = path.strip_suffix("index.html").filter(|rest| rest.ends_with('/')).unwrap_or(path);
        let folder = if path.ends_with('/') { path.to_owned() } else { format!("{path}/") };
        let client = Client::new(fetch::Limits {
            total: limits.request,
            redirects: 0,
            allow_private: limits.allow_private,
            ..fetch::Limits::default()
        });
        let since = Instant::now();
        Ok(Self {
            client,
            origin: origin.to_lowercase(),
            folder,
            limits,
            left: limits.total,
            since,
            silences: 0,
        })
    }

    fn get(&mut self, path: &OutPath, cap: u64) -> Result<Answer, Lack> {
        let refuse = |words: String| Err(Lack::Refused(words));
        let mut place = format!("{}{}", self.folder, Url::from(path).encoded().trim_start_matches('/'));
        for _ in 0..=MOST_REDIRECTS {
            if self.since.elapsed() > self.limits.whole {
                return refuse(format!(
                    "is not asked for: the site took more than {} seconds",
                    self.limits.whole.as_secs()
                ));
            }
            if self.silences >= MOST_SILENCES {
                return refuse("is not asked for: the host has stopped answering".to_owned());
            }
            let most = cap.min(self.limits.file).min(self.left);
            let answer = match self.client.get(&format!("{}{place}", self.origin), most) {
                Ok(answer) => answer,
                Err(Refused::TooLarge(_)) if most == self.left => {
                    return refuse(format!(
                        "is not read: the site has more than {} MB",
                        self.limits.total >> 20
                    ));
                }
                Err(Refused::TooLarge(most)) => return Err(Lack::TooLarge(most)),
                Err(refused) => {
                    self.silences += 1;
                    let hint = if matches!(refused, Refused::Private(_)) {
                        "; `--allow-private` asks it all the same"
                    } else {
                        ""
                    };
                    return refuse(format!("cannot be read: {refused}{hint}"));
                }
            };
            self.silences = 0;
            self.left = self.left.saturating_sub(answer.body.len() as u64);
            match (answer.status, &answer.location) {
                (200, _) => return Ok(answer),
                (301 | 302 | 303 | 307 | 308, Some(location)) => place = self.follow(&place, location)?,
                (404 | 410, _) => return Err(Lack::Missing),
                (status, _) => return refuse(format!("cannot be read: the host answers {status}")),
            }
        }
        refuse("cannot be read: the host sends from one address to the next".to_owned())
    }

    /// Where a redirect leads, as long as that is on the same host. A host that has only become safer is the same.
    fn follow(&mut self, from: &str, location: &str) -> Result<String, Lack> {
        if let Ok((origin, path)) = split(location) {
            let origin = origin.to_lowercase();
            let bare = |origin: &str| origin.split_once("://").map(|(_, rest)| rest.to_owned());
            let safer = origin.starts_with("https://") && bare(&origin) == bare(&self.origin);
            if origin != self.origin && !safer {
                return Err(Lack::Refused(format!(
                    "is sent on to another host, {origin}, which is not asked"
                )));
            }
            self.origin = origin;
            return Ok(path.to_owned());
        }
        if location.contains("://") || location.starts_with("//") || location.contains(['?', '#', ' ']) {
            return Err(Lack::Refused("is sent on to what is no address of this site".to_owned()));
        }
        let folder = from.rfind('/').map_or("/", |end| &from[..=end]);
        Ok(if location.starts_with('/') { location.to_owned() } else { format!("{folder}{location}") })
    }
}

/// Takes an address apart into its origin and its path.
fn split(address: &str) -> Result<(&str, &str), String> {
    let rest = ["https://", "http://"].into_iter().find_map(|scheme| {
        let head = address.get(..scheme.len())?;
        head.eq_ignore_ascii_case(scheme).then(|| &address[scheme.len()..])
    });
    let Some(rest) = rest else { return Err("an address begins with `https://` or `http://`".to_owned()) };
    let authority = &rest[..rest.find(['/', '?', '#']).unwrap_or(rest.len())];
    let plain =
        |text: &str| text.chars().all(|c| c.is_ascii_graphic() && !matches!(c, '?' | '#' | '@' | '\\'));
    if authority.is_empty() || !plain(rest) {
        return Err("write the address of the site alone, without user, query or fragment".to_owned());
    }
    let at = address.len() - rest.len() + authority.len();
    let path = &address[at..];
    Ok((&address[..at], if path.is_empty() { "/" } else { path }))
}

impl Place for Web {
    fn is_served(&self) -> bool {
        true
    }

    fn list(&self) -> Option<&BTreeMap<String, Found>> {
        None
    }

    fn open(&mut self, path: &OutPath, cap: u64) -> Result<Box<dyn Read + '_>, Lack> {
        self.get(path, cap).map(|answer| Box::new(Cursor::new(answer.body)) as Box<dyn Read>)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_that_of_a_folder_on_one_host() {
        let of = |address: &str| {
            Web::new(address, Limits::default()).map(|web| format!("{} {}", web.origin, web.folder))
        };
        assert_eq!(of("https://Ada.example"), Ok("https://ada.example /".to_owned()));
        assert_eq!(of("HTTP://ada.example:8080/a/b"), Ok("http://ada.example:8080 /a/b/".to_owned()));
        assert_eq!(of("https://ada.example/a/index.html"), Ok("https://ada.example /a/".to_owned()));
        for bad in [
            "ada.example",
            "ftp://ada.example",
            "https://",
            "https:///a",
            "https://me@ada.example/",
            "https://ada.example/?a",
            "https://ada.example/ü",
        ] {
            assert!(of(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_redirect_stays_on_its_host() {
        let mut web = Web::new("http://ada.example/a/", Limits::default()).expect("an address");
        assert_eq!(web.follow("/a/b/c", "d"), Ok("/a/b/d".to_owned()));
        assert_eq!(web.follow("/a/b/c", "/d"), Ok("/d".to_owned()));
        assert_eq!(web.follow("/a/b", "http://ada.example/a/b/"), Ok("/a/b/".to_owned()));
        for bad in [
            "http://bob.example/",
            "//bob.example/",
            "https://ada.example:444/",
            "http://ada.example@bob.example/",
            "javascript://x",
        ] {
            assert!(web.follow("/a/b", bad).is_err(), "{bad}");
        }
        assert_eq!(web.follow("/a/b", "https://ada.example/a/b"), Ok("/a/b".to_owned()));
        assert_eq!(web.origin, "https://ada.example");
        assert!(web.follow("/a/b", "http://ada.example/a/b").is_err(), "it must not become less safe");
    }
}
