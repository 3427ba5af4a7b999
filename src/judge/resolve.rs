//! Missing, looping, dangling, private or differing answers.

use std::collections::BTreeSet;
use std::net::{IpAddr, SocketAddr};

use super::{Case, Policy, chain, list};
use crate::address::{is_dead, unroutable};
use crate::evidence::dns::{Chain, ChainEnd, NX_DOMAIN, RecordType, Resolution, SystemAnswer};
use crate::evidence::{Ended, FailureKind};
use crate::finding::{Code, Finding, Owner, Severity};

/// Judges the name of a probe. Behind a hop it is the hop that resolves, and what is wrong here is
/// only worth knowing.
pub(super) fn judge(case: &Case<'_>, policy: &Policy<'_>) -> Vec<Finding> {
    let Some(step) = &case.evidence.resolve else {
        return Vec::new();
    };
    let seen = &step.seen;
    let mut findings = chains(seen);
    findings.extend(links_alone(seen));
    findings.extend(private_answers(case, policy, seen));
    findings.extend(outside_ranges(case, seen));
    findings.extend(system(case, seen));
    if !case.route.is_direct() {
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
        let chain = |rtype| seen.chain(server, &seen.name, rtype);
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

/// What the end of a chain without addresses means; nothing where we broke off ourselves.
fn dead_end(
    seen: &Resolution,
    server: SocketAddr,
    chain: &Chain,
    rtype: RecordType,
) -> Option<Finding> {
    let last = chain.last(&seen.name);
    let at_first = chain.links.is_empty();
    let of = kind_of(rtype);
    let finding = match &chain.end {
        ChainEnd::Addresses(_) | ChainEnd::NotAsked => return None,
        ChainEnd::Silent(ended) if !was_seen(ended) => return None,
        ChainEnd::Loop(back) => Finding::new(
            Code::ResolveAliasLoop,
            format!(
                "{server} answers aliases that come back to `{back}`: {}",
                path(seen, chain)
            ),
        )
        .named(back),
        ChainEnd::NoData => no_address(seen, server, chain),
        ChainEnd::Truncated => Finding::new(
            Code::ResolveTruncated,
            format!(
                "{server} cuts its answer for the {of} of `{last}` over UDP, and TCP brings none"
            ),
        )
        .named(last),
        ChainEnd::Rcode(NX_DOMAIN) if at_first => Finding::new(
            Code::ResolveNoSuchName,
            format!("{server} answers NXDOMAIN for `{last}`"),
        ),
        ChainEnd::Rcode(rcode) if at_first => Finding::new(
            Code::ResolveServerSaid,
            format!(
                "{server} answers {} for the {of} of `{last}`",
                rcode_name(*rcode)
            ),
        ),
        ChainEnd::Silent(_) if at_first => silent(seen, server, rtype),
        ChainEnd::TooLong => blocked(
            seen,
            server,
            chain,
            "the chain has more links than any real one",
        ),
        ChainEnd::Rcode(rcode) => blocked(
            seen,
            server,
            chain,
            &format!("{server} answers {} for it", rcode_name(*rcode)),
        ),
        ChainEnd::Silent(_) => blocked(seen, server, chain, "no answer comes for it"),
    };
    Some(finding)
}

fn silent(seen: &Resolution, server: SocketAddr, rtype: RecordType) -> Finding {
    let questions: Vec<_> = seen.asked(server, &seen.name, rtype).collect();
    let mut refused = questions
        .iter()
        .filter_map(|question| match &question.ended {
            Ended::Failed(failure) => Some(failure.detail.as_str()),
            _ => None,
        });
    let words = refused
        .next_back()
        .map_or(String::new(), |detail| format!(" ({detail})"));
    let longest = questions
        .iter()
        .map(|question| question.took_ms)
        .max()
        .unwrap_or_default();
    Finding::new(
        Code::ResolveSilent,
        format!(
            "no answer for the {} of `{}` from {server} within {longest} ms{words}",
            kind_of(rtype),
            seen.name,
        ),
    )
}

fn no_address(seen: &Resolution, server: SocketAddr, chain: &Chain) -> Finding {
    let last = chain.last(&seen.name);
    let cause = if chain.links.is_empty() {
        format!("{server} knows `{last}` and gives neither an IPv4 nor an IPv6 address")
    } else {
        format!(
            "{server} gives no address at the end of {}",
            path(seen, chain)
        )
    };
    Finding::new(Code::ResolveNoAddress, cause).named(last)
}

fn blocked(seen: &Resolution, server: SocketAddr, chain: &Chain, why: &str) -> Finding {
    let last = chain.last(&seen.name);
    let cause = format!(
        "`{}` is an alias of `{last}`, but {why}: {}",
        seen.name,
        path(seen, chain)
    );
    let remedy = format!(
        "let {} resolve `{last}` as well, not only `{}`",
        server.ip(),
        seen.name
    );
    Finding::new(Code::ResolveLinkBlocked, cause)
        .named(last)
        .mended_by(Owner::Dns, remedy)
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
    let finding = dead_end(seen, view.server, chain, rtype)?;
    Some(if rtype == RecordType::Aaaa {
        finding.weighing(Severity::Warn)
    } else {
        finding
    })
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

fn private_answers(case: &Case<'_>, policy: &Policy<'_>, seen: &Resolution) -> Vec<Finding> {
    if !is_public(&seen.name) {
        return Vec::new();
    }
    let private = seen
        .addresses()
        .into_iter()
        .filter_map(|ip| Some((ip, unroutable(ip)?)));
    private
        .map(|(ip, what)| {
            let to = SocketAddr::new(ip, case.probe.port);
            let cause = format!("`{}` is answered by {ip}, {what}", seen.name);
            let finding = Finding::new(Code::ResolvePrivateAnswer, cause).at(to);
            if is_genuine_at(case, policy, to) {
                finding.weighing(Severity::Warn)
            } else {
                finding
            }
        })
        .collect()
}

fn is_genuine_at(case: &Case<'_>, policy: &Policy<'_>, to: SocketAddr) -> bool {
    let mut there = case
        .evidence
        .attempts
        .iter()
        .filter(|attempt| attempt.to == to);
    there.any(|attempt| chain::is_genuine(case, policy, attempt))
}

/// Names under these never were meant to be resolved by the world (RFC 6761, 6762, 8375; ICANN's
/// `internal`), and a name without a dot neither.
fn is_public(name: &str) -> bool {
    let private = [
        "local",
        "localhost",
        "internal",
        "lan",
        "home.arpa",
        "test",
        "invalid",
        "intranet",
    ];
    let under = |zone: &str| name == zone || name.ends_with(&format!(".{zone}"));
    name.contains('.') && !private.iter().any(|zone| under(zone))
}

/// Addresses outside the ranges of the row. A service tag needs its file, so rows with a tag wait.
fn outside_ranges(case: &Case<'_>, seen: &Resolution) -> Vec<Finding> {
    let ranges: Result<Vec<ipnet::IpNet>, _> = case
        .endpoint
        .ranges
        .iter()
        .map(|range| range.parse())
        .collect();
    let Ok(ranges) = ranges else {
        return Vec::new();
    };
    if ranges.is_empty() {
        return Vec::new();
    }
    let addresses = seen.addresses().into_iter();
    let outside = addresses.filter(|ip| !ranges.iter().any(|range| range.contains(ip)));
    outside
        .map(|ip| {
            let wanted = list(&case.endpoint.ranges, 4);
            let cause = format!("{ip} lies outside {wanted}");
            Finding::new(Code::ResolveOutsideRange, cause).at(SocketAddr::new(ip, case.probe.port))
        })
        .collect()
}

/// The operating system's own answer against the servers'.
fn system(case: &Case<'_>, seen: &Resolution) -> Option<Finding> {
    let answer = seen.system.as_ref()?;
    let served = served(seen);
    if seen.servers.is_empty() || !was_seen(&answer.ended) {
        return None;
    }
    if answer.addresses.is_empty() {
        return no_answer(seen, answer, &served);
    }
    let own: Vec<IpAddr> = answer.addresses.clone();
    let foreign: Vec<String> = own
        .iter()
        .filter(|ip| !served.contains(ip))
        .map(ToString::to_string)
        .collect();
    if foreign.is_empty() {
        return None;
    }
    let others: Vec<String> = served.iter().map(ToString::to_string).collect();
    let theirs = if others.is_empty() {
        "none".to_owned()
    } else {
        list(&others, 4)
    };
    let cause = format!(
        "this machine's own resolver gives {} for `{}`, the name servers give {theirs}",
        list(&foreign, 4),
        seen.name,
    );
    let finding = Finding::new(Code::ResolveSystemDiffers, cause);
    let dead = own.iter().all(|ip| !works(case, *ip)) && served.iter().any(|ip| works(case, *ip));
    let dead = dead || own.iter().all(|ip| is_dead(*ip));
    Some(if dead {
        finding.weighing(Severity::Fail)
    } else {
        finding
    })
}

fn no_answer(seen: &Resolution, answer: &SystemAnswer, served: &[IpAddr]) -> Option<Finding> {
    if served.is_empty() {
        return None;
    }
    let (words, severity) = match &answer.ended {
        Ended::Failed(failure) if failure.kind == FailureKind::TryAgain => (
            format!("says \"try again\" ({})", failure.detail),
            Severity::Warn,
        ),
        Ended::Failed(failure) => (format!("says no ({})", failure.detail), Severity::Fail),
        Ended::OutOfTime => (
            format!("gives no answer within {} ms", answer.took_ms),
            Severity::Warn,
        ),
        Ended::Completed => ("gives no address".to_owned(), Severity::Fail),
        Ended::GaveUp | Ended::Interrupted => return None,
    };
    let cause = format!(
        "the name servers resolve `{}`, but this machine's own resolver {words}",
        seen.name,
    );
    Some(Finding::new(Code::ResolveSystemDiffers, cause).weighing(severity))
}

/// The addresses that the servers give, without the system's.
fn served(seen: &Resolution) -> Vec<IpAddr> {
    let views = seen.servers.iter().map(|server| View::of(seen, *server));
    views
        .flat_map(|view| [view.v4.addresses(), view.v6.addresses()].concat())
        .collect()
}

fn works(case: &Case<'_>, ip: IpAddr) -> bool {
    let mut there = case
        .evidence
        .attempts
        .iter()
        .filter(|attempt| attempt.to.ip() == ip);
    there.any(|attempt| {
        attempt
            .connect
            .as_ref()
            .is_some_and(crate::evidence::Step::completed)
    })
}

fn kind_of(rtype: RecordType) -> &'static str {
    match rtype {
        RecordType::A => "IPv4 addresses",
        RecordType::Aaaa => "IPv6 addresses",
        RecordType::Cname => "alias",
    }
}

/// The chain as people draw it, its middle left out when it is long.
fn path(seen: &Resolution, chain: &Chain) -> String {
    let names: Vec<&str> = std::iter::once(seen.name.as_str())
        .chain(chain.links.iter().map(|link| link.target.as_str()))
        .collect();
    if names.len() <= 8 {
        return names.join(" → ");
    }
    let skipped = names.len() - 6;
    format!(
        "{} → … {skipped} more … → {}",
        names[..3].join(" → "),
        names[names.len() - 3..].join(" → ")
    )
}

/// The name of a response code (RFC 6895, 2.3).
fn rcode_name(rcode: u16) -> String {
    let name = match rcode {
        0 => "NOERROR",
        1 => "FORMERR",
        2 => "SERVFAIL",
        3 => "NXDOMAIN",
        4 => "NOTIMP",
        5 => "REFUSED",
        6 => "YXDOMAIN",
        9 => "NOTAUTH",
        16 => "BADVERS",
        other => return format!("response code {other}"),
    };
    name.to_owned()
}
