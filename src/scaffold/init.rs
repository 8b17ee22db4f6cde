//! `folio init`: a site that looks finished from its first build.

use super::scalar;
use super::{FILE_IN_THE_WAY, is_taken, write_failed, write_new};
use crate::diag::Diagnostic;
use crate::editor;
use crate::fs;
use std::path::{Path, PathBuf};

/// Where the owner's name goes in the files under `files/`.
const NAME: &str = "__NAME__";

/// Every file of a new site: where it goes, and its text. A test holds the list to the folder.
const FILES: &[(&str, &str)] = &[
    (".gitignore", include_str!("files/gitignore")),
    ("folio.yaml", include_str!("files/folio.yaml")),
    ("content/index.md", include_str!("files/content/index.md")),
    ("content/about.md", include_str!("files/content/about.md")),
    ("content/work/larkspur-checkout.md", include_str!("files/content/work/larkspur-checkout.md")),
    ("content/work/harbour-timetable.md", include_str!("files/content/work/harbour-timetable.md")),
    ("content/journal/first-week.md", include_str!("files/content/journal/first-week.md")),
];

/// The owner's name: one line, not empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name(String);

impl Name {
    /// Line ends and runs of blanks become one blank, control characters go.
    ///
    /// # Errors
    /// Words for people, when nothing is left.
    pub fn parse(text: &str) -> Result<Self, String> {
        let words: Vec<&str> = text.split(|c: char| c.is_whitespace() || c.is_control()).collect();
        let name = words.into_iter().filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
        if name.is_empty() {
            Err("the name is empty; leave --name out to write it later".into())
        } else {
            Ok(Self(name))
        }
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Default for Name {
    fn default() -> Self {
        Self("Your Name".into())
    }
}

/// Writes a new site into `dir`, which may be new, or hold other files. Gives the paths in `dir` that were made.
///
/// # Errors
/// When a file is in the way: all of them are named and nothing is written. Else when the disk refuses.
pub fn init(dir: &Path, name: &Name) -> Result<Vec<PathBuf>, Vec<Diagnostic>> {
    let in_the_way: Vec<String> = FILES.iter().filter_map(|(path, _)| obstacle(dir, path)).collect();
    if !in_the_way.is_empty() {
        return Err(vec![clash(in_the_way)]);
    }
    let mut made = Vec::with_capacity(FILES.len());
    for (path, text) in FILES {
        let target = dir.join(path);
        if let Err(error) = write_new(&target, fill(path, text, name).as_bytes()) {
            take_back(dir, &made);
            return Err(vec![write_failed(&target, &error)]);
        }
        made.push(PathBuf::from(path));
    }
    // Without them the site is none the worse; the next build tries again.
    let _ = editor::write(dir);
    Ok(made)
}

/// Removes what this run has written, so that a second try finds nothing in the way. Folders may stay.
fn take_back(dir: &Path, made: &[PathBuf]) {
    for path in made {
        let _ = fs::remove_file(&dir.join(path));
    }
}

fn clash(mut paths: Vec<String>) -> Diagnostic {
    paths.dedup();
    let message = match paths.len() {
        1 => "a file is in the way, so nothing was written".to_owned(),
        some => format!("{some} files are in the way, so nothing was written"),
    };
    let list = paths.join("\n  ");
    let hint = if paths.iter().any(|path| path == "folio.yaml") {
        format!(
            "this folder is a site already, which `folio build` makes; or choose another folder:\n  {list}"
        )
    } else {
        format!("move what is there, or choose another folder:\n  {list}")
    };
    Diagnostic::error(FILE_IN_THE_WAY, message).hint(hint)
}

/// The first part of `path` below `dir` that is there and is not the folder it would have to be; a link
/// that leads nowhere is there too.
fn obstacle(dir: &Path, path: &str) -> Option<String> {
    if is_taken(dir) && !dir.is_dir() {
        return Some(dir.display().to_string());
    }
    let folders = path.match_indices('/').map(|(end, _)| &path[..end]);
    for folder in folders {
        let there = dir.join(folder);
        if is_taken(&there) && !there.is_dir() {
            return Some(folder.to_owned());
        }
    }
    is_taken(&dir.join(path)).then(|| path.to_owned())
}

/// Puts the name into a file: into YAML as a scalar, into Markdown as plain words.
fn fill(path: &str, text: &str, name: &Name) -> String {
    if !text.contains(NAME) {
        return text.to_owned();
    }
    let has_extension = |wanted: &str| Path::new(path).extension().is_some_and(|found| found == wanted);
    let mut in_yaml = has_extension("yaml");
    let mut filled = String::with_capacity(text.len());
    for (number, line) in text.split_inclusive('\n').enumerate() {
        if line.trim_end() == "---" && has_extension("md") {
            in_yaml = number == 0;
        }
        if !line.contains(NAME) {
            filled.push_str(line);
        } else if in_yaml {
            filled.push_str(&fill_yaml(line, name.as_str()));
        } else {
            filled.push_str(&line.replace(NAME, &markdown(name.as_str())));
        }
    }
    filled
}

/// One line of YAML: a whole plain value is written anew as a scalar; in quotes and flow maps only the name.
fn fill_yaml(line: &str, name: &str) -> String {
    let after_key = line.find(": ").map_or(0, |colon| colon + 2);
    let (key, value) = line.split_at(after_key);
    let body = value.trim();
    let filled = if body.starts_with('"') {
        body.replace(NAME, &scalar::escaped(name))
    } else if body.starts_with(['{', '[', '#']) || line.trim_start().starts_with('#') {
        body.replace(NAME, &scalar::scalar(name))
    } else {
        scalar::scalar(&body.replace(NAME, name))
    };
    let indent = &value[..value.len() - value.trim_start().len()];
    let end = if line.ends_with('\n') { "\n" } else { "" };
    format!("{key}{indent}{filled}{end}")
}

/// A name in running text: what Markdown could read as a mark is escaped (backslash escapes, `CommonMark` §2.4).
fn markdown(name: &str) -> String {
    let mut escaped = String::with_capacity(name.len());
    for character in name.chars() {
        if matches!(
            character,
            '\\' | '`' | '*' | '_' | '{' | '}' | '[' | ']' | '<' | '>' | '#' | '|' | '~' | '&' | '!' | '$'
        ) {
            escaped.push('\\');
        }
        escaped.push(character);
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config;
    use crate::source::Source;

    fn name(text: &str) -> Name {
        Name::parse(text).unwrap()
    }

    #[test]
    fn every_file_of_the_folder_is_on_the_list() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/scaffold/files");
        let mut there: Vec<String> = walkdir::WalkDir::new(&folder)
            .into_iter()
            .map(Result::unwrap)
            .filter(|entry| entry.file_type().is_file())
            .map(|entry| entry.path().strip_prefix(&folder).unwrap().to_string_lossy().replace('\\', "/"))
            .map(|path| if path == "gitignore" { ".gitignore".to_owned() } else { path })
            .collect();
        let mut listed: Vec<String> = FILES.iter().map(|(path, _)| (*path).to_owned()).collect();
        there.sort();
        listed.sort();
        assert_eq!(there, listed);
    }

    #[test]
    fn a_new_site_is_written_into_a_folder_that_is_new_or_holds_other_files() {
        let dir = tempfile::tempdir().unwrap();
        let made = init(&dir.path().join("deep/new"), &Name::default()).unwrap();
        assert_eq!(made.len(), FILES.len());
        assert!(dir.path().join("deep/new/content/index.md").is_file());
        init(dir.path(), &Name::default()).unwrap();
    }

    #[test]
    fn files_in_the_way_are_all_named_and_nothing_is_written() {
        let dir = tempfile::tempdir().unwrap();
        write_new(&dir.path().join("folio.yaml"), b"title: mine").unwrap();
        write_new(&dir.path().join("content/work"), b"no folder").unwrap();
        let [refused] = init(dir.path(), &Name::default()).unwrap_err().try_into().unwrap();
        assert_eq!(refused.message, "2 files are in the way, so nothing was written");
        assert_eq!(
            refused.hint.as_deref(),
            Some(
                "this folder is a site already, which `folio build` makes; or choose another folder:\n  folio.yaml\n  content/work"
            )
        );
        assert!(!dir.path().join("content/index.md").exists());
        assert!(!dir.path().join(".gitignore").exists());
    }

    #[test]
    fn a_name_is_one_line_with_something_on_it() {
        assert_eq!(name("  Ada\nLovelace\u{7} ").as_str(), "Ada Lovelace");
        assert!(Name::parse(" \n").is_err());
    }

    #[test]
    fn a_name_goes_into_yaml_as_a_scalar_and_into_markdown_as_words() {
        let odd = name("O\"Neil: *the* #1");
        assert_eq!(fill_yaml("title: __NAME__\n", odd.as_str()), "title: \"O\\\"Neil: *the* #1\"\n");
        assert_eq!(fill_yaml("  - title: Work of __NAME__\n", "Ada"), "  - title: Work of Ada\n");
        assert_eq!(fill_yaml("a: \"By __NAME__\"\n", odd.as_str()), "a: \"By O\\\"Neil: *the* #1\"\n");
        assert_eq!(fill_yaml("owner: { name: __NAME__ }", "A, B"), "owner: { name: \"A, B\" }");
        let page = "---\ntitle: About __NAME__\n---\nI am __NAME__.\n";
        assert_eq!(
            fill("content/about.md", page, &odd),
            "---\ntitle: \"About O\\\"Neil: *the* #1\"\n---\nI am O\"Neil: \\*the\\* \\#1.\n"
        );
    }

    #[test]
    fn no_placeholder_is_left_in_a_new_site() {
        for (path, text) in FILES {
            assert!(!fill(path, text, &Name::default()).contains(NAME), "{path}");
        }
    }

    proptest::proptest! {
        #[test]
        fn a_name_comes_back_from_the_config_as_it_was_typed(text in "\\PC{0,40}") {
            if let Ok(name) = Name::parse(&text) {
                let (_, config) = FILES.iter().find(|(path, _)| *path == "folio.yaml").unwrap();
                let (config, said) = config::decode(&Source::new("folio.yaml", fill("folio.yaml", config, &name)));
                proptest::prop_assert!(said.is_empty(), "{:?}", said);
                proptest::prop_assert_eq!(config.unwrap().owner.name, name.as_str());
            }
        }
    }
}
