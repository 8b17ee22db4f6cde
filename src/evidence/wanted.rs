//! Which files and addresses stand behind which figures.

use super::{CALCULATION, FOLDER, Link, MISSING};
use crate::diag::{Diagnostic, did_you_mean};
use crate::model::Document;
use crate::model::case_study::{CaseStudy, Evidence as Entry};
use crate::path::{PathError, SitePath};
use crate::proof::calc::{Calc, CalcError, parse};
use crate::source::{Located, Span};
use crate::world::World;
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::ops::Range;

/// One figure: of the value of a metric, or of its baseline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Of {
    pub document: usize,
    pub metric: usize,
    pub baseline: bool,
}

/// A calculation that a figure asks for.
#[derive(Clone, Debug)]
pub struct Asked {
    pub of: Of,
    pub phrase: String,
    pub calc: Calc,
    /// Where the phrase stands; as long as it where it stands there as it is.
    pub span: Span,
}

impl Asked {
    /// A part of the phrase as a place in the file.
    pub fn part(&self, part: &Range<usize>) -> Span {
        part_of(self.span, &self.phrase, part)
    }
}

fn part_of(span: Span, phrase: &str, part: &Range<usize>) -> Span {
    if span.end - span.start == phrase.len() { Span::from(part.clone()).shift(span.start) } else { span }
}

/// A file that is wanted.
#[derive(Clone, Debug)]
pub struct WantedFile {
    pub path: SitePath,
    /// Where it is named first: the document and the place.
    pub named: (usize, Span),
    /// What its author says of it: the document, and the entry of its `evidence`.
    pub declared: Option<(usize, usize)>,
    /// The figures that it stands behind: document and metric.
    pub behind: Vec<(usize, usize)>,
    pub calcs: Vec<Asked>,
}

#[derive(Debug, Default)]
pub struct Wanted {
    /// Sorted by path.
    pub files: Vec<WantedFile>,
    pub links: Vec<WantedLink>,
}

/// An address that stands behind a figure.
#[derive(Clone, Debug)]
pub struct WantedLink {
    pub document: usize,
    pub metric: usize,
    pub link: Link,
    /// The author's own copy of what it shows.
    pub copy: Option<SitePath>,
}

/// Looks through the case studies.
pub fn collect(world: &dyn World, documents: &[&Document]) -> (Wanted, Vec<Diagnostic>) {
    let read = documents.par_iter().map(|document| Read::of(world, document)).collect();
    let mut search = Search {
        world,
        documents,
        read,
        names: Vec::new(),
        files: BTreeMap::new(),
        links: Vec::new(),
        diagnostics: Vec::new(),
        missing: Vec::new(),
    };
    for (index, document) in documents.iter().enumerate() {
        if let Some(case) = document.case.as_deref().filter(|case| rests_on_something(case)) {
            search.case(index, case);
        }
    }
    (Wanted { files: search.files.into_values().collect(), links: search.links }, search.diagnostics)
}

fn rests_on_something(case: &CaseStudy) -> bool {
    !case.evidence.is_empty()
        || case.facts.iter().any(|fact| !fact.evidence.is_empty())
        || case.metrics.iter().any(|metric| {
            metric.calc.is_some() || metric.baseline_calc.is_some() || !metric.evidence.is_empty()
        })
}

struct Search<'a> {
    world: &'a dyn World,
    documents: &'a [&'a Document],
    /// What was read of each document already.
    read: Vec<Read>,
    /// The names of files in the case study at hand, and where these lie.
    names: Vec<(String, SitePath)>,
    files: BTreeMap<SitePath, WantedFile>,
    links: Vec<WantedLink>,
    diagnostics: Vec<Diagnostic>,
    /// Said already: which document misses which file.
    missing: Vec<(usize, String)>,
}

/// What can be told of a document by itself.
#[derive(Default)]
struct Read {
    phrases: Vec<(Of, Result<Calc, CalcError>)>,
    /// The names of the files that are there, and where these lie.
    names: Vec<(String, SitePath)>,
}

