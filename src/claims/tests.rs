use super::*;
use crate::front_matter::phrase::{parse_figure, parse_target, parse_uncertainty};
use crate::model::metric::Better;
use crate::source::Span;
use proptest::prelude::*;

fn metric(baseline: &str, value: &str) -> Metric {
    Metric {
        id: "it".to_owned(),
        name: "It".to_owned(),
        span: Span::at(0),
        headline: false,
        baseline: (!baseline.is_empty()).then(|| parse_figure(baseline).unwrap()),
        value: parse_figure(value).unwrap(),
        better: None,
        definition: None,
        target: None,
        calc: None,
        baseline_calc: None,
        uncertainty: None,
        population: None,
        counterfactual: None,
        why: None,
        formerly: Vec::new(),
        evidence: Vec::new(),
    }
}

fn shown(baseline: &str, value: &str) -> Shown {
    show(&metric(baseline, value), None, &Words::default(), None)
}

/// With plain spaces, for reading.
fn plain(text: &str) -> String {
    text.replace('\u{a0}', " ")
}

fn changed(baseline: &str, value: &str) -> String {
    let change = shown(baseline, value).change;
    change.map_or_else(
        || "none".to_owned(),
        |change| plain(&format!("{} | {}", change.absolute, change.relative)),
    )
}

#[test]
fn a_figure_keeps_its_digits_and_unit() {
    let text = |value: &str| plain(&shown("", value).value.text);
    assert_eq!(text("58.90%"), "58.90 %");
    assert_eq!(text("€3.44"), "€3.44");
    assert_eq!(text("3.44 €"), "3.44 €");
    assert_eq!(text("USD 1200"), "USD 1,200");
    assert_eq!(text("-€5"), "−€5");
    assert_eq!(text("at least 48210 sessions"), "at least 48,210 sessions");
    assert_eq!(text("95-100 ms"), "95–100 ms");
    assert_eq!(text("-5 – -2 °C"), "−5 – −2 °C");
    assert_eq!(text("3x"), "3×");
    let value = shown("", "at most 3 steps in 2024-02").value;
    assert_eq!((value.number.as_str(), value.unit.as_str()), ("3", "steps"));
    assert_eq!((value.qualifier.as_str(), value.period.as_str()), ("at most", "Feb 2024"));
}

#[test]
fn changes_are_absolute_and_relative_with_the_digits_the_figures_bear() {
    for (baseline, value, expected) in [
        ("71.4 %", "58.9 %", "−12.5 points | −17.5 %"),
        ("3.44 €", "4.12 €", "+0.68 € | +19.8 %"),
        ("€3.44", "€4.12", "+€0.68 | +19.8 %"),
        ("31 %", "44 %", "+13 points | +42 %"),
        ("58.9 %", "58.8 %", "−0.1 points | −0.17 %"),
        ("310 tickets", "120 tickets", "−190 tickets | −61.3 %"),
        ("9 min", "2 min", "−7 min | −78 %"),
        ("45 days", "4 minutes", "−45 days | −99.99 %"),
        ("2 h", "90 min", "−30 min | −25 %"),
        ("300 ms", "1.2 s", "+0.9 s | +300 %"),
        ("3 weeks", "4 days", "−17 days | −81 %"),
        ("1.5 GB", "300 MB", "−1.2 GB | −80 %"),
        ("2 days", "1 day", "−1 day | −50 %"),
        ("3 days", "1 day", "−2 days | −67 %"),
        ("10 ‰", "12 ‰", "+2 ‰ | +20 %"),
        ("10000", "10001", "+1 | +0.010 %"),
        ("1000000", "1", "−999,999 | −99.9999 %"),
        ("40 bugs", "0 bugs", "−40 bugs | −100 %"),
        ("0 bugs", "4 bugs", "+4 bugs | "),
        ("-5 °C", "2 °C", "+7 °C | "),
        ("44 %", "44.0 %", "0.0 points | 0 %"),
        ("3", "100", "+97 | +3,233 %"),
        ("at least 5", "9", "none"),
        ("3–5 s", "2 s", "none"),
        ("", "2 s", "none"),
    ] {
        assert_eq!(changed(baseline, value), expected, "{baseline} to {value}");
    }
}

#[test]
fn the_sentence_says_which_way_it_went() {
    let sentence = |baseline: &str, value: &str| plain(&shown(baseline, value).sentence);
    assert_eq!(sentence("71.4 %", "58.9 %"), "It fell from 71.4 % to 58.9 %");
    assert_eq!(sentence("31 %", "44 %"), "It rose from 31 % to 44 %");
    assert_eq!(sentence("44 %", "44.0 %"), "It stayed at 44.0 %");
    assert_eq!(sentence("", "44 %"), "It: 44 %");
    assert_eq!(sentence("3000", "at least 5000"), "It rose from 3,000 to at least 5,000");
    assert_eq!(sentence("6000", "at least 5000"), "It went from 6,000 to at least 5,000");
    assert_eq!(sentence("45 days", "4 minutes"), "It fell from 45 days to 4 minutes");
    let mut odd = metric("2", "1");
    odd.name = "{value} {of}".to_owned();
    assert_eq!(show(&odd, None, &Words::default(), None).sentence, "{value} {of} fell from 2 to 1");
}

