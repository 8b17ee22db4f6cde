//! The command line as it is meant: folders found, streams looked at, wrong pairs refused.

use super::args::{self, Arguments, Color, Command, Format, Global};
use super::style::Look;
use super::{man, theme, verify};
use crate::build;
use crate::diag::{Code, Diagnostic, did_you_mean};
use crate::evidence;
use crate::explain::Explanation;
use crate::model::Kind;
use crate::net::fetch::Limits;
use crate::scaffold::{Name, Title};
use crate::schema::Subject;
use crate::{net, watch};
use clap_complete::Shell;
use std::env;
use std::io::IsTerminal;
use std::path::{Path, PathBuf};

/// There is no site here.
pub const NO_SITE: Code = Code("no-site");

/// How to speak.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Voice {
    pub format: Format,
    pub quiet: bool,
    /// How standard output looks.
    pub out: Look,
    /// How standard error looks.
    pub err: Look,
}

/// What to do, with nothing left to look up.
#[derive(Debug)]
pub enum Job {
    Build(build::Options),
    Watch {
        options: watch::Options,
        open: bool,
    },
    Init {
        dir: PathBuf,
        name: Name,
    },
    New {
        root: PathBuf,
        kind: Kind,
        title: Title,
        full: bool,
    },
    /// `case` is the name of a case study.
    AddEvidence {
        root: PathBuf,
        file: PathBuf,
        case: Option<String>,
        /// A commit of the clone in which the file lies.
        git: Option<String>,
        repository: Option<String>,
        without: Vec<String>,
    },
    Check {
        options: build::Options,
        /// How far links to other hosts are followed; none: not at all.
        external: Option<Limits>,
    },
    /// `check`: nothing is written.
    Pin {
        root: PathBuf,
        check: bool,
    },
    Verify(verify::Job),
    Theme(theme::Job),
    Explain(Option<Explanation>),
    Completions(Shell),
    /// The page of one command.
    Man(String),
    Schema(Subject),
    /// All of them, into the site of this folder.
    Schemas(PathBuf),
    ManPages(PathBuf),
}

/// What keeps a job from starting.
#[derive(Debug)]
pub enum Refusal {
    /// The command line contradicts itself.
    Usage(String),
    /// There is no site to work on.
    Site(Diagnostic),
}

impl Voice {
    pub fn of(global: &Global) -> Self {
        let columns = terminal_size::terminal_size().map(|(columns, _)| usize::from(columns.0));
        let look = |terminal: bool| Look {
            colour: colour(
                global.color,
                terminal,
                |name| env::var_os(name).is_some_and(|value| !value.is_empty() && value != "0"),
                env::var_os("TERM").is_some_and(|term| term == "dumb"),
            ),
            // A terminal that does not know its width is as wide as the old ones.
            columns: terminal.then(|| columns.unwrap_or(80)),
        };
        Self {
            format: global.format,
            quiet: global.quiet,
            out: look(std::io::stdout().is_terminal()),
            err: look(std::io::stderr().is_terminal()),
        }
    }
}

/// Whether to paint: the option decides, then `NO_COLOR` (no-color.org), then `CLICOLOR_FORCE`
/// (bixense.com/clicolors), then whether a terminal listens.
fn colour(asked: Color, terminal: bool, set: impl Fn(&str) -> bool, dumb: bool) -> bool {
    match asked {
        Color::Always => true,
        Color::Never => false,
        Color::Auto => !set("NO_COLOR") && (set("CLICOLOR_FORCE") || (terminal && !dumb)),
    }
}

impl Job {
    /// `here` is the working directory.
    pub fn of(arguments: Arguments, here: &Path) -> Result<Self, Refusal> {
        let root = arguments.global.root;
        match arguments.command {
            Command::Build(typed) => Ok(Self::Build(build::Options {
                root: site(root, here)?,
                output: typed.output,
                base_url: typed.base_url,
                drafts: typed.drafts,
                future: typed.future,
                strict: typed.strict,
                evidence: if typed.locked { evidence::Mode::Locked } else { evidence::Mode::Build },
                no_memo: typed.no_memo,
            })),
            Command::Evidence(args::Evidence::Add(typed)) => {
                let args::AddEvidence { file, case, git, repository, without } = typed;
                Ok(Self::AddEvidence { root: site(root, here)?, file, case, git, repository, without })
            }
            Command::Check(typed) => Ok(Self::Check {
                options: build::Options {
                    root: site(root, here)?,
                    strict: typed.strict,
                    drafts: typed.drafts,
                    ..build::Options::default()
                },
                external: typed
                    .external
                    .then(|| Limits { allow_private: typed.allow_private, ..Limits::default() }),
            }),
            Command::Pin(typed) => Ok(Self::Pin { root: site(root, here)?, check: typed.check }),
            Command::Watch(typed) => Ok(Self::Watch {
                open: typed.open,
                options: watch::Options {
                    build: build::Options {
                        root: site(root, here)?,
                        output: None,
                        base_url: typed.base_url,
                        drafts: typed.drafts,
                        future: typed.future,
                        strict: false,
                        evidence: evidence::Mode::Build,
                        no_memo: false,
                    },
                    host: typed.host.unwrap_or_else(|| net::DEFAULT_HOST.to_owned()),
                    port: typed.port,
                    poll: typed.poll,
                    reload: !typed.no_reload,
                    follow: typed.follow,
                },
            }),
            Command::Init(typed) => match (typed.dir, root) {
                (Some(_), Some(_)) => {
                    Err(Refusal::Usage("`init` takes its folder once: as DIR or as --root".into()))
                }
                (dir, root) => {
                    let dir = dir.or(root).unwrap_or_else(|| PathBuf::from("."));
                    Ok(Self::Init { dir, name: typed.name.unwrap_or_default() })
                }
            },
            Command::New(typed) => Ok(Self::New {
                root: site(root, here)?,
                kind: typed.kind.into(),
                title: typed.title,
                full: typed.full,
            }),
            Command::Verify(typed) => {
                Ok(Self::Verify(verify::Job::of(typed, arguments.global.format, here)?))
            }
            Command::Theme(typed) => Ok(Self::Theme(match typed {
                // The themes inside folio are there without a site.
                args::Theme::List => theme::Job::List { root: site(root, here).ok() },
                args::Theme::Eject(typed) => theme::Job::Eject {
                    root: site(root, here)?,
                    what: typed.theme.map_or(theme::What::Files(typed.files), theme::What::Theme),
                },
                args::Theme::Check { name } => theme::Job::Check { root: site(root, here)?, name },
                args::Theme::Preview { name, output } => {
                    theme::Job::Preview { root: site(root, here)?, name, output }
                }
            })),
            Command::Explain(typed) => Ok(Self::Explain(typed.code)),
            Command::Completions { shell } => Ok(Self::Completions(shell)),
            Command::Schema(typed) => match typed.subject {
                Some(subject) => Ok(Self::Schema(subject.into())),
                None => site(root, here).map(Self::Schemas),
            },
            Command::Man(typed) => match typed.out {
                Some(folder) => Ok(Self::ManPages(folder)),
                None => page_of(&typed.command).map(Self::Man),
            },
        }
    }
}

