//! `folio man`.

use super::Outcome;
use super::args::Arguments;
use super::style::Look;
use super::text::{count, visible};
use crate::fs;
use crate::scaffold::write_failed;
use clap::{Command, CommandFactory};
use clap_mangen::Man;
use clap_mangen::roff::{Roff, roman};
use std::io;
use std::path::Path;

/// The page of one command, or of folio itself.
pub(super) fn print(name: &str) -> Outcome {
    let page = pages().into_iter().find(|(file, _)| *file == format!("{name}.1")).map(|(_, text)| text);
    Outcome::text(page.unwrap_or_default())
}

/// Writes every page into a folder, over those of another version.
pub(super) fn write(folder: &Path, look: Look) -> Outcome {
    let mut created = Vec::new();
    let written = fs::create_folders(folder).map_err(|error| write_failed(folder, &error)).and_then(|()| {
        for (file, text) in pages() {
            let path = folder.join(file);
            fs::write_atomic(&path, text.as_bytes()).map_err(|error| write_failed(&path, &error))?;
            created.push(path);
        }
        Ok(())
    });
    match written {
        Err(diagnostic) => Outcome { created, ..Outcome::failed(vec![diagnostic]) },
        Ok(()) => {
            let place = visible(&folder.display().to_string());
            let pages = count(created.len(), "page", "pages");
            let said = look.row("Made", &format!("{pages} of the manual in {place}"))
                + &look.row("Next", &format!("man -l {place}/folio.1"));
            Outcome { created, said, ..Outcome::default() }
        }
    }
}

/// What there is a page for: `folio`, `folio-build`.
pub(super) fn names() -> Vec<String> {
    commands().iter().map(title).collect()
}

/// File name and text of each page.
fn pages() -> Vec<(String, String)> {
    commands().iter().map(|command| (format!("{}.1", title(command)), page(command))).collect()
}

/// folio itself, its commands, and theirs.
fn commands() -> Vec<Command> {
    let mut top = Arguments::command();
    top.build();
    let mut all = vec![top];
    let mut at = 0;
    while at < all.len() {
        let below: Vec<Command> = all[at].get_subcommands().cloned().collect();
        all.extend(below.into_iter().filter(|command| command.get_name() != "help"));
        at += 1;
    }
    all
}

fn title(command: &Command) -> String {
    command.get_display_name().unwrap_or_else(|| command.get_name()).to_owned()
}

fn page(command: &Command) -> String {
    let version = concat!("folio ", env!("CARGO_PKG_VERSION"));
    let man =
        Man::new(command.clone()).title(title(command).to_uppercase()).source(version).manual("folio manual");
    let mut text = Vec::new();
    // A Vec takes every byte.
    let _ = render(&man, command, &mut text);
    String::from_utf8_lossy(&text).into_owned()
}

fn render(man: &Man, command: &Command, text: &mut Vec<u8>) -> io::Result<()> {
    man.render_title(text)?;
    man.render_name_section(text)?;
    man.render_synopsis_section(text)?;
    man.render_description_section(text)?;
    man.render_options_section(text)?;
    if command.has_subcommands() {
        man.render_subcommands_section(text)?;
    }
    // The maker of pages would run the lines of the examples together.
    let words = command.get_after_long_help().or_else(|| command.get_after_help());
    if let Some(words) = words {
        notes(&words.to_string()).to_writer(text)?;
    }
    Ok(())
}

fn notes(words: &str) -> Roff {
    let mut roff = Roff::new();
    roff.control("SH", ["NOTES"]).control("nf", []);
    for line in words.lines() {
        roff.text([roman(line)]);
    }
    roff.control("fi", []);
    roff
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_command_has_a_page() {
        let pages = pages();
        for name in ["folio", "folio-build", "folio-explain"] {
            assert!(
                pages.iter().any(|(file, text)| *file == format!("{name}.1") && text.contains(".SH NAME")),
                "{name}"
            );
        }
        let files: std::collections::BTreeSet<&str> = pages.iter().map(|(file, _)| file.as_str()).collect();
        assert_eq!(files.len(), pages.len());
    }
}
