//! Which handshakes a thorough run makes: of every TLS sample on every way, over both families, in
//! every shape; bounded.

use std::collections::BTreeSet;
use std::net::{IpAddr, SocketAddr};

use crate::catalogue::Scheme;
use crate::catalogue::TlsVersion;
use crate::evidence::matrix::{Hello, Naming, Size};
use crate::evidence::{Attempt, Evidence, Step};
use crate::observe::{Destination, Greeting};
use crate::plan::Probe;
use crate::route::Hop;
use crate::run::session::{Seen, Session};
use crate::run::settings::Settings;

/// Handshakes of one sample; what is over is left out, and said.
const MOST_OF_A_SAMPLE: usize = 96;
/// Handshakes of a run.
const MOST: usize = 4096;
/// The shapes of a hello. Only TLS 1.3 has key shares, so a large hello of TLS 1.2 would be the
/// small one once more.
const SHAPES: [(TlsVersion, Size); 3] = [
    (TlsVersion::Tls12, Size::Small),
    (TlsVersion::Tls13, Size::Small),
    (TlsVersion::Tls13, Size::PostQuantum),
];

/// A planned handshake: the place of its probe, and what to do; or only that there was one more.
pub(super) type Planned = (usize, Option<Greeting>);
/// What is needed to plan.
pub(super) struct Planner<'a> {
    settings: &'a Settings,
    seen: &'a Seen,
    /// For each probe its way; none where it has no part in the matrix.
    ways: Vec<Option<ProbeRoute>>,
}

/// A way out.
#[derive(Clone)]
struct ProbeRoute {
    /// The hop's URL without credentials; none on the direct way.
    via: Option<String>,
    hop: Option<Hop>,
}

impl<'a> Planner<'a> {
    pub(super) fn new(session: &Session<'a>, seen: &'a Seen) -> Self {
        let settings = session.settings;
        let mut known = BTreeSet::new();
        let probes = settings.plan.probes.iter().zip(&session.hops).zip(seen);
        let ways = probes.map(|((probe, hop), (route, _))| {
            let own = (&probe.host, probe.port, &route.via);
            // Two paths of one host share their handshakes.
            // Of a probe that broke it is not known which way it went.
            let went = route.is_direct() == hop.is_none();
            (went && probe.scheme != Scheme::Http && known.insert(own)).then(|| ProbeRoute {
                via: route.via.clone(),
                hop: hop.clone(),
            })
        });
        let ways = ways.collect();
        Self {
            settings,
            seen,
            ways,
        }
    }

    /// First every shape once, then each once more: what a bound leaves out are repetitions.
    pub(super) fn plan(&self) -> Vec<Planned> {
        let mut plan: Vec<(u32, Planned)> = Vec::new();
        for place in 0..self.seen.len() {
            let own = self.of_one(place);
            let kept = own.into_iter().enumerate().map(|(at, greeting)| {
                let nth = greeting.nth;
                (nth, (place, (at < MOST_OF_A_SAMPLE).then_some(greeting)))
            });
            plan.extend(kept);
        }
        plan.sort_by_key(|(nth, _)| *nth);
        let bounded = plan.into_iter().enumerate();
        let bounded =
            bounded.map(|(at, (_, (place, greeting)))| (place, greeting.filter(|_| at < MOST)));
        bounded.collect()
    }

    fn of_one(&self, place: usize) -> Vec<Greeting> {
        let (Some(own), probe) = (&self.ways[place], &self.settings.plan.probes[place]) else {
            return Vec::new();
        };
        let evidence = &self.seen[place].1;
        let mut cells: Vec<(Option<Hop>, SocketAddr, Hello)> = Vec::new();
        for to in opened(evidence) {
            let names = self.names(place, to.ip(), own.hop.is_none());
            let hellos = SHAPES.iter().flat_map(|shape| {
                let hello = |name: &Naming| hello(*shape, name.clone());
                names.iter().map(hello).collect::<Vec<_>>()
            });
            cells.extend(hellos.map(|hello| (own.hop.clone(), to, hello)));
        }
        if !cells.is_empty() {
            cells.extend(self.on_other_ways(own, evidence, probe));
        }
        let attempts = 1..=self.settings.limits.attempts.max(1);
        let all = attempts.flat_map(|nth| cells.iter().map(move |cell| (nth, cell)));
        all.map(|(nth, (hop, to, hello))| Greeting {
            at: Destination {
                probe: probe.clone(),
                hop: hop.clone(),
                to: *to,
                asked: evidence.asked(),
            },
            hello: hello.clone(),
            nth,
        })
        .collect()
    }

