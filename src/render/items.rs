//! What pages show of each other: one light value per document, made once and shared. Bodies never enter it.

use super::bodies;
use super::frame::Frame;
use super::links::PageFiller;
use super::markup;
use super::navigation;
use super::people;
use super::pictures;
use super::related::Related;
use super::sources::Sources;
use super::stories::{Names, Stories};
use super::terms::{Terms, groups, lights, terms_text};
use super::trails::Trails;
use super::values::{self, map, text};
use super::{Home, Parsed, Shared, Site, reach};
use crate::body::fill_fragment;
use crate::chart::{self, Charts};
use crate::claims::{self, Shown, Words};
use crate::diag::Diagnostic;
use crate::emit::linked_data::LinkedData;
use crate::evidence::{Checked, Evidence};
use crate::markdown::{self, escape};
use crate::memo::{Read, Recorder};
use crate::model::case_study::CaseStudy;
use crate::model::{Document, Kind};
use crate::path::Url;
use crate::route::Section;
use crate::source::Span;
use crate::taxonomy;
use crate::theme::functions::{Cases, Items, Linking, Metrics, OwnMetrics, no_metrics, rendering};
use rayon::prelude::*;
use std::collections::BTreeSet;
use std::sync::Arc;
use tera::{Context, Value};

/// Documents that one thread looks at before it asks whether another has nothing to do.
const AT_ONCE: usize = 64;

/// How much the home page shows.
const OUTCOMES: usize = 3;
const WORK: usize = 12;
const POSTS: usize = 5;
const QUOTES: usize = 2;

/// Works out everything that pages share, and hands it to the functions of the theme.
pub fn prepare(site: &Site<'_>, parsed: &Arc<[Parsed]>) -> (Shared, Vec<Diagnostic>) {
    let names = Arc::new(Names::new(site, parsed, |document| document.case.is_some()));
    offer_cases(site, parsed, &names);
    let lights = lights(site);
    let made: Vec<Item> = (0..parsed.len())
        .into_par_iter()
        .with_max_len(AT_ONCE)
        .map(|index| item(site, parsed, index, &lights))
        .collect();
    let mut items = Vec::with_capacity(made.len());
    let mut diagnostics = Vec::new();
    let mut borrowers = BTreeSet::new();
    for (index, mut item) in made.into_iter().enumerate() {
        items.push(item.value);
        diagnostics.append(&mut item.told);
        if !item.borrowed.is_empty() {
            borrowers.insert(index);
        }
    }
    let stories = Arc::new(Stories::new(site, parsed, &mut diagnostics));
    diagnostics.extend(pictures::owner(site).1);
    diagnostics.extend(navigation::check(site));
    let paths = site.routes.urls.iter().map(|url| url.as_str().to_owned());
    let shared = Shared {
        stories,
        sections: sections(site, parsed, &items),
        trails: Arc::new(Trails::new(site, parsed)),
        related: Arc::new(Related::new(parsed, site.taxonomies)),
        home: home(site, parsed, &items),
        frame: Arc::new(Frame::new(site, parsed)),
        terms: Terms::new(site, parsed, &items),
        sources: Sources::new(site, parsed),
        numbers: Arc::new(paths.zip(0..).collect()),
        items,
        names,
        renewed: Vec::new(),
        borrowers,
    };
    offer(site, parsed, &shared);
    (shared, diagnostics)
}

/// The entries of every section.
pub(super) fn sections(site: &Site<'_>, parsed: &[Parsed], items: &[Value]) -> Vec<Vec<Value>> {
    let sections = site.routes.sections.iter();
    sections.map(|section| section_items(site, section, parsed, items)).collect()
}

/// Hands what pages share to the functions of the theme. Each is set once: another state of a site has a library of
/// its own.
pub(super) fn offer(site: &Site<'_>, parsed: &[Parsed], shared: &Shared) {
    let library = &site.theme.library;
    let items = Items { numbers: Arc::clone(&shared.numbers), values: shared.items.clone() };
    let _ = library.items.set(items);
    let by_folder = site.routes.sections.iter().zip(&shared.sections);
    let by_folder = by_folder.map(|(section, items)| (section.folder.clone(), items.clone()));
    let _ = library.sections.set(by_folder.collect());
    let example = library.strings.get("example_short").unwrap_or_default();
    let _ = library.linked_data.set(LinkedData::new(site.config, example));
    reach::offer(site, parsed, &shared.items, &shared.terms);
}

