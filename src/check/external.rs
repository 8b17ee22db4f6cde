//! Links that lead to other hosts: whether something is there still.
//!
//! Politely: each address once, a host is asked one thing at a time with a pause between, by `HEAD` first and by `GET` only where
//! that is refused, under folio's own name. What a host answered is kept for a week, a dead end for a day. A host that lets no
//! machine in, or is busy, says nothing about the link.

use crate::diag::{Code, Diagnostic};
use crate::memo::Key;
use crate::net::fetch::{Answer, Client, Limits, Refused};
use crate::source::{Source, Span};
use crate::world::World;
use jiff::civil::Date;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

/// A link to another host that leads nowhere.
pub const DEAD: Code = Code("dead-link");

/// Between two questions to one host.
const PAUSE: Duration = Duration::from_millis(700);
/// Hosts that are asked at the same time.
const AT_ONCE: usize = 8;
/// What is read of an answer; nobody looks at it.
const MOST: u64 = 4 << 20;
/// Days for which an answer holds.
const GOOD_FOR: i32 = 7;
const BAD_FOR: i32 = 1;

/// A link, and where it stands.
#[derive(Clone, Debug)]
pub struct Link {
    pub url: String,
    pub source: Arc<Source>,
    pub span: Span,
}

/// What is known of an address.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Verdict {
    Good,
    /// Why nobody can follow it.
    Dead(String),
    /// Nothing can be said.
    Unknown,
}

/// Asks for all of them, and gives for each dead one the places where it stands with why.
pub fn dead(links: Vec<Link>, world: &dyn World, limits: Limits) -> Vec<(Link, Diagnostic)> {
    let mut by_url: BTreeMap<String, Vec<Link>> = BTreeMap::new();
    for link in links {
        // What stands behind # is looked for by the browser.
        let url = link.url.split('#').next().unwrap_or_default().to_owned();
        by_url.entry(url).or_default().push(link);
    }
    let mut by_host: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    let mut verdicts: BTreeMap<&str, Verdict> = BTreeMap::new();
    for url in by_url.keys() {
        match remembered(world, url) {
            Some(verdict) => _ = verdicts.insert(url, verdict),
            None => by_host.entry(host(url)).or_default().push(url),
        }
    }
    let hosts: Vec<Vec<&str>> = by_host.into_values().collect();
    let client = Client::new(limits);
    for some in hosts.chunks(AT_ONCE) {
        let answers: Vec<Vec<(&str, Verdict)>> = thread::scope(|scope| {
            let asked: Vec<_> = some.iter().map(|urls| scope.spawn(|| ask_host(&client, urls))).collect();
            asked.into_iter().map(|asked| asked.join().unwrap_or_default()).collect()
        });
        verdicts.extend(answers.into_iter().flatten());
    }
    let mut told = Vec::new();
    for (url, links) in &by_url {
        let Some(verdict) = verdicts.get(url.as_str()) else { continue };
        remember(world, url, verdict);
        let Verdict::Dead(why) = verdict else { continue };
        for link in links {
            let message = format!("`{}` leads nowhere: {why}", link.url);
            let hint = "correct the address, or link to a copy that somebody keeps";
            let diagnostic = Diagnostic::advice(DEAD, message).at(&link.source, link.span).hint(hint);
            told.push((link.clone(), diagnostic));
        }
    }
    told
}

/// The host of an address with its port, in small letters.
fn host(url: &str) -> String {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    rest.split(['/', '?']).next().unwrap_or_default().to_ascii_lowercase()
}

fn ask_host<'a>(client: &Client, urls: &[&'a str]) -> Vec<(&'a str, Verdict)> {
    let mut answers = Vec::with_capacity(urls.len());
    let mut is_away = None;
    for (place, url) in urls.iter().enumerate() {
        if place > 0 && is_away.is_none() {
            thread::sleep(PAUSE);
        }
        // A host that is not there is not asked for each of its pages.
        let verdict = is_away.clone().unwrap_or_else(|| {
            let (verdict, whole) = ask(client, url);
            if whole {
                is_away = Some(verdict.clone());
            }
            verdict
        });
        answers.push((*url, verdict));
    }
    answers
}

/// What is known of an address, and whether that holds for its whole host.
fn ask(client: &Client, url: &str) -> (Verdict, bool) {
    let answer = match client.head(url) {
        // Many hosts answer one and not the other.
        Ok(Answer { status: 400..=599, .. }) => {
            thread::sleep(PAUSE);
            client.get(url, MOST)
        }
        Err(Refused::Broken(_)) => client.get(url, MOST),
        other => other,
    };
    match answer {
        Ok(Answer { status: 200..=399, .. }) | Err(Refused::TooLarge(_)) => (Verdict::Good, false),
        Ok(Answer { status: status @ (404 | 410), .. }) => {
            (Verdict::Dead(format!("its host answers {status}")), false)
        }
        // It wants a login, takes folio for a robot, or has too much to do.
        Ok(_) => (Verdict::Unknown, false),
        Err(refused @ (Refused::Unknown | Refused::Unreachable(_) | Refused::Tls(_))) => {
            (Verdict::Dead(refused.to_string()), true)
        }
        Err(Refused::Slow | Refused::Private(_)) => (Verdict::Unknown, true),
        Err(refused) => (Verdict::Dead(refused.to_string()), false),
    }
}

fn key(url: &str) -> Key {
    Key::new("answer of another host, 1", &[url.as_bytes()])
}

/// What an earlier run has found, while it holds.
fn remembered(world: &dyn World, url: &str) -> Option<Verdict> {
    let text = String::from_utf8(world.recall(key(url).bytes())?).ok()?;
    let (day, why) = text.split_once('\n')?;
    let age = world.today().since(day.parse::<Date>().ok()?).ok()?.get_days();
    let verdict = if why.is_empty() { Verdict::Good } else { Verdict::Dead(why.to_owned()) };
    let holds = if verdict == Verdict::Good { GOOD_FOR } else { BAD_FOR };
    (0..holds).contains(&age).then_some(verdict)
}

fn remember(world: &dyn World, url: &str, verdict: &Verdict) {
    let why = match verdict {
        Verdict::Good => "",
        Verdict::Dead(why) => why,
        Verdict::Unknown => return,
    };
    if remembered(world, url).as_ref() != Some(verdict) {
        world.keep(key(url).bytes(), format!("{}\n{why}", world.today()).as_bytes());
    }
}

/// Whether an address is one of another host.
pub fn is_elsewhere(url: &str, base_url: &str) -> bool {
    let is_web = ["https://", "http://"].iter().any(|scheme| url.starts_with(scheme));
    // Names that stand for nobody (RFC 2606).
    let host = host(url);
    let name = host.split(':').next().unwrap_or_default();
    let is_example = [".example", ".invalid", ".test"].iter().any(|end| name.ends_with(end))
        || ["example.com", "example.org", "example.net"]
            .iter()
            .any(|known| name == *known || name.ends_with(&format!(".{known}")));
    let is_own = !base_url.is_empty()
        && url.strip_prefix(base_url).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    is_web && !is_example && !is_own
}
