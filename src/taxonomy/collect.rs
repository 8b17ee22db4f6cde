//! From what authors wrote to terms: spellings of one term come together, and each term gets its address.

use super::practice::recency;
use super::text::{Place, place};
use super::{Group, Subject, Taxonomies, Taxonomy, Term, heading, slug};
use crate::diag::{Code, Diagnostic, did_you_mean};
use crate::i18n::Collation;
use crate::model::Document;
use crate::model::site::{Config, TermOrder};
use crate::path::{OutPath, Url, path_segment};
use crate::source::{Located, Span};
use std::cmp::Reverse;
use std::collections::HashMap;
use unicode_normalization::UnicodeNormalization;

pub const SPELLING: Code = Code("term-spelling");
pub const UNUSED: Code = Code("unused-term");

/// The taxonomy that a client's sector is a term of.
const SECTORS: &str = "sectors";

/// Finds the terms of all documents.
pub fn collect(documents: &[&Document], config: &Config) -> (Taxonomies, Vec<Diagnostic>) {
    let mut collector = Collector {
        documents,
        config,
        by_key: vec![HashMap::new(); config.taxonomies.len()],
        by_spelling: vec![HashMap::new(); config.taxonomies.len()],
        found: Vec::new(),
        diagnostics: Vec::new(),
    };
    let groups = (0..documents.len()).map(|index| collector.groups(index)).collect();
    let (texts, own) = collector.texts();
    let mut taxonomies = collector.settle(&own);
    taxonomies.groups = groups;
    taxonomies.texts = texts;
    (taxonomies, collector.diagnostics)
}

struct Collector<'a> {
    documents: &'a [&'a Document],
    config: &'a Config,
    /// By taxonomy: terms by what their spellings have in common.
    by_key: Vec<HashMap<String, usize>>,
    /// By taxonomy: the term of each spelling, and its place among those of the term. Most uses are spelt alike.
    by_spelling: Vec<HashMap<&'a str, (usize, usize)>>,
    found: Vec<Found>,
    diagnostics: Vec<Diagnostic>,
}

struct Found {
    taxonomy: usize,
    slug: String,
    spellings: Vec<Spelling>,
    members: Vec<usize>,
    text: Option<usize>,
}

struct Spelling {
    /// In Unicode's composed form: nobody sees whether an accent is a character of its own.
    name: String,
    uses: usize,
    first: (usize, Span),
}

impl<'a> Collector<'a> {
    /// The terms of one document.
    fn groups(&mut self, index: usize) -> Vec<Group> {
        let document = self.documents[index];
        let mut groups = Vec::new();
        for (number, taxonomy) in self.config.taxonomies.iter().enumerate() {
            let written = document.head.terms.iter().filter(|(key, _)| *key == taxonomy.key);
            let written = written.flat_map(|(_, names)| names);
            let client = document.case.as_ref().and_then(|case| case.client.as_ref());
            let sector = client.and_then(|client| client.sector.as_ref());
            let mut terms: Vec<usize> = Vec::new();
            for name in written.chain(sector.filter(|_| taxonomy.key == SECTORS)) {
                let term = self.use_of(number, index, name);
                if !terms.contains(&term) {
                    terms.push(term);
                    if !document.head.unlisted {
                        self.found[term].members.push(index);
                    }
                }
            }
            if !terms.is_empty() {
                groups.push(Group { taxonomy: number, terms });
            }
        }
        groups
    }

    fn use_of(&mut self, taxonomy: usize, index: usize, name: &'a Located<String>) -> usize {
        let written = name.value.as_str();
        let (term, spelling) = self.by_spelling[taxonomy].get(written).copied().unwrap_or_else(|| {
            let term = self.term(taxonomy, &slug(written));
            let composed: String = written.nfc().collect();
            let spellings = &mut self.found[term].spellings;
            let known = spellings.iter().position(|known| known.name == composed);
            let spelling = known.unwrap_or_else(|| {
                spellings.push(Spelling { name: composed, uses: 0, first: (index, name.span) });
                spellings.len() - 1
            });
            self.by_spelling[taxonomy].insert(written, (term, spelling));
            (term, spelling)
        });
        self.found[term].spellings[spelling].uses += 1;
        term
    }

    fn term(&mut self, taxonomy: usize, slug: &str) -> usize {
        let key = key(slug);
        if let Some(term) = self.by_key[taxonomy].get(&key) {
            return *term;
        }
        self.found.push(Found {
            taxonomy,
            slug: slug.to_owned(),
            spellings: Vec::new(),
            members: Vec::new(),
            text: None,
        });
        self.by_key[taxonomy].insert(key, self.found.len() - 1);
        self.found.len() - 1
    }

    /// Which documents speak about what, and which of them speaks about each taxonomy.
    fn texts(&mut self) -> (HashMap<usize, Subject>, Vec<Option<usize>>) {
        let mut texts = HashMap::new();
        let mut own = vec![None; self.config.taxonomies.len()];
        for index in 0..self.documents.len() {
            let subject = match place(&self.documents[index].path, self.config) {
                None => continue,
                Some(Place::Taxonomy(number)) => {
                    own[number].get_or_insert(index);
                    Subject::Taxonomy(number)
                }
                Some(Place::Term(number, word)) => Subject::Term(self.term_of_text(number, word, index)),
            };
            texts.insert(index, subject);
        }
        (texts, own)
    }

