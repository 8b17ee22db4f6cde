//! `folio build`.

use super::Outcome;
use super::style::Look;
use super::text::{count, visible};
use crate::build::{self, Made, Options};
use crate::editor;
use std::path::{Component, Path, PathBuf};
use std::time::Duration;

pub(super) fn run(options: &Options, here: &Path, look: Look) -> Outcome {
    let report = build::build(options);
    // Where nothing has changed, neither have the schemas, unless somebody took them away.
    if report.rendered > 0 || !editor::is_there(&options.root) {
        editor::renew(&options.root);
    }
    let said = report.made.as_ref().map(|made| lines(made, report.elapsed, here, look)).unwrap_or_default();
    Outcome {
        diagnostics: report.diagnostics,
        made: report.made,
        elapsed: report.elapsed,
        said,
        below: super::check::below(&options.root, here),
        ..Outcome::default()
    }
}

/// What was made, how long it took, what to do next.
fn lines(made: &Made, elapsed: Duration, here: &Path, look: Look) -> String {
    let output = shown(&made.output, here);
    let index = visible(&output.join("index.html").display().to_string());
    let mut said = look.row("Made", &format!("{} in {}", pages(made), visible(&folder(&output))))
        + &look.row("Done", &format!("in {}, {}{}", duration(elapsed), files(made), left_out(made)))
        + &look.row("Next", &format!("open {index} in a browser, or upload the folder to any host"));
    if !made.has_base_url {
        let words = "without base_url in folio.yaml there are no feeds, no sitemap and no canonical links";
        said += &look.row("Note", words);
    }
    said
}

fn pages(made: &Made) -> String {
    let kinds = [
        (made.cases, "case study", "case studies"),
        (made.posts, "post", "posts"),
        (made.metrics, "result", "results"),
    ];
    let parts: Vec<String> = kinds
        .into_iter()
        .filter(|(number, ..)| *number > 0)
        .map(|(number, one, many)| count(number, one, many))
        .collect();
    let pages = count(made.pages, "page", "pages");
    if parts.is_empty() { pages } else { format!("{pages} ({})", parts.join(", ")) }
}

fn files(made: &Made) -> String {
    let mut parts = Vec::new();
    if made.written > 0 {
        parts.push(format!("{} written", count(made.written, "file", "files")));
    }
    if made.removed > 0 {
        parts.push(format!("{} removed", count(made.removed, "file", "files")));
    }
    match (parts.is_empty(), made.unchanged) {
        (true, _) => return "nothing had changed".into(),
        (false, 0) => {}
        (false, unchanged) => parts.push(format!("{} unchanged", super::text::thousands(unchanged))),
    }
    parts.join(", ")
}

fn left_out(made: &Made) -> String {
    let mut parts = Vec::new();
    if made.drafts_left_out > 0 {
        parts.push(format!("{} (--drafts)", count(made.drafts_left_out, "draft", "drafts")));
    }
    if made.future_left_out > 0 {
        parts.push(format!("{} dated later (--future)", count(made.future_left_out, "page", "pages")));
    }
    if parts.is_empty() { String::new() } else { format!("; left out: {}", parts.join(", ")) }
}

pub(super) fn duration(elapsed: Duration) -> String {
    match elapsed.as_millis() {
        millis @ 0..=999 => format!("{} ms", millis.max(1)),
        1_000..=59_999 => format!("{:.1} s", elapsed.as_secs_f64()),
        _ => format!("{} min {} s", elapsed.as_secs() / 60, elapsed.as_secs() % 60),
    }
}

/// A folder with a slash at its end.
fn folder(path: &Path) -> String {
    let text = path.display().to_string();
    if text.ends_with(std::path::MAIN_SEPARATOR) {
        text
    } else {
        format!("{text}{}", std::path::MAIN_SEPARATOR)
    }
}

/// A path as one would type it here: below this folder, or a few folders up, else whole.
fn shown(path: &Path, here: &Path) -> PathBuf {
    let plain: PathBuf = path.components().filter(|part| *part != Component::CurDir).collect();
    for (up, folder) in here.ancestors().enumerate().take(3) {
        if let Ok(below) = plain.strip_prefix(folder) {
            return std::iter::repeat_n(Path::new(".."), up).collect::<PathBuf>().join(below);
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    fn made() -> Made {
        Made {
            pages: 14,
            cases: 4,
            posts: 1,
            metrics: 9,
            written: 31,
            has_base_url: true,
            output: "./public".into(),
            ..Made::default()
        }
    }

    #[test]
    fn three_calm_lines_say_what_was_made_how_long_it_took_and_what_is_next() {
        let said = lines(&made(), Duration::from_millis(38), Path::new("/site"), Look::PLAIN);
        insta::assert_snapshot!(said, @r#"
        Made  14 pages (4 case studies, 1 post, 9 results) in public/
        Done  in 38 ms, 31 files written
        Next  open public/index.html in a browser, or upload the folder to any host
        "#);
    }

    #[test]
    fn what_a_site_lacks_without_an_address_is_said_in_a_line() {
        let said = lines(
            &Made { has_base_url: false, ..made() },
            Duration::from_millis(38),
            Path::new("/site"),
            Look::PLAIN,
        );
        let last =
            "Note  without base_url in folio.yaml there are no feeds, no sitemap and no canonical links\n";
        assert!(said.ends_with(last), "{said}");
    }

    #[test]
    fn what_was_left_out_and_what_did_not_change_is_said() {
        let some = Made { drafts_left_out: 2, future_left_out: 1, unchanged: 5406, removed: 1, ..made() };
        assert_eq!(
            files(&some) + &left_out(&some),
            "31 files written, 1 file removed, 5,406 unchanged; left out: 2 drafts (--drafts), 1 page dated later (--future)"
        );
        assert_eq!(files(&Made { written: 0, unchanged: 31, ..made() }), "nothing had changed");
        assert_eq!(pages(&Made { pages: 1, ..Made::default() }), "1 page");
    }

    #[test]
    fn a_duration_has_the_unit_that_one_would_say() {
        let cases = [(0, "1 ms"), (38, "38 ms"), (1_240, "1.2 s"), (125_000, "2 min 5 s")];
        for (millis, words) in cases {
            assert_eq!(duration(Duration::from_millis(millis)), words);
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_folder_is_named_as_seen_from_here() {
        let here = Path::new("/a/b/c");
        assert_eq!(shown(Path::new("/a/b/c/public"), here), Path::new("public"));
        assert_eq!(shown(Path::new("/a/b/public"), here), Path::new("../public"));
        assert_eq!(shown(Path::new("./public"), here), Path::new("public"));
        assert_eq!(shown(Path::new("/srv/www"), here), Path::new("/srv/www"));
    }
}
