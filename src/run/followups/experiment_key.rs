//! When two experiments are the same one.

use crate::judge::ExperimentKind;

/// An experiment, as far as its outcome depends on it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(in crate::run) struct ExperimentKey {
    kind: ExperimentKind,
    made_as: MadeAs,
}

impl ExperimentKey {
    /// The key of an experiment that is made as the probe at this place, on this port.
    pub(super) fn new(kind: &ExperimentKind, place: usize, port: u16) -> Self {
        Self {
            kind: kind.clone(),
            made_as: MadeAs::new(kind, place, port),
        }
    }
}

/// What of the first probe that wants an experiment matters to its outcome.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum MadeAs {
    /// All of it: host, route and address.
    Probe(usize),
    Port(u16),
    Anybody,
}

impl MadeAs {
    fn new(kind: &ExperimentKind, place: usize, port: u16) -> Self {
        match kind {
            ExperimentKind::UnassignedAddress { .. } => Self::Port(port),
            ExperimentKind::MadeUpLookup { .. } => Self::Anybody,
            ExperimentKind::ServerName { .. }
            | ExperimentKind::MadeUpName { .. }
            | ExperimentKind::TlsVersion { .. }
            | ExperimentKind::SmallPackets { .. } => Self::Probe(place),
        }
    }
}
