//! Whose certificates were seen: the hosts where TLS is inspected, those where it is not, and those
//! where that was not seen; and the endpoints that forbid inspection. Only counts what was judged.

use std::collections::BTreeMap;

use crate::catalogue::{Endpoint, Inspection, Scheme};
use crate::evidence::{Attempt, Control};
use crate::finding::text::inspector;
use crate::finding::{Code, Finding, Severity, Stage};
use crate::report::amounts::{counted, first_of};
use crate::report::model::{ProbeReport, Report};

/// How many endpoints or hosts one line names.
const MOST_NAMED: usize = 12;
/// How many inspecting devices are named.
const MOST_DEVICES: usize = 2;

/// How many hosts were asked over TLS, and what was seen of them.
#[derive(Debug, Clone, Copy)]
pub(in crate::report) struct HostCounts {
    pub(in crate::report) all: usize,
    pub(in crate::report) inspected: usize,
    /// Those that showed the service's own certificates.
    pub(in crate::report) genuine: usize,
}

impl HostCounts {
    pub(in crate::report) fn new(report: &Report) -> Self {
        let tally = InspectionTally::new(report);
        Self {
            all: tally.hosts.len(),
            inspected: tally.number(HostState::Inspected),
            genuine: tally.number(HostState::Genuine),
        }
    }

    /// The sentence on inspection without the name of a device; nothing where no host was asked over TLS.
    pub(in crate::report) fn sentence(self) -> Option<String> {
        let all = counted(self.all, "host", "hosts");
        Some(match (self.inspected, self.genuine) {
            _ if self.all == 0 => return None,
            (0, 0) => format!("TLS could not be checked on {} of {all}", self.all),
            (0, genuine) => format!("no TLS inspection seen on {genuine} of {all}"),
            (inspected, _) => format!("TLS is inspected on {inspected} of {all}"),
        })
    }
}

/// The sentence on inspection; nothing where no host was asked over TLS.
pub(in crate::report) fn sentence(report: &Report) -> Option<String> {
    let counts = HostCounts::new(report);
    let said = counts.sentence()?;
    Some(match counts.inspected {
        0 => said,
        _ => format!("{said} by {}", devices(report)),
    })
}

/// What is said, a line each: [`sentence`] first. Nothing where no endpoint speaks TLS.
pub(super) fn lines(report: &Report) -> Vec<String> {
    let tally = InspectionTally::new(report);
    let forbid = named(&tally.forbidding);
    let tolerate = named(&tally.tolerating);
    let genuine = tally.number(HostState::Genuine);
    let unproven = tally.in_state(HostState::Unproven);
    let lines = [
        sentence(report),
        forbid.map(|ids| format!("inspected although they forbid it: {ids}")),
        tolerate.map(|ids| format!("inspected, which they tolerate: {ids}")),
        named(&unproven)
            .filter(|_| genuine > 0 || tally.number(HostState::Inspected) > 0)
            .map(|hosts| {
                format!(
                    "not seen on {}: {hosts}",
                    counted(unproven.len(), "host", "hosts")
                )
            }),
    ];
    lines.into_iter().flatten().collect()
}

/// What was seen of a host. The order is that of weight: one inspected probe makes the host inspected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum HostState {
    Genuine,
    Unproven,
    Inspected,
}

/// The hosts that were asked over TLS, and the endpoints where inspection was seen.
#[derive(Default)]
struct InspectionTally<'a> {
    hosts: BTreeMap<(&'a str, u16), HostState>,
    forbidding: Vec<&'a str>,
    tolerating: Vec<&'a str>,
}

impl<'a> InspectionTally<'a> {
    fn new(report: &'a Report) -> Self {
        let mut tally = Self::default();
        for endpoint in &report.endpoints {
            let row = report.endpoints_file.endpoint(&endpoint.id);
            let Some(row) = row.filter(|row| row.scheme != Scheme::Http) else {
                continue;
            };
            for probe in &endpoint.probes {
                tally.add(row, probe);
            }
        }
        tally
    }

    fn add(&mut self, row: &'a Endpoint, probe: &'a ProbeReport) {
        if is_gone(probe) {
            return;
        }
        let state = state(probe);
        if state == HostState::Inspected {
            let ids = match row.inspection {
                Inspection::Forbidden => &mut self.forbidding,
                Inspection::Tolerated => &mut self.tolerating,
            };
            if !ids.contains(&&*row.id) {
                ids.push(&row.id);
            }
        }
        let host = (&*probe.probe.host, probe.probe.port);
        let known = self.hosts.entry(host).or_insert(state);
        *known = state.max(*known);
    }

