//! What templates may call. Every function notes what it read, so that a page can tell what it depends on.
//!
//! Tera gives a function no context inside a component, so the page being rendered is kept for the thread: a
//! render never leaves its thread, and [`rendering`] sets and takes it around one.

mod arguments;
mod condition;
mod qr;
mod room;
mod select;
mod text;
mod words;

pub use text::TOLD_THERE;

use super::pictures;
use crate::asset::Assets;
use crate::claims::Words;
use crate::data::Shelf;
use crate::emit::linked_data::{self, LinkedData};
use crate::i18n::Strings;
use crate::image::Images;
use crate::memo::{Read, Recorder};
use crate::path::Url;
use crate::path::address::is_unsafe;
use crate::theme::relink::relink;
use std::cell::{LazyCell, RefCell};
use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, OnceLock};
use tera::value::Key;
use tera::{Error, Kwargs, Map, State, Tera, TeraResult, Value};

/// The functions that folio adds to those of Tera. `docs/themes.md` has an example of each, which is a test.
pub const FUNCTIONS: [&str; 16] = [
    "asset",
    "data",
    "date",
    "fit",
    "image",
    "integrity",
    "linked_data",
    "markdown",
    "metric",
    "number",
    "page",
    "pages",
    "qr",
    "t",
    "term",
    "terms",
];

/// The filters that folio adds.
pub const FILTERS: [&str; 5] = ["absolute", "json", "link", "relink", "slug"];

/// The site as templates see it. Filled in the order in which it becomes known.
#[derive(Default)]
pub struct Library {
    pub strings: Arc<Strings>,
    /// Absolute, without a slash at its end; empty when the site has none.
    pub base_url: String,
    /// Files of themes and of `static/`.
    pub assets: OnceLock<Arc<Assets>>,
    pub images: OnceLock<Arc<Images>>,
    /// Makes the metrics of a case study when another page asks for them.
    pub cases: OnceLock<Cases>,
    pub items: OnceLock<Items>,
    /// Listed items by section, in the order of the section.
    pub sections: OnceLock<BTreeMap<String, Vec<Value>>>,
    /// All listed items, by path.
    pub listed: OnceLock<Vec<Value>>,
    pub selections: select::Selections,
    /// The terms of each taxonomy, by its key, in the order of its page.
    pub terms: OnceLock<BTreeMap<String, Vec<Value>>>,
    /// How the language writes numbers and dates.
    pub words: OnceLock<Arc<Words>>,
    pub markdown: OnceLock<Markdown>,
    /// Nothing when no template asks for data.
    pub data: OnceLock<Arc<Shelf>>,
    /// Describes pages to search engines.
    pub linked_data: OnceLock<LinkedData>,
}

/// The items of all pages.
#[derive(Debug)]
pub struct Items {
    /// The place of each, by its URL path.
    pub numbers: Arc<HashMap<String, usize>>,
    pub values: Vec<Value>,
}

impl Items {
    pub fn get(&self, path: &str) -> Option<&Value> {
        self.values.get(*self.numbers.get(path)?)
    }
}

/// Markdown as HTML, or what is wrong with it.
pub type Markdown = Box<dyn Fn(&Library, &str) -> Result<String, String> + Send + Sync>;

/// The URL path of a case study and its metrics, by the last part of its address.
pub type Cases = Box<dyn Fn(&str) -> Option<(String, Metrics)> + Send + Sync>;

/// Metrics by id, in the order of their page.
pub type Metrics = Vec<(String, Value)>;

/// Makes the metrics of a page when a template first asks for one of them: most pages never do.
pub type OwnMetrics = Box<dyn FnOnce() -> Metrics>;

/// Of a page without metrics.
pub fn no_metrics() -> OwnMetrics {
    Box::new(Vec::new)
}

impl std::fmt::Debug for Library {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Library").field("assets", &self.assets).finish_non_exhaustive()
    }
}

/// How links are written on a page.
#[derive(Clone, Debug)]
pub enum Linking {
    /// Relative to the document, so that the site works under any path.
    Relative,
    /// From the root of the host, for `404.html`, which is served at every address. Holds the path of the site's
    /// root on its host, with a slash at its end.
    Rooted(String),
    /// As paths from the site's root, for what is shown on many pages: `relink` makes them links of each.
    FromRoot,
}

struct Current {
    url: Url,
    linking: Linking,
    metrics: LazyCell<Metrics, OwnMetrics>,
    recorder: Recorder,
}

thread_local! {
    static CURRENT: RefCell<Option<Current>> = const { RefCell::new(None) };
}

/// Runs `work` as the render of one page with its metrics, and gives back what it read.
pub fn rendering<T>(
    url: &Url,
    linking: Linking,
    metrics: OwnMetrics,
    work: impl FnOnce() -> T,
) -> (T, Recorder) {
    let metrics = LazyCell::new(metrics);
    let current = Current { url: url.clone(), linking, metrics, recorder: Recorder::default() };
    let before = CURRENT.replace(Some(current));
    let result = work();
    let after = CURRENT.replace(before);
    (result, after.map(|current| current.recorder).unwrap_or_default())
}

/// Notes a read of the page being rendered.
pub fn note(read: Read) {
    CURRENT.with_borrow_mut(|current| {
        if let Some(current) = current {
            current.recorder.note(read);
        }
    });
}

