//! The command line as it was typed. What it means is settled in [`settings`](super::settings).

use crate::config;
use crate::explain::{self, Explanation};
use crate::model::Kind;
use crate::scaffold::{Name, Title};
use crate::schema::Subject;
use clap::{Args, Parser, Subcommand, ValueEnum, ValueHint};
use clap_complete::Shell;
use std::path::PathBuf;

/// Case studies in, a portfolio with results that a stranger can check out.
#[derive(Debug, Parser)]
#[command(
    name = "folio",
    version,
    about = "Turns case studies into a portfolio whose results a stranger can check.",
    help_template = TEMPLATE,
    before_help = START,
    after_help = AFTER,
    after_long_help = AFTER_LONG,
    max_term_width = 80,
    arg_required_else_help = true,
    subcommand_required = true,
    disable_help_subcommand = true,
)]
pub struct Arguments {
    #[command(subcommand)]
    pub command: Command,
    #[command(flatten)]
    pub global: Global,
}

/// What one came to find out stands before the list of options.
const TEMPLATE: &str = "{about}\n\n{before-help}{usage-heading} {usage}\n\n{all-args}{after-help}";

const START: &str = "\
Start here:
  folio init my-portfolio              a site with two example case studies
  cd my-portfolio
  folio build                          makes public/; open public/index.html
  folio new case \"A shorter checkout\"  content/work/a-shorter-checkout.md";

const AFTER: &str = "`folio --help` says more, `folio build --help` all about one command.";

const AFTER_LONG: &str = "\
Exit codes:
  0  all is well
  1  the site has mistakes; each was shown with its place, nothing was written
  2  the command line was wrong

Environment:
  NO_COLOR, CLICOLOR_FORCE   colour off or on while --color is auto
  SOURCE_DATE_EPOCH          seconds since 1970: the day that folio takes for today";

