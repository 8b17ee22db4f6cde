//! A style sheet → what is published of it: `@import` joined, nesting lowered, `url(…)` led to the fingerprinted
//! files. Everything else stays as its author wrote it: which browsers it is for is the theme's business.
//!
//! lightningcss has a bundler of its own. It reads imports in parallel on the pool that renders pages, where a
//! thread that waits takes up another page, which may ask for the very style sheet that is being made; and it
//! brings a dozen crates. Standing each import where it was written, inside its conditions, is what CSS says
//! (Cascading and Inheritance 5, section 2) and takes a page.

use super::{REMOTE_STYLE, STYLE, STYLE_FILE, STYLE_UNKNOWN, place};
use crate::diag::Diagnostic;
use crate::path::address::has_scheme;
use crate::path::{SitePath, Url};
use crate::source::Source;
use lightningcss::error::ErrorLocation;
use lightningcss::rules::import::ImportRule;
use lightningcss::rules::layer::LayerBlockRule;
use lightningcss::rules::media::MediaRule;
use lightningcss::rules::supports::SupportsRule;
use lightningcss::rules::{CssRule, CssRuleList};
use lightningcss::stylesheet::{MinifyOptions, ParserOptions, PrinterOptions, StyleSheet};
use lightningcss::targets::{Features, Targets};
use lightningcss::values::url::Url as CssUrl;
use lightningcss::visitor::{Visit, VisitTypes, Visitor};
use std::collections::BTreeSet;
use std::convert::Infallible;
use std::fmt;
use std::sync::{Arc, PoisonError, RwLock};

/// Style sheets that import each other deeper than this are taken for a mistake.
const DEEPEST: usize = 32;

/// Where style sheets and what they show are found, each by its path from the site's root.
pub trait Shelf {
    fn text(&self, name: &str) -> Result<&Arc<Source>, String>;
    /// Where a file is published as it is.
    fn address(&self, name: &str) -> Result<&Url, String>;
}

/// A finished style sheet.
#[derive(Debug)]
pub struct Style {
    pub css: String,
    /// The files that were joined into it.
    pub imported: BTreeSet<String>,
}

/// Compiles the style sheet `name`. None when it has a mistake that leaves nothing to publish.
pub fn compile(name: &str, shelf: &dyn Shelf, minify: bool) -> (Option<Style>, Vec<Diagnostic>) {
    let mut join = Join {
        shelf,
        name,
        open: Vec::new(),
        sources: Vec::new(),
        licenses: Vec::new(),
        elsewhere: Vec::new(),
        diagnostics: Vec::new(),
    };
    let Some(mut rules) = join.sheet(name) else { return (None, join.diagnostics) };
    // What comes from elsewhere must stand before all but the order of layers.
    let layers = |rule: &&CssRule<'_>| matches!(rule, CssRule::LayerStatement(_));
    let start = rules.iter().take_while(layers).count();
    rules.splice(start..start, std::mem::take(&mut join.elsewhere));

    let sources = join.sources.clone();
    let mut sheet = StyleSheet::new(sources, CssRuleList(rules), ParserOptions::default());
    sheet.license_comments = std::mem::take(&mut join.licenses);
    let targets = Targets { include: Features::Nesting, ..Targets::default() };
    if minify && let Err(error) = sheet.minify(MinifyOptions { targets, ..MinifyOptions::default() }) {
        join.refuse(&error.kind, error.loc.as_ref());
        return (None, join.diagnostics);
    }
    match sheet.to_css(PrinterOptions { minify, targets, ..PrinterOptions::default() }) {
        Ok(printed) => {
            let imported = join.sources.into_iter().filter(|other| other != name).collect();
            (Some(Style { css: printed.code, imported }), join.diagnostics)
        }
        Err(error) => {
            join.refuse(&error.kind, error.loc.as_ref());
            (None, join.diagnostics)
        }
    }
}

