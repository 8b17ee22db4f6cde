//! The manifest and the data package: whether they are what they say they are.

use super::files::{Reader, Sums, of_proof};
use super::report::{Check, Report};
use crate::path::OutPath;
use crate::proof::digest::Digest;
use crate::proof::git;
use crate::proof::manifest::{Bytes, LIMITS, Manifest, SCHEMA, VERSION};
use crate::table::MAX_BYTES;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};

/// Most bytes of `manifest.json`.
const MOST_BYTES: u64 = 96 << 20;

/// What every version of the format has.
#[derive(Deserialize)]
struct Versioned {
    version: u64,
}

/// Reads the manifest; none where it is none, which the report then says.
pub fn read(reader: &mut Reader<'_>, sums: &Sums, report: &mut Report) -> Option<Manifest> {
    let mut check = Check::new("manifest");
    let manifest = open(reader, sums, &mut check, report);
    if let Some(manifest) = &manifest {
        if manifest.limits != LIMITS {
            check.fail("proof/manifest.json words in its own way what was and was not checked");
        }
        schema(reader, &mut check);
        check.pass();
        if !check.failed() {
            let count = manifest.claims.len();
            check.note = format!(
                "canonical JSON of version {VERSION}, {count} claim{}",
                if count == 1 { "" } else { "s" }
            );
        }
    }
    report.checks.push(check);
    manifest
}

fn open(reader: &mut Reader<'_>, sums: &Sums, check: &mut Check, report: &mut Report) -> Option<Manifest> {
    let path = of_proof("manifest.json")?;
    let (bytes, digest) = match reader.bytes(&path, MOST_BYTES) {
        Ok(read) => read,
        Err(lack) => {
            check.fail(format!("{path} {lack}"));
            return None;
        }
    };
    report.manifest = Some(digest.to_string());
    if !sums.files.contains_key(&path) {
        check.fail(format!("no sum names {path}"));
    }
    let version = match serde_json::from_slice::<Versioned>(&bytes) {
        Ok(versioned) => versioned.version,
        Err(error) => {
            check.fail(format!("{path} is no manifest: {error}"));
            return None;
        }
    };
    if version != u64::from(VERSION) {
        check.fail(format!("{path} is of version {version}, and this folio reads version {VERSION}"));
        return None;
    }
    let manifest: Manifest = match serde_json::from_slice(&bytes) {
        Ok(manifest) => manifest,
        Err(error) => {
            check.fail(format!("{path} is not as its schema has it: {error}"));
            return None;
        }
    };
    if manifest.canonical().as_bytes() != bytes {
        check.fail(format!("{path} is not in its canonical form (RFC 8785)"));
    }
    Some(manifest)
}

/// The schema is that of the version, unless another folio wrote it in other words.
fn schema(reader: &mut Reader<'_>, check: &mut Check) {
    let Some(path) = of_proof("manifest.schema.json") else { return };
    match reader.bytes(&path, MOST_BYTES) {
        Ok((bytes, _)) if bytes == SCHEMA.as_bytes() => {}
        Ok(_) => check.leave(format!("{path} is not the schema that this folio knows; its own was used")),
        Err(lack) => check.fail(format!("{path} {lack}")),
    }
}

#[derive(Deserialize)]
struct Package {
    resources: Vec<Resource>,
}

#[derive(Deserialize)]
struct Resource {
    path: String,
    bytes: u64,
    hash: String,
}

/// The published files of evidence: as the manifest, the data package and the sums name them.
pub fn evidence(reader: &mut Reader<'_>, sums: &Sums, manifest: &Manifest, report: &mut Report) {
    let mut check = Check::new("evidence");
    let mut named: BTreeMap<&str, &Bytes> = BTreeMap::new();
    for file in &manifest.evidence {
        let path = &file.path;
        if named.insert(path, file).is_some() {
            check.fail(format!("proof/manifest.json names {path} twice"));
        }
        let place = path.strip_prefix("proof/evidence/").and_then(|rest| rest.split_once('/'));
        if place.is_none_or(|(digest, name)| digest != file.sha256 || name.contains('/')) {
            check.fail(format!("{path} does not lie under its own digest"));
        }
        let sum = OutPath::parse(path).ok().and_then(|path| sums.files.get(&path).map(Digest::to_string));
        match sum {
            None => check.fail(format!("no sum names {path}")),
            Some(sum) if sum != file.sha256 => {
                check.fail(format!("the sum of {path} is not the digest in the manifest"));
            }
            Some(_) => {}
        }
        if let Some(place) = &file.git {
            let read = OutPath::parse(path).ok().and_then(|path| reader.bytes(&path, MAX_BYTES).ok());
            if read.is_none_or(|(bytes, _)| git::blob(&bytes, place.blob.len()) != place.blob) {
                check.fail(format!("git’s name of {path} is not that of its bytes"));
            }
        }
    }
    for path in sums.files.keys().filter(|path| path.as_str().starts_with("proof/evidence/")) {
        if !named.contains_key(path.as_str()) {
            check.fail(format!("{path} is evidence that proof/manifest.json does not name"));
        }
    }
    package(reader, &named, &mut check);
    if named.is_empty() {
        check.leave("no file of evidence is published");
    } else {
        check.pass();
    }
    if !check.failed() {
        let count = named.len();
        check.note =
            format!("{count} file{} in the manifest and the data package", if count == 1 { "" } else { "s" });
    }
    report.checks.push(check);
}

fn package(reader: &mut Reader<'_>, named: &BTreeMap<&str, &Bytes>, check: &mut Check) {
    let Some(path) = of_proof("datapackage.json") else { return };
    let package: Package = match reader.bytes(&path, MOST_BYTES) {
        Ok((bytes, _)) => match serde_json::from_slice(&bytes) {
            Ok(package) => package,
            Err(error) => return check.fail(format!("{path} is no data package: {error}")),
        },
        Err(lack) => return check.fail(format!("{path} {lack}")),
    };
    let mut listed = BTreeSet::new();
    for resource in &package.resources {
        let place = format!("proof/{}", resource.path);
        let same = named.get(place.as_str()).is_some_and(|file| {
            file.bytes == resource.bytes
                && resource.hash.strip_prefix("sha256:") == Some(file.sha256.as_str())
        });
        if !same {
            check.fail(format!("{path} says of {place} what proof/manifest.json does not"));
        }
        listed.insert(place);
    }
    for place in named.keys().filter(|place| !listed.contains(**place)) {
        check.fail(format!("{path} does not name {place}"));
    }
}
