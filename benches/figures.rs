//! What one page costs before its template: `cargo bench --bench figures [WORD]`.
//!
//! Prints nanoseconds an operation, the least of several rounds, for what disturbs a round only makes it longer.
//! `page` is the sum for a case study of five metrics: ten phrases, five times `show` and `slope`.

#![allow(clippy::print_stdout, clippy::unwrap_used)]

use folio::claims::{self, Words};
use folio::decimal::{Decimal, Ratio};
use folio::front_matter::phrase::{parse_figure, write_figure};
use folio::front_matter::{self, Conventions, split::split};
use folio::model::Kind;
use folio::model::metric::{Better, Metric};
use folio::path::{OutPath, SitePath, Url, path_segment, slug};
use folio::period::{Period, parse_date};
use folio::source::{Source, Span};
use folio::unit::Unit;
use folio::{chart, yaml};
use std::hint::black_box;
use std::time::{Duration, Instant};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const ROUNDS: usize = 150;
const ROUND: Duration = Duration::from_micros(1200);

const PHRASES: [&str; 10] = [
    "71.4 % in 2024-02",
    "58.9 % in 2024-09",
    "310 ms in 2024-Q1",
    "120 ms in 2024-Q3",
    "€3.44 per visitor in 2023",
    "€4.12 per visitor in 2024",
    "45 days",
    "4 minutes",
    "at least 5000 users in 2024-03/2024-09",
    "95–100 tickets a month in 2024-10-14",
];

const PAGE: &str = "---
title: Checkout that people finish
summary: Fewer people leave the checkout.
date: 2024-10-14
period: 2024-03/2024-09
client: Larkspur Outfitters
role: Lead engineer
share: led
outcome: success
skills: [conversion, A/B testing]
metrics:
  - name: Checkout abandonment
    headline: true
    baseline: 71.4 % in 2024-02
    value: 58.9 % in 2024-09
    better: lower
    definition: Sessions that reach the basket and end without an order.
  - name: Response time
    baseline: 310 ms in 2024-Q1
    value: 120 ms in 2024-Q3
    better: lower
  - name: Revenue
    baseline: €3.44 per visitor in 2023
    value: €4.12 per visitor in 2024
    better: higher
  - name: Lead time
    baseline: 45 days
    value: 4 minutes
  - name: Tickets
    baseline: 310 tickets a month in 2023
    value: 120 tickets a month in 2024
    better: lower
disclosures:
  - party: Larkspur Outfitters
    relationship: paid
---
The text of the page.
";

fn metrics() -> Vec<Metric> {
    PHRASES
        .chunks(2)
        .map(|pair| Metric {
            id: "abandonment".to_owned(),
            name: "Checkout abandonment".to_owned(),
            span: Span::at(0),
            headline: true,
            baseline: Some(parse_figure(pair[0]).unwrap()),
            value: parse_figure(pair[1]).unwrap(),
            better: Some(Better::Lower),
            definition: Some("Sessions that reach the basket and end without an order.".to_owned()),
            target: None,
            calc: None,
            baseline_calc: None,
            uncertainty: None,
            population: None,
            counterfactual: None,
            why: None,
            formerly: Vec::new(),
            evidence: Vec::new(),
        })
        .collect()
}

/// Prints what one of `count` operations costs, of which `work` does all.
fn measure<T>(only: Option<&str>, name: &str, count: u32, mut work: impl FnMut() -> T) -> f64 {
    if only.is_some_and(|only| !name.contains(only)) {
        return 0.0;
    }
    let mut least = f64::INFINITY;
    for _ in 0..ROUNDS {
        let (start, mut times) = (Instant::now(), 0_u32);
        while start.elapsed() < ROUND {
            for _ in 0..16 {
                black_box(work());
            }
            times += 16;
        }
        least = least.min(start.elapsed().as_secs_f64() * 1e9 / f64::from(times) / f64::from(count));
    }
    println!("{name:34} {least:9.0} ns");
    least
}

fn figures(only: Option<&str>) {
    let words = Words::default();
    let metrics = metrics();
    let period = Period::parse("2024-03/2024-09").ok();
    let phrase = measure(only, "phrase::parse_figure", 10, || {
        PHRASES.map(|text| parse_figure(black_box(text)).is_ok())
    });
    let mut show = 0.0;
    let mut slope = 0.0;
    for metric in &metrics {
        let name = |what: &str| format!("{what} {}", write_figure(&metric.value));
        show += measure(only, &name("show"), 1, || claims::show(black_box(metric), period, &words, None));
        let shown = claims::show(metric, None, &words, None);
        slope += measure(only, &name("slope"), 1, || chart::slope(black_box(metric), &shown, &words));
    }
    println!("{:34} {:9.0} ns", "page (phrases, show, slope)", phrase * 10.0 + show + slope);
    measure(only, "claims::fill", 1, || {
        claims::fill(black_box(&words.fell), &[("name", "It"), ("baseline", "71.4 %"), ("value", "58.9 %")])
    });
}

