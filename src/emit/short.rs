//! Short addresses for paper: `/p/x7k2q/` leads to one figure, on any host.
//!
//! A code comes from the address of the case study and the id of the figure. What had another address (`aliases:`) or
//! another id (`formerly:`) keeps the codes of those too, so that what was printed goes on leading there.

use super::resume::results;
use crate::model::Document;
use crate::path::Url;
use crate::proof::digest::Digest;
use crate::route::Routes;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::iter::once;

/// The latest case studies whose leading figures have one: a large site is not to have twice as many files for it.
const CASES: usize = 100;

/// Without letters that look like a digit, or like another letter in the wrong type.
const DIGITS: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// How long a code is while no other begins with it.
const LENGTH: usize = 5;

/// An address of the site that leads to a figure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Short {
    pub url: Url,
    /// The case study, by its number among the documents.
    pub document: usize,
    /// The place of the metric in it.
    pub metric: usize,
}

/// Decides on the addresses, and keeps them in `routes`. `cases` are the case studies of the résumé, the latest first. Of
/// two addresses for one figure that of its name of today comes first.
pub fn plan(documents: &[&Document], cases: &[usize], routes: &mut Routes) -> Vec<Short> {
    let mut taken = BTreeSet::new();
    let mut all = Vec::new();
    // The oldest first, so that what was printed first keeps its code should two ever be alike.
    for index in cases.iter().take(CASES).rev() {
        let Some(case) = documents[*index].case.as_deref() else { continue };
        let old = routes.aliases.iter().filter(|(_, of)| of == index).map(|(url, _)| url.clone());
        let urls: Vec<Url> = once(routes.urls[*index].clone()).chain(old).collect();
        for place in results(case) {
            let metric = &case.metrics[place];
            let ids = || once(&metric.id).chain(&metric.formerly);
            for key in urls.iter().flat_map(|url| ids().map(move |id| format!("{}#{id}", url.as_str()))) {
                let Some(url) =
                    code(&key, &mut taken).and_then(|code| Url::parse(&format!("/p/{code}/")).ok())
                else {
                    continue;
                };
                if routes.reserve(&url) {
                    all.push(Short { url, document: *index, metric: place });
                }
            }
        }
    }
    all
}

/// The shortest code of a key that is not taken yet.
fn code(key: &str, taken: &mut BTreeSet<String>) -> Option<String> {
    let digest = Digest::of(key.as_bytes());
    let digits: String =
        digest.bytes().iter().map(|byte| char::from(DIGITS[usize::from(*byte) % DIGITS.len()])).collect();
    let code = (LENGTH..=digits.len())
        .map(|length| digits[..length].to_owned())
        .find(|code| !taken.contains(code))?;
    taken.insert(code.clone());
    Some(code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_five_letters_that_nobody_misreads_and_longer_only_where_that_one_is_taken() {
        let mut taken = BTreeSet::new();
        let first = code("/work/a/#sales", &mut taken).expect("a code");
        assert_eq!(first.len(), LENGTH);
        assert!(!first.contains(['i', 'l', 'o', 'u']));
        let second = code("/work/a/#sales", &mut taken).expect("another code");
        assert!(second.len() == LENGTH + 1 && second.starts_with(&first), "{first} {second}");
        assert_ne!(code("/work/b/#sales", &mut taken), Some(first));
    }
}
