//! `folio watch`: a site kept in memory, served, and made again as its files change.
//!
//! ```text
//! files ─notices→ batch ─changes→ session ─pages→ server → browsers
//!                                    └──what changed→ hub ──────↑
//! ```
//!
//! One thread, that of [`run`], takes notices in and brings the session up to date. One serves (`server`), with a
//! few hands for pages that have to be made. One makes what nobody has asked for yet, so that mistakes in it are
//! known ([`Session::catch_up`]).

mod answer;
mod batch;
mod files;
mod hub;
mod media;
mod pages;
mod range;
mod report;
mod router;
mod script;
mod server;

pub use answer::Manners;
pub use batch::{Batch, Found, Moment, Notice};
pub use files::{Event, Files, Scope, Tend};
pub use hub::Hub;
pub use pages::Pages;
pub use report::{Block, Words};
pub use server::{Server, State};

use crate::build::{self, Changes, Session, Update};
use crate::diag::Diagnostic;
use crate::discover::is_document;
use crate::fs;
use crate::net::{self, Hosts};
use crate::path::{OutPath, SitePath};
use report::Report;
use std::collections::BTreeSet;
use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard};
use std::time::{Duration, Instant};

/// What `folio watch` was asked for.
#[derive(Clone, Debug)]
pub struct Options {
    pub build: build::Options,
    /// Where to listen: a name or an address of this machine.
    pub host: String,
    /// None: the default port, or the next that is free.
    pub port: Option<u16>,
    /// Look for changes instead of being told.
    pub poll: bool,
    /// Browsers follow.
    pub reload: bool,
    /// The page of a document that changed comes to the front.
    pub follow: bool,
}

/// What there is to say, as it happens.
#[derive(Debug)]
pub enum Said<'a> {
    /// Browsers can look.
    Ready { url: &'a str, pages: usize, elapsed: Duration },
    /// Files have changed, and what is served with them.
    Made { changed: &'a [SitePath], pages: usize, elapsed: Duration },
    /// What is wrong and was not said before.
    Found(&'a [Diagnostic]),
    /// The last mistake is gone.
    Mended,
}

/// Something that ends a wait.
#[derive(Debug)]
enum Signal {
    Files(Event),
    CaughtUp,
    Interrupted,
}

/// How often one looks whether the site's folder is back.
const ABSENCE: Duration = Duration::from_millis(500);

/// Previews a site until the system asks folio to end. `words` says a mistake as the terminal does.
///
/// # Errors
/// When there is nowhere to listen.
pub fn run(
    options: &Options,
    words: &dyn Fn(&Diagnostic) -> Block,
    tell: &mut dyn FnMut(Said<'_>),
) -> Result<(), Diagnostic> {
    let listener = net::listen(&options.host, options.port)?;
    let authority = listener.authority.clone();
    let start = Instant::now();
    let (signal, signals) = mpsc::channel();
    // What changes while the site is read must not be missed, so the watch begins first.
    let root = fs::resolve(&options.build.root).unwrap_or_else(|_| options.build.root.clone());
    let noticed = signal.clone();
    let told = Arc::new(move |event| _ = noticed.send(Signal::Files(event)));
    let files = Files::watch(&root, Scope::default(), options.poll, told);
    let session = Arc::new(RwLock::new(Session::open(&options.build)));
    let hub = Arc::new(Hub::default());
    let state = State {
        pages: Arc::clone(&session) as Arc<dyn Pages>,
        hub: Arc::clone(&hub),
        manners: Arc::new(Manners { hosts: Hosts::with(&options.host), live: options.reload }),
    };
    let interrupted = signal.clone();
    let server =
        Server::start(listener, state, Some(Box::new(move || _ = interrupted.send(Signal::Interrupted))))
            .map_err(|error| net::unusable(&options.host, &error))?;
    let stop = Arc::new(AtomicBool::new(false));
    let mut watch = Watch {
        options,
        jobs: catch_up(Arc::clone(&session), Arc::clone(&stop), signal)
            .map_err(|error| net::unusable(&options.host, &error))?,
        session,
        hub,
        files,
        batch: Batch::default(),
        stop,
        start,
        report: Report::new(words),
        failed: false,
        tell,
    };
    watch.begin(&authority, start.elapsed());
    watch.attend(&signals);
    drop(server);
    Ok(())
}

/// A thread that makes what nobody asked for, each time that it gets the paths to begin with.
fn catch_up(
    session: Arc<RwLock<Session>>,
    stop: Arc<AtomicBool>,
    signal: Sender<Signal>,
) -> io::Result<Sender<Vec<OutPath>>> {
    let (sender, jobs) = mpsc::channel::<Vec<OutPath>>();
    let run = move || {
        while let Ok(first) = jobs.recv() {
            read(&session).catch_up(&first, &stop);
            // One that was stopped has a successor.
            if !stop.load(Ordering::Relaxed) && signal.send(Signal::CaughtUp).is_err() {
                return;
            }
        }
    };
    std::thread::Builder::new().name("folio-pages".to_owned()).spawn(run)?;
    Ok(sender)
}

/// A page whose making failed left nothing half done: what it reads is made anew.
fn read(session: &RwLock<Session>) -> RwLockReadGuard<'_, Session> {
    session.read().unwrap_or_else(PoisonError::into_inner)
}

/// A preview under way.
struct Watch<'a> {
    options: &'a Options,
    session: Arc<RwLock<Session>>,
    hub: Arc<Hub>,
    files: Files,
    batch: Batch,
    /// Stops the making of what nobody asked for.
    stop: Arc<AtomicBool>,
    jobs: Sender<Vec<OutPath>>,
    start: Instant,
    report: Report<'a>,
    /// It was said that the system does not tell of changes.
    failed: bool,
    tell: &'a mut dyn FnMut(Said<'_>),
}

