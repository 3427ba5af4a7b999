//! A login that the run gave and that the product cannot give.

use super::answer::request;
use super::reply::schemes;
use crate::catalogue::{Catalogue, ProxyLogin};
use crate::evidence::{Attempt, Tunnel};
use crate::finding::cause::tunnel::{Demand, LoginUnsupported, PossibleLogin, ProductLogin};
use crate::finding::{Cause, Finding};
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

/// What the data file says of logins, where one is demanded. On a page no product signs in.
pub(super) fn with_products(mut cause: Cause, policy: &Policy<'_>) -> Cause {
    if let Cause::TunnelAuthRequired(facts) = &mut cause
        && !matches!(facts.demand, Demand::SignIn { .. })
    {
        facts.products = products(policy.catalogue);
    }
    cause
}

/// Each product by itself where the file tells them apart, else the whole; nothing of a file that says
/// nothing of logins.
fn products(catalogue: &Catalogue) -> Vec<ProductLogin> {
    let mut accounts = catalogue.accounts.iter();
    if !accounts.any(|account| account.proxy_login.is_some()) {
        let (product, login) = (&catalogue.product, catalogue.proxy_login);
        let known = login != ProxyLogin::Supported;
        return known
            .then(|| product_login(product, login))
            .into_iter()
            .collect();
    }
    let accounts = catalogue.accounts.iter();
    let each = accounts.flat_map(|account| {
        let login = account.proxy_login.unwrap_or(catalogue.proxy_login);
        let products = account.products.iter();
        products.map(move |product| product_login(product, login))
    });
    each.collect()
}

fn product_login(product: &str, login: ProxyLogin) -> ProductLogin {
    ProductLogin {
        product: product.to_owned(),
        login: match login {
            ProxyLogin::Supported => PossibleLogin::Supported,
            ProxyLogin::Integrated => PossibleLogin::Integrated,
            ProxyLogin::Unsupported => PossibleLogin::Unsupported,
        },
    }
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
