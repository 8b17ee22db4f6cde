//! Which files and addresses stand behind which figures.

use super::{CALCULATION, FOLDER, Link, MISSING};
use crate::diag::{Diagnostic, did_you_mean};
use crate::model::Document;
use crate::model::case_study::{CaseStudy, Evidence as Declared};
use crate::path::{PathError, SitePath};
use crate::proof::calc::{Calc, parse};
use crate::source::{Located, Span};
use crate::world::World;
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
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
pub struct Asked<'a> {
    pub of: Of,
    pub phrase: &'a str,
    pub calc: Box<Calc>,
    /// Where the phrase stands; as long as it where it stands there as it is.
    pub span: Span,
}

impl Asked<'_> {
    /// A part of the phrase as a place in the file.
    pub fn part(&self, part: &Range<usize>) -> Span {
        part_of(self.span, self.phrase, part)
    }
}

fn part_of(span: Span, phrase: &str, part: &Range<usize>) -> Span {
    if span.end - span.start == phrase.len() { Span::from(part.clone()).shift(span.start) } else { span }
}

/// A file that is wanted.
#[derive(Clone, Debug)]
pub struct WantedFile<'a> {
    pub path: SitePath,
    /// Where it is named first: the document and the place.
    pub named: (usize, Span),
    /// What its author says of it: the document, and the entry of its `evidence`.
    pub declared: Option<(usize, usize)>,
    /// The figures that it stands behind: document and metric.
    pub behind: Vec<(usize, usize)>,
    pub calcs: Vec<Asked<'a>>,
}

#[derive(Debug, Default)]
pub struct Wanted<'a> {
    /// Sorted by path.
    pub files: Vec<WantedFile<'a>>,
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
pub fn collect<'a>(world: &dyn World, documents: &[&'a Document]) -> (Wanted<'a>, Vec<Diagnostic>) {
    let of_case = |(number, document): (usize, &&'a Document)| {
        let case = document.case.as_deref().filter(|case| rests_on_something(case))?;
        let mut search = Search {
            world,
            document,
            number,
            names: Vec::new(),
            files: BTreeMap::new(),
            links: Vec::new(),
            diagnostics: Vec::new(),
            missing: Vec::new(),
        };
        search.case(case);
        Some((search.files, search.links, search.diagnostics))
    };
    let found: Vec<_> = documents.par_iter().enumerate().filter_map(of_case).collect();
    let (mut files, mut links, mut diagnostics) = (BTreeMap::new(), Vec::new(), Vec::new());
    for (own, mut own_links, mut own_diagnostics) in found {
        for (path, file) in own {
            match files.entry(path) {
                Entry::Vacant(place) => _ = place.insert(file),
                Entry::Occupied(mut known) => known.get_mut().join(file),
            }
        }
        links.append(&mut own_links);
        diagnostics.append(&mut own_diagnostics);
    }
    (Wanted { files: files.into_values().collect(), links }, diagnostics)
}

fn rests_on_something(case: &CaseStudy) -> bool {
    !case.evidence.is_empty()
        || case.facts.iter().any(|fact| !fact.evidence.is_empty())
        || case.metrics.iter().any(|metric| {
            metric.calc.is_some() || metric.baseline_calc.is_some() || !metric.evidence.is_empty()
        })
}

/// What one case study rests on.
struct Search<'a, 'w> {
    world: &'w dyn World,
    document: &'a Document,
    number: usize,
    /// The names of files, and where these lie.
    names: Vec<(String, SitePath)>,
    files: BTreeMap<SitePath, WantedFile<'a>>,
    links: Vec<WantedLink>,
    diagnostics: Vec<Diagnostic>,
    /// Said already.
    missing: Vec<String>,
}

/// Where a file of this name may lie: beside the document, or in the folder that all share.
fn places(document: &Document, name: &str) -> Result<[SitePath; 2], PathError> {
    let folder = document.path.parent().unwrap_or_else(SitePath::root);
    Ok([folder.resolve(name)?, SitePath::parse(FOLDER)?.resolve(name)?])
}

