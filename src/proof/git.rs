//! A file that lies in a commit of a git repository too, where a stranger can get the same bytes.
//!
//! What is checked is git's own name of the bytes: the digest of `blob`, their number and themselves (gitformat-pack,
//! "object types"), SHA-1 or SHA-256 as the repository has it. That the commit holds a file of this name is the
//! author's word, until someone runs the commands. SHA-1 is weak; what ties the bytes to the figure is their SHA-256.

use ring::digest::{Context, SHA1_FOR_LEGACY_USE_ONLY, SHA256};
use serde::{Deserialize, Serialize};

/// Where the bytes lie.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Place {
    /// The name of the bytes in git, worked out from them.
    pub blob: String,
    /// The whole name of the commit, in hexadecimal digits.
    pub commit: String,
    /// From the root of the repository.
    pub path: String,
    pub repository: String,
}

/// Whether this is the whole name of an object: 40 hexadecimal digits, or 64 in a repository with SHA-256.
#[must_use]
pub fn is_name(text: &str) -> bool {
    let hex = text.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte));
    hex && matches!(text.len(), 40 | 64)
}

/// The name that git gives to these bytes in a repository whose objects have names of so many digits.
#[must_use]
pub fn blob(bytes: &[u8], digits: usize) -> String {
    let head = format!("blob {}\0", bytes.len());
    let mut context = Context::new(if digits == 64 { &SHA256 } else { &SHA1_FOR_LEGACY_USE_ONLY });
    context.update(head.as_bytes());
    context.update(bytes);
    data_encoding::HEXLOWER.encode(context.finish().as_ref())
}

impl Place {
    /// What a stranger types to get the same bytes and their SHA-256.
    #[must_use]
    pub fn commands(&self) -> String {
        let Self { repository, commit, path, .. } = self;
        format!(
            "git clone --no-checkout {} repository\ngit -C repository show {} | sha256sum",
            word(repository),
            word(&format!("{commit}:{path}"))
        )
    }
}

/// One word for a shell, whatever is in it.
fn word(text: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-' | '/' | ':' | '@' | '+');
    if text.chars().all(plain) { text.to_owned() } else { format!("'{}'", text.replace('\'', "'\\''")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_have_the_name_that_git_gives_them() {
        // `printf 'hello\n' | git hash-object --stdin`, in a repository of either kind; of no bytes, the empty blob.
        assert_eq!(blob(b"hello\n", 40), "ce013625030ba8dba906f756967f9e9ca394464a");
        assert_eq!(blob(b"", 40), "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391");
        assert_eq!(blob(b"", 64), "473a0f4c3be8a93681a267e3b1e9a7dcda1185436fe141f7749120a303721813");
        assert!(is_name(&blob(b"", 40)) && is_name(&blob(b"", 64)));
        assert!(!is_name("HEAD") && !is_name("ce01362") && !is_name(&"G".repeat(40)));
    }

    #[test]
    fn the_commands_hold_whatever_is_in_a_name() {
        let place = |path: &str| Place {
            repository: "https://git.example/numbers".to_owned(),
            commit: "c".repeat(40),
            path: path.to_owned(),
            blob: String::new(),
        };
        let commit = "c".repeat(40);
        assert_eq!(
            place("a/b.csv").commands(),
            format!(
                "git clone --no-checkout https://git.example/numbers repository\ngit -C repository show {commit}:a/b.csv | sha256sum"
            )
        );
        assert!(
            place("it's; rm -rf ~.csv").commands().contains(&format!("'{commit}:it'\\''s; rm -rf ~.csv'"))
        );
    }
}
