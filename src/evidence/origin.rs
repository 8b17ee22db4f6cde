//! Where a file comes from, as its author says: an address that it is a copy of, how it was got, a commit that holds it.

use crate::model::case_study::Evidence as Entry;
use crate::proof::git::Place;
use jiff::civil::Date;

/// What an author says of where a file comes from. Nothing of it was checked but git's name of the bytes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Origin {
    /// The address that the file is a copy of; empty for one that is none.
    pub url: String,
    /// The day of that copy.
    pub captured: Option<Date>,
    pub obtained: Option<Date>,
    pub by: String,
    pub how: String,
    pub git: Option<Place>,
}

impl Origin {
    /// None where nothing is said. `blob`: git's name of the bytes, in so many digits.
    pub(super) fn of(entry: &Entry, blob: impl FnOnce(usize) -> String) -> Option<Box<Self>> {
        let git = entry.git.as_ref().map(|place| Place {
            repository: place.repository.clone(),
            commit: place.commit.clone(),
            path: place.path.clone(),
            blob: blob(place.commit.len()),
        });
        let origin = Self {
            url: entry.url.clone(),
            captured: entry.captured.filter(|_| !entry.url.is_empty()),
            obtained: entry.obtained,
            by: entry.by.clone(),
            how: entry.how.clone(),
            git,
        };
        (origin != Self::default()).then(|| Box::new(origin))
    }
}
