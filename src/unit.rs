//! Units: what a number counts or measures, how it is written, and exact conversion inside one kind.
//!
//! A unit keeps its writing (`KB` stays `KB`) and knows what it is (a thousand bytes). What folio does not
//! know is a noun that is counted, such as `tickets a month`, and converts into itself alone.

mod table;

use crate::decimal::Ratio;
use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::HashMap;
use std::fmt;
use std::ops::Deref;
use std::sync::{Arc, LazyLock};

/// What a unit measures. Two figures can be compared when their kinds are the same.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A number of nothing in particular.
    Number,
    /// Shares: per cent and per mille.
    Percent,
    /// Differences between shares: percentage points, basis points.
    Points,
    /// How many times as much: `×`.
    Times,
    /// Money, by ISO 4217 code.
    Currency(String),
    /// Lengths of time that are always equally long, up to weeks.
    Time,
    /// Months and years, which have no fixed number of days.
    Calendar,
    Data,
    Length,
    Mass,
    Volume,
    Energy,
    /// A noun that is counted.
    Count(String),
}

/// A unit as written, and what it is. A site has few units and very many figures, so that this is a handle: those
/// of one thread that are written alike are one.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Unit(Arc<Parts>);

/// What a [`Unit`] is made of.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Parts {
    pub kind: Kind,
    /// How much of the kind's base unit (second, byte, metre, kilogram, litre, joule, per cent) one of this is.
    pub factor: Ratio,
    /// What a share or a quantity is of, as in `% of sessions`; empty for most.
    pub of: String,
    /// What it is counted for, as in `a month`, `per visitor`, `/s`; empty for most.
    pub per: String,
    /// What stands before the number: `€`, `USD`.
    pub prefix: String,
    /// What stands after it: `%`, `tickets a month`.
    pub suffix: String,
}

impl Deref for Unit {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}

/// Why a text is no unit, or why two units do not convert.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnitError {
    /// What is wrong, as a sentence without a full stop.
    pub message: String,
    /// What to write instead.
    pub hint: String,
    /// The unit that was most likely meant.
    pub rewrite: Option<String>,
}

impl fmt::Display for UnitError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}. {}", self.message, self.hint)
    }
}

impl std::error::Error for UnitError {}

/// Most characters of a unit: what is longer is a sentence and belongs into the definition.
pub const MOST_CHARACTERS: usize = 48;

impl Unit {
    /// The unit of a figure that has none.
    #[must_use]
    pub fn none() -> Self {
        static NONE: LazyLock<Unit> =
            LazyLock::new(|| Unit(Arc::new(Parts::known(Kind::Number, Ratio::ONE))));
        NONE.clone()
    }

    /// Reads what stands after a number: `%`, `ms`, `€`, `tickets a month`, `GB per day`. Empty is no unit.
    pub fn parse(text: &str) -> Result<Self, UnitError> {
        let suffix = single_spaced(text);
        check_characters(&suffix)?;
        if suffix.is_empty() {
            return Ok(Self::none());
        }
        let (head, per) = split_per(&suffix);
        let mut unit = Parts::read(head)?;
        unit.per = per.to_lowercase();
        unit.suffix = match unit.kind {
            // One sign for all spellings of "times", for an x is a letter.
            Kind::Times => format!("×{}", &suffix[first_word(head).len()..]),
            _ => suffix.into_owned(),
        };
        Ok(Self(Arc::new(unit)))
    }

    /// Reads a currency before a number (`€`, `USD`) and what follows the number (`per visitor`, or nothing).
    pub fn parse_around(prefix: &str, suffix: &str) -> Result<Self, UnitError> {
        thread_local! {
            /// By what stands before the number, then by what stands behind it.
            static SEEN: RefCell<HashMap<String, HashMap<String, Unit>>> = RefCell::default();
        }
        // A site has a few dozen; what has more is not worth remembering.
        const MOST: usize = 64;
        let known = SEEN.with_borrow(|seen| seen.get(prefix)?.get(suffix).cloned());
        if let Some(unit) = known {
            return Ok(unit);
        }
        let unit = Self::read_around(prefix, suffix)?;
        SEEN.with_borrow_mut(|seen| {
            if seen.len() < MOST || seen.contains_key(prefix) {
                let seen = seen.entry(prefix.to_owned()).or_default();
                if seen.len() < MOST {
                    seen.insert(suffix.to_owned(), unit.clone());
                }
            }
        });
        Ok(unit)
    }

