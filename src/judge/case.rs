//! What is judged: one probe with what was seen of it, and what it is judged by.

use super::Statements;
use crate::catalogue::{Catalogue, Endpoint, Scheme};
use crate::evidence::Evidence;
use crate::finding::Target;
use crate::plan::Probe;
use crate::route::Route;
use crate::signature::Signatures;
use crate::text::bytes::Blob;

/// What is judged by.
#[derive(Debug)]
pub struct Policy<'a> {
    /// The endpoints and the keys of their genuine issuers.
    pub catalogue: &'a Catalogue,
    /// Roots that only this machine trusts (DER), as far as they complete a chain that was seen.
    pub local_roots: &'a [Blob],
    /// What CAs said of certificates they withdrew, in all that was fetched.
    pub statements: &'a Statements,
    /// The signatures that were checked so far.
    pub signatures: &'a Signatures,
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

impl Case<'_> {
    /// Does the hop fetch what is asked for itself, in place of opening a tunnel?
    pub(super) fn fetched_by_hop(&self) -> bool {
        self.probe.scheme == Scheme::Http && self.route.hop_fetches()
    }

    /// The host and port, and the proxy that they were asked through.
    pub(super) fn target(&self) -> Target {
        Target {
            host: self.probe.host.clone(),
            port: self.probe.port,
            via: self.route.via.clone(),
        }
    }
}

/// Cases for tests that look at many probes.
#[cfg(test)]
pub(super) mod owned {
    use super::*;

    /// A case that owns its parts.
    #[derive(Debug)]
    pub(in crate::judge) struct OwnedCase {
        pub(in crate::judge) probe: Probe,
        pub(in crate::judge) endpoint: Endpoint,
        pub(in crate::judge) route: Route,
        pub(in crate::judge) evidence: Evidence,
    }

    impl OwnedCase {
        /// `https://HOST/` of a required row, on the direct way, of which nothing was seen.
        pub(in crate::judge) fn of(host: &str) -> Self {
            let row = serde_json::json!({
                "id": host, "host": host, "port": 443, "scheme": "https", "clouds": ["public"],
                "purpose": "test", "issuers": ["own"], "source": "test"
            });
            let probe = serde_json::json!({
                "host": host, "port": 443, "scheme": "https", "path": "/"
            });
            Self {
                probe: serde_json::from_value(probe).unwrap(),
                endpoint: serde_json::from_value(row).unwrap(),
                route: Route::default(),
                evidence: Evidence::default(),
            }
        }

        pub(in crate::judge) fn case(&self) -> Case<'_> {
            Case {
                probe: &self.probe,
                endpoint: &self.endpoint,
                route: &self.route,
                evidence: &self.evidence,
            }
        }
    }
}
