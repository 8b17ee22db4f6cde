//! `folio evidence add`: a file as evidence of a case study, with a calculation to edit.

mod glance;

pub use glance::{Column, Glance, Suggestion};

use super::scalar::scalar;
use super::{FILE_IN_THE_WAY, write_failed, write_new};
use crate::diag::{Code, Diagnostic, did_you_mean};
use crate::evidence::{FOLDER, NO_TABLE, line};
use crate::front_matter::{self, BAD_GIT, Conventions, split::split};
use crate::fs;
use crate::git;
use crate::model::Kind;
use crate::model::site::Config;
use crate::path::SitePath;
use crate::proof::git::{Place, blob};
use crate::route;
use crate::source::{Source, Span};
use crate::table::{Declared, Format, MAX_BYTES, Mark, Table, TableError};
use crate::yaml;
use jiff::civil::Date;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Nobody can tell which case study a file belongs to, or how to write it there.
pub const NO_CASE: Code = Code("evidence-case");

/// What was done.
#[derive(Debug)]
pub struct Added {
    /// The case study that names the file now, from the site's root.
    pub case: SitePath,
    /// Where the file lies, from the site's root.
    pub file: SitePath,
    /// The file was copied there.
    pub copied: bool,
    /// What the table holds; none for a file that is no table.
    pub glance: Option<Glance>,
    /// Where the same bytes lie in git.
    pub git: Option<GitOrigin>,
}

/// A commit that a file was taken from.
#[derive(Debug)]
pub struct GitOrigin {
    pub place: Place,
    /// A branch of a remote has the commit, as far as the clone knows.
    pub is_pushed: bool,
}

/// What is asked for on the command line.
#[derive(Clone, Copy, Debug)]
pub struct Adding<'a> {
    /// The file as it was typed.
    pub file: &'a Path,
    /// Where it was typed.
    pub here: &'a Path,
    /// The name of a case study.
    pub case: Option<&'a str>,
    /// The bytes are those of this commit of the clone in which the file lies.
    pub revision: Option<&'a str>,
    /// The address by which others clone it, where its remote is not that.
    pub repository: Option<&'a str>,
    /// Columns that stay where they are: what is copied is a table without them.
    pub without: &'a [String],
}

/// Adds a file to a case study: the one that is named, the only one of the site, or the only one beside the file.
/// `documents` are those of the site.
///
/// # Errors
/// When the file or the case study cannot be told, read or written.
pub fn add(
    root: &Path,
    config: &Config,
    documents: &[SitePath],
    adding: &Adding<'_>,
    today: Date,
) -> Result<Added, Vec<Diagnostic>> {
    one(root, config, documents, adding, today).map_err(|diagnostic| vec![diagnostic])
}

/// The bytes of a file, and the commit that they are taken from.
struct Taken {
    /// Where the file lies, as the system has it; in a commit it may be gone from there.
    real: PathBuf,
    bytes: Vec<u8>,
    git: Option<GitOrigin>,
}

fn take(file: &Path, adding: &Adding<'_>) -> Result<Taken, Diagnostic> {
    let unreadable = |words: &str| {
        Diagnostic::error(NO_TABLE, format!("`{}` cannot be read: {words}", file.display()))
            .hint("name a file that you may read, of at most 256 MB")
    };
    let resolve = |path: &Path| fs::resolve(path).map_err(|error| unreadable(&fs::explain(&error).0));
    let Some(revision) = adding.revision else {
        let real = resolve(file)?;
        let bytes = fs::read_capped(&real, MAX_BYTES).map_err(|error| unreadable(&fs::explain(&error).0))?;
        let bytes = bytes.ok_or_else(|| unreadable("it is too large"))?;
        return Ok(Taken { real, bytes, git: None });
    };
    let refused = |message: String, hint: String| Diagnostic::error(BAD_GIT, message).hint(hint);
    let name = file.file_name().and_then(|name| name.to_str()).ok_or_else(|| unreadable("it has no name"))?;
    let folder = resolve(file.parent().unwrap_or(Path::new("")))?;
    let committed = git::committed(&folder, name, revision, MAX_BYTES)
        .map_err(|error| refused(error.message, error.hint))?;
    let repository = adding.repository.map(str::to_owned).or(committed.repository).ok_or_else(|| {
        refused(
            "this clone has no remote by which others could get the file".to_owned(),
            "say where they can: `--repository https://git.example/larkspur/numbers`".to_owned(),
        )
    })?;
    let blob = blob(&committed.bytes, committed.commit.len());
    let place = Place { repository, commit: committed.commit, path: committed.path, blob };
    let git = Some(GitOrigin { place, is_pushed: committed.is_pushed });
    Ok(Taken { real: folder.join(name), bytes: committed.bytes, git })
}

