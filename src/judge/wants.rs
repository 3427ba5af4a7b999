//! Which experiments beside the main walk could change what is said of it. What they show goes to the
//! controls of the evidence, where every later judgement finds it.

use super::{Case, Policy, Referred, Want, again, chain};
use crate::evidence::Evidence;
use crate::plan::Probe;
use crate::route::Route;

/// The experiments whose outcome could change a finding, less what was tried already.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wants {
    /// Walks to make once more, alone.
    pub alone: Vec<Want>,
    /// Certificates that chains lack, to be fetched from where the chains say that they lie.
    pub issuers: Vec<Missing>,
}

impl Wants {
    /// Is nothing wanted?
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.alone.is_empty() && self.issuers.is_empty()
    }
}

/// A certificate that a chain waits for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Missing {
    /// Whose it is, by its place among the probes.
    pub probe: usize,
    /// Where it lies.
    pub at: Referred,
}

/// What a run wants to have tried, after what it has seen of each of these probes.
#[must_use]
pub fn wants(seen: &[(Route, Evidence)], probes: &[Probe], policy: &Policy<'_>) -> Wants {
    let mut issuers = Vec::new();
    for (place, (probe, (route, evidence))) in probes.iter().zip(seen).enumerate() {
        let Some(endpoint) = policy.catalogue.endpoint(&probe.endpoint) else {
            continue;
        };
        let settled = again::settle(probe.scheme, evidence);
        let case = Case {
            probe,
            endpoint,
            route,
            evidence: &settled.evidence,
        };
        let own = chain::wanted_issuers(&case, policy).into_iter();
        issuers.extend(own.map(|at| Missing { probe: place, at }));
    }
    Wants {
        alone: again::wants(seen),
        issuers,
    }
}
