//! The units that folio knows, with exact factors.

use super::Kind;
use crate::decimal::Ratio;
use std::cmp::Ordering;
use std::sync::LazyLock;

/// Names, and how much of the kind's base unit one is, as a fraction.
type Row = (&'static [&'static str], i64, i64);

const PERCENT: &[Row] =
    &[(&["%", "٪", "％", "percent", "per cent", "pct"], 1, 1), (&["‰", "per mille"], 1, 10)];

const POINTS: &[Row] = &[
    (&["points", "point", "pp", "percentage points", "percentage point", "pct points"], 1, 1),
    (&["basis points", "basis point", "bp", "bps"], 1, 100),
];

const TIMES: &[Row] = &[(&["×", "x", "times"], 1, 1)];

const TIME: &[Row] = &[
    (&["ns", "nanosecond", "nanoseconds"], 1, 1_000_000_000),
    (&["µs", "μs", "us", "microsecond", "microseconds"], 1, 1_000_000),
    (&["ms", "msec", "millisecond", "milliseconds"], 1, 1000),
    (&["s", "sec", "secs", "second", "seconds"], 1, 1),
    (&["min", "mins", "minute", "minutes"], 60, 1),
    (&["h", "hr", "hrs", "hour", "hours"], 3600, 1),
    (&["d", "day", "days"], 86_400, 1),
    (&["wk", "wks", "week", "weeks"], 604_800, 1),
];

const CALENDAR: &[Row] = &[
    (&["month", "months"], 1, 1),
    (&["quarter", "quarters"], 3, 1),
    (&["yr", "yrs", "year", "years"], 12, 1),
];

/// `KB` is taken as a thousand bytes, as disks and networks count; `KiB` is 1024.
const DATA: &[Row] = &[
    (&["bit", "bits"], 1, 8),
    (&["kbit", "kbits"], 125, 1),
    (&["Mbit", "Mbits"], 125_000, 1),
    (&["Gbit", "Gbits"], 125_000_000, 1),
    (&["B", "byte", "bytes"], 1, 1),
    (&["kB", "KB", "kilobyte", "kilobytes"], 1000, 1),
    (&["MB", "megabyte", "megabytes"], 1_000_000, 1),
    (&["GB", "gigabyte", "gigabytes"], 1_000_000_000, 1),
    (&["TB", "terabyte", "terabytes"], 1_000_000_000_000, 1),
    (&["PB", "petabyte", "petabytes"], 1_000_000_000_000_000, 1),
    (&["KiB"], 1 << 10, 1),
    (&["MiB"], 1 << 20, 1),
    (&["GiB"], 1 << 30, 1),
    (&["TiB"], 1 << 40, 1),
];

/// Inches, feet, yards and miles by the international yard of 1959.
const LENGTH: &[Row] = &[
    (&["nm", "nanometre", "nanometres", "nanometer", "nanometers"], 1, 1_000_000_000),
    (&["µm", "μm", "um"], 1, 1_000_000),
    (&["mm", "millimetre", "millimetres", "millimeter", "millimeters"], 1, 1000),
    (&["cm", "centimetre", "centimetres", "centimeter", "centimeters"], 1, 100),
    (&["m", "metre", "metres", "meter", "meters"], 1, 1),
    (&["km", "kilometre", "kilometres", "kilometer", "kilometers"], 1000, 1),
    (&["inch", "inches"], 254, 10_000),
    (&["ft", "foot", "feet"], 3048, 10_000),
    (&["yd", "yard", "yards"], 9144, 10_000),
    (&["mi", "mile", "miles"], 1_609_344, 1000),
];

/// Pound and ounce avoirdupois by the same agreement.
const MASS: &[Row] = &[
    (&["µg", "μg", "ug"], 1, 1_000_000_000),
    (&["mg", "milligram", "milligrams"], 1, 1_000_000),
    (&["g", "gram", "grams"], 1, 1000),
    (&["kg", "kilogram", "kilograms", "kilo", "kilos"], 1, 1),
    (&["t", "tonne", "tonnes"], 1000, 1),
    (&["lb", "lbs"], 45_359_237, 100_000_000),
    (&["oz"], 45_359_237, 1_600_000_000),
];

const VOLUME: &[Row] = &[
    (&["ml", "mL", "millilitre", "millilitres", "milliliter", "milliliters"], 1, 1000),
    (&["cl"], 1, 100),
    (&["l", "L", "litre", "litres", "liter", "liters"], 1, 1),
    (&["m³"], 1000, 1),
];

const ENERGY: &[Row] = &[
    (&["J", "joule", "joules"], 1, 1),
    (&["kJ"], 1000, 1),
    (&["MJ"], 1_000_000, 1),
    (&["Wh"], 3600, 1),
    (&["kWh"], 3_600_000, 1),
    (&["MWh"], 3_600_000_000, 1),
    (&["GWh"], 3_600_000_000_000, 1),
];

const TABLE: &[(Kind, &[Row])] = &[
    (Kind::Percent, PERCENT),
    (Kind::Points, POINTS),
    (Kind::Times, TIMES),
    (Kind::Time, TIME),
    (Kind::Calendar, CALENDAR),
    (Kind::Data, DATA),
    (Kind::Length, LENGTH),
    (Kind::Mass, MASS),
    (Kind::Volume, VOLUME),
    (Kind::Energy, ENERGY),
];

