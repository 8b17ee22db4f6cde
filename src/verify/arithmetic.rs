//! Figures against what the published data give.

use super::files::{Reader, Sums};
use super::looks::{self, Behind, Rows};
use super::report::{Check, ClaimReport};
use crate::claim::Statement;
use crate::decimal::{Decimal, Ratio};
use crate::path::OutPath;
use crate::proof::calc::{self, Outcome, Stated};
use crate::proof::manifest::{Calculation, Column, Entry, Manifest, Reading};
use crate::table::{Declared, MAX_BYTES, Table};
use crate::unit::Unit;
use std::collections::BTreeMap;

/// Where a calculation stands: its claim and its number there.
type Place = (usize, usize);

/// Calculates every claim again, one file of evidence at a time; what the looks at the data behind each find on the way.
pub fn check(
    reader: &mut Reader<'_>,
    sums: &Sums,
    manifest: &Manifest,
    claims: &mut [ClaimReport],
) -> Vec<Behind> {
    let mut behind: Vec<Behind> = manifest.claims.iter().map(|_| Behind::default()).collect();
    let mut by_file: BTreeMap<&str, Vec<Place>> = BTreeMap::new();
    for (number, entry) in manifest.claims.iter().enumerate() {
        for (at, one) in entry.calculations.iter().enumerate() {
            by_file.entry(&one.file).or_default().push((number, at));
        }
    }
    for (file, places) in by_file {
        of_file(reader, sums, manifest, claims, &mut behind, file, &places);
    }
    let mut cited = looks::Cited::new(manifest);
    for ((entry, claim), behind) in manifest.claims.iter().zip(claims).zip(&mut behind) {
        published(reader, sums, entry, &mut cited, &mut claim.evidence);
        behind.cited = cited.of(entry);
        if entry.calculations.is_empty() {
            claim.arithmetic.leave(if entry.evidence.is_empty() {
                "no calculation: it is the author’s own figure"
            } else {
                "no calculation: the file is published, and what it says was not recalculated"
            });
        } else {
            let lacks_value = !entry.calculations.iter().any(|one| one.of == "value");
            if lacks_value {
                claim.arithmetic.leave("the baseline alone was recalculated");
            } else if entry.claim.baseline.is_some() && entry.calculations.len() == 1 {
                claim.arithmetic.leave("the baseline is the author’s own figure");
            }
        }
    }
    behind
}

/// The bytes of a file, if they are those that its sum names.
fn bytes(reader: &mut Reader<'_>, sums: &Sums, path: &str) -> Result<Vec<u8>, String> {
    let place = OutPath::parse(path).map_err(|_| format!("{} is no path of a site", path.escape_debug()))?;
    let wanted = sums.files.get(&place).ok_or_else(|| format!("no sum names {place}"))?;
    let (bytes, digest) = reader.bytes(&place, MAX_BYTES).map_err(|lack| format!("{place} {lack}"))?;
    if digest == *wanted { Ok(bytes) } else { Err(format!("{place} has other bytes than its sum names")) }
}

