//! The order of things: a folder in, a site out, every mistake on the way.

mod amend;
mod bodies;
mod cards;
mod files;
mod gather;
mod heads;
mod larder;
mod layout;
mod leaves;
mod machines;
mod make;
mod model;
mod outline;
mod pages;
mod proof;
mod record;
mod session;
mod state;
mod survey;
mod tasks;
mod touched;

pub use session::{Changes, Content, Served, Session, Update};
pub use survey::{Survey, survey};

use crate::config;
use crate::diag::{Code, Diagnostic, Severity};
use crate::discover::{self, Ignore};
use crate::evidence;
use crate::front_matter::{MAX_BYTES, decode_text};
use crate::fs::DiskWorld;
use crate::model::site::Config;
use crate::path::SitePath;
use crate::source::{Source, Span};
use crate::theme;
use crate::world::{ReadError, World};
use make::Left;
use model::Model;
use record::Recalled;
use serde::{Deserialize, Serialize};
use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

pub const NO_CONFIG: Code = Code("no-config");
pub const UNREADABLE: Code = Code("file-unreadable");
pub const BAD_GLOB: Code = Code("config-ignore");
pub const EXAMPLE: Code = Code("example");

/// Where a site goes unless it says otherwise.
pub const DEFAULT_OUTPUT: &str = "public";

/// What `folio build` was asked for.
#[derive(Clone, Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of the command line")]
pub struct Options {
    /// The folder of `folio.yaml`.
    pub root: PathBuf,
    /// Instead of the folder that `folio.yaml` names.
    pub output: Option<PathBuf>,
    /// Instead of the address that `folio.yaml` names.
    pub base_url: Option<String>,
    /// Drafts are pages too.
    pub drafts: bool,
    /// Pages of a later day are pages too.
    pub future: bool,
    /// Warnings are errors.
    pub strict: bool,
    /// How evidence is held against `folio.lock`.
    pub evidence: evidence::Mode,
    /// Nothing that an earlier run worked out is taken over.
    pub no_memo: bool,
}

/// What came of a build.
#[derive(Debug, Default)]
pub struct Report {
    /// Sorted by file and place.
    pub diagnostics: Vec<Diagnostic>,
    /// What was written; `None` when a mistake kept the output as it was.
    pub made: Option<Made>,
    /// Pages that were rendered in this run.
    pub rendered: usize,
    pub elapsed: Duration,
}

/// What was written.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Made {
    pub pages: usize,
    pub cases: usize,
    pub posts: usize,
    /// Pages that are neither case study nor post, lists among them.
    pub other: usize,
    pub metrics: usize,
    /// Files that belong to the site, pages among them.
    pub files: usize,
    pub written: usize,
    pub unchanged: usize,
    pub removed: usize,
    pub drafts_left_out: usize,
    pub future_left_out: usize,
    /// Without an address there are no feeds, no sitemap and no canonical links.
    pub has_base_url: bool,
    #[serde(skip)]
    pub output: PathBuf,
}

/// Builds the site in `options.root`. With a mistake, nothing in the output changes.
#[must_use]
pub fn build(options: &Options) -> Report {
    let start = Instant::now();
    let mut report = Report::default();
    report.made = run(options, &mut report);
    settle(&mut report.diagnostics, options.strict);
    report.elapsed = start.elapsed();
    report
}

/// The configuration of a site, for commands that build nothing.
pub fn configuration(world: &dyn World) -> Result<Config, Vec<Diagnostic>> {
    let mut diagnostics = Vec::new();
    read_config(world, &Options::default(), &mut diagnostics).ok_or(diagnostics)
}

/// Makes every page of a site in memory, for what the pages have to say. Nothing is written.
pub fn rehearse(world: &Arc<dyn World>, config: &Config, options: &Options) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    let (config, ignore) = (Arc::new(config.clone()), Ignore::nothing());
    if let Some(model) =
        Model::read(world, &config, &ignore, options, &Arc::default(), None, &mut diagnostics)
    {
        make::make(model, options, None, Vec::new(), &mut diagnostics);
    }
    show_lines(&mut diagnostics, &**world);
    diagnostics
}

/// Builds a site that lies in no folder of its own. `options.root` is the folder that its output must not be.
pub fn write(world: &Arc<dyn World>, config: &Config, options: &Options) -> Report {
    let start = Instant::now();
    let mut diagnostics = Vec::new();
    let (config, ignore) = (Arc::new(config.clone()), Ignore::nothing());
    let output = output_folder(options, &config);
    let model = Model::read(world, &config, &ignore, options, &Arc::default(), None, &mut diagnostics);
    let made =
        model.and_then(|model| make::make(model, options, Some(&output), Vec::new(), &mut diagnostics));
    show_lines(&mut diagnostics, &**world);
    settle(&mut diagnostics, options.strict);
    let made = made.map(|left| left.made);
    Report { diagnostics, made, elapsed: start.elapsed(), ..Report::default() }
}

