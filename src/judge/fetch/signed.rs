//! Signed content: is it signed by whom it names, and still fresh?

use super::page::{request, wanted_content};
use crate::evidence::content::Signed;
use crate::evidence::{Response, Shape};
use crate::finding::Cause;
use crate::finding::cause::fetch::{Forged, Forgery, Stale};
use crate::judge::{Case, Policy, chain, ocsp};
use crate::signature::Checked;
use crate::text::bytes::Blob;

/// Is it signed by a key that is known as its issuer's? Nobody else can answer so, at any address.
pub(super) fn is_genuine(policy: &Policy<'_>, seen: &Response) -> bool {
    match &seen.shape {
        Shape::Crl {
            issuer_der, signed, ..
        } => {
            let keys = chain::keys_named(policy, issuer_der);
            let mut checks = keys
                .iter()
                .map(|key| policy.signatures.check_digest(signed, key));
            checks.any(|checked| checked == Checked::Valid)
        }
        Shape::Ocsp { .. } => {
            let body = seen.body.as_ref();
            body.is_some_and(|answer| ocsp::is_genuine(policy, answer))
        }
        Shape::Empty
        | Shape::Unknown
        | Shape::Html { .. }
        | Shape::Cab { .. }
        | Shape::Certificate { .. } => false,
    }
}

/// The right kind: is it signed by whom it names, and still fresh?
pub(super) fn fault(case: &Case<'_>, policy: &Policy<'_>, seen: &Response) -> Option<Cause> {
    let (next_update, forgery) = match &seen.shape {
        Shape::Crl {
            issuer,
            issuer_der,
            next_update,
            signed,
            ..
        } => {
            let issuer = issuer.as_str().into();
            let forged = is_forged(policy, issuer_der, signed);
            (
                next_update,
                forged.then_some(Forgery::ListSignature { issuer }),
            )
        }
        Shape::Ocsp { next_update, .. } => {
            let body = seen.body.as_ref();
            (
                next_update,
                body.and_then(|answer| ocsp::is_forged(policy, answer)),
            )
        }
        Shape::Empty
        | Shape::Unknown
        | Shape::Html { .. }
        | Shape::Cab { .. }
        | Shape::Certificate { .. } => return None,
    };
    match forgery {
        Some(why) => Some(
            Forged {
                request: request(case),
                why,
            }
            .into(),
        ),
        None => stale(case, *next_update),
    }
}

/// Is there a known key of that name, and did none of them sign? An unknown issuer proves nothing.
fn is_forged(policy: &Policy<'_>, issuer: &Blob, signed: &Signed) -> bool {
    let keys = chain::keys_named(policy, issuer);
    let checks: Vec<Checked> = keys
        .iter()
        .map(|key| policy.signatures.check_digest(signed, key))
        .collect();
    !checks.is_empty()
        && checks
            .iter()
            .all(|checked| matches!(checked, Checked::Invalid))
}

fn stale(case: &Case<'_>, next_update: Option<i64>) -> Option<Cause> {
    let now = case.evidence.started_unix;
    let due = next_update.filter(|due| *due < now)?;
    let stale = Stale {
        request: request(case),
        kind: wanted_content(case.probe.content),
        next_update_unix: due,
        now_unix: now,
    };
    Some(stale.into())
}
