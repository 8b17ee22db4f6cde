//! What stands behind the figures: files are found, held against `folio.lock`, read as tables and calculated with.
//!
//! A file that several figures use is read and parsed once; files are worked on in parallel. A site without
//! evidence does no work here.

mod change;
mod file;
mod looks;
mod memo;
mod origin;
mod personal;
#[cfg(test)]
mod tests;
mod wanted;

pub use file::line;
pub use looks::of_share;
pub use origin::Origin;
pub use personal::columns as about_people;

use crate::decimal::Decimal;
use crate::diag::{Code, Diagnostic};
use crate::model::Document;
use crate::path::{OutPath, SitePath};
use crate::period::Period;
use crate::proof::calc::Outcome;
use crate::proof::digest::Digest;
use crate::proof::forensics::{Arm, Ran};
use crate::proof::lock::{self, Lock};
use crate::proof::marks::{Found, Marks};
use crate::proof::package::Field;
use crate::source::{Source, Span};
use crate::table::Declared;
use crate::world::{ReadError, Stamp, World};
use jiff::civil::Date;
use memo::Memo;
use rayon::prelude::*;
use serde::{Deserialize, Deserializer, Serialize};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

/// A phrase that is no calculation, or one that the data do not bear.
pub const CALCULATION: Code = Code("calculation");
/// A figure that its own data do not give.
pub const DIFFERS: Code = Code("figure-differs");
/// A file that is not where it should be.
pub const MISSING: Code = Code("evidence-missing");
/// A file that is no table.
pub const NO_TABLE: Code = Code("evidence-table");
/// A file with other bytes than those that are pinned.
pub const CHANGED: Code = Code("evidence-changed");
pub const LARGE: Code = Code("evidence-large");
pub const PERSONAL: Code = Code("evidence-personal");
pub const LOCK: Code = Code("lock");
/// A file that is not pinned, where only pinned ones will do.
pub const NOT_PINNED: Code = Code("not-pinned");

/// From this size on a file is a burden for readers.
const LARGE_BYTES: u64 = 25_000_000;

/// The change of a file that is seen for the first time.
pub const NEW: &str = "new";

/// Where evidence lies that several case studies share, from the site's root.
pub const FOLDER: &str = "evidence";

/// Bytes of all files that are kept in memory until they are published; what is beyond is read again.
const KEPT_BYTES: u64 = 32 << 20;

/// How strictly files are held against the lock.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mode {
    /// What is seen for the first time is pinned; what has changed is an error.
    #[default]
    Build,
    /// Only what is pinned will do.
    Locked,
    /// Everything is taken as it is now.
    Pin,
}

/// All evidence of a site.
#[derive(Debug, Default)]
pub struct Evidence {
    /// By document: its metrics, in their order.
    cases: HashMap<SitePath, Vec<Checked>>,
    /// Sorted by path.
    pub files: Vec<File>,
    /// The lock as it should be.
    pub lock: Lock,
    /// What differs from the lock that was read, in words: `new`, or what changed.
    pub changes: Vec<(SitePath, String)>,
    /// The lock has to be written.
    pub lock_is_new: bool,
}

/// What was found out about one figure.
#[derive(Clone, Debug, Default)]
pub struct Checked {
    pub marks: Marks,
    /// The files behind it, by their number.
    pub files: Vec<usize>,
    pub value: Option<Box<Calculated>>,
    pub baseline: Option<Box<Calculated>>,
    /// Addresses that stand behind it.
    pub links: Vec<Link>,
    /// What was looked for in the data, in its order.
    pub examined: Vec<Examined>,
}

/// A look at the data behind a figure.
#[derive(Clone, Debug, PartialEq)]
pub struct Examined {
    /// `value`, `baseline`, `both`, or `file` where nothing was calculated.
    pub of: &'static str,
    pub ran: Ran,
    /// What the author says of what was found.
    pub explanation: Option<String>,
}

/// An address where others can look, and copies of what it shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    pub url: String,
    /// The address of a copy that somebody else keeps, as the author says; empty without one.
    pub archived: String,
    /// The day of the copy.
    pub captured: Option<Date>,
    /// The author's own copy, by the number of its file.
    pub copy: Option<usize>,
}

