//! Where a handshake or a walk is to lead.

use std::net::{IpAddr, SocketAddr};

use crate::plan::Probe;
use crate::route::Hop;

/// One address of one probe, on one route.
#[derive(Debug, Clone)]
pub struct Destination {
    /// What is asked there.
    pub probe: Probe,
    /// The hop that it is asked through; none on the direct route.
    pub hop: Option<Hop>,
    /// The address to connect to: the target's on a direct route, else the hop's.
    pub to: SocketAddr,
    /// The target's address, where the hop is given that in place of the name.
    pub asked: Option<IpAddr>,
}
