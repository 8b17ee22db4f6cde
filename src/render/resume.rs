//! The résumé: case studies with their results, and beside them what `data/resume.*` says of work and education.

mod written;

use super::items::metric_value;
use super::pages::{ListPage, list_page};
use super::values::{map, text};
use super::{Page, Parsed, Shared, Site};
use crate::claims::{self, fill};
use crate::diag::{Code, Diagnostic};
use crate::emit::resume::{BASICS, Entry, Field, LISTS, LOCATION, PROFILES, Part, Resume, Shape};
use crate::emit::{self, resume};
use crate::memo::Read;
use crate::path::Url;
use crate::period::Period;
use crate::theme::functions::note;
use tera::{Map, Value};

pub const RESUME_DATA: Code = Code("resume-data");

/// The name of the file below `data/`, without its ending.
const DATA: &str = "resume";

/// Case studies that are shown: with the leading results of each they fill two pages of paper.
const CASES: usize = 8;

/// The taxonomies whose terms are skills, where `data/resume.*` names none.
const SKILLS: [&str; 3] = ["skills", "methods", "tools"];

/// The page of the résumé that no document makes.
pub fn resume(site: &Site<'_>, shared: &Shared, parsed: &[Parsed], url: &Url) -> Page {
    let title = site.theme.library.strings.get("resume").unwrap_or("CV").to_owned();
    let ancestors = Value::from(Vec::<Value>::new());
    let list = ListPage { kind: "resume", title: &title, text: None, url, ancestors };
    let page = list_page(site, shared, parsed, list, |context| {
        context.insert_value("resume", value(site, shared, parsed));
    });
    Page { diagnostics: [page.diagnostics, mistakes(site)].concat(), ..page }
}

/// What `data/resume.*` says that has no meaning.
fn mistakes(site: &Site<'_>) -> Vec<Diagnostic> {
    let Some((name, data)) = data(site) else { return Vec::new() };
    let mut mistakes = Vec::new();
    written::read(&data, &mut mistakes);
    let told = mistakes.into_iter().map(|(message, hint)| {
        Diagnostic::warning(RESUME_DATA, message).in_file(&format!("data/{name}")).hint(hint)
    });
    told.collect()
}

/// The file and what it holds. One with mistakes of its own tells them itself.
fn data(site: &Site<'_>) -> Option<(String, Value)> {
    let shelf = site.theme.library.data.get()?;
    let (name, value) = shelf.get(DATA).ok()?;
    Some((name.to_owned(), value))
}

/// What was written, and from the site what was not.
fn curriculum(site: &Site<'_>, cases: &[usize]) -> Resume {
    let mut resume = data(site).map(|(_, data)| written::read(&data, &mut Vec::new())).unwrap_or_default();
    let owner = &site.config.owner;
    let name = if owner.name.is_empty() { &site.config.title } else { &owner.name };
    let home = emit::absolute(site.config, &Url::root());
    let own = [
        ("name", name),
        ("label", &owner.headline),
        ("email", &owner.email),
        ("url", &home),
        ("summary", &site.config.tagline),
    ];
    for (field, value) in own {
        if resume::text(&resume.basics, field).is_empty() && !value.is_empty() {
            resume.basics.push((field, Field::Text(value.clone())));
        }
    }
    let place = |field: &str| BASICS.fields.iter().position(|(name, _)| *name == field);
    resume.basics.sort_by_key(|(field, _)| place(field));
    if resume.location.is_empty() && !owner.location.is_empty() {
        resume.location.push(("city", Field::Text(owner.location.clone())));
    }
    if resume.profiles.is_empty() {
        let links = owner.links.iter().filter(|link| link.url.starts_with("http"));
        resume.profiles = links
            .map(|link| {
                vec![("network", Field::Text(link.label.clone())), ("url", Field::Text(link.url.clone()))]
            })
            .collect();
    }
    if resume.list("skills").is_empty()
        && let Some(skills) = resume.list_mut("skills")
    {
        *skills = terms(site, cases);
    }
    resume
}

