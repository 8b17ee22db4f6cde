//! Finds a theme and what it builds on, and compiles its templates.

use super::advice::definitions;
use super::functions::{self, Library};
use super::manifest::{self, Manifest};
use super::strings::strings;
use super::{Stock, Theme, code_styles, components, embedded, fault, fold, lineage, options};
use crate::asset::Static;
use crate::diag::{Code, Diagnostic, did_you_mean};
use crate::model::site::Config;
use crate::path::SitePath;
use crate::source::{Located, Source};
use crate::world::{Entry, World};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;
use tera::{ErrorKind, Tera};

pub const UNKNOWN_THEME: Code = Code("theme-unknown");
pub const CIRCLE: Code = Code("theme-circle");
pub const UNREADABLE: Code = Code("theme-unreadable");

const MAX_TEMPLATE: u64 = 1 << 20;

/// One theme's files: path from the site's root (or from folio's own) and content.
pub(super) struct Layer {
    pub name: String,
    pub files: Vec<(String, File)>,
    pub manifest: Manifest,
}

pub(super) enum File {
    Embedded(&'static [u8]),
    InSite(Entry),
}

/// Loads the theme of a site.
pub fn load(world: &dyn World, config: &Config) -> (Option<Theme>, Vec<Diagnostic>) {
    let mut diagnostics = Vec::new();
    let layers = layers(world, &config.theme, &config.source, &mut diagnostics);
    let Some(first) = layers.first() else { return (None, diagnostics) };
    let name = first.name.clone();
    let (settings, mut found) = options::inherit(layers.iter().map(|layer| &layer.manifest));
    diagnostics.append(&mut found);
    let (options, mut found) = options::settle(&settings, &config.theme_options, &config.source);
    diagnostics.append(&mut found);
    let mut statics = statics(&layers);
    if let Some(styles) = code_styles::make(world, config, &mut diagnostics) {
        statics.insert(code_styles::CODE_STYLES.to_owned(), styles);
    }
    let library = Arc::new(Library {
        strings: Arc::new(strings(world, &layers, &config.language, &mut diagnostics)),
        base_url: config.base_url.clone(),
        ..Library::default()
    });
    let sources = sources(world, &layers, &mut diagnostics);
    let tera = match compile(&layers, &sources, &library) {
        Ok(tera) => tera,
        Err(mut found) => {
            diagnostics.append(&mut found);
            return (None, diagnostics);
        }
    };
    let components = components::of_content(&tera, &sources, &prefixes(&layers));
    (
        Some(Theme {
            name,
            options,
            statics: Arc::new(statics),
            library,
            stock: stock(&layers, &sources),
            components: Arc::new(components),
            tera,
            sources: Arc::new(sources),
        }),
        diagnostics,
    )
}

/// The theme and what it builds on, the strongest first. It is named in `source`.
pub(super) fn layers(
    world: &dyn World,
    theme: &Located<String>,
    source: &Arc<Source>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<Layer> {
    let mut layers: Vec<Layer> = Vec::new();
    let mut next = Some((theme.value.clone(), Arc::clone(source), theme.span));
    while let Some((name, source, span)) = next.take() {
        if layers.iter().any(|layer| layer.name == name) {
            let message = format!("the theme `{name}` builds on itself");
            diagnostics.push(Diagnostic::error(CIRCLE, message).at(&source, span).hint("mend `extends:`"));
            return Vec::new();
        }
        let Some(files) = find(world, &name) else {
            let message = format!("no theme is called `{name}`");
            let names = embedded::names();
            let hint = match did_you_mean(&name, names.iter().copied()) {
                Some(close) => format!("did you mean `{close}`?"),
                None => format!("write one of {}, or make `themes/{name}/theme.yaml`", names.join(", ")),
            };
            diagnostics.push(Diagnostic::error(UNKNOWN_THEME, message).at(&source, span).hint(hint));
            return Vec::new();
        };
        let path = format!("themes/{name}/theme.yaml");
        let text = read(world, &files, &path, diagnostics).unwrap_or_default();
        let manifest_source = Source::new(path, text);
        let (manifest, mut found) = manifest::decode(&manifest_source);
        diagnostics.append(&mut found);
        next = manifest.extends.as_ref().map(|base| (base.value.clone(), manifest_source, base.span));
        layers.push(Layer { name, files, manifest });
    }
    layers
}

/// The files of a theme: the site's own folder comes before the one inside folio.
pub(super) fn find(world: &dyn World, name: &str) -> Option<Vec<(String, File)>> {
    let folder = SitePath::parse(&format!("themes/{name}")).ok()?;
    let manifest = folder.join("theme.yaml").ok()?;
    if world.exists(&manifest) {
        let walk = world.walk(&folder, &|_, _| false);
        let files = walk.files.into_iter().map(|entry| (entry.path.as_str().to_owned(), File::InSite(entry)));
        return Some(files.collect());
    }
    let files: Vec<_> =
        embedded::files(name).map(|(path, bytes)| (path.to_owned(), File::Embedded(bytes))).collect();
    (!files.is_empty()).then_some(files)
}

pub(super) fn read(
    world: &dyn World,
    files: &[(String, File)],
    path: &str,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<String> {
    let (_, file) = files.iter().find(|(name, _)| name == path)?;
    match file {
        File::Embedded(bytes) => Some(String::from_utf8_lossy(bytes).into_owned()),
        File::InSite(entry) => read_site(world, &entry.path, diagnostics),
    }
}

pub(super) fn read_site(
    world: &dyn World,
    path: &SitePath,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<String> {
    let reason = match world.read(path, MAX_TEMPLATE) {
        Ok(bytes) => match String::from_utf8(bytes) {
            Ok(text) => return Some(text),
            Err(_) => "it is not UTF-8".to_owned(),
        },
        Err(error) => error.to_string(),
    };
    diagnostics.push(
        Diagnostic::error(UNREADABLE, format!("this file of a theme cannot be read: {reason}"))
            .in_file(path.as_str())
            .hint("save it as UTF-8 text of less than 1 MB that you may read"),
    );
    None
}

fn statics(layers: &[Layer]) -> BTreeMap<String, Static> {
    let mut statics = BTreeMap::new();
    for layer in layers.iter().rev() {
        let prefix = format!("themes/{}/static/", layer.name);
        for (path, file) in &layer.files {
            let Some(name) = path.strip_prefix(&prefix) else { continue };
            let file = match file {
                File::Embedded(bytes) => Static::Embedded { path: path.clone(), bytes: Cow::Borrowed(bytes) },
                File::InSite(entry) => Static::InSite(entry.clone()),
            };
            statics.insert(name.to_owned(), file);
        }
    }
    statics
}

/// Every template by its path: the site's own, then those of each theme.
fn sources(world: &dyn World, layers: &[Layer], diagnostics: &mut Vec<Diagnostic>) -> fault::Sources {
    let mut sources = fault::Sources::new();
    if let Ok(folder) = SitePath::parse("templates") {
        for entry in world.walk(&folder, &|_, _| false).files {
            let name = entry.path.as_str().to_owned();
            if let Some(text) = read_site(world, &entry.path, diagnostics) {
                sources.insert(name.clone(), Source::new(name, text));
            }
        }
    }
    for layer in layers {
        let prefix = format!("themes/{}/templates/", layer.name);
        for (path, _) in layer.files.iter().filter(|(path, _)| path.starts_with(&prefix)) {
            if let Some(text) = read(world, &layer.files, path, diagnostics) {
                sources.insert(path.clone(), Source::new(path.clone(), text));
            }
        }
    }
    sources
}

/// What no template of the site or of a theme in its folder has taken the place of.
fn stock(layers: &[Layer], sources: &fault::Sources) -> Stock {
    let embedded = |path: &String| {
        let mut files = layers.iter().flat_map(|layer| &layer.files);
        files.any(|(known, file)| known == path && matches!(file, File::Embedded(_)))
    };
    let others: Vec<&str> =
        sources.iter().filter(|(path, _)| !embedded(path)).map(|(_, source)| source.text()).collect();
    let keeps = |components: &[&str]| {
        let mut defined = others.iter().flat_map(|text| definitions(text, "component"));
        !defined.any(|(_, name)| components.contains(&name))
    };
    Stock {
        figures: keeps(&[
            "case.figure",
            "case.slope",
            "case.series",
            "case.notes",
            "case.check",
            "case.file",
            "case.steps",
            "case.particulars",
        ]),
        rows: keeps(&["list.work"]),
        whole: others.is_empty(),
    }
}

/// Where templates lie, the strongest first.
fn prefixes(layers: &[Layer]) -> Vec<String> {
    let own = std::iter::once("templates/".to_owned());
    own.chain(layers.iter().map(|layer| format!("themes/{}/templates/", layer.name))).collect()
}

fn empty_tera(layers: &[Layer], library: &Arc<Library>) -> Tera {
    let mut tera = Tera::new();
    tera.autoescape_on(vec![".html", ".htm", ".xml", ".svg", ".atom", ".xhtml"]);
    // It only fails once templates are there, and there are none yet.
    let _ = tera.set_fallback_prefixes(prefixes(layers));
    functions::register(&mut tera, library);
    tera
}

fn folded<'t>(text: Cow<'t, str>, library: &Library) -> Cow<'t, str> {
    match text {
        Cow::Borrowed(text) => fold::fold(text, &library.strings),
        Cow::Owned(text) => Cow::Owned(fold::fold(&text, &library.strings).into_owned()),
    }
}

fn compile(
    layers: &[Layer],
    sources: &fault::Sources,
    library: &Arc<Library>,
) -> Result<Tera, Vec<Diagnostic>> {
    let mut tera = empty_tera(layers, library);
    let prefixes = prefixes(layers);
    let (texts, bridges) = lineage::arrange(sources, &prefixes);
    let texts = texts.into_iter().map(|(name, text)| {
        let is_html = name.ends_with(".html");
        (name, if is_html { folded(text, library) } else { text })
    });
    let Err(error) = tera.add_raw_templates(texts.chain(bridges)) else {
        return Ok(tera);
    };
    // Tera stops at the first template that does not parse; an author wants all of them.
    let mut diagnostics = Vec::new();
    for (name, source) in sources {
        let alone = empty_tera(&[], library).add_raw_template(name, source.text());
        if let Err(error) = alone
            && matches!(error.kind(), ErrorKind::SyntaxError(_))
        {
            diagnostics.extend(fault::diagnostics(&error, sources));
        }
    }
    if diagnostics.is_empty() {
        diagnostics = fault::diagnostics(&error, sources);
    }
    Err(diagnostics)
}
