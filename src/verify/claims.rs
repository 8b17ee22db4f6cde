//! Claims: whether each is what its digest says, and whether pages show it as the manifest has it.

use super::files::Page;
use super::report::{Check, ClaimReport, Report};
use crate::proof::digest::Digest;
use crate::proof::manifest::{Entry, Look, Manifest};
use crate::proof::page::Shown;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

/// Where a claim is shown in full.
fn address(entry: &Entry) -> String {
    format!("{}#{}", entry.page, entry.anchor)
}

/// A report for each claim, with what can be said of it alone.
pub fn begin(manifest: &Manifest) -> Vec<ClaimReport> {
    let mut seen = BTreeSet::new();
    let begin = |entry: &Entry| {
        let claim = address(entry);
        let mut identity = identity(manifest, entry);
        if !seen.insert(claim.clone()) {
            identity.fail("the manifest has two claims at this place");
        }
        ClaimReport {
            claim,
            name: entry.displayed.name.clone(),
            value: entry.displayed.value.clone(),
            digest: entry.digest.clone(),
            identity,
            evidence: Check::new("evidence"),
            arithmetic: Check::new("arithmetic"),
            forensics: Check::new("forensics"),
            displayed: Check::new("displayed"),
            marks: Check::new("marks"),
            places: 0,
        }
    };
    manifest.claims.iter().map(begin).collect()
}

/// The claim is in its canonical form under its digest, and what stands beside it is about it.
fn identity(manifest: &Manifest, entry: &Entry) -> Check {
    let mut check = Check::new("identity");
    let claim = &entry.claim;
    if Digest::of(claim.canonical().as_bytes()).to_string() != entry.digest {
        check.fail("the digest is not that of the claim");
    }
    if entry.anchor != format!("figure-{}", claim.id) {
        check.fail("the place on its page is not named after the claim");
    }
    let digest = |path: &Cow<'_, str>| {
        manifest.evidence.iter().find(|file| file.path == *path).map(|file| file.sha256.clone())
    };
    let mut digests: Vec<Option<String>> = entry.evidence.iter().map(digest).collect();
    digests.sort_unstable();
    digests.dedup();
    if digests.iter().map(Option::as_deref).ne(claim.evidence.iter().map(|digest| Some(digest.as_str()))) {
        check.fail("the files behind it are not those that the claim names");
    }
    for one in &entry.calculations {
        let phrase = match &*one.of {
            "value" => claim.calc.as_ref(),
            "baseline" => claim.baseline_calc.as_ref(),
            _ => None,
        };
        if phrase.map(|phrase| &**phrase) != Some(&*one.phrase) {
            check.fail(format!("the calculation of the {} is not the one that the claim states", one.of));
        }
    }
    let stated = [("value", &claim.calc), ("baseline", &claim.baseline_calc)];
    for (of, _) in stated.iter().filter(|(_, phrase)| phrase.is_some()) {
        if entry.calculations.iter().filter(|one| one.of == *of).count() != 1 {
            check.fail(format!(
                "the claim states a calculation of its {of}, and there is none, or more than one"
            ));
        }
    }
    check.pass();
    check
}

/// A displayed string by its name.
fn displayed<'a>(entry: &'a Entry, name: &str) -> Option<&'a str> {
    let displayed = &entry.displayed;
    Some(match name {
        "name" => &displayed.name,
        "value" => &displayed.value,
        "period" => &displayed.period,
        "baseline" => &displayed.baseline,
        "baseline_period" => &displayed.baseline_period,
        "change" => &displayed.change,
        "difference" => &displayed.difference,
        "uncertainty" => &displayed.uncertainty,
        "target" => &displayed.target,
        "line" => &displayed.line,
        "sentence" => &displayed.sentence,
        "check" => &displayed.check,
        _ => return of_note(entry, name),
    })
}

/// `note-1` is the first note on the data, and `explanation-1` what the author says of it.
fn of_note<'a>(entry: &'a Entry, name: &str) -> Option<&'a str> {
    let (what, number) = name.split_once('-')?;
    let look = notes(entry).nth(number.parse::<usize>().ok()?.checked_sub(1)?)?;
    match what {
        "note" => look.note.as_deref(),
        "explanation" => look.explanation.as_deref(),
        _ => None,
    }
}

