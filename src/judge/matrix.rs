//! When is TLS opened, if only sometimes? Finds what sets the opened handshakes apart from the
//! others: one version, name, size, family or way; the first ones; or nothing but chance.

use std::collections::BTreeMap;
use std::net::SocketAddr;

use super::Case;
use crate::evidence::matrix::{Naming, Size, Version, WhyLeftOut};
use crate::evidence::{Attempt, Ended, Step};

/// A handshake that showed whose certificates are there.
#[derive(Debug, Clone)]
pub(super) struct Trial<'a> {
    /// Whom we connected to.
    pub(super) to: SocketAddr,
    /// The hop; none on the direct way.
    pub(super) via: Option<&'a str>,
    /// The only version that was offered; none where every one was. What was agreed on does not
    /// count: it follows from who answered.
    pub(super) version: Option<Version>,
    /// The size of the hello.
    pub(super) size: Size,
    /// The server name.
    pub(super) name: &'a Naming,
    /// The moment; trials are compared by it at one address.
    pub(super) at: u64,
    /// Were they somebody else's?
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

/// What sets the foreign handshakes apart, in words that follow "TLS is opened on the way "; none
/// where all are foreign, or none is.
pub(super) fn pattern(trials: &[Trial<'_>]) -> Option<String> {
    let foreign = trials.iter().filter(|trial| trial.foreign).count();
    if foreign == 0 || foreign == trials.len() {
        return None;
    }
    let count = format!("in {foreign} of {} handshakes", trials.len());
    let apart = one_aspect(trials)
        .or_else(|| several_aspects(trials))
        .or_else(|| first_only(trials));
    Some(match apart {
        Some(when) => format!("only {when}, {count}"),
        None => format!("now and then, {count}"),
    })
}

/// One aspect that tells foreign from genuine, whatever the others are.
fn one_aspect(trials: &[Trial<'_>]) -> Option<String> {
    ASPECTS.iter().find_map(|aspect| {
        let mut values: BTreeMap<String, (bool, bool)> = BTreeMap::new();
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
        let opened = values.iter().filter(|(_, (foreign, _))| *foreign);
        let opened: Vec<&str> = opened.map(|(value, _)| value.as_str()).collect();
        (pure && !opened.is_empty() && opened.len() < values.len()).then(|| opened.join(" and "))
    })
}

/// Several aspects that tell it together.
fn several_aspects(trials: &[Trial<'_>]) -> Option<String> {
    let foreign = || trials.iter().filter(|trial| trial.foreign);
    let shared = ASPECTS.iter().filter_map(|aspect| {
        let value = aspect.of(foreign().next()?)?;
        let common = foreign().all(|trial| aspect.of(trial).as_ref() == Some(&value));
        let varies = trials
            .iter()
            .any(|trial| aspect.of(trial).as_ref() != Some(&value));
        (common && varies).then_some((*aspect, value))
    });
    let mut shared: Vec<(Aspect, String)> = shared.collect();
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
    let words: Vec<String> = shared.into_iter().map(|(_, value)| value).collect();
    Some(words.join(" and "))
}

/// Are exactly those trials foreign that have all of these values?
fn tell(values: &[(Aspect, String)], trials: &[Trial<'_>]) -> bool {
    let fits = |trial: &Trial<'_>| {
        let mut all = values.iter();
        all.all(|(aspect, value)| aspect.of(trial).as_ref() == Some(value))
    };
    trials.iter().all(|trial| trial.foreign == fits(trial))
}

/// First opened, then passed through: at every address the foreign ones came before all others.
fn first_only(trials: &[Trial<'_>]) -> Option<String> {
    let mut most = 0;
    let mut addresses: Vec<SocketAddr> = trials.iter().map(|trial| trial.to).collect();
    addresses.sort_unstable();
    addresses.dedup();
    for to in addresses {
        let mut own: Vec<&Trial<'_>> = trials.iter().filter(|trial| trial.to == to).collect();
        own.sort_by_key(|trial| trial.at);
        let first = own.iter().take_while(|trial| trial.foreign).count();
        let all = own.iter().filter(|trial| trial.foreign).count();
        if first != all || first == own.len() {
            return None;
        }
        most = most.max(first);
    }
    Some(match most {
        1 => "the first time".to_owned(),
        more => format!("the first {more} times"),
    })
}

impl Aspect {
    /// Its value as words that follow "only "; none where it is not known.
    fn of(self, trial: &Trial<'_>) -> Option<String> {
        Some(match self {
            Self::Version => match trial.version? {
                Version::Tls12 => "with TLS 1.2".to_owned(),
                Version::Tls13 => "with TLS 1.3".to_owned(),
            },
            Self::Name => match trial.name {
                Naming::Asked => "when its own name is sent".to_owned(),
                Naming::Other(name) => format!("when `{name}` is sent in its place"),
                Naming::Nobody => "without a server name".to_owned(),
            },
            Self::Size => match trial.size {
                Size::Small => "with a small hello".to_owned(),
                Size::PostQuantum => "with a post-quantum hello".to_owned(),
            },
            Self::Family => match trial.to {
                SocketAddr::V4(_) => "over IPv4".to_owned(),
                SocketAddr::V6(_) => "over IPv6".to_owned(),
            },
            Self::Way => match trial.via {
                None => "on the direct way".to_owned(),
                Some(hop) => format!("through `{hop}`"),
            },
        })
    }
}

/// What of the matrix was not seen, in words, and whether the user wanted it so. Handshakes that
/// were answered in whatever way were seen.
pub(super) fn unseen(case: &Case<'_>) -> Option<(bool, String)> {
    let matrix = case.evidence.matrix.as_ref()?;
    let own = |via: Option<&str>| via == case.route.via.as_deref();
    let cells = matrix.cells.iter();
    let cells = cells.filter(|cell| own(cell.via.as_deref()));
    let mut reasons: BTreeMap<&str, u32> = BTreeMap::new();
    for why in cells.filter_map(|cell| lost(&cell.attempt)) {
        *reasons.entry(why).or_default() += 1;
    }
    for left in &matrix.left_out {
        let reason = reasons.entry(words(left.why)).or_default();
        *reason = reason.saturating_add(left.cells);
    }
    let said: Vec<String> = reasons
        .iter()
        .map(|(why, times)| format!("{times} times {why}"))
        .collect();
    let stopped = reasons.contains_key(STOPPED);
    let cause = format!(
        "the matrix of `{}` is not complete: {}",
        case.probe.host,
        said.join(", ")
    );
    (!said.is_empty()).then_some((stopped, cause))
}

const STOPPED: &str = "the run was stopped before the handshake";
const LATE: &str = "the run's deadline came before the handshake";

fn words(why: WhyLeftOut) -> &'static str {
    match why {
        WhyLeftOut::TooMany => "there were more handshakes than are made",
        WhyLeftOut::GaveUp => LATE,
        WhyLeftOut::Interrupted => STOPPED,
        WhyLeftOut::Crashed => "this program broke",
    }
}

/// Why an attempt says nothing about TLS.
fn lost(attempt: &Attempt) -> Option<&'static str> {
    let broken_off = |how| attempt.ends().any(|ended| *ended == how);
    if broken_off(Ended::Interrupted) {
        return Some(STOPPED);
    }
    if broken_off(Ended::GaveUp) {
        return Some(LATE);
    }
    if attempt.handshake.is_some() {
        return None;
    }
    let open = attempt.connect.as_ref().is_some_and(Step::completed);
    Some(if open {
        "the proxy opened no tunnel"
    } else {
        "no connection came about"
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const NAMES: [Naming; 2] = [Naming::Asked, Naming::Nobody];

    #[test]
    fn a_hello_that_offered_every_version_contradicts_neither() {
        let mut trials = trials(|trial| trial.version == Some(Version::Tls12));
        for trial in &mut trials[..2] {
            (trial.version, trial.foreign) = (None, false);
        }
        let words = "only with TLS 1.2, in 2 of 8 handshakes";
        assert_eq!(pattern(&trials).as_deref(), Some(words));
    }

    #[test]
    fn an_aspect_that_follows_from_the_others_is_not_named() {
        let mut trials = trials(|_| false);
        for trial in &mut trials {
            let new = trial.version == Some(Version::Tls13) && *trial.name == Naming::Asked;
            trial.size = if new { Size::PostQuantum } else { Size::Small };
            trial.foreign = new && trial.to.is_ipv4();
        }
        let words = "only with a post-quantum hello and over IPv4, in 1 of 8 handshakes";
        assert_eq!(pattern(&trials).as_deref(), Some(words));
    }

    /// Two versions, two names, two families; opened where `opened` says so.
    fn trials(opened: impl Fn(&Trial<'_>) -> bool) -> Vec<Trial<'static>> {
        let mut trials = Vec::new();
        for to in ["20.190.128.5:443", "[2603:1006::5]:443"] {
            for version in [Version::Tls12, Version::Tls13] {
                for name in &NAMES {
                    let mut trial = Trial {
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

    fn said(opened: impl Fn(&Trial<'_>) -> bool) -> String {
        pattern(&trials(opened)).unwrap_or_default()
    }

    #[test]
    fn nothing_is_said_where_all_are_alike() {
        assert_eq!(said(|_| false), "");
        assert_eq!(said(|_| true), "");
    }

    #[test]
    fn the_one_aspect_that_tells_them_apart_is_named() {
        let v4 = |trial: &Trial<'_>| trial.to.is_ipv4();
        assert_eq!(said(v4), "only over IPv4, in 4 of 8 handshakes");
        let old = |trial: &Trial<'_>| trial.version == Some(Version::Tls12);
        assert_eq!(said(old), "only with TLS 1.2, in 4 of 8 handshakes");
        let nameless = |trial: &Trial<'_>| *trial.name == Naming::Nobody;
        let words = "only without a server name, in 4 of 8 handshakes";
        assert_eq!(said(nameless), words);
    }

    #[test]
    fn aspects_that_tell_only_together_are_named_together() {
        let both = |trial: &Trial<'_>| trial.to.is_ipv4() && trial.version == Some(Version::Tls12);
        let words = "only with TLS 1.2 and over IPv4, in 2 of 8 handshakes";
        assert_eq!(said(both), words);
    }

    #[test]
    fn first_opened_then_passed_through_is_told_by_the_order_of_each_address() {
        let first = |trial: &Trial<'_>| [0, 1, 4].contains(&trial.at);
        let words = "only the first 2 times, in 3 of 8 handshakes";
        assert_eq!(said(first), words);
    }

    #[test]
    fn what_nothing_tells_apart_is_counted() {
        let some = |trial: &Trial<'_>| [1, 2, 4, 7].contains(&trial.at);
        assert_eq!(said(some), "now and then, in 4 of 8 handshakes");
    }
}