/// How another page finds the metrics of a case study. They are made when asked for: few pages ask, and the
/// values of all of them would fill the memory of a large site.
pub(super) fn offer_cases(site: &Site<'_>, parsed: &Arc<[Parsed]>, names: &Arc<Names>) {
    let (names, urls) = (Arc::clone(names), site.routes.urls.clone());
    let (parsed, words, evidence) = (Arc::clone(parsed), Arc::clone(&site.words), Arc::clone(&site.evidence));
    let cases: Cases = Box::new(move |name| {
        let index = names.find(name).ok()?;
        Some((
            urls[index].as_str().to_owned(),
            metrics(&parsed[index].document, &urls[index], &words, &evidence),
        ))
    });
    // Set once: another state of a site has a library of its own.
    let _ = site.theme.library.cases.set(cases);
}

/// The metrics of a page by id.
pub(super) fn metrics(document: &Document, url: &Url, words: &Words, evidence: &Evidence) -> Metrics {
    let Some(case) = &document.case else { return Vec::new() };
    let value = |index| metric_value(document, url, index, words, evidence);
    case.metrics.iter().enumerate().map(|(index, metric)| (metric.id.clone(), value(index))).collect()
}

/// The same when a template asks for one of them.
pub(super) fn own_metrics(site: &Site<'_>, document: &Arc<Document>, url: &Url) -> OwnMetrics {
    if document.case.as_ref().is_none_or(|case| case.metrics.is_empty()) {
        return no_metrics();
    }
    let (document, words) = (Arc::clone(document), Arc::clone(&site.words));
    let (url, evidence) = (url.clone(), Arc::clone(&site.evidence));
    Box::new(move || metrics(&document, &url, &words, &evidence))
}

/// The metric for lists, by its place: the one that is marked, else the first.
fn headline(case: &CaseStudy) -> Option<usize> {
    let marked = case.metrics.iter().position(|metric| metric.headline);
    marked.or((!case.metrics.is_empty()).then_some(0))
}

pub(super) fn metric_value(
    document: &Document,
    url: &Url,
    index: usize,
    words: &Words,
    evidence: &Evidence,
) -> Value {
    let Some(case) = document.case.as_ref().filter(|case| index < case.metrics.len()) else {
        return Value::none();
    };
    let (shown, charts) = shown(case, index, words, evidence.metric(&document.path, index), evidence);
    values::metric(&shown, "", &charts, words, &claims::address(url, &shown.id))
}

/// The title of a page, if its front matter has one.
pub(super) fn title(document: &Document) -> &str {
    document.head.title.as_ref().map_or("", |title| title.value.as_str())
}

/// What readers see of a metric.
pub(super) fn shown(
    case: &CaseStudy,
    index: usize,
    words: &Words,
    checked: Option<&Checked>,
    evidence: &Evidence,
) -> (Shown, Charts) {
    let metric = &case.metrics[index];
    let data = checked.map(|checked| (checked, evidence));
    let shown = claims::show(metric, case.period, words, data);
    let charts = chart::draw(metric, &shown, words, checked);
    (shown, charts)
}

/// The leading metric of a case study as lists show it.
struct Leading {
    shown: Shown,
    /// Baseline to result, as HTML.
    line: String,
    value: Value,
}

fn leading(site: &Site<'_>, document: &Document, url: &Url, case: &CaseStudy) -> Option<Leading> {
    let index = headline(case)?;
    let claim = claims::address(url, &case.metrics[index].id);
    let mut line = String::with_capacity(192);
    // Nobody sees more of it in lists than this; ten thousand whole metrics would fill the memory.
    if site.theme.stock.whole {
        let data = site.evidence.metric(&document.path, index).map(|checked| (checked, &*site.evidence));
        let shown = claims::show_briefly(&case.metrics[index], case.period, &site.words, data);
        markup::push_line(&mut line, &shown, &site.words);
        let value = values::headline(&shown, &line, &claim);
        return Some(Leading { shown, line, value });
    }
    let (shown, value) = whole(site, document, case, index, &claim);
    markup::push_line(&mut line, &shown, &site.words);
    Some(Leading { shown, line, value })
}

