use super::*;
use crate::decimal::Decimal;
use proptest::prelude::*;

fn written(text: &str) -> String {
    parse_figure(text).map_or_else(|error| panic!("{text}: {error}"), |figure| write_figure(&figure))
}

fn refused(text: &str) -> PhraseError {
    let error = parse_figure(text).map_or_else(|error| error, |figure| panic!("{text} reads as {figure:?}"));
    assert!(text.get(error.span.clone()).is_some(), "{text}: {:?} is no part of it", error.span);
    error
}

#[test]
fn figures_are_read_with_unit_and_window() {
    for (text, canonical) in [
        ("71.4 % in 2024-02", "71.4 % in 2024-02"),
        ("58.90% in 2024-09", "58.90 % in 2024-09"),
        ("€3.44", "€3.44"),
        ("3.44 €", "3.44 €"),
        ("€ 3.44 per visitor", "€3.44 per visitor"),
        ("USD 12", "USD 12"),
        ("4.12 EUR in 2024-Q3", "4.12 EUR in 2024-Q3"),
        ("at least 5000", "at least 5000"),
        ("At most 3 steps", "at most 3 steps"),
        ("95–100", "95–100"),
        ("95-100 ms", "95–100 ms"),
        ("95 – 100 ms in 2024", "95–100 ms in 2024"),
        ("95 % – 97 %", "95–97 %"),
        ("€5–10", "€5–10"),
        ("€5–€10", "€5–10"),
        ("-5 – -2 °C", "-5–-2 °C"),
        ("310 tickets a month in 2023", "310 tickets a month in 2023"),
        ("45 days", "45 days"),
        ("40\u{a0}% in 2024-03/2024-09", "40 % in 2024-03/2024-09"),
        ("40\u{202f}%", "40 %"),
        ("2.5×", "2.5×"),
        ("3x", "3×"),
        ("0", "0"),
        ("-12 points", "-12 points"),
        ("−4.5 °C", "-4.5 °C"),
        ("110.6 JD", "110.6 JD"),
        ("12% sesji", "12 % sesji"),
        ("9 min.", "9 min"),
        ("72 monthly composites", "72 monthly composites"),
        ("30h de travail", "30 h de travail"),
        ("12 follow-ups in the backlog", "12 follow-ups in the backlog"),
        ("2 B per row", "2 B per row"),
        ("5 in 2024", "5 in 2024"),
        ("12 €/h", "12 €/h"),
        ("4.5 ★", "4.5 ★"),
        ("45 kg CO2 in 2023", "45 kg CO2 in 2023"),
    ] {
        assert_eq!(written(text), canonical, "{text}");
    }
}

#[test]
fn slips_are_refused_with_the_whole_rewrite() {
    for (text, rewrite) in [
        ("2M", "2000000"),
        ("1.25M users", "1250000 users"),
        ("5K", "5000"),
        ("10k+", "at least 10000"),
        ("$2m", "$2000000"),
        ("5 million users in 2023", "5000000 users in 2023"),
        ("10k–20k users", "10000–20000 users"),
        ("1,234.5", "1234.5"),
        ("1 234,5 €", "1234.5 €"),
        ("12 345 sessions", "12345 sessions"),
        ("1.234.567 visits", "1234567 visits"),
        ("48,600", "48600"),
        ("58,9 %", "58.9 %"),
        ("5,000+", "at least 5000"),
        ("38+ startups", "at least 38 startups"),
        ("99.9%+", "at least 99.9 %"),
        (">99%", "at least 99 %"),
        ("≤ 3 s", "at most 3 s"),
        ("up to 40 hours", "at most 40 hours"),
        ("between 95 and 97 %", "95–97 %"),
        ("~40%", "40 %"),
        ("about 40 %", "40 %"),
        ("58.9 % in Juin 2025", "58.9 % in 2025-06"),
        ("58.9 % in 2016–20", "58.9 % in 2016/2020"),
        ("58.9 % in March 2024", "58.9 % in 2024-03"),
        ("58.9 % (2024-09)", "58.9 % in 2024-09"),
        ("58.9 %, 2024-09", "58.9 % in 2024-09"),
        ("300 mb", "300 MB"),
        ("“58.9 %”", "58.9 %"),
        ("\"58.9 % in 2024-09\"", "58.9 % in 2024-09"),
        ("58,9 % im Juli 2024", "58.9 % in 2024-07"),
        ("2B users", "2000000000 users"),
        ("3,5 Mio. €", "3500000 €"),
        ("$5k/month", "$5000/month"),
        (".5 s", "0.5 s"),
        ("1e6 events", "1000000 events"),
        ("2h 30m", "150 min"),
        ("1 h 30 min", "90 min"),
        ("2 min 5 s", "125 s"),
    ] {
        let error = refused(text);
        assert!(error.hint.contains(&format!("`{rewrite}`")), "{text}: {error}");
    }
}

