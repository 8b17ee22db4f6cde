//! The disk: the only user of `std::fs` and `walkdir`.
//!
//! [`DiskWorld`] reads a site; the functions at the end are the few ways in which folio writes.
#![allow(clippy::disallowed_methods)] // This room is the edge that the lint guards.

mod disk_world;
mod kept;
mod notes;
mod stamps;
#[cfg(test)]
mod tests;

pub use crate::world::Stamp;
pub use disk_world::DiskWorld;
pub use notes::{Held, Note, Notes};
pub use stamps::stamps;

use std::ffi::OsString;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::{Component, Path, PathBuf};

/// What a name stands for; a link is not followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    File {
        len: u64,
    },
    Folder,
    Link,
    /// A pipe, a socket, a device.
    Other,
}

/// What lies at `path` itself; none when nothing does.
pub fn look(path: &Path) -> io::Result<Option<Kind>> {
    match fs::symlink_metadata(path) {
        Ok(found) => Ok(Some(match found.file_type() {
            kind if kind.is_symlink() => Kind::Link,
            kind if kind.is_file() => Kind::File { len: found.len() },
            kind if kind.is_dir() => Kind::Folder,
            _ => Kind::Other,
        })),
        // Below a file there is nothing.
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
            Ok(None)
        }
        Err(error) => Err(error),
    }
}

/// The path with every link and `..` resolved; parts at its end that do not exist yet are kept as written.
pub fn resolve(path: &Path) -> io::Result<PathBuf> {
    let path = std::path::absolute(path)?;
    let mut resolved = PathBuf::new();
    let mut missing = false;
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                resolved.pop();
                missing = look(&resolved)?.is_none();
            }
            Component::Prefix(_) | Component::RootDir => resolved.push(part),
            Component::Normal(name) => {
                resolved.push(name);
                if !missing {
                    match look(&resolved)? {
                        None => missing = true,
                        // A link that leads nowhere is an error here: writing through it would surprise.
                        Some(Kind::Link) => resolved = fs::canonicalize(&resolved)?,
                        Some(_) => {}
                    }
                }
            }
        }
    }
    Ok(resolved)
}

/// Whether a folder lies there; a link to one counts.
pub fn is_folder(path: &Path) -> bool {
    path.is_dir()
}

/// The names in a folder, sorted.
pub fn names(folder: &Path) -> io::Result<Vec<OsString>> {
    let mut names: Vec<OsString> =
        fs::read_dir(folder)?.map(|entry| Ok(entry?.file_name())).collect::<io::Result<_>>()?;
    names.sort();
    Ok(names)
}

/// The bytes of a file of at most `cap` bytes; none when it is larger.
pub fn read_capped(path: &Path, cap: u64) -> io::Result<Option<Vec<u8>>> {
    let file = File::open(path)?;
    let len = file.metadata()?.len();
    read_open(file, len, cap)
}

/// A file that lies there itself, and its size. It is opened without a look before, so that no link and no pipe can take
/// its place in between. None for anything else, and for what cannot be opened.
pub fn open_plain(path: &Path) -> Option<(File, u64)> {
    #[cfg(unix)]
    let file = {
        use std::os::unix::fs::OpenOptionsExt;
        OpenOptions::new().read(true).custom_flags(libc::O_NOFOLLOW | libc::O_NONBLOCK).open(path).ok()?
    };
    #[cfg(not(unix))]
    let file = match look(path) {
        Ok(Some(Kind::File { .. })) => File::open(path).ok()?,
        _ => return None,
    };
    let found = file.metadata().ok()?;
    found.is_file().then_some((file, found.len()))
}

/// The bytes of an open file of `len` bytes; none when they are more than `cap`.
pub fn read_open(file: File, len: u64, cap: u64) -> io::Result<Option<Vec<u8>>> {
    if len > cap {
        return Ok(None);
    }
    let mut bytes = Vec::with_capacity(usize::try_from(len).unwrap_or(0).saturating_add(1));
    // As much as there was said to be: asking for more would be one more call for each file, to hear that there is
    // none. What says nothing of its size is read to its end.
    let most = if len == 0 { cap.saturating_add(1) } else { len };
    file.take(most).read_to_end(&mut bytes)?;
    Ok((bytes.len() as u64 <= cap).then_some(bytes))
}

/// Opens a file of at most `cap` bytes to be read once; none when it is larger, or no file.
pub fn open_capped(path: &Path, cap: u64) -> io::Result<Option<Box<dyn Read>>> {
    let file = File::open(path)?;
    let found = file.metadata()?;
    let fits = found.is_file() && found.len() <= cap;
    Ok(fits.then(|| Box::new(file) as Box<dyn Read>))
}

