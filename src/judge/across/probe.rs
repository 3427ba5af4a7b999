//! One judged probe, as judgements over many look at it.

use std::collections::BTreeSet;
use std::net::IpAddr;

use crate::catalogue::Need;
use crate::evidence::Evidence;
use crate::finding::{Code, Finding};
use crate::judge::Case;
use crate::judge::chain::AddressOrigin;

/// One probe's findings, and the hop they were met through.
#[derive(Debug)]
pub struct JudgedProbe<'a> {
    /// The probe, its row, its route, and what it saw.
    pub case: Case<'a>,
    /// Whose certificates each of its addresses showed.
    pub origins: Vec<AddressOrigin>,
    /// The addresses that proved to be the service's: by a genuine chain, or by content that its issuer
    /// signed or that is of the wanted kind.
    pub proven: Vec<IpAddr>,
    /// What was found; `explained_by` may be set.
    pub findings: &'a mut Vec<Finding>,
}

impl<'a> JudgedProbe<'a> {
    /// The host that was asked.
    pub(in crate::judge) fn host(&self) -> &'a str {
        &self.case.probe.host
    }

    /// The hop's URL; none on the direct way.
    pub(in crate::judge) fn via(&self) -> Option<&'a str> {
        self.case.route.via.as_deref()
    }

    /// Does this machine resolve the name, and not the hop?
    pub(in crate::judge) fn resolves_here(&self) -> bool {
        !self.case.route.hop_resolves()
    }

    /// How much depends on it.
    pub(in crate::judge) fn need(&self) -> Need {
        self.case.endpoint.need
    }

    /// What was seen.
    pub(in crate::judge) fn evidence(&self) -> &'a Evidence {
        self.case.evidence
    }

    /// Does a DNS filter answer in its place? Then its chains and pages are the filter's.
    pub(in crate::judge) fn is_filtered(&self) -> bool {
        let mut findings = self.findings.iter();
        findings.any(|finding| finding.code() == Code::ResolveFiltered)
    }
}

/// How many hosts were asked on this route.
pub(in crate::judge) fn hosts_asked<'a>(
    probes: impl Iterator<Item = &'a JudgedProbe<'a>>,
    via: Option<&str>,
) -> usize {
    let own = probes.filter(|probe| probe.via() == via);
    own.map(JudgedProbe::host).collect::<BTreeSet<_>>().len()
}
