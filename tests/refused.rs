//! What is wrong is refused: every mistake at once, each with its place and what to write.

use crate::site::Site;
use std::fmt::Write as _;
use std::time::Duration;

/// A second as it is promised of what people run; the code under test may be several times as slow.
const A_SECOND: Duration = Duration::from_secs(if cfg!(debug_assertions) { 6 } else { 1 });

fn page(text: impl AsRef<[u8]>) -> Site {
    Site::new().file("content/a.md", text)
}

fn front(lines: &str) -> Site {
    page(format!("---\ntitle: A\n{lines}\n---\n\nWords.\n"))
}

#[test]
fn a_folder_without_folio_yaml_is_no_site() {
    Site::bare().file("content/a.md", "# A\n").build().exits(1).says("no-folio-yaml").writes_nothing();
}

#[test]
fn a_site_needs_a_title() {
    Site::bare().config("tagline: None\n").build().exits(1).says("no-title").writes_nothing();
    Site::bare().config("").build().exits(1).says("an-empty-folio-yaml").writes_nothing();
}

#[test]
fn a_key_of_folio_yaml_that_is_unknown_is_named() {
    Site::bare()
        .config("title: A\nbaseurl: https://a.example\nowner: { nmae: Me }\n")
        .build()
        .says("config-unknown-key");
}

#[test]
fn a_value_of_folio_yaml_of_the_wrong_kind_is_refused() {
    Site::bare()
        .config("title: [A]\nbase_url: a.example\nlanguage: 3\nhighlight: maybe\nmarkdown: { html: some }\nlinks: never\n")
        .build()
        .exits(1)
        .says("config-wrong-kinds");
}

#[test]
fn a_fence_that_is_never_closed_is_refused() {
    page("---\ntitle: A\n\nWords.\n").build().exits(1).says("unterminated-fence").writes_nothing();
}

#[test]
fn tabs_where_yaml_forbids_them_are_pointed_at() {
    front("owner:\n\tname: Me").build().exits(1).says("tabs").writes_nothing();
}

#[test]
fn toml_front_matter_is_answered_with_the_same_in_yaml() {
    page("+++\ntitle = \"A\"\ntags = [\"x\", \"y\"]\n[extra]\nn = 1\n+++\n\nWords.\n")
        .build()
        .exits(1)
        .says("toml")
        .writes_nothing();
}

#[test]
fn json_front_matter_is_refused_in_the_same_way() {
    page("{\n  \"title\": \"A\"\n}\n\nWords.\n").build().says("json-front-matter");
}

#[test]
fn a_key_that_stands_twice_is_shown_at_both_places() {
    front("summary: One.\ndate: 2024-01-02\nsummary: Two.")
        .build()
        .exits(1)
        .says("a-duplicate-key")
        .writes_nothing();
    front("metrics:\n  - name: N\n    value: 1 %\n    value: 2 %")
        .build()
        .exits(1)
        .says("a-duplicate-key-inside");
    Site::bare().config("title: A\ntitle: B\n").build().exits(1).says("a-duplicate-key-in-the-config");
}

#[test]
fn every_mistake_of_a_run_is_told_at_once() {
    Site::new()
        .file("content/work/one.md", "---\ntitle: One\ndate: yesterday\nmetrics:\n  - nmae: N\n    value: many\n---\n\n[gone](gone.md)\n")
        .file("content/work/two.md", "---\ntitle: [Two\n---\n")
        .file("content/journal/three.md", "---\ntitle: Three\nslug: ../three\n---\n")
        .file("content/four.md", "---\ntitle: Four\ndraft: perhaps\n---\n")
        .build()
        .exits(1)
        .says("every-mistake-at-once")
        .writes_nothing();
}

#[test]
fn yaml_that_is_broken_is_shown_where_it_breaks() {
    for (name, text) in [
        ("an-open-quote", "summary: \"no end\ntags: [a]"),
        ("a-colon-in-a-value", "summary: Two words: three"),
        ("an-open-list", "tags: [a, b"),
        ("a-wrong-indent", "owner:\n    a: 1\n  b: 2"),
        ("an-unknown-tag", "summary: !ruby/object:Gem {}"),
        ("an-unknown-alias", "summary: *nobody"),
        ("a-list-on-top", "- a\n- b"),
        ("a-merge-conflict", "<<<<<<< HEAD\nsummary: a\n=======\nsummary: b\n>>>>>>> theirs"),
    ] {
        front(text).build().exits(1).says(&format!("yaml-{name}")).writes_nothing();
    }
}

