//! Each kind of page.

use super::bodies;
use super::cards;
use super::head;
use super::items::{own_metrics, shown, title};
use super::links::PageFiller;
use super::markup;
use super::paginator::paginator;
use super::people;
use super::pictures;
use super::reads;
use super::resume;
use super::terms;
use super::values::{self, map, text};
use super::{Harvest, Page, Parsed, Shared, Site};
use crate::body::fill;
use crate::claims;
use crate::diag::{Code, Diagnostic};
use crate::emit;
use crate::i18n;
use crate::markdown::{Doc, Heading, escape};
use crate::memo::Read;
use crate::model::Kind;
use crate::model::site::{Config, Order};
use crate::path::Url;
use crate::route::{self, Role, Routes, Section};
use crate::source::Source;
use crate::taxonomy::Subject;
use crate::theme::functions::{Linking, link, no_metrics, note, rendering};
use std::fmt::Write;
use std::sync::Arc;
use tera::value::Key;
use tera::{Context, Map, Value};

pub const UNKNOWN_TEMPLATE: Code = Code("unknown-template");

/// The page of a document.
pub fn document(site: &Site<'_>, shared: &Shared, parsed: &[Parsed], index: usize) -> Page {
    let this = &parsed[index];
    let url = &site.routes.urls[index];
    let role = route::role(&this.document.path);
    let linking = match role {
        Role::NotFound => Linking::Rooted(base_path(site.config)),
        _ => Linking::Relative,
    };
    let source = match bodies::source(&this.document, site.world) {
        Ok(source) => source,
        Err(changed) => {
            return Page { diagnostics: vec![changed], ..Page::default() };
        }
    };
    let read;
    let mut found = Vec::new();
    let doc: &Doc = if let Some(doc) = &this.doc {
        doc
    } else {
        (read, found) = bodies::read(&this.document, &source, &site.markdown);
        &read
    };
    let mut context = shared.frame.context(url);
    context.insert_value("page", shared.items[index].clone());
    let mut filler = PageFiller::new(site, &this.document, Arc::clone(&source), url, &context);
    filler.diagnostics = found;
    pictures::prepare(&filler, doc);
    let related = shared.related.to(index);
    let mut harvest = Harvest::default();
    let section = site.routes.lists[index];
    let subject = site.taxonomies.subject(index);
    let kind = kind(role, section.is_some(), subject, this.document.kind);
    let (outcome, reads) = rendering(url, linking, own_metrics(site, &this.document, url), || {
        reads::of_document(site, shared, parsed, index, &related);
        let html = fill(doc, &mut filler);
        harvest = Harvest::of(site, index, url, doc, &html);
        let mut context = context.clone();
        let own_image = this.document.head.image.as_ref().map_or("", |image| &image.value);
        let mut social_image = filler.absolute_image(own_image);
        harvest.image.clone_from(&social_image);
        if role == Role::Home {
            home_context(&mut context, shared);
        }
        if social_image.is_empty() {
            harvest.card =
                cards::of_document(site, &this.document, url, kind, &context, &mut filler.diagnostics);
            social_image = harvest.card.as_ref().map_or_else(String::new, |card| cards::address(site, card));
        }
        harvest.origins = std::mem::take(&mut filler.origins);
        harvest.origins.extend(emit::policy::origin(own_image));
        if !harvest.origins.is_empty() {
            let origins = harvest.origins.iter().map(String::as_str);
            context.insert_value("policy", Value::from(emit::policy::of_page(site.config, origins)));
        }
        let (metrics, figures) = metrics(site, this, url);
        let (has_code, has_card) = (filler.has_code, harvest.card.is_some());
        let body = Body {
            kind,
            url,
            doc,
            html: &html,
            metrics,
            figures,
            related: &related,
            social_image,
            has_card,
            has_code,
        };
        let page = page_value(site, shared, parsed, index, body);
        context.insert_value("page", page);
        head::add(&mut context, site, &shared.frame, url, role == Role::NotFound);
        match (role, section) {
            (Role::Home, _) => {}
            (_, Some(number)) => list_context(&mut context, site, shared, parsed, number, 1),
            _ => {
                if let Some(subject) = subject {
                    terms::context_of(&mut context, site, shared, parsed, subject, 1);
                }
            }
        }
        let template = template(site, this, kind);
        if template == "resume.html" {
            context.insert_value("resume", resume::value(site, shared, parsed));
        }
        site.theme.render(&template, &context)
    });
    let mut diagnostics = filler.diagnostics;
    diagnostics.extend(unknown_template(site, this, kind, &source));
    let page = finish(outcome, reads, diagnostics, this.document.path.as_str());
    Page { harvest, crossings: filler.crossings, ..page }
}