/// Options that stand before or after the command.
#[derive(Args, Debug)]
#[command(next_help_heading = "Everywhere")]
pub struct Global {
    /// The site's folder [default: the nearest one upwards with a folio.yaml]
    #[arg(long, global = true, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub root: Option<PathBuf>,
    /// How to say what is wrong: for people, or on standard output as one JSON object a line, as SARIF
    /// 2.1.0, or as annotations of GitHub
    #[arg(long, global = true, value_name = "FORMAT", default_value = "human", hide_default_value = true)]
    pub format: Format,
    /// Colour in the terminal
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto", hide_default_value = true)]
    pub color: Color,
    /// Say nothing but errors
    #[arg(long, short, global = true)]
    pub quiet: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    Human,
    Json,
    Sarif,
    Github,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Color {
    Auto,
    Always,
    Never,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Make the site
    #[command(after_help = "\
Examples:
  folio build                          into public/
  folio build -o /srv/www --strict     elsewhere, and no warning is let pass
  folio build --drafts --future        with what is not out yet
  folio build --format json | jq .     for editors and scripts

A build with mistakes writes nothing. Only files that folio made are ever replaced or removed.
What a run came to is kept in .folio/, so that one after which nothing has changed has nothing to do.
That folder may be deleted at any time.")]
    Build(Build),
    /// Show the site in a browser while you write
    #[command(after_help = "\
Examples:
  folio watch                          at http://127.0.0.1:3654/
  folio watch --open --drafts          in the browser, with what is not out yet
  folio watch --host 0.0.0.0           for the telephone in the same network
  folio watch --poll                   on network drives and in containers

Nothing is written: the site is kept in memory. A mistake is shown over the last good page, in
the words of the terminal, and goes when it is mended.")]
    Watch(Watch),
    /// Start a new site
    #[command(after_help = "\
Examples:
  folio init                           here
  folio init my-portfolio              in a new folder
  folio init site --name \"Ada Lovelace\"

No file is ever overwritten: if one is in the way, nothing is written.")]
    Init(Init),
    /// Start a new case study, post or page
    #[command(after_help = "\
Examples:
  folio new case \"A shorter checkout\"        content/work/a-shorter-checkout.md
  folio new post \"The first week\"            content/journal/the-first-week.md
  folio new page \"Talks\"                     content/talks.md

What is made is no draft: it is on the site at the next build.")]
    New(New),
    /// Put data behind a result
    #[command(subcommand, after_help = "`folio evidence add --help` says more.")]
    Evidence(Evidence),
    /// Say what is wrong with the site, and what is weak
    #[command(after_help = "\
Examples:
  folio check                          before you publish
  folio check --strict                 in a script: no advice is let pass
  folio check --format github          as annotations of a pull request
  folio check --format sarif > folio.sarif

All that a build would say, and advice: a result that is compared with nothing, a share of nobody
knows what, work of which nothing says who paid. Advice that you do not take is answered in the
file: `silence: [{ code: no-baseline, reason: … }]`. With --external, links to other sites are tried
too. Nothing is written.")]
    Check(Check),
    /// Accept the evidence as it is now
    #[command(after_help = "\
Examples:
  folio pin                            after a file was exported again
  folio pin --check                    in a script: is every file as it was pinned?

A build pins what it sees for the first time in folio.lock. From then on another byte in one of
these files is an error, until `folio pin` shows what changed and accepts it.")]
    Pin(Pin),
    /// Check a published site as a stranger would, from its bytes alone
    #[command(after_help = "\
Examples:
  folio verify public                      what a build has written
  folio verify https://ada.example/work/   what is published
  folio verify --format json public        for programs

Bytes are held against sums, figures against what the published data give, pages against what
the manifest says they show, and words against what was found. Nothing of the builder is asked,
and nothing is written. Exit code 1 when anything failed. docs/verify.md says what is not checked.")]
    Verify(Verify),
    /// List, take over and check themes
    #[command(subcommand, after_help = "`folio theme eject --help` and so on say more.")]
    Theme(Theme),
    /// Say more about a message
    #[command(after_help = "\
Examples:
  folio explain broken-link            why, a mistake, and its cure
  folio explain                        every code in one line each")]
    Explain(Explain),
    /// Print a JSON Schema for editors, or write them all
    #[command(after_help = "\
Examples:
  folio schema config                  of folio.yaml
  folio schema --write                 all of them, into .folio/schema/ of the site

`folio init` and `folio new` write them too, and the line by which an editor
finds them; a build renews them. docs/editors.md says which editors read them.")]
    Schema(Schema),
    /// Make a shell offer commands and options
    #[command(after_help = COMPLETIONS)]
    Completions {
        #[arg(value_name = "SHELL", help = "The shell")]
        shell: Shell,
    },
    /// Print the manual, or write its pages
    #[command(after_help = "\
Examples:
  folio man | man -l -                 folio itself
  folio man build | man -l -           one command
  folio man --out ~/.local/share/man/man1

From then on `man folio` and `man folio-build` find the pages, if man looks there.")]
    Man(Man),
}

const COMPLETIONS: &str = "\
Once, then open a new shell:
  folio completions bash > ~/.local/share/bash-completion/completions/folio
  folio completions zsh > \"${fpath[1]}/_folio\"
  folio completions fish > ~/.config/fish/completions/folio.fish
  folio completions powershell >> $PROFILE
  folio completions elvish >> ~/.config/elvish/rc.elv";

#[derive(Args, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of the command line")]
pub struct Build {
    /// Where the site goes [default: public/, or `output` in folio.yaml]
    #[arg(long, short, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub output: Option<PathBuf>,
    /// The site's address, such as `https://ada.example`; needed for feeds and canonical links
    #[arg(long, value_name = "URL", value_parser = base_url)]
    pub base_url: Option<String>,
    /// Include drafts
    #[arg(long)]
    pub drafts: bool,
    /// Include what is dated later than today
    #[arg(long)]
    pub future: bool,
    /// Take every warning for an error
    #[arg(long)]
    pub strict: bool,
    /// Take evidence only as folio.lock pins it, and leave that file alone
    #[arg(long)]
    pub locked: bool,
    /// Read and make everything anew, whatever earlier runs left in .folio/
    #[arg(long)]
    pub no_memo: bool,
}

#[derive(Debug, Subcommand)]
pub enum Evidence {
    /// Add a file to a case study, and look at what it holds
    #[command(after_help = "\
Examples:
  folio evidence add ~/Downloads/funnel.csv
  folio evidence add sales.xlsx#2024 --case larkspur
  folio evidence add orders.xlsx --without Name --without Phone
  folio evidence add ../numbers/runs.csv --git=v1.2

The file is copied beside the case study, unless it lies there or in evidence/. Its entry is
written into the front matter, with a calculation to edit; nothing else changes.")]
    Add(AddEvidence),
}

#[derive(Args, Debug)]
pub struct AddEvidence {
    /// A table (CSV, TSV, JSON, NDJSON, XLSX, ODS) or any other file; a sheet behind `#`
    #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub file: PathBuf,
    /// The case study, by the name of its file [default: the one beside FILE, or the only one]
    #[arg(long, value_name = "NAME")]
    pub case: Option<String>,
    /// Take the file as a commit of its git repository has it, and say which [default commit: HEAD]
    #[arg(long, value_name = "COMMIT", num_args = 0..=1, require_equals = true, default_missing_value = "HEAD")]
    pub git: Option<String>,
    /// By which address others clone that repository [default: its remote]
    #[arg(long, value_name = "URL", requires = "git")]
    pub repository: Option<String>,
    /// Copy the table as CSV without this column; may be given again
    #[arg(long, value_name = "COLUMN", conflicts_with = "git")]
    pub without: Vec<String>,
}

#[derive(Args, Debug)]
#[allow(clippy::struct_excessive_bools)] // Each is a switch of the command line.
pub struct Check {
    /// Take every warning and all advice for an error
    #[arg(long)]
    pub strict: bool,
    /// Include drafts
    #[arg(long)]
    pub drafts: bool,
    /// Try links to other hosts too, one at a time; answers are kept for a week
    #[arg(long)]
    pub external: bool,
    /// With --external: ask hosts of this machine and of private networks too
    #[arg(long, requires = "external")]
    pub allow_private: bool,
}

#[derive(Args, Debug)]
pub struct Pin {
    /// Write nothing; fail where a file is not as it is pinned
    #[arg(long)]
    pub check: bool,
}

#[derive(Args, Debug)]
pub struct Verify {
    /// The folder of the site, or its address
    #[arg(value_name = "PATH|URL", value_hint = ValueHint::DirPath)]
    pub site: String,
    /// Ask addresses of this machine and of private networks too
    #[arg(long)]
    pub allow_private: bool,
}

#[derive(Args, Debug)]
#[allow(clippy::struct_excessive_bools)] // Each is a switch of the command line.
pub struct Watch {
    /// Where to listen [default: 3654, or the next port that is free]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub port: Option<u16>,
    /// The address or name of this machine at which others may ask [default: 127.0.0.1, for itself alone]
    #[arg(long, value_name = "ADDR", value_hint = ValueHint::Hostname)]
    pub host: Option<String>,
    /// Open the site in the browser
    #[arg(long)]
    pub open: bool,
    /// Bring the page of the document that you save to the front
    #[arg(long, conflicts_with = "no_reload")]
    pub follow: bool,
    /// Include drafts
    #[arg(long)]
    pub drafts: bool,
    /// Include what is dated later than today
    #[arg(long)]
    pub future: bool,
    /// Look for changes twice a second, where the system does not tell of them
    #[arg(long)]
    pub poll: bool,
    /// Serve exactly what a build writes, without the script that follows changes
    #[arg(long)]
    pub no_reload: bool,
    /// Instead of `base_url` in folio.yaml
    #[arg(long, value_name = "URL", value_parser = base_url)]
    pub base_url: Option<String>,
}

#[derive(Args, Debug)]
pub struct Init {
    /// The folder, new or not [default: this one]
    #[arg(value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub dir: Option<PathBuf>,
    /// Whose portfolio it is; can be written into folio.yaml later
    #[arg(long, value_name = "NAME", value_parser = Name::parse)]
    pub name: Option<Name>,
}

#[derive(Args, Debug)]
pub struct New {
    /// What to make
    #[arg(value_name = "case|post|page|person", hide_possible_values = true)]
    pub kind: What,
    /// Its title, which also names the file
    #[arg(value_name = "TITLE", value_parser = Title::parse)]
    pub title: Title,
    /// Offer every field, each with a comment
    #[arg(long)]
    pub full: bool,
}

#[derive(Debug, Subcommand)]
pub enum Theme {
    /// Show the themes to choose from, and what each can be told
    #[command(after_help = "\
A theme is chosen in folio.yaml with `theme: NAME`, and its options are set there under
`theme_options`.")]
    List,
    /// Copy files of the theme into the site, to change them there
    #[command(after_help = "\
Examples:
  folio theme eject page.html          templates/page.html
  folio theme eject case.figure        one component
  folio theme eject i18n/en.yaml       the words
  folio theme eject --theme mine       the whole theme, as themes/mine/

A file that is there already is never overwritten: then nothing is written.")]
    Eject(Eject),
    /// Try a theme on two sites, one with everything and one with next to nothing
    #[command(after_help = "\
Every kind of page is made in memory, with each word that an option takes. Nothing is written.
What is looked for besides: strings and options that are asked for and not there, or there and
never asked for; templates of the site that take the place of none; words that a language leaves
to English.")]
    Check {
        /// The theme [default: that of the site]
        #[arg(value_name = "NAME")]
        name: Option<String>,
    },
    /// Make a site that shows every component of a theme in every state
    #[command(after_help = "\
Examples:
  folio theme preview                  the theme of the site, in .folio/preview/
  folio theme preview mine -o /tmp/mine

Among the states are those that a build never publishes, such as a failed check; long words, forty
figures, none, and pages that read from right to left. The templates, words and static files of the
site count as they do in a build.")]
    Preview {
        /// The theme [default: that of the site]
        #[arg(value_name = "NAME")]
        name: Option<String>,
        /// The folder to write to
        #[arg(short, long, value_name = "DIR", value_hint = ValueHint::DirPath, default_value = ".folio/preview")]
        output: PathBuf,
    },
}

#[derive(Args, Debug)]
pub struct Eject {
    /// A template, a component, a static file or strings, by its path in the theme or its name
    #[arg(value_name = "FILE", required_unless_present = "theme")]
    pub files: Vec<String>,
    /// Copy the whole theme instead, under this new name
    #[arg(long, value_name = "NAME", conflicts_with = "files")]
    pub theme: Option<String>,
}

#[derive(Args, Debug)]
pub struct Explain {
    /// The code, as a message shows it in brackets [default: list them all]
    #[arg(value_name = "CODE", value_parser = explain::find)]
    pub code: Option<Explanation>,
}

#[derive(Args, Debug)]
pub struct Schema {
    /// What it describes: folio.yaml, front matter, or theme.yaml
    #[arg(
        value_name = "config|case|page|person|theme",
        hide_possible_values = true,
        required_unless_present = "write",
        conflicts_with = "write"
    )]
    pub subject: Option<About>,
    /// Write every schema into the site
    #[arg(long)]
    pub write: bool,
}