fn notes<'a>(entry: &'a Entry<'_>) -> impl Iterator<Item = &'a Look<'a>> {
    entry.forensics.iter().filter(|look| look.note.is_some())
}

/// A text without its spaces: how much room stands between a number and its unit is a matter of looks.
fn squeezed(text: &str) -> String {
    text.chars().filter(|character| !character.is_whitespace()).collect()
}

/// A text in a message: short, on one line.
fn quoted(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    let text = words.join(" ");
    let short: String = text.chars().take(80).collect();
    if short.len() < text.len() { format!("“{short}…”") } else { format!("“{short}”") }
}

/// Holds what pages show against the manifest.
pub fn shown(manifest: &Manifest, pages: &[Page], report: &mut Report) {
    let index: BTreeMap<String, usize> = manifest.claims.iter().map(address).zip(0..).collect();
    let mut check = Check::new("pages");
    let mut places = 0;
    for page in pages {
        for place in &page.places {
            let Some(number) = index.get(&place.claim) else {
                check.fail(format!(
                    "{} shows a claim that the manifest does not have: {}",
                    page.path,
                    quoted(&place.claim)
                ));
                continue;
            };
            places += 1;
            let (entry, claim) = (&manifest.claims[*number], &mut report.claims[*number]);
            claim.places += 1;
            for shown in &place.shown {
                hold(page, shown, entry, &mut claim.displayed);
            }
        }
    }
    for (entry, claim) in manifest.claims.iter().zip(&mut report.claims) {
        whole(entry, pages, &mut claim.displayed);
    }
    check.pass();
    if !check.failed() {
        check.note = format!(
            "{} pages show claims in {places} places",
            pages.iter().filter(|page| !page.places.is_empty()).count()
        );
    }
    report.checks.push(check);
}

fn hold(page: &Page, shown: &Shown, entry: &Entry, check: &mut Check) {
    let mut wanted = String::new();
    for name in shown.what.split_whitespace() {
        match displayed(entry, name) {
            Some(text) => {
                wanted.push_str(text);
                wanted.push(' ');
            }
            None => return check.fail(format!("{} shows {}, which no claim has", page.path, quoted(name))),
        }
    }
    if squeezed(&wanted) == squeezed(&shown.text) {
        check.pass();
    } else {
        check.fail(format!(
            "{} shows {}, and the manifest has {}",
            page.path,
            quoted(&shown.text),
            quoted(&wanted)
        ));
    }
}

/// The page of a claim shows it: its name, its figures and what was checked.
fn whole(entry: &Entry, pages: &[Page], check: &mut Check) {
    let Some(page) = pages.iter().find(|page| page.address == entry.page) else {
        return check.fail(format!("there is no page {}", quoted(&entry.page)));
    };
    let place = page.places.iter().find(|place| place.id == entry.anchor && place.claim == address(entry));
    let Some(place) = place else {
        if page.altered {
            check.fail(format!("{} was altered and does not show it any more", page.path));
        } else {
            check.leave(format!("{} does not say where it shows it (`data-claim`)", page.path));
        }
        return;
    };
    let names =
        |name: &str| place.shown.iter().any(|shown| shown.what.split_whitespace().any(|one| one == name));
    let shows = |name: &str| displayed(entry, name).unwrap_or_default().is_empty() || names(name);
    for name in ["name", "value", "baseline", "change", "check"].into_iter().filter(|name| !shows(name)) {
        if page.altered {
            check.fail(format!("{} was altered and does not show the {name} any more", page.path));
        } else {
            check.leave(format!("{} does not say where it shows the {name} (`data-shows`)", page.path));
        }
    }
    // A page that tells what was checked does not leave out what was found.
    let of_notes = (1..=notes(entry).count())
        .flat_map(|number| [format!("note-{number}"), format!("explanation-{number}")]);
    for name in of_notes.filter(|name| names("check") && !shows(name)) {
        check.fail(format!("{} does not show a note on the data that the manifest has ({name})", page.path));
    }
}
