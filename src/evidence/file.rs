//! One file: read once, held against its pin, parsed once for each sheet, and calculated with.

use super::change::Notes;
use super::memo::{Entry as Known, Findings, Learned, Memo};
use super::origin::Origin;
use super::wanted::{Asked, Of, WantedFile};
use super::{
    CALCULATION, CHANGED, Calculated, DIFFERS, Extract, File, LARGE, LARGE_BYTES, MISSING, Mode, NEW,
    NO_TABLE, NOT_PINNED, PERSONAL, Written, change, out_path, personal,
};
use crate::decimal::Decimal;
use crate::diag::Diagnostic;
use crate::front_matter::BAD_GIT;
use crate::memo::Key;
use crate::model::Document;
use crate::model::case_study::Evidence as Entry;
use crate::model::metric::{Amount, Figure, Metric};
use crate::proof::calc::{Calc, CalcError, Outcome, Stated, near, run_and_show};
use crate::proof::digest::Digest;
use crate::proof::forensics::{self, Question};
use crate::proof::git;
use crate::proof::lock::Pin;
use crate::proof::package::Field;
use crate::source::{Source, Span};
use crate::table::{Declared, Format, MAX_BYTES, Mark, Table, TableError};
use crate::world::{Stamp, World};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// What came of a file.
#[derive(Debug, Default)]
pub struct Examined {
    /// Present when it may be published.
    pub file: Option<File>,
    pub calculated: Vec<(Of, Box<Calculated>)>,
    pub pin: Option<Pin>,
    /// What is not as the lock has it, in words.
    pub change: Option<String>,
    /// How its rows are, where no earlier run has noted it.
    pub rows: Option<(Digest, Vec<u64>)>,
    /// What later runs need not find out again.
    pub learned: Option<Learned>,
    pub diagnostics: Vec<Diagnostic>,
}

/// What is the same for all files.
#[derive(Clone, Copy)]
pub struct Given<'a> {
    pub world: &'a dyn World,
    pub documents: &'a [&'a Document],
    pub mode: Mode,
    pub notes: &'a Notes,
    pub memo: &'a Memo,
    /// How many bytes may still be kept in memory.
    pub room: &'a AtomicU64,
}

impl Given<'_> {
    /// Takes room for so many bytes, if there is as much.
    fn takes(self, bytes: u64) -> bool {
        let less = |room: u64| room.checked_sub(bytes);
        self.room.fetch_update(Ordering::Relaxed, Ordering::Relaxed, less).is_ok()
    }
}

/// One file under examination.
struct Examination<'a> {
    given: Given<'a>,
    world: &'a dyn World,
    documents: &'a [&'a Document],
    wanted: &'a WantedFile<'a>,
    declared: Option<&'a Entry>,
    number: usize,
    done: Examined,
}

pub fn examine(given: Given<'_>, wanted: &WantedFile<'_>, number: usize, pin: Option<&Pin>) -> Examined {
    let Given { world, documents, memo, .. } = given;
    let declared = wanted.declared.and_then(|(document, entry)| {
        documents[document].case.as_ref().and_then(|case| case.evidence.get(entry))
    });
    let mut examination =
        Examination { given, world, documents, wanted, declared, number, done: Examined::default() };
    let question = memo.question(wanted, declared, |of| examination.figure(of));
    let known = question.as_ref().and_then(|question| memo.find(&wanted.path, question, pin?));
    let stamp = question.as_ref().and_then(|_| world.stamp(&wanted.path));
    if let Some(known) = known.filter(|known| stamp.is_some() && known.stamp == stamp)
        && examination.recall(known, None)
    {
        examination.done.pin = pin.cloned();
        return examination.done;
    }
    let bytes = match world.read(&wanted.path, MAX_BYTES) {
        Ok(bytes) => bytes,
        Err(error) => {
            examination.report(
                Diagnostic::error(MISSING, format!("`{}` cannot be read: {error}", wanted.path)),
                wanted.named.1,
                "check that it is a file that you may read, of at most 256 MB",
            );
            return examination.done;
        }
    };
    let digest = Digest::of(&bytes);
    if let Some(known) = known.filter(|known| known.digest == digest)
        && examination.recall(known, Some(&bytes))
    {
        examination.done.pin = pin.cloned();
        examination.done.learned = stamp.map(|stamp| known.with(stamp));
        return examination.done;
    }
    let tables = examination.tables(&bytes);
    examination.file(bytes, digest, &tables, pin);
    if examination.done.file.is_some() {
        examination.done.calculated.reserve(wanted.calcs.len());
        for asked in &wanted.calcs {
            if let Some(table) = tables.get(asked.calc.sheet.as_deref().unwrap_or_default()) {
                examination.calculate(asked, table);
            }
        }
    }
    if let Some(question) = &question {
        examination.learn(question, stamp, &tables);
    }
    examination.done
}