    fn read_around(prefix: &str, suffix: &str) -> Result<Self, UnitError> {
        let sign = prefix.trim();
        if sign.is_empty() {
            return Self::parse(suffix);
        }
        let Some(code) = table::currency(sign) else {
            return Err(error(
                format!("`{sign}` before a number is no currency"),
                "write the unit after the number, such as `45 days`; of units only a currency may stand before it",
            ));
        };
        let suffix = single_spaced(suffix);
        check_characters(&suffix)?;
        let (of, per) = split_tail(&suffix);
        Ok(Self(Arc::new(Parts {
            kind: Kind::Currency(code.to_owned()),
            factor: Ratio::ONE,
            of: of.to_owned(),
            per: per.to_lowercase(),
            prefix: sign.to_owned(),
            suffix: suffix.into_owned(),
        })))
    }

    /// Whether `sign` is a currency's sign or code, which may stand before its number.
    #[must_use]
    pub fn is_currency(sign: &str) -> bool {
        table::currency(sign).is_some()
    }

    /// Whether folio knows this unit: all but nouns that are counted.
    #[must_use]
    pub fn is_known(&self) -> bool {
        !matches!(self.kind, Kind::Count(_) | Kind::Number)
    }

    /// How many of `target` one of this is, exactly. Both must measure the same thing.
    pub fn conversion(&self, target: &Self) -> Result<Ratio, UnitError> {
        // Most often the same one, which its texts need not tell.
        if Arc::ptr_eq(&self.0, &target.0) {
            return Ok(Ratio::ONE);
        }
        if !same_kind(&self.kind, &target.kind) {
            return Err(incomparable(self, target));
        }
        let same_of = self.of.is_empty() || target.of.is_empty() || same_noun(&self.of, &target.of);
        if !same_of || !same_noun(&self.per, &target.per) {
            return Err(incomparable(self, target));
        }
        self.factor.checked_div(target.factor).ok_or_else(|| incomparable(self, target))
    }

    /// Whether the unit stands close to its number: `3×`, `€5/month`.
    #[must_use]
    pub fn is_joined(&self) -> bool {
        self.suffix.is_empty() || self.suffix.starts_with(['×', '/'])
    }

    /// The unit alone, for messages: `%`, `€ per visitor`, `no unit`.
    #[must_use]
    pub fn name(&self) -> String {
        let name = format!("{} {}", self.prefix, self.suffix);
        if name.trim().is_empty() { "no unit".to_owned() } else { format!("`{}`", name.trim()) }
    }
}

impl Parts {
    fn known(kind: Kind, factor: Ratio) -> Self {
        let text = String::new;
        Self { kind, factor, of: text(), per: text(), prefix: text(), suffix: text() }
    }

    /// Words up to "per", with one space between them: a known unit and what it is of, or a noun.
    fn read(head: &str) -> Result<Self, UnitError> {
        let first = first_word(head);
        let two = head[first.len()..].trim_start();
        let two = if two.is_empty() { None } else { Some(&head[..first.len() + 1 + first_word(two).len()]) };
        for name in two.into_iter().chain([first]) {
            if let Some((kind, factor)) = table::look_up(name) {
                let mut unit = Self::known(kind, factor);
                head[name.len()..].trim_start().clone_into(&mut unit.of);
                return Ok(unit);
            }
        }
        if let Some(rewrite) = table::slip(first) {
            return Err(UnitError {
                message: format!("`{first}` is written in a way that can mean two units"),
                hint: rewrite.1.to_owned(),
                rewrite: rewrite.0.map(str::to_owned),
            });
        }
        Ok(Self::known(Kind::Count(head.to_lowercase()), Ratio::ONE))
    }
}

fn error(message: String, hint: &str) -> UnitError {
    UnitError { message, hint: hint.to_owned(), rewrite: None }
}

fn incomparable(from: &Unit, to: &Unit) -> UnitError {
    let message = format!("{} and {} do not measure the same thing", from.name(), to.name());
    let calendar = [&from.kind, &to.kind].contains(&&Kind::Calendar);
    let time = [&from.kind, &to.kind].contains(&&Kind::Time);
    let hint = if calendar && time {
        "A month has no fixed number of days: write both in days or weeks, or both in months"
    } else if [&from.kind, &to.kind].contains(&&Kind::Number) {
        "write the same unit behind both numbers"
    } else {
        "write both in the same unit, or give the other one a metric of its own"
    };
    error(message, hint)
}

