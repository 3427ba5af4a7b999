//! Who may look into TLS and who does: the endpoints that forbid it, and those of them, and of the
//! others, where it was seen. Only counts what was judged.

use crate::catalogue::{Inspection, Scheme};
use crate::evidence::Attempt;
use crate::finding::{Code, Finding, Severity, Stage, Verdict};
use crate::report::style::{Style, counted, first_of};
use crate::report::{EndpointReport, ProbeReport, Report};

/// How many endpoints one line names.
const MOST_NAMED: usize = 12;

/// What is said, a line each; nothing where no endpoint speaks TLS.
pub(in crate::report) fn lines(report: &Report, style: &Style) -> Vec<String> {
    let forbidding = Side::of(report, Inspection::Forbidden);
    let tolerating = Side::of(report, Inspection::Tolerated);
    let lines = [
        forbidding.opened(style, "forbid it", "forbids it"),
        forbidding.untouched(),
        forbidding.unproven(style),
        tolerating.opened(style, "tolerate it", "tolerates it"),
    ];
    lines.into_iter().flatten().collect()
}

/// The endpoints of one mind.
#[derive(Default)]
struct Side<'a> {
    opened: Vec<&'a str>,
    untouched: usize,
    unproven: Vec<&'a str>,
}

impl<'a> Side<'a> {
    fn of(report: &'a Report, mind: Inspection) -> Self {
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

    fn all(&self) -> usize {
        self.opened.len() + self.untouched + self.unproven.len()
    }

    fn opened(&self, style: &Style, are: &str, is: &str) -> Option<String> {
        let all = self.all();
        let mind = if all == 1 { is } else { are };
        let all = counted(all, "endpoint", "endpoints");
        let number = self.opened.len();
        let named = named(&self.opened, style);
        (number > 0)
            .then(|| format!("TLS inspection seen on {number} of {all} that {mind}: {named}"))
    }

    fn untouched(&self) -> Option<String> {
        let number = self.untouched;
        let mind = if number == 1 { "forbids" } else { "forbid" };
        let all = counted(number, "endpoint", "endpoints");
        (number > 0).then(|| format!("no TLS inspection seen on {all} that {mind} it"))
    }

    fn unproven(&self, style: &Style) -> Option<String> {
        let all = counted(self.unproven.len(), "endpoint", "endpoints");
        let named = named(&self.unproven, style);
        (!self.unproven.is_empty()).then(|| format!("not proven on {all}: {named}"))
    }
}

fn named(ids: &[&str], style: &Style) -> String {
    let ids: Vec<_> = ids.iter().map(|id| style.foreign(id)).collect();
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
    probe.evidence.attempts.iter().any(whole)
}
