//! `t(…)`, `number(…)` and `date(…)`: words, numbers and days in the language of the site.

use super::Library;
use super::arguments::only;
use crate::claims::{self, Words};
use crate::decimal::{Decimal, Ratio};
use crate::diag::did_you_mean;
use crate::model::metric::{Amount, Figure};
use crate::period::{self, Period};
use crate::unit::{Unit, UnitError};
use jiff::civil::Date;
use std::fmt::Write as _;
use std::sync::Arc;
use tera::{Error, Kwargs, State, Tera, TeraResult, Value};

pub fn register(tera: &mut Tera, library: &Arc<Library>) {
    let shared = Arc::clone(library);
    tera.register_function("t", move |arguments: Kwargs, _: &State<'_>| word(&shared, &arguments));
    let shared = Arc::clone(library);
    tera.register_function("number", move |arguments: Kwargs, _: &State<'_>| {
        only(&arguments, "number", &["value", "digits", "unit"])?;
        number(&shared, arguments.must_get("value")?, arguments.get("digits")?, arguments.get("unit")?)
    });
    let shared = Arc::clone(library);
    tera.register_function("date", move |arguments: Kwargs, _: &State<'_>| {
        only(&arguments, "date", &["value", "format"])?;
        date(&shared, arguments.must_get("value")?, arguments.get("format")?.unwrap_or("short"))
    });
}

/// A string of the theme: its form for `count`, with the named arguments in the place of their braces.
fn word(library: &Library, arguments: &Kwargs) -> TeraResult<String> {
    let key: &str = arguments.must_get("key")?;
    let count: Option<&Value> = arguments.get("count")?;
    let strings = &library.strings;
    let counted = match count {
        Some(count) => strings.counted(key, whole_count(count)?),
        None => None,
    };
    let Some(pattern) = counted.or_else(|| strings.get(key)) else {
        if strings.counted(key, 0).is_some() {
            return Err(Error::message(format!(
                "the string `{key}` counts; write `t(key=\"{key}\", count=…)`"
            )));
        }
        let close = did_you_mean(key, strings.keys());
        let hint = close.map(|close| format!("; did you mean `{close}`?")).unwrap_or_default();
        return Err(Error::message(format!("no theme has the string `{key}` in `i18n/en.yaml`{hint}")));
    };
    // Most strings are words alone, and a page has dozens of them.
    if !pattern.contains('{') {
        return Ok(pattern.to_owned());
    }
    put_in(library, key, pattern, arguments)
}

/// The number that decides on the form, which a text may hold too.
fn whole_count(count: &Value) -> TeraResult<usize> {
    let whole = count.as_i128().and_then(|number| usize::try_from(number.unsigned_abs()).ok());
    whole
        .or_else(|| count.as_str()?.parse().ok())
        .ok_or_else(|| Error::message(format!("`count` is a whole number, and this is `{count}`")))
}

fn put_in(library: &Library, key: &str, pattern: &str, arguments: &Kwargs) -> TeraResult<String> {
    let mut filled = String::with_capacity(pattern.len() + 16);
    let mut missing = None;
    period::fill_with(&mut filled, pattern, |part, filled| {
        match arguments.get::<&Value>(part) {
            Ok(Some(value)) => match value.as_i128().and_then(|number| Decimal::new(number, 0)) {
                Some(number) => number.show_into(filled, &words(library).numbers),
                None => _ = write!(filled, "{value}"),
            },
            _ if is_name(part) => missing = missing.take().or_else(|| Some(part.to_owned())),
            _ => return false,
        }
        true
    });
    match missing {
        None => Ok(filled),
        Some(name) => Err(Error::message(format!(
            "the string `{key}` is `{pattern}` and needs `{name}`; write `t(key=\"{key}\", {name}=…)`"
        ))),
    }
}

fn is_name(part: &str) -> bool {
    !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_')
}

/// The words of the language. They are there before the first page is rendered.
fn words(library: &Library) -> Arc<Words> {
    Arc::clone(library.words.get_or_init(|| Arc::new(Words::default())))
}

/// A number with the marks of the language, rounded half away from zero when `digits` are asked for.
fn number(library: &Library, value: &Value, digits: Option<u32>, unit: Option<&str>) -> TeraResult<String> {
    let mut amount = decimal(value).map_err(Error::message)?;
    if let Some(digits) = digits {
        amount = Ratio::from(amount).round(digits).ok_or_else(|| {
            Error::message(format!("`{value}` does not have room for {digits} digits after the point"))
        })?;
    }
    let unit = match unit {
        None => Unit::none(),
        Some(sign) if Unit::is_currency(sign.trim()) => {
            Unit::parse_around(sign.trim(), "").map_err(|error| explained(&error))?
        }
        Some(unit) => Unit::parse(unit).map_err(|error| explained(&error))?,
    };
    let figure = Figure { amount: Amount::Exact(amount), unit, period: None };
    Ok(words(library).figure(&figure).text)
}

