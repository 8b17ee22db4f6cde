//! A folder with a site in it, the real command run in it, and what came of it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// Longer than any run of a test takes on a slow machine: past it, the command hangs.
const PATIENCE: Duration = Duration::from_mins(1);

/// The day on which every test builds: 2025-01-15.
const TODAY: &str = "1736899200";

pub struct Site {
    folder: TempDir,
}

impl Site {
    /// A site whose `folio.yaml` has a title.
    pub fn new() -> Self {
        Self::bare().config("title: A site\n")
    }

    /// A folder without anything in it.
    pub fn bare() -> Self {
        let site = Self { folder: TempDir::with_prefix("folio-test-").expect("a temporary folder") };
        fs::create_dir(site.folder.path().join("site")).expect("a folder in it");
        site
    }

    /// A site whose files are copies of those in a folder of the repository.
    pub fn copy_of(folder: &Path) -> Self {
        let mut site = Self::bare();
        for (name, bytes) in files_in(folder) {
            site = site.file(&name, bytes);
        }
        site
    }

    pub fn config(self, text: &str) -> Self {
        self.file("folio.yaml", text)
    }

    pub fn file(self, path: &str, text: impl AsRef<[u8]>) -> Self {
        let path = self.root().join(path);
        fs::create_dir_all(path.parent().expect("it lies in the site")).expect("its folder");
        fs::write(path, text).expect("the file");
        self
    }

    /// A case study of this name; `front` and `body` are written as they are.
    pub fn case(self, name: &str, front: &str) -> Self {
        self.file(&format!("content/work/{name}.md"), format!("---\ntitle: A case\n{front}\n---\n\nText.\n"))
    }

    #[cfg(unix)]
    pub fn link(self, path: &str, target: &str) -> Self {
        let path = self.root().join(path);
        fs::create_dir_all(path.parent().expect("it lies in the site")).expect("its folder");
        std::os::unix::fs::symlink(target, path).expect("the link");
        self
    }

    pub fn without(self, path: &str) -> Self {
        fs::remove_file(self.root().join(path)).expect("the file was there");
        self
    }

    pub fn root(&self) -> PathBuf {
        self.folder.path().join("site")
    }

    /// The folder that the site's folder lies in.
    pub fn around(&self) -> &Path {
        self.folder.path()
    }

    pub fn build(self) -> Run {
        self.run(&["build"])
    }

    pub fn run(self, args: &[&str]) -> Run {
        let folder = self.root();
        self.run_in(&folder, args)
    }

    pub fn run_in(self, folder: &Path, args: &[&str]) -> Run {
        let mut command = Command::new(env!("CARGO_BIN_EXE_folio"));
        command.args(args);
        self.start(folder, command)
    }

    /// Runs a command that was prepared by hand, in the site's folder.
    pub fn execute(self, command: Command) -> Run {
        let folder = self.root();
        self.start(&folder, command)
    }

    /// Every command of a test has the same environment, and none of the machine's.
    fn start(self, folder: &Path, mut command: Command) -> Run {
        let (said, told) = (self.folder.path().join("stdout"), self.folder.path().join("stderr"));
        command
            .current_dir(folder)
            .env_clear()
            .envs(std::env::var_os("PATH").map(|path| ("PATH", path)))
            .env("HOME", self.folder.path().join("home"))
            .env("SOURCE_DATE_EPOCH", TODAY)
            .env("NO_COLOR", "1")
            .stdin(Stdio::null())
            .stdout(fs::File::create(&said).expect("a file for stdout"))
            .stderr(fs::File::create(&told).expect("a file for stderr"));
        let start = Instant::now();
        let mut child = command.spawn().expect("folio starts");
        let code = loop {
            if let Some(status) = child.try_wait().expect("folio can be waited for") {
                break status.code();
            }
            if start.elapsed() > PATIENCE {
                let _ = child.kill();
                panic!("folio is still running after {PATIENCE:?}");
            }
            std::thread::sleep(Duration::from_millis(2));
        };
        let took = start.elapsed();
        let read = |path| String::from_utf8_lossy(&fs::read(path).expect("it was just written")).into_owned();
        let (stdout, stderr) = (read(&said), read(&told));
        assert!(!stderr.contains("panicked at"), "folio panicked:\n{stderr}");
        Run { code, stdout, stderr, took, site: self }
    }
}

/// What a command did.
pub struct Run {
    pub site: Site,
    pub stdout: String,
    pub stderr: String,
    pub took: Duration,
    code: Option<i32>,
}

