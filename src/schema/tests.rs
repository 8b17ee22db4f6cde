//! The schemas, held against the decoders.

mod specimen;
mod validator;

use super::{Key, Level, Shape, Site, Subject, Takes, ThemeOption, config, page, theme};
use crate::diag::Diagnostic;
use crate::front_matter::Conventions;
use crate::model::Kind;
use crate::model::site::TaxonomyConfig;
use crate::path::SitePath;
use crate::source::Source;
use crate::yaml::fields::{MISSING_KEY, UNKNOWN_KEY, UNKNOWN_VALUE, WRONG_SHAPE, asked};
use crate::{config as settings, front_matter};
use serde_json::{Value, json};
use specimen::{Place, places, specimen};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::sync::LazyLock;

/// More than the longest list of alternatives has, so that each of them stands in one.
const SPECIMENS: usize = 16;

fn top(subject: Subject) -> &'static Level {
    match subject {
        Subject::Config => &config::SITE,
        Subject::Case => &page::CASE,
        Subject::Page => &page::PAGE,
        Subject::Person => &page::PERSON,
        Subject::Theme => &theme::THEME,
    }
}

/// Those of a site that names none.
static TAXONOMIES: LazyLock<Vec<TaxonomyConfig>> =
    LazyLock::new(|| settings::decode(&Source::new("folio.yaml", "title: A")).0.unwrap().taxonomies);

/// What the decoder says to a document.
fn decode(subject: Subject, document: &Value) -> Vec<Diagnostic> {
    let kind = match subject {
        Subject::Config => return settings::decode(&Source::new("folio.yaml", document.to_string())).1,
        Subject::Theme => {
            return crate::theme::manifest::decode(&Source::new("theme.yaml", document.to_string())).1;
        }
        Subject::Case => Kind::Case,
        Subject::Page => Kind::Page,
        Subject::Person => Kind::Person,
    };
    let path = SitePath::parse("content/work/a.md").unwrap();
    let source = Source::new(path.as_str(), format!("---\n{document}\n---\n"));
    front_matter::decode(&path, &source, kind, Conventions { taxonomies: &TAXONOMIES }).1
}

fn schema(subject: Subject) -> Value {
    serde_json::from_str(&subject.text(&Site::default())).unwrap()
}

/// Every level below one, and itself.
fn levels(level: &'static Level, found: &mut BTreeMap<&'static str, &'static Level>) {
    fn within(shape: &Shape, found: &mut BTreeMap<&'static str, &'static Level>) {
        match shape {
            Shape::Record(inner) | Shape::Records(inner) | Shape::MapOf(inner) => levels(inner, found),
            Shape::Either(shapes) => shapes.iter().for_each(|shape| within(shape, found)),
            _ => {}
        }
    }
    found.insert(level.what, level);
    level.keys.iter().for_each(|key| within(&key.shape, found));
}

/// Whether a key of this shape is what a decoder asks for in that way.
fn fits(shape: &Shape, asked: &str) -> bool {
    match shape {
        Shape::Anything => true,
        Shape::Either(shapes) => shapes.iter().any(|shape| fits(shape, asked)),
        Shape::Text | Shape::Date | Shape::Period | Shape::Phrase => asked == "text",
        Shape::Flag => asked == "flag",
        Shape::Integer => asked == "integer",
        Shape::Texts => asked == "texts",
        Shape::Record(_) => asked == "record",
        Shape::Records(_) => asked == "records",
        Shape::Map | Shape::MapOf(_) => asked == "map",
        Shape::Word(words) => asked.split('|').eq(words.iter().map(|(word, _)| *word)),
    }
}

#[test]
fn the_schemas_describe_exactly_what_the_decoders_ask_for() {
    let mut faults = String::new();
    LazyLock::force(&TAXONOMIES);
    for subject in Subject::ALL {
        asked::take();
        for number in 0..SPECIMENS {
            decode(subject, &specimen(top(subject), number));
        }
        let asked = asked::take();
        let mut described = BTreeMap::new();
        levels(top(subject), &mut described);
        for what in asked.keys().filter(|what| !described.contains_key(*what)) {
            let _ = writeln!(faults, "{what}: no table under src/schema/ describes this map");
        }
        for (what, level) in described {
            let none = BTreeMap::new();
            compare(level, asked.get(what).unwrap_or(&none), &mut faults);
        }
    }
    assert!(faults.is_empty(), "the tables of src/schema/ and the decoders differ:\n{faults}");
}

fn compare(level: &Level, asked: &BTreeMap<String, BTreeSet<String>>, faults: &mut String) {
    let what = level.what;
    for (name, shapes) in asked {
        let Some(key) = level.keys.iter().find(|key| key.name == name) else {
            let _ = writeln!(faults, "{what}: the decoder reads `{name}`; describe it in src/schema/");
            continue;
        };
        for shape in shapes.iter().filter(|shape| *shape != "anything" && !fits(&key.shape, shape)) {
            let _ = writeln!(faults, "{what}: `{name}` is read as {shape}, and described as {:?}", key.shape);
        }
    }
    for key in level.keys.iter().filter(|key| !asked.contains_key(key.name)) {
        let _ = writeln!(faults, "{what}: no decoder reads `{}`", key.name);
    }
}

