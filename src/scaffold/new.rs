//! `folio new`: a document with the front matter that is worth filling in.

use super::scalar::scalar;
use super::{FILE_IN_THE_WAY, is_taken, write_failed, write_new};
use crate::diag::Diagnostic;
use crate::editor;
use crate::model::Kind;
use crate::path;
use crate::schema::Subject;
use jiff::civil::Date;
use std::path::{Path, PathBuf};

/// Where documents of a kind lie in a site that says nothing else.
fn folder(kind: Kind) -> &'static str {
    match kind {
        Kind::Case => "content/work",
        Kind::Post => "content/journal",
        Kind::Page => "content",
        Kind::Person => "content/people",
    }
}

fn template(kind: Kind, full: bool) -> &'static str {
    match (kind, full) {
        (Kind::Case, false) => include_str!("new/case.md"),
        (Kind::Case, true) => include_str!("new/case-full.md"),
        (Kind::Post, false) => include_str!("new/post.md"),
        (Kind::Post, true) => include_str!("new/post-full.md"),
        (Kind::Page, false) => include_str!("new/page.md"),
        (Kind::Page, true) => include_str!("new/page-full.md"),
        (Kind::Person, false) => include_str!("new/person.md"),
        (Kind::Person, true) => include_str!("new/person-full.md"),
    }
}

/// A title that can name a file: one line with a letter or digit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Title {
    text: String,
    slug: String,
}

impl Title {
    /// # Errors
    /// Words for people: what is wrong with it, and what to do.
    pub fn parse(text: &str) -> Result<Self, String> {
        let text = text.trim();
        if text.contains(|c: char| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}')) {
            return Err("a title is one line without control characters".into());
        }
        let slug = path::slug(text);
        if slug.is_empty() {
            return Err("a title needs a letter or a digit, since it names the file".into());
        }
        Ok(Self { text: text.to_owned(), slug })
    }

    #[must_use]
    pub fn slug(&self) -> &str {
        &self.slug
    }
}

/// Writes a new document and gives its path from `root`, with `/`. Never overwrites a file.
///
/// # Errors
/// When there is a document of this name already, or the disk refuses.
pub fn new(
    root: &Path,
    kind: Kind,
    title: &Title,
    full: bool,
    today: Date,
) -> Result<PathBuf, Vec<Diagnostic>> {
    let folder = folder(kind);
    // A folder of the same name holds a document with its images: `work/<slug>/index.md`.
    let taken = [format!("{folder}/{}.md", title.slug), format!("{folder}/{}/index.md", title.slug)];
    for path in &taken {
        if is_taken(&root.join(path)) {
            return Err(vec![in_the_way(path)]);
        }
    }
    let [path, _] = taken;
    let text = document(kind, title, full, today);
    match write_new(&root.join(&path), text.as_bytes()) {
        Ok(()) => {
            // Without them the document is none the worse; the next build tries again.
            let _ = editor::write(root);
            Ok(PathBuf::from(path))
        }
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => Err(vec![in_the_way(&path)]),
        Err(error) => Err(vec![write_failed(Path::new(&path), &error)]),
    }
}

fn in_the_way(path: &str) -> Diagnostic {
    Diagnostic::error(FILE_IN_THE_WAY, format!("`{path}` is there already, so nothing was written"))
        .hint("choose another title, or move that file")
}