/// A calculation that gave its figure.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Calculated {
    /// Kept by those who ask for it, as the next.
    #[serde(skip)]
    pub phrase: String,
    #[serde(skip)]
    pub file: usize,
    /// The table as plain CSV, by its number among the extracts of the file; none where the file is that itself.
    pub extract: Option<usize>,
    pub outcome: Outcome,
    /// At the digits of the figure.
    pub rounded: Option<Decimal>,
    pub digits: u32,
    /// The columns whose numbers or days are written in another way than JSON and ISO 8601 have it.
    pub columns: Vec<Written>,
    /// What the same calculation gives over windows near by, where that differs.
    pub near: Vec<(Period, Decimal)>,
    /// What was looked for in the rows, until that is put together for the figure.
    pub looks: Vec<Ran>,
    /// The group of an experiment that the rows are of.
    pub arm: Option<Arm>,
}

/// How the cells of a column are written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Written {
    pub column: String,
    /// A comma marks the decimals.
    pub decimal_comma: bool,
    /// The sign of money or per cent that its numbers have.
    pub sign: Option<char>,
    /// What stands first in days with slashes: `day` or `month`.
    #[serde(deserialize_with = "first")]
    pub first: First,
}

/// One of two words; under its own name serde would take it for a part of what it reads.
type First = Option<&'static str>;

fn first<'de, D: Deserializer<'de>>(deserializer: D) -> Result<First, D::Error> {
    Ok(match Option::<&str>::deserialize(deserializer)? {
        Some("day") => Some("day"),
        Some("month") => Some("month"),
        _ => None,
    })
}

/// A file of evidence.
#[derive(Clone, Debug, PartialEq)]
pub struct File {
    pub path: SitePath,
    pub digest: Digest,
    pub bytes: u64,
    /// Where it is published.
    pub out: OutPath,
    /// Whether a calculation reads it as a table.
    pub is_table: bool,
    /// Its columns, where it is plain CSV.
    pub fields: Option<Vec<Field>>,
    pub extracts: Vec<Extract>,
    /// What its author says of where it comes from.
    pub origin: Option<Box<Origin>>,
    /// How it is to be read, where its bytes do not tell.
    pub reading: Declared,
    /// What was looked for, where nothing is calculated from it.
    looks: Vec<Ran>,
    kept: Option<Arc<[u8]>>,
}

/// A table as plain CSV, where the file is not that itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Extract {
    pub sheet: Option<String>,
    pub name: String,
    pub out: OutPath,
    pub digest: Digest,
    pub text: Arc<str>,
    pub fields: Vec<Field>,
}

impl Evidence {
    /// The metrics of a document; empty where nothing stands behind any of them.
    #[must_use]
    pub fn of(&self, document: &SitePath) -> &[Checked] {
        if self.cases.is_empty() { &[] } else { self.cases.get(document).map_or(&[], Vec::as_slice) }
    }

    /// What was found out about a metric, by its place in its case study.
    #[must_use]
    pub fn metric(&self, document: &SitePath, index: usize) -> Option<&Checked> {
        self.of(document).get(index)
    }

    /// The published file that a document calls by this name: beside it, else in the folder that all share.
    #[must_use]
    pub fn file(&self, document: &SitePath, name: &str) -> Option<&File> {
        let folder = document.parent().unwrap_or_else(SitePath::root);
        let shared = SitePath::parse(FOLDER).and_then(|shared| shared.resolve(name));
        let paths = [folder.resolve(name), shared];
        paths.iter().flatten().find_map(|path| self.at(path))
    }

    /// The file that lies at this path of the site.
    #[must_use]
    pub fn at(&self, path: &SitePath) -> Option<&File> {
        let index = self.files.binary_search_by(|file| file.path.cmp(path)).ok()?;
        self.files.get(index)
    }

    /// Whether a figure of the site was calculated.
    #[must_use]
    pub fn is_recalculated(&self) -> bool {
        self.files.iter().any(|file| file.is_table)
    }

    /// Whether any figure of the site was held against data.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }
}

impl Checked {
    /// Whether a file or an address stands behind the figure.
    #[must_use]
    pub fn has_data(&self) -> bool {
        !self.files.is_empty() || !self.links.is_empty()
    }
}

impl File {
    /// The bytes that were checked, where they are in memory.
    #[must_use]
    pub fn kept(&self) -> Option<&[u8]> {
        self.kept.as_deref()
    }