/// Whether the file holds exactly these bytes.
pub fn holds(path: &Path, mut bytes: &[u8]) -> io::Result<bool> {
    let mut file = File::open(path)?;
    let mut buffer = vec![0; bytes.len().clamp(1, 64 * 1024)];
    loop {
        let count = file.read(&mut buffer)?;
        if count == 0 {
            return Ok(bytes.is_empty());
        }
        match bytes.strip_prefix(&buffer[..count]) {
            Some(rest) => bytes = rest,
            None => return Ok(false),
        }
    }
}

/// Whether two files hold the same bytes.
pub fn hold_the_same(one: &Path, other: &Path) -> io::Result<bool> {
    holds_stream(one, &mut File::open(other)?)
}

/// Whether the file holds exactly the bytes of a stream.
pub fn holds_stream(path: &Path, stream: &mut dyn Read) -> io::Result<bool> {
    let mut file = BufReader::with_capacity(64 * 1024, File::open(path)?);
    let mut stream = BufReader::with_capacity(64 * 1024, stream);
    loop {
        let (ours, theirs) = (file.fill_buf()?, stream.fill_buf()?);
        let count = ours.len().min(theirs.len());
        if count == 0 {
            return Ok(ours.is_empty() && theirs.is_empty());
        }
        if ours[..count] != theirs[..count] {
            return Ok(false);
        }
        file.consume(count);
        stream.consume(count);
    }
}

/// Writes a file that must not exist yet.
pub fn write_new(path: &Path, bytes: &[u8]) -> io::Result<Stamp> {
    write_pieces(path, &[bytes])
}

/// Writes a file that must not exist yet, one piece behind the other.
pub fn write_pieces(path: &Path, pieces: &[&[u8]]) -> io::Result<Stamp> {
    let mut file = NewFile::create(path)?;
    for piece in pieces {
        file.write(piece)?;
    }
    file.stamp()
}

/// A file that did not exist before, while it is written.
#[derive(Debug)]
pub struct NewFile(File);

impl NewFile {
    pub fn create(path: &Path) -> io::Result<Self> {
        OpenOptions::new().write(true).create_new(true).open(path).map(Self)
    }

    pub fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.0.write_all(bytes)
    }

    /// As it is now.
    pub fn stamp(&self) -> io::Result<Stamp> {
        Ok(Stamp::from(&self.0.metadata()?))
    }
}

/// Writes a stream to a file that must not exist yet; gives its size too.
pub fn copy_new(path: &Path, from: &mut dyn Read) -> io::Result<(u64, Stamp)> {
    let mut file = OpenOptions::new().write(true).create_new(true).open(path)?;
    let len = io::copy(from, &mut file)?;
    Ok((len, Stamp::from(&file.metadata()?)))
}

/// Replaces a file's bytes, or makes the file: readers see the old bytes or the new ones, never a part.
pub fn write_atomic(path: &Path, bytes: &[u8]) -> io::Result<()> {
    write_pieces_atomic(path, &[bytes])
}

/// The same with bytes in several pieces, one behind the other.
pub fn write_pieces_atomic(path: &Path, pieces: &[&[u8]]) -> io::Result<()> {
    let name = path.file_name().ok_or_else(|| io::Error::from(io::ErrorKind::InvalidInput))?;
    let mut temporary = OsString::from(".");
    temporary.push(name);
    temporary.push(format!(".folio-{}", std::process::id()));
    let temporary = path.with_file_name(temporary);
    // What a dead run with this number left behind is nobody's.
    if look(&temporary)?.is_some() {
        fs::remove_file(&temporary)?;
    }
    let written = write_pieces(&temporary, pieces).and_then(|_| fs::rename(&temporary, path));
    if written.is_err() {
        _ = fs::remove_file(&temporary);
    }
    written
}

/// Makes a folder whose parent exists.
pub fn create_folder(path: &Path) -> io::Result<()> {
    fs::create_dir(path)
}

/// Makes a folder and those above it, where they are missing.
pub fn create_folders(path: &Path) -> io::Result<()> {
    fs::create_dir_all(path)
}

/// Gives a file or folder another name on the same file system; a file at the new name is replaced.
pub fn rename(from: &Path, to: &Path) -> io::Result<()> {
    fs::rename(from, to)
}

/// A second name for a file, where the file system knows such a thing.
pub fn link(file: &Path, name: &Path) -> io::Result<()> {
    fs::hard_link(file, name)
}

/// Removes a file, or a link and not what it leads to.
pub fn remove_file(path: &Path) -> io::Result<()> {
    fs::remove_file(path)
}

