//! A site on which a theme is looked at: every component in every state, those that no build would publish among them.

use super::{FULL, specimen};
use crate::build::{self, Options, Report};
use crate::model::site::Config;
use crate::world::World;
use std::sync::Arc;

/// What the specimen has besides [`FULL`]; a file of the same name takes its place. A test holds the list to the folder.
pub(super) const STATES: &[(&str, &str)] = &[
    ("content/states.md", include_str!("states/content/states.md")),
    ("content/text.md", include_str!("states/content/text.md")),
    ("content/text.ar.md", include_str!("states/content/text.ar.md")),
    ("content/work/everything.ar.md", include_str!("states/content/work/everything.ar.md")),
    ("content/work/forty.md", include_str!("states/content/work/forty.md")),
    ("content/work/long-words.md", include_str!("states/content/work/long-words.md")),
    ("data/resume.yaml", include_str!("states/data/resume.yaml")),
    ("folio.yaml", include_str!("states/folio.yaml")),
    ("templates/states.html", include_str!("states/templates/states.html")),
];

/// Makes the site with a theme, in the folder that `options` name.
pub fn preview(world: &Arc<dyn World>, site: &Config, theme: &str, options: &Options) -> Report {
    let mut files: Vec<(&str, &str)> = STATES.to_vec();
    files.extend(FULL.iter().filter(|(path, _)| !STATES.iter().any(|(known, _)| known == path)));
    let own_options = if theme == site.theme.value { site.theme_options.clone() } else { Vec::new() };
    let Some((world, config)) = specimen(world, site, theme, &files, own_options) else {
        return Report::default();
    };
    let options = Options { drafts: true, future: true, ..options.clone() };
    let mut report = build::write(&world, &config, &options);
    report.diagnostics.retain(|diagnostic| {
        let place = diagnostic.place.as_ref().map_or("", |place| place.source.name());
        diagnostic.is_error() || !place.starts_with("content/")
    });
    report
}
