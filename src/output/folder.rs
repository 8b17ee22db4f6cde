//! Which folders folio never writes to.

use super::{REFUSED, owned::OWNED};
use crate::diag::Diagnostic;
use crate::fs::{self, Kind};
use std::path::{Path, PathBuf};

/// The folders of a site that hold what people wrote.
const SOURCES: [&str; 6] = ["content", "data", "static", "templates", "themes", ".folio"];

/// What shows a theme, which is folio's own too.
const PREVIEW: &str = ".folio/preview";

/// The output folder with every link in its name resolved, when folio may write there.
///
/// # Errors
/// When it is the site's root or one of its source folders, lies in one or holds one; when it is the top of a
/// disk, a home folder, inside a `.git`, the source of another site, or no folder at all.
pub fn refuse(out: &Path, root: &Path) -> Result<PathBuf, Diagnostic> {
    let error = |message: String, hint: &str| {
        Err(Diagnostic::error(REFUSED, format!("the output folder `{}` {message}", out.display())).hint(hint))
    };
    let other = "choose a folder of its own for the output, such as `public`";
    let (resolved, root) = match (fs::resolve(out), fs::resolve(root)) {
        (Ok(out), Ok(root)) => (out, root),
        (Err(failed), _) | (_, Err(failed)) => {
            return error(format!("cannot be reached: {}", fs::explain(&failed).0), other);
        }
    };
    if let Some(why) = names_no_output(&resolved, &root) {
        return error(why, other);
    }
    match fs::look(&resolved) {
        Ok(None | Some(Kind::Folder)) => {}
        Ok(Some(_)) => return error("is a file".to_owned(), "move the file away, or choose another folder"),
        Err(failed) => return error(format!("cannot be read: {}", fs::explain(&failed).0), other),
    }
    let above_file = resolved
        .ancestors()
        .skip(1)
        .find(|above| matches!(fs::look(above), Ok(Some(kind)) if kind != Kind::Folder));
    if let Some(file) = above_file {
        return error(format!("lies below `{}`, which is a file", file.display()), other);
    }
    let config = resolved.join("folio.yaml");
    if matches!(fs::look(&config), Ok(Some(_))) && !matches!(fs::look(&resolved.join(OWNED)), Ok(Some(_))) {
        return error("holds a folio.yaml, so it is the source of a site".to_owned(), other);
    }
    Ok(resolved)
}

fn names_no_output(out: &Path, root: &Path) -> Option<String> {
    if out.parent().is_none() {
        return Some("is the top of the disk".to_owned());
    }
    if out.iter().any(|name| name == ".git") {
        return Some("lies in a repository's own folder".to_owned());
    }
    if fs::home().is_some_and(|home| is_within(&home, out)) {
        return Some("is a home folder, or holds one".to_owned());
    }
    if is_same(out, root) {
        return Some("is the site itself".to_owned());
    }
    if is_within(root, out) {
        return Some("holds the site".to_owned());
    }
    if is_within(out, &fs::resolve(&root.join(PREVIEW)).unwrap_or_else(|_| root.join(PREVIEW))) {
        return None;
    }
    SOURCES.iter().find_map(|name| {
        let named = root.join(name);
        let source = fs::resolve(&named).unwrap_or_else(|_| named.clone());
        if is_within(out, &named) || is_within(out, &source) {
            return Some(format!("lies in the site's own `{name}`"));
        }
        is_within(&source, out).then(|| format!("holds the site's `{name}`"))
    })
}

fn is_same(one: &Path, other: &Path) -> bool {
    // By identity too: where case does not count, one folder answers to many names.
    one == other || fs::is_same(one, other)
}

/// Whether `inner` is `outer` or lies in it.
fn is_within(inner: &Path, outer: &Path) -> bool {
    inner.ancestors().any(|above| is_same(above, outer))
}