impl<'a> Examination<'a> {
    fn report(&mut self, diagnostic: Diagnostic, span: Span, hint: impl Into<String>) {
        let source = &self.documents[self.wanted.named.0].source;
        self.done.diagnostics.push(diagnostic.at(source, span).hint(hint));
    }

    /// The tables that calculations ask for, by sheet; a table that nobody calculates with is looked at for its
    /// rows and columns.
    fn tables(&mut self, bytes: &[u8]) -> BTreeMap<String, Table> {
        let mut tables = BTreeMap::new();
        let mut refused: Vec<&str> = Vec::new();
        let name = self.wanted.path.file_name();
        let declared = self.declared.map_or_else(Declared::default, |entry| entry.table.clone());
        for asked in &self.wanted.calcs {
            let sheet = asked.calc.sheet.as_deref();
            let key = sheet.unwrap_or_default();
            if tables.contains_key(key) || refused.contains(&key) {
                continue;
            }
            match Table::read(bytes, name, sheet, &declared) {
                Ok(table) => _ = tables.insert(key.to_owned(), table),
                Err(error) => {
                    refused.push(key);
                    let source = &self.documents[asked.of.document].source;
                    let diagnostic = no_table(name, &self.wanted.path, &error)
                        .at(source, asked.part(&asked.calc.file.span))
                        .hint(error.hint);
                    self.done.diagnostics.push(diagnostic);
                }
            }
        }
        if self.wanted.calcs.is_empty()
            && Format::of(name).is_some()
            && let Ok(table) = Table::read(bytes, name, None, &declared)
        {
            tables.insert(String::new(), table);
        }
        tables
    }

    /// Takes over what is known of the file, whose `bytes` may have been read to tell; false where that is of no use.
    fn recall(&mut self, known: &Known, bytes: Option<&[u8]>) -> bool {
        let Some(findings) = self.given.memo.findings(known) else { return false };
        let Findings { rows, blob, fields, extracts, looks, calculated } = findings;
        let Some(out) = out_path(&known.digest, self.wanted.path.file_name()) else { return false };
        if calculated.len() != self.wanted.calcs.len() || self.given.notes.lack(&known.digest, rows) {
            return false;
        }
        let stem = self.wanted.path.stem();
        let extracts = extracts.into_iter().filter_map(|known| {
            let sheet = known.sheet.unwrap_or_default();
            extract(stem, &sheet, known.text.into(), known.fields.into_owned())
        });
        self.done.file = Some(File {
            path: self.wanted.path.clone(),
            digest: known.digest,
            bytes: known.bytes,
            out,
            is_table: !self.wanted.calcs.is_empty(),
            fields: fields.map(Cow::into_owned),
            extracts: extracts.collect(),
            origin: self.declared.and_then(|entry| Origin::of(entry, |_| blob.into_owned())),
            reading: self.declared.map_or_else(Declared::default, |entry| entry.table.clone()),
            looks: looks.into_owned(),
            kept: bytes.filter(|bytes| self.given.takes(bytes.len() as u64)).map(Arc::from),
        });
        self.weigh(known.bytes);
        let calculated = self.wanted.calcs.iter().zip(calculated).map(|(asked, calculated)| {
            let (phrase, file) = (asked.phrase.to_owned(), self.number);
            (asked.of, Box::new(Calculated { phrase, file, ..calculated.into_owned() }))
        });
        self.done.calculated = calculated.collect();
        true
    }

    /// Keeps what was found out, if it is beyond reproach.
    fn learn(&mut self, question: &Key, stamp: Option<Stamp>, tables: &BTreeMap<String, Table>) {
        let Examined { file, calculated, diagnostics, .. } = &self.done;
        let is_clean = diagnostics.iter().all(|diagnostic| diagnostic.code == LARGE);
        if let Some(file) = file.as_ref().filter(|_| is_clean && calculated.len() == self.wanted.calcs.len())
        {
            let rows = only(tables).map_or(0, change::numbered);
            self.done.learned = Learned::of(question, stamp, rows, file, calculated);
        }
    }

