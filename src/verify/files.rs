//! Bytes against sums, and the pages that are read on the way.

use super::place::{Found, Lack, Place};
use super::report::{Check, Report, Result as Outcome};
use crate::path::{OutPath, Url};
use crate::proof::digest::Digest;
use crate::proof::page::{self, Place as Shown};
use std::collections::BTreeMap;
use std::io::Read;

/// Most bytes of `SHA256SUMS`.
const MOST_SUMS: u64 = 256 << 20;
/// Most bytes of a page.
const MOST_PAGE: u64 = 32 << 20;
/// Most bytes of any other file.
const MOST_FILE: u64 = 4 << 30;

/// What folio keeps beside a site and nobody publishes.
const OWNED: &str = ".folio-owned";

/// What hosts read and do not serve.
const FOR_HOSTS: [&str; 5] = ["_headers", "_redirects", "CNAME", ".nojekyll", ".htaccess"];

/// What names no figure that could have been changed with the bytes.
const BARE: [&str; 18] = [
    "css", "js", "mjs", "svg", "png", "jpg", "jpeg", "gif", "webp", "avif", "ico", "woff", "woff2", "ttf",
    "otf", "mp4", "webm", "map",
];

/// The sums of a site: the digest of every file but themselves.
pub struct Sums {
    pub files: BTreeMap<OutPath, Digest>,
}

/// Reads files, and remembers the digest of each.
pub struct Reader<'a> {
    pub place: &'a mut dyn Place,
    seen: BTreeMap<OutPath, Result<Digest, Lack>>,
}

/// A page, by its path, with what it shows of claims.
pub struct Page {
    pub path: OutPath,
    /// From the root of the site, as claims name it.
    pub address: String,
    pub places: Vec<Shown>,
    /// Its bytes are not those that were published.
    pub altered: bool,
}

impl<'a> Reader<'a> {
    pub fn new(place: &'a mut dyn Place) -> Self {
        Self { place, seen: BTreeMap::new() }
    }

    /// The bytes of a file.
    pub fn bytes(&mut self, path: &OutPath, cap: u64) -> Result<(Vec<u8>, Digest), Lack> {
        let mut bytes = Vec::new();
        let read = match self.place.open(path, cap) {
            Ok(stream) => stream.take(cap + 1).read_to_end(&mut bytes).map(|_| ()),
            Err(lack) => {
                self.seen.insert(path.clone(), Err(lack.clone()));
                return Err(lack);
            }
        };
        let read = match read {
            Err(error) => Err(self.place.broke(&error)),
            Ok(()) if bytes.len() as u64 > cap => Err(Lack::TooLarge(cap)),
            Ok(()) => Ok(Digest::of(&bytes)),
        };
        self.seen.insert(path.clone(), read.clone());
        read.map(|digest| (bytes, digest))
    }

    /// The digest of a file that is not kept.
    fn digest(&mut self, path: &OutPath) -> Result<Digest, Lack> {
        if let Some(known) = self.seen.get(path) {
            return known.clone();
        }
        let read = self.place.open(path, MOST_FILE).and_then(|stream| {
            let mut stream = stream.take(MOST_FILE + 1);
            let digest = Digest::of_stream(&mut stream)
                .map_err(|error| Lack::Refused(format!("cannot be read to its end: {error}")))?;
            if stream.limit() == 0 { Err(Lack::TooLarge(MOST_FILE)) } else { Ok(digest) }
        });
        self.seen.insert(path.clone(), read.clone());
        read
    }
}

/// Where a file of the folder of proof lies.
pub fn of_proof(name: &str) -> Option<OutPath> {
    OutPath::parse(&format!("{}/{name}", super::FOLDER)).ok()
}

/// Reads the sums; none where there are none that could be used, which the report then says.
pub fn sums(reader: &mut Reader<'_>, report: &mut Report) -> Option<Sums> {
    let mut check = Check::new("sums");
    let read = of_proof("SHA256SUMS").map(|path| reader.bytes(&path, MOST_SUMS));
    let sums = match read {
        None => None,
        Some(Err(Lack::Missing)) => {
            check.fail(
                "this site publishes nothing by which it could be checked: there is no proof/SHA256SUMS",
            );
            None
        }
        Some(Err(lack)) => {
            check.fail(format!("proof/SHA256SUMS {lack}"));
            None
        }
        Some(Ok((bytes, digest))) => {
            report.sums = Some(digest.to_string());
            parse(&bytes, &mut check)
        }
    };
    if check.failed() {
        report.checks.push(check);
    }
    sums
}