/// What there is to say of a template that a page names and cannot have.
fn unknown_template(site: &Site<'_>, this: &Parsed, kind: &str, source: &Arc<Source>) -> Option<Diagnostic> {
    let named = this.document.head.template.as_ref()?;
    let (wrong, cure) = no_template(site, &file_name(&named.value), kind)?;
    let warning = Diagnostic::warning(UNKNOWN_TEMPLATE, wrong.replace("[]", &named.value));
    Some(warning.at(source, named.span).hint(format!("{cure}; until then the usual template is used")))
}

/// What a page is, which names its template.
fn kind(role: Role, is_section: bool, subject: Option<Subject>, document: Kind) -> &'static str {
    match (role, subject) {
        (Role::Home, _) => "home",
        (Role::NotFound, _) => "404",
        _ if is_section => "section",
        (_, Some(Subject::Term(_))) => "term",
        (_, Some(_)) => "taxonomy",
        (_, None) => document.name(),
    }
}

/// A page of the list of a section that no document makes: of a folder without `_index.md` any, else the second
/// and those after it, which leave the text of `_index.md` to the first.
pub fn section(site: &Site<'_>, shared: &Shared, parsed: &[Parsed], number: usize, page: usize) -> Page {
    let section = &site.routes.sections[number];
    let url = section.pages.url(page);
    let title = site.section_title(section, parsed);
    let ancestors = shared.trails.of_section(number);
    let list = ListPage { kind: "section", title: &title, text: section.index, url: &url, ancestors };
    list_page(site, shared, parsed, list, |context| {
        list_context(context, site, shared, parsed, number, page);
    })
}

/// A page that no document makes.
pub(super) struct ListPage<'a> {
    /// What it is, which names its template.
    pub kind: &'a str,
    pub title: &'a str,
    /// The document that makes the first page of the list.
    pub text: Option<usize>,
    pub url: &'a Url,
    /// The way down to it.
    pub ancestors: Value,
}

/// Renders a page of a list, whose entries `put` adds to the context.
pub(super) fn list_page(
    site: &Site<'_>,
    shared: &Shared,
    parsed: &[Parsed],
    list: ListPage<'_>,
    put: impl FnOnce(&mut Context),
) -> Page {
    let ListPage { kind, title, text, url, ancestors } = list;
    let (outcome, reads) = rendering(url, Linking::Relative, no_metrics(), || {
        reads::of_page(url);
        let mut context = shared.frame.context(url);
        let (value, template) = match text {
            Some(index) => {
                let related = shared.related.to(index);
                reads::of_head(site, shared, parsed, index, &related);
                let (doc, metrics, figures) = (&Doc::default(), Vec::new(), String::new());
                let (social_image, related) = (String::new(), &*related);
                let body = Body {
                    kind,
                    url,
                    doc,
                    html: "",
                    metrics,
                    figures,
                    related,
                    social_image,
                    has_card: false,
                    has_code: false,
                };
                (page_value(site, shared, parsed, index, body), template(site, &parsed[index], kind))
            }
            None => {
                let mut page = bare_page(site, kind, title, url);
                page.insert("ancestors".into(), ancestors);
                (Value::from(page), format!("{kind}.html"))
            }
        };
        context.insert_value("page", value);
        head::add(&mut context, site, &shared.frame, url, false);
        put(&mut context);
        site.theme.render(&template, &context)
    });
    finish(outcome, reads, Vec::new(), url.as_str())
}

