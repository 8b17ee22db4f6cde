//! `folio theme eject`: files of a theme become files of the site, to be changed there.

use super::{FILE_IN_THE_WAY, is_taken, write_failed, write_new};
use crate::diag::{Code, Diagnostic, did_you_mean};
use crate::fs;
use crate::path::SitePath;
use crate::theme::catalog::Part;
use std::path::{Path, PathBuf};

/// No theme has a file of this name.
pub const NO_SUCH_FILE: Code = Code("theme-file-unknown");

/// A file to write: its path in the site, and what goes in.
type Plan = Vec<(String, Vec<u8>)>;

/// Copies single files of the theme to the places from which they override it. Gives path and theme of each.
///
/// # Errors
/// When a name is unknown or a file is there already: then nothing is written. Else when the disk refuses.
pub fn files(
    root: &Path,
    parts: &[Part],
    wanted: &[String],
) -> Result<Vec<(PathBuf, String)>, Vec<Diagnostic>> {
    let mut chosen: Vec<&Part> = Vec::new();
    let mut unknown = Vec::new();
    for name in wanted {
        match find(parts, name) {
            Some(part) if chosen.contains(&part) => {}
            Some(part) => chosen.push(part),
            None => unknown.push(no_such_file(parts, name)),
        }
    }
    if !unknown.is_empty() {
        return Err(unknown);
    }
    let plan = chosen.iter().map(|part| (part.path.clone(), part.bytes.clone())).collect();
    let made = write(root, plan)?;
    Ok(made.into_iter().zip(chosen.iter().map(|part| part.from.clone())).collect())
}

/// Copies a whole theme under a new name. What it builds on stays where it is.
///
/// # Errors
/// When the name is no name for a folder, or one of the files is there already.
pub fn theme(root: &Path, parts: &[Part], old: &str, new: &str) -> Result<Vec<PathBuf>, Vec<Diagnostic>> {
    let fits = SitePath::parse(&format!("themes/{new}")).is_ok_and(|path| path.segments().count() == 2);
    if !fits || new == old {
        let message = if new == old {
            format!("the new theme cannot be called `{new}` too")
        } else {
            format!("`{new}` is no name for a theme")
        };
        return Err(vec![
            Diagnostic::error(NO_SUCH_FILE, message).hint("write a new name, as `--theme mine`"),
        ]);
    }
    if is_taken(&root.join("themes").join(new)) {
        let message = format!("`themes/{new}` is there already, so nothing was written");
        return Err(vec![
            Diagnostic::error(FILE_IN_THE_WAY, message).hint("choose another name, or move that folder"),
        ]);
    }
    let renamed = parts.iter().map(|part| (format!("themes/{new}/{}", part.path), rename(part, old, new)));
    write(root, renamed.collect())
}

/// A file of a theme where its name stands: in its manifest, and in templates that name it in full.
fn rename(part: &Part, old: &str, new: &str) -> Vec<u8> {
    let Ok(text) = std::str::from_utf8(&part.bytes) else { return part.bytes.clone() };
    if part.path == "theme.yaml" {
        let lines = text.split_inclusive('\n').map(|line| match line.strip_prefix("name:") {
            Some(_) => format!("name: {}\n", super::scalar::scalar(new)),
            None => line.to_owned(),
        });
        return lines.collect::<String>().into_bytes();
    }
    if part.path.starts_with("templates/") {
        return text.replace(&format!("themes/{old}/"), &format!("themes/{new}/")).into_bytes();
    }
    part.bytes.clone()
}

/// By its path in the theme, by its path below `templates/`, or as a component by its name.
fn find<'p>(parts: &'p [Part], name: &str) -> Option<&'p Part> {
    let name = name.strip_prefix("./").unwrap_or(name);
    let candidates = [
        name.to_owned(),
        format!("templates/{name}"),
        format!("templates/{name}.html"),
        format!("templates/components/{name}.html"),
        format!("static/{name}"),
    ];
    candidates.iter().find_map(|path| parts.iter().find(|part| part.path == *path))
}

fn no_such_file(parts: &[Part], name: &str) -> Diagnostic {
    let short = |part: &Part| {
        let path = part.path.strip_prefix("templates/").unwrap_or(&part.path);
        path.strip_prefix("components/")
            .and_then(|path| path.strip_suffix(".html"))
            .unwrap_or(path)
            .to_owned()
    };
    let known: Vec<String> = parts.iter().map(short).collect();
    let hint = match did_you_mean(name, known.iter().map(String::as_str)) {
        Some(close) => format!("did you mean `{close}`?"),
        None => {
            let pages: Vec<&str> = parts
                .iter()
                .filter_map(|part| part.path.strip_prefix("templates/"))
                .filter(|path| !path.contains('/'))
                .collect();
            format!(
                "its pages are {}; components are named as in templates, such as `case.figure`",
                pages.join(", ")
            )
        }
    };
    Diagnostic::error(NO_SUCH_FILE, format!("the theme has no file `{name}`")).hint(hint)
}

/// Writes all of it or nothing.
fn write(root: &Path, plan: Plan) -> Result<Vec<PathBuf>, Vec<Diagnostic>> {
    let taken: Vec<&str> =
        plan.iter().map(|(path, _)| path.as_str()).filter(|path| is_taken(&root.join(path))).collect();
    if !taken.is_empty() {
        let message = match taken.len() {
            1 => "a file is in the way, so nothing was written".to_owned(),
            some => format!("{some} files are in the way, so nothing was written"),
        };
        let hint = format!("it is yours already; move it to begin again:\n  {}", taken.join("\n  "));
        return Err(vec![Diagnostic::error(FILE_IN_THE_WAY, message).hint(hint)]);
    }
    let mut made: Vec<PathBuf> = Vec::with_capacity(plan.len());
    for (path, bytes) in plan {
        let target = root.join(&path);
        if let Err(error) = write_new(&target, &bytes) {
            for path in &made {
                // A second try shall find nothing in the way.
                let _ = fs::remove_file(&root.join(path));
            }
            return Err(vec![write_failed(&target, &error)]);
        }
        made.push(PathBuf::from(path));
    }
    Ok(made)
}
