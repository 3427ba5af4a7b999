//! Was it the crowd? Which walks are worth making once more, alone, and what is to be judged after
//! that. Raises nothing: a walk that works alone is `connect`'s to tell of, behind a hop `tunnel`'s.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::net::SocketAddr;

use crate::catalogue::TlsVersion;
use crate::evidence::{Attempt, Control, Ended, Evidence, FailureKind, Step};
use crate::judge::tunnel::BesideAndAlone;
use crate::judge::verdict::is_whole;
use crate::judge::{Case, tunnel};
use crate::route::Route;

/// A walk to make once more, alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Retest {
    /// Origin it is, by its place among the probes.
    pub probe: usize,
    /// Along which address.
    pub to: SocketAddr,
    /// Did nothing come back? Asking that again takes time; a refusal does not.
    pub silent: bool,
    /// The only version to offer, where it is the handshake that is made once more.
    pub version: Option<TlsVersion>,
}

/// The walks whose repetition alone could change a finding: to addresses that refused, reset or
/// stayed silent while other connections opened, and those that a hop denied beside others. The quick ones first, and the first address of every host before anybody's second, so that
/// whoever stops early has seen something of each.
pub(in crate::judge) fn needed_retests(cases: &[(usize, Case<'_>)]) -> Vec<Retest> {
    let mut all = cases.iter().flat_map(|(_, case)| &case.evidence.attempts);
    if !all.any(is_connected) {
        return Vec::new();
    }
    let hops = by_hop(cases);
    let mut ranked: Vec<(usize, Retest)> = Vec::new();
    for (probe, case) in cases {
        let closed = unconnected(case.route, case.evidence).into_iter();
        let closed = closed.chain(denied(case, &hops)).enumerate();
        ranked.extend(closed.map(|(rank, (to, silent))| {
            let retest = Retest {
                probe: *probe,
                to,
                silent,
                version: None,
            };
            (rank, retest)
        }));
        let versions = versions(*probe, case.evidence).into_iter();
        ranked.extend(versions.map(|retest| (0, retest)));
    }
    ranked.sort_by_key(|(rank, want)| (want.silent, *rank));
    ranked.into_iter().map(|(_, want)| want).collect()
}

/// What a hop did with the probes of a run.
#[derive(Default)]
struct AtHop {
    probes: usize,
    /// Did it let one through?
    opens: bool,
}

fn by_hop<'c>(cases: &'c [(usize, Case<'_>)]) -> BTreeMap<&'c str, AtHop> {
    let mut all: BTreeMap<&str, AtHop> = BTreeMap::new();
    for (_, case) in cases {
        let Some(via) = case.route.via.as_deref() else {
            continue;
        };
        let mut attempts = case.evidence.attempts.iter();
        let at_hop = all.entry(via).or_default();
        at_hop.probes += 1;
        at_hop.opens |= attempts.any(|attempt| tunnel::let_through(case, attempt));
    }
    all
}

/// Where a hop did not let this probe through beside others, and whether it was silent. One that lets
/// nothing through may have counted all connections before it answered the first; it is not waited for
/// once more then, nor told a login that it rejects.
fn denied(case: &Case<'_>, hops: &BTreeMap<&str, AtHop>) -> Option<(SocketAddr, bool)> {
    let attempts = &case.evidence.attempts;
    let at_hop = hops.get(case.route.via.as_deref()?)?;
    if at_hop.probes < 2 || attempts.iter().any(|one| tunnel::passes(case, one)) {
        return None;
    }
    let mut reached = attempts.iter().filter(|attempt| is_connected(attempt));
    let (to, denial) = reached.find_map(|one| Some((one.to, tunnel::denial(case, one)?)))?;
    let worth = at_hop.opens || !(denial.is_silence() || denial.is_of_login());
    (worth && !is_retested(case.evidence, to)).then(|| (to, denial.is_silence()))
}

/// The addresses of a probe that never opened, and whether they were silent. Behind a hop, one of its
/// addresses is enough.
fn unconnected(route: &Route, evidence: &Evidence) -> Vec<(SocketAddr, bool)> {
    let attempts = &evidence.attempts;
    let mut found: Vec<(SocketAddr, bool)> = Vec::new();
    for attempt in attempts {
        let known =
            found.iter().any(|(to, _)| *to == attempt.to) || is_retested(evidence, attempt.to);
        let mut others = attempts.iter();
        let works = others.any(|a| is_connected(a) && (a.to == attempt.to || !route.is_direct()));
        if let (false, false, Some(silent)) = (known, works, is_silent(attempt)) {
            found.push((attempt.to, silent));
        }
    }
    found
}

/// Handshakes of one version that were not completed where another version works, however far they
/// came.
fn versions(probe: usize, evidence: &Evidence) -> Vec<Retest> {
    let all = || evidence.controls.iter().filter_map(Control::tls_version);
    let works = |to: SocketAddr| {
        let alone = evidence.controls.iter().filter_map(Control::retest);
        let mut attempts = evidence.attempts.iter().chain(alone);
        attempts.any(|attempt| attempt.to == to && is_secured(attempt))
    };
    let failed = all().filter_map(|(version, alone, attempt)| {
        let stopped = attempt
            .ends()
            .any(|ended| matches!(ended, Ended::GaveUp | Ended::Interrupted));
        let again = all().any(|(other, alone, _)| alone && other == version);
        let wanted = !alone && !again && !is_secured(attempt) && !stopped && works(attempt.to);
        wanted.then(|| Retest {
            probe,
            to: attempt.to,
            silent: attempt.ends().any(|ended| *ended == Ended::OutOfTime),
            version: Some(version),
        })
    });
    failed.collect()
}

fn is_secured(attempt: &Attempt) -> bool {
    let step = attempt.handshake.as_ref();
    step.is_some_and(|step| step.completed() || step.seen.is_mutual())
}

/// Was it asked alone already, or was there no time for it?
fn is_retested(evidence: &Evidence, to: SocketAddr) -> bool {
    let mut alone = evidence.controls.iter().filter_map(Control::retest);
    alone.any(|attempt| attempt.to == to) || evidence.not_retested.contains(&to)
}

/// For a connection that did not open, as a limit may be the reason of: was it silent?
fn is_silent(attempt: &Attempt) -> Option<bool> {
    match &attempt.connect.as_ref()?.ended {
        Ended::OutOfTime => Some(true),
        Ended::Failed(failure) => match failure.kind {
            FailureKind::TimedOut => Some(true),
            FailureKind::Refused | FailureKind::Reset | FailureKind::ClosedEarly => Some(false),
            FailureKind::Unreachable
            | FailureKind::Prohibited
            | FailureKind::NotTls
            | FailureKind::TlsAlert(_)
            | FailureKind::NoCommonVersion
            | FailureKind::TlsBroken
            | FailureKind::Untrusted
            | FailureKind::Malformed
            | FailureKind::TooLarge
            | FailureKind::NoSuchName
            | FailureKind::TryAgain
            | FailureKind::Other => None,
        },
        Ended::Completed | Ended::GaveUp | Ended::Interrupted => None,
    }
}

fn is_connected(attempt: &Attempt) -> bool {
    attempt.connect.as_ref().is_some_and(Step::completed)
}

/// What is to be judged, once what was asked again alone is counted in.
pub(in crate::judge) struct Settled<'a> {
    pub(in crate::judge) evidence: Cow<'a, Evidence>,
    /// Walks that did not open, or that a hop denied, beside others and that work alone: before and after.
    pub(in crate::judge) eased: Vec<BesideAndAlone<'a>>,
    /// Walks that a hop denied in another way when it was asked alone: before and after.
    pub(in crate::judge) differing: Vec<BesideAndAlone<'a>>,
}

impl Settled<'_> {
    /// Puts a walk in the place of those that failed, at the first one's.
    fn replace(&mut self, failed: impl Fn(&Attempt) -> bool, alone: &Attempt) {
        let attempts = &mut self.evidence.to_mut().attempts;
        let at = attempts.iter().position(&failed).unwrap_or_default();
        attempts.retain(|attempt| !failed(attempt));
        attempts.insert(at, alone.clone());
    }
}

/// Puts a walk that works alone in the place of the one that did not open. One that only gets
/// further leaves the first in its place; what it shows there counts as well. Behind a hop, a walk
/// counts alone once the hop has let it through, or has said something else of the target than beside
/// others.
pub(in crate::judge) fn settle<'a>(case: &Case<'a>) -> Settled<'a> {
    let mut settled = Settled {
        evidence: Cow::Borrowed(case.evidence),
        eased: Vec::new(),
        differing: Vec::new(),
    };
    for alone in case.evidence.controls.iter().filter_map(Control::retest) {
        if case.route.is_direct() {
            settle_directly(case, alone, &mut settled);
        } else {
            settle_behind_hop(case, alone, &mut settled);
        }
    }
    settled
}