/// The home page of a site without `content/index.md`.
pub fn home(site: &Site<'_>, shared: &Shared) -> Page {
    let url = Url::root();
    let (mut harvest, mut diagnostics) = (Harvest::default(), Vec::new());
    let (outcome, reads) = rendering(&url, Linking::Relative, no_metrics(), || {
        reads::of_page(&url);
        let mut context = shared.frame.context(&url);
        let mut page = bare_page(site, "home", &site.config.title, &url);
        context.insert_value("page", Value::from(page.clone()));
        home_context(&mut context, shared);
        harvest.card = cards::card(site, "home", &context, "the home page", &mut diagnostics);
        if let Some(card) = &harvest.card {
            page.insert("social_image".into(), Value::from(cards::address(site, card)));
            page.insert("card".into(), Value::from(true));
            context.insert_value("page", Value::from(page));
        }
        head::add(&mut context, site, &shared.frame, &url, false);
        site.theme.render("home.html", &context)
    });
    Page { harvest, ..finish(outcome, reads, diagnostics, "the home page") }
}

/// `404.html` of a site without `content/404.md`.
pub fn not_found(site: &Site<'_>, shared: &Shared, url: &Url) -> Page {
    let title = site.theme.library.strings.get("not_found").unwrap_or("Page not found").to_owned();
    let (outcome, reads) = rendering(url, Linking::Rooted(base_path(site.config)), no_metrics(), || {
        reads::of_page(url);
        let mut context = shared.frame.context(url);
        context.insert_value("page", Value::from(bare_page(site, "404", &title, url)));
        head::add(&mut context, site, &shared.frame, url, true);
        site.theme.render("404.html", &context)
    });
    finish(outcome, reads, Vec::new(), "404.html")
}

/// The page on which a reader's browser calculates a figure again.
pub fn recalculate(site: &Site<'_>, shared: &Shared, url: &Url) -> Page {
    let title = site.theme.library.strings.get("recalculate").unwrap_or("Recalculate").to_owned();
    let (outcome, reads) = rendering(url, Linking::Relative, no_metrics(), || {
        reads::of_page(url);
        let mut context = shared.frame.context(url);
        context.insert_value("page", Value::from(bare_page(site, "recalculate", &title, url)));
        head::add(&mut context, site, &shared.frame, url, false);
        site.theme.render("recalculate.html", &context)
    });
    finish(outcome, reads, Vec::new(), "the page that recalculates")
}

/// The search page.
pub fn search(site: &Site<'_>, shared: &Shared, url: &Url) -> Page {
    let title = site.theme.library.strings.get("search").unwrap_or("Search").to_owned();
    let (outcome, reads) = rendering(url, Linking::Relative, no_metrics(), || {
        reads::of_page(url);
        let mut context = shared.frame.context(url);
        context.insert_value("page", Value::from(bare_page(site, "search", &title, url)));
        head::add(&mut context, site, &shared.frame, url, false);
        site.theme.render("search.html", &context)
    });
    finish(outcome, reads, Vec::new(), "the search page")
}

/// The page at another address, an old or a short one, which leads to a page on any host; `part` is empty or begins with `#`.
pub fn redirect(site: &Site<'_>, from: &Url, (to, part): (&Url, &str), title: &str) -> String {
    let (target, _) =
        rendering(from, Linking::Relative, no_metrics(), || link(&(to.as_str().to_owned() + part)));
    let target = escape::text(&target).replace('"', "&quot;");
    let canonical = match site.config.base_url.as_str() {
        "" => target.clone(),
        base => escape::text(&(base.to_owned() + &to.encoded())),
    };
    format!(
        "<!doctype html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n<title>{title}</title>\n\
         <meta name=\"robots\" content=\"noindex\">\n<link rel=\"canonical\" href=\"{canonical}\">\n\
         <meta http-equiv=\"refresh\" content=\"0; url={target}\">\n</head>\n<body>\n\
         <p><a href=\"{target}\">{title}</a></p>\n</body>\n</html>\n",
        site.config.language,
        title = escape::text(title),
    )
}

fn finish(
    outcome: Result<String, Vec<Diagnostic>>,
    reads: crate::memo::Recorder,
    mut diagnostics: Vec<Diagnostic>,
    page: &str,
) -> Page {
    let html = outcome.unwrap_or_else(|faults| {
        for mut fault in faults {
            fault.message = format!("{}, while `{page}` is rendered", fault.message);
            diagnostics.push(fault);
        }
        String::new()
    });
    Page { html, reads, diagnostics, ..Page::default() }
}

