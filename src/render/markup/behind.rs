//! What stands behind a figure: notes on its data, each calculation with its rows, its files and its query, and what the
//! author says of its scope. As folio's own components write it.

use super::push;
use crate::chart::Series;
use crate::claims::{Shown, ShownCalculation, ShownFile, ShownLink, ShownNote, ShownProof, ShownTarget};
use crate::i18n::Strings;
use crate::markdown::escape;
use crate::path::Url;
use crate::theme::functions::link;
use std::fmt::Write as _;

/// Whether there is more to a figure than the component `case.figure` writes itself.
fn has_particulars(shown: &Shown) -> bool {
    shown.target.is_some() || !shown.population.is_empty() || !shown.counterfactual.is_empty()
}

/// The figures of one page have their words, and mostly their files, in common.
#[derive(Debug)]
pub struct Behind<'a> {
    strings: &'a Strings,
    /// Where a browser recalculates a figure of the page; the figure's id comes behind it.
    again: String,
    /// What has been written of each file so far, by its place.
    files: Vec<(String, String)>,
}

impl<'a> Behind<'a> {
    /// What stands behind the figures of the page at `url`.
    pub fn new(strings: &'a Strings, url: &Url) -> Self {
        let page = url.encoded();
        let page = page.trim_start_matches('/');
        let page = page.replace('%', "%25").replace('&', "%26").replace('+', "%2B");
        Self {
            strings,
            again: format!("{}?page={page}&figure=", link("/proof/recalculate/")),
            files: Vec::new(),
        }
    }

    /// Everything below the sentence of a figure.
    pub fn push(&mut self, html: &mut String, shown: &Shown, series: Option<&Series>) {
        if let Some(proof) = &shown.proof {
            if !proof.notes.is_empty() {
                html.push_str("\n  ");
                self.push_notes(html, &proof.notes);
            }
            html.push_str("\n  ");
            self.push_check(html, &shown.id, proof, series);
        }
        if has_particulars(shown) {
            html.push_str("\n  ");
            self.push_particulars(html, shown);
        }
    }