fn of_file(
    reader: &mut Reader<'_>,
    sums: &Sums,
    manifest: &Manifest,
    claims: &mut [ClaimReport],
    behind: &mut [Behind],
    file: &str,
    places: &[Place],
) {
    let read = bytes(reader, sums, file);
    let mut tables: BTreeMap<String, Result<Table, String>> = BTreeMap::new();
    for (number, at) in places {
        let (entry, report) = (&manifest.claims[*number], &mut claims[*number]);
        let one = &entry.calculations[*at];
        let bytes = match &read {
            Ok(bytes) => bytes,
            Err(reason) => {
                report.evidence.fail(reason);
                report.arithmetic.fail("its data cannot be read");
                continue;
            }
        };
        let parsed = match calc::parse(&one.phrase) {
            Ok(parsed) => parsed,
            Err(error) => {
                report.arithmetic.fail(format!("`{}` is no calculation: {}", one.phrase, error.message));
                continue;
            }
        };
        let sheet = parsed.sheet.as_deref();
        let reading = one.reading.as_ref().map(Reading::declared);
        let Some(declared) = reading.unwrap_or_else(|| Some(Declared::default())) else {
            report
                .arithmetic
                .fail("what the manifest says of the file is nothing that an author can declare");
            continue;
        };
        let key = format!("{}\n{declared:?}", sheet.unwrap_or_default());
        let table = tables.entry(key).or_insert_with(|| {
            let name = file.rsplit('/').next().unwrap_or(file);
            Table::read(bytes, name, sheet, &declared).map_err(|error| error.message)
        });
        match table {
            Err(reason) => report.arithmetic.fail(format!("{file} cannot be calculated with: {reason}")),
            Ok(table) => {
                extract(reader, sums, one, table, &mut report.evidence);
                let rows = recalculate(entry, one, &parsed, table, &mut report.arithmetic);
                if one.of == "value" {
                    behind[*number].value = rows;
                } else {
                    behind[*number].baseline = rows;
                }
            }
        }
    }
}

/// A table that is no plain CSV is published as one too: the same cells.
fn extract(reader: &mut Reader<'_>, sums: &Sums, one: &Calculation, table: &Table, check: &mut Check) {
    let Some(path) = &one.table else {
        if !table.is_plain_csv() {
            check.fail(format!("{} is no plain CSV, and the same as one is not published", one.file));
        }
        return;
    };
    match bytes(reader, sums, path) {
        Err(reason) => check.fail(reason),
        Ok(bytes) if bytes == table.to_csv().as_bytes() => {}
        Ok(_) => check.fail(format!("{path} is not the table of {}", one.file)),
    }
}

fn recalculate(
    entry: &Entry,
    one: &Calculation,
    parsed: &calc::Calc,
    table: &Table,
    check: &mut Check,
) -> Option<Rows> {
    let figure = if one.of == "value" { Some(&entry.claim.value) } else { entry.claim.baseline.as_ref() };
    let Some((figure, stated)) = figure.and_then(|figure| Some((figure, stated(figure)?))) else {
        check.fail(format!("the {} is no figure", one.of));
        return None;
    };
    let unit = Unit::parse(&figure.unit).unwrap_or_else(|_| Unit::none());
    let (outcome, sample) = match calc::run_and_show(parsed, table, &unit, stated.digits()) {
        Ok(both) => both,
        Err(error) => {
            check.fail(format!("the {} cannot be calculated: {}", one.of, error.message));
            return None;
        }
    };
    let rows = Rows::of(entry, &one.of, figure, (parsed, table), (&outcome, &sample));
    if !stated.is_given_by(outcome.value) {
        let given = shown(outcome.value, stated);
        check.fail(format!(
            "the data give {given} for the {}, and the claim says {}",
            one.of,
            written(figure)
        ));
        return Some(rows);
    }
    let share = calc::share_in(&unit).numerator().to_string();
    if one.digits != stated.digits() || one.share != share {
        check.fail(format!("how the {} is rounded or multiplied is not as its figure has it", one.of));
    }
    same(one, &outcome, stated, check);
    columns(one, parsed, table, check);
    check.pass();
    Some(rows)
}

