//! Rows of the lists that may have thousands.

use super::{push, push_line};
use crate::claims::{self, Shown};

/// What the list of case studies shows of one of them, all in plain text but for the line of its result.
#[derive(Clone, Copy, Debug, Default)]
pub struct Row<'a> {
    pub title: &'a str,
    /// What an invented case is called; empty for any other.
    pub example: &'a str,
    pub terms: &'a str,
    /// The name of the leading metric, and its line as HTML.
    pub result: Option<(&'a str, &'a str)>,
    /// In words, where the list says it.
    pub outcome: &'a str,
    /// Whether it is said beside a result too.
    pub says_outcome: bool,
    pub window: &'a str,
    pub checked: &'a str,
}

/// A row as the component `list.work` writes it, from behind the address of the case study.
pub fn row(row: &Row<'_>) -> String {
    let mut html = String::with_capacity(512);
    push(&mut html, "", row.title, "</a> <small>");
    if !row.example.is_empty() {
        push(&mut html, "<span class=\"example\">", row.example, "");
        html.push_str(if row.terms.is_empty() { "</span> " } else { " ·</span> " });
    }
    push(&mut html, "", row.terms, "</small></th>\n  <td class=\"result\">");
    match row.result {
        Some((name, line)) => {
            for part in ["<span class=\"num\" data-shows=\"line\">", line, "</span> <small class=\"what\">"] {
                html.push_str(part);
            }
            push(&mut html, "", name, "");
            if row.says_outcome {
                push(&mut html, ". ", row.outcome, "");
            }
            html.push_str("</small>");
        }
        None => push(&mut html, "<span class=\"nofigure\">", row.outcome, "</span>"),
    }
    if !row.window.is_empty() {
        push(&mut html, " <small class=\"narrow\">", row.window, "</small>");
    }
    push(&mut html, " <small class=\"narrow\" data-shows=\"check\">", row.checked, "</small></td>");
    push(&mut html, "\n  <td class=\"wide\">", row.window, "</td>");
    push(&mut html, "\n  <td class=\"wide\" data-shows=\"check\">", row.checked, "</td>\n</tr>");
    html
}

/// Some figures of a case study, as the list of all figures shows them.
#[derive(Clone, Copy, Debug)]
pub struct Claims<'a> {
    /// Of the case study in the list.
    pub id: &'a str,
    pub title: &'a str,
    /// What an invented case is called; empty for any other.
    pub example: &'a str,
    /// Where the case study lies, from the page of the list.
    pub href: &'a str,
    /// How many rows of other kinds come behind these.
    pub more: usize,
    /// Each figure, and its address.
    pub figures: &'a [(Shown, String)],
}

/// The rows of figures as the template `sources.html` writes them.
pub fn claims(of: &Claims<'_>, words: &claims::Words) -> String {
    let mut html = String::with_capacity(640 * of.figures.len());
    for (index, (shown, claim)) in of.figures.iter().enumerate() {
        push(&mut html, "\n    <tr id=\"", of.id, ".");
        push(&mut html, "", &shown.id, "\" data-claim=\"");
        push(&mut html, "", claim, "\">");
        if index == 0 {
            html.push_str("\n      <th scope=\"rowgroup\" rowspan=\"");
            html.push_str(&(of.figures.len() + of.more).to_string());
            push(&mut html, "\"><a href=\"", of.href, "\">");
            push(&mut html, "", of.title, "</a>");
            if !of.example.is_empty() {
                push(&mut html, " <small><span class=\"example\">", of.example, "</span></small>");
            }
            html.push_str("</th>");
        }
        push(&mut html, "\n      <td class=\"result\"><a href=\"", of.href, "#figure-");
        push(&mut html, "", &shown.id, "\"><span class=\"num\" data-shows=\"line\">");
        push_line(&mut html, shown, words);
        push(&mut html, "</span></a> <small>", &shown.name, "");
        if !shown.value.period.is_empty() {
            push(&mut html, "", &words.list_comma, "");
            push(&mut html, "", &shown.value.period, "");
        }
        let check = &shown.check.sentence;
        push(&mut html, "</small> <small class=\"narrow\" data-shows=\"check\">", check, "</small></td>");
        push(
            &mut html,
            "\n      <td class=\"wide\"><span data-shows=\"check\">",
            check,
            "</span></td>\n    </tr>",
        );
    }
    html
}