fn one(
    root: &Path,
    config: &Config,
    documents: &[SitePath],
    adding: &Adding<'_>,
    today: Date,
) -> Result<Added, Diagnostic> {
    let (file, sheet) = without_sheet(&adding.here.join(adding.file));
    let Taken { real, bytes, git } = take(&file, adding)?;
    let name = real.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    let table = match Format::of(name) {
        None => None,
        Some(_) => Some(
            Table::read(&bytes, name, sheet.as_deref(), &Declared::default())
                .map_err(|error| no_table(adding.file, name, error))?,
        ),
    };
    let redacted = match adding.without {
        [] => None,
        columns => Some(redact(name, table.as_ref(), columns)?),
    };
    let inside = fs::resolve(root).ok().and_then(|root| real.strip_prefix(root).ok().map(Path::to_owned));
    let inside = inside.and_then(|path| SitePath::parse(&path.to_str()?.replace('\\', "/")).ok());
    let cases: Vec<&SitePath> =
        documents.iter().filter(|path| route::kind(path, config) == Kind::Case).collect();
    let case = choose(&cases, inside.as_ref(), adding.case)?;
    let name = redacted.as_ref().map_or(name, |redacted| &redacted.name);
    let folder = case.parent().unwrap_or_else(SitePath::root);
    let shared = |path: &SitePath| path.segments().next() == Some(FOLDER);
    let place = match inside {
        Some(path) if redacted.is_none() && (shared(&path) || path.parent().as_ref() == Some(&folder)) => {
            path
        }
        _ => folder.join(name).map_err(|error| Diagnostic::error(NO_CASE, error.message).hint(error.hint))?,
    };
    let sheet = sheet.filter(|_| redacted.is_none());
    let bytes = redacted.as_ref().map_or(&bytes, |redacted| &redacted.bytes);
    let table = redacted.as_ref().map_or(table.as_ref(), |redacted| Some(&redacted.table));
    let written = place.strip_prefix(&SitePath::parse(FOLDER).unwrap_or_else(|_| SitePath::root()));
    let written = written.filter(|_| shared(&place)).map_or(name.to_owned(), |path| path.to_string());
    let in_calc = sheet.map_or_else(|| written.clone(), |sheet| format!("{written}#{sheet}"));
    let glance = table.map(|table| Glance::of(table, &in_calc));
    let new = New {
        file: &written,
        glance: glance.as_ref(),
        git: git.as_ref(),
        redacted: redacted.as_ref(),
        today,
    };
    let text = insert(root, config, case, new)?;
    let copied = copy(&root.join(place.as_str()), &real, bytes)?;
    let target = root.join(case.as_str());
    fs::write_atomic(&target, text.as_bytes()).map_err(|error| write_failed(&target, &error))?;
    Ok(Added { case: case.clone(), file: place, copied, glance, git })
}

/// A table without some of its columns.
struct Redacted {
    name: String,
    bytes: Vec<u8>,
    table: Table,
    /// Commas mark the decimals of its numbers, which plain CSV does not tell.
    decimal_comma: bool,
}

fn redact(name: &str, table: Option<&Table>, columns: &[String]) -> Result<Redacted, Diagnostic> {
    let refused = |message: String, hint: String| Diagnostic::error(NO_TABLE, message).hint(hint);
    let table = table.ok_or_else(|| {
        let hint = "take what must not be published out of it yourself, or leave `--without` out";
        refused(format!("`{name}` is no table, and has no columns to leave out"), hint.to_owned())
    })?;
    let columns: Result<Vec<usize>, _> = columns.iter().map(|column| table.column(column)).collect();
    let columns = columns.map_err(|(message, hint)| refused(format!("{message} in `{name}`"), hint))?;
    if (0..table.columns().len()).all(|column| columns.contains(&column)) {
        return Err(refused(
            format!("nothing would be left of `{name}`"),
            "leave fewer columns out".to_owned(),
        ));
    }
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let name = format!("{stem}.csv");
    let bytes = table.to_csv_without(&columns).into_bytes();
    let left = (0..table.columns().len()).filter(|column| !columns.contains(column));
    let decimal_comma =
        left.into_iter().any(|column| table.numbers(column).is_ok_and(|numbers| numbers.mark == Mark::Comma));
    let declared = Declared { decimal: decimal_comma.then_some(Mark::Comma), ..Declared::default() };
    let table = Table::read(&bytes, &name, None, &declared).map_err(|error| {
        refused(format!("what is left of `{name}` is no table: {}", error.message), error.hint)
    })?;
    Ok(Redacted { name, bytes, table, decimal_comma })
}

