//! Publishes the evidence and what machines need to check it again, and pins it when the site was written.

use crate::chart;
use crate::claim::Json;
use crate::claims;
use crate::decimal::Ratio;
use crate::diag::{Code, Diagnostic};
use crate::evidence::{Calculated, Evidence, Examined, Extract, Origin, Written};
use crate::fs;
use crate::model::Document;
use crate::model::metric::{Figure, Metric};
use crate::output::Staging;
use crate::path::{OutPath, Url};
use crate::period::Period;
use crate::proof::calc::share_in;
use crate::proof::digest::Digest;
use crate::proof::forensics::special::Chance;
use crate::proof::lock;
use crate::proof::manifest::{
    self, Bytes, Calculation, Column, Displayed, Entry, Look, Manifest, Reading, SCHEMA, Step,
};
use crate::proof::package::{self, Field, Package, Resource};
use crate::proof::script;
use crate::render::{Parsed, Site};
use crate::route::Routes;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashSet};
use std::path::Path;

const NOT_WRITTEN: Code = Code("lock-not-written");

/// Where everything lies by which a site can be checked.
const FOLDER: &str = "proof";

/// So many pages have their claims written into a piece of the manifest.
const PAGES_AT_ONCE: usize = 64;

/// Bytes that the claims of a page take, more or less.
const USUAL_CLAIMS: usize = 20 << 10;

/// The pages by which readers check a site; none where the site has one of its own there.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Pages {
    /// Of all figures.
    pub sources: Option<Url>,
    /// Where a browser calculates.
    pub recalculate: Option<Url>,
}

/// Keeps the addresses of the evidence, and those of the pages for readers.
pub fn places(evidence: &Evidence, routes: &mut Routes) -> Pages {
    let files = evidence.files.iter();
    let outs = files
        .flat_map(|file| [&file.out].into_iter().chain(file.extracts.iter().map(|extract| &extract.out)));
    for out in outs {
        routes.reserve(&Url::of_out_path(out));
    }
    let mut pages = Pages::default();
    if !evidence.is_empty() {
        for name in ["manifest.json", "manifest.schema.json", "datapackage.json", "SHA256SUMS"] {
            if let Ok(url) = Url::parse(&format!("/{FOLDER}/{name}")) {
                routes.reserve(&url);
            }
        }
        let mut page = |path: String| Url::parse(&path).ok().filter(|url| routes.reserve(url));
        pages.sources = page(format!("/{FOLDER}/"));
        if evidence.is_recalculated() {
            page(format!("/{FOLDER}/verify.js"));
            pages.recalculate = page(format!("/{FOLDER}/recalculate/"));
        }
    }
    pages
}

/// A file by which a stranger checks a site again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum File {
    Manifest,
    Schema,
    Package,
    /// What recalculates in a reader's browser.
    Script,
}

/// These files, each at its place; none where no figure has data behind it. The sums of all files are not among them:
/// they are made last.
pub fn files(site: &Site<'_>) -> Vec<(OutPath, File)> {
    if site.evidence.is_empty() {
        return Vec::new();
    }
    let files = [
        ("manifest.json", File::Manifest),
        ("manifest.schema.json", File::Schema),
        ("datapackage.json", File::Package),
    ];
    let script = site.evidence.is_recalculated().then_some(("verify.js", File::Script));
    files.into_iter().chain(script).filter_map(|(name, file)| Some((place(name)?, file))).collect()
}

/// Where the sums of all files lie; none where no figure has data behind it.
pub fn sums(site: &Site<'_>) -> Option<OutPath> {
    place("SHA256SUMS").filter(|_| !site.evidence.is_empty())
}

/// The sums of all files after these have other bytes; none where one of them is not among them.
pub fn summed_again(sums: &str, files: &BTreeMap<OutPath, Vec<u8>>) -> Option<String> {
    let mut sums = sums.to_owned();
    for (path, bytes) in files {
        let end = format!("  {path}\n");
        let at = memchr::memmem::find_iter(sums.as_bytes(), end.as_bytes())
            .find(|at| at.checked_sub(65).is_none_or(|before| sums.as_bytes()[before] == b'\n'))?;
        let digest = Digest::of(bytes).to_string();
        sums.replace_range(at.checked_sub(digest.len())?..at, &digest);
    }
    Some(sums)
}

fn place(name: &str) -> Option<OutPath> {
    OutPath::parse(&format!("{FOLDER}/{name}")).ok()
}