fn settle_directly<'a>(case: &Case<'a>, alone: &'a Attempt, settled: &mut Settled<'a>) {
    let failed = |attempt: &Attempt| attempt.to == alone.to && !is_connected(attempt);
    let Some(beside) = case.evidence.attempts.iter().find(|one| failed(one)) else {
        return;
    };
    if is_whole(case.probe.scheme, alone) {
        settled.replace(failed, alone);
        settled.eased.push((beside, alone));
    } else if is_connected(alone) {
        settled.evidence.to_mut().attempts.push(later_steps(alone));
    }
}

fn settle_behind_hop<'a>(case: &Case<'a>, alone: &'a Attempt, settled: &mut Settled<'a>) {
    let denied = |one: &Attempt| one.to == alone.to && tunnel::denial(case, one).is_some();
    let Some(beside) = case.evidence.attempts.iter().find(|one| denied(one)) else {
        return;
    };
    let of_alone = if tunnel::passes(case, alone) {
        &mut settled.eased
    } else if tunnel::differs(case, (beside, alone)) {
        &mut settled.differing
    } else {
        return;
    };
    of_alone.push((beside, alone));
    settled.replace(denied, alone);
}

/// The steps of a walk behind its connection, as far as they were not broken off by ourselves.
fn later_steps(alone: &Attempt) -> Attempt {
    Attempt {
        to: alone.to,
        connect: None,
        hop_handshake: alone.hop_handshake.clone().filter(is_seen),
        tunnel: alone.tunnel.clone().filter(is_seen),
        handshake: alone.handshake.clone().filter(is_seen),
        fetch: alone.fetch.clone().filter(is_seen),
    }
}

