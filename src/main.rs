//! The `folio` command.

use std::process::ExitCode;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    folio::cli::apologise_for_panics();
    folio::cli::run(std::env::args_os())
}
