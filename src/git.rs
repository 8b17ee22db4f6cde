//! The user's own `git`: what a commit of a clone on this machine holds. Nothing is fetched, and nothing is written.

use std::ffi::OsStr;
use std::io;
use std::path::Path;
use std::process::{Command, Stdio};

/// A file as a commit has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Committed {
    pub bytes: Vec<u8>,
    /// Where others can get it, by the clone's remote; none where there is no remote that others reach.
    pub repository: Option<String>,
    /// The whole name of the commit, in hexadecimal digits.
    pub commit: String,
    /// The file's path from the root of the repository.
    pub path: String,
    /// A branch of a remote has the commit, as far as this clone knows.
    pub is_pushed: bool,
}

/// Why a commit gives no file: what is wrong, and what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GitError {
    pub message: String,
    pub hint: String,
}

impl GitError {
    fn new(message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { message: message.into(), hint: hint.into() }
    }
}

/// Reads `name` in `folder`, which lies in a clone, as `revision` has it: at most `cap` bytes.
///
/// # Errors
/// When there is no git, no clone, no such commit, or no such file in it.
pub fn committed(folder: &Path, name: &str, revision: &str, cap: u64) -> Result<Committed, GitError> {
    let git = Git { folder };
    let prefix = git.line(&["rev-parse", "--show-prefix"])?.ok_or_else(|| {
        GitError::new(
            format!("`{}` is in no git repository", folder.display()),
            "name a file in a clone on this machine, or leave `--git` out",
        )
    })?;
    let wanted = format!("{revision}^{{commit}}");
    let commit = git.line(&["rev-parse", "--verify", "--quiet", "--end-of-options", &wanted])?;
    let commit = commit.ok_or_else(|| {
        GitError::new(
            format!("this repository has no commit `{revision}`"),
            "name a commit, a tag or a branch of it: `--git=v1.2`; `git log` lists them",
        )
    })?;
    let path = format!("{prefix}{name}");
    let short = commit.get(..12).unwrap_or(&commit);
    let blob =
        git.line(&["rev-parse", "--verify", "--quiet", "--end-of-options", &format!("{commit}:{path}")])?;
    let kind = blob.as_deref().map(|blob| git.line(&["cat-file", "-t", blob])).transpose()?.flatten();
    let Some(blob) = blob.filter(|_| kind.as_deref() == Some("blob")) else {
        let message = format!("commit {short} has no file `{path}`");
        return Err(GitError::new(message, "commit it first, or name a commit that has it: `--git=v1.2`"));
    };
    let size = git.line(&["cat-file", "-s", &blob])?.and_then(|size| size.parse::<u64>().ok());
    if size.is_none_or(|size| size > cap) {
        let message = format!("`{path}` is too large in commit {short}");
        return Err(GitError::new(message, format!("publish at most {} MB", cap >> 20)));
    }
    let bytes = git.bytes(&["cat-file", "blob", &blob])?;
    let bytes = bytes.ok_or_else(|| {
        let message = format!("git has no bytes of `{path}` in commit {short}");
        GitError::new(message, "fetch the whole repository first: `git fetch --refetch`")
    })?;
    if bytes.starts_with(b"version https://git-lfs.github.com/spec/") {
        let message = format!("commit {short} holds a pointer of Git LFS and not `{path}` itself");
        let hint = "leave `--git` out; `url:` can say where the file lies";
        return Err(GitError::new(message, hint));
    }
    let branches = git.line(&["branch", "--remotes", "--contains", &commit])?;
    Ok(Committed {
        bytes,
        repository: git.remote()?,
        commit,
        path,
        is_pushed: branches.is_some_and(|branches| !branches.is_empty()),
    })
}

/// An address of a remote as others can use it: without a name and a password, and as `https` where it is for those
/// with a key. None for what lies on this machine.
#[must_use]
pub fn public_address(remote: &str) -> Option<String> {
    let (scheme, rest) = match remote.split_once("://") {
        Some((scheme @ ("https" | "http" | "git"), rest)) => (scheme, rest.to_owned()),
        Some(("ssh", rest)) => ("https", rest.to_owned()),
        Some(_) => return None,
        // `git@host:owner/name.git`; a drive of Windows has a name of one letter.
        None => {
            let (host, path) = remote.split_once(':')?;
            let is_host = host.len() > 1 && !host.contains(['/', '\\']) && host.contains(['.', '@']);
            is_host.then_some(())?;
            ("https", format!("{host}/{}", path.trim_start_matches('/')))
        }
    };
    let (host, path) = rest.split_once('/')?;
    let host = host.rsplit('@').next().unwrap_or(host);
    (!host.is_empty() && !path.is_empty()).then(|| format!("{scheme}://{host}/{path}"))
}

/// A clone, by a folder in it.
struct Git<'a> {
    folder: &'a Path,
}

impl Git<'_> {
    /// What git prints, without the end of the line; none when it refuses.
    fn line(&self, arguments: &[&str]) -> Result<Option<String>, GitError> {
        let bytes = self.bytes(arguments)?;
        let text = bytes.map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
        Ok(text.map(|text| text.trim_end_matches(['\n', '\r']).to_owned()))
    }

    fn bytes(&self, arguments: &[&str]) -> Result<Option<Vec<u8>>, GitError> {
        let mut command = Command::new("git");
        command.arg("-C").arg(self.folder).args(arguments.iter().map(OsStr::new));
        // A clone that lacks a part must not fetch it, and a hook of another repository must not lead elsewhere.
        command.env("GIT_NO_LAZY_FETCH", "1").env("GIT_TERMINAL_PROMPT", "0").env("GIT_OPTIONAL_LOCKS", "0");
        for name in ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX"] {
            command.env_remove(name);
        }
        let output = command.stdin(Stdio::null()).stderr(Stdio::null()).output();
        let output = output.map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => {
                GitError::new("there is no `git` on this machine", "install git, or leave `--git` out")
            }
            _ => GitError::new(format!("git cannot be run: {error}"), "try `git --version`"),
        })?;
        Ok(output.status.success().then_some(output.stdout))
    }

    /// The address of `origin`, else of the first remote.
    fn remote(&self) -> Result<Option<String>, GitError> {
        let names = self.line(&["remote"])?.unwrap_or_default();
        let mut names: Vec<&str> = names.lines().collect();
        names.sort_by_key(|name| *name != "origin");
        let Some(name) = names.first() else { return Ok(None) };
        Ok(self.line(&["remote", "get-url", name])?.as_deref().and_then(public_address))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_of_a_remote_is_one_that_others_can_use() {
        for (remote, public) in [
            (
                "https://ada:secret@git.example/larkspur/numbers.git",
                "https://git.example/larkspur/numbers.git",
            ),
            ("git@git.example:larkspur/numbers.git", "https://git.example/larkspur/numbers.git"),
            ("ssh://git@git.example/larkspur/numbers", "https://git.example/larkspur/numbers"),
            ("git://git.example/numbers", "git://git.example/numbers"),
        ] {
            assert_eq!(public_address(remote).as_deref(), Some(public));
        }
        for local in
            ["/srv/numbers.git", "../numbers", "file:///srv/numbers", "C:\\numbers", "numbers", "https://"]
        {
            assert_eq!(public_address(local), None, "{local}");
        }
    }
}
