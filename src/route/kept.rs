//! What is kept of the addresses of a site from one run to the next. What follows from the documents and their own
//! addresses is not kept a second time.

use super::{Routes, Target};
use crate::path::{SitePath, Url};
use serde::{Deserialize, Serialize};
use std::collections::HashSet;

/// What can be looked up and is no page of a document.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Rest {
    /// What is published, and the file that is copied there, when it is one.
    targets: Vec<(Url, Option<SitePath>)>,
}

impl Routes {
    /// What can be looked up besides the pages of documents.
    pub fn rest(&self) -> Rest {
        let own: HashSet<&str> = self.urls.iter().map(|url| url.as_str().trim_end_matches('/')).collect();
        let others = self.targets.iter().filter(|(key, _)| !own.contains(key.as_str()));
        let mut targets: Vec<_> =
            others.map(|(_, target)| (target.url.clone(), target.file.clone())).collect();
        targets.sort();
        Rest { targets }
    }

    /// These addresses as they were when they were kept. `documents` are in their order.
    #[must_use]
    pub fn with_rest<'a>(mut self, documents: impl Iterator<Item = &'a SitePath>, rest: Rest) -> Self {
        self.by_source = documents.cloned().zip(self.urls.iter().cloned()).collect();
        let key = |url: &Url| url.as_str().trim_end_matches('/').to_owned();
        let own = self.urls.iter().map(|url| (key(url), Target { url: url.clone(), file: None }));
        let others = rest.targets.into_iter().map(|(url, file)| (key(&url), Target { url, file }));
        self.targets = own.chain(others).collect();
        self.files = self.copies.iter().map(|(entry, out)| (entry.path.clone(), out.clone())).collect();
        self
    }
}
