//! One small experiment, and how it is made.

use std::hash::{BuildHasher, Hasher, RandomState};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::join_all;

use crate::catalogue::TlsVersion;
use crate::evidence::matrix::Naming;
use crate::evidence::{Control, Ended};
use crate::judge::ExperimentKind;
use crate::observe::{Destination, Observer, ProbeSlot};
use crate::plan::Probe;
use crate::route::NextHop;
use crate::run::session::Session;

/// A SYN is sent again after a second, a question several times: none of them is shorter than this,
/// unless the user wants it so.
const PATIENCE: Duration = Duration::from_millis(1500);

/// Stands for the address until the experiment names one.
const UNKNOWN: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::UNSPECIFIED), 0);

/// One experiment, as the probe that asks for it would make it.
pub(super) struct PlannedExperiment {
    observer: Arc<Observer>,
    /// The probe and its route; the experiment names the address.
    pub(super) base: Destination,
    slot: ProbeSlot,
    patience: Duration,
    /// The time of a step, less what a connection takes: so it ends before all is broken off.
    whole: Duration,
}

impl PlannedExperiment {
    pub(super) fn new(session: &Session<'_>, place: usize, kind: &ExperimentKind) -> Self {
        let step = session.settings.limits.step;
        // What weighs by itself has a limit for each of its steps, what only explains one for all.
        let by = match kind {
            ExperimentKind::TlsVersion { .. } => session.by.clone(),
            _ => session.by.sooner(step),
        };
        Self {
            observer: Arc::clone(&session.observer),
            base: session.destination(place, UNKNOWN),
            slot: session.slot(by),
            patience: PATIENCE.max(step / 4),
            whole: step * 9 / 10,
        }
    }

    pub(super) async fn make(&self, what: &ExperimentKind) -> Vec<Control> {
        match what {
            ExperimentKind::UnassignedAddress { v6 } => self.unassigned_address(*v6).await,
            ExperimentKind::ServerName { to, name } => vec![self.server_name(*to, name).await],
            ExperimentKind::MadeUpName {
                to,
                suffix,
                after_failure,
            } => {
                let limit = if *after_failure {
                    self.whole
                } else {
                    self.patience
                };
                vec![self.made_up_name(*to, suffix, limit).await]
            }
            ExperimentKind::MadeUpHost { to } => vec![self.made_up_host(*to).await],
            ExperimentKind::TranslatorPrefix { servers } => {
                self.translator_prefix(servers).await.into_iter().collect()
            }
            ExperimentKind::MadeUpLookup { under, servers } => {
                self.made_up_lookup(under.as_deref(), servers).await
            }
            ExperimentKind::TlsVersion {
                to,
                version,
                after_failure,
            } => {
                // Else with the whole limit of a step: what it is compared with had that too.
                let limit = after_failure.then_some(self.patience);
                let limit = limit.unwrap_or(Duration::MAX);
                vec![self.tls_version((*to, *version), limit).await]
            }
            ExperimentKind::Http2 { to } => vec![self.http2(*to).await],
            ExperimentKind::PlainPortTunnel { to } => self.plain_port_tunnel(*to).await,
            ExperimentKind::SmallPackets { to } => vec![self.small_packets(*to).await],
        }
    }

    /// The hop that it goes to; questions to name servers go to none.
    pub(super) fn hop_of(&self, kind: &ExperimentKind) -> NextHop {
        match kind {
            ExperimentKind::UnassignedAddress { .. }
            | ExperimentKind::MadeUpLookup { .. }
            | ExperimentKind::TranslatorPrefix { .. } => None,
            ExperimentKind::ServerName { .. }
            | ExperimentKind::MadeUpName { .. }
            | ExperimentKind::MadeUpHost { .. }
            | ExperimentKind::TlsVersion { .. }
            | ExperimentKind::Http2 { .. }
            | ExperimentKind::PlainPortTunnel { .. }
            | ExperimentKind::SmallPackets { .. } => self.base.hop.clone(),
        }
    }

    fn at(&self, to: SocketAddr) -> Destination {
        Destination {
            to,
            ..self.base.clone()
        }
    }

    async fn unassigned_address(&self, v6: bool) -> Vec<Control> {
        let addresses = nobodys(v6).into_iter();
        let reachable = addresses.filter(|ip| self.observer.has_route_to(*ip));
        let knocks = reachable.map(|ip| {
            let to = SocketAddr::new(ip, self.base.probe.port);
            // Whoever answers for all is near, and not all of these SYNs get lost.
            self.observer.connect_only(to, &self.slot, PATIENCE)
        });
        let attempts = join_all(knocks).await.into_iter();
        let boxed = attempts.map(Box::new);
        boxed
            .map(|attempt| Control::UnassignedAddress { attempt })
            .collect()
    }

    async fn server_name(&self, to: SocketAddr, name: &Naming) -> Control {
        let there = self.at(to);
        let greeting = self
            .observer
            .handshake_as(&there, name, &self.slot, self.patience);
        Control::ServerName {
            name: name.clone(),
            attempt: Box::new(greeting.await),
        }
    }

