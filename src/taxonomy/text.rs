//! Which documents speak about a taxonomy or a term: those in the folder of its name.

use crate::model::site::Config;
use crate::path::SitePath;

/// What a file speaks about, by its place alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place<'a> {
    /// `content/skills/_index.md`: the taxonomy, by its number.
    Taxonomy(usize),
    /// `content/skills/analytics.md` or `content/skills/analytics/index.md`: the taxonomy and the file's word for
    /// the term.
    Term(usize, &'a str),
}

/// What the document at `path` speaks about. A folder that `sections:` names is a section like any other.
pub fn place<'a>(path: &'a SitePath, config: &Config) -> Option<Place<'a>> {
    let mut segments = path.segments().skip(1);
    let (key, name, below, deeper) = (segments.next()?, segments.next()?, segments.next(), segments.next());
    let number = config.taxonomies.iter().position(|taxonomy| taxonomy.key == key)?;
    if config.sections.contains_key(key) {
        return None;
    }
    let is_index = matches!(path.stem(), "index" | "_index");
    match (below, deeper) {
        (None, _) if is_index => Some(Place::Taxonomy(number)),
        (None, _) => Some(Place::Term(number, path.stem())),
        (Some(_), None) if is_index => Some(Place::Term(number, name)),
        _ => None,
    }
}