    fn in_state(&self, wanted: HostState) -> Vec<&'a str> {
        let hosts = self.hosts.iter().filter(|(_, state)| **state == wanted);
        hosts.map(|((host, _), _)| *host).collect()
    }

    fn number(&self, wanted: HostState) -> usize {
        self.hosts
            .values()
            .filter(|state| **state == wanted)
            .count()
    }
}

/// What no longer exists has no certificate.
fn is_gone(probe: &ProbeReport) -> bool {
    let gone = |finding: &Finding| {
        let codes = [Code::ResolveNoSuchName, Code::TunnelSampleGone];
        let itself = codes.contains(&finding.code()) && finding.own_weight() == Severity::Note;
        // Where name servers resolve nothing at all, they do not tell what is gone.
        itself && finding.explained_by.is_none_or(|by| codes.contains(&by))
    };
    !probe.seen && probe.findings.iter().any(gone)
}

fn state(probe: &ProbeReport) -> HostState {
    if probe.findings.iter().any(is_inspection) {
        HostState::Inspected
    } else if has_chain(probe) && !probe.findings.iter().any(casts_doubt) {
        HostState::Genuine
    } else {
        HostState::Unproven
    }
}

fn is_inspection(finding: &Finding) -> bool {
    shows_inspection(finding.code()) && finding.explained_by.is_none_or(shows_inspection)
}

/// Where something else explains it, such as a name server's made-up address, it is another server that was
/// reached, and nothing was seen of the one that was meant.
fn shows_inspection(code: Code) -> bool {
    matches!(
        code,
        Code::ChainIntercepted
            | Code::ChainInterceptedSometimes
            | Code::ChainImpostor
            | Code::ChainSelfSigned
    )
}

/// Doubt on what a chain shows: a step before the certificates that failed at another address, a key that
/// was not expected, our own bounds.
fn casts_doubt(finding: &Finding) -> bool {
    let unseen =
        finding.code().stage() < Stage::Chain && finding.own_weight() >= Severity::Unproven;
    let own = finding.code().stage() == Stage::Run;
    let other = finding.code() == Code::ChainUnexpectedIssuer || shows_inspection(finding.code());
    unseen || own || other
}

fn has_chain(probe: &ProbeReport) -> bool {
    let whole = |attempt: &Attempt| {
        let step = attempt.handshake.as_ref();
        step.is_some_and(|step| step.completed() && !step.seen.chain.is_empty())
    };
    let alone = probe.evidence.controls.iter().filter_map(Control::retest);
    probe.evidence.attempts.iter().chain(alone).any(whole)
}

/// Who inspects, each once: what is known of the whole run before what one host shows.
fn devices(report: &Report) -> String {
    let probes = report.endpoints.iter().flat_map(|one| &one.probes);
    let run_wide = report.findings.iter();
    let common: Vec<&Finding> = run_wide.filter(|found| is_inspection(found)).collect();
    let explained = |found: &&Finding| {
        let by = |one: &&Finding| found.explained_by == Some(one.code());
        is_inspection(found) && !common.iter().any(by)
    };
    let own = probes.flat_map(|probe| &probe.findings).filter(explained);
    let mut names: Vec<String> = Vec::new();
    for name in common.iter().copied().chain(own).filter_map(inspector) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    match names.as_slice() {
        [] => "an unknown device".to_owned(),
        [only] => only.clone(),
        [one, other] => format!("{one} and {other}"),
        many => first_of(many, MOST_DEVICES),
    }
}

fn named(names: &[&str]) -> Option<String> {
    let names: Vec<_> = names.iter().map(|&name| name.to_owned()).collect();
    (!names.is_empty()).then(|| first_of(&names, MOST_NAMED))
}

/// What the handshakes of the inspection matrix came to; nothing where there was none.
pub(super) fn matrix(report: &Report) -> Option<String> {
    let probes = report
        .endpoints
        .iter()
        .flat_map(|endpoint| &endpoint.probes);
    let counted = probes.filter_map(|probe| probe.inspected);
    let (mut hosts, mut all, mut mute, mut opened) = (0, 0, 0, 0);
    for one in counted {
        hosts += 1;
        all += one.shown;
        mute += one.handshakes.saturating_sub(one.shown);
        opened += one.inspected;
    }
    let others = match mute {
        0 => String::new(),
        mute => format!("; {mute} more showed no certificate that counts"),
    };
    let hosts_word = if hosts == 1 { "host" } else { "hosts" };
    (hosts > 0).then(|| {
        format!("TLS inspected in {opened} of {all} handshakes with {hosts} {hosts_word}{others}")
    })
}
