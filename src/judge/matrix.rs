//! When is TLS opened, if only sometimes? Finds what sets the opened handshakes apart from the
//! others: one version, name, size, family or way; the first ones; or nothing but chance.

use std::collections::BTreeMap;
use std::net::SocketAddr;

use super::Case;
use crate::catalogue::TlsVersion;
use crate::evidence::matrix::{Naming, Size, WhyLeftOut};
use crate::evidence::{Attempt, Ended, Step};
use crate::finding::cause::pattern::{Condition, Pattern};
use crate::finding::cause::run::{MissingHandshakes, WhyMissing};

/// A handshake that showed whose certificates are there.
#[derive(Debug, Clone)]
pub(super) struct ObservedHandshake<'a> {
    /// Whom we connected to.
    pub(super) to: SocketAddr,
    /// The hop; none on the direct way.
    pub(super) via: Option<&'a str>,
    /// The only version that was offered; none where every one was. What was agreed on does not
    /// count: it follows from who answered.
    pub(super) version: Option<TlsVersion>,
    /// The size of the hello.
    pub(super) size: Size,
    /// The server name.
    pub(super) name: &'a Naming,
    /// The moment; trials are compared by it at one address.
    pub(super) at: u64,
    /// Were the certificates not the service's own?
    pub(super) foreign: bool,
}

/// What a trial may differ in, in the order in which it is named.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Aspect {
    Version,
    Name,
    Size,
    Family,
    Way,
}

const ASPECTS: [Aspect; 5] = [
    Aspect::Version,
    Aspect::Name,
    Aspect::Size,
    Aspect::Family,
    Aspect::Way,
];