#[test]
fn every_example_is_taken_by_decoder_and_schema_without_a_word() {
    for subject in Subject::ALL {
        let schema = schema(subject);
        for number in 0..SPECIMENS {
            let document = specimen(top(subject), number);
            let said = decode(subject, &document);
            assert!(said.is_empty(), "{document}\n{:#?}", words(&said));
            let faults = validator::faults(&schema, &document);
            assert!(faults.is_empty(), "{document}\n{faults:#?}");
        }
    }
}

fn words(said: &[Diagnostic]) -> Vec<String> {
    said.iter().map(|one| format!("{}: {}", one.code.0, one.message)).collect()
}

/// What a value may be replaced by. Truth values stand in for texts in folio, which editors are told not to
/// take for texts: `title: yes` is one, `title: true` wants quotes.
fn strangers(shape: &Shape) -> Vec<Value> {
    let mut all =
        vec![json!("zzz qqq"), json!([]), json!([[1]]), json!({}), json!({"zzz": 1}), json!(3.5), json!(-7)];
    if matches!(shape, Shape::Flag) {
        all.push(json!(true));
    }
    all
}

/// Whether a decoder said that a value has the wrong shape, or a map too many keys or too few.
fn refused(said: &[Diagnostic]) -> bool {
    said.iter().any(|one| [MISSING_KEY, UNKNOWN_KEY, UNKNOWN_VALUE, WRONG_SHAPE].contains(&one.code))
}

#[test]
fn what_the_schema_refuses_and_what_the_decoder_refuses_is_the_same() {
    let mut faults = String::new();
    let mut tried = 0;
    for subject in Subject::ALL {
        let schema = schema(subject);
        for number in 0..2 {
            let whole = specimen(top(subject), number);
            for Place { pointer, key, .. } in places(top(subject), &whole) {
                // The second one differs where a value may be written in two ways.
                if number > 0 && !matches!(key.shape, Shape::Either(_) | Shape::Texts | Shape::Records(_)) {
                    continue;
                }
                for stranger in strangers(&key.shape) {
                    let mut document = whole.clone();
                    *document.pointer_mut(&pointer).unwrap() = stranger.clone();
                    let said = decode(subject, &document);
                    let valid = validator::faults(&schema, &document).is_empty();
                    tried += 1;
                    if said.is_empty() && !valid {
                        let _ = writeln!(
                            faults,
                            "{subject:?} {pointer} = {stranger}: the schema alone refuses it"
                        );
                    }
                    if refused(&said) && valid && !matches!(key.shape, Shape::Anything) {
                        let _ = writeln!(
                            faults,
                            "{subject:?} {pointer} = {stranger}: only the decoder refuses it: {:?}",
                            words(&said)
                        );
                    }
                }
            }
        }
    }
    assert!(tried > 1_000, "{tried}");
    assert!(faults.is_empty(), "{faults}");
}

#[test]
fn a_key_is_required_by_the_schema_exactly_where_the_decoder_misses_it() {
    let mut faults = String::new();
    for subject in Subject::ALL {
        let schema = schema(subject);
        let whole = specimen(top(subject), 0);
        for Place { pointer, key, level } in places(top(subject), &whole) {
            if level.any_of.contains(&key.name) {
                continue;
            }
            let (parent, name) = pointer.rsplit_once('/').unwrap();
            let mut document = whole.clone();
            document.pointer_mut(parent).unwrap().as_object_mut().unwrap().remove(name);
            let said = decode(subject, &document);
            let missed = said.iter().any(|one| one.code == MISSING_KEY || one.message.contains("has no `"));
            let missed = missed || (key.required && !said.is_empty());
            let valid = validator::faults(&schema, &document).is_empty();
            if missed == valid {
                let _ = writeln!(faults, "{subject:?} without {pointer}: {:?}, valid {valid}", words(&said));
            }
        }
    }
    assert!(faults.is_empty(), "{faults}");
    let neither = json!({ "evidence": [{ "by": "me" }] });
    assert!(!validator::faults(&schema(Subject::Case), &neither).is_empty());
    assert!(!decode(Subject::Case, &neither).is_empty());
}

#[test]
fn a_key_of_the_authors_own_is_told_in_every_map_that_has_no_room_for_it() {
    let mut faults = String::new();
    for subject in Subject::ALL {
        let schema = schema(subject);
        let whole = specimen(top(subject), 0);
        let mut maps: BTreeMap<String, &Level> = BTreeMap::from([(String::new(), top(subject))]);
        for Place { pointer, level, .. } in places(top(subject), &whole) {
            maps.insert(pointer.rsplit_once('/').unwrap().0.to_owned(), level);
        }
        for (pointer, level) in maps {
            let mut document = whole.clone();
            document.pointer_mut(&pointer).unwrap()["zzqq"] = json!(1);
            let told = decode(subject, &document).iter().any(|one| one.code == UNKNOWN_KEY);
            let valid = validator::faults(&schema, &document).is_empty();
            if !told || valid != level.open {
                let _ = writeln!(faults, "{subject:?} {pointer}/zzqq: told {told}, valid {valid}");
            }
        }
    }
    assert!(faults.is_empty(), "{faults}");
}

