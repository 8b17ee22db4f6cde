//! "Sources and checks": every figure of the site with what was checked of it, the files behind them, and what was
//! corrected. Each mark that some figures have and others have not has a list of its own.

use super::markup;
use super::pages::{ListPage, list_page};
use super::paginator::paginator;
use super::values::{self, corrections, map, text};
use super::{Page, Parsed, Shared, Site};
use crate::chart::Charts;
use crate::claims::{self, Shown, ShownFile};
use crate::memo::Read;
use crate::model::Document;
use crate::path::Url;
use crate::proof::marks::{Mark, Marks, State};
use crate::route::Pages;
use crate::theme::functions::{link, note};
use tera::Value;

/// Figures on one page of the list.
const PAGE: usize = 100;

/// What the figures of a list have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum List {
    All,
    /// A mark that passes.
    With(Mark),
    /// Nothing but the author's word.
    Own,
}

impl List {
    const EVERY: [Self; 6] = [
        Self::All,
        Self::With(Mark::Attested),
        Self::With(Mark::Reproduced),
        Self::With(Mark::Archived),
        Self::With(Mark::Sourced),
        Self::Own,
    ];

    /// The name in its address.
    pub fn name(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::With(mark) => mark.name(),
            Self::Own => "own",
        }
    }

    pub(super) fn named(name: &str) -> Self {
        Self::EVERY.into_iter().find(|list| list.name() == name).unwrap_or(Self::All)
    }

    fn holds(self, marks: Marks) -> bool {
        match self {
            Self::All => true,
            Self::With(mark) => marks.get(mark) == State::Pass,
            Self::Own => marks == Marks::stated(),
        }
    }

    fn first(self, all: &Url) -> Url {
        match self {
            Self::All => all.clone(),
            // The address of the whole list is a folder, and the name is plain.
            _ => Url::parse(&format!("{}{}/", all.as_str(), self.name())).unwrap_or_else(|_| all.clone()),
        }
    }
}

/// The lists, decided before the first page is made.
#[derive(Debug)]
pub struct Sources {
    lists: Vec<Listed>,
}

/// One list: document and metric of each figure, in the order of the documents.
#[derive(Debug)]
struct Listed {
    list: List,
    pages: Pages,
    claims: Vec<(usize, usize)>,
}

impl Sources {
    /// None where no figure has data behind it, or the site has a page of its own there.
    pub(super) fn new(site: &Site<'_>, parsed: &[Parsed]) -> Option<Self> {
        let all = site.sources.clone()?;
        let listed = parsed.iter().enumerate().filter(|(_, parsed)| !parsed.document.head.unlisted);
        let claims: Vec<(usize, usize, Marks)> = listed
            .filter_map(|(index, parsed)| Some((index, &parsed.document, parsed.document.case.as_ref()?)))
            .flat_map(|(index, document, case)| {
                let checked = site.evidence.of(&document.path);
                (0..case.metrics.len()).map(move |metric| {
                    let marks = checked.get(metric).map_or_else(Marks::stated, |checked| checked.marks);
                    (index, metric, marks)
                })
            })
            .collect();
        let lists = List::EVERY.into_iter().filter_map(|list| {
            let chosen = claims.iter().filter(|(.., marks)| list.holds(*marks));
            let chosen: Vec<(usize, usize)> = chosen.map(|(index, metric, _)| (*index, *metric)).collect();
            // A list of none, or of all once more, helps nobody.
            let is_shown = list == List::All || (!chosen.is_empty() && chosen.len() < claims.len());
            let pages = Pages::new(list.first(&all), PAGE, chosen.len());
            is_shown.then_some(Listed { list, pages, claims: chosen })
        });
        Some(Self { lists: lists.collect() })
    }

    /// The lists and their pages.
    pub fn lists(&self) -> impl Iterator<Item = (List, &Pages)> {
        self.lists.iter().map(|listed| (listed.list, &listed.pages))
    }
}

/// Where a page of a list lies.
pub fn sources_url(site: &Site<'_>, list: List, page: usize) -> Url {
    let Some(all) = &site.sources else { return Url::root() };
    // How long the list is does not matter for its addresses.
    Pages::new(list.first(all), PAGE, 0).url(page)
}

/// A page of a list; the first one of all figures has the files too.
pub fn sources(
    site: &Site<'_>,
    shared: &Shared,
    parsed: &[Parsed],
    url: &Url,
    (list, page): (List, usize),
) -> Page {
    let title = site.theme.library.strings.get("sources").unwrap_or("Sources and checks").to_owned();
    let ancestors = Value::from(Vec::<Value>::new());
    let of_page = ListPage { kind: "sources", title: &title, text: None, url, ancestors };
    list_page(site, shared, parsed, of_page, |context| {
        note(Read::Sources(list.name(), page));
        for (key, value) in entries(site, shared, parsed, list, page) {
            context.insert_value(key, value);
        }
    })
}

