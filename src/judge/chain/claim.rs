//! A known CA's name over something that its key did not sign.

use super::path::Search;
use super::presented::Chain;
use super::roots::Anchor;
use crate::finding::cause::chain::inspection::{FalseClaim, Impostor};
use crate::finding::cause::chain::presented::Presented;
use crate::signature::Checked;

/// An issuer's name that is false.
pub(super) struct Claim {
    /// The certificate that names it.
    child: usize,
    why: FalseClaim,
}

impl Claim {
    /// Climbs from the leaf along signatures and looks at the issuer that each certificate names.
    /// Certificates that merely lie beside are not asked: the leaf did not claim them.
    pub(super) fn find(search: &mut Search<'_>) -> Option<Self> {
        let mut at = 0;
        let mut climbed = Vec::new();
        while !climbed.contains(&at) {
            climbed.push(at);
            let signer = search.signer(at);
            match Named::of(search, at, signer) {
                Named::Falsely(why) => {
                    let child = at;
                    return Some(Self { child, why });
                }
                Named::Unclear => return None,
                Named::Honestly => at = signer?,
            }
        }
        None
    }

    /// The claim and what is wrong with it.
    pub(super) fn facts(self, chain: &Chain<'_>, presented: Presented) -> Impostor {
        let child = &chain.certificates[self.child];
        Impostor {
            certificate: child.subject.text.as_str().into(),
            claimed: child.issuer.text.as_str().into(),
            why: self.why,
            presented,
            shared_key: None,
            shared_issuer: None,
        }
    }
}

/// What became of an issuer's name.
enum Named {
    /// It is nobody's that is known, or it is theirs.
    Honestly,
    /// It is a known CA's, and here is what shows that the CA did not sign.
    Falsely(FalseClaim),
    /// It cannot be told.
    Unclear,
}

impl Named {
    fn of<'c>(search: &mut Search<'c>, child: usize, signer: Option<usize>) -> Self {
        let (chain, trust) = (search.chain, search.trust);
        let name = &chain.certificates[child].issuer;
        let all = trust.anchors.iter();
        let known: Vec<&'c Anchor<'c>> = all
            .filter(|anchor| anchor.is_known() && anchor.is_named(name))
            .collect();
        if known.is_empty() {
            return Self::like_one_sent(search, child, signer);
        }
        let signer = signer.or_else(|| is_self_signed(search, child).then_some(child));
        match signer.map(|at| &chain.certificates[at].hash) {
            Some(hash) if known.iter().any(|anchor| anchor.hash == *hash) => Self::Honestly,
            Some(hash) => Self::Falsely(FalseClaim::OtherKey {
                sha256: hash.clone(),
            }),
            None => Self::by(&by_known(search, child, &known)),
        }
    }

    /// The name is in no list, but a certificate of that name was sent that genuinely leads to a
    /// known key: then that CA is known, too.
    fn like_one_sent(search: &mut Search<'_>, child: usize, signer: Option<usize>) -> Self {
        if signer.is_some() {
            return Self::Honestly;
        }
        let chain = search.chain;
        for at in search.named_issuers(child) {
            if leads_somewhere(search, at) {
                let issuer = &chain.certificates[at];
                return Self::by(&[search.signed(child, &issuer.hash, issuer.key())]);
            }
        }
        Self::Unclear
    }

    /// By what came of checking the signature with the keys of the one who is named.
    fn by(outcomes: &[Checked]) -> Self {
        let unclear = |outcome: &Checked| matches!(outcome, Checked::NotCheckable(_));
        if outcomes.contains(&Checked::Valid) {
            Self::Honestly
        } else if outcomes.iter().any(unclear) {
            Self::Unclear
        } else if outcomes.is_empty() {
            Self::Falsely(FalseClaim::KeyUnknown)
        } else {
            Self::Falsely(FalseClaim::NotSigned)
        }
    }
}

fn by_known<'c>(search: &mut Search<'c>, child: usize, known: &[&'c Anchor<'c>]) -> Vec<Checked> {
    let mut outcomes = Vec::new();
    for anchor in known {
        if let Some(key) = search.key_of(anchor) {
            outcomes.push(search.signed(child, &anchor.hash, key));
        }
    }
    outcomes
}

fn is_self_signed(search: &mut Search<'_>, at: usize) -> bool {
    let issued = search.chain.certificates[at].is_self_issued();
    issued && search.self_signature(at) == Checked::Valid
}

/// Do signatures lead from this certificate to a known key? What stands in
/// its way is not the leaf's concern.
fn leads_somewhere(search: &mut Search<'_>, from: usize) -> bool {
    let (refused, unchecked) = (search.refused.len(), search.unchecked.len());
    let walk = search.walk(from);
    search.refused.truncate(refused);
    search.unchecked.truncate(unchecked);
    walk.paths.iter().any(|path| path.anchor.is_known())
}