/// A metric as its own page has it.
fn whole(
    site: &Site<'_>,
    document: &Document,
    case: &CaseStudy,
    index: usize,
    claim: &str,
) -> (Shown, Value) {
    let checked = site.evidence.metric(&document.path, index);
    let (shown, charts) = shown(case, index, &site.words, checked, &site.evidence);
    let value = values::metric(&shown, "", &charts, &site.words, claim);
    (shown, value)
}

/// The leading metric of a document with all that there is of it.
pub(super) fn whole_headline(site: &Site<'_>, document: &Document, url: &Url) -> Option<Value> {
    let case = document.case.as_deref()?;
    let index = headline(case)?;
    Some(whole(site, document, case, index, &claims::address(url, &case.metrics[index].id)).1)
}

/// What lists show of a page.
pub(super) struct Item {
    pub value: Value,
    pub told: Vec<Diagnostic>,
    /// The pages whose figures it shows, by the names that its author wrote.
    pub borrowed: Vec<String>,
}

/// The pages whose figures were read.
fn borrowed(reads: &Recorder) -> Vec<String> {
    let name = |read: &Read| match read {
        Read::Metrics(name) => Some(name.clone()),
        _ => None,
    };
    reads.reads().filter_map(name).collect()
}

/// The value that lists show of a page.
pub(super) fn item(site: &Site<'_>, all: &[Parsed], index: usize, lights: &[Value]) -> Item {
    let parsed = &all[index];
    let document = &parsed.document;
    let url = &site.routes.urls[index];
    let strings = &site.theme.library.strings;
    let (mut summary, mut description, mut diagnostics, mut borrowed) = summary(site, parsed, url);
    let (excerpt, in_excerpt) = excerpt(site, parsed, url);
    borrowed.extend(in_excerpt);
    let image = image(site, document, url, &mut diagnostics);
    let (date, date_text) = values::date_texts(document.head.date, &site.words.dates);
    let case = document.case.as_deref();
    let (share, share_text) = values::share(case.and_then(|case| case.share), strings);
    let (outcome, outcome_text) = values::outcome(case.and_then(|case| case.outcome), strings);
    let period = case.and_then(|case| case.period).map(|period| site.words.dates.period(period));
    let leading = case.and_then(|case| leading(site, document, url, case));
    let shown = leading.as_ref().map(|leading| &leading.shown);
    let no_figure = strings.get("no_figure").unwrap_or_default();
    let checked = shown.map_or(no_figure, |shown| &shown.check.sentence);
    let window = period.as_deref().or(shown.map(|shown| shown.value.period.as_str())).unwrap_or_default();
    if let (None, Some(shown)) = (&document.head.summary, shown) {
        // Without words of the author, the result speaks for itself.
        description = format!("{}.", shown.sentence);
        summary = escape::text(&description);
    }
    let terms_text = terms_text(site, index);
    let row = if case.is_some() && site.theme.stock.rows {
        markup::row(&markup::Row {
            title: &parsed.title,
            example: document
                .head
                .example
                .as_ref()
                .map_or("", |_| strings.get("example_short").unwrap_or_default()),
            terms: &terms_text,
            result: leading.as_ref().map(|leading| (leading.shown.name.as_str(), leading.line.as_str())),
            outcome: &outcome_text,
            says_outcome: ["failure", "mixed"].contains(&outcome),
            window,
            checked,
        })
    } else {
        String::new()
    };
    let section =
        site.routes.section_of[index].map_or("", |section| site.routes.sections[section].folder.as_str());
    let value = map([
        ("authors", people::authors(site, all, index)),
        ("check_text", text(checked)),
        ("client_text", text(case.and_then(|case| case.client.as_ref()).map_or("", |client| &client.name))),
        ("date", date),
        ("date_text", date_text),
        ("description", Value::from(description)),
        ("example", Value::from(document.head.example.is_some())),
        ("extra", values::entries(document.head.extra.iter().map(|(key, node)| (key.as_str(), node)))),
        ("excerpt", Value::safe_string(&excerpt)),
        ("headline", leading.as_ref().map_or(Value::none(), |leading| leading.value.clone())),
        ("image", Value::from(image)),
        ("kind", text(document.kind.name())),
        ("outcome", text(outcome)),
        ("outcome_text", Value::from(outcome_text)),
        ("path", text(url.as_str())),
        ("period_text", text(period.as_deref().unwrap_or_default())),
        ("person", people::light(site, all, index)),
        ("role", text(case.map_or("", |case| &case.role))),
        ("row", Value::safe_string(&row)),
        ("section", text(section)),
        ("share", text(share)),
        ("share_text", Value::from(share_text)),
        ("summary", Value::safe_string(&summary)),
        ("terms", groups(site, lights, index)),
        ("terms_text", Value::from(terms_text)),
        ("title", text(&parsed.title)),
        ("window_text", text(window)),
    ]);
    Item { value, told: diagnostics, borrowed }
}