fn home_context(context: &mut Context, shared: &Shared) {
    note(Read::Home);
    let home = &shared.home;
    context.insert_value("outcomes", Value::from(home.outcomes.clone()));
    context.insert_value("work", Value::from(home.work.clone()));
    context.insert_value("journal", Value::from(home.journal.clone()));
    context.insert_value("quotes", Value::from(home.quotes.clone()));
}

/// `section` with the items of one page, and `paginator`.
fn list_context(
    context: &mut Context,
    site: &Site<'_>,
    shared: &Shared,
    parsed: &[Parsed],
    number: usize,
    page: usize,
) {
    let section = &site.routes.sections[number];
    note(Read::List(section.folder.clone(), page));
    let items = shared.sections[number][section.pages.range(page)].to_vec();
    let value = map([
        ("title", Value::from(site.section_title(section, parsed))),
        ("path", text(section.url.as_str())),
        ("type", text(section.kind.name())),
        ("items", Value::from(items)),
        ("filters", Value::from(filters(site, section, page))),
    ]);
    context.insert_value("section", value);
    context.insert_value("paginator", paginator(&section.pages, page, &site.theme.library.strings));
}

/// The taxonomies by which a list of case studies can be narrowed, on its first page. Their terms are for the template
/// to ask for.
fn filters(site: &Site<'_>, section: &Section, page: usize) -> Vec<Value> {
    if section.kind != Kind::Case || page > 1 || section.members.len() < 2 {
        return Vec::new();
    }
    let told = site.taxonomies.list.iter().inspect(|one| note(Read::Terms(one.config.key.clone())));
    told.filter(|one| !one.terms.is_empty())
        .map(|one| {
            map([
                ("taxonomy", text(&one.config.key)),
                ("name", Value::from(one.name(&site.theme.library.strings))),
                ("path", text(one.url.as_str())),
            ])
        })
        .collect()
}

/// What a page has beyond its item.
struct Body<'a> {
    kind: &'a str,
    url: &'a Url,
    doc: &'a Doc,
    html: &'a str,
    metrics: Vec<Value>,
    /// All of them as one piece of HTML, where that can be.
    figures: String,
    /// The pages that share terms with it.
    related: &'a [usize],
    /// Absolute, or empty.
    social_image: String,
    /// That image is a card of folio's.
    has_card: bool,
    has_code: bool,
}

/// What of an item is something else on its own page.
const OF_PAGE: [&str; 4] = ["kind", "path", "extra", "person"];