/// What sets the foreign handshakes apart; none where all are foreign, or none is.
pub(super) fn pattern(trials: &[ObservedHandshake<'_>]) -> Option<Pattern> {
    let foreign = trials.iter().filter(|trial| trial.foreign).count();
    if foreign == 0 || foreign == trials.len() {
        return None;
    }
    let apart = one_aspect(trials)
        .or_else(|| several_aspects(trials))
        .map(|conditions| Pattern::Only { conditions });
    let apart = apart.or_else(|| first_only(trials).map(|times| Pattern::First { times }));
    Some(apart.unwrap_or(Pattern::NowAndThen))
}

/// One aspect that tells foreign from genuine, whatever the others are.
fn one_aspect(trials: &[ObservedHandshake<'_>]) -> Option<Vec<Condition>> {
    ASPECTS.iter().find_map(|aspect| {
        let mut values: BTreeMap<Condition, (bool, bool)> = BTreeMap::new();
        for trial in trials {
            // A hello that offered every version says nothing of one of them.
            let Some(value) = aspect.of(trial) else {
                continue;
            };
            let value = values.entry(value).or_default();
            value.0 |= trial.foreign;
            value.1 |= !trial.foreign;
        }
        let pure = values
            .values()
            .all(|&(foreign, genuine)| foreign != genuine);
        let all = values.len();
        let opened = values.into_iter().filter(|(_, (foreign, _))| *foreign);
        let opened: Vec<Condition> = opened.map(|(value, _)| value).collect();
        (pure && !opened.is_empty() && opened.len() < all).then_some(opened)
    })
}

/// Several aspects that tell it together.
fn several_aspects(trials: &[ObservedHandshake<'_>]) -> Option<Vec<Condition>> {
    let foreign = || trials.iter().filter(|trial| trial.foreign);
    let shared = ASPECTS.iter().filter_map(|aspect| {
        let value = aspect.of(foreign().next()?)?;
        let common = foreign().all(|trial| aspect.of(trial).as_ref() == Some(&value));
        let varies = trials
            .iter()
            .any(|trial| aspect.of(trial).as_ref() != Some(&value));
        (common && varies).then_some((*aspect, value))
    });
    let mut shared: Vec<(Aspect, Condition)> = shared.collect();
    if !tell(&shared, trials) {
        return None;
    }
    for aspect in ASPECTS {
        let fewer = shared.iter().filter(|(known, _)| *known != aspect);
        let fewer: Vec<_> = fewer.cloned().collect();
        if tell(&fewer, trials) {
            shared = fewer;
        }
    }
    Some(shared.into_iter().map(|(_, value)| value).collect())
}

/// Are exactly those trials foreign that have all of these values?
fn tell(values: &[(Aspect, Condition)], trials: &[ObservedHandshake<'_>]) -> bool {
    let fits = |trial: &ObservedHandshake<'_>| {
        let mut all = values.iter();
        all.all(|(aspect, value)| aspect.of(trial).as_ref() == Some(value))
    };
    trials.iter().all(|trial| trial.foreign == fits(trial))
}

/// First opened, then passed through: at every address the foreign ones came before all others.
fn first_only(trials: &[ObservedHandshake<'_>]) -> Option<usize> {
    let mut most = 0;
    let mut addresses: Vec<SocketAddr> = trials.iter().map(|trial| trial.to).collect();
    addresses.sort_unstable();
    addresses.dedup();
    for to in addresses {
        let mut own: Vec<&ObservedHandshake<'_>> =
            trials.iter().filter(|trial| trial.to == to).collect();
        own.sort_by_key(|trial| trial.at);
        let first = own.iter().take_while(|trial| trial.foreign).count();
        let all = own.iter().filter(|trial| trial.foreign).count();
        if first != all || first == own.len() {
            return None;
        }
        most = most.max(first);
    }
    Some(most)
}

impl Aspect {
    /// Its value; none where it is not known.
    fn of(self, trial: &ObservedHandshake<'_>) -> Option<Condition> {
        Some(match self {
            Self::Version => Condition::TlsVersion {
                version: match trial.version? {
                    TlsVersion::Tls12 => "1.2".to_owned(),
                    TlsVersion::Tls13 => "1.3".to_owned(),
                },
            },
            Self::Name => match trial.name {
                Naming::Asked => Condition::OwnName,
                Naming::Other(name) => Condition::OtherName { name: name.clone() },
                Naming::Nobody => Condition::NoName,
            },
            Self::Size => match trial.size {
                Size::Small => Condition::SmallHello,
                Size::PostQuantum => Condition::PostQuantumHello,
            },
            Self::Family => match trial.to {
                SocketAddr::V4(_) => Condition::Ipv4,
                SocketAddr::V6(_) => Condition::Ipv6,
            },
            Self::Way => match trial.via {
                None => Condition::Direct,
                Some(hop) => Condition::Through {
                    proxy: hop.to_owned(),
                },
            },
        })
    }
}

/// The handshakes of the matrix that were not seen, by reason. Those that were answered in whatever
/// way were seen.
pub(super) fn unseen(case: &Case<'_>) -> Vec<MissingHandshakes> {
    let Some(matrix) = &case.evidence.matrix else {
        return Vec::new();
    };
    let own = |via: Option<&str>| via == case.route.via.as_deref();
    let cells = matrix.cells.iter();
    let cells = cells.filter(|cell| own(cell.via.as_deref()));
    let mut reasons: BTreeMap<WhyMissing, u32> = BTreeMap::new();
    for why in cells.filter_map(|cell| lost(&cell.attempt)) {
        *reasons.entry(why).or_default() += 1;
    }
    for left in &matrix.left_out {
        let reason = reasons.entry(why_left_out(left.why)).or_default();
        *reason = reason.saturating_add(left.cells);
    }
    let reasons = reasons.into_iter();
    reasons
        .map(|(why, handshakes)| MissingHandshakes { why, handshakes })
        .collect()
}

fn why_left_out(why: WhyLeftOut) -> WhyMissing {
    match why {
        WhyLeftOut::TooMany => WhyMissing::TooMany,
        WhyLeftOut::GaveUp => WhyMissing::Deadline,
        WhyLeftOut::Interrupted => WhyMissing::Interrupted,
        WhyLeftOut::Crashed => WhyMissing::Crashed,
    }
}

/// Why an attempt says nothing about TLS.
fn lost(attempt: &Attempt) -> Option<WhyMissing> {
    let broken_off = |how| attempt.ends().any(|ended| *ended == how);
    if broken_off(Ended::Interrupted) {
        return Some(WhyMissing::Interrupted);
    }
    if broken_off(Ended::GaveUp) {
        return Some(WhyMissing::Deadline);
    }
    if attempt.handshake.is_some() {
        return None;
    }
    let open = attempt.connect.as_ref().is_some_and(Step::completed);
    Some(if open {
        WhyMissing::NoTunnel
    } else {
        WhyMissing::NotConnected
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::Finding;
    use crate::finding::cause::chain::sometimes::InterceptedSometimes;

    /// As the conclusion says it.
    fn words_of(pattern: Option<Pattern>) -> String {
        let Some(when) = pattern else {
            return String::new();
        };
        let sometimes = Finding::new(InterceptedSometimes {
            handshakes: 8,
            inspected: 4,
            when,
            presented: None,
            claimed: None,
        });
        let words = sometimes.conclusion();
        let words = words.strip_prefix("TLS is inspected on the host ");
        let words = words.and_then(|words| words.strip_suffix(", in 4 of 8 handshakes"));
        words.unwrap_or_default().to_owned()
    }

    const NAMES: [Naming; 2] = [Naming::Asked, Naming::Nobody];

    #[test]
    fn a_hello_that_offered_every_version_contradicts_neither() {
        let mut trials = trials(|trial| trial.version == Some(TlsVersion::Tls12));
        for trial in &mut trials[..2] {
            (trial.version, trial.foreign) = (None, false);
        }
        let words = "only with TLS 1.2";
        assert_eq!(words_of(pattern(&trials)), words);
    }

    #[test]
    fn an_aspect_that_follows_from_the_others_is_not_named() {
        let mut trials = trials(|_| false);
        for trial in &mut trials {
            let new = trial.version == Some(TlsVersion::Tls13) && *trial.name == Naming::Asked;
            trial.size = if new { Size::PostQuantum } else { Size::Small };
            trial.foreign = new && trial.to.is_ipv4();
        }
        let words = "only with a post-quantum client hello and over IPv4";
        assert_eq!(words_of(pattern(&trials)), words);
    }

    /// Two versions, two names, two families; opened where `opened` says so.
    fn trials(opened: impl Fn(&ObservedHandshake<'_>) -> bool) -> Vec<ObservedHandshake<'static>> {
        let mut trials = Vec::new();
        for to in ["20.190.128.5:443", "[2603:1006::5]:443"] {
            for version in [TlsVersion::Tls12, TlsVersion::Tls13] {
                for name in &NAMES {
                    let mut trial = ObservedHandshake {
                        to: to.parse().unwrap(),
                        via: None,
                        version: Some(version),
                        size: Size::Small,
                        name,
                        at: trials.len() as u64,
                        foreign: false,
                    };
                    trial.foreign = opened(&trial);
                    trials.push(trial);
                }
            }
        }
        trials
    }

    fn said(opened: impl Fn(&ObservedHandshake<'_>) -> bool) -> String {
        words_of(pattern(&trials(opened)))
    }

    #[test]
    fn nothing_is_said_where_all_are_alike() {
        assert_eq!(said(|_| false), "");
        assert_eq!(said(|_| true), "");
    }

    #[test]
    fn the_one_aspect_that_tells_them_apart_is_named() {
        let v4 = |trial: &ObservedHandshake<'_>| trial.to.is_ipv4();
        assert_eq!(said(v4), "only over IPv4");
        let old = |trial: &ObservedHandshake<'_>| trial.version == Some(TlsVersion::Tls12);
        assert_eq!(said(old), "only with TLS 1.2");
        let nameless = |trial: &ObservedHandshake<'_>| *trial.name == Naming::Nobody;
        let words = "only without a server name";
        assert_eq!(said(nameless), words);
    }

    #[test]
    fn aspects_that_tell_only_together_are_named_together() {
        let both = |trial: &ObservedHandshake<'_>| {
            trial.to.is_ipv4() && trial.version == Some(TlsVersion::Tls12)
        };
        let words = "only with TLS 1.2 and over IPv4";
        assert_eq!(said(both), words);
    }

    #[test]
    fn first_opened_then_passed_through_is_told_by_the_order_of_each_address() {
        let first = |trial: &ObservedHandshake<'_>| [0, 1, 4].contains(&trial.at);
        let words = "only the first 2 times";
        assert_eq!(said(first), words);
    }

    #[test]
    fn what_nothing_tells_apart_is_counted() {
        let some = |trial: &ObservedHandshake<'_>| [1, 2, 4, 7].contains(&trial.at);
        assert_eq!(said(some), "now and then");
    }
}
