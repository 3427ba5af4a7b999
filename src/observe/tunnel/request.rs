//! What to ask hops for; the target's address may have to be found first.

use std::future::ready;
use std::net::IpAddr;

use futures_util::FutureExt;
use futures_util::future::{BoxFuture, Shared};
use tokio::sync::mpsc::UnboundedReceiver;

use crate::plan::Probe;

/// What a tunnel is to lead to.
#[derive(Debug, Clone, Copy)]
pub(in crate::observe) struct TunnelRequest<'a> {
    pub(in crate::observe) probe: &'a Probe,
    /// The target's address, where the hop is given that in place of the name.
    pub(in crate::observe) address: Option<IpAddr>,
}

/// What to ask hops for; the target's address may have to be found first.
#[derive(Debug, Clone)]
pub(in crate::observe) struct PendingRequest<'a> {
    pub(in crate::observe) probe: &'a Probe,
    address: Option<Shared<BoxFuture<'a, Option<IpAddr>>>>,
}

impl<'a> PendingRequest<'a> {
    /// By this address, or by name where there is none.
    pub(in crate::observe) fn new(probe: &'a Probe, address: Option<IpAddr>) -> Self {
        let address = address.map(|known| ready(Some(known)).boxed().shared());
        Self { probe, address }
    }

    /// By one of these addresses: IPv4 where there is one, since many hops have nothing else.
    pub(in crate::observe) fn by_address(
        probe: &'a Probe,
        found: UnboundedReceiver<IpAddr>,
    ) -> Self {
        let address = Some(preferred(found).boxed().shared());
        Self { probe, address }
    }

    /// What to ask for; nothing where there is no address.
    pub(in crate::observe) async fn ready(&self) -> Option<TunnelRequest<'a>> {
        let address = match &self.address {
            None => None,
            Some(found) => Some(found.clone().await?),
        };
        let probe = self.probe;
        Some(TunnelRequest { probe, address })
    }
}

async fn preferred(mut found: UnboundedReceiver<IpAddr>) -> Option<IpAddr> {
    let mut other = None;
    while let Some(address) = found.recv().await {
        if address.is_ipv4() {
            return Some(address);
        }
        other.get_or_insert(address);
    }
    other
}
