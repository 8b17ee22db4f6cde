//! The conditions of `pages(where=…)`: a small closed language, typed, so that a slip is a message and no empty
//! list.
//!
//! ```text
//! conditions = condition { "and" condition }
//! condition  = field ( "=" | "!=" | "<" | "<=" | ">" | ">=" ) value
//!            | field [ "not" ] "in" "(" value { "," value } ")"
//! value      = 'text' | "text" | words up to the next `and`, `,` or `)`
//! ```

use crate::diag::did_you_mean;
use tera::Value;

/// What is known of a field of an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Text,
    /// One of these words.
    Word(&'static [&'static str]),
    Flag,
    /// A day; conditions may name a year or a month.
    Date,
    Year,
    /// Whatever the author wrote.
    Any,
    /// The terms of a taxonomy, any of which may be meant.
    Terms,
}

const FIELDS: &[(&str, Kind)] = &[
    ("client", Kind::Text),
    ("date", Kind::Date),
    ("description", Kind::Text),
    ("example", Kind::Flag),
    ("image", Kind::Text),
    ("kind", Kind::Word(&["case", "post", "page", "section"])),
    ("outcome", Kind::Word(&["success", "mixed", "failure", "ongoing", ""])),
    ("path", Kind::Text),
    ("role", Kind::Text),
    ("section", Kind::Text),
    ("share", Kind::Word(&["sole", "led", "contributed", "observed", ""])),
    ("title", Kind::Text),
    ("year", Kind::Year),
];

/// A field of an item, by the name that conditions and orders use.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    name: String,
    kind: Kind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Operator {
    Equal,
    Unequal,
    Less,
    AtMost,
    More,
    AtLeast,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Test {
    Compare(Operator, String),
    In { values: Vec<String>, is: bool },
}

/// Conditions that all have to hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Conditions(Vec<(Field, Test)>);

impl Field {
    /// `taxonomies` are the keys of those that the site has.
    pub fn parse(name: &str, taxonomies: &[&str]) -> Result<Self, String> {
        if taxonomies.contains(&name) {
            return Ok(Self { name: name.to_owned(), kind: Kind::Terms });
        }
        if name.strip_prefix("extra.").is_some_and(|key| !key.is_empty()) {
            return Ok(Self { name: name.to_owned(), kind: Kind::Any });
        }
        match FIELDS.iter().find(|(known, _)| *known == name) {
            Some((_, kind)) => Ok(Self { name: name.to_owned(), kind: *kind }),
            None => {
                let names = FIELDS.iter().map(|(name, _)| *name).chain(taxonomies.iter().copied());
                Err(match did_you_mean(name, names.clone()) {
                    Some(close) => format!("pages have no `{name}`; did you mean `{close}`?"),
                    None => format!(
                        "pages have no `{name}`; there is {} and extra.…",
                        names.collect::<Vec<_>>().join(", ")
                    ),
                })
            }
        }
    }

    /// The value of an item at this field; what is not there is empty.
    pub fn of(&self, item: &Value) -> Value {
        let path = match self.name.as_str() {
            "client" => "client_text",
            "year" => "date",
            name => name,
        };
        let value = item.get_from_path(path).cloned().unwrap_or(Value::none());
        match self.kind {
            Kind::Year => {
                let year = value.as_str().and_then(|date| date.get(..4)?.parse::<i64>().ok());
                year.map_or(Value::none(), Value::from)
            }
            _ => value,
        }
    }

    fn check(&self, value: &str) -> Result<(), String> {
        let name = &self.name;
        match self.kind {
            Kind::Word(words) if !words.contains(&value) => {
                Err(match did_you_mean(value, words.iter().copied()) {
                    Some(close) => format!("`{name}` is never `{value}`; did you mean `{close}`?"),
                    None => {
                        let words: Vec<&str> =
                            words.iter().copied().filter(|word| !word.is_empty()).collect();
                        format!("`{name}` is never `{value}`; it is one of {}", words.join(", "))
                    }
                })
            }
            Kind::Flag if !["true", "false"].contains(&value) => {
                Err(format!("`{name}` is `true` or `false`, and not `{value}`"))
            }
            Kind::Year if value.len() != 4 || value.parse::<u16>().is_err() => {
                Err(format!("`{name}` is a year such as `2024`, and not `{value}`"))
            }
            Kind::Date if !is_date(value) => Err(format!(
                "`{name}` is compared with a year, a month or a day, such as `2024-03`, and not with `{value}`"
            )),
            _ => Ok(()),
        }
    }

    fn has_order(&self) -> bool {
        matches!(self.kind, Kind::Date | Kind::Year | Kind::Any)
    }
}

fn is_date(text: &str) -> bool {
    let shape = |text: &str, lengths: &[usize]| {
        let parts: Vec<&str> = text.split('-').collect();
        parts.len() == lengths.len()
            && parts
                .iter()
                .zip(lengths)
                .all(|(part, length)| part.len() == *length && part.bytes().all(|byte| byte.is_ascii_digit()))
    };
    text.is_empty() || shape(text, &[4]) || shape(text, &[4, 2]) || shape(text, &[4, 2, 2])
}

impl Conditions {
    /// `taxonomies` are the keys of those that the site has, which are fields too.
    pub fn parse<'t>(text: &'t str, taxonomies: &'t [&'t str]) -> Result<Self, String> {
        let mut reader = Reader { rest: text, taxonomies };
        let mut conditions = Vec::new();
        reader.skip_space();
        if reader.rest.is_empty() {
            return Ok(Self::default());
        }
        loop {
            conditions.push(reader.condition()?);
            reader.skip_space();
            if reader.rest.is_empty() {
                return Ok(Self(conditions));
            }
            if !reader.word("and") {
                return Err(format!("conditions are joined by `and`, and this is `{}`", reader.rest));
            }
        }
    }

    pub fn hold(&self, item: &Value) -> bool {
        self.0.iter().all(|(field, test)| {
            if field.kind == Kind::Terms {
                return test.holds_for_terms(&terms(item, &field.name));
            }
            let value = field.of(item);
            match test {
                Test::Compare(operator, wanted) => compare(field.kind, &value, *operator, wanted),
                Test::In { values, is } => {
                    values.iter().any(|wanted| compare(field.kind, &value, Operator::Equal, wanted)) == *is
                }
            }
        })
    }
}