fn is_seen<T>(step: &Step<T>) -> bool {
    !matches!(step.ended, Ended::GaveUp | Ended::Interrupted)
}

#[cfg(test)]
mod tests {
    use crate::catalogue::Scheme;
    use crate::evidence::{Connection, Failure, Handshake, Tunnel};
    use crate::judge::case::owned::OwnedCase;
    use crate::judge::followups::retest::*;

    fn step<T: Default>(ended: Ended) -> Step<T> {
        Step {
            at_ms: 0,
            took_ms: 1,
            seen: T::default(),
            ended,
        }
    }

    fn failed(kind: FailureKind) -> Ended {
        let detail = String::new();
        Ended::Failed(Failure { kind, detail })
    }

    fn walk(to: &str, ended: Ended) -> Attempt {
        Attempt {
            connect: Some(step::<Connection>(ended)),
            ..Attempt::new(to.parse().unwrap())
        }
    }

    fn probe(attempts: Vec<Attempt>) -> OwnedCase {
        let mut case = OwnedCase::of("host.example");
        case.evidence.attempts = attempts;
        case
    }

    fn behind_a_hop(attempts: Vec<Attempt>) -> OwnedCase {
        let mut case = probe(attempts);
        case.route.via = Some("http://proxy.example:8080".to_owned());
        case
    }

