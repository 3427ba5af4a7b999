//! Addresses that a client program makes up, where nothing works there.

use std::net::{IpAddr, SocketAddr};

use crate::evidence::dns::RecordType;
use crate::evidence::{Attempt, Resolution, Step};
use crate::finding::Finding;
use crate::finding::cause::host::{MadeUpAddress, MadeUpBy};
use crate::judge::Case;

/// `host.made-up-address`, for each such address that failed.
pub(in crate::judge) fn judge(case: &Case<'_>) -> Vec<Finding> {
    let Some(resolve) = case
        .evidence
        .resolve
        .as_ref()
        .filter(|_| case.route.is_direct())
    else {
        return Vec::new();
    };
    let failed = case
        .evidence
        .attempts
        .iter()
        .filter(|attempt| !works(attempt));
    let made_up = failed.filter_map(|attempt| {
        let made_up = MadeUpAddress {
            answer: attempt.to.ip(),
            client: made_up_by(attempt.to.ip())?,
            here: is_answered_here(&resolve.seen, attempt.to.ip()),
        };
        Some(Finding::new(made_up).at(attempt.to))
    });
    made_up.collect()
}

fn works(attempt: &Attempt) -> bool {
    let secured = attempt.handshake.as_ref().is_some_and(Step::completed);
    secured || attempt.fetch.as_ref().is_some_and(Step::completed)
}

fn made_up_by(ip: IpAddr) -> Option<MadeUpBy> {
    let IpAddr::V4(v4) = ip else { return None };
    match v4.octets() {
        [6, 6, ..] => Some(MadeUpBy::GlobalSecureAccess),
        [198, 18 | 19, ..] => Some(MadeUpBy::TunnelClient),
        _ => None,
    }
}

/// Do only resolvers on this machine say so, or those that such a client has put there, or the system alone?
fn is_answered_here(seen: &Resolution, ip: IpAddr) -> bool {
    let says_so = |server: &&SocketAddr| {
        let chain = seen.chain(**server, &seen.name, RecordType::A);
        chain.addresses().contains(&ip)
    };
    let mut servers = seen.servers.iter().filter(says_so);
    servers.all(|server| server.ip().is_loopback() || made_up_by(server.ip()).is_some())
}