    /// The bytes that were checked.
    ///
    /// # Errors
    /// When the file has other bytes by now.
    pub fn read(&self, world: &dyn World) -> Result<Arc<[u8]>, Diagnostic> {
        if let Some(kept) = &self.kept {
            return Ok(Arc::clone(kept));
        }
        let again = world.read(&self.path, crate::table::MAX_BYTES).ok();
        again.filter(|bytes| Digest::of(bytes) == self.digest).map(Arc::from).ok_or_else(|| {
            Diagnostic::error(CHANGED, "this file changed while the site was built")
                .in_file(self.path.as_str())
                .hint("build again")
        })
    }
}

/// Where bytes of this digest are published under this name.
fn out_path(digest: &Digest, name: &str) -> Option<OutPath> {
    OutPath::parse(&format!("proof/evidence/{digest}/{name}")).ok()
}

/// Examines everything that stands behind the figures of some documents. `program`: by whom, where what it finds out is
/// kept and what it has found out before is taken over.
pub fn examine(
    world: &dyn World,
    documents: &[&Document],
    mode: Mode,
    program: Option<Stamp>,
) -> (Evidence, Vec<Diagnostic>) {
    let (wanted, mut diagnostics) = wanted::collect(world, documents);
    if wanted.files.is_empty() && wanted.links.is_empty() && mode != Mode::Pin {
        return (Evidence::default(), diagnostics);
    }
    let recall = || (read_lock(world), change::Notes::recall(world));
    let ((lock, notes), memo) = rayon::join(recall, || Memo::recall(world, program));
    let lock = match lock {
        Ok(lock) => lock,
        Err(diagnostic) => {
            diagnostics.push(diagnostic);
            return (Evidence::default(), diagnostics);
        }
    };
    let room = &AtomicU64::new(KEPT_BYTES);
    let given = file::Given { world, documents, mode, notes: &notes, memo: &memo, room };
    // The calculations of a file are let go with it: the room is for what comes of the next ones.
    let examine = |(number, wanted): (usize, wanted::WantedFile<'_>)| {
        let examined = file::examine(given, &wanted, number, lock.pins.get(wanted.path.as_str()));
        (wanted.rest(), examined)
    };
    let wanted::Wanted { files, links } = wanted;
    let (files, examined): (Vec<_>, Vec<_>) =
        files.into_par_iter().with_max_len(1).enumerate().map(examine).unzip();
    let mut evidence = Evidence { lock: lock.clone(), ..Evidence::default() };
    if mode == Mode::Pin {
        evidence.lock.pins.clear();
    }
    let mut outcomes = Vec::with_capacity(examined.len());
    let (mut rows, mut learned) = (Vec::new(), Vec::new());
    for (wanted, mut examined) in files.iter().zip(examined) {
        diagnostics.append(&mut examined.diagnostics);
        if let Some(words) = examined.change {
            evidence.changes.push((wanted.path.clone(), words));
        }
        if let Some(pin) = examined.pin {
            evidence.lock.pins.insert(wanted.path.to_string(), pin);
        }
        rows.extend(examined.rows);
        learned.extend(examined.learned.map(|learned| (wanted.path.clone(), learned)));
        outcomes.push((examined.file, examined.calculated));
    }
    if mode == Mode::Pin {
        let gone = lock.pins.keys().filter(|path| !evidence.lock.pins.contains_key(*path));
        let gone = gone.filter_map(|path| SitePath::parse(path).ok());
        evidence.changes.extend(gone.map(|path| (path, "no figure rests on it any more".to_owned())));
    }
    evidence.lock_is_new = evidence.lock != lock;
    let now = evidence.lock.clone();
    rayon::join(
        || {
            notes.keep(world, rows, [&lock, &now]);
            memo.keep(world, &learned, &lock);
        },
        || assemble(&mut evidence, documents, (&files, &links), outcomes),
    );
    (evidence, diagnostics)
}

type Outcomes = Vec<(Option<File>, Vec<(wanted::Of, Box<Calculated>)>)>;

