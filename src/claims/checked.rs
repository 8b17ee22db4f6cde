//! What was checked of a figure, for readers: the data, the calculation, its rows, and what the neighbours give.

use super::{Words, fill};
use crate::decimal::Decimal;
use crate::evidence::{Calculated, Checked, Evidence};
use crate::model::metric::{Amount, Figure, Metric};
use crate::path::Url;
use serde::Serialize;

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
    /// Nothing but an address stands behind it.
    pub link_only: String,
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
            link_only: text("Author’s own figure; link only."),
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
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ShownLink {
    pub url: String,
    pub archived: String,
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
            (None, None, _) if !checked.files.is_empty() => &self.published,
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
        if checked.files.is_empty() && checked.links.is_empty() {
            return None;
        }
        let pairs = [
            ("value", &checked.value, Some(&metric.value)),
            ("baseline", &checked.baseline, metric.baseline.as_ref()),
        ];
        let calculations: Vec<ShownCalculation> = pairs
            .into_iter()
            .filter_map(|(of, calculated, figure)| {
                Some(self.calculation(of, calculated.as_ref()?, figure?, evidence))
            })
            .collect();
        let used = |number: &usize| {
            [&checked.value, &checked.baseline].into_iter().flatten().any(|one| one.file == *number)
        };
        let files = checked.files.iter().filter(|number| !used(number));
        let files: Vec<ShownFile> =
            files.filter_map(|number| Some(self.shown_file(evidence.files.get(*number)?))).collect();
        let links = checked
            .links
            .iter()
            .map(|link| ShownLink { url: link.url.clone(), archived: link.archived.clone() });
        let limit = match (calculations.is_empty(), files.is_empty()) {
            (false, _) => self.check.limit.clone(),
            (true, false) => self.check.kept.clone(),
            (true, true) => String::new(),
        };
        Some(ShownProof { calculations, files, links: links.collect(), limit })
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
        });
        let count = |count: usize| self.whole(count as u64);
        let outcome = &one.outcome;
        let rows = fill(
            &self.check.rows,
            &[
                ("used", &count(outcome.used)),
                ("rows", &count(outcome.rows)),
                ("left_out", &count(outcome.left_out)),
                ("blanks", &count(outcome.blanks)),
            ],
        );
        let csv = extract.as_ref().map_or(file.path.file_name(), |extract| extract.name.as_str());
        let sql = outcome
            .sql
            .as_ref()
            .map_or_else(String::new, |sql| format!(".import --csv {} data\n{sql}", argument(csv)));
        let near = one.near.iter().map(|(window, value)| ShownNear {
            window: self.dates.period(*window),
            text: self
                .figure(&Figure { amount: Amount::Exact(*value), unit: figure.unit.clone(), period: None })
                .text,
        });
        ShownCalculation {
            of,
            label: if of == "value" { self.check.of_value.clone() } else { self.check.of_baseline.clone() },
            phrase: one.phrase.clone(),
            rows,
            near: near.collect(),
            sql,
            file: self.shown_file(file),
            extract,
        }
    }

    /// A published file for readers.
    #[must_use]
    pub fn shown_file(&self, file: &crate::evidence::File) -> ShownFile {
        ShownFile {
            name: file.path.file_name().to_owned(),
            path: Url::of_out_path(&file.out).as_str().to_owned(),
            size: self.size(file.bytes),
            sha256: file.digest.to_string(),
        }
    }

    fn size(&self, bytes: u64) -> String {
        fill(&self.check.size, &[("bytes", &self.whole(bytes))])
    }

    fn whole(&self, number: u64) -> String {
        Decimal::new(i128::from(number), 0).map_or_else(String::new, |number| number.show(&self.numbers))
    }
}

/// A file name as a dot command of `sqlite3` takes it for one word.
fn argument(name: &str) -> String {
    let plain = name.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '_' | '-'));
    if plain { name.to_owned() } else { format!("\"{}\"", name.replace('\\', "\\\\").replace('"', "\\\"")) }
}