/// What a file holds.
pub fn text(site: &Site<'_>, parsed: &[Parsed], file: File) -> String {
    match file {
        File::Schema => SCHEMA.to_owned(),
        File::Script => script::published().to_owned(),
        File::Manifest => {
            let pieces: Vec<Vec<u8>> = manifest(site, parsed).flatten().collect();
            // It is JSON.
            String::from_utf8(pieces.concat()).unwrap_or_default()
        }
        File::Package => {
            let below =
                |out: &OutPath| out.as_str().strip_prefix("proof/").unwrap_or(out.as_str()).to_owned();
            let resources = published(&site.evidence).into_iter().map(|file| {
                let sources = file.origin.map_or_else(Vec::new, sources);
                Resource::new(&below(file.out), file.digest, file.bytes, file.fields).with(sources)
            });
            Package::new(resources.collect()).to_json()
        }
    }
}

/// A published file: its columns where it is plain CSV, and where it comes from as its author says.
struct Published<'a> {
    out: &'a OutPath,
    digest: &'a Digest,
    bytes: u64,
    fields: Option<&'a [Field]>,
    origin: Option<&'a Origin>,
    /// How it is to be read, where no calculation says so.
    reading: Option<Reading>,
}

/// What the manifest says of where a file comes from.
fn source(origin: &Origin) -> Option<manifest::Source> {
    let source = manifest::Source {
        url: origin.url.clone(),
        captured: origin.captured.map(|day| day.to_string()),
        obtained: origin.obtained.map(|day| day.to_string()),
        by: origin.by.clone(),
        how: origin.how.clone(),
    };
    (source != manifest::Source::default()).then_some(source)
}

/// The same for a data package, which knows titles and addresses.
fn sources(origin: &Origin) -> Vec<package::Source> {
    let titled = |title: &str, path: &str| package::Source { title: title.to_owned(), path: path.to_owned() };
    let how = if origin.how.is_empty() { &origin.url } else { &origin.how };
    let copy = (!how.is_empty()).then(|| titled(how, &origin.url));
    let git = origin
        .git
        .as_ref()
        .map(|git| titled(&format!("{} in commit {}", git.path, git.commit), &git.repository));
    copy.into_iter().chain(git).collect()
}

/// The published files of evidence, sorted by path. Two with the same bytes and name are one.
fn published(evidence: &Evidence) -> Vec<Published<'_>> {
    let files = evidence.files.iter().flat_map(|file| {
        let extracts = file.extracts.iter().map(|extract| Published {
            out: &extract.out,
            digest: &extract.digest,
            bytes: extract.text.len() as u64,
            fields: Some(extract.fields.as_slice()),
            origin: None,
            reading: None,
        });
        let itself = Published {
            out: &file.out,
            digest: &file.digest,
            bytes: file.bytes,
            fields: file.fields.as_deref(),
            origin: file.origin.as_deref(),
            reading: if file.is_table { None } else { Reading::of(&file.reading) },
        };
        std::iter::once(itself).chain(extracts)
    });
    let mut files: Vec<Published<'_>> = files.collect();
    files.sort_by_key(|file| file.out);
    files.dedup_by_key(|file| file.out);
    files
}

/// Stages the bytes that were checked.
pub fn stage_evidence(site: &Site<'_>, staging: &Staging) -> Vec<Diagnostic> {
    let evidence = &*site.evidence;
    let mut outs: HashSet<&OutPath> = HashSet::new();
    let originals: Vec<_> = evidence.files.iter().filter(|file| outs.insert(&file.out)).collect();
    let extracts = evidence.files.iter().flat_map(|file| &file.extracts);
    let extracts: Vec<_> = extracts.filter(|extract| outs.insert(&extract.out)).collect();
    let mut found: Vec<Diagnostic> = originals
        .par_iter()
        .filter(|file| !staging.keep(&file.out, file.bytes, &file.digest))
        .filter_map(|file| file.read(site.world).and_then(|bytes| staging.put(&file.out, &bytes)).err())
        .collect();
    let put = |extract: &&Extract| staging.put(&extract.out, extract.text.as_bytes()).err();
    found.par_extend(extracts.par_iter().filter_map(put));
    found
}