impl Read {
    fn of(world: &dyn World, document: &Document) -> Self {
        let Some(case) = document.case.as_deref().filter(|case| rests_on_something(case)) else {
            return Self::default();
        };
        let phrases = phrases(document);
        let calculated = phrases.iter().filter_map(|(_, read)| Some(read.as_ref().ok()?.file.text.as_str()));
        let declared = case.evidence.iter().map(|entry| entry.file.as_str());
        let cited = case.metrics.iter().flat_map(|metric| &metric.evidence).map(|file| file.value.as_str());
        let of_facts = case.facts.iter().map(|fact| fact.evidence.as_str());
        let mut names: Vec<(String, SitePath)> = Vec::new();
        for name in declared.chain(cited).chain(calculated).chain(of_facts).filter(|name| !name.is_empty()) {
            if names.iter().all(|(known, _)| known != name)
                && let Ok(paths) = places(document, name)
                && let Some(path) = paths.into_iter().find(|path| world.exists(path))
            {
                names.push((name.to_owned(), path));
            }
        }
        Self { phrases, names }
    }
}

/// Where a file of this name may lie: beside the document, or in the folder that all share.
fn places(document: &Document, name: &str) -> Result<[SitePath; 2], PathError> {
    let folder = document.path.parent().unwrap_or_else(SitePath::root);
    Ok([folder.resolve(name)?, SitePath::parse(FOLDER)?.resolve(name)?])
}

/// The calculations of a document, each read as one or refused.
fn phrases(document: &Document) -> Vec<(Of, Result<Calc, CalcError>)> {
    let metrics = document.case.iter().flat_map(|case| case.metrics.iter().enumerate());
    let both = metrics.flat_map(|(index, metric)| {
        let written = [(metric.calc.as_deref(), false), (metric.baseline_calc.as_deref(), true)];
        written.into_iter().filter_map(move |(written, baseline)| Some((index, baseline, written?)))
    });
    // The document has no number here; whoever takes these knows it.
    both.map(|(metric, baseline, written)| (Of { document: 0, metric, baseline }, parse(&written.value)))
        .collect()
}