    /// Says that a file is a burden for readers.
    fn weigh(&mut self, size: u64) {
        if size > LARGE_BYTES {
            let (path, megabytes) = (&self.wanted.path, size / 1_000_000);
            let message =
                format!("`{path}` has {megabytes} MB, and every reader who checks the figure loads it");
            let hint = "publish the rows and columns that the figures need";
            self.report(Diagnostic::warning(LARGE, message), self.wanted.named.1, hint);
        }
    }

    /// Holds the file against its pin and gives it its place on the site.
    fn file(&mut self, bytes: Vec<u8>, digest: Digest, tables: &BTreeMap<String, Table>, pin: Option<&Pin>) {
        let mode = self.given.mode;
        let (path, span) = (&self.wanted.path, self.wanted.named.1);
        let size = bytes.len() as u64;
        let only = only(tables);
        let pinned = match pin {
            Some(pin) if pin.digest == digest => Some(pin.clone()),
            Some(pin) => {
                let words = change::describe(self.given.notes, pin, size, only);
                self.done.change = Some(words.clone());
                if mode != Mode::Pin {
                    let message = format!("`{path}` has changed since {}: {words}", pin.pinned);
                    let hint = "run `folio pin` to accept it, or take the old file from version control";
                    self.report(Diagnostic::error(CHANGED, message), span, hint);
                    return;
                }
                None
            }
            None if mode == Mode::Locked => {
                let message =
                    format!("`{path}` is not pinned in folio.lock, and `--locked` takes only what is");
                self.report(
                    Diagnostic::error(NOT_PINNED, message),
                    span,
                    "run `folio pin`, and commit folio.lock",
                );
                return;
            }
            None => {
                self.done.change = Some(NEW.to_owned());
                None
            }
        };
        self.done.pin = Some(pinned.unwrap_or_else(|| Pin {
            digest,
            bytes: size,
            shape: only.map(change::shape),
            pinned: self.world.today(),
        }));
        let rows = only.and_then(|table| self.given.notes.new_rows(&digest, table));
        self.done.rows = rows.map(|rows| (digest, rows));
        self.look_for_people(tables);
        self.weigh(size);
        self.hold_against_git(&bytes);
        let Some(out) = out_path(&digest, path.file_name()) else { return };
        let extracts =
            tables.iter().filter(|(_, table)| !self.wanted.calcs.is_empty() && !table.is_plain_csv());
        let extracts = extracts
            .filter_map(|(sheet, table)| extract(path.stem(), sheet, table.to_csv().into(), fields(table)));
        self.done.file = Some(File {
            path: path.clone(),
            digest,
            bytes: size,
            out,
            is_table: !self.wanted.calcs.is_empty(),
            fields: only.filter(|table| table.is_plain_csv()).map(fields),
            extracts: extracts.collect(),
            origin: self.declared.and_then(|entry| Origin::of(entry, |digits| git::blob(&bytes, digits))),
            reading: self.declared.map_or_else(Declared::default, |entry| entry.table.clone()),
            looks: if self.wanted.calcs.is_empty() {
                only.map_or_else(Vec::new, |table| forensics::of_cited(table, path.file_name()))
            } else {
                Vec::new()
            },
            kept: self.given.takes(size).then(|| Arc::from(bytes)),
        });
    }

    /// The name that git gives to the bytes, where the author says which it is.
    fn hold_against_git(&mut self, bytes: &[u8]) {
        let place = self.declared.and_then(|entry| entry.git.as_deref());
        let Some(place) = place.filter(|place| !place.blob.is_empty()) else { return };
        let blob = git::blob(bytes, place.blob.len());
        if blob != place.blob {
            let Some((document, _)) = self.wanted.declared else { return };
            let message =
                format!("git calls the bytes of `{}` {blob}, and `blob` says other ones", self.wanted.path);
            let hint = format!(
                "take the file from that commit again (`git show {}:{}`), or correct `blob`",
                &place.commit[..12],
                place.path
            );
            let source = &self.documents[document].source;
            self.done.diagnostics.push(Diagnostic::error(BAD_GIT, message).at(source, place.span).hint(hint));
        }
    }

