//! What a script may ask of this machine.

use std::net::IpAddr;
use std::time::Duration;

/// What a script may ask of this machine.
pub trait Asks: Send + Sync {
    /// The addresses of a name, none where it has none or nobody says so within the time limit.
    fn addresses(&self, name: &str, within: Duration) -> Vec<IpAddr>;

    /// This machine's own addresses on its way out, the usual one first.
    fn own(&self) -> Vec<IpAddr>;

    /// Is nobody waiting for an answer any more?
    fn is_over(&self) -> bool;
}

/// Nothing can be asked.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoAnswers;

impl Asks for NoAnswers {
    fn addresses(&self, _name: &str, _within: Duration) -> Vec<IpAddr> {
        Vec::new()
    }

    fn own(&self) -> Vec<IpAddr> {
        Vec::new()
    }

    fn is_over(&self) -> bool {
        false
    }
}
