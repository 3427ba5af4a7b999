//! The operating system's own answer, which is the one the agent will get, against the servers'.

use std::net::IpAddr;

use super::{View, was_seen};
use crate::address::is_dead;
use crate::evidence::dns::SystemAnswer;
use crate::evidence::{Ended, FailureKind, Resolution, Step};
use crate::finding::{Code, Finding, Severity};
use crate::judge::{Case, list};

/// The operating system's own answer against the servers'.
pub(super) fn system(case: &Case<'_>, seen: &Resolution) -> Option<Finding> {
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