#[test]
fn an_alias_bomb_does_not_go_off() {
    let mut bomb = String::from("extra:\n  a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for level in 1..12 {
        let below = vec![format!("*a{}", level - 1); 10].join(", ");
        writeln!(bomb, "  a{level}: &a{level} [{below}]").expect("a string takes all");
    }
    front(&bomb).build().exits(1).within(A_SECOND).says("alias-bomb").writes_nothing();
}

#[test]
fn a_nesting_bomb_does_not_go_off() {
    for (name, bomb) in
        [("flow", "[".repeat(100_000)), ("maps", "{a: ".repeat(50_000)), ("sequences", "- ".repeat(50_000))]
    {
        front(&format!("extra:\n  {bomb}"))
            .build()
            .exits(1)
            .within(A_SECOND)
            .shows("content/a.md:")
            .writes_nothing();
        let _ = name;
    }
    front(&format!("extra: {}1{}", "[".repeat(200), "]".repeat(200))).build().exits(1).says("nesting-bomb");
}

#[test]
fn deep_markdown_does_not_overflow_the_stack() {
    for text in [
        "> ".repeat(50_000),
        "- ".repeat(20_000),
        "*a ".repeat(50_000),
        "[".repeat(50_000),
        "<div>".repeat(20_000),
    ] {
        page(format!("---\ntitle: A\n---\n\n{text}x\n")).build().exits(0).makes("a/index.html");
    }
}

#[test]
fn repetition_costs_no_more_than_its_length() {
    for text in [
        "# The same heading\n\n".repeat(20_000),
        "[^1] ".repeat(10_000) + "\n\n[^1]: A note.\n",
        "- [ ] To do\n".repeat(20_000),
        "> [!NOTE]\n> Note.\n\n".repeat(10_000),
        "```rust\nfn main() {}\n```\n\n".repeat(3_000),
        "[a](gone.md) ".repeat(500),
        "{{<gone/>}} ".repeat(500),
    ] {
        page(format!("---\ntitle: A\n---\n\n{text}")).build().exits(0).within(10 * A_SECOND);
    }
}

#[test]
fn two_megabytes_of_front_matter_are_too_many() {
    let text = "key: some words that go on and on and on and on and on\n".repeat(40_000);
    front(&text)
        .build()
        .exits(1)
        .within(A_SECOND)
        .shows("content/a.md:")
        .hides("key: some words that go on and on and on and on and on\nkey")
        .writes_nothing();
    let list = format!("tags:\n{}", "  - a tag\n".repeat(210_000));
    front(&list).build().exits(1).within(A_SECOND).says("two-megabytes").writes_nothing();
}

#[test]
fn text_that_is_not_utf_8_is_refused_where_it_stops_being() {
    page(b"---\ntitle: A\n---\n\nWords.\nCaf\xe9 noir\n").build().exits(1).says("not-utf-8").writes_nothing();
    let utf_16: Vec<u8> = "\u{feff}---\ntitle: A\n---\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    page(utf_16).build().exits(1).says("utf-16").writes_nothing();
    Site::bare()
        .config("title: x\n")
        .file("folio.yaml", b"title: Caf\xe9\n")
        .build()
        .exits(1)
        .says("config-not-utf-8");
}

#[cfg(target_os = "linux")]
#[test]
fn a_name_that_is_not_utf_8_is_refused() {
    use std::os::unix::ffi::OsStrExt as _;
    let site = page("# A\n");
    let name = std::ffi::OsStr::from_bytes(b"caf\xe9.md");
    std::fs::write(site.root().join("content").join(name), "# B\n").expect("Linux takes any bytes");
    site.build().exits(1).says("a-name-not-utf-8").writes_nothing();
}

#[test]
fn a_date_that_is_none_is_refused() {
    let dates = [
        "2018-110-15",
        "Juin 2025",
        "2023-09-01T20:00:00Z+5:30",
        "2023-02-30",
        "01/02/2024",
        "yesterday",
        "[2024]",
    ];
    let site = dates.iter().enumerate().fold(Site::new(), |site, (number, date)| {
        site.file(&format!("content/{number}.md"), format!("---\ntitle: A\ndate: {date}\n---\n"))
    });
    site.build().exits(1).says("dates").writes_nothing();
}

