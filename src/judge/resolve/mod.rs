//! Missing, looping, dangling, private or differing answers.

mod addresses;
mod ends;
mod existence;
mod filtered;
mod filters;
mod links;
mod rewritten;
mod sinkhole;
mod system;
mod translation;
mod view;
mod whole;

pub(super) use self::addresses::proven;
use self::addresses::{outside_ranges, private_answers};
use self::ends::{dead_end, record, stop};
pub(super) use self::existence::{denied_by, exists};
pub(super) use self::filtered::filtered;
pub(super) use self::rewritten::rewritten_for_all;
pub(super) use self::sinkhole::shared_sinkholes;
pub(super) use self::system::only_the_system_gives;
pub(super) use self::translation::may_be_translated;
pub(super) use self::whole::as_a_whole;

use self::system::system;
use self::view::{View, error_for_whole, was_seen};
use super::Case;
use super::chain::ChainReader;
use crate::evidence::dns::{Chain, ChainEnd, RecordType, Resolution};
use crate::finding::cause::resolve::{
    Grounds, NoSuchName, Record, ServerFailure, ServersDisagree, Silent,
};
use crate::finding::{Cause, Code, Finding, Severity};

/// Judges the name of a probe. Behind most hops it is the hop that resolves, and what is wrong here
/// is only worth knowing.
pub(super) fn judge<'a>(case: &Case<'a>, chains: &ChainReader<'a>) -> Vec<Finding> {
    let Some(step) = &case.evidence.resolve else {
        return Vec::new();
    };
    let seen = &step.seen;
    let alone = links::alone(seen);
    let mut findings = by_server(seen);
    // Where IPv6 has no address anyway, a link that is blocked alone shows itself in its chain too.
    findings.retain(|found| !alone.iter().any(|link| tells_the_same(link, found)));
    findings.extend(alone);
    findings.extend(rewritten::judge(case, chains, seen));
    findings.extend(private_answers(case, chains, seen));
    findings.extend(outside_ranges(case, chains.policy, seen));
    findings.extend(system(case, chains, seen));
    if case.route.hop_resolves() {
        findings = findings
            .into_iter()
            .map(|found| found.weighing(Severity::Note))
            .collect();
    }
    findings
}

/// What the answers of the servers come to, each server by itself and beside the others.
fn by_server(seen: &Resolution) -> Vec<Finding> {
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
    findings.dedup_by(|a, b| a.code() == b.code());
    findings.extend(disagreement(seen, &good, &bad));
    findings
}

/// No name server is configured: the system's own answer is all there is.
fn nobody_to_ask(seen: &Resolution) -> Option<Finding> {
    let system = seen.system.as_ref()?;
    if system.says_no() {
        return Some(Finding::new(NoSuchName {
            server: None,
            only_record: None,
            grounds: Grounds::default(),
            others: Vec::new(),
        }));
    }
    let silent = system.addresses.is_empty() && was_seen(&system.ended);
    silent.then(|| {
        Finding::new(Silent {
            server: None,
            record: Record::A,
            waited_ms: system.took_ms,
            error: None,
            unusable: None,
            tried: Vec::new(),
            answers_others: false,
            upstreams: Vec::new(),
            others: Vec::new(),
        })
    })
}

/// No server gives an address. Silence speaks only when all are silent.
fn all_fail(seen: &Resolution, bad: &[&View]) -> Vec<Finding> {
    let mut findings: Vec<Finding> = Vec::new();
    for view in bad {
        let (chain, rtype) = view.failing();
        let Some(finding) = dead_end(seen, view.server, chain, rtype) else {
            continue;
        };
        match findings
            .iter_mut()
            .find(|known| known.code() == finding.code())
        {
            Some(known) => ends::add_server(&mut known.cause, view.server),
            None => findings.push(finding),
        }
    }
    if findings
        .iter()
        .any(|finding| finding.code() != Code::ResolveSilent)
    {
        findings.retain(|finding| finding.code() != Code::ResolveSilent);
    }
    findings
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
    let error = error_for_whole(seen, view.server, rtype);
    let whole = error.map(|end| Chain {
        links: Vec::new(),
        end,
    });
    let chain = whole.as_ref().unwrap_or(chain);
    let mut finding = dead_end(seen, view.server, chain, rtype)?;
    // NXDOMAIN is about a whole name (RFC 8020); this server means one family by it.
    if let Cause::ResolveNoSuchName(facts) = &mut finding.cause {
        facts.only_record = Some(record(rtype));
    }
    Some(if rtype == RecordType::Aaaa {
        finding.weighing(Severity::Warn)
    } else {
        finding
    })
}

fn disagreement(seen: &Resolution, good: &[&View], bad: &[&View]) -> Option<Finding> {
    let fail = bad.iter().filter_map(|view| {
        let (chain, _) = view.failing();
        Some(ServerFailure {
            server: view.server,
            name: Some(chain.last(&seen.name).into()),
            stop: stop(&chain.end)?,
        })
    });
    let disagree = ServersDisagree {
        resolve: good.iter().map(|view| view.server).collect(),
        fail: fail.collect(),
    };
    (!disagree.fail.is_empty()).then(|| Finding::new(disagree))
}

fn tells_the_same(link: &Finding, found: &Finding) -> bool {
    found.code() == link.code() && found.name == link.name && found.severity == link.severity
}