    fn look_for_people(&mut self, tables: &BTreeMap<String, Table>) {
        if self.declared.is_some_and(|entry| !entry.personal.is_empty()) {
            return;
        }
        let mut columns: Vec<String> = tables.values().flat_map(personal::columns).collect();
        columns.sort_unstable();
        columns.dedup();
        if columns.is_empty() {
            return;
        }
        let names: Vec<String> = columns.iter().map(|name| format!("`{name}`")).collect();
        let what = if columns.len() == 1 { "column" } else { "columns" };
        let message =
            format!("`{}` may tell of people, in the {what} {}", self.wanted.path, names.join(", "));
        let name = self.wanted.path.file_name();
        let hint = format!(
            "leave such columns out; or say under `evidence` what it holds: `{{ file: {name}, personal: none }}`, `consented` or `redacted`"
        );
        self.report(Diagnostic::error(PERSONAL, message), self.wanted.named.1, hint);
    }

    fn metric(&self, of: Of) -> Option<&'a Metric> {
        self.documents[of.document].case.as_ref()?.metrics.get(of.metric)
    }

    /// What a calculation is to give.
    fn figure(&self, of: Of) -> Option<&'a Figure> {
        let metric = self.metric(of)?;
        if of.baseline { metric.baseline.as_ref() } else { Some(&metric.value) }
    }

    fn calculate(&mut self, asked: &Asked, table: &Table) {
        let document = self.documents[asked.of.document];
        let Some(metric) = self.metric(asked.of) else { return };
        let Some(figure) = self.figure(asked.of) else {
            let diagnostic =
                Diagnostic::error(CALCULATION, "this calculates a baseline, and the metric has none")
                    .at(&document.source, asked.span)
                    .hint("add `baseline:`, or remove `baseline_calc:`");
            self.done.diagnostics.push(diagnostic);
            return;
        };
        let stated = stated(figure.amount);
        let digits = stated.digits();
        let (outcome, sample) = match run_and_show(&asked.calc, table, &figure.unit, digits) {
            Ok(both) => both,
            Err(error) => {
                self.failed(asked, table, &error);
                return;
            }
        };
        if !stated.is_given_by(outcome.value) {
            let diagnostic = differs(figure, &outcome, digits).at(&document.source, asked.span).related(
                &document.source,
                metric.span,
                "the figure of this metric",
            );
            self.done.diagnostics.push(diagnostic);
            return;
        }
        let rounded = outcome.value.round(digits);
        let neighbours = near(&asked.calc, table, &figure.unit);
        let mut near = Vec::with_capacity(neighbours.len());
        near.extend(neighbours.into_iter().filter_map(|(window, value)| {
            let value = value.round(digits)?;
            (Some(value) != rounded).then_some((window, value))
        }));
        let sheet = asked.calc.sheet.as_deref().unwrap_or_default();
        let extracts = self.done.file.iter().flat_map(|file| &file.extracts);
        let extract =
            extracts.enumerate().find(|(_, extract)| extract.sheet.as_deref().unwrap_or_default() == sheet);
        let extract = extract.map(|(index, _)| index);
        let phrase = asked.phrase.to_owned();
        let columns = written(&asked.calc, table);
        let benford = self.declared.is_some_and(|entry| entry.benford);
        let question = Question { calc: &asked.calc, sample: &sample, window: figure.period, benford };
        let looks = forensics::of_rows(question, table, &asked.calc.file.text);
        let arm = forensics::arm(&asked.calc, &sample, &outcome);
        let calculated = Calculated {
            phrase,
            file: self.number,
            extract,
            outcome,
            rounded,
            digits,
            columns,
            near,
            looks,
            arm,
        };
        self.done.calculated.push((asked.of, Box::new(calculated)));
    }

    fn failed(&mut self, asked: &Asked, table: &Table, error: &CalcError) {
        let source = &self.documents[asked.of.document].source;
        let mut message = error.message.clone();
        if let Some(row) = error.row {
            message = format!("{message} ({} of `{}`)", table.place_text(row), self.wanted.path.file_name());
            message = error.others.behind(message);
        }
        let mut diagnostic =
            Diagnostic::error(CALCULATION, message).at(source, asked.part(&error.span)).hint(&error.hint);
        if let Some(row) = error.row {
            let (source, span) = line(self.wanted.path.as_str(), table.place(row), &table.line_of(row));
            diagnostic = diagnostic.related(&source, span, "this row");
        }
        self.done.diagnostics.push(diagnostic);
    }
}

