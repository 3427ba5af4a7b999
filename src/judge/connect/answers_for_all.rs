//! A device that accepts connections to any address: what an open port is worth behind it.

use std::collections::BTreeSet;
use std::net::SocketAddr;

use crate::catalogue::Scheme;
use crate::evidence::{Attempt, Control, Ended, Evidence, FailureKind, Step};
use crate::finding::cause::connect::AnsweredForAll;
use crate::finding::{Across, Code, Finding, Scope, Severity, Stage};
use crate::judge::across::probe::hosts_asked;
use crate::judge::{Case, JudgedProbe};

/// No more reserved addresses are listed.
const MOST_LISTED: usize = 6;

/// Addresses at which a connection opened and nothing came over it before it was closed or the time
/// ran out. Behind a hop it is the hop that accepts.
pub(in crate::judge) fn silent_after_connect(case: &Case<'_>) -> Vec<SocketAddr> {
    if !case.route.is_direct() {
        return Vec::new();
    }
    silent_addresses(case.probe.scheme, case.evidence)
}

fn silent_addresses(scheme: Scheme, evidence: &Evidence) -> Vec<SocketAddr> {
    let attempts = evidence.attempts.iter();
    let mute = attempts.filter(|attempt| is_silent(scheme, attempt));
    let all: BTreeSet<SocketAddr> = mute.map(|attempt| attempt.to).collect();
    all.into_iter().collect()
}

fn is_silent(scheme: Scheme, attempt: &Attempt) -> bool {
    match scheme {
        Scheme::Http => attempt.fetch.as_ref().is_some_and(|step| {
            step.seen.status.is_none() && step.seen.length == 0 && is_without_answer(&step.ended)
        }),
        Scheme::Https | Scheme::Tls => attempt
            .handshake
            .as_ref()
            .is_some_and(|step| step.seen.received == 0 && is_without_answer(&step.ended)),
    }
}

/// Closed, reset or silent.
fn is_without_answer(ended: &Ended) -> bool {
    match ended {
        Ended::OutOfTime => true,
        Ended::Failed(failure) => matches!(
            failure.kind,
            FailureKind::Reset | FailureKind::ClosedEarly | FailureKind::TimedOut
        ),
        Ended::Completed | Ended::GaveUp | Ended::Interrupted => false,
    }
}

/// Addresses that nobody can have and that accepted a connection.
fn accepting_addresses(evidence: &Evidence) -> impl Iterator<Item = SocketAddr> {
    let asked = evidence
        .controls
        .iter()
        .filter_map(Control::unassigned_address);
    asked
        .filter(|attempt| attempt.connect.as_ref().is_some_and(Step::completed))
        .map(|attempt| attempt.to)
}

/// A device accepts whatever it is asked. That explains the connections over which nothing came, as
/// far as nothing else does; one that brought anything at all shows who is there. It is said at each
/// of those probes and once of the run; without such a connection it changes nothing.
pub(in crate::judge) fn answered_for_all(probes: &mut [JudgedProbe<'_>]) -> Vec<Finding> {
    let mut reserved = BTreeSet::new();
    let mut hosts = BTreeSet::new();
    for probe in probes.iter_mut().filter(|probe| probe.via().is_none()) {
        let by = explain(probe);
        if by.is_empty() {
            continue;
        }
        hosts.insert(probe.host().to_owned());
        reserved.extend(&by);
        let copy = Finding::new(facts(by))
            .on(probe.case.target())
            .weighing(Severity::Fail)
            .needed(probe.need());
        let whole = Code::ConnectAnsweredForAll;
        probe.findings.push(copy.explained_by(whole));
    }
    if hosts.is_empty() {
        return Vec::new();
    }
    let across = Across {
        of: hosts_asked(probes.iter(), None),
        hosts: hosts.into_iter().collect(),
        scope: Scope::Hosts,
        via: None,
        unaffected: Vec::new(),
    };
    vec![Finding::new(facts(reserved)).across(across)]
}

fn facts(reserved: BTreeSet<SocketAddr>) -> AnsweredForAll {
    let mut reserved: Vec<SocketAddr> = reserved.into_iter().collect();
    reserved.sort_by_key(SocketAddr::port);
    reserved.truncate(MOST_LISTED);
    AnsweredForAll { reserved }
}

/// Marks what is explained at one probe, and gives the reserved addresses that show it.
fn explain(probe: &mut JudgedProbe<'_>) -> BTreeSet<SocketAddr> {
    let accepted: Vec<SocketAddr> = accepting_addresses(probe.evidence()).collect();
    let mute = silent_addresses(probe.case.probe.scheme, probe.evidence());
    let shows = |to: SocketAddr| {
        let like = |one: &&SocketAddr| one.is_ipv6() == to.is_ipv6() && one.port() == to.port();
        mute.contains(&to)
            .then(|| accepted.iter().find(like))
            .flatten()
    };
    let spoken_for: Vec<(Code, Option<SocketAddr>)> = probe
        .findings
        .iter()
        .filter_map(|finding| Some((finding.explained_by?, finding.address)))
        .collect();
    let mut shown_by = BTreeSet::new();
    for finding in probe.findings.iter_mut() {
        let own = (finding.code(), finding.address);
        let late = matches!(finding.code().stage(), Stage::Handshake | Stage::Fetch);
        let open = late && finding.explained_by.is_none() && !spoken_for.contains(&own);
        if let Some(&by) = finding.address.filter(|_| open).and_then(shows) {
            finding.explained_by = Some(Code::ConnectAnsweredForAll);
            shown_by.insert(by);
        }
    }
    shown_by
}