impl Test {
    /// A page has a term or it does not.
    fn holds_for_terms(&self, terms: &[&str]) -> bool {
        let has = |wanted: &String| match wanted.as_str() {
            "" => terms.is_empty(),
            wanted => terms.contains(&wanted),
        };
        match self {
            Self::Compare(operator, wanted) => has(wanted) == (*operator == Operator::Equal),
            Self::In { values, is } => values.iter().any(has) == *is,
        }
    }
}

/// Names and slugs of the terms that an item has in a taxonomy.
fn terms<'i>(item: &'i Value, taxonomy: &str) -> Vec<&'i str> {
    let groups = item.get_from_path("terms").and_then(Value::as_array).unwrap_or_default();
    let is = |group: &&Value| group.get_from_path("taxonomy").and_then(Value::as_str) == Some(taxonomy);
    let group = groups.iter().find(is).and_then(|group| group.get_from_path("terms")?.as_array());
    let names =
        |term: &'i Value| ["name", "slug"].into_iter().filter_map(|key| term.get_from_path(key)?.as_str());
    group.unwrap_or_default().iter().flat_map(names).collect()
}

fn compare(kind: Kind, value: &Value, operator: Operator, wanted: &str) -> bool {
    use std::cmp::Ordering::{Equal, Greater, Less};
    let ordering = if let Some(number) = value.as_f64() {
        match wanted.parse::<f64>() {
            Ok(wanted) => number.partial_cmp(&wanted),
            Err(_) => None,
        }
    } else if let Some(flag) = value.as_bool() {
        Some(if (wanted == "true") == flag && ["true", "false"].contains(&wanted) { Equal } else { Less })
    } else {
        let text = value.as_str().unwrap_or_default();
        // A month holds all its days.
        let part = if kind == Kind::Date && !wanted.is_empty() { text.get(..wanted.len()) } else { None };
        Some(part.unwrap_or(text).cmp(wanted))
    };
    let is_there = value.as_str().map_or(!value.is_none(), |text| !text.is_empty());
    match operator {
        Operator::Equal => ordering == Some(Equal),
        Operator::Unequal => ordering != Some(Equal),
        // What has no date is neither before nor after a day.
        _ if !is_there => false,
        Operator::Less => ordering == Some(Less),
        Operator::AtMost => matches!(ordering, Some(Less | Equal)),
        Operator::More => ordering == Some(Greater),
        Operator::AtLeast => matches!(ordering, Some(Greater | Equal)),
    }
}