/// How the columns of a calculation are written, where that is not as JSON and ISO 8601 have it.
fn written(calc: &Calc, table: &Table) -> Vec<Written> {
    let columns = calc.columns().into_iter().filter_map(|name| {
        let column = table.column(name).ok()?;
        let numbers = table.numbers(column).ok();
        let written = Written {
            column: name.to_owned(),
            decimal_comma: numbers.is_some_and(|numbers| numbers.mark == Mark::Comma),
            sign: numbers.and_then(|numbers| numbers.sign),
            first: table.days(column).first(),
        };
        (written.decimal_comma || written.sign.is_some() || written.first.is_some()).then_some(written)
    });
    columns.collect()
}

fn no_table(name: &str, path: &crate::path::SitePath, error: &TableError) -> Diagnostic {
    let diagnostic =
        Diagnostic::error(NO_TABLE, format!("`{name}` cannot be calculated with: {}", error.message));
    match &error.at {
        Some((number, text)) => {
            let (source, span) = line(path.as_str(), *number, text);
            diagnostic.related(&source, span, "here")
        }
        None => diagnostic,
    }
}

/// A line of a file of which the rest is not shown.
pub fn line(name: &str, number: usize, text: &str) -> (Arc<Source>, Span) {
    // A spreadsheet may break lines inside a cell.
    let text = text.lines().next().unwrap_or_default();
    let before = number.saturating_sub(1);
    (Source::new(name, "\n".repeat(before) + text), Span::new(before, before + text.len()))
}

fn stated(amount: Amount) -> Stated {
    match amount {
        Amount::Exact(number) => Stated::Exact(number),
        Amount::AtLeast(number) => Stated::AtLeast(number),
        Amount::AtMost(number) => Stated::AtMost(number),
        Amount::Between(low, high) => Stated::Between(low, high),
    }
}

fn differs(figure: &Figure, outcome: &Outcome, digits: u32) -> Diagnostic {
    let unit = |number: Decimal| {
        let gap = if figure.unit.is_joined() { "" } else { " " };
        format!("{}{number}{gap}{}", figure.unit.prefix, figure.unit.suffix).trim_end().to_owned()
    };
    let written = match figure.amount {
        Amount::Exact(number) => unit(number),
        Amount::AtLeast(number) => format!("at least {}", unit(number)),
        Amount::AtMost(number) => format!("at most {}", unit(number)),
        Amount::Between(low, high) => unit(low) + "–" + &unit(high),
    };
    // A bound is missed by what rounding would hide.
    let exactly = matches!(figure.amount, Amount::Exact(_));
    let shown = if exactly { outcome.value.round(digits) } else { outcome.value.round(digits + 2) };
    let given = shown.map_or_else(|| "a number that does not fit".to_owned(), unit);
    let rows = if outcome.used == 1 { "1 row".to_owned() } else { format!("{} rows", outcome.used) };
    Diagnostic::error(DIFFERS, format!("the data give {given}, and the figure says {written}"))
        .hint(format!("correct the figure or the calculation, which used {rows} of {}", outcome.rows))
}

/// A table as plain CSV, under a name that tells the sheet.
fn extract(stem: &str, sheet: &str, text: Arc<str>, fields: Vec<Field>) -> Option<Extract> {
    let digest = Digest::of(text.as_bytes());
    let plain = |name: &str| crate::path::slug(name);
    let name = match plain(sheet).as_str() {
        "" => format!("{stem}.csv"),
        sheet => format!("{stem}-{sheet}.csv"),
    };
    let out = out_path(&digest, &name)?;
    let sheet = (!sheet.is_empty()).then(|| sheet.to_owned());
    Some(Extract { sheet, name, out, digest, text, fields })
}

/// The one table of a file; none where it has several.
fn only(tables: &BTreeMap<String, Table>) -> Option<&Table> {
    if tables.len() == 1 { tables.values().next() } else { None }
}

fn fields(table: &Table) -> Vec<Field> {
    let columns = table.columns().iter().enumerate();
    columns.map(|(column, name)| Field { name: name.clone(), kind: table.kind(column) }).collect()
}
