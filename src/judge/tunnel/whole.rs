//! What a hop's answer means beside its answers to all the others of the run: a status that says "no such
//! method" is a refusal where the hop opens other tunnels, and a redirect is no sign-in then.

use std::collections::BTreeSet;

use super::answer::request;
use super::passage::let_through;
use crate::evidence::{Attempt, Control, Shape};
use crate::finding::cause::tunnel::{
    Alone, AuthRequired, Awaited, Closed, Demand, Lacking, NotAProxy, Refused, Reply, SocksLogin,
    Upstream,
};
use crate::finding::{Cause, Code};
use crate::judge::{Case, JudgedProbe};

/// Reads each hop's answers again, now that all of them are known.
pub(in crate::judge) fn reread(probes: &mut [JudgedProbe<'_>]) {
    let hops: BTreeSet<&str> = probes.iter().filter_map(JudgedProbe::via).collect();
    for hop in hops {
        let own = || probes.iter().filter(|probe| probe.via() == Some(hop));
        let opens = own().any(|probe| has_opened(&probe.case));
        let mut own_answers =
            own().map(|probe| has_fetched(&probe.case) || answers_as_a_proxy(probe));
        if !opens && !own_answers.any(|shows| shows) {
            continue;
        }
        for probe in probes.iter_mut().filter(|probe| probe.via() == Some(hop)) {
            for finding in probe.findings.iter_mut() {
                if let Some(cause) = of_a_proxy(&probe.case, &finding.cause, opens) {
                    finding.cause = cause;
                }
            }
        }
    }
}

/// Did the hop open a tunnel to anybody for this probe?
pub(super) fn has_opened(case: &Case<'_>) -> bool {
    let controls = case.evidence.controls.iter();
    let retests = controls.clone().filter_map(Control::retest);
    let names = controls.filter_map(Control::made_up_name);
    let others = retests.chain(names.map(|(_, attempt)| attempt));
    let mut all = case.evidence.attempts.iter().chain(others);
    all.any(|attempt| is_opened(case, attempt))
}

fn is_opened(case: &Case<'_>, attempt: &Attempt) -> bool {
    let Some(step) = attempt.tunnel.as_ref() else {
        return false;
    };
    let socks = step.seen.socks.is_some();
    !case.fetched_by_hop() && let_through(case, attempt) && (socks || speaks_tls(attempt))
}

/// Some web servers say 200 to every method.
fn speaks_tls(attempt: &Attempt) -> bool {
    let step = attempt.handshake.as_ref();
    // A record of TLS begins with its kind, from 20 to 24 (RFC 8446, 5.1).
    step.is_some_and(|step| step.completed() || matches!(step.seen.head.first(), Some(20..=24)))
}

/// Did the hop bring signed data? Pages of its own a web server has as well.
fn has_fetched(case: &Case<'_>) -> bool {
    let attempts = case.evidence.attempts.iter();
    let mut brought = attempts.filter_map(|attempt| attempt.fetch.as_ref());
    case.fetched_by_hop()
        && brought.any(|step| {
            let shape = &step.seen.shape;
            !matches!(shape, Shape::Empty | Shape::Html { .. } | Shape::Unknown)
        })
}

/// Did it say what servers do not that are no proxies? A web server has 502 for pages of its own.
fn answers_as_a_proxy(probe: &JudgedProbe<'_>) -> bool {
    let by_tunnel = !probe.case.fetched_by_hop();
    let mut findings = probe.findings.iter();
    findings.any(|finding| match &finding.cause {
        Cause::TunnelAuthRequired(facts) => !matches!(facts.demand, Demand::SignIn { .. }),
        Cause::TunnelRefused(facts) => !is_redirect(&facts.reply),
        Cause::TunnelUpstream(_) => by_tunnel,
        cause => cause.code() == Code::TunnelAuthFailed,
    })
}

fn is_redirect(reply: &Reply) -> bool {
    match reply {
        Reply::Http { answer } => answer.status.is_some_and(|it| (300..400).contains(&it)),
        Reply::Socks { .. } => false,
    }
}

/// What this means of a hop that is a proxy for certain, where that is something else.
fn of_a_proxy(case: &Case<'_>, cause: &Cause, opens: bool) -> Option<Cause> {
    match cause {
        Cause::TunnelNotAProxy(facts) => broken_or_refused(case, facts),
        Cause::TunnelAuthRequired(AuthRequired {
            demand: Demand::SignIn { answer, .. },
            ..
        }) if opens => {
            let answer = answer.clone();
            Some(refused(case, &Reply::Http { answer }, None))
        }
        _ if opens => without_need(cause.clone()),
        _ => None,
    }
}

/// A login is not what stops it where others pass with no other one.
fn without_need(mut cause: Cause) -> Option<Cause> {
    let login = match &mut cause {
        Cause::TunnelRefused(Refused { reply, .. })
        | Cause::TunnelUpstream(Upstream { reply, .. }) => match reply {
            Reply::Socks { login, .. } => login,
            Reply::Http { .. } => return None,
        },
        Cause::TunnelClosed(Closed { login, .. }) => login,
        _ => return None,
    };
    let doubted = matches!(
        login,
        Some(SocksLogin::NotGiven | SocksLogin::UserOnly | SocksLogin::Accepted)
    );
    *login = doubted.then_some(SocksLogin::NotNeeded);
    doubted.then_some(cause)
}

fn broken_or_refused(case: &Case<'_>, NotAProxy { lacks, alone }: &NotAProxy) -> Option<Cause> {
    let (detail, begins) = match lacks {
        // A proxy for certain, and of version 4 all the same.
        Lacking::Ipv6 => return None,
        Lacking::Request { reply } => return Some(refused(case, reply, alone.clone())),
        Lacking::Tls { detail, begins } | Lacking::Socks { detail, begins, .. } => {
            (detail, begins.clone())
        }
        Lacking::Http { detail } => (detail, None),
    };
    let awaited = match lacks {
        Lacking::Tls { .. } => Awaited::TlsHandshake,
        _ => Awaited::Response,
    };
    let closed = Closed {
        unreadable: true,
        after_reply: None,
        awaited,
        detail: detail.clone(),
        begins,
        login: None,
        alone: alone.clone(),
    };
    Some(closed.into())
}

fn refused(case: &Case<'_>, reply: &Reply, alone: Option<Alone>) -> Cause {
    Refused {
        request: request(case),
        reply: reply.clone(),
        alone,
    }
    .into()
}
