//! When two experiments are the same one.

use crate::judge::ExperimentKind;
use crate::plan::Probe;

/// An experiment, as far as its outcome depends on it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(in crate::run) struct ExperimentKey {
    kind: ExperimentKind,
    made_as: MadeAs,
}

impl ExperimentKey {
    /// The key of an experiment that is made as this probe, at this place of the plan.
    pub(super) fn new(kind: &ExperimentKind, place: usize, probe: &Probe) -> Self {
        Self {
            kind: kind.clone(),
            made_as: MadeAs::new(kind, place, probe),
        }
    }
}

/// What of the first probe that wants an experiment matters to its outcome.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum MadeAs {
    /// All of it: host, route and address.
    Probe(usize),
    /// Two paths of one host share their handshakes.
    Host(String),
    Port(u16),
    Anybody,
}

impl MadeAs {
    fn new(kind: &ExperimentKind, place: usize, probe: &Probe) -> Self {
        match kind {
            ExperimentKind::UnassignedAddress { .. } => Self::Port(probe.port),
            ExperimentKind::MadeUpLookup { .. }
            | ExperimentKind::MadeUpHost { .. }
            | ExperimentKind::TranslatorPrefix { .. } => Self::Anybody,
            ExperimentKind::TlsVersion { .. } => Self::Host(probe.host.clone()),
            ExperimentKind::ServerName { .. }
            | ExperimentKind::MadeUpName { .. }
            | ExperimentKind::Http2 { .. }
            | ExperimentKind::PlainPortTunnel { .. }
            | ExperimentKind::SmallPackets { .. } => Self::Probe(place),
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::catalogue::TlsVersion;
    use crate::judge::FetchableUrl;
    use crate::run::linked_file::of_issuer;

    use super::*;

    #[test]
    fn two_paths_of_one_host_share_the_handshake_of_one_version_and_two_hosts_do_not() {
        let probe = |host: &str, path: &str| {
            of_issuer(&FetchableUrl {
                url: String::new(),
                host: host.to_owned(),
                path: path.to_owned(),
            })
        };
        let kind = ExperimentKind::TlsVersion {
            to: "20.190.128.5:443".parse().expect("an address"),
            version: TlsVersion::Tls12,
            after_failure: false,
        };
        let first = ExperimentKey::new(&kind, 0, &probe("a.example", "/1"));
        assert!(first == ExperimentKey::new(&kind, 1, &probe("a.example", "/2")));
        assert!(first != ExperimentKey::new(&kind, 2, &probe("b.example", "/1")));
    }
}
