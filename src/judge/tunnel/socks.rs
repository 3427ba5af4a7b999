//! What a hop of SOCKS said.

use super::answer::request;
use crate::evidence::{Socks, Tunnel};
use crate::finding::Cause;
use crate::finding::cause::tunnel::{
    AuthFailed, AuthRequired, Demand, Lacking, NotAProxy, Refused, Rejection, Reply, Upstream,
};
use crate::judge::Case;

/// An answer that opened no tunnel.
pub(super) fn answer(case: &Case<'_>, said: Socks, seen: &Tunnel) -> Option<Cause> {
    match said {
        Socks { version: 4, .. } => version_4(case, said.reply?),
        Socks {
            reply: Some(reply), ..
        } => version_5(case, reply),
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
                login_offered: seen.authorised,
            },
        )),
        Socks { .. } => None,
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

fn demanded(case: &Case<'_>, demand: Demand) -> Cause {
    AuthRequired {
        request: request(case),
        demand,
        products: Vec::new(),
    }
    .into()
}

/// RFC 1928, 6.
fn version_5(case: &Case<'_>, number: u8) -> Option<Cause> {
    let reply = Reply::Socks {
        version: 5,
        reply: number,
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
fn version_4(case: &Case<'_>, reply: u8) -> Option<Cause> {
    let said = Reply::Socks { version: 4, reply };
    Some(match reply {
        90 => return None,
        91 => upstream(said),
        92 => demanded(case, Demand::Identd { reply }),
        93 => rejected(case, Rejection::Identd { reply }),
        _ => NotAProxy {
            lacks: Lacking::Request { reply: said },
            alone: None,
        }
        .into(),
    })
}

fn upstream(reply: Reply) -> Cause {
    let alone = None;
    Upstream { reply, alone }.into()
}
