//! Where a site in memory lies, for whoever serves and watches it.

use super::session::Session;
use super::{inside, output_folder};
use crate::path::{SitePath, Url, percent_decode};
use crate::render;
use std::collections::BTreeSet;

impl Session {
    /// Where the site's top lies on its host: `/`, or the path of `base_url`, decoded.
    #[must_use]
    pub fn base_path(&self) -> String {
        let path =
            self.model().map_or_else(|| "/".to_owned(), |model| render::base_path(&model.ground.config));
        percent_decode(&path).unwrap_or(path)
    }

    /// The page that a document makes.
    #[must_use]
    pub fn page_of(&self, document: &SitePath) -> Option<Url> {
        let ground = &self.model()?.ground;
        let index = ground.parsed.iter().position(|parsed| parsed.document.path == *document)?;
        Some(ground.routes.urls[index].clone())
    }

    /// The output folder, where it lies in the site's.
    #[must_use]
    pub fn output_inside(&self) -> Option<SitePath> {
        let config = &self.model()?.ground.config;
        inside(&self.options().root, &output_folder(self.options(), config))
    }

    /// What `folio.yaml` names outside the usual folders, by the first name of its path: icons.
    #[must_use]
    pub fn named(&self) -> BTreeSet<String> {
        let icons = self.model().into_iter().flat_map(|model| &model.ground.config.emit.icons);
        let paths = icons.filter_map(|icon| SitePath::parse(&icon.value).ok());
        paths.filter_map(|path| path.segments().next().map(str::to_owned)).collect()
    }
}