/// The words with one space between them.
fn single_spaced(text: &str) -> Cow<'_, str> {
    let text = text.trim();
    let other_space = |c: char| c != ' ' && c.is_whitespace();
    let gap = text.as_bytes().windows(2).any(|pair| pair == b"  ");
    if gap || (!is_well_formed(text) && text.contains(other_space)) {
        return Cow::Owned(text.split_whitespace().collect::<Vec<_>>().join(" "));
    }
    Cow::Borrowed(text)
}

fn first_word(text: &str) -> &str {
    text.split(' ').next().unwrap_or_default()
}

/// The commonest units at a glance: what passes here passes [`check_characters`] too.
fn is_well_formed(text: &str) -> bool {
    let letters = || text.bytes().all(|byte| byte.is_ascii_alphabetic() || matches!(byte, b' ' | b'/'));
    let named = text.len() <= MOST_CHARACTERS && text.bytes().any(|byte| byte.is_ascii_alphabetic());
    matches!(text, "" | "%") || (named && letters())
}

fn check_characters(text: &str) -> Result<(), UnitError> {
    if is_well_formed(text) {
        return Ok(());
    }
    let definition = "keep the unit to a word or two, such as `sessions` or `tickets a month`, and put the rest into `definition`";
    if text.chars().count() > MOST_CHARACTERS {
        return Err(error("the unit is as long as a sentence".to_owned(), definition));
    }
    let allowed = |c: char| {
        c.is_alphanumeric()
            || c == ' '
            || c == '%'
            || is_mark(c)
            || "‰٪％$€£¥₹₽₩₺₴₪₫₦฿¢★☆×/·*°-‑.'’&^".contains(c)
    };
    if let Some(stranger) = text.chars().find(|character| !allowed(*character)) {
        return Err(error(format!("`{}` cannot stand in a unit", stranger.escape_debug()), definition));
    }
    if text.starts_with(|c: char| ".-‑'’&^*·".contains(c)) {
        return Err(error(format!("`{text}` is no unit"), definition));
    }
    // `m2` and `CO2` are units; a word that begins with a digit is a second number.
    if let Some(word) = text.split([' ', '/']).find(|word| word.starts_with(|c: char| c.is_ascii_digit())) {
        return Err(error(format!("`{word}` is a second number where the unit should be"), definition));
    }
    if !text.is_empty() && !text.chars().any(|c| c.is_alphabetic() || "%‰٪％$€£¥₹₽₩₺₴₪₫₦฿¢★☆×°".contains(c))
    {
        return Err(error(format!("`{text}` is no unit"), definition));
    }
    Ok(())
}

/// Combining marks belong to letters in many scripts; invisible and direction characters do not.
fn is_mark(character: char) -> bool {
    unicode_normalization::char::is_combining_mark(character)
}

/// Splits at `per`, `a`, `an`, `each` or a slash: the words before, and what it is counted for.
fn split_per(text: &str) -> (&str, &str) {
    let mut start = 0;
    for word in text.split(' ') {
        let end = start + word.len();
        if start > 0 && is_per(word) && end < text.len() {
            let after = &text[end + 1..];
            // `per cent` is one name.
            if !first_word(after).to_lowercase().starts_with("cent") {
                return (&text[..start - 1], after);
            }
        }
        if let Some(slash) = word.find('/').filter(|slash| start + slash > 0) {
            return (text[..start + slash].trim_end(), text[start + slash + 1..].trim());
        }
        start = end + 1;
    }
    (text, "")
}

/// Splits what follows a number whose currency stands before it: it may begin with `per` at once.
fn split_tail(text: &str) -> (&str, &str) {
    let first = first_word(text);
    if is_per(first) {
        return ("", text[first.len()..].trim_start());
    }
    match text.strip_prefix('/') {
        Some(after) => ("", after.trim()),
        None => split_per(text),
    }
}

fn is_per(word: &str) -> bool {
    ["per", "a", "an", "each"].iter().any(|per| word.eq_ignore_ascii_case(per))
}

fn same_kind(one: &Kind, other: &Kind) -> bool {
    match (one, other) {
        (Kind::Count(one), Kind::Count(other)) => same_noun(one, other),
        _ => one == other,
    }
}

