//! Where a build's files wait until the last of them has succeeded.

use super::commit::commit;
use super::folder::refuse;
use super::left::Left;
use super::owned::{OWNED, Owned};
use super::plan::Found;
use super::{CLASH, NOT_WRITTEN, OWNED_DAMAGED, Summary};
use crate::diag::Diagnostic;
use crate::fs::{self, Kind, Lock, Stamp};
use crate::path::OutPath;
use crate::proof::digest::{Digest, Digesting};
use crate::world::{Entry, World};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::ffi::OsString;
use std::fmt::Write as _;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError, RwLock};

/// The list of a site with a million files; what is larger is none.
const LARGEST_LIST: u64 = 256 * 1024 * 1024;

/// Marks a staging folder as folio's, and is locked while a build uses it.
const MARKER: &str = "folio-staging.lock";

/// How an output folder stood when the build began.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    Missing,
    Empty,
    Filled,
}

/// Whether files can be put into a folder of the output.
#[derive(Clone, Debug)]
enum Folder {
    Missing,
    Real,
    Blocked { above: OutPath, file: bool },
}

/// Whose a staging folder is.
enum Taken {
    Ours,
    Foreign,
    Busy,
}

/// A file of a build.
#[derive(Debug)]
pub(super) struct Wanted {
    /// What lies at its path.
    pub found: Found,
    /// How many bytes it is to have.
    pub len: u64,
    /// As it waits, where it does.
    pub staged: Option<Stamp>,
}

/// A build's files on their way into the output folder. Dropped without [`Staging::commit`], it leaves
/// everything as it was.
#[derive(Debug)]
pub struct Staging {
    /// The output folder with links resolved.
    pub(super) out: PathBuf,
    /// The output folder as the user wrote it.
    pub(super) shown: String,
    pub(super) state: State,
    pub(super) owned: Owned,
    /// Whether a list lies in the output folder.
    pub(super) listed: bool,
    pub(super) wanted: Mutex<BTreeMap<OutPath, Wanted>>,
    pub(super) warnings: Vec<Diagnostic>,
    /// The digest of each file, where the site publishes them.
    sums: Option<Mutex<BTreeMap<OutPath, Digest>>>,
    /// The files that the last build left here, as it left them.
    left: Left,
    /// Set when what lies in the staging folder must stay, for it could not be put back.
    pub(super) keep: bool,
    pub(super) committed: bool,
    folder: PathBuf,
    /// Set when the disk takes nothing more: one message about that is enough.
    full: AtomicBool,
    /// Folders above the output that were made for the staging folder.
    made_above: Vec<PathBuf>,
    made: RwLock<HashSet<OutPath>>,
    folders: RwLock<HashMap<OutPath, Folder>>,
    aliases: HashMap<String, OutPath>,
    lock: Option<Lock>,
}

impl Staging {
    /// Judges the output folder and makes the staging folder: beside it, so that a rename is enough, or inside
    /// it where the folder above cannot be written or is another disk.
    ///
    /// # Errors
    /// When the folder must not be written to ([`refuse`]), cannot be, or another build is writing to it.
    pub fn open(out: &Path, root: &Path) -> Result<Self, Diagnostic> {
        let mut staging = Self::begin(out, root)?;
        if staging.state == State::Filled {
            staging.read_list()?;
        }
        Ok(staging)
    }