fn words(only: Option<&str>) {
    let window = Period::parse("2024-03/2024-09").unwrap();
    let shown = folio::period::Words::default();
    let numbers = folio::decimal::Marks::default();
    measure(only, "Period::parse month", 1, || Period::parse(black_box("2024-09")).is_ok());
    measure(only, "Period::parse interval", 1, || Period::parse(black_box("2024-03/2024-09")).is_ok());
    measure(only, "period::Words::period", 1, || shown.period(black_box(window)));
    measure(only, "parse_date", 1, || parse_date(black_box("2024-10-14")).is_ok());
    measure(only, "Unit::parse %", 1, || Unit::parse(black_box("%")));
    measure(only, "Unit::parse tickets a month", 1, || Unit::parse(black_box("tickets a month")));
    measure(only, "Decimal::parse", 1, || Decimal::parse(black_box("58.90")).is_ok());
    let number = Decimal::parse("48210.5").unwrap();
    measure(only, "Decimal::show", 1, || black_box(number).show(&numbers));
    measure(only, "Decimal::to_string", 1, || black_box(number).to_string());
    let (one, other) = (Ratio::new(714, 10).unwrap(), Ratio::new(589, 10).unwrap());
    measure(only, "Ratio::checked_div", 1, || black_box(one).checked_div(black_box(other)));
    measure(only, "Ratio::round", 1, || black_box(one).round(2));
    measure(only, "Ratio::cmp", 1, || black_box(one).cmp(&black_box(other)));
}

fn paths(only: Option<&str>) {
    let here = Url::parse("/work/larkspur-checkout/").unwrap();
    let there = Url::parse("/journal/2024-10-a-second-look/").unwrap();
    let out = there.to_out_path();
    measure(only, "slug ascii", 1, || slug(black_box("Checkout that people finish")));
    measure(only, "slug accents", 1, || slug(black_box("Ein Café für Zürich, größer")));
    measure(only, "path_segment", 1, || path_segment(black_box("2024-10-a-second-look")));
    measure(only, "Url::parse", 1, || Url::parse(black_box("/journal/2024-10-a-second-look/")).is_ok());
    measure(only, "Url::relative_from", 1, || black_box(&there).relative_from(black_box(&here)));
    measure(only, "Url::encoded", 1, || black_box(&there).encoded());
    measure(only, "Url::to_out_path", 1, || black_box(&there).to_out_path());
    measure(only, "OutPath::parse", 1, || {
        OutPath::parse(black_box("journal/a-second-look/index.html")).is_ok()
    });
    measure(only, "OutPath::collision_key", 1, || black_box(&out).collision_key());
    measure(only, "SitePath::parse", 1, || {
        SitePath::parse(black_box("content/journal/a-second-look.md")).is_ok()
    });
}

fn documents(only: Option<&str>) {
    let source = Source::new("content/work/larkspur.md", PAGE);
    let path = SitePath::parse("content/work/larkspur.md").unwrap();
    let config = Source::new("folio.yaml", "title: A site\ntaxonomies: [skills, tags]");
    let config = folio::config::decode(&config).0.unwrap();
    let conventions = Conventions { taxonomies: &config.taxonomies };
    let span = split(&source).0.and_then(|split| split.yaml).unwrap();
    measure(only, "front_matter::split", 1, || split(black_box(&source)));
    measure(only, "yaml::parse", 1, || yaml::parse(black_box(&source), span));
    measure(only, "granit_parser alone", 1, || {
        granit_parser::Parser::new_from_str(black_box(&PAGE[span.range()])).flatten().count()
    });
    let decoded = front_matter::decode(&path, &source, Kind::Case, conventions);
    assert!(decoded.1.is_empty(), "{:?}", decoded.1);
    measure(only, "front_matter::decode", 1, || {
        front_matter::decode(&path, black_box(&source), Kind::Case, conventions)
    });
    let keys = (0..200).map(|key| format!("key{key}: {key}")).collect::<Vec<_>>().join("\n") + "\n";
    let long = Source::new("content/a.md", format!("---\nextra:\n{}---\n", keys.replace("key", "  key")));
    let wide = Source::new("content/a.md", format!("---\n{keys}---\n"));
    let page = Kind::Page;
    measure(only, "decode, 200 keys in extra", 1, || front_matter::decode(&path, &long, page, conventions));
    measure(only, "decode, 200 unknown keys", 1, || front_matter::decode(&path, &wide, page, conventions));
}

fn main() {
    let only = std::env::args().skip(1).find(|argument| !argument.starts_with("--"));
    figures(only.as_deref());
    words(only.as_deref());
    paths(only.as_deref());
    documents(only.as_deref());
}
