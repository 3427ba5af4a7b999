//! Which experiments beside the main walk could change what is said of it.

use super::{Case, Policy, Referred, chain};

/// An experiment whose outcome could change a finding. What it shows goes to the controls of the
/// evidence, where every later judgement finds it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Wish {
    /// Fetch a certificate that a chain lacks from where the chain says that it lies.
    Issuer(Referred),
}

/// What a probe wants to have tried, less what was tried already.
#[must_use]
pub fn wants(case: &Case<'_>, policy: &Policy<'_>) -> Vec<Wish> {
    let issuers = chain::wanted_issuers(case, policy);
    issuers.into_iter().map(Wish::Issuer).collect()
}
