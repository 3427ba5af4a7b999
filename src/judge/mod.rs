//! Evidence and policy in, findings out. No clock, no network, no async: the same evidence gets the
//! same verdict for ever.

pub mod chain;
pub mod signature;

use crate::blob::Blob;
use crate::catalogue::{Catalogue, Endpoint};
use crate::evidence::Evidence;
use crate::plan::Probe;
use crate::route::Route;

/// What is judged by.
#[derive(Debug)]
pub struct Policy<'a> {
    /// The endpoints and the keys of their genuine issuers.
    pub catalogue: &'a Catalogue,
    /// Roots that only this machine trusts (DER), as far as they complete a chain that was seen.
    pub local_roots: &'a [Blob],
}

/// One probe, as it is judged.
#[derive(Debug, Clone, Copy)]
pub struct Case<'a> {
    /// What was asked.
    pub probe: &'a Probe,
    /// The row it belongs to.
    pub endpoint: &'a Endpoint,
    /// The way it took.
    pub route: &'a Route,
    /// What it saw. Its `started_unix` is the moment that counts.
    pub evidence: &'a Evidence,
}
