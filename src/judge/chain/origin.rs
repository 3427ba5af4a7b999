//! Whose certificates are these, where no signature leads to an expected key: a public CA's, an
//! impostor's, or somebody's on the way.

use x509_parser::certificate::X509Certificate;
use x509_parser::prelude::FromDer;

use super::certificate::Certificate;
use super::claim::Claim;
use super::names::{self, bounded};
use super::path::{Path, Search, Walk};
use super::presented::Chain;
use super::time::moment;
use crate::blob::hex;
use crate::catalogue::Inspection;
use crate::finding::{Code, Finding, Severity};
use crate::judge::Case;
use crate::judge::interceptor::attribution;
use crate::signature::Checked;

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
    let (code, mark) = mark(case, search, walk);
    let mut clauses = vec![mark];
    clauses.extend(attributed(code, search.chain, walk));
    clauses.push(trusted(walk));
    clauses.push(timestamps(search.chain.leaf()));
    clauses.extend(reasons("although signatures are valid, ", &search.refused));
    clauses.extend(reasons("not checkable here: ", &search.unchecked));
    clauses.extend(stopped(search));
    let finding = Finding::new(code, clauses.join("; "));
    // A chain of its own making is no inspection that somebody could have tolerated.
    let lowered =
        case.endpoint.inspection == Inspection::Tolerated && code != Code::ChainSelfSigned;
    if lowered {
        finding.weighing(Severity::Warn)
    } else {
        finding
    }
}

/// For a leaf that cannot be read at all.
pub(super) fn unreadable(case: Case<'_>, leaf: &[u8]) -> Finding {
    let why = match X509Certificate::from_der(leaf) {
        Ok((rest, _)) => format!("{} bytes follow it", rest.len()),
        Err(error) => bounded(&error.to_string()),
    };
    let words = format!(
        "the first certificate presented, {} bytes, cannot be read as X.509 ({why}), so that \
         nothing leads to {}",
        leaf.len(),
        wanted(case)
    );
    let finding = Finding::new(Code::ChainIntercepted, words);
    match case.endpoint.inspection {
        Inspection::Tolerated => finding.weighing(Severity::Warn),
        Inspection::Forbidden => finding,
    }
}

fn unexpected(case: Case<'_>, search: &Search<'_>, path: &Path<'_>) -> Finding {
    let leaf = search.chain.leaf();
    let anchor = path.anchor;
    let owner = match anchor.elsewhere {
        Some(set) => format!(
            "the key of `{}` in issuer set `{set}`",
            bounded(&anchor.name)
        ),
        None => format!("the public root `{}`", bounded(&anchor.name)),
    };
    let logs = timestamps(leaf);
    let words = format!(
        "issued by `{}`; signatures lead to {owner} and not to {}; {logs}{}",
        leaf.issuer.text,
        wanted(case),
        stopped(search).map_or(String::new(), |words| format!("; {words}"))
    );
    Finding::new(Code::ChainUnexpectedIssuer, words)
}

/// What is expected, for people.
fn wanted(case: Case<'_>) -> String {
    match case.endpoint.issuers.as_slice() {
        [] => "any issuer set, since the endpoint names none".to_owned(),
        sets => format!("a key of issuer set `{}`", sets.join("`, `")),
    }
}

fn mark<'c>(case: Case<'_>, search: &mut Search<'c>, walk: &Walk<'c>) -> (Code, String) {
    if let Some(claim) = Claim::find(search) {
        return (Code::ChainImpostor, claim.words(search.chain));
    }
    let leaf = search.chain.leaf();
    if search.chain.presented == 1 && leaf.is_self_issued() && signed_itself(search, 0) {
        let words = format!(
            "`{}` is self-signed and came alone; its key `{}` is not {}",
            leaf.subject.text,
            leaf.hash,
            wanted(case)
        );
        return (Code::ChainSelfSigned, words);
    }
    (Code::ChainIntercepted, issued(case, search, walk))
}

fn signed_itself(search: &mut Search<'_>, at: usize) -> bool {
    let certificate = &search.chain.certificates[at];
    search.signed(at, &certificate.hash, certificate.key()) != Checked::Invalid
}

/// Who issued the leaf, as far as it was shown.
fn issued(case: Case<'_>, search: &mut Search<'_>, walk: &Walk<'_>) -> String {
    let chain = search.chain;
    let leaf = chain.leaf();
    let issuer = match search.signer(0) {
        Some(at) => format!("whose key is `{}`", chain.certificates[at].hash),
        None if leaf.is_self_issued() && signed_itself(search, 0) => "which is itself".to_owned(),
        None if search.named_issuers(0).is_empty() => "whose certificate was not sent".to_owned(),
        None => {
            "though no certificate sent under that name shows the key that signed it".to_owned()
        }
    };
    let top = walk.longest.last().map(|&at| &chain.certificates[at]);
    let end = match top {
        Some(top) if walk.longest.len() > 2 => format!(", under `{}`", top.subject.text),
        _ => String::new(),
    };
    format!(
        "`{}` was issued by `{}`, {issuer}{end}; no signature leads to {}",
        leaf.subject.text,
        leaf.issuer.text,
        wanted(case)
    )
}

fn trusted(walk: &Walk<'_>) -> String {
    match walk.local() {
        Some(root) => format!(
            "this machine trusts it, through its own root `{}`",
            bounded(&root.name)
        ),
        None => "no root of this machine is known to complete it".to_owned(),
    }
}

/// A leaf that was made on the spot has none (RFC 6962, 3.1): a hint, and no more.
fn timestamps(leaf: &Certificate<'_>) -> String {
    let all = leaf.timestamps();
    if all.is_empty() {
        return "no embedded SCTs".to_owned();
    }
    let shown = all.iter().take(MOST_LOGS).map(|sct| {
        let log = hex(&sct.id.key_id[..4]);
        let seconds = i64::try_from(sct.timestamp / 1000).unwrap_or(i64::MAX);
        format!("log `{log}` at {}", moment(seconds))
    });
    let shown: Vec<_> = shown.collect();
    format!(
        "{} embedded SCTs, not verified ({})",
        all.len(),
        shown.join(", ")
    )
}

/// Whose box it may be, by the names that signatures lead through; certificates that merely lie
/// beside are not asked. What is self-signed and alone need be no box at all.
fn attributed(code: Code, chain: &Chain<'_>, walk: &Walk<'_>) -> Option<String> {
    let leaf = names::marked(chain.leaf().x509.issuer(), true);
    let above = walk.longest.iter().skip(1).flat_map(|&at| {
        let x509 = &chain.certificates[at].x509;
        [x509.subject(), x509.issuer()].map(|name| names::marked(name, false))
    });
    let all: Vec<_> = std::iter::once(leaf).chain(above).collect();
    let unknown = || "unknown interceptor: its names carry no mark of a known product".to_owned();
    match attribution(&all) {
        None if code == Code::ChainSelfSigned => None,
        found => Some(found.unwrap_or_else(unknown)),
    }
}

fn reasons(lead: &str, all: &[String]) -> Option<String> {
    let shown = &all[..all.len().min(MOST_REASONS)];
    (!all.is_empty()).then(|| format!("{lead}{}", shown.join(", ")))
}

fn stopped(search: &Search<'_>) -> Option<String> {
    let words = "more was presented than is looked at, so that the search ended early";
    search.stopped.then(|| words.to_owned())
}