#[test]
fn a_page_that_states_results_takes_what_a_case_study_takes() {
    let schema = schema(Subject::Page);
    let results = specimen(&page::CASE, 0);
    assert_eq!(validator::faults(&schema, &results), [""; 0]);
    assert!(decode(Subject::Page, &results).is_empty());
    let mut wrong = results;
    wrong["share"] = json!("most");
    assert_eq!(validator::faults(&schema, &wrong).len(), 1);
    wrong.as_object_mut().unwrap().remove("metrics");
    assert_eq!(validator::faults(&schema, &wrong), [""; 0]);
}

#[test]
fn every_phrase_that_a_decoder_takes_is_taken_by_the_schema() {
    let schema = schema(Subject::Case);
    for (key, phrases) in [
        (
            "date",
            &["2023-09-01", "2023-9-1", "2023-09-01 20:00:00", "2023-09-01T20:00:00+05:30", " 2023-09-01"][..],
        ),
        ("period", &["2024", "2024-Q3", "2024-03/2024-09", "2024-03 / 2024-09", "2024-10-14"]),
    ] {
        for phrase in phrases {
            let document = json!({ key: phrase });
            assert!(decode(Subject::Case, &document).is_empty(), "{document}");
            assert_eq!(validator::faults(&schema, &document), [""; 0], "{document}");
        }
    }
    for phrase in
        ["58.9 % in 2024-09", "€3.44", "at least 5000 users", "95–100 ms", "≈ 3", "US$ 5 million", "-3 °C"]
    {
        let document = json!({ "metrics": [{ "name": "N", "value": phrase }] });
        let taken = decode(Subject::Case, &document).is_empty();
        assert!(!taken || validator::faults(&schema, &document).is_empty(), "{document}");
    }
}

#[test]
fn a_key_of_front_matter_cannot_be_a_taxonomy_too() {
    let taxonomies = TAXONOMIES.iter().map(|taxonomy| taxonomy.key.as_str());
    // A site that groups its pages by author says so.
    let free: BTreeSet<&str> = taxonomies.chain(["author", "authors"]).collect();
    for key in page::CASE.keys.iter().filter(|key| !free.contains(key.name)) {
        let said = decode(Subject::Config, &json!({ "title": "A", "taxonomies": [key.name] }));
        assert_eq!(said.len(), 1, "{}: {:?}", key.name, words(&said));
    }
}

#[test]
fn a_site_adds_its_taxonomies_and_the_options_of_its_theme() {
    let option = |name: &str, takes| ThemeOption {
        name: name.to_owned(),
        about: "What it does.".to_owned(),
        default: "x".to_owned(),
        takes,
    };
    let site = Site {
        taxonomies: vec!["awards".to_owned(), "skills".to_owned()],
        themes: vec!["base".to_owned(), "mine".to_owned()],
        options: vec![
            option("accent", Takes::Choice(vec!["red".to_owned(), "blue".to_owned()])),
            option("grid", Takes::Number(Some(1.0), None)),
            option("wide", Takes::Flag),
            option("marks", Takes::Texts),
        ],
    };
    for subject in [Subject::Case, Subject::Page] {
        let schema: Value = serde_json::from_str(&subject.text(&site)).unwrap();
        assert!(validator::faults(&schema, &json!({ "awards": ["one", "two"] })).is_empty());
        assert!(!validator::faults(&schema, &json!({ "awards": { "one": 1 } })).is_empty());
        assert!(schema["properties"]["skills"]["description"].as_str().unwrap().contains("Skills that"));
    }
    let schema: Value = serde_json::from_str(&Subject::Config.text(&site)).unwrap();
    let valid = |options: Value| {
        validator::faults(&schema, &json!({ "title": "A", "theme_options": options })).is_empty()
    };
    assert!(valid(json!({ "accent": "red", "grid": 3, "wide": true, "marks": ["a"] })));
    for wrong in [
        json!({ "acent": "red" }),
        json!({ "accent": "green" }),
        json!({ "grid": 0 }),
        json!({ "wide": "no" }),
    ] {
        assert!(!valid(wrong.clone()), "{wrong}");
    }
}

#[test]
fn every_key_says_what_it_is_in_a_sentence() {
    for subject in Subject::ALL {
        let mut all = BTreeMap::new();
        levels(top(subject), &mut all);
        for (what, level) in all {
            for Key { name, about, .. } in level.keys {
                assert!(about.ends_with('.') && about.contains(' '), "{what}, {name}: {about}");
            }
        }
    }
}
