//! What a probe comes to, as the report carries it.

use std::net::IpAddr;

use super::chain::AddressOrigin;
use crate::finding::{Directly, Finding, Inspected, Verdict};

/// What one probe comes to.
#[derive(Debug, PartialEq)]
pub struct Judgement {
    /// The worst of its findings; never a pass without evidence.
    pub verdict: Verdict,
    /// Was it seen to the end? If not, it does not pass.
    pub is_seen: bool,
    /// What was found, in the order of the walk.
    pub findings: Vec<Finding>,
    /// What the matrix of handshakes came to, where there was one.
    pub inspected: Option<Inspected>,
    /// What was met on the direct route, where it was measured beside another one.
    pub direct: Option<Directly>,
    /// Origin certificates each address showed.
    pub origins: Vec<AddressOrigin>,
    /// The addresses that proved to be the service's.
    pub proven: Vec<IpAddr>,
}
