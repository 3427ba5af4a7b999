//! One sign-in page or portal for every page of a route.

use std::collections::BTreeSet;

use crate::catalogue::Scheme;
use crate::evidence::Response;
use crate::finding::cause::fetch::Portal;
use crate::finding::{Across, Cause, Code, Facts, Finding, Scope};
use crate::judge::JudgedProbe;
use crate::judge::across::probe::hosts_asked;
use crate::judge::across::shared_cause::zone_of;
use crate::judge::redirect::leads_away;

/// Unrelated hosts below which one page that all are sent to is a host's own affair.
const FEW: usize = 2;

/// Every page of a route is asked for at another host, and all are sent to the same one: told once.
pub(in crate::judge) fn portals_for_all(probes: &mut [JudgedProbe<'_>]) -> Vec<Finding> {
    let routes: BTreeSet<Option<&str>> = probes.iter().map(JudgedProbe::via).collect();
    let each = routes.into_iter();
    each.filter_map(|via| portal_for_all(probes, via)).collect()
}

fn portal_for_all(probes: &mut [JudgedProbe<'_>], via: Option<&str>) -> Option<Finding> {
    let plain = |probe: &&JudgedProbe<'_>| {
        probe.via() == via && probe.case.probe.scheme == Scheme::Http && answer(probe).is_some()
    };
    let own = || probes.iter().filter(plain);
    let pages: Option<BTreeSet<String>> = own().map(portal_of).collect();
    if pages?.len() != 1 {
        return None;
    }
    let unrelated: BTreeSet<String> = own().filter_map(|probe| zone_of(probe.host())).collect();
    if unrelated.len() < FEW {
        return None;
    }
    let cause: Portal = own().find_map(unexplained_portal)?.common();
    let hosts: BTreeSet<&str> = own().map(JudgedProbe::host).collect();
    let across = Across {
        of: hosts_asked(probes.iter(), via),
        hosts: hosts.into_iter().map(str::to_owned).collect(),
        scope: Scope::Hosts,
        via: via.map(str::to_owned),
        unaffected: Vec::new(),
    };
    let worst = own()
        .flat_map(|probe| probe.findings.iter())
        .filter(|found| is_portal(found));
    let worst = worst.map(|finding| finding.severity).max()?;
    for probe in probes.iter_mut().filter(|probe| plain(&&**probe)) {
        let portals = probe.findings.iter_mut().filter(|found| is_portal(found));
        for finding in portals.filter(|found| found.explained_by.is_none()) {
            finding.explained_by = Some(Code::FetchPortal);
        }
    }
    Some(Finding::new(cause).across(across).weighing(worst))
}

fn is_portal(finding: &Finding) -> bool {
    finding.code() == Code::FetchPortal
}

/// The answer to the request of a probe.
fn answer<'a>(probe: &JudgedProbe<'a>) -> Option<&'a Response> {
    let attempts = probe.evidence().attempts.iter();
    let mut all = attempts.filter_map(|attempt| attempt.fetch.as_ref());
    let answered = all.find(|step| step.seen.status.is_some());
    answered.map(|step| &step.seen)
}

/// Where a probe was sent, if it was; empty where the network names no page (RFC 6585, 6).
fn portal_of(probe: &JudgedProbe<'_>) -> Option<String> {
    unexplained_portal(probe)?;
    let seen = answer(probe)?;
    match seen.status? {
        511 => Some(String::new()),
        status => leads_away(status, seen.header("location"), probe.host()),
    }
}

fn unexplained_portal(probe: &JudgedProbe<'_>) -> Option<Portal> {
    let mut open = probe
        .findings
        .iter()
        .filter(|finding| finding.explained_by.is_none());
    open.find_map(|finding| match &finding.cause {
        Cause::FetchPortal(facts) => Some(facts.clone()),
        _ => None,
    })
}
