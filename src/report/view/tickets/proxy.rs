//! Is a proxy missing that nobody named? Where every direct connection is silent and no setting names a
//! proxy, opening sixty hosts in a firewall may be the wrong request.

use crate::evidence::{Attempt, Step};
use crate::finding::{Code, Finding};
use crate::report::model::{ProbeReport, Report};

/// Is every host silent, on a direct route that no setting chose? One host alone says nothing of a network.
pub(super) fn unnamed(report: &Report) -> bool {
    let probes: Vec<_> = report
        .endpoints
        .iter()
        .flat_map(|one| &one.probes)
        .collect();
    probes.len() > 1
        && probes
            .iter()
            .all(|probe| is_silent(probe) && is_unchosen(probe))
}

fn is_unchosen(probe: &ProbeReport) -> bool {
    probe.route.is_direct() && probe.route.setting.is_none()
}

fn is_silent(probe: &ProbeReport) -> bool {
    let silent = |finding: &Finding| finding.code() == Code::ConnectSilent;
    let opened = |attempt: &Attempt| attempt.connect.as_ref().is_some_and(Step::completed);
    probe.findings.iter().any(silent) && !probe.evidence.attempts.iter().any(opened)
}