/// An address as the page being rendered has to write it. Takes paths from the site's root; anything else, such
/// as `https://…` or `#part`, stays as it is.
pub fn link(target: &str) -> String {
    if is_unsafe(target, true) {
        return String::new();
    }
    let path_end = target.find(['?', '#']).unwrap_or(target.len());
    let (path, rest) = target.split_at(path_end);
    if !path.starts_with('/') || path.starts_with("//") {
        return target.to_owned();
    }
    CURRENT.with_borrow(|current| match current {
        Some(Current { url: from, linking: Linking::Relative, .. }) => {
            let Some(relative) = from.reference_to(path) else { return target.to_owned() };
            if relative == "./" && rest.starts_with('#') { rest.to_owned() } else { relative + rest }
        }
        current => {
            let Ok(url) = Url::parse(path) else { return target.to_owned() };
            match current {
                Some(Current { linking: Linking::Rooted(root), .. }) => {
                    root.clone() + url.encoded().trim_start_matches('/') + rest
                }
                _ => url.encoded() + rest,
            }
        }
    })
}

pub fn register(tera: &mut Tera, library: &Arc<Library>) {
    qr::register(tera);
    text::register(tera, library);
    words::register(tera, library);
    select::register(tera, library);
    room::register(tera);

    tera.register_filter("relink", |html: &str, _: Kwargs, _: &State<'_>| relink(html));

    let shared = Arc::clone(library);
    tera.register_function("asset", move |args: Kwargs, _: &State<'_>| {
        arguments::only(&args, "asset", &["path"])?;
        let url = asset(&shared, args.must_get("path")?, Assets::address)?;
        TeraResult::Ok(link(url.as_str()))
    });

    let shared = Arc::clone(library);
    tera.register_function("integrity", move |args: Kwargs, _: &State<'_>| {
        arguments::only(&args, "integrity", &["path"])?;
        asset(&shared, args.must_get("path")?, Assets::integrity).map(str::to_owned)
    });

    let shared = Arc::clone(library);
    tera.register_function("image", move |args: Kwargs, _: &State<'_>| {
        arguments::only(&args, "image", &["src", "widths", "sizes"])?;
        pictures::image(&shared, args.must_get("src")?, args.get("widths")?, args.get("sizes")?)
    });

    let shared = Arc::clone(library);
    tera.register_function("linked_data", move |args: Kwargs, _: &State<'_>| {
        arguments::only(&args, "linked_data", &["page"])?;
        TeraResult::Ok(shared.linked_data(args.must_get("page")?))
    });

    let shared = Arc::clone(library);
    tera.register_function("metric", move |args: Kwargs, _: &State<'_>| {
        arguments::only(&args, "metric", &["of"])?;
        metric(&shared, args.must_get("of")?)
    });
}

/// What `assets` says of a file of the theme or of `static/`.
fn asset<'a, T>(
    library: &'a Library,
    path: &str,
    ask: impl FnOnce(&'a Assets, &str) -> Result<T, String>,
) -> TeraResult<T> {
    let name = path.trim_start_matches('/');
    note(Read::Asset(name.to_owned()));
    let assets = library.assets.get().ok_or_else(|| Error::message("no page is being made"))?;
    ask(assets, name).map_err(Error::message)
}

impl Library {
    /// The page as JSON-LD for a `script` element; empty for a page that search engines have no use for.
    pub fn linked_data(&self, page: &Map) -> String {
        fn items(value: Option<&Value>) -> &[Value] {
            value.and_then(Value::as_array).unwrap_or_default()
        }
        fn part<'a>(record: &'a Value, key: &'static str) -> Option<&'a Value> {
            record.as_map()?.get(&Key::Str(key))
        }
        let Some(site) = self.linked_data.get() else { return String::new() };
        let get = |key: &'static str| page.get(&Key::Str(key));
        let text = |key: &'static str| get(key).and_then(Value::as_str).unwrap_or_default();
        let terms = items(get("terms")).iter().flat_map(|group| items(part(group, "terms")));
        let terms: Vec<&str> = terms.filter_map(|term| part(term, "name")?.as_str()).collect();
        let crumb = |of| Some((part(of, "title")?.as_str()?, part(of, "path")?.as_str()?));
        let ancestors: Vec<(&str, &str)> = items(get("ancestors")).iter().filter_map(crumb).collect();
        site.graph(&linked_data::Page {
            kind: text("kind"),
            path: text("path"),
            url: text("canonical"),
            title: text("title"),
            description: text("description"),
            language: text("language"),
            published: text("date"),
            modified: text("modified"),
            image: text("social_image"),
            example: get("example").and_then(Value::as_bool) == Some(true),
            terms: &terms,
            ancestors: &ancestors,
        })
    }
}

/// A metric of the page being rendered, or of another case study as `slug.id`.
fn metric(library: &Library, of: &str) -> TeraResult<Value> {
    let find = |metrics: &Metrics, id: &str| {
        metrics.iter().find(|(known, _)| known == id).map(|(_, value)| value.clone())
    };
    let own = CURRENT.with_borrow(|current| current.as_ref().and_then(|current| find(&current.metrics, of)));
    if let Some(metric) = own {
        return Ok(metric);
    }
    if let (Some((slug, id)), Some(cases)) = (of.rsplit_once('.'), library.cases.get()) {
        note(Read::Metrics(slug.to_owned()));
        if let Some(metric) = cases(slug).and_then(|(_, metrics)| find(&metrics, id)) {
            return Ok(metric);
        }
    }
    let known: Vec<String> = CURRENT.with_borrow(|current| {
        current.iter().flat_map(|current| &*current.metrics).map(|(id, _)| id.clone()).collect()
    });
    let hint = match crate::diag::did_you_mean(of, known.iter().map(String::as_str)) {
        Some(close) => format!("did you mean `{close}`?"),
        None if known.is_empty() => "this page has no metrics; another page's are `slug.id`".to_owned(),
        None => format!("this page has {}", known.join(", ")),
    };
    Err(Error::message(format!("no metric is called `{of}`; {hint}")))
}
