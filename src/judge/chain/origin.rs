//! Whose certificates are these, where no signature leads to an expected key: a public CA's, an
//! impostor's, or those of a device on the path.

use x509_parser::certificate::X509Certificate;
use x509_parser::prelude::FromDer;

use super::certificate::Certificate;
use super::claim::Claim;
use super::names::{self, bounded};
use super::path::Search;
use super::presented::Chain;
use super::walk::{Path, Walk};
use crate::catalogue::Inspection;
use crate::finding::cause::chain::inspection::{Intercepted, SelfSigned, Signer};
use crate::finding::cause::chain::presented::{Attribution, Presented, Timestamp, Timestamps};
use crate::finding::cause::chain::{Authority, UnexpectedIssuer};
use crate::finding::{Cause, Code, Finding, Severity, Untrusted};
use crate::judge::Case;
use crate::judge::interceptor::attribution;
use crate::signature::Checked;
use crate::text::bytes::hex;

/// No more transparency logs than this are shown.
const MOST_LOGS: usize = 5;
/// No more reasons than this are shown.
const MOST_REASONS: usize = 3;

/// The finding for a chain that leads to none of the endpoint's keys.
pub(super) fn finding<'c>(
    case: Case<'_>,
    search: &mut Search<'c>,
    walk: &Walk<'c>,
    best: Option<&Path<'c>>,
) -> Finding {
    if let Some(path) = best {
        return unexpected(case, search, path);
    }
    let cause = cause(case, search, walk);
    // A chain of its own making is no inspection that anybody could have tolerated.
    let code = cause.code();
    lowered(case, Finding::new(cause), code != Code::ChainSelfSigned)
}

fn lowered(case: Case<'_>, finding: Finding, is_inspection: bool) -> Finding {
    match case.endpoint.inspection {
        Inspection::Tolerated if is_inspection => finding.weighing(Severity::Warn),
        Inspection::Tolerated | Inspection::Forbidden => finding,
    }
}

/// For a leaf that cannot be read at all.
pub(super) fn unreadable(case: Case<'_>, leaf: &[u8]) -> Finding {
    let detail = match X509Certificate::from_der(leaf) {
        Ok((rest, _)) => format!("{} bytes follow it", rest.len()),
        Err(error) => bounded(&error.to_string()),
    };
    let intercepted = Intercepted {
        signer: Signer::Unreadable {
            bytes: leaf.len(),
            detail: detail.into(),
        },
        presented: Presented {
            expected_sets: case.endpoint.issuers.clone(),
            ..Presented::default()
        },
        shared_key: None,
        shared_issuer: None,
    };
    lowered(case, Finding::new(intercepted), true)
}

fn unexpected(case: Case<'_>, search: &Search<'_>, path: &Path<'_>) -> Finding {
    let leaf = search.chain.leaf();
    let anchor = path.anchor;
    let name = bounded(&anchor.name).into();
    Finding::new(UnexpectedIssuer {
        issuer: leaf.issuer.text.as_str().into(),
        leads_to: match anchor.elsewhere {
            Some(set) => Authority::IssuerSet {
                set: set.to_owned(),
                name,
            },
            None => Authority::PublicRoot { name },
        },
        expected_sets: case.endpoint.issuers.clone(),
        timestamps: timestamps(leaf),
        search_ended_early: search.stopped,
        only_in_matrix: false,
    })
}

/// Whose these are, by the first mark that fits.
fn cause<'c>(case: Case<'_>, search: &mut Search<'c>, walk: &Walk<'c>) -> Cause {
    let chain = search.chain;
    if let Some(claim) = Claim::find(search) {
        return claim.facts(chain, presented(case, search, walk)).into();
    }
    let leaf = chain.leaf();
    if chain.presented == 1 && may_be_self_signed(search) {
        return SelfSigned {
            sha256: leaf.hash.clone(),
            presented: presented(case, search, walk),
        }
        .into();
    }
    let intercepted = Intercepted {
        signer: signer(search),
        presented: presented(case, search, walk),
        shared_key: None,
        shared_issuer: None,
    };
    intercepted.into()
}

fn presented(case: Case<'_>, search: &Search<'_>, walk: &Walk<'_>) -> Presented {
    let chain = search.chain;
    let leaf = chain.leaf();
    let text = |text: &str| Some(Untrusted::from(text));
    let top = walk.longest.last().filter(|_| walk.longest.len() > 2);
    Presented {
        leaf: text(&leaf.subject.text),
        issuer: text(&leaf.issuer.text),
        issuer_name: text(&leaf.issuer.label),
        top: top.and_then(|&at| text(&chain.certificates[at].subject.text)),
        expected_sets: case.endpoint.issuers.clone(),
        attribution: attributed(chain, walk),
        trusted_root: walk.local().map(|root| bounded(&root.name).into()),
        timestamps: timestamps(leaf),
        refused: few(&search.refused),
        uncheckable: few(&search.unchecked),
        search_ended_early: search.stopped,
        ..Presented::default()
    }
}

fn few(all: &[String]) -> Vec<Untrusted> {
    let few = all.iter().take(MOST_REASONS);
    few.map(|one| one.as_str().into()).collect()
}

/// Does the leaf name itself as its issuer, and is that not refuted? A signature that cannot be checked
/// here refutes nothing.
fn may_be_self_signed(search: &mut Search<'_>) -> bool {
    search.chain.leaf().is_self_issued() && search.self_signature(0) != Checked::Invalid
}

/// Who issued the leaf, as far as it was shown.
fn signer(search: &mut Search<'_>) -> Signer {
    let chain = search.chain;
    match search.signer(0) {
        Some(at) => Signer::Sent {
            sha256: chain.certificates[at].hash.clone(),
        },
        None if may_be_self_signed(search) => Signer::Itself,
        None if search.named_issuers(0).is_empty() => Signer::NotSent,
        None => Signer::OtherKeySent,
    }
}

/// A leaf that was made on the spot has none (RFC 6962, 3.1): a hint, and no more.
fn timestamps(leaf: &Certificate<'_>) -> Timestamps {
    let all = leaf.timestamps();
    let first = all.iter().take(MOST_LOGS).map(|sct| Timestamp {
        log: hex(&sct.id.key_id[..4]),
        at_unix: i64::try_from(sct.timestamp / 1000).unwrap_or(i64::MAX),
    });
    Timestamps {
        first: first.collect(),
        number: all.len(),
    }
}

/// Whose device it may be, by the names that signatures lead through; certificates that merely lie
/// beside are not asked.
fn attributed(chain: &Chain<'_>, walk: &Walk<'_>) -> Option<Attribution> {
    let leaf = names::marked(chain.leaf().x509.issuer(), true);
    let above = walk.longest.iter().skip(1).flat_map(|&at| {
        let x509 = &chain.certificates[at].x509;
        [x509.subject(), x509.issuer()].map(|name| names::marked(name, false))
    });
    let all: Vec<_> = std::iter::once(leaf).chain(above).collect();
    attribution(&all)
}