/// Stages the files by which a stranger checks the site again. The sums cover whatever was staged before, so this comes last.
pub fn stage_files(site: &Site<'_>, parsed: &[Parsed], staging: &Staging) -> Vec<Diagnostic> {
    let put = |(out, file): (OutPath, File)| {
        let put = match file {
            File::Manifest => staging.put_pieces(&out, manifest(site, parsed)),
            _ => staging.put(&out, text(site, parsed, file).as_bytes()),
        };
        put.err()
    };
    let mut found: Vec<Diagnostic> = files(site).into_par_iter().with_max_len(1).filter_map(put).collect();
    if let Some(out) = sums(site) {
        found.extend(staging.put(&out, staging.sums().as_bytes()).err());
    }
    found
}

/// The manifest in pieces, since a large site has a large one. Claims come by page and in the order of their page.
fn manifest<'a>(site: &'a Site<'_>, parsed: &'a [Parsed]) -> impl Iterator<Item = Vec<Vec<u8>>> + Send + 'a {
    let bytes = published(&site.evidence).into_iter().map(|file| Bytes {
        path: file.out.to_string(),
        sha256: file.digest.to_string(),
        bytes: file.bytes,
        source: file.origin.and_then(source),
        git: file.origin.and_then(|origin| origin.git.clone()),
        reading: file.reading,
    });
    let manifest = Manifest::new(env!("CARGO_PKG_VERSION"), Vec::new(), bytes.collect());
    let (before, behind) = manifest.around_claims();
    let has_claims = |(_, parsed): &(usize, &Parsed)| {
        parsed.document.case.as_ref().is_some_and(|case| !case.metrics.is_empty())
    };
    let pages = parsed.iter().enumerate().filter(has_claims);
    let mut pages: Vec<(String, usize)> =
        pages.map(|(index, _)| (page_of(&site.routes.urls[index]), index)).collect();
    pages.sort_unstable();
    let groups: Vec<Vec<usize>> =
        pages.chunks(PAGES_AT_ONCE).map(|group| group.iter().map(|(_, index)| *index).collect()).collect();
    // In several parts for each thread, since one of them writes meanwhile.
    let share = PAGES_AT_ONCE.div_ceil(4 * rayon::current_num_threads());
    let claims = groups.into_iter().enumerate().map(move |(number, group)| {
        let written = group.par_chunks(share).map(|some| {
            let mut bytes = Vec::with_capacity(some.len() * USUAL_CLAIMS);
            for index in some {
                let claims = claims_on(site, &parsed[*index].document, &site.routes.urls[*index]);
                manifest::push_part(&mut bytes, &claims);
            }
            bytes
        });
        let mut written: Vec<Vec<u8>> = written.collect();
        // The first claim has none before it to be parted from.
        if let Some(first) = written.first_mut().filter(|_| number == 0) {
            first.remove(0);
        }
        written
    });
    let end = |text: String| std::iter::once(vec![text.into_bytes()]);
    end(before).chain(claims).chain(end(behind))
}

/// A page as the manifest calls it.
fn page_of(url: &Url) -> String {
    url.encoded().trim_start_matches('/').to_owned()
}

fn claims_on<'a>(site: &'a Site<'_>, document: &'a Document, url: &Url) -> Vec<Entry<'a>> {
    let Some(case) = &document.case else { return Vec::new() };
    let evidence = &*site.evidence;
    let of_case = evidence.of(&document.path);
    let entry = |(index, metric): (usize, &'a Metric)| {
        let checked = of_case.get(index);
        let data = checked.map(|checked| (checked, evidence));
        let shown = claims::show_briefly(metric, case.period, &site.words, data);
        let claim = claims::claim(metric, case.period, checked, evidence);
        let files = checked.map_or(&[][..], |checked| &checked.files);
        Entry {
            page: page_of(url),
            anchor: format!("figure-{}", metric.id),
            example: document.head.example.is_some(),
            digest: Digest::of(claim.canonical().as_bytes()).to_string(),
            claim,
            marks: shown.marks.iter().map(|mark| (mark.name.into(), mark.state.into())).collect(),
            displayed: displayed(shown, &site.words),
            evidence: files
                .iter()
                .filter_map(|number| Some(evidence.files.get(*number)?.out.as_str().into()))
                .collect(),
            links: checked.map_or_else(Vec::new, |checked| {
                checked.links.iter().map(|link| link.url.as_str().into()).collect()
            }),
            calculations: checked.map_or_else(Vec::new, |checked| {
                let value = [("value", &checked.value, Some(&metric.value))];
                let both =
                    value.into_iter().chain([("baseline", &checked.baseline, metric.baseline.as_ref())]);
                both.filter_map(|(of, one, figure)| {
                    let mut calculation = calculation(evidence, of, one.as_ref()?, figure?)?;
                    // The chart of a metric is that of its value.
                    if of == "value" {
                        calculation.series = steps(metric, one.as_ref()?, site);
                    }
                    Some(calculation)
                })
                .collect()
            }),
            case_window: metric.value.period.is_none() && case.period.is_some(),
            forensics: checked.map_or_else(Vec::new, |checked| {
                checked.examined.iter().map(|one| look(&site.words, one)).collect()
            }),
        }
    };
    case.metrics.iter().enumerate().map(entry).collect()
}

