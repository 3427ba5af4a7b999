//! A login that the run gave and that the product cannot give.

use super::answer::request;
use super::reply::schemes;
use crate::catalogue::ProxyLogin;
use crate::evidence::{Attempt, Tunnel};
use crate::finding::Finding;
use crate::finding::cause::tunnel::LoginUnsupported;
use crate::judge::{Case, Policy};

/// Where a hop asked for a login, was given one and let pass: can the product give it, too?
pub(super) fn judge(case: &Case<'_>, policy: &Policy<'_>) -> Option<Finding> {
    let login = policy.catalogue.proxy_login;
    if login == ProxyLogin::Supported {
        return None;
    }
    let mut attempts = case.evidence.attempts.iter();
    let (attempt, asked) =
        attempts.find_map(|attempt| Some((attempt, logged_in(case, attempt)?)))?;
    let unsupported = LoginUnsupported {
        request: request(case),
        product: policy.catalogue.product.clone(),
        integrated: login == ProxyLogin::Integrated,
        offers_integrated: offers_integrated(asked),
        schemes: schemes(asked),
    };
    Some(Finding::new(unsupported).at(attempt.to))
}

/// The demand that a login answered, where the hop let this pass then. A hop of SOCKS demands it
/// without offering a scheme.
fn logged_in<'a>(case: &Case<'_>, attempt: &'a Attempt) -> Option<&'a Tunnel> {
    let step = attempt.tunnel.as_ref()?;
    if case.fetched_by_hop() {
        let answered = &attempt.fetch.as_ref()?.seen;
        return (answered.authorised && answered.status.is_some()).then_some(&step.seen);
    }
    if !step.completed() {
        return None;
    }
    match step.seen.socks {
        Some(socks) => (socks.login == Some(0)).then_some(&step.seen),
        None => step
            .seen
            .challenge
            .as_deref()
            .filter(|_| step.seen.authorised),
    }
}

fn offers_integrated(asked: &Tunnel) -> bool {
    asked.offers("negotiate") || asked.offers("ntlm")
}