fn explained(error: &UnitError) -> Error {
    Error::message(format!("{}; {}", error.message, error.hint))
}

/// Texts keep the digits that were written. A binary fraction has the fewest that tell it from its neighbours.
fn decimal(value: &Value) -> Result<Decimal, String> {
    if let Some(text) = value.as_str() {
        return Decimal::parse(text.trim()).map_err(|error| error.to_string());
    }
    let number = match value.as_i128() {
        Some(number) => Decimal::new(number, 0),
        None => value.as_f64().and_then(|number| Decimal::parse(&number.to_string()).ok()),
    };
    number.ok_or_else(|| format!("`value` is a number, and this is `{value}`"))
}

/// Named styles of a date; anything with `%` is a pattern.
const STYLES: [&str; 5] = ["short", "long", "month", "year", "iso"];

/// A day, or a window of time, in words.
fn date(library: &Library, value: &str, format: &str) -> TeraResult<String> {
    if value.is_empty() {
        // What a page leaves out is an empty text, and so is its date.
        return Ok(String::new());
    }
    let words = words(library);
    let day = match period::parse_date(value) {
        Ok(day) => day,
        Err(error) => match Period::strict(value) {
            Some(period) if format == "short" => return Ok(words.dates.period(period)),
            Some(period) => period.first_day(),
            None => return Err(Error::message(error.to_string())),
        },
    };
    let month = usize::try_from(day.month()).unwrap_or(1);
    match format {
        "short" => Ok(words.dates.date(day)),
        "long" => {
            let pattern = library.strings.get("date_day_long").unwrap_or("{day} {month} {year}");
            let (number, year) = (day.day().to_string(), day.year().to_string());
            let name = long_month(library, &words, month);
            Ok(claims::fill(pattern, &[("day", &number), ("month", name), ("year", &year)]))
        }
        "month" => {
            let year = day.year().to_string();
            Ok(claims::fill(
                &words.dates.month,
                &[("month", &words.dates.months[month - 1]), ("year", &year)],
            ))
        }
        "year" => Ok(day.year().to_string()),
        "iso" => Ok(day.to_string()),
        pattern if pattern.contains('%') => by_pattern(library, &words, day, pattern),
        other => {
            let hint = did_you_mean(other, STYLES)
                .map(|close| format!("did you mean `{close}`? "))
                .unwrap_or_default();
            Err(Error::message(format!(
                "dates have no format `{other}`; {hint}There is {}, and patterns such as `%d.%m.%Y`",
                STYLES.join(", ")
            )))
        }
    }
}

fn long_month<'a>(library: &'a Library, words: &'a Words, month: usize) -> &'a str {
    library.strings.get(&format!("month_long_{month}")).unwrap_or(&words.dates.months[month - 1])
}

