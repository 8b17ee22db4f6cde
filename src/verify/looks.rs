//! The looks at the data, taken again: the manifest hides no note that the data give, and has none that they do not.
//!
//! First digits are looked at where the author asks for it, which no byte of the data tells: that look is taken again where the
//! manifest has it.

use super::arithmetic::stated;
use super::displayed::shows;
use super::report::{Check, ClaimReport};
use crate::claim::Statement;
use crate::period::{Period, Piece};
use crate::proof::calc::{Calc, Outcome, Sample, Stated};
use crate::proof::forensics::special::Chance;
use crate::proof::forensics::{self, Arm, Look, Note, Part, Question, Ran, Side, Taken};
use crate::proof::manifest::{self, Entry, Manifest, Reading};
use crate::proof::words::tells;
use crate::table::{Declared, Format, Table};
use crate::unit::Unit;
use std::collections::{BTreeMap, BTreeSet};

/// What the looks at the data behind a claim have found; none where the data could not be read.
#[derive(Debug, Default)]
pub struct Behind {
    pub value: Option<Rows>,
    pub baseline: Option<Rows>,
    /// Of the tables that it cites.
    pub cited: Option<Vec<Ran>>,
}

/// The looks at the rows of one calculation.
#[derive(Debug)]
pub struct Rows {
    looks: Vec<Ran>,
    arm: Option<Arm>,
}

impl Rows {
    pub fn of(
        entry: &Entry,
        of: &str,
        figure: &Statement,
        (calc, table): (&Calc, &Table),
        (outcome, sample): (&Outcome, &Sample),
    ) -> Self {
        let benford =
            entry.forensics.iter().any(|known| known.of == of && known.test == Look::Benford.name());
        // A baseline has no window but its own.
        let is_own = of == "baseline" || !entry.case_window;
        let window = figure.period.as_deref().and_then(Period::strict).filter(|_| is_own);
        let question = Question { calc, sample, window, benford };
        Self {
            looks: forensics::of_rows(question, table, &calc.file.text),
            arm: forensics::arm(calc, sample, outcome),
        }
    }

    fn side(rows: Option<&Self>) -> Side<'_> {
        rows.map_or_else(Side::default, |rows| Side { looks: rows.looks.clone(), arm: rows.arm.as_ref() })
    }
}

/// The tables that claims cite, each looked at once.
pub struct Cited<'a> {
    /// Files that are calculated with; their rows are looked at there.
    calculated: BTreeSet<&'a str>,
    readings: BTreeMap<&'a str, Option<&'a Reading>>,
    looks: BTreeMap<&'a str, Vec<Ran>>,
}

impl<'a> Cited<'a> {
    pub fn new(manifest: &'a Manifest) -> Self {
        let calculations = manifest.claims.iter().flat_map(|entry| &entry.calculations);
        Self {
            calculated: calculations.map(|one| &*one.file).collect(),
            readings: manifest.evidence.iter().map(|file| (&*file.path, file.reading.as_ref())).collect(),
            looks: BTreeMap::new(),
        }
    }

    /// Looks at a file of which these are the bytes.
    pub fn look(&mut self, path: &str, bytes: &[u8]) {
        let Some((path, reading)) = self.readings.get_key_value(path) else { return };
        if self.calculated.contains(path) || self.looks.contains_key(path) {
            return;
        }
        let name = path.rsplit('/').next().unwrap_or(path);
        let declared = reading.map_or_else(|| Some(Declared::default()), Reading::declared);
        let table = declared
            .filter(|_| Format::of(name).is_some())
            .and_then(|declared| Table::read(bytes, name, None, &declared).ok());
        self.looks.insert(path, table.map_or_else(Vec::new, |table| forensics::of_cited(&table, name)));
    }

    /// What was found in the files that a claim cites; none where one could not be read.
    pub fn of(&self, entry: &Entry) -> Option<Vec<Ran>> {
        let mut found = Vec::new();
        for path in entry.evidence.iter().filter(|path| !self.calculated.contains(&***path)) {
            found.extend_from_slice(self.looks.get(&**path)?);
        }
        Some(found)
    }
}

pub fn check(manifest: &Manifest, behind: &[Behind], claims: &mut [ClaimReport]) {
    for ((entry, behind), claim) in manifest.claims.iter().zip(behind).zip(claims) {
        of_entry(entry, behind, &mut claim.forensics);
    }
}

