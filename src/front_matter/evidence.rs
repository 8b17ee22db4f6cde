//! The keys of an entry of `evidence`.

use super::head::date;
use crate::diag::{Code, Diagnostic};
use crate::model::case_study::{Evidence, GitPlace};
use crate::source::Located;
use crate::table::{Declared, Mark};
use crate::yaml::fields::Fields;

pub const BAD_EVIDENCE: Code = Code("evidence");
/// A place in a git repository that nobody finds anything by.
pub const BAD_GIT: Code = Code("evidence-git");

const DELIMITERS: [(&str, u8); 4] = [("comma", b','), ("semicolon", b';'), ("tab", b'\t'), ("bar", b'|')];

const PERSONAL: [(&str, &str); 3] = [("none", "none"), ("consented", "consented"), ("redacted", "redacted")];

pub fn decode(fields: &mut Fields<'_>) -> Option<Evidence> {
    let span = fields.span();
    let evidence = Evidence {
        file: fields.text("file"),
        url: fields.address("url"),
        archived: fields.address("archived"),
        captured: date(fields, "captured"),
        obtained: date(fields, "obtained"),
        by: fields.text("by"),
        how: fields.text("how"),
        personal: fields.word("personal", &PERSONAL).unwrap_or_default().to_owned(),
        supports: fields.texts("supports").into_iter().map(|id| id.value).collect(),
        benford: fields.flag("benford"),
        table: Declared {
            encoding: fields.text("encoding"),
            delimiter: fields.word("delimiter", &DELIMITERS),
            decimal: fields.word("decimal", &[("point", Mark::Point), ("comma", Mark::Comma)]),
            header: fields
                .integer("header")
                .and_then(|line| usize::try_from(line).ok())
                .filter(|line| *line > 0),
        },
        git: fields
            .record(
                "git",
                "`git`",
                "repository: https://git.example/larkspur/numbers, commit: 3f2a…, path: exports/funnel.csv",
                git,
            )
            .flatten()
            .map(Box::new),
        span,
    };
    let missing = if evidence.file.is_empty() && evidence.url.is_empty() {
        Some((
            "this evidence names neither a file nor an address",
            "add `file: funnel.csv`, or `url: https://…`",
        ))
    } else if evidence.file.is_empty() && evidence.git.is_some() {
        Some((
            "this evidence says where its bytes lie in git, and not which file of the site has them",
            "add `file: funnel.csv`; `folio evidence add FILE --git` writes all of it",
        ))
    } else {
        None
    };
    if let Some((message, hint)) = missing {
        let source = fields.source;
        fields.report(Diagnostic::error(BAD_EVIDENCE, message).at(source, span).hint(hint));
        return None;
    }
    Some(evidence)
}

/// `git: { repository: …, commit: …, path: … }`.
fn git(fields: &mut Fields<'_>) -> Option<GitPlace> {
    let span = fields.span();
    let repository = fields.required("repository", "https://git.example/larkspur/numbers");
    let commit = fields.required("commit", "3f2a91c07be1d5a64c0fe8a1b2c9d7e6f5041382");
    let path = fields.required("path", "exports/funnel.csv");
    let blob = fields.located("blob").filter(|blob| !blob.value.is_empty());
    let (repository, commit, path) = (repository?, commit?, path?);
    let digits = commit.value.len();
    let faults = [
        repository_fault(&repository.value).map(|fault| (&repository, fault)),
        name_fault(&commit.value).map(|fault| (&commit, fault)),
        path_fault(&path.value).map(|fault| (&path, fault)),
        blob.as_ref().and_then(|blob| Some((blob, blob_fault(&blob.value, digits)?))),
    ];
    let mut is_right = true;
    for (written, (message, hint)) in faults.into_iter().flatten() {
        let source = fields.source;
        fields.report(Diagnostic::error(BAD_GIT, message).at(source, written.span).hint(hint));
        is_right = false;
    }
    let text = |written: Located<String>| written.value;
    is_right.then(|| GitPlace {
        repository: text(repository),
        commit: text(commit).to_ascii_lowercase(),
        path: text(path),
        blob: blob.map(text).unwrap_or_default().to_ascii_lowercase(),
        span,
    })
}

type Fault = (&'static str, &'static str);

fn repository_fault(address: &str) -> Option<Fault> {
    let known =
        ["https://", "http://", "git://", "ssh://"].into_iter().find(|scheme| address.starts_with(scheme));
    let Some(scheme) = known else {
        return Some((
            "nobody else can clone this",
            "write the address by which others get the repository: `https://git.example/larkspur/numbers`",
        ));
    };
    let host = address[scheme.len()..].split('/').next().unwrap_or_default();
    if host.rsplit_once('@').is_some_and(|(user, _)| user.contains(':')) {
        return Some((
            "this address has a password in it, and it is published",
            "leave out what stands before the `@`",
        ));
    }
    (host.is_empty() || address.chars().any(|c| c.is_whitespace() || c.is_control()))
        .then_some(("this is no address of a repository", "write `https://git.example/larkspur/numbers`"))
}

/// A name that says which bytes it means: a branch or a shortened name may mean others tomorrow.
fn name_fault(name: &str) -> Option<Fault> {
    let whole = matches!(name.len(), 40 | 64) && name.bytes().all(|byte| byte.is_ascii_hexdigit());
    (!whole).then_some((
        "this is not the whole name of a commit",
        "write all 40 digits (64 with SHA-256): `git rev-parse HEAD` shows them",
    ))
}

fn blob_fault(name: &str, digits: usize) -> Option<Fault> {
    let whole = name.len() == digits && name.bytes().all(|byte| byte.is_ascii_hexdigit());
    (!whole && matches!(digits, 40 | 64)).then_some((
        "this is not the whole name of an object in that repository",
        "write as many digits as the commit has: `git rev-parse COMMIT:PATH` shows them; or leave `blob` out",
    ))
}

fn path_fault(path: &str) -> Option<Fault> {
    let odd = path.starts_with('/')
        || path.contains('\\')
        || path.chars().any(char::is_control)
        || path.split('/').any(|part| matches!(part, "" | "." | ".."));
    odd.then_some((
        "this is no path in a repository",
        "write it from the root of the repository: `exports/funnel.csv`",
    ))
}
