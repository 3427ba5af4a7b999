//! What the walks tell while they go on.

use super::routing::Outcome;
use crate::evidence::Attempt;
use crate::observe::Destination;

/// What is known before all walks are done, by the place of the probe.
#[derive(Debug)]
pub(super) enum Event {
    /// TLS with the target comes next at this address.
    Opened(usize, Box<Destination>),
    /// The walk along one address has ended.
    Attempted(usize, Box<Attempt>),
    /// The probe is done.
    Measured(usize, Box<Outcome>),
}
