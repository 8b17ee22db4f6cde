//! Lists what the binary carries: the files of every theme that ships with folio, and the explanation of every code.

// A build script runs before there is a World.
#![allow(clippy::disallowed_methods)]

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR").map_err(io::Error::other)?);
    embed(&root, "themes", "themes.rs", |file| {
        let name = file.strip_prefix(&root).ok()?.to_string_lossy().replace('\\', "/");
        Some(format!("({name:?}, include_bytes!({:?}))", file.to_string_lossy()))
    })?;
    embed(&root, "src/explain", "explanations.rs", |file| {
        let code = file.file_stem().filter(|_| file.extension().is_some_and(|found| found == "md"))?;
        Some(format!("({:?}, include_str!({:?}))", code.to_string_lossy(), file.to_string_lossy()))
    })
}

/// Writes the Rust expression of a list with an entry for each file of a folder, in the order of their names.
fn embed(root: &Path, folder: &str, list: &str, entry: impl Fn(&Path) -> Option<String>) -> io::Result<()> {
    println!("cargo::rerun-if-changed={folder}");
    let mut files = Vec::new();
    walk(&root.join(folder), &mut files)?;
    let mut entries: Vec<String> = files.iter().filter_map(|file| entry(file)).collect();
    entries.sort();
    let mut code = String::from("&[\n");
    for entry in entries {
        writeln!(code, "    {entry},").map_err(io::Error::other)?;
    }
    code.push(']');
    let out = env::var("OUT_DIR").map_err(io::Error::other)?;
    fs::write(Path::new(&out).join(list), code)
}

fn walk(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let hidden = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
        match (hidden, path.is_dir()) {
            (true, _) => {}
            (_, true) => walk(&path, files)?,
            (_, false) => files.push(path),
        }
    }
    Ok(())
}
