//! What was checked of a figure, for readers: the data, the calculation, its rows, and what the neighbours give.

use super::notes::ShownNote;
use super::{Words, fill};
use crate::decimal::Decimal;
use crate::evidence::{Calculated, Checked, Evidence, Link, Origin};
use crate::model::metric::{Figure, Metric};
use crate::path::Url;
use crate::period::{Period, Piece, fill_with};
use crate::proof::calc::Outcome;
use crate::proof::git::Place;
use jiff::civil::Date;
use serde::Serialize;
use std::borrow::Cow;

/// The words for what was checked. Patterns name their parts in braces.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckWords {
    /// The data do not give it.
    pub failed: String,
    /// Value and baseline, or a value without baseline, were recalculated.
    pub recalculated: String,
    /// The value alone was.
    pub value_recalculated: String,
    /// The baseline alone was.
    pub baseline_recalculated: String,
    /// The data lie there, and nothing was calculated.
    pub published: String,
    /// A copy of what an address shows lies there.
    pub copied: String,
    /// Nothing but an address stands behind it.
    pub link_only: String,
    /// An address, and a copy that somebody else keeps as the author says.
    pub link_archived: String,
    /// The author's own copy; `{date}`.
    pub copy: String,
    pub copy_since: String,
    /// Somebody else's, as the author says; `{by}`, `{date}`.
    pub archived: String,
    pub archived_since: String,
    /// How a file was got; `{by}`, `{date}`.
    pub obtained: String,
    pub obtained_by: String,
    pub obtained_by_on: String,
    /// Who `by: me` is.
    pub author: String,
    /// What is known of a place in git; `{blob}`.
    pub git: String,
    pub of_value: String,
    pub of_baseline: String,
    /// `{used}`, `{rows}`, `{left_out}`, `{blanks}`.
    pub rows: String,
    /// `{bytes}`.
    pub size: String,
    /// What a check of bytes and arithmetic does not reach.
    pub limit: String,
    /// The same of files that were not calculated with.
    pub kept: String,
}

impl Default for CheckWords {
    fn default() -> Self {
        let text = str::to_owned;
        Self {
            failed: text("The author’s file does not give this figure."),
            recalculated: text("Recalculated from the author’s file."),
            value_recalculated: text(
                "Result recalculated from the author’s file; the baseline is the author’s own figure.",
            ),
            baseline_recalculated: text(
                "Baseline recalculated from the author’s file; the result is the author’s own figure.",
            ),
            published: text("Author’s own figure. Data published, not recalculated."),
            copied: text("Author’s own figure; copy kept by the author."),
            link_only: text("Author’s own figure; link only."),
            link_archived: text("Author’s own figure; link, and a copy elsewhere as the author says."),
            copy: text("copy kept by the author"),
            copy_since: text("copy kept by the author since {date}"),
            archived: text("copy kept by {by}, as the author says"),
            archived_since: text("copy kept by {by} since {date}, as the author says"),
            obtained: text("Obtained on {date}."),
            obtained_by: text("Obtained by {by}."),
            obtained_by_on: text("Obtained by {by} on {date}."),
            author: text("the author"),
            git: text(
                "In git, as the author says: whoever runs this sees whether the file there has the digest above. Git’s name of these bytes is {blob}.",
            ),
            of_value: text("Result"),
            of_baseline: text("Baseline"),
            rows: text(
                "Rows used: {used} of {rows}. Left out by the conditions: {left_out}. Blank: {blanks}.",
            ),
            size: text("{bytes} bytes"),
            limit: text(
                "What was checked is the arithmetic, on exactly these bytes. Whether the file tells the truth was not checked.",
            ),
            kept: text("The file is published as it is. What it says was not checked."),
        }
    }
}

/// A file as it is published.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ShownFile {
    pub name: String,
    /// From the root of the site.
    pub path: String,
    pub size: String,
    pub sha256: String,
    /// How it was got, as the author says; may be empty.
    pub origin: String,
    pub git: Option<ShownGit>,
}

/// Where the same bytes lie in a git repository, as the author says.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct ShownGit {
    pub repository: String,
    pub commit: String,
    pub path: String,
    /// The name that git gives to the bytes, worked out from them.
    pub blob: String,
    /// What to type to get them.
    pub commands: String,
    /// What is known of it.
    pub note: String,
}

/// What one calculation gave.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ShownCalculation {
    /// `value` or `baseline`.
    pub of: &'static str,
    pub label: String,
    pub phrase: String,
    pub rows: String,
    pub file: ShownFile,
    /// The table as plain CSV, where the file is not that itself.
    pub extract: Option<ShownFile>,
    /// Whether these are those of the calculation before it.
    pub same_data: bool,
    /// What to paste into `sqlite3`; empty where SQLite has no numbers for it.
    pub sql: String,
    pub near: Vec<ShownNear>,
}

