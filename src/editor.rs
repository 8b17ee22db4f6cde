//! The schemas where an editor finds them without a network: in `.folio/schema/` of the site, which belongs to
//! folio and is not committed. `init`, `new` and `schema --write` put them there; a build renews them in a site
//! whose folio.yaml names the folder, so that a fresh clone has them again, and a newer folio its own.

use crate::fs::{self, DiskWorld};
use crate::model::site::Config;
use crate::path::SitePath;
use crate::schema::{Site, Subject, Takes, ThemeOption};
use crate::theme::catalog;
use crate::theme::options::{Setting, Shape};
use crate::world::World;
use crate::{config, front_matter, yaml};
use std::io;
use std::path::{Path, PathBuf};

/// Below the site's folder.
pub const FOLDER: &str = ".folio/schema";

/// The comment by which yaml-language-server finds the schema of a file, `depth` folders below the site's.
#[must_use]
pub fn line(subject: Subject, depth: usize) -> String {
    format!("# yaml-language-server: $schema={}{FOLDER}/{}.json", "../".repeat(depth), subject.name())
}

/// Writes every schema that is not there as it should be. Gives the paths that were written.
///
/// # Errors
/// When the disk refuses: which file, and why.
pub fn write(root: &Path) -> Result<Vec<PathBuf>, (PathBuf, io::Error)> {
    let (folder, site) = (root.join(FOLDER), site(root));
    let mut written = Vec::new();
    for subject in Subject::ALL {
        let path = folder.join(format!("{}.json", subject.name()));
        let text = subject.text(&site);
        if fs::holds(&path, text.as_bytes()).is_ok_and(|same| same) {
            continue;
        }
        let made = fs::create_folders(&folder).and_then(|()| fs::write_atomic(&path, text.as_bytes()));
        match made {
            Ok(()) => written.push(path),
            Err(error) => return Err((path, error)),
        }
    }
    Ok(written)
}

/// Whether the folder of the schemas is there.
#[must_use]
pub fn is_there(root: &Path) -> bool {
    fs::is_folder(&root.join(FOLDER))
}

/// Writes the schemas again where folio.yaml names them. A site that may not be written to does without.
pub fn renew(root: &Path) {
    let config = fs::read_capped(&root.join(config::FILE), yaml::MAX_BYTES as u64);
    let names = config.ok().flatten().is_some_and(|bytes| String::from_utf8_lossy(&bytes).contains(FOLDER));
    if names {
        let _ = write(root);
    }
}

/// What the site adds to the schemas. One that cannot be read adds nothing: a build says why.
fn site(root: &Path) -> Site {
    let world = DiskWorld::new(root).ok();
    world.and_then(|world| Some(added(&world, &config(&world)?))).unwrap_or_default()
}

fn config(world: &dyn World) -> Option<Config> {
    let bytes = world.read(&SitePath::parse(config::FILE).ok()?, yaml::MAX_BYTES as u64).ok()?;
    config::decode(&front_matter::decode_text(config::FILE, bytes).ok()?).0
}

fn added(world: &dyn World, config: &Config) -> Site {
    let themes = catalog::list(world);
    let chosen = themes.iter().find(|theme| theme.name == config.theme.value);
    Site {
        taxonomies: config.taxonomies.iter().map(|taxonomy| taxonomy.key.clone()).collect(),
        options: chosen.map(|theme| theme.options.iter().map(option).collect()).unwrap_or_default(),
        themes: themes.into_iter().map(|theme| theme.name).collect(),
    }
}

fn option(setting: &Setting) -> ThemeOption {
    let takes = match &setting.shape {
        Shape::Text | Shape::Colour | Shape::Path => Takes::Text,
        Shape::Flag => Takes::Flag,
        Shape::Choice(words) => Takes::Choice(words.clone()),
        Shape::Number(min, max) => Takes::Number(*min, *max),
        Shape::List => Takes::Texts,
    };
    let (name, about) = (setting.name.clone(), setting.help.clone());
    ThemeOption { name, about, default: setting.default.to_string(), takes }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn schemas_are_written_once_and_again_when_they_differ() {
        let dir = tempfile::tempdir().unwrap();
        assert_eq!(write(dir.path()).unwrap().len(), Subject::ALL.len());
        assert_eq!(write(dir.path()).unwrap(), [""; 0].map(PathBuf::from));
        let page = dir.path().join(FOLDER).join("page.json");
        fs::write_atomic(&page, b"{}").unwrap();
        assert_eq!(write(dir.path()).unwrap(), [page]);
    }

    #[test]
    fn only_a_site_that_names_the_schemas_gets_them_from_a_build() {
        let dir = tempfile::tempdir().unwrap();
        renew(dir.path());
        fs::write_atomic(&dir.path().join("folio.yaml"), b"title: A\n").unwrap();
        renew(dir.path());
        assert!(!dir.path().join(".folio").exists());
        let text = format!("{}\ntitle: A\n", line(Subject::Config, 0));
        fs::write_atomic(&dir.path().join("folio.yaml"), text.as_bytes()).unwrap();
        renew(dir.path());
        assert!(dir.path().join(".folio/schema/config.json").is_file());
    }

    #[test]
    fn the_line_leads_up_from_the_folder_of_the_file() {
        assert_eq!(line(Subject::Config, 0), "# yaml-language-server: $schema=.folio/schema/config.json");
        assert_eq!(line(Subject::Case, 2), "# yaml-language-server: $schema=../../.folio/schema/case.json");
    }
}