/// What a schema describes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum About {
    Config,
    Case,
    Page,
    Person,
    Theme,
}

impl From<About> for Subject {
    fn from(about: About) -> Self {
        match about {
            About::Config => Self::Config,
            About::Case => Self::Case,
            About::Page => Self::Page,
            About::Person => Self::Person,
            About::Theme => Self::Theme,
        }
    }
}

#[derive(Args, Debug)]
pub struct Man {
    /// The command [default: folio itself]
    #[arg(value_name = "COMMAND", conflicts_with = "out")]
    pub command: Vec<String>,
    /// Write every page into this folder
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub out: Option<PathBuf>,
}

/// What `new` makes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum What {
    Case,
    Post,
    Page,
    Person,
}

impl From<What> for Kind {
    fn from(what: What) -> Self {
        match what {
            What::Case => Self::Case,
            What::Post => Self::Post,
            What::Page => Self::Page,
            What::Person => Self::Person,
        }
    }
}

/// The rule is the one for `base_url` in folio.yaml.
fn base_url(text: &str) -> Result<String, String> {
    config::check_base_url(text).map_err(|(message, hint)| format!("{message}; {hint}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    fn parse(line: &str) -> Result<Arguments, clap::Error> {
        Arguments::try_parse_from(line.split(' '))
    }

    #[test]
    fn the_grammar_is_sound() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn global_options_stand_before_and_after_the_command() {
        for line in ["folio --root x --format json -q build", "folio build --root x --format json --quiet"] {
            let typed = parse(line).unwrap();
            assert_eq!(typed.global.root.unwrap(), PathBuf::from("x"));
            assert_eq!(typed.global.format, Format::Json);
            assert!(typed.global.quiet);
        }
    }

    #[test]
    fn a_wrong_command_line_is_told_from_a_wrong_site_by_its_exit_code() {
        for line in [
            "folio",
            "folio --quiet",
            "folio biuld",
            "folio build --strcit",
            "folio build extra",
            "folio new",
            "folio new cases Title",
            "folio new case",
            "folio new case !!!",
            "folio build --base-url ada.example",
            "folio build --base-url https://",
            "folio build --base-url https://ada.example/?x",
            "folio --color sometimes build",
        ] {
            assert_eq!(parse(line).unwrap_err().exit_code(), 2, "{line}");
        }
        for line in ["folio --help", "folio -h", "folio --version", "folio new --help"] {
            assert_eq!(parse(line).unwrap_err().exit_code(), 0, "{line}");
        }
    }

    #[test]
    fn help_fits_eighty_columns() {
        let mut command = Arguments::command().term_width(80);
        command.build();
        let mut pages = vec![command.render_help().to_string(), command.render_long_help().to_string()];
        pages.extend(command.get_subcommands_mut().map(|below| below.render_help().to_string()));
        for page in pages {
            for line in page.lines() {
                assert!(line.chars().count() <= 80, "{line}");
            }
        }
    }

    #[test]
    fn help_answers_the_usual_question_first() {
        let help = Arguments::command().term_width(80).render_help().to_string();
        insta::assert_snapshot!(help, @r#"
        Turns case studies into a portfolio whose results a stranger can check.

        Start here:
          folio init my-portfolio              a site with two example case studies
          cd my-portfolio
          folio build                          makes public/; open public/index.html
          folio new case "A shorter checkout"  content/work/a-shorter-checkout.md

        Usage: folio [OPTIONS] <COMMAND>

        Commands:
          build        Make the site
          watch        Show the site in a browser while you write
          init         Start a new site
          new          Start a new case study, post or page
          evidence     Put data behind a result
          check        Say what is wrong with the site, and what is weak
          pin          Accept the evidence as it is now
          verify       Check a published site as a stranger would, from its bytes alone
          theme        List, take over and check themes
          explain      Say more about a message
          schema       Print a JSON Schema for editors, or write them all
          completions  Make a shell offer commands and options
          man          Print the manual, or write its pages

        Options:
          -h, --help     Print help (see more with '--help')
          -V, --version  Print version

        Everywhere:
              --root <DIR>       The site's folder [default: the nearest one upwards
                                 with a folio.yaml]
              --format <FORMAT>  How to say what is wrong: for people, or on standard
                                 output as one JSON object a line, as SARIF 2.1.0, or as
                                 annotations of GitHub [possible values: human, json,
                                 sarif, github]
              --color <WHEN>     Colour in the terminal [possible values: auto, always,
                                 never]
          -q, --quiet            Say nothing but errors

        `folio --help` says more, `folio build --help` all about one command.
        "#);
    }
}