struct Reader<'t> {
    rest: &'t str,
    taxonomies: &'t [&'t str],
}

impl<'t> Reader<'t> {
    fn skip_space(&mut self) {
        self.rest = self.rest.trim_start();
    }

    /// Takes a word when it comes next and ends there.
    fn word(&mut self, word: &str) -> bool {
        let after = self.rest.strip_prefix(word);
        match after {
            Some(after) if !after.starts_with(|c: char| c.is_alphanumeric() || c == '_') => {
                self.rest = after;
                self.skip_space();
                true
            }
            _ => false,
        }
    }

    fn take(&mut self, sign: &str) -> bool {
        let after = self.rest.strip_prefix(sign);
        self.rest = after.unwrap_or(self.rest);
        after.is_some()
    }

    fn condition(&mut self) -> Result<(Field, Test), String> {
        let end = self.rest.find(|c: char| !c.is_alphanumeric() && !"_.-".contains(c));
        let (name, rest) = self.rest.split_at(end.unwrap_or(self.rest.len()));
        if name.is_empty() {
            return Err(format!("a condition begins with a field such as `outcome`, and this is `{rest}`"));
        }
        let field = Field::parse(name, self.taxonomies)?;
        self.rest = rest;
        self.skip_space();
        let not = self.word("not");
        let test = if self.word("in") {
            Test::In { values: self.values(&field)?, is: !not }
        } else {
            Test::Compare(self.operator(&field, not)?, self.value(&field, false)?)
        };
        Ok((field, test))
    }

    fn operator(&mut self, field: &Field, not: bool) -> Result<Operator, String> {
        const SIGNS: [(&str, Operator); 7] = [
            ("!=", Operator::Unequal),
            ("<=", Operator::AtMost),
            (">=", Operator::AtLeast),
            ("==", Operator::Equal),
            ("=", Operator::Equal),
            ("<", Operator::Less),
            (">", Operator::More),
        ];
        let found = SIGNS.into_iter().find(|(sign, _)| !not && self.take(sign));
        let Some((sign, operator)) = found else {
            return Err(format!(
                "after `{}` comes =, !=, <, <=, >, >=, `in (…)` or `not in (…)`",
                field.name
            ));
        };
        let ordered = !matches!(operator, Operator::Equal | Operator::Unequal);
        if ordered && !field.has_order() {
            return Err(format!(
                "`{}` has no order, so `{sign}` says nothing: use =, != or `in`",
                field.name
            ));
        }
        Ok(operator)
    }

    fn values(&mut self, field: &Field) -> Result<Vec<String>, String> {
        if !self.take("(") {
            return Err(format!("write `{} in (one, two)`", field.name));
        }
        let mut values = Vec::new();
        loop {
            values.push(self.value(field, true)?);
            self.skip_space();
            if self.take(")") {
                return Ok(values);
            }
            if !self.take(",") {
                return Err("a list of values ends with `)`".to_owned());
            }
        }
    }

    fn value(&mut self, field: &Field, in_list: bool) -> Result<String, String> {
        self.skip_space();
        let value = match self.rest.chars().next().filter(|quote| ['"', '\''].contains(quote)) {
            Some(quote) => {
                let body = &self.rest[1..];
                let end =
                    body.find(quote).ok_or_else(|| format!("a text begins with {quote} and does not end"))?;
                self.rest = &body[end + 1..];
                body[..end].to_owned()
            }
            None => self.bare(in_list),
        };
        if value.contains(" or ") {
            return Err(format!("there is no `or`; either of two values is `{} in (one, two)`", field.name));
        }
        if value.is_empty() && field.kind == Kind::Flag {
            return Err(format!("`{}` is compared with nothing", field.name));
        }
        field.check(&value)?;
        Ok(value)
    }