fn document(kind: Kind, title: &Title, full: bool, today: Date) -> String {
    let subject = match kind {
        Kind::Case => Subject::Case,
        Kind::Post | Kind::Page => Subject::Page,
        Kind::Person => Subject::Person,
    };
    let depth = folder(kind).split('/').count();
    template(kind, full)
        .replacen("---\n", &format!("---\n{}\n", editor::line(subject, depth)), 1)
        .replace("__DATE__", &today.to_string())
        .replace("__YEAR__", &today.year().to_string())
        .replace("__TITLE__", &scalar(&title.text))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config;
    use crate::front_matter::{self, Conventions};
    use crate::model::Document;
    use crate::path::SitePath;
    use crate::source::{Place, Source};
    use jiff::civil::date;

    const KINDS: [Kind; 4] = [Kind::Case, Kind::Post, Kind::Page, Kind::Person];

    fn title(text: &str) -> Title {
        Title::parse(text).unwrap()
    }

    #[test]
    fn a_case_study_gets_thirteen_lines_and_its_headings() {
        let text = document(Kind::Case, &title("A shorter checkout"), false, date(2024, 10, 14));
        insta::assert_snapshot!(text, @r#"
        ---
        # yaml-language-server: $schema=../../.folio/schema/case.json
        title: A shorter checkout
        date: 2024-10-14
        # Take the # from lines you need; `folio new case --full` offers every field.
        #summary: What changed, for whom, in how long. One sentence.
        #period: 2024-01/2024-06
        #client: { name: Larkspur Outfitters, sector: retail }
        #role: Growth lead in a team of four
        #share: led   # sole | led | contributed | observed
        #metrics:
        #  - { name: Checkout abandonment, baseline: 71.4 % in 2024-01, value: 58.9 % in 2024-06, better: lower }
        #skills: [conversion, analytics]
        ---

        ## Problem

        *What was wrong, for whom, and what did it cost them?*

        ## My role

        *What did you do yourself, and what did others do?*

        ## Constraints

        *What was fixed from the start: time, money, people, law, technology?*

        ## Decisions

        *Which ways were open, which one did you take, and why?*

        ## Outcome

        *What changed, measured how, and what would you do differently?*
        "#);
    }

    #[test]
    fn a_title_names_the_file_and_is_quoted_where_yaml_needs_it() {
        let dir = tempfile::tempdir().unwrap();
        let made =
            new(dir.path(), Kind::Post, &title("@home: \"C#\" 🎉"), false, date(2024, 10, 14)).unwrap();
        assert_eq!(made, Path::new("content/journal/home-c.md"));
        let text = document(Kind::Post, &title("@home: \"C#\" 🎉"), false, date(2024, 10, 14));
        assert!(text.starts_with("---\n# yaml-language-server: $schema=../../.folio/schema/page.json\ntitle: \"@home: \\\"C#\\\" 🎉\"\ndate: 2024-10-14\n"), "{text}");
    }

    #[test]
    fn a_title_that_could_not_name_a_file_is_refused() {
        assert!(Title::parse("🎉 — !").unwrap_err().contains("letter or a digit"));
        assert!(Title::parse("").is_err());
        assert!(Title::parse("two\nlines").is_err());
        assert_eq!(title("  日本語 のページ ").slug(), "日本語-のページ");
    }

    #[test]
    fn a_document_that_is_there_stays_as_it_is() {
        let dir = tempfile::tempdir().unwrap();
        let today = date(2024, 10, 14);
        new(dir.path(), Kind::Case, &title("One"), false, today).unwrap();
        assert!(new(dir.path(), Kind::Case, &title("one!"), true, today).is_err());
        write_new(&dir.path().join("content/work/two/index.md"), b"").unwrap();
        assert!(new(dir.path(), Kind::Case, &title("Two"), false, today).is_err());
    }

    /// Takes the `#` from every line that offers a field, which is one without a blank after it, or with two.
    fn with_every_field(text: &str) -> String {
        let (front, body) = text["---\n".len()..].split_once("\n---\n").unwrap();
        let lines = front.lines().map(|line| match line.strip_prefix('#') {
            Some(field) if !field.starts_with(' ') || field.starts_with("  ") => field,
            _ => line,
        });
        format!("---\n{}\n---\n{body}", lines.collect::<Vec<_>>().join("\n"))
    }

    /// What the front matter of a new document says, and what folio says to it.
    fn read(kind: Kind, text: String) -> (Document, Vec<Diagnostic>) {
        let path = SitePath::parse("content/work/new.md").unwrap();
        let source = Source::new(config::FILE, "title: A site");
        let taxonomies = config::decode(&source).0.expect("a config").taxonomies;
        let conventions = Conventions { taxonomies: &taxonomies };
        let (document, said) =
            front_matter::decode(&path, &Source::new(path.as_str(), text), kind, conventions);
        (document.unwrap(), said)
    }

    #[test]
    fn a_new_document_is_no_draft_and_nothing_in_it_is_odd() {
        for kind in KINDS {
            for full in [false, true] {
                let text = document(kind, &title("A title"), full, date(2024, 10, 14));
                let (document, said) = read(kind, text.clone());
                assert!(said.is_empty(), "{said:?}");
                assert!(!document.head.draft);
            }
        }
    }

    #[test]
    fn every_offered_field_is_read_without_a_word_once_its_hash_is_taken_away() {
        let mut faults = Vec::new();
        for kind in KINDS {
            for full in [false, true] {
                let text = document(kind, &title("A title"), full, date(2024, 10, 14));
                for one in read(kind, with_every_field(&text)).1 {
                    let place = one.place.as_ref().map(Place::line_column);
                    faults.push(format!("{kind:?}, full {full}, {place:?}: {}", one.message));
                }
            }
        }
        assert!(faults.is_empty(), "{}", faults.join("\n"));
    }

    proptest::proptest! {
        #[test]
        fn a_title_comes_back_as_it_was_typed(text in "\\PC{0,40}") {
            if let Ok(title) = Title::parse(&text) {
                let (document, said) = read(Kind::Page, document(Kind::Page, &title, false, date(2024, 10, 14)));
                proptest::prop_assert!(said.is_empty(), "{:?}", said);
                proptest::prop_assert_eq!(document.head.title.unwrap().value, text.trim());
            }
        }
    }
}