fn no_table(typed: &Path, name: &str, error: TableError) -> Diagnostic {
    let message = format!("`{name}` cannot be calculated with: {}", error.message);
    let hint = match error.sheets.first() {
        Some(sheet) => format!("say which one: `folio evidence add \"{}#{sheet}\"`", typed.display()),
        None => error.hint,
    };
    let diagnostic = Diagnostic::error(NO_TABLE, message).hint(hint);
    match error.at {
        Some((number, text)) => {
            let (source, span) = line(&typed.display().to_string(), number, &text);
            diagnostic.at(&source, span)
        }
        None => diagnostic,
    }
}

/// A file as typed, and the sheet behind its `#`.
fn without_sheet(file: &Path) -> (PathBuf, Option<String>) {
    let typed = file.to_str().and_then(|typed| typed.rsplit_once('#'));
    match typed.filter(|(file, _)| Format::of(file).is_some_and(Format::is_sheet)) {
        Some((file, sheet)) => (PathBuf::from(file), Some(sheet.to_owned())),
        None => (file.to_owned(), None),
    }
}

/// The case study that a file belongs to.
fn choose<'a>(
    cases: &[&'a SitePath],
    inside: Option<&SitePath>,
    named: Option<&str>,
) -> Result<&'a SitePath, Diagnostic> {
    let called = |path: &SitePath| match path.stem() {
        "index" => path.parent().map(|folder| folder.file_name().to_owned()).unwrap_or_default(),
        stem => stem.to_owned(),
    };
    let known: Vec<String> = cases.iter().map(|case| called(case)).collect();
    if let Some(named) = named {
        let found = cases.iter().zip(&known).find(|(case, name)| *name == named || case.as_str() == named);
        return found.map(|(case, _)| *case).ok_or_else(|| {
            let hint = match did_you_mean(named, known.iter().map(String::as_str)) {
                Some(close) => format!("did you mean `{close}`?"),
                None => format!("the case studies are {}", listed(&known)),
            };
            Diagnostic::error(NO_CASE, format!("there is no case study `{named}`")).hint(hint)
        });
    }
    let folder = inside.and_then(SitePath::parent);
    let beside: Vec<&&SitePath> =
        cases.iter().filter(|case| folder.is_some() && case.parent() == folder).collect();
    match (&beside[..], cases) {
        ([case], _) => Ok(**case),
        (_, [case]) => Ok(*case),
        (_, []) => Err(Diagnostic::error(NO_CASE, "this site has no case study yet")
            .hint("make one: `folio new case \"A shorter checkout\"`")),
        _ => Err(Diagnostic::error(NO_CASE, "of which case study is this the evidence?")
            .hint(format!("say it with `--case`: {}", listed(&known)))),
    }
}

fn listed(names: &[String]) -> String {
    let some: Vec<String> = names.iter().take(8).map(|name| format!("`{name}`")).collect();
    some.join(", ") + if names.len() > some.len() { " and others" } else { "" }
}

/// Copies a file to where it belongs, unless it lies there. True: it was copied.
fn copy(to: &Path, from: &Path, bytes: &[u8]) -> Result<bool, Diagnostic> {
    if fs::is_same(to, from) || fs::holds(to, bytes).unwrap_or(false) {
        return Ok(false);
    }
    if super::is_taken(to) {
        let message = format!("`{}` is there already, and is another file", to.display());
        return Err(Diagnostic::error(FILE_IN_THE_WAY, message).hint("give one of them another name"));
    }
    write_new(to, bytes).map_err(|error| write_failed(to, &error))?;
    Ok(true)
}

