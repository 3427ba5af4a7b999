//! What many probes meet alike though not all do: one family, one port, one zone, one range. Each is told
//! once, and only where nothing of that kind works.

use std::collections::{BTreeMap, BTreeSet};
use std::net::{IpAddr, SocketAddr};

use ipnet::IpNet;

use super::probe::{JudgedProbe, hosts_asked};
use crate::catalogue::Need;
use crate::evidence::{Attempt, Step};
use crate::finding::{Across, Code, Finding, Scope, Severity, Stage};
use crate::judge::explain::explain_the_whole;

/// Hosts below which one cause is no likelier than several.
const FEW: usize = 4;
/// Hosts below which one zone or range says nothing: to share it says something by itself.
const FEW_NEAR: usize = 3;

/// A finding of one probe that a common cause may explain.
struct Hit {
    probe: usize,
    finding: usize,
    host: String,
    code: Code,
    address: Option<SocketAddr>,
}

/// The common causes, and what they explain says so from then on.
pub(super) fn causes(probes: &mut [JudgedProbe<'_>]) -> Vec<Finding> {
    let rules = [family, port, range, zone];
    rules.iter().flat_map(|rule| rule(probes)).collect()
}

/// What nothing explains yet on the direct way; that only some addresses fail is no explanation.
fn hits(probes: &[JudgedProbe<'_>]) -> Vec<Hit> {
    let mut all = Vec::new();
    for (at, probe) in probes.iter().enumerate().filter(|(_, p)| p.via().is_none()) {
        for (number, finding) in probe.findings.iter().enumerate() {
            let weighs = finding.severity > Severity::Note || probe.need() == Need::Optional;
            let some = Some(Code::ConnectSomeAddresses);
            let open = finding.explained_by.is_none() || finding.explained_by == some;
            if weighs && open && finding.code() != Code::ConnectSomeAddresses {
                all.push(Hit {
                    probe: at,
                    finding: number,
                    host: probe.host().to_owned(),
                    code: finding.code(),
                    address: finding.address,
                });
            }
        }
    }
    all
}

fn hosts<'h>(hits: impl IntoIterator<Item = &'h Hit>) -> BTreeSet<&'h str> {
    hits.into_iter().map(|hit| hit.host.as_str()).collect()
}

