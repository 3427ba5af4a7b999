//! Missing, looping, dangling, private or differing answers.

mod addresses;
mod ends;
mod rewritten;
mod sinkhole;
mod system;

use std::collections::BTreeSet;
use std::net::SocketAddr;

use self::addresses::{outside_ranges, private_answers};
use self::ends::{dead_end, kind_of, rcode_name};
pub(super) use self::rewritten::rewritten_for_all;
pub(super) use self::sinkhole::shared;
pub(super) use self::system::only_the_system_gives;

use self::system::system;
use super::{Case, Policy, list};
use crate::evidence::Ended;
use crate::evidence::dns::{Chain, ChainEnd, NO_ERROR, RecordType, Resolution};
use crate::finding::{Code, Finding, Owner, Severity};

/// Judges the name of a probe. Behind most hops it is the hop that resolves, and what is wrong here
/// is only worth knowing.
pub(super) fn judge(case: &Case<'_>, policy: &Policy<'_>) -> Vec<Finding> {
    let Some(step) = &case.evidence.resolve else {
        return Vec::new();
    };
    let seen = &step.seen;
    let alone = links_alone(seen);
    let mut findings = chains(seen);
    // Where IPv6 has no address anyway, a link that is blocked alone shows itself in its chain too.
    findings.retain(|found| !alone.iter().any(|link| tells_the_same(link, found)));
    findings.extend(alone);
    findings.extend(rewritten::judge(case, policy, seen));
    findings.extend(private_answers(case, policy, seen));
    findings.extend(outside_ranges(case, policy, seen));
    findings.extend(system(case, seen));
    if case.route.hop_resolves() {
        findings = findings
            .into_iter()
            .map(|found| found.weighing(Severity::Note))
            .collect();
    }
    findings
}

/// One server's view of the name.
struct View {
    server: SocketAddr,
    v4: Chain,
    v6: Chain,
}

impl View {
    fn of(seen: &Resolution, server: SocketAddr) -> Self {
        let chain = |rtype| {
            let chain = seen.chain(server, &seen.name, rtype);
            // Our walk may get through link by link. Programs ask for the name, and get this.
            match failure_of_whole(seen, server, rtype) {
                Some(end) if !chain.addresses().is_empty() => Chain {
                    links: Vec::new(),
                    end,
                },
                _ => chain,
            }
        };
        Self {
            server,
            v4: chain(RecordType::A),
            v6: chain(RecordType::Aaaa),
        }
    }

    fn resolves(&self) -> bool {
        !self.v4.addresses().is_empty() || !self.v6.addresses().is_empty()
    }

    /// The chain that says why there is no address: IPv4's, unless it merely has none.
    fn failing(&self) -> (&Chain, RecordType) {
        if self.v4.end == ChainEnd::NoData && self.v6.end != ChainEnd::NoData {
            (&self.v6, RecordType::Aaaa)
        } else {
            (&self.v4, RecordType::A)
        }
    }
}

/// How a server failed to answer for the name itself, if it did.
fn failure_of_whole(seen: &Resolution, server: SocketAddr, rtype: RecordType) -> Option<ChainEnd> {
    match seen.reply(server, &seen.name, rtype) {
        Some(reply) if reply.truncated => Some(ChainEnd::Truncated),
        Some(reply) if reply.rcode == NO_ERROR => None,
        Some(reply) => Some(ChainEnd::Rcode(reply.rcode)),
        None => {
            let last = seen.asked(server, &seen.name, rtype).last()?;
            Some(ChainEnd::Silent(last.ended.clone()))
        }
    }
}

fn chains(seen: &Resolution) -> Vec<Finding> {
    let views: Vec<View> = seen
        .servers
        .iter()
        .map(|server| View::of(seen, *server))
        .collect();
    let (good, bad): (Vec<&View>, Vec<&View>) = views.iter().partition(|view| view.resolves());
    if views.is_empty() {
        return nobody_to_ask(seen).into_iter().collect();
    }
    if good.is_empty() {
        return all_fail(seen, &bad);
    }
    let mut findings: Vec<Finding> = good.iter().filter_map(|view| half(seen, view)).collect();
    findings.dedup_by(|a, b| a.code == b.code);
    findings.extend(disagreement(seen, &good, &bad));
    findings
}

/// No name server is configured: the system's own answer is all there is.
fn nobody_to_ask(seen: &Resolution) -> Option<Finding> {
    let system = seen.system.as_ref()?;
    if system.says_no() {
        let cause = format!(
            "no name server is configured, and the system knows no `{}`",
            seen.name
        );
        return Some(Finding::new(Code::ResolveNoSuchName, cause));
    }
    if system.addresses.is_empty() && was_seen(&system.ended) {
        let cause = "no name server is configured, and the system gives no address".to_owned();
        return Some(Finding::new(Code::ResolveSilent, cause).mended_by(
            Owner::Host,
            "set a name server on this host, or name one with `--resolver`",
        ));
    }
    None
}

