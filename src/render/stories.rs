//! Posts that tell the story of a case study, which they name with `case:`.

use super::{Parsed, Site};
use crate::diag::{Code, Diagnostic, did_you_mean};
use crate::model::{Document, Kind};
use crate::path::SitePath;
use serde::{Deserialize, Serialize};
use std::cell::LazyCell;
use std::collections::{BTreeMap, HashMap};

pub const UNKNOWN_CASE: Code = Code("unknown-case");

/// What people may call a page: the last part of its address, its whole address, or its file.
#[derive(Debug, Default)]
pub struct Names {
    by_name: HashMap<String, usize>,
    /// Last parts that several pages share: which.
    shared: BTreeMap<String, Vec<usize>>,
}

/// Why a name finds no page.
pub enum NotFound<'a> {
    Unknown,
    /// These pages all have it.
    Shared(&'a [usize]),
}

impl Names {
    /// The names of the documents that `wanted` picks.
    pub fn new(site: &Site<'_>, parsed: &[Parsed], wanted: impl Fn(&Document) -> bool) -> Self {
        let by_name = HashMap::with_capacity(3 * parsed.len());
        let mut names = Self { by_name, shared: BTreeMap::new() };
        let mut by_last: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (index, parsed) in parsed.iter().enumerate().filter(|(_, parsed)| wanted(&parsed.document)) {
            let address = plain(site.routes.urls[index].as_str()).to_owned();
            let last = address.rsplit('/').next().unwrap_or_default().to_owned();
            by_last.entry(last).or_default().push(index);
            names.by_name.insert(plain(parsed.document.path.as_str()).to_owned(), index);
            names.by_name.insert(address, index);
        }
        for (last, pages) in by_last {
            match pages[..] {
                [page] => _ = names.by_name.entry(last).or_insert(page),
                _ => _ = names.shared.insert(last, pages),
            }
        }
        names
    }

    pub fn find(&self, name: &str) -> Result<usize, NotFound<'_>> {
        let name = plain(name);
        match (self.by_name.get(name), self.shared.get(name)) {
            (Some(page), _) => Ok(*page),
            (None, Some(pages)) => Err(NotFound::Shared(pages)),
            (None, None) => Err(NotFound::Unknown),
        }
    }

    fn closest(&self, name: &str) -> Option<String> {
        let mut known: Vec<&str> = self.by_name.keys().map(String::as_str).collect();
        known.sort_unstable();
        did_you_mean(plain(name), known).map(str::to_owned)
    }
}

/// `work/larkspur` for all ways to write it: `/work/larkspur/`, `content/work/larkspur/index.md`.
fn plain(name: &str) -> &str {
    let name = name.trim().trim_start_matches("./").trim_matches('/');
    let name = name.strip_prefix("content/").unwrap_or(name);
    let name = [".md", ".markdown", ".html"].iter().find_map(|end| name.strip_suffix(end)).unwrap_or(name);
    name.strip_suffix("/index").unwrap_or(name)
}

/// Which post tells of which case study.
#[derive(Debug, Serialize, Deserialize, Default)]
pub struct Stories {
    /// By document: the posts that tell its story, oldest first.
    pub posts: Vec<Vec<usize>>,
    /// By document: the case study whose story it tells.
    pub case: Vec<Option<usize>>,
}

impl Stories {
    pub fn new(site: &Site<'_>, parsed: &[Parsed], diagnostics: &mut Vec<Diagnostic>) -> Self {
        let mut stories = Self { posts: vec![Vec::new(); parsed.len()], case: vec![None; parsed.len()] };
        // Most sites tell no such stories.
        let names = LazyCell::new(|| Names::new(site, parsed, |document| document.kind == Kind::Case));
        for (index, Parsed { document, .. }) in parsed.iter().enumerate() {
            let Some(written) = &document.head.case else { continue };
            let case = match names.find(&written.value) {
                Ok(case) => case,
                Err(why) => {
                    let (message, hint) = explain(&written.value, &why, &names, parsed);
                    let warning =
                        Diagnostic::warning(UNKNOWN_CASE, message).at(&document.source, written.span);
                    diagnostics.push(warning.hint(hint));
                    continue;
                }
            };
            let unlisted = (document.head.unlisted, parsed[case].document.head.unlisted);
            // Who may find a page may find what leads from it, but nothing leads from a list to an unlisted page.
            if !unlisted.0 || unlisted.1 {
                stories.posts[case].push(index);
            }
            if unlisted.0 || !unlisted.1 {
                stories.case[index] = Some(case);
            }
        }
        for posts in &mut stories.posts {
            posts.sort_by_cached_key(|index| {
                let document = &parsed[*index].document;
                (document.head.date.is_none(), document.head.date, document.path.clone())
            });
        }
        stories
    }
}

fn explain(name: &str, why: &NotFound<'_>, names: &Names, parsed: &[Parsed]) -> (String, String) {
    match why {
        NotFound::Shared(pages) => {
            let paths: Vec<&SitePath> = pages.iter().map(|page| &parsed[*page].document.path).collect();
            let listed: Vec<String> = paths.iter().map(|path| format!("`{path}`")).collect();
            let message = format!("several case studies are called `{name}`: {}", listed.join(", "));
            (message, format!("write the whole path of one, as `{}`", plain(paths[0].as_str())))
        }
        NotFound::Unknown => {
            let hint = names.closest(name).map_or_else(
                || "write the last part of its address, as `larkspur` for `work/larkspur.md`".to_owned(),
                |close| format!("did you mean `{close}`?"),
            );
            (format!("no case study is called `{name}`"), hint)
        }
    }
}