impl<'a> Search<'a, '_> {
    fn case(&mut self, case: &'a CaseStudy) {
        for (index, entry) in case.evidence.iter().enumerate() {
            self.entry(case, index, entry);
        }
        for (metric, stated) in case.metrics.iter().enumerate() {
            for file in &stated.evidence {
                if let Some(file) = self.file(&file.value, file.span) {
                    file.stands_behind(metric);
                }
            }
            for (written, baseline) in [(&stated.calc, false), (&stated.baseline_calc, true)] {
                if let Some(written) = written {
                    self.calculation(metric, baseline, written);
                }
            }
        }
        self.links(case);
        for fact in case.facts.iter().filter(|fact| !fact.evidence.is_empty()) {
            self.file(&fact.evidence, Span::at(0));
        }
    }

    fn entry(&mut self, case: &'a CaseStudy, index: usize, entry: &'a Declared) {
        let number = self.number;
        if !entry.file.is_empty()
            && let Some(file) = self.file(&entry.file, entry.span)
        {
            file.declared.get_or_insert((number, index));
            for metric in supported(case, entry) {
                file.stands_behind(metric);
            }
        }
    }

    /// The addresses of a case study. One with a file is what that file is a copy of, and stands behind whatever the
    /// file stands behind.
    fn links(&mut self, case: &'a CaseStudy) {
        for entry in case.evidence.iter().filter(|entry| !entry.url.is_empty()) {
            let copy = if entry.file.is_empty() { None } else { self.find(&entry.file, entry.span) };
            let mut metrics: Vec<usize> = supported(case, entry).collect();
            if let Some(file) = copy.as_ref().and_then(|path| self.files.get(path)) {
                metrics.extend(file.behind.iter().map(|(_, metric)| metric));
            }
            metrics.sort_unstable();
            metrics.dedup();
            let link = || Link {
                url: entry.url.clone(),
                archived: entry.archived.clone(),
                captured: entry.captured,
                copy: None,
            };
            let document = self.number;
            self.links.extend(metrics.into_iter().map(|metric| WantedLink {
                document,
                metric,
                link: link(),
                copy: copy.clone(),
            }));
        }
    }

    fn calculation(&mut self, metric: usize, baseline: bool, written: &'a Located<String>) {
        let (phrase, span) = (written.value.as_str(), written.span);
        let calc = match parse(phrase) {
            Ok(calc) => Box::new(calc),
            Err(error) => {
                let place = part_of(span, phrase, &error.span);
                let diagnostic = Diagnostic::error(CALCULATION, error.message)
                    .at(&self.document.source, place)
                    .hint(error.hint);
                self.diagnostics.push(diagnostic);
                return;
            }
        };
        let (of, place) =
            (Of { document: self.number, metric, baseline }, part_of(span, phrase, &calc.file.span));
        if let Some(file) = self.file(&calc.file.text, place) {
            file.stands_behind(metric);
            file.calcs.push(Asked { of, phrase, calc, span });
        }
    }

    /// The file of a name: beside the document, else in the folder that all share.
    fn file(&mut self, name: &str, span: Span) -> Option<&mut WantedFile<'a>> {
        let path = self.find(name, span)?;
        let number = self.number;
        Some(self.files.entry(path.clone()).or_insert_with(|| WantedFile {
            path,
            named: (number, span),
            declared: None,
            behind: Vec::new(),
            calcs: Vec::new(),
        }))
    }

    fn find(&mut self, name: &str, span: Span) -> Option<SitePath> {
        if let Some((_, path)) = self.names.iter().find(|(known, _)| known == name) {
            return Some(path.clone());
        }
        let [beside, shared] = match places(self.document, name) {
            Ok(places) => places,
            Err(error) => {
                self.report(name, span, error.message, error.hint);
                return None;
            }
        };
        if let Some(path) = [&beside, &shared].into_iter().find(|path| self.world.exists(path)) {
            self.names.push((name.to_owned(), path.clone()));
            return Some(path.clone());
        }
        let hint = match self.nearly(&[&beside, &shared]) {
            Some(close) => format!("did you mean `{close}`?"),
            None => format!("put it at `{beside}`, or at `{shared}` where several case studies share it"),
        };
        self.report(name, span, format!("there is no file `{name}`"), hint);
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

    fn report(&mut self, name: &str, span: Span, message: String, hint: impl Into<String>) {
        if !self.missing.iter().any(|known| known == name) {
            let diagnostic = Diagnostic::error(MISSING, message).at(&self.document.source, span).hint(hint);
            self.diagnostics.push(diagnostic);
            self.missing.push(name.to_owned());
        }
    }
}

/// The metrics that an entry names.
fn supported<'a>(case: &'a CaseStudy, entry: &'a Declared) -> impl Iterator<Item = usize> {
    entry.supports.iter().filter_map(|id| case.metrics.iter().position(|metric| metric.id == *id))
}

/// What is left of a file that is wanted once its calculations were carried out.
#[derive(Debug)]
pub struct Rest {
    pub path: SitePath,
    pub behind: Vec<(usize, usize)>,
    pub asked: Vec<Of>,
}

impl WantedFile<'_> {
    pub fn rest(self) -> Rest {
        let asked = self.calcs.iter().map(|asked| asked.of).collect();
        Rest { path: self.path, behind: self.behind, asked }
    }

    /// That it stands behind a metric of the one case study that wants it so far.
    fn stands_behind(&mut self, metric: usize) {
        if self.behind.iter().all(|(_, known)| *known != metric) {
            self.behind.push((self.named.0, metric));
        }
    }

    /// Takes in what a later case study wants of it.
    fn join(&mut self, later: Self) {
        self.declared = self.declared.or(later.declared);
        self.behind.extend(later.behind);
        self.calcs.extend(later.calcs);
    }
}
