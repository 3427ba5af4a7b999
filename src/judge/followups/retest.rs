//! Was it the crowd? Which walks are worth making once more, alone, and what is to be judged after
//! that. Raises nothing: a walk that works alone is `connect`'s to tell of.

use std::borrow::Cow;
use std::net::SocketAddr;

use crate::catalogue::{Scheme, TlsVersion};
use crate::evidence::{Attempt, Control, Ended, Evidence, FailureKind, Step};
use crate::judge::verdict::is_whole;
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
/// stayed silent while other connections opened. The quick ones first, and the first address of
/// every host before anybody's second, so that whoever stops early has seen something of each.
pub(in crate::judge) fn needed_retests<'e>(
    walks: impl Iterator<Item = (usize, &'e Route, &'e Evidence)> + Clone,
) -> Vec<Retest> {
    let mut all = walks
        .clone()
        .flat_map(|(_, _, evidence)| &evidence.attempts);
    if !all.any(is_connected) {
        return Vec::new();
    }
    let mut ranked: Vec<(usize, Retest)> = Vec::new();
    for (probe, route, evidence) in walks {
        let closed = unconnected(route, evidence).into_iter().enumerate();
        ranked.extend(closed.map(|(rank, (to, silent))| {
            let version = None;
            let retest = Retest {
                probe,
                to,
                silent,
                version,
            };
            (rank, retest)
        }));
        ranked.extend(
            versions(probe, evidence)
                .into_iter()
                .map(|retest| (0, retest)),
        );
    }
    ranked.sort_by_key(|(rank, want)| (want.silent, *rank));
    ranked.into_iter().map(|(_, want)| want).collect()
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
    /// Walks that did not open beside others and work alone: before and after.
    pub(in crate::judge) eased: Vec<(&'a Attempt, &'a Attempt)>,
}

/// Puts a walk that works alone in the place of the one that did not open. One that only gets
/// further leaves the first in its place; what it shows there counts as well.
pub(in crate::judge) fn settle(scheme: Scheme, evidence: &Evidence) -> Settled<'_> {
    let mut settled = Settled {
        evidence: Cow::Borrowed(evidence),
        eased: Vec::new(),
    };
    for alone in evidence.controls.iter().filter_map(Control::retest) {
        let failed = |attempt: &Attempt| attempt.to == alone.to && !is_connected(attempt);
        let Some(beside) = evidence.attempts.iter().find(|attempt| failed(attempt)) else {
            continue;
        };
        let attempts = &mut settled.evidence.to_mut().attempts;
        if is_whole(scheme, alone) {
            let at = attempts.iter().position(failed).unwrap_or_default();
            attempts.retain(|attempt| !failed(attempt));
            attempts.insert(at, alone.clone());
            settled.eased.push((beside, alone));
        } else if is_connected(alone) {
            attempts.push(later_steps(alone));
        }
    }
    settled
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
    use crate::evidence::{Connection, Failure, Handshake};
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

    fn probe(attempts: Vec<Attempt>) -> (Route, Evidence) {
        let evidence = Evidence {
            attempts,
            ..Evidence::default()
        };
        (Route::default(), evidence)
    }

    fn behind_a_hop(attempts: Vec<Attempt>) -> (Route, Evidence) {
        let via = Some("http://proxy.example:8080".to_owned());
        let (route, evidence) = probe(attempts);
        (Route { via, ..route }, evidence)
    }

    fn needed(seen: &[(Route, Evidence)]) -> Vec<Retest> {
        let walks = seen.iter().enumerate();
        needed_retests(walks.map(|(place, (route, evidence))| (place, route, evidence)))
    }

    fn wanted(seen: &[(Route, Evidence)]) -> Vec<String> {
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

    fn asked_alone(alone: Attempt) -> Evidence {
        let attempt = Box::new(alone);
        let (_, evidence) = probe(vec![walk("20.0.0.1:443", failed(FailureKind::Refused))]);
        Evidence {
            controls: vec![Control::Retest { attempt }],
            ..evidence
        }
    }

    #[test]
    fn a_walk_that_works_alone_takes_the_place_of_the_first() {
        let mut alone = walk("20.0.0.1:443", Ended::Completed);
        alone.handshake = Some(step::<Handshake>(Ended::Completed));
        let evidence = asked_alone(alone.clone());
        let settled = settle(Scheme::Tls, &evidence);
        assert_eq!(settled.evidence.attempts, [alone]);
        assert_eq!(settled.eased.len(), 1);
        let settled = settle(Scheme::Https, &evidence);
        assert_eq!(settled.eased.len(), 0, "nothing was fetched");
    }

    #[test]
    fn a_walk_that_only_gets_further_is_judged_beside_the_first() {
        let mut alone = walk("20.0.0.1:443", Ended::Completed);
        alone.handshake = Some(step::<Handshake>(failed(FailureKind::Reset)));
        alone.fetch = Some(step(Ended::GaveUp));
        let evidence = asked_alone(alone.clone());
        let settled = settle(Scheme::Https, &evidence);
        let [first, further] = settled.evidence.attempts.as_slice() else {
            panic!("two walks");
        };
        assert_eq!(*first, evidence.attempts[0]);
        assert_eq!((&further.connect, &further.fetch), (&None, &None));
        assert_eq!(further.handshake, alone.handshake);
    }

    #[test]
    fn a_walk_that_fails_alone_changes_nothing() {
        let alone = walk("20.0.0.1:443", failed(FailureKind::Refused));
        let evidence = asked_alone(alone);
        let settled = settle(Scheme::Https, &evidence);
        assert!(matches!(settled.evidence, Cow::Borrowed(_)) || *settled.evidence == evidence);
        assert!(settled.eased.is_empty());
    }
}