impl Watch<'_> {
    fn begin(&mut self, authority: &str, elapsed: Duration) {
        let (base, pages) = {
            let session = read(&self.session);
            (session.base_path(), session.pages())
        };
        self.files.set_scope(self.scope());
        self.files.tend(Tend::First);
        let url = format!("http://{authority}{base}");
        (self.tell)(Said::Ready { url: &url, pages, elapsed });
        self.tell_of_mistakes(false);
        self.make_the_rest();
    }

    /// Takes signals in until one of them is the end.
    fn attend(&mut self, signals: &Receiver<Signal>) {
        let mut whole = true;
        loop {
            match self.wait(signals, whole) {
                Ok(Signal::Interrupted) | Err(RecvTimeoutError::Disconnected) => return,
                Ok(Signal::Files(event)) => self.note(event),
                Ok(Signal::CaughtUp) => self.tell_of_mistakes(true),
                Err(RecvTimeoutError::Timeout) => {}
            }
            let now = self.start.elapsed();
            if !whole || self.batch.due().is_some_and(|due| due <= now) {
                let files = &self.files;
                let changes = self.batch.take(now, &|path| files.find(path));
                if !whole || changes.is_some() {
                    whole = self.files.tend(Tend::Again);
                }
                if let Some(changes) = changes {
                    self.update(&changes);
                }
            }
        }
    }

    fn wait(&self, signals: &Receiver<Signal>, whole: bool) -> Result<Signal, RecvTimeoutError> {
        let due = self.batch.due().map(|due| due.saturating_sub(self.start.elapsed()));
        let absence = (!whole).then_some(ABSENCE);
        match due.into_iter().chain(absence).min() {
            Some(time) => signals.recv_timeout(time),
            None => signals.recv().map_err(|_| RecvTimeoutError::Disconnected),
        }
    }

    fn note(&mut self, event: Event) {
        let now = self.start.elapsed();
        match event {
            Event::Notice(path, notice) => {
                if notice == Notice::Gone {
                    self.files.forget(&path);
                }
                self.batch.note(now, path, notice);
            }
            Event::Lost => {
                self.batch.lose(now);
                self.files.tend(Tend::Anew);
            }
            Event::Failed(diagnostic) => {
                self.files.look_instead();
                if !std::mem::replace(&mut self.failed, true) {
                    (self.tell)(Said::Found(&[diagnostic]));
                    // What happened between the two ways.
                    self.batch.lose(now);
                }
            }
        }
    }

    /// Brings the site up to date: the pages that are open first, then everything else.
    fn update(&mut self, changes: &Changes) {
        let start = Instant::now();
        self.stop.store(true, Ordering::Relaxed);
        let update = {
            let mut session = self.session.write().unwrap_or_else(PoisonError::into_inner);
            session.update(changes)
        };
        self.stop.store(false, Ordering::Relaxed);
        self.hub.tell_of_pages(&self.hub.paths(), &*self.session);
        self.tell_of_assets(&update);
        let elapsed = start.elapsed();
        let names = self.worth_naming(&update.changed);
        if !names.is_empty() || (*changes == Changes::All && update.stale > 0) {
            (self.tell)(Said::Made { changed: &names, pages: update.stale, elapsed });
        }
        if !update.failed {
            self.lead(&names);
        }
        self.report.changed(&update.changed);
        self.tell_of_mistakes(false);
        self.files.set_scope(self.scope());
        self.make_the_rest();
    }

    /// What a person would say has changed: not the old name beside the new one, nor what a program wrote aside for
    /// a moment. Where nothing is left of it all, what is gone.
    fn worth_naming(&self, changed: &[SitePath]) -> Vec<SitePath> {
        let there: Vec<SitePath> =
            changed.iter().filter(|path| self.files.find(path) != Found::Nothing).cloned().collect();
        if there.is_empty() { changed.to_vec() } else { there }
    }

    fn tell_of_assets(&self, update: &Update) {
        let base = read(&self.session).base_path();
        let address =
            |path: &OutPath| crate::path::Url::parse(&format!("{base}{path}")).map(|url| url.encoded());
        // What is copied keeps its name, so that no page says that it has other bytes.
        let files = update.changed.iter().filter(|path| !is_document(path));
        let copied = files.filter_map(|path| {
            let below =
                ["static/", "content/"].iter().find_map(|folder| path.as_str().strip_prefix(folder))?;
            OutPath::parse(below).ok()
        });
        let copied: BTreeSet<OutPath> = copied.collect();
        let paths: Vec<String> = copied.iter().filter_map(|path| address(path).ok()).collect();
        self.hub.tell_of_assets(&paths);
    }

    /// With `--follow`, the page of the one document that was edited comes to the front.
    fn lead(&self, changed: &[SitePath]) {
        if let ([document], true) = (changed, self.options.follow) {
            let session = read(&self.session);
            if let Some(url) = session.page_of(document) {
                let base = session.base_path();
                self.hub.lead_to(&format!("{}{}", base.trim_end_matches('/'), url.encoded()));
            }
        }
    }

    /// Says what is wrong, where that is not what was said last. `all` is known, or what was asked for alone.
    fn tell_of_mistakes(&mut self, all: bool) {
        let diagnostics = read(&self.session).diagnostics();
        let news = self.report.take(diagnostics, all);
        if let Some(blocks) = &news.blocks {
            self.hub.tell_of_mistakes(blocks);
        }
        if !news.found.is_empty() {
            (self.tell)(Said::Found(&news.found));
        }
        if news.mended {
            (self.tell)(Said::Mended);
        }
    }

    fn make_the_rest(&self) {
        let base = read(&self.session).base_path();
        let open = self.hub.paths();
        let first = open.iter().filter_map(|path| answer::out_path(path, &base)).collect();
        // Its thread ends when this is dropped, and no sooner.
        let _ = self.jobs.send(first);
    }

    fn scope(&self) -> Scope {
        let session = read(&self.session);
        Scope { output: session.output_inside(), named: session.named() }
    }
}