/// Lines of 64 hexadecimal digits, two spaces and a path, in order, each path once.
fn parse(bytes: &[u8], check: &mut Check) -> Option<Sums> {
    let Ok(text) = std::str::from_utf8(bytes) else {
        check.fail("proof/SHA256SUMS is not UTF-8");
        return None;
    };
    let mut files = BTreeMap::new();
    for (number, line) in text.lines().enumerate() {
        let entry = line.split_once("  ").and_then(|(digest, path)| {
            let plain = digest.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
            Some((Digest::parse(digest).filter(|_| plain)?, OutPath::parse(path).ok()?))
        });
        let Some((digest, path)) = entry else {
            check.fail(format!(
                "line {} of proof/SHA256SUMS is no digest with the path of a file",
                number + 1
            ));
            continue;
        };
        if files.last_key_value().is_some_and(|(last, _)| *last >= path) {
            check.fail(format!("line {} of proof/SHA256SUMS is out of order", number + 1));
        }
        files.insert(path, digest);
    }
    if !text.ends_with('\n') {
        check.fail("the last line of proof/SHA256SUMS does not end");
    }
    if text.contains('\r') {
        check.fail("lines of proof/SHA256SUMS end in a carriage return");
    }
    // What can still be read is checked too, so that all mistakes are told at once.
    (!files.is_empty()).then_some(Sums { files })
}

/// Holds every file against its sum, reads the pages, and looks for what the sums do not name.
pub fn check(reader: &mut Reader<'_>, sums: &Sums, report: &mut Report) -> Vec<Page> {
    let at = report.checks.iter().position(|check| check.name == "sums");
    let mut check = at.map_or_else(|| Check::new("sums"), |at| report.checks.remove(at));
    let mut pages = Vec::new();
    for (path, wanted) in &sums.files {
        let is_page = path.extension().is_some_and(|ending| matches!(ending, "html" | "htm"));
        let (found, text) = if is_page {
            match reader.bytes(path, MOST_PAGE) {
                Ok((bytes, digest)) => (Ok(digest), Some(bytes)),
                Err(lack) => (Err(lack), None),
            }
        } else {
            (reader.digest(path), None)
        };
        let altered = match found {
            Ok(found) => found != *wanted,
            Err(Lack::Missing) if reader.place.is_served() && FOR_HOSTS.contains(&path.file_name()) => {
                check.leave(format!("{path} is read by hosts and not served by them"));
                continue;
            }
            Err(lack) => {
                check.fail(format!("{path} {lack}"));
                continue;
            }
        };
        report.files += 1;
        if altered {
            note_altered(reader.place.is_served(), path, is_page, &mut check, report);
        }
        if let Some(bytes) = text {
            pages.push(Page {
                path: path.clone(),
                address: Url::from(path).encoded().trim_start_matches('/').to_owned(),
                places: page::places(&String::from_utf8_lossy(&bytes)),
                altered,
            });
        }
    }
    extra(reader, sums, &mut check);
    check.pass();
    if check.result == Outcome::Pass {
        let all = if report.altered.is_empty() {
            "each with the bytes that its sum names"
        } else {
            "altered ones apart"
        };
        check.note = format!("{} files, {all}", report.files);
    }
    report.checks.insert(0, check);
    pages
}

/// A file whose bytes are others. A host may make pages, styles and pictures smaller; nobody has reason to touch data.
fn note_altered(served: bool, path: &OutPath, is_page: bool, check: &mut Check, report: &mut Report) {
    let in_proof = path.as_str().starts_with("proof/") && !is_page;
    let bare = path.extension().is_some_and(|ending| BARE.contains(&ending));
    if served && !in_proof && (is_page || bare) {
        report.altered.push(path.to_string());
    } else {
        check.fail(format!("{path} has other bytes than its sum names"));
    }
}

/// What lies there and no sum names.
fn extra(reader: &Reader<'_>, sums: &Sums, check: &mut Check) {
    let Some(list) = reader.place.list() else {
        check.leave("files that no sum names are not looked for: nobody can list what a host serves");
        return;
    };
    for (path, found) in list {
        let known = OutPath::parse(path).is_ok_and(|path| sums.files.contains_key(&path));
        if known || path == OWNED || path == "proof/SHA256SUMS" {
            continue;
        }
        check.fail(match found {
            Found::File => format!("{path} is there, and no sum names it"),
            Found::Link => format!("{path} is a link, and no sum names it"),
            Found::Other => format!("{path} is no file, and no sum names it"),
            Found::Unreadable => format!("{path} has a name that no sum can name"),
        });
    }
}
