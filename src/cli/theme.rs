//! `folio theme list`, `folio theme eject`, `folio theme check`, `folio theme preview`.

use super::style::{Look, Style};
use super::text::{count, paragraphs, visible};
use super::{Outcome, json};
use crate::build;
use crate::diag::Diagnostic;
use crate::fs::DiskWorld;
use crate::model::site::Config;
use crate::scaffold::eject;
use crate::specimen::{self, Checked, Language};
use crate::theme::catalog::{self, Listed};
use crate::theme::options::Setting;
use crate::world::{MemoryWorld, World};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Strings that a language lacks are named up to here; `--format json` names all.
const MOST_NAMES: usize = 12;

/// What to do, with nothing left to look up.
#[derive(Debug, PartialEq, Eq)]
pub enum Job {
    List {
        root: Option<PathBuf>,
    },
    Eject {
        root: PathBuf,
        what: What,
    },
    Check {
        root: PathBuf,
        name: Option<String>,
    },
    /// `output`: relative to the site where it is relative.
    Preview {
        root: PathBuf,
        name: Option<String>,
        output: PathBuf,
    },
}

/// What is copied.
#[derive(Debug, PartialEq, Eq)]
pub enum What {
    Files(Vec<String>),
    /// The whole theme, under this new name.
    Theme(String),
}

pub(super) fn run(job: Job, look: Look) -> Outcome {
    match job {
        Job::List { root: None } => listed(&MemoryWorld::new(), None, look),
        Job::List { root: Some(root) } => match site(&root) {
            Ok((world, config)) => listed(&world, Some(&config), look),
            Err(diagnostics) => Outcome::failed(diagnostics),
        },
        Job::Eject { root, what } => ejected(&root, &what, look).unwrap_or_else(Outcome::failed),
        Job::Check { root, name } => match site(&root) {
            Ok((world, config)) => {
                let name = name.unwrap_or_else(|| config.theme.value.clone());
                let world: Arc<dyn World> = Arc::new(world);
                checked(specimen::check(&world, &config, &name), look)
            }
            Err(diagnostics) => Outcome::failed(diagnostics),
        },
        Job::Preview { root, name, output } => match site(&root) {
            Ok((world, config)) => {
                let name = name.unwrap_or_else(|| config.theme.value.clone());
                let world: Arc<dyn World> = Arc::new(world);
                let output = root.join(output);
                let options = build::Options { root, output: Some(output), ..build::Options::default() };
                previewed(specimen::preview(&world, &config, &name, &options), &name, look)
            }
            Err(diagnostics) => Outcome::failed(diagnostics),
        },
    }
}

fn previewed(report: build::Report, theme: &str, look: Look) -> Outcome {
    let said = report.made.as_ref().map(|made| {
        let pages = count(made.pages, "page", "pages");
        look.row("Made", &format!("{pages} with the theme {}", visible(theme)))
            + &look.row(
                "Next",
                &format!("open {}", visible(&made.output.join("index.html").display().to_string())),
            )
    });
    Outcome {
        diagnostics: report.diagnostics,
        made: report.made,
        elapsed: report.elapsed,
        said: said.unwrap_or_default(),
        ..Outcome::default()
    }
}

/// The site's files and its configuration. Mistakes in it that do not hide the theme are left to `folio build`.
fn site(root: &Path) -> Result<(DiskWorld, Config), Vec<Diagnostic>> {
    let world = DiskWorld::new(root).map_err(|diagnostic| vec![diagnostic])?;
    let config = build::configuration(&world)?;
    Ok((world, config))
}

fn listed(world: &dyn World, config: Option<&Config>, look: Look) -> Outcome {
    let active = config.map(|config| config.theme.value.as_str());
    let themes = catalog::list(world);
    let mut said = String::new();
    let mut facts = String::new();
    let mut diagnostics = Vec::new();
    for theme in themes {
        let is_active = active == Some(theme.name.as_str());
        if !said.is_empty() {
            said.push('\n');
        }
        push_theme(&mut said, &theme, is_active, look);
        facts.push_str(&json::theme(&theme, is_active));
        diagnostics.extend(theme.diagnostics);
    }
    Outcome { diagnostics, said, facts, ..Outcome::default() }
}