/// The path of the picture that a page names for itself.
fn image(site: &Site<'_>, document: &Document, url: &Url, diagnostics: &mut Vec<Diagnostic>) -> String {
    let Some(image) = &document.head.image else { return String::new() };
    let (source, around) = (Arc::clone(&document.source), Context::new());
    let mut filler = PageFiller::new(site, document, source, url, &around);
    let path = filler.own_picture(&image.value, image.span);
    diagnostics.append(&mut filler.diagnostics);
    path
}

/// What stands before `<!-- more -->` of a page without a summary of its own. Its links are paths from the site's
/// root, since it is shown on many pages. And whose figures besides its own it shows.
fn excerpt(site: &Site<'_>, parsed: &Parsed, url: &Url) -> (String, Vec<String>) {
    let beginning = parsed.doc.as_ref().and_then(|doc| doc.beginning.as_ref());
    let Some(beginning) = beginning.filter(|_| parsed.document.head.summary.is_none()) else {
        return (String::new(), Vec::new());
    };
    let document = &parsed.document;
    let around = Context::new();
    let mut filler = PageFiller::new(site, document, Arc::clone(&document.source), url, &around);
    filler.abroad = true;
    // What there is to say of it is said of the page.
    let own = own_metrics(site, document, url);
    let (html, reads) = rendering(url, Linking::FromRoot, own, || fill_fragment(beginning, &mut filler));
    (html, borrowed(&reads))
}

/// The summary as HTML with its numbers bound, and as plain text; and whose figures besides its own it shows.
fn summary(site: &Site<'_>, parsed: &Parsed, url: &Url) -> (String, String, Vec<Diagnostic>, Vec<String>) {
    let document = &parsed.document;
    let (written, span) = match &document.head.summary {
        Some(summary) => (summary.value.as_str(), Some(summary.span)),
        None if !document.head.description.is_empty() => (document.head.description.as_str(), None),
        None => (parsed.doc.as_ref().map_or("", |doc| doc.excerpt.as_str()), None),
    };
    // Only a call can go wrong in a summary, and then its place matters.
    let source = if written.contains("{{<") {
        bodies::source(document, site.world).unwrap_or_else(|_| Arc::clone(&document.source))
    } else {
        Arc::clone(&document.source)
    };
    let (fragment, mut diagnostics) = markdown::parse_plain(
        &source,
        span.unwrap_or(Span::at(document.body.start)),
        written,
        &site.markdown,
    );
    if fragment.holes.is_empty() {
        let description =
            if document.head.description.is_empty() { written } else { &document.head.description };
        let told = if span.is_some() { diagnostics } else { Vec::new() };
        return (fragment.text, shorten(description), told, Vec::new());
    }
    let around = Context::new();
    let mut filler = PageFiller::new(site, document, Arc::clone(&source), url, &around);
    let (html, reads) = rendering(url, Linking::Relative, own_metrics(site, document, url), || {
        fill_fragment(&fragment, &mut filler)
    });
    diagnostics.append(&mut filler.diagnostics);
    if span.is_none() {
        // The same call stands in the body, whose render reports it.
        diagnostics.clear();
    }
    let plain = if document.head.description.is_empty() {
        plain_text(&html)
    } else {
        document.head.description.clone()
    };
    (html, shorten(&plain), diagnostics, borrowed(&reads))
}

/// The text of HTML that folio made itself.
fn plain_text(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    let mut inside = false;
    for c in html.chars() {
        match c {
            '<' => inside = true,
            '>' => inside = false,
            _ if !inside => text.push(c),
            _ => {}
        }
    }
    let text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&#x27;", "'");
    text.replace("&#39;", "'").replace("&amp;", "&").split_whitespace().collect::<Vec<_>>().join(" ")
}