/// What these case studies took, as groups of words.
fn terms(site: &Site<'_>, cases: &[usize]) -> Vec<Entry> {
    let taxonomies = site.taxonomies;
    let groups = taxonomies.list.iter().filter(|one| SKILLS.contains(&&*one.config.key));
    let groups = groups.map(|one| {
        let terms = one.terms.iter().map(|term| &taxonomies.terms[*term]);
        let used = terms.filter(|term| term.members.iter().any(|member| cases.contains(member)));
        (one.name(&site.theme.library.strings), used.map(|term| term.name.clone()).collect::<Vec<_>>())
    });
    let groups = groups.filter(|(_, words)| !words.is_empty());
    groups.map(|(name, words)| vec![("name", Field::Text(name)), ("keywords", Field::Texts(words))]).collect()
}

/// The case studies of the résumé, the latest first.
fn cases(site: &Site<'_>, parsed: &[Parsed]) -> Vec<usize> {
    let documents: Vec<_> = parsed.iter().map(|parsed| &*parsed.document).collect();
    resume::cases(&documents, &site.routes.urls)
}

/// `resume`, as the template receives it.
pub(super) fn value(site: &Site<'_>, shared: &Shared, parsed: &[Parsed]) -> Value {
    note(Read::Resume);
    content(site, shared, parsed)
}

/// The same without a note that it was read.
pub(super) fn content(site: &Site<'_>, shared: &Shared, parsed: &[Parsed]) -> Value {
    let all = cases(site, parsed);
    let resume = curriculum(site, &all);
    let shown = all.iter().take(CASES).map(|index| {
        let metrics = results(site, parsed, *index);
        map([("item", shared.items[*index].clone()), ("metrics", Value::from(metrics))])
    });
    let mut value = Map::new();
    value.insert("cases".into(), Value::from(shown.collect::<Vec<_>>()));
    value.insert("more".into(), Value::from(all.len().saturating_sub(CASES)));
    value.insert("json".into(), text(site.plan.resume.as_ref().map_or("", |plan| plan.file.url.as_str())));
    value.insert("basics".into(), entry(site, &resume.basics, &BASICS));
    value.insert("location".into(), entry(site, &resume.location, &LOCATION));
    value.insert("profiles".into(), entries(site, &resume.profiles, &PROFILES));
    for (part, list) in LISTS.iter().zip(&resume.lists) {
        value.insert(part.name.into(), entries(site, list, part));
    }
    Value::from(value)
}

/// The results of a case study that are shown. `short` is the path of a short address that leads to one.
fn results(site: &Site<'_>, parsed: &[Parsed], index: usize) -> Vec<Value> {
    let document = &parsed[index].document;
    let Some(case) = document.case.as_deref() else { return Vec::new() };
    let planned = site.plan.resume.iter().flat_map(|resume| &resume.short);
    let of_case: Vec<_> = planned.filter(|short| short.document == index).collect();
    let result = |place: usize| {
        let short = of_case.iter().find(|short| short.metric == place).map_or("", |short| short.url.as_str());
        let mut value = metric_value(document, &site.routes.urls[index], place, &site.words, &site.evidence)
            .into_map()?;
        value.insert("short".into(), text(short));
        Some(Value::from(value))
    };
    resume::results(case).into_iter().filter_map(result).collect()
}

fn entries(site: &Site<'_>, list: &[Entry], part: &Part) -> Value {
    Value::from(list.iter().map(|one| entry(site, one, part)).collect::<Vec<_>>())
}

/// An entry with all of its fields, and in `window` when it was.
fn entry(site: &Site<'_>, entry: &Entry, part: &Part) -> Value {
    let mut value = Map::new();
    for (name, shape) in part.fields {
        let known = entry.iter().find(|(known, _)| known == name).map(|(_, field)| field);
        let field = match (known, shape) {
            (Some(Field::Text(known)), _) => text(known),
            (Some(Field::Texts(known)), _) => {
                Value::from(known.iter().map(|one| text(one)).collect::<Vec<_>>())
            }
            (None, Shape::Text) => text(""),
            (None, Shape::Texts) => Value::from(Vec::<Value>::new()),
        };
        value.insert((*name).into(), field);
    }
    value.insert("window".into(), Value::from(window(site, entry, part)));
    Value::from(value)
}

