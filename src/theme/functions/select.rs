//! `pages(…)` and `page(…)`: what a template lists of the site.

use super::arguments::only;
use super::condition::{Conditions, Field};
use super::{Library, note};
use crate::diag::did_you_mean;
use crate::memo::Read;
use crate::path::{Url, term_slug};
use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use tera::{Error, Kwargs, Tera, TeraResult, Value};

/// Lists that were asked for, by section, conditions and order. A list is made once however many pages ask.
pub type Selections = Mutex<BTreeMap<[String; 3], Value>>;

/// Most lists that are kept. A template that puts the title of its page into a condition asks for another list on
/// every page, and ten thousand lists would not fit into memory.
const MOST_SELECTIONS: usize = 256;

pub fn register(tera: &mut Tera, library: &Arc<Library>) {
    let shared = Arc::clone(library);
    tera.register_function("terms", move |arguments: Kwargs, _: &tera::State<'_>| {
        only(&arguments, "terms", &["taxonomy", "order", "limit"])?;
        let mut terms =
            terms(&shared, arguments.must_get("taxonomy")?, arguments.get("order")?.unwrap_or("name"))?;
        terms.truncate(arguments.get("limit")?.unwrap_or(usize::MAX));
        Ok::<_, Error>(terms)
    });
    let shared = Arc::clone(library);
    tera.register_function("term", move |arguments: Kwargs, _: &tera::State<'_>| {
        only(&arguments, "term", &["taxonomy", "name"])?;
        term(&shared, arguments.must_get("taxonomy")?, arguments.must_get("name")?)
    });
    let shared = Arc::clone(library);
    tera.register_function("page", move |arguments: Kwargs, _: &tera::State<'_>| {
        only(&arguments, "page", &["path"])?;
        page(&shared, arguments.must_get("path")?)
    });
    let shared = Arc::clone(library);
    tera.register_function("pages", move |arguments: Kwargs, _: &tera::State<'_>| {
        only(&arguments, "pages", &["section", "where", "order", "limit", "offset"])?;
        let list = pages(
            &shared,
            [
                arguments.get("section")?.unwrap_or("*"),
                arguments.get("where")?.unwrap_or(""),
                arguments.get("order")?.unwrap_or(""),
            ],
        )?;
        Ok::<_, Error>(part(list, arguments.get("offset")?, arguments.get("limit")?))
    });
}

/// The terms of a taxonomy, in the alphabet of the language or the most used first.
fn terms(library: &Library, taxonomy: &str, order: &str) -> TeraResult<Vec<Value>> {
    note(Read::Terms(taxonomy.to_owned()));
    let known = library.terms.get();
    let Some(mut terms) = known.and_then(|known| known.get(taxonomy)).cloned() else {
        let keys: Vec<&str> = known.into_iter().flat_map(BTreeMap::keys).map(String::as_str).collect();
        let hint = match did_you_mean(taxonomy, keys.iter().copied()) {
            Some(close) => format!("did you mean `{close}`?"),
            None => format!("there is {}", keys.join(", ")),
        };
        return Err(Error::message(format!("the site has no taxonomy `{taxonomy}`; {hint}")));
    };
    match order {
        "name" => {}
        "count desc" => {
            terms.sort_by_key(|term| std::cmp::Reverse(term.get_from_path("count").and_then(Value::as_u64)));
        }
        other => {
            let message = format!("terms have no order `{other}`; there is `name` and `count desc`");
            return Err(Error::message(message));
        }
    }
    Ok(terms)
}

/// One term, by its name or slug.
fn term(library: &Library, taxonomy: &str, name: &str) -> TeraResult<Value> {
    let terms = terms(library, taxonomy, "name")?;
    let slug = term_slug(name);
    let is = |term: &Value, key: &str, wanted: &str| {
        term.get_from_path(key).and_then(Value::as_str) == Some(wanted)
    };
    let found = terms
        .iter()
        .find(|term| is(term, "name", name))
        .or_else(|| terms.iter().find(|term| is(term, "slug", &slug)));
    found.cloned().ok_or_else(|| {
        let names = terms.iter().filter_map(|term| term.get_from_path("name")?.as_str());
        let hint =
            did_you_mean(name, names).map(|close| format!("; did you mean `{close}`?")).unwrap_or_default();
        Error::message(format!("no page has `{name}` under `{taxonomy}`{hint}"))
    })
}

/// The item of a page, by its path from the site's root.
fn page(library: &Library, path: &str) -> TeraResult<Value> {
    // Where no page can lie, none will.
    if let Ok(url) = Url::parse(path) {
        note(Read::Item(url));
    }
    let item = library.items.get().and_then(|items| items.get(path)).cloned();
    item.ok_or_else(|| {
        Error::message(format!("no page lies at `{path}`; a path looks like `/work/larkspur/`"))
    })
}

/// The listed items of a section, or of the whole site, that meet the conditions.
fn pages(library: &Library, [section, conditions, order]: [&str; 3]) -> TeraResult<Value> {
    let section = section.trim_matches('/');
    note(Read::Section(section.to_owned()));
    let key = [section.to_owned(), conditions.to_owned(), order.to_owned()];
    // A lock is poisoned by a panic alone, and nothing panics while it is held.
    if let Some(made) = library.selections.lock().ok().and_then(|made| made.get(&key).cloned()) {
        return Ok(made);
    }
    let taxonomies: Vec<&str> =
        library.terms.get().into_iter().flat_map(BTreeMap::keys).map(String::as_str).collect();
    let wanted = Conditions::parse(conditions, &taxonomies).map_err(Error::message)?;
    let by = Order::parse(order).map_err(Error::message)?;
    let items = match section {
        "*" => library.listed.get().map(Vec::as_slice),
        _ => library.sections.get().and_then(|sections| sections.get(section)).map(Vec::as_slice),
    };
    let mut list: Vec<Value> =
        items.unwrap_or_default().iter().filter(|item| wanted.hold(item)).cloned().collect();
    by.sort(&mut list);
    let list = Value::from(list);
    if let Ok(mut made) = library.selections.lock()
        && made.len() < MOST_SELECTIONS
    {
        made.insert(key, list.clone());
    }
    Ok(list)
}

