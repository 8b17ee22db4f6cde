//! Links within the site, judged when every page is made: only then is it known which parts each page has.
//!
//! A page leaves behind the names of its parts and its links into parts, both small; its HTML is gone by then.

use super::{Parsed, Site};
use crate::diag::{Diagnostic, did_you_mean};
use crate::model::Document;
use crate::path::{SitePath, Url};
use crate::render::aim::percent_decode;
use crate::render::links::{BROKEN_ANCHOR, BROKEN_IMAGE, BROKEN_LINK, shorten};
use crate::source::{Source, Span};
use crate::theme::relink::tag_around;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

/// A link that cannot be judged while its page is made.
#[derive(Clone, Debug)]
pub struct Crossing {
    /// The file in which it stands; of most pages without its text, which would fill the memory.
    source: Arc<Source>,
    span: Span,
    written: Box<str>,
    to: To,
}

#[derive(Clone, Debug)]
enum To {
    /// A part of a page.
    Part { url: Url, part: Box<str> },
    /// Nothing that is published.
    Nowhere { from: SitePath, image: bool },
}

impl Crossing {
    /// A link to `written` in a document, which leads to the part `fragment` of the page at `url`.
    pub fn to_part(
        document: &Document,
        span: Span,
        written: &str,
        url: &Url,
        fragment: &str,
    ) -> Option<Self> {
        // `#` and `#top` are the top of every page; `#:~:text=` finds words and no part.
        if fragment.is_empty() || fragment.eq_ignore_ascii_case("top") || fragment.starts_with(":~:") {
            return None;
        }
        let part = percent_decode(fragment.split(":~:").next().unwrap_or_default());
        let to = To::Part { url: url.clone(), part: part.into() };
        Some(Self { source: Arc::clone(&document.source), span, written: written.into(), to })
    }

    /// The part of a page that it leads to; none where it leads nowhere.
    pub fn part(&self) -> Option<(&Url, &str)> {
        match &self.to {
            To::Part { url, part } => Some((url, part)),
            To::Nowhere { .. } => None,
        }
    }

    pub fn to_nowhere(document: &Document, span: Span, written: &str, image: bool) -> Self {
        let to = To::Nowhere { from: document.path.clone(), image };
        Self { source: Arc::clone(&document.source), span, written: written.into(), to }
    }
}

/// The names of the parts of a page: what `id` and the `name` of a link say in its HTML, a line each.
pub fn parts(html: &str) -> Box<str> {
    let mut parts = String::new();
    for needle in ["id=", "name="] {
        for at in memchr::memmem::find_iter(html.as_bytes(), needle) {
            let value = at + needle.len();
            if !tag_around(html, at).is_some_and(|tag| needle == "id=" || tag.starts_with("<a ")) {
                continue;
            }
            parts.push_str(&unescaped(attribute_value(&html[value..])));
            parts.push('\n');
        }
    }
    parts.into()
}

fn attribute_value(text: &str) -> &str {
    let quoted = ['"', '\''].into_iter().find_map(|quote| text.strip_prefix(quote)?.split(quote).next());
    quoted.unwrap_or_else(|| text.split([' ', '\n', '\t', '>']).next().unwrap_or_default())
}

fn unescaped(text: &str) -> String {
    if !text.contains('&') {
        return text.to_owned();
    }
    let text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"");
    text.replace("&#39;", "'").replace("&#x27;", "'").replace("&amp;", "&")
}

/// Why a document is no page of this build.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LeftOut {
    Draft,
    Future,
}

/// What there is to say of links that lead nowhere. `pages` are the parts of every page, by its address.
pub fn judge(
    site: &Site<'_>,
    documents: &[Parsed],
    left_out: &[(SitePath, LeftOut)],
    pages: &[(Url, Box<str>)],
    crossings: Vec<Crossing>,
) -> Vec<Diagnostic> {
    let broken = broken(pages, crossings);
    if broken.is_empty() {
        return Vec::new();
    }
    let mut judge = Judge {
        site,
        documents,
        left_out,
        parts: pages.iter().map(|(url, parts)| (url.as_str(), &**parts)).collect(),
        by_name: HashMap::new(),
        searches: 0,
    };
    for (index, parsed) in documents.iter().enumerate() {
        judge.by_name.entry(name_of(&parsed.document.path)).or_default().push(index);
    }
    broken.iter().map(|crossing| judge.judge(crossing)).collect()
}

