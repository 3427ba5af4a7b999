//! What one name server says of a name.

use std::net::SocketAddr;

use crate::evidence::Ended;
use crate::evidence::dns::{Chain, ChainEnd, NO_ERROR, NX_DOMAIN, RecordType, Resolution};

/// One server's view of the name.
pub(super) struct View {
    pub(super) server: SocketAddr,
    pub(super) v4: Chain,
    pub(super) v6: Chain,
}

impl View {
    pub(super) fn of(seen: &Resolution, server: SocketAddr) -> Self {
        Self {
            server,
            v4: chain_of(seen, server, &seen.name, RecordType::A),
            v6: chain_of(seen, server, &seen.name, RecordType::Aaaa),
        }
    }

    pub(super) fn resolves(&self) -> bool {
        !self.v4.addresses().is_empty() || !self.v6.addresses().is_empty()
    }

    /// The chain that says why there is no address: IPv4's, unless it merely has none.
    pub(super) fn failing(&self) -> (&Chain, RecordType) {
        if self.v4.end == ChainEnd::NoData && self.v6.end != ChainEnd::NoData {
            (&self.v6, RecordType::Aaaa)
        } else {
            (&self.v4, RecordType::A)
        }
    }
}

/// The chain behind a name. Our walk may get through link by link where the server does not answer for the
/// name itself: programs ask for the name, and get that.
pub(super) fn chain_of(
    seen: &Resolution,
    server: SocketAddr,
    name: &str,
    rtype: RecordType,
) -> Chain {
    let chain = seen.chain(server, name, rtype);
    match failure_of_whole(seen, server, name, rtype) {
        Some(end) if !chain.addresses().is_empty() => Chain {
            links: Vec::new(),
            end,
        },
        _ => chain,
    }
}

/// How a server failed to answer for the name itself, if it did.
fn failure_of_whole(
    seen: &Resolution,
    server: SocketAddr,
    name: &str,
    rtype: RecordType,
) -> Option<ChainEnd> {
    let Some(reply) = seen.reply(server, name, rtype) else {
        let last = seen.asked(server, name, rtype).last()?;
        return Some(ChainEnd::Silent(last.ended.clone()));
    };
    let empty = reply.alias(name).is_none() && reply.addresses(name, rtype).is_empty();
    match reply.rcode {
        _ if reply.truncated => Some(ChainEnd::Truncated),
        NO_ERROR if empty => Some(ChainEnd::NoData),
        NO_ERROR => None,
        rcode => Some(ChainEnd::Rcode(rcode)),
    }
}

/// The error that a server answers for the whole name in this type, where it gives the other: it refuses the
/// type, and no link of the chain is to blame.
pub(super) fn error_for_whole(
    seen: &Resolution,
    server: SocketAddr,
    rtype: RecordType,
) -> Option<ChainEnd> {
    let end = failure_of_whole(seen, server, &seen.name, rtype);
    end.filter(|end| matches!(end, ChainEnd::Rcode(rcode) if *rcode != NX_DOMAIN))
}

/// Was a step carried through, whatever it brought? What we broke off ourselves says nothing.
pub(super) fn was_seen(ended: &Ended) -> bool {
    !matches!(ended, Ended::GaveUp | Ended::Interrupted)
}