    /// The term that a document speaks about: by the name of its file, else by its `slug:` or `title:`.
    fn term_of_text(&mut self, taxonomy: usize, word: &str, index: usize) -> usize {
        let head = &self.documents[index].head;
        let others = [&head.slug, &head.title].into_iter().flatten().map(|written| written.value.as_str());
        let known = std::iter::once(word)
            .chain(others)
            .find_map(|word| self.by_key[taxonomy].get(&key(&slug(word))).copied());
        let term = known.unwrap_or_else(|| {
            self.warn_of_unused(taxonomy, word, index);
            self.term(taxonomy, &slug(word))
        });
        self.found[term].text.get_or_insert(index);
        term
    }

    fn warn_of_unused(&mut self, taxonomy: usize, word: &str, index: usize) {
        let document = self.documents[index];
        let name = &self.config.taxonomies[taxonomy].key;
        let used =
            self.found.iter().filter(|found| found.taxonomy == taxonomy && !found.spellings.is_empty());
        let hint = match did_you_mean(word, used.map(|found| found.slug.as_str())) {
            Some(close) => format!("did you mean `content/{name}/{close}.md`?"),
            None => format!("add `{name}: [{}]` to a page that shows it, or remove this file", heading(word)),
        };
        self.diagnostics.push(
            Diagnostic::warning(UNUSED, format!("no page has `{word}` among its `{name}`"))
                .at(&document.source, Span::at(0))
                .hint(hint),
        );
    }

    /// Gives each term its name, its address and its order.
    fn settle(&mut self, own: &[Option<usize>]) -> Taxonomies {
        let mut taxonomies = Taxonomies::default();
        for (taxonomy, text) in self.config.taxonomies.iter().zip(own) {
            // A key is a segment of a path: `config` saw to it.
            let url =
                Url::parse(&format!("/{}/", path_segment(&taxonomy.key))).unwrap_or_else(|_| Url::root());
            taxonomies.list.push(Taxonomy { config: taxonomy.clone(), url, text: *text, terms: Vec::new() });
        }
        for found in std::mem::take(&mut self.found) {
            let term = self.named(found, &taxonomies.list);
            taxonomies.terms.push(term);
        }
        let order = Collation::new(&self.config.language);
        for (number, taxonomy) in taxonomies.list.iter_mut().enumerate() {
            let terms = taxonomies.terms.iter().enumerate();
            let shown = terms.filter(|(_, term)| term.taxonomy == number && term.has_page());
            taxonomy.terms = shown.map(|(index, _)| index).collect();
            taxonomy.terms.sort_by(|one, other| {
                let (one, other) = (&taxonomies.terms[*one], &taxonomies.terms[*other]);
                let by_count = match taxonomy.config.order {
                    TermOrder::Name => std::cmp::Ordering::Equal,
                    TermOrder::Count => other.members.len().cmp(&one.members.len()),
                };
                by_count
                    .then_with(|| order.compare(&one.name, &other.name))
                    .then_with(|| one.slug.cmp(&other.slug))
            });
        }
        taxonomies
    }

    fn named(&mut self, mut found: Found, list: &[Taxonomy]) -> Term {
        let head = found.text.map(|index| &self.documents[index].head);
        let title = head.and_then(|head| head.title.as_ref()).map(|title| title.value.as_str());
        let first = found.spellings.first().map(|spelling| spelling.first);
        found.spellings.sort_by(|one, other| (other.uses, &one.name).cmp(&(one.uses, &other.name)));
        let settled = title.filter(|title| key(&slug(title)) == key(&found.slug));
        let name = match (settled, found.spellings.first()) {
            (Some(title), _) => title.to_owned(),
            (None, Some(spelling)) => {
                self.warn_of_spellings(&found, list);
                spelling.name.clone()
            }
            (None, None) => title.map_or_else(|| heading(&found.slug), str::to_owned),
        };
        let slug = head.and_then(|head| head.slug.as_ref()).map_or(found.slug, |slug| slug.value.clone());
        found.members.sort_by_key(|index| {
            let document = self.documents[*index];
            (document.kind, Reverse(recency(document)), *index)
        });
        let parent = &list[found.taxonomy].url;
        let url = Url::parse(&format!("{parent}{slug}/")).unwrap_or_else(|_| parent.clone());
        let (taxonomy, text, members) = (found.taxonomy, found.text, found.members);
        Term { taxonomy, name, slug, url, text, members, first }
    }

    /// Says where a term is spelt in another way than it is shown.
    fn warn_of_spellings(&mut self, found: &Found, list: &[Taxonomy]) {
        let Some((shown, others)) = found.spellings.split_first() else { return };
        let key = &list[found.taxonomy].config.key;
        let source = |(index, _): (usize, Span)| &self.documents[index].source;
        for other in others {
            let message = format!("`{}` and `{}` are one term of `{key}`", other.name, shown.name);
            let hint = format!(
                "write `{name}` everywhere, or settle it by `title: …` in `content/{key}/{slug}.md`",
                name = shown.name,
                slug = found.slug,
            );
            let diagnostic = Diagnostic::warning(SPELLING, message)
                .at(source(other.first), other.first.1)
                .related(source(shown.first), shown.first.1, "the commoner spelling")
                .hint(hint);
            self.diagnostics.push(diagnostic);
        }
    }
}

/// Equal for two slugs that a file system may take for one, as its case folding makes one Greek sigma of two.
fn key(slug: &str) -> String {
    OutPath::parse(slug).map_or_else(|_| slug.to_owned(), |path| path.collision_key())
}