/// Those that lead nowhere, in the order of their files.
fn broken(pages: &[(Url, Box<str>)], crossings: Vec<Crossing>) -> Vec<Crossing> {
    let mut by_page: BTreeMap<Option<Url>, Vec<Crossing>> = BTreeMap::new();
    for crossing in crossings {
        let page = match &crossing.to {
            To::Part { url, .. } => Some(url.clone()),
            To::Nowhere { .. } => None,
        };
        by_page.entry(page).or_default().push(crossing);
    }
    let mut broken = by_page.remove(&None).unwrap_or_default();
    for (url, parts) in pages {
        let Some(crossings) = by_page.remove(&Some(url.clone())) else { continue };
        let parts: HashSet<&str> = parts.lines().collect();
        let is_broken = |crossing: &Crossing| match &crossing.to {
            To::Part { part, .. } => !parts.contains(&**part),
            To::Nowhere { .. } => true,
        };
        broken.extend(crossings.into_iter().filter(is_broken));
    }
    broken.sort_by(|a, b| (a.source.name(), a.span).cmp(&(b.source.name(), b.span)));
    broken
}

struct Judge<'j> {
    site: &'j Site<'j>,
    documents: &'j [Parsed],
    left_out: &'j [(SitePath, LeftOut)],
    /// By address.
    parts: HashMap<&'j str, &'j str>,
    /// Documents by the name by which people know them, in small letters.
    by_name: HashMap<String, Vec<usize>>,
    /// Searches among all names so far.
    searches: usize,
}

/// A search among all names looks at each of them. Where a whole site has moved, the first messages tell.
const MOST_SEARCHES: usize = 30;