    /// The same before the list of what folio owns is read.
    pub(super) fn begin(out: &Path, root: &Path) -> Result<Self, Diagnostic> {
        let resolved = refuse(out, root)?;
        let shown = out.display().to_string();
        let failed = |error: &io::Error| failed(&shown, error);
        let state = match fs::look(&resolved).map_err(|error| failed(&error))? {
            None => State::Missing,
            Some(_) if fs::names(&resolved).map_err(|error| failed(&error))?.is_empty() => State::Empty,
            Some(_) => State::Filled,
        };
        let mut staging = Self {
            out: resolved,
            state,
            owned: Owned::default(),
            listed: false,
            wanted: Mutex::default(),
            warnings: Vec::new(),
            sums: None,
            left: Left::default(),
            keep: false,
            committed: false,
            folder: PathBuf::new(),
            full: AtomicBool::new(false),
            made_above: Vec::new(),
            made: RwLock::default(),
            folders: RwLock::default(),
            aliases: HashMap::new(),
            lock: None,
            shown: shown.clone(),
        };
        staging.place()?;
        Ok(staging)
    }

    /// Makes and locks the staging folder.
    fn place(&mut self) -> Result<(), Diagnostic> {
        let above = self.out.parent().unwrap_or(&self.out).to_owned();
        let missing = above.ancestors().take_while(|folder| matches!(fs::look(folder), Ok(None)));
        let missing: Vec<PathBuf> = missing.map(Path::to_owned).collect();
        for folder in missing.into_iter().rev() {
            fs::create_folder(&folder).map_err(|error| failed(&self.shown, &error))?;
            self.made_above.push(folder);
        }
        let mut name = OsString::from(".");
        name.push(self.out.file_name().unwrap_or_default());
        name.push(".folio-staging");
        let beside = above.join(name);
        let inside = self.out.join(".folio-staging");
        let beside_works =
            self.state == State::Missing || matches!(fs::can_rename_between(&above, &self.out), Ok(true));
        let first = if beside_works { beside } else { inside.clone() };
        let Some(mut denied) = self.take(&first)? else { return Ok(()) };
        if self.state != State::Missing && first != inside {
            let Some(again) = self.take(&inside)? else { return Ok(()) };
            denied = again;
        }
        Err(failed(&self.shown, &denied))
    }

    /// Makes this the staging folder. Some error: folio may not write there, and another place may do.
    fn take(&mut self, folder: &Path) -> Result<Option<io::Error>, Diagnostic> {
        let name = folder.display().to_string();
        match self.try_take(folder) {
            Ok(Taken::Ours) => Ok(None),
            Ok(Taken::Foreign) => {
                let message = format!("folio did not make `{name}` and needs that name while it builds");
                Err(in_the_way(message, &name))
            }
            Ok(Taken::Busy) => {
                let message = format!("another folio is writing to `{}`", self.shown);
                Err(Diagnostic::error(NOT_WRITTEN, message).hint("wait until it is done, then build again"))
            }
            Err(error) => match error.kind() {
                io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => Ok(Some(error)),
                _ => Err(failed(&name, &error)),
            },
        }
    }

    fn try_take(&mut self, folder: &Path) -> io::Result<Taken> {
        let marker = folder.join(MARKER);
        // Another build may remove the folder at any moment before the lock is ours.
        for _ in 0..10 {
            match fs::create_folder(folder) {
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                made => made?,
            }
            if !is_staging(folder)? {
                return Ok(Taken::Foreign);
            }
            match Lock::take(&marker) {
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(error) => return Err(error),
                Ok(None) => return Ok(Taken::Busy),
                Ok(Some(lock)) if lock.is_of(&marker) => {
                    folder.clone_into(&mut self.folder);
                    self.lock = Some(lock);
                    self.clear()?;
                    fs::create_folder(&self.new_folder())?;
                    fs::create_folder(&self.old_folder())?;
                    return Ok(Taken::Ours);
                }
                Ok(Some(_)) => {}
            }
        }
        Ok(Taken::Busy)
    }

    /// Removes what this build, or a dead one, left in the staging folder.
    fn clear(&self) -> io::Result<()> {
        for tree in [self.new_folder(), self.old_folder()] {
            fs::remove_own_tree(&tree)?;
        }
        for file in [self.list_file("pending"), self.list_file("final")] {
            if fs::look(&file)?.is_some() {
                fs::remove_file(&file)?;
            }
        }
        Ok(())
    }

