//! The face: what was typed, and words for people. One file per command.
//!
//! [`args`] is the command line as typed, [`settings`] as meant; each command gives an outcome, which is
//! shown here, once, in the form that was asked for.

pub mod args;
mod build;
mod check;
mod completions;
mod evidence;
mod excerpt;
mod explain;
mod github;
pub mod human;
mod init;
pub mod json;
mod man;
mod new;
mod pin;
#[cfg(test)]
mod reference;
mod sarif;
mod schema;
pub mod settings;
pub mod style;
mod text;
mod theme;
mod verify;
mod watch;

use crate::build::Made;
use crate::diag::Diagnostic;
use crate::scaffold::Adding;
use args::{Arguments, Format};
use clap::{ColorChoice, CommandFactory, FromArgMatches};
use settings::{Job, Refusal, Voice};
use std::ffi::OsString;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

/// What came of a command.
#[derive(Debug, Default)]
struct Outcome {
    diagnostics: Vec<Diagnostic>,
    made: Option<Made>,
    created: Vec<PathBuf>,
    /// It was only to look at the site, so that nobody expects it to write.
    looked: bool,
    /// The site's folder as seen from here, with `/` at its end: what a program puts before the names of files.
    below: String,
    elapsed: Duration,
    /// The calm lines for people.
    said: String,
    /// What programs get before the summary: one JSON object a line.
    facts: String,
    /// What was looked at did not hold, which the text says.
    failed: bool,
    /// What was asked for is a text. It goes to standard output as it is, in the form that was asked for.
    text: Option<String>,
}

impl Outcome {
    fn failed(diagnostics: Vec<Diagnostic>) -> Self {
        Self { diagnostics, ..Self::default() }
    }

    fn text(text: String) -> Self {
        Self { text: Some(text), ..Self::default() }
    }

    fn wrote(&self) -> bool {
        self.looked || self.made.is_some() || !self.created.is_empty()
    }
}

/// Runs the command line `typed`, program name first. The exit code is 0 when all is well, 1 when the site
/// has mistakes, 2 when the command line is wrong.
pub fn run(typed: impl IntoIterator<Item = OsString>) -> ExitCode {
    let typed: Vec<OsString> = typed.into_iter().collect();
    let mut command = Arguments::command().color(colour_of_help(&typed));
    let arguments =
        command.try_get_matches_from_mut(typed).and_then(|matches| Arguments::from_arg_matches(&matches));
    let arguments = match arguments {
        Ok(arguments) => arguments,
        Err(error) => return usage(&error),
    };
    let voice = Voice::of(&arguments.global);
    let here = std::env::current_dir().unwrap_or_else(|_| PathBuf::from("."));
    let outcome = match Job::of(arguments, &here) {
        Ok(job) => work(job, &here, voice),
        Err(Refusal::Site(diagnostic)) => Outcome::failed(vec![diagnostic]),
        Err(Refusal::Usage(words)) => {
            return usage(&command.error(clap::error::ErrorKind::ArgumentConflict, words));
        }
    };
    show(&outcome, voice);
    if outcome.failed || outcome.diagnostics.iter().any(Diagnostic::is_error) {
        ExitCode::from(1)
    } else {
        ExitCode::SUCCESS
    }
}

fn work(job: Job, here: &Path, voice: Voice) -> Outcome {
    match job {
        Job::Build(options) => build::run(&options, here, voice.out),
        Job::Watch { options, open } => watch::run(&options, open, voice),
        Job::Check { options, external } => check::run(&options, external, here, voice.out),
        Job::Init { dir, name } => init::run(&dir, &name, voice.out),
        Job::New { root, kind, title, full } => new::run(&root, kind, &title, full, voice.out),
        Job::AddEvidence { root, file, case, git, repository, without } => {
            let adding = Adding {
                file: &file,
                here,
                case: case.as_deref(),
                revision: git.as_deref(),
                repository: repository.as_deref(),
                without: &without,
            };
            evidence::add(&root, &adding, voice.out)
        }
        Job::Pin { root, check } => pin::run(&root, check, voice.out),
        Job::Verify(job) => verify::run(job, voice),
        Job::Theme(job) => theme::run(job, voice.out),
        Job::Explain(one) => explain::run(one, voice.format, voice.out),
        Job::Completions(shell) => completions::run(shell),
        Job::Man(command) => man::print(&command),
        Job::Schema(subject) => schema::print(subject),
        Job::Schemas(root) => schema::write(&root, voice.out),
        Job::ManPages(folder) => man::write(&folder, voice.out),
    }
}

/// Diagnostics first, then what was made.
fn show(outcome: &Outcome, voice: Voice) {
    let Outcome { diagnostics, made, created, elapsed, said, facts, text, .. } = outcome;
    if let Some(text) = text {
        return say(std::io::stdout().lock(), text);
    }
    match voice.format {
        Format::Json => {
            let lines = json::diagnostics(diagnostics, voice.quiet);
            let last = json::summary(diagnostics, made.as_ref(), created, *elapsed);
            say(std::io::stdout().lock(), &(lines + facts + &last));
        }
        Format::Sarif => {
            say(std::io::stdout().lock(), &sarif::document(diagnostics, &outcome.below, voice.quiet));
        }
        Format::Github => {
            say(std::io::stdout().lock(), &github::annotations(diagnostics, &outcome.below, voice.quiet));
        }
        Format::Human => {
            let mut words = human::diagnostics(diagnostics, voice.quiet, voice.err);
            if !voice.quiet && !words.is_empty() {
                words.push('\n');
                words.push_str(&human::summary(diagnostics, outcome.wrote(), voice.err));
                words.push_str(&human::way_on(diagnostics, voice.err));
            }
            say(std::io::stderr().lock(), &words);
            if !voice.quiet {
                say(std::io::stdout().lock(), said);
            }
        }
    }
}

/// Writes to a stream that may have been closed (`folio build | head -1`): then nobody listens any more,
/// which is no mistake.
fn say(mut stream: impl Write, words: &str) {
    let _ = stream.write_all(words.as_bytes()).and_then(|()| stream.flush());
}

/// Help goes to standard output, a complaint to standard error.
fn usage(error: &clap::Error) -> ExitCode {
    let _ = error.print();
    ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2))
}

/// Help is printed while the command line is read, so `--color` is looked for before.
fn colour_of_help(typed: &[OsString]) -> ColorChoice {
    let mut asked = ColorChoice::Auto;
    for (index, argument) in typed.iter().enumerate() {
        let next = typed.get(index + 1).and_then(|next| next.to_str());
        let value = match argument.to_str() {
            Some("--") => break,
            Some("--color") => next,
            Some(other) => other.strip_prefix("--color="),
            None => None,
        };
        asked = match value {
            Some("always") => ColorChoice::Always,
            Some("never") => ColorChoice::Never,
            _ => asked,
        };
    }
    asked
}

/// Installs the words for a mistake of folio's own: one line, and a trace only if `RUST_BACKTRACE` asks for it.
/// The exit code stays 101.
pub fn apologise_for_panics() {
    let trace = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        let place =
            panic.location().map_or_else(String::new, |at| format!(" at {}:{}", at.file(), at.line()));
        let what = panic.payload_as_str().unwrap_or("no words");
        let words = format!(
            "folio {} panicked{place}: {}. This is a mistake of folio's own; please report this line.\n",
            env!("CARGO_PKG_VERSION"),
            text::visible(what),
        );
        say(std::io::stderr().lock(), &words);
        if std::env::var_os("RUST_BACKTRACE").is_some() {
            trace(panic);
        }
    }));
}

#[cfg(test)]
mod tests;
