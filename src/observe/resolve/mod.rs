//! Every alias link, every A and AAAA, from every server, and the system's own answer beside it.
//!
//! Each name that turns up in a chain is also asked for by itself, side by side with the others, so
//! the whole walk takes as many round trips as the servers need to show the last alias.

mod exchange;
mod shared;
mod system;
mod transports;
mod walk;

use std::net::{IpAddr, SocketAddr};

use tokio::sync::mpsc::UnboundedSender;
use tokio::time::Instant;

pub(super) use self::shared::SharedWalks;

use self::shared::{Part, finish, listen};
use self::walk::Walk;
use super::clock::Clock;
use crate::evidence::Step;
use crate::evidence::dns::Resolution;
use crate::net::Dial;

/// Who is asked, and what was asked before.
pub(super) struct Resolver<'a> {
    pub(super) dial: &'a dyn Dial,
    pub(super) servers: &'a [SocketAddr],
    pub(super) walks: &'a SharedWalks,
}

impl Resolver<'_> {
    /// Resolves one name, once for all probes that ask for it; every address goes to `found` as soon as it
    /// is known.
    pub(super) async fn resolve(
        &self,
        name: &str,
        clock: &Clock,
        found: UnboundedSender<IpAddr>,
    ) -> Step<Resolution> {
        loop {
            let resolved = match self.walks.part(name, clock.limit) {
                Part::Listens(walk) => listen(walk, clock, &found).await,
                Part::Walks(progress, walk) => {
                    let asked = (Instant::now(), clock.now_ms());
                    let walking = async {
                        let walk = Walk::new(self.dial, self.servers, name, clock, &progress);
                        finish(&progress, asked, walk.run().await);
                    };
                    tokio::join!(listen(walk, clock, &found), walking).0
                }
            };
            if let Some(resolved) = resolved {
                return resolved;
            }
        }
    }
}
