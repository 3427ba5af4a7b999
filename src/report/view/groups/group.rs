//! One thing that is not as it should be, and everywhere it was seen.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::net::SocketAddr;

use super::spot::{About, PlacedFinding, Spot};
use crate::finding::{self, Code, Finding, Many, Owner, Severity};

/// One thing that is not as it should be, and everywhere it was seen.
#[derive(Debug)]
pub(in crate::report) struct Group<'a> {
    pub(in crate::report) code: Code,
    /// Its weight, or that of the worst failure that it explains.
    pub(in crate::report) severity: Severity,
    pub(in crate::report) owner: Owner,
    /// The first one: its facts stand for the others.
    pub(in crate::report) first: &'a Finding,
    /// Do the others differ in names, times or amounts?
    pub(in crate::report) differ: bool,
    pub(in crate::report) about: About,
    /// In order of appearance. Empty when it is about the whole run.
    pub(in crate::report) places: Vec<Affected<'a>>,
    /// How many findings of each code it explains.
    pub(in crate::report) explains: BTreeMap<Code, usize>,
    /// Those of them that keep a verdict from passing, or would at a required endpoint, and where they stand.
    pub(in crate::report) explained: Vec<(Spot<'a>, &'a Finding)>,
    /// Every finding that it speaks for: its own and all that it explains.
    pub(in crate::report) members: Vec<&'a Finding>,
}

/// One host and port, with the addresses and names in question.
#[derive(Debug)]
pub(in crate::report) struct Affected<'a> {
    pub(in crate::report) host: String,
    pub(in crate::report) port: u16,
    pub(in crate::report) addresses: BTreeSet<SocketAddr>,
    pub(in crate::report) names: BTreeSet<&'a str>,
    /// Every finding, and where it stands.
    pub(in crate::report) findings: Vec<(Spot<'a>, &'a Finding)>,
}

/// What is added to a sentence that is about the first of several.
pub(in crate::report) fn likewise(differ: bool) -> &'static str {
    if differ { " (the others likewise)" } else { "" }
}

impl<'a> Group<'a> {
    /// The conclusion, for all of them.
    pub(in crate::report) fn conclusion(&self) -> String {
        self.first.cause.conclusion(&self.subject())
    }

    /// The evidence of the first one.
    pub(in crate::report) fn evidence(&self) -> Vec<String> {
        self.first.evidence()
    }

    /// What has to be changed, for all of them.
    pub(in crate::report) fn remedy(&self) -> String {
        self.first.cause.remedy(&self.subject())
    }

    /// What its sentences are about.
    fn subject(&self) -> finding::Place<'a> {
        let many = match self.places.as_slice() {
            [] => return self.first.place(),
            [one] if one.addresses.len() > 1 => Many::Addresses(one.addresses.len()),
            [_] => Many::One,
            several => Many::Hosts(several.len()),
        };
        finding::Place {
            many,
            ..self.first.place()
        }
    }

    /// Its place among the others: least first.
    pub(super) fn rank(&self) -> impl Ord + use<> {
        let note = self.severity == Severity::Note;
        (
            note,
            self.about != About::Run,
            Reverse(self.severity),
            self.about,
        )
    }

    pub(super) fn new(seen: &PlacedFinding<'a>) -> Self {
        Self {
            code: seen.finding.code(),
            severity: seen.finding.severity,
            owner: seen.finding.owner(),
            first: seen.finding,
            differ: false,
            about: seen.spot.about(),
            places: Vec::new(),
            explains: BTreeMap::new(),
            explained: Vec::new(),
            members: Vec::new(),
        }
    }
}

impl<'a> Affected<'a> {
    pub(super) fn new(host: &str, port: u16) -> Self {
        Self {
            host: host.to_owned(),
            port,
            addresses: BTreeSet::new(),
            names: BTreeSet::new(),
            findings: Vec::new(),
        }
    }

    pub(super) fn take_in(&mut self, seen: &PlacedFinding<'a>) {
        self.addresses.extend(seen.finding.address);
        self.names.extend(seen.finding.name.as_deref());
        self.findings.push((seen.spot, seen.finding));
    }
}
