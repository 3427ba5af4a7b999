//! What a hop of SOCKS said.

use super::answer::request;
use super::demand::demanded;
use crate::evidence::{Socks, Tunnel};
use crate::finding::Cause;
use crate::finding::cause::tunnel::{
    AuthFailed, Demand, Lacking, NotAProxy, Refused, Rejection, Reply, SocksLogin, Upstream,
};
use crate::judge::Case;

/// An answer that opened no tunnel.
pub(super) fn answer(case: &Case<'_>, said: Socks, seen: &Tunnel) -> Option<Cause> {
    match said {
        Socks { version: 4, .. } => version_4(case, said, seen),
        Socks { reply: Some(_), .. } => version_5(case, said, seen),
        Socks {
            login: Some(login), ..
        } => (login != 0).then(|| rejected(case, Rejection::SocksLogin { status: login })),
        Socks {
            method: Some(method),
            ..
        } => Some(demanded(
            case,
            Demand::SocksMethod {
                method,
                login_offered: said.login_offered,
            },
        )),
        Socks { .. } => None,
    }
}

/// Was version 4 to be given an address that it has no room for? Of 4a it would have been the name.
pub(super) fn lacks_ipv6(seen: &Tunnel) -> bool {
    let is_4 = seen
        .socks
        .is_some_and(|said| said.version == 4 && said.reply.is_none());
    is_4 && seen.asked.is_some_and(|address| address.is_ipv6())
}

/// How far a login went, once the hop had a request to answer. SOCKS has no word for a login that is
/// missing: hops refuse, fail or close then.
pub(super) fn login(said: Socks, seen: &Tunnel) -> Option<SocksLogin> {
    match (said.version, said.method) {
        (4, _) if seen.authorised => Some(SocksLogin::UserOnly),
        (4, _) => Some(SocksLogin::NotGiven),
        (_, Some(0)) if said.login_offered => Some(SocksLogin::NotAskedFor),
        (_, Some(0)) => Some(SocksLogin::NotGiven),
        _ => (said.login == Some(0)).then_some(SocksLogin::Accepted),
    }
}

fn rejected(case: &Case<'_>, rejection: Rejection) -> Cause {
    AuthFailed {
        request: request(case),
        rejection,
        alone: None,
    }
    .into()
}

/// RFC 1928, 6.
fn version_5(case: &Case<'_>, said: Socks, seen: &Tunnel) -> Option<Cause> {
    let number = said.reply?;
    let vague = matches!(number, 1 | 2);
    let reply = Reply::Socks {
        version: 5,
        reply: number,
        login: login(said, seen).filter(|_| vague),
    };
    Some(match number {
        0 => return None,
        1 | 3..=6 => upstream(reply),
        2 => Refused {
            request: request(case),
            reply,
            alone: None,
        }
        .into(),
        _ => NotAProxy {
            lacks: Lacking::Request { reply },
            alone: None,
        }
        .into(),
    })
}

/// Version 4 has one word for "not allowed" and "not reached".
fn version_4(case: &Case<'_>, said: Socks, seen: &Tunnel) -> Option<Cause> {
    let reply = said.reply?;
    let whole = Reply::Socks {
        version: 4,
        reply,
        login: login(said, seen).filter(|_| reply == 91),
    };
    Some(match reply {
        90 => return None,
        91 => upstream(whole),
        92 => demanded(case, Demand::Identd { reply }),
        93 => rejected(case, Rejection::Identd { reply }),
        _ => NotAProxy {
            lacks: Lacking::Request { reply: whole },
            alone: None,
        }
        .into(),
    })
}

fn upstream(reply: Reply) -> Cause {
    let alone = None;
    Upstream { reply, alone }.into()
}