fn attempts<'a>(probes: &'a [JudgedProbe<'_>]) -> impl Iterator<Item = &'a Attempt> {
    let direct = probes.iter().filter(|probe| probe.via().is_none());
    direct.flat_map(|probe| &probe.evidence().attempts)
}

fn is_connected(attempt: &Attempt) -> bool {
    attempt.connect.as_ref().is_some_and(Step::completed)
}

/// Every IPv6 address fails in one way while IPv4 works.
fn family(probes: &mut [JudgedProbe<'_>]) -> Vec<Finding> {
    let open = |v6: bool| attempts(probes).any(|a| a.to.is_ipv6() == v6 && is_connected(a));
    if open(true) || !open(false) {
        return Vec::new();
    }
    let own: Vec<Hit> = hits(probes).into_iter().filter(is_ipv6_failure).collect();
    let codes: BTreeSet<Code> = own.iter().map(|hit| hit.code).collect();
    let tried = probes.iter().filter(|probe| {
        let mut attempts = probe.evidence().attempts.iter();
        probe.via().is_none() && attempts.any(|attempt| attempt.to.is_ipv6())
    });
    let tried: BTreeSet<String> = tried.map(|probe| probe.host().to_owned()).collect();
    let failing = hosts(&own).len();
    if codes.len() != 1 || failing < FEW || failing != tried.len() {
        return Vec::new();
    }
    one_for_all(probes, &own, Scope::Ipv6).into_iter().collect()
}

fn is_ipv6_failure(hit: &Hit) -> bool {
    hit.code.stage() == Stage::Connect && hit.address.is_some_and(|to| to.is_ipv6())
}

/// Every host on one port meets the same, and those on another port do not.
fn port(probes: &mut [JudgedProbe<'_>]) -> Vec<Finding> {
    let direct = probes.iter().filter(|probe| probe.via().is_none());
    let ports: BTreeSet<u16> = direct.map(|probe| probe.case.probe.port).collect();
    if ports.len() < 2 {
        return Vec::new();
    }
    let mut found = Vec::new();
    for port in ports {
        let own = hits(probes);
        let own = own
            .into_iter()
            .filter(|hit| probes[hit.probe].case.probe.port == port);
        let mut by_code: BTreeMap<Code, Vec<Hit>> = BTreeMap::new();
        for hit in own.filter(|hit| matches!(hit.code.stage(), Stage::Connect | Stage::Fetch)) {
            by_code.entry(hit.code).or_default().push(hit);
        }
        for (_, own) in by_code {
            let all = probes.iter().enumerate();
            let mut all =
                all.filter(|(_, probe)| probe.via().is_none() && probe.case.probe.port == port);
            let every = all.all(|(at, _)| own.iter().any(|hit| hit.probe == at));
            if every && hosts(&own).len() >= FEW {
                found.extend(one_for_all(probes, &own, Scope::Port { port }));
            }
        }
    }
    found
}

/// Nothing in a range of addresses answers.
fn range(probes: &mut [JudgedProbe<'_>]) -> Vec<Finding> {
    let mut found = Vec::new();
    for length in [16, 24] {
        let mut by_range: BTreeMap<(Code, String), Vec<Hit>> = BTreeMap::new();
        for hit in hits(probes) {
            let mute = matches!(hit.code, Code::ConnectSilent | Code::ConnectProhibited);
            let range = hit
                .address
                .filter(|_| mute)
                .and_then(|to| around(to.ip(), length));
            if let Some(range) = range {
                by_range
                    .entry((hit.code, range.to_string()))
                    .or_default()
                    .push(hit);
            }
        }
        for ((_, range), own) in by_range {
            let within = |to: SocketAddr| around(to.ip(), length).map(|r| r.to_string());
            let there = |a: &Attempt| within(a.to).as_ref() == Some(&range);
            let works = attempts(probes).any(|a| is_connected(a) && there(a));
            let elsewhere = attempts(probes).any(|a| is_connected(a) && !there(a));
            if !works && elsewhere && hosts(&own).len() >= FEW_NEAR {
                let network = Scope::Range { network: range };
                found.extend(one_for_all(probes, &own, network));
            }
        }
    }
    found
}

/// The IPv4 range of this length around an address. Which IPv6 ranges belong together is not known.
fn around(ip: IpAddr, length: u8) -> Option<IpNet> {
    let net = IpNet::new(ip, length).ok().filter(|_| ip.is_ipv4())?;
    Some(net.trunc())
}

/// Nothing below one domain resolves: names themselves, or links of their chains.
fn zone(probes: &mut [JudgedProbe<'_>]) -> Vec<Finding> {
    let mut by_zone: BTreeMap<(Code, String), Vec<Hit>> = BTreeMap::new();
    for hit in hits(probes)
        .into_iter()
        .filter(|hit| hit.code.stage() == Stage::Resolve)
    {
        let finding = &probes[hit.probe].findings[hit.finding];
        let fails = hit.address.is_none() && finding.severity == Severity::Fail;
        let zone = zone_of(finding.name.as_deref().unwrap_or(&hit.host));
        if let Some(zone) = zone.filter(|_| fails) {
            by_zone.entry((hit.code, zone)).or_default().push(hit);
        }
    }
    let mut found = Vec::new();
    for ((_, zone), own) in by_zone {
        if hosts(&own).len() < FEW_NEAR || resolves_within(probes, &zone) {
            continue;
        }
        let domain = zone.clone();
        let whole = one_for_all(probes, &own, Scope::Zone { domain });
        found.extend(whole.map(|finding| finding.named(zone)));
    }
    found
}

/// A name's last two labels: coarse, but nothing below them may resolve.
pub(in crate::judge) fn zone_of(name: &str) -> Option<String> {
    let mut labels = name.rsplit('.');
    let (last, before) = (labels.next()?, labels.next()?);
    Some(format!("{before}.{last}"))
}

/// Is there an answer for any name in this domain?
fn resolves_within(probes: &[JudgedProbe<'_>], zone: &str) -> bool {
    let suffix = format!(".{zone}");
    let answers = probes.iter().filter_map(|p| p.evidence().resolve.as_ref());
    let questions = answers.flat_map(|step| &step.seen.questions);
    let mut records = questions
        .filter_map(|question| question.reply.as_ref())
        .flat_map(|reply| &reply.answers);
    records.any(|record| record.name == zone || record.name.ends_with(&suffix))
}

/// One finding for all of these, which it explains; nothing of one host alone.
fn one_for_all(probes: &mut [JudgedProbe<'_>], hits: &[Hit], scope: Scope) -> Option<Finding> {
    let first = hits.first()?;
    let code = first.code;
    let cause = probes[first.probe].findings[first.finding].cause.clone();
    let severities = hits
        .iter()
        .map(|hit| probes[hit.probe].findings[hit.finding].severity);
    let worst = severities.max()?;
    for hit in hits {
        probes[hit.probe].findings[hit.finding].explained_by = Some(code);
    }
    let touched: BTreeSet<usize> = hits.iter().map(|hit| hit.probe).collect();
    for at in touched {
        explain_the_whole(probes[at].findings);
    }
    let across = Across {
        hosts: hosts(hits).into_iter().map(str::to_owned).collect(),
        of: hosts_asked(probes.iter(), None),
        scope,
        via: None,
        unaffected: Vec::new(),
    };
    Some(Finding::new(cause).across(across).weighing(worst))
}
