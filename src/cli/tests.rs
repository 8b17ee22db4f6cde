//! Whole outputs, as they are read.

use super::style::Look;
use super::{human, json};
use crate::build::Made;
use crate::diag::{Code, Diagnostic};
use crate::source::{Source, Span};
use std::sync::Arc;
use std::time::Duration;

const METRIC: Code = Code("metric-value");
const LINK: Code = Code("broken-link");

fn source(text: &str) -> Arc<Source> {
    Source::new("content/work/larkspur.md", text)
}

/// An error at the first occurrence of `word`.
fn at(text: &str, word: &str) -> Diagnostic {
    let source = source(text);
    let start = text.find(word).unwrap();
    Diagnostic::error(METRIC, "This is no number").at(&source, Span::new(start, start + word.len()))
}

fn plain(diagnostic: &Diagnostic) -> String {
    human::full(diagnostic, Look::PLAIN)
}

#[test]
fn a_diagnostic_shows_its_place_its_line_other_places_and_what_to_write() {
    let text = "---\ntitle: A\nmetrics:\n  - value: 58,9 %\ntitle: B\n---\n";
    let source = source(text);
    let (value, first) = (text.find("58,9").unwrap(), text.find("title").unwrap());
    let shown = plain(
        &Diagnostic::error(METRIC, "`58,9` is no number: a comma sets nothing apart here")
            .at(&source, Span::new(value, value + 4))
            .related(&source, Span::new(first, first + 5), "the first of the two is here")
            .hint("Write `58.9 %`, or as a map:\n  value: 58.9\n  unit: \"%\""),
    );
    insta::assert_snapshot!(shown, @r#"
    error[metric-value]: `58,9` is no number: a comma sets nothing apart here
     --> content/work/larkspur.md:4:12
      |
    4 |   - value: 58,9 %
      |            ^^^^
    note: the first of the two is here
     --> content/work/larkspur.md:2:1
      |
    2 | title: A
      | ^^^^^
    help: Write `58.9 %`, or as a map:
            value: 58.9
            unit: "%"
    "#);
}

#[test]
fn a_diagnostic_without_a_known_text_still_names_its_file() {
    insta::assert_snapshot!(plain(&Diagnostic::error(METRIC, "It is not UTF-8").in_file("content/a\u{1b}[2J.md")), @r#"
    error[metric-value]: It is not UTF-8
     --> content/a␛[2J.md:1:1
    "#);
    insta::assert_snapshot!(plain(&Diagnostic::error(METRIC, "The disk is full").hint("Make room")), @r#"
    error[metric-value]: The disk is full
    help: Make room
    "#);
}

#[test]
fn carets_stand_under_the_span_after_tabs_and_wide_characters() {
    insta::assert_snapshot!(plain(&at("\tvalue:\tx  # 日本語", "x")), @r#"
    error[metric-value]: This is no number
     --> content/work/larkspur.md:1:9
      |
    1 |     value:    x  # 日本語
      |               ^
    "#);
    insta::assert_snapshot!(plain(&at("日本語: 四十二 个", "四十二")), @r#"
    error[metric-value]: This is no number
     --> content/work/larkspur.md:1:6
      |
    1 | 日本語: 四十二 个
      |         ^^^^^^
    "#);
    insta::assert_snapshot!(plain(&at("\u{feff}title: q\u{301}x y", "x")), @r#"
    error[metric-value]: This is no number
     --> content/work/larkspur.md:1:10
      |
    1 | title: q́x y
      |         ^
    "#);
}

#[test]
fn a_span_over_several_lines_is_marked_to_the_end_of_its_first() {
    insta::assert_snapshot!(plain(&at("a: [1,\n  2,\n  3]\n", "[1,\n  2,\n  3]")), @r#"
    error[metric-value]: This is no number
     --> content/work/larkspur.md:1:4
      |
    1 | a: [1,
      |    ^^^…
    "#);
    insta::assert_snapshot!(plain(&at("a: b\r\nc\r\n", "b")), @r#"
    error[metric-value]: This is no number
     --> content/work/larkspur.md:1:4
      |
    1 | a: b
      |    ^
    "#);
}

#[test]
fn control_characters_of_a_site_never_reach_the_terminal() {
    let mut bad = at("a: \u{1b}[31m\u{9b}5mred\u{202e}\u{7}", "red");
    bad.message = "`\u{1b}]0;owned\u{7}` is no number".into();
    bad.hint = Some("not \u{9b}2J\rthis".into());
    let shown = plain(&bad);
    assert!(!shown.contains(|c: char| c.is_control() && c != '\n'), "{shown:?}");
    insta::assert_snapshot!(shown, @r#"
    error[metric-value]: `␛]0;owned␇` is no number
     --> content/work/larkspur.md:1:12
      |
    1 | a: ␛[31m�5mred�␇
      |            ^^^
    help: not �2J␍this
    "#);
    let line = json::diagnostics(&[bad], false);
    assert!(!line.trim_end().contains(char::is_control), "{line:?}");
    assert!(
        serde_json::from_str::<serde_json::Value>(&line).unwrap()["source_line"]
            .as_str()
            .unwrap()
            .contains('\u{9b}')
    );
}

#[test]
fn a_line_of_two_megabytes_is_cut_around_the_span() {
    let text = format!("{}!{}", "abcde ".repeat(170_000), "fghij ".repeat(170_000));
    let shown = plain(&at(&text, "!"));
    insta::assert_snapshot!(shown, @r#"
    error[metric-value]: This is no number
     --> content/work/larkspur.md:1:1020001
      |
    1 | …e abcde abcde abcde abcde abcde abcde abcde abcde abcde abcde !fghij fghij fghij fghij fghij f…
      |                                                                ^
    "#);
    let all = "x".repeat(2_000_000);
    let shown = plain(&at(&all, &all));
    insta::assert_snapshot!(shown, @r#"
    error[metric-value]: This is no number
     --> content/work/larkspur.md:1:1
      |
    1 | xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…
      | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
    "#);
}

#[test]
fn no_line_of_an_excerpt_is_wider_than_the_terminal() {
    let look = Look { colour: false, columns: Some(60) };
    let text = format!("{}四十二{}", "日本 ".repeat(30), "本日 ".repeat(30));
    for end in 0..text.chars().count() {
        for start in [0, end / 2, end.saturating_sub(1), end] {
            let byte = |index: usize| text.char_indices().nth(index).map_or(text.len(), |(byte, _)| byte);
            let source = source(&text);
            let shown = human::full(
                &Diagnostic::error(METRIC, "no").at(&source, Span::new(byte(start), byte(end))),
                look,
            );
            for line in shown.lines() {
                assert!(super::text::width(line) <= 60, "{line}");
            }
        }
    }
}

#[test]
fn sentences_wrap_in_a_terminal_and_colour_marks_what_words_say_too() {
    let diagnostic = at("value: x", "x")
        .hint("Write a number with its unit and, if you like, its window, such as `58.9 % in 2024-09`");
    let shown = human::full(&diagnostic, Look { colour: false, columns: Some(50) });
    insta::assert_snapshot!(shown, @r#"
    error[metric-value]: This is no number
     --> content/work/larkspur.md:1:8
      |
    1 | value: x
      |        ^
    help: Write a number with its unit and, if you
          like, its window, such as `58.9 % in
          2024-09`
    "#);
    let painted = human::full(&diagnostic, Look { colour: true, columns: None });
    assert!(painted.starts_with("\u{1b}[1;91merror[metric-value]\u{1b}[0m: "));
    let mut bare = painted;
    while let Some(start) = bare.find("\u{1b}[") {
        let end = bare[start..].find('m').unwrap() + start + 1;
        bare.replace_range(start..end, "");
    }
    assert_eq!(bare, plain(&diagnostic));
}

fn links(number: usize) -> Vec<Diagnostic> {
    let text = "[a](b)";
    (0..number)
        .map(|index| {
            let source = Source::new(format!("content/{index}.md"), text);
            Diagnostic::warning(LINK, format!("The link `page-{index}.md` leads nowhere"))
                .at(&source, Span::new(4, 5))
        })
        .collect()
}

#[test]
fn warnings_alike_are_shown_three_times_and_then_counted() {
    let mut all = links(5406);
    all.insert(7, at("value: x", "x"));
    let shown =
        human::diagnostics(&all, false, Look::PLAIN) + "\n" + &human::summary(&all, false, Look::PLAIN);
    insta::assert_snapshot!(shown, @r#"
    warning[broken-link]: The link `page-0.md` leads nowhere
     --> content/0.md:1:5
      |
    1 | [a](b)
      |     ^

    warning[broken-link]: The link `page-1.md` leads nowhere
     --> content/1.md:1:5
      |
    1 | [a](b)
      |     ^

    warning[broken-link]: The link `page-2.md` leads nowhere
     --> content/2.md:1:5
      |
    1 | [a](b)
      |     ^

    warning[broken-link]: … and 5,403 more like this: The link `…` leads nowhere
    `--format json` lists them all.

    error[metric-value]: This is no number
     --> content/work/larkspur.md:1:8
      |
    1 | value: x
      |        ^

    1 error, 5,406 warnings; nothing was written.
    "#);
    assert_eq!(json::diagnostics(&all, false).lines().count(), 5407);
}

#[test]
fn warnings_of_one_code_in_many_words_are_counted_too() {
    let all: Vec<Diagnostic> = ('a'..='z').map(|c| Diagnostic::warning(LINK, format!("odd {c}"))).collect();
    let shown = human::diagnostics(&all, false, Look::PLAIN);
    assert_eq!(shown.matches("warning[broken-link]: odd").count(), human::WARNINGS_OF_A_CODE);
    assert!(
        shown.ends_with(
            "\nwarning[broken-link]: … and 14 more of 14 kinds\n`--format json` lists them all.\n"
        ),
        "{shown}"
    );
}

#[test]
fn every_error_is_shown_the_later_ones_on_one_line() {
    let all: Vec<Diagnostic> = (0..human::ERRORS_IN_FULL + 2).map(|_| at("value: x", "x")).collect();
    let shown = human::diagnostics(&all, true, Look::PLAIN);
    assert_eq!(shown.matches("error[metric-value]").count(), all.len());
    let tail: Vec<&str> = shown.lines().rev().take(3).collect();
    assert_eq!(tail[..2], ["content/work/larkspur.md:1:8: error[metric-value]: This is no number"; 2]);
    assert_eq!(tail[2], "");
}

#[test]
fn quiet_says_nothing_but_errors() {
    assert_eq!(human::diagnostics(&links(3), true, Look::PLAIN), "");
    assert_eq!(json::diagnostics(&links(3), true), "");
}

#[test]
fn the_summary_counts_and_says_whether_anything_was_written() {
    let mut all = links(3);
    assert_eq!(human::summary(&all, true, Look::PLAIN), "3 warnings.\n");
    all.push(at("value: x", "x"));
    assert_eq!(human::summary(&all, false, Look::PLAIN), "1 error, 3 warnings; nothing was written.\n");
    assert_eq!(human::summary(&[], true, Look::PLAIN), "");
}

#[test]
fn whoever_sits_at_a_terminal_is_told_where_to_read_on_about_the_last_error() {
    let terminal = Look { colour: false, columns: Some(80) };
    let all = [at("value: x", "x"), Diagnostic::error(Code("slug"), "no"), Diagnostic::warning(LINK, "odd")];
    assert_eq!(human::way_on(&all, terminal), "`folio explain slug` says more.\n");
    assert_eq!(human::way_on(&all, Look::PLAIN), "");
    assert_eq!(human::way_on(&all[2..], terminal), "");
}

#[test]
fn programs_get_one_object_a_line_and_a_summary() {
    let source = source("title: A\ntitle: B\n");
    let all = [Diagnostic::error(Code("duplicate-key"), "`title` stands twice")
        .at(&source, Span::new(9, 14))
        .related(&source, Span::new(0, 5), "first here")
        .hint("Keep one")];
    insta::assert_snapshot!(json::diagnostics(&all, false), @r#"{"type":"diagnostic","code":"duplicate-key","severity":"error","message":"`title` stands twice","file":"content/work/larkspur.md","line":2,"column":1,"end_line":2,"end_column":6,"source_line":"title: B","hint":"Keep one","related":[{"message":"first here","file":"content/work/larkspur.md","line":1,"column":1,"end_line":1,"end_column":6}]}"#);
    let made = Made { pages: 2, output: "public".into(), ..Made::default() };
    let last = json::summary(&[], Some(&made), &["a.md".into()], Duration::from_millis(38));
    insta::assert_snapshot!(last, @r#"{"type":"summary","errors":0,"warnings":0,"advice":0,"created":["a.md"],"elapsed_ms":38,"made":{"output":"public","pages":2,"cases":0,"posts":0,"other":0,"metrics":0,"files":0,"written":0,"unchanged":0,"removed":0,"drafts_left_out":0,"future_left_out":0,"has_base_url":false}}"#);
    insta::assert_snapshot!(json::diagnostics(&[Diagnostic::warning(LINK, "no place")], false), @r#"{"type":"diagnostic","code":"broken-link","severity":"warning","message":"no place","file":null,"line":null,"column":null,"end_line":null,"end_column":null,"source_line":null,"hint":null,"related":[]}"#);
}