/// Signs before or after an amount of money, by length and then by bytes. A bare `$` is the dollar of the United
/// States.
const SIGNS: &[(&str, &str)] = &[
    ("$", "USD"),
    ("A$", "AUD"),
    ("C$", "CAD"),
    ("R$", "BRL"),
    ("kr", "kr"),
    ("£", "GBP"),
    ("¥", "JPY"),
    ("CA$", "CAD"),
    ("Kč", "CZK"),
    ("NZ$", "NZD"),
    ("US$", "USD"),
    ("zł", "PLN"),
    ("฿", "THB"),
    ("₦", "NGN"),
    ("₩", "KRW"),
    ("₪", "ILS"),
    ("₫", "VND"),
    ("€", "EUR"),
    ("₴", "UAH"),
    ("₹", "INR"),
    ("₺", "TRY"),
    ("₽", "RUB"),
    ("euro", "EUR"),
    ("euros", "EUR"),
    ("dollar", "USD"),
    ("dollars", "USD"),
];

/// ISO 4217, current currencies, by the alphabet and with one space between them.
const CODES: &str = "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BHD BIF BMD BND BOB BRL BSD BTN BWP \
    BYN BZD CAD CDF CHF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP \
    GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT \
    LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD \
    OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC \
    SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VES VND VUV WST XAF XCD XOF XPF YER ZAR \
    ZMW ZWG";

/// Every name, by length and then by bytes.
static NAMES: LazyLock<Vec<(&'static str, Kind, Ratio)>> = LazyLock::new(|| {
    let mut names = Vec::new();
    for (kind, rows) in TABLE {
        for (spellings, numerator, denominator) in *rows {
            if let Some(factor) = Ratio::new(i128::from(*numerator), i128::from(*denominator)) {
                names.extend(spellings.iter().map(|name| (*name, kind.clone(), factor)));
            }
        }
    }
    names.sort_unstable_by_key(|(name, ..)| by_length(name));
    names
});

/// The order in which names are searched: lengths are compared at no cost.
fn by_length(name: &str) -> (usize, &str) {
    (name.len(), name)
}

/// The ISO code of a currency's sign, word or code.
pub(super) fn currency(sign: &str) -> Option<&'static str> {
    if let [b'A'..=b'Z', b'A'..=b'Z', b'A'..=b'Z'] = sign.as_bytes() {
        return code(sign);
    }
    let index = SIGNS.binary_search_by_key(&by_length(sign), |(sign, _)| by_length(sign)).ok()?;
    Some(SIGNS[index].1)
}

/// The code in the table that is equal to `text`, of three letters.
fn code(text: &str) -> Option<&'static str> {
    let (mut from, mut to) = (0, CODES.len().div_ceil(4));
    while from < to {
        let middle = usize::midpoint(from, to);
        let code = &CODES[middle * 4..middle * 4 + 3];
        match code.cmp(text) {
            Ordering::Less => from = middle + 1,
            Ordering::Equal => return Some(code),
            Ordering::Greater => to = middle,
        }
    }
    None
}

/// Kind and factor of a unit's name. Short names keep their case (`MB`, `ms`); words may be capitalised.
pub(super) fn look_up(name: &str) -> Option<(Kind, Ratio)> {
    if let Some(code) = currency(name) {
        return Some((Kind::Currency(code.to_owned()), Ratio::ONE));
    }
    if let Some(known) = named(name) {
        return Some(known);
    }
    if name.is_ascii() && (name.len() <= 4 || !name.bytes().any(|byte| byte.is_ascii_uppercase())) {
        return None;
    }
    let lower = name.to_lowercase();
    if lower.len() > 4 { named(&lower) } else { None }
}

fn named(name: &str) -> Option<(Kind, Ratio)> {
    let index = NAMES.binary_search_by_key(&by_length(name), |(name, ..)| by_length(name)).ok()?;
    let (_, kind, factor) = &NAMES[index];
    Some((kind.clone(), *factor))
}

/// A name in the wrong case, with its rewrite if there is only one, and what to write.
pub(super) fn slip(name: &str) -> Option<(Option<&'static str>, &'static str)> {
    Some(match name {
        "mb" | "Mb" | "mB" => (Some("MB"), "write `MB` for megabytes, or `Mbit` for megabits"),
        "gb" | "Gb" | "gB" => (Some("GB"), "write `GB` for gigabytes, or `Gbit` for gigabits"),
        "tb" | "Tb" | "tB" => (Some("TB"), "write `TB` for terabytes"),
        "kb" | "Kb" => (Some("kB"), "write `kB` for kilobytes, or `kbit` for kilobits"),
        _ => return None,
    })
}

#[cfg(test)]
pub(super) fn names() -> Vec<&'static str> {
    TABLE.iter().flat_map(|(_, rows)| rows.iter().flat_map(|row| row.0.iter().copied())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_is_found_where_the_search_looks_for_it() {
        assert!(SIGNS.is_sorted_by_key(|(sign, _)| by_length(sign)));
        for (sign, code) in SIGNS {
            assert_eq!(currency(sign), Some(*code), "{sign}");
        }
        for code in CODES.split(' ') {
            assert_eq!(currency(code), Some(code));
        }
        assert_eq!([currency("AAA"), currency("ZZZ"), currency("")], [None, None, None]);
        for name in names() {
            assert!(look_up(name).is_some(), "{name}");
        }
        assert_eq!(look_up("Megabytes"), look_up("MB"));
        assert_eq!(look_up("Ms"), None);
    }
}
