//! Handshakes that offer one TLS version alone: of the versions that the product may be limited to, and
//! where a hello that offers several got no answer.

use std::collections::BTreeSet;
use std::net::SocketAddr;

use super::experiment::{Experiment, ExperimentKind};
use super::server_names::shook_hands;
use crate::catalogue::{Scheme, TlsVersion};
use crate::evidence::{Control, Evidence};
use crate::judge::{Case, Policy, handshake};

/// Once for each host, port and route, at the first address where TLS came about: each version of
/// the data file. Where none did: TLS 1.2, since a hello that offers no newer one may pass.
pub(super) fn alone(cases: &[(usize, Case<'_>)], policy: &Policy<'_>) -> Vec<Experiment> {
    let mut known = BTreeSet::new();
    let mut all = Vec::new();
    for (place, case) in cases {
        let probe = case.probe;
        let own = (probe.host.as_str(), probe.port, case.route.via.as_deref());
        if probe.scheme == Scheme::Http || !known.insert(own) {
            continue;
        }
        let wanted = of_host(case, policy).into_iter();
        let open = wanted.filter(|(_, version, _)| !tried(case.evidence, *version));
        all.extend(open.map(|(to, version, after_failure)| Experiment {
            probes: vec![*place],
            what: ExperimentKind::TlsVersion {
                to,
                version,
                after_failure,
            },
        }));
    }
    all
}

/// Where, which version, and whether a hello that offers several failed there.
fn of_host(case: &Case<'_>, policy: &Policy<'_>) -> Vec<(SocketAddr, TlsVersion, bool)> {
    let mut attempts = case.evidence.attempts.iter();
    if let Some(open) = attempts.find(|one| shook_hands(one)) {
        let versions = policy.catalogue.tls.iter();
        return versions.map(|&version| (open.to, version, false)).collect();
    }
    let failed = handshake::ended_early(case).into_iter();
    failed.map(|to| (to, TlsVersion::Tls12, true)).collect()
}

fn tried(evidence: &Evidence, version: TlsVersion) -> bool {
    let mut versions = evidence.controls.iter().filter_map(Control::tls_version);
    versions.any(|(tried, ..)| tried == version)
}