/// The part of `strftime` that needs no clock; names are those of the language.
fn by_pattern(library: &Library, words: &Words, day: Date, pattern: &str) -> TeraResult<String> {
    let mut shown = String::with_capacity(pattern.len() + 16);
    let month = usize::try_from(day.month()).unwrap_or(1);
    let mut characters = pattern.chars();
    while let Some(character) = characters.next() {
        if character != '%' {
            shown.push(character);
            continue;
        }
        // Writing to a string cannot fail.
        _ = match characters.next() {
            Some('Y') => write!(shown, "{:04}", day.year()),
            Some('y') => write!(shown, "{:02}", day.year().rem_euclid(100)),
            Some('m') => write!(shown, "{:02}", day.month()),
            Some('d') => write!(shown, "{:02}", day.day()),
            Some('e') => write!(shown, "{}", day.day()),
            Some('j') => write!(shown, "{:03}", day.day_of_year()),
            Some('b') => shown.write_str(&words.dates.months[month - 1]),
            Some('B') => shown.write_str(long_month(library, words, month)),
            Some('F') => write!(shown, "{day}"),
            Some('%') => shown.write_char('%'),
            other => {
                let other = other.map(String::from).unwrap_or_default();
                return Err(Error::message(format!(
                    "`%{other}` is no part of a date; there is %Y %y %m %d %e %j %b %B %F and %%"
                )));
            }
        };
    }
    Ok(shown)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::{Counted, Plural, Strings};

    fn german() -> Library {
        let mut strings = Strings::default();
        let pairs = [
            ("month_long_3", "März"),
            ("date_day_long", "{day}. {month} {year}"),
            ("plain", "Ergebnis"),
            ("greeting", "Guten Tag, {name}!"),
        ];
        strings.lay(pairs.map(|(key, text)| (key.to_owned(), text.to_owned())));
        let forms = [(Plural::One, "{count} Fall"), (Plural::Other, "{count} Fälle")];
        let forms = forms.map(|(form, text)| (form, text.to_owned())).into_iter().collect();
        strings.lay_counted([("cases".to_owned(), Counted { language: "de".to_owned(), forms })]);
        let library = Library { strings: Arc::new(strings), ..Library::default() };
        let mut words = Words::default();
        words.numbers.group = ".".to_owned();
        words.numbers.point = ",".to_owned();
        words.dates.months[2] = "Mär.".to_owned();
        library.words.set(Arc::new(words)).unwrap();
        library
    }

    fn said<const N: usize>(arguments: [(&'static str, Value); N]) -> Result<String, String> {
        word(&german(), &Kwargs::from(arguments)).map_err(|error| error.to_string())
    }

    #[test]
    fn a_string_has_the_form_of_its_count_and_the_arguments_in_its_braces() {
        let key = |key: &str| ("key", Value::from(key));
        assert_eq!(said([key("plain")]).unwrap(), "Ergebnis");
        assert_eq!(said([key("cases"), ("count", Value::from(1))]).unwrap(), "1 Fall");
        assert_eq!(said([key("cases"), ("count", Value::from(12_000))]).unwrap(), "12.000 Fälle");
        assert_eq!(
            said([key("greeting"), ("name", Value::from("{x} & Co"))]).unwrap(),
            "Guten Tag, {x} & Co!"
        );
        assert_eq!(
            said([key("greeting")]).unwrap_err(),
            "the string `greeting` is `Guten Tag, {name}!` and needs `name`; write `t(key=\"greeting\", name=…)`"
        );
        assert!(said([key("greting")]).unwrap_err().ends_with("did you mean `greeting`?"));
        assert!(said([key("cases")]).unwrap_err().ends_with("write `t(key=\"cases\", count=…)`"));
        assert!(said([key("cases"), ("count", Value::from("many"))]).unwrap_err().contains("whole number"));
    }

    #[test]
    fn a_number_is_written_as_the_language_does() {
        let shown =
            |value: Value, digits, unit| number(&german(), &value, digits, unit).map_err(|e| e.to_string());
        assert_eq!(shown(Value::from(1_234_567), None, None).unwrap(), "1.234.567");
        assert_eq!(shown(Value::from("58.90"), None, Some("%")).unwrap(), "58,90\u{a0}%");
        assert_eq!(shown(Value::from(0.125), Some(2), None).unwrap(), "0,13");
        assert_eq!(shown(Value::from(-2.5), Some(0), Some("€")).unwrap(), "−€3");
        assert_eq!(
            shown(Value::from("3"), Some(1), Some("cases a month")).unwrap(),
            "3,0\u{a0}cases a month"
        );
        assert!(shown(Value::from("about 3"), None, None).is_err());
        assert!(shown(Value::from(f64::NAN), None, None).is_err());
        assert!(shown(Value::from(3), Some(40), None).is_err());
    }

    #[test]
    fn a_date_has_named_styles_and_patterns() {
        let shown = |value, format| date(&german(), value, format).map_err(|error| error.to_string());
        assert_eq!(shown("2024-03-05", "short").unwrap(), "5 Mär. 2024");
        assert_eq!(shown("2024-03-05", "long").unwrap(), "5. März 2024");
        assert_eq!(shown("2024-03-05", "month").unwrap(), "Mär. 2024");
        assert_eq!(shown("2024-03-05T10:00:00Z", "iso").unwrap(), "2024-03-05");
        assert_eq!(shown("2024-03-05", "year").unwrap(), "2024");
        assert_eq!(shown("2024-03-05", "%e. %B %Y, %j/%y, 100%%").unwrap(), "5. März 2024, 065/24, 100%");
        assert_eq!(shown("2024-Q1", "short").unwrap(), "Q1 2024");
        assert_eq!(shown("", "long").unwrap(), "");
        assert!(shown("2024-03-05", "shrot").unwrap_err().contains("did you mean `short`?"));
        assert!(shown("2024-03-05", "%H").unwrap_err().starts_with("`%H` is no part"));
        assert!(shown("2024-03-05", "%").unwrap_err().starts_with("`%` is no part"));
        assert!(shown("soon", "short").is_err());
    }
}