impl Search<'_> {
    fn case(&mut self, document: usize, case: &CaseStudy) {
        let read = std::mem::take(&mut self.read[document]);
        self.names = read.names;
        let mut phrases = read.phrases.into_iter();
        for (index, entry) in case.evidence.iter().enumerate() {
            self.entry(document, case, index, entry);
        }
        for (metric, stated) in case.metrics.iter().enumerate() {
            for file in &stated.evidence {
                if let Some(file) = self.file(document, &file.value, file.span) {
                    behind(file, document, metric);
                }
            }
            for written in [&stated.calc, &stated.baseline_calc].into_iter().flatten() {
                if let Some((of, read)) = phrases.next() {
                    self.calculation(Of { document, ..of }, written, read);
                }
            }
        }
        self.links(document, case);
        for fact in case.facts.iter().filter(|fact| !fact.evidence.is_empty()) {
            self.file(document, &fact.evidence, Span::at(0));
        }
    }

    fn entry(&mut self, document: usize, case: &CaseStudy, index: usize, entry: &Entry) {
        if !entry.file.is_empty()
            && let Some(file) = self.file(document, &entry.file, entry.span)
        {
            file.declared.get_or_insert((document, index));
            for metric in supported(case, entry) {
                behind(file, document, metric);
            }
        }
    }

    /// The addresses of a case study. One with a file is what that file is a copy of, and stands behind whatever the
    /// file stands behind.
    fn links(&mut self, document: usize, case: &CaseStudy) {
        for entry in case.evidence.iter().filter(|entry| !entry.url.is_empty()) {
            let copy =
                if entry.file.is_empty() { None } else { self.find(document, &entry.file, entry.span) };
            let mut metrics: Vec<usize> = supported(case, entry).collect();
            if let Some(file) = copy.as_ref().and_then(|path| self.files.get(path)) {
                metrics.extend(
                    file.behind.iter().filter(|(known, _)| *known == document).map(|(_, metric)| metric),
                );
            }
            metrics.sort_unstable();
            metrics.dedup();
            let link = || Link {
                url: entry.url.clone(),
                archived: entry.archived.clone(),
                captured: entry.captured,
                copy: None,
            };
            self.links.extend(metrics.into_iter().map(|metric| WantedLink {
                document,
                metric,
                link: link(),
                copy: copy.clone(),
            }));
        }
    }

    fn calculation(&mut self, of: Of, written: &Located<String>, read: Result<Calc, CalcError>) {
        let source = &self.documents[of.document].source;
        let (phrase, span) = (&written.value, written.span);
        let calc = match read {
            Ok(calc) => calc,
            Err(error) => {
                let place = part_of(span, phrase, &error.span);
                let diagnostic =
                    Diagnostic::error(CALCULATION, error.message).at(source, place).hint(error.hint);
                self.diagnostics.push(diagnostic);
                return;
            }
        };
        let place = part_of(span, phrase, &calc.file.span);
        let name = calc.file.text.clone();
        if let Some(file) = self.file(of.document, &name, place) {
            behind(file, of.document, of.metric);
            file.calcs.push(Asked { of, phrase: phrase.clone(), calc, span });
        }
    }

    /// The file of a name: beside the document, else in the folder that all share.
    fn file(&mut self, document: usize, name: &str, span: Span) -> Option<&mut WantedFile> {
        let path = self.find(document, name, span)?;
        Some(self.files.entry(path.clone()).or_insert_with(|| WantedFile {
            path,
            named: (document, span),
            declared: None,
            behind: Vec::new(),
            calcs: Vec::new(),
        }))
    }

    fn find(&mut self, document: usize, name: &str, span: Span) -> Option<SitePath> {
        if let Some((_, path)) = self.names.iter().find(|(known, _)| known == name) {
            return Some(path.clone());
        }
        let [beside, shared] = match places(self.documents[document], name) {
            Ok(places) => places,
            Err(error) => {
                self.report(document, name, span, error.message, error.hint);
                return None;
            }
        };
        let known = |path: &SitePath| self.files.contains_key(path) || self.world.exists(path);
        if let Some(path) = [&beside, &shared].into_iter().find(|path| known(path)) {
            self.names.push((name.to_owned(), path.clone()));
            return Some(path.clone());
        }
        let hint = match self.nearly(&[&beside, &shared]) {
            Some(close) => format!("did you mean `{close}`?"),
            None => format!("put it at `{beside}`, or at `{shared}` where several case studies share it"),
        };
        self.report(document, name, span, format!("there is no file `{name}`"), hint);
        None
    }

    /// A file beside one of these that is nearly called the same, as its name there.
    fn nearly(&self, wanted: &[&SitePath]) -> Option<String> {
        wanted.iter().find_map(|path| {
            let folder = path.parent()?;
            let files = self.world.walk(&folder, &|_, is_folder| is_folder).files;
            let names: Vec<&str> = files.iter().map(|entry| entry.path.file_name()).collect();
            did_you_mean(path.file_name(), names).map(str::to_owned)
        })
    }

    fn report(&mut self, document: usize, name: &str, span: Span, message: String, hint: impl Into<String>) {
        let key = (document, name.to_owned());
        if !self.missing.contains(&key) {
            let source = &self.documents[document].source;
            self.diagnostics.push(Diagnostic::error(MISSING, message).at(source, span).hint(hint));
            self.missing.push(key);
        }
    }
}

/// The metrics that an entry names.
fn supported<'a>(case: &'a CaseStudy, entry: &'a Entry) -> impl Iterator<Item = usize> {
    entry.supports.iter().filter_map(|id| case.metrics.iter().position(|metric| metric.id == *id))
}

fn behind(file: &mut WantedFile, document: usize, metric: usize) {
    // Case studies come one after the other.
    let mut own = file.behind.iter().rev().take_while(|(known, _)| *known == document);
    if !own.any(|(_, known)| *known == metric) {
        file.behind.push((document, metric));
    }
}
