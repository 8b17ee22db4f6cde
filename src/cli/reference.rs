//! `docs/commands.md`, made of what the command line says of itself. `make bless` writes it anew.

use super::args::Arguments;
use clap::{Arg, Command, CommandFactory};
use std::fmt::Write as _;
use std::path::Path;

const PATH: &str = "docs/commands.md";

const INTRO: &str = "\
# Commands

Made of what `folio --help` says; a test compares the two. `folio man` gives the same as a manual, and
`folio completions` makes a shell offer it.
";

fn reference() -> String {
    let mut top = Arguments::command();
    top.build();
    let mut text = INTRO.to_owned();
    for command in top.get_subcommands() {
        section(&mut text, command);
    }
    text.push_str("\n## Everywhere\n\nOptions that stand before or after every command.\n");
    options(&mut text, top.get_arguments().filter(|argument| argument.is_global_set()));
    notes(&mut text, &top);
    text
}

fn section(text: &mut String, command: &Command) {
    let name = command.get_bin_name().unwrap_or_else(|| command.get_name());
    let about = command.get_about().map(ToString::to_string).unwrap_or_default();
    let _ = write!(text, "\n## `{name}`\n\n{about}.\n");
    let mut usage = command.clone();
    let usage = usage.render_usage().to_string();
    let _ = write!(text, "\n```text\n{}\n```\n", usage.trim_start_matches("Usage: "));
    let own = command.get_arguments().filter(|argument| !argument.is_global_set());
    options(text, own.filter(|argument| !["help", "version"].contains(&argument.get_id().as_str())));
    notes(text, command);
    for below in command.get_subcommands().filter(|below| below.get_name() != "help") {
        section(text, below);
    }
}

fn options<'a>(text: &mut String, arguments: impl Iterator<Item = &'a Arg>) {
    let rows: Vec<String> = arguments.map(row).collect();
    if !rows.is_empty() {
        let _ = write!(text, "\n| option | says |\n|---|---|\n{}", rows.concat());
    }
}

fn row(argument: &Arg) -> String {
    let value = argument.get_value_names().map(|names| names.join(" ")).unwrap_or_default();
    let takes = argument.get_num_args().is_some_and(|range| range.takes_values());
    let mut name = match (argument.get_short(), argument.get_long()) {
        (Some(short), Some(long)) => format!("`-{short}`, `--{long}`"),
        (None, Some(long)) => format!("`--{long}`"),
        (Some(short), None) => format!("`-{short}`"),
        (None, None) => String::new(),
    };
    if takes {
        // `--output DIR` in one piece.
        name = if name.is_empty() {
            format!("`{value}`")
        } else {
            format!("{} {value}`", name.trim_end_matches('`'))
        };
    }
    let help = argument.get_help().map(ToString::to_string).unwrap_or_default();
    let shown = takes && !argument.is_hide_possible_values_set();
    let words: Vec<String> =
        argument.get_possible_values().iter().map(|value| format!("`{}`", value.get_name())).collect();
    let words = if shown && !words.is_empty() { format!(": {}", words.join(", ")) } else { String::new() };
    format!("| {} | {}{words} |\n", name.replace('|', "\\|"), help.replace('|', "\\|"))
}

fn notes(text: &mut String, command: &Command) {
    let notes = command.get_after_long_help().or_else(|| command.get_after_help());
    if let Some(notes) = notes {
        let _ = write!(text, "\n```text\n{}\n```\n", notes.to_string().trim());
    }
}

#[test]
fn the_page_of_commands_says_what_the_command_line_says() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(PATH);
    let text = reference();
    if std::env::var_os("FOLIO_UPDATE").is_some() {
        crate::fs::write_atomic(&path, text.as_bytes()).expect("it can be written");
    }
    let written =
        crate::fs::read_capped(&path, 1 << 20).expect("it can be read").expect("it is not too large");
    assert!(written == text.as_bytes(), "{PATH} is out of date: `make bless` writes it anew");
}
