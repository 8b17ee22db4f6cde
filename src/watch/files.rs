//! The folders of a site, watched: notices of the system, or of a walk twice a second where the system gives none.

use super::batch::{Found, Notice};
use crate::config;
use crate::diag::{Code, Diagnostic};
use crate::discover::is_leftover;
use crate::fs::{self, Kind, Stamp};
use crate::path::SitePath;
use crate::proof::lock;
use crate::world::is_hidden;
use notify::event::{AccessKind, AccessMode, CreateKind, EventKind, ModifyKind, RenameMode};
use notify::{ErrorKind, RecommendedWatcher, RecursiveMode, Watcher};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant};

pub const NOT_WATCHED: Code = Code("files-not-watched");

/// The folders that a site is made of. They are watched with all that lies in them.
pub const FOLDERS: [&str; 7] = ["content", "data", "evidence", "i18n", "static", "templates", "themes"];

/// What else lies in the site's own folder is nobody's business: a log there would be read for ever.
const FILES: [&str; 2] = [config::FILE, lock::FILE];

/// Time between two walks. On a slow disk it is longer, so that most of the time is left for other things.
const INTERVAL: Duration = Duration::from_millis(500);

/// What the watch has to say.
#[derive(Debug)]
pub enum Event {
    Notice(SitePath, Notice),
    /// Notices were lost.
    Lost,
    /// The system watches no longer.
    Failed(Diagnostic),
}

/// Whom it is said to.
pub type Tell = dyn Fn(Event) + Send + Sync;

/// Watches a site for as long as it lives.
pub struct Files {
    root: PathBuf,
    scope: Arc<RwLock<Scope>>,
    tell: Arc<Tell>,
    how: How,
}

enum How {
    /// The system tells; these of the folders are watched.
    Told(RecommendedWatcher, BTreeSet<PathBuf>),
    /// A thread looks, until this is set.
    Looks(Arc<AtomicBool>),
}

impl std::fmt::Debug for Files {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let how = match &self.how {
            How::Told(_, known) => format!("watched: {known:?}"),
            How::Looks(_) => "walked".to_owned(),
        };
        f.debug_struct("Files").field("root", &self.root).field("how", &how).finish_non_exhaustive()
    }
}

/// Why one looks which folders are to be watched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tend {
    /// Everything that is there will be read anyway.
    First,
    /// Some may have come.
    Again,
    /// Notices of new folders may have been lost: what was watched before is watched again.
    Anew,
}

/// Which paths belong to the site.
#[derive(Clone, Debug, Default)]
pub struct Scope {
    /// The output folder, where it lies in the site's.
    pub output: Option<SitePath>,
    /// Folders and files in the site's own folder that only the configuration names.
    pub named: BTreeSet<String>,
}

impl Scope {
    /// Whether what happens to this path can change the site.
    #[must_use]
    pub fn holds(&self, path: &SitePath) -> bool {
        let mut segments = path.segments();
        let Some(first) = segments.next() else { return false };
        let is_folder = FOLDERS.contains(&first) || self.named.contains(first);
        (is_folder || (FILES.contains(&first) && segments.next().is_none()))
            && !self.output.as_ref().is_some_and(|output| path.starts_with(output))
            && !path.segments().any(|name| is_hidden(name) || is_leftover(name) || name == "node_modules")
    }

    fn folders(&self) -> impl Iterator<Item = &str> {
        FOLDERS.into_iter().chain(self.named.iter().map(String::as_str))
    }
}

impl Files {
    /// Watches the site in this folder, whose path has no links in it. With `look`, the system is not asked to tell.
    pub fn watch(root: &Path, scope: Scope, look: bool, tell: Arc<Tell>) -> Self {
        let scope = Arc::new(RwLock::new(scope));
        let told = if look { None } else { told(root, &scope, &tell) };
        let mut files = match told {
            Some(watcher) => {
                Self { root: root.to_owned(), scope, tell, how: How::Told(watcher, BTreeSet::new()) }
            }
            None => {
                let how = How::Looks(looks(root.to_owned(), Arc::clone(&scope), Arc::clone(&tell)));
                Self { root: root.to_owned(), scope, tell, how }
            }
        };
        files.tend(Tend::First);
        files
    }