#[test]
fn what_is_no_figure_is_refused_with_what_to_write() {
    for (text, hint) in [
        ("", "write a number with its unit"),
        ("0.XX", "until there is one"),
        ("XX%", "until there is one"),
        ("TBD", "until there is one"),
        ("-", "until there is one"),
        ("9min to 2min", "`baseline: 9 min` and `value: 2 min`"),
        ("9 to 2 min", "`baseline: 9 min` and `value: 2 min`"),
        ("from 45 days to 4 minutes", "`baseline: 45 days` and `value: 4 minutes`"),
        ("71.4 % → 58.9 %", "`baseline: 71.4 %` and `value: 58.9 %`"),
        ("10k -> 25k users", "`baseline: 10000 users` and `value: 25000 users`"),
        ("0 of 6,000", "`population: 6000`"),
        ("90 of 134", "`population: 134`"),
        ("90 of 134", "`67.2 %`"),
        ("7 wymienień / 10 zapytań", "`population: 10`"),
        ("4.8/5", "`population: 5`"),
        ("5 in 7", "`population: 7`"),
        ("24/7", "`population: 7`"),
        ("1st", "the rank in"),
        ("2022 - present", "`definition`"),
        ("58.9 % in July", "the year too"),
        ("58.9 % in Q3", "the year too"),
        ("-80%", "`baseline` and `value`"),
        ("-80%", "`{ value: -80, unit: \"%\" }`"),
        ("+29%", "`baseline` and `value`"),
        ("40 % faster", "`baseline` and `value`"),
        ("3x faster", "`baseline` and `value`"),
        ("reduced by 40 %", "`baseline` and `value`"),
        ("95-99% vs manual remediation", "`definition`"),
        ("Juin 2025", "`40 hours in 2025-06`"),
        ("2024-09", "`40 hours in 2024-09`"),
        ("2016–20", "`40 hours in 2016/2020`"),
        ("significant improvement", "goes under `facts`"),
        ("WCAG 2.2 AA", "goes under `facts`"),
        ("97–95 %", "`95–97`"),
        ("95–95 %", "write `95` alone"),
        ("at least 5–10", "write the range alone"),
        ("40 % in 30 days", "write a day"),
        ("40 % since 2019", "first and last month"),
        ("9 content types, each with its own list", "`definition`"),
        ("€5 EUR", "write only `€`"),
    ] {
        let error = refused(text);
        assert!(error.hint.contains(hint), "{text}: {error}");
    }
}

#[test]
fn an_error_points_at_the_part_that_is_wrong() {
    let part = |text: &str| text[refused(text).span].to_owned();
    assert_eq!(part(" 58.9 % in Juin 2025 "), "Juin 2025");
    assert_eq!(part("at least 1,234.5 users"), "1,234.5");
    assert_eq!(part("  2M users"), "2M");
    assert_eq!(part("300 mb"), "mb");
    assert_eq!(part("WCAG 2.2 AA"), "WCAG");
    assert_eq!(part("~40%"), "~");
    assert_eq!(part("58.9 “%”"), "“");
    assert_eq!(part("12 sessions; all"), "sessions; all");
}