/// One style sheet while it is joined with what it imports.
struct Join<'s> {
    shelf: &'s dyn Shelf,
    name: &'s str,
    /// The files whose imports are being followed, the outermost first.
    open: Vec<String>,
    sources: Vec<String>,
    licenses: Vec<lightningcss::values::string::CowArcStr<'s>>,
    /// Imports from other hosts.
    elsewhere: Vec<CssRule<'s>>,
    diagnostics: Vec<Diagnostic>,
}

impl<'s> Join<'s> {
    /// The rules of a file and of all that it imports; none when it cannot be read as CSS.
    fn sheet(&mut self, file: &str) -> Option<Vec<CssRule<'s>>> {
        let source = match self.shelf.text(file) {
            Ok(source) => source,
            Err(why) => {
                self.diagnostics
                    .push(Diagnostic::error(STYLE, why).in_file(file).hint("save it as UTF-8 text"));
                return None;
            }
        };
        let warnings = Arc::new(RwLock::new(Vec::new()));
        let options = ParserOptions {
            filename: file.to_owned(),
            source_index: u32::try_from(self.sources.len()).unwrap_or(u32::MAX),
            error_recovery: true,
            warnings: Some(Arc::clone(&warnings)),
            ..ParserOptions::default()
        };
        self.sources.push(file.to_owned());
        let parsed = StyleSheet::parse(source.text().trim_start_matches('\u{feff}'), options);
        for warning in warnings.read().unwrap_or_else(PoisonError::into_inner).iter() {
            let message = format!("folio does not know this as CSS: {}", sentence(&warning.kind));
            let diagnostic = Diagnostic::warning(STYLE_UNKNOWN, message)
                .hint("mend it, or remove it: a browser leaves out what it does not know");
            self.locate(diagnostic, warning.loc.as_ref());
        }
        let mut sheet = match parsed {
            Ok(sheet) => sheet,
            Err(error) => {
                self.refuse(&error.kind, error.loc.as_ref());
                return None;
            }
        };
        self.licenses.append(&mut sheet.license_comments);
        let mut aim = Aim { join: self, file, source };
        let Ok(()) = sheet.visit(&mut aim);
        self.open.push(file.to_owned());
        let mut rules = Vec::with_capacity(sheet.rules.0.len());
        for rule in sheet.rules.0 {
            match rule {
                CssRule::Import(import) => rules.extend(self.import(import, file, source)),
                rule => rules.push(rule),
            }
        }
        self.open.pop();
        Some(rules)
    }

    /// What stands in the place of an import: the rules of its file, inside its conditions.
    fn import(&mut self, import: ImportRule<'s>, file: &str, source: &Arc<Source>) -> Vec<CssRule<'s>> {
        let at = |diagnostic| place(diagnostic, source, import.loc.line + 1, import.loc.column);
        if let Some(host) = other_host(&import.url) {
            self.diagnostics.push(at(remote(host, "put a copy into `static/` and import that")));
            self.elsewhere.push(CssRule::Import(import));
            return Vec::new();
        }
        let wanted = resolve(&import.url, file).filter(|wanted| self.shelf.text(wanted).is_ok());
        let Some(wanted) = wanted else {
            let why = match resolve(&import.url, file) {
                Some(wanted) => self.shelf.text(&wanted).err().unwrap_or_default(),
                None => format!("`{}` leads out of the site", import.url),
            };
            self.diagnostics.push(at(missing(why)));
            return Vec::new();
        };
        if self.open.contains(&wanted) || self.open.len() >= DEEPEST {
            let message = format!("`{wanted}` is imported by what it imports itself");
            self.diagnostics.push(at(Diagnostic::error(STYLE, message).hint("remove one of the imports")));
            return Vec::new();
        }
        let Some(mut rules) = self.sheet(&wanted) else { return Vec::new() };
        let loc = import.loc;
        if let Some(name) = import.layer {
            rules = vec![CssRule::LayerBlock(LayerBlockRule { name, rules: CssRuleList(rules), loc })];
        }
        if let Some(condition) = import.supports {
            rules = vec![CssRule::Supports(SupportsRule { condition, rules: CssRuleList(rules), loc })];
        }
        if !import.media.media_queries.is_empty() {
            rules = vec![CssRule::Media(MediaRule { query: import.media, rules: CssRuleList(rules), loc })];
        }
        rules
    }

    fn refuse(&mut self, error: &dyn fmt::Display, at: Option<&ErrorLocation>) {
        let message = format!("this style sheet cannot be made: {}", sentence(error));
        self.locate(Diagnostic::error(STYLE, message).hint("mend the style sheet here"), at);
    }

    /// Parsers count lines from zero.
    fn locate(&mut self, diagnostic: Diagnostic, at: Option<&ErrorLocation>) {
        let file = at.map_or(self.name, |at| at.filename.as_str());
        let (line, column) = at.map_or((1, 1), |at| (at.line + 1, at.column));
        self.diagnostics.push(match self.shelf.text(file) {
            Ok(source) => place(diagnostic, source, line, column),
            Err(_) => diagnostic.in_file(file),
        });
    }
}