/// What the manifest says of the calculation is what came of it.
fn same(one: &Calculation, outcome: &Outcome, stated: Stated, check: &mut Check) {
    let rounded =
        outcome.value.round(stated.digits()).map_or_else(String::new, |rounded| rounded.to_string());
    let said = [
        ("the numerator", &one.numerator, outcome.value.numerator().to_string()),
        ("the denominator", &one.denominator, outcome.value.denominator().to_string()),
        ("the rounded result", &one.rounded, rounded),
    ];
    for (what, said, found) in &said {
        if *said != found {
            check.fail(format!(
                "{what} of the {} is {found}, and the manifest says {}",
                one.of,
                said.escape_debug()
            ));
        }
    }
    let rows = [
        ("rows", one.rows, outcome.rows),
        ("rows used", one.used, outcome.used),
        ("rows left out", one.left_out, outcome.left_out),
        ("rows with blanks", one.blanks, outcome.blanks),
    ];
    for (what, said, found) in rows {
        if said != found {
            check.fail(format!("there are {found} {what} for the {}, and the manifest says {said}", one.of));
        }
    }
    series(one, outcome, check);
    if one.plan.as_ref().map(|plan| &*plan.0) != outcome.plan.as_deref() {
        check.fail(format!("the plan of the {} is not the one for its calculation", one.of));
    }
    if one.sql.as_deref() != outcome.sql.as_deref() {
        check.fail(format!("the query of the {} is not the one for its calculation", one.of));
    }
}

/// What the manifest says of how columns are written, and of the steps of the chart.
fn columns(one: &Calculation, parsed: &calc::Calc, table: &Table, check: &mut Check) {
    let written =
        parsed.columns().into_iter().filter_map(|name| Some((name.to_owned(), Column::of(table, name)?)));
    if one.columns != written.collect() {
        check.fail(format!("how the columns of the {} are written is not as the table has it", one.of));
    }
}

/// Each step of a chart is what its rows give; a step without rows gives nothing.
fn series(one: &Calculation, outcome: &Outcome, check: &mut Check) {
    let said = one.series.iter().filter_map(|step| {
        Some((step.period.as_str(), step.numerator.as_deref()?, step.denominator.as_deref()?))
    });
    let found = outcome.series.iter().map(|(period, value)| {
        (period.to_string(), value.numerator().to_string(), value.denominator().to_string())
    });
    let said = said.map(|(period, above, below)| (period.to_owned(), above.to_owned(), below.to_owned()));
    if one.of == "value" && !one.series.is_empty() && !said.eq(found) {
        check.fail("the steps of the chart are not what their rows give");
    }
}

/// The files behind a claim are published with the bytes that it names.
fn published(
    reader: &mut Reader<'_>,
    sums: &Sums,
    entry: &Entry,
    cited: &mut looks::Cited<'_>,
    check: &mut Check,
) {
    for path in &entry.evidence {
        // A file that was calculated with has been read; what was wrong with it has been said.
        if entry.calculations.iter().any(|one| one.file == *path) {
            check.pass();
            continue;
        }
        match bytes(reader, sums, path) {
            Ok(bytes) => {
                cited.look(path, &bytes);
                check.pass();
            }
            Err(reason) => check.fail(reason),
        }
    }
    if entry.evidence.is_empty() {
        check.leave(if entry.links.is_empty() {
            "no file stands behind it"
        } else {
            "addresses stand behind it; nothing is fetched from them"
        });
    }
}

/// A figure as it is stated; none where it is none.
pub fn stated(figure: &Statement) -> Option<Stated> {
    let number = Decimal::parse(&figure.number).ok()?;
    match (&*figure.bound, &figure.to) {
        ("exact", None) => Some(Stated::Exact(number)),
        ("at-least", None) => Some(Stated::AtLeast(number)),
        ("at-most", None) => Some(Stated::AtMost(number)),
        ("between", Some(to)) => Some(Stated::Between(number, Decimal::parse(to).ok()?)),
        _ => None,
    }
}

fn written(figure: &Statement) -> String {
    let Statement { number, unit, to, .. } = figure;
    let to = to.as_ref().map_or_else(String::new, |to| format!("–{to}"));
    format!("{number}{to} {unit}").trim().to_owned()
}

/// What was calculated; a bound is missed by what rounding would hide.
fn shown(value: Ratio, stated: Stated) -> String {
    let more = if matches!(stated, Stated::Exact(_)) { 0 } else { 2 };
    value
        .round(stated.digits() + more)
        .map_or_else(|| "a number that does not fit".to_owned(), |value| value.to_string())
}