    /// Whom to name: the host, another host of the file at the same address, nobody.
    fn names(&self, place: usize, to: IpAddr, direct: bool) -> Vec<Naming> {
        let probes = &self.settings.plan.probes;
        let own = &probes[place];
        if own.host.parse::<IpAddr>().is_ok() {
            return vec![Naming::Asked];
        }
        let here = if direct {
            vec![to]
        } else {
            addresses(&self.seen[place].1)
        };
        let shares = |evidence: &Evidence| addresses(evidence).iter().any(|ip| here.contains(ip));
        let others = probes.iter().zip(self.seen).filter(|(probe, _)| {
            probe.scheme != Scheme::Http && probe.port == own.port && probe.host != own.host
        });
        let other = others
            .filter(|(_, (_, evidence))| shares(evidence))
            .map(|(probe, _)| Naming::Other(probe.host.clone()))
            .next();
        let names = [Some(Naming::Asked), other, Some(Naming::Nobody)];
        names.into_iter().flatten().collect()
    }

    /// The ways that other samples of this run take: is TLS opened there? They are not this
    /// sample's own, so the plainest hello of each version is enough.
    fn on_other_ways(
        &self,
        own: &ProbeRoute,
        evidence: &Evidence,
        probe: &Probe,
    ) -> Vec<(Option<Hop>, SocketAddr, Hello)> {
        let mut cells = Vec::new();
        for (ProbeRoute { via, hop }, at) in self.every_way() {
            if via == own.via {
                continue;
            }
            let to = match (&hop, at) {
                (Some(_), at) => at.into_iter().collect(),
                (None, _) => one_of_each_family(
                    addresses(evidence)
                        .into_iter()
                        .map(|ip| SocketAddr::new(ip, probe.port)),
                ),
            };
            for to in to {
                let hellos = SHAPES.iter().filter(|(_, size)| *size == Size::Small);
                let hellos = hellos.map(|shape| hello(*shape, Naming::Asked));
                cells.extend(hellos.map(|hello| (hop.clone(), to, hello)));
            }
        }
        cells
    }

    /// Every way that a TLS sample takes, and for a hop where it opened.
    fn every_way(&self) -> Vec<(ProbeRoute, Option<SocketAddr>)> {
        let mut ways: Vec<(ProbeRoute, Option<SocketAddr>)> = Vec::new();
        for (way, (_, evidence)) in self.ways.iter().zip(self.seen) {
            let Some(way) = way else { continue };
            let at = way
                .hop
                .as_ref()
                .and_then(|_| opened(evidence).first().copied());
            match ways.iter_mut().find(|(known, _)| known.via == way.via) {
                Some((_, known)) => *known = known.or(at),
                None => ways.push((way.clone(), at)),
            }
        }
        ways
    }
}

fn hello((version, size): (TlsVersion, Size), name: Naming) -> Hello {
    Hello {
        version,
        size,
        name,
    }
}

/// The addresses that opened in the first walk, one of each family: the walk itself has tried all.
fn opened(evidence: &Evidence) -> Vec<SocketAddr> {
    let open = |attempt: &&Attempt| attempt.connect.as_ref().is_some_and(Step::completed);
    one_of_each_family(
        evidence
            .attempts
            .iter()
            .filter(open)
            .map(|attempt| attempt.to),
    )
}

fn one_of_each_family(all: impl Iterator<Item = SocketAddr>) -> Vec<SocketAddr> {
    let mut families = BTreeSet::new();
    all.filter(|to| families.insert(to.is_ipv4())).collect()
}

/// The addresses of the target, as its name servers told them.
fn addresses(evidence: &Evidence) -> Vec<IpAddr> {
    let resolve = evidence.resolve.as_ref();
    resolve.map_or_else(Vec::new, |step| step.seen.addresses())
}