    fn word(&self, key: &str) -> &'a str {
        self.strings.get(key).unwrap_or_default()
    }

    /// The component `case.notes`.
    fn push_notes(&self, html: &mut String, notes: &[ShownNote]) {
        for (note, number) in notes.iter().zip(1..) {
            push(html, "\n  <p class=\"check note-on-data\"><strong>", self.word("note_title"), "</strong> ");
            // Writing to a string cannot fail.
            _ = write!(html, "<span data-shows=\"note-{number}\">");
            push(html, "", &note.text, "</span> ");
            if note.explained {
                push(html, "", self.word("note_explained"), " ");
                _ = write!(html, "<q data-shows=\"explanation-{number}\">");
                push(html, "", &note.explanation, "</q></p>");
            } else {
                push(html, "", &note.explanation, "</p>");
            }
        }
    }

    /// The component `case.check`.
    fn push_check(&mut self, html: &mut String, id: &str, proof: &ShownProof, series: Option<&Series>) {
        push(html, "<details class=\"detail proof\"><summary>", self.word("what_was_checked"), "</summary>");
        for calculation in &proof.calculations {
            self.push_calculation(html, calculation);
        }
        if !proof.calculations.is_empty() {
            push(html, "\n  <p class=\"again\"><a href=\"", &self.again, "");
            push(html, "", id, "\">");
            push(html, "", self.word("recalculate"), "</a> ");
            push(html, "", self.word("recalculate_here"), "</p>");
        }
        if let Some(series) = series {
            html.push_str("\n  ");
            self.push_steps(html, series);
        }
        if !proof.files.is_empty() || !proof.links.is_empty() {
            html.push_str("\n  <dl class=\"particulars\">");
            for file in &proof.files {
                self.term(html, "check_data");
                self.push_file(html, file);
                html.push_str("</dd></div>");
            }
            for link in &proof.links {
                self.push_link(html, link);
            }
            html.push_str("\n  </dl>");
        }
        for text in [&proof.looked, &proof.limit] {
            if !text.is_empty() {
                push(html, "\n  <p>", text, "</p>");
            }
        }
        html.push_str("\n</details>");
    }

    /// The beginning of an entry in a list of particulars.
    fn term(&self, html: &mut String, key: &str) {
        push(html, "\n    <div><dt>", self.word(key), "</dt><dd>");
    }

    fn push_calculation(&mut self, html: &mut String, one: &ShownCalculation) {
        push(html, "\n  <dl class=\"particulars\">\n    <div><dt>", &one.label, "</dt><dd>");
        push(html, "<code dir=\"ltr\">", &one.phrase, "</code></dd></div>");
        self.term(html, "check_rows_label");
        push(html, "", &one.rows, "</dd></div>");
        if !one.near.is_empty() {
            self.term(html, "check_near");
            for (index, near) in one.near.iter().enumerate() {
                push(html, if index == 0 { "" } else { "; " }, &near.window, ": ");
                push(html, "", &near.text, "");
            }
            html.push_str("</dd></div>");
        }
        if !one.same_data {
            self.term(html, "check_data");
            self.push_file(html, &one.file);
            if let Some(extract) = &one.extract {
                html.push_str("<br>");
                self.push_file(html, extract);
                push(html, " ", self.word("check_as_csv"), "");
            }
            html.push_str("</dd></div>");
        }
        if !one.sql.is_empty() {
            self.term(html, "check_sql");
            push(html, "<pre tabindex=\"0\"><code>", &one.sql, "</code></pre></dd></div>");
        }
        html.push_str("\n  </dl>");
    }

    /// The component `case.file`.
    fn push_file(&mut self, html: &mut String, file: &ShownFile) {
        // What authors say of where the same bytes come from may differ; their place and digest do not.
        match self.files.iter().find(|(path, _)| *path == file.path) {
            Some((_, known)) => html.push_str(known),
            None => {
                let start = html.len();
                push(html, "<a href=\"", &link(&file.path), "\">");
                push(html, "", &file.name, "</a> <small>");
                push(html, "", &file.size, ", SHA-256 <code>");
                push(html, "", &file.sha256, "</code></small>");
                self.files.push((file.path.clone(), html[start..].to_owned()));
            }
        }
        if !file.origin.is_empty() {
            push(html, " <small>", &file.origin, "</small>");
        }
        if let Some(git) = &file.git {
            push(html, "\n<pre tabindex=\"0\"><code>", &git.commands, "</code></pre> <small>");
            push(html, "", &git.note, "</small>");
        }
    }

    fn push_link(&self, html: &mut String, one: &ShownLink) {
        self.term(html, "check_link");
        let mut address = |before: &str, href: &str, text: &str| {
            push(html, before, href, "\">");
            push(html, "", text, "</a>");
        };
        address("<a href=\"", &one.url, &one.url);
        if !one.copy.is_empty() {
            address("; <a href=\"", &link(&one.copy), &one.copy_text);
        }
        if !one.archived.is_empty() {
            address("; <a href=\"", &one.archived, &one.archived_text);
        }
        html.push_str("</dd></div>");
    }

    /// The component `case.steps`.
    fn push_steps(&self, html: &mut String, series: &Series) {
        push(
            html,
            "<table class=\"steps\">\n  <thead><tr><th scope=\"col\">",
            self.word("chart_step"),
            "</th>",
        );
        push(html, "<th scope=\"col\">", self.word("result"), "</th></tr></thead>\n  <tbody>");
        for step in &series.steps {
            push(html, "\n    <tr><th scope=\"row\">", &step.period, "</th><td>");
            let text = if step.text.is_empty() { self.word("chart_no_rows") } else { &step.text };
            push(html, "", text, "</td></tr>");
        }
        html.push_str("\n  </tbody>\n</table>");
    }

    /// The component `case.particulars`.
    fn push_particulars(&self, html: &mut String, shown: &Shown) {
        html.push_str("\n<dl class=\"particulars\">");
        if let Some(target) = &shown.target {
            self.push_target(html, target);
        }
        for (key, text) in [("population", &shown.population), ("counterfactual", &shown.counterfactual)] {
            if !text.is_empty() {
                push(html, "\n  <div><dt>", self.word(key), "</dt><dd>");
                push(html, "", text, "</dd></div>");
            }
        }
        html.push_str("\n</dl>");
    }

    fn push_target(&self, html: &mut String, target: &ShownTarget) {
        push(html, "\n  <div><dt>", self.word("target"), "</dt><dd>");
        push(html, "<span data-shows=\"target\">", &target.text, "</span>");
        if !target.set.is_empty() {
            push(html, "", self.word("list_comma"), "");
            push(html, "", self.word("target_set"), " ");
            escape::push_attribute(html, &target.set);
        }
        if let Some(reached) = target.reached {
            push(html, ": ", self.word(if reached { "target_reached" } else { "target_missed" }), "");
        }
        html.push_str("</dd></div>");
    }
}