/// What the same calculation gives over another window.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ShownNear {
    pub window: String,
    pub text: String,
}

/// The data behind a figure.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ShownProof {
    pub calculations: Vec<ShownCalculation>,
    /// Files that were not calculated with.
    pub files: Vec<ShownFile>,
    pub links: Vec<ShownLink>,
    /// What was not checked.
    pub limit: String,
    /// What was found in the data.
    pub notes: Vec<ShownNote>,
    /// All that was looked for; empty where nothing was.
    pub looked: String,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ShownLink {
    pub url: String,
    pub archived: String,
    /// Who keeps that copy, and since when.
    pub archived_text: String,
    /// The author's own copy: its path from the root of the site, and since when.
    pub copy: String,
    pub copy_text: String,
}

impl CheckWords {
    /// The sentence for a figure with data behind it.
    pub(super) fn sentence(&self, checked: &Checked, metric: &Metric) -> Option<&str> {
        if checked.marks.has_failed() {
            return Some(&self.failed);
        }
        Some(match (&checked.value, &checked.baseline, &metric.baseline) {
            (Some(_), Some(_), _) | (Some(_), None, None) => &self.recalculated,
            (Some(_), None, Some(_)) => &self.value_recalculated,
            (None, Some(_), _) => &self.baseline_recalculated,
            (None, None, _) if !checked.files.is_empty() => {
                let is_copy = |file: &usize| checked.links.iter().any(|link| link.copy == Some(*file));
                if checked.files.iter().all(is_copy) { &self.copied } else { &self.published }
            }
            (None, None, _) if checked.links.iter().any(|link| !link.archived.is_empty()) => {
                &self.link_archived
            }
            (None, None, _) if !checked.links.is_empty() => &self.link_only,
            _ => return None,
        })
    }
}

impl Words {
    pub(super) fn proof(
        &self,
        checked: &Checked,
        metric: &Metric,
        evidence: &Evidence,
    ) -> Option<ShownProof> {
        if !checked.has_data() {
            return None;
        }
        let pairs = [
            ("value", &checked.value, Some(&metric.value)),
            ("baseline", &checked.baseline, metric.baseline.as_ref()),
        ];
        let mut calculations: Vec<ShownCalculation> = pairs
            .into_iter()
            .filter_map(|(of, calculated, figure)| {
                Some(self.calculation(of, calculated.as_ref()?, figure?, evidence))
            })
            .collect();
        if let [first, second] = &mut calculations[..] {
            second.same_data = second.file == first.file && second.extract == first.extract;
        }
        let used = |number: &usize| {
            [&checked.value, &checked.baseline].into_iter().flatten().any(|one| one.file == *number)
        };
        let files = checked.files.iter().filter(|number| !used(number));
        let files: Vec<ShownFile> =
            files.filter_map(|number| Some(self.shown_file(evidence.files.get(*number)?))).collect();
        let links = checked.links.iter().map(|link| self.link(link, evidence));
        let limit = match (calculations.is_empty(), files.is_empty()) {
            (false, _) => self.check.limit.clone(),
            (true, false) => self.check.kept.clone(),
            (true, true) => String::new(),
        };
        Some(ShownProof {
            calculations,
            files,
            links: links.collect(),
            limit,
            notes: self.shown_notes(checked),
            looked: self.looked(checked),
        })
    }

    fn calculation(
        &self,
        of: &'static str,
        one: &Calculated,
        figure: &Figure,
        evidence: &Evidence,
    ) -> ShownCalculation {
        let Some(file) = evidence.files.get(one.file) else { return ShownCalculation::default() };
        let extract = one.extract.and_then(|index| file.extracts.get(index)).map(|extract| ShownFile {
            name: extract.name.clone(),
            path: Url::of_out_path(&extract.out).as_str().to_owned(),
            size: self.size(extract.text.len() as u64),
            sha256: extract.digest.to_string(),
            ..ShownFile::default()
        });
        let csv = extract.as_ref().map_or(file.path.file_name(), |extract| extract.name.as_str());
        let near = one.near.iter().map(|(window, value)| ShownNear {
            window: self.dates.period(*window),
            text: self.exactly(*value, &figure.unit),
        });
        ShownCalculation {
            of,
            label: if of == "value" { self.check.of_value.clone() } else { self.check.of_baseline.clone() },
            phrase: one.phrase.clone(),
            rows: self.rows(&one.outcome),
            near: near.collect(),
            sql: one.outcome.sql.as_ref().map_or_else(String::new, |sql| query(csv, sql)),
            file: self.shown_file(file),
            extract,
            same_data: false,
        }
    }