/// What a new entry says.
#[derive(Clone, Copy)]
struct New<'a> {
    file: &'a str,
    glance: Option<&'a Glance>,
    git: Option<&'a GitOrigin>,
    redacted: Option<&'a Redacted>,
    today: Date,
}

/// The text of the case study with the new entry, which reads back as it was meant.
fn insert(root: &Path, config: &Config, case: &SitePath, new: New<'_>) -> Result<String, Diagnostic> {
    let path: PathBuf = root.join(case.as_str());
    let bytes = fs::read_capped(&path, front_matter::MAX_BYTES).ok().flatten().unwrap_or_default();
    let source = front_matter::decode_text(case.as_str(), bytes)?;
    let by_hand = |why: &str| {
        let entry = entry(new, "  ");
        Diagnostic::error(NO_CASE, format!("folio cannot write into this front matter: {why}"))
            .at(&source, Span::at(0))
            .hint(format!("write it there by hand:\nevidence:\n{entry}"))
    };
    let (Some(parts), _) = split(&source) else { return Err(by_hand("it has a mistake")) };
    let Some(span) = parts.yaml else { return Err(by_hand("there is none")) };
    let (place, lines) =
        place(&source, span, new).ok_or_else(|| by_hand("its `evidence` is written in one line"))?;
    let text = source.text();
    let text = format!("{}{lines}{}", &text[..place], &text[place..]);
    let again = Source::new(case.as_str(), text.clone());
    let conventions = Conventions { taxonomies: &config.taxonomies };
    let (document, found) = front_matter::decode(case, &again, Kind::Case, conventions);
    let named = document
        .and_then(|document| document.case)
        .is_some_and(|case| case.evidence.iter().any(|entry| entry.file == new.file));
    if named && !found.iter().any(Diagnostic::is_error) { Ok(text) } else { Err(by_hand("it has a mistake")) }
}

/// Where the new lines go, and what they are. `None` where a list is written in one line.
fn place(source: &Arc<Source>, span: Span, new: New<'_>) -> Option<(usize, String)> {
    let text = source.text();
    let (node, _) = yaml::parse(source, span);
    let known = node.as_ref().and_then(|node| node.as_map()?.get("evidence")).filter(|node| !node.is_null());
    let end_of_line = |at: usize| text[at..].find('\n').map_or(span.end, |length| at + length + 1);
    let Some(known) = known else {
        let before = if text[..span.end].ends_with('\n') { "" } else { "\n" };
        let suggested = new
            .glance
            .and_then(|glance| glance.suggestion.as_ref())
            .map_or_else(String::new, Suggestion::to_yaml);
        return Some((span.end, format!("{before}{suggested}evidence:\n{}", entry(new, "  "))));
    };
    let last = known.as_list()?.last()?;
    let line = text[..last.span.start].rfind('\n').map_or(0, |at| at + 1);
    let indent = text[line..last.span.start].strip_suffix("- ").filter(|indent| indent.trim().is_empty())?;
    // What the last entry says may end behind its last line.
    let end = last.span.start + text[last.span.range()].trim_end().len();
    Some((end_of_line(end), entry(new, indent)))
}

/// An entry of `evidence`.
fn entry(new: New<'_>, indent: &str) -> String {
    let mut entry = format!(
        "{indent}- file: {}\n{indent}  obtained: {}\n{indent}  by: me\n{indent}  how: \"\"  # from where, such as: GA4, Explore, export\n",
        scalar(new.file),
        new.today
    );
    if let Some(GitOrigin { place, .. }) = new.git {
        let Place { repository, commit, path, blob } = place;
        _ = writeln!(
            entry,
            "{indent}  git:\n{indent}    repository: {}\n{indent}    commit: \"{commit}\"\n{indent}    path: {}\n{indent}    blob: \"{blob}\"",
            scalar(repository),
            scalar(path)
        );
    }
    if let Some(redacted) = new.redacted {
        if redacted.decimal_comma {
            _ = writeln!(entry, "{indent}  decimal: comma");
        }
        _ = writeln!(entry, "{indent}  personal: redacted");
        return entry;
    }
    let people = new.glance.map(|glance| glance.people.join(", ")).filter(|people| !people.is_empty());
    if let Some(people) = people {
        // Whether that is so is for the author to say.
        _ = writeln!(
            entry,
            "{indent}  # personal: none, consented or redacted? It has to be said because of: {people}"
        );
    }
    entry
}
