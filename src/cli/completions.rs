//! `folio completions`.

use super::Outcome;
use super::args::Arguments;
use clap::CommandFactory;
use clap_complete::Shell;

/// The script that makes a shell offer commands and options.
pub(super) fn run(shell: Shell) -> Outcome {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Arguments::command(), "folio", &mut script);
    Outcome::text(String::from_utf8_lossy(&script).into_owned())
}