#[test]
fn a_date_may_have_a_time_and_a_zone() {
    let dates = [
        "2023-09-01",
        "2023-09-01 20:00:00",
        "2023-09-01T20:00:00Z",
        "2023-09-01T20:00:00+05:30",
        "2023-09-01 20:00 -0700",
        "\"2023-09-01\"",
    ];
    let site = dates.iter().enumerate().fold(Site::new(), |site, (number, date)| {
        site.file(
            &format!("content/journal/{number}.md"),
            format!("---\ntitle: A\ndate: {date}\n---\n\nWords.\n"),
        )
    });
    let run = site.build().exits(0);
    for (number, date) in dates.iter().enumerate() {
        assert!(run.text(&format!("journal/{number}/index.html")).contains("2023-09-01"), "{date}");
    }
}

#[test]
fn a_metric_that_cannot_be_read_is_answered_with_a_rewrite() {
    let values = [
        "\"0.XX\"",
        "\"9min to 2min\"",
        "\"2M\"",
        "\"1,234.5\"",
        "0 of 6,000",
        "-80%",
        "95–100",
        "lots",
        "",
        "12 %%",
        "58.9 % in Juin 2025",
        "58.9 % in 2016–20",
        "“58.9 %”",
        "58,9 %",
        "1e400 %",
        "NaN",
        "0x10",
        "100k+",
        "15j",
        "6 of 7",
        "10 % in 2024-13",
        "~80 %",
        "5 apples in 2024",
        "at least",
        "100-50",
        "9".repeat(60).as_str(),
    ]
    .map(str::to_owned);
    let metrics: String = values.iter().fold(String::new(), |mut all, value| {
        writeln!(all, "  - name: {}\n    value: {value}", all.len()).expect("a string takes all");
        all
    });
    Site::new()
        .file("content/work/a.md", format!("---\ntitle: A\nperiod: 2024\nmetrics:\n{metrics}---\n\nWords.\n"))
        .build()
        .exits(1)
        .says("metric-strings")
        .writes_nothing();
}

#[test]
fn a_metric_with_a_mistake_in_its_shape_is_refused() {
    Site::new()
        .file(
            "content/work/a.md",
            "---\ntitle: A\nmetrics:\n  - { label: Speed, value: 2 s }\n  - value: 3 %\n  - name: No value\n  - just words\n  - { name: Units, baseline: 3 days, value: 4 % }\n  - { name: Twice, value: 1 % }\n  - { name: Twice, value: 2 % }\n  - { name: Better, value: 1 %, better: less }\n  - { name: Bound, value: 1 %, uncertainty: around 2 }\n  - { name: Target, value: 1 %, target: { valeu: 2 % } }\n---\n\nWords.\n",
        )
        .file("content/work/b.md", "---\ntitle: B\nmetrics: none\n---\n")
        .file("content/work/c.md", "---\ntitle: C\nmetrics:\n  - { name: One, value: 1 %, headline: true }\n  - { name: Two, value: 2 %, headline: true }\n---\n")
        .file("content/work/d.md", "---\ntitle: D\nshare: most\noutcome: great\ndisclosures: [{ party: X, relationship: friend }]\npeople: [{ name: Y }]\n---\n")
        .build()
        .exits(1)
        .says("metric-shapes")
        .writes_nothing();
}

#[test]
fn a_value_that_the_text_asks_for_and_nobody_declared_is_refused() {
    Site::new()
        .file(
            "content/work/a.md",
            "---\ntitle: A\nsummary: It is {{<value of=\"sped\"/>}}.\nmetrics:\n  - { name: Speed, value: 3 s }\n---\n\nNow {{<value of=\"spede\"/>}}, before {{<value of=\"speed.baseline\"/>}}.\n",
        )
        .build()
        .exits(1)
        .says("an-undeclared-value")
        .writes_nothing();
}

#[test]
fn an_unreadable_folio_yaml_says_where() {
    Site::bare().config("title: A\n  tagline: B\n").build().exits(1).says("config-broken-yaml");
}
