//! A device that accepts connections to any address: what an open port is worth behind it.

use std::collections::BTreeSet;
use std::net::SocketAddr;

use crate::catalogue::Scheme;
use crate::evidence::{Attempt, Control, Ended, Evidence, FailureKind, Step};
use crate::finding::{Code, Finding, Stage};
use crate::judge::{Case, Judged, list};

/// Addresses at which a connection opened and nothing came over it before it was closed or the time
/// ran out. Behind a hop it is the hop that accepts.
pub(in crate::judge) fn mute(case: &Case<'_>) -> Vec<SocketAddr> {
    if !case.route.is_direct() {
        return Vec::new();
    }
    mute_in(case.probe.scheme, case.evidence)
}

fn mute_in(scheme: Scheme, evidence: &Evidence) -> Vec<SocketAddr> {
    let attempts = evidence.attempts.iter();
    let mute = attempts.filter(|attempt| is_mute(scheme, attempt));
    let all: BTreeSet<SocketAddr> = mute.map(|attempt| attempt.to).collect();
    all.into_iter().collect()
}

fn is_mute(scheme: Scheme, attempt: &Attempt) -> bool {
    match scheme {
        Scheme::Http => attempt.fetch.as_ref().is_some_and(|step| {
            step.seen.status.is_none() && step.seen.length == 0 && said_nothing(&step.ended)
        }),
        Scheme::Https | Scheme::Tls => attempt
            .handshake
            .as_ref()
            .is_some_and(|step| step.seen.received == 0 && said_nothing(&step.ended)),
    }
}

/// Closed, reset or silent.
fn said_nothing(ended: &Ended) -> bool {
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
fn accepted(evidence: &Evidence) -> impl Iterator<Item = SocketAddr> {
    let asked = evidence.controls.iter().filter_map(Control::nowhere);
    asked
        .filter(|attempt| attempt.connect.as_ref().is_some_and(Step::completed))
        .map(|attempt| attempt.to)
}

/// Something accepts whatever it is asked. It explains the connections over which nothing came, as
/// far as nothing else does; one that brought anything at all shows who is there. Without such a
/// connection it changes nothing and is not said.
pub(in crate::judge) fn answered_for_all(probes: &mut [Judged<'_>]) -> Vec<Finding> {
    let mut nobody = BTreeSet::new();
    let mut hosts = BTreeSet::new();
    for probe in probes.iter_mut().filter(|probe| probe.via.is_none()) {
        let accepted: Vec<SocketAddr> = accepted(probe.evidence).collect();
        let mute = mute_in(probe.scheme, probe.evidence);
        let explains = |to: SocketAddr| {
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
        for finding in probe.findings.iter_mut() {
            let own = (finding.code, finding.address);
            let late = matches!(finding.code.stage(), Stage::Handshake | Stage::Fetch);
            let open = late && finding.explained_by.is_none() && !spoken_for.contains(&own);
            let by = finding.address.filter(|_| open).and_then(explains);
            if let Some(&by) = by {
                finding.explained_by = Some(Code::ConnectAnsweredForAll);
                nobody.insert(by);
                hosts.insert(format!("`{}`", probe.host));
            }
        }
    }
    if hosts.is_empty() {
        return Vec::new();
    }
    vec![told(&nobody, hosts)]
}

fn told(nobody: &BTreeSet<SocketAddr>, hosts: BTreeSet<String>) -> Finding {
    let nobody: Vec<String> = nobody.iter().map(ToString::to_string).collect();
    let (number, hosts) = (hosts.len(), hosts.into_iter().collect::<Vec<_>>());
    let word = if number == 1 { "host" } else { "hosts" };
    let cause = format!(
        "{}, which is reserved for documentation and nobody's, accepts connections, so something on \
         the way accepts them for all; nothing came over those to {number} {word}: {}",
        list(&nobody, 3),
        list(&hosts, 6)
    );
    Finding::new(Code::ConnectAnsweredForAll, cause)
}