    fn read_list(&mut self) -> Result<(), Diagnostic> {
        let list = self.out.join(OWNED);
        let damaged = |why: &str| {
            Diagnostic::warning(OWNED_DAMAGED, format!("the list of folio's own files cannot be used: {why}"))
                .in_file(&format!("{}/{OWNED}", self.shown))
                .hint("folio takes everything in the folder for yours and deletes nothing; empty the folder to start afresh")
        };
        let kind = fs::look(&list).map_err(|error| failed(&self.shown, &error))?;
        let text = match kind {
            None => return Ok(()),
            Some(Kind::File { .. }) => fs::read_capped(&list, LARGEST_LIST),
            Some(_) => {
                let message =
                    format!("`{}/{OWNED}` is no file, so folio cannot keep its list there", self.shown);
                return Err(in_the_way(message, &format!("{}/{OWNED}", self.shown)));
            }
        };
        self.listed = true;
        let text = text.map_err(|error| failed(&format!("{}/{OWNED}", self.shown), &error))?;
        let parsed = text.ok_or("it is too large".to_owned()).and_then(|bytes| {
            let text = String::from_utf8(bytes).map_err(|_| "it is not UTF-8".to_owned())?;
            Owned::parse(&text)
        });
        match parsed {
            Ok(owned) => self.owned = owned,
            Err(why) => self.warnings.push(damaged(&why)),
        }
        self.settle_pending();
        self.aliases = self.owned.files.iter().map(|path| (path.collision_key(), path.clone())).collect();
        Ok(())
    }

    /// Takes for folio's own what a run that died had announced and made. A folder comes into the output with its
    /// files, so it counts when one of them is there.
    fn settle_pending(&mut self) {
        let folders = std::mem::take(&mut self.owned.pending_folders);
        for (path, len) in std::mem::take(&mut self.owned.pending) {
            let found = fs::look(&self.out.join(path.as_str()));
            if matches!(found, Ok(Some(Kind::File { len: found })) if found == len) {
                let above = std::iter::successors(path.parent(), OutPath::parent);
                self.owned.folders.extend(above.filter(|folder| folders.contains(folder)));
                self.owned.files.insert(path);
            }
        }
    }

    /// Takes the digest of each file that is put from now on.
    #[must_use]
    pub fn with_sums(mut self) -> Self {
        self.sums = Some(Mutex::default());
        self
    }

    /// Takes files of the last build for what they were while they have the stamps that they had when it was done. What
    /// they were is told by one of them, its sums.
    #[must_use]
    pub fn after(mut self, files: Vec<(String, Stamp)>, sums: &OutPath) -> Self {
        self.left = Left::read(&self.out, files, sums);
        self
    }

    /// Whether the last build left these bytes here and they still lie there. Then they belong to this one, too.
    pub fn keep(&self, path: &OutPath, len: u64, digest: &Digest) -> bool {
        let found = self.find(path, len, |target| Ok(self.left.holds(path, digest, target)));
        let is_kept = matches!(found, Ok(Found::Same)) && self.claim(path, len).is_ok();
        if is_kept {
            self.sum(path, *digest);
            self.record(path, Wanted { found: Found::Same, len, staged: None });
        }
        is_kept
    }

    /// The digests of all files so far as `sha256sum` writes them, by paths from the output folder, sorted.
    pub fn sums(&self) -> String {
        let Some(sums) = &self.sums else { return String::new() };
        let sums = sums.lock().unwrap_or_else(PoisonError::into_inner);
        let mut text = String::with_capacity(sums.len() * 100);
        for (path, digest) in &*sums {
            // Writing to a string cannot fail.
            _ = writeln!(text, "{digest}  {path}");
        }
        text
    }

    fn sum(&self, path: &OutPath, digest: Digest) {
        if let Some(sums) = &self.sums {
            sums.lock().unwrap_or_else(PoisonError::into_inner).insert(path.clone(), digest);
        }
    }