/// `page`: the item of the document and what only its own page shows.
fn page_value(site: &Site<'_>, shared: &Shared, parsed: &[Parsed], index: usize, body: Body<'_>) -> Value {
    let Body { kind, url, doc, html, metrics, figures, related, social_image, has_card, has_code } = body;
    let this = &parsed[index];
    let document = &this.document;
    let strings = &site.theme.library.strings;
    let has_own_summary = document.head.summary.is_some();
    // Lists show the beginning of the text; above the text itself it would stand twice. The further pages of a list
    // leave it to the first.
    let says_summary = has_own_summary && *url == site.routes.urls[index];
    let mut page: Vec<(&'static str, Value)> = Vec::with_capacity(64);
    for (key, value) in shared.items[index].as_map().into_iter().flatten() {
        match key {
            Key::Str(key) if OF_PAGE.contains(key) => {}
            Key::Str(key @ ("summary" | "excerpt")) if !says_summary => {
                page.push((key, Value::safe_string("")));
            }
            Key::Str(key) => page.push((key, value.clone())),
            _ => {}
        }
    }
    let mut put = |key: &'static str, value: Value| page.push((key, value));
    let (updated, updated_text) = values::date_texts(document.head.updated, &site.words.dates);
    let case = document.case.as_deref().map(|case| {
        let journal = shared.stories.posts[index].iter().map(|post| shared.items[*post].clone()).collect();
        let people = people::of_case(site, parsed, index);
        let file = |name: &str| super::sources::file_named(site, document, name);
        values::case(case, (metrics, &figures), journal, people, strings, &site.words.dates, file)
    });
    let story = shared.stories.case[index].map(|case| shared.items[case].clone());
    let language = document.head.language.as_ref().unwrap_or(&site.config.language);
    let item = |member: Option<usize>| member.map_or(Value::none(), |member| shared.items[member].clone());
    let [previous, next] = neighbours(site.routes, index).map(item);
    put("kind", text(kind));
    put("path", text(url.as_str()));
    put("canonical", Value::from(emit::absolute(site.config, url)));
    put("modified", values::date(emit::changed(document)));
    put("social_image", Value::from(social_image));
    put("card", Value::from(has_card));
    put("unlisted", Value::from(document.head.unlisted));
    put("updated", updated);
    put("updated_text", updated_text);
    put("language", text(language));
    put("direction", text(i18n::direction(language)));
    put("content", Value::safe_string(html));
    // None of folio's own templates shows a list of contents beside a case study.
    let shows_contents = !(site.theme.stock.whole && template(site, this, kind) == "case.html");
    put("contents", contents(if shows_contents { &doc.contents } else { &[] }));
    put("words", Value::from(doc.reading.words()));
    put("minutes", Value::from(doc.reading.minutes()));
    put("draft", Value::from(document.head.draft));
    put("has_code", Value::from(has_code));
    put("extra", values::entries(document.head.extra.iter().map(|(key, node)| (key.as_str(), node))));
    put("case", case.unwrap_or(Value::none()));
    put("story", story.unwrap_or(Value::none()));
    put("person", people::full(site, shared, parsed, index));
    put("previous", previous);
    put("next", next);
    put("related", related.iter().map(|other| shared.items[*other].clone()).collect::<Vec<_>>().into());
    put("ancestors", shared.trails.of_document(site, parsed, &shared.items, index));
    values::record(&page)
}

/// `page` for what has no document.
fn bare_page(site: &Site<'_>, kind: &str, title: &str, url: &Url) -> Map {
    let mut page = Map::new();
    for key in [
        "description",
        "date",
        "date_text",
        "updated",
        "updated_text",
        "period_text",
        "window_text",
        "check_text",
        "section",
        "terms_text",
        "client_text",
        "role",
        "share",
        "share_text",
        "outcome",
        "outcome_text",
        "image",
        "modified",
        "social_image",
    ] {
        page.insert(key.into(), text(""));
    }
    for key in ["summary", "excerpt", "content", "row"] {
        page.insert(key.into(), Value::safe_string(""));
    }
    for key in ["case", "story", "person", "previous", "next", "headline"] {
        page.insert(key.into(), Value::none());
    }
    for key in ["authors", "contents", "terms", "related", "ancestors"] {
        page.insert(key.into(), Value::from(Vec::<Value>::new()));
    }
    for key in ["card", "example", "draft", "has_code", "unlisted"] {
        page.insert(key.into(), Value::from(false));
    }
    for key in ["words", "minutes"] {
        page.insert(key.into(), Value::from(0));
    }
    page.insert("kind".into(), text(kind));
    page.insert("title".into(), text(title));
    page.insert("path".into(), text(url.as_str()));
    page.insert("canonical".into(), Value::from(emit::absolute(site.config, url)));
    page.insert("language".into(), text(&site.config.language));
    page.insert("direction".into(), text(i18n::direction(&site.config.language)));
    page.insert("extra".into(), Value::from(Map::new()));
    page
}

fn contents(headings: &[Heading]) -> Value {
    let headings = headings.iter().filter(|heading| !heading.is_title).map(|heading| {
        map([
            ("level", Value::from(u32::from(heading.level))),
            ("id", text(&heading.id)),
            ("title", text(&heading.text)),
        ])
    });
    Value::from(headings.collect::<Vec<_>>())
}

/// The metrics of a page for its template, and all of them as one piece of HTML where folio's own component would show
/// each. Where none of the templates is the site's own, nobody asks for more of such a metric than its name.
fn metrics(site: &Site<'_>, parsed: &Parsed, url: &Url) -> (Vec<Value>, String) {
    let document = &*parsed.document;
    let Some(case) = &document.case else { return (Vec::new(), String::new()) };
    let checked = site.evidence.of(&document.path);
    let shown: Vec<_> = (0..case.metrics.len())
        .map(|metric| shown(case, metric, &site.words, checked.get(metric), &site.evidence))
        .collect();
    let stock = site.theme.stock;
    let title = title(document);
    let strings = &site.theme.library.strings;
    let label = strings.get("question_figure").unwrap_or_default();
    let mut figures = String::new();
    if stock.figures {
        let mut behind = markup::Behind::new(strings, url);
        let each = if shown.iter().any(|(shown, _)| shown.proof.is_some()) { 4096 } else { 1600 };
        figures.reserve(each * shown.len());
        for (shown, charts) in &shown {
            figures.push_str("\n    ");
            let claim = claims::address(url, &shown.id);
            let href = link(&question(site.config, title, &shown.name));
            let question = (!href.is_empty()).then_some(markup::Question { href: &href, label });
            markup::push_result(&mut figures, shown, charts, &claim, question, &mut behind);
        }
    }
    let values = shown.iter().map(|(shown, charts)| {
        if stock.whole && !figures.is_empty() {
            return map([("id", text(&shown.id)), ("name", text(&shown.name))]);
        }
        let question = question(site.config, title, &shown.name);
        values::metric(shown, &question, charts, &site.words, &claims::address(url, &shown.id))
    });
    (values.collect(), figures)
}

/// Where a figure is questioned: by mail with the figure in its subject (RFC 6068), or on a page of the site or elsewhere.
/// Empty while the site names no way.
fn question(config: &Config, title: &str, name: &str) -> String {
    let contact = config.way_to_ask().unwrap_or_default();
    if !contact.contains('@') || contact.contains('/') {
        return contact.to_owned();
    }
    let scheme = if contact.contains(':') { "" } else { "mailto:" };
    let mut address = format!("{scheme}{contact}");
    if !contact.contains('?') {
        let subject = if title.is_empty() { name.to_owned() } else { format!("{title}: {name}") };
        address.push_str("?subject=");
        for byte in subject.bytes() {
            if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
                address.push(char::from(byte));
            } else {
                let _ = write!(address, "%{byte:02X}");
            }
        }
    }
    address
}