#[test]
fn a_map_says_the_same_as_a_phrase() {
    let figure = parse_parts("58.9", Some("%"), Some("2024-09")).unwrap();
    assert_eq!(figure, parse_figure("58.9 % in 2024-09").unwrap());
    assert_eq!(parse_parts("60 %", None, None).unwrap(), parse_figure("60 %").unwrap());
    assert_eq!(
        parse_parts("€3.44", Some("per visitor"), None).unwrap(),
        parse_figure("€3.44 per visitor").unwrap()
    );
    assert_eq!(write_figure(&parse_parts("-80", Some("%"), None).unwrap()), "-80 %");
    assert_eq!(parse_parts("58.9 %", Some("%"), None).unwrap_err().part, Part::Unit);
    assert_eq!(parse_parts("58.9", Some("mb"), None).unwrap_err().part, Part::Unit);
    assert_eq!(parse_parts("58.9", None, Some("2024-13")).unwrap_err().part, Part::Period);
    assert_eq!(parse_parts("58.9 in 2024", None, Some("2024")).unwrap_err().part, Part::Period);
    assert_eq!(parse_parts("2M", None, None).unwrap_err().part, Part::Number);
}

#[test]
fn different_units_are_told_apart_with_the_rewrite() {
    let check = |a: &str, b: &str| check_comparable(&parse_figure(a).unwrap(), &parse_figure(b).unwrap());
    assert!(check("45 days", "4 minutes").is_ok());
    assert!(check("310 tickets", "120").unwrap_err().hint.contains("`120 tickets`"));
    assert!(check("71.4", "58.9 %").unwrap_err().hint.contains("`71.4 %`"));
    assert!(check("3 months", "4 days").is_err());
}

#[test]
fn uncertainty_has_two_bounds_and_a_level() {
    let value = parse_figure("58.9 %").unwrap();
    let read = |text: &str| parse_uncertainty(text, Some(&value));
    let good = read("58.1 – 59.7 at 95 %").unwrap();
    assert_eq!((good.low.to_string(), good.high.to_string()), ("58.1".to_owned(), "59.7".to_owned()));
    assert_eq!(good.level, Some(Decimal::from(95)));
    assert!(check_uncertainty(&good, &value).is_ok());
    assert_eq!(read("58.1–59.7 % at 99.5%").unwrap().level.unwrap().to_string(), "99.5");
    assert_eq!(read("58.1-59.7").unwrap().level, None);
    assert!(read("± 0.8 at 95 %").unwrap_err().hint.contains("`58.1 – 59.7 at 95 %`"));
    assert!(read("58.1 at 95 %").unwrap_err().message.contains("one bound"));
    assert!(read("58.1 – 59.7 at 150 %").unwrap_err().message.contains("no level"));
    assert!(read("58.1 – 59.7 ms at 95 %").unwrap_err().message.contains("the value is in"));
    let outside = read("60 – 61 at 95 %").unwrap();
    assert!(check_uncertainty(&outside, &value).is_err());
    assert_eq!(parse_target("60 %").unwrap().figure, parse_figure("60 %").unwrap());
}

/// A figure of any kind that can be written.
fn any_figure() -> impl Strategy<Value = Figure> {
    const UNITS: &[&str] =
        &["", "%", "ms", "days", "tickets a month", "€", "GB/day", "% of sessions", "×", "°C", "wymienień"];
    const PERIODS: &[&str] = &["2024-02", "2024-Q3", "2023/2024-02", "2024-10-14", "2024"];
    let number = || {
        let digits = prop_oneof![0_i128..1000, 0_i128..10_000_000_000, 0..10_i128.pow(24)];
        (digits, 0_u32..5).prop_map(|(mantissa, scale)| Decimal::new(mantissa, scale).unwrap())
    };
    let unit = prop_oneof![
        proptest::sample::select(UNITS).prop_map(|unit| Unit::parse(unit).unwrap()),
        proptest::sample::select(&["€", "USD", "kr"][..])
            .prop_map(|sign| Unit::parse_around(sign, "").unwrap()),
        Just(Unit::parse_around("€", "per visitor").unwrap()),
    ];
    let period = proptest::option::of(
        proptest::sample::select(PERIODS).prop_map(|period| Period::parse(period).unwrap()),
    );
    (number(), number(), 0..4, any::<bool>(), unit, period).prop_map(
        |(one, other, kind, minus, unit, period)| {
            let one = if minus { one.negated() } else { one };
            let amount = match kind {
                0 => Amount::AtLeast(one),
                1 => Amount::AtMost(one),
                2 if one.compare(other).is_lt() => Amount::Between(one, other),
                _ => Amount::Exact(one),
            };
            Figure { amount, unit, period }
        },
    )
}