fn push_theme(said: &mut String, theme: &Listed, active: bool, look: Look) {
    let mut notes = Vec::new();
    if active {
        notes.push("the theme of this site".to_owned());
    }
    if theme.in_site {
        notes.push(format!("in themes/{}/", visible(&theme.name)));
    }
    if let Some(base) = &theme.extends {
        notes.push(format!("builds on {}", visible(base)));
    }
    let notes = if notes.is_empty() { String::new() } else { format!("  ({})", notes.join("; ")) };
    let _ = writeln!(said, "{}{notes}", look.paint(Style::Strong, &visible(&theme.name)));
    if !theme.description.is_empty() {
        let _ = writeln!(said, "  {}", paragraphs(2, &visible(&theme.description), look.text_columns()));
    }
    for setting in &theme.options {
        push_option(said, setting, look);
    }
}

fn push_option(said: &mut String, setting: &Setting, look: Look) {
    let default = match setting.default.as_str() {
        Some("") => "none".to_owned(),
        _ => visible(&setting.default.to_string()),
    };
    let name = look.paint(Style::Strong, &visible(&setting.name));
    let takes = format!("{} [default: {default}]", visible(&setting.shape.wanted()));
    let _ = writeln!(said, "  {name}: {}", paragraphs(6, &takes, look.text_columns()));
    if !setting.help.is_empty() {
        let _ = writeln!(said, "      {}", paragraphs(6, &visible(&setting.help), look.text_columns()));
    }
}

fn ejected(root: &Path, what: &What, look: Look) -> Result<Outcome, Vec<Diagnostic>> {
    let (world, config) = site(root)?;
    let old = &config.theme.value;
    let parts = catalog::parts(&world, &config.theme, &config.source)?;
    match what {
        What::Files(files) => {
            let made = eject::files(root, &parts, files)?;
            let lines = made.iter().map(|(path, from)| {
                look.row("Made", &format!("{} from {}", visible(&path.display().to_string()), visible(from)))
            });
            let next = look.row("Next", "change it; the theme's own file is not used any more");
            let said = lines.chain([next]).collect();
            let created = made.into_iter().map(|(path, _)| root.join(path)).collect();
            Ok(Outcome { created, said, ..Outcome::default() })
        }
        What::Theme(new) => {
            let own = catalog::own_parts(&world, old)?;
            let made = eject::theme(root, &own, old, new)?;
            let files = count(made.len(), "file", "files");
            let said = look.row("Made", &format!("themes/{}/, {files} from {}", visible(new), visible(old)))
                + &look.row("Next", &format!("write `theme: {}` in folio.yaml", visible(new)));
            let created = made.into_iter().map(|path| root.join(path)).collect();
            Ok(Outcome { created, said, ..Outcome::default() })
        }
    }
}

fn checked(checked: Checked, look: Look) -> Outcome {
    let Checked { theme, diagnostics, languages, templates } = checked;
    let mut said = String::new();
    if !languages.is_empty() {
        let well = if diagnostics.is_empty() { "; nothing is wrong with it" } else { "" };
        let templates = count(templates, "template", "templates");
        said.push_str(&look.row("Read", &format!("{} with {templates}{well}", visible(&theme))));
        for language in &languages {
            said.push_str(&look.row("Says", &spoken(language)));
        }
    }
    let facts = languages.iter().map(json::language).collect();
    Outcome { diagnostics, said, facts, ..Outcome::default() }
}

fn spoken(language: &Language) -> String {
    let Language { tag, missing, keys } = language;
    let tag = visible(tag);
    if missing.is_empty() {
        return format!("{tag}: {}", count(*keys, "string", "strings"));
    }
    let names: Vec<String> = missing.iter().take(MOST_NAMES).map(|key| visible(key)).collect();
    let more = match missing.len().saturating_sub(MOST_NAMES) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    format!("{tag}: all but {} of {keys}, which stay English: {}{more}", missing.len(), names.join(", "))
}
