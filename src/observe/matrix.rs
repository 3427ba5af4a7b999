//! One handshake of the inspection matrix: as it is told to be, and no request after it.

use std::net::SocketAddr;

use super::clock::{Clock, Turn};
use super::handshake::Offer;
use super::{Again, Observer};
use crate::evidence::Attempt;
use crate::evidence::matrix::{Cell, Hello, Naming};
use crate::plan::Probe;
use crate::route::Hop;

/// A handshake to make.
#[derive(Debug, Clone)]
pub struct Greeting {
    /// Whose matrix it belongs to.
    pub probe: Probe,
    /// Through which hop.
    pub hop: Option<Hop>,
    /// Whom to connect to: the target on a direct route, else the hop.
    pub to: SocketAddr,
    /// What the hello is to be like.
    pub hello: Hello,
    /// Which attempt of this kind it is, counted from one.
    pub nth: u32,
}

impl Greeting {
    fn offer(&self) -> Offer<'_> {
        let (host, named) = match &self.hello.name {
            Naming::Asked => (&self.probe.host, true),
            Naming::Other(name) => (name, true),
            Naming::Nobody => (&self.probe.host, false),
        };
        Offer {
            host,
            named,
            only: Some((self.hello.version, self.hello.size)),
        }
    }
}

impl Observer {
    /// Makes one handshake and ends the connection.
    pub async fn greet(&self, greeting: &Greeting, turn: &Turn) -> Cell {
        let clock = Clock::of(turn, self.limits.step);
        let mut attempt = Attempt::new(greeting.to);
        let there = Again {
            probe: &greeting.probe,
            hop: greeting.hop.as_ref(),
            to: greeting.to,
        };
        let offer = greeting.offer();
        self.shake_at(there, &offer, &clock, &mut attempt).await;
        Cell {
            via: greeting.hop.as_ref().map(Hop::to_string),
            hello: greeting.hello.clone(),
            nth: greeting.nth,
            attempt,
            chain: None,
        }
    }
}