proptest! {
    #[test]
    fn the_strict_reader_accepts_exactly_what_is_written_by_the_rules(figure in any_figure(), map in any::<bool>()) {
        let form = if map { reader::Form::Map } else { reader::Form::Phrase };
        let text = write_figure(&figure);
        let full = reader::read(&text, form);
        prop_assert_eq!(strict::read(&text, form), full.clone().ok(), "{}: {:?}", text, full);
    }

    #[test]
    fn what_the_strict_reader_reads_the_full_one_reads_the_same(
        any in any::<String>(),
        close in "(at least |at most |€|USD |kr ?|-|−|[a-zA-Z$£]{0,4}){0,2}[0-9]{1,5}([.,' –xe-]{1,2}[0-9-]{1,4}){0,2} ?[-a-zA-Z%€×/°. ]{0,14}(( in | by |, |  in ) ?[0-9Qqa/-]{0,10})?",
        words in "[0-9]{1,3} ?(k|m|M|B|bn|million|st|th|x|xx|h|min|%|€|per|a|in|of|to|vs|than|faster|points|users| |/|-|0|7){0,5}( in 2024(-09)?)?",
        windows in "[0-9]{1,4}[-–./ ]{0,2}[0-9]{0,4}[-–./ ]{0,1}[0-9Q]{0,3}",
    ) {
        for text in [any, close, words, windows] {
            for form in [reader::Form::Phrase, reader::Form::Map] {
                if let Some(figure) = strict::read(&text, form) {
                    prop_assert_eq!(reader::read(&text, form), Ok(figure), "{}", text);
                }
            }
        }
    }

    #[test]
    fn no_text_without_a_year_is_meant_as_a_window(text in "[0-9]{0,5}[-–/. QHqJulye,]{0,6}[0-9]{0,5}[-–/. ]{0,2}[0-9a-z]{0,5}") {
        let meant = Period::parse(&text).map_or_else(|error| error.rewrite, Some);
        prop_assert!(meant.is_none() || refuse::names_year(&text), "{}: {:?}", text, meant);
    }

    #[test]
    fn what_is_written_reads_back_the_same(
        number in 0_i128..10_000_000_000,
        scale in 0_u32..5,
        bound in prop_oneof![Just(""), Just("at least "), Just("at most ")],
        unit in prop_oneof![Just("%"), Just("ms"), Just("days"), Just("tickets a month"), Just("€"), Just("")],
        period in prop_oneof![Just(""), Just(" in 2024-02"), Just(" in 2024-Q3"), Just(" in 2023/2024-02")],
    ) {
        let number = Decimal::new(number, scale).unwrap();
        let text = format!("{bound}{number} {unit}{period}").replace("  ", " ");
        let figure = parse_figure(&text).unwrap();
        prop_assert_eq!(parse_figure(&write_figure(&figure)).unwrap(), figure);
    }

    #[test]
    fn a_figure_that_is_read_can_be_written_and_read_again(text in "[a-z~>+–% ]{0,3}[0-9.,]{1,5}[a-zA-Z%€–+/0-9 -]{0,12}") {
        if let Ok(figure) = parse_figure(&text) {
            prop_assert_eq!(parse_figure(&write_figure(&figure)), Ok(figure));
        }
    }

    #[test]
    fn no_text_makes_it_panic(any in any::<String>(), close in "[-+~≥€$0-9.,'“ –→a-zA-Z%×xX/()\u{a0}\u{202f}½٣]{0,30}") {
        for text in [any, close] {
            for error in [parse_figure(&text).err(), parse_uncertainty(&text, None).err()].into_iter().flatten() {
                prop_assert!(text.get(error.span.clone()).is_some(), "{:?}", error.span);
                prop_assert!(!error.message.is_empty() && !error.hint.is_empty());
            }
            let _ = parse_parts(&text, Some(&text), Some(&text));
        }
    }
}