/// No server gives an address. Silence speaks only when all are silent.
fn all_fail(seen: &Resolution, bad: &[&View]) -> Vec<Finding> {
    let mut findings: Vec<Finding> = Vec::new();
    for view in bad {
        let (chain, rtype) = view.failing();
        let Some(finding) = dead_end(seen, view.server, chain, rtype) else {
            continue;
        };
        if !findings.iter().any(|known| known.code == finding.code) {
            findings.push(finding);
        }
    }
    if findings
        .iter()
        .any(|finding| finding.code != Code::ResolveSilent)
    {
        findings.retain(|finding| finding.code != Code::ResolveSilent);
    }
    findings
}

/// Was a step carried through, whatever it brought? What we broke off ourselves says nothing.
fn was_seen(ended: &Ended) -> bool {
    !matches!(ended, Ended::GaveUp | Ended::Interrupted)
}

/// One family has addresses and the other ends in an error: the lack of IPv6 is a warning.
fn half(seen: &Resolution, view: &View) -> Option<Finding> {
    let (chain, rtype) = if view.v4.addresses().is_empty() {
        (&view.v4, RecordType::A)
    } else {
        (&view.v6, RecordType::Aaaa)
    };
    if matches!(chain.end, ChainEnd::NoData | ChainEnd::Addresses(_)) {
        return None;
    }
    let mut finding = dead_end(seen, view.server, chain, rtype)?;
    if finding.code == Code::ResolveNoSuchName {
        finding.cause = no_such_half(seen, view.server, rtype);
    }
    Some(if rtype == RecordType::Aaaa {
        finding.weighing(Severity::Warn)
    } else {
        finding
    })
}

/// NXDOMAIN is about a whole name (RFC 8020); this server means one family by it.
fn no_such_half(seen: &Resolution, server: SocketAddr, rtype: RecordType) -> String {
    let name = &seen.name;
    let of = kind_of(rtype);
    format!("{server} answers NXDOMAIN for the {of} of `{name}`, and gives it others")
}

fn disagreement(seen: &Resolution, good: &[&View], bad: &[&View]) -> Option<Finding> {
    let reasons = bad.iter().filter_map(|view| {
        let (chain, rtype) = view.failing();
        dead_end(seen, view.server, chain, rtype)
    });
    let reasons: Vec<String> = reasons.map(|finding| finding.cause).collect();
    if reasons.is_empty() {
        return None;
    }
    let servers: Vec<String> = good.iter().map(|view| view.server.to_string()).collect();
    let cause = format!(
        "{} resolves `{}`, but {}",
        list(&servers, 3),
        seen.name,
        list(&reasons, 3)
    );
    Some(Finding::new(Code::ResolveServersDisagree, cause))
}

/// Aliases that resolve inside a whole chain and not when they are asked for alone: some agents and
/// proxies ask link by link.
fn links_alone(seen: &Resolution) -> Vec<Finding> {
    let mut told = BTreeSet::new();
    let mut findings = Vec::new();
    for &server in &seen.servers {
        for rtype in [RecordType::A, RecordType::Aaaa] {
            let chain = seen.chain(server, &seen.name, rtype);
            if chain.addresses().is_empty() {
                continue;
            }
            for link in &chain.links {
                let alone = seen.chain(server, &link.target, rtype);
                let Some(why) = dead_alone(&alone.end) else {
                    continue;
                };
                if told.insert(link.target.clone()) {
                    findings.push(blocked_alone(seen, server, &link.target, &why));
                }
            }
        }
    }
    findings
}

fn tells_the_same(link: &Finding, found: &Finding) -> bool {
    found.code == link.code && found.name == link.name && found.severity == link.severity
}

fn dead_alone(end: &ChainEnd) -> Option<String> {
    match end {
        ChainEnd::Addresses(_) | ChainEnd::NotAsked | ChainEnd::TooLong => None,
        ChainEnd::Silent(ended) if !was_seen(ended) => None,
        ChainEnd::NoData => Some("gives no address".to_owned()),
        ChainEnd::Rcode(rcode) => Some(format!("answers {}", rcode_name(*rcode))),
        ChainEnd::Loop(back) => Some(format!("answers aliases that come back to `{back}`")),
        ChainEnd::Truncated => Some("cuts its answer and gives none over TCP".to_owned()),
        ChainEnd::Silent(_) => Some("gives no answer".to_owned()),
    }
}

fn blocked_alone(seen: &Resolution, server: SocketAddr, link: &str, why: &str) -> Finding {
    let cause = format!(
        "{server} resolves `{}` through the alias `{link}`, but {why} when asked for `{link}` alone",
        seen.name,
    );
    let remedy = format!("let {} resolve `{link}` as well", server.ip());
    Finding::new(Code::ResolveLinkBlocked, cause)
        .named(link)
        .weighing(Severity::Warn)
        .mended_by(Owner::Dns, remedy)
}
