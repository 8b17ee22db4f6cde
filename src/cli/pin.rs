//! `folio pin`.

use super::Outcome;
use super::style::Look;
use super::text::{count, visible};
use crate::build::{self, Options, Pinned};
use crate::diag::Diagnostic;
use crate::evidence;
use std::path::Path;

pub(super) fn run(root: &Path, check: bool, look: Look) -> Outcome {
    let Pinned { mut diagnostics, changes, files } =
        build::pin(&Options { root: root.to_owned(), ..Options::default() }, !check);
    if diagnostics.iter().any(Diagnostic::is_error) {
        return Outcome::failed(diagnostics);
    }
    if check {
        diagnostics.extend(changes.iter().map(|(path, words)| {
            let message = if words == evidence::NEW {
                "this file is not pinned".to_owned()
            } else {
                format!("this is not as it is pinned: {words}")
            };
            let code = if words == evidence::NEW { evidence::NOT_PINNED } else { evidence::CHANGED };
            Diagnostic::error(code, message).in_file(path.as_str()).hint("run `folio pin` to accept it")
        }));
        if !diagnostics.is_empty() {
            return Outcome::failed(diagnostics);
        }
    }
    let mut said = String::new();
    for (path, words) in &changes {
        said += &look.row("Pin", &format!("{}: {words}", visible(path.as_str())));
    }
    let words = if changes.is_empty() { "as pinned: nothing had changed" } else { "pinned in folio.lock" };
    said += &look.row("Done", &format!("{} {words}", count(files, "file", "files")));
    Outcome { diagnostics, said, ..Outcome::default() }
}
