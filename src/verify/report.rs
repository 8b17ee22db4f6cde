//! What came of a check, as data.

use std::fmt;

/// Most reasons of one check that are kept: a site may have as many mistakes as it likes.
const MOST_REASONS: usize = 200;

/// What came of one check. Not checked is no fail: there was nothing to check, or no way to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Result {
    #[default]
    NotChecked,
    Pass,
    Fail,
}

impl Result {
    /// The name for machines.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Fail => "fail",
            Self::NotChecked => "not-checked",
        }
    }
}

/// One thing that was looked at.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Check {
    pub name: &'static str,
    pub result: Result,
    /// What was found, in one sentence without a full stop; a fail has reasons instead.
    pub note: String,
    /// Why it failed, or why something was not checked: sentences without a full stop.
    pub reasons: Vec<String>,
    /// Reasons beyond those that are kept.
    pub more: usize,
}

impl Check {
    #[must_use]
    pub fn new(name: &'static str) -> Self {
        Self { name, ..Self::default() }
    }

    /// Adds a reason and makes it a fail.
    pub fn fail(&mut self, reason: impl fmt::Display) {
        if self.result != Result::Fail {
            self.reasons.clear();
            self.more = 0;
        }
        self.result = Result::Fail;
        self.keep(reason.to_string());
    }

    /// Says that something held, as long as nothing failed.
    pub fn pass(&mut self) {
        self.result = self.result.max(Result::Pass);
    }

    /// Says what could not be checked; it counts only as long as nothing else is known.
    pub fn leave(&mut self, reason: impl fmt::Display) {
        if self.result != Result::Fail {
            self.keep(reason.to_string());
        }
    }

    fn keep(&mut self, reason: String) {
        if self.reasons.contains(&reason) {
            return;
        }
        if self.reasons.len() < MOST_REASONS {
            self.reasons.push(reason);
        } else {
            self.more += 1;
        }
    }

    #[must_use]
    pub fn failed(&self) -> bool {
        self.result == Result::Fail
    }
}

/// What came of one claim.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ClaimReport {
    /// Where it is shown in full, from the root of the site.
    pub claim: String,
    pub name: String,
    /// As readers see it.
    pub value: String,
    pub digest: String,
    pub identity: Check,
    pub evidence: Check,
    pub arithmetic: Check,
    pub forensics: Check,
    pub displayed: Check,
    pub marks: Check,
    /// Places of pages that show it.
    pub places: usize,
}

impl ClaimReport {
    /// Each check, in the order in which they build on each other.
    #[must_use]
    pub fn checks(&self) -> [&Check; 6] {
        let Self { identity, evidence, arithmetic, forensics, displayed, marks, .. } = self;
        [identity, evidence, arithmetic, forensics, displayed, marks]
    }

    /// A claim passes when it was recalculated and nothing failed. What nobody can recalculate is not checked, however
    /// well its strings agree.
    #[must_use]
    pub fn result(&self) -> Result {
        if self.checks().iter().any(|check| check.failed()) { Result::Fail } else { self.arithmetic.result }
    }
}

/// What came of a site.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// What is true of the whole site: files, manifest, evidence, pages.
    pub checks: Vec<Check>,
    pub claims: Vec<ClaimReport>,
    /// Files whose bytes are not those that were published, while every figure in them is: a host may have made them
    /// smaller.
    pub altered: Vec<String>,
    /// Files whose bytes were held against their sums.
    pub files: usize,
    /// The digest of the sums themselves: what somebody else can keep.
    pub sums: Option<String>,
    pub manifest: Option<String>,
}

impl Report {
    /// Of a site that cannot be read at all.
    #[must_use]
    pub fn unreadable(reason: &str) -> Self {
        let mut check = Check::new("sums");
        check.fail(reason);
        Self { checks: vec![check], ..Self::default() }
    }

    /// Whether anything failed.
    #[must_use]
    pub fn failed(&self) -> bool {
        self.checks.iter().any(Check::failed) || self.count(Result::Fail) > 0
    }

    /// Claims of which this came.
    #[must_use]
    pub fn count(&self, result: Result) -> usize {
        self.claims.iter().filter(|claim| claim.result() == result).count()
    }
}
