//! `folio init`.

use super::Outcome;
use super::style::Look;
use super::text::{count, visible};
use crate::scaffold::{self, Name};
use std::path::Path;

pub(super) fn run(dir: &Path, name: &Name, look: Look) -> Outcome {
    match scaffold::init(dir, name) {
        Err(diagnostics) => Outcome::failed(diagnostics),
        Ok(made) => {
            let said = lines(dir, name, made.len(), look);
            let created = made.iter().map(|path| dir.join(path)).collect();
            Outcome { created, said, ..Outcome::default() }
        }
    }
}

fn lines(dir: &Path, name: &Name, files: usize, look: Look) -> String {
    let here = dir == Path::new(".") || dir.as_os_str().is_empty();
    let place =
        if here { "this folder".to_owned() } else { format!("{}/", visible(&dir.display().to_string())) };
    let show = "folio watch --open";
    let next = if here { show.to_owned() } else { format!("cd {} && {show}", shell(dir)) };
    let whose = if *name == Name::default() { "put your name into folio.yaml, and " } else { "put " };
    [
        look.row("Made", &format!("a portfolio of {} in {place}", count(files, "file", "files"))),
        look.row("Next", &next),
        look.row("Then", &format!("{whose}your own work into content/work/")),
    ]
    .concat()
}

/// A path as a POSIX shell takes it for one word.
fn shell(path: &Path) -> String {
    let text = visible(&path.display().to_string());
    let plain = text.chars().all(|c| c.is_alphanumeric() || matches!(c, '/' | '.' | '_' | '-'))
        && !text.starts_with('-');
    if plain { text } else { format!("-- '{}'", text.replace('\'', r"'\''")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn init_says_what_it_made_and_what_is_next() {
        let said = lines(Path::new("my site"), &Name::default(), 7, Look::PLAIN);
        insta::assert_snapshot!(said, @r#"
        Made  a portfolio of 7 files in my site/
        Next  cd -- 'my site' && folio watch --open
        Then  put your name into folio.yaml, and your own work into content/work/
        "#);
        let said = lines(Path::new("."), &Name::parse("Ada").unwrap(), 7, Look::PLAIN);
        insta::assert_snapshot!(said, @r#"
        Made  a portfolio of 7 files in this folder
        Next  folio watch --open
        Then  put your own work into content/work/
        "#);
    }
}
