//! What a hop demands before it serves.

use super::answer::{answer_in, request};
use crate::evidence::Tunnel;
use crate::finding::Cause;
use crate::finding::cause::tunnel::{AuthRequired, Demand};
use crate::judge::Case;
use crate::judge::redirect::leads_away;

/// The demand, for what was asked.
pub(super) fn required(case: &Case<'_>, demand: Demand) -> AuthRequired {
    AuthRequired {
        request: request(case),
        demand,
        products: Vec::new(),
    }
}

/// The demand, as a cause.
pub(super) fn demanded(case: &Case<'_>, demand: Demand) -> Cause {
    required(case, demand).into()
}

/// A redirect to another host in place of a tunnel: the host, and the demand to sign in there.
pub(super) fn sign_in(case: &Case<'_>, seen: &Tunnel) -> Option<(String, Demand)> {
    let page = leads_away(seen.status?, seen.header("location"), &case.probe.host)?;
    let demand = Demand::SignIn {
        host: page.as_str().into(),
        in_tunnel: false,
        answer: answer_in(seen),
    };
    Some((page, demand))
}
