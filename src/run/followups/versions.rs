//! Handshakes of single TLS versions, started as soon as a connection has opened: they take a round trip more
//! than the usual one, and nobody should wait for that.

use std::collections::HashSet;
use std::net::SocketAddr;

use super::controls;
use crate::catalogue::Scheme;
use crate::evidence::{Evidence, Step};
use crate::judge::{Experiment, ExperimentKind};
use crate::observe::Destination;
use crate::route::Route;
use crate::run::session::Session;

/// The first probe of each host, port and route that speaks TLS: it makes these handshakes for all.
pub(in crate::run) fn first_places(session: &Session<'_>, routes: &[Route]) -> HashSet<usize> {
    let mut known = HashSet::new();
    let probes = session.settings.plan.probes.iter().zip(routes).enumerate();
    let first = probes.filter(|(_, (probe, route))| {
        probe.scheme != Scheme::Http && known.insert((&probe.host, probe.port, &route.via))
    });
    first.map(|(place, _)| place).collect()
}

/// Starts them at the first address of a probe that opened.
pub(in crate::run) fn start(session: &mut Session<'_>, place: usize, there: &Destination) {
    if session.version_addresses.contains_key(&place) {
        return;
    }
    session.version_addresses.insert(place, there.to);
    session.hops[place].clone_from(&there.hop);
    session.asked[place] = there.asked;
    let session = &*session;
    for &version in &session.settings.catalogue.tls {
        let what = ExperimentKind::TlsVersion {
            to: there.to,
            version,
            after_failure: false,
        };
        let probes = vec![place];
        let _ = controls::start(session, &Experiment { probes, what });
    }
}

/// An experiment as it was started already, where that shows what is wanted: at an address where the usual
/// handshake came through, or at the one where it did not.
pub(super) fn as_started(session: &Session<'_>, wanted: Experiment, seen: &Evidence) -> Experiment {
    let ExperimentKind::TlsVersion {
        to,
        version,
        after_failure,
    } = wanted.what
    else {
        return wanted;
    };
    let place = wanted.probes.first();
    let started = place.and_then(|place| session.version_addresses.get(place));
    let listed = session.settings.catalogue.tls.contains(&version);
    let Some(&started) = started.filter(|_| listed) else {
        return wanted;
    };
    let fits = if after_failure {
        to == started
    } else {
        is_secured(seen, started)
    };
    if !fits {
        return wanted;
    }
    Experiment {
        what: ExperimentKind::TlsVersion {
            to: started,
            version,
            after_failure: false,
        },
        ..wanted
    }
}

fn is_secured(seen: &Evidence, to: SocketAddr) -> bool {
    let mut attempts = seen.attempts.iter();
    attempts
        .any(|attempt| attempt.to == to && attempt.handshake.as_ref().is_some_and(Step::completed))
}
