//! What is published and is no page: files beside pages, static files, pictures in their sizes, redirects.

use super::machines::{self, Machines};
use super::model::Model;
use super::proof;
use crate::asset::{Content, Static};
use crate::diag::Diagnostic;
use crate::emit::short::Short;
use crate::image::Images;
use crate::output::Staging;
use crate::path::OutPath;
use crate::render::{self, Site};
use crate::world::Entry;
use rayon::prelude::*;
use std::collections::{BTreeSet, HashMap};

/// Stages all of it.
pub fn stage(site: &Site<'_>, model: &Model, staging: &Staging) -> Vec<Diagnostic> {
    let (routes, assets) = (&model.ground.routes, &model.ground.assets);
    let mut found: Vec<Diagnostic> =
        routes.copies.par_iter().filter_map(|(entry, out)| copy(site, entry, out, staging).err()).collect();
    found.extend(pictures(site.images, staging));
    let own: BTreeSet<&str> = routes.copies.iter().map(|(_, out)| out.as_str()).collect();
    for (name, file) in &*site.theme.statics {
        let Ok(out) = OutPath::parse(name) else { continue };
        // A site replaces a theme's file by one of the same name in `static/`.
        if own.contains(out.as_str()) || assets.has_moved(name) {
            continue;
        }
        let done = match file {
            Static::Embedded { bytes, .. } => staging.put(&out, bytes),
            Static::InSite(entry) => staging.copy(site.world, entry, &out),
        };
        found.extend(done.err());
    }
    for (out, content) in assets.published() {
        let done = match content {
            Content::Bytes(bytes) => staging.put(out, bytes),
            Content::Copy(entry) => staging.copy(site.world, entry, out),
        };
        found.extend(done.err());
    }
    for alias in 0..routes.aliases.len() {
        let html = redirect(site, model, alias);
        found.extend(staging.put(&routes.aliases[alias].0.to_out_path(), html.as_bytes()).err());
    }
    for short in shorts(site) {
        let html = shortcut(site, model, short);
        found.extend(staging.put(&short.url.to_out_path(), html.as_bytes()).err());
    }
    found
}

/// What staging them would say of the files of the site.
pub fn unstaged(site: &Site<'_>, model: &Model) -> Vec<Diagnostic> {
    model.ground.routes.copies.par_iter().for_each(|(entry, _)| _ = site.images.published(entry));
    let mut found = site.images.said_of_published();
    found.extend(machines::security_txt(site));
    found
}

/// The page at an old address.
pub fn redirect(site: &Site<'_>, model: &Model, alias: usize) -> String {
    let (from, index) = &site.routes.aliases[alias];
    render::redirect(site, from, (&site.routes.urls[*index], ""), &model.ground.parsed[*index].title)
}

/// The short addresses of figures.
fn shorts<'a>(site: &Site<'a>) -> &'a [Short] {
    site.plan.resume.as_ref().map_or(&[], |resume| &resume.short)
}

/// The page at a short address, which leads to a figure.
pub fn shortcut(site: &Site<'_>, model: &Model, short: &Short) -> String {
    let parsed = &model.ground.parsed[short.document];
    let metric = parsed.document.case.as_ref().and_then(|case| case.metrics.get(short.metric));
    let part = metric.map_or(String::new(), |metric| format!("#figure-{}", metric.id));
    render::redirect(site, &short.url, (&site.routes.urls[short.document], &part), &parsed.title)
}

/// Copies a file that is published as it is, or as much of a picture as is nobody's secret.
fn copy(site: &Site<'_>, entry: &Entry, out: &OutPath, staging: &Staging) -> Result<(), Diagnostic> {
    if let Some(bytes) = site.images.published(entry) {
        return staging.put(out, &bytes);
    }
    match site.evidence.at(&entry.path) {
        Some(file) if staging.keep(out, file.bytes, &file.digest) => Ok(()),
        Some(file) if let Some(bytes) = file.kept() => staging.put(out, bytes),
        _ => staging.copy(site.world, entry, out),
    }
}

/// Writes the pictures that were made for the pages.
fn pictures(images: &Images, staging: &Staging) -> Vec<Diagnostic> {
    let made = images.made();
    let put = |variant: &crate::image::Variant| {
        images.bytes(variant).and_then(|bytes| staging.put(&variant.to, &bytes)).err()
    };
    let mut found: Vec<Diagnostic> = made.par_iter().filter_map(put).collect();
    found.extend(images.said_of_published());
    found
}

/// Where a file comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// A file that is copied, by its number among those.
    Copy(usize),
    /// A file of the theme, unless it is published under another name.
    Theme(String),
    /// A redirect, by the number of its alias.
    Alias(usize),
    /// The page at a short address.
    Short(Short),
    /// A file of evidence, by its number, or an extract of it.
    Evidence(usize, Option<usize>),
    /// The sums of all other files.
    Sums,
    /// Made of all figures.
    Proof(proof::File),
    /// Made of all pages.
    Machine(machines::File),
}

/// Everything that is no page and known before the first page is made.
pub fn origins(site: &Site<'_>, model: &Model) -> HashMap<OutPath, Origin> {
    let routes = &model.ground.routes;
    let theme = model.ground.theme.statics.keys();
    let theme = theme.filter_map(|name| Some((OutPath::parse(name).ok()?, Origin::Theme(name.clone()))));
    let aliases = routes.aliases.iter().enumerate();
    let aliases = aliases.map(|(number, (from, _))| (from.to_out_path(), Origin::Alias(number)));
    let shorts = shorts(site).iter().map(|short| (short.url.to_out_path(), Origin::Short(short.clone())));
    let copies = routes.copies.iter().enumerate();
    // A site replaces a theme's file by one of the same name in `static/`.
    let copies = copies.map(|(number, (_, out))| (out.clone(), Origin::Copy(number)));
    let evidence = model.ground.evidence.files.iter().enumerate().flat_map(|(number, file)| {
        let extracts = file.extracts.iter().enumerate();
        let extracts = extracts
            .map(move |(extract, table)| (table.out.clone(), Origin::Evidence(number, Some(extract))));
        std::iter::once((file.out.clone(), Origin::Evidence(number, None))).chain(extracts)
    });
    let machines = Machines::new(model, site, &[]).files();
    let machines = machines.into_iter().map(|(path, file)| (path, Origin::Machine(file)));
    let proof = proof::files(site).into_iter().map(|(path, file)| (path, Origin::Proof(file)));
    let sums = proof::sums(site).map(|path| (path, Origin::Sums));
    theme
        .chain(aliases)
        .chain(shorts)
        .chain(evidence)
        .chain(sums)
        .chain(proof)
        .chain(machines)
        .chain(copies)
        .collect()
}