/// `2013-12` and `2014-12` in words; without an end it lasts. What is no date stays as it was written.
fn window(site: &Site<'_>, entry: &Entry, part: &Part) -> String {
    let (start, end) = (resume::text(entry, "startDate"), resume::text(entry, "endDate"));
    let day = ["date", "releaseDate"].map(|name| resume::text(entry, name)).concat();
    let dates = &site.words.dates;
    let said = |text: &str| Period::strict(&to_month(text)).map_or(text.to_owned(), |one| dates.period(one));
    let lasts = part.fields.iter().any(|(name, _)| *name == "endDate");
    let strings = &site.theme.library.strings;
    let (first, last) = match (start, end) {
        ("", "") => return said(&day),
        ("", end) => return said(end),
        (start, "") if !lasts => return said(start),
        (start, "") => (said(start), strings.get("present").unwrap_or("now").to_owned()),
        (start, end) => match Period::strict(&format!("{}/{}", to_month(start), to_month(end))) {
            Some(period) => return dates.period(period),
            None => (said(start), said(end)),
        },
    };
    fill(strings.get("date_interval").unwrap_or("{first} – {last}"), &[("first", &first), ("last", &last)])
}

/// Nobody asks on which day of the month a job began.
fn to_month(date: &str) -> String {
    match Period::strict(date) {
        Some(Period::One(crate::period::Piece::Day(day))) => format!("{:04}-{:02}", day.year(), day.month()),
        _ => date.to_owned(),
    }
}

/// `resume.json`.
pub fn resume_json(site: &Site<'_>, shared: &Shared, parsed: &[Parsed]) -> String {
    let all = cases(site, parsed);
    let mut resume = curriculum(site, &all);
    let projects = all.iter().map(|index| project(site, shared, parsed, *index)).collect::<Vec<_>>();
    if let Some(list) = resume.list_mut("projects") {
        list.splice(0..0, projects);
    }
    let quotes =
        all.iter().filter_map(|index| parsed[*index].document.case.as_deref()).flat_map(|case| &case.quotes);
    let quotes = quotes
        .map(|quote| {
            vec![("name", Field::Text(quote.by.clone())), ("reference", Field::Text(quote.text.clone()))]
        })
        .collect::<Vec<_>>();
    if let Some(list) = resume.list_mut("references") {
        list.extend(quotes);
    }
    resume.canonical =
        site.plan.resume.as_ref().map_or(String::new(), |plan| emit::absolute(site.config, &plan.file.url));
    let changed = all.iter().filter_map(|index| emit::changed(&parsed[*index].document)).max();
    resume.modified = changed.map_or(String::new(), |day| day.to_string());
    resume.to_json()
}

/// A case study as a project of JSON Resume: its highlights are its results, each with what was checked of it.
fn project(site: &Site<'_>, shared: &Shared, parsed: &[Parsed], index: usize) -> Entry {
    let document = &parsed[index].document;
    let item = &shared.items[index];
    let part = |value: &Value, path: &str| {
        value.get_from_path(path).and_then(Value::as_str).unwrap_or_default().to_owned()
    };
    let case = document.case.as_deref();
    let highlights = case.iter().flat_map(|case| {
        case.metrics.iter().enumerate().map(|(at, metric)| {
            let data = site.evidence.metric(&document.path, at).map(|checked| (checked, &*site.evidence));
            let shown = claims::show_briefly(metric, case.period, &site.words, data);
            format!("{}. {}", shown.sentence, shown.check.sentence)
        })
    });
    let groups = site.taxonomies.groups(index).iter().flat_map(|group| &group.terms);
    let period = case.and_then(|case| case.period);
    let day = |day: Option<jiff::civil::Date>| day.map_or(String::new(), |day| day.to_string());
    let role = part(item, "role");
    let example = if document.head.example.is_some() { "example_short" } else { "case" };
    let fields = [
        ("name", Field::Text(parsed[index].title.clone())),
        ("description", Field::Text(part(item, "description"))),
        ("highlights", Field::Texts(highlights.collect())),
        ("keywords", Field::Texts(groups.map(|term| site.taxonomies.terms[*term].name.clone()).collect())),
        ("startDate", Field::Text(day(period.map(Period::first_day)))),
        ("endDate", Field::Text(day(period.map(Period::last_day)))),
        ("url", Field::Text(emit::absolute(site.config, &site.routes.urls[index]))),
        ("roles", Field::Texts(if role.is_empty() { Vec::new() } else { vec![role] })),
        ("entity", Field::Text(part(item, "client_text"))),
        ("type", Field::Text(site.theme.library.strings.get(example).unwrap_or_default().to_owned())),
    ];
    fields.into_iter().collect()
}
