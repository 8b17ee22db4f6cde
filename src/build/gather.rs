//! Reads and parses every document, in parallel, each for itself.

use super::{EXAMPLE, Options, unreadable};
use crate::data::Shelf;
use crate::diag::{Code, Diagnostic};
use crate::discover::Inventory;
use crate::front_matter::{self, Conventions};
use crate::markdown;
use crate::model::Document;
use crate::model::site::Config;
use crate::path::SitePath;
use crate::render::crossings::LeftOut;
use crate::render::{self, Parsed, bodies};
use crate::route::{self, Role, translations};
use crate::source::Span;
use crate::taxonomy::{self, heading};
use crate::theme::{self, Theme};
use crate::world::World;
use rayon::prelude::*;
use std::collections::BTreeSet;

pub const NO_TITLE: Code = Code("no-title");

/// The documents of a site and the theme that will show them.
pub struct Gathered {
    pub theme: Theme,
    /// The components that text may call.
    pub components: BTreeSet<String>,
    pub parsed: Vec<Parsed>,
    /// Documents with a mistake that hides what they are.
    pub broken: Vec<SitePath>,
    /// Documents that are no pages of this build.
    pub left_out: Vec<(SitePath, LeftOut)>,
}

enum Outcome {
    Parsed(Box<Parsed>),
    Broken(SitePath),
    LeftOut(SitePath, LeftOut),
}

pub fn gather(
    world: &dyn World,
    config: &Config,
    inventory: &Inventory,
    options: &Options,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Gathered> {
    let (theme, mut found) = theme::load(world, config);
    diagnostics.append(&mut found);
    if let Some(theme) = theme.as_ref().filter(|theme| theme.calls("data")) {
        // Set once per build; a second build makes a library of its own.
        let _ = theme.library.data.set(Shelf::read(world, &inventory.data));
    }
    let components = theme.as_ref().map(Theme::content_components).unwrap_or_default();
    let words = theme.as_ref().map_or(markdown::Words::ENGLISH, render::markdown_words);
    let abbreviations = markdown::Abbreviations::new(&config.markdown.abbreviations);
    let markdown = render::markdown_options(config, &components, &words, abbreviations.as_ref());
    let read = |path: &SitePath| document(world, config, path, options, &markdown);
    let outcomes: Vec<_> = inventory.documents.par_iter().map(read).collect();
    let mut gathered = Gathered {
        // Without a theme there is nothing to render; the mistakes of the documents are collected all the same.
        theme: match theme {
            Some(theme) => theme,
            None => {
                diagnostics.extend(outcomes.into_iter().flat_map(|(_, found)| found));
                return None;
            }
        },
        components: components.clone(),
        parsed: Vec::with_capacity(outcomes.len()),
        broken: Vec::new(),
        left_out: Vec::new(),
    };
    for (outcome, mut found) in outcomes {
        diagnostics.append(&mut found);
        match outcome {
            Outcome::Parsed(parsed) => gathered.parsed.push(*parsed),
            Outcome::Broken(path) => gathered.broken.push(path),
            Outcome::LeftOut(path, why) => gathered.left_out.push((path, why)),
        }
    }
    let mut documents: Vec<_> = gathered.parsed.iter_mut().map(|parsed| &mut parsed.document).collect();
    diagnostics.extend(translations::mark(&mut documents, &config.language));
    Some(gathered)
}

fn document(
    world: &dyn World,
    config: &Config,
    path: &SitePath,
    options: &Options,
    markdown: &markdown::Options<'_>,
) -> (Outcome, Vec<Diagnostic>) {
    let broken = |diagnostic| (Outcome::Broken(path.clone()), vec![diagnostic]);
    let source = match world.read(path, front_matter::MAX_BYTES) {
        Err(error) => return broken(unreadable(path, &error)),
        Ok(bytes) => match front_matter::decode_text(path.as_str(), bytes) {
            Err(diagnostic) => return broken(diagnostic),
            Ok(source) => source,
        },
    };
    let conventions = Conventions { taxonomies: &config.taxonomies };
    let (document, mut diagnostics) =
        front_matter::decode(path, &source, route::kind(path, config), conventions);
    let Some(document) = document else { return (Outcome::Broken(path.clone()), diagnostics) };
    if document.head.draft && !options.drafts {
        // Mistakes in a page that nobody will see can wait.
        diagnostics.retain(Diagnostic::is_error);
        return (Outcome::LeftOut(path.clone(), LeftOut::Draft), diagnostics);
    }
    if document.head.date.is_some_and(|date| date > world.today()) && !options.future {
        return (Outcome::LeftOut(path.clone(), LeftOut::Future), diagnostics);
    }
    if let Some(span) = document.head.example
        && options.strict
        && !config.examples
    {
        diagnostics.push(
            Diagnostic::error(
                EXAMPLE,
                "this case is invented, and `--strict` does not publish invented cases",
            )
            .at(&source, span)
            .hint("replace it by a real one, or write `examples: true` in folio.yaml"),
        );
    }
    let head = source.fingerprint_of(Span::new(0, document.body.start));
    if bodies::speaks_for_itself(&document, &source) {
        let title = document.head.title.as_ref().map(|title| title.value.clone()).unwrap_or_default();
        let document = Document { source: source.released(), ..document };
        return (Outcome::Parsed(Box::new(Parsed { document, doc: None, title, head })), diagnostics);
    }
    let (mut doc, mut found) = bodies::read(&document, &source, markdown);
    diagnostics.append(&mut found);
    let title = title(&document, &mut doc, config, &mut diagnostics);
    (Outcome::Parsed(Box::new(Parsed { document, doc: Some(doc), title, head })), diagnostics)
}

/// From the front matter, else the first heading, else the name of the file.
fn title(
    document: &Document,
    doc: &mut markdown::Doc,
    config: &Config,
    diagnostics: &mut Vec<Diagnostic>,
) -> String {
    if let Some(title) = &document.head.title {
        return title.value.clone();
    }
    let role = route::role(&document.path);
    let (title, from) = match doc.title.clone().filter(|title| !title.trim().is_empty()) {
        Some(title) => {
            doc.remove_title_heading();
            (title, "its first heading")
        }
        None if role == Role::Home => return config.title.clone(),
        // It will be called as the term is.
        None if taxonomy::place(&document.path, config).is_some() => return String::new(),
        None => {
            let bundle = matches!(document.path.stem(), "index" | "_index");
            let folder = document.path.parent().filter(|_| bundle);
            let name = folder.as_ref().map_or_else(|| document.path.stem(), SitePath::file_name);
            (heading(name), if bundle { "its folder's name" } else { "its file's name" })
        }
    };
    // Of an empty file it was said already that a title is missing.
    let empty = document.source.text().trim_start_matches('\u{feff}').trim().is_empty();
    if role != Role::Home && !empty {
        diagnostics.push(
            Diagnostic::warning(NO_TITLE, format!("this page has no title, so {from} is shown"))
                .at(&document.source, Span::at(0))
                .hint(format!(
                    "begin the file with front matter: `title: {title}` between two lines of `---`"
                )),
        );
    }
    title
}
