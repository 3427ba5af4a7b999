//! What a run tells whoever looks on. It knows nothing of terminals.

use std::fmt;
use std::time::Duration;

use crate::observe::Activity;
use crate::plan::Probe;

/// Looks on while a run goes on. Probes are told apart by their place in the plan.
pub trait Progress: fmt::Debug + Send + Sync + 'static {
    /// So many probes will be made.
    fn planned(&self, _probes: usize) {}

    /// A probe's turn has come.
    fn begins(&self, _place: usize, _probe: &Probe) {}

    /// A step of it begins; several may be under way at once.
    fn step_begins(&self, _place: usize, _doing: Activity) {}

    /// A step of it has ended.
    fn step_ends(&self, _place: usize, _doing: Activity) {}

    /// Is it worth judging each probe as soon as it is done?
    fn wants_failures(&self) -> bool {
        false
    }

    /// It is done, and fails as far as its own walks show.
    fn fails(&self, _place: usize, _probe: &Probe) {}

    /// It is done.
    fn ends(&self, _place: usize) {}

    /// All are done, and so many addresses are asked once more, alone.
    fn asks_again(&self, _addresses: usize) {}

    /// So many handshakes of the inspection matrix are made.
    fn goes_through_shapes(&self, _handshakes: usize) {}

    /// So many connections are left alone, the longest for so long.
    fn holds(&self, _connections: usize, _longest: Duration) {}
}

/// Nobody looks on.
#[derive(Debug, Clone, Copy, Default)]
pub struct Unwatched;

impl Progress for Unwatched {}
