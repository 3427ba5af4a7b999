//! Names that a DNS filter answers with a public address of its own: a sinkhole or a block page.

use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;

use super::filters::{Filter, by_address, by_name};
use crate::address::unroutable;
use crate::evidence::Resolution;
use crate::evidence::dns::RecordType;
use crate::finding::cause::resolve::{Filtered, KnownFilter, Sign};
use crate::finding::{Across, Cause, Code, Finding, Scope, Stage};
use crate::judge::JudgedProbe;
use crate::judge::across::probe::hosts_asked;
use crate::judge::across::shared_cause::zone_of;

/// No more addresses of one answer are listed.
const MOST_ADDRESSES: usize = 8;
/// Signs at one host below which nothing is said, and hosts that show so many below which it is a warning.
const FEW: usize = 2;

/// `resolve.filtered` at each host that a filter answers for, and once for all that one filter answers for.
/// What was met at such an address is explained by it.
pub(in crate::judge) fn filtered(probes: &mut [JudgedProbe<'_>]) -> Vec<Finding> {
    let mut each: Vec<(usize, Filtered)> = Vec::new();
    for (at, probe) in probes.iter().enumerate() {
        each.extend(facts(probes, probe).map(|facts| (at, facts)));
    }
    let shared = |facts: &Filtered| facts.signs.contains(&Sign::SharedAddress);
    let by_signs = each
        .iter()
        .filter(|(_, facts)| facts.filter.is_none() && shared(facts));
    let by_signs: BTreeSet<&str> = by_signs.map(|(at, _)| probes[*at].host()).collect();
    let several = by_signs.len() >= FEW;
    for (_, facts) in &mut each {
        facts.at_several_hosts = several && facts.filter.is_none() && shared(facts);
    }
    let found = for_all(probes, &each);
    for (at, facts) in each {
        raise(&mut probes[at], facts, &found);
    }
    found
}

/// What points to a filter at this host, if it is enough.
fn facts(probes: &[JudgedProbe<'_>], probe: &JudgedProbe<'_>) -> Option<Filtered> {
    let seen = &probe.evidence().resolve.as_ref()?.seen;
    let addresses = seen.addresses();
    if !probe.resolves_here() || !probe.proven.is_empty() || addresses.is_empty() {
        return None;
    }
    let filter = known(seen, &addresses);
    let signs = signs(probes, probe, &addresses);
    let by_dns = signs.iter().any(|sign| *sign <= Sign::NoAlias);
    if filter.is_none() && (signs.len() < FEW || !by_dns) {
        return None;
    }
    Some(Filtered {
        filter,
        addresses: addresses.into_iter().take(MOST_ADDRESSES).collect(),
        signs,
        at_several_hosts: false,
    })
}

/// The filter whose mark the answer bears: a name among its aliases, or an address.
fn known(seen: &Resolution, addresses: &[IpAddr]) -> Option<KnownFilter> {
    let filter = |filter: &Filter, alias: Option<&String>| KnownFilter {
        vendor: filter.vendor.clone(),
        confidence: filter.sure,
        alias: alias.map(|name| name.as_str().into()),
    };
    let aliases = aliases(seen);
    let mut by_alias = aliases
        .iter()
        .filter_map(|name| Some(filter(by_name(name)?, Some(name))));
    let mut by_address = addresses.iter().filter_map(|ip| by_address(*ip));
    by_alias
        .next()
        .or_else(|| by_address.next().map(|found| filter(found, None)))
}

/// The names behind this one, as any server gives them.
fn aliases(seen: &Resolution) -> Vec<String> {
    let both = [RecordType::A, RecordType::Aaaa];
    let chains = seen
        .servers
        .iter()
        .flat_map(|server| both.map(|rtype| seen.chain(*server, &seen.name, rtype)));
    let links = chains.flat_map(|chain| chain.links);
    links.map(|link| link.target).collect()
}

/// The weaker signs, those of name resolution first. Addresses that no service can have are told as such.
fn signs(probes: &[JudgedProbe<'_>], probe: &JudgedProbe<'_>, addresses: &[IpAddr]) -> Vec<Sign> {
    if addresses.iter().any(|ip| unroutable(*ip).is_some()) {
        return Vec::new();
    }
    let met = |codes: &[Code]| {
        let mut findings = probe.findings.iter();
        findings.any(|finding| codes.contains(&finding.code()))
    };
    let all = [
        (Sign::SharedAddress, is_shared(probes, probe, addresses)),
        (Sign::OutsideRange, met(&[Code::ResolveOutsideRange])),
        (Sign::NoAlias, lacks_alias(probes, probe)),
        (Sign::OtherName, shows_other_names(probe)),
        (Sign::Page, met(&[Code::FetchBlockPage, Code::FetchPortal])),
    ];
    let shown = all.into_iter().filter(|(_, shown)| *shown);
    shown.map(|(sign, _)| sign).collect()
}

/// Is the certificate there for other names? One without any is a poor one that was made for this host.
fn shows_other_names(probe: &JudgedProbe<'_>) -> bool {
    let mut findings = probe.findings.iter();
    findings.any(|finding| match &finding.cause {
        Cause::ChainWrongName(facts) => !facts.names.is_empty(),
        _ => false,
    })
}

/// Does a host under another domain get one of these addresses, and proves itself nowhere either? Delivery
/// networks share addresses, too, behind aliases of each host's own.
fn is_shared(probes: &[JudgedProbe<'_>], probe: &JudgedProbe<'_>, addresses: &[IpAddr]) -> bool {
    let last_alias = |probe: &JudgedProbe<'_>| {
        let resolved = probe.evidence().resolve.as_ref();
        resolved.and_then(|step| aliases(&step.seen).pop())
    };
    let unrelated = |other: &&JudgedProbe<'_>| {
        zone_of(other.host()) != zone_of(probe.host()) && last_alias(other) == last_alias(probe)
    };
    let mut others = probes.iter().filter(unrelated);
    others.any(|other| {
        let resolved = other.evidence().resolve.as_ref();
        let given = resolved.map_or_else(Vec::new, |step| step.seen.addresses());
        other.proven.is_empty() && given.iter().any(|ip| addresses.contains(ip))
    })
}

/// Do other names of its endpoint, which prove themselves, have aliases where this one has none?
fn lacks_alias(probes: &[JudgedProbe<'_>], probe: &JudgedProbe<'_>) -> bool {
    let has_alias = |probe: &JudgedProbe<'_>| {
        let resolved = probe.evidence().resolve.as_ref();
        resolved.is_some_and(|step| !aliases(&step.seen).is_empty())
    };
    let siblings = probes.iter().filter(|other| {
        other.case.probe.endpoint == probe.case.probe.endpoint
            && other.host() != probe.host()
            && !other.proven.is_empty()
    });
    let mut siblings = siblings.peekable();
    siblings.peek().is_some() && siblings.all(has_alias) && !has_alias(probe)
}

/// One finding for all hosts of a filter, where it answers for several.
fn for_all(probes: &[JudgedProbe<'_>], each: &[(usize, Filtered)]) -> Vec<Finding> {
    let mut by_filter: BTreeMap<Option<&str>, Vec<&(usize, Filtered)>> = BTreeMap::new();
    for one in each {
        let vendor = one.1.filter.as_ref().map(|filter| &*filter.vendor);
        by_filter.entry(vendor).or_default().push(one);
    }
    let several = by_filter.into_values().filter_map(|own| {
        let hosts: BTreeSet<&str> = own.iter().map(|(at, _)| probes[*at].host()).collect();
        let (_, first) = own.first().filter(|_| hosts.len() > 1)?;
        let across = Across {
            of: hosts_asked(probes.iter(), None),
            hosts: hosts.into_iter().map(str::to_owned).collect(),
            scope: Scope::Hosts,
            via: None,
            unaffected: Vec::new(),
        };
        let facts = Filtered {
            addresses: Vec::new(),
            ..first.clone()
        };
        Some(Finding::new(facts).across(across))
    });
    several.collect()
}

fn raise(probe: &mut JudgedProbe<'_>, facts: Filtered, found: &[Finding]) {
    for finding in probe.findings.iter_mut() {
        let about_answer = matches!(
            finding.code(),
            Code::ResolveOutsideRange | Code::ResolvePrivateAnswer | Code::ResolveSystemDiffers
        );
        let later = (Stage::Connect..Stage::Run).contains(&finding.code().stage());
        if about_answer || later {
            finding.explained_by = Some(Code::ResolveFiltered);
        }
    }
    let host = |finding: &Finding| {
        let across = finding.across.as_ref();
        across.is_some_and(|across| across.hosts.iter().any(|host| host == probe.host()))
    };
    let common = found.iter().any(host);
    let copy = Finding::new(facts).on(probe.case.target());
    let copy = copy.needed(probe.need());
    probe.findings.push(if common {
        copy.explained_by(Code::ResolveFiltered)
    } else {
        copy
    });
}