/// A part of a list; all of it is shared and not copied.
fn part(list: Value, offset: Option<usize>, limit: Option<usize>) -> Value {
    if offset.is_none() && limit.is_none() {
        return list;
    }
    let items = list.as_array().unwrap_or_default();
    let part = items.iter().skip(offset.unwrap_or(0)).take(limit.unwrap_or(usize::MAX));
    Value::from(part.cloned().collect::<Vec<_>>())
}

/// `order="date desc"`: a field, and whether the largest comes first. None keeps the order of the section.
struct Order {
    by: Option<(Field, bool)>,
}

impl Order {
    fn parse(text: &str) -> Result<Self, String> {
        let mut words = text.split_whitespace();
        let Some(name) = words.next() else { return Ok(Self { by: None }) };
        let descending = match words.next() {
            None | Some("asc") => false,
            Some("desc") => true,
            Some(other) => {
                return Err(format!("an order is `{name}` or `{name} desc`, and not `{name} {other}`"));
            }
        };
        if let Some(more) = words.next() {
            return Err(format!("an order names one field, and `{more}` is too much"));
        }
        Ok(Self { by: Some((Field::parse(name, &[])?, descending)) })
    }

    /// What has no value comes last; what is equal keeps its order.
    fn sort(&self, list: &mut [Value]) {
        let Some((field, descending)) = &self.by else { return };
        list.sort_by_cached_key(|item| Rank { key: Key::of(&field.of(item)), descending: *descending });
    }
}

#[derive(PartialEq, Eq)]
struct Rank {
    key: Option<Key>,
    descending: bool,
}

#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    Number(Value),
    Text(String),
}

impl Key {
    fn of(value: &Value) -> Option<Self> {
        match value.as_str() {
            Some("") => None,
            Some(text) => Some(Self::Text(text.to_lowercase())),
            None if value.is_number() || value.is_bool() => Some(Self::Number(value.clone())),
            None => None,
        }
    }
}

impl Ord for Rank {
    fn cmp(&self, other: &Self) -> Ordering {
        match (&self.key, &other.key) {
            (Some(one), Some(two)) if self.descending => two.cmp(one),
            (Some(one), Some(two)) => one.cmp(two),
            (one, two) => one.is_none().cmp(&two.is_none()),
        }
    }
}

impl PartialOrd for Rank {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn library() -> Library {
        let item = |path: &str, date: &str, title: &str| {
            Value::from_serializable(&serde_json::json!({ "path": path, "date": date, "title": title }))
        };
        let items = vec![item("/a/", "2024-01-02", "b"), item("/b/", "", "C"), item("/c/", "2025", "a")];
        let library = Library::default();
        library.listed.set(items.clone()).unwrap();
        library.sections.set([("work".to_owned(), items)].into()).unwrap();
        library
    }

    fn paths(key: [&str; 3]) -> Vec<String> {
        let list = pages(&library(), key).unwrap();
        let path = |item: &Value| item.get_from_path("path").unwrap().as_str().unwrap().to_owned();
        list.as_array().unwrap().iter().map(path).collect()
    }

    #[test]
    fn what_has_no_date_comes_last_either_way() {
        assert_eq!(paths(["work", "", "date"]), ["/a/", "/c/", "/b/"]);
        assert_eq!(paths(["/work/", "", "date desc"]), ["/c/", "/a/", "/b/"]);
        assert_eq!(paths(["*", "", "title"]), ["/c/", "/a/", "/b/"]);
        assert_eq!(paths(["*", "date >= 2024", ""]), ["/a/", "/c/"]);
        assert_eq!(paths(["nowhere", "", ""]), [""; 0]);
    }

    #[test]
    fn an_order_is_a_field_and_perhaps_desc() {
        let said = |order| pages(&library(), ["*", "", order]).unwrap_err().to_string();
        assert_eq!(said("dat"), "pages have no `dat`; did you mean `date`?");
        assert_eq!(said("date down"), "an order is `date` or `date desc`, and not `date down`");
        assert_eq!(said("date desc title"), "an order names one field, and `title` is too much");
    }

    #[test]
    fn lists_that_differ_from_page_to_page_do_not_pile_up() {
        let library = library();
        for number in 0..2 * MOST_SELECTIONS {
            let list = pages(&library, ["*", &format!("title = {number}"), ""]).unwrap();
            assert!(list.as_array().unwrap().is_empty());
        }
        assert_eq!(library.selections.lock().unwrap().len(), MOST_SELECTIONS);
    }

    #[test]
    fn a_list_is_made_once_and_shared() {
        let library = library();
        let key = ["*", "year = 2024", "title"];
        let (one, two) = (pages(&library, key).unwrap(), pages(&library, key).unwrap());
        assert_eq!(one.as_array().unwrap().as_ptr(), two.as_array().unwrap().as_ptr());
        let part = part(one, Some(0), Some(5));
        assert_eq!(part.as_array().unwrap().len(), 1);
    }
}
