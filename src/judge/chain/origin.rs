//! Whose certificates are these, where no signature leads to an expected key: a public CA's, an
//! impostor's, or somebody's on the way.

use super::certificate::Certificate;
use super::names::bounded;
use super::path::{Path, Search, Walk};
use super::presented::Chain;
use super::roots::Anchor;
use super::time::moment;
use crate::blob::hex;
use crate::catalogue::Inspection;
use crate::finding::{Code, Finding, Severity};
use crate::judge::Case;
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
    let mut clauses = vec![mark, trusted(walk)];
    clauses.extend(timestamps(search.chain.leaf()));
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
    let size = leaf.len();
    let words = format!(
        "the first certificate presented, {size} bytes, cannot be read as X.509, so that nothing \
         leads to {}",
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
    let logs = timestamps(leaf).unwrap_or_else(|| "no embedded SCTs".to_owned());
    let words = format!(
        "issued by `{}`; signatures lead to {owner} and not to {}; {logs}",
        leaf.issuer.text,
        wanted(case)
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
    let issuer = match signer(search, 0) {
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

/// The presented certificate whose key signed this one, if there is one.
fn signer(search: &mut Search<'_>, child: usize) -> Option<usize> {
    let chain = search.chain;
    search.named_issuers(child).into_iter().find(|&at| {
        let issuer = &chain.certificates[at];
        search.signed(child, &issuer.hash, issuer.key()) == Checked::Valid
    })
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

fn timestamps(leaf: &Certificate<'_>) -> Option<String> {
    let all = leaf.timestamps();
    let shown = all.iter().take(MOST_LOGS).map(|sct| {
        let log = hex(&sct.id.key_id[..4]);
        let seconds = i64::try_from(sct.timestamp / 1000).unwrap_or(i64::MAX);
        format!("log `{log}` at {}", moment(seconds))
    });
    let shown: Vec<_> = shown.collect();
    let count = all.len();
    (count > 0).then(|| format!("{count} embedded SCTs, not verified ({})", shown.join(", ")))
}

fn reasons(lead: &str, all: &[String]) -> Option<String> {
    let shown = &all[..all.len().min(MOST_REASONS)];
    (!all.is_empty()).then(|| format!("{lead}{}", shown.join(", ")))
}

fn stopped(search: &Search<'_>) -> Option<String> {
    let words = "more was presented than is looked at, so that the search ended early";
    search.stopped.then(|| words.to_owned())
}

/// A known CA's name over something that its key did not sign.
struct Claim {
    /// The certificate that names it as its issuer.
    child: usize,
    evidence: String,
}

impl Claim {
    /// Climbs from the leaf along signatures and looks at the issuer that each certificate names.
    /// Certificates that merely lie beside are not asked: they were not claimed by the leaf.
    fn find(search: &mut Search<'_>) -> Option<Self> {
        let mut at = 0;
        let mut climbed = Vec::new();
        while !climbed.contains(&at) {
            climbed.push(at);
            let signer = signer(search, at);
            match Self::at(search, at, signer) {
                Named::Falsely(evidence) => {
                    return Some(Self {
                        child: at,
                        evidence,
                    });
                }
                Named::Unclear => return None,
                Named::Honestly => at = signer?,
            }
        }
        None
    }

    fn at<'c>(search: &mut Search<'c>, child: usize, signer: Option<usize>) -> Named {
        let chain = search.chain;
        let name = &chain.certificates[child].issuer;
        let trust = search.trust;
        let known: Vec<&'c Anchor<'c>> = trust
            .anchors
            .iter()
            .filter(|anchor| anchor.is_known() && anchor.is_named(name))
            .collect();
        if known.is_empty() {
            return Self::of_sent(search, child, signer);
        }
        let signer = signer.map(|at| &chain.certificates[at]);
        let signer = signer.or_else(|| {
            let child = &chain.certificates[child];
            child.is_self_issued().then_some(child)
        });
        if signer.is_some_and(|signer| known.iter().any(|anchor| anchor.hash == signer.hash)) {
            return Named::Honestly;
        }
        let outcomes: Vec<Checked> = known
            .iter()
            .filter_map(|anchor| Some((search.key_of(anchor)?, &anchor.hash)))
            .collect::<Vec<_>>()
            .into_iter()
            .map(|(key, hash)| search.signed(child, hash, key))
            .collect();
        judged(&outcomes, signer)
    }

    /// The name is in no list, but a certificate of that name was sent that genuinely leads to a
    /// known key: then that CA is known, too.
    fn of_sent(search: &mut Search<'_>, child: usize, signer: Option<usize>) -> Named {
        if signer.is_some() {
            return Named::Honestly;
        }
        let chain = search.chain;
        for at in search.named_issuers(child) {
            let issuer = &chain.certificates[at];
            let genuine = search
                .walk(at)
                .paths
                .iter()
                .any(|path| path.anchor.is_known());
            if genuine {
                let outcome = search.signed(child, &issuer.hash, issuer.key());
                return judged(&[outcome], None);
            }
        }
        Named::Unclear
    }

    fn words(&self, chain: &Chain<'_>) -> String {
        let child = &chain.certificates[self.child];
        format!(
            "`{}` names the known CA `{}` as its issuer, {}",
            child.subject.text, child.issuer.text, self.evidence
        )
    }
}

/// What became of an issuer's name.
enum Named {
    /// It is nobody's that is known, or it is theirs.
    Honestly,
    /// It is a known CA's, and here is what shows that the CA did not sign.
    Falsely(String),
    /// It cannot be told.
    Unclear,
}

fn judged(outcomes: &[Checked], signer: Option<&Certificate<'_>>) -> Named {
    if outcomes
        .iter()
        .any(|outcome| matches!(outcome, Checked::NotCheckable(_)))
    {
        return Named::Unclear;
    }
    if outcomes.contains(&Checked::Valid) {
        return Named::Honestly;
    }
    let signed_by = signer.map(|signer| format!("the key `{}` signed it", signer.hash));
    Named::Falsely(match (signed_by, outcomes.is_empty()) {
        (Some(other), _) => format!("but {other}, which is not that CA's"),
        (None, false) => "but that CA's key did not sign it".to_owned(),
        (None, true) => {
            "but that CA's key is neither sent nor at hand here, so that nothing shows \
                         that it signed this"
                .to_owned()
        }
    })
}
