//! `folio verify`.

use super::Outcome;
use super::args::{Format, Verify};
use super::settings::{Refusal, Voice};
use super::style::{Look, Style};
use super::text::{count, paragraphs, thousands, visible};
use crate::clock;
use crate::verify::{Check, ClaimReport, Disk, Limits, Report, Result as Found, Web, summary, verify};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// Reasons of one check that people are told; programs get all of them.
const TOLD: usize = 5;

/// Claims of one kind that people are told one by one.
const TOLD_CLAIMS: usize = 40;

/// What to check.
#[derive(Debug)]
pub struct Job {
    /// As it was typed.
    site: String,
    place: Site,
}

#[derive(Debug)]
enum Site {
    Folder(PathBuf),
    Address(Box<Web>),
}

impl Job {
    pub(super) fn of(typed: Verify, format: Format, here: &Path) -> Result<Self, Refusal> {
        if !matches!(format, Format::Human | Format::Json) {
            let words = "`folio verify` speaks to people, or as `--format json`";
            return Err(Refusal::Usage(words.to_owned()));
        }
        if typed.site.contains("://") {
            let limits = Limits { allow_private: typed.allow_private, ..Limits::default() };
            let web = Web::new(&typed.site, limits).map_err(|words| {
                Refusal::Usage(format!("`{}` is no address of a site: {words}", typed.site))
            })?;
            return Ok(Self { site: typed.site, place: Site::Address(Box::new(web)) });
        }
        let folder = here.join(&typed.site);
        if !crate::fs::is_folder(&folder) {
            let words = format!(
                "`{}` is no folder; name the one that a build wrote, such as `public`, or an address",
                typed.site
            );
            return Err(Refusal::Usage(words));
        }
        Ok(Self { site: typed.site, place: Site::Folder(folder) })
    }
}

pub(super) fn run(job: Job, voice: Voice) -> Outcome {
    let time = match clock::now() {
        Ok(time) => time,
        Err(diagnostic) => return Outcome::failed(vec![diagnostic]),
    };
    let report = match job.place {
        Site::Address(mut web) => verify(&mut *web),
        Site::Folder(folder) => match Disk::new(&folder) {
            Ok(mut disk) => verify(&mut disk),
            Err(error) => Report::unreadable(&format!("the folder cannot be listed: {error}")),
        },
    };
    let text = match voice.format {
        Format::Json => summary(&report, &job.site, &time),
        _ if voice.quiet && !report.failed() => String::new(),
        _ => said(&report, voice.quiet, voice.out),
    };
    Outcome { failed: report.failed(), text: Some(text), ..Outcome::default() }
}

/// The label of a result, as wide as those of other commands.
fn label(result: Found, look: Look) -> String {
    match result {
        Found::Pass => look.paint(Style::Note, "Pass"),
        Found::Fail => look.paint(Style::Error, "Fail"),
        Found::NotChecked => look.paint(Style::Frame, "Left"),
    }
}

fn put(said: &mut String, label: &str, text: &str, look: Look) {
    _ = writeln!(said, "{label}  {}", paragraphs(6, text, look.text_columns()));
}

fn put_below(said: &mut String, text: &str, look: Look) {
    _ = writeln!(said, "      {}", paragraphs(6, text, look.text_columns()));
}

fn said(report: &Report, quiet: bool, look: Look) -> String {
    let mut said = String::new();
    for check in report.checks.iter().filter(|check| !quiet || check.failed()) {
        site_check(&mut said, check, look);
    }
    if !report.altered.is_empty() && !quiet {
        let words = format!(
            "{} altered by the host, with every figure in them as it was published: {}",
            count(report.altered.len(), "file", "files"),
            list(&report.altered),
        );
        put(&mut said, &look.paint(Style::Warning, "Note"), &words, look);
    }
    for result in [Found::Fail, Found::NotChecked, Found::Pass] {
        let claims: Vec<_> = report.claims.iter().filter(|claim| claim.result() == result).collect();
        let told = if quiet && result != Found::Fail { 0 } else { TOLD_CLAIMS };
        for one in claims.iter().take(told) {
            claim(&mut said, one, look);
        }
        if claims.len() > told && told > 0 {
            put(
                &mut said,
                &label(result, look),
                &format!("and {} more claims", thousands(claims.len() - told)),
                look,
            );
        }
    }
    put(&mut said, &look.paint(Style::Strong, "Done"), &last(report), look);
    if !quiet && let Some(sums) = &report.sums {
        let words = "Whoever rewrites everything together shows only against a copy of the sums that somebody else kept. Their own SHA-256:";
        put_below(&mut said, words, look);
        put_below(&mut said, sums, look);
    }
    said
}

fn last(report: &Report) -> String {
    if report.claims.is_empty() {
        return if report.failed() {
            "this site could not be verified".to_owned()
        } else {
            "nothing failed, and there are no claims".to_owned()
        };
    }
    let all = count(report.claims.len(), "claim", "claims");
    let parts = [
        (report.count(Found::Pass), "recalculated"),
        (report.count(Found::Fail), "failed"),
        (report.count(Found::NotChecked), "the author’s own"),
    ];
    let parts: Vec<String> = parts
        .into_iter()
        .filter(|(number, _)| *number > 0)
        .map(|(number, words)| format!("{} {words}", thousands(number)))
        .collect();
    let end = if report.failed() { ". It does not hold." } else { "; nothing failed" };
    format!("{all}: {}{end}", parts.join(", "))
}

/// Some names, and how many more there are.
fn list(names: &[String]) -> String {
    let some: Vec<String> = names.iter().take(TOLD).map(|name| visible(name)).collect();
    let more = names.len().saturating_sub(TOLD);
    if more == 0 { some.join(", ") } else { format!("{} and {} more", some.join(", "), thousands(more)) }
}

fn reasons(said: &mut String, check: &Check, look: Look) {
    for reason in check.reasons.iter().take(TOLD) {
        put_below(said, reason, look);
    }
    let more = check.reasons.len().saturating_sub(TOLD) + check.more;
    if more > 0 {
        put_below(said, &format!("and {} more", thousands(more)), look);
    }
}

fn site_check(said: &mut String, check: &Check, look: Look) {
    let what = match check.name {
        "sums" => "SHA256SUMS",
        "manifest" => "Manifest",
        "evidence" => "Evidence",
        "pages" => "Pages",
        other => other,
    };
    let text = if check.note.is_empty() { what.to_owned() } else { format!("{what}: {}", check.note) };
    put(said, &label(check.result, look), &text, look);
    if check.result != Found::Pass {
        reasons(said, check, look);
    }
}

fn claim(said: &mut String, claim: &ClaimReport, look: Look) {
    // What keeps a sign before its number on a page from right to left does nothing here, and would be shown as a danger.
    let value = claim.value.replace(['\u{2066}', '\u{2069}'], "");
    put(said, &label(claim.result(), look), &format!("{}: {value}", claim.name), look);
    put_below(said, &claim.claim, look);
    for check in claim.checks() {
        // That no file stands behind a figure follows from its being the author's own.
        if check.failed() || check.name != "evidence" {
            reasons(said, check, look);
        }
    }
}
