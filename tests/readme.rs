//! Every command of the README is run as it stands there. What needs the world outside a folder is read instead: the words
//! that folio would get, and the files that are named.

use crate::site::{Site, files_in};
use clap::Parser as _;
use folio::cli::args::Arguments;
use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;

/// Programs that speak to other machines.
const OUTSIDE: [&str; 4] = ["rsync", "aws", "netlify", "wrangler"];

const REPOSITORY: &str = env!("CARGO_MANIFEST_DIR");

/// A fenced block: its language and its text, in a part of the README.
struct Block {
    part: String,
    language: String,
    text: String,
}

fn readme() -> String {
    std::fs::read_to_string(Path::new(REPOSITORY).join("README.md")).expect("there is a README")
}

fn blocks() -> Vec<Block> {
    let (text, mut part, mut open) = (readme(), String::new(), None::<Block>);
    let mut blocks = Vec::new();
    for line in text.lines() {
        match (&mut open, line.strip_prefix("```")) {
            (Some(_), Some(_)) => blocks.extend(open.take()),
            (Some(block), None) => {
                block.text.push_str(line);
                block.text.push('\n');
            }
            (None, Some(language)) => {
                open = Some(Block { part: part.clone(), language: language.to_owned(), text: String::new() });
            }
            (None, None) => {
                if let Some(heading) = line.strip_prefix("## ") {
                    heading.clone_into(&mut part);
                }
            }
        }
    }
    assert!(open.is_none(), "a block is never closed");
    blocks
}

/// The commands of the shell, one a line, with the part in which they stand.
fn commands() -> Vec<(String, String)> {
    let shell = blocks().into_iter().filter(|block| block.language == "sh");
    let lines = shell.flat_map(|block| {
        let lines: Vec<String> = block.text.lines().map(str::to_owned).collect();
        lines.into_iter().map(move |line| (block.part.clone(), line))
    });
    lines.filter(|(_, line)| !line.trim().is_empty()).collect()
}

fn program(line: &str) -> &str {
    line.split_whitespace().next().unwrap_or_default()
}

/// The words of a command as a shell splits them.
fn words(line: &str) -> Vec<String> {
    let script = format!("set -- {line}\nfor word; do printf '%s\\n' \"$word\"; done");
    // A word may be a file that is written to.
    let folder = Site::bare();
    let output = Command::new("sh").args(["-c", &script]).current_dir(folder.root()).output();
    let output = output.expect("there is a shell");
    String::from_utf8(output.stdout).expect("it is text").lines().map(str::to_owned).collect()
}

/// Runs a script with a `folio` that opens no browser and ends a preview after a moment.
#[cfg(unix)]
fn run(site: Site, script: &str) -> crate::site::Run {
    let folio = env!("CARGO_BIN_EXE_folio");
    let mut command = Command::new("sh");
    let prelude = format!(
        "set -e\nfolio() {{\n  if [ \"$1\" = watch ]; then \"{folio}\" watch & sleep 1; kill $!; wait $! || true\n  \
         else \"{folio}\" \"$@\"; fi\n}}\n"
    );
    command.args(["-c", &(prelude + script)]);
    site.execute(command)
}