/// Removes a folder that is empty; false when something lies in it.
pub fn remove_empty_folder(path: &Path) -> io::Result<bool> {
    match fs::remove_dir(path) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::DirectoryNotEmpty => Ok(false),
        Err(error) => Err(error),
    }
}

/// Removes a folder that folio itself made, with all that lies in it. Links in it are not followed.
pub fn remove_own_tree(path: &Path) -> io::Result<()> {
    match fs::remove_dir_all(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        done => done,
    }
}

/// Whether a file can be renamed from one folder to the other. The device numbers do not tell: a folder that
/// is mounted a second time keeps its number. Linux compares the mounts before it looks for the names, so that
/// asking for a name that is not there shows it.
pub fn can_rename_between(one: &Path, other: &Path) -> io::Result<bool> {
    let missing = format!(".folio-no-such-file-{}", std::process::id());
    match fs::rename(one.join(&missing), other.join(&missing)) {
        Err(error) if error.kind() == io::ErrorKind::CrossesDevices => Ok(false),
        _ => on_one_device(one, other),
    }
}

#[cfg(unix)]
fn on_one_device(one: &Path, other: &Path) -> io::Result<bool> {
    use std::os::unix::fs::MetadataExt;
    Ok(fs::metadata(one)?.dev() == fs::metadata(other)?.dev())
}

#[cfg(not(unix))]
fn on_one_device(one: &Path, other: &Path) -> io::Result<bool> {
    Ok(fs::canonicalize(one)?.components().next() == fs::canonicalize(other)?.components().next())
}

/// Whether two names lead to one file or folder; false when either leads nowhere.
#[cfg(unix)]
pub fn is_same(one: &Path, other: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let identity = |path| fs::metadata(path).map(|found| (found.dev(), found.ino())).ok();
    identity(one).is_some_and(|one| Some(one) == identity(other))
}

/// Whether two names lead to one file or folder; false when either leads nowhere.
#[cfg(not(unix))]
pub fn is_same(one: &Path, other: &Path) -> bool {
    fs::canonicalize(one).is_ok_and(|one| fs::canonicalize(other).is_ok_and(|other| one == other))
}

/// The home folder of who runs folio, with links resolved.
pub fn home() -> Option<PathBuf> {
    std::env::home_dir().and_then(|home| fs::canonicalize(home).ok())
}

/// A file that one process at a time holds; dropped, or dead, it lets go.
#[derive(Debug)]
pub struct Lock(File);

impl Lock {
    /// Makes the file where it is missing and takes it; none when another process holds it.
    pub fn take(path: &Path) -> io::Result<Option<Self>> {
        let file = OpenOptions::new().write(true).create(true).truncate(false).open(path)?;
        match file.try_lock() {
            Err(TryLockError::WouldBlock) => Ok(None),
            // Where the file system knows no locks, two builds at once are the user's care.
            Ok(()) | Err(TryLockError::Error(_)) => Ok(Some(Self(file))),
        }
    }

    /// Whether the file of this name is the one that is held, and not one that came in its place.
    #[cfg(unix)]
    pub fn is_of(&self, path: &Path) -> bool {
        use std::os::unix::fs::MetadataExt;
        let identity = |found: fs::Metadata| (found.dev(), found.ino());
        let held = self.0.metadata().map(identity).ok();
        held.is_some() && held == fs::symlink_metadata(path).map(identity).ok()
    }

    /// Whether the file of this name is the one that is held: elsewhere a held file keeps its name.
    #[cfg(not(unix))]
    pub fn is_of(&self, path: &Path) -> bool {
        self.0.metadata().is_ok() && fs::symlink_metadata(path).is_ok()
    }
}

/// Tells this program from another one of the same version.
pub fn program() -> Option<Stamp> {
    std::env::current_exe().and_then(|path| Stamp::of(&path)).ok()
}

/// An error of the system in words for people, with what they can do about it.
pub fn explain(error: &io::Error) -> (String, &'static str) {
    use io::ErrorKind as Kind;
    let (words, hint) = match error.kind() {
        Kind::PermissionDenied => {
            ("permission is denied", "give yourself the permission, or choose another folder")
        }
        Kind::StorageFull => ("the disk is full", "make room on the disk, then build again"),
        Kind::QuotaExceeded => {
            ("your quota on this disk is used up", "make room on the disk, then build again")
        }
        Kind::ReadOnlyFilesystem => ("the disk is read-only", "choose a folder that can be written"),
        Kind::NotFound => ("there is no such file or folder", "look whether something else removed it"),
        Kind::InvalidFilename => ("the name is too long or not allowed here", "choose a shorter name"),
        _ => ("", "look at the disk and the permissions, then build again"),
    };
    if words.is_empty() { (error.to_string(), hint) } else { (words.to_owned(), hint) }
}