/// What a page of a list has besides its frame.
pub(super) fn entries(
    site: &Site<'_>,
    shared: &Shared,
    parsed: &[Parsed],
    list: List,
    page: usize,
) -> Vec<(&'static str, Value)> {
    let Some(sources) = &shared.sources else { return Vec::new() };
    let Some(listed) = sources.lists.iter().find(|listed| listed.list == list) else { return Vec::new() };
    let claims = &listed.claims[listed.pages.range(page)];
    let cases = claims.chunk_by(|one, other| one.0 == other.0);
    let cases = cases.map(|claims| case(site, shared, parsed, claims));
    let files = if list == List::All && page == 1 { files(site) } else { Vec::new() };
    vec![
        ("cases", Value::from(cases.collect::<Vec<_>>())),
        ("files", Value::from(files)),
        ("recalculate", Value::from(site.recalculate.is_some())),
        ("filters", Value::from(filters(site, sources, list))),
        ("paginator", paginator(&listed.pages, page, &site.theme.library.strings)),
    ]
}

/// The lists that there are, if there is a choice.
fn filters(site: &Site<'_>, sources: &Sources, current: List) -> Vec<Value> {
    if sources.lists.len() < 2 {
        return Vec::new();
    }
    let label = |list: List| {
        let name = list.name();
        site.theme.library.strings.get(&format!("sources_{name}")).unwrap_or(name).to_owned()
    };
    let filter = |listed: &Listed| {
        map([
            ("name", text(listed.list.name())),
            ("label", Value::from(label(listed.list))),
            ("path", text(listed.pages.url(1).as_str())),
            ("count", Value::from(listed.claims.len())),
            ("current", Value::from(listed.list == current)),
        ])
    };
    sources.lists.iter().map(filter).collect()
}

/// A case study with some of its figures, and what was corrected in it. Where no template is the site's own, the rows of its figures
/// are ready-made.
fn case(site: &Site<'_>, shared: &Shared, parsed: &[Parsed], claims: &[(usize, usize)]) -> Value {
    let index = claims.first().map_or(0, |(document, _)| *document);
    let (document, url) = (&parsed[index].document, &site.routes.urls[index]);
    let Some(case) = &document.case else { return Value::none() };
    let id = url.as_str().trim_matches('/').replace('/', "-");
    let corrections = corrections(case, &site.words.dates);
    let is_ready = site.theme.stock.whole;
    // A row has room for a line and no more.
    let show = if is_ready { claims::show_in_a_line } else { claims::show_briefly };
    let checked = site.evidence.of(&document.path);
    let shown = |(_, number): &(usize, usize)| {
        let metric = case.metrics.get(*number)?;
        let data = checked.get(*number).map(|checked| (checked, &*site.evidence));
        Some((show(metric, case.period, &site.words, data), claims::address(url, &metric.id)))
    };
    let figures: Vec<(Shown, String)> = claims.iter().filter_map(shown).collect();
    let (mut rows, mut metrics) = (String::new(), Vec::new());
    if is_ready {
        let example =
            document.head.example.as_ref().and_then(|_| site.theme.library.strings.get("example_short"));
        let of = markup::Claims {
            id: &id,
            title: &parsed[index].title,
            example: example.unwrap_or_default(),
            href: &link(url.as_str()),
            more: corrections.len(),
            figures: &figures,
        };
        rows = markup::claims(&of, &site.words);
    } else {
        let value = |(shown, claim): &(Shown, String)| {
            values::metric(shown, "", &Charts::default(), &site.words, claim)
        };
        metrics.extend(figures.iter().map(value));
    }
    map([
        ("id", Value::from(id)),
        ("item", shared.items[index].clone()),
        ("metrics", Value::from(metrics)),
        ("rows", Value::safe_string(&rows)),
        ("corrections", Value::from(corrections)),
    ])
}

/// The published files, each once.
fn files(site: &Site<'_>) -> Vec<Value> {
    let mut files: Vec<_> = site.evidence.files.iter().map(|file| site.words.shown_file(file)).collect();
    files.sort_by(|a, b| (&a.name, &a.sha256).cmp(&(&b.name, &b.sha256)));
    files.dedup();
    files.iter().map(file).collect()
}

fn file(file: &ShownFile) -> Value {
    map([
        ("name", text(&file.name)),
        ("path", text(&file.path)),
        ("size", text(&file.size)),
        ("sha256", text(&file.sha256)),
        ("origin", text(&file.origin)),
        ("git", file.git.as_ref().map_or(Value::none(), Value::from_serializable)),
    ])
}

/// The published file that a document calls by this name, or none.
pub(super) fn file_named(site: &Site<'_>, document: &Document, name: &str) -> Value {
    let found = site.evidence.file(&document.path, name);
    found.map_or(Value::none(), |found| file(&site.words.shown_file(found)))
}
