//! What the walks tell while they go on.

use super::routing::Outcome;
use crate::evidence::Attempt;

/// What is known before all walks are done, by the place of the probe.
#[derive(Debug)]
pub(super) enum Event {
    /// The walk along one address has ended.
    Attempted(usize, Box<Attempt>),
    /// The probe is done.
    Measured(usize, Box<Outcome>),
}