    fn needed(seen: &[OwnedCase]) -> Vec<Retest> {
        let cases = seen.iter().map(OwnedCase::case).enumerate();
        needed_retests(&cases.collect::<Vec<_>>())
    }

    fn wanted(seen: &[OwnedCase]) -> Vec<String> {
        let all = needed(seen).into_iter();
        all.map(|want| format!("{} {}", want.probe, want.to))
            .collect()
    }

    #[test]
    fn where_nothing_opens_nothing_is_asked_again() {
        let seen = [
            probe(vec![walk("20.0.0.1:443", Ended::OutOfTime)]),
            probe(vec![walk("20.0.0.2:443", failed(FailureKind::Refused))]),
        ];
        assert_eq!(needed(&seen), []);
    }

    #[test]
    fn refusals_come_first_and_every_host_before_anybodys_second_address() {
        let seen = [
            probe(vec![
                walk("20.0.0.1:443", Ended::OutOfTime),
                walk("20.0.0.2:443", Ended::OutOfTime),
            ]),
            probe(vec![
                walk("20.0.1.1:443", failed(FailureKind::TimedOut)),
                walk("20.0.1.2:443", failed(FailureKind::Refused)),
                walk("20.0.1.3:443", Ended::Completed),
            ]),
            probe(vec![walk("20.0.2.1:443", failed(FailureKind::Reset))]),
        ];
        let order = [
            "2 20.0.2.1:443",
            "1 20.0.1.2:443",
            "0 20.0.0.1:443",
            "1 20.0.1.1:443",
            "0 20.0.0.2:443",
        ];
        assert_eq!(wanted(&seen), order);
    }

    #[test]
    fn what_no_limit_would_say_is_not_asked_again() {
        let ends = [
            failed(FailureKind::Unreachable),
            failed(FailureKind::Prohibited),
            failed(FailureKind::Other),
            Ended::GaveUp,
            Ended::Interrupted,
        ];
        for ended in ends {
            let open = walk("20.0.0.2:443", Ended::Completed);
            let seen = [probe(vec![walk("20.0.0.1:443", ended.clone()), open])];
            assert_eq!(needed(&seen), [], "{ended:?}");
        }
    }

    #[test]
    fn an_address_that_works_in_another_attempt_is_not_asked_again() {
        let seen = [probe(vec![
            walk("20.0.0.1:443", failed(FailureKind::Refused)),
            walk("20.0.0.1:443", Ended::Completed),
        ])];
        assert_eq!(needed(&seen), []);
    }

    #[test]
    fn of_a_hop_one_address_is_enough() {
        let refused = || walk("10.0.0.1:8080", failed(FailureKind::Refused));
        let open = || walk("10.0.0.2:8080", Ended::Completed);
        let seen = [
            behind_a_hop(vec![refused(), open()]),
            behind_a_hop(vec![refused()]),
        ];
        assert_eq!(wanted(&seen), ["1 10.0.0.1:8080"]);
    }

    /// What the hop answers to CONNECT.
    fn answered(status: u16) -> Attempt {
        let mut attempt = walk("10.0.0.1:8080", Ended::Completed);
        let mut tunnel = step::<Tunnel>(Ended::Completed);
        tunnel.seen.status = Some(status);
        attempt.tunnel = Some(tunnel);
        attempt
    }

    fn unanswered(ended: Ended) -> Attempt {
        let mut attempt = walk("10.0.0.1:8080", Ended::Completed);
        attempt.tunnel = Some(step::<Tunnel>(ended));
        attempt
    }

    #[test]
    fn what_a_hop_denies_is_asked_again_where_it_lets_others_through_and_silence_comes_last() {
        let seen = [
            behind_a_hop(vec![unanswered(Ended::OutOfTime)]),
            behind_a_hop(vec![answered(403)]),
            behind_a_hop(vec![answered(200)]),
            behind_a_hop(vec![unanswered(failed(FailureKind::ClosedEarly))]),
        ];
        let order = ["1 10.0.0.1:8080", "3 10.0.0.1:8080", "0 10.0.0.1:8080"];
        assert_eq!(wanted(&seen), order);
        let word = ["1 10.0.0.1:8080"];
        assert_eq!(wanted(&seen[..2]), word, "silent for ever, perhaps");
        assert_eq!(needed(&seen[1..2]), [], "it was alone");
    }

