//! "Sources and checks": every figure of the site with what was checked of it, and the files behind them.

use super::items::metric_value;
use super::pages::{ListPage, list_page};
use super::paginator::paginator;
use super::values::{map, text};
use super::{Page, Parsed, Shared, Site};
use crate::memo::Read;
use crate::path::Url;
use crate::route::Pages;
use crate::theme::functions::note;
use tera::Value;

/// Figures on one page of the list.
const PAGE: usize = 100;

/// The list, decided before the first page is made.
#[derive(Debug)]
pub struct Sources {
    pub pages: Pages,
    /// Document and metric, in the order of the documents.
    claims: Vec<(usize, usize)>,
}

impl Sources {
    /// None where no figure has data behind it, or the site has a page of its own there.
    pub(super) fn new(site: &Site<'_>, parsed: &[Parsed]) -> Option<Self> {
        let first = site.sources.clone()?;
        let listed = parsed.iter().enumerate().filter(|(_, parsed)| !parsed.document.head.unlisted);
        let claims: Vec<(usize, usize)> = listed
            .filter_map(|(index, parsed)| Some((index, parsed.document.case.as_ref()?.metrics.len())))
            .flat_map(|(index, metrics)| (0..metrics).map(move |metric| (index, metric)))
            .collect();
        Some(Self { pages: Pages::new(first, PAGE, claims.len()), claims })
    }
}

/// Where a page of the list lies.
pub fn sources_url(site: &Site<'_>, page: usize) -> Url {
    // How long the list is does not matter for its addresses.
    site.sources.clone().map_or_else(Url::root, |first| Pages::new(first, PAGE, 0).url(page))
}

/// A page of the list; the first one has the files too.
pub fn sources(site: &Site<'_>, shared: &Shared, parsed: &[Parsed], url: &Url, page: usize) -> Page {
    let title = site.theme.library.strings.get("sources").unwrap_or("Sources and checks").to_owned();
    let ancestors = Value::from(Vec::<Value>::new());
    let list = ListPage { kind: "sources", title: &title, text: None, url, ancestors };
    list_page(site, shared, parsed, list, |context| {
        note(Read::Sources(page));
        for (key, value) in entries(site, shared, parsed, page) {
            context.insert_value(key, value);
        }
    })
}

/// What a page of the list has besides its frame.
pub(super) fn entries(
    site: &Site<'_>,
    shared: &Shared,
    parsed: &[Parsed],
    page: usize,
) -> Vec<(&'static str, Value)> {
    let Some(sources) = &shared.sources else { return Vec::new() };
    let claims = &sources.claims[sources.pages.range(page)];
    let claims = claims.iter().map(|(document, metric)| claim(site, shared, parsed, *document, *metric));
    let files = if page == 1 { files(site) } else { Vec::new() };
    vec![
        ("claims", Value::from(claims.collect::<Vec<_>>())),
        ("files", Value::from(files)),
        ("paginator", paginator(&sources.pages, page, &site.theme.library.strings)),
    ]
}

fn claim(site: &Site<'_>, shared: &Shared, parsed: &[Parsed], document: usize, metric: usize) -> Value {
    let known = &parsed[document].document;
    let value = known
        .case
        .as_ref()
        .map_or(Value::none(), |case| metric_value(known, case, metric, &site.words, &site.evidence));
    map([("item", shared.items[document].clone()), ("metric", value)])
}

/// The published files, each once.
fn files(site: &Site<'_>) -> Vec<Value> {
    let mut files: Vec<_> = site.evidence.files.iter().map(|file| site.words.shown_file(file)).collect();
    files.sort_by(|a, b| (&a.name, &a.sha256).cmp(&(&b.name, &b.sha256)));
    files.dedup();
    files
        .iter()
        .map(|file| {
            map([
                ("name", text(&file.name)),
                ("path", text(&file.path)),
                ("size", text(&file.size)),
                ("sha256", text(&file.sha256)),
            ])
        })
        .collect()
}
