//! Which experiments beside the main walk could change what is said of it. What they show goes to the
//! controls of the evidence, where every later judgement finds it.

pub(super) mod controls;
mod experiment;
mod hop_names;
mod http2;
mod made_up_host;
mod plain_port;
pub(super) mod retest;
mod server_names;
mod versions;
mod wildcard;

pub use self::experiment::{Experiment, ExperimentKind};

use crate::judge::{Case, FetchableUrl, Policy, Retest, chain};

/// The experiments whose outcome could change a finding, less what was tried already.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Followups {
    /// Walks to make once more, alone.
    pub retests: Vec<Retest>,
    /// Certificates that chains lack, to be fetched from where the chains say that they lie.
    pub issuers: Vec<MissingIssuer>,
    /// Small experiments.
    pub controls: Vec<Experiment>,
}

impl Followups {
    /// Is nothing wanted?
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.retests.is_empty() && self.issuers.is_empty() && self.controls.is_empty()
    }
}

/// A certificate that a chain waits for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MissingIssuer {
    /// Origin it is, by its place among the probes.
    pub probe: usize,
    /// Where it lies.
    pub at: FetchableUrl,
}

/// What a run wants to have tried after what it has seen of these probes, each with its place in the
/// plan.
#[must_use]
pub fn followups(probes: &[(usize, Case<'_>)], policy: &Policy<'_>) -> Followups {
    let settled = probes.iter().map(|(_, case)| retest::settle(case));
    let settled: Vec<_> = settled.collect();
    let cases = probes.iter().zip(&settled).map(|((place, case), settled)| {
        let evidence = &*settled.evidence;
        (*place, Case { evidence, ..*case })
    });
    let cases: Vec<(usize, Case<'_>)> = cases.collect();
    let mut issuers = Vec::new();
    for (place, case) in &cases {
        let own = chain::wanted_issuers(case, policy).into_iter();
        issuers.extend(own.map(|at| MissingIssuer { probe: *place, at }));
    }
    Followups {
        retests: retest::needed_retests(probes),
        issuers,
        controls: controls::needed_experiments(&cases, policy),
    }
}