/// Nouns are the same in singular and plural: `ticket`, `tickets`.
fn same_noun(one: &str, other: &str) -> bool {
    if one == other || one.is_empty() || other.is_empty() {
        return one == other;
    }
    let (one, other) = (one.to_lowercase(), other.to_lowercase());
    let plural_of = |single: &str, many: &str| {
        many.strip_prefix(single).is_some_and(|ending| ending == "s" || ending == "es")
            || single.strip_suffix('y').is_some_and(|stem| many.strip_suffix("ies") == Some(stem))
    };
    one == other || plural_of(&one, &other) || plural_of(&other, &one)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn unit(text: &str) -> Unit {
        Unit::parse(text).unwrap()
    }

    fn per_one(from: &str, to: &str) -> (i128, i128) {
        let ratio = unit(from).conversion(&unit(to)).unwrap();
        (ratio.numerator(), ratio.denominator())
    }

    #[test]
    fn units_of_one_kind_convert_exactly() {
        assert_eq!(per_one("days", "minutes"), (1440, 1));
        assert_eq!(per_one("minutes", "days"), (1, 1440));
        assert_eq!(per_one("GB", "MiB"), (1_953_125, 2048));
        assert_eq!(per_one("inches", "cm"), (127, 50));
        assert_eq!(per_one("years", "months"), (12, 1));
        assert_eq!(per_one("‰", "%"), (1, 10));
        assert_eq!(per_one("hours a week", "min per week"), (60, 1));
        assert_eq!(per_one("req/s", "req per s"), (1, 1));
        assert_eq!(per_one("ticket a month", "tickets per month"), (1, 1));
        assert_eq!(per_one("% of sessions", "per cent"), (1, 1));
        assert_eq!(per_one("EUR", "€"), (1, 1));
    }

    #[test]
    fn different_kinds_do_not_convert() {
        for (one, other) in [
            ("%", "sessions"),
            ("€", "$"),
            ("%", "points"),
            ("months", "days"),
            ("", "days"),
            ("tickets a month", "tickets a week"),
            ("% of users", "% of sessions"),
        ] {
            let error = unit(one).conversion(&unit(other)).unwrap_err();
            assert!(error.message.contains("do not measure the same thing"), "{one} {other}");
        }
        assert!(
            unit("month").conversion(&unit("days")).unwrap_err().hint.contains("no fixed number of days")
        );
    }

    #[test]
    fn the_writing_is_kept() {
        assert_eq!(unit("KB").suffix, "KB");
        assert_eq!(unit("tickets  a month").suffix, "tickets a month");
        assert_eq!(unit("x").suffix, "×");
        assert_eq!(unit("per cent").suffix, "per cent");
        assert_eq!(unit("per cent").kind, Kind::Percent);
        assert_eq!(unit("percentage points").kind, Kind::Points);
        assert_eq!(unit("wymienień").kind, Kind::Count("wymienień".to_owned()));
        let money = Unit::parse_around("€", "per visitor").unwrap();
        assert_eq!(
            (money.prefix.as_str(), money.suffix.as_str(), money.per.as_str()),
            ("€", "per visitor", "visitor")
        );
    }

    #[test]
    fn what_can_mean_two_units_is_refused() {
        assert_eq!(Unit::parse("mb").unwrap_err().rewrite.as_deref(), Some("MB"));
        assert!(Unit::parse("kb").unwrap_err().hint.contains("kbit"));
        assert!(Unit::parse("sessions, all devices").unwrap_err().hint.contains("definition"));
        assert!(Unit::parse("/ 10").is_err());
        assert!(Unit::parse("-").is_err());
        assert!(Unit::parse(&"word ".repeat(20)).is_err());
        assert!(Unit::parse("a\u{202e}b").is_err());
    }

    proptest! {
        #[test]
        fn there_and_back_is_one(a in 0..table::names().len(), b in 0..table::names().len()) {
            let (one, other) = (unit(table::names()[a]), unit(table::names()[b]));
            if let Ok(there) = one.conversion(&other) {
                let back = other.conversion(&one).unwrap();
                prop_assert_eq!(there.checked_mul(back).unwrap(), Ratio::ONE);
            }
        }

        #[test]
        fn a_unit_reads_back_from_its_own_writing(text in "[a-zA-Z%€/ ]{0,20}") {
            if let Ok(unit) = Unit::parse(&text) {
                prop_assert_eq!(Unit::parse(&unit.suffix).unwrap(), unit);
            }
        }

        #[test]
        fn no_text_makes_it_panic(one in any::<String>(), other in any::<String>()) {
            if let (Ok(one), Ok(other)) = (Unit::parse(&one), Unit::parse_around("€", &other)) {
                let _ = one.conversion(&other);
            }
        }
    }
}
