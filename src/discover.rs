//! From a folder to an inventory: which files a site has and what each of them is.

use crate::diag::{Code, Diagnostic};
use crate::path::SitePath;
use crate::world::{Entry, World};
use globset::{GlobBuilder, GlobSet, GlobSetBuilder};

const NOT_WALKED: Code = Code("file-not-usable");

/// What stays out of a site besides hidden files.
#[derive(Clone, Debug)]
pub struct Ignore {
    globs: GlobSet,
    output: Option<SitePath>,
}

/// A glob that is none: which one (from zero), and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadGlob {
    pub index: usize,
    pub message: String,
}

impl Ignore {
    /// A glob with a `/` is matched against the path from the site's root, one without against every name. A
    /// folder that matches stays out with all that lies in it. `output` is the output folder when it lies
    /// inside the site.
    pub fn new<'a>(
        globs: impl IntoIterator<Item = &'a str>,
        output: Option<SitePath>,
    ) -> Result<Self, Vec<BadGlob>> {
        let mut set = GlobSetBuilder::new();
        let mut bad = Vec::new();
        for (index, text) in globs.into_iter().enumerate() {
            match GlobBuilder::new(&rooted(text)).literal_separator(true).backslash_escape(true).build() {
                Ok(glob) => _ = set.add(glob),
                Err(error) => bad.push(BadGlob { index, message: error.kind().to_string() }),
            }
        }
        if !bad.is_empty() {
            return Err(bad);
        }
        let globs =
            set.build().map_err(|error| vec![BadGlob { index: 0, message: error.kind().to_string() }])?;
        Ok(Self { globs, output })
    }

    /// Nothing but what editors leave behind.
    #[must_use]
    pub fn nothing() -> Self {
        Self { globs: GlobSet::empty(), output: None }
    }

    fn leaves_out(&self, path: &SitePath) -> bool {
        is_leftover(path.file_name())
            || self.output.as_ref().is_some_and(|output| !output.is_root() && path.starts_with(output))
            || self.globs.is_match(path.as_str())
    }
}

fn rooted(glob: &str) -> String {
    let glob = glob.strip_prefix("./").unwrap_or(glob);
    let plain = glob.trim_end_matches('/');
    match plain.strip_prefix('/') {
        Some(from_root) => from_root.to_owned(),
        None if plain.contains('/') => plain.to_owned(),
        None => format!("**/{plain}"),
    }
}

/// What editors and systems leave beside the files that people make.
#[must_use]
pub fn is_leftover(name: &str) -> bool {
    name.ends_with('~')
        || name.ends_with("___jb_tmp___")
        || name.ends_with("___jb_old___")
        || name.starts_with(".#")
        || (name.len() > 1 && name.starts_with('#') && name.ends_with('#'))
        || [".swp", ".swo", ".swx"].iter().any(|end| name.starts_with('.') && name.ends_with(end))
        || matches!(name, ".DS_Store" | "Thumbs.db" | "desktop.ini")
}

/// The files of a site by what they are for, each list sorted by path.
#[derive(Clone, Debug, Default)]
pub struct Inventory {
    /// Markdown under `content/`.
    pub documents: Vec<SitePath>,
    /// Everything else under `content/`.
    pub files: Vec<Entry>,
    /// `static/`: published as it is.
    pub statics: Vec<Entry>,
    /// `templates/`: the site's own.
    pub templates: Vec<SitePath>,
    /// `themes/`: templates, styles and words of themes.
    pub themes: Vec<Entry>,
    /// `data/`: for templates to read.
    pub data: Vec<Entry>,
}

/// Walks the folders that a site has. What cannot be walked is an error at its name and hides nothing else.
pub fn discover(world: &dyn World, ignore: &Ignore) -> (Inventory, Vec<Diagnostic>) {
    let mut diagnostics = Vec::new();
    let mut list = |folder: &str| {
        let Ok(dir) = SitePath::parse(folder) else { return Vec::new() };
        let walk = world.walk(&dir, &|path, _| ignore.leaves_out(path));
        diagnostics.extend(walk.problems.into_iter().map(|problem| {
            Diagnostic::error(NOT_WALKED, problem.message).in_file(&problem.name).hint(problem.hint)
        }));
        walk.files
    };
    let (documents, files) =
        list("content").into_iter().partition::<Vec<_>, _>(|file| is_document(&file.path));
    let paths = |entries: Vec<Entry>| entries.into_iter().map(|entry| entry.path).collect();
    let inventory = Inventory {
        documents: paths(documents),
        files,
        statics: list("static"),
        templates: paths(list("templates")),
        themes: list("themes"),
        data: list("data"),
    };
    (inventory, diagnostics)
}