    /// How many rows a figure comes from.
    fn rows(&self, outcome: &Outcome) -> String {
        let mut shown = String::with_capacity(self.check.rows.len() + 16);
        fill_with(&mut shown, &self.check.rows, |part, shown| {
            let count = match part {
                "used" => outcome.used,
                "rows" => outcome.rows,
                "left_out" => outcome.left_out,
                "blanks" => outcome.blanks,
                _ => return false,
            };
            self.put_whole(shown, count as u64);
            true
        });
        shown
    }

    /// A published file for readers.
    #[must_use]
    pub fn shown_file(&self, file: &crate::evidence::File) -> ShownFile {
        ShownFile {
            name: file.path.file_name().to_owned(),
            path: Url::of_out_path(&file.out).as_str().to_owned(),
            size: self.size(file.bytes),
            sha256: file.digest.to_string(),
            origin: file.origin.as_deref().map_or_else(String::new, |origin| self.origin(origin)),
            git: file.origin.as_deref().and_then(|origin| origin.git.as_ref()).map(|place| self.git(place)),
        }
    }

    fn link(&self, link: &Link, evidence: &Evidence) -> ShownLink {
        let check = &self.check;
        let date = link.captured.map_or_else(String::new, |date| self.day(date));
        let dated = |with: &str, without: &str, by: &str| {
            let pattern = if date.is_empty() { without } else { with };
            fill(pattern, &[("by", by), ("date", &date)])
        };
        let copy = link.copy.and_then(|number| evidence.files.get(number));
        let archived_text = match host(&link.archived) {
            "" => String::new(),
            host => dated(&check.archived_since, &check.archived, host),
        };
        ShownLink {
            url: link.url.clone(),
            archived: link.archived.clone(),
            archived_text,
            copy: copy.map_or_else(String::new, |file| Url::of_out_path(&file.out).as_str().to_owned()),
            copy_text: copy.map_or_else(String::new, |_| dated(&check.copy_since, &check.copy, "")),
        }
    }

    /// How a file was got, in a sentence or two.
    fn origin(&self, origin: &Origin) -> String {
        let check = &self.check;
        let by = if origin.by == "me" { &check.author } else { &origin.by };
        let date = origin.obtained.map_or_else(String::new, |date| self.day(date));
        let pattern = match (by.is_empty(), date.is_empty()) {
            (true, true) => "",
            (true, false) => &check.obtained,
            (false, true) => &check.obtained_by,
            (false, false) => &check.obtained_by_on,
        };
        let how = origin.how.trim();
        let stop = if how.is_empty() || how.ends_with(['.', '!', '?']) { "" } else { "." };
        let obtained = fill(pattern, &[("by", by), ("date", &date)]);
        format!("{how}{stop} {obtained}").trim().to_owned()
    }

    fn git(&self, place: &Place) -> ShownGit {
        ShownGit {
            commands: place.commands(),
            note: fill(&self.check.git, &[("blob", &place.blob)]),
            repository: place.repository.clone(),
            commit: place.commit.clone(),
            path: place.path.clone(),
            blob: place.blob.clone(),
        }
    }

    fn day(&self, date: Date) -> String {
        self.dates.period(Period::One(Piece::Day(date)))
    }

    fn size(&self, bytes: u64) -> String {
        let mut shown = String::with_capacity(self.check.size.len() + 8);
        fill_with(&mut shown, &self.check.size, |part, shown| {
            let is_known = part == "bytes";
            if is_known {
                self.put_whole(shown, bytes);
            }
            is_known
        });
        shown
    }

    fn put_whole(&self, shown: &mut String, number: u64) {
        if let Some(number) = Decimal::new(i128::from(number), 0) {
            number.show_into(shown, &self.numbers);
        }
    }
}

/// What to paste into `sqlite3`, with the table as a file of this name.
fn query(csv: &str, sql: &str) -> String {
    let csv = argument(csv);
    let mut query = String::with_capacity(csv.len() + sql.len() + 24);
    for part in [".import --csv ", &csv, " data\n", sql] {
        query.push_str(part);
    }
    query
}

/// The host of an address, without `www.`.
fn host(address: &str) -> &str {
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = host.rsplit('@').next().unwrap_or_default();
    host.strip_prefix("www.").unwrap_or(host)
}

/// A file name as a dot command of `sqlite3` takes it for one word.
fn argument(name: &str) -> Cow<'_, str> {
    let plain = name.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '_' | '-'));
    if plain {
        return Cow::Borrowed(name);
    }
    Cow::Owned(format!("\"{}\"", name.replace('\\', "\\\\").replace('"', "\\\"")))
}