    async fn made_up_name(&self, to: SocketAddr, suffix: &str, limit: Duration) -> Control {
        let host = format!("{}.{suffix}", label());
        let attempt = if self.base.hop.is_some() {
            let probe = Probe {
                host: host.clone(),
                ..self.base.probe.clone()
            };
            let there = Destination {
                probe,
                asked: None,
                ..self.at(to)
            };
            self.observer.retest(&there, &self.slot, limit).await
        } else {
            let name = Naming::Other(host.clone());
            let there = self.at(to);
            let greeting = self.observer.handshake_as(&there, &name, &self.slot, limit);
            greeting.await
        };
        Control::MadeUpName {
            host,
            attempt: Box::new(attempt),
        }
    }

    /// The name is one that no name server may know (RFC 6761, 6.4).
    async fn made_up_host(&self, to: SocketAddr) -> Control {
        let host = format!("{}.invalid", label());
        let probe = Probe {
            host: host.clone(),
            ..self.base.probe.clone()
        };
        let there = Destination {
            probe,
            asked: None,
            ..self.at(to)
        };
        let walk = self.observer.retest(&there, &self.slot, self.patience);
        Control::MadeUpHost {
            host,
            attempt: Box::new(walk.await),
        }
    }

    async fn made_up_lookup(&self, under: Option<&str>, servers: &[SocketAddr]) -> Vec<Control> {
        let names = match under {
            Some(suffix) => vec![format!("{}.{suffix}", label())],
            // Resolvers keep the second to themselves (RFC 6761, 6.4); not all pass the first on.
            None => vec![format!("{}.com", label()), format!("{}.invalid", label())],
        };
        let asking = names.iter().map(|name| {
            self.observer
                .lookup(name, servers, &self.slot, self.patience)
        });
        let answers = join_all(asking).await.into_iter().flatten();
        let made = answers.map(|resolve| Control::MadeUpLookup {
            under: under.map(str::to_owned),
            resolve: Box::new(resolve),
        });
        made.collect()
    }

    /// Asks for the name that has IPv4 addresses alone (RFC 7050, 3).
    async fn translator_prefix(&self, servers: &[SocketAddr]) -> Option<Control> {
        const IPV4_ONLY: &str = "ipv4only.arpa";
        let asking = self
            .observer
            .lookup(IPV4_ONLY, servers, &self.slot, self.patience);
        asking.await.map(|resolve| Control::TranslatorPrefix {
            resolve: Box::new(resolve),
        })
    }

    async fn tls_version(
        &self,
        (to, version): (SocketAddr, TlsVersion),
        limit: Duration,
    ) -> Control {
        let there = self.at(to);
        let shaking = self
            .observer
            .handshake_offering(&there, version, &self.slot, limit);
        Control::TlsVersion {
            version,
            alone: false,
            attempt: Box::new(shaking.await),
        }
    }

    async fn http2(&self, to: SocketAddr) -> Control {
        let there = self.at(to);
        let shaking = self.observer.handshake_with_http2(&there, &self.slot);
        let (attempt, greeting) = shaking.await;
        let attempt = Box::new(attempt);
        Control::Http2 { attempt, greeting }
    }

    /// Once more where none came about: one refusal is no policy yet.
    async fn plain_port_tunnel(&self, to: SocketAddr) -> Vec<Control> {
        let there = self.at(to);
        let mut made = Vec::new();
        for _ in 0..2 {
            let asking = self.observer.tunnel_only(&there, &self.slot, PATIENCE);
            let (attempt, opened) = asking.await;
            // Silence is no refusal, and costs time.
            let silent = attempt.ends().any(|ended| *ended == Ended::OutOfTime);
            let attempt = Box::new(attempt);
            made.push(Control::PlainPortTunnel { attempt });
            if opened || silent {
                break;
            }
        }
        made
    }

    async fn small_packets(&self, to: SocketAddr) -> Control {
        let there = self.at(to);
        let greeting = self
            .observer
            .handshake_in_small_packets(&there, &self.slot, self.patience);
        Control::SmallPackets {
            attempt: Box::new(greeting.await),
        }
    }
}

/// A label that nobody has, and that says who asks for it.
fn label() -> String {
    format!("clearway-{:016x}", random())
}

/// The keys of a hasher are drawn anew for each.
fn random() -> u64 {
    RandomState::new().build_hasher().finish()
}

/// Addresses that nobody can have: of every documentation range (RFC 5737, RFC 3849) one.
fn nobodys(v6: bool) -> Vec<IpAddr> {
    let drawn = random().to_be_bytes();
    if v6 {
        let host = |at: usize| {
            let part = u16::from_be_bytes([drawn[at], drawn[at + 1]]);
            Ipv6Addr::new(0x2001, 0xdb8, part, 0, 0, 0, !part, 1)
        };
        return vec![host(0).into(), host(2).into()];
    }
    let ranges = [[192, 0, 2], [198, 51, 100], [203, 0, 113]];
    let all = ranges.iter().zip(drawn);
    all.map(|([a, b, c], host)| Ipv4Addr::new(*a, *b, *c, host.clamp(1, 254)).into())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_addresses_of_nobody_are_reserved_for_documentation_and_differ() {
        for v6 in [false, true] {
            let all = nobodys(v6);
            assert!(all.len() > 1);
            let reserved = ["192.0.2.", "198.51.100.", "203.0.113.", "2001:db8:"];
            for ip in all.iter().map(ToString::to_string) {
                assert!(reserved.iter().any(|net| ip.starts_with(net)), "{ip}");
            }
        }
    }

    #[test]
    fn no_label_is_made_twice() {
        assert_ne!(label(), label());
    }
}
