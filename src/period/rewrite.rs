//! Windows in other spellings: what they most likely mean, and what to write instead.

use super::{Period, PeriodError, Piece};
use jiff::civil::Date;

const FORMS: &str = "write a day `2024-10-14`, a month `2024-09`, a quarter `2024-Q3`, a year `2024`, \
    or an interval such as `2024-03/2024-09`";

/// Month names in English, German, French, Spanish, Portuguese, Italian, Dutch, Polish and the Scandinavian
/// languages. Three letters or more of one are enough.
const MONTHS: [&str; 12] = [
    "january januar jänner janvier enero janeiro gennaio januari styczeń stycznia",
    "february februar février fevrier febrero fevereiro febbraio februari luty lutego",
    "march märz maerz mars marzo março marco maart mrt marzec marca",
    "april avril abril aprile kwiecień kwietnia",
    "may mai mayo maio maggio mei maj maja",
    "june juni juin junio junho giugno czerwiec czerwca",
    "july juli juillet julio julho luglio lipiec lipca",
    "august août aout agosto augustus augusti sierpień sierpnia",
    "september sept septembre septiembre setembro settembre wrzesień września",
    "october oktober octobre octubre outubro ottobre październik października",
    "november novembre noviembre novembro listopad listopada",
    "december dezember décembre decembre diciembre dezembro dicembre desember grudzień grudnia",
];

/// The month that a word names.
pub(super) fn month_named(word: &str) -> Option<i8> {
    let word = word.trim_end_matches('.').to_lowercase();
    if word.chars().count() < 3 {
        return None;
    }
    let fits = |names: &str| names.split(' ').any(|name| name.starts_with(&word));
    (1_i8..).zip(MONTHS).find_map(|(month, names)| fits(names).then_some(month))
}

/// Whether `text` is the name of a month or a quarter and leaves the year out: `July`, `Q3`.
#[must_use]
pub fn lacks_year(text: &str) -> bool {
    let quarter = matches!(text, "Q1" | "Q2" | "Q3" | "Q4");
    // Three small letters begin too many other words.
    let long = text.chars().count() > 3 || text.starts_with(char::is_uppercase);
    quarter || (long && month_named(text).is_some())
}

/// Why `text` is no window, with the one that it most likely means.
pub(super) fn explain(text: &str) -> PeriodError {
    let quoted = format!("`{}`", text.escape_debug());
    if text.is_empty() {
        return error("the window is missing".to_owned(), FORMS.to_owned(), None);
    }
    if let Some((message, hint)) = known_mistake(text) {
        return error(message, hint, None);
    }
    if let Some(meant) = meant(text) {
        return error(
            format!("{quoted} is no window that folio reads"),
            format!("write `{meant}`"),
            Some(meant),
        );
    }
    error(format!("{quoted} is no day, month, quarter, year or interval"), FORMS.to_owned(), None)
}

fn error(message: String, hint: String, rewrite: Option<Period>) -> PeriodError {
    PeriodError { message, hint, rewrite }
}

/// Mistakes whose right form only the author knows.
fn known_mistake(text: &str) -> Option<(String, String)> {
    let lower = text.to_lowercase();
    if ["present", "now", "today", "ongoing", "heute", "hoy", "..", "current"]
        .iter()
        .any(|word| lower.contains(word))
    {
        let hint = "write up to the last month that the figures cover, such as `2022/2024-09`";
        return Some((format!("`{}` has no end", text.escape_debug()), hint.to_owned()));
    }
    if let Some((first, last)) = text.split_once('/')
        && let (Some(first), Some(last)) = (Piece::parse(first.trim()), Piece::parse(last.trim()))
    {
        let hint = format!("write the earlier end first: `{last}/{first}`");
        return Some((format!("`{text}` runs backwards"), hint));
    }
    if lacks_year(text) {
        let hint = "write the year too, such as `2024-07` or `2024-Q3`";
        return Some((format!("`{text}` names no year"), hint.to_owned()));
    }
    impossible_date(text)
}

/// Three or two numbers in the right order that name no day or month: `2018-110-15`, `2024-13`, `2023-02-29`.
pub(super) fn impossible_date(text: &str) -> Option<(String, String)> {
    let parts: Vec<&str> = text.split('-').collect();
    let digits = parts.iter().all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()));
    if !digits || parts.len() < 2 || parts.len() > 3 || parts[0].len() != 4 || meant(text).is_some() {
        return None;
    }
    let (year, month) = (parts[0].parse::<i16>().ok()?, parts[1].parse::<i8>().unwrap_or(i8::MAX));
    let Ok(first) = Date::new(year, month, 1) else {
        let message = format!("`{text}` has no month: `{}` is not between 01 and 12", parts[1]);
        return Some((message, "write year, month and day as `2024-10-14`".to_owned()));
    };
    let day = parts.get(2)?;
    let last = first.days_in_month();
    let message = format!("`{text}` has no day: `{day}` is not between 01 and {last}");
    Some((message, format!("write a day from `{first}` to `{}`", first.last_of_month())))
}