/// The page of a command: `folio-theme-list` for `theme list`.
fn page_of(command: &[String]) -> Result<String, Refusal> {
    let wanted =
        std::iter::once("folio").chain(command.iter().map(String::as_str)).collect::<Vec<_>>().join("-");
    let known = man::names();
    if known.contains(&wanted) {
        return Ok(wanted);
    }
    let hint = did_you_mean(&wanted, known.iter().map(String::as_str));
    let hint = hint.map(|close| format!("; did you mean `{close}`?")).unwrap_or_default();
    Err(Refusal::Usage(format!("there is no page `{wanted}`{hint}")))
}

/// The site's folder: the one that was named, else the nearest upwards that has a `folio.yaml`.
fn site(named: Option<PathBuf>, here: &Path) -> Result<PathBuf, Refusal> {
    if let Some(named) = named {
        if named.join("folio.yaml").is_file() {
            return Ok(named);
        }
        let message = format!("there is no `folio.yaml` in `{}`", named.display());
        return Err(Refusal::Site(no_site(message)));
    }
    let found = here.ancestors().find(|folder| folder.join("folio.yaml").is_file());
    match found {
        Some(found) if found == here => Ok(PathBuf::from(".")),
        Some(found) => Ok(found.to_owned()),
        None => Err(Refusal::Site(no_site("there is no `folio.yaml` in this folder or above it".into()))),
    }
}

fn no_site(message: String) -> Diagnostic {
    Diagnostic::error(NO_SITE, message)
        .in_file("folio.yaml")
        .hint("start a site with `folio init`, or name its folder with `--root DIR`; one line is enough: `title: My work`")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scaffold;
    use clap::Parser;

    fn job(line: &str, here: &Path) -> Result<Job, Refusal> {
        Job::of(Arguments::try_parse_from(line.split(' ')).unwrap(), here)
    }

    #[test]
    fn the_site_is_the_nearest_folder_upwards_with_a_config() {
        let dir = tempfile::tempdir().unwrap();
        scaffold::init(dir.path(), &Name::default()).unwrap();
        let Ok(Job::Build(options)) = job("folio build", &dir.path().join("content/work")) else { panic!() };
        assert_eq!(options.root, dir.path());
        let Ok(Job::Build(options)) = job("folio build", dir.path()) else { panic!() };
        assert_eq!(options.root, Path::new("."));
    }

    #[test]
    fn a_folder_without_a_config_is_no_site() {
        let dir = tempfile::tempdir().unwrap();
        let line = format!("folio --root {} new page A", dir.path().display());
        let Err(Refusal::Site(refused)) = job(&line, dir.path()) else { panic!() };
        assert!(refused.hint.unwrap().contains("folio init"));
        assert_eq!(refused.place.unwrap().source.name(), "folio.yaml");
    }

    #[test]
    fn init_takes_one_folder() {
        let here = Path::new("/");
        assert!(matches!(job("folio init a --root b", here), Err(Refusal::Usage(_))));
        let Ok(Job::Init { dir, .. }) = job("folio --root b init", here) else { panic!() };
        assert_eq!(dir, Path::new("b"));
        let Ok(Job::Init { dir, name }) = job("folio init", here) else { panic!() };
        assert_eq!((dir.as_path(), name.as_str()), (Path::new("."), "Your Name"));
    }

    #[test]
    fn colour_follows_the_option_then_the_environment_then_the_terminal() {
        let none = |_: &str| false;
        let no_color = |name: &str| name == "NO_COLOR";
        let force = |name: &str| name == "CLICOLOR_FORCE";
        assert!(colour(Color::Auto, true, none, false));
        assert!(!colour(Color::Auto, true, none, true));
        assert!(!colour(Color::Auto, false, none, false));
        assert!(!colour(Color::Auto, true, no_color, false));
        assert!(colour(Color::Auto, false, force, false));
        assert!(!colour(Color::Auto, true, |_| true, false));
        assert!(colour(Color::Always, false, no_color, false));
        assert!(!colour(Color::Never, true, force, false));
    }
}