/// What `folio pin` found.
#[derive(Debug, Default)]
pub struct Pinned {
    /// Sorted by file and place.
    pub diagnostics: Vec<Diagnostic>,
    /// Each file that is not as it was pinned, and what changed.
    pub changes: Vec<(SitePath, String)>,
    /// How many files are pinned now.
    pub files: usize,
}

/// Takes the evidence of a site as it is now, drafts among it. `write`: into `folio.lock`.
#[must_use]
pub fn pin(options: &Options, write: bool) -> Pinned {
    let mut pinned = Pinned::default();
    let diagnostics = &mut pinned.diagnostics;
    let options = Options { drafts: true, future: true, evidence: evidence::Mode::Pin, ..options.clone() };
    let evidence = (|| {
        let world = keep(DiskWorld::new(&options.root), diagnostics)?;
        let config = read_config(&world, &options, diagnostics)?;
        let ignore = ignore(&config, &options.root, &output_folder(&options, &config), diagnostics);
        let (inventory, mut found) = discover::discover(&world, &ignore);
        diagnostics.append(&mut found);
        let (theme, mut found) = theme::load(&world, &config);
        diagnostics.append(&mut found);
        let gathered = gather::gather(&world, &config, &inventory, &options, theme, None, diagnostics)?;
        let documents: Vec<_> = gathered.parsed.iter().map(|parsed| &*parsed.document).collect();
        let (evidence, mut found) = evidence::examine(&world, &documents, options.evidence, None);
        // Figures that the new data do not give are for the build to tell.
        found.retain(|diagnostic| ![evidence::CALCULATION, evidence::DIFFERS].contains(&diagnostic.code));
        diagnostics.append(&mut found);
        show_lines(diagnostics, &world);
        Some(evidence)
    })();
    diagnostics.retain(Diagnostic::is_error);
    if let Some(evidence) = evidence.filter(|_| !fails(diagnostics, false)) {
        if write {
            diagnostics.extend(proof::pin(&evidence, &options.root).err());
        }
        pinned.files = evidence.lock.pins.len();
        pinned.changes = evidence.changes;
    }
    settle(&mut pinned.diagnostics, false);
    pinned
}

fn run(options: &Options, report: &mut Report) -> Option<Made> {
    let diagnostics = &mut report.diagnostics;
    let disk = keep(DiskWorld::new(&options.root), diagnostics)?;
    let recalled = if options.no_memo { None } else { record::recall(&disk, options) };
    let (known, last) = match recalled {
        Some(Recalled::Same(made, said)) => (Some((made, said, 0)), None),
        Some(Recalled::Changed(mut last, changed)) => (amend::run(options, &mut last, &changed), Some(last)),
        Some(Recalled::Other(last)) => (None, Some(last)),
        None => (None, None),
    };
    if let Some((made, mut said, rendered)) = known {
        diagnostics.append(&mut said);
        report.rendered = rendered;
        return Some(made);
    }
    let disk = Arc::new(disk.noting().forgetting(options.no_memo));
    let world: Arc<dyn World> = Arc::clone(&disk) as _;
    let config = Arc::new(read_config(&*world, options, diagnostics)?);
    let output = output_folder(options, &config);
    let ignore = ignore(&config, &options.root, &output, diagnostics);
    let model = Model::read(&world, &config, &ignore, options, &Arc::default(), None, diagnostics)?;
    report.rendered = model.tasks.len();
    let left = last.map_or_else(Vec::new, |last| last.output());
    let made = make::make(model, options, Some(&output), left, diagnostics);
    show_lines(diagnostics, &*world);
    let Left { made, stamps, lock, kept } = made?;
    // A run that is held against what this one has pinned comes to the same.
    if let (Some(text), Ok(path)) = (lock, SitePath::parse(crate::proof::lock::FILE)) {
        disk.wrote(&path, text.as_bytes());
    }
    if let Some(files) = stamps {
        // Where nothing can be kept, the next run has more to do.
        _ = record::keep(&disk, options, &config, (&made, files), kept.as_ref(), diagnostics);
    }
    world.tidy();
    Some(made)
}

/// Gives messages about files whose text was let go that text back, so that they can show the line.
fn show_lines(diagnostics: &mut [Diagnostic], world: &dyn World) {
    let mut read: HashMap<String, Arc<Source>> = HashMap::new();
    for diagnostic in diagnostics {
        let related = diagnostic.related.iter_mut().map(|(place, _)| place);
        for place in diagnostic.place.iter_mut().chain(related).filter(|place| place.source.is_released()) {
            let name = place.source.name().to_owned();
            let source = read.entry(name.clone()).or_insert_with(|| {
                let bytes = SitePath::parse(&name).ok().and_then(|path| world.read(&path, MAX_BYTES).ok());
                let again = bytes.and_then(|bytes| decode_text(&name, bytes).ok());
                again
                    .filter(|again| again.is_the_text_of(&place.source))
                    .unwrap_or_else(|| Source::new(name, ""))
            });
            place.source = Arc::clone(source);
        }
    }
}