    /// Puts a file into the build. What already lies in the output with these bytes is not written again. May
    /// be called from many threads.
    ///
    /// # Errors
    /// When something was put there before, or it cannot be written. When the disk is full the first call says
    /// so, later ones do nothing, and the commit fails.
    pub fn put(&self, path: &OutPath, bytes: &[u8]) -> Result<(), Diagnostic> {
        if self.is_full() {
            return Ok(());
        }
        let len = bytes.len() as u64;
        self.claim(path, len)?;
        let put = || -> io::Result<()> {
            let digest = self.sums.as_ref().map(|_| Digest::of(bytes));
            let found = self.find(path, len, |target| {
                let is_as_left = digest.is_some_and(|digest| self.left.holds(path, &digest, target));
                if is_as_left { Ok(true) } else { fs::holds(target, bytes) }
            })?;
            if let Some(digest) = digest {
                self.sum(path, digest);
            }
            let staged = match found {
                Found::Same => None,
                _ => Some(fs::write_new(&self.staged(path)?, bytes)?),
            };
            self.record(path, Wanted { found, len, staged });
            Ok(())
        };
        put().or_else(|error| self.fail(path, &error))
    }

    /// Puts a file into the build that may be very large: while some pieces of it are written the next ones are made, and it is
    /// never in memory as a whole.
    ///
    /// # Errors
    /// As [`Staging::put`].
    pub fn put_pieces(
        &self,
        path: &OutPath,
        mut pieces: impl Iterator<Item = Vec<Vec<u8>>> + Send,
    ) -> Result<(), Diagnostic> {
        if self.is_full() {
            return Ok(());
        }
        self.claim(path, 0)?;
        let mut put = || -> io::Result<()> {
            let place = self.staged(path)?;
            let mut file = fs::NewFile::create(&place)?;
            let (mut digesting, mut len) = (Digesting::default(), 0);
            let mut next = pieces.next();
            while let Some(now) = next {
                let write = || {
                    now.iter().try_for_each(|piece| {
                        len += piece.len() as u64;
                        digesting.take(piece);
                        file.write(piece)
                    })
                };
                let (written, following) = rayon::join(write, || pieces.next());
                written?;
                next = following;
            }
            let (digest, stamp) = (digesting.finish(), file.stamp()?);
            let found = self.find(path, len, |target| {
                if self.left.holds(path, &digest, target) {
                    Ok(true)
                } else {
                    fs::hold_the_same(target, &place)
                }
            })?;
            let staged = (found != Found::Same).then_some(stamp);
            if staged.is_none() {
                fs::remove_file(&place)?;
            }
            self.sum(path, digest);
            self.record(path, Wanted { found, len, staged });
            Ok(())
        };
        put().or_else(|error| self.fail(path, &error))
    }

    /// Puts a file of the site into the build, without taking it into memory.
    ///
    /// # Errors
    /// As [`Staging::put`], and when the file cannot be read.
    pub fn copy(&self, world: &dyn World, from: &Entry, to: &OutPath) -> Result<(), Diagnostic> {
        if self.is_full() {
            return Ok(());
        }
        self.claim(to, from.len)?;
        let open = || {
            world.open(&from.path).map_err(|error| {
                Diagnostic::error(NOT_WRITTEN, format!("the file cannot be copied to the output: {error}"))
                    .in_file(from.path.as_str())
                    .hint("give yourself the permission to read it, or list it under `ignore`")
            })
        };
        let failed = |error: io::Error| failed(&format!("{}/{to}", self.shown), &error);
        let mut stream = open()?;
        if self.sums.is_some() {
            self.sum(to, Digest::of_stream(&mut stream).map_err(failed)?);
            stream = open()?;
        }
        let found =
            self.find(to, from.len, |target| fs::holds_stream(target, &mut stream)).map_err(failed)?;
        let (mut len, mut stamp) = (from.len, None);
        if found != Found::Same {
            if found == Found::Different {
                stream = open()?;
            }
            let copied = self.staged(to).and_then(|staged| fs::copy_new(&staged, &mut stream));
            (len, stamp) = copied.map(|(len, stamp)| (len, Some(stamp))).map_err(failed)?;
        }
        self.record(to, Wanted { found, len, staged: stamp });
        Ok(())
    }

