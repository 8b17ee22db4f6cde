//! The arguments of a function, each known by name. Tera takes any; an argument that nobody reads is a slip.

use crate::diag::did_you_mean;
use tera::{Error, Kwargs, TeraResult};

/// Refuses arguments that the function does not have.
pub fn only(arguments: &Kwargs, function: &str, known: &[&str]) -> TeraResult<()> {
    for (name, _) in arguments.iter() {
        let name = name.as_str().unwrap_or_default();
        if !known.contains(&name) {
            let hint = match did_you_mean(name, known.iter().copied()) {
                Some(close) => format!("did you mean `{close}`?"),
                None => format!("its arguments are {}", known.join(", ")),
            };
            return Err(Error::message(format!("`{function}` has no argument `{name}`; {hint}")));
        }
    }
    Ok(())
}
