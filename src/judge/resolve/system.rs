//! The operating system's own answer, which is the one the agent will get, against the servers'.

use std::net::{IpAddr, SocketAddr};

use super::addresses::is_genuine_at;
use super::view::{View, was_seen};
use crate::address::is_dead;
use crate::evidence::{Ended, FailureKind, Resolution, Step, dns};
use crate::finding::Finding;
use crate::finding::cause::resolve::{SystemAnswer, SystemDiffers};
use crate::judge::chain::ChainReader;
use crate::judge::{Case, fetch};

/// No more addresses of one side are listed.
const MOST_LISTED: usize = 8;

/// The operating system's own answer against the servers'. Addresses that only the system gives are no
/// difference where they prove themselves: large services give each asker others, and caches keep them.
pub(super) fn system<'a>(
    case: &Case<'a>,
    chains: &ChainReader<'a>,
    seen: &Resolution,
) -> Option<Finding> {
    let answer = seen.system.as_ref()?;
    let served = served(seen);
    if seen.servers.is_empty() || !was_seen(&answer.ended) {
        return None;
    }
    if answer.addresses.is_empty() {
        return no_answer(answer, &served);
    }
    let own = &answer.addresses;
    let foreign = own.iter().filter(|ip| !served.contains(ip));
    let foreign: Vec<IpAddr> = foreign
        .filter(|ip| fails_to_prove_itself(case, chains, **ip))
        .copied()
        .collect();
    if foreign.is_empty() {
        return None;
    }
    let dead = own.iter().all(|ip| !works(case, *ip)) && served.iter().any(|ip| works(case, *ip));
    let differing = SystemAnswer::OtherAddresses {
        addresses: foreign.into_iter().take(MOST_LISTED).collect(),
        dead: dead || own.iter().all(|ip| is_dead(*ip)),
    };
    Some(differs(differing, &served))
}

/// What was not asked at all, for lack of a route, fails nothing.
fn fails_to_prove_itself<'a>(case: &Case<'a>, chains: &ChainReader<'a>, ip: IpAddr) -> bool {
    let to = SocketAddr::new(ip, case.probe.port);
    let attempts = &case.evidence.attempts;
    let mut there = attempts
        .iter()
        .filter(|attempt| attempt.to == to)
        .peekable();
    let asked = there.peek().is_some();
    let wanted = there.any(|attempt| fetch::is_as_wanted(case, chains, attempt));
    asked && !wanted && !is_genuine_at(case, chains, to)
}

fn differs(system: SystemAnswer, served: &[IpAddr]) -> Finding {
    Finding::new(SystemDiffers {
        system,
        servers_give: served.iter().take(MOST_LISTED).copied().collect(),
    })
}

fn no_answer(answer: &dns::SystemAnswer, served: &[IpAddr]) -> Option<Finding> {
    if served.is_empty() {
        return None;
    }
    let system = match &answer.ended {
        Ended::Failed(failure) => {
            let detail = failure.detail.as_str().into();
            if failure.kind == FailureKind::TryAgain {
                SystemAnswer::TryAgain { detail }
            } else {
                SystemAnswer::NoSuchName { detail }
            }
        }
        Ended::OutOfTime => SystemAnswer::Late {
            waited_ms: answer.took_ms,
        },
        Ended::Completed => SystemAnswer::NoAddress,
        Ended::GaveUp | Ended::Interrupted => return None,
    };
    Some(differs(system, served))
}

/// The addresses that the operating system gives and no name server does.
pub(in crate::judge) fn only_the_system_gives(case: &Case<'_>) -> Vec<IpAddr> {
    let Some(seen) = case.evidence.resolve.as_ref().map(|step| &step.seen) else {
        return Vec::new();
    };
    let served = served(seen);
    let own = seen.system.iter().flat_map(|answer| &answer.addresses);
    own.copied().filter(|ip| !served.contains(ip)).collect()
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
    there.any(|attempt| attempt.connect.as_ref().is_some_and(Step::completed))
}