    /// Changes the output folder to what was put: all of it, or, with errors, nothing. What folio made before
    /// and nothing wants any more is removed; nothing else is touched.
    ///
    /// # Errors
    /// When something that folio did not make is in the way, or the disk refuses.
    pub fn commit(self) -> Result<Summary, Vec<Diagnostic>> {
        commit(self)
    }

    /// Whether a commit would lack files, for the disk did not take them.
    pub(super) fn is_full(&self) -> bool {
        self.full.load(Ordering::Relaxed)
    }

    fn fail(&self, path: &OutPath, error: &io::Error) -> Result<(), Diagnostic> {
        if self.is_entangled(path) {
            // Said when all is there: which of the two comes first here is chance.
            return Ok(());
        }
        let full = matches!(
            error.kind(),
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded | io::ErrorKind::ReadOnlyFilesystem
        );
        if full && self.full.swap(true, Ordering::Relaxed) {
            return Ok(());
        }
        Err(failed(&format!("{}/{path}", self.shown), error))
    }

    /// Whether another file of the build needs this path as a folder, or is above it.
    fn is_entangled(&self, path: &OutPath) -> bool {
        let wanted = self.wanted.lock().unwrap_or_else(PoisonError::into_inner);
        let above =
            std::iter::successors(path.parent(), OutPath::parent).any(|above| wanted.contains_key(&above));
        above
            || wanted.keys().any(|other| {
                other.as_str().strip_prefix(path.as_str()).is_some_and(|rest| rest.starts_with('/'))
            })
    }

    fn claim(&self, path: &OutPath, len: u64) -> Result<(), Diagnostic> {
        let mut wanted = self.wanted.lock().unwrap_or_else(PoisonError::into_inner);
        if wanted.insert(path.clone(), Wanted { found: Found::Nothing, len, staged: None }).is_none() {
            return Ok(());
        }
        Err(Diagnostic::error(CLASH, format!("two things are to be written to `{}/{path}`", self.shown))
            .in_file(&format!("{}/{path}", self.shown))
            .hint("give one of the two another path"))
    }

    fn record(&self, path: &OutPath, wanted: Wanted) {
        let mut all = self.wanted.lock().unwrap_or_else(PoisonError::into_inner);
        match all.get_mut(path) {
            Some(claimed) => *claimed = wanted,
            None => _ = all.insert(path.clone(), wanted),
        }
    }

    /// What lies at a path of the output now.
    fn find(
        &self,
        path: &OutPath,
        len: u64,
        same: impl FnOnce(&Path) -> io::Result<bool>,
    ) -> io::Result<Found> {
        if self.state != State::Filled {
            return Ok(Found::Nothing);
        }
        if let Some(parent) = path.parent() {
            match self.folder_state(&parent)? {
                Folder::Missing => return Ok(Found::Nothing),
                Folder::Blocked { above, file } => return Ok(Found::Below { above, file }),
                Folder::Real => {}
            }
        }
        let target = self.out.join(path.as_str());
        Ok(match fs::look(&target)? {
            None => Found::Nothing,
            Some(Kind::Folder) => Found::Folder { foreign: None },
            Some(Kind::Link | Kind::Other) => Found::Special,
            Some(Kind::File { len: found }) => match self.alias(path, &target) {
                Some(other) => Found::Alias(other),
                None if found == len && same(&target)? => Found::Same,
                None => Found::Different,
            },
        })
    }