fn keep<T>(result: Result<T, Diagnostic>, diagnostics: &mut Vec<Diagnostic>) -> Option<T> {
    result.map_err(|diagnostic| diagnostics.push(diagnostic)).ok()
}

/// Whether a build with these diagnostics may write.
fn fails(diagnostics: &[Diagnostic], strict: bool) -> bool {
    diagnostics.iter().any(|diagnostic| strict || diagnostic.is_error())
}

/// Puts diagnostics into the order of a reader, says each hint that holds for the whole site once, and raises
/// warnings where that was asked for.
fn settle(diagnostics: &mut Vec<Diagnostic>, strict: bool) {
    diagnostics.sort_by_cached_key(|diagnostic| {
        let (file, start, severity, code, message) = diagnostic.sort_key();
        (file, start, severity, code, message.to_owned())
    });
    let mut languages = HashSet::new();
    diagnostics.retain(|diagnostic| {
        diagnostic.code != crate::render::links::UNKNOWN_LANGUAGE
            || languages.insert(diagnostic.message.clone())
    });
    let mut templates = HashSet::new();
    diagnostics.retain(|diagnostic| {
        diagnostic.code != crate::theme::fault::RENDER
            || diagnostic
                .place
                .as_ref()
                .is_none_or(|place| templates.insert((place.source.name().to_owned(), place.span)))
    });
    if strict {
        for diagnostic in diagnostics {
            diagnostic.severity = Severity::Error;
        }
    }
}

fn read_config(world: &dyn World, options: &Options, diagnostics: &mut Vec<Diagnostic>) -> Option<Config> {
    let path = SitePath::parse(config::FILE).ok()?;
    let bytes = match world.read(&path, crate::yaml::MAX_BYTES as u64) {
        Ok(bytes) => bytes,
        Err(ReadError::NotFound) => {
            diagnostics.push(
                Diagnostic::error(NO_CONFIG, format!("there is no {} here", config::FILE))
                    .in_file(config::FILE)
                    .hint("make a site with `folio init`, or name the folder of one with `--root`"),
            );
            return None;
        }
        Err(error) => {
            diagnostics.push(unreadable(&path, &error));
            return None;
        }
    };
    let source = keep(decode_text(config::FILE, bytes), diagnostics)?;
    let (config, mut found) = config::decode(&source);
    diagnostics.append(&mut found);
    let mut config = config?;
    if let Some(base_url) = &options.base_url {
        match config::check_base_url(base_url) {
            Ok(base_url) => config.base_url = base_url,
            Err((message, hint)) => {
                let argument = Source::new("--base-url", base_url.clone());
                diagnostics.push(
                    Diagnostic::error(config::BAD_BASE_URL, message)
                        .at(&argument, Span::new(0, base_url.len()))
                        .hint(hint),
                );
            }
        }
    }
    Some(config)
}

/// A file that is there and cannot be used.
fn unreadable(path: &SitePath, error: &ReadError) -> Diagnostic {
    let hint = match error {
        ReadError::TooLarge { .. } => "split it, or move data into files of its own",
        ReadError::NotFound => "it was there a moment ago: build again",
        ReadError::Denied(_) | ReadError::Other(_) => "check that it is a file that you may read",
    };
    Diagnostic::error(UNREADABLE, format!("this file cannot be read: {error}"))
        .in_file(path.as_str())
        .hint(hint)
}

fn output_folder(options: &Options, config: &Config) -> PathBuf {
    match (&options.output, &config.output) {
        (Some(output), _) => output.clone(),
        (None, Some(output)) => options.root.join(output.value.as_str()),
        (None, None) => options.root.join(DEFAULT_OUTPUT),
    }
}

/// The output folder as a path of the site, when it lies in the site's folder.
fn inside(root: &Path, output: &Path) -> Option<SitePath> {
    let (output, root) = crate::fs::resolve(output).ok().zip(crate::fs::resolve(root).ok())?;
    SitePath::parse(&output.strip_prefix(root).ok()?.to_str()?.replace('\\', "/")).ok()
}

fn ignore(config: &Config, root: &Path, output: &Path, diagnostics: &mut Vec<Diagnostic>) -> Ignore {
    let inside = inside(root, output);
    let globs = config.ignore.iter().map(|glob| glob.value.as_str());
    Ignore::new(globs, inside.clone()).unwrap_or_else(|bad| {
        for glob in bad {
            let written = &config.ignore[glob.index];
            diagnostics.push(
                Diagnostic::error(BAD_GLOB, format!("`{}` is no pattern: {}", written.value, glob.message))
                    .at(&config.source, written.span)
                    .hint("write a glob, as `drafts/**` or `*.psd`"),
            );
        }
        Ignore::new([], inside).unwrap_or_else(|_| Ignore::nothing())
    })
}
