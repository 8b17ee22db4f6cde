//! `folio watch`.

use super::args::Format;
use super::settings::Voice;
use super::style::{Look, Style, runs};
use super::text::{count, visible};
use super::{Outcome, human, json, say};
use crate::diag::Diagnostic;
use crate::path::SitePath;
use crate::watch::{self, Block, Options, Said};
use crate::{clock, editor};
use std::process::{Command, Stdio};
use std::time::Duration;

/// Previews the site, and speaks while it does. `open` shows it in the browser of the system.
pub(super) fn run(options: &Options, open: bool, voice: Voice) -> Outcome {
    editor::renew(&options.build.root);
    let mut opened = !open;
    let mut tell = |said: Said<'_>| {
        speak(&said, voice);
        if let Said::Ready { url, .. } = said
            && !std::mem::replace(&mut opened, true)
        {
            show(url);
        }
    };
    match watch::run(options, &block, &mut tell) {
        Ok(()) => Outcome::default(),
        Err(diagnostic) => Outcome::failed(vec![diagnostic]),
    }
}

/// A mistake exactly as the terminal says it, in pieces with their style.
fn block(diagnostic: &Diagnostic) -> Block {
    let painted = human::full(diagnostic, Look { colour: true, columns: None });
    runs(painted.trim_end())
        .into_iter()
        .map(|(style, text)| (style.map_or("", Style::name), text.to_owned()))
        .collect()
}

fn speak(said: &Said<'_>, voice: Voice) {
    match voice.format {
        Format::Json => say(std::io::stdout().lock(), &facts(said, voice.quiet)),
        // Documents of SARIF and annotations are for runs that end.
        Format::Human | Format::Sarif | Format::Github => {
            if let Said::Found(diagnostics) = said {
                let words = human::diagnostics(diagnostics, voice.quiet, voice.err);
                if !words.is_empty() {
                    say(std::io::stderr().lock(), &format!("\n{words}\n"));
                }
            } else if !voice.quiet {
                say(std::io::stdout().lock(), &lines(said, voice.out, &now()));
            }
        }
    }
}

/// The time of day, as a clock on the wall shows it.
fn now() -> String {
    clock::time_of_day()
}

fn lines(said: &Said<'_>, look: Look, now: &str) -> String {
    match said {
        Said::Ready { url, pages, elapsed } => [
            look.row("Read", &format!("{} in {}", count(*pages, "page", "pages"), duration(*elapsed))),
            look.row("Open", url),
            look.row("Stop", "with Ctrl-C"),
        ]
        .concat(),
        Said::Made { changed, pages, elapsed } => format!(
            "{}  {}  {}  {}\n",
            look.paint(Style::Frame, now),
            names(changed),
            count(*pages, "page", "pages"),
            duration(*elapsed)
        ),
        Said::Mended => {
            format!(
                "{}  {}\n",
                look.paint(Style::Frame, now),
                look.paint(Style::Note, "all mistakes are mended")
            )
        }
        Said::Found(_) => String::new(),
    }
}

/// What changed, in a few words.
fn names(changed: &[SitePath]) -> String {
    match changed {
        [] => "everything was looked at".to_owned(),
        [one] => visible(one.as_str()),
        [one, rest @ ..] => {
            format!("{} and {}", visible(one.as_str()), count(rest.len(), "other", "others"))
        }
    }
}

fn duration(elapsed: Duration) -> String {
    match elapsed.as_millis() {
        millis @ 0..=9_999 => {
            format!("{} ms", super::text::thousands(usize::try_from(millis.max(1)).unwrap_or(1)))
        }
        _ => format!("{:.1} s", elapsed.as_secs_f64()),
    }
}

/// The same for programs, one object a line.
fn facts(said: &Said<'_>, quiet: bool) -> String {
    match said {
        Said::Ready { url, pages, elapsed } => json::ready(url, *pages, *elapsed),
        Said::Made { changed, pages, elapsed } => json::remade(changed, *pages, *elapsed),
        Said::Found(diagnostics) => json::diagnostics(diagnostics, quiet),
        Said::Mended => json::mended(),
    }
}

/// Shows an address in the browser of the system. Where that fails, the address stands in the terminal.
fn show(url: &str) {
    let mut command = if cfg!(target_os = "macos") {
        Command::new("open")
    } else if cfg!(windows) {
        let mut command = Command::new("cmd");
        command.args(["/C", "start", ""]);
        command
    } else {
        Command::new("xdg-open")
    };
    let _ = command.arg(url).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::Code;
    use crate::source::{Source, Span};

    #[test]
    fn the_pieces_of_a_mistake_are_what_the_terminal_says() {
        let source = Source::new("content/a.md", "---\nvalue: 58,9 %\n---\n");
        let mistake = Diagnostic::error(Code("metric-value"), "this is no number")
            .at(&source, Span::new(11, 15))
            .hint("write `58.9 %`");
        let pieces = block(&mistake);
        let text: String = pieces.iter().map(|(_, text)| text.as_str()).collect();
        assert_eq!(text, human::full(&mistake, Look::PLAIN).trim_end());
        let of = |style: &'static str| {
            let styled = pieces.iter().filter(move |(name, _)| *name == style);
            styled.map(|(_, text)| text.as_str()).collect::<Vec<_>>()
        };
        assert_eq!(of("error"), ["error[metric-value]", "^^^^"]);
        assert_eq!(of("help"), ["help"]);
        assert!(of("strong").contains(&"this is no number"));
    }

    #[test]
    fn one_quiet_line_says_what_changed_how_much_and_how_long_it_took() {
        let path = |text| SitePath::parse(text).unwrap();
        let said = |changed: &[SitePath]| {
            let said = Said::Made { changed, pages: 2, elapsed: Duration::from_millis(6) };
            lines(&said, Look::PLAIN, "14:02:11")
        };
        assert_eq!(said(&[path("content/work/x.md")]), "14:02:11  content/work/x.md  2 pages  6 ms\n");
        assert_eq!(said(&[path("a"), path("b"), path("c")]), "14:02:11  a and 2 others  2 pages  6 ms\n");
        let ready = Said::Ready {
            url: "http://127.0.0.1:3654/",
            pages: 1_234,
            elapsed: Duration::from_millis(1_500),
        };
        insta::assert_snapshot!(lines(&ready, Look::PLAIN, ""), @r"
        Read  1,234 pages in 1,500 ms
        Open  http://127.0.0.1:3654/
        Stop  with Ctrl-C
        ");
    }
}