#[test]
fn a_change_is_good_or_bad_only_when_the_author_says_which_way_is() {
    let judged = |better| {
        let metric = Metric { better, ..metric("71.4 %", "58.9 %") };
        show(&metric, None, &Words::default(), None).change.unwrap().judgement
    };
    assert_eq!(judged(Some(Better::Lower)), "better");
    assert_eq!(judged(Some(Better::Higher)), "worse");
    assert_eq!(judged(None), "neutral");
}

#[test]
fn a_target_is_reached_missed_or_open() {
    let reached = |baseline: &str, value: &str, target: &str, better| {
        let target = Some(parse_target(target).unwrap());
        target_reached(&Metric { better, target: target.map(Box::new), ..metric(baseline, value) })
    };
    assert_eq!(reached("71.4 %", "58.9 %", "60 %", Some(Better::Lower)), Some(true));
    assert_eq!(reached("71.4 %", "58.9 %", "60 %", None), Some(true));
    assert_eq!(reached("", "58.9 %", "60 %", None), None);
    assert_eq!(reached("", "58.9 %", "at most 60 %", None), Some(true));
    assert_eq!(reached("", "4 minutes", "at most 180 s", None), Some(false));
    assert_eq!(reached("", "at least 5", "4", Some(Better::Higher)), Some(true));
    assert_eq!(reached("", "at least 5", "6", Some(Better::Higher)), None);
}

#[test]
fn windows_notes_bounds_and_checks_are_words() {
    let mut metric = metric("71.4 %", "58.9 %");
    metric.why = Some("the client keeps its sales data to itself".to_owned());
    metric.uncertainty = Some(Box::new(parse_uncertainty("58.1 – 59.7 at 95 %", None).unwrap()));
    metric.target = Some(Box::new(parse_target("60 %").unwrap()));
    let shown = show(&metric, Some(Period::parse("2024-03/2024-09").unwrap()), &Words::default(), None);
    assert_eq!(shown.value.period, "Mar – Sep 2024");
    assert_eq!(shown.period_note, "Window of the whole case study.");
    assert_eq!(plain(&shown.uncertainty), "58.1 – 59.7 at 95 %");
    assert_eq!(shown.check.sentence, "Author’s own figure. The client keeps its sales data to itself.");
    assert_eq!(plain(&shown.target.unwrap().text), "60 %");
    assert_eq!(shown.marks[0], ShownMark { name: "stated", state: "pass" });
    metric.why = Some("iPhone data is private!".to_owned());
    metric.value.period = Some(Period::parse("2024-09").unwrap());
    let shown = show(&metric, Some(Period::parse("2024").unwrap()), &Words::default(), None);
    assert_eq!(shown.check.sentence, "Author’s own figure. iPhone data is private!");
    assert_eq!((shown.value.period.as_str(), shown.period_note.as_str()), ("Sep 2024", ""));
}

proptest! {
    #[test]
    fn signs_directions_and_totals_agree(a in 1_i128..1_000_000, b in 0_i128..1_000_000, s in 0_u32..4, t in 0_u32..4) {
        let figure = |mantissa, scale, unit: &str| Figure {
            amount: Amount::Exact(Decimal::new(mantissa, scale).unwrap()),
            unit: Unit::parse(unit).unwrap(),
            period: None,
        };
        for (one, other) in [("%", "%"), ("days", "min"), ("s", "h"), ("inches", "mm")] {
            let (from, to) = (figure(a, s, one), figure(b, t, other));
            let change = change(&from, &to).unwrap();
            prop_assert_eq!(Some(change.direction()), direction(&from, &to));
            let relative = change.relative.unwrap();
            let all_gone = relative.compare(Decimal::from(100).negated()).is_eq();
            prop_assert_eq!(all_gone, b == 0);
            prop_assert!(relative.compare(Decimal::from(100).negated()).is_ge());
            prop_assert_eq!(relative.is_zero(), change.exact.is_zero());
        }
    }

    #[test]
    fn no_figures_make_it_panic(a in "-?[0-9]{1,30}(\\.[0-9]{1,20})?", b in "-?[0-9]{1,30}(\\.[0-9]{1,20})?", u in "(ns|PB|B|weeks|inches|mi|%)") {
        if let (Ok(from), Ok(to)) = (parse_figure(&a), parse_figure(&format!("{b} {u}"))) {
            for unit in ["ns", "MiB", "bit", "TB", "mi", "weeks", "‰", "ft"] {
                let baseline = Figure { unit: Unit::parse(unit).unwrap(), ..from.clone() };
                let metric = Metric { baseline: Some(baseline), value: to.clone(), ..metric("", "1") };
                let _ = show(&metric, None, &Words::default(), None);
            }
        }
    }
}
