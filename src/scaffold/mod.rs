//! First files: a finished-looking site (`folio init`) and single documents (`folio new`).
//!
//! Nothing here ever overwrites a file or asks a question; `folio evidence add` writes one entry into the front matter
//! that it is told to.

pub mod eject;
pub mod evidence;
pub mod init;
pub mod new;
mod scalar;

pub use evidence::{Added, Adding, GitOrigin, Glance, add as add_evidence};
pub use init::{Name, init};
pub use new::{Title, new};

use crate::diag::{Code, Diagnostic};
use crate::fs;
use std::io;
use std::path::Path;

/// A file that would be written is there already.
pub const FILE_IN_THE_WAY: Code = Code("file-in-the-way");
/// A file or folder could not be written.
pub const WRITE_FAILED: Code = Code("write-failed");

/// Whether anything lies at `path`: a file, a folder, a link that leads nowhere, or what may not be looked at.
fn is_taken(path: &Path) -> bool {
    !matches!(fs::look(path), Ok(None))
}

/// Writes a file that is not there yet, and the folders above it. A file that was begun and failed is taken
/// away again.
fn write_new(path: &Path, bytes: &[u8]) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_folders(folder)?;
    }
    fs::write_new(path, bytes).map(|_| ()).inspect_err(|error| {
        if error.kind() != io::ErrorKind::AlreadyExists {
            // It was not there before, so what is there now is the part that was written.
            let _ = fs::remove_file(path);
        }
    })
}

/// Words for a file that the disk refused.
pub fn write_failed(path: &Path, error: &io::Error) -> Diagnostic {
    let (words, hint) = fs::explain(error);
    Diagnostic::error(WRITE_FAILED, format!("`{}` cannot be written: {words}", path.display())).hint(hint)
}