/// Whether a file is a page's text.
#[must_use]
pub fn is_document(path: &SitePath) -> bool {
    let extension = path.extension().unwrap_or_default();
    ["md", "markdown"].iter().any(|known| extension.eq_ignore_ascii_case(known))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world::MemoryWorld;

    fn names<'a>(entries: impl IntoIterator<Item = &'a Entry>) -> Vec<&'a str> {
        entries.into_iter().map(|entry| entry.path.as_str()).collect()
    }

    #[test]
    fn each_file_of_a_site_is_found_as_what_it_is() {
        let world = MemoryWorld::new()
            .file("folio.yaml", "title: x")
            .file("content/index.md", "")
            .file("content/work/a/INDEX.MD", "")
            .file("content/work/a/funnel.csv", "1")
            .file("content/b.Markdown", "")
            .file("static/robots.txt", "")
            .file("templates/page.html", "")
            .file("themes/mine/templates/page.html", "")
            .file("data/team.yaml", "")
            .file("notes/x.md", "");
        let (found, diagnostics) = discover(&world, &Ignore::nothing());
        assert!(diagnostics.is_empty());
        let documents: Vec<&str> = found.documents.iter().map(SitePath::as_str).collect();
        assert_eq!(documents, ["content/b.Markdown", "content/index.md", "content/work/a/INDEX.MD"]);
        assert_eq!(names(&found.files), ["content/work/a/funnel.csv"]);
        assert_eq!(names(&found.statics), ["static/robots.txt"]);
        assert_eq!(found.templates[0].as_str(), "templates/page.html");
        assert_eq!(names(&found.themes), ["themes/mine/templates/page.html"]);
        assert_eq!(names(&found.data), ["data/team.yaml"]);
    }

    #[test]
    fn what_editors_leave_and_what_the_config_ignores_stays_out() {
        let world = MemoryWorld::new()
            .file("content/a.md", "")
            .file("content/a.md~", "")
            .file("content/#a.md#", "")
            .file("content/Thumbs.db", "")
            .file("content/#hash.md", "")
            .file("content/raw/photo.psd", "")
            .file("content/drafts/deep/x.md", "")
            .file("content/drafts.md", "")
            .file("static/out/index.html", "")
            .file("static/outer.txt", "");
        let output = SitePath::parse("static/out").ok();
        let ignore = Ignore::new(["*.psd", "content/drafts/"], output).expect("globs");
        let (found, _) = discover(&world, &ignore);
        let documents: Vec<&str> = found.documents.iter().map(SitePath::as_str).collect();
        assert_eq!(documents, ["content/#hash.md", "content/a.md", "content/drafts.md"]);
        assert_eq!(names(&found.files), [""; 0]);
        assert_eq!(names(&found.statics), ["static/outer.txt"]);
    }

    #[test]
    fn a_glob_that_is_none_is_named() {
        let bad = Ignore::new(["*.psd", "a{b", "[z"], None).expect_err("bad globs");
        assert_eq!(bad.iter().map(|bad| bad.index).collect::<Vec<_>>(), [1, 2]);
    }

    #[test]
    fn what_cannot_be_walked_is_an_error_at_its_name() {
        let world = MemoryWorld::new().file("content/a.md", "").problem(
            "content/out",
            "this link leads out of the site",
            "copy the file",
        );
        let (found, diagnostics) = discover(&world, &Ignore::nothing());
        assert_eq!(found.documents.len(), 1);
        let place = diagnostics[0].place.as_ref().expect("a place");
        assert_eq!((place.source.name(), diagnostics[0].is_error()), ("content/out", true));
    }
}