/// The documents before and after this one in its section: for posts the earlier and the later.
pub(super) fn neighbours(routes: &Routes, index: usize) -> [Option<usize>; 2] {
    let Some(section) = routes.section_of[index] else { return [None; 2] };
    let section = &routes.sections[section];
    let at = routes.position[index].filter(|_| matches!(section.kind, Kind::Case | Kind::Post));
    let Some(at) = at else { return [None; 2] };
    let before = at.checked_sub(1).and_then(|before| section.members.get(before)).copied();
    let after = section.members.get(at + 1).copied();
    match section.order {
        // What comes after in this list is what came earlier.
        Order::NEWEST_FIRST => [after, before],
        _ => [before, after],
    }
}

/// The path of the site's root on its host, with a slash at its end.
pub fn base_path(config: &Config) -> String {
    let path = config
        .base_url
        .split_once("://")
        .and_then(|(_, rest)| rest.split_once('/'))
        .map_or("", |(_, path)| path);
    if path.is_empty() { "/".to_owned() } else { format!("/{}/", path.trim_matches('/')) }
}

fn template(site: &Site<'_>, parsed: &Parsed, kind: &str) -> String {
    let named = parsed.document.head.template.as_ref().map(|template| file_name(&template.value));
    let named = named.filter(|name| no_template(site, name, kind).is_none());
    named.unwrap_or_else(|| format!("{kind}.html"))
}

/// What is wrong with a template that a page of a kind names (`[]` stands for what it wrote), and the cure.
fn no_template(site: &Site<'_>, name: &str, kind: &str) -> Option<(&'static str, String)> {
    /// The base's templates that show what only one kind of page has.
    const OF_ONE_KIND: [&str; 6] = ["case", "person", "section", "sources", "taxonomy", "term"];
    if !site.theme.has_template(name) {
        return Some(("no template is called `[]`", format!("write `templates/{name}`")));
    }
    let stem = name.strip_suffix(".html").filter(|stem| OF_ONE_KIND.contains(stem))?;
    (stem != kind && site.theme.is_of_base(name)).then(|| {
        (
            "the template `[]` is for another kind of page",
            format!("leave `template` out, or write `templates/{name}`"),
        )
    })
}

/// `template: wide` and `template: wide.html` are one.
fn file_name(template: &str) -> String {
    if template.contains('.') { template.to_owned() } else { format!("{template}.html") }
}
