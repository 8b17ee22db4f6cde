//! What is kept of a site between runs: where everything lies, what it is called, and in which lists it stands. With it,
//! a run in which nothing but bodies changed can make their pages without a look at the others.

use super::gather::mark;
use super::model::{Ground, Model};
use super::proof;
use crate::emit;
use crate::model::case_study::CaseStudy;
use crate::model::{Document, Head, Kind};
use crate::path::SitePath;
use crate::people::People;
use crate::render::{Parsed, Related, Stories};
use crate::route::{Rest, Routes};
use crate::source::{Source, Span};
use crate::taxonomy::Taxonomies;
use crate::world::Entry;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

/// All of it.
#[derive(Debug, Deserialize)]
pub struct Outline {
    pub sketches: Vec<Sketch>,
    pub routes: Routes,
    rest: Rest,
    pub taxonomies: Taxonomies,
    pub plan: emit::Plan,
    pub people: People,
    pub proof: proof::Pages,
    pub related: Related,
    pub stories: Stories,
    /// Files below `static/` and below `data/`.
    pub statics: Vec<Entry>,
    pub data: Vec<Entry>,
    /// A document with figures that have data behind them, where any has.
    pub evidence: Option<usize>,
}

/// The same on its way out: the fields of [`Outline`], in their order.
#[derive(Serialize)]
struct Kept<'a> {
    sketches: Vec<Sketch>,
    routes: &'a Routes,
    rest: Rest,
    taxonomies: &'a Taxonomies,
    plan: &'a emit::Plan,
    people: &'a People,
    proof: &'a proof::Pages,
    related: &'a Related,
    stories: &'a Stories,
    statics: &'a [Entry],
    data: &'a [Entry],
    evidence: Option<usize>,
}

/// A document as those know it that do not look into it.
#[derive(Debug, Serialize, Deserialize)]
pub struct Sketch {
    pub path: SitePath,
    title: String,
    kind: Kind,
    /// Tells its front matter from another one.
    head: u64,
    /// Where its body begins.
    body: usize,
    unlisted: bool,
    weight: Option<i64>,
    date: Option<(i16, i8, i8)>,
    language: Option<String>,
    has_case: bool,
    /// Tells its first words from others, where lists may show them.
    beginning: Option<u64>,
    /// Lists show its text as far as `<!-- more -->`.
    has_more: bool,
}

/// An outline as bytes.
pub fn kept(model: &Model) -> Option<Vec<u8>> {
    let ground = &model.ground;
    let (statics, data) = ground.statics_and_data();
    let (plan, people, proof) = ground.planned();
    let with_evidence = |parsed: &Parsed| !ground.evidence.of(&parsed.document.path).is_empty();
    let has_evidence = !ground.evidence.is_empty();
    postcard::to_stdvec(&Kept {
        sketches: ground.parsed.iter().map(Sketch::of).collect(),
        routes: &ground.routes,
        rest: ground.routes.rest(),
        taxonomies: &ground.taxonomies,
        plan,
        people,
        proof,
        related: &model.shared.related,
        stories: &model.shared.stories,
        statics,
        data,
        evidence: if has_evidence { ground.parsed.iter().position(with_evidence) } else { None },
    })
    .ok()
}

impl Outline {
    /// What was kept; none where that cannot be read.
    pub fn from(bytes: &[u8]) -> Option<Self> {
        let mut outline: Self = postcard::from_bytes(bytes).ok()?;
        let rest = std::mem::take(&mut outline.rest);
        let routes = std::mem::take(&mut outline.routes);
        outline.routes = routes.with_rest(outline.sketches.iter().map(|sketch| &sketch.path), rest);
        Some(outline)
    }

    /// The number of a document.
    pub fn find(&self, path: &SitePath) -> Option<usize> {
        self.sketches.binary_search_by(|sketch| sketch.path.cmp(path)).ok()
    }
}

impl Sketch {
    fn of(parsed: &Parsed) -> Self {
        let document = &parsed.document;
        let head = &document.head;
        Self {
            path: document.path.clone(),
            title: parsed.title.clone(),
            kind: document.kind,
            head: parsed.head,
            body: document.body.start,
            unlisted: head.unlisted,
            weight: head.weight,
            date: head.date.map(|date| (date.year(), date.month(), date.day())),
            language: head.language.clone(),
            has_case: document.case.is_some(),
            beginning: beginning(parsed),
            has_more: has_more(parsed),
        }
    }

    /// The document with no more in it than is known here.
    pub fn parsed(&self) -> Parsed {
        let document = Document {
            path: self.path.clone(),
            source: Source::new(self.path.as_str(), ""),
            body: Span::at(self.body),
            kind: self.kind,
            head: Head {
                unlisted: self.unlisted,
                weight: self.weight,
                date: self.date.and_then(|(year, month, day)| Date::new(year, month, day).ok()),
                language: self.language.clone(),
                ..Head::default()
            },
            case: self.has_case.then(|| Box::new(CaseStudy::default())),
            profile: None,
        };
        Parsed { document: Arc::new(document), doc: None, title: self.title.clone(), head: self.head }
    }

    /// The document as it was read now, which was worked out with the others when this was kept; none where others may
    /// show a difference.
    pub fn of_site(&self, mut now: Parsed) -> Option<Parsed> {
        // A text about a term is called like the term.
        if now.title.is_empty() {
            now.title.clone_from(&self.title);
        }
        let same = now.head == self.head
            && now.document.body.start == self.body
            && now.title == self.title
            && beginning(&now) == self.beginning
            && has_more(&now) == self.has_more;
        if let Some(language) = &self.language {
            mark(&mut now, language.clone());
        }
        same.then_some(now)
    }

    /// Whether another body shows on no other page than its own, as long as it begins with the same words.
    pub fn keeps_to_itself(&self) -> bool {
        !self.has_more
    }
}

fn beginning(parsed: &Parsed) -> Option<u64> {
    let doc = parsed.doc.as_ref()?;
    let mut hasher = DefaultHasher::new();
    doc.excerpt.hash(&mut hasher);
    Some(hasher.finish())
}

fn has_more(parsed: &Parsed) -> bool {
    parsed.doc.as_ref().is_some_and(|doc| doc.beginning.is_some())
}

/// The site of an outline, of whose documents nothing is known but their place.
pub fn ground(
    world: &Arc<dyn crate::world::World>,
    config: crate::model::site::Config,
    outline: &mut Outline,
) -> Option<Ground> {
    let parsed: Arc<[Parsed]> = outline.sketches.iter().map(Sketch::parsed).collect();
    Ground::recalled(world, config, outline, parsed)
}