    fn bare(&mut self, in_list: bool) -> String {
        let end = if in_list { self.rest.find([',', ')']) } else { self.rest.find(" and ") };
        let (value, rest): (&'t str, &'t str) = self.rest.split_at(end.unwrap_or(self.rest.len()));
        self.rest = rest;
        value.trim().to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item() -> Value {
        Value::from_serializable(&serde_json::json!({
            "kind": "case", "outcome": "failure", "date": "2024-10-14", "client_text": "Larkspur and Sons",
            "terms": [{ "taxonomy": "skills", "terms": [{ "name": "A/B testing", "slug": "a-b-testing" }] }],
            "example": false, "title": "T", "extra": { "featured": true, "order": 3, "tone": "dry" },
        }))
    }

    #[track_caller]
    fn holds(text: &str) -> bool {
        Conditions::parse(text, &["skills"]).unwrap_or_else(|why| panic!("{why}")).hold(&item())
    }

    #[test]
    fn conditions_hold_or_do_not() {
        for text in [
            "",
            "outcome = failure",
            "outcome=failure and year>=2023",
            "outcome in (failure, mixed)",
            "outcome not in (success)",
            "outcome != success",
            "client = 'Larkspur and Sons'",
            "date = 2024",
            "date = 2024-10",
            "date < 2025",
            "date >= 2024-10-14",
            "year <= 2024",
            "example = false",
            "extra.featured = true",
            "extra.order > 2",
            "extra.tone = dry",
            "extra.none != x",
            "share = ''",
            "skills = A/B testing",
            "skills in (x, a-b-testing)",
            "skills != x",
            "skills not in (x)",
        ] {
            assert!(holds(text), "{text}");
        }
        for text in [
            "outcome = success",
            "outcome = failure and year > 2024",
            "date > 2024",
            "date > 2024-10",
            "client = Larkspur",
            "extra.none = x",
            "extra.none > 2",
            "example = true",
            "skills = A",
            "skills = ''",
            "skills != a-b-testing",
        ] {
            assert!(!holds(text), "{text}");
        }
    }

    #[test]
    fn a_slip_is_a_message() {
        let said = |text| Conditions::parse(text, &["skills"]).unwrap_err();
        assert_eq!(said("outcom = failure"), "pages have no `outcom`; did you mean `outcome`?");
        assert_eq!(said("outcome = failre"), "`outcome` is never `failre`; did you mean `failure`?");
        assert_eq!(said("year > last"), "`year` is a year such as `2024`, and not `last`");
        assert_eq!(said("title > a"), "`title` has no order, so `>` says nothing: use =, != or `in`");
        assert_eq!(said("example = yes"), "`example` is `true` or `false`, and not `yes`");
        assert_eq!(
            said("kind = case or kind = post"),
            "there is no `or`; either of two values is `kind in (one, two)`"
        );
        assert_eq!(said("kind in case"), "write `kind in (one, two)`");
        assert_eq!(said("kind in (case"), "a list of values ends with `)`");
        assert_eq!(said("title = 'x"), "a text begins with ' and does not end");
        assert_eq!(said("kind"), "after `kind` comes =, !=, <, <=, >, >=, `in (…)` or `not in (…)`");
        assert_eq!(said("= x"), "a condition begins with a field such as `outcome`, and this is `= x`");
        assert_eq!(
            said("kind = case, year = 2024").split(';').next().unwrap(),
            "`kind` is never `case, year = 2024`"
        );
        assert!(said("date > soon").contains("2024-03"));
    }

    proptest::proptest! {
        #[test]
        fn no_text_is_too_odd_for_conditions(text in "[a-z<>=!()',\"üand .0-9-]{0,40}") {
            let _ = Conditions::parse(&text, &["skills"]).map(|conditions| conditions.hold(&item()));
        }
    }
}