impl Run {
    #[track_caller]
    pub fn exits(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "stdout:\n{}\nstderr:\n{}", self.stdout, self.stderr);
        self
    }

    /// Somewhere in what it said.
    #[track_caller]
    pub fn shows(self, words: &str) -> Self {
        let all = self.said();
        assert!(all.contains(words), "nowhere {words:?} in:\n{all}");
        self
    }

    #[track_caller]
    pub fn hides(self, words: &str) -> Self {
        let all = self.said();
        assert!(!all.contains(words), "there is {words:?} in:\n{all}");
        self
    }

    /// All that it said is what `tests/said/<name>.snap` holds.
    #[track_caller]
    pub fn says(self, name: &str) -> Self {
        let mut settings = insta::Settings::clone_current();
        settings.set_snapshot_path("said");
        settings.set_prepend_module_to_snapshot(false);
        settings.set_omit_expression(true);
        settings.bind(|| insta::assert_snapshot!(name, self.said()));
        self
    }

    #[track_caller]
    pub fn within(self, limit: Duration) -> Self {
        assert!(self.took < limit, "it took {:?}", self.took);
        self
    }

    /// The output folder holds this file.
    #[track_caller]
    pub fn makes(self, path: &str) -> Self {
        assert!(self.output().join(path).is_file(), "no {path} among {:#?}\n{}", self.made(), self.said());
        self
    }

    #[track_caller]
    pub fn lacks(self, path: &str) -> Self {
        assert!(!self.output().join(path).exists(), "there is {path}");
        self
    }

    /// There is no output folder, nor anything that was staged for one.
    #[track_caller]
    pub fn writes_nothing(self) -> Self {
        assert!(!self.output().exists(), "there is an output folder with {:#?}", self.made());
        self
    }

    /// A file of the output folder holds these words.
    #[track_caller]
    pub fn puts(self, path: &str, words: &str) -> Self {
        let text = self.text(path);
        assert!(text.contains(words), "nowhere {words:?} in {path}:\n{text}");
        self
    }

    /// A file of the output folder holds these words in one place.
    #[track_caller]
    pub fn puts_once(&self, path: &str, words: &str) {
        let text = self.text(path);
        assert_eq!(text.matches(words).count(), 1, "{words:?} in {path}:\n{text}");
    }

    /// A file of the output folder is exactly this.
    #[track_caller]
    pub fn is(self, path: &str, text: &str) -> Self {
        assert_eq!(self.text(path), text, "{path}");
        self
    }

    #[track_caller]
    pub fn keeps_out(self, path: &str, words: &str) -> Self {
        let text = self.text(path);
        assert!(!text.contains(words), "there is {words:?} in {path}:\n{text}");
        self
    }

    pub fn output(&self) -> PathBuf {
        self.site.root().join("public")
    }

    #[track_caller]
    pub fn text(&self, path: &str) -> String {
        let bytes = fs::read(self.output().join(path));
        let bytes = bytes
            .unwrap_or_else(|error| panic!("{path}: {error}; there is {:#?}\n{}", self.made(), self.said()));
        String::from_utf8(bytes).expect("it is UTF-8")
    }

    /// The names of all files in the output folder.
    pub fn made(&self) -> Vec<String> {
        files_in(&self.output()).into_iter().map(|(name, _)| name).collect()
    }

    /// stdout, then stderr, without what differs from run to run.
    pub fn said(&self) -> String {
        let all = format!("{}{}", self.stdout, self.stderr);
        let folder = self.site.around().canonicalize().expect("it exists");
        let all = all.replace(&folder.join("site").display().to_string(), "[site]");
        without_times(&all.replace(&folder.display().to_string(), "[around]"))
    }
}

/// `in 12 ms` and `in 1.2 s` become `in [time]`.
fn without_times(text: &str) -> String {
    let mut words: Vec<&str> = text.split(' ').collect();
    for at in 2..words.len() {
        let (unit, rest) = words[at].split_at(words[at].find([',', '\n']).unwrap_or(words[at].len()));
        let number = words[at - 1].chars().all(|c| c.is_ascii_digit() || c == '.');
        if words[at - 2] == "in" && number && matches!(unit, "ms" | "s") {
            (words[at - 1], words[at]) = ("[time]", rest);
        }
    }
    words.join(" ").replace("[time] ", "[time]")
}

/// Every file under a folder, by its path with `/`, in order. No folder, no files.
pub fn files_in(folder: &Path) -> Vec<(String, Vec<u8>)> {
    walkdir::WalkDir::new(folder)
        .sort_by_file_name()
        .into_iter()
        .filter_map(Result::ok)
        .filter(|entry| entry.file_type().is_file())
        .map(|entry| {
            let name = entry.path().strip_prefix(folder).expect("it lies in it").to_string_lossy();
            (name.replace('\\', "/"), fs::read(entry.path()).expect("it can be read"))
        })
        .collect()
}