    /// The configuration has changed which paths belong to the site.
    pub fn set_scope(&mut self, scope: Scope) {
        *self.scope.write().unwrap_or_else(PoisonError::into_inner) = scope;
    }

    /// What lies at a path now.
    pub fn find(&self, path: &SitePath) -> Found {
        match fs::look(&self.root.join(path.as_str())) {
            Ok(Some(Kind::File { len: 0 })) => Found::Empty,
            Ok(Some(Kind::Folder)) => Found::Folder,
            Ok(None) => Found::Nothing,
            // What cannot be looked at is somebody else's message.
            Ok(Some(Kind::File { .. } | Kind::Link | Kind::Other)) | Err(_) => Found::File,
        }
    }

    /// A folder that was watched is gone, or goes under another name.
    pub fn forget(&mut self, path: &SitePath) {
        if let How::Told(_, known) = &mut self.how {
            known.remove(&self.root.join(path.as_str()));
        }
    }

    /// Watches what is there by now: folders come and go, the site's own too. False while the site's folder is not
    /// there.
    pub fn tend(&mut self, tend: Tend) -> bool {
        let root = self.root.clone();
        if !fs::is_folder(&root) {
            if let How::Told(watcher, known) = &mut self.how
                && known.remove(&root)
            {
                // The watch of a folder that is gone would not see its successor.
                let _ = watcher.unwatch(&root);
                known.clear();
            }
            return false;
        }
        let folders: Vec<PathBuf> = {
            let scope = self.scope.read().unwrap_or_else(PoisonError::into_inner);
            scope.folders().map(|name| root.join(name)).collect()
        };
        let How::Told(watcher, known) = &mut self.how else { return true };
        let all = std::iter::once((root.clone(), RecursiveMode::NonRecursive))
            .chain(folders.into_iter().map(|folder| (folder, RecursiveMode::Recursive)));
        for (folder, mode) in all {
            if (known.contains(&folder) && tend != Tend::Anew) || !fs::is_folder(&folder) {
                continue;
            }
            match watcher.watch(&folder, mode) {
                Ok(()) => {
                    let path = site_path(&root, &folder).filter(|path| !path.is_root());
                    if known.insert(folder.clone())
                        && tend != Tend::First
                        && let Some(path) = path
                    {
                        // What came into it before it was watched.
                        (self.tell)(Event::Notice(path, Notice::Whole));
                    }
                }
                // It went in this moment.
                Err(error) if matches!(error.kind, ErrorKind::PathNotFound) => {}
                Err(error) => {
                    (self.tell)(Event::Failed(not_watched(&error)));
                    break;
                }
            }
        }
        true
    }

    /// From now on a walk looks for changes, since the system does not tell of them.
    pub fn look_instead(&mut self) {
        if matches!(self.how, How::Told(..)) {
            self.how = How::Looks(looks(self.root.clone(), Arc::clone(&self.scope), Arc::clone(&self.tell)));
        }
    }
}

impl Drop for Files {
    fn drop(&mut self) {
        if let How::Looks(stop) = &self.how {
            stop.store(true, Ordering::Relaxed);
        }
    }
}

/// The system's own watcher; none, and the reason told, when it gives none.
fn told(root: &Path, scope: &Arc<RwLock<Scope>>, tell: &Arc<Tell>) -> Option<RecommendedWatcher> {
    let (root, scope, told) = (root.to_owned(), Arc::clone(scope), Arc::clone(tell));
    let handler = move |event: notify::Result<notify::Event>| match event {
        Ok(event) if event.need_rescan() => told(Event::Lost),
        Ok(event) => {
            let Some(notice) = notice(event.kind) else { return };
            for path in &event.paths {
                let Some(path) = site_path(&root, path) else { continue };
                if scope.read().unwrap_or_else(PoisonError::into_inner).holds(&path) {
                    told(Event::Notice(path, notice));
                }
            }
        }
        Err(error) => told(Event::Failed(not_watched(&error))),
    };
    // A link may lead out of the site, to anything that the machine has.
    let settings = notify::Config::default().with_follow_symlinks(false);
    match RecommendedWatcher::new(handler, settings) {
        Ok(watcher) => Some(watcher),
        Err(error) => {
            tell(Event::Failed(not_watched(&error)));
            None
        }
    }
}