impl Judge<'_> {
    fn judge(&mut self, crossing: &Crossing) -> Diagnostic {
        let written = shorten(&crossing.written);
        let (code, message, hint) = match &crossing.to {
            To::Part { url, part } => {
                let message = format!("the page `{url}` has no part `#{}`", shorten(part));
                (BROKEN_ANCHOR, message, self.closest_part(url, part))
            }
            To::Nowhere { from, image: false } => {
                let (message, hint) = self.missing_page(from, &crossing.written).unwrap_or_else(|| {
                    let hint = "link to a source file by its path from this one, as `../work/larkspur.md`, \
                                or to an address of the site, as `/work/larkspur/`";
                    (format!("no page or file of this site lies at `{written}`"), hint.to_owned())
                });
                (BROKEN_LINK, message, hint)
            }
            To::Nowhere { from, image: true } => {
                let hint = self.closest_file(from, &crossing.written).unwrap_or_else(|| {
                    "put the file beside this one, or into `static/` and write its path with a leading slash"
                        .to_owned()
                });
                (BROKEN_IMAGE, format!("no file of this site lies at `{written}`"), hint)
            }
        };
        let diagnostic = if self.site.config.links_are_errors {
            Diagnostic::error(code, message)
        } else {
            Diagnostic::warning(code, message)
        };
        diagnostic.at(&crossing.source, crossing.span).hint(hint)
    }

    fn closest_part(&mut self, url: &Url, part: &str) -> String {
        let parts = self.parts.get(url.as_str()).copied().unwrap_or_default();
        let same = parts.lines().find(|known| known.to_lowercase() == part.to_lowercase());
        let close = same.or_else(|| self.may_search().then(|| did_you_mean(part, parts.lines())).flatten());
        match close {
            Some(close) => format!("did you mean `#{close}`?"),
            None => "a heading's part is named by its words in small letters, as `#what-we-did`, or by \
                     `{#name}` behind it"
                .to_owned(),
        }
    }

    fn may_search(&mut self) -> bool {
        self.searches += 1;
        self.searches <= MOST_SEARCHES
    }

    /// What is known of a page that is not there: message and hint.
    fn missing_page(&mut self, from: &SitePath, written: &str) -> Option<(String, String)> {
        let written = written.trim();
        let path = percent_decode(written.split(['?', '#']).next().unwrap_or_default());
        let folder = from.parent()?;
        let resolved = match path.strip_prefix('/') {
            Some(below) => SitePath::parse("content").ok()?.resolve(below),
            None => folder.resolve(&path),
        };
        let Ok(resolved) = resolved else {
            let hint = "a link can lead to what the site publishes, or to another site with `https://`";
            return Some((
                format!("`{}` leads out of the folder of this site", shorten(written)),
                hint.into(),
            ));
        };
        let name = resolved.as_str().trim_end_matches('/');
        let spellings = [name.to_owned(), format!("{name}.md"), format!("{name}/index.md")];
        let held = self.left_out.iter().find(|(path, _)| spellings.iter().any(|name| path.as_str() == name));
        if let Some((path, why)) = held {
            let (what, flag) = match why {
                LeftOut::Draft => ("a draft", "drafts"),
                LeftOut::Future => ("dated in the future", "future"),
            };
            let message = format!("this link leads to `{path}`, which is {what} and left out of this build");
            return Some((message, format!("publish it first, or build with `--{flag}`")));
        }
        let gone = format!("no page or file of this site lies at `{}`", shorten(written));
        if let Some(close) = self.closest_page(from, &resolved, path.starts_with('/')) {
            return Some((gone, format!("did you mean `{close}`?")));
        }
        self.site.world.exists(&resolved).then(|| {
            let message = format!("`{}` is no part of what this site publishes", shorten(written));
            (message, "put it beside a page below `content/`, or into `static/`".to_owned())
        })
    }

    /// The page of the same name elsewhere, else the one with the closest name.
    fn closest_page(&mut self, from: &SitePath, wanted: &SitePath, from_root: bool) -> Option<String> {
        let name = name_of(wanted);
        let found = match self.by_name.get(&name) {
            Some(found) => found,
            None => {
                self.may_search().then_some(())?;
                let mut names: Vec<&str> = self.by_name.keys().map(String::as_str).collect();
                names.sort_unstable();
                self.by_name.get(did_you_mean(&name, names)?)?
            }
        };
        // Of several the one that shares most of its folders with what was written.
        let shared = |index: &usize| {
            let path = &self.documents[*index].document.path;
            path.segments().zip(wanted.segments()).take_while(|(a, b)| a.eq_ignore_ascii_case(b)).count()
        };
        let index = *found.iter().rev().max_by_key(|index| shared(index))?;
        if from_root {
            return Some(self.site.routes.urls[index].as_str().to_owned());
        }
        let path = &self.documents[index].document.path;
        Some(between(from, path))
    }

    /// The file of the same name elsewhere, else the one with the closest name.
    fn closest_file(&mut self, from: &SitePath, written: &str) -> Option<String> {
        let path = percent_decode(written.split(['?', '#']).next().unwrap_or_default());
        let name = path.rsplit('/').next().filter(|name| !name.is_empty())?.to_lowercase();
        self.may_search().then_some(())?;
        let files = self.site.routes.copies.iter().map(|(entry, _)| &entry.path);
        let same = files.clone().find(|path| path.file_name().to_lowercase() == name);
        let file = same.or_else(|| {
            let close = did_you_mean(&name, files.clone().map(SitePath::file_name))?.to_owned();
            files.clone().find(|path| path.file_name() == close)
        })?;
        let close = match file.as_str().strip_prefix("static/") {
            Some(name) => format!("/{name}"),
            None => between(from, file),
        };
        Some(format!("did you mean `{close}`?"))
    }
}

/// The name by which a document is known: of a file without its ending, of `index.md` its folder's.
fn name_of(path: &SitePath) -> String {
    let folder = path.parent().filter(|_| matches!(path.stem(), "index" | "_index"));
    folder.as_ref().map_or_else(|| path.stem(), SitePath::file_name).to_lowercase()
}

/// How a file names another one in a link.
fn between(from: &SitePath, to: &SitePath) -> String {
    match (Url::parse(&format!("/{from}")), Url::parse(&format!("/{to}"))) {
        (Ok(from), Ok(to)) => to.relative_from(&from),
        _ => to.as_str().to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_parts_of_a_page_are_its_ids_and_nothing_that_looks_like_one() {
        let html = "<h2 id=\"a\">x id=\"no\"</h2>\n<p class=\"q\" id='b'><a name=\"c\" href=\"#\">d</a> \
                    <code>&lt;i id=\"no\"&gt;</code> <img alt=\" id=no\"><i\nid=d>e</i> <b data-id=\"no\">\
                    <meta name=\"no\"><i id=\"f&amp;g\">";
        assert_eq!(&*parts(html), "a\nb\nd\nf&g\nc\n");
    }
}
