//! Does a name exist, by the name servers of this machine? Where a hop resolves it, they only bear witness.

use std::net::SocketAddr;

use super::view::View;
use crate::address::is_global;
use crate::evidence::dns::{ChainEnd, NX_DOMAIN, Resolution};
use crate::judge::{Case, JudgedProbe};

/// Does some name server give a public address for the name?
pub(in crate::judge) fn exists(case: &Case<'_>) -> bool {
    let Some(seen) = resolution(case) else {
        return false;
    };
    let mut servers = seen.servers.iter();
    servers.any(|server| resolves(seen, *server))
}

/// A name server that says that there is no such name, and resolves one of these other hosts: the server
/// and the host. Whoever denies everything shows nothing.
pub(in crate::judge) fn denied_by<'a>(
    case: &Case<'_>,
    others: &[JudgedProbe<'a>],
) -> Option<(SocketAddr, &'a str)> {
    let seen = resolution(case).filter(|_| !exists(case))?;
    let mut deniers = seen.servers.iter().filter(|server| denies(seen, **server));
    deniers.find_map(|server| {
        let mut others = others.iter().filter(|other| other.host() != seen.name);
        let known = others.find(|other| {
            let seen = resolution(&other.case);
            seen.is_some_and(|seen| resolves(seen, *server))
        });
        Some((*server, known?.host()))
    })
}

fn resolution<'a>(case: &Case<'a>) -> Option<&'a Resolution> {
    case.evidence.resolve.as_ref().map(|step| &step.seen)
}

fn resolves(seen: &Resolution, server: SocketAddr) -> bool {
    let view = View::of(seen, server);
    let mut all = view.v4.addresses().iter().chain(view.v6.addresses());
    all.any(|ip| is_global(*ip))
}

fn denies(seen: &Resolution, server: SocketAddr) -> bool {
    let view = View::of(seen, server);
    view.failing().0.end == ChainEnd::Rcode(NX_DOMAIN)
}