fn displayed(shown: claims::Shown, words: &claims::Words) -> Displayed {
    let line = words.line(&shown);
    let (baseline, baseline_period) =
        shown.baseline.map(|baseline| (baseline.text, baseline.period)).unwrap_or_default();
    let change = shown.change.unwrap_or_default();
    Displayed {
        name: shown.name,
        value: shown.value.text,
        period: shown.value.period,
        baseline,
        baseline_period,
        change: format!("{} {}", change.absolute, change.relative).trim().to_owned(),
        difference: if change.absolute.is_empty() { change.relative } else { change.absolute },
        uncertainty: shown.uncertainty,
        target: shown.target.map(|target| target.text).unwrap_or_default(),
        line,
        sentence: shown.sentence,
        check: shown.check.sentence,
    }
}

/// The steps of a chart, exactly and as they are shown.
fn steps(metric: &Metric, one: &Calculated, site: &Site<'_>) -> Vec<Step> {
    let number = |value: Option<Ratio>, part: fn(Ratio) -> i128| value.map(|value| part(value).to_string());
    let steps = chart::steps(metric, &one.outcome, &site.words).into_iter();
    let step = |(period, value, shown): (Period, Option<Ratio>, chart::Step)| Step {
        period: period.to_string(),
        numerator: number(value, Ratio::numerator),
        denominator: number(value, Ratio::denominator),
        displayed: manifest::Shown { period: shown.period, value: shown.text },
    };
    steps.map(step).collect()
}

fn look<'a>(words: &claims::Words, one: &'a Examined) -> Look<'a> {
    let note = one.ran.note.as_ref();
    Look {
        of: one.of.into(),
        test: one.ran.look.name().into(),
        column: one.ran.column.as_str().into(),
        state: if note.is_some() { "note" } else { "quiet" }.into(),
        chance: note.and_then(|note| note.chance).map(Chance::written),
        note: note.map(|note| words.note(note)),
        explanation: one.explanation.clone(),
    }
}

fn calculation<'a>(
    evidence: &'a Evidence,
    of: &'static str,
    one: &'a Calculated,
    figure: &Figure,
) -> Option<Calculation<'a>> {
    let file = evidence.files.get(one.file)?;
    let extract = one.extract.and_then(|index| file.extracts.get(index));
    let outcome = &one.outcome;
    Some(Calculation {
        of: of.into(),
        phrase: one.phrase.as_str().into(),
        file: file.out.as_str().into(),
        table: extract.map(|extract| extract.out.as_str().into()),
        numerator: outcome.value.numerator().to_string(),
        denominator: outcome.value.denominator().to_string(),
        rounded: one.rounded.map_or_else(String::new, |rounded| rounded.to_string()),
        digits: one.digits,
        share: share_in(&figure.unit).numerator().to_string(),
        rows: outcome.rows,
        used: outcome.used,
        left_out: outcome.left_out,
        blanks: outcome.blanks,
        sql: outcome.sql.as_deref().map(Into::into),
        plan: outcome.plan.as_deref().map(|plan| Json(plan.into())),
        reading: Reading::of(&file.reading),
        columns: one.columns.iter().map(|written| (written.column.clone(), column(written))).collect(),
        series: Vec::new(),
    })
}

fn column(written: &Written) -> Column {
    Column {
        decimal: written.decimal_comma.then_some("comma".into()),
        sign: written.sign,
        first: written.first.map(Into::into),
    }
}

/// Writes the lock, where a file was seen for the first time; what was written.
pub fn pin(evidence: &Evidence, root: &Path) -> Result<Option<String>, Diagnostic> {
    if !evidence.lock_is_new {
        return Ok(None);
    }
    let text = evidence.lock.to_string();
    let written = fs::write_atomic(&root.join(lock::FILE), text.as_bytes());
    written.map(|()| Some(text)).map_err(|error| {
        let (message, hint) = fs::explain(&error);
        Diagnostic::error(NOT_WRITTEN, format!("the evidence could not be pinned: {message}"))
            .in_file(lock::FILE)
            .hint(hint)
    })
}
