//! Every alias link, every A and AAAA, from every server, and the system's own answer beside it.
//!
//! Each name that turns up in a chain is also asked for by itself, side by side with the others, so
//! the whole walk takes as many round trips as the servers need to show the last alias.

mod exchange;
mod system;
mod transports;
mod walk;

use std::net::{IpAddr, SocketAddr};

use tokio::sync::mpsc::UnboundedSender;

use self::walk::Walk;
use super::clock::Clock;
use crate::evidence::Step;
use crate::evidence::dns::Resolution;
use crate::net::Dial;

/// Resolves one name; every address goes to `found` as soon as it is known.
pub(super) async fn resolve(
    dial: &dyn Dial,
    servers: &[SocketAddr],
    name: &str,
    clock: &Clock,
    found: UnboundedSender<IpAddr>,
) -> Step<Resolution> {
    let at_ms = clock.now_ms();
    let walk = Walk::new(dial, servers, name, clock, found);
    let (seen, ended) = walk.run().await;
    Step {
        at_ms,
        took_ms: clock.now_ms() - at_ms,
        seen,
        ended,
    }
}
