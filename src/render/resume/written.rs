//! `data/resume.*` as it was written → a curriculum, and what in it has no meaning.

use crate::diag::did_you_mean;
use crate::emit::resume::{BASICS, Entry, Field, LISTS, LOCATION, PROFILES, Part, Resume, Shape};
use tera::Value;
use tera::value::Key;

/// A thing that is not understood, and what to write.
pub type Mistake = (String, String);

/// Reads the file. What is wrong is left out and told.
pub fn read(data: &Value, mistakes: &mut Vec<Mistake>) -> Resume {
    let mut resume = Resume::default();
    let Some(root) = data.as_map() else {
        let hint = "write `work:`, `education:` and the other parts of https://jsonresume.org/schema";
        mistakes.push(("this is no map".to_owned(), hint.to_owned()));
        return resume;
    };
    for (key, value) in root {
        let Some(key) = key.as_str() else { continue };
        match key {
            "basics" => basics(value, &mut resume, mistakes),
            // What these say is worked out from the site.
            "meta" | "$schema" => {}
            name => match LISTS.iter().position(|part| part.name == name) {
                Some(number) => resume.lists[number] = entries(value, &LISTS[number], name, mistakes),
                None => unknown(name, "", LISTS.iter().map(|part| part.name).chain(["basics"]), mistakes),
            },
        }
    }
    resume
}

fn basics(value: &Value, resume: &mut Resume, mistakes: &mut Vec<Mistake>) {
    resume.basics = entry(value, &BASICS, "basics", &["location", "profiles"], mistakes);
    let inner = |name: &'static str| value.as_map().and_then(|map| map.get(&Key::Str(name)));
    if let Some(location) = inner("location") {
        resume.location = entry(location, &LOCATION, "basics.location", &[], mistakes);
    }
    if let Some(profiles) = inner("profiles") {
        resume.profiles = entries(profiles, &PROFILES, "basics.profiles", mistakes);
    }
}

fn entries(value: &Value, part: &Part, place: &str, mistakes: &mut Vec<Mistake>) -> Vec<Entry> {
    let Some(list) = value.as_array() else {
        if !value.is_none() {
            mistakes
                .push((format!("`{place}` is no list"), format!("begin each entry of `{place}` with `- `")));
        }
        return Vec::new();
    };
    let numbered = list.iter().enumerate();
    let entries =
        numbered.map(|(number, value)| entry(value, part, &format!("{place}[{number}]"), &[], mistakes));
    entries.filter(|entry| !entry.is_empty()).collect()
}

/// An entry. `others`: keys that are read elsewhere.
fn entry(value: &Value, part: &Part, place: &str, others: &[&str], mistakes: &mut Vec<Mistake>) -> Entry {
    let Some(map) = value.as_map() else {
        let (first, _) = part.fields[0];
        mistakes.push((
            format!("`{place}` is no map"),
            format!("write `{first}: …` there, and the rest below it"),
        ));
        return Entry::new();
    };
    for key in map.keys() {
        if let Some(key) = key.as_str()
            && !others.contains(&key)
            && !part.fields.iter().any(|(name, _)| *name == key)
        {
            unknown(key, place, part.fields.iter().map(|(name, _)| *name), mistakes);
        }
    }
    let fields = part.fields.iter().filter_map(|(name, shape)| {
        let value = map.get(&Key::Str(name)).filter(|value| !value.is_none())?;
        let field = match shape {
            Shape::Text => scalar(value).map(Field::Text),
            Shape::Texts => match value.as_array() {
                Some(list) => list.iter().map(scalar).collect::<Option<Vec<_>>>().map(Field::Texts),
                None => scalar(value).map(|one| Field::Texts(vec![one])),
            },
        };
        if field.is_none() {
            let wanted = if *shape == Shape::Text { "a text" } else { "a list of texts" };
            mistakes.push((format!("`{place}.{name}` is not {wanted}"), format!("write {wanted} there")));
        }
        let empty = |field: &Field| match field {
            Field::Text(text) => text.is_empty(),
            Field::Texts(texts) => texts.is_empty(),
        };
        field.filter(|field| !empty(field)).map(|field| (*name, field))
    });
    fields.collect()
}

/// A text, a number or a truth value, as it would be written.
fn scalar(value: &Value) -> Option<String> {
    let has_parts = value.as_map().is_some() || value.as_array().is_some() || value.is_none();
    (!has_parts).then(|| value.as_str().map_or_else(|| value.to_string(), |text| text.trim().to_owned()))
}

fn unknown<'a>(
    key: &str,
    place: &str,
    known: impl Iterator<Item = &'a str> + Clone,
    mistakes: &mut Vec<Mistake>,
) {
    let whole = if place.is_empty() { key.to_owned() } else { format!("{place}.{key}") };
    let hint = match did_you_mean(key, known.clone()) {
        Some(close) => format!("did you mean `{close}`?"),
        None => format!("there is {}", known.collect::<Vec<_>>().join(", ")),
    };
    mistakes.push((format!("JSON Resume knows no `{whole}`"), hint));
}
