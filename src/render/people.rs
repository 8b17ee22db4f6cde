//! People: whom a page names, and what a person's own page says of their part.

use super::practice::{counted, listed, record, said};
use super::values::{map, share, text};
use super::{Parsed, Shared, Site};
use crate::claims::fill;
use crate::model::case_study::Share;
use crate::model::{Document, Kind};
use crate::path::Url;
use crate::path::address::has_scheme;
use crate::people::Person;
use crate::taxonomy::practice::{Practice, practice};
use tera::Value;

/// `authors` of a page: who wrote it.
pub fn authors(site: &Site<'_>, parsed: &[Parsed], document: usize) -> Value {
    let authors = site.people.authors(document).iter().map(|author| {
        let name = author.person.map_or(author.written.as_str(), |person| parsed[person].title.as_str());
        map([("name", text(name)), ("path", path(site, author.person))])
    });
    Value::from(authors.collect::<Vec<_>>())
}

/// `people` of a case study: who took part in it.
pub fn of_case(site: &Site<'_>, parsed: &[Parsed], document: usize) -> Value {
    let strings = &site.theme.library.strings;
    let case = parsed[document].document.case.as_deref();
    let named = case.into_iter().flat_map(|case| &case.people).zip(site.people.of_case(document));
    let people = named.map(|(named, person)| {
        let written = named.person.as_ref().map_or("", |person| person.value.as_str());
        let name = match person {
            Some(person) => parsed[*person].title.as_str(),
            None if named.name.is_empty() => written,
            None => &named.name,
        };
        let (share, share_text) = share(named.share, strings);
        map([
            ("name", text(name)),
            ("role", text(&named.role)),
            ("share", text(share)),
            ("share_text", Value::from(share_text)),
            ("consent", text(&named.consent)),
            ("path", path(site, *person)),
        ])
    });
    Value::from(people.collect::<Vec<_>>())
}

fn path(site: &Site<'_>, person: Option<usize>) -> Value {
    text(person.map_or("", |person| site.routes.urls[person].as_str()))
}

/// What lists show of someone: what they do, and how much of it is here.
pub fn light(site: &Site<'_>, parsed: &[Parsed], index: usize) -> Value {
    let document = &parsed[index].document;
    let (Some(profile), Some(person)) = (&document.profile, site.people.person(index)) else {
        return Value::none();
    };
    let strings = &site.theme.library.strings;
    let practice = practice_of(site, person, parsed);
    let count = (practice.cases > 0).then(|| counted(strings, "case_studies", practice.cases));
    let line = match (count, practice.last.map(|piece| said(site, piece))) {
        (None, _) => String::new(),
        (Some(count), None) => count,
        (Some(count), Some(last)) => {
            fill(strings.get("person_last").unwrap_or("{count}"), &[("count", &count), ("last", &last)])
        }
    };
    map([
        ("name", text(&parsed[index].title)),
        ("headline", text(&profile.headline)),
        ("image", Value::from(image(site, document))),
        ("cases", Value::from(practice.cases)),
        ("text", Value::from(line)),
    ])
}

/// `person` on the page of someone.
pub fn full(site: &Site<'_>, shared: &Shared, parsed: &[Parsed], index: usize) -> Value {
    let document: &Document = &parsed[index].document;
    let (Some(profile), Some(person)) = (&document.profile, site.people.person(index)) else {
        return Value::none();
    };
    let strings = &site.theme.library.strings;
    let links = profile.links.iter().map(|link| {
        map([("label", text(&link.label)), ("url", text(&link.url)), ("me", Value::from(link.me))])
    });
    let parts = person.parts.iter().map(|part| {
        let (share, share_text) = share(part.share, strings);
        map([
            ("item", shared.items[part.document].clone()),
            ("role", text(&part.role)),
            ("share", text(share)),
            ("share_text", Value::from(share_text)),
        ])
    });
    let writings = person.writings.iter().map(|document| shared.items[*document].clone());
    let practice = practice_of(site, person, parsed);
    map([
        ("name", text(&parsed[index].title)),
        ("headline", text(&profile.headline)),
        ("image", Value::from(image(site, document))),
        ("email", text(&profile.email)),
        ("location", text(&profile.location)),
        ("links", Value::from(links.collect::<Vec<_>>())),
        ("cases", Value::from(practice.cases)),
        ("parts", Value::from(parts.collect::<Vec<_>>())),
        ("shares", Value::from(shares(site, person, parsed))),
        ("writings", Value::from(writings.collect::<Vec<_>>())),
        ("record", record(site, &practice, "practice_took_part")),
    ])
}

/// The address of a portrait, which the list of people shows, too: a file beside the person's own as it is published.
fn image(site: &Site<'_>, document: &Document) -> String {
    let written = document.head.image.as_ref().map_or("", |image| image.value.as_str());
    let beside = document.path.parent().and_then(|folder| folder.resolve(written).ok());
    let file = beside.filter(|_| !written.is_empty()).and_then(|path| site.routes.of_file(&path));
    let path = match file {
        Some(file) => Some(Url::of_out_path(file)),
        None if has_scheme(written) => return written.to_owned(),
        // What lies nowhere is told with the other pictures of pages.
        None => Url::parse(written).ok().filter(|url| site.routes.target(url).is_some()),
    };
    path.map_or_else(String::new, |path| path.as_str().to_owned())
}

fn practice_of(site: &Site<'_>, person: &Person, parsed: &[Parsed]) -> Practice {
    practice(person.parts.iter().map(|part| &*parsed[part.document].document), &site.evidence)
}

/// "3 led, 4 contributed to": how much of the work was theirs, where the case studies say so.
fn shares(site: &Site<'_>, person: &Person, parsed: &[Parsed]) -> String {
    let strings = &site.theme.library.strings;
    let real = person.parts.iter().filter(|part| {
        let document = &parsed[part.document].document;
        document.kind == Kind::Case && document.head.example.is_none()
    });
    let shares: Vec<Share> = real.filter_map(|part| part.share).collect();
    let counts = Share::ALL.into_iter().filter_map(|kind| {
        let count = shares.iter().filter(|share| **share == kind).count();
        let (name, _) = share(Some(kind), strings);
        (count > 0).then(|| counted(strings, &format!("shares_{name}"), count))
    });
    let counts: Vec<String> = counts.collect();
    if counts.is_empty() {
        return String::new();
    }
    fill(strings.get("shares").unwrap_or_default(), &[("shares", &listed(strings, &counts))])
}
