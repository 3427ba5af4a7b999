//! Who may look into TLS and who does: the endpoints that forbid it, and those of them, and of the
//! others, where it was seen. Only counts what was judged.

use crate::catalogue::{Inspection, Scheme};
use crate::evidence::{Attempt, Control};
use crate::finding::{Code, Finding, Severity, Stage, Verdict};
use crate::report::amounts::{counted, first_of};
use crate::report::model::{EndpointReport, ProbeReport, Report};

/// How many endpoints one line names.
const MOST_NAMED: usize = 12;

/// What is said, a line each; nothing where no endpoint speaks TLS.
pub(super) fn lines(report: &Report) -> Vec<String> {
    let forbidding = InspectionTally::new(report, Inspection::Forbidden);
    let tolerating = InspectionTally::new(report, Inspection::Tolerated);
    let lines = [
        forbidding.opened("forbid it", "forbids it"),
        forbidding.untouched(),
        forbidding.unproven(),
        tolerating.opened("tolerate it", "tolerates it"),
    ];
    lines.into_iter().flatten().collect()
}

/// The endpoints of one mind.
#[derive(Default)]
struct InspectionTally<'a> {
    opened: Vec<&'a str>,
    untouched: usize,
    unproven: Vec<&'a str>,
}

impl<'a> InspectionTally<'a> {
    fn new(report: &'a Report, mind: Inspection) -> Self {
        let mut side = Self::default();
        for endpoint in &report.endpoints {
            let row = report.endpoints_file.endpoint(&endpoint.id);
            let own = row.filter(|row| row.inspection == mind && row.scheme != Scheme::Http);
            if own.is_some() {
                side.add(endpoint);
            }
        }
        side
    }

    fn add(&mut self, endpoint: &'a EndpointReport) {
        if findings(endpoint).any(shows_inspection) {
            self.opened.push(&endpoint.id);
        } else if is_proven(endpoint) {
            self.untouched += 1;
        } else {
            self.unproven.push(&endpoint.id);
        }
    }

    fn total(&self) -> usize {
        self.opened.len() + self.untouched + self.unproven.len()
    }

    fn opened(&self, are: &str, is: &str) -> Option<String> {
        let all = self.total();
        let mind = if all == 1 { is } else { are };
        let all = counted(all, "endpoint", "endpoints");
        let number = self.opened.len();
        let named = named(&self.opened);
        (number > 0)
            .then(|| format!("TLS inspection seen on {number} of {all} that {mind}: {named}"))
    }

    fn untouched(&self) -> Option<String> {
        let number = self.untouched;
        let mind = if number == 1 { "forbids" } else { "forbid" };
        let all = counted(number, "endpoint", "endpoints");
        (number > 0).then(|| format!("no TLS inspection seen on {all} that {mind} it"))
    }

    fn unproven(&self) -> Option<String> {
        let number = self.unproven.len();
        let all = counted(number, "endpoint", "endpoints");
        match number {
            0 => None,
            _ if number == self.total() && number > MOST_NAMED => {
                Some(format!("not proven on any of {all}"))
            }
            _ => Some(format!("not proven on {all}: {}", named(&self.unproven))),
        }
    }
}

fn named(ids: &[&str]) -> String {
    let ids: Vec<_> = ids.iter().map(|&id| id.to_owned()).collect();
    first_of(&ids, MOST_NAMED)
}

fn findings(endpoint: &EndpointReport) -> impl Iterator<Item = &Finding> {
    endpoint.probes.iter().flat_map(|probe| &probe.findings)
}

fn shows_inspection(finding: &Finding) -> bool {
    matches!(
        finding.code(),
        Code::ChainIntercepted | Code::ChainImpostor | Code::ChainSelfSigned
    )
}

/// Was a whole handshake under the service's own certificates seen, and nothing that casts doubt on
/// any other: a step before the certificates that failed, a key that was not expected, our own bounds?
fn is_proven(endpoint: &EndpointReport) -> bool {
    let doubt = |finding: &Finding| {
        let unseen =
            finding.code().stage() < Stage::Chain && finding.severity >= Severity::Unproven;
        let own = finding.code().stage() == Stage::Run;
        unseen || own || finding.code() == Code::ChainUnexpectedIssuer
    };
    endpoint.verdict != Verdict::Unproven
        && !findings(endpoint).any(doubt)
        && endpoint.probes.iter().any(has_chain)
}

fn has_chain(probe: &ProbeReport) -> bool {
    let whole = |attempt: &Attempt| {
        let step = attempt.handshake.as_ref();
        step.is_some_and(|step| step.completed() && !step.seen.chain.is_empty())
    };
    let alone = probe.evidence.controls.iter().filter_map(Control::retest);
    probe.evidence.attempts.iter().chain(alone).any(whole)
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