/// Gives each figure its marks, and each file its number.
fn assemble(
    evidence: &mut Evidence,
    documents: &[&Document],
    (files, links): (&[wanted::Rest], &[wanted::WantedLink]),
    outcomes: Outcomes,
) {
    let blank = |document: usize| {
        let metrics = documents[document].case.as_ref().map_or(0, |case| case.metrics.len());
        vec![(Checked::default(), Found::default(), 0_usize); metrics]
    };
    let mut cases: HashMap<usize, Vec<(Checked, Found, usize)>> = HashMap::new();
    let mut numbers: Vec<Option<usize>> = Vec::with_capacity(outcomes.len());
    let mut calculated = Vec::new();
    for (file, mut some) in outcomes {
        numbers.push(file.as_ref().map(|_| evidence.files.len()));
        evidence.files.extend(file);
        calculated.append(&mut some);
    }
    for (number, file) in files.iter().enumerate() {
        for (document, metric) in &file.behind {
            let Some((checked, found, _)) =
                cases.entry(*document).or_insert_with(|| blank(*document)).get_mut(*metric)
            else {
                continue;
            };
            if let Some(known) = numbers[number]
                && !checked.files.contains(&known)
            {
                checked.files.push(known);
            }
            let present = numbers[number].is_some();
            found.sourced = Some(found.sourced.unwrap_or(true) && present);
        }
        for of in &file.asked {
            let case = cases.entry(of.document).or_insert_with(|| blank(of.document));
            if let Some((.., asked)) = case.get_mut(of.metric) {
                *asked += 1;
            }
        }
    }
    // Files with the same bytes and name are one on the site. Where that is calculated with, its rows are looked at there.
    let tables: HashSet<OutPath> =
        evidence.files.iter().filter(|file| file.is_table).map(|file| file.out.clone()).collect();
    for file in evidence.files.iter_mut().filter(|file| tables.contains(&file.out)) {
        file.looks.clear();
    }
    for (of, mut calculation) in calculated {
        let Some(known) = numbers[calculation.file] else { continue };
        calculation.file = known;
        let Some((checked, ..)) = cases.get_mut(&of.document).and_then(|case| case.get_mut(of.metric)) else {
            continue;
        };
        if of.baseline {
            checked.baseline = Some(calculation);
        } else {
            checked.value = Some(calculation);
        }
    }
    for wanted::WantedLink { document, metric, link, copy } in links {
        let file = |path: &SitePath| evidence.files.binary_search_by(|file| file.path.cmp(path)).ok();
        if let Some((checked, ..)) =
            cases.entry(*document).or_insert_with(|| blank(*document)).get_mut(*metric)
        {
            checked.links.push(Link { copy: copy.as_ref().and_then(file), ..link.clone() });
        }
    }
    let files = &evidence.files;
    let settled = cases.into_par_iter().map(|(document, metrics)| {
        let checked = metrics.into_iter().map(|(checked, found, asked)| {
            // A figure is reproduced when its value is; what was asked for and did not come out is an error elsewhere.
            let came = usize::from(checked.value.is_some()) + usize::from(checked.baseline.is_some());
            let reproduced = (checked.value.is_some() || asked > came).then_some(asked == came);
            Checked { marks: Marks::of(Found { reproduced, ..found }), ..checked }
        });
        let mut checked: Vec<Checked> = checked.collect();
        if let Some(case) = &documents[document].case {
            for (checked, metric) in checked.iter_mut().zip(&case.metrics) {
                let cited = checked.files.iter().filter_map(|number| files.get(*number));
                let cited: Vec<Ran> = cited.flat_map(|file| file.looks.clone()).collect();
                looks::gather(checked, cited, metric, case);
            }
        }
        (documents[document].path.clone(), checked)
    });
    evidence.cases = settled.collect();
}

fn read_lock(world: &dyn World) -> Result<Lock, Diagnostic> {
    let Ok(path) = SitePath::parse(lock::FILE) else { return Ok(Lock::default()) };
    let bytes = match world.read(&path, crate::table::MAX_BYTES) {
        Ok(bytes) => bytes,
        Err(ReadError::NotFound) => return Ok(Lock::default()),
        Err(error) => {
            return Err(Diagnostic::error(LOCK, format!("the lock cannot be read: {error}"))
                .in_file(lock::FILE)
                .hint("check that it is a file that you may read"));
        }
    };
    let text = String::from_utf8_lossy(&bytes).into_owned();
    Lock::parse(&text).map_err(|error| {
        let span = Span::from(error.span);
        Diagnostic::error(LOCK, error.message)
            .at(&Source::new(lock::FILE, text), span)
            .hint("take the file from version control again, or delete it and run `folio pin`")
    })
}