    /// The other name under which folio made the file that answers to this one, where case does not count.
    fn alias(&self, path: &OutPath, target: &Path) -> Option<OutPath> {
        if self.owned.files.contains(path) {
            return None;
        }
        let other = self.aliases.get(&path.collision_key())?;
        fs::is_same(target, &self.out.join(other.as_str())).then(|| other.clone())
    }

    fn folder_state(&self, folder: &OutPath) -> io::Result<Folder> {
        if let Some(known) = self.folders.read().unwrap_or_else(PoisonError::into_inner).get(folder) {
            return Ok(known.clone());
        }
        let above = folder.parent().map_or(Ok(Folder::Real), |parent| self.folder_state(&parent))?;
        let state = match above {
            Folder::Real => match fs::look(&self.out.join(folder.as_str()))? {
                None => Folder::Missing,
                Some(Kind::Folder) => Folder::Real,
                Some(kind) => {
                    Folder::Blocked { above: folder.clone(), file: matches!(kind, Kind::File { .. }) }
                }
            },
            other => other,
        };
        self.folders.write().unwrap_or_else(PoisonError::into_inner).insert(folder.clone(), state.clone());
        Ok(state)
    }

    /// Whether every folder above a path of the output is a folder, and none a link.
    pub(super) fn is_reachable(&self, path: &OutPath) -> io::Result<bool> {
        path.parent().map_or(Ok(true), |parent| Ok(matches!(self.folder_state(&parent)?, Folder::Real)))
    }

    /// Where a file waits; its folder is made.
    pub(super) fn staged(&self, path: &OutPath) -> io::Result<PathBuf> {
        let new = self.new_folder();
        if let Some(parent) = path.parent()
            && !self.made.read().unwrap_or_else(PoisonError::into_inner).contains(&parent)
        {
            fs::create_folders(&new.join(parent.as_str()))?;
            self.made.write().unwrap_or_else(PoisonError::into_inner).insert(parent);
        }
        Ok(new.join(path.as_str()))
    }

    /// Holds the files that wait, laid out as in the output.
    pub(super) fn new_folder(&self) -> PathBuf {
        self.folder.join("new")
    }

    /// Holds what a commit under way takes out of the output.
    pub(super) fn old_folder(&self) -> PathBuf {
        self.folder.join("old")
    }

    /// Where a list of owned files waits.
    pub(super) fn list_file(&self, name: &str) -> PathBuf {
        self.folder.join(format!("owned-{name}"))
    }
}

impl Drop for Staging {
    fn drop(&mut self) {
        // What cannot be removed here is removed by the next build.
        if self.lock.is_some() && !self.keep && self.clear().is_ok() {
            _ = fs::remove_file(&self.folder.join(MARKER));
            _ = fs::remove_empty_folder(&self.folder);
        }
        self.lock = None;
        if !self.committed {
            for folder in self.made_above.iter().rev() {
                _ = fs::remove_empty_folder(folder);
            }
        }
    }
}

/// Whether folio made this folder for staging: it is marked, or a run died before it could mark it.
fn is_staging(folder: &Path) -> io::Result<bool> {
    Ok(match fs::look(folder)? {
        // Another build was done with it.
        None => true,
        Some(Kind::Folder) => {
            matches!(fs::look(&folder.join(MARKER))?, Some(Kind::File { .. }))
                || fs::names(folder)?.is_empty()
        }
        Some(_) => false,
    })
}

pub(super) fn failed(name: &str, error: &io::Error) -> Diagnostic {
    let (why, hint) = fs::explain(error);
    Diagnostic::error(NOT_WRITTEN, format!("`{name}` cannot be written: {why}")).hint(hint)
}

fn in_the_way(message: String, name: &str) -> Diagnostic {
    Diagnostic::error(super::IN_THE_WAY, message)
        .in_file(name)
        .hint("move it away, or choose another output folder with `-o`")
}
