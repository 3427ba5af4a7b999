//! One judged probe, as judgements over many look at it.

use std::collections::BTreeSet;
use std::net::IpAddr;

use crate::catalogue::{Content, Need, Scheme};
use crate::evidence::Evidence;
use crate::finding::{Code, Finding, Target};
use crate::judge::chain::AddressOrigin;

/// One probe's findings, and the hop they were met through.
#[derive(Debug)]
pub struct JudgedProbe<'a> {
    /// The id of its endpoint.
    pub endpoint: &'a str,
    /// The host that was asked.
    pub host: &'a str,
    /// The hop's URL; none on the direct way.
    pub via: Option<&'a str>,
    /// Does this machine resolve the name, and not the hop?
    pub resolves_here: bool,
    /// How much depends on it.
    pub need: Need,
    /// The issuer sets that are expected there.
    pub issuers: &'a [String],
    /// Origin certificates each of its addresses showed.
    pub origins: Vec<AddressOrigin>,
    /// The addresses that proved to be the service's: by a genuine chain, or by content that its issuer
    /// signed or that is of the wanted kind.
    pub proven: Vec<IpAddr>,
    /// The port it was asked on.
    pub port: u16,
    /// The path that it was asked for.
    pub path: &'a str,
    /// What is spoken there.
    pub scheme: Scheme,
    /// What a genuine answer holds.
    pub content: Content,
    /// What was seen.
    pub evidence: &'a Evidence,
    /// What was found; `explained_by` may be set.
    pub findings: &'a mut Vec<Finding>,
}

impl JudgedProbe<'_> {
    /// Does a DNS filter answer in its place? Then its chains and pages are the filter's.
    pub(in crate::judge) fn is_filtered(&self) -> bool {
        let mut findings = self.findings.iter();
        findings.any(|finding| finding.code() == Code::ResolveFiltered)
    }

    /// The host and port, and the proxy that they were asked through.
    pub(in crate::judge) fn target(&self) -> Target {
        Target {
            host: self.host.to_owned(),
            port: self.port,
            via: self.via.map(str::to_owned),
        }
    }
}

/// How many hosts were asked on this route.
pub(in crate::judge) fn hosts_asked<'a>(
    probes: impl Iterator<Item = &'a JudgedProbe<'a>>,
    via: Option<&str>,
) -> usize {
    let own = probes.filter(|probe| probe.via == via);
    own.map(|probe| probe.host).collect::<BTreeSet<_>>().len()
}