/// At most about 200 characters, cut between words: what search engines show.
fn shorten(text: &str) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if text.chars().count() <= 200 {
        return text;
    }
    let cut: String = text.chars().take(199).collect();
    let end = cut.rfind(' ').filter(|end| *end > 120).unwrap_or(cut.len());
    format!("{}…", cut[..end].trim_end_matches([',', ';', ':', '.', ' ']))
}

fn section_items(site: &Site<'_>, section: &Section, parsed: &[Parsed], items: &[Value]) -> Vec<Value> {
    let children =
        section.children.iter().map(|child| section_item(site, &site.routes.sections[*child], parsed, items));
    children.chain(section.members.iter().map(|member| items[*member].clone())).collect()
}

/// A section as an entry of the section above it.
fn section_item(site: &Site<'_>, section: &Section, parsed: &[Parsed], items: &[Value]) -> Value {
    if let Some(index) = section.index {
        return items[index].clone();
    }
    let title = site.section_title(section, parsed);
    map([
        ("title", Value::from(title)),
        ("path", text(section.url.as_str())),
        ("kind", text("section")),
        ("section", text(section.folder.rsplit_once('/').map_or("", |(parent, _)| parent))),
        ("excerpt", Value::safe_string("")),
        ("summary", Value::safe_string("")),
        ("description", text("")),
        ("date", text("")),
        ("date_text", text("")),
        ("period_text", text("")),
        ("window_text", text("")),
        ("check_text", text("")),
        ("authors", Value::from(Vec::<Value>::new())),
        ("person", Value::none()),
        ("terms", Value::from(Vec::<Value>::new())),
        ("terms_text", text("")),
        ("client_text", text("")),
        ("role", text("")),
        ("share", text("")),
        ("share_text", text("")),
        ("outcome", text("")),
        ("outcome_text", text("")),
        ("example", Value::from(false)),
        ("extra", values::entries(std::iter::empty())),
        ("headline", Value::none()),
        ("image", text("")),
        ("row", Value::safe_string("")),
    ])
}

pub(super) fn home(site: &Site<'_>, parsed: &[Parsed], items: &[Value]) -> Home {
    let listed = |kind: Kind| {
        let sections = site.routes.sections.iter().filter(move |section| section.kind == kind);
        sections.flat_map(|section| &section.members).copied().collect::<Vec<_>>()
    };
    let cases = listed(Kind::Case);
    let mut posts = listed(Kind::Post);
    posts.sort_by_key(|index| std::cmp::Reverse(parsed[*index].document.head.date));
    let states = |index: &&usize| {
        let case = parsed[**index].document.case.as_deref();
        case.is_some_and(|case| !case.metrics.is_empty()) || parsed[**index].document.head.summary.is_some()
    };
    let quotes = cases.iter().flat_map(|index| {
        let quotes = parsed[*index].document.case.iter().flat_map(|case| &case.quotes);
        quotes.map(|quote| {
            map([
                ("text", text(&quote.text)),
                ("by", text(&quote.by)),
                ("role", text(&quote.role)),
                ("path", text(site.routes.urls[*index].as_str())),
                ("title", text(&parsed[*index].title)),
            ])
        })
    });
    Home {
        outcomes: cases.iter().filter(states).take(OUTCOMES).map(|index| items[*index].clone()).collect(),
        work: cases.iter().take(WORK).map(|index| items[*index].clone()).collect(),
        journal: posts.iter().take(POSTS).map(|index| items[*index].clone()).collect(),
        quotes: quotes.take(QUOTES).collect(),
    }
}

impl Site<'_> {
    /// What a section is called: by its own page, by `folio.yaml`, else by its folder.
    pub fn section_title(&self, section: &Section, parsed: &[Parsed]) -> String {
        if let Some(index) = section.index {
            return parsed[index].title.clone();
        }
        match self.config.sections.get(&section.folder) {
            Some(config) if !config.title.is_empty() => config.title.clone(),
            _ => {
                let name = section.folder.rsplit('/').next().unwrap_or_default();
                let word = self
                    .theme
                    .library
                    .strings
                    .get(name)
                    .filter(|_| ["work", "journal", "people"].contains(&name));
                word.map_or_else(|| taxonomy::heading(name), str::to_owned)
            }
        }
    }
}