/// Leads each `url(…)` of a file to what is published.
struct Aim<'a, 's> {
    join: &'a mut Join<'s>,
    file: &'a str,
    source: &'a Arc<Source>,
}

impl<'s> Visitor<'s> for Aim<'_, 's> {
    type Error = Infallible;

    fn visit_types(&self) -> VisitTypes {
        VisitTypes::URLS
    }

    fn visit_url(&mut self, url: &mut CssUrl<'s>) -> Result<(), Infallible> {
        let fault = match target(&url.url, self.file, self.join.name, self.join.shelf) {
            Ok(Some(address)) => {
                url.url = address.into();
                return Ok(());
            }
            Ok(None) => return Ok(()),
            Err(fault) => fault,
        };
        self.join.diagnostics.push(place(fault, self.source, url.loc.line, url.loc.column));
        Ok(())
    }
}

/// What to write for `url`, which stands in `file`, in the published style sheet `name`; none when it is right.
fn target(url: &str, file: &str, name: &str, shelf: &dyn Shelf) -> Result<Option<String>, Diagnostic> {
    if let Some(host) = other_host(url) {
        return Err(remote(host, "put a copy into `static/` and write its path from this file"));
    }
    if url.is_empty() || url.starts_with('#') || has_scheme(url) {
        return Ok(None);
    }
    let (path, rest) = url.split_at(url.find(['?', '#']).unwrap_or(url.len()));
    let wanted = resolve(path, file).ok_or_else(|| missing(format!("`{path}` leads out of the site")))?;
    let address = shelf.address(&wanted).map_err(missing)?;
    let from = Url::parse(&format!("/{name}")).map_err(|error| missing(error.message))?;
    Ok(Some(address.relative_from(&from) + rest))
}

/// The host of an address that leads away from the site.
fn other_host(url: &str) -> Option<&str> {
    let rest = url.strip_prefix("//").or_else(|| {
        let (scheme, rest) = url.split_once("://")?;
        ["http", "https"].iter().any(|known| scheme.eq_ignore_ascii_case(known)).then_some(rest)
    })?;
    rest.split(['/', '?', '#']).next()
}

fn remote(host: &str, hint: &str) -> Diagnostic {
    let message = format!("every visitor's browser will ask `{host}` for this");
    Diagnostic::warning(REMOTE_STYLE, message).hint(hint)
}

fn missing(why: String) -> Diagnostic {
    Diagnostic::error(STYLE_FILE, why).hint(
        "put the file into `static/`; write its path from this one, or with a leading slash from the site's root",
    )
}

/// The file that `path` means in `file`, by its path from the site's root.
fn resolve(path: &str, file: &str) -> Option<String> {
    let folder = SitePath::parse(file).ok()?.parent()?;
    let resolved = folder.resolve(path).ok()?;
    let decoded = Url::decode(&format!("/{resolved}")).ok()?;
    Some(decoded.as_str().trim_start_matches('/').to_owned())
}

/// The words of the parser inside a sentence of folio's.
fn sentence(error: &dyn fmt::Display) -> String {
    let text = error.to_string();
    let text = text.trim().trim_end_matches('.');
    let mut chars = text.chars();
    match chars.next() {
        Some(first) if !text.starts_with('@') => first.to_lowercase().chain(chars).collect(),
        _ => text.to_owned(),
    }
}