#[cfg(unix)]
#[test]
fn the_five_minutes_of_the_readme_lead_to_a_recalculated_figure_of_ones_own() {
    let case = "content/work/a-shorter-checkout-for-larkspur.md";
    let mut script = String::new();
    for block in blocks().iter().filter(|block| block.part.starts_with("Your own site")) {
        match block.language.as_str() {
            "sh" => {
                let lines = block.text.lines().filter(|line| program(line) != "cargo");
                lines.for_each(|line| _ = writeln!(script, "{line}"));
            }
            "yaml" if block.text.starts_with("---\n") => {
                _ = writeln!(
                    script,
                    "cat > {case} <<'EOF'\n{}EOF\nfolio build\ncp -r public before",
                    block.text
                );
            }
            "yaml" => {
                let new = format!(
                    "cat > lines <<'EOF'\n{}EOF\nsed -i.old '/^    value:/r lines' {case}\nrm {case}.old\n",
                    block.text
                );
                script.push_str(&new);
            }
            other => panic!("nobody knows what to do with a block of `{other}`"),
        }
    }
    let run = run(Site::bare(), &script).exits(0);
    let page = "work/a-shorter-checkout-for-larkspur/index.html";
    let read = |folder: &str| {
        let file = run.site.root().join("my-portfolio").join(folder).join(page);
        std::fs::read_to_string(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
    };
    assert!(read("before").contains("Author’s own figure."));
    let after = read("public");
    for words in ["71.4", "58.9", "Recalculated from the author’s file", "funnel.csv"] {
        assert!(after.contains(words), "nowhere {words:?} in the page of the README");
    }
    assert!(!run.said().contains("warning["), "{}", run.said());
}

#[cfg(unix)]
#[test]
fn the_first_command_of_the_readme_builds_the_portfolio_of_this_repository() {
    let (_, first) = commands().into_iter().next().expect("there is a first command");
    let first = first.split(" #").next().expect("a split gives something").trim().to_owned();
    let folio = first.strip_prefix("cargo run --release -- ").expect("it runs folio").to_owned();
    let mut site = Site::bare();
    for folder in ["content", "evidence", "themes"] {
        for (name, bytes) in files_in(&Path::new(REPOSITORY).join(folder)) {
            site = site.file(&format!("{folder}/{name}"), bytes);
        }
    }
    for file in ["folio.yaml", "folio.lock"] {
        site = site.file(file, std::fs::read(Path::new(REPOSITORY).join(file)).expect("it is there"));
    }
    run(site, &format!("folio {folio}")).exits(0).makes("index.html").hides("warning[");
}

#[test]
fn what_the_readme_asks_of_cargo_and_make_is_there() {
    let makefile = std::fs::read_to_string(Path::new(REPOSITORY).join("Makefile")).expect("there is one");
    let mut seen = Vec::new();
    for (_, line) in commands() {
        let words = words(&line);
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        match words[..] {
            ["make", target] => {
                assert!(makefile.contains(&format!("\n{target}:")), "`make {target}` has no target");
                seen.push("make");
            }
            ["cargo", "install", "--locked", "--path", "."] | ["cargo", "run", "--release", "--", ..] => {
                assert!(Path::new(REPOSITORY).join("src/main.rs").is_file());
                seen.push("cargo");
            }
            ["make" | "cargo", ..] => panic!("`{line}` is tried by nothing"),
            _ => {}
        }
    }
    assert_eq!(seen, ["cargo", "make", "cargo"]);
}

#[test]
fn every_command_of_the_readme_is_run_or_needs_the_world_outside() {
    let run_here = ["folio", "cd", "printf", "cargo", "make"];
    for (part, line) in commands() {
        let program = program(&line);
        let outside = part == "Put it online";
        assert!(
            if outside { OUTSIDE.contains(&program) } else { run_here.contains(&program) },
            "`{line}` stands in “{part}”, where nothing tries it"
        );
        if outside {
            // What it sends is what a build makes.
            assert!(words(&line).iter().any(|word| word.trim_end_matches('/') == "public"), "`{line}`");
        }
    }
}

#[test]
fn folio_takes_every_command_line_of_the_readme() {
    let text: String = blocks().into_iter().map(|block| block.text).collect();
    let lines = text.lines().filter_map(|line| line.split_once("folio "));
    let mut tried = 0;
    for (before, rest) in lines {
        let starts = before.trim_start().trim_start_matches("- run:").trim_start_matches('-').trim();
        if !(starts.is_empty() || starts.ends_with(".cargo/bin/")) {
            continue;
        }
        if rest.starts_with("||") {
            // The end of a path, in a question whether the program is there.
            continue;
        }
        let rest = rest.split(" #").next().unwrap_or(rest);
        let typed = std::iter::once("folio".to_owned()).chain(words(rest));
        if let Err(error) = Arguments::try_parse_from(typed) {
            panic!("folio {rest}: {error}");
        }
        tried += 1;
    }
    assert!(tried >= 6, "{tried} command lines are found");
}

#[test]
fn the_yaml_of_the_readme_is_yaml() {
    for block in blocks().iter().filter(|block| block.language == "yaml") {
        let text = block.text.trim_start_matches("---\n").split("\n---\n").next().unwrap_or_default();
        let source = folio::source::Source::new("README.md", text);
        let whole = folio::source::Span::new(0, text.len());
        let (_, said) = folio::yaml::parse(&source, whole);
        assert!(said.is_empty(), "{}: {said:?}", block.text);
    }
}

#[test]
fn every_file_that_the_readme_leads_to_is_there() {
    let text = readme();
    let targets = text.split("](").skip(1).filter_map(|rest| rest.split(')').next());
    let targets: Vec<&str> = targets.filter(|target| !target.contains("://")).collect();
    assert!(targets.len() > 15, "{targets:?}");
    for target in targets {
        assert!(Path::new(REPOSITORY).join(target).exists(), "README.md leads to {target}");
    }
}