/// The window most likely meant.
pub(super) fn meant(text: &str) -> Option<Period> {
    if let Some(piece) = piece_meant(text) {
        return Some(Period::One(piece));
    }
    if let Some(half) = half_year(text) {
        return Some(half);
    }
    for separator in [" – ", " — ", " - ", "–", "—", " to ", " bis ", " a ", " until ", "/", "-"] {
        // Hyphens stand inside dates too: each is tried as the one between the two ends.
        for (at, _) in text.match_indices(separator) {
            let (first, last) = (text[..at].trim(), text[at + separator.len()..].trim());
            if let Some(interval) = interval_meant(first, last) {
                return Some(interval);
            }
        }
    }
    None
}

fn interval_meant(first: &str, last: &str) -> Option<Period> {
    let end = piece_meant(last);
    // `Mar – Sep 2024`: the year of the end is that of the beginning.
    if let (Some(month), Some(end @ Piece::Month { year, .. })) = (month_named(first), end) {
        return Period::interval(Piece::Month { year, month }, end);
    }
    let begin = piece_meant(first)?;
    // `2016–20`: two digits continue a year.
    if let (Piece::Year(year), Some(short)) = (begin, super::number(last, 2)) {
        return Period::interval(begin, Piece::Year(year / 100 * 100 + short)).filter(|_| short > year % 100);
    }
    Period::interval(begin, end?)
}

/// One stretch in another spelling.
fn piece_meant(text: &str) -> Option<Piece> {
    if let Some(piece) = Piece::parse(text) {
        return Some(piece);
    }
    if let Some(day) = day_meant(text) {
        return Some(Piece::Day(day));
    }
    let words = words_of(text);
    let [one, two] = <[&str; 2]>::try_from(words).ok()?;
    let (year, other) = match (year_of(one), year_of(two)) {
        (Some(year), None) => (year, two),
        (None, Some(year)) => (year, one),
        _ => return None,
    };
    if let Some(quarter) = other.strip_prefix(['Q', 'q', 'T']).and_then(|digit| digit.parse().ok()) {
        return (1..=4).contains(&quarter).then_some(Piece::Quarter { year, quarter });
    }
    let month = short_number(other).or_else(|| month_named(other))?;
    (1..=12).contains(&month).then_some(Piece::Month { year, month })
}

/// A day in another spelling, when only one reading is possible: `14.10.2024`, `October 14, 2024`.
pub(super) fn day_meant(text: &str) -> Option<Date> {
    let words = words_of(text);
    let [one, two, three] = <[&str; 3]>::try_from(words).ok()?;
    let made = |year, month, day| Date::new(year, month, day).ok();
    if let Some(year) = year_of(one) {
        return made(year, short_number(two).or_else(|| month_named(two))?, short_number(three)?);
    }
    let year = year_of(three)?;
    if let Some(month) = month_named(one) {
        return made(year, month, short_number(two)?);
    }
    let first = short_number(one)?;
    let Some(second) = short_number(two) else {
        return made(year, month_named(two)?, first);
    };
    // With points the day comes first everywhere; with slashes it depends on where the writer grew up.
    match (first > 12 || text.contains('.'), second > 12) {
        (true, false) => made(year, second, first),
        (false, true) => made(year, first, second),
        _ if first == second => made(year, first, second),
        _ => None,
    }
}

/// The half of a year.
fn half_year(text: &str) -> Option<Period> {
    let words = words_of(text);
    let [one, two] = <[&str; 2]>::try_from(words).ok()?;
    let (year, half) = match (year_of(one), year_of(two)) {
        (Some(year), None) => (year, two),
        (None, Some(year)) => (year, one),
        _ => return None,
    };
    let first = match half {
        "H1" | "h1" | "S1" => 1,
        "H2" | "h2" | "S2" => 7,
        _ => return None,
    };
    Period::interval(Piece::Month { year, month: first }, Piece::Month { year, month: first + 5 })
}

/// The parts of a date: split at its separators, and where digits meet letters as in `2024Q3`.
fn words_of(text: &str) -> Vec<&str> {
    let separators = |c: char| c.is_whitespace() || matches!(c, '-' | '/' | '.' | ',');
    let mut words: Vec<&str> =
        text.split(separators).filter(|word| !word.is_empty() && *word != "de").collect();
    if let [word] = words.as_slice()
        && word.len() == 6
        && word.is_char_boundary(4)
        && year_of(&word[..4]).is_some()
        && !word.bytes().all(|byte| byte.is_ascii_digit())
    {
        words = vec![&word[..4], &word[4..]];
    }
    words
}

fn year_of(word: &str) -> Option<i16> {
    super::number(word, 4).filter(|year| *year > 0)
}

/// A day's or month's number of one or two digits, also `14th`.
fn short_number(word: &str) -> Option<i8> {
    let digits = word.trim_end_matches(|c: char| c.is_alphabetic());
    let ending = &word[digits.len()..];
    let ordinal = matches!(ending, "" | "st" | "nd" | "rd" | "th" | "er" | "º" | "ª");
    let short = (1..=2).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
    if ordinal && short { digits.parse().ok() } else { None }
}