    #[test]
    fn a_first_demand_for_a_login_is_no_limit_and_one_after_a_login_may_be() {
        let mut rejected = answered(407);
        rejected.tunnel.as_mut().unwrap().seen.authorised = true;
        let seen = [
            behind_a_hop(vec![answered(200)]),
            behind_a_hop(vec![answered(407)]),
            behind_a_hop(vec![rejected]),
        ];
        assert_eq!(wanted(&seen), ["2 10.0.0.1:8080"]);
        assert_eq!(needed(&seen[1..]), [], "no account is to be locked");
    }

    fn denied_then(beside: Attempt, alone: Attempt) -> OwnedCase {
        let mut case = behind_a_hop(vec![beside]);
        let attempt = Box::new(alone);
        case.evidence.controls = vec![Control::Retest { attempt }];
        case
    }

    #[test]
    fn a_hop_that_says_something_else_alone_is_taken_at_that_word() {
        let case = denied_then(answered(503), answered(403));
        let settled = settle(&case.case());
        assert_eq!(settled.evidence.attempts, [answered(403)]);
        assert_eq!((settled.eased.len(), settled.differing.len()), (0, 1));
    }

    #[test]
    fn a_hop_that_says_the_same_alone_or_nothing_is_taken_at_its_first_word() {
        for alone in [answered(503), unanswered(Ended::OutOfTime)] {
            let case = denied_then(answered(503), alone);
            let settled = settle(&case.case());
            assert_eq!(settled.evidence.attempts, [answered(503)]);
            assert!(settled.eased.is_empty() && settled.differing.is_empty());
        }
    }

    fn asked_alone(alone: Attempt) -> OwnedCase {
        let mut case = probe(vec![walk("20.0.0.1:443", failed(FailureKind::Refused))]);
        let attempt = Box::new(alone);
        case.evidence.controls = vec![Control::Retest { attempt }];
        case
    }

    #[test]
    fn a_walk_that_works_alone_takes_the_place_of_the_first() {
        let mut alone = walk("20.0.0.1:443", Ended::Completed);
        alone.handshake = Some(step::<Handshake>(Ended::Completed));
        let mut case = asked_alone(alone.clone());
        case.probe.scheme = Scheme::Tls;
        let settled = settle(&case.case());
        assert_eq!(settled.evidence.attempts, [alone.clone()]);
        assert_eq!(settled.eased.len(), 1);
        let case = asked_alone(alone);
        let settled = settle(&case.case());
        assert_eq!(settled.eased.len(), 0, "nothing was fetched");
    }

    #[test]
    fn a_walk_that_only_gets_further_is_judged_beside_the_first() {
        let mut alone = walk("20.0.0.1:443", Ended::Completed);
        alone.handshake = Some(step::<Handshake>(failed(FailureKind::Reset)));
        alone.fetch = Some(step(Ended::GaveUp));
        let case = asked_alone(alone.clone());
        let settled = settle(&case.case());
        let [first, further] = settled.evidence.attempts.as_slice() else {
            panic!("two walks");
        };
        assert_eq!(*first, case.evidence.attempts[0]);
        assert_eq!((&further.connect, &further.fetch), (&None, &None));
        assert_eq!(further.handshake, alone.handshake);
    }

    #[test]
    fn a_walk_that_fails_alone_changes_nothing() {
        let alone = walk("20.0.0.1:443", failed(FailureKind::Refused));
        let case = asked_alone(alone);
        let settled = settle(&case.case());
        assert_eq!(*settled.evidence, case.evidence);
        assert!(settled.eased.is_empty());
    }
}