/// What an event means; none when nothing has changed by it. Reading makes events too.
fn notice(kind: EventKind) -> Option<Notice> {
    match kind {
        EventKind::Access(AccessKind::Close(AccessMode::Write))
        | EventKind::Modify(ModifyKind::Name(RenameMode::To)) => Some(Notice::Whole),
        EventKind::Access(_) => None,
        EventKind::Create(CreateKind::File | CreateKind::Folder | CreateKind::Any | CreateKind::Other) => {
            Some(Notice::Created)
        }
        EventKind::Remove(_) | EventKind::Modify(ModifyKind::Name(RenameMode::From)) => Some(Notice::Gone),
        // Both names were told of by themselves; elsewhere nobody says which of the two this one is.
        EventKind::Modify(_) | EventKind::Any | EventKind::Other => Some(Notice::Written),
    }
}

/// The path of a file in the site, and the root for the site's own folder.
fn site_path(root: &Path, path: &Path) -> Option<SitePath> {
    let below = path.strip_prefix(root).ok()?.to_str()?;
    SitePath::parse(&below.replace(std::path::MAIN_SEPARATOR, "/")).ok()
}

fn not_watched(error: &notify::Error) -> Diagnostic {
    let (words, hint) = match &error.kind {
        ErrorKind::MaxFilesWatch => (
            "the system watches as many files as it may".to_owned(),
            "nothing is lost: folio looks twice a second now. `sudo sysctl fs.inotify.max_user_watches=524288` lets \
             the system tell it at once",
        ),
        ErrorKind::Io(error) => (fs::explain(error).0, LOOKS),
        _ => (error.to_string(), LOOKS),
    };
    Diagnostic::warning(NOT_WATCHED, format!("changes to files are not told of by the system: {words}"))
        .hint(hint)
}

const LOOKS: &str = "nothing is lost: folio looks twice a second now, as with `--poll`";

/// Walks the site until it is told to stop, and tells what is not as it was.
fn looks(root: PathBuf, scope: Arc<RwLock<Scope>>, tell: Arc<Tell>) -> Arc<AtomicBool> {
    let stop = Arc::new(AtomicBool::new(false));
    let stopped = Arc::clone(&stop);
    let walk = move || {
        let scope = scope.read().unwrap_or_else(PoisonError::into_inner).clone();
        let mut stamps = fs::stamps(&root, scope.folders(), &|path| scope.holds(path));
        // Names in the site's own folder, such as that of the output, are none of the site's.
        stamps.retain(|path, _| scope.holds(path));
        stamps
    };
    let run = move || {
        let mut known = walk();
        let mut took = Duration::ZERO;
        loop {
            std::thread::sleep(INTERVAL.max(took * 5));
            if stopped.load(Ordering::Relaxed) {
                return;
            }
            let start = Instant::now();
            let now = walk();
            for (path, notice) in differences(&known, &now) {
                tell(Event::Notice(path, notice));
            }
            known = now;
            took = start.elapsed();
        }
    };
    if let Err(error) = std::thread::Builder::new().name("folio-files".to_owned()).spawn(run) {
        // Without threads there is no preview either.
        stop.store(true, Ordering::Relaxed);
        drop(error);
    }
    stop
}

/// What happened between two walks. One that is not there any more comes last, since it may have moved.
fn differences(
    before: &BTreeMap<SitePath, Stamp>,
    after: &BTreeMap<SitePath, Stamp>,
) -> Vec<(SitePath, Notice)> {
    let written = after.iter().filter(|(path, stamp)| before.get(*path) != Some(stamp));
    let gone = before.keys().filter(|path| !after.contains_key(*path));
    written
        .map(|(path, _)| (path.clone(), Notice::Whole))
        .chain(gone.map(|path| (path.clone(), Notice::Gone)))
        .collect()
}