fn of_entry(entry: &Entry, behind: &Behind, check: &mut Check) {
    if entry.evidence.is_empty() && entry.links.is_empty() {
        if !entry.forensics.is_empty() {
            check.fail("the manifest tells of looks at data, and none stand behind it");
        }
        return;
    }
    let has = |of: &str| entry.calculations.iter().any(|one| one.of == of);
    let (Some(cited), true) = (
        &behind.cited,
        has("value") == behind.value.is_some() && has("baseline") == behind.baseline.is_some(),
    ) else {
        return check.leave("its data cannot be read, so that nothing was looked for in them");
    };
    let [value, baseline] = [&behind.value, &behind.baseline].map(|rows| Rows::side(rows.as_ref()));
    let found = forensics::together(value, baseline, cited.clone(), share(entry));
    hold(entry, &found, check);
    check.pass();
    let notes = found.iter().filter(|taken| taken.ran.note.is_some()).count();
    if !check.failed() {
        let [looks, notes] = [(found.len(), "look"), (notes, "note")]
            .map(|(count, what)| format!("{count} {what}{}", if count == 1 { "" } else { "s" }));
        check.note = format!("{looks} taken again, {notes}");
    }
}

/// The figure itself, where it is a share of a number of things.
fn share(entry: &Entry) -> Option<Ran> {
    let Stated::Exact(share) = stated(&entry.claim.value)? else { return None };
    let unit = Unit::parse(&entry.claim.value.unit).ok()?;
    forensics::of_share(share, &unit, entry.claim.population.as_deref()?)
}

/// Holds the looks in the manifest against those that were taken, each once.
fn hold(entry: &Entry, found: &[Taken], check: &mut Check) {
    let mut said: Vec<&manifest::Look> = entry.forensics.iter().collect();
    for taken in found {
        let Ran { look, column, note } = &taken.ran;
        let at = said
            .iter()
            .position(|said| said.of == taken.of && said.test == look.name() && said.column == *column);
        let what = named(taken.of, look.name(), column);
        match (at.map(|at| said.remove(at)), note) {
            (Some(said), note) => same(said, note.as_deref(), &what, check),
            (None, Some(_)) => check.fail(format!("the data give a note, {what}, that the manifest hides")),
            (None, None) => check.fail(format!("the manifest leaves out a look at the data, {what}")),
        }
    }
    for said in said {
        let what = named(&said.of, &said.test, &said.column);
        check.fail(if said.note.is_some() || said.state != "quiet" {
            format!("the manifest has a note, {what}, that the data do not give")
        } else {
            format!("the manifest tells of a look, {what}, that these data do not bear")
        });
    }
}

/// A look in words: `constant-run` at orders (value).
fn named(of: &str, test: &str, column: &str) -> String {
    let (of, test, column) = (of.escape_debug(), test.escape_debug(), column.escape_debug());
    let at = if column.clone().next().is_none() { String::new() } else { format!(" at {column}") };
    format!("`{test}`{at} ({of})")
}

fn same(said: &manifest::Look, note: Option<&Note>, what: &str, check: &mut Check) {
    let Some(note) = note else {
        if said.state != "quiet" || said.note.is_some() || said.chance.is_some() || said.explanation.is_some()
        {
            check.fail(format!("the manifest has a note, {what}, that the data do not give"));
        }
        return;
    };
    let Some(text) = said.note.as_deref().filter(|_| said.state == "note") else {
        return check.fail(format!("the data give a note, {what}, that the manifest hides"));
    };
    let chance = note.chance.map(Chance::written);
    if said.chance != chance {
        let [found, said] =
            [chance, said.chance.clone()].map(|chance| chance.unwrap_or_else(|| "none".to_owned()));
        check.fail(format!("the chance of {what} is {found}, and the manifest says {}", said.escape_debug()));
    }
    match tells(text, note, is) {
        Some(true) => {}
        Some(false) => check.fail(format!("the note {what} does not tell what the data give: “{text}”")),
        None => check.leave(format!(
            "the note {what} is worded by the site itself; folio cannot say what it tells: “{text}”"
        )),
    }
}

/// Whether a text is a number or a window, in the writing of any language: of a window its year and, of a day, the day.
fn is(text: &str, part: &Part) -> bool {
    match part {
        Part::Text(part) => text == part,
        Part::Number(number) => {
            text.trim() == text && !text.contains(char::is_alphabetic) && shows(text, &[*number], "")
        }
        Part::Window(window) => {
            let day = match window {
                Period::One(Piece::Day(day)) => day.day().to_string(),
                _ => String::new(),
            };
            text.contains(&window.last_day().year().to_string()) && text.contains(&day)
        }
    }
}
